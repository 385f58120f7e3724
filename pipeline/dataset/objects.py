"""New files in place of old ones in a storage of objects, which knows neither renames nor syncs.

A journal is written when all new files are there; then they are copied to their places, several at once, and
the journal goes. Who finds a journal copies again: a copy that was done already does no harm.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor

from pipeline.dataset.swap import JOURNAL, NEW, is_of_dataset
from pipeline.ingest.manifest import MANIFEST
from pipeline.locking import OWN
from pipeline.storage.address import Address

# requests that are under way at once
_AT_ONCE = 32


class Objects:
    """Files on their way into a dataset of a storage; to be used under its lock."""

    def __init__(self, dataset: Address) -> None:
        """Ends what an earlier run has left. Raises OSError."""
        complete_objects(dataset)
        self._dataset, self.new = dataset, dataset / OWN / NEW
        self.close()

    def file(self, path: str) -> Address:
        """Where to write a file of the dataset."""
        return self.new / path

    def close(self) -> None:
        """Take away what was not put in place; what a journal still speaks of stays."""
        if not (self._dataset / OWN / JOURNAL).exists():
            remove_below(self.new)

    def commit(self, moves: Collection[str], removals: Collection[str]) -> None:
        """Put the files `moves` in place, the last one last, and take `removals` away. Raises OSError."""
        journal = {"moves": list(moves), "removals": sorted(removals)}
        text = json.dumps(journal, ensure_ascii=False)
        (self._dataset / OWN / JOURNAL).write_text(text, "utf-8")
        complete_objects(self._dataset)


def complete_objects(dataset: Address) -> None:
    """End what a journal says, where there is one; to be used under the lock of the dataset.

    Raises OSError.
    """
    journal, new = dataset / OWN / JOURNAL, dataset / OWN / NEW
    try:
        told = json.loads(journal.read_text("utf-8"))
        moves, removals = list(map(str, told["moves"])), list(map(str, told["removals"]))
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(journal) from error
    if not all(map(is_of_dataset, (*moves, *removals))):
        raise _damaged(journal)
    there = new.below()
    _each(lambda path: (dataset / path).unlink(missing_ok=True), removals)
    # the manifest, the last that arrives, tells readers that all is done
    for paths in ([path for path in moves if path != MANIFEST], [MANIFEST] if MANIFEST in moves else []):
        _each(lambda path: (new / path).copy_to(dataset / path), [path for path in paths if path in there])
    remove_below(new)
    journal.unlink(missing_ok=True)


def remove_below(folder: Address) -> None:
    """Take all files below a folder away. Raises OSError."""
    _each(lambda path: (folder / path).unlink(missing_ok=True), folder.below())


def _each(do: Callable[[str], None], paths: Iterable[str]) -> None:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(do, paths):
            pass


def _damaged(journal: Address) -> OSError:
    return OSError(errno.EINVAL, "damaged; take it away and run `rubrics ingest`", str(journal))
