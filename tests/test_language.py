"""The language of scoring: every word in one place, every production told, every word that scores accounted for."""

from __future__ import annotations

import re
import time
import tomllib
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
import regex
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from normalizers.language import ClauseText, read_clauses
from normalizers.language.account import TAKES
from normalizers.language.parts import parts
from normalizers.language.productions import PRODUCTIONS, matches
from normalizers.language.words.beginnings import BEGINNINGS
from normalizers.language.words.cutting import tokens
from normalizers.language.words.kinds import KINDS
from normalizers.language.words.lexicon import patterns
from normalizers.language.words.quantities import in_digits, in_han
from normalizers.language.words.surroundings import around
from normalizers.text.views import clean

CASES = Path(__file__).parent / "cases"
TABLES = ("clauses", "phrasing", "language", "bearing")
TEXTS = [
    row["text"]
    for table in TABLES
    for row in tomllib.loads((CASES / f"{table}.toml").read_text(encoding="utf-8"))["case"]
]
# words that may stand in any text: what they say is read where a production needs it
FREE = frozenset("t#%FHnqk1T^gEwuSObGW&-")


def words(text: str) -> list[str]:
    view = clean(text)
    return [f"{one.kind}{view.folded[one.start : one.end]}" for one in tokens(view)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每漏检一处扣0.5分", "E每 w漏检 1一处 D扣 P0.5分"),
        ("少巡查½分", "t少巡查 P½分"),
        ("停航率百分之三以下", "t停航率 %百分之三 ^以下"),
        ("人船比不低于1:12", "t人船比 g不低于 F1:12"),
        ("最多扣该项分值的50%", "C最多扣 O该项分值的 %50%"),
        ("船员十分满意", "t船员十分满意"),
        ("2031年4月30日前报送", "T2031年4月30日 t前报送"),
        ("加强巡查，参加演练", "t加强巡查 ,, t参加演练"),
        ("85-90分得6分", "c85-90分 A得 P6分"),
        ("1.缆桩完好；2.80%以上", "#1. t缆桩完好 ;; #2. %80% ^以上"),
        ("靠泊5分钟", "t靠泊 q5分钟"),
    ],
)
def test_a_text_is_cut_into_typed_words(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


@pytest.mark.parametrize("text", TEXTS)
def test_the_words_of_a_text_are_the_whole_text(text: str) -> None:
    found = tokens(clean(text))
    assert [one.start for one in found] == [0, *(one.end for one in found)][: len(found)]
    assert not found or found[-1].end == len(clean(text))
    assert {one.kind for one in found} <= set(KINDS) | set(',;。:()、!?/"[]')


def test_of_every_kind_it_is_decided_which_fields_may_hold_it() -> None:
    assert set(TAKES) | FREE >= set(KINDS)
    assert not set(TAKES) & (FREE - {"W", "x"})


@pytest.mark.parametrize("production", PRODUCTIONS, ids=lambda one: one.name)
def test_a_production_reads_its_example(production: object) -> None:
    shape = "".join(token.kind for token in tokens(clean(production.example)))
    assert production.name in [match.production for match in matches(shape)]
    assert {name for name, _ in production.fields} <= set(re.findall(r"\?P<(\w+)>", production.shape))


def test_where_two_productions_read_one_stretch_one_beats_the_other() -> None:
    patterns = {one.name: regex.compile(one.shape) for one in PRODUCTIONS}
    beats = {(one.name, loser) for one in PRODUCTIONS for loser in one.beats}
    order = [one.name for one in PRODUCTIONS]
    shapes = {
        "".join(one.kind for one in tokens(clean(text)))
        for text in [*TEXTS, *(one.example for one in PRODUCTIONS)]
    }
    clashes = set()
    for shape in shapes:
        spans: dict[tuple[int, int], list[str]] = {}
        for name, pattern in patterns.items():
            for match in pattern.finditer(shape):
                spans.setdefault(match.span(), []).append(name)
        for names in spans.values():
            clashes |= {
                pair for pair in combinations(names, 2) if pair not in beats and pair[::-1] not in beats
            }
    assert clashes == set()
    assert all(order.index(winner) < order.index(loser) for winner, loser in beats)


@pytest.mark.parametrize("text", TEXTS)
def test_no_word_is_missed_for_its_first_characters(text: str) -> None:
    folded = clean(text).folded
    for place in range(len(folded)):
        asked = {kind for kind, _ in BEGINNINGS.at(folded, place)}
        for kind, pattern in patterns():
            match = None if kind in asked else pattern.match(folded, place)
            assert match is None or match.end() == place, (kind, folded[place : match.end()])


@pytest.mark.parametrize(
    "pattern",
    [*patterns(), *in_digits().items(), ("han", in_han()), *around().items()],
    ids=lambda one: str(one[0]),
)
def test_no_word_looks_further_than_a_few_dozen_characters(
    pattern: tuple[object, regex.Pattern[str]],
) -> None:
    # 最多最多最多…: what repeats without bound is read to the end of the text from each of its places
    bare = regex.sub(r"\\.|\[(?:\\.|[^\]\\])+\]", "", pattern[1].pattern)
    assert not regex.search(r"[*+]|\{\d*,\}", bare)


SAID = ["扣2分", "不得分", "最多扣3分", "加1分", "减半扣分", "一票否决", "就高不就低", "酌情扣分"]
READ_IN_FULL = [
    text for text in TEXTS if (reading := read_clauses(clean(text))).clauses and not reading.unread
]


def stated(clause: ClauseText) -> dict[str, object]:
    """What a clause says, without where it stands."""
    told = clause._asdict()
    for name in ("start", "end", "part", "ladder", "cap_run"):
        told.pop(name)
    return told


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(READ_IN_FULL), st.sampled_from(SAID), st.data())
def test_a_word_that_scores_put_anywhere_changes_a_field_or_is_told(
    text: str, word: str, data: st.DataObject
) -> None:
    view = clean(text)
    before = read_clauses(view)
    found = tokens(view)
    # the same said twice changes nothing: 扣全部分值 is 不得分, -2 is 扣2分, 均不超过3分 is 最多扣3分
    assume(word not in text and (word != "不得分" or all(one.kind != "z" for one in found)))
    assume(not (word == "扣2分" and "-2" in view.folded))
    assume(not (word == "最多扣3分" and "不超过3分" in text))
    assume(not (word == "就高不就低" and regex.search("高|重复|累", text)))
    # between two words, as one was left out or added there; 单|项 is one, and 第三|一票否决 another number
    at = data.draw(st.sampled_from([0, *(one.end for one in found if one.kind != "E")]))
    assume(not (word == "不得分" and view.value[at : at + 1] == "项"))  # 不得分项 is the name of a list
    assume(not (word[0] == "一" and view.value[max(0, at - 1) : at] in set("一二三四五六七八九十")))
    after = read_clauses(clean(view.value[:at] + word + view.value[at:]))
    told = after.unread or any(one.unread for one in after.clauses)
    assert told or [stated(one) for one in before.clauses] != [stated(one) for one in after.clauses]


