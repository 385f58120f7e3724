"""The steps of a tiered clause (分档): 市级、省级、国家级分别加1分、3分、5分."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

import regex

from normalizers.language.model import TierText
from normalizers.language.words.figures import FIGURE, figure
from normalizers.text import patterns
from normalizers.text.numerals import decimal
from normalizers.vocabulary import alternatives

_FIGURE = patterns.made(FIGURE)
_RANKS = patterns.made(
    r"第?(?P<first>\d{1,2}|[一二三四五六七八九十]{1,2})(?:名|位)?(?:-|至|到)第?(?P<last>\d{1,2}|[一二三四五六七八九十]{1,2})(?P<unit>名|位)"
)
# 第一、二、三名; 第1名、第2名; 一、二、三等奖
_RANK, _OF_RANK = r"第?[一二三四五六七八九十\d]{1,2}", "名|位|次|等奖|档|类|级"
_ORDINALS = patterns.made(rf"{_RANK}(?:{_OF_RANK})?(?:[、,和及]{_RANK}(?:{_OF_RANK})?){{1,9}}")
_ORDINAL, _RANK_END = patterns.made(r"[一二三四五六七八九十\d]{1,2}"), patterns.made(rf"(?:{_OF_RANK})$")
# 列前3名的: one step for each place
_FIRST = patterns.made(r"前(?P<last>\d{1,2}|[二两三四五六七八九十])(?P<unit>名|位)?(?:的|,|$)")
_QUOTES = patterns.made(r"\"([^\"]{1,8})\"")
_OUTSIDE = patterns.made(r"[、和及或](?![^(]{0,60}\))")
_LONGEST_LABEL = 24


def step_points(printed: str) -> tuple[Decimal, ...]:
    """The figures of 1分、3分、5分 in order."""
    return tuple(value for found in _FIGURE.findall(printed) if (value := figure(found)[0]) is not None)


@cache
def _levels() -> regex.Pattern[str]:
    """Words that name a level, each with what a bracket says of it: 全市（含市直）、全省."""
    level = rf"(?:{alternatives('clauses', 'levels')}) (?:以上)? (?:\([^()]{{1,20}}\))?"
    return patterns.made(rf"{level} (?: (?: [、,/和及或] | 以及 ) {level} ){{1,9}}", regex.VERBOSE)


@cache
def _named() -> regex.Pattern[str]:
    return patterns.made(rf"(?:{alternatives('clauses', 'levels')}|[一二三四五]等奖|第[一二三四五\d]名)")


def label_of_level(label: str) -> bool:
    """Whether words begin or end with the name of a level: 省级课题, 获评一等奖."""
    found = list(_named().finditer(label))
    return bool(found) and (found[0].start() == 0 or found[-1].end() == len(label))


@cache
def _cue() -> regex.Pattern[str]:
    return patterns.made(rf".*(?:{alternatives('clauses', 'tier_cues')})")


def tiers(condition: str, points: Sequence[Decimal]) -> tuple[TierText, ...]:
    """The steps with the labels that the condition lists; labels are empty where their number does not fit.

    `condition` holds the folded words before the verb.
    """
    count = len(points)
    labels = (
        _ranks(condition, count)
        or _quoted(condition, count)
        or _listed(condition, count)
        or _last_list(condition, count)
    )
    return tuple(TierText(label, value) for label, value in zip(labels or [""] * count, points, strict=True))


def _ranks(condition: str, count: int) -> list[str]:
    """第1-3名 → 第1名, 第2名, 第3名; 第一、二、三名 → 第一名, 第二名, 第三名."""
    for match in reversed(list(_RANKS.finditer(condition))):
        first, last = decimal(match["first"]), decimal(match["last"])
        if first is not None and last is not None and last - first + 1 == count:
            return [f"第{number}{match['unit']}" for number in range(int(first), int(last) + 1)]
    if (places := _FIRST.search(condition)) and figure(places["last"])[0] == count:
        return [f"第{number}{places['unit'] or '名'}" for number in range(1, count + 1)]
    for match in reversed(list(_ORDINALS.finditer(condition))):
        found, ends = _ORDINAL.findall(match[0]), _RANK_END.search(match[0])
        ordinal = "第" if match[0].startswith("第") else ""
        if len(found) == count and (ends or ordinal):
            return [f"{ordinal}{number}{ends[0] if ends else ''}" for number in found]
    return []


def _quoted(condition: str, count: int) -> list[str]:
    """获评“甲”“乙”的 → 甲, 乙."""
    found = _QUOTES.findall(condition)
    return found[-count:] if len(found) >= count else []


def _listed(condition: str, count: int) -> list[str]:
    """市级、省级、国家级: words that name levels."""
    for match in reversed(list(_levels().finditer(condition))):
        parts = [part for part in regex.split(r"[、,/和及或](?![^(]{0,20}\))|以及", match[0]) if part]
        if len(parts) == count:
            return parts
    return []


def _last_list(condition: str, count: int) -> list[str]:
    """受到警告、记过处分的 → 警告, 记过处分: the list that ends the condition."""
    bare = regex.sub(r"[,:;]*$", "", condition)
    begin = max((bare.rfind(mark) for mark in ",;:。"), default=-1) + 1
    # 分为显著、较好、一般三档
    parts = _OUTSIDE.split(
        regex.sub(r"(?:[二两三四五六]个?(?:档次?|等次|级别|类别?))?(?:的|者)?$", "", bare[begin:])
    )
    # 县、区干部受到警告、记过的: a list before it belongs to the words that lead to the steps
    longer, parts = len(parts) > count, parts[-count:]
    if len(parts) != count:
        return []
    cue = _cue().match(parts[0])
    if cue:
        parts[0] = parts[0][cue.end() :] or parts[0]
    elif longer:
        return []
    return parts if all(0 < len(part) <= _LONGEST_LABEL for part in parts) else []
