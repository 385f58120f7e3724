"""Scoring clauses (评分条款) in a first form: kind, points, unit of counting, cap.

每次扣0.5分，扣完为止 → deduct 0.5 per 每次, cap item_points. A scoring statement that no pattern reads is
returned as unread, never dropped; a list of steps (分别加1分、3分、5分) is one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal

import regex

from normalizers.numerals import decimal
from normalizers.rubric import Cap, ClauseKind, Scope
from normalizers.text import Text
from normalizers.vocabulary import alternatives

_NUMBER = r"\d{1,9}(?:\.\d{1,4})?"
# a figure of points: not 5分钟, 100分制, 5分之一; not the condition 扣5分以上
_POINTS_END = r"分 (?! 钟 | 制(?![度定作]) | 之[一二三四五六七八九十] | 及?以[上下内] | \(不?含 )"
# where a line ends a statement without a mark: 3张以上得2分 / 2张以上得1分
_LINE_END = regex.compile(r"(?: \d分 | [不未]得分 | 不计分 | 满分 | 为止 | 否决\"? ) $", regex.VERBOSE)
# the number of a list item is no part of a condition
_LABEL = regex.compile(r"\d{1,2} [.、)] (?!\d) | \( \d{1,2} \) | [①-⑳]", regex.VERBOSE)
PlainKind = Literal["veto", "limit", "zero", "discretionary", "method", "award"]
_PLAIN: tuple[tuple[str, PlainKind], ...] = (
    ("veto", "veto"),
    ("limit", "limit"),
    ("zero", "zero"),
    ("discretionary", "discretionary"),
    ("method", "method"),
    ("full", "award"),
)


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause and its span in the text that was read."""

    kind: ClauseKind
    start: int
    end: int
    points: Decimal | None = None
    points_max: Decimal | None = None
    per: str = ""
    cap: Cap = "unstated"
    cap_points: Decimal | None = None
    scope: Scope | None = None
    condition: str = ""
    points_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The clauses of a text, and the spans of scoring statements that none of them reads."""

    clauses: tuple[ClauseText, ...]
    unread: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Event:
    """The words that score, their place in a sentence and the end of what they are conditional on."""

    kind: ClauseKind
    start: int
    end: int
    condition_end: int
    points: Decimal | None = None
    points_max: Decimal | None = None
    per: str = ""
    points_percent: Decimal | None = None


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    """The patterns by name, built from the vocabulary at first use."""

    def word(key: str) -> str:
        return f"(?:{alternatives('clauses', key)})"

    # Every quantity is bounded, so that no text can make a pattern backtrack without end.
    counted = rf"""
        (?P<per>
            每 (?:次[缺少漏])? {word("per_verbs")}? (?:[\d一二两三五十百]{{1,3}})?
            {word("units")} (?: / {word("units")} )?
          | {word("per_verbs")}? (?<![第十百千\d.]) [一1] {word("single_units")} ) (?! 性 | 及?以[上下内] )
        (?P<tail> [^,;。:()]{{0,12}}? ,? )
      | (?P<per> 每 [^,;。:、()]{{1,14}}? ) (?P<tail> ,? )
    """
    figure = rf"""
        (?: {counted} )? (?P<verb_at>) {word("before")}{{0,2}}
        (?<! 最低 )
        (?: (?P<deduct>{word("deduct")}) | (?P<bonus>{word("bonus")}) | (?P<award>{word("award")}) )
        {word("objects")}{{0,3}} 分? [:计为]?
        (?P<low>{_NUMBER}) (?: 分? (?: -{{1,2}} | 至 | 到 ) (?P<high>{_NUMBER}) )? {_POINTS_END}
        (?: / (?P<slash> \p{{Han}}{{1,3}} ) )?
    """
    in_all = r"(?: 累计 | 总计 | 合计 | 总共 )"
    figure_end = rf"(?P<points>{_NUMBER}) {_POINTS_END}"
    at_most = r"不 得? (?: 超过? | 高于 | 多于 | 大于 )"
    verb = r"(?: 加计 | 加至 | 扣至 | 加到 | 扣到 | 奖励 | 加 | 扣 | 得 | 计 | 减 )"
    cap = rf"""
        {in_all}? (?: 最高 | 最多 | 至多 ) 可? {verb}? 分? (?: {at_most} | 至 | 为 )? {figure_end} 止?
      | {in_all} {verb} 分? {figure_end} (?: 为? 止 | 封顶 )
      | (?: {in_all} | 总分 | 共 )? (?: {verb} 分? )? {at_most} {figure_end}
      | 以? (?: 上限 | 封顶 | 满分 | 限 ) 为? {figure_end}
      | 以? (?P<points>{_NUMBER}) 分 (?: 为限 | 封顶 | 为上限 | 扣[完光](?:为?止)? )
    """
    sources = {
        "figure": figure,
        "cap": cap,
        "cap_item": r"扣[完光尽] [^,;。\d]{0,8} 止 | (?:直?至|到) [^,;。\d]{0,8} 扣[完光] | 扣至0分",
        "cap_none": r"(?:不设|不封|无|没有) (?:上限|下限|顶|最高限)",
        "within": r"(?:加分|加计) 后? [^,;。]{0,6} 不得?超过? [^,;。]{0,6} (?:总分|满分|分值)",
        # 一票否决五种情形之一的, 列入不得分项 only name the rule
        "zero": rf"(?<! 最低 ) {word('zero')} (?! [\"]? (?:项|情形|事项) )",
        "full": word("full") + r"(?! [的\d] )",
        "veto": rf"{word('veto')} (?! \"? [^,;。]{{0,4}} (?:情形|事项|指标|项目) | \"? 项 )",
        "limit": word("limit"),
        "discretionary": rf"{word('discretionary')} 分? (?! \d )",
        "method": word("method"),
        "note": word("note"),
        "remark": rf"\( [^()]{{0,60}} {word('note')} [^()]{{0,60}} \) [。;]? $",
        # 1分、3分、5分 behind a verb: steps, which no single figure states
        "steps": rf"(?: [、,和及/] | 或者? ) {_NUMBER} 分 (?! 扣[完光] | 为?止 | 为限 | 封顶 )",
        "telltale": rf"""
            {word("telltale")} | [扣加减得计记赋] [^,;。()]{{0,6}}? {_NUMBER} (?: 分 | % | 倍 )
            | {_NUMBER} (?: % | 倍 ) [^,;。]{{0,4}} [扣加减得计记赋]
        """,
        # 扣满5分的 only states when; 台账齐全（2分） are the points of a part and no statement
        "points": rf"""
            (?<! [\d.满达≥≤<>] | 达到 | 超过 | 低于 | 高于 | 不足 )
            (?: {_NUMBER} {_POINTS_END} (?! [)\]] )
              | (?<! [(\[] (?: [共计] | 满分 | 分值 )? ) {_NUMBER} {_POINTS_END} )
        """,
        "rubric_scope": r"""
            (?: 总分 | 总成绩 | 年度考核分 | 考核总分 ) [^,;。\d]{0,3} [扣加减]
          | [扣加减] [^,;。\d]{0,4} (?: 总分 | 总成绩 )
        """,
    }
    return {name: regex.compile(source, regex.VERBOSE) for name, source in sources.items()}


def _sentences(text: Text) -> list[tuple[int, int]]:
    """Spans of the sentences: up to 。；! or ? outside of brackets, or to a line that ends with a score."""
    folded = text.folded
    spans = []
    start = depth = 0
    for index, char in enumerate(folded):
        broken = depth == 0 and index > start and text.gaps[index] == "\n" and char not in ",。;:、!?)]"
        if broken and _LINE_END.search(folded, max(start, index - 6), index):
            spans.append((start, index))
            start = index
        if char in "([《":
            depth += 1
        elif char in ")]》":
            depth = max(0, depth - 1)
        elif char in "。;!?" and depth == 0:
            spans.append((start, index + 1))
            start = index + 1
    if start < len(folded):
        spans.append((start, len(folded)))
    return spans


def _cap(folded: str) -> tuple[Cap, Decimal | None, bool]:
    """The cap that a stretch of text states, its points, and whether any words state one."""
    patterns = _patterns()
    if match := patterns["cap"].search(folded):
        return "points", decimal(match["points"]), True
    if patterns["cap_item"].search(folded):
        return "item_points", None, True
    if patterns["cap_none"].search(folded):
        return "none", None, True
    return "unstated", None, bool(patterns["within"].search(folded))


def read_clauses(text: Text) -> Reading:
    """The scoring clauses of a text; conditions and plain sentences are none."""
    clauses: list[ClauseText] = []
    unread: list[tuple[int, int]] = []
    begin = 0  # of the clauses since the last full stop
    for start, end in _sentences(text):
        first = _skip_punctuation(text.folded, start, end)
        if label := _LABEL.match(text.folded, first, end):
            first = _skip_punctuation(text.folded, label.end(), end)
        sentence = text.folded[first:end]
        events, left = _events(sentence)
        cap, cap_points, stated = _cap(sentence) if not events else ("unstated", None, False)
        if events:
            before = len(clauses)
            clauses.extend(_clauses(text, first, sentence, events))
            # a limit in figures reaches no further back than the semicolon
            _share_cap(clauses, before if clauses[-1].cap == "points" else begin)
        elif stated and not left and _takes_cap(clauses, unread):
            # the sentence of a cap belongs to the clause before it
            clauses[-1] = replace(clauses[-1], end=end, cap=cap, cap_points=cap_points)
            _share_cap(clauses, 0)
        elif _patterns()["note"].search(sentence):
            clauses.append(ClauseText("note", first, end))
        elif not left and _patterns()["telltale"].search(sentence):
            left = [(0, len(sentence))]
        unread.extend((first + a, first + b) for a, b in left)
        if text.folded[end - 1] != ";":
            begin = len(clauses)
    return Reading(tuple(clauses), tuple(unread))


def _events(sentence: str) -> tuple[list[_Event], list[tuple[int, int]]]:
    """What scores in a sentence, in order; and the segments with points that no event and no cap reads."""
    patterns = _patterns()
    read = bytearray(len(sentence))
    for cap in patterns["cap"].finditer(sentence):
        read[cap.start() : cap.end()] = b"c" * (cap.end() - cap.start())
    found = [*_figures(sentence), *_plain(sentence)]
    # 得0分 is a zero and no award of 0; 最高加2分 states a cap and no clause
    found.sort(key=lambda event: (event.condition_end, event.kind != "zero", -event.end))
    events: list[_Event] = []
    for event in found:
        if not any(read[event.condition_end : event.end]):
            events.append(event)
            read[event.start : event.end] = b"e" * (event.end - event.start)
    left: list[tuple[int, int]] = []
    for match in patterns["points"].finditer(sentence):
        if not read[match.start()] and not (left and match.start() < left[-1][1]):
            left.append(_segment(sentence, match.start()))
    return events, left


def _figures(sentence: str) -> Iterator[_Event]:
    """每次扣1分, 得5-8分, 扣2分/条."""
    patterns = _patterns()
    for match in patterns["figure"].finditer(sentence):
        if patterns["steps"].match(sentence, match.end()):
            continue
        per = match["per"] or ("/" + match["slash"] if match["slash"] else "")
        # 一项未建立扣1分: what stands between the unit and the verb makes both a condition
        counted = bool(match["per"]) and not (match["tail"] or "").strip(",的")
        yield _Event(
            "deduct" if match["deduct"] else "bonus" if match["bonus"] else "award",
            match.start(),
            match.end(),
            match.start() if counted else match.start("verb_at"),
            decimal(match["low"]),
            decimal(match["high"]) if match["high"] else None,
            per,
        )


def _plain(sentence: str) -> Iterator[_Event]:
    """不得分, 得满分, 一票否决, 不得评为, 酌情扣分, 折算."""
    for name, kind in _PLAIN:
        for match in _patterns()[name].finditer(sentence):
            percent = Decimal(100) if name == "full" else None
            yield _Event(kind, match.start(), match.end(), match.start(), points_percent=percent)


def _segment(sentence: str, index: int) -> tuple[int, int]:
    """The part between commas that holds a place."""
    start = max(sentence.rfind(mark, 0, index) for mark in ",;。:") + 1
    ends = [end for mark in ",;。" if (end := sentence.find(mark, index)) >= 0]
    return start, min(ends, default=len(sentence))


def _clauses(text: Text, start: int, sentence: str, events: list[_Event]) -> Iterator[ClauseText]:
    """The clauses of one sentence; each runs from the end of the one before to its own cap."""
    begin = 0
    # 得1分（无协作单位的，此处不失分）: the bracket is a note of its own
    remark = _patterns()["remark"].match(sentence, events[-1].end)
    last = remark.start() if remark else len(sentence)
    for event, after in zip(events, [*events[1:], None], strict=True):
        begin = _skip_punctuation(sentence, begin, event.start)
        stop = last if after is None else _after_cap(sentence, event.end, after.start)
        cap, cap_points, _ = _cap(sentence[event.end : stop])
        condition = _condition(text.value[start + begin : start + max(begin, event.condition_end)])
        scope: Scope | None = None
        if event.kind == "veto" or _patterns()["rubric_scope"].search(sentence, begin, event.end):
            scope = "rubric"
        elif event.kind in {"zero", "limit"}:
            scope = "item"
        if event.kind == "zero":
            condition = regex.sub(r"[,，]?(?:则|即)?(?:该|此|本)(?:项目?|指标)[^，,]{0,8}$", "", condition)
        yield ClauseText(
            event.kind,
            start + begin,
            start + stop,
            event.points,
            event.points_max,
            # 每次酌情扣分扣1分: the unit stands in the clause before and was used there
            event.per if event.start >= begin or event.per.startswith("/") else "",
            cap,
            cap_points,
            scope,
            condition,
            event.points_percent,
        )
        begin = stop
    if remark:
        yield ClauseText("note", start + remark.start(), start + len(sentence))


def _takes_cap(clauses: list[ClauseText], unread: list[tuple[int, int]]) -> bool:
    """Whether the last statement is a clause with points; what was not read may be what a cap speaks of."""
    last = clauses[-1] if clauses else None
    return (
        last is not None
        and last.kind in {"deduct", "bonus", "award"}
        and not (unread and unread[-1][0] >= last.end)
    )


def _share_cap(clauses: list[ClauseText], begin: int) -> None:
    """A cap at the end of a run covers the run: 迟报一次扣0.5分，缺报一次扣1分，扣完为止."""
    last = clauses[-1]
    if last.cap == "unstated" or last.kind not in {"deduct", "bonus"}:
        return
    for index in range(len(clauses) - 2, begin - 1, -1):
        if clauses[index].kind != last.kind or clauses[index].cap != "unstated":
            break
        clauses[index] = replace(clauses[index], cap=last.cap, cap_points=last.cap_points)


def _skip_punctuation(folded: str, index: int, end: int) -> int:
    while index < end and folded[index] in ",;。:、 ":
        index += 1
    return index


def _condition(text: str) -> str:
    """The words before the verb without the section's name (注：), 实行 and closing punctuation."""
    bare = regex.sub(r"^(?:加分项?|扣分项?|减分项?|注|备注|说明)[:：]", "", text.strip())
    return regex.sub(r"(?:实行|实施|予以)?[“\"]?$", "", bare).strip("，,：:；; ")


def _after_cap(sentence: str, end: int, limit: int) -> int:
    """Where a clause ends that another follows: behind the segments that state its cap."""
    stop = end
    for segment in regex.finditer(r"[,;]?[^,;]+", sentence[end:limit]):
        if not _cap(segment[0])[2]:
            break
        stop = end + segment.end()
    return stop
