"""Tables as people lay them out: cut page by page, side by side, turned, with steps in rows, forms and lists."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from normalizers.records import Records
from pipeline.ingest.run import Result, ingest

# a line for each row, cells apart by |; `甲 >2` spans two columns, `甲 v3` three rows; tables apart by ===
_SPAN = re.compile(r"\s*(?:>(?P<cols>\d))?\s*(?:v(?P<rows>\d))?\s*$")


def page(text: str) -> str:
    """A web page with these tables; a line without | is a paragraph, one that ends in >4 a cell over the table."""
    made, rows = [], []
    for line in [*text.strip().splitlines(), "==="]:
        if "|" in line or re.search(r" >\d$", line):
            rows.append("".join(map(_cell, line.split("|"))))
            continue
        if rows:
            made.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
            rows = []
        if line != "===":
            made.append(f"<p>{line}</p>")
    return f"<html><body>{''.join(made)}</body></html>"


def _cell(text: str) -> str:
    match = re.search(r"(?:\s>(?P<cols>\d))?(?:\sv(?P<rows>\d))?\s*$", text)
    assert match
    spans = f" colspan={match['cols'] or 1} rowspan={match['rows'] or 1}"
    return f"<td{spans}>{text[: match.start()].strip()}</td>"


def read(text: str, tmp_path: Path) -> Result:
    path = tmp_path / "青塘县考核.html"
    path.write_text(page(text), encoding="utf-8")
    return ingest(path)


def tree(records: Records) -> list[str]:
    """Each criterion by its names from the outside in, its points, and what it does where it is not scored."""
    names = {one.criterion_id: one.name or one.text for one in records.criteria}
    lines = []
    for one in records.criteria:
        above, path = one.parent_id, [names[one.criterion_id]]
        parents = {row.criterion_id: row.parent_id for row in records.criteria}
        while above:
            path.insert(0, names[above])
            above = parents[above]
        points = "" if one.points is None else f" {one.points}"
        lines.append(" › ".join(path) + points + ("" if one.kind == "scored" else f" {one.kind}"))
    return lines


SHAPES = {
    "pieces cut page by page, each beginning with a full row": (
        """
考核指标 | 评分标准 | 分值
泵房卫生 | 不洁的扣1分 | 30
===
水质检测 | 漏检一次扣2分 | 50
===
台账 | 缺一本扣1分 | 20
""",
        ["泵房卫生 30", "水质检测 50", "台账 20"],
    ),
    "a header of two rows in a table of its own": (
        """
检查项目 >2 | 评分标准 v2 | 分值 v2
大类 | 小类
===
站容 v2 | 门厅 | 不洁扣1分 | 40
庭院 | 杂乱扣1分 | 60
""",
        ["站容", "站容 › 门厅 40", "站容 › 庭院 60"],
    ),
    "the total below the header": (
        """
序号 | 考核项目 | 分值 | 评分标准
 | 总分 | 100 |
1 | 供水 | 60 | 停水一次扣2分
2 | 排水 | 40 | 积水一处扣1分
""",
        ["供水 60", "排水 40"],
    ),
    "a total with a number": (
        """
序号 | 考核项目 | 评分标准 | 分值
1 | 供水 | 停水一次扣2分 | 60
2 | 排水 | 积水一处扣1分 | 40
3 | 合计 | | 100
""",
        ["供水 60", "排水 40"],
    ),
    "sections whose headings bear on the points": (
        """
序号 | 考核项目 | 分值 | 评分标准
一、供水（60分，本部分累计扣分不超过20分） >4
1 | 水压 | 20 | 不足一次扣1分
2 | 水质 | 40 | 超标一次扣5分
二、报送（满分30分）。发生漏报的，本部分不得分。 >4
3 | 快报 | 30 | 迟报一次扣2分
三、加分项（累计加分不超过10分） >4
4 | 表彰 | 10 | 每次加2分
""",
        [
            "供水 60",
            "供水 › 水压 20",
            "供水 › 水质 40",
            "报送 30",
            "报送 › 快报 30",
            "加分项 bonus",
            "加分项 › 表彰 10 bonus",
        ],
    ),
    "what is said behind the points of a name, and points of each part, which stay": (
        """
序号 | 考核项目 | 分值 | 评分标准
一、供水（60分，由水厂统计） >4
1 | 水压 | 60 | 不足一次扣1分
二、报送（40分，每小项20分） >4
2 | 快报 | 20 | 迟报一次扣2分
3 | 月报 | 20 | 迟报一次扣2分
""",
        [
            "供水 60",
            "供水 › 水压 60",
            "报送（40分，每小项20分）",
            "报送（40分，每小项20分） › 快报 20",
            "报送（40分，每小项20分） › 月报 20",
        ],
    ),
    "a section that spans number and name, with points and a rule": (
        """
序号 | 考核项目 | 分值 | 评分标准
一、供水 >2 | 60 | 本部分累计扣分不超过20分
1 | 水压 | 20 | 不足一次扣1分
2 | 水质 | 40 | 超标一次扣5分
二、报送 >2 | 40 |
3 | 快报 | 40 | 迟报一次扣2分
""",
        ["供水 60", "供水 › 水压 20", "供水 › 水质 40", "报送 40", "报送 › 快报 40"],
    ),
    "sections that have a rule and a department": (
        """
