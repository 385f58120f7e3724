"""Forms of notices that no document at hand has: what is read, and what is said where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizers.notice.letter import scope_of
from pipeline.ingest.run import Result, ingest


def read(tmp_path: Path, text: str) -> Result:
    file = tmp_path / "表.txt"
    file.write_text(text.strip() + "\n", "utf-8")
    result = ingest(file, lang="en")
    assert result.claimed == result.characters
    return result


def codes(result: Result) -> set[str]:
    return {found.code for found in result.findings}


def names(result: Result) -> list[tuple[str, str, str]]:
    return [
        (one.label + one.name, f"{one.points or ''}", f"{one.weight or ''}")
        for one in result.records.criteria
    ]


def scoring(result: Result) -> list[str]:
    return [f"{one.kind} {one.points_percent or ''}{one.points or ''}" for one in result.records.clauses]


def test_targets_of_several_units_stand_side_by_side_with_their_headings(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
松江县2026年度镇乡目标考核表
序号\t指标名称\t计量单位\t目标值\t\t分值
\t\t\t河西镇\t上坪乡\t
1\t造林面积\t亩\t300\t120\t60
2\t新增灌溉面积\t亩\t80\t45.5\t40
""",
    )
    assert [one.target for one in result.records.criteria] == [
        "河西镇 300；上坪乡 120",
        "河西镇 80；上坪乡 45.5",
    ]
    assert "targets-several" in codes(result)


def test_weights_behind_names(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
档案工作考核表
考核项目\t考核内容\t评分标准
基础管理（40%）\t台账齐全\t缺一册扣2分
开发利用（60%）\t查档及时\t每延误一次扣1分
""",
    )
    assert names(result) == [("基础管理", "", "40"), ("开发利用", "", "60")]


def test_shares_that_make_up_no_whole_stay_in_the_names(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
窗口服务考核表
考核项目\t分值\t评分标准
按期办结率（95%）\t60\t每低一个百分点扣1分
满意率（90%）\t40\t每低一个百分点扣1分
""",
    )
    assert names(result) == [("按期办结率（95%）", "60", ""), ("满意率（90%）", "40", "")]


def test_money_that_follows_points_is_no_deduction_of_them(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
河道保洁考核表
序号\t考核内容\t考核标准\t分值
1\t水面\t有漂浮物的每处扣2分\t100
注：得分80-90分扣减服务费5%。
""",
    )
    assert [one.points for one in result.records.clauses if one.kind == "deduct" and one.points] == [2]


ARTICLES = """
大坪村村干部考核办法
第一条 考核实行百分制，由值班坐班（40分）、重点工作（60分）组成。
第二条 值班坐班（40分）。无故缺岗的，每次扣1分。
第三条 重点工作（60分）
1.人居环境（40分）。排名后三位的，每次扣5分。
2.防火巡查（20分）：漏巡一次扣2分。
第四条 加分项目。经验被县级推广的加2分，最高加5分。
第五条 考核结果报镇党委备案。
"""


def test_a_rubric_in_articles(tmp_path: Path) -> None:
    result = read(tmp_path, ARTICLES)
    assert names(result) == [
        ("第二条值班坐班", "40", ""),
        ("第三条重点工作", "60", ""),
        ("1.人居环境", "40", ""),
        ("2.防火巡查", "20", ""),
        ("第四条加分项目", "", ""),
    ]
    assert scoring(result) == ["deduct 1", "deduct 5", "deduct 2", "bonus 2"]
    # what the total is made of is text of the notice, and states the total
    assert result.records.rubrics[0].declared_total == 100
    assert result.records.notice.body.splitlines()[-1] == "第五条考核结果报镇党委备案。"


def test_a_rubric_in_paragraphs_with_weights(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
水务公司部门考核方案
一、生产任务（权重50%）
1.供水量达到计划的，计30分；每少1%扣1分。
二、安全（权重30%）
2.发生一般事故的，每起扣5分。
三、党建（权重20%）
缺席学习的，每人次扣1分。
""",
    )
    assert names(result) == [("一、生产任务", "", "50"), ("二、安全", "", "30"), ("三、党建", "", "20")]
    assert scoring(result) == ["award 30", "deduct 1", "deduct 5", "deduct 1"]


