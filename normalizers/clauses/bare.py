"""Figures without a verb (每项1分), read where a sum, a ladder or a heading says what they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import regex

from normalizers.clauses.figures import FIGURE, POINTS_END, figure
from normalizers.clauses.model import ClauseText, Statement
from normalizers.clauses.sentences import segment
from normalizers.kinds import CLAUSES
from normalizers.records import ClauseKind
from normalizers.text.numerals import decimal
from normalizers.text.views import Text

# 85-90分得15分 and 85分以上得满分: the first figure is the condition
_SCORED = r"[得计记给赋扣加减](?:\d|满)"
# 扣满5分的 only states when; 台账齐全（2分） are the points of a part and no statement
_FIGURES = regex.compile(
    rf"""
    (?P<per> 每 \p{{Han}}{{1,6}}? (?: [/·*] \p{{Han}}{{1,2}} )? )? [,:计为]?
    (?<! [\d.满达共≥≤<>] | \d分?- | 达到 | 超过 | 低于 | 高于 | 不足 | 合计 | 总计 | 总分 | 满分为 )
    (?: (?: (?P<low>{FIGURE}) 分? -{{1,2}} )? (?P<points>{FIGURE}) {POINTS_END}
          (?! [)\]≤<≥>] | {_SCORED} | 之间 ) (?: / (?P<slash> 每? \p{{Han}}{{1,3}} ) )?
      | (?<! [(\[] (?: [共计] | 满分 | 分值 )? ) (?P<points>{FIGURE}) {POINTS_END} (?! {_SCORED} )
      # A.有计划、有记录（10分）；B.有计划（6分）: the options of a question
      | (?<= (?: ^ | [;。,] ) [A-E] [.、:)] [^;。()]{{1,60}} [(\[] ) (?P<points>{FIGURE}) 分 (?= [)\]] ) )
    """,
    regex.VERBOSE,
)
# 完成即得分, 得基本分, 不超过标准分的1.2倍: what they come to is not said
_UNSAID = regex.compile(
    rf"""
    (?: 即 | 才 | 方可 | 便 ) 得分 (?= [,;。)] | $ ) | 得基[本础]分 (?= [,;。)] | $ )
  | 不 得? 超过? [^,;。\d]{{0,10}} {FIGURE} (?: 倍 | % )
    """,
    regex.VERBOSE,
)
# 核心指标3项计60分，一般指标4项计40分，共100分
_WHOLE = regex.compile(rf"共计?(?P<points>{FIGURE})分(?=[,;。)]|$)")
_HEADING = regex.compile(r"(?:(?P<bonus>加分)|(?P<deduct>扣分|减分))项?(?=:)")
_COMPARES = regex.compile(r"以[上下内]|[≥≤<>]|超过|不足|未达|低于|高于|不少于|不低于|%|优|良|差|好|合格|一般")


def bare_figures(sentence: str, read: bytearray) -> list[Statement]:
    """What no verb or no figure goes with in a folded sentence, outside of what is `read`."""
    found: list[Statement] = []
    last = 0
    for match in _FIGURES.finditer(sentence):
        place = match.start("low") if match["low"] else match.start("points")
        if any(read[place : match.end()]) or place < last:
            continue
        last = segment(sentence, place)[1]
        start = match.start("per") if match["per"] else place
        points, _ = figure(match["points"])
        # 2分/人次
        per = match["per"] or ("/" + match["slash"] if match["slash"] else "")
        low = figure(match["low"])[0] if match["low"] else points
        high = points if match["low"] else None
        found.append(Statement("award", start, match.end(), start, low, high, per=per, bare=True))
    for match in _UNSAID.finditer(sentence):
        if not any(read[match.start() : match.end()]):
            found.append(Statement("award", match.start(), match.end(), match.start(), bare=True))
    return found


def composes(sentence: str, statements: Sequence[Statement]) -> bool:
    """Whether the figures only say what a whole is made of: 核心指标计60分，一般指标计40分，共100分."""
    whole = _WHOLE.search(sentence)
    parts = [one.points for one in statements if one.kind == "award" and not one.per]
    if whole is None or len(parts) < len(statements) or len(parts) < 2:
        return False
    return sum(part for part in parts if part is not None) == Decimal(whole["points"])


def settle(
    text: Text,
    clauses: Sequence[ClauseText],
    bare: set[int],
    points: Decimal | None,
    heading: ClauseKind | None,
) -> tuple[list[ClauseText], list[tuple[int, int]]]:
    """The clauses with the bare ones that can be read, and the spans of those that cannot.

    `bare` are the places at which the bare ones start, `points` those of the item. They do what their heading
    says (加分项：), are awards where all awards make up the item's points, and steps of the ladder of awards
    in which they stand.
    """
    kind = heading
    if kind is None and _adds_up(text, clauses, bare, points):
        kind = "award"
    kept: list[ClauseText] = []
    unread: list[tuple[int, int]] = []
    for index, clause in enumerate(clauses):
        if clause.start not in bare:
            kept.append(clause)
        elif clause.points is None:
            unread.append((clause.start, clause.end))
        elif own := kind or _heading(text, clause.end) or _in_ladder(text, clauses, index, bare, points):
            kept.append(replace(clause, kind=own))
        else:
            unread.append((clause.start, clause.end))
    return kept, unread


def _heading(text: Text, index: int) -> ClauseKind | None:
    """加分项：… above the figure in the same text."""
    above = list(_HEADING.finditer(text.folded, 0, index))
    return None if not above else "bonus" if above[-1]["bonus"] else "deduct"


def _adds_up(text: Text, clauses: Sequence[ClauseText], bare: set[int], points: Decimal | None) -> bool:
    awards = [clause for clause in clauses if clause.kind == "award" and clause.points is not None]
    if points is None or not any(clause.start in bare for clause in awards):
        return False
    if len(awards) == 1 and awards[0].per:
        # 共5项，每项1分
        unit = regex.escape(awards[0].per_unit)
        counts = regex.findall(rf"(\d{{1,3}}|[一二两三四五六七八九十]{{1,3}})个?{unit}", text.folded)
        return any(
            (number := decimal(count)) and number * (awards[0].points or 0) == points for count in counts
        )
    whole = sum((clause.points for clause in awards if clause.points is not None), Decimal(0))
    return len(awards) > 1 and whole == points and not any(clause.per for clause in awards)


def _in_ladder(
    text: Text, clauses: Sequence[ClauseText], index: int, bare: set[int], points: Decimal | None
) -> ClauseKind | None:
    """措施到位的10分，基本到位的得7分: a step that leaves the verb out.

    A ladder from the item's points down can be nothing else: the parts of it would come to more than it
    (10年以上5分，10年以下3分 of 5).
    """
    own = clauses[index]
    if own.per:
        return None
    first = last = index
    while first > 0 and _joined(text, clauses[first - 1], clauses[first]):
        first -= 1
    while last + 1 < len(clauses) and _joined(text, clauses[last], clauses[last + 1]):
        last += 1
    ladder = [clause for clause in clauses[first : last + 1] if clause.points is not None]
    values = [clause.points for clause in ladder if clause.points is not None]
    falls = len(values) > 1 and all(upper > lower for upper, lower in pairwise(values))
    verb = any(clause.points is not None and clause.start not in bare for clause in ladder)
    compared = all(_COMPARES.search(clause.condition) for clause in ladder)
    # 90%以上15分，80%以上12分，80%以下不得分 ends in nothing, so that its steps award
    closed = compared and clauses[last].kind == "zero"
    return "award" if falls and (verb or closed or values[0] == points) else None


def _joined(text: Text, upper: ClauseText, lower: ClauseText) -> bool:
    """Whether two clauses are awards of one sentence."""
    awards = CLAUSES[upper.kind].sets and CLAUSES[lower.kind].sets
    return awards and "。" not in text.folded[upper.end - 1 : lower.start]
