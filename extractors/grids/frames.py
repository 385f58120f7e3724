"""Edges of a page become frames: the cells of a table before they have text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.frozen import frozen
from extractors.grids.edges import SHORT, SNAP, Edge, Union, connected, edges
from extractors.grids.lines import Run
from extractors.grids.nested import WIDEST_MARGIN, nests_in
from extractors.grids.tiles import Tile, whole_tiles

# More crossings than this are a drawing: its text is read as lines.
_SLOTS = 100_000


class Span(NamedTuple):
    """A cell before it has text: first row and column, and the row and column after its last."""

    row: int
    col: int
    row_end: int
    col_end: int


@frozen
class Frame:
    """A grid before it has text: coordinates of its edges, its cells, and the cell of each slot."""

    xs: list[float]
    ys: list[float]
    spans: list[Span]
    slots: list[list[int]]
    closed: bool

    def holds(self, tile: Tile) -> bool:
        """Whether the middle of a tile stands in a cell."""
        return self.cell_at((tile.x0 + tile.x1) / 2, (tile.top + tile.bottom) / 2) is not None

    def surrounds(self, other: Frame) -> bool:
        """Whether another frame stands within this one."""
        across = self.xs[0] - SNAP <= other.xs[0] and other.xs[-1] <= self.xs[-1] + SNAP
        return across and self.ys[0] - SNAP <= other.ys[0] and other.ys[-1] <= self.ys[-1] + SNAP

    def reaches(self, x: float, cell: int) -> bool:
        """Whether a point to the right of one in a cell, at its height, is still in that cell."""
        end = self.spans[cell].col_end
        return x <= self.xs[-1] if end == len(self.xs) - 1 else x < self.xs[end]

    def cell_at(self, x: float, y: float) -> int | None:
        """The number of the cell at a point."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        col = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
        row = min(bisect_right(self.ys, y), len(self.ys) - 1) - 1
        return self.slots[row][col]


def drawn_frames(
    across: list[Edge], down: list[Edge], runs: Sequence[Run], shades: list[Tile]
) -> list[Frame]:
    """The frames that edges draw; backgrounds (`shades`) may part their rows."""
    found = (_frame(*touching, runs, shades) for touching in connected(across, down))
    return [frame for one in found for frame in one]


def _frame(across: list[Edge], down: list[Edge], runs: Sequence[Run], shades: list[Tile]) -> list[Frame]:
    """One grid with those in its cells; none where rules only box text in, or close nothing."""
    down = down + _open_sides(across, down)
    closing = _open_ends(across, down, runs)
    across = across + closing
    if len({edge.at for edge in across}) < 2 or len({edge.at for edge in down}) < 2:
        return []
    across = across + _shaded_bands(across, down, runs, shades)
    across = across + _broken_below_header(across, down, runs)
    xs = sorted({edge.at for edge in down})
    ys = sorted({edge.at for edge in across})
    if len(xs) * len(ys) > _SLOTS:
        return []
    walls = _cover(down, xs, ys)
    floors = _cover(across, ys, xs)
    region = _regions(len(ys) - 1, len(xs) - 1, walls, floors)
    spans = _spans(region)
    if len(spans) < 2:
        return []
    nested = []
    if _may_nest(spans, region, xs):
        for nest in nests_in(region, xs, ys, runs):
            top, left, bottom, right = nest.inner
            inner = _spans([line[left:right] for line in region[top:bottom]])
            nested.append(_compress(xs[left : right + 1], ys[top : bottom + 1], inner, closed=False))
            for row in range(nest.row, nest.row_end):
                region[row][nest.col : nest.col_end] = [-1 - len(nested)] * (nest.col_end - nest.col)
    if nested:
        spans = _spans(region)
    return [_compress(xs, ys, spans, bool(closing)), *nested]


def _may_nest(spans: Sequence[Span], region: Sequence[Sequence[int]], xs: Sequence[float]) -> bool:
    """Whether there may be tables within cells: one that is no rectangle, or a strip too narrow for text."""
    narrow = any(x1 - x0 <= WIDEST_MARGIN for x0, x1 in pairwise(xs))
    return narrow or len(spans) > len({region[span.row][span.col] for span in spans})


