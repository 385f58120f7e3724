"""The neutral document: paragraphs and tables in reading order, each with its place.

Cells and their spans are the truth; a grid is derived from them (`Table.grid`).
"""

from __future__ import annotations

from typing import Literal

from extractors.finding import Finding
from extractors.frozen import frozen
from extractors.place import Anchor, Fragment

Quality = Literal["exact", "joined", "inherited", "inferred", "ocr", "manual"]
Role = Literal["body", "heading", "header", "footer", "furniture"]


@frozen
class Paragraph:
    """Text that stands in no cell. `furniture` is page numbers and the like (— 3 —)."""

    text: str
    fragments: tuple[Fragment, ...]
    role: Role = "body"
    quality: Quality = "exact"

    @property
    def anchor(self) -> Anchor:
        """The place where the paragraph begins."""
        return self.fragments[0].anchor


@frozen
class Cell:
    """A cell with its upper left position (from 0) and its spans, as the source draws it.

    `text` holds one line for each line or paragraph of the source, joined by `\\n`.
    There is at least one fragment, also for an empty cell. One that is `emptied` is blank because nothing of
    what it holds is shown (a prompt of a form, struck text): it does not go on with the cell above.
    """

    row: int
    col: int
    text: str
    fragments: tuple[Fragment, ...]
    row_span: int = 1
    col_span: int = 1
    quality: Quality = "exact"
    emptied: bool = False

    def __hash__(self) -> int:
        """Of what tells most cells apart; that of all places takes long, and cells are often looked up."""
        return hash((self.row, self.col, self.text))

    @property
    def anchor(self) -> Anchor:
        """The place where the cell begins."""
        return self.fragments[0].anchor

    @property
    def blank(self) -> bool:
        """Whether the cell holds no visible character."""
        return not self.text.strip()

    def at_row(self, row: int) -> Cell:
        """The same cell in another row. `replace` takes four times as long, and tables are moved often."""
        spans = self.row_span, self.col_span
        return Cell(row, self.col, self.text, self.fragments, *spans, self.quality, self.emptied)


@frozen
class Table:
    """Cells in reading order.

    `seams` are the rows that follow a page break or a repeated header which `join` closed;
    `repeated` holds the cells of header rows that were dropped there, so that nothing is lost. An `outline`
    is made of numbered paragraphs: the source has no such table, and its rows and columns are no places.
    `widths` are those of its columns in any unit, where the source tells them. `drawn` is the table as the
    source draws it, where this one is another reading of it (turned, its halves one below the other).
    """

    cells: tuple[Cell, ...]
    rows: int
    cols: int
    anchor: Anchor
    seams: tuple[int, ...] = ()
    repeated: tuple[Cell, ...] = ()
    outline: bool = False
    widths: tuple[float, ...] = ()
    drawn: Table | None = None

    def grid(self) -> list[list[Cell | None]]:
        """Rows by columns; a cell with spans stands in every place that it covers."""
        grid: list[list[Cell | None]] = [[None] * self.cols for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.row_span, self.rows)):
                for col in range(cell.col, min(cell.col + cell.col_span, self.cols)):
                    grid[row][col] = cell
        return grid


Block = Paragraph | Table


@frozen
class Document:
    """What a reader gives: blocks in reading order and what it could not read.

    `media_type` is that of the file's format, which `read` fills in; pictures bring their own.
    """

    media_type: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))
