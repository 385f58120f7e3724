"""The outline of a rubric in prose as the table that it could have been printed as."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractors.document import Cell, Table
from extractors.place import Anchor, Fragment
from normalizers.cells.parties import ends_like_organisation
from normalizers.cells.points import points_of_cell
from normalizers.prose.lines import Line, says_score
from normalizers.prose.tree import LED_ROLES, ROLE_LEAD, TOTAL, Node, names_party, party_lead
from normalizers.tables.raw import RawRubric
from normalizers.tables.roles import Column, Role, role_of
from normalizers.tables.rows import Row
from normalizers.tables.totals import TotalRow
from normalizers.text import patterns
from normalizers.text.numerals import decimal
from normalizers.text.views import Text, clean

_LEVEL: tuple[Role, ...] = ("number", "name", "points", "weight")
_TEXTS: tuple[Role, ...] = ("content", "rule", "method", "party", "joint", "note")
# … 缺一次扣1分。（牵头单位：镇应急办）
_ENDING = patterns.made(r"[(\[](?P<said>\p{Han}{2,8}:[^()\[\]:]{2,40})[)\]][。;.]?$")


# （20分，医务科负责）
_ANSWERS = patterns.made(r"(?P<name>\p{Han}{2,14}?)(?:负责|牵头)(?:考核|打分|评分)?")
_Parts = dict[Role, list[tuple[Line, Text]]]


class Builder:
    """Makes the table of one outline: number, name, points, weight of each level; then text, rule, method."""

    def __init__(self, tops: Sequence[Node], totals: Sequence[Line] = ()) -> None:
        """`tops` are the outermost names, `totals` lines whose points are those of all."""
        self._tops, self._whole = tops, totals
        self._depth = max(self._levels(top) for top in tops)
        roles: list[Role] = [role for _ in range(self._depth) for role in _LEVEL]
        self._columns = tuple(
            Column(index, role, "", index // len(_LEVEL) + 1 if role == "name" else 0)
            for index, role in enumerate((*roles, *_TEXTS))
        )
        self._at = {column.role: column.index for column in self._columns[-len(_TEXTS) :]}
        self._cells: list[Cell] = []
        self._rows: list[list[Cell | None]] = []
        self._leads: list[Cell] = []
        self._totals: list[tuple[Cell, int]] = []

    def table(self) -> tuple[Table, RawRubric]:
        """The table and its rubric, whose cells are the table's."""
        for top in self._tops:
            self._add(top, 0, ())
        for line in self._whole:
            self._totals.append((self._cell([(line, line.points)], 0, len(self._rows), 1), len(self._rows)))
        # of who answers and of remarks only what is printed makes a column
        last = max((cell.col for cell in self._cells), default=0)
        width = 1 + max(last, self._at["method"])
        rows = tuple(Row(index, tuple(cells[:width])) for index, cells in enumerate(self._rows))
        totals = tuple(
            TotalRow(Row(len(rows), ()), cell, _figure(cell), None, (), (), after)
            for cell, after in self._totals
        )
        cells = tuple(sorted(self._cells, key=lambda cell: (cell.row, cell.col)))
        table = Table(cells, len(rows), width, cells[0].anchor, outline=True)
        columns, leads = self._columns[:width], tuple(self._leads)
        return table, RawRubric(columns, leads, (), rows, totals, (), (), (), prose=True)

    def _levels(self, node: Node) -> int:
        return 1 + max((self._levels(child) for child in node.children), default=0)

    def _add(self, node: Node, depth: int, closing: Sequence[Line]) -> None:
        """Adds a node and all below it; `closing` are lines of its own that close the node above."""
        first = len(self._rows)
        lines = [own for _, own in node.body if own not in closing]
        body, beside = self._body(node, lines)
        if body or not node.children:
            self._rows.append([None] * len(self._columns))
            for role, parts in body.items():
                self._place(parts, self._at[role], first, 1)
        closes = _closing(node)
        for child in node.children:
            self._add(child, depth + 1, closes)
        for own in closes:
            self._set_beside(beside, own, own.text)
        line, count = node.line, len(self._rows) - first
        for role, parts in beside.items():
            index = self._at[role]
            taken = any(row[index] is not None for row in self._rows[first:])
            self._place(parts, self._at["note"] if taken else index, first, count)
        if line.name or line.head is not None:
            label = line.text.cut(0, len(line.text) - len(line.head.rest)) if line.head is not None else None
            printed = (
                (line, label),
                (line, line.name),
                (line.points_from or line, line.points),
                (line, line.weight),
            )
            for index, (source, part) in enumerate(printed):
                if part:
                    self._place([(source, part)], len(_LEVEL) * depth + index, first, count)

    def _body(self, node: Node, lines: Sequence[Line]) -> tuple[_Parts, _Parts]:
        """The texts of a node by column, and who answers for it with other remarks beside it."""
        found: _Parts = {}
        beside: _Parts = {}
        line = node.line
        parts: list[tuple[Line, Text]] = []
        if line.beside:
            self._set_beside(beside, line, line.beside)
        if line.rest:
            parts.append((line, line.rest))
        for own in lines:
            if TOTAL.fullmatch(own.text.folded):
                self._totals.append((self._cell([(own, own.text)], 0, len(self._rows), 1), len(self._rows)))
            elif own.text:
                parts.append((own, own.text))
        role: Role | None = None
        for part_line, text in parts:
            if names_party(text):
                self._set_beside(beside, part_line, text)
                continue
            ending = _ENDING.search(text.folded)
            if ending and party_lead(named := text.cut(*ending.span("said"))):
                self._set_beside(beside, part_line, named)
                text = text.cut(0, ending.start())
            lead = ROLE_LEAD.match(text.folded)
            led = role_of(lead["role"])[0] if lead else "unknown"
            if lead and led in LED_ROLES and lead.end() < len(text):
                self._leads.append(self._cell([(part_line, text.cut(0, lead.end()))], 0, len(self._rows), 1))
                text, role = text.cut(lead.end()), led
            elif says_score(text):
                role = "rule"
            elif role != "rule" or found.get("rule") is None:
                role = "content"
            found.setdefault(role or "content", []).append((part_line, text))
        return found, beside

    def _set_beside(self, beside: _Parts, line: Line, text: Text) -> None:
        """Sorts 牵头单位：镇应急办 to the departments, any other remark to the notes."""
        if (named := _ANSWERS.fullmatch(text.folded)) and ends_like_organisation(named["name"]):
            behind = text.cut(named.end("name"))
            self._leads.append(self._cell([(line, behind)], 0, len(self._rows), 1))
            beside.setdefault("party", []).append((line, text.cut(0, named.end("name"))))
            return
        role, start = party_lead(text) or ("note", 0)
        if start:
            self._leads.append(self._cell([(line, text.cut(0, start))], 0, len(self._rows), 1))
        beside.setdefault(role, []).append((line, text.cut(start)))

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


def _closing(node: Node) -> list[Line]:
    """The lines below the last item of a section that say who answers for all of it.

    责任单位：市公路站 below （三） is of the section where neither （一） nor （二） has such a line.
    """
    *others, last = node.children or (node,)
    if not others or any(names_party(line.text) for child in others for _, line in child.lines()):
        return []
    return [line for _, line in last.body[-2:] if names_party(line.text)]


def _figure(cell: Cell) -> Decimal | None:
    match = TOTAL.fullmatch(clean(cell.text).folded)
    return decimal(match["points"]) if match else points_of_cell(cell.text)
