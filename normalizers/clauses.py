"""Scoring clauses (评分条款) in a first form: kind, points, unit of counting, cap.

每次扣0.5分，扣完为止 → deduct 0.5 per 每次, cap item_points. A sentence with a scoring word that no pattern
reads is returned as unread, never dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import regex

from normalizers.numerals import decimal
from normalizers.rubric import Cap, ClauseKind, Scope
from normalizers.text import Text
from normalizers.vocabulary import alternatives

_NUMBER = r"\d+(?:\.\d+)?"
# every quantity is bounded, so that no text can make a pattern backtrack without end
_PER = (
    r"(?: 每 (?:再|多|少|满|高于?|低于?|超过?|降低?|发生|发现|出现|缺少?|有|延误|逾期|增加?|新增|减少|完成)?"
    r" [^,，;。:、扣加减计得]{1,12}?"
    r" | (?:少|缺|漏|迟报|缺报)[一二两1]?[次项个份人条处件篇期] | [一1][次项个份人条处件例][^,;。:]{0,6}? )"
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


@dataclass(frozen=True, slots=True)
class Reading:
    """The clauses of a text, and the spans of scoring sentences that none of them reads."""

    clauses: tuple[ClauseText, ...]
    unread: tuple[tuple[int, int], ...]


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    """The patterns by name, built from the vocabulary at first use."""

    def verbs(key: str) -> str:
        return f"(?:{alternatives('clauses', key)})"

    flags = regex.VERBOSE
    return {
        "figure": regex.compile(
            rf"""
            (?P<per>{_PER})? [,可予再]? \s*
            (?: (?P<deduct>{verbs("deduct")}) | (?P<bonus>(?:可|予以|酌情)?{verbs("bonus")}) | (?P<award>{verbs("award")}) )
            (?: 计 | 得 )? \s* (?P<low>{_NUMBER}) \s* (?: 分? \s* [-至到] \s* (?P<high>{_NUMBER}) )? \s* 分
            (?: /(?P<slash>\p{{Han}}{{1,3}}) )?
            """,
            flags,
        ),
        "cap": regex.compile(
            rf"""
            (?: 最高 | 最多 | 累计 | 合计 | 总共 | 总分 | 总计 ){{1,2}} (?: 加 | 扣 | 得 | 计 | 减 )? 分? (?: 不 (?: 超过 | 高于 | 得超过 ) | 至 | 为 )? \s*
            (?P<points>{_NUMBER}) \s* 分 (?: 止 | 为止 | 封顶 )?
            | (?: 以 \s* (?P<points>{_NUMBER}) \s* 分 (?: 为限 | 封顶 ) )
            """,
            flags,
        ),
        "cap_item": regex.compile(
            r"扣完(?:本项|该项|此项)?(?:分值?)?(?:为止)|(?:直至|至)[^,;。]{0,8}扣完|扣至0分"
        ),
        "cap_none": regex.compile(r"(?:加分|扣分)?(?:不设|不封|无)(?:上限|下限|顶)"),
        "within": regex.compile(
            r"(?:加分|加计)后?[^,;。]{0,6}不(?:得)?超(?:过)?[^,;。]{0,6}(?:总分|满分|分值)"
        ),
        "zero": regex.compile(verbs("zero")),
        "veto": regex.compile(verbs("veto")),
        "limit": regex.compile(verbs("limit")),
        "discretionary": regex.compile(verbs("discretionary") + r"分?(?!\d)"),
        "method": regex.compile(verbs("method")),
        "telltale": regex.compile(verbs("telltale") + rf"|[扣加减]{_NUMBER}分"),
        "item_scope": regex.compile(r"(?:该|此|本)(?:项|指标|项目|小项)|不得分|不计分"),
        "rubric_scope": regex.compile(
            r"(?:从)?(?:总分|总成绩|年度考核总分)(?:中)?(?:扣|加)|年度考核(?:实行)?"
        ),
    }


def _sentences(folded: str) -> list[tuple[int, int]]:
    """Spans of the sentences, ended by 。；! or ?; a bracket or quotation keeps its sentence together."""
    spans = []
    start = depth = 0
    for index, char in enumerate(folded):
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
    patterns = _patterns()
    clauses: list[ClauseText] = []
    unread: list[tuple[int, int]] = []
    for start, end in _sentences(text.folded):
        start = _skip_punctuation(text.folded, start)
        sentence = text.folded[start:end]
        figures = list(patterns["figure"].finditer(sentence))
        capped = patterns["cap"].search(sentence)
        # 最高加2分 states a cap, not a clause
        figures = [
            match for match in figures if not (capped and capped.start() <= match.start() < capped.end())
        ]
        if figures:
            clauses.extend(_figured(text, start, sentence, figures))
            continue
        kind = next(
            (
                name
                for name in ("veto", "limit", "zero", "discretionary", "method")
                if patterns[name].search(sentence)
            ),
            None,
        )
        cap, cap_points, stated = _cap(sentence)
        if kind:
            clauses.append(_plain(kind, text, start, end))
        elif stated and clauses:
            # the sentence of a cap belongs to the clause before it
            last = clauses.pop()
            clauses.append(
                ClauseText(
                    last.kind,
                    last.start,
                    end,
                    last.points,
                    last.points_max,
                    last.per,
                    cap,
                    cap_points,
                    last.scope,
                    last.condition,
                )
            )
        elif patterns["telltale"].search(sentence):
            unread.append((start, end))
    return Reading(tuple(clauses), tuple(unread))


def _figured(text: Text, start: int, sentence: str, figures: list[regex.Match[str]]) -> list[ClauseText]:
    """The clauses with figures of one sentence; each runs from the end of the one before to its own cap."""
    found = []
    begin = 0
    for match, after in zip(figures, [*figures[1:], None], strict=True):
        stop = _after_cap(sentence, match.end(), after.start() if after else len(sentence))
        cap, cap_points, _ = _cap(sentence[match.end() : stop])
        kind: ClauseKind = "deduct" if match["deduct"] else "bonus" if match["bonus"] else "award"
        per = match["per"] or ("/" + match["slash"] if match["slash"] else "")
        begin = _skip_punctuation(sentence, begin)
        condition = _condition(text.value[start + begin : start + match.start()])
        found.append(
            ClauseText(
                kind,
                start + begin,
                start + stop,
                decimal(match["low"]),
                decimal(match["high"]) if match["high"] else None,
                per,
                cap,
                cap_points,
                "rubric" if _patterns()["rubric_scope"].search(match[0]) else None,
                condition,
            )
        )
        begin = stop
    return found


def _skip_punctuation(folded: str, index: int) -> int:
    while index < len(folded) and folded[index] in ",;。:、 ":
        index += 1
    return index


def _condition(text: str) -> str:
    """The words before the verb without the section's name (注：) and closing punctuation."""
    return regex.sub(r"^(?:加分项?|扣分项?|减分项?|注|备注|说明)[:：]", "", text.strip()).strip("，,：:；; ")


def _after_cap(sentence: str, end: int, limit: int) -> int:
    """Where a clause ends: behind the segments that state its cap; the last one takes the whole sentence."""
    if limit == len(sentence):
        return limit
    stop = end
    for segment in regex.finditer(r"[,;][^,;]*", sentence[end:limit]):
        if not _cap(segment[0])[2]:
            break
        stop = end + segment.end()
    return stop


def _plain(kind: str, text: Text, start: int, end: int) -> ClauseText:
    """A clause without figures: a zero, a veto, a limit, a discretion or a method."""
    patterns = _patterns()
    match = patterns[kind].search(text.folded[start:end])
    condition = text.value[start : start + match.start()] if match else ""
    scope: Scope | None = None
    if kind in {"zero", "veto", "limit"}:
        scope = "rubric" if kind == "veto" else "item"
    if kind == "zero":
        condition = regex.sub(r"[,，]?(?:该|此|本)(?:项目?|指标)[^，,]*$", "", condition)
    return ClauseText(kind, start, end, scope=scope, condition=_condition(condition))  # type: ignore[arg-type]
