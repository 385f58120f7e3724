"""Grade ladders of a whole rubric: in notes, in the notice, in a table of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizers.bands.ladder import ladder
from normalizers.text.views import clean
from pipeline.ingest.run import Result, ingest

TABLE = "水务局2025年度供水企业考核评分表\n序号\t考核指标\t评分标准\t分值\n1\t水质\t每超标一次扣2分\t60\n2\t服务\t每投诉一起扣1分\t40\n合计\t\t\t100\n"


def shown(text: str) -> list[str]:
    found = []
    for step in ladder(clean(text)):
        low, high = step.points.low, step.points.high
        left = "" if low is None else f"{low}{'≤' if step.points.low_closed else '<'}"
        right = "" if high is None else f"{'≤' if step.points.high_closed else '<'}{high}"
        found.append(f"{left}{step.grade}{right}{step.text.value}")
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "90分以上为优秀，80-89分为良好，60分以下为不合格。",
            ["90≤优秀", "80≤良好≤89", "不合格≤60"],
        ),
        (
            "96分及以上为五星站，90分及以上且低于96分为四星站，80分及以上且低于90分为三星站，低于80分不授星。",
            ["96≤五星站", "90≤四星站<96", "80≤三星站<90"],
        ),
        (
            "90分及以上的列为“红榜”企业，60分及以上不满90分的列为“白榜”企业，60分以下的列为“黑榜”企业。",
            ["90≤红榜", "60≤白榜<90", "黑榜≤60"],
        ),
        (
            "结果分为优秀（90-100分）、合格（60-89分）、不合格（60分以下）三个等次。",
            ["90≤优秀≤100", "60≤合格≤89", "不合格≤60"],
        ),
        (
            "得分在90分（含）以上的，评定为优秀等次；80分（含）至90分（不含）的，评定为良好等次。",
            ["90≤优秀等次", "80≤良好等次<90"],
        ),
        (
            "合格：≥80分且必备条款全部达标；基本合格：70分≤分值＜80分；不合格：＜70分。",
            ["80≤合格且必备条款全部达标", "70≤基本合格<80", "不合格<70"],
        ),
        (
            "评定等级分为优（≥90分）、良（≥75分且＜90分）、中（不低于60分且低于75分）、差（＜60分）。",
            ["90≤优", "75≤良<90", "60≤中<75", "差<60"],
        ),
        ("90分以上的为A级，80分以上不足90分的为B级，不足80分的为C级。", ["90≤A级", "80≤B级<90", "C级<80"]),
        (
            "1.本表每季填报一次；2.85分以上为优秀，60-84分为合格，60分以下不合格。",
            ["85≤优秀", "60≤合格≤84", "不合格≤60"],  # the number of an item is none of its points
        ),
        (
            "考核结果分优秀（≥90分）、合格（70-89分）、不合格（＜70分）三个等次。",
            ["90≤优秀", "70≤合格≤89", "不合格<70"],
        ),
        (
            "信用分为三级：95分以上为AAA级，85分以上不足95分为AA级，不足85分为A级。",
            ["95≤AAA级", "85≤AA级<95", "A级<85"],
        ),
        (
            "等级：A级，90分及以上；B级，70分及以上、90分以下；C级，70分以下。",
            ["90≤A级", "70≤B级≤90", "C级≤70"],
        ),
        # any name is a grade where the ranges leave nothing between them
        (
            "得分90分以上的为红旗渠段，75-89分为达标渠段，75分以下为整改渠段。",
            ["90≤红旗渠段", "75≤达标渠段≤89", "整改渠段≤75"],
        ),
        (
            "85分以上为优质，60分以上不足85分为合格，60分以下为不合格。",
            ["85≤优质", "60≤合格<85", "不合格≤60"],
        ),
        ("95分以上为红旗渠段，75-89分为达标渠段，75分以下为整改渠段。", []),  # 90 to 94 are none of them
        ("90分以上的奖励标准为3000元，90分以下的奖励标准为0元。", []),  # money
        ("总分95分以上的为先进单位。", []),  # one grade is no ladder
        ("一等奖10分，二等奖8分。", []),  # figures and no ranges
        ("优秀率达到90%以上，合格率达到95%以上。", []),  # no points
    ],
)
def test_grades_and_their_ranges(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


def read(tmp_path: Path, text: str) -> Result:
    file = tmp_path / "表.txt"
    file.write_text(text, "utf-8")
    result = ingest(file, lang="en")
    assert result.claimed == result.characters
    return result


def grades(result: Result) -> list[tuple[str, str, str]]:
    return [
        (band.band_id.split("/", 1)[1], band.grade, f"{band.min_points} {band.max_points}")
        for band in result.records.bands
        if not band.criterion_id
    ]


def test_a_note_below_the_table_gives_the_rubric_its_bands(tmp_path: Path) -> None:
    result = read(
        tmp_path, TABLE + "注：考核得分90分以上为优秀，60分以上不足90分为合格，不足60分为不合格。\n"
    )
    assert grades(result) == [
        ("1/b1", "优秀", "90 None"),
        ("1/b2", "合格", "60 90"),
        ("1/b3", "不合格", "None 60"),
    ]
    assert result.status == "clean"
    assert [note.text[:2] for note in result.records.notes] == ["注："]


def test_a_small_table_is_the_ladder_and_no_table_left_over(tmp_path: Path) -> None:
    text = (
        TABLE
        + "\n评定等级\n等级\t分数段\t结果\n优秀\t90-100分\t表彰\n合格\t60-89分\t\n不合格\t60分以下\t约谈\n"
    )
    result = read(tmp_path, text)
    assert [grade for _, grade, _ in grades(result)] == ["优秀", "合格", "不合格"]
    assert [band.text for band in result.records.bands] == ["表彰", "", "约谈"]
    assert "table-not-rubric" not in {found.code for found in result.findings}


def test_the_text_of_the_notice_gives_every_rubric_its_bands(tmp_path: Path) -> None:
    text = TABLE + "\n二、结果运用\n90分以上为优秀，60-89分为合格，60分以下为不合格。\n"
    assert len(grades(read(tmp_path, text))) == 3


def test_a_limit_in_an_item_without_grades_bears_on_the_whole(tmp_path: Path) -> None:
    text = TABLE.replace("每投诉一起扣1分", "弄虚作假的，不得评为优秀。")
    (limit,) = [clause for clause in read(tmp_path, text).records.clauses if clause.kind == "limit"]
    assert (limit.scope, limit.grade) == ("rubric", "优秀")
