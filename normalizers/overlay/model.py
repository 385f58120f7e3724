"""A correction (更正): what a person says of one field of a record, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from extractors.frozen import frozen

# a text or figure as written, nothing, the lines of a list, or the columns of a new row
Value = str | None | tuple[str, ...] | Mapping[str, str]
State = Literal["applied", "confirmed", "already-true", "stale", "invalid"]

NOTICE = "notice"
ROW = "row"
FINDING = "finding:"
CONFIRMED, DISMISSED = "confirmed", "dismissed"


@frozen
class Correction:
    """One field of one record: what the machine read, what a person says, who, when and why.

    `record` is the id below the notice (`2/3/b1`), or `notice`. `field` is a column of its table; or `row`,
    to add a record (`was` is None, `now` its columns) or to take one out (`was` is its name or text, `now`
    None); or `key_points` and `parties` of a criterion or task, whose lines are given as a whole, to split
    and merge them; or `finding:<code>`, whose `now` is `confirmed` or `dismissed` and whose `was` tells it
    from others.
    """

    record: str
    field: str
    was: Value
    now: Value
    who: str = ""
    when: str = ""
    why: str = ""

    @property
    def code(self) -> str:
        """The code of the finding that it settles; empty for a correction of a record."""
        return self.field.removeprefix(FINDING) if self.field.startswith(FINDING) else ""


@frozen
class Outcome:
    """What became of a correction: `found` is what stands there where it was not applied."""

    correction: Correction
    state: State
    found: str = ""


def below_notice(record_id: str, notice_id: str) -> str:
    """An id as corrections name it: `<notice>/2/3/b1` → `2/3/b1`, that of the notice → `notice`."""
    return NOTICE if record_id in {"", notice_id} else record_id.removeprefix(f"{notice_id}/")


def within_notice(record: str, notice_id: str) -> str:
    """The whole id of what a correction names."""
    return notice_id if record == NOTICE else f"{notice_id}/{record}"
