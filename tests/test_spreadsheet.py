"""Spreadsheets: which rows are a table, what a cell displays, and what is hidden or not stored."""

from __future__ import annotations

import io
import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from extractors.document import Document, Paragraph, Table
from extractors.faults import CorruptFile, Fault, OverLimit, UnsupportedFormat
from extractors.finding import Finding
from extractors.office.number_format import format_code, plain, show_number, show_text
from extractors.office.spreadsheet import read_xlsx
from extractors.reader import read
from pipeline.messages.findings import message
from tests.corpus import CORPUS, needs_corpus
from tests.docmaker import codes, only_table, texts
from tests.sheetmaker import book, patched, sheet

HEAD = ["项目", "标准", "分值"]
ROWS = [["护林", "每次扣1分", 60], ["防火", "每起扣5分", 40]]
GRID = [HEAD, ["护林", "每次扣1分", "60"], ["防火", "每起扣5分", "40"]]
SHEET = "xl/worksheets/sheet1.xml"


def kinds(data: bytes) -> list[str]:
    return ["table" if isinstance(block, Table) else block.text for block in read_xlsx(data).blocks]


def held(document: Document) -> str:
    return "".join(
        block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells)
        for block in document.blocks
    )


def test_a_sheet_is_a_table():
    document = read_xlsx(sheet([HEAD, *ROWS]))
    assert document.pages is None
    assert only_table(document) == GRID
    assert codes(document) == []


def test_a_cell_knows_its_row_and_column_in_the_sheet():
    (table,) = read_xlsx(sheet([[], ["", *HEAD], ["", *ROWS[0]]])).tables
    assert table.anchor.path == "sheet 1/row 2"
    assert table.cells[0].anchor.path == "sheet 1/row 2/cell 2"
    assert table.cells[5].anchor.path == "sheet 1/row 3/cell 4"


def test_merged_cells_are_spans_and_are_never_filled_down():
    rows = [["项目", "内容", None, "分值"], ["护林", "巡山", "每周一次", 10], ["^", "台账", "齐全", "^"]]
    assert only_table(read_xlsx(sheet(rows))) == [
        ["项目", "内容", "<", "分值"],
        ["护林", "巡山", "每周一次", "10"],
        ["^", "台账", "齐全", "^"],
    ]


def test_a_blank_merged_cell_is_one_cell():
    data = sheet([[*HEAD, "备注"], *ROWS], lambda _, ws: ws.merge_range("D2:D3", ""))
    assert [row[3] for row in only_table(read_xlsx(data))] == ["备注", "", "^"]
    # but a column in which nothing stands is not read
    assert only_table(read_xlsx(sheet([HEAD, *ROWS], lambda _, ws: ws.merge_range("D1:D3", "")))) == GRID


LAYOUTS = [
    # a title above, merged over the width or only written in the first cell
    ([["护林考核表", None, None], HEAD, *ROWS], ["护林考核表", "table"]),
    ([["附件1"], ["护林考核表", None, None], HEAD, *ROWS], ["附件1", "护林考核表", "table"]),
    ([["护林考核表"], HEAD, *ROWS], ["护林考核表", "table"]),
    ([["护林考核表"], [], HEAD, *ROWS], ["护林考核表", "table"]),
    # notes below, merged over (nearly) the width
    ([HEAD, *ROWS, ["注：按季考核。", None, None]], ["table", "注：按季考核。"]),
    ([HEAD, *ROWS, ["注：按季考核。", None]], ["table", "注：按季考核。"]),
    ([HEAD, *ROWS, [], ["注：按季考核。"]], ["table", "注：按季考核。"]),
    # a lone cell that is not merged may be a row
    ([HEAD, *ROWS, ["一票否决"]], ["table"]),
    # a heading over the whole width among the rows belongs to the table
    ([HEAD, ["一、日常工作", None, None], *ROWS], ["table"]),
    # a blank row parts two tables, blank rows and columns around them are nothing
    ([HEAD, *ROWS, [], HEAD, *ROWS], ["table", "table"]),
    ([[], [], ["", "", *HEAD], ["", "", *ROWS[0]], [], []], ["table"]),
    # a header of two rows, its first cell merged down beside a blank one
    ([["项目", "考核", None], ["^", "标准", "分值"], *ROWS], ["table"]),
    ([["项目", "", ""], ["^", "标准", "分值"], *ROWS], ["table"]),
    # no row of two cells, no table
    ([["通知"], ["各单位："], ["", "请遵照执行。"]], ["通知", "各单位：", "请遵照执行。"]),
    ([], []),
]


