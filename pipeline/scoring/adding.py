"""A rubric added up at one end: the tree of its criteria, what bears on the whole, the total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from normalizers.records import Clause
from normalizers.text.numerals import plain
from pipeline.scoring.amounts import ZERO, rounded
from pipeline.scoring.items import Items, reach
from pipeline.scoring.noted import Noted
from pipeline.scoring.plan import HUNDRED, Node, Plan
from pipeline.scoring.rows import End, Rows
from pipeline.scoring.steps import Added, Points, written


def add(plan: Plan, noted: Noted, rows: Rows, end: End) -> Added:
    """Adds the rubric up where the score is lowest or highest."""
    return _Adder(plan, noted, rows, end).total()


class _Adder:
    def __init__(self, plan: Plan, noted: Noted, rows: Rows, end: End) -> None:
        self.plan, self.noted, self.rows = plan, noted, rows
        self.out = Added()
        self.items = Items(plan, noted, rows, end, self.out)
        self.zeros = self._indicator_zeros()

    def total(self) -> Added:
        """The whole of it."""
        whole = Points()
        for node in self.plan.tops:
            points = self._node(node)
            whole.scored += points.scored
            whole.bonus += points.bonus
            whole.penalty += points.penalty
        for row in self.items.own[""]:
            moved = self.items.take(row, "")
            if row.side == "bonus":
                whole.bonus += moved
            else:
                whole.penalty -= moved
        whole.bonus = self._bounded_bonus("", whole.bonus, self.plan.clauses)
        total = whole.total
        for clause in self._deciding("zero", "rubric"):
            if total > ZERO:
                self.out.step("", clause.clause_id, "zero", -total, said=f"{written(total)} → 0")
                total = ZERO
        self.out.before = total
        vetoes = list(self._deciding("veto", "rubric"))
        if vetoes:
            self.out.vetoed = True
            # where a veto is only possible, a total below 0 stays the lowest
            if total > ZERO or self.rows.applies[vetoes[0].clause_id]:
                self.out.step("", vetoes[0].clause_id, "veto", -total, said=f"{written(total)} → 0")
                total = ZERO
        self.out.total = total
        return self.out

    def _deciding(self, kind: str, scope: str) -> Iterator[Clause]:
        """The clauses of a kind and scope that apply at this end; open ones where the score is lowest."""
        for node, clause in self.plan.all_clauses():
            if clause.kind == kind and reach(node, clause) == scope and self.items.applies(clause):
                yield clause

    def _indicator_zeros(self) -> dict[str, list[Clause]]:
        """The zeros of whole indicators, by the node whose points they take."""
        found: dict[str, list[Clause]] = defaultdict(list)
        for clause in self._deciding("zero", "indicator"):
            parent = self.plan.criteria[clause.criterion_id].parent_id or clause.criterion_id
            found[self.plan.homes.get(parent, parent)].append(clause)
        return found

    def _node(self, node: Node) -> Points:
        points = Points()
        # points that a person gave to a name take the place of all below it
        for child in node.children if node.id not in self.noted.points else ():
            below = self._node(child)
            points.scored += below.scored
            points.bonus += below.bonus
            points.penalty += below.penalty
        before = points.scored
        points.scored = self.items.own_points(node, points.scored)
        beyond = self.items.bonus(node, points.scored)
        points.bonus += beyond
        if node.criterion.kind == "bonus":
            # what the rules of a bonus give stands beside the total
            points.bonus += points.scored - before
            points.scored = before
        elif node.criterion.kind == "penalty":
            points.penalty += points.scored - before
            points.scored = before
        points.bonus = self._bounded_bonus(node.id, points.bonus, node.clauses)
        for clause in self._item_zeros(node):
            if node.children and clause.criterion_id != node.id:
                # an item without points of its own beside others that have some
                self._zero(node, clause, points, max(points.scored - before, ZERO) + beyond)
            else:
                self._zero(node, clause, points, points.scored + points.bonus)
        for clause in self.zeros.get(node.id, ()):
            self._zero(node, clause, points, points.scored + points.bonus)
        if node.weight is not None:
            points = self._by_weight(node, points)
        self.out.nodes[node.id] = points
        return points

    def _zero(self, node: Node, clause: Clause, points: Points, taken: Decimal) -> None:
        if taken > ZERO:
            self.out.step(node.id, clause.clause_id, "zero", -taken, said=f"{written(taken)} → 0")
            points.scored -= taken - points.bonus if taken > points.bonus else ZERO
            points.bonus = ZERO
        elif self.rows.applies[clause.clause_id]:
            self.out.step(node.id, clause.clause_id, "zero", ZERO)

    def _by_weight(self, node: Node, points: Points) -> Points:
        weight = node.weight or ZERO
        share = rounded(points.scored * weight / HUNDRED)
        said = f"{written(points.scored)} × {plain(weight)}% = {written(share)}"
        self.out.step(node.id, "", "weight", share - points.scored, said=said)
        return Points(share, points.bonus, points.penalty)

    def _item_zeros(self, node: Node) -> Iterator[Clause]:
        if node.id in self.noted.touched or node.children:
            for clause in node.clauses:
                if clause.kind == "zero" and reach(node, clause) == "item" and self.items.applies(clause):
                    yield clause
                # the veto of one item (该项一票否决) is a zero of it
                if clause.kind == "veto" and clause.scope == "item" and self.items.applies(clause):
                    yield clause

    def _bounded_bonus(self, owner: str, bonus: Decimal, clauses: Sequence[Clause]) -> Decimal:
        """The bonus within a limit that stands by itself: 加分累计不超过10分."""
        for clause in clauses:
            limits = clause.kind == "note" and clause.cap == "points" and clause.effect == "bonus"
            if limits and clause.cap_points is not None and bonus > clause.cap_points:
                said = f"{written(bonus)} → {plain(clause.cap_points)}"
                self.out.step(owner, clause.clause_id, "cap", clause.cap_points - bonus, said=said)
                bonus = clause.cap_points
        return bonus
