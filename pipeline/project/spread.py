"""A run of a project, by processes of this machine or by many workers: its dataset is brought up to date.

Sources and dataset may be addresses of storages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from extractors.frozen import frozen
from extractors.limits import LIMITS, Limits, limits
from pipeline.cluster.run import Crew, Spread, Unplaced, finish_last
from pipeline.cluster.tasks import Order
from pipeline.contract.formats import FORMATS, Check, Format
from pipeline.corrections import NONE
from pipeline.dataset.files import remembered
from pipeline.dataset.known import known_of
from pipeline.dataset.staged import Head
from pipeline.ingest.inputs import Found, Inputs, notices_in
from pipeline.ingest.kept import Kept
from pipeline.ingest.manifest import Manifest, code_version, load_manifest
from pipeline.locking import locked
from pipeline.messages.languages import Lang
from pipeline.project.file import ProjectFault
from pipeline.project.place import Place
from pipeline.project.run import Run, Seen, done, inputs_there, to_ingest
from pipeline.storage.address import Address, Where, is_address, where
from pipeline.workers.pool import Readers

# what is put together from all notices, or is for people who open one, is asked for by name
USUAL: tuple[Format, ...] = ("json", "parquet")


@frozen
class Wide:
    """A project whose sources and dataset may be addresses; `place` says its corrections and language."""

    place: Place
    sources: tuple[Where, ...]
    dataset: Where
    given: tuple[Path, ...] = ()

    @property
    def formats(self) -> tuple[Format, ...]:
        """What is written where nobody says what."""
        return tuple(form for form in USUAL if form in self.place.write) or USUAL

    def notices(self) -> Found | Inputs:
        """The notices that are there. Raises ProjectFault, OSError where a storage does not answer."""
        paths = [one for one in self.sources if isinstance(one, Path)]
        if len(paths) == len(self.sources):
            # called as they were given
            return inputs_there(self.place, self.given)
        if paths:
            raise ProjectFault("cluster.mixed", paths="、".join(map(str, paths)))
        try:
            found = notices_in([one.listed() if isinstance(one, Address) else one for one in self.sources])
        except FileNotFoundError as error:
            raise ProjectFault("given.not_there", path=error) from error
        if not found.notices:
            raise ProjectFault("given.nothing_given", inputs="、".join(map(str, self.sources)))
        return found


def to_spread(given: Sequence[str], out: str | None, corrections: Path | None = None) -> Wide:
    """The project of a run, as `to_ingest` finds it; with addresses, what was named. Raises ProjectFault."""
    if not any(map(is_address, (*given, out or ""))):
        paths = tuple(map(Path, given))
        place = to_ingest(paths, Path(out) if out else None, corrections)
        return Wide(place, place.sources, place.dataset, paths)
    place = Place.around().corrected_in(corrections)
    places = tuple(map(where, given))
    sources = tuple(one.absolute() for one in places) or (place.sources if place.file else ())
    if not sources:
        raise ProjectFault("project.no_sources", out=out)
    here = replace(place, sources=tuple(one for one in sources if isinstance(one, Path)))
    dataset = where(out).absolute() if out else place.dataset
    return Wide(here, sources, dataset, tuple(one for one in places if isinstance(one, Path)))


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
    read: Callable[[Head | Kept], None] = lambda _: None,
    passed: Callable[[Head | Kept], None] = lambda _: None,
) -> Run:
    """Reads the notices of a project with the corrections that hold, and writes its dataset.

    `inputs` are other notices than those of its sources; `again` names some that are read although nothing
    has changed, `fresh` reads all. `read` and `passed` are told as by `spread`. Raises ProjectFault
    before anything is written, Held where another process writes it, OSError.
    """
    return spread(
        Wide(project, project.sources, project.dataset),
        Crew.of(executor),
        inputs=inputs if inputs is not None else inputs_there(project),
        lang=lang,
        fresh=fresh,
        verify=verify,
        as_read=as_read,
        formats=project.write if formats is None else formats,
        check=check,
        keep_unread=keep_unread,
        again=again,
        limits=executor.limits if isinstance(executor, Readers) else limits(),
        read=read,
        passed=passed,
    )


def spread(
    project: Wide,
    crew: Crew,
    *,
    inputs: Found | Inputs | None = None,
    lang: Lang | None = None,
    fresh: bool = False,
    verify: bool = False,
    as_read: bool = False,
    formats: Collection[Format] | None = None,
    check: Check = "stat",
    keep_unread: bool = True,
    again: Collection[str] = (),
    limits: Limits = LIMITS,
    read: Callable[[Head | Kept], None] = lambda _: None,
    passed: Callable[[Head | Kept], None] = lambda _: None,
) -> Run:
    """Reads the notices of a project by `crew`, and writes its dataset; the same as by one process.

    `read` is told of each notice when it was read or is kept, `passed` of all of them in their order when the
    dataset is in place. Raises as `run` does.
    """
    told, out = lang or project.place.language, project.dataset
    notices = inputs or project.notices()
    said = NONE if as_read else project.place.said()
    forms = tuple(form for form in FORMATS if form in (project.formats if formats is None else formats))
    order = Order(str(out), forms, told, verify, said, limits).sealed()
    if crew.reads:
        order = order.here()
    with locked(out):
        finish_last(out)
        before = load_manifest(out)
        known = known_of(
            out.listed() if isinstance(out, Address) else out,
            told,
            verify=verify,
            corrections=said,
            formats=forms,
            check=check,
            keep=not fresh,
            keep_unread=keep_unread,
            again=again,
        )
        folder = None if as_read else project.place.corrections
        made = Manifest(told, verify, code_version(), (), *remembered(project.sources, folder, out))
        try:
            results = Spread(order, crew, read).run(notices.notices, known, made, notices.closed)
        except Unplaced:
            raise ProjectFault("cluster.no_csv", out=out) from None
    seen = Seen()
    for one in seen.noted(results):
        passed(one)
    return done(out, project.sources, before, seen, said, notices.skipped, forms, as_read=as_read)
