"""Tables of text exports that print each cell on a line of its own, behind a tab.

Apache Tika and others write a Word table so: a tab and the text for each cell, an empty line after each
row, a tab alone for a cell that a merge covers, and spans nowhere:

    →项目   →分值   →评分办法
    →防汛   →20分   →5   →台账齐全的，计5分。
    →       →       →3   →按时上报的，计3分。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from extractors.frozen import frozen
from extractors.place import Anchor

_FIGURE = re.compile(r"[（(]?[+-]?\d+(?:\.\d+)?(?:[-~—–至]\d+(?:\.\d+)?)?[分%％]?[)）]?")
# what names a column is a few words; running text has its stops, a list its numbers
_NO_NAME = re.compile(r"[。；;！!？?，]|.{21}|\d+[.、．]|[一二三四五六七八九十]+、|第.+[章条节]", re.S)
_MOST_COLUMNS = 12


@frozen
class Line:
    """A line of a text export with its number (from 1)."""

    number: int
    text: str

    @property
    def anchor(self) -> Anchor:
        """Its place."""
        return Anchor(path=f"line {self.number}")

    @property
    def width(self) -> int:
        """How many cells it has as a row of cells apart by tabs."""
        return self.text.count("\t") + 1

    @property
    def divided(self) -> bool:
        """Whether a tab stands after text: `\\t项目` is only indented, `\\t\\t每次扣1分\\t` is a row."""
        return "\t" in self.text.lstrip("\t ")

    @property
    def blank(self) -> bool:
        """Whether it is empty; a tab alone is a blank cell."""
        return "\t" not in self.text and not self.text.strip()

    @property
    def tabs(self) -> int:
        """How many tabs stand before its text."""
        return self.text[: len(self.text) - len(self.text.lstrip())].count("\t")


@frozen
class Printed:
    """A cell and the lines that it is printed on."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Its text without white space."""
        return "".join("".join(line.text.split()) for line in self.lines)


@frozen
class Layout:
    """How the rows of a table are printed: the header, how many cells, and which share a name of it.

    `columns` ((0, 1), (2,)): the first two cells of a row are two paragraphs under the first name.
    """

    header: tuple[str, ...]
    width: int
    columns: tuple[tuple[int, ...], ...]


@frozen
class Rows:
    """Rows of cells, one cell for each column; a row of one cell has the whole width.

    `short`: first lines of rows with too few cells, `across`: of rows that an empty line divides.
    """

    rows: tuple[tuple[Printed, ...], ...]
    layout: Layout
    short: tuple[int, ...]
    across: tuple[int, ...]


_Group = tuple[Printed, ...]  # cells with no empty line between


def stretches(lines: Sequence[Line]) -> Iterator[tuple[bool, list[Line]]]:
    """The lines in stretches, each with whether its lines may be cells.

    An empty line belongs to the cells on both its sides. Text after one ends the stretch; text right after
    a cell is the cell's next paragraph.
    """
    before_cell = [False] * (len(lines) + 1)
    for number in reversed(range(len(lines))):
        line = lines[number]
        before_cell[number] = before_cell[number + 1] if line.blank else line.tabs > 0
    inside = False
    kinds = []
    for line, cell_follows in zip(lines, before_cell, strict=False):
        inside = inside and cell_follows if line.blank else inside or line.tabs > 0
        kinds.append(inside)
    for kind, run in groupby(zip(kinds, lines, strict=True), key=lambda pair: pair[0]):
        stretch = [line for _, line in run]
        cells = [line for line in stretch if line.tabs]
        # a cell may hold a tab (评价人：→日期：), rows apart by tabs all do
        yield kind and sum(line.divided for line in cells) * 10 <= len(cells), stretch


def read_rows(stretch: Sequence[Line], before: Layout | None) -> Rows | None:
    """The rows of a stretch, None where no rule tells them; `before` is the table that it may go on with."""
    groups = _groups(stretch)
    layout = _layout(groups) if len(groups) > 1 else None
    if layout is None and len(groups) == 1:
        divided = _divide(groups[0])
        if divided is not None:
            groups, layout = divided
    if layout is None and before is not None and any(len(group) == before.width for group in groups):
        layout = before
    return _rows(groups, layout) if layout is not None else None


def looks_tabular(stretch: Sequence[Line]) -> bool:
    """Whether lines that could not be read look like cells and not like indented text."""
    groups = _groups(stretch)
    cells = [cell for group in groups for cell in group]
    names = _names(next((group for group in groups if len(group) > 1), cells[:2])[:2])
    figures = sum(bool(_FIGURE.fullmatch(cell.text)) for cell in cells)
    rows = sum(len(group) > 1 for group in groups)
    return names and (figures > 1 or any(not cell.text for cell in cells) or rows > 2)


def _groups(stretch: Sequence[Line]) -> list[_Group]:
    groups: list[list[list[Line]]] = [[]]
    for line in stretch:
        if line.blank:
            groups.append([])
        elif line.tabs:
            # tabs side by side are blank cells: →→5
            groups[-1] += [*([replace(line, text="")] for _ in range(line.tabs - 1)), [line]]
        elif groups[-1]:
            groups[-1][-1].append(line)
    return [tuple(Printed(tuple(cell)) for cell in group) for group in groups if group]


def _layout(groups: Sequence[_Group]) -> Layout | None:
    """What the rows have in common, where empty lines divide them."""
    header = next((group for group in groups if len(group) > 1), ())
    if not _names(header):
        return None
    names = tuple(cell.text for cell in header)
    body = [group for group in groups if len(group) > 1 and not _is_header(group, names)]
    sizes = Counter(len(group) for group in body)
    width = max(sizes, default=0)
    # most cells stand in rows of one width, and no row is wider
    if not len(names) <= width <= _MOST_COLUMNS or sizes[width] * width * 2 <= sum(map(len, body)):
        return None
    columns = _columns([group for group in body if len(group) == width], width, len(names))
    return Layout(names, width, columns) if columns else None


