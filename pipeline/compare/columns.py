"""Which columns of two years are held against each other, and as what a difference of each is told.

The order is that in which the differences of a criterion are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from operator import itemgetter
from typing import Any

from extractors.frozen import frozen
from normalizers.columns import Decisions, Left, chosen
from normalizers.records import TABLES, Record
from pipeline.compare.model import ChangeKind, Field

# columns that say where a row stands, and what belongs to it
_PLACES = {
    name
    for model in TABLES.values()
    for name, info in model.model_fields.items()
    if name.endswith("_id") or name in {"page", "row", "quality", "seq"}
}


@frozen
class Compared:
    """The kind of change that a difference is, and the field and part under which it is told.

    `cell`: the text of a cell, of which key points, bands and clauses say more exactly what differs.
    """

    kind: ChangeKind
    field: Field
    part: str = ""
    cell: bool = False


_CLAUSE_TEXT = Compared("reworded", "clause", "text")
_RATE = Compared("restructured", "clause", "points")
_CAP = Compared("restructured", "clause", "cap")
_TIERS = Compared("restructured", "clause", "tiers")
_BAND = Compared("restructured", "band", "points")
_LIMIT = Compared("reworded", "threshold")
_READ = Left("read from the words of the clause, which are compared")
_NUMBER = Left("a number is a place, and no change")

COLUMNS: Decisions[Compared] = {
    "notices": Left("notices are named in the report, not compared"),
    "rubrics": {
        "declared_total": Compared("restructured", "total"),
        "decimals": _READ,
        "title": Compared("renamed", "title"),
        "scope": Left("tells which rubrics are one"),
        "series": Left("tells which rubrics are one"),
        "year": Left("another year is what is compared"),
    },
    "totals": Left("the total is compared with its rubric"),
    "criteria": {
        "name": Compared("renamed", "name"),
        "points": Compared("rescored", "points"),
        "weight": Compared("rescored", "weight"),
        "kind": Compared("restructured", "kind"),
        "core": Compared("reworded", "kind", "core"),
        "target": Compared("reworded", "target"),
        "unit": Compared("reworded", "target", "unit"),
        "method": Compared("reworded", "method"),
        "text": Compared("reworded", "text", cell=True),
        "rule_text": Compared("reworded", "rule_text", cell=True),
        "label": _NUMBER,
    },
    "parties": {
        "role": Compared("reassigned", "party"),
        "canonical_name": Compared("reassigned", "party"),
        "name": Left("another spelling of a department is no change"),
        "inherited": Left("tells how the name was read"),
    },
    "key_points": {
        "text": Compared("reworded", "key_point", "text"),
        "points": Compared("restructured", "key_point", "points"),
        "seq": _NUMBER,
        "label": _NUMBER,
    },
    "requirements": Left("read from the words of the band or clause, which are compared"),
    "bands": {
        "grade": Compared("restructured", "band"),
        "min_points": _BAND,
        "max_points": _BAND,
        "min_closed": _BAND,
        "max_closed": _BAND,
        "text": Compared("reworded", "band", "text"),
    },
    "clauses": {
        "kind": Compared("restructured", "clause", "kind"),
        "points": _RATE,
        "points_max": _RATE,
        "points_percent": _RATE,
        "multiplier": _RATE,
        "max_times": _READ,
        "rounding": _READ,
        "decimals": _READ,
        "per": Compared("restructured", "clause", "unit"),
        "per_quantity": Left("read from the unit of counting, which is compared"),
        "per_unit": Left("read from the unit of counting, which is compared"),
        "cap": _CAP,
        "cap_points": _CAP,
        "cap_percent": _CAP,
        "floor_points": Compared("restructured", "clause", "floor"),
        "lead": _CLAUSE_TEXT,
        "condition": _CLAUSE_TEXT,
        "exception": _CLAUSE_TEXT,
        "formula": _CLAUSE_TEXT,
        "text": _CLAUSE_TEXT,
        "scope": _READ,
        "effect": _READ,
        "part": _READ,
        "ladder": _READ,
        "cap_run": _READ,
        "cap_total": _READ,
        "within_item": _READ,
        "precedence": _READ,
        "partial": Left("tells how the clause was read"),
        "grade": _READ,
        "grade_rule": _READ,
    },
    "tiers": {"label": _TIERS, "points": _TIERS},
    "thresholds": {
        "metric": Left("tells which figures are one"),
        "low": _LIMIT,
        "low_closed": _LIMIT,
        "high": _LIMIT,
        "high_closed": _LIMIT,
        "unit": _LIMIT,
        "direction": Left("follows from the ends of the range"),
        "relative_to": Left("stands in words that are compared"),
        "modality": Left("stands in words that are compared"),
        "text": Left("stands in words that are compared"),
    },
    "notes": {"text": Compared("reworded", "note", "text")},
    # a task is compared as a criterion without points, a list of tasks as a rubric
    "tasks": {
        "text": Compared("reworded", "text", cell=True),
        "due": Compared("reworded", "due"),
        "annex": Compared("renamed", "title"),
        "section": Left("names what stands above a task"),
        "seq": _NUMBER,
        "label": _NUMBER,
    },
    "evidence": Left("another place in the notice is no change"),
    "findings": Left("the doubts of the tool are no words of the notice"),
    "printed": Left("another layout is no change"),
}
# what is told of a criterion from its old words to its new ones
PLAIN_FIELDS: tuple[Field, ...] = tuple(
    dict.fromkeys(
        how.field
        for table in ("criteria", "tasks")
        for how in chosen(COLUMNS, table).values()
        if how.kind == "reworded" and not how.cell and how.field != "kind"
    )
)


def said_in(row: Record) -> tuple[object, ...]:
    """What a row says, without where it stands; an addition and its item go on under other numbers."""
    return type(row), *_columns_of(type(row))(vars(row))


def words_in(row: Record) -> Iterator[tuple[str, str]]:
    """The columns of a row that hold words, each with what it says."""
    return ((name, said) for name, said in vars(row).items() if isinstance(said, str) and name not in _PLACES)


@cache
def _columns_of(model: type[Record]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    return itemgetter(*(name for name in model.model_fields if name not in _PLACES))
