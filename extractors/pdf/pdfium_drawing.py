"""The objects of a page as pdfium gives them, and what its paths and pictures draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, compress, pairwise, repeat
from typing import NamedTuple

from extractors.pdf import pdfium
from extractors.pdf.page import Drawing, around
from extractors.pdf.pdfium_view import Matrix, Oversized
from extractors.place import Box

# More objects than this on one page are an attack: forms within forms, each drawn twice.
_MOST_OBJECTS = 1_000_000
_DEEPEST_FORM = 30
_STROKE = [pdfium.MOVE_TO, pdfium.LINE_TO]


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
            raise Oversized("too-many-objects")
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
    (matrix,) = pdfium.matrices_of([handle])
    return Matrix(*matrix)


def drawing_of(objects: Objects) -> tuple[Drawing, list[float]]:
    """The rules and backgrounds of a page, and the areas of its pictures."""
    drawing = Drawing()
    _trace_all(drawing, objects.paths)
    pictures = []
    for handle, matrix in objects.pictures:
        box = _matrix_of(handle).then(matrix).box(0, 0, 1, 1)
        pictures.append((box.x1 - box.x0) * (box.bottom - box.top))
    return drawing, pictures


def _trace_all(drawing: Drawing, paths: list[tuple[int, Matrix]]) -> None:
    """Draw all paths; pdfium is asked for the same of all of them, one question after another."""
    painted = [(handle, outer, *pdfium.draw_mode(handle)) for handle, outer in paths]
    painted = [one for one in painted if one[2] or one[3]]
    handles = [handle for handle, *_ in painted]
    sizes = list(map(pdfium.count_segments, handles))
    owners = chain.from_iterable(map(repeat, handles, sizes))
    segments = list(map(pdfium.get_segment, owners, chain.from_iterable(map(range, sizes))))
    types = list(map(pdfium.segment_type, segments))
    closes = list(map(pdfium.segment_closes, segments))
    xs, ys = pdfium.points_of(segments)
    ways: dict[tuple[tuple[float, ...], Matrix], Matrix] = {}
    begin = 0
    for (handle, outer, fill, stroke), size, own in zip(
        painted, sizes, pdfium.matrices_of(handles), strict=True
    ):
        way = ways.get((own, outer))
        if way is None:
            way = ways[own, outer] = Matrix(*own).then(outer)
        end = begin + size
        if types[begin:end] == _STROKE:  # nearly all rules of a table are single strokes
            (x0, y0), (x1, y1) = map(way.point, xs[begin:end], ys[begin:end])
            drawing.line(Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
            begin = end
            continue
        points = list(map(way.point, xs[begin:end], ys[begin:end]))
        for part in _parts(types[begin:end]):
            kinds = types[begin + part.start + 1 : begin + part.stop]
            straight = kinds.count(pdfium.LINE_TO) == len(kinds)
            closed = 1 in closes[begin + part.start : begin + part.stop]
            shape = _Shape(points[part], straight, closed, fill, stroke)
            _trace(drawing, shape, handle)
        begin = end


def _parts(types: list[int]) -> list[slice]:
    """The parts of a path, each of which begins where the pen is set down."""
    if types.count(pdfium.MOVE_TO) == 1 and types[0] == pdfium.MOVE_TO:
        return [slice(0, len(types))]
    starts = [at for at, kind in enumerate(types) if kind == pdfium.MOVE_TO]
    return [slice(start, end) for start, end in pairwise([*starts, len(types)])]


class _Shape(NamedTuple):
    """One part of a path; `straight` says that it has no curve."""

    points: list[tuple[float, float]]
    straight: bool
    closed: bool
    fill: bool
    stroke: bool


def _trace(drawing: Drawing, shape: _Shape, handle: int) -> None:
    """Draw a line, a rectangle or a curve."""
    points, straight, closed, fill, stroke = shape
    if len(points) < 2:
        return
    if closed and (len(points) == 2 or points[-1] != points[0]):
        points = [*points, points[0]]
    if straight and (len(points) == 2 or (len(points) == 3 and closed and len(set(points)) <= 2)):
        drawing.line(around(points))
    elif straight and len(points) == 5 and points[0] == points[-1] and _upright(points):
        drawing.rect(around(points), fill=fill, stroke=stroke, white=fill and _white(handle))
    else:
        drawing.curve(points, fill=fill, stroke=stroke)


def _white(handle: int) -> bool:
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
