"""The PDF reader: characters, rules and pictures of each page become paragraphs and tables."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from extractors.document import Block, Cell, Document, Paragraph, Role, Table
from extractors.faults import CorruptFile, NeedsPassword
from extractors.finding import Finding, finding
from extractors.grid import Glyph, Grid, Layout, Line, Rule, box_sides, lay_out
from extractors.place import Anchor, Box, Fragment

# A filled rectangle thinner than this many points is a border, a thicker one a background.
_THIN = 3.0
# Headers, footers and page numbers stand in this share of the page height at its top and bottom.
_MARGIN = 0.12

# — 3 —   - 3 -   3 / 12   第3页   第 3 页 共 12 页   Page 3 of 12
_PAGE_NUMBER = re.compile(
    r"""
    [-—–－―─·•\s]* \d{1,4} [-—–－―─·•\s]*
    | \d{1,4} \s* [/／] \s* \d{1,4}
    | 第 \s* \d{1,4} \s* 页 [\s,，/／]* (?: [（(]? 共 \s* \d{1,4} \s* 页 [）)]? )?
    | page \s* \d{1,4} (?: \s* of \s* \d{1,4} )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The head of a list item or a section begins a paragraph also where the line before is full.
_LIST_HEAD = re.compile(
    r"""
    [（(]? [一二三四五六七八九十百\d]{1,3} [）)、．.]
    | 第 [一二三四五六七八九十百\d]{1,4} [章节条款项]
    | [①-⑳●○■□◆★▲·•]
    """,
    re.VERBOSE,
)
_SENTENCE_ENDS = tuple("。；;：:！!？?")


@dataclass(frozen=True, slots=True)
class _Page:
    """What is kept of a page once it is closed."""

    number: int
    width: float
    height: float
    layout: Layout
    images: int
    image_share: float
    odd: int
    damaged: bool


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line that stands in no table, with the page on which it is printed."""

    line: Line
    page: _Page
    role: Role = "body"


def read_pdf(data: bytes) -> Document:
    """Read a PDF with a text layer; pages without one, and what else could not be read, are findings.

    Raises NeedsPassword for an encrypted file and CorruptFile for one that has no readable page.
    """
    pages: list[_Page] = []
    findings: list[Finding] = []
    count = 0
    if _cut_off(data):
        findings.append(finding("file-cut-off"))
    for number, page in _pages(data):
        count += 1
        if isinstance(page, _Page):
            pages.append(page)
        else:
            findings.append(finding("page-unreadable", page=number, reason=page, anchor=Anchor(number)))
    printed = _with_roles(pages)
    for page in pages:
        findings.extend(_findings(page, printed[page.number]))
    return Document("application/pdf", tuple(_blocks(pages, printed)), count, tuple(findings))


def _cut_off(data: bytes) -> bool:
    """Whether objects stand after the last end mark: a whole PDF ends with its trailer."""
    end = data.rfind(b"%%EOF")
    return end < 0 or re.search(rb"\d+\s+\d+\s+obj\b", data[end:]) is not None


# --- pages ----------------------------------------------------------------------------------------


def _pages(data: bytes) -> Iterator[tuple[int, _Page | str]]:
    """Each page from 1, or the reason why it cannot be read; every page is closed after use."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError
    from pdfplumber.utils.exceptions import PdfminerException

    # pdfminer tells the terminal about every oddity of a font
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        pdf = pdfplumber.open(io.BytesIO(data))
        pages = pdf.pages
    except PdfminerException as fault:
        if fault.args and isinstance(fault.args[0], PDFEncryptionError):
            raise NeedsPassword from fault
        raise CorruptFile(reason=_reason(fault)) from fault
    except Exception as fault:  # a damaged file raises whatever its bytes lead pdfminer into
        raise CorruptFile(reason=_reason(fault)) from fault
    if not pages:
        raise CorruptFile(reason="no pages")
    for number, page in enumerate(pages, 1):
        try:
            read: _Page | str = _page(number, page)
        except Exception as fault:
            read = _reason(fault)
        page.close()
        yield number, read


def _reason(fault: Exception) -> str:
    inner = fault.args[0] if fault.args and isinstance(fault.args[0], Exception) else fault
    return f"{type(inner).__name__}: {inner}"[:200].rstrip(": ")


