"""A joined table to the raw rows of its rubrics: header, data rows, headings, totals and notes apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Literal

import regex

from extractors.document import Cell, Table
from normalizers.bands.split import grade_heading
from normalizers.cells.kinds import kind_of
from normalizers.cells.points import points_at_end, points_of_cell
from normalizers.tables.headers import Column, Role, columns, header_row, role_of
from normalizers.tables.pairs import as_one, one_below_the_other, paired
from normalizers.tables.rows import Row
from normalizers.text.numerals import integer
from normalizers.text.views import clean, squeeze
from normalizers.vocabulary import words

_NOTE = regex.compile(r"(?:注|备注|说明|注释)\s*\d?\s*[:、.]")
_NOTE_LABEL = frozenset({"注", "备注", "说明", "注释"})
# 评价人： 考核日期： 年 月 日  组长（签字）： are filled in by hand
_FORM = regex.compile(
    r"[^:]{0,10}(?:人|员|组长|姓名|名称|岗位|职务|签字|签名|签章|盖章|日期|时间|单位|部门|电话)(?:\([^()]*\))?:[年月日_]*|年月日"
)
# ${score} is filled in by a program
_TEMPLATE = regex.compile(r"\$\{[^{}]{0,80}\}")
_TEMPLATE_LABEL = regex.compile(r"[^:]{1,20}:(?:\p{Han}{1,2})?")
_FIGURE = regex.compile(r"\d+(?:\.\d+)?")
_NO_LABEL = regex.compile(r"[(\[][^()\[\]]*[)\]]|:|\d+(?:\.\d+)?分?")
_HAN_NUMBER = regex.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
# 一、业务工作  （二）综合工作  第三部分
_MARKED = regex.compile(r"\(?[一二三四五六七八九十]{1,3}[、.)]|第[一二三四五六七八九十]{1,3}部分")
# 预赛总分, 业务工作合计
_PART_TOTAL = regex.compile(r"\p{Han}{2,8}(?:总分|合计|总计|小计)")
_HEADING_LENGTH = 30
_SUBHEADING_LENGTH = 10

Kind = Literal["data", "heading", "header", "total", "note", "form"]


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A row with a sum (合计): its name, figure and how many data rows stand before it."""

    row: Row
    label: Cell
    points: Decimal | None
    points_cell: Cell | None
    fillers: tuple[Cell, ...]
    furniture: tuple[Cell, ...]
    after: int

    @property
    def is_subtotal(self) -> bool:
        """小计 sums a part of the rubric; behind every other sum another rubric may begin."""
        return squeeze(self.label.text).startswith("小计")

    @property
    def is_part(self) -> bool:
        """Whether it sums only what stands above it: 小计, 预赛总分."""
        return self.is_subtotal or bool(_PART_TOTAL.fullmatch(_bare_total(self.label.text)))


@dataclass(frozen=True, slots=True)
class RawRubric:
    """The rows of one rubric and the columns that they share.

    `above` is what stands over its header or first row, `furniture` what is to be filled in by hand,
    `changed` the headings that a header printed again has instead of the first ones.
    """

    columns: tuple[Column, ...]
    header: tuple[Cell, ...]
    above: tuple[Cell, ...]
    rows: tuple[Row, ...]
    totals: tuple[TotalRow, ...]
    notes: tuple[Cell, ...]
    furniture: tuple[Cell, ...]
    changed: tuple[Cell, ...]

    def having(self, *roles: Role) -> tuple[Column, ...]:
        """The columns of these roles, in their printed order."""
        return tuple(column for column in self.columns if column.role in roles)


def is_filler(text: str) -> bool:
    """Whether a cell holds only a sign for nothing (--, ——, /)."""
    return squeeze(text) in _fillers()


@cache
def _fillers() -> frozenset[str]:
    return frozenset(squeeze(word) for word in words("headers")["filler"])


def is_template(text: str) -> bool:
    """Whether a cell holds only the sign of a template (${score})."""
    return bool(_TEMPLATE.fullmatch(squeeze(text)))


def is_form(text: str) -> bool:
    """Whether a cell is a line to be filled in: 评价人：, or 评价人：${name}."""
    bare = squeeze(text)
    left = _TEMPLATE.sub("", bare)
    filled = left != bare and (not left or bool(_TEMPLATE_LABEL.fullmatch(left)))
    return filled or bool(_FORM.fullmatch(left))


def _is_form_row(filled: Sequence[Cell]) -> bool:
    """Whether a row is to be filled in: 专家签字： beside ${image}."""
    signs = any(_TEMPLATE.search(squeeze(cell.text)) for cell in filled)
    return all(
        is_form(cell.text) or (signs and _TEMPLATE_LABEL.fullmatch(squeeze(cell.text))) for cell in filled
    )


