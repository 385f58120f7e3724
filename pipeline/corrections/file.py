"""The file of corrections of one document, `<sha256 of the document>.yaml`, read and written."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from pipeline.corrections.model import Changed, CorrectionFile, Unusable
from pipeline.corrections.text import dumped, read_text, rewritten, version_of
from pipeline.locking import locked
from pipeline.replacing import replacing

SUFFIX = ".yaml"
_NAME = re.compile(r"[0-9a-f]{64}")


def read(path: Path) -> CorrectionFile:
    """One file. Raises Unusable where it is not as `save` writes it, OSError."""
    if path.suffix != SUFFIX:
        raise Unusable("no-yaml-suffix")
    if not _NAME.fullmatch(path.stem):
        raise Unusable("no-sha256")
    return read_text(path.stem, _bytes(path))


def path_of(folder: Path, sha256: str) -> Path:
    """The file of a document. Raises ValueError for what is no sha256: it comes from outside."""
    if not _NAME.fullmatch(sha256):
        raise ValueError(sha256)
    return folder / f"{sha256}{SUFFIX}"


def version(folder: Path, sha256: str) -> str:
    """What the file of a document is by now; empty where there is none. Raises OSError."""
    path = path_of(folder, sha256)
    try:
        return version_of(_bytes(path)) if path.exists() else ""
    except Unusable as error:
        return str(error)


def _bytes(path: Path) -> bytes:
    """The bytes of a file; to open a pipe would wait for ever."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unusable("no-file")
    return path.read_bytes()


def save(folder: Path, file: CorrectionFile, seen: str) -> None:
    """Writes the corrections of a document; a file without any is taken away.

    `seen` is the version that the person saw. Raises Changed when it is another one by now, OSError,
    Unusable.
    """
    path = path_of(folder, file.sha256)
    # of two review servers none may write between the look of the other and its save
    with locked(folder, leaves_nothing=True):
        there = _bytes(path) if path.exists() else b""
        if (version_of(there) if there else "") != seen:
            raise Changed
        if not file.corrections and not file.considered:
            path.unlink(missing_ok=True)
            return
        with replacing(path) as fresh:
            fresh.write_text(rewritten(there, file) if there else dumped(file), "utf-8", newline="\n")
