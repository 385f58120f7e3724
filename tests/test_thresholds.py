"""Figures to be reached, row by row, as `cases/thresholds.toml` writes them down; and what holds for any text."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.text.views import clean
from normalizers.thresholds.quantities import ThresholdText
from normalizers.thresholds.targets import thresholds, unread
from tests.test_grammars import Case, cases

WORDS = [
    "覆盖率",
    "达到",
    "95%",
    "以上",
    "、",
    "，",
    "。",
    "建成",
    "3家",
    "10万",
    "个",
    "（含）",
    "“",
    "”",
    "《",
    "同比增长",
    "不超过",
    "的",
    "-",
    "\n",
    " ",
    "2031年",
]


def shown(found: ThresholdText) -> str:
    low = " " if found.low is None else f"{found.low:f}"
    high = " " if found.high is None else f"{found.high:f}"
    opening, closing = "[" if found.low_closed else "(", "]" if found.high_closed else ")"
    # an end that is open to infinity has no side to close
    ends = f"{opening}{low}, {'' if found.high is None else high}{closing}"
    relative = f" > {found.relative_to}" if found.relative_to else ""
    modality = f" ! {found.modality}" if found.modality else ""
    return f"{found.metric} {ends} {found.unit}{relative}{modality}"


@cases("thresholds")
def test_thresholds(case: Case) -> None:
    text = clean(case["text"])
    found = thresholds(text)
    assert [shown(one) for one in found] == case["found"]
    assert [text.value[start:end] for start, end in unread(text, found)] == case.get("unread", [])


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("达到95%", "at_least"),
        ("超过3家", "at_least"),
        ("控制在2%以内", "at_most"),
        ("引进3-5名", "between"),
        ("建成3家", "unstated"),
    ],
)
def test_the_direction_is_told(text: str, direction: str) -> None:
    assert [found.direction for found in thresholds(clean(text))] == [direction]


def test_the_span_is_the_statement() -> None:
    text = clean("抓好培训，全年培训 船员\n超200人次，建成3家驿站。")
    assert [text.value[found.start : found.end] for found in thresholds(text)] == [
        "全年培训船员超200人次",
        "建成3家驿站",
    ]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_spans_are_in_order_and_hold_their_figures(raw: str) -> None:
    text = clean(raw)
    found = thresholds(text)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert any(char.isdigit() for char in text.value[one.start : one.end])
        assert one.low is not None or one.high is not None
    assert [one.end for one in found] == sorted(one.end for one in found)


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(raw: str) -> None:
    text = clean(raw)
    unread(text, thresholds(text))


@pytest.mark.parametrize("part", ["5家", "达到5%", "（5%", "a5b", "《5家", "5-", "比上年"])
def test_a_text_without_punctuation_takes_no_long_time(part: str) -> None:
    text = clean(part * 8000)
    begin = perf_counter()
    unread(text, thresholds(text))
    assert perf_counter() - begin < 5
