"""The flat sheets (逐项): a row for each item of a rubric, or for each task, to filter and correct."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from normalizers.overlay.model import below_notice
from normalizers.records import FindingRow, Rubric
from pipeline.workbook.book import LINK, Book, measured
from pipeline.workbook.cells import TALLEST, height_of
from pipeline.workbook.columns import RUBRIC, SEQ, TASKS
from pipeline.workbook.content import Content, name_of
from pipeline.workbook.correctable import ID, parts_of_rubric, parts_of_task
from pipeline.workbook.sheet import Cell, Column, Text, columns, doubts, plain_cell

_DOUBTS = 28


def rubric_sheet(book: Book, of: Content, rubric: Rubric) -> None:
    """Title, header, a row for each criterion, totals, then what holds for the whole rubric."""
    records = of.records
    lines = of.owned.lines(of.tops[rubric.rubric_id])
    sheet = book.sheet(name_of(rubric), records.notice.source_file, f" {book.say('workbook.items')}")
    first = 3
    of.places[rubric.rubric_id] = (sheet.name, first - 1)
    for index, line in enumerate(lines):
        for criterion in (line.criterion, *line.above):
            of.places.setdefault(criterion.criterion_id, (sheet.name, first + index))
    found = of.findings_by_row(sheet.name, of.found[rubric.rubric_id])
    made = columns(rubric, lines, of.owned, book.lang)
    of.parts += parts_of_rubric(of.owned, rubric, lines, made, book.lang)
    cells = tuple(doubts(found.get(first + index, []), book.lang) for index in range(len(lines)))
    made.append(Column(book.say("label.findings"), _DOUBTS, _DOUBTS, cells))
    wide, heights = measured(made)
    for col, width in enumerate(wide):
        sheet.set_column(col, col, width)
    last, whole = len(made) - 1, sum(wide)

    title = rubric.title or rubric.scope or book.say("label.no_title")
    book.band(sheet, 0, last, title, whole, bold=True, font_size=15, align="center")
    back = book.format(font_color=LINK, text_wrap=False)
    sheet.write_url(1, 0, f"internal:'{book.say('label.overview')}'!A1", back, book.say("workbook.back"))
    book.spread(sheet, 1, 2, last, subtitle(book, of, rubric), align="right", font_color="#595959")
    book.header(sheet, first - 1, [column.heading for column in made])
    narrow = {book.say(f"label.{head.key}") for head in (SEQ, *RUBRIC) if head.centred}
    for index in range(len(lines)):
        for col, column in enumerate(made):
            centred = {"align": "center"} if column.heading in narrow else {}
            book.cell(sheet, first + index, col, column.cells[index], **centred)
        sheet.set_row(first + index, heights[index])
    row = first + len(lines)
    sheet.freeze_panes(first, 2)
    sheet.repeat_rows(first - 1)
    if lines:
        sheet.autofilter(first - 1, 0, row - 1, last + 1)
    _ids(of, sheet, last + 1, first - 1, [line.criterion.criterion_id for line in lines])
    notice_id = records.notice.notice_id
    sheet.write_string(0, last + 1, below_notice(rubric.rubric_id, notice_id))
    for at, total in enumerate(of.owned.totals.get(rubric.rubric_id, [])):
        sheet.write_string(row + at, last + 1, below_notice(f"{rubric.rubric_id}/t{total.seq}", notice_id))
    headings = [column.heading for column in made]
    row = _totals(book, of, sheet, rubric, row, headings, found.get(first - 1, []), wide)
    # the ladder, the clauses and the notes that hold for the whole rubric
    for text in of.whole[rubric.rubric_id]:
        row += 1
        book.band(sheet, row, last, text, whole)


def subtitle(book: Book, of: Content, rubric: Rubric) -> str:
    """Who is assessed, and where the rubric stands."""
    parts = []
    if rubric.scope and rubric.title:
        parts.append(f"{book.say('label.scope')}：{rubric.scope}")
    pages = pages_of(book, rubric)
    source = of.records.notice.source_file
    parts.append(f"{book.say('label.source_file')}：{source}{f'  {pages}' if pages else ''}")
    return "    ".join(parts)


def pages_of(book: Book, rubric: Rubric) -> str:
    """The pages of a rubric; empty where the source has none."""
    if rubric.page_first is None:
        return ""
    last = rubric.page_last or rubric.page_first
    pages = str(rubric.page_first) if last == rubric.page_first else f"{rubric.page_first}-{last}"
    return book.say("place.page", page=pages)


def _totals(
    book: Book,
    of: Content,
    sheet: Any,
    rubric: Rubric,
    row: int,
    headings: list[str],
    found: list[FindingRow],
    wide: list[float],
) -> int:
    """The printed sums, else the computed one; the findings of the whole rubric stand beside the last."""
    printed = of.owned.totals.get(rubric.rubric_id, [])
    sums = [(t.label, t.points) for t in printed]
    if not any(points is not None and points == rubric.declared_total for _, points in sums):
        declared = rubric.declared_total
        label = book.say("label.total") if declared is not None else book.say("label.computed")
        sums.append((label, declared if declared is not None else rubric.computed_total))
    points, last = headings.index(book.say("label.points")), len(headings) - 1
    for index, (label, figure) in enumerate(sums):
        look: dict[str, Any] = {"bold": True, "bg_color": "#F2F2F2"}
        for col in range(len(headings)):
            book.cell(sheet, row, col, None, **look)
        book.cell(sheet, row, 1, Text(((label, False),)), **look)
        book.cell(sheet, row, points, figure, **look)
        height = 22.0
        if index == len(sums) - 1 and found:
            said = doubts(found, book.lang)
            book.cell(sheet, row, last, said)
            height = max(height, height_of(str(said), wide[last]) + 6)
        sheet.set_row(row, min(TALLEST, height))
        row += 1
    return row


def tasks_sheet(book: Book, of: Content) -> None:
    """The tasks of a notice, with the departments that lead them."""
    records = of.records
    sheet = book.sheet(book.say("label.tasks"), records.notice.source_file)
    first, tasks = 2, records.tasks
    for index, task in enumerate(tasks):
        of.places[task.task_id] = (sheet.name, first + index)
    found = of.findings_by_row(sheet.name, records.findings)
    people = [of.owned.parties.get(task.task_id, []) for task in tasks]
    told = {
        "seq": [task.label or str(task.seq or "") for task in tasks],
        "parties": ["\n".join(party.name for party in parties) for parties in people],
    }
    made = []
    for head in TASKS:
        cells: tuple[Cell, ...] = tuple(Text(((text, False),)) for text in told.get(head.key, ()))
        cells = cells or tuple(plain_cell("tasks", task, head.key, book.lang) for task in tasks)
        if any(cell is not None and str(cell) for cell in cells):
            made.append(Column(book.say(f"label.{head.key}"), head.width, head.widest, cells))
    cells = tuple(doubts(found.get(first + index, []), book.lang) for index in range(len(tasks)))
    made.append(Column(book.say("label.findings"), _DOUBTS, _DOUBTS, cells))
    wide, heights = measured(made)
    for col, width in enumerate(wide):
        sheet.set_column(col, col, width)
    book.band(sheet, 0, len(made) - 1, records.notice.title, sum(wide), bold=True, font_size=15)
    book.header(sheet, first - 1, [column.heading for column in made])
    for index in range(len(tasks)):
        for col, column in enumerate(made):
            book.cell(sheet, first + index, col, column.cells[index])
        sheet.set_row(first + index, heights[index])
    sheet.freeze_panes(first, 0)
    sheet.repeat_rows(first - 1)
    sheet.autofilter(first - 1, 0, first + len(tasks) - 1, len(made))
    _ids(of, sheet, len(made), first - 1, [task.task_id for task in tasks])
    for task in tasks:
        of.parts += parts_of_task(of.owned, task, book.lang)


def _ids(of: Content, sheet: Any, col: int, header: int, record_ids: Sequence[str]) -> None:
    """The ids of the lines in a hidden column, which goes along when somebody sorts the table."""
    sheet.set_column(col, col, None, None, {"hidden": True})
    sheet.write_string(header, col, ID)
    for at, record_id in enumerate(record_ids, header + 1):
        sheet.write_string(at, col, below_notice(record_id, of.records.notice.notice_id))
