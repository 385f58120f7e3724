"""Corrections put together: a new one on top of those that a person made before of the same field."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from normalizers.overlay import Correction, Value
from normalizers.overlay.model import ROW
from normalizers.records import Records
from pipeline.corrections.model import CorrectionFile

_LIST = "key_points"


def put(known: Sequence[Correction], new: Correction) -> tuple[Correction, ...]:
    """The corrections with a new one, whose `was` is what the person saw.

    What was corrected before keeps what the machine read, so that each field has one entry; where the new
    value is what the machine read, none is left. A list takes in what was said of its single lines.
    """
    same = next((one for one in known if _same(one, new)), None)
    below = [one for one in known if new.field == _LIST and one.record.startswith(f"{new.record}/k")]
    kept = [one for one in known if one is not same and one not in below]
    builds_on = same is not None and same.was != same.now and (same.now == new.was or below)
    if same is not None and builds_on:
        new = replace(new, was=same.was)
    elif below:
        new = replace(new, was=_without(new.was, below, new.record))
    undone = new.was == new.now and same is not None and same.was != same.now
    return tuple(kept) if undone else (*kept, new)


def put_all(known: Sequence[Correction], new: Iterable[Correction]) -> tuple[Correction, ...]:
    """The same for several."""
    for one in new:
        known = put(known, one)
    return tuple(known)


def _same(one: Correction, new: Correction) -> bool:
    """Whether both speak of one field; a finding is told from others of its code by what it was."""
    if (one.record, one.field) != (new.record, new.field):
        return False
    return not one.code or one.was == new.was


def _without(seen: Value, below: Sequence[Correction], record: str) -> Value:
    """The lines of a list as they were before single ones were corrected."""
    if not isinstance(seen, tuple):
        return seen
    lines = list(seen)
    for one in below:
        number = one.record.removeprefix(f"{record}/k")
        place = int(number) - 1 if number.isdecimal() else len(lines)
        if one.field == ROW or place >= len(lines) or not isinstance(one.now, str):
            continue
        lines[place] = lines[place].replace(one.now, str(one.was or ""), 1)
    return tuple(lines)


def touched_since(known: Sequence[Correction], new: Sequence[Correction]) -> list[Correction]:
    """Those of the new ones whose field somebody has corrected to something that this person did not see."""
    there = {(one.record, one.field): one for one in known if not one.code}
    return [
        one
        for one in new
        if (old := there.get((one.record, one.field))) is not None
        and one.was != old.now
        and one.now != old.now
    ]


def stamped(who: str, why: str) -> tuple[str, str, str]:
    """Who, when and why of a correction that is made now."""
    return who or getpass.getuser(), datetime.now().astimezone().isoformat(timespec="seconds"), why


def headed(records: Records, file: CorrectionFile | None = None) -> CorrectionFile:
    """The file, or a new one, with what its notice is, for people and for next year."""
    notice = records.notice
    return replace(
        file or CorrectionFile(notice.sha256),
        notice_id=notice.notice_id,
        file=notice.source_file,
        title=notice.title,
        year=notice.year,
        series=tuple(dict.fromkeys(rubric.series for rubric in records.rubrics if rubric.series)),
    )
