"""The sheets as printed: what the source draws is what Excel shows, to the cell; and what print makes of it."""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import combinations
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from normalizers.records import Printed, Records
from pipeline.corrections.from_excel import read_workbook
from pipeline.ingest.run import ingest
from pipeline.workbook.cells import TALLEST
from pipeline.workbook.writer import write_workbook
from tests.office import needs_office, saved_as
from tests.printmaker import FORMATS, Drawing
from tests.records import records
from tests.test_as_printed import DRAWINGS, HEAD, RULES, TITLE, WIDTHS


def written(folder: Path, made: Records) -> Workbook:
    write_workbook(made, folder / "b.xlsx", "zh")
    return load_workbook(folder / "b.xlsx")


def opened(folder: Path, drawing: Drawing, kind: str = "html") -> Workbook:
    file = folder / f"表.{kind}"
    file.write_bytes(FORMATS[kind](drawing))
    return written(folder, ingest(file, lang="zh").records)


def drawn(sheet: Worksheet, lines_above: int) -> list[tuple[int, int, int, int, str]]:
    """The cells below the lines of a title, as a drawing has them; figures as they are shown."""
    spans = {(m.min_row, m.min_col): (m.size["rows"], m.size["columns"]) for m in sheet.merged_cells.ranges}
    covered = {
        (row, col)
        for m in sheet.merged_cells.ranges
        for row in range(m.min_row, m.max_row + 1)
        for col in range(m.min_col, m.max_col + 1)
    } - set(spans)
    found = []
    for row in sheet.iter_rows(min_row=lines_above + 1):
        for cell in row:
            if (cell.row, cell.column) in covered or cell.border.left.style is None:
                continue
            place = cell.row - lines_above - 1, cell.column - 1
            found.append((*place, *spans.get((cell.row, cell.column), (1, 1)), shown(cell)))
    return found


def shown(cell: Any) -> str:
    """A cell as Excel shows it."""
    if not isinstance(cell.value, int | float):
        return "" if cell.value is None else str(cell.value)
    form = cell.number_format
    value = cell.value * 100 if "%" in form else cell.value
    places = len(re.match(r"\+?0\.?(0*)", form)[1])  # type: ignore[index]
    return f"{value:.{places}f}" + "".join(re.findall(r'%|(?<=")[^";]+(?=")', form.split(";")[0]))


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", DRAWINGS)
def test_the_sheet_has_the_cells_of_the_source_in_each_format(tmp_path: Path, name: str, kind: str) -> None:
    drawing = DRAWINGS[name]
    sheet = opened(tmp_path, drawing, kind).worksheets[0]
    assert sheet["A1"].value == TITLE
    assert drawn(sheet, len(drawing.above)) == sorted(drawing.cells)
    if drawing.below:
        assert sheet.cell(sheet.max_row, 1).value == drawing.below[-1]


@pytest.mark.parametrize("name", DRAWINGS)
def test_points_add_up_in_excel_and_texts_are_texts(tmp_path: Path, name: str) -> None:
    drawing = DRAWINGS[name]
    sheet = opened(tmp_path, drawing).worksheets[0]
    last = len(drawing.widths)
    figures = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)]
    assert figures == [
        float(text) for _, col, _, _, text in sorted(drawing.cells) if col == last - 1 and text != "分值"
    ]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


@pytest.mark.parametrize("name", DRAWINGS)
def test_columns_keep_their_proportions(tmp_path: Path, name: str) -> None:
    drawing = DRAWINGS[name]
    sheet = opened(tmp_path, drawing).worksheets[0]
    wide = [width_of(sheet, col + 1) for col in range(len(drawing.widths))]
    assert [width / sum(wide) for width in wide] == pytest.approx(
        [width / sum(drawing.widths) for width in drawing.widths], abs=0.02
    )


def width_of(sheet: Worksheet, col: int) -> float:
    """The width of a column, from 1; columns of one width are told together."""
    told = sheet.column_dimensions.values()
    return next(float(one.width) for one in told if one.min <= col <= one.max)


def sheet_of(*cells: list[object], columns: int = 4, **fields: Any) -> Records:
    """A notice whose one rubric is printed with these cells."""
    made = records("x")
    one = Printed(
        notice_id="x",
        seq=1,
        rubric_ids="x/1",
        columns=columns,
        cells=json.dumps(cells),
        **fields,
    )
    return made.model_copy(update={"printed": (one,), "rubrics": made.rubrics[:1], "findings": ()})


