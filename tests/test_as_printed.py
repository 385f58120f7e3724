"""The tables of a notice as they are printed: the same cells from each format, none made up, none lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.document import Cell
from extractors.place import Anchor, Box, Fragment
from normalizers.records import Printed
from normalizers.steps.as_printed import printed_text
from normalizers.text.shown_figures import shown_figure
from normalizers.text.widths import halves
from pipeline.ingest.run import ingest
from tests.printmaker import FORMATS, Drawing

TITLE = "云栖区渠道管护考核评分表"
HEAD = ((0, 0, 1, 1, "序号"), (0, 1, 1, 1, "考核指标"), (0, 2, 1, 1, "评分标准"), (0, 3, 1, 1, "分值"))
RULES = (
    "巡查记录完整，每缺一次扣0.5分，扣完为止。",
    "好（8-10分）：闸门启闭灵活，止水完好。\n一般（0-7分）：有漏水。",
    "1.制度上墙，责任到人。\n2.台账按月装订，每少一月扣1分。",
)
WIDTHS = (40, 90, 340, 50)


def rows(*cells: tuple[int, int, int, int, str]) -> tuple[tuple[int, int, int, int, str], ...]:
    return (*HEAD, *cells)


DRAWINGS = {
    "plain": Drawing(
        rows(*((row + 1, col, 1, 1, text) for row, line in enumerate(
            (("1", "渠道巡查", RULES[0], "20"), ("2", "闸门养护", RULES[1], "10"), ("3", "制度建设", RULES[2], "12.5"))
        ) for col, text in enumerate(line))),
        WIDTHS,
        (TITLE,),
        ("注：各项得分扣完为止。",),
    ),
    # names over several rows, points over several rows, a heading over the whole width, a sum
    "merged": Drawing(
        rows(
            (1, 0, 1, 4, "一、日常管护（42.5分）"),
            (2, 0, 2, 1, "1"), (2, 1, 2, 1, "渠道巡查"), (2, 2, 1, 1, RULES[0]), (2, 3, 2, 1, "30"),
            (3, 2, 1, 1, RULES[2]),
            (4, 0, 1, 1, "2"), (4, 1, 1, 1, "闸门养护"), (4, 2, 1, 1, RULES[1]), (4, 3, 1, 1, "12.5"),
            (5, 0, 1, 3, "合计"), (5, 3, 1, 1, "42.5"),
        ),
        WIDTHS,
        (TITLE,),
    ),
    # three levels, the uppermost heading over two of them
    "levels": Drawing(
        (
            (0, 0, 1, 2, "指标"), (0, 2, 2, 1, "三级指标"), (0, 3, 2, 1, "评分标准"), (0, 4, 2, 1, "分值"),
            (1, 0, 1, 1, "一级指标"), (1, 1, 1, 1, "二级指标"),
            (2, 0, 3, 1, "运行管理"), (2, 1, 2, 1, "巡查"),
            (2, 2, 1, 1, "频次"), (2, 3, 1, 1, RULES[0]), (2, 4, 1, 1, "10"),
            (3, 2, 1, 1, "记录"), (3, 3, 1, 1, RULES[2]), (3, 4, 1, 1, "15"),
            (4, 1, 1, 1, "养护"), (4, 2, 1, 1, "闸门"), (4, 3, 1, 1, RULES[1]), (4, 4, 1, 1, "10"),
        ),
        (70, 70, 70, 300, 50),
        (TITLE,),
    ),
    # a name goes on over two pages, under the header again
    "pages": Drawing(
        rows(
            (1, 0, 4, 1, "1"), (1, 1, 4, 1, "渠道巡查"),
            *((row, 2, 1, 1, f"第{row}段渠道有垃圾的，每处扣0.{row}分，扣完为止。") for row in range(1, 5)),
            *((row, 3, 1, 1, str(row)) for row in range(1, 5)),
            (5, 0, 1, 1, "2"), (5, 1, 1, 1, "闸门养护"), (5, 2, 1, 1, RULES[1]), (5, 3, 1, 1, "10"),
        ),
        WIDTHS,
        (TITLE,),
        pages=(3,),
    ),
}  # fmt: skip
CASES = [(name, kind) for name in DRAWINGS for kind in FORMATS]


def printed(folder: Path, data: bytes, kind: str) -> tuple[Printed, ...]:
    file = folder / f"表.{kind}"
    file.write_bytes(data)
    return ingest(file, lang="en").records.printed


def cells(one: Printed) -> list[tuple[int, int, int, int, str]]:
    return [
        (row - 1, col - 1, down, across, text) for row, col, down, across, text, *_ in json.loads(one.cells)
    ]


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_each_format_gives_the_cells_that_it_draws(tmp_path: Path, name: str, kind: str) -> None:
    drawing = DRAWINGS[name]
    (one,) = printed(tmp_path, FORMATS[kind](drawing), kind)
    assert cells(one) == sorted(drawing.cells)
    assert (one.title, one.below) == (TITLE, "\n".join(drawing.below))
    assert one.rubric_ids
    assert one.header_rows == (2 if name == "levels" else 1)
    widths = [int(width) for width in one.widths.split("；")]
    told = [1000 * width / sum(drawing.widths) for width in drawing.widths]
    assert widths == pytest.approx(told, abs=15)


@pytest.mark.parametrize("name", DRAWINGS)
def test_points_are_figures_and_numbers_of_rows_are_text(tmp_path: Path, name: str) -> None:
    (one,) = printed(tmp_path, FORMATS["html"](DRAWINGS[name]), "html")
    counting = [text for *_, text, mark in (cell for cell in json.loads(one.cells) if len(cell) == 6) if mark]
    last = len(DRAWINGS[name].widths) - 1
    assert counting == [
        text for _, col, _, _, text in sorted(DRAWINGS[name].cells) if col == last and text != "分值"
    ]


def test_lines_around_a_table_stand_where_they_are_printed(tmp_path: Path) -> None:
    above = ("附件2", TITLE, "考核对象：各镇水利站")
    drawing = Drawing(DRAWINGS["plain"].cells, WIDTHS, above, ("注：一票否决的除外。",))
    (one,) = printed(tmp_path, FORMATS["html"](drawing), "html")
    assert (one.label, one.title, one.above, one.below) == (*above, *drawing.below)


def test_the_halves_of_a_table_are_one_again(tmp_path: Path) -> None:
    half = ("项目", "评分标准", "分值")
    lines = (
        (*half, *half),
        ("巡查", RULES[0], "5", "养护", RULES[2], "5"),
        ("清淤", RULES[0], "5", "除草", RULES[0], "5"),
    )
    drawn = tuple((row, col, 1, 1, text) for row, line in enumerate(lines) for col, text in enumerate(line))
    (one,) = printed(tmp_path, FORMATS["html"](Drawing(drawn, (50, 200, 40) * 2, (TITLE,))), "html")
    assert one.columns == 6
    assert cells(one) == sorted(drawn)


def test_a_rubric_of_prose_has_no_table(tmp_path: Path) -> None:
    text = f"{TITLE}\n一、渠道巡查（60分）\n1.每缺一次扣1分，扣完为止。\n二、闸门养护（40分）\n1.漏水的每处扣2分。\n"
    assert printed(tmp_path, text.encode(), "txt") == ()


def test_what_is_not_shown_is_not_in_it(tmp_path: Path) -> None:
    page = (
        FORMATS["html"](DRAWINGS["plain"])
        .decode()
        .replace("渠道巡查", '渠道巡查<span style="display:none">旧</span>')
    )
    (one,) = printed(tmp_path, page.encode(), "html")
    assert "旧" not in one.cells


@pytest.mark.parametrize(
    ("text", "value", "places", "unit"),
    [
        ("10", "10", 0, ""),
        ("12.50", "12.5", 2, ""),
        ("15分", "15", 0, "分"),
        ("１５", "15", 0, ""),
        ("20%", "0.2", 0, "%"),
        ("-5", "-5", 0, ""),
        ("＋3", "3", 0, ""),
    ],
)
def test_a_figure_is_known_with_the_form_that_it_has(text: str, value: str, places: int, unit: str) -> None:
    shown = shown_figure(text)
    assert shown is not None
    assert (f"{shown.value.normalize():f}", shown.places, shown.unit) == (value, places, unit)


@pytest.mark.parametrize("text", ["", "10-15", "007", "1.1.2", "10分（含）", "一", "=1", "1e5", "10 20"])
def test_what_says_more_is_text(text: str) -> None:
    assert shown_figure(text) is None


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        # a narrow column: no character had room behind 投标报
        ("投标报\n价（20\n分）", "投标报价（20分）"),
        (
            "好（8-10分）：全部完成。\n一般（0-7分）：没有全部完\n成。",
            "好（8-10分）：全部完成。\n一般（0-7分）：没有全部完成。",
        ),
        ("根据近3年的同类业\n绩（2021年起）给分。", "根据近3年的同类业绩（2021年起）给分。"),
        ("1.制度上墙\n2.台账齐全，按月装订成\n册", "1.制度上墙\n2.台账齐全，按月装订成册"),
        ("办公室\n人事处\n工程建设与质量监督管理处", "办公室\n人事处\n工程建设与质量监督管理处"),
    ],
)
def test_lines_of_a_page_are_broken_where_their_author_broke_them(lines: str, text: str) -> None:
    room = max(map(halves, lines.split("\n")))
    place = Anchor(1, Box(0.0, 0.0, 1.0, 1.0))
    assert printed_text(Cell(0, 0, lines, (Fragment(0, len(lines), place),)), room) == text
    # what has no pages has no lines of the layout
    flowing = Cell(0, 0, lines, (Fragment(0, len(lines), Anchor(path="table 1/row 1/cell 1")),))
    assert printed_text(flowing, room) == lines


def test_the_spaces_of_a_form_are_room_to_write_in(tmp_path: Path) -> None:
    drawing = Drawing(DRAWINGS["plain"].cells, WIDTHS, (TITLE, "考核对象：    考核日期：  年  月  日"))
    (one,) = printed(tmp_path, FORMATS["docx"](drawing), "docx")
    assert one.above == "考核对象：  考核日期：  年  月  日"
