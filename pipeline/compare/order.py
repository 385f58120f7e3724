"""Which matched criteria stand at another place than before, where the order of the others is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from typing import Literal

from pipeline.compare.pairing import longest_rising
from pipeline.compare.sides import Item

Place = Literal["rubric", "parent", "order"]


def moved(old: Sequence[Item], new: Sequence[Item], pairs: Mapping[str, str]) -> dict[str, Place]:
    """Ids of new items that left their parent, or the order of their siblings, and which of both.

    A level that came in between, or went, moves none of those below it. Of siblings in another order as few
    as possible have moved.
    """
    before = {item.id: item for item in old}
    seqs = {item.id: item.criterion.seq for item in new}
    back = {after: first for first, after in pairs.items()}
    old_homes, homes = _homes(old, pairs), _homes(new, back)
    found: dict[str, Place] = {}
    families: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item in new:
        if item.id not in back:
            continue
        first = before[back[item.id]]
        if pairs.get(old_homes[first.id], "") != homes[item.id]:
            found[item.id] = "parent"
        elif pairs.get(first.criterion.parent_id, "") == item.criterion.parent_id:
            # a number among other siblings says nothing
            families[first.criterion.parent_id, item.criterion.parent_id].append(item.id)
    places = {item.id: place for place, item in enumerate(old)}
    for family in families.values():
        order = [places[back[item_id]] for item_id in family]
        kept = longest_rising(order)
        found |= {
            item_id: "order"
            for place, item_id in enumerate(family)
            # what stands in its place has not moved, whatever passed it by
            if place not in kept and seqs[item_id] != before[back[item_id]].criterion.seq
        }
    return found


def levels(
    old: Sequence[Item], new: Sequence[Item], pairs: Mapping[str, str], places: Container[str]
) -> dict[str, list[tuple[str, str]]]:
    """What stands below a level that only one side has, and stood there before without it.

    In: both sides, their pairs, and the new items that moved.
    Out: for the id of each such level the pairs of ids that it was put over, or taken from.
    """
    back = {after: first for first, after in pairs.items()}
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for items, others in ((old, pairs), (new, back)):
        for item in items:
            partner, above = others.get(item.id), item.criterion.parent_id
            if partner is None or not above or above in others:
                continue
            pair = (item.id, partner) if items is old else (partner, item.id)
            if pair[1] not in places:
                found[above].append(pair)
    return found


def _homes(items: Sequence[Item], partners: Mapping[str, str]) -> dict[str, str]:
    """The nearest item above each that has a partner; empty at the top."""
    parents = {item.id: item.criterion.parent_id for item in items}
    homes: dict[str, str] = {}
    for item in items:
        above = parents[item.id]
        while above and above not in partners:
            above = parents.get(above, "")
        homes[item.id] = above
    return homes
