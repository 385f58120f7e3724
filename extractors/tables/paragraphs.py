"""Tables and lines of pages become blocks: paragraphs whole, page numbers and running headers apart.

It knows no reader: any source of lines with places may feed it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from extractors.characters.ideographs import as_ideographs
from extractors.document import Block, Cell, Paragraph, Quality, Role, Table
from extractors.frozen import frozen
from extractors.grids.columns import Columns
from extractors.grids.grid import between_tables
from extractors.grids.layout import Grid, Layout
from extractors.grids.lines import Line
from extractors.place import Anchor, Box, Fragment
from extractors.tables.page_numbers import page_number, running_number

# Headers, footers and page numbers stand in this share of the page height at its top and bottom.
_MARGIN = 0.12
# Lines nearer than this many points stand in the same place of their pages.
_NEAR = 3.0

# The page number within a running header. Other figures are kept: 附件1 and 附件2 are titles.
_RUNNING_NUMBER = re.compile(
    r"""
    [第共] \s* \d+ \s* 页
    | \d+ \s* [/／] \s* \d+
    | [-—–] \s* \d+ \s* [-—–]
    | page \s* \d+
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The head of a list item or a section begins a paragraph also where the line before is full.
_LIST_HEAD = re.compile(
    r"""
    [（(]? [一二三四五六七八九十百\d]{1,3} [）)、．.]
    | 第 [一二三四五六七八九十百\d]{1,4} [章节条款项]
    | [①-⑳●○■□◆★▲·•]
    """,
    re.VERBOSE,
)
_SENTENCE_ENDS = tuple("。；;：:！!？?")


@frozen
class Sheet:
    """One page with what is laid out on it.

    `watermark` is text that stands aslant, `cropped` are lines beyond the edges of what is shown, `hidden`
    those that nobody sees; `struck` are struck out, `notes` are raised figures that refer to notes, and
    `stamped` is a watermark that stands upright. `blanks` are form fields that nobody filled in.
    """

    number: int
    width: float
    height: float
    layout: Layout
    watermark: str = ""
    cropped: tuple[Line, ...] = ()
    hidden: tuple[Line, ...] = ()
    struck: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()
    stamped: tuple[Line, ...] = ()
    quality: Quality = "exact"
    blanks: tuple[Box, ...] = ()

    @property
    def emptied(self) -> list[Box]:
        """Where something stands that is not shown, or nothing where something should."""
        return [*self.blanks, *(line.box for line in (*self.hidden, *self.struck))]

    @property
    def unread(self) -> tuple[Line, ...]:
        """All lines that are no text of the page."""
        return (*self.cropped, *self.hidden, *self.struck, *self.notes, *self.stamped)


@frozen
class Printed:
    """A line that stands in no table, with its page and its role there."""

    line: Line
    sheet: Sheet
    role: Role = "body"


def with_roles(sheets: Sequence[Sheet]) -> dict[int, list[Printed]]:
    """The lines outside tables by page; page numbers and what most pages repeat have another role."""
    repeated: dict[tuple[str, str], list[float]] = defaultdict(list)
    counting: dict[tuple[str, str, int], set[int]] = defaultdict(set)
    for sheet in sheets:
        for line in sheet.layout.lines:
            zone = _zone(line, sheet)
            if zone is not None:
                repeated[_masked(line.text), zone].append(line.box.top)
                if (number := running_number(line.text)) is not None:
                    counting[_masked(line.text), zone, number - sheet.number].add(sheet.number)
    counted = _counted(sheets)
    printed: dict[int, list[Printed]] = {}
    for sheet in sheets:
        printed[sheet.number] = []
        usual = _text_size(sheet)
        for line in sheet.layout.lines:
            role: Role = "body"
            zone = _zone(line, sheet)
            if zone is not None:
                near = [top for top in repeated[_masked(line.text), zone] if abs(top - line.box.top) <= _NEAR]
                if page_number(line.text) is not None and _outermost(line, sheet, zone):
                    role = "furniture"
                elif (
                    len(near) >= max(3, 0.4 * len(sheets)) or _on_both(line, sheet, zone, near, sheets)
                ) and line.size <= usual + 0.5:
                    # larger print is the title of a form that every page begins anew
                    role = zone
                elif len(near) > 1 and (number := running_number(line.text)) is not None:
                    # two pages are enough where it counts them: 某局文件 第1页, 某局文件 第2页
                    role = (
                        zone if len(counting[_masked(line.text), zone, number - sheet.number]) > 1 else role
                    )
            if any(line is other for other in counted[sheet.number]):
                role = "furniture"
            printed[sheet.number].append(Printed(line, sheet, role))
    return printed


