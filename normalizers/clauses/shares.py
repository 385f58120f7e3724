"""Statements in parts of something: 得标准分的50%, 按分值的5%扣减, 减半扣分, 加倍扣分, ×1.3."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import regex

from normalizers.clauses.amounts import before, kind_of, verb
from normalizers.clauses.counting import counted, per_of
from normalizers.clauses.figures import FIGURE, figure
from normalizers.clauses.model import Statement
from normalizers.records import ClauseKind

# the points that a share is of
WHOLE = r"""
    (?: (?: 标准 | 项目 | 权重 | 基[本础] | 应得 | 所得 )分?值? | 分[值数]? | [满总]分值? | 得分 )
"""


# a letter that every share has: 50%, 减半, 加倍, ×1.3
_NEEDED = frozenset("%半倍双翻乘×*/")


@cache
def _patterns() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    item = r"(?: [该本此]?[项条款] 目? | 指标 ){0,2} 的?"
    rate = r"的?(?: 比例 | 标准 )?"
    # 得70-89%分值: which share is for the scorer to say
    share = rf"(?: (?P<from>{FIGURE}) %? (?: -{{1,2}} | 至 ) )? (?P<percent>{FIGURE}) %"
    percent = rf"""
        (?: {counted()} )? (?P<verb_at>) {before()}{{0,2}} (?:
            {verb()} {item} {WHOLE}? 值?的? {share} (?: 的? {WHOLE} )?
          # a third has no end as a percentage
          | {verb()} {item} {WHOLE} 值?的? (?P<part>\d) / (?P<of> [245] | 10 | 20 ) (?! [\d.] )
          | 按?照? {item} {WHOLE} 值?的? (?P<percent>{FIGURE}) % {rate} (?: 进行 | 予以 | 给予 )?
            {verb()} 分?
          | 按照? (?P<percent>{FIGURE}) % {rate} (?P<award> [计得给赋记]分 )
          | {verb()} {item} (?: {WHOLE} 的 )? (?P<one_half> 一半 ) 的? (?: 分[值数]? )? )
    """
    factor = rf"""
        (?P<verb_at>) (?: 按 | 予以 | 给予 )? (?:
            (?P<half> 减半 | 折半 | 按?一半 ) | (?P<double> 加倍 | 双倍 | 翻倍 )
          | 按?照? (?P<times>{FIGURE}|[二两三四五]) 倍 | 按照? (?P<per_cent>{FIGURE}) % {rate} )
        (?: 进行 | 予以 | 给予 | 计算 )?
        (?: (?P<deduct> 扣除? 分? | 扣减 | 减分 | 扣罚 ) | (?P<bonus> 加计?分? | 奖励 | 计奖 )
          | (?P<award> [计得给赋记]分 ) )
      | (?P<verb_at>) (?P<bare>) (?: 乘以 | × | \* ) (?P<times>\d\.\d{{1,2}}) (?= [,;。)] | $ )
    """
    return regex.compile(percent, regex.VERBOSE), regex.compile(factor, regex.VERBOSE)


def shares(sentence: str) -> Iterator[Statement]:
    """The statements of a folded sentence that take a share or a multiple of points."""
    if not _NEEDED & set(sentence):
        return
    percent, factor = _patterns()
    for match in percent.finditer(sentence):
        per, close = per_of(match)
        place = match.start() if close else match.start("verb_at")
        if match["from"]:
            ends = (match["from"] + "%", match["percent"] + "%")
            yield Statement(kind_of(match), match.start(), match.end(), place, per=per, ambiguous=ends)
            continue
        if match["part"]:
            value: Decimal | None = Decimal(match["part"]) * 100 / Decimal(match["of"])
        else:
            value = Decimal(50) if match["one_half"] else figure(match["percent"])[0]
        yield Statement(kind_of(match), match.start(), match.end(), place, points_percent=value, per=per)
    for match in factor.finditer(sentence):
        # ×1.3 has no verb: what it multiplies is settled by the clause before it
        kind: ClauseKind = kind_of(match) if match["bare"] is None else "method"
        yield Statement(kind, match.start(), match.end(), match.start("verb_at"), multiplier=_times(match))


def _times(match: regex.Match[str]) -> Decimal | None:
    if match["half"]:
        return Decimal("0.5")
    if match["double"]:
        return Decimal(2)
    if match["per_cent"]:
        share = figure(match["per_cent"])[0]
        return None if share is None else share / 100
    return figure(match["times"])[0]
