"""A joined table to the raw rows of its rubrics: header, data rows, headings, totals and notes apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractors.document import Cell, Table
from normalizers.cells.kinds import kind_of
from normalizers.tables.columns import columns
from normalizers.tables.header import Header, find_header
from normalizers.tables.numbered_sections import section_rows
from normalizers.tables.pairs import as_one, one_below_the_other, paired
from normalizers.tables.raw import RawRubric
from normalizers.tables.roles import Column, Role
from normalizers.tables.row_kinds import Kind, kind_of_row, says_how
from normalizers.tables.rows import Row
from normalizers.tables.sheets import levels_of, of_prizes, sheet_of
from normalizers.tables.totals import TotalRow, closing_sum, total_row
from normalizers.text.numerals import integer
from normalizers.text.views import squeeze


def raw_rubrics(table: Table, caption: str = "") -> tuple[RawRubric, ...]:
    """The rubrics of a table below its `caption`, none when it has no header of criteria.

    A rubric ends behind its 合计 row where the numbers begin again at 1 (without numbers: at a new header).
    """
    grid = table.grid()
    header = find_header(grid)
    if header is not None and (matrix := levels_of(table, caption)):
        return (matrix,)
    if header is None or of_prizes(header.headings):
        sheet = sheet_of(table, caption)
        if sheet or header is None:
            return (sheet,) if sheet else ()
    table_columns = columns(header.headings, grid[header.end :])
    rows = _rows(table, grid, header, table_columns)
    if pairs := paired(table_columns):
        rows = one_below_the_other(rows, header.headings, pairs, table_columns)
        table_columns = as_one(table_columns, pairs)
    closing = closing_sum(rows, table_columns)
    sorter = _Sorter(table_columns, header, _above(grid, header), section_rows(rows, table_columns), closing)
    scored = _next_scored(rows, table_columns)
    for place, row in enumerate(rows):
        below = rows[place + 1] if place + 1 < len(rows) else None
        sorter.take(row, scored[place], below)
    return tuple(part.raw(table_columns) for part in sorter.parts if part.rows)


def _rows(
    table: Table, grid: Sequence[Sequence[Cell | None]], header: Header, table_columns: tuple[Column, ...]
) -> list[Row]:
    """The filled rows below the header."""
    seams = set(table.seams)
    return [
        Row(index, _by_role(grid[index], table_columns), after_break=index in seams)
        for index in range(header.end, table.rows)
        if any(cell is not None and not cell.blank for cell in grid[index])
    ]


def _above(grid: Sequence[Sequence[Cell | None]], header: Header) -> tuple[Cell, ...]:
    """The filled cells over the header, each once."""
    cells = (cell for row in grid[: header.start] for cell in row)
    return tuple(dict.fromkeys(cell for cell in cells if cell is not None and not cell.blank))


def _next_scored(rows: Sequence[Row], table_columns: tuple[Column, ...]) -> list[Row | None]:
    """For each row the next one below it that says how it is scored."""
    found: list[Row | None] = [None] * len(rows)
    for place in range(len(rows) - 1, 0, -1):
        found[place - 1] = rows[place] if says_how(rows[place], table_columns) else found[place]
    return found


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
        # 总分 right below the header closes nothing
        return any(total.after and not total.is_subtotal for total in self.totals) and not self.outside

    def raw(self, table_columns: tuple[Column, ...]) -> RawRubric:
        """The rubric with the columns of its table."""
        return RawRubric(
            table_columns,
            self.header,
            self.above,
            tuple(self.rows),
            tuple(self.totals),
            tuple(self.notes),
            tuple(self.furniture),
            tuple(self.changed),
        )


class _Sorter:
    """Takes the rows of a table in turn and sorts them into its rubrics."""

    def __init__(
        self,
        table_columns: tuple[Column, ...],
        header: Header,
        above: tuple[Cell, ...],
        sections: frozenset[int],
        closing: Cell | None,
    ) -> None:
        """`above` are the cells over the header; `sections` are the rows that head others.

        `closing` is what names the sum of all rows in words that nobody knows.
        """
        self.parts = [_Part(header.cells, above)]
        self._sections = sections
        self._closing = closing
        self._columns = table_columns
        self._number = next((column.index for column in table_columns if column.role == "number"), None)
        self._headings = {squeeze(cell.text) for cell in header.cells}
        self._header_end = header.end

    def take(self, row: Row, next_scored: Row | None, below: Row | None) -> None:
        """Adds a row to the open rubric, or opens the next; `below` is the row that follows."""
        part, filled = self.parts[-1], row.filled()
        if row.heading is not None:
            # it names a pair of columns
            part.rows.append(row)
            return
        # a header of two rows that is printed again takes its second row along
        again = row.index < self._header_end
        match "header" if again else self._kind(row, next_scored):
            case "total":
                closing = self._closing if self._closing in filled else None
                if total := total_row(row, self._columns, len(part.rows), closing):
                    part.totals.append(total)
            case "form":
                part.furniture += filled
            case "header":
                self._header_end = max([self._header_end, *(cell.row + cell.row_span for cell in filled)])
                part.furniture += filled
                part.changed += [cell for cell in filled if squeeze(cell.text) not in self._headings]
            case "note":
                part.furniture += filled[:-1]
                part.notes.append(filled[-1])
            case "heading":
                self._take_heading(row, below)
            case "data":
                self._take_data(row)

    def _kind(self, row: Row, next_scored: Row | None) -> Kind:
        if self._closing is not None and self._closing.row == row.index:
            return "total"
        return "heading" if row.index in self._sections else kind_of_row(row, self._columns, next_scored)

    def _take_heading(self, row: Row, below: Row | None) -> None:
        """A heading with the rows below it; behind a sum and above a number 1, the title of another."""
        part, filled = self.parts[-1], row.filled()
        named = next((cell for cell in filled if self._columns[cell.col].role == "name"), filled[0])
        inside = kind_of(named.text) == "scored"
        if part.closed and len(filled) == 1 and inside and below is not None and self._is_first(below):
            self.parts.append(_Part(above=(named,)))
        else:
            part.rows.append(replace(row, heading=named))
            part.outside = not inside

    def _take_data(self, row: Row) -> None:
        """A row of criteria; behind a sum a number 1, without numbers a page break, begins another rubric.

        What follows a sum on the next page without a number 1 may still be its rubric's (加分项).
        """
        if self.parts[-1].closed and (row.after_break if self._number is None else self._is_first(row)):
            self.parts.append(_Part())
        self.parts[-1].rows.append(row)

    def _is_first(self, row: Row) -> bool:
        """Whether a row has the number 1."""
        cell = row.cells[self._number] if self._number is not None else None
        return cell is not None and integer(squeeze(cell.text).rstrip(".、")) == 1


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
