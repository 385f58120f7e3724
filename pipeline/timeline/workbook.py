"""The timeline as an Excel file: the years, what became of each indicator, the points of each department."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.replacing import replacing
from pipeline.report.sheets import Sheets
from pipeline.report.years import counted_what, table_word
from pipeline.timeline.lineage import Lineage, Timeline
from pipeline.timeline.shown import fate, overview, value
from pipeline.workbook.cells import TALLEST, height_of
from pipeline.workbook.excel import new_workbook

# widths in half-width characters: a name, a year, what became of it
_NAME, _RUBRIC, _YEAR, _FATE = 36, 18, 9, 44
_MORE: dict[str, Any] = {"font_color": "#1C5FA8", "bold": True}
_FEWER: dict[str, Any] = {"font_color": "#B3502A", "bold": True}
_GONE: dict[str, Any] = {"font_color": "#808080"}
_DEEPEST = 6


def write_timeline(made: Timeline, path: Path, lang: Lang) -> None:
    """Write the workbook to `path`; the same timeline gives the same bytes. Raises OSError."""
    with replacing(path) as fresh, new_workbook(fresh, say("timeline.title", lang)) as book:
        _Writer(book, made, lang).write()


class _Writer(Sheets):
    """The workbook of a timeline in the making."""

    def __init__(self, book: Any, made: Timeline, lang: Lang) -> None:
        super().__init__(book, lang)
        self.made = made
        self.years = range(len(made.years))
        self.counted = counted_what(made.years, lang).capitalize()

    def write(self) -> None:
        self.overview()
        self.lineages()
        if self.made.shares:
            self.departments()

    def overview(self) -> None:
        """A row for each year."""
        columns = [
            (self.say("label.year"), _YEAR),
            (self.say("label.notice"), 70),
            (self.counted, 12),
            (self.say("timeline.points_in_all"), 12),
            (self.say("diff.kind.added"), 12),
            (self.say("diff.kind.removed"), 12),
        ]
        sheet = self.sheet(self.say("label.overview"), columns, 2)
        self.title(sheet, self.say("timeline.title"))
        for row, place in enumerate(self.years, 3):
            year = overview(self.made, place)
            names = "\n".join(
                f"{one.title or one.notice_id} {one.doc_number}".strip() for one in year.notices
            )
            self.text(sheet, row, 0, year.label, align="center")
            self.text(sheet, row, 1, names)
            for col, figure in enumerate((year.count, year.points, year.came, year.gone), 2):
                self.number(sheet, row, col, figure)
            sheet.set_row(row, min(TALLEST, height_of(names, 70) + 6))
        # what the colours of the next sheet say
        legend = (
            ("timeline.more_points", _MORE),
            ("timeline.fewer_points", _FEWER),
            ("diff.kind.removed", _GONE),
        )
        for row, (key, look) in enumerate(legend, len(self.years) + 4):
            self.text(sheet, row, 1, self.say(key), **look)

    def lineages(self) -> None:
        """A row for each indicator; a sum is a number that is shown as a sum."""
        made = self.made
        columns = [
            (table_word(made.years, self.lang), _RUBRIC),
            (self.counted, _NAME),
            *((label, _YEAR) for label in made.labels),
            (self.say("timeline.became"), _FATE),
        ]
        key = "timeline.points_by_year" if made.shares else "timeline.lists_by_year"
        sheet = self.sheet(self.say(key), columns, 0)
        sheet.freeze_panes(1, 2)
        for row, one in enumerate(made.lineages, 1):
            *former, name = one.names
            names = "\n".join((name, *(self.say("timeline.formerly", name=old) for old in former)))
            became = fate(one, made, self.lang)
            look = _GONE if one.last < len(made.years) - 1 else {}
            level = min(_DEEPEST, one.items[one.last].criterion.level)
            self.text(sheet, row, 0, made.rubric(one), **look)
            self.text(sheet, row, 1, names, indent=level, **look)
            for place in self.years:
                self.year(sheet, row, place, one)
            self.text(sheet, row, 2 + len(made.years), became, **look)
            heights = (height_of(names, _NAME - 2 * level), height_of(became, _FATE))
            sheet.set_row(row, min(TALLEST, max(height_of(made.rubric(one), _RUBRIC), *heights) + 6))
        sheet.autofilter(0, 0, len(made.lineages), len(columns) - 1)

    def year(self, sheet: Any, row: int, place: int, one: Lineage) -> None:
        """An indicator in one year."""
        points, before = one.worth(place), one.worth(place - 1)
        if place not in one.items:
            self.number(sheet, row, 2 + place, None)
            return
        if points is None:
            self.text(sheet, row, 2 + place, value(one, place, self.lang), align="center")
            return
        look: dict[str, Any] = {}
        if before is not None and points != before:
            look = _MORE if points > before else _FEWER
        if one.points(place) is None:
            look = look | {"num_format": f'"{self.say("timeline.sum", points="")}"General', "italic": True}
        self.number(sheet, row, 2 + place, points, **look)

    def departments(self) -> None:
        """A row for each department: its points and its share in each year."""
        made = self.made
        columns = [(self.say("label.parties"), _NAME)]
        for label in made.labels:
            columns += [(label, _YEAR), (f"{label} %", _YEAR)]
        sheet = self.sheet(self.say("timeline.shares_by_year"), columns, 0)
        sheet.freeze_panes(1, 1)
        for row, (name, values) in enumerate(made.shares.items(), 1):
            self.text(sheet, row, 0, name or self.say("timeline.nobody_leads"))
            for place, points in enumerate(values):
                share: Decimal | None = made.share(name, place) if points else None
                self.number(sheet, row, 1 + 2 * place, round(points, 2) or None)
                self.number(sheet, row, 2 + 2 * place, share, num_format="0.0%")
            sheet.set_row(row, height_of(name, _NAME) + 6)
