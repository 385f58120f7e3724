"""Rows with a sum (合计, 小计, 预赛总分): what they are called, and the figure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from extractors.document import Cell
from extractors.frozen import frozen
from normalizers.cells.points import points_of_cell
from normalizers.tables.furniture import is_filler, is_furniture
from normalizers.tables.roles import Column
from normalizers.tables.rows import Row
from normalizers.text import patterns
from normalizers.text.numerals import integer
from normalizers.text.views import squeeze
from normalizers.vocabulary import words

_FEWEST = 2
_FIGURE = patterns.made(r"\d+(?:\.\d+)?")
_NO_LABEL = patterns.made(r"[(\[][^()\[\]]*[)\]]|:|\d+(?:\.\d+)?分?")
# 预赛总分, 业务工作合计
_PART_TOTAL = patterns.made(r"\p{Han}{2,8}(?:总分|合计|总计|小计)")


@frozen
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
        return is_subtotal(self.label.text)

    @property
    def is_part(self) -> bool:
        """Whether it sums only what stands above it: 小计, 预赛总分."""
        return self.is_subtotal or bool(_PART_TOTAL.fullmatch(_bare(self.label.text)))


@lru_cache(maxsize=16384)  # each row is asked by several steps whether it is a sum
def _bare(text: str) -> str:
    """The name of a sum without brackets and figures: 合计（100分）： → 合计."""
    return _NO_LABEL.sub("", squeeze(text))


def is_total(text: str) -> bool:
    """Whether a text names a sum: 合计, 总分（100分）."""
    return _bare(text) in words("headers")["total"]


def is_subtotal(text: str) -> bool:
    """Whether a sum is one of a part: 小计."""
    return squeeze(text).startswith("小计")


def total_label(row: Row, table_columns: tuple[Column, ...]) -> Cell | None:
    """The first filled cell of a row when it names a sum."""
    filled = row.filled()
    if not filled:
        return None
    first, *others = filled
    if is_total(first.text):
        return first
    named = [cell for cell in others if is_total(cell.text) and table_columns[cell.col].role == "name"]
    if named:
        # 3 | 合计 | 100: the number counts the row, and the columns may stand in any order
        rest = (cell for cell in filled if cell is not named[0])
        return named[0] if all(_counts(cell, table_columns) for cell in rest) else None
    # 预赛总分 over the columns left of its figure, or where a number should stand
    figures = [points_of_cell(cell.text) is not None or is_filler(cell.text) for cell in others]
    outside = first.col_span > 1 or table_columns[first.col].role == "number"
    part = first.col == 0 and outside and _PART_TOTAL.fullmatch(_bare(first.text))
    return first if part and figures and all(figures) else None


def _counts(cell: Cell, table_columns: tuple[Column, ...]) -> bool:
    """Whether a cell beside a sum is its figure, a sign for nothing, or the number of the row."""
    numbers = table_columns[cell.col].role == "number" and integer(squeeze(cell.text)) is not None
    return numbers or points_of_cell(cell.text) is not None or is_filler(cell.text)


def closing_sum(rows: Sequence[Row], table_columns: tuple[Column, ...]) -> Cell | None:
    """The name in a last row that holds nothing else but the sum of all figures above: 加起来 | 100."""
    scored = [column.index for column in table_columns if column.role == "points"]
    if len(rows) <= _FEWEST or len(scored) != 1:
        return None
    filled = rows[-1].filled()
    if len(filled) != _FEWEST or table_columns[filled[0].col].role not in {"number", "name"}:
        return None
    above = [row.cells[scored[0]] for row in rows[:-1] if row.own(scored[0])]
    figures = [points_of_cell(cell.text) for cell in above if cell is not None and not cell.blank]
    known = [figure for figure in figures if figure is not None]
    alone = len(known) == len(figures) == len(rows) - 1 and filled[1].col == scored[0]
    return filled[0] if alone and points_of_cell(filled[1].text) == sum(known) else None


def total_row(
    row: Row, table_columns: tuple[Column, ...], after: int, label: Cell | None = None
) -> TotalRow | None:
    """A sum with its figure, which stands in the points column, else in any cell, else beside its name.

    None for a row that names no sum, unless its `label` is known; `after` so many rows of the rubric stand
    before it.
    """
    label = label or total_label(row, table_columns)
    if label is None:
        return None
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
        if is_furniture(cell.text)
        # 3 before 合计 counts the row
        or (table_columns[cell.col].role == "number" and integer(squeeze(cell.text)) is not None)
        or (table_columns[cell.col].role == "weight" and squeeze(cell.text) in {"100%", "100", "1"})
    )
    return TotalRow(row, label, points, points_cell, fillers, furniture, after)
