"""What of the text of a page nobody sees: clipped, covered, of the colour of its ground, on a layer.

Cheap signs tell which text objects may be hidden. Only where there are any is the page drawn, once with
them and once without: a character is seen where the two pictures differ.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, count, repeat
from typing import NamedTuple, TypeAlias

from extractors.pdf import pdfium
from extractors.pdf.pdfium_drawing import Objects, Paint, Painted
from extractors.pdf.pdfium_text import Chars
from extractors.pdf.pdfium_view import Matrix, View
from extractors.pdf.streams import Signs
from extractors.place import Box

# Text as light as this on paper is hardly seen.
_LIGHT = 236
# Text lighter than this may be a watermark.
_PALE = 140
# Text less opaque than this may be as good as not there; of 255.
_THIN = 40
# Colours that differ by less than this in each part cannot be told apart.
_ALIKE = 16
# A spot of a picture has changed where it differs by more than this.
_SEEN = 8
# Pixels for a point in the pictures that are compared, and the most pixels that they may have.
_SCALE, _MOST_PIXELS = 2.0, 6_000_000
# The share of a character's box at each of its edges that is not looked at.
_EDGE = 0.08
# What is thinner than this covers no text, in points.
_STROKE = 3.0
# Text may hang over the edge of its clip by so much, in points.
_HANGING = 1.0
# No page reaches so far, in points.
_FAR = 100_000.0
# Text objects and areas are looked up by stretches of the page of this height.
_BAND = 24.0


class Doubts(NamedTuple):
    """Text objects that are drawn without ink, those that may be hidden, and those that are pale.

    `cut` gives the upper and the lower edge of what the clip path of a text object leaves of the page.
    """

    inkless: set[int]
    hidden: set[int]
    pale: set[int]
    cut: dict[int, tuple[float, float]]


def doubts_of(objects: Objects, bounds: pdfium.Columns, painted: Painted, signs: Signs) -> Doubts:
    """Which text objects may not be seen; what the file has no `signs` of is not looked for.

    `bounds` are those of the text objects.
    """
    letters = objects.letters
    inkless: set[int] = set()
    if signs.modes:
        modes = map(pdfium.render_mode, letters)
        inkless.update(compress(letters, map(pdfium.UNSEEN_MODES.__contains__, modes)))
    colours, kinds = pdfium.fill_colours(letters)
    faint = {one for one in kinds if min(one[:3]) >= _LIGHT or one[3] <= _THIN}
    light = {one for one in kinds if _lightness(one) >= _PALE}
    hidden = set(compress(letters, map(faint.__contains__, colours))) if faint else set()
    pale = set(compress(letters, map(light.__contains__, colours))) if light else set()
    cut = _clipped(objects) if signs.clips else {}
    hidden.update(cut)
    if signs.layers:
        hidden |= _layered(objects)
    if areas := _areas(painted.paints, kinds):
        hidden |= _under(objects, bounds, areas, colours)
    return Doubts(inkless, hidden - inkless, pale, cut)


def _lightness(colour: pdfium.Colour) -> float:
    """How light text looks on paper, up to 255."""
    red, green, blue, opacity = colour
    return 255 - (255 - (0.3 * red + 0.6 * green + 0.1 * blue)) * opacity / 255


# --- signs ----------------------------------------------------------------------------------------


def _clipped(objects: Objects) -> dict[int, tuple[float, float]]:
    """Text objects that do not lie within what their clip path leaves, and its upper and lower edge."""
    letters = objects.letters
    clips = list(map(pdfium.clip_of, letters))
    counts = map(pdfium.count_clips, clips)
    found = {}
    stretches = list(_stretches(objects))
    for at in compress(count(), map((0).__lt__, counts)):
        left, bottom, right, top = _window(clips[at])  # in the space of the object
        x0, y0, x1, y1 = (one[0] for one in pdfium.bounds_of([letters[at]]))
        if x0 < left - _HANGING or y0 < bottom - _HANGING or x1 > right + _HANGING or y1 > top + _HANGING:
            matrix = next(matrix for start, end, matrix, _ in stretches if start <= at < end)
            sides = (max(left, -_FAR), max(bottom, -_FAR), min(right, _FAR), min(top, _FAR))
            box = matrix.box(*sides)
            found[letters[at]] = box.top, box.bottom
    return found


def _window(clip: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of what a clip path leaves at most."""
    left = bottom = -math.inf
    right = top = math.inf
    for path in range(pdfium.count_clips(clip)):
        size = pdfium.count_clip_segments(clip, path)
        segments = list(map(pdfium.get_clip_segment, repeat(clip, size), repeat(path), range(size)))
        if not segments:
            return math.inf, math.inf, -math.inf, -math.inf
        xs, ys = pdfium.points_of(segments)
        left, right = max(left, min(xs)), min(right, max(xs))
        bottom, top = max(bottom, min(ys)), min(top, max(ys))
    return left, bottom, right, top


def _layered(objects: Objects) -> set[int]:
    """Text objects that stand in a layer; those of a form may, as that is not told."""
    found = {
        one
        for one in compress(objects.letters, map(pdfium.count_marks, objects.letters))
        if "OC" in pdfium.mark_names(one)
    }
    for start, end, _, in_form in _stretches(objects):
        if in_form:
            found.update(objects.letters[start:end])
    return found


def _stretches(objects: Objects) -> Iterator[tuple[int, int, Matrix, bool]]:
    """Each stretch of text objects: its first and the one behind its last, its space, whether in a form."""
    if not objects.spaces:  # a scan has no text
        return
    ends = [start for start, _, _ in objects.spaces[1:]] + [len(objects.letters)]
    for (start, matrix, in_form), end in zip(objects.spaces, ends, strict=True):
        yield start, end, matrix, in_form


