"""How clauses bear on each other and on the grade: parts, ladders of alternatives, precedence, limits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import accumulate, groupby, pairwise

import regex

from normalizers.kinds import CLAUSES
from normalizers.language.model import ClauseText
from normalizers.records import ClauseEffect, ClauseKind, GradeRule
from normalizers.text import patterns
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives

_TAKES, _ADDS = patterns.made(r"[扣减](?!半)|减半扣"), patterns.made(r"加[分计]|奖|加(?=$|[,;。])")
# 达到90%的, 优: words by which awards are steps of one ladder
_STEP = patterns.made(
    r"以[上下内]|[≥≤<>]|超过|不足|未达|达到|低于|高于|不少于|不低于|%|第[一二三四五六七八九十\d]|[优良中差好]$|合格|一般"
)
# 视为未公示, 按丢失处理
_TREATED = patterns.made(
    r"(?:视为|视作|视同|按)(?P<case>\p{Han}{2,10}?)(?:处理|对待|论处|认定|计算?)?(?=[,;。)]|$)"
)
_FEWEST_STEPS = 2
_GRADE = r"[\"“《]? (?P<grade> [\p{Han}A-Z]{1,4}? ) [\"”》]? (?: [等档级]次 | 等级 | 级别 )?"
_LIMITS: tuple[tuple[GradeRule, str], ...] = (
    ("lower", r"(?: 降低? | 下调 ) [一二两三] 个? [档等级格]"),
    ("at_most", rf"最高 (?: 只能 | 可 )? 评?定?为 {_GRADE} (?= [,;。)及以] | $ )"),
    (
        "below",
        rf"""(?: 不得 | 不能 | 不予 ) 被? (?: 评定? | 定 | 确定 | 列 ) 为
             (?: [\"“《]? [\p{{Han}}A-Z]{{1,4}}? [\"”》]? [、和或及] ){{0,8}} {_GRADE}
             (?= [,;。)及以] | $ )""",
    ),
    ("below", r"(?: 不得 | 取消 ) [^,;。]{0,10} 评(?P<grade>优)"),
    (
        "fixed",
        rf"""(?<! 不得被? | 不能被? | 不予 )
             (?: 评定? | 定 | 确定 | 认定 | 视 | 列 | 考核 | 降低? | 下调 ) [为至到]
             {_GRADE} (?= [,;。)] | $ )""",
    ),
)


def effect(kind: ClauseKind, words: str) -> ClauseEffect | None:
    """Whether a judged or computed clause gives, takes or adds by its words; of a note, what it speaks of."""
    if not CLAUSES[kind].told_by_effect:
        return None
    takes, adds = bool(_TAKES.search(words)), bool(_ADDS.search(words))
    if kind == "note":
        return None if takes == adds else "deduct" if takes else "bonus"
    return "deduct" if takes else "bonus" if adds else "award"


@cache
def _precedence() -> regex.Pattern[str]:
    return patterns.made(alternatives("clauses", "precedence"))


def takes_precedence(words: str, rule: str = "") -> bool:
    """Whether a note says that only the greatest counts for one matter: 同一事项按最高标准扣分，不重复扣."""
    return rule == "precedence" or bool(_precedence().search(words))


@cache
def _limits() -> tuple[tuple[GradeRule, regex.Pattern[str]], ...]:
    return tuple((rule, patterns.made(source, regex.VERBOSE)) for rule, source in _LIMITS)


def grade_limit(words: str) -> tuple[str, GradeRule | None]:
    """The grade that a limit names and what it does: 不得评为“好” → 好, below; 降一档 → "", lower.

    Neither where its words say something else (取消参评资格).
    """
    for rule, pattern in _limits():
        if match := pattern.search(words):
            return match.groupdict().get("grade") or "", rule
    return "", None


def treated(text: Text, clauses: Sequence[ClauseText]) -> list[ClauseText]:
    """丢失档案的不得分；逾期30日以上的，按丢失处理: what is treated as such a case gets nothing as well."""
    empty = [one.condition for one in clauses if one.kind == "zero"]
    if not empty:
        return list(clauses)
    made = []
    for one in clauses:
        said = _TREATED.search(text.folded, one.start, one.end) if one.kind == "note" and empty else None
        if said and any(said["case"] in condition for condition in empty):
            one = one._replace(kind="zero", effect=None, scope="item")
        made.append(one)
    return made


def parts(ends: Sequence[int], clauses: Sequence[ClauseText]) -> list[ClauseText]:
    """Numbers the parts of an item: sentences and list items, whose `ends` are known.

    An award behind the zero of a part opens another part; a zero of a part in a sentence of its own bears on
    the part before it: A，计2分；B，计3分。未达到的不计分.
    """
    made: list[ClauseText] = []
    number, sentence, awarded, closed = 0, -1, False, False
    for clause in clauses:
        here = bisect_left(ends, max(clause.start, 1))
        own_zero = clause.kind == "zero" and clause.scope == "part" and not awarded
        if (here != sentence and not own_zero) or (closed and clause.kind == "award"):
            number, awarded, closed = number + 1, False, False
        sentence = here
        awarded = awarded or clause.kind == "award"
        closed = closed or (clause.kind == "zero" and clause.scope == "part")
        made.append(clause if clause.part == max(number, 1) else clause._replace(part=number))
    return made


def ladders(clauses: Sequence[ClauseText], points: Decimal | None) -> list[ClauseText]:
    """Numbers the ladders of awards of which one applies: 优得10分，良得8分，差得0分.

    `points` are those of the item. Awards that make it up together are parts and no ladder; of others that
    rise or fall it is one where they exceed the item, hold its full points or nothing, or tell by how much
    (90%以上得5分，80%以上得3分).
    """
    made = list(clauses)
    if sum(_is_step(one) for one in clauses) < _FEWEST_STEPS:
        return made
    whole = [_worth(one, points) for one in clauses if one.kind == "award" and not one.per]
    if None not in whole and sum(one for one in whole if one is not None) == points:
        return made
    places = [place for place, one in enumerate(clauses) if one.kind not in {"zero", "note"}]
    # 获市级奖得12分，获区级奖得8分，两者取其高；公开课受表扬的得6分: what comes behind is no step of it
    closed = list(accumulate(one.precedence for one in clauses))
    for _, run in groupby(
        places, lambda place: (_is_step(clauses[place]), clauses[place].lead, closed[place])
    ):
        steps = list(run)
        if len(steps) > 1 and _is_step(clauses[steps[0]]) and _is_ladder([made[i] for i in steps], points):
            for place in steps:
                made[place] = made[place]._replace(ladder=steps[0])
    return made


def _is_step(clause: ClauseText) -> bool:
    return clause.kind == "award" and not clause.per and not clause.tiers and _worth(clause, None) is not None


def _worth(clause: ClauseText, points: Decimal | None) -> Decimal | None:
    """The most that an award gives; a share of unknown points counts as that share of a large figure."""
    if clause.points_percent is not None:
        return clause.points_percent * (Decimal(10_000) if points is None else points) / 100
    return clause.points if clause.points_max is None else clause.points_max


def _is_ladder(steps: Sequence[ClauseText], points: Decimal | None) -> bool:
    worths = [worth for one in steps if (worth := _worth(one, points)) is not None]
    falls = all(upper > lower for upper, lower in pairwise(worths))
    rises = all(upper < lower for upper, lower in pairwise(worths))
    if not (falls or rises):
        return False
    exceeds = points is not None and sum(worths) > points
    ends = any(one.points_percent == 100 or worth == 0 for one, worth in zip(steps, worths, strict=True))
    return exceeds or ends or all(_STEP.search(one.condition) for one in steps)
