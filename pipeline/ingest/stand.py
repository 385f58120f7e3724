"""What stands in a dataset: its manifest, and whether a file is as the last run wrote it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from normalizers.records import TABLES
from pipeline.contract.formats import FORMATS, Check
from pipeline.ingest.manifest import MANIFEST, Manifest, load_manifest, sheet_path
from pipeline.ingest.seen import Seen, load_seen, size_and_time
from pipeline.storage.address import Address, Where


@dataclass
class Stand:
    """A dataset as it stands there; one without a manifest of ours holds nothing.

    `looks` are sizes and times of the files that were asked for.
    """

    dataset: Where
    manifest: Manifest | None = None
    seen: Seen = field(default_factory=Seen)
    check: Check = "stat"
    looks: dict[str, tuple[int, int]] = field(default_factory=dict)
    _intact: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, dataset: Where, check: Check = "stat") -> Stand:
        """What is there now."""
        manifest = load_manifest(dataset)
        return cls(dataset, manifest, load_seen(dataset) if manifest else Seen(), check)

    def intact(self, path: str) -> bool:
        """Whether a file is there and nobody has changed it."""
        if path not in self._intact:
            self._intact[path] = self._is_intact(path)
        return self._intact[path]

    def has_sheets(self) -> bool:
        """Whether the CSV files are as they were written, and it is told where each notice stands in them."""
        manifest = self.manifest
        return manifest is not None and all(
            len(self.seen.rows.get(table, ())) == len(manifest.notices) and self.intact(sheet_path(table))
            for table in TABLES
        )

    def _is_intact(self, path: str) -> bool:
        told = self.manifest.files.get(path) if self.manifest else None
        if told is None:
            return False
        file = self.dataset / path
        try:
            self.looks[path] = size_and_time(file)
            if self.check == "stat" and self.seen.written.get(path) == self.looks[path]:
                return True
            return file_hash(file) == told
        except OSError:
            return False


def file_hash(path: Where) -> str:
    """The SHA-256 of a file. Raises OSError."""
    if isinstance(path, Address):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def own_files(dataset: Where) -> Iterator[str]:
    """The files of a dataset, whoever put them there: what lies in its folders belongs to it."""
    for form in FORMATS:
        yield from (f"{form}/{path}" for path in _files_below(dataset / form))
    for name in ("datapackage.json", MANIFEST):
        if (dataset / name).is_file():
            yield name


def _files_below(folder: Where) -> Iterator[str]:
    if isinstance(folder, Address):
        yield from folder.below()
        return
    # what a link leads to lies elsewhere
    for path in () if folder.is_symlink() else folder.rglob("*"):
        # what Excel keeps beside a workbook that is open
        if not path.name.startswith((".", "~$")) and (path.is_symlink() or path.is_file()):
            yield path.relative_to(folder).as_posix()
