"""Which matched criteria stand at another place than before, where the order of the others is kept."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from pipeline.compare.sides import Item

Place = Literal["rubric", "parent", "order"]


def moved(old: Sequence[Item], new: Sequence[Item], pairs: dict[str, str]) -> dict[str, Place]:
    """Ids of new items that left their parent, or the order of their siblings, and which of both.

    Of siblings in another order as few as possible have moved.
    """
    before = {item.id: item for item in old}
    seqs = {item.id: item.criterion.seq for item in new}
    back = {after: first for first, after in pairs.items()}
    found: dict[str, Place] = {}
    families: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item in new:
        if item.id not in back:
            continue
        home, old_home = item.criterion.parent_id, before[back[item.id]].criterion.parent_id
        if (pairs.get(old_home, "") if old_home else "") != home and not _new_home(
            old_home, home, pairs, back
        ):
            found[item.id] = "parent"
        else:
            families[old_home, home].append(item.id)
    places = {item.id: place for place, item in enumerate(old)}
    for family in families.values():
        order = [places[back[item_id]] for item_id in family]
        kept = _longest_rising(order)
        found |= {
            item_id: "order"
            for place, item_id in enumerate(family)
            # what stands in its place has not moved, whatever passed it by
            if place not in kept and seqs[item_id] != before[back[item_id]].criterion.seq
        }
    return found


def _new_home(old_home: str, home: str, pairs: dict[str, str], back: dict[str, str]) -> bool:
    """Whether both parents have no partner, so that the home itself was replaced."""
    return bool(old_home) and bool(home) and old_home not in pairs and home not in back


def _longest_rising(order: Sequence[int]) -> set[int]:
    """The places of a longest rising chain."""
    ends: list[int] = []
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for place, value in enumerate(order):
        at = bisect_left(ends, value)
        previous[place] = tails[at - 1] if at else None
        if at == len(ends):
            ends.append(value)
            tails.append(place)
        else:
            ends[at], tails[at] = value, place
    kept: set[int] = set()
    step = tails[-1] if tails else None
    while step is not None:
        kept.add(step)
        step = previous[step]
    return kept
