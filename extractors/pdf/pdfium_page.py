"""Pages as pdfium gives them: the fast reader."""

from __future__ import annotations

from extractors.faults import CorruptFile, NeedsPassword
from extractors.pdf import pdfium
from extractors.pdf.page import PdfPage, page_of
from extractors.pdf.pdfium_drawing import drawing_of, objects_of
from extractors.pdf.pdfium_text import Chars, check_complete, made_wide, writing_of
from extractors.pdf.pdfium_view import Unread, view_of
from extractors.tables.lines import Run

_PASSWORD = 4  # FPDF_ERR_PASSWORD


class PdfiumFile:
    """A PDF opened by pdfium; to be closed.

    Raises NeedsPassword for an encrypted file and CorruptFile for one that has no page.
    """

    def __init__(self, data: bytes) -> None:
        """Open the file."""
        self._data = data  # pdfium reads from it for as long as the file is open
        self._document = pdfium.load_document(data, len(data), None)
        if not self._document:
            error = pdfium.last_error()
            if error == _PASSWORD:
                raise NeedsPassword
            raise CorruptFile(reason=f"pdfium error {error}")
        self.pages: int = pdfium.page_count(self._document)
        if not self.pages:
            self.close()
            raise CorruptFile(reason="no-pages")

    def close(self) -> None:
        """End reading."""
        pdfium.close_document(self._document)

    def read(self, number: int) -> PdfPage:
        """The page of this number (from 1). Raises Unread where pdfium does not read all of it."""
        page = pdfium.load_page(self._document, number - 1)
        if not page:
            raise Unread("page-not-loaded")
        try:
            return _read_page(number, page)
        finally:
            pdfium.close_page(page)

    def runs(self, number: int) -> list[Run]:
        """Only the glyphs of a page, for who looks for the place of a word; raises as `read` does."""
        page = pdfium.load_page(self._document, number - 1)
        text = pdfium.load_text(page) if page else 0
        try:
            if not text:
                raise Unread("text-not-loaded")
            return writing_of(Chars(text, view_of(page))).done()
        finally:
            if text:
                pdfium.close_text(text)
            if page:
                pdfium.close_page(page)


def _read_page(number: int, page: int) -> PdfPage:
    view = view_of(page)
    objects = objects_of(page, view.matrix)
    drawing, pictures = drawing_of(objects)
    letters = objects.letters
    blank = made_wide(letters)
    text = pdfium.load_text(page)
    if not text:
        raise Unread("text-not-loaded")
    try:
        chars = Chars(text, view)
        check_complete(set(letters) - blank, chars.objects, letters)
        writing = writing_of(chars)
    finally:
        pdfium.close_text(text)
    return page_of(number, (view.width, view.height), writing, drawing, pictures, damaged=False)
