"""The form (评分表格) of a rubric: its rows in the order of the notice, each with the cell to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from normalizers.kinds import CLAUSES, CRITERIA
from normalizers.records import Clause, Criterion, KeyPoint, Tier
from normalizers.text.numerals import figure
from pipeline.scoring.amounts import MOVING, judged, most
from pipeline.scoring.noted import metric_of, ranges
from pipeline.scoring.plan import Node, Plan, named
from pipeline.scoring_workbook.expressions import translated

RowKind = Literal["heading", "item", "clause", "input", "note"]
SlotKind = Literal[
    "points",
    "whole",
    "banded",
    "grade",
    "nothing",
    "count",
    "once",
    "applies",
    "judged",
    "tier",
    "factor",
    "figure",
    "measured",
    "done",
    "won",
]
# further cells for a clause of which several matters (事项) may be marked
_MATTERS = 3
_TIER_MATTERS = 2


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell to fill in: the id of the mark that it makes, what may stand in it, whether it has a matter.

    `most` is the highest figure allowed; `tier` the place of the tier that is counted.
    """

    kind: SlotKind
    id: str
    most: Decimal | None = None
    choices: tuple[str, ...] = ()
    allowed: str = ""
    matter: bool = False
    tier: int | None = None
    again: int = 0

    @property
    def key(self) -> tuple[str, str, int | None, int]:
        """What tells it from all others; a grade and points of one item are two."""
        kind = self.kind if self.kind in {"grade", "banded"} else ""
        return kind, self.id, self.tier, self.again


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of the form; `node` is the criterion that it counts for, None for the whole rubric."""

    kind: RowKind
    node: Node | None
    depth: int = 0
    label: str = ""
    name: str = ""
    text: str = ""
    worth: Decimal | None = None
    slot: Slot | None = None
    clause: Clause | None = None
    # whether the result of its node stands in this row
    sums: bool = False


def form(plan: Plan) -> tuple[FormRow, ...]:
    """All rows of the form of a rubric."""
    return tuple(_Form(plan).rows())


def moving(node: Node) -> bool:
    """Whether a node has clauses that do something."""
    return any(CLAUSES[one.kind].acts for one in node.clauses)


class _Form:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.governed = {
            clause.clause_id
            for owner, note in plan.all_clauses()
            if note.kind == "note" and note.precedence
            for node, clause in plan.all_clauses()
            if owner is None or owner is node
        }
        self.halved = {
            node.id
            for node, clause in plan.all_clauses()
            if node is not None and clause.multiplier is not None and clause.points is None
        }

    def rows(self) -> Iterator[FormRow]:
        """The nodes, then the clauses of the whole rubric."""
        for top in self.plan.tops:
            yield from self._node(top, 0)
        if self.plan.clauses:
            slot = Slot("nothing", self.plan.rubric.rubric_id, choices=("无",), allowed="无")
            yield FormRow("heading", None, name="", slot=slot)
            for clause in self.plan.clauses:
                yield from self._clause(None, clause)

    def _node(self, node: Node, depth: int) -> Iterator[FormRow]:
        criterion = node.criterion
        kind: RowKind = "heading" if node.children else "item"
        bands = self.plan.bands.get(node.id, ())
        yield FormRow(
            kind,
            node,
            depth,
            criterion.label,
            node.name,
            _own_text(criterion),
            node.worth,
            self._slot(node),
            sums=True,
        )
        if bands and not node.children:
            slot = Slot("banded", node.id, node.worth, allowed=ranges(bands))
            yield FormRow("input", node, depth, slot=slot)
        for band in bands:
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

    def _slot(self, node: Node) -> Slot | None:
        """The cell beside the criterion itself: its grade, its points, or 无."""
        if bands := self.plan.bands.get(node.id, ()):
            grades = tuple(dict.fromkeys(band.grade for band in bands))
            return Slot("grade", node.id, choices=grades, allowed=ranges(bands))
        if not CRITERIA[node.criterion.kind].sign or node.children:
            return Slot("nothing", node.id, choices=("无",), allowed="无") if moving(node) else None
        top = f"0–{figure(node.worth)}" if node.worth is not None else "≥0"
        if moving(node):
            return Slot("whole", node.id, node.worth, allowed=f"无, {top}")
        return None if node.pooled else Slot("points", node.id, node.worth, allowed=top)

    def _pooled(self, node: Node, criterion: Criterion, depth: int) -> Iterator[FormRow]:
        """An item that shares the points above it."""
        clauses = [one for one in node.clauses if one.criterion_id == criterion.criterion_id]
        leaf = all(one.parent_id != criterion.criterion_id for one in node.pooled)
        slot = None
        if moving(node):
            if any(CLAUSES[one.kind].acts for one in clauses):
                slot = Slot("nothing", criterion.criterion_id, choices=("无",), allowed="无")
        elif leaf:
            top = f"0–{figure(node.rest)}" if node.rest is not None else "≥0"
            slot = Slot("points", criterion.criterion_id, node.rest, allowed=top)
        yield FormRow("item", node, depth, criterion.label, named(criterion), _own_text(criterion), slot=slot)
        for clause in clauses:
            yield from self._clause(node, clause)

    def _key_points(self, node: Node) -> Iterator[FormRow]:
        owners = [band.band_id for band in self.plan.bands.get(node.id, ())]
        owners += [clause.clause_id for clause in node.clauses]
        counted = {
            point
            for owner in owners
            for one in self.plan.requirements.get(owner, ())
            for point in one.key_points.split("；")
        }
        parts = not moving(node) and not self.plan.bands.get(node.id) and not node.children
        for criterion in (node.criterion, *node.pooled):
            for point in self.plan.key_points.get(criterion.criterion_id, ()):
                own = parts and point.points is not None and criterion is node.criterion
                if own or point.key_point_id in counted:
                    yield FormRow("input", node, text=_numbered(point), slot=_of_key_point(point))

    def _measured(self, node: Node) -> Iterator[FormRow]:
        """A cell for each metric of which a figure decides whether a band or clause applies."""
        owners = [band.band_id for band in self.plan.bands.get(node.id, ())]
        owners += [
            clause.clause_id for clause in node.clauses if not clause.per and CLAUSES[clause.kind].acts
        ]
        seen = set()
        for owner in owners:
            for one in self.plan.thresholds.get(owner, ()):
                metric = metric_of(self.plan, one)
                if (one.low is not None or one.high is not None) and metric not in seen:
                    seen.add(metric)
                    said = f"{one.metric}（{one.unit}）" if one.metric and one.unit else one.metric
                    slot = Slot("measured", one.threshold_id, allowed=one.unit)
                    yield FormRow("input", node, name=said, text=one.text, slot=slot)

    def _clause(self, node: Node | None, clause: Clause) -> Iterator[FormRow]:
        if not self.plan.computed(node, clause):
            yield FormRow("note", node, text=clause.text, clause=clause)
            return
        tiers = self.plan.tiers.get(clause.clause_id, ())
        first = True
        for slot in self._slots(node, clause, tiers):
            text, said = (clause.text, "") if first else ("", "")
            if slot.tier is not None:
                said = tiers[slot.tier].label or str(tiers[slot.tier].seq)
            elif slot.kind == "figure":
                said = slot.id.rpartition("/")[2]
            yield FormRow("clause", node, name=said, text=text, slot=slot, clause=clause, sums=first)
            first = False
        if first:
            yield FormRow("clause", node, text=clause.text, clause=clause, sums=True)

    def _slots(self, node: Node | None, clause: Clause, tiers: tuple[Tier, ...]) -> Iterator[Slot]:
        id_ = clause.clause_id
        governed = clause.clause_id in self.governed and clause.kind in MOVING
        matter = governed or (clause.kind in MOVING and node is not None and node.id in self.halved)
        if clause.formula and (parts := translated(clause.formula)) is not None and parts.names:
            for name in parts.names:
                yield Slot("figure", f"{id_}/{name}")
            return
        if tiers:
            times = range(_TIER_MATTERS if governed else 1)
            yield from (
                Slot("tier", id_, allowed="0, 1, 2…", matter=matter, tier=place, again=again)
                for place in range(len(tiers))
                for again in times
            )
            return
        if clause.formula and parts is not None:
            return
        if clause.multiplier is not None and clause.points is None and clause.points_percent is None:
            yield Slot("factor", id_, allowed="0, 1, 2…", matter=matter)
            return
        kind: SlotKind
        allowed, top = "0, 1, 2…", None
        if clause.kind not in MOVING:
            kind, allowed = "applies", "是, 否"
        elif judged(clause, ()):
            bound = most(clause, (), None if node is None else node.worth)
            kind, top = "judged", bound if bound.is_finite() else None
            allowed = f"0–{figure(top)}" if top is not None else "≥0"
            if clause.points_max is not None:
                allowed = f"0, {figure(clause.points)}–{figure(clause.points_max)}"
        elif clause.per:
            kind = "count"
        else:
            kind, allowed = "once", "是, 否"
        for again in range(_MATTERS if governed else 1):
            yield Slot(kind, id_, top, allowed=allowed, matter=matter, again=again)


def _own_text(criterion: Criterion) -> str:
    return "\n".join(dict.fromkeys(part for part in (criterion.text, criterion.target) if part))


def _numbered(point: KeyPoint) -> str:
    return f"{point.label}{point.text}"


def _of_key_point(point: KeyPoint) -> Slot:
    if point.points is None:
        return Slot("done", point.key_point_id, allowed="是, 否")
    return Slot("won", point.key_point_id, point.points, allowed=f"0–{figure(point.points)}")
