"""The outline of a rubric to its criteria with key points, bands, clauses, notes and departments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile
from typing import Literal

import regex

from extractors.document import Cell, Quality
from normalizers.bands.ladder import CellStep, Step, ladder
from normalizers.bands.split import BandText, is_note, split_bands
from normalizers.cells.components import Components, Part, components
from normalizers.cells.kinds import kind_of, kind_of_points
from normalizers.cells.names import Style, heading_style, split_name, style_of
from normalizers.cells.parties import PartyText, parties
from normalizers.cells.points import points_at_end, points_from_zero, points_of_cell
from normalizers.clauses import ClauseText, read_clauses
from normalizers.clauses.records import clause_record, numbered, tier_records
from normalizers.draft import Draft, Unit, position
from normalizers.records import (
    Band,
    ClauseKind,
    Criterion,
    CriterionKind,
    KeyPoint,
    Note,
    Party,
    PartyRole,
    Source,
)
from normalizers.tables.headers import scores
from normalizers.tables.layout import RawRubric, is_filler, is_template
from normalizers.tables.matrix import graded
from normalizers.tables.outline import Node, cells_of, grow, shared_rules
from normalizers.text.labels import Item, items
from normalizers.text.views import Text, clean, squeeze

_PARTY_ROLES: dict[str, PartyRole] = {
    "party": "lead",
    "owner": "lead",
    "joint": "joint",
    "assessed": "assessed",
}
# what bare figures do below such a heading
_HEADINGS: dict[CriterionKind, ClauseKind] = {"bonus": "bonus", "penalty": "deduct"}
# 30%, （权重30%）
_WEIGHT_WORDS = regex.compile(r"%|(?:权重|占比|比重):?")
_KINDS_IN_BANDS = frozenset({"deduct", "bonus", "zero", "veto", "limit"})


class CriteriaReader:
    """Reads the criteria of one rubric into a draft."""

    def __init__(self, draft: Draft, raw: RawRubric, rubric_id: str) -> None:
        """`rubric_id` is the prefix of all ids."""
        self.draft, self.raw, self.rubric_id = draft, raw, rubric_id
        self._last_party: dict[int, Cell] = {}
        self._shared = set[Cell]()
        self._by_item = set[tuple[Node, int]]()
        self._counts = Counter[str]()
        self._remarks = Counter[str]()
        self._kinds: dict[str, CriterionKind] = {}
        self._worth: dict[str, Decimal | None] = {}
        self._scoring_texts = set[str]()
        self._styles = {
            column.index: style_of([clean(cell.text) for cell in cells_of(list(raw.rows), [column.index])])
            for column in raw.having("name")
        }
        scored = cells_of(list(raw.rows), [column.index for column in raw.having("points")])
        # 0-10 in every row is what can be won; beside 6-10 it is the lowest of some bands
        self._from_zero = all(points_from_zero(cell.text) is not None for cell in scored)
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

    def remark(self, unit: Unit) -> None:
        """Adds a note that holds for the whole rubric, and the clauses and grades in it."""
        self._counts = self._remarks
        text = clean(unit.text)
        self.grades(unit, ladder(text))
        self._note(unit, text, "")

    def grades(self, unit: Unit, steps: Sequence[Step]) -> None:
        """Adds the grade ladder of the whole rubric as bands without a criterion."""
        self._counts = self._remarks
        text = clean(unit.text)
        for step in steps:
            band = BandText(step.grade, step.points, text.cut(step.start, step.end), step.text)
            self._band(unit, unit, band, "")

    def grade_cells(self, steps: Sequence[CellStep]) -> None:
        """The same from a table of its own; what stands beside a grade is its text."""
        self._counts = self._remarks
        for step in steps:
            grade = clean(step.grade.text)
            said = next((clean(cell.text) for cell in step.others), grade.cut(0, 0))
            self._band(step.points_cell, step.grade, BandText(grade.value, step.points, grade, said), "")
            for cell in step.others:
                self.draft.cite(self.draft.bands[-1].band_id, "text", cell)

    def text_scores(self, criterion_id: str) -> bool:
        """Whether the text of an item is its scoring cell too, and gives no key points."""
        return criterion_id in self._scoring_texts

    def again(
        self, criterion: Criterion, text: Sequence[tuple[Unit, Text]], rule: Sequence[tuple[Unit, Text]]
    ) -> None:
        """Reads texts of a criterion that a person corrected; what was read of them before is gone."""
        own = criterion.criterion_id
        self._worth[own], self._kinds[own] = criterion.points, criterion.kind
        self._count(own)
        scores = self.text_scores(own)
        sources: tuple[tuple[Source, Sequence[tuple[Unit, Text]]], ...] = (("text", text), ("rule", rule))
        for source, pieces in sources:
            before = 0
            for unit, part in pieces:
                if source == "rule":
                    self._rules(unit, part, before, own, source)
                elif scores:
                    parts = components(part).parts if criterion.points is None and len(pieces) == 1 else ()
                    self._rules(unit, part, before, own, source, parted=bool(parts))
                    for one in parts:
                        self._key_point(unit, Item(None, "", one.text), one.points, own)
                else:
                    self._key_points(unit, own, alone=len(pieces) == 1)
                before += len(part)

    def one_key_point(self, unit: Unit, item: Item, criterion_id: str) -> None:
        """Adds a key point as a person wrote it."""
        self._count(criterion_id)
        points = points_at_end(item.text)
        self._key_point(unit, item, points[0] if points else None, criterion_id)

    def note_clauses(self, unit: Unit, note: Note) -> None:
        """Reads the clauses of a note that a person corrected."""
        self._count(note.criterion_id or self.rubric_id)
        self._clauses(unit, clean(unit.text), 0, note.criterion_id, "note")

    def _count(self, owner_id: str) -> None:
        """Goes on with the numbers that the parts of a criterion, or of the whole rubric, have."""
        draft = self.draft
        ids = (
            *(row.key_point_id for row in draft.key_points),
            *(row.band_id for row in draft.bands),
            *(row.clause_id for row in draft.clauses),
            *(row.note_id for row in draft.notes),
        )
        self._counts = Counter()
        for owner, _, last in (one.rpartition("/") for one in ids):
            if owner == owner_id:
                self._counts[last[0]] = max(self._counts[last[0]], int(last[1:]))

    def _claim_furniture(self) -> None:
        """What is to be filled in by hand holds nothing, a filler, or a template's sign."""
        for furniture in self.raw.furniture:
            self.draft.claim(furniture)
        for row in self.raw.rows:
            for column in self.raw.columns:
                cell = row.cells[column.index]
                if cell is not None and (is_filler(cell.text) or is_template(cell.text)):
                    self.draft.claim(cell)

    def _criterion(self, node: Node, path: str, parent_id: str, seq: int) -> None:
        """Adds a criterion with its content, then what stands below it."""
        draft, criterion_id = self.draft, f"{self.rubric_id}/{path}"
        self._counts = Counter()
        first = node.rows[0]
        leaf = not node.children
        label, name, printed, share = self._name(node, criterion_id)
        content = self._cells(node, "content") if leaf else []
        # a rule beside several items is that of the name above them, and counts once
        shared = shared_rules(self.raw, node)
        self._shared.update(shared)
        rules = [cell for cell in self._cells(node, "rule") if cell not in self._shared] if leaf else shared
        # an item that has only a scoring cell is that cell's text
        text_cells, rule_cells = (rules, []) if node.is_item and not content else (content, rules)
        sides: tuple[Literal["target", "unit", "method"], ...] = ("target", "unit", "method")
        fields = {side: self._joined(node, side, criterion_id) for side in sides} if leaf else {}
        cell = node.cell or next(iter([*text_cells, *rule_cells]), None)
        anchor_cell = cell or next((cell for cell in first.cells if cell is not None), None)
        held = self._held(node, text_cells)
        points = self._points(node, criterion_id, printed)
        if points is None and held.points_text is not None:
            points = held.points
            draft.cite(criterion_id, "points", text_cells[0], held.points_text)
        self._kinds[criterion_id] = self._kind(node, name, points, parent_id)
        self._worth[criterion_id] = points
        draft.criteria.append(
            Criterion(
                criterion_id=criterion_id,
                rubric_id=self.rubric_id,
                parent_id=parent_id,
                level=node.level,
                seq=seq,
                label=label,
                name=name,
                text=node.part.value if node.part else "".join(clean(cell.text).value for cell in text_cells),
                rule_text="".join(clean(cell.text).value for cell in rule_cells),
                points=points,
                weight=share if node.weight is None else self._weight(node, criterion_id),
                page=anchor_cell.anchor.page if anchor_cell else None,
                row=first.index + 1,
                kind=self._kinds[criterion_id],
                core="★" in label + name,
                quality=anchor_cell.quality if anchor_cell else "exact",
                **fields,
            )
        )
        if not name and not node.is_item and self.raw.having("name"):
            draft.report("name-missing", anchor_cell, owner_id=criterion_id)
        if leaf:
            parts = held.parts if points is None else ()
            self._texts(node, text_cells, rules, parts, criterion_id)
            self._scoring(node, rule_cells, criterion_id)
        elif rule_cells:
            self._rule_cells(rule_cells, criterion_id)
        if leaf or node.children[0].is_item:
            self._parties(node, criterion_id)
        for count in Counter(child.rows[0].index for child in node.children if child.part).values():
            draft.report("items-in-cell", anchor_cell, owner_id=criterion_id, count=count)
        for place, child in enumerate(node.children, 1):
            self._criterion(child, f"{path}.{place}", criterion_id, place)

    def _points(self, node: Node, criterion_id: str, printed: Decimal | None) -> Decimal | None:
        """The figure of the points cell, else the one that the name carries."""
        if node.points is None:
            return printed
        figure = points_of_cell(node.points.text)
        if figure is None and self._from_zero:
            figure = points_from_zero(node.points.text)
        self.draft.cite(criterion_id, "points", node.points)
        text = clean(node.points.text)
        if figure is None and (behind := points_at_end(text)):
            # 维修能力（4分）: the words stand nowhere else
            figure, start = behind
            if start:
                self._note(node.points, text.cut(0, start), criterion_id)
        if figure is None and kind_of_points(node.points.text) == "veto":
            # 一票否决 where the points should stand is its kind
            return printed
        if figure is None:
            self.draft.report("points-unread", node.points, owner_id=criterion_id, text=text.value)
            return printed
        if printed is not None and printed != figure:
            values = {"here": f"{figure:f}", "there": f"{printed:f}"}
            self.draft.report("points-differ", node.points, owner_id=criterion_id, **values)
        return figure

    def _weight(self, node: Node, criterion_id: str) -> Decimal | None:
        if node.weight is None:
            return None
        self.draft.cite(criterion_id, "weight", node.weight)
        return points_of_cell(_WEIGHT_WORDS.sub("", clean(node.weight.text).folded))

    def _held(self, node: Node, text_cells: list[Cell]) -> Components:
        """What the text of a nameless item in one cell says of its points and parts."""
        if not node.is_item or len(text_cells) != 1:
            return Components(None, None, ())
        return components(node.part or clean(text_cells[0].text))

    def _texts(
        self, node: Node, cells: list[Cell], rules: list[Cell], parts: Sequence[Part], criterion_id: str
    ) -> None:
        """Key points of the text cells; one that is a scoring cell too gives bands and clauses instead."""
        for cell in cells:
            self.draft.cite(criterion_id, "text", cell, node.part)
            if cell in rules:
                self._scoring_texts.add(criterion_id)
                whole = node.part or clean(cell.text)
                self._rules(cell, whole, _length(cells, cell), criterion_id, "text", parted=bool(parts))
            else:
                self._key_points(cell, criterion_id, alone=len(cells) == 1)
                if not self.raw.having("rule", "grade", "ladder") and scores(cell.text):
                    # 超期办理，每超1日扣1分 among texts that mostly say what is looked at
                    self._clauses(cell, node.part or clean(cell.text), 0, criterion_id, "text")
        for part in parts:
            self._key_point(cells[0], Item(None, "", part.text), part.points, criterion_id)

    def _scoring(self, node: Node, cells: list[Cell], criterion_id: str) -> None:
        """Bands and clauses of the scoring cells, then the notes beside them."""
        self._rule_cells(cells, criterion_id)
        self._grade_columns(node, criterion_id)
        # what a column of unknown meaning holds is kept as a note; the column is reported
        for cell in (*self._cells(node, "note"), *self._cells(node, "unknown")):
            if not is_filler(cell.text):
                self._note(cell, clean(cell.text), criterion_id)

    def _rule_cells(self, cells: list[Cell], criterion_id: str) -> None:
        for cell in cells:
            self.draft.cite(criterion_id, "rule_text", cell)
            self._rules(cell, clean(cell.text), _length(cells, cell), criterion_id, "rule")

    def _kind(self, node: Node, name: str, points: Decimal | None, parent_id: str) -> CriterionKind:
        """What the name says, else its points cell, else the criterion above: 加分项 adds to it."""
        kind = kind_of(name)
        if kind == "scored" and node.points is not None:
            kind = kind_of_points(node.points.text)
        if kind == "scored":
            kind = self._kinds.get(parent_id, kind)
        if kind == "scored" and node.column is not None:
            # 否决情形 heads a table of vetoes
            kind = kind_of(self.raw.columns[node.column].header)
        return "penalty" if kind == "scored" and points is not None and points < 0 else kind

    def _name(self, node: Node, criterion_id: str) -> tuple[str, str, Decimal | None, Decimal | None]:
        """Number, name, points and weight of a name cell: 一、基层建设（20分） → 一、, 基层建设, 20, None."""
        label = ""
        if node.label is not None:
            label = clean(node.label.text).value
            self.draft.cite(criterion_id, "label", node.label)
        if node.cell is None:
            return label, "", None, None
        for cell in (node.cell, *node.repeats):
            self.draft.cite(criterion_id, "name", cell)
        again = next((one for one in node.repeats if squeeze(one.text) != squeeze(node.cell.text)), None)
        if again is not None:
            values = {"first": clean(node.cell.text).value, "second": clean(again.text).value}
            self.draft.report("name-reprinted", again, owner_id=criterion_id, **values)
        style = heading_style() if node.is_heading else self._styles.get(node.column or 0, Style(None, False))
        found = split_name(clean(node.cell.text), style, label=not label)
        if found.label:
            self.draft.cite(criterion_id, "label", node.cell, found.label)
        if found.points is not None:
            self.draft.cite(criterion_id, "points", node.cell, found.points_text)
        if found.weight is not None:
            self.draft.cite(criterion_id, "weight", node.cell, found.points_text)
        return label or found.label.value, found.name.value, found.points, found.weight

    def _cells(self, node: Node, role: str) -> list[Cell]:
        indexes = [column.index for column in self.raw.columns if column.role == role]
        return cells_of(node.rows, indexes)

    def _joined(self, node: Node, role: str, criterion_id: str) -> str:
        cells = [cell for cell in self._cells(node, role) if not is_filler(cell.text)]
        for cell in cells:
            self.draft.cite(criterion_id, role, cell)
        headings = {
            cell.col: clean(cell.text).value for cell in sorted(self.raw.header, key=lambda one: one.row)
        }
        if role == "target" and len({cell.col for cell in cells}) > 1:
            # 目标值 over 甲乡 and 乙镇: 8.5 and 7.0 are no 8.57.0
            joined = "；".join(
                f"{headings.get(cell.col, '')} {clean(cell.text).value}".strip() for cell in cells
            )
            self.draft.report("targets-several", cells[0], owner_id=criterion_id, text=joined)
            return joined
        return "".join(clean(cell.text).value for cell in cells)

    def _key_points(self, cell: Unit, criterion_id: str, *, alone: bool) -> None:
        found = items(clean(cell.text))
        if alone and len(found) == 1:
            # 3、 in a cell of its own numbers the row, as one number makes no list
            found = (Item(None, "", clean(cell.text)),)
        for item in found:
            if item.number is None and item.text.folded.endswith(":"):
                # 包括：1.… 2.… the lead-in asks for nothing; it stays in the criterion's text
                continue
            points = points_at_end(item.text)
            self._key_point(cell, item, points[0] if points else None, criterion_id)

    def _key_point(self, cell: Unit, item: Item, points: Decimal | None, criterion_id: str) -> None:
        self._counts["k"] += 1
        key_point_id = f"{criterion_id}/k{self._counts['k']}"
        self.draft.cite(key_point_id, "text", cell, item.text)
        self.draft.key_points.append(
            KeyPoint(
                key_point_id=key_point_id,
                criterion_id=criterion_id,
                seq=item.number,
                label=item.label,
                text=item.text.value,
                points=points,
            )
        )

    def _rules(
        self, cell: Unit, whole: Text, before: int, criterion_id: str, source: Source, *, parted: bool = False
    ) -> None:
        """Bands, clauses and notes of a scoring text; `before` it so many characters stand in other cells.

        A text that is `parted` into key points with points needs none of them.
        """
        draft = self.draft
        split = split_bands(whole)
        found = 0
        for band in split.bands:
            self._band(cell, cell, band, criterion_id)
            # a rule inside a band's text counts as well: 差（0-4分）：…，每发现一次扣1分
            at = before + position(whole, band.text)[0]
            found += self._clauses(cell, band.text, at, criterion_id, source, kinds=_KINDS_IN_BANDS)
        for part in split.rest:
            if is_note(part):
                self._note(cell, part, criterion_id)
                found += 1
                continue
            at = before + position(whole, part)[0]
            read = self._clauses(cell, part, at, criterion_id, source)
            found += read
            if not read and split.bands:
                draft.report("band-unread", cell, owner_id=criterion_id, evidence=part.value)
        if not found and not split.bands and whole and not parted:
            draft.report("rule-unread", cell, owner_id=criterion_id, evidence=whole.value)

    def _band(self, headed: Unit, cell: Unit, band: BandText, criterion_id: str) -> None:
        """Adds a band whose heading and text stand in one cell, or below a heading of its own."""
        self._counts["b"] += 1
        band_id = f"{criterion_id or self.rubric_id}/b{self._counts['b']}"
        self.draft.cite(band_id, "points", headed, band.heading if headed is cell else None)
        self.draft.cite(band_id, "text", cell, band.text)
        self.draft.bands.append(
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

    def _grade_columns(self, node: Node, criterion_id: str) -> None:
        """Bands that stand side by side, each below its grade: 优（9-10分） | 良（6-8分）."""
        found = graded(self.raw, node.rows)
        for one in found:
            self._band(one.points or one.headed, one.cell, one.band, criterion_id)
            self.draft.cite(self.draft.bands[-1].band_id, "grade", one.headed)
        bare = [one.band.grade for one in found if one.band.points.low is one.band.points.high is None]
        if bare:
            self.draft.report(
                "band-points-missing", found[0].cell, owner_id=criterion_id, grades="、".join(bare)
            )

    def _note(self, cell: Unit, text: Text, criterion_id: str) -> None:
        self._counts["n"] += 1
        note_id = f"{criterion_id or self.rubric_id}/n{self._counts['n']}"
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
        self._clauses(cell, text, 0, criterion_id, "note")

    def _clauses(
        self,
        cell: Unit,
        part: Text,
        at: int,
        criterion_id: str,
        source: Source,
        kinds: frozenset[str] | None = None,
    ) -> int:
        """Adds the clauses of a part (of these kinds) and gives their number; unread ones are reported.

        `at` is where the part begins in its source.
        """
        worth = None if kinds else self._worth.get(criterion_id)
        heading = _HEADINGS.get(self._kinds.get(criterion_id, "scored"))
        if heading is None and isinstance(cell, Cell) and source == "rule":
            # 每处1分 below 扣分标准
            heading = _HEADINGS.get(kind_of_points(self.raw.columns[cell.col].header))
        reading = read_clauses(part, worth, heading)
        wanted = [clause for clause in reading.clauses if kinds is None or clause.kind in kinds]
        for clause in numbered(wanted, self._counts["c"]):
            if clause.kind == "limit" and clause.scope == "item" and not self._banded(criterion_id):
                # 不得评为优秀 where the item has no grades speaks of the whole
                clause = replace(clause, scope="rubric")
            self._clause(cell, part, at, clause, criterion_id, source)
        if kinds is None and reading.unread:
            grades = [] if criterion_id else [(step.start, step.end) for step in ladder(part)]
            for start, end in reading.unread:
                if any(first < end and start < last for first, last in grades):
                    # 90分以上为优秀 is a step of the ladder
                    continue
                text = part.value[start:end]
                owner_id = criterion_id or self.rubric_id
                self.draft.report("clause-unread", cell, owner_id=owner_id, evidence=text, text=text)
        return len(wanted)

    def _banded(self, criterion_id: str) -> bool:
        return any(band.criterion_id == criterion_id for band in self.draft.bands)

    def _clause(
        self, cell: Unit, part: Text, at: int, found: ClauseText, criterion_id: str, source: Source
    ) -> None:
        """Adds a clause with its steps, and says what is doubtful in it."""
        self._counts["c"] += 1
        clause = clause_record(found, part, at, (self.rubric_id, criterion_id), self._counts["c"], source)
        draft, clause_id = self.draft, clause.clause_id
        text = part.cut(found.start, found.end)
        draft.cite(clause_id, "text", cell, text, "inferred" if found.slip else None)
        draft.clauses.append(clause)
        draft.tiers.extend(tier_records(found, clause_id))
        if found.slip:
            draft.report(
                "figure-slip",
                cell,
                owner_id=clause_id,
                evidence=text.value,
                text=found.slip,
                figure=str(clause.points),
            )
        if found.ambiguous:
            first, second = found.ambiguous
            draft.report(
                "clause-ambiguous", cell, owner_id=clause_id, evidence=text.value, first=first, second=second
            )
        elif any(not step.label for step in found.tiers):
            draft.report("tier-unlabelled", cell, owner_id=clause_id, evidence=text.value)

    def _parties(self, node: Node, criterion_id: str) -> None:
        """The departments of a criterion; a merged or blank cell hands down the one above it."""
        for column in self.raw.columns:
            role = _PARTY_ROLES.get(column.role)
            if role is None:
                continue
            # a department answers for a name and its items, unless each item has one and they differ
            if _differ(node, column.index):
                self._by_item.update((child, column.index) for child in node.children)
                continue
            if node.is_item and (node, column.index) not in self._by_item:
                continue
            printed = cells_of(node.rows, [column.index])
            cells = [cell for cell in printed if not is_filler(cell.text)]
            inherited = False
            if printed and not cells:
                # —— says that there is none; only a blank cell goes on with the one above
                continue
            if cells:
                inherited = cells[0].row < node.rows[0].index
                self._last_party[column.index] = cells[-1]
            else:
                above = self._last_party.get(column.index) or self._first_party(column.index)
                blank = node.rows[0].cells[column.index]
                # a list from which nobody chose a department names none, whatever stands above
                if above is None or (blank is not None and blank.emptied):
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
        if not found:
            self.draft.report("party-missing", cell, owner_id=criterion_id)
        own = takewhile(lambda party: party.owner_id == criterion_id, reversed(self.draft.parties))
        known = {(party.role, party.name) for party in own}
        for party in found:
            if (party.role, party.name) in known:
                # printed again on the next page
                continue
            self.draft.parties.append(
                Party(
                    owner_id=criterion_id,
                    role=party.role,
                    name=party.name,
                    canonical_name=party.name,
                    inherited=inherited,
                )
            )


def _differ(node: Node, index: int) -> bool:
    """Whether each item below a name has a department in this column, and not all have the same."""
    printed = [cells_of(child.rows, [index]) for child in node.children]
    return all(printed) and len({squeeze(cell.text) for cells in printed for cell in cells}) > 1


def _length(cells: list[Cell], cell: Cell) -> int:
    """How many characters of a text stand in the cells before one of them."""
    return sum(len(clean(other.text)) for other in cells[: cells.index(cell)])
