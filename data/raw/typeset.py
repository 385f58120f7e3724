"""Sets a notice on PDF pages: paragraphs, and ruled tables whose rows go on over page ends.

The font is WenQuanYi Zen Hei (Debian package fonts-wqy-zenhei; its licence allows embedding). Only the
characters that occur are embedded, so the pages look the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = "WenQuanYiZenHei"
FONT_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
PAD = 4.0

_TOKEN = re.compile(r"[0-9A-Za-z.%]+|.")
_NOT_FIRST = frozenset("，。、；：？！）》”〕％-－")
_NOT_LAST = frozenset("（《“〔-－")


def load_font() -> None:
    """Make the font known to reportlab; raises FileNotFoundError with the package to install."""
    if not FONT_FILE.is_file():
        raise FileNotFoundError(f"{FONT_FILE} is missing: install the Debian package fonts-wqy-zenhei")
    pdfmetrics.registerFont(TTFont(FONT, str(FONT_FILE), subfontIndex=0))


def wrap(text: str, size: float, width: float, indent: float = 0.0) -> list[str]:
    """Lines no wider than `width`, the first by `indent` less; none begins with a closing mark."""
    lines: list[str] = []
    line: list[str] = []
    room = width - indent
    for token in _TOKEN.findall(text):
        if not line or pdfmetrics.stringWidth("".join([*line, token]), FONT, size) <= room:
            line.append(token)
            continue
        carried = [token]
        while len(line) > 1 and (carried[0][0] in _NOT_FIRST or line[-1] in _NOT_LAST):
            carried.insert(0, line.pop())
        lines.append("".join(line))
        line, room = carried, width
    return [*lines, "".join(line)]


@dataclass(frozen=True, slots=True)
class Style:
    """The look of an issuer's pages, in points; `folio` is the page number with {} for the figure.

    `centred` sets short cells in the middle of their row; `open_cuts` leaves out the rule under a row that
    the page end cuts.
    """

    page: tuple[float, float]
    side: float
    top: float
    bottom: float
    widths: tuple[float, ...]
    folio: str
    size: float = 9.5
    leading: float = 13.5
    shade: float = 1.0
    centred: bool = True
    open_cuts: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row in lines: a list for each column. Rows of equal `groups` share one cell in that column.

    A `plain` row (header, total) is centred throughout.
    """

    cells: tuple[list[str], ...]
    groups: tuple[int, ...]
    plain: bool = False

    @property
    def height(self) -> int:
        """Lines of the longest cell."""
        return max(len(lines) for lines in self.cells)

    def cut(self, lines: int) -> tuple[Row, Row]:
        """The row's first lines and the rest."""
        head = tuple(cell[:lines] for cell in self.cells)
        tail = tuple(cell[lines:] for cell in self.cells)
        return Row(head, self.groups), Row(tail, self.groups)


@dataclass(frozen=True, slots=True)
class Strip:
    """A row, or the part of it that a page holds, in its place."""

    row: Row
    top: float
    bottom: float
    begins: bool
    ends: bool


