"""A notice on its way into a dataset: all that files will hold of it, in one piece that knows itself.

Whoever reads a notice makes it, wherever that is; its id is settled later, among all notices of the dataset.
A piece that was cut short or damaged is none, so that it may be written without care.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from extractors.frozen import frozen
from extractors.work.beside import beside, shares
from normalizers.records import Records, Status
from pipeline.contract.formats import Format
from pipeline.contract.tree import as_json
from pipeline.dataset.tables import (
    arrow_tables,
    read_tables,
    records_of,
    sheet_rows,
    sheet_text,
    write_tables,
)
from pipeline.ingest.brief import brief
from pipeline.ingest.manifest import Entry, entry_told
from pipeline.ingest.run import Result
from pipeline.ingest.seen import Look
from pipeline.messages.languages import Lang

if TYPE_CHECKING:
    import pyarrow as pa

_HASH, _LENGTH = 32, 4
# rows of which a workbook takes a fifth of a second
_SHARE = 2000


@frozen
class Head:
    """What a run has to know of a notice that was read: its entry, its first error, whether it was unread.

    `key` is where the piece is, `looks` are its files as they were looked at before.
    """

    entry: Entry
    first_error: str = ""
    unread: bool = False
    key: str = ""
    looks: tuple[Look, ...] = ()

    @property
    def name(self) -> str:
        """The file as the dataset names it."""
        return self.entry.file

    @property
    def status(self) -> Status:
        """clean, review or failed."""
        return self.entry.brief.status

    @property
    def sha256(self) -> str:
        """Its document."""
        return self.entry.brief.sha256


def staged(result: Result, formats: Collection[Format], lang: Lang) -> bytes:
    """The piece of a result, with what these formats need of it."""
    records = result.records
    parts = _parts(records, [form for form in _MADE if form in formats], lang)
    errors = (row.message for row in records.findings if row.severity == "error")
    told = {
        "entry": asdict(entry_of(result)),
        "first_error": next(errors, ""),
        "unread": result.unread,
        "parts": {name: len(data) for name, data in parts.items()},
    }
    head = json.dumps(told, ensure_ascii=False).encode()
    whole = b"".join((len(head).to_bytes(_LENGTH), head, *parts.values()))
    return hashlib.sha256(whole).digest() + whole


def _parts(records: Records, formats: Sequence[Format], lang: Lang) -> dict[str, bytes]:
    """What each format has of a notice; of a long one, the workbook is made beside the others."""
    works = {form: partial(_MADE[form], records, lang) for form in formats}
    rows = sum(len(rows) for _, rows in records.tables())
    apart = [form for form in formats if form == "xlsx" and len(shares(rows, _SHARE)) > 1]
    with beside([works[form] for form in apart]) as made:
        parts = {"parquet": _rows(records)}
        parts |= {form: work() for form, work in works.items() if form not in apart}
        parts |= {form: wait() for form, wait in zip(apart, made, strict=True)}
    return {form: parts[form] for form in ("parquet", *formats)}


class Piece:
    """A piece that is whole."""

    def __init__(self, data: bytes) -> None:
        """Raises ValueError where it is not."""
        whole = memoryview(data)[_HASH:]
        if hashlib.sha256(whole).digest() != data[:_HASH]:
            raise ValueError("a piece of a dataset is damaged")
        start = _LENGTH + int.from_bytes(whole[:_LENGTH])
        told = json.loads(bytes(whole[_LENGTH:start]))
        self.head = Head(entry_told(told["entry"]), told["first_error"], told["unread"])
        self._parts: dict[str, memoryview] = {}
        for name, length in told["parts"].items():
            self._parts[name] = whole[start : start + length]
            start += length

    def of(self, form: Format) -> bytes:
        """What a format has of the notice. Raises KeyError where it was made without that."""
        return bytes(self._parts[form])

    def sheets(self) -> dict[str, str]:
        """The rows of each CSV file. Raises KeyError."""
        told: dict[str, str] = json.loads(self.of("csv"))
        return told

    def tables(self) -> dict[str, pa.Table]:
        """Its typed tables."""
        return read_tables(BytesIO(self._parts["parquet"]))

    def records(self) -> Records:
        """Its records."""
        return records_of(self.tables())

    def result(self) -> Result:
        """What it was made of, as far as a dataset holds that. Raises ValueError where it is of others."""
        from pipeline.messages.findings import found_again

        entry, records = self.head.entry, self.records()
        findings = tuple(filter(None, map(found_again, records.findings)))
        if len(findings) < len(records.findings):
            raise ValueError("a piece of a dataset has findings that this program does not know")
        return Result(
            entry.file,
            records,
            findings,
            read=entry.read,
            corrections=entry.corrections,
            offered=entry.brief.offered,
        )


def entry_of(result: Result) -> Entry:
    """A result as a manifest lists it."""
    return Entry(
        notice_id=result.records.notice.notice_id,
        file=result.name,
        read="" if result.status == "failed" else result.read,
        own_id=result.own_id,
        beside=result.beside,
        corrections=result.corrections,
        brief=brief(result.records, result.offered),
    )


def _rows(records: Records) -> bytes:
    file = BytesIO()
    write_tables(arrow_tables(records), file)
    return file.getvalue()


def _json(records: Records, _: Lang) -> bytes:
    return as_json(records).encode()


def _workbook(records: Records, lang: Lang) -> bytes:
    from pipeline.workbook.writer import write_workbook

    with TemporaryDirectory() as room:
        path = Path(room, "notice.xlsx")
        write_workbook(records, path, lang)
        return path.read_bytes()


def _sheets(records: Records, _: Lang) -> bytes:
    return json.dumps({table: sheet_text(rows) for table, rows in sheet_rows(records)}).encode()


_MADE: Mapping[Format, Callable[[Records, Lang], bytes]] = {
    "json": _json,
    "xlsx": _workbook,
    "csv": _sheets,
}