序号 | 考核项目 | 分值 | 评分标准 | 责任部门
一 | 供水 | 60 | 总体按时供水 | 水厂
1 | 水压 | 20 | 不足一次扣1分 | 水厂
2 | 水质 | 40 | 超标一次扣5分 | 化验室
二 | 报送 | 40 | 迟报一次扣2分 | 办公室
""",
        ["供水 60", "供水 › 水压 20", "供水 › 水质 40", "报送 40"],
    ),
    "kinds in the cell of the number": (
        """
序号 | 考核项目 | 分值 | 评分标准
一 | 供水 | 100 | 停水一次扣2分
加分项 | 技术革新 | 5 | 获省级表彰的加5分
扣分项 | 新闻曝光 | 5 | 被曝光的扣5分
""",
        ["供水 100", "技术革新 5 bonus", "新闻曝光 5 penalty"],
    ),
    "kinds in brackets, and a name that only speaks of them": (
        """
考核项目 | 分值 | 评分标准
加分材料审核 | 100 | 错审一件扣2分
技术革新（加分项） | 5 | 获省级表彰的加5分
新闻曝光（扣分项） | 5 | 被曝光的扣5分
""",
        ["加分材料审核 100", "技术革新（加分项） 5 bonus", "新闻曝光（扣分项） 5 penalty"],
    ),
    "a figure over some of the items of a section": (
        """
考核项目 | 考核内容 | 标准分 | 检查方式
养护 v3 | 井盖完好 | 10 | 看现场
井室无积水 | 30 v2 | 看现场
爬梯牢固 | 看现场
巡查 | 每周一次 | 60 | 看记录
""",
        [
            "养护",
            "养护 › 井盖完好 10",
            "养护 ›  30",
            "养护 ›  › 井室无积水",
            "养护 ›  › 爬梯牢固",
            "巡查",
            "巡查 › 每周一次 60",
        ],
    ),
    "steps in rows": (
        """
考核项目 | 评价标准 | 分值
服务年限 v3 | 10年以上 | 20
5-10年 | 12
5年以下 | 4
回访 | 漏访一户扣2分 | 80
""",
        ["服务年限 20", "回访 80"],
    ),
    "weights that make up the points of their group": (
        """
类别 | 分值 | 项目 | 权重 | 评分办法
价格 | 30 | 报价 | 30 | 最低价得30分
技术 v2 | 70 v2 | 方案 | 50 | 完整的得50分
人员 | 20 | 齐备的得20分
""",
        ["价格 30", "价格 › 报价 30", "技术 70", "技术 › 方案 50", "技术 › 人员 20"],
    ),
    "two lists side by side below one heading twice": (
        """
级别 | 项目 | 分值 | | 项目 | 分值
全县 | 一等奖 | 8 | | 二等奖 | 6
 | 三等奖 | 4 | | 优秀奖 | 2
""",
        None,
    ),
    "headings in the first column": (
        """
考核指标 | 供水 | 排水 | 巡查
分值 | 40 | 30 | 30
评分标准 | 停水一次扣2分 | 积水一处扣1分 | 漏巡一次扣1分
""",
        ["供水 40", "排水 30", "巡查 30"],
    ),
    "criteria as headings above cells to be filled in": (
        """
站点 | 站容（30分） | 台账（30分） | 水质（40分） | 总分
东站 | | | |
西站 | | | |
""",
        ["站容 30", "台账 30", "水质 40"],
    ),
    "headings that nobody has used before": (
        """
巡检要素 | 赋分测算办法 | 分值
水泵 | 异响一次扣2分 | 60
阀门 | 渗漏一处扣1分 | 40
""",
        ["水泵 60", "阀门 40"],
    ),
    "sections with rules and departments, numbered in the column of names": (
        """
考核项目 | 分值 | 评分标准 | 责任部门
一、工程 | 40 | 未编计划的扣5分 | 工程科
1.泵站 | 30 | 停机一次扣2分 | 工程科
2.闸门 | 10 | 卡阻一次扣1分 | 工程科
二、管护 | 60 | | 灌区科
1.巡查 | 60 | 漏巡一次扣2分 | 灌区科
总分 | 100 | |
""",
        ["工程 40", "工程 › 泵站 30", "工程 › 闸门 10", "管护 60", "管护 › 巡查 60"],
    ),
    "names that end in the figure of their points": (
        """
考核项目 | 分值 | 评分标准
泵站40 | 40 | 停机一次扣2分
闸门：60 | 60 | 卡阻一次扣1分
""",
        ["泵站 40", "闸门 60"],
    ),
    "deductions as figures below 扣分值, and who assesses below 考核人": (
        """
扣分情形 | 扣分值 | 考核人
值守脱岗 | 5 | 站长
水尺漏记 | 3 | 值班长
""",
        ["值守脱岗 5 penalty", "水尺漏记 3 penalty"],
    ),
    "sections and items numbered 1 and 1.1": (
        """
编号 | 内容 | 标准分 | 评分说明
1 | 工程 | 60 |
1.1 | 泵站 | 40 | 停机一次扣2分
1.2 | 闸门 | 20 | 卡阻一次扣2分
2 | 管护 | 40 |
2.1 | 巡查 | 40 | 漏巡一次扣5分
""",
        ["工程 60", "工程 › 泵站 40", "工程 › 闸门 20", "管护 40", "管护 › 巡查 40"],
    ),
    "a column of kinds left of the names": (
        """
