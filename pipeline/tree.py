"""A notice as one nested JSON text: rubrics, the tree of their criteria, and what belongs to each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from normalizers.numerals import plain
from normalizers.rubric import SCHEMA_VERSION, Record, Records

# what stands inside a row of each table; a table without an entry holds nothing
INSIDE: dict[str, tuple[str, ...]] = {
    "notices": ("rubrics", "tasks", "thresholds", "evidence", "findings"),
    "rubrics": ("totals", "criteria", "bands", "clauses", "notes"),
    "criteria": ("parties", "key_points", "bands", "clauses", "thresholds", "notes", "criteria"),
    "key_points": ("thresholds",),
    "bands": ("requirements", "thresholds"),
    "clauses": ("tiers", "requirements", "thresholds"),
    "tasks": ("parties", "thresholds"),
}
# the columns that name the row above, nearest first
_ABOVE: dict[str, tuple[str, ...]] = {
    "criteria": ("parent_id", "rubric_id"),
    "key_points": ("criterion_id",),
    "bands": ("criterion_id", "rubric_id"),
    "clauses": ("criterion_id", "rubric_id"),
    "notes": ("criterion_id", "rubric_id"),
    "totals": ("rubric_id",),
    "tiers": ("clause_id",),
    "parties": ("owner_id",),
    "requirements": ("owner_id",),
    "thresholds": ("owner_id",),
}
_OWN_ID = {
    "notices": "notice_id",
    "rubrics": "rubric_id",
    "criteria": "criterion_id",
    "key_points": "key_point_id",
    "bands": "band_id",
    "clauses": "clause_id",
    "tasks": "task_id",
}


def as_json(records: Records) -> str:
    """The text of a notice's JSON file: the version of the contract, and the tree."""
    return dumps({"schema_version": SCHEMA_VERSION, **nested(records)}) + "\n"


def nested(records: Records) -> dict[str, Any]:
    """The notice with all that it holds, each row with all its columns.

    Evidence and findings stand in one list each at the end of the notice. A row whose owner is missing stands
    with the notice too, so that none is lost.
    """
    top = records.notice.notice_id
    homes = {
        (getattr(row, _OWN_ID[table]), inner)
        for table, rows in records.tables()
        if table in _OWN_ID
        for row in rows
        for inner in INSIDE[table]
    }
    inside: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for table, rows in records.tables():
        if table != "notices":
            for row in rows:
                above = next(filter(None, (getattr(row, column) for column in _ABOVE.get(table, ()))), top)
                inside[(above if (above, table) in homes else top), table].append(row)
    tree = _node("notices", records.notice, inside)
    for (owner, table), left in inside.items():
        if owner == top and table not in tree:
            tree[table] = [_node(table, row, inside) for row in left]
    return tree


def _node(table: str, row: Record, inside: dict[tuple[str, str], list[Record]]) -> dict[str, Any]:
    node: dict[str, Any] = dict(row)
    for inner in INSIDE.get(table, ()):
        rows = inside.get((getattr(row, _OWN_ID[table]), inner), [])
        node[inner] = [_node(inner, child, inside) for child in rows]
    return node


def dumps(value: Any) -> str:
    """JSON with an indent of 1; unlike `json.dumps` it writes Decimal("0.5") as 0.5, digit by digit."""
    return "".join(_tokens(value, "\n"))


def _tokens(value: Any, newline: str) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        items = value.items() if isinstance(value, dict) else (("", item) for item in value)
        separator = opening + newline + " "
        for key, item in items:
            yield separator
            if isinstance(value, dict):
                yield json.dumps(key, ensure_ascii=False) + ": "
            yield from _tokens(item, newline + " ")
            separator = "," + newline + " "
        yield newline + closing
    elif isinstance(value, Decimal):
        yield plain(value)
    elif hasattr(value, "isoformat"):
        yield json.dumps(value.isoformat())
    else:
        yield json.dumps(value, ensure_ascii=False)