@pytest.mark.parametrize(("rows", "blocks"), LAYOUTS)
def test_titles_tables_and_notes(rows, blocks):
    assert kinds(sheet(rows)) == blocks


def test_a_blank_row_within_a_frame_belongs_to_the_table():
    def frame(workbook, ws):
        for row in range(4):
            for col in range(3):
                ws.write_blank(row, col, None, workbook.add_format({"border": 1}))
        for row, values in ((0, HEAD), (1, ROWS[0]), (3, ROWS[1])):
            ws.write_row(row, 0, values, workbook.add_format({"border": 1}))
        ws.write("A5", "注：按季考核。")

    document = read_xlsx(sheet([], frame))
    assert only_table(document) == [*GRID[:2], ["", "", ""], GRID[2]]
    assert texts(document) == ["注：按季考核。"]


def test_the_name_of_a_sheet_is_its_heading_where_there_are_several():
    document = read_xlsx(book(("护林", [HEAD, *ROWS]), ("Sheet2", [HEAD, *ROWS]), ("工作表3", [HEAD, *ROWS])))
    assert [
        (block.text, block.role, block.anchor.path)
        for block in document.blocks
        if isinstance(block, Paragraph)
    ] == [("护林", "heading", "sheet 护林")]
    assert [table.anchor.path for table in document.tables] == [
        "sheet 1/row 1",
        "sheet 2/row 1",
        "sheet 3/row 1",
    ]
    assert kinds(book(("护林", [HEAD, *ROWS]), ("说明", []))) == ["table"]


def test_text_is_kept_as_it_stands():
    workbook = Workbook()
    workbook.active.append(HEAD)
    rich = CellRichText("不合格的", TextBlock(InlineFont(b=True), "不得分"), "。")
    workbook.active.append([" 护林\n防火 ", rich, "'60"])
    workbook.active.append([True, "#REF!", "_x0041_甲_x000D_\n乙"])
    target = io.BytesIO()
    workbook.save(target)
    assert only_table(read_xlsx(target.getvalue()))[1:] == [
        ["护林\n防火", "不合格的不得分。", "'60"],
        ["TRUE", "#REF!", "A甲\n乙"],
    ]


def test_the_pronunciation_above_characters_is_no_text():
    data = patched(
        sheet([HEAD, *ROWS]),
        "xl/sharedStrings.xml",
        {"<t>护林</t>": "<t>护林</t><rPh sb='0' eb='1'><t>hùlín</t></rPh>"},
    )
    assert only_table(read_xlsx(data)) == GRID


def test_a_text_box_follows_its_sheet():
    document = read_xlsx(sheet([HEAD, *ROWS], lambda _, ws: ws.insert_textbox("F2", "说明：\n按季考核。")))
    assert texts(document) == ["说明：", "按季考核。"]


def test_the_result_of_a_formula_is_read():
    def total(_, ws):
        ws.write_formula("C4", "=SUM(C2:C3)", None, 100)
        ws.write_formula("B4", '=IF(C4>100,"超出","")', None, "无")

    # a formula that gives an empty text has a result
    data = patched(sheet([HEAD, *ROWS, ["合计"]], total), SHEET, {"<v>无</v>": "<v></v>"})
    document = read_xlsx(data)
    assert only_table(document) == [*GRID, ["合计", "", "100"]]
    assert codes(document) == []


def test_a_formula_without_its_result_is_reported():
    workbook = Workbook()
    for row in [HEAD, *ROWS, ["合计", None, "=SUM(C2:C3)"]]:
        workbook.active.append(row)
    target = io.BytesIO()
    workbook.save(target)
    document = read_xlsx(target.getvalue())
    assert only_table(document) == [*GRID, ["合计", "", ""]]
    (finding,) = document.findings
    assert message(finding, "en") == "1 formulas have no stored result and were not read: C4"
    assert finding.severity == "error"
    assert (finding.evidence, finding.anchor.path) == ("=SUM(C2:C3)", "sheet 1/row 4/cell 3")