def test_rules_in_a_notice_without_a_rubric_are_reported(tmp_path: Path) -> None:
    result = read(
        tmp_path, "个人信用积分办法\n第五条 加分情形：\n（一）参加志愿服务的加5分；\n（二）无偿献血的加2分。"
    )
    assert "rule-in-body" in codes(result)
    assert result.records.notice.status == "review"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("卫生检查评分表（后勤科）", "后勤科"),
        ("教师考核评分标准（百分制）", ""),
        ("科室综合目标考核表（三级）", ""),
        ("环境卫生考核表（第二季度）", ""),
        ("文明创建测评表（修订版）", ""),
    ],
)
def test_what_stands_in_brackets_behind_a_title_is_not_always_who_is_assessed(
    title: str, expected: str
) -> None:
    assert scope_of(title) == expected


def test_lowest_names_that_score_are_rules(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
幼儿园保育工作评估细则
A级指标\tB级指标\tC级指标\t分值
办园条件\t园舍\t活动场地不达标的扣2分\t40
\t设备\t图书每少10册扣1分\t60
""",
    )
    assert scoring(result) == ["deduct 2", "deduct 1"]
    assert [one.rule_text for one in result.records.criteria if one.rule_text] == [
        "活动场地不达标的扣2分",
        "图书每少10册扣1分",
    ]


def test_bare_points_below_a_heading_of_deductions_are_the_rule(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
保洁服务考核表
考核内容\t考核标准\t扣分标准\t满分
地面\t清洁无杂物\t有杂物每处1分\t60
墙面\t无乱贴乱画\t乱贴乱画每处2分\t40
""",
    )
    assert [(one.text, one.rule_text) for one in result.records.criteria] == [
        ("清洁无杂物", "有杂物每处1分"),
        ("无乱贴乱画", "乱贴乱画每处2分"),
    ]
    assert scoring(result) == ["deduct 1", "deduct 2"]


def test_points_behind_names_without_brackets(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
社区评选评分标准
项目\t内容\t分值\t得分标准
党建引领40分\t阵地建设\t40\t无场所扣5分
服务群众60分\t便民服务\t60\t缺一次扣2分
""",
    )
    assert names(result)[0] == ("党建引领", "40", "")


def test_numbered_rules_before_their_points_and_deductions_after_bonuses(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
中队考核评分细则
一、队伍管理 共60分
（一）业务学习（60分）
1．每月集中学习不少于2次，少一次扣1分（40分）；
2．学习笔记不完整扣3分（20分）。
二、投诉处置（40分）
每逾期一件扣2分。
三、加减分
（一）加分：受到市级表彰加3分。
（二）减分：被负面曝光每次减5分。
""",
    )
    assert scoring(result) == ["deduct 1", "deduct 3", "deduct 2", "bonus 3", "deduct 5"]
    assert names(result)[0] == ("一、队伍管理", "60", "")
    assert [one.kind for one in result.records.criteria[-2:]] == ["bonus", "penalty"]


def test_a_formula_below_the_last_name_is_its_rule(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
谈判评分办法
一、技术部分（40分）
方案可行的得40分，不可行的不得分。
二、商务部分（30分）
人员配备每缺1人扣5分。
三、价格部分（30分）
得分=（最低价/报价）×30
""",
    )
    assert [one.rule_text for one in result.records.criteria][-1] == "得分=（最低价/报价）×30"
    assert [one.formula for one in result.records.clauses][-1] == "(最低价 / 报价) × 30"


def test_the_few_texts_that_score_in_a_table_without_rules(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
案卷评查评分标准
评查项目\t评查内容\t分值
程序\t未出示证件\t30
\t未履行告知义务\t30
\t超期办理，每超1日扣1分\t40
""",
    )
    assert [(one.kind, one.per, one.criterion_id[-3:]) for one in result.records.clauses] == [
        ("deduct", "每超1日", "1.3")
    ]
