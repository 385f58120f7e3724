"""Tables without a header of criteria that are rubrics: a matrix of awards, a sheet to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import takewhile
from typing import Literal

from extractors.document import Cell, Table
from normalizers.bands.split import grade_words
from normalizers.cells.points import points_at_end, points_moved, points_of_cell
from normalizers.tables.content import scores
from normalizers.tables.furniture import is_filler
from normalizers.tables.raw import RawRubric
from normalizers.tables.roles import Column, Role, role_of
from normalizers.tables.rows import Row
from normalizers.tables.totals import TotalRow, is_total
from normalizers.text import patterns
from normalizers.text.numerals import integer
from normalizers.text.views import clean, squeeze
from normalizers.vocabulary import words

_FEWEST = 2
# headings stand in so many rows at most
_HEAD_ROWS = 3
_LONGEST = 20
# rows below criteria that say something of them, as they are read
_TOLD: tuple[Role, ...] = ("content", "rule", "points")
_RANK = patterns.made(
    r"第?[\d一二三四五六七八九十]{1,3}(?:(?:至|到|-|、)第?[\d一二三四五六七八九十]{1,3})?[名位]"
)
# 获奖统计表 counts prizes
_SCORES = patterns.made(r"分|奖(?!项?(?:统计|情况|数|人数|名单|汇总|一览))")
_NOTHING = patterns.made(r"不(?:加分|计分|得分|奖励|予加分)")

Grid = Sequence[Sequence[Cell | None]]


def sheet_of(table: Table, caption: str) -> RawRubric | None:
    """The rubric of a table whose headings are levels (院级 | 校级) or criteria (歌曲内容（20分）).

    What its `caption` says of points (论文加分标准) holds for its figures.
    """
    grid = table.grid()
    return _matrix(table, grid, caption) or _score_sheet(grid) or _judges_sheet(grid)


def levels_of(table: Table, caption: str) -> RawRubric | None:
    """The rubric of a matrix whose headings are levels, whatever stands over them: 加分标准.

    Headings that are grades (优 | 良) may be those of bands.
    """
    found = _matrix(table, table.grid(), caption)
    heads = [] if found is None else [cell for cell in found.header if squeeze(cell.text) in _known_levels()]
    return found if any(squeeze(cell.text) not in grade_words() for cell in heads) else None


def _matrix(table: Table, grid: Grid, caption: str) -> RawRubric | None:
    """Figures for each rank (row) at each level (column): 第一名 | 1.5 | 2 | 2.5; headings may be two rows.

    All cells have to be figures, and something has to speak of points: headings or names that are levels in
    a table or caption that says 分 or 奖, or the cells themselves (扣3分); a table of counts does not.
    """
    width = _without_remarks(grid)
    whole, grid = grid, [row[:width] for row in grid]
    found = _crossed(grid)
    if found is None:
        return None
    start, names = found
    end = next((row for row in range(start, len(grid)) if not _moves(grid[row], names)), len(grid))
    if any(len(_filled([row])) > 1 for row in grid[end:]):
        return None
    top = 1 + max((row for row in range(start) if not _labels(grid[row], names)), default=-1)
    head, body, tiers = grid[top:start], grid[start:end], range(names, width)
    heads = [_above([row[column] for row in head]) for column in range(width)]
    named = {tuple(id(cell) for cell in row[:names]) for row in body}
    apart = len({heads[column] for column in tiers}) == len(tiers) and len(named) == len(body)
    known = [*([row[column] for column in tiers] for row in head), [row[names - 1] for row in body]]
    said = [cell.text for cell in table.cells if squeeze(cell.text) not in _known_levels()]
    told = any(map(_SCORES.search, (caption, *said)))
    told = told and any(map(_are_levels, known))
    cells = _filled([row[names:] for row in body])
    speaking = [cell for cell in cells if _says_where(cell)]
    if not head or len(head) > _HEAD_ROWS or not apart or not (told or 2 * len(speaking) > len(cells)):
        return None
    level = 0
    columns = []
    for column in range(width):
        number = column < names - 1 and all(_is_number(row[column]) for row in body)
        level += column < names and not number
        role: Role = "tier" if column >= names else "number" if number else "name"
        columns.append(Column(column, role, heads[column], level if role == "name" else 0))
    for column in range(width, table.cols):
        text = _above([row[column] for row in whole[top:start]])
        columns.append(Column(column, role_of(text)[0], text))
    rows = tuple(Row(start + place, tuple(row)) for place, row in enumerate(whole[start:end]))
    notes = _filled(whole[end:])
    return RawRubric(tuple(columns), _filled(whole[top:start]), _filled(whole[:top]), rows, (), notes, (), ())


def _without_remarks(grid: Grid) -> int:
    """How many columns stand before those of remarks and papers: 国家级 | 省级 | 备注."""
    width = len(grid[0]) if grid else 0
    head = grid[: _HEAD_ROWS + 1]
    while width > _FEWEST and any(
        (cell := row[width - 1]) is not None
        and cell.col == width - 1
        and role_of(cell.text)[0] in {"note", "method", "party"}
        for row in head
    ):
        width -= 1
    return width


def _crossed(grid: Grid) -> tuple[int, int] | None:
    """The first row of figures below headings, and how many columns stand before them."""
    for start in range(1, len(grid)):
        for names in (1, 2):
            if len(grid[start]) >= names + _FEWEST and _moves(grid[start], names):
                return start, names
    return None


def _moves(row: Sequence[Cell | None], names: int) -> bool:
    """Whether a row has a name and, behind it, nothing but figures, one of them at least."""
    *before, name = row[:names]
    cells = [cell for cell in row[names:] if cell is not None and not cell.blank]
    figures = [cell for cell in cells if points_moved(cell.text) is not None]
    others = [cell for cell in cells if cell not in figures]
    # 扣8分，并通报 among 扣2分 and 扣4分 is told as not read
    scored = 2 * len(figures) > len(cells) and all(scores(cell.text) for cell in others)
    plain = scored or all(_NOTHING.fullmatch(squeeze(c.text)) or is_filler(c.text) for c in others)
    return bool(figures) and plain and _is_head(name) and all(_is_head(c) or _is_number(c) for c in before)


def _labels(row: Sequence[Cell | None], names: int) -> bool:
    """Whether a row holds a heading above each figure, and no title over all of them."""
    cells = row[names:]
    return all(map(_is_head, cells)) and len(set(cells)) > 1


def _above(cells: Sequence[Cell | None]) -> str:
    """The headings over a column as one: 国家级 over 一等奖."""
    return "".join(clean(cell.text).value for cell in dict.fromkeys(cells) if cell is not None)


def _is_head(cell: Cell | None) -> bool:
    """Whether a cell is a heading or a name: short, and no figure."""
    text = squeeze(cell.text) if cell is not None else ""
    return 0 < len(text) <= _LONGEST and points_moved(text) is None


def _is_number(cell: Cell | None) -> bool:
    return cell is not None and integer(squeeze(cell.text)) is not None


def _says_where(cell: Cell) -> bool:
    """Whether a figure says by itself that it is points: 扣3分, +2, 5分; 5 alone may be anything."""
    moved = points_moved(cell.text)
    return moved is not None and (bool(moved[0]) or "分" in cell.text)


def _are_levels(cells: Sequence[Cell | None]) -> bool:
    """Whether all of some headings are levels, ranks, prizes or grades."""
    heads = {squeeze(cell.text) if cell is not None else "" for cell in cells}
    return len(heads) >= _FEWEST and all(head in _known_levels() or _RANK.fullmatch(head) for head in heads)


def of_prizes(headings: Sequence[Cell | None]) -> bool:
    """Whether all headings but the first are prizes or ranks: 类别 | 一等奖 | 二等奖 has no grades."""
    heads = [squeeze(cell.text) if cell is not None else "" for cell in headings[1:]]
    return len(heads) >= _FEWEST and all(head in _prizes() or _RANK.fullmatch(head) for head in heads)


@cache
def _prizes() -> frozenset[str]:
    return frozenset(squeeze(word) for same in words("clauses")["ranked_prizes"] for word in same)


@cache
def _known_levels() -> frozenset[str]:
    return frozenset(map(squeeze, words("clauses")["levels"])) | grade_words()


def _score_sheet(grid: Grid) -> RawRubric | None:
    """Criteria as headings with points above cells to be filled in: 班级 | 内容（20分） | 音色（40分）."""
    for index, row in enumerate(grid):
        cells = list(dict.fromkeys(cell for cell in row if cell is not None and not cell.blank))
        named = [cell for cell in cells if points_at_end(clean(cell.text)) and len(cell.text) <= _LONGEST * 2]
        others = [cell for cell in cells if cell not in named]
        if len(named) < _FEWEST or not all(_is_label(cell) for cell in others):
            continue
        below = [line[cell.col] for line in grid[index + 1 :] for cell in named]
        if any(cell is not None and not cell.blank for cell in below):
            return None
        rest = _filled(grid[index + 1 :])
        # 总分（100分） is the sum of the others
        sums = [cell for cell in named if is_total(cell.text)]
        rows = tuple(Row(cell.row, (cell,)) for cell in named if cell not in sums)
        totals = tuple(_total(Row(cell.row, (cell,)), cell, None, len(rows)) for cell in sums)
        columns = (Column(0, "name", "", 1),)
        return RawRubric(columns, (), _filled(grid[:index]), rows, totals, (), (*others, *rest), ())
    return None


def _judges_sheet(grid: Grid) -> RawRubric | None:
    """Criteria as headings above their points and rows to be filled in: 选手 | 仪表 | 讲解 above 10分 | 90分.

    What each asks may stand in a row whose first cell says so (评分标准), groups of criteria above them.
    """
    with_points = [index for index, row in enumerate(grid) if _kind_of_line(row, ()) == "points"]
    for index in range(min(len(grid) - _FEWEST, max(with_points, default=0))):
        if not _is_head(grid[index][0]):
            continue
        below = grid[index + 1 :]
        figures = grid[next(row for row in with_points if row > index)]
        open_to = [at for at, cell in enumerate(figures) if at and cell is not None and not cell.blank]
        # most tables tell so in the first row below that they are none: the others are not looked at
        kinds = list(takewhile("data".__ne__, (_kind_of_line(row, open_to) for row in below)))
        if len(kinds) < len(below) or "points" not in kinds or "open" not in kinds:
            continue
        lines = [below[kinds.index(role)] for role in _TOLD if role in kinds]
        told = [_told_by(row) for row in lines]
        groups = grid[index - 1] if index and _groups(grid[index - 1]) else None
        columns = [Column(0, "name", "", 1), *(Column(at, role, "") for at, role in enumerate(told, 1))]
        if groups:
            columns = [replace(columns[0], level=2), *columns[1:]]
            columns = [Column(0, "name", "", 1), *(replace(one, index=one.index + 1) for one in columns)]
        rows: list[Row] = []
        totals: list[TotalRow] = []
        for column, head in enumerate(grid[index]):
            cells = [row[column] for row in lines]
            figure = next((cell for cell, role in zip(cells, told, strict=True) if role == "points"), None)
            points = points_of_cell(figure.text) if figure is not None else None
            if not column or points is None or head is None or not _is_head(head):
                continue
            row = Row(head.row, (*([groups[column]] if groups else []), head, *cells))
            if is_total(head.text):
                totals.append(_total(row, head, figure, len(rows)))
            elif not rows or rows[-1].cells != row.cells:
                rows.append(row)
        if len(rows) < _FEWEST:
            return None
        used = {id(cell) for row in (*rows, *(total.row for total in totals)) for cell in row.cells}
        top = index - bool(groups)
        rest = tuple(cell for cell in _filled(grid[top:]) if id(cell) not in used)
        return RawRubric(tuple(columns), (), _filled(grid[:top]), tuple(rows), tuple(totals), (), rest, ())
    return None


def _told_by(row: Sequence[Cell | None]) -> Role:
    """What a row says of the criteria above it: 评分标准 may say how they count, or only what is asked."""
    kind = _kind_of_line(row, ())
    if kind == "points":
        return "points"
    return "rule" if any(scores(cell.text) for cell in row[1:] if cell is not None) else "content"


def _total(row: Row, label: Cell, figure: Cell | None, after: int) -> TotalRow:
    """A heading that names the sum of the others, with the figure below or behind it."""
    behind = points_at_end(clean(label.text))
    points = points_of_cell(figure.text) if figure is not None else behind[0] if behind else None
    return TotalRow(row, label, points, figure, (), (), after)


def _groups(row: Sequence[Cell | None]) -> bool:
    """Whether a row holds headings over several criteria each, and no title over all of them."""
    cells = dict.fromkeys(row[1:])
    return (
        len(cells) > 1 and all(map(_is_head, cells)) and any(c is not None and c.col_span > 1 for c in cells)
    )


def _kind_of_line(row: Sequence[Cell | None], columns: Sequence[int]) -> Role | Literal["open", "data"]:
    """What a row below criteria holds: their points, what they ask, nothing, or other data.

    Nothing has to stand in the `columns` of the criteria; a contestant may be named before them.
    """
    first = row[0]
    filled = [
        cell
        for cell in ([row[at] for at in columns] or row[1:])
        if cell is not None and not cell.blank and cell is not first
    ]
    said = "" if first is None else squeeze(first.text)
    role = role_of(said)[0] if said else "points"
    if not filled:
        return "open"
    figures = all(points_of_cell(cell.text) is not None for cell in filled)
    if figures and len(filled) > 1 and (role in {"points", "weight"} or is_total(said)):
        return "points"
    return role if role in {"rule", "content"} else "data"


def _is_label(cell: Cell) -> bool:
    """Whether a heading beside criteria is to be filled in, a sum, or the assessed: 班级, 总分, 排名."""
    text = squeeze(cell.text)
    return len(text) <= _LONGEST and (
        role_of(text)[0] in {"blank", "number", "note", "unknown", "assessed", "party", "unit"}
        or is_total(text)
    )


def _filled(grid: Grid) -> tuple[Cell, ...]:
    cells = (cell for row in grid for cell in row)
    return tuple(dict.fromkeys(cell for cell in cells if cell is not None and not cell.blank))
