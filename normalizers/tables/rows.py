"""A row of a table as the readers of rubrics see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.document import Cell
from extractors.frozen import frozen


@frozen
class Row:
    """A row of a table: its place in the table (from 0) and its cells by column.

    `heading` is the cell that names a part of the rubric (一、业务工作) in a row of its own;
    `after_break` tells that a page break or a repeated header stands before the row.
    """

    index: int
    cells: tuple[Cell | None, ...]
    heading: Cell | None = None
    after_break: bool = False

    def own(self, column: int) -> bool:
        """Whether the cell of this column begins in this row."""
        cell = self.cells[column]
        return cell is not None and cell.row == self.index

    def filled(self) -> list[Cell]:
        """The filled cells that begin in this row."""
        found = (cell for cell in self.cells if cell is not None and cell.row == self.index)
        return list(dict.fromkeys(cell for cell in found if not cell.blank))


def cells_of(rows: Iterable[Row], indexes: Sequence[int]) -> list[Cell]:
    """The filled cells of these columns in these rows, each once."""
    found = (row.cells[index] for row in rows for index in indexes)
    return list(dict.fromkeys(cell for cell in found if cell is not None and not cell.blank))
