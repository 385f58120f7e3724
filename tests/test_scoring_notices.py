"""Whole notices with marks, from their words to the total that a person works out."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest.run import ingest
from pipeline.scoring import ScoreSheet, score
from tests.rubricmaker import marks, told

HEAD = "序号\t考核项目\t分值\t评分标准"


def scored(tmp_path: Path, text: str, given: str, name: str = "n.txt") -> ScoreSheet:
    """The sheet of a notice; marks as `1/c1=2 2=不适用`."""
    path = tmp_path / name
    path.write_text(text, "utf-8")
    records = ingest(path).records
    (sheet,) = score(records, marks(given))
    return sheet


def rows(*rules: tuple[str, int], head: str = HEAD, above: str = "", below: str = "", bonus: str = "") -> str:
    """A notice of these items, and one of bonuses."""
    table = [f"{at}\t项目{at}\t{points}\t{rule}" for at, (rule, points) in enumerate(rules, 1)]
    table += [f"加分项\t样板泵站\t\t{bonus}"] if bonus else []
    return "\n".join(["泊湖市泵站管护考核表", above, head, *table, "", below])


DRAIN = ("每堵塞一处扣3分。", 60)
LAMP = ("每灭一盏扣2分。", 40)


@pytest.mark.parametrize("head", ["评分标准", "评价方法", "考核方法", "检查方法", "评分", "打分"])
def test_a_column_that_scores_holds_the_rules_whatever_its_heading(tmp_path: Path, head: str) -> None:
    text = rows(DRAIN, LAMP, head=HEAD.replace("评分标准", head))
    assert told(scored(tmp_path, text, "1/c1=2 2/c1=5")) == "84"


@pytest.mark.parametrize(
    ("above", "below", "given", "expected"),
    [
        pytest.param("", "注：以上各项扣分不设下限。", "1/c1=21 2/c1=21", "-5", id="no lower limit of any"),
        pytest.param("", "", "1/c1=21 2/c1=21", "0", id="each takes what it has"),
        pytest.param("", "注：加分不设上限。", "1/c1=21 2/c1=21", "0", id="of what is added"),
        pytest.param(
            "本表满分100分。泵站没有相应设施的，该项不适用，不参与评分，其余各项得分之和按比例折算为百分制。",
            "",
            "1/c1=2 2=不适用",
            "90",
            id="a line between title and table folds back",
        ),
        pytest.param("本表满分100分。", "", "1/c1=2 2=不适用", "54", id="nothing folds back"),
    ],
)
def test_what_is_said_of_all_items(tmp_path: Path, above: str, below: str, given: str, expected: str) -> None:
    sheet = scored(tmp_path, rows(DRAIN, LAMP, above=above, below=below), given)
    assert told(sheet) == expected
    assert sheet.title == "泊湖市泵站管护考核表"
    assert not [one for one in sheet.remarks if one.reason == "not-computed"]


@pytest.mark.parametrize(
    ("rule", "given", "expected"),
    [
        # 150 of 100 are 45 of 30 points; the limit is above the points of the item
        ("得分=实际泵水量÷计划泵水量×分值，最高不超过分值的120%。", "实际泵水量=150 计划泵水量=100", "36"),
        ("得分=实际泵水量÷计划泵水量×分值，最高不超过分值的120%。", "实际泵水量=110 计划泵水量=100", "33"),
        ("得分=实际泵水量÷计划泵水量×分值，最高不超过分值的80%。", "实际泵水量=110 计划泵水量=100", "24"),
        ("得分=实际泵水量÷计划泵水量×分值。", "实际泵水量=150 计划泵水量=100", "30"),
        (
            "得分=实际泵水量÷计划泵水量×30，最高30分，得分四舍五入保留一位小数。",
            "实际泵水量=47 计划泵水量=53",
            "26.6",
        ),
    ],
)
def test_a_formula_and_its_limit(tmp_path: Path, rule: str, given: str, expected: str) -> None:
    figures = " ".join(f"1/c1/{one}" for one in given.split())
    assert told(scored(tmp_path, rows((rule, 30)), figures)) == expected


@pytest.mark.parametrize(
    ("note", "given", "expected"),
    [
        ("注：加分项累计加分最多不超过标准分（100分）的6%，加分后总分可以超过100分。", "2/c1=9", "106"),
        ("注：加分项累计加分最多不超过标准分（100分）的6%，加分后总分不超过105分。", "2/c1=2", "102"),
        ("说明：1.基本分100分。2.加分与基本分合并计算，总分以105分封顶。", "2/c1=9", "105"),
        ("注：加分累计不超过100分的5%。", "2/c1=9", "105"),
    ],
)
def test_limits_of_bonuses_and_of_the_total(tmp_path: Path, note: str, given: str, expected: str) -> None:
    text = rows(("每处漏水扣2分。", 100), below=note, bonus="每获评一次加1分。")
    assert told(scored(tmp_path, text, f"1/c1=0 {given}")) == expected


def section(rule: str, remark: str = "") -> str:
    """Two sections of two items; a remark is merged over the first."""
    return f"""<p>泊湖市泵站管护考核表</p><table border=1>
