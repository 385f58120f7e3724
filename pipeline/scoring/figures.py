"""Expressions computed: exact decimals for the marks of one unit, at one end of what is not known yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from pipeline.scoring.expression import (
    OPEN,
    SIGNS,
    Choose,
    Ends,
    Every,
    Expr,
    Figure,
    Filled,
    Greatest,
    Group,
    Is,
    Kept,
    Key,
    Least,
    Mark,
    Most,
    Not,
    Over,
    Round,
    Same,
    Some,
    Steps,
    Sum,
    Times,
)

ZERO = Decimal(0)


@dataclass(slots=True, eq=False)
class Figures:
    """The figures of one unit: those where the score is lowest, else where it is highest.

    What was computed is `known`, so that shared expressions are computed once. `differs` says whether
    anything that was computed where the score is lowest is another where it is highest.
    """

    marks: Mapping[Key, Decimal]
    matters: Mapping[Key, str]
    low: bool = True
    differs: bool = False
    known: dict[Any, Any] = field(default_factory=dict)

    def __call__(self, expr: Expr) -> Decimal:
        """The value of an expression; conditions are 1 and 0."""
        value = COMPUTE[expr.__class__](expr, self)
        return value if value.__class__ is Decimal else Decimal(value)

    def holds(self, expr: Expr) -> bool:
        """Whether a condition holds."""
        return bool(COMPUTE[expr.__class__](expr, self))

    def highest(self) -> Figures:
        """The figures of the same marks where the score is highest."""
        return Figures(self.marks, self.matters, low=False)


# One function for each kind of expression. What takes a look at one mark is not worth keeping.


def _figure(expr: Figure, at: Figures) -> Decimal:
    return expr.value


def _mark(expr: Mark, at: Figures) -> Decimal:
    return at.marks.get(expr.key, ZERO)


def _filled(expr: Filled, at: Figures) -> bool:
    return not at.marks.keys().isdisjoint(expr.keys)


def _same(expr: Same, at: Figures) -> bool:
    if expr.other is None:
        return expr.key not in at.matters
    return at.matters.get(expr.key) == at.matters.get(expr.other)


def _ends(expr: Ends, at: Figures) -> Any:
    value = at.known.get(expr)
    if value is None:
        if at.low:
            value = COMPUTE[expr.low.__class__](expr.low, at)
            # as long as nothing differs, what is highest can be computed here too
            if not at.differs and COMPUTE[expr.high.__class__](expr.high, at) != value:
                at.differs = True
        else:
            value = COMPUTE[expr.high.__class__](expr.high, at)
        at.known[expr] = value
    return value


def _sum(expr: Sum, at: Figures) -> Any:
    value = at.known.get(expr)
    if value is None:
        value = at.known[expr] = _added(expr, at)
    return value


def _added(expr: Sum, at: Figures) -> Decimal:
    found = ZERO
    try:
        for one in expr.of:
            found += COMPUTE[one.__class__](one, at)
    except InvalidOperation:
        # what has no end upward beside what has none downward: the end that is computed is open
        return -OPEN if at.low else OPEN
    try:
        for one in expr.less:
            found -= COMPUTE[one.__class__](one, at)
    except InvalidOperation:
        # what has no end less the same: nothing of its own
        return ZERO
    return found


def _times(expr: Times, at: Figures) -> Any:
    value = at.known.get(expr)
    if value is None:
        left, right = expr.left, expr.right
        value = COMPUTE[left.__class__](left, at) * COMPUTE[right.__class__](right, at)
        at.known[expr] = value
    return value


def _over(expr: Over, at: Figures) -> Decimal:
    by = COMPUTE[expr.right.__class__](expr.right, at)
    return COMPUTE[expr.left.__class__](expr.left, at) / by if by else ZERO


def _least(expr: Least, at: Figures) -> Any:
    value = at.known.get(expr)
    if value is None:
        value = at.known[expr] = min([COMPUTE[one.__class__](one, at) for one in expr.of])
    return value


def _most(expr: Most, at: Figures) -> Any:
    value = at.known.get(expr)
    if value is None:
        value = at.known[expr] = max([COMPUTE[one.__class__](one, at) for one in expr.of])
    return value


def _is(expr: Is, at: Figures) -> bool:
    left, right = expr.left, expr.right
    return SIGNS[expr.sign](COMPUTE[left.__class__](left, at), COMPUTE[right.__class__](right, at))


def _every(expr: Every, at: Figures) -> bool:
    value = at.known.get(expr)
    if value is None:
        value = True
        for one in expr.of:
            if not COMPUTE[one.__class__](one, at):
                value = False
                break
        at.known[expr] = value
    return value


def _some(expr: Some, at: Figures) -> bool:
    value = at.known.get(expr)
    if value is None:
        value = False
        for one in expr.of:
            if COMPUTE[one.__class__](one, at):
                value = True
                break
        at.known[expr] = value
    return value


def _not(expr: Not, at: Figures) -> bool:
    return not COMPUTE[expr.of.__class__](expr.of, at)


def _choose(expr: Choose, at: Figures) -> Any:
    value = at.known.get(expr)
    if value is None:
        one = expr.then if COMPUTE[expr.when.__class__](expr.when, at) else expr.other
        value = at.known[expr] = COMPUTE[one.__class__](one, at)
    return value


def _steps(expr: Steps, at: Figures) -> Any:
    value = at.known.get(expr)
    if value is None:
        value = COMPUTE[expr.of.__class__](expr.of, at) / expr.size
        if expr.begun != "proportional":
            value = value.to_integral_value(ROUND_CEILING if expr.begun == "up" else ROUND_FLOOR)
        at.known[expr] = value
    return value


def _greatest(expr: Greatest, at: Figures) -> bool:
    group = expr.group
    put_aside = at.known.get(group)
    if put_aside is None:
        put_aside = at.known[group] = _put_aside(group, at)
    return put_aside[expr.place]


def _put_aside(group: Group, at: Figures) -> list[bool]:
    """Who of a group does not count."""
    best: dict[str | None, tuple[Decimal, Decimal, int]] = {}
    found = [False] * len(group.rivals)
    for place, rival in enumerate(group.rivals):
        if not COMPUTE[rival.there.__class__](rival.there, at):
            continue
        matter = at.matters.get(rival.matter) if group.by_matter and rival.matter is not None else None
        if group.by_matter and matter is None:
            continue
        ranked = (at(rival.effect), at(rival.moves), place)
        before = best.get(matter)
        if before is None:
            best[matter] = ranked
        elif ranked[:2] > before[:2]:
            best[matter] = ranked
            found[before[2]] = True
        else:
            found[place] = True
    return found


def _round(expr: Round, at: Figures) -> Any:
    value = at.known.get(expr)
    if value is None:
        value = at(expr.of)
        if value.is_finite():
            unit = Decimal(1).scaleb(-expr.decimals)
            value = value.quantize(unit, ROUND_HALF_UP).normalize() + ZERO
        at.known[expr] = value
    return value


def _kept(expr: Kept, at: Figures) -> Any:
    return COMPUTE[expr.of.__class__](expr.of, at)


COMPUTE: dict[type[Any], Callable[[Any, Figures], Any]] = {
    Figure: _figure,
    Mark: _mark,
    Filled: _filled,
    Same: _same,
    Ends: _ends,
    Sum: _sum,
    Times: _times,
    Over: _over,
    Least: _least,
    Most: _most,
    Is: _is,
    Every: _every,
    Some: _some,
    Not: _not,
    Choose: _choose,
    Steps: _steps,
    Greatest: _greatest,
    Round: _round,
    Kept: _kept,
}
