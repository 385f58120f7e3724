"""What the commands that read notices share: which files, by how many processes."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from extractors.limits import LIMITS, Limits
from pipeline.cli.app import language, stop, tell
from pipeline.cli.completion import a_notice
from pipeline.contract.formats import FORMATS, Format
from pipeline.locking import Holder
from pipeline.messages.languages import Lang
from pipeline.storage.address import Where

if TYPE_CHECKING:
    from normalizers.records import Records, Rubric
    from pipeline.export.layout import Layout
    from pipeline.project.reading import Asked
    from pipeline.workers.pool import Apart, Readers

Notices = Annotated[list[str], a_notice("help.name.notices", "help.notices")]
VerifyOption = Annotated[bool, typer.Option("--verify", help="help.verify")]
CorrectionsOption = Annotated[Path | None, typer.Option("--corrections", help="help.corrections")]
AsReadOption = Annotated[bool, typer.Option("--as-read", help="help.as_read")]
SecondsOption = Annotated[int, typer.Option("--seconds", min=1, help="help.seconds")]
MemoryOption = Annotated[int, typer.Option("--memory", min=200, help="help.memory")]
PagesOption = Annotated[int, typer.Option("--pages", min=1, help="help.pages")]
# what a reading process needs for any file
_READING = ("pipeline.ingest.run", "normalizers.assemble", "extractors.reader")


def asking(
    given: str | Path | None, lang: Lang | None, corrections: Path | None = None, *, as_read: bool = False
) -> Asked:
    """How a command reads what it was given: in the language of the project, with its corrections."""
    from pipeline.project.place import Place
    from pipeline.project.reading import Asked

    project = Place.around(None if given is None else _path(given))
    told = language(lang or project.lang)
    return Asked(told, corrections=corrections, as_read=as_read, executor=apart(), tell=_tell)


def links_of(given: str) -> Path | None:
    """The links of the project of what was given."""
    from pipeline.project.place import Place

    return Place.around(_path(given)).links


def table_of(given: str) -> Layout:
    """How the project of what was given lays out a 指标表."""
    from pipeline.project.place import Place

    return Place.around(_path(given)).table


def _path(given: str | Path) -> Path:
    """The path in what was given: that of the dataset in `DATASET@2024`."""
    path = Path(given)
    return path if path.exists() else Path(str(given).rpartition("@")[0])


def _tell(sentence: str) -> None:
    tell(sentence, err=True)


def patient() -> None:
    """Look for lost cycles of objects seldom: notices and rubrics make many objects and hardly a cycle."""
    gc.set_threshold(100_000, 10, 10)


@contextmanager
def workers(
    jobs: int, limits: Limits = LIMITS, at: Callable[[str, int], None] | None = None
) -> Iterator[Readers]:
    """Processes to read with, also for one job; when the run stops, what waits is dropped."""
    from pipeline.workers.pool import Readers

    patient()
    pool = Readers(jobs, limits, _READING, at)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def apart(limits: Limits = LIMITS) -> Apart:
    """One process to read with, for commands that read few files and are to answer soon."""
    from pipeline.workers.pool import Apart

    patient()
    reader = Apart(limits, _READING)
    atexit.register(reader.shutdown)
    return reader


def chosen_formats(given: str, lang: Lang) -> tuple[Format, ...]:
    """The formats that `csv,json` names; one that does not exist ends the command."""
    from pipeline.messages.words import say

    names = {name.strip().lower() for name in given.split(",")} - {""}
    if not names or names - set(FORMATS):
        stop(say("given.no_such_format", lang, given=given, formats=",".join(FORMATS)))
    return tuple(form for form in FORMATS if form in names)


def tell_waiting(folder: Where, lang: Lang, holder: Holder, seconds: float) -> None:
    """Says for whom a command waits."""
    from pipeline.messages.words import say

    if seconds:
        who = asdict(holder)
        tell(say("run.waiting", lang, folder=folder, seconds=f"{seconds:g}", **who), err=True)


def tell_skipped(skipped: Sequence[str], lang: Lang) -> None:
    """Names the files that are no notices."""
    from pipeline.messages.words import say
    from pipeline.terminal.safe import safe_name

    if skipped:
        tell(say("given.skipped", lang, names=", ".join(map(safe_name, skipped))), err=True)


def one_notice(given: str, asked: Asked, named: Iterable[str] = ()) -> Records:
    """The notice with rubrics that `given` means; of several, the one among the ids `named`.

    Else the command ends. What was read with faults is said.
    """
    from pipeline.messages.words import say
    from pipeline.report.given import NotComparable, read_side

    lang = asked.lang
    try:
        notices = read_side(given, asked)
    except NotComparable as error:
        stop(str(error))
    if len(notices) > 1:
        wanted = set(named)
        notices = tuple(one for one in notices if one.notice.notice_id in wanted) or notices
    if len(notices) > 1:
        ids = [one.notice.notice_id for one in notices]
        example = f"{given.partition('@')[0]}@{ids[0]}"
        named = "\n  ".join(ids)
        stop(say("given.which_notice", lang, path=given, count=len(ids), example=example, ids=named))
    if notices[0].notice.status == "failed":
        tell(say("given.read_in_part", lang, names=notices[0].notice.source_file), err=True)
    return notices[0]


def all_notices(given: str, asked: Asked) -> tuple[Records, ...]:
    """All notices that `given` means, those without rubrics too; else the command ends."""
    from pipeline.messages.words import say
    from pipeline.project.file import ProjectFault
    from pipeline.project.reading import readings

    try:
        notices = tuple(one.records for one in readings([given], asked))
    except ProjectFault as fault:
        stop(fault.said(asked.lang))
    failed = [one.notice.source_file for one in notices if one.notice.status == "failed"]
    if failed:
        tell(say("given.read_in_part", asked.lang, names=", ".join(failed)), err=True)
    return notices


def numbered_rubric(records: Records, number: int | None, lang: Lang) -> Rubric | None:
    """The rubric of that number, or the only one; None where several are left. One beyond ends it."""
    from pipeline.messages.words import say

    if number is None:
        return records.rubrics[0] if len(records.rubrics) == 1 else None
    if number > len(records.rubrics):
        stop(say("given.no_such_rubric", lang, number=number, count=len(records.rubrics)))
    return records.rubrics[number - 1]


def ask_which(records: Records, key: str, lang: Lang) -> NoReturn:
    """Names the rubrics of which one has to be chosen, and ends the command."""
    from pipeline.messages.words import say

    names = (f"{one.seq}  {one.title or one.scope}" for one in records.rubrics)
    stop("\n  ".join((say(key, lang, count=len(records.rubrics)), *names)))
