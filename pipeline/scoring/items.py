"""The points of one criterion at one end: as marked, by its grade, its key points, or its clauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from normalizers.kinds import CLAUSES, CRITERIA
from normalizers.records import Band, Clause
from normalizers.text.numerals import plain
from pipeline.scoring.amounts import OPEN, ZERO
from pipeline.scoring.limits import best_left
from pipeline.scoring.noted import Noted
from pipeline.scoring.plan import Node, Plan, most_of
from pipeline.scoring.rows import End, Row, Rows
from pipeline.scoring.steps import Added, written
from pipeline.scoring.weighing import weigh


class Items:
    """What the marks make of each criterion by itself; every step is kept in `out`."""

    def __init__(self, plan: Plan, noted: Noted, rows: Rows, end: End, out: Added) -> None:
        """Weighs the rows of the whole rubric at this end."""
        self.plan, self.noted, self.rows, self.end, self.out = plan, noted, rows, end, out
        self.weighed = weigh(plan, rows, end)
        self.own: dict[str, list[Row]] = defaultdict(list)
        for row in rows.rows:
            self.own[row.node_id if row.side != "total" else ""].append(row)

    def applies(self, clause: Clause) -> bool:
        """Whether a clause that decides does so at this end; an open one where the score is lowest."""
        if clause.clause_id not in self.rows.applies:
            return False
        says = self.rows.applies[clause.clause_id]
        return bool(says) or (says is None and self.end == "low")

    def own_points(self, node: Node, below: Decimal) -> Decimal:
        """The points of a node with what stands below it: as marked, by its grade, or by its clauses."""
        noted, bands = self.noted, self.plan.bands.get(node.id, ())
        if node.id in noted.points:
            points = noted.points[node.id]
            effect = -points if node.criterion.kind == "penalty" else points
            self.out.step(node.id, "", "marked", effect, said=plain(points))
            self._part_of_marked(node)
            return below + effect
        if bands:
            return below + self._banded(node, bands)
        if not CRITERIA[node.criterion.kind].sign:
            return below
        if node.rest is None and node.criterion.kind == "scored" and not self._has_awards(node):
            value = OPEN if self.end == "high" else ZERO
            self.out.step(node.id, "", "unmarked", value)
            return below + value
        if node.id not in noted.touched and (node.rest != ZERO or node.clauses or not node.children):
            return below + self._untouched(node)
        if not self._moving(node) and not node.children:
            return below + self._parts(node)
        if not self._moving(node) and node.pooled:
            return below + self._shares(node)
        return self._by_clauses(node, below, quiet=False)

    def _moving(self, node: Node) -> bool:
        return any(CLAUSES[one.kind].moves or CLAUSES[one.kind].sets for one in node.clauses)

    def _has_awards(self, node: Node) -> bool:
        return any(row.side == "award" for row in self.own[node.id])

    def _part_of_marked(self, node: Node) -> None:
        """What was marked beside points is part of them: it is shown, and moves nothing."""
        for row in self.own[node.id]:
            if row.marked and row.least:
                self.out.step(node.id, row.clause.clause_id, "in-points", ZERO, row.count, row.arithmetic)

    def _banded(self, node: Node, bands: Sequence[Band]) -> Decimal:
        """By the grade that was marked, or that key points and figures decide, else what any band allows."""
        place = self.noted.grades.get(node.id)
        reason = "grade"
        if place is None:
            place, reason = self.rows.decided_band(bands), "grade-decided"
        top = self._limit_of(node, bands)
        if place is not None and top is not None and place < top:
            place, reason = top, "limit"
        allowed = list(bands) if place is None else [bands[place]]
        if place is None and top is not None:
            allowed = list(bands[top:])
        lows = [band.min_points or ZERO for band in allowed]
        highs = [node.worth if band.max_points is None else band.max_points for band in allowed]
        high = OPEN if None in highs else max(one for one in highs if one is not None)
        points = min(lows) if self.end == "low" else high
        said = "" if place is None else f"{bands[place].grade} {written(points)}"
        self.out.step(node.id, "", reason if place is not None else "unmarked", points, said=said)
        if place is not None and (lows[0] == high or self.end == "low"):
            # how often it was late is no part of how good it was; a person may yet give the points of a range
            return self._less_deductions(node, points)
        return points

    def _less_deductions(self, node: Node, points: Decimal) -> Decimal:
        """Points of a grade less what was deducted beside it."""
        rows = [row for row in self.own[node.id] if row.side == "deduct"]
        points -= sum((self.take(row, node.id) for row in rows if row.clause.cap != "none"), ZERO)
        if points < ZERO:
            self.out.step(node.id, "", "emptied", -points, said=f"{written(points)} → 0")
            points = ZERO
        return points - sum((self.take(row, node.id) for row in rows if row.clause.cap == "none"), ZERO)

    def _limit_of(self, node: Node, bands: Sequence[Band]) -> int | None:
        """The place of the best band that the limits of a criterion leave at this end."""
        left = [
            place
            for clause in self._limits(node)
            if (place := best_left(clause, bands, self.noted.grades.get(node.id))) is not None
        ]
        return max(left, default=None)

    def _limits(self, node: Node) -> Iterator[Clause]:
        for clause in node.clauses:
            own = self.plan.bands.get(node.id)
            if clause.kind == "limit" and self.plan.limited_by(node, clause) is own and self.applies(clause):
                yield clause

    def _untouched(self, node: Node) -> Decimal:
        """A criterion without marks: whatever its rules, or a person within its points, may come to."""
        if node.criterion.kind == "penalty":
            points = -(OPEN if node.worth is None else node.worth) if self.end == "low" else ZERO
            limits = [one for one in node.clauses if one.kind == "deduct"]
            most = most_of(limits, self.plan.tiers)
            if self.end == "low" and most is not None:
                points = max(points, -most)
        elif node.children and node.rest == ZERO:
            points = self._by_clauses(node, ZERO, quiet=True)
        else:
            by_rules = self._by_clauses(node, ZERO, quiet=True)
            whole = OPEN if node.rest is None else node.rest
            points = min(by_rules, ZERO) if self.end == "low" else max(by_rules, whole)
        if points or not node.children:
            self.out.step(node.id, "", "unmarked", points)
        return points

    def _parts(self, node: Node) -> Decimal:
        """The points of key points that have some: what was won of each."""
        points = self.plan.key_points.get(node.id, ())
        if not any(point.points is not None for point in points):
            worth = OPEN if node.worth is None else node.worth
            value = worth if self.end == "high" else ZERO
            self.out.step(node.id, "", "unmarked", value)
            return value
        total = ZERO
        for point in points:
            worth = point.points or ZERO
            done = self.noted.done.get(point.key_point_id)
            if done is None:
                won = worth if self.end == "high" else ZERO
            else:
                won = (worth if done else ZERO) if isinstance(done, bool) else done
            reason = "key-point" if done is not None else "unmarked"
            self.out.step(node.id, point.key_point_id, reason, won, said=f"{written(won)} / {written(worth)}")
            total += won
        return self._at_most(node, total, node.worth)

    def _shares(self, node: Node) -> Decimal:
        """Items without points of their own that share those above them, each as marked."""
        total = ZERO
        items = [one for one in node.pooled if not self._parent_of_pooled(node, one.criterion_id)]
        for one in items:
            marked = self.noted.points.get(one.criterion_id)
            open_end = OPEN if node.rest is None else node.rest
            points = marked if marked is not None else open_end if self.end == "high" else ZERO
            reason = "marked" if marked is not None else "unmarked"
            self.out.step(node.id, one.criterion_id, reason, points, said=written(points) if marked else "")
            total += points
        return self._at_most(node, total, node.rest)

    @staticmethod
    def _parent_of_pooled(node: Node, criterion_id: str) -> bool:
        return any(one.parent_id == criterion_id for one in node.pooled)

    def _at_most(self, node: Node, points: Decimal, most: Decimal | None) -> Decimal:
        if most is None or points <= most:
            return points
        self.out.step(node.id, "", "bounded", most - points, said=f"{written(points)} → {written(most)}")
        return most

    def _by_clauses(self, node: Node, below: Decimal, *, quiet: bool) -> Decimal:
        """Points by the clauses, from 0 by awards, else from those of the item; `quiet` keeps no steps."""
        kept_steps = dict(self.out.steps)
        rows = self.own[node.id]
        points = below + self._base(node)
        awards = [row for row in rows if row.side == "award"]
        for row in awards:
            points += self.take(row, node.id)
        worth = node.worth
        open_award = any(row.clause.cap == "none" for row in awards)
        if worth is not None and points > worth and not open_award:
            self.out.step(
                node.id, "", "bounded", worth - points, said=f"{written(points)} → {written(worth)}"
            )
            points = worth
        bounded = [row for row in rows if row.side == "deduct" and row.clause.cap != "none"]
        taken = sum((self.take(row, node.id) for row in bounded), ZERO)
        points -= taken
        points = self._part_zeros(node, points)
        floor = self._floor(node, below)
        if points < floor:
            reason = "floor" if floor > ZERO else "emptied"
            self.out.step(node.id, "", reason, floor - points, said=f"{written(points)} → {written(floor)}")
            points = floor
        for row in rows:
            if row.side == "deduct" and row.clause.cap == "none":
                points -= self.take(row, node.id)
        if quiet:
            self.out.steps = kept_steps
        return points

    def _base(self, node: Node) -> Decimal:
        """What an item has before any clause: its points, or with awards what no award can give."""
        does = CRITERIA[node.criterion.kind]
        if (does.sign and not does.counts) or node.rest == ZERO:
            return ZERO
        awards = [row.clause for row in self.own[node.id] if row.side == "award"]
        if not awards:
            base = node.rest
            if base is None:
                base = OPEN if self.end == "high" else ZERO
            self.out.step(node.id, "", "base", base, said=written(base))
            return base
        most = most_of(list(dict.fromkeys(awards)), self.plan.tiers)
        if any(one.kind != "award" or one.points_percent is not None for one in awards):
            most = None
        if node.rest is None or most is None or most >= node.rest or not self._free_standing(node):
            return ZERO
        left = node.rest - most
        self.out.step(
            node.id, "", "rest", left, said=f"{written(node.rest)} - {written(most)} = {written(left)}"
        )
        return left

    def _free_standing(self, node: Node) -> bool:
        """Whether a deduction stands in a part before any award: it takes from points that no award gives."""
        awarded: set[tuple[str, int | None]] = set()
        for clause in node.clauses:
            part = (clause.criterion_id, clause.part)
            if clause.kind == "award":
                awarded.add(part)
            elif clause.kind == "deduct" and clause.scope != "rubric" and part not in awarded:
                return True
        return False

    def _floor(self, node: Node, below: Decimal) -> Decimal:
        """The least that bounded deductions leave: 0, or what the notice says; losses below stay."""
        if node.criterion.kind == "penalty":
            return below - node.worth if node.worth is not None else -OPEN
        floors = [one.floor_points for one in node.clauses if one.floor_points is not None]
        return max([min(below, ZERO), *floors]) if floors else min(below, ZERO)

    def _part_zeros(self, node: Node, points: Decimal) -> Decimal:
        """A zero of a part takes what the awards of that part still give."""
        for clause in node.clauses:
            if clause.kind != "zero" or reach(node, clause) != "part" or not self.applies(clause):
                continue
            part = [row for row in self.own[node.id] if _part(row.clause) == _part(clause)]
            won = sum((self.weighed.kept[row] for row in part if row.side == "award"), ZERO)
            lost = sum((self.weighed.kept[row] for row in part if row.side == "deduct"), ZERO)
            left = max(won - lost, ZERO)
            if left:
                self.out.step(node.id, clause.clause_id, "zero", -left, said=f"{written(left)} → 0")
                points -= left
        return points

    def bonus(self, node: Node, scored: Decimal) -> Decimal:
        """What clauses add beyond the points of the item."""
        total, bounded = ZERO, False
        touched = node.id in self.noted.touched or (self.end == "high" and bool(self.own[node.id]))
        for row in self.own[node.id]:
            if row.side == "bonus" and touched:
                total += self.take(row, node.id)
                bounded = bounded or row.clause.within_item
        rooms = [node.worth - scored] if node.worth is not None and bounded else []
        # 完成任务得6分，每超1项加1分，最高得10分
        rooms += [
            clause.cap_points - scored
            for clause in node.clauses
            if clause.cap_total and clause.cap_points is not None
        ]
        return self._at_most(node, total, max(min(rooms), ZERO) if rooms else None)

    def take(self, row: Row, owner: str) -> Decimal:
        """Keeps the steps of a row; returns what it moves within its limit."""
        sign = -1 if row.side in {"deduct", "total"} else 1
        changes = [
            (factor, change) for factor, base, change in self.weighed.multiplied if base is row and change
        ]
        moved, kept = self.weighed.moved[row], self.weighed.kept[row]
        first = moved - sum((change for _, change in changes), ZERO)
        beaten = self.weighed.beaten.get(row)
        if beaten is not None:
            self.out.step(owner, row.clause.clause_id, beaten, ZERO, row.count, row.arithmetic)
        elif row.marked or first:
            reason = _REASONS[row.side] if row.decided else "open"
            said = self.weighed.stood.get(row, row.arithmetic)
            self.out.step(owner, row.clause.clause_id, reason, sign * first, row.count, said)
        for factor, change in changes:
            said = f"× {plain(factor.times)}"
            self.out.step(owner, factor.clause.clause_id, "factor", sign * change, factor.count, said)
        if kept != moved:
            said = f"{written(moved)} → {written(kept)}"
            self.out.step(owner, row.clause.clause_id, "cap", sign * (kept - moved), said=said)
        return kept


_REASONS = {"award": "award", "deduct": "deduct", "bonus": "bonus", "total": "deduct"}


def _part(clause: Clause) -> tuple[str, int | None]:
    return clause.criterion_id, clause.part


def reach(node: Node | None, clause: Clause) -> str:
    """What a zero or veto bears on; in a row of vetoes (否决项) and outside of all items it is the rubric."""
    if node is None or node.criterion.kind == "veto":
        return "rubric"
    if clause.kind == "veto":
        return "item" if clause.scope == "item" else "rubric"
    return clause.scope or "item"
