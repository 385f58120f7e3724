"""Shares of those who mark (自评占20%，互评占30%…) as a formula: 自评×20%+互评×30%+….

They are read where one sentence names all of them, and their shares make up the whole; the mean of several
(领导评分、同事评分的平均分) goes the same way, also without the highest and the lowest of a known number.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import regex

from normalizers.text import patterns
from normalizers.text.numerals import integer
from normalizers.vocabulary import alternatives

_WHOLE = Decimal(100)
# of more no notice says how many they are
_MOST = 15
_DIGITS = "一二三四五六七八九"
# marks out of 100 of an item of other points
_OUT_OF_100 = patterns.made(r"百分制|按100分|满分(?:为|均为|均)?100分|总分(?:为)?100分")
_OF_POINTS = " / 100 × 分值"
_APART = r"(?:[,;、]|以?及|和|与|并)*"
_SHARE = r"(?P<share>\d{1,3}(?:\.\d{1,2})?)%"
# what may stand before the first, and behind the last of them
_LEAD = (
    r"(?:注[:,]?|其中[:,]?|[^,;。:%]{0,8}(?:百分制|100分制|满分(?:为)?100分)[^,;。:%]{0,6}[,;:]"
    r"|(?:本项|该项)?[^,;。:%\d]{0,6}?(?:得分|成绩|总分|结果|考核|评定|评价)?(?:由|按照?|根据|取|[:=]))*"
)
_TAIL = (
    r"(?:(?:的?(?:比例|权重))?(?:[三两二四五六七]项)?(?:共同)?(?:加权|综合|折算|计算|合成|汇总|累加|相加)?(?:后)?(?:平均)?"
    r"(?:评定|确定|组成|构成|计算|计分|得出|评价|汇总|计入|折算|之和)?(?:本项|该项|最终|最后|总)?(?:得分|成绩|总分)?)"
    r"(?:,[^,;。%]{0,6}(?:百分制|满分(?:为)?100分)[^,;。%]{0,6})?"
)


@cache
def _named() -> str:
    """A name of who marks, or of when: 考核组评价, 民主测评, 年终考核."""
    endings, people = alternatives("assessors", "marking"), alternatives("assessors", "markers")
    own = rf"(?:\p{{Han}}{{0,8}}?(?:{endings})|\p{{Han}}{{0,4}}?(?:{people}))"
    return rf"(?P<name>{own})(?:得分|成绩|分数|结果|分)?"


@cache
def _each() -> regex.Pattern[str]:
    """自评占20%, 自评得分的20%, 自评(20%), 自评权重为20%."""
    sign = r"(?:所?占(?:的?比[例重]|权重|比)?为?|的?(?:权重|比[例重])(?:占|为|[:,])?|按|的|[:×]|为)?"
    return patterns.made(rf"{_named()}(?:{sign}{_SHARE}|\({sign}{_SHARE}\)){_APART}")


@cache
def _respectively() -> regex.Pattern[str]:
    """领导评价、同事评价分别占60%、40%; 各占50%."""
    return patterns.made(
        rf"^{_LEAD}(?P<names>(?:{_named()}{_APART}){{2,6}}(?:的?(?:权重|比[例重]))?)(?:分别|依次|各)"
        rf"(?:所)?(?:占|按|为)?(?:比|比例|权重)?为?(?P<shares>(?:\d{{1,3}}(?:\.\d{{1,2}})?%[、,和与]?){{1,6}}){_TAIL}$"
    )


@cache
def _mean() -> regex.Pattern[str]:
    """取领导评分、同事评分、服务对象评分的平均分."""
    return patterns.made(
        rf"^{_LEAD}(?P<names>(?:{_named()}{_APART}){{2,6}})(?:[三两二四五六七]项|三者|两者|[三两四五]方)?"
        rf"的?(?:算术)?平均(?:得分|分|值|数)(?:计分|计算|得分|作?为(?:本项|该项|最终|最后)?(?:得分|成绩))?$"
    )


@cache
def _judges() -> regex.Pattern[str]:
    """由7名评委打分，去掉一个最高分和一个最低分后取平均分."""
    return patterns.made(
        rf"^{_LEAD}(?:由|请|共|组织)?(?P<count>\d{{1,2}}|[两二三四五六七八九十]{{1,2}})[名位个](?:考核|现场)?"
        rf"(?P<who>{alternatives('assessors', 'judges')})(?:现场|分别|独立|同时|按百分制|采用百分制)*"
        r"(?:打分|评分|评价|评议|赋分)?的?,?"
        r"(?P<drop>(?:去掉|去除|剔除|除去)(?:一个|1个)?最高分(?:和|与|、|及|,)?(?:去掉)?(?:一个|1个)?最低分(?:后|,)*)?"
        r"(?:[,的]|其余|剩余|余下|以|按|取|计算|各|\p{Han}{0,4}评分)*(?:算术)?平均(?:得分|分|值|数)"
        r"(?:计分|计算|得分|作?为(?:本项|该项|最终|最后|其)?(?:得分|成绩)|计入)*$"
    )


def shares(sentence: str) -> str:
    """The formula of a folded sentence that says nothing but whose marks count for how much; else empty."""
    said = sentence.strip().rstrip("。;,")
    found = _weighted(said) or _averaged(said)
    return f"({found}){_OF_POINTS}" if found and _OUT_OF_100.search(said) else found


def _weighted(said: str) -> str:
    if "%" not in said:
        return ""
    if match := _respectively().match(said):
        names = match.captures("name")
        figures = regex.findall(r"[\d.]+(?=%)", match["shares"])
        return _sum(names, figures * len(names) if len(figures) == 1 else figures)
    lead = regex.match(_LEAD, said)
    place = lead.end() if lead else 0
    names, figures = [], []
    while match := _each().match(said, place):
        names.append(match["name"])
        figures.append(match["share"])
        place = match.end()
    # nothing else may stand between, or behind them
    return _sum(names, figures) if regex.fullmatch(_TAIL, said[place:]) else ""


def _averaged(said: str) -> str:
    if "平均" not in said:
        return ""
    if match := _judges().match(said):
        count = integer(match["count"]) or 0
        left = count - 2 if match["drop"] else count
        if left < 1 or count > _MOST:
            return ""
        names = [f"{match['who']}{_numbered(place)}" for place in range(1, count + 1)]
        less = " - 所评最高分 - 所评最低分" if match["drop"] else ""
        return f"({' + '.join(names)}{less}) / {left}"
    if match := _mean().match(said):
        names = match.captures("name")
        return f"({' + '.join(names)}) / {len(names)}" if len(set(names)) == len(names) else ""
    return ""


def _sum(names: list[str], figures: list[str]) -> str:
    """The sum of marks by their shares, where these make up the whole."""
    if len(set(names)) < max(2, len(figures)) or len(names) != len(figures):
        return ""
    if sum(map(Decimal, figures)) != _WHOLE:
        return ""
    return " + ".join(f"{name} × {share}%" for name, share in zip(names, figures, strict=True))


def _numbered(place: int) -> str:
    return _DIGITS[place - 1] if place < 10 else f"十{_DIGITS[place - 11] if place > 10 else ''}"
