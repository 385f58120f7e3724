"""What a dataset holds and what it was read from, so that the next run reads only what has changed.

It stands in the dataset as `manifest.json`: settings, version of the code, an entry for each notice, and the
hash of each file. It is written last of all files, so that a reader can tell by it that a run came between.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from extractors.frozen import frozen
from normalizers.records import TABLES
from pipeline.contract.formats import FORMATS, Format
from pipeline.ingest.brief import Brief
from pipeline.messages.languages import Lang
from pipeline.storage.address import Address, Where, is_address, way

MANIFEST = "manifest.json"
_IN_BUCKET = 64
# more files than these are slower to open than a larger part is to read: ten million notices would have four
# million files. Beyond them (260,000 notices) the parts grow.
_BUCKETS = 4096
_ROOT = Path(__file__).resolve().parents[2]
_PACKAGES = ("extractors", "normalizers", "pipeline")


@frozen
class Entry:
    """A notice of a dataset: the file as it was named, a hash of what was read, and its figures.

    `read` is empty where it is to be read again: it failed, and the reason may have lain outside the file (no
    LibreOffice, no memory). Where another file already had its id, `own_id` is what it would be called,
    `beside` that file. `corrections` is the version of the file of corrections that was applied; empty where
    there was none.
    """

    notice_id: str
    file: str
    read: str
    own_id: str
    beside: str
    corrections: str
    brief: Brief


@frozen
class Origin:
    """What a dataset is made of: files and folders of notices, and the folder of corrections, if any."""

    sources: tuple[Path, ...] = ()
    corrections: Path | None = None


UNKNOWN = Origin()


@frozen
class Manifest:
    """How a dataset was made, of what, and its notices in their order.

    `sources` and `corrections` are paths from the folder of the dataset (`../notices`), so that they hold
    wherever both are moved to. `formats` are those that were asked for, `buckets` the parts that the tables
    of Parquet have, `files` all files but this one, each with its SHA-256.
    """

    lang: Lang
    verify: bool
    code: str
    notices: tuple[Entry, ...]
    sources: tuple[str, ...] = ()
    corrections: str = ""
    formats: tuple[Format, ...] = FORMATS
    buckets: int = 1
    files: Mapping[str, str] = field(default_factory=dict)

    def origin(self, dataset: Path) -> Origin:
        """The paths of what it was made of, seen from here."""
        here = dataset.resolve()
        sources = tuple(_normal(here / one) for one in self.sources if not is_address(one))
        return Origin(sources, _normal(here / self.corrections) if self.corrections else None)

    def settings(self) -> tuple[str, bool, str]:
        """All but the files that decides what comes out."""
        return self.lang, self.verify, self.code

    def by_name(self) -> dict[str, list[Entry]]:
        """The entries by the name of their file; a name can come twice."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.notices:
            found[entry.file].append(entry)
        return dict(found)

    def holding(self, entry: Entry, formats: Collection[Format]) -> Iterator[str]:
        """The files of these formats that hold a notice: its own, and those of its bucket."""
        for form in ("json", "xlsx"):
            if form in formats:
                yield own_path(entry.notice_id, form)
        if "parquet" in formats:
            bucket = bucket_of(entry.file, self.buckets)
            yield from (bucket_path(table, bucket, self.buckets) for table in TABLES)


def load_manifest(out: Where) -> Manifest | None:
    """The manifest of the dataset in `out`; None when there is none or it is damaged."""
    try:
        told = json.loads((out / MANIFEST).read_text("utf-8"))
        if told.pop("sha256") != _hash(told):  # what it says decides what is not read again
            return None
        return Manifest(
            lang=told["lang"],
            verify=told["verify"],
            code=told["code"],
            notices=tuple(map(entry_told, told["notices"])),
            sources=tuple(map(str, told["sources"])),
            corrections=str(told["corrections"]),
            formats=tuple(form for form in FORMATS if form in told["formats"]),
            buckets=int(told["buckets"]),
            files={str(path): str(hashed) for path, hashed in told["files"].items()},
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def entry_told(told: dict[str, Any]) -> Entry:
    """An entry as JSON tells it. Raises KeyError, TypeError."""
    figures = dict(told["brief"])
    for name in ("series", "offered", "findings"):
        figures[name] = tuple(figures[name])
    texts = {name: str(value) for name, value in told.items() if name != "brief"}
    return Entry(**texts, brief=Brief(**figures))


def manifest_text(manifest: Manifest) -> str:
    """The text of the file; the same manifest gives the same bytes."""
    told = asdict(manifest)
    return json.dumps(told | {"sha256": _hash(told)}, ensure_ascii=False, indent=1) + "\n"


def _hash(told: Any) -> str:
    """By which a manifest is known to be as it was written."""
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode(errors="replace")).hexdigest()


def own_path(notice_id: str, form: Literal["json", "xlsx"]) -> str:
    """The file that holds one notice alone."""
    return f"{form}/{notice_id}.{form}"


def sheet_path(table: str) -> str:
    """The CSV file of a table."""
    return f"csv/{table}.csv"


def bucket_count(notices: int) -> int:
    """How many parts the tables of so many notices have: a power of two, so that few move when it grows."""
    count = 1
    while count * _IN_BUCKET < notices and count < _BUCKETS:
        count *= 2
    return count


def bucket_of(file: str, count: int) -> int:
    """The part in which a notice stands, by the name of its file: it is known before the file is read."""
    return int.from_bytes(hashlib.sha256(file.encode()).digest()[:8]) % count


def bucket_path(table: str, bucket: int, count: int) -> str:
    """The file of a part of a table, as Hive names it: `parquet/bands/bucket=07/part.parquet`."""
    return f"parquet/{table}/bucket={bucket:0{max(2, len(str(count - 1)))}}/part.parquet"


def seen_from(dataset: Where, path: Where) -> str:
    """A path as a manifest holds it; empty where none leads there: on Windows, from another drive.

    From another storage it is its address.
    """
    return way(path.resolve(), dataset.resolve()) or (path.url if isinstance(path, Address) else "")


def _normal(path: Path) -> Path:
    return Path(os.path.normpath(path))


def hash_of(parts: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 of names and bytes; no byte can move from one part to the next unnoticed."""
    whole = hashlib.sha256()
    for name, data in parts:
        for piece in (name.encode(errors="surrogateescape"), data):
            whole.update(len(piece).to_bytes(8))
            whole.update(piece)
    return whole.hexdigest()


@cache
def code_version() -> str:
    """A hash of all that reads and writes: own code and vocabulary, libraries, Python, LibreOffice."""
    from extractors.office.legacy import office_version

    files = (path for package in _PACKAGES for path in (_ROOT / package).rglob("*") if path.is_file())
    own = sorted(path for path in files if path.suffix != ".pyc")
    # a folder such as lxml-6.0.2.dist-info says name and version; reading what is in it takes far longer
    libraries = {path.name for place in sys.path for path in Path(place).glob("*.dist-info")}
    return hash_of(
        [
            *((path.relative_to(_ROOT).as_posix(), path.read_bytes()) for path in own),
            *((name, b"") for name in sorted(libraries)),
            ("python", sys.version.encode()),
            ("office", office_version().encode()),
        ]
    )
