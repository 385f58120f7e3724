"""A paragraph of an outline: its number, name, points and weight, and the rule that follows."""

from __future__ import annotations

from dataclasses import replace

import regex

from extractors.document import Paragraph
from extractors.frozen import frozen
from normalizers.bands.split import split_bands
from normalizers.cells.kinds import kind_of
from normalizers.language import read_clauses
from normalizers.text import patterns
from normalizers.text.headings import Head, head
from normalizers.text.numerals import integer
from normalizers.text.views import Text, clean
from normalizers.vocabulary import alternatives

POINTS = r"\d{1,4}(?:\.\d{1,2})?"
# 道路清扫保洁（40分）： and what follows
_BRACKETED = patterns.made(
    rf"""
    (?P<name> [^。;:()\[\]]{{1,60}}? )
    # （5分）, （满分5分，审核：班长）
    (?P<points> [(\[] (?: (?: {alternatives("headers", "points_words")} ) :? )? {POINTS} 分
        (?: [,;、] [^()\[\]\d]{{1,24}} )? [)\]] ) [。;:,.]?
    """,
    regex.VERBOSE,
)
_BESIDE = patterns.made(r"[,;、](?P<said>[^()\[\]\d]{1,24})[)\]]")
# 常规管理 30分, 常规管理：30分。
_BARE = patterns.made(
    rf"""
    (?P<name> [^。;:()\[\],每未\d]{{1,20}}? (?<! [扣加得计减赋打记评] ) ) [:,]?
    (?P<points> (?: 满分 | 共 | 分值 )? {POINTS} 分 ) (?: [。;:] | $ )
    """,
    regex.VERBOSE,
)
# 业务工作（权重60%）
_WEIGHTED = patterns.made(
    rf"""
    (?P<name> [^。;:()\[\]]{{1,60}}? )
    (?P<weight> [(\[] (?: {alternatives("headers", "weight_words")} ) :? \d{{1,3}} (?:\.\d{{1,2}})? % [)\]] )
    [。;:,.]?
    """,
    regex.VERBOSE,
)
# 第三条 基础工作（60分）; without points it begins another rule of the notice
ARTICLE = patterns.made(r"第(?P<n>[一二三四五六七八九十百]{1,5})[条章节]")
_SUM = patterns.made(r"总分|满分|合计|[为是]$|实行|采[取用]")
_ARTICLE_LEVEL = 1  # that of 一、
# 加分项目。工作经验被推广的加2分: a heading and its rules in one paragraph
_KIND = patterns.made(r"(?P<name>[^。;:,()]{2,12})[。:](?=.)")
# … 每日检测不少于2次（15分）。 a text that ends in its points
_ENDING = patterns.made(rf"[(\[] (?: 满分 )? {POINTS} 分 [)\]] [。;.]? $", regex.VERBOSE)
_ITEM_LENGTH = 300
NAME_LENGTH = 25
SCORES = patterns.made(r"[扣减加得计]\s*\d|不得分|不计分|一票否决")


@frozen
class Line:
    """A paragraph: its number, the name and points behind it, and the text that follows them."""

    paragraph: Paragraph
    text: Text
    head: Head | None
    name: Text
    points: Text
    weight: Text
    rest: Text
    # what stands beside the points in their brackets: （20分，牵头单位：镇应急办）
    beside: Text | None = None

    @property
    def scored(self) -> bool:
        """Whether it has a number and points or a weight, or heads what its rules do (二、加分项)."""
        heads = 0 < len(self.name) <= NAME_LENGTH and kind_of(self.name.value) != "scored"
        return bool(self.head and (self.points or self.weight or heads))


