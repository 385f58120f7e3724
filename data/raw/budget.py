"""云岭省科技馆: a table of budget performance with weights and targets. All that it says is invented."""

from __future__ import annotations

from shapes import Item, Notice, Slip, Table

COLUMNS = (
    ("first", "一级指标"),
    ("weight", "权重"),
    ("second", "二级指标"),
    ("name", "三级指标"),
    ("unit", "计量单位"),
    ("target", "目标值"),
    ("points", "分值"),
    ("rule", "评分标准"),
    ("score", "实际得分"),
)


def second(name: str, *rows: tuple[str, str, str, str, str]) -> Item:
    """A 二级指标 with rows of name, unit, target, points and rule."""
    below = tuple(
        Item({"name": name, "unit": unit, "target": target, "points": points, "rule": rule}, points)
        for name, unit, target, points, rule in rows
    )
    return Item({"second": name}, below=below)


def first(name: str, weight: str, *below: Item) -> Item:
    """A 一级指标 with its weight in per cent, which is also the sum of its points."""
    return Item({"first": name, "weight": f"{weight}%"}, weight, below)


SPENDING = Table(
    "云岭省科技馆2025年青少年科普专项经费支出绩效评价表",
    COLUMNS,
    (
        first(
            "项目管理",
            "20",
            second(
                "资金管理",
                ("预算执行率", "%", "≥95", "8", "达到目标值得满分；每低1个百分点扣0.5分，扣完为止。"),
                ("违规使用资金", "是/否", "否", "6", "有一笔违规的，不得分。"),
            ),
            second(
                "实施管理",
                ("政府采购程序合规", "是/否", "是", "6", "未按程序采购的，每项扣2分，扣完为止。"),
            ),
        ),
        first(
            "项目产出",
            "45",
            second(
                "产出数量",
                ("流动科技馆巡展县数", "个", "26", "15", "得分＝实际值÷目标值×分值，最高得15分。"),
                ("科普讲座场次", "场", "120", "10", "每少1场扣0.2分，少于80场不得分。"),
            ),
            second(
                "产出质量",
                ("展品完好率", "%", "≥97", "10", "97%（含）以上得10分，90%（含）-97%得6分，90%以下不得分。"),
            ),
            second("产出时效", ("巡展计划按时完成率", "%", "100", "10", "每延误一站扣1分，扣完为止。")),
        ),
        first(
            "项目效果",
            "35",
            second(
                "社会效益",
                ("参与活动青少年人数", "万人次", "18", "15", "每低于目标值2%扣1分，最多扣10分。"),
                ("媒体报道", "篇", "≥40", "8", "达到目标值得8分；30篇以上不足40篇得5分；其余不得分。"),
            ),
            second(
                "服务对象满意度", ("师生满意度", "%", "≥90", "12", "按实际满意度占目标值的比重计算得分。")
            ),
        ),
    ),
    total="合计",
    # slip: the items add up to 100
    printed_total="105",
    short=("first", "weight", "second", "name", "unit", "target", "points"),
)

NOTICE = Notice(
    file="云岭省科技馆专项经费绩效评价表.html",
    head="云岭省科技馆",
    number="云科馆财〔2025〕6号",
    title=("关于做好2025年青少年科普专项经费支出绩效评价工作的通知",),
    recipients="各市（州）科技馆，馆内各部门：",
    body=("根据预算绩效管理要求，现将绩效评价表印发给你们，请于2026年1月20日前完成自评。",),
    signed="云岭省科技馆",
    date="2025年11月3日",
    public="（此件主动公开）",
    rubrics=(SPENDING,),
    copies="",
)

SLIPS = (Slip(NOTICE.file, 1, "total-mismatch", "合计印为105，各项相加为100"),)
