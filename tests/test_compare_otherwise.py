"""What two years write otherwise and mean the same is not told; what looks so and is another rule is."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.report.given import read_year
from pipeline.report.report import report

PAGE = """<html><body><p>石浦区环卫所{year}年度保洁考核评分标准</p>{title}<table border="1">
<tr><th>序号</th><th>考核指标</th><th>分值</th><th>{head}</th></tr>
<tr><td>1</td><td>{name}</td><td>20</td><td>{rule}</td></tr>
<tr><td>2</td><td>车辆冲洗</td><td>80</td><td>{other}</td></tr>
</table>{note}</body></html>"""
GIVEN = {
    "title": "",
    "head": "评分标准",
    "name": "道路清扫",
    "rule": "漏扫一段扣2分。",
    "other": "未冲洗一辆扣2分。",
    "note": "",
}


def told(tmp_path: Path, old: dict[str, str], new: dict[str, str]) -> str:
    """The sentences about the notices of 2031 and 2032 that differ in some words."""
    sides = []
    for year, given in ((2031, old), (2032, new)):
        path = tmp_path / f"{year}.html"
        path.write_text(PAGE.format(**{**GIVEN, **given, "year": year}), encoding="utf-8")
        sides.append(read_year(str(path), "zh"))
    return "\n".join(change.sentence_zh for change in report(*sides).diff.changes)


SAME = [
    ("漏扫路段的，每处扣2分。", "每漏扫一处路段扣2分。"),
    ("未按时清运的，每次扣1分，扣完为止。", "未按时清运的，扣1分/次，扣完为止。"),
    ("每缺一本台账扣1分，最多扣4分。", "台账每缺一本扣1分，最高扣4分。"),
    ("每损坏一台设备扣1分。", "设备每损坏一台扣1分。"),
    ("发生责任事故的，每起扣5分。", "每发生一起责任事故扣5分。"),
    ("焚烧垃圾的，一票否决。", "焚烧垃圾的，实行一票否决。"),
    ("未整改的扣3分。", "未整改的，直接扣3分。"),
    ("清运量较2030年每增长1%加1分。", "清运量较2031年每增长1%加1分。"),
    ("２０３１年12月31日前未上报的，扣2分。", "2032年12月31日前未上报的，扣2分。"),
    ("以2020年为基数，2031年每超1%扣1分。", "以2020年为基数，2032年每超1%扣1分。"),
    ("单价5000元以上的设备未登记的，每件扣1分。", "单价0.5万元以上的设备未登记的，每件扣1分。"),
    ("接待费每超1000元扣0.5分。", "接待费每超0.1万元扣0.5分。"),
    ("超支1亿元以上的，扣4分。", "超支10,000万元以上的，扣4分。"),
    ("超支3-5万元的，扣2分。", "超支30000-50000元的，扣2分。"),
    ("30分钟内未到场的，扣2分。", "半小时内未到场的，扣2分。"),
    ("3公里以上路段未清扫的，扣2分。", "3000米以上路段未清扫的，扣2分。"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_the_same_rule_in_other_words_is_no_change(old: str, new: str, tmp_path: Path) -> None:
    assert told(tmp_path, {"rule": old}, {"rule": new}) == ""


# old rule, new rule, what is told of it
OTHER = [
    ("每缺一本台账扣1分，最多扣4分。", "台账每缺一本扣1分，最高扣5分。", "5分"),
    ("未按时清运的，每次扣1分。", "未按时清运的，扣1分/天。", "天"),
    ("漏扫路段的，每处扣2分。", "每漏扫两处路段扣2分。", "两处"),
    ("每投诉一次甲班扣1分。", "甲班每投诉一次扣1分。", "甲班"),
    ("先缴费后清运的，扣1分/次。", "先清运后缴费的，每次扣1分。", "道路清扫"),
    ("经批准停运的，每次扣1分。", "未经批准停运的，扣1分/次。", "未经"),
    ("未整改的扣3分。", "未整改的，酌情扣3分。", "酌情"),
    ("酌情扣1-3分。", "扣1-3分。", "酌情"),
    ("每件扣1分，每人最多扣5分。", "每件扣1分，每组最多扣5分。", "“每人”改为“每组”"),
    ("漏扫的每处扣1分，最多扣5分（不含背街）。", "漏扫的每处扣1分，最多扣5分。", "删去“（不含背街）”"),
    ("经核实的投诉每件扣1分，最多扣5分。", "投诉每件扣1分，最多扣5分。", "条款中删去“经核实的”"),
    ("10:30前未上报的扣1分。", "9:30前未上报的扣1分。", "条款中“10”改为“9”"),
    (
        "迟到的每次扣1分，单次最多扣2分，全年最多扣5分。",
        "迟到的每次扣1分，全年最多扣2分，单次最多扣5分。",
        "2分",
    ),
    ("清运量较2020年每增长1%加1分。", "清运量较2021年每增长1%加1分。", "2021年"),
    ("2032年底前未完成改造的扣5分。", "2033年底前未完成改造的扣5分。", "2033年"),
    ("2031年较2030年每增长1%加1分。", "2032年较2030年每增长1%加1分。", "2032年"),
    ("2031年底前未完成改造的扣5分。", "2032年6月底前未完成改造的扣5分。", "6月"),
    ("2031年底前未完成改造的扣5分。", "2032年底前未完成改造的扣8分。", "8分"),
    ("超支5000元以上的，扣2分。", "超支5万元以上的，扣2分。", "5万元"),
    ("合格率低于95%的，扣2分。", "合格率低于95‰的，扣2分。", "‰"),
    ("30分钟内未到场的，扣2分。", "30小时内未到场的，扣2分。", "小时"),
]


@pytest.mark.parametrize(("old", "new", "said"), OTHER)
def test_another_rule_in_like_words_is_told(old: str, new: str, said: str, tmp_path: Path) -> None:
    sentences = told(tmp_path, {"rule": old}, {"rule": new})
    assert said in sentences
    assert "只调整了顺序" not in sentences


def test_a_slip_put_right_is_told_in_one_word(tmp_path: Path) -> None:
    said = told(tmp_path, {"rule": "台帐不全的，扣1分。"}, {"rule": "台账不全的，扣1分。"})
    assert said == "“道路清扫”：扣分条款中“台帐”改为“台账”"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("附件 保洁评分标准", "附件1 保洁评分标准"),
        ("附 保洁评分标准", "附表2 保洁评分标准"),
        ("（附件1）保洁评分标准", "附件2：保洁评分标准"),
        ("保洁２０３１年度评分标准", "保洁2032年度评分标准"),
        ("保洁二〇三一年评分标准", "保洁2032年评分标准"),
    ],
)
def test_label_and_year_of_a_title_are_no_new_title(old: str, new: str, tmp_path: Path) -> None:
    assert told(tmp_path, {"title": f"<p>{old}</p>"}, {"title": f"<p>{new}</p>"}) == ""


@pytest.mark.parametrize(
    ("old", "new"), [("附件制作评分标准", "制作评分标准"), ("附 保洁评分标准", "附 清运评分标准")]
)
def test_another_title_is_told(old: str, new: str, tmp_path: Path) -> None:
    assert "标题" in told(tmp_path, {"title": f"<p>{old}</p>"}, {"title": f"<p>{new}</p>"})


@pytest.mark.parametrize("head", ["评价等次及得分", "得分", "等次及分值"])
def test_borders_of_grades_are_told_whatever_heads_their_column(head: str, tmp_path: Path) -> None:
    other = "好（60-80分）：冲洗干净；差（0-59分）：未冲洗。"
    old = "好（16-20分）：路面洁净；较好（11-15分）：有漏扫；差（0-10分）：未清扫。"
    new = "好（18-20分）：路面洁净；较好（12-17分）：有漏扫；差（0-11分）：未清扫。"
    said = told(
        tmp_path, {"head": head, "rule": old, "other": other}, {"head": head, "rule": new, "other": other}
    )
    assert all(ends in said for ends in ("16", "18", "11", "12"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("考核得分保留2位小数。", "考核得分保留1位小数。", "“2位小数”改为“1位小数”"),
        ("最终得分保留两位小数，四舍五入。", "最终得分保留一位小数，四舍五入。", "“两位小数”改为“一位小数”"),
        ("考核结果精确到小数点后两位。", "考核结果精确到小数点后一位。", "“小数点后两位”改为“小数点后一位”"),
    ],
)
def test_places_are_told_with_what_they_are_of(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert said in told(
        tmp_path,
        {"note": f"<p>注：1.考核由所办公室组织。2.{old}</p>"},
        {"note": f"<p>注：1.考核由所办公室组织。2.{new}</p>"},
    )
