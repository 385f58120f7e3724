"""The sheets as printed (原表): the notice's headings, merged cells as merged cells, widths in proportion.

Written row by row, so that a workbook over many notices need not hold its cells.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import Any

from extractors.frozen import frozen
from normalizers.text.numerals import plain
from normalizers.text.shown_figures import ShownFigure, shown_figure
from pipeline.workbook.blocks import Block, Placed, on_one_raster
from pipeline.workbook.book import LINK, Book
from pipeline.workbook.cells import TALLEST, fitting, height_of, width_of

# half-width characters that stand on A4 across in print at full size
_PAGE = 140.0
# where a row is taller than Excel draws any, the sheet is so much wider, and printed smaller
_WIDER = (1.0, 1.3, 1.7)
_LEAST = 3.5
_SHORT = 8.0
_PADDING = 5.0
_FONT: dict[str, Any] = {"font_name": "宋体"}
_CELL: dict[str, Any] = {**_FONT, "border": 1}
_NAME: dict[str, Any] = {**_CELL, "align": "center"}
_TEXT: dict[str, Any] = {**_CELL, "indent": 1}
_HEAD: dict[str, Any] = {**_CELL, "align": "center", "bold": True, "bg_color": "#F2F2F2"}
_LINES: dict[str, dict[str, Any]] = {
    "label": _FONT,
    "title": {**_FONT, "bold": True, "font_size": 16, "align": "center"},
    "above": _FONT,
    "below": _FONT,
    "remark": {**_FONT, "font_color": "#8C8C8C", "font_size": 9},
}
_USUAL_SIZE = 10.5
# a text that is centred: a name, a department; no sentence
_NAME_LENGTH = 24.0
_SENTENCE = re.compile(r"[。；;！!？?]")
_PAGE_HEIGHT = 420.0  # points of a page across that are left below a title and a header
# points: more than that of a screen, or of a page, leaves no room for the rows below
_FROZEN, _REPEATED = 160.0, 200.0
_NO_WORD = re.compile(r"_x[0-9A-Fa-f]{4}_|[\W_]+")


@frozen
class Drawn:
    """Where the tables of a sheet begin (rows from 0), and the digest of all its texts."""

    starts: tuple[int, ...]
    digest: str


def draw(book: Book, sheet: Any, blocks: Sequence[Block], back: str = "") -> Drawn:
    """Tables with the lines around them, one below the other, on a sheet of their own.

    Beside them, and not in print, stands a link `back` to a sheet.
    """
    shares, placed = on_one_raster(blocks)
    page = _laid_out(shares, placed)
    for col, width in enumerate(page.widths):
        sheet.set_column(col, col, width)
    for row, height in enumerate(page.heights):
        sheet.set_row(row, height)
    texts: list[str] = []
    for row in range(len(page.heights)):
        for cell, look in page.beginning.get(row, ()):
            texts.append(_written(book, sheet, cell, look))
        for col, look in page.covered.get(row, ()):
            sheet.write_blank(row, col, None, book.format(**look))
        if back and row == 0:
            to = book.format(font_color=LINK, text_wrap=False)
            sheet.write_url(0, len(page.widths), f"internal:'{back}'!A1", to, f"← {back}")
            sheet.print_area(0, 0, len(page.heights) - 1, len(page.widths) - 1)
    # merge_range would write the rows below at once
    sheet.merge += [
        [cell.row, cell.col, cell.row + cell.rows - 1, cell.col + cell.cols - 1]
        for cells in page.beginning.values()
        for cell, _ in cells
        if cell.rows > 1 or cell.cols > 1
    ]
    first, end = page.header
    if end > first and sum(page.heights[first:end]) <= _REPEATED:
        sheet.repeat_rows(first, end - 1)
        if sum(page.heights[:end]) <= _FROZEN:
            sheet.freeze_panes(end, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{max(1, len(page.heights))}"})
    return Drawn(page.starts, digest(texts))


def digest(texts: Sequence[str]) -> str:
    """What tells whether the words or figures of a sheet were changed: not its looks or white space."""
    bare = (_NO_WORD.sub("", text) for text in texts)
    return hashlib.sha256("\n".join(filter(None, bare)).encode("utf-8", "replace")).hexdigest()


def _written(book: Book, sheet: Any, cell: Placed, look: dict[str, Any]) -> str:
    """Writes a cell and gives what it shows: a figure as a figure in the form in which it is printed."""
    shown = shown_figure(cell.text) if cell.figure else None
    if shown is not None:
        look = {**look, "align": "center", "num_format": _number_format(shown)}
        sheet.write_number(cell.row, cell.col, float(shown.value), book.format(**look))
        return plain(shown.value)
    text = fitting(cell.text)
    book.text(sheet, cell.row, cell.col, text, **look)
    return text


def _number_format(shown: ShownFigure) -> str:
    digits = "0" + ("." + "0" * shown.places if shown.places else "")
    form = digits + ("%" if shown.unit == "%" else f'"{shown.unit}"' if shown.unit else "")
    return f"+{form};-{form}" if shown.sign == "+" else form


# ---- the layout

_Looking = tuple[Placed, dict[str, Any]]


@dataclass(slots=True)
class _Page:
    """Widths and heights of a sheet, and by row the cells that begin there and the places that they cover."""

    widths: list[float]
    heights: list[float]
    beginning: dict[int, list[_Looking]]
    covered: dict[int, list[tuple[int, dict[str, Any]]]]
    starts: tuple[int, ...]
    header: tuple[int, int]


def _laid_out(shares: Sequence[float], blocks: Sequence[Block]) -> _Page:
    looks = [_looks(block) for block in blocks]
    for wider in _WIDER:
        widths = _widths(shares, blocks, _PAGE * wider)
        heights = [_heights(block.rows, own, widths) for block, own in zip(blocks, looks, strict=True)]
        if all(height <= TALLEST for own in heights for height in own):
            break
    page = _Page(widths, [], defaultdict(list), defaultdict(list), (), (0, 0))
    starts = []
    for number, (block, own) in enumerate(zip(blocks, heights, strict=True)):
        if number:
            page.heights.append(15.0)
        starts.append(len(page.heights))
        for kind in ("label", "title", "above"):
            _add_lines(page, kind, getattr(block, kind))
        # a row taller than any of Excel's is several of them, its cells merged over all
        rows = [max(1, ceil(height / TALLEST)) for height in own]
        first = len(page.heights)
        at = list(accumulate(rows, initial=first))
        for height, count in zip(own, rows, strict=True):
            page.heights += [height / count] * count
        if number == 0:
            page.header = (first, at[min(block.header_rows, len(own))])
        for cell, look in looks[number]:
            row, down = at[cell.row], at[cell.row + cell.rows] - at[cell.row]
            if down > 1 and sum(own[cell.row : cell.row + cell.rows]) > _PAGE_HEIGHT:
                # in the middle it would stand on the second page of it or the third
                look = {**look, "valign": "top"}
            _put(page, Placed(row, cell.col, down, cell.cols, cell.text, cell.figure), look)
        for kind in ("below", "remark"):
            _add_lines(page, kind, getattr(block, kind))
    page.starts = tuple(starts)
    return page


def _put(page: _Page, cell: Placed, look: dict[str, Any]) -> None:
    page.beginning[cell.row].append((cell, look))
    if cell.rows == cell.cols == 1:
        return
    for row in range(cell.row, cell.row + cell.rows):
        page.covered[row] += [
            (col, look) for col in range(cell.col, cell.col + cell.cols) if (row, col) != (cell.row, cell.col)
        ]


def _add_lines(page: _Page, kind: str, text: str) -> None:
    """Lines over all columns."""
    look, whole = _LINES[kind], sum(page.widths)
    scale = look.get("font_size", _USUAL_SIZE) / _USUAL_SIZE
    for line in text.split("\n") if text else ():
        height = min(TALLEST, height_of(line, whole / scale, indent=False) * scale + _PADDING)
        _put(page, Placed(len(page.heights), 0, 1, len(page.widths), line), look)
        page.heights.append(height)


def _widths(shares: Sequence[float], blocks: Sequence[Block], whole: float) -> list[float]:
    """Widths in proportion, none too narrow for the short texts of its column (12.5, 序号)."""
    least = [_LEAST] * len(shares)
    for cell in (cell for block in blocks for cell in block.cells if cell.cols == 1):
        wide = max(map(width_of, cell.text.split("\n")))
        if wide <= _SHORT and (cell.figure or wide <= _SHORT / 2):
            least[cell.col] = max(least[cell.col], wide + 1)
    total = sum(shares)
    return [max(share / total * whole, few) for share, few in zip(shares, least, strict=True)]


def _heights(count: int, cells: Sequence[_Looking], widths: Sequence[float]) -> list[float]:
    """The height of each row: what the texts of its cells need, merged ones together."""
    heights = [20.0] * count
    for cell, look in sorted(cells, key=lambda one: one[0].rows):
        wide = sum(widths[cell.col : cell.col + cell.cols])
        need = height_of(cell.text, wide, indent=look is _TEXT) + _PADDING
        rows = range(cell.row, cell.row + cell.rows)
        if (missing := need - sum(heights[row] for row in rows)) > 0:
            for row in rows:
                heights[row] += missing / cell.rows
    return heights


def _looks(block: Block) -> list[_Looking]:
    """Each cell with its look: headings, names in the middle, running text from the left.

    A short text among long ones begins at the left as they do.
    """
    names = [_is_name(cell.text) for cell in block.cells]
    # more short texts than long ones in a column, or in the cells over several of them
    short: Counter[tuple[int, int]] = Counter()
    for cell, name in zip(block.cells, names, strict=True):
        if cell.text and cell.row >= block.header_rows:
            short[cell.col, cell.cols] += 1 if name else -1
    found = []
    for cell, name in zip(block.cells, names, strict=True):
        centred = name and short[cell.col, cell.cols] > 0
        found.append((cell, _HEAD if cell.row < block.header_rows else _NAME if centred else _TEXT))
    return found


def _is_name(text: str) -> bool:
    return width_of(text) <= _NAME_LENGTH and not _SENTENCE.search(text)


def printed_texts(sheet: Any) -> Iterator[object]:
    """The values of a sheet that was read back, in the order in which they were drawn."""
    for row in sheet.iter_rows(values_only=True):
        yield from (value for value in row if value is not None)
