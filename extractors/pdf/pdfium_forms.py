"""What is put on a page: values of form fields are its text, notes and attached files are told."""

from __future__ import annotations

import pypdfium2.raw as raw

from extractors.frozen import frozen
from extractors.grids.lines import Run
from extractors.pdf import pdfium
from extractors.pdf.page import ABOVE
from extractors.pdf.pdfium_view import View
from extractors.place import Box

# What readers of a page write on it, and what is no mark on it at all: none of it is text of the page.
_NOTES = frozenset(
    (
        raw.FPDF_ANNOT_TEXT,
        raw.FPDF_ANNOT_FREETEXT,
        raw.FPDF_ANNOT_HIGHLIGHT,
        raw.FPDF_ANNOT_UNDERLINE,
        raw.FPDF_ANNOT_SQUIGGLY,
        raw.FPDF_ANNOT_CARET,
        raw.FPDF_ANNOT_INK,
        raw.FPDF_ANNOT_POPUP,
        raw.FPDF_ANNOT_LINK,
        raw.FPDF_ANNOT_FILEATTACHMENT,
    )
)
# The size of a value without a look of its own, as a share of the height of its field, and at most.
_SHARE, _LARGEST = 0.7, 10.5


@frozen
class PutOn:
    """What was put on a page: words of notes, fields that are blank, values that nothing draws.

    `drawn` are the places of what is drawn on it and stands in no command of the page.
    """

    notes: tuple[tuple[str, Box], ...] = ()
    blanks: tuple[Box, ...] = ()
    values: tuple[Run, ...] = ()
    drawn: tuple[Box, ...] = ()
    redrawn: bool = False


def put_on(page: int, view: View) -> PutOn:
    """Make the values of form fields a part of a page, which is then to be loaded again (`redrawn`)."""
    found = pdfium.annotations_of(page)
    notes: list[tuple[str, Box]] = []
    blanks: list[Box] = []
    values: list[Run] = []
    drawn: list[Box] = []
    for number in range(len(found) - 1, -1, -1):
        one = found[number]
        left, top, right, bottom = one.box
        box = view.matrix.box(left, bottom, right, top)
        if one.drawn and one.kind not in _NOTES:
            drawn.append(box)
        if one.kind in _NOTES:
            if one.words.strip() and one.kind != raw.FPDF_ANNOT_LINK:
                notes.append((one.words, box))
            pdfium.remove_annotation(page, number)
        elif one.kind == raw.FPDF_ANNOT_WIDGET and one.field == "Tx":
            if not one.value.strip():
                blanks.append(box)
            elif not one.drawn:
                values.append(_run(one.value, box))
        elif one.words.strip():
            notes.append((one.words, box))
    redrawn = pdfium.count_annotations(page) > 0 and pdfium.print_annotations(page)
    return PutOn(tuple(notes[::-1]), tuple(blanks[::-1]), tuple(values[::-1]), tuple(drawn), redrawn)


def _run(value: str, box: Box) -> Run:
    """A value in the place of its field, from the left and in the middle of its height."""
    text = " ".join(value.split())
    size = min(_LARGEST, _SHARE * (box.bottom - box.top), (box.x1 - box.x0) / len(text))
    top = (box.top + box.bottom) / 2 + (ABOVE - 0.5) * size - ABOVE * size
    edges = [box.x0 + at * size for at in range(len(text) + 1)]
    return Run(text, edges, top, top + size, size)
