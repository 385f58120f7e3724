"""SQLite: all tables of some notices in one file, with types, keys, indexes, and views to look at.

The same notices give the same bytes by the same library: rows stand in the order of the notices, and nothing
in the file tells when or where it was made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import PureWindowsPath
from typing import Any

from normalizers.columns import REFERENCES, Column, Type, key_of
from normalizers.records import OWNER, SCHEMA_VERSION, TABLES, Record, Records
from normalizers.text.numerals import plain
from pipeline.contract.schema import PRECISION, SCALE, said
from pipeline.contract.tables import Added, is_added, written_columns
from pipeline.export.model import Lost, Sheet, Writer, Written
from pipeline.export.table.again import owner_of
from pipeline.messages.languages import SOURCE, TRANSLATED, Lang
from pipeline.messages.words import say

# what a column is called in the file; SQLite itself tells texts from numbers by value
_TYPES: dict[Type, str] = {
    "string": "TEXT",
    "integer": "INTEGER",
    "decimal": f"DECIMAL({PRECISION},{SCALE})",
    "number": "REAL",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
# so many digits of a figure are exact in a number of eight bytes
_DIGITS = 15
_FORM = "sqlite"
# a closed list that is longer than this is none that a reader of the file wants to see
_LISTED = 20

# looked at with Datasette, or put into a pivot table of Excel, without a join
VIEWS = {
    "criteria_in_place": """
        WITH RECURSIVE named AS (
          SELECT criterion_id, parent_id,
                 coalesce(nullif(name, ''), nullif(text, ''), rule_text) AS said FROM criteria),
        placed AS (
          SELECT criterion_id, said, '' AS above FROM named WHERE parent_id IS NULL
          UNION ALL
          SELECT n.criterion_id, n.said,
                 CASE p.above WHEN '' THEN p.said ELSE p.above || ' / ' || p.said END
          FROM named n JOIN placed p ON n.parent_id = p.criterion_id)
        SELECT c.year, n.title AS notice, r.title AS rubric, p.above, c.label, c.name, c.text, c.rule_text,
               c.points, c.weight, c.kind, c.target, c.unit, c.method,
               (SELECT group_concat(name, '、') FROM parties
                WHERE owner_id = c.criterion_id AND role = 'lead') AS lead,
               (SELECT group_concat(name, '、') FROM parties
                WHERE owner_id = c.criterion_id AND role = 'joint') AS joint,
               c.level, c.criterion_id, c.rubric_id, c.notice_id
        FROM criteria c JOIN placed p USING (criterion_id)
        JOIN rubrics r ON r.rubric_id = c.rubric_id JOIN notices n ON n.notice_id = c.notice_id
        ORDER BY c.rowid""",
    "clauses_in_place": """
        SELECT c.year, n.title AS notice, r.title AS rubric,
               coalesce(nullif(i.name, ''), i.text) AS criterion,
               c.kind, c.points, c.points_max, c.points_percent, c.per, c.cap, c.cap_points, c.scope,
               c.condition, c.text, c.partial, c.clause_id, c.criterion_id, c.rubric_id, c.notice_id
        FROM clauses c JOIN rubrics r ON r.rubric_id = c.rubric_id JOIN notices n ON n.notice_id = c.notice_id
        LEFT JOIN criteria i ON i.criterion_id = c.criterion_id
        ORDER BY c.rowid""",
    "departments": """
        SELECT p.canonical_name AS department, p.role, p.year, count(*) AS criteria, sum(c.points) AS points
        FROM parties p JOIN criteria c ON c.criterion_id = p.owner_id
        GROUP BY p.canonical_name, p.role, p.year ORDER BY p.year, count(*) DESC, p.canonical_name, p.role""",
    "rubrics_in_short": """
        SELECT r.year, n.issuer, n.title AS notice, r.title AS rubric, r.scope, r.declared_total,
               r.computed_total, r.declared_total = r.computed_total AS agrees,
               (SELECT count(*) FROM criteria c WHERE c.rubric_id = r.rubric_id) AS criteria,
               (SELECT count(*) FROM clauses c WHERE c.rubric_id = r.rubric_id) AS clauses,
               n.status, r.rubric_id, r.notice_id
        FROM rubrics r JOIN notices n ON n.notice_id = r.notice_id
        ORDER BY r.rowid""",
    "findings_in_place": """
        SELECT f.severity, f.code, f.message, f.hint, n.title AS notice, n.source_file, f.page, f.row,
               f.evidence, f.owner_id, f.notice_id, f.year
        FROM findings f JOIN notices n ON n.notice_id = f.notice_id
        ORDER BY CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, f.rowid""",
}


def writer() -> Writer:
    """What writes the file."""
    return Writer(write, lost, many)


def write(sheets: Sequence[Sheet], lang: Lang) -> Written:
    """The notice of these rubrics, with these of its rubrics."""
    wanted = {sheet.rubric.rubric_id for sheet in sheets}
    return many([_only(sheets[0].records, wanted)], lang)


def lost(sheets: Sequence[Sheet], lang: Lang) -> Iterator[Lost]:
    """The digits of figures that are longer than a number of SQLite."""
    wanted = {sheet.rubric.rubric_id for sheet in sheets}
    for table, rows in _only(sheets[0].records, wanted).tables():
        for row in rows:
            for value in row.__dict__.values():
                if isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) > _DIGITS:
                    yield Lost(_FORM, owner_of(table, row), "long_figure", plain(value), "", False)


def many(notices: Sequence[Records], lang: Lang) -> Written:
    """All tables of some notices, in the language of nobody: the words beside them are there in each."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("PRAGMA page_size = 4096")
        base.execute("PRAGMA auto_vacuum = NONE")
        with base:
            for table in TABLES:
                base.execute(_made(table))
                _fill(base, table, notices)
            for table in TABLES:
                for column in _indexed(table):
                    base.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
            for name, query in VIEWS.items():
                base.execute(f"CREATE VIEW {name} AS{query}")
            _describe(base)
        payload = base.serialize()
    bands = sum(len(one.bands) for one in notices)
    return Written(payload, sum(len(one.criteria) for one in notices), bands)


