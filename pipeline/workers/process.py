"""One reading process: given a task, it is watched and ended when the task takes more than it may.

It is a program of its own, so that any executor may hold one: a thread, a process of a pool, a worker of a
cluster. Memory is what it has in use; a limit of addresses, as the system sets it, would stop Arrow and the
text recognition, which reserve much more than they use.

Windows lacks the last limit of work of a process whose starter was killed: it ends when its task is done.
There and on macOS the system may take another process first when memory runs out.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from queue import Empty, SimpleQueue
from time import monotonic
from typing import IO, Any, TypeVar

import psutil

from extractors.faults import EndsReader, OverLimit
from extractors.frozen import frozen
from extractors.limits import LIMITS, Limits
from pipeline.workers.child import work
from pipeline.workers.frames import put, take

_LOOK = 0.1  # seconds between looks; memory grows by a gigabyte in one
_FAMILY = 10  # looks between those at what it started, for which the system lists all processes
_IDLE = 4  # times the seconds of work that may pass: a file on a drive that does not answer takes no work
_START = (
    "import sys; sys.path[:] = {path!r}; from pipeline.workers.child import main; main({room!r}, *{ahead!r})"
)
T = TypeVar("T")


class Reader:
    """A process that reads, started when it is needed; one thread at a time may use it."""

    def __init__(self, limits: Limits = LIMITS, ahead: Sequence[str] = (), *, fork: bool = False) -> None:
        """`ahead` are modules that it imports before it is asked.

        With `fork` it is a fork of this process where the system has good ones (Linux), which has its modules
        at once; nothing else may be done meanwhile, in no thread.
        """
        self.limits = limits
        self._ahead = tuple(ahead)
        self._fork = fork and sys.platform == "linux"
        self._hearing: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | _Fork | None = None
        self._answers: SimpleQueue[Any] = SimpleQueue()
        self._room = ""
        self._changing = threading.Lock()
        self._stopped = False

    def stop(self) -> None:
        """End the process; no other is started any more."""
        with self._changing:
            self._stopped = True
            self.close()

    def _start(self) -> None:
        """Start the process, if none is there. Raises EndsReader for a reader that was stopped."""
        if self._process is not None and self._process.poll() is None:
            return
        with self._changing:
            if self._stopped:
                raise EndsReader(reason="exit", code="0")
            self._begin()

    def _begin(self) -> None:
        self.close()
        # what a process that is ended leaves behind in the folder of temporary files is taken away with it
        self._room = tempfile.mkdtemp(prefix="rubrics-reader-")
        self._answers = SimpleQueue()
        if self._fork:
            for name in self._ahead:
                import_module(name)
            self._process = _Fork(self._room)
        else:
            self._process = self._program()
        self._hearing = threading.Thread(
            target=_hear, args=(self._process.stdout, self._answers), daemon=True
        )
        self._hearing.start()

    def _program(self) -> subprocess.Popen[bytes]:
        rooms = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._room)
        return subprocess.Popen(
            # -P: a folder with a file named re.py is no danger
            [sys.executable, "-P", "-c", _START.format(path=sys.path, room=self._room, ahead=self._ahead)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | rooms,
            start_new_session=True,  # Ctrl-C is for who started it
        )

    def run(
        self,
        task: Callable[[], T],
        at_page: Callable[[int], None] | None = None,
        spare: Callable[[], int] = lambda: 0,
    ) -> T:
        """What a task gives; raises what it raises. `at_page` is told which page it has come to.

        `spare` says how many more processes may work on the task now, as forks of this one.
        Raises OverLimit when it took more than it may, EndsReader when the process ended under it. A task has
        to be a function of a module, or a partial of one, as for any executor of processes.
        """
        self._start()
        assert self._process is not None
        self._put((self.limits, task))
        watch = _Watch(self._process.pid, self.limits)
        while True:
            try:
                answer = self._answers.get(timeout=_LOOK)
            except Empty:
                try:
                    watch.look()
                except OverLimit:
                    self.close()
                    raise
                continue
            match answer:
                case "granted", int(seconds):
                    watch.more(seconds)
                case "page", int(number):
                    if at_page is not None:
                        at_page(number)
                case "spare", _:
                    # what is read by two may take the memory of two
                    self._put(0 if watch.is_large() else spare())
                case "done", value:
                    if watch.is_large():
                        self.close()  # what it keeps of one file is not counted against the next
                    done: T = value
                    return done
                case "raised", Exception() as error:
                    raise error
                case _:
                    raise self._lost()

    def _put(self, message: object) -> None:
        """Raises EndsReader where the process is not there any more."""
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            put(self._process.stdin, message)
        except OSError:
            raise self._lost() from None

    def close(self) -> None:
        """End the process with all that it started."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)
        if self._hearing is not None:
            self._hearing.join()
            self._hearing = None
        if self._room:
            shutil.rmtree(self._room, ignore_errors=True)
            self._room = ""

    def _lost(self) -> EndsReader:
        """Says how the process ended."""
        process = self._process
        code = process.wait() if process is not None else 0
        self.close()
        return EndsReader(reason="signal" if code < 0 else "exit", code=str(abs(code)))


