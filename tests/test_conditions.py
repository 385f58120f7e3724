"""Figures and counts in what a rubric asks for, row by row (`cases/conditions.toml`, `cases/requirements.toml`)."""

from __future__ import annotations

from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from normalizers.text.views import clean
from normalizers.thresholds.conditions import conditions
from normalizers.thresholds.quantities import range_in_words
from normalizers.thresholds.requirements import RequirementText, requirements
from tests.test_grammars import Case, cases
from tests.test_thresholds import shown

FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
PARTS = ["合格率", "95%", "以上", "不足", "（含）", "第", "前", "3", "名", "三年", "以下", "不低于", "上年", "、", "，", "且", "每", "的", "-", "≤", "“", "）", "完成", "2项", "其中", "其余", "全部", "未", "任务", "5"]  # fmt: skip
# the first call builds the patterns
relaxed = settings(deadline=None)
LIMIT = st.integers(1, 9_999_999).map(lambda value: Decimal(value) / 100)
CASES = [
    "合格率80%以上不足90%",
    "排名第2至5名",
    "培训不少于12次",
    "合格率95%（含）以上，差错率超过1%但不超过2%",
]

COUNTS = ["完成第1项且完成第2项中的4个以上任务", "1至3项全部完成", "完成其中12项以上"]


@cases("conditions")
def test_conditions(case: Case) -> None:
    found = conditions(clean(case["text"]), case.get("bare", "none"))
    assert [shown(one) for one in found] == case["found"]


def told(one: RequirementText) -> str:
    low, high = ("…" if end is None else end for end in (one.low, one.high))
    words = f"{one.relation} {low}-{high} of {','.join(str(point + 1) for point in one.points)}"
    marks = {"parts": one.parts, "only": one.only, "undone": one.undone}
    words += "".join(f" {mark}" for mark, said in marks.items() if said)
    return words + (f" way {one.alternative}" if one.alternative > 1 else "")


@cases("requirements")
def test_requirements(case: Case) -> None:
    text = clean(case["text"])
    reading = requirements(text, list(range(1, case["points"] + 1)) or [None])
    assert [told(one) for one in reading.found] == case["found"]
    assert [text.value[start:end] for start, end in reading.unknown] == case.get("unknown", [])


def test_without_key_points_nothing_is_counted() -> None:
    assert requirements(clean("完成第1项"), []).found == ()


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("合格率90%以上", "at_least"),
        ("差错率3%以下", "at_most"),
        ("逾期1至3件", "between"),
        ("排名第1名", "equal"),
        ("回复率100%", "unstated"),
    ],
)
def test_the_direction_is_told(text: str, direction: str) -> None:
    assert [one.direction for one in conditions(clean(text))] == [direction]


def test_the_span_is_the_statement() -> None:
    text = clean("管护到位，且 合格率\n80%以上不足 90%；演练 2 次以上（含）。")
    found = [text.value[one.start : one.end] for one in conditions(text)]
    assert found == ["合格率80%以上不足90%", "演练2次以上（含）"]


def test_what_is_taken_says_something_else() -> None:
    text = clean("合格率90%以上，差错率3%以下")
    assert [one.metric for one in conditions(text, taken=[(0, 8)])] == ["差错率"]


@relaxed
@given(LIMIT, LIMIT, st.booleans(), st.booleans(), st.sampled_from(["%", "元", "次", "小时", "家"]), st.booleans(), st.booleans())  # fmt: skip
def test_a_range_survives_being_written_and_read(
    first: Decimal, last: Decimal, low_closed: bool, high_closed: bool, unit: str, below: bool, above: bool
) -> None:
    low, high = (first, last) if first < last else (last, first + last)
    if below and not above:
        low, low_closed = None, False
    elif above and not below:
        high, high_closed = None, False
    printed = range_in_words(low, low_closed, high, high_closed, unit)
    (found,) = conditions(clean(f"甲指标{printed}"))
    assert (found.low, found.high, found.unit, found.metric) == (low, high, unit, "甲指标")
    assert found.low is None or found.low_closed == low_closed
    assert found.high is None or found.high_closed == high_closed


@relaxed
@given(st.sampled_from(CASES), st.data())
def test_wide_figures_and_line_breaks_change_nothing(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(text) - 1))
    broken = f"{text[:place]}\n{text[place:]}".translate(FULL_WIDTH)
    assert [shown(one) for one in conditions(clean(broken))] == [
        shown(one) for one in conditions(clean(text))
    ]


@relaxed
@given(st.sampled_from(COUNTS), st.data())
def test_a_count_survives_line_breaks(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(text) - 1))
    broken = f"{text[:place]}\n{text[place:]}".translate(FULL_WIDTH)
    numbers = list(range(1, 16))
    assert [told(one) for one in requirements(clean(broken), numbers).found] == [
        told(one) for one in requirements(clean(text), numbers).found
    ]


@relaxed
@given(st.lists(st.sampled_from(PARTS), max_size=25).map("".join))
@example("95%≤不足3")
def test_spans_are_in_order_and_hold_what_they_state(raw: str) -> None:
    text = clean(raw)
    found = conditions(text, "counts")
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert one.relative_to or one.low is not None or one.high is not None
        assert one.low is None or one.high is None or one.low <= one.high
    assert [one.start for one in found] == sorted(one.start for one in found)
    for counted in requirements(text, [1, 2, 3, 4, 5]).found:
        assert 0 <= counted.start < counted.end <= len(text)
        assert set(counted.points) <= set(range(5))


@relaxed
@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(raw: str) -> None:
    text = clean(raw)
    conditions(text, "counts")
    requirements(text, [1, 2])


@pytest.mark.parametrize(
    "part",
    ["5家", "不低于5%", "（5%", "a5b", "80%≤甲", "第1、", "完成第1项", "“5", "每5", "排名5名", "1-", "上年"],
)
def test_a_text_without_punctuation_takes_no_long_time(part: str) -> None:
    text = clean(part * 4000)
    begin = perf_counter()
    conditions(text, "counts")
    requirements(text, [1, 2, 3])
    assert perf_counter() - begin < 5
