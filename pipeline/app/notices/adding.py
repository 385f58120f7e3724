"""Files that were dropped on the page, stored among the notices: by safe names, none of them twice."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Literal

from extractors.frozen import frozen
from extractors.limits import limits
from pipeline.ingest.inputs import is_annex, may_be_notice
from pipeline.locking import locked, own_place
from pipeline.project.place import Place

# what no system has in a name, and names that Windows keeps for itself
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_KEPT = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)
# folders of a path that are kept, and bytes of a name: a file system takes 255
_DEEP, _LONG = 4, 180
_CHUNK = 1 << 20

Fate = Literal["added", "renamed", "same", "unknown", "large", "empty", "failed"]


@frozen
class Added:
    """What became of a file: `name` as it was sent, `other` as it is stored, or that it equals."""

    name: str
    outcome: Fate
    other: str = ""

    @property
    def stored(self) -> bool:
        """Whether it is among the notices now."""
        return self.outcome in {"added", "renamed"}


def store(project: Place, sent: Iterable[tuple[str, IO[bytes]]]) -> Iterator[Added]:
    """Stores each file below the folder of notices; the name of the sender is no path. Raises OSError."""
    folder = folder_of(project)
    folder.mkdir(parents=True, exist_ok=True)
    for given, data in sent:
        parts = safe_parts(given)
        name = "/".join(parts)
        meant = may_be_notice(parts[-1]) if parts else None
        if meant is None:
            continue
        if not meant:
            yield Added(name, "unknown")
            continue
        try:
            yield _stored(project, folder, name, parts, data)
        except OSError as error:
            yield Added(name, "failed", error.strerror or type(error).__name__)


def folder_of(project: Place) -> Path:
    """The folder that notices are added to: the first of the sources that is one, or could be."""
    return next((one for one in project.sources if not one.is_file()), project.root / "notices")


def _stored(project: Place, folder: Path, name: str, parts: tuple[str, ...], data: IO[bytes]) -> Added:
    """Written beside the notices first, so that no run reads the half of it."""
    hashed, size, most = hashlib.sha256(), 0, limits().file_megabytes * 2**20
    with NamedTemporaryFile(dir=own_place(project.root), prefix="adding-", delete=False) as fresh:
        kept = Path(fresh.name)
        try:
            while chunk := data.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    return Added(name, "large", str(limits().file_megabytes))
                hashed.update(chunk)
                fresh.write(chunk)
            fresh.close()
            if not size:
                return Added(name, "empty")
            with locked(folder, leaves_nothing=True):
                if same := _same(folder, parts, size, hashed.hexdigest()):
                    return Added(name, "same", same.relative_to(folder).as_posix())
                place = _free(folder.joinpath(*parts))
                place.parent.mkdir(parents=True, exist_ok=True)
                kept.chmod(0o644)
                shutil.move(kept, place)
            other = place.relative_to(folder).as_posix()
            return Added(name, "added" if place.name == parts[-1] else "renamed", other)
        finally:
            with suppress(OSError):
                kept.unlink()


def _same(folder: Path, parts: tuple[str, ...], size: int, sha256: str) -> Path | None:
    """A file with the same bytes; an annex may be that of two notices, and is the same only in its place."""
    own = folder.joinpath(*parts)
    places = [own] if is_annex(parts[-1]) and len(parts) > 1 else _files(folder)
    for path in places:
        with suppress(OSError):
            if path.stat().st_size == size:
                with path.open("rb") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                        return path
    return None


def _files(folder: Path) -> Iterator[Path]:
    for here, below, names in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".")]
        yield from (Path(here, name) for name in names if may_be_notice(name))


def _free(path: Path) -> Path:
    """The path, or one beside it that is free: 通知 (2).pdf."""
    place, count = path, 1
    while place.exists() or place.is_symlink():
        count += 1
        place = path.with_name(f"{path.stem} ({count}){path.suffix}")
    return place


def safe_parts(given: str) -> tuple[str, ...]:
    """The folders and the name of a file as it may be stored; nothing of it leads upward or elsewhere."""
    parts = (_safe(part) for part in re.split(r"[/\\]", unicodedata.normalize("NFC", given)))
    whole = [part for part in parts if part]
    return (*whole[:-1][-_DEEP:], *whole[-1:])


def _safe(part: str) -> str:
    """A name without what a system may not have or would not show; empty for `..` and the like."""
    name = _UNFIT.sub("_", part.encode("utf-8", "replace").decode()).strip().rstrip(". ")
    if not name.strip("."):
        return ""
    if _KEPT.fullmatch(name):
        name = f"_{name}"
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix.encode()) > 10:
        stem, dot, suffix = name, "", ""
    return _cut(stem, _LONG - len((dot + suffix).encode())) + dot + suffix


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
