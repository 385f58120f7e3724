"""From a record up to its notice."""

from __future__ import annotations

from collections.abc import Mapping

from normalizers import columns
from normalizers.records import Record


def above(table: str, row: Record) -> str:
    """The id of the record that this one stands in; empty for the notice."""
    return next((over for name in columns.above(table) if (over := getattr(row, name))), "")


def chain(record_id: str, known: Mapping[str, tuple[str, Record]]) -> list[str]:
    """Ids from the notice down to the record; `known` as `with_ids` gives it."""
    ids = [record_id]
    while (over := above(*known[ids[0]])) in known and over not in ids:
        ids.insert(0, over)
    return ids
