"""New files in place of old ones, all or none of them, whenever the process or the machine stops.

They are written beside the dataset and synced; a journal of the renames is written and synced; then they are
renamed, and the journal goes. Who opens a dataset that has a journal ends what it says. Old files wait beside
it until then, so that a rename that the system refuses (a workbook that is open in Excel) is undone.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import TypeVar

from pipeline.contract.formats import FORMATS
from pipeline.ingest.manifest import MANIFEST
from pipeline.ingest.seen import SEEN
from pipeline.locking import OWN, locked, own_place

JOURNAL, NEW, _OLD, _BESIDE = "journal.json", "new", "old", "beside"
# where contract 1 wrote
_BEFORE = ".rubrics-writing"
# the syncs of files that are under way at once
_SYNCS = 8
# the files of a dataset that stand in none of its folders
_FILES = frozenset({"datapackage.json", MANIFEST})
_TRIES = 20
Read = TypeVar("Read")


class Swap:
    """Files on their way into a dataset; to be used under its lock."""

    def __init__(self, dataset: Path) -> None:
        """Ends what an earlier run has left. Raises OSError."""
        complete(dataset)
        self._dataset, self._place = dataset, own_place(dataset)
        clear(dataset)
        self.new, self.beside = self._place / NEW, self._place / _BESIDE
        self.new.mkdir()
        self.beside.mkdir()

    def file(self, path: str) -> Path:
        """Where to write a file of the dataset."""
        fresh = self.new / path
        fresh.parent.mkdir(parents=True, exist_ok=True)
        return fresh

    def close(self) -> None:
        """Take away what was not put in place; what a journal still speaks of stays."""
        if not (self._place / JOURNAL).exists():
            clear(self._dataset)

    def commit(self, moves: Iterable[str], removals: Iterable[str]) -> None:
        """Put the files `moves` in place, the last one last, and take `removals` away.

        Raises OSError; the dataset is as it was then.
        """
        paths = list(moves)
        if links := _not_ours(self._dataset, paths):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str((self._dataset / links[0]).parent))
        folders = {(self.new / path).parent for path in paths}
        with ThreadPoolExecutor(_SYNCS) as pool:
            list(pool.map(_sync, [*(self.new / path for path in paths), *folders]))
        journal = {"moves": paths, "removals": sorted(removals)}
        fresh = self._place / f"{JOURNAL}.writing"
        fresh.write_text(json.dumps(journal, ensure_ascii=False), "utf-8")
        _sync(fresh)
        fresh.replace(self._place / JOURNAL)
        _sync(self._place)
        complete(self._dataset)


def complete(dataset: Path) -> None:
    """End the renames of a journal, where there is one; to be used under the lock of the dataset.

    Raises OSError where one is refused; what was done of them is undone then.
    """
    place = dataset / OWN
    try:
        told = json.loads((place / JOURNAL).read_text("utf-8"))
        moves, removals = list(map(str, told["moves"])), list(map(str, told["removals"]))
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(place) from error
    if _not_ours(dataset, [*moves, *removals]):
        raise _damaged(place)
    ways = [_Way(dataset, place, path, arrives=False) for path in removals]
    # the manifest, the last that arrives, tells readers that all is done
    ways += [_Way(dataset, place, path, arrives=True) for path in moves]
    try:
        for way in ways:
            way.go()
    except OSError:
        for way in reversed(ways):
            way.come_back()
        _end(place)
        raise
    for folder in {(dataset / path).parent for path in (*moves, *removals)}:
        _sync(folder)
    _end(place)
    clear(dataset)
    for path in removals:
        _without_empty(dataset, (dataset / path).parent)


def _damaged(place: Path) -> OSError:
    return OSError(errno.EINVAL, "damaged; take it away and run `rubrics ingest`", str(place / JOURNAL))


def _not_ours(dataset: Path, paths: Collection[str]) -> list[str]:
    """Those of some files that stand elsewhere, as a folder is a link, or are none of a dataset."""
    root = dataset.resolve()
    folders = {(dataset / path).parent for path in paths}
    within = {folder for folder in folders if folder.resolve().is_relative_to(root)}
    return [
        path
        for path in paths
        if path != SEEN and not (is_of_dataset(path) and (dataset / path).parent in within)
    ]


def is_of_dataset(path: str) -> bool:
    """Whether a file stands in a dataset: one from elsewhere may name files of its reader in its journal."""
    parts = PurePosixPath(path).parts
    known = parts[:1] == (path,) if path in _FILES else parts[:1] and parts[0] in FORMATS
    return path == SEEN or bool(known and ".." not in parts)


class _Way:
    """The way of one file; each step may have been done before, and the process ended behind it."""

    def __init__(self, dataset: Path, place: Path, path: str, *, arrives: bool) -> None:
        self.now, self.new, self.old = dataset / path, place / NEW / path, place / _OLD / path
        self.arrives = arrives

    def go(self) -> None:
        if self.arrives and not self.new.exists():
            return
        if _is_there(self.now) and not _is_there(self.old):
            self.old.parent.mkdir(parents=True, exist_ok=True)
            self.now.rename(self.old)
        if self.arrives:
            self.now.parent.mkdir(parents=True, exist_ok=True)
            self.new.rename(self.now)

    def come_back(self) -> None:
        if self.arrives and not self.new.exists() and _is_there(self.now):
            self.now.rename(self.new)
        if _is_there(self.old):
            self.old.rename(self.now)


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _end(place: Path) -> None:
    (place / JOURNAL).unlink()
    _sync(place)


def clear(dataset: Path) -> None:
    """Take away what a run has left beside the dataset; to be used under its lock, without a journal."""
    for left in (*(dataset / OWN / name for name in (NEW, _OLD, _BESIDE)), dataset / _BEFORE):
        shutil.rmtree(left, ignore_errors=True)


def _without_empty(dataset: Path, folder: Path) -> None:
    """A folder of the dataset that holds nothing any more goes too."""
    while folder != dataset and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _sync(path: Path) -> None:
    """Have the disk hold a file, or the names in a folder. Raises OSError."""
    if path.is_dir():
        if sys.platform == "win32":  # which opens no folders
            return
        handle = os.open(path, os.O_RDONLY)
    else:
        handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---- readers


def steady(dataset: Path, read: Callable[[], Read]) -> Read:
    """What `read` gives of a dataset, all of one run: read again where another run came between.

    A dataset whose run was killed between its renames is completed first. Raises what `read` raises, and
    OSError where it cannot be completed or a run never ends.
    """
    for _ in range(_TRIES):
        before = generation(dataset)
        try:
            made = read()
        except (OSError, ValueError):
            if _is(dataset, before):
                raise
            continue
        if _is(dataset, before):
            return made
    raise OSError(f"{dataset} is written again and again")


def generation(dataset: Path) -> tuple[int, ...]:
    """What tells one run from the next: each puts a new manifest in place."""
    if (dataset / OWN / JOURNAL).exists():
        with locked(dataset):
            complete(dataset)
    try:
        found = (dataset / MANIFEST).stat()
    except FileNotFoundError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _is(dataset: Path, before: tuple[int, ...]) -> bool:
    return not (dataset / OWN / JOURNAL).exists() and generation(dataset) == before
