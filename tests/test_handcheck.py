"""Sixty clauses of the corpus that a person held against their source: where they stand and how they were read.

They were drawn at random (`random.Random(7).sample` of all clauses of corpus/real by id). A draw before it had
two wrong of sixty: a zero at the foot of a ladder (满分, 2, 1, 0) was taken for a part of its item.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from normalizers.records import Clause
from normalizers.text.numerals import plain
from pipeline.ingest.run import ingest
from tests.corpus import CORPUS, needs_corpus

with (Path(__file__).parent / "cases" / "handcheck.csv").open(encoding="utf-8", newline="") as handle:
    ROWS = list(csv.DictReader(handle))


@cache
def clauses(file: str) -> dict[str, Clause]:
    found = ingest(CORPUS / "real" / file).records.clauses
    return {clause.clause_id.partition("/")[2]: clause for clause in found}


def shown(value: object) -> str:
    return "" if value is None else str(value) if isinstance(value, str | int) else plain(value)


@needs_corpus
@pytest.mark.parametrize("file", sorted({row["file"] for row in ROWS}))
def test_clauses_that_a_person_found_right_are_read_as_then(file: str) -> None:
    for row in ROWS:
        if row["file"] == file and row["verdict"] == "right":
            clause = clauses(file)[row["clause"]]
            columns = [name for name in row if name not in {"file", "clause", "verdict"}]
            assert {name: shown(getattr(clause, name)) for name in columns} == {
                name: row[name] for name in columns
            }


def test_at_most_one_of_sixty_is_wrong() -> None:
    assert len(ROWS) == 60
    assert sum(row["verdict"] != "right" for row in ROWS) <= 1
