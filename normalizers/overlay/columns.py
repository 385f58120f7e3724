"""What a person can correct, column by column, and when a correction is put in its place."""

from __future__ import annotations

from extractors.frozen import frozen
from normalizers.columns import Decisions, Left, chosen


@frozen
class Corrected:
    """How a column is corrected.

    `again`: what was read from it is read once more. `late`: it follows from other columns, so that it is
    corrected when they are.
    """

    again: bool = False
    late: bool = False


_PLAIN, _AGAIN, _LATE = Corrected(), Corrected(again=True), Corrected(late=True)

COLUMNS: Decisions[Corrected] = {
    "notices": {
        "issuer": _PLAIN,
        "doc_number": _PLAIN,
        "title": _PLAIN,
        "issued_on": _PLAIN,
        "year": _PLAIN,
        "recipients": _PLAIN,
        "public": _PLAIN,
        "copies": _PLAIN,
        "signed_by": _PLAIN,
        "body": _PLAIN,
    },
    "rubrics": {
        "title": _PLAIN,
        "scope": _PLAIN,
        "series": _PLAIN,
        "year": _PLAIN,
        "declared_total": _PLAIN,
        "decimals": _PLAIN,
    },
    "totals": {"label": _PLAIN, "points": _PLAIN},
    "criteria": {
        "label": _PLAIN,
        "name": _PLAIN,
        "text": _AGAIN,
        "rule_text": _AGAIN,
        "points": _AGAIN,
        "weight": _PLAIN,
        "target": _PLAIN,
        "unit": _PLAIN,
        "method": _PLAIN,
        # a kind follows from clauses and points
        "kind": _LATE,
        "core": _PLAIN,
    },
    "parties": {
        "role": _PLAIN,
        "name": _PLAIN,
        # one spelling for all is chosen when all departments are known
        "canonical_name": _LATE,
        "inherited": _PLAIN,
    },
    "key_points": {"seq": _PLAIN, "label": _PLAIN, "text": _AGAIN, "points": _PLAIN},
    "requirements": {
        "at_least": _PLAIN,
        "relation": _PLAIN,
        "undone": _PLAIN,
        "alternative": _PLAIN,
    },
    "bands": {
        "grade": _PLAIN,
        "min_points": _PLAIN,
        "max_points": _PLAIN,
        "min_closed": _PLAIN,
        "max_closed": _PLAIN,
        "text": _AGAIN,
    },
    "clauses": {
        "kind": _PLAIN,
        "points": _PLAIN,
        "points_max": _PLAIN,
        "points_percent": _PLAIN,
        "per": _PLAIN,
        "per_quantity": _PLAIN,
        "per_unit": _PLAIN,
        "cap": _PLAIN,
        "cap_points": _PLAIN,
        "cap_percent": _PLAIN,
        "floor_points": _PLAIN,
        "multiplier": _PLAIN,
        "max_times": _PLAIN,
        "rounding": _PLAIN,
        "decimals": _PLAIN,
        "exception": _PLAIN,
        "scope": _PLAIN,
        "lead": _PLAIN,
        "condition": _PLAIN,
        "formula": _PLAIN,
        "effect": _PLAIN,
        "part": _PLAIN,
        "ladder": _PLAIN,
        "cap_run": _PLAIN,
        "cap_total": _PLAIN,
        "within_item": _PLAIN,
        "precedence": _PLAIN,
        "partial": _PLAIN,
        "grade": _PLAIN,
        "grade_rule": _PLAIN,
        "text": _AGAIN,
    },
    "tiers": {"label": _PLAIN, "points": _PLAIN},
    "thresholds": {
        "metric": _PLAIN,
        "low": _PLAIN,
        "low_closed": _PLAIN,
        "high": _PLAIN,
        "high_closed": _PLAIN,
        "direction": _PLAIN,
        "unit": _PLAIN,
        "relative_to": _PLAIN,
        "modality": _PLAIN,
        "text": _PLAIN,
    },
    "notes": {"text": _AGAIN},
    "tasks": {
        "annex": _PLAIN,
        "section": _PLAIN,
        "seq": _PLAIN,
        "label": _PLAIN,
        "text": _AGAIN,
        "due": _PLAIN,
    },
    "evidence": Left("a place is where the source prints something"),
    "findings": Left("a finding is settled, not corrected"),
    "printed": Left("a sheet as printed is no reading to correct"),
}


def correctable(table: str) -> tuple[str, ...]:
    """The columns of a table that a person can correct."""
    return tuple(chosen(COLUMNS, table))
