"""Both years of a comparison by id: their items, and what a person calls their rubrics."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from normalizers.kinds import ROLES
from normalizers.notice.letter import without_year
from normalizers.records import Party, Records
from pipeline.compare import Change
from pipeline.compare.lists import tables
from pipeline.compare.sides import Item, Scoring, Subject, Table
from pipeline.messages.languages import Lang
from pipeline.messages.words import say


@dataclass(frozen=True)
class Year:
    """One year: its notices, its rubrics, its items by id, and a short label for each rubric."""

    notices: tuple[Records, ...]
    tables: tuple[Table, ...]
    items: dict[str, Item]
    labels: dict[str, str]

    @cached_property
    def by_rubric(self) -> dict[str, Table]:
        """Its rubrics by their ids."""
        return {table.rubric.rubric_id: table for table in self.tables}

    def label(self, item_id: str) -> str:
        """The label of the rubric that holds an item."""
        return self.labels[self.items[item_id].criterion.rubric_id]

    def held(self, rubric_id: str) -> tuple[Item, ...]:
        """The items of a rubric in their order; none for no rubric."""
        return self.by_rubric[rubric_id].items if rubric_id in self.by_rubric else ()

    def below(self, item: Item) -> list[Item]:
        """All items below an item."""
        own = [self.items[child] for child in item.children]
        return own + [one for child in own for one in self.below(child)]

    def departments(self, item_id: str) -> tuple[str, ...]:
        """The departments of an item, else those of the nearest one above it that has some."""
        return tuple(party.name for party in self._parties(item_id))

    def leads(self, item_id: str) -> tuple[str, ...]:
        """Those of its departments that lead."""
        return tuple(party.canonical_name for party in self._parties(item_id) if ROLES[party.role].leads)

    def _parties(self, item_id: str) -> tuple[Party, ...]:
        item: Item | None = self.items[item_id]
        while item is not None:
            if item.parties:
                return item.parties
            item = self.items.get(item.criterion.parent_id)
        return ()


@dataclass(frozen=True)
class Years:
    """The old and the new side."""

    old: Year
    new: Year

    @property
    def both(self) -> tuple[Year, Year]:
        """The two of them."""
        return self.old, self.new

    def sides(self, change: Change) -> tuple[list[Item], list[Item]]:
        """The items of a change, the old ones and the new ones; none for a whole rubric."""
        return (
            [self.old.items[i] for i in change.old_ids if i in self.old.items],
            [self.new.items[i] for i in change.new_ids if i in self.new.items],
        )

    def scorings(self, change: Change) -> tuple[Sequence[Scoring], Sequence[Scoring]]:
        """What holds for the items of a change, or for the whole of its rubrics."""
        if change.subject != "rubric":
            return self.sides(change)
        pairs = ((self.old, change.old_ids), (self.new, change.new_ids))
        old, new = (
            [side.by_rubric[own].scoring for own in ids if own in side.by_rubric] for side, ids in pairs
        )
        return old, new

    def rubric_id(self, change: Change) -> str:
        """The rubric in which a change stands: the new one, where there is one."""
        side, ids = (self.new, change.new_ids) if change.new_ids else (self.old, change.old_ids)
        return ids[0] if change.subject == "rubric" else side.items[ids[0]].criterion.rubric_id

    def rubric_label(self, change: Change) -> str:
        """What that rubric is called."""
        return (self.new if change.new_ids else self.old).labels[self.rubric_id(change)]

    def departments(self, change: Change) -> tuple[str, ...]:
        """The departments of both sides of a change, those of the new one first."""
        sides = ((self.new, change.new_ids), (self.old, change.old_ids))
        found = (
            name
            for side, ids in sides
            for item_id in ids
            if item_id in side.items
            for name in side.departments(item_id)
        )
        return tuple(dict.fromkeys(found))


def counted_what(years: Iterable[Year], lang: Lang) -> str:
    """What the figures of some years count: criteria, tasks, goals."""
    return say("mark.list", lang).join(say(f"diff.counted.{subject}", lang) for subject in _subjects(years))


def table_word(years: Iterable[Year], lang: Lang) -> str:
    """What their tables are: rubrics, or lists of tasks and goals, or both."""
    found = _subjects(years)
    if "criterion" not in found:
        return say("label.list", lang)
    return say("label.rubric" if len(found) == 1 else "label.rubric_or_list", lang)


def _subjects(years: Iterable[Year]) -> list[Subject]:
    return list(dict.fromkeys(table.subject for side in years for table in side.tables))


def year(notices: Iterable[Records]) -> Year:
    """A side of a comparison from the records of its notices."""
    notices = tuple(notices)
    found = tables(notices)
    items = {item.id: item for table in found for item in table.items}
    return Year(notices, found, items, _labels(found))


def _labels(found: Sequence[Table]) -> dict[str, str]:
    """The scope of a rubric; where several have one scope, its title without what all of them end in."""
    groups: dict[str, list[Table]] = defaultdict(list)
    for table in found:
        groups[table.rubric.scope].append(table)
    labels: dict[str, str] = {}
    for scope, group in groups.items():
        titles = [without_year(table.rubric.title) for table in group]
        ending = _common_ending(titles) if len(group) > 1 else ""
        for table, title in zip(group, titles, strict=True):
            alone = bool(scope) and len(group) == 1
            labels[table.rubric.rubric_id] = scope if alone else title.removesuffix(ending) or title or scope
    taken = Counter(labels.values())
    for table in found:
        own = table.rubric.rubric_id
        if not labels[own] or taken[labels[own]] > 1:
            labels[own] = f"{labels[own]} {table.rubric.seq}".strip()
    taken = Counter(labels.values())
    # two issuers of one dataset may both assess their 办公室
    return {
        own: f"{label}（{own.partition('/')[0]}）" if taken[label] > 1 else label
        for own, label in labels.items()
    }


def _common_ending(titles: Sequence[str]) -> str:
    shortest = min(titles, key=len)
    same = (n for n in range(len(shortest)) if len({title[-1 - n] for title in titles}) > 1)
    length = next(same, len(shortest))
    return shortest[len(shortest) - length :]
