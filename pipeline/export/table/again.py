"""A file that we wrote, read again as a notice: which records come back as they were."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from normalizers.columns import OWN_ID, above, named
from normalizers.records import TABLES, Record, Records
from pipeline.export.model import Sheet

# what belongs to the notice, and what is told of the reading
_NOT_OF_A_RUBRIC = frozenset({"notices", "rubrics", "tasks", "evidence", "findings"})
# a table names the department of each row, where the notice may have let one carry on
_OF_THE_READING = frozenset({"inherited"})


def read_again(payload: bytes, suffix: str = ".xlsx") -> Records:
    """The records of a file."""
    from normalizers.assemble import Source, assemble
    from pipeline.ingest.reading import joined

    source = Source(f"again{suffix}", hashlib.sha256(payload).hexdigest(), "again", ())
    return assemble(joined(payload, suffix), source).records


def unlike(of: Sheet, again: Records) -> Iterator[tuple[str, Record, tuple[str, ...]]]:
    """Table and row of each record of a rubric that does not come back, and the columns that are others.

    No column where the whole row is not there. A row is known by its place below the rubric.
    """
    rubric_id = of.rubric.rubric_id
    other_id = again.rubrics[0].rubric_id if again.rubrics else ""
    for table in TABLES:
        if table in _NOT_OF_A_RUBRIC:
            continue
        back = list(_rows(again, table, other_id))
        by_id = {place: values for place, values, _ in back}
        left = Counter((place, tuple(values.values())) for place, values, _ in back)
        for place, values, row in _rows(of.records, table, rubric_id):
            key = place, tuple(values.values())
            if left[key]:
                left[key] -= 1
            elif table in OWN_ID and place in by_id:
                yield table, row, tuple(one for one in values if values[one] != by_id[place][one])
            else:
                yield table, row, ()


def _rows(records: Records, table: str, rubric_id: str) -> Iterator[tuple[str, dict[str, Any], Record]]:
    """The rows of a table that belong to a rubric: the place of each below it, and what it says."""
    for row in records.table(table):
        own = owner_of(table, row)
        if own == rubric_id or own.startswith(f"{rubric_id}/"):
            said = {one: getattr(row, one) for one in named(table, "content") if one not in _OF_THE_READING}
            yield own.removeprefix(rubric_id), said, row


def owner_of(table: str, row: Record) -> str:
    """The id of a row, else of the nearest row that it belongs to."""
    columns = (OWN_ID[table],) if table in OWN_ID else above(table)
    return next((value for one in columns if (value := str(getattr(row, one)))), "")