def _on_both(
    line: Line,
    sheet: Sheet,
    zone: Literal["header", "footer"],
    near: Sequence[float],
    sheets: Sequence[Sheet],
) -> bool:
    """Whether a line ends both pages of two at the same height: 某市农业农村局监制.

    What begins both in the size of the text may be the title of a form that stands there twice.
    """
    return len(sheets) == len(near) == 2 and zone == "footer" and _outermost(line, sheet, zone)


def _counted(sheets: Sequence[Sheet]) -> dict[int, list[Line]]:
    """For each page the lines that number it: first or last of its text, and counting on over two pages.

    Where the text of a page ends early, its number may stand high above the margin.
    """
    found: dict[tuple[str, int], list[tuple[int, Line]]] = defaultdict(list)
    for sheet in sheets:
        for line in sheet.layout.lines:
            number = page_number(line.text)
            for zone in ("header", "footer"):
                if number is not None and _outermost(line, sheet, zone):
                    found[zone, number - sheet.number].append((sheet.number, line))
    counted: dict[int, list[Line]] = defaultdict(list)
    for lines in found.values():
        if len({page for page, _ in lines}) > 1:
            for page, line in lines:
                counted[page].append(line)
    return counted


def _zone(line: Line, sheet: Sheet) -> Literal["header", "footer"] | None:
    if line.box.bottom <= _MARGIN * sheet.height:
        return "header"
    if line.box.top >= (1 - _MARGIN) * sheet.height:
        return "footer"
    return None


def _masked(text: str) -> str:
    return "".join(_RUNNING_NUMBER.sub("#", as_ideographs(text)).split())


def _text_size(sheet: Sheet) -> float:
    """The font size of most of the text of a sheet."""
    cells = [cell for grid in sheet.layout.grids for cell in grid.cells]
    sizes: Counter[float] = Counter()
    for line in [*sheet.layout.lines, *(line for cell in cells for line in cell.lines)]:
        sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _outermost(line: Line, sheet: Sheet, zone: str) -> bool:
    boxes = [other.box for other in sheet.layout.lines] + [grid.box for grid in sheet.layout.grids]
    if zone == "header":
        return all(box.bottom > line.box.top for box in boxes)
    return all(box.top < line.box.bottom for box in boxes)


def reading_order(sheets: Sequence[Sheet], printed: dict[int, list[Printed]]) -> Iterator[Block]:
    """Paragraphs and tables as one reads them; a paragraph may go on over the page break."""
    margins = _margins(sheets, printed)
    paragraph: list[Printed] = []
    waiting: list[Paragraph] = []  # page numbers between the two halves of a paragraph

    def close() -> Iterator[Block]:
        if paragraph:
            yield _paragraph(paragraph)
            paragraph.clear()
        yield from waiting
        waiting.clear()

    for sheet in sheets:
        if sheet.watermark:
            place = Anchor(sheet.number, Box(0.0, 0.0, round(sheet.width, 2), round(sheet.height, 2)))
            fragment = Fragment(0, len(sheet.watermark), place)
            waiting.append(Paragraph(sheet.watermark, (fragment,), "furniture"))
        waiting.extend(_paragraph([Printed(line, sheet, "furniture")]) for line in sheet.unread)
        items: list[Printed | Grid] = [*sheet.layout.grids, *printed[sheet.number]]
        for item in _as_read(items, sheet.layout.columns):
            if isinstance(item, Grid):
                yield from close()
                yield _table(item, sheet)
            elif item.role != "body":
                if paragraph:
                    waiting.append(_paragraph([item]))
                else:
                    yield _paragraph([item])
            else:
                if paragraph and not _goes_on(paragraph[-1], item, margins):
                    yield from close()
                paragraph.append(item)
    yield from close()


def _as_read(items: Sequence[Printed | Grid], columns: Sequence[Columns] = ()) -> list[Printed | Grid]:
    """The items of a page from top to bottom, columns one after the other.

    Of tables side by side the left one comes first, with its caption.
    """
    items = sorted(items, key=lambda item: _box(item).top)
    for held in columns:
        inside = [(held.column_of(_box(item)), item) for item in items]
        ordered = [item for at in range(len(held.boxes)) for number, item in inside if number == at]
        places = [at for at, (number, _) in enumerate(inside) if number is not None]
        for at, item in zip(places, ordered, strict=True):
            items[at] = item
    for gap in between_tables([item.box for item in items if isinstance(item, Grid)]):
        block: list[Printed | Grid] = []
        order: list[Printed | Grid] = []
        for item in items:
            if _box(item).x1 <= gap or _box(item).x0 >= gap:
                block.append(item)
                continue
            order += [*sorted(block, key=lambda one: _box(one).x0 >= gap), item]
            block = []
        items = [*order, *sorted(block, key=lambda one: _box(one).x0 >= gap)]
    return items


