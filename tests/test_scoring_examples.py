"""Scores computed by hand from small notices, row by row, as `cases/scoring.toml` writes them down."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pytest

from normalizers.rubric import Cap, ClauseKind, Records, Scope
from pipeline.run import ingest

EXAMPLES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "scoring.toml").read_text(encoding="utf-8")
)["example"]
RAW = Path(__file__).parents[1] / "data" / "raw"
FIGURES = (
    "points",
    "points_max",
    "points_percent",
    "per_quantity",
    "cap_points",
    "floor_points",
    "multiplier",
    "formula",
)
each = pytest.mark.parametrize("example", EXAMPLES, ids=[example["name"] for example in EXAMPLES])


@cache
def text_read(notice: str) -> Records:
    """The records of a text export."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "notice.txt"
        file.write_text(notice, encoding="utf-8")
        return ingest(file, lang="en").records


@cache
def file_read(name: str) -> Records:
    """The records of a notice of `data/raw`."""
    return ingest(RAW / name, lang="en").records


def read(example: dict[str, Any]) -> Records:
    """The records of the notice of an example."""
    return text_read(example["notice"]) if "notice" in example else file_read(example["file"])


def parts(mark: str) -> tuple[str, str, str]:
    """Id, value and matter of `id = value @ matter`."""
    id_, _, rest = mark.partition(" = ")
    value, _, matter = rest.partition(" @ ")
    return id_, value.strip(), matter


def prefix(example: dict[str, Any]) -> str:
    """What stands before the ids of an example: the rubric, or the notice where it has several."""
    records = read(example)
    return f"{records.notice.notice_id if 'rubric' in example else records.rubrics[0].rubric_id}/"


def test_no_two_examples_have_one_name() -> None:
    assert len({example["name"] for example in EXAMPLES}) == len(EXAMPLES)


def test_every_kind_cap_and_reach_has_an_example_in_which_it_is_marked() -> None:
    kinds, caps, scopes, rest = set(), set(), set(), set()
    for example in EXAMPLES:
        marked = {prefix(example) + id_ for id_, value, _ in map(parts, example["marks"]) if value != "0"}
        for clause in read(example).clauses:
            # a threshold, a name of a formula stand below their clause; a note is not marked
            if clause.kind == "note" or any(f"{id_}/".startswith(f"{clause.clause_id}/") for id_ in marked):
                kinds.add(clause.kind)
                caps.add(clause.cap)
                scopes.add(clause.scope)
                row = clause.model_dump()
                rest |= {name for name in FIGURES if row[name] is not None and row[name] != ""}
    assert kinds == set(get_args(ClauseKind))
    assert caps == set(get_args(Cap))
    assert scopes - {None} == set(get_args(Scope))
    assert rest == set(FIGURES)


@each
def test_nothing_that_scores_in_an_example_is_left_unread(example: dict[str, Any]) -> None:
    # the sheet of data/raw has a note on fees, which is none of the score
    codes = {row.code for row in read(example).findings if "服务费" not in row.evidence}
    assert not codes & {"clause-unread", "rule-unread", "unclaimed-text", "points-unread"}


@each
def test_an_example_marks_what_its_notice_prints(example: dict[str, Any]) -> None:
    records = read(example)
    known = {row.criterion_id for row in records.criteria}
    known |= {row.key_point_id for row in records.key_points}
    known |= {row.clause_id for row in records.clauses}
    known |= {row.threshold_id for row in records.thresholds}
    formulas = {row.clause_id: row.formula for row in records.clauses if row.formula}
    for id_, _, _ in map(parts, example["marks"]):
        whole = prefix(example) + id_
        clause, _, name = whole.rpartition("/")
        named = clause in formulas and name in formulas[clause]
        assert whole in known or named or id_ in example.get("errors", ())