def _is_furniture(text: str) -> bool:
    """Whether a cell beside a sum is to be filled in by hand: a template's sign, or 得分."""
    return is_template(text) or role_of(squeeze(text))[0] == "blank"


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
        if below is None or below.blank or below is headings[column]:
            continue
        # a text export prints a heading that spans columns in the first of them
        above = next((cell for cell in headings[column::-1] if cell is not None and not cell.blank), None)
        # 名称 below 考核指标 says less than what it stands under; 好 and A（10分） below 评价标准 say more
        text = clean(below.text).value
        vague = role_of(text)[0] == "unknown" and grade_heading(clean(below.text)) is None
        headings[column] = above if vague and above else below
    return _Header(tuple(headings), tuple(cells), start, end)


def _goes_on(header: Sequence[Cell | None], below: Sequence[Cell | None]) -> bool:
    """Whether a text export prints a second row of headings: below blank ones and the one that spans them."""
    blank = {column for column, cell in enumerate(header) if cell is None or cell.blank}
    filled = {column for column, cell in enumerate(below) if cell is not None and not cell.blank}
    spanning = {column - 1 for column in blank} - blank
    short = all(len(squeeze(cell.text)) <= _SUBHEADING_LENGTH for cell in below if cell is not None)
    return bool(blank) and blank <= filled <= blank | spanning and len(filled) > 1 and short


# ---- rows --------------------------------------------------------------------------------------------------


def _bare_total(text: str) -> str:
    """The name of a sum without brackets and figures: 合计（100分）： → 合计."""
    return _NO_LABEL.sub("", squeeze(text))


def _total_label(row: Row, table_columns: tuple[Column, ...]) -> Cell | None:
    """The first filled cell of a row when it names a sum."""
    filled = row.filled()
    if not filled:
        return None
    first, *others = filled
    bare = _bare_total(first.text)
    if bare in words("headers")["total"]:
        return first
    # 预赛总分 over the columns left of its figure, or where a number should stand
    figures = [points_of_cell(cell.text) is not None or is_filler(cell.text) for cell in others]
    outside = first.col_span > 1 or table_columns[first.col].role == "number"
    named = first.col == 0 and outside and _PART_TOTAL.fullmatch(bare)
    return first if named and figures and all(figures) else None


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
    furniture = tuple(
        cell
        for cell in others
        # weights make up 100%, whatever they weigh; any other sum of them stays unclaimed and is reported
        if _is_furniture(cell.text)
        or (table_columns[cell.col].role == "weight" and squeeze(cell.text) in {"100%", "100", "1"})
    )
    return TotalRow(row, label, points, points_cell, fillers, furniture, after)


def _kind(row: Row, table_columns: tuple[Column, ...], scored: Row | None) -> Kind:
    """What a filled row is, from its cells and the next row that says how it is scored."""
    filled = row.filled()
    if not filled:
        return "data"
    if _total_label(row, table_columns) is not None:
        return "total"
    text = squeeze(filled[0].text)
    if _is_form_row(filled):
        return "form"
    if len(filled) == 1 and role_of(text)[0] == "blank" and kind_of(text) == "scored":
        # 存在问题 beside an empty cell
        return "form"
    headings = [squeeze(cell.text) == squeeze(table_columns[cell.col].header) for cell in filled]
    if sum(headings) > 1 and 2 * sum(headings) > len(filled):
        return "header"
    visible = [
        column for column, cell in zip(table_columns, row.cells, strict=True) if cell and not cell.blank
    ]
    if {column.role for column in visible} == {"number"} and integer(text.rstrip(".、")) is not None:
        # a form's line that is still to be filled in
        return "form"
    if (len(filled) == 1 and _NOTE.match(text)) or (len(filled) == 2 and text in _NOTE_LABEL):
        return "note"
    if len(filled) == 1 and (spans := _spans(filled[0], table_columns)):
        sentence = regex.search(r"[。;:!?]", text) or len(text) > _HEADING_LENGTH
        if sentence:
            return "note" if spans == "row" else "data"
        return "heading" if scored else "data"
    if scored and not _scores(row, table_columns) and _parts(filled, table_columns):
        # 一 | 业务工作 | 50 above 1 | 救助管理 | 20, but not above 二 | 救助管理 | 20
        return "data" if _han_numbered(scored, table_columns) else "heading"
    return "data"


