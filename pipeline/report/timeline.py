"""The timeline in the terminal and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from normalizers.text.numerals import plain
from pipeline.compare.thresholds import limits
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import figure
from pipeline.messages.words import say
from pipeline.report.lineage import Lineage, Timeline
from pipeline.report.sentences import large
from pipeline.report.years import counted_what, table_word
from pipeline.terminal.show import safe


def shown(made: Timeline, lang: Lang) -> RenderableType:
    """The tables of the terminal: lineages with their points, then departments with points and shares."""
    parts: list[RenderableType] = [_lineages(made, lang)]
    return Group(*parts, *(("", _departments(made, lang)) if made.shares else ()))


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
    if missed := lineage.missed:
        said.append(say("timeline.paused", lang, years=comma.join(years[place] for place in missed)))
    if lineage.last < len(made.years) - 1:
        year = years[lineage.last + 1]
        names = comma.join(one.names[0] for one in lineage.heirs)
        said.append(say("timeline.into" if names else "timeline.gone", lang, year=year, names=names))
    return say("mark.semicolon", lang).join(said)


def value(lineage: Lineage, place: int, lang: Lang) -> str:
    """What stands for an indicator in a year: its points, the figure of a goal, a tick for a task."""
    if place not in lineage.items:
        return ""
    item = lineage.items[place]
    if item.subject == "criterion":
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
    """A row for each indicator: rubric, names, what it came from and became, ids and points of each year."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = [f"{what}_{label}" for label in made.labels for what in ("id", "points")]
    writer.writerow(["rubric", "names", "origins", "heirs", *columns])
    for lineage in made.lineages:
        cells = []
        for place in range(len(made.years)):
            item, points = lineage.items.get(place), lineage.points(place)
            cells += [item.id if item else "", "" if points is None else plain(points)]
        origins, heirs = (one.names[-1] for one in lineage.origins), (one.names[0] for one in lineage.heirs)
        names = (lineage.names, origins, heirs)
        writer.writerow([made.rubric(lineage), *("；".join(own) for own in names), *cells])
    # the mark at the beginning (BOM) is how Excel tells UTF-8 from GBK
    return "\ufeff" + out.getvalue()
