"""The account at the end: characters that nobody claims, and what does not fit in the records."""

from __future__ import annotations

import regex

from extractors.document import Document, Paragraph
from extractors.finding import Finding
from normalizers.checks import check
from normalizers.draft import Unit
from normalizers.records import Records
from normalizers.steps.state import Assembly
from normalizers.text.views import excerpt, squeeze

_ANNEX = regex.compile(r"[(\[]?附")


def tell_of_unclaimed(notice: Assembly) -> tuple[int, int]:
    """Reports what nobody claims, and gives the number of characters and how many are claimed.

    Tables without a rubric are left out, as they are reported as a whole.
    """
    characters, claimed, left = notice.draft.account()
    reported = {id(cell) for table in notice.parts.other_tables for cell in table.cells}
    for unit, start, end in left:
        if id(unit) not in reported:
            text = unit.text[start:end]
            count = len(squeeze(text))
            notice.draft.report("unclaimed-text", unit, evidence=text, count=count, text=excerpt(text))
    return characters, claimed


def checked(notice: Assembly, records: Records) -> tuple[Finding, ...]:
    """The findings of the readers, of the steps, and of the checks; those that people settled are notes."""
    found = check(records, notice.draft.quotes, _annex_heads(notice.document))
    return notice.overlay.findings((*notice.document.findings, *notice.draft.findings, *found), notice.draft)


def _annex_heads(document: Document) -> list[str]:
    """The lines, and the cells at the head of a table, that begin as the title of an annex does."""
    units: list[Unit] = []
    for block in document.blocks:
        units += [block] if isinstance(block, Paragraph) else [cell for cell in block.cells if cell.row == 0]
    return [unit.text for unit in units if _ANNEX.match(squeeze(unit.text))]
