"""What a run reads: the files and folders that were given, as notices with stable names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# formats that no reader takes yet are among them: a notice that is passed over would be a silent loss
_DOCUMENTS = frozenset(
    {
        ".pdf",
        ".docx",
        ".docm",
        ".doc",
        ".wps",
        ".rtf",
        ".odt",
        ".fodt",
        ".ofd",
        ".html",
        ".htm",
        ".xhtml",
        ".mht",
    }
    | {".mhtml", ".xml", ".txt", ".md", ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".et", ".ods"}
)
# what lies about in folders of notices and is none
_FURNITURE = frozenset({".py", ".pyc", ".ini", ".db", ".lnk", ".tmp"})
# Markdown is what OCR programs write, and what a folder says of itself
_ABOUT = frozenset({"readme.md", "changelog.md", "license.md", "licence.md", "contributing.md"})


@dataclass(frozen=True, slots=True)
class Inputs:
    """`notices`: path and name of each file to read, by name; `skipped`: names of what was passed over."""

    notices: tuple[tuple[Path, str], ...]
    skipped: tuple[str, ...]


def find_notices(inputs: Sequence[Path]) -> Inputs:
    """The notices of `inputs`: files as they are given, folders with all that is below them.

    A file of a folder is named by its path below that folder (below the folder that all given ones share,
    where there are several), so that a dataset does not depend on the machine. Hidden files, lock files
    (`~$…`), scripts and the like are left out; a suffix that no document has, or a folder that is itself a
    dataset, is left out and listed in `skipped`. Raises FileNotFoundError for what is not there.
    """
    for given in inputs:
        if not given.exists():
            raise FileNotFoundError(str(given))
    folders = [given for given in inputs if given.is_dir()]
    root = _shared(folders)
    found: dict[Path, tuple[Path, str]] = {}
    skipped: set[str] = set()
    for given in inputs:
        if not given.is_dir():
            found.setdefault(given.resolve(), (given, given.as_posix()))
    for folder in folders:
        for path, document in _walk(folder):
            name = Path(os.path.relpath(path, root)).as_posix()
            if document:
                found.setdefault(path.resolve(), (path, name))
            else:
                skipped.add(name)
    return Inputs(tuple(sorted(found.values(), key=lambda file: file[1])), tuple(sorted(skipped)))


def _shared(folders: Sequence[Path]) -> str:
    return os.path.commonpath([os.path.normpath(folder.absolute()) for folder in folders]) if folders else ""


def _walk(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Each file below `folder` that may be meant, and whether it can be a notice."""
    closed: list[OSError] = []
    for here, below, names in os.walk(folder, onerror=closed.append):
        if "datapackage.json" in names:
            below.clear()
            yield Path(here, "datapackage.json"), False
            continue
        below[:] = [name for name in below if not name.startswith((".", "__"))]
        for name in names:
            suffix = Path(name).suffix.lower()
            about = suffix in _FURNITURE or name.lower() in _ABOUT
            if not name.startswith((".", "~$")) and not about:
                yield Path(here, name), suffix in _DOCUMENTS
    for error in closed:
        yield Path(error.filename), False
