"""Tables as they are printed and the tree of criteria that each gives.

A case is a table of a text export (cells apart by ｜) or of a web page, and its rubrics: a line for each
criterion, indented by its level, as `number name points 部门 [bands] {clauses} kind`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from normalizers.records import Records
from pipeline.ingest.run import Result, ingest
from tests.docmaker import p, page, tbl, tc, tr, word

B9 = "好（6-9分）：按期办结。差（0-5分）：逾期。"
B5 = "好（3-5分）：无差错。差（0-2分）：有差错。"


def read(folder: Path, table: str) -> Result:
    """The records of a table below its title."""
    if table.lstrip().startswith("<"):
        path, data = folder / "n.html", page(f"<h2>各站2031年度考核标准</h2><table>{table}</table>")
    else:
        lines = [line.strip() for line in table.strip().split("\n")]
        path = folder / "n.txt"
        data = "\n".join(["各站2031年度考核标准", "", *lines, ""]).replace("｜", "\t").encode()
    path.write_bytes(data.replace(b"B9", B9.encode()).replace(b"B5", B5.encode()))
    return ingest(path)


def figure(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def tree(records: Records) -> list[str]:
    """A line for each criterion, total and note of the rubrics, apart by `---`."""
    lines: list[str] = []
    for rubric in records.rubrics:
        lines += ["---"] if lines else []
        for one in records.criteria:
            if one.rubric_id != rubric.rubric_id:
                continue
            of = one.criterion_id
            units = "+".join(party.name for party in records.parties if party.owner_id == of)
            bands = "/".join(band.grade for band in records.bands if band.criterion_id == of)
            clauses = "/".join(clause.kind for clause in records.clauses if clause.criterion_id == of)
            kind = "" if one.kind == "scored" else one.kind
            parts = [one.label, one.name or "·", figure(one.points), units]
            parts += [f"[{bands}]" if bands else "", f"{{{clauses}}}" if clauses else "", kind]
            lines.append("  " * (one.level - 1) + " ".join(filter(None, parts)))
        for total in records.totals:
            if total.rubric_id == rubric.rubric_id:
                lines.append(f"= {total.label} {figure(total.points)}")
        for note in records.notes:
            if note.rubric_id == rubric.rubric_id and not note.criterion_id:
                lines.append(f"* {note.text}")
    return lines


def row(*cells: str | tuple[str, str]) -> str:
    """A row of a web page; a cell with attributes is a pair."""
    shown = ((cell, "") if isinstance(cell, str) else cell for cell in cells)
    return "<tr>" + "".join(f"<td {spans}>{text}</td>" for text, spans in shown) + "</tr>"


HEAD = "序号｜指标｜评分标准｜分值｜责任部门"
WEB_HEAD = row("序号", "指标", "评分标准", "分值", "责任部门")
TWO_ROWS = "1｜巡检｜B9｜9｜一股\n2｜保洁｜B5｜5｜二股"
FLAT = ["1 巡检 9 一股 [好/差]", "2 保洁 5 二股 [好/差]"]

CASES: dict[str, tuple[str, Sequence[str]]] = {
    "numbers, names, points, departments": (f"{HEAD}\n{TWO_ROWS}\n合计｜｜｜14｜", [*FLAT, "= 合计 14"]),
    "总分 with its unit": (f"{HEAD}\n{TWO_ROWS}\n总分｜｜｜14分｜", [*FLAT, "= 总分 14"]),
    "a sum in one cell": (f"{HEAD}\n{TWO_ROWS}\n合计（14分）｜｜｜｜", [*FLAT, "= 合计（14分） 14"]),
    "小计 beside a merged category": (
        row("类别", "指标", "评分标准", "分值", "责任部门")
        + row(("日常", "rowspan=3"), "巡检", "B9", "9", "一股")
        + row("保洁", "B5", "5", "二股")
        + row("小计", "", "14", "")
        + row(("合计", "colspan=3"), "14", ""),
        ["日常", "  巡检 9 一股 [好/差]", "  保洁 5 二股 [好/差]", "= 小计 14", "= 合计 14"],
    ),
    "小计 below the points of its part and of what stands in it": (
        "序号｜类别｜指标｜分值\n一｜日常（14分）｜巡检｜9\n｜｜保洁｜5\n｜小计｜｜14\n二｜专项（5分）｜抢修｜5\n｜小计｜｜5\n合计｜｜｜19",
        [
            *("一 日常 14", "  巡检 9", "  保洁 5", "二 专项 5", "  抢修 5"),
            *("= 小计 14", "= 小计 5", "= 合计 19"),
        ],
    ),
    "a stage and its sum, then the next": (
        row("序号", "环节", "分值")
        + row("1", "试车", "9")
        + row("2", "检修", "5")
        + row(("预赛总分", "colspan=2"), "14")
        + row("1", "答辩", "5")
        + row(("决赛总分", "colspan=2"), "5"),
        ["1 试车 9", "2 检修 5", "= 预赛总分 14", "---", "1 答辩 5", "= 决赛总分 5"],
    ),
    "a name that ends as a sum does is none beside a rule": (
        f"{HEAD}\n1｜测试总分｜B9｜9｜一股\n2｜保洁｜B5｜5｜二股",
        ["1 测试总分 9 一股 [好/差]", "2 保洁 5 二股 [好/差]"],
    ),
    # headings
    "parts in rows of their own": (
        f"{HEAD}\n一、日常（14分）｜｜｜｜\n{TWO_ROWS}\n二、专项（5分）｜｜｜｜\n1｜抢修｜B5｜5｜三股",
        ["一、 日常 14", *(f"  {line}" for line in FLAT), "二、 专项 5", "  1 抢修 5 三股 [好/差]"],
    ),
    "parts within parts, each cell over the whole row": (
        WEB_HEAD
        + row(("一、日常（14分）", "colspan=5"))
        + row(("（一）户外（9分）", "colspan=5"))
        + row("1", "巡检", "B9", "9", "一股")
        + row(("（二）室内（5分）", "colspan=5"))
        + row("2", "保洁", "B5", "5", "二股"),
        [
            "一、 日常 14",
            "  （一） 户外 9",
            "    1 巡检 9 一股 [好/差]",
            "  （二） 室内 5",
            "    2 保洁 5 二股 [好/差]",
        ],
    ),
    "parts numbered in Han with their points": (
        f"{HEAD}\n一｜日常｜｜14｜\n{TWO_ROWS}\n二｜专项｜｜5｜\n3｜抢修｜B5｜5｜三股",
        ["一 日常 14", *(f"  {line}" for line in FLAT), "二 专项 5", "  3 抢修 5 三股 [好/差]"],
    ),
    "criteria numbered in Han are no parts": (
        f"{HEAD}\n一｜巡检｜B9｜9｜一股\n二｜保洁｜｜5｜二股\n三｜抢修｜B5｜5｜三股",
        ["一 巡检 9 一股 [好/差]", "二 保洁 5 二股", "三 抢修 5 三股 [好/差]"],
    ),
    "a name alone, without number or points, is a criterion": (
        f"{HEAD}\n1｜巡检｜B9｜9｜一股\n｜保洁｜｜｜\n2｜抢修｜B5｜5｜三股",
        ["1 巡检 9 一股 [好/差]", "保洁 一股", "2 抢修 5 三股 [好/差]"],
    ),
    "a sentence over the whole row is a note": (
        WEB_HEAD + row(("以下各项由站长负责。", "colspan=5")) + row("1", "巡检", "B9", "9", "一股"),
        ["1 巡检 9 一股 [好/差]", "* 以下各项由站长负责。"],
    ),
    "备注 and its text beside it": (
        f"{HEAD}\n{TWO_ROWS}\n备注｜得分保留整数。｜｜｜",
        [*FLAT, "* 得分保留整数。"],
    ),
    "lines to be signed, and lines still empty, hold nothing": (
        f"{HEAD}\n{TWO_ROWS}\n3｜｜｜｜\n存在问题｜｜｜｜\n评价人：｜｜考核日期：  年 月 日｜｜",
        FLAT,
    ),
    "what a program fills in holds nothing": (
        "站点：${site}｜评价时间：｜｜\n指标｜评分标准｜分值｜得分\n巡检｜B9｜9｜${s1}\n保洁｜B5｜5｜${s2}\n${all}｜｜｜\n需说明的：｜${text}｜｜\n评价人：${who}｜｜${image}｜",
        ["巡检 9 [好/差]", "保洁 5 [好/差]"],
    ),
    "a header printed again with one heading changed": (
        f"{HEAD}\n1｜巡检｜B9｜9｜一股\n序号｜指标｜评分标准｜分值｜责任部门\n2｜保洁｜B5｜5｜二股",
        FLAT,
    ),
    # levels
    "numbers count the names below categories": (
        "序号｜类别｜指标｜评分标准｜分值\n1｜日常｜巡检｜B9｜9\n2｜｜保洁｜B5｜5\n3｜专项｜抢修｜B5｜5",
        ["日常", "  1 巡检 9 [好/差]", "  2 保洁 5 [好/差]", "专项", "  3 抢修 5 [好/差]"],
    ),
    "numbers count the categories": (
        "序号｜类别｜指标｜评分标准｜分值\n一｜日常｜巡检｜B9｜9\n｜｜保洁｜B5｜5\n二｜专项｜抢修｜B5｜5",
        ["一 日常", "  巡检 9 [好/差]", "  保洁 5 [好/差]", "二 专项", "  抢修 5 [好/差]"],
    ),
    "each level has its numbers": (
        "序号｜类别｜序号｜指标｜评分标准｜分值\n一｜日常｜1｜巡检｜B9｜9\n｜｜2｜保洁｜B5｜5",
        ["一 日常", "  1 巡检 9 [好/差]", "  2 保洁 5 [好/差]"],
    ),
    "each level has its points": (
        "类别｜分值｜指标｜评分标准｜分值\n日常｜14｜巡检｜B9｜9\n｜｜保洁｜B5｜5\n专项｜5｜抢修｜B5｜5",
        ["日常 14", "  巡检 9 [好/差]", "  保洁 5 [好/差]", "专项 5", "  抢修 5 [好/差]"],
    ),
    "numbers before the names": (
        "指标｜评分标准｜责任部门\n1.巡检（9分）｜B9｜一股\n2.保洁（5分）｜B5｜二股",
        ["1. 巡检 9 一股 [好/差]", "2. 保洁 5 二股 [好/差]"],
    ),
    "points on the last line of a name": (
        "指标｜评分标准｜责任部门\n<p>巡检</p><p>9分</p>｜B9｜一股\n<p>保洁</p><p>（5分）</p>｜B5｜二股",
        ["巡检 9 一股 [好/差]", "保洁 5 二股 [好/差]"],
    ),
    "a figure that begins one name is no number": (
        "指标｜评分标准｜分值\n2.5吨货车检验｜B9｜9\n保洁｜B5｜5",
        ["2.5吨货车检验 9 [好/差]", "保洁 5 [好/差]"],
    ),
    "a header of two rows in a text export": (
        "序号｜考核指标｜｜评分标准｜分值\n｜类别｜名称｜｜\n1｜日常｜巡检｜B9｜9\n2｜｜保洁｜B5｜5",
        ["日常", "  1 巡检 9 [好/差]", "  2 保洁 5 [好/差]"],
    ),
    "a header of two rows in a web page": (
        row(
            ("序号", "rowspan=2"), ("考核指标", "colspan=2"), ("评分标准", "rowspan=2"), ("分值", "rowspan=2")
        )
        + row("类别", "名称")
        + row("1", ("日常", "rowspan=2"), "巡检", "B9", "9")
        + row("2", "保洁", "B5", "5"),
        ["日常", "  1 巡检 9 [好/差]", "  2 保洁 5 [好/差]"],
    ),
    # scoring cells
    "a band in each row": (
        f"{HEAD}\n1｜巡检｜好（6-9分）：按期。｜9｜一股\n｜｜差（0-5分）：逾期。｜｜\n2｜保洁｜B5｜5｜二股",
        FLAT,
    ),
    "several scoring cells of a name are items": (
        f"{HEAD}\n1｜巡检｜漏检的，每次扣1分。｜5｜一股\n｜｜晚报的，每次扣2分。｜4｜\n2｜保洁｜B5｜5｜二股",
        ["1 巡检 一股", "  · 5 {deduct}", "  · 4 {deduct}", "2 保洁 二股", "  · 5 [好/差]"],
    ),
    "a row that goes on below a repeated header makes no items": (
        f"{HEAD}\n1｜巡检｜好（6-9分）：按期办结；｜9｜一股\n{HEAD}\n｜｜差（0-5分）：逾期。｜｜\n2｜保洁｜B5｜5｜二股",
        FLAT,
    ),
    "a cell over several columns is no points and no department": (
        WEB_HEAD
        + row("1", "巡检", "B9", "9", "一股")
        + row(("一票否决", "colspan=2"), ("发生伤亡的，一票否决。", "colspan=3")),
        ["1 巡检 9 一股 [好/差]", "一票否决 一股 {veto} veto"],
    ),
    "a column of rules that never scores, beside one that does, says what is asked": (
        "指标｜考核标准｜评分标准｜分值\n巡检｜每日两次。｜漏检的，每次扣1分。｜9\n保洁｜地面无积水。｜B5｜5",
        ["巡检 9 {deduct}", "保洁 5 [好/差]"],
    ),
    "a column of remarks that scores beside rules that never do": (
        "指标｜评分标准｜分值｜备注\n巡检｜每日两次。｜9｜漏检的，每次扣1分。\n保洁｜地面无积水。｜5｜有积水的，不得分。",
        ["巡检 9 {deduct}", "保洁 5 {zero}"],
    ),
    "points from nothing up": (
        "指标｜分值区间｜评分标准\n巡检｜0~9｜漏检的，每次扣1分。\n保洁｜0-5分｜B5",
        ["巡检 9 {deduct}", "保洁 5 [好/差]"],
    ),
    "points with words before them": (
        "指标｜分值｜评分标准\n巡检｜夜间巡检（9分）｜漏检的，每次扣1分。\n保洁｜5｜B5",
        ["巡检 9 {deduct}", "保洁 5 [好/差]"],
    ),
    "a column for each grade": (
        "序号｜指标｜分值｜优（9-10分）｜良（6-8分）｜差（0-5分）\n1｜巡检｜10｜按期｜稍迟｜逾期\n2｜保洁｜10｜净｜较净｜脏",
        ["1 巡检 10 [优/良/差]", "2 保洁 10 [优/良/差]"],
    ),
    "a column for each grade, without another of points": (
        "指标｜A（10分）｜B（6分）｜C（0分）\n巡检｜按期｜稍迟｜逾期\n保洁｜净｜较净｜脏",
        ["巡检 [A/B/C]", "保洁 [A/B/C]"],
    ),
    "grades below the heading of all, with the points in their cells": (
        row(("指标", "rowspan=2"), ("分值", "rowspan=2"), ("评价等级", "colspan=3"))
        + row("好", "一般", "差")
        + row("巡检", "10", "9-10", "6-8", "0-5")
        + row("保洁", "5", "无垃圾得5分", "垃圾少得3分", "脏的不得分"),
        ["巡检 10 [好/一般/差]", "保洁 5 [好/一般/差]"],
    ),
    "a row for each grade": (
        row("指标", "分值", "等级", "评价标准", "得分区间")
        + row(("巡检", "rowspan=2"), ("9", "rowspan=2"), "好", "按期。", "6-9")
        + row("差", "逾期。", "0-5")
        + row(("保洁", "rowspan=2"), ("5", "rowspan=2"), "好", "无垃圾。", "3-5")
        + row("差", "脏。", "0-2"),
        ["巡检 9 [好/差]", "保洁 5 [好/差]"],
    ),
    "classes of units, with the points of each": (
        "指标｜评分标准｜A类｜B类\n巡检｜B9｜9｜8\n保洁｜B5｜5｜4",
        ["巡检 [好/差]", "保洁 [好/差]"],
    ),
    "one grade beside a name is no ladder": (
        "指标｜风险级别｜评分标准｜分值\n巡检｜一级｜B9｜9\n保洁｜二级｜B5｜5\n抢修｜一级｜B5｜5",
        ["巡检 9 [好/差]", "保洁 5 [好/差]", "抢修 5 [好/差]"],
    ),
    # outside of the total
    "what stands behind given-out points can only add, take away or decide": (
        f"{HEAD}\n一、日常（5分）｜｜｜｜\n1｜巡检｜B5｜5｜一股\n2｜表彰｜每次加1分。｜｜\n3｜通报｜每次扣2分。｜｜\n4｜事故｜一票否决。｜｜",
        [
            *("一、 日常 5", "  1 巡检 5 一股 [好/差]", "  2 表彰 一股 {bonus} bonus"),
            *("  3 通报 一股 {deduct} penalty", "  4 事故 一股 {veto} veto"),
        ],
    ),
    "deductions below points that are not given out are the usual scoring": (
        "指标｜内容｜评分标准｜分值\n巡检（9分）｜夜班｜漏检的，每次扣1分。｜4\n｜白班｜迟到的，每次扣1分。｜",
        ["巡检 9", "  · 4 {deduct}", "  · {deduct}"],
    ),
    "+5 and 一票否决 among the points": (
        f"{HEAD}\n1｜巡检｜B9｜9｜一股\n2｜创新｜有创新的，加5分。｜+5｜一股\n3｜事故｜发生火灾的。｜一票否决｜一股",
        ["1 巡检 9 一股 [好/差]", "2 创新 5 一股 {bonus} bonus", "3 事故 一股 veto"],
    ),
    "扣分 at the end of a name that has points is what they are scored by": (
        f"{HEAD}\n1｜违章扣分｜B9｜9｜一股\n2｜安全扣分项｜每次扣1分。｜｜一股",
        ["1 违章扣分 9 一股 [好/差]", "2 安全扣分项 一股 {deduct} penalty"],
    ),
    "names that end with 加分": (
        f"{HEAD}\n1｜巡检｜B9｜9｜一股\n2｜工作创新加分｜有创新的，加5分。｜5｜一股\n3｜加减分项｜酌情加减。｜2｜一股",
        ["1 巡检 9 一股 [好/差]", "2 工作创新加分 5 一股 {bonus} bonus", "3 加减分项 2 一股 {discretionary}"],
    ),
    "加分项 and 扣分项 behind the sum": (
        f"{HEAD}\n{TWO_ROWS}\n合计｜｜｜14｜\n加分项｜｜受表彰的，每次加1分。｜3｜办公室\n扣分项｜｜被通报的，每次扣1分。｜-3｜办公室",
        [*FLAT, "加分项 3 办公室 {bonus} bonus", "扣分项 -3 办公室 {deduct} penalty", "= 合计 14"],
    ),
    "加分项 as a part whose numbers begin again": (
        WEB_HEAD
        + row("1", "巡检", "B9", "9", "一股")
        + row(("合计", "colspan=3"), "9", "")
        + row(("加分项（5分）", "colspan=5"))
        + row("1", "表彰", "受表彰的，每次加1分。", "5", "办公室"),
        ["1 巡检 9 一股 [好/差]", "加分项 5 bonus", "  1 表彰 5 办公室 {bonus} bonus", "= 合计 9"],
    ),
    "a second rubric in the same table": (
        WEB_HEAD
        + row("1", "巡检", "B9", "9", "一股")
        + row(("合计", "colspan=3"), "9", "")
        + row(("夜班站2031年度考核标准", "colspan=5"))
        + row("1", "保洁", "B5", "5", "二股")
        + row(("合计", "colspan=3"), "5", ""),
        ["1 巡检 9 一股 [好/差]", "= 合计 9", "---", "1 保洁 5 二股 [好/差]", "= 合计 5"],
    ),
    # departments
    "blank names beside numbers of their own: the numbers count the items": (
        f"{HEAD}\n1｜保洁｜漏扫一处扣1分｜5｜一股\n2｜｜垃圾未清一次扣1分｜4｜\n3｜｜地面积水扣1分｜3｜\n合计｜｜｜12｜",
        ["保洁 一股", "  1 · 5 {deduct}", "  2 · 4 {deduct}", "  3 · 3 {deduct}", "= 合计 12"],
    ),
    "a blank department is the one above, a dash is none": (
        f"{HEAD}\n1｜巡检｜B9｜9｜一股\n2｜保洁｜B5｜5｜\n3｜抢修｜B5｜5｜——",
        ["1 巡检 9 一股 [好/差]", "2 保洁 5 一股 [好/差]", "3 抢修 5 [好/差]"],
    ),
    # a rule beside several items
    "a rule over items with points of their own": (
        row("项目", "内容", "分值", "评分标准")
        + row(("站容（14分）", "rowspan=2"), "门窗完好", "9", ("每项优秀的得满分，差的不得分", "rowspan=2"))
        + row("地面干净", "5")
        + row(("纪律（6分）", "rowspan=2"), "按时到岗", "4", "迟到一次扣1分")
        + row("着装整齐", "2", "发现一次扣0.5分"),
        [
            *("站容 14 {award/zero}", "  · 9", "  · 5"),
            *("纪律 6", "  · 4 {deduct}", "  · 2 {deduct}"),
        ],
    ),
    "a department for each item, and one for all items of a name": (
        row("项目", "内容", "分值", "评分标准", "责任科室")
        + row(("站容", "rowspan=2"), "门窗完好", "9", "一处破损扣1分", "一股")
        + row("地面干净", "5", "一处脏污扣1分", "二股")
        + row(("纪律", "rowspan=2"), "按时到岗", "4", "迟到一次扣1分", ("三股", "rowspan=2"))
        + row("着装整齐", "2", "发现一次扣0.5分"),
        [
            *("站容", "  · 9 一股 {deduct}", "  · 5 二股 {deduct}"),
            *("纪律 三股", "  · 4 {deduct}", "  · 2 {deduct}"),
        ],
    ),
    "two columns of rules beside one name": (
        "考核内容｜标准分｜加分标准｜扣分标准\n巡检｜9｜无漏检的加1分｜漏检一处扣2分\n保洁｜5｜受表扬每次加1分｜脏污每处扣1分",
        ["巡检 9 {bonus/deduct}", "保洁 5 {bonus/deduct}"],
    ),
    "two halves side by side": (
        row("项目", "评分标准", "分值", "得分", "项目", "评分标准", "分值", "得分")
        + row("巡检", "漏检扣2分", "9", "", "抢修", "迟到扣1分", "5", "")
        + row("保洁", "脏污扣1分", "5", "", "值班", "脱岗扣3分", "6", "")
        + row("合计", "", "", "", "", "", "25", ""),
        ["巡检 9 {deduct}", "保洁 5 {deduct}", "抢修 5 {deduct}", "值班 6 {deduct}", "= 合计 25"],
    ),
    # columns headed by grades
    "figures in the heading of a grade make it no class": (
        "评价维度｜权重｜指标｜优（90-100）｜良（75-89）｜差（<75）\n线路｜100%｜巡检｜按期｜补办｜逾期\n合计｜100%｜｜｜｜",
        ["线路", "  巡检 [优/良/差]", "= 合计 "],
    ),
    "grades with their points below one heading": (
        row(("指标", "rowspan=2"), ("评分等级", "colspan=2"), ("权重", "rowspan=2"))
        + row("A（10分）", "B（6分）")
        + row("巡检", "按期", "逾期", "60%")
        + row("保洁", "干净", "脏乱", "40%"),
        ["巡检 [A/B]", "保洁 [A/B]"],
    ),
    "grades with their points above cells to be ticked": (
        "序号｜测评内容｜满意（10分）｜基本满意（6分）｜不满意（0分）\n1｜巡检｜｜｜\n2｜保洁｜｜｜",
        ["1 巡检 [满意/基本满意/不满意]", "2 保洁 [满意/基本满意/不满意]"],
    ),
    "figures without a verb below 扣分标准": (
        "检查项目｜扣分标准\n巡检｜漏检，每处2分\n保洁｜地面脏污每处扣1分；工具乱放0.5分",
        ["巡检 {deduct}", "保洁 {deduct/deduct}"],
    ),
    # tables of what stands outside of the total
    "rules in the only column of text, and the most that a part can add": (
        row("项目", "内容", "分值")
        + row(("一、基础分（14分）", "colspan=3"))
        + row("巡检", "漏检一处扣2分", "9")
        + row("保洁", "未清扫的，每次扣1分", "5")
        + row(("二、加分项（最高6分）", "colspan=3"))
        + row("抢修", "每参加一次加2分", "6")
        + row(("三、扣分项", "colspan=3"))
        + row("安全", "谎报事故的，一票否决", "一票否决"),
        [
            *("一、 基础分 14", "  巡检 9 {deduct}", "  保洁 5 {deduct}"),
            *("二、 加分项 6 bonus", "  抢修 6 {bonus} bonus"),
            *("三、 扣分项 penalty", "  安全 {veto} veto"),
        ],
    ),
    "a table of bonuses by its heading": (
        "序号｜加分事项｜加分标准｜加分上限\n1｜接待企业｜每家加2分｜6分\n2｜发表论文｜每篇加1分｜3分",
        ["1 接待企业 6 {bonus} bonus", "2 发表论文 3 {bonus} bonus"],
    ),
    "a table of vetoes by its heading": (
        "序号｜否决情形｜处理意见\n1｜伪造记录｜一票否决\n2｜拒绝检修｜取消评先资格",
        ["1 伪造记录 {veto} veto", "2 拒绝检修 {limit} veto"],
    ),
    "the department first, the points before the name": (
        "责任部门｜分值｜指标｜评分标准｜备注\n一股｜9｜巡检｜B9｜看台账\n二股｜5｜保洁｜B5｜",
        ["巡检 9 一股 [好/差]", "保洁 5 二股 [好/差]"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_table_gives_its_tree_and_every_character_is_claimed(case: str, tmp_path: Path) -> None:
    table, expected = CASES[case]
    result = read(tmp_path, table)
    assert tree(result.records) == list(expected)
    assert result.claimed == result.characters


def test_the_second_rubric_has_the_title_above_its_rows(tmp_path: Path) -> None:
    found = read(tmp_path, CASES["a second rubric in the same table"][0]).records
    assert [rubric.title for rubric in found.rubrics] == ["各站2031年度考核标准", "夜班站2031年度考核标准"]
    assert [rubric.scope for rubric in found.rubrics] == ["各站", "夜班站"]


def test_key_points_in_rows_of_their_own_are_those_of_one_criterion(tmp_path: Path) -> None:
    table = (
        row("序号", "指标", "考核要点", "评分标准", "分值")
        + row(
            ("1", "rowspan=2"), ("巡检", "rowspan=2"), "1.每日一次。", ("B9", "rowspan=2"), ("9", "rowspan=2")
        )
        + row("2.记录完整。")
    )
    found = read(tmp_path, table).records
    assert [(one.key_point_id[-3:], one.seq, one.text) for one in found.key_points] == [
        ("/k1", 1, "每日一次。"),
        ("/k2", 2, "记录完整。"),
    ]


def test_a_header_without_a_row_below_it_is_no_rubric(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEAD}\n").records
    assert not found.rubrics
    assert {one.code for one in found.findings} & {"table-not-rubric", "table-left"}


def test_a_header_that_is_printed_again_may_have_a_row_without_a_word_of_its_own(tmp_path: Path) -> None:
    restart, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = tbl(
        tr("考核指标", "评分标准", "分值"),
        tr("巡检", "每缺一次扣1分", "5"),
        tr(tc("考核指标", restart), tc("评分标准", restart), "得分"),
        tr(tc("", on), tc("", on), ""),
        tr("保洁", "每处扣1分", "5"),
        widths=(2000, 4000, 1000),
    )
    path = tmp_path / "n.docx"
    path.write_bytes(word(p("各站2031年度考核标准") + table))
    assert tree(ingest(path).records) == ["巡检 5 {deduct}", "保洁 5 {deduct}"]


def test_a_clause_behind_a_cut_is_placed_in_the_whole_text(tmp_path: Path) -> None:
    table = (
        f"{HEAD}\n1｜巡检｜好（6-9分）：按期办结；｜9｜一股\n{HEAD}\n｜｜差（0-5分）：逾期，每日扣1分。｜｜"
    )
    found = read(tmp_path, table).records
    (clause,), (criterion,) = found.clauses, found.criteria
    assert clause.text in criterion.rule_text[clause.start : clause.end]


@pytest.mark.parametrize(
    ("below", "notes", "body"),
    [
        ("注：按百分制计分。", ["注：按百分制计分。"], ""),
        ("注：1.按百分制计分。\n2.结果公开。", ["注：1.按百分制计分。", "2.结果公开。"], ""),
        ("备注：\n1.按百分制计分。\n2.结果公开。", ["备注：", "1.按百分制计分。", "2.结果公开。"], ""),
        ("注：1.按百分制计分。\n3.结果公开。", ["注：1.按百分制计分。"], "3.结果公开。"),
        ("1.按百分制计分。", [], "1.按百分制计分。"),
    ],
)
def test_numbered_notes_below_a_table_stay_together(
    below: str, notes: list[str], body: str, tmp_path: Path
) -> None:
    found = read(tmp_path, f"{HEAD}\n{TWO_ROWS}\n\n{below}").records
    assert [note.text for note in found.notes] == notes
    assert found.notice.body == body


@pytest.mark.parametrize(
    ("units", "scope"),
    [(["一股", "一股"], "一股"), (["一股", "二股"], "")],
    ids=["one unit", "another in each row"],
)
def test_a_column_of_units_says_whose_rubric_it_is_where_it_names_one(
    units: list[str], scope: str, tmp_path: Path
) -> None:
    rows = "\n".join(f"{n}｜巡检{n}｜B9｜9｜{unit}" for n, unit in enumerate(units, 1))
    table = HEAD.replace("责任部门", "科室") + "\n" + rows
    path = tmp_path / "n.txt"
    path.write_text(("考核标准\n\n" + table).replace("｜", "\t").replace("B9", B9), encoding="utf-8")
    assert ingest(path).records.rubrics[0].scope == scope


@pytest.mark.parametrize(
    ("above", "title", "scope", "notes"),
    [
        ("各站2031年度考核标准", "各站2031年度考核标准", "各站", []),
        ("附件1：各站2031年度考核标准", "各站2031年度考核标准", "各站", []),
        ("附件 1\n\n各站2031年度考核标准", "各站2031年度考核标准", "各站", []),
        ("二、各站2031年度考核标准：", "各站2031年度考核标准", "各站", []),
        ("表彰奖励考核标准", "表彰奖励考核标准", "", []),
        ("各站2031年度考核\n重点指标及评分标准", "各站2031年度考核重点指标及评分标准", "各站", []),
        ("各站2031年度重点工作", "各站2031年度重点工作", "各站", []),
        ("年度考核标准\n考核对象：各站", "年度考核标准", "各站", []),
        ("年度考核标准\n（一）运行班组", "年度考核标准", "运行班组", []),
        ("年度考核标准\n单位名称：　　　年度：", "年度考核标准", "", []),
        ("年度考核标准\n（满分14分）", "年度考核标准", "", ["（满分14分）"]),
        ("二、否决项", "否决项", "", []),
        ("一、站容站貌（14分）", "站容站貌（14分）", "", []),
        ("年度考核标准（试行）", "年度考核标准（试行）", "", []),
        ("年度考核标准（14分）", "年度考核标准（14分）", "", []),
        ("各站的评分标准如下：", "", "", []),
        ("请对照下表落实评分标准。", "", "", []),
        ("青塘镇水站\n2031年3月9日", "", "", []),
    ],
)
def test_the_lines_above_a_table_are_its_title_its_scope_and_remarks(
    above: str, title: str, scope: str, notes: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "n.txt"
    table = f"{HEAD}\n{TWO_ROWS}\n".replace("｜", "\t").replace("B9", B9).replace("B5", B5)
    path.write_text(f"现将有关事项通知如下，请遵照执行。\n{above}\n{table}", encoding="utf-8")
    result = ingest(path)
    (rubric,) = result.records.rubrics
    assert (rubric.title, rubric.scope) == (title, scope)
    assert [note.text for note in result.records.notes] == notes
    assert result.claimed == result.characters


def test_a_line_between_two_tables_heads_the_second(tmp_path: Path) -> None:
    path = tmp_path / "n.txt"
    table = f"{HEAD}\n{TWO_ROWS}\n".replace("｜", "\t").replace("B9", B9).replace("B5", B5)
    parts = [
        "考核标准",
        "（一）白班",
        table,
        "（二）夜班",
        table,
        "加分事项",
        table,
        "夜班另按下表执行，迟到的扣1分。",
        table,
    ]
    path.write_text("\n".join(parts), encoding="utf-8")
    result = ingest(path)
    found = [(rubric.title, rubric.scope) for rubric in result.records.rubrics]
    assert found == [("考核标准", "白班"), ("", "夜班"), ("加分事项", ""), ("", "")]
    assert "text-between-tables" in {row.code for row in result.records.findings}