def test_text_beneath_a_merged_cell_is_reported():
    data = sheet([HEAD, *ROWS], lambda _, ws: ws.write("B3", "每起扣5分"))
    data = patched(
        data, SHEET, {"</sheetData>": '</sheetData><mergeCells><mergeCell ref="B2:B3"/></mergeCells>'}
    )
    document = read_xlsx(data)
    assert only_table(document) == [HEAD, ["护林", "每次扣1分", "60"], ["防火", "^", "40"]]
    assert [(each.code, dict(each.values)["text"]) for each in document.findings] == [
        ("covered-text", "每起扣5分")
    ]


FIGURES = [
    ("12", "General", "12"),
    ("12.0", "General", "12"),
    ("0.05", "General", "0.05"),
    ("5.0000000000000003E-2", "General", "0.05"),
    ("0.30000000000000004", "General", "0.3"),
    ("1E3", "General", "1000"),
    ("-5", "General", "-5"),
    ("-0", "General", "0"),
    ("12", "@", "12"),
    ("2", "0.0", "2.0"),
    ("2", "0.##", "2"),
    ("2.5", "0.0#", "2.5"),
    ("0.5", "#.0", ".5"),
    ("7", "000", "007"),
    ("1200", "#,##0", "1,200"),
    ("0.05", "0%", "5%"),
    ("0.125", "0.0%", "12.5%"),
    ("5", '0"分"', "5分"),
    ("5", '"满分"0\\分', "满分5分"),
    ("5", "0.0_);[Red]\\(0.0\\)", "5.0"),
    ("-5", "0.0_);[Red]\\(0.0\\)", "(5.0)"),
    ("-5", "0", "-5"),
    ("0", '0;-0;"—"', "—"),
    ("88", "[$¥-804]#,##0.00", "¥88.00"),
    ("45352", "yyyy-mm-dd", "2024-03-01"),
    ("45352", 'yyyy"年"m"月"d"日"', "2024年3月1日"),
    ("45352", "yyyy/m/d;@", "2024/3/1"),
    ("45352.5", "yyyy/m/d h:mm", "2024/3/1 12:00"),
    ("0.3958333333", "h:mm", "9:30"),
    ("0.75", '上午/下午h"时"mm"分"', "下午6时00分"),
    ("59", "yyyy-mm-dd", "1900-02-28"),
    # an order that could be read in two ways is given as ISO
    ("45352", "m/d/yy", "2024-03-01"),
    ("45352", "d-mmm-yy", "2024-03-01"),
    ("45352.5", "m/d/yy h:mm", "2024-03-01 12:00"),
]


@pytest.mark.parametrize(("stored", "code", "text"), FIGURES)
def test_figures_are_read_as_displayed(stored, code, text):
    shown = show_number(stored, code)
    assert shown
    assert (shown.text, shown.exact) == (text, True)


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("0.125", "0%", "13%"),
        ("2.345", "0.0", "2.3"),
        ("0.5", "0", "1"),
        ("5", ";;;", ""),
        ("0.3333", '0.0"分"', "0.3分"),
    ],
)
def test_a_format_that_leaves_digits_out(stored, code, text):
    shown = show_number(stored, code)
    assert shown
    assert (shown.text, shown.exact) == (text, False)


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        ("1200", "0.0E+00"),
        ("0.5", "# ?/?"),
        ("1.5", "[h]:mm"),
        ("12000", "0,"),
        ("5", "[>=5]0;0.0"),
        ("-1", "yyyy"),
        ("甲", "0"),
    ],
)
def test_a_format_that_is_not_read(stored, code):
    assert show_number(stored, code) is None


def test_formats_that_a_file_names_by_number():
    assert format_code(0, {}) == "General"
    assert format_code(9, {}) == "0%"
    assert format_code(176, {176: '0"分"'}) == '0"分"'
    # the dates of Chinese Excel have no code in the file
    assert show_number("45352", format_code(31, {})).text == "2024年3月1日"
    assert show_number("45352", format_code(57, {})).text == "2024年3月"
    assert show_number("45352", format_code(14, {})).text == "2024-03-01"
    assert show_number("45352", format_code(99, {})) is None
    assert show_number("0", "yyyy-mm-dd", from_1904=True).text == "1904-01-01"


