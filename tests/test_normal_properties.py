"""What holds for every text: nothing is lost, the layout changes nothing, and time grows with the length only."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.characters.ideographs import as_ideographs
from normalizers.bands.split import split_bands
from normalizers.cells.parties import parties, printed_name
from normalizers.language import read_clauses
from normalizers.notice.letter import recipients
from normalizers.tables.roles import role_of
from normalizers.text import views as text_module
from normalizers.text.intervals import Interval, interval
from normalizers.text.labels import items
from normalizers.text.numerals import han_number
from normalizers.text.views import Text, clean, is_visible, squeeze
from normalizers.vocabulary import words

# pieces that the grammars look for, so that they meet in every order, with stray characters between them
PIECES = [
    "好（14-18分）：", "较好", "差（0分）", "“好”", "优秀：90分以上", "（3分）", "（", "）", "，", "。", "；", "、", "：", "\n", " ",
    "1.", "2、", "（1）", "①", "一、", "第", "项", "2031年", "2.5%", "每次", "每发现1处", "一项", "扣1分", "加0.5分", "得5-8分", "得满分",
    "不得分", "扣完为止", "最高不超过2分", "分别加1分、3分", "酌情扣分", "一票否决", "加分项：", "注：", "【备注】", "水政科", "财务科", "会同",
    "牵头", "配合", "考核打分", "配合部门：", "和", "等部门", "台账齐全", "完成", "OA", "１８", "12", "”", "《", "》",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=2)), max_size=14).map("".join)


# the first call builds the patterns
relaxed = settings(deadline=None)


def visible(text: str) -> str:
    return "".join(text.split())


@relaxed
@given(st.text())
@example("\u200b灌\u00ad区\ufeff")
@example("利用 OA 系统\n处理 100\n周年 12\n34")
@example("达到95\n3. 抓好")
@example("\u2ec4区\uf900")
def test_clean_keeps_every_character_in_order_and_knows_where_it_stood(raw: str) -> None:
    text = clean(raw)
    raw = as_ideographs(raw)  # a radical, ⻄, is the character that it stands for
    assert len(text.value) == len(text.folded) == len(text.offsets) == len(text.gaps)
    assert list(text.offsets) == sorted(set(text.offsets))
    for char, offset in zip(text.value, text.offsets, strict=True):
        assert raw[offset] == char or (char == " " and not visible(raw[offset]))
    assert visible(text.value) == "".join(char for char in raw if is_visible(char))


@relaxed
@given(st.text(st.sampled_from("分１2 \n，OA（)①～\u3000\t\u200b") | st.characters(), max_size=20))
def test_a_plain_text_is_cleaned_in_one_go_as_it_is_letter_by_letter(raw: str) -> None:
    printable = "".join(char for char in raw if char.isprintable() or char == "\n")
    assert text_module._plain(printable) == text_module._thorough(printable)
    assert squeeze(raw) == "".join(clean(raw).folded.split())


@relaxed
@given(TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_a_cut_is_that_part_and_so_is_its_span(raw: str, start: int, end: int) -> None:
    text = clean(raw)
    part = text.cut(start, end)
    assert part.value == text.value[start:end].strip()
    first, last = part.span()
    assert "".join(filter(is_visible, raw[first:last])) == visible(part.value)


@relaxed
@given(TEXTS)
def test_lines_are_the_text(raw: str) -> None:
    text = clean(raw)
    assert visible("".join(line.value for line in text.lines())) == visible(text.value)


@relaxed
@given(TEXTS)
def test_a_list_is_its_labels_and_texts(raw: str) -> None:
    text = clean(raw)
    assert visible("".join(item.label + item.text.value for item in items(text))) == visible(text.value)


@relaxed
@given(TEXTS)
def test_bands_and_the_rest_are_the_cell(raw: str) -> None:
    text = clean(raw)
    split = split_bands(text)
    parts: list[Text] = [*split.rest, *(part for band in split.bands for part in (band.heading, band.text))]
    parts = sorted((part for part in parts if part), key=lambda part: part.offsets)
    assert visible("".join(part.value for part in parts)) == visible(text.value)


@relaxed
@given(TEXTS)
def test_departments_stand_apart_and_only_known_words_stand_between(raw: str) -> None:
    text = clean(raw)
    left, place = "", 0
    for party in sorted(parties(text), key=lambda party: party.start):
        assert place <= party.start < party.end
        assert party.name == printed_name(text.value[party.start : party.end])
        left += text.folded[place : party.start] + "|"
        place = party.end
    left += text.folded[place:]
    lists = [value for value in words("parties").values() if isinstance(value, list)]
    known = {char for name in lists for word in name for char in squeeze(word)} | set(
        "|,;。、:/&+()由和与及以 "
    )
    assert set(left) <= known


@relaxed
@given(TEXTS)
def test_clauses_stand_apart_and_print_their_figures(raw: str) -> None:
    text = clean(raw)
    reading = read_clauses(text)
    place = 0
    for clause in reading.clauses:
        assert place <= clause.start < clause.end <= len(text)
        place = clause.end
        printed = text.folded[clause.start : clause.end]
        for figure in (clause.points, clause.points_max):
            assert figure is None or str(figure) in printed
        assert clause.per.lstrip("/") in printed
    assert all(0 <= start < end <= len(text) for start, end in reading.unread)


@relaxed
@given(TEXTS)
@example("一项得5-8分")
def test_points_behind_a_verb_are_read_or_reported(raw: str) -> None:
    text = clean(raw + "。未报送扣7分。")
    reading = read_clauses(text)
    place = text.value.rindex("扣7分")
    spans = [(clause.start, clause.end) for clause in reading.clauses] + list(reading.unread)
    assert any(start <= place < end for start, end in spans)


SENTENCES = st.sampled_from(
    ["全部完成。", "台账齐全，记录规范。", "完成三项以上任务；按月巡查。", "测评得分在15分以上。"]
)
LADDERS = st.lists(SENTENCES, min_size=4, max_size=4).map(
    lambda texts: "".join(
        head + text
        for head, text in zip(
            ["好（14-18分）：", "较好（9-13分）：", "一般（5-8分）：", "差（0-4分）："], texts, strict=True
        )
    )
)
LISTS = st.lists(SENTENCES, min_size=1, max_size=5).map(
    lambda texts: "".join(f"{number}.{text}" for number, text in enumerate(texts, 1))
)
RULES = st.lists(
    st.sampled_from(
        [
            "每次扣0.5分，扣完为止。",
            "一项未建立扣1分；",
            "完成得5-8分，",
            "未完成不得分。",
            "每项加1分，最高加3分。",
            "发生事故的，一票否决。",
        ]
    ),
    min_size=1,
    max_size=5,
).map("".join)
NAMES = st.sampled_from(["水政科", "财务科会同人事教育科考核打分", "水政科牵头，财务科、安监科配合", "水利工程建设管理站（河长制工作科）", "牵头部门：水政科；配合部门：财务科"])  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


def bands(raw: str) -> object:
    split = split_bands(clean(raw))
    return [(b.grade, b.points, b.text.folded) for b in split.bands], [part.folded for part in split.rest]


def key_points(raw: str) -> object:
    return [(item.number, item.text.folded) for item in items(clean(raw))]


def clauses(raw: str) -> object:
    text = clean(raw)
    reading = read_clauses(text)
    return [
        (
            c.kind,
            c.points,
            c.points_max,
            squeeze(c.per),
            c.cap,
            c.cap_points,
            c.scope,
            text.folded[c.start : c.end],
        )
        for c in reading.clauses
    ], reading.unread


def departments(raw: str) -> object:
    return [(party.name, party.role) for party in parties(clean(raw))]


READERS = st.one_of(
    st.tuples(st.just(bands), LADDERS),
    st.tuples(st.just(key_points), LISTS),
    st.tuples(st.just(clauses), RULES),
    st.tuples(st.just(departments), NAMES),
)


def is_han(char: str) -> bool:
    return "一" <= char <= "鿿"


@relaxed
@given(READERS, st.data())
def test_line_breaks_within_words_change_nothing(
    reader: tuple[Callable[[str], object], str], data: st.DataObject
) -> None:
    read, raw = reader
    places = [index for index in range(1, len(raw)) if is_han(raw[index - 1]) and is_han(raw[index])]
    chosen = data.draw(st.sets(st.sampled_from(places), max_size=6) if places else st.just(set[int]()))
    broken = "".join(("\n" if index in chosen else "") + char for index, char in enumerate(raw))
    assert read(broken) == read(raw)


@relaxed
@given(READERS)
def test_full_width_figures_change_nothing(reader: tuple[Callable[[str], object], str]) -> None:
    read, raw = reader
    assert read(raw.translate(FULL_WIDTH)) == read(raw)


FIGURES = st.decimals(0, 999, places=1).map(lambda figure: figure.normalize() + 0)


@relaxed
@given(FIGURES, FIGURES, st.booleans(), st.booleans(), st.sampled_from(["-", "至", "—", "～"]))
def test_an_interval_that_is_written_out_is_read_again(
    one: Decimal, other: Decimal, low_closed: bool, high_closed: bool, dash: str
) -> None:
    low, high = sorted((one, other))
    marks = {True: "（含）", False: "（不含）"}
    written = f"{low:f}分{marks[low_closed]}{dash}{high:f}分{marks[high_closed]}"
    assert interval(clean(written).folded) == Interval(low, high, low_closed, high_closed)


@relaxed
@given(FIGURES, st.booleans())
def test_an_open_interval_that_is_written_out_is_read_again(figure: Decimal, closed: bool) -> None:
    mark = "" if closed else "（不含）"
    assert interval(clean(f"{figure:f}分以上{mark}").folded) == Interval(figure, None, low_closed=closed)
    assert interval(clean(f"{figure:f}分以下{mark}").folded) == Interval(None, figure, high_closed=closed)


def in_han(number: int) -> str:
    """A number below ten thousand as people write it."""
    text = ""
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // value % 10
        if digit:
            text += "零一二三四五六七八九"[digit] + unit
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零") or "零"


@relaxed
@given(st.integers(0, 9999))
@example(1010)
@example(10)
@example(115)
def test_han_numbers_come_back(number: int) -> None:
    assert han_number(in_han(number)) == number
    assert han_number(in_han(number).removeprefix("一") if 10 <= number < 20 else in_han(number)) == number


@relaxed
@given(st.text(alphabet="零〇一二两三五九十百千万亿", min_size=1, max_size=8))
def test_no_run_of_han_digits_is_a_fault(text: str) -> None:
    value = han_number(text)
    assert value is None or value >= 0


HOSTILE = ["每", "每每次", "（", "((((（含", "1.1.1.", "1、", "一、", "好（", "好（1分", "最高", "最高5分", "扣1分，", "9", "水政科\n", "会同", "和科", "、", "加分项：", "。\n每", "每一", "1分、2分、", "国家级、", "得分=甲+", "甲×", "扣1分或", "=(", "|", "加1/", "除外", "按比例", "0分，", "不超过", "资格", "-1分"]  # fmt: skip
READ: list[Callable[[str], object]] = [
    lambda raw: items(clean(raw)),
    lambda raw: split_bands(clean(raw)),
    lambda raw: parties(clean(raw)),
    lambda raw: read_clauses(clean(raw)),
    lambda raw: recipients(clean(raw)),
    interval,
    role_of,
]


def seconds(raw: str) -> float:
    """The best of two, as another process may take the processor from one of them."""
    spent = []
    for _ in range(2):
        clean.cache_clear()
        begin = time.process_time()
        for read in READ:
            read(raw)
        spent.append(time.process_time() - begin)
    return min(spent)


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_with_the_length_and_not_with_its_square(unit: str) -> None:
    short, long = ((unit * size)[:size] for size in (2_000, 16_000))
    # eight times the length: linear is 8, quadratic 64
    assert seconds(long) < 30 * max(seconds(short), 0.004)
