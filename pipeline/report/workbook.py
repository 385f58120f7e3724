"""The report as an Excel file: totals first, then a row for each change with its redline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.report.report import Report, ReportChange
from pipeline.report.sheets import BORDER, Column, Sheets
from pipeline.report.terminal import counted, kinds_said, named, side_names
from pipeline.report.wordings import Wording
from pipeline.report.years import table_word
from pipeline.workbook.cells import TALLEST, height_of, shortened, xml_text
from pipeline.workbook.excel import new_workbook

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


class _Writer(Sheets):
    """The workbook of a report in the making."""

    def __init__(self, book: Any, made: Report, lang: Lang) -> None:
        super().__init__(book, lang)
        self.made = made
        self.sides = side_names(made, lang)

    def write(self) -> None:
        self.totals()
        if self.made.diff.changes:
            self.changes()

    def headed(self, columns: Sequence[Column]) -> list[Column]:
        """The columns with their headings in words."""
        word = table_word(self.made.years.both, self.lang)
        return [(word if key == "label.rubric" else self.say(key), width) for key, width in columns]

    def totals(self) -> None:
        """Both sides, what was counted, and a row for each pair of rubrics."""
        sheet, last = self.sheet(self.say("label.overview"), self.headed(_TOTALS), 5), len(_TOTALS) - 1
        width = sum(width for _, width in _TOTALS)
        sides = zip(self.sides, (self.made.diff.old, self.made.diff.new), strict=True)
        lines = [say("mark.labelled", self.lang, label=name) + named(side, self.lang) for name, side in sides]
        lines.append(counted(self.made, self.lang))
        self.title(sheet, self.say("diff.title"))
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
        sheet = self.sheet(self.say("diff.change"), self.headed(_CHANGES), 0)
        sheet.freeze_panes(1, 3)
        listed = self.made.compared()
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

    def rich(self, sheet: Any, row: int, col: int, pieces: Sequence[Piece]) -> None:
        look = self.format(align="left", indent=1, **BORDER)
        pieces = shortened(pieces)
        if len(pieces) < 2:
            sheet.write_string(row, col, "".join(words for words, _ in pieces), look)
            return
        rich: list[Any] = []
        for words, style in pieces:
            rich += [self.format(**_LOOKS[style]), words]
        sheet.write_rich_string(row, col, *rich, look)
