"""Sheets of an Excel file about years: set up for print, with headings that repeat."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.workbook.cells import shortened
from pipeline.workbook.excel import set_up_print

_BASE: dict[str, Any] = {"font_name": "等线", "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
BORDER: dict[str, Any] = {"border": 1, "border_color": "#BFBFBF"}
# heading and width of a column, in half-width characters
Column = tuple[str, float]


class Sheets:
    """A workbook in the making."""

    def __init__(self, book: Any, lang: Lang) -> None:
        """An empty `book`, filled in the language of the reader."""
        self.book, self.lang = book, lang
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def say(self, key: str, **values: object) -> str:
        """Words in the language of the reader."""
        return say(key, self.lang, **values)

    def format(self, **properties: Any) -> Any:
        """The format of some looks, each made once."""
        key = tuple(sorted((_BASE | properties).items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(key))
        return self._formats[key]

    def sheet(self, name: str, columns: Sequence[Column], header: int) -> Any:
        """A sheet, set up for print, with the headings of its columns in row `header`."""
        sheet = self.book.add_worksheet(name)
        set_up_print(sheet)
        sheet.set_footer(f"&R&8 {self.say('workbook.page_of')}")
        look = self.format(bold=True, align="center", bg_color="#E3EAF3", **BORDER)
        for col, (heading, width) in enumerate(columns):
            sheet.set_column(col, col, width)
            sheet.write_string(header, col, heading, look)
        sheet.set_row(header, 34 if any(width < 10 for _, width in columns) else 24)
        sheet.repeat_rows(header)
        return sheet

    def title(self, sheet: Any, text: str) -> None:
        """The title of the file, large, in the first row."""
        sheet.write_string(0, 0, text, self.format(bold=True, font_size=15, text_wrap=False))
        sheet.set_row(0, 28)

    def text(self, sheet: Any, row: int, col: int, text: str, **look: Any) -> None:
        """Text as text, so that no cell of a notice becomes a formula or a link."""
        look = {"align": "left", **look}
        if look["align"] == "left":
            look = {"indent": 1, **look}
        written = "".join(words for words, _ in shortened([(text, "")]))
        sheet.write_string(row, col, written, self.format(**look, **BORDER))

    def number(self, sheet: Any, row: int, col: int, value: Decimal | int | None, **look: Any) -> None:
        """A figure as a number; a bordered blank where there is none."""
        shape = self.format(**{"align": "center", **look}, **BORDER)
        if value is None:
            sheet.write_blank(row, col, None, shape)
        else:
            sheet.write_number(row, col, float(value), shape)
