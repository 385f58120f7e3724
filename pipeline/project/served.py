"""Which project the app serves: that of a folder, of a dataset, or a new one where nothing is yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.messages.languages import Lang
from pipeline.project.file import FILE, ProjectFault
from pipeline.project.new import new_project
from pipeline.project.place import Place, absolute, dataset_of, shown


def to_serve(
    folder: Path | None, sources: Path | None = None, corrections: Path | None = None, *, lang: Lang = "zh"
) -> Place:
    """The project of a folder, made where that is empty or not there; or that of a dataset.

    What is not named is found or remembered. Raises ProjectFault, OSError.
    """
    if sources is not None and not sources.exists():
        raise ProjectFault("given.not_there", path=sources)
    where = folder or Path()
    dataset = dataset_of(where)
    if sources is None and dataset is None and Place.find(where) is None:
        usual = Place.by_paths(where)
        if folder is None and usual.dataset.is_dir():
            return usual.corrected_in(corrections)
        if where.exists() and (not where.is_dir() or any(map(_counts, where.iterdir()))):
            raise ProjectFault("project.not_empty", path=shown(absolute(where)), file=FILE)
        return new_project(where, lang).corrected_in(corrections)
    around = Place.around(folder)
    named = dataset if dataset or sources is None else folder
    return replace(
        around,
        dataset=absolute(named) if named and not (named / FILE).is_file() else around.dataset,
        sources=(absolute(sources),) if sources else around.sources,
    ).corrected_in(corrections)


def _counts(path: Path) -> bool:
    """Whether a file makes a folder one that is not empty; what systems put there does not."""
    return not path.name.startswith(".") and path.name.lower() not in {"desktop.ini", "thumbs.db"}
