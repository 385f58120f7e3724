"""The score report as a workbook: units by criteria with ranks, every step, what is missing or wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.messages.languages import Lang
from pipeline.messages.places import of_text
from pipeline.messages.words import say
from pipeline.scoring.decided import decided
from pipeline.scoring.model import ScoreSheet, Span
from pipeline.scoring.terminal import span, told_decided
from pipeline.workbook.cells import LINE, TALLEST, fitting, height_of, literal, xml_text
from pipeline.workbook.excel import new_workbook, set_up_print

_FONT = "等线"
_LINES: dict[str, Any] = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
_HEAD = "#D9E4EC"
# more criteria than these are not shown beside each other: those of the first level are
_COLUMNS = 24
_SHEET_ROWS = 2


def write_report(sheets: Sequence[ScoreSheet], path: Path, lang: Lang) -> None:
    """Writes the score sheets of one or several rubrics; the same sheets give the same bytes.

    Raises OSError when the file cannot be written.
    """
    title = sheets[0].title if sheets else ""
    with new_workbook(path, title) as book:
        writer = _Writer(book, lang)
        for place, rubric in enumerate(dict.fromkeys(sheet.rubric_id for sheet in sheets), 1):
            own = [sheet for sheet in sheets if sheet.rubric_id == rubric]
            writer.overview(own, "" if place == 1 else f" {place}")
        writer.steps(sheets)
        writer.missing(sheets)


def ranks(sheets: Sequence[ScoreSheet]) -> dict[str, int]:
    """The place of each unit whose total is known; equal totals share one (1, 2, 2, 4)."""
    totals = {sheet.unit: sheet.points.exact for sheet in sheets if sheet.points.exact is not None}
    return {unit: 1 + sum(other > points for other in totals.values()) for unit, points in totals.items()}


class _Writer:
    def __init__(self, book: Any, lang: Lang) -> None:
        self.book, self.lang = book, lang
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def say(self, key: str) -> str:
        return say(key, self.lang)

    def look(self, **properties: Any) -> Any:
        looks = {"font_name": _FONT, "font_size": 10, **_LINES, **properties}
        key = tuple(sorted(looks.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(looks)
        return self.formats[key]

    def sheet(self, name: str, title: str, heads: Sequence[tuple[str, float]], across: int = 0) -> Any:
        """A sheet with its title and heads, which print on each page."""
        sheet = self.book.add_worksheet(xml_text(name)[:31])
        set_up_print(sheet)
        sheet.set_footer(f"&L&8{literal(title[:80])}&R&8&P / &N")
        sheet.set_row(0, 28)
        big = self.book.add_format({"font_name": _FONT, "font_size": 14, "bold": True})
        sheet.write_string(0, 0, xml_text(title), big)
        head = self.look(bold=True, align="center", text_wrap=True, bg_color=_HEAD)
        for column, (text, width) in enumerate(heads):
            sheet.write_string(1, column, xml_text(text), head)
            sheet.set_column(column, column, width)
        sheet.set_row(1, max(height_of(text, width) for text, width in heads) + 6)
        sheet.repeat_rows(0, 1)
        sheet.freeze_panes(_SHEET_ROWS, across)
        return sheet

    def row(self, sheet: Any, row: int, cells: Sequence[tuple[object, float]], **properties: Any) -> None:
        """A row as high as its text."""
        tall = LINE
        for column, (value, width) in enumerate(cells):
            if isinstance(value, Decimal):
                sheet.write_number(row, column, float(value), self.look(align="center", **properties))
                continue
            text = fitting(str(value))
            sheet.write_string(row, column, text, self.look(text_wrap=True, **properties))
            tall = max(tall, height_of(text, width))
        sheet.set_row(row, min(tall + 4, TALLEST))

    def overview(self, sheets: Sequence[ScoreSheet], suffix: str) -> None:
        """A row for each unit: its points of each criterion, the total, the place, what decided."""
        lines = [line for line in sheets[0].lines if line.kind not in {"veto", "remark"}]
        if len(lines) > _COLUMNS:
            top = min(line.level for line in lines)
            lines = [line for line in lines if line.level == top][:_COLUMNS]
        graded = any(sheet.grade for sheet in sheets)
        heads = [
            (self.say("score.unit"), 20.0),
            (self.say("score.total"), 10.0),
            (self.say("score.rank"), 7.0),
        ]
        heads += [(self.say("score.grade_of"), 9.0)] if graded else []
        heads += [(line.name, 10.0) for line in lines]
        heads += [(self.say("score.result"), 12.0), (self.say("score.decided"), 60.0)]
        sheet = self.sheet(
            self.say("score.scores") + suffix, sheets[0].title or self.say("score.scores"), heads, 1
        )
        places = ranks(sheets)
        order = sorted(sheets, key=lambda one: places.get(one.unit, len(sheets) + 1))
        for row, one in enumerate(order, _SHEET_ROWS):
            points = {line.criterion_id: line.points for line in one.lines}
            values: list[object] = [one.unit, self.points(one.points)]
            values.append(Decimal(places[one.unit]) if one.unit in places else "")
            values += [one.grade] if graded else []
            values += [
                self.points(points[id_]) if (id_ := line.criterion_id) in points else "" for line in lines
            ]
            values += [self.say(f"score.outcome.{one.outcome}"), told_decided(decided(one), self.lang)]
            self.row(sheet, row, [(value, width) for value, (_, width) in zip(values, heads, strict=True)])

    def points(self, of: Span) -> object:
        return of.exact if of.exact is not None else span(of, self.lang)

    def steps(self, sheets: Sequence[ScoreSheet]) -> None:
        """Every step of every unit."""
        keys = [("unit", 18.0), ("name", 20.0), ("step", 14.0), ("effect", 12.0), ("arithmetic", 26.0)]
        keys += [("text", 52.0), ("place", 10.0)]
        heads = [(self.say(f"score.head.{key}"), width) for key, width in keys]
        sheet = self.sheet(self.say("score.steps"), self.say("score.steps"), heads, 1)
        row = _SHEET_ROWS
        for one in sheets:
            names = {line.criterion_id: line.name for line in one.lines}
            for step in one.trace:
                values: list[object] = [
                    one.unit,
                    names.get(step.owner_id, ""),
                    self.say(f"score.step.{step.reason}"),
                ]
                values += [
                    self.points(step.effect),
                    step.arithmetic,
                    step.text,
                    of_text(step.place, self.lang),
                ]
                self.row(
                    sheet, row, [(value, width) for value, (_, width) in zip(values, heads, strict=True)]
                )
                row += 1
            total: list[object] = [
                one.unit,
                self.say("score.total"),
                self.say(f"score.outcome.{one.outcome}"),
                self.points(one.points),
            ]
            cells = [*total, "", one.grade, ""]
            widths = [width for _, width in heads]
            self.row(sheet, row, list(zip(cells, widths, strict=True)), bold=True)
            row += 1
        sheet.autofilter(1, 0, max(row - 1, 1), len(heads) - 1)

    def missing(self, sheets: Sequence[ScoreSheet]) -> None:
        """What is still to be marked, what is wrong, and rules that are not computed."""
        keys = [
            ("unit", 18.0),
            ("state_of", 18.0),
            ("name", 22.0),
            ("id", 22.0),
            ("said", 40.0),
            ("text", 50.0),
        ]
        heads = [(self.say(f"score.head.{key}"), width) for key, width in keys]
        sheet = self.sheet(self.say("score.missing"), self.say("score.missing"), heads, 1)
        row = _SHEET_ROWS
        for one in sheets:
            for values in self._missing(one):
                self.row(sheet, row, list(zip(values, (width for _, width in heads), strict=True)))
                row += 1

    def _missing(self, one: ScoreSheet) -> Iterator[list[object]]:
        start = one.rubric_id.rpartition("/")[0] + "/"
        for asked in one.asked:
            id_ = asked.id.removeprefix(start)
            yield [
                one.unit,
                self.say("score.asked"),
                asked.name,
                id_,
                self.say(f"score.ask.{asked.what}"),
                asked.text,
            ]
        for fault in one.errors:
            said = "  ".join(filter(None, (fault.value, self.say(f"score.fault.{fault.code}"))))
            yield [
                one.unit,
                self.say("score.errors"),
                fault.name,
                fault.id.removeprefix(start),
                said,
                fault.allowed,
            ]
        names = {line.criterion_id: line.name for line in one.lines}
        for step in one.remarks:
            id_ = (step.clause_id or step.owner_id).removeprefix(start)
            name = names.get(step.owner_id, "")
            yield [
                one.unit,
                self.say("score.not_computed"),
                name,
                id_,
                self.say(f"score.step.{step.reason}"),
                step.text,
            ]
