"""The account at the end: characters that nobody claims, and what does not fit in the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from extractors.document import Cell, Document, Paragraph, Table
from extractors.finding import Finding
from extractors.place import Anchor
from normalizers.checks import check
from normalizers.draft import Quote, Unit
from normalizers.records import Records
from normalizers.steps.state import Assembly
from normalizers.text import patterns
from normalizers.text.views import excerpt, squeeze

_ANNEX = patterns.made(r"[(\[]?附")


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
    read = _owned(notice.document.findings, notice.document.tables, notice.draft.quotes)
    return notice.overlay.findings((*read, *notice.draft.findings, *found), notice.draft)


def _owned(findings: Sequence[Finding], tables: Sequence[Table], quotes: Iterable[Quote]) -> list[Finding]:
    """What readers found, with the record that is printed at its place; they know no records themselves."""
    if all(found.owner_id or found.anchor is None for found in findings):
        return list(findings)
    owners: dict[int, Quote] = {}
    for quote in quotes:
        known = owners.get(id(quote.unit))
        if known is None or quote.owner_id.count("/") < known.owner_id.count("/"):
            owners[id(quote.unit)] = quote
    return [_with_owner(found, tables, owners) for found in findings]


def _with_owner(found: Finding, tables: Sequence[Table], owners: Mapping[int, Quote]) -> Finding:
    if found.owner_id or found.anchor is None:
        return found
    for quote in owners.values():
        if _stands_at(quote.unit, found.anchor):
            return replace(found, owner_id=quote.owner_id, row=found.row or _row(quote.unit))
    for table in tables:
        for cell in table.cells:
            if _stands_at(cell, found.anchor):
                # a blank cell is of what its row is about
                beside = [owners[id(one)] for one in table.cells if one.row == cell.row and id(one) in owners]
                owner_id = max((one.owner_id for one in beside), key=lambda one: one.count("/"), default="")
                return replace(found, owner_id=owner_id, row=found.row or _row(cell))
    return found


def _row(unit: Unit) -> int | None:
    return unit.row + 1 if isinstance(unit, Cell) else None


def _stands_at(unit: Unit, place: Anchor) -> bool:
    """Whether a place is that of a unit: the same path, or a box whose middle stands in that of the unit."""
    return any(
        place.path == one.path
        if place.path or one.path
        else place.page == one.page
        and place.box is not None
        and one.box is not None
        and one.box.holds(place.box)
        for one in (fragment.anchor for fragment in unit.fragments)
    )


def _annex_heads(document: Document) -> list[str]:
    """The lines, and the cells at the head of a table, that begin as the title of an annex does."""
    units: list[Unit] = []
    for block in document.blocks:
        units += [block] if isinstance(block, Paragraph) else [cell for cell in block.cells if cell.row == 0]
    return [unit.text for unit in units if _ANNEX.match(squeeze(unit.text))]
