"""The form (评分表格) of a rubric: its rows in the order of the notice, each with the cell to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from extractors.frozen import frozen
from normalizers.records import Clause, Criterion, KeyPoint
from normalizers.text.numerals import figure
from pipeline.scoring.rules.grades import ranges
from pipeline.scoring.rules.outline import Node, named
from pipeline.scoring.rules.plan import Plan
from pipeline.scoring.rules.slots import Slot, Slots

RowKind = Literal["heading", "item", "clause", "input", "rule", "note"]


@frozen
class FormRow:
    """A row of the form; `node` is the criterion that it counts for, None for the whole rubric.

    Of kind `rule` is a clause that the form does not compute, `note` is one of which nothing is to be said.
    """

    kind: RowKind
    node: Node | None
    depth: int = 0
    label: str = ""
    name: str = ""
    text: str = ""
    worth: Decimal | None = None
    slot: Slot | None = None
    clause: Clause | None = None
    # whether the result of its node, or clause, stands in this row
    sums: bool = False
    # what is to be counted, by what it is multiplied, as the clause says
    per: str = ""
    # a further cell of the same clause
    again: bool = False


def form(planned: Plan) -> tuple[FormRow, ...]:
    """All rows of the form of a rubric."""
    return tuple(_Form(planned).rows())


class _Form:
    def __init__(self, planned: Plan) -> None:
        self.of, self.slots, self.conditions = planned.of, planned.slots, planned.conditions

    def rows(self) -> Iterator[FormRow]:
        """The nodes, then the clauses of the whole rubric."""
        for top in self.of.tops:
            yield from self._node(top, 0)
        if self.of.clauses:
            yield FormRow("heading", None, slot=Slots.closing(self.of.rubric.rubric_id))
            for clause in self.of.clauses:
                yield from self._clause(None, clause)

    def _node(self, node: Node, depth: int) -> Iterator[FormRow]:
        criterion = node.criterion
        slots = self.slots.of_criterion(node)
        yield FormRow(
            "heading" if node.children else "item",
            node,
            depth,
            criterion.label,
            node.name,
            _own_text(criterion),
            node.worth,
            slots[0] if slots else None,
            sums=True,
        )
        for slot in slots[1:]:
            yield FormRow("input", node, depth, slot=slot)
        for band in self.of.bands.get(node.id, ()):
            if band.text:
                yield FormRow("note", node, depth, name=ranges([band]), text=band.text)
        yield from self._key_points(node)
        yield from self._measured(node)
        for clause in node.clauses:
            if clause.criterion_id == node.id:
                yield from self._clause(node, clause)
        for one in node.pooled:
            yield from self._pooled(node, one, depth + 1)
        for child in node.children:
            yield from self._node(child, depth + 1)

    def _pooled(self, node: Node, criterion: Criterion, depth: int) -> Iterator[FormRow]:
        """An item that shares the points above it."""
        id_ = criterion.criterion_id
        clauses = [one for one in node.clauses if one.criterion_id == id_]
        slot = None
        if node.moves:
            if any(self.of.computed(node, one) for one in clauses):
                slot = Slots.closing(id_)
        elif all(one.parent_id != id_ for one in node.pooled):
            slot = Slots.shared(node, id_)
        yield FormRow("item", node, depth, criterion.label, named(criterion), _own_text(criterion), slot=slot)
        for clause in clauses:
            yield from self._clause(node, clause)

    def _key_points(self, node: Node) -> Iterator[FormRow]:
        owners = [band.band_id for band in self.of.bands.get(node.id, ())]
        owners += [clause.clause_id for clause in node.clauses]
        counted = {
            point
            for owner in owners
            for one in self.of.requirements.get(owner, ())
            for point in one.key_points.split("；")
        }
        parts = not node.moves and not self.of.bands.get(node.id) and not node.children
        for criterion in (node.criterion, *node.pooled):
            for point in self.of.key_points.get(criterion.criterion_id, ()):
                own = parts and point.points is not None and criterion is node.criterion
                if own or point.key_point_id in counted:
                    yield FormRow("input", node, text=_numbered(point), slot=Slots.key_point(point))

    def _measured(self, node: Node) -> Iterator[FormRow]:
        """A cell for each metric of which a figure decides whether a band or clause applies."""
        owners = [band.band_id for band in self.of.bands.get(node.id, ())]
        owners += [clause.clause_id for clause in node.clauses if self.of.computed(node, clause)]
        seen = set()
        for owner in owners:
            if not self.conditions.decides(owner):
                continue
            for one in self.of.thresholds.get(owner, ()):
                key = self.conditions.measured[self.conditions.metrics[one.threshold_id]]
                if (one.low is not None or one.high is not None) and key not in seen:
                    seen.add(key)
                    said = f"{one.metric}（{one.unit}）" if one.metric and one.unit else one.metric
                    yield FormRow(
                        "input", node, name=said, text=one.text, slot=Slots.measured(key.id, one.unit)
                    )

    def _clause(self, node: Node | None, clause: Clause) -> Iterator[FormRow]:
        if not self.of.computed(node, clause):
            kind: RowKind = "note" if self.of.silent(clause) else "rule"
            yield FormRow(kind, node, text=clause.text, clause=clause)
            return
        tiers = self.of.tiers.get(clause.clause_id, ())
        per = figure(clause.multiplier) if clause.multiplier is not None else clause.per
        slots = self.slots.of_clause(node, clause)
        for place, slot in enumerate(slots):
            said = ""
            if slot.kind == "tier":
                said = tiers[slot.key.tier].label or str(tiers[slot.key.tier].seq)
            elif slot.kind == "figure":
                said = slot.key.id.rpartition("/")[2]
            yield FormRow(
                "clause",
                node,
                name=said,
                text="" if place else clause.text,
                slot=slot,
                clause=clause,
                sums=not place,
                per=per if slot.kind == "factor" else clause.per,
                again=slot.key.again > 0,
            )
        if not slots:
            yield FormRow("clause", node, text=clause.text, clause=clause, sums=True)


def _own_text(criterion: Criterion) -> str:
    return "\n".join(dict.fromkeys(part for part in (criterion.text, criterion.target) if part))


def _numbered(point: KeyPoint) -> str:
    return f"{point.label}{point.text}"
