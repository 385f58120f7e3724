"""Commands that read notices: ingest, check, show, explain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import ERRORS, FAILED, WARNINGS, LangOption, language, reason, stop, terminal
from pipeline.cli.inputs import (
    CORRECTIONS,
    CorrectionsOption,
    Notices,
    VerifyOption,
    chosen_formats,
    found,
    tell_corrections,
    tell_skipped,
    tell_waiting,
    with_progress,
    workers,
)
from pipeline.contract.formats import FORMATS, Check
from pipeline.locking import WAIT, Held, locked, patience, why_held

if TYPE_CHECKING:
    from pipeline.ingest.kept import Kept
    from pipeline.ingest.run import Result


def ingest(
    notices: Notices,
    out: Annotated[Path, typer.Option("--out", help="help.ingest.out")],
    lang: LangOption = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="help.ingest.jobs")] = 1,
    verify: VerifyOption = False,
    corrections: CorrectionsOption = CORRECTIONS,
    fresh: Annotated[bool, typer.Option("--fresh", help="help.ingest.fresh")] = False,
    written_as: Annotated[
        str, typer.Option("--write", metavar="FORMATS", help="help.ingest.write")
    ] = ",".join(FORMATS),
    check: Annotated[Check, typer.Option("--check", help="help.ingest.check")] = "stat",
    drop_unread: Annotated[bool, typer.Option("--drop-unread", help="help.ingest.drop_unread")] = False,
    wait: Annotated[float, typer.Option("--wait", min=0, help="help.ingest.wait")] = WAIT,
) -> None:
    """Write the dataset of some notices: Excel, CSV, JSON, Parquet."""
    from pipeline.corrections.folder import load
    from pipeline.dataset.files import write
    from pipeline.dataset.known import known_of
    from pipeline.dataset.swap import complete
    from pipeline.ingest.manifest import Origin
    from pipeline.ingest.run import ingest_changed
    from pipeline.messages.words import say
    from pipeline.terminal.show import failures, line, summary, unchanged, written

    told = language(lang)
    inputs = found(notices, told)
    formats = chosen_formats(written_as, told)
    lines = []
    documents: list[str] = []

    def noted(results: Iterable[Result | Kept]) -> Iterator[Result | Kept]:
        for result in results:
            lines.append(line(result))
            documents.append(result.sha256)
            yield result

    try:
        with (
            patience(wait, partial(tell_waiting, out, told)),
            locked(out),
            workers(min(jobs, len(inputs.notices))) as executor,
        ):
            complete(out)
            said = load(corrections)
            known = known_of(
                out,
                told,
                verify=verify,
                corrections=said,
                formats=formats,
                check=check,
                keep=not fresh,
                keep_unread=not drop_unread,
            )
            results = ingest_changed(
                inputs.notices,
                known,
                executor=executor,
                lang=told,
                verify=verify,
                corrections=said,
                closed=inputs.closed,
            )
            shown = with_progress(noted(results), len(inputs.notices), told)
            origin = Origin(tuple(notices), corrections)
            write(shown, out, lang=told, verify=verify, origin=origin, formats=formats, check=check)
    except Held as error:
        stop(why_held(error, told))
    except OSError as error:
        stop(say("run.not_written", told, out=out, reason=reason(error)))
    console = terminal()
    console.print(summary(lines, told))
    console.print(failures(lines), end="", soft_wrap=True)
    console.print(unchanged(lines, told), end="", soft_wrap=True)
    console.print(written(out, formats, told), soft_wrap=True)
    tell_skipped(inputs, told)
    tell_corrections(said, documents, told)
    if any(row.brief.status == "failed" for row in lines):
        raise typer.Exit(FAILED)


def check(
    notices: Notices,
    claimed: Annotated[bool, typer.Option("--claimed", help="help.check.claimed")] = False,
    verify: VerifyOption = False,
    corrections: CorrectionsOption = CORRECTIONS,
    lang: LangOption = None,
) -> None:
    """List what a person should look at, and write nothing."""
    from pipeline.corrections.folder import load
    from pipeline.ingest.run import ingest_all
    from pipeline.messages.words import say
    from pipeline.terminal.show import findings, statements

    told = language(lang)
    inputs = found(notices, told)
    console = terminal()
    worst = 0
    made = load(corrections)
    for result in ingest_all(inputs.notices, lang=told, verify=verify, corrections=made):
        console.print(findings(result, told), soft_wrap=True)
        if said := statements(result, told):
            console.print("  " + said, highlight=False)
        if claimed:
            console.print(
                "  " + say("run.claimed", told, claimed=result.claimed, characters=result.characters),
                highlight=False,
            )
        worst = max(worst, {"clean": 0, "review": WARNINGS, "failed": ERRORS}[result.status])
    tell_skipped(inputs, told)
    raise typer.Exit(worst)


def show(
    notice: Annotated[Path, typer.Argument(metavar="FILE", help="help.show.notice")],
    rubric: Annotated[int | None, typer.Option("--rubric", min=1, help="help.show.rubric")] = None,
    corrections: CorrectionsOption = CORRECTIONS,
    lang: LangOption = None,
) -> None:
    """Show the rubrics of a notice as trees."""
    from pipeline.corrections.folder import load
    from pipeline.ingest.run import ingest as read
    from pipeline.messages.words import say
    from pipeline.terminal.show import findings, trees

    told = language(lang)
    if not notice.is_file():
        stop(say("given.not_there", told, path=notice))
    result = read(notice, lang=told, corrections=load(corrections))
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
    record: Annotated[str, typer.Argument(metavar="ID", help="help.explain.record")],
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="help.explain.dataset")] = Path(
        "data/structured"
    ),
    lang: LangOption = None,
) -> None:
    """Say where one record comes from: its fields, their places, its findings."""
    from pipeline.dataset.stored import fitting, nearest, read_records, why_unread
    from pipeline.messages.words import say
    from pipeline.terminal.explain import explanation

    told = language(lang)
    try:
        ids = fitting(record, dataset)
        alike = [] if ids else nearest(record, dataset)
    except (OSError, ValueError) as error:
        stop(why_unread(error, dataset, told))
    if len(ids) > 1:
        stop("\n  ".join((say("given.several_records", told, asked=record, count=len(ids)), *ids)))
    if not ids:
        said = say("given.no_such_record", told, asked=record)
        stop("\n  ".join((say("given.nearest", told, said=said), *alike)) if alike else said)
    records = read_records(dataset, ids[0].partition("/")[0])
    terminal().print(explanation(records, ids[0], told), soft_wrap=True)
