"""The timeline as one page: the share of each department as lines, the points of each indicator as bars."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from extractors.frozen import frozen
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import figure
from pipeline.messages.words import say
from pipeline.report.page import render, shortened_label
from pipeline.report.years import counted_what
from pipeline.timeline.lineage import Lineage, Timeline
from pipeline.timeline.shown import fate, overview, value

# the plot of the departments: its size, the room for names at both sides, the least distance of two names
_WIDTH, _SIDE, _TOP, _BOTTOM, _LINE = 960.0, 220.0, 26.0, 22.0, 17.0
_LEAST, _MOST_HIGH = 260.0, 620.0
# colours that stay apart for most colour-blind eyes; a line whose share hardly moves is grey
_COLOURS = ("#2b67b1", "#c4622d", "#1c7a43", "#8a4fa3", "#b3312a", "#0f7f8c", "#8a6d1d", "#5a5f9c")
_QUIET = Decimal("0.01")


@frozen
class Cell:
    """An indicator, or a department, in one year: its figure, its bar in percent, and what it did."""

    state: str
    said: str = ""
    length: float = 0.0
    by: str = ""


@frozen
class Line:
    """The share of a department: its path, a dot for each year, and its name at both ends."""

    name: str
    colour: str
    path: str
    dots: tuple[tuple[float, float], ...]
    left: tuple[float, str] | None
    right: tuple[float, str] | None


def timeline_page(made: Timeline, lang: Lang) -> str:
    """The page in the language of the reader; no script, no request; text of the documents is escaped."""
    rubrics = [
        (made.rubric(rows[0]), rows)
        for _, rows in ((group, list(own)) for group, own in groupby(made.lineages, lambda one: one.group))
    ]
    lines, height = _lines(made, lang)
    return render(
        "pipeline.timeline",
        "timeline.html",
        lang,
        made=made,
        overview=[overview(made, place) for place in range(len(made.years))],
        rubrics=[(name, [_row(one, made, rows, lang) for one in rows]) for name, rows in rubrics],
        what=counted_what(made.years, lang).capitalize(),
        scored=bool(made.shares),
        lines=lines,
        width=_WIDTH,
        height=height,
        columns=[_across(place, made) for place in range(len(made.years))],
        top=_TOP,
        departments=[
            (name or say("timeline.nobody_leads", lang), _shares(name, made)) for name in made.shares
        ],
    )


# ---- indicators


def _row(lineage: Lineage, made: Timeline, rows: Sequence[Lineage], lang: Lang) -> dict[str, object]:
    """A row of the table of a rubric; bars of one rubric have one scale."""
    known = [points for one in rows for place in one.items if (points := one.points(place)) is not None]
    longest = max(known, default=Decimal(0))
    cells = [_cell(lineage, place, longest, lang) for place in range(len(made.years))]
    said = {cell.said for cell in cells if cell.state != "absent"}
    *former, name = lineage.names
    became = fate(lineage, made, lang)
    return {
        "name": name,
        "former": former,
        "level": lineage.items[lineage.last].criterion.level,
        "cells": cells,
        "fate": became,
        "gone": lineage.last < len(made.years) - 1,
        "changed": bool(became or former) or len(said) > 1,
    }


def _cell(lineage: Lineage, place: int, longest: Decimal, lang: Lang) -> Cell:
    if place not in lineage.items:
        return Cell("absent")
    points, before = lineage.worth(place), lineage.worth(place - 1)
    state = "new" if place and place - 1 not in lineage.items else "same"
    by = ""
    if points is not None and before is not None and points != before:
        state = "up" if points > before else "down"
        by = ("+" if points > before else "−") + figure(abs(points - before))
    own = lineage.points(place)
    # a sum has no bar: beside it those of the items would be short
    length = max(0.0, float(own / longest)) * 100 if own is not None and longest > 0 else 0.0
    return Cell(state, value(lineage, place, lang), round(length, 1), by)


# ---- departments


def _shares(name: str, made: Timeline) -> list[Cell]:
    """The cells of a department: its share and its points."""
    cells = []
    most = max((made.share(one, place) for one in made.shares for place in range(len(made.years))), default=0)
    for place, points in enumerate(made.shares[name]):
        share = made.share(name, place)
        length = float(share / most) * 100 if most else 0.0
        state = "same" if points else "absent"
        cells.append(
            Cell(state, f"{share:.1%}" if points else "", round(length, 1), figure(round(points, 2)))
        )
    return cells


def _lines(made: Timeline, lang: Lang) -> tuple[list[Line], float]:
    """The lines of the departments with the height of the plot; names at the ends do not overlap."""
    shares = {name: [made.share(name, place) for place in range(len(made.years))] for name in made.shares}
    most = float(max((share for own in shares.values() for share in own), default=Decimal(0))) or 1.0
    room = min(_MOST_HIGH, max(_LEAST, 1.4 * _LINE * len(shares)))
    there = {name: [at for at, points in enumerate(made.shares[name]) if points] for name in shares}
    moving = [name for name, own in shares.items() if max(own) - min(own) >= _QUIET]
    colours = {name: _COLOURS[at % len(_COLOURS)] for at, name in enumerate(moving)}

    def down(name: str, place: int) -> float:
        return round(_TOP + room * (1 - float(shares[name][place]) / most), 1)

    ends: list[dict[str, float]] = []
    for place in (0, len(made.years) - 1):
        named = [name for name in shares if place in there[name]]
        ends.append(_apart({name: down(name, place) for name in named}))
    lines = []
    for name, own in shares.items():
        dots = tuple((_across(place, made), down(name, place)) for place in there[name])
        label = shortened_label(name or say("timeline.nobody_leads", lang), 20)
        said = [(ends[side].get(name), f"{own[place]:.0%}") for side, place in ((0, 0), (1, -1))]
        left, right = (None if at is None else (at, share) for at, share in said)
        lines.append(
            Line(
                label,
                colours.get(name, "#7d8894"),
                _path(dots, there[name]),
                dots,
                left and (left[0], f"{label} {left[1]}"),
                right and (right[0], f"{right[1]} {label}"),
            )
        )
    lowest = max((at for end in ends for at in end.values()), default=0.0)
    return lines, round(max(_TOP + room, lowest) + _BOTTOM, 1)


def _path(dots: Sequence[tuple[float, float]], places: Sequence[int]) -> str:
    """A line through the dots, with a gap where years are missing."""
    steps = zip(dots, places, [None, *places], strict=False)
    return " ".join(
        f"{'L' if before is not None and place == before + 1 else 'M'}{x} {y}"
        for (x, y), place, before in steps
    )


def _across(place: int, made: Timeline) -> float:
    return round(_SIDE + (_WIDTH - 2 * _SIDE) * place / max(1, len(made.years) - 1), 1)


def _apart(wanted: dict[str, float]) -> dict[str, float]:
    """The places of names in a column, moved as little as keeps them from overlapping."""
    runs: list[tuple[float, list[str]]] = []
    for name, at in sorted(wanted.items(), key=lambda one: one[1]):
        middle, names = at, [name]
        # a run that touches the one above becomes one with it, in the middle of what both want
        while runs and middle - runs[-1][0] < _LINE * (len(names) + len(runs[-1][1])) / 2:
            _, above = runs.pop()
            names = above + names
            middle = sum(wanted[one] for one in names) / len(names)
            middle = max(middle, _TOP + _LINE * (len(names) - 1) / 2)
        runs.append((middle, names))
    return {
        name: round(middle + _LINE * (place - (len(names) - 1) / 2), 1)
        for middle, names in runs
        for place, name in enumerate(names)
    }
