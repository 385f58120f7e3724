"""A rubric as its table prints it: rows, columns, sums and notes, each cell where it stands."""

from __future__ import annotations

from extractors.document import Cell
from extractors.frozen import frozen
from normalizers.tables.roles import Column, Role
from normalizers.tables.rows import Row
from normalizers.tables.totals import TotalRow


@frozen
class RawRubric:
    """The rows of one rubric and the columns that they share.

    `above` is what stands over its header or first row, `furniture` what is to be filled in by hand,
    `changed` the headings that a header printed again has instead of the first ones. In rows of `prose` a
    blank cell says nothing, while in a drawn table it may go on with the cell above.
    """

    columns: tuple[Column, ...]
    header: tuple[Cell, ...]
    above: tuple[Cell, ...]
    rows: tuple[Row, ...]
    totals: tuple[TotalRow, ...]
    notes: tuple[Cell, ...]
    furniture: tuple[Cell, ...]
    changed: tuple[Cell, ...]
    prose: bool = False

    def having(self, *roles: Role) -> tuple[Column, ...]:
        """The columns of these roles, in their printed order."""
        return tuple(column for column in self.columns if column.role in roles)
