"""Running text set in columns (分栏): one is read after the other, as it was written.

Gaps alone do not tell columns from a table without rules, but the order does in which text is drawn: a table
is drawn row by row, columns one after the other, each from its top.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractors.grids.lines import Run, box_of
from extractors.place import Box

# Columns have so many lines at least, and so many characters in each of them in the middle.
_LINES, _LONG = 3, 5
# Between two columns is a gap of this share of the size at least.
_GAP = 0.8
# The first lines of columns stand as high as each other, but for so many lines.
_LEVEL = 1.5
# The first line of a paragraph is indented by so many characters at most.
_INDENT = 3.0
# A column of figures belongs to a table.
_FIGURES = re.compile(r"[\d.,，%％+\-－—–~～分月年日元\s]*")


class Column(NamedTuple):
    """A column: its runs, and where they stand."""

    runs: list[Run]
    box: Box


class Columns(NamedTuple):
    """Columns side by side, from left to right, by the places of their text."""

    boxes: tuple[Box, ...]

    def column_of(self, box: Box) -> int | None:
        """The number of the column in which something stands; None beside them or across them."""
        middle = (box.top + box.bottom) / 2
        if not min(one.top for one in self.boxes) <= middle <= max(one.bottom for one in self.boxes):
            return None
        inside = [at for at, one in enumerate(self.boxes) if box.x0 < one.x1 and one.x0 < box.x1]
        return inside[0] if len(inside) == 1 else None


def columns_of(runs: Sequence[Run], grids: Sequence[Box]) -> Iterator[list[Column]]:
    """Text set in columns among runs that stand in no table, given in the order in which they are drawn.

    A table or a line across ends the columns above it; where one stands beside them, there are none.
    """
    held: list[Column] = []
    for stretch in _stretches([run for run in runs if not run.blank]):
        column = _right_of(held, stretch) if held else None
        if column is not None:
            held.append(column)
            continue
        yield from _sure(held, runs, grids)
        held = [Column(stretch, box_of(stretch))]
    yield from _sure(held, runs, grids)


def _stretches(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Runs that are drawn one after the other down the page.

    A new stretch begins higher up, or further left than a column that began higher up may be indented.
    """
    stretch: list[Run] = []
    higher = False
    for run in runs:
        if stretch:
            up = run.bottom < stretch[-1].top - 0.5 * run.size
            if up or (higher and run.edges[0] < stretch[0].edges[0] - _INDENT * run.size):
                yield stretch
                stretch, higher = [], up
        stretch.append(run)
    if stretch:
        yield stretch


def _right_of(held: list[Column], stretch: list[Run]) -> Column | None:
    """A stretch as the next column; what stands above the columns is taken out of the last."""
    new = Column(stretch, box_of(stretch))
    last = held[-1]
    gap = _GAP * stretch[0].size
    begins = new.box.top - _LEVEL * stretch[0].size
    kept = [run for run in last.runs if (run.top + run.bottom) / 2 > begins]
    if not kept or box_of(kept).x1 + gap > new.box.x0 or kept != last.runs[-len(kept) :]:
        return None
    if len(held) > 1 and len(kept) < len(last.runs):
        return None
    if abs(box_of(kept).top - new.box.top) > 2 * _LEVEL * stretch[0].size:
        return None
    held[-1] = Column(kept, box_of(kept))
    return new


def _sure(held: Sequence[Column], runs: Sequence[Run], grids: Iterable[Box]) -> Iterator[list[Column]]:
    if len(held) < 2 or not all(map(_flows, held)):
        return
    whole = Columns(tuple(column.box for column in held))
    top, bottom = min(box.top for box in whole.boxes), max(box.bottom for box in whole.boxes)
    own = {id(run) for column in held for run in column.runs}
    others = [box_of([run]) for run in runs if id(run) not in own and not run.blank]
    for box in (*others, *grids):
        if top < (box.top + box.bottom) / 2 < bottom and whole.column_of(box) is None:
            return
    yield list(held)


def _flows(column: Column) -> bool:
    """Whether a column holds running text."""
    levels: dict[int, int] = {}
    figures: set[int] = set()
    for run in column.runs:
        level = round((run.top + run.bottom) / 2 / max(run.size, 1.0))
        levels[level] = levels.get(level, 0) + len(run.text)
    for run in column.runs:
        level = round((run.top + run.bottom) / 2 / max(run.size, 1.0))
        if _FIGURES.fullmatch(run.text) and levels[level] == len(run.text):
            figures.add(level)
    lengths = sorted(levels.values())
    return len(lengths) >= _LINES and lengths[len(lengths) // 2] >= _LONG and 3 * len(figures) <= len(lengths)