类型 | 指标 | 分值 | 评分办法
定量 v2 | 供水 | 60 | 停水一次扣1分
排水 | 40 | 积水一处扣1分
加分 | 创新 | 5 | 每项加1分
扣分 | 信访 | — | 每起扣1分
""",
        [
            "定量",
            "定量 › 供水 60",
            "定量 › 排水 40",
            "加分 bonus",
            "加分 › 创新 5 bonus",
            "扣分 penalty",
            "扣分 › 信访 penalty",
        ],
    ),
    "steps below the points of a name, in cells that are not merged": (
        """
评分因素 | 分值 | 评分档次 | 档次得分
水源 | 30 | 一类 | 30
 | | 二类 | 20
 | | 三类 | 5
值守 | 70 | 24小时 | 70
 | | 12小时 | 40
合计 | 100 | |
""",
        ["水源 30", "值守 70"],
    ),
    "acts and what each counts": (
        """
违规行为 | 记分
私接水管 | 6分
倾倒垃圾 | 3分
""",
        ["私接水管 6 penalty", "倾倒垃圾 3 penalty"],
    ),
    "headings of which nobody knows a word": (
        """
看什么 | 怎么才算好 | 值几分 | 怎么扣
泵房 | 地面无积水。 | 60 | 积水一处扣2分
闸门 | 启闭灵活。 | 40 | 卡阻一次扣5分
总计 | | 100 |
""",
        ["泵房 60", "闸门 40"],
    ),
    "events with figures that have a sign": (
        """
序号 | 用水行为 | 记分
1 | 举报偷水 | +5
2 | 私接水管 | -8
""",
        ["举报偷水 5 bonus", "私接水管 -8 penalty"],
    ),
    "events with rules where the points should stand": (
        """
积分事项 | 加减分
参加巡河 | 加2分/次
倾倒垃圾 | 扣5分/次
""",
        ["参加巡河", "倾倒垃圾"],
    ),
    "steps whose points stand below 得分": (
        """
评价指标 | 评价档次 | 得分
供水量 v3 | ≥30万吨 | 60
10万吨（含）-30万吨 | 40
＜10万吨 | 10
漏损率 v2 | 10%以下 | 40
10%以上 | 15
""",
        ["供水量 60", "漏损率 40"],
    ),
    "steps of one name, whose points stand behind those of all names": (
        """
评审因素 | 分值 | 评审标准 | 该档得分
水质 v2 | 30 v2 | 一类水源 | 30
其他水源 | 10
值守 | 70 | 脱岗一次扣5分 |
合计 | 100 | |
""",
        ["水质 30", "值守 70"],
    ),
    "steps that are grades, numbered, and others that the total makes sure": (
        """
序号 | 评分因素 | 评分内容 | 分值
1 | 方案 v3 | 优秀 | 70
2 | 良好 | 50
3 | 一般 | 20
4 | 机构 v2 | 县内有泵站 | 30
5 | 县内无泵站 | 10
""",
        ["方案 70", "机构 30"],
    ),
    "page numbers between pieces, and the sum alone in the last": (
        """
序号 | 检查项目 | 评分标准 | 分值
1 | 泵房卫生 | 不洁的扣1分 | 30
— 1 —
2 | 水质检测 | 漏检一次扣2分 | 50
3 | 台账 | 缺一本扣1分 | 20
第 2 页
总计 >2 | 100
— 3 —
""",
        ["泵房卫生 30", "水质检测 50", "台账 20"],
    ),
    "full marks below the header": (
        """
检查项目 | 标准分 | 评分标准 | 得分
满分 | 100 | |
供水 | 60 | 停水一次扣2分 |
排水 | 40 | 积水一处扣1分 |
合计 | 100 | |
""",
        ["供水 60", "排水 40"],
    ),
    "a sum in words that nobody knows": (
        """
项目 | 分值 | 评分标准
供水 | 55 | 停水一次扣2分
排水 | 45 | 积水一处扣1分
几项加起来 | 100 |
""",
        ["供水 55", "排水 45"],
    ),
    "kinds in a merged first column": (
        """
类别 | 指标 | 分值 | 评分标准
基本分 v2 | 供水 | 60 | 停水一次扣2分
排水 | 40 | 积水一处扣1分
奖励加分 | 抢险 | 5 | 受表彰的加5分
扣减分 | 瞒报 | 8 | 瞒报一次扣4分
""",
        [
            "基本分",
            "基本分 › 供水 60",
            "基本分 › 排水 40",
            "奖励加分 bonus",
            "奖励加分 › 抢险 5 bonus",
            "扣减分 penalty",
            "扣减分 › 瞒报 8 penalty",
        ],
    ),
    "names that speak of kinds and are none": (
        """
考核指标 | 分值 | 评分标准
扣分事项整改 | 40 | 未整改的，每项扣2分
按季公示加分事项 | 30 | 未公示的，每次扣3分
一票否决制度落实 | 30 | 未落实的，扣30分
抢险【倒扣分项】 | 8 | 迟到一次扣4分
""",
        ["扣分事项整改 40", "按季公示加分事项 30", "一票否决制度落实 30", "抢险【倒扣分项】 8 penalty"],
    ),
    "acts below a heading that takes away": (
        """
编码 | 不良行为 | 记减分值（分/次） | 依据
B1 | 偷排污水 | 6 | 监测记录
B2 | 私开消火栓 | 3 | 照片
""",
        ["偷排污水 6 penalty", "私开消火栓 3 penalty"],
    ),
    "two lists of acts side by side, with bare figures": (
        """
