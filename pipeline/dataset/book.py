"""What a new dataset holds while it is written: its notices, its files with their hashes, what moves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Protocol

from pipeline.contract.formats import Format
from pipeline.contract.schema import data_package
from pipeline.ingest.ids import file_id
from pipeline.ingest.kept import Kept
from pipeline.ingest.manifest import MANIFEST, Entry, Manifest, bucket_count, manifest_text, own_path
from pipeline.ingest.seen import SEEN, Look, Seen, Source, seen_text, size_and_time
from pipeline.ingest.stand import Stand, own_files
from pipeline.storage.address import Where


class Swapping(Protocol):
    """New files on their way to the places of old ones."""

    def file(self, path: str) -> Where:
        """Where to write a file of the dataset."""

    def commit(self, moves: Collection[str], removals: Collection[str]) -> None:
        """Put the files `moves` in place, the last one last, and take `removals` away."""


class Book:
    """The entries, files and times of a dataset in the making; `before` is what stands there."""

    def __init__(self, before: Stand, swap: Swapping, formats: tuple[Format, ...]) -> None:
        """Nothing is written yet."""
        self.before, self.formats = before, formats
        self.entries: list[Entry] = []
        self.kept: set[str] = set()
        self._swap = swap
        self._taken: set[str] = set()
        self._sources: dict[str, Source | None] = {}
        self._files: dict[str, str] = {}
        self._moves: list[str] = []
        self._seen: dict[str, tuple[int, int]] = {}

    def note(self, entry: Entry, looks: tuple[Look, ...]) -> None:
        """A notice, in its turn. Raises ValueError where its id is taken or is no file name."""
        notice = entry.notice_id
        if notice != file_id(notice) or notice.casefold() in self._taken:
            raise ValueError(f"notice id {notice!r} is taken or is no file name")
        self._taken.add(notice.casefold())
        self.entries.append(entry)
        seen = Source(entry.read, looks) if entry.read and looks else None
        # what has a name that comes twice is told apart by its bytes
        self._sources[entry.file] = None if entry.file in self._sources else seen

    def keep_notice(self, kept: Kept) -> None:
        """A notice whose files stay where they are."""
        self.note(kept.entry, kept.looks)
        self.kept.add(kept.entry.notice_id)
        for form in ("json", "xlsx"):
            if form in self.formats:
                self.keep(own_path(kept.entry.notice_id, form))

    def keep(self, path: str) -> None:
        """A file that stays where it is."""
        before = self.before
        assert before.manifest is not None
        self._files[path] = before.manifest.files[path]
        # what somebody changed since it was found to be ours has no time, and is looked into next time
        if before.intact(path):
            self._seen[path] = before.looks[path]

    def put(self, path: str, data: bytes) -> None:
        """Write a file; where it is what stands there already, that stays."""
        hashed = hashlib.sha256(data).hexdigest()
        if self._stands(path, hashed):
            self.keep(path)
            return
        fresh = self._swap.file(path)
        fresh.write_bytes(data)
        self.written(path, hashed, size_and_time(fresh))

    def written(self, path: str, hashed: str, look: tuple[int, int]) -> None:
        """A file that somebody wrote for the dataset."""
        if self._stands(path, hashed):
            self._swap.file(path).unlink()
            self.keep(path)
            return
        self._files[path] = hashed
        self._seen[path] = look
        self._moves.append(path)

    def _stands(self, path: str, hashed: str) -> bool:
        before = self.before.manifest
        return before is not None and before.files.get(path) == hashed and self.before.intact(path)

    def commit(self, made: Manifest, rows: Mapping[str, tuple[int, ...]]) -> None:
        """Write what tells of the dataset, and put all in place. Raises OSError."""
        package = data_package(self.formats, sorted(self._files))
        self.put("datapackage.json", _told(package))
        manifest = replace(
            made,
            notices=tuple(self.entries),
            formats=self.formats,
            buckets=bucket_count(len(self.entries)),
            files=dict(sorted(self._files.items())),
        )
        sources = {name: one for name, one in self._sources.items() if one is not None}
        out = self.before.dataset
        removals = set(own_files(out)) - {*self._files, MANIFEST}
        text = manifest_text(manifest).encode()
        told = seen_text(Seen(sources, self._seen, rows)).encode()
        same = not self._moves and not removals and _is(out / MANIFEST, text)
        if same and _is(out / SEEN, told):
            return
        self._swap.file(SEEN).write_bytes(told)
        self._swap.file(MANIFEST).write_bytes(text)
        self._swap.commit([*self._moves, SEEN, *([] if same else [MANIFEST])], removals)


def _told(package: object) -> bytes:
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _is(path: Where, text: bytes) -> bool:
    try:
        return path.read_bytes() == text
    except OSError:
        return False
