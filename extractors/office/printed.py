"""A sheet as print shows it: without hidden rows and columns, merged cells as far as they are seen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from extractors.frozen import frozen
from extractors.office.worksheet import Area, Place, Sheet


@frozen
class Axis:
    """The rows, or the columns, of a sheet, some of them hidden; both are counted from 1."""

    hidden: Sequence[int] = ()

    def shown(self, number: int) -> int:
        """Where a row of the sheet stands on paper."""
        return number - bisect_left(self.hidden, number)

    def is_hidden(self, number: int) -> bool:
        """Whether print leaves a row of the sheet out."""
        at = bisect_left(self.hidden, number)
        return at < len(self.hidden) and self.hidden[at] == number

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """Where rows `first` to `last` of the sheet stand on paper; None where all of them are hidden."""
        start, end = self.shown(first), self.shown(last + 1) - 1
        return (start, end) if start <= end else None

    def of_sheet(self, number: int) -> int:
        """The row of the sheet that stands there on paper."""
        low, high = 0, len(self.hidden)
        while low < high:
            middle = (low + high) // 2
            if self.hidden[middle] - middle <= number:
                low = middle + 1
            else:
                high = middle
        return number + low


@frozen
class Printed:
    """The cells and merged areas of a sheet by their places on paper, and the way back to the sheet."""

    cells: dict[Place, str]
    merges: list[Area]
    framed: frozenset[int]
    emptied: frozenset[Place]
    rows: Axis
    cols: Axis


def printed(sheet: Sheet) -> Printed:
    """The sheet without what is hidden; a row of which nothing is left but struck or unseen text goes too.

    A merged cell shows its text as long as a part of it is seen.
    """
    rows, cols = Axis(_emptied_rows(sheet, sheet.hidden_rows)), Axis(hidden_columns(sheet))
    merges, moved = [], {}
    for area in sheet.merges:
        down, across = rows.span(area.top, area.bottom), cols.span(area.left, area.right)
        if down and across:
            merges.append(Area(down[0], across[0], down[1], across[1]))
            moved[area.top, area.left] = down[0], across[0]
    cells = {}
    for place, text in sheet.cells.items():
        if place in moved:
            cells[moved[place]] = text
        elif not (rows.is_hidden(place[0]) or cols.is_hidden(place[1])):
            cells.setdefault((rows.shown(place[0]), cols.shown(place[1])), text)
    emptied = {
        (rows.shown(row), cols.shown(col)) for row, col in (*sheet.struck, *sheet.unseen, *sheet.unshown)
    }
    framed = frozenset(rows.shown(row) for row in sheet.framed if not rows.is_hidden(row))
    return Printed(cells, merges, framed, frozenset(emptied - cells.keys()), rows, cols)


def hidden_columns(sheet: Sheet) -> list[int]:
    """The hidden columns up to the last one that is filled."""
    last = max((col for _, col in sheet.cells), default=0)
    hidden = {
        col for area in sheet.hidden_cols for col in range(max(area.left, 1), min(area.right, last) + 1)
    }
    return sorted(hidden)


def _emptied_rows(sheet: Sheet, hidden: Sequence[int]) -> list[int]:
    """The hidden rows, and those that would be blank on paper for what is struck out or unseen in them."""
    last = max((row for row, _ in sheet.cells), default=0)
    tall = {(area.top, area.left) for area in sheet.merges if area.bottom > area.top}
    filled = {place[0] for place in sheet.cells if place not in tall}
    blank = {row for row, _ in (*sheet.struck, *sheet.unseen)} - filled
    return sorted({row for row in hidden if row <= last} | blank)
