"""SQLite: all tables of a dataset in one file, whole and sound, and views to look at."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from normalizers.columns import OWN_ID, REFERENCES, key_of
from normalizers.records import TABLES, Records
from pipeline.cli import app
from pipeline.contract.tables import Added, written_columns
from pipeline.dataset.stored import notice_ids, read_records
from pipeline.export.model import Export
from pipeline.export.sqlite import VIEWS
from pipeline.export.write import export, export_all
from tests.records import records

STRUCTURED = Path(__file__).parents[1] / "data" / "structured"
STORED = [read_records(STRUCTURED, one) for one in notice_ids(STRUCTURED)]


@pytest.fixture(scope="module")
def whole() -> Export:
    return export_all(STORED, "sqlite")


def opened(made: Export) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.deserialize(made.payload)
    return base


def rows(base: sqlite3.Connection, query: str, *given: Any) -> list[Any]:
    return base.execute(query, given).fetchall()


def test_the_file_is_sound_and_its_references_lead_somewhere(whole: Export) -> None:
    with closing(opened(whole)) as base:
        assert rows(base, "PRAGMA integrity_check") == [("ok",)]
        assert rows(base, "PRAGMA foreign_key_check") == []


def as_cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else None if value == "" else value


def test_every_value_of_every_table_is_there_in_the_order_of_the_dataset(whole: Export) -> None:
    with closing(opened(whole)) as base:
        for table in TABLES:
            expected = [
                tuple(map(as_cell, (*row.__dict__.values(), *Added(one).of(table, row))))
                for one in STORED
                for row in one.table(table)
            ]
            found = [tuple(map(as_cell, row)) for row in rows(base, f"SELECT * FROM {table} ORDER BY rowid")]
            assert found == expected, table
            names = [row[1] for row in rows(base, f"PRAGMA table_info({table})")]
            assert names == [column.name for column in written_columns(table)]


def test_a_figure_longer_than_a_number_is_listed() -> None:
    made = records()
    long = Decimal("12345678901234567890.000001")
    first = made.criteria[0].model_copy(update={"points": long})
    half = made.criteria[1].model_copy(update={"points": Decimal("0.1")})
    result = export(made.model_copy(update={"criteria": (first, half, *made.criteria[2:])}), "sqlite")
    with closing(opened(result)) as base:
        found = rows(base, "SELECT points, typeof(points) FROM criteria ORDER BY rowid LIMIT 2")
    assert found[1] == (0.1, "real")
    lost = [(one.what, one.record_id, one.detail) for one in result.lost]
    assert lost == [("long_figure", first.criterion_id, str(long))]


def test_tables_have_types_keys_and_indexes(whole: Export) -> None:
    with closing(opened(whole)) as base:
        for table in TABLES:
            info = rows(base, f"PRAGMA table_info({table})")
            assert {row[2] for row in info} <= {
                "TEXT",
                "INTEGER",
                "DECIMAL(38,6)",
                "REAL",
                "BOOLEAN",
                "DATE",
            }
            assert {row[1] for row in info if row[5]} == set(key_of(table))
            refers = {(row[3], row[2], row[4]) for row in rows(base, f"PRAGMA foreign_key_list({table})")}
            own = {(column, *there) for (name, column), there in REFERENCES.items() if name == table}
            assert own <= refers
            indexed = {
                row[2]
                for index in rows(base, f"PRAGMA index_list({table})")
                for row in rows(base, f"PRAGMA index_info({index[1]})")
            }
            assert {column for column, _, _ in refers} <= indexed
        with pytest.raises(sqlite3.IntegrityError):
            base.execute("UPDATE criteria SET kind = 'anything'")


def test_the_views_have_a_row_for_each_of_what_they_show(whole: Export) -> None:
    of = {
        "criteria_in_place": "criteria",
        "clauses_in_place": "clauses",
        "rubrics_in_short": "rubrics",
        "findings_in_place": "findings",
    }
    with closing(opened(whole)) as base:
        for view, table in of.items():
            assert rows(base, f"SELECT count(*) FROM {view}") == rows(base, f"SELECT count(*) FROM {table}")
        assert rows(base, "SELECT sum(criteria) FROM departments") == rows(
            base, "SELECT count(*) FROM parties JOIN criteria ON criterion_id = owner_id"
        )
    assert set(of) | {"departments"} == set(VIEWS)


def test_a_criterion_stands_below_the_names_above_it() -> None:
    with closing(opened(export(records(), "sqlite"))) as base:
        found = rows(
            base,
            "SELECT above, name, points, lead FROM criteria_in_place WHERE criterion_id LIKE '%/2/1.1.1'",
        )
    assert [row[0] for row in found] == ["供水服务 / 计划供水"]


def test_each_column_is_described_in_both_languages(whole: Export) -> None:
    with closing(opened(whole)) as base:
        described = rows(base, "SELECT table_name, column_name, description_en, description_zh FROM about")
    told = {(table, column) for table, column, *_ in described}
    assert told >= {(table, column.name) for table in TABLES for column in written_columns(table)}
    assert all(en and zh for *_, en, zh in described)


def test_the_same_notices_give_the_same_bytes(whole: Export) -> None:
    assert export_all(STORED, "sqlite").payload == whole.payload


def test_a_rubric_can_be_taken_alone() -> None:
    made = records()
    with closing(opened(export(made, "sqlite", rubric=2))) as base:
        assert rows(base, "SELECT seq FROM rubrics") == [(2,)]
        assert rows(base, "PRAGMA foreign_key_check") == []
        for table in set(OWN_ID) - {"notices", "tasks", "thresholds"}:
            ids = [row[0] for row in rows(base, f"SELECT {OWN_ID[table]} FROM {table}")]
            assert all(one.split("/")[1] == "2" for one in ids)


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_takes_a_dataset_and_those_without_rubrics_too(tmp_path: Path) -> None:
    said = run("export", STRUCTURED, "--to", "sqlite", "-o", tmp_path, "--lang", "en")
    assert said.exit_code == 0, said.output
    assert "nothing was lost" in said.output
    with closing(sqlite3.connect(tmp_path / "rubrics.sqlite")) as base:
        assert rows(base, "SELECT count(*) FROM notices") == [(len(STORED),)]
        assert rows(base, "SELECT count(*) FROM notices WHERE kind = 'rubric'") != [(len(STORED),)]


def of_no_rubric(stored: Sequence[Records]) -> list[str]:
    return [one.notice.notice_id for one in stored if not one.rubrics]


def test_a_notice_of_tasks_is_a_file_of_its_own(tmp_path: Path) -> None:
    (one, *_) = of_no_rubric(STORED)
    said = run("export", STRUCTURED / "json" / f"{one}.json", "--to", "sqlite", "-o", tmp_path)
    assert said.exit_code == 0, said.output
    with closing(sqlite3.connect(tmp_path / f"{one}.sqlite")) as base:
        assert rows(base, "SELECT count(*) > 0 FROM tasks") == [(1,)]
