"""The grid core: rules and runs of one page become tables with cells, and lines that stand in no cell.

It knows no reader: pdfplumber, pypdfium2 or OCR may feed it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from extractors.place import Box
from extractors.tables.lines import Line, Run, rounded, set_lines
from extractors.tables.pieces import Piece, aligned, parted, pieces_of
from extractors.tables.tiles import Edge, Tile, outermost, tile_edges, whole_tiles

# Rules nearer than this many points are one edge: double borders, borders drawn as thin rectangles.
_SNAP = 3.0
# A rule shorter than this is an ornament, and nothing narrower than this is a row or a column.
_SHORT = 6.0
# More crossings than this are a drawing: its text is read as lines.
_SLOTS = 100_000
# The last glyph of a text that fills its cell hangs over by this share of its size at most.
_HANGING = 0.3
# No text begins with one of these.
_CLOSING = frozenset("）)】〕》」』，。、；：！？,.;:!?%％")
# Text beside so many rows at least tells of a column without rules.
_OPEN_ROWS = 3


class Rule(NamedTuple):
    """A thin horizontal or vertical line, also the long side of a thin filled rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as the rules draw it: position and spans, its place and its lines from top to bottom."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines of the cell, joined by a line feed."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table of one page; `closed` says that it was open at the page end and was closed there."""

    cells: tuple[GridCell, ...]
    rows: int
    cols: int
    box: Box
    closed: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands on a page: tables, lines in no table, and runs of text that overflow their cell."""

    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]
    overflows: tuple[Line, ...]


def lay_out(runs: Sequence[Run], rules: Iterable[Rule], shades: Iterable[Tile] = ()) -> Layout:
    """Read one page: `runs` in drawing order, its `rules`, and the coloured backgrounds (`shades`).

    Every visible glyph ends in a cell or in a leftover line, but for glyphs printed twice on one spot.
    """
    frames = _frames(runs, rules, list(shades))
    placed, overflows = _place(runs, frames)
    inside: dict[_Place, list[Run]] = {}
    outside: list[Run] = []
    for run, place in placed:
        if place is None:
            outside.append(run)
        else:
            inside.setdefault(place, []).append(run)
    # a frame without any text is a drawing, not a table
    filled = {frame for (frame, _), held in inside.items() if not all(run.blank for run in held)}
    grids = [_grid(frame, number, inside) for number, frame in enumerate(frames) if number in filled]
    grids.sort(key=lambda grid: (grid.box.top, grid.box.x0))
    gaps = between_tables([grid.box for grid in grids])
    return Layout(tuple(grids), tuple(_lines_beside(outside, gaps)), tuple(overflows))


def between_tables(boxes: Sequence[Box]) -> list[float]:
    """The middles of the gaps between tables that stand side by side."""
    return [
        (one.x1 + other.x0) / 2
        for one in boxes
        for other in boxes
        if one.x1 < other.x0 and min(one.bottom, other.bottom) > max(one.top, other.top)
    ]


def _lines_beside(runs: list[Run], gaps: Sequence[float]) -> list[Line]:
    """The lines of text in no cell; the captions of tables side by side are lines of their own."""
    if not gaps:
        return set_lines(runs)
    beside: dict[int, list[Run]] = {}
    across: list[Run] = []
    for run in runs:
        level = [other for other in runs if other.top < (run.top + run.bottom) / 2 < other.bottom]
        apart = [
            gap for gap in gaps if all(other.edges[-1] <= gap or other.edges[0] >= gap for other in level)
        ]
        if apart:
            beside.setdefault(sum(run.edges[0] >= gap for gap in apart), []).append(run)
        else:
            across.append(run)
    lines = [line for held in (across, *beside.values()) for line in set_lines(held)]
    return sorted(lines, key=lambda line: (line.box.bottom, line.box.x0))


def box_sides(box: Box) -> list[Rule]:
    """The four borders of a rectangle."""
    return [
        Rule(box.x0, box.top, box.x1, box.top),
        Rule(box.x0, box.bottom, box.x1, box.bottom),
        Rule(box.x0, box.top, box.x0, box.bottom),
        Rule(box.x1, box.top, box.x1, box.bottom),
    ]


