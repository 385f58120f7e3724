"""The report for programs: JSON, CSV, and the schema of both."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from normalizers.numerals import plain
from pipeline.report.report import Diff, Report, ReportChange
from pipeline.tree import dumps

# the differences field by field are lists of their own: the JSON file has them
CSV_COLUMNS = tuple(name for name in ReportChange.model_fields if name != "fields")


def as_json(made: Report) -> str:
    """The whole report as one tree; figures are written digit by digit."""
    return dumps(_listed(made.diff.model_dump())) + "\n"


def as_csv(made: Report) -> str:
    """A row for each change; several values of a cell are joined by ；."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for change in made.diff.changes:
        writer.writerow([_cell(getattr(change, name)) for name in CSV_COLUMNS])
    # the mark at the beginning (BOM) is how Excel tells UTF-8 from GBK
    return "\ufeff" + out.getvalue()


def schema() -> dict[str, Any]:
    """JSON Schema of the JSON file; the columns of the CSV file are those of its changes."""
    return Diff.model_json_schema(mode="serialization", schema_generator=_Schema)


class _Schema(GenerateJsonSchema):
    """Points are numbers in the file, not text."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return {"type": "number"}


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, list | tuple) else value


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return "；".join(map(str, value))
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(value)