def test_texts_have_formats_too():
    assert show_text("3", '"第"@"项"') == "第3项"
    assert show_text("3", '0;-0;0;"第"@"项"') == "第3项"
    assert show_text("3", "0.0") == "3"


def test_formats_in_a_sheet():
    def write(workbook, ws):
        for cell, figure, code in (
            ("C2", 0.125, "0%"),
            ("C3", 1200, "0.0E+00"),
            ("D2", 0.25, "0%"),
            ("D3", 45352, "yyyy-mm-dd"),
        ):
            ws.write_number(cell, figure, workbook.add_format({"num_format": code}))

    document = read_xlsx(sheet([HEAD, *ROWS], write))
    assert [row[2:] for row in only_table(document)] == [["分值", ""], ["13%", "25%"], ["1200", "2024-03-01"]]
    assert [message(each, "en") for each in document.findings] == [
        "1 figures are displayed with fewer digits than are stored; read as displayed: C2",
        "the format of 1 figures is not known; read as stored: C3",
    ]
    assert [each.evidence for each in document.findings] == ["0.125", "0.0E+00"]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_figure_without_format_is_the_figure(number):
    text = plain(str(number))
    assert "." not in text or not text.endswith(("0", "."))
    assert type(number)(text) == number
    shown = show_number(str(number), "0.0000")
    assert shown
    assert shown.exact
    assert type(number)(shown.text) == number


@given(st.text(max_size=12), st.text('0#?.,%;@[]"\\_*ymdhsE/分-AMP', max_size=14))
def test_any_format_is_read_or_refused(stored, code):
    show_number(stored, code)
    show_number("45352.75", code)
    show_text(stored, code)


def test_a_huge_exponent_is_not_written_out():
    assert plain("1E+999999999") == "1E+999999999"
    assert show_number("1E+999999999", "0.00") is None


HOSTILE_MERGES = ["A1:XFD1048576", "A1:A1048576", "A2:XFD2", "B1:A1", "A1:B9999999", "Ä1:B2", "A1:B2:C3", ""]


@pytest.mark.parametrize("ref", HOSTILE_MERGES)
def test_a_merge_reaches_no_further_than_the_cells(ref):
    data = patched(
        sheet([HEAD, *ROWS]),
        SHEET,
        {"</sheetData>": f'</sheetData><mergeCells><mergeCell ref="{ref}"/></mergeCells>'},
    )
    document = read_xlsx(data)
    assert all(table.rows <= 3 and table.cols <= 3 for table in document.tables)
    covered = [dict(each.values)["text"] for each in document.findings]
    assert sorted("".join([held(document), *covered])) == sorted("".join(map("".join, GRID)))


def test_of_merges_that_overlap_the_first_one_holds():
    data = patched(
        sheet([["项目", "标准", "分值"], ["护林", "", 60], ["防火", "每起扣5分", 40]]),
        SHEET,
        {
            "</sheetData>": '</sheetData><mergeCells><mergeCell ref="A2:B2"/><mergeCell ref="B2:B3"/></mergeCells>'
        },
    )
    assert only_table(read_xlsx(data)) == [HEAD, ["护林", "<", "60"], ["防火", "每起扣5分", "40"]]


def test_cells_far_apart_fill_no_memory():
    data = sheet(
        [], lambda _, ws: [ws.write(*place, "甲") for place in ((0, 0), (0, 16383), (1, 0), (1048575, 3))]
    )
    document = read_xlsx(data)
    assert [(table.rows, table.cols) for table in document.tables] == [(2, 16384)]
    diagonal = sheet(
        [], lambda _, ws: [ws.write(each, col, "甲") for each in range(2000) for col in (each, each + 1)]
    )
    document = read(diagonal, ".xlsx")
    assert codes(document) == ["table-oversized"]
    assert len(texts(document)) == 4000


def test_references_may_be_left_out():
    data = patched(
        sheet([HEAD, *ROWS]), SHEET, {f' r="{col}{row}"': "" for col in "ABC" for row in (1, 2, 3)}
    )
    data = patched(data, SHEET, {' r="1"': "", ' r="2"': "", ' r="3"': ""})
    assert only_table(read_xlsx(data)) == GRID


