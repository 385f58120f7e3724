"""From a record up to its notice, and as what its columns are cited in the evidence."""

from __future__ import annotations

from collections.abc import Mapping

from normalizers.records import Record
from pipeline.contract.schema import columns
from pipeline.dataset.stored import ONE_OF

# as what a column is cited, where not as itself: all of the heading 好（16-20分） of a band as `points`
_CITED_AS = {
    "bands": dict.fromkeys(("grade", "min_points", "max_points", "min_closed", "max_closed"), "points"),
    "clauses": {column.name: "text" for column in columns("clauses")},
    "thresholds": {column.name: "text" for column in columns("thresholds")},
    "key_points": {"points": "text"},
}
# the column that names the record above, nearest first
_ABOVE = ("parent_id", "owner_id", "criterion_id", "rubric_id", "notice_id")


def cited_as(table: str, column: str) -> str:
    """The field under which the evidence says where a column is printed."""
    return _CITED_AS.get(table, {}).get(column, column)


def above(table: str, row: Record) -> str:
    """The id of the record that this one stands in; empty for the notice."""
    own = f"{ONE_OF[table]}_id"
    return next((over for name in _ABOVE if name != own and (over := getattr(row, name, ""))), "")


def chain(record_id: str, known: Mapping[str, tuple[str, Record]]) -> list[str]:
    """Ids from the notice down to the record; `known` as `with_ids` gives it."""
    ids = [record_id]
    while (over := above(*known[ids[0]])) in known and over not in ids:
        ids.insert(0, over)
    return ids
