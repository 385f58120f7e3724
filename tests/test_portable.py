"""Rules as data: the file has its published structure, and a program without our code computes the same totals."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs.evaluate_rules import evaluate
from normalizers.records import Records, Rubric, Tier
from pipeline.export.write import export
from pipeline.scoring import Mark, ScoreSheet, Span, score
from pipeline.scoring.expression import Expr
from pipeline.scoring.rules.values import tier_counts
from tests.markmaker import RAW_RUBRICS, RULES, made_of, marks, of_raw

DOCS = Path(__file__).parents[1] / "docs"
SCHEMA = json.loads((DOCS / "computing.schema.json").read_text("utf-8"))
NODES = SCHEMA["properties"]["nodes"]["items"]["oneOf"]
# faults of the rubric itself; the scorer says them whatever is marked
OF_RUBRIC = {"weights-unclear", "points-unknown"}

made = st.lists(st.integers(0, len(RULES) - 1), min_size=1, max_size=5).map(tuple)
places = st.one_of(made, st.integers(0, 999))


def rules_of(records: Records, rubric: Rubric) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(export(records, "rules", rubric=rubric.seq).payload)
    return loaded


def told(records: Records, made: list[Mark]) -> list[dict[str, str]]:
    """Marks as the file takes them: of tiers one for each."""
    tiers: dict[str, list[Tier]] = defaultdict(list)
    for tier in records.tiers:
        tiers[tier.clause_id].append(tier)
    found = []
    for mark in made:
        own = tiers.get(mark.id)
        if not own:
            found.append({"id": mark.id, "value": mark.value, "matter": mark.matter})
            continue
        for place, count in (tier_counts(mark.value, own) or {0: 0}).items():
            tier = own[place].label or str(own[place].seq)
            found.append({"id": mark.id, "tier": tier, "value": str(count), "matter": mark.matter})
    return found


def points(total: list[Any]) -> Span:
    low, high = (None if one.is_infinite() else one for one in total)
    return Span(low, high)


def without_matters(rules: dict[str, Any], made: list[Mark]) -> list[Mark]:
    """The file has no room for a matter where none is asked for."""
    asked = {one["id"] for one in rules["inputs"] if one["matter"] is not None}
    return [mark if mark.id in asked else replace(mark, matter="") for mark in made]


@cache
def checker(op: str) -> jsonschema.Draft202012Validator:
    """Of the nodes of this op; to try the descriptions of all others on each node takes fifteen times as long."""
    (found,) = (one for one in NODES if one["properties"]["op"]["const"] == op)
    return jsonschema.Draft202012Validator(found)


def assert_fits(rules: dict[str, Any]) -> None:
    """Fails where rules are not as the schema describes them."""
    jsonschema.Draft202012Validator(SCHEMA).validate(rules | {"nodes": rules["nodes"][:99]})
    for node in rules["nodes"]:
        checker(node["op"]).validate(node)


@pytest.mark.parametrize("place", RAW_RUBRICS)
def test_the_file_has_the_published_structure(place: int) -> None:
    rules = rules_of(*of_raw()[place])
    assert_fits(rules)
    for at, node in enumerate(rules["nodes"]):
        own = [
            node[name] for name in ("left", "right", "low", "high", "when", "then", "other") if name in node
        ]
        own += node["of"] if isinstance(node.get("of"), list) else []
        if node["op"] != "same":
            assert all(one is None or one < at for one in own)


def test_the_schema_knows_every_part_of_an_expression() -> None:
    ops = {one["properties"]["op"]["const"] for one in NODES}
    assert ops == {kind.__name__.lower() for kind in get_args(Expr)}


@pytest.mark.parametrize("name", ["computing.md", "computing.zh.md"])
def test_the_pages_tell_every_op_and_field(name: str) -> None:
    page = (DOCS / name).read_text("utf-8")
    ops = {one["properties"]["op"]["const"] for one in NODES}
    fields = SCHEMA["required"]
    assert [one for one in (*ops, *fields) if f"`{one}`" not in page] == []


def sheet_of(of: tuple[Records, Rubric], made: list[Mark]) -> ScoreSheet:
    (sheet,) = score(of[0], made, of[1].rubric_id)
    return sheet


@settings(max_examples=80, deadline=None)
@given(places, st.integers(0, 2**32 - 1).map(Random), st.floats(0.1, 1))
def test_the_reference_program_computes_what_the_scorer_does(
    place: Any, random: Random, share: float
) -> None:
    of = of_raw()[place % len(of_raw())] if isinstance(place, int) else made_of(place)
    rules = rules_of(*of)
    drawn = [mark for mark in marks(*of, random) if random.random() < share]
    if not drawn:
        return
    drawn = without_matters(rules, drawn)
    sheet, computed = sheet_of(of, drawn), evaluate(rules, told(of[0], drawn))
    assert [one for one in sheet.errors if one.code not in OF_RUBRIC] == []
    assert computed["faults"] == []
    assert points(computed["total"]) == sheet.points
    assert computed["vetoed"] == (sheet.outcome == "vetoed")
    if not computed["vetoed"]:
        assert computed["grade"] == sheet.grade
    for line in sheet.lines:
        assert points(computed["criteria"][line.criterion_id]) == line.points, line.criterion_id


def test_a_mark_that_cannot_be_used_is_named() -> None:
    records, rubric = made_of((0, 2))
    rules = rules_of(records, rubric)
    own = rubric.rubric_id
    given_marks = [
        {"id": f"{own}/1/c1", "value": "两次"},
        {"id": f"{own}/1/c9", "value": "1"},
        {"id": f"{own}/2", "value": "99"},
    ]
    assert [(one["code"], one["id"][len(own) :]) for one in evaluate(rules, given_marks)["faults"]] == [
        ("not-allowed", "/1/c1"),
        ("unknown-id", "/1/c9"),
        ("not-allowed", "/2"),
    ]


def test_the_reference_program_imports_nothing_of_ours_and_runs_alone(tmp_path: Path) -> None:
    program = DOCS / "evaluate_rules.py"
    tree = ast.parse(program.read_text("utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
    records, rubric = made_of((0,))
    (tmp_path / "rules.json").write_bytes(export(records, "rules", rubric=1).payload)
    (tmp_path / "marks.json").write_text(json.dumps([{"id": f"{rubric.rubric_id}/1/c1", "value": "3"}]))
    ran = subprocess.run(
        [sys.executable, str(program), "rules.json", "marks.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout)["total"] == ["4.5", "4.5"]
