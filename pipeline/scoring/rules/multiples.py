"""What multiplies: 减半扣分, 加倍扣分; and awards that the deductions behind them take from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from normalizers.records import Clause
from pipeline.scoring.expression import (
    NO,
    ONE,
    YES,
    ZERO,
    Expr,
    Greatest,
    Group,
    Key,
    Over,
    Rival,
    Same,
    choose,
    compare,
    ends,
    every,
    figure,
    least,
    negate,
    product,
    some,
    total,
)
from pipeline.scoring.rules.amounts import once, rate, rounded
from pipeline.scoring.rules.clauses import Check, Clauses, Multiple, Row
from pipeline.scoring.rules.outline import Node


def stand(node: Node, clauses: Clauses) -> None:
    """An award from which deductions take stands where one of them does: 年内通车得10分，每延误1个月扣2分.

    Missed by three months it is 10 - 6, not nothing; where nothing was noted (无), it stands as well.
    """
    for award, after in followed(node):
        full, said = once(award, node.worth), rate(award, node.worth)[1]
        if full is None:
            continue
        takers = clauses.of_clauses(after)
        taken = some(*(every(one.decided, compare(one.least, ">", ZERO)) for one in takers))
        may_be = some(*(every(negate(one.decided), one.there) for one in takers))
        for row in clauses.of_clauses([award]):
            silent = every(row.decided, negate(row.marked))
            kept = some(taken, ends(NO, may_be), silent)
            stands = every(row.there, compare(row.moved, "=", ZERO), kept)
            row.said = ((stands, (said,)), (negate(stands), row.said))
            # what was left unread may be what loses it
            whole = ends(ZERO, full) if award.partial else full
            row.moved = choose(stands, whole, row.moved)


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
            takes = "deduct" in {clause.kind, clause.effect} and clause.kind != "note"
            if takes and clause.scope != "rubric":
                after.append(clause)
        if after:
            yield award, after


def multiply(multiple: Multiple, clauses: Clauses) -> Expr:
    """Changes what other rows move, for so many of their cases; gives when its matter is unclear."""
    bases, factor = clauses.bases(multiple), multiple.clause.multiplier or Decimal(1)
    if not bases or factor == 1:
        return NO
    bears = [_bears(multiple, row) for row in bases]
    changes = [_change(multiple, row, factor) for row in bases]
    # while it is open, it changes all of them or none, as the end wants it
    raises = (factor < 1) == multiple.taking
    all_of_them = ends(NO, YES) if raises else ends(YES, NO)
    # with several cases of which one is meant, the one that moves the score most to this end
    marked = every(multiple.filled, compare(multiple.count, ">", ZERO), negate(multiple.open))
    picks = _meant(bears, changes, raises)
    sign = factor > 1
    for row, own, change, pick in zip(bases, bears, changes, picks, strict=True):
        openly = every(multiple.open, all_of_them, own)
        moves = some(openly, every(marked, pick))
        effect = choose(moves, change if sign else total([], [change]), ZERO)
        row.changes.append((multiple, effect))
    several = compare(total(bears), "<>", ONE)
    return every(marked, several)


def add_changes(rows: Iterable[Row]) -> None:
    """Adds what multiples change."""
    for row in rows:
        if row.changes:
            row.moved = total([row.moved, *(change for _, change in row.changes)])


def _matches(multiple: Multiple, row: Row) -> Expr:
    untold = YES if multiple.matter is None else Same(multiple.matter)
    if multiple.matter is None or row.matter is None:
        return untold
    return some(untold, Same(multiple.matter, row.matter))


def _bears(multiple: Multiple, row: Row) -> Expr:
    """Whether a multiple can speak of a row."""
    there = every(row.there, row.decided, compare(row.least, ">", ZERO), negate(row.put_aside))
    return every(there, _matches(multiple, row))


def _change(multiple: Multiple, row: Row, factor: Decimal) -> Expr:
    """By how much the rate of a row changes, for the cases that are marked."""
    cases = choose(multiple.open, row.times, least(multiple.count, row.times))
    return rounded(product(product(Over(row.least, row.times), cases), figure(abs(factor - 1))))


def _meant(bears: Sequence[Expr], changes: Sequence[Expr], raises: bool) -> list[Expr]:
    """Which of several cases is meant: at best the one that helps most, at worst the one that helps least."""

    def winners(sign: int) -> list[Expr]:
        sizes = [one if sign > 0 else total([], [one]) for one in changes]
        group = Group(tuple(Rival(size, ZERO, own) for size, own in zip(sizes, bears, strict=True)))
        return [every(own, negate(Greatest(group, place))) for place, own in enumerate(bears)]

    greatest, smallest = winners(1), winners(-1)
    low, high = (smallest, greatest) if raises else (greatest, smallest)
    return [ends(first, second) for first, second in zip(low, high, strict=True)]


def too_many(multiple: Multiple, clauses: Clauses) -> Check | None:
    """More cases than there were cannot be halved."""
    bases = clauses.bases(multiple)
    if not bases or multiple.node is None:
        return None
    of_matter = [_matches(multiple, row) for row in bases]
    decided = every(
        *(
            some(row.decided, negate(row.there), negate(own))
            for row, own in zip(bases, of_matter, strict=True)
        )
    )
    cases = total(
        choose(every(row.there, row.decided, compare(row.least, ">", ZERO), own), row.times, ZERO)
        for row, own in zip(bases, of_matter, strict=True)
    )
    wrong = every(multiple.filled, compare(multiple.count, ">", cases), decided)
    return Check("too-many", multiple.node.id, Key(multiple.clause.clause_id, "count"), wrong)
