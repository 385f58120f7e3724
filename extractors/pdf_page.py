"""One page of a PDF: its characters, borders, backgrounds and pictures, as pdfplumber gives them."""

from __future__ import annotations

import unicodedata
import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from extractors.grid import Rule, box_sides, lay_out
from extractors.lines import Glyph, runs_of
from extractors.paragraphs import Sheet
from extractors.place import Box

# A filled rectangle thinner than this many points is a border, a thicker one a background.
_THIN = 3.0
# A page of text that was turned into outlines has at least so many curves and no character.
_OUTLINES = 50


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What is kept of a page once it is closed.

    `pictured` says that there are pictures or outlines, and
    `image_share` which share of the page they fill; `odd` counts characters whose font does not say
    what they are; `damaged` says that the drawing commands were cut or changed.
    """

    sheet: Sheet
    pictured: bool
    image_share: float
    odd: int
    damaged: bool


def read_page(number: int, page: Any) -> PdfPage:
    """Read a pdfplumber page; places are counted from the upper left corner of what is visible.

    Raises whatever pdfminer raises for a damaged page.
    """
    damaged = _damaged(page)  # before the page is drawn, which unpacks it
    visible = _visible(page)
    odd = 0
    glyphs = []
    watermark = ""
    sideways: list[Glyph] = []
    for char in page.chars:
        text, unmapped = _text(char["text"])
        odd += unmapped
        box = _box(char, visible)
        glyph = Glyph(text, box.x0, box.top, box.x1, box.bottom, char["size"])
        across, up = abs(char["matrix"][0]), abs(char["matrix"][1])
        if sideways and (up <= across or not _beside(sideways[-1], glyph)):
            glyphs.append(_turned(sideways))
            sideways = []
        # a watermark stands aslant (italics lean as well, but their line is level)
        if min(across, up) > 0.1 * max(across, up):
            watermark += text
        elif up > across:
            sideways.append(glyph)
        else:
            glyphs.append(glyph)
    if sideways:
        glyphs.append(_turned(sideways))
    width, height = visible.x1 - visible.x0, visible.bottom - visible.top
    images = sum(image["width"] * image["height"] for image in page.images)
    layout = lay_out(runs_of(glyphs), *_rules(page, visible))
    return PdfPage(
        Sheet(number, width, height, layout, watermark.strip()),
        bool(page.images) or len(page.curves) >= _OUTLINES,
        images / (width * height),
        odd,
        damaged,
    )


def _visible(page: Any) -> Box:
    """The part of a page that is shown: its crop box, or all of it where that makes no sense."""
    box = Box(*map(float, page.cropbox))
    return box if box.x1 > box.x0 and box.bottom > box.top else Box(*map(float, page.bbox))


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


def _text(text: str) -> tuple[str, bool]:
    """The text of a glyph, and whether its font does not say what it means.

    Some fonts give the radical ⼯ (U+2F2F) for the character 工: it is the same glyph.
    """
    if text.startswith("(cid:"):
        return text, True
    unmapped = False
    plain = ""
    for char in text:
        if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff":
            char = unicodedata.normalize("NFKC", char)
        elif unicodedata.category(char) in ("Cc", "Cn", "Cs") and not char.isspace():
            char, unmapped = "\ufffd", True
        elif unicodedata.category(char) == "Co":
            unmapped = True
        plain += " " if char.isspace() and char != "\u3000" else char
    return plain, unmapped


def _beside(before: Glyph, after: Glyph) -> bool:
    """Whether a glyph that lies on its side goes on the text of the one before, up or down the page."""
    level = abs(before.x0 - after.x0) <= 0.5 * after.size
    return level and -after.size <= max(after.top - before.bottom, before.top - after.bottom) <= after.size


def _turned(glyphs: list[Glyph]) -> Glyph:
    """Text turned by a right angle (a merged heading at the left edge) as one piece, as it was written."""
    return Glyph(
        "".join(glyph.text for glyph in glyphs),
        min(glyph.x0 for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        glyphs[0].size,
    )


def _rules(page: Any, visible: Box) -> tuple[list[Rule], list[Box]]:
    """The borders that a page draws in any manner, and its coloured backgrounds."""
    rules: list[Rule] = []
    shades: list[Box] = []
    for line in page.lines:
        box = _box(line, visible)
        rules.append(Rule(box.x0, box.top, box.x1, box.bottom))
    for rect in page.rects:
        box = _box(rect, visible)
        thin = min(box.x1 - box.x0, box.bottom - box.top) <= _THIN
        if thin and (rect["fill"] or rect["stroke"]):
            rules.append(Rule(box.x0, box.top, box.x1, box.bottom))
        elif rect["stroke"]:
            rules.extend(box_sides(box))
        if not thin and rect["fill"] and not _white(rect["non_stroking_color"]):
            shades.append(box)
    for curve in page.curves:
        if curve["stroke"]:
            rules.extend(_straight([(x - visible.x0, y - visible.top) for x, y in curve["pts"]]))
    return rules, shades


def _straight(points: list[tuple[float, float]]) -> list[Rule]:
    """The axis-parallel pieces of a path that is drawn in one stroke."""
    return [
        Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        for (x0, y0), (x1, y1) in pairwise(points)
        if abs(x0 - x1) < 0.5 or abs(y0 - y1) < 0.5
    ]


def _white(colour: Any) -> bool:
    """Whether a background has the colour of the paper, in grey, RGB or CMYK."""
    if colour is None:
        return False
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return False
    return bool(max(parts) <= 0.01 if len(parts) == 4 else min(parts) >= 0.99)
