"""The outline of a rubric in prose as the table that it could have been printed as."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractors.document import Cell, Table
from extractors.place import Anchor, Fragment
from normalizers.prose.lines import Line, says_score
from normalizers.prose.tree import LED_ROLES, ROLE_LEAD, TOTAL, Node
from normalizers.tables.raw import RawRubric
from normalizers.tables.roles import Column, Role, role_of
from normalizers.tables.rows import Row
from normalizers.tables.totals import TotalRow
from normalizers.text.numerals import decimal
from normalizers.text.views import Text, clean

_LEVEL: tuple[Role, ...] = ("number", "name", "points", "weight")


class Builder:
    """Makes the table of one outline: number, name, points, weight of each level; then text, rule, method."""

    def __init__(self, tops: Sequence[Node]) -> None:
        """`tops` are the outermost names."""
        self._tops = tops
        self._depth = max(self._levels(top) for top in tops)
        roles: list[Role] = [role for _ in range(self._depth) for role in _LEVEL]
        self._columns = tuple(
            Column(index, role, "", index // len(_LEVEL) + 1 if role == "name" else 0)
            for index, role in enumerate((*roles, "content", "rule", "method"))
        )
        self._cells: list[Cell] = []
        self._rows: list[list[Cell | None]] = []
        self._leads: list[Cell] = []
        self._totals: list[tuple[Cell, int]] = []

    def table(self) -> tuple[Table, RawRubric]:
        """The table and its rubric, whose cells are the table's."""
        for top in self._tops:
            self._add(top, 0)
        rows = tuple(Row(index, tuple(cells)) for index, cells in enumerate(self._rows))
        totals = tuple(
            TotalRow(Row(len(rows), ()), cell, _figure(cell), None, (), (), after)
            for cell, after in self._totals
        )
        cells = tuple(sorted(self._cells, key=lambda cell: (cell.row, cell.col)))
        table = Table(cells, len(rows), len(self._columns), cells[0].anchor, outline=True)
        return table, RawRubric(self._columns, tuple(self._leads), (), rows, totals, (), (), ())

    def _levels(self, node: Node) -> int:
        return 1 + max((self._levels(child) for child in node.children), default=0)

    def _add(self, node: Node, depth: int) -> None:
        first = len(self._rows)
        body = self._body(node)
        if body or not node.children:
            self._rows.append([None] * len(self._columns))
            for index, parts in body.items():
                self._place(parts, index, first, 1)
        for child in node.children:
            self._add(child, depth + 1)
        line, count = node.line, len(self._rows) - first
        if line.name or line.head is not None:
            label = line.text.cut(0, len(line.text) - len(line.head.rest)) if line.head is not None else None
            for index, part in enumerate((label, line.name, line.points, line.weight)):
                if part is not None and part:
                    self._place([(line, part)], len(_LEVEL) * depth + index, first, count)

    def _body(self, node: Node) -> dict[int, list[tuple[Line, Text]]]:
        """The texts of a node by column."""
        content, rule, method = (column.index for column in self._columns[-3:])
        by_role: dict[Role, int] = {"content": content, "rule": rule, "method": method}
        found: dict[int, list[tuple[Line, Text]]] = {}
        line = node.line
        parts: list[tuple[Line, Text]] = []
        if line.rest:
            parts.append((line, line.rest))
        for own in node.body:
            if TOTAL.fullmatch(own.text.folded):
                self._totals.append((self._cell([(own, own.text)], 0, len(self._rows), 1), len(self._rows)))
            elif own.text:
                parts.append((own, own.text))
        role: Role | None = None
        for part_line, text in parts:
            lead = ROLE_LEAD.match(text.folded)
            led = role_of(lead["role"])[0] if lead else "unknown"
            if lead and led in LED_ROLES and lead.end() < len(text):
                self._leads.append(self._cell([(part_line, text.cut(0, lead.end()))], 0, len(self._rows), 1))
                text, role = text.cut(lead.end()), led
            elif says_score(text):
                role = "rule"
            elif role != "rule" or found.get(rule) is None:
                role = "content"
            found.setdefault(by_role[role or "content"], []).append((part_line, text))
        return found

    def _place(self, parts: Sequence[tuple[Line, Text]], column: int, row: int, count: int) -> None:
        cell = self._cell(parts, column, row, count)
        for index in range(row, row + count):
            self._rows[index][column] = cell

    def _cell(self, parts: Sequence[tuple[Line, Text]], column: int, row: int, count: int) -> Cell:
        texts: list[str] = []
        fragments: list[Fragment] = []
        length = 0
        for line, part in parts:
            start, end = part.span()
            length += bool(texts)
            texts.append(line.paragraph.text[start:end])
            for fragment in line.paragraph.fragments:
                first, last = max(start, fragment.start), min(end, fragment.end)
                if first < last:
                    fragments.append(Fragment(length + first - start, length + last - start, fragment.anchor))
            length += end - start
        anchors = fragments or [Fragment(0, length, Anchor())]
        cell = Cell(row, column, "\n".join(texts), tuple(anchors), row_span=count)
        self._cells.append(cell)
        return cell


def _figure(cell: Cell) -> Decimal | None:
    match = TOTAL.fullmatch(clean(cell.text).folded)
    return decimal(match["points"]) if match else None
