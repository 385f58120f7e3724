"""A new Excel file, which all that writes one opens alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from pipeline.workbook.cells import xml_text

# columns are measured by its digits, 7 pixels wide: a font that everybody has, or one as wide
_USUAL = {"font_name": "Arial", "font_size": 10}


@contextmanager
def new_workbook(out: Path | BytesIO, title: str, *, by_rows: bool = False) -> Iterator[Any]:
    """A workbook that is written to `out` at the end; the same content gives the same bytes.

    One that is written `by_rows`, from top to bottom, waits on disk and not in memory. Nothing is written
    when the work on it is broken off. Raises OSError when the file cannot be written.
    """
    options = {"default_format_properties": dict(_USUAL), "constant_memory" if by_rows else "in_memory": True}
    book = xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, options)
    # without a date of its own the file would hold the time of writing
    book.set_properties({"title": xml_text(title[:255]), "created": datetime(2000, 1, 1)})
    yield book
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


def set_up_print(sheet: Any) -> None:
    """A sheet without grid lines, on A4 across, as wide as the page."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
