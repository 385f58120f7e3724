"""Where notices, corrections and dataset are: by a project's file, a dataset's memory, or by paths."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from extractors.frozen import frozen
from pipeline.contract.formats import FORMATS, Format
from pipeline.export.layout import USUAL, Layout
from pipeline.messages.causes import cause
from pipeline.messages.languages import Lang, locale_lang
from pipeline.project.file import FILE, ProjectFault, read_file

# what reads notices loads much, and who only asks where something is needs none of it
if TYPE_CHECKING:
    from pipeline.corrections import Corrections
    from pipeline.project.sources import Sources


class NoProject(ProjectFault, FileNotFoundError):
    """No folder upward of a path has a `rubrics.toml`."""


@frozen
class Place:
    """Notices, what people corrected in them, and the dataset made of both; all paths are absolute.

    `named` says that somebody named the folder of corrections, so that it has to be there; `file` is the
    `rubrics.toml`, None where paths were given one by one.
    """

    root: Path
    sources: tuple[Path, ...]
    dataset: Path
    corrections: Path
    links: Path | None = None
    lang: Lang | None = None
    write: tuple[Format, ...] = FORMATS
    table: Layout = USUAL
    token: str = ""
    named: bool = False
    file: Path | None = None

    @classmethod
    def open(cls, path: str | Path = ".") -> Self:
        """The project of a file or folder, as git finds a repository: upward, the first `rubrics.toml`.

        Raises NoProject where there is none, ProjectFault where its file is wrong.
        """
        found = cls.find(path)
        if found is None:
            raise NoProject("project.none", path=path, file=FILE)
        return found

    @classmethod
    def find(cls, path: str | Path = ".") -> Self | None:
        """The same; None where there is none."""
        start = absolute(Path(path))
        for folder in (start, *start.parents):
            if (folder / FILE).is_file():
                return cls._read(folder)
        return None

    @classmethod
    def _read(cls, root: Path) -> Self:
        try:
            told = read_file(root / FILE)
        except OSError as error:
            raise ProjectFault("project.unreadable", path=shown(root / FILE), reason=cause(error)) from error
        return cls(
            root=root,
            sources=tuple(absolute(root / one) for one in told.sources),
            dataset=absolute(root / told.dataset),
            corrections=absolute(root / told.corrections),
            links=absolute(root / told.links) if told.links else None,
            lang=told.lang,
            write=told.write,
            table=told.table,
            token=told.token,
            named=True,
            file=root / FILE,
        )

    @classmethod
    def by_paths(cls, folder: str | Path = ".") -> Self:
        """What holds where there is no project: `data/raw`, `data/structured`, `data/corrections`."""
        data = absolute(Path(folder)) / "data"
        return cls(data.parent, (data / "raw",), data / "structured", data / "corrections")

    @classmethod
    def of_dataset(cls, dataset: str | Path) -> Self | None:
        """What a dataset remembers of its sources and corrections; None where it remembers nothing."""
        from pipeline.ingest.manifest import load_manifest

        place = absolute(Path(dataset))
        manifest = load_manifest(place)
        if manifest is None or not (manifest.sources or manifest.corrections):
            return None
        origin, usual = manifest.origin(place), cls.by_paths()
        corrected = any(one.corrections for one in manifest.notices)
        return replace(
            usual,
            sources=origin.sources or usual.sources,
            dataset=place,
            corrections=origin.corrections or usual.corrections,
            named=corrected and origin.corrections is not None,
        )

    @classmethod
    def around(cls, path: str | Path | None = None) -> Self:
        """The project of what a command was given: that of the path, what its dataset remembers, that of the
        working directory, else the usual paths. Raises ProjectFault.
        """
        given = None if path is None else absolute(Path(path))
        if given is not None and (found := cls.find(given)):
            return found
        if given is not None and (dataset := dataset_of(given)) and (known := cls.of_dataset(dataset)):
            return known
        return cls.find() or cls.by_paths()

    def corrected_in(self, folder: str | Path | None) -> Self:
        """The same with another folder of corrections; with None, as it is."""
        return self if folder is None else replace(self, corrections=absolute(Path(folder)), named=True)

    @property
    def language(self) -> Lang:
        """The language that the project speaks, else that of the locale."""
        return self.lang or locale_lang()

    def said(self) -> Corrections:
        """The corrections that people made. Raises ProjectFault where a named folder of them is not there."""
        from pipeline.corrections.folder import load

        if not self.corrections.is_dir() and (self.named or self.corrections.exists()):
            raise ProjectFault("project.no_corrections", path=shown(self.corrections))
        try:
            return load(self.corrections)
        except OSError as error:
            path = shown(self.corrections)
            raise ProjectFault("project.unreadable", path=path, reason=cause(error)) from error

    def found(self) -> Sources:
        """The files of notices that are there, to be asked for that of a notice."""
        from pipeline.project.sources import Sources

        return Sources(self.sources, self.root)


def dataset_of(path: Path) -> Path | None:
    """The dataset that a path names or lies in: `out`, `out/json/x.json`, `out/xlsx/x.xlsx`."""
    for folder in (path, *path.parents[:2]):
        if (folder / "datapackage.json").is_file():
            return folder
    return None


def shown(path: Path) -> str:
    """A path as a person would write it here: from the working directory, where that leads down."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return str(path)


def absolute(path: Path) -> Path:
    """A path of a file that need not be there, without `..`."""
    return Path(os.path.normpath(path.absolute()))


def together(projects: Sequence[Place]) -> Corrections:
    """The corrections of several projects; each is of one document, whose name is its bytes."""
    from pipeline.corrections import Corrections

    said = [one.said() for one in dict.fromkeys(projects)]
    files = {file.sha256: file for made in reversed(said) for file in made.files}
    unread = {told[0]: told for made in said for told in made.unread}
    return Corrections(tuple(files.values()), tuple(unread.values()))
