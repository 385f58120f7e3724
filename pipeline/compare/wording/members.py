"""Members of a text that lists things (心电图室、儿科（可自选）), and which of those of two texts are one.

A member that stands in both texts is neither new nor gone, whatever came before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractors.frozen import frozen
from pipeline.compare.pairing import longest_rising, paired
from pipeline.compare.wording.arranged import in_order, same_arranged
from pipeline.compare.wording.meaning import alike, meaning

# what parts members; a comma parts what belongs together: 开展查房，每周1次
_STOPS, _COMMAS = "、；;。\n", "，,"
_OPEN, _CLOSE = "（(《“【[", "）)》”】]"
_LABEL = re.compile(r"[^，,]{1,12}[：:]")
# so alike are a member and the same one in other words; what stands before it tells 计62分 behind 核心指标
# from 计33分 behind 一般指标
_ALIKE, _BEFORE, _FIGURES = 0.55, 0.1, 0.1
# equal members before those in other words
_OTHERWISE = 0.1
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
# of longer lists only equal members are one
_MOST = 120


@frozen
class Member:
    """A member with the mark behind it, and the label (必备科室：) under which it stands.

    `free`: whether it can stand elsewhere; what is behind or before a comma stays where it is.
    """

    text: str
    label: str
    free: bool

    @property
    def bare(self) -> str:
        """The member without marks at its ends."""
        return self.text.strip(_STOPS + " ：:，,")

    @property
    def said(self) -> str:
        """What it says, to be held against another one."""
        return meaning(self.text)

    @property
    def is_label(self) -> bool:
        """Whether it is a label, which heads others: 必备科室："""
        return self.text.rstrip().endswith(("：", ":"))


# the members of both texts at one place; one of them is empty where the other stands alone
Row = tuple[tuple[Member, ...], tuple[Member, ...]]


@lru_cache(maxsize=2_000)
def members(text: str) -> tuple[Member, ...]:
    """The members of a text in their order; joined they are the text. Brackets are not parted."""
    found: list[Member] = []
    label, begin, depth, behind_comma = "", 0, 0, False
    for at, char in enumerate(text):
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if depth and char != "\n":
            continue
        if char in ":：" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
            # 10:30
            continue
        if char in _STOPS or char in _COMMAS:
            comma = char in _COMMAS
            found.append(Member(text[begin : at + 1], label, not (comma or behind_comma)))
            behind_comma = comma
            # 必备科室：A、B。 ends with its sentence
            label, begin = ("" if char in "。\n" else label), at + 1
        elif char in "：:" and _LABEL.fullmatch(text[begin : at + 1].strip()):
            label = text[begin:at].strip()
            found.append(Member(text[begin : at + 1], "", True))
            begin = at + 1
    if text[begin:].strip():
        found.append(Member(text[begin:], label, not behind_comma))
    return tuple(found)


def counted(text: str) -> Counter[str]:
    """How often each member stands in a text."""
    return Counter(said for one in members(text) if one.free and (said := one.said))


def same_members(old: str, new: str) -> bool:
    """Whether two texts have the same members under the same labels, in whatever order."""
    if in_order(old + new):
        return False
    return same_arranged(old, new) or all(
        len(before) == len(after) == 1
        and before[0].said == after[0].said
        and meaning(before[0].label) == meaning(after[0].label)
        for before, after in rows(old, new)
    )


@lru_cache(maxsize=1_000)
def rows(old: str, new: str) -> tuple[Row, ...]:
    """The members of both texts beside each other, in the order of the old text.

    A member that moved stands beside itself.
    """
    return tuple(_rows(old, new))


def _rows(old: str, new: str) -> Iterator[Row]:
    a, b = members(old), members(new)
    partner = _partners(a, b)
    known = sorted(partner)
    kept = {known[place] for place in longest_rising([partner[at] for at in known])}
    partner = {at: other for at, other in partner.items() if at in kept or (a[at].free and b[other].free)}
    known = sorted(partner)
    elsewhere = {partner[at] for at in known if at not in kept}
    left: list[Member] = []
    right: list[Member] = []
    place = 0
    for at, one in enumerate(a):
        if at not in partner:
            left.append(one)
            continue
        if at in kept:
            right += [b[n] for n in range(place, partner[at]) if n not in elsewhere]
            place = partner[at] + 1
        if left or right:
            yield tuple(left), tuple(right)
            left, right = [], []
        yield (one,), (b[partner[at]],)
    right += [b[n] for n in range(place, len(b)) if n not in elsewhere]
    if left or right:
        yield tuple(left), tuple(right)


def _likely(one: Member, other: Member) -> float:
    """How alike two members are, whatever their figures."""
    said = [_FIGURE.sub("#", member.said) for member in (one, other)]
    return alike(said[0], said[1]) if all(said) else float(said[0] == said[1])


def _partners(a: Sequence[Member], b: Sequence[Member]) -> dict[int, int]:
    """Which members are one: equal ones, then those that are the same in other words under the same label."""
    found: dict[int, int] = {}

    def key(place: tuple[int, Member]) -> tuple[str, str]:
        return place[1].said, meaning(place[1].label)

    def likeness(first: tuple[int, Member], second: tuple[int, Member]) -> float:
        (i, one), (j, other) = first, second
        if one.said == other.said:
            return 0.9
        if one.is_label != other.is_label or meaning(one.label) != meaning(other.label):
            return 0.0
        likely = _likely(one, other)
        if likely < _ALIKE:
            return 0.0
        before = 1.0 if not i and not j else _likely(a[i - 1], b[j - 1]) if i and j else 0.0
        same = alike(one.said, other.said)
        return (1 - _BEFORE - _FIGURES) * likely + _FIGURES * same + _BEFORE * before - _OTHERWISE

    if max(len(a), len(b)) <= _MOST:
        least = (1 - _BEFORE - _FIGURES) * _ALIKE - _OTHERWISE
        for first, second in paired([*enumerate(a)], [*enumerate(b)], key, likeness, least):
            if first and second:
                found[first[0]] = second[0]
        return found
    places: dict[str, list[int]] = {}
    for j in reversed(range(len(b))):
        places.setdefault(b[j].said, []).append(j)
    for i, one in enumerate(a):
        if left := places.get(one.said):
            found[i] = left.pop()
    return found
