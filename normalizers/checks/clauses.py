"""What does not fit in the clauses of a criterion: sums, caps, steps, ranges, the same case scored twice.

Each check is a generator of findings over the records; what balances gives none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from extractors.finding import Finding
from normalizers.checks.findings import Findings
from normalizers.kinds import CAPS, CLAUSES
from normalizers.records import Clause, Criterion, Records, Tier
from normalizers.text.numerals import figure
from normalizers.vocabulary import words


def check(records: Records, report: Findings) -> list[Finding]:
    """All findings about the clauses of criteria, check by check, each in the order of the notice."""
    by_criterion: dict[str, list[Clause]] = defaultdict(list)
    for clause in records.clauses:
        by_criterion[clause.criterion_id].append(clause)
    found: list[Finding] = []
    for one in _CHECKS:
        for criterion in records.criteria:
            found += one(criterion, by_criterion[criterion.criterion_id], report)
    return [*found, *_tiers(records, report)]


def _awards(criterion: Criterion, clauses: Sequence[Clause], report: Findings) -> Iterator[Finding]:
    """All awards against the points of the criterion: its parts together, or its best step alone."""
    awards = [clause for clause in clauses if clause.kind == "award" and clause.source != "note"]
    plain = [_most(clause) for clause in awards if not clause.per]
    values = [value for value in plain if value is not None]
    if criterion.points is None or not values or len(values) < len(awards):
        return
    sums = {sum(values), max(values), _parts(awards)}
    # 超时每件扣0.5分；修复率90%以上得5分: the points that are deducted from are no award
    deducts = any(clause.kind == "deduct" for clause in clauses)
    if criterion.points not in sums and not (deducts and min(sums) <= criterion.points):
        yield report(
            "award-mismatch",
            criterion.criterion_id,
            "points",
            evidence=criterion.name or criterion.text,
            points=figure(criterion.points),
            awards="、".join(map(figure, values)),
        )


def _parts(awards: Sequence[Clause]) -> Decimal:
    """The sum of the best steps where each full sentence is a part with a ladder of its own."""
    best: list[Decimal] = []
    for index, clause in enumerate(awards):
        value = _most(clause) or Decimal(0)
        goes_on = index > 0 and not awards[index - 1].text.endswith("。")
        if goes_on and value < best[-1]:
            continue
        best.append(value)
    return sum(best, Decimal(0))


def _caps(criterion: Criterion, clauses: Sequence[Clause], report: Findings) -> Iterator[Finding]:
    """A cap above the points of the criterion, and one deduction that takes more than it has."""
    if criterion.points is None or criterion.points <= 0 or criterion.kind != "scored":
        return
    for clause in clauses:
        does = CLAUSES[clause.kind]
        if not does.plain or does.beyond or clause.scope == "rubric" or clause.source == "note":
            continue
        values = {"points": figure(criterion.points), "figure": figure(clause.cap_points)}
        if clause.cap_points is not None and clause.cap_points > criterion.points:
            yield report("cap-above-points", clause.clause_id, "text", evidence=clause.text, **values)
        taken = _most(clause)
        if (
            clause.kind == "deduct"
            and not CAPS[clause.cap].stated
            and taken is not None
            and taken > criterion.points
        ):
            values["figure"] = figure(taken)
            yield report("deduction-above-points", clause.clause_id, "text", evidence=clause.text, **values)


def _ranges(criterion: Criterion, clauses: Sequence[Clause], report: Findings) -> Iterator[Finding]:
    """Ranges of awards that overlap, and ranges printed with their ends reversed."""
    ranged = [clause for clause in clauses if clause.points is not None and clause.points_max is not None]
    for clause in ranged:
        if _low(clause) > _high(clause):
            text = f"{figure(clause.points)}-{figure(clause.points_max)}"
            yield report("range-reversed", clause.clause_id, "text", evidence=clause.text, text=text)
    ladder = [clause for clause in ranged if clause.kind == "award" and _low(clause) <= _high(clause)]
    # 资料得2-4分；现场得2-4分 are parts that add up, no steps of one ladder
    if criterion.points is None or sum(map(_high, ladder)) <= criterion.points:
        return
    for upper, lower in pairwise(sorted(ladder, key=_high, reverse=True)):
        if _high(lower) > _low(upper):
            yield report(
                "range-overlap",
                lower.clause_id,
                "text",
                evidence=lower.text,
                upper=f"{figure(upper.points)}-{figure(upper.points_max)}",
                lower=f"{figure(lower.points)}-{figure(lower.points_max)}",
            )


def _most(clause: Clause) -> Decimal | None:
    """The most that a clause gives or takes at once."""
    ends = [end for end in (clause.points, clause.points_max) if end is not None]
    return max(ends, default=None)


def _low(clause: Clause) -> Decimal:
    return clause.points or Decimal(0)


def _high(clause: Clause) -> Decimal:
    return clause.points_max or Decimal(0)


def _repeated(criterion: Criterion, clauses: Sequence[Clause], report: Findings) -> Iterator[Finding]:
    """The same case with different points: 迟到扣1分 and, below it, 迟到扣2分."""
    first: dict[tuple[str, str, str, str], Clause] = {}
    for clause in clauses:
        if not clause.condition or clause.points is None:
            continue
        case = (clause.kind, clause.lead, clause.condition, clause.per)
        other = first.setdefault(case, clause)
        if other.points != clause.points:
            yield report(
                "case-twice",
                clause.clause_id,
                "text",
                evidence=clause.condition,
                first=figure(other.points),
                second=figure(clause.points),
            )


def _tiers(records: Records, report: Findings) -> Iterator[Finding]:
    """Steps that fall where their names rise (国家级 below 省级), or that go up and down."""
    steps: dict[str, list[Tier]] = defaultdict(list)
    for tier in records.tiers:
        steps[tier.clause_id].append(tier)
    ranked = [*words("clauses")["ranked_areas"], *words("clauses")["ranked_prizes"]]
    ranks = {name: place for place, names in enumerate(ranked) for name in names}
    for clause_id, own in steps.items():
        points = [tier.points for tier in own if tier.points is not None]
        rises = [upper > lower for lower, upper in pairwise(points)]
        odd = any(rises) and not all(rises)
        if not odd and all(tier.label in ranks for tier in own):
            places = [ranks[tier.label] for tier in own]
            # the list of ranks is highest first
            higher = [after < before for before, after in pairwise(places)]
            odd = higher != rises and len(set(places)) == len(places)
        if odd:
            printed = "、".join(f"{tier.label}{figure(tier.points)}" for tier in own)
            yield report("tier-order", clause_id, "text", tiers=printed)


_CHECKS: tuple[Callable[[Criterion, Sequence[Clause], Findings], Iterator[Finding]], ...] = (
    _awards,
    _caps,
    _ranges,
    _repeated,
)
