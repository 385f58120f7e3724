"""Text exports: which lines are rows, what a cell with markup holds, and that no text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Paragraph, Table
from extractors.text import read_text
from tests.corpus import CORPUS, needs_corpus
from tests.docmaker import codes, only_table, shape, texts


def read(text: str):
    return read_text(text.encode())


def test_lines_with_tabs_are_rows_and_lines_without_are_paragraphs():
    document = read("临江市水务局考核表\n\n序号\t指标\t分值\n1\t供水\t60\n2\t排水\t40\n\n2024年3月1日\n")
    assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]
    assert texts(document) == ["临江市水务局考核表", "2024年3月1日"]
    assert only_table(document) == [["序号", "指标", "分值"], ["1", "供水", "60"], ["2", "排水", "40"]]


def test_an_empty_line_or_a_page_break_ends_a_table():
    head, row = "序号\t指标\t分值", "1\t供水\t60"
    for gap in ("\n\n", "\n\f", "\n\f\n", "\n \n"):
        assert [shape(table) for table in read(f"{head}\n{row}{gap}{head}\n{row}").tables] == [
            [["序号", "指标", "分值"], ["1", "供水", "60"]]
        ] * 2


def test_each_line_end_is_a_line_end():
    for end in ("\n", "\r\n", "\r"):
        document = read(end.join(["甲\t乙\t丙", "1\t2\t3", "", "末"]))
        assert only_table(document) == [["甲", "乙", "丙"], ["1", "2", "3"]]
        assert texts(document) == ["末"]
        assert document.blocks[1].anchor.path == "line 4"


def test_tabs_at_the_ends_are_blank_cells():
    document = read("甲\t乙\t丙\t丁\n\t节水\t每次扣1分\t\n\t\t每件扣2分\t")
    assert only_table(document) == [
        ["甲", "乙", "丙", "丁"],
        ["", "节水", "每次扣1分", ""],
        ["", "", "每件扣2分", ""],
    ]
    assert codes(document) == []


def test_a_row_with_too_few_cells_stays_in_its_table_and_is_reported():
    document = read("甲\t乙\t丙\n1\t节水\n2\t治污\t40")
    assert only_table(document) == [["甲", "乙", "丙"], ["1", "节水", ""], ["2", "治污", "40"]]
    (finding,) = document.findings
    assert finding.code == "row-short"
    assert finding.message("en") == "lines 2 have fewer than 3 cells; taken as blank at their end"


def test_a_row_with_too_many_cells_widens_its_table():
    assert only_table(read("甲\t乙\n1\t2\t3\n4\t5"))[1:] == [["1", "2", "3"], ["4", "5", ""]]


def test_an_indented_line_is_no_row():
    document = read("表一\n\t项目\n\t分值\n\n\t12分\n\t\n\t每次扣1分\n")
    assert document.tables == ()
    assert texts(document) == ["表一", "项目", "分值", "12分", "每次扣1分"]


def test_a_form_line_of_two_cells_is_a_paragraph_unless_it_goes_on_with_a_table():
    assert read("说明。\n\n评价人：\t日期：\n").tables == ()
    assert len(read("指标\t分值\n供水\t60\n\n排水\t40\n").tables) == 2


def test_a_cell_knows_its_line():
    (table,) = read("\n\n甲\t乙\t丙\n1\t2\t3").tables
    assert table.cells[4].anchor.path == "line 4/cell 2"


QUOTED = [
    # a cell of two lines in the middle, at the end, at the beginning
    ('1\t"好：快。\n差：慢。"\t5\n2\t丙\t6', [["1", "好：快。\n差：慢。", "5"], ["2", "丙", "6"]]),
    ('1\t5\t"好：快。\r\n\r\n差：慢。"\r\n2\t6\t丙', [["1", "5", "好：快。\n\n差：慢。"], ["2", "6", "丙"]]),
    ('"甲\n乙"\t1\t2\n丙\t3\t4', [["甲\n乙", "1", "2"], ["丙", "3", "4"]]),
    ('1\t"称""优""的\n加分"\t5', [["1", '称"优"的\n加分', "5"]]),
    # quotation marks that are only that
    ('1\t"优"\t5\n2\t"良"等\t6', [["1", '"优"', "5"], ["2", '"良"等', "6"]]),
    ('1\t管径5"\t5\n2\t管径6"\t6', [["1", '管径5"', "5"], ["2", '管径6"', "6"]]),
]


@pytest.mark.parametrize(("text", "grid"), QUOTED)
def test_a_cell_of_several_lines_in_quotes(text, grid):
    assert only_table(read(text)) == grid


def test_lines_are_counted_through_a_cell_of_several_lines():
    assert read('1\t"甲\n乙"\t5\n\n末').blocks[1].anchor.path == "line 4"


MARKUP = [
    ("<p>1. 巡查到位。</p> <p>2. 台账齐全。</p>", "1. 巡查到位。\n2. 台账齐全。"),
    ("好（8-10分）：快。<br>差（0-7分）：慢。", "好（8-10分）：快。\n差（0-7分）：慢。"),
    ("<ol><li>甲事。</li><li>乙事。</li></ol>", "1. 甲事。\n2. 乙事。"),
    ('<ol type="a" start="3"><li>甲事。</li><li>乙事。</li></ol>', "c. 甲事。\nd. 乙事。"),
    ("<p>得分<60分的，A<B，不<strong>得</strong>分</p>", "得分<60分的，A<B，不得分"),
    ("供水&nbsp;&lt;90%", "供水\xa0<90%"),
    ("研发R&D经费", "研发R&D经费"),
    ("<https://example.org/a>", "<https://example.org/a>"),
    ("甲\v乙", "甲\n乙"),
]


@pytest.mark.parametrize(("cell", "text"), MARKUP)
def test_markup_in_a_cell_is_read_as_a_browser_shows_it(cell, text):
    (table,) = read(f"甲\t乙\t丙\n1\t{cell}\t5").tables
    assert table.cells[4].text == text
    assert texts(read(cell)) == [text]


BARE_LISTS = [
    # a full stop with a space divides items, one without does not
    ("<ol> 修渠。 筑坝。组织验收。 清淤。 ", "1. 修渠。\n2. 筑坝。组织验收。\n3. 清淤。", True),
    ('<ol style="list-style-type: none"> 修渠； 筑坝。  ', "1. 修渠；\n2. 筑坝。", True),
    # numbers that are typed stay in one run
    ("<ol> 1. 修渠。 2. 筑坝。 ", "1. 修渠。 2. 筑坝。", False),
    ("<ol> （一）修渠。 （二）筑坝。 ", "（一）修渠。 （二）筑坝。", False),
    ("<ol> ①修渠。 ②筑坝。 ", "①修渠。 ②筑坝。", False),
    # a figure is not a number of a list
    ("<ol> 2024年修渠。 2025年筑坝。 ", "1. 2024年修渠。\n2. 2025年筑坝。", True),
    ("<ol> 只有一条。 ", "只有一条。", False),
]


@pytest.mark.parametrize(("cell", "text", "restored"), BARE_LISTS)
def test_a_list_that_lost_its_items(cell, text, restored):
    document = read(f"甲\t乙\t丙\n1\t{cell}\t5")
    assert document.tables[0].cells[4].text == text
    assert codes(document) == (["list-numbers-restored"] if restored else [])
    if restored:
        assert document.findings[0].anchor.path == "line 2/cell 2"


_LINE = st.text("一二三甲乙丙扣分0123。，\t ", max_size=30)


@given(st.lists(_LINE, max_size=12))
def test_no_visible_character_is_lost(lines):
    document = read("\n".join(lines))
    held = [
        block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells)
        for block in document.blocks
    ]
    assert "".join("".join(held).split()) == "".join("".join(lines).split())


@given(st.binary(max_size=400))
def test_any_bytes_are_read(data):
    read_text(data)


@needs_corpus
def test_every_table_of_the_exports_has_one_width():
    for path in sorted((CORPUS / "seeds").glob("000*.txt")):
        document = read_text(path.read_bytes())
        assert {table.cols for table in document.tables} == {6}
        assert set(codes(document)) == {"list-numbers-restored"}
