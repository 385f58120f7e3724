"""A spread run in three steps: workers read, the client settles the ids, workers write the parts.

Any executor will do. The client holds an entry for each notice and never its records; a run that ends before
its dataset is in place leaves the pieces that were read, and the next one goes on from them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from uuid import uuid4

from extractors.faults import EndsReader, Fault
from extractors.finding import Severity
from extractors.frozen import frozen
from pipeline.cluster.tasks import (
    BEGUN,
    STAGED,
    Order,
    OtherCode,
    Wanted,
    Written,
    leave,
    piece_of,
    read_here,
    read_some,
    settled_piece,
    write_part,
)
from pipeline.dataset.book import Book, Swapping
from pipeline.dataset.buckets import Part, parts_of
from pipeline.dataset.files import write_sheets
from pipeline.dataset.objects import Objects, complete_objects, remove_below
from pipeline.dataset.sheets import Sheets
from pipeline.dataset.staged import Head, Piece, staged
from pipeline.dataset.swap import Swap, complete
from pipeline.ingest.brief import Brief
from pipeline.ingest.inputs import files_of
from pipeline.ingest.kept import Kept, Known
from pipeline.ingest.manifest import Manifest
from pipeline.ingest.run import Result, as_before, unread
from pipeline.ingest.seen import look_at
from pipeline.ingest.settled import Ids
from pipeline.messages.phrases import SEVERITIES
from pipeline.storage.address import Address, Where, where
from pipeline.workers.pool import Readers

# notices that a worker is given at once, and so often may they be lost: with others, alone, while all wait
_TOGETHER = 8
# how many tasks are given at once to an executor of which nothing is known
_UNKNOWN = 16
P = ParamSpec("P")
T = TypeVar("T")


@frozen
class Crew:
    """Who works: an executor, and how many tasks it is given at once.

    It `reads` where its processes can be ended without harm; those of others have one each that reads.
    """

    executor: Executor
    workers: int = 2
    reads: bool = False

    @classmethod
    def of(cls, executor: Executor | None) -> Crew:
        """The readers of this machine, or any other executor; this process where there is none."""
        if executor is None:
            return cls(_Alone(), 1, reads=True)
        if isinstance(executor, Readers):
            return cls(executor, executor.jobs, reads=True)
        return cls(executor, _UNKNOWN)

    def done(
        self, tasks: Iterable[tuple[T, Callable[[], object]]], ahead: int = 4
    ) -> Iterator[tuple[T, Future[object]]]:
        """Each task when it is done, whatever became of it; `ahead` of them for each worker are under way.

        With none ahead, one after the other.
        """
        waiting, running = iter(tasks), {}
        while True:
            for label, task in waiting:
                running[self._begun(task)] = label
                if len(running) >= max(1, ahead * self.workers):
                    break
            if not running:
                return
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                yield running.pop(future), future

    def _begun(self, task: Callable[[], object]) -> Future[object]:
        try:
            return self.executor.submit(task)
        except RuntimeError as error:  # a worker that the system killed takes its whole pool with it
            broken: Future[object] = Future()
            broken.set_exception(error)
            return broken


class _Alone(Executor):
    """This process, which does each task at once."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


class Unplaced(Exception):
    """What cannot be written in a storage of objects: the CSV files, which hold the rows of all notices."""


