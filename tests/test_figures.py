"""Whose the figures of a rubric are, how its bands count key points, and what does not fit between the bands."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizers.records import Records
from pipeline.ingest.run import ingest
from tests.docmaker import page, rows_as_page

HEAD = ["序号", "考核指标", "考核要点", "评价标准", "分值"]
POINTS = "1. 疏浚主航道。2. 更新航标，联系引航站等。3. 泊位利用率达到80%以上。4. 新建2个以上锚地。"
LADDER = ("好（16-20分）", "较好（11-15分）", "一般（6-10分）", "差（0-5分）")


def read(folder: Path, rule: str, points: str = POINTS) -> Records:
    rows = [HEAD, ["1", "航道管护", points, rule, "20"]]
    path = folder / "n.html"
    path.write_bytes(
        page(f"<p>青屿港务局2031年度考核评分标准</p>{rows_as_page(rows)}".replace("&lt;br&gt;", "<br>"))
    )
    result = ingest(path)
    assert result.claimed == result.characters
    return result.records


def bands(folder: Path, *conditions: str) -> Records:
    """A criterion of four key points with these bands, best first."""
    rule = "<br>".join(f"{grade}：{text}" for grade, text in zip(LADDER, conditions, strict=False))
    return read(folder, rule)


def owned(records: Records) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in records.thresholds:
        found.setdefault(one.owner_id.removeprefix("n/1/1"), []).append(one.text)
    return found


def counted(records: Records) -> list[str]:
    return [
        f"{one.owner_id.rpartition('/')[2]}.{one.seq} {one.relation} {one.at_least or ''}"
        f" {'、'.join(key.rpartition('/')[2] for key in one.key_points.split('；'))}"
        f"{' undone' if one.undone else ''}{f' way {one.alternative}' if one.alternative > 1 else ''}"
        for one in records.requirements
    ]


def findings(records: Records, prefix: str) -> list[tuple[str, str]]:
    return [
        (row.code, row.owner_id.rpartition("/")[2]) for row in records.findings if row.code.startswith(prefix)
    ]


def message(records: Records, code: str) -> str:
    (row,) = [row for row in records.findings if row.code == code]
    assert row.evidence or code == "condition-open"
    return row.message


def test_a_figure_belongs_to_the_smallest_text_that_holds_it(tmp_path: Path) -> None:
    records = bands(
        tmp_path,
        "泊位利用率80%以上。",
        "泊位利用率70%以上不足80%。",
        "泊位利用率60%以上不足70%。",
        "泊位利用率不足60%。锚地被占超过3次的，每次扣1分。",
    )
    assert owned(records) == {
        "/k3": ["泊位利用率达到80%以上"],
        "/k4": ["新建2个以上锚地"],
        "/b1": ["泊位利用率80%以上"],
        "/b2": ["泊位利用率70%以上不足80%"],
        "/b3": ["泊位利用率60%以上不足70%"],
        "/b4": ["泊位利用率不足60%"],
        "/c1": ["锚地被占超过3次"],
    }


def test_every_threshold_can_be_found_again(tmp_path: Path) -> None:
    records = bands(tmp_path, "泊 位利用率<br>80％以上。", "泊位利用率70%以上，堵航2次以下。")
    texts = {one.key_point_id: one.text for one in records.key_points}
    texts |= {one.band_id: one.text for one in records.bands}
    places = {row.owner_id for row in records.evidence}
    assert len(records.thresholds) == 5
    for one in records.thresholds:
        assert texts[one.owner_id][one.start : one.end] == one.text
        assert one.threshold_id in places
    assert len({one.threshold_id for one in records.thresholds}) == 5


def test_the_rate_of_a_deduction_and_its_cap_are_no_thresholds(tmp_path: Path) -> None:
    records = read(tmp_path, "泊位利用率达到80%得20分，每低1个百分点扣2分，最多扣10分。")
    assert owned(records)["/c1"] == ["泊位利用率达到80%"]
    assert "/c2" not in owned(records)


def test_a_step_of_a_ladder_measures_what_the_step_before_does(tmp_path: Path) -> None:
    records = read(tmp_path, "泊位利用率90%（含）以上得20分；80%（含）-90%得10分；低于80%不得分。")
    found = [one for one in records.thresholds if "/c" in one.owner_id]
    assert [one.metric for one in found] == ["泊位利用率"] * 3
    assert [one.text for one in found] == ["泊位利用率90%（含）以上", "80%（含）-90%", "低于80%"]


def test_the_text_of_an_item_without_a_name_owns_its_figures(tmp_path: Path) -> None:
    path = tmp_path / "n.html"
    table = (
        "<tr><td>考核指标</td><td>评分标准</td></tr>"
        "<tr><td rowspan=2>航道（10分）</td><td>1. 航标完好率达到98%以上（5分）。</td></tr>"
        "<tr><td>2. 全年巡航不少于12次，每少一次扣1分（5分）。</td></tr>"
    )
    path.write_bytes(page(f"<p>青屿港务局2031年度考核评分标准</p><table>{table}</table>"))
    records = ingest(path).records
    criteria = {one.criterion_id: one.text for one in records.criteria}
    clauses = {one.clause_id: one.text for one in records.clauses}
    assert [one.text for one in records.thresholds] == ["航标完好率达到98%以上", "全年巡航不少于12次"]
    for one in records.thresholds:
        assert (criteria | clauses)[one.owner_id][one.start : one.end] == one.text


def test_bands_that_count_key_points(tmp_path: Path) -> None:
    records = bands(
        tmp_path,
        "完成第1项且同时完成第2项中的3个以上任务，或者4项要点全部完成。",
        "完成其中3项，泊位利用率80%以上。",
        "完成第1、2项其中1项。",
        "第1项和第3项同时未完成。",
    )
    assert counted(records) == [
        "b1.1 all  k1",
        "b1.2 at_least 3 k2",
        "b1.3 all  k1、k2、k3、k4 way 2",
        "b2.1 at_least 3 k1、k2、k3、k4",
        "b3.1 any  k1、k2",
        "b4.1 all  k1、k3 undone",
    ]
    assert owned(records)["/b2"] == ["泊位利用率80%以上"]
    assert not findings(records, "requirement")


def test_a_clause_counts_key_points_too(tmp_path: Path) -> None:
    records = read(tmp_path, "完成其中3项以上的，得15分；第1项未完成的，不得分。")
    assert counted(records) == ["c1.1 at_least 3 k1、k2、k3、k4", "c2.1 all  k1 undone"]


def test_key_points_that_are_not_there_are_reported(tmp_path: Path) -> None:
    records = bands(tmp_path, "完成第1项和第6项。", "完成其中5项。", "完成第1项。", "未完成任何任务。")
    assert findings(records, "requirement") == [("requirement-unknown", "b1"), ("requirement-unknown", "b2")]
    assert counted(records) == ["b3.1 all  k1", "b4.1 all  k1、k2、k3、k4 undone"]


def test_conditions_that_fit_give_no_finding(tmp_path: Path) -> None:
    records = bands(
        tmp_path,
        "泊位利用率90%（含）以上，4项要点全部完成，位列全省第1至3名。",
        "泊位利用率80%（含）-90%，完成其中3项，位列全省第4至6名。",
        "泊位利用率70%以上不足80%，完成其中2项，位列全省第7名以后。",
        "泊位利用率不足70%，完成1项以下。",
    )
    assert not findings(records, "condition")


@pytest.mark.parametrize(
    ("conditions", "code", "owner", "said"),
    [
        (("巡航12次以上。", "巡航8至10次。", "巡航5至7次。", "巡航4次以下。"), "gap", "b2", "巡航 11次"),
        (("合格率≥90%。", "80%≤合格率＜85%。", "合格率＜80%。"), "gap", "b2", "合格率 85-90%"),
        (("排名前10位。", "排名11-20位。", "排名21-25位。", "排名低于26位。"), "gap", "b4", "排名 26名"),
        (("完成其中4项。", "完成其中2项。", "完成其中1项。", "完成0项。"), "gap", "b2", "要点完成 3项"),
        (
            ("完成第2项中的4个以上任务。", "完成第2项中的2至3个任务。", "仅完成第1项。"),
            "gap",
            "b3",
            "第2项中完成 1项",
        ),
        (("漏检1起。", "漏检2起。", "漏检3起。", "漏检3起以上。"), "overlap", "b4", "3起 / ≥3起"),
        (("合格率90%-100%。", "合格率80%-95%。", "合格率不足80%。"), "overlap", "b2", "90%-100% / 80%-95%"),
        (("合格率80%以上。", "合格率90%以上。"), "unreachable", "b2", "≥90%"),
        (("合格率80%以上。", "合格率85%-90%。", "合格率不足80%。"), "unreachable", "b2", "85%-90%"),
        (("合格率90%以上。", "合格率80%-90%。", "合格率不足80%。"), "edge-shared", "b2", "合格率 90%"),
        (("合格率90%以上。", "合格率80%以上。", "合格率不足80%。"), "nested", "b2", "≥80%"),
        (("完成5项以下。",), "", "", ""),
        (("合格率100%。", "合格率95%以上。", "合格率不足95%。"), "nested", "b2", "≥95%"),
        (("有1项未完成。", "有3项未完成。"), "gap", "b2", "要点完成 2项"),
        (("贷款2亿元以上。", "贷款1亿元以上不足2亿元。", "态度消极。"), "open", "b3", "贷款 ＜1亿元"),
    ],
)
def test_what_does_not_fit_between_bands(
    tmp_path: Path, conditions: tuple[str, ...], code: str, owner: str, said: str
) -> None:
    records = bands(tmp_path, *conditions)
    assert findings(records, "condition") == ([(f"condition-{code}", owner)] if code else [])
    if code:
        assert said in message(records, f"condition-{code}")


@pytest.mark.parametrize(
    "conditions",
    [
        # other words tell the bands apart
        ("引航站满意，合格率90%以上。", "引航站基本满意，合格率80%以上。", "合格率不足80%。"),
        # a band between says nothing of it
        ("巡航12次以上。", "管护基本到位。", "巡航4次以下。"),
        # the lowest band takes what reaches no other
        ("巡航12次以上。", "巡航8至11次。", "未达到上述标准。"),
        # none at all is said in words
        ("联训2次以上。", "联训1次。", "没有联训。"),
        # whole steps
        ("合格率90-100%。", "合格率80-89%。", "合格率79%以下。"),
        # compared with another year
        ("人次不低于上年。", "人次低于上年。"),
    ],
)
def test_bands_that_are_no_doubt(tmp_path: Path, conditions: tuple[str, ...]) -> None:
    assert not findings(bands(tmp_path, *conditions), "condition")


def test_what_is_measured_goes_on_only_as_far_as_nothing_else_is_named(tmp_path: Path) -> None:
    rule = "建成国家级锚地1处以上得10分，省级锚地1处得6分、2处及以上得8分；数据保留两位小数，第三位四舍五入。"
    records = read(tmp_path, rule)
    figures = [
        (one.owner_id.rpartition("/")[2], one.metric) for one in records.thresholds if "/c" in one.owner_id
    ]
    assert figures == [("c1", "国家级锚地"), ("c3", "")]
