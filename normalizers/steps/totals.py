"""The sums (合计, 小计) that a rubric prints, each beside the sum of what it covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from extractors.frozen import frozen
from normalizers.criteria import sums
from normalizers.draft import Draft, Unit
from normalizers.records import Criterion, Total
from normalizers.steps.said_total import said_total
from normalizers.tables.raw import RawRubric
from normalizers.tables.totals import TotalRow
from normalizers.text.numerals import figure
from normalizers.text.views import clean


@frozen
class Sums:
    """What a rubric prints as its total, and what its criteria add up to; none where nothing says so."""

    declared: Decimal | None
    computed: Decimal | None


def read_totals(
    draft: Draft,
    raw: RawRubric,
    rubric_id: str,
    criteria: Sequence[Criterion],
    own: Iterable[Unit],
    around: Iterable[Unit],
) -> Sums:
    """Adds the printed sums; the last that is no part of the rubric (小计, 预赛总分) is what it declares.

    Without a row of them a line of its `own`, or of the text `around` it, may state the total.
    """
    tops = [criterion for criterion in criteria if not criterion.parent_id]
    computed, bonus = sums.sum_points(tops, criteria), sums.bonus_points(tops)
    with_bonus = computed + bonus if computed is not None and bonus else None
    if not raw.totals:
        said = said_total(own, around, {computed, with_bonus}) if computed is not None else None
        if said is None:
            return Sums(None, computed)
        if said.points == with_bonus:
            computed = _declared_with_bonus(draft, said.unit, rubric_id, said.points, bonus)
        draft.cite(f"{rubric_id}/t1", "label", said.unit, said.word)
        draft.cite(f"{rubric_id}/t1", "points", said.unit, said.text)
        label = said.word.value
        draft.totals.append(
            Total(rubric_id=rubric_id, seq=1, label=label, points=said.points, computed=computed)
        )
        return Sums(said.points, computed)
    wholes = [total for total in raw.totals if not total.is_part]
    # 决赛总分 alone is the sum of the whole rubric
    wholes = wholes or [total for total in raw.totals if not total.is_subtotal and len(raw.totals) == 1]
    begin = 0
    for seq, total in enumerate(raw.totals, 1):
        _cite(draft, total, f"{rubric_id}/t{seq}", rubric_id)
        covered = computed
        if total not in wholes:
            rows = {row.index + 1 for row in raw.rows[begin : total.after]}
            part = sums.covered_by(total.points, [c for c in criteria if c.row in rows])
            covered, begin = part.points, total.after
            for one in part.left_out:
                draft.report("subtotal-missing", total.label, owner_id=one.criterion_id, name=one.name)
        elif with_bonus is not None and total.points == with_bonus:
            covered = total.points
        label = clean(total.label.text).value
        draft.totals.append(
            Total(rubric_id=rubric_id, seq=seq, label=label, points=total.points, computed=covered)
        )
    declared = wholes[-1].points if wholes else None
    if declared is not None and declared == with_bonus:
        computed = _declared_with_bonus(draft, raw.totals[-1].label, rubric_id, declared, bonus)
    return Sums(declared, computed)


def _declared_with_bonus(
    draft: Draft, unit: Unit, rubric_id: str, declared: Decimal, bonus: Decimal
) -> Decimal:
    """Tells that a total holds the bonus (总分105 of 100 and 加分项5), and gives what then agrees with it."""
    draft.report("total-with-bonus", unit, owner_id=rubric_id, bonus=figure(bonus))
    return declared


def _cite(draft: Draft, total: TotalRow, total_id: str, rubric_id: str) -> None:
    """Accounts for the cells of a printed sum; signs such as —— beside it are told."""
    draft.cite(total_id, "label", total.label)
    if total.points_cell is not None:
        draft.cite(total_id, "points", total.points_cell)
    for cell in (*total.fillers, *total.furniture):
        draft.claim(cell)
    if total.fillers:
        fillers = "、".join(dict.fromkeys(clean(cell.text).value for cell in total.fillers))
        draft.report("total-filler", total.label, owner_id=rubric_id, fillers=fillers)
