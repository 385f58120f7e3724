"""How alike the items of two rubrics are: names, words, place, points; numbers from 0 to 1."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from scipy.sparse import csr_matrix

from normalizers.text import squeeze
from pipeline.compare.sides import Item

Matrix = NDArray[np.float64]
# what each kind of likeness counts for; the place is weak, as a new criterion shifts all below it
_NAME, _WORDS, _ABOVE, _PLACE, _POINTS = 0.36, 0.34, 0.14, 0.06, 0.10


@lru_cache(maxsize=50_000)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text by jieba, figures as they are; punctuation left out."""
    import jieba

    jieba.setLogLevel("ERROR")
    found = jieba.cut(squeeze(text), HMM=False)
    return tuple(word for word in found if any(char.isalnum() for char in word))


class Weights:
    """How much a word tells: rare ones more (tf-idf over both sides)."""

    def __init__(self, texts: Sequence[str]) -> None:
        """`texts` of both sides, names and bodies apart: joined, jieba may cut them in other words."""
        counts = Counter(word for text in texts for word in set(tokens(text)))
        self._rarest = 1.0 + math.log(1 + len(texts))
        self._vocabulary = {word: index for index, word in enumerate(sorted(counts))}
        self._weights = {
            word: 1.0 + math.log((1 + len(texts)) / (1 + count)) for word, count in counts.items()
        }

    def _weight(self, word: str) -> float:
        return self._weights.get(word, self._rarest)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """A row of unit length for each text."""
        data: list[float] = []
        columns: list[int] = []
        ends = [0]
        for text in texts:
            counts = Counter(tokens(text))
            weights = [count * self._weight(word) for word, count in counts.items()]
            norm = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
            data += [weight / norm for weight in weights]
            columns += [self._vocabulary[word] for word in counts]
            ends.append(len(data))
        return csr_matrix((data, columns, ends), shape=(len(texts), len(self._vocabulary)))

    def share(self, part: str, whole: str) -> float:
        """How much of a part's words stand in the whole."""
        own, there = Counter(tokens(part)), Counter(tokens(whole))
        total = sum(count * self._weight(word) for word, count in own.items())
        common = sum(min(count, there[word]) * self._weight(word) for word, count in own.items())
        return common / total if total else 0.0


def likeness(old: Sequence[Item], new: Sequence[Item], weights: Weights) -> Matrix:
    """Likeness of each old item (row) to each new one (column), without knowledge of other matches."""
    names = _ratios([item.heading for item in old], [item.heading for item in new])
    words = _cosines([item.body for item in old], [item.body for item in new], weights)
    # an item without further words is told by its name alone
    blank = np.array([[not a.body and not b.body for b in new] for a in old], dtype=bool).reshape(names.shape)
    words = np.where(blank, names, words)
    above = _ratios(["›".join(item.path) for item in old], ["›".join(item.path) for item in new])
    place = 1 - np.abs(_places(old)[:, None] - _places(new)[None, :])
    points = _points(old, new)
    found = _NAME * names + _WORDS * words + _ABOVE * above + _PLACE * place + _POINTS * points
    levels = np.array([i.criterion.level for i in old])[:, None] == np.array([i.criterion.level for i in new])
    leaves = np.array([not i.children for i in old])[:, None] == np.array([not i.children for i in new])
    return np.asarray(found * np.where(levels, 1.0, 0.9) * np.where(leaves, 1.0, 0.85))


def with_context(matrix: Matrix, old: Sequence[Item], new: Sequence[Item], matched: dict[str, str]) -> Matrix:
    """The likeness when some matches are known: items whose parents or children match are more alike."""
    parents = np.zeros(matrix.shape)
    rows = {item.id: index for index, item in enumerate(old)}
    columns: dict[str, list[int]] = {}
    for index, item in enumerate(new):
        columns.setdefault(item.criterion.parent_id, []).append(index)
    children = np.zeros(matrix.shape)
    places = {item.id: index for index, item in enumerate(new)}
    for index, item in enumerate(old):
        above = item.criterion.parent_id
        partner = matched.get(above, "") if above else ""
        if not above or partner:
            parents[index, columns.get(partner, [])] = 1.0
        homes = Counter(
            new[places[matched[child]]].criterion.parent_id for child in item.children if child in matched
        )
        for home, count in homes.items():
            if home in places:
                most = max(len(item.children), len(new[places[home]].children))
                children[rows[item.id], places[home]] = count / most
    return np.asarray(0.86 * matrix + 0.08 * parents + 0.06 * np.maximum(children, _leaf_like(old, new)))


def _leaf_like(old: Sequence[Item], new: Sequence[Item]) -> Matrix:
    """Leaves have no children that could speak for them."""
    leaves = np.array([not item.children for item in old])[:, None] & np.array([not i.children for i in new])
    return np.asarray(leaves * 1.0)


def _ratios(old: Sequence[str], new: Sequence[str]) -> Matrix:
    """Likeness of names letter by letter; each pair of different names is compared once."""
    left, rows = _distinct(old)
    right, columns = _distinct(new)
    found = process.cdist(left, right, scorer=fuzz.ratio, dtype=np.float32, workers=-1) / 100
    return np.asarray(found[np.ix_(rows, columns)], dtype=np.float64)


def _distinct(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    squeezed = [squeeze(text) for text in texts]
    places = {text: index for index, text in enumerate(dict.fromkeys(squeezed))}
    return list(places), [places[text] for text in squeezed]


def _cosines(old: Sequence[str], new: Sequence[str], weights: Weights) -> Matrix:
    return np.asarray((weights.rows(old) @ weights.rows(new).T).toarray())


def _places(items: Sequence[Item]) -> Matrix:
    return np.arange(len(items)) / max(1, len(items) - 1)


def _points(old: Sequence[Item], new: Sequence[Item]) -> Matrix:
    """1 for the same points, less the further they are apart, a half where neither has any."""
    left = np.array([np.nan if i.criterion.points is None else float(i.criterion.points) for i in old])
    right = np.array([np.nan if i.criterion.points is None else float(i.criterion.points) for i in new])
    apart = np.abs(left[:, None] - right[None, :])
    largest = np.maximum(np.maximum(np.abs(left)[:, None], np.abs(right)[None, :]), 1e-9)
    found = 1 - apart / largest
    both = np.isnan(left)[:, None] & np.isnan(right)[None, :]
    return np.asarray(np.where(both, 0.5, np.nan_to_num(np.clip(found, 0, 1), nan=0.0)))
