"""A workbook in the making: its formats, the names of its sheets, and how values stand in cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from normalizers.text.numerals import plain
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.workbook.cells import LINE, TALLEST, fitting, height_of, literal, shortened, xml_text
from pipeline.workbook.excel import set_up_print
from pipeline.workbook.sheet import Cell, Column, Text

BORDER: dict[str, Any] = {"border": 1, "border_color": "#BFBFBF"}
LINK = "#1F5FA8"
_FONT = "等线"
_NAME_LENGTH = 31
_FILLS = {"error": "#F9DEDC", "warning": "#FFF4D6", "info": "", "": ""}
# what Excel would take for a formula once a person has typed it again
_FORMULA = ("=", "+", "-", "@")


class Book:
    """A workbook with what its sheets share."""

    def __init__(self, book: Any, lang: Lang) -> None:
        """`book` is a new workbook, see `new_workbook`."""
        self.book, self.lang = book, lang
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: set[str] = set()

    def say(self, key: str, **values: object) -> str:
        """Words of the tool."""
        return say(key, self.lang, **values)

    def format(self, **properties: Any) -> Any:
        """A format, made once."""
        key = tuple(properties.items())
        if key not in self._formats:
            base = {"font_name": _FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
            self._formats[key] = self.book.add_format(base | properties)
        return self._formats[key]

    def sheet(self, wanted: str, foot: str, ending: str = "") -> Any:
        """A new sheet, set up for print, under a name that Excel takes and no other sheet has."""
        name, count = sheet_name(wanted, ending), 1
        while name.lower() in self._names:
            count += 1
            name = sheet_name(wanted, f"{ending} ({count})")
        self._names.add(name.lower())
        sheet = self.book.add_worksheet(name)
        set_up_print(sheet)
        sheet.set_footer(f"&L&8 {literal(foot[-80:])}&R&8 {self.say('workbook.page_of')}")
        return sheet

    # ---- cells

    def cell(self, sheet: Any, row: int, col: int, value: Cell | int, **properties: Any) -> None:
        """One cell with a border: a figure as a figure, text as text with its bold pieces."""
        properties = BORDER | properties
        if isinstance(value, Decimal | int):
            sheet.write_number(row, col, float(value), self.format(**({"align": "center"} | properties)))
            return
        text = value or Text()
        if text.faint:
            properties["font_color"] = "#8C8C8C"
        if fill := _FILLS[text.severity]:
            properties["bg_color"] = fill
        if "align" not in properties:
            properties["indent"] = 1
        pieces = shortened([piece for piece in text.pieces if piece[0]])
        if len(pieces) < 2:
            self.text(sheet, row, col, pieces[0][0] if pieces else "", **properties)
            return
        rich: list[Any] = []
        for words, bold in pieces:
            rich += [self.format(bold=bold), words]
        sheet.write_rich_string(row, col, *rich, self.format(**properties))

    def text(self, sheet: Any, row: int, col: int, text: str, **properties: Any) -> None:
        """A text as text, also when a person types its cell again."""
        if text.startswith(_FORMULA):
            properties["quote_prefix"] = True
        sheet.write_string(row, col, text, self.format(**properties))

    def header(self, sheet: Any, row: int, headings: Sequence[str]) -> None:
        """The headings of a table."""
        look = self.format(bold=True, align="center", bg_color="#E3EAF3", **BORDER)
        for col, heading in enumerate(headings):
            sheet.write_string(row, col, heading, look)
        sheet.set_row(row, 24)

    def spread(self, sheet: Any, row: int, first: int, last: int, text: str, **properties: Any) -> None:
        """Text over several columns of a row."""
        if first < last:
            sheet.merge_range(row, first, row, last, "", self.format(**properties))
        self.text(sheet, row, first, fitting(text), **properties)

    def band(self, sheet: Any, row: int, last: int, text: str, width: float, **properties: Any) -> None:
        """Text over all columns of the sheet, the row as high as it needs."""
        self.spread(sheet, row, 0, last, text, **properties)
        size = properties.get("font_size", 10.5)
        sheet.set_row(row, min(TALLEST, height_of(text, width * 10.5 / size) * size / 10.5 + 6))

    def link(self, sheet: Any, row: int, col: int, place: tuple[str, int] | None, text: str) -> None:
        """Text that leads to a row of a sheet (from 0), where there is one."""
        if not place or not text:
            self.cell(sheet, row, col, Text(((text, False),)))
            return
        look = self.format(font_color=LINK, indent=1, **BORDER)
        sheet.write_url(row, col, f"internal:'{place[0]}'!A{place[1] + 1}", look, fitting(text))

    def heading(self, sheet: Any, row: int, text: str) -> None:
        """What stands over a table."""
        sheet.write_string(row, 0, text, self.format(bold=True, font_size=12, text_wrap=False))
        sheet.set_row(row, 22)


def measured(made: Sequence[Column]) -> tuple[list[float], list[float]]:
    """Usual widths, wider as far as they may go where a row would be too high for Excel; heights of rows."""
    found: list[float] = []
    heights: list[float] = []
    for step in range(6):
        found = [c.width + (c.widest - c.width) * step / 5 for c in made]
        heights = [_row_height(made, found, index) for index in range(len(made[0].cells))]
        if all(height < TALLEST for height in heights):
            break
    return found, heights


def _row_height(made: Sequence[Column], found: Sequence[float], index: int) -> float:
    """What a row of a table needs."""
    heights = (height_of(_printed(c.cells[index]), width) for c, width in zip(made, found, strict=True))
    return min(TALLEST, max(heights, default=LINE) + 6)


def _printed(cell: Any) -> str:
    """A cell as it is read: a figure that comes from a dataset has zeros behind it that nobody sees."""
    return plain(cell) if isinstance(cell, Decimal) else str(cell or "")


def sheet_name(wanted: str, ending: str) -> str:
    """A name as Excel takes it, at most 31 UTF-16 units with its ending."""
    # Excel forbids []:*?/\ and a ' at either end; ours never hold one at all
    name = re.sub(r"[\[\]:*?/\\'\x00-\x1f]+", " ", xml_text(wanted)).strip() or "-"
    room = _NAME_LENGTH - len(ending)
    while len(name.encode("utf-16-le")) // 2 > room:
        name = name[:-1]
    return name.strip() + ending
