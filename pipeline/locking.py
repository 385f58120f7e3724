"""One writer at a time: a lock on a folder, which the system takes back when its holder dies."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from extractors.frozen import frozen
from pipeline.messages.languages import Lang
from pipeline.storage.address import Address, Where
from pipeline.storage.lease import Lease

# what a dataset or a folder of corrections keeps for itself; it is no part of the data
OWN = ".rubrics"
# seconds to wait for another writer, where nothing else is said
WAIT = 600.0


@frozen
class Holder:
    """Who writes: the process, its machine, since when."""

    pid: int = 0
    host: str = "?"
    since: str = "?"


class Held(OSError):
    """Another process writes there, and went on longer than was waited for."""

    def __init__(self, folder: Where, holder: Holder, waited: float) -> None:
        """With who it is."""
        super().__init__(f"{folder} is held by process {holder.pid} on {holder.host} since {holder.since}")
        self.folder, self.holder, self.waited = folder, holder, waited


def why_held(error: Held, lang: Lang) -> str:
    """Who has what was to be written, for a person."""
    from pipeline.messages.words import say

    return say("run.held", lang, folder=error.folder, seconds=f"{error.waited:g}", **asdict(error.holder))


Waits = Callable[[Holder, float], None]
# how a lock is waited for: how long, and whom it is told
_PATIENCE: ContextVar[tuple[float, Waits | None]] = ContextVar("patience", default=(WAIT, None))
_HELD: ContextVar[frozenset[str]] = ContextVar("held", default=frozenset())


@contextmanager
def patience(seconds: float, told: Waits | None = None) -> Iterator[None]:
    """Within it locks are waited for so long; `told` is called once before the wait for each."""
    token = _PATIENCE.set((seconds, told))
    try:
        yield
    finally:
        _PATIENCE.reset(token)


@contextmanager
def locked(folder: Where, *, leaves_nothing: bool = False) -> Iterator[None]:
    """Within it no other process and no other thread is in here with this folder; it may be entered again.

    The lock stands in the own place of the folder, or where that is none, beside its files, and goes again.
    A storage has no locks: there it is a lease that its holder renews. Raises Held, or OSError where the
    folder cannot be written.
    """
    if isinstance(folder, Address):
        with _leased(folder):
            yield
        return
    key = str(folder.resolve())
    if key in _HELD.get():
        yield
        return
    if leaves_nothing:
        folder.mkdir(parents=True, exist_ok=True)
        files = _Files(folder / f"{OWN}.lock", folder / f"{OWN}.holder.json")
    else:
        place = own_place(folder)
        files = _Files(place / "lock", place / "holder.json")
    with _acquired(folder, files):
        token = _HELD.set(_HELD.get() | {key})
        who = _this_process()
        files.holder.write_text(json.dumps(asdict(who)), "utf-8")
        try:
            yield
        finally:
            _HELD.reset(token)
            with suppress(OSError):
                files.holder.unlink()
            # who waits for a lock whose file is gone asks for a new one; Windows keeps an open file
            if leaves_nothing:
                with suppress(OSError):
                    files.lock.unlink()


@contextmanager
def _leased(folder: Address) -> Iterator[None]:
    seconds, told = _PATIENCE.get()
    lease = Lease(folder / OWN / "lease.json", asdict(_this_process()))
    if not lease.take(0):
        if told:
            told(_holder(lease.holder()), seconds)
        if not lease.take(seconds):
            raise Held(folder, _holder(lease.holder()), seconds)
    with lease.kept():
        yield


def _this_process() -> Holder:
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    return Holder(os.getpid(), socket.gethostname(), since)


def _holder(told: Any) -> Holder:
    try:
        return Holder(**told)
    except TypeError:
        return Holder()


@frozen
class _Files:
    lock: Path
    holder: Path

    def told(self) -> Holder:
        try:
            return _holder(json.loads(self.holder.read_text("utf-8")))
        except (OSError, ValueError):
            return Holder()


@contextmanager
def _acquired(folder: Path, files: _Files) -> Iterator[None]:
    from filelock import FileLock, Timeout

    seconds, told = _PATIENCE.get()
    lock = FileLock(files.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if told:
            told(files.told(), seconds)
        try:
            lock.acquire(timeout=seconds)
        except Timeout:
            raise Held(folder, files.told(), seconds) from None
    try:
        yield
    finally:
        lock.release()


def own_place(folder: Path) -> Path:
    """The folder in which `folder` keeps what is no data; version control passes it over. Raises OSError."""
    place = folder / OWN
    if not place.is_dir():
        place.mkdir(parents=True, exist_ok=True)
        (place / ".gitignore").write_text("*\n", "utf-8")
    return place
