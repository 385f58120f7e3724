"""Tables whose cells are told by their colour: edges of tiles, and of the white rows between them, as rules.

Word and WPS draw their built-in styles so: a shaded header, every second row shaded, no verticals at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from extractors.grids.edges import Rule
from extractors.grids.lines import Run
from extractors.grids.pieces import Piece, parted, parting, pieces_of, row_of, starts_of

# Edges nearer than this many points are one.
_SNAP = 3.0
# Tiles with no more than this many points between them stand side by side.
_GAP = 4.5
# Nothing smaller is a tile.
_SMALL = 6.0
# More tiles are a drawing.
_MOST = 800
# Tiles are looked up by stretches of the page of this height.
_STRETCH = 40.0
# A row without colour is no higher than this, in points.
_HIGHEST = 260.0
# A line of text further from its row than this share of its size is no part of it.
_NEAR = 1.0


class Tile(NamedTuple):
    """A filled rectangle; `colour` tells only whether two have the same."""

    x0: float
    top: float
    x1: float
    bottom: float
    colour: object = None


@dataclass(slots=True)
class _Band:
    """Tiles side by side: a row of a table, or a part of one."""

    top: float
    bottom: float
    tiles: list[Tile]


@dataclass(slots=True)
class _Group:
    """Bands one below the other that have the same columns; `starts`: where text of their rows begins."""

    bands: list[_Band] = field(default_factory=list)
    xs: list[float] = field(default_factory=list)
    starts: tuple[float, ...] = ()

    @property
    def bottom(self) -> float:
        return max(band.bottom for band in self.bands)

    def take(self, band: _Band) -> None:
        self.bands.append(band)
        self.xs = merged([*self.xs, *_sides(band)])


def tile_edges(
    tiles: Sequence[Tile],
    levels: Sequence[Rule],
    runs: Sequence[Run],
    cell_of: Callable[[float, float], object],
) -> list[Rule]:
    """The edges that tables of tiles lack as rules; `levels` are the rules across that are drawn.

    `cell_of` gives the cell of a ruled table at a place: tiles that fill a cell each add nothing.
    """

    def begins(band: _Band) -> bool:
        pieces = pieces_of(runs, band.top, band.bottom)
        return any(piece.x0 < band.tiles[0].x1 and band.tiles[0].x0 < piece.x1 for piece in pieces)

    bands = _whole_rows(_bands(tiles), begins)
    held: dict[object, list[_Band]] = defaultdict(list)
    for band in bands:
        for cell in {cell_of(*_middle(tile)) for tile in band.tiles}:
            held[cell].append(band)
    several = {
        cell for cell, among in held.items() if len(among) > 1 and _are_rows(cell, among, runs, cell_of)
    }

    def ruled(band: _Band) -> bool:
        cells = [cell_of(*_middle(tile)) for tile in band.tiles]
        apart = len(set(cells)) == len(cells) > 1
        return apart and None not in cells and several.isdisjoint(cells)

    found: list[Rule] = []
    for group in _groups([band for band in bands if not ruled(band)], runs):
        if len(group.xs) == 2 and len(group.bands) > 2:
            # rows that are each one band of colour
            heights = list(pairwise(_rows(group)))
            group.starts = starts_of(runs, heights)
            group.xs[1:1] = parting(runs, heights, group.xs, group.starts)
        if len(group.xs) > 2:
            found.extend(_edges(group, levels, runs))
    return found


def _middle(tile: Tile) -> tuple[float, float]:
    return (tile.x0 + tile.x1) / 2, (tile.top + tile.bottom) / 2


def _are_rows(
    cell: object, among: Sequence[_Band], runs: Sequence[Run], cell_of: Callable[[float, float], object]
) -> bool:
    """Whether the tiles within one ruled cell are rows: their text stands level with that beside them.

    A name in a merged cell may have its ground drawn in pieces as well.
    """
    if len({frozenset(cell_of(*_middle(tile)) for tile in band.tiles) for band in among}) < len(among):
        return False  # a tile behind each line of a row
    level = 0
    for band in among:
        pieces = pieces_of(runs, band.top, band.bottom)
        own = [piece for piece in pieces if cell_of(*piece.middle) == cell]
        others = [piece for piece in pieces if piece not in own]
        if own and others:
            level += abs(min(one.bottom for one in own) - min(one.bottom for one in others)) <= _SNAP
    return level > 1 and 3 * level >= 2 * len(among)


def outermost(tiles: Sequence[Tile]) -> list[Tile]:
    """The tiles of cells, each once: none behind a line in a shaded cell, no ground of a whole table."""
    plain = [one for one in dict.fromkeys(tiles) if min(one.x1 - one.x0, one.bottom - one.top) >= _SMALL]
    if len(plain) > _MOST:
        return []
    plain.sort(key=lambda one: (one.x0 - one.x1) * (one.bottom - one.top))
    at: dict[int, list[Tile]] = defaultdict(list)  # by stretches of the page
    held: Counter[Tile] = Counter()
    kept: list[Tile] = []
    for tile in plain:
        outer = [other for other in at[int(tile.top // _STRETCH)] if _holds(other, tile)]
        if not any(_is_cell(other, tile) for other in outer):
            held.update(outer)
            kept.append(tile)
            for stretch in range(int(tile.top // _STRETCH), int(tile.bottom // _STRETCH) + 1):
                at[stretch].append(tile)
    return [one for one in kept if held[one] < 2]


def _holds(outer: Tile, inner: Tile) -> bool:
    """Whether a tile lies in another."""
    across = outer.x0 - 1 <= inner.x0 and inner.x1 <= outer.x1 + 1
    return across and outer.top - 1 <= inner.top and inner.bottom <= outer.bottom + 1


def _is_cell(outer: Tile, inner: Tile) -> bool:
    """Whether the outer one of two tiles may be a cell and the inner one the ground of a line in it."""
    return outer.x1 - outer.x0 <= 2 * (inner.x1 - inner.x0)


def _bands(tiles: Iterable[Tile]) -> list[_Band]:
    bands: list[_Band] = []
    for tile in sorted(tiles, key=lambda one: (one.top, one.x0)):
        for band in reversed(bands[-24:]):
            level = abs(band.top - tile.top) <= 1.5 and abs(band.bottom - tile.bottom) <= 1.5
            if level and -1 <= tile.x0 - band.tiles[-1].x1 <= _GAP:
                band.tiles.append(tile)
                break
        else:
            bands.append(_Band(tile.top, tile.bottom, [tile]))
    return bands


def _whole_rows(bands: Sequence[_Band], begins: Callable[[_Band], bool]) -> list[_Band]:
    """The bands, those whole that have a tile behind each line; what `begins` a row is a band of its own."""
    whole: list[_Band] = []
    for band in bands:
        above = next((other for other in reversed(whole) if _one_row(other, band)), None)
        above = None if above is not None and begins(band) else above
        if above is None:
            whole.append(band)
        else:
            above.bottom = band.bottom
            above.tiles = [one._replace(bottom=band.bottom) for one in above.tiles]
    return whole


def whole_tiles(tiles: Iterable[Tile]) -> list[Tile]:
    """The tiles, those of one row and one colour that touch put together."""
    return [tile for band in _whole_rows(_bands(tiles), lambda _: False) for tile in band.tiles]


def _one_row(upper: _Band, lower: _Band) -> bool:
    """Whether two bands are one row with a tile behind each line of its text: one colour, nothing between."""
    same = [(round(one.x0), round(one.x1), one.colour) for one in upper.tiles] == [
        (round(one.x0), round(one.x1), one.colour) for one in lower.tiles
    ]
    return same and abs(lower.top - upper.bottom) < 0.3


def _sides(band: _Band) -> list[float]:
    inner = [(one.x1 + other.x0) / 2 for one, other in pairwise(band.tiles)]
    return [band.tiles[0].x0, *inner, band.tiles[-1].x1]


def merged(values: Iterable[float]) -> list[float]:
    """The values in their order, those within a snap of each other as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found


