"""Pages as pdfium gives them: the fast reader.

pdfium tells what each character means and where it stands, and which text object it belongs to. What
it leaves out of its text on its own account is noticed here: such a page is for the other reader.
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import NamedTuple

from extractors import pdfium
from extractors.faults import CorruptFile, NeedsPassword
from extractors.lines import Glyph, Run
from extractors.pdf_page import ABOVE, BELOW, Drawing, PdfPage, Writing, page_of, plain_text
from extractors.place import Box

_PASSWORD = 4  # FPDF_ERR_PASSWORD
# pdfium leaves out text objects that are narrower than this many points
_NARROW = 0.02
# More objects than this on one page are an attack: forms within forms, each drawn twice.
_MOST_OBJECTS = 1_000_000
_DEEPEST_FORM = 30
# pdfium writes one of these for a hyphen at the end of a line
_HYPHENS = {"\x02", "\ufffe"}


class Unread(Exception):
    """What pdfium did not read of a page."""


class PdfiumFile:
    """A PDF opened by pdfium; to be closed.

    Raises NeedsPassword for an encrypted file and CorruptFile for one that has no page.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data  # pdfium reads from it for as long as the file is open
        self._document = pdfium.load_document(data, len(data), None)
        if not self._document:
            error = pdfium.last_error()
            if error == _PASSWORD:
                raise NeedsPassword
            raise CorruptFile(reason=f"pdfium error {error}")
        self.pages: int = pdfium.page_count(self._document)
        if not self.pages:
            self.close()
            raise CorruptFile(reason="no pages")

    def close(self) -> None:
        """End reading."""
        pdfium.close_document(self._document)

    def read(self, number: int) -> PdfPage:
        """The page of this number (from 1). Raises Unread where pdfium does not read all of it."""
        page = pdfium.load_page(self._document, number - 1)
        if not page:
            raise Unread("the page cannot be loaded")
        try:
            return _read_page(number, page)
        finally:
            pdfium.close_page(page)


def _read_page(number: int, page: int) -> PdfPage:
    view = _view(page)
    objects = list(_objects(page, view.matrix))
    drawing, pictures = _drawing(objects)
    letters = [one.handle for one in objects if one.type == pdfium.TEXT]
    blank = _made_wide(letters)
    text = pdfium.load_text(page)
    if not text:
        raise Unread("the text cannot be loaded")
    try:
        chars = _Chars(text, view)
        _check_complete(set(letters) - blank, set(chars.objects), letters)
        writing = _writing(chars)
    finally:
        pdfium.close_text(text)
    return page_of(number, (view.width, view.height), writing, drawing, pictures, damaged=False)


# --- the page as it is seen -----------------------------------------------------------------------


