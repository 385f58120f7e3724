"""A rubric as one expression (算式): data that printers walk, into figures with their trace, into formulas.

The leaves are figures and marks. `Ends` is what is not known yet: one thing where the score is lowest,
another where it is highest. Conditions are expressions of 1 and 0. `Kept` is a step of the arithmetic that
people see. Expressions are shared: two parts of one rubric that speak of the same thing hold the same object.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias, TypeVar, assert_never, dataclass_transform

Sign = Literal["=", "<>", "<", "<=", ">", ">="]
Begun = Literal["whole", "up", "proportional"]
T = TypeVar("T")
OPEN = Decimal("Infinity")
# figures of notices stay far below; what is beyond has no end
FAR = Decimal("1E+11")
SIGNS: dict[Sign, Callable[[Decimal, Decimal], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Key(NamedTuple):
    """What a person can say: the id of a record, `what` is said of it, the place of its tier, the matter."""

    id: str
    what: str
    tier: int = -1
    again: int = 0

    @property
    def matter(self) -> Key:
        """Where the matter is told beside it."""
        return Key(self.id, "matter", self.tier, self.again)


@dataclass_transform(eq_default=False, frozen_default=True)
def _node(made: type[T]) -> type[T]:
    """A kind of expression: read only, and equal to nothing but itself.

    A rubric has ten thousands of them. What keeps a dataclass from being changed at run time takes two thirds
    of the time in which one is made; here types alone do.
    """
    return dataclass(slots=True, eq=False)(made)


@_node
class Figure:
    """A figure of the notice; infinite where nothing limits."""

    value: Decimal


@_node
class Mark:
    """The figure that was marked, 0 where nothing was."""

    key: Key


@_node
class Filled:
    """Whether one of these was marked."""

    keys: tuple[Key, ...]


@_node
class Same:
    """Whether two marks speak of one matter (事项); with an empty `other`, whether the first tells none."""

    key: Key
    other: Key | None = None


@_node
class Ends:
    """What something comes to where the score is lowest, and where it is highest."""

    low: Expr
    high: Expr


@_node
class Sum:
    """All of `of`, less all of `less`."""

    of: tuple[Expr, ...]
    less: tuple[Expr, ...] = ()


@_node
class Times:
    """A product."""

    left: Expr
    right: Expr


@_node
class Over:
    """A quotient; 0 over nothing, which a check reports."""

    left: Expr
    right: Expr


@_node
class Least:
    """The least of them."""

    of: tuple[Expr, ...]


@_node
class Most:
    """The most of them."""

    of: tuple[Expr, ...]


@_node
class Is:
    """Whether a comparison holds."""

    left: Expr
    sign: Sign
    right: Expr


@_node
class Every:
    """Whether all conditions hold."""

    of: tuple[Expr, ...]


@_node
class Some:
    """Whether one of them holds."""

    of: tuple[Expr, ...]


@_node
class Not:
    """Whether a condition does not hold."""

    of: Expr


@_node
class Choose:
    """One of two, as a condition says."""

    when: Expr
    then: Expr
    other: Expr


@_node
class Steps:
    """How many steps of a size a count holds; `begun` says what a step begun is (不足1%按1%计)."""

    of: Expr
    size: Decimal
    begun: Begun = "whole"


@_node
class Rival:
    """One of several of which the greatest counts: by what it can come to, then by what it moves."""

    effect: Expr
    moves: Expr
    there: Expr
    matter: Key | None = None


@_node
class Group:
    """Those of which one counts; `by_matter` for each matter that is told (同一事项)."""

    rivals: tuple[Rival, ...]
    by_matter: bool = False


@_node
class Greatest:
    """Whether the one at this place of a group is put aside by a greater one, or an equal one before it."""

    group: Group
    place: int


@_node
class Round:
    """To so many decimals, halves up."""

    of: Expr
    decimals: int


# the sum of a step in signs: texts, figures, and (condition, parts) that stand only where the condition holds
Said: TypeAlias = "tuple[str | Expr | tuple[Expr, Said], ...]"


@_node
class Kept:
    """A step that people see: `of` is what there is with it, `before` what there was without.

    `owner` is the criterion, "" the whole rubric. A step that moves nothing is kept where `shown` holds; one
    that is not `decided` is open, whatever its reason.
    """

    reason: str
    of: Expr
    before: Expr
    owner: str
    clause_id: str = ""
    count: Expr | None = None
    said: Said = ()
    shown: Expr | None = None
    decided: Expr | None = None


Expr: TypeAlias = (
    Figure
    | Mark
    | Filled
    | Same
    | Ends
    | Sum
    | Times
    | Over
    | Least
    | Most
    | Is
    | Every
    | Some
    | Not
    | Choose
    | Steps
    | Greatest
    | Round
    | Kept
)

ZERO: Expr = Figure(Decimal(0))
ONE: Expr = Figure(Decimal(1))
NO, YES = ZERO, ONE


def parts(expr: Expr) -> Sequence[Expr]:
    """What an expression is directly made of."""
    match expr:
        case Figure() | Mark() | Filled() | Same():
            return ()
        case Choose(when, then, other):
            return when, then, other
        case Every(of) | Some(of) | Least(of) | Most(of):
            return of
        case Kept():
            return expr.of, expr.before
        case Not(one) | Steps(one) | Round(one):
            return (one,)
        case Is(left, _, right) | Times(left, right) | Over(left, right):
            return left, right
        case Sum(of, less):
            return (*of, *less)
        case Ends(low, high):
            return low, high
        case Greatest(group):
            return [one for rival in group.rivals for one in (rival.effect, rival.moves, rival.there)]
        case _:
            assert_never(expr)


def keys(expr: Expr) -> Sequence[Key]:
    """The marks that an expression looks at by itself."""
    match expr:
        case Filled(several):
            return several
        case Mark(key) | Same(key, None):
            return (key,)
        case Same(key, Key() as other):
            return key, other
        case _:
            return ()


# ---- made so that what is certain needs no arithmetic


def figure(value: Decimal | int) -> Expr:
    """A figure of the notice."""
    return Figure(Decimal(value)) if value not in (0, 1) else ONE if value else ZERO


def known(expr: Expr) -> Decimal | None:
    """The value of an expression that depends on nothing."""
    return expr.value if isinstance(expr, Figure) else None


def total(of: Iterable[Expr], less: Iterable[Expr] = ()) -> Expr:
    """A sum, without what is certainly 0."""
    plus = tuple([one for one in of if one is not ZERO])
    minus = tuple([one for one in less if one is not ZERO])
    if not minus and len(plus) < 2:
        return plus[0] if plus else ZERO
    if plus and not isinstance(plus[-1], Figure):
        return Sum(plus, minus)
    found = Decimal(0)
    for one in plus:
        if not isinstance(one, Figure):
            return Sum(plus, minus)
        found += one.value
    for one in minus:
        if not isinstance(one, Figure):
            return Sum(plus, minus)
        found -= one.value
    return figure(found)


def is_filled(*of: Key) -> Expr:
    """Whether one of these was marked; of none, none was."""
    return Filled(of) if of else NO


def product(left: Expr, right: Expr) -> Expr:
    """A product."""
    if left is ZERO or right is ZERO:
        return ZERO
    if left is ONE:
        return right
    return left if right is ONE else Times(left, right)


def least(*of: Expr) -> Expr:
    """The least of them, without what is infinite."""
    kept = _each_once([one for one in of if not (one.__class__ is Figure and one.value == OPEN)])
    return Figure(OPEN) if not kept else kept[0] if len(kept) == 1 else Least(kept)


def most(*of: Expr) -> Expr:
    """The most of them."""
    kept = _each_once(of)
    return kept[0] if len(kept) == 1 else Most(kept)


def every(*of: Expr) -> Expr:
    """Whether all hold; of no conditions all do."""
    if NO in of:
        return NO
    kept = _each_once([one for one in of if one is not YES])
    return YES if not kept else kept[0] if len(kept) == 1 else Every(kept)


def some(*of: Expr) -> Expr:
    """Whether one holds; of no conditions none does."""
    if YES in of:
        return YES
    kept = _each_once([one for one in of if one is not NO])
    return NO if not kept else kept[0] if len(kept) == 1 else Some(kept)


def _each_once(of: Sequence[Expr]) -> tuple[Expr, ...]:
    if len(of) < 2 or (len(of) == 2 and of[0] is not of[1]):
        return tuple(of)
    return tuple(dict.fromkeys(of))


def negate(of: Expr) -> Expr:
    """Whether it does not hold."""
    return NO if of is YES else YES if of is NO else of.of if isinstance(of, Not) else Not(of)


def choose(when: Expr, then: Expr, other: Expr) -> Expr:
    """One of two."""
    if when is YES or then is other:
        return then
    if when is NO:
        return other
    if then is YES and other is NO:
        return when
    return negate(when) if then is NO and other is YES else Choose(when, then, other)


def ends(low: Expr, high: Expr) -> Expr:
    """What there is at each end, where they differ."""
    same = low is high or (known(low) is not None and known(low) == known(high))
    return low if same else Ends(low, high)


def compare(left: Expr, sign: Sign, right: Expr) -> Expr:
    """Whether a comparison holds."""
    first, second = known(left), known(right)
    if first is None or second is None:
        return Is(left, sign, right)
    return YES if SIGNS[sign](first, second) else NO


def bounded(of: Expr) -> Expr:
    """Whether an amount has an end."""
    return compare(of, "<", Figure(FAR))


def picked(place: Expr, values: Sequence[Expr]) -> Expr:
    """The value at a place that is counted from 0."""
    found = values[-1]
    for at in range(len(values) - 2, -1, -1):
        found = choose(compare(place, "=", figure(at)), values[at], found)
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of three values: certainly yes, certainly no; while neither holds it is open."""

    yes: Expr = NO
    no: Expr = NO

    @property
    def known(self) -> Expr:
        """Whether it is answered."""
        return some(self.yes, self.no)

    @property
    def at_worst(self) -> Expr:
        """Whether what lowers a score applies: while it is open, it does where the score is lowest."""
        return ends(negate(self.no), self.yes)


UNKNOWN = Answer()


def all_of(answers: Sequence[Answer]) -> Answer:
    """Whether all hold; of no answers nothing is known."""
    if not answers:
        return UNKNOWN
    return Answer(every(*(one.yes for one in answers)), some(*(one.no for one in answers)))


def one_of(answers: Sequence[Answer]) -> Answer:
    """Whether one of them holds."""
    return Answer(some(*(one.yes for one in answers)), every(*(one.no for one in answers)))
