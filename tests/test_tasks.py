"""Task lists as they are printed, and the tasks, leads and findings that each gives.

A task is a line `annex | section | label | text | leads + joint`; every character of a notice is accounted for.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Document, Paragraph
from extractors.place import Anchor, Fragment
from normalizers.assemble import Source, assemble
from normalizers.records import Records
from pipeline.ingest.run import Result, ingest

HEAD = """
青屿港务局关于印发2031年工作要点的通知

各科室：
现将《青屿港务局2031年工作要点》印发给你们，请认真落实。

青屿港务局
2031年3月1日

青屿港务局2031年工作要点
"""
ANNEX = "青屿港务局2031年工作要点"


def read(folder: Path, lines: str, head: str = HEAD) -> Result:
    path = folder / "n.txt"
    path.write_text(head + lines, encoding="utf-8")
    result = ingest(path)
    assert result.claimed == result.characters
    return result


def of(*paragraphs: str) -> Records:
    """The records of paragraphs as a reader gives them: lines of one paragraph apart by a line break."""
    blocks = tuple(
        Paragraph(text, (Fragment(0, len(text), Anchor(path=f"paragraph {place}")),))
        for place, text in enumerate(paragraphs, 1)
    )
    assembled = assemble(Document("text/plain", blocks), Source("n.txt", "", "n"))
    assert assembled.claimed == assembled.characters
    return assembled.records


def shown(records: Records) -> list[str]:
    lines = []
    for task in records.tasks:
        parties = [party for party in records.parties if party.owner_id == task.task_id]
        leads = "、".join(party.name for party in parties if party.role == "lead")
        joint = "、".join(party.name for party in parties if party.role == "joint")
        named = f"{leads} + {joint}" if joint else leads
        lines.append(f"{task.annex} | {task.section} | {task.label} | {task.text} | {named}")
    return lines


def codes(result: Result) -> dict[str, list[str]]:
    """The findings by code, each with the part of its owner's id behind the notice's."""
    found: dict[str, list[str]] = {}
    for row in result.records.findings:
        found.setdefault(row.code, []).append(row.owner_id.removeprefix(result.records.notice.notice_id))
    return found


def test_annex_section_label_text_and_lead(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
全局上下要稳中求进。
一、抓好航道
1. 疏浚主航道。（航道科牵头）
2. 更新航标。（航道科、安全科牵头，办公室配合）
二、抓好服务
3. 优化窗口。（办公室牵头）
""",
    )
    assert result.records.notice.kind == "tasks"
    assert shown(result.records) == [
        f"{ANNEX} | 一、抓好航道 | 1. | 疏浚主航道。 | 航道科",
        f"{ANNEX} | 一、抓好航道 | 2. | 更新航标。 | 航道科、安全科 + 办公室",
        f"{ANNEX} | 二、抓好服务 | 3. | 优化窗口。 | 办公室",
    ]
    assert [task.seq for task in result.records.tasks] == [1, 2, 3]
    assert [task.task_id.rpartition("/")[2] for task in result.records.tasks] == ["t1", "t2", "t3"]
    assert result.records.notice.body.endswith("全局上下要稳中求进。")
    assert not {"number-gap", "number-repeated", "party-missing", "no-rubric"} & set(codes(result))


@pytest.mark.parametrize(
    ("printed", "named"),
    [
        ("（办公室牵头）", "办公室"),
        ("(办公室牵头)", "办公室"),
        ("（由办公室牵头）", "办公室"),
        ("（办公室）", "办公室"),
        ("（航道科、办公室）", "航道科、办公室"),
        ("（航道科负责，办公室协助）", "航道科 + 办公室"),
        ("（责任单位：航道科；配合单位：办公室、财务科）", "航道科 + 办公室、财务科"),
        ("（牵头科室：航道科，配合科室：办公室）", "航道科 + 办公室"),
        ("（各科室按职责分工负责）", "各科室"),
        ("【航道科】", "航道科"),
        ("牵头单位：航道科；配合单位：办公室", "航道科 + 办公室"),
        ("（航道科牵头）。", "航道科"),
    ],
)
def test_who_leads_and_who_helps(printed: str, named: str) -> None:
    records = of(f"1.疏浚主航道。{printed}", "2.更新航标。（安全科牵头）")
    assert shown(records)[0].endswith(f"| {named}")
    assert records.tasks[0].text.rstrip("。") == "疏浚主航道"


@pytest.mark.parametrize("printed", ["（含支航道）", "（2031年底前完成）", "（见附表）", "（试行）"])
def test_brackets_that_name_nobody_stay_in_the_text(printed: str) -> None:
    records = of(f"1.疏浚主航道{printed}（航道科牵头）", "2.更新航标。（安全科牵头）")
    assert [task.text for task in records.tasks] == [f"疏浚主航道{printed}", "更新航标。"]


