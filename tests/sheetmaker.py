"""Makes spreadsheet files for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

Value = str | int | float | None


def book(
    *sheets: tuple[str, Sequence[Sequence[Value]]], then: Callable[[Any, dict[str, Any]], None] | None = None
) -> bytes:
    """A workbook: for each sheet its name and rows; None merges with the cell to its left, `^` with that above.

    `then` gets the workbook and its sheets by name, to change them.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2024, 1, 1)})
        named = {}
        for name, rows in sheets:
            named[name] = workbook.add_worksheet(name)
            _fill(named[name], rows)
        if then:
            then(workbook, named)
    return target.getvalue()


def sheet(rows: Sequence[Sequence[Value]], then: Callable[[Any, Any], None] | None = None) -> bytes:
    """A workbook of one sheet; `then` gets the workbook and the sheet."""
    return book(
        ("Sheet1", rows), then=lambda workbook, named: then(workbook, named["Sheet1"]) if then else None
    )


def patched(data: bytes, part: str, changes: Mapping[str, str]) -> bytes:
    """The file with texts of one of its parts replaced; each must be there."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == part:
                text = content.decode()
                for before, after in changes.items():
                    assert before in text
                    text = text.replace(before, after)
                content = text.encode()
            new.writestr(info, content)
    return target.getvalue()


def _fill(worksheet: Any, rows: Sequence[Sequence[Value]]) -> None:
    for row, values in enumerate(rows):
        for col, value in enumerate(values):
            if value is None or value == "^":
                continue
            bottom, right = row, col
            while bottom + 1 < len(rows) and rows[bottom + 1][col : col + 1] == ["^"]:
                bottom += 1
            while right + 1 < len(values) and values[right + 1] is None:
                right += 1
            if (bottom, right) != (row, col):
                worksheet.merge_range(row, col, bottom, right, value)
            elif value != "":
                worksheet.write(row, col, value)
