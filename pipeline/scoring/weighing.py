"""How rows bear on each other at one end: alternatives, precedence, multiples, limits under one sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from normalizers.records import Clause
from pipeline.scoring.amounts import ONE, ZERO, counted, rounded
from pipeline.scoring.noted import metric_of
from pipeline.scoring.plan import Node, Plan
from pipeline.scoring.rows import End, Factor, Row, Rows


@dataclass
class Weighed:
    """What each row really moves at one end.

    `moved` are its points with multiples, before limits; `kept` within them. `beaten` says by what a row was
    put aside; `multiplied` what a factor adds to a row; `stood` is the sum of an award that a deduction keeps
    up; `unclear` are clauses whose matter has to be told.
    """

    moved: dict[Row, Decimal]
    kept: dict[Row, Decimal] = field(default_factory=dict)
    beaten: dict[Row, str] = field(default_factory=dict)
    multiplied: list[tuple[Factor, Row | None, Decimal]] = field(default_factory=list)
    stood: dict[Row, str] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)


def weigh(plan: Plan, rows: Rows, end: End) -> Weighed:
    """Puts aside what does not count, multiplies, and limits."""
    found = Weighed({row: row.at(end) for row in rows.rows})
    for group in _alternatives(plan, rows.rows):
        _only_greatest(group, found, "alternative")
    for node, note in plan.all_clauses():
        if note.kind == "note" and note.precedence:
            _precede(_governed(node, note, rows.rows), found, end)
    for node in plan.nodes():
        _stand(node, rows.rows, found, end)
    for factor in rows.factors:
        _multiply(factor, rows, found, end)
    _limit(plan, rows.rows, found)
    return found


def _stand(node: Node, rows: Sequence[Row], found: Weighed, end: End) -> None:
    """An award from which deductions take stands where one of them does: 年内通车得10分，每延误1个月扣2分.

    Missed by three months it is 10 - 6, not nothing; where nothing was noted (无), it stands as well.
    """
    for award, after in followed(node):
        for row in rows:
            if row.clause is not award:
                continue
            takers = [one for one in rows if one.clause in after]
            taken = any(one.decided and one.least for one in takers)
            may_be = end == "high" and any(not one.decided for one in takers)
            silent = row.decided and not row.marked
            full = counted(award, ONE, node.worth)
            if full is not None and not found.moved[row] and (taken or may_be or silent):
                found.moved[row] = full.points
                found.stood[row] = full.arithmetic


def followed(node: Node) -> Iterable[tuple[Clause, list[Clause]]]:
    """Each plain award of an item with the deductions that follow it, up to the next award."""
    for place, award in enumerate(node.clauses):
        plain = award.kind == "award" and not award.per and award.ladder is None and award.points_max is None
        if not plain or (award.points is None and award.points_percent is None):
            continue
        after = []
        for clause in node.clauses[place + 1 :]:
            if clause.kind == "award" or clause.criterion_id != award.criterion_id:
                break
            if (
                "deduct" in {clause.kind, clause.effect}
                and clause.kind != "note"
                and clause.scope != "rubric"
            ):
                after.append(clause)
        if after:
            yield award, after


def _alternatives(plan: Plan, rows: Sequence[Row]) -> Iterable[list[Row]]:
    """Rows of which one counts: steps of a ladder, of one metric, tiers of one award or of one matter."""
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        clause = row.clause
        if clause.ladder is not None:
            groups["ladder", clause.criterion_id, clause.ladder].append(row)
        elif row.tier is not None and not clause.per and clause.kind == "award":
            groups["tier", clause.clause_id].append(row)
        elif row.tier is not None and row.matter:
            groups["matter", clause.clause_id, row.matter].append(row)
        elif not clause.per:
            metrics = {metric_of(plan, one) for one in plan.thresholds.get(clause.clause_id, ())}
            if len(metrics) == 1:
                groups["metric", row.side, *metrics.pop()].append(row)
    return (group for group in groups.values() if len(group) > 1)


def _only_greatest(group: Sequence[Row], found: Weighed, why: str) -> None:
    standing = [row for row in group if row not in found.beaten]
    if not standing:
        return
    best = max(standing, key=lambda row: (_effect(row, found.moved[row]), found.moved[row]))
    for row in standing:
        if row is not best:
            found.moved[row] = ZERO
            if row.marked and row.least:
                found.beaten[row] = why


def _effect(row: Row, moved: Decimal) -> Decimal:
    """What a row can come to within its limit and its item: 30 times 2 points take 5 from an item of 5."""
    clause = row.clause
    if clause.cap == "points" and clause.cap_points is not None and not _of_item(row):
        moved = min(moved, clause.cap_points)
    inside = row.side in {"award", "deduct"} and clause.cap != "none"
    worth = row.node.worth if row.node is not None and inside else None
    return moved if worth is None else min(moved, worth)


def _governed(node: Node | None, note: Clause, rows: Sequence[Row]) -> list[Row]:
    """The rows of which a note says that only the greatest counts for one matter."""
    sides = {"deduct": {"deduct", "total"}, "bonus": {"bonus"}}.get(
        note.effect or "", {"deduct", "total", "bonus"}
    )
    if node is not None and node.criterion.kind == "bonus":
        sides = sides | {"award"}
    return [row for row in rows if row.side in sides and (node is None or row.node_id == node.id)]


def _precede(governed: Sequence[Row], found: Weighed, end: End) -> None:
    """Of what was marked for one matter the greatest counts; where the matter is not told, both may be."""
    marked = [row for row in governed if row.decided and found.moved[row] > ZERO]
    for takes in (True, False):
        side = [row for row in marked if (row.side in {"deduct", "total"}) == takes]
        matters: dict[str, list[Row]] = defaultdict(list)
        for row in side:
            matters[row.matter].append(row)
        untold = matters.pop("", [])
        for group in matters.values():
            _only_greatest(group, found, "same-matter")
        if not untold or len(side) < 2:
            continue
        for row in untold:
            found.unclear.setdefault(row.clause.clause_id, row.node_id)
        if takes == (end == "high"):
            # at best for the unit, deductions are of one matter; at worst, bonuses are
            standing = [row for row in side if row.matter and row not in found.beaten]
            nearest = max(standing, key=lambda row: _effect(row, found.moved[row]), default=None)
            _only_greatest([*untold, *([nearest] if nearest else [])], found, "same-matter")


def _multiply(factor: Factor, rows: Rows, found: Weighed, end: End) -> None:
    """Adds what a factor changes: for so many times of the row that it speaks of, its rate × (factor - 1)."""
    taking = factor.side in {"deduct", "total"}
    bases = [row for row in rows.bases(factor) if row.decided and row.least and row not in found.beaten]
    if factor.count == ZERO:
        return
    changes = [(row, _change(factor, row)) for row in bases]
    if factor.count is None:
        # open: from nothing to all of it
        total = sum((change for _, change in changes), ZERO)
        if (total < ZERO) == (taking == (end == "high")):
            for row, change in changes:
                found.moved[row] += change
                found.multiplied.append((factor, row, change))
        return
    if not bases:
        found.unclear.setdefault(factor.clause.clause_id, factor.node.id if factor.node else "")
        return
    if len(bases) > 1:
        found.unclear.setdefault(factor.clause.clause_id, factor.node.id if factor.node else "")
    wanted = max if taking == (end == "low") else min
    row, change = wanted(changes, key=lambda one: one[1])
    found.moved[row] += change
    found.multiplied.append((factor, row, change))


def _change(factor: Factor, row: Row) -> Decimal:
    """What a factor changes by the rate of a row; several factors speak of different cases of it."""
    count = row.times if factor.count is None else min(factor.count, row.times)
    each = row.least / row.times if row.times else ZERO
    return rounded(each * count * (factor.times - ONE))


def _limit(plan: Plan, rows: Sequence[Row], found: Weighed) -> None:
    """Rows under one limit in figures move no more than it, together, in their order."""
    left: dict[tuple[object, ...], Decimal] = {}
    for row in rows:
        moved = found.moved[row]
        clause = row.clause
        if clause.cap == "points" and clause.cap_points is not None and not _of_item(row):
            run = clause.cap_run if clause.cap_run is not None else f"c{clause.seq}"
            key = (clause.criterion_id, run, row.side in {"deduct", "total"})
            room = left.setdefault(key, clause.cap_points)
            found.kept[row] = min(moved, room)
            left[key] = room - found.kept[row]
        else:
            found.kept[row] = moved
    for node in plan.nodes():
        _limit_by_notes(node, rows, found)


def _limit_by_notes(node: Node, rows: Sequence[Row], found: Weighed) -> None:
    """A limit in a sentence before its clauses (本项扣分上限为5分。) holds for those of its side together."""
    for note in node.clauses:
        if note.kind != "note" or note.cap != "points" or note.cap_points is None or note.effect is None:
            continue
        room = note.cap_points
        for row in rows:
            if row.node_id == node.id and row.side == note.effect:
                found.kept[row] = min(found.kept[row], room)
                room -= found.kept[row]


def _of_item(row: Row) -> bool:
    """Whether a limit is of the item with its bonus."""
    return row.clause.cap_total and row.side == "bonus"
