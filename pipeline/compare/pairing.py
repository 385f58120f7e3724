"""Rows of two sides that are one: the assignment that makes them most alike as a whole."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

Row = TypeVar("Row")
Pairs = list[tuple[Row | None, Row | None]]
# beside equal words the place decides, and nowhere else
_PLACE = 0.001


def paired(
    old: Sequence[Row],
    new: Sequence[Row],
    key: Callable[[Row], Hashable],
    likeness: Callable[[Row, Row], float],
    least: float,
) -> Pairs[Row]:
    """The pairs that are alike enough, and the rows of one side alone with None for the other.

    In: the rows of each side; what a row says, as rows that say the same are one whatever the others are; how
    alike two others are (0 to 1), at least `least` for a pair.
    Out: in the order of the new side, what is gone at its old place. Both directions give the same pairs.
    """
    partner = _equal([key(row) for row in old], [key(row) for row in new])
    known = set(partner.values())
    rows = [at for at in range(len(old)) if at not in known]
    columns = [at for at in range(len(new)) if at not in partner]
    if rows and columns:
        partner |= _assigned(old, new, rows, columns, likeness, least)
    return _in_order(old, new, partner)


def _equal(old: Sequence[Hashable], new: Sequence[Hashable]) -> dict[int, int]:
    """For places of the new side those of the old one with the same key, the first with the first."""
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for at, own in enumerate(old):
        places[own].append(at)
    return {at: places[own].popleft() for at, own in enumerate(new) if places.get(own)}


def _assigned(
    old: Sequence[Row],
    new: Sequence[Row],
    rows: Sequence[int],
    columns: Sequence[int],
    likeness: Callable[[Row, Row], float],
    least: float,
) -> dict[int, int]:
    """For places of the new side those of the old one, so that all together are most alike."""
    matrix = [[likeness(old[row], new[column]) for column in columns] for row in rows]
    if len(rows) == len(columns) == 1:
        return {columns[0]: rows[0]} if matrix[0][0] >= least else {}
    if max(map(max, matrix)) < least:
        return {}
    from scipy.optimize import linear_sum_assignment

    # what is not alike enough must not draw others from their partners
    loss = [
        [
            -(value + _PLACE * (1 - abs(row / len(old) - column / len(new)))) if value >= least else 0.0
            for column, value in zip(columns, values, strict=True)
        ]
        for row, values in zip(rows, matrix, strict=True)
    ]
    found = zip(*(side.tolist() for side in linear_sum_assignment(loss)), strict=True)
    return {columns[column]: rows[row] for row, column in found if matrix[row][column] >= least}


def _in_order(old: Sequence[Row], new: Sequence[Row], partner: Mapping[int, int]) -> Pairs[Row]:
    taken = set(partner.values())
    rows: list[tuple[float, Row | None, Row | None]] = [
        (place, old[partner[place]] if place in partner else None, row) for place, row in enumerate(new)
    ]
    rows += [(place - 0.5, row, None) for place, row in enumerate(old) if place not in taken]
    return [(a, b) for _, a, b in sorted(rows, key=lambda row: row[0])]


def longest_rising(order: Sequence[int]) -> set[int]:
    """The places of a longest rising chain."""
    ends: list[int] = []
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for place, value in enumerate(order):
        at = bisect_left(ends, value)
        previous[place] = tails[at - 1] if at else None
        if at == len(ends):
            ends.append(value)
            tails.append(place)
        else:
            ends[at], tails[at] = value, place
    kept: set[int] = set()
    step = tails[-1] if tails else None
    while step is not None:
        kept.add(step)
        step = previous[step]
    return kept
