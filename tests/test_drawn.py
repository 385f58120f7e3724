"""Tables that a text draws with characters, writes with bars or holds as HTML."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extractors.document import Paragraph, Table
from extractors.formats import Format
from extractors.plain.text import read_text
from extractors.sniff import sniff
from tests.docmaker import codes, only_table, shape, texts
from tests.textmaker import PENS, Box, draw


def read(text: str):
    return read_text(text.strip("\n").encode())


DRAWN = [
    # a rule with a gap leaves the cell above it open; text in the gap is its next line
    (
        """
┌────┬────┬────┐
│供水│水压│  5 │
│ 和 ├────┼────┤
│排水│水质│  3 │
└────┴────┴────┘
""",
        [["供水\n和\n排水", "水压", "5"], ["^", "水质", "3"]],
    ),
    # lines between two rules are one row; a sum beside signs of tables
    (
        """
+------+----------------+------+
| 项目 | 标准           | 分值 |
+======+================+======+
| 供水 | 每次扣1-2分，  |  20  |
|      | 扣完为止。     |      |
|      +----------------+------+
|      | 得分=A+B       |  --  |
+------+----------------+------+
| 合计                  |  20  |
+-----------------------+------+
""",
        [
            ["项目", "标准", "分值"],
            ["供水", "每次扣1-2分，\n扣完为止。", "20"],
            ["^", "得分=A+B", "--"],
            ["合计", "<", "20"],
        ],
    ),
    # no rule but below the header: each line is a row
    (
        """
+------+------+
| 项目 | 分值 |
+------+------+
| 供水 |  20  |
| 排水 |  30  |
+------+------+
""",
        [["项目", "分值"], ["供水", "20"], ["排水", "30"]],
    ),
    # characters that are wide in one font and narrow in another do not count where all bars are there
    (
        """
┌──┬────┐
│①│“甲”│
├──┼────┤
│2 │丙  │
└──┴────┘
""",
        [["①", "“甲”"], ["2", "丙"]],
    ),
    (
        """
╔════╦════╗
║供水║水压║
╟────╫────╢
║甲  ║乙  ║
╚════╩════╝
""",
        [["供水", "水压"], ["甲", "乙"]],
    ),
]


@pytest.mark.parametrize(("text", "grid"), DRAWN)
def test_tables_drawn_with_characters(text, grid):
    document = read(f"考核表\n{text}\n附注")
    assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]
    assert only_table(document) == grid
    assert codes(document) == []


def test_a_cell_knows_its_lines():
    table = read(DRAWN[0][0]).tables[0]
    assert [fragment.anchor.path for fragment in table.cells[0].fragments] == [
        "line 2/cell 1",
        "line 3/cell 1",
        "line 4/cell 1",
    ]


def test_lines_without_a_rule_between_them_are_joined_where_the_first_cell_is_blank():
    document = read("""
