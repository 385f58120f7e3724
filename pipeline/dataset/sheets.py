"""The CSV files, each with the rows of all notices: what is new is written, the rest copied as it stands.

How many bytes each notice has in each file is told beside the dataset; where that is missing, or a file was
changed by hand, the rows are made of those of Parquet.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from normalizers.records import TABLES
from pipeline.contract.tables import written_columns
from pipeline.dataset.buckets import by_notice, in_order, read_part
from pipeline.dataset.tables import sheet_rows_of, sheet_text
from pipeline.ingest.manifest import Entry, bucket_path, sheet_path
from pipeline.ingest.stand import Stand
from pipeline.quoted import unquoted

_COPIED = 1 << 20


def _header(table: str) -> bytes:
    # the mark at the beginning (BOM) is how Excel tells UTF-8 from GBK
    return sheet_text([[column.name for column in written_columns(table)]]).encode("utf-8-sig")


class Sheets:
    """The rows of new notices, which wait until the others are copied to their places among them."""

    def __init__(self, stack: ExitStack, place: Path) -> None:
        """Opens a file for each table in `place`; `stack` closes them."""
        place.mkdir()
        self._files: dict[str, IO[bytes]] = {
            table: stack.enter_context((place / f"{table}.rows").open("w+b")) for table in TABLES
        }
        self._sizes: dict[str, dict[str, int]] = {table: {} for table in TABLES}

    def add(self, notice_id: str, texts: Mapping[str, str]) -> None:
        """Put the rows of a notice, a text for each table, behind the others."""
        for table, text in texts.items():
            data = text.encode()
            self._files[table].write(data)
            self._sizes[table][notice_id] = len(data)

    def write(
        self, entries: Sequence[Entry], kept: Collection[str], before: Stand, new: Path
    ) -> Mapping[str, tuple[int, ...]]:
        """Write each file to the folder `new`; the bytes of each notice in each. Raises OSError."""
        (new / "csv").mkdir(parents=True, exist_ok=True)
        copied = before.has_sheets()
        return {
            table: self._write(table, entries, kept, before, new / sheet_path(table), copied)
            for table in TABLES
        }

    def _write(
        self,
        table: str,
        entries: Sequence[Entry],
        kept: Collection[str],
        before: Stand,
        path: Path,
        copied: bool,
    ) -> tuple[int, ...]:
        fresh = self._files[table]
        fresh.seek(0)
        with ExitStack() as stack:
            out = stack.enter_context(path.open("wb"))
            out.write(_header(table))
            if not kept:
                stood: _Copied | _Made | None = None
            elif copied:
                stood = _Copied(
                    before, table, stack.enter_context((before.dataset / sheet_path(table)).open("rb"))
                )
            else:
                stood = _Made(before, table)
            sizes = []
            for entry in entries:
                if stood is not None and entry.notice_id in kept:
                    sizes.append(stood.put(entry.notice_id, out))
                else:
                    size = self._sizes[table][entry.notice_id]
                    _copy(fresh, out, size)
                    sizes.append(size)
        return tuple(sizes)


def table_rows(dataset: Path, table: str) -> Iterator[dict[str, str]]:
    """Each row of a table as cells, its texts as they were read: from CSV, else from Parquet.

    Raises OSError, ValueError where a file is damaged.
    """
    path = dataset / sheet_path(table)
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield {name: unquoted(value or "") for name, value in row.items()}
        return
    names = [column.name for column in written_columns(table)]
    for typed in in_order(dataset, table):
        for cells in sheet_rows_of(typed):
            yield {name: _assheet_text(cell) for name, cell in zip(names, cells, strict=True)}


def _assheet_text(cell: object) -> str:
    return "" if cell is None else unquoted(cell) if isinstance(cell, str) else str(cell)


class _Copied:
    """The rows of a notice from the file of before."""

    def __init__(self, before: Stand, table: str, file: IO[bytes]) -> None:
        assert before.manifest is not None
        self._file, self._places = file, {}
        at = len(_header(table))
        for entry, size in zip(before.manifest.notices, before.seen.rows[table], strict=True):
            self._places[entry.notice_id] = at, size
            at += size

    def put(self, notice_id: str, out: IO[bytes]) -> int:
        at, size = self._places[notice_id]
        self._file.seek(at)
        _copy(self._file, out, size)
        return size


class _Made:
    """The rows of a notice from the parts of Parquet."""

    def __init__(self, before: Stand, table: str) -> None:
        self._rows = dict(_all_rows(before, table))

    def put(self, notice_id: str, out: IO[bytes]) -> int:
        typed = self._rows.get(notice_id)
        return 0 if typed is None else out.write(sheet_text(sheet_rows_of(typed)).encode())


def _all_rows(before: Stand, table: str) -> Iterator[tuple[str, Any]]:
    assert before.manifest is not None
    count = before.manifest.buckets
    for bucket in range(count):
        yield from by_notice(read_part(before.dataset / bucket_path(table, bucket, count))).items()


def _copy(source: IO[bytes], out: IO[bytes], size: int) -> None:
    while size:
        data = source.read(min(size, _COPIED))
        if not data:
            raise OSError("a file of the dataset is shorter than it was")
        out.write(data)
        size -= len(data)
