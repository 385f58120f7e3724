"""The tables as CSV and Parquet hold them: each row also says of which notice and year it is.

So no join is needed to take the rows of a year. In JSON they stand inside of what they belong to.
"""

from __future__ import annotations

from functools import cache

from normalizers.columns import Column, columns
from normalizers.records import Record, Records

# the columns that every table has, after its own where it has them not
EVERY = ("notice_id", "year")


@cache
def written_columns(table: str) -> tuple[Column, ...]:
    """The columns of a table in its files."""
    own = columns(table)
    there = {column.name for column in own}
    return (*own, *(_every(table, name) for name in EVERY if name not in there))


def is_added(column: Column) -> bool:
    """Whether a column is none of the record."""
    return column.name not in {one.name for one in columns(column.table)}


def _every(table: str, name: str) -> Column:
    of_notice = name == "notice_id"
    return Column(
        table=table,
        name=name,
        type="string" if of_notice else "integer",
        required=of_notice,
        nullable=not of_notice,
        choices=(),
        description="",
        nature="id" if of_notice else "content",
        cited=name,
        ref="notices" if of_notice else "",
    )


class Added:
    """What the rows of a notice have in the columns that are none of their record."""

    def __init__(self, records: Records) -> None:
        """The years of its rubrics, which may be other ones than its own."""
        notice = records.notice
        self._notice, self._year = notice.notice_id, notice.year
        self._years = {one.rubric_id: one.year for one in records.rubrics if one.year is not None}

    def of(self, table: str, row: Record) -> tuple[object, ...]:
        """The values of a row, in the order of `EVERY`."""
        names = _added(table)
        year = self._year_of(row) if "year" in names else None
        return tuple(self._notice if name == "notice_id" else year for name in names)

    def _year_of(self, row: Record) -> int | None:
        """That of its rubric, by the first two parts of its id; else that of the notice."""
        values = row.__dict__
        owner = values["owner_id"] if "owner_id" in values else next(iter(values.values()))
        return self._years.get("/".join(owner.split("/", 2)[:2]), self._year)


@cache
def _added(table: str) -> tuple[str, ...]:
    return tuple(column.name for column in written_columns(table)[len(columns(table)) :])
