"""The PDF reader: characters, rules and pictures of each page become paragraphs and tables."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

from extractors.document import Document
from extractors.faults import CorruptFile, NeedsPassword
from extractors.finding import Finding, finding
from extractors.paragraphs import Printed, reading_order, with_roles
from extractors.pdf_page import PdfPage, read_page
from extractors.place import Anchor


def read_pdf(data: bytes) -> Document:
    """Read a PDF with a text layer; pages without one, and what else could not be read, are findings.

    Raises NeedsPassword for an encrypted file and CorruptFile for one that has no readable page.
    """
    pages: list[PdfPage] = []
    findings: list[Finding] = []
    count = 0
    if _cut_off(data):
        findings.append(finding("file-cut-off"))
    for number, read in _pages(data):
        count += 1
        if isinstance(read, PdfPage):
            pages.append(read)
        else:
            findings.append(finding("page-unreadable", page=number, reason=read, anchor=Anchor(number)))
    sheets = [page.sheet for page in pages]
    printed = with_roles(sheets)
    for page in pages:
        findings.extend(_findings(page, printed[page.sheet.number]))
    return Document("application/pdf", tuple(reading_order(sheets, printed)), count, tuple(findings))


def _cut_off(data: bytes) -> bool:
    """Whether objects stand after the last end mark: a whole PDF ends with its trailer."""
    end = data.rfind(b"%%EOF")
    return end < 0 or re.search(rb"\d+\s+\d+\s+obj\b", data[end:]) is not None


def _pages(data: bytes) -> Iterator[tuple[int, PdfPage | str]]:
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
            read: PdfPage | str = read_page(number, page)
        except Exception as fault:
            read = _reason(fault)
        page.close()
        yield number, read


def _reason(fault: Exception) -> str:
    inner = fault.args[0] if fault.args and isinstance(fault.args[0], Exception) else fault
    return f"{type(inner).__name__}: {inner}"[:200].rstrip(": ")


def _findings(page: PdfPage, printed: list[Printed]) -> Iterator[Finding]:
    number, layout = page.sheet.number, page.sheet.layout
    anchor = Anchor(number)
    body = any(one.role == "body" for one in printed) or layout.grids
    if page.pictured and not body and (page.image_share >= 0.4 or not printed):
        yield finding("needs-ocr", page=number, anchor=anchor)
    if page.damaged:
        yield finding("page-damaged", page=number, anchor=anchor)
    if page.odd:
        yield finding("glyph-unmapped", page=number, count=page.odd, anchor=anchor)
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
