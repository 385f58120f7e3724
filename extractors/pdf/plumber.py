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
from extractors.grids.lines import Glyph, runs_of
from extractors.pdf.page import ABOVE, BELOW, Drawing, PdfPage, Writing, page_of, plain_text
from extractors.place import Box

_PLACED = re.compile(rb"/([^\s/<>\[\](){}%]{1,127})\s{1,9}Do\b")
_DEEPEST = 30  # forms within forms: what draws them goes no deeper


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

    def read(self, number: int) -> PdfPage:
        """The page of this number (from 1). Raises whatever pdfminer raises for a damaged page."""
        page = self._pages[number - 1]
        try:
            return _read_page(number, page)
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


def _read_page(number: int, page: Any) -> PdfPage:
    """Places are counted from the upper left corner of what is visible."""
    damaged = _damaged(page)  # before the page is drawn, which unpacks it
    visible = _visible(page)
    size = visible.x1 - visible.x0, visible.bottom - visible.top
    writing = _writing(page, visible)
    pictures = [image["width"] * image["height"] for image in page.images]
    return page_of(number, size, writing, _drawing(page, visible), pictures, damaged)


def _visible(page: Any) -> Box:
    """The part of a page that is shown: its crop box, or all of it where that makes no sense."""
    box = Box(*map(float, page.cropbox))
    return box if box.x1 > box.x0 and box.bottom > box.top else Box(*map(float, page.bbox))


def _writing(page: Any, visible: Box) -> Writing:
    writing = Writing()
    level: list[Glyph] = []
    for char in page.chars:
        text, unmapped = plain_text(char["text"])
        writing.odd += unmapped
        box = _box(char, visible)
        across, up = abs(char["matrix"][0]), abs(char["matrix"][1])
        # a watermark stands aslant (italics lean as well, but their line is level)
        if min(across, up) > 0.1 * max(across, up):
            writing.level(runs_of(level))
            level = []
            writing.aslant(text)
        elif up > across or abs(char["x0"] - char["matrix"][4]) > 0.25 * char["size"]:
            # on its side, or hung below its origin as in vertical writing
            writing.level(runs_of(level))
            level = []
            size = box.x1 - box.x0 if up > across else char["size"]
            writing.turned(Glyph(text, box.x0, box.top, box.x1, box.bottom, size))
        else:
            base = box.bottom + char["y0"] - char["matrix"][5]
            size = char["size"]
            level.append(Glyph(text, box.x0, base - ABOVE * size, box.x1, base + BELOW * size, size))
    writing.level(runs_of(level))
    return writing


def _box(item: dict[str, Any], visible: Box) -> Box:
    return Box(
        item["x0"] - visible.x0,
        item["top"] - visible.top,
        item["x1"] - visible.x0,
        item["bottom"] - visible.top,
    )


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


def _drawing(page: Any, visible: Box) -> Drawing:
    drawing = Drawing()
    for line in page.lines:
        drawing.line(_box(line, visible))
    for rect in page.rects:
        colour = rect["non_stroking_color"]
        box = _box(rect, visible)
        drawing.rect(box, fill=rect["fill"], stroke=rect["stroke"], white=_white(colour), colour=str(colour))
    for curve in page.curves:
        points = [(x - visible.x0, y - visible.top) for x, y in curve["pts"]]
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
