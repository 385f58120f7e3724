"""What the notices of a dataset were read from, so that the next run reads only what has changed.

It stands in the dataset as `manifest.json`: settings, version of the code, and an entry for each notice. What
failed has no entry, as the reason may have lain outside the file (no LibreOffice, no memory).
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from pipeline.messages.languages import Lang

MANIFEST = "manifest.json"
_ROOT = Path(__file__).resolve().parents[2]
_PACKAGES = ("extractors", "normalizers", "pipeline")


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice of a dataset: the file as it was named, and hashes of what was read and of what was written.

    Where another file already had its id, `own_id` is what it would be called, `beside` that file.
    `corrections` is the version of the file of corrections that was applied; empty where there was none.
    """

    notice_id: str
    file: str
    read: str
    written: str
    own_id: str
    beside: str
    corrections: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a dataset is made of: files and folders of notices, and the folder of corrections, if any."""

    sources: tuple[Path, ...] = ()
    corrections: Path | None = None


UNKNOWN = Origin()


@dataclass(frozen=True, slots=True)
class Manifest:
    """How a dataset was made, of what, and its notices in their order.

    `sources` and `corrections` are paths from the folder of the dataset (`../notices`), so that they hold
    wherever both are moved to.
    """

    lang: Lang
    verify: bool
    code: str
    notices: tuple[Entry, ...]
    sources: tuple[str, ...] = ()
    corrections: str = ""

    def origin(self, dataset: Path) -> Origin:
        """The paths of what it was made of, seen from here."""
        sources = tuple(_normal(dataset / one) for one in self.sources)
        return Origin(sources, _normal(dataset / self.corrections) if self.corrections else None)

    def settings(self) -> tuple[str, bool, str]:
        """All but the files that decides what comes out."""
        return self.lang, self.verify, self.code

    def by_source(self) -> dict[tuple[str, str], list[Entry]]:
        """The entries by name and hash of what was read; a name can come twice."""
        found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self.notices:
            found[entry.file, entry.read].append(entry)
        return dict(found)


def load_manifest(out: Path) -> Manifest | None:
    """The manifest of the dataset in `out`; None when there is none or it is damaged."""
    try:
        told = json.loads((out / MANIFEST).read_text("utf-8"))
        entries = tuple(Entry(**{name: str(value) for name, value in one.items()}) for one in told["notices"])
        sources = tuple(map(str, told.get("sources", ())))
        corrections = str(told.get("corrections", ""))
        return Manifest(told["lang"], told["verify"], told["code"], entries, sources, corrections)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write it; the same manifest gives the same bytes. Raises OSError when it cannot be written."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", "utf-8", newline="\n")


def seen_from(dataset: Path, path: Path) -> str:
    """A path as a manifest holds it; empty where none leads there: on Windows, from another drive."""
    try:
        return Path(os.path.relpath(path.resolve(), dataset.resolve())).as_posix()
    except ValueError:
        return ""


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
