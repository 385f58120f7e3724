"""What stands on a page once it is laid out: tables with their cells, and lines in none."""

from __future__ import annotations

from typing import NamedTuple

from extractors.frozen import frozen
from extractors.grids.columns import Columns
from extractors.grids.lines import Line
from extractors.place import Box


class GridCell(NamedTuple):
    """A cell as the rules draw it: position and spans, its place and its lines from top to bottom."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines of the cell, joined by a line feed."""
        return "\n".join(line.text for line in self.lines)


@frozen
class Grid:
    """A ruled table of one page; `closed` says that it was open at the page end and was closed there."""

    cells: tuple[GridCell, ...]
    rows: int
    cols: int
    box: Box
    closed: bool


@frozen
class Layout:
    """What stands on a page: tables, lines in no table, and runs of text that overflow their cell.

    `columns` are places where lines stand in columns that are read one after the other.
    """

    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]
    overflows: tuple[Line, ...]
    columns: tuple[Columns, ...] = ()
