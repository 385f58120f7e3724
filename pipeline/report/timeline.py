"""Several years in a row: the lineage of each indicator with its points, the points of each department."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from extractors.finding import Lang
from normalizers.numerals import plain
from normalizers.rubric import Records
from pipeline.compare import Link, compare
from pipeline.compare.sides import Item
from pipeline.phrases import figure
from pipeline.report.years import Year, year
from pipeline.show import safe
from pipeline.words import say


@dataclass
class Lineage:
    """One indicator: the item of each year that has it, and what it was split or merged from."""

    items: dict[int, Item] = field(default_factory=dict)
    origins: tuple[str, ...] = ()

    @property
    def last(self) -> int:
        """The last year that has it, by its place in the row of years."""
        return max(self.items)

    @property
    def names(self) -> tuple[str, ...]:
        """Its names, the oldest first, each once."""
        ordered = (self.items[place] for place in sorted(self.items))
        return tuple(dict.fromkeys(item.heading or item.criterion.rule_text for item in ordered))


@dataclass(frozen=True)
class Timeline:
    """`labels` name the years; `shares` are the points of each department in each of them."""

    labels: tuple[str, ...]
    years: tuple[Year, ...]
    lineages: tuple[Lineage, ...]
    shares: dict[str, tuple[Decimal, ...]]

    def rubric(self, lineage: Lineage) -> str:
        """The rubric that holds an indicator in the last year that has it."""
        return self.years[lineage.last].label(lineage.items[lineage.last].id)


def timeline(sides: Sequence[Sequence[Records]], links: Sequence[Link] = ()) -> Timeline:
    """The lineages over some years: those of the last year in its order, then those that ended before."""
    years = tuple(year(side) for side in sides)
    found = [Lineage({0: item}) for item in years[0].items.values()]
    by_id = {lineage.items[0].id: lineage for lineage in found}
    for place in range(1, len(years)):
        before, by_id = by_id, {}
        comparison = compare(sides[place - 1], sides[place], links)
        back = {new_id: old_id for old_id, new_id in comparison.matches}
        origins = {
            new_id: change.old_ids
            for change in comparison.changes
            if {"split", "merged"} & set(change.kinds)
            for new_id in change.new_ids
        }
        for item in years[place].items.values():
            lineage = before[back[item.id]] if item.id in back and item.id not in origins else Lineage()
            if not lineage.items:
                old = (before[old_id].items[place - 1] for old_id in origins.get(item.id, ()))
                lineage.origins = tuple(one.heading for one in old)
                found.append(lineage)
            lineage.items[place] = item
            by_id[item.id] = lineage
    orders = [{item_id: order for order, item_id in enumerate(side.items)} for side in years]
    found.sort(key=lambda one: (-one.last, orders[one.last][one.items[one.last].id]))
    return Timeline(_labels(years), years, tuple(found), _shares(years))


def _labels(years: Sequence[Year]) -> tuple[str, ...]:
    """2024, 2025 … where each side is of one year of its own, else the places 1, 2 …."""
    own = [{records.notice.year for records in side.notices} for side in years]
    labels = [str(*one) for one in own if len(one) == 1 and None not in one]
    return tuple(labels) if len(set(labels)) == len(years) else tuple(map(str, range(1, len(years) + 1)))


def _shares(years: Sequence[Year]) -> dict[str, tuple[Decimal, ...]]:
    """The points of the lowest items for which a department leads; several leads share them equally.

    Points that nobody leads stand under the empty name.
    """
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(years))
    for place, side in enumerate(years):
        for item in side.items.values():
            points = item.criterion.points
            if item.children or points is None or item.criterion.kind != "scored":
                continue
            leads = side.leads(item.id) or ("",)
            for name in leads:
                sums[name][place] += points / len(leads)
    return {name: tuple(values) for name, values in sorted(sums.items(), key=lambda one: -sum(one[1]))}


def shown(made: Timeline, lang: Lang) -> RenderableType:
    """The tables of the terminal: lineages with their points, then departments with points and shares."""
    return Group(_lineages(made, lang), "", _departments(made, lang))


def _lineages(made: Timeline, lang: Lang) -> Table:
    table = _table((say("rubric", lang), say("criterion", lang)), made.labels)
    last = ""
    for lineage in made.lineages:
        rubric = made.rubric(lineage)
        name = " → ".join(safe(one) for one in lineage.names)
        if lineage.origins:
            name += say("came_from", lang, names=say("comma", lang).join(map(safe, lineage.origins)))
        cells = (
            figure(lineage.items[place].criterion.points) if place in lineage.items else ""
            for place in range(len(made.years))
        )
        gone = lineage.last < len(made.years) - 1
        table.add_row(
            Text(safe(rubric) if rubric != last else ""), Text(name, style="dim" if gone else ""), *cells
        )
        last = rubric
    return table


def _departments(made: Timeline, lang: Lang) -> Table:
    table = _table((say("parties", lang),), made.labels)
    totals = [sum(values[place] for values in made.shares.values()) for place in range(len(made.years))]
    for name, values in made.shares.items():
        cells = (
            f"{plain(round(value, 2))} ({value / total:.0%})" if value and total else ""
            for value, total in zip(values, totals, strict=True)
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
    """A row for each indicator: rubric, names, what it came from, ids and points of each year."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = [f"{what}_{label}" for label in made.labels for what in ("id", "points")]
    writer.writerow(["rubric", "names", "origins", *columns])
    for lineage in made.lineages:
        cells = []
        for place in range(len(made.years)):
            item = lineage.items.get(place)
            points = item.criterion.points if item else None
            cells += [item.id if item else "", "" if points is None else plain(points)]
        writer.writerow([made.rubric(lineage), "；".join(lineage.names), "；".join(lineage.origins), *cells])
    # the mark at the beginning (BOM) is how Excel tells UTF-8 from GBK
    return "\ufeff" + out.getvalue()
