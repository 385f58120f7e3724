"""The commands that score: score, workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import LangOption, reason, stop, tell, tell_lines, terminal, write_text
from pipeline.cli.completion import a_notice
from pipeline.cli.inputs import (
    AsReadOption,
    CorrectionsOption,
    ask_which,
    asking,
    numbered_rubric,
    one_notice,
    patient,
)
from pipeline.messages.languages import Lang

if TYPE_CHECKING:
    from normalizers.records import Records, Rubric
    from pipeline.scoring import Mark, ScoreSheet

INCOMPLETE, FAULTY = 1, 2
# more sheets than these are told in a row each; --json and --csv have them whole
_SHOWN_WHOLE = 3


def score(
    rubric: Annotated[
        str,
        a_notice("help.name.rubric", "help.score.rubric"),
    ],
    marks: Annotated[Path | None, typer.Argument(metavar="help.name.marks", help="help.score.marks")] = None,
    number: Annotated[int | None, typer.Option("--rubric", min=1, help="help.score.number")] = None,
    template: Annotated[Path | None, typer.Option("--template", help="help.score.template")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="help.score.json")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="help.score.csv")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="help.score.xlsx")] = None,
    corrections: CorrectionsOption = None,
    as_read: AsReadOption = False,
    lang: LangOption = None,
) -> None:
    """Score units by a rubric."""
    patient()
    from pipeline.messages.words import say
    from pipeline.scoring.sheet import score as scored
    from pipeline.scoring.terminal import faults, overview, shown
    from pipeline.scoring.views import as_csv, as_json

    asked = asking(rubric, lang, corrections, as_read=as_read)
    told = asked.lang
    if marks is None and template is None:
        stop(say("score.no_marks_given", told))
    given = _marks(marks, told) if marks is not None else ()
    records = one_notice(rubric, asked, (mark.id.partition("/")[0] for mark in given))
    chosen = numbered_rubric(records, number, told)
    if template is not None:
        _template(records, _one_rubric(records, number, told), template, told)
        return
    sheets = scored(records, given, chosen.rubric_id if chosen else "")
    if len(sheets) > _SHOWN_WHOLE:
        terminal().print(overview(sheets, told))
        tell_lines(faults(sheets, told))
    else:
        tell_lines(line for sheet in sheets for line in shown(sheet, records, told))
    if json is not None:
        write_text(json, as_json(sheets), told)
    if csv is not None:
        write_text(csv, as_csv(sheets, told), told)
    if xlsx is not None:
        _report(sheets, xlsx, told)
    outcomes = {sheet.outcome for sheet in sheets}
    if "faulty" in outcomes:
        raise typer.Exit(FAULTY)
    if "incomplete" in outcomes:
        raise typer.Exit(INCOMPLETE)


def workbook(
    rubric: Annotated[
        str,
        a_notice("help.name.rubric", "help.workbook.rubric"),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="help.workbook.out")] = Path("scoring.xlsx"),
    units: Annotated[str, typer.Option("--units", help="help.workbook.units")] = "",
    number: Annotated[int | None, typer.Option("--rubric", min=1, help="help.workbook.number")] = None,
    corrections: CorrectionsOption = None,
    as_read: AsReadOption = False,
    lang: LangOption = None,
) -> None:
    """Write a workbook to score units by hand."""
    from pipeline.messages.words import say
    from pipeline.replacing import replacing
    from pipeline.scoring.form.units import UnitsUnreadable, unit_names
    from pipeline.scoring.form.writer import write_scoring_workbook

    asked = asking(rubric, lang, corrections, as_read=as_read)
    told = asked.lang
    records = one_notice(rubric, asked)
    chosen = _one_rubric(records, number, told)
    try:
        names = unit_names(units)
    except UnitsUnreadable as error:
        why = say(f"score.unread.{error}", told)
        stop(say("form.units_unread", told, path=units, reason=why))
    except OSError as error:
        stop(say("form.units_unread", told, path=units, reason=reason(error, told)))
    try:
        with replacing(out) as fresh:
            slots = write_scoring_workbook(records, chosen, names, fresh, told)
    except OSError as error:
        stop(say("run.not_written", told, out=out, reason=reason(error, told)))
    tell(say("form.written", told, path=out, units=max(1, len(names)), slots=slots))


def _report(sheets: Sequence[ScoreSheet], out: Path, lang: Lang) -> None:
    from pipeline.messages.words import say
    from pipeline.replacing import replacing
    from pipeline.scoring.report import write_report

    try:
        with replacing(out) as fresh:
            write_report(sheets, fresh, lang)
    except OSError as error:
        stop(say("run.not_written", lang, out=out, reason=reason(error, lang)))
    tell(say("score.report_written", lang, path=out))


def _marks(path: Path, lang: Lang) -> tuple[Mark, ...]:
    """The marks of a file; without one the command ends."""
    from pipeline.messages.words import say
    from pipeline.scoring.marks import MarksUnreadable, read_marks

    try:
        given = read_marks(path)
    except MarksUnreadable as error:
        why = say(f"score.unread.{error.code}", lang, detail=error.detail)
        stop(say("score.marks_unread", lang, path=path, reason=why))
    except FileNotFoundError:
        stop(say("given.not_there", lang, path=path))
    except OSError as error:
        stop(say("score.marks_unread", lang, path=path, reason=reason(error, lang)))
    if not given:
        stop(say("score.no_marks", lang))
    return given


def _one_rubric(records: Records, number: int | None, lang: Lang) -> Rubric:
    """The rubric of that number, or the only one."""
    from pipeline.scoring.rules.composed import scored_alone

    rubric = numbered_rubric(records, number, lang)
    if rubric is None and len(alone := scored_alone(records)) == 1:
        return alone[0]
    if rubric is None:
        ask_which(records, "score.several_rubrics", lang)
    return rubric


def _template(records: Records, rubric: Rubric, out: Path, lang: Lang) -> None:
    from pipeline.messages.words import say
    from pipeline.scoring.template import as_csv, slots

    made = slots(records, rubric)
    write_text(out, as_csv(made, lang), lang)
    tell(say("score.template_written", lang, path=out, count=len(made)))