加分事件 | 加分 | 扣分事件 | 扣分
发现漏点 | 2 | 迟到 | 1
抢修及时 | 3 | 脱岗 | 4
""",
        [
            "加分事件 bonus",
            "加分事件 › 发现漏点 2 bonus",
            "加分事件 › 抢修及时 3 bonus",
            "扣分事件 penalty",
            "扣分事件 › 迟到 1 penalty",
            "扣分事件 › 脱岗 4 penalty",
        ],
    ),
    "sections among the names, with a rule of their own": (
        """
项目 | 分值 | 评分标准
（一）供水 | 60 | 水质不合格的，本项不得分
水压 | 20 | 不足一次扣1分
水质 | 40 | 超标一次扣5分
（二）报送 | 40 | 瞒报的，本项不得分
快报 | 40 | 迟报一次扣2分
""",
        ["供水 60", "供水 › 水压 20", "供水 › 水质 40", "报送 40", "报送 › 快报 40"],
    ),
    "sections without points, and one outside of the total": (
        """
序号 | 项目 | 分值 | 评分标准
一 | 供水 | | 水质不合格的，本项不得分
1 | 水压 | 60 | 不足一次扣1分
2 | 水质 | 40 | 超标一次扣5分
二 | 加分项 | 3 |
1 | 抢险 | 3 | 受表彰的加3分
2 | 宣传 | 2 | 每篇加1分
""",
        [
            "供水",
            "供水 › 水压 60",
            "供水 › 水质 40",
            "加分项 3 bonus",
            "加分项 › 抢险 3 bonus",
            "加分项 › 宣传 2 bonus",
        ],
    ),
    "sections that only the sums tell": (
        """
项目 | 分值 | 评分标准
供水 | 60 | 水质不合格的，本项不得分
水压 | 20 | 不足一次扣1分
水质 | 40 | 超标一次扣5分
报送 | 40 | 瞒报的，本项不得分
快报 | 25 | 迟报一次扣2分
月报 | 15 | 迟报一次扣2分
合计 | 100 |
""",
        ["供水 60", "供水 › 水压 20", "供水 › 水质 40", "报送 40", "报送 › 快报 25", "报送 › 月报 15"],
    ),
    "criteria as headings above a row of their points": (
        """
参赛队 | 泵房讲解 | 现场抢修 | 总分
 | 40分 | 60分 | 100分
1号 | | |
2号 | | |
""",
        ["泵房讲解 40", "现场抢修 60"],
    ),
    "groups of criteria as headings, with what each asks": (
        """
参赛队 v2 | 理论 >2 | 抢修 v2 | 合计 v2
法规 | 工艺
分值 | 20 | 20 | 60 | 100
评分标准 | 熟悉条文 | 讲清流程 | 动作规范 |
甲队 | | | |
乙队 | | | |
""",
        ["理论", "理论 › 法规 20", "理论 › 工艺 20", "抢修 60"],
    ),
    "criteria with points and a sum as headings": (
        """
序号 | 班组 | 讲解（40分） | 抢修（60分） | 总分（100分）
1 | 一班 | | |
2 | 二班 | | |
""",
        ["讲解 40", "抢修 60"],
    ),
    "full marks below criteria, and contestants with names": (
        """
序号 | 班组 | 讲解 | 抢修 | 总分
满分 | | 40 | 60 | 100
1 | 一班 | | |
2 | 二班 | | |
""",
        ["讲解 40", "抢修 60"],
    ),
    "two lists of acts that count their rows": (
        """
序号 | 奖励情形 | 奖励分值 | 序号 | 惩处情形 | 惩处分值
1 | 发现漏点 | 2 | 1 | 迟到 | 1
 | | | 2 | 脱岗 | 4
""",
        [
            "奖励情形 bonus",
            "奖励情形 › 发现漏点 2 bonus",
            "惩处情形 penalty",
            "惩处情形 › 迟到 1 penalty",
            "惩处情形 › 脱岗 4 penalty",
        ],
    ),
    "acts with a figure in one of two columns": (
        """
行为表现 | 加分 | 扣分
发现漏点 | 2 |
抢修及时 | 3 |
迟到 | | 1
脱岗 | | 4
""",
        ["发现漏点 2 bonus", "抢修及时 3 bonus", "迟到 1 penalty", "脱岗 4 penalty"],
    ),
    "a piece that begins with a section, below a page number": (
        """
序号 | 检查项目 | 评分标准 | 分值
一、供水（60分） >4
1 | 泵房 | 不洁的扣1分 | 60
— 2 —
二、排水（40分） >4
2 | 水沟 | 堵一处扣1分 | 40
""",
        ["供水 60", "供水 › 泵房 60", "排水 40", "排水 › 水沟 40"],
    ),
    "grades with spans beside some names, a rule beside another": (
        """
评审因素 | 分值 | 评审等级 | 评审细则 | 分值范围
方案 v2 | 70 v2 | A | 完整 | 40-70
B | 不完整 | 0-39
报价 | 30 | | 每高1%扣1分 |
合计 | 100 | | |
""",
        ["方案 70", "报价 30"],
    ),
    "two lists of acts with an empty column between": (
        """