# --- rules to edges -------------------------------------------------------------------------------


class _Edge(NamedTuple):
    """A merged rule: its constant coordinate, its extent along the other axis, where its pieces meet."""

    at: float
    start: float
    end: float
    joints: tuple[float, ...] = ()


def _edges(pieces: list[_Edge]) -> list[_Edge]:
    """Near-equal coordinates snapped, collinear pieces that touch merged, ornaments dropped."""
    merged: list[_Edge] = []
    for group in _clusters(pieces):
        length = sum(piece.end - piece.start for piece in group)
        weighted = sum(piece.at * (piece.end - piece.start) for piece in group)
        at = weighted / length if length else group[0].at
        group.sort(key=lambda piece: piece.start)
        start, end = group[0].start, group[0].end
        joints: list[float] = []
        for piece in group[1:]:
            if piece.start > end + _SNAP:
                merged.append(_Edge(at, start, end, tuple(joints)))
                start, end, joints = piece.start, piece.end, []
                continue
            # a piece drawn over others hides where they meet
            joints = [joint for joint in joints if not piece.start + 1 < joint < piece.end - 1]
            if piece.start > end - 1 and piece.end > end:
                joints.append(piece.start)
            end = max(end, piece.end)
        merged.append(_Edge(at, start, end, tuple(joints)))
    return [edge for edge in merged if edge.end - edge.start >= _SHORT]


def _clusters(pieces: list[_Edge]) -> list[list[_Edge]]:
    groups: list[list[_Edge]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.at, piece.start, piece.end)):
        if groups and piece.at - groups[-1][0].at <= _SNAP:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _split(rules: Iterable[Rule]) -> tuple[list[_Edge], list[_Edge]]:
    """Horizontal and vertical edges; a dot counts as both, for dotted borders."""
    across: list[_Edge] = []
    down: list[_Edge] = []
    for rule in rules:
        width, height = rule.x1 - rule.x0, rule.bottom - rule.top
        if height <= _SNAP:
            across.append(_Edge((rule.top + rule.bottom) / 2, rule.x0, rule.x1))
        if width <= _SNAP:
            down.append(_Edge((rule.x0 + rule.x1) / 2, rule.top, rule.bottom))
    return _edges(across), _edges(down)


def _connected(across: list[_Edge], down: list[_Edge]) -> list[tuple[list[_Edge], list[_Edge]]]:
    """Edges that touch one another, component by component: the tables of a page are kept apart."""
    down = sorted(down, key=lambda edge: edge.at)
    columns = [edge.at for edge in down]
    union = _Union(len(across) + len(down))
    for number, edge in enumerate(across):
        for other in range(bisect_right(columns, edge.start - _SNAP), len(down)):
            if columns[other] > edge.end + _SNAP:
                break
            if down[other].start - _SNAP <= edge.at <= down[other].end + _SNAP:
                union.join(number, len(across) + other)
    groups: dict[int, tuple[list[_Edge], list[_Edge]]] = {}
    for number, edge in enumerate(across + down):
        group = groups.setdefault(union.find(number), ([], []))
        group[0 if number < len(across) else 1].append(edge)
    crossed = [group for group in groups.values() if group[0] and group[1]]
    alone = [group[1][0] for group in groups.values() if not group[0]]
    return crossed + _open_both_ends(alone)


def _open_both_ends(alone: list[_Edge]) -> list[tuple[list[_Edge], list[_Edge]]]:
    """Three or more verticals of one height without any horizontal: a row longer than its page."""
    groups: dict[tuple[int, int], list[_Edge]] = {}
    for edge in alone:
        groups.setdefault((round(edge.start / _SNAP), round(edge.end / _SNAP)), []).append(edge)
    return [([], group) for group in groups.values() if len(group) >= 3]