def _open_sides(across: list[Edge], down: list[Edge]) -> list[Edge]:
    """Closing edges for a table that has no outer rule at its left or right side."""
    if len(across) < 2:
        return []
    top, bottom = min(edge.at for edge in across), max(edge.at for edge in across)
    sides = []
    left = min(edge.start for edge in across)
    if left < min(edge.at for edge in down) - SHORT and _agree((edge.start for edge in across), left):
        sides.append(Edge(left, top, bottom))
    right = max(edge.end for edge in across)
    if right > max(edge.at for edge in down) + SHORT and _agree((edge.end for edge in across), right):
        sides.append(Edge(right, top, bottom))
    return sides


def _agree(values: Iterable[float], end: float) -> bool:
    return sum(abs(value - end) <= SNAP for value in values) >= 2


def _open_ends(across: list[Edge], down: list[Edge], runs: Sequence[Run]) -> list[Edge]:
    """Closing edges where two or more verticals run on, with text between, past the last horizontal."""
    closing = []
    for sign in (-1.0, 1.0):  # upwards, downwards
        ends = [edge.start if sign < 0 else edge.end for edge in down]
        # without any horizontal the whole column stands open: measure from its other end
        others = [edge.at for edge in across] or [edge.end if sign < 0 else edge.start for edge in down]
        last = max(sign * at for at in others) * sign
        past = [edge for edge, end in zip(down, ends, strict=True) if sign * (end - last) > SHORT]
        if len(past) < 2:
            continue
        end = max(sign * at for at in ends) * sign
        left, right = min(edge.at for edge in past), max(edge.at for edge in past)
        low, high = min(last, end), max(last, end)
        if any(
            low <= (run.top + run.bottom) / 2 <= high
            and (run.edges[0] + run.edges[1]) / 2 <= right
            and (run.edges[-2] + run.edges[-1]) / 2 >= left
            and not run.blank
            for run in runs
        ):
            closing.append(Edge(end, left, right))
    return closing


def _shaded_bands(
    across: list[Edge], down: list[Edge], runs: Sequence[Run], shades: list[Tile]
) -> list[Edge]:
    """Edges of backgrounds that run through the whole width of a grid where no line at all is drawn.

    A header shaded grey and a row that goes on beneath it from the page before may have only the
    change of colour between them. Shading of single cells, or one that text crosses, divides nothing.
    """
    left, right = min(edge.at for edge in down), max(edge.at for edge in down)
    drawn = [edge.at for edge in across]
    bands: dict[tuple[int, int], list[Tile]] = {}
    for shade in whole_tiles(shades):
        if shade.x1 > left and shade.x0 < right and shade.bottom > min(drawn) and shade.top < max(drawn):
            bands.setdefault((round(shade.top), round(shade.bottom)), []).append(shade)
    found: list[Edge] = []
    for band in bands.values():
        pieces = edges([(0.0, shade.x0, shade.x1) for shade in band])
        if not any(piece.start <= left + SNAP and piece.end >= right - SNAP for piece in pieces):
            continue
        for at in (band[0].top, band[0].bottom):
            inside = min(drawn) < at < max(drawn)
            if (
                inside
                and all(abs(at - other) > SNAP for other in drawn)
                and not _crossed(at, left, right, runs)
            ):
                found.append(Edge(at, left, right))
                drawn.append(at)
    return found


