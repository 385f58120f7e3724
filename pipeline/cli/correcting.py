"""The command by which people set things right in files: correct."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import LangOption, agreed, reason, stop, tell
from pipeline.cli.completion import a_notice
from pipeline.cli.inputs import CorrectionsOption, asking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from normalizers.overlay import Correction, Value
    from pipeline.corrections import CorrectionFile
    from pipeline.messages.languages import Lang
    from pipeline.project.place import Place
    from pipeline.project.reading import Asked


# so many characters of a value are told
_SHOWN = 60


def correct(
    given: Annotated[
        str,
        a_notice("help.name.given", "help.correct.given"),
    ],
    take_over: Annotated[bool, typer.Option("--take-over", help="help.correct.take_over")] = False,
    corrections: CorrectionsOption = None,
    who: Annotated[str, typer.Option("--who", help="help.correct.who")] = "",
    why: Annotated[str, typer.Option("--why", help="help.correct.why")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="help.correct.yes")] = False,
    lang: LangOption = None,
) -> None:
    """Make corrections of the changed cells of an Excel file, or of other years."""
    from pipeline.corrections import Changed
    from pipeline.corrections.edit import stamped
    from pipeline.messages.words import say

    asked = asking(given, lang, corrections)
    told = asked.lang
    stamp = stamped(who, why)
    try:
        if take_over:
            _take_over(given, asked, stamp, yes=yes)
        elif not Path(given).exists():
            stop(say("given.not_there", told, path=given))
        else:
            _from_workbook(Path(given), asked.around(given), stamp, told, yes=yes)
    except Changed:
        stop(say("correct.changed_meanwhile", told))
    except OSError as error:
        stop(say("correct.not_ours", told, path=error.filename or given, reason=reason(error, told)))


def _from_workbook(
    given: Path, project: Place, stamp: tuple[str, str, str], lang: Lang, *, yes: bool
) -> None:
    from pipeline.corrections.edit import put_all, touched_since
    from pipeline.corrections.from_excel import NoWorkbook, read_workbook
    from pipeline.messages.words import say

    try:
        read = read_workbook(given, stamp, lang)
    except NoWorkbook:
        stop(say("correct.not_ours", lang, path=given, reason=say("correct.no_hidden_sheet", lang)))
    known, seen = _known(project, read.file, lang)
    since = touched_since(known.corrections, read.corrections)
    new = [one for one in read.corrections if one not in since]
    for one in new:
        tell("  " + _line(one, read.names, lang))
    left = [*read.left, *(_since(one, known, read.names, lang) for one in since)]
    if left:
        tell(say("correct.not_taken", lang), err=True)
        for line in left:
            tell(f"  {line}", err=True)
    if not new:
        tell(say("correct.nothing_corrected", lang))
    elif yes or agreed(say("correct.take_these", lang, count=len(new))):
        _save(project, known, put_all(known.corrections, new), seen, lang)


def _take_over(given: str, asked: Asked, stamp: tuple[str, str, str], *, yes: bool) -> None:
    from dataclasses import replace

    from normalizers.overlay.model import below_notice
    from pipeline.corrections.carry import found_value
    from pipeline.corrections.edit import headed, put
    from pipeline.corrections.model import values
    from pipeline.messages.words import say
    from pipeline.project.reading import one_of, readings

    lang = asked.lang
    read = one_of(readings([given], asked), given)
    project, records = asked.around(read.dataset or read.path or given), read.records
    offers = project.said().offered(records)
    known, seen = _known(project, headed(records), lang)
    made = headed(records, known)
    notice_id = records.notice.notice_id
    names = {below_notice(row.criterion_id, notice_id): row.name or row.text for row in records.criteria}
    for other in offers:
        tell(f"{other.file} {other.title}")
        for one in values(other):
            found = found_value(records, one)
            if found != one.was:
                text = say("correct.unfitting", lang, **_words(one, names, lang), found=_value(found, lang))
                tell("  " + text, err=True)
                continue
            tell("  " + _line(one, names, lang))
            if yes or agreed("  " + say("correct.take_this", lang)):
                who, when, why = stamp
                mine = replace(one, who=who, when=when, why=why or f"{other.file} ({other.year or '?'})")
                made = replace(made, corrections=put(made.corrections, mine))
        looked = dict(made.considered) | {other.sha256: other.version}
        made = replace(made, considered=tuple(sorted(looked.items())))
    if offers:
        _save(project, made, made.corrections, seen, lang)
    else:
        tell(say("correct.nothing_offered", lang))


def _known(project: Place, file: CorrectionFile, lang: Lang) -> tuple[CorrectionFile, str]:
    """The corrections of a document that are there already, and their version."""
    from dataclasses import replace

    from pipeline.corrections.file import version
    from pipeline.messages.words import say

    said = project.said()
    for name, why in said.unread:
        if name == f"{file.sha256}.yaml":
            stop(say("correct.unread", lang, name=name, **why))
    known = said.of(file.sha256)
    made = replace(file, corrections=known.corrections, considered=known.considered) if known else file
    return made, version(project.corrections, file.sha256)


def _save(
    project: Place, file: CorrectionFile, corrections: Sequence[Correction], seen: str, lang: Lang
) -> None:
    from dataclasses import replace

    from pipeline.corrections.file import path_of, save
    from pipeline.messages.words import say
    from pipeline.project.place import shown

    save(project.corrections, replace(file, corrections=tuple(corrections)), seen)
    tell(say("correct.saved", lang, path=shown(path_of(project.corrections, file.sha256))))


def _since(one: Correction, known: CorrectionFile, names: Mapping[str, str], lang: Lang) -> str:
    from pipeline.messages.words import say

    there = next(old for old in known.corrections if (old.record, old.field) == (one.record, one.field))
    values = _words(there, names, lang)
    return say("correct.corrected_since", lang, **values, who=there.who or "?")


def _line(one: Correction, names: Mapping[str, str], lang: Lang) -> str:
    from pipeline.messages.words import say

    return say("correct.line", lang, **_words(one, names, lang))


def _words(one: Correction, names: Mapping[str, str], lang: Lang) -> dict[str, str]:
    """A correction in the words of people: what its record and its field are called, and both values."""
    from pipeline.corrections.told import label, name_of

    name = name_of(one.record, names)
    return {
        "name": f"{name} {label(one, lang)}".strip(),
        "record": one.record,
        "was": _value(one.was, lang),
        "now": _value(one.now, lang),
    }


def _value(value: Value, lang: Lang) -> str:
    """A value in one line, shortened."""
    from pipeline.corrections.told import in_short

    text = in_short(value, lang)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
