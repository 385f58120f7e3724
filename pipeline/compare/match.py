"""Which item of the new rubric is which of the old one, and which were split or merged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from rapidfuzz import fuzz

from normalizers.text.views import squeeze
from pipeline.compare.alike import Matrix, Weights, Whole, asked, likeness, plainly_one, said, with_context
from pipeline.compare.model import Link
from pipeline.compare.sides import Item
from pipeline.compare.wording.meaning import unnumbered

# at least so alike, and so much more than the runner-up, unless it is as good as the same
_ENOUGH, _CLEARLY, _SAME = 0.56, 0.05, 0.9
_PART_OF, _PART_OF_WITH_POINTS, _COVERED = 0.62, 0.45, 0.6
# how much more of the whole the parts together have than the best of them alone; less is enough where
# their points add up
_GAIN, _GAIN_WITH_POINTS = 0.12, 0.04
# how much of a part the whole has that it cannot have from the other parts
_OWN = 0.4
_ROUNDS = 3


@dataclass
class Matches:
    """Pairs of ids, groups that were split or merged, and what an item without a partner may be.

    `levels` are those pairs of which one side is an item and the other the heading of several.
    """

    pairs: dict[str, str] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    split: dict[str, tuple[str, ...]] = field(default_factory=dict)
    merged: dict[str, tuple[str, ...]] = field(default_factory=dict)
    maybe_old: dict[str, tuple[str, ...]] = field(default_factory=dict)
    maybe_new: dict[str, tuple[str, ...]] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)

    @property
    def grouped_old(self) -> set[str]:
        """Old ids that were split or merged."""
        return {*self.split, *(part for group in self.merged.values() for part in group)}

    @property
    def grouped_new(self) -> set[str]:
        """New ids that came of a split or a merger."""
        return {*self.merged, *(part for group in self.split.values() for part in group)}


def match(old: Sequence[Item], new: Sequence[Item], links: Sequence[Link] = ()) -> Matches:
    """The matches of two lists of items; pinned links hold whatever the likeness, forbidden ones never."""
    found = Matches()
    if not old or not new:
        return found
    weights = Weights([*old, *new])
    found.levels = _levels(old, new, links)
    links = [*links, *(Link(*pair) for pair in found.levels.items())]
    plain = {} if _bear_on(links, old, new) else plainly_one(old, new)
    found.pairs = dict(plain.keys())
    found.scores = {first: score for (first, _), score in plain.items()}
    known = {*found.pairs.values()}
    rest = [item for item in old if item.id not in found.pairs], [one for one in new if one.id not in known]
    matrix = _assigned(*rest, Whole.of(old, new), links, found) if all(rest) else None
    back = {after: before for before, after in found.pairs.items()}
    levels = {*found.levels, *found.levels.values()}
    found.split = _parts(old, new, found.pairs, weights, levels)
    found.merged = _parts(new, old, back, weights, levels)
    if matrix is not None:
        _maybes(matrix, *rest, found, weights)
    return found


def _bear_on(links: Sequence[Link], old: Sequence[Item], new: Sequence[Item]) -> bool:
    """Whether some links are about items of these."""
    if not links:
        return False
    known = {item.id for side in (old, new) for item in side}
    return any(link.old_id in known or link.new_id in known for link in links)


def _assigned(
    old: Sequence[Item], new: Sequence[Item], whole: Whole, links: Sequence[Link], found: Matches
) -> Matrix:
    """Pairs the items that are most alike as a whole; how alike they are when their matches are known.

    In: what is left of two sides, their `whole`, and what was `found` of it.
    """
    from scipy.optimize import linear_sum_assignment

    settled, scores = found.pairs, found.scores
    plain = likeness(old, new, whole)
    matrix = _linked(plain, old, new, links)
    for _ in range(_ROUNDS):
        rows, columns = linear_sum_assignment(-matrix)
        found.pairs = dict(settled)
        found.scores = dict(scores)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            if _clear(matrix, row, column):
                found.pairs[old[row].id] = new[column].id
                found.scores[old[row].id] = min(1.0, float(plain[row, column]))
        matrix = _linked(with_context(plain, old, new, whole, found.pairs), old, new, links)
    _left_over(matrix, plain, old, new, found)
    return matrix


def _levels(old: Sequence[Item], new: Sequence[Item], links: Sequence[Link]) -> dict[str, str]:
    """Items that became the heading of several, or the other way round: those that alone have their name."""
    pinned = {record_id for link in links if link.same for record_id in (link.old_id, link.new_id)}
    forbidden = {(link.old_id, link.new_id) for link in links if not link.same}
    sides = [Counter(_name(item) for item in side) for side in (old, new)]
    known = {_name(item): item for item in new}
    found = {}
    for item in old:
        name = _name(item)
        if not name or sides[0][name] != 1 or sides[1][name] != 1:
            continue
        other = known[name]
        told = not pinned.isdisjoint({item.id, other.id}) or (item.id, other.id) in forbidden
        if bool(item.children) != bool(other.children) and not told:
            found[item.id] = other.id
    return found


def _name(item: Item) -> str:
    return squeeze(unnumbered(item.criterion.name))


def _left_over(
    matrix: Matrix, plain: Matrix, old: Sequence[Item], new: Sequence[Item], found: Matches
) -> None:
    """Matches of what is left over: a runner-up that has found its own partner is none."""
    taken = set(found.pairs.values())
    rows = [index for index, item in enumerate(old) if item.id not in found.pairs]
    columns = [index for index, item in enumerate(new) if item.id not in taken]
    if not rows or not columns:
        return
    from scipy.optimize import linear_sum_assignment

    rest = matrix[np.ix_(rows, columns)]
    for row, column in zip(*(side.tolist() for side in linear_sum_assignment(-rest)), strict=True):
        if _clear(rest, row, column):
            first, second = rows[row], columns[column]
            found.pairs[old[first].id] = new[second].id
            found.scores[old[first].id] = min(1.0, float(plain[first, second]))


def _linked(matrix: Matrix, old: Sequence[Item], new: Sequence[Item], links: Sequence[Link]) -> Matrix:
    """What people said goes before what looks alike."""
    if not links:
        return matrix
    rows = {item.id: index for index, item in enumerate(old)}
    columns = {item.id: index for index, item in enumerate(new)}
    linked = matrix.copy()
    for link in links:
        if link.old_id in rows and link.new_id in columns:
            linked[rows[link.old_id], columns[link.new_id]] = 10.0 if link.same else -10.0
    return linked


def _clear(matrix: Matrix, row: int, column: int) -> bool:
    """Whether a match is good and clearly better than the runner-up of either side."""
    score = matrix[row, column]
    if score < _ENOUGH:
        return False
    if score >= _SAME:
        return True
    others = [
        matrix[row, :column],
        matrix[row, column + 1 :],
        matrix[:row, column],
        matrix[row + 1 :, column],
    ]
    second = max((float(other.max()) for other in others if other.size), default=0.0)
    return bool(score - second >= _CLEARLY)


def _parts(
    whole: Sequence[Item],
    parts: Sequence[Item],
    pairs: dict[str, str],
    weights: Weights,
    levels: Container[str],
) -> dict[str, tuple[str, ...]]:
    """Items of one side that became several of the other: what is new has its words from them.

    `pairs` lead from the side of the whole to that of the parts; one of `levels` to the heading of its parts.
    """
    taken = set(pairs.values())
    free = [item for item in parts if item.id not in taken and not item.children]
    if not free:
        return {}
    lowest = [item for item in whole if not item.children]
    by_id = {item.id: item for item in parts}
    partners = {one.id: by_id[pairs[one.id]] for one in lowest if one.id in pairs and one.id not in levels}

    def fits(part: Item, one: Item) -> bool:
        if one.id in levels:
            return pairs[one.id] == part.criterion.parent_id
        return part.criterion.level == partners.get(one.id, one).criterion.level

    candidates: dict[str, list[Item]] = defaultdict(list)
    for part, near in zip(free, _near(free, lowest, weights, fits), strict=True):
        if ranked := [(_claim(part, one, partners.get(one.id), weights), one.id) for one in near]:
            candidates[max(ranked)[1]].append(part)
    found: dict[str, tuple[str, ...]] = {}
    order = {item.id: place for place, item in enumerate(parts)}
    for one in whole:
        own = [partners[one.id]] if one.id in partners else []
        # the surest first: what only looks a little like the whole must not spoil the rest
        group = own + sorted(
            candidates[one.id], key=lambda part: (-_share(part, one, weights), order[part.id])
        )
        while len(group) > 1 and not ((one.heading or one.body) and _makes_up(one, group, weights)):
            group.pop()
        if len(group) > 1:
            found[one.id] = tuple(sorted((part.id for part in group), key=lambda part_id: order[part_id]))
    return found


def _near(
    parts: Sequence[Item], whole: Sequence[Item], weights: Weights, fits: Callable[[Item, Item], bool]
) -> list[list[Item]]:
    """For each part the items that it fits, and that have enough of its words."""
    texts = [said(one) for one in whole]
    most = np.maximum(
        weights.most([said(part) for part in parts], texts),
        weights.most([asked(part) for part in parts], texts),
    )
    return [
        [
            whole[at]
            for at in np.flatnonzero(most[row] >= _PART_OF_WITH_POINTS).tolist()
            if fits(part, whole[at]) and _share(part, whole[at], weights) >= _PART_OF_WITH_POINTS
        ]
        for row, part in enumerate(parts)
    ]


def _claim(part: Item, whole: Item, partner: Item | None, weights: Weights) -> float:
    """How sure it is that a part belongs to an item, whose own `partner` explains some of its words."""
    named = 1.0 if _named(part, whole) else 0.0
    return named + (_own(0, (part, partner), whole, weights) if partner else _share(part, whole, weights))


def _share(part: Item, whole: Item, weights: Weights) -> float:
    """How much of a part's words the whole has; its scoring may be new, so its key points may speak alone."""
    text = said(whole)
    return max(weights.share(said(part), text), weights.share(asked(part), text))


