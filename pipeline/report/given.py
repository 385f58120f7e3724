"""The two sides as a person names them: a notice, a dataset, a year of it; and the links that people made."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from normalizers.records import Records
from pipeline.dataset.stored import (
    OtherContract,
    notice_ids,
    read_compared,
    read_records,
    why_unread,
    year_of,
)
from pipeline.dataset.swap import steady
from pipeline.messages.findings import in_language
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.quoted import unquoted

# what reads notices and what compares them loads much, and who scores by a dataset needs neither
if TYPE_CHECKING:
    from pipeline.compare import Link

Reader = Callable[[Path, str], Records]
_YEAR = re.compile(r"(?P<path>.+)@(?P<year>\d{4})", re.DOTALL)
_COLUMNS = ("old_id", "new_id", "same", "remark")
_SAME = {
    "1": True,
    "true": True,
    "yes": True,
    "是": True,
    "0": False,
    "false": False,
    "no": False,
    "否": False,
}


class NotComparable(ValueError):
    """What was given cannot be compared; the message says why, in the language of the user."""


def read_side(given: str, lang: Lang) -> tuple[Records, ...]:
    """The notices with rubrics that `given` names: `notice.pdf`, `DATASET`, `DATASET@2024`, `…/json/x.json`.

    Raises NotComparable when there is none, or one of them could not be read.
    """
    notices = _read(given, lang, read_records)
    if found := tuple(records for records in notices if records.rubrics):
        return found
    raise _nothing("given.no_rubrics_in", notices, given, lang)


def read_year(given: str, lang: Lang) -> tuple[Records, ...]:
    """The notices that `given` names, those that hold nothing to compare too.

    Raises NotComparable when none holds rubrics, tasks or goals, or one of them could not be read.
    """
    from pipeline.compare.lists import comparable

    notices = _read(given, lang, read_compared)
    if any(map(comparable, notices)):
        return tuple(notices)
    raise _nothing("given.nothing_to_compare", notices, given, lang)


def _nothing(key: str, notices: Sequence[Records], given: str, lang: Lang) -> NotComparable:
    errors = (row for one in notices for row in one.findings if row.severity == "error")
    reason = next((in_language(row, lang).message for row in errors), "")
    return NotComparable(": ".join(filter(None, (say(key, lang, path=given), reason))))


def _read(given: str, lang: Lang, read: Reader) -> list[Records]:
    path, year = Path(given), None
    if not path.exists() and (match := _YEAR.fullmatch(given)):
        path, year = Path(match["path"]), int(match["year"])
    try:
        if path.is_dir():
            notices = steady(path, lambda: _of_dataset(path, year, read))
            return _of_year(notices, path, given, year, lang)
        if not path.exists():
            raise NotComparable(say("given.not_there", lang, path=given))
        if year is not None:
            raise NotComparable(say("given.no_dataset", lang, path=path))
        if path.suffix.lower() == ".json":
            return [read(path.absolute().parent.parent, path.stem)]
        from pipeline.ingest.run import ingest

        return [ingest(path, lang=lang).records]
    except FileNotFoundError as error:
        raise NotComparable(say("given.no_dataset", lang, path=path)) from error
    except (OSError, ValueError) as error:
        if isinstance(error, NotComparable):
            raise
        if isinstance(error, OtherContract):
            raise NotComparable(why_unread(error, path, lang)) from error
        raise NotComparable(say("given.dataset_unread", lang, name=path.name)) from error


def _of_dataset(path: Path, year: int | None, read: Reader) -> list[Records]:
    # whose head names another year is not read
    asked = [one for one in notice_ids(path) if year is None or year_of(path, one) in {year, None}]
    return [read(path, one) for one in asked]


def _of_year(
    notices: Sequence[Records], path: Path, given: str, year: int | None, lang: Lang
) -> list[Records]:
    if year is None:
        return list(notices)
    found = [records for records in notices if year in _years(records)]
    if not found:
        from pipeline.compare.lists import comparable

        every = (read_compared(path, one) for one in notice_ids(path))
        known = sorted({one for records in every if comparable(records) for one in _years(records)})
        years = ", ".join(map(str, known)) or "—"
        raise NotComparable(say("given.no_such_year", lang, path=given, years=years))
    return found


def _years(records: Records) -> set[int]:
    """The years of a notice: its own, else those of its rubrics."""
    own = {records.notice.year} if records.notice.year else {rubric.year for rubric in records.rubrics}
    return {year for year in own if year}


def read_links(path: Path, lang: Lang) -> dict[Link, int]:
    """The matches that people pinned or forbade, each with its line: `old_id,new_id,same,remark`.

    Raises NotComparable with the line of the first one that cannot be used.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _links(file, path, lang)
    except FileNotFoundError as error:
        raise NotComparable(say("given.not_there", lang, path=path)) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _faulty(path, 1, "given.links.unread", lang, reason=type(error).__name__) from error


def half_known(links: Mapping[Link, int], sides: Sequence[Sequence[Records]]) -> list[int]:
    """Lines of links of which only one id is there; one with none belongs to other years."""
    known = {one.criterion_id for side in sides for records in side for one in records.criteria}
    return [line for link, line in links.items() if (link.old_id in known) != (link.new_id in known)]


def _links(file: TextIO, path: Path, lang: Lang) -> dict[Link, int]:
    from pipeline.compare import Link

    reader = csv.reader(file)
    header = [name.strip() for name in next(reader, [])]
    if not set(_COLUMNS[:3]) <= set(header):
        raise _faulty(path, 1, "given.links.header", lang, columns=",".join(_COLUMNS))
    links: dict[tuple[str, str], tuple[Link, int]] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        old_id, new_id, same = (unquoted(row.get(name, "")) for name in _COLUMNS[:3])
        if not old_id or not new_id:
            raise _faulty(path, reader.line_num, "given.links.empty", lang)
        if same.lower() not in _SAME:
            raise _faulty(path, reader.line_num, "given.links.same", lang, value=same)
        link = Link(old_id, new_id, _SAME[same.lower()])
        known, line = links.setdefault((old_id, new_id), (link, reader.line_num))
        if known != link:
            raise _faulty(path, reader.line_num, "given.links.contradict", lang, other=line)
    _told_once([link for link in links.values() if link[0].same], path, lang)
    return dict(links.values())


def _told_once(pinned: Sequence[tuple[Link, int]], path: Path, lang: Lang) -> None:
    """One criterion cannot be pinned to two of the other year."""
    for side in ("old_id", "new_id"):
        seen: dict[str, int] = {}
        for link, line in pinned:
            first = seen.setdefault(getattr(link, side), line)
            if first != line:
                raise _faulty(path, line, "given.links.contradict", lang, other=first)


def _faulty(path: Path, line: int, key: str, lang: Lang, **values: object) -> NotComparable:
    return NotComparable(f"{path}:{line}: {say(key, lang, **values)}")
