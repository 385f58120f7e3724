"""Tables that go on over a page break or beneath a repeated header become one table again.

It knows no words: only positions, equal texts, blank cells and whether a sentence has ended.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from statistics import median
from typing import Literal

from extractors.document import Block, Cell, Document, Paragraph, Table
from extractors.finding import Finding, finding
from extractors.place import Anchor, Fragment

# Columns of two pages agree when their edges differ by less than this many points.
_SLACK = 6.0
# Numbers and points are no longer than this, short names no longer than that.
_SHORT = 4
_LABEL = 8
# 1  10分  0~15  （二）
_FIGURE = re.compile(r"\d | ^ [（(]? [一二三四五六七八九十]+ [）)、．.]? $", re.VERBOSE)

_ENDED = tuple("。！？!?")
_CLOSED = (*_ENDED, *"；：;:")
# 1. 2、 (3) ① 一、 （二） open a list item, 优（9-10分） a grade: they may begin a row as well.
_OPENING = re.compile(
    r"""
    [（(]? (?: \d{1,3} | [一二三四五六七八九十]{1,3} ) [）)、．.] (?! \d )
    | [①-⑳]
    | \w{1,4} \s* [（(] \s* \d
    """,
    re.VERBOSE,
)


def join(document: Document) -> Document:
    """The document with every table whole that its pages cut, and each row that a page end cut.

    Nothing is lost: cells of repeated headers go to `Table.repeated`, page numbers between two
    halves stand after the table. What is joined, and what is doubtful, is a finding.
    """
    blocks: list[Block] = []
    findings: list[Finding] = list(document.findings)
    chain: list[Table] = []
    between: list[Paragraph] = []

    def close() -> None:
        if chain:
            table, found = _whole(chain)
            blocks.append(table)
            findings.extend(found)
            chain.clear()
        blocks.extend(between)
        between.clear()

    for block in document.blocks:
        if isinstance(block, Table):
            follower = _follower(chain, block) if chain else None
            if follower is None:
                close()
            chain.append(follower or block)
        elif chain and (block.role in ("header", "footer", "furniture") or not block.text.strip()):
            between.append(block)
        else:
            close()
            blocks.append(block)
    close()
    return replace(document, blocks=tuple(blocks), findings=tuple(findings))


# --- which tables belong together -----------------------------------------------------------------


def _follower(chain: list[Table], table: Table) -> Table | None:
    """The table as it goes on from those before, or None when it stands for itself.

    It has their header again, or it stands on the next page without one and its columns agree; its
    rows may all have merged cells (合计 over four columns, 100), so that it has fewer columns.
    """
    first = chain[0]
    head = _head(first)
    if table.cols == first.cols and _repeats(_texts(first)[:head], _texts(table)[:head]):
        return table
    if not _breaks(chain[-1], table) or _has_own_head(first, table):
        return None
    return _aligned(table, _edges(table), _edges(chain[-1]))


def _aligned(table: Table, own: list[float], edges: list[float]) -> Table | None:
    """The table with its columns counted as those between `edges`; None where they do not agree."""
    if not own or not edges:
        return None
    at = [min(range(len(edges)), key=lambda number: abs(edges[number] - edge)) for edge in own]
    agree = all(abs(edges[number] - edge) <= _SLACK for number, edge in zip(at, own, strict=True))
    if not agree or len(set(at)) < len(at) or at[0] != 0 or at[-1] != len(edges) - 1:
        return None
    cells = tuple(
        replace(cell, col=at[cell.col], col_span=at[cell.col + cell.col_span] - at[cell.col])
        for cell in table.cells
    )
    return replace(table, cells=cells, cols=len(edges) - 1)


def _head(table: Table) -> int:
    """How many leading rows are the header: the first, and those tied to it by merged cells."""
    end = 1
    row = 0
    while row < end < table.rows:
        cells = [cell for cell in table.cells if cell.row == row]
        # a title over the whole width, or a caption over several columns, has the header below it
        wide = any(cell.col_span > 1 and not cell.blank for cell in cells)
        end = max([end, *(cell.row + cell.row_span for cell in cells), row + 2 if wide else 0])
        row += 1
    return min(end, table.rows)


_Row = tuple[tuple[int, int, int, str], ...]


def _texts(table: Table) -> list[_Row]:
    """Position, spans and text without white space of the cells that begin in each row."""
    rows: list[list[tuple[int, int, int, str]]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append((cell.col, cell.col_span, cell.row_span, _bare(cell.text)))
    return [tuple(sorted(row)) for row in rows]


def _repeats(head: list[_Row], rows: list[_Row]) -> bool:
    """Whether rows are the header again; a lone title is too little to tell, a bare number is no header."""
    texts = [cell[3] for row in head for cell in row if cell[3]]
    return head == rows and len(texts) >= 2 and not any(text.isdigit() for text in texts)


def _bare(text: str) -> str:
    return "".join(text.split())


def _breaks(before: Table, after: Table) -> bool:
    page, next_page = _last_page(before), after.anchor.page
    return page is not None and next_page is not None and next_page > page


def _last_page(table: Table) -> int | None:
    pages = [part.anchor.page for cell in table.cells for part in cell.fragments]
    return max((page for page in pages if page is not None), default=None)


def _has_own_head(first: Table, table: Table) -> bool:
    """Whether the first row names columns as the header does, but not all the same."""
    mine = {_bare(cell.text) for cell in first.cells if cell.row < _head(first) and not cell.blank}
    top = [cell for cell in table.cells if cell.row == 0 and not cell.blank]
    shared = sum(_bare(cell.text) in mine for cell in top)
    return shared >= 2 and 2 * shared >= len(top)


def _edges(table: Table) -> list[float]:
    """The left edge of each column and the right edge of the table; empty without geometry."""
    left: dict[int, float] = {}
    right = 0.0
    for cell in table.cells:
        box = cell.fragments[0].anchor.box
        if box is None:
            return []
        left[cell.col] = min(left.get(cell.col, box.x0), box.x0)
        right = max(right, box.x1)
    return [left[col] for col in sorted(left)] + [right]


# --- one table out of several ---------------------------------------------------------------------


def _whole(chain: list[Table]) -> tuple[Table, list[Finding]]:
    """The tables of a chain as one, without repeated headers, cut rows joined."""
    table, seams = _without_repeats(*_stacked(chain))
    columns = _columns(table, seams)
    findings: list[Finding] = []
    gone = 0
    kept: list[int] = list(table.seams)
    for seam in seams:
        row = seam - gone
        if _on_one_page(table, row):
            kept.append(row)
            continue
        verdict = _verdict(table, row, columns)
        if verdict == "join":
            findings.append(finding("row-joined", anchor=_where(table, row), row=row))
            table = _row_joined(table, row)
            kept = [other - 1 if other > row else other for other in kept if other != row]
            gone += 1
            continue
        if verdict == "doubt":
            evidence = " ".join(cell.text for cell in table.cells if cell.row == row and not cell.blank)
            findings.append(
                finding("row-join-doubtful", anchor=_where(table, row), row=row + 1, evidence=evidence)
            )
        table = _merges_extended(table, row, columns)
        kept.append(row)
    return replace(table, seams=tuple(sorted(set(kept)))), findings


def _stacked(chain: Sequence[Table]) -> tuple[Table, list[int]]:
    """The rows of all tables one below the other, and the first row of each but the first."""
    cells: list[Cell] = []
    repeated: list[Cell] = []
    old: list[int] = []
    seams: list[int] = []
    rows = 0
    for table in chain:
        seams.append(rows)
        cells.extend(replace(cell, row=cell.row + rows) for cell in table.cells)
        repeated.extend(table.repeated)
        old.extend(seam + rows for seam in table.seams)
        rows += table.rows
    first = chain[0]
    return Table(tuple(cells), rows, first.cols, first.anchor, tuple(old), tuple(repeated)), seams[1:]


def _without_repeats(table: Table, seams: list[int]) -> tuple[Table, list[int]]:
    """The table without the rows that print its header again; the row after each is a seam."""
    size = _head(table)
    texts = _texts(table)
    dropped: set[int] = set()
    row = size
    while row + size <= table.rows:
        again = _repeats(texts[:size], texts[row : row + size])
        dropped.update(range(row, row + size) if again else ())
        row += size if again else 1
    target = list(accumulate((row not in dropped for row in range(table.rows)), initial=0))
    rows = target[-1]
    moved = sorted({target[row] for row in (*seams, *dropped)} - {rows})
    whole = replace(
        table,
        cells=tuple(replace(cell, row=target[cell.row]) for cell in table.cells if cell.row not in dropped),
        rows=rows,
        seams=tuple(target[row] for row in table.seams if target[row] < rows),
        repeated=table.repeated + tuple(cell for cell in table.cells if cell.row in dropped),
    )
    return whole, moved


def _on_one_page(table: Table, row: int) -> bool:
    """Whether the rows on both sides of a seam stand on one page: nothing was cut between them."""
    above = {cell.fragments[-1].anchor.page for cell in table.cells if cell.row + cell.row_span == row}
    below = {cell.anchor.page for cell in table.cells if cell.row == row}
    return None not in above | below and bool(above & below)


# --- rows at a seam -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column holds away from the seams.

    `filled` is the share of rows with a cell of their own, `length` the usual length of its text,
    `figures` the share of numbers, `merged` whether a cell covers several rows.
    """

    filled: float
    length: float
    figures: float
    merged: bool


def _columns(table: Table, seams: list[int]) -> list[_Column]:
    """What each column usually holds; the rows at a seam are left out as far as others remain."""
    head = set(range(_head(table)))
    after = set(seams) | head
    around = after | {seam - 1 for seam in seams}
    asked = around if len(around) < table.rows else after
    held: list[list[Cell]] = [[] for _ in range(table.cols)]
    merged = [False] * table.cols
    for cell in table.cells:
        if cell.col_span == 1 and cell.row not in head:
            merged[cell.col] = merged[cell.col] or cell.row_span > 1
            if cell.row not in asked:
                held[cell.col].append(cell)
    columns = []
    for col, cells in enumerate(held):
        rows = sum(cell.row_span for cell in cells)
        texts = [_bare(cell.text) for cell in cells if not cell.blank]
        figures = sum(bool(_FIGURE.search(text)) for text in texts)
        columns.append(
            _Column(
                len(texts) / (rows or 1),
                median(map(len, texts)) if texts else 0,
                figures / (len(texts) or 1),
                merged[col],
            )
        )
    return columns


def _keys(columns: list[_Column]) -> list[int]:
    """The columns that (nearly) every row fills by itself: numbers and points, else short names."""
    own = [col for col, column in enumerate(columns) if column.filled >= 0.7 and 0 < column.length <= _LABEL]
    figures = [col for col in own if columns[col].figures >= 0.6 and columns[col].length <= _SHORT]
    return figures or own


def _verdict(table: Table, row: int, columns: list[_Column]) -> Literal["join", "doubt", "apart"]:
    """Whether the row after a seam is the second half of the row before it."""
    if row <= _head(table):
        return "apart"
    above = {cell.col: cell for cell in table.cells if cell.row < row == cell.row + cell.row_span}
    below = {cell.col: cell for cell in table.cells if cell.row == row}
    if {(col, cell.col_span) for col, cell in above.items()} != {
        (col, cell.col_span) for col, cell in below.items()
    }:
        return "apart"
    filled = [col for col, cell in below.items() if not cell.blank]
    both = [col for col in filled if not above[col].blank]
    keys = [col for col in _keys(columns) if col in below]
    # a merged heading that begins below is a new one, unless it is the same printed again
    anew = any(
        above[col].row_span + below[col].row_span > 2 and _bare(above[col].text) != _bare(below[col].text)
        for col in both
    )
    fresh = anew or any(col in both for col in keys)
    parted = [col for col in keys if above[col].blank != below[col].blank]
    longer = [col for col in both if col not in keys]
    open_ended = any(not _bare(above[col].text).endswith(_CLOSED) for col in longer)
    if fresh:
        return "doubt" if parted and open_ended and not anew else "apart"
    if parted:
        sure = all(columns[col].filled >= 0.95 for col in parted)
        late = any(above[col].blank for col in parted)
        # a first half without its number must break off in the text: a list (…；) or a sentence
        goes_on = any(not _bare(above[col].text).endswith(_ENDED) for col in longer)
        if goes_on if late and sure else open_ended if late or not sure else longer or not filled:
            return "join"
        return "doubt" if longer else "apart"
    # no column tells where a row begins: only a sentence that breaks off does
    blanks = len(below) - len(filled)
    if not (longer and open_ended and blanks):
        return "apart"
    return "doubt" if any(_OPENING.match(_bare(below[col].text)) for col in longer) else "join"


def _where(table: Table, row: int) -> Anchor:
    cells = [cell for cell in table.cells if cell.row == row]
    return next((cell for cell in cells if not cell.blank), cells[0]).anchor


def _row_joined(table: Table, row: int) -> Table:
    """The table with `row` taken into the row before it, cell by cell."""
    below = {cell.col: cell for cell in table.cells if cell.row == row}
    cells: list[Cell] = []
    repeated = list(table.repeated)
    for cell in table.cells:
        if cell.row == row:
            continue
        if cell.row > row:
            cells.append(replace(cell, row=cell.row - 1))
        elif cell.row + cell.row_span == row:
            other = below[cell.col]
            if not cell.blank and cell.row_span > 1 and _bare(cell.text) == _bare(other.text):
                # a merged heading that is printed again on the next page
                repeated.append(other)
                other = replace(other, text="", fragments=(_emptied(other.fragments[0], 0),))
            cells.append(_halves(cell, other))
        else:
            cells.append(cell)
    return replace(table, cells=tuple(cells), rows=table.rows - 1, repeated=tuple(repeated))


def _halves(upper: Cell, lower: Cell) -> Cell:
    span = upper.row_span + lower.row_span - 1
    if lower.blank:
        fragments = (*upper.fragments, _emptied(lower.fragments[0], len(upper.text)))
        return replace(upper, row_span=span, fragments=fragments)
    if upper.blank:
        fragments = (_emptied(upper.fragments[0], 0), *lower.fragments)
        return replace(upper, row_span=span, text=lower.text, fragments=fragments, quality=lower.quality)
    start = len(upper.text) + 1
    shifted = tuple(Fragment(part.start + start, part.end + start, part.anchor) for part in lower.fragments)
    return replace(
        upper,
        row_span=span,
        text=f"{upper.text}\n{lower.text}",
        fragments=upper.fragments + shifted,
        quality="joined",
    )


def _emptied(part: Fragment, at: int) -> Fragment:
    return Fragment(at, at, part.anchor)


def _merges_extended(table: Table, row: int, columns: list[_Column]) -> Table:
    """The table with blank cells of `row` taken into the cell above: a vertical merge goes on.

    Only where the source draws its cells (an export as text has no merges), never for a number or
    points that this row just lacks, and never out of the header.
    """
    above = {cell.col: cell for cell in table.cells if cell.row < row == cell.row + cell.row_span}
    below = {cell.col: cell for cell in table.cells if cell.row == row}
    few = 2 * sum(cell.blank for cell in below.values()) <= len(below)
    head = _head(table)
    grown: dict[tuple[int, int], Cell] = {}
    gone: set[int] = set()
    for col, cell in below.items():
        upper = above.get(col)
        if upper is None or not cell.blank or cell.anchor.box is None:
            continue
        if upper.row < head or upper.blank or upper.col_span != cell.col_span:
            continue
        merged = columns[col].merged or upper.row_span > 1 or cell.row_span > 1
        if merged or (few and col not in _keys(columns)):
            gone.add(col)
            grown[upper.row, col] = replace(
                upper,
                row_span=upper.row_span + cell.row_span,
                fragments=(*upper.fragments, _emptied(cell.fragments[0], len(upper.text))),
            )
    cells = tuple(
        grown.get((cell.row, cell.col), cell)
        for cell in table.cells
        if not (cell.row == row and cell.col in gone)
    )
    return replace(table, cells=cells)
