"""Marks read back from a workbook that was filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.frozen import frozen
from extractors.office.worksheet import Sheet
from pipeline.scoring.form.columns import MARKER
from pipeline.scoring.model import Mark

_CODES = {"id": MARKER, "slot": "slot", "value": "value", "matter": "matter"}


@frozen
class _Line:
    """A cell that was filled in, by its row."""

    row: int
    id: str
    kind: str
    tier: str
    name: str
    value: str
    matter: str


def is_form(sheet: Sheet) -> bool:
    """Whether a sheet is a form of a scoring workbook."""
    return any(row == 1 and text == "slot" for (row, _), text in sheet.cells.items()) and any(
        row == 1 and text == MARKER for (row, _), text in sheet.cells.items()
    )


def marks_of(sheet: Sheet) -> Iterator[Mark]:
    """The marks of a form; rows may have been inserted, moved or sorted, columns inserted."""
    cells = {**sheet.cells, **sheet.rounded, **sheet.unsaved}
    columns = {
        name: next((column for (row, column), text in cells.items() if row == 1 and text == code), 0)
        for name, code in _CODES.items()
    }

    def at(row: int, name: str) -> str:
        return cells.get((row, columns[name]), "").strip()

    unit = ""
    lines = []
    for row in sorted({row for row, _ in cells}):
        id_, slot, value = at(row, "id"), at(row, "slot"), at(row, "value")
        if id_ == "unit":
            unit = value
        elif row > 1 and id_ and slot and value:
            kind, _, tier = slot.partition("/")
            place, _, name = tier.partition("/")
            lines.append(_Line(row, id_, kind, place, name, value, at(row, "matter")))
    yield from (Mark(one.id, one.value, unit, one.matter, row=one.row) for one in lines if one.kind != "tier")
    yield from _of_tiers([one for one in lines if one.kind == "tier"], unit)


def _of_tiers(lines: Sequence[_Line], unit: str) -> Iterator[Mark]:
    """A clause with tiers has a cell for each: one mark for all of one matter, 0 where none was reached."""
    for id_ in dict.fromkeys(one.id for one in lines):
        own = [one for one in lines if one.id == id_]
        reached = [one for one in own if one.value not in {"0", "无", "否"}]
        for matter in dict.fromkeys(one.matter for one in reached):
            same = [one for one in reached if one.matter == matter]
            value = "；".join(f"{one.name}×{one.value}" for one in same)
            yield Mark(id_, value, unit, matter, row=same[0].row)
        if not reached:
            yield Mark(id_, "0", unit, row=own[0].row)
