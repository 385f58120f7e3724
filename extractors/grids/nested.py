"""Cells that hold a table, told by the margin that rules leave around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.grids.lines import Run

# The margin of a cell: a column as narrow as this holds no text, and one up to twice as wide may hold none.
_MARGIN, WIDEST_MARGIN = 9.5, 20.0
# Tables within a cell begin no further from its left edge than this, or stand in its middle.
_INDENT = 20.0
# Boxes that reach so far beyond each other still lie in each other.
_SNAP = 3.0
Slots = Sequence[Sequence[int]]


class Nest(NamedTuple):
    """Rows and columns of a cell that holds a table, and those of this table; the ends are those behind."""

    row: int
    col: int
    row_end: int
    col_end: int
    inner: tuple[int, int, int, int]


def nests_in(region: Slots, xs: Sequence[float], ys: Sequence[float], runs: Sequence[Run]) -> list[Nest]:
    """The cells of a frame that hold a table each; `region` tells which slots no rule parts.

    What a rule leaves around the inner table is the margin of the outer cell: a region around it, or a
    strip without text beside it where the two share their upper and lower edges.
    """
    found: list[Nest] = []
    for nest in (*_surrounded(region), *_beside_strips(region, xs)):
        apart = all(
            nest.row >= one.row_end
            or one.row >= nest.row_end
            or nest.col >= one.col_end
            or one.col >= nest.col_end
            for one in found
        )
        if apart and _margins_are_blank(nest, xs, ys, runs):
            found.append(nest)
    return found


def _boxes(region: Slots) -> dict[int, tuple[int, int, int, int]]:
    """The first row and column of each region, and those behind its last."""
    boxes: dict[int, tuple[int, int, int, int]] = {}
    for row, line in enumerate(region):
        for col, own in enumerate(line):
            top, left, bottom, right = boxes.get(own, (row, col, row, col))
            boxes[own] = (top, min(left, col), max(bottom, row + 1), max(right, col + 1))
    return boxes


def _surrounded(region: Slots) -> Iterator[Nest]:
    """Regions that are no rectangle, with all that stands within their outline."""
    boxes = _boxes(region)
    for own, (top, left, bottom, right) in boxes.items():
        others = {region[row][col] for row in range(top, bottom) for col in range(left, right)} - {own}
        if len(others) < 2:
            continue
        inner = _around([boxes[other] for other in others])
        if inner[0] < top or inner[1] < left or inner[2] > bottom or inner[3] > right:
            continue  # a rule is missing: cells reach out of the outline
        whole = all(
            region[row][col] != own for row in range(inner[0], inner[2]) for col in range(inner[1], inner[3])
        )
        if whole and inner[3] - inner[1] > 1:
            yield Nest(top, left, bottom, right, inner)


def _beside_strips(region: Slots, xs: Sequence[float]) -> Iterator[Nest]:
    """What stands beside a strip over several rows that is too narrow for text, up to a cell as high."""
    cols = len(xs) - 1
    for top, left, bottom, right in _boxes(region).values():
        if bottom - top < 2 or right - left != 1 or xs[right] - xs[left] > WIDEST_MARGIN:
            continue
        if any(region[row][left] != region[top][left] for row in range(top, bottom)):
            continue
        start, end = left, right
        while end < cols and _parts(region, top, bottom, end):
            end += 1
        if end == right:  # a strip at the right side of the inner table
            while start > 0 and _parts(region, top, bottom, start - 1):
                start -= 1
            inner = (top, start, bottom, left)
            at_border = end == cols
        else:
            inner = (top, right, bottom, end)
            at_border = start == 0
            if end < cols and _one(region, top, bottom, end):
                headed = _is_headed(region, top, bottom, start, end + 1)
                end += xs[end + 1] - xs[end] <= (WIDEST_MARGIN if headed else _MARGIN)
        headed = xs[right] - xs[left] <= _MARGIN or _is_headed(region, top, bottom, start, end)
        if at_border or not headed:  # a double border, or a column of its own
            continue
        held = {region[row][col] for row in range(top, bottom) for col in range(inner[1], inner[3])}
        boxes = _boxes(region)
        closed = len(held) > 2 and _around([boxes[one] for one in held]) == inner
        beside = [col for col in range(cols) if not start <= col < end]
        if closed and inner[3] - inner[1] > 1 and any(_one(region, top, bottom, col) for col in beside):
            yield Nest(top, start, bottom, end, inner)


def _is_headed(region: Slots, top: int, bottom: int, start: int, end: int) -> bool:
    """Whether some other row has one cell over all of these columns, as the heading of the outer table."""
    return any(len(set(line[start:end])) == 1 for line in (*region[:top], *region[bottom:]))


def _parts(region: Slots, top: int, bottom: int, col: int) -> bool:
    """Whether rules part some rows of a column."""
    return len({region[row][col] for row in range(top, bottom)}) > 1


def _one(region: Slots, top: int, bottom: int, col: int) -> bool:
    return not _parts(region, top, bottom, col)


def _around(boxes: Sequence[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    tops, lefts, bottoms, rights = zip(*boxes, strict=True)
    return min(tops), min(lefts), max(bottoms), max(rights)


def _margins_are_blank(nest: Nest, xs: Sequence[float], ys: Sequence[float], runs: Sequence[Run]) -> bool:
    """Whether no text stands beside the inner table, which begins near the left or stands in the middle."""
    top, left, bottom, right = nest.inner
    before, behind = xs[left] - xs[nest.col], xs[nest.col_end] - xs[right]
    if before > _INDENT and abs(before - behind) > _INDENT:
        return False
    return not any(
        ys[top] < (run.top + run.bottom) / 2 < ys[bottom]
        and (
            xs[nest.col] < (run.edges[0] + run.edges[-1]) / 2 < xs[left]
            or xs[right] < (run.edges[0] + run.edges[-1]) / 2 < xs[nest.col_end]
        )
        and not run.blank
        for run in runs
    )
