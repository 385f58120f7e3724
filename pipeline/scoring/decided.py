"""What decided a score: the criteria that lost most, and what was added, with the rule behind each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractors.frozen import frozen
from pipeline.scoring.model import Line, ScoreSheet, Step

_ZERO = Decimal(0)


@frozen
class Decided:
    """A criterion, what it lost (negative) or added, and the rule that moved most of that."""

    name: str
    points: Decimal
    rule: str


def decided(sheet: ScoreSheet) -> tuple[Decided, ...]:
    """The losses and gains of a sheet that are known, the largest losses first, then the largest gains."""
    found = [*_of_lines(sheet), *_of_total(sheet)]
    losses = sorted((one for one in found if one.points < _ZERO), key=lambda one: one.points)
    gains = sorted((one for one in found if one.points > _ZERO), key=lambda one: -one.points)
    return (*losses, *gains)


def _of_lines(sheet: ScoreSheet) -> Iterator[Decided]:
    for place, line in enumerate(sheet.lines):
        last = place + 1 == len(sheet.lines) or sheet.lines[place + 1].level <= line.level
        if not last or line.points.exact is None:
            continue
        lost = _beside_worth(line)
        if lost:
            yield Decided(line.name, lost, _rule(line.steps, lost))


def _beside_worth(line: Line) -> Decimal:
    """What a line gives beside the points that it has."""
    assert line.points.exact is not None
    if any(step.reason == "not-applicable" for step in line.steps):
        return _ZERO
    if line.kind == "scored":
        return _ZERO if line.worth is None else line.points.exact - line.worth
    return line.points.exact


def _rule(steps: tuple[Step, ...], lost: Decimal) -> str:
    """The text of the step that moved most in that direction."""
    moved = [
        (step.effect.exact, step.text)
        for step in steps
        if step.text and step.effect.exact is not None and step.effect.exact * lost > _ZERO
    ]
    return max(moved, key=lambda one: abs(one[0] or _ZERO), default=(_ZERO, ""))[1]


def _of_total(sheet: ScoreSheet) -> Iterator[Decided]:
    for step in sheet.steps:
        if step.effect.exact:
            yield Decided("", step.effect.exact, step.text)
