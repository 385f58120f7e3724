"""Sizes and times of files, by which what did not change is passed over without reading it.

They differ from machine to machine, so that they stand beside the dataset and not in its manifest; where they
are missing, or differ, a hash decides.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, field

from extractors.frozen import frozen
from pipeline.ingest.inputs import files_of
from pipeline.locking import OWN
from pipeline.storage.address import Where

SEEN = f"{OWN}/seen.json"
# a file that was changed so shortly before may change again within the same tick of its clock
_FRESH = 2_000_000_000
# the name of a file, its size, when it was changed
Look = tuple[str, int, int]


@frozen
class Source:
    """The files of a notice as they were when it was read, and the hash of what was read."""

    read: str
    looks: tuple[Look, ...]


@frozen
class Seen:
    """What a run saw: `sources` by name, `written` files by path, `rows`: bytes by CSV file and notice."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    written: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def look_at(path: Where) -> tuple[Look, ...]:
    """Name, size and time of each file of a notice. Raises OSError."""
    return tuple((file.name, *size_and_time(file)) for file in files_of(path))


def settled(looks: tuple[Look, ...]) -> tuple[Look, ...]:
    """The same, or nothing where a file was changed just now."""
    latest = time.time_ns() - _FRESH
    return looks if all(changed < latest for _, _, changed in looks) else ()


def size_and_time(path: Where) -> tuple[int, int]:
    """Raises OSError."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def load_seen(dataset: Where) -> Seen:
    """What the last run saw; nothing where that is not told or is damaged."""
    try:
        told = json.loads((dataset / SEEN).read_text("utf-8"))
        return Seen(
            {
                name: Source(one["read"], tuple(map(_look, one["looks"])))
                for name, one in told["sources"].items()
            },
            {path: (int(size), int(changed)) for path, (size, changed) in told["written"].items()},
            {table: tuple(map(int, sizes)) for table, sizes in told["rows"].items()},
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Seen()


def seen_text(seen: Seen) -> str:
    """The text of the file."""
    return json.dumps(asdict(seen), ensure_ascii=False, separators=(",", ":")) + "\n"


def _look(told: Iterable[object]) -> Look:
    name, size, changed = told
    return str(name), int(str(size)), int(str(changed))