@dataclass
class Spread:
    """A run over the workers of `crew`; `read` is told of each notice as it is read, or is kept."""

    order: Order
    crew: Crew
    read: Callable[[Head | Kept], None] = field(default=lambda _: None)

    def run(
        self,
        files: Sequence[tuple[Where, str]],
        known: Known,
        made: Manifest,
        closed: Iterable[tuple[Where, str]] = (),
    ) -> list[Head | Kept]:
        """Bring the dataset up to date; what became of each notice, in their order.

        To be used under the lock of the dataset, what it was before being completed. Raises OSError,
        OtherCode where a worker is of another version, Unplaced.
        """
        dataset = where(self.order.dataset)
        if isinstance(dataset, Address) and "csv" in self.order.formats:
            raise Unplaced
        if shut := known.behind(closed):
            files = sorted((*files, *shut), key=lambda file: file[1])
        with ExitStack() as stack:
            swap = Objects(dataset) if isinstance(dataset, Address) else Swap(dataset)
            stack.callback(swap.close)
            settled = self._settled(files, known)
            book = Book(known.stand, swap, self.order.formats)
            for one in settled:
                if isinstance(one, Kept):
                    book.keep_notice(one)
                else:
                    book.note(one.entry, one.looks)
            keys = {one.entry.notice_id: one.key for one in settled if isinstance(one, Head)}
            rows = self._write_sheets(book, keys, swap, stack)
            self._write_parts(book, keys)
            book.commit(made, rows)
        _forget(self.order.place)
        return settled

    # ---- read

    def _settled(self, files: Sequence[tuple[Where, str]], known: Known) -> list[Head | Kept]:
        """The notices under their ids."""
        there = [[one for one in known.entries(*file) if known.holds(one)] for file in files]
        heads: dict[int, Head] = {}
        for number, head in self._read([n for n, kept in enumerate(there) if not kept], files):
            heads[number] = head
            self.read(head)
        ids, settled = Ids(), list[Head | Kept]()
        for number, kept in enumerate(there):
            if one := ids.kept(known, kept):
                self.read(one)
                settled.append(one)
                continue
            if number not in heads:
                heads.update(self._read([number], files))
            head = self._or_before(heads.pop(number), known)
            settled.append(_told_apart(head, ids))
        return settled

    def _read(self, numbers: Sequence[int], files: Sequence[tuple[Where, str]]) -> Iterator[tuple[int, Head]]:
        """Notices by their numbers: together; those that were lost alone; those lost again while all wait.

        What was lost for the third time is failed.
        """
        if self.crew.reads:
            tasks = ((number, self._own_task(*files[number])) for number in numbers)
            for number, future in self.crew.done(tasks):
                yield number, self._own_head(files[number][1], future)
            return
        together = max(1, min(_TOGETHER, len(numbers) // (4 * self.crew.workers)))
        groups = [tuple(numbers[n : n + together]) for n in range(0, len(numbers), together)]
        for last, ahead in ((False, 4), (False, 4), (True, 0)):
            lost: list[int] = []
            for group, future in self.crew.done(((one, self._task(one, files)) for one in groups), ahead):
                heads = _outcome(future, last=last)
                if heads is not None:
                    yield from zip(
                        group,
                        (_looked_at(head, files[n]) for n, head in zip(group, heads, strict=True)),
                        strict=True,
                    )
                elif last:
                    yield group[0], self._given_up(files[group[0]][1])
                else:
                    lost += group
            groups = [(one,) for one in sorted(lost)]

    def _task(self, group: tuple[int, ...], files: Sequence[tuple[Where, str]]) -> Callable[[], object]:
        wanted = tuple(_wanted(*files[number]) for number in group)
        return partial(read_some, wanted, self.order, uuid4().hex)

    def _own_task(self, path: Where, name: str) -> Callable[[], object]:
        return partial(read_here, _wanted(path, name), self.order, name=name)

    def _own_head(self, name: str, future: Future[object]) -> Head:
        """What a reader made of a notice, which may have taken more than it may, or ended its reader."""
        try:
            head: Head = _value(future)
        except OSError:
            raise
        except Exception as error:
            return self._left(unread(name, error, self.order.lang))
        return head

    def _given_up(self, name: str) -> Head:
        """A notice that ends whoever reads it."""
        return self._left(unread(name, EndsReader(reason="workers"), self.order.lang))

    def _or_before(self, head: Head, known: Known) -> Head:
        """A notice of which nothing could be read now has the records that it had."""
        before = known.before(head.name) if head.unread else None
        if before is None:
            return head
        return self._left(as_before(piece_of(head.key, self.order).result(), before, self.order.lang))

    def _left(self, result: Result) -> Head:
        data = staged(result, self.order.formats, self.order.lang)
        return replace(Piece(data).head, key=leave(data, self.order))

    # ---- write

    def _write_parts(self, book: Book, keys: Mapping[str, str]) -> None:
        buckets = book.before.manifest.buckets if book.before.manifest else 0
        parts = parts_of(book.entries, book.kept, book.before)
        tasks = (self._part(part, keys, buckets) for part in parts if not _stays(part, book))
        for task, future in self.crew.done((one, one) for one in tasks):
            try:
                written: tuple[Written, ...] = _value(future)
            except Fault:
                # the limits of a notice are none of a part, and who reads may be ended
                written = task()
            for one in written:
                book.written(one.path, one.hashed, one.look)

    def _part(self, part: Part, keys: Mapping[str, str], buckets: int) -> Callable[[], tuple[Written, ...]]:
        own = {one.notice_id: keys[one.notice_id] for one in part.members if one.notice_id in keys}
        return partial(write_part, part, own, self.order, buckets)

    def _write_sheets(
        self, book: Book, keys: Mapping[str, str], swap: Swapping, stack: ExitStack
    ) -> Mapping[str, tuple[int, ...]]:
        """The CSV files, which the client puts together from the pieces, one at a time."""
        if "csv" not in self.order.formats or not isinstance(swap, Swap):
            return {}
        sheets = Sheets(stack, swap.beside / "sheets")
        # of a notice that has another id now, the workers make the other files again
        order = replace(self.order, formats=("csv",))
        for entry in book.entries:
            if entry.notice_id in keys:
                sheets.add(entry.notice_id, settled_piece(entry, keys[entry.notice_id], order).sheets())
        return write_sheets(sheets, book, swap.new)


def finish_last(dataset: Where) -> None:
    """End what a run that was killed had begun to put in place. Raises OSError."""
    complete_objects(dataset) if isinstance(dataset, Address) else complete(dataset)


def _stays(part: Part, book: Book) -> bool:
    if part.same and "parquet" in book.formats:
        for path in part.paths.values():
            book.keep(path)
    new = {one.notice_id for one in part.members} - book.kept
    return part.same or ("parquet" not in book.formats and not new)


def _wanted(path: Where, name: str) -> Wanted:
    try:
        files, folder = files_of(path), path.is_dir()
    except OSError:
        files, folder = (path,), False
    return Wanted(name, tuple(str(one.absolute()) for one in files), "" if folder else path.suffix, folder)


def _looked_at(head: Head, file: tuple[Where, str]) -> Head:
    """With what the listing of a storage told of its files; on a shared folder the worker looked."""
    path, _ = file
    return replace(head, looks=look_at(path)) if isinstance(path, Address) and head.entry.read else head


def _told_apart(head: Head, ids: Ids) -> Head:
    own_id = head.entry.notice_id
    notice_id, beside = ids.settle(own_id, head.name)
    entry = replace(head.entry, notice_id=notice_id, own_id=own_id, beside=beside)
    if notice_id != own_id:
        entry = replace(entry, brief=_with_a_warning(entry.brief))
    return replace(head, entry=entry)


def _with_a_warning(brief: Brief) -> Brief:
    """The figures of a notice with one more finding: that it is not called by its own id."""
    at = SEVERITIES.index(Severity.WARNING.value)
    findings = tuple(count + (n == at) for n, count in enumerate(brief.findings))
    return replace(brief, findings=findings, status="review" if brief.status == "clean" else brief.status)


def _outcome(future: Future[object], *, last: bool) -> tuple[Head, ...] | None:
    """What a worker read; None where it was lost. Raises what is no fault of the notices."""
    try:
        heads: tuple[Head, ...] | None = _value(future)
    except (OtherCode, CancelledError):
        raise
    except Exception as error:
        # told by its name, as the library is not needed for other executors
        if last and type(error).__name__ not in {"KilledWorker", "BrokenProcessPool"}:
            raise
        return None
    return heads


def _value(future: Future[object]) -> Any:
    return future.result()


def _forget(place: Where) -> None:
    """Take away what workers left on the way."""
    for name in (STAGED, BEGUN):
        left = place / name
        if isinstance(left, Path):
            shutil.rmtree(left, ignore_errors=True)
        else:
            remove_below(left)
