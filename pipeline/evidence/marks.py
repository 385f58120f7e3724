"""Marks: the stretches of a page on which the very words of a place are printed, line by line."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from extractors.formats import Format
from extractors.grids.lines import Run, box_of
from extractors.place import Box
from extractors.sniff import sniff
from normalizers.text.views import is_visible
from pipeline.evidence.pages import PDFIUM
from pipeline.evidence.places import Place
from pipeline.evidence.source import Source
from pipeline.evidence.spots import Spot, Spots

# two glyphs whose middles are no further apart than this share of their size stand on one line
_LEVEL = 0.5


class Marks:
    """Where each character of the spots on pages is printed.

    A spot whose glyphs, read line by line, are not its text (two columns in one cell, glyphs drawn twice)
    has no marks: its outline has to do, and nothing is marked that says something else.
    """

    def __init__(self, source: Source, spots: Spots) -> None:
        """Reads the glyphs of all pages on which there are spots."""
        self._glyphs: dict[str, dict[int, Run]] = {}
        by_page: dict[tuple[int, int], list[Spot]] = defaultdict(list)
        for spot in spots.all:
            if spot.page is not None and spot.box is not None and spot.end > spot.start:
                by_page[spot.file, spot.page].append(spot)
        for number, file in enumerate(source.files):
            pages = [page for at, page in by_page if at == number]
            if sniff(file.data) is Format.PDF and pages:
                self._read(file.data, {page: by_page[number, page] for page in pages})

    def of(self, place: Place) -> tuple[Box, ...]:
        """One box for each line of the words of a place; none where that is not known."""
        glyphs = self._glyphs.get(place.spot.id, {})
        lines: list[list[Run]] = []
        for at in range(place.start, place.end):
            glyph = glyphs.get(at)
            if glyph is None:
                continue
            if lines and _level(lines[-1][-1], glyph):
                lines[-1].append(glyph)
            else:
                lines.append([glyph])
        return tuple(box_of(line) for line in lines)

    def _read(self, data: bytes, pages: dict[int, list[Spot]]) -> None:
        from extractors.faults import Fault
        from extractors.pdf.pdfium_page import PdfiumFile

        with PDFIUM:
            try:
                file = PdfiumFile(data)
            except Fault:
                return
            try:
                for number, spots in pages.items():
                    try:
                        runs = file.runs(number)
                    except Exception:  # whatever a damaged page leads into: it has outlines only
                        continue
                    self._page([glyph for run in runs for glyph in run.glyphs()], spots)
            finally:
                file.close()

    def _page(self, glyphs: Sequence[Run], spots: list[Spot]) -> None:
        falling = sorted((glyph for glyph in glyphs if not glyph.blank), key=_middle)
        for spot in spots:
            assert spot.box
            first = bisect_left(falling, spot.box.top, key=_middle)
            last = bisect_right(falling, spot.box.bottom, key=_middle)
            inside = [glyph for glyph in falling[first:last] if _across(glyph, spot.box)]
            visible = [at for at in range(spot.start, spot.end) if is_visible(spot.text[at])]
            ordered = [glyph for line in _lines(inside) for glyph in line]
            if [glyph.text for glyph in ordered] == [spot.text[at] for at in visible]:
                self._glyphs[spot.id] = dict(zip(visible, ordered, strict=True))


def _middle(glyph: Run) -> float:
    return (glyph.top + glyph.bottom) / 2


def _across(glyph: Run, box: Box) -> bool:
    return box.x0 <= (glyph.edges[0] + glyph.edges[-1]) / 2 <= box.x1


def _lines(glyphs: Sequence[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = []
    for glyph in sorted(glyphs, key=lambda one: (_middle(one), one.edges[0])):
        if lines and _level(lines[-1][0], glyph):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [sorted(line, key=lambda one: one.edges[0]) for line in lines]


def _level(one: Run, other: Run) -> bool:
    return abs(_middle(one) - _middle(other)) <= _LEVEL * max(one.size, other.size)
