"""A table that stands in a cell of another is text of that cell: a line for each of its rows.

Of 组织领导 | 20 | a table of grades | 办公室 each grade is a line of the third cell, its parts apart by tabs,
as web pages and Word files give it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.grids.layout import Grid, GridCell
from extractors.grids.lines import Line
from extractors.place import Box

# Boxes that reach so many points beyond each other still lie in each other.
_SNAP = 3.0
# A line of a cell begins anew, and does not go on with the one before, behind one of these or with a number.
_ENDS = ("。", "；", ";")
_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、．.]\D|[①-⑳]")


def without_nested(grids: Sequence[Grid]) -> list[Grid]:
    """The tables of a page, those that stand in a cell of another as lines of that cell.

    A frame that only arranges tables on the page is none: what it holds stays a table of its own.
    """
    if len(grids) < 2:
        return list(grids)
    held: dict[int, list[tuple[GridCell, Grid]]] = defaultdict(list)
    by_size = sorted(grids, key=lambda grid: _area(grid.box))
    for number, inner in enumerate(by_size):
        for outer in by_size[number + 1 :]:
            cell = next((cell for cell in outer.cells if _holds(cell.box, inner.box)), None)
            if cell is not None:
                held[id(outer)].append((cell, inner))
                break
    read: dict[int, Grid] = {}
    gone: set[int] = set()
    for outer in by_size:
        nested = held[id(outer)]
        if nested and not _arranges(outer, [cell for cell, _ in nested]):
            gone.update(id(inner) for _, inner in nested)
            outer_with = _filled(outer, [(cell, read[id(inner)]) for cell, inner in nested])
            read[id(outer)] = outer_with
        else:
            read[id(outer)] = outer
    whole = [read[id(grid)] for grid in grids if id(grid) not in gone]
    return [grid for grid in whole if any(cell.lines for cell in grid.cells)]


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x0 - _SNAP <= inner.x0
        and inner.x1 <= outer.x1 + _SNAP
        and outer.top - _SNAP <= inner.top
        and inner.bottom <= outer.bottom + _SNAP
    )


def _arranges(outer: Grid, holders: Sequence[GridCell]) -> bool:
    """Whether a table only arranges others on the page: it has no rows of data in which they are one cell."""
    rows: dict[int, int] = defaultdict(int)
    for cell in outer.cells:
        rows[cell.row] += bool(cell.lines)
    several = sum(count > 1 for count in rows.values())
    places = {(cell.row, cell.col) for cell in holders}
    beside = [
        sum(
            cell.row < holder.row + holder.row_span
            and holder.row < cell.row + cell.row_span
            and (cell.row, cell.col) not in places
            for cell in outer.cells
        )
        for holder in holders
    ]
    return min(beside) < 1 or (several < 2 and min(beside) < 2)


def _filled(outer: Grid, nested: Sequence[tuple[GridCell, Grid]]) -> Grid:
    """A table with the rows of others as lines of its cells."""
    lines: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for cell, inner in nested:
        lines[cell.row, cell.col].extend(_rows(inner))
    cells = (
        cell._replace(
            lines=tuple(sorted((*cell.lines, *lines[cell.row, cell.col]), key=lambda line: line.box.top))
        )
        if (cell.row, cell.col) in lines
        else cell
        for cell in outer.cells
    )
    return replace(outer, cells=tuple(cells))


def _rows(grid: Grid) -> Iterator[Line]:
    """Each row with text as one line, its cells apart by tabs."""
    for row in range(grid.rows):
        cells = [cell for cell in grid.cells if cell.row == row]
        filled = [cell for cell in cells if cell.lines]
        if filled:
            text = "\t".join(_flowing(cell.lines) for cell in cells)
            box = Box(
                min(cell.box.x0 for cell in filled),
                min(cell.box.top for cell in filled),
                max(cell.box.x1 for cell in filled),
                max(cell.box.bottom for cell in filled),
            )
            yield Line(text.strip("\t"), box, filled[0].lines[0].size)


def _flowing(lines: Sequence[Line]) -> str:
    """Lines of a narrow cell as one text: they end where the cell does, also within a number."""
    text = lines[0].text if lines else ""
    for line in lines[1:]:
        if text.endswith(_ENDS) and _NUMBER.match(line.text):
            text += "\n"
        elif not (_wide(text[-1]) or _wide(line.text[0]) or text[-1] in "-~－—"):
            text += " "
        text += line.text
    return text


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"
