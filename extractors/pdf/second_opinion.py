"""A second opinion on a PDF: where pdfplumber reads another text than pdfium, a person should look."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import zip_longest

from extractors.document import Block, Cell, Document, Paragraph, Table
from extractors.faults import CorruptFile, NeedsPassword
from extractors.finding import Finding, finding
from extractors.formats import Format
from extractors.pdf.reader import read_pdf_again
from extractors.place import Anchor

# text that nobody sees, and watermarks, are told by pdfium alone
_LEFT_OUT = frozenset({"hidden-dropped", "watermark-dropped"})


def verified(document: Document, data: bytes) -> Document:
    """The document of a PDF with a finding for each cell and paragraph that the second reader has otherwise.

    A document of another kind comes back as it is: there is one reader for it.
    """
    if document.media_type != Format.PDF.value.media_type:
        return document
    try:
        again = read_pdf_again(data)
    except (CorruptFile, NeedsPassword) as fault:
        found = [finding("second-reader-failed", reason=fault.values.get("reason", fault.code))]
    else:
        found = list(disagreements(document, again))
    return replace(document, findings=(*document.findings, *found))


def disagreements(first: Document, second: Document) -> Iterator[Finding]:
    """What differs between two readings of one PDF, page by page; on scanned pages there is one reading."""
    scanned = {block.anchor.page for block in first.blocks if _is_scanned(block)}
    left_out = {found.evidence for found in first.findings if found.code in _LEFT_OUT}
    for page in range(1, max(first.pages or 0, second.pages or 0) + 1):
        if page in scanned:
            continue
        tables = zip_longest(_tables(first, page), _tables(second, page))
        for one, other in tables:
            yield from _cells(one, other, page)
        yield from _paragraphs(_printed(first, page, left_out), _printed(second, page, left_out), page)


def _is_scanned(block: Block) -> bool:
    cells = block.cells if isinstance(block, Table) else (block,)
    return any(cell.quality == "ocr" for cell in cells)


def _tables(document: Document, page: int) -> list[Table]:
    return [table for table in document.tables if table.anchor.page == page]


def _printed(document: Document, page: int, left_out: Collection[str]) -> list[Paragraph]:
    """The paragraphs of a page without those that are no text of it, which only one reader knows."""
    return [
        block
        for block in document.blocks
        if isinstance(block, Paragraph)
        and block.anchor.page == page
        and not (block.role == "furniture" and block.text in left_out)
    ]


def _cells(one: Table | None, other: Table | None, page: int) -> Iterator[Finding]:
    ours, theirs = _by_place(one), _by_place(other)
    for place in sorted(ours.keys() | theirs.keys()):
        cell, twin = ours.get(place), theirs.get(place)
        if cell is not None and twin is not None and _same(cell, twin):
            continue
        known = cell or twin
        yield _disagreement(
            cell.text if cell else "", twin.text if twin else "", known.anchor if known else Anchor(page)
        )


def _by_place(table: Table | None) -> dict[tuple[int, int], Cell]:
    return {(cell.row, cell.col): cell for cell in table.cells} if table else {}


def _same(one: Cell, other: Cell) -> bool:
    return (one.text, one.row_span, one.col_span) == (other.text, other.row_span, other.col_span)


def _paragraphs(ours: Sequence[Paragraph], theirs: Sequence[Paragraph], page: int) -> Iterator[Finding]:
    texts, twins = [one.text for one in ours], [one.text for one in theirs]
    for what, start, end, from_, to in SequenceMatcher(None, texts, twins, autojunk=False).get_opcodes():
        if what != "equal":
            place = ours[start].anchor if start < end else Anchor(page)
            yield _disagreement("\n".join(texts[start:end]), "\n".join(twins[from_:to]), place)


def _disagreement(first: str, second: str, place: Anchor) -> Finding:
    return finding("readers-disagree", first=first, second=second, anchor=place, evidence=first)
