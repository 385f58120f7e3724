"""Reading processes as an executor: a thread for each, so that it is always known which file one was at."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, ParamSpec, TypeVar

from extractors.faults import EndsReader
from extractors.limits import LIMITS, Limits
from pipeline.workers.process import Reader

P = ParamSpec("P")
T = TypeVar("T")


class Readers(Executor):
    """Processes to read with, each file by the limits.

    When one ends under a file, the file is read once more while nothing else is read: the system, out of
    memory, may have ended it for what another file took. The second time it is the file's doing.
    """

    def __init__(
        self,
        jobs: int = 1,
        limits: Limits = LIMITS,
        ahead: Sequence[str] = (),
        at: Callable[[str, int], None] | None = None,
    ) -> None:
        """`jobs` processes, each started with its first task; they import the modules `ahead` first.

        Where there are fewer files than processes, several work on one: its reader forks.

        `at` is told which file is being read, by the `name` that its task was given, and its page; 0 before
        the first.
        """
        self._at = at
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="reader")
        self._all = [Reader(limits, ahead) for _ in range(jobs)]
        self._free = list(self._all)
        self._gate = _Gate()
        self._lock = threading.Lock()
        self._closed = False

    @property
    def jobs(self) -> int:
        """How many there are."""
        return len(self._all)

    @property
    def limits(self) -> Limits:
        """By what a file is read."""
        return self._all[0].limits

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As any executor of processes."""
        return self._threads.submit(self._run, partial(fn, *args, **kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; those under way too, if what waits is dropped."""
        if cancel_futures:
            self._close()
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        self._close()

    def _run(self, task: partial[T]) -> T:
        at_page = self._at and partial(self._at, str(task.keywords.get("name", "")))
        if at_page:
            at_page(0)
        with self._lock:
            reader = self._free.pop()
        try:
            try:
                with self._gate.beside():
                    return reader.run(task, at_page, self._spare)
            except EndsReader:
                if self._closed:
                    raise
                with self._gate.alone():
                    return reader.run(task, at_page, self._spare)
        finally:
            with self._lock:
                self._free.append(reader)

    def _spare(self) -> int:
        """The processes without a task, shared among those that have one."""
        with self._lock:
            idle = len(self._free)
        return idle // (len(self._all) - idle)

    def _close(self) -> None:
        self._closed = True
        for reader in self._all:
            reader.stop()


class Apart(Executor):
    """One process to read with, for a command that reads a few files: each when its result is asked for.

    It is no pool, so that a fork is safe and the command starts as soon as one that reads by itself.
    """

    def __init__(self, limits: Limits = LIMITS, ahead: Sequence[str] = ()) -> None:
        """Nothing is started yet."""
        self._reader = Reader(limits, ahead, fork=True)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As any executor; the work is done in `result`."""
        return _Later(partial(_again, self._reader, partial(fn, *args, **kwargs)))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the process."""
        self._reader.close()


class _Later(Future[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__()
        self._work = work

    def result(self, timeout: float | None = None) -> T:
        return self._work()


class _Gate:
    """Many may pass beside each other, or one alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._beside = 0
        self._alone = 0

    @contextmanager
    def beside(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._alone)
            self._beside += 1
        try:
            yield
        finally:
            with self._changed:
                self._beside -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._alone)
            self._alone += 1
            self._changed.wait_for(lambda: not self._beside)
        try:
            yield
        finally:
            with self._changed:
                self._alone -= 1
                self._changed.notify_all()


_OWN = threading.local()


def isolated(task: Callable[[], T], limits: Limits = LIMITS) -> T:
    """A task in the reading process of this thread, for executors that know no limits.

    Raises as `Reader.run` does. The process stays for the next task, until this one ends.
    """
    reader: Any = getattr(_OWN, "reader", None)
    if reader is None or reader.limits != limits:
        if reader is not None:
            reader.close()
        reader = _OWN.reader = Reader(limits)
        atexit.register(reader.close)
    try:
        return _again(reader, task)
    except BaseException:
        reader.close()
        raise


def _again(reader: Reader, task: Callable[[], T]) -> T:
    try:
        return reader.run(task)
    except EndsReader:
        return reader.run(task)
