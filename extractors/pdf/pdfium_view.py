"""What is shown of a page, and the way from its space to ours: points from the upper left corner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractors.frozen import frozen
from extractors.pdf import pdfium
from extractors.place import Box


class Unread(Exception):
    """What pdfium did not read of a page; the other reader may."""


class Oversized(Exception):
    """Why no reader should try a page."""


class Matrix(NamedTuple):
    """The way from one space to another, as PDF writes it."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def then(self, other: Matrix) -> Matrix:
        """First this one, then the other."""
        return Matrix(
            self.a * other.a + self.b * other.c,
            self.a * other.b + self.b * other.d,
            self.c * other.a + self.d * other.c,
            self.c * other.b + self.d * other.d,
            self.e * other.a + self.f * other.c + other.e,
            self.e * other.b + self.f * other.d + other.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point comes to stand."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The upright box around a rectangle."""
        xs, ys = zip(*(self.point(x, y) for x in (x0, x1) for y in (y0, y1)), strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))

    def boxes(self, columns: Sequence[Sequence[float]]) -> list[tuple[float, float, float, float]]:
        """The upright boxes around rectangles, which are given as lefts, bottoms, rights and tops."""
        a, b, c, d, e, f = self
        sides = zip(*columns, strict=True)
        if b or c or a < 0 or d > 0:
            boxes = [self.box(*one) for one in sides]
            return [(box.x0, box.top, box.x1, box.bottom) for box in boxes]
        return [(a * x0 + e, d * y1 + f, a * x1 + e, d * y0 + f) for x0, y0, x1, y1 in sides]


@frozen
class View:
    """What is shown of a page, `turns` quarter turns to the right, and the way from its space to ours."""

    turns: int
    width: float
    height: float
    matrix: Matrix

    def along(self, values: Sequence[float]) -> Sequence[float]:
        """Coordinates of the page that run along a line of text, as they are seen."""
        sign, shift = self.matrix.a + self.matrix.c, self.matrix.e
        if sign == 1 and not shift:
            return values
        return [sign * value + shift for value in values]

    def down(self, values: Sequence[float]) -> list[float]:
        """Coordinates of the page that run from line to line, as they are seen."""
        sign, shift = self.matrix.b + self.matrix.d, self.matrix.f
        return [sign * value + shift for value in values]


def view_of(page: int, turns: int | None = None) -> View:
    """What is shown of a page, turned as it says or by so many quarters. Raises Unread without a size."""
    left, top, right, bottom = pdfium.page_box(page)
    if turns is None:
        turns = pdfium.page_rotation(page) % 4
    width, height = (top - bottom, right - left) if turns % 2 else (right - left, top - bottom)
    if width <= 0 or height <= 0:
        raise Unread("no-size")
    matrix = (
        Matrix(1, 0, 0, -1, -left, top),
        Matrix(0, 1, 1, 0, -bottom, -left),
        Matrix(-1, 0, 0, 1, right, -bottom),
        Matrix(0, -1, -1, 0, top, right),
    )[turns]
    return View(turns, width, height, matrix)
