"""Sheets too wide for their paper: the columns that a later page prints go beside those of an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.document import Block, Table
from extractors.finding import Finding, finding
from extractors.tables.table_head import row_texts

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
    findings: list[Finding] = []
    for block in blocks:
        at = _left_half(placed, block) if isinstance(block, Table) else None
        if at is None or not isinstance(block, Table):
            placed.append(block)
            continue
        left = placed[at]
        assert isinstance(left, Table)
        cells = [*left.cells, *(replace(cell, col=cell.col + left.cols) for cell in block.cells)]
        cells.sort(key=lambda cell: (cell.row, cell.col))
        placed[at] = replace(left, cells=tuple(cells), cols=left.cols + block.cols)
        findings.append(
            finding("columns-joined", anchor=block.anchor, page=block.anchor.page, other=left.anchor.page)
        )
    return placed, findings


def _left_half(placed: Sequence[Block], table: Table) -> int | None:
    """The number of the first table on an earlier page whose rows this one goes on with to the right."""
    edges = _row_edges(table)
    if len(edges) <= _ROWS:
        return None
    head = {text for _, _, _, text in row_texts(table)[0] if text}
    for at, other in enumerate(placed):
        if not isinstance(other, Table) or not _earlier(other, table) or other.rows != table.rows:
            continue
        if _level(_columns(other), _columns(table)):
            continue
        if _level(_row_edges(other), edges) and head.isdisjoint(
            text for _, _, _, text in row_texts(other)[0]
        ):
            return at
    return None


def _earlier(one: Table, other: Table) -> bool:
    page, later = one.anchor.page, other.anchor.page
    return page is not None and later is not None and page < later


def _level(edges: Sequence[float], others: Sequence[float]) -> bool:
    return len(edges) == len(others) and all(
        abs(one - other) <= _SLACK for one, other in zip(edges, others, strict=True)
    )


def _columns(table: Table) -> list[float]:
    """The left edge of each column."""
    lefts = {cell.col: cell.anchor.box.x0 for cell in table.cells if cell.anchor.box is not None}
    return [lefts[column] for column in sorted(lefts)]


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
