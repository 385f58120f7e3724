"""What a total is made of (总分=日常工作×60%+…): shares, other figures, tables that only add or take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

import regex

from normalizers.records import Clause, Criterion, CriterionKind, Note, Records, Rubric
from normalizers.text import patterns
from pipeline.scoring.rules.amounts import HUNDRED, MOVING
from pipeline.scoring.rules.formulas import OF_POINTS, WHOLE, names, parsed
from pipeline.scoring.words import is_word, says

_SENTENCES = patterns.made(r"[。\n]")
# 日常工作得分×60%, 日常工作（60%）, 日常工作占60%; between name and share stands no other figure or part
_SHARE = r"[^\d+，,；;、。]{0,10}?(?P<share>\d{1,3}(?:\.\d{1,2})?)\s*[%％]"
# 以上两项得分的平均分为最终得分; not that of several assessors
_AVERAGE = patterns.made(
    r"(?:各项|(?:以上)?[两二三四五六七八九十\d]+项)(?:指标|内容)?的?(?:得分|成绩|分数)?的?(?:算术)?平均(?:得分|分|值|数)"
)
# behind the name of a criterion in a formula
_ENDINGS = patterns.made(r"(?:考核|考评|评价)?(?:实际|最终)?(?:得分|成绩|分数|评分|分值|分)$")
# 基本分, 满分: of the whole rubric they are what all items give
_POINTS_OF_ALL = patterns.made("|".join(sorted(WHOLE, key=len, reverse=True)))
# 扣分指标（最多扣10分）, 加分项目（各项加分之和最高5分）; a bare （10分） limits what a part can give
_LIMIT = patterns.made(
    r"[（(](?:[^（）()\d]{0,12}(?:最[高多]|不超过|至多|上限|限|封顶)[^（）()\d]{0,4})?"
    r"(?P<limit>\d{1,3}(?:\.\d{1,2})?)\s*分(?:封顶|为限|为上限)?[）)]"
)
Sum = Literal["all_scored", "all_added", "all_taken"]
SUMS: tuple[Sum, ...] = get_args(Sum)


@dataclass(frozen=True, slots=True)
class Composed:
    """A formula of the total, and what its names stand for: a criterion, a sum, a figure to be marked.

    Each of those who mark gives `most` at most, where that is known.
    """

    clause: Clause
    formula: str
    criteria: Mapping[str, str]
    sums: Mapping[str, Sum]
    figures: tuple[str, ...]
    most: Decimal | None = None


def shares(
    clauses: Iterable[Clause], notes: Iterable[Note], parts: Sequence[Criterion]
) -> dict[str, Decimal] | None:
    """The share of each of these criteria in the total, where one sentence of a note gives all of them.

    They make up the whole: 总分=日常工作得分×60%+年终述职得分×40%; 由日常工作（60%）和年终述职（40%）组成.
    """
    if len(parts) < 2:
        return None
    texts = [*(one.text for one in clauses), *(one.text for one in notes)]
    for sentence in (one for text in texts for one in _SENTENCES.split(text)):
        found: dict[str, Decimal] = {}
        left = sentence
        for part in sorted(parts, key=lambda one: -len(one.name)):
            match = regex.search(regex.escape(part.name) + _SHARE, left) if part.name else None
            if match is None:
                break
            found[part.criterion_id] = Decimal(match["share"])
            left = left.replace(match[0], "，")
        if len(found) == len(parts) and sum(found.values()) == HUNDRED and "%" not in left:
            return found
        if each := _respectively(sentence, parts):
            return each
        if _AVERAGE.search(sentence):
            return {part.criterion_id: HUNDRED / len(parts) for part in parts}
    return None


def _respectively(sentence: str, parts: Sequence[Criterion]) -> dict[str, Decimal] | None:
    """The shares of 由工作业绩和民主测评组成，分别占70%和30%."""
    first, _, behind = sentence.partition("分别")
    figures = [Decimal(one) for one in regex.findall(r"(\d{1,3}(?:\.\d{1,2})?)\s*[%％]", behind)]
    if not all(part.name and first.count(part.name) == 1 for part in parts):
        return None
    order = sorted(parts, key=lambda one: first.index(one.name))
    if len(figures) != len(parts) or sum(figures) != HUNDRED:
        return None
    return {part.criterion_id: share for part, share in zip(order, figures, strict=True)}


def composed(clauses: Iterable[Clause], criteria: Mapping[str, Criterion]) -> Composed | None:
    """The formula of the total among the clauses of a whole rubric; None where none can be computed."""
    for clause in clauses:
        if not of_the_total(clause):
            continue
        # 基本分 is what the items give, and not the points of one
        formula = _POINTS_OF_ALL.sub("各项得分", clause.formula)
        if not formula or parsed(formula, None) is None:
            continue
        said = names(formula)
        known = {name: id_ for name in said if (id_ := _meant(name, criteria)) is not None}
        rest = [name for name in said if name not in known]
        sums = {name: kind for name in rest for kind in SUMS if is_word(kind, name)}
        return Composed(clause, formula, known, sums, tuple(name for name in rest if name not in sums))
    return None


def of_markers(
    clauses: Sequence[Clause], criteria: Mapping[str, Criterion], titles: Sequence[str], worth: Decimal | None
) -> Composed | None:
    """The total as the mean of what several gave for the whole: 自评占20%，互评占30%，考核组评占50%.

    None where it is not clear of what: a criterion or the table itself (年终考核评分表) goes by such a name,
    or something stands beside the marks that gives or takes.
    """
    for clause in clauses:
        if clause.kind != "method" or not clause.formula or of_the_total(clause):
            continue
        formula = clause.formula.removesuffix(OF_POINTS)
        of_all = parsed(formula, HUNDRED)
        if of_all is None or of_all.most(HUNDRED) is None:
            continue
        told = [one.name for one in criteria.values() if one.name]
        own = any(name in clause.text or any(name in one for one in of_all.names) for name in told)
        same = any(_ENDINGS.sub("", one) in said for one in of_all.names for said in (*titles, *told))
        beside = any(one.kind != "scored" for one in criteria.values())
        beside = beside or any(one.kind in MOVING for one in clauses if one is not clause)
        if not (own or same or beside):
            most = HUNDRED if formula != clause.formula else worth
            return Composed(clause, formula, {}, {}, of_all.names, most)
    return None


def of_the_total(clause: Clause) -> bool:
    """Whether a clause says how the total is made: 总分=…"""
    left, sign, _ = clause.text.partition("=" if "=" in clause.text else "＝")
    return clause.kind == "method" and bool(sign) and says("total", left)


def by_weights(clause: Clause) -> bool:
    """Whether a formula of the total is that of scores by their weights."""
    return of_the_total(clause) and says("weight", clause.formula)


def _meant(name: str, criteria: Mapping[str, Criterion]) -> str | None:
    """The one criterion that a name of a formula stands for: 日常工作得分 for 日常工作."""
    bare = {name, _ENDINGS.sub("", name)}
    found = [id_ for id_, one in criteria.items() if one.name in bare]
    return found[0] if len(found) == 1 else None


def untold(texts: Iterable[str], notes: Iterable[Note]) -> list[Note]:
    """Notes of the whole rubric that say how several scores become one, beside what is told in `texts`.

    各评委评分的平均分为最终得分; 自评占30%，互评占70%.
    """
    read = [one for one in texts if one]
    return [
        one
        for one in notes
        if not one.criterion_id
        and says("several_scores", one.text)
        and not any(text in one.text for text in read)
    ]


# ---- tables that only add or take: 二、加分项目（最高加5分）, 扣分项目


def parts_of(records: Records) -> dict[str, list[Rubric]]:
    """The tables that are parts of the one rubric with scored items, by its id; none of several."""
    kinds: dict[str, set[CriterionKind]] = defaultdict(set)
    for one in records.criteria:
        kinds[one.rubric_id].add(one.kind)
    scored = [one for one in records.rubrics if "scored" in kinds[one.rubric_id]]
    if len(scored) != 1:
        return {}
    parts = [one for one in records.rubrics if kinds[one.rubric_id] in ({"bonus"}, {"penalty"})]
    return {scored[0].rubric_id: parts} if parts else {}


def scored_alone(records: Records) -> Sequence[Rubric]:
    """The rubrics of a notice that are scored by themselves."""
    within = {one.rubric_id for group in parts_of(records).values() for one in group}
    return [one for one in records.rubrics if one.rubric_id not in within]


def as_criterion(part: Rubric, of: Rubric, kind: CriterionKind, seq: int) -> Criterion:
    """The caption of such a table as the name above its items, with its limit as points."""
    title = part.title or part.scope
    match = _LIMIT.search(title)
    return Criterion(
        criterion_id=part.rubric_id,
        rubric_id=of.rubric_id,
        level=1,
        seq=seq,
        name=_LIMIT.sub("", title).strip(),
        points=Decimal(match["limit"]) if match is not None else None,
        kind=kind,
    )
