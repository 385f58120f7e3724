"""The Excel file of one notice: its tables as printed, the flat ones, an overview, its doubts."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from normalizers.records import Records
from pipeline.messages.languages import Lang
from pipeline.workbook.blocks import Block, by_sheet, of_printed, retyped
from pipeline.workbook.book import Book
from pipeline.workbook.cells import fitting
from pipeline.workbook.content import Content, name_of
from pipeline.workbook.correctable import HIDDEN, PRINTED, Part
from pipeline.workbook.excel import new_workbook
from pipeline.workbook.items import rubric_sheet, tasks_sheet
from pipeline.workbook.overview import doubts_sheet, overview_sheet
from pipeline.workbook.printed import draw

_PRINTED_TAB, _DOUBTS_TAB = "#1F5FA8", "#C98A00"


def write_workbook(records: Records, path: Path, lang: Lang) -> None:
    """Write the workbook of `records` to `path`; the same records give the same bytes.

    Text of the notice is written as text, so that no cell of it becomes a formula or a link.
    Raises OSError when the file cannot be written.
    """
    with new_workbook(path, records.notice.title) as book:
        write_sheets(Book(book, lang), Content(records))


def write_sheets(book: Book, of: Content) -> None:
    """All sheets of a notice, its tables first."""
    printed_sheets(book, of)
    for rubric in of.records.rubrics:
        rubric_sheet(book, of, rubric)
    if of.records.tasks:
        tasks_sheet(book, of)
    overview_sheet(book, of)
    if of.records.findings:
        doubts_sheet(book, of)
    if of.records.rubrics or of.records.tasks:
        _cells_told(book, of)


def printed_sheets(book: Book, of: Content) -> None:
    """The tables of a notice as printed: a sheet for each with rubrics, one for tasks, one for others."""
    drawn, tasks, others = by_sheet(of)
    shown: dict[str, tuple[str, ...]] = {ids[0]: ids for ids in drawn}
    inside = {one for ids in drawn for one in ids[1:]}
    for rubric in of.records.rubrics:
        ids = shown.get(rubric.rubric_id)
        if ids is not None:
            blocks = [of_printed(drawn[ids])]
        elif rubric.rubric_id in inside or not of.tops[rubric.rubric_id]:
            continue
        else:
            ids, blocks = (rubric.rubric_id,), [retyped(of, rubric, book.lang)]
        sheet, row = _sheet(book, of, name_of(rubric), blocks)
        for one in ids:
            of.drawn[one] = (sheet, row)
    if tasks:
        name = book.say("workbook.printed", name=book.say("label.tasks"))
        _sheet(book, of, name, [*map(of_printed, tasks)])
    if others:
        _sheet(book, of, book.say("workbook.others"), [*map(of_printed, others)])


def _sheet(book: Book, of: Content, name: str, blocks: list[Block]) -> tuple[str, int]:
    sheet = book.sheet(name, of.records.notice.source_file)
    sheet.set_tab_color(_PRINTED_TAB)
    made = draw(book, sheet, blocks)
    of.parts.append(Part("", sheet.name, made.digest, "", PRINTED))
    return sheet.name, made.starts[0]


def _cells_told(book: Book, of: Content) -> None:
    """A hidden sheet that says of which document this is, and what each cell held."""
    sheet: Any = book.book.add_worksheet(HIDDEN)
    sheet.very_hidden()
    notice = of.records.notice
    series = dict.fromkeys(one.series for one in of.records.rubrics if one.series)
    head = (
        ("sha256", notice.sha256),
        ("notice_id", notice.notice_id),
        ("file", notice.source_file),
        ("title", notice.title),
        ("year", "" if notice.year is None else str(notice.year)),
        ("series", *series),
        ("row", "heading", "shown", "record", "field", "value"),
    )
    names = [field.name for field in fields(Part)]
    told = ([getattr(part, name) for name in names] for part in of.parts)
    for at, values in enumerate((*head, *told)):
        for col, value in enumerate(values):
            if value:
                sheet.write_string(at, col, fitting(value))
