"""Expressions computed: exact decimals at both ends, for the marks of one unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from operator import itemgetter
from typing import Any, Literal, assert_never

from pipeline.scoring.expression import (
    OPEN,
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
    parts,
)

End = Literal["low", "high"]
Value = Decimal
ZERO = Decimal(0)
# marks, matters, whether the score is lowest, whether anything was found to differ where it is highest; then
# a value for each expression that is asked for twice
Frame = list[Any]
# of a few marks the same are met again: what they come to is kept, for so many of them
_FEW, _KEPT_AT_MOST = 24, 512
_MARKS, _MATTERS, _LOW, _DIFFERS, _FIRST = 0, 1, 2, 3, 4
Function = Callable[[Frame], Any]
# so few parts are computed as fast as they are found again
_LITTLE = 6


@dataclass(slots=True)
class _Alike:
    """What depends on the same few marks: its place in a frame, and by their values what it came to.

    Each list of values holds one for each that is kept, and first whether anything differs at the ends.
    """

    place: int
    marks: Callable[[list[Any]], Any]
    values: dict[Any, list[Any]] = field(default_factory=dict)
    size: int = 1

    def at(self, frame: Frame) -> list[Any]:
        """The values for the marks of a frame, at its end."""
        key = self.marks(frame[_MARKS]), frame[_LOW]
        found = self.values.get(key)
        if found is None:
            if len(self.values) >= _KEPT_AT_MOST:
                self.values.clear()
            found = self.values[key] = [False, *([None] * (self.size - 1))]
        frame[self.place] = found
        return found


class Program:
    """Expressions made ready to be computed again and again; each shared one is computed once.

    Units are often marked alike in a criterion: `keeping`, what depends on its marks alone is kept for the
    next unit. That takes longer to make ready, and pays for many of them.
    """

    def __init__(self, roots: Iterable[Expr], *, keeping: bool = False) -> None:
        """Looks at every part once."""
        self._roots = list(roots)
        self._uses: dict[int, int] = {}
        self._order: list[Expr] = []
        for root in self._roots:
            self._count(root)
        self._depends: dict[int, bool] = {}
        self._functions: dict[int, Function] = {}
        self._groups: dict[int, Function] = {}
        self._of_ends: list[int] = []
        self._marks: dict[Key, int] = {}
        self._size = _FIRST
        # the marks that each depends on, a bit for each; None where it depends on matters as well
        self._needs: dict[int, int | None] = {}
        self._alike: dict[int, _Alike] = {}
        for expr in self._order:
            self._depends[id(expr)] = isinstance(expr, Ends) or any(
                self._depends[id(one)] for one in parts(expr)
            )
            if keeping:
                self._needs[id(expr)] = self._needed(expr)
        self._outermost = self._of_more() if keeping else set()
        for expr in self._order:
            made = self._made(expr)
            self._functions[id(expr)] = self.kept((expr,), made) if self.outermost(expr) else made

    def _count(self, root: Expr) -> None:
        """Parts before what is made of them, and how often each is used."""
        stack: list[tuple[Expr, bool]] = [(root, False)]
        while stack:
            expr, done = stack.pop()
            if done:
                self._order.append(expr)
                continue
            seen = self._uses.get(id(expr), 0)
            self._uses[id(expr)] = seen + 1
            if not seen:
                stack.append((expr, True))
                stack.extend((one, False) for one in parts(expr))
                if isinstance(expr, Kept):
                    # what a step comes to is asked for again as it is told
                    stack.extend((one, False) for one in (expr.of, *spoken(expr)))

    def _needed(self, expr: Expr) -> int | None:
        if isinstance(expr, Same) or (isinstance(expr, Greatest) and expr.group.by_matter):
            return None
        if isinstance(expr, Mark | Filled):
            return 1 << self._mark(expr.key)
        needed = 0
        for one in parts(expr):
            own = self._needs[id(one)]
            if own is None:
                return None
            needed |= own
        return needed

    def outermost(self, expr: Expr) -> bool:
        """Whether an expression is asked for, or part of what depends on more marks, and takes some work."""
        return id(expr) in self._outermost

    def _of_more(self) -> set[int]:
        asked = {id(one) for one in self._roots}
        asked |= {
            id(one)
            for expr in self._order
            for one in parts(expr)
            if self._needs[id(one)] != self._needs[id(expr)]
        }
        work: dict[int, int] = {}
        for expr in self._order:
            work[id(expr)] = 1 + sum(work[id(one)] for one in parts(expr))
        # what differs at the ends has to tell so whenever it is asked
        return {id_ for id_ in asked if work[id_] > _LITTLE or self._depends[id_]}

    def kept(self, of: Iterable[Expr], make: Function) -> Function:
        """What keeps the value that is made of some expressions, where they depend on a few marks alone."""
        needed = 0
        for one in of:
            own = self._needs.get(id(one))
            if own is None:
                return make
            needed |= own
        if not 0 < needed.bit_count() <= _FEW:
            return make
        if needed not in self._alike:
            places = [place for place in range(needed.bit_length()) if needed >> place & 1]
            self._alike[needed] = _Alike(self._place(of_ends=True), itemgetter(*places))
        alike = self._alike[needed]
        at, own_place, find = alike.size, alike.place, alike.at
        alike.size += 1

        def looked_up(frame: Frame) -> Any:
            values = frame[own_place]
            if values is None:
                values = find(frame)
            value = values[at]
            if value is None:
                before, frame[_DIFFERS] = frame[_DIFFERS], False
                value = values[at] = make(frame)
                values[0] = values[0] or frame[_DIFFERS]
                frame[_DIFFERS] = before
            if values[0]:
                frame[_DIFFERS] = True
            return value

        return looked_up

    def function(self, expr: Expr) -> Function:
        """What computes an expression."""
        return self._functions[id(expr)]

    def _made(self, expr: Expr) -> Function:
        plain = self._plain(expr)
        if isinstance(expr, Kept) or self._uses[id(expr)] < 2 or _quick(expr):
            return plain
        place = self._place(self._depends[id(expr)])

        def looked_up(frame: Frame) -> Any:
            value = frame[place]
            if value is None:
                value = frame[place] = plain(frame)
            return value

        return looked_up

    def _mark(self, key: Key) -> int:
        return self._marks.setdefault(key, len(self._marks))

    def _place(self, of_ends: bool) -> int:
        self._size += 1
        if of_ends:
            self._of_ends.append(self._size - 1)
        return self._size - 1

    def _plain(self, expr: Expr) -> Function:
        of = self.function
        match expr:
            case Figure(value):
                return lambda frame: value
            case Mark(key):
                at = self._mark(key)
                return lambda frame: frame[_MARKS][at] or ZERO
            case Filled(key):
                at = self._mark(key)
                return lambda frame: frame[_MARKS][at] is not None
            case Same(key, None):
                return lambda frame: key not in frame[_MATTERS]
            case Same(key, other):
                return lambda frame: frame[_MATTERS].get(key) == frame[_MATTERS].get(other)
            case Ends(low, high):
                return _ends(of(low), of(high))
            case Sum(terms, less):
                return _sum([of(one) for one in terms], [of(one) for one in less])
            case Times(left, right):
                first, second = of(left), of(right)
                return lambda frame: first(frame) * second(frame)
            case Over(left, right):
                return _quotient(of(left), of(right))
            case Least(terms):
                functions = [of(one) for one in terms]
                return lambda frame: min([one(frame) for one in functions])
            case Most(terms):
                functions = [of(one) for one in terms]
                return lambda frame: max([one(frame) for one in functions])
            case Is(Mark(key), ">", Figure(value)):
                at = self._mark(key)
                return lambda frame: (frame[_MARKS][at] or ZERO) > value
            case Is(Mark(key), "=", Figure(value)):
                at = self._mark(key)
                return lambda frame: (frame[_MARKS][at] or ZERO) == value
            case Is():
                return _comparison(expr, of(expr.left), of(expr.right))
            case Every(terms):
                return _every([of(one) for one in terms])
            case Some(terms):
                return _some([of(one) for one in terms])
            case Not(one):
                denied = of(one)
                return lambda frame: not denied(frame)
            case Choose(Filled(key), then, other):
                at, first, second = self._mark(key), of(then), of(other)
                return lambda frame: second(frame) if frame[_MARKS][at] is None else first(frame)
            case Choose(when, then, other):
                asked, first, second = of(when), of(then), of(other)
                return lambda frame: first(frame) if asked(frame) else second(frame)
            case Steps(one, size, begun):
                return _steps(of(one), size, begun)
            case Greatest(group, place):
                put_aside = self._group(group)
                return lambda frame: put_aside(frame)[place]
            case Round(one, decimals):
                return _rounded(of(one), Decimal(1).scaleb(-decimals))
            case Kept():
                return of(expr.of)
            case _:
                assert_never(expr)

    def _group(self, group: Group) -> Function:
        """Who of a group is put aside; looked at once."""
        if id(group) not in self._groups:
            rivals = [
                (self.function(one.effect), self.function(one.moves), self.function(one.there), one.matter)
                for one in group.rivals
            ]
            of_ends = any(
                self._depends[id(part)] for one in group.rivals for part in (one.effect, one.moves, one.there)
            )
            place, by_matter = self._place(of_ends), group.by_matter

            def looked_up(frame: Frame) -> Any:
                value = frame[place]
                if value is None:
                    value = frame[place] = _put_aside(frame, rivals, by_matter)
                return value

            self._groups[id(group)] = looked_up
        return self._groups[id(group)]

    @staticmethod
    def lowest(frame: Frame) -> bool:
        """Whether figures are those where the score is lowest."""
        return bool(frame[_LOW])

    def at(self, marks: Mapping[Key, Decimal], matters: Mapping[Key, str]) -> Figures:
        """The figures for some marks."""
        values: list[Decimal | None] = [None] * len(self._marks)
        for key, value in marks.items():
            if (place := self._marks.get(key)) is not None:
                values[place] = value
        frame: Frame = [values, matters, True, False, *([None] * (self._size - _FIRST))]
        return Figures(self, frame, self._of_ends)


class Figures:
    """The figures of one unit: first where the score is lowest, then where it is highest."""

    def __init__(self, program: Program, frame: Frame, of_ends: list[int]) -> None:
        """Nothing is computed before it is asked for."""
        self._program, self.frame, self._of_ends = program, frame, of_ends

    @property
    def differs(self) -> bool:
        """Whether anything that was computed so far is another where the score is highest."""
        return bool(self.frame[_DIFFERS])

    def turn(self) -> None:
        """Goes on to the end where the score is highest; what does not depend on the end is kept."""
        self.frame[_LOW] = False
        for place in self._of_ends:
            self.frame[place] = None

    def __call__(self, expr: Expr) -> Decimal:
        """The value of an expression; conditions are 1 and 0."""
        value = self._program.function(expr)(self.frame)
        return Decimal(value) if isinstance(value, bool) else value

    def holds(self, expr: Expr) -> bool:
        """Whether a condition holds."""
        return bool(self._program.function(expr)(self.frame))


def _quick(expr: Expr) -> bool:
    """Whether an expression is computed as fast as it is looked up."""
    if isinstance(expr, Not):
        return _quick(expr.of)
    if isinstance(expr, Every | Some):
        return len(expr.of) == 2 and all(isinstance(one, Filled) for one in expr.of)
    if isinstance(expr, Is):
        return isinstance(expr.left, Mark | Figure) and isinstance(expr.right, Mark | Figure)
    return isinstance(expr, Figure | Mark | Filled | Same)


def _ends(low: Function, high: Function) -> Function:
    def at_this_end(frame: Frame) -> Any:
        if not frame[_LOW]:
            return high(frame)
        value = low(frame)
        # as long as nothing differs, what is highest can be computed here too
        if not frame[_DIFFERS] and high(frame) != value:
            frame[_DIFFERS] = True
        return value

    return at_this_end


def spoken(step: Kept) -> list[Expr]:
    """What the words of a step ask for."""
    found = [one for one in (step.count, step.shown) if one is not None]

    def inside(said: tuple[Any, ...]) -> None:
        for one in said:
            if isinstance(one, tuple):
                found.append(one[0])
                inside(one[1])
            elif not isinstance(one, str):
                found.append(one)

    inside(step.said)
    return found


def _sum(plus: list[Function], minus: list[Function]) -> Function:
    if len(plus) == 2 and not minus:
        first, second = plus

        def both(frame: Frame) -> Any:
            try:
                return first(frame) + second(frame)
            except InvalidOperation:
                return _without_end(frame)

        return both
    if len(plus) == 1 and len(minus) == 1:
        (whole,), (taken,) = plus, minus

        def left(frame: Frame) -> Any:
            try:
                return whole(frame) - taken(frame)
            except InvalidOperation:
                # what has no end less the same: nothing of its own
                return ZERO

        return left

    def added(frame: Frame) -> Any:
        found = ZERO
        try:
            for one in plus:
                found += one(frame)
        except InvalidOperation:
            return _without_end(frame)
        try:
            for one in minus:
                found -= one(frame)
        except InvalidOperation:
            return ZERO
        return found

    return added


def _without_end(frame: Frame) -> Decimal:
    """What has no end upward beside what has none downward: the end that is computed is open."""
    return -OPEN if frame[_LOW] else OPEN


def _quotient(left: Function, right: Function) -> Function:
    def divided(frame: Frame) -> Decimal:
        by = right(frame)
        return left(frame) / by if by else ZERO

    return divided


def _every(functions: list[Function]) -> Function:
    if len(functions) == 2:
        first, second = functions
        return lambda frame: first(frame) and second(frame)

    def answered(frame: Frame) -> bool:
        return all(one(frame) for one in functions)

    return answered


def _some(functions: list[Function]) -> Function:
    if len(functions) == 2:
        first, second = functions
        return lambda frame: first(frame) or second(frame)

    def answered(frame: Frame) -> bool:
        return any(one(frame) for one in functions)

    return answered


def _comparison(expr: Is, left: Function, right: Function) -> Function:
    match expr.sign:
        case "=":
            return lambda frame: left(frame) == right(frame)
        case "<>":
            return lambda frame: left(frame) != right(frame)
        case "<":
            return lambda frame: left(frame) < right(frame)
        case "<=":
            return lambda frame: left(frame) <= right(frame)
        case ">":
            return lambda frame: left(frame) > right(frame)
        case ">=":
            return lambda frame: left(frame) >= right(frame)
        case _:
            assert_never(expr.sign)


def _steps(count: Function, size: Decimal, begun: str) -> Function:
    if begun == "proportional":
        return lambda frame: count(frame) / size
    way = ROUND_CEILING if begun == "up" else ROUND_FLOOR
    return lambda frame: (count(frame) / size).to_integral_value(way)


def _rounded(of: Function, unit: Decimal) -> Function:
    def kept(frame: Frame) -> Decimal:
        value: Decimal = of(frame)
        return value.quantize(unit, ROUND_HALF_UP).normalize() + ZERO if value.is_finite() else value

    return kept


def _put_aside(
    frame: Frame, rivals: list[tuple[Function, Function, Function, Key | None]], by_matter: bool
) -> list[bool]:
    best: dict[str | None, tuple[Decimal, Decimal, int]] = {}
    found = [False] * len(rivals)
    for place, (effect, moves, there, key) in enumerate(rivals):
        if not there(frame):
            continue
        matter = frame[_MATTERS].get(key) if by_matter else None
        if by_matter and matter is None:
            continue
        ranked = (effect(frame), moves(frame), place)
        before = best.get(matter)
        if before is None:
            best[matter] = ranked
        elif ranked[:2] > before[:2]:
            best[matter] = ranked
            found[before[2]] = True
        else:
            found[place] = True
    return found
