"""What a name cell holds beside the name: a number before it and points behind it.

一、基层建设（20分） → 一、, 基层建设, 20. A number without a mark (一基层建设) and bare points (基层建设(20))
are told from words by the other names of the column. What limits the points stands behind them, or in their
place: 基层建设（20分，本部分累计扣分不超过5分）.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import regex

from extractors.frozen import frozen
from normalizers.cells.kinds import kind_of
from normalizers.cells.points import points_at_end, points_of_cell
from normalizers.language import read_clauses
from normalizers.text import patterns
from normalizers.text.numerals import decimal, integer
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives

# 一、 （二） 1. 1.2 ③ before a name
_LABEL = patterns.made(
    r"""
    (?: \(? [一二三四五六七八九十]{1,3} (?: \)[、.]? | [、.] )
      | \d{1,2} (?: \.\d{1,2} )+ (?![\d%]) \.?
      | \(? \d{1,2} (?: \)[、.]? | [.、] ) (?!\d)
      | [①-⑳] [.、]?
    ) \s*
    """,
    regex.VERBOSE,
)
# 一基层建设, but not 一等奖 and 一类村
_BARE_LABEL = patterns.made(r"(?P<n>[一二三四五六七八九十]{1,3})(?:[、.]|(?![等级类档次季月年名位星期流线]))")
# 基层建设(20), 基层建设20分, but not 少一次扣1分
_BARE_POINTS = patterns.made(
    r"""
    [(\[] \s* (?P<points> \d{1,3} (?:\.\d+)? ) \s* [)\]] $
  | (?<= \p{Han} ) (?<! [扣减加得计记赋给奖罚低高于满达每第] ) (?P<points> \d{1,3} (?:\.\d+)? ) 分 $
    """,
    regex.VERBOSE,
)
# 档案管理20 and 档案管理：20 beside 20
_BESIDE = patterns.made(
    r"(?<= [\p{Han})] ) \s* [(\[:,]? \s* (?P<points> \d{1,3} (?:\.\d+)? ) \s* 分? \s* [)\]]? $", regex.VERBOSE
)
# the points before a remark: 20分, 满分20分
_POINTS_WORDS = alternatives("headers", "points_words")
_POINTS = rf"(?: (?: {_POINTS_WORDS} ) :? )? \s* (?P<points> \d{{1,3}} (?:\.\d+)? ) \s* 分"
# 组织领导（15%）, 业务工作（权重60%）, 业务工作（权重60%，累计扣分不超过20分）
_WEIGHT = patterns.made(
    rf"[(\[]\s*(?P<named>{alternatives('headers', 'weight_words')})?占?:?\s*"
    r"(?P<weight>\d{1,3}(?:\.\d{1,2})?)\s*%\s*(?:[,;、]\s*(?P<remark>[^()\[\]]+))?[)\]]$"
)
# 基层建设（20分，累计扣分不超过5分）, 基层建设（20分）（累计扣分不超过5分）, 基层建设（累计扣分不超过5分）,
# 基层建设（20分），累计扣分不超过5分, 基层建设，20分，累计扣分不超过5分
_REMARKED = patterns.made(
    rf"""
    [(\[] \s* (?: {_POINTS} (?P<apart> [,;:、。.] ) \s* )? (?P<remark> [^()\[\]]+ ) [)\]] [。;.,:]? $
  | (?: [(\[] \s* {_POINTS} [)\]] | [,:;] \s* {_POINTS} (?= [,;:。] ) ) (?P<apart> [,;:。] )? \s*
    (?: [(\[] (?P<remark> [^()\[\]]+ ) [)\]] | (?P<remark> [^()\[\]]+ ) ) [。;.,:]? $
    """,
    regex.VERBOSE,
)
_SEQUENCE = 3
_WHOLE = 100


@frozen
class Style:
    """What the names of one column carry."""

    label: regex.Pattern[str] | None
    bare_points: bool
    weights: bool = False
    # most names end in the figure of their points cell
    beside: bool = False


@frozen
class NameText:
    """The parts of a name cell; those that it lacks are empty. `remark` bears on the points."""

    label: Text
    name: Text
    points: Decimal | None
    points_text: Text
    weight: Decimal | None = None
    remark: Text | None = None


def style_of(names: Sequence[Text]) -> Style:
    """How a column prints its names; one that begins with a figure (2.5吨以上车辆) makes no numbered list."""
    labelled = sum(bool(_LABEL.match(name.folded)) for name in names)
    bare = sum(bool(_BARE_POINTS.search(name.folded)) for name in names)
    label = None
    if 2 * labelled > len(names):
        label = _LABEL
    elif _in_sequence(names):
        label = _BARE_LABEL
    return Style(label, len(names) > 1 and 2 * bare > len(names), _weighted(names))


def _weighted(names: Sequence[Text]) -> bool:
    """Whether all names end in a share, and the shares make up wholes: 组织领导（40%）, 业务工作（60%）.

    加分项（5分） beside them has none.
    """
    scored = [name for name in names if kind_of(name.value) == "scored"]
    shares = [match and decimal(match["weight"]) for name in scored if (match := _WEIGHT.search(name.folded))]
    whole = sum((share for share in shares if share), Decimal(0))
    return len(shares) == len(scored) > 1 and whole % _WHOLE == 0


def _in_sequence(names: Sequence[Text]) -> bool:
    """Whether the names begin with 一, 二, 三 …; a name may be printed twice."""
    matches = [_BARE_LABEL.match(name.folded) for name in names]
    numbers = [integer(match["n"]) for match in matches if match]
    return len(numbers) == len(names) and list(dict.fromkeys(numbers)) == list(
        range(1, max(_SEQUENCE, len(set(numbers))) + 1)
    )


def split_name(text: Text, style: Style, *, label: bool = True) -> NameText:
    """The parts of a name; without `label` a number before it stays in the name."""
    nothing = text.cut(0, 0)
    number, name = nothing, text
    match = style.label.match(text.folded) if label and style.label else None
    if match and match.end() < len(text):
        number, name = text.cut(0, match.end()), text.cut(match.end())
    share = _WEIGHT.search(name.folded)
    if share and share.start() and (style.weights or share["named"]):
        weight = decimal(share["weight"])
        remark = name.cut(*share.span("remark")) if share["remark"] else None
        behind = name.cut(share.start(), share.end("weight"))
        return NameText(number, name.cut(0, share.start()), None, behind, weight, remark)
    inside = points_at_end(name)
    if inside is None and (ruled := _remarked(name)) is not None:
        match, points = ruled
        remark = name.cut(*match.span("remark"))
        behind = name.cut(match.start(), match.start("remark"))
        return NameText(number, name.cut(0, match.start()), points, behind, remark=remark)
    inside = inside or _points_below(name)
    if inside is None and style.bare_points and (bare := _BARE_POINTS.search(name.folded)):
        figure = decimal(bare["points"])
        inside = None if figure is None else (figure, bare.start())
    if inside is None and style.beside:
        inside = ends_in(name)
    if inside is None or not name.cut(0, inside[1]):
        return NameText(number, name, None, nothing)
    points, start = inside
    return NameText(number, name.cut(0, start), points, name.cut(start))


def ends_in(name: Text) -> tuple[Decimal, int] | None:
    """The figure that a name ends in, and where it begins: 档案管理20."""
    match = _BESIDE.search(name.folded)
    figure = decimal(match["points"]) if match else None
    return None if match is None or figure is None else (figure, match.start())


def _remarked(name: Text) -> tuple[regex.Match[str], Decimal | None] | None:
    """Points and the remark behind them, or a remark alone that bears on the points.

    What decides the kind of all that stands below (一票否决), and points of each part (每小项5分), stay with
    the name.
    """
    match = _REMARKED.search(name.folded)
    if match is None or not match.start():
        return None
    reading = read_clauses(name.cut(*match.span("remark")))
    bears = bool(reading.clauses) and all(one.kind not in {"veto", "method"} for one in reading.clauses)
    apart = bool(match["points"] and match["apart"]) and not reading.unread and not reading.clauses
    return (match, decimal(match["points"]) if match["points"] else None) if bears or apart else None


def heading_style(headings: Sequence[Text]) -> Style:
    """The style of headings in rows of their own: 一、业务工作（50分）."""
    return Style(_LABEL, bare_points=True, weights=_weighted(headings))


def _points_below(name: Text) -> tuple[Decimal, int] | None:
    """Points on the last line of a name, 基层建设 / 20分, and where they begin."""
    line = list(name.lines())[-1]
    points = points_of_cell(line.value) if line.value.endswith("分") else None
    return None if points is None else (points, len(name) - len(line))
