"""Figures in a text as patterns, with what makes them points, shares, dates or counts."""

from __future__ import annotations

from functools import cache

import regex

from normalizers.language.words.figures import DASH, FIGURE, HAN, NO_POINTS, POINTS_END
from normalizers.language.words.units import unit


@cache
def figures() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """Figures that begin with a digit, and those in Han digits."""
    ends_cap = r"(?!扣[完光]|为?止|封顶|为限)"
    digits = rf"""
        (?P<T> (?:19|20)\d\d年(?:度|\d{{1,2}}月(?:\d{{1,2}}[日号]|底|末|初)?|底|末|初)? | \d{{1,2}}月\d{{1,2}}[日号] | \d{{1,2}}月(?=[底末初份前])
            | (?<=每月|月末?|季后|月后|年后) \d{{1,2}}[日号] | \d{{1,2}}[日号](?=[前后起止之]|以前) | \d{{1,2}}:\d\d(?=[前后以之])
            | \d{{1,2}}[时点](?:\d{{1,2}}分|半|整)?(?=[前后至-]) )
      | (?P<F> \d{{1,5}}:\d{{1,5}}(?![\d.]) | (?<!/)\d{{1,3}}/\d{{1,3}}(?![\d/.]|分(?![值之])) )
      | (?P<R> (?P<low>{FIGURE})分?(?:\(不?包?含\))?{DASH}(?P<high>{FIGURE}){POINTS_END}{ends_cap} )
      | (?P<P> (?P<points>{FIGURE})分{NO_POINTS} )
      | (?P<share> (?<=[分值]的?){FIGURE}倍 | {FIGURE}[%‰]?(?:\(不?包?含\))?{DASH}{FIGURE}[%‰] | {FIGURE}[%‰] )
      | (?P<q> (?P<first>{FIGURE})(?:{unit()})?{DASH}(?P<last>{FIGURE})(?P<range_unit>{unit()}) | (?P<count>{FIGURE})(?P<unit>{unit()})(?!性) )
      | (?P<n> {FIGURE} )
    """
    han = rf"""
        (?P<share> (?<=[分值]的?)[一二两三四五]倍 | 百分之(?:{HAN}|{FIGURE})(?:点{HAN})? | [一二三四五六七八九]成半?(?=以|的|[,;。、()至-]|$|及) )
      | (?P<F> {HAN}分之{HAN} )
      | (?P<P> (?P<points>{HAN}(?:点[零一二三四五六七八九]{{1,2}})?|半)分{NO_POINTS} )
      | (?P<k> [一二三四五六](?:等奖|[级类等档星]) )
      | (?P<q> (?P<count>{HAN}|半)(?P<unit>{unit()})(?!性|手|分) )
    """
    return regex.compile(digits, regex.VERBOSE), regex.compile(han, regex.VERBOSE)
