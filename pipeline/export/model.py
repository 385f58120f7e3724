"""What an export gives: the file's bytes, and all that is not in it as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from extractors.frozen import frozen
from normalizers.records import (
    Band,
    Clause,
    Criterion,
    KeyPoint,
    Notice,
    Party,
    Records,
    Requirement,
    Rubric,
    Threshold,
    Tier,
)

if TYPE_CHECKING:
    from pipeline.messages.languages import Lang


@frozen
class Lost:
    """A fact of the rubric that the format cannot hold.

    `what` is the kind of fact (one of `pipeline.export.lost.WHAT`), `detail` says it in short, `words`
    are those of the notice. `kept` tells whether the words stand in the export as text. `form` is the part of
    the export that it is lost from.
    """

    form: str
    record_id: str
    what: str
    detail: str
    words: str
    kept: bool


@frozen
class Written:
    """A file for another system, and how many criteria and levels it holds."""

    payload: bytes
    criteria: int
    levels: int


@frozen
class Export(Written):
    """The same with all that was lost."""

    lost: tuple[Lost, ...]


def dated(notice: Notice) -> date:
    """When a notice was issued, else the beginning of its year: an export of today says nothing of today."""
    return notice.issued_on or date(notice.year or 1970, 1, 1)


class Writer(NamedTuple):
    """What writes a format, and what lists all that is not in it as data.

    `many` writes all notices of a dataset into one file, those without a rubric too; it raises ValueError
    where they hold nothing for it.
    """

    write: Callable[[Sequence[Sheet], Lang], Written]
    lost: Callable[[Sequence[Sheet], Lang], Iterator[Lost]]
    many: Callable[[Sequence[Records], Lang], Written] | None = None


@frozen
class Item:
    """What is marked as one: a criterion with points, and the texts below it that have none of their own."""

    criterion: Criterion
    above: tuple[Criterion, ...]
    parts: tuple[Criterion, ...]
    bands: tuple[Band, ...]
    clauses: tuple[Clause, ...]
    key_points: tuple[KeyPoint, ...]
    points: Decimal | None

    @property
    def name(self) -> str:
        """Its name, else the beginning of its text."""
        whole = self.criterion.name or self.criterion.text or self.criterion.rule_text
        return " ".join(whole.split())

    @property
    def best(self) -> Decimal | None:
        """The upper end of its best band."""
        tops = [band.max_points for band in self.bands if band.max_points is not None]
        return max(tops, default=None)

    @property
    def usable(self) -> tuple[Band, ...]:
        """The bands that a system without points below 0 can take."""
        return tuple(band for band in self.bands if band.max_points is not None and band.max_points >= 0)

    @property
    def most(self) -> Decimal:
        """Its points, else its weight: of 100 marks of an item with a weight of 10 the total takes 10."""
        points = self.criterion.weight if self.points is None else self.points
        return max(points or Decimal(0), Decimal(0))

    @property
    def path(self) -> tuple[str, ...]:
        """The names above it, outermost first."""
        return tuple(one.name or one.text for one in self.above)


@frozen
class Sheet:
    """A rubric as other systems see it: a list of items; and what its names above say of their own."""

    records: Records
    rubric: Rubric
    criteria: tuple[Criterion, ...]
    items: tuple[Item, ...]
    clauses: tuple[Clause, ...]
    bands: tuple[Band, ...]
    notes: tuple[str, ...]

    def tiers(self, clause_id: str) -> tuple[Tier, ...]:
        """The steps of a clause."""
        return tuple(row for row in self.records.tiers if row.clause_id == clause_id)

    def requirements(self, owner_id: str) -> Iterator[Requirement]:
        """The key points that a band or clause asks for."""
        return (row for row in self.records.requirements if row.owner_id == owner_id)

    def thresholds(self, owner_id: str) -> Iterator[Threshold]:
        """The figures that a record asks for."""
        return (row for row in self.records.thresholds if row.owner_id == owner_id)

    def parties(self, criterion_id: str) -> Iterator[Party]:
        """The departments of a criterion."""
        return (row for row in self.records.parties if row.owner_id == criterion_id)

    @property
    def title(self) -> str:
        """The rubric's title, else who is assessed, else the notice's title."""
        return self.rubric.title or self.rubric.scope or self.records.notice.title or self.rubric.rubric_id
