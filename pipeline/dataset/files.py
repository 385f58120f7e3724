"""Datasets: results to files.

What is new is written beside the dataset, and all of it is put in place at once, so that a run that stops or
fails leaves the old one whole. What did not change is not written again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from normalizers.records import TABLES, Records
from pipeline.contract.formats import FORMATS, Check, Format
from pipeline.contract.schema import data_package
from pipeline.contract.tree import as_json
from pipeline.dataset.buckets import Parts, Waiting
from pipeline.dataset.load import load
from pipeline.dataset.sheets import Sheets
from pipeline.dataset.swap import Swap
from pipeline.dataset.tables import arrow_tables
from pipeline.ingest.brief import brief
from pipeline.ingest.ids import file_id
from pipeline.ingest.kept import Kept
from pipeline.ingest.manifest import (
    MANIFEST,
    UNKNOWN,
    Entry,
    Manifest,
    Origin,
    bucket_count,
    code_version,
    manifest_text,
    own_path,
    seen_from,
    sheet_path,
)
from pipeline.ingest.run import Result
from pipeline.ingest.seen import SEEN, Look, Seen, Source, seen_text, size_and_time
from pipeline.ingest.stand import Stand, file_hash, own_files
from pipeline.locking import locked
from pipeline.messages.languages import Lang

__all__ = ["ENTRIES", "load", "write"]

# what of a folder belongs to its dataset
ENTRIES = ("parquet", "json", "xlsx", "csv", "datapackage.json", MANIFEST)


def write(
    results: Iterable[Result | Kept],
    out: Path,
    *,
    lang: Lang = "zh",
    verify: bool = False,
    origin: Origin = UNKNOWN,
    formats: Collection[Format] = FORMATS,
    check: Check = "stat",
) -> None:
    """Write the dataset of `results` to the folder `out`; what else lies there is left alone.

    A manifest tells what it was made of, `origin`; `verify` stands there as the way of reading. Of `formats`
    those that are not named are taken away. Results are taken one at a time, so memory does not grow with
    their number. The same results give the same bytes. Raises OSError when it cannot be written, Held when
    another process writes it, ValueError when two results share a notice id or one is no file name; the
    dataset that was there before is whole then.
    """
    with locked(out), ExitStack() as stack:
        writer = _Writer(out, tuple(form for form in FORMATS if form in formats), lang, check, stack)
        for result in results:
            writer.add(result)
        made = Manifest(lang, verify, code_version(), (), *_remembered(origin, out))
        writer.finish(made)


def _remembered(origin: Origin, out: Path) -> tuple[tuple[str, ...], str]:
    """Sources and corrections as the manifest names them; a folder of corrections only where it is there."""
    sources = (seen_from(out, one) for one in origin.sources)
    corrections = origin.corrections if origin.corrections and origin.corrections.is_dir() else None
    return tuple(sorted(filter(None, sources))), seen_from(out, corrections) if corrections else ""


class _Writer:
    def __init__(
        self, out: Path, formats: tuple[Format, ...], lang: Lang, check: Check, stack: ExitStack
    ) -> None:
        self._swap = Swap(out)
        stack.callback(self._swap.close)
        self._before = Stand.of(out, check)
        self._out, self._formats, self._lang = out, formats, lang
        self._entries: list[Entry] = []
        self._kept: set[str] = set()
        self._taken: set[str] = set()
        self._sources: dict[str, Source | None] = {}
        self._files: dict[str, str] = {}
        self._moves: list[str] = []
        self._seen: dict[str, tuple[int, int]] = {}
        place = self._swap.beside
        self._sheets = Sheets(stack, place / "sheets") if "csv" in formats else None
        self._waiting = Waiting(stack.enter_context((place / "rows").open("w+b")))

    def add(self, result: Result | Kept) -> None:
        """Take one notice: one that is kept stays where it is."""
        if isinstance(result, Kept):
            self._claim(result.entry.notice_id)
            self._note(result.entry, result.looks)
            self._kept.add(result.entry.notice_id)
            for form in ("json", "xlsx"):
                if form in self._formats:
                    self._keep(own_path(result.entry.notice_id, form))
            return
        notice = result.records.notice.notice_id
        self._claim(notice)
        self._note(_entry(result), result.looks)
        self._write_own(result.records)
        if self._sheets:
            self._sheets.add(result.records)
        if "parquet" in self._formats:
            self._waiting.add(notice, arrow_tables(result.records))

    def _claim(self, notice: str) -> None:
        if notice != file_id(notice) or notice.casefold() in self._taken:
            raise ValueError(f"notice id {notice!r} is taken or is no file name")
        self._taken.add(notice.casefold())

    def _note(self, entry: Entry, looks: tuple[Look, ...]) -> None:
        self._entries.append(entry)
        seen = Source(entry.read, looks) if entry.read and looks else None
        # what has a name that comes twice is told apart by its bytes
        self._sources[entry.file] = None if entry.file in self._sources else seen

    def _write_own(self, records: Records) -> None:
        """The files that hold one notice alone."""
        notice = records.notice.notice_id
        if "json" in self._formats:
            self._put(own_path(notice, "json"), as_json(records))
        if "xlsx" in self._formats:
            from pipeline.workbook.writer import write_workbook

            path = own_path(notice, "xlsx")
            write_workbook(records, self._swap.file(path), self._lang)
            self._written(path)

    def _put(self, path: str, text: str) -> None:
        self._swap.file(path).write_text(text, "utf-8", newline="\n")
        self._written(path)

    def _written(self, path: str) -> None:
        """Note a file that was written; where it is what stands there already, that stays."""
        fresh = self._swap.file(path)
        hashed = file_hash(fresh)
        before = self._before.manifest
        if before and before.files.get(path) == hashed and self._before.intact(path):
            fresh.unlink()
            self._keep(path)
            return
        self._files[path] = hashed
        self._seen[path] = size_and_time(fresh)
        self._moves.append(path)

    def _keep(self, path: str) -> None:
        before = self._before
        assert before.manifest is not None
        self._files[path] = before.manifest.files[path]
        # what somebody changed since it was found to be ours has no time, and is looked into next time
        if before.intact(path):
            self._seen[path] = before.looks[path]

    def finish(self, made: Manifest) -> None:
        """Write what holds several notices, and put all in place."""
        rows = self._write_sheets()
        count = bucket_count(len(self._entries))
        if "parquet" in self._formats:
            parts = Parts(self._entries, self._kept, count, self._before)
            for path, is_new in parts.write(self._waiting, self._swap.new):
                if is_new:
                    self._written(path)
                else:
                    self._keep(path)
        package = data_package(self._formats, sorted(self._files))
        self._put("datapackage.json", json.dumps(package, ensure_ascii=False, indent=1) + "\n")
        manifest = replace(
            made,
            notices=tuple(self._entries),
            formats=self._formats,
            buckets=count,
            files=dict(sorted(self._files.items())),
        )
        sources = {name: one for name, one in self._sources.items() if one is not None}
        self._commit(manifest, Seen(sources, self._seen, rows))

    def _write_sheets(self) -> Mapping[str, tuple[int, ...]]:
        if self._sheets is None:
            return {}
        before = self._before.manifest
        same = before is not None and list(before.notices) == self._entries
        if same and len(self._kept) == len(self._entries) and self._before.has_sheets():
            for table in TABLES:
                self._keep(sheet_path(table))
            return self._before.seen.rows
        rows = self._sheets.write(self._entries, self._kept, self._before, self._swap.new)
        for table in TABLES:
            self._written(sheet_path(table))
        return rows

    def _commit(self, manifest: Manifest, seen: Seen) -> None:
        there = set(own_files(self._out))
        removals = there - {*self._files, MANIFEST}
        text, told = manifest_text(manifest), seen_text(seen)
        same = not self._moves and not removals and _is(self._out / MANIFEST, text)
        if same and _is(self._out / SEEN, told):
            return
        self._swap.file(SEEN).write_text(told, "utf-8", newline="\n")
        self._swap.file(MANIFEST).write_text(text, "utf-8", newline="\n")
        self._swap.commit([*self._moves, SEEN, *([] if same else [MANIFEST])], removals)


def _entry(result: Result) -> Entry:
    return Entry(
        notice_id=result.records.notice.notice_id,
        file=result.name,
        read="" if result.status == "failed" else result.read,
        own_id=result.own_id,
        beside=result.beside,
        corrections=result.corrections,
        brief=brief(result.records, result.offered),
    )


def _is(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False
