"""What print does not show of a spreadsheet is left out and told: hidden, struck, unseen, without a format."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from extractors.document import Paragraph
from extractors.office.printed import Axis
from extractors.office.spreadsheet import read_xlsx
from pipeline.messages.findings import message
from tests.docmaker import codes, only_table, texts
from tests.sheetmaker import book, patched, sheet

ROWS = [["指标", "分值", "标准"], ["台账", 60, "缺一项扣2分"], ["盘点", 40, "错一处扣1分"]]
WHOLE = [["指标", "分值", "标准"], ["台账", "60", "缺一项扣2分"], ["盘点", "40", "错一处扣1分"]]
SHEET = "xl/worksheets/sheet1.xml"


def told(document: Any) -> list[tuple[str, str, str]]:
    values = [dict(each.values) for each in document.findings]
    return [
        (each.code, value.get("text") or value.get("cells", ""), str(each.anchor))
        for each, value in zip(document.findings, values, strict=True)
    ]


def without(row: int | None = None, col: int | None = None) -> list[list[str]]:
    return [
        [text for at, text in enumerate(line) if at != col] for here, line in enumerate(WHOLE) if here != row
    ]


HIDDEN: list[tuple[str, Callable[[Any, Any], Any], list[list[str]], str]] = [
    ("a row", lambda _, s: s.set_row(1, None, None, {"hidden": True}), without(row=1), "Sheet1!2:2"),
    ("a column", lambda _, s: s.set_column("B:B", None, None, {"hidden": True}), without(col=1), "Sheet1!B:B"),
    ("no height", lambda _, s: s.set_row(1, 0), without(row=1), "Sheet1!2:2"),
    ("no width", lambda _, s: s.set_column("C:C", 0), without(col=2), "Sheet1!C:C"),
    ("a filter", lambda _, s: (s.autofilter("A1:C3"), s.filter_column("A", "x == 盘点"),
                               s.set_row(1, options={"hidden": True})), without(row=1), "Sheet1!2:2"),
    ("a closed group", lambda _, s: (s.set_row(1, None, None, {"level": 1, "hidden": True}),
                                     s.set_row(2, None, None, {"collapsed": True})), without(row=1), "Sheet1!2:2"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("hide", "grid", "where"), [case[1:] for case in HIDDEN], ids=[case[0] for case in HIDDEN]
)
def test_what_is_hidden_is_left_out_and_told(hide: Any, grid: list[list[str]], where: str) -> None:
    document = read_xlsx(sheet(ROWS, hide))
    assert only_table(document) == grid
    (found,) = document.findings
    assert found.code == "cells-hidden"
    assert dict(found.values)["where"] == where
    hidden = {text for line in WHOLE for text in line} - {text for line in grid for text in line}
    assert set(dict(found.values)["text"].split("、")) == hidden


def test_hidden_rows_without_text_are_not_told() -> None:
    def hide(_: Any, s: Any) -> None:
        s.set_row(9, None, None, {"hidden": True})
        s.set_column("E:XFD", None, None, {"hidden": True})

    document = read_xlsx(sheet(ROWS, hide))
    assert only_table(document) == WHOLE
    assert codes(document) == []


@pytest.mark.parametrize("how", ["hide", "very_hidden"])
def test_a_hidden_sheet_is_told(how: str) -> None:
    document = read_xlsx(
        book(("今年", ROWS), ("去年", ROWS), then=lambda _, named: getattr(named["去年"], how)())
    )
    assert only_table(document) == WHOLE
    assert texts(document) == []
    assert [dict(each.values)["where"] for each in document.findings] == ["去年"]


def test_places_are_those_of_the_sheet() -> None:
    def hide(_: Any, s: Any) -> None:
        s.set_row(1, None, None, {"hidden": True})
        s.set_column("B:B", None, None, {"hidden": True})

    cells = read_xlsx(sheet(ROWS, hide)).tables[0].cells
    assert [(cell.text, str(cell.anchor)) for cell in cells[-2:]] == [
        ("盘点", "sheet 1/row 3/cell 1"),
        ("错一处扣1分", "sheet 1/row 3/cell 3"),
    ]


def test_a_merged_cell_shows_its_text_as_long_as_a_part_of_it_is_seen() -> None:
    rows = [
        ["考核表", None, None],
        ["组织", "例会", 10],
        ["^", "台账", 20],
        ["^", "值班", 30],
        ["服务", "投诉", 40],
    ]

    def hide(_: Any, s: Any) -> None:
        s.set_row(1, None, None, {"hidden": True})
        s.set_row(4, None, None, {"hidden": True})
        s.set_column("A:A", None, None, {"hidden": False})

    document = read_xlsx(sheet(rows, hide))
    assert only_table(document) == [["组织", "台账", "20"], ["^", "值班", "30"]]
    assert texts(document) == ["考核表"]
    assert dict(document.findings[0].values)["text"] == "组织、例会、10、服务、投诉、40"


@given(st.lists(st.integers(1, 30), unique=True).map(sorted))
def test_a_place_on_paper_leads_back_to_its_row(hidden: list[int]) -> None:
    axis = Axis(hidden)
    shown = [row for row in range(1, 40) if row not in hidden]
    assert [axis.of_sheet(number) for number in range(1, len(shown) + 1)] == shown
    assert [axis.shown(row) for row in shown] == list(range(1, len(shown) + 1))
    assert [row for row in range(1, 40) if axis.is_hidden(row)] == hidden


def rich(*parts: tuple[str, dict[str, Any]]) -> Callable[[Any, Any], None]:
    def write(workbook: Any, s: Any) -> None:
        pieces = [piece for text, how in parts for piece in (workbook.add_format(how), text)]
        s.write_rich_string(1, 2, *pieces)

    return write


STRIKE, RAISED = {"font_strikeout": True}, {"font_script": 1}
RICH = [
    ([("缺一项扣5分", STRIKE), ("缺一项扣2分", {})], "缺一项扣2分", [("struck-dropped", "缺一项扣5分")]),
    ([("满分", {}), ("旧", STRIKE), ("60", {}), ("版", STRIKE)], "满分60", [("struck-dropped", "旧版")]),
    ([("面积10m", {}), ("2", RAISED)], "面积10m²", []),
    ([("\uf0b3", {"font_name": "Symbol"}), ("95%", {})], "≥95%", []),
    ([("ü", {"font_name": "Wingdings"}), ("合格", {})], "✓合格", []),
    ([("扣2分", {}), ("旧", {"font_color": "white"})], "扣2分", [("unseen-dropped", "扣2分旧")]),
    ([("扣2分", {}), ("旧", {"font_color": "red"})], "扣2分旧", []),
]


@pytest.mark.parametrize(("parts", "text", "findings"), RICH)
def test_runs_of_a_cell(parts: Any, text: str, findings: Any) -> None:
    document = read_xlsx(sheet(ROWS, rich(*parts)))
    assert only_table(document)[1][2] == text
    assert told(document) == [(*found, "sheet 1/row 2/cell 3") for found in findings]


def styled(how: dict[str, Any], value: Any = "缺一项扣2分", col: int = 2) -> Callable[[Any, Any], None]:
    return lambda workbook, s: s.write(1, col, value, workbook.add_format(how))


CELLS = [
    (STRIKE, "", "struck-dropped"),
    ({"font_color": "white"}, "", "unseen-dropped"),
    ({"font_color": "#FDFDFD"}, "", "unseen-dropped"),
    ({"font_color": "white", "bg_color": "#1F4E79", "pattern": 1}, "缺一项扣2分", None),
    ({"font_color": "#FFFF00", "bg_color": "#FFFF00", "pattern": 1}, "", "unseen-dropped"),
    ({"font_color": "white", "pattern": 4}, "缺一项扣2分", None),
    ({"font_size": 1}, "", "unseen-dropped"),
    ({"num_format": ";;;"}, "", "format-shows-nothing"),
    ({"num_format": '0;-0;0;"略"@'}, "略缺一项扣2分", None),
    ({"font_color": "#808080"}, "缺一项扣2分", None),
]


@pytest.mark.parametrize(("how", "text", "code"), CELLS)
def test_cells_by_their_style(how: dict[str, Any], text: str, code: str | None) -> None:
    document = read_xlsx(sheet(ROWS, styled(how)))
    assert only_table(document)[1][2] == text
    assert [(found, place) for found, _, place in told(document)] == (
        [(code, "sheet 1/row 2/cell 3")] if code else []
    )
    assert [cell.emptied for cell in document.tables[0].cells if not cell.text] == ([True] if code else [])


@pytest.mark.parametrize(("value", "code"), [(60, "format-shows-nothing"), (0, None)])
def test_a_figure_without_a_format_to_show_it(value: int, code: str | None) -> None:
    document = read_xlsx(sheet(ROWS, styled({"num_format": ";;"}, value, 1)))
    assert only_table(document)[1][1] == ""
    assert told(document) == ([(code, "B2", "sheet 1/row 2/cell 2")] if code else [])


def test_zeros_that_a_format_leaves_blank_are_not_told() -> None:
    document = read_xlsx(sheet(ROWS, styled({"num_format": "0;-0;;@"}, 0, 1)))
    assert only_table(document)[1][1] == ""
    assert codes(document) == []


@pytest.mark.parametrize("ground", ["rule", "table"])
def test_white_text_may_be_seen_on_a_ground_that_a_rule_or_a_table_gives(ground: str) -> None:
    def then(workbook: Any, s: Any) -> None:
        s.write(1, 2, "缺一项扣2分", workbook.add_format({"font_color": "white"}))
        if ground == "rule":
            dark = workbook.add_format({"bg_color": "#1F4E79"})
            s.conditional_format("C1:C9", {"type": "no_blanks", "format": dark})
        else:
            s.add_table("A1:C3", {"columns": [{"header": text} for text in ROWS[0]]})

    document = read_xlsx(sheet(ROWS, then))
    assert only_table(document)[1][2] == "缺一项扣2分"
    assert codes(document) == []


def test_a_row_struck_out_as_a_whole_is_no_row() -> None:
    def strike(workbook: Any, s: Any) -> None:
        for col, value in enumerate(ROWS[1]):
            s.write(1, col, value, workbook.add_format(STRIKE))

    document = read_xlsx(sheet(ROWS, strike))
    assert only_table(document) == without(row=1)
    assert [text for _, text, _ in told(document)] == ["台账", "60", "缺一项扣2分"]


def test_comments_are_told_by_their_cell() -> None:
    def then(_: Any, s: Any) -> None:
        s.write_comment("C2", "本条今年停止执行", {"author": "督查"})

    document = read_xlsx(sheet(ROWS, then))
    assert only_table(document) == WHOLE
    assert [(code, place) for code, _, place in told(document)] == [
        ("comments-unread", "sheet 1/row 2/cell 3")
    ]
    assert "本条今年停止执行" in message(document.findings[0], "en")


def test_an_error_of_a_formula_is_told() -> None:
    data = sheet(ROWS, lambda _, s: s.write_formula("B2", "=D9/0", value="#DIV/0!"))
    document = read_xlsx(data)
    assert only_table(document)[1][1] == "#DIV/0!"
    assert told(document) == [("formula-failed", "B2", "sheet 1/row 2/cell 2")]


def test_a_shared_formula_without_a_result_is_told() -> None:
    data = sheet(ROWS, lambda _, s: s.write_formula("B3", "=B2", value=7))
    document = read_xlsx(patched(data, SHEET, {"<f>B2</f><v>7</v>": '<f t="shared" si="0"/>'}))
    assert only_table(document)[2][1] == ""
    assert told(document) == [("formula-unsaved", "B3", "sheet 1/row 3/cell 2")]


COLOURS = [
    ('theme="0"', True), ('theme="1"', False), ('theme="0" tint="-0.5"', False), ('theme="0" tint="-0.01"', True),
    ('indexed="9"', True), ('indexed="10"', False), ('auto="1"', False), ('rgb="00FFFFFF"', True),
    ('theme="99"', False), ('rgb="x"', False),
]  # fmt: skip


@pytest.mark.parametrize(("colour", "unseen"), COLOURS)
def test_colours_of_a_workbook(colour: str, unseen: bool) -> None:
    data = sheet(ROWS, styled({"font_color": "#123456"}))
    document = read_xlsx(patched(data, "xl/styles.xml", {'<color rgb="FF123456"/>': f"<color {colour}/>"}))
    assert (only_table(document)[1][2] == "") is unseen


MARGINS = [
    ('&C&"宋体,加粗"&16考核评分表', ["考核评分表"]),
    ("&L内部资料&C考核&&评分表&R&K00FF002025年", ["内部资料", "考核&评分表", "2025年"]),
    ("&C第 &P 页，共 &N 页", []),
    ("&A", []),
]


@pytest.mark.parametrize(("header", "lines"), MARGINS)
def test_the_margins_of_a_page(header: str, lines: list[str]) -> None:
    document = read_xlsx(sheet(ROWS, lambda _, s: s.set_header(header)))
    assert texts(document) == lines


def test_a_title_of_the_margin_stands_above_a_table_without_one() -> None:
    def then(_: Any, s: Any) -> None:
        s.set_header("&C考核评分表")
        s.set_footer("&L制表：仓储科")

    document = read_xlsx(sheet(ROWS, then))
    roles = [
        (block.text, block.role) if isinstance(block, Paragraph) else "table" for block in document.blocks
    ]
    assert roles == [("考核评分表", "heading"), "table", ("制表：仓储科", "footer")]
    titled = read_xlsx(sheet([["考核评分表", None, None], *ROWS], lambda _, s: s.set_header("&C内部资料")))
    roles = [(block.text, block.role) if isinstance(block, Paragraph) else "table" for block in titled.blocks]
    assert roles == [("考核评分表", "body"), "table", ("内部资料", "header")]


def test_what_stands_beyond_the_area_of_print_is_told() -> None:
    document = read_xlsx(sheet(ROWS, lambda _, s: s.print_area("A1:B3")))
    assert only_table(document) == WHOLE
    assert told(document) == [
        ("cells-beyond-print", "标准、缺一项扣2分、错一处扣1分", "sheet 1/row 1/cell 3")
    ]


@pytest.mark.parametrize(("side", "count"), [(300, 1), (20, 0)])
def test_a_picture_may_hold_text(side: int, count: int) -> None:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "white").save(out, "PNG")
    document = read_xlsx(sheet(ROWS, lambda _, s: s.insert_image("E5", "a.png", {"image_data": out})))
    assert codes(document) == ["picture-unread"] * count