@pytest.mark.parametrize("text", ["=1+1", "+1", "-SUM(A1)", "@cmd", '=HYPERLINK("http://x.example")', "{=1}"])
def test_no_text_of_a_notice_starts_a_formula(tmp_path: Path, text: str) -> None:
    cell = written(tmp_path, sheet_of([1, 1, 1, 1, text])).worksheets[0]["A1"]
    assert (cell.value, cell.data_type) == (text, "s")
    # also when a person opens the cell and leaves it
    assert cell.quotePrefix is (text[0] in "=+-@")


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("12.50", 12.5, "0.00"),
        ("15分", 15, '0"分"'),
        ("20%", 0.2, "0%"),
        ("-5", -5, "0"),
        ("+3", 3, "+0;-0"),
    ],
)
def test_a_figure_is_shown_as_it_is_printed(tmp_path: Path, text: str, value: float, form: str) -> None:
    cell = written(tmp_path, sheet_of([1, 1, 1, 1, text, 1])).worksheets[0]["A1"]
    assert (cell.value, cell.number_format) == (value, form)
    assert shown(cell) == text.lstrip("+")


def test_a_figure_that_does_not_count_is_text(tmp_path: Path) -> None:
    assert written(tmp_path, sheet_of([1, 1, 1, 1, "1.10"])).worksheets[0]["A1"].value == "1.10"


def test_lines_stand_around_the_table_over_its_whole_width(tmp_path: Path) -> None:
    around = {
        "label": "附件1",
        "title": "渠道考核评分表\n（2031年）",
        "above": "被考核单位：",
        "below": "注：一。\n注：二。",
    }
    sheet = written(tmp_path, sheet_of([1, 1, 1, 4, "甲"], **around)).worksheets[0]
    lines = "\n".join(around.values()).split("\n")
    assert [str(row[0].value) for row in sheet.iter_rows()] == [*lines[:-2], "甲", *lines[-2:]]
    assert {merge.size["columns"] for merge in sheet.merged_cells.ranges} == {4}


def wrapped(text: str, pixels: float) -> int:
    """Lines that a text needs, set character by character as a program does: 14 pixels a Han character."""
    lines = 0
    for line in text.split("\n"):
        lines, at = lines + 1, 0.0
        for char in line:
            wide = 14.0 if unicodedata.east_asian_width(char) in "WF" else 7.5
            if at + wide > pixels:
                lines, at = lines + 1, 0.0
            at += wide
    return lines


LONG = "闸门启闭灵活，止水完好，按季上油；每发现一处漏水扣0.5分，扣完为止。"


@pytest.mark.parametrize("count", [1, 2, 5, 12, 30])
@pytest.mark.parametrize("width", [80, 300, 700])
def test_rows_are_as_high_as_their_text_and_not_much_higher(tmp_path: Path, count: int, width: int) -> None:
    cells = [[1, 1, 1, 1, "序号"], [1, 2, 1, 1, "标准"], [2, 1, 1, 1, "1"], [2, 2, 1, 1, LONG * count]]
    made = sheet_of(*cells, columns=2, header_rows=1, widths=f"{1000 - width}；{width}")
    sheet = written(tmp_path, made).worksheets[0]
    pixels = 7 * width_of(sheet, 2) - 10
    need = 14.25 * wrapped(LONG * count, pixels)
    # a row that is higher than any of Excel's is several of them
    height = sum(sheet.row_dimensions[row].height for row in range(2, sheet.max_row + 1))
    assert need <= height <= 1.35 * need + 25
    assert all(sheet.row_dimensions[row].height <= TALLEST for row in range(1, sheet.max_row + 1))


def test_a_merged_cell_has_the_room_of_all_its_rows(tmp_path: Path) -> None:
    cells = [[1, 1, 3, 1, LONG * 4], *([row, 2, 1, 1, "甲"] for row in (1, 2, 3))]
    sheet = written(tmp_path, sheet_of(*cells, columns=2, widths="300；700")).worksheets[0]
    heights = [sheet.row_dimensions[row].height for row in (1, 2, 3)]
    need = 14.25 * wrapped(LONG * 4, 7 * width_of(sheet, 1) - 10)
    assert need <= sum(heights) <= 1.35 * need + 25
    assert max(heights) == pytest.approx(min(heights))


