"""Scores computed by hand from small notices, row by row, as `cases/scoring.toml` writes them down."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pytest

from normalizers.records import Band, Cap, ClauseKind, Records, Scope
from pipeline.ingest.run import ingest
from pipeline.scoring import Mark, ScoreSheet, blank, score

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
judged = pytest.mark.parametrize(
    "example",
    [
        pytest.param(
            example,
            id=example["name"],
            # an example that is disputed must be settled as soon as the program agrees
            marks=pytest.mark.xfail(strict=True, reason=example["disputed"]) if "disputed" in example else (),
        )
        for example in EXAMPLES
    ],
)


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


def with_ladder(example: dict[str, Any]) -> Records:
    """The records of an example with the grades that it gives to its rubric."""
    records = read(example)
    rubric = records.rubrics[0].rubric_id
    ladder = (
        Band(
            band_id=f"{rubric}/b{seq}",
            rubric_id=rubric,
            seq=seq,
            grade=grade,
            min_points=Decimal(low),
            max_points=Decimal(high) if high else None,
            min_closed=True,
            max_closed=True if high else None,
        )
        for seq, (grade, low, high) in enumerate(example.get("ladder", ()), 1)
    )
    return records.model_copy(update={"bands": (*records.bands, *ladder)})


def sheet(example: dict[str, Any]) -> ScoreSheet:
    """The sheet of an example as the program computes it."""
    records = with_ladder(example)
    rubric = records.rubrics[example.get("rubric", 1) - 1].rubric_id
    marks = [
        Mark(id=prefix(example) + id_, value=value, matter=matter, unit="甲单位", row=row)
        for row, (id_, value, matter) in enumerate(map(parts, example["marks"]), 1)
    ]
    (scored,) = score(records, marks, rubric) if marks else (blank(records, records.rubrics[0]),)
    return scored


def points(example: dict[str, Any], end: str) -> Decimal | None:
    """Low or high end of the total that an example gives; None where it is open."""
    figure = example.get(end, example.get("total"))
    return None if figure == "open" else Decimal(figure)


@judged
def test_the_program_computes_what_the_words_come_to(example: dict[str, Any]) -> None:
    scored = sheet(example)
    assert (scored.points.low, scored.points.high, scored.outcome) == (
        points(example, "low"),
        points(example, "high"),
        example["outcome"],
    )
    if "grade" in example:
        assert scored.grade == example["grade"]
    if "before" in example:
        assert scored.before_veto is not None
        assert scored.before_veto.exact == Decimal(example["before"])
    refused = {fault.id for fault in scored.errors}
    assert refused == {prefix(example) + id_ for id_ in example.get("errors", ())}
    asked = {one.id for one in scored.asked}
    for id_ in example.get("asked", ()):
        whole = prefix(example) + id_
        # of an item without any mark the item itself is asked for
        assert whole in asked or whole.rpartition("/c")[0] in asked
    if scored.outcome in {"complete", "incomplete"}:
        assert bool(asked) == (scored.outcome == "incomplete")


@each
def test_the_total_is_the_sum_of_the_trace(example: dict[str, Any]) -> None:
    scored = sheet(example)
    for end in ("low", "high"):
        effects = [getattr(step.effect, end) for step in scored.trace]
        total = None if None in effects else sum(effects, Decimal())
        assert total == getattr(scored.points, end)


@each
def test_whatever_mark_is_left_out_the_interval_holds_the_total(example: dict[str, Any]) -> None:
    if example["outcome"] != "complete" or "disputed" in example:
        return
    total = Decimal(example["total"])
    whole = {id_ for id_, _, _ in map(parts, example["marks"])}
    for left_out in example["marks"]:
        id_, _, matter = parts(left_out)
        # a person's points or 无 for the item close it, and nobody can know of a matter that is not told
        if matter or id_.partition("/")[0] in whole - {id_}:
            continue
        scored = sheet({**example, "marks": [mark for mark in example["marks"] if mark != left_out]})
        assert scored.points.low is None or scored.points.low <= total, left_out
        assert scored.points.high is None or scored.points.high >= total, left_out
