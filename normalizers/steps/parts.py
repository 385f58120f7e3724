"""The first step: which part of the notice each block of a document is, and what the letter says."""

from __future__ import annotations

from extractors.document import Document
from normalizers.draft import Draft
from normalizers.notice.ids import safe_id
from normalizers.notice.letter import NoticeText, read_notice
from normalizers.notice.sections import sections
from normalizers.overlay.overlay import Overlay
from normalizers.prose.outlines import outlined
from normalizers.steps.shaping import shaped
from normalizers.steps.state import Assembly, Source


def take_apart(document: Document, source: Source) -> Assembly:
    """Sorts the blocks of a document; without a table, rubrics are looked for in its numbered paragraphs."""
    document = shaped(document)
    parts = sections(document, {})
    if not parts.places:
        document, outlines = outlined(document)
        if outlines:
            parts = sections(document, outlines)
    letter = read_notice(parts.before, parts.after)
    overlay = Overlay(source.corrections, _notice_id(letter, source))
    return Assembly(source, document, parts, letter, Draft(document), overlay)


def _notice_id(letter: NoticeText, source: Source) -> str:
    """Issuer and document number; the name of the file where the notice has no number."""
    if not letter.doc_number:
        return safe_id(source.stem)
    return safe_id("-".join(filter(None, (letter.issuer, letter.doc_number))))
