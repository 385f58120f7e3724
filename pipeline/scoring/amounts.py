"""What a clause gives or takes for what was marked: rate × count, steps, tiers, judged points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from normalizers.kinds import CLAUSES
from normalizers.records import Clause, Tier
from normalizers.text.numerals import plain

_DIGITS = Decimal("0.0001")
ZERO, ONE, OPEN = Decimal(0), Decimal(1), Decimal("Infinity")
# clauses that move points; the others decide
MOVING = frozenset(kind for kind, does in CLAUSES.items() if does.moves)


@dataclass(frozen=True, slots=True)
class Amount:
    """Points without a sign, how often they were counted, and the sum in signs."""

    points: Decimal
    count: Decimal | None = None
    arithmetic: str = ""


def rounded(points: Decimal) -> Decimal:
    """To four digits, halves up; the only rounding there is."""
    if not points.is_finite():
        return points
    return points.quantize(_DIGITS, ROUND_HALF_UP).normalize() + ZERO


def judged(clause: Clause, tiers: Sequence[Tier]) -> bool:
    """Whether the points of a clause are for a person to say: a range, 酌情, a method, a figure not read."""
    if clause.partial:
        return True
    if tiers or (clause.multiplier is not None and clause.points is None and clause.points_percent is None):
        return False
    priced = clause.points is not None or clause.points_percent is not None
    return clause.points_max is not None or CLAUSES[clause.kind].moves == "either" or not priced


def rate(clause: Clause, worth: Decimal | None) -> tuple[Decimal | None, str]:
    """Points for each time, and as they are written; None for a share of unknown points."""
    factor = ONE if clause.multiplier is None else clause.multiplier
    times = "" if clause.multiplier is None else f" × {plain(factor)}"
    if clause.points_percent is not None:
        if worth is None:
            return None, ""
        text = f"{plain(clause.points_percent)}% × {plain(worth)}{times}"
        return clause.points_percent * worth * factor / 100, text
    if clause.points is None:
        return None, ""
    return clause.points * factor, plain(clause.points) + times


def times(clause: Clause, count: Decimal) -> tuple[Decimal, str]:
    """How often a count takes effect: whole steps of what is counted, once where nothing is counted."""
    if not clause.per:
        return min(count, ONE), ""
    step = clause.per_quantity or ONE
    whole = (count / step).to_integral_value(ROUND_FLOOR)
    if step == ONE:
        return whole, f"⌊{plain(count)}⌋ = {plain(whole)}; " if whole != count else ""
    return whole, f"⌊{plain(count)} / {plain(step)}⌋ = {plain(whole)}; "


def counted(clause: Clause, count: Decimal, worth: Decimal | None) -> Amount | None:
    """The points of a clause that applies `count` times; None for a share of unknown points."""
    each, said = rate(clause, worth)
    if each is None:
        return None
    number, steps = times(clause, count)
    points = rounded(number * each)
    if not clause.per and "×" not in said:
        return Amount(points, count, f"{plain(number)} × {said} = {plain(points)}" if number != ONE else said)
    return Amount(points, count, f"{steps}{plain(number)} × {said} = {plain(points)}")


def of_tier(tier: Tier, count: Decimal) -> Amount:
    """The points of a step that was reached `count` times."""
    each = tier.points or ZERO
    points = rounded(each * count)
    return Amount(points, count, f"{tier.label} {plain(count)} × {plain(each)} = {plain(points)}".strip())


def in_range(clause: Clause, points: Decimal) -> bool:
    """Whether judged points are allowed: nothing, or what the range comes to for some count."""
    if points == ZERO:
        return True
    low, high = clause.points, clause.points_max
    if low is None or high is None:
        return low is None or points == low
    if not clause.per:
        return low <= points <= high
    # 每次扣0.5-1分: 1.5 may be two or three times
    return low <= ZERO or any(
        low * number <= points <= high * number
        for number in {(points / high).to_integral_value(ROUND_FLOOR) + extra for extra in (ZERO, ONE)}
        if number > ZERO
    )


def most(clause: Clause, tiers: Sequence[Tier], worth: Decimal | None) -> Decimal:
    """The most that a clause can move before any limit; OPEN where nothing says."""
    steps = [tier.points for tier in tiers if tier.points is not None]
    if steps:
        once = clause.kind == "award" and not clause.per
        return max(steps) if once else OPEN
    if clause.per:
        return OPEN
    if judged(clause, tiers):
        ends = (clause.points_max, clause.cap_points, worth)
        return next((end for end in ends if end is not None), OPEN)
    each, _ = rate(clause, worth)
    return OPEN if each is None else each
