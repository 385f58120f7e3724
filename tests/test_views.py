"""Every view says what it does with every column: all records against all tables of decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from normalizers import fingerprint
from normalizers.columns import Decisions, Left, chosen, columns
from normalizers.overlay import columns as corrections
from normalizers.records import TABLES
from pipeline.app.notice import columns as forms
from pipeline.compare import columns as compared
from pipeline.evidence import columns as places
from pipeline.export import columns as exports
from pipeline.export.lost import WHAT
from pipeline.messages.languages import LANGS, Lang
from pipeline.messages.words import say
from pipeline.report import columns as wordings
from pipeline.terminal import columns as trees
from pipeline.workbook import columns as sheets

ROOT = Path(__file__).parents[1]
VIEWS: dict[str, Decisions[Any]] = {
    "normalizers/fingerprint.py": fingerprint.COLUMNS,
    "normalizers/overlay/columns.py": corrections.COLUMNS,
    "pipeline/compare/columns.py": compared.COLUMNS,
    "pipeline/evidence/columns.py": places.COLUMNS,
    "pipeline/export/columns.py": exports.COLUMNS,
    "pipeline/report/columns.py": wordings.COLUMNS,
    "pipeline/app/notice/columns.py": forms.COLUMNS,
    "pipeline/terminal/columns.py": trees.COLUMNS,
    "pipeline/workbook/columns.py": sheets.COLUMNS,
}


def undecided(view: str, decided: Decisions[Any]) -> Iterator[str]:
    """What a view has not decided, and what it decides of columns that are gone."""
    for table in TABLES:
        own = decided.get(table)
        if own is None:
            yield f"{view}: nothing is decided of the table {table}"
        elif not isinstance(own, Left):
            for column in columns(table):
                if column.nature == "content" and column.name not in own:
                    yield f"{view}: what becomes of {table}.{column.name} is not decided"
            known = {column.name for column in columns(table)}
            yield from (f"{view}: {table}.{name} is no column" for name in own if name not in known)
    yield from (f"{view}: {table} is no table" for table in decided if table not in TABLES)


def test_every_view_decides_of_every_column() -> None:
    found = [one for view, decided in VIEWS.items() for one in undecided(view, decided)]
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_left_out_has_a_reason(view: str) -> None:
    parts = (own if isinstance(own, Left) else own.values() for own in VIEWS[view].values())
    every = [one for part in parts for one in ([part] if isinstance(part, Left) else part)]
    assert all(len(one.why.split()) > 2 for one in every if isinstance(one, Left))


NAMED = {
    *(f"label.{head.key}" for head in (sheets.SEQ, *sheets.RUBRIC, *sheets.TASKS)),
    *(f"label.{how.key}" for how in chosen(sheets.COLUMNS, "notices").values()),
    *(f"label.{key}" for table in TABLES for key in chosen(wordings.COLUMNS, table).values()),
    *(f"change.said.{field}" for field in compared.PLAIN_FIELDS),
    *(f"label.{name}" for table in TABLES for name, how in chosen(places.COLUMNS, table).items() if how.own),
    *(
        f"evidence.clause.{name}"
        for table in TABLES
        for name, how in chosen(places.COLUMNS, table).items()
        if how.beside
    ),
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", sorted(NAMED))
def test_what_a_view_shows_has_a_word(key: str, lang: Lang) -> None:
    assert say(key, lang)


def test_what_an_export_loses_has_a_word() -> None:
    lost = {fate.what for table in TABLES for fate in chosen(exports.COLUMNS, table).values() if fate.what}
    assert lost <= set(WHAT)


def test_what_stands_in_a_cell_alone_has_its_column() -> None:
    for table, heads in (("criteria", sheets.RUBRIC), ("tasks", sheets.TASKS)):
        plain = {how.key for how in chosen(sheets.COLUMNS, table).values() if how.plain}
        assert plain <= {head.key for head in heads}, f"pipeline/workbook/columns.py: no heading for {table}"


def test_no_view_keeps_a_table_that_is_not_looked_at() -> None:
    keeping = {
        path.relative_to(ROOT).as_posix()
        for package in ("extractors", "normalizers", "pipeline")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"^\w+: Decisions\[", path.read_text("utf-8"), re.MULTILINE)
    }
    assert keeping == set(VIEWS)