奖励事项 | 加分 | | 处罚事项 | 扣分
发现漏点 | 2 | | 迟到 | 1
抢修及时 | 3 | | 脱岗 | 4
""",
        [
            "奖励事项 bonus",
            "奖励事项 › 发现漏点 2 bonus",
            "奖励事项 › 抢修及时 3 bonus",
            "处罚事项 penalty",
            "处罚事项 › 迟到 1 penalty",
            "处罚事项 › 脱岗 4 penalty",
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), SHAPES.values(), ids=SHAPES)
def test_a_table_is_read_as_it_was_meant(text: str, expected: list[str] | None, tmp_path: Path) -> None:
    result = read(text, tmp_path)
    assert len(result.records.rubrics) == 1
    found = tree(result.records)
    if expected is None:
        # each prize has the points beside it, and none stands below another
        pairs = {(one.name, one.points) for one in result.records.criteria if one.points is not None}
        assert pairs == {(f"{n}等奖", Decimal(p)) for n, p in zip("一二三", (8, 6, 4), strict=True)} | {
            ("优秀奖", Decimal(2))
        }
    else:
        assert found == expected
    assert not [row for row in result.records.findings if row.severity == "error"]


def test_what_adds_and_what_takes_beside_the_points_of_an_item_are_its_rules(tmp_path: Path) -> None:
    result = read(
        """
序号 | 巡查事项 | 基础分 | 加分情形 | 扣分情形
1 | 渠道巡查 | 60 | 发现险情并上报的，每起加2分 | 漏巡的，每次扣1分
2 | 闸门保养 | 40 | | 锈蚀的，每处扣0.5分
""",
        tmp_path,
    )
    assert tree(result.records) == ["渠道巡查 60", "闸门保养 40"]
    assert [(one.kind, one.points) for one in result.records.clauses] == [
        ("bonus", 2),
        ("deduct", 1),
        ("deduct", Decimal("0.5")),
    ]


def test_two_rubrics_side_by_side_are_two(tmp_path: Path) -> None:
    result = read(
        """
考核指标 | 分值 | 评分标准 | | 考核指标 | 分值 | 扣分标准
供水 | 100 | 停水一次扣2分 | | 排水 | 60 | 积水一处扣1分
 | | | | 巡查 | 40 | 漏巡一次扣1分
""",
        tmp_path,
    )
    totals = [rubric.computed_total for rubric in result.records.rubrics]
    assert totals == [Decimal(100), Decimal(100)]


def test_the_steps_of_a_name_are_bands_of_which_one_applies(tmp_path: Path) -> None:
    records = read(SHAPES["steps in rows"][0], tmp_path).records
    assert [(band.grade, band.max_points) for band in records.bands] == [
        ("10年以上", Decimal(20)),
        ("5-10年", Decimal(12)),
        ("5年以下", Decimal(4)),
    ]
    assert records.rubrics[0].computed_total == Decimal(100)


def test_prizes_head_a_matrix_where_something_speaks_of_points(tmp_path: Path) -> None:
    rows = "成果类别 | 一等奖 | 二等奖 | 三等奖\n甲类 | 20 | 15 | 10\n乙类 | 12 | 9 | 6\n"
    records = read(f"\n青塘县科普作品成果计分标准\n{rows}", tmp_path).records
    assert [one.name for one in records.criteria] == ["甲类", "乙类"]
    assert [(one.label, one.points) for one in records.tiers[3:]] == [
        ("一等奖", Decimal(12)),
        ("二等奖", Decimal(9)),
        ("三等奖", Decimal(6)),
    ]
    # so many prizes were won
    assert not read(f"\n青塘县科普作品获奖统计表\n{rows}", tmp_path).records.tiers


def test_a_name_that_ends_in_its_own_points_is_told(tmp_path: Path) -> None:
    rows = "泵站值守 | 40 | 每缺岗一次扣2分\n台账30 | 30 | 每缺一册扣3分\n保洁 | 30 | 每处扣1分"
    records = read(f"考核项目 | 分值 | 评分标准\n{rows}", tmp_path).records
    assert [one.name for one in records.criteria][1] == "台账30"
    assert [row.code for row in records.findings if row.severity == "warning"] == ["name-ends-in-figure"]


def test_prizes_of_a_matrix_keep_their_numbers_and_classes_of_points_stay_unknown(tmp_path: Path) -> None:
    text = """
青塘县获奖加分标准
等级 | 省级 | 市级
一等奖 | 20 | 10
二等奖 | 15 | 6
三等奖 | 10 | 4
"""
    assert [one.name for one in read(text, tmp_path).records.criteria] == ["一等奖", "二等奖", "三等奖"]
    text = "考核项目 | 一类村 | 二类村 | 评分标准\n供水 | 30 | 25 | 停水一次扣1分\n排水 | 70 | 75 | 积水一处扣1分"
    records = read(text, tmp_path).records
    assert [one.points for one in records.criteria] == [None, None]
    assert [row.code for row in records.findings if row.severity == "warning"] == ["column-unknown"] * 2


def test_a_table_with_a_caption_that_says_bonus_holds_bonuses(tmp_path: Path) -> None:
    text = "一、基础项（100分）\n项目 | 分值 | 标准\n供水 | 100 | 停水一次扣1分\n===\n二、加分项（最多5分）\n项目 | 分值 | 标准\n创新 | 5 | 每项加1分"
    assert tree(read(text, tmp_path).records) == ["供水 100", "创新 5 bonus"]


def test_shares_of_the_points_above_them_lack_no_points(tmp_path: Path) -> None:
    result = read(
        """