def test_print_repeats_the_header_of_all_its_rows_on_pages_across(tmp_path: Path) -> None:
    sheet = opened(tmp_path, DRAWINGS["levels"]).worksheets[0]
    assert sheet.print_title_rows == "$2:$3"
    assert sheet.freeze_panes == "A4"
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == (
        "landscape",
        9,
        None,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "&P" in sheet.oddFooter.right.text
    assert "表.html" in sheet.oddFooter.left.text


def test_no_two_merged_cells_overlap_however_broken_the_source_is(tmp_path: Path) -> None:
    page = "<table><tr><td rowspan=9 colspan=9>一</td><td rowspan=2>二</td></tr><tr><td>三</td><td colspan=3>四</td></tr>"
    rows = "".join(
        f"<tr><td>{row}</td><td>渠道巡查</td><td>每次扣1分</td><td>10</td></tr>" for row in range(1, 4)
    )
    head = "<tr><td>序号</td><td>考核指标</td><td>评分标准</td><td>分值</td></tr>"
    file = tmp_path / "表.html"
    file.write_text(
        f"<meta charset=utf-8><p>{TITLE}</p><table>{head}{rows}</table><p>附表</p>{page}</table>", "utf-8"
    )
    written(tmp_path, ingest(file).records)
    with ZipFile(tmp_path / "b.xlsx") as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                found = re.findall(r'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', parts.read(name).decode())
                areas = [(column(a), int(b), column(c), int(d)) for a, b, c, d in found]
                for one, other in combinations(areas, 2):
                    apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
                    assert apart, (name, one, other)


def column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def test_a_rubric_of_prose_is_retyped_and_says_so(tmp_path: Path) -> None:
    text = (
        f"{TITLE}\n一、渠道巡查（60分）\n1.按月巡查（40分）。每缺一次扣1分，扣完为止。\n2.记录完整（20分）。每缺一页扣2分。\n"
        "二、闸门养护（40分）\n1.无漏水（40分）。漏水的每处扣2分。\n"
    )
    file = tmp_path / "表.txt"
    file.write_text(text, "utf-8")
    made = ingest(file).records
    assert made.criteria
    sheet = written(tmp_path, made).worksheets[0]
    lines = [str(row[0].value) for row in sheet.iter_rows()]
    assert lines[0] == TITLE
    assert lines[-1] == "原文没有表格，本表按读出的内容排成"
    names = [shown(cell) for cell in sheet["A"] if cell.border.left.style]
    assert any("渠道巡查" in name for name in names)
    # a name over the rows below it stands once
    assert sum("渠道巡查" in name for name in names) == 1


def test_tables_without_rubrics_stand_together_behind_the_others(tmp_path: Path) -> None:
    rubric = FORMATS["html"](DRAWINGS["plain"]).decode()
    grades = "<p>结果运用</p><table><tr><td>等次</td><td>奖励</td><td>范围</td></tr><tr><td>甲</td><td>表扬</td><td>全县</td></tr></table>"
    more = (
        "<p>说明</p><table><tr><td>联系人</td><td>电话</td></tr><tr><td>陈一</td><td>0999</td></tr></table>"
    )
    file = tmp_path / "表.html"
    file.write_text(rubric.replace("</body>", f"{grades}{more}</body>"), "utf-8")
    made = ingest(file).records
    alone = [one for one in made.printed if not one.rubric_ids]
    book = written(tmp_path, made)
    assert len(alone) == 2
    others = book["其他表格"]
    values = [str(cell.value) for row in others.iter_rows() for cell in row if cell.value is not None]
    assert values == ["等次", "奖励", "范围", "甲", "表扬", "全县", "联系人", "电话", "陈一", "0999"]


def test_the_same_notice_gives_the_same_bytes(tmp_path: Path) -> None:
    opened(tmp_path, DRAWINGS["merged"])
    first = (tmp_path / "b.xlsx").read_bytes()
    opened(tmp_path, DRAWINGS["merged"])
    assert (tmp_path / "b.xlsx").read_bytes() == first


def test_a_changed_cell_of_a_sheet_as_printed_is_told_and_not_taken(tmp_path: Path) -> None:
    cells = (*HEAD, (1, 0, 1, 1, "1"), (1, 1, 1, 1, "渠道巡查"), (1, 2, 1, 1, RULES[0]), (1, 3, 1, 1, "20"))
    book = opened(tmp_path, Drawing(cells, WIDTHS, (TITLE,)))
    book.save(tmp_path / "as-it-was.xlsx")
    stamp = ("", "", "")
    assert not read_workbook(tmp_path / "as-it-was.xlsx", stamp, "zh").left
    sheet = book.worksheets[0]
    sheet["D3"] = 30
    book.save(tmp_path / "changed.xlsx")
    read = read_workbook(tmp_path / "changed.xlsx", stamp, "zh")
    assert read.corrections == ()
    (told,) = read.left
    assert sheet.title in told


@needs_office
def test_another_program_opens_the_workbook_and_finds_the_same_cells(tmp_path: Path) -> None:
    before = opened(tmp_path, DRAWINGS["merged"])
    (tmp_path / "again.xlsx").write_bytes(saved_as((tmp_path / "b.xlsx").read_bytes(), "xlsx", "xlsx"))
    after = load_workbook(tmp_path / "again.xlsx")
    assert after.sheetnames == before.sheetnames
    for sheet in before.worksheets:
        other = after[sheet.title]
        assert {str(area) for area in other.merged_cells.ranges} == {
            str(area) for area in sheet.merged_cells.ranges
        }
        for row in sheet.iter_rows():
            for cell in row:
                assert (other[cell.coordinate].value or "") == (cell.value or ""), (
                    sheet.title,
                    cell.coordinate,
                )