def _divide(group: _Group) -> tuple[list[_Group], Layout] | None:
    """Rows and layout where no line is empty: the one width under which figures have columns of their own."""
    found: list[tuple[list[_Group], Layout]] = []
    for width in range(2, min(_MOST_COLUMNS, len(group) // 2) + 1):
        for first in range(2, width + 1):
            names = tuple(cell.text for cell in group[:first])
            slices = _slices(group, names, width) if _names(group[:first]) else []
            rows = [piece for piece in slices if not _is_header(piece, names)]
            columns = _columns(rows, width, first) if len(rows) > 1 and _figures_apart(rows) else None
            if columns:
                found.append((slices, Layout(names, width, columns)))
    # three columns are also six, two rows beside each other; four beside three leave the choice open
    if not found or any(layout.width % found[0][1].width for _, layout in found):
        return None
    return found[0]


def _slices(group: _Group, names: tuple[str, ...], width: int) -> list[_Group]:
    """A header, which may come again, and rows of `width` cells; nothing where cells are left over."""
    texts = [cell.text for cell in group]
    headers = {
        place
        for place, text in enumerate(texts)
        if text == names[0] and tuple(texts[place : place + len(names)]) == names
    }
    slices = []
    place = 0
    while place < len(group):
        size = len(names) if place in headers else width
        if place + size > len(group) or any(at in headers for at in range(place + 1, place + size)):
            return []
        slices.append(group[place : place + size])
        place += size
    return slices


def _figures_apart(rows: Sequence[_Group]) -> bool:
    """Whether each column holds only figures or none, and one of them has two at least."""
    counts = _figures(rows)
    return all(figures in {0, filled} for figures, filled in counts) and any(
        figures > 1 for figures, _ in counts
    )


def _figures(rows: Sequence[_Group]) -> list[tuple[int, int]]:
    """For each column, how many cells hold a figure and how many are filled."""
    columns = [[cell.text for cell in column if cell.text] for column in zip(*rows, strict=True)]
    return [(sum(bool(_FIGURE.fullmatch(text)) for text in texts), len(texts)) for texts in columns]


def _columns(rows: Sequence[_Group], width: int, names: int) -> tuple[tuple[int, ...], ...] | None:
    """Which cells of a row stand under one name, where a row has more cells than the header has names.

    A name and its points that one merged cell holds are filled in the same rows and blank in the same rows;
    None unless just as many neighbours as are needed do so.
    """
    filled = [tuple(bool(row[col].text) for row in rows) for col in range(width)]
    together = [
        width > names and left == right and any(left) and not all(left) for left, right in pairwise(filled)
    ]
    if (len(rows) < 2 and width > names) or sum(together) != width - names:
        return None
    columns = [[0]]
    for col, joined in enumerate(together, 1):
        if joined:
            columns[-1].append(col)
        else:
            columns.append([col])
    return tuple(map(tuple, columns))


def _rows(groups: Sequence[_Group], layout: Layout) -> Rows | None:
    """The groups as rows; an empty line within a row (an empty last paragraph of a cell) is passed over."""
    full = [group for group in groups if len(group) == layout.width]
    counts = _figures([group for group in full if not _is_header(group, layout.header)])
    numeric = {col for col, (figures, filled) in enumerate(counts) if 1 < figures == filled}
    rows: list[_Group] = []
    short: list[int] = []
    across: list[int] = []
    place = 0
    while place < len(groups):
        parts = groups[place : place + _parts(groups, place, layout, numeric)]
        group = tuple(cell for part in parts for cell in part)
        place += len(parts)
        if len(parts) > 1:
            across.append(group[0].lines[0].number)
        if len(group) == layout.width:
            columns = [[group[col] for col in column] for column in layout.columns]
            rows.append(
                tuple(Printed(tuple(line for cell in column for line in cell.lines)) for column in columns)
            )
        elif len(group) <= len(layout.header):
            rows.append(group)
            if 1 < len(group) < len(layout.header):
                short.append(group[0].lines[0].number)
        else:
            return None
    return Rows(tuple(rows), layout, tuple(short), tuple(across))


def _parts(groups: Sequence[_Group], place: int, layout: Layout, numeric: set[int]) -> int:
    """How many groups from `place` on are one row: several where only together they have all its cells.

    Columns that are `numeric` in all other rows must be so in this one.
    """
    # in two columns, two lone cells may be a row or two headings over the whole width
    if layout.width < 3 or len(groups[place]) == layout.width:
        return 1
    cells: list[Printed] = []
    for number, part in enumerate(groups[place : place + layout.width], 1):
        cells += part
        if len(part) == layout.width or _is_header(part, layout.header):
            break
        if len(cells) == layout.width:
            texts = [cells[col].text for col in numeric]
            return number if all(not text or _FIGURE.fullmatch(text) for text in texts) else 1
    return 1


def _names(cells: Sequence[Printed]) -> bool:
    """Whether cells may name columns: two different short texts at least."""
    texts = [cell.text for cell in cells]
    return (
        len(texts) > 1
        and len(set(texts)) == len(texts)
        and all(text and not _NO_NAME.search(text) and not _FIGURE.fullmatch(text) for text in texts)
    )


def _is_header(cells: Sequence[Printed], names: Sequence[str]) -> bool:
    return tuple(cell.text for cell in cells) == tuple(names)
