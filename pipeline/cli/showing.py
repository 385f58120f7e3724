"""Commands that show a notice as a page: evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import FAILED, LangOption, language, reason, stop, terminal
from pipeline.cli.inputs import CORRECTIONS, CorrectionsOption, Notices, found, tell_corrections, tell_skipped


def evidence(
    notices: Notices,
    out: Annotated[Path, typer.Option("-o", "--out", help="help.evidence.out")],
    corrections: CorrectionsOption = CORRECTIONS,
    lang: LangOption = None,
) -> None:
    """Write a page for each notice that shows every value in its place."""
    from pipeline.corrections.folder import load
    from pipeline.evidence.source import read_source
    from pipeline.evidence.write import write
    from pipeline.ingest.reading import read_once
    from pipeline.ingest.run import ingest_all
    from pipeline.messages.words import say

    told = language(lang)
    inputs = found(notices, told)
    alone = out.suffix.lower() in (".html", ".htm") and not out.is_dir()
    if alone and len(inputs.notices) > 1:
        stop(say("evidence.several_notices", told, count=len(inputs.notices), out=out))
    try:
        by_hand = load(corrections)
    except OSError as error:
        stop(reason(error))
    # those of other documents are none of this page's business
    tell_corrections(by_hand, [one.sha256 for one in by_hand.files], told)
    console = terminal()
    failed = False
    with read_once() as read:
        results = ingest_all(inputs.notices, lang=told, corrections=by_hand)
        for (path, _), result in zip(inputs.notices, results, strict=True):
            target = out if alone else out / f"{result.records.notice.notice_id}.html"
            try:
                folder = write(result, read_source(path), target, told)
            except OSError as error:
                stop(say("run.not_written", told, out=target, reason=reason(error)))
            beside = folder and say("evidence.written_beside", told, out=target, folder=folder)
            console.print(beside or str(target), soft_wrap=True)
            failed = failed or result.status == "failed"
            read.clear()
    tell_skipped(inputs, told)
    if failed:
        raise typer.Exit(FAILED)
