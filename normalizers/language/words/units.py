"""Units as patterns: what a figure counts (3处), and what 每 alone counts (每处)."""

from __future__ import annotations

from functools import cache

from normalizers.text.latin_units import LATIN_UNIT
from normalizers.vocabulary import alternatives, any_of, words


@cache
def unit() -> str:
    """The pattern of a unit that is counted."""
    both = {*words("clauses")["units"], *words("clauses")["measures"]}
    listed = any_of(both, {"项": "(?!目)"})  # 一个项目 counts 个
    several = any_of(one for one in both if len(one) > 1 and not one.endswith("元"))
    return (
        rf"(?:个(?:千分点|百分点|{several}|月|点(?!位)|人)|{listed}|千分点|‰|[十百千万亿]{{1,2}}(?:元|美元|吨|平方米|立方米|亩|公里|千瓦时|人次|人|户|件|册|株|尾|羽)|{LATIN_UNIT})次?"
        rf"(?:[/·*](?:{listed}))?(?:\((?:{listed})(?:[、,/](?:{listed})){{0,4}}\))?"
    )


@cache
def each_unit() -> str:
    """The pattern of a unit that 每 alone counts; 部 and 点 begin other words (每部门, 每点位).

    Those count where the figure follows: 每个2分, 每盒（卷）扣1分.
    """
    listed, measures = alternatives("clauses", "units"), alternatives("clauses", "measures")
    moved = r"(?:[扣减加奖得计记给])?\d{1,3}(?:\.\d{1,2})?分"
    either = rf"(?:{listed}|{measures})"
    return (
        rf"(?:[十百千万亿]{{1,2}}元|(?:{listed})次?)(?:[/·*](?:{listed}))?(?:\((?:{listed})(?:[、,/](?:{listed})){{0,4}}\))?"
        rf"|(?:{measures})(?:\({either}(?:[、,/]{either}){{0,4}}\))?(?={moved})"
    )


@cache
def single_units() -> frozenset[str]:
    """The units that count by themselves when their number is one: 一处, 发现一起."""
    return frozenset(words("clauses")["single_units"])
