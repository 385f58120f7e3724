"""Tables as they were meant before they were cut, set side by side or turned: document to document.

Joining by look alone (`extractors.tables.join`) knows no words; here the headings decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.document import Block, Cell, Document, Table
from extractors.finding import Finding, finding
from extractors.tables.stack import stacked
from normalizers.cells.points import points_of_cell
from normalizers.tables.columns import columns
from normalizers.tables.header import Header, find_header
from normalizers.tables.roles import Column
from normalizers.tables.totals import is_subtotal, is_total
from normalizers.text.views import squeeze

_MOST_GAPS = 12  # no paper holds more tables side by side
_HEAD_ROWS = 20  # a header stands above them
_FEWEST = 2  # rows or columns below a header: fewer tell nothing of their kind


def shaped(document: Document) -> Document:
    """The document with each table as it was meant, and a finding for each that was changed."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    for block in document.blocks:
        tables = _halves(block) if isinstance(block, Table) else (block,)
        if len(tables) > 1:
            findings.append(finding("tables-side-by-side", anchor=block.anchor))
        elif tables[0] is not block:
            findings.append(finding("table-side-by-side", anchor=block.anchor))
        for one in tables:
            if isinstance(one, Table) and (upright := _upright(one)) is not None:
                findings.append(finding("table-turned", anchor=one.anchor))
                one = upright
            place, above = _last_table(blocks)
            if isinstance(one, Table) and above is not None and (summed := _total_below(above, one)):
                one = summed
            if isinstance(one, Table) and above is not None and _goes_on(above, one):
                findings.append(finding("table-joined", anchor=one.anchor))
                both, seams = stacked([above, one])
                blocks[place] = replace(both, seams=tuple(sorted((*both.seams, *seams))))
            else:
                blocks.append(one)
    if not findings:
        return document
    return replace(document, blocks=tuple(blocks), findings=(*document.findings, *findings))


def _last_table(blocks: Sequence[Block]) -> tuple[int, Table | None]:
    """The last block with its place, where it is a table and nothing to read stands behind it."""
    for place in range(len(blocks) - 1, -1, -1):
        block = blocks[place]
        if isinstance(block, Table):
            return place, None if block.outline else block
        if block.role not in {"header", "footer", "furniture"} and block.text.strip():
            break
    return -1, None


def _goes_on(above: Table, table: Table) -> bool:
    """Whether a table without a header has the rows of the one above it.

    That one holds nothing but its header (in one row or two), or its columns hold what these do: figures
    below 分值, and no 合计 before.
    """
    if above.cols != table.cols:
        return False
    grid, whole = table.grid(), above.grid()
    header = None if find_header(grid) is not None else find_header(whole)
    if header is None:
        return False
    body = whole[header.end :]
    roles = columns(header.headings, body or grid)
    # 小计 closes a part, and 总分 right below the header nothing
    last = body[-1] if len(body) > 1 else ()
    closed = any(is_total(cell.text) and not is_subtotal(cell.text) for cell in last if cell is not None)
    return not closed and _fits(roles, grid)


def _total_below(above: Table, table: Table) -> Table | None:
    """A row with a sum in a table of its own, its cells in the columns of the table above: 总计 | 100.

    None for any other table. Word knows such a row with fewer columns, as its cells are merged.
    """
    filled = [cell for cell in table.cells if not cell.blank]
    if table.rows > 1 or table.cols > above.cols or len(filled) != _FEWEST or not is_total(filled[0].text):
        return None
    header = find_header(above.grid())
    scored = [] if header is None else [c for c in columns(header.headings, ()) if c.role == "points"]
    if not scored or points_of_cell(filled[1].text) is None or not scored[-1].index:
        return None
    label = replace(filled[0], col=0, col_span=scored[-1].index, row_span=1)
    figure = replace(filled[1], col=scored[-1].index, col_span=1, row_span=1)
    return replace(table, cells=(label, figure), cols=above.cols, widths=above.widths)