@pytest.mark.parametrize(
    ("said", "due"),
    [("6月底前完成", "6月底前完成"), ("完成时限：第三季度", "第三季度"), ("长期坚持", "长期坚持")],
)
def test_a_time_beside_the_lead_is_by_when_it_is_done_and_no_party(
    tmp_path: Path, said: str, due: str
) -> None:
    result = read(tmp_path, f"1.疏浚主航道。（航道科牵头，{said}）\n2.更新航标。（安全科牵头）\n")
    assert [party.name for party in result.records.parties] == ["航道科", "安全科"]
    assert [task.due for task in result.records.tasks] == [due, ""]


def test_other_words_beside_the_lead_are_reported(tmp_path: Path) -> None:
    result = read(tmp_path, "1.疏浚主航道。（航道科牵头，加快推进）\n2.更新航标。（安全科牵头）\n")
    assert codes(result)["lead-other"] == ["/t1"]


def test_a_comma_that_nothing_follows_is_reported(tmp_path: Path) -> None:
    result = read(tmp_path, "1.疏浚主航道。（航道科牵头，）\n2.更新航标。（安全科牵头）\n")
    assert codes(result)["lead-cut"] == ["/t1"]


def test_a_task_over_several_paragraphs_ends_with_its_lead() -> None:
    records = of(
        "（一）疏浚航道",
        "全年疏浚3公里。",
        "做好公示。（航道科牵头）",
        "（二）更新航标。（安全科牵头）",
        "各科室要抓紧。",
    )
    assert shown(records) == [
        " |  | （一） | 疏浚航道\n全年疏浚3公里。\n做好公示。 | 航道科",
        " |  | （二） | 更新航标。 | 安全科",
    ]
    assert records.notice.body == "各科室要抓紧。"


def test_leads_on_lines_of_their_own() -> None:
    records = of(
        "一、抓好航道",
        "1.疏浚主航道。",
        "牵头科室：航道科",
        "配合科室：办公室",
        "2.更新航标；",
        "（安全科牵头）",
        "二、抓好服务",
        "3.优化窗口。",
        "牵头科室：办公室；牵头领导：杨某某",
    )
    assert shown(records) == [
        " | 一、抓好航道 | 1. | 疏浚主航道。 | 航道科 + 办公室",
        " | 一、抓好航道 | 2. | 更新航标； | 安全科",
        " | 二、抓好服务 | 3. | 优化窗口。 | 办公室、杨某某",
    ]


def test_a_paragraph_that_a_page_end_cuts_goes_on_without_a_break() -> None:
    records = of(
        "1.会同沿线各码头公司排查主航道两侧的碍航物，力争年内清理碍航物不少于",
        "30处，并且公示。（航道科牵头）",
        "2.更新航标。（安全科牵头）",
    )
    assert records.tasks[0].text.endswith("清理碍航物不少于30处，并且公示。")
    assert [(one.low, one.unit) for one in records.thresholds] == [(30, "处")]


def test_a_number_begins_a_task_even_where_the_one_before_is_cut(tmp_path: Path) -> None:
    # with two readings left the printed number holds, and the doubt is reported
    lines = "1.会同沿线各码头公司排查主航道两侧的碍航物，重点清理\n7、南锚地。（航道科牵头）\n2.更新航标。（安全科牵头）\n"
    result = read(tmp_path, lines)
    assert [task.seq for task in result.records.tasks] == [1, 7, 2]
    assert codes(result)["party-missing"] == ["/t1"]
    assert "/t2" in codes(result)["number-gap"]


def test_tasks_that_the_layout_ran_together_are_told_apart() -> None:
    records = of("1.疏浚主航道。（航道科牵头）2.更新航标（含灯船）。（安全科牵头）3.优化窗口。（办公室牵头）")
    assert [(task.label, task.text) for task in records.tasks] == [
        ("1.", "疏浚主航道。"),
        ("2.", "更新航标（含灯船）。"),
        ("3.", "优化窗口。"),
    ]


def test_several_paragraphs_below_a_heading_are_tasks_without_number() -> None:
    records = of("一、抓好航道", "疏浚主航道。（航道科牵头）", "更新航标。（安全科牵头）")
    assert shown(records) == [
        " | 一、抓好航道 |  | 疏浚主航道。 | 航道科",
        " | 一、抓好航道 |  | 更新航标。 | 安全科",
    ]


