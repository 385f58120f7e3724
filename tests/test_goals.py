"""Speeches, reports and preambles, and the goals that each gives as thresholds of the notice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.document import Document, Paragraph
from extractors.place import Anchor, Fragment
from normalizers.assemble import Assembled, Source, assemble
from pipeline.messages.findings import message

TITLE = "在2031年全市港务工作会议上的讲话"


def read(*paragraphs: str) -> Assembled:
    blocks = tuple(
        Paragraph(text, (Fragment(0, len(text), Anchor(path=f"paragraph {place}")),))
        for place, text in enumerate((TITLE, *paragraphs), 1)
    )
    assembled = assemble(Document("text/plain", blocks), Source("n.txt", "", "n"))
    assert assembled.claimed == assembled.characters
    return assembled


def goals(*paragraphs: str) -> list[str]:
    found = []
    for one in read(*paragraphs).records.thresholds:
        assert one.owner_id == "n"
        found.append(f"{one.metric} {one.low if one.low is not None else '…'} {one.unit}")
    return found


@pytest.mark.parametrize("opening", ["主要目标是：", "2031年的奋斗目标为：", "发展目标：", "预期目标如下："])
def test_a_paragraph_that_says_so_holds_goals_to_its_end(opening: str) -> None:
    text = f"我市{opening}全年吞吐量完成5400万吨、同比增长13.8%；服务满意度稳中有升。集装箱量完成24万标箱。"
    assert goals(text) == ["吞吐量 54000000 吨", "吞吐量增长 13.8 %", "集装箱量 240000 标箱"]


def test_growth_is_told_from_a_level_and_compared_with_the_year_before() -> None:
    (level, growth) = read("主要目标是：全年货运收入完成3.5亿元，同比增长8%。").records.thresholds
    assert (level.low, level.unit, level.relative_to) == (Decimal(350_000_000), "元", "")
    assert (growth.low, growth.unit, growth.relative_to) == (Decimal(8), "%", "上年")


def test_a_section_of_plans_holds_goals_and_a_review_none() -> None:
    assert goals(
        "一、2030年工作回顾",
        "吞吐量累计完成5000万吨，同比增长9%，新建泊位3个。",
        "（一）圆满完成目标任务",
        "通航率达到97%以上。",
        "二、2031年工作安排",
        "（一）抓好建设",
        "新建泊位5个，通航率达到98%以上。",
    ) == ["泊位 5 个", "通航率 98 %"]


@pytest.mark.parametrize(
    "heading", ["2030年工作回顾", "一、上半年工作情况", "（一）主要成效", "二、存在的问题"]
)
def test_headings_of_a_review(heading: str) -> None:
    assert goals(heading, "新建泊位3个，通航率达到97%以上。") == []


@pytest.mark.parametrize(
    "heading", ["2031年工作", "二、下一步打算", "三、总体思路和主要目标", "第二部分 今年重点任务"]
)
def test_headings_of_a_plan(heading: str) -> None:
    assert goals(heading, "新建泊位3个，通航率达到97%以上。") == ["泊位 3 个", "通航率 97 %"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("去年通航率达到97%，今年力争达到98%以上。", ["通航率 98 %"]),
        ("2030年新建泊位3个，确保今年新建泊位5个。", ["泊位 5 个"]),
        ("截至目前，新建泊位3个。", []),
        ("力争新建泊位5个。该港已有锚地，通航率达到97%。", ["泊位 5 个"]),
        ("通航率达到97%，新建泊位3个。", []),
        ("按照三年行动计划，模拟演练合格率达到97%。", []),
    ],
)
def test_without_headings_only_words_of_purpose_make_goals(text: str, found: list[str]) -> None:
    assert goals(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "在2030年新建泊位3个的基础上，再接再厉。",
        "截至去年底，已新建泊位3个。",
        "实施“5+4”工程，召开3月15日会议，落实国办1号文件。",
        "使用1000万元的专项资金。",
    ],
)
def test_figures_in_a_plan_that_are_no_goals(text: str) -> None:
    assert goals("二、2031年工作安排", text) == []


def test_a_masked_figure_is_reported_and_not_read() -> None:
    assembled = read(
        "二、2031年工作安排", "吞吐量完成×万吨，增长×%，新建泊位2个。", "一、2030年工作回顾", "完成×万吨。"
    )
    assert [one.metric for one in assembled.records.thresholds] == ["泊位"]
    (masked,) = [found for found in assembled.findings if found.code == "figure-masked"]
    assert "吞吐量完成×万吨；增长×%" in message(masked, "zh")


def test_goals_can_be_found_again_in_the_body() -> None:
    records = read("同志们：", "主要目标是：吞 吐 量完成5400 万吨。", "力争新建泊位5个。").records
    assert len(records.thresholds) == 2
    for one in records.thresholds:
        assert records.notice.body[one.start : one.end] == one.text
        assert any(row.owner_id == one.threshold_id for row in records.evidence)
    assert records.notice.kind == "narrative"


def test_a_text_without_goals_has_none() -> None:
    assembled = read("同志们：", "要抓好培训，落实3项制度。")
    assert not assembled.records.thresholds
    assert "nothing-scored" in {found.code for found in assembled.findings}


def test_a_figure_of_a_plan_that_is_not_read_is_reported() -> None:
    assembled = read(
        "一、2030年工作回顾", "新增灯桩30余座。", "二、2031年工作安排", "新增灯桩40余座，新建泊位2个。"
    )
    assert [one.metric for one in assembled.records.thresholds] == ["泊位"]
    (unread,) = [found for found in assembled.findings if found.code == "target-unread"]
    assert "新增灯桩40余座" in message(unread, "zh")
