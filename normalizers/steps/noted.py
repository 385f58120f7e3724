"""What notes say of more than their own cell: which criteria they name, and how a total is rounded."""

from __future__ import annotations

from collections import defaultdict

from normalizers.draft import Draft
from normalizers.records import Clause, Criterion

# 安全 alone may stand in any sentence
_SHORTEST = 3


def tell_of_notes(draft: Draft) -> None:
    """Fills `applies_to` of clauses in notes, and `decimals` of rubrics from notes of the whole rubric.

    Example: 航标维护累计扣分不超过10分 binds the criterion 航标维护; 各项得分保留一位小数 rounds the rubric.
    """
    named: dict[str, list[Criterion]] = defaultdict(list)
    for criterion in draft.criteria:
        if len(criterion.name) >= _SHORTEST:
            named[criterion.rubric_id].append(criterion)
    draft.clauses[:] = [
        _applied(clause, named[clause.rubric_id]) if clause.source == "note" else clause
        for clause in draft.clauses
    ]
    rounded = {
        clause.rubric_id: clause.decimals
        for clause in draft.clauses
        if clause.decimals is not None and not clause.criterion_id
    }
    draft.rubrics[:] = [
        rubric.model_copy(update={"decimals": rounded.get(rubric.rubric_id)}) for rubric in draft.rubrics
    ]


def _applied(clause: Clause, criteria: list[Criterion]) -> Clause:
    ids = [one.criterion_id for one in criteria if one.name in clause.text]
    return clause.model_copy(update={"applies_to": "；".join(ids)}) if ids else clause
