"""The objects of a page as pdfium gives them, and what its paths and pictures draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress, pairwise, repeat

from extractors import pdfium
from extractors.pdf_page import Drawing, around
from extractors.pdfium_view import Matrix, Oversized

# More objects than this on one page are an attack: forms within forms, each drawn twice.
_MOST_OBJECTS = 1_000_000
_DEEPEST_FORM = 30


@dataclass(slots=True)
class Objects:
    """The objects of a page in drawing order, those of its forms among them.

    Paths and pictures come with the way from their space to ours.
    """

    letters: list[int] = field(default_factory=list)
    paths: list[tuple[int, Matrix]] = field(default_factory=list)
    pictures: list[tuple[int, Matrix]] = field(default_factory=list)
    count: int = 0

    def gather(self, handles: list[int], matrix: Matrix, depth: int = 0) -> None:
        """Take these objects and those of the forms among them. Raises Oversized where there are too many."""
        self.count += len(handles)
        if self.count > _MOST_OBJECTS or depth > _DEEPEST_FORM:
            raise Oversized("too many objects")
        types = list(map(pdfium.object_type, handles))
        self.letters.extend(compress(handles, map(pdfium.TEXT.__eq__, types)))
        others = compress(zip(handles, types, strict=True), map(pdfium.TEXT.__ne__, types))
        for handle, kind in others:
            if kind == pdfium.PATH:
                self.paths.append((handle, matrix))
            elif kind == pdfium.IMAGE:
                self.pictures.append((handle, matrix))
            elif kind == pdfium.FORM:
                every = range(pdfium.count_in_form(handle))
                held = list(map(pdfium.get_in_form, repeat(handle), every))
                self.gather(held, _matrix_of(handle).then(matrix), depth + 1)


def objects_of(page: int, matrix: Matrix) -> Objects:
    """All objects of a page, whose space leads to ours by `matrix`. Raises Oversized."""
    found = Objects()
    every = range(pdfium.count_objects(page))
    found.gather(list(map(pdfium.get_object, repeat(pdfium.Handle(page)), every)), matrix)
    return found


def _matrix_of(handle: int) -> Matrix:
    return Matrix(*pdfium.matrix_of(handle))


def drawing_of(objects: Objects) -> tuple[Drawing, list[float]]:
    """The rules and backgrounds of a page, and the areas of its pictures."""
    drawing = Drawing()
    pen = _Pen(drawing)
    for handle, matrix in objects.paths:
        pen.draw(handle, matrix)
    pictures = []
    for handle, matrix in objects.pictures:
        box = _matrix_of(handle).then(matrix).box(0, 0, 1, 1)
        pictures.append((box.x1 - box.x0) * (box.bottom - box.top))
    return drawing, pictures


class _Pen:
    """Draws paths as pdfium gives them; a matrix is worked out once for all paths that share it."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._ways: dict[tuple[tuple[float, ...], Matrix], Matrix] = {}

    def draw(self, handle: int, outer: Matrix) -> None:
        fill, stroke = pdfium.draw_mode(handle)
        if not fill and not stroke:
            return
        size = pdfium.count_segments(handle)
        segments = list(map(pdfium.get_segment, repeat(handle), range(size)))
        types = list(map(pdfium.segment_type, segments))
        closes = list(map(pdfium.segment_closes, segments))
        points = list(map(self._way(handle, outer).point, *pdfium.points_of(segments)))
        starts = [at for at, kind in enumerate(types) if kind == pdfium.MOVE_TO]
        for start, end in pairwise([*starts, size]):
            straight = types[start + 1 : end].count(pdfium.LINE_TO) == end - start - 1
            self._trace(handle, points[start:end], straight, any(closes[start:end]), fill, stroke)

    def _way(self, handle: int, outer: Matrix) -> Matrix:
        own = pdfium.matrix_of(handle)
        way = self._ways.get((own, outer))
        if way is None:
            way = self._ways[own, outer] = Matrix(*own).then(outer)
        return way

    def _trace(
        self,
        handle: int,
        points: list[tuple[float, float]],
        straight: bool,
        closed: bool,
        fill: bool,
        stroke: bool,
    ) -> None:
        """One part of a path: a line, a rectangle or a curve."""
        if len(points) < 2:
            return
        if closed and (len(points) == 2 or points[-1] != points[0]):
            points = [*points, points[0]]
        corners = len(set(points))
        if straight and len(points) <= 3 and (closed or len(points) == 2) and corners <= 2:
            self._drawing.line(around(points))
        elif straight and len(points) == 5 and points[0] == points[-1] and _upright(points):
            self._drawing.rect(around(points), fill=fill, stroke=stroke, white=fill and self._white(handle))
        else:
            self._drawing.curve(points, fill=fill, stroke=stroke)

    def _white(self, handle: int) -> bool:
        """Whether a path is filled with the colour of the paper."""
        colour = pdfium.fill_colour(handle)
        return colour is not None and min(colour) >= 252


def _upright(points: list[tuple[float, float]]) -> bool:
    """Whether each side of a closed path is horizontal or vertical, in turns."""
    level = [abs(y0 - y1) < 0.01 for (_, y0), (_, y1) in pairwise(points)]
    plumb = [abs(x0 - x1) < 0.01 for (x0, _), (x1, _) in pairwise(points)]
    return (level[0] and plumb[1] and level[2] and plumb[3]) or (
        plumb[0] and level[1] and plumb[2] and level[3]
    )
