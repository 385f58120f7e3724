"""What a reading process is asked to do in tests; it imports this, and nothing that only tests need."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path

from extractors.limits import limits


def square(number: int) -> int:
    return number * number


def fault() -> None:
    raise KeyError("甲")


def pages() -> int:
    return limits().pages


def fill_memory() -> None:
    held = []
    while True:
        held.append(bytearray(10**7))


def never_end() -> None:
    while True:
        pass


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def crash_once(mark: Path) -> str:
    if mark.exists():
        return "read"
    mark.touch()
    os._exit(3)


def leave_a_file() -> str:
    """The folder of temporary files, with one in it."""
    name = tempfile.mkdtemp()
    Path(name, "left").touch()
    return tempfile.gettempdir()


def leave_a_file_and_crash(told: Path) -> None:
    told.write_text(leave_a_file())
    os._exit(3)