def test_parts_with_points_of_their_own_in_one_cell() -> None:
    found = parts(clean("1.航标完好（6分）；\n2.值守到位（4分，少一班扣1分）；3.演练2次（5分）。"))
    assert [(one.number, one.points) for one in found] == [(1, 6), (2, 4), (3, 5)]
    assert parts(clean("一等奖（3分）、二等奖（2分）")) == ()
    assert parts(clean("航标完好（6分）")) == ()


def test_parts_go_on_behind_their_points() -> None:
    found = parts(clean("1.航标完好（6分），漂移的不得分；2.（4分）值守到位，缺一班扣1分。"))
    assert [(one.number, one.points) for one in found] == [(1, 6), (2, 4)]
    # without numbers only where they make up the item; steps in one sentence never
    said = clean("航标完好（6分），漂移的不得分；值守到位（4分），缺一班扣1分。")
    assert [len(parts(said, points)) for points in (None, Decimal(10))] == [0, 2]
    assert parts(clean("1.获市级表彰（2分），省级（3分）；2.获县级表彰（1分）")) == ()


@pytest.mark.parametrize(
    "said",
    [
        *("好（1-2分）", "扣1分，", "1.有记录（2分）；", "最高5分，", "不足1%按1%计，", "误报1次扣1分，"),
        *("最多", "合计", "小项", "酌情", "分值", "优秀（90分）"),
    ],
)
def test_time_grows_as_the_text_does(said: str) -> None:
    def seconds(length: int) -> float:
        text = clean(said * (length // len(said)))
        start = time.process_time()
        read_clauses(text)
        parts(text)
        return time.process_time() - start

    seconds(200)
    assert seconds(20_000) < 40 * max(seconds(2_000), 0.01)