一级指标 | 分值 | 二级指标 | 权重 | 评分标准
供水 v2 | 60 v2 | 水压 | 40% | 不足一次扣1分
水质 | 60% | 超标一次扣2分
排水 | 40 | 疏通 | 100% | 积水一处扣1分
""",
        tmp_path,
    )
    assert "points-missing" not in {row.code for row in result.records.findings}


def test_the_note_of_another_table_is_none_of_the_rubric_before_it(tmp_path: Path) -> None:
    rubric = "青塘县水务考核评分标准\n考核项目 | 分值 | 评分标准\n供水 | 100 | 停水一次扣2分"
    text = f"{rubric}\n注：同一问题不重复扣分。\n===\n货物 | 数量\n水泵 | 3台\n===\n注：报价含税。"
    records = read(text, tmp_path).records
    assert [note.text for note in records.notes] == ["注：同一问题不重复扣分。"]
    assert "注：报价含税。" in records.notice.body


def test_grades_in_columns_have_the_points_behind_what_they_ask(tmp_path: Path) -> None:
    text = """
考核项目 | 分值 | 优 | 良 | 差
供水 | 40 | 水压稳定，40-36分 | 偶有波动，35-28分 | 时有停水，27分以下
"""
    bands = read(text, tmp_path).records.bands
    assert [(band.min_points, band.max_points) for band in bands] == [(36, 40), (28, 35), (None, 27)]


@pytest.mark.parametrize(
    "text",
    [
        "项目 | 选项 | 分值\n供水 v3 | A. 全年无停水 | 60\nB. 停水不多 | 25\nC. 其他 | 0\n排水 v2 | A. 无积水 | 40\nB. 其他 | 25",
        "项目 | 情形 | 得分\n供水 v3 | 全年无停水 | 60\n停水不多 | 25\n其他 | 0\n排水 v2 | 无积水 | 40\n其他 | 25",
        "项目 | 满分 | 表现 | 得分区间\n供水 v3 | 60 v3 | 无停水 | 26-60\n停水不多 | 1-25\n其他 | 0\n排水 v2 | 40 v2 | 无积水 | 26-40\n其他 | 0-25",
        "项目 | 满分 | 等次 | 表现 | 得分区间\n供水 v3 | 60 v3 | 好 | 无停水 | 26-60\n中 | 停水不多 | 1-25\n差 | 其他 | 0\n排水 v2 | 40 v2 | 好 | 无积水 | 26-40\n差 | 其他 | 0-25\n合计 | 100 | | |",
    ],
    ids=["lettered", "chosen by their heading", "spans", "grades with spans"],
)
def test_rows_that_one_chooses_from_are_bands(text: str, tmp_path: Path) -> None:
    records = read(text, tmp_path).records
    assert tree(records) == ["供水 60", "排水 40"]
    assert [band.max_points for band in records.bands] == [Decimal(n) for n in (60, 25, 0, 40, 25)]
    assert records.rubrics[0].computed_total == Decimal(100)


def test_a_heading_above_a_table_says_what_its_items_do(tmp_path: Path) -> None:
    head = "考核内容 | 分值 | 考核标准"
    text = f"""
（一）日常考核
{head}
供水 | 100 | 停水一次扣2分
（二）加分事项
{head}
抢险 | 5 | 受表彰的加5分
（三）倒扣事项评分标准
{head}
瞒报 | 8 | 瞒报一次扣4分
"""
    records = read(text, tmp_path).records
    assert [one.kind for one in records.criteria] == ["scored", "bonus", "penalty"]
    assert [rubric.computed_total for rubric in records.rubrics] == [Decimal(100), None, None]


def test_a_matrix_gives_each_rank_its_figure_at_each_level(tmp_path: Path) -> None:
    text = """
