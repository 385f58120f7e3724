"""What the points of a rubric add up to: as a whole, and for each sum (小计) that it prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from extractors.frozen import frozen
from normalizers.records import Criterion


@frozen
class Covered:
    """What a printed sum covers: its figure, and the names before it that have no 小计 of their own."""

    points: Decimal | None
    left_out: tuple[Criterion, ...] = ()


def sum_points(tops: Sequence[Criterion], criteria: Sequence[Criterion]) -> Decimal | None:
    """Sum of the scored criteria; one without points counts what stands below it; None without any points."""
    below: dict[str, list[Criterion]] = defaultdict(list)
    for criterion in criteria:
        below[criterion.parent_id].append(criterion)

    def points(criterion: Criterion) -> Decimal | None:
        if criterion.points is not None:
            return criterion.points
        return total(below.get(criterion.criterion_id, []))

    def total(group: Sequence[Criterion]) -> Decimal | None:
        known = [
            value
            for criterion in group
            if criterion.kind == "scored" and (value := points(criterion)) is not None
        ]
        return sum(known, Decimal(0)) if known else None

    # a weighted level is summed by its weights: 50, 25 and 25 make 100, whatever stands below them
    weights = [top.weight for top in tops if top.points is None and top.weight is not None]
    if weights and len(weights) == len(tops):
        return sum(weights, Decimal(0))
    return total(tops)


def bonus_points(tops: Sequence[Criterion]) -> Decimal:
    """Points of the outermost criteria that may be won beyond the total."""
    return sum((top.points for top in tops if top.kind == "bonus" and top.points is not None), Decimal(0))


def covered_by(printed: Decimal | None, above: Sequence[Criterion]) -> Covered:
    """What a 小计 covers of the criteria that begin between the sum above it and itself.

    A name and what stands below it count once. Where the 小计 sums only the last of several names, the
    others have none: 值守 (12分), 抢修 (12分), 小计 12.
    """
    counted = [one for one in above if one.kind == "scored" and one.points is not None]
    ids = {one.criterion_id for one in counted}
    above_others = {upper for one in counted for upper in _above(one.criterion_id)}
    outer = [one for one in counted if not ids & set(_above(one.criterion_id))]
    inner = [one for one in counted if one.criterion_id not in above_others]
    for group in (outer, inner):
        if group and _sum(group) == printed:
            return Covered(printed)
    rest = Decimal(0)
    for place in range(len(outer) - 1, 0, -1):
        first, before = outer[place], outer[place - 1]
        rest += first.points or Decimal(0)
        # a name with what stands below it; the last of several plain rows is no part of its own
        part = first.criterion_id in above_others and first.level == before.level
        if part and rest == printed:
            return Covered(printed, tuple(outer[:place]))
    return Covered(_sum(inner) if inner else None)


def _above(criterion_id: str) -> list[str]:
    """The ids of the criteria around one: …/1.2 and …/1 of …/1.2.3."""
    rubric_id, _, path = criterion_id.rpartition("/")
    places = path.split(".")
    return [f"{rubric_id}/{'.'.join(places[:count])}" for count in range(1, len(places))]


def _sum(group: Sequence[Criterion]) -> Decimal:
    return sum((one.points for one in group if one.points is not None), Decimal(0))
