"""The trace: the steps that an expression took, at both ends, which add up to its value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from normalizers.text.numerals import plain
from pipeline.scoring.expression import Choose, Ends, Expr, Figure, Kept, Said, Sum
from pipeline.scoring.figures import Figures, Frame, Program, spoken

ZERO = Decimal(0)
# owner, clause, reason, place among equals
StepKey = tuple[str, str, str, int]
# what takes from points and from the bonus beside them is one step
_JOINED = frozenset({"zero", "veto"})


@dataclass(frozen=True, slots=True)
class Taken:
    """A step at one end."""

    effect: Decimal
    count: Decimal | None = None
    arithmetic: str = ""


# a step that moves nothing, and need not be seen
_UNSEEN = Taken(ZERO)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A step with what computes it."""

    key: StepKey
    taken: Callable[[Frame], Taken]


# the steps that were passed, and whether each counts: one that a sum takes away again is gone
_Passed = list[tuple[_Prepared, bool]]
_Walk = Callable[[Frame, _Passed, bool], None]


class Tracer:
    """An expression made ready to be traced again and again."""

    def __init__(self, root: Expr, program: Program) -> None:
        """Looks once at what accounts for the value."""
        self._program = program
        self._walks: dict[int, _Walk] = {}
        self._root = self._walk(root)

    def taken(self, figures: Figures) -> dict[StepKey, Taken]:
        """The steps at the end of these figures, in their order, with their sums in signs."""
        passed: _Passed = []
        frame = figures.frame
        self._root(frame, passed, True)
        counted: dict[int, _Prepared] = {}
        for step, counts in passed:
            if counts:
                counted[id(step)] = step
            else:
                counted.pop(id(step), None)
        found: dict[StepKey, Taken] = {}
        for one in counted.values():
            taken, key = one.taken(frame), one.key
            if taken is _UNSEEN:
                continue
            if key[2] in _JOINED:
                effect = taken.effect + (found[key].effect if key in found else ZERO)
                found[key] = Taken(effect, None, f"{written(-effect)} → 0" if effect else "")
                continue
            while key in found:
                key = (key[0], key[1], key[2], key[3] + 1)
            found[key] = taken
        return found

    def _walk(self, expr: Expr) -> _Walk:
        """What passes the steps on the way that is taken."""
        if id(expr) not in self._walks:
            made = self._made(expr)
            self._walks[id(expr)] = self._known(expr, made) if self._program.outermost(expr) else made
        return self._walks[id(expr)]

    def _known(self, expr: Expr, walk: _Walk) -> _Walk:
        """A way that is gone once for the marks of a criterion, and known for units that are marked alike."""

        def gone(frame: Frame) -> _Passed:
            passed: _Passed = []
            walk(frame, passed, True)
            return passed

        known = self._program.kept((expr,), gone)
        if known is gone:
            return walk

        def walked(frame: Frame, passed: _Passed, counts: bool) -> None:
            steps = known(frame)
            passed.extend(steps if counts else [(step, not own) for step, own in steps])

        return walked

    def _made(self, expr: Expr) -> _Walk:
        match expr:
            case Kept():
                return self._step(expr)
            case Sum(of, less):
                plus = [self._walk(one) for one in of if not isinstance(one, Figure)]
                minus = [self._walk(one) for one in less if not isinstance(one, Figure)]

                def added(frame: Frame, passed: _Passed, counts: bool) -> None:
                    for one in plus:
                        one(frame, passed, counts)
                    for one in minus:
                        one(frame, passed, not counts)

                return added
            case Choose(when, then, other):
                asked, first, second = self._program.function(when), self._walk(then), self._walk(other)
                return lambda frame, passed, counts: (first if asked(frame) else second)(
                    frame, passed, counts
                )
            case Ends(low, high):
                worst, best = self._walk(low), self._walk(high)
                lowest, value = self._program.lowest, self._program.function(expr)

                def at_this_end(frame: Frame, passed: _Passed, counts: bool) -> None:
                    value(frame)
                    (worst if lowest(frame) else best)(frame, passed, counts)

                return at_this_end
            case Figure():
                return lambda frame, passed, counts: None
            case _:
                raise TypeError(f"no step accounts for {type(expr).__name__}")

    def _step(self, step: Kept) -> _Walk:
        prepared = _Prepared((step.owner, step.clause_id, step.reason, 0), self._taken(step))
        before = None if isinstance(step.before, Figure) else self._walk(step.before)

        def passing(frame: Frame, passed: _Passed, counts: bool) -> None:
            if before is not None:
                before(frame, passed, counts)
            passed.append((prepared, counts))

        return passing

    def _taken(self, step: Kept) -> Callable[[Frame], Taken]:
        """What computes a step: what it moves, and its sum in signs."""
        function = self._program.function
        of, before = function(step.of), function(step.before)
        shown = function(step.shown) if step.shown is not None else None
        count = function(step.count) if step.count is not None else None
        said, joined = self._said(step.said), step.reason in _JOINED

        def taken(frame: Frame) -> Taken:
            after, earlier = of(frame), before(frame)
            effect = ZERO if after == earlier else after - earlier
            if not effect and (shown is None or not shown(frame)):
                return _UNSEEN
            if joined:
                return Taken(effect)
            return Taken(effect, count(frame) if count is not None else None, _text(said, frame))

        return self._program.kept((step.of, step.before, *spoken(step)), taken)

    def _said(self, said: Said) -> tuple[Any, ...]:
        """The parts of a sum in signs, with functions in place of expressions."""
        found: list[Any] = []
        for one in said:
            if isinstance(one, str):
                found.append(one)
            elif isinstance(one, tuple):
                found.append((self._program.function(one[0]), self._said(one[1])))
            else:
                found.append(self._program.function(one))
        return tuple(found)


def _text(said: tuple[Any, ...], frame: Frame) -> str:
    found = []
    for one in said:
        if isinstance(one, str):
            found.append(one)
        elif not isinstance(one, tuple):
            found.append(written(one(frame)))
        elif one[0](frame):
            found.append(_text(one[1], frame))
    return "".join(found)


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
