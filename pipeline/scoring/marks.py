"""Marks (评分记录) read from CSV, XLSX or JSON: rows of unit, id, value, matter, remark."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from normalizers.text.numerals import plain
from pipeline.quoted import unquoted
from pipeline.scoring.model import Mark
from pipeline.scoring.rules.values import text_of

# what a column may be called; further columns are for the reader's eyes
COLUMNS: dict[str, tuple[str, ...]] = {
    "unit": ("unit", "被考核单位", "单位"),
    "id": ("id", "编号"),
    "value": ("value", "值", "评分", "填写"),
    "matter": ("matter", "事项"),
    "remark": ("remark", "备注"),
}
_HEADER_WITHIN = 20


class MarksUnreadable(ValueError):
    """A file of marks that cannot be read."""

    def __init__(self, code: str, detail: str = "") -> None:
        """`code` says why, `detail` where."""
        super().__init__(code)
        self.code, self.detail = code, detail


def read_marks(path: Path) -> tuple[Mark, ...]:
    """The marks of a CSV, XLSX or JSON file, in its order; rows without a value are left out.

    JSON is a list of objects with the names of the columns, or `{"marks": [...]}`. Raises MarksUnreadable, or
    OSError when the file cannot be opened.
    """
    data = path.read_bytes()
    suffix = path.suffix.lower()
    if suffix == ".json":
        return tuple(_of_json(data))
    if suffix in {".xlsx", ".xlsm"}:
        return tuple(_of_sheets(data))
    return tuple(_of_rows(_csv_rows(data)))


def marks_of_json(data: bytes) -> tuple[Mark, ...]:
    """The marks of a text of JSON, as `read_marks` takes it. Raises MarksUnreadable."""
    return tuple(_of_json(data))


def _of_json(data: bytes) -> Iterator[Mark]:
    try:
        given = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as error:
        raise MarksUnreadable("not-json", str(error).splitlines()[0]) from error
    rows = given.get("marks") if isinstance(given, dict) else given
    if not isinstance(rows, list):
        raise MarksUnreadable("no-list")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not isinstance(row.get("id"), str):
            raise MarksUnreadable("no-id", str(number))
        if row.get("value") not in (None, ""):
            yield Mark(**{name: _text(row.get(name)) for name in COLUMNS}, row=number)


def _text(value: Any) -> str:
    """A value of JSON as it would stand in a cell."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return plain(value) if value.is_finite() and abs(value.adjusted()) < 30 else str(value)
    if isinstance(value, Mapping):
        # {"省级": 2, "市级": 1}: tiers with their counts
        return "；".join(f"{label}×{_text(count)}" for label, count in value.items())
    return "" if value is None else str(value)


def _csv_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = text_of(data)
    except UnicodeDecodeError as error:
        raise MarksUnreadable("not-text") from error
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in reader:
            yield reader.line_num, list(map(unquoted, cells))
    except csv.Error as error:
        raise MarksUnreadable("not-csv", str(reader.line_num)) from error


def _of_sheets(data: bytes) -> Iterator[Mark]:
    """The marks of the forms of a scoring workbook, else of the first sheet that has the columns.

    Figures are read as stored, not as displayed.
    """
    from extractors.faults import CorruptFile, NeedsPassword, UnsupportedFormat
    from extractors.office.worksheet import read_sheets
    from pipeline.scoring.form.reader import is_form, marks_of

    try:
        sheets = read_sheets(data)
    except (CorruptFile, NeedsPassword, UnsupportedFormat) as error:
        raise MarksUnreadable("not-xlsx", type(error).__name__) from error
    if forms := [sheet for sheet in sheets if is_form(sheet)]:
        for sheet in forms:
            yield from marks_of(sheet)
        return
    for sheet in sheets:
        cells = {**sheet.cells, **sheet.rounded}
        wide = max((column for _, column in cells), default=0)
        rows = [
            (row, [cells.get((row, column), "") for column in range(1, wide + 1)])
            for row in sorted({row for row, _ in cells})
        ]
        if _header(rows) is not None:
            yield from _of_rows(rows)
            return
    raise MarksUnreadable("no-columns")


def _header(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, dict[str, int]] | None:
    """The row that names the columns, as a place in `rows`, and the place of each column."""
    for place, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        names = [cell.strip().lower() for cell in cells]
        places = {
            column: names.index(found)
            for column, known in COLUMNS.items()
            if (found := next((name for name in known if name in names), None)) is not None
        }
        if {"id", "value"} <= places.keys():
            return place, places
    return None


def _of_rows(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Mark]:
    listed = list(rows)
    header = _header(listed)
    if header is None:
        raise MarksUnreadable("no-columns")
    first, places = header
    for number, cells in listed[first + 1 :]:
        row = {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()}
        if row.get("value"):
            if not row["id"]:
                raise MarksUnreadable("no-id", str(number))
            yield Mark(**row, row=number)
