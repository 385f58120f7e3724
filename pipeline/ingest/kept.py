"""Notices taken over from the dataset of the last run, because nothing that makes them has changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from normalizers.records import TABLES, Records, Status
from pipeline.corrections import NONE, Corrections
from pipeline.ingest.ids import printable
from pipeline.ingest.inputs import notice_bytes
from pipeline.ingest.manifest import Entry, code_version, hash_of, load_manifest
from pipeline.messages.languages import Lang


@dataclass(frozen=True, slots=True)
class Kept:
    """A notice that need not be read again: its records, and the dataset in which its files stand."""

    name: str
    records: Records
    entry: Entry
    dataset: Path

    @property
    def status(self) -> Status:
        """clean or review; what failed is read again."""
        return self.records.notice.status


@dataclass(frozen=True, slots=True)
class Known:
    """The notices of a dataset that was written by the same code with the same settings."""

    dataset: Path
    by_source: dict[tuple[str, str], list[Entry]]
    corrections: Corrections = NONE

    @classmethod
    def of(cls, dataset: Path, lang: Lang, *, verify: bool, corrections: Corrections = NONE) -> Known:
        """Those of a dataset; none when it is missing, or was made otherwise."""
        manifest = load_manifest(dataset)
        if manifest is None or manifest.settings() != (lang, verify, code_version()):
            return cls.nothing()
        return cls(dataset, manifest.by_source(), corrections)

    @classmethod
    def nothing(cls) -> Known:
        """None at all: everything is read."""
        return cls(Path(), {})

    def entries(self, path: Path, name: str) -> list[Entry]:
        """Those made of the same bytes under the same name; a file that cannot be read has none."""
        try:
            return (
                self.by_source.get((printable(name), source_hash(path, self.corrections)), [])
                if self.by_source
                else []
            )
        except OSError:
            return []

    def kept(self, entry: Entry) -> Kept | None:
        """The notice with its records; None when a file of it is gone or was changed by hand.

        None too when the corrections of another document that it may take over are others by now.
        """
        try:
            if written_hash(self.dataset, entry.notice_id) != entry.written:
                return None
        except OSError:
            return None
        records = _records(self.dataset, entry.notice_id)
        if not self.corrections.told(records):
            return None
        return Kept(entry.file, records, entry, self.dataset)


def source_hash(path: Path, corrections: Corrections = NONE) -> str:
    """A hash of all that is read for a notice: its files by name, its corrections. Raises OSError."""
    return read_hash(notice_bytes(path), corrections)


def read_hash(files: Sequence[tuple[str, bytes]], corrections: Corrections) -> str:
    """The same of files that were read already."""
    said = corrections.fingerprint(document_hash(files))
    return hash_of((*files, ("corrections", said.encode())) if said else files)


def document_hash(files: Sequence[tuple[str, bytes]]) -> str:
    """The sha256 by which a notice knows its document: the bytes of its files, one after the other."""
    return hashlib.sha256(b"".join(data for _, data in files)).hexdigest()


def notice_paths(notice_id: str) -> Iterator[str]:
    """The files of a dataset that hold this notice alone."""
    yield f"json/{notice_id}.json"
    yield f"xlsx/{notice_id}.xlsx"
    for table in TABLES:
        yield f"parquet/{table}/{notice_id}.parquet"


def written_hash(dataset: Path, notice_id: str) -> str:
    """A hash of the files of a notice. Raises OSError when one is missing."""
    return hash_of((path, (dataset / path).read_bytes()) for path in notice_paths(notice_id))


def take_over(kept: Kept, fresh: Path) -> None:
    """Copy the files of a notice into the dataset that is being written. Raises OSError."""
    for path in notice_paths(kept.entry.notice_id):
        shutil.copyfile(kept.dataset / path, fresh / path)


def _records(dataset: Path, notice_id: str) -> Records:
    """The records in the order in which they were written; in the JSON they stand in that of the tree.

    Nothing is checked again: the hash of the files has just said that they are ours.
    """
    import pyarrow.parquet as pq

    rows: dict[str, Any] = {}
    for table, record in TABLES.items():
        read = pq.read_table(dataset / "parquet" / table / f"{notice_id}.parquet").to_pylist()
        rows[table] = tuple(record.model_construct(**row) for row in read)
    (notice,) = rows.pop("notices")
    return Records.model_construct(notice=notice, **rows)
