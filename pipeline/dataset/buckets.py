"""The tables of Parquet in parts (buckets), each with the notices whose names fall into it.

A part is written again where one of its notices has changed; rows of the others are taken from the part that
was there. New rows wait in one file until all notices are known, so that memory holds one part at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from normalizers.records import TABLES
from pipeline.dataset.tables import empty
from pipeline.ingest.manifest import Entry, bucket_of, bucket_path, load_manifest
from pipeline.ingest.stand import Stand

if TYPE_CHECKING:
    import pyarrow as pa

# rows of all notices, in the order of the tables
Tables = Mapping[str, "pa.Table"]


def read_part(path: Path) -> pa.Table:
    """A part of a table. Raises OSError, ValueError where it is none."""
    import pyarrow.parquet as pq

    # the file alone: from the folder's name a reader of whole tables makes one more column
    with path.open("rb") as file:
        return pq.ParquetFile(file).read()


def by_notice(typed: pa.Table) -> dict[str, pa.Table]:
    """The rows of each notice of a table, which stand together in it."""
    import pyarrow.compute as pc

    runs = pc.run_end_encode(typed.column("notice_id").combine_chunks())
    found, start = {}, 0
    for notice, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        found[notice] = typed.slice(start, end - start)
        start = end
    return found


class Waiting:
    """The typed tables of new notices in a file, to be had by notice."""

    def __init__(self, file: BinaryIO) -> None:
        """`file` is empty, and is written and read here alone."""
        self._file = file
        self._places: dict[str, int] = {}

    def add(self, notice_id: str, tables: Tables) -> None:
        """Put those of a notice behind the others."""
        import pyarrow as pa

        self._places[notice_id] = self._file.seek(0, 2)
        for table in TABLES:
            with pa.ipc.new_stream(self._file, tables[table].schema) as stream:
                stream.write_table(tables[table])

    def of(self, notice_id: str) -> dict[str, pa.Table]:
        """Those of a notice. Raises KeyError where it is none of the new ones."""
        import pyarrow as pa

        self._file.seek(self._places[notice_id])
        return {table: pa.ipc.open_stream(self._file).read_all() for table in TABLES}


class Parts:
    """The parts of a new dataset: those that stay where they are, and those to write."""

    def __init__(self, entries: Iterable[Entry], kept: Set[str], count: int, before: Stand) -> None:
        """For the notices in their order; `kept` are the ids of those that stand in the dataset `before`."""
        self._kept, self._count, self._before = kept, count, before
        self._members: dict[int, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._members[bucket_of(entry.file, count)].append(entry)

    def write(self, waiting: Waiting, new: Path) -> Iterator[tuple[str, bool]]:
        """The path of each part, and whether it was written. Raises OSError."""
        before = self._before.manifest
        old: dict[int, list[str]] = defaultdict(list)
        for one in before.notices if before else ():
            old[bucket_of(one.file, self._count)].append(one.notice_id)
        for bucket in range(self._count):
            members = self._members[bucket]
            ids = [one.notice_id for one in members]
            paths = {table: bucket_path(table, bucket, self._count) for table in TABLES}
            same = before is not None and before.buckets == self._count and old[bucket] == ids
            same = same and self._kept >= set(ids) and all(map(self._before.intact, paths.values()))
            if same:
                yield from ((path, False) for path in paths.values())
                continue
            for table, typed in self._put_together(members, waiting).items():
                _write_part(typed, new / paths[table])
                yield paths[table], True

    def _put_together(self, members: list[Entry], waiting: Waiting) -> dict[str, pa.Table]:
        import pyarrow as pa

        kept = [one for one in members if one.notice_id in self._kept]
        there = stood(self._before, kept) if kept else {}
        pieces: dict[str, list[Any]] = {table: [empty(table)] for table in TABLES}
        for one in members:
            own = there[one.notice_id] if one.notice_id in self._kept else waiting.of(one.notice_id)
            for table, typed in own.items():
                pieces[table].append(typed)
        joined = {table: pa.concat_tables(own).combine_chunks() for table, own in pieces.items()}
        # in pieces or not, a table without rows gives one file
        return {table: typed if len(typed) else empty(table) for table, typed in joined.items()}


def stood(before: Stand, entries: Collection[Entry]) -> dict[str, dict[str, pa.Table]]:
    """The typed tables of notices of a dataset. Raises OSError, ValueError where a file is damaged."""
    manifest = before.manifest
    assert manifest is not None
    found: dict[str, dict[str, pa.Table]] = {one.notice_id: {} for one in entries}
    for bucket in sorted({bucket_of(one.file, manifest.buckets) for one in entries}):
        for table in TABLES:
            parts = by_notice(read_part(before.dataset / bucket_path(table, bucket, manifest.buckets)))
            for one in entries:
                if bucket_of(one.file, manifest.buckets) == bucket:
                    found[one.notice_id][table] = parts.get(one.notice_id, empty(table))
    return found


def in_order(dataset: Path, table: str) -> Iterator[pa.Table]:
    """The rows of a table by notice, in the order of the dataset. Raises OSError, ValueError."""
    manifest = load_manifest(dataset)
    if manifest is None or "parquet" not in manifest.formats:
        raise FileNotFoundError(str(dataset / "parquet"))
    count, found = manifest.buckets, {}
    for bucket in range(count):
        found.update(by_notice(read_part(dataset / bucket_path(table, bucket, count))))
    yield from (found[one.notice_id] for one in manifest.notices if one.notice_id in found)


def _write_part(typed: pa.Table, path: Path) -> None:
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(typed, path)