class _Matrix(NamedTuple):
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def then(self, other: _Matrix) -> _Matrix:
        """First this one, then the other."""
        return _Matrix(
            self.a * other.a + self.b * other.c,
            self.a * other.b + self.b * other.d,
            self.c * other.a + self.d * other.c,
            self.c * other.b + self.d * other.d,
            self.e * other.a + self.f * other.c + other.e,
            self.e * other.b + self.f * other.d + other.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The upright box around a rectangle."""
        xs, ys = zip(*(self.point(x, y) for x in (x0, x1) for y in (y0, y1)), strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class _View:
    """What is shown of a page, `turns` quarter turns to the right, and the way from its space to ours."""

    turns: int
    width: float
    height: float
    matrix: _Matrix

    def along(self, values: Sequence[float]) -> list[float]:
        """Coordinates of the page that run along a line of text, as they are seen."""
        sign, shift = self.matrix.a + self.matrix.c, self.matrix.e
        return [sign * value + shift for value in values]

    def down(self, values: Sequence[float]) -> list[float]:
        """Coordinates of the page that run from line to line, as they are seen."""
        sign, shift = self.matrix.b + self.matrix.d, self.matrix.f
        return [sign * value + shift for value in values]


def _view(page: int) -> _View:
    room = pdfium.Floats(1, 4)
    left, top, right, bottom = room.fill([pdfium.page_box(page, room.places[0])])
    turns = pdfium.page_rotation(page) % 4
    width, height = (top - bottom, right - left) if turns % 2 else (right - left, top - bottom)
    if width <= 0 or height <= 0:
        raise Unread("the page has no size")
    matrix = (
        _Matrix(1, 0, 0, -1, -left, top),
        _Matrix(0, 1, 1, 0, -bottom, -left),
        _Matrix(-1, 0, 0, 1, right, -bottom),
        _Matrix(0, -1, -1, 0, top, right),
    )[turns]
    return _View(turns, width, height, matrix)


# --- drawing --------------------------------------------------------------------------------------


class _Object(NamedTuple):
    """An object of a page and the way from its space to ours."""

    handle: int
    type: int
    matrix: _Matrix


def _objects(page: int, matrix: _Matrix) -> Iterator[_Object]:
    """All objects of a page in drawing order, those of its forms among them."""
    count = pdfium.count_objects(page)
    return _walk(list(map(pdfium.get_object, repeat(page), range(count))), matrix, 0, [_MOST_OBJECTS])


def _walk(handles: list[int], matrix: _Matrix, depth: int, left: list[int]) -> Iterator[_Object]:
    left[0] -= len(handles)
    if left[0] < 0 or depth > _DEEPEST_FORM:
        raise Unread("too many objects")
    for handle, kind in zip(handles, map(pdfium.object_type, handles), strict=True):
        if kind == pdfium.FORM:
            inner = _matrix_of(handle).then(matrix)
            count = pdfium.count_in_form(handle)
            held = list(map(pdfium.get_in_form, repeat(handle), range(count)))
            yield from _walk(held, inner, depth + 1, left)
        else:
            yield _Object(handle, kind, matrix)


def _matrix_of(handle: int) -> _Matrix:
    room = pdfium.Floats(1, 6)
    return _Matrix(*room.fill([pdfium.object_matrix(handle, room.places[0])]))


def _drawing(objects: list[_Object]) -> tuple[Drawing, list[float]]:
    """The rules and backgrounds of a page, and the areas of its pictures."""
    drawing = Drawing()
    pictures: list[float] = []
    pen = _Pen(drawing)
    for one in objects:
        if one.type == pdfium.PATH:
            pen.draw(one)
        elif one.type == pdfium.IMAGE:
            box = _matrix_of(one.handle).then(one.matrix).box(0, 0, 1, 1)
            pictures.append((box.x1 - box.x0) * (box.bottom - box.top))
    return drawing, pictures


class _Pen:
    """Draws paths as pdfium gives them; its buffers serve all of them."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._ints = (ctypes.c_int * 4)()
        first = ctypes.addressof(self._ints)
        self._places = [first + 4 * at for at in range(4)]

    def draw(self, path: _Object) -> None:
        pdfium.draw_mode(path.handle, self._places[0], self._places[1])
        fill, stroke = self._ints[0] != 0, self._ints[1] != 0
        if not fill and not stroke:
            return
        count = pdfium.count_segments(path.handle)
        segments = list(map(pdfium.get_segment, repeat(path.handle), range(count)))
        types = list(map(pdfium.segment_type, segments))
        closes = list(map(pdfium.segment_closes, segments))
        room = pdfium.Floats(count, 2)
        ends = (place + 4 for place in room.places)
        flat = room.fill(map(pdfium.segment_point, segments, room.places, ends))
        matrix = _matrix_of(path.handle).then(path.matrix)
        points = list(map(matrix.point, flat[0::2], flat[1::2]))
        starts = [at for at, kind in enumerate(types) if kind == pdfium.MOVE_TO]
        for start, end in pairwise([*starts, count]):
            straight = all(kind == pdfium.LINE_TO for kind in types[start + 1 : end])
            self._trace(path.handle, points[start:end], straight, any(closes[start:end]), fill, stroke)

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
            self._drawing.line(_around(points))
        elif straight and len(points) == 5 and points[0] == points[-1] and _upright(points):
            self._drawing.rect(_around(points), fill=fill, stroke=stroke, white=fill and self._white(handle))
        else:
            self._drawing.curve(points, stroke=stroke)

    def _white(self, handle: int) -> bool:
        """Whether a path is filled with the colour of the paper."""
        return bool(pdfium.fill_colour(handle, *self._places)) and min(self._ints[:3]) >= 252


def _around(points: list[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _upright(points: list[tuple[float, float]]) -> bool:
    """Whether each side of a closed path is horizontal or vertical, in turns."""
    level = [abs(y0 - y1) < 0.01 for (_, y0), (_, y1) in pairwise(points)]
    plumb = [abs(x0 - x1) < 0.01 for (x0, _), (x1, _) in pairwise(points)]
    return (level[0] and plumb[1] and level[2] and plumb[3]) or (
        plumb[0] and level[1] and plumb[2] and level[3]
    )


# --- text -----------------------------------------------------------------------------------------


def _made_wide(letters: list[int]) -> set[int]:
    """The text objects without any outline, changed so that pdfium does not leave them out.

    pdfium drops text that it would not draw: blanks, but also the 5 of a font that is not embedded and
    for which this machine has no substitute. With an outline that is drawn as a stroke it has a width.
    """
    # an outline that is nothing but a stroke is as wide as it is high
    narrow = {
        handle
        for handle, (left, bottom, right, top) in zip(letters, _bounds(letters), strict=True)
        if right - left < _NARROW
        or abs(right - left - top + bottom) < _NARROW
        and right - left - pdfium.stroke_width(handle) < _NARROW
    }
    matrix = pdfium.Floats(1, 6)
    for handle in narrow:
        pdfium.set_render_mode(handle, pdfium.STROKE_TEXT)
        pdfium.set_stroke_width(handle, 1.0)
        pdfium.object_matrix(handle, matrix.places[0])
        pdfium.set_matrix(handle, matrix.places[0])
    return narrow


def _bounds(handles: list[int]) -> Iterator[tuple[float, float, float, float]]:
    """Left, bottom, right and top of each object in the space that it is drawn in."""
    room = pdfium.Floats(len(handles), 4)
    columns = ([place + 4 * at for place in room.places] for at in range(4))
    flat = room.fill(map(pdfium.object_bounds, handles, *columns))
    return zip(flat[0::4], flat[1::4], flat[2::4], flat[3::4], strict=True)


def _check_complete(visible: set[int], read: set[int], letters: list[int]) -> None:
    """Raises Unread where a text object is missing in the text that is not drawn on the spot of another."""
    missing = visible - read
    if not missing:
        return
    bounds = dict(zip(letters, _bounds(letters), strict=True))
    kept = [bounds[handle] for handle in letters if handle in read]
    for handle in missing:
        one = bounds[handle]
        near = 0.15 * (one[3] - one[1]) + 0.5
        if not any(all(abs(a - b) <= near for a, b in zip(one, other, strict=True)) for other in kept):
            raise Unread("text without a character")


class _Chars:
    """The characters of a page as columns; a character that pdfium made up has the object None."""

    def __init__(self, text: int, view: _View) -> None:
        count = pdfium.count_chars(text)
        every = range(count)
        self.objects: list[int | None] = list(map(pdfium.char_object, repeat(text), every))
        room = pdfium.Floats(count, 4)
        boxes = room.fill(map(pdfium.char_box, repeat(text), every, room.places))
        left, top, right, bottom = boxes[0::4], boxes[1::4], boxes[2::4], boxes[3::4]
        x0, x1, y0, y1 = (
            (left, right, top, bottom),
            (bottom, top, left, right),
            (right, left, bottom, top),
            (top, bottom, right, left),
        )[view.turns]
        self.x0, self.x1 = view.along(x0), view.along(x1)
        self.y0, self.y1 = view.down(y0), view.down(y1)
        self.text = _text(text, count)
        self.unmapped = [
            at for at, fault in enumerate(map(pdfium.char_unmapped, repeat(text), every)) if fault
        ]
        self.hyphens = [
            at
            for at, char in enumerate(self.text if _HYPHENS & set(self.text) else "")
            if char in _HYPHENS and pdfium.char_is_hyphen(text, at)
        ]
        # where the characters of each text object begin, and how it is written
        self.starts = [
            at
            for at, (one, before) in enumerate(zip(self.objects, [0, *self.objects], strict=False))
            if one != before and one is not None
        ]
        room = pdfium.Floats(len(self.starts), 6)
        flat = room.fill(map(pdfium.char_matrix, repeat(text), self.starts, room.places))
        a, b, c, d, e, f = (flat[at::6] for at in range(6))
        if view.turns % 2:
            a, b, c, d, e, f = b, a, d, c, f, e
        sizes = map(pdfium.char_size, repeat(text), self.starts)
        self.hands = list(map(_Hand, a, b, c, d, sizes, view.down(f)))
        self.origins = view.along(e)

    def hand(self, at: int) -> tuple[int, _Hand]:
        """How the character at this place is written: its stretch and that stretch's hand."""
        number = bisect_right(self.starts, at) - 1
        return number, self.hands[number]


class _Hand(NamedTuple):
    """How a text object is written: its matrix as it is seen, its font size, its baseline."""

    a: float
    b: float
    c: float
    d: float
    font_size: float
    base: float

    @property
    def size(self) -> float:
        return self.font_size * math.hypot(self.c, self.d)


def _text(text: int, count: int) -> str:
    """The meaning of each character; the two halves of a surrogate pair stand apart."""
    room = ctypes.create_string_buffer(2 * count + 2)
    written = pdfium.char_texts(text, 0, count, ctypes.addressof(room))
    whole = room.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "surrogatepass")
    if len(whole) == count:
        return whole
    return "".join(map(chr, map(pdfium.char_text, repeat(text), range(count))))


def _writing(chars: _Chars) -> Writing:
    writing = Writing()
    meanings = _meanings(chars, writing)
    cuts, joined = _cuts(chars)
    for at in meanings.apart:
        cuts.update((at, at + 1))
    downwards: set[int | None] = set()  # text objects of vertical writing
    for start, end in pairwise(sorted(cuts | {len(chars.text)})):
        handle = chars.objects[start]
        if handle is None:
            continue
        number, hand = chars.hand(start)
        across, up, size = abs(hand.a), abs(hand.b), hand.size
        # a watermark stands aslant (italics lean as well, but their line is level)
        if min(across, up) > 0.1 * max(across, up):
            writing.aslant(meanings.of(start, end))
            continue
        first = chars.x0[start]
        if start == chars.starts[number] and up <= across:
            if abs(first - chars.origins[number]) > 0.25 * size:
                downwards.add(handle)
            else:
                first = chars.origins[number]  # the box begins with the outline, which may hang over
        one = start + 1 in joined
        if up > across or handle in downwards:
            for at in range(start, start + 1 if one else end):
                text = meanings.of(at, end if one else at + 1)
                writing.turned(Glyph(text, chars.x0[at], chars.y0[at], chars.x1[at], chars.y1[at], size))
            continue
        edges = [first, chars.x1[end - 1]] if one else [first, *chars.x0[start + 1 : end], chars.x1[end - 1]]
        top, bottom = hand.base - ABOVE * size, hand.base + BELOW * size
        writing.level([Run(meanings.of(start, end), edges, top, bottom, size)])
    return writing


def _cuts(chars: _Chars) -> tuple[set[int], set[int]]:
    """Where a run begins, and which characters share the glyph of the one before (a ligature)."""
    objects, x0, x1 = chars.objects, chars.x0, chars.x1
    cuts = {at for at, one in enumerate(objects) if one is None}
    cuts |= {at + 1 for at in cuts}
    cuts |= {
        at
        for at, one, before in zip(chars.starts, chars.hands, [None, *chars.hands], strict=False)
        if one != before
    }
    joined: set[int] = set()
    # few stand apart so far that their size matters
    far = [
        at
        for at, (left, right) in enumerate(zip(x0[1:], x1, strict=False), 1)
        if not -0.3 < left - right < 0.3
    ]
    for at in far:
        if objects[at] is None or objects[at - 1] is None:
            continue
        if (
            objects[at] == objects[at - 1]
            and x0[at] == x0[at - 1]
            and x1[at] == x1[at - 1]
            and chars.y0[at] == chars.y0[at - 1]
        ):
            joined.add(at)
            continue
        size = chars.hand(at)[1].size
        # an outline may hang over the edge of its glyph, so that the next one seems to begin early
        if not (-0.25 * size <= x0[at] - x1[at - 1] <= 0.1 * size and x0[at] > x0[at - 1]):
            cuts.add(at)
    for at in joined:
        cuts.discard(at)
        cuts.update(end for end in (at - 1, at + 1) if end not in joined)
    return cuts, joined


@dataclass(frozen=True, slots=True)
class _Meanings:
    """What the characters of a page say; `apart` are those that say more or less than one character."""

    text: str
    apart: dict[int, str]

    def of(self, start: int, end: int) -> str:
        text = self.apart.get(start)
        if text is not None:
            return text
        text = self.text[start:end]
        if text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text):
            return text
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return plain_text(whole)[0]


def _meanings(chars: _Chars, writing: Writing) -> _Meanings:
    plain: dict[str, str] = {}
    odd: set[str] = set()
    for char in set(chars.text):
        if not "\ud800" <= char <= "\udfff":
            plain[char], unmapped = plain_text(char)
            odd.update(char if unmapped else "")
    apart: dict[int, str] = {at: "-" for at in chars.hyphens}
    if odd or any(len(text) != 1 for text in plain.values()):
        for at, char in enumerate(chars.text):
            if chars.objects[at] is not None and at not in apart:
                writing.odd += char in odd
                if len(plain.get(char, char)) != 1:
                    apart[at] = plain[char]
    for at in chars.unmapped:
        writing.odd += chars.text[at] not in odd
        apart[at] = f"(cid:{ord(chars.text[at])})"
    single = {ord(char): text for char, text in plain.items() if text != char and len(text) == 1}
    return _Meanings(chars.text.translate(single) if single else chars.text, apart)