def _box(item: Printed | Grid) -> Box:
    return item.box if isinstance(item, Grid) else item.line.box


def _table(grid: Grid, sheet: Sheet) -> Table:
    page = sheet.number
    emptied = sheet.emptied
    cells = tuple(
        Cell(
            cell.row,
            cell.col,
            text,
            (Fragment(0, len(text), Anchor(page, cell.box)),),
            cell.row_span,
            cell.col_span,
            sheet.quality,
            emptied=bool(emptied) and not text.strip() and any(cell.box.holds(box) for box in emptied),
        )
        for cell, text in ((cell, cell.text) for cell in grid.cells)
    )
    return Table(cells, grid.rows, grid.cols, Anchor(page, grid.box), widths=_widths(grid))


def _widths(grid: Grid) -> tuple[float, ...]:
    """Those of its columns in points, by the edges of its cells."""
    edges = {cell.col: cell.box.x0 for cell in grid.cells}
    edges |= {cell.col + cell.col_span: cell.box.x1 for cell in grid.cells}
    placed = [edges[col] for col in sorted(edges)]
    return tuple(round(right - left, 2) for left, right in pairwise(placed)) if len(edges) > grid.cols else ()


def _margins(sheets: Sequence[Sheet], printed: dict[int, list[Printed]]) -> dict[int, tuple[float, float]]:
    """The left and right ends of the running text, for each page width."""
    lefts: dict[int, Counter[int]] = defaultdict(Counter)
    rights: dict[int, float] = defaultdict(float)
    for sheet in sheets:
        for one in printed[sheet.number]:
            if one.role == "body":
                lefts[round(sheet.width)][round(one.line.box.x0)] += 1
                rights[round(sheet.width)] = max(rights[round(sheet.width)], one.line.box.x1)
    margins = {}
    for width, counts in lefts.items():
        usual = [left for left, count in counts.items() if count > 1] or list(counts)
        margins[width] = (float(min(usual)), rights[width])
    return margins


def _goes_on(before: Printed, after: Printed, margins: dict[int, tuple[float, float]]) -> bool:
    """Whether a line is the next line of the same paragraph: full line before, no indent after."""
    upper, lower = before.line, after.line
    if abs(upper.size - lower.size) > 0.6:
        return False
    if before.sheet is after.sheet and lower.box.top - upper.box.bottom > 1.5 * upper.size:
        return False
    if upper.text.endswith(_SENTENCE_ENDS) and _LIST_HEAD.match(as_ideographs(lower.text)):
        return False
    column, other = _column(before), _column(after)
    width = column.x1 - column.x0 if column else before.sheet.width
    if upper.box.x1 - upper.box.x0 < width / 2:
        return False  # 甲组, 乙组, 丙组 one below the other end alike, but are no running text
    right = column.x1 if column else margins[round(before.sheet.width)][1]
    left = other.x0 if other else margins[round(after.sheet.width)][0]
    # a line may end up to two characters early, where punctuation may not begin the next one
    return upper.box.x1 >= right - 2 * upper.size and lower.box.x0 <= left + 0.5 * lower.size


def _column(one: Printed) -> Box | None:
    """The column in which a line stands, on a page that is set in columns."""
    for held in one.sheet.layout.columns:
        at = held.column_of(one.line.box)
        if at is not None:
            return held.boxes[at]
    return None


def _paragraph(lines: list[Printed]) -> Paragraph:
    text = ""
    fragments: list[Fragment] = []
    for one in lines:
        if text and not (_wide(text[-1]) or _wide(one.line.text[0])):
            text += " "
        start = len(text)
        text += one.line.text
        fragments.append(Fragment(start, len(text), Anchor(one.sheet.number, one.line.box)))
    quality: Quality = "ocr" if any(one.sheet.quality == "ocr" for one in lines) else "exact"
    return Paragraph(text, tuple(_by_page(fragments)), lines[0].role, quality)


def _by_page(fragments: list[Fragment]) -> list[Fragment]:
    """One fragment for each page, with the box around all its lines."""
    whole: list[Fragment] = []
    for part in fragments:
        if whole and whole[-1].anchor.page == part.anchor.page:
            before = whole[-1]
            box = _around(before.anchor.box, part.anchor.box)
            whole[-1] = Fragment(before.start, part.end, Anchor(part.anchor.page, box))
        else:
            whole.append(part)
    return whole


def _around(one: Box | None, other: Box | None) -> Box | None:
    if one is None or other is None:
        return one or other
    return Box(
        min(one.x0, other.x0),
        min(one.top, other.top),
        max(one.x1, other.x1),
        max(one.bottom, other.bottom),
    )


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"
