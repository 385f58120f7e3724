"""Key points that a condition counts: 完成第1项且同时完成第2项中的4个以上任务, 其余3项均未完成.

A statement is read only where every word of it is understood; all others stay text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from extractors.frozen import frozen
from normalizers.records import Relation
from normalizers.text import patterns
from normalizers.text.numerals import integer
from normalizers.text.views import Text
from normalizers.thresholds.metrics import hidden

_NUMBER = r"(?: \d{1,2} | \( \d{1,2} \) | [一二两三四五六七八九十]{1,3} )"
_JOIN = r"(?: 至 | 到 | -{1,2} | 、 | 和 | 及 | 与 )"
_THING = r"(?: 考核 | 工作 | 目标 | 重点 )? (?: 要点 | 任务 | 工作 | 内容 | 指标 | 事项 )?"
_ALL = r"(?: 全部 | 均 | 都 | 同时 | 各 | 已 | 按时 | 按期 | 按要求 )"
# from 1 to 9 numbers: 第1、2项, 第1项到第5项; without 第 only before words for all of them: 1至7项全部
_SET = rf"""
    (?: 第 {_NUMBER} [项条点]? (?: {_JOIN} 第? {_NUMBER} [项条点]? ){{0,9}} (?<= [项条点] )
      | {_NUMBER} (?: {_JOIN} {_NUMBER} ){{1,9}} [项条] (?= {_THING} (?: {_ALL} | 其?中 ) )
      | (?: 全部 )? 前 {_NUMBER} [项条]
      | (?: 其余 | 其他 | 剩余 ) (?: {_NUMBER} [项条] )?
      | {_NUMBER} [项条] {_THING} (?= {_ALL} )
      | (?: 所有 | 全部 | 各 | 任何 ) (?: {_NUMBER} )? [项条]? {_THING} (?<= [点务作容标项条] )
      | 考核? (?: 要点 | 指标 ) (?= 其?中 ) | (?: 工作 )? 任务 (?= 其?中 ) )
"""
_FIGURE = r"(?: \d{1,2} | [一二两三四五六七八九十]{1,2} )"
_COUNT = rf"""
    (?P<than> 至少 | 不少于 | 不低于 | 不足 | 少于 | 超过 | 不超过 )?
    (?P<low> {_FIGURE} ) (?: (?: -{{1,2}} | 至 | 到 ) (?P<high> {_FIGURE} ) )?
    (?: \( 含 \) )? [项个条] (?: \( 含 \) )? (?P<side> 及?以上 | 及?以下 )? (?: \( 含 \) )?
