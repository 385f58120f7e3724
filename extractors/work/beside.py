"""Work on one file by several processes, where processors are idle: forks of the process that reads it.

A fork has all that was read so far, so that only what it makes is handed back. Where it fails or is ended,
who asked does its work as well, and meets what one process would have met. Only Linux has safe forks.
"""

from __future__ import annotations

import ctypes
import gc
import itertools
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any, Generic, TypeVar

from extractors.limits import limited, limits, spare

_ENDS_WITH_ITS_PARENT = 1  # PR_SET_PDEATHSIG
# by how many hundredths of a share ours is larger
_OURS = 15
T = TypeVar("T")


def shares(count: int, least: int) -> list[range]:
    """The places of so many equal works in a range for each process that may do them, ours first.

    One range where a process would not have the `least` number of them, for which a fork pays. Ours is the
    larger: a fork has its results to put into bytes as well.
    """
    most = count // least
    number = min(most, 1 + spare()) if most > 1 and sys.platform == "linux" else 1
    parts = 100 * number + _OURS
    ends = [0, *(count * (100 * at + _OURS) // parts for at in range(1, number + 1))]
    return [range(first, last) for first, last in itertools.pairwise(ends)]


@contextmanager
def beside(
    works: Sequence[Callable[[], T]], shared: Sequence[object] = ()
) -> Iterator[list[Callable[[], T]]]:
    """Within it each work is done by a fork of this process; what is given waits for its result.

    A result has to be one that can be pickled; what in it is one of the `shared` objects is that very object
    here. Raises what a work raises, when its result is asked for.
    """
    forks: list[_Fork[T]] = []
    try:
        for work in works:
            forks.append(_Fork(work, shared))
        yield [fork.result for fork in forks]
    finally:
        for fork in forks:
            fork.end()


class _Fork(Generic[T]):
    def __init__(self, work: Callable[[], T], shared: Sequence[object]) -> None:
        self._work, self._shared = work, shared
        given, told = os.pipe()
        starter = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            _do(work, shared, told, starter)
        os.close(told)
        self._pipe = os.fdopen(given, "rb")
        self._ended = False

    def result(self) -> T:
        """What the fork made, else what the work gives here."""
        data = self._pipe.read()
        if self._wait() or not data:
            return self._work()
        unpickler: Any = pickle.Unpickler(BytesIO(data))
        unpickler.persistent_load = self._shared.__getitem__
        made: T = unpickler.load()
        return made

    def end(self) -> None:
        """End it, if it still works."""
        self._pipe.close()
        if not self._ended:
            os.kill(self._pid, signal.SIGKILL)
            self._wait()

    def _wait(self) -> int:
        self._ended = True
        return os.waitpid(self._pid, 0)[1]


def _do(work: Callable[[], Any], shared: Sequence[object], told: int, starter: int) -> None:
    """In the fork: hand back what the work gives, and end."""
    with suppress(BaseException):
        ctypes.CDLL(None).prctl(_ENDS_WITH_ITS_PARENT, signal.SIGKILL)
        # what it would sort out is looked through, and by that copied
        gc.disable()
        if os.getppid() == starter:
            # its parent tells of pages, and of more time
            with limited(limits()):
                data = _pickled(work(), shared)
            with os.fdopen(told, "wb") as pipe:
                pipe.write(data)
            os._exit(0)
    os._exit(1)


def _pickled(made: object, shared: Sequence[object]) -> bytes:
    file = BytesIO()
    pickler: Any = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    if shared:
        places = {id(one): place for place, one in enumerate(shared)}
        pickler.persistent_id = lambda one: places.get(id(one))
    pickler.dump(made)
    return file.getvalue()
