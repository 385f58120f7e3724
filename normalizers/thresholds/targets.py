"""Figures that have to be reached (指标值): 覆盖率达到95%以上, 超2000人次, 建成3家, 同比增长8%.

A figure counts where words say so: a comparison (达到, 不少于, 以上), or a verb of making, reaching or change
that bears on it. Years, ordinals, names in quotes and counts of other things (2个专项行动) have no such word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from extractors.frozen import frozen
from normalizers.text import patterns
from normalizers.text.views import Text
from normalizers.thresholds.metrics import (
    BRACKETED,
    RATE,
    bare_words,
    bounding,
    hidden,
    metric_of,
    names_of,
    without_lead_in,
)
from normalizers.thresholds.quantities import NUMBER, ThresholdText, base, number, times, unit_pattern
from normalizers.vocabulary import alternatives

_SEGMENT = patterns.made(r"[^,;:。!?…]+")
_DIGIT = patterns.made(r"\d")
_SENTENCE_ENDS = frozenset("。;!?…")
_SEPARATORS = "、和与及 "
# words farther from a figure do not bear on it
_FARTHEST = 150
_DONE = patterns.made(r"已经?$")
_GOAL_BEHIND = patterns.made(r"的(?:目标|要求|水平|标准|任务)")
# 12柱, 3万轴, 30万: a measure that the vocabulary lacks, told by its place before a mark or a comparison
_SHAPE = r"""
    (?: [百千万亿]{0,2}
        (?: [\p{Han}--[的以多余几年月日号周届时点个第是为和与及等上下内外前后左右起来开将并在到达人分]]{1,2}
          | [A-Za-z]{1,4} )
      | [百千万亿]{1,2} )
    (?= [,;:。!?…、)和与及\ ] | 及?以[上下内] | $ )
