"""Figures with the words that bound them: 80%以上不足90%, 超过1%但不超过2%, 第2至5名, 前20%, 不低于上年."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from normalizers.text import patterns
from normalizers.text.numerals import decimal
from normalizers.text.views import folded
from normalizers.thresholds.metrics import bare_words, bounding
from normalizers.thresholds.quantities import NUMBER, base, number, times, unit_pattern
from normalizers.vocabulary import alternatives, words

SEPARATORS = "、和与及 "
# how far the words of comparison may stand from a figure
FARTHEST = 120
# （含）, （不含90分）
_MARK = rf"(?: \( (?: 包?含 | 不包?含 ) (?: 本数 | (?:{NUMBER}) \p{{Han}}{{0,2}} %? )? \) )"
# （含75%，不含100%）
_MARKS = rf"""
    \( (?P<in_low> 不?包?含 ) \s* (?:{NUMBER}) [%分]? \#* (?P<in_high> 不?包?含 ) \s* (?:{NUMBER}) [%分]? \)
"""
_RUN = patterns.made(NUMBER)
_DIGIT, _TENTHS = patterns.made(r"\d"), patterns.made(r"[一二两三四五六七八九十半\d]\s?成")
_NEGATED = patterns.made(r"(?:不|未|没有?|非|无)$")
_DATED = patterns.made(r"月(?:的)?(?:第)?$")
_SAID_END = patterns.made("(?:的|[以之]?后)?(?:$|[,;:。])")
# 扣分超过本项分值60%的: nobody loses more than all points, so that it is a share of them
_ALL_POINTS = patterns.made("(?:分值|满分|标准分|权重分)$")
_LEAST = patterns.made(r"(?:至少|最少)$")
_CHAINED = patterns.made(r"[≤<] =? (?P<metric> [\p{Han}A-Za-z]{0,12} ) $", regex.VERBOSE)
_MERGED = frozenset(
    {"", "、", ",", "至", "到", "-"}
    | {
        f"{comma}{word}"
        for comma in ("", ",", "、")
        for word in ("但", "且", "并", "在", "但在", "且在", "并在")
    }
)

_BOUNDS = {
    "at_least": (True, True),
    "above": (True, False),
    "at_most": (False, True),
    "below": (False, False),
}
_FLIPPED = {"at_least": "at_most", "above": "below", "at_most": "at_least", "below": "above"}


class BoundedFigure(NamedTuple):
    """One figure, or two with a dash between, with the words that bound it; ends that are None are open."""

    start: int
    end: int
    # where the words of comparison before it begin
    said_from: int
    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool
    unit: str
    rank: bool
    bounded: bool
    word: str = ""
    # compared with a level that has no figure, which begins at `said_from`: 不低于上年
    by_level: bool = False
    # what stands between the two ends: 80%≤完成率<90%
    name: str = ""
    # what is counted, between the figure and the word behind it: 9个县以下
    noun: str = ""

    @property
    def one_sided(self) -> bool:
        """Whether only one end is stated: 90%以上."""
        return (self.low is None) != (self.high is None)


@cache
def _words() -> dict[str, regex.Pattern[str]]:
    def named(*keys: str) -> str:
        return "|".join(f"(?P<{key}>{alternatives('thresholds', key)})" for key in keys)

    spans = rf"{alternatives('thresholds', 'spans')}|个月|(?<!\d\d\d)年(?![度份级])|周(?!岁)"
    spans += r"|日(?![常期报前起止])|成(?=以|的|[,;。、(]|$|及)"
    unit = rf"(?: {unit_pattern()} | {spans} | {alternatives('thresholds', 'ranks')} (?! 次 ) )"
    # 一百二十 is more than these
    han = r"(?<![一二两三四五六七八九十百千万亿])[一二两三四五六七八九十]{1,3}(?![百千万亿])"
    # 半年以上
    figure = rf"(?: {NUMBER} | {han} | 半(?=个?[年月天日小]) )"
    particles = f"(?:{alternatives('thresholds', 'particles')}|在){{0,3}}"
    # 3月, 2019年, 5日, 3号: a date, no figure
    dated = r"(?! \s* (?: [号届日时点年月] | - \d{4} 年 ) )"
    level_words = alternatives("thresholds", "levels")
    side = r"及?以上|及?以下|及?以[内外后]|之[内外后间]|内(?![容部控外业涝河])"
    return {
        "figure": patterns.made(
            rf"""
            (?<! [\d._A-Za-z\#\-] | \d[/∶] )
            (?P<rank> (?<! [提目以之日此会] ) 前 | 第 )?
            (?P<low> {figure} ) (?! [\d.] | [/∶]\d | 分之 ) \s* (?:
                # 30（不含）箱
                (?P<low_mark> {_MARK} ) \s* (?P<low_unit> {unit} )
              | (?: (?P<low_unit> {unit} ) | {dated} ) \s* (?P<low_mark> {_MARK} )? )
            (?P<low_side> 及?以[上下] (?= {_MARK}? (?:-|至|到) ) )?
            (?P<low_side_mark> {_MARK} )?
            (?: (?P<dash> -{{1,2}} | 至 | 到 | [与和] (?= [^,;。]{{1,16}} 之间 ) ) \s* 第?
                (?P<high> {figure} ) (?! [\d.] ) \s* (?:
                    (?P<high_mark> {_MARK} ) \s* (?P<high_unit> {unit} )
                  | (?: (?P<high_unit> {unit} ) | {dated} ) \s* (?P<high_mark> {_MARK} )? ) )?
            (?: (?<= [个名家] ) (?P<noun> (?!及) [\p{{Han}}]{{1,3}} ) (?<! 级 )
                (?= 及?以[上下] 的? (?: [,;:。、)] | $ ) ) )?
            (?P<after> {side} )? (?P<after_mark> {_MARK} )? (?: {_MARKS} )?
            """,
            regex.VERBOSE | regex.V1,
        ),
        # the characters that a figure begins with
        "begins": patterns.made(r"[前第半\d一二两三四五六七八九十]"),
        "levels": patterns.made(rf"{level_words}|平均"),
        # without a digit or one of these a text states nothing: 三年以下, 超过六个月, 第一名, 不低于上年
        "telltale": patterns.made(
            rf"[一二两三四五六七八九十](?:{unit_pattern()}|{spans}|[名位])|{level_words}|平均|分之|半个?[年月天日小]"
        ),
        "before": patterns.made(
            rf"(?:{named('at_least', 'above', 'at_most', 'below', 'reach', 'make')}){particles}$"
        ),
        "spans": patterns.made(rf"(?:{spans})$"),
        "ranks": patterns.made(rf"(?:{alternatives('thresholds', 'ranks')})$"),
        "ranked": patterns.made(rf"(?:{alternatives('thresholds', 'rank_words')})$"),
        "level": patterns.made(
            rf"""
            (?: {named("at_least", "above", "at_most", "below")} )
            (?P<level> (?:全[市省国县区系统]{{1,2}}|本[市省县区])? (?:\([^()]{{0,10}}\))?
                (?:{level_words}|平均[\p{{Han}}]{{1,4}}) )
            (?= [,;:。!?…、\n] | 的? $ | [且并或但] )
            """,
            regex.VERBOSE,
        ),
        # 数量≥规定数的90%, 不低于上年的80%: what a rate is a rate of
        "base": patterns.made(
            rf"(?:{named('at_least', 'above', 'at_most', 'below')})"
            r"(?P<base>[\p{Han}(),、\#]{2,14}?)(?P<of>的)?$"
        ),
    }


def states_figures(folded: str, start: int = 0, stop: int | None = None) -> bool:
    """Whether a stretch has anything that can be a figure or a level; most texts have not."""
    stop = len(folded) if stop is None else stop
    return bool(_DIGIT.search(folded, start, stop) or _words()["telltale"].search(folded, start, stop))


@cache
def _bounding() -> frozenset[str]:
    """The last characters of the words that compare, and one character of all else that bounds a figure."""
    keys = ("at_least", "above", "at_most", "below")
    # 以上, 之内, 至, （含）, 前, 名, 90分的; a share needs nothing beside it, nor do points
    forms = "以之内间外至到含前名位%‰分-"
    return frozenset([*forms, *(word[-1] for key in keys for word in words("thresholds")[key])])


def may_bound(printed: str) -> bool:
    """Whether anything in a text may bound a figure: 未报送第1片区月报的 has a figure, and no threshold."""
    plain = folded(printed)
    return not _bounding().isdisjoint(plain) or ("成" in plain and bool(_TENTHS.search(plain)))


@lru_cache(maxsize=1024)
def _is_place(unit: str) -> bool:
    """名, 位: a place in a ranking, or people."""
    return bool(_words()["ranks"].fullmatch(unit))


@lru_cache(maxsize=1024)
def is_time(unit: str) -> bool:
    """小时, 年, 个月: a length of time."""
    return bool(_words()["spans"].fullmatch(unit))


def figures_in(masked: str, start: int, stop: int) -> list[BoundedFigure]:
    """All that has the form of a figure between two places of a masked text, in order."""
    figures = [*_figures(masked, start, stop), *_levels(masked, start, stop)]
    if not figures:
        return figures
    figures.sort(key=lambda figure: figure.start)
    return list(_shared(masked, list(_paired(masked, figures))))


def base_of(before: str) -> tuple[regex.Match[str], tuple[bool, bool]] | None:
    """What a rate is a rate of, where the words before it say so, and the end that they state.

    Example: 数量≥规定数的 (90%) → 规定数, low end, closed.
    """
    match = _words()["base"].search(before)
    if not match or not (match["of"] or match[0][0] in "≥≤<>" or _ALL_POINTS.search(match["base"])):
        return None
    return match, _BOUNDS[next(key for key in _BOUNDS if match[key])]


def _levels(masked: str, start: int, stop: int) -> Iterator[BoundedFigure]:
    """不低于上年: a comparison without a figure."""
    if not _words()["levels"].search(masked, start, stop):
        return
    for match in _words()["level"].finditer(masked, start, stop):
        low, closed = _BOUNDS[next(key for key in _BOUNDS if match[key])]
        yield BoundedFigure(
            start=match.start(),
            end=match.end("level"),
            said_from=match.start("level"),
            low=None,
            low_closed=low and closed,
            high=None,
            high_closed=not low and closed,
            unit="",
            rank=False,
            bounded=True,
            word="low" if low else "high",
            by_level=True,
        )


def _figures(masked: str, start: int, stop: int) -> Iterator[BoundedFigure]:
    """All that has the form of a figure and may be one."""
    begins, pattern = _words()["begins"], _words()["figure"]
    begin = begins.search(masked, start, stop)
    while begin is not None:
        match, place = pattern.match(masked, begin.start(), stop), begin.end()
        if match is not None:
            before = masked[max(start, match.start() - FARTHEST) : match.start()]
            about = before.endswith("±")
            figure = _figure(match, before.removesuffix("±"))
            if about:
                figure = None if figure is None else _about(figure)
            if figure is not None:
                yield figure
            place = match.end()
        begin = begins.search(masked, place, stop)


def _about(figure: BoundedFigure) -> BoundedFigure | None:
    """偏差不超过±5%: as far to either side; what lies outside of it has no single end."""
    if figure.high is None or figure.low not in {None, figure.high}:
        return None
    return figure._replace(
        start=figure.start - 1,
        said_from=figure.said_from - 1,
        low=-figure.high,
        low_closed=figure.high_closed,
    )


def _ratio(unit: str, larger: str) -> int | None:
    """How many of a unit a larger one is; None where that is not fixed: a month of weeks."""
    for scale in words("thresholds")["scales"]:
        if unit in scale and larger in scale and scale[larger] % scale[unit] == 0:
            return int(scale[larger] // scale[unit])
    return None


def _number(printed: str) -> Decimal | None:
    if printed == "半":
        return Decimal("0.5")
    return number(printed) if printed[0].isdecimal() else decimal(printed.replace("两", "二"))


def _closed(mark: str | None) -> bool:
    return mark is None or "不" not in mark


_ENDS = ("low", "low_unit", "low_mark", "high", "high_unit", "high_mark", "in_low", "in_high")
_BESIDE = ("rank", "noun", "after", "after_mark", "low_side", "low_side_mark")


@cache
def _groups() -> tuple[int, ...]:
    """The numbers of the groups of a figure: asking for one by its name takes ten times as long."""
    return tuple(_words()["figure"].groupindex[name] for name in (*_ENDS, *_BESIDE))


def _figure(match: regex.Match[str], before: str) -> BoundedFigure | None:
    """The ends that a figure and the words beside it state; None where they contradict each other."""
    said = match.group(*_groups())
    least, low_unit, low_mark, most, high_unit, high_mark, in_low, in_high = said[:8]
    place, noun, after, after_mark, low_side, low_side_mark = said[8:]
    low_mark = low_mark or low_side_mark
    unit, factor = base(high_unit or low_unit or "")
    if unit == "日" and _DATED.search(before):
        return None  # 每月5日, 3月1-5日
    ranked = _is_place(unit)
    if place and not ranked and (place == "第" or unit != "%"):
        return None  # 第2项, 前4项
    low = _number(least)
    if low is None or not (unit or least[0].isdecimal()):
        return None
    low = times(low, base(low_unit)[1] if low_unit else factor)
    if most and low_unit and (least_unit := base(low_unit)[0]) not in {"", unit}:
        # 30分钟至1小时 is 30 to 60 分钟; 1周至1个月 has no measure of its own
        ratio = _ratio(least_unit, unit)
        if ratio is None:
            return None
        unit, factor = least_unit, factor * ratio
    start, end = match.span()
    kind, subject, said_from = "", before, start
    if word := bounding(_words()["before"], before):
        opens = word.start()
        # 满5年, 被投诉满3次的, but 做好满2个聘期的轮换
        if before[opens:] != "满" or is_time(unit) or _SAID_END.match(match.string, end):
            kind, subject = word.lastgroup or "", before[:opens]
    if kind in _BOUNDS:
        if _NEGATED.search(subject):
            return None
        said_from -= len(before) - len(subject)
    elif kind == "make" and _LEAST.search(subject):
        kind = "at_least"  # 至少组织1次
    rank = bool(place) or (ranked and _is_rank(subject, after or ""))
    if rank:
        unit = "名" if ranked else unit
        kind = _FLIPPED.get(kind, kind) if _words()["ranked"].search(subject) else kind
    if not most:
        beside = _Beside(
            rank, place == "前", least[0].isdecimal(), low_mark or after_mark, after or "", noun or ""
        )
        return _one((start, end), low, unit, kind, said_from, beside)
    high = _number(most)
    high = None if high is None else times(high, factor)
    # pH值在6.5-8.5之间: a range without a unit
    if high is None or not (unit or low_mark or high_mark or in_low or after):
        return None
    first, last = in_low or low_mark, in_high if in_low else high_mark
    if first is None and last is not None and _names(last, low):
        first, last = last, None  # 5-10%（不含5%）
    # 超过5%至10%: the word compares the first figure; 超出1至3人 says by how many
    compared = first is None and low_unit is not None
    if low <= high:
        closed = _closed(first) and not (compared and kind == "above")
        return BoundedFigure(start, end, said_from, low, closed, high, _closed(last), unit, rank, True)
    # 低于95%至90%, 95%以下至90%, 95%（不含）至90%（含）
    if not (kind in {"below", "at_most"} or (low_side or "").endswith("下") or first or last):
        return None
    low, high = high, low
    closed = _closed(first) and not (compared and kind == "below")
    return BoundedFigure(start, end, said_from, low, _closed(last), high, closed, unit, rank, True)


def _names(mark: str, value: Decimal) -> bool:
    """Whether a mark says of which figure it is: （不含5%）."""
    said = _RUN.search(mark)
    return said is not None and number(said[0]) == value


class _Beside(NamedTuple):
    """What stands around a single figure: whether it is a rank, one of the first (前), in digits."""

    rank: bool
    first: bool
    digits: bool
    mark: str | None
    after: str
    noun: str


# 以上, 以外 state the lower end; all else that stands behind a figure the upper one
_SIDES = {
    "以上": (True, True),
    "以后": (True, True),
    "以外": (True, False),
    "之外": (True, False),
    "之后": (True, False),
}


def _one(
    span: tuple[int, int], low: Decimal, unit: str, kind: str, said_from: int, said: _Beside
) -> BoundedFigure | None:
    """A single figure, bounded by the word before it or behind it, or a bare one."""
    bound, mark = _BOUNDS.get(kind), said.mark
    if bound is not None and mark:
        # 低于60%（含）: the mark says more than the word
        bound = bound[0], _closed(mark)
    if said.after:
        side = _SIDES.get(said.after.removeprefix("及"), (False, True))
        if bound is None or kind == "at_least":
            bound = side[0], side[1] and _closed(mark)
        elif bound[0] != side[0]:
            return None
        elif said.after.startswith("及"):
            bound = side[0], _closed(mark)  # 超出7人及以上
    elif said.first:
        bound = (False, True)
    start, end = span
    if bound is None:
        if not (said.rank or said.digits):
            return None  # 每季度召开一次
        bounded = bool(mark) or said.rank
        return BoundedFigure(
            start, end, said_from, low, True, low, True, unit, said.rank, bounded, kind, noun=said.noun
        )
    least, most = (low, None) if bound[0] else (None, low)
    closed = (bound[1], False) if bound[0] else (False, bound[1])
    return BoundedFigure(
        start, end, said_from, least, closed[0], most, closed[1], unit, said.rank, True, kind, noun=said.noun
    )


def _is_rank(subject: str, after: str) -> bool:
    """排名1-5名, 在26位之后: a place in a ranking, where 招录26名 counts people."""
    return bool(_words()["ranked"].search(bare_words(subject))) or after in {"之后", "以后"}


def _paired(masked: str, figures: Sequence[BoundedFigure]) -> Iterator[BoundedFigure]:
    """Two ends that stand side by side make a range: 80%以上不足90%, 80%≤完成率<90%, 超过1%但不超过2%."""
    waiting: BoundedFigure | None = None
    for figure in figures:
        whole = waiting and _range(waiting, figure, masked)
        if whole:
            yield whole
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = figure
    if waiting:
        yield waiting


def _shared(masked: str, figures: list[BoundedFigure]) -> Iterator[BoundedFigure]:
    """Figures side by side share the one word that bounds one of them: 达到95%和85%, 95%、85%以上."""
    for index, figure in enumerate(figures):
        beside = [
            other
            for other in figures[max(0, index - 1) : index + 2]
            if other.bounded and other.one_sided and other.unit == figure.unit and not other.by_level
        ]
        lone = not figure.bounded and figure.unit and not figure.rank
        near = next((other for other in beside if _beside(masked, figure, other)), None) if lone else None
        if near is None:
            yield figure
        elif near.low is not None:
            yield figure._replace(high=None, low_closed=near.low_closed, bounded=True, word=near.word)
        else:
            yield figure._replace(low=None, high_closed=near.high_closed, bounded=True, word=near.word)


def _beside(masked: str, one: BoundedFigure, other: BoundedFigure) -> bool:
    first, last = sorted((one, other), key=lambda figure: figure.start)
    between = masked[first.end : last.start]
    return bool(between) and not between.strip(SEPARATORS)


def _range(lower: BoundedFigure, upper: BoundedFigure, masked: str) -> BoundedFigure | None:
    """The range between two figures that are one statement; None where they are two."""
    between = masked[lower.end : upper.said_from]
    units = lower.unit or upper.unit, upper.unit or lower.unit
    if lower.by_level or upper.by_level or units[0] != units[1]:
        return None
    if chained := _CHAINED.match(masked[lower.end : upper.said_from]):
        if lower.low is None or upper.high is None or lower.one_sided or upper.low is not None:
            return None
        if lower.low > upper.high:
            return None
        return upper._replace(
            start=lower.start,
            said_from=lower.start,
            low=lower.low,
            low_closed="=" in chained[0] or "≤" in chained[0],
            unit=units[1],
            name=chained["metric"],
        )
    if between not in _MERGED or not (lower.one_sided and upper.one_sided):
        return None
    # 90%以下80%以上 says the upper end first
    least, most = (lower, upper) if lower.low is not None else (upper, lower)
    if least.low is None or most.high is None or least.low >= most.high:
        return None
    return upper._replace(
        start=lower.start,
        said_from=lower.said_from,
        low=least.low,
        low_closed=least.low_closed,
        high=most.high,
        high_closed=most.high_closed,
        unit=units[1],
    )
