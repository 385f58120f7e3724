"""What a criterion does to the score: it counts, adds (加分项), takes away (扣分项), decides (一票否决)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

import regex

from normalizers.kinds import CLAUSES
from normalizers.records import Clause, ClauseKind, Criterion, CriterionKind
from normalizers.text import patterns
from normalizers.text.views import squeeze
from normalizers.vocabulary import alternatives

_BONUS, _PENALTY, _VETO, _REMARK, _NOUNS = (
    f"(?:{alternatives('kinds', key)})" for key in ("bonus", "penalty", "veto", "remark", "nouns")
)
_FORMS = f"(?:{alternatives('kinds', 'forms')})"
# 典型经验（加分项）
_BRACKETED = r"[^()\[\]]{1,40}[(\[](?:属|为)?"
# rows of a table that stand outside of its total: 加分项, 工作创新加分, 一票否决事项; the number 加分1
_OUTSIDE: tuple[tuple[regex.Pattern[str], CriterionKind], ...] = (
    (
        # 加分材料审核 is work as any other
        patterns.made(
            rf"{_BONUS}{_NOUNS}?\d{{0,2}}$|附加[分题项]?\d{{0,2}}$|加\d{{1,2}}$|奖[励分]{_NOUNS}$"
            rf"|{_BONUS}{_NOUNS}?[(\[:：]"
            rf"|\p{{Han}}{{1,8}}{_BONUS}{_NOUNS}?$|{_BRACKETED}{_BONUS}项?[)\]]$"
        ),
        "bonus",
    ),
    (
        patterns.made(
            # 扣分项整改 is work as any other
            rf"{_PENALTY}{_NOUNS}?\d{{0,2}}$|{_PENALTY}{_NOUNS}?[(\[:：]|(?:[惩处]罚|惩处){_NOUNS}$|惩罚{_PENALTY}"
            rf"|\p{{Han}}{{1,8}}(?:{_PENALTY}项目?|倒扣分?)$|{_BRACKETED}{_PENALTY}项?[)\]]$"
        ),
        "penalty",
    ),
    (patterns.made(rf".{{1,40}}[(\[]{_REMARK}[)\]]$"), "remark"),
    (
        patterns.made(rf"{_VETO}(?:{_NOUNS}|[条类])*(?:$|[^\p{{Han}}])|\p{{Han}}{{1,8}}一票否决{_NOUNS}?$"),
        "veto",
    ),
)
_FIGURES: tuple[tuple[regex.Pattern[str], CriterionKind], ...] = (
    (patterns.made(_BONUS), "bonus"),
    (patterns.made(_PENALTY), "penalty"),
)
_BRACKET = patterns.made(r"[(\[][^()\[\]]*[)\]]")
# 加分事项评分标准, 获奖加分标准, 倒扣事项 above a table; 扣分标准 is what a table of any items may be called
_TITLES: tuple[tuple[regex.Pattern[str], CriterionKind], ...] = (
    (patterns.made(rf"{_BONUS}{_NOUNS}?{_FORMS}?$|附加项{_FORMS}?$"), "bonus"),
    (patterns.made(rf"(?:{_PENALTY}{_NOUNS}|倒扣分?){_FORMS}?$"), "penalty"),
    (patterns.made(rf"{_VETO}{_NOUNS}?{_FORMS}?$"), "veto"),
)
_NUMBERED = patterns.made(r"^[(\[]?[一二三四五六七八九十\d]{1,3}[)\].、]+")
# 加减分项 may do either
_EITHER = patterns.made(r"加[减扣]分|奖[扣惩罚]|加分?[、和与及]?[扣减]分|[扣减]分?[、和与及]?加分")
# 附加分5, +5, 5（加分）, 倒扣, 一票否决 where the points should stand
_POINTS_OUTSIDE: tuple[tuple[regex.Pattern[str], CriterionKind], ...] = (
    (patterns.made(rf"\+\d|[(\[]?{_BONUS}|[^()\[\]]{{0,8}}[(\[]{_BONUS}项?[)\]]"), "bonus"),
    (patterns.made(rf"[(\[]?{_PENALTY}"), "penalty"),
    (patterns.made(rf"[(\[]?{_VETO}"), "veto"),
)


@lru_cache(maxsize=4096)
def kind_of(name: str) -> CriterionKind:
    """What a criterion does to the score, from its name: 加分项 stands outside of the total."""
    bare = _NUMBERED.sub("", squeeze(name))
    if _EITHER.search(bare):
        return "scored"
    return next((kind for pattern, kind in _OUTSIDE if pattern.match(bare)), "scored")


def kind_of_title(title: str) -> CriterionKind:
    """What the items of a rubric do whose title says that they stand outside of a total: 加分事项评分标准."""
    bare = _BRACKET.sub("", squeeze(title))
    if _EITHER.search(bare):
        return "scored"
    found = {kind for pattern, kind in _TITLES if pattern.search(bare)}
    return found.pop() if len(found) == 1 else "scored"


def kind_of_figures(heading: str) -> CriterionKind:
    """What figures do below the heading of their column: 记减分值, 加分（分/次）; 加减分 says neither."""
    bare = _BRACKET.sub("", squeeze(heading))
    if _EITHER.search(bare):
        return "scored"
    found = {kind for pattern, kind in _FIGURES if pattern.search(bare)}
    return found.pop() if len(found) == 1 else "scored"


def kind_of_points(text: str) -> CriterionKind:
    """What the cell of its points says of a criterion: +5, 加分, 一票否决."""
    bare = squeeze(text)
    return next((kind for pattern, kind in _POINTS_OUTSIDE if pattern.match(bare)), "scored")


def with_kinds(criteria: Sequence[Criterion], clauses: Sequence[Clause]) -> list[Criterion]:
    """The criteria of a rubric; one without points that can only add, take away or decide stands outside.

    That is sure where its siblings have points, which make up all that the name above them has, if that has
    any, and where each of its clauses is a bonus (受表彰的，每次加1分), a deduction, or a veto. Below a name
    whose points are not given out, and at the top, a deduction is the usual way of scoring and tells nothing.
    """
    own: dict[str, set[ClauseKind]] = defaultdict(set)
    for clause in clauses:
        own[clause.criterion_id].add(clause.kind)
    below: dict[str, list[Criterion]] = defaultdict(list)
    for criterion in criteria:
        below[criterion.parent_id].append(criterion)

    def does(criterion: Criterion) -> set[ClauseKind]:
        found = set(own[criterion.criterion_id])
        for child in below[criterion.criterion_id]:
            found |= does(child)
        return found

    def has_points(criterion: Criterion) -> bool:
        figures = criterion.points is not None or criterion.weight is not None
        return figures or any(map(has_points, below[criterion.criterion_id]))

    criteria = [_ordinary(criterion, own[criterion.criterion_id]) for criterion in criteria]
    points = {criterion.criterion_id: criterion.points for criterion in criteria}
    shared: dict[str, Decimal] = defaultdict(Decimal)
    for criterion in criteria:
        if criterion.kind == "scored" and criterion.points is not None:
            shared[criterion.parent_id] += criterion.points
    changed: dict[str, CriterionKind] = {}
    kept = []
    for criterion in criteria:
        kind = changed.get(criterion.parent_id, criterion.kind)
        given = shared[criterion.parent_id]
        whole = points.get(criterion.parent_id)
        if kind == "scored" and whole in {None, given} and given and not has_points(criterion):
            stated = {one for one in does(criterion) if CLAUSES[one].acts}
            if len(stated) == 1 and (whole is not None or stated != {"deduct"}):
                kind = CLAUSES[next(iter(stated))].makes or kind
        if kind != criterion.kind:
            changed[criterion.criterion_id] = kind
            criterion = criterion.model_copy(update={"kind": kind})
        kept.append(criterion)
    return kept


def _ordinary(criterion: Criterion, stated: set[ClauseKind]) -> Criterion:
    """及时公示加分事项 with a rule that only takes away is work as any other, whatever its name ends in."""
    named = criterion.kind == "bonus" and kind_of(criterion.name) == "bonus"
    if named and criterion.points is not None and stated == {"deduct"}:
        return criterion.model_copy(update={"kind": "scored"})
    return criterion
