"""Grades: the band of some points, what bands ask for, what 不得评为“好” leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from normalizers.kinds import GRADE_RULES
from normalizers.records import Band, Clause, Requirement, Threshold
from pipeline.scoring.values import bare

ZERO = Decimal(0)


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
    last = len(bands) - 1
    rule = GRADE_RULES[clause.grade_rule] if clause.grade_rule else None
    if rule is not None and rule.earned:
        return None if now is None else min(now + rule.steps, last)
    place = graded(bands, clause.grade) if clause.grade else None
    if place is None or rule is None:
        return None
    return min(place + rule.steps, last)


def within(threshold: Threshold, measured: Decimal) -> bool | None:
    """Whether a measured figure is what a threshold asks for; None for one without a figure (达到目标值)."""
    if threshold.low is None and threshold.high is None:
        return None
    low, high = threshold.low, threshold.high
    if threshold.direction == "unstated" and low is not None and low == high:
        # 建成3家: whether more will do is not said
        return True if measured == low else False if measured < low else None
    above = low is None or measured > low or (measured == low and threshold.low_closed is not False)
    below = high is None or measured < high or (measured == high and threshold.high_closed is not False)
    return above and below


def all_of(answers: Sequence[bool | None]) -> bool | None:
    """Whether all hold: no as soon as one does not, unknown while one is unknown."""
    if False in answers:
        return False
    return None if None in answers or not answers else True


def asked_of(requirements: Sequence[Requirement], done: Callable[[str], bool | None]) -> bool | None:
    """Whether the key points that a band or clause asks for are done, in one of its ways."""
    ways: dict[int, list[bool | None]] = {}
    for one in requirements:
        ways.setdefault(one.alternative, []).append(_met(one, done))
    answers = [all_of(way) for way in ways.values()]
    return True if True in answers else None if None in answers or not answers else False


def _met(one: Requirement, done: Callable[[str], bool | None]) -> bool | None:
    points = one.key_points.split("；")
    answers = [done(point) for point in points]
    if one.undone:
        answers = [None if answer is None else not answer for answer in answers]
    least = len(points) if one.relation == "all" else 1 if one.relation == "any" else one.at_least
    if least is None:
        return None
    if least > len(points) or (len(points) == 1 and one.relation == "at_least"):
        # 第2项中的4个: parts of one key point; nothing of it done is certainly too little
        return False if answers == [False] and not one.undone else None
    sure = answers.count(True)
    return True if sure >= least else None if sure + answers.count(None) >= least else False
