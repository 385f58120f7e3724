"""The rows at a seam: where a page end cut a row or a merged cell, it becomes whole again."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from statistics import median
from typing import Literal

from extractors.document import Cell, Table
from extractors.finding import Finding, finding
from extractors.frozen import frozen
from extractors.place import Anchor, Fragment
from extractors.tables.table_head import bare, header_size

# Numbers and points are no longer than this, short names no longer than that.
_SHORT = 4
_LABEL = 8
# 1  10分  0~15  （二）
_FIGURE = re.compile(r"\d | ^ [（(]? [一二三四五六七八九十]+ [）)、．.]? $", re.VERBOSE)

_ENDED = tuple("。！？!?")
_CLOSED = (*_ENDED, *"；：;:")
_BRACKETS = tuple(")）")
# 1. 2、 (3) ① 一、 （二） open a list item, 优（9-10分） a grade: they may begin a row as well.
OPENING = re.compile(
    r"""
    [（(]? (?: \d{1,3} | [一二三四五六七八九十]{1,3} ) [）)、．.] (?! \d )
    | [①-⑳]
    | \w{1,4} \s* [（(] \s* \d
    """,
    re.VERBOSE,
)


def closed(table: Table, seams: Sequence[int], headed: Collection[int]) -> tuple[Table, list[Finding]]:
    """The table with the rows and merged cells whole that were cut above a row of `seams`.

    `headed`: the seams where a header was printed again. What is joined or doubtful is a finding.
    """
    columns = _columns(table, seams) if seams else []
    findings: list[Finding] = []
    gone = 0
    kept: list[int] = list(table.seams)
    for seam in seams:
        row = seam - gone
        if _on_one_page(table, row):
            kept.append(row)
            continue
        verdict = _verdict(table, row, columns)
        if verdict == "join" and _is_title(table, row, seam in headed):
            verdict = "apart" if _where(table, row).page is None else "doubt"
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
        table, told = _merges_extended(table, row, columns)
        findings.extend(told)
        kept.append(row)
    return replace(table, seams=tuple(sorted(set(kept)))), findings


def _on_one_page(table: Table, row: int) -> bool:
    """Whether the rows on both sides of a seam stand on one page: nothing was cut between them."""
    above = {cell.fragments[-1].anchor.page for cell in table.cells if cell.row + cell.row_span == row}
    below = {cell.anchor.page for cell in table.cells if cell.row == row}
    return None not in above | below and bool(above & below)


@frozen
class _Column:
    """What a column holds away from the seams.

    `filled` is the share of rows with a cell of their own, `length` the usual length of its text,
    `figures` the share of numbers, `merged` whether a cell covers several rows, `bracketed` whether
    every text ends with a bracket: 巡查（4分）; `gaps` whether cells are left blank, `lengths` are those of
    its merged texts that no seam cuts, `least` is the length of its shortest text, `room` the width of its
    widest line.
    """

    filled: float
    length: float
    figures: float
    merged: bool
    bracketed: bool
    gaps: bool
    lengths: frozenset[int]
    least: int
    room: int


def _columns(table: Table, seams: Sequence[int]) -> list[_Column]:
    """What each column usually holds; the rows at a seam are left out as far as others remain."""
    head = set(range(header_size(table)))
    after = set(seams) | head
    around = after | {seam - 1 for seam in seams}
    asked = around if len(around) < table.rows else after
    cut = set(seams)
    held: list[list[Cell]] = [[] for _ in range(table.cols)]
    whole: list[set[int]] = [set() for _ in range(table.cols)]
    merged = [False] * table.cols
    room = [0] * table.cols
    for cell in table.cells:
        if cell.col_span == 1 and cell.row not in head:
            room[cell.col] = max(room[cell.col], *map(_width, cell.text.split("\n")))
            merged[cell.col] = merged[cell.col] or cell.row_span > 1
            if cell.row not in asked:
                held[cell.col].append(cell)
            if cell.row_span > 1 and not cell.blank and cut.isdisjoint((cell.row, cell.row + cell.row_span)):
                whole[cell.col].add(len(bare(cell.text)))
    columns = []
    for cells, lengths, covers, widest in zip(held, whole, merged, room, strict=True):
        rows = sum(cell.row_span for cell in cells)
        texts = [bare(cell.text) for cell in cells if not cell.blank]
        figures = sum(bool(_FIGURE.search(text)) for text in texts)
        columns.append(
            _Column(
                len(texts) / (rows or 1),
                median(map(len, texts)) if texts else 0,
                figures / (len(texts) or 1),
                covers,
                are_bracketed(texts),
                len(texts) < len(cells),
                frozenset(lengths),
                min(map(len, texts), default=0),
                widest,
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
    if row <= header_size(table):
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
        above[col].row_span + below[col].row_span > 2 and bare(above[col].text) != bare(below[col].text)
        for col in both
    )
    fresh = anew or any(col in both for col in keys)
    parted = [col for col in keys if above[col].blank != below[col].blank]
    longer = [col for col in both if col not in keys]
    open_ended = any(not bare(above[col].text).endswith(_CLOSED) for col in longer)
    if not anew and _names_broken(above, below, both, columns):
        return "join"
    if fresh:
        return "doubt" if parted and open_ended and not anew else "apart"
    if parted:
        sure = all(columns[col].filled >= 0.95 for col in parted)
        late = any(above[col].blank for col in parted)
        # a first half without its number must break off in the text: a list (…；) or a sentence
        goes_on = any(not bare(above[col].text).endswith(_ENDED) for col in longer)
        if goes_on if late and sure else open_ended if late or not sure else longer or not filled:
            return "join"
        return "doubt" if longer else "apart"
    # no column tells where a row begins: only a sentence that breaks off does
    blanks = len(below) - len(filled)
    if not (longer and open_ended and blanks):
        return "apart"
    return "doubt" if any(OPENING.match(bare(below[col].text)) for col in longer) else "join"


def are_bracketed(texts: Sequence[str]) -> bool:
    """Whether the names of a column all end with a bracket: 巡查（4分）; two are too few to tell."""
    return len(texts) > 2 and all(text.endswith(_BRACKETS) for text in texts)


def is_broken(above: str, below: str) -> bool:
    """Whether a name that should end with a bracket ends with it only in the row below."""
    return bool(above) and not above.endswith(_BRACKETS) and below.endswith(_BRACKETS)


def _names_broken(
    above: dict[int, Cell], below: dict[int, Cell], both: Sequence[int], columns: list[_Column]
) -> bool:
    """Whether a name is cut between the rows, and no sentence ends there."""
    halves = {col: (bare(above[col].text), bare(below[col].text)) for col in both}
    return any(columns[col].bracketed and is_broken(*half) for col, half in halves.items()) and not any(
        upper.endswith(_ENDED) for upper, _ in halves.values()
    )


def _is_title(table: Table, row: int, headed: bool) -> bool:
    """Whether the row above a seam is a title within the table and no first half of a row.

    二、养老服务 stands alone in the first cell, and below it stand the header again, or a row that begins
    in the first column itself.
    """
    above = [cell for cell in table.cells if cell.row + cell.row_span == row and not cell.blank]
    begins = any(cell.row == row and cell.col == 0 and not cell.blank for cell in table.cells)
    return [cell.col for cell in above] == [0] and above[0].row_span == 1 and (headed or begins)


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
            cells.append(cell.at_row(cell.row - 1))
        elif cell.row + cell.row_span == row:
            other = below[cell.col]
            if not cell.blank and cell.row_span > 1 and bare(cell.text) == bare(other.text):
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
    shifted = tuple(part.moved(start) for part in lower.fragments)
    return replace(
        upper,
        row_span=span,
        text=f"{upper.text}\n{lower.text}",
        fragments=upper.fragments + shifted,
        quality="ocr" if "ocr" in (upper.quality, lower.quality) else "joined",
    )


def _emptied(part: Fragment, at: int) -> Fragment:
    return Fragment(at, at, part.anchor)


def _merges_extended(table: Table, row: int, columns: list[_Column]) -> tuple[Table, list[Finding]]:
    """The table with the two parts of each merged cell that is cut above `row` put together.

    One of the parts is blank, or each holds a half of a name. Only where the source draws its cells (an
    export as text has no merges), and never out of the header. What is not sure is a finding.
    """
    above = {cell.col: cell for cell in table.cells if cell.row < row == cell.row + cell.row_span}
    below = {cell.col: cell for cell in table.cells if cell.row == row}
    few = 2 * sum(cell.blank for cell in below.values()) <= len(below)
    head = header_size(table)
    keys = _keys(columns)
    findings: list[Finding] = []
    grown: dict[tuple[int, int], Cell] = {}
    gone: set[int] = set()
    for col, cell in below.items():
        upper = above.get(col)
        if upper is None or cell.anchor.box is None or upper.row < head or upper.col_span != cell.col_span:
            continue
        column = columns[col]
        merged = column.merged or upper.row_span > 1 or cell.row_span > 1
        if upper.blank and cell.blank:
            # the text of a cell over three pages may stand on the last one
            together = upper.row_span > 1 or cell.row_span > 1
        elif cell.blank:
            # never a number or points that this row just lacks
            together = merged or (few and col not in keys)
        elif upper.blank:
            whose = _whose(upper, cell, column, key=col in keys or not _is_item(table, upper, columns))
            together = whose != "above"
            if whose == "doubt":
                text = bare(cell.text)
                findings.append(finding("merge-doubtful", anchor=upper.anchor, text=text, evidence=text))
        else:
            together = merged and col not in keys and _are_halves(upper, cell, column)
            if together:
                halves = bare(upper.text), bare(cell.text)
                found = finding(
                    "name-joined",
                    anchor=upper.anchor,
                    upper=halves[0],
                    lower=halves[1],
                    evidence="".join(halves),
                )
                findings.append(found)
        if together:
            gone.add(col)
            grown[upper.row, col] = _one_cell(upper, cell)
    cells = tuple(
        grown.get((cell.row, cell.col), cell)
        for cell in table.cells
        if not (cell.row == row and cell.col in gone)
    )
    return replace(table, cells=cells), findings


def _whose(upper: Cell, lower: Cell, column: _Column, *, key: bool) -> Literal["below", "doubt", "above"]:
    """Whether a blank cell that ends a page is the upper part of the one that begins the next page.

    A rule parts it from the cell above. But where the column leaves cells of single rows blank elsewhere
    too, blank says here what it says there: as above (督查科 over blank cells), or no remark.
    """
    if upper.row_span > 1 or (lower.row_span > 1 and not key):
        return "below"
    if key or column.gaps or not column.filled:
        return "above"
    return "below" if column.merged else "doubt"


def _is_item(table: Table, beside: Cell, columns: list[_Column]) -> bool:
    """Whether the last row of a cell has words wherever rows usually have them: 合计 | —— | 100 has not."""
    row = beside.row + beside.row_span - 1
    usual = {col for col, column in enumerate(columns) if column.filled >= 0.7} - {beside.col}
    held = [cell for cell in table.cells if cell.row <= row < cell.row + cell.row_span and cell.col in usual]
    return all(any(map(str.isalnum, cell.text)) for cell in held)


def _are_halves(above: Cell, below: Cell, column: _Column) -> bool:
    """Whether a page end cuts a name in two: 业务 and 工作 where the other names have four characters.

    A single character is a part of a name, unless others are as short (德, 能, 勤, 绩). More than two are a
    name where a line has room for more: 人事股 above 财务股, with 后勤服务中心 elsewhere; -- is none.
    """
    upper, lower = bare(above.text), bare(below.text)
    shortest = min(column.lengths, default=0)
    names = not any(_FIGURE.search(half) or not half.isalpha() for half in (upper, lower))
    if names and 1 in (len(upper), len(lower)) and max(shortest, column.least) > 1:
        return True
    worded = any(map(str.isalnum, upper)) and any(map(str.isalnum, lower))
    cut = worded and (len(upper) == 2 or _width(above.text.split("\n")[-1]) >= column.room)
    return cut and max(len(upper), len(lower)) < shortest and len(upper + lower) in column.lengths


def _width(line: str) -> int:
    """The width of a line, as far as its characters tell it; a mark at its end may stand beyond."""
    text = bare(line).rstrip("，。；：、")
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def _one_cell(upper: Cell, lower: Cell) -> Cell:
    """Both parts of a merged cell as one, over the rows of both."""
    whole = _halves(upper, lower)
    return replace(whole, row_span=upper.row_span + lower.row_span)
