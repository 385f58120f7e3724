"""The words of counting of a clause (计量): 每10个百分点 → 10, 个百分点; 少一次 → 1, 次."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import regex

from normalizers.language.productions import COUNTED
from normalizers.language.words.figures import FIGURE, number, share_of
from normalizers.language.words.kinds import Token
from normalizers.records import ClauseKind
from normalizers.text import patterns
from normalizers.vocabulary import alternatives, words

# 每低于98% names the mark to reach and no step of 98 per cent
_LARGEST_STEP = 20
_PERIOD = patterns.made(r"每(?:个?季度|季|个?月|年度?|半年|周|天|日|学期|学年)")
# 只实现一项的得4分: how many are done, and no rate; 获得过一次的得6分: whether there was one
_ONLY = patterns.made(r"[只仅]\p{Han}{0,4}$|过$|按$|视为$|任意$|其中$|任何$|之[一中]$")
# 每人每次 counts 人次, 每月每处 counts 处
_LONGEST_OWNER = 4
_LONGEST_UNIT = 2
_TWICE = patterns.made(
    r"每(?P<who>(?!季|学|半)(?![年月周日天次])\p{Han}{1,3})每(?:\p{Han}{1,4}[一1])?(?P<times>[次天日])"
)
_BELOW = patterns.made(r"[低少]于$|不足$|未达到?$|[低高]$")
# 每次从总分中扣2分: where it is taken from is no part of what is counted
_TAKEN_FROM = patterns.made(
    r"^[从在]?(?:总分|总成绩|总得分|考核总分|年度考核分|本项|该项|当月|当季度?)(?:得分|分值)?中?$|^(?:将|会|都|均|也|就|应)?(?:将被|被)?$|^者$|^将$"
)
# 每一类图纸中，图签不全扣1分
_WITHIN = patterns.made("[中内里下]$|^除.*外$|^$")
_LACKS = patterns.made(r"[少缺漏欠]")
# 每吨产品电耗不高于定额的得10分: a level that is compared, and nothing that is counted
_LEVEL = patterns.made(
    r"(?:不(?:高|低|大|小|多|少|超)[于过出]?|不超过|优于|符合|达到)[^\d一二两三四五六七八九十]{2,}的?$"
)
_ALONE = patterns.made(alternatives("clauses", "alone"))
# what a rate is a rate of
_OF_SCALE = patterns.made(r"每[十百千万亿]{1,2}(?!元)\p{Han}")
_COMPARED = patterns.made(
    r"(?:不(?:高|低|大|小|多|少|超)[于过]?|[高低大小多少]于|不足|超过|达到?|≤|≥|<|>|控制在)[\d一二两三四五六七八九十]"
)
_SHORT_BY_ONE = patterns.made(r"[少缺漏欠]\p{Han}{0,6}?[1一]\p{Han}")
# 缺任一项的扣一半: whichever it is, once
_ANY = patterns.made(r"任[何意一]?")
# 支付违约金，并扣1分; 同时在履约评价中扣0.5分
_ALSO = patterns.made(r"(?:并且?|同时|另外?|还|亦|也)(?:[从在][^,;。:的]{2,12}[中里内])?")
_ALSO_ENDS = frozenset("并且时外另还亦也中里内")
_ALSO_TAKEN = patterns.made("另|再|还|一并|同时|追加|并")
# 查实的，并扣1分: another case
_CASE, _SEGMENT_ENDS = patterns.made("[的者时后]$|每"), frozenset(",;。:")
_NAMED = patterns.made(r"[每/单逐](?P<verb>)(?P<unit>个?\p{Han}{1,5}|[一1]\p{Han}{1,6})")
# 每缺一大系统
_NUMBERED = patterns.made(r"每.{1,12}?(?:一|1个?)(?P<unit>\p{Han}{1,6})")
_STROKE = patterns.made(r"/每?(?P<unit>.+)")


_EACH = tuple(words("clauses")["each"])
# 每次, 2分/次
EACH = ("/", *_EACH)


class Count(NamedTuple):
    """What is counted: the words as written, how many of which unit, and whether they touch the verb."""

    per: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    close: bool = False

    @property
    def each(self) -> bool:
        """Whether a word says that each counts: 每次, 2分/次; 发生一次 alone may be a step."""
        return self.per.startswith(EACH)


NOTHING = Count()


def stroke(said: str) -> Count:
    """扣2分/条: what stands behind the figure."""
    match = _STROKE.fullmatch(said)
    return Count(said, Decimal(1), match["unit"]) if match else NOTHING


def nearest(said: str) -> int:
    """Where the words of counting begin that a verb has: 每百户的组织数每少1个 counts 每少1个."""
    place = said.rfind("每")
    return place if place > _LONGEST_OWNER and not _TWICE.fullmatch(said) else 0


def counted(
    said: str, per: Sequence[Token], tail: str, kind: ClauseKind, before: str, *, capped: bool
) -> Count:
    """The count that words before a verb name; `tail` parts them from it, `before` is what they follow.

    An award counts only where it is `capped`: 有一座同型闸门得1分，最高4分.
    """
    if not said:
        return NOTHING
    tail = tail.strip(",的")
    each = said.startswith(_EACH)
    # 转载1篇得4分 and 1项满足得1分 are steps; 举办一次得1分，最高4分 counts; 缺一份得4分 is what is left
    if _LEVEL.search(said) and not any(one.kind in "1qn%u" for one in per):
        return NOTHING
    if not each and (
        _ONLY.search(before) or _ANY.search(said) or (kind == "award" and (not capped or _LACKS.match(said)))
    ):
        return NOTHING
    if "," in tail and not _WITHIN.search(tail.partition(",")[0]):
        return NOTHING
    if tail and not each and _ALONE.match(tail):
        return NOTHING  # 1人独自值班的扣1分
    if kind == "award" and _OF_SCALE.match(said) and _COMPARED.search(said + tail):
        return NOTHING  # 每百万人次有责投诉不超过3件得6分
    tail = _TAKEN_FROM.sub("", tail)
    # 每年演练2次的得5分: how often the duty comes
    twice = said.count("每") > 1
    duty = (period := _PERIOD.match(said)) and len(said) > period.end() and said[period.end()] not in "次/·*"
    # 每周少开放1小时扣1分: how often it comes, and what each hour costs
    if period and duty and not twice and not (kind == "deduct" and _SHORT_BY_ONE.match(said, period.end())):
        return NOTHING
    # 每季度未检查扣1分: a period with words behind it says how often the duty comes
    if tail and _PERIOD.fullmatch(said):
        return NOTHING
    quantity, unit = _quantity(said, per)
    return Count(said, quantity, unit, close=not tail)


def ahead(folded: str, tokens: Sequence[Token], place: int, kind: ClauseKind, *, capped: bool) -> Count:
    """The count of a case that costs points among others: 每延误1天，支付违约金，并扣1分.

    `place` is the first word of the statement. What stands between is what else comes of it, and no case.
    """
    stop = place - 1
    if stop > 0 and tokens[stop].kind == "t":
        stop -= 1
        # most words before a verb end a case
        also = tokens[stop].kind == "," and folded[tokens[stop + 1].end - 1] in _ALSO_ENDS
        if not (also and _ALSO.fullmatch(folded, tokens[stop + 1].start, tokens[stop + 1].end)):
            return NOTHING
    elif stop < 1 or tokens[stop].kind != "," or not _ALSO_TAKEN.match(folded, tokens[place].start):
        return NOTHING
    while stop > 0 and tokens[stop].kind == ",":
        first = stop
        while first and tokens[first - 1].kind not in _SEGMENT_ENDS:
            first -= 1
        match = COUNTED.search("".join([token.kind for token in tokens[first:stop]]))
        if match is not None:
            per, tail = (tokens[first:stop][slice(*match.span(name))] for name in ("per", "tail"))
            said = folded[per[0].start : per[-1].end]
            rest = folded[tail[0].start : tail[-1].end] if tail else ""
            before = folded[max(0, per[0].start - 6) : per[0].start]
            # 逾期的，每日加收滞纳金，同时扣1分
            paid = any(money in rest for money in words("clauses")["money"])
            found = counted(said, per, "" if paid else rest, kind, before, capped=capped)
            return found._replace(close=False)
        if stop == first or _CASE.search(folded, tokens[first].start, tokens[stop].start):
            break
        stop = first - 1
    return NOTHING


def plain(said: str, per: Sequence[Token], before: str) -> Count:
    """The count of a figure without a verb: 每项1分, 误鸣一次1分; `before` is what it follows."""
    if not said or _ONLY.search(before):
        return NOTHING
    return Count(said, *_quantity(said, per), close=True)


def _quantity(said: str, per: Sequence[Token]) -> tuple[Decimal | None, str]:
    """How many of which unit; (None, "") where the words name no step."""
    place = next((i for i in range(len(per) - 1, -1, -1) if per[i].kind in "1q%un"), None)
    if place is None:
        match = _NUMBERED.fullmatch(said) or _NAMED.fullmatch(said)
        # 每低扣0.2分 leaves its unit out
        if match is None or match["unit"] in words("clauses")["per_verbs"]:
            return None, ""
        unit = match["unit"]
        unit = unit[1:] if unit[0] in "一1" else unit
        return (Decimal(10), "%") if unit == "成" else (Decimal(1), unit)
    own = per[place]
    if own.kind in "u1" and (both := _TWICE.fullmatch(said)):
        return Decimal(1), both["who"].removeprefix("个") + both["times"]
    printed = said[own.start - per[0].start : own.end - per[0].start]
    if own.kind == "u":
        return Decimal(1), printed.partition("(")[0]
    if printed.startswith("千分之"):
        return number(printed.removeprefix("千分之")), "‰"
    if own.kind == "%":
        figure = regex.match(FIGURE, printed)
        value = number(figure[0]) if figure else share_of(printed)
        below = bool(_BELOW.search(said[: own.start - per[0].start])) and not said.startswith("每低于目标")
        if value is None or (below and value >= _LARGEST_STEP):
            return None, ""
        return value, printed[-1] if figure else "%"
    if own.kind == "n":
        behind = said[own.end - per[0].start :]  # 每差0.5, 每缺2轴
        return own.value, behind if behind.isalpha() and len(behind) <= _LONGEST_UNIT else ""
    if (
        own.unit == "分"
        and own.value is not None
        and own.value >= _LARGEST_STEP
        and _BELOW.search(said[: own.start - per[0].start])
    ):
        return None, ""  # 每低于80分
    if own.unit == "成" and own.value is not None:
        return own.value * 10, "%"  # 每增加一成
    return own.value, own.unit


def multiple(said: str) -> Decimal | None:
    """减半 is a half, 加倍 two, 三倍 three, 按50% a half, ×1.3 itself."""
    if regex.search("减半|折半|一半", said):
        return Decimal("0.5")
    if regex.search("加倍|双倍|翻", said):
        return Decimal(2)
    if match := regex.search(rf"({FIGURE})%", said):
        share = number(match[1])
        return None if share is None else share / 100
    found = regex.search(rf"{FIGURE}|[二两三四五]", said)
    return number(found[0]) if found else None
