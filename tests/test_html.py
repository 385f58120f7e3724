"""Web pages: tables as a browser lays them out, text as it shows it, in whatever encoding."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Paragraph
from extractors.faults import CorruptFile
from extractors.web.html import read_html
from tests.corpus import CORPUS, needs_corpus
from tests.docmaker import codes, only_table, page, rows_as_page, texts


def read(body: str):
    return read_html(page(body))


TABLES = [
    ("<tr><th>甲<th>乙<tr><td>1<td>2", [["甲", "乙"], ["1", "2"]]),
    (
        "<tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>丙</td><td>丁</td></tr>",
        [["甲", "乙", "<"], ["^", "丙", "丁"]],
    ),
    # 0 and too much both end with the group of rows
    ("<tr><td rowspan=0>甲</td><td>1</td></tr><tr><td>2</td></tr>", [["甲", "1"], ["^", "2"]]),
    ("<tr><td rowspan=99>甲</td><td>1</td></tr><tr><td>2</td></tr>", [["甲", "1"], ["^", "2"]]),
    (
        "<tbody><tr><td rowspan=9>甲<td>1</tbody><tbody><tr><td>乙<td>2</tbody>",
        [["甲", "1"], ["乙", "2"]],
    ),
    # spans that are no numbers
    (
        "<tr><td rowspan=x colspan=-2>甲<td colspan='2px'>乙</tr><tr><td>1<td>2<td>3",
        [["甲", "乙", "<"], ["1", "2", "3"]],
    ),
    # head first and foot last, wherever they are written
    (
        "<tfoot><tr><td>合计</tfoot><tbody><tr><td>甲</tbody><thead><tr><td>指标</thead>",
        [["指标"], ["甲"], ["合计"]],
    ),
    # a column that every row merges with its neighbour, and a row that holds nothing
    ("<tr><td colspan=3>甲<td>乙</tr><tr></tr><tr><td colspan=3>1<td>2", [["甲", "乙"], ["1", "2"]]),
    ("<tr><td rowspan=3>甲<td rowspan=2>乙</tr><tr></tr><tr><td>丙", [["甲", "乙"], ["^", "丙"]]),
    # a row shorter than the others
    ("<tr><td>甲<td>乙</tr><tr><td>1</tr>", [["甲", "乙"], ["1", "·"]]),
    # a form between table and rows, cells without a row
    ("<form><tr><td>甲<td>乙</tr></form>", [["甲", "乙"]]),
    # hidden rows and cells
    (
        "<tr><td>甲<td hidden>x<td style='color:red; display: none'>y<td>乙</tr><tr style='display:none'><td>z",
        [["甲", "乙"]],
    ),
]


@pytest.mark.parametrize(("rows", "grid"), TABLES)
def test_tables(rows, grid):
    assert only_table(read(f"<table>{rows}</table>")) == grid


TEXTS = [
    ("<p>供水\n   保障</p>", ["供水保障"]),
    ("<p>供水 保障</p>", ["供水 保障"]),
    ("<p>得分“优”\n，其余</p>", ["得分“优”，其余"]),
    ("<p>2024\n年 R&amp;D\n经费</p>", ["2024 年 R&D 经费"]),
    ("<p>&nbsp;&nbsp;甲&nbsp;乙</p>", ["甲 乙"]),
    ("<p>甲<br>乙<br/><br/>丙</p>", ["甲\n乙\n丙"]),
    ("<p>每<b>次</b><span>扣</span> <i>1分</i></p>", ["每次扣 1分"]),
    ("<div>甲<div>乙</div>丙</div>", ["甲", "乙", "丙"]),
    ("<p>甲</p><script>x()</script><style>p{}</style><!-- 注 --><p style='display:none'>乙</p>", ["甲"]),
    ("<pre>甲  乙\n丙</pre>", ["甲  乙\n丙"]),
    ("<p>得分<A类标准的，不得分</p>", ["得分<A类标准的，不得分"]),
    ("<p>得分<60分</p>", ["得分<60分"]),
    (
        "文前<table><caption>附表</caption>散字<tr><td>1</td></tr></table>文后",
        ["文前", "附表", "散字", "文后"],
    ),
    ("<ul><li>甲</li><li>乙</li></ul>", ["甲", "乙"]),
    (
        "<ol><li>甲</li><li value=7>乙</li><li>丙<ol type=a><li>丁</li></ol></li></ol>",
        ["1. 甲", "7. 乙", "8. 丙", "a. 丁"],
    ),
    ("<ol start=3 type=I><li><p>甲</p></li><li>乙</li></ol>", ["III. 甲", "IV. 乙"]),
    ("<ol style='list-style-type: cjk-ideographic'><li>甲<li>乙</ol>", ["一、甲", "二、乙"]),
    ("<ol style='list-style: none'><li>甲<li>乙</ol>", ["甲", "乙"]),
    ("<ol><li>1. 甲<li>2. 乙</ol>", ["1. 甲", "2. 乙"]),
    ("<ol><li></li><li>乙</li></ol>丙", ["2. 乙", "丙"]),
]


@pytest.mark.parametrize(("body", "paragraphs"), TEXTS)
def test_texts(body, paragraphs):
    assert texts(read(body)) == paragraphs


def test_headings_and_the_margins_that_a_word_processor_saves():
    document = read(
        "<div title='header'><p>内部资料</p></div><h2>考核<br>办法</h2><p>正文</p><div title='footer'>第1页</div>"
    )
    assert [(block.role, block.text) for block in document.blocks] == [
        ("header", "内部资料"),
        ("heading", "考核\n办法"),
        ("body", "正文"),
        ("footer", "第1页"),
    ]


def test_blocks_are_numbered_in_their_order():
    document = read("<p>甲</p><table><tr><td>1<td>2</table><p>乙</p><table><tr><td>3</table>")
    assert [block.anchor.path for block in document.blocks] == [
        "paragraph 1",
        "table 1",
        "paragraph 2",
        "table 2",
    ]
    assert document.tables[0].cells[1].anchor.path == "table 1/row 1/cell 2"


def test_a_table_that_only_arranges_the_page_is_walked_through():
    inner = rows_as_page([["指标", "分值"], ["供水", "60"]])
    document = read(f"<table><tr><td>导航</td><td><p>通知</p>{inner}<p>落款</p></td></tr></table>")
    assert texts(document) == ["导航", "通知", "落款"]
    assert only_table(document) == [["指标", "分值"], ["供水", "60"]]


def test_a_small_table_inside_a_cell_stays_its_text():
    inner = rows_as_page([["次数", "扣分"], ["1", "2"]])
    body = (
        "<table><tr><td>指标</td><td>标准</td></tr>"
        f"<tr><td>供水</td><td>按下表：{inner}封顶</td></tr><tr><td>排水管网维护</td><td>每次扣1分</td></tr></table>"
    )
    assert only_table(read(body))[1] == ["供水", "按下表：\n次数\t扣分\n1\t2\n封顶"]


def test_a_list_that_lost_its_items_is_reported_with_its_cell():
    document = read("<table><tr><td>要点<td><ol>修渠。 筑坝。</ol></table>")
    assert only_table(document) == [["要点", "1. 修渠。\n2. 筑坝。"]]
    assert [(each.code, each.anchor.path) for each in document.findings] == [
        ("list-numbers-restored", "table 1/row 1/cell 2")
    ]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030", "utf-16", "utf-16-le"])
def test_encodings(charset):
    assert texts(read_html(page("<p>考核分值</p>", charset))) == ["考核分值"]


def test_a_declared_encoding_of_another_region():
    assert texts(read_html('<meta charset="big5"><p>考核標準</p>'.encode("big5"))) == ["考核標準"]


def test_bytes_that_are_no_text_are_reported():
    document = read_html("<p>考核办法和评分标准</p>".encode() + b"<p>\xff\xfe\xfa</p>")
    assert codes(document) == ["text-undecodable"]
    assert texts(document)[0] == "考核办法和评分标准"


def test_a_page_may_say_an_encoding_that_it_has_not():
    assert texts(read_html(page("<p>考核</p>").replace(b"utf-8", b"gb2312"))) == ["考核"]
    assert texts(read_html(page("<p>考核</p>", "gbk").replace(b"gbk", b"utf-8"))) == ["考核"]


def test_a_huge_span_makes_no_cells():
    document = read("<table><tr><td colspan=1000000 rowspan=1000000>甲<td>乙<tr><td>丙</table>")
    assert only_table(document) == [["甲", "乙"], ["^", "丙"]]


def test_many_huge_spans_are_read_in_time():
    started = time.monotonic()
    (table,) = read("<table>" + "<tr><td colspan=1000000 rowspan=1000000>甲<td>乙" * 5000 + "</table>").tables
    assert len(table.cells) == 10_000
    assert time.monotonic() - started < 20


def test_tags_beyond_reason_are_refused():
    for tag in ("div", "b", "table><tr><td"):
        with pytest.raises(CorruptFile):
            read(f"<{tag}>" * 100_000 + "甲")


_CELL = st.text("甲乙丙123", min_size=1, max_size=4)
_ROWS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(_CELL, min_size=width, max_size=width), min_size=1, max_size=6)
)


@given(_ROWS)
def test_a_plain_table_is_read_as_it_is(rows):
    assert only_table(read(rows_as_page(rows))) == rows


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=5),
        min_size=1,
        max_size=6,
    )
)
def test_cells_never_share_a_place(spans):
    rows = "".join(
        "<tr>" + "".join(f"<td rowspan={down} colspan={right}>{n}" for n, (down, right) in enumerate(row))
        for row in spans
    )
    for table in read(f"<table>{rows}</table>").tables:
        grid = table.grid()
        for cell in table.cells:
            assert all(
                grid[row][col] is cell
                for row in range(cell.row, cell.row + cell.row_span)
                for col in range(cell.col, cell.col + cell.col_span)
            )
        assert len(table.cells) == sum(map(len, spans))


@given(st.binary(max_size=300) | st.text("<>/tabler dhp=\"'&甲乙\n", max_size=80).map(str.encode))
def test_any_bytes_are_read(data):
    read_html(data)


@needs_corpus
def test_the_pages_of_the_corpus_lose_no_character():
    for path in sorted(CORPUS.glob("*/*.html")):
        body = path.read_text("utf-8").partition("<body")[2].partition(">")[2]
        wanted = unescape(re.sub(r"<[^>]*>", "", body))
        document = read_html(path.read_bytes())
        held = [
            block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells)
            for block in document.blocks
        ]
        assert sorted("".join("".join(held).split())) == sorted("".join(wanted.split())), path.name
        assert document.tables


def test_raised_figures_stay_apart_from_the_figures_before_them():
    assert texts(read_html(page("<p>10<sup>4</sup>立方米</p>"))) == ["10⁴立方米"]
