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
_SHARE = rf"(?: {alternatives('headers', 'weight_words')} ) :? \d{{1,3}} (?:\.\d{{1,2}})? %"
# 道路清扫保洁（40分）： and what follows
_BRACKETED = patterns.made(
    rf"""
    (?P<name> [^。;:()\[\]]{{1,60}}? )
    # （5分）, （满分5分，审核：班长）, （满分100分，权重40%，医务科负责）
    (?P<points> [(\[] (?: (?: {alternatives("headers", "points_words")} ) :? )? {POINTS} 分
        (?: [,;、] {_SHARE} )? (?: [,;、] [^()\[\]\d]{{1,24}} )? [)\]] ) [。;:,.]?
    """,
    regex.VERBOSE,
)
_BESIDE = patterns.made(r"[,;、](?P<said>[^()\[\]\d]{1,24})[)\]]")
_SHARED = patterns.made(rf"[,;、] (?P<weight> {_SHARE} )", regex.VERBOSE)
# 常规管理 30分, 常规管理：30分。 日常工作60分，具体为：
_BARE = patterns.made(
    rf"""
    (?P<name> [^。;:()\[\],每未\d]{{1,20}}? (?<! [扣加得计减赋打记评] ) ) [:,]?
    (?P<points> (?: 满分 | 共 | 分值 )? {POINTS} 分 ) (?: [。;:] | $ | , (?= 具体 | 其中 | 包括 ) )
    """,
    regex.VERBOSE,
)
_OF_ITSELF = rf"(?: [本该此](?:大?项|部分|条|类) )? (?: 满分 | 分值 | 共计? ) [为是:]{{0,2}} {POINTS} 分"
# 经营秩序。本部分满分25分。
_SAID = patterns.made(
    rf"""(?P<name> [^。;:,()\[\]\d]{{1,25}} )
      (?: [。:;] (?P<points> {_OF_ITSELF} ) (?: [。;:,] | $ )
      | , (?P<points> {_OF_ITSELF} ) (?: [。;:] | $ ) )
    """,
    regex.VERBOSE,
)
# 考核总分100分，其中：签约覆盖20分，履约服务50分
_PART_OF_ALL = patterns.made(
    rf"""
    (?<= [,、;:。由和及] | 其中 | 包括 ) (?P<name> \p{{Han}}{{2,12}} )
    [(\[]? (?P<points> {POINTS} 分 ) [)\]]? (?= [,、;。和及共组] | $ )
    """,
    regex.VERBOSE,
)
_SAID_ALONE = patterns.made(rf"{_OF_ITSELF} [。;]?", regex.VERBOSE)
# 业务工作（权重60%）
_WEIGHTED = patterns.made(
    rf"""
    (?P<name> [^。;:()\[\]]{{1,60}}? )
    (?P<weight> [(\[] {_SHARE} [)\]] )
    [。;:,.]?
    """,
    regex.VERBOSE,
)
# 第三条 基础工作（60分）
ARTICLE = patterns.made(r"第(?P<n>[一二三四五六七八九十百]{1,5})[条章节]")
_SUM = patterns.made(
    r"总分|满分|合计|[为是]$|实行|采[取用]|超过|最[多高低]|上限|[高低]于|累计|下列|以下|基础分|起评分"
)
# articles stand between chapters and 一、, 项目一： where 一、 does
_LEVELS = (0, 2, 3, 4, 5, 6, 7)
_ARTICLE_LEVEL = 1
_PART_LEVEL = 2
_UNNUMBERED_LEVEL = 9
_PART = patterns.made(r"(?:项目|指标|内容|部分|模块|板块)(?P<n>[一二三四五六七八九十]{1,2}|\d{1,2})[:、.]")
_BULLET = patterns.made(r"[●■◆▲★□◇○•▪➢►※✓]")
_HEADING_LENGTH = 12
_NO_HEADING = patterns.made(r"[。;:,!?\d]")
# 考核内容及标准, 总则, 结果运用: what a heading of any notice says
_FRAME = patterns.made(rf"(?:{alternatives('prose', 'frame')}|[、及和与的其])+[:。]?")
# 由基础工作（60分）、民主测评（40分）组成 only tells of the parts
_GOES_ON = patterns.made(r"[、,和与及占]")
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
    # the line that states the points, where it is another one
    points_from: Line | None = None

    @property
    def scored(self) -> bool:
        """Whether it has a number and points or a weight, or heads what its rules do (二、加分项)."""
        heads = 0 < len(self.name) <= NAME_LENGTH and kind_of(self.name.value) != "scored"
        return bool(self.head and (self.points or self.weight or heads))


