"""Of which several one counts (择一, 就高): steps of a ladder, of one metric, tiers, one matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from normalizers.records import Clause
from pipeline.scoring.expression import (
    NO,
    ONE,
    ZERO,
    Expr,
    Greatest,
    Group,
    Rival,
    Same,
    choose,
    compare,
    ends,
    every,
    figure,
    least,
    negate,
    some,
    total,
)
from pipeline.scoring.rules.amounts import cap_of, room_of
from pipeline.scoring.rules.clauses import Clauses, Row
from pipeline.scoring.rules.conditions import metric_of
from pipeline.scoring.rules.outline import Node, Outline
from pipeline.scoring.rules.spoken import exclusive


def alternatives(of: Outline, clauses: Clauses) -> None:
    """Puts aside all but the greatest of each group."""
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    by_matter: dict[str, list[Row]] = defaultdict(list)
    for row in clauses.rows:
        clause = row.clause
        if clause.ladder is not None:
            groups["ladder", clause.criterion_id, clause.ladder].append(row)
        elif row.tier is not None and not clause.per and clause.kind == "award":
            groups["tier", clause.clause_id].append(row)
        elif row.tier is not None:
            by_matter[clause.clause_id].append(row)
        elif not clause.per:
            metrics = {metric_of(of, one) for one in of.thresholds.get(clause.clause_id, ())}
            if len(metrics) == 1:
                groups["metric", row.side, *metrics.pop()].append(row)
    for group in groups.values():
        if len(group) > 1:
            _put_aside("alternative", group, [row.there for row in group], by_matter=False)
    for group in by_matter.values():
        if len(group) > 1:
            _put_aside("alternative", group, [row.there for row in group], by_matter=True)


def highest_of(of: Outline, clauses: Clauses) -> None:
    """Of the clauses before a rule like 两者取其高 only the greatest counts, whatever the matter."""
    for node, note in of.all_clauses():
        named = exclusive(note, node.clauses) if node is not None else []
        if len(named) > 1:
            group = clauses.of_clauses(named)
            _put_aside("alternative", group, [row.there for row in group], by_matter=False)


def precedence(of: Outline, clauses: Clauses) -> dict[str, tuple[str, Expr]]:
    """Of what is marked for one matter only the greatest counts (同一事项就高).

    Where a matter is not told, both readings are possible. Gives the clauses of which the matter is asked,
    with the criterion of each, and when it is.
    """
    unclear: dict[str, tuple[str, Expr]] = {}
    for node, note in of.all_clauses():
        if note.kind == "note" and note.precedence and not (node and exclusive(note, node.clauses)):
            governed = _governed(node, note, clauses.of_node(node))
            for takes in (True, False):
                side = [row for row in governed if row.taking == takes]
                if len(side) > 1:
                    _precede(side, takes, unclear)
    return unclear


def _put_aside(reason: str, rows: Sequence[Row], there: Sequence[Expr], *, by_matter: bool) -> None:
    group = Group(
        tuple(
            Rival(_effect(row), row.moved, holds, row.matter if by_matter else None)
            for row, holds in zip(rows, there, strict=True)
        ),
        by_matter,
    )
    _beat(reason, rows, [Greatest(group, place) for place in range(len(rows))])


def _beat(reason: str, rows: Sequence[Row], beaten: Sequence[Expr]) -> None:
    for row, lost in zip(rows, beaten, strict=True):
        row.beaten.append((reason, lost))
        row.moved = choose(lost, ZERO, row.moved)


def _effect(row: Row) -> Expr:
    """What a row can come to within its limit and its item: 30 times 2 points take 5 from an item of 5."""
    clause, worth = row.clause, row.node.worth if row.node is not None else None
    bounds = []
    cap = cap_of(clause, worth)
    if cap is not None and not row.clause.cap_total:
        bounds.append(figure(cap))
    if row.side in {"award", "deduct"} and clause.cap != "none" and worth is not None:
        bounds.append(figure(room_of(clause, worth)))
    return least(row.moved, *bounds)


def _governed(node: Node | None, note: Clause, rows: Sequence[Row]) -> list[Row]:
    """The rows of which a note says that only the greatest counts for one matter."""
    sides = {"deduct": {"deduct", "total"}, "bonus": {"bonus"}}.get(
        note.effect or "", {"deduct", "total", "bonus"}
    )
    if node is not None and node.criterion.kind == "bonus":
        sides = sides | {"award"}
    return [row for row in rows if row.side in sides]


def _precede(rows: Sequence[Row], takes: bool, unclear: dict[str, tuple[str, Expr]]) -> None:
    standing = [every(row.decided, compare(row.moved, ">", ZERO)) for row in rows]
    told = [NO if row.matter is None else negate(Same(row.matter)) for row in rows]
    _put_aside("same-matter", rows, standing, by_matter=True)
    untold = [every(one, negate(knows)) for one, knows in zip(standing, told, strict=True)]
    several = compare(total(standing), ">", ONE)
    for row, one in zip(rows, untold, strict=True):
        id_ = row.clause.clause_id
        before = unclear.get(id_, ("", NO))[1]
        unclear[id_] = row.node_id, some(before, every(several, one))
    # at best for the unit, deductions are of one matter; at worst, bonuses are
    active = every(several, some(*untold))
    named = [
        every(one, knows, negate(row.put_aside)) for one, knows, row in zip(standing, told, rows, strict=True)
    ]
    group = Group(tuple(Rival(_effect(row), row.moved, one) for row, one in zip(rows, named, strict=True)))
    nearest = [every(one, negate(Greatest(group, place))) for place, one in enumerate(named)]
    one_matter = Group(
        tuple(
            Rival(_effect(row), row.moved, every(active, some(one, near)))
            for row, one, near in zip(rows, untold, nearest, strict=True)
        )
    )
    lost = [Greatest(one_matter, place) for place in range(len(rows))]
    _beat("same-matter", rows, [ends(NO, one) if takes else ends(one, NO) for one in lost])
