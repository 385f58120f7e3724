"""Pages as pdfium gives them: the fast reader."""

from __future__ import annotations

from dataclasses import replace

from extractors.faults import CorruptFile, NeedsPassword
from extractors.frozen import frozen
from extractors.grids.lines import Run, set_lines
from extractors.pdf import pdfium
from extractors.pdf.marks import without_marks
from extractors.pdf.page import Known, PdfPage, Writing, page_of
from extractors.pdf.pdfium_drawing import Painted, objects_of, painted_on
from extractors.pdf.pdfium_forms import PutOn, put_on
from extractors.pdf.pdfium_hidden import Doubts, Proof, doubts_of, unseen
from extractors.pdf.pdfium_text import Chars, check_complete, made_wide, writing_of
from extractors.pdf.pdfium_view import Oversized, Unread, View, view_of
from extractors.pdf.streams import Signs
from extractors.place import Box

_ALL = Signs(whole=True, clips=True, modes=True, layers=True)
# A page of pictures over this share may be a scan with its text in a layer that is not seen.
_PICTURED = 0.4
_PASSWORD = 4  # FPDF_ERR_PASSWORD
# A run that is lower than this share of its size is cut.
_HALVED = 0.95


class PdfiumFile:
    """A PDF opened by pdfium; to be closed.

    Raises NeedsPassword for an encrypted file and CorruptFile for one that has no page.
    """

    def __init__(self, data: bytes, signs: Signs = _ALL) -> None:
        """Open the file; `signs` tells what its commands may hold that hides text."""
        self._data = data  # pdfium reads from it for as long as the file is open
        self._signs = signs
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
        page, found = self._loaded(number)
        try:
            return _read_page(number, page, self._signs, found)
        finally:
            pdfium.close_page(page)

    def turns(self, number: int) -> int:
        """By how many quarters to the right a page is turned to be read, beside what it says itself."""
        try:
            page, _ = self._loaded(number)
        except Unread:
            return 0
        try:
            view, _, turned = _upright(page, self._signs)
            return (view.turns - pdfium.page_rotation(page)) % 4 if turned else 0
        except (Unread, Oversized):
            return 0
        finally:
            pdfium.close_page(page)

    def known(self, number: int) -> Known:
        """What the second reader is told of a page, as it cannot see it; raises as `read` does."""
        page, found = self._loaded(number)
        try:
            view, written, turned = _upright(page, self._signs)
            runs = written.writing.done()
            marked = without_marks(runs, written.writing.pale, written.painted.drawing.rules)
            # a text of which only the lower half is seen stands elsewhere than it is drawn
            moved = [run for run in runs if run.bottom - run.top < _HALVED * run.size]
            put = [run for run in runs if any(box.holds(_middle(run)) for box in found.drawn)]
            left_out = [
                glyph for run in (*written.hidden, *marked.watermarks, *moved) for glyph in run.glyphs()
            ]
            turns = (view.turns - pdfium.page_rotation(page)) % 4 if turned else 0
            return Known(turns, left_out, [*found.values, *put, *moved])
        finally:
            pdfium.close_page(page)

    def attachments(self) -> list[str]:
        """The names of the files that are attached."""
        return pdfium.attachment_names(self._document)

    def _loaded(self, number: int) -> tuple[int, PutOn]:
        """The page of this number as it is printed, and what was put on it. Raises Unread."""
        page = pdfium.load_page(self._document, number - 1)
        if not page:
            raise Unread("page-not-loaded")
        found = PutOn()
        if pdfium.count_annotations(page):
            found = put_on(page, view_of(page))
            if found.redrawn:
                pdfium.close_page(page)
                page = pdfium.load_page(self._document, number - 1)
                if not page:
                    raise Unread("page-not-loaded")
        return page, found

    def runs(self, number: int) -> list[Run]:
        """Only the glyphs that are seen, for who looks for the place of a word; raises as `read` does."""
        page, found = self._loaded(number)
        try:
            _, written, _ = _upright(page, self._signs)
            return [*written.writing.done(), *found.values]
        finally:
            pdfium.close_page(page)


def _middle(run: Run) -> Box:
    x, y = (run.edges[0] + run.edges[-1]) / 2, (run.top + run.bottom) / 2
    return Box(x, y, x, y)


@frozen
class _Written:
    """The text of a page, what of it nobody sees, what else is drawn; `layer`: a picture shows the text.

    `undrawn` is text of which it cannot be told whether it is seen. `turns` is how the page stands upright,
    where nearly all of its text says the same.
    """

    writing: Writing
    hidden: list[Run]
    undrawn: list[Run]
    painted: Painted
    layer: bool
    turns: int | None


def _upright(page: int, signs: Signs) -> tuple[View, _Written, bool]:
    """A page as its text stands upright, and whether it was turned for that."""
    view = view_of(page)
    written = _written(page, view, signs)
    turned = written.turns is not None and (written.turns - view.turns) % 2 == 1
    if turned:
        view = view_of(page, written.turns)
        written = _written(page, view, signs)
    return view, written, turned


def _read_page(number: int, handle: int, signs: Signs, found: PutOn) -> PdfPage:
    view, written, turned = _upright(handle, signs)
    written.writing.level(list(found.values))
    drawing, pictures = written.painted.drawing, written.painted.pictures
    size = view.width, view.height
    page = page_of(number, size, written.writing, drawing, pictures, damaged=False, hidden=written.hidden)
    if found.blanks:
        page = replace(page, sheet=replace(page.sheet, blanks=found.blanks))
    if found.notes or turned or written.undrawn:
        undrawn = tuple(set_lines(written.undrawn))
        page = replace(page, notes=found.notes, turned=turned, undrawn=undrawn)
    return replace(page, layer=tuple(written.writing.done())) if written.layer else page


def _written(page: int, view: View, signs: Signs) -> _Written:
    """All that stands on a page. Raises Unread where pdfium leaves out some of its text."""
    objects = objects_of(page, view.matrix)
    painted = painted_on(objects)
    letters = objects.letters
    bounds = pdfium.bounds_of(letters)
    doubts = doubts_of(objects, bounds, painted, signs)
    blank = made_wide(letters, bounds)
    text = pdfium.load_text(page)
    if not text:
        raise Unread("text-not-loaded")
    try:
        chars = Chars(text, view)
        check_complete(set(letters) - blank, chars.objects, letters)
        turns = chars.turns()
        gone, undrawn = _unseen(page, view, chars, doubts)
        share = sum(painted.pictures) / (view.width * view.height)
        inked = len(chars.objects) - chars.objects.count(None)
        if share >= _PICTURED and 2 * (len(gone) + len(undrawn)) > inked:
            return _Written(
                writing_of(chars, doubts.pale, doubts.cut), [], [], painted, layer=True, turns=turns
            )
        hidden, kept = chars.take_out(gone), chars.runs(undrawn)
        return _Written(
            writing_of(chars, doubts.pale, doubts.cut), hidden, kept, painted, layer=False, turns=turns
        )
    finally:
        pdfium.close_text(text)


def _unseen(page: int, view: View, chars: Chars, doubts: Doubts) -> Proof:
    """The characters of a page that nobody sees, and those of which that cannot be told."""
    proof = unseen(page, view, chars, doubts.hidden) if doubts.hidden else Proof([], [])
    inkless = (
        [at for at, handle in enumerate(chars.objects) if handle in doubts.inkless] if doubts.inkless else []
    )
    return Proof(sorted(proof.gone + inkless), proof.open)
