"""Commands that read notices: new, ingest, check, show, explain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractors.limits import LIMITS, Limits
from pipeline.cli.app import ERRORS, FAILED, WARNINGS, LangOption, language, reason, stop, tell, terminal
from pipeline.cli.completion import a_notice
from pipeline.cli.inputs import (
    AsReadOption,
    CorrectionsOption,
    MemoryOption,
    Notices,
    PagesOption,
    SecondsOption,
    VerifyOption,
    apart,
    asking,
    chosen_formats,
    tell_skipped,
    tell_waiting,
    workers,
)
from pipeline.contract.formats import Check
from pipeline.locking import WAIT, Held, patience, why_held

if TYPE_CHECKING:
    from pipeline.ingest.kept import Kept
    from pipeline.ingest.run import Result
    from pipeline.messages.languages import Lang
    from pipeline.project.run import Results, Run
    from pipeline.terminal.summary import Line


def new(
    folder: Annotated[Path, typer.Argument(metavar="help.name.folder", help="help.new.folder")],
    lang: LangOption = None,
) -> None:
    """Make a project: a folder for notices, one for corrections, and a file that names both."""
    from pipeline.messages.words import say
    from pipeline.project.new import new_project
    from pipeline.project.place import shown

    told = language(lang)
    try:
        project = new_project(folder, told)
    except OSError as error:
        stop(say("run.not_written", told, out=folder, reason=reason(error, told)))
    tell(say("project.made", told, folder=shown(project.root), notices=shown(project.sources[0])))


def ingest(
    notices: Annotated[
        list[Path] | None, typer.Argument(metavar="help.name.notices", help="help.ingest.notices")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="help.ingest.out")] = None,
    lang: LangOption = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="help.ingest.jobs")] = 1,
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
    from pipeline.messages.words import say
    from pipeline.project.place import shown
    from pipeline.project.run import inputs_there, run, to_ingest
    from pipeline.terminal.progress import reading
    from pipeline.terminal.summary import failures, line, summary, unchanged, written

    project = to_ingest(notices or (), out, corrections)
    told = language(lang or project.lang)
    formats = chosen_formats(written_as, told) if written_as else project.write
    inputs = inputs_there(project, notices or ())
    lines: list[Line] = []

    def watched(results: Results) -> Iterator[Result | Kept]:
        for result in shown_run.each(results):
            lines.append(line(result))
            yield result

    try:
        with (
            patience(wait, partial(tell_waiting, project.dataset, told)),
            reading(len(inputs.notices), told) as shown_run,
            workers(min(jobs, len(inputs.notices)), Limits(seconds, memory, pages), shown_run.at) as executor,
        ):
            done = run(
                project,
                inputs=inputs,
                lang=told,
                executor=executor,
                fresh=fresh,
                verify=verify,
                as_read=as_read,
                formats=formats,
                check=check,
                keep_unread=not drop_unread,
                watched=watched,
            )
    except Held as error:
        stop(why_held(error, told))
    except OSError as error:
        stop(say("run.not_written", told, out=project.dataset, reason=reason(error, told)))
    console = terminal()
    console.print(summary(lines, told, console.width))
    console.print(failures(lines), end="", soft_wrap=True)
    console.print(unchanged(lines, told), end="", soft_wrap=True)
    console.print(written(Path(shown(project.dataset)), formats, told), soft_wrap=True)
    _tell_left(done, told)
    if done.failed:
        raise typer.Exit(FAILED)


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


# so many names are told of what is gone
_NAMED = 20


def check(
    notices: Notices,
    claimed: Annotated[bool, typer.Option("--claimed", help="help.check.claimed")] = False,
    verify: VerifyOption = False,
    corrections: CorrectionsOption = None,
    as_read: AsReadOption = False,
    seconds: SecondsOption = LIMITS.seconds,
    memory: MemoryOption = LIMITS.megabytes,
    pages: PagesOption = LIMITS.pages,
    lang: LangOption = None,
) -> None:
    """List what a person should look at, and write nothing."""
    from pipeline.messages.words import say
    from pipeline.project.reading import meant
    from pipeline.terminal.show import findings, statements

    reader = apart(Limits(seconds, memory, pages))
    asked = asking(notices[0], lang, corrections, as_read=as_read)
    asked = replace(asked, verify=verify, again=True, executor=reader)
    told = asked.lang
    found = meant(notices, asked)
    console = terminal()
    worst = 0
    for one in found.readings():
        result = one.result
        console.print(findings(result, told), soft_wrap=True)
        if said := statements(result, told):
            console.print("  " + said, highlight=False)
        if claimed:
            console.print(
                "  " + say("run.claimed", told, claimed=result.claimed, characters=result.characters),
                highlight=False,
            )
        worst = max(worst, {"clean": 0, "review": WARNINGS, "failed": ERRORS}[result.status])
    tell_skipped(found.skipped, told)
    raise typer.Exit(worst)


def show(
    notice: Annotated[str, a_notice("help.name.notice", "help.show.notice")],
    rubric: Annotated[int | None, typer.Option("--rubric", min=1, help="help.show.rubric")] = None,
    corrections: CorrectionsOption = None,
    as_read: AsReadOption = False,
    lang: LangOption = None,
) -> None:
    """Show the rubrics of a notice as trees."""
    from pipeline.messages.words import say
    from pipeline.project.reading import one_of, readings
    from pipeline.terminal.show import findings, trees

    asked = asking(notice, lang, corrections, as_read=as_read)
    told = asked.lang
    result = one_of(readings([notice], asked), notice).result
    console = terminal()
    count = len(result.records.rubrics)
    if not count:
        console.print(findings(result, told), soft_wrap=True)
    elif rubric is not None and rubric > count:
        stop(say("given.no_such_rubric", told, number=rubric, count=count))
    for tree in trees(result.records, told, rubric):
        console.print(tree)
    if result.status == "failed":
        raise typer.Exit(FAILED)


def explain(
    record: Annotated[
        str,
        a_notice("help.name.record", "help.explain.record"),
    ],
    dataset: Annotated[
        Path | None, typer.Argument(metavar="help.name.dataset", help="help.explain.dataset")
    ] = None,
    corrections: CorrectionsOption = None,
    as_read: AsReadOption = False,
    lang: LangOption = None,
) -> None:
    """Say where one record comes from: its fields, their places, its findings."""
    from pipeline.dataset.stored import fitting, nearest, why_unread, with_ids
    from pipeline.messages.words import say
    from pipeline.project.place import shown
    from pipeline.project.reading import one_of, readings
    from pipeline.terminal.explain import explanation

    asked = asking(dataset, lang, corrections, as_read=as_read)
    told = asked.lang
    dataset = dataset or asked.around().dataset
    try:
        ids = fitting(record, dataset)
        alike = [] if ids else nearest(record, dataset)
    except (OSError, ValueError) as error:
        stop(why_unread(error, Path(shown(dataset)), told))
    if len(ids) > 1:
        stop("\n  ".join((say("given.several_records", told, asked=record, count=len(ids)), *ids)))
    if not ids:
        said = say("given.no_such_record", told, asked=record)
        stop("\n  ".join((say("given.nearest", told, said=said), *alike)) if alike else said)
    notice = ids[0].partition("/")[0]
    records = one_of(readings([f"{dataset}@{notice}"], asked), notice).records
    if ids[0] not in with_ids(records):
        stop(say("given.no_such_record", told, asked=record))
    terminal().print(explanation(records, ids[0], told), soft_wrap=True)
