"""Commands that hand rubrics to other systems: export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.cli.app import LangOption, reason, stop, terminal
from pipeline.cli.completion import a_notice
from pipeline.cli.inputs import (
    AsReadOption,
    CorrectionsOption,
    all_notices,
    ask_which,
    asking,
    numbered_rubric,
    one_notice,
    table_of,
)
from pipeline.export.targets import TARGETS

if TYPE_CHECKING:
    TargetName = str
else:
    TargetName = Literal[tuple(TARGETS)]


def export(
    rubric: Annotated[
        str,
        a_notice("help.name.rubric", "help.export.rubric"),
    ],
    to: Annotated[TargetName, typer.Option("--to", help="help.export.to")],
    out: Annotated[Path, typer.Option("--out", "-o", help="help.export.out")],
    number: Annotated[int | None, typer.Option("--rubric", min=1, help="help.export.number")] = None,
    corrections: CorrectionsOption = None,
    as_read: AsReadOption = False,
    lang: LangOption = None,
) -> None:
    """Write rubrics for another system, and what it cannot hold."""
    from pipeline.export.shown import lost_table
    from pipeline.export.write import export as made_of
    from pipeline.export.write import export_all, lost_csv
    from pipeline.messages.words import say
    from pipeline.replacing import replacing

    asked = asking(rubric, lang, corrections, as_read=as_read)
    told = asked.lang
    target = TARGETS[to]
    if target.holds == "dataset" and number is None:
        notices = all_notices(rubric, asked)
        try:
            made = export_all(notices, to, told)
        except ValueError:
            stop(say("given.no_rubrics_in", told, path=rubric))
    else:
        notices = (records := one_notice(rubric, asked),)
        chosen = numbered_rubric(records, number, told)
        if target.holds == "rubric" and chosen is None and records.rubrics:
            ask_which(records, "export.which_rubric", told)
        made = made_of(records, to, rubric=number, lang=told, layout=table_of(rubric))
    # `-o out/` names a folder that may not be there yet
    if out.is_dir() or not out.suffix:
        one = "" if number is None else f"-{number}"
        name = notices[0].notice.notice_id if len(notices) == 1 else "rubrics"
        out = out / f"{name}{one}{target.suffix}"
    losses = out.with_name(f"{out.name}.lost.csv")
    try:
        with replacing(losses) as fresh:
            fresh.write_text(lost_csv(notices, made.lost, told), "utf-8", newline="\n")
        with replacing(out) as fresh:
            fresh.write_bytes(made.payload)
    except OSError as error:
        stop(say("run.not_written", told, out=out, reason=reason(error, told)))
    console = terminal()
    console.print(
        say("export.written", told, out=out, criteria=made.criteria, levels=made.levels), soft_wrap=True
    )
    if not made.lost:
        console.print(say("export.nothing_lost", told))
        return
    said = say("export.lost_written", told, form=to, count=len(made.lost), out=losses)
    console.print(said, soft_wrap=True)
    console.print(lost_table(made.lost, told))
