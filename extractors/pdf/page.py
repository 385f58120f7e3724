"""One page of a PDF, whatever library read it: its text sorted out, its borders and backgrounds."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.frozen import frozen
from extractors.grids.edges import Rule, box_sides
from extractors.grids.grid import lay_out
from extractors.grids.lines import Glyph, Line, Run, set_lines
from extractors.grids.tiles import Tile
from extractors.pdf.marks import without_marks
from extractors.place import Box
from extractors.tables.paragraphs import Sheet

# The share of its size that a glyph stands above its baseline, and below it. Fonts disagree on their
# heights, so that 9分 set in two fonts would stand on two lines; their baseline is one.
ABOVE, BELOW = 0.88, 0.12
# A filled rectangle thinner than this many points is a border, a thicker one a background.
_THIN = 3.0
# A bar has at most so many points: four corners, and the first again.
_BAR = 6
# A page of text that was turned into outlines has at least so many curves and no character.
_OUTLINES = 50
# Text is as good as none where more than this share of its characters, and so many of them, say nothing.
_UNDECODED, _LEAST_UNDECODED = 0.3, 20


@frozen
class PdfPage:
    """What is kept of a page once it is closed.

    `pictured` says that there are pictures or outlines, and
    `image_share` which share of the page they fill; `odd` counts those of its `chars` whose font does not say
    what they are; `damaged` says that the drawing commands were cut or changed. `layer` is the text of a
    page that is a picture, where it lies unseen over it or under it. `notes` are the words that readers put
    on it; `turned` says that all of it was drawn on its side.
    `undrawn` is text that may be hidden, in a font that neither the file nor this machine has: drawn or
    not, the page looks the same.
    """

    sheet: Sheet
    pictured: bool
    image_share: float
    odd: int
    damaged: bool
    layer: tuple[Run, ...] = ()
    notes: tuple[tuple[str, Box], ...] = ()
    turned: bool = False
    undrawn: tuple[Line, ...] = ()
    chars: int = 0

    @property
    def undecoded(self) -> bool:
        """Whether so many characters say nothing that the page cannot be read from its text."""
        return self.odd > max(_UNDECODED * self.chars, _LEAST_UNDECODED)


@frozen
class Known:
    """What one reader tells another of a page, so that both read the same of it.

    `turns`: by how many quarters to the right it is turned to stand upright; `left_out` are glyphs that
    nobody sees, or of a watermark; `put_on` is text that no command of the page draws, as values of fields.
    """

    turns: int = 0
    left_out: Sequence[Run] = ()
    put_on: Sequence[Run] = ()


@dataclass(slots=True)
class Writing:
    """The text of a page in the order in which it is drawn; `odd` counts glyphs without a meaning.

    `pale` are those of its runs that are so light that they may be a watermark.
    """

    runs: list[Run] = field(default_factory=list)
    pale: list[Run] = field(default_factory=list)
    watermark: str = ""
    odd: int = 0
    _column: list[Glyph] = field(default_factory=list)

    def level(self, runs: list[Run]) -> None:
        """Text that stands upright, if any."""
        if runs:
            self._end_column()
            self.runs.extend(runs)

    def turned(self, glyph: Glyph) -> None:
        """A glyph that lies on its side, or one of a column that is written downwards."""
        if self._column and not _beside(self._column[-1], glyph):
            self._end_column()
        self._column.append(glyph)

    def aslant(self, text: str) -> None:
        """A glyph of a watermark."""
        self._end_column()
        self.watermark += text

    def done(self) -> list[Run]:
        """All runs."""
        self._end_column()
        return self.runs

    def _end_column(self) -> None:
        """Turned text (a merged heading at the left edge) is one piece, as it was written."""
        if self._column:
            glyphs = self._column
            edges = (min(glyph.x0 for glyph in glyphs), max(glyph.x1 for glyph in glyphs))
            top, bottom = min(glyph.top for glyph in glyphs), max(glyph.bottom for glyph in glyphs)
            text = "".join(glyph.text for glyph in glyphs)
            self.runs.append(Run(text, edges, top, bottom, glyphs[0].size))
            self._column = []


def _beside(before: Glyph, after: Glyph) -> bool:
    """Whether a glyph that lies on its side goes on the text of the one before, up or down the page."""
    level = abs(before.x0 - after.x0) <= 0.5 * after.size
    return level and -after.size <= max(after.top - before.bottom, before.top - after.bottom) <= after.size


@dataclass(slots=True)
class Drawing:
    """The borders that a page draws in any manner, its coloured backgrounds, and how many curves."""

    rules: list[Rule] = field(default_factory=list)
    shades: list[Tile] = field(default_factory=list)
    curves: int = 0

    def line(self, box: Box) -> None:
        """A single stroke."""
        self.rules.append(Rule(box.x0, box.top, box.x1, box.bottom))

    def rect(self, box: Box, *, fill: bool, stroke: bool, white: bool, colour: object = None) -> None:
        """A rectangle; `white` says that it is filled with the colour of the paper."""
        thin = min(box.x1 - box.x0, box.bottom - box.top) <= _THIN
        if thin and (fill or stroke):
            self.line(box)
        elif stroke:
            self.rules.extend(box_sides(box))
        if not thin and fill and not white:
            self.shades.append(Tile(box.x0, box.top, box.x1, box.bottom, colour))

    def curve(self, points: list[tuple[float, float]], *, fill: bool, stroke: bool) -> None:
        """Any other path: its axis-parallel pieces are rules where it is drawn in one stroke.

        A filled bar whose corners are cut aslant, to fit with that of the next side, is a border.
        """
        self.curves += 1
        if stroke:
            self.rules.extend(
                Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                for (x0, y0), (x1, y1) in pairwise(points)
                if abs(x0 - x1) < 0.5 or abs(y0 - y1) < 0.5
            )
        elif fill and len(points) <= _BAR:
            box = around(points)
            if min(box.x1 - box.x0, box.bottom - box.top) <= _THIN:
                self.line(box)


def around(points: list[tuple[float, float]]) -> Box:
    """The upright box around some points."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def page_of(
    number: int,
    size: tuple[float, float],
    writing: Writing,
    drawing: Drawing,
    pictures: list[float],
    damaged: bool,
    hidden: Sequence[Run] = (),
) -> PdfPage:
    """The page that its text and its drawing make; `pictures` are the areas of its pictures.

    `hidden` is text that nobody sees.
    """
    width, height = size
    inside: list[Run] = []
    cropped: list[Run] = []
    marked = without_marks(writing.done(), writing.pale, drawing.rules)
    for run in marked.runs:
        beyond = run.bottom <= 0 or run.top >= height or run.edges[-1] <= 0 or run.edges[0] >= width
        (cropped if beyond else inside).append(run)
    layout = lay_out(inside, marked.rules, drawing.shades)
    return PdfPage(
        Sheet(
            number,
            width,
            height,
            layout,
            writing.watermark.strip(),
            tuple(set_lines(cropped)),
            tuple(set_lines(hidden)),
            tuple(set_lines(marked.struck)),
            tuple(set_lines(marked.notes)),
            tuple(set_lines(marked.watermarks)),
        ),
        bool(pictures) or drawing.curves >= _OUTLINES,
        sum(pictures) / (width * height),
        writing.odd,
        damaged,
        chars=sum(len(run.text) for run in marked.runs),
    )


def plain_text(text: str) -> tuple[str, bool]:
    """The text of a glyph, and whether its font does not say what it means.

    Some fonts give the radical ⼯ (U+2F2F) for the character 工; it stays, so that doubles are seen (⼈人).
    """
    if text.startswith("(cid:"):
        return "\ufffd", True
    unmapped = False
    plain = ""
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cn", "Cs") and not char.isspace():
            char, unmapped = "\ufffd", True
        elif unicodedata.category(char) == "Co":
            unmapped = True
        plain += " " if char.isspace() and char != "\u3000" else char
    return plain, unmapped
