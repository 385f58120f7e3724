"""One workbook of many notices (汇编): contents, all items, each table as printed, and all doubts.

It is written row by row and keeps no notice, so that a thousand of them take no more memory than one.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from extractors.frozen import frozen
from normalizers.records import Records, Rubric
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import MARKS, SEVERITIES, OwnerNames, agrees
from pipeline.workbook.blocks import PrintedSheet, sheets_of
from pipeline.workbook.book import BORDER, LINK, Book
from pipeline.workbook.cells import LINE, TALLEST, fitting, height_of
from pipeline.workbook.columns import RUBRIC
from pipeline.workbook.content import Content, Place
from pipeline.workbook.excel import new_workbook
from pipeline.workbook.overview import begun, printed_place
from pipeline.workbook.printed import draw
from pipeline.workbook.sheet import Cell, Line, Text, cells_of

# what programs still open; the tables of further notices stand in their own workbooks
_MOST_SHEETS = 5_000
_MOST_ROWS = 1_000_000  # Excel has 1,048,576 in a sheet
_CONTENTS = {
    "label.year": 8,
    "label.notice": 44,
    "label.issuer": 22,
    "label.doc_number": 18,
    "label.rubric": 44,
    "label.scope": 20,
    "label.criteria": 8,
    "label.declared": 11,
    "label.computed": 11,
    "label.agrees": 10,
    "label.findings": 9,
    "label.source_file": 34,
}
_ITEM = {"label.year": 8, "label.notice": 26, "label.rubric": 24, "label.above": 24, "label.criterion": 24}
_DOUBT = {
    "label.year": 8,
    "label.notice": 30,
    "label.level": 10,
    "label.where": 30,
    "label.place": 14,
    "label.message": 46,
    "label.evidence": 34,
    "label.hint": 32,
}


@frozen
class Collected:
    """How many notices and rubrics a workbook holds, and how many of its tables found no room as sheets."""

    notices: int
    rubrics: int
    left_out: int


@dataclass(slots=True)
class _Row:
    """A row of the contents: its values, and where its notice and its rubric are to be found."""

    values: list[Any]
    to: Place | None
    faint: bool = False


@dataclass(slots=True)
class _List:
    """A list that grows: its sheet, which another follows where it is full, and its next row."""

    book: Book
    name: str
    widths: dict[str, int]
    sheet: Any = None
    row: int = 0

    def next(self) -> tuple[Any, int]:
        """The sheet and row for what comes next."""
        if self.sheet is None or self.row > _MOST_ROWS:
            self.close()
            self.begin()
        self.row += 1
        return self.sheet, self.row - 1

    def begin(self) -> None:
        """A sheet with the headings."""
        self.sheet = self.book.sheet(self.name, "")
        for col, width in enumerate(self.widths.values()):
            self.sheet.set_column(col, col, width)
        self.book.header(self.sheet, 0, [self.book.say(key) for key in self.widths])
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.row = 1

    def add(self, cells: Sequence[Cell | int], **looks: Any) -> None:
        """A row with these cells, as high as they need."""
        sheet, row = self.next()
        texts = [str(cell) if isinstance(cell, Text) else "" for cell in cells]
        heights = map(height_of, texts, map(float, self.widths.values()))
        sheet.set_row(row, min(TALLEST, max([LINE, *heights]) + 6))
        for col, cell in enumerate(cells):
            self.book.cell(sheet, row, col, cell, **looks)

    def close(self) -> None:
        """Ends the sheet with its filter."""
        if self.sheet is not None:
            self.sheet.autofilter(0, 0, max(1, self.row - 1), len(self.widths) - 1)


def write_collected(notices: Iterable[Records], path: Path, title: str, lang: Lang) -> Collected:
    """Write the workbook of some notices to `path`, in their order; the same notices give the same bytes.

    Raises OSError when the file cannot be written.
    """
    with new_workbook(path, title, by_rows=True) as file, TemporaryFile() as waiting:
        made = _Collection(Book(file, lang), title, waiting)
        for records in notices:
            made.add(records)
        return made.end()


class _Collection:
    def __init__(self, book: Book, title: str, waiting: BinaryIO) -> None:
        self.book, self.title = book, title
        # it stands first, and is written when all are known
        self.contents = book.sheet(book.say("workbook.contents"), title)
        heads = {f"label.{head.key}": head.width for head in RUBRIC}
        self.items = _List(book, book.say("workbook.all_items"), _ITEM | heads)
        # begun before the tables, so that it stands before them; the doubts wait until all tables stand
        self.items.begin()
        self.waiting = waiting
        self.rows: list[_Row] = []
        self.notices = self.sheets = self.left_out = self.doubts = 0

    def add(self, records: Records) -> None:
        """A notice: its rows in the lists, its tables as sheets."""
        self.notices += 1
        of = Content(records)
        drawn: dict[str, Place] = {}
        for one in sheets_of(of, self.book.lang):
            if self.sheets >= _MOST_SHEETS:
                self.left_out += 1
                continue
            self.sheets += 1
            # a table without a rubric is told by its notice
            drawn |= dict.fromkeys(one.rubric_ids or ("",), self._table(one, records))
        self._contents_of(of, drawn)
        for rubric in records.rubrics:
            for line in of.owned.lines(of.tops[rubric.rubric_id]):
                self._item(of, rubric, line)
        self._doubts_of(records)

    def _table(self, one: PrintedSheet, records: Records) -> Place:
        sheet = self.book.sheet(f"{self.notices}-{one.name}", records.notice.source_file)
        made = draw(self.book, sheet, one.blocks, back=self.contents.name)
        # or each sheet would hold a file open
        sheet._opt_close()
        return sheet.name, made.starts[0]

    def _contents_of(self, of: Content, drawn: dict[str, Place]) -> None:
        notice = of.records.notice
        count = len(of.records.findings)
        head: list[Any] = [notice.year, notice.title or notice.notice_id, notice.issuer, notice.doc_number]
        for number, rubric in enumerate(of.records.rubrics):
            agree = agrees(rubric)
            word = "" if agree is None else self.book.say("word.yes" if agree else "word.no")
            name = rubric.title or self.book.say("label.no_title")
            values: list[Any] = [*head, name, rubric.scope, of.counts[rubric.rubric_id]]
            values += [rubric.declared_total, rubric.computed_total, word, count, notice.source_file]
            self.rows.append(_Row(values, drawn.get(rubric.rubric_id), number > 0))
        if not of.records.rubrics:
            self.rows.append(
                _Row([*head, "", "", None, None, None, "", count, notice.source_file], drawn.get(""))
            )

    def _item(self, of: Content, rubric: Rubric, line: Line) -> None:
        notice, one = of.records.notice, line.criterion
        above = " / ".join(f"{c.label} {c.name or c.text}".strip() for c in line.above)
        said = (notice.title or notice.notice_id, rubric.title or rubric.scope, above, one.name)
        names: Sequence[Cell | int] = [rubric.year or notice.year, *map(_text, said)]
        self.items.add([*names, *cells_of(line, of.owned, self.book.lang)])

    def _doubts_of(self, records: Records) -> None:
        notice, names = records.notice, OwnerNames(records, self.book.lang)
        for one in sorted(records.findings, key=lambda row: SEVERITIES.index(row.severity)):
            level = f"{MARKS[one.severity]} {self.book.say(f'severity.{one.severity}')}"
            said = (
                names.of(one.owner_id),
                printed_place(self.book, one),
                one.message,
                begun(one.evidence),
                one.hint,
            )
            level_cell = Text(((level, False),), severity=one.severity)
            title = _text(notice.title or notice.notice_id)
            pickle.dump([notice.year, title, level_cell, *map(_text, said)], self.waiting)
            self.doubts += 1

    def end(self) -> Collected:
        """The contents, and what was written."""
        self.items.close()
        self.waiting.seek(0)
        doubts = _List(self.book, self.book.say("workbook.all_findings"), _DOUBT)
        for _ in range(self.doubts):
            doubts.add(pickle.load(self.waiting))
        doubts.close()
        sheet, book = self.contents, self.book
        rubrics = sum(1 for row in self.rows if row.values[4])
        for col, width in enumerate(_CONTENTS.values()):
            sheet.set_column(col, col, width)
        last, whole = len(_CONTENTS) - 1, float(sum(_CONTENTS.values()))
        book.band(sheet, 0, last, self.title, whole, bold=True, font_size=16)
        about = book.say("workbook.about_contents", notices=self.notices, rubrics=rubrics)
        if self.left_out:
            about += book.say("workbook.left_out", count=self.left_out)
        book.band(sheet, 1, last, about, whole, font_color="#595959")
        book.header(sheet, 2, [book.say(key) for key in _CONTENTS])
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(2)
        for at, row in enumerate(self.rows, 3):
            self._contents_row(sheet, at, row)
        sheet.autofilter(2, 0, max(3, len(self.rows) + 2), last)
        return Collected(self.notices, rubrics, self.left_out)

    def _contents_row(self, sheet: Any, at: int, row: _Row) -> None:
        texts = [value if isinstance(value, str) else "" for value in row.values]
        heights = map(height_of, texts, map(float, _CONTENTS.values()))
        sheet.set_row(at, min(TALLEST, max([LINE, *heights]) + 6))
        for col, (key, value) in enumerate(zip(_CONTENTS, row.values, strict=True)):
            if isinstance(value, str):
                linked = row.to if key == ("label.rubric" if row.values[4] else "label.notice") else None
                if linked:
                    look = self.book.format(font_color=LINK, indent=1, **BORDER)
                    sheet.write_url(at, col, f"internal:'{linked[0]}'!A{linked[1] + 1}", look, fitting(value))
                else:
                    self.book.cell(
                        sheet, at, col, Text(((value, False),), faint=row.faint and key == "label.notice")
                    )
            else:
                self.book.cell(sheet, at, col, value)


def _text(text: str) -> Text:
    return Text(((text, False),)) if text else Text()
