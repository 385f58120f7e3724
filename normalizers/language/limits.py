"""Caps and floors (封顶、保底): 扣完为止, 累计不超过5分, 最高得标准分的120%, 不设上限, 最低0分, 5处封顶."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from normalizers.language.model import Bound
from normalizers.language.passage import Passage
from normalizers.language.productions import Match
from normalizers.language.sentences import segment
from normalizers.language.words.figures import share_of
from normalizers.records import Cap, ClauseKind
from normalizers.text import patterns

# how far before a limit its words may say what it is of
_FARTHEST = 60
_ABOVE = patterns.made(r"以上(?!\d)|上述|各项|前述|合计扣|(?:全年|年度|年内)累计扣")
# 总分不超过, 合计不超过, all that stands before together
# 三者累计, 两项相加: of so many as stand before
_ALL = patterns.made(r"总分|合计|总得分|共计|总计|(?:^|以上|上述|前述|[这此])[两二三四五六几][者项类种]")
# 每次检查最多扣2分, 同一张票有多处的最多扣1分: of a part of what is counted
_OF_EACH = patterns.made(
    r"(?:每(?:次|月|季度?|周|日|天|人|户|家|班|校|类|件|篇|处|个?单位|学期)|单[次人日月件]|当[次日月]|同一)\p{Han}{0,6}$|(?<!以上|上述|各项|两项|三项)(?:的|(?<![两二三四五六几前])者|时)$"
)
# the limit of one check or month (每月加分不超过4分) is kept, and said to be one of each
_OF_ONE = patterns.made(
    r"(?P<each>(?:单次|每次|当次|(?:每个?|当|单)(?:月度?|季度?|周|学期))\p{Han}{0,4}?)"
    r"(?:累计|合计|总计)?(?:扣分|加分|得分)?以?$"
)
_TAKEN_UP = patterns.made("[扣减][完光尽]")
# 加扣分均不超过3分 bounds either side
_EACH = patterns.made(
    r"加分?[、和与及]?[扣减]分[^,;。]{0,4}[均各]|[均各][^,;。]{0,4}加分?[、和与及]?[扣减]分|上下限|上下均|加减分|加扣分"
)
# 本项得分最高不超过15分
_ADDED = patterns.made("加分?[以之]?后")
_HAD = patterns.made(r"[本该此]\p{Han}{0,3}得分")
_BONUS, _DEDUCT = (
    patterns.made("加分|加计|奖励|[多高可]加|加[至到]"),
    patterns.made("[扣减]分|[多高可]扣|扣[至到减](?!0分)"),
)


def _words(words: Passage, match: Match) -> tuple[int, int, str]:
    start, end = words.span(match)
    first = words.tokens[0].start
    sentence = words.folded[max(first, start - _FARTHEST) : end]
    return start, end, sentence[segment(sentence, len(sentence) - (end - start))[0] :]


def _sides(said: str) -> tuple[ClauseKind | None, ...]:
    """加分累计不超过3分 speaks of bonuses, 扣分不设上限 of deductions."""
    if _EACH.search(said):
        return "bonus", "deduct"
    bonus, deduct = bool(_BONUS.search(said)), bool(_DEDUCT.search(said))
    return (None if bonus == deduct else "bonus" if bonus else "deduct",)


class _Reach(NamedTuple):
    """What the words of a limit say of its reach."""

    sides: tuple[ClauseKind | None, ...]
    above: bool
    all_before: bool
    total: bool
    had: bool
    each: tuple[int, int] | None


@lru_cache(maxsize=1024)  # 扣完为止, 最多扣5分 come again and again
def _reach(said: str, own: int) -> _Reach | None:
    """The reach of a limit whose own words begin at `own` of what is `said`; None of the limit of a part."""
    one = _OF_ONE.search(said[:own])
    if one is None and _OF_EACH.search(said[:own]):
        return None
    sides = _sides(said)
    # 加分后本项不超过6分: what the item comes to
    added = bool(_ADDED.search(said[:own]))
    return _Reach(
        sides,
        above=bool(_ABOVE.search(said)),
        all_before=bool(_ALL.search(said)),
        total="加至" in said or "加到" in said or added or (sides == (None,) and "累计" not in said),
        had="得" in said[own:].replace("不得", "") or added or bool(_HAD.search(said)),
        each=one.span("each") if one else None,
    )


def _bound(
    words: Passage,
    match: Match,
    cap: Cap = "unstated",
    points: Decimal | None = None,
    percent: Decimal | None = None,
    floor: Decimal | None = None,
    floor_percent: Decimal | None = None,
    times: int | None = None,
) -> tuple[Bound, ...]:
    """The limit with what its words say of its reach, once for each side that they name."""
    start, end, said = _words(words, match)
    own = len(said) - (end - start)
    reach = _reach(said, own)
    if reach is None:
        return ()  # no limit of the clause: it stays unread and is told
    return tuple(
        Bound(
            start,
            end,
            cap,
            points,
            percent,
            floor,
            floor_percent,
            times,
            above=reach.above,
            all_before=reach.all_before,
            side=side,
            # 最高得10分, 本项最高4分, 6分封顶 say what may be had; 最高加3分 what may be added
            total=cap == "points" and reach.total,
            said=said,
            had=reach.had,
            each=(start - own + reach.each[0], start - own + reach.each[1]) if reach.each else None,
        )
        for side in reach.sides
    )


def _cap(words: Passage, match: Match) -> tuple[Bound, ...]:
    (amount,) = words.of(match, "amount")
    if amount.kind in "%FH":
        percent = share_of(words.folded[amount.start : amount.end])
        whole = next((one.value for one in words.of(match, "whole")), None)
        # of 标准分（100分）的6% the points are known, whoever reads them
        points = percent * whole / 100 if percent is not None and whole is not None else None
        return _bound(words, match, "points", points, percent) if percent is not None else ()
    if not amount.value:
        # 扣至0分为止 ends at the item's points
        return _bound(words, match, "item_points")
    return _bound(words, match, "points", amount.value)


def _cap_of_times(words: Passage, match: Match) -> tuple[Bound, ...]:
    (count,) = words.of(match, "count")
    return _bound(words, match, times=None if count.value is None else int(count.value))


def _exhaustion(words: Passage, match: Match) -> tuple[Bound, ...]:
    takes = bool(_TAKEN_UP.search(words.text(match, "words")))
    return tuple(one._replace(takes=takes) for one in _bound(words, match, "item_points"))


def _no_cap(words: Passage, match: Match) -> tuple[Bound, ...]:
    return _bound(words, match, "none")


def _floor(words: Passage, match: Match) -> tuple[Bound, ...]:
    (amount,) = words.of(match, "amount")
    if amount.kind in "%FH":
        percent = share_of(words.folded[amount.start : amount.end])
        return _bound(words, match, floor_percent=percent) if percent is not None else ()
    return _bound(words, match, floor=amount.value or Decimal(0))


def _between(words: Passage, match: Match) -> tuple[Bound, ...]:
    (amount,) = words.of(match, "range")
    return _bound(words, match, "points", amount.high, floor=amount.value or Decimal(0))


LIMITS: dict[str, Callable[[Passage, Match], tuple[Bound, ...]]] = {
    "cap": _cap,
    "cap behind": _cap,
    "cap in brackets": _cap,
    "cap of times": _cap_of_times,
    "exhaustion": _exhaustion,
    "no cap": _no_cap,
    "floor": _floor,
    "between": _between,
}
