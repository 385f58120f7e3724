"""Clauses as records: steps, quality, counts for a person, and what the checks say of clauses that do not fit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from normalizers.language import ClauseText, read_clauses
from normalizers.language.computed.formulas import expression
from normalizers.text.views import clean
from pipeline.cli import app
from pipeline.ingest.run import Result, ingest

CODES = {
    "award-mismatch",
    "cap-above-points",
    "deduction-above-points",
    "range-reversed",
    "range-overlap",
    "case-twice",
    "tier-order",
    "tier-unlabelled",
    "clause-ambiguous",
    "clause-unread",
    "figure-slip",
}


def read(folder: Path, rule: str, points: str = "5", name: str = "船闸检修") -> Result:
    """The records of a notice whose only item has this rule."""
    path = folder / "n.txt"
    lines = ["各闸所2031年度考核标准", "", "序号\t项目\t分值\t评分标准", f"1\t{name}\t{points}\t{rule}", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return ingest(path)


def codes(result: Result) -> list[str]:
    return sorted(found.code for found in result.findings if found.code in CODES)


@pytest.mark.parametrize(
    ("rule", "points", "expected"),
    [
        # what all awards come to
        ("台账齐全的得2分。设备完好的得3分。", "5", []),
        ("台账齐全的得2分。设备完好的得2分。", "5", ["award-mismatch"]),
        ("优得5分，良得3分，差得0分。", "5", []),
        ("优得6分，良得3分，差得0分。", "5", ["award-mismatch"]),
        ("完好率95%以上得3分，90%以上得1分。记录完整得2分，不完整得1分。", "5", []),
        ("每开放一次得1分，最高得5分。", "5", []),
        ("符合要求得满分，部分符合得2分。", "5", []),
        ("迟到每次扣0.5分。完好率95%以上得3分，90%以上得1分。", "5", []),
        # caps and single deductions
        ("每少一次扣1分，最多扣5分。", "5", []),
        ("每少一次扣1分，最多扣6分。", "5", ["cap-above-points"]),
        ("每篇加1分，最多加8分。", "5", []),
        ("未检修的扣5分。", "5", []),
        ("未检修的扣8分。", "5", ["deduction-above-points"]),
        ("未检修的扣8分，扣完为止。", "5", []),
        ("发生事故的，从总分中扣10分。", "5", []),
        # ranges
        ("优秀得4-5分、良好得2-3分、较差得0-1分。", "5", []),
        ("优秀得3-5分、良好得2-4分、较差得0-1分。", "5", ["range-overlap"]),
        ("资料完整得1-2分；现场整洁得1-3分。", "5", []),
        ("优秀得5-4分、良好得2-3分。", "5", ["range-reversed"]),
        ("优秀得5-4分、良好得3-2分、较差得1-0分。", "5", []),
        # the same case twice
        ("脱岗的扣1分。记录不全的扣2分。脱岗的扣2分。", "5", ["case-twice"]),
        ("脱岗的每次扣1分。脱岗的每人扣2分。", "5", []),
        # steps
        ("获奖的，按照市级、省级、国家级分别加1分、2分、3分。", "5", []),
        ("获奖的，按照国家级、省级、市级分别加3分、2分、1分。", "5", []),
        ("获奖的，按照市级、省级、国家级分别加3分、2分、1分。", "5", ["tier-order"]),
        ("第1-3名依次加3分、1分、2分。", "5", ["tier-order"]),
        ("第1-4名依次加3分、2分、1分。", "5", ["tier-unlabelled"]),
        # two readings, none, and a garbled figure
        ("脱岗的扣1分或2分。", "5", ["clause-ambiguous"]),
        ("主动报告的减半扣分或不扣分。", "5", ["clause-ambiguous"]),
        ("检修到位2分；记录完整1分。", "5", ["clause-unread", "clause-unread"]),
        ("检修到位2分；记录完整3分。", "5", []),
        ("脱岗的扣l分。", "5", ["figure-slip"]),
    ],
)
def test_clauses_that_do_not_fit_are_reported(
    rule: str, points: str, expected: list[str], tmp_path: Path
) -> None:
    assert codes(read(tmp_path, rule, points)) == expected


def test_the_steps_of_a_clause_are_rows_of_their_own(tmp_path: Path) -> None:
    records = read(
        tmp_path, "获奖的，按照市级、省部级、国家级分别加1分、2分、4分，累计加分不超过4分。"
    ).records
    (clause,) = records.clauses
    assert (clause.kind, clause.points, clause.cap, clause.cap_points) == (
        "bonus",
        None,
        "points",
        Decimal(4),
    )
    assert [(tier.clause_id, tier.seq, tier.label, tier.points) for tier in records.tiers] == [
        (clause.clause_id, 1, "市级", Decimal(1)),
        (clause.clause_id, 2, "省部级", Decimal(2)),
        (clause.clause_id, 3, "国家级", Decimal(4)),
    ]


def test_a_garbled_figure_is_read_as_inferred_and_stays_as_printed(tmp_path: Path) -> None:
    result = read(tmp_path, "脱岗的每次扣O.5分。")
    (clause,) = result.records.clauses
    assert (clause.points, clause.text) == (Decimal("0.5"), "脱岗的每次扣O.5分。")
    (evidence,) = (row for row in result.records.evidence if row.owner_id == clause.clause_id)
    assert evidence.quality == "inferred"


@pytest.mark.parametrize(("name", "kind"), [("加分项", "bonus"), ("扣分项", "deduct"), ("船闸检修", None)])
def test_bare_figures_do_what_the_name_of_their_item_says(
    name: str, kind: str | None, tmp_path: Path
) -> None:
    records = read(tmp_path, "被省级通报的2分", "", name).records
    assert [clause.kind for clause in records.clauses] == ([kind] if kind else [])


def test_check_counts_the_statements_and_how_well_they_were_read(tmp_path: Path) -> None:
    read(tmp_path, "脱岗的每次扣1分。未巡查的扣1分或2分。检修到位2分。按比例折算。")
    shown = CliRunner().invoke(app, ["check", str(tmp_path / "n.txt"), "--lang", "en"]).output
    assert "4 scoring statements: 2 read in full, 1 in part, 1 unread" in shown
    (tmp_path / "n.txt").write_text(
        "关于做好防汛工作的通知\n\n各闸所：\n请做好防汛工作。\n", encoding="utf-8"
    )
    assert "scoring statements" not in CliRunner().invoke(app, ["check", str(tmp_path / "n.txt")]).output


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("实际值/目标值×分值", "实际值 / 目标值 × 分值"),
        ("(基准价÷报价)*30", "(基准价 / 报价) × 30"),
        ("满分-|偏差率|×2", "满分 - |偏差率| × 2"),
        ("100×50%+加分", "100 × 50% + 加分"),
        ("实际值", ""),
        ("实际值/", ""),
        ("(实际值×2", ""),
        ("实际值×)2(", ""),
        ("下浮4%×报价", ""),
        ("(" * 40 + "1+1" + ")" * 40, ""),
    ],
)
def test_an_expression_is_read_whole_or_not_at_all(printed: str, canonical: str) -> None:
    assert expression(printed) == canonical


AMOUNTS = st.decimals("0.1", "99.9", places=1).map(lambda figure: figure.normalize() + 0)
VERBS = st.sampled_from(
    [("扣", "deduct"), ("加", "bonus"), ("得", "award"), ("计", "award"), ("减", "deduct")]
)
CASES = st.sampled_from(["未巡查的，", "水位记录不全的", "渠堤有缺口的，", ""])
COUNTS = st.sampled_from(["每次", "每发现1处", "每少一人", "每10个百分点", ""])


def only(text: str) -> ClauseText:
    (clause,) = read_clauses(clean(text)).clauses
    return clause


@settings(max_examples=80)
@given(CASES, COUNTS, VERBS, AMOUNTS, AMOUNTS)
def test_amounts_and_caps_that_are_written_out_are_read_again(
    case: str, count: str, verb: tuple[str, str], points: Decimal, cap: Decimal
) -> None:
    said, kind = verb
    clause = only(f"{case}{count}{said}{points:f}分，最多{said}{cap:f}分。")
    assert (clause.kind, clause.points, clause.cap, clause.cap_points) == (kind, points, "points", cap)
    assert (clause.per, clause.condition) == (count, case.rstrip("，"))
    clause = only(f"{case}{count}{said}{points:f}分，扣完为止。")
    assert (clause.points, clause.cap) == (points, "item_points")


@settings(max_examples=60)
@given(CASES, VERBS, st.integers(1, 10))
def test_small_figures_in_han_digits_are_the_same_points(
    case: str, verb: tuple[str, str], points: int
) -> None:
    han = "一二三四五六七八九十"[points - 1]
    assert only(f"{case}{verb[0]}{han}分。").points == only(f"{case}{verb[0]}{points}分。").points == points


@settings(max_examples=60)
@given(st.lists(AMOUNTS, min_size=2, max_size=5))
def test_as_many_steps_as_are_written_are_read(steps: list[Decimal]) -> None:
    printed = "、".join(f"{step:f}分" for step in steps)
    clause = only(f"第1-{len(steps)}名依次加{printed}。")
    assert [tier.points for tier in clause.tiers] == steps
    assert [tier.label for tier in clause.tiers] == [f"第{place}名" for place in range(1, len(steps) + 1)]
