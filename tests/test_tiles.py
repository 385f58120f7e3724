"""Tables whose cells are told by colour or by gaps, as the built-in styles of Word and WPS draw them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document
from extractors.pdf.reader import read_pdf
from pipeline.ingest.run import ingest
from tests import styles
from tests.pdfmaker import FONT, codes, pdf, rows, table, texts, write

XS = [60.0, 100.0, 200.0, 240.0, 480.0]
LINES = [
    ["序号", "考核指标", "分值", "评分标准"],
    ["1", "泵站值守", "30", "每脱岗一次扣2分，扣完为止。"],
    ["2", "管网清淤\n（重点）", "40", "未按计划清淤的扣5分；\n每漏一段扣1分。"],
    ["3", "水质检测", "30", "漏检一次扣3分。"],
    ["合计", "", "100", ""],
]
YS = [100.0, 120.0, 140.0, 172.0, 192.0, 212.0]


def _texts(page: Canvas) -> None:
    for row, line in enumerate(LINES):
        for col, text in enumerate(line):
            write(page, XS[col] + 4, YS[row] + 3, text)


def _tile(page: Canvas, x0: float, top: float, x1: float, bottom: float, grey: float = 0.8) -> None:
    page.setFillGray(grey)
    page.rect(x0, 842 - bottom, x1 - x0, bottom - top, stroke=0, fill=1)
    page.setFillGray(0)


def _row(page: Canvas, row: int, grey: float = 0.8, gap: float = 0.0, first: int = 0) -> None:
    for x0, x1 in zip(XS[first:], XS[first + 1 :], strict=False):
        _tile(page, x0 + gap, YS[row] + gap, x1 - gap, YS[row + 1] - gap, grey)


def _across(page: Canvas, *numbers: int, first: int = 0) -> None:
    for number in numbers:
        page.line(XS[first], 842 - YS[number], XS[-1], 842 - YS[number])


def _down(page: Canvas, *numbers: int, rows: tuple[int, int] = (0, 5)) -> None:
    for number in numbers:
        page.line(XS[number], 842 - YS[rows[0]], XS[number], 842 - YS[rows[1]])


def _banded(page: Canvas) -> None:
    _row(page, 0, grey=0.6)
    for row in (1, 3):
        _row(page, row)


def _banded_from_the_first_row(page: Canvas) -> None:
    _across(page, 1)
    for row in (1, 3):
        _row(page, row)


def _gaps_between_tiles(page: Canvas) -> None:
    for row in range(5):
        _row(page, row, grey=0.6 if not row else 0.9, gap=1)


def _framed_bands(page: Canvas) -> None:
    _banded(page)
    _across(page, 0, 5)
    _down(page, 0, 4)


def _header_of_colour_above_a_ruled_table(page: Canvas) -> None:
    _row(page, 0)
    _across(page, 0, 1, 2, 3, 4, 5)
    _down(page, 0, 4)
    _down(page, 1, 2, 3, rows=(1, 5))


def _rules_across_below_a_ruled_header(page: Canvas) -> None:
    _across(page, 0, 1, 2, 3, 4, 5)
    _down(page, 0, 4)
    _down(page, 1, 2, 3, rows=(0, 1))


def _first_column_open(page: Canvas) -> None:
    _across(page, 0, 1, 2, 3, 4, 5, first=1)
    _down(page, 1, 2, 3, 4)


def _first_column_open_and_bands(page: Canvas) -> None:
    for row in (1, 3):
        _row(page, row, first=1)
    _across(page, 1)
    _down(page, 1, 4, rows=(1, 5))


def _one_colour_behind_each_row(page: Canvas) -> None:
    for row in (0, 1, 3):
        _row(page, row)
    _across(page, 0, 1, 5)


def _tile_behind_each_line(page: Canvas) -> None:
    _across(page, 0, 1, 2, 3, 4, 5)
    _down(page, 0, 1, 2, 3, 4)
    for x0, x1 in pairwise(XS):
        _tile(page, x0 + 1, YS[2] + 1, x1 - 1, YS[2] + 15)
        _tile(page, x0 + 1, YS[2] + 15, x1 - 1, YS[3] - 1)


def _one_band_over_all_columns(page: Canvas) -> None:
    for row in (0, 2, 4):
        _tile(page, XS[0], YS[row], XS[-1], YS[row + 1])


WAYS: dict[str, Callable[[Canvas], None]] = {
    "every second row of colour": _banded,
    "every second row of colour, from below the header": _banded_from_the_first_row,
    "tiles with gaps": _gaps_between_tiles,
    "bands within a frame": _framed_bands,
    "a header of colour above a ruled table": _header_of_colour_above_a_ruled_table,
    "only rules across below a ruled header": _rules_across_below_a_ruled_header,
    "no rule around the first column": _first_column_open,
    "no rule and no colour in the first column": _first_column_open_and_bands,
    "bands and three rules": _one_colour_behind_each_row,
    "bands over all columns": _one_band_over_all_columns,
    "a tile behind each line of a row": _tile_behind_each_line,
}


def _read(*draw: Callable[[Canvas], None]) -> Document:
    def page(canvas: Canvas) -> None:
        for one in draw:
            one(canvas)

    return read_pdf(pdf(page))


@pytest.mark.parametrize("way", WAYS)
def test_cells_are_what_a_reader_sees_as_cells(way: str) -> None:
    document = _read(WAYS[way], _texts)
    assert [texts(one) for one in document.tables] == [LINES], way
    assert not codes(document)


def _figures_at_the_right(page: Canvas) -> None:
    """As a spreadsheet prints: texts at the left edge of their column, figures at the right edge of theirs."""
    for row, line in enumerate(LINES):
        for col, text in enumerate(line):
            width = pdfmetrics.stringWidth(text, FONT, 10)
            x = XS[col + 1] - width - 1 if text.isdigit() else XS[col] + 1
            write(page, x, YS[row] + 3, text)


def _grounds(*numbers: int) -> Callable[[Canvas], None]:
    def draw(page: Canvas) -> None:
        for row in numbers:
            _tile(page, XS[0], YS[row], XS[-1], YS[row + 1])

    return draw


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param((_grounds(0, 1, 3),), id="every second row of colour"),
        pytest.param(
            (_grounds(0), lambda page: _across(page, 1, 2, 3, 4, 5)), id="a header of colour, rules across"
        ),
    ],
)
def test_figures_that_touch_the_next_column_stand_in_their_own(
    drawn: Sequence[Callable[[Canvas], None]],
) -> None:
    document = _read(*drawn, _figures_at_the_right)
    assert [texts(one) for one in document.tables] == [LINES]
    assert not codes(document)


def test_a_merged_cell_of_colour_is_one_cell() -> None:
    def draw(page: Canvas) -> None:
        _tile(page, XS[0] + 1, YS[1] + 1, XS[1] - 1, YS[4] - 1)
        for row in range(5):
            for col in range(4):
                if not (col == 0 and 0 < row < 4):
                    _tile(page, XS[col] + 1, YS[row] + 1, XS[col + 1] - 1, YS[row + 1] - 1)
        write(page, XS[0] + 4, 140, "防汛")
        for row, line in enumerate(LINES):
            for col, text in enumerate(line):
                if col or row in (0, 4):
                    write(page, XS[col] + 4, YS[row] + 3, text)

    (one,) = _read(draw).tables
    cell = one.grid()[2][0]
    assert cell is not None
    assert (cell.row, cell.row_span, cell.text) == (1, 3, "防汛")


def test_a_merged_row_of_a_ruled_table_is_not_cut_below_the_columns() -> None:
    head, *others = LINES
    body = [(row, col, 1, 1, text) for row, line in enumerate(others, 2) for col, text in enumerate(line)]
    title = "一、排水设施  二、泵站  三、管网"
    cells = [(0, col, 1, 1, text) for col, text in enumerate(head)] + [(1, 0, 1, 4, title)] + body
    ys = [100.0, 120.0, 140.0, 160.0, 192.0, 212.0, 232.0]
    (one,) = read_pdf(pdf(lambda page: table(page, XS, ys, cells))).tables
    cell = one.grid()[1][3]
    assert cell is not None
    assert (cell.col, cell.col_span) == (0, 4)


def test_a_merged_cell_with_its_ground_drawn_row_by_row_is_one_cell() -> None:
    cells = [*rows(LINES[:1]), (1, 0, 4, 1, "防\n汛\n工\n作")]
    cells += [
        (row, col, 1, 1, text)
        for row, line in enumerate(LINES)
        for col, text in enumerate(line)
        if row and col
    ]

    def draw(page: Canvas) -> None:
        for row in range(1, 5):
            _row(page, row)
        table(page, XS, YS, cells)

    (one,) = _read(draw).tables
    cell = one.grid()[3][0]
    assert cell is not None
    assert (cell.row, cell.row_span) == (1, 4)


def test_shaded_paragraphs_are_no_table() -> None:
    def draw(page: Canvas) -> None:
        for number in range(4):
            _tile(page, 60, 100 + 20 * number, 500, 116 + 20 * number)
            write(page, 64, 102 + 20 * number, f"第{number + 1}段：请各科室按期报送材料。")

    assert not _read(draw).tables


SAMPLE = [
    "Light Shading",
    "Light List Accent 1",
    "Medium Shading 1",
    "Medium Shading 2",
    "Medium List 2",
    "Medium Grid 2",
    "Dark List",
    "Colorful Shading",
    "Colorful Grid",
]


@pytest.mark.needs("libreoffice")
def test_built_in_styles_printed_by_libreoffice_are_read_whole(tmp_path: Path) -> None:
    files = styles.printed(SAMPLE, tmp_path)
    assert {name: styles.verdict(ingest(path)) for name, path in files.items()} == dict.fromkeys(
        SAMPLE, "whole"
    )


def test_sections_over_all_columns_part_no_columns_of_bands_and_figures_may_touch_the_next_column() -> None:
    lines = [
        ["序号", "考核指标", "分值", "评分标准"],
        ["一、运行（60分）"],
        ["1", "泵站值守", "30", "每脱岗一次扣2分。"],
        ["2", "管网清淤", "30", "未按计划清淤的扣5分。"],
        ["二、水质（40分）"],
        ["3", "水质检测", "25", "漏检一次扣3分。"],
        ["4", "水源巡查", "15", "漏巡一次扣1分。"],
        ["合计", "", "100", ""],
    ]

    def draw(page: Canvas) -> None:
        for row, line in enumerate(lines):
            top = 100.0 + 20 * row
            if row not in (3, 6):
                _tile(page, XS[0], top, XS[-1], top + 20, 0.6 if not row else 0.9)
            for col, text in enumerate(line):
                # a spreadsheet ends figures where the next column begins
                figure = text.isdigit() and col == 0
                x = XS[1] - 0.5 - pdfmetrics.stringWidth(text, FONT, 10) if figure else XS[col] + 2
                write(page, x, top + 3, text)

    (whole,) = read_pdf(pdf(draw)).tables
    assert [["".join(row[:1])] if row[0].startswith(("一", "二")) else row for row in texts(whole)] == lines