def read_line(paragraph: Paragraph) -> Line:
    """A paragraph in its parts; one without a number is all text."""
    text = clean(paragraph.text)
    nothing = text.cut(0, 0)
    number = _number(text) if paragraph.role not in {"header", "footer", "furniture"} else None
    if number is None:
        return Line(paragraph, text, None, nothing, nothing, nothing, text)
    rest = number.rest
    if (match := _with_points(rest)) is not None:
        name, points = rest.cut(*match.span("name")), rest.cut(match.start("points"), match.end())
        behind = rest.cut(match.end())
        if not behind and SCORES.search(name.folded):
            # 学习每月不少于2次，少一次扣1分（5分）； has its rule before its points
            name, behind = _named(name)
        beside = _BESIDE.search(points.folded)
        if beside is not None and SCORES.search(beside["said"]):
            beside = None  # （20分，发生事故的，本部分不得分） bears on the points
        said = points.cut(beside.start("said"), beside.end("said")) if beside else None
        points = points.cut(0, beside.start()) if beside else points
        share = _SHARED.search(points.folded)
        weight = points.cut(share.start("weight"), share.end("weight")) if share else nothing
        points = points.cut(0, share.start()) if share else points
        return Line(paragraph, text, number, name, points, weight, behind, said)
    if (match := _KIND.match(rest.folded)) and kind_of(match["name"]) != "scored":
        return Line(
            paragraph, text, number, rest.cut(0, match.end("name")), nothing, nothing, rest.cut(match.end())
        )
    if (match := _WEIGHTED.match(rest.folded)) and not _GOES_ON.match(rest.folded, match.end()):
        name, weight = rest.cut(*match.span("name")), rest.cut(match.end("name"), match.end())
        return Line(paragraph, text, number, name, nothing, weight, rest.cut(match.end()))
    if len(rest) <= _ITEM_LENGTH and (match := _ENDING.search(rest.folded)):
        said, points = rest.cut(0, match.start()), rest.cut(match.start())
        first, rule = _named(said)
        return Line(paragraph, text, number, first, points, nothing, rule)
    return Line(paragraph, text, number, rest, nothing, nothing, nothing)


def _with_points(rest: Text) -> regex.Match[str] | None:
    """The name that a text opens with and its points."""
    folded = rest.folded
    for pattern in (_BRACKETED, _BARE, _SAID):
        match = pattern.match(folded)
        if match is None or (match[0][-1] not in "。;:" and _GOES_ON.match(folded, match.end())):
            continue
        # 日常巡查，30分。 but not 考核总分为100分。
        return None if pattern is not _BRACKETED and _SUM.search(match["name"]) else match
    return None


def _number(text: Text) -> Head | None:
    """The number of a line and its level among those of a notice: chapters, articles, 一、, 项目一：."""
    if (found := head(text)) is not None:
        return replace(found, level=_LEVELS[found.level])
    for pattern, level in ((ARTICLE, _ARTICLE_LEVEL), (_PART, _PART_LEVEL)):
        match = pattern.match(text.folded)
        number = integer(match["n"]) if match else None
        if match is not None and number is not None:
            return Head(level, number, text.value[: match.end()], text.cut(match.end()))
    return None


def as_heading(line: Line) -> Line | None:
    """A line without a number as a heading: ● 设备运行（40分）, 班容班貌（20分）, 加分; else None."""
    text, nothing = line.text, line.text.cut(0, 0)
    if line.head is not None or line.paragraph.role in {"header", "footer", "furniture"} or points_line(line):
        return None
    bullet = _BULLET.match(text.folded)
    rest = text.cut(bullet.end()) if bullet else text
    number = Head(_UNNUMBERED_LEVEL, 0, text.value[: bullet.end()] if bullet else "", rest)
    match = _with_points(rest)
    if match is not None and (bullet or match.end() == len(rest)) and match.end("name") <= NAME_LENGTH:
        points = rest.cut(match.start("points"), match.end())
        return replace(
            line, head=number, name=rest.cut(*match.span("name")), points=points, rest=rest.cut(match.end())
        )
    if 0 < len(rest) <= _HEADING_LENGTH and not _NO_HEADING.search(rest.folded):
        return replace(line, head=number, name=rest, rest=nothing)
    return None


def parts_in(line: Line) -> dict[str, Text]:
    """The names that a sentence gives points to: 其中签约覆盖20分、履约服务50分、满意度30分."""
    found = {
        match["name"]: line.text.cut(*match.span("points"))
        for match in _PART_OF_ALL.finditer(line.text.folded)
        if not _SUM.search(match["name"])
    }
    return found if len(found) > 1 else {}


def is_frame(name: Text) -> bool:
    """Whether a heading says only which part of a notice it is: 考核内容及标准."""
    return bool(_FRAME.fullmatch(name.folded))


def points_line(line: Line) -> Text | None:
    """The points that a line without a number says of what stands above it: 本项满分25分。"""
    return line.text if line.head is None and _SAID_ALONE.fullmatch(line.text.folded) else None


def kind_line(line: Line) -> Line | None:
    """A line without a number that heads its own rules: 附加分：获省级表彰加5分; None for any other."""
    match = _KIND.match(line.text.folded) if line.head is None else None
    if match is None or kind_of(match["name"]) == "scored":
        return None
    number = Head(_UNNUMBERED_LEVEL, 0, "", line.text)
    return replace(
        line, head=number, name=line.text.cut(0, match.end("name")), rest=line.text.cut(match.end())
    )


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
