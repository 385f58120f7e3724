"""A run of a project: what it is given, what became of each notice, what is missing of what was known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from extractors.frozen import frozen
from pipeline.contract.formats import Format
from pipeline.corrections import Corrections
from pipeline.dataset.staged import Head
from pipeline.ingest.inputs import Inputs, find_notices
from pipeline.ingest.kept import Kept
from pipeline.ingest.manifest import Manifest, seen_from
from pipeline.project.file import FILE, ProjectFault
from pipeline.project.place import Place, absolute, shown
from pipeline.project.sources import inputs_of
from pipeline.storage.address import Where

Passing = TypeVar("Passing", bound=Kept | Head)


@frozen
class Fewer:
    """What the dataset knew and this run did not find: sources, notices, corrections of which notices."""

    sources: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()


@frozen
class Run:
    """What a run did: ids of the notices that it read, took over, and could not read; files passed over.

    `dropped` are the formats that the dataset had and has no more.
    """

    dataset: Where
    read: tuple[str, ...]
    kept: tuple[str, ...]
    failed: tuple[str, ...]
    skipped: tuple[str, ...]
    corrections: Corrections
    unused: tuple[str, ...]
    fewer: Fewer
    dropped: tuple[Format, ...]


def done(
    out: Where,
    sources: Sequence[Where],
    before: Manifest | None,
    seen: Seen,
    said: Corrections,
    skipped: tuple[str, ...],
    formats: Collection[Format],
    *,
    as_read: bool,
) -> Run:
    """What a run did that has passed all its notices by `seen`; `before` is what the dataset was."""
    return Run(
        out,
        tuple(seen.read),
        tuple(seen.kept),
        tuple(seen.failed),
        skipped,
        said,
        tuple(one.sha256 for one in said.files if one.sha256 not in seen.documents),
        _fewer(before, out, sources, seen, as_read=as_read),
        tuple(form for form in (before.formats if before else ()) if form not in formats),
    )


def to_ingest(given: Sequence[Path], out: Path | None, corrections: Path | None = None) -> Place:
    """The project of a run: that of the working directory, of a folder that is one, or of what was named.

    Without `out`, the dataset is that of a project, and made of all its sources; without sources, they are
    those of the project or what the dataset remembers. Raises ProjectFault.
    """
    if len(given) == 1 and (given[0] / FILE).is_file():
        whole = Place.open(given[0])
        return replace(whole, dataset=absolute(out) if out else whole.dataset).corrected_in(corrections)
    if out is None:
        here = Place.find(given[0] if given else ".")
        if given or here is None:
            raise ProjectFault("project.no_out" if here else "project.nothing_here", file=FILE)
        return here.corrected_in(corrections)
    around = (Place.find(given[0]) if given else None) or Place.around(out)
    if not given and not around.file and Place.of_dataset(out) is None:
        raise ProjectFault("project.no_sources", out=out)
    sources = tuple(map(absolute, given)) or around.sources
    return replace(around, sources=sources, dataset=absolute(out)).corrected_in(corrections)


def inputs_there(project: Place, given: Sequence[Path] = ()) -> Inputs:
    """The notices of a project, or those in what was given, called as it was given.

    Raises ProjectFault where a source is not there, or holds none.
    """
    if project.file and [absolute(one) for one in given] == [project.root]:
        given = ()
    missing = [shown(one) for one in given or project.sources if not one.exists()]
    if missing:
        raise ProjectFault("given.not_there", path="、".join(missing))
    found = find_notices(given) if given else inputs_of(project.sources, project.root)
    if not found.notices:
        if found.skipped:
            skipped = ", ".join(" ".join(name.split()) for name in found.skipped)
            raise ProjectFault("given.nothing_but", inputs=_names(project.sources), names=skipped)
        raise ProjectFault("given.nothing_given", inputs=_names(given or project.sources))
    return found


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(map(shown, paths))


class Seen:
    """What passed: ids by what became of them, and by name the document and its corrections."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.read: list[str] = []
        self.kept: list[str] = []
        self.failed: list[str] = []
        self.documents: set[str] = set()
        self.corrected: dict[str, str] = {}

    def noted(self, results: Iterable[Passing]) -> Iterator[Passing]:
        """The same results, noted as they pass."""
        for result in results:
            read = self.kept if isinstance(result, Kept) else self.read
            (self.failed if result.status == "failed" else read).append(result.entry.notice_id)
            self.documents.add(result.sha256)
            self.corrected[result.name] = result.entry.corrections
            yield result


def _fewer(
    before: Manifest | None, out: Where, sources: Sequence[Where], seen: Seen, *, as_read: bool
) -> Fewer:
    if before is None:
        return Fewer()
    now = {seen_from(out, one) for one in sources}
    folders = [one for one in now if not Path(one).suffix]
    gone = [
        one
        for one in before.sources
        if one not in now and not any(one.startswith(f"{at}/") for at in folders)
    ]
    return Fewer(
        sources=tuple(gone),
        notices=tuple(one.file for one in before.notices if one.file not in seen.corrected),
        corrections=tuple(
            one.file
            for one in before.notices
            if one.corrections and seen.corrected.get(one.file) == "" and not as_read
        ),
    )
