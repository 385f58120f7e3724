"""Caps and floors (封顶、保底): 扣完为止, 累计不超过5分, 不设上限, 最低0分."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import regex

from normalizers.clauses.figures import FIGURE, POINTS_END, figure
from normalizers.clauses.model import Bound
from normalizers.clauses.sentences import segment
from normalizers.records import Cap, ClauseKind

_ABOVE = regex.compile(r"以上|上述|各项|前述|合计扣")
# 加扣分均不超过3分 bounds either side
_EACH = regex.compile(
    r"加分?[、和与及]?[扣减]分[^,;。]{0,4}[均各]|[均各][^,;。]{0,4}加分?[、和与及]?[扣减]分"
)
_BONUS, _DEDUCT = regex.compile("加分|加计|奖励"), regex.compile("[扣减]分")


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    in_all = r"(?: 累计 | 总计 | 合计 | 总共 | 共计 )"
    points = rf"(?P<points>{FIGURE}) {POINTS_END}"
    at_most = r"不 得? (?: 超过? | 高于 | 多于 | 大于 )"
    verb = r"(?: 加计 | 加至 | 扣至 | 加到 | 扣到 | 奖励 | 加 | 扣 | 得 | 计 | 减 )"
    sources = {
        "floor": rf"""
            (?: 得分最低 | 最低 | 至少 | 不低于 ) (?: 得?分? (?: 为 | 是 | 至 )? | 扣?至 )
            (?: (?P<points>{FIGURE}) 分 | 零分 )
          | (?: 得分 不低于 | 下限 [为是]? | 保底 ) (?P<points>{FIGURE}) 分
        """,
        "points": rf"""
            {in_all}? (?: 最高 | 最多 | 至多 ) 可? {verb}? 分? (?: {at_most} | [至为是限] )? {points} 止?
          | {in_all} {verb} 分? {points} (?: 为? 止 | 封顶 )
          | (?: {in_all} | 总分 | 共 )? (?: {verb} 分? )? {at_most} {points}
          | 以? (?: 上限 | 封顶 | 满分 | (?<! 下 ) 限 ) 为? {points}
          | [以至到]? (?P<points>{FIGURE}) 分 (?: 为限 | 封顶 | 为上限 | 扣[完光](?:为?止)? | 为止 )
        """,
        "item_points": r"""
            扣[完光尽] [^,;。\d]{0,8} 止 | (?: 直?至 | 到 ) [^,;。\d]{0,8} 扣[完光] | 扣至0分 (?:为?止)?
          | 减完 为?止? | 扣完 (?= [,;。)] | $ )
          | 上限 为? (?: 自身 | 本项 | 该项 ) (?: 权重 | 分值 | 标准分 | 满分 )
          | 加[分计]? 后? [^,;。]{0,6} 不得?超过? [^,;。\d]{0,8} (?: 总分 | 满分 | 分值 | 标准分 )
        """,
        "none": r"(?: 不设 | 不封 | 无 | 没有 ) (?: 上下限 | 上限 | 下限 | 顶 | 最高限 | 最低限 )",
    }
    return {name: regex.compile(source, regex.VERBOSE) for name, source in sources.items()}


def bounds(sentence: str) -> Iterator[Bound]:
    """The caps and floors of a folded sentence in order; of two that overlap, the one that begins first."""
    found = [(name, match) for name, pattern in _patterns().items() for match in pattern.finditer(sentence)]
    place = 0
    for name, match in sorted(found, key=lambda one: (one[1].start(), -one[1].end())):
        start, end = match.span()
        if start < place:
            continue
        place = end
        words = sentence[segment(sentence, start)[0] : end]
        points = figure(match["points"])[0] if name in {"floor", "points"} and match["points"] else None
        above = bool(_ABOVE.search(words))
        had = name == "points" and "得" in regex.sub(r"不得", "", match[0])
        for side in _sides(words):
            if name == "floor":
                yield Bound(start, end, floor=points or Decimal(0), above=above, side=side)
            else:
                # 扣至0分为止 ends at the item's points
                cap: Cap = "points" if points else "none" if name == "none" else "item_points"
                yield Bound(start, end, cap, points or None, above=above, side=side, total=had)


def _sides(words: str) -> tuple[ClauseKind | None, ...]:
    """加分累计不超过3分 speaks of bonuses, 扣分不设上限 of deductions."""
    if _EACH.search(words):
        return "bonus", "deduct"
    bonus, deduct = bool(_BONUS.search(words)), bool(_DEDUCT.search(words))
    return (None if bonus == deduct else "bonus" if bonus else "deduct",)
