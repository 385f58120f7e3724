"""Commands that put many notices into one file: collect."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import LangOption, reason, stop, terminal
from pipeline.cli.inputs import AsReadOption, CorrectionsOption, asking, tell_skipped


def collect(
    notices: Annotated[
        list[str] | None, typer.Argument(metavar="help.name.notices", help="help.collect.notices")
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="help.collect.out")] = None,
    corrections: CorrectionsOption = None,
    as_read: AsReadOption = False,
    lang: LangOption = None,
) -> None:
    """Write one workbook of many notices."""
    from dataclasses import replace

    from pipeline.messages.words import say
    from pipeline.project.reading import meant
    from pipeline.replacing import replacing
    from pipeline.workbook.collected import write_collected

    given = notices or ["."]
    # a dataset may hold thousands: each is read when its turn comes
    asked = replace(asking(given[0], lang, corrections, as_read=as_read), one_by_one=True)
    told = asked.lang
    title = say("workbook.collected", told)
    target = out or Path(f"{title}.xlsx")
    found = meant(given, asked)
    try:
        with replacing(target) as fresh:
            made = write_collected((one.records for one in found.readings()), fresh, title, told)
    except OSError as error:
        stop(say("run.not_written", told, out=target, reason=reason(error, told)))
    counts = {"notices": made.notices, "rubrics": made.rubrics}
    terminal().print(say("workbook.written", told, out=target, **counts), soft_wrap=True)
    if made.left_out:
        terminal().print(say("workbook.left_out", told, count=made.left_out).strip(), soft_wrap=True)
    tell_skipped(found.skipped, told)
