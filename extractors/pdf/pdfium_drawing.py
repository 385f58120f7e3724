"""The objects of a page as pdfium gives them, and what its paths and pictures draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress, count, groupby, pairwise, repeat
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from extractors.grids.edges import Rule
from extractors.pdf import pdfium
from extractors.pdf.page import Drawing, around
from extractors.pdf.pdfium_view import Matrix, Oversized
from extractors.place import Box

# More objects than this on one page are an attack: forms within forms, each drawn twice.
_MOST_OBJECTS = 1_000_000
_DEEPEST_FORM = 30
_STROKE = [pdfium.MOVE_TO, pdfium.LINE_TO]


Point: TypeAlias = tuple[float, float]
# A path or picture, the way from its space to ours, and how many text objects are drawn before it.
Shown: TypeAlias = tuple[int, Matrix, int]


@dataclass(slots=True)
class Objects:
    """The objects of a page in drawing order, those of its forms among them.

    `spaces` gives for each stretch of text objects where it begins, the way from its space to ours, and
    whether it stands in a form.
    """

    letters: list[int] = field(default_factory=list)
    spaces: list[tuple[int, Matrix, bool]] = field(default_factory=list)
    paths: list[Shown] = field(default_factory=list)
    pictures: list[Shown] = field(default_factory=list)
    count: int = 0

    def gather(self, handles: list[int], matrix: Matrix, depth: int = 0) -> None:
        """Take these objects and those of the forms among them. Raises Oversized where there are too many."""
        self.count += len(handles)
        if self.count > _MOST_OBJECTS or depth > _DEEPEST_FORM:
            raise Oversized("too-many-objects")
        types = list(map(pdfium.object_type, handles))
        begin = 0
        for at in compress(count(), map(pdfium.FORM.__eq__, types)):
            self._gather(handles[begin:at], types[begin:at], matrix, depth)
            form = handles[at]
            held = list(map(pdfium.get_in_form, repeat(form), range(pdfium.count_in_form(form))))
            self.gather(held, _matrix_of(form).then(matrix), depth + 1)
            begin = at + 1
        self._gather(handles[begin:], types[begin:], matrix, depth)

    def _gather(self, handles: list[int], types: list[int], matrix: Matrix, depth: int) -> None:
        """Take objects without any form among them."""
        first = len(self.letters)
        self.letters.extend(compress(handles, map(pdfium.TEXT.__eq__, types)))
        if len(self.letters) > first:
            self.spaces.append((first, matrix, depth > 0))
        for number, at in enumerate(compress(count(), map(pdfium.TEXT.__ne__, types))):
            if types[at] == pdfium.PATH:
                self.paths.append((handles[at], matrix, first + at - number))
            elif types[at] == pdfium.IMAGE:
                self.pictures.append((handles[at], matrix, first + at - number))


def objects_of(page: int, matrix: Matrix) -> Objects:
    """All objects of a page, whose space leads to ours by `matrix`. Raises Oversized."""
    found = Objects()
    every = range(pdfium.count_objects(page))
    found.gather(list(map(pdfium.get_object, repeat(pdfium.Handle(page)), every)), matrix)
    return found


def _matrix_of(handle: int) -> Matrix:
    (matrix,) = pdfium.matrices_of([handle])
    return Matrix(*matrix)


class Paint(NamedTuple):
    """An area that is filled, its colour (None for a picture), how many text objects are drawn before it."""

    box: Box
    colour: pdfium.Colour | None
    before: int


@dataclass(slots=True)
class Painted:
    """What is drawn on a page beside its text: rules and backgrounds, all areas, the areas of pictures."""

    drawing: Drawing = field(default_factory=Drawing)
    paints: list[Paint] = field(default_factory=list)
    pictures: list[float] = field(default_factory=list)


def painted_on(objects: Objects) -> Painted:
    """The rules, backgrounds and pictures of a page."""
    painted = Painted()
    _trace_all(painted, objects.paths)
    for handle, matrix, before in objects.pictures:
        box = _matrix_of(handle).then(matrix).box(0, 0, 1, 1)
        painted.pictures.append((box.x1 - box.x0) * (box.bottom - box.top))
        painted.paints.append(Paint(box, None, before))
    return painted


def _trace_all(painted: Painted, paths: list[Shown]) -> None:
    """Draw all paths; pdfium is asked for the same of all of them, one question after another."""
    modes = pdfium.draw_modes([handle for handle, _, _ in paths])
    drawn = [
        (shown, fill, stroke) for shown, (fill, stroke) in zip(paths, modes, strict=True) if fill or stroke
    ]
    handles = [shown[0] for shown, _, _ in drawn]
    sizes = list(map(pdfium.count_segments, handles))
    segments = pdfium.segments_of(handles, sizes)
    types = list(map(pdfium.segment_type, segments))
    ends = _ends([shown for shown, _, _ in drawn], sizes, segments)
    rules = painted.drawing.rules
    if types == _STROKE * len(drawn):  # as nearly all tables are drawn
        rules += map(_rule, ends[0::2], ends[1::2])
        return
    begin = 0
    for (shown, fill, stroke), size in zip(drawn, sizes, strict=True):
        end = begin + size
        if types[begin:end] == _STROKE:
            rules.append(_rule(*ends[begin:end]))
            begin = end
            continue
        closes = list(map(pdfium.segment_closes, segments[begin:end]))
        for part in _parts(types[begin:end]):
            kinds = types[begin + part.start + 1 : begin + part.stop]
            straight = kinds.count(pdfium.LINE_TO) == len(kinds)
            points = ends[begin + part.start : begin + part.stop]
            _trace(painted, _Shape(points, straight, 1 in closes[part], fill != 0, stroke != 0), shown)
        begin = end


def _rule(start: Point, end: Point) -> Rule:
    """A single stroke."""
    (x0, y0), (x1, y1) = start, end
    left, right = (x0, x1) if x0 < x1 else (x1, x0)
    return Rule(left, y0, right, y1) if y0 < y1 else Rule(left, y1, right, y0)


def _ends(paths: list[Shown], sizes: list[int], segments: list[pdfium.Segment]) -> list[Point]:
    """Where the segments of paths end, in our space; paths that stand in one space are taken together."""
    xs, ys = pdfium.points_of(segments)
    inner = pdfium.matrices_of([handle for handle, _, _ in paths])
    spaces = zip(inner, [matrix for _, matrix, _ in paths], sizes, strict=True)
    ends: list[Point] = []
    for (own, outer), stretch in groupby(spaces, itemgetter(0, 1)):
        a, b, c, d, e, f = Matrix(*own).then(outer)
        begin = len(ends)
        end = begin + sum(size for _, _, size in stretch)
        points = zip(xs[begin:end], ys[begin:end], strict=True)
        ends += [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
    return ends


def _parts(types: list[int]) -> list[slice]:
    """The parts of a path, each of which begins where the pen is set down."""
    if types.count(pdfium.MOVE_TO) == 1 and types[0] == pdfium.MOVE_TO:
        return [slice(0, len(types))]
    starts = [at for at, kind in enumerate(types) if kind == pdfium.MOVE_TO]
    return [slice(start, end) for start, end in pairwise([*starts, len(types)])]


class _Shape(NamedTuple):
    """One part of a path; `straight` says that it has no curve."""

    points: list[Point]
    straight: bool
    closed: bool
    fill: bool
    stroke: bool


def _trace(painted: Painted, shape: _Shape, shown: Shown) -> None:
    """Draw a line, a rectangle or a curve."""
    points, straight, closed, fill, stroke = shape
    drawing = painted.drawing
    if len(points) < 2:
        return
    if closed and (len(points) == 2 or points[-1] != points[0]):
        points = [*points, points[0]]
    if straight and (len(points) == 2 or (len(points) == 3 and closed and len(set(points)) <= 2)):
        drawing.line(around(points))
        return
    colour = pdfium.fill_colour(shown[0]) if fill else None
    box = around(points)
    if colour is not None:
        painted.paints.append(Paint(box, colour, shown[2]))
    if straight and len(points) == 5 and points[0] == points[-1] and _upright(points):
        white = colour is not None and _white(colour)
        drawing.rect(box, fill=fill, stroke=stroke, white=white, colour=colour)
    else:
        drawing.curve(points, fill=fill, stroke=stroke)


def _white(colour: pdfium.Colour) -> bool:
    """Whether something is filled with the colour of the paper."""
    return min(colour[:3]) >= 252


def _upright(points: list[Point]) -> bool:
    """Whether each side of a closed path is horizontal or vertical, in turns."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3), _ = points
    if (y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0) or (x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0):
        return True
    level = [abs(y0 - y1) < 0.01 for (_, y0), (_, y1) in pairwise(points)]
    plumb = [abs(x0 - x1) < 0.01 for (x0, _), (x1, _) in pairwise(points)]
    return (level[0] and plumb[1] and level[2] and plumb[3]) or (
        plumb[0] and level[1] and plumb[2] and level[3]
    )
