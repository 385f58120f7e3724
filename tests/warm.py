"""Reading processes of tests, forked from one that has its modules: each is a process of its own as ever.

A program that starts anew spends half a second on imports before it reads its first file, and nearly every test of a
command or of the app reads one. Who takes the fixture `cold` starts them as people do, each with its own order of sets;
`tests/test_workers.py` shows that both are the same to who uses them.
"""

from __future__ import annotations

import atexit
import gc
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, Any, NoReturn

import pytest

from pipeline.workers.child import work
from pipeline.workers.process import Reader

_SERVE = "import sys; sys.path[:] = {path!r}; from tests.warm import serve; serve({at})"
_MOST = 1 << 16  # bytes of an order: an environment
COLD = Reader._program


class Warm:
    """A process that has read and written a notice, and forks when it is asked; started when it is first needed."""

    def __init__(self) -> None:
        """Nothing is started yet."""
        self._asking = threading.Lock()

    @cached_property
    def _line(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            at = theirs.fileno()
            code = _SERVE.format(path=sys.path, at=at)
            self._process = subprocess.Popen([sys.executable, "-P", "-c", code], pass_fds=[at])
        return ours

    def asked(self, *words: object, pipes: tuple[int, ...] = ()) -> Any:
        """The answer to an order."""
        with self._asking:
            socket.send_fds(self._line, [pickle.dumps(words)], pipes)
            return pickle.loads(self._line.recv(_MOST))

    def reader(self, room: str) -> Fork:
        """A reading process; `room` is its folder of temporary files."""
        asked, asking = os.pipe()
        telling, told = os.pipe()
        settings = os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), room)
        pid = self.asked("fork", room, str(Path.cwd()), dict(settings), pipes=(asked, told))
        os.close(asked)
        os.close(told)
        return Fork(self, pid, os.fdopen(asking, "wb"), os.fdopen(telling, "rb"))

    def close(self) -> None:
        """End it, if it was started."""
        if "_line" in self.__dict__:
            self._line.close()
            # forks of this process may hold the other end too
            self._process.kill()
            self._process.wait()


class Fork:
    """A reading process, as `Reader` has it of a program that it starts."""

    def __init__(self, of: Warm, pid: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        """`of` is who waits for it, as it is its child."""
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self._of = of
        self._code: int | None = None

    def poll(self) -> int | None:
        """How it ended; None while it works."""
        if self._code is None:
            self._code = self._of.asked("ended", self.pid, os.WNOHANG)
        return self._code

    def wait(self) -> int:
        """How it ended, when it has."""
        if self._code is None:
            self._code = self._of.asked("ended", self.pid, 0)
        assert self._code is not None
        return self._code

    def kill(self) -> None:
        """End it."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def serve(at: int) -> None:
    """The program: forks when it is asked on this socket, until nobody can ask any more."""
    import pipeline.cluster.tasks  # noqa: F401
    from pipeline.contract.formats import FORMATS
    from pipeline.dataset.staged import staged
    from pipeline.ingest.run import ingest
    from tests.forest import written

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started it
    with tempfile.TemporaryDirectory() as folder:
        staged(ingest(written(Path(folder)), lang="en"), FORMATS, "en")
    # those that Arrow and numpy have started know of forks
    assert threading.active_count() == 1, "what is forked has one thread"
    with socket.socket(fileno=at) as line:
        while True:
            order, pipes, _, _ = socket.recv_fds(line, _MOST, 2)
            if not order:
                return
            answer: int | None
            match pickle.loads(order):
                case "fork", str(room), str(folder), dict(settings):
                    answer = os.fork()
                    if not answer:
                        line.close()
                        _read(pipes, room, folder, settings)
                    for pipe in pipes:
                        os.close(pipe)
                case "ended", int(pid), int(how):
                    found, status = os.waitpid(pid, how)
                    answer = os.waitstatus_to_exitcode(status) if found else None
            line.send(pickle.dumps(answer))


def _read(pipes: Sequence[int], room: str, folder: str, settings: dict[str, str]) -> NoReturn:
    """What a fork does: it takes the settings of who asked for it, and works."""
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(settings)
        os.chdir(folder)
        tempfile.tempdir = room
        gc.set_threshold(100_000, 10, 10)
        work(*pipes, room)
    finally:
        os._exit(1)


@contextmanager
def warmed() -> Iterator[None]:
    """Whoever starts a reading process is given a fork, where the system has good ones (Linux)."""
    if sys.platform != "linux":
        yield
        return
    warm, own = Warm(), os.getpid()

    def program(reader: Reader) -> Any:
        # what is a fork itself would ask in between
        return warm.reader(reader._room) if os.getpid() == own else COLD(reader)

    # some readers stay until this process ends, and are ended by who forked them
    atexit.register(warm.close)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "_program", program)
        yield