def _groups(bands: Sequence[_Band], runs: Sequence[Run]) -> list[_Group]:
    groups: list[_Group] = []
    for band in sorted(bands, key=lambda one: (one.top, one.tiles[0].x0)):
        for group in reversed(groups):
            if _goes_on(group, band, runs):
                group.take(band)
                break
        else:
            group = _Group()
            group.take(band)
            groups.append(group)
    return groups


def _goes_on(group: _Group, band: _Band, runs: Sequence[Run]) -> bool:
    sides = _sides(band)
    left, right = max(sides[0], group.xs[0]), min(sides[-1], group.xs[-1])
    inside = right - left >= 0.9 * min(sides[-1] - sides[0], group.xs[-1] - group.xs[0])
    one, other = (group.xs, sides) if len(group.xs) >= len(sides) else (sides, group.xs)
    agree = all(any(abs(x - y) <= _SNAP for y in one) for x in other)
    if not inside or not agree:
        return False
    gap = band.top - group.bottom
    if gap <= _GAP:
        return True
    if len(one) == 2:  # a band of colour over all columns, and a white one as high
        return gap <= 1.6 * (band.bottom - band.top)
    between = row_of(runs, group.bottom, band.top, one)
    return gap <= _HIGHEST and bool(between) and parted(between, one)


def _rows(group: _Group) -> list[float]:
    return merged(side for band in group.bands for side in (band.top, band.bottom))


