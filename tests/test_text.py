"""Text exports: which lines are rows, what a cell with markup holds, and that no text is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Paragraph, Table
from extractors.office.docx import read_docx
from extractors.plain.text import read_text
from extractors.tables.join import join
from pipeline.messages.findings import message
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


@pytest.mark.parametrize("number", ["— 2 —", "- 2 -", "第2页", "第 2 页 共 12 页", "2 / 12"])
def test_a_page_number_does_not_part_two_tables(number):
    document = join(
        read(f"{number}\n序号\t指标\t分值\n1\t供水\t60\n\n{number}\n\n2\t排水\t20\n3\t节水\t20\n\n{number}")
    )
    assert {block.role for block in document.blocks if isinstance(block, Paragraph)} == {"furniture"}
    assert len(document.tables) == 1


def test_a_bare_figure_between_two_tables_is_text():
    document = read("序号\t指标\t分值\n1\t供水\t60\n\n2\n\n序号\t指标\t分值\n1\t排水\t20")
    assert [block.role for block in document.blocks if isinstance(block, Paragraph)] == ["body"]


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
    assert message(finding, "en") == "lines 2 have fewer than 3 cells; taken as blank at their end"


def test_a_row_with_too_many_cells_widens_its_table():
    assert only_table(read("甲\t乙\n1\t2\t3\n4\t5"))[1:] == [["1", "2", "3"], ["4", "5", ""]]


def test_an_indented_line_is_no_row():
    for text in (
        "\t各科室、各站所：\n\t现将办法印发给你们。\n\t请遵照执行。\n",
        "\t一、总则\n\t为了管好水库，制定本办法。\n\n\t二、职责\n\t站所负责日常巡查。\n\n\t三、附则\n\t自下月起施行。\n",
        "\t管水科\n\n\t2024年3月1日\n",
    ):
        document = read(text)
        assert document.tables == ()
        assert texts(document) == text.split("\n\t")[0].split() + [
            line.strip() for line in text.splitlines()[1:] if line.strip()
        ]
        assert codes(document) == []


def test_a_form_line_of_two_cells_is_a_paragraph_unless_it_goes_on_with_a_table():
    assert read("说明。\n\n评价人：\t日期：\n").tables == ()
    assert len(read("指标\t分值\n供水\t60\n\n排水\t40\n").tables) == 2


def test_a_cell_knows_its_line():
    (table,) = read("\n\n甲\t乙\t丙\n1\t2\t3").tables
    assert table.cells[4].anchor.path == "line 4/cell 2"


def cells(*rows: str, gap: str = "\n") -> str:
    """An export with a cell a line: a row is its cells apart by |, a cell its paragraphs apart by /."""
    lines = ("".join("\t" + cell.replace("/", "\n") + "\n" for cell in row.split("|")) for row in rows)
    return "".join(line + gap for line in lines)


TWO = ("指标|办法", "供水|水压不足的，每次扣1分。", "排水|管道堵塞的，每次扣2分。")
FOUR = ("序号|指标|分值|办法", "1|供水|60|每次扣1分。", "2|排水|25|每次扣2分。", "||15|每起扣5分。")
FIVE = (
    "序号|指标|分值|办法|科室",
    "1|供水|60|每次扣1分。|管网科",
    "2|排水|40|每次扣2分。|",
    "|节水|5|加1分。|",
)
# the name and its points stand in one merged cell, the points of the items in the next one
MERGED = (
    "项目|分值|办法",
    "供水|20分|5|台账齐全的，计5分。",
    "||15|水压不足的，每次扣1分。",
    "|||有创新的，加2分。",
    "排水|10分|10|管道堵塞的，每次扣2分。",
    "项目|分值|办法",
    "节水|8分|8|未宣传的，扣8分。",
    "|||漏损率下降的，加1分。",
)
MERGED_GRID = [
    ["项目", "分值", "办法"],
    ["供水\n20分", "5", "台账齐全的，计5分。"],
    ["", "15", "水压不足的，每次扣1分。"],
    ["", "", "有创新的，加2分。"],
    ["排水\n10分", "10", "管道堵塞的，每次扣2分。"],
    ["项目", "分值", "办法"],
    ["节水\n8分", "8", "未宣传的，扣8分。"],
    ["", "", "漏损率下降的，加1分。"],
]


@pytest.mark.parametrize("rows", [TWO, FOUR, FIVE])
def test_a_cell_a_line(rows):
    document = read("临江市水务局考核表\n" + cells(*rows) + "\n2024年3月1日\n")
    assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]
    assert only_table(document) == [row.split("|") for row in rows]
    assert codes(document) == []


def test_a_cell_a_line_where_a_merged_cell_holds_a_name_and_its_points():
    document = read(cells(*MERGED))
    assert only_table(document) == MERGED_GRID
    assert codes(document) == []
    name = document.tables[0].cells[3]
    assert [
        (fragment.anchor.path, name.text[fragment.start : fragment.end]) for fragment in name.fragments
    ] == [
        ("line 5", "供水"),
        ("line 6", "20分"),
    ]


@pytest.mark.parametrize(("rows", "grid"), [(FOUR, None), (FIVE, None), (MERGED, MERGED_GRID)])
def test_a_cell_a_line_without_empty_lines_where_figures_tell_the_columns(rows, grid):
    document = read("考核表\n" + cells(*rows, gap=""))
    assert only_table(document) == (grid or [row.split("|") for row in rows])
    assert texts(document) == ["考核表"]
    assert codes(document) == []


def test_two_tables_with_a_cell_a_line_each_below_its_title():
    document = read("表一\n" + cells(*FOUR) + "\n表二\n城区\n" + cells(*MERGED))
    assert [shape(table) for table in document.tables] == [[row.split("|") for row in FOUR], MERGED_GRID]
    assert texts(document) == ["表一", "表二", "城区"]


PARTS = [
    # paragraphs of a cell follow on lines without a tab
    (
        (*FOUR[:2], "2|排水|25|每次扣2分。/情节严重的，扣5分。"),
        ["2", "排水", "25", "每次扣2分。\n情节严重的，扣5分。"],
        [],
    ),
    ((*FOUR[:2], "2|排水/（城区）|25|每次扣2分。"), ["2", "排水\n（城区）", "25", "每次扣2分。"], []),
    # an empty paragraph at the end of a cell is an empty line within the row
    ((*FOUR[:3], "3|节水/|15|每起扣5分。"), ["3", "节水", "15", "每起扣5分。"], ["row-across-gap"]),
    ((*FOUR[:3], "3|节水//|15/|每起扣5分。"), ["3", "节水", "15", "每起扣5分。"], ["row-across-gap"]),
    # a lone cell is as wide as the table
    ((*FOUR[:3], "二、加分项"), ["二、加分项", "<", "<", "<"], []),
    # the end of a row may be missing
    ((*FOUR[:3], "3|节水"), ["3", "节水", "", ""], ["row-short"]),
    # tabs that begin one line are blank cells before it
    ((*FOUR[:3], "\t\t15|每起扣5分。"), ["", "", "15", "每起扣5分。"], []),
    # a tab in a cell
    (FOUR * 4 + ("3|节水|15|评价人：\t日期：",), ["3", "节水", "15", "评价人：\t日期："], []),
]


@pytest.mark.parametrize(("rows", "last", "found"), PARTS)
def test_parts_of_a_row_with_a_cell_a_line(rows, last, found):
    document = read(cells(*rows))
    assert only_table(document)[-1] == last
    assert len(only_table(document)) == len(rows)
    assert codes(document) == found


def test_an_empty_line_is_no_part_of_a_row_where_figures_would_leave_their_column():
    rows = [*FOUR[:3], "二、加分项", "节水|加1分。|宣传科"]
    document = read(cells(*rows, FOUR[3]))
    assert only_table(document)[3:5] == [["二、加分项", "<", "<", "<"], ["节水", "加1分。", "宣传科", ""]]
    assert codes(document) == ["row-short"]


def test_lone_cells_in_a_table_of_two_columns_are_not_taken_for_a_row():
    assert only_table(read(cells(*TWO, "二、加分项", "（一）创新", "节水|加1分。")))[3:] == [
        ["二、加分项", "<"],
        ["（一）创新", "<"],
        ["节水", "加1分。"],
    ]


def test_a_table_with_a_cell_a_line_goes_on_without_its_header():
    document = read(cells(*FOUR[:3]) + "\n第2页\n" + cells(*FOUR[3:]))
    assert [shape(table) for table in document.tables] == [
        [row.split("|") for row in rows] for rows in (FOUR[:3], FOUR[3:])
    ]


UNCLEAR = [
    # rows of every width
    ("指标|分值|办法", "供水|60", "排水", "节水|||", "治污|2|3|4|5"),
    # more cells than names, and nothing tells which of them share a name
    ("项目|分值|办法", "供水|20分|5|台账齐全。", "排水|10分|10|管道畅通。"),
    ("序号|项目|分值|办法", "1|供水|20分|5|台账齐全。", "|||5|水压足。", "2|排水|10分|10|管道畅通。"),
    # more names than cells
    ("序号|项目|分值|办法", "供水|20分|台账齐全。", "排水||管道畅通。", "||加分。"),
    # two rows without an empty line between
    (*FOUR[:3], "3|节水|10|加1分。|4|治污|5|加2分。"),
]


@pytest.mark.parametrize("rows", UNCLEAR)
def test_rows_that_no_rule_tells_are_kept_as_lines_and_reported(rows):
    document = read("考核表\n" + cells(*rows))
    assert document.tables == ()
    assert texts(document) == ["考核表", *(cell for row in rows for cell in row.split("|") if cell)]
    assert [(each.code, each.severity, each.anchor.path) for each in document.findings] == [
        ("table-unclear", "error", "line 2")
    ]


@pytest.mark.parametrize("rows", [TWO, ("项目|办法", *("供水|台账齐全。|水压不足的，扣分。",) * 3)])
def test_without_empty_lines_and_figures_no_rows_are_made(rows):
    document = read(cells(*rows, gap=""))
    assert document.tables == ()
    assert len(texts(document)) == sum(row.count("|") + 1 for row in rows)


_CELL = st.sampled_from(["", "", "甲", "乙。", "丙/丁", "5", "12分", "3%"])


@given(st.integers(2, 6), st.data())
def test_every_table_with_a_cell_a_line_is_read_again_as_it_was(width, data):
    header = ["项目", "分值", "办法", "科室", "备注", "周期"][:width]
    rows = data.draw(st.lists(st.lists(_CELL, min_size=width, max_size=width), min_size=2, max_size=8))
    document = read(cells("|".join(header), *("|".join(row) for row in rows)))
    # a first cell of a tab alone is a cell; nothing here lacks one
    assert only_table(document) == [header, *([cell.replace("/", "\n") for cell in row] for row in rows)]
    assert codes(document) == []


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


@given(
    st.lists(
        st.sampled_from(["\t", "\t甲", "\t5", "\t项目", "\t分值", "", "乙", "\t\t丙", "\t甲\t乙"]),
        max_size=30,
    )
)
def test_no_cell_on_a_line_is_lost(lines):
    document = read("\n".join(lines))
    held = [
        block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells)
        for block in document.blocks
    ]
    assert "".join("".join(held).split()) == "".join("".join(lines).split())


@needs_corpus
def test_an_export_with_a_cell_a_line_holds_the_grid_of_the_word_file():
    (export,) = (CORPUS / "seeds").glob("003*.txt")
    document = read_text(export.read_bytes())
    word = read_docx((CORPUS / "documents" / "rubric_003.docx").read_bytes())
    assert [(table.rows, table.cols) for table in document.tables] == [
        (table.rows, table.cols) for table in word.tables
    ]
    for table, same in zip(document.tables, word.tables, strict=True):
        for cells_here, cells_there in zip(table.grid(), same.grid(), strict=True):
            for row, (here, there) in enumerate(zip(cells_here, cells_there, strict=True)):
                # spans are lost
                text = re.sub(r"\s", "", here.text)
                assert text == re.sub(r"\s", "", there.text) or (not text and there.row_span > 1), row
    assert codes(document) == ["noise", "noise", "noise", "row-across-gap"]


@needs_corpus
def test_every_table_of_the_exports_has_one_width():
    for path in sorted((CORPUS / "seeds").glob("000*.txt")):
        document = read_text(path.read_bytes())
        assert {table.cols for table in document.tables} == {6}
        assert set(codes(document)) == {"list-numbers-restored"}


def test_bookmarks_that_an_exporter_left_are_noise():
    document = read_text("[bookmark: _GoBack]河渠管护考核办法\n各镇[bookmark: a1]水利站".encode())
    assert texts(document) == ["河渠管护考核办法", "各镇水利站"]
    assert codes(document) == ["noise", "noise"]


SHIFTS = [
    "一级指标\t二级指标\t评分办法\t科室",
    "防汛\t巡查（4分）\t每少一次扣1分。\t工管科",
    "\t值班（3分）\t脱岗的，每次扣1分。\t",
    "\t\t记录不全的，每次扣0.5分。\t",
    "供水\t水压（5分）\t水压不足的，每次扣1分。\t供水科",
    "\t水质（5分）\t水质不达标的，每次扣1分。\t",
]


@pytest.mark.parametrize(
    ("row", "right"),
    [
        (
            "\t管网漏损率未按期下降到规定值的，扣2分。\t\t",
            ["", "", "管网漏损率未按期下降到规定值的，扣2分。", ""],
        ),
        # 科室 is blank, so what stands first is no 一级指标
        (
            "漏损（2分）\t管网漏损率未按期下降的，扣2分。\t\t",
            ["", "漏损（2分）", "管网漏损率未按期下降的，扣2分。", ""],
        ),
    ],
)
def test_a_row_that_stands_a_column_too_far_left_is_put_right_and_reported(row, right):
    document = read("\n".join([*SHIFTS, row]))
    assert only_table(document) == [*(line.split("\t") for line in SHIFTS), right]
    assert codes(document) == ["row-shifted"]
    moved = [cell for cell in document.tables[0].cells if cell.row == len(SHIFTS)]
    assert [cell.col for cell in moved] == [0, 1, 2, 3]
    assert {cell.quality for cell in moved if cell.text} == {"inferred"}


@pytest.mark.parametrize(
    "lines",
    [
        [*SHIFTS, "\t节水\t\t"],  # a name without its text
        [*SHIFTS, "\t漏损超标。\t\t"],  # as short as a name
        [*SHIFTS, "\t管网漏损率未按期下降到规定值的，扣2分。\t\t供水科"],  # something after it
        [*SHIFTS, "\t管网漏损率未按期下降的。\t每次扣2分。\t"],  # a sentence among the names for good
        [*SHIFTS[:3], "\t管网漏损率未按期下降到规定值的，扣2分。\t\t"],  # too few rows to compare
        [
            *SHIFTS,
            "\t\t宣传不到位的，每次扣1分。\t供水科",
            "漏损（2分）\t管网漏损率未按期下降的，扣2分。\t\t",
        ],
    ],
)
def test_no_row_is_moved_where_it_is_not_sure(lines):
    document = read("\n".join(lines))
    assert only_table(document) == [line.split("\t") for line in lines]
    assert codes(document) == []


@needs_corpus
def test_a_shifted_export_cut_by_pages_holds_the_rows_of_the_word_file():
    """But for merged headings: the export prints them again on each page."""

    def rows(document):
        (table,) = join(document).tables
        return [
            ["" if cell is None or cell.row < row else "".join(cell.text.split()) for cell in cells]
            for row, cells in enumerate(table.grid())
        ]

    export = rows(read_text(next((CORPUS / "seeds").glob("004*.txt")).read_bytes()))
    word = rows(read_docx(next((CORPUS / "documents").glob("004*.docx")).read_bytes()))
    assert [row[2] for row in export] == [row[2] for row in word]
    again = [
        here
        for mine, theirs in zip(export, word, strict=True)
        for here, there in zip(mine, theirs, strict=True)
        if here != there and there
    ]
    assert again == []
