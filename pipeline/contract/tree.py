"""A notice as one nested JSON text: rubrics, the tree of their criteria, and what belongs to each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

from normalizers.columns import OWN_ID, above
from normalizers.records import SCHEMA_VERSION, Record, Records
from normalizers.text.numerals import plain

# what stands inside a row of each table; a table without an entry holds nothing
INSIDE: dict[str, tuple[str, ...]] = {
    "notices": ("rubrics", "tasks", "thresholds", "evidence", "findings", "printed"),
    "rubrics": ("totals", "criteria", "bands", "clauses", "notes"),
    "criteria": ("parties", "key_points", "bands", "clauses", "thresholds", "notes", "criteria"),
    "key_points": ("thresholds",),
    "bands": ("requirements", "thresholds"),
    "clauses": ("tiers", "requirements", "thresholds"),
    "tasks": ("parties", "thresholds"),
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
        (getattr(row, OWN_ID[table]), inner)
        for table, rows in records.tables()
        if table in INSIDE
        for row in rows
        for inner in INSIDE[table]
    }
    inside: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for table, rows in records.tables():
        if table != "notices":
            for row in rows:
                owner = next(filter(None, (getattr(row, column) for column in above(table))), top)
                inside[(owner if (owner, table) in homes else top), table].append(row)
    tree = _node("notices", records.notice, inside)
    for (owner, table), left in inside.items():
        if owner == top and table not in tree:
            tree[table] = [_node(table, row, inside) for row in left]
    return tree


def _node(table: str, row: Record, inside: dict[tuple[str, str], list[Record]]) -> dict[str, Any]:
    node: dict[str, Any] = dict(row.__dict__)
    for inner in INSIDE.get(table, ()):
        rows = inside.get((getattr(row, OWN_ID[table]), inner), [])
        node[inner] = [_node(inner, child, inside) for child in rows]
    return node


def dumps(value: Any) -> str:
    """JSON with an indent of 1; unlike `json.dumps` it writes Decimal("0.5") as 0.5, digit by digit."""
    pieces: list[str] = []
    _add(value, "\n", pieces)
    return "".join(pieces)


def _add(value: Any, newline: str, pieces: list[str]) -> None:
    inner = newline + " "
    if isinstance(value, dict) and value:
        before = "{" + inner
        for key, item in value.items():
            if printed := _PRINTED.get(type(item)):
                pieces.append(f"{before}{encode_basestring(key)}: {printed(item)}")
            else:
                pieces.append(f"{before}{encode_basestring(key)}: ")
                _add(item, inner, pieces)
            before = "," + inner
        pieces.append(newline + "}")
    elif isinstance(value, list) and value:
        before = "[" + inner
        for item in value:
            pieces.append(before)
            _add(item, inner, pieces)
            before = "," + inner
        pieces.append(newline + "]")
    elif printed := _PRINTED.get(type(value)):
        pieces.append(printed(value))
    elif value == []:
        pieces.append("[]")
    else:
        pieces.append(json.dumps(value, ensure_ascii=False))


def _float(value: float) -> str:
    return repr(value) if isfinite(value) else json.dumps(value)


def _date(value: date) -> str:
    return f'"{value.isoformat()}"'


# a notice of 200 pages holds half a million values: each is printed by what its type needs and no more
_PRINTED: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: int.__repr__,
    float: _float,
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: plain,
    date: _date,
}
