"""Commands that read notices: new, check, show, explain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from extractors.limits import LIMITS, Limits
from pipeline.cli.app import (
    ERRORS,
    FAILED,
    WARNINGS,
    LangOption,
    language,
    reason,
    stop,
    tell,
    tell_lines,
    terminal,
)
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
    tell_skipped,
)


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
    from pipeline.terminal.findings import findings, statements

    reader = apart(Limits(seconds, memory, pages))
    asked = asking(notices[0], lang, corrections, as_read=as_read)
    asked = replace(asked, verify=verify, again=True, executor=reader)
    told = asked.lang
    found = meant(notices, asked)
    worst = 0
    for one in found.readings():
        result = one.result
        tell_lines(findings(result, told))
        if said := statements(result, told):
            tell("  " + said)
        if claimed:
            tell("  " + say("run.claimed", told, claimed=result.claimed, characters=result.characters))
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
    from pipeline.terminal.findings import findings
    from pipeline.terminal.show import trees

    asked = asking(notice, lang, corrections, as_read=as_read)
    told = asked.lang
    result = one_of(readings([notice], asked), notice).result
    count = len(result.records.rubrics)
    if not count:
        tell_lines(findings(result, told))
    elif rubric is not None and rubric > count:
        stop(say("given.no_such_rubric", told, number=rubric, count=count))
    for tree in trees(result.records, told, rubric):
        terminal().print(tree)
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
