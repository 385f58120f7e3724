"""The Excel file of one notice: an overview with its doubts, then a sheet for each rubric."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import astuple
from decimal import Decimal
from pathlib import Path
from typing import Any

from normalizers.columns import chosen
from normalizers.overlay.model import below_notice
from normalizers.records import Criterion, FindingRow, Records, Rubric
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import MARKS, SEVERITIES, OwnerNames, agrees, band_heading, value_in_words
from pipeline.messages.words import say
from pipeline.workbook.cells import LINE, TALLEST, height_of, literal, shortened, xml_text
from pipeline.workbook.columns import COLUMNS, RUBRIC, SEQ, TASKS
from pipeline.workbook.correctable import HIDDEN, ID, Part, parts_of_rubric, parts_of_task
from pipeline.workbook.excel import new_workbook, set_up_print
from pipeline.workbook.sheet import Cell, Column, Owned, Text, columns, doubts, plain_cell

_FONT = "等线"
_SHEET_NAME = 31
_QUOTE = 100
_BORDER: dict[str, Any] = {"border": 1, "border_color": "#BFBFBF"}
_FILLS = {"error": "#F9DEDC", "warning": "#FFF4D6", "info": "", "": ""}
# the columns of the overview, in half-width characters; the lists below one another share them
_OVERVIEW = (10, 34, 22, 9, 12, 12, 10, 9, 36, 30)
_DOUBTS = 28


def write_workbook(records: Records, path: Path, lang: Lang) -> None:
    """Write the workbook of `records` to `path`; the same records give the same bytes.

    Text of the notice is written as text, so that no cell of it becomes a formula or a link.
    Raises OSError when the file cannot be written.
    """
    with new_workbook(path, records.notice.title) as book:
        _Writer(book, records, lang).write()


class _Writer:
    """A workbook in the making: its formats, its sheet names, and where each record has come to stand."""

    def __init__(self, book: Any, records: Records, lang: Lang) -> None:
        self.book, self.records, self.lang = book, records, lang
        self.owned = Owned(records)
        self.tops: dict[str, list[Criterion]] = defaultdict(list)
        for criterion in records.criteria:
            if not criterion.parent_id:
                self.tops[criterion.rubric_id].append(criterion)
        self.counts = Counter(criterion.rubric_id for criterion in records.criteria)
        self.found: dict[str, list[FindingRow]] = defaultdict(list)
        for finding in records.findings:
            # `<notice>/2` is the rubric of `<notice>/2/3/b1`
            self.found["/".join(finding.owner_id.split("/", 2)[:2])].append(finding)
        self.whole: dict[str, list[str]] = defaultdict(list)
        for band in records.bands:
            if not band.criterion_id:
                self.whole[band.rubric_id].append(f"{band_heading(band)}：{band.text}")
        for rows in (records.clauses, records.notes):
            for row in rows:
                if not row.criterion_id:
                    self.whole[row.rubric_id].append(row.text)
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.names: set[str] = set()
        self.places: dict[str, tuple[str, int]] = {}
        self.parts: list[Part] = []

    def write(self) -> None:
        overview = self.sheet(self.say("label.overview"))
        for rubric in self.records.rubrics:
            self.rubric(rubric)
        if self.records.tasks:
            self.tasks()
        self.draw_overview(overview)
        if self.parts:
            self.cells_told()

    def say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    # ---- cells

    def format(self, **properties: Any) -> Any:
        base = {"font_name": _FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
        key = tuple(sorted((base | properties).items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(dict(key))
        return self.formats[key]

    def cell(self, sheet: Any, row: int, col: int, value: Cell | int, **properties: Any) -> None:
        """One cell with a border: a figure as a figure, text as text with its bold pieces."""
        properties = _BORDER | properties
        if isinstance(value, Decimal | int):
            sheet.write_number(row, col, float(value), self.format(**({"align": "center"} | properties)))
            return
        text = value or Text()
        if text.faint:
            properties["font_color"] = "#8C8C8C"
        if fill := _FILLS[text.severity]:
            properties["bg_color"] = fill
        look = self.format(**({"indent": 1} if "align" not in properties else {}) | properties)
        pieces = shortened([piece for piece in text.pieces if piece[0]])
        if len(pieces) < 2:
            sheet.write_string(row, col, pieces[0][0] if pieces else "", look)
            return
        rich: list[Any] = []
        for words, bold in pieces:
            rich += [self.format(bold=bold), words]
        sheet.write_rich_string(row, col, *rich, look)

    def header_format(self) -> Any:
        return self.format(bold=True, align="center", bg_color="#E3EAF3", **_BORDER)

    def header(self, sheet: Any, row: int, headings: Sequence[str]) -> None:
        for col, heading in enumerate(headings):
            sheet.write_string(row, col, heading, self.header_format())
        sheet.set_row(row, 24)

    def spread(self, sheet: Any, row: int, first: int, last: int, text: str, **properties: Any) -> None:
        """Text over several columns of a row."""
        look = self.format(**properties)
        if first < last:
            sheet.merge_range(row, first, row, last, "", look)
        sheet.write_string(row, first, "".join(words for words, _ in shortened([(text, False)])), look)

    def band(self, sheet: Any, row: int, last: int, text: str, width: float, **properties: Any) -> None:
        """Text over all columns of the sheet, the row as high as it needs."""
        self.spread(sheet, row, 0, last, text, **properties)
        size = properties.get("font_size", 10.5)
        sheet.set_row(row, min(TALLEST, height_of(text, width * 10.5 / size) * size / 10.5 + 6))

    # ---- sheets

    def sheet(self, wanted: str) -> Any:
        """A new sheet, set up for print, under a name that Excel takes and no other sheet has."""
        name, count = _sheet_name(wanted, ""), 1
        while name.lower() in self.names:
            count += 1
            name = _sheet_name(wanted, f" ({count})")
        self.names.add(name.lower())
        sheet = self.book.add_worksheet(name)
        set_up_print(sheet)
        sheet.set_footer(
            f"&L&8 {literal(self.records.notice.source_file[-80:])}&R&8 {self.say('workbook.page_of')}"
        )
        return sheet

    def rubric(self, rubric: Rubric) -> None:
        """Title, header, a row for each criterion, totals, then what holds for the whole rubric."""
        lines = self.owned.lines(self.tops[rubric.rubric_id])
        name = rubric.scope or rubric.title
        sheet = self.sheet(f"{rubric.seq} {name}".strip())
        first = 3
        self.places[rubric.rubric_id] = (sheet.name, first - 1)
        for index, line in enumerate(lines):
            for criterion in (line.criterion, *line.above):
                self.places.setdefault(criterion.criterion_id, (sheet.name, first + index))
        found = self.findings_by_row(sheet.name, self.found[rubric.rubric_id])
        made = columns(rubric, lines, self.owned, self.lang)
        self.parts += parts_of_rubric(self.records, rubric, lines, made, self.lang)
        cells = tuple(doubts(found.get(first + index, []), self.lang) for index in range(len(lines)))
        made.append(Column(self.say("label.findings"), _DOUBTS, _DOUBTS, cells))
        widths = _widths(made)
        for col, width in enumerate(widths):
            sheet.set_column(col, col, width)
        last, whole = len(made) - 1, sum(widths)

        title = rubric.title or rubric.scope or self.say("label.no_title")
        self.band(sheet, 0, last, title, whole, bold=True, font_size=15, align="center")
        back = self.format(font_color="#1F5FA8", text_wrap=False)
        sheet.write_url(1, 0, f"internal:'{self.say('label.overview')}'!A1", back, self.say("workbook.back"))
        self.spread(sheet, 1, 2, last, self.subtitle(rubric), align="right", font_color="#595959")
        self.header(sheet, first - 1, [column.heading for column in made])
        narrow = {self.say(f"label.{head.key}") for head in (SEQ, *RUBRIC) if head.centred}
        for index in range(len(lines)):
            for col, column in enumerate(made):
                centred = {"align": "center"} if column.heading in narrow else {}
                self.cell(sheet, first + index, col, column.cells[index], **centred)
            sheet.set_row(first + index, _row_height(made, widths, index))
        row = first + len(lines)
        sheet.freeze_panes(first, 2)
        sheet.repeat_rows(first - 1)
        if lines:
            sheet.autofilter(first - 1, 0, row - 1, last + 1)
        self.ids(sheet, last + 1, first - 1, [line.criterion.criterion_id for line in lines])
        sheet.write_string(0, last + 1, below_notice(rubric.rubric_id, self.records.notice.notice_id))
        for at, total in enumerate(t for t in self.records.totals if t.rubric_id == rubric.rubric_id):
            own = below_notice(f"{rubric.rubric_id}/t{total.seq}", self.records.notice.notice_id)
            sheet.write_string(row + at, last + 1, own)
        row = self.totals(
            sheet, rubric, row, [column.heading for column in made], found.get(first - 1, []), widths
        )
        self.remarks(sheet, rubric, row + 1, last, whole)

    def subtitle(self, rubric: Rubric) -> str:
        parts = []
        if rubric.scope and rubric.title:
            parts.append(f"{self.say('label.scope')}：{rubric.scope}")
        parts.append(
            f"{self.say('label.source_file')}：{self.records.notice.source_file}{self.pages(rubric, '  ')}"
        )
        return "    ".join(parts)

    def pages(self, rubric: Rubric, before: str = "") -> str:
        if rubric.page_first is None:
            return ""
        last = rubric.page_last or rubric.page_first
        pages = str(rubric.page_first) if last == rubric.page_first else f"{rubric.page_first}-{last}"
        return before + self.say("place.page", page=pages)

    def totals(
        self,
        sheet: Any,
        rubric: Rubric,
        row: int,
        headings: list[str],
        found: list[FindingRow],
        widths: list[float],
    ) -> int:
        """The printed sums, else the computed one; the findings of the whole rubric stand beside the last."""
        printed = [t for t in self.records.totals if t.rubric_id == rubric.rubric_id]
        sums = [(t.label, t.points) for t in printed]
        if not any(points is not None and points == rubric.declared_total for _, points in sums):
            declared = rubric.declared_total
            label = self.say("label.total") if declared is not None else self.say("label.computed")
            sums.append((label, declared if declared is not None else rubric.computed_total))
        points, last = headings.index(self.say("label.points")), len(headings) - 1
        for index, (label, figure) in enumerate(sums):
            look: dict[str, Any] = {"bold": True, "bg_color": "#F2F2F2"}
            for col in range(len(headings)):
                self.cell(sheet, row, col, None, **look)
            self.cell(sheet, row, 1, Text(((label, False),)), **look)
            self.cell(sheet, row, points, figure, **look)
            height = 22.0
            if index == len(sums) - 1 and found:
                said = doubts(found, self.lang)
                self.cell(sheet, row, last, said)
                height = max(height, height_of(str(said), widths[last]) + 6)
            sheet.set_row(row, min(TALLEST, height))
            row += 1
        return row

    def remarks(self, sheet: Any, rubric: Rubric, row: int, last: int, width: float) -> None:
        """The ladder, the clauses and the notes that hold for the whole rubric."""
        for text in self.whole[rubric.rubric_id]:
            self.band(sheet, row, last, text, width)
            row += 1

    def tasks(self) -> None:
        """The tasks of a notice, with the departments that lead them."""
        sheet = self.sheet(self.say("label.tasks"))
        first, tasks = 2, self.records.tasks
        for index, task in enumerate(tasks):
            self.places[task.task_id] = (sheet.name, first + index)
        found = self.findings_by_row(sheet.name, self.records.findings)
        people = [self.owned.parties.get(task.task_id, []) for task in tasks]
        told = {
            "seq": [task.label or str(task.seq or "") for task in tasks],
            "parties": ["\n".join(party.name for party in parties) for parties in people],
        }
        made = []
        for head in TASKS:
            cells: tuple[Cell, ...] = tuple(Text(((text, False),)) for text in told.get(head.key, ()))
            cells = cells or tuple(plain_cell("tasks", task, head.key, self.lang) for task in tasks)
            if any(cell is not None and str(cell) for cell in cells):
                made.append(Column(self.say(f"label.{head.key}"), head.width, head.widest, cells))
        cells = tuple(doubts(found.get(first + index, []), self.lang) for index in range(len(tasks)))
        made.append(Column(self.say("label.findings"), _DOUBTS, _DOUBTS, cells))
        widths = _widths(made)
        for col, width in enumerate(widths):
            sheet.set_column(col, col, width)
        self.band(sheet, 0, len(made) - 1, self.records.notice.title, sum(widths), bold=True, font_size=15)
        self.header(sheet, first - 1, [column.heading for column in made])
        for index in range(len(tasks)):
            for col, column in enumerate(made):
                self.cell(sheet, first + index, col, column.cells[index])
            sheet.set_row(first + index, _row_height(made, widths, index))
        sheet.freeze_panes(first, 0)
        sheet.repeat_rows(first - 1)
        sheet.autofilter(first - 1, 0, first + len(tasks) - 1, len(made))
        self.ids(sheet, len(made), first - 1, [task.task_id for task in tasks])
        for task in tasks:
            self.parts += parts_of_task(self.records, task, self.lang)

    # ---- what a changed cell finds back by

    def ids(self, sheet: Any, col: int, header: int, record_ids: Sequence[str]) -> None:
        """The ids of the lines in a hidden column, which goes along when somebody sorts the table."""
        sheet.set_column(col, col, None, None, {"hidden": True})
        sheet.write_string(header, col, ID)
        for at, record_id in enumerate(record_ids, header + 1):
            sheet.write_string(at, col, below_notice(record_id, self.records.notice.notice_id))

    def cells_told(self) -> None:
        """A hidden sheet that says of which document this is, and what each cell held."""
        sheet = self.book.add_worksheet(HIDDEN)
        sheet.very_hidden()
        notice = self.records.notice
        series = dict.fromkeys(one.series for one in self.records.rubrics if one.series)
        head = (
            ("sha256", notice.sha256),
            ("notice_id", notice.notice_id),
            ("file", notice.source_file),
            ("title", notice.title),
            ("year", "" if notice.year is None else str(notice.year)),
            ("series", *series),
            ("row", "heading", "shown", "record", "field", "value"),
        )
        for at, values in enumerate((*head, *(astuple(part) for part in self.parts))):
            for col, value in enumerate(values):
                if value:
                    sheet.write_string(at, col, shortened([(value, None)])[0][0])

    def findings_by_row(self, sheet: str, found: Sequence[FindingRow]) -> dict[int, list[FindingRow]]:
        rows: dict[int, list[FindingRow]] = defaultdict(list)
        for finding in found:
            place = self.place(finding.owner_id)
            if place and place[0] == sheet:
                rows[place[1]].append(finding)
        return rows

    def place(self, owner_id: str) -> tuple[str, int] | None:
        """Where the record stands, or the nearest one that holds it."""
        while owner_id and owner_id not in self.places:
            owner_id = owner_id.rpartition("/")[0]
        return self.places.get(owner_id)

    # ---- the overview

    def draw_overview(self, sheet: Any) -> None:
        """Facts of the notice, its rubrics, its findings, worst first."""
        notice = self.records.notice
        for col, width in enumerate(_OVERVIEW):
            sheet.set_column(col, col, width)
        last = len(_OVERVIEW) - 1
        title = notice.title or Path(notice.source_file).stem
        self.band(sheet, 0, last, title, sum(_OVERVIEW), bold=True, font_size=16)
        row = 1
        for name, how in chosen(COLUMNS, "notices").items():
            # the title stands above, and beside the state the counts of findings
            fact = value_in_words(getattr(notice, name), self.lang) if how.plain else ""
            fact = self.status() if how.key == "status" else fact
            if fact:
                faint = self.format(font_color="#595959", text_wrap=False)
                sheet.write_string(row, 0, self.say(f"label.{how.key}"), faint)
                self.spread(sheet, row, 1, last, fact, bold=how.key == "status")
                row += 1
        if self.records.rubrics:
            row = self.list_rubrics(sheet, row + 1)
        self.list_findings(sheet, row + 1)

    def status(self) -> str:
        counts = [
            f"{self.say(f'severity.{severity}')} {count}"
            for severity in SEVERITIES
            if (count := sum(row.severity == severity for row in self.records.findings))
        ]
        return "    ".join([self.say(f"status.{self.records.notice.status}"), *counts])

    def list_rubrics(self, sheet: Any, row: int) -> int:
        self.heading(sheet, row, "label.rubrics")
        keys = ("seq", "rubric", "scope", "criteria", "declared", "computed", "agrees", "page")
        self.header(sheet, row + 1, [self.say(f"label.{key}") for key in keys])
        row += 2
        for rubric in self.records.rubrics:
            agree = agrees(rubric)
            self.cell(sheet, row, 0, rubric.seq)
            name = rubric.title or self.say("label.no_title")
            self.link(sheet, row, 1, rubric.rubric_id, name)
            self.cell(sheet, row, 2, Text(((rubric.scope, False),)))
            self.cell(sheet, row, 3, self.counts[rubric.rubric_id])
            self.cell(sheet, row, 4, rubric.declared_total)
            self.cell(sheet, row, 5, rubric.computed_total)
            word = "" if agree is None else self.say("word.yes" if agree else "word.no")
            doubt = Text(((word, agree is False),), severity="warning" if agree is False else "")
            self.cell(sheet, row, 6, doubt, align="center")
            self.cell(sheet, row, 7, Text(((self.pages(rubric), False),)), align="center")
            height = max(height_of(name, _OVERVIEW[1]), height_of(rubric.scope, _OVERVIEW[2]))
            sheet.set_row(row, min(TALLEST, height + 6))
            row += 1
        return row

    def list_findings(self, sheet: Any, row: int) -> None:
        self.heading(sheet, row, "label.findings")
        found = sorted(self.records.findings, key=lambda finding: SEVERITIES.index(finding.severity))
        if not found:
            sheet.write_string(row + 1, 0, self.say("label.no_findings"), self.format(text_wrap=False))
            return
        keys = ("level", "where", "place", "message", "", "", "", "", "evidence", "hint")
        self.header(sheet, row + 1, [self.say(f"label.{key}") if key else "" for key in keys])
        sheet.merge_range(row + 1, 3, row + 1, 7, self.say("label.message"), self.header_format())
        sheet.autofilter(row + 1, 0, row + 1 + len(found), len(_OVERVIEW) - 1)
        message_width = sum(_OVERVIEW[3:8])
        names = OwnerNames(self.records, self.lang)
        for offset, finding in enumerate(found, row + 2):
            level = f"{MARKS[finding.severity]} {self.say(f'severity.{finding.severity}')}"
            self.cell(sheet, offset, 0, Text(((level, False),), severity=finding.severity))
            where = names.of(finding.owner_id)
            self.link(sheet, offset, 1, finding.owner_id, where)
            place = self.printed_place(finding)
            self.cell(sheet, offset, 2, Text(((place, False),)))
            bordered = self.format(**_BORDER)
            sheet.merge_range(offset, 3, offset, 7, "", bordered)
            self.cell(sheet, offset, 3, Text(((finding.message, False),)))
            self.cell(sheet, offset, 8, Text(((_begun(finding.evidence), False),)))
            self.cell(sheet, offset, 9, Text(((finding.hint, False),)))
            heights = (
                height_of(where, _OVERVIEW[1]),
                height_of(finding.message, message_width),
                height_of(_begun(finding.evidence), _OVERVIEW[8]),
                height_of(finding.hint, _OVERVIEW[9]),
            )
            sheet.set_row(offset, min(TALLEST, max(heights) + 6))

    def heading(self, sheet: Any, row: int, key: str) -> None:
        sheet.write_string(row, 0, self.say(key), self.format(bold=True, font_size=12, text_wrap=False))
        sheet.set_row(row, 22)

    def link(self, sheet: Any, row: int, col: int, owner_id: str, text: str) -> None:
        """Text that leads to the row of a record, where it has one."""
        place = self.place(owner_id)
        if not place or not text:
            self.cell(sheet, row, col, Text(((text, False),)))
            return
        look = self.format(font_color="#1F5FA8", indent=1, **_BORDER)
        sheet.write_url(
            row, col, f"internal:'{place[0]}'!A{place[1] + 1}", look, shortened([(text, False)])[0][0]
        )

    def printed_place(self, finding: FindingRow) -> str:
        page = self.say("place.page", page=finding.page) if finding.page is not None else ""
        row = self.say("place.row", row=finding.row) if finding.row is not None else ""
        return " ".join(filter(None, (page, row)))


def _widths(made: Sequence[Column]) -> list[float]:
    """Usual widths, and where a row would be too high for Excel, wider columns as far as they may go."""
    widths = [float(column.width) for column in made]
    for step in range(1, 6):
        lines = len(made[0].cells)
        if all(_row_height(made, widths, index) < TALLEST for index in range(lines)):
            break
        widths = [c.width + (c.widest - c.width) * step / 5 for c in made]
    return widths


def _row_height(made: Sequence[Column], widths: Sequence[float], index: int) -> float:
    heights = (height_of(str(c.cells[index] or ""), width) for c, width in zip(made, widths, strict=True))
    return min(TALLEST, max(heights, default=LINE) + 6)


def _begun(text: str) -> str:
    """The beginning of a quotation: the whole of it stands in the sheet of the rubric."""
    return text if len(text) <= _QUOTE else text[:_QUOTE] + "……"


def _sheet_name(wanted: str, ending: str) -> str:
    # Excel counts UTF-16 units, forbids []:*?/\ and a ' at either end; ours never hold one at all
    name = re.sub(r"[\[\]:*?/\\'\x00-\x1f]+", " ", xml_text(wanted)).strip() or "-"
    room = _SHEET_NAME - len(ending)
    while len(name.encode("utf-16-le")) // 2 > room:
        name = name[:-1]
    return name.strip() + ending
