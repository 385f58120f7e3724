"""Cells with spans to a Table that has only the rows and columns which its cells tell apart."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.document import Cell, Table
from extractors.place import Anchor


def tabulate(cells: Iterable[Cell], anchor: Anchor, widths: Sequence[float] = ()) -> Table:
    """A Table of cells in reading order; two rows or columns that no cell tells apart become one.

    A source may count more: a span far beyond the table (colspan=1000), a column that every row merges
    with its neighbour, a row that only continues the cells above it. `widths` are those of its columns as the
    source counts them; where it does not tell all of them, the table has none.
    """
    placed = sorted(cells, key=lambda cell: (cell.row, cell.col))
    # first without the rows and columns that no cell begins in, then without those that none ends in
    for lines_of in (_first_lines, _last_lines):
        rows = lines_of((cell.row, cell.row + cell.row_span) for cell in placed)
        cols = lines_of((cell.col, cell.col + cell.col_span) for cell in placed)
        if cols != list(range(len(cols))):
            widths = _together(widths, cols)
        if rows == list(range(len(rows))) and cols == list(range(len(cols))):
            continue  # every row and column is told apart, as in most tables
        placed = [
            replace(
                cell,
                row=bisect_right(rows, cell.row) - 1,
                col=bisect_right(cols, cell.col) - 1,
                row_span=bisect_left(rows, cell.row + cell.row_span) - bisect_right(rows, cell.row) + 1,
                col_span=bisect_left(cols, cell.col + cell.col_span) - bisect_right(cols, cell.col) + 1,
            )
            for cell in placed
        ]
    count = len(cols) - 1
    told = tuple(widths[:count]) if len(widths) >= count and all(width > 0 for width in widths) else ()
    return Table(tuple(placed), len(rows) - 1, count, anchor, widths=told)


def without_unshown(cells: Iterable[Cell], rows: Collection[int]) -> list[Cell]:
    """The cells without those of `rows` in which nothing is left; what goes on below such a row stays."""
    cells = list(cells)
    filled = {cell.row for cell in cells if cell.row_span == 1 and not cell.blank}
    return [cell for cell in cells if cell.row not in rows or cell.row in filled or cell.row_span > 1]


def _together(widths: Sequence[float], cols: Sequence[int]) -> Sequence[float]:
    """The widths of the columns that are left: those of the ones that became one are added up."""
    if len(widths) < cols[-1]:
        return ()
    return [sum(widths[start:end]) for start, end in pairwise(cols)]


def _first_lines(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """Where something begins, and the end of all."""
    ranges = list(ranges)
    return [*sorted({start for start, _ in ranges}), max(end for _, end in ranges)]


def _last_lines(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """The beginning of all, and where something ends."""
    ranges = list(ranges)
    return [min(start for start, _ in ranges), *sorted({end for _, end in ranges})]
