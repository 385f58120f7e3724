"""Rows of a text export that stand a column too far left, because a merged cell before them left no tab.

一级指标 → 二级指标 → 考评细则 → 部门
防汛     → 巡查     → 每少一次扣1分。→ 工管科
         → 每漏报一次扣2分。→        →            (shifted)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from extractors.document import Block, Cell, Table
from extractors.finding import Finding, finding
from extractors.tables.table_head import bare

# Fewer rows than this do not tell what a column holds.
_ROWS = 5
# What is not a name is longer than each name by this factor, and is a sentence.
_LONGER = 1.5
_STOP = "。"

_Row = list[Cell]


def without_shifts(blocks: Sequence[Block]) -> tuple[list[Block], list[Finding]]:
    """The blocks with shifted rows of their tables put right, a finding for each; only where all is sure.

    Tables of one width are looked at together: they are the pages of one table.
    """
    pages: dict[int, list[Table]] = defaultdict(list)
    for block in blocks:
        # each row has all its cells, and none is merged
        if isinstance(block, Table) and len(block.cells) == block.rows * block.cols:
            pages[block.cols].append(block)
    found: list[Finding] = []
    repaired: dict[int, Table] = {}
    for tables in pages.values():
        rows = {id(table): _rows(table) for table in tables}
        shifted = _shifted([row for table in tables for row in rows[id(table)]])
        for table in tables:
            cells = [cell for row in rows[id(table)] for cell in (_moved(row) if id(row) in shifted else row)]
            repaired[id(table)] = replace(table, cells=tuple(cells))
            found += [
                finding("row-shifted", anchor=row[0].anchor, row=row[0].row + 1)
                for row in rows[id(table)]
                if id(row) in shifted
            ]
    return [repaired.get(id(block), block) for block in blocks], found


def _rows(table: Table) -> list[_Row]:
    rows: list[_Row] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    return rows


def _shifted(rows: Sequence[_Row]) -> set[int]:
    """The ids of the rows that stand one column too far left.

    Their sentence stands in a column of short names, and nothing stands after it. What stands before it
    moves as well, and is no name of the first column: that is filled just where the last one is.
    """
    width = len(rows[0])
    sentences = [sum(_STOP in row[col].text for row in rows) for col in range(width)]
    text = max(range(width), key=lambda col: sentences[col])
    if not 0 < text < width - 1:
        return set()
    name = text - 1
    sound = [row for row in rows if _STOP in row[text].text and _STOP not in row[name].text]
    longest = max((len(bare(row[name].text)) for row in sound), default=0)
    doubted = [
        row
        for row in rows
        if _STOP in row[name].text
        and len(bare(row[name].text)) > _LONGER * longest
        and all(cell.blank for cell in row[text:])
    ]
    named = sum(not row[name].blank for row in sound)
    # beside them no row has a sentence among the names
    others = sentences[name] - len(doubted)
    if len(sound) < _ROWS or named < 2 or len(doubted) >= len(sound) or others:
        return set()
    paired = all(row[0].blank == row[-1].blank for row in sound) and any(not row[0].blank for row in sound)
    return {id(row) for row in doubted if row[0].blank or (paired and name > 0)}


def _moved(row: _Row) -> _Row:
    """The row one column to the right; the blank cell at its end comes to its beginning."""
    moved = [
        replace(cell, col=cell.col + 1, quality="ocr" if cell.quality == "ocr" else "inferred")
        for cell in row[:-1]
    ]
    return [replace(row[-1], col=0), *moved]