"""
_AMOUNT = patterns.made(r"(?:量|数|额|值|收入|产值)$")
# 办结量, 培训人数: the verb is a part of the noun
_NOUN_TAIL = patterns.made(r"^(?:[量率]|数[^字据])")


@frozen
class _Bound:
    """Which end of a range a word states."""

    low: bool
    closed: bool


@cache
def _words() -> dict[str, regex.Pattern[str]]:
    def any_of(*keys: str) -> str:
        return "|".join(f"(?P<{key}>{alternatives('thresholds', key)})" for key in keys)

    particles = f"(?:{alternatives('thresholds', 'particles')}){{0,3}}"
    unit = unit_pattern()
    return {
        "figure": patterns.made(
            rf"""
            (?<! [\d._第前A-Za-z\#] )
            (?P<low> {NUMBER} ) \s* (?: (?P<low_unit> {unit} ) | (?P<shape> {_SHAPE} ) )? \s*
            (?: (?: - | 至 | 到 ) \s* (?P<high> {NUMBER} ) \s*
                (?: (?P<high_unit> {unit} ) | (?P<shape> {_SHAPE} ) )? \s* )?
            (?! [\d.年月日号周届] )
            (?P<mark> \( 不?含 \) )?
            (?P<after> {any_of("from_here", "up_to_here")} )?
            (?P<after_mark> \( 不?含 \) )?
            (?: 左右 | 上下 )?
            """,
            regex.VERBOSE | regex.V1,
        ),
        "before": patterns.made(
            rf"(?:{any_of('at_least', 'above', 'at_most', 'below', 'change', 'reach', 'make')}){particles}$"
        ),
        "doing": patterns.made(rf"(?P<verb>{alternatives('thresholds', 'make')}|完成|实现)(?P<thing>.+)$"),
        "change_end": patterns.made(rf"(?:{alternatives('thresholds', 'change')})$"),
        "modality": patterns.made(alternatives("thresholds", "modality")),
        "spans": patterns.made(alternatives("thresholds", "spans")),
        "at_end": patterns.made(rf"(?:{unit}|[\p{{Han}}A-Za-z%‰]{{0,2}})\#*(?:[、和与及]|$)"),
        # 3轴以上, 3轴及以下
        "sided": patterns.made(rf"[\p{{Han}}A-Za-z%‰]{{0,3}}?(?:{any_of('from_here')}|及?以下)(?!的)"),
    }


def thresholds(text: Text) -> tuple[ThresholdText, ...]:
    """The figures to be reached in their order; empty where the words say of none.

    Example: 力争全年培训超200人次 → low 200 (open), unit 人次, metric 培训, modality 力争.
    """
    if not _DIGIT.search(text.folded):
        return ()
    masked = hidden(text)
    found: list[ThresholdText] = []
    carried: str | tuple[int, int] = ""
    end = 0
    for segment in _SEGMENT.finditer(masked):
        if not _SENTENCE_ENDS.isdisjoint(masked[end : segment.start()]):
            carried = ""
        start, end = segment.span()
        read: list[ThresholdText] = []
        if _DIGIT.search(masked, start, end):
            if not isinstance(carried, str):
                carried = bare_words(text.value[slice(*carried)])
            read = list(_of_segment(text, masked, start, end, carried))
            found.extend(read)
        # what was measured before, or the words that may say so
        carried = read[-1].metric if read else (start, end)
    return tuple(found)


def _of_segment(text: Text, masked: str, start: int, stop: int, carried: str) -> Iterator[ThresholdText]:
    """The thresholds between two commas; `carried` is what was measured before in the sentence."""
    matches = list(_figures(masked, start, stop))
    begin = start
    index = 0
    while index < len(matches):
        chain = _chain(masked, matches[index:])
        index += len(chain)
        read = _read(text, masked, begin, stop, chain, carried)
        if read:
            yield from read
            carried = read[0].metric
            begin = _skip(masked, read[-1].end, stop)


def _figures(masked: str, start: int, stop: int) -> Iterator[regex.Match[str]]:
    """All that has the form of a figure, in order."""
    pattern = _words()["figure"]
    begin = _DIGIT.search(masked, start, stop)
    while begin is not None:
        match = pattern.match(masked, begin.start(), stop)
        if match is not None:
            yield match
        begin = _DIGIT.search(masked, begin.end() if match is None else match.end(), stop)


def _chain(masked: str, matches: list[regex.Match[str]]) -> list[regex.Match[str]]:
    """Figures that share the words before them: 分别达到95%、90%和85%以上."""
    chain = matches[:1]
    for match in matches[1:]:
        between = masked[chain[-1].end() : match.start()]
        if not between or between.strip(_SEPARATORS):
            break
        chain.append(match)
    return chain


def _skip(masked: str, index: int, stop: int) -> int:
    while index < stop and masked[index] in _SEPARATORS:
        index += 1
    return index


@frozen
class _Said:
    """What the words around figures say: their kind, the change, and where subject and thing stand."""

    kind: str
    change: str
    made: str
    subject_end: int
    thing: tuple[int, int]
    close: int


def _said(masked: str, begin: int, stop: int, chain: list[regex.Match[str]]) -> _Said | None:
    """What makes the figures of a chain targets; None where no word does."""
    first, last = chain[0].start(), chain[-1].end()
    before, behind = masked[begin:first], masked[last:stop]
    if (behind.startswith("的") and not _GOAL_BEHIND.match(behind)) or "的基础上" in behind:
        return None  # 500万元以上的项目: the figure describes something; 在建成30个站点的基础上: it is there
    # 15万卷（件）: a bracket goes on with the unit
    rest = (BRACKETED.sub("", behind) if "(" in behind else behind).strip()
    at_end = not rest or behind[0] in _SEPARATORS + ")" or bool(_GOAL_BEHIND.match(behind))
    word = bounding(_words()["before"], before)
    if _DONE.search(before[: word.start()] if word else before):
        return None  # 已达到95%: a result, nothing to reach
    kind = (word.lastgroup or "") if word else ""
    if word and kind == "make" and before[: word.start()].endswith(("至少", "最少")):
        kind = "at_least"  # 至少组织2次
    sided = any(match["after"] for match in chain)
    explicit = sided or kind in _BEFORE
    units = [_unit(match) for match in chain]
    by_shape = any(match["shape"] for match in chain)
    if not explicit and (not all(units) or any(_words()["spans"].search(unit) for unit in units)):
        return None
    if not all(units) and not at_end:
        return None
    if by_shape and kind == "make" and not explicit:
        return None  # 建设110系统: what follows may be a name
    if word:
        # 建成3家示范网点: what is made stands behind
        open_ended = (kind in {"make", "reach"} or bool(word["make"])) and not at_end
        return _Said(
            kind,
            word["change"] or "",
            word["make"] or "",
            begin + word.start(),
            (last, stop) if open_ended else (last, last),
            stop if open_ended else last,
        )
    if not at_end:
        return None
    percent = units[0] in {"%", "‰"}
    named = bool(RATE.search(before)) or (not percent and bool(_AMOUNT.search(before)))
    doing = None if named else _words()["doing"].search(before)
    if doing and not _NOUN_TAIL.match(doing["thing"]):
        if percent and not sided:
            return None  # 开展检查100%
        return _Said(kind, "", "", begin + doing.start(), (begin + doing.start("thing"), first), last)
    return _Said(kind, "", "", first, (last, last), last) if named or sided else None


def _read(
    text: Text, masked: str, begin: int, stop: int, chain: list[regex.Match[str]], carried: str
) -> list[ThresholdText]:
    """The thresholds of figures that stand side by side; none where no word makes them targets."""
    begin = max(begin, chain[0].start() - _FARTHEST)
    stop = min(stop, chain[-1].end() + _FARTHEST)
    said = _said(masked, begin, stop, chain)
    if said is None:
        return []
    thing = text.value[said.thing[0] : said.thing[1]]
    metric, relative = metric_of(text, masked, begin, said.subject_end, thing, bare=not said.kind)
    if not metric and not said.change:
        # 为不少于500户老人办理: what is counted stands behind
        metric = without_lead_in(text.value[chain[-1].end() : stop])
    # 受理量增长5%、环比下降3%: the second bears on 受理量
    metric = metric or said.made or (_words()["change_end"].sub("", carried) if said.change else carried)
    modality = _words()["modality"].search(masked, begin, chain[0].start())
    names = names_of(metric, len(chain)) if len(chain) > 1 else [metric]
    side = next((match for match in chain if match["after"]), None)
    read = []
    for match, name in zip(chain, names, strict=True):
        value = _value(match, said.kind, side)
        if value is None:
            return []
        read.append(
            value._replace(
                metric=name + said.change,
                relative_to=relative,
                modality=modality[0] if modality else "",
                start=begin,
                end=said.close if len(chain) == 1 else match.end(),
            )
        )
    return read


def _unit(match: regex.Match[str]) -> str:
    return match["high_unit"] or match["low_unit"] or match["shape"] or ""


_BEFORE = {
    "at_least": _Bound(True, True),
    "above": _Bound(True, False),
    "at_most": _Bound(False, True),
    "below": _Bound(False, False),
}


def _value(match: regex.Match[str], kind: str, side: regex.Match[str] | None) -> ThresholdText | None:
    """The range of a figure; `side` is the figure whose 以上 or 以下 holds for it.

    None where the words before and behind contradict each other (不超过3%以上), or the ends are reversed.
    """
    unit, factor = base(_unit(match))
    low = number(match["low"])
    empty = ThresholdText("", None, None, None, None, "unstated", unit, "", "", 0, 0)
    if match["high"]:
        low = times(low, base(match["low_unit"])[1] if match["low_unit"] else factor)
        high = times(number(match["high"]), factor)
        if low > high:
            return None
        return empty._replace(low=low, low_closed=True, high=high, high_closed=True, direction="between")
    low = times(low, factor)
    bound = _BEFORE.get(kind)
    if side is not None:
        mark = side["mark"] or side["after_mark"] or ""
        behind = _Bound(bool(side["from_here"]), "不" not in mark)
        # 达到3%以下: reaching says nothing of the side
        if bound is None or kind == "at_least":
            bound = behind
        elif bound.low != behind.low:
            return None
    if bound is None:
        return empty._replace(low=low, low_closed=True, high=low, high_closed=True)
    if bound.low:
        return empty._replace(low=low, low_closed=bound.closed, direction="at_least")
    return empty._replace(high=low, high_closed=bound.closed, direction="at_most")


# 40余个, 3轴: a figure in any form, with what its measure may be
_ANY_FIGURE = patterns.made(
    rf"""
    (?<! [\d._第A-Za-z\#-] ) (?P<figure> {NUMBER} ) (?! [\d.] )
    (?: (?: - | 至 | 到 ) (?: {NUMBER} ) (?! [\d.] ) )?
    (?P<about> [余多几] )? (?P<scale> [百千万亿]{{0,2}} ) (?P<about> [余多几] )?
    (?! [年月日号周届时点] )
    """,
    regex.VERBOSE,
)
_DESCRIBES = patterns.made(r"[^,;。、]{0,8}? 的 (?! 目标 | 要求 | 水平 | 标准 | 任务 )", regex.VERBOSE)
# 进入前10名
_RANK = patterns.made(r"(?: 名 | 位 | % ) (?: [,;。、] | $ )", regex.VERBOSE)
# 等6次, 共3项: they count what was named
_COUNTS = patterns.made(r"(?: [等共这述列各] | 以下 | 以上 | 其中 )$", regex.VERBOSE)
# more digits without multiplier are a number to call, or a name (12345热线)
_CODE_LENGTH = 5


def unread(text: Text, found: Sequence[ThresholdText]) -> tuple[tuple[int, int], ...]:
    """The segments with a figure where a target would stand, that `found` (the thresholds of the text) lacks.

    Examples: 新增驿站40余个 (not exact), 修缮牌坊3座 behind a verb that the vocabulary lacks.
    """
    masked = hidden(text)
    read = bytearray(len(masked))
    for one in found:
        read[one.start : one.end] = b"t" * (one.end - one.start)
    left: list[tuple[int, int]] = []
    for segment in _SEGMENT.finditer(BRACKETED.sub(lambda match: "#" * len(match[0]), masked)):
        figures = _ANY_FIGURE.finditer(segment[0])
        if any(
            not read[segment.start() + figure.start()] and _in_place(segment[0], figure) for figure in figures
        ):
            left.append(segment.span())
    return tuple(left)


def _in_place(segment: str, figure: regex.Match[str]) -> bool:
    """Whether words of comparison, of making or the end of a statement make a target of a figure."""
    before, behind = segment[max(0, figure.start() - _FARTHEST) : figure.start()], segment[figure.end() :]
    behind = behind[:_FARTHEST]
    if _DESCRIBES.match(behind) or "基础上" in behind or "已" in before:
        return False
    word = bounding(_words()["before"], before)
    if (word and word.lastgroup in _BEFORE) or _words()["sided"].match(behind):
        return not (not word and _words()["spans"].match(behind))
    if before.endswith("前"):
        return bool(_RANK.match(behind))
    if len(figure["figure"]) >= _CODE_LENGTH and figure["figure"].isdecimal() and not figure["scale"]:
        return False
    if word and figure["about"]:
        return True
    measured = bool(figure["scale"]) or bool(behind and behind[0] not in "、和与及#")
    at_end = bool(_words()["at_end"].match(behind)) and not _words()["spans"].match(behind)
    return at_end and measured and len(before) > 1 and not _COUNTS.search(before)
