"""Tables that are one: their rows one below the other, and the header that is printed again among them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import accumulate

from extractors.document import Cell, Table
from extractors.tables.captions import goes_on, is_again
from extractors.tables.table_head import Row, column, header_size, repeats, row_texts

# A header has no more rows: where all rows of a table are tied to each other, it is not all header.
_MOST_HEADINGS = 12


class Above:
    """What stands above a table that may go on from it: the tables so far, read as the one they become.

    A header that is printed again is left out, for it tells nothing: 序号 between the numbers of two pages
    is no text among them. The first table holds the whole header: headings alone, or a title over them
    alone, take the rows of the table that goes on from them.
    """

    def __init__(self, table: Table) -> None:
        """The first table."""
        self.last = table
        self._added = [table]
        self._tables: list[Table] = []
        self._head: list[Row] = []

    def add(self, table: Table) -> None:
        """The next table, which goes on from those above."""
        self.last = table
        self._added.append(table)

    @property
    def tables(self) -> Sequence[Table]:
        """The tables without what is printed again; the first has the header, and none is without rows."""
        for table in self._added:
            if len(self._head) == sum(one.rows for one in self._tables) <= _MOST_HEADINGS:
                first, *_ = without_repeats(*stacked([*self._tables, table]))
                self._tables[:] = [first]
                self._head = row_texts(first, header_size(first))
            elif (rest := _without(table, _dropped(self._head, row_texts(table), 0))).rows:
                self._tables.append(rest)
        self._added.clear()
        return self._tables

    @property
    def head(self) -> list[Row]:
        """The rows of the header."""
        return self._head if self.tables else []

    def column(self, col: int) -> list[str]:
        """The texts of a column below the header, row by row."""
        return [text for one in self.tables for text in column(one, col)][len(self._head) :]


def stacked(tables: Sequence[Table]) -> tuple[Table, list[int]]:
    """The rows of all tables one below the other, and the first row of each but the first."""
    cells: list[Cell] = []
    repeated: list[Cell] = []
    old: list[int] = []
    seams: list[int] = []
    rows = 0
    for table in tables:
        seams.append(rows)
        cells.extend(cell.at_row(cell.row + rows) if rows else cell for cell in table.cells)
        repeated.extend(table.repeated)
        old.extend(seam + rows for seam in table.seams)
        rows += table.rows
    first = tables[0]
    whole = Table(
        tuple(cells), rows, first.cols, first.anchor, tuple(old), tuple(repeated), widths=first.widths
    )
    return whole, seams[1:]


def _says_that_it_goes_on(row: Row) -> bool:
    filled = {cell[3] for cell in row if cell[3]}
    return len(filled) == 1 and goes_on(text := filled.pop()) and is_again(text, ())


def without_repeats(table: Table, seams: Sequence[int]) -> tuple[Table, list[int], set[int]]:
    """The table without the rows that print its header again; its seams, and those where one stood."""
    size = header_size(table)
    texts = row_texts(table)
    dropped = _dropped(texts[:size], texts, size)
    if not dropped:
        return table, sorted({*seams} - {table.rows}), dropped
    target = _moved(table, dropped)
    whole = _without(table, dropped)
    moved = sorted({target[row] for row in (*seams, *dropped)} - {whole.rows})
    return whole, moved, {target[row] for row in dropped}


def _dropped(head: Sequence[Row], texts: Sequence[Row], start: int) -> set[int]:
    """The rows from `start` on that print the header again, or only say that the table goes on (续表).

    A sheet has such a row between its pages.
    """
    dropped = {row for row in range(start, len(texts)) if _says_that_it_goes_on(texts[row])}
    size = len(head)
    row = start
    while row + size <= len(texts):
        again = repeats(head, texts[row : row + size])
        dropped.update(range(row, row + size) if again else ())
        row += size if again else 1
    return dropped


def _moved(table: Table, dropped: Collection[int]) -> list[int]:
    """Where each row comes to stand without those that are dropped, and the number of rows behind them."""
    return list(accumulate((row not in dropped for row in range(table.rows)), initial=0))


def _without(table: Table, dropped: Collection[int]) -> Table:
    """The table without some rows; their cells are kept aside."""
    if not dropped:
        return table
    target = _moved(table, dropped)
    return replace(
        table,
        cells=tuple(cell.at_row(target[cell.row]) for cell in table.cells if cell.row not in dropped),
        rows=target[-1],
        seams=tuple(target[row] for row in table.seams if target[row] < target[-1]),
        repeated=table.repeated + tuple(cell for cell in table.cells if cell.row in dropped),
    )