+------+------------+
| 项目 | 标准       |
+------+------------+
| 供水 | 每次扣1分，|
|      | 扣完为止。 |
| 排水 | 酌情扣分。 |
+------+------------+
""")
    assert only_table(document) == [
        ["项目", "标准"],
        ["供水", "每次扣1分，\n扣完为止。"],
        ["排水", "酌情扣分。"],
    ]
    assert codes(document) == ["rows-by-first-cell"]


UNCLEAR = [
    # the right border is lost
    "┌──┬──┐\n│甲│乙\n├──┼──┤\n│1 │2\n└──┴──┘",
    # more bars than borders
    "┌──┬──┐\n│甲│乙│丙│\n└──┴──┘",
    # a gap in a rule over cells that end elsewhere
    "┌──┬──┬──┐\n│甲│乙│丙│\n│  │  ├──┤\n│ 1   │2 │\n└──┴──┴──┘",
    "┌──┬──┐",
]


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_table_whose_borders_do_not_fit_is_kept_as_lines_and_reported(text):
    document = read(f"甲\n{text}\n乙")
    assert document.tables == ()
    assert texts(document) == ["甲", *text.split("\n"), "乙"]
    assert codes(document)[0] == "table-unclear"


def test_a_tree_of_folders_is_no_table():
    text = "附件\n├── 表一\n└── 表二"
    document = read(text)
    assert texts(document) == text.split("\n")
    assert codes(document) == []


@st.composite
def grids(draw_from):
    """A table with merged cells that do not overlap."""
    rows, cols = draw_from(st.integers(2, 5)), draw_from(st.integers(2, 5))
    free = {(row, col) for row in range(rows) for col in range(cols)}
    cells = []
    for row in range(rows):
        for col in range(cols):
            if (row, col) not in free:
                continue
            down, right = draw_from(st.sampled_from([(1, 1)] * 4 + [(2, 1), (1, 2), (2, 2), (3, 1)]))
            covered = {(row + r, col + c) for r in range(down) for c in range(right)}
            if not covered <= free:
                down, right, covered = 1, 1, {(row, col)}
            free -= covered
            text = draw_from(
                st.sampled_from(["供水", "每次扣0.5分，扣完为止。", "①A+B", "“节约”≥90%", "", "5"])
            )
            cells.append(Box(row, col, down, right, (text,)))
    return cells, cols


@settings(max_examples=200)
@given(grids(), st.sampled_from(sorted(PENS)))
def test_what_is_drawn_is_read(grid, pen):
    cells, cols = grid
    lines = draw(cells, [14] * cols, PENS[pen])
    document = read("\n".join(lines))
    # with two rows it cannot be told whether each line is a row: that is reported
    assume(codes(document) != ["rows-by-first-cell"])
    # a row or column that no border tells from its neighbour is not there
    (table,) = document.tables
    assert [cell.text.replace("\n", "") for cell in table.cells] == [cell.lines[0] for cell in cells]
    starts = sorted({cell.row for cell in cells}), sorted({cell.col for cell in cells})
    firsts = [(starts[0].index(cell.row), starts[1].index(cell.col)) for cell in cells]
    # the second pass of `tabulate` may put rows together that end nowhere
    assert len(set(firsts)) == len({(cell.row, cell.col) for cell in table.cells})
    assert codes(document) == []


@settings(max_examples=200)
@given(st.lists(st.text("│┌┬┐├┼┤└┴┘─|+-= 甲1", max_size=12), max_size=8))
def test_nothing_drawn_is_lost(lines):
    document = read("\n".join(lines))
    held = "".join(
        block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells)
        for block in document.blocks
    )
    source = "".join(lines)
    assert held.count("甲") == source.count("甲")
    assert held.count("1") == source.count("1")


# ---- bars and HTML ---------------------------------------------------------------------------------------

BARS = [
    (
        "| 指标 | 标准 | 分值 |\n|---|:--:|---:|\n| 供水 | 每次扣1分<br>扣完为止 | 5 |\n|  | a \\| b | 3 |",
        [["指标", "标准", "分值"], ["供水", "每次扣1分\n扣完为止", "5"], ["", "a | b", "3"]],
    ),
    ("指标 | 分值\n--- | ---\n供水 | 5", [["指标", "分值"], ["供水", "5"]]),
    (" 指标 | 分值\n------+------\n 供水 | 5\n 排水 |", [["指标", "分值"], ["供水", "5"], ["排水", ""]]),
    ("| 指标 | 分值 |\n| 供水 | 5 |", [["指标", "分值"], ["供水", "5"]]),
    ("| **指标** | $\\geq 90\\%$ |\n|---|---|\n| 增长**% | 5 |", [["指标", "≥90%"], ["增长**%", "5"]]),
]


@pytest.mark.parametrize(("text", "grid"), BARS)
def test_rows_of_cells_between_bars(text, grid):
    document = read(f"考核表\n\n{text}\n\n附注")
    assert only_table(document) == grid
    assert texts(document) == ["考核表", "附注"]


@pytest.mark.parametrize("text", ["甲|乙", "甲|乙\n丙|丁", "|甲|", "总分 | 100", "---\n|甲|乙|"])
def test_a_bar_alone_makes_no_table(text):
    assert read(text).tables == ()


def test_a_table_in_html_stands_among_lines():
    document = read(
        '# 附件1\n\n水压考核表\n\n<html><body><table><tr><td rowspan="2">供水</td><td>5</td></tr>\n'
        "<tr><td>3</td></tr></table></body></html>\n\n注：<b>年底</b>考核"
    )
    assert [(block.role, block.text) for block in document.blocks if isinstance(block, Paragraph)] == [
        ("heading", "附件1"),
        ("body", "水压考核表"),
        ("body", "注：年底考核"),
    ]
    assert only_table(document) == [["供水", "5"], ["^", "3"]]
    assert document.tables[0].cells[1].anchor.path == "line 5/table 1/row 1/cell 2"


def test_a_row_of_html_may_lack_cells():
    rows = "".join(f"<tr><td>{n}<td>供水{n}<td>水压不足的，扣{n}分。<td>{n}" for n in range(1, 8))
    document = read(f"# 甲\n<table>{rows}<tr><td>8<td>水质不合格的，每次扣一分，扣完为止。</table>")
    assert only_table(document)[-1] == ["8", "水质不合格的，每次扣一分，扣完为止。", "·", "·"]


def test_a_table_in_html_that_does_not_end_takes_one_line():
    document = read("# 甲\n<table><tr><td>1</td><td>2\n\n后面")
    assert shape(document.tables[0]) == [["1", "2"]]
    assert texts(document) == ["甲", "后面"]


MARKS = [
    ("## 一、总则 ##", "一、总则"),
    ("**评分标准：** 见下表", "评分标准： 见下表"),
    ("增长**%，完成**万元", "增长**%，完成**万元"),
    ("1\\. 按月\\*检查", "1. 按月*检查"),
    ("- 第一项", "第一项"),
    ("- 2 -", "- 2 -"),
    ("$\\textcircled{1}$ 达到$90\\%$，$\\mathrm{A} \\times 2$", "① 达到90%，A×2"),
    ("$\\frac{a}{b}$分", "$\\frac{a}{b}$分"),
    ("每套$5、每件$3", "每套$5、每件$3"),
    ("---", ""),
    ("```markdown", ""),
]


@pytest.mark.parametrize(("line", "shown"), MARKS)
def test_marks_of_markdown(line, shown):
    assert texts(read(f"# 考核\n{line}"))[1:] == ([shown] if shown else [])


def test_stars_and_strokes_of_other_texts_are_their_own():
    lines = ["- 第一项", "**甲**", "---", "1\\. 乙"]
    assert texts(read("\n".join(lines))) == lines


def test_a_picture_is_reported():
    document = read("# 考核\n![](page_1.png)\n\n| 指标 | 图 |\n|---|---|\n| 供水 | ![](a.png) |")
    assert codes(document) == ["picture-unread"] * 2
    assert only_table(document) == [["指标", "图"], ["供水", ""]]


def test_markdown_that_begins_with_html_is_no_page():
    assert sniff("<div>甲</div>\n\n# 考核\n\n正文".encode()) is Format.TEXT
    assert sniff("<table><tr><td>甲</table>\n\n| a | b |\n|---|---|\n".encode()) is Format.TEXT
    assert sniff("<!DOCTYPE html><pre>\n# 甲\n</pre>".encode()) is Format.HTML
