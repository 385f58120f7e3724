"""One side of a comparison: its rubrics, and each criterion with all that belongs to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal, TypeVar

from normalizers.kinds import CRITERIA
from normalizers.records import (
    Band,
    Clause,
    Criterion,
    KeyPoint,
    Note,
    Party,
    Record,
    Records,
    Rubric,
    Threshold,
    Tier,
)
from normalizers.text.views import squeeze
from pipeline.compare.subtotals import subtotals

Row = TypeVar("Row", bound=Record)
Subject = Literal["criterion", "task", "goal"]


@dataclass(frozen=True)
class Scoring:
    """How something is scored: a criterion, or a rubric as a whole.

    `corrected` are the ids of the notice's records of which a person said something; `year` is the one that
    its notice assesses.
    """

    bands: tuple[Band, ...]
    clauses: tuple[Clause, ...]
    tiers: dict[str, tuple[Tier, ...]]
    thresholds: tuple[Threshold, ...]
    notes: tuple[Note, ...]
    corrected: frozenset[str] = field(default=frozenset(), kw_only=True)
    year: int | None = field(default=None, kw_only=True)

    @property
    def points(self) -> Decimal | None:
        """The points of which 得满分 speaks; a rubric as a whole has none."""
        return None


@dataclass(frozen=True)
class Item(Scoring):
    """A criterion with what stands under it, and its place in the tree.

    `worth` are its points, else the sum of the points below it where all of them are known, else the printed
    sum of its rows, its `subtotal`.
    """

    criterion: Criterion
    home: str
    path: tuple[str, ...]
    children: tuple[str, ...]
    key_points: tuple[KeyPoint, ...]
    parties: tuple[Party, ...]
    subject: Subject = "criterion"
    worth: Decimal | None = None
    subtotal: Decimal | None = None
    # by when a task is to be done
    due: str = ""

    @property
    def id(self) -> str:
        """The id of the criterion."""
        return self.criterion.criterion_id

    @property
    def points(self) -> Decimal | None:
        """The points of the criterion."""
        return self.criterion.points

    @property
    def heading(self) -> str:
        """Its name, or for an item without one its text."""
        return self.criterion.name or self.criterion.text

    @property
    def body(self) -> str:
        """All its words but the name."""
        text = self.criterion.text if self.criterion.name else ""
        return "".join((text, *self.scoring_words))

    @property
    def scoring_words(self) -> tuple[str, ...]:
        """Its scoring, target and method."""
        return self.criterion.rule_text, self.criterion.target, self.criterion.method, self.due


@dataclass(frozen=True)
class Table:
    """A rubric with its items in the order of the tree, and what holds for all of them."""

    rubric: Rubric
    scoring: Scoring
    items: tuple[Item, ...]
    by_id: dict[str, Item] = field(repr=False)

    @property
    def subject(self) -> Subject:
        """What its items are."""
        return self.items[0].subject if self.items else "criterion"

    @property
    def name(self) -> str:
        """What tells it from the other rubrics of its notice: scope, else title."""
        return self.rubric.scope or self.rubric.title

    def with_all_below(self, item: Item) -> Item:
        """An item with the scoring of all items below it as its own."""
        found, at = [item], 0
        while at < len(found):
            found += [self.by_id[child] for child in found[at].children]
            at += 1
        return replace(
            item,
            key_points=tuple(row for one in found for row in one.key_points),
            bands=tuple(row for one in found for row in one.bands),
            clauses=tuple(row for one in found for row in one.clauses),
            tiers={own: rows for one in found for own, rows in one.tiers.items()},
            thresholds=tuple(row for one in found for row in one.thresholds),
            notes=tuple(row for one in found for row in one.notes),
        )


def rubric_tables(records: Records) -> list[Table]:
    """The rubrics of a notice; whatever the order of the rows."""
    owned = _Owned(records)
    criteria = _by(records.criteria, "rubric_id")
    return [_table(rubric, criteria[rubric.rubric_id], owned) for rubric in records.rubrics]


def _table(rubric: Rubric, rows: Iterable[Criterion], owned: _Owned) -> Table:
    criteria = {one.criterion_id: one for one in rows}
    below: dict[str, list[Criterion]] = defaultdict(list)
    for one in criteria.values():
        below[one.parent_id].append(one)
    home = rubric.scope or rubric.title
    items: list[Item] = []
    worth: dict[str, Decimal | None] = {}
    summed: dict[str, Decimal] = {}

    def sum_up(one: Criterion) -> Decimal | None:
        every = [(child, sum_up(child)) for child in below[one.criterion_id]]
        sums = [value for child, value in every if CRITERIA[child.kind].counts]
        known = [value for value in sums if value is not None]
        own = one.points
        if own is None and known and len(known) == len(sums):
            own = sum(known, Decimal(0))
        elif own is None and (printed := owned.subtotals.get(one.criterion_id)) is not None:
            own = summed[one.criterion_id] = printed
        worth[one.criterion_id] = own
        return own

    for top in below[""]:
        sum_up(top)

    def walk(parent_id: str, path: tuple[str, ...]) -> None:
        for one in sorted(below[parent_id], key=lambda child: child.seq):
            children = tuple(
                child.criterion_id for child in sorted(below[one.criterion_id], key=lambda child: child.seq)
            )
            sums = worth[one.criterion_id], summed.get(one.criterion_id)
            items.append(owned.item(one, home, path, children, *sums))
            walk(one.criterion_id, (*path, one.name or one.text))

    walk("", ())
    return Table(rubric, owned.whole(rubric), tuple(items), {item.id: item for item in items})


class _Owned:
    """The rows of a notice by the criterion that they belong to."""

    def __init__(self, records: Records) -> None:
        self._key_points = _by(records.key_points, "criterion_id")
        self._bands = _by(records.bands, "criterion_id")
        self._clauses = _by(records.clauses, "criterion_id")
        self._tiers = _by(records.tiers, "clause_id")
        self._parties = _by(records.parties, "owner_id")
        self._thresholds = _by(records.thresholds, "owner_id")
        self._notes = _by(records.notes, "criterion_id")
        self.subtotals = subtotals(records)
        self._years = {one.rubric_id: one.year or records.notice.year for one in records.rubrics}
        self._corrected = frozenset(row.owner_id for row in records.evidence if row.quality == "manual")

    def whole(self, rubric: Rubric) -> Scoring:
        """The ladder, the clauses and the notes of a rubric that belong to none of its criteria."""
        rows: dict[str, list[Any]] = {
            "bands": self._bands[""],
            "clauses": self._clauses[""],
            "notes": self._notes[""],
        }
        return self._scoring([], rubric.rubric_id, rows)

    def _scoring(self, owners: list[str], rubric_id: str, rows: dict[str, list[Any]]) -> Scoring:
        own = {
            name: tuple(sorted((row for row in found if row.rubric_id == rubric_id), key=lambda row: row.seq))
            for name, found in rows.items()
        }
        owners = [*owners, *(one.band_id for one in own["bands"]), *(one.clause_id for one in own["clauses"])]
        return Scoring(
            **own,
            corrected=self._corrected,
            year=self._years.get(rubric_id),
            tiers={
                one.clause_id: tuple(sorted(self._tiers[one.clause_id], key=lambda tier: tier.seq))
                for one in own["clauses"]
            },
            thresholds=tuple(
                row for owner in owners for row in _sorted(self._thresholds[owner], "threshold_id")
            ),
        )

    def item(
        self,
        criterion: Criterion,
        home: str,
        path: tuple[str, ...],
        children: tuple[str, ...],
        worth: Decimal | None,
        subtotal: Decimal | None,
    ) -> Item:
        own = criterion.criterion_id
        key_points = _sorted(self._key_points[own], "key_point_id")
        rows: dict[str, list[Any]] = {
            "bands": self._bands[own],
            "clauses": self._clauses[own],
            "notes": self._notes[own],
        }
        owners = [own, *(one.key_point_id for one in key_points)]
        return Item(
            **vars(self._scoring(owners, criterion.rubric_id, rows)),
            criterion=criterion,
            home=home,
            path=path,
            children=children,
            key_points=key_points,
            parties=tuple(sorted(self._parties[own], key=lambda party: (party.role, party.name))),
            worth=worth,
            subtotal=subtotal,
        )


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, column)].append(row)
    return groups


def _sorted(rows: Sequence[Row], column: str) -> tuple[Row, ...]:
    if len(rows) < 2:
        return tuple(rows)
    return tuple(sorted(rows, key=lambda row: natural(getattr(row, column))))


def natural(record_id: str) -> tuple[int, str]:
    """k2 before k10."""
    last = record_id.rpartition("/")[2].lstrip("kbcth")
    return (int(last) if last.isdecimal() else 0, record_id)


def words(item: Item) -> str:
    """All words of an item, as they are compared."""
    return squeeze(item.heading + item.body)
