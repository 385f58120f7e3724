"""Tables that print two halves side by side, below one header twice: 项目 | 分值 | 项目 | 分值."""

from __future__ import annotations

from dataclasses import replace

from extractors.document import Cell, Table
from extractors.finding import Finding, finding
from extractors.tables.table_head import bare

# The header stands among the first rows, below the lines of a title.
_LINES_ABOVE = 4
# Fewer headings in a half do not tell that it is a header.
_HEADINGS = 3


def one_below_the_other(table: Table) -> tuple[Table, list[Finding]]:
    """The table with its right half below the left one; a table of any other shape as it is."""
    half = table.cols // 2
    head = None if table.cols % 2 or half < _HEADINGS else _header(table, half)
    if head is None:
        return table, []
    below = [cell for cell in table.cells if cell.row > head]
    if any(cell.col < half < cell.col + cell.col_span for cell in below):
        return table, []
    height = table.rows - head - 1
    closing = _closing_row(below, half, table.rows - 1)
    cells: list[Cell] = []
    repeated: list[Cell] = []
    for cell in table.cells:
        right = cell.col >= half
        if cell.row == head and right:
            repeated.append(cell)
        elif cell.row <= head:
            cells.append(replace(cell, col_span=min(cell.col_span, half - cell.col)) if not right else cell)
        elif cell.row == closing:
            cells.append(replace(cell, row=2 * height + head, col=cell.col - half if right else cell.col))
        else:
            down = height - (closing is not None) if right else 0
            cells.append(replace(cell, row=cell.row + down, col=cell.col - half if right else cell.col))
    if any(cell.col + cell.col_span > half for cell in cells):
        return table, []
    # in the closing row a blank cell gives way to the one of the other half
    places = {(cell.row, cell.col): cell for cell in sorted(cells, key=lambda cell: not cell.blank)}
    cells = [places[place] for place in sorted(places)]
    rows = max(cell.row + cell.row_span for cell in cells)
    moved = replace(
        table,
        cells=tuple(cells),
        rows=rows,
        cols=half,
        repeated=(*table.repeated, *repeated),
        widths=table.widths[:half],
        drawn=table,
    )
    return moved, [finding("table-side-by-side", anchor=table.anchor)]


def _header(table: Table, half: int) -> int | None:
    """The row whose right half prints the headings of its left half once more."""
    for row in range(min(_LINES_ABOVE, table.rows)):
        texts = {cell.col: bare(cell.text) for cell in table.cells if cell.row == row}
        if len(texts) < table.cols:
            continue
        left = [texts[column] for column in range(half)]
        right = [texts[column] for column in range(half, table.cols)]
        if left == right and len(set(left)) == half and all(left):
            return row
    return None


def _closing_row(below: list[Cell], half: int, last: int) -> int | None:
    """The last row, where it holds one text on the left and one figure on the right: 合计 … 55."""
    printed = [cell for cell in below if cell.row == last and not cell.blank]
    apart = [cell.col >= half for cell in printed] == [False, True]
    return last if apart and printed[0].col != printed[1].col - half else None
