"""What a wording says when signs, numerals and numbering are left out of account.

一次 is 1次, ； is 。, （2） before a part only counts it; 得满分 of an item of 2 points is 得2分.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from normalizers.text.numerals import HAN_DIGITS, han_number, plain
from normalizers.text.views import squeeze
from normalizers.vocabulary import alternatives

_HAN = re.compile(f"[{HAN_DIGITS}]+")
# a mark between two figures says something (1.5, 13-15, 1:12), elsewhere it only parts the words
_SILENT = re.compile(r"(?:(?<!\d)|(?!.\d))[^\w%‰℃<>≤≥=+*/×÷★☆-]|_|(?<!\d)-|-(?!\d)")
# numbers of parts: 1. （一） ② 第三条, at the head of a text or behind a stop
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_IN_BRACKETS = rf"[(（]?{_HAN_NUMBER}[)）、.]|[(（]\d{{1,2}}[)）]"
_NUMBER = rf"(?:{_IN_BRACKETS}|\d{{1,2}}[.、)）．](?!\d)|[①-⑳]|第{_HAN_NUMBER}[条项款])"
_NUMBERED = re.compile(rf"(?:^|(?<=[。;；:：\n]))\s*{_NUMBER}", re.MULTILINE)
_PERCENT = re.compile(rf"(百|千)分之((?:\d+(?:\.\d+)?|[{HAN_DIGITS}点])+)")
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
# 1.0 and 2.50 are 1 and 2.5
_TENTHS = re.compile(r"(?<=\d)\.0+(?!\d)|(?<=\.\d)0+(?!\d)")
# 每周1次 and 1周1次; 1月开展2次 may be January
_EACH_TIME = re.compile(r"每(?=(?:[月年日]|(?:周|季度|天)[^\d\W]{0,6})\d+(?:次|期|篇|条|份))")
# a figure with its unit, and a word that says on which side of it
_FIGURE = r"\d+(?:\.\d+)?[^\W\d_以及含]{0,4}?[%％]?"
_BEFORE = {sign: alternatives("comparing", sign) for sign in ("at_least", "at_most")}
_AT_LEAST = re.compile(
    rf"(?:{_BEFORE['at_least']})(?P<before>{_FIGURE})(?:及?以上)?|(?:达到?)?(?P<behind>{_FIGURE})及?以上"
)
_AT_MOST = re.compile(
    rf"(?:{_BEFORE['at_most']})(?P<before>{_FIGURE})(?:及?以[下内])?|(?P<behind>{_FIGURE})及?以[下内]"
)
_SIDES = re.compile(rf"(?P<over>{alternatives('comparing', 'over')})|{alternatives('comparing', 'under')}")
_ALL_POINTS = re.compile(rf"(?<=[得计给扣])(?:{alternatives('comparing', 'all_points')})")
_DOWN = re.compile(alternatives("comparing", "down_to_nothing"))
_EMPTY = re.compile(alternatives("comparing", "empty"))
_COMPARED = re.compile(f"{alternatives('comparing', 'comparisons')}|{alternatives('comparing', 'empty')}")


@lru_cache(maxsize=50_000)
def meaning(text: str) -> str:
    """A text as it is held against another one: without marks, numerals as figures, without its numbers.

    不少于5年 and 5年以上 are ≥5年; 每周1次 is 1周1次; 百分之五 is 5%.
    """
    bare = _PERCENT.sub(_share, squeeze(_NUMBERED.sub("\n", text)))
    bare = _TENTHS.sub("", _SILENT.sub("", _HAN.sub(_counted, bare)))
    bare = _EACH_TIME.sub("1", bare)
    return _AT_MOST.sub(_bound("≤"), _AT_LEAST.sub(_bound("≥"), bare))


def _bound(sign: str) -> Callable[[re.Match[str]], str]:
    return lambda match: sign + (match["before"] or match["behind"])


def _share(match: re.Match[str]) -> str:
    return match[2] + ("%" if match[1] == "百" else "‰")


def _counted(match: re.Match[str]) -> str:
    number = han_number(match[0])
    return match[0] if number is None else str(number)


def scoring(text: str, points: Decimal | None) -> str:
    """The same of a text that scores, in which all points of an item are its figure, without empty words."""
    bare = squeeze(_NUMBERED.sub("\n", text))
    if points is not None:
        bare = _ALL_POINTS.sub(f"{plain(points)}分", _DOWN.sub(f"最多扣{plain(points)}分", bare))
    return _EMPTY.sub("", meaning(bare))


def all_points(text: str, points: Decimal | None) -> tuple[str, bool]:
    """A text that scores, in which the figure of all points is 满分 too, and whether it was printed so."""
    bare = squeeze(_NUMBERED.sub("\n", text))
    said = bool(_ALL_POINTS.search(bare))
    if points is not None:
        bare = re.sub(rf"(?<=[得计给]){re.escape(plain(points))}分", "满分", bare)
    return meaning(_EMPTY.sub("", _ALL_POINTS.sub("满分", bare))), said


def figures(text: str) -> Counter[str]:
    """The figures of a text."""
    return Counter(_FIGURES.findall(meaning(text)))


def content(text: str) -> str:
    """What a text speaks of, its figures, comparisons and empty words left out: 合格率达到90%的 is 合格率."""
    return _COMPARED.sub("", _FIGURES.sub("", meaning(text)))


def sides(text: str) -> list[str]:
    """On which side of its figures a text speaks, figure by figure: 高于目标1% is not 低于目标1%."""
    return ["over" if match["over"] else "under" for match in _SIDES.finditer(meaning(text))]


@lru_cache(maxsize=50_000)
def _neighbours(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1)) or Counter([text])


def alike(one: str, other: str) -> float:
    """How much two contents have in common, 0 to 1, by signs that stand beside each other."""
    a, b = _neighbours(one), _neighbours(other)
    return 2 * (a & b).total() / (a.total() + b.total())