class Sheet:
    """Writes from the top of a page to its foot, then goes to the next page."""

    def __init__(self, canvas: Canvas, style: Style) -> None:
        """`load_font` must have been called."""
        self._canvas = canvas
        self._style = style
        self._page = 0
        self.y = 0.0
        self.turn()

    @property
    def width(self) -> float:
        """The width between the margins."""
        return self._style.page[0] - 2 * self._style.side

    def turn(self) -> None:
        """Begin the next page."""
        if self._page:
            self._canvas.showPage()
        self._page += 1
        self.y = self._style.page[1] - self._style.top
        self._canvas.setLineWidth(0.6)
        self._canvas.setFont(FONT, 10)
        self._canvas.drawCentredString(self._style.page[0] / 2, 28, self._style.folio.format(self._page))

    def centred(self, text: str, size: float, *, red: bool = False) -> None:
        """One centred line."""
        self.y -= size * 1.6
        self._canvas.setFont(FONT, size)
        self._canvas.setFillColorRGB(0.8 if red else 0, 0, 0)
        self._canvas.drawCentredString(self._style.page[0] / 2, self.y, text)
        self._canvas.setFillColorRGB(0, 0, 0)

    def right(self, text: str, size: float) -> None:
        """One line that ends four characters before the right margin."""
        self.y -= size * 1.8
        self._canvas.setFont(FONT, size)
        self._canvas.drawRightString(self._style.page[0] - self._style.side - 4 * size, self.y, text)

    def paragraph(self, text: str, size: float, indent: float = 2) -> None:
        """A wrapped paragraph, its first line indented by that many characters."""
        for number, line in enumerate(wrap(text, size, self.width, indent * size)):
            if self.y - size * 1.8 < self._style.bottom:
                self.turn()
            self.y -= size * 1.8
            self._canvas.setFont(FONT, size)
            shift = 0 if number else indent * size
            self._canvas.drawString(self._style.side + shift, self.y, line)

    def red_rule(self) -> None:
        """The red line under the head of a notice."""
        self.y -= 12
        self._canvas.setStrokeColorRGB(0.8, 0, 0)
        self._canvas.setLineWidth(1.6)
        self._canvas.line(self._style.side, self.y, self._style.page[0] - self._style.side, self.y)
        self._canvas.setStrokeColorRGB(0, 0, 0)
        self._canvas.setLineWidth(0.6)

    def table(self, header: Row, rows: list[Row], title: str) -> None:
        """A table under its title; the header comes again on each page that it goes on to."""
        if self.y - self._style.bottom < 150:
            self.turn()
        if title:
            self.centred(title, 14)
        self.y -= 10
        strips = [self._strip(header)]
        for row in rows:
            begins = True
            while True:
                room = int((self.y - self._style.bottom - 2 * PAD) // self._style.leading)
                if row.height <= room:
                    strips.append(self._strip(row, begins=begins))
                    break
                # the short cells stay whole in the first part, and neither part is a single line
                short = max(len(row.cells[n]) for n in self._short())
                lines = min(room, row.height - 2)
                if lines >= max(3, short):
                    part, row = row.cut(lines)
                    strips.append(self._strip(part, begins=begins, ends=False))
                    begins = False
                self._draw(strips)
                self.turn()
                strips = [self._strip(header)]
        self._draw(strips)

    def _short(self) -> list[int]:
        """The narrow columns: number, name, points, department."""
        return [n for n, width in enumerate(self._style.widths) if width < 100]

    def _strip(self, row: Row, *, begins: bool = True, ends: bool = True) -> Strip:
        top = self.y
        self.y -= row.height * self._style.leading + 2 * PAD
        return Strip(row, top, self.y, begins, ends)

    def _edges(self) -> list[float]:
        edges = [self._style.side]
        for width in self._style.widths:
            edges.append(edges[-1] + width)
        return edges

    def _cells(self, strips: list[Strip], column: int) -> Iterator[list[Strip]]:
        """The strips of each cell of a column on this page: several where a group shares it."""
        for _, shared in groupby(strips, key=lambda strip: strip.row.groups[column]):
            yield list(shared)

    def _draw(self, strips: list[Strip]) -> None:
        canvas, edges = self._canvas, self._edges()
        if self._style.shade < 1:
            canvas.setFillGray(self._style.shade)
            head = strips[0]
            canvas.rect(edges[0], head.bottom, edges[-1] - edges[0], head.top - head.bottom, stroke=0, fill=1)
            canvas.setFillGray(0)
        for x in edges:
            canvas.line(x, strips[0].top, x, strips[-1].bottom)
        canvas.line(edges[0], strips[0].top, edges[-1], strips[0].top)
        for column in range(len(self._style.widths)):
            for shared in self._cells(strips, column):
                if shared[-1].ends or not self._style.open_cuts:
                    canvas.line(edges[column], shared[-1].bottom, edges[column + 1], shared[-1].bottom)
                self._print(shared, column, edges[column], edges[column + 1])

    def _print(self, shared: list[Strip], column: int, left: float, right: float) -> None:
        """The text of one cell; it stands in the first of its strips."""
        style, first = self._style, shared[0]
        lines = first.row.cells[column]
        short = column in self._short() or first.row.plain
        whole = first.begins and shared[-1].ends
        spare = first.top - shared[-1].bottom - 2 * PAD - len(lines) * style.leading
        y = first.top - PAD - (spare / 2 if style.centred and (short or whole) else 0)
        self._canvas.setFont(FONT, style.size)
        for line in lines:
            y -= style.leading
            baseline = y + (style.leading - style.size) / 2 + style.size * 0.14
            if short and (style.centred or first.row.plain):
                self._canvas.drawCentredString((left + right) / 2, baseline, line)
            else:
                self._canvas.drawString(left + PAD, baseline, line)