def _only(records: Records, wanted: set[str]) -> Records:
    """The records without those of other rubrics."""
    others = tuple(one.rubric_id for one in records.rubrics if one.rubric_id not in wanted)
    if not others:
        return records

    def stays(table: str, row: Record) -> bool:
        own = owner_of(table, row)
        return own not in others and not own.startswith(tuple(f"{one}/" for one in others))

    kept = {
        table: tuple(row for row in rows if stays(table, row))
        for table, rows in records.tables()
        if table != "notices"
    }
    return records.model_copy(update=kept)


def _made(table: str) -> str:
    """The table with its keys. An id of nothing is empty, so that keys hold."""
    key, parts = key_of(table), []
    for column in written_columns(table):
        if key == (column.name,):
            rule = " PRIMARY KEY NOT NULL"
        else:
            rule = "" if _may_be_empty(column) else " NOT NULL"
        if referred := _referred(column):
            rule += f" REFERENCES {referred[0]} ({referred[1]})"
        if 0 < len(column.choices) <= _LISTED:
            words = ", ".join(f"'{one}'" for one in column.choices)
            rule += f" CHECK ({_name(column.name)} IN ({words}))"
        parts.append(f"{_name(column.name)} {_TYPES[column.type]}{rule}")
    if len(key) > 1:
        parts.append(f"PRIMARY KEY ({', '.join(map(_name, key))})")
    return f"CREATE TABLE {table} (\n  " + ",\n  ".join(parts) + "\n)"


def _name(column: str) -> str:
    # `table` and `end` of the evidence are words of SQL
    return f'"{column}"'


def _referred(column: Column) -> tuple[str, str] | None:
    if is_added(column) and column.ref:
        return column.ref, column.name
    return REFERENCES.get((column.table, column.name))


def _may_be_empty(column: Column) -> bool:
    return column.nullable or (_referred(column) is not None and not column.required)


def _indexed(table: str) -> Iterator[str]:
    """What rows are looked up by, beside their own id."""
    key = key_of(table)
    for column in written_columns(table):
        asked = _referred(column) or column.ref == OWNER or column.name == "year"
        if asked and key[:1] != (column.name,):
            yield column.name


def _fill(base: sqlite3.Connection, table: str, notices: Sequence[Records]) -> None:
    own = written_columns(table)
    command = f"INSERT INTO {table} VALUES ({', '.join('?' * len(own))})"
    for records in notices:
        added = Added(records)
        rows = ((*row.__dict__.values(), *added.of(table, row)) for row in records.table(table))
        base.executemany(command, (list(map(_value, row, own)) for row in rows))


def _value(value: Any, column: Column) -> Any:
    """A value as SQLite has it, which makes a number of the text of a figure."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if (column.table, column.name) == ("notices", "source_file"):
        return _without_folders(str(value))
    if value == "" and _may_be_empty(column):
        return None
    return value


def _without_folders(path: str) -> str:
    """A file by its name alone where it was given in full: where it lay is nobody's affair."""
    given = PureWindowsPath(path)
    inside = not (given.anchor or ".." in given.parts)
    return path if inside else given.name


def _describe(base: sqlite3.Connection) -> None:
    """What the tables and columns hold, in all languages, and of which version of the contract they are."""
    langs = (SOURCE, *TRANSLATED)
    names = ", ".join(f"description_{lang} TEXT NOT NULL" for lang in langs)
    base.execute(f"CREATE TABLE about (table_name TEXT, column_name TEXT, {names})")
    rows = [("", "schema_version", *(SCHEMA_VERSION for _ in langs))]
    for table in TABLES:
        rows.append((table, "", *(say(f"table.{table}", lang) for lang in langs)))
        rows += [(table, one.name, *(said(one, lang) for lang in langs)) for one in written_columns(table)]
    base.executemany(f"INSERT INTO about VALUES (?, ?{', ?' * len(langs)})", rows)
