"""Figures without a verb (每项1分), read where a sum, a ladder or a heading says what they do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

import regex

from normalizers.language.account import Taken
from normalizers.language.counting import EACH
from normalizers.language.counts import groups
from normalizers.language.grammar import Found
from normalizers.language.model import ClauseText, Statement
from normalizers.language.sentences import Sentence
from normalizers.language.tiers import label_of_level
from normalizers.language.words.figures import FIGURE
from normalizers.records import ClauseKind
from normalizers.text import patterns
from normalizers.text.numerals import decimal
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives, any_of, words

# 核心指标3项计60分，一般指标4项计40分，共100分
_WHOLE = patterns.made(rf"共计?(?P<points>{FIGURE})分(?=[,;。)]|$)")
_LACKS = patterns.made("[未不无没缺漏迟误违]|逾期|超[过期时标]|少于")
_SUMMED = patterns.made(r"\d(?:项|条|个|类)(?:指标)?[、,]?[共小]?计\d")
_MOVES = frozenset({"award", "deduct", "bonus"})
# 检查表共20项，每项5分，总分100分
_SHEET = patterns.made(
    r"共(?:有|设|计)?(?P<count>\d{1,3})(?P<unit>个?\p{Han}{1,2}),?每(?P=unit)(?P<each>\d{1,3}(?:\.\d{1,2})?)分,?"
    r"(?:总分|满分|[合共总]计|共)(?:为)?(?P<whole>\d{1,4})分"
)
_HEADING = patterns.made(
    r"(?:(?P<bonus>加分|(?<!\p{Han})奖励加?分?|附加分)|(?P<deduct>扣分|减分|倒扣分?))(?:项目?|标准|细则|情[形况]|内容|事项|条件)?(?=:)"
    # （扣分制）酒后上岗2分/人次
    r"|(?<=\()(?:(?P<bonus>加分)|(?P<deduct>扣分|倒扣))制?(?=\))"
)
# so many levels side by side are steps
_FEWEST = 2
_COMPARES = patterns.made(r"以[上下内]|[≥≤<>]|超过|不足|未达|低于|高于|不少于|不低于|%|优|良|差|好|合格|一般")


def composes(folded: str, sentence: Sentence, statements: Sequence[Statement]) -> bool:
    """Whether the figures only say what a whole is made of: 核心指标计60分，一般指标计40分，共100分."""
    start, end = sentence.first, sentence.end
    whole = _WHOLE.search(folded, start, end) if folded.find("共", start, end) >= 0 else None
    if whole is None:
        return False
    if _SUMMED.search(folded, start, end):
        return True  # 主要指标9项、计55分，共100分: how many, and what they come to
    # 实行百分制，材料计60分、现场计40分，共100分: that a note stands beside them changes nothing
    given = [one for one in statements if one.kind != "note"]
    parts = [one.points for one in given if one.kind == "award" and not one.counted.per]
    if len(parts) < len(given) or len(parts) < 2:
        return False
    return sum(part for part in parts if part is not None) == Decimal(whole["points"])


def headed(text: Text, found: Sequence[Found], heading: ClauseKind | None) -> list[Found]:
    """What was found, where figures without a verb do what stands above them: 扣分项：误鸣一次1分；….

    `heading` is what the item's own heading says.
    """
    headings = _HEADING.finditer(text.folded) if ":" in text.folded or "(" in text.folded else ()
    above = [(match.end(), _side(match)) for match in headings]
    if heading is None and not above:
        return list(found)
    return [
        said._replace(
            statements=tuple(
                one._replace(kind=kind, bare=False)
                if one.bare
                and (one.points is not None or one.steps)
                and (kind := _above(above, one.end) or heading)
                else one
                for one in said.statements
            )
        )
        for said in found
    ]


def told(text: Text, cut: Sequence[Sentence], found: Sequence[Found], points: Decimal | None) -> list[Found]:
    """What was found, without what another sheet comes to: 共20项，每项5分，总分100分."""
    made = list(found)
    if "共" not in text.folded:
        return made
    for place, (one, said) in enumerate(zip(cut, found, strict=True)):
        sheet = _SHEET.search(text.folded, one.start, one.end)
        whole = Decimal(sheet["whole"]) if sheet else None
        if sheet is None or whole == points or Decimal(sheet["count"]) * Decimal(sheet["each"]) != whole:
            continue
        rest = [
            statement
            for statement in said.statements
            if not (statement.bare and statement.end <= sheet.end())
        ]
        part = Taken("part", sheet.start(), sheet.end())
        made[place] = said._replace(statements=tuple(rest), taken=(*said.taken, part))
    return made


def limited(text: Text, cut: Sequence[Sentence], found: Sequence[Found]) -> list[Found]:
    """What was found, where a limit says what figures before it do: 0.5分/次；2分/次；扣完为止."""
    made = list(found)
    if not any(one.bare for said in found for one in said.statements):
        return made
    for group in groups(cut, text.folded):
        kinds = {
            bound.side or "deduct"
            for place in group
            for bound in found[place].bounds
            if bound.side or bound.cap == "item_points"
        }
        scored = [one for place in group for one in found[place].statements if one.kind in _MOVES]
        bare = [one for one in scored if one.bare and one.points is not None]
        if len(kinds) != 1 or not bare or any(not one.bare and one.kind not in kinds for one in scored):
            continue
        (kind,) = kinds
        for place in group:
            made[place] = made[place]._replace(
                statements=tuple(
                    one._replace(kind=kind, bare=False) if one in bare else one
                    for one in made[place].statements
                )
            )
    return _gained(text, cut, made)


def _gained(text: Text, cut: Sequence[Sentence], found: Sequence[Found]) -> list[Found]:
    """What was found, where so many points may be had of what each counts: 省级每篇2分，最高6分.

    A limit that says only that they come to no more speaks of gains where no fault is named: 采用一条0.2分，
    累计不超过3分, but 违规一次0.5分，累计不超过3分.
    """
    made = list(found)
    for place, (one, said) in enumerate(zip(cut, found, strict=True)):
        if not said.bounds:
            continue
        scored = [statement for statement in said.statements if statement.kind in _MOVES]
        if not scored or not all(statement.bare and statement.points is not None for statement in scored):
            continue
        limits = [bound for bound in said.bounds if bound.cap == "points" and bound.side is None]
        gives = any(
            bound.total or not _faults().search(text.folded, one.first, bound.start) for bound in limits
        )
        if gives and any(statement.counted.per for statement in scored):
            made[place] = said._replace(
                statements=tuple(
                    statement._replace(kind="award", bare=False) if statement in scored else statement
                    for statement in said.statements
                )
            )
    return made


@cache
def _faults() -> regex.Pattern[str]:
    return patterns.made(alternatives("clauses", "faults"))


def _side(heading: regex.Match[str]) -> ClauseKind:
    return "bonus" if heading["bonus"] else "deduct"


def _above(headings: Sequence[tuple[int, ClauseKind]], place: int) -> ClauseKind | None:
    """What the last heading before a place says."""
    at = bisect_right(headings, place, key=lambda heading: heading[0])
    return headings[at - 1][1] if at else None


def settle(
    text: Text, clauses: Sequence[ClauseText], bare: set[int], points: Decimal | None
) -> tuple[list[ClauseText], list[tuple[int, int]]]:
    """The clauses with the bare ones that can be read, and the spans of those that cannot.

    `bare` are the places at which the bare ones start, `points` those of the item. They are awards where all
    awards make up the item's points, steps of the ladder of awards in which they stand, and where each of
    what is counted is a gain.
    """
    if not bare:
        return list(clauses), []
    whole = _adds_up(text, clauses, bare, points) or _rises(clauses, points)
    kept: list[ClauseText] = []
    unread: list[tuple[int, int]] = []
    ladder = False
    for run in _runs(text, clauses):
        # 省级一等奖6分、二等奖4分；市级一等奖4分、二等奖2分: one ladder goes on with the other
        falls = _falls(run)
        ladder = falls and (ladder or _is_ladder(run, bare, points))
        for clause in run:
            # 专家评审，0-12分: what lies in a range is given
            gives = (
                (ladder or clause.points_max is not None or bool(clause.tiers)) and not _each(clause)
            ) or _gains(clause)
            given = whole or gives
            if clause.start not in bare:
                kept.append(clause)
            elif (clause.points is None and not clause.tiers) or not given:
                unread.append((clause.start, clause.end))
            else:
                kept.append(_awarded(clause))
    return kept, unread


def _each(clause: ClauseText) -> bool:
    return clause.per.startswith(EACH)


@cache
def _gain() -> regex.Pattern[str]:
    ranked = (rank for key in ("ranked_areas", "ranked_prizes") for rank in words("clauses")[key])
    # 国家级每项10分, as long as no fault is named
    return patterns.made(
        f"{alternatives('clauses', 'gains')}|{any_of(one for rank in ranked for one in rank)}"
    )


def _gains(clause: ClauseText) -> bool:
    """Whether each of what is counted is a gain: 每提供一份业绩2分, 建议被采纳每条0.5分."""
    said = f"{clause.lead}{clause.condition}{clause.per}"
    faulty = _LACKS.search(said) or _faults().search(said)
    return _each(clause) and bool(_gain().search(said)) and not faulty


def _awarded(clause: ClauseText) -> ClauseText:
    """方案一份2分 gives once, where no limit says that it counts."""
    if not clause.per or _each(clause) or clause.cap == "points":
        return clause
    said = clause.condition if clause.per in clause.condition else f"{clause.condition}{clause.per}"
    return clause._replace(per="", per_quantity=None, per_unit="", condition=said)


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
    return len(awards) > 1 and whole == points and not any(_each(clause) for clause in awards)


def _rises(clauses: Sequence[ClauseText], points: Decimal | None) -> bool:
    """无批复的0分；有批复未验收的1分；验收合格的2分 of 2: a ladder from nothing to the item's points."""
    values = [Decimal(0) if one.kind == "zero" else one.points for one in clauses]
    known = [value for value in values if value is not None]
    plain = all(one.kind in {"award", "zero"} and not one.per for one in clauses)
    rises = len(known) == len(values) > _FEWEST and all(lower < upper for lower, upper in pairwise(known))
    return plain and rises and known[0] == 0 and known[-1] == points


