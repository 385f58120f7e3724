"""How alike the items of two rubrics are: names, words, place, points; numbers from 0 to 1."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from normalizers.text.views import squeeze
from pipeline.compare.sides import Item
from pipeline.compare.wording.cutting import HAN, cut
from pipeline.compare.wording.meaning import content, unnumbered

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# 0.5 is 0 and 5
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|[a-zA-Z0-9]+|[^\W_]")
Matrix = NDArray[np.float64]
Words = Counter[str]
# what each kind of likeness counts for; the place is weak, as a new criterion shifts all below it
_NAME, _WORDS, _ABOVE, _PLACE, _POINTS = 0.36, 0.34, 0.14, 0.06, 0.10
# a text as long as two lines speaks for itself, whatever its name and place have become
_LONG, _LONG_WORDS = 24, 0.72
_MANY_PAIRS = 100_000
# names that have less in common are other names; a text of fewer signs beside its figures asks for nothing;
# such items are hardly one
_CALLED, _ASKS, _BARE = 0.34, 6, 0.75
# of other names so much of their words must be the same
_SHARED = 0.8
# percent of its letters that one item of a name and a place keeps
_NEARLY = 80
# what matched parents and children say; a name above many items says less than they do
_PARENT, _CHILDREN, _MANY = 0.08, 0.06, 0.42


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, figures as they are; punctuation left out."""
    found: list[str] = []
    for run in _RUN.finditer(squeeze(text)):
        found += cut(run[0]) if run["han"] else (run[0],)
    return tuple(found)


def said(item: Item) -> Words:
    """All words of an item; name and body are cut apart, as jieba may cut them in other words when joined."""
    return Counter((*tokens(item.heading), *_texts(item)[0]))


def asked(item: Item) -> Words:
    """What an item asks for: all words but those of its scoring, target and method."""
    return Counter((*tokens(item.heading), *tokens(item.criterion.text if item.criterion.name else "")))


