"""Statements with points: 每次扣1分, 得5-8分, 扣2分/条, 分别加1分、3分, 在3-5分之间酌情打分, 扣1分或2分."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import regex

from normalizers.clauses.counting import counted, per_of
from normalizers.clauses.figures import FIGURE, POINTS, POINTS_END, figure, word
from normalizers.clauses.model import Statement
from normalizers.clauses.tiers import step_points
from normalizers.records import ClauseKind

_EACH = regex.compile("分别|依次|各")
_VERBS: tuple[ClauseKind, ...] = ("deduct", "bonus", "award")


def kind_of(match: regex.Match[str]) -> ClauseKind:
    """The kind whose verb a match found in the group of its name."""
    return next((name for name in _VERBS if match[name]), "award")


def verb() -> str:
    """The pattern of a verb that scores, in a group named by its kind."""
    return rf"(?: (?P<deduct>{word('deduct')}) | (?P<bonus>{word('bonus')}) | (?P<award>{word('award')}) )"


def before() -> str:
    """What may stand between the condition and the verb; 否则 and 细则 end in 则 as well."""
    return rf"(?: {word('before')} | (?<= [的,] ) 则 )"


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    dash = r"(?: -{1,2} | 至 | 到 )"
    counted_verb = rf"""
        (?: {counted()} )? (?P<verb_at>) (?P<before> {before()}{{0,3}} ) (?<! 最低 ) {verb()}
        # 考核得分90-95分的 is when, and awards nothing
        (?! (?<= (?: 考核 | 考评 | 测评 | 评价 | 综合 | 总 | 最终 | 平均 ) 得 ) 分 )
        {word("objects")}{{0,3}} 分? [:计为]?
    """
    slash = r"(?: / (?P<slash> 每? \p{Han}{1,3} (?: [·*] \p{Han}{1,2} )? ) )?"
    ends_cap = r"分 (?: 扣[完光] | 为?止 | 封顶 )"
    separator = r"(?: [、和及/] | 或者? | (?P<comma>,) )"
    pair = rf"((?:(?![扣加得计减每])[\p{{Han}}A-Z]){{1,12}}[:为]?)({FIGURE})分"
    sources = {
        "points": rf"""
            {counted_verb}
            (?: (?P<low>{POINTS}) (?: 分? {dash} (?P<high>{POINTS}) (?! {ends_cap} ) )? {POINTS_END} {slash}
              # 得3；: a list of figures that leaves 分 out
              | (?<= [得扣] ) (?P<low>{FIGURE}) (?= [;。)] | $ ) )
        """,
        # 每次-0.5分, +1分/次, 第一名+10分: a sign in place of the verb
        # 每次-2, -10/天: a cell may leave 分 out
        "signed": rf"""
            (?: {counted()} | (?<= ^ | [,;。:、(] ) | (?<= (?![分值数率])\p{{Han}} ) (?=\+) ) (?P<verb_at>)
            (?: (?P<deduct>-) | (?P<bonus>\+) )
            (?P<low>{FIGURE}) (?: 分? {dash} (?P<high>{FIGURE}) )?
            (?: {POINTS_END} {slash} | / (?P<slash> 每? \p{{Han}}{{1,3}} )
              | (?<= ^ . {{1,8}} | 每 .{{1,10}} ) (?= [;。] | $ ) )
        """,
        "ranged": rf"""
            在? (?P<low>{POINTS}) 分? {dash} (?P<high>{POINTS}) {POINTS_END}
            (?: 之?间 | 范围内? | 内 | 的 ){{0,2}} [,]?
            (?: 酌情 | 视情况? | 适当 | 进行 | 予以 | 给予 | 分?档 ){{0,2}}
            (?: (?P<deduct> 扣分 | 扣减 | 扣除 | 减分 ) | (?P<bonus> 加分 | 奖励 )
              | (?P<award> 打分 | 评分 | 给分 | 计分 | 赋分 | 得分 | 记分 ) )
            # 90-95分扣减服务费5%: the points are the condition
            (?! \p{{Han}}{{0,8}} \d )
        """,
        "steps": rf"""
            {counted_verb} (?P<steps> {FIGURE} 分? (?: {separator} {FIGURE} 分? ){{1,9}} ) (?<=分)
            (?! 钟 | 制 | 之 | 扣[完光] | 为?止 | 为限 | 封顶 | 及?以[上下内] ) {slash}
        """,
        "pairs": rf"""
            (?: (?P<deduct> [扣减]分 ) | (?P<bonus> 加分 | 奖励 | 加计 ) | (?P<award> [得计赋]分 ) )
            (?: 分值 | 标准 | 办法 | 规则 | 如下 )? [:(]
            (?P<pairs> (?: {pair} [、,]? ){{2,9}} )
        """,
        "pair": pair,
        "either": rf"""
            (?P<first> {verb()} (?P<low>{FIGURE}) 分? ) 或者?
            (?P<second> {word("deduct")}? {FIGURE} {POINTS_END} )
          | (?P<first> 减半扣分 | 加倍扣分 ) 或者? (?P<second> 不扣分 )
        """,
    }
    return {name: regex.compile(source, regex.VERBOSE) for name, source in sources.items()}


def amounts(sentence: str) -> Iterator[Statement]:
    """The statements of a folded sentence that have points, in no order; they may overlap."""
    letters = set(sentence)
    for reader, needed in _READERS:
        # a pattern is only tried where a letter stands that it cannot do without
        if letters & needed:
            yield from reader(sentence)


def _pairs(sentence: str) -> Iterator[Statement]:
    """获奖加分：国家级5分，省级3分: steps whose verb stands in the lead-in."""
    for match in _patterns()["pairs"].finditer(sentence):
        pairs = _patterns()["pair"].findall(match["pairs"])
        yield Statement(
            kind_of(match),
            match.start(),
            match.end(),
            match.start(),
            steps=step_points("、".join(points for _, points in pairs)),
            labels=tuple(label.strip(",、:为") for label, _ in pairs),
        )


def _either(sentence: str) -> Iterator[Statement]:
    """扣1分或2分, 减半扣分或不扣分: the kind is certain, the figure is not."""
    for match in _patterns()["either"].finditer(sentence):
        first, second = match["first"], match["second"]
        kind: ClauseKind = "deduct" if "扣" in first else kind_of(match)
        second = first[0] + second if second[0].isdecimal() else second
        readings = (first if first.endswith("分") else first + "分", second)
        yield Statement(kind, match.start(), match.end(), match.start(), ambiguous=readings)


def _steps(sentence: str) -> Iterator[Statement]:
    for match in _patterns()["steps"].finditer(sentence):
        # 扣6分，10分 are steps only where the words say so
        if match["comma"] and not _EACH.search(match["before"]):
            continue
        per, close = per_of(match, match["slash"])
        place = match.start() if close else match.start("verb_at")
        steps = step_points(match["steps"])
        yield Statement(kind_of(match), match.start(), match.end(), place, per=per, steps=steps)


def _points(sentence: str) -> Iterator[Statement]:
    for name in ("points", "signed"):
        for match in _patterns()[name].finditer(sentence):
            per, close = per_of(match, match["slash"])
            low, slip = figure(match["low"])
            yield Statement(
                kind_of(match),
                match.start(),
                match.end(),
                match.start() if close else match.start("verb_at"),
                low,
                figure(match["high"])[0] if match["high"] else None,
                per=per,
                slip=match["low"] + "分" if slip else "",
            )


def _ranges(sentence: str) -> Iterator[Statement]:
    for match in _patterns()["ranged"].finditer(sentence):
        low, high = figure(match["low"])[0], figure(match["high"])[0]
        yield Statement(kind_of(match), match.start(), match.end(), match.start(), low, high)


_READERS: tuple[tuple[Callable[[str], Iterator[Statement]], frozenset[str]], ...] = (
    (_pairs, frozenset(":(")),
    (_either, frozenset("或")),
    (_steps, frozenset("、,和及/或")),
    (_points, frozenset("分得扣+-")),
    (_ranges, frozenset("-至到")),
)
