"""The tables of Parquet in parts (buckets), each with the notices whose names fall into it.

A part is written again where one of its notices has changed; rows of the others are taken from the part that
was there. New rows wait in one file until all notices are known, so that memory holds one part at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from typing import TYPE_CHECKING, Any, BinaryIO

from extractors.frozen import frozen
from normalizers.records import TABLES
from pipeline.dataset.tables import empty, read_tables
from pipeline.ingest.manifest import Entry, bucket_count, bucket_of, bucket_path, load_manifest
from pipeline.ingest.stand import Stand
from pipeline.storage.address import Where

if TYPE_CHECKING:
    import pyarrow as pa


def read_part(path: Where) -> pa.Table:
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

    def add(self, notice_id: str, rows: bytes) -> None:
        """Put those of a notice, as a piece has them, behind the others."""
        self._places[notice_id] = self._file.seek(0, 2)
        self._file.write(rows)

    def of(self, notice_id: str) -> dict[str, pa.Table]:
        """Those of a notice. Raises KeyError where it is none of the new ones."""
        self._file.seek(self._places[notice_id])
        return read_tables(self._file)


@frozen
class Part:
    """A bucket of a new dataset: its number, its files by table, its notices in their order.

    `same` says that its files stay where they are.
    """

    number: int
    paths: Mapping[str, str]
    members: tuple[Entry, ...]
    same: bool


def parts_of(entries: Iterable[Entry], kept: Set[str], before: Stand) -> Iterator[Part]:
    """The buckets for the notices in their order; `kept` are the ids of those that stand in `before`."""
    entries = tuple(entries)
    count, manifest = bucket_count(len(entries)), before.manifest
    members: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        members[bucket_of(entry.file, count)].append(entry)
    old: dict[int, list[str]] = defaultdict(list)
    for one in manifest.notices if manifest else ():
        old[bucket_of(one.file, count)].append(one.notice_id)
    for number in range(count):
        ids = [one.notice_id for one in members[number]]
        paths = {table: bucket_path(table, number, count) for table in TABLES}
        same = manifest is not None and manifest.buckets == count and old[number] == ids
        same = same and kept >= set(ids) and all(map(before.intact, paths.values()))
        yield Part(number, paths, tuple(members[number]), same)


def put_together(
    members: Iterable[Entry],
    there: Mapping[str, Mapping[str, pa.Table]],
    fresh: Callable[[str], Mapping[str, pa.Table]],
) -> dict[str, pa.Table]:
    """The tables of a bucket: of notices that stand `there` by id, and of `fresh` ones."""
    import pyarrow as pa

    pieces: dict[str, list[Any]] = {table: [empty(table)] for table in TABLES}
    for one in members:
        own = there[one.notice_id] if one.notice_id in there else fresh(one.notice_id)
        for table, typed in own.items():
            pieces[table].append(typed)
    joined = {table: pa.concat_tables(own).combine_chunks() for table, own in pieces.items()}
    # in pieces or not, a table without rows gives one file
    return {table: typed if len(typed) else empty(table) for table, typed in joined.items()}


def stood(dataset: Where, count: int, entries: Collection[Entry]) -> dict[str, dict[str, pa.Table]]:
    """The typed tables of notices of a dataset of so many buckets.

    Raises OSError, ValueError where a file is damaged.
    """
    found: dict[str, dict[str, pa.Table]] = {one.notice_id: {} for one in entries}
    for bucket in sorted({bucket_of(one.file, count) for one in entries}):
        for table in TABLES:
            parts = by_notice(read_part(dataset / bucket_path(table, bucket, count)))
            for one in entries:
                if bucket_of(one.file, count) == bucket:
                    found[one.notice_id][table] = parts.get(one.notice_id, empty(table))
    return found


def in_order(dataset: Where, table: str) -> Iterator[pa.Table]:
    """The rows of a table by notice, in the order of the dataset. Raises OSError, ValueError."""
    manifest = load_manifest(dataset)
    if manifest is None or "parquet" not in manifest.formats:
        raise FileNotFoundError(str(dataset / "parquet"))
    count, found = manifest.buckets, {}
    for bucket in range(count):
        found.update(by_notice(read_part(dataset / bucket_path(table, bucket, count))))
    yield from (found[one.notice_id] for one in manifest.notices if one.notice_id in found)


def part_bytes(typed: pa.Table) -> bytes:
    """The file of a part of a table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pa.BufferOutputStream()
    pq.write_table(typed, file)
    return bytes(file.getvalue())
