"""The image of a page read as a sheet: its rules, its lines of text, and how sure they are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import fmean

import numpy as np

from extractors.frozen import frozen
from extractors.grids.grid import lay_out
from extractors.grids.lines import Run
from extractors.limits import SCAN_SECONDS, at_page, grant
from extractors.place import Box
from extractors.scans.drawn import Drawn, drawn_on
from extractors.scans.ink import Picture
from extractors.scans.lines import Piece, columns
from extractors.scans.text import Read, lacks_point, recognised
from extractors.tables.paragraphs import Sheet

# A page of whose text less than this share is sure may lie on its side or upside down,
_TURNED = 0.5
# and does where so much more is when it is turned. So many of its longest lines tell.
_BETTER, _SAMPLE = 0.2, 8
# On its side a page gives Han here and there, but no words.
_WORD = 3
# Sizes within this share of one another are one size: they are measured, and not told.
_ONE_SIZE = 0.08
# The ink of a character is this much smaller than its size, or larger, in shares of the size.
_SMALLER, _LARGER = 0.6, 1.15
# Between two characters is room for another, in shares of their size.
_ROOM = 0.7
# Ink this high is more than one line, of which the model reads one.
_HIGH = 1.8
# The width of a figure, and which part of one more is too much.
_FIGURE, _PART = 0.58, 0.2
_FIGURES = re.compile(r"[\d.%+~/-]+")
_NUMBER = re.compile(r"\d[\d.]*")


@frozen
class ReadLine:
    """A piece of a line as it was recognised, its place in points, and how sure its characters are.

    `text` is empty where there is ink that is no text. `doubts` are the characters that are not sure,
    `gaps` pairs of neighbours with ink between them that belongs to neither.
    """

    text: str
    box: Box
    sure: tuple[float, ...]
    doubts: tuple[str, ...]
    gaps: tuple[str, ...]


@frozen
class ScannedPage:
    """A page as it was read from its image."""

    sheet: Sheet
    lines: tuple[ReadLine, ...]
    seals: tuple[Box, ...]


@frozen
class _Found:
    """A piece with its text; the middle of each character and the size of print in pixels."""

    piece: Piece
    read: Read
    middles: tuple[float, ...]
    size: float


def read_picture(number: int, picture: Picture, scale: float) -> ScannedPage:
    """The page of this number from its image, which has `scale` pixels for a point."""
    grant(SCAN_SECONDS)
    at_page(number)
    drawn = drawn_on(picture, scale)
    reads = _reads(drawn, drawn.pieces)
    if _fluent(drawn.pieces, reads) < _TURNED:
        other = _as_it_reads(picture, scale, drawn)
        if other is not drawn:
            drawn, reads = other, _reads(other, other.pieces)
    found = _sized([_found(drawn, piece, read) for piece, read in zip(drawn.pieces, reads, strict=True)])
    layout = lay_out([_run(one, scale) for one in found if one.read.text.strip()], drawn.rules)
    height, width = drawn.white.shape
    return ScannedPage(
        Sheet(number, width / scale, height / scale, layout, quality="ocr"),
        tuple(_line(one, drawn, scale) for one in found),
        drawn.seals,
    )


def _reads(drawn: Drawn, pieces: Sequence[Piece]) -> list[Read]:
    """The text of pieces: that of dashes by their shape, which the model takes for 一 or for nothing."""
    reads = recognised([drawn.line(piece) for piece in pieces])
    return [drawn.dashes(piece) or read for piece, read in zip(pieces, reads, strict=True)]


def _as_it_reads(picture: Picture, scale: float, upright: Drawn) -> Drawn:
    """The page as it was drawn, or turned by a quarter or a half where it reads better so."""
    best, most = upright, _sample(upright) + _BETTER
    for turns in (1, 3, 2):
        drawn = drawn_on(np.ascontiguousarray(np.rot90(picture, turns)), scale)
        fluent = _sample(drawn)
        if fluent > most:
            best, most = drawn, fluent
    return best


def _sample(drawn: Drawn) -> float:
    longest = sorted(drawn.pieces, key=lambda piece: piece.x0 - piece.x1)[:_SAMPLE]
    return _fluent(longest, _reads(drawn, longest))


def _fluent(pieces: Sequence[Piece], reads: Sequence[Read]) -> float:
    """Which share of the width of all lines is words of which each character is sure."""
    wide = [piece.x1 - piece.x0 for piece in pieces]
    words = [len(read.text) >= _WORD and not read.doubts for read in reads]
    return sum(width for width, word in zip(wide, words, strict=True) if word) / sum(wide) if wide else 1.0


# --- places and sizes -----------------------------------------------------------------------------


def _found(drawn: Drawn, piece: Piece, read: Read) -> _Found:
    """The distance of Han that stand side by side is their size (0 where there are none)."""
    left, right = drawn.sides(piece)
    middles = tuple(left + share * (right - left) for share in read.middles)
    steps = [
        after - before
        for (char, before), (following, after) in pairwise(zip(read.text, middles, strict=True))
        if _han(char) and _han(following)
    ]
    return _Found(piece, read, middles, fmean(steps) if len(steps) > 2 else 0.0)


def _han(char: str) -> bool:
    return unicodedata.category(char) == "Lo"


def _sized(found: Sequence[_Found]) -> list[_Found]:
    """The pieces with their sizes: nearly equal ones made equal, and lines of few Han like the others."""
    usual: Counter[float] = Counter()
    sizes: dict[int, float] = {}
    for at in sorted(range(len(found)), key=lambda at: -len(found[at].read.text)):
        one = found[at]
        if one.size:
            # the places of characters are rough, the more so the fewer they are
            rough = max(_ONE_SIZE, 0.8 / len(one.read.text)) * one.size
            near = [size for size in usual if abs(size - one.size) <= rough]
            sizes[at] = min(near, key=lambda size: abs(size - one.size), default=one.size)
            usual[sizes[at]] += len(one.read.text)
    return [
        replace(one, size=sizes[at] if at in sizes else _likely(one.piece, usual))
        for at, one in enumerate(found)
    ]


def _likely(piece: Piece, usual: Counter[float]) -> float:
    fitting = (size for size, _ in usual.most_common() if _SMALLER <= piece.size / size <= _LARGER)
    return next(fitting, piece.size)


def _run(one: _Found, scale: float) -> Run:
    """The characters of a piece with their places in points; a line of dots is as high as any other."""
    piece = one.piece
    edges = [piece.x0, *((left + right) / 2 for left, right in pairwise(one.middles))]
    edges.append(max(piece.x1, *one.middles))
    middle = (piece.top + piece.bottom) / 2
    half = max(piece.bottom - piece.top, 0.9 * one.size) / 2
    return Run(
        one.read.text,
        [round(edge / scale, 2) for edge in edges],
        round((middle - half) / scale, 2),
        round((middle + half) / scale, 2),
        round(one.size / scale, 1),
    )


def _line(one: _Found, drawn: Drawn, scale: float) -> ReadLine:
    read = one.read
    doubts = tuple(dict.fromkeys((*read.doubts, *_doubtful_figures(one, drawn))))
    return ReadLine(read.text, _box(one.piece, scale), read.sure, doubts, tuple(_gaps(one, drawn)))


def _doubtful_figures(one: _Found, drawn: Drawn) -> Iterator[str]:
    """Figures that a seal lies on, and such as nobody writes: 0.5 becomes 05 where its point is lost."""
    piece, half = one.piece, 0.4 * one.size
    for match in _NUMBER.finditer(one.read.text):
        left, right = one.middles[match.start()] - half, one.middles[match.end() - 1] + half
        under = drawn.stamped[piece.top : piece.bottom, max(0, round(left)) : round(right)]
        if under.any() or lacks_point(one.read.text, match.start()):
            yield match[0]


def _box(piece: Piece, scale: float) -> Box:
    x0, top, x1, bottom = (round(value / scale, 2) for value in piece[:4])
    return Box(x0, top, x1, bottom)


# --- what was passed over -------------------------------------------------------------------------


def _gaps(one: _Found, drawn: Drawn) -> list[str]:
    """Neighbours with ink between them that belongs to neither, as “好三” where 好“三 is printed.

    The model is sure of what it reads, not that it has read all.
    """
    piece, text = one.piece, one.read.text
    inked = columns(drawn.ink[piece.top : piece.bottom, piece.x0 : piece.x1])
    if text and piece.bottom - piece.top > _HIGH * one.size:
        return [text]
    if _FIGURES.fullmatch(text):
        return [text] if len(inked) > (_FIGURE * len(text) + _PART) * one.size else []
    chars = [("", 0.0, 0.0)]
    for char, middle in zip(text, one.middles, strict=True):
        if not char.isspace():
            chars.append((char, middle - piece.x0, (0.5 if _wide(char) else 0.27) * one.size))
    chars.append(("", float(len(inked)), 0.0))
    gaps = []
    for (before, left, half), (after, right, other) in pairwise(chars):
        inside = inked[round(left + half + 0.1 * one.size) : max(0, round(right - other - 0.1 * one.size))]
        room = right - left - half - other
        if room > _ROOM * one.size and inside.sum() > 0.04 * one.size and not _dash(before + after):
            gaps.append(before + after)
    return gaps


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"


def _dash(text: str) -> bool:
    """Whether a dash is among these: one may be as wide as two or three characters."""
    return any(unicodedata.category(char) == "Pd" or char in "_一…" for char in text)