def _parts(filled: Sequence[Cell], table_columns: tuple[Column, ...]) -> bool:
    """Whether a row gives only a number in Han, a name and what it counts: 一 | 业务工作 | 50."""
    roles = [table_columns[cell.col].role for cell in filled]
    if not set(roles) <= {"number", "name", "points", "weight"}:
        return False
    texts = [squeeze(cell.text) for cell, role in zip(filled, roles, strict=True) if role == "number"]
    return any((is_han_number(text) and "name" in roles) or _MARKED.match(text) for text in texts)


def _spans(cell: Cell, table_columns: tuple[Column, ...]) -> Literal["row", "name", ""]:
    """Whether the only cell of a row stands for all of it, or is a name that a number or points mark."""
    text, role = clean(cell.text), table_columns[cell.col].role
    if 2 * cell.col_span > len(table_columns):
        return "row"
    if role == "number" and integer(squeeze(cell.text).strip(".、()")) is None:
        return "row"
    names = [column.index for column in table_columns if column.role == "name"]
    marked = bool(_MARKED.match(text.folded)) or points_at_end(text) is not None
    # 业务 alone in the first of two name columns is the name of a level anyway
    return "name" if role == "name" and cell.col == names[-1] and marked else ""


def _scores(row: Row, table_columns: tuple[Column, ...]) -> bool:
    """Whether a row says how it is scored, or what."""
    cells = [row.cells[column.index] for column in table_columns if column.role in {"rule", "content"}]
    return any(cell is not None and not cell.blank and not is_filler(cell.text) for cell in cells)


def _han_numbered(row: Row, table_columns: tuple[Column, ...]) -> bool:
    cells = [row.cells[column.index] for column in table_columns if column.role == "number"]
    return any(cell is not None and is_han_number(cell.text) for cell in cells)


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
    changed: list[Cell] = field(default_factory=list)
    outside: bool = False

    @property
    def closed(self) -> bool:
        """Whether its 合计 was read, and nothing opened (加分项) that stands behind it."""
        return any(not total.is_subtotal for total in self.totals) and not self.outside


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
        Row(index, _by_role(grid[index], table_columns), after_break=index in seams)
        for index in range(header.end, table.rows)
        if any(cell is not None and not cell.blank for cell in grid[index])
    ]
    if pairs := paired(table_columns):
        table_columns = as_one(table_columns, pairs)
        rows = one_below_the_other(rows, header.headings, pairs)
    # for each row the next one below it that says how it is scored
    scored: list[Row | None] = [None] * len(rows)
    for place in range(len(rows) - 1, 0, -1):
        scored[place - 1] = rows[place] if _scores(rows[place], table_columns) else scored[place]
    parts = [_Part(header.cells, above)]
    header_end = header.end
    known = {squeeze(cell.text) for cell in header.cells}
    for place, (row, next_scored) in enumerate(zip(rows, scored, strict=True)):
        part = parts[-1]
        if row.heading is not None:
            # it names a pair of columns
            part.rows.append(row)
            continue
        # a header of two rows that is printed again takes its second row along
        kind = "header" if row.index < header_end else _kind(row, table_columns, next_scored)
        filled = row.filled()
        if kind == "total" and (label := _total_label(row, table_columns)) is not None:
            part.totals.append(_total(row, label, table_columns, len(part.rows)))
        elif kind == "form":
            part.furniture += filled
        elif kind == "header":
            header_end = max(header_end, *(cell.row + cell.row_span for cell in filled))
            part.furniture += filled
            part.changed += [cell for cell in filled if squeeze(cell.text) not in known]
        elif kind == "note":
            part.furniture += filled[:-1]
            part.notes.append(filled[-1])
        elif kind == "heading":
            named = next((cell for cell in filled if table_columns[cell.col].role == "name"), filled[0])
            first = number is not None and _number(rows[place + 1], number) == 1
            if part.closed and len(filled) == 1 and first and kind_of(named.text) == "scored":
                parts.append(_Part(above=(named,)))
            else:
                part.rows.append(replace(row, heading=named))
                part.outside = kind_of(named.text) != "scored"
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
            tuple(part.changed),
        )
        for part in parts
        if part.rows
    )


def _by_role(row: Sequence[Cell | None], table_columns: tuple[Column, ...]) -> tuple[Cell | None, ...]:
    """The cells of a row; one that spans columns of several roles stands in those of its first.

    获奖的，加1分 over 评价标准, 分值 and 考核部门 is neither points nor a department.
    """
    text: set[Role] = {"content", "rule"}
    kept = []
    for column, cell in zip(table_columns, row, strict=True):
        role = table_columns[cell.col].role if cell is not None else column.role
        kept.append(cell if role == column.role or {role, column.role} == text else None)
    return tuple(kept)


def _number(row: Row, column: int) -> int | None:
    cell = row.cells[column]
    return integer(squeeze(cell.text).rstrip(".、")) if cell is not None else None
