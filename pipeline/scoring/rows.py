"""What is known of each clause of a rubric: what it moves, or whether it decides, and what is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, assert_never

from normalizers.kinds import CLAUSES
from normalizers.records import Band, Clause
from normalizers.text.numerals import plain
from pipeline.scoring.amounts import (
    MOVING,
    ONE,
    OPEN,
    ZERO,
    Amount,
    counted,
    judged,
    most,
    of_tier,
    rounded,
    times,
)
from pipeline.scoring.formulas import NotComputable, compute, names
from pipeline.scoring.limits import all_of, asked_of, holds, within
from pipeline.scoring.model import Asked, Fault
from pipeline.scoring.noted import Entry, Noted, metric_of, ranges
from pipeline.scoring.plan import Node, Plan
from pipeline.scoring.values import number

End = Literal["low", "high"]
Side = Literal["award", "deduct", "bonus", "total"]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """What a clause moves for one matter or tier: points without a sign, least and most.

    `side` says where to: `award` and `deduct` within the item, `bonus` beyond it, `total` from the total.
    `times` is how often its rate was applied. `decided` when a person's marks say it.
    """

    node: Node | None
    clause: Clause
    side: Side
    least: Decimal
    most: Decimal
    decided: bool
    matter: str = ""
    tier: int | None = None
    count: Decimal | None = None
    times: Decimal = ONE
    arithmetic: str = ""
    marked: bool = False

    def at(self, end: End) -> Decimal:
        """Its points where the score is lowest or highest."""
        takes = self.side in {"deduct", "total"}
        return self.most if takes == (end == "low") else self.least

    @property
    def node_id(self) -> str:
        """The id of its node; empty for the whole rubric."""
        return "" if self.node is None else self.node.id


@dataclass(frozen=True, slots=True)
class Factor:
    """A clause that multiplies what others move (减半扣分, 加倍扣分), and for how many of them it was marked.

    `count` is None where nothing was marked.
    """

    node: Node | None
    clause: Clause
    side: Side
    times: Decimal
    count: Decimal | None
    matter: str = ""


class Rows:
    """The clauses of a rubric against the marks of one unit.

    `applies` holds, for clauses that decide (zero, veto, limit), yes, no, or None while it is open; `open`
    what is to be asked of each node ("" for the whole rubric).
    """

    def __init__(self, plan: Plan, noted: Noted) -> None:
        """Looks at each clause once."""
        self.plan, self.noted = plan, noted
        self.rows: list[Row] = []
        self.factors: list[Factor] = []
        self.applies: dict[str, bool | None] = {}
        self.open: dict[str, list[Asked]] = defaultdict(list)
        self.faults: list[Fault] = []
        self._points = {
            point.key_point_id: point.points for group in plan.key_points.values() for point in group
        }
        self._measured = {
            metric_of(plan, threshold): noted.measured[threshold.threshold_id]
            for group in plan.thresholds.values()
            for threshold in group
            if threshold.threshold_id in noted.measured
        }
        self._counting = {clause.clause_id for _, clause in plan.all_clauses() if clause.per}
        for node, clause in plan.all_clauses():
            self._clause(node, clause)
        for factor in self.factors:
            self._too_many(factor)
        for node in plan.nodes():
            self._against_bands(node)

    def judged_as_whole(self, node: Node | None) -> bool:
        """Whether a person gave the points or the grade of a node: its clauses are part of that."""
        return node is not None and (node.id in self.noted.points or node.id in self.noted.grades)

    def closed(self, node: Node | None, clause: Clause) -> bool:
        """Whether a clause without a mark counts nothing."""
        if node is None:
            return self.plan.rubric.rubric_id in self.noted.closed
        closed = self.noted.closed & {node.id, clause.criterion_id}
        return bool(closed) or self.judged_as_whole(node)

    def threshold_says(self, owner_id: str) -> bool | None:
        """Whether measured figures and key points decide that a clause or band applies.

        Where something is counted, the figure may be what is asked for, and decides nothing:
        不少于4次，每少1次扣2分.
        """
        if owner_id in self._counting:
            return None
        figures = [
            None
            if (measured := self._measured.get(metric_of(self.plan, one))) is None
            else within(one, measured)
            for one in self.plan.thresholds.get(owner_id, ())
        ]
        asked = self.plan.requirements.get(owner_id, ())
        if asked:
            figures.append(asked_of(asked, lambda point: self.noted.is_done(self._points, point)))
        return all_of(figures)

    def _clause(self, node: Node | None, clause: Clause) -> None:
        if not self.plan.computed(node, clause):
            return
        if clause.kind not in MOVING:
            self.applies[clause.clause_id] = self._applies(node, clause)
            return
        tiers = self.plan.tiers.get(clause.clause_id, ())
        side = _side(node, clause)
        entries = self.noted.entries.get(clause.clause_id, [])
        if _is_factor(clause, bool(tiers)):
            self._factor(node, clause, side, entries)
            return
        if entries:
            made = [self._entered(node, clause, side, entry) for entry in entries]
            self.rows.extend(row for row in made if row is not None)
            if self.threshold_says(clause.clause_id) is False and any(entry.value for entry in entries):
                self._fault("contradicts-figure", node, clause)
            return
        if clause.formula and (self.noted.named.get(clause.clause_id) or not self.closed(node, clause)):
            self._formula(node, clause, side)
            return
        if (row := self._unmarked(node, clause, side)) is not None:
            self.rows.append(row)

    def _applies(self, node: Node | None, clause: Clause) -> bool | None:
        entries = self.noted.entries.get(clause.clause_id, [])
        says = self.threshold_says(clause.clause_id)
        if entries:
            marked = any(entry.value for entry in entries)
            if says is False and marked:
                self._fault("contradicts-figure", node, clause)
            return marked
        if says is not None:
            return says
        if self.closed(node, clause):
            return False
        if clause.kind != "limit" or (clause.grade_rule is not None and self.plan.limited_by(node, clause)):
            self._ask(node, clause, clause.kind)
        return None

    def _entered(self, node: Node | None, clause: Clause, side: Side, entry: Entry) -> Row | None:
        tiers = self.plan.tiers.get(clause.clause_id, ())
        worth = None if node is None else node.worth
        if entry.tier is not None:
            amount: Amount | None = of_tier(tiers[entry.tier], entry.value)
            number_of = entry.value
        elif tiers:
            amount, number_of = Amount(ZERO, ZERO), ZERO
        elif judged(clause, tiers):
            amount, number_of = Amount(rounded(entry.value), None, plain(entry.value)), ONE
        else:
            amount = counted(clause, entry.value, worth)
            number_of, _ = times(clause, entry.value)
        if amount is None:
            self._fault("worth-unknown", node, clause)
            return None
        return Row(
            node,
            clause,
            side,
            amount.points,
            amount.points,
            True,
            entry.matter,
            entry.tier,
            amount.count,
            number_of,
            amount.arithmetic,
            True,
        )

    def _unmarked(self, node: Node | None, clause: Clause, side: Side) -> Row | None:
        """A clause of which nothing was marked: decided by figures, by 无, by another step, or open."""
        tiers = self.plan.tiers.get(clause.clause_id, ())
        worth = None if node is None else node.worth
        says = self.threshold_says(clause.clause_id)
        if says is False:
            return Row(node, clause, side, ZERO, ZERO, True, marked=True)
        if not says and self._other_step(clause):
            return Row(node, clause, side, ZERO, ZERO, True)
        if says and not clause.per and not tiers and not judged(clause, tiers):
            amount = counted(clause, ONE, worth)
            if amount is not None:
                return Row(
                    node,
                    clause,
                    side,
                    amount.points,
                    amount.points,
                    True,
                    count=ONE,
                    arithmetic=amount.arithmetic,
                    marked=True,
                )
        if says is None and self.closed(node, clause):
            return Row(node, clause, side, ZERO, ZERO, True)
        top = most(clause, tiers, worth)
        if (
            side in {"award", "deduct"}
            and node is not None
            and node.worth is not None
            and clause.cap != "none"
        ):
            # nothing can move more than the item has
            top = min(top, node.worth)
        if clause.cap == "points" and clause.cap_points is not None:
            top = min(top, clause.cap_points)
        self._ask(node, clause, "points" if judged(clause, tiers) else "tiers" if tiers else "count")
        least = ZERO
        if says and judged(clause, tiers) and clause.points is not None:
            least = min(clause.points, top)
        return Row(node, clause, side, least, top, False)

    def _formula(self, node: Node | None, clause: Clause, side: Side) -> None:
        """A formula, computed where all its names have a figure."""
        worth = None if node is None else node.worth
        known = dict(self.noted.named.get(clause.clause_id, {}))
        if node is not None and "目标值" in names(clause.formula) and "目标值" not in known:
            target = number(self.plan.criteria[clause.criterion_id].target)
            if target is not None:
                known["目标值"] = target
        missing = [name for name in names(clause.formula) if name not in known]
        top = most(clause, (), worth)
        if missing:
            for name in missing:
                self._ask(node, clause, "figure", f"{clause.clause_id}/{name}", name)
            self.rows.append(Row(node, clause, side, ZERO, top, False))
            return
        try:
            value, said = compute(clause.formula, known, worth)
        except NotComputable:
            self._fault("not-computable", node, clause)
            self.rows.append(Row(node, clause, side, ZERO, top, False))
            return
        points = rounded(value)
        arithmetic = f"{said} = {plain(points)}"
        if points < ZERO or (worth is not None and points > worth):
            points = max(ZERO, points if worth is None else min(points, worth))
            arithmetic += f" → {plain(points)}"
        self.rows.append(Row(node, clause, side, points, points, True, arithmetic=arithmetic, marked=True))

    def _factor(self, node: Node | None, clause: Clause, side: Side, entries: list[Entry]) -> None:
        factor = clause.multiplier or ONE
        for entry in entries:
            self.factors.append(Factor(node, clause, side, factor, entry.value, entry.matter))
        says = self.threshold_says(clause.clause_id)
        if says is False and any(entry.value for entry in entries):
            self._fault("contradicts-figure", node, clause)
        if not entries and says is not False and not self.closed(node, clause):
            self.factors.append(Factor(node, clause, side, factor, None))
            self._ask(node, clause, "count")

    def bases(self, factor: Factor) -> list[Row]:
        """The rows that a factor can speak of: of its side, criterion and, where it has one, matter."""
        taking = factor.side in {"deduct", "total"}
        return [
            row
            for row in self.rows
            if (row.side in {"deduct", "total"}) == taking
            if factor.node is None or row.node_id == factor.node.id
            if not factor.matter or row.matter == factor.matter
        ]

    def _too_many(self, factor: Factor) -> None:
        """More cases than there were cannot be halved."""
        bases = self.bases(factor)
        if factor.count and all(row.decided for row in bases):
            cases = sum((row.times for row in bases if row.least), ZERO)
            if factor.count > cases:
                self._fault("too-many", factor.node, factor.clause, f"0–{plain(cases)}")

    def _against_bands(self, node: Node) -> None:
        """Points or a grade outside of the band that key points and figures decide: one mark is a slip."""
        bands = self.plan.bands.get(node.id, ())
        place = self.decided_band(bands)
        if place is None:
            return
        points, grade = self.noted.points.get(node.id), self.noted.grades.get(node.id)
        off_points = points is not None and not holds(bands[place], points)
        if off_points or (grade is not None and grade != place):
            self.faults.append(
                Fault("contradicts-key-points", node.id, node.name, allowed=ranges([bands[place]]))
            )

    def decided_band(self, bands: Sequence[Band]) -> int | None:
        """The place of the best band whose conditions hold, where none above it is open."""
        for place, band in enumerate(bands):
            says = self.threshold_says(band.band_id)
            if says:
                return place
            if says is None:
                return None
        return None

    def _other_step(self, clause: Clause) -> bool:
        """Whether another step of its ladder was marked: one of them applies."""
        if clause.ladder is None:
            return False
        return any(
            entry.value
            for _, other in self.plan.all_clauses()
            if other.ladder == clause.ladder and other.criterion_id == clause.criterion_id
            if other.clause_id != clause.clause_id
            for entry in self.noted.entries.get(other.clause_id, ())
        )

    def _ask(self, node: Node | None, clause: Clause, what: str, asked: str = "", name: str = "") -> None:
        owner = node.id if node is not None else ""
        place = self.plan.places.get(clause.clause_id, "")
        said = name or clause.text
        self.open[owner].append(
            Asked(asked or clause.clause_id, node.name if node else "", what, said, place)
        )

    def _fault(self, code: str, node: Node | None, clause: Clause, allowed: str = "") -> None:
        name = node.name if node else ""
        self.faults.append(Fault(code, clause.clause_id, name, allowed=allowed or clause.text))


def _is_factor(clause: Clause, tiers: bool) -> bool:
    unpriced = clause.points is None and clause.points_percent is None and not tiers
    return clause.multiplier is not None and unpriced


def _side(node: Node | None, clause: Clause) -> Side:
    kind = clause.effect if CLAUSES[clause.kind].moves == "either" and clause.effect else clause.kind
    where = node.criterion.kind if node is not None else "rubric"
    match kind:
        case "deduct":
            whole = where == "rubric" or (clause.scope == "rubric" and where != "penalty")
            return "total" if whole else "deduct"
        case "bonus":
            return "award" if where == "bonus" else "bonus"
        case "award" | "discretionary" | "method" | "zero" | "veto" | "limit" | "note":
            return "award"
        case _:
            assert_never(kind)


__all__ = ["OPEN", "End", "Factor", "Row", "Rows", "Side"]
