"""The reading process: takes tasks, gives their results, and ends with who started it."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from pickle import PickleError
from queue import SimpleQueue
from threading import Thread
from time import process_time
from typing import IO, Any, NoReturn

from extractors.limits import LIMITS, Limits, limited
from pipeline.workers.frames import put, take

Task = tuple[Limits, Callable[[], object]]


def main(room: str, *ahead: str) -> None:
    """The program: `room` is its folder of temporary files, the modules `ahead` are imported at once."""
    # notices make many objects and hardly a cycle of them
    gc.set_threshold(100_000, 10, 10)
    work(os.dup(0), os.dup(1), room, ahead)


def work(taken: int, given: int, room: str, ahead: tuple[str, ...] = ()) -> None:
    """Work until nobody asks any more, by these two pipes; what a library prints goes nowhere."""
    asked, answers = os.fdopen(taken, "rb"), os.fdopen(given, "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    # where memory runs out, the system is to take this process and not the one that writes the dataset
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")
    tasks: SimpleQueue[Task] = SimpleQueue()
    idle: SimpleQueue[int] = SimpleQueue()
    Thread(target=_listen, args=(asked, tasks, idle, room), daemon=True).start()

    def spare() -> int:
        put(answers, ("spare", 0))
        return idle.get()

    for name in ahead:
        import_module(name)
    while True:
        limits, task = tasks.get()
        _not_beyond(limits.seconds)
        answer = _done(limits, task, lambda what, figure: put(answers, (what, figure)), spare)
        try:
            put(answers, answer)
        except OSError:  # who asked is gone, and `_listen` is about to end this
            return
        except Exception as error:
            put(answers, ("raised", TypeError(str(error))))
        del task, answer


def _done(
    limits: Limits, task: Callable[[], object], tell: Callable[[str, int], None], spare: Callable[[], int]
) -> tuple[str, Any]:
    def more(seconds: int) -> None:
        _not_beyond(seconds + limits.seconds)
        tell("granted", seconds)

    try:
        with limited(limits, more, partial(tell, "page"), spare):
            return "done", task()
    except Exception as error:
        return "raised", error


def _listen(asked: IO[bytes], tasks: SimpleQueue[Task], idle: SimpleQueue[int], room: str) -> None:
    """Hand on tasks, and how many are idle; when who asks ends, however that may be, this process does."""
    try:
        while True:
            try:
                told = take(asked)
                if isinstance(told, int):
                    idle.put(told)
                else:
                    tasks.put(told)
            except (AttributeError, ImportError, TypeError, PickleError) as error:
                # what is no function of a module cannot be asked for here
                tasks.put((LIMITS, partial(_raise, TypeError(str(error)))))
    except BaseException:
        shutil.rmtree(room, ignore_errors=True)
        os._exit(0)


def _raise(error: Exception) -> NoReturn:
    raise error


def _not_beyond(seconds: int) -> None:
    """A last limit of work, for a pattern that never ends while nobody watches any more; not on Windows."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        wanted = int(process_time()) + 10 * seconds
        resource.setrlimit(resource.RLIMIT_CPU, (wanted if most < 0 else min(wanted, most), most))
