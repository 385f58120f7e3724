"""The trace: the steps that an expression took, at one end, which add up to its value."""

from __future__ import annotations

from collections.abc import Container
from decimal import Decimal
from typing import TypeAlias

from extractors.frozen import frozen
from normalizers.text.numerals import plain
from pipeline.scoring.expression import Choose, Ends, Expr, Figure, Kept, Said, Sum
from pipeline.scoring.figures import Figures

ZERO = Decimal(0)
# owner, clause, reason, place among equals
StepKey = tuple[str, str, str, int]
# what takes from points and from the bonus beside them is one step
_JOINED = frozenset({"zero", "veto"})


@frozen
class Taken:
    """A step at one end."""

    effect: Decimal
    count: Decimal | None = None
    arithmetic: str = ""
    decided: bool = True


# a step that moves nothing, and need not be seen
_UNSEEN = Taken(ZERO)
# the steps that were passed, what each took, and whether it counts: one that a sum takes away again is gone
Way: TypeAlias = list[tuple[Kept, Taken, bool]]


class Trace:
    """The steps at the end of some figures.

    `ways` are those of expressions that were gone before for the same marks; there those of `entries` are
    kept.
    """

    def __init__(
        self, figures: Figures, entries: Container[Expr] = (), ways: dict[Expr, Way] | None = None
    ) -> None:
        """Nothing is passed before it is asked for."""
        self.figures, self.entries = figures, entries
        self.ways: dict[Expr, Way] = {} if ways is None else ways

    def taken(self, root: Expr) -> dict[StepKey, Taken]:
        """The steps that account for the value of an expression, in their order, with their sums in signs."""
        passed: Way = []
        self._pass(root, passed, counts=True)
        counted: dict[Kept, Taken] = {}
        for step, taken, counts in passed:
            if counts:
                counted[step] = taken
            else:
                counted.pop(step, None)
        found: dict[StepKey, Taken] = {}
        for step, taken in counted.items():
            if taken is _UNSEEN:
                continue
            key = (step.owner, step.clause_id, step.reason if taken.decided else "open", 0)
            if step.reason in _JOINED:
                effect = taken.effect + (found[key].effect if key in found else ZERO)
                found[key] = Taken(effect, None, f"{written(-effect)} → 0" if effect else "")
                continue
            while key in found:
                key = (*key[:3], key[3] + 1)
            found[key] = taken
        return found

    def _pass(self, expr: Expr, passed: Way, *, counts: bool) -> None:
        """Passes the steps on the way that is taken."""
        if expr not in self.entries:
            self._pass_on(expr, passed, counts=counts)
            return
        way = self.ways.get(expr)
        if way is None:
            way = self.ways[expr] = []
            Trace(self.figures)._pass_on(expr, way, counts=True)
        passed.extend(way if counts else [(step, taken, not own) for step, taken, own in way])

    def _pass_on(self, expr: Expr, passed: Way, *, counts: bool) -> None:
        match expr:
            case Kept():
                if not isinstance(expr.before, Figure):
                    self._pass(expr.before, passed, counts=counts)
                passed.append((expr, self._taken(expr), counts))
            case Sum(of, less):
                for one in of:
                    self._pass(one, passed, counts=counts)
                for one in less:
                    self._pass(one, passed, counts=not counts)
            case Choose(when, then, other):
                self._pass(then if self.figures.holds(when) else other, passed, counts=counts)
            case Ends(low, high):
                self.figures(expr)
                self._pass(low if self.figures.low else high, passed, counts=counts)
            case Figure():
                return
            case _:
                raise TypeError(f"no step accounts for {type(expr).__name__}")

    def _taken(self, step: Kept) -> Taken:
        """What a step moves, and its sum in signs."""
        figures = self.figures
        after, earlier = figures(step.of), figures(step.before)
        effect = ZERO if after == earlier else after - earlier
        if not effect and (step.shown is None or not figures.holds(step.shown)):
            return _UNSEEN
        if step.reason in _JOINED:
            return Taken(effect)
        count = figures(step.count) if step.count is not None else None
        decided = step.decided is None or figures.holds(step.decided)
        return Taken(effect, count, "".join(_said(step.said, figures)), decided)


def _said(said: Said, figures: Figures) -> list[str]:
    """The sum of a step in signs."""
    found: list[str] = []
    for one in said:
        if isinstance(one, str):
            found.append(one)
        elif not isinstance(one, tuple):
            found.append(written(figures(one)))
        elif figures.holds(one[0]):
            found += _said(one[1], figures)
    return found


def written(points: Decimal) -> str:
    """Points in the arithmetic of a step."""
    return plain(points) if points.is_finite() else "∞"


def in_order(first: list[StepKey], second: list[StepKey]) -> list[StepKey]:
    """The keys of both lists, each in its order."""
    if first == second:
        return first
    there = set(first)
    merged: list[StepKey] = []
    rest = iter(first)
    used: set[StepKey] = set()
    for key in second:
        if key in there and key not in used:
            for other in rest:
                merged.append(other)
                used.add(other)
                if other == key:
                    break
        elif key not in used:
            merged.append(key)
            used.add(key)
    merged.extend(key for key in first if key not in used)
    return merged
