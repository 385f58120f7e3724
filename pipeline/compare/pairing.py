"""Rows of two sides that are one: the assignment that makes them most alike as a whole."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

Row = TypeVar("Row")
Pairs = list[tuple[Row | None, Row | None]]
# beside equal words the place decides, and nowhere else
_PLACE = 0.001


def paired(
    old: Sequence[Row], new: Sequence[Row], likeness: Callable[[Row, Row], float], least: float
) -> Pairs[Row]:
    """The pairs that are alike enough, and the rows of one side alone with None for the other.

    In: the rows of each side; how alike two of them are (0 to 1), at least `least` for a pair.
    Out: in the order of the new side, what is gone at its old place. Both directions give the same pairs.
    """
    if len(old) == len(new) and all(likeness(a, b) >= 1 for a, b in zip(old, new, strict=True)):
        # nothing can be more alike
        return list(zip(old, new, strict=True))
    partner: dict[int, int] = {}
    if old and new:
        from scipy.optimize import linear_sum_assignment

        matrix = np.array([[likeness(a, b) for b in new] for a in old])
        near = np.abs(
            np.linspace(0, 1, len(old), endpoint=False)[:, None]
            - np.linspace(0, 1, len(new), endpoint=False)[None, :]
        )
        # what is not alike enough must not draw others from their partners
        gain = np.where(matrix >= least, matrix + _PLACE * (1 - near), 0.0)
        for row, column in zip(*(side.tolist() for side in linear_sum_assignment(-gain)), strict=True):
            if matrix[row, column] >= least:
                partner[column] = row
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
