"""The report as an Excel file: totals first, then a row for each change with its redline."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.report.report import Report, ReportChange
from pipeline.report.terminal import counted, kinds_said, named, side_names
from pipeline.report.wordings import Wording
from pipeline.report.years import table_word
from pipeline.workbook.cells import TALLEST, height_of, shortened, xml_text
from pipeline.workbook.excel import new_workbook, set_up_print

_FONT = "等线"
_BASE: dict[str, Any] = {"font_name": _FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
_BORDER: dict[str, Any] = {"border": 1, "border_color": "#BFBFBF"}
_LOOKS: dict[str, dict[str, Any]] = {
    "same": {},
    "heading": {"bold": True, "font_color": "#595959"},
    "old": {"font_strikeout": True, "font_color": "#B3312A"},
    "new": {"underline": 1, "font_color": "#1C7A43"},
}
# heading and width of each column of the changes, in half-width characters
_CHANGES = (
    ("label.rubric", 16),
    ("diff.old_name", 17),
    ("diff.new_name", 17),
    ("diff.change_kind", 12),
    ("diff.points_before", 8),
    ("diff.points_now", 8),
    ("diff.moved_points", 8),
    ("diff.change", 42),
    ("diff.redline", 62),
    ("label.parties", 14),
)
_TOTALS = (
    ("label.rubric", 44),
    ("diff.total_before", 12),
    ("diff.total_now", 12),
    ("diff.unchanged", 12),
    ("diff.changed", 12),
)
Piece = tuple[str, str]


def write_workbook(made: Report, path: Path, lang: Lang) -> None:
    """Write the workbook to `path`; the same report gives the same bytes.

    Text of the notices is written as text, so that no cell of it becomes a formula or a link.
    Raises OSError when the file cannot be written.
    """
    with new_workbook(path, say("diff.title", lang)) as book:
        _Writer(book, made, lang).write()


class _Writer:
    """A workbook in the making."""

    def __init__(self, book: Any, made: Report, lang: Lang) -> None:
        self.book, self.made, self.lang = book, made, lang
        self.sides = side_names(made, lang)
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        self.totals()
        if self.made.diff.changes:
            self.changes()

    def headed(self, key: str) -> str:
        return table_word(self.made.years.both, self.lang) if key == "label.rubric" else self.say(key)

    def say(self, key: str) -> str:
        return say(key, self.lang)

    def format(self, **properties: Any) -> Any:
        key = tuple(sorted((_BASE | properties).items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(dict(key))
        return self.formats[key]

    def sheet(self, name: str, columns: Sequence[tuple[str, int]], header: int) -> Any:
        """A sheet, set up for print, with the headings of its columns in row `header`."""
        sheet = self.book.add_worksheet(name)
        set_up_print(sheet)
        sheet.set_footer(f"&R&8 {self.say('workbook.page_of')}")
        look = self.format(bold=True, align="center", bg_color="#E3EAF3", **_BORDER)
        for col, (key, width) in enumerate(columns):
            sheet.set_column(col, col, width)
            sheet.write_string(header, col, self.headed(key), look)
        sheet.set_row(header, 34 if any(width < 10 for _, width in columns) else 24)
        sheet.repeat_rows(header)
        return sheet

    def totals(self) -> None:
        """Both sides, what was counted, and a row for each pair of rubrics."""
        sheet, last = self.sheet(self.say("label.overview"), _TOTALS, 5), len(_TOTALS) - 1
        width = sum(width for _, width in _TOTALS)
        sides = zip(self.sides, (self.made.diff.old, self.made.diff.new), strict=True)
        lines = [say("mark.labelled", self.lang, label=name) + named(side, self.lang) for name, side in sides]
        lines.append(counted(self.made, self.lang))
        title = self.format(bold=True, font_size=15, text_wrap=False)
        sheet.write_string(0, 0, self.say("diff.title"), title)
        sheet.set_row(0, 28)
        for row, line in enumerate(lines, 1):
            sheet.merge_range(row, 0, row, last, "", self.format())
            sheet.write_string(row, 0, xml_text(line), self.format())
            sheet.set_row(row, height_of(line, width) + 6)
        for row, pair in enumerate(self.made.diff.pairs, 6):
            label = self.made.pair_label(pair)
            self.text(sheet, row, 0, label)
            values = (pair.old_total, pair.new_total, pair.unchanged, self.made.changed(pair))
            for col, value in enumerate(values, 1):
                self.number(sheet, row, col, value)
            sheet.set_row(row, height_of(label, _TOTALS[0][1]) + 6)

    def changes(self) -> None:
        """A row for each change, those that move most points first."""
        sheet = self.sheet(self.say("diff.change"), _CHANGES, 0)
        sheet.freeze_panes(1, 3)
        listed = self.made.listed()
        for row, (change, found) in enumerate(listed, 1):
            self.change(sheet, row, change, found)
        sheet.autofilter(0, 0, len(listed), len(_CHANGES) - 1)

    def change(self, sheet: Any, row: int, change: ReportChange, found: Sequence[Wording]) -> None:
        pieces = self.redline(change, found)
        texts = {
            0: change.rubric,
            1: change.old_name,
            2: change.new_name,
            3: kinds_said(change, self.lang),
            7: self.made.sentence(change, self.lang),
            9: "\n".join(change.departments),
        }
        for col, text in texts.items():
            self.text(sheet, row, col, text, align="center" if col in {3, 9} else "left")
        for col, value in ((4, change.old_points), (5, change.new_points), (6, change.weight or None)):
            self.number(sheet, row, col, value)
        self.rich(sheet, row, 8, pieces)
        texts[8] = "".join(words for words, _ in pieces)
        heights = (height_of(text, _CHANGES[col][1]) for col, text in texts.items())
        sheet.set_row(row, min(TALLEST, max(heights) + 6))

    def redline(self, change: ReportChange, found: Sequence[Wording]) -> list[Piece]:
        """The wordings below one another, each below the word for it."""
        pieces: list[Piece] = []
        one_sided = not (change.old_ids and change.new_ids)
        for wording in found:
            before = "\n" if pieces else ""
            if wording.apart:
                for name, text in zip(self.sides, wording.sides, strict=True):
                    pieces += [(f"{before}{name}\n", "heading"), (text, "same")]
                    before = "\n"
                continue
            pieces.append((f"{before}{self.say(wording.key)}\n", "heading"))
            for block in wording.blocks:
                if block.same or one_sided:
                    pieces.append((block.new or block.old, "same"))
                else:
                    pieces += [(block.old, "old"), (block.new, "new")]
        return [piece for piece in pieces if piece[0]]

    # ---- cells

    def text(self, sheet: Any, row: int, col: int, text: str, align: str = "left") -> None:
        indent = {"indent": 1} if align == "left" else {}
        look = self.format(align=align, **indent, **_BORDER)
        sheet.write_string(row, col, "".join(words for words, _ in shortened([(text, "")])), look)

    def number(self, sheet: Any, row: int, col: int, value: Decimal | int | None) -> None:
        look = self.format(align="center", **_BORDER)
        if value is None:
            sheet.write_blank(row, col, None, look)
        else:
            sheet.write_number(row, col, float(value), look)

    def rich(self, sheet: Any, row: int, col: int, pieces: Sequence[Piece]) -> None:
        look = self.format(align="left", indent=1, **_BORDER)
        pieces = shortened(pieces)
        if len(pieces) < 2:
            sheet.write_string(row, col, "".join(words for words, _ in pieces), look)
            return
        rich: list[Any] = []
        for words, style in pieces:
            rich += [self.format(**_LOOKS[style]), words]
        sheet.write_rich_string(row, col, *rich, look)