# An area, and the colours of text that cannot be told from its own.
_Area: TypeAlias = tuple[Paint, frozenset[pdfium.Colour]]


def _areas(paints: Sequence[Paint], kinds: set[pdfium.Colour]) -> list[_Area]:
    """The areas that may hide text: those that are drawn after any, and those of the colour of some."""
    known: dict[pdfium.Colour | None, frozenset[pdfium.Colour]] = {}
    areas = []
    for paint in paints:
        box, colour, before = paint
        thick = box.x1 - box.x0 > _STROKE and box.bottom - box.top > _STROKE
        if thick and (colour is None or colour[3] > _THIN):
            alike = known.get(colour)
            if alike is None:
                alike = known[colour] = _alike(colour, kinds)
            if alike or before:
                areas.append((paint, alike))
    return areas


def _under(
    objects: Objects, bounds: pdfium.Columns, areas: Sequence[_Area], colours: Sequence[pdfium.Colour]
) -> set[int]:
    """Text objects on which an area is drawn later, and those on an area of their own colour."""
    bands: dict[int, list[tuple[int, float, float, float, float]]] = defaultdict(list)
    for at, (x0, top, x1, bottom) in enumerate(_boxes(objects, bounds)):
        # an area of the next row may touch text: only what is shared by more than their edges counts
        edge = 0.2 * (bottom - top)
        bands[int((top + bottom) / 2 // _BAND)].append((at, x0, x1, top + edge, bottom - edge))
    found: set[int] = set()
    for (box, _, before), alike in areas:
        left, upper, right, lower = box.x0, box.top, box.x1, box.bottom
        for band in range(int(upper // _BAND), int(lower // _BAND) + 1):
            for at, x0, x1, top, bottom in bands.get(band, ()):
                beside = x0 < right and left < x1 and top < lower and upper < bottom
                if beside and (at < before or colours[at] in alike):
                    found.add(objects.letters[at])
    return found


def _alike(colour: pdfium.Colour | None, kinds: Iterable[pdfium.Colour]) -> frozenset[pdfium.Colour]:
    """The colours of text that cannot be told from that of an area."""
    if colour is None or min(colour[:3]) >= _LIGHT:
        return frozenset()  # light text is doubtful on any ground
    return frozenset(
        kind
        for kind in kinds
        if all(abs(one - other) < _ALIKE for one, other in zip(kind[:3], colour[:3], strict=True))
    )


def _boxes(objects: Objects, bounds: pdfium.Columns) -> Iterator[tuple[float, float, float, float]]:
    """Where each text object stands on the page as it is seen: left, top, right, bottom."""
    for start, end, matrix, _ in _stretches(objects):
        yield from matrix.boxes([side[start:end] for side in bounds])


# --- proof ----------------------------------------------------------------------------------------


class Proof(NamedTuple):
    """Characters of doubtful text objects: those that nobody sees, those of which it cannot be told."""

    gone: list[int]
    open: list[int]


def unseen(page: int, view: View, chars: Chars, doubtful: set[int]) -> Proof:
    """Which characters of doubtful text objects make no difference on the page.

    The blanks of an object go with its other characters if all of these go. A character that neither the
    file nor the machine has a font for makes no difference, seen or not: it stays open.
    """
    held: dict[int, list[int]] = defaultdict(list)
    for at, handle in enumerate(chars.objects):
        if handle in doubtful:
            held[handle].append(at)
    if not held:
        return Proof([], [])
    change = _Change(page, view, doubtful)
    gone: list[int] = []
    undrawn: list[int] = []
    for handle, numbers in held.items():
        font = pdfium.text_font(handle)
        inked = [at for at in numbers if not chars.text[at].isspace()]
        lost = [at for at in inked if not change.within(chars.box(at))]
        blank = [at for at in lost if not pdfium.draws(font, chars.text[at])]
        if blank:
            undrawn += blank
        else:
            gone += numbers if inked and len(lost) == len(inked) else lost
    return Proof(sorted(gone), sorted(undrawn))


class _Change:
    """Two pictures of a page, with some text objects and without them."""

    def __init__(self, page: int, view: View, objects: set[int]) -> None:
        self._scale = min(_SCALE, math.sqrt(_MOST_PIXELS / (view.width * view.height)))
        self._width, self._height = (max(1, round(side * self._scale)) for side in (view.width, view.height))
        size, turns = (self._width, self._height), (view.turns - pdfium.page_rotation(page)) % 4
        self._whole, self._stride = pdfium.rendered(page, *size, turns)
        for handle in objects:
            pdfium.set_active(handle, 0)
        try:
            self._without, _ = pdfium.rendered(page, *size, turns)
        finally:
            for handle in objects:
                pdfium.set_active(handle, 1)

    def within(self, box: Box) -> bool:
        """Whether the pictures differ in a box, but for its edges, which neighbours may touch."""
        aside, inside = _EDGE * (box.x1 - box.x0), _EDGE * (box.bottom - box.top)
        left = max(0, math.floor((box.x0 + aside) * self._scale))
        right = min(self._width, math.ceil((box.x1 - aside) * self._scale))
        top = max(0, math.floor((box.top + inside) * self._scale))
        bottom = min(self._height, math.ceil((box.bottom - inside) * self._scale))
        for row in range(top, bottom):
            start, end = row * self._stride + 3 * left, row * self._stride + 3 * right
            one, other = self._whole[start:end], self._without[start:end]
            if one != other and any(abs(a - b) > _SEEN for a, b in zip(one, other, strict=True)):
                return True
        return False