"""
_DONE = r"(?: 完成 | 达到 | 达标 | 落实 | 做到 | 实现 ) 了?"
_NOT = r"(?: 未能? | 没有? )"
_VERB_FIRST = patterns.made(
    rf"""
    (?P<only> 仅 | 只 )? (?P<not> {_NOT} )? {_DONE}
    (?P<set> {_SET} )? {_THING} (?P<of> 其?中 的? )? (?: {_COUNT} )? {_THING} 的?
    """,
    regex.VERBOSE,
)
_SET_FIRST = patterns.made(
    rf"""
    (?P<set> {_SET} ) {_THING} (?P<of> 其?中 )? {_ALL}{{0,2}}
    (?: (?P<not> {_NOT} ) {_ALL}? (?P<done> {_DONE} )
      | (?P<only> [仅只] )? (?P<done> 有 | {_DONE} 的? ) {_THING} )?
    (?: {_COUNT} )? {_THING} (?: (?P<not> {_NOT} )? (?P<done> {_DONE} ) )? 的?
    """,
    regex.VERBOSE,
)
_COUNT_FIRST = patterns.made(
    rf"(?P<of> 其中 )? 有? (?: {_COUNT} ) {_THING} (?P<not> {_NOT} ) {_DONE} 的?", regex.VERBOSE
)
_WHOLE = patterns.made(rf"(?: {_THING} (?<= [点务作容标项] ) | ^ ) 全部 {_DONE}", regex.VERBOSE)
# 且 and the comma add a condition, 或 gives another way; 或 in a list of numbers does neither
_SPLIT = patterns.made(
    rf"""
    [,;。!?] (?: 并?且 | 或者? | 同时 | 但 ){{0,2}}
      | 并?且 (?: 同时 )? | 或者? (?= {_NOT}? {_DONE} | 其余 | [仅只] ) | 同时 (?= {_DONE} )
    """,
    regex.VERBOSE,
)
# 第2项, 3个, 全部完成: without one of these a text counts nothing
_TELLTALE = patterns.made(rf"{_FIGURE} [项条个] | 全部 | 任何 | 所有 | 其余 | 其他 | 各", regex.VERBOSE)
# longer statements say more than a count
_LONGEST = 80
_ANY_NUMBER = patterns.made(_NUMBER, regex.VERBOSE)
_LISTED = patterns.made(rf"{_NUMBER} {_JOIN} {_NUMBER}", regex.VERBOSE)
_OF_SET = patterns.made(rf"(?P<join> {_JOIN} )? 第? (?P<number> {_NUMBER} )", regex.VERBOSE)


@frozen
class RequirementText:
    """How many of some key points have to be done (or are left undone), and the span that says so.

    `points` are places in the list of key points, from 0; `low` and `high` count them, or the parts of the
    one that is named; `alternative` tells the ways that 或者 divides; `only` that nothing else is done.
    """

    points: tuple[int, ...]
    low: int | None
    high: int | None
    undone: bool
    parts: bool
    only: bool
    alternative: int
    start: int
    end: int

    @property
    def relation(self) -> Relation:
        """All of them, any one, or at least so many."""
        if self.parts:
            return "at_least"
        if self.low is not None and self.low >= len(self.points):
            return "all"
        return "any" if self.low == 1 else "at_least"


@frozen
class Reading:
    """The requirements of a text, and the spans that name key points that are not there."""

    found: tuple[RequirementText, ...]
    unknown: tuple[tuple[int, int], ...]


def requirements(text: Text, numbers: Sequence[int | None]) -> Reading:
    """What a condition asks of key points with these numbers, in their order.

    Example: 完成第1项且完成第2项中的4个以上任务 → all of (0,), at least 4 parts of (1,).
    """
    if not numbers or not _TELLTALE.search(text.folded):
        return Reading((), ())
    reader = _Reader(numbers)
    masked = hidden(text)
    alone = True
    for start, stop, alternative in _pieces(masked):
        # 合格率不足70%，完成1项以下: another condition, not what is counted
        alone &= reader.read(masked, start, stop, alternative, alone=alone) or "%" in masked[start:stop]
    return Reading(tuple(reader.found), tuple(reader.unknown))


def _pieces(masked: str) -> Iterator[tuple[int, int, int]]:
    """Spans of the single statements, each with the alternative that it belongs to."""
    start, alternative = 0, 1
    for match in _SPLIT.finditer(masked):
        if match.start() > start:
            yield start, match.start(), alternative
        start = match.end()
        alternative += "或" in match[0]
    if start < len(masked):
        yield start, len(masked), alternative


@dataclass(slots=True)
class _Reader:
    """Reads statement after statement; 其余 and 其中 speak of those before."""

    numbers: Sequence[int | None]
    found: list[RequirementText] = field(default_factory=list)
    unknown: list[tuple[int, int]] = field(default_factory=list)

    def read(self, masked: str, start: int, stop: int, alternative: int, *, alone: bool) -> bool:
        """Adds what one statement asks for; one with other words in it is passed over, and gives False.

        A count without a name (完成2项) speaks of key points where it stands `alone`, not behind 课题研究，.
        """
        if stop - start > _LONGEST or not _TELLTALE.search(masked, start, stop):
            return False
        for pattern in (_VERB_FIRST, _SET_FIRST, _COUNT_FIRST, _WHOLE):
            match = pattern.fullmatch(masked, start, stop)
            if match and self._says(match, alone=alone):
                points = self._points(match)
                if points is None:
                    self.unknown.append((start, stop))
                elif points:
                    self._add(match, points, alternative)
                return True
        return False

    def _says(self, match: regex.Match[str], *, alone: bool) -> bool:
        """Whether a statement names or counts key points at all; 完成任务 does neither."""
        groups = match.groupdict()
        if groups.get("set"):
            return match.re is not _SET_FIRST or bool(groups["done"] or groups["low"])
        return (match.re is _WHOLE or bool(groups.get("low"))) and (alone or bool(groups.get("of")))

    def _points(self, match: regex.Match[str]) -> tuple[int, ...] | None:
        """The key points that a statement names; None where some of them are not there."""
        named = match.groupdict().get("set")
        everything = tuple(range(len(self.numbers)))
        if not named:
            before = self.found[-1].points if self.found and match.groupdict().get("of") else ()
            return before if len(before) > 1 else everything
        if named.startswith(("其余", "其他", "剩余")):
            used = {point for one in self.found for point in one.points}
            rest = tuple(point for point in everything if point not in used)
            count = _ANY_NUMBER.search(named)
            return rest if used and rest and (not count or _integer(count[0]) == len(rest)) else None
        if "前" in named:
            count = _ANY_NUMBER.search(named)
            return self._numbered(range(1, (_integer(count[0]) if count else 0) + 1))
        if "第" in named or _LISTED.search(named):
            return self._numbered(_listed(named))
        count = _ANY_NUMBER.search(named)
        # 4项要点全部完成: of one unnumbered text they are the parts
        if count and len(everything) > 1 and _integer(count[0]) != len(everything):
            return None
        return everything

    def _numbered(self, wanted: Sequence[int]) -> tuple[int, ...] | None:
        places = {number: place for place, number in enumerate(self.numbers) if number is not None}
        return tuple(places[number] for number in wanted) if wanted and set(wanted) <= places.keys() else None

    def _add(self, match: regex.Match[str], points: tuple[int, ...], alternative: int) -> None:
        groups = match.groupdict()
        undone = bool(groups.get("not"))
        low, high = len(points), len(points)
        parts = False
        if groups.get("low"):
            read = _count(groups)
            if read is None:
                return
            # 第2项中的4个: the parts of one key point are counted, and nobody knows how many there are
            parts = len(points) == 1
            least, most = read
            if not parts and max(least or 0, most or 0) > len(points):
                self.unknown.append(match.span())
                return
            low, high = least, most  # type: ignore[assignment]
        elif "任何" in (groups.get("set") or "") and not undone:
            low, high = 1, len(points)
        if low == 0 and high == 0:
            # 完成0项: none is done
            low = high = len(points)
            undone = not undone
        self.found.append(
            RequirementText(
                points, low, high, undone, parts, bool(groups.get("only")), alternative, *match.span()
            )
        )


def _integer(printed: str) -> int:
    return integer(printed.strip("()").replace("两", "二")) or 0


def _listed(named: str) -> list[int]:
    """第1、2项 → 1, 2; 第1项到第5项 → 1 to 5."""
    numbers: list[int] = []
    for match in _OF_SET.finditer(named):
        number = _integer(match["number"])
        through = numbers and match["join"] and match["join"][0] in "至到-"
        numbers += range(numbers[-1] + 1, number + 1) if through else [number]
    return numbers


def _count(groups: dict[str, str | None]) -> tuple[int | None, int | None] | None:
    """The fewest and the most that a count allows, None for an end that it leaves open."""
    low = _integer(groups["low"] or "")
    high = _integer(groups.get("high") or "") if groups.get("high") else None
    side = (groups.get("side") or "").removeprefix("及")
    than = groups.get("than") or ""
    if high is not None:
        return (low, high) if low <= high and not side and not than else None
    if side and than:
        return None
    if side == "以上" or than in {"至少", "不少于", "不低于"}:
        return low, None
    if side == "以下" or than == "不超过":
        return None, low
    if than == "超过":
        return low + 1, None
    if than in {"不足", "少于"}:
        return None, low - 1
    return low, low
