"""A joined table to the raw rows of its rubrics: header, data rows, totals and notes apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from extractors.document import Cell, Table
from normalizers.headers import Column, Role, columns, header_row
from normalizers.numerals import integer
from normalizers.points import points_of_cell
from normalizers.text import clean, squeeze
from normalizers.vocabulary import words

_NOTE = regex.compile(r"(?:注|备注|说明|注释)\s*\d?\s*[:、.]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its place in the table (from 0) and its cells by column."""

    index: int
    cells: tuple[Cell | None, ...]

    def own(self, column: int) -> bool:
        """Whether the cell of this column begins in this row."""
        cell = self.cells[column]
        return cell is not None and cell.row == self.index


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
    """The rows of one rubric and the columns that they share."""

    columns: tuple[Column, ...]
    header: tuple[Cell, ...]
    above: tuple[Cell, ...]
    rows: tuple[Row, ...]
    totals: tuple[TotalRow, ...]
    notes: tuple[Cell, ...]

    def having(self, *roles: Role) -> tuple[Column, ...]:
        """The columns of these roles, in their printed order."""
        return tuple(column for column in self.columns if column.role in roles)


def is_filler(text: str) -> bool:
    """Whether a cell holds only a sign for nothing (--, ——, /)."""
    return text.strip() != "" and squeeze(text) in {squeeze(word) for word in words("headers")["filler"]}


def _total_label(row: Sequence[Cell | None]) -> Cell | None:
    """The first filled cell of a row when it names a sum."""
    first = next((cell for cell in row if cell is not None and not cell.blank), None)
    if first is None:
        return None
    bare = regex.sub(r"[(\[][^()\[\]]*[)\]]|[:\d.]|分$", "", squeeze(first.text))
    return first if bare in words("headers")["total"] else None


def _total(row: Row, label: Cell, table_columns: tuple[Column, ...], after: int) -> TotalRow:
    """The figure of a sum stands in the points column, else in any cell, else beside its name."""
    scored = [column.index for column in table_columns if column.role == "points"]
    others = list(dict.fromkeys(cell for cell in row.cells if cell is not None and cell is not label))
    cells = [
        cell for index in scored if (cell := row.cells[index]) is not None and cell is not label
    ] + others
    points_cell = next((cell for cell in cells if points_of_cell(cell.text) is not None), None)
    points = points_of_cell(points_cell.text) if points_cell else None
    if points is None and (match := regex.search(r"\d+(?:\.\d+)?", squeeze(label.text))):
        points = Decimal(match[0])
    fillers = tuple(cell for cell in others if is_filler(cell.text))
    return TotalRow(row, label, points, points_cell, fillers, after)


def raw_rubrics(table: Table) -> tuple[RawRubric, ...]:
    """The rubrics of a table, none when it has no header of criteria.

    A rubric ends behind its 合计 row where the numbers begin again at 1 (without numbers: at a new header).
    """
    grid = table.grid()
    top = header_row(grid)
    if top is None:
        return ()
    header = [cell for cell in grid[top] if cell is not None]
    body = max(cell.row + cell.row_span for cell in header)
    table_columns = columns(grid[top], grid[body:])
    above = tuple(
        dict.fromkeys(cell for row in grid[:top] for cell in row if cell is not None and not cell.blank)
    )
    number = next((column.index for column in table_columns if column.role == "number"), None)

    found: list[RawRubric] = []
    rows: list[Row] = []
    totals: list[TotalRow] = []
    notes: list[Cell] = []
    closed = False

    def close() -> None:
        nonlocal closed
        if rows or totals:
            own_header = tuple(dict.fromkeys(header)) if not found else ()
            found.append(
                RawRubric(
                    table_columns,
                    own_header,
                    above if not found else (),
                    tuple(rows),
                    tuple(totals),
                    tuple(notes),
                )
            )
        rows.clear()
        totals.clear()
        notes.clear()
        closed = False

    for index in range(body, table.rows):
        row = Row(index, tuple(grid[index]))
        filled = list(dict.fromkeys(cell for cell in row.cells if cell is not None and not cell.blank))
        if not filled:
            continue
        label = _total_label(row.cells)
        if label is not None:
            totals.append(_total(row, label, table_columns, len(rows)))
            closed = closed or not totals[-1].is_part
            continue
        if len(filled) == 1 and _NOTE.match(squeeze(filled[0].text)):
            notes.append(filled[0])
            continue
        # what follows a sum on the next page may still be its rubric's (加分项); a number 1 is another's
        if closed and (index in table.seams if number is None else _number(row, number) == 1):
            close()
        rows.append(row)
    close()
    return tuple(found)


def _number(row: Row, column: int) -> int | None:
    cell = row.cells[column]
    return integer(squeeze(cell.text).rstrip(".、")) if cell is not None else None
