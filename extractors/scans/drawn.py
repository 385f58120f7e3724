"""What is drawn on the image of a page, before any of it is read: rules, cells and pieces of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.frozen import frozen
from extractors.grids.edges import Rule
from extractors.grids.grid import lay_out
from extractors.grids.layout import Grid
from extractors.grids.lines import Run
from extractors.place import Box
from extractors.scans.ink import Grey, Ink, Picture, ink_of, levelled, on_white, without_seals
from extractors.scans.lines import Piece, columns, pieces_in, stretches, usual_size
from extractors.scans.rules import Strokes, strokes_of
from extractors.scans.text import Read

# The shares of the height of its characters that are shown before a line, behind it and above.
_BEFORE, _BEHIND, _ABOVE = 0.25, 0.5, 0.07
# In shares of the size of print: a dash is no higher than this, a hyphen no longer, two dashes no shorter.
_FLAT, _HYPHEN, _DASHES = 0.15, 0.55, 1.3
# No text stands altogether within so many points of a rule.
_SHADOW = 1.5
# Below a seal what is darker than this may be a rule.
_PALER = 215


@frozen
class Drawn:
    """The page in grey and its ink, both without its rules; its rules, the pieces of its lines, its seals.

    `angle`: by how many degrees it was turned to be level; `stamped`: where there is the red of seals.
    """

    white: Grey
    ink: Ink
    rules: tuple[Rule, ...]
    pieces: tuple[Piece, ...]
    seals: tuple[Box, ...]
    angle: float
    stamped: Ink

    def line(self, piece: Piece) -> Grey:
        """The image of a piece with some paper around it."""
        middle = (piece.top + piece.bottom) / 2
        half = max((piece.bottom - piece.top) / 2, 0.45 * piece.size) + _ABOVE * piece.size
        left, right = self.sides(piece)
        return self.white[max(0, round(middle - half)) : round(middle + half), left:right]

    def dashes(self, piece: Piece) -> Read | None:
        """The piece as -- or ——, where it is nothing but flat strokes too short or too long for 一."""
        ink = self.ink[piece.top : piece.bottom, piece.x0 : piece.x1]
        if piece.bottom - piece.top > _FLAT * piece.size:
            return None
        left, right = self.sides(piece)
        text, middles = "", []
        for start, end in stretches(columns(ink), 0):
            share = (end - start) / piece.size
            if _HYPHEN < share < _DASHES:
                return None
            count = 1 if share <= _HYPHEN else round(share)
            text += ("-" if share <= _HYPHEN else "—") * count
            step = (end - start) / count
            middles += [(piece.x0 - left + start + (at + 0.5) * step) / (right - left) for at in range(count)]
        return Read(text, (1.0,) * len(text), tuple(middles))

    def sides(self, piece: Piece) -> tuple[int, int]:
        """Where the image of a piece begins and ends."""
        before, behind = round(_BEFORE * piece.size), round(_BEHIND * piece.size)
        return max(piece.start, piece.x0 - before), min(piece.end, piece.x1 + behind)


def drawn_on(picture: Picture, scale: float) -> Drawn:
    """What is drawn on a page; `scale`: pixels for a point."""
    level, angle = levelled(picture)
    grey, stamped, seals = without_seals(level, scale)
    white = on_white(grey, scale)
    ink = ink_of(white, scale)
    strokes = strokes_of(_with_paler(ink, white, stamped), scale)
    ruled = _ruled(ink, strokes.mask, scale)
    white[ruled] = 255
    ink[ruled] = 0
    usual = usual_size(ink, scale)
    rules = tuple(_rules(strokes, scale))
    grids = lay_out(_blots(ink, usual, scale), rules).grids
    places = [tuple(round(side / scale, 2) for side in seal) for seal in seals]
    pieces = tuple(_pieces(ink, grids, usual, scale))
    return Drawn(white, ink, rules, pieces, tuple(Box(*one) for one in places), angle, stamped)


def _with_paler(ink: Ink, white: Grey, stamped: Ink) -> Ink:
    """The ink with what is paler below the red of a seal, which takes some of the black from a rule."""
    if not stamped.any():
        return ink
    near = cv2.dilate(stamped, np.ones((3, 3), np.uint8)) > 0
    return np.asarray(ink | ((white < _PALER) & near), dtype=np.uint8)


def _ruled(ink: Ink, strokes: Ink, scale: float) -> NDArray[np.bool_]:
    """Where there is nothing but rules: strokes with their paler edges, and what lies close beside them.

    JPEG leaves shadows of a stroke some pixels away, which would be read as 一.
    """
    edged = cv2.dilate(strokes, np.ones((3, 3), np.uint8))
    near = round(_SHADOW * scale)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        np.asarray(ink & (edged == 0), dtype=np.uint8), connectivity=8
    )
    apart = cv2.dilate(strokes, np.ones((2 * near + 1, 2 * near + 1), np.uint8)) == 0
    shadows = np.bincount(labels[apart], minlength=len(stats)) == 0
    shadows[0] = False
    return np.asarray((edged > 0) | shadows[labels], dtype=np.bool_)


def _rules(strokes: Strokes, scale: float) -> Iterator[Rule]:
    for one in strokes.across:
        middle = (one.top + one.bottom) / 2 / scale
        yield Rule(one.x0 / scale, middle, one.x1 / scale, middle)
    for one in strokes.down:
        middle = (one.x0 + one.x1) / 2 / scale
        yield Rule(middle, one.top / scale, middle, one.bottom / scale)


def _blots(ink: Ink, usual: float, scale: float) -> list[Run]:
    """Stand-ins for text that is not read yet, so that it is known where there is any."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return [
        Run("■", (x / scale, (x + wide) / scale), y / scale, (y + high) / scale, usual / scale)
        for x, y, wide, high in stats[1:, :4].tolist()
    ]


def _pieces(ink: Ink, grids: Iterable[Grid], usual: float, scale: float) -> Iterator[Piece]:
    """The pieces of all cells, those of a table within a cell first, and of what is in no cell."""
    left = ink.copy()
    for grid in sorted(grids, key=lambda grid: _area(grid.box)):
        for cell in grid.cells:
            x0, top, x1, bottom = (round(side * scale) for side in _sides(cell.box))
            for piece in pieces_in(left[top:bottom, x0:x1], usual):
                yield piece.moved(x0, top)
            left[top:bottom, x0:x1] = 0
    yield from pieces_in(left, usual)


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.top, box.x1, box.bottom


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)
