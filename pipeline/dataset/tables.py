"""Tables as files hold them: typed for Parquet, as cells for CSV."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

from normalizers.records import TABLES, Record, Records
from normalizers.text.numerals import plain
from pipeline.contract.schema import PRECISION, SCALE
from pipeline.contract.tables import Added, written_columns
from pipeline.dataset.columns import arrow_array
from pipeline.quoted import csv_writer, quoted

if TYPE_CHECKING:
    import pyarrow as pa


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The columns of a table as Arrow has them, which is what Parquet holds."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "decimal": pa.decimal128(PRECISION, SCALE),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    return pa.schema([pa.field(column.name, types[column.type]) for column in written_columns(table)])


def empty(table: str) -> pa.Table:
    """A table without rows; Arrow's own way to one imports pandas."""
    import pyarrow as pa

    return pa.Table.from_batches([], schema=arrow_schema(table))


def arrow_tables(records: Records) -> dict[str, pa.Table]:
    """All tables of a notice."""
    import pyarrow as pa

    added, found = Added(records), {}
    for table, rows in records.tables():
        schema, columns = arrow_schema(table), written_columns(table)
        values = [(*row.__dict__.values(), *added.of(table, row)) for row in rows]
        by_column = zip(*values, strict=True) if values else ([] for _ in columns)
        arrays = [
            arrow_array(list(cells), column.type, field.type)
            for cells, column, field in zip(by_column, columns, schema, strict=True)
        ]
        found[table] = pa.Table.from_arrays(arrays, schema=schema)
    return found


def write_tables(tables: Mapping[str, pa.Table], file: BinaryIO) -> None:
    """The typed tables of a notice behind each other."""
    import pyarrow as pa

    for table in TABLES:
        with pa.ipc.new_stream(file, tables[table].schema) as stream:
            stream.write_table(tables[table])


def read_tables(file: BinaryIO) -> dict[str, pa.Table]:
    """The same from where they begin."""
    import pyarrow as pa

    return {table: pa.ipc.open_stream(file).read_all() for table in TABLES}


def sheet_rows(records: Records) -> Iterator[tuple[str, list[list[Any]]]]:
    """The cells of each table of a notice."""
    added = Added(records)
    for table, rows in records.tables():
        yield table, [_cells((*row.__dict__.values(), *added.of(table, row))) for row in rows]


def sheet_rows_of(table: pa.Table) -> list[list[Any]]:
    """The same of a typed table."""
    return [_cells(row.values()) for row in table.to_pylist()]


def sheet_text(rows: Sequence[Sequence[Any]]) -> str:
    """Rows of cells as the CSV files hold them."""
    out = io.StringIO()
    csv_writer(out).writerows(rows)
    return out.getvalue()


def rows_of(table: str, typed: pa.Table) -> tuple[Record, ...]:
    """The records of a typed table. Nothing is checked again: it is ours."""
    kind: type[Record] = TABLES[table]
    # one of an earlier minor version has not all of the columns
    names = [name for name in kind.model_fields if name in typed.column_names]
    return tuple(kind.model_construct(**row) for row in typed.select(names).to_pylist())


def records_of(tables: Mapping[str, pa.Table]) -> Records:
    """The records of the typed tables of one notice."""
    rows: dict[str, Any] = {table: rows_of(table, typed) for table, typed in tables.items()}
    (notice,) = rows.pop("notices")
    return Records.model_construct(notice=notice, **rows)


# these a writer prints by itself: None as nothing, figures with their digits
_AS_IT_IS = {int, float, type(None)}


def _cells(values: Any) -> list[Any]:
    return [value if type(value) in _AS_IT_IS else _cell(value) for value in values]


def _cell(value: object) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
