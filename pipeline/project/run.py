"""A run of a project: its dataset is brought up to date, and what is missing of what it knew is named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from pipeline.contract.formats import Check, Format
from pipeline.corrections import NONE, Corrections
from pipeline.dataset.files import write
from pipeline.dataset.known import known_of
from pipeline.dataset.staged import Head, with_piece
from pipeline.dataset.swap import complete
from pipeline.ingest.inputs import Inputs, find_notices
from pipeline.ingest.kept import Kept
from pipeline.ingest.manifest import Manifest, Origin, load_manifest, seen_from
from pipeline.ingest.run import Result, ingest_changed
from pipeline.locking import locked
from pipeline.messages.languages import Lang
from pipeline.project.file import FILE, ProjectFault
from pipeline.project.place import Place, absolute, shown
from pipeline.project.sources import inputs_of
from pipeline.storage.address import Where

Results = Iterable[Result | Kept]
Passing = TypeVar("Passing", bound=Result | Kept | Head)


@dataclass(frozen=True, slots=True)
class Fewer:
    """What the dataset knew and this run did not find: sources, notices, corrections of which notices."""

    sources: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
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


def run(
    project: Place,
    *,
    inputs: Inputs | None = None,
    lang: Lang | None = None,
    executor: Executor | None = None,
    fresh: bool = False,
    verify: bool = False,
    as_read: bool = False,
    formats: Collection[Format] | None = None,
    check: Check = "stat",
    keep_unread: bool = True,
    again: Collection[str] = (),
    watched: Callable[[Results], Results] = iter,
) -> Run:
    """Reads the notices of a project with the corrections that hold, and writes its dataset.

    `inputs` are other notices than those of its sources; `again` names some that are read although nothing
    has changed, `fresh` reads all; `watched` sees each result pass. Raises ProjectFault
    before anything is written, Held where another process writes it, OSError.
    """
    told = lang or project.language
    out = project.dataset
    notices = inputs if inputs is not None else inputs_there(project)
    said = NONE if as_read else project.said()
    forms = tuple(project.write if formats is None else formats)
    seen = Seen()
    with locked(out):
        complete(out)
        before = load_manifest(out)
        known = known_of(
            out,
            told,
            verify=verify,
            corrections=said,
            formats=forms,
            check=check,
            keep=not fresh,
            keep_unread=keep_unread,
            again=again,
        )
        results = ingest_changed(
            notices.notices,
            known,
            executor=executor,
            lang=told,
            verify=verify,
            corrections=said,
            closed=notices.closed,
            finished=partial(with_piece, forms, told),
        )
        origin = Origin(project.sources, None if as_read else project.corrections)
        passed = watched(seen.noted(results))
        write(passed, out, lang=told, verify=verify, origin=origin, formats=forms, check=check)
    return done(out, project.sources, before, seen, said, notices.skipped, forms, as_read=as_read)


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
            told = result if isinstance(result, Result) else result.entry
            notice = told.records.notice.notice_id if isinstance(told, Result) else told.notice_id
            read = self.kept if isinstance(result, Kept) else self.read
            (self.failed if result.status == "failed" else read).append(notice)
            self.documents.add(result.sha256)
            self.corrected[result.name] = told.corrections
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
