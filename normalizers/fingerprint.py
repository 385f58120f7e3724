"""Two hashes of a rubric: of all its words and figures, and of its structure alone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

from normalizers.columns import Decisions, Left, chosen, named
from normalizers.records import TABLES, Record, Records
from normalizers.text.views import squeeze

Hash = Literal["content_hash", "structure_hash"]
_WORDS: tuple[Hash, ...] = ("content_hash",)
_SHAPE: tuple[Hash, ...] = ("structure_hash",)
_BOTH: tuple[Hash, ...] = ("content_hash", "structure_hash")
_READ = Left("read from words that are in the hash of the content")
_PRINTED = Left("printed in the text of its criterion, which is in the hash of the content")

# in which hash a column is; the order is that of the records
COLUMNS: Decisions[tuple[Hash, ...]] = {
    "notices": Left("a hash is that of one rubric"),
    "rubrics": {
        "title": _WORDS,
        "scope": Left("the same rubric for other units has the same words and structure"),
        "series": Left("made of the issuer and the title"),
        "year": Left("a rubric that is printed again in another year has the same hashes"),
        "declared_total": _BOTH,
        "decimals": _READ,
    },
    "totals": Left("the total is in the hashes with its rubric"),
    "criteria": {
        "level": _SHAPE,
        "seq": _SHAPE,
        "label": Left("a number is a place, which is in the hash of the structure"),
        "name": _BOTH,
        "text": _WORDS,
        "rule_text": _WORDS,
        "points": _BOTH,
        "weight": _BOTH,
        "target": _WORDS,
        "unit": _WORDS,
        "method": _WORDS,
        "kind": _READ,
        "core": Left("a mark beside the words"),
    },
    "parties": {
        "owner_id": _WORDS,
        "role": _WORDS,
        "name": _WORDS,
        "canonical_name": Left("chosen from all spellings of the notice"),
        "inherited": Left("tells how the name was read"),
    },
    "key_points": _PRINTED,
    "requirements": _READ,
    "bands": {
        "grade": _SHAPE,
        "min_points": _SHAPE,
        "max_points": _SHAPE,
        "min_closed": _READ,
        "max_closed": _READ,
        "text": _PRINTED,
    },
    "clauses": {
        "kind": _SHAPE,
        "points": _SHAPE,
        "points_max": _SHAPE,
        "points_percent": _READ,
        "per": _SHAPE,
        "per_quantity": _READ,
        "per_unit": _READ,
        "cap": _SHAPE,
        "cap_points": _SHAPE,
        "cap_percent": _SHAPE,
        "floor_points": _READ,
        "multiplier": _READ,
        "max_times": _READ,
        "rounding": _READ,
        "decimals": _READ,
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
        "partial": _READ,
        "grade": _READ,
        "grade_rule": _READ,
        "text": _PRINTED,
    },
    "tiers": _READ,
    "thresholds": _READ,
    "notes": {"text": _WORDS},
    "tasks": Left("a list of tasks is no rubric"),
    "evidence": Left("the same rubric in another place has the same hashes"),
    "findings": Left("the doubts of the tool are no words of the notice"),
    "printed": Left("the layout of a rubric is none of its words"),
}
_PARTS: dict[Hash, dict[str, tuple[str, ...]]] = {
    made: {
        table: parts
        for table in TABLES
        if (parts := tuple(name for name, hashes in chosen(COLUMNS, table).items() if made in hashes))
    }
    for made in _BOTH
}


def with_hashes(records: Records) -> Records:
    """The records with both hashes in each rubric; white space and forms of brackets count not."""
    rows = _by_rubric(records)
    return records.model_copy(
        update={
            "rubrics": tuple(
                rubric.model_copy(
                    update={made: _digest(_parts(made, rubric.rubric_id, rows)) for made in _BOTH}
                )
                for rubric in records.rubrics
            )
        }
    )


def _by_rubric(records: Records) -> dict[tuple[str, str], list[Record]]:
    """Rows by their table and rubric: looking through all for each rubric takes long in a notice of 200."""
    rubric_of = {criterion.criterion_id: criterion.rubric_id for criterion in records.criteria}
    rows: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for table in TABLES:
        if any(table in parts for parts in _PARTS.values()):
            for row in records.table(table):
                own = getattr(row, "rubric_id", "") or rubric_of.get(getattr(row, "owner_id", ""), "")
                rows[table, own].append(row)
    return rows


def _parts(made: Hash, rubric_id: str, rows: dict[tuple[str, str], list[Record]]) -> Iterator[object]:
    for table, names in _PARTS[made].items():
        ids = named(table, "id")
        for row in rows[table, rubric_id]:
            for name in names:
                value = getattr(row, name)
                # an id counts without that of its rubric
                yield value[len(rubric_id) :] if name in ids else value


def _digest(parts: Iterable[object]) -> str:
    text = "\x1f".join("" if part is None else _plain(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(part: object) -> str:
    """Text without white space; a figure without trailing zeros, so that 0.50 and 0.5 are one."""
    return f"{part.normalize():f}" if isinstance(part, Decimal) else squeeze(str(part))