def _own(place: int, group: Sequence[Item], whole: Item, weights: Weights) -> float:
    """How much of a part stands in what the other parts leave of the whole."""
    left = said(whole)
    for at, other in enumerate(group):
        if at != place:
            left = left - said(other)
    return max(weights.share(said(group[place]), left), weights.share(asked(group[place]), left))


def _covered(whole: Item, parts: Sequence[Item], weights: Weights) -> float:
    """How much of the whole some parts have, of all its words or of what it asks for."""
    together = sum((said(part) for part in parts), Counter())
    return max(weights.share(said(whole), together), weights.share(asked(whole), together))


def _makes_up(whole: Item, group: Sequence[Item], weights: Weights) -> bool:
    """Whether the parts have their words from the whole, cover it, and share its points."""
    values = [part.criterion.points for part in group]
    known = [value for value in values if value is not None]
    adds_up = len(known) == len(values) and sum(known, Decimal(0)) == whole.criterion.points
    least = _PART_OF_WITH_POINTS if adds_up else _PART_OF
    if min(_share(part, whole, weights) for part in group) < least:
        return False
    # 组织领导 of two words has both in any long text: they are its own only where no other part explains them
    if min(_own(place, group, whole, weights) for place in range(len(group))) < _OWN:
        return False
    covered = _covered(whole, group, weights)
    # the twin of an item that stays as it was adds nothing to it
    gained = covered - max(_covered(whole, [part], weights) for part in group)
    named = all(_named(part, whole) for part in group)
    return covered >= _COVERED and (named or gained >= (_GAIN_WITH_POINTS if adds_up else _GAIN))


