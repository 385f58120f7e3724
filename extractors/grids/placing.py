"""Runs of text to the cells of frames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extractors.grids.frames import Frame
from extractors.grids.lines import Line, Run, set_lines

# The last glyph of a text that fills its cell hangs over by this share of its size at most.
_HANGING = 0.3
# No text begins with one of these.
_CLOSING = frozenset("）)】〕》」』，。、；：！？,.;:!?%％")

Place = tuple[int, int]  # the number of a frame, and of a cell in it


def into_cells(runs: Sequence[Run], frames: list[Frame]) -> tuple[list[tuple[Run, Place | None]], list[Line]]:
    """The frame and cell of each run by its centre, cut where it needs to be; and chains that overflow.

    A chain is what is drawn without a gap on one baseline. It is drawn back to the cell of its start
    only where a glyph stands astride the border (a closing bracket that hangs into the next column),
    or where it leaves the table: two texts that only touch at a rule stay in their own cells.
    """
    placed: list[tuple[Run, Place | None]] = []
    overflows: list[Line] = []
    starts = Counter(round(run.edges[0]) for run in runs)
    chain: list[Run] = []
    spilling = moved = False
    for run in runs:
        _, edges, top, bottom, _ = run
        place = locate((edges[0] + edges[1]) / 2, (top + bottom) / 2, frames)
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
            place = locate((glyph.edges[0] + glyph.edges[1]) / 2, (top + bottom) / 2, frames)
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


def locate(x: float, y: float, frames: list[Frame]) -> Place | None:
    """The cell that holds a point."""
    for number, frame in enumerate(frames):
        cell = frame.cell_at(x, y)
        if cell is not None:
            return number, cell
    return None


def _together(run: Run, place: Place | None, frames: list[Frame]) -> bool:
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
