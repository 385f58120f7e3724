"""How rows bear on each other at one end: alternatives, precedence, multiples, limits under one sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from normalizers.rubric import Clause
from pipeline.scoring.amounts import ONE, ZERO, rounded
from pipeline.scoring.noted import metric_of
from pipeline.scoring.plan import Node, Plan
from pipeline.scoring.rows import End, Factor, Row, Rows


@dataclass
class Weighed:
    """What each row really moves at one end.

    `moved` are its points with multiples, before limits; `kept` within them. `beaten` says by what a row was
    put aside; `multiplied` what a factor adds to a row; `unclear` are clauses whose matter has to be told.
    """

    moved: dict[Row, Decimal]
    kept: dict[Row, Decimal] = field(default_factory=dict)
    beaten: dict[Row, str] = field(default_factory=dict)
    multiplied: list[tuple[Factor, Row | None, Decimal]] = field(default_factory=list)
    unclear: dict[str, str] = field(default_factory=dict)


def weigh(plan: Plan, rows: Rows, end: End) -> Weighed:
    """Puts aside what does not count, multiplies, and limits."""
    found = Weighed({row: row.at(end) for row in rows.rows})
    for group in _alternatives(plan, rows.rows):
        _only_greatest(group, found, "alternative")
    for node, note in plan.all_clauses():
        if note.kind == "note" and note.precedence:
            _precede(_governed(node, note, rows.rows), found, end)
    for factor in rows.factors:
        _multiply(factor, rows, found, end)
    _limit(plan, rows.rows, found)
    return found


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
    best = max(standing, key=lambda row: found.moved[row])
    for row in standing:
        if row is not best:
            found.moved[row] = ZERO
            if row.marked and row.least:
                found.beaten[row] = why


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
            nearest = max(standing, key=lambda row: found.moved[row], default=None)
            _only_greatest([*untold, *([nearest] if nearest else [])], found, "same-matter")


def _multiply(factor: Factor, rows: Rows, found: Weighed, end: End) -> None:
    """Adds what a factor changes: for so many times of the row that it speaks of, its rate × (factor - 1)."""
    taking = factor.side in {"deduct", "total"}
    bases = [
        row
        for row in rows.rows
        if row.decided and found.moved[row] > ZERO and row not in found.beaten
        if (row.side in {"deduct", "total"}) == taking
        if factor.node is None or row.node_id == factor.node.id
    ]
    if factor.matter:
        bases = [row for row in bases if row.matter == factor.matter]
    if factor.count == ZERO:
        return
    changes = [(row, _change(factor, row, found.moved[row])) for row in bases]
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


def _change(factor: Factor, row: Row, moved: Decimal) -> Decimal:
    count = row.times if factor.count is None else min(factor.count, row.times)
    each = moved / row.times if row.times else ZERO
    return rounded(each * count * (factor.times - ONE))


def _limit(plan: Plan, rows: Sequence[Row], found: Weighed) -> None:
    """Rows under one limit in figures move no more than it, together, in their order."""
    left: dict[tuple[object, ...], Decimal] = {}
    for row in rows:
        moved = found.moved[row]
        clause = row.clause
        if clause.cap == "points" and clause.cap_points is not None:
            run = clause.cap_run if clause.cap_run is not None else f"c{clause.seq}"
            key = (clause.criterion_id, run, row.side in {"deduct", "total"})
            room = left.setdefault(key, clause.cap_points)
            found.kept[row] = min(moved, room)
            left[key] = room - found.kept[row]
        else:
            found.kept[row] = moved