def test_headings_below_headings_make_up_the_section() -> None:
    records = of(
        "一、抓好航道", "（一）主航道", "1.疏浚。（航道科牵头）", "（二）支航道", "2.设标。（安全科牵头）"
    )
    assert [task.section for task in records.tasks] == [
        "一、抓好航道 / （一）主航道",
        "一、抓好航道 / （二）支航道",
    ]


def test_a_numbered_paragraph_beside_tasks_is_one_without_lead(tmp_path: Path) -> None:
    result = read(tmp_path, "1.疏浚主航道。（航道科牵头）\n2.更新航标。\n3.优化窗口。（办公室牵头）\n")
    assert [task.text for task in result.records.tasks] == ["疏浚主航道。", "更新航标。", "优化窗口。"]
    assert codes(result)["party-missing"] == ["/t2"]


def test_demands_below_another_heading_are_no_tasks() -> None:
    records = of(
        "一、重点任务",
        "（一）疏浚主航道。（航道科牵头）",
        "（二）更新航标。（安全科牵头）",
        "二、工作要求",
        "（一）加强领导。各科室要抓紧。",
        "（二）严格考核。",
    )
    assert len(records.tasks) == 2
    assert "（二）严格考核。" in records.notice.body


def test_two_annexes_each_count_from_one(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
一、抓好航道
1. 疏浚主航道。（航道科牵头）
2. 更新航标。（安全科牵头）
青屿港务局2031年
便民实事分工安排
一、抓好服务
1. 优化窗口。（办公室牵头）
3. 延长受理时间。（办公室牵头）
""",
    )
    assert list(dict.fromkeys(task.annex for task in result.records.tasks)) == [
        ANNEX,
        "青屿港务局2031年便民实事分工安排",
    ]
    found = codes(result)
    assert found["number-gap"] == ["/t4"]
    assert found["numbers-restart"] == [""]
    assert "number-repeated" not in found


def test_a_repeated_number_is_reported(tmp_path: Path) -> None:
    result = read(
        tmp_path, "1.疏浚主航道。（航道科牵头）\n2.更新航标。（安全科牵头）\n2.优化窗口。（办公室牵头）\n"
    )
    assert codes(result)["number-repeated"] == ["/t3"]


def test_a_count_that_the_list_does_not_hold_is_reported(tmp_path: Path) -> None:
    lines = "具体抓好以下{}个方面、{}项工作：\n一、航道\n1.疏浚。（航道科牵头）\n二、服务\n2.优化窗口。（办公室牵头）\n"
    assert "count-differs" not in codes(read(tmp_path, lines.format(2, 2)))
    assert codes(read(tmp_path, lines.format("三", 2)))["count-differs"] == [""]
    assert codes(read(tmp_path, lines.format(2, 20)))["count-differs"] == [""]


def test_a_line_above_a_list_without_heading_is_its_section() -> None:
    records = of("着力抓好2项工作：", "1.疏浚主航道。（航道科牵头）", "2.更新航标。（安全科牵头）")
    assert {task.section for task in records.tasks} == {"着力抓好2项工作"}


def test_targets_belong_to_their_task() -> None:
    records = of(
        "1.疏浚航道。力争年底通航率达到98%以上，新建锚地2处。（航道科牵头）",
        "2.实施“3+2”工程，办好5件实事。（办公室牵头）",
    )
    assert [
        (one.owner_id, one.metric, one.low, one.high, one.unit, one.modality) for one in records.thresholds
    ] == [
        ("n/t1", "通航率", 98, None, "%", "力争"),
        ("n/t1", "锚地", 2, 2, "处", ""),
    ]
    for one in records.thresholds:
        assert records.tasks[0].text[one.start : one.end] == one.text


def test_spans_of_targets_hold_below_a_line_break() -> None:
    records = of("（一）疏浚航道", "新建锚地 2处。（航道科牵头）", "（二）更新航标。（安全科牵头）")
    (one,) = records.thresholds
    assert records.tasks[0].text[one.start : one.end] == one.text == "新建锚地2处"


def test_one_thing_with_two_figures_is_reported(tmp_path: Path) -> None:
    lines = "1.抓好航道，通航保证率达到{}%，航标正常率达到99%。（航道科牵头）\n2.做好应急，通航保证率达到96%。（安全科牵头）\n"
    assert codes(read(tmp_path, lines.format(95)))["target-differs"] == ["/t2"]
    assert "target-differs" not in codes(read(tmp_path, lines.format(96)))


def test_tasks_that_stand_twice_are_reported_with_their_leads(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
1.联合沿线码头公司开展碍航物清理行动。（航道科牵头）
2.更新航标。（安全科牵头）
3.联合沿线码头公司开展碍航物清理行动。（航道科牵头）
4.联合沿线码头公司开展碍航物清理专项行动。（安全科牵头）
""",
    )
    found = codes(result)
    assert found["task-repeated"] == ["/t3"]
    assert found["task-similar"] == ["/t4"]
    assert found["lead-differs"] == ["/t4"]


