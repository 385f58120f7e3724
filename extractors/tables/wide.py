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
    Columns that the later page prints again, as 序号 and 考核指标 at its left, are left out.
    """
    placed: list[Block] = []
    halves: list[_Half | None] = []
    findings: list[Finding] = []
    for block in blocks:
        half = _half(block)
        at = None
        if half is not None:
            at = next((at for at, one in enumerate(halves) if _beside(one, half)), None)
        if at is None or not isinstance(block, Table):
            placed.append(block)
            halves.append(half)
            continue
        left = placed[at]
        assert isinstance(left, Table)
        again = _again(left, block)
        shift = left.cols - again
        further = (replace(cell, col=cell.col + shift) for cell in block.cells if cell.col >= again)
        cells = sorted((*left.cells, *further), key=lambda cell: (cell.row, cell.col))
        told = bool(left.widths and block.widths)
        widths = (*left.widths, *block.widths[again:]) if told else ()
        placed[at] = replace(left, cells=tuple(cells), cols=shift + block.cols, widths=widths)
        halves[at] = _half(placed[at])
        findings.append(
            finding("columns-joined", anchor=block.anchor, page=block.anchor.page, other=left.anchor.page)
        )
    return placed, findings


class _Half(NamedTuple):
    """What tells whether two tables are halves of one sheet: the edges of rows and columns, the headings."""

    table: Table
    page: int
    rows: Sequence[float]
    columns: Sequence[float]
    head: tuple[str, ...]


def _half(block: Block) -> _Half | None:
    """A table as it may be half of a sheet; None without a page, with few rows or a row without a place."""
    if not isinstance(block, Table) or block.anchor.page is None:
        return None
    rows = _row_edges(block)
    if len(rows) <= _ROWS:
        return None
    lefts = {cell.col: cell.anchor.box.x0 for cell in block.cells if cell.anchor.box is not None}
    head = [""] * block.cols
    for cell in block.cells:
        if cell.row == 0:
            head[cell.col] = bare(cell.text)
    return _Half(block, block.anchor.page, rows, [lefts[column] for column in sorted(lefts)], tuple(head))


def _beside(left: _Half | None, right: _Half) -> bool:
    """Whether the right one goes on with the rows of the left one, which an earlier page prints."""
    return (
        left is not None
        and left.page < right.page
        # of a long table nearly all pages have the same columns
        and not _level(left.columns, right.columns)
        and _level(left.rows, right.rows)
        and ({*left.head} - {""}).isdisjoint(right.head[_again(left.table, right.table) :])
    )


def _again(left: Table, right: Table) -> int:
    """How many columns at its left a sheet prints again on a later page: all their cells say the same."""
    most = min(left.cols, right.cols - 1)
    return next((count for count in range(most, 0, -1) if _same(left, right, count)), 0)


def _same(left: Table, right: Table, count: int) -> bool:
    one, other = _columns(left, count), _columns(right, count)
    return one is not None and one == other and any(text for *_, text in one)


def _columns(table: Table, count: int) -> list[tuple[int, int, int, int, str]] | None:
    """The cells of the first columns; None where they are not parted from the others."""
    cells = [cell for cell in table.cells if cell.col < count]
    if any(cell.col + cell.col_span > count for cell in cells):
        return None
    return [(cell.row, cell.col, cell.row_span, cell.col_span, bare(cell.text)) for cell in cells]


def _level(edges: Sequence[float], others: Sequence[float]) -> bool:
    return edges == others or (
        len(edges) == len(others)
        and all(abs(one - other) <= _SLACK for one, other in zip(edges, others, strict=True))
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
