"""SQL: what DuckDB computes by the script is what the scorer computes, or it says why there is no score."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from normalizers.records import Records, Rubric
from pipeline.cli import app
from pipeline.export.write import export, export_all
from pipeline.ingest.run import ingest
from pipeline.scoring import Mark, ScoreSheet, score
from pipeline.scoring.expression import (
    OPEN,
    Choose,
    Ends,
    Expr,
    Figure,
    Filled,
    Is,
    Key,
    Least,
    Most,
    Over,
    Round,
    Steps,
    Sum,
    Times,
)
from pipeline.scoring.expression import (
    Mark as Marked,
)
from pipeline.scoring.figures import Figures
from pipeline.scoring.marks import read_marks
from pipeline.scoring.rules.outline import outline
from pipeline.scoring.rules.plan import plan
from pipeline.scoring.sql.printer import Cells, Printer
from pipeline.scoring.sql.values import FALSE, TRUE, Uncovered, Value, constant
from pipeline.scoring.template import as_csv, slots
from tests.markmaker import RAW_RUBRICS, RULES, made_of, marks, of_raw
from tests.rubricmaker import Item, flat, note, rate, rubric

STRUCTURED = Path(__file__).parents[1] / "data" / "structured"
# faults of the rubric itself; the scorer says them whatever is marked
OF_RUBRIC = {"weights-unclear", "points-unknown"}
# the rubric of ten thousand parts takes seconds in DuckDB, whatever the number of units; most of them to improve the
# plan of a query, which the others show to change nothing
LARGE = 9

made = st.lists(st.integers(0, len(RULES) - 1), min_size=1, max_size=4).map(tuple)


def opened(
    of: tuple[Records, Rubric], rows: Iterable[Mark], *, improved: bool = True
) -> duckdb.DuckDBPyConnection:
    """A database in which the script of one rubric was run, with marks; it may leave plans of queries as they are."""
    records, own = of
    base = filled(export(records, "sql", rubric=own.seq, lang="en").payload.decode(), rows)
    if not improved:
        base.execute("PRAGMA disable_optimizer")
    return base


def filled(text: str, rows: Iterable[Mark]) -> duckdb.DuckDBPyConnection:
    base = duckdb.connect(config={"threads": 1})
    base.execute(text)
    told = [(one.unit, one.id, one.value, one.matter) for one in rows]
    if told:
        base.executemany("INSERT INTO marks (unit, id, value, matter) VALUES (?, ?, ?, ?)", told)
    return base


def rows(base: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return base.execute(query).fetchall()


def faults(sheet: ScoreSheet) -> list[str]:
    return [one.code for one in sheet.errors if one.code not in OF_RUBRIC]


def drawn(of: tuple[Records, Rubric], random: Random, units: int) -> list[Mark]:
    """Marks of some units, of each a part; figures of thresholds too."""
    records, own = of
    measured = list(plan(outline(records, own)).conditions.metrics)
    found = []
    for number in range(units):
        share, with_matter = random.random(), random.random() < 0.5
        told = [one for one in marks(records, own, random) if random.random() < share]
        if random.random() < 0.3:
            told += [
                Mark(id_, random.choice(["0.5", "90", "96.5"])) for id_ in measured if random.random() < 0.3
            ]
        found += [replace(one, unit=f"甲{number}", matter=one.matter if with_matter else "") for one in told]
    return found


def compared(of: tuple[Records, Rubric], told: list[Mark], *, improved: bool = True) -> tuple[int, int]:
    """Compares all units; gives how many there were, and how many have no score in SQL alone."""
    base = opened(of, told, improved=improved)
    scores = {
        row[0]: row[1:] for row in rows(base, "SELECT unit, low, high, vetoed, grade, reason FROM scores")
    }
    points = {
        (row[0], row[1]): row[2:]
        for row in rows(base, "SELECT unit, criterion_id, low, high, reason FROM criterion_scores")
    }
    by_unit: dict[str, list[Mark]] = defaultdict(list)
    for one in told:
        by_unit[one.unit].append(one)
    assert set(scores) == set(by_unit)
    silent = 0
    for unit, own in by_unit.items():
        (sheet,) = score(of[0], own, of[1].rubric_id)
        low, high, vetoed, grade, reason = scores[unit]
        if reason is not None:
            assert (low, high, vetoed, grade) == (None, None, None, None)
            silent += not faults(sheet)
            continue
        assert faults(sheet) == []
        assert (low, high) == (sheet.points.low, sheet.points.high)
        assert vetoed == (sheet.outcome == "vetoed")
        if not vetoed:
            assert (grade or "") == sheet.grade
        for line in sheet.lines:
            own_low, own_high, own_reason = points[unit, line.criterion_id]
            assert own_reason is None
            assert (own_low, own_high) == (line.points.low, line.points.high), line.criterion_id
    return len(by_unit), silent


@pytest.mark.parametrize("place", RAW_RUBRICS)
def test_the_rubrics_of_data_raw_are_scored_alike(place: int) -> None:
    of = of_raw()[place]
    told = drawn(of, Random(place), 2 if place == LARGE else 8)
    units, silent = compared(of, told, improved=place != LARGE)
    # only tiers of one matter are not computed
    assert silent <= units / 2


@settings(max_examples=12, deadline=None)
@given(made, st.integers(0, 2**32 - 1))
def test_rubrics_of_any_rules_are_scored_alike(places: tuple[int, ...], seed: int) -> None:
    of = made_of(places)
    compared(of, drawn(of, Random(seed), 8))


def made_rubrics() -> list[Records]:
    """Rubrics by hand: what no rule of the list says."""
    thirds = {"formula": "得分=完成数/3×分值"}
    return [
        rubric(Item("甲", "10", [flat("method", "10", effect="award", **thirds)])),
        rubric(
            Item("乙", "5", [rate("bonus", "1")], kind="bonus"), Item("丙", "10", [rate("deduct", "0.3")])
        ),
        rubric(
            Item("丁", "20", [rate("deduct", "1", cap="points", cap_points=Decimal(3))]),
            columns={"decimals": 1},
        ),
        rubric(
            Item("戊", "20", [rate("deduct", "1"), rate("deduct", "2")]),
            notes=[note(precedence=True, text="同一事项不重复扣分")],
        ),
        rubric(Item("己", "10", [rate("deduct", "1", per="每2次", per_quantity=Decimal(2), rounding="up")])),
        rubric(Item("庚", "10", [rate("deduct", "1", per_quantity=Decimal(3), rounding="proportional")])),
    ]


@pytest.mark.parametrize("place", range(6))
def test_rubrics_made_by_hand_are_scored_alike(place: int) -> None:
    records = made_rubrics()[place]
    of = records, records.rubrics[0]
    compared(of, drawn(of, Random(place), 20))


def test_a_table_of_bonuses_counts_with_the_rubric_of_its_notice(tmp_path: Path) -> None:
    lines = [
        "云栖区考核评分表",
        "",
        "序号\t考核指标\t评分标准\t分值",
        "1\t巡查\t未巡查的，每次扣1分，扣完为止。\t100",
        "",
    ]
    lines += ["二、加分项目（最高加5分）", "", "序号\t加分项目\t加分标准", "1\t表彰\t受到表彰的，每次加2分。"]
    (tmp_path / "notice.txt").write_text("\n".join(lines), "utf-8")
    records = ingest(tmp_path / "notice.txt", lang="en").records
    own = records.rubrics[0]
    if len(records.rubrics) > 1:
        text = export(records, "sql", lang="en").payload.decode()
        added = next(one.clause_id for one in records.clauses if one.rubric_id != own.rubric_id)
        told = [Mark(f"{own.rubric_id}/1/c1", "3", "甲"), Mark(added, "2", "甲")]
        (sheet,) = score(records, told)
        found = rows(filled(text, told), "SELECT rubric_id, low, high FROM scores")
        assert found == [(own.rubric_id, sheet.points.low, sheet.points.high)]
    compared((records, own), drawn((records, own), Random(1), 10))


# ---- marks that cannot be used, and what is not covered


@cache
def patrol() -> tuple[Records, Rubric]:
    return made_of((0, 2))


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ([("1/1/c1", "两次", "")], "may not stand there"),
        ([("1/1/c9", "1", "")], "no such id, or tier, in the rubric"),
        ([("1/1", "99", "")], "may not stand there"),
        ([("1/1/c1", "1.23456", "")], "may not stand there"),
        ([("1/1/c1", "1", ""), ("1/1/c1", "2", "")], "several values of one"),
        (
            [("1/1/c1", "1", "丙"), ("1/1/c1", "2", "丁")],
            "matters that are not asked for, or more than there is room for",
        ),
    ],
)
def test_a_mark_that_cannot_be_used_leaves_no_score(told: list[tuple[str, str, str]], fault: str) -> None:
    of = patrol()
    base = opened(of, [Mark(f"{of[1].notice_id}/{id_}", value, "甲", matter) for id_, value, matter in told])
    assert {row[0] for row in rows(base, "SELECT fault FROM marks_unused")} == {fault}
    ((low, high, reason),) = rows(base, "SELECT low, high, reason FROM scores")
    assert (low, high) == (None, None)
    assert "see marks_unused" in reason
    assert {row[0] for row in rows(base, "SELECT low FROM criterion_scores")} == {None}


def test_marks_that_contradict_each_other_leave_no_score() -> None:
    of = made_of((9,))
    own = f"{of[1].rubric_id}/1"
    base = opened(of, [Mark(own, "好", "甲"), Mark(own, "2", "甲")])
    assert rows(base, "SELECT low, reason FROM scores") == [
        (None, f"marks contradict each other: outside-grade {own}")
    ]


def test_ids_may_leave_out_the_notice_and_figures_may_be_wide() -> None:
    of = patrol()
    base = opened(of, [Mark("1/1/c1", "３", "甲"), Mark("…1/2", "无", "甲")])
    (sheet,) = score(of[0], [Mark("1/1/c1", "３", "甲"), Mark("…1/2", "无", "甲")])
    assert rows(base, "SELECT low, high FROM scores") == [(sheet.points.low, sheet.points.high)]


def test_a_mark_of_no_rubric_leaves_no_score_to_its_unit() -> None:
    of = patrol()
    text = export_all([of[0], made_rubrics()[1]], "sql", "en").payload.decode()
    own = f"{of[1].rubric_id}/1/c1"
    base = filled(text, [Mark(own, "1", "甲"), Mark("n/9/1", "1", "甲"), Mark(own, "1", "乙")])
    found = {row[0]: row[1:] for row in rows(base, "SELECT unit, low IS NULL, reason IS NULL FROM scores")}
    assert found == {"甲": (True, False), "乙": (False, True)}


def test_what_is_not_covered_has_a_reason_and_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    """A criterion whose quotient is compared, beside one that is computed."""
    of = made_of((11, 0))
    steps = Printer._over

    def refused(self: Printer, left: Value, right: Value) -> Value:
        steps(self, left, right)
        raise Uncovered("quotient")

    monkeypatch.setattr(Printer, "_over", refused)
    own = of[1].rubric_id
    told = [Mark(f"{own}/1/c1/实际值", "7", "甲"), Mark(f"{own}/2/c1", "1", "甲")]
    result = export(of[0], "sql", rubric=1, lang="en")
    base = filled(result.payload.decode(), told)
    why = "a quotient is compared before it is rounded"
    assert rows(base, "SELECT low, high, reason FROM scores") == [(None, None, why)]
    assert rows(base, "SELECT criterion_id, low, reason FROM criterion_scores ORDER BY 1") == [
        (f"{own}/1", None, why),
        (f"{own}/2", Decimal("5.5"), None),
    ]
    uncovered = rows(base, "SELECT DISTINCT criterion_id, reason FROM uncovered ORDER BY 1")
    assert uncovered == [("", why), (f"{own}/1", why)]
    assert rows(base, "SELECT reason FROM scored_rubrics") == [(why,)]
    assert {one.record_id for one in result.lost if one.what == "not_in_sql"} == {own, f"{own}/1"}


def test_clauses_that_the_scorer_does_not_compute_are_listed() -> None:
    listed = 0
    for records, own in of_raw():
        result = export(records, "sql", rubric=own.seq)
        lost = [one.record_id for one in result.lost if one.what in {"uncomputed", "partial"}]
        if not lost:
            continue
        base = filled(result.payload.decode(), [])
        assert sorted(row[0] for row in rows(base, "SELECT id FROM uncovered")) == sorted(lost)
        assert rows(base, "SELECT * FROM scores") == []
        listed += len(lost)
    assert listed


# ---- each part of an expression, with what is awkward

A, B = Key("a", "count"), Key("b", "count")
LEAVES: list[Expr] = [
    Marked(A),
    Marked(B),
    Figure(Decimal("0.5")),
    Figure(Decimal("-2.25")),
    Figure(Decimal(0)),
    Figure(Decimal(3)),
    Figure(OPEN),
    Figure(-OPEN),
]


def grown(of: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    some = st.lists(of, min_size=1, max_size=3).map(tuple)
    flag = st.builds(Is, of, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), of) | st.sampled_from(
        [Filled((A,)), Filled((A, B))]
    )
    return st.one_of(
        st.builds(Sum, some, st.lists(of, max_size=2).map(tuple)),
        st.builds(Least, some),
        st.builds(Most, some),
        st.builds(Ends, of, of),
        st.builds(Choose, flag, of, of),
        st.builds(Round, of, st.sampled_from([0, 1, 2, 9])),
        st.builds(
            Steps,
            of,
            st.sampled_from([Decimal(1), Decimal("0.3"), Decimal(5)]),
            st.sampled_from(["whole", "up"]),
        ),
        st.builds(lambda left, right: Round(Over(left, right), 9), st.sampled_from(LEAVES[:6]), of),
        st.builds(Times, st.sampled_from(LEAVES[:6]), of),
    )


def in_sql(expr: Expr, low: bool, told: dict[Key, Decimal]) -> Decimal:
    """The value of an expression in DuckDB."""
    cells = Cells({A: Value("m0", 2, Decimal(999)), B: Value("m1", 2, Decimal(999))}, {A: "f0", B: "f1"}, {})
    printer = Printer(cells)
    printer.look([expr])
    value = printer.value(expr, "low" if low else "high")
    base = f"SELECT {told.get(A, 0)}::DECIMAL(38,2) AS m0, {told.get(B, 0)}::DECIMAL(38,2) AS m1, {A in told} AS f0, {B in told} AS f1"
    for stage in printer.stages:
        base = f"SELECT *, {', '.join(f'{text} AS {name}' for name, text in stage)} FROM ({base})"
    ((found,),) = duckdb.sql(f"SELECT {value.text} FROM ({base})").fetchall()
    return Decimal(found)


@settings(max_examples=80, deadline=None)
@given(
    st.recursive(st.sampled_from(LEAVES), grown, max_leaves=12),
    st.booleans(),
    st.dictionaries(st.sampled_from([A, B]), st.decimals(-9, 99, places=2)),
)
def test_any_expression_is_computed_alike(expr: Expr, low: bool, told: dict[Key, Decimal]) -> None:
    try:
        found = in_sql(expr, low, told)
    except Uncovered:
        return
    try:
        expected = Figures(told, {}, low=low)(expr)
    except ArithmeticError:
        # 0 times what has no end
        return
    if expected.is_finite() and abs(expected) < Decimal("1E+11"):
        assert abs(found - expected) <= Decimal("1E-12")
    else:
        assert (found >= Decimal("1E+11")) == (expected > 0)


def test_constants_need_no_columns() -> None:
    printer = Printer(Cells({}, {}, {}))
    expr = Is(Figure(Decimal(2)), "<", Figure(Decimal(3)))
    nobody = Filled((A, B))
    printer.look([expr, nobody])
    assert printer.flag(expr, None) == TRUE
    assert printer.flag(nobody, None) == FALSE
    assert constant(Decimal("0.50")).text == "0.5"


# ---- the command and the dataset


def test_the_script_of_a_dataset_stands_beside_its_tables(tmp_path: Path) -> None:
    ran = CliRunner().invoke(
        app, ["export", str(STRUCTURED), "--to", "sql", "-o", str(tmp_path / "all.sql"), "--lang", "en"]
    )
    assert ran.exit_code == 0, ran.output
    text = (tmp_path / "all.sql").read_text("utf-8")
    head = text.partition("INSERT INTO scored_rubrics")[0].replace(
        "'csv/'", f"'{STRUCTURED.as_posix()}/csv/'"
    )
    base = filled(head, [])
    ((count,),) = rows(base, "SELECT count(*) FROM dataset_csv('criteria')")
    assert count > 100
    ids = {row[0] for row in rows(base, "SELECT rubric_id FROM dataset_csv('rubrics')")}
    assert all(f"'{one}'" in text for one in ids)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_template_that_was_filled_in_is_read(lang: Any, tmp_path: Path) -> None:
    records, own = patrol()
    rows_ = list(csv.reader(io.StringIO(as_csv(slots(records, own), lang).removeprefix("\ufeff"))))
    for row in rows_[1:]:
        row[0], row[2] = "甲", "1" if row[1].endswith("/c1") else ""
    with (tmp_path / "marks.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows_)
    base = opened((records, own), [])
    base.execute(f"INSERT INTO marks BY NAME FROM marks_of('{(tmp_path / 'marks.csv').as_posix()}')")
    (sheet,) = score(records, read_marks(tmp_path / "marks.csv"))
    assert rows(base, "SELECT low, high FROM scores") == [(sheet.points.low, sheet.points.high)]


def test_words_of_the_notice_stand_beside_the_scores() -> None:
    of = patrol()
    base = opened(of, [Mark("1/1/c1", "1", "甲")])
    found = rows(
        base,
        "SELECT name, low FROM criterion_scores JOIN rubric_criteria USING (rubric_id, criterion_id) ORDER BY place",
    )
    assert [row[0] for row in found] == ["指标1", "指标2"]
    asked = rows(base, "SELECT id, may_be FROM rubric_inputs WHERE kind = 'count'")
    assert asked[0][1] == "0, 1, 2…"


def test_a_dataset_without_rubrics_is_told(tmp_path: Path) -> None:
    path = STRUCTURED / "json" / "云岭省档案馆-云档-2025-9号.json"
    ran = CliRunner().invoke(
        app, ["export", str(path), "--to", "sql", "-o", str(tmp_path / "x.sql"), "--lang", "en"]
    )
    assert ran.exit_code == 2
    assert "no rubric in" in ran.output
