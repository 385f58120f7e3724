"""The productions of the language of scoring: shapes of words, and the column that each word goes into.

A shape is a pattern over the kinds of `tokens` (one character a word): `E每 w发现 1一处 D扣 P0.5分` is
`Ew1DP`. Its named groups are the fields. All productions are tried at each word from left to right; where two
begin at one word, the one that beats the other counts.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

import regex

from extractors.frozen import frozen
from normalizers.text import patterns

# what may stand between the words of counting and the verb: no punctuation, and nothing that scores
_TAIL = r"(?:,-)?(?:gc|[tqwgn%kTFu1^\"、#O\-&/]|\([^()DBAPRzfeCX]{1,8}\)){0,10}?,?"
_EACH = r"E(?:[wg]?[tw、/k\"%^c]{0,4}?[wg]?[1qn%](?:1|q(?!\^))?|u)"
_ONE = r"(?:w[、/]){0,4}w?1"
_BARE_EACH = r"E[tw\"、%1qg]{1,4}?"
_COUNT = (
    rf"(?:(?P<per>E[ut]Eu|E[ut]Ew1|{_EACH}|{_ONE})(?!\^)(?P<tail>{_TAIL})"
    rf"|(?P<per>{_BARE_EACH})(?P<tail>,?)|(?P<per>E1)(?P<tail>t,t))"
)
# words of counting in a segment of their own
COUNTED = patterns.made(rf"{_COUNT}$")
# a figure that is compared, alone
_STEP = r"(?:g[%qn]\^?|[%qn]\^)"
# a limit further on in the sentence, with no bonus of its own before it: 有1名得3分，每增加1名加1分，最高6分
_CAPPED = patterns.made(r"[^BX]{0,60}?(?:[,;(]t?[CX]|,?PK)")
_DONE = r"(?P<manner>b?)(?P<verb>[DBA])(?P<of>O?)"


@frozen
class Production:
    """A shape of words and what it says.

    `fields` tells the column of each group; `beats` names productions that begin at the same word and lose.
    """

    name: str
    example: str
    shape: str
    fields: tuple[tuple[str, str], ...]
    beats: tuple[str, ...] = ()


_RATE = (("per", "per, per_quantity, per_unit"), ("verb", "kind"))
PRODUCTIONS: tuple[Production, ...] = (
    # 不超过标准分（100分）的6%
    Production(
        "cap",
        "最多扣3分",
        r"C(?:O?\(?(?P<whole>P)\)?t(?=%))?O?(?P<amount>[PnH%FR])O?K?",
        (("amount", "cap_points, cap_percent"), ("whole", "—")),
    ),
    Production(
        "cap behind", "3分为限", r"(?P<amount>[Pn])K", (("amount", "cap_points"),), ("points", "bare")
    ),
    Production(
        "cap in brackets", "扣1分（3分以内）", r"(?<=[PS])\((?P<amount>c)\^\)", (("amount", "cap_points"),)
    ),
    Production("cap of times", "5处封顶", r"(?P<count>[q1])K", (("count", "max_times"),)),
    Production("exhaustion", "扣完为止", r"(?P<words>X)", (("words", "cap"),)),
    Production("no cap", "上不封顶", r"(?P<words>U)", (("words", "cap"),)),
    Production("floor", "最低2分", r"LO?(?P<amount>[Pn%FH])", (("amount", "floor_points"),)),
    Production(
        "between", "得分在0至5分之间", r"W(?P<range>[Rc])\^?", (("range", "cap_points, floor_points"),)
    ),
    Production(
        "pairs",
        "获奖加分：国家级5分、省级3分",
        r"(?P<verb>G)t?[:(](?P<pairs>(?:[tk]{1,2}:?P[、,]?){2,9})",
        (("verb", "kind"), ("pairs", "tiers")),
    ),
    Production(
        "either",
        "扣1分或2分",
        rf"(?:{_COUNT})?{_DONE}(?P<first>P)&(?:D?O?)(?P<second>P)|(?P<first>x)[t&](?P<second>e)",
        (("first", "—"), ("second", "—")),
        ("steps", "points", "multiple"),
    ),
    Production(
        "steps",
        "分别加3分、2分、1分",
        rf"(?:{_COUNT})?{_DONE}(?P<steps>(?:[Pn][、/&])+P)(?P<slash>S?)"
        rf"|(?:{_COUNT})?(?P<manner>b)(?P<verb>[DBA])(?P<of>O?)(?P<steps>(?:[Pn],)+P)(?P<slash>S?)",
        (*_RATE, ("steps", "tiers")),
        ("points", "share"),
    ),
    Production(
        "shares in order",
        "分别按100%、60%计分",
        r"(?P<manner>b?)(?P<steps>[%n](?:[、,/&][%n]){1,9})(?P<of>O?)(?P<verb>[GAm])",
        (("steps", "tiers"),),
    ),
    Production(
        "shares behind a verb",
        "分别得标准分的100%、80%",
        r"(?P<manner>b?)(?P<verb>[DBA])(?P<of>O?)(?P<steps>%(?:[、/&]%){1,9})O?"
        r"|(?P<manner>b)(?P<verb>[DBA])(?P<of>O?)(?P<steps>%(?:,%){1,9})O?",
        (("steps", "tiers"), ("verb", "kind")),
        ("points", "share"),
    ),
    Production(
        "shares of levels",
        "按A级100%、B级80%计分",
        r"(?P<pairs>(?:[tk](?:%|\(%\))[、,]){1,9}[tk](?:[%n]|\([%n]\)))[tk]?(?P<verb>[GAm])",
        (("pairs", "tiers"),),
    ),
    Production(
        "points",
        "每发现一处扣0.5分",
        rf"(?:{_COUNT})?{_DONE}(?P<amount>[PR]|n(?=[;。)]|$|S))(?P<slash>S?)"
        r"|(?P<manner>b?)(?P<by>Y)(?P<amount>P)(?P<slash>S)(?P<verb>[DBA])"
        # 按每份0.5分扣减
        r"|(?P<per>E(?:[tw]{0,2}[1q]|u))(?P<amount>P)(?P<verb>i)",
        (*_RATE, ("amount", "points, points_max"), ("slash", "per, per_quantity, per_unit")),
        ("share", "bare"),
    ),
    Production(
        "share",
        "扣标准分的5%",
        rf"(?:{_COUNT})?{_DONE}(?P<share>[%FH])O?|(?:{_COUNT})?(?P<manner>b?)(?P<by>Y)(?P<share>%)O?(?P<verb>[DBA])",
        (*_RATE, ("share", "points_percent")),
        ("bare",),
    ),
    Production(
        "judged range",
        "在3-5分之间酌情打分",
        # 酌情打分，0-5分: the range may stand behind
        r"(?P<range>[cR])\^?t?,?b?(?P<verb>[jG])|b?(?P<verb>j)(?:[,:]|\()(?P<range>R)(?=\)?(?:[;。]|$))",
        (("range", "points, points_max"), ("verb", "kind")),
        ("bare", "discretion"),
    ),
    Production(
        "judged points",
        "其余5分视情给分",
        r"(?P<amount>P)t?b?(?P<verb>j)",
        (("amount", "points_max"), ("verb", "kind")),
        ("bare",),
    ),
    Production("multiple", "加倍扣分", r"b?(?P<words>x)", (("words", "multiplier"),)),
    Production("rounding", "不足1%按1%计", r"(?P<words>r)", (("words", "rounding"),)),
    Production("places", "保留两位小数", r"(?P<words>d)", (("words", "decimals"),)),
    Production("times", "每年限1次", r"(?P<words>y)", (("words", "max_times"),)),
    Production("precedence", "就高不重复", r"(?P<words>p)(?:[,t]{0,2}p)*", (("words", "precedence"),)),
    Production("exemption", "不扣分", r"(?P<words>e)", (("words", "kind"),)),
    Production("note", "评分表见附表3", r"(?P<words>N)", (("words", "kind"),)),
    Production("zero", "不得分", r"(?P<words>z)(?:,?z)?", (("words", "kind"),)),
    Production("full", "得满分", r"(?P<words>f)", (("words", "points_percent"),)),
    Production("veto", "一票否决", r"(?P<words>v)", (("words", "kind"),)),
    Production("limit", "不得评为优秀", r"(?P<words>l)", (("words", "kind, grade, grade_rule"),)),
    Production("discretion", "酌情扣分", r"(?P<words>j)", (("words", "kind, effect"),)),
    Production("method", "按比例折算", r"(?P<words>m)", (("words", "kind, formula"),)),
    Production("taking", "从本项中扣除", r"(?P<words>i)", (("words", "kind"),)),
    Production("unsaid", "完成即得分", r"(?P<words>Q)", (("words", "kind"),)),
    Production(
        "step in brackets",
        "≥90%（8分）",
        rf"(?<![^;:,。#]){_STEP}\((?P<amount>P)\)",
        (("amount", "points"),),
    ),
    Production(
        "part",
        "台账齐全（2分）",
        r"\(t?(?P<amount>P)(?=[),;])",
        (("amount", "key_points.points"),),
        ("bare",),
    ),
    Production(
        "bare steps of each",
        "每篇省级3分、市级2分",
        r"(?P<per>E(?:[tw]{0,2}[1q]|u)):?(?P<pairs>(?:t?k?P、){1,8}t?k?P)(?![S\^])",
        (("per", "per, per_quantity, per_unit"), ("pairs", "tiers")),
        ("bare",),
    ),
    Production(
        "bare steps",
        "国家级课题8分、省级课题5分",
        r"(?P<pairs>(?:t?k?P、){1,8}t?k?P)(?![S\^])",
        (("pairs", "tiers"),),
    ),
    Production(
        "bare",
        "每项1分",
        r"(?:(?P<per>E(?:[tw]{0,2}[1q]|u|t(?=P))|w?1)(?P<tail>t?[,:]?))?(?P<amount>[PR])(?P<slash>S?)",
        (("per", "per, per_quantity, per_unit"), ("amount", "points, points_max")),
    ),
)


@cache
def _grammar() -> regex.Pattern[str]:
    """All productions as one pattern; of two that begin at one word the first named counts."""
    return patterns.made("|".join(f"(?P<{_group(one.name)}>{one.shape})" for one in PRODUCTIONS))


class Match(NamedTuple):
    """A production and the words that it reads: from the first to behind the last, and those of each group.

    `capped`: a limit stands further on in the sentence.
    """

    production: str
    first: int
    last: int
    groups: dict[str, tuple[int, int]]
    capped: bool


@lru_cache(maxsize=16384)
def matches(shape: str) -> tuple[Match, ...]:
    """The productions that read a shape, in order; most shapes come again and again."""
    return tuple(_match(shape, match) for match in _grammar().finditer(shape))


def _match(shape: str, match: regex.Match[str]) -> Match:
    production, fields = next(said for name, said in _fields().items() if match.start(name) >= 0)
    groups = {field: match.span(field) for field in fields if match.start(field) < match.end(field)}
    return Match(production, *match.span(), groups, bool(_CAPPED.match(shape, match.end())))


@cache
def _fields() -> dict[str, tuple[str, tuple[str, ...]]]:
    """The production of each group, and the groups in it."""
    return {_group(one.name): (one.name, tuple(patterns.made(one.shape).groupindex)) for one in PRODUCTIONS}


def _group(name: str) -> str:
    return "is_" + name.replace(" ", "_")
