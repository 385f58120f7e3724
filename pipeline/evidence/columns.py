"""Where the evidence page shows each column, and what it has no room for."""

from __future__ import annotations

from extractors.frozen import frozen
from normalizers.columns import Decisions, Left


@frozen
class Shown:
    """In the line of its record.

    `own`: on a line of its own below it, with the places that it is printed at. `beside`: behind the words of
    the record, with the word for it. `more`: once a person looks at the line.
    """

    own: bool = False
    beside: bool = False
    more: bool = False


_LINE, _OWN, _MORE = Shown(), Shown(own=True), Shown(more=True)
_BESIDE = Shown(beside=True, more=True)
_WORDS = Left("stands in the words of the line, which are printed words")

# lines of their own stand in this order
COLUMNS: Decisions[Shown] = {
    "notices": {
        "title": _LINE,
        "status": _LINE,
        "issuer": _OWN,
        "doc_number": _OWN,
        "issued_on": _OWN,
        "recipients": _OWN,
        "copies": _OWN,
        "signed_by": _OWN,
        "public": _OWN,
        "body": _OWN,
        "year": Left("stands in the title"),
    },
    "rubrics": {
        "seq": _LINE,
        "title": _LINE,
        "scope": _LINE,
        "declared_total": _LINE,
        "decimals": Left("stands in the note that says so"),
        "computed_total": _LINE,
        "series": Left("made of the issuer and the title"),
        "year": Left("stands in the title of the notice"),
    },
    "totals": {"label": _LINE, "points": _LINE, "computed": _LINE},
    "criteria": {
        "label": _LINE,
        "name": _LINE,
        "core": _LINE,
        "kind": _LINE,
        "points": _OWN,
        "weight": _OWN,
        "text": _OWN,
        "rule_text": _OWN,
        "target": _OWN,
        "unit": _OWN,
        "method": _OWN,
    },
    "parties": {"role": _LINE, "name": _LINE, "canonical_name": _LINE, "inherited": _LINE},
    "key_points": {"label": _LINE, "text": _LINE, "points": _LINE, "seq": _WORDS},
    "requirements": {
        "at_least": _LINE,
        "undone": _LINE,
        "relation": _WORDS,
        "alternative": _WORDS,
    },
    "bands": {
        "grade": _LINE,
        "min_points": _LINE,
        "max_points": _LINE,
        "min_closed": _LINE,
        "max_closed": _LINE,
        "text": _LINE,
    },
    "clauses": {
        "kind": _MORE,
        "points": _MORE,
        "points_max": _MORE,
        "points_percent": _MORE,
        "per": _MORE,
        "per_quantity": _MORE,
        "per_unit": _MORE,
        "cap": _MORE,
        "cap_points": _MORE,
        "cap_percent": _MORE,
        "floor_points": _MORE,
        "multiplier": _MORE,
        "max_times": _MORE,
        "rounding": _MORE,
        "decimals": _MORE,
        "lead": _BESIDE,
        "exception": _BESIDE,
        "formula": _BESIDE,
        "scope": _MORE,
        "condition": _MORE,
        "effect": _MORE,
        "part": _MORE,
        "ladder": _MORE,
        "cap_run": _MORE,
        "cap_total": _MORE,
        "within_item": _MORE,
        "precedence": _MORE,
        "partial": _MORE,
        "grade": _MORE,
        "grade_rule": _MORE,
        "text": _LINE,
    },
    "tiers": {"label": _LINE, "points": _LINE},
    "thresholds": {
        "metric": _MORE,
        "low": _MORE,
        "low_closed": _MORE,
        "high": _MORE,
        "high_closed": _MORE,
        "direction": _MORE,
        "unit": _MORE,
        "relative_to": _MORE,
        "modality": _MORE,
        "text": _LINE,
    },
    "notes": {"text": _LINE},
    "tasks": {"label": _LINE, "annex": _LINE, "section": _LINE, "text": _LINE, "due": _LINE, "seq": _WORDS},
    "evidence": Left("shown as the marks on the source"),
    "findings": {
        "severity": _LINE,
        "message": _LINE,
        "evidence": _LINE,
        "hint": _LINE,
        "code": Left("for programs; a person reads the message"),
    },
    "printed": Left("the source itself is shown"),
}
