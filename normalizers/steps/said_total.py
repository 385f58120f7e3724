"""A total that a sentence states and no row sums up: 考核满分为100分, 实行百分制, 总分1000分."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

import regex

from extractors.frozen import frozen
from normalizers.draft import Unit
from normalizers.text import patterns
from normalizers.text.numerals import decimal
from normalizers.text.views import Text, clean
from normalizers.vocabulary import alternatives

_TOTAL = patterns.made(
    rf"""
    # 每项满分10分 is of an item, 加分合计10分 of a part
    (?<! [每单各该本此小大两三四五六七八九]项 | [每扣加减奖占] | [加扣减]分 | 指标 )
    (?: (?P<word> {alternatives("headers", "said_total")} | (?<! \p{{Han}} ) 共
          # 以上三项共计100分
          | (?: 以上 | 上述 ) [^,;。\d]{{0,6}} 共计? )
        (?: 值 | 分值 )? (?: 设置 | 设定 | 设 | 核定 )? [为是计共:]{{0,2}}
        (?P<points> \d{{2,4}} (?:\.\d)? ) 分 (?! [以之内] | 制 | 者 | 的[可评为] )
      | (?P<word> [百千]分制 ) )
    """,
    regex.VERBOSE,
)
_MADE = {"百分制": Decimal(100), "千分制": Decimal(1000)}


@frozen
class SaidTotal:
    """A stated total: its words as printed (满分, 百分制), its figure, and where it stands."""

    unit: Unit
    word: Text
    points: Decimal
    text: Text


def said_total(
    own: Iterable[Unit], around: Iterable[Unit], made: Collection[Decimal | None]
) -> SaidTotal | None:
    """The total that the lines of a rubric state, or the text `around` it; `made` is what items may make.

    A share of the marks (采取百分制) is a total only where the items add up to it: one may score in per cent
    what is worth 40 points. So is what stands around: 年度考核总分100分 may hold more than this rubric.
    """
    near = [one for unit in own for one in _in(unit)]
    found = (*near, *(one for unit in around for one in _in(unit)))
    if agreeing := [one for one in found if one.points in made]:
        return agreeing[0]
    plain = [one for one in near if one.word.folded not in _MADE]
    return plain[0] if len({one.points for one in plain}) == 1 else None


def _in(unit: Unit) -> Iterable[SaidTotal]:
    text = clean(unit.text)
    for match in _TOTAL.finditer(text.folded):
        points = decimal(match["points"]) if match["points"] else _MADE[match["word"]]
        if points is not None:
            word = text.cut(match.start("word"), match.end("word"))
            yield SaidTotal(unit, word, points, text.cut(match.start(), match.end()))