class _Watch:
    """What a process has taken since its task began."""

    def __init__(self, pid: int, limits: Limits) -> None:
        self._limits = limits
        self._seconds = limits.seconds
        self._looks = 0
        self._started = monotonic()
        try:
            self._process: psutil.Process | None = psutil.Process(pid)
            self._before = self._work()
        except psutil.Error:
            self._process = None

    def more(self, seconds: int) -> None:
        """The task may take longer."""
        self._seconds += seconds

    def look(self) -> None:
        """Raises OverLimit; what has ended by itself takes nothing."""
        self._looks += 1
        try:
            if self._process is None or not self._process.is_running():
                return
            family = self._family() if self._looks % _FAMILY == 0 else []
            work = self._work() - self._before + sum(one.work for one in family)
            memory = self._own() + sum(one.memory for one in family)
        except psutil.Error:
            return
        if work > self._seconds or monotonic() - self._started > _IDLE * self._seconds:
            raise OverLimit(reason="over-time", seconds=str(self._seconds))
        if memory > self._limits.megabytes * 2**20:
            raise OverLimit(reason="over-memory", megabytes=str(self._limits.megabytes))

    def is_large(self) -> bool:
        """Whether the process has kept more than half of what a file may take."""
        try:
            return self._process is not None and 2 * self._own() > self._limits.megabytes * 2**20
        except psutil.Error:
            return True

    def _work(self) -> float:
        """Seconds of work, with those of what it started and what has ended."""
        assert self._process is not None
        times = self._process.cpu_times()
        return float(times.user + times.system + getattr(times, "children_user", 0))

    def _own(self) -> int:
        assert self._process is not None
        return int(self._process.memory_info().rss)

    def _family(self) -> list[_Taken]:
        """What each process that it started takes now."""
        assert self._process is not None
        found = []
        for child in self._process.children(recursive=True):
            with suppress(psutil.Error):
                times = child.cpu_times()
                found.append(_Taken(times.user + times.system, _added(child)))
        return found


@frozen
class _Taken:
    """Seconds of work and bytes of memory."""

    work: float
    memory: int


def _added(child: psutil.Process) -> int:
    """The memory that a process takes beside the others: a fork has that of its parent as well."""
    if sys.platform == "linux":
        return int(child.memory_full_info().uss)
    return int(child.memory_info().rss)


class _Fork:
    """A fork of this process that works."""

    def __init__(self, room: str) -> None:
        asked, asking = os.pipe()
        telling, told = os.pipe()
        # to look for lost cycles among what both have would write to all of it, and so copy it
        gc.freeze()
        self.pid = os.fork()
        if not self.pid:
            try:
                os.setsid()
                os.close(asking)
                os.close(telling)
                os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), room))
                tempfile.tempdir = room
                work(asked, told, room)
            finally:
                os._exit(1)
        os.close(asked)
        os.close(told)
        self.stdin: IO[bytes] = os.fdopen(asking, "wb")
        self.stdout: IO[bytes] = os.fdopen(telling, "rb")
        self._code: int | None = None

    def poll(self) -> int | None:
        """How it ended; None while it works."""
        if self._code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self._code = os.waitstatus_to_exitcode(status) if pid else None
        return self._code

    def wait(self) -> int:
        """How it ended, when it has."""
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._code

    def kill(self) -> None:
        """End it."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def _hear(pipe: IO[bytes], answers: SimpleQueue[Any]) -> None:
    """Hand on answers; None when no more can come."""
    try:
        with pipe:
            while True:
                answers.put(take(pipe))
    except Exception:
        answers.put(None)


def _end(process: subprocess.Popen[bytes] | _Fork) -> None:
    family: list[psutil.Process] = []
    with suppress(psutil.Error):
        family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    for one in family:
        with suppress(psutil.Error):
            one.kill()
    process.wait()
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
