"""Points (分值): a cell that holds one figure, and points in brackets after a text."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import regex

from normalizers.text import patterns
from normalizers.text.numerals import decimal
from normalizers.text.views import Text, squeeze
from normalizers.vocabulary import alternatives

_CELL = patterns.made(
    r"""
    # 18, 18分, (18分), and from a line of prose: 满分18分。 本部分满分为25分。
    [:,]? [(\[]? (?: [本该此](?:大?项|部分|条|类) )? (?: 满分 | 共计? | 计 | 分值 )? [为是:]{0,2}
    \s* (?P<points> [-+]? \d+ (?:\.\d+)? ) \s* 分? \s* [)\]]? [。;:,]?
    """,
    regex.VERBOSE,
)
_FROM_ZERO = patterns.made(
    r"[(\[]? 0 分? -{1,2} (?P<points> \d+ (?:\.\d+)? ) 分? [)\]]?", regex.VERBOSE
)  # 0-10分
_MOVED = patterns.made(
    r"""
    (?: 每\p{Han}{1,3} )? (?: (?P<down> 扣除?|减|倒扣|扣减 ) | (?P<up> 奖?加|奖励? ) | [记计得] )?
    (?P<sign> [-+] )? (?P<points> \d+ (?:\.\d+)? ) 分? (?: / \p{Han}{1,3} )?
    """,
    regex.VERBOSE,
)
_TRAILING = patterns.made(
    rf"""
    # (5分), (满分5分), 加分项(最高5分), (分值:5分)
    [(\[] \s* (?: (?: {alternatives("headers", "points_words")} ) :? )? \s*
    (?P<points> \d+ (?:\.\d+)? ) \s* 分 \s* [)\]]
    (?P<after> \s* [。;.,:]? ) $
    """,
    regex.VERBOSE,
)

_REMARKED = patterns.made(
    r"""
    [(\[] \s* (?: 满分 | 最高 | 最多 | 上限 | 计 | 共 | 分值 :? )? \s* (?P<points> \d+ (?:\.\d+)? ) \s* 分 \s*
    [,;、] (?P<remark> [^()\[\]]+ ) [)\]] \s* [。;.,:]?
    """,
    regex.VERBOSE,
)


@lru_cache(maxsize=16384)  # each cell of a row is asked by several steps
def points_of_cell(text: str) -> Decimal | None:
    """The figure of a points cell; None when the cell holds anything else."""
    match = _CELL.fullmatch(squeeze(text))
    return decimal(match["points"]) if match else None


@lru_cache(maxsize=16384)
def points_moved(text: str) -> tuple[int, Decimal] | None:
    """A figure and which way a cell says that it goes: -1 for 扣3分, 1 for 每次加2分, 0 for 3分."""
    match = _MOVED.fullmatch(squeeze(text))
    points = decimal(match["points"]) if match else None
    if match is None or points is None:
        return None
    down = match["sign"] == "-" or bool(match["down"])
    return (-1 if down else 1 if match["up"] or match["sign"] else 0), points


def points_from_zero(text: str) -> Decimal | None:
    """The upper end of a points cell that gives a range from nothing on: 0-10分."""
    match = _FROM_ZERO.fullmatch(squeeze(text))
    return decimal(match["points"]) if match else None


def points_with_remark(text: Text) -> tuple[Decimal, Text] | None:
    """Points in brackets and the words behind them: （满分5分，审核：班长）; None for anything else."""
    match = _REMARKED.fullmatch(text.folded)
    points = decimal(match["points"]) if match else None
    return (points, text.cut(*match.span("remark"))) if match and points is not None else None


def points_at_end(text: Text) -> tuple[Decimal, int] | None:
    """Points in brackets at the end of a text and where the bracket opens: （5分）; None without."""
    match = _TRAILING.search(text.folded)
    if not match:
        return None
    points = decimal(match["points"])
    return None if points is None else (points, match.start())
