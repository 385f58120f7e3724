"""The notices of a project: the files below its sources, and from which of them a notice was read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from normalizers.records import Notice
from pipeline.ingest.inputs import Inputs, find_notices, notice_bytes
from pipeline.ingest.kept import document_hash


def inputs_of(sources: Sequence[Path], root: Path) -> Inputs:
    """The notices of the sources of a project. Raises FileNotFoundError for one that is not there.

    Those of one folder are named by their path below it; of several, and files, by their path from `root`, so
    that they are called the same wherever the project is.
    """
    found = find_notices(sources)
    folders = [one for one in sources if one.is_dir()]
    if len(sources) == len(folders) == 1:
        return found

    def named(paths: Sequence[tuple[Path, str]]) -> tuple[tuple[Path, str], ...]:
        seen = ((path, Path(os.path.relpath(path, root)).as_posix()) for path, _ in paths)
        return tuple(sorted(seen, key=lambda one: one[1]))

    return Inputs(named(found.notices), found.skipped, named(found.closed))


@dataclass(slots=True)
class Sources:
    """The files of notices by their names; they are read only to tell which one moved."""

    given: Sequence[Path]
    root: Path
    _files: dict[str, Path] = field(init=False)
    _by_hash: dict[str, Path] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Looks which files are there."""
        there = [path for path in self.given if path.exists()]
        self._files = {name: path for path, name in inputs_of(there, self.root).notices} if there else {}

    def of(self, source_file: str, sha256: str) -> tuple[Path, str] | None:
        """The file with these very bytes, and its name in the dataset; None where there is none."""
        # a notice of several files names each of them: 通知/正文.docx；通知/附件1.xlsx
        for name in (source_file, source_file.partition("；")[0].rpartition("/")[0]):
            if name in self._files and _hash(self._files[name]) == sha256:
                return self._files[name], name
        if not self._by_hash:
            self._by_hash = {_hash(path): path for path in self._files.values()}
        path = self._by_hash.get(sha256)
        return (path, source_file) if path else None

    def of_notice(self, notice: Notice) -> tuple[Path, str] | None:
        """The same of a notice as its records say it."""
        return self.of(notice.source_file, notice.sha256)


def _hash(path: Path) -> str:
    try:
        return document_hash(notice_bytes(path))
    except OSError:
        return ""
