"""A source without pages, as it was read: paragraphs and tables whose cells have the ids of spots."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.document import Role, Table
from extractors.frozen import frozen
from pipeline.evidence.source import Source
from pipeline.evidence.spots import numbered


@frozen
class FlowText:
    """A paragraph."""

    id: str
    text: str
    role: Role


@frozen
class FlowCell:
    """A cell; without an `id` it is a hole of the table."""

    id: str
    text: str
    row_span: int = 1
    col_span: int = 1


@frozen
class FlowTable:
    """A table: its rows as HTML takes them (a cell stands once, where it begins), and dropped headers."""

    number: int
    rows: tuple[tuple[FlowCell, ...], ...]
    repeated: tuple[FlowCell, ...]

    @property
    def cols(self) -> int:
        """How many columns there are."""
        return max((sum(cell.col_span for cell in row) for row in self.rows), default=0)


def flow(source: Source, file: int) -> Iterator[FlowText | FlowTable]:
    """The blocks of one file of a source in reading order."""
    for where, number, block in numbered(source):
        if where != file:
            continue
        if isinstance(block, Table):
            repeated = (FlowCell(f"t{number}h{at}", cell.text) for at, cell in enumerate(block.repeated, 1))
            yield FlowTable(number, tuple(_rows(block, number)), tuple(repeated))
        else:
            yield FlowText(f"p{number}", block.text, block.role)


def _rows(table: Table, number: int) -> Iterator[tuple[FlowCell, ...]]:
    """Rows that a browser lays out as they are: places that no cell covers are filled with one hole each."""
    covered: dict[int, dict[int, int]] = {}
    begins: dict[int, dict[int, FlowCell]] = {}
    for cell in table.cells:
        shown = FlowCell(f"t{number}r{cell.row + 1}c{cell.col + 1}", cell.text, cell.row_span, cell.col_span)
        begins.setdefault(cell.row, {})[cell.col] = shown
        for row in range(cell.row, min(cell.row + cell.row_span, table.rows)):
            covered.setdefault(row, {})[cell.col] = cell.col_span
    for row in range(table.rows):
        cells: list[FlowCell] = []
        reach = 0
        for col, width in [*sorted(covered.get(row, {}).items()), (table.cols, 0)]:
            if col > reach:
                cells.append(FlowCell("", "", col_span=col - reach))
            if col in begins.get(row, {}):
                cells.append(begins[row][col])
            reach = max(reach, col + width)
        yield tuple(cells)
