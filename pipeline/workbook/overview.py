"""What a notice is and which sheets hold it (总览), and its doubts (疑点), on sheets behind the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from normalizers.columns import chosen
from normalizers.records import FindingRow
from pipeline.messages.phrases import MARKS, SEVERITIES, OwnerNames, agrees, value_in_words
from pipeline.workbook.book import BORDER, LINK, Book
from pipeline.workbook.cells import TALLEST, height_of
from pipeline.workbook.columns import COLUMNS
from pipeline.workbook.content import Content
from pipeline.workbook.items import pages_of
from pipeline.workbook.sheet import Text

_OVERVIEW = (8, 46, 26, 9, 12, 12, 10, 12)
_QUOTE = 100
_DOUBTS = {"level": 10, "where": 34, "place": 16, "message": 48, "evidence": 36, "hint": 34}


def overview_sheet(book: Book, of: Content) -> None:
    """Facts of the notice, its rubrics with their sums, and what the sheets of its file hold."""
    notice = of.records.notice
    sheet = book.sheet(book.say("label.overview"), notice.source_file)
    for col, width in enumerate(_OVERVIEW):
        sheet.set_column(col, col, width)
    last = len(_OVERVIEW) - 1
    title = notice.title or Path(notice.source_file).stem
    book.band(sheet, 0, last, title, sum(_OVERVIEW), bold=True, font_size=16)
    row = 1
    for name, how in chosen(COLUMNS, "notices").items():
        # the title stands above, and beside the state the counts of findings
        fact = value_in_words(getattr(notice, name), book.lang) if how.plain else ""
        fact = _status(book, of) if how.key == "status" else fact
        if fact:
            faint = book.format(font_color="#595959", text_wrap=False)
            sheet.write_string(row, 0, book.say(f"label.{how.key}"), faint)
            book.spread(sheet, row, 1, last, fact, bold=how.key == "status")
            row += 1
    if of.records.findings:
        to = book.format(font_color=LINK, text_wrap=False)
        text = book.say("workbook.to_findings", count=len(of.records.findings))
        sheet.write_url(row, 1, f"internal:'{book.say('label.findings')}'!A1", to, text)
        row += 1
    if of.records.rubrics:
        row = _rubrics(book, of, sheet, row + 1)
    for line in _told(book, of):
        row += 1
        book.band(sheet, row, last, line, sum(_OVERVIEW), font_color="#595959")


def _status(book: Book, of: Content) -> str:
    counts = [
        f"{book.say(f'severity.{severity}')} {count}"
        for severity in SEVERITIES
        if (count := sum(row.severity == severity for row in of.records.findings))
    ]
    return "    ".join([book.say(f"status.{of.records.notice.status}"), *counts])


def _rubrics(book: Book, of: Content, sheet: Any, row: int) -> int:
    """A row for each rubric: its name leads to the sheet as printed, its number of items to the flat one."""
    book.heading(sheet, row, book.say("label.rubrics"))
    keys = ("seq", "rubric", "scope", "criteria", "declared", "computed", "agrees", "page")
    book.header(sheet, row + 1, [book.say(f"label.{key}") for key in keys])
    row += 2
    for rubric in of.records.rubrics:
        agree = agrees(rubric)
        book.cell(sheet, row, 0, rubric.seq)
        name = rubric.title or book.say("label.no_title")
        book.link(sheet, row, 1, of.drawn.get(rubric.rubric_id), name)
        book.cell(sheet, row, 2, Text(((rubric.scope, False),)))
        count = of.counts[rubric.rubric_id]
        book.link(sheet, row, 3, of.places.get(rubric.rubric_id), str(count))
        # the link stays with the cell
        sheet.write_number(row, 3, count, book.format(font_color=LINK, align="center", **BORDER))
        book.cell(sheet, row, 4, rubric.declared_total)
        book.cell(sheet, row, 5, rubric.computed_total)
        word = "" if agree is None else book.say("word.yes" if agree else "word.no")
        doubt = Text(((word, agree is False),), severity="warning" if agree is False else "")
        book.cell(sheet, row, 6, doubt, align="center")
        book.cell(sheet, row, 7, Text(((pages_of(book, rubric), False),)), align="center")
        height = max(height_of(name, _OVERVIEW[1]), height_of(rubric.scope, _OVERVIEW[2]))
        sheet.set_row(row, min(TALLEST, height + 6))
        row += 1
    return row


def _told(book: Book, of: Content) -> list[str]:
    """What the sheets hold, and what they cannot show."""
    if not of.drawn:
        return []
    said = ["workbook.about_printed"] if of.records.printed else []
    if any(rubric.rubric_id not in of.printed for rubric in of.records.rubrics):
        said.append("workbook.about_retyped")
    if of.records.rubrics:
        said.append("workbook.about_items")
    return [book.say(key) for key in said]


def doubts_sheet(book: Book, of: Content) -> None:
    """The findings, worst first, each with a link to its row."""
    records = of.records
    sheet = book.sheet(book.say("label.findings"), records.notice.source_file)
    for col, width in enumerate(_DOUBTS.values()):
        sheet.set_column(col, col, width)
    title = f"{records.notice.title or Path(records.notice.source_file).stem}　{book.say('label.findings')}"
    book.band(sheet, 0, len(_DOUBTS) - 1, title, sum(_DOUBTS.values()), bold=True, font_size=14)
    found = sorted(records.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    book.header(sheet, 1, [book.say(f"label.{key}") for key in _DOUBTS])
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(1)
    names = OwnerNames(records, book.lang)
    for row, finding in enumerate(found, 2):
        level = f"{MARKS[finding.severity]} {book.say(f'severity.{finding.severity}')}"
        book.cell(sheet, row, 0, Text(((level, False),), severity=finding.severity))
        where = names.of(finding.owner_id)
        book.link(sheet, row, 1, of.place(finding.owner_id), where)
        place, quoted = printed_place(book, finding), begun(finding.evidence)
        for col, text in enumerate((place, finding.message, quoted, finding.hint), 2):
            book.cell(sheet, row, col, Text(((text, False),)))
        told = ("", where, place, finding.message, quoted, finding.hint)
        sheet.set_row(row, min(TALLEST, max(map(height_of, told, _DOUBTS.values())) + 6))
    sheet.autofilter(1, 0, 1 + len(found), len(_DOUBTS) - 1)


def printed_place(book: Book, finding: FindingRow) -> str:
    """Page and row of a finding."""
    page = book.say("place.page", page=finding.page) if finding.page is not None else ""
    row = book.say("place.row", row=finding.row) if finding.row is not None else ""
    return " ".join(filter(None, (page, row)))


def begun(text: str) -> str:
    """The beginning of a quotation: the whole of it stands in the sheet of the rubric."""
    return text if len(text) <= _QUOTE else text[:_QUOTE] + "……"