class _Union:
    """Disjoint sets of numbers."""

    def __init__(self, size: int) -> None:
        self._up = list(range(size))

    def find(self, item: int) -> int:
        while self._up[item] != item:
            self._up[item] = self._up[self._up[item]]
            item = self._up[item]
        return item

    def join(self, one: int, other: int) -> None:
        self._up[self.find(other)] = self.find(one)


# --- edges to cells -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Span:
    """A cell before it has text: first row and column, and the row and column after its last."""

    row: int
    col: int
    row_end: int
    col_end: int


@dataclass(frozen=True, slots=True)
class _Frame:
    """A grid before it has text: coordinates of its edges, its cells, and the cell of each slot."""

    xs: list[float]
    ys: list[float]
    spans: list[_Span]
    slots: list[list[int]]
    closed: bool

    def holds(self, tile: Tile) -> bool:
        return self.cell_at((tile.x0 + tile.x1) / 2, (tile.top + tile.bottom) / 2) is not None

    def reaches(self, x: float, cell: int) -> bool:
        """Whether a point to the right of one in a cell, at its height, is still in that cell."""
        end = self.spans[cell].col_end
        return x <= self.xs[-1] if end == len(self.xs) - 1 else x < self.xs[end]

    def cell_at(self, x: float, y: float) -> int | None:
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        col = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
        row = min(bisect_right(self.ys, y), len(self.ys) - 1) - 1
        return self.slots[row][col]


def _frames(runs: Sequence[Run], rules: Iterable[Rule], shades: list[Tile]) -> list[_Frame]:
    """The grids of a page, the smallest first, so that a table inside a cell takes its own text."""
    drawn = list(rules)
    tiles = outermost(shades)
    frames = _drawn(drawn, runs, tiles)
    added = _told_by_colour(drawn, runs, tiles, frames)
    if added:
        frames = _drawn([*drawn, *added], runs, tiles)
    if gaps := _told_by_gaps(frames, runs):
        frames = _drawn([*drawn, *added, *gaps], runs, tiles)
    # cells that are only coloured tiles; a single column of them is a highlighted paragraph
    alone = [tile for tile in tiles if not any(frame.holds(tile) for frame in frames)]
    if alone:
        sides = [side for tile in alone for side in box_sides(Box(*tile[:4]))]
        frames += [frame for frame in _drawn(sides, runs, []) if len(frame.xs) > 2 and len(frame.ys) > 2]
    frames.sort(key=lambda frame: ((frame.xs[-1] - frame.xs[0]) * (frame.ys[-1] - frame.ys[0]), frame.ys[0]))
    return frames


def _told_by_colour(
    rules: Sequence[Rule], runs: Sequence[Run], tiles: Sequence[Tile], frames: Sequence[_Frame]
) -> list[Rule]:
    """The edges of tables that colour draws where no rule does."""
    if len(tiles) < 2:
        return []
    across = [Edge(edge.start, edge.at, edge.end, edge.at) for edge in _split(rules)[0]]

    def cell_of(x: float, y: float) -> _Place | None:
        return _locate(x, y, list(frames))

    return [Rule(*edge) for edge in tile_edges(tiles, across, runs, cell_of)]


def _told_by_gaps(frames: Iterable[_Frame], runs: Sequence[Run]) -> list[Rule]:
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
        rows = [
            [one for one in pieces_of(runs, ys[span.row], ys[span.row_end]) if _beside(one, xs)]
            for span in whole
        ]
        if not any(parted(row, xs) for row in rows):
            continue
        inside = [piece for piece in pieces_of(runs, ys[0], ys[-1]) if _beside(piece, xs)]
        for span, row in zip(whole, rows, strict=True):
            others = [piece for piece in inside if piece not in row]
            if parted(row, xs) and all(aligned(piece, xs, others) for piece in row):
                added.extend(Rule(x, ys[span.row], x, ys[span.row_end]) for x in xs[1:-1])
    return added


def _beside(piece: Piece, xs: Sequence[float]) -> bool:
    return xs[0] < piece.x1 and piece.x0 < xs[-1]


