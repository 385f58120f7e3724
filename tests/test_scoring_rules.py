"""Rules of scoring in the columns of the records, each with the total that a person works out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from normalizers.records import Records
from pipeline.ingest.run import ingest
from pipeline.scoring import Mark, score
from tests.rubricmaker import Fields, Item, flat, note, rate, rubric, scored, told

D = Decimal


def total(records: Records, given: str) -> str:
    """The total, or from what to what."""
    return told(scored(records, given))


def one(points: str, *clauses: Fields, **columns: Any) -> Records:
    """A rubric of one item."""
    return rubric(Item("巡查", points, clauses, columns=columns))


# ---- steps of a count

STEP = rate("deduct", "2", "每5人", per_quantity=D(5))


@pytest.mark.parametrize(
    ("clauses", "given", "expected"),
    [
        pytest.param([STEP], "1/c1=12", "26", id="whole steps count where nothing is said"),
        pytest.param([{**STEP, "rounding": "whole"}], "1/c1=12", "26", id="不足部分不计"),
        pytest.param([{**STEP, "rounding": "up"}], "1/c1=12", "24", id="不足5人按5人计"),
        pytest.param([{**STEP, "rounding": "up"}], "1/c1=10", "26", id="a full step is no step begun"),
        pytest.param([{**STEP, "rounding": "proportional"}], "1/c1=12", "25.2", id="按比例"),
        pytest.param([STEP, note(rounding="up")], "1/c1=12", "24", id="a note behind the rate says it"),
        pytest.param([note(rounding="up"), STEP], "1/c2=12", "26", id="a note before it does not"),
        pytest.param(
            [rate("deduct", "1"), STEP, note(rounding="up")],
            "1/c1=2.5 1/c2=12",
            "22",
            id="of the rate before it",
        ),
        pytest.param([rate("bonus", "1", max_times=2)], "1/c1=5", "32", id="限2次"),
        pytest.param([rate("bonus", "1"), note(max_times=1)], "1/c1=5", "31", id="a note limits the count"),
        pytest.param([{**STEP, "max_times": 3}], "1/c1=100", "24", id="no more than three steps"),
    ],
)
def test_how_steps_are_counted(clauses: list[Fields], given: str, expected: str) -> None:
    assert total(one("30", *clauses), given) == expected


def test_a_note_of_the_whole_rubric_says_how_steps_begun_count() -> None:
    items = [Item("培训", "20", [STEP]), Item("演练", "20", [STEP])]
    assert total(rubric(*items, notes=[note(rounding="up")]), "1/c1=1 2/c1=6") == "34"


# ---- decimals

RATIO: Fields = {"kind": "method", "effect": "award", "formula": "完成数 / 任务数 × 10"}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (one("10", RATIO), "6.666666667"),
        (one("10", {**RATIO, "decimals": 2}), "6.67"),
        (one("10", RATIO, note(decimals=1)), "6.7"),
        (rubric(Item("巡查", "10", [RATIO]), notes=[note(decimals=0)]), "7"),
        (rubric(Item("巡查", "10", [RATIO]), columns={"decimals": 1}), "6.7"),
        (rubric(Item("巡查", "10", [RATIO]), notes=[note(decimals=1, text="各项得分保留一位小数")]), "6.7"),
    ],
)
def test_points_are_rounded_as_the_notice_says(records: Records, expected: str) -> None:
    assert total(records, "1/c1/完成数=20 1/c1/任务数=30") == expected


# ---- limits


@pytest.mark.parametrize(
    ("records", "given", "expected"),
    [
        pytest.param(
            one("20", rate("deduct", "3", cap="points", cap_percent=D(50))),
            "1/c1=7",
            "10",
            id="a share of the item",
        ),
        pytest.param(
            one("15", rate("bonus", "1", cap="points", cap_percent=D(20))),
            "1/c1=5",
            "18",
            id="a bonus of 20%",
        ),
        pytest.param(
            one(
                "10", flat("award", "8"), rate("bonus", "1", cap="points", cap_percent=D(120), cap_total=True)
            ),
            "1/c1=1 1/c2=9",
            "12",
            id="the item with its bonus, 120%",
        ),
        pytest.param(
            one("12", rate("deduct", "4"), {"kind": "award", "points_percent": D(100)}),
            "1/c1=1 1/c2=0",
            "8",
            id="all points where there is no such case, behind what takes from them",
        ),
        pytest.param(
            rubric(
                Item("报送", "50", [rate("deduct", "5")]),
                Item("督办", "50", [rate("deduct", "2"), rate("bonus", "2")]),
                notes=[
                    note(cap="points", cap_points=D(20), effect="deduct", applies_to="n/1/1"),
                    note(cap="points", cap_points=D(3), effect="bonus"),
                ],
            ),
            "1/c1=6 2/c1=4 2/c2=2",
            "75",
            id="notes that name an item, and all bonuses",
        ),
        pytest.param(
            rubric(
                Item("信息报送", "50", [rate("deduct", "5")]),
                Item("督办落实", "50", [rate("deduct", "2")]),
                notes=[
                    note(cap="points", cap_points=D(20), effect="deduct", text="信息报送扣分累计不超过20分")
                ],
            ),
            "1/c1=6 2/c1=4",
            "72",
            id="a note that says the name of an item",
        ),
        pytest.param(
            rubric(
                Item("报送", "50", [rate("bonus", "2")]),
                Item("督办", "50", [rate("bonus", "2")]),
                notes=[note(cap="points", cap_points=D(3), effect="bonus", applies_to="n/1/2")],
            ),
            "1/c1=4 2/c1=4",
            "111",
            id="the bonus of one item",
        ),
        pytest.param(
            rubric(
                Item(
                    "消防",
                    None,
                    below=[
                        Item("器材", "20", [rate("deduct", "3")]),
                        Item("通道", "20", [rate("deduct", "4")]),
                    ],
                ),
                Item("卫生", "60", [rate("deduct", "2")]),
                notes=[note(cap="points", cap_points=D(15), effect="deduct", applies_to="n/1/1")],
            ),
            "1.1/c1=4 1.2/c1=3 2/c1=5",
            "75",
            id="an indicator by a note",
        ),
        pytest.param(
            rubric(
                Item(
                    "消防",
                    None,
                    [note(cap="points", cap_points=D(15), effect="deduct")],
                    [Item("器材", "20", [rate("deduct", "3")]), Item("通道", "20", [rate("deduct", "4")])],
                ),
            ),
            "1.1/c1=9 1.2/c1=3",
            "25",
            id="an indicator by its own row; the first item has 20 to lose and not 27",
        ),
        pytest.param(
            rubric(
                Item("宣传", "60", [rate("deduct", "1")]),
                Item("舆情", "40", [rate("bonus", "4")]),
                notes=[note(cap="points", cap_points=D(100), effect="bonus", cap_total=True)],
            ),
            "1/c1=1 2/c1=2",
            "100",
            id="加分后总分不超过100分",
        ),
        pytest.param(
            rubric(
                Item("宣传", "60", [rate("deduct", "1")]),
                Item("舆情", "40", [rate("bonus", "4")]),
                notes=[note(cap="points", cap_points=D(100), effect="bonus", text="加分后总分不超过100分")],
            ),
            "1/c1=1 2/c1=2",
            "100",
            id="the words name the total",
        ),
        pytest.param(
            rubric(
                Item("舆情", "40", [rate("bonus", "4")]),
                notes=[note(cap="points", cap_points=D(5), effect="bonus", text="加分项总分不超过5分")],
            ),
            "1/c1=2",
            "45",
            id="the words name the total of one side",
        ),
        pytest.param(
            one(
                "15",
                flat("award", "10", text="基础分10分"),
                rate("bonus", "1"),
                rate("deduct", "1", cap="points", cap_points=D(15), cap_total=True, floor_points=D(5)),
            ),
            "1/c2=7 1/c3=0",
            "15",
            id="基础分 needs no mark, and the item ends at 15",
        ),
        pytest.param(
            one(
                "15",
                flat("award", "10", text="基础分10分"),
                rate("bonus", "1"),
                rate("deduct", "1", cap="points", cap_points=D(15), cap_total=True, floor_points=D(5)),
            ),
            "1/c2=0 1/c3=8",
            "5",
            id="no less than its floor",
        ),
    ],
)
def test_limits_bind_what_they_name(records: Records, given: str, expected: str) -> None:
    assert total(records, given) == expected


def test_a_zero_is_not_given_back_by_a_limit_on_deductions() -> None:
    zero = {"kind": "zero", "scope": "item"}
    items = [Item("器材", "20", [rate("deduct", "3"), zero]), Item("通道", "20", [rate("deduct", "4")])]
    limit = note(cap="points", cap_points=D(5), effect="deduct")
    records = rubric(Item("消防", None, [limit], items))
    assert total(records, "1.1/c1=4 1.1/c2=1 1.2/c1=3") == "15"


def test_a_zero_of_a_numbered_part_takes_the_points_of_that_part() -> None:
    from normalizers.records import KeyPoint

    zero = {"kind": "zero", "scope": "part", "key_point_id": "n/1/1/k1"}
    taken = rate("deduct", "1", key_point_id="n/1/1/k1")
    records = one("10", taken, zero, rate("deduct", "1", key_point_id="n/1/1/k2"))
    point = KeyPoint(key_point_id="n/1/1/k1", criterion_id="n/1/1", seq=1, text="有记录", points=D(4))
    records = records.model_copy(update={"key_points": (point,)})
    assert total(records, "1/c1=1 1/c2=1 1/c3=2") == "4"


# ---- of several only one counts

EXAMS = [flat("bonus", "1"), flat("bonus", "2"), note(precedence=True, text="两者取其高")]


@pytest.mark.parametrize(
    ("clauses", "given", "expected"),
    [
        (EXAMS, "1/c1=1 1/c2=1", "22"),
        (EXAMS, "1/c1=1 1/c2=0", "21"),
        ([flat("bonus", "5"), *EXAMS], "1/c1=1 1/c2=1 1/c3=1", "27"),
        (
            [flat("bonus", "5"), *EXAMS[:2], note(precedence=True, text="就高不就低")],
            "1/c1=1 1/c2=1 1/c3=1",
            "25",
        ),
        (
            [flat("bonus", "1"), flat("bonus", "2"), note(precedence=True, text="同一事项就高")],
            "1/c1=1@甲 1/c2=1@甲",
            "22",
        ),
        (
            [flat("bonus", "1"), flat("bonus", "2"), note(precedence=True, text="同一事项就高")],
            "1/c1=1@甲 1/c2=1@乙",
            "23",
        ),
        (
            [flat("bonus", "1"), flat("bonus", "2"), note(precedence=True, text="同一事项就高")],
            "1/c1=1 1/c2=1",
            "22..23",
        ),
    ],
)
def test_of_several_the_greatest_counts(clauses: list[Fields], given: str, expected: str) -> None:
    assert total(one("20", *clauses), given) == expected


def test_matters_have_as_many_places_as_are_marked() -> None:
    records = one("20", rate("deduct", "1"), note(precedence=True, text="同一事项就高"))
    given = " ".join(f"1/c1={count}@事项{place}" for place, count in enumerate((1, 2, 3, 1, 2), 1))
    assert total(records, given) == "11"


# ---- not applicable


def test_what_is_not_applicable_falls_and_the_sheet_says_so() -> None:
    records = rubric(Item("台账", "40", [rate("deduct", "2")]), Item("危险品", "20", [rate("deduct", "1")]))
    sheet = scored(records, "1/c1=2 2=不适用")
    assert (sheet.points.exact, sheet.outcome, sheet.full) == (36, "complete", 40)
    assert [(step.reason, step.owner_id) for step in sheet.remarks] == [("not-applicable", "n/1/2")]


@pytest.mark.parametrize(
    "fold",
    [
        {
            "kind": "method",
            "effect": "award",
            "formula": "实得分 / (100 - 不涉及项目分值) × 100",
            "text": "存在不涉及项目的，最终得分=实得分÷（100－不涉及项目分值）×100。",
        },
        {"kind": "note", "text": "有缺项的，按比例折算成总分。"},
    ],
)
def test_what_is_not_applicable_is_folded_back_where_the_rubric_says_so(fold: Fields) -> None:
    items = [Item("台账", "40", [rate("deduct", "2")]), Item("现场", "40", [rate("deduct", "1")])]
    records = rubric(*items, Item("危险品", "20", [rate("deduct", "1")]), notes=[fold])
    assert total(records, "1/c1=2 2/c1=2 3=不适用") == "92.5"
    assert total(records, "1/c1=2 2/c1=2 3/c1=0") == "94"
    assert scored(records, "1/c1=2 2/c1=2 3=n/a").full is None


def test_an_item_that_says_so_keeps_its_points() -> None:
    kept = Item("危险品", "20", [rate("deduct", "1"), note(text="不涉及危险品的，此项不失分。")])
    assert total(rubric(Item("台账", "40", [rate("deduct", "2")]), kept), "1/c1=2 2=不适用") == "56"


def test_an_indicator_is_not_applicable_with_all_that_stands_below_it() -> None:
    below = [Item("器材", "20", [rate("deduct", "3")]), Item("通道", "20", [rate("deduct", "4")])]
    records = rubric(Item("消防", None, below=below), Item("卫生", "60", [rate("deduct", "2")]))
    sheet = scored(records, "1=不适用 2/c1=5")
    assert (sheet.points.exact, sheet.full) == (50, 60)
    assert [line.points.exact for line in sheet.lines] == [0, 0, 0, 50]


def test_not_applicable_beside_other_marks_is_refused() -> None:
    sheet = scored(one("20", rate("deduct", "1")), "1=不适用 1/c1=2")
    assert [fault.code for fault in sheet.errors] == ["not-applicable-marked"]
    assert (sheet.points.low, sheet.points.high) == (0, 20)


# ---- read in part


@pytest.mark.parametrize(
    ("clause", "given", "expected"),
    [
        (rate("deduct", "2", partial=True), "1/c1=3", "0..20"),
        (rate("deduct", "2", partial=True), "1/c1=0", "20"),
        (rate("deduct", "2", partial=True), "1/c1=3 1=15", "15"),
        (flat("award", "20", partial=True), "1/c1=1", "0..20"),
        (rate("bonus", "2", partial=True, cap="points", cap_points=D(6)), "1/c1=1", "20..26"),
        ({"kind": "zero", "scope": "item", "partial": True}, "1/c1=1", "0..20"),
        ({"kind": "zero", "scope": "item", "partial": True}, "1/c1=0", "20"),
    ],
)
def test_what_was_read_in_part_is_never_computed_as_known(clause: Fields, given: str, expected: str) -> None:
    assert total(one("20", clause), given) == expected


def test_a_rule_that_was_not_read_leaves_its_item_open_until_a_person_closes_it() -> None:
    records = rubric(Item("巡查", "20", [rate("deduct", "1")], unread="视情形另行处理"))
    assert total(records, "1/c1=3") == "0..20"
    assert [ask.what for ask in scored(records, "1/c1=3").asked] == ["rule"]
    assert total(records, "1/c1=3 1=无") == "17"
    assert total(records, "1=16") == "16"


PARTS = """<h1>沙洲县体育局2026年度基层站点考核标准</h1>
<p>一、日常工作（100分）</p>
<table><tr><th>序号</th><th>考核指标</th><th>分值</th><th>评分标准</th></tr>
<tr><td>1</td><td>站点开放</td><td>60</td><td>每少开放一天扣2分。</td></tr>
<tr><td>2</td><td>活动组织</td><td>40</td><td>每少组织一场扣5分。</td></tr></table>
<p>二、{caption}</p>
<table><tr><th>序号</th><th>考核指标</th><th>评分标准</th></tr>
<tr><td>1</td><td>{first}</td><td>{rule}</td></tr>
<tr><td>2</td><td>{second}</td><td>{other}</td></tr></table>"""


@pytest.mark.parametrize(
    ("given", "counts", "total"),
    [
        (("扣分项目", "安全事故", "每发生一起扣4分。", "越级上访", "每批次扣2分。"), (1, 3), "88"),
        (
            ("扣分项目（最多扣6分）", "安全事故", "每发生一起扣4分。", "越级上访", "每批次扣2分。"),
            (1, 3),
            "92",
        ),
        (
            ("加分项目（各项加分之和最高5分）", "承办赛事", "每次加2分。", "培养裁判", "每名加1.5分。"),
            (2, 2),
            "103",
        ),
        (("加分项目", "承办赛事", "每次加2分。", "培养裁判", "每名加1.5分。"), (1, 0), "100"),
    ],
)
def test_a_table_that_only_adds_or_takes_is_a_part_of_its_rubric(
    tmp_path: Path, given: tuple[str, ...], counts: tuple[int, int], total: str
) -> None:
    caption, first, rule, second, other = given
    file = tmp_path / "notice.html"
    text = PARTS.format(caption=caption, first=first, rule=rule, second=second, other=other)
    file.write_text(f"<html><head><meta charset='utf-8'></head><body>{text}</body></html>", encoding="utf-8")
    records = ingest(file).records
    assert len(records.rubrics) == 2
    own = [Mark("1/1/c1", "1"), Mark("1/2/c1", "0")]
    marks = [*own, *(Mark(f"2/{place}/c1", str(count)) for place, count in enumerate(counts, 1))]
    (sheet,) = score(records, marks)
    assert (str(sheet.points.exact), sheet.outcome) == (total, "complete")
    # by itself it can be scored, too
    assert [one.rubric_id for one in score(records, marks, records.rubrics[1].rubric_id)] == ["notice/2"]
