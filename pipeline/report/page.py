"""The report as one page that needs nothing else: no file beside it, no network, no script to be read."""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from normalizers.text.widths import halves
from pipeline.compare.model import CHANGES
from pipeline.look import style
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import figure
from pipeline.messages.words import say
from pipeline.report.chart import Bar, bars
from pipeline.report.report import Report, ReportChange
from pipeline.report.terminal import counted, named, side_names
from pipeline.report.years import counted_what, table_word
from pipeline.workbook.cells import xml_text

# a label of the chart, in half-width characters, and the room of its longest bar
_LABEL, _ROOM = 30, 420


def page(made: Report, lang: Lang) -> str:
    """The page in the language of the reader; text of the documents is escaped."""
    return render(
        "pipeline.report",
        "page.html",
        lang,
        made=made,
        diff=made.diff,
        points=partial(points, lang),
        kinds=[kind for kind in CHANGES if made.counts.kinds[kind]],
        counted=counted(made, lang),
        what=counted_what(made.years.both, lang).capitalize(),
        table_word=table_word(made.years.both, lang),
        sides=side_names(made, lang),
        sources=[(named(side, lang), side) for side in (made.diff.old, made.diff.new)],
        charts=[
            (made.pair_label(pair), rows) for pair in made.diff.pairs if (rows := _drawn(bars(made, pair)))
        ],
        **_choices(made),
    )


def render(folder: str, template: str, lang: Lang, **values: object) -> str:
    """A page of a folder with the look of all of them; what is not our own is escaped."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    own = {"lang": lang, "say": partial(_say, lang), "figure": figure}
    own_look = files("pipeline.report").joinpath("look.css").read_text("utf-8")
    look = Markup(style("light") + own_look)
    text = environment.from_string(files(folder).joinpath(template).read_text("utf-8"))
    return xml_text(text.render(look=look, **own, **values))


def _say(lang: Lang, key: str, **values: object) -> str:
    return say(key, lang, **values)


def _choices(made: Report) -> dict[str, Any]:
    """What the page can be filtered by; a change names rubric and departments by their places here."""
    changes = made.listed()
    rubrics = dict.fromkeys(made.pair_label(pair) for pair in made.diff.pairs)
    departments = sorted({name for change in changes for name in change.departments})
    names = {"rubrics": rubrics, "departments": departments}
    return {key: {name: place for place, name in enumerate(own)} for key, own in names.items()}


def points(lang: Lang, change: ReportChange) -> tuple[str, str, str]:
    """The points of a change: before, now, by how much; only the second one where they are the same."""
    old, new = change.old_points, change.new_points
    if old is None or new is None or old == new:
        there = new if old is None else old
        return "", "" if there is None else say("number.points", lang, points=figure(there)), ""
    by = ("+" if new > old else "−") + figure(abs(new - old))
    return figure(old), say("number.points", lang, points=figure(new)), by


def _drawn(found: list[Bar]) -> list[dict[str, Any]]:
    """Bars with the lengths of both years; the longest one takes all of the room."""
    longest = max((value for bar in found for value in (bar.old, bar.new) if value is not None), default=None)
    scale = _ROOM / float(longest) if longest else 0.0
    return [
        {
            "label": bar.label,
            "short": shortened_label(bar.label, _LABEL),
            "changed": bar.changed,
            "old": bar.old,
            "new": bar.new,
            "old_length": round(max(0.0, float(bar.old or 0)) * scale, 1),
            "new_length": round(max(0.0, float(bar.new or 0)) * scale, 1),
        }
        for bar in found
    ]


def shortened_label(label: str, most: int) -> str:
    """A label of at most so many half-width characters."""
    if halves(label) <= most:
        return label
    while halves(label) > most - 2:
        label = label[:-1]
    return label + "…"