def read_line(paragraph: Paragraph) -> Line:
    """A paragraph in its parts; one without a number is all text."""
    text = clean(paragraph.text)
    nothing = text.cut(0, 0)
    number = (
        (head(text) or _article(text)) if paragraph.role not in {"header", "footer", "furniture"} else None
    )
    if number is None:
        return Line(paragraph, text, None, nothing, nothing, nothing, text)
    rest = number.rest
    if match := _BRACKETED.match(rest.folded) or _BARE.match(rest.folded):
        name, points = rest.cut(*match.span("name")), rest.cut(match.end("name"), match.end())
        behind = rest.cut(match.end())
        if not behind and SCORES.search(name.folded):
            # 学习每月不少于2次，少一次扣1分（5分）； has its rule before its points
            name, behind = _named(name)
        beside = _BESIDE.search(points.folded)
        if beside is not None and SCORES.search(beside["said"]):
            beside = None  # （20分，发生事故的，本部分不得分） bears on the points
        said = points.cut(beside.start("said"), beside.end("said")) if beside else None
        points = points.cut(0, beside.start()) if beside else points
        return Line(paragraph, text, number, name, points, nothing, behind, said)
    if (match := _KIND.match(rest.folded)) and kind_of(match["name"]) != "scored":
        return Line(
            paragraph, text, number, rest.cut(0, match.end("name")), nothing, nothing, rest.cut(match.end())
        )
    if match := _WEIGHTED.match(rest.folded):
        name, weight = rest.cut(*match.span("name")), rest.cut(match.end("name"), match.end())
        return Line(paragraph, text, number, name, nothing, weight, rest.cut(match.end()))
    if len(rest) <= _ITEM_LENGTH and (match := _ENDING.search(rest.folded)):
        said, points = rest.cut(0, match.start()), rest.cut(match.start())
        first, rule = _named(said)
        return Line(paragraph, text, number, first, points, nothing, rule)
    return Line(paragraph, text, number, rest, nothing, nothing, nothing)


def kind_line(line: Line) -> Line | None:
    """A line without a number that heads its own rules: 附加分：获省级表彰加5分; None for any other."""
    match = _KIND.match(line.text.folded) if line.head is None else None
    if match is None or kind_of(match["name"]) == "scored":
        return None
    return replace(line, name=line.text.cut(0, match.end("name")), rest=line.text.cut(match.end()))


def _article(text: Text) -> Head | None:
    """第三条 as a number, where a name with its points is all that the article opens with."""
    match = ARTICLE.match(text.folded)
    number = integer(match["n"]) if match else None
    if match is None or number is None:
        return None
    rest = text.cut(match.end())
    named = _BRACKETED.match(rest.folded) or _WEIGHTED.match(rest.folded) or _BARE.match(rest.folded)
    # 由基础工作（60分）、民主测评（40分）组成 only tells of the parts
    alone = named and (named.end() == len(rest) or named[0][-1] in "。;:.") and "," not in named["name"]
    # 日常巡查，30分。 but not 考核总分为100分。
    alone = alone and not (named and named.re is _BARE and _SUM.search(named["name"]))
    kind = _KIND.match(rest.folded)
    if alone or (kind and kind_of(kind["name"]) != "scored"):
        return Head(_ARTICLE_LEVEL, number, text.value[: match.end()], rest)
    return None


def _named(said: Text) -> tuple[Text, Text]:
    """The name and the rule of a text: its first words name it, unless they score (未建立制度的扣2分，…)."""
    first = said.cut(0, _first_end(said))
    return first, said if says_score(first) else said.cut(_next_words(said, len(first)))


def _next_words(text: Text, index: int) -> int:
    """Where the words behind a name begin; the mark that ended the name is no text."""
    while index < len(text) and text.folded[index] in "。;,:":
        index += 1
    return index


def _first_end(text: Text) -> int:
    """Where the first sentence of a text ends; a long one at its first comma."""
    for marks in ("。;", ",", ""):
        end = next((index for index, char in enumerate(text.folded) if char in marks), len(text))
        if end <= NAME_LENGTH:
            break
    return end


def says_score(text: Text) -> bool:
    """Whether a text says how it is scored."""
    if split_bands(text).bands:
        return True
    reading = read_clauses(text)
    return bool(reading.clauses or reading.unread)