def _runs(text: Text, clauses: Sequence[ClauseText]) -> Iterator[list[ClauseText]]:
    """Clauses that stand in one sentence and may be steps of one ladder."""
    run: list[ClauseText] = []
    for clause in clauses:
        if run and not _joined(text, run[-1], clause):
            yield run
            run = []
        run.append(clause)
    if run:
        yield run


def _falls(run: Sequence[ClauseText]) -> bool:
    values = [clause.points for clause in run if clause.points is not None]
    return len(values) > 1 and all(upper > lower for upper, lower in pairwise(values))


def _is_ladder(run: Sequence[ClauseText], bare: set[int], points: Decimal | None) -> bool:
    """措施到位的10分，基本到位的得7分: a step that leaves the verb out.

    A ladder from the item's points down can be nothing else: the parts of it would come to more than it
    (10年以上5分，10年以下3分 of 5).
    """
    ladder = [clause for clause in run if clause.points is not None]
    values = [clause.points for clause in ladder if clause.points is not None]
    verb = any(clause.start not in bare for clause in ladder)
    # 90%以上15分，80%以上12分，80%以下不得分 ends in nothing, so that its steps award
    closed = run[-1].kind == "zero" and all(_COMPARES.search(clause.condition) for clause in ladder)
    # 受表彰的，国家级5分，省级3分，市级1分
    levels = len(ladder) > _FEWEST and all(
        label_of_level(regex.split("[,，]", clause.condition)[-1]) for clause in ladder
    )
    return verb or closed or levels or values[0] == points


def _joined(text: Text, upper: ClauseText, lower: ClauseText) -> bool:
    """Whether two clauses are awards of one sentence."""
    awards = {upper.kind, lower.kind} <= {"award", "zero"}
    between = text.folded[upper.end - 1 : lower.start]
    rises = upper.points is not None and lower.points is not None and lower.points > upper.points
    return awards and "。" not in between and not (rises and ";" in between)
