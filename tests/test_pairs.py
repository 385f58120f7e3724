"""加分项 | 加分标准 | 扣分项 | 扣分标准: pairs of columns, each with criteria of its own."""

from __future__ import annotations

from pathlib import Path

from pipeline.ingest.run import Result, ingest


def read(tmp_path: Path, *rows: str) -> Result:
    file = tmp_path / "表.txt"
    file.write_text("职工积分考核评分表\n" + "\n".join(rows) + "\n", "utf-8")
    result = ingest(file, lang="en")
    assert result.claimed == result.characters
    return result


def shown(result: Result) -> list[str]:
    records = result.records
    lines = []
    for one in records.criteria:
        clauses = [f"{c.kind} {c.points}" for c in records.clauses if c.criterion_id == one.criterion_id]
        figure = "" if one.points is None else str(one.points)
        lines.append(" ".join(filter(None, (one.label + one.name, one.kind, figure, *clauses))))
    return lines


def test_each_pair_is_a_part_with_its_own_names_and_rules(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        "序号\t加分项\t加分标准\t扣分项\t扣分标准",
        "1\t及时消除隐患\t加2分/次\t违章指挥\t扣5分/次",
        "2\t建议被采纳\t加1分/条\t未戴安全帽\t扣1分/人次",
    )
    assert shown(result) == [
        "加分项 bonus",
        "1及时消除隐患 bonus bonus 2",
        "2建议被采纳 bonus bonus 1",
        "扣分项 penalty",
        "1违章指挥 penalty deduct 5",
        "2未戴安全帽 penalty deduct 1",
    ]
    assert {found.severity for found in result.findings} <= {"info"}


def test_lists_of_different_length_and_points_beside_the_names(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        "加分事项\t加分分值\t扣分事项\t扣分分值",
        "义务献血\t5\t酒后上岗\t10",
        "\t\t早退\t2",
    )
    assert shown(result) == [
        "加分事项 bonus",
        "义务献血 bonus 5",
        "扣分事项 penalty",
        "酒后上岗 penalty 10",
        "早退 penalty 2",
    ]


def test_two_rules_of_one_name_are_no_pairs(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        "指标\t分值\t加分标准\t扣分标准",
        "服务\t60\t受表扬一次加1分\t被投诉一次扣2分",
        "卫生\t40\t评为示范加1分\t一处脏乱扣1分",
    )
    assert shown(result) == ["服务 scored 60 bonus 1 deduct 2", "卫生 scored 40 bonus 1 deduct 1"]


def test_a_rule_without_a_kind_belongs_to_the_name_before_it(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        "加分事项\t标准\t扣分事项\t标准",
        "书面表扬\t每次+2分\t有责投诉\t每次-5分",
        "合理化建议\t每条+1分\t泄露信息\t一票否决",
    )
    assert shown(result) == [
        "加分事项 bonus",
        "书面表扬 bonus bonus 2",
        "合理化建议 bonus bonus 1",
        "扣分事项 penalty",
        "有责投诉 penalty deduct 5",
        "泄露信息 penalty veto None",
    ]