def _open_column(frame: _Frame, frames: list[_Frame], runs: Sequence[Run]) -> Iterator[Rule]:
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
        free = [piece for piece in row if _locate(*piece.middle, frames) is None]
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


def _drawn(rules: Iterable[Rule], runs: Sequence[Run], shades: list[Tile]) -> list[_Frame]:
    found = (_frame(across, down, runs, shades) for across, down in _connected(*_split(rules)))
    return [frame for frame in found if frame is not None]


def _frame(across: list[_Edge], down: list[_Edge], runs: Sequence[Run], shades: list[Tile]) -> _Frame | None:
    """One grid, or None where the rules are only a box around text or lines that close nothing."""
    down = down + _open_sides(across, down)
    closing = _open_ends(across, down, runs)
    across = across + closing
    if len({edge.at for edge in across}) < 2 or len({edge.at for edge in down}) < 2:
        return None
    across = across + _shaded_bands(across, down, runs, shades)
    across = across + _broken_below_header(across, down, runs)
    xs = sorted({edge.at for edge in down})
    ys = sorted({edge.at for edge in across})
    if len(xs) * len(ys) > _SLOTS:
        return None
    walls = _cover(down, xs, ys)
    floors = _cover(across, ys, xs)
    spans = _spans(len(ys) - 1, len(xs) - 1, walls, floors)
    if len(spans) < 2:
        return None
    return _compress(xs, ys, spans, bool(closing))


def _open_sides(across: list[_Edge], down: list[_Edge]) -> list[_Edge]:
    """Closing edges for a table that has no outer rule at its left or right side."""
    if len(across) < 2:
        return []
    top, bottom = min(edge.at for edge in across), max(edge.at for edge in across)
    sides = []
    left = min(edge.start for edge in across)
    if left < min(edge.at for edge in down) - _SHORT and _agree((edge.start for edge in across), left):
        sides.append(_Edge(left, top, bottom))
    right = max(edge.end for edge in across)
    if right > max(edge.at for edge in down) + _SHORT and _agree((edge.end for edge in across), right):
        sides.append(_Edge(right, top, bottom))
    return sides


def _agree(values: Iterable[float], end: float) -> bool:
    return sum(abs(value - end) <= _SNAP for value in values) >= 2


def _open_ends(across: list[_Edge], down: list[_Edge], runs: Sequence[Run]) -> list[_Edge]:
    """Closing edges where two or more verticals run on, with text between, past the last horizontal."""
    closing = []
    for sign in (-1.0, 1.0):  # upwards, downwards
        ends = [edge.start if sign < 0 else edge.end for edge in down]
        # without any horizontal the whole column stands open: measure from its other end
        others = [edge.at for edge in across] or [edge.end if sign < 0 else edge.start for edge in down]
        last = max(sign * at for at in others) * sign
        past = [edge for edge, end in zip(down, ends, strict=True) if sign * (end - last) > _SHORT]
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
            closing.append(_Edge(end, left, right))
    return closing


def _shaded_bands(
    across: list[_Edge], down: list[_Edge], runs: Sequence[Run], shades: list[Tile]
) -> list[_Edge]:
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
    found: list[_Edge] = []
    for band in bands.values():
        pieces = _edges([_Edge(0.0, shade.x0, shade.x1) for shade in band])
        if not any(piece.start <= left + _SNAP and piece.end >= right - _SNAP for piece in pieces):
            continue
        for at in (band[0].top, band[0].bottom):
            inside = min(drawn) < at < max(drawn)
            if (
                inside
                and all(abs(at - other) > _SNAP for other in drawn)
                and not _crossed(at, left, right, runs)
            ):
                found.append(_Edge(at, left, right))
                drawn.append(at)
    return found


