"""A rubric added up at one end, as formulas: each criterion from its rows, the tree, the total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from normalizers.kinds import CRITERIA
from normalizers.records import Band, Clause
from pipeline.scoring.adding import add
from pipeline.scoring.items import reach
from pipeline.scoring.limits import best_left
from pipeline.scoring.noted import Noted, note
from pipeline.scoring.plan import Node, Plan
from pipeline.scoring.rows import End, Rows
from pipeline.scoring.steps import Added
from pipeline.scoring_workbook.cells import (
    OPEN,
    Calc,
    chosen,
    either,
    rounded,
    signed,
    total,
)
from pipeline.scoring_workbook.clauses import Cells, Clauses
from pipeline.scoring_workbook.conditions import Conditions
from pipeline.scoring_workbook.form import Slot
from pipeline.scoring_workbook.inputs import Inputs, held


@dataclass(frozen=True, slots=True)
class Sum:
    """Cells of what a node gives: within the criteria, beyond them, and taken from the total."""

    scored: str = "0"
    bonus: str = "0"
    penalty: str = "0"

    @property
    def whole(self) -> str:
        """All of them."""
        parts = [one for one in (self.scored, self.bonus, self.penalty) if one != "0"]
        return "+".join(parts) or "0"


@dataclass(slots=True)
class Totals:
    """Cells of the results at one end; `own` is what a node gives beside its children."""

    nodes: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    before: str = "0"
    vetoed: str = "0"
    total: str = "0"


class Adder:
    """The sums at one end. `touched` are cells that say whether something usable was marked of a node."""

    def __init__(
        self, plan: Plan, inputs: Inputs, conditions: Conditions, clauses: Clauses, calc: Calc, end: End
    ) -> None:
        """Prepares what does not depend on marks."""
        self.plan, self.inputs, self.conditions, self.clauses = plan, inputs, conditions, clauses
        self.calc, self.end = calc, end
        self.out = Totals()
        self.touched = touched(plan, inputs, clauses, calc)
        self.own: dict[str, list[Cells]] = defaultdict(list)
        for row in clauses.rows:
            self.own[row.node_id if row.side != "total" else ""].append(row)
        empty = note(plan, ())[0]
        self.untouched: Added = add(plan, empty, Rows(plan, empty), end)
        begun = Noted(touched={node.id for node in plan.nodes()})
        self.begun: Added = add(plan, begun, Rows(plan, begun), end)

    def add(self) -> Totals:
        """The whole of it."""
        sums = [self._node(node) for node in self.plan.tops]
        bonus = [one.bonus for one in sums if one.bonus != "0"]
        penalty = [one.penalty for one in sums if one.penalty != "0"]
        for row in self.own[""]:
            if row.side == "bonus":
                bonus.append(row.kept[self.end])
            else:
                penalty.append(f"-{row.kept[self.end]}")
        beyond = self._bounded(self.calc.put("bonus", total(bonus)), self.plan.clauses)
        points = total([*[one.scored for one in sums], beyond, *penalty])
        before = self.calc.put("sum", f"ROUND({points},9)")
        if zeros := [self._applied(one) for one in self._deciding("zero", "rubric")]:
            before = self.calc.put("zero", f"IF(AND({either(zeros)},{before}>0),0,{before})")
        self.out.before = self.out.total = before
        vetoes = [self.clauses.applies[one.clause_id] for one in self._deciding("veto", "rubric")]
        if vetoes:
            self._veto(vetoes, before)
        return self.out

    def _veto(self, vetoes: Sequence[str], before: str) -> None:
        open_ = "9" if self.end == "low" else "1"
        any_ = either([f"{one}={answer}" for one in vetoes for answer in dict.fromkeys(("1", open_))])
        first = "0"
        for one in reversed(vetoes):
            # a cell for each: Excel nests no more than 64 conditions
            first = self.calc.put("veto", f"IF({one}=1,1,IF({one}={open_},2,{first}))")
        self.out.vetoed = self.calc.put("vetoed", f"IF({any_},{first},0)")
        veto = f"OR({self.out.vetoed}=1,AND({self.out.vetoed}=2,{before}>0))"
        self.out.total = self.calc.put("total", f"IF({veto},0,{before})")

    # ---- clauses that decide

    def _deciding(self, kind: str, scope: str) -> Iterator[Clause]:
        for node, clause in self.plan.all_clauses():
            known = clause.clause_id in self.clauses.applies
            if clause.kind == kind and reach(node, clause) == scope and known:
                yield clause

    def _applied(self, clause: Clause) -> str:
        """Whether a clause applies at this end; open ones do where the score is lowest."""
        cell = self.clauses.applies[clause.clause_id]
        return f"{cell}>0" if self.end == "low" else f"{cell}=1"

    # ---- nodes

    def _node(self, node: Node) -> Sum:
        below = [self._node(child) for child in node.children]
        scored = self.calc.put("below", total([one.scored for one in below]))
        bonus = total([one.bonus for one in below if one.bonus != "0"])
        penalty = total([one.penalty for one in below if one.penalty != "0"])
        before = scored
        scored = self._own_points(node, before)
        beyond = self._bonus(node, scored)
        self.out.own[node.id] = self.calc.put("own", f"{scored}-{before}+{beyond}")
        bonus = total([one for one in (bonus, beyond) if one != "0"])
        if node.criterion.kind == "bonus":
            bonus, scored = f"{bonus}+{scored}-{before}", before
        elif node.criterion.kind == "penalty":
            penalty, scored = f"{penalty}+{scored}-{before}", before
        if bonus != "0":
            bonus = self._bounded(self.calc.put("bonus", bonus), node.clauses)
        for clause in node.clauses:
            own_zero = clause.kind == "zero" and reach(node, clause) == "item"
            if own_zero or (clause.kind == "veto" and clause.scope == "item"):
                taken = f"{scored}+{bonus}"
                if node.children and clause.criterion_id != node.id:
                    taken = f"MAX({scored}-{before},0)+{beyond}"
                begun = "" if node.children else f"{self.touched[node.id]}=1,"
                condition = f"AND({begun}{self._applied(clause)})"
                scored, bonus = self._zero(condition, taken, scored, bonus)
        for clause in self._deciding("zero", "indicator"):
            parent = self.plan.criteria[clause.criterion_id].parent_id or clause.criterion_id
            if self.plan.homes.get(parent, parent) == node.id:
                scored, bonus = self._zero(self._applied(clause), f"{scored}+{bonus}", scored, bonus)
        if node.weight is not None:
            scored = self.calc.put("weighted", rounded(f"{scored}*{signed(node.weight)}/100"))
        found = Sum(scored, bonus, self.calc.put("penalty", penalty) if penalty != "0" else "0")
        self.out.nodes[node.id] = self.calc.put(f"{node.id} {self.end}", f"ROUND({found.whole},9)")
        return found

    def _zero(self, applies: str, taken: str, scored: str, bonus: str) -> tuple[str, str]:
        lost = self.calc.put("zeroed", f"IF({applies},MAX(0,ROUND({taken},9)),0)")
        left = self.calc.put("left", f"IF({lost}>{bonus},{scored}-({lost}-{bonus}),{scored})")
        if bonus == "0":
            return left, bonus
        return left, self.calc.put("bonus", f"IF({lost}>0,0,{bonus})")

    def _own_points(self, node: Node, below: str) -> str:
        """The points of a node with what stands below it."""
        bands = self.plan.bands.get(node.id, ())
        points = self._unmarked_points(node, bands, below)
        marked = self.inputs.value("banded" if bands else "", node.id)
        if marked is None or not any(
            slot.kind in {"points", "whole", "banded"} for slot in self._slots(node)
        ):
            return self.calc.put("points", points)
        sign = "-" if node.criterion.kind == "penalty" else "+"
        usable = [f"ISNUMBER({marked})"]
        if (void := self.clauses.void.get(node.id)) is not None:
            usable.append(f"{void}=0")
        return self.calc.put("points", f"IF(AND({','.join(usable)}),{below}{sign}N({marked}),{points})")

    def _slots(self, node: Node) -> list[Slot]:
        return [slot for slot in self.inputs.owners.get(node.id, ()) if slot.id == node.id]

    def _unmarked_points(self, node: Node, bands: Sequence[Band], below: str) -> str:
        if bands:
            return f"{below}+{self._banded(node, bands)}"
        if not CRITERIA[node.criterion.kind].sign:
            return below
        awards = any(row.side == "award" for row in self.own[node.id])
        if node.rest is None and node.criterion.kind == "scored" and not awards:
            return f"{below}+{OPEN if self.end == 'high' else 0}"
        kinds = {"award", "deduct", "discretionary", "method", "bonus", "zero"}
        moving = any(one.kind in kinds for one in node.clauses)
        if not moving and not node.children:
            begun = f"{below}+{self._parts(node)}"
        elif not moving and node.pooled:
            begun = f"{below}+{self._shares(node)}"
        else:
            begun = self._by_clauses(node, below)
        if node.rest != 0 or node.clauses or not node.children:
            bare = f"{below}+{signed(self._step(self.untouched, node, 'unmarked'))}"
            return f"IF({self.touched[node.id]}=1,{begun},{bare})"
        return begun

    def _step(self, added: Added, node: Node, *reasons: str) -> Decimal:
        steps = (added.steps.get((node.id, "", reason, 0)) for reason in reasons)
        return next((step.effect for step in steps if step is not None), Decimal(0))

    def _banded(self, node: Node, bands: Sequence[Band]) -> str:
        """By the grade that was marked, or that key points and figures decide, else what any band allows."""
        grade = self.inputs.value("grade", node.id) or '""'
        usable = f"{self.touched[node.id]}=1"
        grade = self.calc.put("grade", f'IF({usable},{grade},"")')
        decided = self.conditions.decided_band([band.band_id for band in bands])
        place = self.calc.put("place", f'IF({grade}<>"",{grade},IF({usable},{decided},""))')
        tops = ["0"]
        for clause in node.clauses:
            if clause.kind != "limit" or self.plan.limited_by(node, clause) is not bands:
                continue
            if clause.grade_rule == "lower":
                left = f'IF({grade}="",0,MIN(N({grade})+1,{len(bands) - 1}))'
            else:
                best = best_left(clause, bands, None)
                left = str(best or 0)
            if left != "0":
                tops.append(f"IF({self._applied(clause)},{left},0)")
        top = self.calc.put("top", f"MAX({','.join(tops)})")
        at = self.calc.put("band", f'IF({place}="",{place},MAX({place},{top}))')
        lows = [band.min_points or Decimal(0) for band in bands]
        highs = [node.worth if band.max_points is None else band.max_points for band in bands]
        fixed = [low == high for low, high in zip(lows, highs, strict=True)]
        if self.end == "low":
            ends = [signed(one) for one in lows]
            worst = [signed(min(lows[place:])) for place in range(len(bands))]
            points = self.calc.put("points", f'IF({at}="",{chosen(top, worst)},{chosen(f"N({at})", ends)})')
            less = f'{at}<>""'
        else:
            ends = [OPEN if one is None else signed(one) for one in highs]
            best_of = [_highest(highs[place:]) for place in range(len(bands))]
            points = self.calc.put("points", f'IF({at}="",{chosen(top, best_of)},{chosen(f"N({at})", ends)})')
            settled = chosen(f"N({at})", ["1" if one else "0" for one in fixed])
            less = f'AND({at}<>"",{settled}=1)'
        return self._less_deductions(node, points, less)

    def _less_deductions(self, node: Node, points: str, condition: str) -> str:
        """Points of a grade less what was deducted beside it."""
        taken: dict[bool, list[str]] = {True: [], False: []}
        for row in self.own[node.id]:
            if row.side == "deduct":
                taken[row.clause.cap == "none"].append(row.kept[self.end])
        if not taken[True] and not taken[False]:
            return points
        left = f"MAX(0,{points}-({total(taken[False])}))-({total(taken[True])})"
        return self.calc.put("less", f"IF({condition},{left},{points})")

    def _parts(self, node: Node) -> str:
        """The points of key points that have some."""
        points = self.plan.key_points.get(node.id, ())
        if not any(point.points is not None for point in points):
            worth = OPEN if node.worth is None else signed(node.worth)
            return worth if self.end == "high" else "0"
        won = []
        for point in points:
            worth = signed(point.points or Decimal(0))
            cell = self.inputs.value("", point.key_point_id)
            bare = worth if self.end == "high" else "0"
            won.append(bare if cell is None else f'IF({cell}="",{bare},{cell})')
        return self._at_most(total(won), node.worth)

    def _shares(self, node: Node) -> str:
        """Items without points of their own that share those above them, each as marked."""
        bare = "0" if self.end == "low" else OPEN if node.rest is None else signed(node.rest)
        shares = []
        for one in node.pooled:
            if all(other.parent_id != one.criterion_id for other in node.pooled):
                cell = self.inputs.value("", one.criterion_id)
                shares.append(bare if cell is None else f"IF(ISNUMBER({cell}),{cell},{bare})")
        return self._at_most(total(shares), node.rest)

    @staticmethod
    def _at_most(points: str, most: Decimal | None) -> str:
        return points if most is None else f"MIN({points},{signed(most)})"

    def _by_clauses(self, node: Node, below: str) -> str:
        """Points by the clauses, from 0 by awards, else from those of the item."""
        rows = self.own[node.id]
        base = self._step(self.begun, node, "base", "rest")
        awards = [row for row in rows if row.side == "award"]
        points = total([below, signed(base), *[row.kept[self.end] for row in awards]])
        if node.worth is not None and not any(row.clause.cap == "none" for row in awards):
            points = f"MIN({points},{signed(node.worth)})"
        taken = [row.kept[self.end] for row in rows if row.side == "deduct" and row.clause.cap != "none"]
        if taken:
            points = f"{points}-({total(taken)})"
        for clause in node.clauses:
            if clause.kind == "zero" and reach(node, clause) == "part":
                points = f"{points}-{self._part_zero(node, clause)}"
        points = self.calc.put("by clauses", points)
        floor = self._floor(node, below)
        points = f"MAX({points},{floor})"
        unlimited = [row.kept[self.end] for row in rows if row.side == "deduct" and row.clause.cap == "none"]
        return self.calc.put("floored", f"{points}-({total(unlimited)})")

    def _part_zero(self, node: Node, clause: Clause) -> str:
        """What the awards of a part still give."""
        part = [
            row
            for row in self.own[node.id]
            if (row.clause.criterion_id, row.clause.part) == (clause.criterion_id, clause.part)
        ]
        won = total([row.kept[self.end] for row in part if row.side == "award"])
        lost = total([row.kept[self.end] for row in part if row.side == "deduct"])
        return self.calc.put("part", f"IF({self._applied(clause)},MAX({won}-({lost}),0),0)")

    def _floor(self, node: Node, below: str) -> str:
        if node.criterion.kind == "penalty":
            return f"-{OPEN}" if node.worth is None else f"{below}-{signed(node.worth)}"
        floors = [signed(one.floor_points) for one in node.clauses if one.floor_points is not None]
        least = f"MIN({below},0)"
        return f"MAX({','.join([least, *floors])})" if floors else least

    def _bonus(self, node: Node, scored: str) -> str:
        """What clauses add beyond the points of the item."""
        rows = [row for row in self.own[node.id] if row.side == "bonus"]
        if not rows:
            return "0"
        points = total([row.kept[self.end] for row in rows])
        rooms = []
        if node.worth is not None and any(row.clause.within_item for row in rows):
            rooms.append(f"{signed(node.worth)}-{scored}")
        rooms += [
            f"{signed(clause.cap_points)}-{scored}"
            for clause in node.clauses
            if clause.cap_total and clause.cap_points is not None
        ]
        if rooms:
            points = f"MIN({points},MAX(0,MIN({','.join(rooms)})))"
        if self.end == "low":
            points = f"IF({self.touched[node.id]}=1,{points},0)"
        return self.calc.put("beyond", points)

    def _bounded(self, bonus: str, clauses: Sequence[Clause]) -> str:
        """The bonus within a limit that stands by itself: 加分累计不超过10分."""
        limits = [
            signed(clause.cap_points)
            for clause in clauses
            if clause.kind == "note" and clause.cap == "points" and clause.effect == "bonus"
            if clause.cap_points is not None
        ]
        return self.calc.put("bonus", f"MIN({','.join([bonus, *limits])})") if limits else bonus


def touched(plan: Plan, inputs: Inputs, clauses: Clauses, calc: Calc) -> dict[str, str]:
    """Whether something usable was marked of each node."""
    found = {}
    for node in plan.nodes():
        marks = either([inputs.marked(slot) for slot in inputs.owners.get(node.id, ())])
        void = clauses.void.get(node.id)
        kept = f"AND({marks},{void}=0)" if void else marks
        found[node.id] = calc.put("touched", f"IF({kept},1,0)")
    return found


def ladder_grade(plan: Plan, clauses: Clauses, calc: Calc, points: str, *, worst: bool) -> str:
    """The place in the ladder of the rubric for a total, with the limits on the grade; -1 for none."""
    ladder = plan.bands.get("", ())
    place = "-1"
    for at in range(len(ladder) - 1, -1, -1):
        place = f"IF({held(ladder[at], points)},{at},{place})"
    cell = calc.put("rung", place)
    last = len(ladder) - 1
    for node, clause in plan.all_clauses():
        if clause.kind != "limit" or plan.limited_by(node, clause) is not ladder:
            continue
        answer = clauses.applies[clause.clause_id]
        applies = f"{answer}>0" if worst else f"{answer}=1"
        best = best_left(clause, ladder, 0)
        if best is None:
            continue
        left = f"MIN({cell}+1,{last})" if clause.grade_rule == "lower" else f"MAX({cell},{best})"
        cell = calc.put("limited", f"IF(AND({cell}>=0,{applies}),{left},{cell})")
    return cell


def _highest(highs: Sequence[Decimal | None]) -> str:
    known = [one for one in highs if one is not None]
    return OPEN if len(known) < len(highs) else signed(max(known))