青塘县技能竞赛获奖加分标准
名次 | 县级 | 市级 | 省级
第一名 | 2 | 4 | 6
第二名 | 1 | 3 | 5
第三名 | 不加分 | 2 | 4
"""
    records = read(text, tmp_path).records
    steps = {(tier.clause_id[-6:-3], tier.label): tier.points for tier in records.tiers}
    assert [one.kind for one in records.criteria] == ["bonus"] * 3
    assert {(label, points) for (_, label), points in steps.items()} >= {
        ("省级", Decimal(6)),
        ("县级", Decimal(0)),
    }
    assert len(records.tiers) == 9
    assert records.rubrics[0].computed_total is None


MATRICES = {
    "deductions by how grave and how often": (
        "供水违规情节处理\n情节 | 首次 | 第二次\n轻微 | 扣1分 | 扣2分\n严重 | 扣10分 | 扣15分",
        "penalty",
        {("轻微", "首次", 1), ("轻微", "第二次", 2), ("严重", "首次", 10), ("严重", "第二次", 15)},
    ),
    "figures without a sign below a title of wrongs": (
        "供水违章记分表\n情节 | 初犯 | 再犯\n轻微 | 记1分 | 记2分\n较重 | 记4分 | 记6分",
        "penalty",
        {("轻微", "初犯", 1), ("轻微", "再犯", 2), ("较重", "初犯", 4), ("较重", "再犯", 6)},
    ),
    "headings in two rows": (
        "抢修竞赛获奖加分表\n类别 v2 | 省级 >2 | 市级\n金奖 | 银奖 | 金奖\n班组 | 6 | 5 | 4\n个人 | 3 | 2.5 | 2",
        "bonus",
        {
            ("班组", "省级金奖", 6),
            ("班组", "省级银奖", 5),
            ("班组", "市级金奖", 4),
            ("个人", "省级金奖", 3),
            ("个人", "省级银奖", Decimal("2.5")),
            ("个人", "市级金奖", 2),
        },
    ),
    "names in two columns": (
        "类别 | 级别 | 第一作者 | 第二作者\n论文 v2 | 国家级 | +5 | +3\n省级 | +3 | +1\n课题 | 县级 | +2 | -",
        "bonus",
        {
            ("国家级", "第一作者", 5),
            ("国家级", "第二作者", 3),
            ("省级", "第一作者", 3),
            ("省级", "第二作者", 1),
            ("县级", "第一作者", 2),
        },
    ),
    "headings below one of all, a number and a remark": (
        "序号 v2 | 奖项 v2 | 加分标准 >2 | 备注 v2\n国家级 | 省级\n1 | 一等奖 | 10 | 6 | 凭证书\n2 | 二等奖 | 8 | 4 |",
        "bonus",
        {("一等奖", "国家级", 10), ("一等奖", "省级", 6), ("二等奖", "国家级", 8), ("二等奖", "省级", 4)},
    ),
    "levels as names, and only the title says that it counts": (
        "水务论文加分标准\n级别 | 集体 | 个人\n国家级 | 10 | 8\n省级 | 6 | 4",
        "bonus",
        {("国家级", "集体", 10), ("国家级", "个人", 8), ("省级", "集体", 6), ("省级", "个人", 4)},
    ),
}


@pytest.mark.parametrize(("text", "kind", "expected"), MATRICES.values(), ids=MATRICES)
def test_each_figure_of_a_matrix_has_its_row_and_its_column(
    text: str, kind: str, expected: set[tuple[str, str, Decimal]], tmp_path: Path
) -> None:
    records = read(text, tmp_path).records
    owners = {one.clause_id: one for one in records.clauses}
    steps = {(owners[one.clause_id].condition, one.label, one.points) for one in records.tiers}
    assert steps == expected
    assert {one.kind for one in records.criteria} == {kind}
    assert "points-unread" not in {row.code for row in records.findings}
    assert {one.kind for one in records.clauses} == {"deduct" if kind == "penalty" else "bonus"}
    assert records.rubrics[0].computed_total is None


def test_points_with_nothing_beside_them_are_of_no_name(tmp_path: Path) -> None:
    text = (
        "项目 | 分值 | 评分标准\n供水 | 50 | 停水一次扣2分\n排水 | 35 | 积水一处扣1分\n | 15 |\n合计 | 100 |"
    )
    records = read(text, tmp_path).records
    assert tree(records) == ["供水 50", "排水 35", " 15"]
    assert [row.row for row in records.findings if row.code == "name-missing"] == [4]


def test_items_that_share_points_lack_none(tmp_path: Path) -> None:
    text = """
类别 | 项目 | 分值 | 评分标准
供水 v3 | 水压 | 40 v2 | 不足一次扣1分
水质 | 超标一次扣5分
水费 | 60 | 错收一户扣1分
"""
    assert "points-missing" not in {row.code for row in read(text, tmp_path).records.findings}


def test_events_with_signed_figures_are_clauses(tmp_path: Path) -> None:
    text = """
信用类别 | 项目 | 评价标准 | 加减分
守信 | 竞赛 v2 | 获县级竞赛前两名的 v2 | +4
 | +2
