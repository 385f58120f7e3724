"""What a clause gives or takes for what is marked: rate × count, steps, judged points, limits in figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from normalizers.kinds import CLAUSES
from normalizers.records import Clause, Tier
from normalizers.text.numerals import plain
from pipeline.scoring.expression import (
    ONE,
    OPEN,
    Begun,
    Expr,
    Round,
    Said,
    Steps,
    compare,
    figure,
    known,
    least,
    negate,
    product,
)
from pipeline.scoring.words import says

# points are exact where the notice says nothing; a third goes as far as a spreadsheet is sure of it
DECIMALS = 9
HUNDRED = Decimal(100)
NOTHING = Decimal(0)
# clauses that move points; the others decide
MOVING = frozenset(kind for kind, does in CLAUSES.items() if does.moves)


def judged(clause: Clause, tiers: Sequence[Tier]) -> bool:
    """Whether the points of a clause are for a person to say: a range, 酌情, a method, a figure not read."""
    if tiers or (clause.multiplier is not None and clause.points is None and clause.points_percent is None):
        return False
    priced = clause.points is not None or clause.points_percent is not None
    return clause.points_max is not None or clause.kind in {"discretionary", "method"} or not priced


def is_factor(clause: Clause, tiers: Sequence[Tier]) -> bool:
    """Whether a clause has no points, and multiplies what others move (减半扣分, 加倍扣分)."""
    unpriced = clause.points is None and clause.points_percent is None and not tiers
    return clause.multiplier is not None and unpriced


def rate(clause: Clause, worth: Decimal | None) -> tuple[Decimal | None, str]:
    """Points for each time, and as they are written; None for a share of unknown points."""
    factor = Decimal(1) if clause.multiplier is None else clause.multiplier
    times = "" if clause.multiplier is None else f" × {plain(factor)}"
    if clause.points_percent is not None:
        if worth is None:
            return None, ""
        text = f"{plain(clause.points_percent)}% × {plain(worth)}{times}"
        return clause.points_percent * worth * factor / HUNDRED, text
    if clause.points is None:
        return None, ""
    return clause.points * factor, plain(clause.points) + times


def times(clause: Clause, count: Expr) -> Expr:
    """How often a count takes effect: steps of what is counted, once where nothing is."""
    if not clause.per:
        return least(count, ONE)
    size, begun = clause.per_quantity or Decimal(1), _begun(clause)
    found = count if size == 1 and begun == "proportional" else Steps(count, size, begun)
    return found if clause.max_times is None else least(found, figure(clause.max_times))


def _begun(clause: Clause) -> Begun:
    return clause.rounding or "whole"


def counted(clause: Clause, count: Expr, worth: Decimal | None) -> tuple[Expr, Expr, Said] | None:
    """Points, how often, the sum in signs, of a clause that is marked; None for a share of unknown points."""
    each, said = rate(clause, worth)
    if each is None:
        return None
    often = times(clause, count)
    points = rounded(product(often, figure(each)), clause)
    if not clause.per:
        once = (compare(often, "=", ONE), (said,))
        return points, often, (once, (negate(once[0]), (often, f" × {said} = ", points)))
    size = clause.per_quantity or Decimal(1)
    left, right = {"whole": "⌊⌋", "up": "⌈⌉", "proportional": ("", "")}[_begun(clause)]
    ratio: Said = (left, count, "" if size == 1 else f" / {plain(size)}", right, " = ", often, "; ")
    steps: Said = ((compare(often, "<>", count), ratio),) if size == 1 else ratio
    return points, often, (*steps, often, f" × {said} = ", points)


def once(clause: Clause, worth: Decimal | None) -> Expr | None:
    """The points of a clause that applied one time; None for a share of unknown points."""
    each, _ = rate(clause, worth)
    return None if each is None else rounded(figure(each), clause)


def rounded(points: Expr, clause: Clause | None = None) -> Expr:
    """To the decimals that a clause names, else as exact as it goes, halves up."""
    decimals = DECIMALS if clause is None or clause.decimals is None else clause.decimals
    value = known(points)
    if value is not None and (not value.is_finite() or -int(value.as_tuple().exponent) <= decimals):
        return points
    return to_decimals(points, decimals, "" if clause is None or clause.decimals is None else clause.text)


def to_decimals(points: Expr, decimals: int, text: str) -> Expr:
    """To so many decimals, halves up, or with the rest cut off where the text says so (第二位小数起舍去)."""
    if not says("cut_off", text):
        return Round(points, decimals)
    unit = Decimal(1).scaleb(-decimals)
    return product(Steps(Round(points, DECIMALS), unit), figure(unit))


def cap_of(clause: Clause, worth: Decimal | None) -> Decimal | None:
    """The points of a limit in figures, also where it is a share of the item's (最高得标准分的120%)."""
    if clause.cap_points is not None or clause.cap_percent is None or worth is None:
        return clause.cap_points if clause.cap == "points" else None
    return clause.cap_percent * worth / HUNDRED


def room_of(clause: Clause, worth: Decimal) -> Decimal:
    """The most that an item of so many points gives by a clause: more where its limit says so (120%)."""
    cap = cap_of(clause, worth)
    if cap is None or clause.kind == "note" or clause.cap_total:
        return worth
    return max(cap, worth)


def in_range(clause: Clause, points: Decimal) -> bool:
    """Whether judged points are allowed: nothing, or what the range comes to for some count."""
    if points == NOTHING:
        return True
    low, high = clause.points, clause.points_max
    if low is None or high is None:
        return low is None or points == low
    if not clause.per:
        return low <= points <= high
    # 每次扣0.5-1分: 1.5 may be two or three times
    return low <= NOTHING or low * (points / high).to_integral_value(ROUND_CEILING) <= points


def most_of_clause(clause: Clause, tiers: Sequence[Tier], worth: Decimal | None) -> Decimal:
    """The most that a clause can move before any limit; OPEN where nothing says."""
    steps = [tier.points for tier in tiers if tier.points is not None]
    if steps:
        once = clause.kind == "award" and not clause.per
        return max(steps) if once else OPEN
    each, _ = rate(clause, worth)
    if clause.per and not judged(clause, tiers) and clause.max_times is not None and each is not None:
        return each * clause.max_times
    if clause.per:
        return OPEN
    if judged(clause, tiers):
        ends = (clause.points_max, cap_of(clause, worth), worth)
        return next((end for end in ends if end is not None), OPEN)
    return OPEN if each is None else each