def test_styles_that_openpyxl_refuses_do_no_harm():
    data = patched(
        sheet([HEAD, *ROWS]), "xl/styles.xml", {'<fill><patternFill patternType="none"/></fill>': "<fill/>"}
    )
    with pytest.raises(TypeError):
        load_workbook(io.BytesIO(data))
    assert only_table(read_xlsx(data)) == GRID


BROKEN = [
    (SHEET, {"<sheetData>": "<sheetData"}),
    (SHEET, {"<?xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><?xml"}),
    (SHEET, {' r="1"': ' r="99999999"'}),
    (SHEET, {"<v>0</v>": "<v>999</v>"}),
    ("xl/workbook.xml", {"<sheets>": "<x>", "</sheets>": "</x>"}),
]


@pytest.mark.parametrize(("part", "changes"), BROKEN)
def test_broken_parts_are_corrupt_files(part, changes):
    with pytest.raises(CorruptFile):
        read_xlsx(patched(sheet([HEAD, *ROWS]), part, changes))


def test_a_binary_workbook_is_refused_by_its_name():
    data = patched(sheet([HEAD]), "_rels/.rels", {"xl/workbook.xml": "xl/workbook.bin"})
    data = data.replace(b"xl/workbook.xml", b"xl/workbook.bin")
    data = patched(data, "[Content_Types].xml", {"xl/workbook.xml": "xl/workbook.bin"})
    with pytest.raises(UnsupportedFormat) as caught:
        read(data, ".xlsb")
    assert caught.value.values["format"] == "XLSB"


def test_more_cells_than_any_notice_has_are_refused(monkeypatch):
    monkeypatch.setattr("extractors.office.worksheet.MOST_CELLS", 5)
    with pytest.raises(OverLimit):
        read_xlsx(sheet([HEAD, *ROWS]))


_PLACES = st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(0, 3), st.integers(0, 3))


@settings(max_examples=60)
@given(
    st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 4)), st.sampled_from("甲乙丙")),
    st.lists(_PLACES),
)
def test_no_visible_character_is_lost_and_no_place_is_taken_twice(values, merges):
    taken: set[tuple[int, int]] = set()
    visible = dict(values)

    def merge(_, ws):
        for top, left, down, right in merges:
            places = {
                (row, col) for row in range(top, top + down + 1) for col in range(left, left + right + 1)
            }
            if len(places) > 1 and not places & taken:
                taken.update(places)
                ws.merge_range(top, left, top + down, left + right, values.get((top, left), ""))
                for place in places - {(top, left)}:
                    visible.pop(place, None)
        for place in visible.keys() - taken:
            ws.write(*place, visible[place])

    document = read_xlsx(sheet([], merge))
    assert sorted(held(document)) == sorted(visible.values())
    for table in document.tables:
        covered = Counter(
            (row, col)
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for col in range(cell.col, cell.col + cell.col_span)
        )
        assert covered == Counter(itertools.product(range(table.rows), range(table.cols)))


@settings(max_examples=150)
@given(st.data())
def test_damaged_files_are_read_or_refused(data):
    file = sheet([["护林考核表", None, None], HEAD, *ROWS])
    start = data.draw(st.integers(0, len(file)))
    end = data.draw(st.integers(start, min(len(file), start + 40)))
    try:
        read(file[:start] + data.draw(st.binary(max_size=20)) + file[end:], ".xlsx")
    except Fault as fault:
        message(Finding(fault.code, tuple(fault.values.items())), "en")


@needs_corpus
@pytest.mark.filterwarnings("ignore")
def test_every_cell_of_the_spreadsheets_is_read():
    for path in sorted((CORPUS / "real").glob("*.xlsx")):
        document = read_xlsx(path.read_bytes())
        workbook = load_workbook(path)
        want = [
            str(cell.value) for each in workbook for row in each for cell in row if cell.value is not None
        ]
        want += [
            block.text
            for block in document.blocks
            if isinstance(block, Paragraph) and block.role == "heading"
        ]
        assert sorted("".join(held(document).split())) == sorted("".join("".join(want).split()))
        assert document.tables
        assert codes(document) == []
