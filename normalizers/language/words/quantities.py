"""Figures in a text as patterns, with what makes them points, shares, dates or counts."""

from __future__ import annotations

from functools import cache

import regex

from normalizers.language.words.figures import DASH, FIGURE, HAN, NO_POINTS, POINTS_END
from normalizers.language.words.units import unit
from normalizers.text import patterns

# the kinds of figures that may be, by the character behind the digits; of two the first counts
_BEHIND = {
    **dict.fromkeys("年月日号时点:", ("T", "F", "q", "n")),
    "/": ("F", "n"),
    "分": ("R", "P", "q", "n"),
    **dict.fromkeys("-至到(", ("R", "share", "q", "n")),
    **dict.fromkeys("%‰倍", ("share", "q", "n")),
}
_OTHERS = ("q", "n")
_RUN = patterns.made(r"[\d.]+")


def figure_at(folded: str, index: int) -> tuple[str, regex.Match[str]] | None:
    """The kind of the figure that begins with the digit at a place, with its match."""
    run = _RUN.match(folded, index)
    behind = "" if run is None else folded[run.end() : run.end() + 1]
    for kind in _BEHIND.get(behind, _OTHERS):
        if match := in_digits()[kind].match(folded, index):
            return kind, match
    return None


def han_figure_at(folded: str, index: int) -> tuple[str, regex.Match[str]] | None:
    """The same of a figure in Han digits."""
    match = in_han().match(folded, index)
    if match is None:
        return None
    return next(kind for kind in ("q", "P", "k", "share", "F") if match.start(kind) >= 0), match


@cache
def in_digits() -> dict[str, regex.Pattern[str]]:
    """Figures that begin with a digit, by their kind."""
    ends_cap = r"(?!扣[完光]|为?止|封顶|为限)"
    sources = {
        "T": r"""
            (?:19|20)\d\d年(?:度|\d{1,2}月(?:\d{1,2}[日号]|底|末|初)?|底|末|初)? | \d{1,2}月\d{1,2}[日号] | \d{1,2}月(?=[底末初份前])
          | (?<=每月|月末?|季后|月后|年后) \d{1,2}[日号] | \d{1,2}[日号](?=[前后起止之]|以前) | \d{1,2}:\d\d(?=[前后以之])
          | \d{1,2}[时点](?:\d{1,2}分|半|整)?(?=[前后至-])""",
        "F": r"\d{1,5}:\d{1,5}(?![\d.]) | (?<!/)\d{1,3}/\d{1,3}(?![\d/.]|分(?![值之]))",
        "R": rf"(?P<low>{FIGURE})分?(?:\(不?包?含\))?{DASH}(?P<high>{FIGURE}){POINTS_END}{ends_cap}",
        "P": rf"(?P<points>{FIGURE})分{NO_POINTS}",
        "share": rf"(?<=[分值]的?){FIGURE}倍 | {FIGURE}[%‰]?(?:\(不?包?含\))?{DASH}{FIGURE}[%‰] | {FIGURE}[%‰]",
        "q": rf"""
            (?=[^;。]{{1,60}}?{DASH}) (?P<first>{FIGURE})(?:{unit()})?{DASH}(?P<last>{FIGURE})(?P<range_unit>{unit()})
          | (?P<count>{FIGURE})(?P<unit>{unit()})(?!性)
          | (?={FIGURE}\p{{Han}}{{1,3}}[扣加减得计]\d) (?<=每\p{{Han}}{{0,6}}) (?P<count>{FIGURE}) (?P<unit> (?![扣加减得计记给分倍]) \p{{Han}}{{1,3}} ) (?= [扣加减得计]\d )""",
        "n": FIGURE,
    }
    return {kind: patterns.made(source, regex.VERBOSE) for kind, source in sources.items()}


@cache
def in_han() -> regex.Pattern[str]:
    """Figures in Han digits, a group for each kind; 一段扣2分 counts, whatever 段 is (`loose`)."""
    return patterns.made(
        rf"""
        (?P<share> (?<=[分值]的?)[一二两三四五]倍 | [百千]分之(?:{HAN}|{FIGURE})(?:点{HAN})? | [一二两三四五六七八九]成半?(?=以|的|[,;。、()至-]|$|及|分(?:[值数,;。)]|$)|[扣加减计得给赋]分) )
      | (?P<F> {HAN}分之{HAN} )
      | (?P<P> (?P<points>{HAN}(?:点[零一二三四五六七八九]{{1,2}})?|半)分{NO_POINTS} )
      | (?P<k> [一二三四五六](?:等奖|[级类等档星]) )
      | (?P<q> (?P<count>{HAN}|半)(?P<unit>{unit()})(?!性|(?<=[一把])手|分)
              | (?P<count> (?<![第同唯统专单万]) 一 ) (?P<unit> (?P<loose>
                    (?![般定致律贯半样起些直再旦切并同概等级票]) \p{{Han}} ) ) (?= 扣\d ) )
        """,
        regex.VERBOSE,
    )
