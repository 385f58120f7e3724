"""What scoring takes and gives: marks (评分记录) in, score sheets (评分结果) out."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from typing import Literal

from extractors.frozen import frozen

Outcome = Literal["complete", "incomplete", "vetoed", "faulty"]


@frozen
class Mark:
    """What a person noted of one unit (被考核单位): a value for a criterion, clause, threshold or key point.

    `row` is its row in the file of marks, from 1, for messages.
    """

    id: str
    value: str
    unit: str = ""
    matter: str = ""
    remark: str = ""
    row: int | None = None


@frozen
class Span:
    """Lowest and highest points; None for an end that nothing limits."""

    low: Decimal | None
    high: Decimal | None

    @property
    def exact(self) -> Decimal | None:
        """The points where both ends are one."""
        return self.low if self.low == self.high else None


@frozen
class Step:
    """A step of the arithmetic: what a clause, or a rule (`reason`), gives or takes.

    `count` is how often it was counted, `arithmetic` the sum in signs (`2 × 0.5 = 1`), `place` where the
    notice prints it. All steps of a sheet add up to its total, at both ends.
    """

    owner_id: str
    clause_id: str
    reason: str
    effect: Span
    count: Decimal | None = None
    arithmetic: str = ""
    text: str = ""
    place: str = ""


@frozen
class Line:
    """The points of a criterion with what stands below it, and its own steps."""

    criterion_id: str
    label: str
    name: str
    level: int
    kind: str
    worth: Decimal | None
    points: Span
    grade: str = ""
    steps: tuple[Step, ...] = ()


@frozen
class Asked:
    """What is missing: the id to mark, the name of its criterion, and what is to be said (a code)."""

    id: str
    name: str
    what: str
    text: str = ""
    place: str = ""


@frozen
class Fault:
    """A mark that cannot be used, or a rubric that cannot be added up (`row` is None).

    `code` is stable; `allowed` says what would do, in signs or words of the rubric.
    """

    code: str
    id: str
    name: str = ""
    row: int | None = None
    value: str = ""
    allowed: str = ""


@frozen
class ScoreSheet:
    """The score of one unit by one rubric.

    `points` is the total; `before_veto` what it was without the veto that decided it. `remarks` are rules
    that bear on the score in a way that is not computed. `full` are the points that can be won where
    something is not applicable, and is not folded back.
    """

    unit: str
    rubric_id: str
    title: str
    points: Span
    outcome: Outcome
    before_veto: Span | None = None
    grade: str = ""
    lines: tuple[Line, ...] = ()
    steps: tuple[Step, ...] = ()
    asked: tuple[Asked, ...] = ()
    errors: tuple[Fault, ...] = ()
    remarks: tuple[Step, ...] = field(default=())
    full: Decimal | None = None

    @property
    def trace(self) -> tuple[Step, ...]:
        """All steps, criterion by criterion, then those of the whole rubric."""
        return (*(step for line in self.lines for step in line.steps), *self.steps)
