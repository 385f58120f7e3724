"""Tables of tasks: which tables are some, and the task, leads and time of each row."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest.run import Result, ingest
from tests.docmaker import page
from tests.test_layout import row

PLAIN = row("序号", "重点任务", "责任单位", "完成时限")


def read(tmp_path: Path, table: str, above: str = "<p>松江县2031年重点任务分解表</p>") -> Result:
    path = tmp_path / "n.html"
    path.write_bytes(page(f"{above}<table>{table}</table>"))
    result = ingest(path)
    assert result.claimed == result.characters
    return result


def shown(result: Result) -> list[str]:
    """Each task as `section | label | text | leads + joint | due`, lines of its text apart by a slash."""
    lines = []
    for task in result.records.tasks:
        own = [party for party in result.records.parties if party.owner_id == task.task_id]
        leads, joint = (
            "、".join(party.name for party in own if party.role == role) for role in ("lead", "joint")
        )
        text = task.text.replace("\n", " / ")
        named = f"{leads} + {joint}" if joint else leads
        lines.append(f"{task.section} | {task.label} | {text} | {named} | {task.due}")
    return lines


def test_a_row_is_a_task_with_its_lead_and_time(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        PLAIN
        + row("1", "改造泵站12座", "工程科", "6月底前")
        + row("2", "清淤渠道", "灌区科牵头，办公室配合", "全年")
        + row("", "注：时限以批复为准。", "", ""),
    )
    assert result.records.notice.kind == "tasks"
    assert result.records.notice.title == "松江县2031年重点任务分解表"
    assert result.records.notice.body == "注：时限以批复为准。"
    assert shown(result) == [
        " | 1 | 改造泵站12座 | 工程科 | 6月底前",
        " | 2 | 清淤渠道 | 灌区科 + 办公室 | 全年",
    ]
    assert [one.text for one in result.records.thresholds] == ["改造泵站12座"]


def test_merged_names_and_rows_of_headings_are_sections(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        row("类别", "任务", "工作举措", "牵头单位", "配合单位", "责任人", "时间节点", "资金来源")
        + row(("一、工程", "colspan=8"))
        + row(
            ("泵站", "rowspan=2"),
            "改造泵站",
            "更换机组。",
            ("工程科", "rowspan=2"),
            "财务科",
            "王某",
            "6月",
            "自筹",
        )
        + row("检修闸门", "更换止水。", "—", "李某", "9月", "")
        + row(("二、管护", "colspan=8"))
        + row("渠道", "清淤", "分段清淤。", "灌区科", "", "张某", "全年", ""),
    )
    assert shown(result) == [
        "一、工程 / 泵站 |  | 改造泵站 / 更换机组。 / 自筹 | 工程科、王某 + 财务科 | 6月",
        "一、工程 / 泵站 |  | 检修闸门 / 更换止水。 | 工程科、李某 | 9月",
        "二、管护 / 渠道 |  | 清淤 / 分段清淤。 | 灌区科、张某 | 全年",
    ]
    inherited = [party.name for party in result.records.parties if party.inherited]
    assert inherited == ["工程科"]


def test_a_task_merged_over_rows_has_the_leads_and_times_of_all(tmp_path: Path) -> None:
    rows = row(("1", "rowspan=2"), ("1.改造泵站", "rowspan=2"), "工程科", "6月底") + row("财务科", "9月底")
    assert shown(read(tmp_path, PLAIN + rows)) == [" | 1 | 1.改造泵站 | 工程科、财务科 | 6月底；9月底"]


def test_a_list_behind_a_letter_is_named_by_the_line_above_it(tmp_path: Path) -> None:
    letter = "<p>松江县水务局关于印发任务清单的通知</p><p>各科室：</p><p>现予印发。</p><p>松江县水务局</p><p>2031年1月5日</p><p>附件</p><p>2031年任务清单</p>"
    result = read(tmp_path, PLAIN + row("1", "改造泵站", "工程科", "6月"), letter)
    assert [task.annex for task in result.records.tasks] == ["2031年任务清单"]
    assert result.records.notice.title == "松江县水务局关于印发任务清单的通知"


@pytest.mark.parametrize(
    "table",
    [
        # what it asks for may score elsewhere
        row("考核指标", "考核要点", "责任部门") + row("泵站", "运行正常", "工程科"),
        row("任务", "责任单位", "时限", "得分") + row("泵站", "工程科", "6月", ""),
        row("任务", "责任单位", "时限") + row("泵站", "工程科", "逾期一次扣2分"),
        # who, when and where, and nothing to do
        row("姓名", "责任单位", "联系电话") + row("王某", "工程科", "1234"),
        row("时间", "地点", "承办单位") + row("3月", "会议室", "办公室"),
    ],
)
def test_other_tables_list_no_tasks(tmp_path: Path, table: str) -> None:
    path = tmp_path / "n.html"
    path.write_bytes(page(f"<p>松江县2031年任务分解表</p><table>{table}</table>"))
    assert not ingest(path).records.tasks


def test_tasks_stand_beside_a_rubric(tmp_path: Path) -> None:
    rubric = row("考核项目", "分值", "评分标准") + row("巡查", "10", "漏检一次扣1分")
    path = tmp_path / "n.html"
    tasks = f"<p>任务清单</p><table>{PLAIN}{row('1', '改造泵站', '工程科', '6月')}</table>"
    path.write_bytes(page(f"<p>泵站考核评分表</p><table>{rubric}</table>{tasks}"))
    records = ingest(path).records
    assert records.notice.kind == "rubric"
    assert [(task.text, task.due) for task in records.tasks] == [("改造泵站", "6月")]
