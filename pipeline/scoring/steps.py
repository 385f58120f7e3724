"""What is kept while a rubric is added up at one end: the steps, and the points of each node."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from normalizers.text.numerals import plain
from pipeline.scoring.amounts import ZERO

# owner, clause, reason, place among equals
Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """A step at one end."""

    effect: Decimal
    count: Decimal | None = None
    arithmetic: str = ""


@dataclass(slots=True)
class Points:
    """Points within the criteria, beyond them (加分), and taken from the total (扣分项)."""

    scored: Decimal = ZERO
    bonus: Decimal = ZERO
    penalty: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All of them."""
        return self.scored + self.bonus + self.penalty


@dataclass(slots=True)
class Added:
    """The sum at one end: total, the total before a veto, points of each node, steps.

    The owner "" is the whole rubric.
    """

    total: Decimal = ZERO
    before: Decimal = ZERO
    vetoed: bool = False
    nodes: dict[str, Points] = field(default_factory=dict)
    steps: dict[Key, Taken] = field(default_factory=dict)

    def step(
        self,
        owner: str,
        clause_id: str,
        reason: str,
        effect: Decimal,
        count: Decimal | None = None,
        said: str = "",
    ) -> None:
        """Keeps a step."""
        place = 0
        while (key := (owner, clause_id, reason, place)) in self.steps:
            place += 1
        self.steps[key] = Taken(effect, count, said)


def written(points: Decimal) -> str:
    """Points in the arithmetic of a step."""
    return plain(points) if points.is_finite() else "∞"