def _named(part: Item, whole: Item) -> bool:
    """Whether the name of the whole holds that of the part: 公文办理、档案管理."""
    return bool(part.criterion.name) and _name(part) in _name(whole)


def _maybes(
    matrix: Matrix, old: Sequence[Item], new: Sequence[Item], found: Matches, weights: Weights
) -> None:
    """For each item without a partner those of the other side, also without one, that it may be.

    Points, place and a rule that all items have (满足要求，得1分) alone do not make two items one.
    """
    used_old = found.grouped_old.union(found.pairs)
    used_new = found.grouped_new.union(found.pairs.values())
    rows = [index for index, item in enumerate(old) if item.id not in used_old]
    columns = [index for index, item in enumerate(new) if item.id not in used_new]
    if not rows or not columns:
        return
    near = matrix[np.ix_(rows, columns)] >= _ENOUGH
    for place, other in np.argwhere(near).tolist():
        one, two = old[rows[place]], new[columns[other]]
        named = fuzz.ratio(squeeze(one.heading), squeeze(two.heading)) / 100
        near[place, other] = max(named, weights.share(asked(one), asked(two))) >= _OWN
    for place, row in enumerate(rows):
        if hits := tuple(new[columns[hit]].id for hit in np.flatnonzero(near[place])):
            found.maybe_old[old[row].id] = hits
    for place, column in enumerate(columns):
        if hits := tuple(old[rows[hit]].id for hit in np.flatnonzero(near[:, place])):
            found.maybe_new[new[column].id] = hits
