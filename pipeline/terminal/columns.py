"""What `rubrics show` tells of each column; `rubrics explain` tells all that a record holds but its ids."""

from __future__ import annotations

from extractors.frozen import frozen
from normalizers.columns import Decisions, Left


@frozen
class Shown:
    """In the line of its record; or `beside` it, in a colour and in the `words` of a key, `15 points`."""

    beside: str = ""
    words: str = ""


_LINE = Shown()
_EXPLAIN = Left("one record after the other: `rubrics explain` tells it")
_IN_WORDS = Left("stands in the words of its line")

COLUMNS: Decisions[Shown] = {
    "notices": Left("the notice is what was asked for"),
    "rubrics": {
        "seq": _LINE,
        "title": _LINE,
        "scope": _LINE,
        "declared_total": _LINE,
        "decimals": _IN_WORDS,
        "computed_total": _LINE,
        "series": _EXPLAIN,
        "year": _EXPLAIN,
    },
    "totals": Left("the total stands beside the title of its rubric"),
    "criteria": {
        "label": _LINE,
        "core": _LINE,
        "name": _LINE,
        "text": _LINE,
        "points": Shown(beside="green", words="number.points"),
        "rule_text": Left("bands and clauses stand below it"),
        "weight": _EXPLAIN,
        "target": _EXPLAIN,
        "unit": _EXPLAIN,
        "method": _EXPLAIN,
        "kind": _EXPLAIN,
    },
    "parties": {
        "name": _LINE,
        "role": _EXPLAIN,
        "canonical_name": _EXPLAIN,
        "inherited": _EXPLAIN,
    },
    "key_points": {"label": _LINE, "text": _LINE, "seq": _IN_WORDS, "points": _IN_WORDS},
    "requirements": _IN_WORDS,
    "bands": {
        "grade": _LINE,
        "min_points": _LINE,
        "max_points": _LINE,
        "min_closed": _LINE,
        "max_closed": _LINE,
        "text": _LINE,
    },
    "clauses": {
        "kind": _LINE,
        "points": _LINE,
        "points_max": _LINE,
        "points_percent": _LINE,
        "multiplier": _LINE,
        "max_times": _IN_WORDS,
        "rounding": _IN_WORDS,
        "decimals": _IN_WORDS,
        "formula": _LINE,
        "per": _LINE,
        "cap": _LINE,
        "cap_points": _LINE,
        "cap_percent": _IN_WORDS,
        "floor_points": _LINE,
        "text": _LINE,
        "per_quantity": _IN_WORDS,
        "per_unit": _IN_WORDS,
        "exception": _IN_WORDS,
        "scope": _IN_WORDS,
        "lead": _IN_WORDS,
        "condition": _IN_WORDS,
        "effect": _IN_WORDS,
        "part": _IN_WORDS,
        "ladder": _IN_WORDS,
        "cap_run": _IN_WORDS,
        "cap_total": _IN_WORDS,
        "within_item": _IN_WORDS,
        "precedence": _IN_WORDS,
        "partial": _IN_WORDS,
        "grade": _IN_WORDS,
        "grade_rule": _IN_WORDS,
    },
    "tiers": {"label": _LINE, "points": _LINE},
    "thresholds": _IN_WORDS,
    "notes": {"text": _LINE},
    "tasks": Left("a tree is that of a rubric"),
    "evidence": Left("`rubrics explain` tells where a record is printed"),
    "findings": {
        "severity": _LINE,
        "message": _LINE,
        "code": Left("for programs; a person reads the message"),
        "evidence": _EXPLAIN,
        "hint": _EXPLAIN,
    },
    "printed": Left("the terminal has no room for a page"),
}