def _edges(group: _Group, levels: Sequence[Rule], runs: Sequence[Run]) -> Iterator[Rule]:
    """The rules that the table of a group would have, with its white rows above, between and below."""
    xs, ys = list(group.xs), _rows(group)
    near = [level.top for level in levels if level.x0 < xs[-1] and level.x1 > xs[0] and _covers(level, xs)]
    ys = merged([*ys, *(y for y in near if ys[0] < y < ys[-1])])
    xs = _with_open_sides(xs, ys, levels, runs)
    above = _row_beyond(xs, ys[0], near, runs, up=True)
    below = _row_beyond(xs, ys[-1], near, runs, up=False)
    ys = [*above[::-1], *ys, *below]
    if len(ys) < 3:
        return
    tiles = [tile for band in group.bands for tile in band.tiles]
    for y in ys:
        for x0, x1 in pairwise(xs):
            if not any(_cuts_across(tile, x0, x1, y) for tile in tiles):
                yield Rule(x0, y, x1, y)
    for top, bottom in pairwise(ys):
        held = pieces_of(runs, top, bottom, group.starts)
        for number, x in enumerate(xs):
            inner = 0 < number < len(xs) - 1
            if inner and any(piece.crosses(x) for piece in held):
                continue
            if inner and any(_cuts_down(tile, x, top, bottom) for tile in tiles) and not parted(held, xs):
                continue
            yield Rule(x, top, x, bottom)


def _covers(level: Rule, xs: Sequence[float]) -> bool:
    return min(level.x1, xs[-1]) - max(level.x0, xs[0]) >= 0.8 * (xs[-1] - xs[0])


def _cuts_across(tile: Tile, x0: float, x1: float, y: float) -> bool:
    beside = min(tile.x1, x1) - max(tile.x0, x0) > 0.5 * (x1 - x0)
    return beside and tile.top + _SNAP < y < tile.bottom - _SNAP


def _cuts_down(tile: Tile, x: float, top: float, bottom: float) -> bool:
    beside = min(tile.bottom, bottom) - max(tile.top, top) > 0.5 * (bottom - top)
    return beside and tile.x0 + _SNAP < x < tile.x1 - _SNAP


def _with_open_sides(
    xs: list[float], ys: list[float], levels: Sequence[Rule], runs: Sequence[Run]
) -> list[float]:
    """The columns with one more at the left or right that has neither colour nor rule of its own.

    Rules across that reach further tell of it, or text beside most of the rows.
    """
    rows = [pieces_of(runs, top, bottom) for top, bottom in pairwise(ys)]
    lines = [level for level in levels if ys[0] - _SNAP <= level.top <= ys[-1] + _SNAP and _covers(level, xs)]
    left = [[piece for piece in row if piece.x1 <= xs[0] + _SNAP] for row in rows]
    right = [[piece for piece in row if piece.x0 >= xs[-1] - _SNAP] for row in rows]
    found = list(xs)
    if 2 * sum(map(bool, left)) > len(rows):
        start = min(piece.x0 for row in left for piece in row) - _SNAP
        found.insert(0, min([start, *(level.x0 for level in lines if level.x0 < start)]))
    if 2 * sum(map(bool, right)) > len(rows):
        end = max(piece.x1 for row in right for piece in row) + _SNAP
        found.append(max([end, *(level.x1 for level in lines if level.x1 > end)]))
    return found


def _row_beyond(
    xs: list[float], edge: float, near: Sequence[float], runs: Sequence[Run], *, up: bool
) -> list[float]:
    """The outer edge of a row without colour above or below the tiles, where there is one.

    It ends at the next rule, or with its text: lines close to the edge, in columns of the table.
    """
    sign = -1.0 if up else 1.0
    beyond = sorted((y for y in near if sign * (y - edge) > _SNAP), key=lambda y: sign * y)
    for end in beyond[:1]:
        held = row_of(runs, min(edge, end), max(edge, end), xs)
        if abs(end - edge) <= _HIGHEST and held and parted(held, xs):
            return [end, *_row_beyond(xs, end, near, runs, up=up)]
    if near and any(abs(y - edge) <= _SNAP for y in near) and not up:
        return []
    limit = edge + sign * _HIGHEST
    pieces = row_of(runs, min(edge, limit), max(edge, limit), xs)
    reached, row = edge, []
    for piece in sorted(pieces, key=lambda one: sign * (one.bottom if up else one.top)):
        side, far = (piece.bottom, piece.top) if up else (piece.top, piece.bottom)
        if sign * (side - reached) > _NEAR * piece.size:
            break
        row.append(piece)
        reached = far if sign * (far - reached) > 0 else reached
    while row and not parted([piece for piece in row if _level(piece, row[-1])], xs):
        row = [piece for piece in row if not _level(piece, row[-1])]
    if not row or not parted(row, xs):
        return []
    return [min(piece.top for piece in row) - 1 if up else max(piece.bottom for piece in row) + 1]


def _level(one: Piece, other: Piece) -> bool:
    return one.top < (other.top + other.bottom) / 2 < one.bottom
