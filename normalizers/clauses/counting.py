"""The words of counting of a clause (计量): 每10个百分点 → 10, 个百分点; 少一次 → 1, 次."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import regex

from normalizers.clauses.figures import word
from normalizers.text.numerals import decimal
from normalizers.text.views import squeeze
from normalizers.vocabulary import words

_NUMBER = r"(?: \d{1,6} (?:\.\d{1,4})? | [半一二两三四五六七八九十百]{1,3} )"
# 一等奖每人加3分、二等奖加2分: counting ends where its own points stand
_SCORE = r"[加扣减得计记赋奖] \d{1,3} (?:\.\d{1,2})? 分"
# 每低于98% names the mark to reach and no step of 98 per cent
_LARGEST_STEP = 20
_PERIOD = regex.compile(r"每(?:季度|季|个?月|年|半年|周|天|日)")
# 只实现一项的得4分: how many are done, and no rate
_ONLY = regex.compile(r"[只仅]\p{Han}{0,4}$")
_BELOW = regex.compile(r"[低少]于$|不足$|未达到?$")
# 每次从总分中扣2分: where it is taken from is no part of what is counted
_TAKEN_FROM = regex.compile(r"^[从在]?(?:总分|总成绩|总得分|考核总分|年度考核分|本项|该项)中?$")


@cache
def counted() -> str:
    """The pattern of the words of counting before a verb: the group `per`, and `tail` for what parts them."""
    unit = word("units")
    # 少巡检一次
    verb = rf"(?: {word('per_verbs')} | [少漏缺]\p{{Han}}{{1,2}} )"
    # 瞒报、漏报一条
    verbs = rf"(?: {verb} (?: [、/或] {verb} ){{0,2}} )"
    # 每月组织一次得2分 says how often the duty comes
    period = r"(?: 年度? | 月度? | 季度? | 周 | 半年 | 学期 | 天 | 日 ) (?! 次 | 均 ) \p{Han}"
    # 每推出一条线路
    deed = rf"(?! {period} ) (?: (?! [一二两三四五六七八九十百个] | {_SCORE} ) \p{{Han}} ){{1,6}}?"
    # 一处（项、例）
    others = rf"(?: \( {unit} (?: [、,/] {unit} ){{0,4}} \) )?"
    # 少于每年一次的 names what is asked for
    each = r"(?<! [于足] | 达到 | 超过 | 至少 ) 每"
    return rf"""
        (?P<per>
            # 每低于90%一个百分点 names the mark, then the step
            {each} (?: 低于? | 高于? | 超过 | 少于 | 不足 ) [^,;。\d]{{0,8}} \d{{1,3}} (?:\.\d{{1,2}})? %
              {_NUMBER} 个? 百分点
          | {each} (?:次[缺少漏])? (?:
                (?: {verbs} | {deed} )?? {_NUMBER} (?: 个? {unit} | {word("measures")} )
              | {verbs}? 个? {unit} ) 次? (?: [/·*] {unit} )? {others}
          | 累计? {verbs} [一1] {word("single_units")} {others}
          | {verbs}? (?<! [第十百千\d.] | 每\p{{Han}}{{1,2}} ) [一1] {word("single_units")} {others}
        ) (?! 性 | \(?含?\)?及?以[上下内] )
        (?P<tail> (?: (?! {_SCORE} ) [^,;。:()] ){{0,30}}? (?: \([^()]{{1,16}}\) )? ,? )
      | (?P<per> {each} (?! {period} ) [^,;。:、()]{{1,14}}? ) (?<! 以[上下内] ) (?P<tail> ,? )
    """


def per_of(match: regex.Match[str], slash: str | None = None) -> tuple[str, bool]:
    """The words of counting of a match, and whether nothing but punctuation parts them from the verb.

    `slash` is what stands behind the figure instead: 扣2分/条.
    """
    if slash:
        return "/" + slash, False
    per = match["per"] or ""
    # 1项满足得1分 is a step; 举办一次得1分 counts
    awards = not (match["deduct"] or match["bonus"])
    if per and not per.startswith("每") and awards and match["tail"].strip(",的"):
        return "", False
    if (
        per
        and not per.startswith("每")
        and _ONLY.search(match.string, max(0, match.start("per") - 6), match.start("per"))
    ):
        return "", False
    tail = _TAKEN_FROM.sub("", (match["tail"] or "").strip(",的"))
    # 每季度未检查扣1分: a period with words behind it says how often the duty comes
    if tail and _PERIOD.fullmatch(per):
        return "", False
    return per, bool(per) and not tail


@cache
def _forms() -> tuple[regex.Pattern[str], ...]:
    bracket = r"(?: \( [^()]{1,16} \) )?"
    unit = rf"""
        (?P<unit> 个? (?: {word("units")} | {word("measures")} ) 次? (?: [/·*] \p{{Han}}{{1,2}} )? ) {bracket}
    """
    sources = (
        rf"[每/]? (?P<verb> .{{0,16}}? ) (?P<number>{_NUMBER}) {unit}",
        rf"[每/] (?P<verb> {word('per_verbs')}? ) (?P<number>)? {unit}",
        # 每缺一大系统, 每个账户
        rf"每 (?P<verb> .{{0,12}}? ) (?P<number>{_NUMBER}) (?P<unit> \p{{Han}}{{1,6}} )",
        r"[每/] (?P<verb>) (?P<number>)? (?P<unit> 个? \p{Han}{1,5} )",
    )
    return tuple(regex.compile(source, regex.VERBOSE) for source in sources)


def quantity(per: str) -> tuple[Decimal | None, str]:
    """How many of which unit the words of counting name; (None, "") where they name no step."""
    folded = squeeze(per)
    match = next((found for form in _forms() if (found := form.fullmatch(folded))), None)
    # 每低扣0.2分 leaves its unit out
    if match is None or match["unit"] in words("clauses")["per_verbs"]:
        return None, ""
    number = Decimal("0.5") if match["number"] == "半" else decimal(match["number"] or "1")
    below = bool(_BELOW.search(match["verb"]))
    if match["unit"] == "%" and (number is None or (below and number >= _LARGEST_STEP)):
        return None, ""
    return number, match["unit"]