def _broken_below_header(across: list[Edge], down: list[Edge], runs: Sequence[Run]) -> list[Edge]:
    """The one place in the first rows where all inner verticals break off, though no line is drawn.

    Beneath a repeated header the rest of a row that the page before cut may begin without a rule. More
    than one such place is a printer that draws its verticals line by line: they say nothing.
    """
    left, right = min(edge.at for edge in down), max(edge.at for edge in down)
    drawn = sorted({edge.at for edge in across})
    inner = [edge for edge in down if left + SNAP < edge.at < right - SNAP]
    found: list[float] = []
    for joint in sorted({joint for edge in inner for joint in edge.joints}):
        if any(abs(joint - at) <= SNAP for at in (*drawn, *found)):  # as nearly all are
            continue
        near = (other for edge in inner if edge.start < joint < edge.end for other in edge.joints)
        breaks = sum(abs(other - joint) <= 1 for other in near)
        whole = sum(edge.start < joint < edge.end for edge in inner)
        if breaks >= whole and not _crossed(joint, left, right, runs):
            found.append(joint)
    if len(found) != 1 or not drawn[0] < found[0] < drawn[min(3, len(drawn) - 1)]:
        return []
    return [Edge(found[0], left, right)]


def _crossed(at: float, left: float, right: float, runs: Sequence[Run]) -> bool:
    return any(
        run.top + run.size / 4 < at < run.bottom - run.size / 4
        and run.edges[0] <= right
        and run.edges[-2] >= left
        and not run.blank
        for run in runs
    )


def _cover(edges: list[Edge], own: list[float], other: list[float]) -> set[tuple[int, int]]:
    """Pairs (edge coordinate, slot along it) where an edge is drawn over most of the slot."""
    index = {at: number for number, at in enumerate(own)}
    drawn = set()
    for edge in edges:
        for slot in range(max(bisect_right(other, edge.start) - 1, 0), len(other) - 1):
            low, high = other[slot], other[slot + 1]
            if low >= edge.end:
                break
            if min(edge.end, high) - max(edge.start, low) >= (high - low) / 2:
                drawn.add((index[edge.at], slot))
    return drawn


def _regions(
    rows: int, cols: int, walls: set[tuple[int, int]], floors: set[tuple[int, int]]
) -> list[list[int]]:
    """For each slot the number of its region; no rule parts the slots of one."""
    union = Union(rows * cols)
    for row in range(rows):
        for col in range(cols):
            if col + 1 < cols and (col + 1, row) not in walls:
                union.join(row * cols + col, row * cols + col + 1)
            if row + 1 < rows and (row + 1, col) not in floors:
                union.join(row * cols + col, (row + 1) * cols + col)
    return [[union.find(row * cols + col) for col in range(cols)] for row in range(rows)]


def _spans(region: Sequence[Sequence[int]]) -> list[Span]:
    """Each region is a cell; one that is no rectangle is cut into rectangles."""
    rows, cols = len(region), len(region[0])
    taken = [[False] * cols for _ in range(rows)]
    spans = []
    for row, slots in enumerate(region):
        here = taken[row]
        for col, own in enumerate(slots):
            if here[col]:
                continue
            col_end = col + 1
            while col_end < cols and slots[col_end] == own and not here[col_end]:
                col_end += 1
            part, filled = slots[col:col_end], [True] * (col_end - col)
            here[col:col_end] = filled
            row_end = row + 1
            while row_end < rows and region[row_end][col:col_end] == part:
                taken[row_end][col:col_end] = filled
                row_end += 1
            spans.append(Span(row, col, row_end, col_end))
    return spans


def _compress(xs: list[float], ys: list[float], spans: list[Span], closed: bool) -> Frame:
    """The frame without the coordinates at which no cell begins or ends."""
    rows = sorted({span.row for span in spans} | {span.row_end for span in spans})
    cols = sorted({span.col for span in spans} | {span.col_end for span in spans})
    if len(rows) < len(ys) or len(cols) < len(xs):
        row_of = {old: new for new, old in enumerate(rows)}
        col_of = {old: new for new, old in enumerate(cols)}
        spans = [Span(row_of[row], col_of[col], row_of[end], col_of[right]) for row, col, end, right in spans]
    slots = [[0] * (len(cols) - 1) for _ in range(len(rows) - 1)]
    for number, (row, col, row_end, col_end) in enumerate(spans):
        for line in slots[row:row_end]:
            line[col:col_end] = [number] * (col_end - col)
    return Frame([xs[col] for col in cols], [ys[row] for row in rows], spans, slots, closed)
