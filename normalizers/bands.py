"""Grade bands (档次): 好（14-18分）：… 较好（9-13分）：… with what each asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from normalizers.intervals import Interval, interval
from normalizers.text import Text
from normalizers.vocabulary import words


@dataclass(frozen=True, slots=True)
class BandText:
    """A band as printed: its grade, its heading and its text, with the interval of its points."""

    grade: str
    points: Interval
    heading: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Split:
    """A scoring cell: the bands, and what stands before them and in sections of its own after them."""

    bands: tuple[BandText, ...]
    rest: tuple[Text, ...]


@cache
def grade_words() -> frozenset[str]:
    """Every grade word of the vocabulary."""
    return frozenset(word for family in words("grades")["families"] for word in family)


# 好（14-18分）： / “好”(14-18) / 优秀：14-18分， / 1.好（…） / 好档（…）. The heading of a band opens a segment.
_LIST_NUMBER = r"(?: \d{1,2} [.、] (?!\d) | \( \d{1,2} \) | [①-⑳] )?"
_BRACKETED = regex.compile(
    rf"""
    {_LIST_NUMBER} \s* ["'「『]? (?P<grade> [\p{{Han}}A-Za-z]{{1,8}} ) ["'」』]? \s* :? \s*
    [(\[] \s* (?: 得? 计? 分值? :? )? \s* (?P<interval> [^()\[\]]* (?: [(\[] \s*不?含 [^()\[\]]* [)\]] [^()\[\]]* )* ) [)\]]
    \s* (?: [:,] | - (?!\d) )? \s*
    """,
    regex.VERBOSE,
)
_PLAIN = regex.compile(
    rf"""
    {_LIST_NUMBER} \s* ["'「『]? (?P<grade> \L<grades> ) ["'」』]? \s* [:,]? \s*
    (?P<interval> \d+ (?:\.\d+)? \s* 分? \s* (?: -+ | 至 | 到 ) \s* \d+ (?:\.\d+)? \s* 分 ) \s* [:,。;] \s*
    """,
    regex.VERBOSE,
    grades=[word for family in words("grades")["families"] for word in family],
)
# 加分项：…, 注：…, 备注：… open a section of their own behind the bands
SECTION = regex.compile(
    r"(?: \(? (?: 加分项? | 扣分项? | 减分项? | 奖励分? | 附加分 | 注 | 备注 | 说明 | 注释 | 特别说明 ) \)? \s* \d? \s* : )",
    regex.VERBOSE,
)
# a sentence on a line of its own that speaks of the whole item ends the last band: 发生事故的，该项不得分。
_ITEM_RULE = regex.compile(
    r"""
    [^。;]{0,80}? (?: 一票否决 | (?: 该 | 本 | 此 ) (?: 项 | 指标 ) [^。;]{0,20}? (?: 不得 | 不计 | 不予 | 扣 | 加 | 计 \s* 0 )
      | 不得 (?: 被 )? 评 (?: 定 )? 为 | 每 [^。;,]{1,20}? (?: 加 | 扣 ) [^。;,]{0,2}? \d )
    """,
    regex.VERBOSE,
)
_BOUNDARY = "。;!?:)]）】"


def _opens_segment(text: Text, index: int) -> bool:
    return index == 0 or text.gaps[index] != "x" or text.folded[index - 1] in _BOUNDARY


@dataclass(frozen=True, slots=True)
class _Head:
    start: int
    end: int
    grade: str
    points: Interval
    sure: bool


def _heads(text: Text) -> list[_Head]:
    """Band headings in their order; where two patterns meet, the longer reading wins."""
    found: dict[int, _Head] = {}
    for pattern in (_BRACKETED, _PLAIN):
        for match in pattern.finditer(text.folded, overlapped=True):
            start = match.start()
            if not _opens_segment(text, start):
                continue
            points = interval(match["interval"])
            if points is None:
                continue
            grade = text.value[match.start("grade") : match.end("grade")]
            known = grade in grade_words() or grade.removesuffix("档") in grade_words()
            ranged = points.low != points.high
            # 按时报送（3分） is a component with its points, no band; 工作突出（16-20分） is one
            if not known and "分" not in match["interval"]:
                continue
            head = _Head(start, match.end(), grade, points, known or ranged)
            kept = found.get(start)
            if kept is None or head.end > kept.end:
                found[start] = head
    heads: list[_Head] = []
    for head in sorted(found.values(), key=lambda head: head.start):
        if not heads or head.start >= heads[-1].end:
            heads.append(head)
    if not any(head.sure for head in heads):
        return []
    return [head for head in heads if head.sure or _between_sure(head, heads)]


def _between_sure(head: _Head, heads: list[_Head]) -> bool:
    """A single figure behind an unknown word is a band only in a falling row of bands."""
    index = heads.index(head)
    figure = head.points.high
    above = heads[index - 1].points.low if index else None
    below = heads[index + 1].points.high if index + 1 < len(heads) else None
    if figure is None or (above is None and below is None):
        return False
    return (above is None or figure < above) and (below is None or figure > below)


def _sections(text: Text) -> list[int]:
    """Where the text turns from the bands to something of its own: 注：, 加分项：, a rule for the whole item."""
    named = [match.start() for match in SECTION.finditer(text.folded) if _opens_segment(text, match.start())]
    rules = [
        index
        for index in range(1, len(text))
        if text.gaps[index] != "x"
        and text.folded[index - 1] in "。;"
        and _ITEM_RULE.match(text.folded, index)
    ]
    return [*named, *rules]


def split_bands(text: Text) -> Split:
    """Bands and the rest of a scoring cell; without bands the whole cell is the rest."""
    heads = _heads(text)
    if not heads:
        return Split((), (text.cut(0),) if text else ())
    sections = [start for start in _sections(text) if start > heads[0].start]
    cuts = sorted({*(head.start for head in heads), *sections, len(text)})
    rest = [text.cut(0, heads[0].start)]
    bands = []
    by_start = {head.start: head for head in heads}
    for start, end in zip(cuts, cuts[1:], strict=False):
        head = by_start.get(start)
        if head:
            bands.append(
                BandText(head.grade, head.points, text.cut(start, head.end), text.cut(head.end, end))
            )
        else:
            rest.append(text.cut(start, end))
    return Split(tuple(bands), tuple(part for part in rest if part))