def test_leads_that_name_nobody_or_are_short_are_reported(tmp_path: Path) -> None:
    head = HEAD.replace("各科室：", "市船东协会，机关各科室：")
    result = read(tmp_path, "1.疏浚主航道。（各有关科室牵头）\n2.更新航标。（协会牵头）\n", head)
    assert codes(result)["lead-vague"] == ["/t1"]
    assert codes(result)["party-short"] == ["/t2"]


def test_leads_in_another_order_are_reported(tmp_path: Path) -> None:
    result = read(tmp_path, "1.疏浚主航道。（航道科、安全科牵头）\n2.更新航标。（安全科、航道科牵头）\n")
    assert codes(result)["lead-order"] == ["/t2"]


def test_a_title_that_the_notice_words_otherwise_is_reported(tmp_path: Path) -> None:
    lines = "1.疏浚主航道。（航道科牵头）\n2.更新航标。（安全科牵头）\n"
    assert "title-wording" not in codes(read(tmp_path, lines))
    head = HEAD.replace("《青屿港务局2031年工作要点》", "《青屿港务局2031年度工作要点》")
    assert codes(read(tmp_path, lines, head))["title-wording"] == ["/t1"]


def test_a_task_list_gives_no_points(tmp_path: Path) -> None:
    result = read(tmp_path, "1.疏浚主航道3公里。（航道科牵头）\n2.完成考核，得分不低于90分。（办公室牵头）\n")
    assert codes(result)["no-scores"] == [""]
    tables = dict(result.records.tables())
    assert not any(tables[name] for name in ("rubrics", "criteria", "bands", "clauses"))


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["一、加强领导。各科室要抓紧。", "二、严格考核。", "三、及时报送（联系科室：办公室）。"],
        ["1.抓好航道", "一是疏浚主航道。", "二是更新航标。"],
        ["各科室要抓紧（办公室督办）。"],
    ],
)
def test_numbered_paragraphs_without_leads_are_no_tasks(paragraphs: list[str]) -> None:
    assert not of(*paragraphs).tasks


PARTS = st.sampled_from(
    [
        "1.",
        "2.",
        "17、",
        "一、",
        "（二）",
        "①",
        "抓好航道",
        "。",
        "（航道科牵头）",
        "（办公室）",
        "：",
        "牵头单位：办公室",
        "\n",
        "2031年工作要点",
        "达到95%以上",
        " ",
    ]
)


@given(st.lists(st.lists(PARTS, min_size=1, max_size=8).map("".join), min_size=1, max_size=12))
def test_whatever_the_paragraphs_no_character_is_lost(paragraphs: list[str]) -> None:
    blocks = tuple(
        Paragraph(text, (Fragment(0, len(text), Anchor(path=f"paragraph {place}")),))
        for place, text in enumerate(paragraphs, 1)
    )
    assembled = assemble(Document("text/plain", blocks), Source("n.txt", "", "n"))
    lost = assembled.characters - assembled.claimed
    assert (lost > 0) == ("unclaimed-text" in {found.code for found in assembled.findings})
    ids = [task.task_id for task in assembled.records.tasks]
    assert len(set(ids)) == len(ids)
    for one in assembled.records.thresholds:
        owner = next((task.text for task in assembled.records.tasks if task.task_id == one.owner_id), None)
        text = assembled.records.notice.body if owner is None else owner
        assert text[one.start : one.end] == one.text


def test_a_figure_that_may_be_a_target_is_read_or_reported(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        """
1. 全年接待研学团队30万人次，扩容航标数据200TB。（航道科牵头）
2. 拓印旧航图3.5万幅轴，新增锚位40余个，力争满意度进入前10名。（航道科牵头）
3. 落实“5+4”工程，办好7件实事，推进2个专项治理。（安全科牵头）
""",
    )
    found = [(one.low, one.unit) for one in result.records.thresholds]
    assert found == [(Decimal(300_000), "人次"), (Decimal(200), "TB")]
    unread = [row for row in result.records.findings if row.code == "target-unread"]
    assert [row.evidence for row in unread] == [
        "拓印旧航图3.5万幅轴",
        "新增锚位40余个",
        "力争满意度进入前10名",
    ]
    assert {row.owner_id.rpartition("/")[2] for row in unread} == {"t2"}
