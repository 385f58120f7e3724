"""The command that writes datasets: ingest, by processes of this machine or by the workers of a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from extractors.frozen import frozen
from extractors.limits import LIMITS, Limits
from pipeline.cli.app import FAILED, LangOption, language, reason, stop, tell, terminal
from pipeline.cli.inputs import (
    AsReadOption,
    CorrectionsOption,
    MemoryOption,
    PagesOption,
    SecondsOption,
    VerifyOption,
    chosen_formats,
    tell_skipped,
    tell_waiting,
    workers,
)
from pipeline.contract.formats import Check, Format
from pipeline.locking import WAIT, Held, patience, why_held
from pipeline.storage.address import Where, is_address

if TYPE_CHECKING:
    from pipeline.cluster.run import Crew
    from pipeline.messages.languages import Lang
    from pipeline.project.run import Run
    from pipeline.terminal.summary import Line

# so many names are told of what is gone
_NAMED = 20


class _How(TypedDict):
    fresh: bool
    verify: bool
    as_read: bool
    check: Check
    keep_unread: bool


@frozen
class _Asked:
    notices: Sequence[str]
    out: str | None
    corrections: Path | None
    written_as: str
    lang: Lang | None
    wait: float
    jobs: int
    cluster: str
    limits: Limits
    how: _How


@frozen
class _Ran:
    done: Run
    lines: Sequence[Line]
    lang: Lang
    formats: tuple[Format, ...]
    out: str


def ingest(
    notices: Annotated[
        list[str] | None, typer.Argument(metavar="help.name.notices", help="help.ingest.notices")
    ] = None,
    out: Annotated[
        str | None, typer.Option("--out", metavar="help.name.path", help="help.ingest.out")
    ] = None,
    lang: LangOption = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="help.ingest.jobs")] = 1,
    cluster: Annotated[
        str, typer.Option("--cluster", metavar="help.name.address", help="help.ingest.cluster")
    ] = "",
    verify: VerifyOption = False,
    corrections: CorrectionsOption = None,
    as_read: AsReadOption = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="help.ingest.fresh")] = False,
    written_as: Annotated[
        str, typer.Option("--write", metavar="help.name.formats", help="help.ingest.write")
    ] = "",
    check: Annotated[Check, typer.Option("--check", help="help.ingest.check")] = "stat",
    drop_unread: Annotated[bool, typer.Option("--drop-unread", help="help.ingest.drop_unread")] = False,
    wait: Annotated[float, typer.Option("--wait", min=0, help="help.ingest.wait")] = WAIT,
    seconds: SecondsOption = LIMITS.seconds,
    memory: MemoryOption = LIMITS.megabytes,
    pages: PagesOption = LIMITS.pages,
) -> None:
    """Write the dataset of some notices, or bring that of a project up to date: Excel, CSV, JSON, Parquet."""
    from pipeline.terminal.summary import failures, summary, unchanged, written

    how: _How = {
        "fresh": fresh,
        "verify": verify,
        "as_read": as_read,
        "check": check,
        "keep_unread": not drop_unread,
    }
    limits = Limits(seconds, memory, pages)
    given = notices or ()
    asked = _Asked(given, out, corrections, written_as, lang, wait, jobs, cluster, limits, how)
    ran = (_spread if cluster or any(map(is_address, (*given, out or ""))) else _here)(asked)
    told, console = ran.lang, terminal()
    console.print(summary(ran.lines, told, console.width))
    console.print(failures(ran.lines), end="", soft_wrap=True)
    console.print(unchanged(ran.lines, told), end="", soft_wrap=True)
    console.print(written(ran.out, ran.formats, told), soft_wrap=True)
    _tell_left(ran.done, told)
    if ran.done.failed:
        raise typer.Exit(FAILED)


def _here(asked: _Asked) -> _Ran:
    """A run by processes of this machine."""
    from pipeline.project.place import shown
    from pipeline.project.run import inputs_there, to_ingest
    from pipeline.project.spread import run
    from pipeline.terminal.progress import reading
    from pipeline.terminal.summary import line

    paths = [Path(one) for one in asked.notices]
    project = to_ingest(paths, Path(asked.out) if asked.out else None, asked.corrections)
    told = language(asked.lang or project.lang)
    formats = chosen_formats(asked.written_as, told) if asked.written_as else project.write
    inputs = inputs_there(project, paths)
    lines: list[Line] = []

    with (
        _faults(project.dataset, asked, told),
        reading(len(inputs.notices), told) as watch,
        workers(asked.jobs, asked.limits, watch.at) as executor,
    ):
        done = run(
            project,
            inputs=inputs,
            lang=told,
            executor=executor,
            formats=formats,
            read=lambda _: watch.one_more(),
            passed=lambda one: lines.append(line(one)),
            **asked.how,
        )
    return _Ran(done, lines, told, formats, shown(project.dataset))


def _spread(asked: _Asked) -> _Ran:
    """A run by the workers of a cluster; of addresses without one, by threads that have readers."""
    from pipeline.messages.words import say
    from pipeline.project.spread import spread, to_spread
    from pipeline.terminal.progress import reading
    from pipeline.terminal.summary import line

    project = to_spread(asked.notices, asked.out, asked.corrections)
    told = language(asked.lang or project.place.lang)
    formats = chosen_formats(asked.written_as, told) if asked.written_as else project.formats
    lines: list[Line] = []
    try:
        with _faults(project.dataset, asked, told), _crew(asked, told) as crew:
            inputs = project.notices()
            with reading(len(inputs.notices), told) as watch:
                done = spread(
                    project,
                    crew,
                    inputs=inputs,
                    lang=told,
                    formats=formats,
                    limits=asked.limits,
                    read=lambda _: watch.one_more(),
                    passed=lambda one: lines.append(line(one)),
                    **asked.how,
                )
    except ImportError as error:
        stop(say("run.no_extra", told, module=error.name or "", extra="cluster"))
    return _Ran(done, lines, told, formats, str(project.dataset))


@contextmanager
def _crew(asked: _Asked, lang: Lang) -> Iterator[Crew]:
    from concurrent.futures import CancelledError, ThreadPoolExecutor

    from pipeline.cli.inputs import patient
    from pipeline.cluster.run import Crew
    from pipeline.cluster.tasks import OtherCode
    from pipeline.messages.words import say

    patient()
    if not asked.cluster:
        with ThreadPoolExecutor(asked.jobs) as threads:
            yield Crew(threads, asked.jobs)
        return
    from pipeline.cluster.dask import Unreached, crew_of

    try:
        with crew_of(asked.cluster) as crew:
            yield crew
    except Unreached as error:
        stop(say("cluster.unreached", lang, address=asked.cluster, reason=error))
    except OtherCode as error:
        stop(say("cluster.other_code", lang, worker=error))
    except CancelledError:
        stop(say("cluster.lost", lang, address=asked.cluster))


@contextmanager
def _faults(out: Where, asked: _Asked, lang: Lang) -> Iterator[None]:
    """Within it a dataset that cannot be written ends the command with the reason."""
    from pipeline.messages.words import say

    try:
        with patience(asked.wait, partial(tell_waiting, out, lang)):
            yield
    except Held as error:
        stop(why_held(error, lang))
    except OSError as error:
        stop(say("run.not_written", lang, out=out, reason=reason(error, lang)))


def _tell_left(done: Run, lang: Lang) -> None:
    """What was passed over, of no use, or known to the dataset and not found by this run."""
    from pipeline.messages.words import say

    if done.dropped:
        tell(say("run.dropped", lang, formats=", ".join(done.dropped)), err=True)
    tell_skipped(done.skipped, lang)
    for name, why in done.corrections.unread:
        tell(say("correct.unread", lang, name=name, **why), err=True)
    for sha256 in done.unused:
        file = done.corrections.of(sha256)
        if file:
            name = f"{sha256[:12]}….yaml"
            tell(say("correct.unused", lang, file=file.file or "?", name=name), err=True)
    for kind, gone in (
        ("sources", done.fewer.sources),
        ("notices", done.fewer.notices),
        ("corrections", done.fewer.corrections),
    ):
        if gone:
            names = "、".join(gone[:_NAMED]) + ("…" if len(gone) > _NAMED else "")
            tell(say(f"project.fewer.{kind}", lang, names=names, count=len(gone)), err=True)