def _texts(item: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of its body and of its text; each part of the body is cut once, and most stay for years."""
    text = tokens(item.criterion.text)
    rest = (word for part in item.scoring_words for word in tokens(part))
    return (*(text if item.criterion.name else ()), *rest), text


class Weights:
    """How much a word tells: rare ones more (tf-idf over both sides); words are cut when it is asked for."""

    def __init__(self, items: Sequence[Item], texts: Counter[str] | None = None) -> None:
        """`items` of both sides, and the `texts` of all of them where these are not all."""
        self._items, self._texts = items, texts

    @cached_property
    def bodies(self) -> list[Words]:
        """The words of each item's body."""
        return [Counter(_texts(item)[0]) for item in self._items]

    @cached_property
    def _weights(self) -> dict[str, float]:
        counts: Words = Counter()
        for item, body in zip(self._items, self.bodies, strict=True):
            for text in (set(tokens(item.heading)), body.keys(), set(tokens(item.criterion.text))):
                counts.update(text)
        texts = 3 * len(self._items)
        if self._texts is not None and (every := self._texts.total()) > texts:
            # the texts of the others are not cut for it
            texts, known = every, self._texts.items()
            counts = Counter({word: sum(often for text, often in known if word in text) for word in counts})
        return {word: 1.0 + math.log((1 + texts) / (1 + count)) for word, count in counts.items()}

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        return {word: index for index, word in enumerate(sorted(self._weights))}

    def _weighted(self, text: Words) -> dict[str, float]:
        weights = self._weights
        return {word: count * weights[word] for word, count in text.items()}

    def unit_rows(self) -> csr_matrix:
        """A row of length 1 for each item's body."""
        rows = [*map(self._weighted, self.bodies)]
        lengths = (math.sqrt(sum(weight * weight for weight in row.values())) or 1.0 for row in rows)
        return self._matrix(
            [
                {word: weight / length for word, weight in row.items()}
                for row, length in zip(rows, lengths, strict=True)
            ]
        )

    def _matrix(self, rows: Sequence[Mapping[str, float]]) -> csr_matrix:
        # here, for whoever only names a notice to be scored loads this module and compares nothing
        from scipy.sparse import csr_matrix

        data = [value for row in rows for value in row.values()]
        vocabulary = self._vocabulary
        columns = [vocabulary[word] for row in rows for word in row]
        ends = [0, *accumulate(map(len, rows))]
        return csr_matrix((data, columns, ends), shape=(len(rows), len(self._vocabulary)))

    def most(self, parts: Sequence[Words], wholes: Sequence[Words]) -> Matrix:
        """What `share` can be at most for each part (row) and whole (column): words are there or not."""
        weighted = [*map(self._weighted, parts)]
        totals = np.array([sum(row.values()) or 1.0 for row in weighted])
        there = self._matrix([dict.fromkeys(whole, 1.0) for whole in wholes])
        return np.asarray((self._matrix(weighted) @ there.T).toarray() / totals[:, None])

    def share(self, part: Words, whole: Words) -> float:
        """How much of a part's words stand in the whole, each as often as it is there."""
        weights = self._weights
        total = sum(count * weights[word] for word, count in part.items())
        common = sum(min(count, whole[word]) * weights[word] for word, count in part.items())
        return common / total if total else 0.0


def plainly_one(old: Sequence[Item], new: Sequence[Item]) -> dict[tuple[str, str], float]:
    """Items that alone have their name at their place, with nearly the same words, and how alike they are.

    No other item can be meant by them, so that nothing is to be weighed.
    """
    sides = [Counter(map(_standing, side)) for side in (old, new)]
    known = {_standing(item): item for item in new}
    found = {}
    for item in old:
        place = _standing(item)
        if item.heading and sides[0][place] == sides[1][place] == 1:
            other = known[place]
            bodies = item.body, other.body
            if (words := fuzz.ratio(*bodies, score_cutoff=_NEARLY) / 100) or bodies == ("", ""):
                share = _LONG_WORDS if min(map(len, bodies)) >= _LONG else _WORDS
                points = _POINTS * (item.criterion.points != other.criterion.points)
                found[item.id, other.id] = 1.0 - (share * (1 - words) if words else 0.0) - points
    return found


def _standing(item: Item) -> tuple[str, ...]:
    """Where an item stands: the names above it, its name, and whether something stands below it."""
    names = (squeeze(unnumbered(name)) for name in (*item.path, item.heading))
    return *names, str(bool(item.children))


@dataclass(frozen=True)
class Whole:
    """Two sides as wholes: what a part of them is seen against.

    `texts` are their names, bodies and texts, each with how often it is there; `rules` how often each rule
    stands on a side; `places` where each item stands, from 0 to 1; `parents` what is above the new ones.
    """

    texts: Counter[str]
    rules: tuple[Counter[str], Counter[str]]
    places: dict[str, float]
    parents: dict[str, str]

    @classmethod
    def of(cls, old: Sequence[Item], new: Sequence[Item]) -> Self:
        """The wholes of two sides."""
        sides = old, new
        texts = Counter(
            squeeze(text)
            for side in sides
            for one in side
            for text in (one.heading, one.body, one.criterion.text)
        )
        first, second = (Counter(squeeze(item.criterion.rule_text) for item in side) for side in sides)
        places = {one.id: at / max(1, len(side) - 1) for side in sides for at, one in enumerate(side)}
        return cls(texts, (first, second), places, {item.id: item.criterion.parent_id for item in new})


def likeness(old: Sequence[Item], new: Sequence[Item], whole: Whole) -> Matrix:
    """Likeness of each old item (row) to each new one (column), without knowledge of other matches.

    In: items of both sides, and the `whole` of which they are.
    """
    weights = Weights([*old, *new], whole.texts)
    names = ratios(*([unnumbered(item.heading) for item in side] for side in (old, new)))
    rows = weights.unit_rows()
    words = np.asarray((rows[: len(old)] @ rows[len(old) :].T).toarray())
    # an item without further words is told by its name alone
    blank = np.array([not a.body for a in old])[:, None] & np.array([not b.body for b in new])
    words = np.where(blank, names, words)
    above = ratios(["›".join(item.path) for item in old], ["›".join(item.path) for item in new])
    places = [np.array([whole.places[item.id] for item in side]) for side in (old, new)]
    place = 1 - np.abs(places[0][:, None] - places[1][None, :])
    points = _points(old, new)
    found = _NAME * names + _WORDS * words + _ABOVE * above + _PLACE * place + _POINTS * points
    long = _long(old)[:, None] & _long(new)[None, :]
    rest = (1 - _LONG_WORDS) / (1 - _WORDS)
    by_words = _LONG_WORDS * words + rest * (found - _WORDS * words)
    found = np.where(long, np.maximum(found, by_words), found)
    named = np.array([bool(a.criterion.name) for a in old])[:, None] & [bool(b.criterion.name) for b in new]
    # 档案监测 is no 志愿公示 because both ask for records that are kept
    other = named & (words < _SHARED)
    found = np.where((names < _CALLED) & (other | ~_telling(old, new, whole)), _BARE * found, found)
    levels = np.array([i.criterion.level for i in old])[:, None] == np.array([i.criterion.level for i in new])
    leaves = np.array([not i.children for i in old])[:, None] == np.array([not i.children for i in new])
    return np.asarray(found * np.where(levels, 1.0, 0.9) * np.where(leaves, 1.0, 0.85))


def with_context(
    matrix: Matrix, old: Sequence[Item], new: Sequence[Item], whole: Whole, matched: Mapping[str, str]
) -> Matrix:
    """The likeness when some matches are known: items whose parents or children match are more alike."""
    parents = np.zeros(matrix.shape)
    rows = {item.id: index for index, item in enumerate(old)}
    columns: dict[str, list[int]] = {}
    for index, item in enumerate(new):
        columns.setdefault(item.criterion.parent_id, []).append(index)
    children = np.zeros(matrix.shape)
    at = {item.id: index for index, item in enumerate(new)}
    come = set(matched.values())
    for index, item in enumerate(old):
        above = item.criterion.parent_id
        partner = matched.get(above, "") if above else ""
        if not above or partner:
            parents[index, columns.get(partner, [])] = 1.0
        homes = Counter(whole.parents[matched[child]] for child in item.children if child in matched)
        # those that came or went say nothing of where the others live
        for home, count in homes.items():
            if home in at:
                there = sum(child in come for child in new[at[home]].children)
                children[rows[item.id], at[home]] = count / max(sum(homes.values()), there)
    own = 1 - _PARENT - _CHILDREN
    usual = own * matrix + _PARENT * parents + _CHILDREN * np.maximum(children, _leaf_like(old, new))
    by_children = (1 - _PARENT - _MANY) * matrix + _PARENT * parents + _MANY * children
    return np.asarray(np.maximum(usual, by_children))


def _telling(old: Sequence[Item], new: Sequence[Item], whole: Whole) -> NDArray[np.bool_]:
    """Whether the words of two items tell what they are about where their names do not.

    ≥12万人次 and a rule that other items have too (符合标准，得满分) may stand below any name.
    """
    own = []
    for side, rules in zip((old, new), whole.rules, strict=True):
        own.append(
            np.array(
                [
                    bool(item.children)
                    or len(content(item.criterion.text)) >= _ASKS
                    or (bool(rule := squeeze(item.criterion.rule_text)) and rules[rule] == 1)
                    for item in side
                ]
            )
        )
    return np.asarray(own[0][:, None] & own[1][None, :], dtype=bool)


def _leaf_like(old: Sequence[Item], new: Sequence[Item]) -> Matrix:
    """Leaves have no children that could speak for them."""
    leaves = np.array([not item.children for item in old])[:, None] & np.array([not i.children for i in new])
    return np.asarray(leaves * 1.0)


def _long(items: Sequence[Item]) -> NDArray[np.bool_]:
    return np.array([len(item.body) >= _LONG for item in items], dtype=bool)


def ratios(old: Sequence[str], new: Sequence[str]) -> Matrix:
    """Likeness of names letter by letter; each pair of different names is compared once."""
    left, rows = _distinct(old)
    right, columns = _distinct(new)
    # threads are made anew for each call
    workers = -1 if len(left) * len(right) > _MANY_PAIRS else 1
    found = process.cdist(left, right, scorer=fuzz.ratio, dtype=np.float32, workers=workers) / 100
    return np.asarray(found[np.ix_(rows, columns)], dtype=np.float64)


def _distinct(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    squeezed = [squeeze(text) for text in texts]
    places = {text: index for index, text in enumerate(dict.fromkeys(squeezed))}
    return list(places), [places[text] for text in squeezed]


def _points(old: Sequence[Item], new: Sequence[Item]) -> Matrix:
    """1 for the same points, less the further they are apart, a half where neither has any."""
    left = np.array([np.nan if i.criterion.points is None else float(i.criterion.points) for i in old])
    right = np.array([np.nan if i.criterion.points is None else float(i.criterion.points) for i in new])
    apart = np.abs(left[:, None] - right[None, :])
    largest = np.maximum(np.maximum(np.abs(left)[:, None], np.abs(right)[None, :]), 1e-9)
    found = 1 - apart / largest
    both = np.isnan(left)[:, None] & np.isnan(right)[None, :]
    return np.asarray(np.where(both, 0.5, np.nan_to_num(np.clip(found, 0, 1), nan=0.0)))
