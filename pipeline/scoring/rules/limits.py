"""Limits in figures (封顶): of one run, of a side of an item, of the items below an indicator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from normalizers.records import Clause
from pipeline.scoring.expression import (
    ZERO,
    Expr,
    Kept,
    bounded,
    choose,
    figure,
    least,
    most,
    total,
)
from pipeline.scoring.rules.amounts import cap_of, to_decimals
from pipeline.scoring.rules.clauses import Row
from pipeline.scoring.rules.outline import Node, Outline
from pipeline.scoring.rules.spoken import of_total


def limit(of: Outline, rows: Sequence[Row]) -> None:
    """Rows under one limit in figures move no more than it, together, in their order."""
    earlier: dict[tuple[object, ...], Expr] = {}
    for row in rows:
        row.kept = row.moved
        clause = row.clause
        cap = cap_of(clause, row.node.worth if row.node is not None else None)
        if cap is None or row.clause.cap_total:
            continue
        run = clause.cap_run if clause.cap_run is not None else f"c{clause.seq}"
        _within(row, cap, earlier, (clause.criterion_id, run, row.taking))
    parts = {one.key_point_id: one.points for group in of.key_points.values() for one in group}
    within: dict[tuple[object, ...], Expr] = {}
    for row in rows:
        # 1.制度健全（4分）：每缺一项扣1分 takes no more than the points of its part
        part, clause = parts.get(row.clause.key_point_id), row.clause
        if part is not None and row.side in {"award", "deduct"} and clause.cap != "none":
            _within(row, part, within, (clause.key_point_id, row.taking))
    for node in of.nodes():
        for note, cap in of_side(node):
            noted: dict[tuple[object, ...], Expr] = {}
            for row in rows:
                if row.node_id == node.id and row.side == _side(note, node):
                    _within(row, cap, noted, ())


def _side(note: Clause, node: Node) -> str | None:
    """The side that a limit is of; what is added in an item of bonuses is what it gives."""
    return "award" if note.effect == "bonus" and node.criterion.kind == "bonus" else note.effect


def _within(row: Row, cap: Decimal, earlier: dict[tuple[object, ...], Expr], key: tuple[object, ...]) -> None:
    """What a row moves in the room that those before it leave."""
    moved, before = row.kept, earlier.get(key)
    room = figure(cap) if before is None else most(ZERO, total([figure(cap)], [before]))
    row.kept = least(moved, room)
    earlier[key] = moved if before is None else total([before, moved])


def of_all(node: Node, scored: Expr, bonus: Expr) -> tuple[Expr, Expr]:
    """Points and bonus of a node within the limits of both together, and of what stands below it.

    本部分总分不超过60分 and 最高加5分 name no side; 本部分最低得40分 of a section is of all its items.
    A section of bonuses gives no more than its points (三、加分项（10分）).
    """
    if node.children and node.criterion.kind == "bonus" and node.criterion.points is not None:
        top = figure(node.criterion.points)
        bonus = Kept("bounded", least(bonus, top), bonus, node.id, said=(bonus, " → ", top))
    for note in node.clauses:
        cap = cap_of(note, node.worth)
        if note.kind != "note" or note.applies_to:
            continue
        if cap is not None and note.effect is None and (node.children or not note.cap_total):
            said = (total([scored, bonus]), " → ", figure(cap))
            scored = Kept("cap", least(scored, figure(cap)), scored, node.id, note.clause_id, said=said)
            if bonus is not ZERO:
                kept = least(bonus, total([figure(cap)], [scored]))
                bonus = Kept("cap", kept, bonus, node.id, note.clause_id, said=said)
        if node.children and note.floor_points is not None:
            floor = figure(note.floor_points)
            said = (scored, " → ", floor)
            scored = Kept("floor", most(scored, floor), scored, node.id, note.clause_id, said=said)
        if node.children and note.decimals is not None and note.scope != "rubric":
            after = to_decimals(scored, note.decimals, note.text)
            scored = Kept("rounded", after, scored, node.id, note.clause_id, said=(scored, " → ", after))
    return scored, bonus


def of_side(node: Node) -> Iterator[tuple[Clause, Decimal]]:
    """The limits in sentences of their own (本项扣分上限为5分。) on one side of an item."""
    for note in node.clauses:
        cap = cap_of(note, node.worth)
        own = not note.cap_total and not note.applies_to
        if note.kind == "note" and cap is not None and note.effect is not None and own:
            yield note, cap


def bounded_penalty(node: Node, penalty: Expr) -> Expr:
    """What a section of penalties takes within its points: 扣分指标（最多扣10分）."""
    if not node.children or node.criterion.kind != "penalty" or node.criterion.points is None:
        return penalty
    most_taken = figure(-node.criterion.points)
    said = (penalty, " → ", most_taken)
    return Kept("bounded", most(penalty, most_taken), penalty, node.id, said=said)


def named_limits(of: Outline) -> dict[str, list[tuple[Clause, Decimal, list[Node]]]]:
    """The limits on what stands in several criteria, by the node that holds all of them ("": the rubric).

    仓储管理指标累计扣分不超过12分 names an indicator; 本项累计扣分… in the row of an indicator does, too.
    """
    found: dict[str, list[tuple[Clause, Decimal, list[Node]]]] = defaultdict(list)
    nodes = {node.id: node for node in of.nodes()}
    told: set[tuple[str, str]] = set()
    for node, note in of.all_clauses():
        cap = cap_of(note, node.worth if node is not None else None)
        sided = note.effect is not None or bool(note.applies_to)
        if note.kind != "note" or cap is None or not sided or of_total(note):
            continue
        if note.applies_to:
            # a cell that is merged over three items says it once
            if (note.text, note.applies_to) in told:
                continue
            told.add((note.text, note.applies_to))
            ids = dict.fromkeys(of.home(one) for one in note.applies_to.split("；"))
            named = [nodes[one] for one in ids if one in nodes]
            if named:
                found[_common(of, [one.id for one in named])].append((note, cap, named))
        elif node is not None and node.children:
            found[node.id].append((note, cap, [node]))
        elif node is None and note.effect != "bonus":
            found[""].append((note, cap, list(of.tops)))
    return found


def _common(of: Outline, ids: Sequence[str]) -> str:
    """The lowest node that holds all of these."""
    ways = [[one.id for one in of.above(id_)] for id_ in ids]
    return next((id_ for id_ in ways[0] if all(id_ in way for way in ways)), "")


def given_back(
    notes: Sequence[tuple[Clause, Decimal, list[Node]]],
    taken: dict[str, Expr],
    points: Expr,
    owner: str,
) -> Expr:
    """Points with what a limit on deductions gives back of what was taken together."""
    for note, cap, nodes in notes:
        if note.effect != "deduct":
            continue
        lost = total(taken[below.id] for node in nodes for below in node.walk() if below.id in taken)
        if lost is ZERO:
            continue
        # of what has no end nothing is given back: the end stays open
        back = choose(bounded(lost), most(ZERO, total([lost], [figure(cap)])), ZERO)
        said = (lost, " → ", figure(cap))
        points = Kept("cap", total([points, back]), points, owner, note.clause_id, said=said)
        # a limit of more than this counts what is still lost
        taken[owner] = total([taken.get(owner, ZERO)], [back])
    return points


def cut_back(
    notes: Sequence[tuple[Clause, Decimal, list[Node]]],
    side: str,
    given: dict[str, Expr],
    points: Expr,
    owner: str,
) -> Expr:
    """Points without what named criteria give beyond a limit on their awards or bonuses.

    `given` is what each criterion below the owner gives by itself.
    """
    for note, cap, nodes in notes:
        # 两项得分合计不超过30分 names no side
        if (note.effect or "award") != side:
            continue
        named = {below.id for node in nodes for below in node.walk()}
        won = total(one for id_, one in given.items() if id_ in named)
        if won is ZERO:
            continue
        over = most(ZERO, total([won], [figure(cap)]))
        # of what has no end the limit is left, and what others give
        most_of_all = total([figure(cap), *(one for id_, one in given.items() if id_ not in named)])
        left = choose(bounded(won), total([points], [over]), least(points, most_of_all))
        said = (won, " → ", figure(cap))
        points = Kept("cap", left, points, owner, note.clause_id, said=said)
    return points


def bounded_bonus(owner: str, bonus: Expr, clauses: Sequence[Clause], worth: Decimal | None) -> Expr:
    """The bonus within a limit that stands by itself: 加分累计不超过10分."""
    for clause in clauses:
        cap = cap_of(clause, worth)
        alone = clause.kind == "note" and clause.effect == "bonus" and not clause.applies_to
        if alone and cap is not None and not of_total(clause) and bonus is not ZERO:
            said = (bonus, " → ", figure(cap))
            bonus = Kept("cap", least(bonus, figure(cap)), bonus, owner, clause.clause_id, said=said)
    return bonus
