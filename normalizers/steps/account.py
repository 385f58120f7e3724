"""The account at the end: characters that nobody claims, and what does not fit in the records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import regex

from extractors.document import Cell, Document, Paragraph
from extractors.finding import Finding
from extractors.place import Anchor
from normalizers.checks import check
from normalizers.draft import Quote, Unit
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
    read = _owned(notice.document.findings, notice.draft.quotes)
    return notice.overlay.findings((*read, *notice.draft.findings, *found), notice.draft)


def _owned(findings: Sequence[Finding], quotes: Iterable[Quote]) -> list[Finding]:
    """What readers found, with the record that is printed at its place; they know no records themselves."""
    if all(found.owner_id or found.anchor is None for found in findings):
        return list(findings)
    owners: dict[int, Quote] = {}
    for quote in quotes:
        known = owners.get(id(quote.unit))
        if known is None or quote.owner_id.count("/") < known.owner_id.count("/"):
            owners[id(quote.unit)] = quote
    return [_with_owner(found, owners.values()) for found in findings]


def _with_owner(found: Finding, owners: Iterable[Quote]) -> Finding:
    if found.owner_id or found.anchor is None:
        return found
    for quote in owners:
        if any(_at(found.anchor, fragment.anchor) for fragment in quote.unit.fragments):
            row = quote.unit.row + 1 if isinstance(quote.unit, Cell) else None
            return replace(found, owner_id=quote.owner_id, row=found.row or row)
    return found


def _at(place: Anchor, unit: Anchor) -> bool:
    """Whether a place is that of a unit: the same path, or a box whose middle stands in that of the unit."""
    if place.path or unit.path:
        return place.path == unit.path
    if place.page != unit.page or place.box is None or unit.box is None:
        return False
    across, down = (place.box.x0 + place.box.x1) / 2, (place.box.top + place.box.bottom) / 2
    return unit.box.x0 <= across <= unit.box.x1 and unit.box.top <= down <= unit.box.bottom


def _annex_heads(document: Document) -> list[str]:
    """The lines, and the cells at the head of a table, that begin as the title of an annex does."""
    units: list[Unit] = []
    for block in document.blocks:
        units += [block] if isinstance(block, Paragraph) else [cell for cell in block.cells if cell.row == 0]
    return [unit.text for unit in units if _ANNEX.match(squeeze(unit.text))]
