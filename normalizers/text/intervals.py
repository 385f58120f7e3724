"""Ranges of figures: 14-18分, 4分, 90分以上, 80（含）-90, 70分≤分值＜80分, 6分以上9分以下.

以上, 以下, 以内, 至 and the dashes include the figure; 超过, 高于, 不足, 未满, 低于 exclude it
(民法典 §1259); （含） and （不含） override.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import regex

from extractors.frozen import frozen
from normalizers.text import patterns
from normalizers.text.numerals import decimal
from normalizers.vocabulary import alternatives


@frozen
class Interval:
    """A range with its ends; an end that is None is open to infinity."""

    low: Decimal | None
    high: Decimal | None
    low_closed: bool = True
    high_closed: bool = True


def falling(ranges: Sequence[tuple[Decimal, Decimal]]) -> bool:
    """Whether a text prints all of its ranges from the upper end down, as some do: 40-31分, 30-21分, 20-0分.

    One alone, or one beside others that rise, is a slip.
    """
    ends = [(first, last) for first, last in ranges if first != last]
    return len(ends) > 1 and all(first > last for first, last in ends)


def turned(one: Interval) -> Interval:
    """A range that was printed from the upper end down."""
    return Interval(one.high, one.low, one.high_closed, one.low_closed)


_NUMBER = r"\d{1,9}(?:\.\d{1,6})?"
_MARK = rf"[(\[] \s* (?: 包?含 | 不含 | 不包含 ) \s* (?: 本数 | 本级 | {_NUMBER} \s* 分? )? \s* [)\]]"
_RANGE = patterns.made(
    rf"""
    (?P<low>{_NUMBER}) \s* 分? \s* (?P<low_mark>{_MARK})? \s*
    (?: -{{1,3}} | 至 | 到 ) \s*
    (?P<high>{_NUMBER}) \s* 分? \s* (?P<high_mark>{_MARK})? \s* (?: 之间 | 以[下内] )?
    """,
    regex.VERBOSE,
)
_CHAIN = patterns.made(  # 70分≤分值<80分, 100≥X≥90
    rf"""
    (?P<first>{_NUMBER}) \s* 分? \s* (?P<first_sign> [≤<≥>] =? ) \s* [\p{{Han}}A-Za-z]{{0,8}} \s*
    (?P<last_sign> [≤<≥>] =? ) \s* (?P<last>{_NUMBER}) \s* 分?
    """,
    regex.VERBOSE,
)
_SIGNED = patterns.made(
    rf"""
    (?: 得分 | 分值 | 总分 )? \s*
    (?: (?P<at_least>{alternatives("ranges", "at_least")}) | (?P<above>{alternatives("ranges", "above")})
      | (?P<at_most>{alternatives("ranges", "at_most")}) | (?P<below>{alternatives("ranges", "below")}) ) \s*
    (?P<figure>{_NUMBER}) \s* 分?
    """,
    regex.VERBOSE,
)
_SIDED = patterns.made(
    rf"""
    (?P<figure>{_NUMBER}) \s* 分? \s* (?P<mark>{_MARK})? \s* 及? \s* (?P<side> 以上 | 以下 | 以内 ) \s*
    (?P<after_mark>{_MARK})?
    """,
    regex.VERBOSE,
)
_BOTH = patterns.made(
    r"(?P<lower> [^,、]{2,30}? 以上 (?:\([^()]*\))? ) (?: [,、-] | ,?[且并但] )? (?P<upper> .{2,30} )",
    regex.VERBOSE,
)
# ≥80分且<90分, 不低于80分、低于90分
_JOINED = patterns.made(r"[,、]?(?:且|并且|并|但)|[,、]")
_SINGLE = patterns.made(rf"(?P<figure>{_NUMBER}) \s* 分?", regex.VERBOSE)


def _closed(mark: str | None) -> bool:
    """（含） and no mark close an end, （不含） opens it."""
    return mark is None or "不" not in mark


def interval(folded: str) -> Interval | None:
    """The interval that `folded` (folded text of a heading) states in full; None when it states none."""
    text = folded.strip()
    if match := _RANGE.fullmatch(text):
        return Interval(
            decimal(match["low"]),
            decimal(match["high"]),
            _closed(match["low_mark"]),
            _closed(match["high_mark"]),
        )
    if match := _CHAIN.fullmatch(text):
        return _chain(match)
    if (half := _one_sided(text)) is not None:
        return half
    if match := _SINGLE.fullmatch(text):
        figure = decimal(match["figure"])
        return Interval(figure, figure)
    # 6分以上9分以下, 80分（含）以上、90分以下, 60分以上不足80分
    if match := _BOTH.fullmatch(text):
        return _between(_one_sided(match["lower"]), _one_sided(match["upper"]))
    first, *second = _JOINED.split(text)
    if len(second) == 1:
        ends = _one_sided(first), _one_sided(second[0])
        return _between(*ends) or _between(*reversed(ends))
    return None


def _between(lower: Interval | None, upper: Interval | None) -> Interval | None:
    """What lies above a lower end and below an upper one."""
    if lower is None or upper is None or lower.high is not None or upper.low is not None:
        return None
    return Interval(lower.low, upper.high, lower.low_closed, upper.high_closed)


def _chain(match: regex.Match[str]) -> Interval | None:
    """Two signs that point the same way bound a range."""
    first, last = decimal(match["first"]), decimal(match["last"])
    signs = match["first_sign"] + match["last_sign"]
    closed = [sign[0] in "≤≥" or sign.endswith("=") for sign in (match["first_sign"], match["last_sign"])]
    if not set(signs) & set("≥>"):
        return Interval(first, last, *closed)
    if not set(signs) & set("≤<"):
        return Interval(last, first, *reversed(closed))
    return None


def _one_sided(text: str) -> Interval | None:
    """90分以上, ≥90, 不足60分: an interval with one end."""
    if match := _SIGNED.fullmatch(text):
        figure = decimal(match["figure"])
        if match["at_least"] or match["above"]:
            return Interval(figure, None, low_closed=match["at_least"] is not None)
        return Interval(None, figure, high_closed=match["at_most"] is not None)
    if match := _SIDED.fullmatch(text):
        figure = decimal(match["figure"])
        closed = _closed(match["mark"]) and _closed(match["after_mark"])
        if match["side"] == "以上":
            return Interval(figure, None, low_closed=closed)
        return Interval(None, figure, high_closed=closed)
    return None