def _broken_below_header(across: list[_Edge], down: list[_Edge], runs: Sequence[Run]) -> list[_Edge]:
    """The one place in the first rows where all inner verticals break off, though no line is drawn.

    Beneath a repeated header the rest of a row that the page before cut may begin without a rule. More
    than one such place is a printer that draws its verticals line by line: they say nothing.
    """
    left, right = min(edge.at for edge in down), max(edge.at for edge in down)
    drawn = sorted({edge.at for edge in across})
    inner = [edge for edge in down if left + _SNAP < edge.at < right - _SNAP]
    found: list[float] = []
    for joint in sorted({joint for edge in inner for joint in edge.joints}):
        near = (other for edge in inner if edge.start < joint < edge.end for other in edge.joints)
        breaks = sum(abs(other - joint) <= 1 for other in near)
        whole = sum(edge.start < joint < edge.end for edge in inner)
        lone = all(abs(joint - at) > _SNAP for at in (*drawn, *found))
        if breaks >= whole and lone and not _crossed(joint, left, right, runs):
            found.append(joint)
    if len(found) != 1 or not drawn[0] < found[0] < drawn[min(3, len(drawn) - 1)]:
        return []
    return [_Edge(found[0], left, right)]


def _crossed(at: float, left: float, right: float, runs: Sequence[Run]) -> bool:
    return any(
        run.top + run.size / 4 < at < run.bottom - run.size / 4
        and run.edges[0] <= right
        and run.edges[-2] >= left
        and not run.blank
        for run in runs
    )


def _cover(edges: list[_Edge], own: list[float], other: list[float]) -> set[tuple[int, int]]:
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


def _spans(rows: int, cols: int, walls: set[tuple[int, int]], floors: set[tuple[int, int]]) -> list[_Span]:
    """Cells are the regions that no rule cuts; a region that is no rectangle is cut into rectangles."""
    union = _Union(rows * cols)
    for row in range(rows):
        for col in range(cols):
            if col + 1 < cols and (col + 1, row) not in walls:
                union.join(row * cols + col, row * cols + col + 1)
            if row + 1 < rows and (row + 1, col) not in floors:
                union.join(row * cols + col, (row + 1) * cols + col)
    region = [[union.find(row * cols + col) for col in range(cols)] for row in range(rows)]
    taken = [[False] * cols for _ in range(rows)]
    spans = []
    for row in range(rows):
        for col in range(cols):
            if taken[row][col]:
                continue
            own = region[row][col]
            col_end = col + 1
            while col_end < cols and region[row][col_end] == own and not taken[row][col_end]:
                col_end += 1
            row_end = row + 1
            while row_end < rows and all(region[row_end][at] == own for at in range(col, col_end)):
                row_end += 1
            for line in range(row, row_end):
                taken[line][col:col_end] = [True] * (col_end - col)
            spans.append(_Span(row, col, row_end, col_end))
    return spans


def _compress(xs: list[float], ys: list[float], spans: list[_Span], closed: bool) -> _Frame:
    """The frame without the coordinates at which no cell begins or ends."""
    rows = sorted({span.row for span in spans} | {span.row_end for span in spans})
    cols = sorted({span.col for span in spans} | {span.col_end for span in spans})
    row_of = {old: new for new, old in enumerate(rows)}
    col_of = {old: new for new, old in enumerate(cols)}
    spans = [
        _Span(row_of[span.row], col_of[span.col], row_of[span.row_end], col_of[span.col_end])
        for span in spans
    ]
    slots = [[0] * (len(cols) - 1) for _ in range(len(rows) - 1)]
    for number, span in enumerate(spans):
        for row in range(span.row, span.row_end):
            slots[row][span.col : span.col_end] = [number] * (span.col_end - span.col)
    return _Frame([xs[col] for col in cols], [ys[row] for row in rows], spans, slots, closed)


# --- runs to cells --------------------------------------------------------------------------------

_Place = tuple[int, int]  # the number of a frame, and of a cell in it


