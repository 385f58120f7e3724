"""Pages as pdfplumber gives them: the second reader, for what pdfium cannot read and to compare with."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from extractors.faults import CorruptFile, NeedsPassword
from extractors.grids.lines import Glyph, Run, runs_of
from extractors.pdf.page import ABOVE, BELOW, Drawing, Known, PdfPage, Writing, page_of, plain_text
from extractors.place import Box

_PLACED = re.compile(rb"/([^\s/<>\[\](){}%]{1,127})\s{1,9}Do\b")
_DEEPEST = 30  # forms within forms: what draws them goes no deeper

# Two readers put a glyph so near to one place, in shares of its size; what is cut stands off by half of it.
_BESIDE, _ABOUT = 0.35, 0.7


class PlumberFile:
    """A PDF opened by pdfplumber.

    Raises NeedsPassword for an encrypted file and CorruptFile for one that has no page.
    """

    def __init__(self, data: bytes) -> None:
        """Open the file."""
        import pdfplumber
        from pdfminer.pdfdocument import PDFEncryptionError
        from pdfplumber.utils.exceptions import PdfminerException

        # pdfminer tells the terminal about every oddity of a font
        logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
        try:
            self._pages = pdfplumber.open(io.BytesIO(data)).pages
        except PdfminerException as fault:
            if fault.args and isinstance(fault.args[0], PDFEncryptionError):
                raise NeedsPassword from fault
            raise CorruptFile(reason=reason_of(fault)) from fault
        except Exception as fault:  # a damaged file raises whatever its bytes lead pdfminer into
            raise CorruptFile(reason=reason_of(fault)) from fault
        if not self._pages:
            raise CorruptFile(reason="no-pages")
        self.pages = len(self._pages)

    def read(self, number: int, known: Known | None = None) -> PdfPage:
        """The page of this number (from 1). Raises whatever pdfminer raises for a damaged page.

        `known` is what pdfium tells of it.
        """
        page = self._pages[number - 1]
        try:
            return _read_page(number, page, known or Known())
        finally:
            page.close()

    def drawn(self, number: int) -> int:
        """How many bytes of commands the forms of a page draw: those of a form each time that it is drawn."""
        from pdfminer.pdftypes import resolve1

        return _Forms(resolve1(self._pages[number - 1].page_obj.resources)).drawn_by(
            self._pages[number - 1].page_obj.contents
        )

    def damaged(self, number: int) -> bool:
        """Whether the drawing commands of a page do not unpack."""
        return _damaged(self._pages[number - 1])


class _Forms:
    """The forms of a page, each counted once for each depth at which it can stand."""

    def __init__(self, resources: Any) -> None:
        self._resources = resources
        self._counted: dict[tuple[int, int], int] = {}

    def drawn_by(self, contents: Iterable[Any]) -> int:
        """The bytes that the forms give that some streams of commands draw."""
        from pdfminer.pdftypes import PDFStream, resolve1

        streams = [stream for one in contents if isinstance(stream := resolve1(one), PDFStream)]
        return sum(self._placed(stream.get_data(), self._resources, 0) for stream in streams)

    def _placed(self, commands: bytes, resources: Any, depth: int) -> int:
        from pdfminer.pdftypes import resolve1

        named = resolve1((resources or {}).get("XObject")) or {}
        counts = Counter(name.decode("latin-1") for name in _PLACED.findall(commands))
        return sum(
            times * self._form(named[name], resources, depth + 1)
            for name, times in counts.items()
            if name in named
        )

    def _form(self, reference: Any, resources: Any, depth: int) -> int:
        from pdfminer.pdftypes import PDFStream, resolve1

        known = (getattr(reference, "objid", 0), depth)
        if known not in self._counted:
            self._counted[known] = 0  # one that stands within itself at one depth does not exist
            form = resolve1(reference)
            if depth <= _DEEPEST and isinstance(form, PDFStream) and str(form.get("Subtype")) == "/'Form'":
                commands = form.get_data()
                own = resolve1(form.get("Resources")) or resources
                self._counted[known] = len(commands) + self._placed(commands, own, depth)
        return self._counted[known]


def reason_of(fault: Exception) -> str:
    """What went wrong, in one short line."""
    inner = fault.args[0] if fault.args and isinstance(fault.args[0], Exception) else fault
    return f"{type(inner).__name__}: {inner}"[:200].rstrip(": ")


class _View:
    """What is shown of a page, turned to stand upright; places are counted from its upper left corner."""

    def __init__(self, visible: Box, turns: int) -> None:
        self._visible, self._turns = visible, turns
        sides = visible.x1 - visible.x0, visible.bottom - visible.top
        self._sides = sides
        self.size = sides[::-1] if turns % 2 else sides

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page comes to stand."""
        x, y = x - self._visible.x0, y - self._visible.top
        width, height = self._sides
        for _ in range(self._turns):
            x, y, width, height = height - y, x, height, width
        return x, y

    def box(self, item: dict[str, Any]) -> Box:
        """Where something stands."""
        one, other = self.point(item["x0"], item["top"]), self.point(item["x1"], item["bottom"])
        (x0, x1), (top, bottom) = (sorted(pair) for pair in zip(one, other, strict=True))
        return Box(x0, top, x1, bottom)

    def hand(self, char: dict[str, Any]) -> tuple[float, float, float, float]:
        """How far a glyph runs across and up, and how far it lies to the right of its origin and above."""
        across, up = char["matrix"][0], char["matrix"][1]
        x, y = char["matrix"][4], char["matrix"][5]
        left, right, below, above = char["x0"] - x, char["x1"] - x, char["y0"] - y, char["y1"] - y
        for _ in range(self._turns):
            across, up = up, -across
            left, right, below, above = below, above, -right, -left
        return abs(across), abs(up), left, below