失信 | 停放 | 占用通道停放的 | -3
"""
    records = read(text, tmp_path).records
    clauses = {(one.kind, one.points, one.condition) for one in records.clauses}
    assert ("deduct", Decimal(3), "占用通道停放的") in clauses
    assert [(tier.label, tier.points) for tier in records.tiers] == [
        ("第1名", Decimal(4)),
        ("第2名", Decimal(2)),
    ]


NO_RUBRICS = {
    "a form to be filled in": "姓名 | 部门 | 等次 | 意见\n | | | ",
    "what is forbidden": "条款号 | 评审因素 | 评审标准\n1 | 分包 | 不得分包\n2 | 签章 | 按要求签章",
    "a list of papers": "条款号 | 评审因素 | 评审标准\n1 | 执照 | 提供复印件\n2 | 签章 | 按要求签章",
    "an index to be filled in": "序号 | 评审项目 | 标准分值 | 页码\n一 | 项目 | |\n1 | 指标 | |",
}


@pytest.mark.parametrize("text", NO_RUBRICS.values(), ids=NO_RUBRICS)
def test_what_does_not_score_is_no_rubric_and_no_failure(text: str, tmp_path: Path) -> None:
    rubric = "青塘县水务考核评分标准\n考核项目 | 分值 | 评分标准\n供水 | 100 | 停水一次扣2分\n===\n附：\n"
    result = read(rubric + text, tmp_path)
    assert len(result.records.rubrics) == 1
    assert [row.code for row in result.records.findings if row.code.startswith("table-")] == ["table-left"]
    assert result.records.notice.status != "failed"


def test_a_form_alone_is_no_failure(tmp_path: Path) -> None:
    result = read("青塘县水务评审表\n" + NO_RUBRICS["an index to be filled in"], tmp_path)
    assert result.records.notice.status == "review"
    assert not result.records.criteria


def test_a_table_that_scores_and_is_not_read_is_told(tmp_path: Path) -> None:
    result = read("甲乙丙 | 丁戊己\n停水一次扣2分 | 积水一处扣1分", tmp_path)
    codes = {row.code: row.severity for row in result.records.findings}
    assert codes["table-not-rubric"] == "warning"
    assert codes["rubric-unread"] == "error"


def test_a_table_in_a_cell_is_the_text_of_the_cell(tmp_path: Path) -> None:
    inner = "<table><tr><td>好</td><td>8-10分</td><td>漏水为零，记录齐全</td></tr><tr><td>差</td><td>0-7分</td><td>其他</td></tr></table>"
    rows = "".join(
        f"<tr><td>{name}</td><td>10</td><td>{inner}</td><td>水厂</td></tr>" for name in ("泵", "阀")
    )
    head = "<tr><td>考核指标</td><td>分值</td><td>评分标准</td><td>责任单位</td></tr>"
    path = tmp_path / "n.html"
    path.write_text(f"<html><body><table>{head}{rows}</table></body></html>", encoding="utf-8")
    records = ingest(path).records
    assert [(one.name, one.points) for one in records.criteria] == [("泵", Decimal(10)), ("阀", Decimal(10))]
    assert [band.max_points for band in records.bands] == [Decimal(10), Decimal(7)] * 2


@pytest.mark.parametrize(
    ("inner", "bands"),
    [
        ("优|漏损率5%以下|31-40分/良|5%至8%|20-30分", [("优", 31, "漏损率5%以下"), ("良", 20, "5%至8%")]),
        ("档次|条件|得分/优|5%以下|40/差|8%以上|0", [("优", 40, "5%以下"), ("差", 0, "8%以上")]),
        ("5%以下|40分/8%以上|10分", [("5%以下", 40, "5%以下"), ("8%以上", 10, "8%以上")]),
    ],
)
def test_grades_in_a_table_in_a_cell_have_their_points_and_what_they_ask(
    tmp_path: Path, inner: str, bands: list[tuple[str, int, str]]
) -> None:
    rows = "".join(f"<tr><td>{'</td><td>'.join(row.split('|'))}</td></tr>" for row in inner.split("/"))
    head = "<tr><td>考核指标</td><td>分值</td><td>评分标准</td></tr>"
    path = tmp_path / "n.html"
    path.write_text(
        f"<table>{head}<tr><td>漏损</td><td>40</td><td><table>{rows}</table></td></tr></table>", "utf-8"
    )
    found = ingest(path).records.bands
    assert [(one.grade, one.min_points, one.text) for one in found] == bands


def test_sentences_around_a_table_in_a_cell_are_no_bands(tmp_path: Path) -> None:
    inner = "<table><tr><td>优</td><td>31-40分</td></tr><tr><td>良</td><td>20-30分</td></tr></table>"
    rule = f"按下列档次评定：{inner}以季度检查为准。"
    head = "<tr><td>考核指标</td><td>分值</td><td>评分标准</td></tr>"
    rows = f"<tr><td>泵</td><td>40</td><td>{rule}</td></tr><tr><td>阀</td><td>60</td><td>漏水扣1分</td></tr>"
    path = tmp_path / "n.html"
    path.write_text(f"<html><body><table>{head}{rows}</table></body></html>", encoding="utf-8")
    records = ingest(path).records
    assert [(band.grade, band.min_points) for band in records.bands] == [("优", 31), ("良", 20)]
    assert [note.text for note in records.notes] == ["以季度检查为准。"]
    assert "band-unread" not in {row.code for row in records.findings}


def test_a_section_is_held_against_what_stands_two_levels_below(tmp_path: Path) -> None:
    text = """
一级指标 | 二级指标 | 三级指标 | 评分标准 | 分值
供水（60分） v2 | 水压 | 高峰 | 不足扣1分 | 30
水质 | 余氯 | 超标扣1分 | 20
排水（40分） | 管网 | 疏通 | 积水扣1分 | 40
"""
    found = [row for row in read(text, tmp_path).records.findings if row.code == "parts-mismatch"]
    assert [row.evidence for row in found] == ["供水"]


LISTS = {
    "a lone number where the other cells are numbered": (
        ["1.按月抄表。", "1.按季校表。2.按年检表。"],
        [[1], [1, 2]],
    ),
    "a lone number among texts, one of which is a list": (
        ["1.按季校表。2.按年检表。", "（1）泵房干燥。", "阀门完好。"],
        [[1, 2], [1], [None]],
    ),
    "a number printed twice": (["1.抄表。1.校表。2.检表。"], [[1, 1, 2]]),
    "⑴ and (2) are one kind": (["⑴抄表。(2)校表。(3)检表。"], [[1, 2, 3]]),
}


@pytest.mark.parametrize(("cells", "numbers"), LISTS.values(), ids=LISTS)
def test_key_points_by_their_numbers(cells: list[str], numbers: list[list[int]], tmp_path: Path) -> None:
    rows = "\n".join(f"项目{place} | {cell} | 缺一次扣1分 | 10" for place, cell in enumerate(cells))
    records = read(
        f"考核项目 | 考核要点 | 评分标准 | 分值\n{rows}\n备用 | 1.备表。 | 缺扣1分 | 5", tmp_path
    ).records
    found = [
        [point.seq for point in records.key_points if point.criterion_id == one.criterion_id]
        for one in records.criteria
    ]
    assert found[: len(numbers)] == numbers


def test_steps_of_one_name_in_grades_make_no_grades_of_the_others(tmp_path: Path) -> None:
    text = """
青塘县供应商信用评分表
指标名称 | 分档 | 得分
注册年限 v3 | 10年及以上 | 60
5年至10年 | 30
5年以下 | 10
纳税信用 v3 | A级 | 40
B级 | 30
C级 | 0
"""
    records = read(text, tmp_path).records
    assert [(one.name, one.points) for one in records.criteria] == [("注册年限", 60), ("纳税信用", 40)]
