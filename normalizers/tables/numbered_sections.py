"""Rows that are sections of those below them: 二、| 日常管护 | 50 | … above 3 and 4, which make up 50."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from normalizers.cells.kinds import kind_of
from normalizers.cells.points import points_of_cell
from normalizers.tables.roles import Column
from normalizers.tables.rows import Row
from normalizers.tables.totals import is_subtotal, total_label
from normalizers.text import patterns
from normalizers.text.labels import SECTION_NUMBER
from normalizers.text.views import squeeze

# 1 over 1.1 and 1.2
_DOTTED = patterns.made(r"(?P<outer>\d{1,2})(?:[.．-](?P<inner>\d{1,2}))?[.、．]?(?!\d)")
# 二、日常管护 in one cell over the columns of numbers and names, or among names in a table without numbers
_NAMED = patterns.made(
    r"(?:\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十]{1,3}部分[:、]?)\p{Han}"
)
_FEWEST = 2


def section_rows(rows: Sequence[Row], columns: tuple[Column, ...]) -> frozenset[int]:
    """The places of rows that are sections, though they have a rule, a text or a department of their own.

    That is sure where the points of each numbered in Han are the sum of those below it, or all have none;
    one with nothing below it is a section that is scored itself. None where a single sum does not fit.
    Without numbers the sums have to tell it alone, with the total: 60 = 35 + 25, 40 = 25 + 15, 合计 100.
    """
    numbers = [column.index for column in columns if column.role == "number"]
    names = [column.index for column in columns if column.role == "name"]
    scored = [column.index for column in columns if column.role == "points"]
    places = numbers or (names if len(names) == 1 else [])
    if not places or not scored:
        return frozenset()
    if dotted := _dotted(rows, places[0], scored[-1]):
        return dotted
    found: list[_Section] = []
    last: _Section | None = None
    for row in rows:
        label = row.cells[places[0]]
        if (total := total_label(row, columns)) is not None:
            # what stands behind 合计 is of no section before it
            last = last if is_subtotal(total.text) else None
            continue
        figure = _figure(row, scored[-1])
        own = label is not None and row.own(places[0]) and not label.blank
        text = squeeze(label.text) if own and label is not None else ""
        spans = label is not None and (label.col_span > 1 or not numbers) and bool(_NAMED.match(text))
        if text and (spans or SECTION_NUMBER.fullmatch(text)):
            last = _Section(row, figure, kind_of(_name(row, names) or text) != "scored")
            found.append(last)
        elif last is not None and (text or figure is not None):
            last.below.append(figure)
    if not found:
        return _by_sums(rows, columns, scored[-1]) if len(names) == 1 else frozenset()
    sums = [one.is_sum() for one in found if one.below and not one.outside]
    if not sums or not all(sums) or any(one.points is None and not one.below for one in found):
        return frozenset()
    return frozenset(one.row.index for one in found)


def _dotted(rows: Sequence[Row], number: int, scored: int) -> frozenset[int]:
    """The rows numbered 1 and 2 over 1.1, 1.2 and 2.1, where the points of each are the sum of these."""
    sums: dict[str, list[Decimal | None]] = {}
    heads: dict[str, Row] = {}
    for row in rows:
        label = row.cells[number]
        match = _DOTTED.match(squeeze(label.text)) if label is not None and row.own(number) else None
        if match is None or label is None:
            continue
        figure = _figure(row, scored)
        if match["inner"] is None:
            heads[match["outer"]] = row
            sums[match["outer"]] = [figure]
        elif match["outer"] in sums:
            sums[match["outer"]].append(figure)
    below = {number: found for number, found in sums.items() if len(found) > 1}
    fit = all(
        whole is not None and sum(filter(None, parts), Decimal(0)) == whole
        for whole, *parts in below.values()
    )
    return frozenset(heads[number].index for number in below) if below and fit else frozenset()


@dataclass(eq=False)
class _Section:
    """A row numbered in Han, its points and those of the rows below it; `outside` of the total (加分项)."""

    row: Row
    points: Decimal | None
    outside: bool
    below: list[Decimal | None] = field(default_factory=list)

    def is_sum(self) -> bool:
        """Whether it is worth what stands below it; where it has no points, something there has some."""
        known = [figure for figure in self.below if figure is not None]
        return bool(known) if self.points is None else sum(known, Decimal(0)) == self.points


def _by_sums(rows: Sequence[Row], columns: tuple[Column, ...], scored: int) -> frozenset[int]:
    """Sections told by sums alone: each is followed by several rows that make it up, and all make up 合计."""
    total: Decimal | None = None
    figures: list[tuple[Row, Decimal]] = []
    for row in rows:
        figure = _figure(row, scored)
        if total_label(row, columns) is not None:
            total = figure if figures and total is None else total
        elif total is None and figure is not None:
            figures.append((row, figure))
    if total is None or sum(figure for _, figure in figures) != 2 * total:
        return frozenset()
    found: list[int] = []
    left, count = Decimal(0), _FEWEST
    for row, figure in figures:
        if left:
            left -= figure
            count += 1
        elif count < _FEWEST:
            return frozenset()
        else:
            found.append(row.index)
            left, count = figure, 0
        if left < 0:
            return frozenset()
    return frozenset(found) if not left and count >= _FEWEST else frozenset()


def _figure(row: Row, scored: int) -> Decimal | None:
    cell = row.cells[scored]
    return points_of_cell(cell.text) if cell is not None and row.own(scored) else None


def _name(row: Row, names: Sequence[int]) -> str:
    return next(
        (cell.text for index in names if (cell := row.cells[index]) is not None and not cell.blank), ""
    )
