"""Tables without a header of criteria that are rubrics: a matrix of awards, a sheet to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import regex

from extractors.document import Cell, Table
from normalizers.bands.split import grade_words
from normalizers.cells.points import points_at_end, points_of_cell
from normalizers.tables.furniture import is_filler
from normalizers.tables.raw import RawRubric
from normalizers.tables.roles import Column, role_of
from normalizers.tables.rows import Row
from normalizers.tables.totals import is_total
from normalizers.text.views import clean, squeeze
from normalizers.vocabulary import words

_FEWEST = 2
_LONGEST = 20
_RANK = regex.compile(
    r"第?[\d一二三四五六七八九十]{1,3}(?:(?:至|到|-|、)第?[\d一二三四五六七八九十]{1,3})?[名位]"
)
_SCORES = regex.compile(r"分|奖")
_NOTHING = regex.compile(r"不(?:加分|计分|得分|奖励|予加分)")

Grid = Sequence[Sequence[Cell | None]]


def sheet_of(table: Table) -> RawRubric | None:
    """The rubric of a table whose headings are levels (院级 | 校级) or criteria (歌曲内容（20分）)."""
    grid = table.grid()
    return _matrix(table, grid) or _score_sheet(grid)


def _matrix(table: Table, grid: Grid) -> RawRubric | None:
    """Figures for each rank (row) at each level (column): 第一名 | 1.5 | 2 | 2.5.

    Nearly all cells have to be figures, and something has to speak of points; a table of counts does not.
    """
    head = next((index for index, row in enumerate(grid) if _levels(row)), None)
    if head is None or head + 1 >= len(grid) or not any(_SCORES.search(c.text) for c in table.cells):
        return None
    body = grid[head + 1 :]
    inside = [cell for row in body for cell in row[1:] if cell is not None and not cell.blank]
    figures = [cell for cell in inside if points_of_cell(cell.text) is not None]
    others = [cell for cell in inside if cell not in figures]
    names = [row[0] for row in body]
    plain = all(_NOTHING.fullmatch(squeeze(cell.text)) or is_filler(cell.text) for cell in others)
    if not figures or not plain or len(set(names)) < len(names) or any(n is None or n.blank for n in names):
        return None
    heads = [clean(cell.text).value if cell else "" for cell in grid[head]]
    columns = (Column(0, "name", "", 1), *(Column(at, "tier", heads[at]) for at in range(1, table.cols)))
    rows = tuple(Row(head + 1 + place, tuple(row)) for place, row in enumerate(body))
    header = tuple(dict.fromkeys(cell for cell in grid[head] if cell is not None))
    return RawRubric(columns, header, _filled(grid[:head]), rows, (), (), (), ())


def _levels(row: Sequence[Cell | None]) -> bool:
    """Whether all cells of a row but the first name levels, ranks, prizes or grades."""
    heads = [squeeze(cell.text) if cell is not None else "" for cell in row[1:]]
    return (
        len(heads) >= _FEWEST
        and len(set(heads)) == len(heads)
        and all(head in _known_levels() or _RANK.fullmatch(head) for head in heads)
    )


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
        rows = tuple(Row(cell.row, (cell,)) for cell in named)
        columns = (Column(0, "name", "", 1),)
        return RawRubric(columns, (), _filled(grid[:index]), rows, (), (), (*others, *rest), ())
    return None


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
