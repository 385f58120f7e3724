"""Grades: the band of some points, the place of a grade, what 不得评为“好” leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from normalizers.kinds import GRADE_RULES
from normalizers.records import Band, Clause
from normalizers.text.numerals import figure
from pipeline.scoring.rules.values import bare


def holds(band: Band, points: Decimal) -> bool:
    """Whether points lie in the range of a band; an end without a figure is open."""
    low, high = band.min_points, band.max_points
    above = low is None or points > low or (points == low and band.min_closed is not False)
    below = high is None or points < high or (points == high and band.max_closed is not False)
    return above and below


def band_of(bands: Sequence[Band], points: Decimal) -> Band | None:
    """The best band that holds the points."""
    return next((band for band in bands if holds(band, points)), None)


def graded(bands: Sequence[Band], word: str) -> int | None:
    """The place of the band of a grade; 优 names 优秀 where no band is called 优."""
    name = bare(word)
    exact = (i for i, band in enumerate(bands) if bare(band.grade) == name)
    longer = (i for i, band in enumerate(bands) if name == "优" and bare(band.grade).startswith(name))
    return next(exact, next(longer, None))


def limited(clause: Clause, own: Sequence[Band], ladder: Sequence[Band]) -> Sequence[Band]:
    """The bands on which a limit bears: those of its criterion, the ladder of the rubric, or none.

    Its words say which (年度不得评为…), unless only the other has the grade: 该项目本年度不得评为“好” of an
    item with bands, in a rubric whose ladder has no 好.
    """
    first, second = (ladder, own) if clause.scope == "rubric" else (own, ladder)
    for bands in (first, second):
        if bands and (not clause.grade or graded(bands, clause.grade) is not None):
            return bands
    return ()


def best_left(clause: Clause, bands: Sequence[Band], now: int | None) -> int | None:
    """The place of the best band that a limit leaves; `now` is that of the points without it.

    None where the limit names no grade of these bands, or says something else.
    """
    if clause.grade_rule is None:
        return None
    rule = GRADE_RULES[clause.grade_rule]
    place = now if rule.earned else graded(bands, clause.grade) if clause.grade else None
    return None if place is None else min(place + rule.steps, len(bands) - 1)


def ranges(bands: Iterable[Band]) -> str:
    """The bands with their ranges: 好 16-20、一般 10-15."""
    said = []
    for band in bands:
        low, high = figure(band.min_points), figure(band.max_points)
        said.append(f"{band.grade} {low}" if low == high else f"{band.grade} {low}–{high}")
    return "、".join(said)
