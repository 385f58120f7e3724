"""Commands that show a notice as a page: evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import FAILED, LangOption, reason, stop, terminal
from pipeline.cli.inputs import AsReadOption, CorrectionsOption, Notices, asking, tell_skipped


def evidence(
    notices: Notices,
    out: Annotated[Path, typer.Option("-o", "--out", help="help.evidence.out")],
    corrections: CorrectionsOption = None,
    as_read: AsReadOption = False,
    lang: LangOption = None,
) -> None:
    """Write a page for each notice that shows every value in its place."""
    from dataclasses import replace

    from pipeline.evidence.source import read_source
    from pipeline.evidence.write import write
    from pipeline.ingest.reading import read_once
    from pipeline.messages.words import say
    from pipeline.project.reading import meant

    # read here, as the page draws the document that was read
    asked = replace(asking(notices[0], lang, corrections, as_read=as_read), again=True, executor=None)
    told = asked.lang
    found = meant(notices, asked)
    alone = out.suffix.lower() in (".html", ".htm") and not out.is_dir()
    if alone and found.count > 1:
        stop(say("evidence.several_notices", told, count=found.count, out=out))
    console = terminal()
    failed = False
    with read_once() as read:
        for one in found.readings():
            target = out if alone else out / f"{one.records.notice.notice_id}.html"
            assert one.path is not None
            try:
                folder = write(one.result, read_source(one.path), target, told)
            except OSError as error:
                stop(say("run.not_written", told, out=target, reason=reason(error, told)))
            beside = folder and say("evidence.written_beside", told, out=target, folder=folder)
            console.print(beside or str(target), soft_wrap=True)
            failed = failed or one.result.status == "failed"
            read.clear()
    tell_skipped(found.skipped, told)
    if failed:
        raise typer.Exit(FAILED)
