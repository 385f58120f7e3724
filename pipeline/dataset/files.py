"""Datasets: results to files, and back to pandas frames.

A dataset is written beside the old one and then put in its place entry by entry, so that a run that stops or
fails leaves the old one whole.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from normalizers.columns import columns
from normalizers.records import TABLES, Record, Records
from normalizers.text.numerals import plain
from pipeline.contract.schema import PRECISION, SCALE, data_package
from pipeline.contract.tree import as_json
from pipeline.dataset.columns import arrow_array
from pipeline.dataset.tables import table_rows
from pipeline.ingest.ids import file_id
from pipeline.ingest.kept import Kept, take_over, written_hash
from pipeline.ingest.manifest import (
    MANIFEST,
    UNKNOWN,
    Entry,
    Manifest,
    Origin,
    code_version,
    seen_from,
    write_manifest,
)
from pipeline.ingest.run import Result
from pipeline.messages.languages import Lang
from pipeline.quoted import csv_writer, quoted

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# in the order in which they are put in place
ENTRIES = ("parquet", "json", "xlsx", "csv", "datapackage.json", MANIFEST)
_PLACE = ".rubrics-writing"


def write(
    results: Iterable[Result | Kept],
    out: Path,
    *,
    lang: Lang = "zh",
    verify: bool = False,
    origin: Origin = UNKNOWN,
) -> None:
    """Write the dataset of `results` to the folder `out`; what else lies there is left alone.

    A manifest tells what it was made of, `origin`; `verify` stands there as the way of reading. Results
    are taken one at a time, so memory does not grow with their number. The same results give the same
    bytes. Raises OSError when it cannot be written, ValueError when two results share a notice id or one
    is no file name; the dataset that was there before is whole then.
    """
    out.mkdir(parents=True, exist_ok=True)
    place = out / _PLACE
    _clear(place, out)
    place.mkdir()
    try:
        _write_all(results, place / "new", lang, verify, _remembered(origin, out))
        _swap(place, out)
    finally:
        _clear(place, out)


def load(out: Path) -> dict[str, pd.DataFrame]:
    """The tables of a dataset as frames with their types, notices in the order of the dataset.

    Raises FileNotFoundError when `out` holds no dataset.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    notices = [row["notice_id"] for row in table_rows(out, "notices")]
    frames: dict[str, pd.DataFrame] = {}
    for table in TABLES:
        parts = [pq.read_table(out / "parquet" / table / f"{notice}.parquet") for notice in notices]
        whole = pa.concat_tables([arrow_schema(table).empty_table(), *parts])
        frames[table] = whole.to_pandas(types_mapper=_dtype)
    return frames


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
    return pa.schema([pa.field(column.name, types[column.type]) for column in columns(table)])


def _dtype(kind: pa.DataType) -> Any:
    import pandas as pd
    import pyarrow as pa

    usual = {
        pa.string(): pd.StringDtype("python"),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    return usual.get(kind) or pd.ArrowDtype(kind)


def _remembered(origin: Origin, out: Path) -> tuple[tuple[str, ...], str]:
    """Sources and corrections as the manifest names them; a folder of corrections only where it is there."""
    sources = (seen_from(out, one) for one in origin.sources)
    corrections = origin.corrections if origin.corrections and origin.corrections.is_dir() else None
    return tuple(sorted(filter(None, sources))), seen_from(out, corrections) if corrections else ""


def _write_all(
    results: Iterable[Result | Kept],
    fresh: Path,
    lang: Lang,
    verify: bool,
    remembered: tuple[tuple[str, ...], str],
) -> None:
    for folder in ("json", "xlsx", "csv", *(f"parquet/{table}" for table in TABLES)):
        (fresh / folder).mkdir(parents=True)
    taken: set[str] = set()
    entries: list[Entry] = []
    with ExitStack() as stack:
        sheets = {table: _csv(stack, fresh / "csv" / f"{table}.csv", table) for table in TABLES}
        for result in results:
            notice = _claim(result.records, taken)
            for table, rows in result.records.tables():
                sheets[table].writerows(map(_cells, rows))
            if isinstance(result, Kept):
                take_over(result, fresh)
                entries.append(result.entry)
                continue
            _write_notice(result.records, fresh, lang)
            if result.read and result.status != "failed":
                entries.append(_entry(result, written_hash(fresh, notice)))
    package = json.dumps(data_package(), ensure_ascii=False, indent=1)
    (fresh / "datapackage.json").write_text(package + "\n", "utf-8", newline="\n")
    write_manifest(Manifest(lang, verify, code_version(), tuple(entries), *remembered), fresh)


def _entry(result: Result, written: str) -> Entry:
    return Entry(
        notice_id=result.records.notice.notice_id,
        file=result.name,
        read=result.read,
        written=written,
        own_id=result.own_id,
        beside=result.beside,
        corrections=result.corrections,
    )


def _write_notice(records: Records, fresh: Path, lang: Lang) -> None:
    """The files that hold one notice alone: those of `notice_paths`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pipeline.workbook.writer import write_workbook

    notice = records.notice.notice_id
    for table, rows in records.tables():
        schema = arrow_schema(table)
        arrays = [
            arrow_array([getattr(row, column.name) for row in rows], column.type, schema.field(at).type)
            for at, column in enumerate(columns(table))
        ]
        path = fresh / "parquet" / table / f"{notice}.parquet"
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path)
    (fresh / "json" / f"{notice}.json").write_text(as_json(records), "utf-8", newline="\n")
    write_workbook(records, fresh / "xlsx" / f"{notice}.xlsx", lang)


def _claim(records: Records, taken: set[str]) -> str:
    notice = records.notice.notice_id
    if notice != file_id(notice) or notice.casefold() in taken:
        raise ValueError(f"notice id {notice!r} is taken or is no file name")
    taken.add(notice.casefold())
    return notice


def _csv(stack: ExitStack, path: Path, table: str) -> Any:
    # the mark at the beginning (BOM) is how Excel tells UTF-8 from GBK
    file = stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
    writer = csv_writer(file)
    writer.writerow([column.name for column in columns(table)])
    return writer


# these the writer prints by itself: None as nothing, figures with their digits
_AS_IT_IS = {int, float, type(None)}


def _cells(row: Record) -> list[Any]:
    return [value if type(value) in _AS_IT_IS else _cell(value) for value in row.__dict__.values()]


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


def _swap(place: Path, out: Path) -> None:
    """Put each entry of `place/new` into `out`; what was there goes to `place/old`."""
    (place / "old").mkdir()
    for entry in ENTRIES:
        if (out / entry).exists():
            (out / entry).rename(place / "old" / entry)
        (place / "new" / entry).rename(out / entry)


def _clear(place: Path, out: Path) -> None:
    """Remove what a run left in `place`; had it stopped within its swap, the old dataset comes back."""
    new, old = place / "new", place / "old"
    if old.is_dir() and any((new / entry).exists() for entry in ENTRIES):
        for entry in ENTRIES:
            if not (new / entry).exists():
                (out / entry).rename(new / entry)
            if (old / entry).exists():
                (old / entry).rename(out / entry)
    shutil.rmtree(place, ignore_errors=True)