def _fits(roles: Sequence[Column], grid: Sequence[Sequence[Cell | None]]) -> bool:
    """Whether the columns with figures hold figures, and the first of the names a name."""
    figures = [column.index for column in roles if column.role in {"points", "weight"}]
    names = [column.index for column in roles if column.role in {"name", "content"}]
    if not names or not figures:
        return False
    # 二、专项（40分） over the whole row heads what follows
    filled = [
        cell
        for index in figures
        for row in grid
        if (cell := row[index]) and not cell.blank and 2 * cell.col_span <= len(roles)
    ]
    # 合计 over the name columns stands left of a figure as well
    named = any((cell := row[index]) and not cell.blank for index in names for row in grid)
    return bool(filled) and named and all(points_of_cell(cell.text) is not None for cell in filled)


def _halves(table: Table) -> tuple[Table, ...]:
    """The tables that stand side by side with an empty column between them, each with a header of its own."""
    gaps = list(_gaps(table))
    for gap in gaps if len(gaps) <= _MOST_GAPS else ():
        left, right = _part(table, 0, gap), _part(table, gap + 1, table.cols)
        head, again = find_header(left.grid()), find_header(right.grid())
        if head and again and _has_names(head) and _has_names(again):
            below = _right_below(left, right, head, again)
            return (below,) if below else (*_halves(left), *_halves(right))
    return (table,)


def _right_below(left: Table, right: Table, head: Header, again: Header) -> Table | None:
    """One table where the right half prints the headings of the left again: 项目 | 分值 | | 项目 | 分值."""
    heads = [squeeze(cell.text) if cell else "" for cell in head.headings]
    printed = [squeeze(cell.text) if cell else "" for cell in again.headings]
    shift = len(heads) - len(printed)
    if shift < 0 or heads[shift:] != printed or head.start or again.start:
        return None
    down = left.rows - again.end
    below = [
        replace(cell, row=cell.row + down, col=cell.col + shift)
        for cell in right.cells
        if cell.row >= again.end
    ]
    repeated = [cell for cell in right.cells if cell.row < again.end]
    return replace(
        left,
        cells=(*left.cells, *below),
        rows=left.rows + right.rows - again.end,
        repeated=(*left.repeated, *repeated),
    )


def _drawn(table: Table) -> Table:
    """The table as the source draws it, of which `table` may be a reading already."""
    return table.drawn or table


def _has_names(header: Header) -> bool:
    roles = {column.role for column in columns(header.headings, ())}
    return bool(roles & {"name", "content"}) and "points" in roles


def _gaps(table: Table) -> Iterator[int]:
    """The columns in which no cell holds anything and none begins left of them, with headings on both sides.

    Of blank columns in a row the last; a sheet of 16,384 columns that are mostly blank costs one look.
    """
    held: set[int] = set()
    for cell in table.cells:
        if not cell.blank or cell.col_span > 1:
            held.update(range(cell.col, cell.col + cell.col_span))
    heads = sorted({cell.col for cell in table.cells if cell.row < _HEAD_ROWS and not cell.blank})
    if len(heads) < 2 * _FEWEST:
        return
    for column in range(heads[_FEWEST - 1] + 1, heads[-_FEWEST]):
        if column not in held and column + 1 in held:
            yield column


def _part(table: Table, begin: int, end: int) -> Table:
    cells = tuple(
        replace(cell, col=cell.col - begin)
        for cell in table.cells
        if begin <= cell.col and cell.col + cell.col_span <= end
    )
    return replace(table, cells=cells, cols=end - begin, widths=table.widths[begin:end], drawn=_drawn(table))


def _upright(table: Table) -> Table | None:
    """A table whose headings stand in its first column, turned; None for any other."""
    # a heading in each row: asked first, for a sheet without a header may have ten thousand rows
    heads = [cell for cell in table.cells if cell.col == 0 and not cell.blank]
    if table.rows < _FEWEST or table.cols <= _FEWEST or len(heads) != table.rows:
        return None
    if find_header(table.grid()) is not None:
        return None
    cells = tuple(
        sorted(
            (
                replace(cell, row=cell.col, col=cell.row, row_span=cell.col_span, col_span=cell.row_span)
                for cell in table.cells
            ),
            key=lambda cell: (cell.row, cell.col),
        )
    )
    turned = replace(
        table,
        cells=cells,
        rows=table.cols,
        cols=table.rows,
        seams=(),
        repeated=table.repeated,
        widths=(),
        drawn=_drawn(table),
    )
    header = find_header(turned.grid())
    if header is None or header.start != 0 or header.end != 1 or not _has_names(header):
        return None
    return turned
