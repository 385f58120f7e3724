"""Several years in a row: what became of each indicator, and the points of each department."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from extractors.frozen import frozen
from normalizers.kinds import CRITERIA
from normalizers.records import Records
from normalizers.text.views import squeeze
from pipeline.compare import Change, Comparison, Link, compare_tables
from pipeline.compare.model import CHANGES
from pipeline.compare.sides import Item
from pipeline.report.years import Year, year


@frozen
class Move:
    """That an indicator stands below something else than in the year before; an empty name is the top."""

    place: int
    old: str
    new: str


@dataclass(eq=False)
class Lineage:
    """One indicator: the item of each year that has it, by the year's place in the row of years.

    `origins` are the lineages that were split or merged into it, `heirs` those that it became in that way;
    `moves` say from where it went to another heading or rubric.
    """

    group: str
    items: dict[int, Item] = field(default_factory=dict)
    origins: tuple[Lineage, ...] = ()
    heirs: list[Lineage] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    @property
    def first(self) -> int:
        """The first year that has it."""
        return min(self.items)

    @property
    def last(self) -> int:
        """The last year that has it."""
        return max(self.items)

    @property
    def names(self) -> tuple[str, ...]:
        """Its names, the oldest first, each once; of an item without a name the last wording."""
        ordered = [self.items[place] for place in sorted(self.items)]
        if not ordered[-1].criterion.name:
            ordered = ordered[-1:]
        return tuple(dict.fromkeys(item.heading or item.criterion.rule_text for item in ordered))

    @property
    def reworded(self) -> tuple[int, ...]:
        """The years in which an item without a name, called by its words, has others than before."""
        there = sorted(self.items)
        return tuple(
            place
            for before, place in pairwise(there)
            if not self.items[place].criterion.name
            and squeeze(self.items[before].heading) != squeeze(self.items[place].heading)
        )

    @property
    def missed(self) -> tuple[int, ...]:
        """The years in between that do not have it."""
        return tuple(place for place in range(self.first, self.last) if place not in self.items)

    @property
    def levels(self) -> tuple[int, ...]:
        """The years in which an item became the heading of several, or a heading an item."""
        heads = {place: bool(self.items[place].children) for place in sorted(self.items)}
        return tuple(place for before, place in pairwise(heads) if heads[before] != heads[place])

    def points(self, place: int) -> Decimal | None:
        """Its points in a year; None where the year does not have it or gives it none."""
        return self.items[place].criterion.points if place in self.items else None

    def worth(self, place: int) -> Decimal | None:
        """Its points in a year, else what the points below it add up to."""
        return self.items[place].worth if place in self.items else None


@dataclass(frozen=True)
class Timeline:
    """`labels` name the years; `shares` are the points of each department in each of them."""

    labels: tuple[str, ...]
    years: tuple[Year, ...]
    lineages: tuple[Lineage, ...]
    shares: dict[str, tuple[Decimal, ...]]

    def rubric(self, lineage: Lineage) -> str:
        """What the rubric of an indicator is called in the last year that has the rubric."""
        return next(
            side.labels[lineage.group] for side in reversed(self.years) if lineage.group in side.labels
        )

    def share(self, name: str, place: int) -> Decimal:
        """The part of a year's points that a department has, 0 to 1."""
        total = sum(values[place] for values in self.shares.values())
        return self.shares[name][place] / total if total else Decimal(0)


def timeline(sides: Sequence[Sequence[Records]], links: Sequence[Link] = ()) -> Timeline:
    """The lineages over some years, rubric by rubric, in the order of the last year.

    What is gone by then stands at its old place.

    An indicator that comes back under its name after years without it goes on with its lineage.
    """
    years = tuple(year(side) for side in sides)
    comparisons = [compare_tables(old.tables, new.tables, links) for old, new in pairwise(years)]
    groups = _groups(years, comparisons)
    found = [Lineage(groups[0][item.criterion.rubric_id], {0: item}) for item in years[0].items.values()]
    by_id = {lineage.items[0].id: lineage for lineage in found}
    for place, comparison in enumerate(comparisons, 1):
        before, by_id = by_id, {}
        back = {new_id: old_id for old_id, new_id in comparison.matches}
        origins = {
            new_id: change.old_ids
            for change in comparison.changes
            if any(CHANGES[kind].several for kind in change.kinds)
            for new_id in change.new_ids
        }
        moves = {
            new_id: ends
            for change in comparison.changes
            for new_id in change.new_ids
            if (ends := list(_ends(change, years[place - 1], years[place])))
        }
        for item in years[place].items.values():
            group = groups[place][item.criterion.rubric_id]
            if item.id in back:
                lineage = before[back[item.id]]
            elif item.id in origins:
                lineage = Lineage(group, origins=tuple(before[old_id] for old_id in origins[item.id]))
            else:
                lineage = _resting(found, group, item, place) or Lineage(group)
            for old_id in origins.get(item.id, ()):
                before[old_id].heirs.append(lineage)
            if not lineage.items:
                found.append(lineage)
            lineage.items[place] = item
            lineage.moves += [Move(place, *ends) for ends in moves.get(item.id, ())]
            lineage.group = group
            by_id[item.id] = lineage
    return Timeline(_labels(years), years, _ordered(found, years), _shares(years))


