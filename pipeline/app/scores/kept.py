"""What people noted of units: a file of marks for each rubric in the project, as `rubrics score` reads it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from extractors.frozen import frozen
from pipeline.app.desk import Desk
from pipeline.ingest.ids import printable
from pipeline.locking import locked
from pipeline.quoted import csv_writer, quoted, unquoted
from pipeline.replacing import replacing
from pipeline.scoring.marks import read_marks
from pipeline.scoring.model import Mark

FOLDER = "scores"
_HEADER = ("unit", "id", "value", "matter", "remark")
_NAME = 60


@frozen
class Sheet:
    """The marks of one rubric: its units in order, those without marks too, and the marks of each."""

    units: tuple[str, ...]
    marks: tuple[Mark, ...]

    def of(self, unit: str) -> tuple[Mark, ...]:
        """The marks of a unit."""
        return tuple(mark for mark in self.marks if mark.unit == unit)


def place(desk: Desk, rubric_id: str) -> Path:
    """The file of a rubric: readable, and one for each id whatever characters it has."""
    short = hashlib.sha256(rubric_id.encode()).hexdigest()[:8]
    name = "".join(one if one.isalnum() or one in "-_" else "-" for one in printable(rubric_id))
    return desk.project.root / FOLDER / f"{name[:_NAME]}-{short}.csv"


def load(desk: Desk, rubric_id: str) -> Sheet:
    """The marks of a rubric. Raises MarksUnreadable, OSError."""
    path = place(desk, rubric_id)
    if not path.exists():
        return Sheet((), ())
    # a unit without marks has a row without a value, which is no mark
    with path.open(encoding="utf-8-sig", newline="") as file:
        units = dict.fromkeys(unquoted(row.get("unit") or "").strip() for row in csv.DictReader(file))
    marks = read_marks(path)
    # people may have named the columns otherwise
    units |= dict.fromkeys(mark.unit for mark in marks)
    return Sheet(tuple(unit for unit in units if unit), marks)


def add(desk: Desk, rubric_id: str, names: Iterable[str]) -> None:
    """Units without marks yet. Raises MarksUnreadable, OSError."""
    with desk.lock, locked(desk.project.root):
        sheet = load(desk, rubric_id)
        _write(desk, rubric_id, dict.fromkeys((*sheet.units, *names)), sheet.marks)


def drop(desk: Desk, rubric_id: str, unit: str) -> None:
    """Takes a unit with its marks out. Raises MarksUnreadable, OSError."""
    with desk.lock, locked(desk.project.root):
        sheet = load(desk, rubric_id)
        units = [one for one in sheet.units if one != unit]
        _write(desk, rubric_id, units, [mark for mark in sheet.marks if mark.unit != unit])


def take(desk: Desk, rubric_id: str, marks: Sequence[Mark]) -> None:
    """Marks of a file: those of a unit take the place of what it had. Raises MarksUnreadable, OSError."""
    with desk.lock, locked(desk.project.root):
        sheet = load(desk, rubric_id)
        given = {mark.unit for mark in marks}
        kept = [mark for mark in sheet.marks if mark.unit not in given]
        _write(
            desk, rubric_id, dict.fromkeys((*sheet.units, *(mark.unit for mark in marks))), [*kept, *marks]
        )


# a place of a form: the id, which of several for different matters, value or matter
Cell = tuple[str, int, str]


def cells(marks: Sequence[Mark]) -> dict[Cell, str]:
    """What stands in the places of the form of a unit."""
    counts: dict[str, int] = {}
    found: dict[Cell, str] = {}
    for mark in marks:
        at = counts[mark.id] = counts.get(mark.id, -1) + 1
        found[mark.id, at, "value"] = mark.value
        if mark.matter:
            found[mark.id, at, "matter"] = mark.matter
    return found


def marked(unit: str, filled: Mapping[Cell, str]) -> list[Mark]:
    """The marks that a form holds."""
    return [
        Mark(id_, value, unit, filled.get((id_, at, "matter"), ""))
        for (id_, at, what), value in sorted(filled.items(), key=lambda one: one[0][:2])
        if what == "value" and value
    ]


def save(
    desk: Desk, rubric_id: str, unit: str, seen: Mapping[Cell, str], new: Mapping[Cell, str]
) -> dict[Cell, str]:
    """Writes what a person changed of a unit; what others changed since stays, and is given where both did.

    Raises MarksUnreadable, OSError.
    """
    with desk.lock, locked(desk.project.root):
        sheet = load(desk, rubric_id)
        now = cells(sheet.of(unit))
        changed = {cell: value for cell, value in new.items() if value != seen.get(cell, "")}
        against = {
            cell: now.get(cell, "")
            for cell, value in changed.items()
            if now.get(cell, "") not in {seen.get(cell, ""), value}
        }
        merged = now | {cell: value for cell, value in changed.items() if cell not in against}
        others = [mark for mark in sheet.marks if mark.unit != unit]
        kept = marked(unit, merged)
        remarks = {(mark.id, mark.matter): mark.remark for mark in sheet.of(unit)}
        kept = [
            Mark(one.id, one.value, unit, one.matter, remarks.get((one.id, one.matter), "")) for one in kept
        ]
        _write(desk, rubric_id, dict.fromkeys((*sheet.units, unit)), [*others, *kept])
        return against


def _write(desk: Desk, rubric_id: str, units: Iterable[str], marks: Iterable[Mark]) -> None:
    of: dict[str, list[Mark]] = {unit: [] for unit in units}
    for mark in marks:
        of.setdefault(mark.unit, []).append(mark)
    with (
        replacing(place(desk, rubric_id)) as fresh,
        fresh.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv_writer(file)
        writer.writerow(_HEADER)
        for unit, own in of.items():
            rows = [(mark.unit, mark.id, mark.value, mark.matter, mark.remark) for mark in own]
            for row in rows or [(unit, rubric_id, "", "", "")]:
                writer.writerow(map(quoted, row))
