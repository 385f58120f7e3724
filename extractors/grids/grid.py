"""The grid core: rules and runs of one page become tables with cells, and lines that stand in no cell.

It knows no reader: pdfplumber, pypdfium2 or OCR may feed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.grids.columns import Columns, columns_of
from extractors.grids.edges import Rule, box_sides, split
from extractors.grids.frames import Frame, drawn_frames
from extractors.grids.layout import Grid, GridCell, Layout
from extractors.grids.lines import DECIMALS, Line, Run, set_lines
from extractors.grids.placing import Place, into_cells
from extractors.grids.tiles import Tile, outermost
from extractors.grids.untold import told_by_colour, told_by_gaps, told_by_ground, told_by_levels, told_by_rows
from extractors.grids.within import without_nested
from extractors.place import Box


def lay_out(runs: Sequence[Run], rules: Iterable[Rule], shades: Iterable[Tile] = ()) -> Layout:
    """Read one page: `runs` in drawing order, its `rules`, and the coloured backgrounds (`shades`).

    Every visible glyph ends in a cell or in a leftover line, but for glyphs printed twice on one spot.
    """
    frames = _frames(runs, rules, list(shades))
    placed, overflows = into_cells(runs, frames)
    inside: dict[Place, list[Run]] = {}
    outside: list[Run] = []
    for run, place in placed:
        if place is None:
            outside.append(run)
        else:
            inside.setdefault(place, []).append(run)
    filled = {frame for (frame, _), held in inside.items() if not all(run.blank for run in held)}
    # a frame without any text is a drawing, not a table, unless the text of its cells stands in tables there
    filled |= {
        number
        for number, frame in enumerate(frames)
        if number not in filled and any(frame.surrounds(frames[other]) for other in filled)
    }
    grids = [_grid(frame, number, inside) for number, frame in enumerate(frames) if number in filled]
    grids = without_nested(sorted(grids, key=lambda grid: (grid.box.top, grid.box.x0)))
    boxes = [grid.box for grid in grids]
    columns = list(columns_of(outside, boxes))
    lines = [line for held in columns for column in held for line in set_lines(column.runs)]
    if columns:
        taken = {id(run) for held in columns for column in held for run in column.runs}
        outside = [run for run in outside if id(run) not in taken]
    lines += _lines_beside(outside, between_tables(boxes))
    if columns:
        lines.sort(key=lambda line: (line.box.bottom, line.box.x0))
    places = tuple(Columns(tuple(column.box for column in held)) for held in columns)
    return Layout(tuple(grids), tuple(lines), tuple(overflows), places)


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


def _frames(runs: Sequence[Run], rules: Iterable[Rule], shades: list[Tile]) -> list[Frame]:
    """The grids of a page, the smallest first, so that a table inside a cell takes its own text."""
    drawn = list(rules)
    tiles = outermost(shades)
    across, down = split(drawn)
    frames = drawn_frames(across, down, runs, tiles)
    added = told_by_colour(across, runs, tiles, frames)
    if added:
        frames = drawn_frames(*split([*drawn, *added]), runs, tiles)
    open_rows = [*told_by_levels(frames, across, runs), *told_by_ground(frames, shades, runs)]
    open_rows += told_by_rows(frames, across, shades, runs)
    if gaps := [*told_by_gaps(frames, runs), *open_rows]:
        frames = drawn_frames(*split([*drawn, *added, *gaps]), runs, tiles)
    # cells that are only coloured tiles; a single column of them is a highlighted paragraph
    alone = [tile for tile in tiles if not any(frame.holds(tile) for frame in frames)]
    if alone:
        sides = split(side for tile in alone for side in box_sides(Box(*tile[:4])))
        frames += [
            frame for frame in drawn_frames(*sides, runs, []) if len(frame.xs) > 2 and len(frame.ys) > 2
        ]
    frames.sort(key=lambda frame: ((frame.xs[-1] - frame.xs[0]) * (frame.ys[-1] - frame.ys[0]), frame.ys[0]))
    return frames


def _grid(frame: Frame, number: int, inside: dict[Place, list[Run]]) -> Grid:
    xs, ys = [round(x, DECIMALS) for x in frame.xs], [round(y, DECIMALS) for y in frame.ys]
    cells = [
        GridCell(
            span.row,
            span.col,
            span.row_end - span.row,
            span.col_end - span.col,
            Box(xs[span.col], ys[span.row], xs[span.col_end], ys[span.row_end]),
            tuple(set_lines(inside.get((number, cell), ()))),
        )
        for cell, span in enumerate(frame.spans)
    ]
    cells.sort(key=lambda cell: (cell.row, cell.col))
    return Grid(tuple(cells), len(ys) - 1, len(xs) - 1, Box(xs[0], ys[0], xs[-1], ys[-1]), frame.closed)
