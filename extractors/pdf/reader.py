"""The PDF reader: characters, rules and pictures of each page become paragraphs and tables.

pdfium reads; what it cannot read, pdfplumber does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from extractors.document import Document
from extractors.faults import CorruptFile, NeedsPassword
from extractors.finding import Finding, finding
from extractors.frozen import frozen
from extractors.grids.lines import Line
from extractors.limits import at_page, limits
from extractors.pdf.page import Known, PdfPage
from extractors.pdf.plumber import PlumberFile, reason_of
from extractors.pdf.streams import Signs, cut_off, signs_of
from extractors.place import Anchor
from extractors.scans.recognition import can_recognise, findings_of, listed
from extractors.tables.paragraphs import Printed, Sheet, reading_order, with_roles
from extractors.work.beside import beside, shares

if TYPE_CHECKING:
    from extractors.pdf.pdfium_page import PdfiumFile
    from extractors.scans.page import ScannedPage


# Bytes of commands in forms, counted each time that they are drawn: fifty times those of a full page.
_MOST_DRAWN = 40 * 2**20
# Pages for which a process of their own pays: they take a fifth of a second.
_SHARE = 20
# pages that cannot be read, each told by itself; a damaged file may claim to have thousands
_MOST_LOST = 20


def read_pdf(data: bytes) -> Document:
    """Read a PDF with a text layer; pages without one, and what else could not be read, are findings.

    Raises NeedsPassword for an encrypted file and CorruptFile for one that has no readable page.
    """
    return _document(data, _pages(data), _recognised)


def read_pdf_again(data: bytes) -> Document:
    """Read a PDF by pdfplumber, as a second opinion on its text; raises as `read_pdf` does.

    How a page lies, and what of it nobody sees, pdfium tells: pdfplumber does not know.
    """
    return _document(data, _pages_again(data), lambda *_: iter(()))


@frozen
class _Read:
    """A page, or the `reason` why there is none; `second` says why pdfium did not read it.

    `attached` are the files that are attached to the document, with its first page. The last page is `beyond`
    where the file has more pages than are read.
    """

    number: int
    page: PdfPage | None
    reason: str = ""
    second: str = ""
    attached: tuple[str, ...] = ()
    beyond: bool = False


def _document(
    data: bytes, read: Iterator[_Read], recognised: Callable[[bytes, list[int]], Iterator[ScannedPage]]
) -> Document:
    findings: list[Finding] = []
    if cut_off(data):
        findings.append(finding("file-cut-off"))
    pages: list[PdfPage] = []
    count = 0
    lost: list[_Read] = []
    for one in read:
        if one.beyond:
            most = limits().pages
            findings.append(finding("pages-over-limit", pages=one.number, most=most, anchor=Anchor(most)))
            continue
        count += 1
        at_page(one.number)
        place = Anchor(one.number)
        if one.page is None and len(lost) >= _MOST_LOST:
            lost.append(one)
            continue
        if one.second:
            findings.append(finding("page-second-reader", page=one.number, reason=one.second, anchor=place))
        if one.attached:
            names = "、".join(one.attached)
            findings.append(
                finding("attachment-unread", count=len(one.attached), names=names, evidence=names)
            )
        if one.page is None:
            findings.append(finding("page-unreadable", page=one.number, reason=one.reason, anchor=place))
            lost.append(one)
        else:
            pages.append(one.page)
    if rest := lost[_MOST_LOST:]:
        pages_of = listed([one.number for one in rest])
        place = Anchor(rest[0].number)
        findings.append(finding("page-unreadable", page=pages_of, reason=rest[0].reason, anchor=place))
    layered = [page.sheet.number for page in pages if page.layer]
    if layered and can_recognise():
        pages = list(_with_rules(data, pages))
        findings.append(finding("layer-read", pages=listed(layered), anchor=Anchor(layered[0])))
    elif layered:
        findings.extend(finding("needs-ocr", page=number, anchor=Anchor(number)) for number in layered)
    sheets = [page.sheet for page in pages]
    printed = with_roles(sheets)
    scans = [page.sheet.number for page in pages if _scanned(page, printed[page.sheet.number])]
    read_scans = {page.sheet.number: page for page in recognised(data, scans)}
    if read_scans:
        pages = [_replaced(page, read_scans.get(page.sheet.number)) for page in pages]
        sheets = [page.sheet for page in pages]
        printed = with_roles(sheets)
        findings.extend(findings_of(tuple(read_scans.values()), printed))
    for page in pages:
        if page.sheet.number in scans and page.sheet.number not in read_scans:
            findings.append(finding("needs-ocr", page=page.sheet.number, anchor=Anchor(page.sheet.number)))
        findings.extend(_findings(page, printed[page.sheet.number]))
    return Document("", tuple(reading_order(sheets, printed)), count, tuple(findings))


def _pages(data: bytes) -> Iterator[_Read]:
    """Each page from 1 as pdfium reads it, else as pdfplumber does."""
    from extractors.pdf.pdfium_page import PdfiumFile

    signs = signs_of(data)
    try:
        file = PdfiumFile(data, signs)
    except CorruptFile as fault:
        for one in _pages_of_plumber(PlumberFile(data)):
            yield replace(one, second=str(fault.values["reason"]))
        return
    try:
        # what pdfplumber has found in one page of a damaged file may be of use for the next
        least = _SHARE if signs.whole and not signs.nested else limits().pages
        first, *others = shares(_most(file.pages), least)
        with beside([partial(_all_of_pdfium, file, data, signs, share) for share in others]) as read:
            yield from _pages_of_pdfium(file, data, signs, first)
            for rest in read:
                yield from rest()
        yield from _beyond(file.pages)
    finally:
        file.close()


def _all_of_pdfium(file: PdfiumFile, data: bytes, signs: Signs, places: range) -> list[_Read]:
    return list(_pages_of_pdfium(file, data, signs, places))


def _pages_of_pdfium(file: PdfiumFile, data: bytes, signs: Signs, places: range) -> Iterator[_Read]:
    """The pages at some places, from 0; what pdfium cannot read is read by pdfplumber."""
    from extractors.pdf.pdfium_view import Oversized, Unread

    suspect = not signs.whole
    second = _second(data) if suspect else None
    # one of its own: what pdfminer has unpacked does not show any more whether it was whole
    counted = _second(data) if signs.nested else None
    for number in range(places.start + 1, places.stop + 1):
        try:
            if counted is not None:
                _check_forms(counted, number)
            page = file.read(number)
        except Oversized as fault:
            yield _Read(number, None, str(fault))
            continue
        except Exception as fault:  # Unread, or whatever the places on a damaged page lead into
            second = second or _second(data)
            reason = str(fault) if isinstance(fault, Unread) else reason_of(fault)
            yield replace(_page_of_plumber(second, number), second=reason)
            continue
        # pdfium goes on with what it could unpack, and does not tell
        damaged = suspect and second is not None and _damaged(second, number)
        attached = tuple(file.attachments()) if number == 1 else ()
        yield _Read(number, replace(page, damaged=damaged), attached=attached)


def _second(data: bytes) -> PlumberFile | CorruptFile | NeedsPassword:
    """The file opened by pdfplumber, or why that cannot be."""
    try:
        return PlumberFile(data)
    except (CorruptFile, NeedsPassword) as fault:
        return fault


def _most(pages: int) -> int:
    return min(pages, limits().pages)


def _beyond(pages: int) -> Iterator[_Read]:
    if pages > limits().pages:
        yield _Read(pages, None, beyond=True)


def _check_forms(file: PlumberFile | CorruptFile | NeedsPassword, number: int) -> None:
    """Raises Oversized where a page draws its forms so often that pdfium fills the memory with them."""
    from extractors.pdf.pdfium_view import Oversized

    try:
        drawn = file.drawn(number) if isinstance(file, PlumberFile) else 0
    except Exception:  # whatever a damaged file leads pdfminer into
        return
    if drawn > _MOST_DRAWN:
        raise Oversized("drawn-too-often")


def _damaged(file: PlumberFile | CorruptFile | NeedsPassword, number: int) -> bool:
    try:
        return not isinstance(file, PlumberFile) or file.damaged(number)
    except Exception:  # whatever a damaged file leads pdfminer into
        return True


def _pages_again(data: bytes) -> Iterator[_Read]:
    from extractors.pdf.pdfium_page import PdfiumFile

    second = PlumberFile(data)
    signs = signs_of(data)
    try:
        first = PdfiumFile(data, signs)
    except CorruptFile:
        yield from _pages_of_plumber(second)
        return
    try:
        counted = _second(data) if signs.nested else None
        for number in range(1, _most(second.pages) + 1):
            try:
                if counted is not None:
                    _check_forms(counted, number)
                known = first.known(number)
            except Exception:  # Oversized, or whatever a damaged page leads pdfium into
                known = None
            yield _page_of_plumber(second, number, known)
        yield from _beyond(second.pages)
    finally:
        first.close()


def _pages_of_plumber(file: PlumberFile) -> Iterator[_Read]:
    for number in range(1, _most(file.pages) + 1):
        yield _page_of_plumber(file, number)
    yield from _beyond(file.pages)


def _page_of_plumber(
    file: PlumberFile | CorruptFile | NeedsPassword, number: int, known: Known | None = None
) -> _Read:
    if not isinstance(file, PlumberFile):
        return _Read(number, None, reason_of(file))
    try:
        return _Read(number, file.read(number, known))
    except Exception as fault:  # whatever a damaged page leads pdfminer into
        return _Read(number, None, reason_of(fault))


def _scanned(page: PdfPage, printed: list[Printed]) -> bool:
    """Whether a page is a picture without any text but a header or a page number, or none that is decoded."""
    if page.undecoded:
        return True
    body = any(one.role == "body" for one in printed) or page.sheet.layout.grids
    if page.layer:
        return False
    return page.pictured and not body and (page.image_share >= 0.4 or not printed)


def _recognised(data: bytes, numbers: list[int]) -> Iterator[ScannedPage]:
    """The pages of these numbers as recognition reads them; none without the extra `ocr`."""
    if not numbers or not can_recognise():
        return
    from extractors.pdf.picture import pictures
    from extractors.scans.page import read_picture

    for number, picture, scale in pictures(data, numbers):
        yield read_picture(number, picture, scale)


def _with_rules(data: bytes, pages: list[PdfPage]) -> Iterator[PdfPage]:
    """The pages, those that are a picture over a layer of text laid out by the rules in their picture."""
    from extractors.pdf.picture import pictures
    from extractors.scans.layer import read_layer

    layers = {page.sheet.number: page.layer for page in pages if page.layer}
    read = {
        number: read_layer(number, picture, scale, layers[number])
        for number, picture, scale in pictures(data, layers)
    }
    for page in pages:
        yield replace(page, sheet=read.get(page.sheet.number, page.sheet))


def _replaced(page: PdfPage, scan: ScannedPage | None) -> PdfPage:
    return page if scan is None else replace(page, sheet=scan.sheet)


def _findings(page: PdfPage, printed: list[Printed]) -> Iterator[Finding]:
    number, layout = page.sheet.number, page.sheet.layout
    anchor = Anchor(number)
    if page.damaged:
        yield finding("page-damaged", page=number, anchor=anchor)
    if page.undecoded:
        yield finding("glyph-unmapped", page=number, count=page.odd, anchor=anchor)
    if page.sheet.cropped:
        beyond = "\n".join(line.text for line in page.sheet.cropped)
        yield finding("text-cropped", page=number, anchor=anchor, evidence=beyond)
    if page.turned:
        yield finding("page-turned", page=number, anchor=anchor)
    for words, box in page.notes:
        yield finding("annotation-unread", text=words, anchor=Anchor(number, box), evidence=words)
    for box in page.sheet.blanks:
        yield finding("field-blank", anchor=Anchor(number, box))
    for code, lines in [("hidden-undecided", page.undrawn), *_left_out(page.sheet)]:
        for line in lines:
            if line.text.strip():
                yield finding(code, text=line.text, anchor=Anchor(number, line.box), evidence=line.text)
    for line in page.sheet.notes:
        yield finding("note-mark", marks=line.text, anchor=Anchor(number, line.box), evidence=line.text)
    for grid in layout.grids:
        if grid.closed:
            yield finding("grid-closed", anchor=Anchor(number, grid.box))
    for run in layout.overflows:
        yield finding("cell-overlap", anchor=Anchor(number, run.box), evidence=run.text)
    for one in printed:
        middle = (one.line.box.top + one.line.box.bottom) / 2
        if one.role == "body" and any(grid.box.top < middle < grid.box.bottom for grid in layout.grids):
            anchor = Anchor(number, one.line.box)
            yield finding("text-outside-table", anchor=anchor, evidence=one.line.text)


def _left_out(sheet: Sheet) -> Iterator[tuple[str, Sequence[Line]]]:
    """What stands on a page and is no text of it, by the code of its finding."""
    yield "hidden-dropped", sheet.hidden
    yield "struck-dropped", sheet.struck
    yield "watermark-dropped", sheet.stamped
