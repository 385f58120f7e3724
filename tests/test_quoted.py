"""Cells of CSV: no spreadsheet runs a text of a document, and each text comes back as it was."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.dataset.files import load, write
from pipeline.dataset.sheets import table_rows
from pipeline.ingest.run import Result
from pipeline.quoted import RUN, quoted, unquoted
from tests.records import records


@given(st.text() | st.text(alphabet="=+-@\t\r'1a"))
@example("'=1+1")
@example("''")
@example("")
def test_each_text_comes_back_and_none_begins_a_formula(text: str) -> None:
    cell = quoted(text)
    assert unquoted(cell) == text
    assert not cell.startswith(RUN)


@pytest.mark.parametrize("typed", ["'94年", "'", "青禾", "", "2.5"])
def test_what_people_type_is_what_it_is(typed: str) -> None:
    assert unquoted(typed) == typed


TEXTS = ["=HYPERLINK(1)", "+每次加1分", "-每次扣1分", "@河长", "\t一", "\r一", "'94年", "''", "一", ""]


def test_a_dataset_holds_no_cell_that_runs_and_gives_back_every_text(tmp_path: Path) -> None:
    made = records()
    figures = {"low", "high", "points"}
    first = made.criteria[0]
    rows = tuple(
        first.model_copy(update={"criterion_id": f"x/{n}", "text": text}) for n, text in enumerate(TEXTS)
    )
    write((Result("a.pdf", made.model_copy(update={"criteria": rows}), ()),), tmp_path)
    for path in (tmp_path / "csv").iterdir():
        for row in csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")):
            run = [name for name, cell in row.items() if cell.startswith(RUN) and name not in figures]
            assert run == []
    assert [row["text"] for row in table_rows(tmp_path, "criteria")] == TEXTS
    assert load(tmp_path)["criteria"]["text"].tolist() == TEXTS
