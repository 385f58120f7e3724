"""Sheets too wide for their paper: the columns that a later page prints go beside those of an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from extractors.document import Block, Table
from extractors.finding import Finding, finding
from extractors.tables.table_head import bare

# The rows of two pages are the same where their edges differ by less than this many points.
_SLACK = 1.5
# Fewer rows agree by chance.
_ROWS = 3


def beside_each_other(blocks: Sequence[Block]) -> tuple[list[Block], list[Finding]]:
    """The blocks with the columns of one sheet side by side, and a finding for each page that was put so.

    Both pages have the same rows at the same heights, not the same headings and not the same columns, and
    one is later. A page with the same columns goes on below, also where it happens to fill the same heights.
    """
    placed: list[Block] = []
    halves: list[_Half | None] = []
    findings: list[Finding] = []
    for block in blocks:
        half = _half(block)
        at = None if half is None else next((at for at, one in enumerate(halves) if _beside(one, half)), None)
        if at is None or not isinstance(block, Table):
            placed.append(block)
            halves.append(half)
            continue
        left = placed[at]
        assert isinstance(left, Table)
        cells = [*left.cells, *(replace(cell, col=cell.col + left.cols) for cell in block.cells)]
        cells.sort(key=lambda cell: (cell.row, cell.col))
        placed[at] = replace(left, cells=tuple(cells), cols=left.cols + block.cols)
        halves[at] = _half(placed[at])
        findings.append(
            finding("columns-joined", anchor=block.anchor, page=block.anchor.page, other=left.anchor.page)
        )
    return placed, findings


class _Half(NamedTuple):
    """What tells whether two tables are halves of one sheet: the edges of rows and columns, the headings."""

    page: int
    rows: Sequence[float]
    columns: Sequence[float]
    head: frozenset[str]


def _half(block: Block) -> _Half | None:
    """A table as it may be half of a sheet; None without a page, with few rows or a row without a place."""
    if not isinstance(block, Table) or block.anchor.page is None:
        return None
    rows = _row_edges(block)
    if len(rows) <= _ROWS:
        return None
    lefts = {cell.col: cell.anchor.box.x0 for cell in block.cells if cell.anchor.box is not None}
    head = frozenset(bare(cell.text) for cell in block.cells if cell.row == 0)
    return _Half(block.anchor.page, rows, [lefts[column] for column in sorted(lefts)], head - {""})


def _beside(left: _Half | None, right: _Half) -> bool:
    """Whether the right one goes on with the rows of the left one, which an earlier page prints."""
    return (
        left is not None
        and left.page < right.page
        and _level(left.rows, right.rows)
        and not _level(left.columns, right.columns)
        and left.head.isdisjoint(right.head)
    )


def _level(edges: Sequence[float], others: Sequence[float]) -> bool:
    return len(edges) == len(others) and all(
        abs(one - other) <= _SLACK for one, other in zip(edges, others, strict=True)
    )


def _row_edges(table: Table) -> list[float]:
    """The upper edge of each row and the lower one of the last; empty where a row has no place."""
    tops: dict[int, float] = {}
    bottom = 0.0
    for cell in table.cells:
        box = cell.anchor.box
        if box is None:
            return []
        tops.setdefault(cell.row, box.top)
        bottom = max(bottom, box.bottom)
    return [*(tops[row] for row in sorted(tops)), bottom] if len(tops) == table.rows else []
