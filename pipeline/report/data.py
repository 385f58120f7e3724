"""The report for programs: JSON, Parquet, CSV, and the schema of all of them.

JSON holds everything. Parquet has a row for each change, its differences in a nested column. CSV cannot nest:
changes and differences are two tables, and each difference names the number of its change.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from normalizers.records import Record
from normalizers.text.numerals import plain
from pipeline.compare import FieldChange
from pipeline.contract.schema import PRECISION, SCALE
from pipeline.contract.tree import dumps
from pipeline.messages.languages import TRANSLATED
from pipeline.messages.words import say
from pipeline.quoted import csv_writer, quoted
from pipeline.report.report import Diff, Report, ReportChange

CSV_COLUMNS = ("number", *(name for name in ReportChange.model_fields if name not in {"number", "fields"}))
DIFFERENCE_COLUMNS = ("number", "rubric", "old_name", "new_name", *FieldChange.model_fields)


def as_json(made: Report) -> str:
    """The whole report as one tree; figures are written digit by digit."""
    return dumps(_listed(made.diff.model_dump())) + "\n"


def as_csv(made: Report) -> str:
    """A row for each change; several values of a cell are joined by ；."""
    return _csv(CSV_COLUMNS, ([getattr(one, name) for name in CSV_COLUMNS] for one in made.diff.changes))


def differences_as_csv(made: Report) -> str:
    """A row for each difference, with the number and the names of its change."""
    own, of_change = FieldChange.model_fields, DIFFERENCE_COLUMNS[: -len(FieldChange.model_fields)]
    rows = (
        [*(getattr(change, name) for name in of_change), *(getattr(field, name) for name in own)]
        for change in made.diff.changes
        for field in change.fields
    )
    return _csv(DIFFERENCE_COLUMNS, rows)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv_writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    # the mark at the beginning (BOM) is how Excel tells UTF-8 from GBK
    return "\ufeff" + out.getvalue()


def write_parquet(made: Report, out: Path) -> None:
    """A row for each change; its differences are a list of structs. Raises OSError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = [pa.field(name, _arrow(info.annotation)) for name, info in ReportChange.model_fields.items()]
    rows = [_listed(change.model_dump()) for change in made.diff.changes]
    pq.write_table(pa.Table.from_pylist(rows, pa.schema(columns)), out)


def _arrow(kind: Any) -> Any:
    """The Arrow type of a column: text, figures as decimals, lists, records as structs."""
    import pyarrow as pa

    kinds = [one for one in get_args(kind) if one is not NoneType] if isinstance(kind, UnionType) else [kind]
    (kind,) = kinds
    if get_origin(kind) is tuple:
        return pa.list_(_arrow(get_args(kind)[0]))
    if isinstance(kind, type) and issubclass(kind, Record):
        return pa.struct(
            [pa.field(name, _arrow(info.annotation)) for name, info in kind.model_fields.items()]
        )
    return {int: pa.int64(), Decimal: pa.decimal128(PRECISION, SCALE)}.get(kind, pa.string())


def schema() -> dict[str, Any]:
    """JSON Schema of the JSON file; the other files have the columns of its changes and of their fields."""
    made = Diff.model_json_schema(mode="serialization", schema_generator=_Schema)
    for name, node in (("Diff", made), *made["$defs"].items()):
        for column, described in node["properties"].items():
            described |= {lang: say(f"column.{name}.{column}", lang) for lang in TRANSLATED}
    return made


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
        return quoted("；".join(map(str, value)))
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else quoted(value) if isinstance(value, str) else str(value)