def _page(number: int, page: Any) -> _Page:
    damaged = _damaged(page)  # before the page is drawn, which unpacks it
    odd = 0
    glyphs = []
    for char in page.chars:
        text, unmapped = _text(char["text"])
        odd += unmapped
        glyphs.append(Glyph(text, char["x0"], char["top"], char["x1"], char["bottom"], char["size"]))
    rules, shades = _rules(page)
    area = float(page.width * page.height) or 1.0
    share = sum(image["width"] * image["height"] for image in page.images) / area
    return _Page(
        number,
        float(page.width),
        float(page.height),
        lay_out(glyphs, rules, shades),
        len(page.images),
        share,
        odd,
        damaged,
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


def _rules(page: Any) -> tuple[list[Rule], list[Box]]:
    """The borders that a page draws in any manner, and its coloured backgrounds."""
    rules: list[Rule] = []
    shades: list[Box] = []
    for line in page.lines:
        rules.append(Rule(line["x0"], line["top"], line["x1"], line["bottom"]))
    for rect in page.rects:
        box = Box(rect["x0"], rect["top"], rect["x1"], rect["bottom"])
        thin = min(box.x1 - box.x0, box.bottom - box.top) <= _THIN
        if thin and (rect["fill"] or rect["stroke"]):
            rules.append(Rule(box.x0, box.top, box.x1, box.bottom))
        elif rect["stroke"]:
            rules.extend(box_sides(box))
        if not thin and rect["fill"] and not _white(rect["non_stroking_color"]):
            shades.append(box)
    for curve in page.curves:
        if curve["stroke"]:
            rules.extend(_straight(curve["pts"]))
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


def _findings(page: _Page, printed: list[_Printed]) -> Iterator[Finding]:
    anchor = Anchor(page.number)
    layout = page.layout
    body = any(one.role == "body" for one in printed) or layout.grids
    if page.images and not body and (page.image_share >= 0.4 or not printed):
        yield finding("needs-ocr", page=page.number, anchor=anchor)
    if page.damaged:
        yield finding("page-damaged", page=page.number, anchor=anchor)
    if page.odd:
        yield finding("glyph-unmapped", page=page.number, count=page.odd, anchor=anchor)
    for grid in layout.grids:
        if grid.closed:
            yield finding("grid-closed", anchor=Anchor(page.number, grid.box))
    for run in layout.overflows:
        yield finding("cell-overlap", anchor=Anchor(page.number, run.box), evidence=run.text)
    for one in printed:
        middle = (one.line.box.top + one.line.box.bottom) / 2
        if one.role == "body" and any(grid.box.top < middle < grid.box.bottom for grid in layout.grids):
            anchor = Anchor(page.number, one.line.box)
            yield finding("text-outside-table", anchor=anchor, evidence=one.line.text)


# --- lines to paragraphs --------------------------------------------------------------------------


def _with_roles(pages: list[_Page]) -> dict[int, list[_Printed]]:
    """The lines outside tables by page; page numbers and what most pages repeat have another role."""
    repeated: dict[tuple[str, str], list[float]] = defaultdict(list)
    for page in pages:
        for line in page.layout.lines:
            zone = _zone(line, page)
            if zone is not None:
                repeated[_masked(line.text), zone].append(line.box.top)
    printed: dict[int, list[_Printed]] = {}
    for page in pages:
        printed[page.number] = []
        for line in page.layout.lines:
            role: Role = "body"
            zone = _zone(line, page)
            if zone is not None:
                near = [top for top in repeated[_masked(line.text), zone] if abs(top - line.box.top) <= _THIN]
                if _PAGE_NUMBER.fullmatch(line.text.strip()) and _outermost(line, page, zone):
                    role = "furniture"
                elif len(near) >= max(3, 0.4 * len(pages)):
                    role = zone
            printed[page.number].append(_Printed(line, page, role))
    return printed


def _zone(line: Line, page: _Page) -> Literal["header", "footer"] | None:
    if line.box.bottom <= _MARGIN * page.height:
        return "header"
    if line.box.top >= (1 - _MARGIN) * page.height:
        return "footer"
    return None


def _masked(text: str) -> str:
    return re.sub(r"\d+|\s+", "#", text)


def _outermost(line: Line, page: _Page, zone: str) -> bool:
    boxes = [other.box for other in page.layout.lines] + [grid.box for grid in page.layout.grids]
    if zone == "header":
        return all(box.bottom > line.box.top for box in boxes)
    return all(box.top < line.box.bottom for box in boxes)


def _blocks(pages: list[_Page], printed: dict[int, list[_Printed]]) -> Iterator[Block]:
    """Paragraphs and tables in reading order; a paragraph may go on over the page break."""
    margins = _margins(pages, printed)
    paragraph: list[_Printed] = []
    waiting: list[Paragraph] = []  # page numbers between the two halves of a paragraph

    def close() -> Iterator[Block]:
        if paragraph:
            yield _paragraph(paragraph)
            paragraph.clear()
        yield from waiting
        waiting.clear()

    for page in pages:
        items: list[_Printed | Grid] = [*page.layout.grids, *printed[page.number]]
        for item in sorted(items, key=_top):
            if isinstance(item, Grid):
                yield from close()
                yield _table(item, page.number)
            elif item.role != "body":
                if paragraph:
                    waiting.append(_paragraph([item]))
                else:
                    yield _paragraph([item])
            else:
                if paragraph and not _goes_on(paragraph[-1], item, margins):
                    yield from close()
                paragraph.append(item)
    yield from close()


def _top(item: _Printed | Grid) -> float:
    return item.box.top if isinstance(item, Grid) else item.line.box.top


def _margins(pages: list[_Page], printed: dict[int, list[_Printed]]) -> dict[int, tuple[float, float]]:
    """The left and right ends of the running text, for each page width."""
    lefts: dict[int, Counter[int]] = defaultdict(Counter)
    rights: dict[int, float] = defaultdict(float)
    for page in pages:
        for one in printed[page.number]:
            if one.role == "body":
                lefts[round(page.width)][round(one.line.box.x0)] += 1
                rights[round(page.width)] = max(rights[round(page.width)], one.line.box.x1)
    margins = {}
    for width, counts in lefts.items():
        usual = [left for left, count in counts.items() if count > 1] or list(counts)
        margins[width] = (float(min(usual)), rights[width])
    return margins


def _goes_on(before: _Printed, after: _Printed, margins: dict[int, tuple[float, float]]) -> bool:
    """Whether a line is the next line of the same paragraph: full line before, no indent after."""
    upper, lower = before.line, after.line
    if abs(upper.size - lower.size) > 0.6:
        return False
    if before.page is after.page and lower.box.top - upper.box.bottom > 1.5 * upper.size:
        return False
    if upper.text.endswith(_SENTENCE_ENDS) and _LIST_HEAD.match(lower.text):
        return False
    right = margins[round(before.page.width)][1]
    left = margins[round(after.page.width)][0]
    if upper.box.x1 - upper.box.x0 < before.page.width / 2:
        return False  # 甲组, 乙组, 丙组 one below the other end alike, but are no running text
    # a line may end up to two characters early, where punctuation may not begin the next one
    return upper.box.x1 >= right - 2 * upper.size and lower.box.x0 <= left + 0.5 * lower.size


def _paragraph(lines: list[_Printed]) -> Paragraph:
    text = ""
    fragments: list[Fragment] = []
    for one in lines:
        if text and not (_wide(text[-1]) or _wide(one.line.text[0])):
            text += " "
        start = len(text)
        text += one.line.text
        fragments.append(Fragment(start, len(text), Anchor(one.page.number, one.line.box)))
    return Paragraph(text, tuple(_by_page(fragments)), lines[0].role)


def _by_page(fragments: list[Fragment]) -> list[Fragment]:
    """One fragment for each page, with the box around all its lines."""
    whole: list[Fragment] = []
    for part in fragments:
        if whole and whole[-1].anchor.page == part.anchor.page:
            before = whole[-1]
            box = _around(before.anchor.box, part.anchor.box)
            whole[-1] = Fragment(before.start, part.end, Anchor(part.anchor.page, box))
        else:
            whole.append(part)
    return whole


def _around(one: Box | None, other: Box | None) -> Box | None:
    if one is None or other is None:
        return one or other
    return Box(
        min(one.x0, other.x0),
        min(one.top, other.top),
        max(one.x1, other.x1),
        max(one.bottom, other.bottom),
    )


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"


def _table(grid: Grid, page: int) -> Table:
    cells = tuple(
        Cell(
            cell.row,
            cell.col,
            cell.text,
            (Fragment(0, len(cell.text), Anchor(page, cell.box)),),
            cell.row_span,
            cell.col_span,
        )
        for cell in grid.cells
    )
    return Table(cells, grid.rows, grid.cols, Anchor(page, grid.box))
