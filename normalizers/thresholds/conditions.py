"""Figures in what a rubric asks for: 合格率90%（含）-95%, 排名第2至5名, 三年以下, 时长＞5, 不低于上年.

Other than in a plan, a figure here needs no verb: a comparison, a range or a rank makes it a condition. Rates
of a deduction (每低1个百分点), points (5分) and figures that describe (500万元以上的项目) are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Literal

import regex

from extractors.frozen import frozen
from normalizers.text import patterns
from normalizers.text.views import Text
from normalizers.thresholds.bounds import (
    FARTHEST,
    SEPARATORS,
    BoundedFigure,
    base_of,
    figures_in,
    is_time,
    states_figures,
)
from normalizers.thresholds.metrics import BRACKETED, RATE, bare_words, hidden, metric_of
from normalizers.thresholds.quantities import ThresholdText
from normalizers.vocabulary import alternatives

# figures without a word of comparison that count: 演练1次 in a band, 建成3座 in a key point, none in a clause
Bare = Literal["counts", "made", "none"]

_SEGMENT = patterns.made(r"[^,;:。!?…\n]+")
# the number of an item is no part of what is measured
_LABEL = patterns.made(r"\d{1,2}(?:[.)](?!\d)|、)|\(\d{1,2}\)|[①-⑳]")
_SENTENCE_ENDS = frozenset("。;!?…")
# 每低1个百分点, 每2名: the rate of a deduction, a ratio
_RATE_BEFORE = patterns.made(
    r"""
    每 (?: 次? (?: 增加? | 减少? | 少 | 多 | 降低? | 下降 | 上升 | 提高 | 高 | 低 | 超[过出]? | 差 | 缺 | 迟
                 | 晚 | 满 | 延误? | 逾期? | 提前 | 相差 | 落后 | 滞后 ) [了出于过]? )?
    (?P<of> [\p{Han}]{0,2} ) $
    """,
    regex.VERBOSE,
)
_PERIOD = patterns.made(
    r"每 (?: 年 | 月 | 周 | 日 | 天 | 季度? | 半年 | 学期 | 期 | 次 | 人 | 名 | 户 | 家 | 个 ) [^每]{0,3} $",
    regex.VERBOSE,
)
_POINTS_BEFORE = patterns.made(
    r"(?: [扣加减计赋奖记] | 得(?!分) | 最高 | 最多 | 累计 | 合计 | 满分 | 共 ) [^,;。]{0,3} $", regex.VERBOSE
)
_RULED = patterns.made(r"(?:[扣记加得]分|积分|总分)(?:累计|合计|共|值)?在?$|(?<![登标书日手])记$")
# 准点率（误差不超过3分钟）达到98%: what a bracket explains stands between a name and its figure
_EXPLAINED = patterns.made(r"(?<=[\p{Han}A-Za-z])\([^()]{0,400}\)")
# 一年以上账龄应收账款清收率达不到70%: what is measured
_MEASURED = patterns.made(r"(?![未不没无仍尚才即])\p{Han}{2,24}(?:率|比例|占比)\p{Han}{0,6}[\d≥≤<>]")
_COMPARING = ("at_least", "above", "at_most", "below", "reach")
# 超过20%的船员未参加: how many of them
_SHARE_OF = patterns.made(r"的[^的,]{1,12}?(?:未|没|不|无|缺|超|达)")
_OPENERS = " ,;:。、#"
_GOAL_BEHIND = patterns.made(r"的(?:目标|要求|水平|标准|任务)")
_SAID_END = patterns.made(r"的? (?: $ | [且并或但] | [、和与及] )", regex.VERBOSE)
_WHEN = patterns.made(r"(?: [时后前] (?! [间长限] ) | [应须要可得不未而就才即为是] )", regex.VERBOSE)
# 3天内未更新的 says by when, 一个月内迟到3次 in what time
_UNDONE = patterns.made(r"[未不没无被\d]|受到|发生|出现|累计|连续|存在|[一二两三四五][次起人项]")
_EVERY = patterns.made(r"[\d一二两三] ?(?:天|周|月|年|小时)$")
_JOINT = patterns.made(r"并且|而且|同时|或者|[且但]")
_NO_NAME = patterns.made(r"[不未无没或]")
_THING = patterns.made(r"(?!按|[一二两三四五]次)[^且或并但的而（(]{1,40}(?:的[^且或并但的而（(]{1,20})?")
# 应急演练（10分），全年不少于2次; （4分，每周不少于2次）: points of a part are nothing to reach
_PART_POINTS = patterns.made(r"\(\d{1,3}(?:\.\d{1,2})?分(?:\)|(?=[,#]))")
_UP_TO_SIGN = patterns.made(r"^[^≤<＜]{0,20}[≤<＜]=?")
# 能耗, 有效投诉, 在岗率 are names
_LEADS_IN = patterns.made(
    r"^(?:能够|或者|做到了?|如果|至少"
    r"|(?!能[耗见源效力级量]|有[效责关害机色限毒]|在[岗职编建校册籍场]|并[发购网]|均[值价]|如[期实约])[在的有能但且并或均若如])+"
)
_LEADS_OUT = patterns.made(r"(?:[在等有达为的]|一般|评定)+$")
# a metric that begins and ends otherwise is none the shorter for them
_SIGNS, _FIRST = frozenset("≤<＜"), frozenset("能或做如至在的有但且并均若")
_LAST = frozenset("在等有达为的般定")


@frozen
class _Carried:
    """What was measured before in the sentence, or the words that may say so."""

    text: str
    is_metric: bool

    @property
    def metric(self) -> str:
        """Its name; 不达标准，但≥4万人次 has none."""
        if self.is_metric:
            return self.text
        return "" if _NO_NAME.search(self.text) else _trimmed(bare_words(self.text))


@cache
def _words() -> dict[str, regex.Pattern[str]]:
    return {
        "occurred": patterns.made(rf"(?:{alternatives('thresholds', 'occurrences')})$"),
        # 国企的建设39项任务
        "of_making": patterns.made(rf"的(?:{alternatives('thresholds', 'make')})$"),
        "making": patterns.made(rf"(?:{alternatives('thresholds', 'make')}|完成|实现)"),
        "standing": patterns.made(
            rf"(?:{alternatives('thresholds', 'standing')}|{alternatives('thresholds', 'rank_words')}|在)"
        ),
        "compared": patterns.made(
            rf"(?:{'|'.join(alternatives('thresholds', key) for key in _COMPARING)})"
            rf"(?:{alternatives('thresholds', 'particles')})?[\d一二两三四五六七八九十]"
        ),
        "modality": patterns.made(rf"(?!计划\p{{Han}}{{0,2}}率)(?:{alternatives('thresholds', 'modality')})"),
    }


def conditions(
    text: Text, bare: Bare = "none", taken: Sequence[tuple[int, int]] = ()
) -> tuple[ThresholdText, ...]:
    """The figures that a text asks for, in their order; what is not certain stays text.

    `taken` are stretches that say something else.
    Example: 合格率80%以上不足90% → metric 合格率, [80, 90), unit %.
    """
    if not states_figures(text.folded):
        return ()
    masked = _segmented(hidden(text))
    for start, stop in taken:
        masked = masked[:start] + ";" * (stop - start) + masked[stop:]
    found: list[ThresholdText] = []
    carried = _Carried("", is_metric=True)
    end = 0
    for segment in _SEGMENT.finditer(masked):
        if not _SENTENCE_ENDS.isdisjoint(masked[end : segment.start()]):
            carried = _Carried("", is_metric=True)
        joined = bool(found) and masked[end : segment.start()] == ","
        end = segment.end()
        label = _LABEL.match(masked, segment.start(), end)
        start = label.end() if label else segment.start()
        read = list(_of_segment(text, masked, start, end, carried, bare))
        if read and joined and (whole := _merged(found[-1], read[0], masked)):
            found[-1:], read = [whole], read[1:]
        found.extend(read)
        carried = (
            _Carried(found[-1].metric, is_metric=True)
            if read
            else _Carried(text.value[segment.start() : segment.end()], is_metric=False)
        )
    return tuple(found)


def explaining(masked: str) -> list[tuple[int, int]]:
    """The brackets with a figure that stand between a name and its own: 准点率（误差≤3分钟）达到98%."""
    compared = _words()["compared"]
    return [
        match.span()
        for match in _EXPLAINED.finditer(masked)
        if compared.match(masked, match.end()) and compared.search(masked, match.start(), match.end())
    ]


def _segmented(masked: str) -> str:
    """Brackets with a figure of their own are segments: 加强指导（每年不少于2次）; （含75%） is none."""

    said = explaining(masked) if "(" in masked else []

    def open_up(match: regex.Match[str]) -> str:
        inside = match[0][1:-1]
        if match.span() in said:
            return f"({'#' * len(inside)})"
        if not any(char.isdigit() for char in inside) or inside.startswith(("含", "包含", "不含", "不包含")):
            return match[0]
        return f",{inside},"

    if "(" not in masked:
        return masked
    return BRACKETED.sub(open_up, _PART_POINTS.sub(lambda match: "," * len(match[0]), masked))


def _of_segment(
    text: Text, masked: str, start: int, stop: int, carried: _Carried, bare: Bare
) -> Iterator[ThresholdText]:
    """The conditions between two commas; `carried` is what was measured before in the sentence."""
    if not states_figures(masked, start, stop):
        return
    begin = unread = start
    for figure in figures_in(masked, start, stop):
        if figure.start < begin:
            continue
        if unread > begin and (cut := masked.rfind("、", unread, figure.start)) >= 0:
            begin = cut + 1
        found = _read(text, masked, begin, stop, figure, carried, bare)
        if found:
            yield found
            carried = _Carried(found.metric, is_metric=True)
        else:
            unread = figure.end  # 附表3≥90分: a number of the name
            continue
        begin = figure.end
        while begin < stop and masked[begin] in SEPARATORS:
            begin += 1


def _merged(upper: ThresholdText, lower: ThresholdText, masked: str) -> ThresholdText | None:
    """Two ends of one range with a comma between: 60分以上，不足80分."""
    one_thing = not lower.metric or lower.metric == upper.metric
    if not one_thing or upper.unit != lower.unit or masked[upper.end : lower.start] != ",":
        return None
    if upper.high is not None or lower.low is not None or upper.low is None or lower.high is None:
        return None
    if upper.low >= lower.high or upper.relative_to or lower.relative_to:
        return None
    return upper._replace(high=lower.high, high_closed=lower.high_closed, direction="between", end=lower.end)


def _read(
    text: Text, masked: str, begin: int, stop: int, figure: BoundedFigure, carried: _Carried, bare: Bare
) -> ThresholdText | None:
    """The condition that a figure states; None for a rate, points, a time to keep or a description."""
    begin = max(begin, figure.start - FARTHEST)
    stop = min(stop, figure.end + FARTHEST)
    said_from = max(begin, figure.said_from)
    before, behind = masked[begin:said_from], masked[figure.end : stop]
    if figure.by_level:
        return _relative(text, masked, begin, figure, carried)
    rate = _RATE_BEFORE.search(before)
    # 每班不少于2人 is no rate
    if rate and not (rate["of"] and figure.bounded) and not _PERIOD.search(before):
        return None
    if behind.startswith("按") and figure.high is not None:
        return None  # 不足1次按1次计
    at_end = bool(_SAID_END.match(behind))
    # 95%以上的商户签订责任书: a share that nothing is named of before is one of what follows
    alone = behind.startswith("的") and not before.strip(_OPENERS)
    share = figure.unit == "%" and figure.bounded and (alone or _SHARE_OF.match(behind))
    describes = behind.startswith("的") and not at_end and not _GOAL_BEHIND.match(behind) and not share
    describes = describes or (is_time(figure.unit) and not figure.word and bool(_MEASURED.match(behind)))
    if describes or "的基础上" in behind:
        return None  # 500万元以上的项目 describes
    measure = base_of(before) if figure.unit == "%" and not figure.bounded else None
    if not measure and not _counts(figure, before, behind, at_end=at_end, bare=bare):
        return None
    relative = ""
    metric_end = said_from
    low, high = figure.low, figure.high
    closed = figure.low_closed, figure.high_closed
    if measure:
        match, (at_least, including) = measure
        low, high = (low, None) if at_least else (None, high)
        closed = including, including
        relative = text.value[begin + match.start("base") : begin + match.end("base")].removesuffix("的")
        metric_end = begin + match.start()
    joint = max((match.end() for match in _JOINT.finditer(before)), default=0)
    opening = first = begin + joint if joint < metric_end - begin else begin
    signed = masked[metric_end] in "≥≤<>=" or (
        figure.unit in {"%", "倍"} and bool(_trimmed(bare_words(masked[first:metric_end])))
    )
    thing = "" if at_end or signed or _WHEN.match(behind) else _thing(text.value, figure.end, stop)
    thing = figure.noun or thing
    if thing and _words()["making"].fullmatch(bare_words(masked[first:metric_end])):
        first = metric_end  # 举办3次以上培训: what is done says enough
    metric, compared = metric_of(
        text, masked, first, metric_end, thing, bare=figure.bounded and not figure.word
    )
    metric = _trimmed(figure.name or metric)
    if figure.rank:
        metric = _ranked(metric)
    metric = metric or (carried.metric if at_end else "") or ("完成" if before.endswith("完成") else "")
    if not metric and not figure.bounded:
        return None
    modality = _words()["modality"].search(masked, first, figure.start)
    return ThresholdText(
        metric=metric,
        low=low,
        low_closed=None if low is None else closed[0],
        high=high,
        high_closed=None if high is None else closed[1],
        direction=_direction(low, high, rank=figure.rank),
        unit=figure.unit,
        relative_to=relative or compared,
        modality=modality[0] if modality else "",
        start=opening,
        end=figure.end if figure.noun else figure.end + len(thing),
    )


def _direction(
    low: Decimal | None, high: Decimal | None, *, rank: bool
) -> Literal["at_least", "at_most", "between", "equal", "unstated"]:
    if low is None:
        return "at_most"
    if high is None:
        return "at_least"
    if low == high:
        return "equal" if rank else "unstated"
    return "between"


def _relative(text: Text, masked: str, begin: int, figure: BoundedFigure, carried: _Carried) -> ThresholdText:
    """不低于上年, 高于全市平均水平: the end has no figure, but a level that it is compared with."""
    metric, _ = metric_of(text, masked, begin, figure.start, "", bare=False)
    low = figure.word == "low"
    return ThresholdText(
        metric=_trimmed(metric) or carried.metric,
        low=None,
        low_closed=figure.low_closed if low else None,
        high=None,
        high_closed=None if low else figure.high_closed,
        direction="at_least" if low else "at_most",
        unit="",
        relative_to=text.value[figure.said_from : figure.end],
        modality="",
        start=begin,
        end=figure.end,
    )


def _counts(figure: BoundedFigure, before: str, behind: str, *, at_end: bool, bare: Bare) -> bool:
    """Whether words, form or place make a condition of a figure."""
    timed = is_time(figure.unit)
    if _EVERY.search(before) or (timed and behind[:1].isdecimal()):
        return False  # 至少2周1次
    if figure.unit == "分" and (_POINTS_BEFORE.search(before) or not figure.bounded):
        # 累计扣分超过6分的, 记9分以上不满12分的: when a rule holds
        return bare == "none" and figure.bounded and figure.low is not None and bool(_RULED.search(before))
    if not figure.unit and not at_end:
        return False
    if figure.bounded:
        # 24小时内答复: until when, not how much; 平均停时40分钟以内 says how much
        until = timed and figure.high is not None and figure.low is None and not at_end and not figure.word
        # 2小时内到场得5分 says how soon; 3天内未更新的 says by when
        return not until or (bare == "none" and not _UNDONE.search(behind))
    if timed or not figure.unit:
        return False
    if figure.unit in {"%", "‰"}:
        return at_end and (figure.word in {"reach"} or bool(RATE.search(before)))
    if (figure.word != "make" and _PERIOD.search(before)) or before.endswith(
        ("等", "共", "第", "前", "后", "倒数", "其余", "其中")
    ):
        return False
    if bare == "counts":
        known = figure.word in {"make", "reach"} or bool(_words()["occurred"].search(before))
        return known or (at_end and len(bare_words(before)) > 1)
    if bare == "made":
        verb = _words()["making"].match(bare_words(before))
        return (figure.word == "make" and not _words()["of_making"].search(before)) or (
            at_end and verb is not None
        )
    return False


def _thing(value: str, start: int, stop: int) -> str:
    """What is counted, where it stands behind the figure: 4次以上党建工作 → 党建工作."""
    match = _THING.match(value, start, stop)
    return match[0] if match else ""


def _trimmed(metric: str) -> str:
    """Words that only lead to the figure taken off: 配齐率在 → 配齐率, 督导宣讲等 → 督导宣讲."""
    if not _SIGNS.isdisjoint(metric):
        metric = _UP_TO_SIGN.sub("", metric)
    if metric[-1:] in _LAST:
        metric = _LEADS_OUT.sub("", metric)
    if metric[:1] in _FIRST:
        metric = _LEADS_IN.sub("", metric)
    return metric.strip(" ，,、")


def _ranked(metric: str) -> str:
    """投资增速位列全省 → 投资增速全省排名."""
    bare = _trimmed(_words()["standing"].sub("", metric))
    return bare + "排名"
