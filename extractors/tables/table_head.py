"""The header of a table: how many rows it has, and where it is printed again."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.characters.ideographs import as_ideographs
from extractors.document import Cell, Table


def header_size(table: Table) -> int:
    """How many leading rows are the header: the first, and those tied to it by merged cells."""
    begun: dict[int, list[Cell]] = {}
    for cell in table.cells:
        begun.setdefault(cell.row, []).append(cell)
    end = 1
    row = 0
    while row < end < table.rows:
        cells = begun.get(row, ())
        # a title over the whole width, or a caption over several columns, has the header below it
        wide = any(cell.col_span > 1 and not cell.blank for cell in cells)
        end = max([end, *(cell.row + cell.row_span for cell in cells), row + 2 if wide else 0])
        row += 1
    return min(end, table.rows)


Row = tuple[tuple[int, int, int, str], ...]


def row_texts(table: Table, count: int | None = None) -> list[Row]:
    """Position, spans and bare text of the cells that begin in each row, or in the first `count` rows."""
    rows: list[list[tuple[int, int, int, str]]] = [[] for _ in range(table.rows if count is None else count)]
    for cell in table.cells:
        if cell.row < len(rows):
            rows[cell.row].append((cell.col, cell.col_span, cell.row_span, bare(cell.text)))
    return [tuple(sorted(row)) for row in rows]


def repeats(head: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether rows are the header again; a lone title is too little to tell, a bare number is no header."""
    texts = [cell[3] for row in head for cell in row if cell[3]]
    return head == rows and len(texts) >= 2 and not any(text.isdigit() for text in texts)


def column(table: Table, col: int) -> list[str]:
    """The texts of a column row by row without white space; blank where a cell begins above or beside."""
    texts = [""] * table.rows
    for cell in table.cells:
        if cell.col == col:
            texts[cell.row] = bare(cell.text)
    return texts


def bare(text: str) -> str:
    """A text without its white space, radicals as ideographs (续⻚ is 续页)."""
    return as_ideographs("".join(text.split()))
