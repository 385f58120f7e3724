"""JSON Schema of the nested JSON of a notice, read off the records and their tree."""

from __future__ import annotations

from typing import Any

from normalizers.columns import Column, columns
from normalizers.records import SCHEMA_VERSION, TABLES
from pipeline.contract.schema import described, titled
from pipeline.contract.tree import INSIDE

_TYPES = {"decimal": "number", "date": "string"}
# a finding may be new without a new version of the contract, so that its codes are no closed list here
_OPEN = {"code"}


def notice_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of `json/<notice>.json`.

    Every column of a row is there, also when it is empty. Further names are allowed, because a minor
    version may add columns: a program that knows version 1.0 reads 1.1.
    """
    tables = {table: _row(table) for table in TABLES if table != "notices"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:rubric-pipeline:notice:{SCHEMA_VERSION}",
        **titled("title", "contract.notice"),
        **_notice(),
        "$defs": tables,
    }


def _notice() -> dict[str, Any]:
    notice = _row("notices")
    version = {
        "type": "string",
        "pattern": rf"^{SCHEMA_VERSION.partition('.')[0]}\.[0-9]+$",
        **titled("description", "contract.version"),
    }
    # a row whose owner is missing stands with the notice, so that none is lost
    stray = {table: _rows(table) for table in TABLES if table not in (*INSIDE["notices"], "notices")}
    return {
        **notice,
        "properties": {"schema_version": version, **notice["properties"], **stray},
        "required": ["schema_version", *notice["required"]],
    }


def _row(table: str) -> dict[str, Any]:
    own = {column.name: _property(column) for column in columns(table)}
    properties = own | {inner: _rows(inner) for inner in INSIDE.get(table, ())}
    return {
        **titled("description", f"table.{table}"),
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def _rows(table: str) -> dict[str, Any]:
    return {
        **titled("description", f"table.{table}"),
        "type": "array",
        "items": {"$ref": f"#/$defs/{table}"},
    }


def _property(column: Column) -> dict[str, Any]:
    kind = _TYPES.get(column.type, column.type)
    made: dict[str, Any] = {"type": [kind, "null"] if column.nullable else kind}
    if column.choices and column.name not in _OPEN:
        made["enum"] = [*column.choices, None] if column.nullable else list(column.choices)
    if column.type == "date":
        made["format"] = "date"
    elif column.form:
        made["pattern"] = f"^({column.form})?$"
    elif column.type == "string" and column.required and not column.choices:
        made["minLength"] = 1
    if column.least is not None:
        made["minimum"] = column.least
    return made | described(column)
