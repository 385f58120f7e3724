"""Changes inside a criterion, told by what its rules say: nothing where only signs differ, never one for another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.report.given import read_year
from pipeline.report.report import report

PAGE = """<html><body><p>青岚县水务局{year}年度考核评分标准</p><table border="1">
<tr><th>序号</th><th>考核指标</th><th>考核要点</th><th>分值</th><th>评分标准</th></tr>
<tr><td>1</td><td>管网养护</td><td>{text}</td><td>{points}</td><td>{rule}</td></tr>
<tr><td>2</td><td>值班值守</td><td>按时到岗，交接清楚。</td><td>{rest}</td><td>脱岗一次扣2分，扣完为止。</td></tr>
</table></body></html>"""


def told(tmp_path: Path, old: tuple[str, str], new: tuple[str, str], points: int) -> str:
    """The sentences about two years, each a key point and a rule."""
    sides = []
    for year, (text, rule) in ((2031, old), (2032, new)):
        path = tmp_path / f"{year}.html"
        page = PAGE.format(year=year, text=text, rule=rule, points=points, rest=100 - points)
        path.write_text(page, encoding="utf-8")
        sides.append(read_year(str(path), "zh"))
    return "\n".join(change.sentence_zh for change in report(*sides).diff.changes)


SAME = {
    "a side of a figure": ("完好率低于90%的不得分", "完好率不足90%的不得分"),
    "the other side of a figure": ("超过3天未报的扣2分", "多于3天未报的扣2分"),
    "numerals": ("漏检一处扣1分", "漏检1处扣一分"),
    "stops": ("漏检一处扣1分；瞒报一次扣2分。", "漏检一处扣1分。瞒报一次扣2分；"),
    "widths": ("漏检一处扣0.5分，最多扣3分", "漏检一处扣０.５分, 最多扣３分"),
    "all points": ("按期完成的得满分", "按期完成的得10分"),
    "all points in other words": ("按期完成的得标准分", "按期完成的得满分"),
    "limit of the item": ("漏检一处扣1分，扣完为止", "漏检一处扣1分，最多扣10分"),
    "two sentences exchanged": ("漏检一处扣1分。瞒报一次扣2分。", "瞒报一次扣2分。漏检一处扣1分。"),
    "numbers of parts": ("1.漏检一处扣1分。2.瞒报一次扣2分。", "（1）漏检一处扣1分。（2）瞒报一次扣2分。"),
    "counting in other words": ("每漏检一处扣1分", "漏检1处扣1分"),
    "shares in words": ("漏检率超过5%的扣3分", "漏检率超过百分之五的扣3分"),
    "a shared limit, sentences exchanged": (
        "漏检一处扣1分；瞒报一次扣2分，扣完为止。",
        "瞒报一次扣2分；漏检一处扣1分，扣完为止。",
    ),
    "a limit of the cell, stops and order changed": (
        "漏检一处扣1分。瞒报一次扣2分，扣完为止。",
        "瞒报一次扣2分；漏检一处扣1分，扣完为止。",
    ),
    "a limit in figures, sentences exchanged": (
        "少巡检一次扣2分，漏报险情一处扣3分，合计最多扣8分。",
        "漏报险情一处扣3分，少巡检一次扣2分，合计最多扣8分。",
    ),
    "bounds on either side of a figure": ("巡检不少于5次的得6分", "巡检5次以上的得6分"),
    "each week": ("每周巡检2次的得10分", "1周巡检2次的得10分"),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_nothing_is_said_of_what_means_the_same(old: str, new: str, tmp_path: Path) -> None:
    assert told(tmp_path, ("巡检到位。", old), ("巡检到位。", new), 10) == ""


# old rule, new rule; what is said, and what may not be said
CHANGED = {
    "a step put into a ladder": (
        "合格率达到90%的得10分，达到80%的得6分，80%以下的不得分",
        "合格率达到95%的得12分，达到90%的得10分，达到80%的得6分，80%以下的不得分",
        ["95%"],
        r"90%(?:提高到|改为)95%|10分(?:提高到|改为)12分|80%(?:提高到|改为)90%",
    ),
    "a bar that was raised": (
        "合格率达到90%的得10分，达到80%的得6分",
        "合格率达到95%的得10分，达到85%的得6分",
        ["90%", "95%", "80%", "85%"],
        r"得分由",
    ),
    "another fault for another": (
        "台账不全的扣1分",
        "人员脱岗的扣4分",
        ["台账", "脱岗"],
        r"1分(?:提高到|改为)4分",
    ),
    "another metric for another": (
        "维修及时率达到90%的得5分",
        "水质达标率达到99%的得5分",
        ["及时率", "达标率"],
        r"率由90%(?:提高到|改为)99%",
    ),
    "a rate that was raised": ("漏检一处扣1分", "漏检一处扣1.5分", ["由1分提高到1.5分"], r"新增|取消"),
    "a limit that was lowered": (
        "漏检一处扣1分，最多扣6分",
        "漏检一处扣1分，最多扣4分",
        ["6分", "4分"],
        r"新增|取消|由1分",
    ),
    "one rule more": (
        "漏检一处扣1分。",
        "漏检一处扣1分。瞒报一次扣2分。",
        ["新增", "瞒报"],
        r"由1分|改为2分|取消",
    ),
    "one rule less": (
        "漏检一处扣1分。瞒报一次扣2分。",
        "瞒报一次扣2分。",
        ["取消", "漏检"],
        r"由1分|由2分|新增",
    ),
    "the contrary of a rule": (
        "漏损每高于目标1%扣2分，扣完为止",
        "漏损每低于目标1%加2分，最多加6分",
        ["新增加分条款", "取消扣分条款"],
        r"计分方式|封顶由",
    ),
    "a deduction that takes all": (
        "1处漏检扣1分，扣完为止",
        "漏检的不得分",
        ["扣分条款", "不得分条款"],
        r"不再规定|封顶|计量",
    ),
    "full marks of an item that is as it was": (
        "按期完成的得10分",
        "按期完成的得满分，逾期的得4分",
        ["逾期"],
        r"10分",
    ),
    "an exception more": ("停水超时的扣2分", "停水超时的扣2分（不可抗力除外）", ["不可抗力"], r"由2分"),
    "working days": (
        "超过3个工作日未修复的扣2分",
        "超过5个工作日未修复的扣2分",
        ["3个工作日", "5个工作日"],
        r"“3个”|由2分",
    ),
    "a rate and its exception, beside a new rule": (
        "漏检的每处扣1分；停水超时的每次扣2分，因抢险超时的除外。",
        "漏检的每处扣1分；私接管道的每处扣5分；停水超时的每次扣3分。",
        ["新增扣分条款：私接管道", "由2分提高到3分", "删去“（因抢险超时的除外）”"],
        r"取消|由2分提高到5分",
    ),
    "levels that moved up a step": (
        "获评国家级样板的得10分，省级样板的得6分，市级样板的得3分。",
        "获评省级样板的得8分，市级样板的得5分，县级样板的得2分。",
        ["取消得分条款：获评国家级样板", "由6分提高到8分", "由3分提高到5分", "新增得分条款：县级样板"],
        r"由10分|由6分提高到5分|增加“获评”|‘?国家级’?”改为",
    ),
    "stars that moved down a step": (
        "评为五星级的得10分，四星级的得8分",
        "评为四星级的得9分，三星级的得6分",
        ["取消得分条款：评为五星级", "由8分提高到9分", "新增得分条款：三星级"],
        r"由10分|改为",
    ),
    "words at the head of a sentence": (
        "有创新做法被省级推广的加5分，被市级推广的加3分。",
        "有创新做法被国家级推广的加8分，被省级推广的加5分，被市级推广的加2分。",
        ["新增加分条款：有创新做法被国家级推广", "由3分降为2分"],
        r"删去|由5分",
    ),
    "prizes of two levels": (
        "获省级一等奖加6分、二等奖加4分；获市级一等奖加4分、二等奖加2分。",
        "获市级一等奖加4分、二等奖加1分；获省级一等奖加6分、二等奖加4分。",
        ["由2分降为1分"],
        r"取消|新增|由4分",
    ),
    "a zero in other words": (
        "合格率达到95%得10分，80%以下得0分",
        "合格率达到95%得10分，85%以下不得分",
        ["80%", "85%"],
        r"取消|新增|得0分",
    ),
    "a figure amid its words": (
        "投诉未在24小时内处理的每件扣1分",
        "投诉未在12小时内处理的每件扣1分",
        ["“24小时”改为“12小时”"],
        r"未在处理",
    ),
    "ranks": (
        "供水排名前3名的得10分，其余不得分",
        "供水排名前5名的得10分，其余不得分",
        ["由前3名改为前5名"],
        r"提高|不超过",
    ),
    "a rate from above and below a quota": (
        "漏损率每低于定额0.1%加1分，最多加5分；每高于定额0.1%扣2分。",
        "漏损率每高于定额0.1%扣3分；每低于定额0.1%加1分，最多加4分。",
        ["由2分提高到3分", "由5分改为4分"],
        r"取消|新增",
    ),
    "letters of two signs": (
        "信用等级A级得10分，B级得8分，C级得5分",
        "信用等级AA级得10分，A级得9分，B级得6分",
        ["新增得分条款：信用等级AA级", "由10分降为9分", "取消得分条款：C级", "由8分降为6分"],
        r"“A”改为",
    ),
    "what is counted, with an exception": (
        "每缺勤1人扣2分。",
        "每缺勤1人扣1分，病假除外。",
        ["由2分降为1分", "增加“（病假除外）”"],
        r"取消|新增",
    ),
    "a limit of a rule that doubles": (
        "停水一次扣1分，重复停水加倍扣分，最多扣5分。",
        "停水一次扣1分，重复停水加倍扣分，最多扣8分。",
        ["5分", "8分"],
        r"取消|新增|由1分",
    ),
    "one level alone": ("受省级以上表彰的加2分", "受市级以上表彰的加2分", ["“省级”改为“市级”"], r"取消|新增"),
    "a bonus and a deduction": (
        "漏损每降低1%加1分，最多加3分；漏损每上升1%扣2分。",
        "漏损每上升1%扣1分，最多扣6分；漏损每降低1%加1.5分，最多加4分。",
        ["漏损每降低1%”加分由1分提高到1.5分", "由3分改为4分", "漏损每上升1%”扣分由2分降为1分", "6分"],
        r"取消|新增|由3分改为6分|由1分提高到2分",
    ),
    "a bonus and a deduction whose subject is said once": (
        "供水量每超1%加1分；每欠1%扣2分。",
        "供水量每欠1%扣3分；每超1%加2分。",
        ["由2分提高到3分", "由1分提高到2分"],
        r"取消|新增|供水量”、",
    ),
    "from where it is counted": (
        "漏损率每高于12%一个百分点扣1分",
        "漏损率每高于10%一个百分点扣1分",
        ["12%", "10%"],
        r"取消|新增|扣分由",
    ),
    "what is counted": ("漏检一处扣1分", "漏检一户扣1分", ["处", "户"], r"由1分"),
    "all points become fewer": ("按期完成的得满分", "按期完成的得8分", ["8分"], r"由10分提高"),
}


@pytest.mark.parametrize(("old", "new", "said", "never"), CHANGED.values(), ids=CHANGED)
def test_what_changed_is_said_of_the_rule_that_changed(
    old: str, new: str, said: list[str], never: str, tmp_path: Path
) -> None:
    sentences = told(tmp_path, ("巡检到位。", old), ("巡检到位。", new), 10)
    assert sentences.startswith("“管网养护”")
    assert all(words in sentences for words in said), sentences
    assert not re.search(never, sentences), sentences


def test_an_exchanged_metric_of_a_key_point_did_not_rise(tmp_path: Path) -> None:
    sentences = told(
        tmp_path,
        ("1.年维修管道20公里以上。2.抽检合格率达到90%。", "漏检一处扣1分"),
        ("1.年维修管道20公里以上。2.用户满意率达到98%。", "漏检一处扣1分"),
        10,
    )
    assert "满意率" in sentences
    assert not re.search(r"率由90%|20公里", sentences), sentences


SECTIONS = """<html><body><p>青岚县水务局{year}年度考核评分标准</p><table border="1">
<tr><th>序号</th><th>考核指标</th><th>分值</th><th>评分标准</th></tr>
<tr><td colspan="4">{first}（40分）</td></tr><tr><td>1</td><td>管网养护</td><td>40</td><td>漏检一处扣1分。</td></tr>
<tr><td colspan="4">{second}（60分）</td></tr><tr><td>2</td><td>值班值守</td><td>60</td><td>脱岗一次扣2分。</td></tr>
</table></body></html>"""
HEADINGS = [
    ("第一部分 日常", "第二部分 应急"),
    ("（一）日常", "（二）应急"),
    ("第一章日常", "第二章应急"),
    ("日常", "应急"),
]


def test_a_figure_of_a_wider_thing_is_not_set_beside_that_of_a_narrower(tmp_path: Path) -> None:
    said = told(
        tmp_path, ("泵站总数≥50座。", "缺岗一次扣2分"), ("城区排涝泵站总数≥20座。", "缺岗一次扣2分"), 10
    )
    assert "50" in said
    assert "由50座" not in said


@pytest.mark.parametrize("names", HEADINGS, ids=lambda names: names[0])
def test_the_number_of_a_heading_is_no_name(names: tuple[str, str], tmp_path: Path) -> None:
    sides = []
    for year, (first, second) in ((2031, ("一、日常", "二、应急")), (2032, names)):
        path = tmp_path / f"{year}.html"
        path.write_text(SECTIONS.format(year=year, first=first, second=second), encoding="utf-8")
        sides.append(read_year(str(path), "zh"))
    assert [change.sentence_zh for change in report(*sides).diff.changes] == []


# both say the same, arranged otherwise
ARRANGED = {
    "behind what heads a list": ("配备水泵、阀门、软管，保持完好。", "配备软管、水泵、阀门，保持完好。"),
    "before what ends a list": ("配备水泵、阀门、软管等设备。", "配备软管、水泵、阀门等设备。"),
    "by 和": ("建立台账、方案和制度；配备人员。", "配备人员；建立制度、台账和方案。"),
    "with their figures": (
        "配备水泵（2台）、阀门（5个）、软管（3卷）。",
        "配备软管（3卷）、阀门（5个）、水泵（2台）。",
    ),
}
# what is not: the words that are said, and those that may not be
NOT_ARRANGED = {
    "figures of others": (
        "水泵（2台）、阀门（5个）完好。",
        "水泵（5台）、阀门（2个）完好。",
        ["2"],
        "只调整",
    ),
    "a list whose order counts": ("由东区、西区分别负责。", "由西区、东区分别负责。", ["西区"], "只调整"),
    "parts behind commas": (
        "开展培训，演练，抽查。",
        "开展演练，抽查，培训。",
        ["只调整了顺序"],
        "增加|删去",
    ),
    "a member more": ("配备水泵、阀门。", "配备软管、水泵、阀门。", ["增加“软管”|配备软管"], "只调整|删去"),
}


@pytest.mark.parametrize(("old", "new"), ARRANGED.values(), ids=ARRANGED)
def test_members_of_a_list_may_stand_in_any_order(old: str, new: str, tmp_path: Path) -> None:
    assert told(tmp_path, (old, "漏检一处扣1分"), (new, "漏检一处扣1分"), 10) == ""


@pytest.mark.parametrize(("old", "new", "said", "never"), NOT_ARRANGED.values(), ids=NOT_ARRANGED)
def test_what_is_more_than_another_order_is_said(
    old: str, new: str, said: list[str], never: str, tmp_path: Path
) -> None:
    sentences = told(tmp_path, (old, "漏检一处扣1分"), (new, "漏检一处扣1分"), 10)
    assert all(re.search(words, sentences) for words in said), sentences
    assert not re.search(never, sentences), sentences


LISTS = {
    "a member that moved": (
        "设配电室、泵房、值班室（可共用）、机修间。",
        "设配电室、值班室（可共用）、泵房、机修间。",
        [],
        "新增|删去|增加|改为|取消",
    ),
    "a member that moved beside one that is gone": (
        "设配电室、泵房、值班室（可共用）、机修间、茶水间。",
        "设配电室、值班室（可共用）、泵房、机修间。",
        ["删去“茶水间”"],
        "泵房|值班室|增加",
    ),
    "words in brackets that became a label": (
        "日巡检数（泵房）≥3处(在班长带领下)",
        "泵房：日巡检数≥5处(在班长带领下)",
        ["“≥3处”改为“≥5处”"],
        "增加|删去",
    ),
    "a member under another label": (
        "必备：配电室、泵房、值班室、机修间。可选：茶水间、仓库。",
        "必备：配电室、值班室、机修间。可选：茶水间、泵房、仓库。",
        ["“泵房”由“必备”移到“可选”"],
        "增加|删去",
    ),
    "numbered parts that became one text": (
        "1.配电室、泵房。2.值班室、机修间。",
        "泵房、仓库、机修间、茶水间。",
        ["仓库"],
        "(?:新增|取消)[^；]*泵房",
    ),
    "several figures of a long text": (
        "全镇管网12公里，泵站7座，阀门井30处，水表箱90只，每季度普查一次，做到底数清楚、台账齐全。",
        "全镇管网15公里，泵站8座，阀门井36处，水表箱99只，每季度普查一次，做到底数清楚、台账齐全。",
        ["“12公里”改为“15公里”", "“90只”改为“99只”"],
        "改写为",
    ),
}


@pytest.mark.parametrize(("old", "new", "said", "never"), LISTS.values(), ids=LISTS)
def test_what_stands_in_both_lists_is_neither_new_nor_gone(
    old: str, new: str, said: list[str], never: str, tmp_path: Path
) -> None:
    sentences = told(tmp_path, (old, "漏检一处扣1分"), (new, "漏检一处扣1分"), 10)
    assert all(words in sentences for words in said), sentences
    assert not re.search(never, sentences), sentences


def test_a_figure_of_a_clause_is_told_with_what_the_clause_gives(tmp_path: Path) -> None:
    steps = "完好率≥{}%，得6分；完好率≥{}%，得3分；完好率<{}%，不得分。"
    old, new = (steps.format(*ends) for ends in ((95, 85, 85), (96, 80, 80)))
    sentences = told(tmp_path, ("阀门完好率≥95%。", old), ("阀门完好率≥95%。", new), 10)
    assert "得6分的完好率由95%提高到96%" in sentences
    assert "得3分的由85%降为80%" in sentences
    assert "不得分的由不足85%降为不足80%" in sentences


def test_a_long_text_is_quoted_from_where_it_differs(tmp_path: Path) -> None:
    same = "按照省水利厅和市水务局关于农村供水工程标准化管理的通知要求建立巡检、维修、抢修、值班、信息报送五项制度并上墙公示，"
    old, new = (f"漏检的，{same}{end}" for end in ("逾期未整改的，每处扣1分", "逾期未整改的，不得分"))
    sentences = told(tmp_path, ("巡检到位。", old), ("巡检到位。", new), 10)
    assert "每处扣1分" in sentences
    assert "不得分" in sentences


def test_a_part_of_what_was_split_may_have_a_rule_of_its_own(tmp_path: Path) -> None:
    rows = {
        2031: (
            ("安全管理", 40, "私接电线的，每处扣2分。灭火器过期的，每具扣1分。"),
            ("食堂卫生", 60, "不洁一处扣2分。"),
        ),
        2032: (
            ("用电安全", 20, "私接电线的，每处扣3分。"),
            ("消防安全", 20, "灭火器过期的，每具扣1分。通道堵塞的，每处扣3分。"),
            ("食堂卫生", 60, "不洁一处扣2分。"),
        ),
    }
    sides = []
    for year, items in rows.items():
        body = "".join(
            f"<tr><td>{name}</td><td>{points}</td><td>{rule}</td></tr>" for name, points, rule in items
        )
        head = "<tr><th>考核指标</th><th>分值</th><th>评分标准</th></tr>"
        path = tmp_path / f"{year}.html"
        path.write_text(f"<p>青岚中学{year}年度考核标准</p><table border='1'>{head}{body}</table>", "utf-8")
        sides.append(read_year(str(path), "zh"))
    (change,) = report(*sides).diff.changes
    assert change.kinds == ("split",)
    assert "新增扣分条款：通道堵塞的，每处扣3分" in change.sentence_zh
    assert "扣分由2分提高到3分" in change.sentence_zh
    assert "灭火器" not in change.sentence_zh


REPLACED = """<html><body><p>岱浦市市政处{year}年度考核标准</p><table border='1'>
<tr><th>考核指标</th><th>考核要点</th><th>评分标准</th><th>分值</th></tr>
<tr><td>{name}</td><td>1.建立{name}{paper}；2.每月开展{work}不少于{count}次。</td>
<td>未建立{paper}的扣{count}分；{work}每少1次扣0.{count}分，最多扣5分。</td><td>10</td></tr>
<tr><td>值班管理</td><td>按时到岗。</td><td>脱岗一次扣1分。</td><td>90</td></tr></table></body></html>"""


def test_an_item_that_asks_for_the_same_kinds_of_papers_is_another_one(tmp_path: Path) -> None:
    sides = []
    for year, values in ((2031, ("井盖巡查", "台账", "更换", 2)), (2032, ("路灯节能", "方案", "测算", 3))):
        path = tmp_path / f"{year}.html"
        fields = dict(zip(("name", "paper", "work", "count"), values, strict=True))
        path.write_text(REPLACED.format(year=year, **fields), encoding="utf-8")
        sides.append(read_year(str(path), "zh"))
    kinds = [(change.kinds, change.old_name, change.new_name) for change in report(*sides).diff.changes]
    assert sorted(kinds) == [(("added",), "", "路灯节能"), (("removed",), "井盖巡查", "")]
