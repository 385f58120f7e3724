"""Edges of cells that no rule draws: told by colour, by gaps between texts, by text beside a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractors.grids.edges import SHORT, SNAP, Edge, Rule
from extractors.grids.frames import Frame
from extractors.grids.lines import Run
from extractors.grids.pieces import (
    LEAST_COLUMNS,
    Piece,
    aligned,
    parted,
    parting,
    pieces_of,
    row_of,
    starts_of,
)
from extractors.grids.placing import Place, locate
from extractors.grids.tiles import Tile, tile_edges

# Text beside so many rows at least tells of a column without rules.
_OPEN_ROWS = 3


def told_by_colour(
    levels: Iterable[Edge], runs: Sequence[Run], tiles: Sequence[Tile], frames: Sequence[Frame]
) -> list[Rule]:
    """The edges of tables that colour draws where no rule does."""
    if len(tiles) < 2:
        return []
    across = [Rule(edge.start, edge.at, edge.end, edge.at) for edge in levels]

    def cell_of(x: float, y: float) -> Place | None:
        return locate(x, y, list(frames))

    return tile_edges(tiles, across, runs, cell_of)


def told_by_ground(frames: Iterable[Frame], shades: Sequence[Tile], runs: Sequence[Run]) -> list[Rule]:
    """The edges of a row above the first that is ruled, where the ground of the whole table begins there.

    Word's Colorful Shading draws its header so: text in the columns of the rows below, and no rule.
    """
    added: list[Rule] = []
    for frame in frames:
        xs, ys = frame.xs, frame.ys
        for ground in shades:
            if (
                _is_as_wide(ground, xs[0], xs[-1])
                and abs(ground.bottom - ys[-1]) <= SNAP
                and ys[0] - ground.top > SHORT
            ):
                row = row_of(runs, ground.top, ys[0], xs)
                if parted(row, xs):
                    added.append(Rule(xs[0], ground.top, xs[-1], ground.top))
                    added.extend(Rule(x, ground.top, x, ys[0]) for x in xs)
                break
    return added


def _is_as_wide(tile: Tile, left: float, right: float) -> bool:
    return abs(tile.x0 - left) <= SNAP and abs(tile.x1 - right) <= SNAP


def told_by_levels(frames: Iterable[Frame], levels: Sequence[Edge], runs: Sequence[Run]) -> list[Rule]:
    """Verticals of the rows above and below a frame that have rules across as wide as it, and none down.

    The header is ruled, and the columns of its body are told by that: no text of the rows crosses them.
    """
    added: list[Rule] = []
    for frame in frames:
        xs = frame.xs
        wide = [
            level.at
            for level in levels
            if abs(level.start - xs[0]) <= SNAP and abs(level.end - xs[-1]) <= SNAP
        ]
        for sign, edge in ((1.0, frame.ys[-1]), (-1.0, frame.ys[0])):
            beyond = sorted((y for y in wide if sign * (y - edge) > SHORT), key=lambda y: sign * y)
            told = False
            for y in beyond if len(xs) > 2 else ():
                low, high = min(edge, y), max(edge, y)
                row = row_of(runs, low, high, xs)
                told = told or parted(row, xs)
                if not row or not told or any(piece.crosses(x) for piece in row for x in xs):
                    break
                added.extend(Rule(x, low, x, high) for x in xs)
                edge = y
    return added


def told_by_rows(
    frames: Sequence[Frame], levels: Iterable[Edge], shades: Sequence[Tile], runs: Sequence[Run]
) -> list[Rule]:
    """Verticals of a table that has rules across alone, or a frame around them: gaps that all rows leave.

    A row of colour on top of the first rule is the header.
    """
    sheets = [(frame.xs[0], frame.xs[-1], frame.ys) for frame in frames if len(frame.xs) == 2]
    wide: dict[tuple[int, int], list[Edge]] = defaultdict(list)
    for level in levels:
        if not any(
            frame.xs[0] - SNAP < level.end
            and level.start < frame.xs[-1] + SNAP
            and frame.ys[0] - SNAP <= level.at <= frame.ys[-1] + SNAP
            for frame in frames
        ):
            wide[round(level.start / SNAP), round(level.end / SNAP)].append(level)
    sheets += [(same[0].start, same[0].end, sorted(one.at for one in same)) for same in wide.values()]
    added: list[Rule] = []
    for left, right, ys in sheets:
        heads = [
            tile.top for tile in shades if _is_as_wide(tile, left, right) and abs(tile.bottom - ys[0]) <= SNAP
        ]
        ys = [*heads[:1], *ys]
        heights = list(pairwise(ys))
        starts = starts_of(runs, heights)
        inner = parting(runs, heights, (left, right), starts) if len(heights) >= _OPEN_ROWS else []
        if len(inner) + 1 >= LEAST_COLUMNS:
            added.extend(Rule(x, ys[0], x, ys[-1]) for x in (left, *inner, right))
            added.extend(Rule(left, top, right, top) for top in heads[:1])
    return added


def told_by_gaps(frames: Iterable[Frame], runs: Sequence[Run]) -> list[Rule]:
    """Verticals in rows that have none, where their text stands below that of the columns of other rows.

    A header of colour above a ruled table has no verticals, or all rows below a ruled header have none.
    """
    added: list[Rule] = []
    frames = list(frames)
    for frame in frames:
        added.extend(_open_column(frame, frames, runs))
        xs, ys = frame.xs, frame.ys
        whole = [span for span in frame.spans if span.col == 0 and span.col_end == len(xs) - 1]
        if len(xs) < 3 or len(whole) == len(frame.spans):
            continue
        rows = [row_of(runs, ys[span.row], ys[span.row_end], xs) for span in whole]
        if not any(parted(row, xs) for row in rows):
            continue
        inside = row_of(runs, ys[0], ys[-1], xs)
        for span, row in zip(whole, rows, strict=True):
            others = [piece for piece in inside if piece not in row]
            if parted(row, xs) and all(aligned(piece, xs, others) for piece in row):
                added.extend(Rule(x, ys[span.row], x, ys[span.row_end]) for x in xs[1:-1])
    return added


def _open_column(frame: Frame, frames: list[Frame], runs: Sequence[Run]) -> Iterator[Rule]:
    """The edges of a column at the left or right that has none: text stands there beside nearly all rows."""
    rows = list(pairwise(frame.ys))
    if len(rows) < _OPEN_ROWS or len(frame.xs) < 3:
        return
    left, right = frame.xs[0], frame.xs[-1]
    outside = [run for run in runs if run.edges[-1] < left + 1 or run.edges[0] > right - 1]
    if len(outside) < _OPEN_ROWS:
        return
    sides: tuple[list[list[Piece]], list[list[Piece]]] = ([], [])
    for top, bottom in rows:
        row = pieces_of(outside, top, bottom)
        free = [piece for piece in row if locate(*piece.middle, frames) is None]
        # text further away than the table is wide is another column of the page
        sides[0].append([piece for piece in free if left - (right - left) < piece.x0 and piece.x1 < left + 1])
        sides[1].append([piece for piece in free if right - 1 < piece.x0 and piece.x1 < 2 * right - left])
    for number, side in enumerate(sides):
        filled = sum(map(bool, side))
        if not side[0] or filled < 0.6 * len(rows) or filled < _OPEN_ROWS:
            continue
        pieces = [piece for row in side for piece in row]
        edge = min(piece.x0 for piece in pieces) - 2 if number == 0 else max(piece.x1 for piece in pieces) + 2
        x0, x1 = (edge, left) if number == 0 else (right, edge)
        yield Rule(edge, frame.ys[0], edge, frame.ys[-1])
        for y in frame.ys:
            if not any(piece.top + 2 < y < piece.bottom - 2 for piece in pieces):
                yield Rule(x0, y, x1, y)
