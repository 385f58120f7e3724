"""A joined table to the raw rows of its rubrics: header, data rows, headings, totals and notes apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import regex

from extractors.document import Cell, Table
from normalizers.headers import Column, Role, columns, header_row, role_of
from normalizers.numerals import integer
from normalizers.points import points_of_cell
from normalizers.text import clean, squeeze
from normalizers.vocabulary import words

_NOTE = regex.compile(r"(?:注|备注|说明|注释)\s*\d?\s*[:、.]")
_NOTE_LABEL = frozenset({"注", "备注", "说明", "注释"})
# 评价人： 考核日期： 年 月 日  组长（签字）： are filled in by hand
_FORM = regex.compile(
    r"[^:]{0,10}(?:人|员|组长|签字|签名|签章|盖章|日期|时间|单位|部门|电话)(?:\([^()]*\))?:[年月日_]*|年月日"
)
_FIGURE = regex.compile(r"\d+(?:\.\d+)?")
_HAN_NUMBER = regex.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
_HEADING_LENGTH = 30
_SUBHEADING_LENGTH = 10

Kind = Literal["data", "heading", "total", "note", "form"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its place in the table (from 0) and its cells by column.

    `heading` is the cell that names a part of the rubric (一、业务工作) in a row of its own;
    `after_break` tells that a page break or a repeated header stands before the row.
    """

    index: int
    cells: tuple[Cell | None, ...]
    heading: Cell | None = None
    after_break: bool = False

    def own(self, column: int) -> bool:
        """Whether the cell of this column begins in this row."""
        cell = self.cells[column]
        return cell is not None and cell.row == self.index

    def filled(self) -> list[Cell]:
        """The filled cells that begin in this row."""
        found = (cell for cell in self.cells if cell is not None and cell.row == self.index)
        return list(dict.fromkeys(cell for cell in found if not cell.blank))


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A row with a sum (合计): its name, figure and how many data rows stand before it."""

    row: Row
    label: Cell
    points: Decimal | None
    points_cell: Cell | None
    fillers: tuple[Cell, ...]
    after: int

    @property
    def is_part(self) -> bool:
        """小计 sums a part of the rubric; every other sum ends it."""
        return squeeze(self.label.text).startswith("小计")


@dataclass(frozen=True, slots=True)
class RawRubric:
    """The rows of one rubric and the columns that they share.

    `above` is what stands over its first row or header in the table, `furniture` what is to be filled in by hand.
    """

    columns: tuple[Column, ...]
    header: tuple[Cell, ...]
    above: tuple[Cell, ...]
    rows: tuple[Row, ...]
    totals: tuple[TotalRow, ...]
    notes: tuple[Cell, ...]
    furniture: tuple[Cell, ...]

    def having(self, *roles: Role) -> tuple[Column, ...]:
        """The columns of these roles, in their printed order."""
        return tuple(column for column in self.columns if column.role in roles)


def is_filler(text: str) -> bool:
    """Whether a cell holds only a sign for nothing (--, ——, /)."""
    return text.strip() != "" and squeeze(text) in {squeeze(word) for word in words("headers")["filler"]}


def is_han_number(text: str) -> bool:
    """Whether a text is only a number such as 一, 二、 or （三）."""
    return bool(_HAN_NUMBER.fullmatch(squeeze(text)))


# ---- header ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Header:
    """The heading of each column, all cells of the header, and the rows from `start` to `end`."""

    headings: tuple[Cell | None, ...]
    cells: tuple[Cell, ...]
    start: int
    end: int


def _header(grid: Sequence[Sequence[Cell | None]]) -> _Header | None:
    """The header with all of its rows: 考核指标 over 类别 and 名称."""
    top = header_row(grid)
    if top is None:
        return None
    found = [cell for cell in grid[top] if cell is not None]
    start = min(cell.row for cell in found)
    end = max(cell.row + cell.row_span for cell in found)
    if end == top + 1 and end < len(grid) and _goes_on(grid[top], grid[end]):
        end += 1
    cells = dict.fromkeys(cell for row in grid[start:end] for cell in row if cell is not None)
    headings = list(grid[top])
    for column, below in enumerate(grid[end - 1]):
        above = headings[column]
        if below is None or below.blank or below is above:
            continue
        # 名称 below 考核指标 says less than what it stands under
        vague = role_of(clean(below.text).value)[0] == "unknown"
        if above is None or above.blank or not vague:
            headings[column] = below
    return _Header(tuple(headings), tuple(cells), start, end)


def _goes_on(header: Sequence[Cell | None], below: Sequence[Cell | None]) -> bool:
    """Whether a text export prints a second row of headings: below blank ones and the one that spans them."""
    blank = {column for column, cell in enumerate(header) if cell is None or cell.blank}
    filled = {column for column, cell in enumerate(below) if cell is not None and not cell.blank}
    spanning = {column - 1 for column in blank} - blank
    short = all(len(squeeze(cell.text)) <= _SUBHEADING_LENGTH for cell in below if cell is not None)
    return bool(blank) and blank <= filled <= blank | spanning and len(filled) > 1 and short


# ---- rows --------------------------------------------------------------------------------------------------


def _total_label(row: Row) -> Cell | None:
    """The first filled cell of a row when it names a sum."""
    first = next(iter(row.filled()), None)
    if first is None:
        return None
    bare = regex.sub(r"[(\[][^()\[\]]*[)\]]|:|\d+(?:\.\d+)?分?", "", squeeze(first.text))
    return first if bare in words("headers")["total"] else None


def _total(row: Row, label: Cell, table_columns: tuple[Column, ...], after: int) -> TotalRow:
    """The figure of a sum stands in the points column, else in any cell, else beside its name."""
    scored = [column.index for column in table_columns if column.role == "points"]
    others = [cell for cell in row.filled() if cell is not label]
    cells = [cell for index in scored if (cell := row.cells[index]) in others] + others
    points_cell = next((cell for cell in cells if cell and points_of_cell(cell.text) is not None), None)
    points = points_of_cell(points_cell.text) if points_cell else None
    if points is None and (match := _FIGURE.search(squeeze(label.text))):
        points = Decimal(match[0])
    fillers = tuple(cell for cell in others if is_filler(cell.text))
    return TotalRow(row, label, points, points_cell, fillers, after)


def _kind(row: Row, table_columns: tuple[Column, ...], following: Row | None) -> Kind:
    """What a filled row is, from its cells and the row below it."""
    filled = row.filled()
    if not filled:
        return "data"
    if _total_label(row) is not None:
        return "total"
    first, text = filled[0], squeeze(filled[0].text)
    if all(_FORM.fullmatch(squeeze(cell.text)) for cell in filled):
        return "form"
    if (len(filled) == 1 and _NOTE.match(text)) or (len(filled) == 2 and text in _NOTE_LABEL):
        return "note"
    scoring = _filled_in(following, table_columns, "rule", "content") if following else False
    if len(filled) == 1 and _over_all(first, table_columns):
        if regex.search(r"[。;:!?]", text) or len(text) > _HEADING_LENGTH:
            return "note"
        return "heading" if scoring else "data"
    if _filled_in(row, table_columns, "rule", "content") or not scoring:
        return "data"
    # 一 | 业务工作 | 50 above 1 | 救助管理 | 20
    roles = [table_columns[cell.col].role for cell in filled]
    numbers = [cell for cell in filled if table_columns[cell.col].role == "number"]
    named = "name" in roles and set(roles) <= {"number", "name", "points", "weight"}
    return "heading" if named and numbers and is_han_number(numbers[0].text) and not _same_number(
        following, table_columns
    ) else "data"


def _same_number(row: Row | None, table_columns: tuple[Column, ...]) -> bool:
    """Whether a row is numbered 一, 二 itself."""
    cells = [row.cells[column.index] for column in table_columns if column.role == "number"] if row else []
    return any(cell is not None and is_han_number(cell.text) for cell in cells)


def _filled_in(row: Row, table_columns: tuple[Column, ...], *roles: Role) -> bool:
    cells = [row.cells[column.index] for column in table_columns if column.role in roles]
    return any(cell is not None and not cell.blank and not is_filler(cell.text) for cell in cells)


def _over_all(cell: Cell, table_columns: tuple[Column, ...]) -> bool:
    """Whether the only cell of a row stands for the whole row: it spans most columns, or the first name or number."""
    if 2 * cell.col_span > len(table_columns):
        return True
    names = [column.index for column in table_columns if column.role == "name"]
    # 业务 alone in the first of two name columns is the name of a level
    outer = len(names) > 1 and cell.col in names[:-1]
    role = table_columns[cell.col].role
    bare = squeeze(cell.text)
    return role in {"number", "name"} and not outer and integer(bare.rstrip(".、")) is None


# ---- rubrics -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Part:
    """A rubric while its rows are read."""

    header: tuple[Cell, ...] = ()
    above: tuple[Cell, ...] = ()
    rows: list[Row] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    notes: list[Cell] = field(default_factory=list)
    furniture: list[Cell] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        """Whether its 合计 was read."""
        return any(not total.is_part for total in self.totals)


def raw_rubrics(table: Table) -> tuple[RawRubric, ...]:
    """The rubrics of a table, none when it has no header of criteria.

    A rubric ends behind its 合计 row where the numbers begin again at 1 (without numbers: at a new header).
    """
    grid = table.grid()
    header = _header(grid)
    if header is None:
        return ()
    table_columns = columns(header.headings, grid[header.end :])
    above = tuple(
        dict.fromkeys(
            cell for row in grid[: header.start] for cell in row if cell is not None and not cell.blank
        )
    )
    number = next((column.index for column in table_columns if column.role == "number"), None)
    seams = set(table.seams)
    rows = [
        Row(index, tuple(grid[index]), after_break=index in seams)
        for index in range(header.end, table.rows)
        if any(cell is not None and not cell.blank for cell in grid[index])
    ]
    parts = [_Part(header.cells, above)]
    for place, row in enumerate(rows):
        part = parts[-1]
        following = rows[place + 1] if place + 1 < len(rows) else None
        kind = _kind(row, table_columns, following)
        filled = row.filled()
        if kind == "total" and (label := _total_label(row)) is not None:
            part.totals.append(_total(row, label, table_columns, len(part.rows)))
        elif kind == "form":
            part.furniture += filled
        elif kind == "note":
            part.furniture += filled[:-1]
            part.notes.append(filled[-1])
        elif kind == "heading":
            named = next((cell for cell in filled if table_columns[cell.col].role == "name"), filled[0])
            if part.closed and len(filled) == 1 and following and _number(following, number) == 1:
                parts.append(_Part(above=(named,)))
            else:
                part.rows.append(Row(row.index, row.cells, named, row.after_break))
        else:
            # what follows a sum on the next page may still be its rubric's (加分项); a number 1 is another's
            if part.closed and (row.after_break if number is None else _number(row, number) == 1):
                parts.append(_Part())
            parts[-1].rows.append(row)
    return tuple(
        RawRubric(
            table_columns,
            part.header,
            part.above,
            tuple(part.rows),
            tuple(part.totals),
            tuple(part.notes),
            tuple(part.furniture),
        )
        for part in parts
        if part.rows or part.totals
    )


def _number(row: Row, column: int | None) -> int | None:
    cell = row.cells[column] if column is not None else None
    return integer(squeeze(cell.text).rstrip(".、")) if cell is not None else None
