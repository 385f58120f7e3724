"""澜江轨道交通集团: a form of three levels with sums and columns to fill in. All that it says is invented."""

from __future__ import annotations

from shapes import Item, Notice, Slip, Table

COLUMNS = (
    ("first", "考评类目"),
    ("second", "考评项目"),
    ("content", "考评内容"),
    ("points", "标准分值"),
    ("rule", "考评办法"),
    ("method", "检查方法"),
    ("score", "得分"),
    ("reason", "扣分原因"),
)


def second(name: str, method: str, *rows: tuple[str, str, str]) -> Item:
    """A 考评项目 with one method for all of its rows of content, points and rule."""
    below = tuple(
        Item({"content": content, "points": points, "rule": rule}, points) for content, points, rule in rows
    )
    return Item({"second": name, "method": method}, below=below)


STATIONS = Table(
    "",
    COLUMNS,
    (
        Item(
            {"first": "1.行车组织"},
            "24",
            (
                second(
                    "1.1制度建设",
                    "查阅文件和记录",
                    (
                        "车站行车工作细则齐全，并随设备变化修订。",
                        "4",
                        "缺一项细则扣2分；未随设备变化修订的，扣1分。",
                    ),
                    (
                        "交接班记录完整，签字可追溯。",
                        "4",
                        "漏签、代签的，每处扣0.5分，扣完为止。",
                    ),
                ),
                second(
                    "1.2应急处置",
                    "现场提问，抽查演练记录",
                    (
                        "道岔故障、屏蔽门故障、突发大客流处置预案齐全。",
                        "6",
                        "缺一项预案扣2分；值班站长不掌握处置流程的，不得分。",
                    ),
                    (
                        "每月组织班组演练1次以上，每年组织综合演练2次以上。",
                        "10",
                        "班组演练每少一次扣1分；综合演练每少一次扣3分；演练无评估的，每次扣0.5分。扣完为止。",
                    ),
                ),
            ),
        ),
        Item(
            {"first": "2.客运服务"},
            "36",
            (
                second(
                    "2.1服务设施",
                    "现场查看",
                    ("自动售检票设备完好率不低于98%。", "8", "每低1个百分点扣2分，低于95%的不得分。"),
                    ("导向标识清晰、完整、无过期信息。", "6", "发现一处不符合要求扣0.5分，最多扣3分。"),
                    ("无障碍电梯运行时间与运营时间一致。", "4", "无故停运的，每台次扣1分。"),
                ),
                second(
                    "2.2服务质量",
                    "调阅录像，核对投诉台账",
                    ("乘客有责投诉率每百万人次不超过1.5件。", "10", "每超过0.1件扣1分，扣完为止。"),
                    (
                        "站务人员仪容仪表、服务用语规范。",
                        "8",
                        "优秀得7-8分，良好得5-6分，一般得3-4分，差得0-2分。",
                    ),
                ),
            ),
        ),
        Item(
            {"first": "3.消防安全"},
            "25",
            (
                second(
                    "3.1消防设施",
                    "现场测试",
                    ("消火栓、灭火器、防火卷帘完好有效。", "10", "失效一处扣1分；失效5处以上的，不得分。"),
                    ("消防控制室双人值守、持证上岗。", "5", "一人值守扣2分，无证上岗扣5分。"),
                ),
                second(
                    "3.2疏散通道",
                    "现场查看",
                    (
                        "疏散通道、安全出口畅通。",
                        "10",
                        "占用、堵塞、封闭的，不得分；指示灯不亮的，每个扣0.5分。",
                    ),
                ),
            ),
        ),
        Item(
            {"first": "4.保洁与节能"},
            "15",
            (
                second(
                    "4.1保洁",
                    "现场查看",
                    (
                        "站厅、站台、出入口干净整洁。",
                        "9",
                        "发现一处积水、积尘扣0.2分；卫生间有异味的，扣1分。",
                    ),
                ),
                second(
                    "4.2节能",
                    "核对电量报表",
                    (
                        "单位客流能耗比上年下降3%以上。",
                        "6",
                        "达到目标得6分；下降1%以上不足3%的得3分；其余不得分。",
                    ),
                ),
            ),
        ),
    ),
    subtotal="小计",
    total="总分",
    note="注：总分90分以上为达标车站，80分以上不足90分为基本达标车站；发生责任踩踏事件的，取消本年度参评资格。",
    over=(("考评结果", "score", "reason"),),
    short=("first", "second", "points", "method"),
)

NOTICE = Notice(
    file="澜江轨道交通车站运营考评表.xlsx",
    head="附件3",
    number="",
    title=("澜江轨道交通集团有限公司2025年车站运营管理考评表",),
    recipients="",
    body=("车站名称：                         考评日期：    年   月   日",),
    signed="考评组长：                         车站负责人：",
    date="",
    public="",
    rubrics=(STATIONS,),
    copies="",
)

SLIPS: tuple[Slip, ...] = ()