<tr><th>指标</th><th>子项</th><th>分值</th><th>评分细则</th><th>备注</th></tr>
<tr><td rowspan=2>设备（40分）</td><td>水泵</td><td>20</td><td>每停机一次扣2分，扣完为止。</td><td rowspan=2>{remark}</td></tr>
<tr><td>闸门</td><td>20</td><td>{rule}</td></tr>
<tr><td rowspan=2>环境（60分）</td><td>院落</td><td>30</td><td>每处杂草扣1分，扣完为止。</td><td rowspan=2></td></tr>
<tr><td>机房</td><td>30</td><td>每处积灰扣1分，扣完为止。</td></tr>
</table>"""


GATE = "每处锈蚀扣1分，扣完为止"
DONE = "1.1/c1=2 1.2/c1=3 2.1/c1=0 2.2/c1=0"


@pytest.mark.parametrize(
    "zero",
    [
        "本类全部项目不得分",
        "“设备”指标全部子项均不得分",
        "该板块各项均不得分",
        "本部分所有项目均不得分",
        "本指标不得分",
    ],
)
def test_a_zero_of_all_that_stands_below_a_name(tmp_path: Path, zero: str) -> None:
    text = section(f"{GATE}；发生淹泵事故的，{zero}。")
    assert told(scored(tmp_path, text, f"{DONE} 1.2/c2=1", "n.html")) == "60"
    assert told(scored(tmp_path, text, f"{DONE} 1.2/c2=0", "n.html")) == "93"


def test_a_zero_of_the_item_alone(tmp_path: Path) -> None:
    text = section(f"{GATE}；发生淹泵事故的，该项不得分。")
    assert told(scored(tmp_path, text, f"{DONE} 1.2/c2=1", "n.html")) == "76"


def test_a_remark_that_is_merged_over_items_limits_them_together(tmp_path: Path) -> None:
    merged = section(f"{GATE}。", "本指标各项扣分合计最多5分。")
    assert told(scored(tmp_path, merged, DONE, "n.html")) == "95"
    # beside each item its own limit
    apart = merged.replace("<td rowspan=2>本指标各项扣分合计最多5分。</td>", "<td>本项扣分最多3分。</td>")
    apart = apart.replace(f"<td>{GATE}。</td>", f"<td>{GATE}。</td><td>本项扣分最多3分。</td>")
    assert told(scored(tmp_path, apart, DONE, "n.html")) == "94"


def test_of_several_levels_only_the_highest_can_be_won(tmp_path: Path) -> None:
    rule = "获国家级表彰的加5分，获省级表彰的加3分，获市级表彰的加1分；同时获得多个级别表彰的，只按最高级别计分，不累计。"
    text = rows(("每处漏水扣2分。", 100), bonus=rule)
    assert told(scored(tmp_path, text, "1/c1=2")) == "96..101"
    assert told(scored(tmp_path, text, "1/c1=2 2/c1=0 2/c2=1 2/c3=1")) == "99"


def test_the_grade_that_a_veto_sets_is_decided_with_it(tmp_path: Path) -> None:
    below = (
        "考核等次：85分以上为优秀，60分以上不足85分为合格，不足60分为不合格。\n"
        "发生淹亡事故的，实行一票否决，考核等次直接定为不合格。"
    )
    text = rows(DRAIN, LAMP, below=below)
    assert scored(tmp_path, text, "1/c1=2 2/c1=0 c1=0").grade == "优秀"
    vetoed = scored(tmp_path, text, "1/c1=2 2/c1=0 c1=1")
    assert (vetoed.outcome, vetoed.grade) == ("vetoed", "不合格")


def test_what_each_item_is_scored_of_is_no_deduction(tmp_path: Path) -> None:
    head = "序号\t考核项目\t权重\t评分标准"
    lines = [
        "1\t水泵\t40%\t以100分计，每停机一次扣10分，扣完为止。",
        "2\t闸门\t60%\t以100分计，每处锈蚀扣5分，扣完为止。",
    ]
    text = "\n".join(["泊湖市泵站管护考核表", "", head, *lines, "", "注：综合得分＝∑（指标得分×权重）。"])
    assert told(scored(tmp_path, text, "1/c2=2 2/c2=3")) == "83"


@pytest.mark.parametrize(("measured", "expected"), [("30", "25"), ("27", "20"), ("25", "20"), ("24.9", "0")])
def test_steps_of_a_rate_with_brackets_before_its_unit(tmp_path: Path, measured: str, expected: str) -> None:
    rule = (
        "达到30立方米/小时以上的得25分，25（含）至30（不含）立方米/小时的得20分，不足25立方米/小时的不得分。"
    )
    assert told(scored(tmp_path, rows((rule, 25)), f"1/c1/th1={measured}")) == expected
