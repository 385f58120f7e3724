"""What the cells of a notice's workbook stand for, written into it so that corrected cells find back.

The id of a row stands in a hidden column beside it, which goes along when rows are sorted or inserted; what
each cell held, and of which fields it is made, in a hidden sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.frozen import frozen
from normalizers.columns import chosen
from normalizers.overlay.model import below_notice
from normalizers.overlay.rows import lines_of
from normalizers.overlay.values import written
from normalizers.records import Criterion, Rubric, Task
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import band_heading
from pipeline.messages.words import say
from pipeline.workbook.columns import BAND_FIELDS, COLUMNS, RUBRIC, SEQ, in_cell
from pipeline.workbook.sheet import Cell, Column, Line, Owned

ID, HIDDEN = "id", "rubrics-id"
DERIVED = ""
# the part that tells what a sheet as printed held: its name as heading, the digest of its texts
PRINTED = "printed"
_KEYS = (SEQ.key, *(head.key for head in RUBRIC), "findings")


@frozen
class Part:
    """A field in a cell: the cell's row and heading, what is shown there, the field and its value.

    A cell whose field is `DERIVED` follows from others, and cannot be corrected itself.
    """

    row: str
    heading: str
    shown: str
    record: str = ""
    field: str = DERIVED
    value: str = ""


def parts_of_rubric(
    owned: Owned, rubric: Rubric, lines: Sequence[Line], made: Sequence[Column], lang: Lang
) -> Iterator[Part]:
    """The parts of the sheet of a rubric: its title, the cells of each line, its sums."""
    notice_id = rubric.notice_id
    own = below_notice(rubric.rubric_id, notice_id)
    yield Part(
        own, "", rubric.title or rubric.scope or say("label.no_title", lang), own, "title", rubric.title
    )
    keys = {say(f"label.{key}", lang): key for key in _KEYS}
    for index, line in enumerate(lines):
        row = below_notice(line.criterion.criterion_id, notice_id)
        level = 0
        for column in made:
            key = keys.get(column.heading, "")
            shown = _shown(column.cells[index])
            if key:
                fields = _of_cell(owned, line, key, notice_id)
            else:
                fields = _name(line, level, notice_id)
                level += 1
            found = list(fields)
            for record, field, value in found:
                yield Part(row, column.heading, shown, record, field, value)
            if not found and shown and key != "findings":
                yield Part(row, column.heading, shown)
    for total in owned.totals.get(rubric.rubric_id, []):
        address = f"{own}/t{total.seq}"
        points = written(total.points) or ""
        yield Part(address, say("label.points", lang), points, address, "points", points)


def parts_of_task(owned: Owned, task: Task, lang: Lang) -> Iterator[Part]:
    """The parts of a line of the tasks."""
    row = below_notice(task.task_id, task.notice_id)
    for field, how in chosen(COLUMNS, "tasks").items():
        if how.corrected:
            value = getattr(task, field)
            yield Part(row, say(f"label.{how.key}", lang), value, row, field, value)
    parties = owned.parties.get(task.task_id, [])
    people = [one.name for one in parties]
    value = "\n".join(lines_of("parties", parties, task.task_id))
    yield Part(row, say("label.parties", lang), "\n".join(people), row, "parties", value)


def _of_cell(owned: Owned, line: Line, key: str, notice_id: str) -> Iterator[tuple[str, str, str]]:
    """Record, field and value of each part of a cell of a line."""
    one = line.criterion
    own = below_notice(one.criterion_id, notice_id)
    if fields := in_cell("criteria", key):
        # 95 % is one cell of two fields; where only one of them is there, the cell is that one
        values = {field: written(getattr(one, field)) or "" for field in fields}
        for field in [field for field in fields if values[field]] or fields[:1]:
            yield own, field, values[field]
    elif key == "key_points":
        points = lines_of("key_points", owned.key_points.get(one.criterion_id, []), one.criterion_id)
        whole = "".join("".join(points).split()) == "".join(one.text.split())
        yield (
            own,
            *(
                ("key_points", "\n".join(points))
                if points and (whole or not one.text)
                else ("text", one.text)
            ),
        )
    elif key == "rules":
        yield own, "rule_text", one.rule_text
        for band in owned.bands.get(one.criterion_id, []):
            address = below_notice(band.band_id, notice_id)
            yield address, "heading", band_heading(band)
            for field in BAND_FIELDS:
                yield address, field, written(getattr(band, field)) or ""
    elif key == "parties":
        owner = next((c for c in (one, *reversed(line.above)) if owned.parties.get(c.criterion_id)), one)
        parties = owned.parties.get(owner.criterion_id, [])
        lines = "\n".join(lines_of("parties", parties, owner.criterion_id))
        yield below_notice(owner.criterion_id, notice_id), "parties", lines


def _name(line: Line, level: int, notice_id: str) -> Iterator[tuple[str, str, str]]:
    """The name that stands in a column of names: of the criterion, or of one above it."""
    named: list[Criterion] = [one for one in (*line.above, line.criterion) if one.name]
    if level < len(named):
        yield below_notice(named[level].criterion_id, notice_id), "name", named[level].name


def _shown(cell: Cell) -> str:
    return "" if cell is None else (str(cell) if not hasattr(cell, "normalize") else written(cell) or "")
