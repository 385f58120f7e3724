"""Notices taken over from the dataset of the last run, because nothing that makes them has changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.finding import Lang
from normalizers.rubric import TABLES, Records, Status
from pipeline.ids import printable
from pipeline.inputs import notice_bytes
from pipeline.manifest import Entry, code_version, hash_of, load_manifest


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

    @classmethod
    def of(cls, dataset: Path, lang: Lang, *, verify: bool) -> Known:
        """Those of a dataset; none when it is missing, or was made otherwise."""
        manifest = load_manifest(dataset)
        if manifest is None or manifest.settings() != (lang, verify, code_version()):
            return cls.nothing()
        return cls(dataset, manifest.by_source())

    @classmethod
    def nothing(cls) -> Known:
        """None at all: everything is read."""
        return cls(Path(), {})

    def entries(self, path: Path, name: str) -> list[Entry]:
        """Those made of the same bytes under the same name; a file that cannot be read has none."""
        try:
            return self.by_source.get((printable(name), source_hash(path)), []) if self.by_source else []
        except OSError:
            return []

    def kept(self, entry: Entry) -> Kept | None:
        """The notice with its records; None when a file of it is gone or was changed by hand."""
        try:
            if written_hash(self.dataset, entry.notice_id) != entry.written:
                return None
        except OSError:
            return None
        return Kept(entry.file, _records(self.dataset, entry.notice_id), entry, self.dataset)


def source_hash(path: Path) -> str:
    """A hash of all that is read for a notice: the names and bytes of its files. Raises OSError.

    Whatever else its records are made of belongs here too.
    """
    return hash_of(notice_bytes(path))


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
