"""The text of a page as pdfium gives it.

pdfium tells what each character means and where it stands, and which text object it belongs to. What
it leaves out on its own account is kept by a change of the object, or noticed.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import compress, count, pairwise, repeat
from operator import mul, ne, sub
from types import MappingProxyType
from typing import TypeAlias

from extractors.frozen import frozen
from extractors.grids.lines import Glyph, Run
from extractors.pdf import pdfium
from extractors.pdf.page import ABOVE, BELOW, Writing, plain_text
from extractors.pdf.pdfium_view import Unread, View
from extractors.place import Box

# pdfium leaves out text objects that are narrower than this many points
_NARROW = 0.02
# Nothing that has only the outline of a pen is wider.
_SLIM = 5.0
# Glyphs nearer than this many points touch, whatever their size.
_TOUCHING = 0.3
# A page is turned where so much of its text stands on its side.
_NEARLY = 0.9
_SURROGATES = re.compile("[\ud800-\udfff]")
# pdfium writes one of these for a hyphen at the end of a line
_HYPHENS = {"\x02", "\ufffe"}
# characters that have been seen to say what they are
_PLAIN: set[str] = set()


def made_wide(letters: list[int], bounds: pdfium.Columns) -> set[int]:
    """The text objects without any outline, changed so that pdfium does not leave them out.

    pdfium drops text that it would not draw: blanks, but also the 5 of a font that is not embedded and
    for which this machine has no substitute. With an outline that is drawn as a stroke it has a width.
    """
    widths = map(sub, bounds[2], bounds[0])
    narrow = set()
    for at in compress(count(), map(_SLIM.__gt__, widths)):
        width, height = bounds[2][at] - bounds[0][at], bounds[3][at] - bounds[1][at]
        # an outline that is nothing but a stroke is as wide as it is high
        square = abs(width - height) < _NARROW
        if width < _NARROW or (square and width - pdfium.stroke_width(letters[at]) < _NARROW):
            narrow.add(letters[at])
    for handle in narrow:
        pdfium.set_stroked(handle)
    return narrow


def check_complete(visible: set[int], objects: Sequence[int | None], letters: list[int]) -> None:
    """Raises Unread where a text object is missing in the text that is not drawn on the spot of another."""
    read = set(objects)
    missing = visible - read
    if not missing:
        return
    bounds = dict(zip(letters, zip(*pdfium.bounds_of(letters), strict=True), strict=True))
    kept = [bounds[handle] for handle in letters if handle in read]
    for handle in missing:
        one = bounds[handle]
        near = 0.15 * (one[3] - one[1]) + 0.5
        if not any(all(abs(a - b) <= near for a, b in zip(one, other, strict=True)) for other in kept):
            raise Unread("text-without-character")


# how a text object is written: its matrix (without its place) as it is seen, its font size, its baseline
_Hand: TypeAlias = tuple[float, float, float, float, float, float]


class Chars:
    """The characters of a page as columns; a character that pdfium made up has the object None."""

    def __init__(self, handle: int, view: View) -> None:
        """Take all that is known of the characters of a text page."""
        text = pdfium.Handle(handle)
        size = pdfium.count_chars(text)
        self.objects: list[int | None] = list(map(pdfium.char_object, repeat(text), range(size)))
        left, top, right, bottom = pdfium.char_boxes(text, size)
        x0, x1, y0, y1 = (
            (left, right, top, bottom),
            (bottom, top, left, right),
            (right, left, bottom, top),
            (top, bottom, right, left),
        )[view.turns]
        self.x0, self.x1 = view.along(x0.tolist()), view.along(x1.tolist())
        self._rows = y0, y1
        self.text = pdfium.char_texts(text, size).replace("\r", " ").replace("\n", " ")
        faults = list(map(pdfium.char_unmapped, repeat(text), range(size)))
        self.unmapped = [at for at, fault in enumerate(faults) if fault] if any(faults) else []
        self.hyphens = [
            at
            for at, char in enumerate(self.text if _HYPHENS & set(self.text) else "")
            if char in _HYPHENS and pdfium.char_is_hyphen(text, at)
        ]
        # Where characters begin that may be written in another way than those before, and how they are:
        # a text object goes on like the one before where both have one height.
        begins = compress(count(), map(ne, self.objects, [0, *self.objects]))
        upper, lower = self._rows
        self.starts = [
            at
            for at in begins
            if self.objects[at] is not None
            and (
                upper[at] != upper[at - 1]
                or lower[at] != lower[at - 1]
                or not at
                or self.objects[at - 1] is None
            )
        ]
        a, b, c, d, e, f = pdfium.char_matrices(text, self.starts)
        if view.turns % 2:
            a, b, c, d, e, f = b, a, d, c, f, e
        self._level = not any(b)
        font_sizes = list(map(pdfium.char_size, repeat(text), self.starts))
        self.hands: list[_Hand] = list(zip(a, b, c, d, font_sizes, f, strict=True))
        # of each stretch the size of its characters, its baseline and where its first character is drawn
        self.sizes = list(map(mul, font_sizes, map(math.hypot, c, d) if any(c) else map(abs, d)))
        self.bases = view.down(f)
        self.origins = view.along(e)
        self._view = view
        self._widths: dict[tuple[int, str], float] = {}

    def number(self, at: int) -> int:
        """The number of the stretch in which a character stands."""
        return bisect_right(self.starts, at) - 1

    def end(self, at: int, number: int) -> float:
        """The right edge of a character; its box may reach further, to the end of its outline."""
        left, right = self.x0[at], self.x1[at]
        across, _, _, _, font_size, _ = self.hands[number]
        size = font_size * abs(across)
        if abs(right - left - size) < 0.02 * size:
            return right  # as wide as it is high, as Han are
        key = pdfium.text_font(self.objects[at]), self.text[at]
        share = self._widths.get(key)
        if share is None:
            share = self._widths[key] = pdfium.glyph_width(*key)
        width = share * size
        # the same character may stand in a font twice, narrow and wide
        return left + width if 0 < right - left - width < 0.15 * size else right

    def glyph(self, at: int, text: str, size: float) -> Glyph:
        """A character with its own box."""
        top, bottom = self._view.down([self._rows[0][at], self._rows[1][at]])
        return Glyph(text, self.x0[at], top, self.x1[at], bottom, size)

    def turns(self) -> int | None:
        """By how many quarters the page is to be turned so that nearly all of its text stands upright."""
        if self._level or not any(abs(up) > abs(across) for across, up, *_ in self.hands):
            return None
        ends = [*self.starts[1:], len(self.text)]
        lengths: Counter[int] = Counter()
        for start, end, (across, up, *_) in zip(self.starts, ends, self.hands, strict=True):
            a, b = (up, across) if self._view.turns % 2 else (across, up)
            lengths[(0 if a > 0 else 2) if abs(a) > abs(b) else (1 if b > 0 else 3)] += end - start
        most = max(lengths, key=lambda turn: lengths[turn], default=None)
        return most if most is not None and lengths[most] >= _NEARLY * lengths.total() else None

    def box(self, at: int) -> Box:
        """Where a character stands."""
        top, bottom = self._view.down([self._rows[0][at], self._rows[1][at]])
        return Box(self.x0[at], top, self.x1[at], bottom)

    def runs(self, numbers: Sequence[int]) -> list[Run]:
        """Some characters, each as a run."""
        runs = []
        for at in numbers:
            box = self.box(at)
            number = self.number(at)
            runs.append(Run(self.text[at], (box.x0, box.x1), box.top, box.bottom, self.sizes[number]))
        return runs

    def take_out(self, numbers: Sequence[int]) -> list[Run]:
        """Leave these characters out of the text; gives them back as runs."""
        runs = self.runs(numbers)
        for at in numbers:
            self.objects[at] = None
        return runs

    def same_place(self, at: int, other: int) -> bool:
        """Whether two characters share one box."""
        columns = (self.x0, self.x1, *self._rows)
        return all(column[at] == column[other] for column in columns)


def writing_of(
    chars: Chars, pale: Collection[int] = (), cut: Mapping[int, tuple[float, float]] = MappingProxyType({})
) -> Writing:
    """The characters of a page put together in runs, columns, a watermark; `pale` are light objects.

    `cut` tells of objects between which heights they are shown: Calc prints the lower half of a name that is
    merged over a page end below the heading of the next page, over which its upper half would lie.
    """
    writing = Writing()
    meanings = _meanings(chars, writing)
    cuts, joined = _cuts(chars)
    for at in meanings.apart:
        cuts.update((at, at + 1))
    cuts.add(len(chars.text))
    downwards: set[int] = set()  # text objects of vertical writing
    level: list[Run] = []
    for start, end in pairwise(sorted(cuts)):
        handle = chars.objects[start]
        if handle is None:
            continue
        number = chars.number(start)
        across, up, _, _, _, _ = chars.hands[number]
        size = chars.sizes[number]
        if up and min(abs(across), abs(up)) > 0.1 * max(abs(across), abs(up)):
            # a watermark stands aslant (italics lean as well, but their line is level)
            writing.level(level)
            level = []
            writing.aslant(meanings.of(start, end))
            continue
        first, sideways = chars.x0[start], abs(up) > abs(across)
        if start == chars.starts[number] and not sideways:
            if abs(first - chars.origins[number]) > 0.25 * size:
                downwards.add(handle)
            else:
                first = chars.origins[number]  # the box begins with the outline, which may hang over
        one = start + 1 in joined
        if sideways or handle in downwards:
            writing.level(level)
            level = []
            for at in range(start, start + 1 if one else end):
                writing.turned(chars.glyph(at, meanings.of(at, end if one else at + 1), size))
            continue
        edges = [first] if one else [first, *chars.x0[start + 1 : end]]
        edges.append(chars.end(end - 1, number))
        base = chars.bases[number]
        run = Run(meanings.of(start, end), edges, base - ABOVE * size, base + BELOW * size, size)
        if handle in cut:
            run = _shown(run, *cut[handle])
        level.append(run)
        if handle in pale:
            writing.pale.append(run)
    writing.level(level)
    return writing


def _shown(run: Run, upper: float, lower: float) -> Run:
    """A run as high as what is shown of it, where its middle is not."""
    middle = (run.top + run.bottom) / 2
    if upper <= middle <= lower or run.bottom <= upper or run.top >= lower:
        return run
    return run._replace(top=max(run.top, upper), bottom=min(run.bottom, lower))


def _cuts(chars: Chars) -> tuple[set[int], set[int]]:
    """Where a run begins, and which characters share the glyph of the one before (a ligature)."""
    objects, x0, x1 = chars.objects, chars.x0, chars.x1
    cuts = {at for at, one in enumerate(objects) if one is None}
    cuts |= {at + 1 for at in cuts}
    hands = map(ne, chars.hands, [None, *chars.hands])
    cuts.update(compress(chars.starts, hands))
    joined: set[int] = set()
    # few stand apart so far that their size matters
    gaps = map(sub, x0[1:], x1)
    for at in [at for at, gap in enumerate(gaps, 1) if not -_TOUCHING <= gap <= _TOUCHING]:
        if objects[at] is None or objects[at - 1] is None:
            continue
        if objects[at] == objects[at - 1] and chars.same_place(at, at - 1):
            joined.add(at)
            continue
        size = chars.sizes[chars.number(at)]
        # an outline may hang over the edge of its glyph, so that the next one seems to begin early
        if not (-0.25 * size <= x0[at] - x1[at - 1] <= 0.1 * size and x0[at] > x0[at - 1]):
            cuts.add(at)
    for at in joined:
        cuts.discard(at)
        cuts.update(end for end in (at - 1, at + 1) if end not in joined)
    return cuts, joined


@frozen
class _Meanings:
    """What the characters of a page say; `apart` are those that say more or less than one character."""

    text: str
    apart: dict[int, str]
    pairs: bool  # whether there are surrogates

    def of(self, start: int, end: int) -> str:
        text = self.apart.get(start) or self.text[start:end]
        if not self.pairs or not _SURROGATES.search(text):
            return text
        return plain_text(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))[0]


def _meanings(chars: Chars, writing: Writing) -> _Meanings:
    plain: dict[str, str] = {}
    odd: set[str] = set()
    used = set(chars.text) - _PLAIN
    pairs = {char for char in used if "\ud800" <= char <= "\udfff"}
    for char in used - pairs:
        text, unmapped = plain_text(char)
        if text != char:
            plain[char] = text
        if unmapped:
            odd.add(char)
        if text == char and not unmapped:
            _PLAIN.add(char)
    apart: dict[int, str] = dict.fromkeys(chars.hyphens, "-")
    if odd or any(len(text) != 1 for text in plain.values()):
        for at, char in enumerate(chars.text):
            if chars.objects[at] is not None and at not in apart:
                writing.odd += char in odd
                if len(plain.get(char, char)) != 1:
                    apart[at] = plain[char]
    for at in chars.unmapped:
        writing.odd += chars.text[at] not in odd
        apart[at] = "\ufffd"
    single = {ord(char): text for char, text in plain.items() if len(text) == 1}
    return _Meanings(chars.text.translate(single) if single else chars.text, apart, bool(pairs))
