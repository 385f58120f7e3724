"""In which text of both years beside a change a column stands, by the word for it."""

from __future__ import annotations

from normalizers.columns import Decisions, Left

_SENTENCE = Left("told in the sentence of the change")
_READ = Left("read from words that stand there")
_NUMBER = Left("a number is a place, and no change")

COLUMNS: Decisions[str] = {
    "notices": Left("named at the head of the report"),
    "rubrics": {
        "title": "title",
        "scope": Left("names the rubric of a change"),
        "series": Left("tells which rubrics are one"),
        "year": Left("named at the head of the report"),
        "declared_total": Left("stands in the list of rubrics"),
    },
    "totals": Left("the total stands in the list of rubrics"),
    "criteria": {
        "label": _NUMBER,
        "name": _SENTENCE,
        "text": "key_points",
        "rule_text": "rules",
        "points": _SENTENCE,
        "weight": _SENTENCE,
        "target": "target",
        "unit": "target",
        "method": "method",
        "kind": _SENTENCE,
        "core": _SENTENCE,
    },
    "parties": Left("told in the sentence, and in a column of departments"),
    "key_points": {"seq": _NUMBER, "label": _NUMBER, "text": "key_points", "points": _SENTENCE},
    "requirements": _READ,
    "bands": {
        "grade": "rules",
        "min_points": "rules",
        "max_points": "rules",
        "min_closed": "rules",
        "max_closed": "rules",
        "text": "rules",
    },
    "clauses": {
        "text": "rules",
        "kind": _READ,
        "points": _READ,
        "points_max": _READ,
        "points_percent": _READ,
        "per": _READ,
        "per_quantity": _READ,
        "per_unit": _READ,
        "cap": _READ,
        "cap_points": _READ,
        "floor_points": _READ,
        "multiplier": _READ,
        "exception": _READ,
        "scope": _READ,
        "lead": _READ,
        "condition": _READ,
        "formula": _READ,
        "effect": _READ,
        "part": _READ,
        "ladder": _READ,
        "cap_run": _READ,
        "cap_total": _READ,
        "within_item": _READ,
        "precedence": _READ,
        "grade": _READ,
        "grade_rule": _READ,
    },
    "tiers": _READ,
    "thresholds": _READ,
    "notes": {"text": "rules"},
    "tasks": {
        "text": "content",
        "annex": Left("names the list of a change"),
        "section": Left("named as what stands above a change"),
        "seq": _NUMBER,
        "label": _NUMBER,
    },
    "evidence": Left("the evidence page shows where a value is printed"),
    "findings": Left("the doubts of the tool are no words of the notice"),
}