def _ends(change: Change, old: Year, new: Year) -> Iterator[tuple[str, str]]:
    """From where to where something moved: headings, or rubrics."""
    for told in change.fields:
        if told.field == "parent":
            before, after = (path[-1] if path else "" for path in (change.old_path, change.new_path))
            yield before, after
        elif told.field == "rubric":
            yield old.label(told.old_id), new.label(told.new_id)


def _resting(found: Sequence[Lineage], group: str, item: Item, place: int) -> Lineage | None:
    """The lineage that ended years before under the name of a new item, and became nothing else."""
    fitting = (
        one
        for one in reversed(found)
        if one.group == group and one.items and one.last < place - 1 and not one.heirs
    )
    names = ((one, one.items[one.last].heading) for one in fitting)
    return next((one for one, name in names if name and squeeze(name) == squeeze(item.heading)), None)


def _groups(years: Sequence[Year], comparisons: Sequence[Comparison]) -> list[dict[str, str]]:
    """For each year what each of its rubrics is in the last year that has it."""
    groups = [{rubric_id: rubric_id for rubric_id in side.labels} for side in years]
    for place in range(len(comparisons) - 1, -1, -1):
        for pair in comparisons[place].pairs:
            if pair.old_id and pair.new_id:
                groups[place][pair.old_id] = groups[place + 1][pair.new_id]
    return groups


def _ordered(found: Sequence[Lineage], years: Sequence[Year]) -> tuple[Lineage, ...]:
    """Those of the last year in their order; what is gone stands behind what it stood behind."""
    orders = [{item_id: order for order, item_id in enumerate(side.items)} for side in years]
    rubrics = list(dict.fromkeys(rubric_id for side in reversed(years) for rubric_id in side.labels))
    rank = {rubric_id: place for place, rubric_id in enumerate(rubrics)}
    order = {one: orders[one.last][one.items[one.last].id] for one in found}
    by_item = {(place, item.id): one for one in found for place, item in one.items.items()}

    def above(one: Lineage, place: int) -> Lineage | None:
        return by_item.get((place, one.items[place].criterion.parent_id))

    def is_below(one: Lineage | None, heading: Lineage) -> bool:
        while one is not None and one is not heading:
            one = above(one, one.last)
        return one is heading

    placed: list[Lineage] = []
    known: set[Lineage] = set()
    for one in sorted(found, key=lambda one: (-one.last, rank[one.group], order[one])):
        heading = above(one, one.last)
        siblings = (by_item[one.last, own] for own in reversed([*years[one.last].items][: order[one]]))
        ahead = next(
            (
                other
                for other in siblings
                if other in known
                and (other is heading or (above(other, other.last) is heading and other.group == one.group))
            ),
            None,
        )
        at = len(placed)
        if one.last < len(years) - 1 and ahead is not None:
            at = placed.index(ahead) + 1
            while ahead is not heading and at < len(placed) and is_below(placed[at], ahead):
                at += 1
        placed.insert(at, one)
        known.add(one)
    return tuple(sorted(placed, key=lambda one: rank[one.group]))


def _labels(years: Sequence[Year]) -> tuple[str, ...]:
    """2024, 2025 … where each side is of one year of its own, else the places 1, 2 …."""
    own = [{records.notice.year for records in side.notices} for side in years]
    labels = [str(*one) for one in own if len(one) == 1 and None not in one]
    return tuple(labels) if len(set(labels)) == len(years) else tuple(map(str, range(1, len(years) + 1)))


def _shares(years: Sequence[Year]) -> dict[str, tuple[Decimal, ...]]:
    """The points of the lowest items for which a department leads; several leads share them equally.

    Points that nobody leads stand under the empty name. Those of a heading whose items have none are led by
    whoever leads the items.
    """
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(years))
    for place, side in enumerate(years):
        for item in side.items.values():
            points, below = item.worth, side.below(item)
            apart = any(one.worth is not None for one in below)
            if points is None or apart or not CRITERIA[item.criterion.kind].counts:
                continue
            found = side.leads(item.id) or tuple(
                dict.fromkeys(n for one in below for n in side.leads(one.id))
            )
            leads = found or ("",)
            for name in leads:
                sums[name][place] += points / len(leads)
    return {name: tuple(values) for name, values in sorted(sums.items(), key=lambda one: -sum(one[1]))}
