"""The Excel file of one notice: its tables as printed, the flat ones, an overview, its doubts."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from normalizers.records import Records
from pipeline.messages.languages import Lang
from pipeline.workbook.blocks import sheets_of
from pipeline.workbook.book import Book
from pipeline.workbook.cells import fitting
from pipeline.workbook.content import Content
from pipeline.workbook.correctable import HIDDEN, PRINTED, Part
from pipeline.workbook.excel import new_workbook
from pipeline.workbook.items import rubric_sheet, tasks_sheet
from pipeline.workbook.overview import doubts_sheet, overview_sheet
from pipeline.workbook.printed import draw

_PRINTED_TAB = "#1F5FA8"


def write_workbook(records: Records, path: Path, lang: Lang) -> None:
    """Write the workbook of `records` to `path`; the same records give the same bytes.

    Text of the notice is written as text, so that no cell of it becomes a formula or a link.
    Raises OSError when the file cannot be written.
    """
    with new_workbook(path, records.notice.title) as book:
        write_sheets(Book(book, lang), Content(records))


def write_sheets(book: Book, of: Content) -> None:
    """All sheets of a notice, its tables first."""
    _printed_sheets(book, of)
    for rubric in of.records.rubrics:
        rubric_sheet(book, of, rubric)
    if of.records.tasks:
        tasks_sheet(book, of)
    overview_sheet(book, of)
    if of.records.findings:
        doubts_sheet(book, of)
    if of.records.rubrics or of.records.tasks:
        _cells_told(book, of)


def _printed_sheets(book: Book, of: Content) -> None:
    """The tables of a notice as they are printed."""
    for one in sheets_of(of, book.lang):
        sheet = book.sheet(one.name, of.records.notice.source_file)
        sheet.set_tab_color(_PRINTED_TAB)
        made = draw(book, sheet, one.blocks)
        of.drawn |= dict.fromkeys(one.rubric_ids, (sheet.name, made.starts[0]))
        of.parts.append(Part("", sheet.name, made.digest, "", PRINTED))


def _cells_told(book: Book, of: Content) -> None:
    """A hidden sheet that says of which document this is, and what each cell held."""
    sheet: Any = book.book.add_worksheet(HIDDEN)
    sheet.very_hidden()
    notice = of.records.notice
    names = [field.name for field in fields(Part)]
    series = list(dict.fromkeys(one.series for one in of.records.rubrics if one.series))
    # a sheet takes time by its rows and its columns: it is no wider than a part
    room = len(names) - 1
    lines = (("series", *series[at : at + room]) for at in range(0, max(1, len(series)), room))
    head = (
        ("sha256", notice.sha256),
        ("notice_id", notice.notice_id),
        ("file", notice.source_file),
        ("title", notice.title),
        ("year", "" if notice.year is None else str(notice.year)),
        *lines,
        ("row", "heading", "shown", "record", "field", "value"),
    )
    told = ([getattr(part, name) for name in names] for part in of.parts)
    for at, values in enumerate((*head, *told)):
        for col, value in enumerate(values):
            if value:
                sheet.write_string(at, col, fitting(value))
