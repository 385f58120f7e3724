"""How a form shows each column that can be corrected; what has a closed list of values is chosen from it."""

from __future__ import annotations

from extractors.frozen import frozen
from normalizers.columns import Decisions, Left, chosen


@frozen
class Shown:
    """`long`: a box of several lines. `movable`: a text that may have come into the wrong column."""

    long: bool = False
    movable: bool = False


_LINE, _LONG = Shown(), Shown(long=True)
_MOVABLE, _LONG_MOVABLE = Shown(movable=True), Shown(long=True, movable=True)

COLUMNS: Decisions[Shown] = {
    "notices": {
        "issuer": _LINE,
        "doc_number": _LINE,
        "title": _LONG,
        "issued_on": _LINE,
        "year": _LINE,
        "recipients": _LONG,
        "public": _LINE,
        "copies": _LONG,
        "signed_by": _LINE,
        "body": _LONG,
    },
    "rubrics": {
        "title": _LONG,
        "scope": _LINE,
        "series": _LONG,
        "year": _LINE,
        "declared_total": _LINE,
        "decimals": _LINE,
    },
    "totals": {"label": _LINE, "points": _LINE},
    # the likeliest column for a text that came into another one stands first
    "criteria": {
        "name": _MOVABLE,
        "text": _LONG_MOVABLE,
        "rule_text": _LONG_MOVABLE,
        "method": _LONG_MOVABLE,
        "target": _MOVABLE,
        "unit": _MOVABLE,
        "label": _MOVABLE,
        "points": _LINE,
        "weight": _LINE,
        "kind": _LINE,
        "core": _LINE,
    },
    "parties": Left("departments are corrected as a list, a line each"),
    "key_points": Left("key points are corrected as a list, a line each"),
    "requirements": Left("follow from the words of the band or clause"),
    "bands": {
        "grade": _LINE,
        "min_points": _LINE,
        "max_points": _LINE,
        "min_closed": _LINE,
        "max_closed": _LINE,
        "text": _LONG,
    },
    "clauses": {
        "kind": _LINE,
        "points": _LINE,
        "points_max": _LINE,
        "points_percent": _LINE,
        "per": _LINE,
        "per_quantity": _LINE,
        "per_unit": _LINE,
        "cap": _LINE,
        "cap_points": _LINE,
        "cap_percent": _LINE,
        "floor_points": _LINE,
        "multiplier": _LINE,
        "max_times": _LINE,
        "rounding": _LINE,
        "decimals": _LINE,
        "exception": _LINE,
        "scope": _LINE,
        "lead": _LINE,
        "condition": _LONG,
        "formula": _LONG,
        "effect": _LINE,
        "part": _LINE,
        "ladder": _LINE,
        "cap_run": _LINE,
        "cap_total": _LINE,
        "within_item": _LINE,
        "precedence": _LINE,
        "partial": _LINE,
        "grade": _LINE,
        "grade_rule": _LINE,
        "text": _LONG,
    },
    "tiers": Left("follow from the words of the clause"),
    "thresholds": {
        "metric": _LINE,
        "low": _LINE,
        "low_closed": _LINE,
        "high": _LINE,
        "high_closed": _LINE,
        "direction": _LINE,
        "unit": _LINE,
        "relative_to": _LINE,
        "modality": _LINE,
        "text": _LONG,
    },
    "notes": {"text": _LONG},
    "tasks": {"annex": _LINE, "section": _LINE, "seq": _LINE, "label": _LINE, "text": _LONG, "due": _LINE},
    "evidence": Left("shown as the picture of the page beside the form"),
    "findings": Left("shown as the queue"),
    "printed": Left("the page itself is shown beside the form"),
}
MOVABLE = tuple(name for name, how in chosen(COLUMNS, "criteria").items() if how.movable)
