"""The two sides as a person names them: a notice, a dataset, a year of it; and the links that people made."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from normalizers.records import Records
from pipeline.messages.causes import cause
from pipeline.messages.findings import in_language
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.project.file import ProjectFault
from pipeline.project.reading import Asked, readings
from pipeline.quoted import unquoted

# what reads notices and what compares them loads much, and who scores by a dataset needs neither
if TYPE_CHECKING:
    from pipeline.compare import Link

# of a file of matches, and the words for whether both are one
COLUMNS = ("old_id", "new_id", "same", "remark")
SAME = {
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


def read_side(given: str, asked: Asked) -> tuple[Records, ...]:
    """The notices with rubrics that `given` names.

    Raises NotComparable when there is none, or one of them could not be read.
    """
    notices = _read(given, asked)
    if found := tuple(records for records in notices if records.rubrics):
        return found
    raise _nothing("given.no_rubrics_in", notices, given, asked.lang)


def read_year(given: str, lang: Lang, asked: Asked | None = None) -> tuple[Records, ...]:
    """The notices that `given` names, those that hold nothing to compare too; `asked` says how to read.

    Raises NotComparable when none holds rubrics, tasks or goals, or one of them could not be read.
    """
    from pipeline.compare.lists import comparable

    notices = _read(given, replace(asked or Asked(lang), compared=True))
    if any(map(comparable, notices)):
        return tuple(notices)
    raise _nothing("given.nothing_to_compare", notices, given, lang)


def _nothing(key: str, notices: Sequence[Records], given: str, lang: Lang) -> NotComparable:
    errors = (row for one in notices for row in one.findings if row.severity == "error")
    reason = next((in_language(row, lang).message for row in errors), "")
    return NotComparable(": ".join(filter(None, (say(key, lang, path=given), reason))))


def _read(given: str, asked: Asked) -> list[Records]:
    try:
        return [one.records for one in readings([given], asked)]
    except ProjectFault as fault:
        raise NotComparable(fault.said(asked.lang)) from fault


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
        why = cause(error) if isinstance(error, OSError) else "not-so"
        raise _faulty(path, 1, "given.links.unread", lang, reason=why) from error


def half_known(links: Mapping[Link, int], sides: Sequence[Sequence[Records]]) -> list[int]:
    """Lines of links of which only one id is there; one with none belongs to other years."""
    known = {one.criterion_id for side in sides for records in side for one in records.criteria}
    return [line for link, line in links.items() if (link.old_id in known) != (link.new_id in known)]


def _links(file: TextIO, path: Path, lang: Lang) -> dict[Link, int]:
    from pipeline.compare import Link

    reader = csv.reader(file)
    header = [name.strip() for name in next(reader, [])]
    if not set(COLUMNS[:3]) <= set(header):
        raise _faulty(path, 1, "given.links.header", lang, columns=",".join(COLUMNS))
    links: dict[tuple[str, str], tuple[Link, int]] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        old_id, new_id, same = (unquoted(row.get(name, "")) for name in COLUMNS[:3])
        if not old_id or not new_id:
            raise _faulty(path, reader.line_num, "given.links.empty", lang)
        if same.lower() not in SAME:
            raise _faulty(path, reader.line_num, "given.links.same", lang, value=same)
        link = Link(old_id, new_id, SAME[same.lower()])
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
