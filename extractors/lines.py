"""Glyphs of one page set in lines of text."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.place import Box


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character (sometimes two, as a ligature) with its place and font size."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: its characters from left to right, its place and its usual font size."""

    text: str
    box: Box
    size: float


def without_overprints(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs without those printed again on the same spot, as for a bold face made by hand."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        near = 0.15 * glyph.size
        column, row = int(glyph.x0 // 4), int(glyph.top // 4)
        twins = (
            twin
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for twin in seen.get((glyph.text, x, y), ())
        )
        if glyph.text.strip() and any(
            abs(twin.x0 - glyph.x0) < near and abs(twin.top - glyph.top) < near for twin in twins
        ):
            continue
        seen.setdefault((glyph.text, column, row), []).append(glyph)
        kept.append(glyph)
    return kept


def set_lines(glyphs: list[Glyph]) -> list[Line]:
    """Glyphs set in lines: those whose heights overlap by half stand on one line, also ² and ₂."""
    rows: list[list[Glyph]] = []
    leads: list[Glyph] = []  # the largest visible glyph of each row measures its height
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.bottom, glyph.x0)):
        for number in range(len(rows) - 1, max(len(rows) - 3, -1), -1):
            if _level(leads[number], glyph):
                rows[number].append(glyph)
                if glyph.text.strip() and (not leads[number].text.strip() or glyph.size > leads[number].size):
                    leads[number] = glyph
                break
        else:
            rows.append([glyph])
            leads.append(glyph)
    visible = [number for number, row in enumerate(rows) if any(glyph.text.strip() for glyph in row)]
    visible.sort(key=lambda number: (leads[number].bottom, leads[number].x0))
    return [_line(rows[number]) for number in visible]


def _level(one: Glyph, other: Glyph) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def _line(glyphs: list[Glyph]) -> Line:
    glyphs = sorted(glyphs, key=lambda glyph: glyph.x0)
    while not glyphs[0].text.strip():
        glyphs.pop(0)
    while not glyphs[-1].text.strip():
        glyphs.pop()
    text = glyphs[0].text
    for before, glyph in pairwise(glyphs):
        gap = glyph.x0 - before.x1 > 0.25 * max(glyph.size, before.size)
        text += (
            f" {glyph.text}" if gap and _narrow(before.text[-1]) and _narrow(glyph.text[0]) else glyph.text
        )
    sizes = Counter(glyph.size for glyph in glyphs if glyph.text.strip())
    box = rounded(
        glyphs[0].x0,
        min(glyph.top for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
    )
    return Line(text, box, max(sizes, key=lambda size: (sizes[size], size)))


def _narrow(char: str) -> bool:
    """Whether words of this script are parted by spaces: Latin letters and digits, not Han."""
    return char.isalnum() and unicodedata.east_asian_width(char) not in "WF"


def rounded(x0: float, top: float, x1: float, bottom: float) -> Box:
    """A box to two decimals, so that the same page gives the same bytes."""
    return Box(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
