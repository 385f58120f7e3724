"""The forms of a notice that need no layout: a text export and an Excel sheet."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from math import ceil

from shapes import Grid, Notice
from xlsxwriter import Workbook


def plain(notice: Notice, grids: list[Grid]) -> bytes:
    """The notice as a text export: a paragraph a line, a table row a line with its cells apart by tabs."""
    lines = [notice.head, notice.number, *notice.title, "", notice.recipients, *notice.body, ""]
    lines += [notice.signed, notice.date, notice.public, ""]
    for annex in notice.annexes:
        lines += [annex.title, "", *annex.body, ""]
    for rubric, grid in zip(notice.rubrics, grids, strict=True):
        lines += [rubric.title, ""]
        lines += ["\t".join("".join(cell.lines) if cell else "" for cell in cells) for cells in grid.rows]
        lines += ["", rubric.note]
    lines += ["", notice.copies]
    return "".join(f"{line}\n" for line in lines).encode()


def sheet(notice: Notice, grid: Grid, widths: tuple[float, ...]) -> bytes:
    """The notice as an Excel sheet: its lines above the table and below it in rows of one merged cell."""
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"author": notice.signed, "created": datetime(2025, 4, 21, 9)})
    page = book.add_worksheet("评分表")
    box = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_size": 10}
    left = book.add_format(box)
    centre = book.add_format({**box, "align": "center"})
    line = book.add_format({"text_wrap": True, "valign": "vcenter"})
    title = book.add_format({"align": "center", "bold": True, "font_size": 16})
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    last = len(widths) - 1
    row = 0
    for text in filter(None, (notice.head, notice.number)):
        page.merge_range(row, 0, row, last, text, line)
        row += 1
    page.merge_range(row, 0, row, last, "".join(notice.title), title)
    page.set_row(row, 26)
    row += 1
    for text in notice.body:
        page.merge_range(row, 0, row, last, text, line)
        row += 1
    for number, cells in enumerate(grid.rows):
        # Excel sets no height for merged cells; a Chinese character is two figures wide
        deep = [
            ceil(2 * len("".join(cell.lines)) / width)
            for cell, width in zip(cells, widths, strict=True)
            if cell and cell.rows == 1
        ]
        page.set_row(row + number, 14 * max([1, *deep]) + 4)
        for column, cell in enumerate(cells):
            if not cell:
                continue
            format_ = centre if cell.short or number in grid.plain else left
            text = "\n".join(cell.lines)
            if cell.rows > 1 or cell.columns > 1:
                end = (row + number + cell.rows - 1, column + cell.columns - 1)
                page.merge_range(row + number, column, *end, "", format_)
            # a figure is a number, as Excel keeps it
            page.write(
                row + number, column, float(text) if text.replace(".", "").isdigit() else text, format_
            )
    row += len(grid.rows)
    for text in filter(None, (notice.rubrics[0].note, notice.signed, notice.date)):
        page.merge_range(row, 0, row, last, text, line)
        row += 1
    book.close()
    return stream.getvalue()
