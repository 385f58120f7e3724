"""Raw rows of a rubric to its tree of criteria with key points, bands, clauses, notes and departments."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import regex

from extractors.document import Cell, Quality
from normalizers.bands import SECTION, split_bands
from normalizers.clauses import ClauseText, read_clauses
from normalizers.draft import Draft, position
from normalizers.labels import items
from normalizers.layout import RawRubric, Row, is_filler
from normalizers.parties import PartyText, parties
from normalizers.points import points_at_end, points_of_cell
from normalizers.rubric import (
    Band,
    Clause,
    Criterion,
    CriterionKind,
    KeyPoint,
    Note,
    Party,
    PartyRole,
    Source,
)
from normalizers.text import Text, clean, squeeze

_PARTY_ROLES: dict[str, PartyRole] = {
    "party": "lead",
    "owner": "lead",
    "joint": "joint",
    "assessed": "assessed",
}
_KINDS_IN_BANDS = frozenset({"deduct", "bonus", "zero", "veto", "limit"})
# rows of a table that stand outside of its total
_OUTSIDE: tuple[tuple[regex.Pattern[str], CriterionKind], ...] = (
    (regex.compile(r"^(?:加分|附加分|奖励分|奖励加分)"), "bonus"),
    (regex.compile(r"^(?:扣分项|减分项|倒扣)"), "penalty"),
    (regex.compile(r"^(?:一票否决|否决)"), "veto"),
)
_NOTE_WORDS = ("注", "备注", "说明", "特别说明", "注释")


@dataclass(eq=False)
class Node:
    """A criterion in the making: its name cell, the rows that it covers and what stands below it."""

    level: int
    cell: Cell | None
    rows: list[Row] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    points: Cell | None = None
    weight: Cell | None = None
    is_item: bool = False

    def walk(self) -> list[Node]:
        """This node and all below it, in printed order."""
        return [self, *(node for child in self.children for node in child.walk())]


def grow(raw: RawRubric) -> list[Node]:
    """The tree of the name columns; every scoring cell is an item of its own where a name has several."""
    names = raw.having("name")
    tops: list[Node] = []
    path: list[Node] = []
    for row in raw.rows:
        level = 0
        for depth, column in enumerate(names):
            cell = row.cells[column.index]
            known = path[depth] if depth < len(path) else None
            if cell is not None and known is not None and known.cell is cell:
                level = depth + 1
                continue
            if cell is None or cell.blank or is_filler(cell.text):
                # a blank cell goes on with the name above it, as long as the levels outside of it do
                starts_anew = _numbered(raw, row) and column is names[-1]
                if known is not None and level == depth and not starts_anew:
                    level = depth + 1
                continue
            del path[level:]
            node = Node(len(path) + 1, cell)
            (path[-1].children if path else tops).append(node)
            path.append(node)
            level = len(path)
        del path[level:]
        if not path:
            path.append(Node(1, None))
            tops.append(path[0])
        for node in path:
            node.rows.append(row)
        if not names:
            path.clear()
    if any(len(_scoring_cells(raw, leaf.rows)) > 1 for leaf in _leaves(tops)):
        for leaf in _leaves(tops):
            _split_items(raw, leaf)
    _place(raw, tops, "points")
    _place(raw, tops, "weight")
    return tops


def _numbered(raw: RawRubric, row: Row) -> bool:
    """Whether the row has a number of its own."""
    return any(
        row.own(column.index) and (cell := row.cells[column.index]) is not None and not cell.blank
        for column in raw.having("number")
    )


def _leaves(tops: list[Node]) -> list[Node]:
    return [node for top in tops for node in top.walk() if not node.children]


def _scoring_cells(raw: RawRubric, rows: list[Row]) -> list[Cell]:
    """The filled scoring cells of some rows; a table without scoring column has its content cells instead."""
    scoring = raw.having("rule") or raw.having("content")
    return cells_of(rows, [column.index for column in scoring])


def cells_of(rows: list[Row], indexes: list[int]) -> list[Cell]:
    """The filled cells of these columns in these rows, each once."""
    found = (row.cells[index] for row in rows for index in indexes)
    return list(dict.fromkeys(cell for cell in found if cell is not None and not cell.blank))


def _split_items(raw: RawRubric, leaf: Node) -> None:
    """Puts a nameless item below a name for each of its scoring cells."""
    for row in leaf.rows:
        cells = _scoring_cells(raw, [row])
        if leaf.children and (not cells or cells == _scoring_cells(raw, leaf.children[-1].rows)):
            leaf.children[-1].rows.append(row)
        else:
            leaf.children.append(Node(leaf.level + 1, None, [row], is_item=True))


def _place(raw: RawRubric, tops: list[Node], role: str) -> None:
    """Gives each points or weight cell to the smallest node whose rows it covers exactly, once."""
    nodes = [node for top in tops for node in top.walk()]
    for column in (column for column in raw.columns if column.role == role):
        covered: dict[Cell, list[int]] = {}
        for row in raw.rows:
            cell = row.cells[column.index]
            if cell is not None and not cell.blank and not is_filler(cell.text):
                covered.setdefault(cell, []).append(row.index)
        for cell, rows in covered.items():
            exact = [node for node in nodes if [row.index for row in node.rows] == rows]
            holding = [node for node in nodes if {row.index for row in node.rows} >= set(rows)]
            free = [node for node in [*exact[::-1], *holding[::-1]] if getattr(node, role) is None]
            if free:
                setattr(free[0], role, cell)


class CriteriaReader:
    """Reads the criteria of one rubric into a draft."""

    def __init__(self, draft: Draft, raw: RawRubric, rubric_id: str) -> None:
        """`rubric_id` is the prefix of all ids."""
        self.draft, self.raw, self.rubric_id = draft, raw, rubric_id
        self._last_party: dict[int, Cell] = {}
        self._claim_headings()

    def _claim_headings(self) -> None:
        for cell in self.raw.header:
            self.draft.claim(cell)
            if any(column.index == cell.col for column in self.raw.having("party", "owner")):
                self.draft.quote(self.rubric_id, "party heading", cell)

    def read(self) -> None:
        """Adds every criterion of the rubric with all that belongs to it."""
        for seq, top in enumerate(grow(self.raw), 1):
            self._criterion(top, str(seq), "", seq)
        self._claim_furniture()

    def _claim_furniture(self) -> None:
        """Columns to be filled in by hand hold nothing, a filler, or a template's sign."""
        for row in self.raw.rows:
            for column in self.raw.columns:
                cell = row.cells[column.index]
                if cell is not None and (is_filler(cell.text) or _is_template(cell.text)):
                    self.draft.claim(cell)

    def _criterion(self, node: Node, path: str, parent_id: str, seq: int) -> None:
        draft, criterion_id = self.draft, f"{self.rubric_id}/{path}"
        first = node.rows[0]
        leaf = not node.children
        label_cell = self._own_cell(node, "number") if leaf or node.level == 1 else None
        name, points = self._name(node, criterion_id)
        if label_cell:
            draft.cite(criterion_id, "label", label_cell)
        content = self._cells(node, "content") if leaf else []
        rules = self._cells(node, "rule") if leaf else []
        # an item that has only a scoring cell is that cell's text
        text_cells, rule_cells = (rules, []) if node.is_item and not content else (content, rules)
        fields = (
            {name: self._joined(node, name, criterion_id) for name in ("target", "unit", "method")}
            if leaf
            else {}
        )
        cell = node.cell or next(iter([*text_cells, *rule_cells]), None)
        anchor_cell = cell or next((cell for cell in first.cells if cell is not None), None)
        if node.points is not None:
            figure = points_of_cell(node.points.text)
            draft.cite(criterion_id, "points", node.points)
            if figure is None:
                draft.report("points-unread", node.points, owner_id=criterion_id, text=node.points.text)
            points = figure if figure is not None else points
        weight = points_of_cell(node.weight.text.replace("%", "")) if node.weight else None
        if node.weight is not None:
            draft.cite(criterion_id, "weight", node.weight)
        draft.criteria.append(
            Criterion(
                criterion_id=criterion_id,
                rubric_id=self.rubric_id,
                parent_id=parent_id,
                level=node.level,
                seq=seq,
                label=clean(label_cell.text).value if label_cell else "",
                name=name,
                text="".join(clean(cell.text).value for cell in text_cells),
                rule_text="".join(clean(cell.text).value for cell in rule_cells),
                points=points,
                weight=weight,
                page=anchor_cell.anchor.page if anchor_cell else None,
                row=first.index + 1,
                kind=self._kind(name, parent_id),
                quality=anchor_cell.quality if anchor_cell else "exact",
                **fields,
            )
        )
        if not name and not node.is_item:
            draft.report("name-missing", anchor_cell, owner_id=criterion_id)
        if leaf:
            self._counts = {"b": 0, "c": 0, "n": 0}
            for text_cell in text_cells:
                draft.cite(criterion_id, "text", text_cell)
                if text_cell in rules:
                    self._rules(text_cell, criterion_id, "text")
                else:
                    self._key_points(text_cell, criterion_id)
            for rule_cell in rule_cells:
                draft.cite(criterion_id, "rule_text", rule_cell)
                self._rules(rule_cell, criterion_id, "rule")
            for note_cell in self._cells(node, "note"):
                if not is_filler(note_cell.text):
                    self._note(note_cell, clean(note_cell.text), criterion_id)
        # a department answers for a name; the items below it have none of their own
        if not node.is_item and (leaf or node.children[0].is_item):
            self._parties(node, criterion_id)
        for place, child in enumerate(node.children, 1):
            self._criterion(child, f"{path}.{place}", criterion_id, place)

    def _kind(self, name: str, parent_id: str) -> CriterionKind:
        """What the name, else the criterion above it, says: 加分项 stands outside of the total."""
        for pattern, kind in _OUTSIDE:
            if pattern.match(name):
                return kind
        above = next((c for c in self.draft.criteria if c.criterion_id == parent_id), None)
        return above.kind if above else "scored"

    def _name(self, node: Node, criterion_id: str) -> tuple[str, Decimal | None]:
        """Name without the points that it carries in brackets: 基层建设（20分） → 基层建设, 20."""
        if node.cell is None:
            return "", None
        text = clean(node.cell.text)
        self.draft.cite(criterion_id, "name", node.cell)
        inside = points_at_end(text)
        if inside is None:
            return text.value, None
        points, start = inside
        name = text.cut(0, start)
        if not name:
            return text.value, None
        self.draft.cite(criterion_id, "points", node.cell, text.cut(start))
        return name.value, points

    def _own_cell(self, node: Node, role: str) -> Cell | None:
        """The filled cell of a column that begins in the first row of the node."""
        for column in self.raw.columns:
            cell = node.rows[0].cells[column.index]
            if column.role == role and cell is not None and not cell.blank:
                return cell
        return None

    def _cells(self, node: Node, role: str) -> list[Cell]:
        indexes = [column.index for column in self.raw.columns if column.role == role]
        return cells_of(node.rows, indexes)

    def _joined(self, node: Node, role: str, criterion_id: str) -> str:
        cells = [cell for cell in self._cells(node, role) if not is_filler(cell.text)]
        for cell in cells:
            self.draft.cite(criterion_id, role, cell)
        return "".join(clean(cell.text).value for cell in cells)

    def _key_points(self, cell: Cell, criterion_id: str) -> None:
        for place, item in enumerate(items(clean(cell.text)), 1):
            key_point_id = f"{criterion_id}/k{place}"
            points = points_at_end(item.text)
            self.draft.cite(key_point_id, "text", cell, item.text)
            self.draft.key_points.append(
                KeyPoint(
                    key_point_id=key_point_id,
                    criterion_id=criterion_id,
                    seq=item.number,
                    label=item.label,
                    text=item.text.value,
                    points=points[0] if points else None,
                )
            )

    def _rules(self, cell: Cell, criterion_id: str, source: Source) -> None:
        """Bands, clauses and notes of a scoring cell."""
        draft = self.draft
        whole = clean(cell.text)
        split = split_bands(whole)
        found = 0
        for band in split.bands:
            self._counts["b"] += 1
            band_id = f"{criterion_id}/b{self._counts['b']}"
            draft.cite(band_id, "points", cell, band.heading)
            draft.cite(band_id, "text", cell, band.text)
            draft.bands.append(
                Band(
                    band_id=band_id,
                    rubric_id=self.rubric_id,
                    criterion_id=criterion_id,
                    seq=self._counts["b"],
                    grade=band.grade,
                    min_points=band.points.low,
                    max_points=band.points.high,
                    min_closed=None if band.points.low is None else band.points.low_closed,
                    max_closed=None if band.points.high is None else band.points.high_closed,
                    text=band.text.value,
                )
            )
            # a rule inside a band's text counts as well: 差（0-4分）：…，每发现一次扣1分
            found += self._clauses(cell, whole, band.text, criterion_id, source, kinds=_KINDS_IN_BANDS)
        for part in split.rest:
            section = SECTION.match(part.folded)
            if section and part.folded.startswith(_NOTE_WORDS):
                self._note(cell, part, criterion_id)
                found += 1
                continue
            read = self._clauses(cell, whole, part, criterion_id, source)
            found += read
            if not read and split.bands:
                draft.report("band-unread", cell, owner_id=criterion_id, evidence=part.value)
        if not found and not split.bands and whole:
            draft.report("rule-unread", cell, owner_id=criterion_id, evidence=whole.value)

    def _note(self, cell: Cell, text: Text, criterion_id: str) -> None:
        self._counts["n"] += 1
        note_id = f"{criterion_id}/n{self._counts['n']}"
        self.draft.cite(note_id, "text", cell, text)
        self.draft.notes.append(
            Note(
                note_id=note_id,
                rubric_id=self.rubric_id,
                criterion_id=criterion_id,
                seq=self._counts["n"],
                text=text.value,
            )
        )
        self._clauses(cell, text, text, criterion_id, "note")

    def _clauses(
        self,
        cell: Cell,
        whole: Text,
        part: Text,
        criterion_id: str,
        source: Source,
        kinds: frozenset[str] | None = None,
    ) -> int:
        """Adds the clauses of a part (of these kinds) and gives their number; unread ones are reported."""
        reading = read_clauses(part)
        offset, _ = position(whole, part)
        wanted = [clause for clause in reading.clauses if kinds is None or clause.kind in kinds]
        for clause in wanted:
            self._clause(cell, part, offset, clause, criterion_id, source)
        if kinds is None:
            for start, end in reading.unread:
                text = part.value[start:end]
                self.draft.report("clause-unread", cell, owner_id=criterion_id, evidence=text, text=text)
        return len(wanted)

    def _clause(
        self, cell: Cell, part: Text, offset: int, clause: ClauseText, criterion_id: str, source: Source
    ) -> None:
        self._counts["c"] += 1
        clause_id = f"{criterion_id}/c{self._counts['c']}"
        text = part.cut(clause.start, clause.end)
        self.draft.cite(clause_id, "text", cell, text)
        self.draft.clauses.append(
            Clause(
                clause_id=clause_id,
                rubric_id=self.rubric_id,
                criterion_id=criterion_id,
                seq=self._counts["c"],
                kind=clause.kind,
                points=clause.points,
                points_max=clause.points_max,
                per=clause.per,
                cap=clause.cap,
                cap_points=clause.cap_points,
                scope=clause.scope,
                condition=clause.condition,
                text=text.value,
                source=source,
                start=offset + clause.start,
                end=offset + clause.start + len(text),
            )
        )

    def _parties(self, node: Node, criterion_id: str) -> None:
        """The departments of a criterion; a merged or blank cell hands down the one above it."""
        for column in self.raw.columns:
            role = _PARTY_ROLES.get(column.role)
            if role is None:
                continue
            cells = [cell for cell in cells_of(node.rows, [column.index]) if not is_filler(cell.text)]
            inherited = False
            if cells:
                inherited = cells[0].row < node.rows[0].index
                self._last_party[column.index] = cells[-1]
            else:
                above = self._last_party.get(column.index) or self._first_party(column.index)
                blank = node.rows[0].cells[column.index]
                if above is None:
                    draft_cell = node.cell or blank
                    self.draft.report("party-missing", draft_cell, owner_id=criterion_id)
                    continue
                cells, inherited = [above], True
                name = "、".join(party.name for party in parties(clean(above.text), role))
                self.draft.report("party-inherited", blank, owner_id=criterion_id, name=name)
            for cell in cells:
                self._party(cell, criterion_id, role, inherited)

    def _first_party(self, index: int) -> Cell | None:
        """The first filled cell of the column: a merged cell whose text stands in its middle row."""
        return next(
            (
                cell
                for row in self.raw.rows
                if (cell := row.cells[index]) is not None and not cell.blank and not is_filler(cell.text)
            ),
            None,
        )

    def _party(self, cell: Cell, criterion_id: str, role: PartyRole, inherited: bool) -> None:
        text = clean(cell.text)
        found: tuple[PartyText, ...] = parties(text, role)
        quality: Quality | None = "inherited" if inherited else None
        self.draft.cite(criterion_id, "party", cell, None, quality)
        for party in found:
            self.draft.parties.append(
                Party(
                    owner_id=criterion_id,
                    role=party.role,
                    name=party.name,
                    canonical_name=party.name,
                    inherited=inherited,
                )
            )


def _is_template(text: str) -> bool:
    """Whether a cell holds only a template's sign (${score})."""
    bare = squeeze(text)
    return bare.startswith("${") and bare.endswith("}")