def _place(runs: Sequence[Run], frames: list[_Frame]) -> tuple[list[tuple[Run, _Place | None]], list[Line]]:
    """The frame and cell of each run by its centre, cut where it needs to be; and chains that overflow.

    A chain is what is drawn without a gap on one baseline. It is drawn back to the cell of its start
    only where a glyph stands astride the border (a closing bracket that hangs into the next column),
    or where it leaves the table: two texts that only touch at a rule stay in their own cells.
    """
    placed: list[tuple[Run, _Place | None]] = []
    overflows: list[Line] = []
    starts = Counter(round(run.edges[0]) for run in runs)
    chain: list[Run] = []
    spilling = moved = False
    for run in runs:
        _, edges, top, bottom, _ = run
        place = _locate((edges[0] + edges[1]) / 2, (top + bottom) / 2, frames)
        follows = bool(chain) and _follows(chain[-1], run)
        if not follows:
            if moved:
                overflows.extend(set_lines(chain))
            chain, spilling, moved = [], False, False
        home = placed[-1][1] if follows else place
        if place == home and _together(run, place, frames):
            chain.append(run)
            placed.append((run, place))
            continue
        for glyph in run.glyphs():
            place = _locate((glyph.edges[0] + glyph.edges[1]) / 2, (top + bottom) / 2, frames)
            if home is not None and chain and place != home:
                border = frames[home[0]].xs[frames[home[0]].spans[home[1]].col_end]
                # 管理 | 30: a text that begins where others of the next column do is theirs
                begins = not spilling and starts[round(glyph.edges[0])] > 1 and glyph.text not in _CLOSING
                hangs = chain[-1].edges[-1] - border > _HANGING * glyph.size
                if place is not None and begins and not hangs and glyph.edges[0] > border:
                    chain = []
                elif spilling or place is None or any(_astride(one, border) for one in (chain[-1], glyph)):
                    spilling, place = True, home
                    moved = moved or not glyph.blank
                else:
                    chain = []
            else:
                spilling = spilling and place == home
            chain.append(glyph)
            placed.append((glyph, place))
            home = place
    if moved:
        overflows.extend(set_lines(chain))
    return placed, overflows


def _locate(x: float, y: float, frames: list[_Frame]) -> _Place | None:
    """The cell that holds a point."""
    for number, frame in enumerate(frames):
        cell = frame.cell_at(x, y)
        if cell is not None:
            return number, cell
    return None


def _together(run: Run, place: _Place | None, frames: list[_Frame]) -> bool:
    """Whether all glyphs of a run whose first stands at `place` stand there too."""
    _, edges, top, bottom, _ = run
    if len(edges) == 2:
        return True
    x, y = (edges[-2] + edges[-1]) / 2, (top + bottom) / 2
    if place is not None and not frames[place[0]].reaches(x, place[1]):
        return False
    # a cell is a rectangle, but there may be a smaller table within it
    return not any(
        frame.ys[0] <= y <= frame.ys[-1] and edges[0] < frame.xs[-1] and frame.xs[0] < edges[-1]
        for frame in (frames if place is None else frames[: place[0]])
    )


def _follows(before: Run, after: Run) -> bool:
    return (
        abs(after.edges[0] - before.edges[-1]) <= 0.1 * after.size
        and abs(after.bottom - before.bottom) <= 0.2 * after.size
    )


def _astride(run: Run, border: float) -> bool:
    """Whether the last glyph of a run stands on both sides of a border."""
    slack = 0.05 * run.size
    on_both = run.edges[-2] < border - slack and run.edges[-1] > border + slack
    return on_both and not run.text[-1:].isspace()


def _grid(frame: _Frame, number: int, inside: dict[_Place, list[Run]]) -> Grid:
    cells = [
        GridCell(
            span.row,
            span.col,
            span.row_end - span.row,
            span.col_end - span.col,
            rounded(frame.xs[span.col], frame.ys[span.row], frame.xs[span.col_end], frame.ys[span.row_end]),
            tuple(set_lines(inside.get((number, cell), []))),
        )
        for cell, span in enumerate(frame.spans)
    ]
    cells.sort(key=lambda cell: (cell.row, cell.col))
    return Grid(
        tuple(cells),
        len(frame.ys) - 1,
        len(frame.xs) - 1,
        rounded(frame.xs[0], frame.ys[0], frame.xs[-1], frame.ys[-1]),
        frame.closed,
    )