def _read_page(number: int, page: Any, known: Known) -> PdfPage:
    damaged = _damaged(page)  # before the page is drawn, which unpacks it
    view = _View(_visible(page), known.turns)
    writing = _writing(page, view, known)
    pictures = [image["width"] * image["height"] for image in page.images]
    return page_of(number, view.size, writing, _drawing(page, view), pictures, damaged)


def _visible(page: Any) -> Box:
    """The part of a page that is shown: its crop box, or all of it where that makes no sense."""
    box = Box(*map(float, page.cropbox))
    return box if box.x1 > box.x0 and box.bottom > box.top else Box(*map(float, page.bbox))


def _writing(page: Any, view: _View, known: Known) -> Writing:
    writing = Writing()
    level: list[Glyph] = []
    left_out = list(known.left_out)
    for char in page.chars:
        text, unmapped = plain_text(char["text"])
        box = view.box(char)
        across, up, left, below = view.hand(char)
        size = box.bottom - box.top if known.turns % 2 else char["size"]
        if left_out and _take(left_out, text, box, size):
            continue
        writing.odd += unmapped
        # a watermark stands aslant (italics lean as well, but their line is level)
        if min(across, up) > 0.1 * max(across, up):
            writing.level(runs_of(level))
            level = []
            writing.aslant(text)
        elif up > across or abs(left) > 0.25 * size:
            # on its side, or hung below its origin as in vertical writing
            writing.level(runs_of(level))
            level = []
            size = box.x1 - box.x0 if up > across else size
            writing.turned(Glyph(text, box.x0, box.top, box.x1, box.bottom, size))
        else:
            base = box.bottom + below
            level.append(Glyph(text, box.x0, base - ABOVE * size, box.x1, base + BELOW * size, size))
    writing.level(runs_of(level))
    writing.level(list(known.put_on))
    return writing


def _take(left_out: list[Run], text: str, box: Box, size: float) -> bool:
    """Take a glyph out of those that are left out; false where it is none of them."""
    x, y = box.x0, (box.top + box.bottom) / 2
    for at, one in enumerate(left_out):
        near = abs(one.edges[0] - x) < _BESIDE * size and abs((one.top + one.bottom) / 2 - y) < _ABOUT * size
        if near and one.text == text:
            del left_out[at]
            return True
    return False


def _damaged(page: Any) -> bool:
    """Whether the drawing commands of a page do not unpack: pdfminer goes on with what it got."""
    from pdfminer.ascii85 import ascii85decode
    from pdfminer.pdftypes import PDFStream, resolve1

    for part in page.page_obj.contents:
        stream = resolve1(part)
        if not isinstance(stream, PDFStream) or stream.rawdata is None:
            continue
        packed = stream.rawdata
        if stream.decipher and stream.objid is not None and stream.genno is not None:
            packed = stream.decipher(stream.objid, stream.genno, packed, stream.attrs)
        for name, _ in stream.get_filters():
            if str(name).strip("/'") in ("ASCII85Decode", "A85"):
                packed = ascii85decode(packed)
            elif str(name).strip("/'") in ("FlateDecode", "Fl"):
                try:
                    packed = zlib.decompress(packed)
                except zlib.error:
                    return True
            else:
                break
    return False


def _drawing(page: Any, view: _View) -> Drawing:
    drawing = Drawing()
    for line in page.lines:
        drawing.line(view.box(line))
    for rect in page.rects:
        colour = rect["non_stroking_color"]
        drawing.rect(
            view.box(rect),
            fill=rect["fill"],
            stroke=rect["stroke"],
            white=_white(colour),
            colour=str(colour),
        )
    for curve in page.curves:
        points = [view.point(x, y) for x, y in curve["pts"]]
        drawing.curve(points, fill=curve["fill"], stroke=curve["stroke"])
    return drawing


def _white(colour: Any) -> bool:
    """Whether a background has the colour of the paper, in grey, RGB or CMYK."""
    if colour is None:
        return False
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return False
    return bool(max(parts) <= 0.01 if len(parts) == 4 else min(parts) >= 0.99)
