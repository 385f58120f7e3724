"""What becomes of each column in the formats of other systems."""

from __future__ import annotations

from typing import Literal

from extractors.frozen import frozen
from normalizers.columns import Decisions, Left
from normalizers.kinds import SCOPES


@frozen
class Fate:
    """Whether a column stands in a file as `data`, as `words`, or is `lost`: then `what` is lost of a record.

    Nothing names what is lost as a whole with its record. What a format holds of the `data` differs: what it
    cannot hold it lists itself. A loss is told by the clause in short, or as `said` says; of a closed list,
    `only` some members lose anything.
    """

    how: Literal["data", "words", "lost"]
    what: str = ""
    said: str = ""
    only: frozenset[str] = frozenset()


_DATA, _WORDS = Fate("data"), Fate("words")
_NOTICE, _PARTY, _BAND = Fate("lost", "notice"), Fate("lost", "party"), Fate("lost", "requirement")
_RATE, _CAP, _TIERS = Fate("lost", "rate"), Fate("lost", "cap"), Fate("lost", "tiers")
_TARGET, _TOTAL = Fate("lost", "target"), Fate("lost", "total")
_THRESHOLD = Fate("lost", "threshold")
_READ = Left("read from words that stand in the file")
_LISTED = Left("stands in words that are listed with the loss")

# the losses of a clause are listed in this order
COLUMNS: Decisions[Fate] = {
    "notices": {
        "issuer": _NOTICE,
        "doc_number": _NOTICE,
        "title": _NOTICE,
        "issued_on": _NOTICE,
        "year": _NOTICE,
        "recipients": _NOTICE,
        "public": _NOTICE,
        "copies": _NOTICE,
        "signed_by": _NOTICE,
        "body": _NOTICE,
    },
    "rubrics": {
        "title": _DATA,
        "scope": _WORDS,
        "declared_total": _TOTAL,
        "decimals": Left("stands in the note that says so"),
        "series": Left("made of the issuer and the title"),
        "year": Left("listed with its notice"),
    },
    "totals": {"label": _TOTAL, "points": _TOTAL},
    "criteria": {
        "label": _WORDS,
        "name": _DATA,
        "text": _WORDS,
        "rule_text": _WORDS,
        "points": _DATA,
        "weight": _DATA,
        "method": _WORDS,
        "kind": Fate("lost"),
        "core": Fate("lost", "core"),
        "target": _TARGET,
        "unit": _TARGET,
    },
    "parties": {
        "role": _PARTY,
        "name": _PARTY,
        "canonical_name": _PARTY,
        "inherited": Left("tells how the name was read"),
    },
    "key_points": {
        "label": _WORDS,
        "text": _WORDS,
        "points": Fate("lost", "key_point_points"),
        "seq": Left("stands in the printed number"),
    },
    "requirements": {
        "at_least": _BAND,
        "relation": _BAND,
        "undone": _LISTED,
        "alternative": _LISTED,
    },
    "bands": {
        "grade": _DATA,
        "min_points": _DATA,
        "max_points": _DATA,
        "min_closed": _WORDS,
        "max_closed": _WORDS,
        "text": _DATA,
    },
    "clauses": {
        "kind": Fate("lost"),
        "per": _RATE,
        "per_quantity": _RATE,
        "formula": Fate("lost", "formula", said="{}"),
        "cap": _CAP,
        "cap_points": _CAP,
        "cap_percent": _CAP,
        "floor_points": Fate("lost", "floor"),
        "multiplier": Fate("lost", "multiplier", said="×{}"),
        "max_times": Fate("lost", "rate"),
        "rounding": Fate("lost", "rate"),
        "decimals": Fate("lost", "rate"),
        "points_percent": Fate("lost", "percent"),
        "points_max": Fate("lost", "points_range"),
        "ladder": Fate("lost", "alternatives"),
        "precedence": Fate("lost", "precedence"),
        "partial": Fate("lost", "rate"),
        "exception": Fate("lost", "exception", said="{}"),
        "scope": Fate("lost", "beyond", only=frozenset(one for one, does in SCOPES.items() if does.beyond)),
        "text": _WORDS,
        "points": Fate("lost"),
        "per_unit": _READ,
        "lead": _READ,
        "condition": _READ,
        "effect": _READ,
        "part": _READ,
        "cap_run": _READ,
        "cap_total": _READ,
        "within_item": _READ,
        "grade": _READ,
        "grade_rule": _READ,
    },
    "tiers": {"label": _TIERS, "points": _TIERS},
    "thresholds": {
        "metric": _THRESHOLD,
        "text": _THRESHOLD,
        "low": _LISTED,
        "low_closed": _LISTED,
        "high": _LISTED,
        "high_closed": _LISTED,
        "direction": _LISTED,
        "unit": _LISTED,
        "relative_to": _LISTED,
        "modality": _LISTED,
    },
    "notes": {"text": _WORDS},
    "tasks": Left("counted as lost: a list of tasks is no rubric"),
    "evidence": Left("counted as lost: other systems know no places in a notice"),
    "findings": Left("counted as lost: other systems know no doubts"),
    "printed": Left("the items are handed over, not their layout"),
}
