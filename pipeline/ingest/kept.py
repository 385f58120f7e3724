"""Notices that stand in the dataset of the last run as they would come out, because nothing has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from extractors.frozen import frozen
from normalizers.records import Records, Status
from pipeline.contract.formats import FORMATS, Format
from pipeline.corrections import NONE, Corrections
from pipeline.ingest.ids import printable
from pipeline.ingest.inputs import notice_bytes
from pipeline.ingest.manifest import Entry, code_version, hash_of
from pipeline.ingest.seen import Look, look_at, settled
from pipeline.ingest.stand import Stand
from pipeline.messages.languages import Lang
from pipeline.storage.address import Where


@frozen
class Kept:
    """A notice that need not be read again: its entry, and its files as they were looked at."""

    entry: Entry
    looks: tuple[Look, ...] = ()

    @property
    def name(self) -> str:
        """The file as the dataset names it."""
        return self.entry.file

    @property
    def status(self) -> Status:
        """clean or review; what failed is read again."""
        return self.entry.brief.status

    @property
    def sha256(self) -> str:
        """Its document."""
        return self.entry.brief.sha256


def _none(_: Entry) -> Records | None:
    return None


@dataclass
class Known:
    """The notices of a dataset; those that can be kept where it was written by the same code, set as now.

    `last` reads the records that a notice had in it; `again` are names of those that are to be read again.
    """

    stand: Stand
    corrections: Corrections = NONE
    formats: Collection[Format] = FORMATS
    last: Callable[[Entry], Records | None] = _none
    same: bool = False
    _by_name: dict[str, list[Entry]] = field(default_factory=dict)
    again: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        stand: Stand,
        lang: Lang,
        *,
        verify: bool,
        corrections: Corrections,
        formats: Collection[Format],
        last: Callable[[Entry], Records | None] | None,
    ) -> Known:
        """Those of a dataset; none when it is missing or damaged."""
        manifest = stand.manifest
        if manifest is None:
            return cls(stand)
        same = manifest.settings() == (lang, verify, code_version())
        # the rows of a notice that is not read come from Parquet, or as they stand in the CSV files
        if "csv" in formats and "parquet" not in manifest.formats and not stand.has_sheets():
            same = False
        return cls(stand, corrections, formats, last or _none, same, manifest.by_name())

    def entries(self, path: Where, name: str) -> list[Kept]:
        """Those made of the same bytes under the same name; a file that cannot be read has none."""
        keeps = self.same and name not in self.again
        known = self._by_name.get(printable(name), []) if keeps else []
        if not known:
            return []
        try:
            looks = look_at(path)
            before = self.stand.seen.sources.get(printable(name))
            if self.stand.check == "stat" and before and before.looks == looks:
                found = [one for one in known if one.read == before.read and self._as_corrected(one)]
            else:
                read = source_hash(path, self.corrections)
                found = [one for one in known if one.read == read]
        except OSError:
            return []
        return [Kept(one, settled(looks)) for one in found]

    def _as_corrected(self, entry: Entry) -> bool:
        return entry.corrections == self.corrections.fingerprint(entry.brief.sha256)

    def holds(self, kept: Kept) -> bool:
        """Whether a notice stands there whole: no file of it is gone or was changed by hand.

        Not when the corrections of another document that it may take over are others by now.
        """
        manifest, entry, brief = self.stand.manifest, kept.entry, kept.entry.brief
        if manifest is None:
            return False
        formats = {*self.formats, *(("parquet",) if "parquet" in manifest.formats else ())}
        if not all(map(self.stand.intact, manifest.holding(entry, formats))):
            return False
        offers = self.corrections.offers(
            entry.own_id or entry.notice_id, brief.sha256, brief.year, brief.series
        )
        return offers == brief.offered

    def behind(self, closed: Iterable[tuple[Where, str]]) -> list[tuple[Where, str]]:
        """Path and name of the notices that stand in what cannot be opened, or are that."""
        return [
            (_below(path, name.removeprefix(printable(shut)).lstrip("/")), name)
            for path, shut in closed
            for name in self._by_name
            if name == printable(shut) or name.startswith(f"{printable(shut)}/")
        ]

    def before(self, name: str) -> Records | None:
        """The records that a notice of this name had; none where there was no such or it had failed."""
        for entry in self._by_name.get(printable(name), []):
            if records := self.last(entry):
                return records
        return None


def _below(path: Where, name: str) -> Where:
    return path / name if name else path


def source_hash(path: Where, corrections: Corrections = NONE) -> str:
    """A hash of all that is read for a notice: its files by name, its corrections. Raises OSError."""
    return read_hash(notice_bytes(path), corrections)


def read_hash(files: Sequence[tuple[str, bytes]], corrections: Corrections) -> str:
    """The same of files that were read already."""
    said = corrections.fingerprint(document_hash(files))
    return hash_of((*files, ("corrections", said.encode())) if said else files)


def document_hash(files: Sequence[tuple[str, bytes]]) -> str:
    """The sha256 by which a notice knows its document: the bytes of its files, one after the other."""
    return hashlib.sha256(b"".join(data for _, data in files)).hexdigest()
