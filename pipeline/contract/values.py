"""The closed lists of the records, by the name under which the messages say what their values mean."""

from __future__ import annotations

from typing import Any, get_args

from normalizers import records as rubric
from pipeline.messages.languages import Lang
from pipeline.messages.words import say

LISTS: dict[str, Any] = {
    "notice_kind": rubric.NoticeKind,
    "status": rubric.Status,
    "criterion_kind": rubric.CriterionKind,
    "quality": rubric.Quality,
    "party_role": rubric.PartyRole,
    "clause_kind": rubric.ClauseKind,
    "clause_effect": rubric.ClauseEffect,
    "grade_rule": rubric.GradeRule,
    "cap": rubric.Cap,
    "rounding": rubric.Rounding,
    "scope": rubric.Scope,
    "source": rubric.Source,
    "direction": rubric.Direction,
    "relation": rubric.Relation,
    "severity": rubric.Severity,
}


def meanings(choices: tuple[str, ...], lang: Lang) -> dict[str, str]:
    """What each value of a closed list means; nothing where the list is none of these."""
    name = next((name for name, declared in LISTS.items() if get_args(declared) == choices), "")
    return {value: say(f"value.{name}.{value}", lang) for value in choices} if name else {}
