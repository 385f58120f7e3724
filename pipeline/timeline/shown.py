"""The timeline in the terminal and as CSV."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from extractors.frozen import frozen
from normalizers.records import Notice
from normalizers.text.numerals import plain
from pipeline.compare.thresholds import limits
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import figure
from pipeline.messages.words import say
from pipeline.quoted import csv_writer, quoted
from pipeline.report.sentences import large
from pipeline.report.years import counted_what, table_word
from pipeline.terminal.safe import safe
from pipeline.timeline.lineage import Lineage, Timeline


def shown(made: Timeline, lang: Lang) -> RenderableType:
    """The tables of the terminal: lineages with their points, then departments with points and shares."""
    parts: list[RenderableType] = [_lineages(made, lang)]
    return Group(*parts, *(("", _departments(made, lang)) if made.shares else ()))


@frozen
class Overview:
    """A year in figures: notices, indicators, points, how many came and went since the year before."""

    label: str
    notices: tuple[Notice, ...]
    count: int
    points: Decimal | None
    came: int | None
    gone: int | None


def overview(made: Timeline, place: int) -> Overview:
    """A year in figures; of the first one none came and none went."""
    side = made.years[place]
    points = sum((values[place] for values in made.shares.values()), Decimal(0))
    came = sum(place in one.items and place - 1 not in one.items for one in made.lineages)
    gone = sum(place not in one.items and place - 1 in one.items for one in made.lineages)
    return Overview(
        label=made.labels[place],
        notices=tuple(records.notice for records in side.notices),
        count=len(side.items),
        points=points or None,
        came=came if place else None,
        gone=gone if place else None,
    )


def fate(lineage: Lineage, made: Timeline, lang: Lang) -> str:
    """When an indicator came, what it was made of, when it paused and went, what it became: 取消（2026）."""
    comma = say("mark.list", lang)
    years = [
        say("timeline.year_named" if len(one) == 4 else "timeline.year_counted", lang, year=one)
        for one in made.labels
    ]
    said = []
    if lineage.origins:
        names = comma.join(one.names[-1] for one in lineage.origins)
        said.append(say("timeline.from", lang, year=years[lineage.first], names=names))
    elif lineage.first:
        said.append(say("timeline.new", lang, year=years[lineage.first]))
    if reworded := lineage.reworded:
        said.append(say("timeline.reworded", lang, years=comma.join(years[place] for place in reworded)))
    for move in lineage.moves:
        old, new = (f"“{end}”" if end else say("change.top_level", lang) for end in (move.old, move.new))
        said.append(say("timeline.moved", lang, year=years[move.place], old=old, new=new))
    for place in lineage.levels:
        heading = bool(lineage.items[place].children)
        key = "timeline.made_level" if heading else "timeline.no_longer_level"
        said.append(say(key, lang, year=years[place]))
    if missed := lineage.missed:
        said.append(say("timeline.paused", lang, years=comma.join(years[place] for place in missed)))
    if lineage.last < len(made.years) - 1:
        year = years[lineage.last + 1]
        names = comma.join(one.names[0] for one in lineage.heirs)
        said.append(say("timeline.into" if names else "timeline.gone", lang, year=year, names=names))
    return say("mark.semicolon", lang).join(said)


def value(lineage: Lineage, place: int, lang: Lang) -> str:
    """What stands for an indicator in a year: points or their sum, the figure of a goal, a tick for tasks."""
    if place not in lineage.items:
        return ""
    item = lineage.items[place]
    if item.subject == "criterion":
        if item.criterion.points is None and item.worth is not None:
            return say("timeline.sum", lang, points=figure(item.worth))
        return figure(item.criterion.points)
    return large(limits(item.thresholds[0]), lang) if item.subject == "goal" else "✓"


def _lineages(made: Timeline, lang: Lang) -> Table:
    table = _table((table_word(made.years, lang), counted_what(made.years, lang).capitalize()), made.labels)
    table.add_column("", overflow="fold", style="dim")
    last = ""
    for lineage in made.lineages:
        rubric = made.rubric(lineage)
        name = " → ".join(safe(one) for one in lineage.names)
        cells = (value(lineage, place, lang) for place in range(len(made.years)))
        gone = lineage.last < len(made.years) - 1
        table.add_row(
            Text(safe(rubric) if rubric != last else ""),
            Text(name, style="dim" if gone else ""),
            *cells,
            Text(safe(fate(lineage, made, lang))),
        )
        last = rubric
    return table


def _departments(made: Timeline, lang: Lang) -> Table:
    table = _table((say("label.parties", lang),), made.labels)
    for name, values in made.shares.items():
        cells = (
            f"{plain(round(value, 2))} ({made.share(name, place):.0%})" if value else ""
            for place, value in enumerate(values)
        )
        table.add_row(Text(safe(name) or "—"), *cells)
    return table


def _table(headings: Sequence[str], labels: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for label in labels:
        table.add_column(label, justify="right", no_wrap=True)
    return table


def as_csv(made: Timeline) -> str:
    """A row for each indicator: rubric, names, what it came from and became, where it went, its years.

    Of each year its id, its points, and the sum of those below it where it has none of its own.
    """
    out = io.StringIO()
    writer = csv_writer(out)
    columns = [f"{what}_{label}" for label in made.labels for what in ("id", "points", "sum")]
    writer.writerow(["rubric", "names", "origins", "heirs", "moves", *columns])
    for lineage in made.lineages:
        cells = []
        for place in range(len(made.years)):
            item, points = lineage.items.get(place), lineage.points(place)
            total = lineage.worth(place) if points is None else None
            cells += [
                quoted(item.id) if item else "",
                *("" if one is None else plain(one) for one in (points, total)),
            ]
        origins, heirs = (one.names[-1] for one in lineage.origins), (one.names[0] for one in lineage.heirs)
        moves = (f"{made.labels[one.place]} {one.old} → {one.new}" for one in lineage.moves)
        names = (lineage.names, origins, heirs, moves)
        texts = (made.rubric(lineage), *("；".join(own) for own in names))
        writer.writerow([*map(quoted, texts), *cells])
    # the mark at the beginning (BOM) is how Excel tells UTF-8 from GBK
    return "\ufeff" + out.getvalue()
