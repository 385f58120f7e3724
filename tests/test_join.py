"""How tables that pages cut become whole again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.document import Block, Cell, Document, Paragraph, Role, Table
from extractors.finding import Finding
from extractors.place import Anchor, Box, Fragment
from extractors.tables.join import join

HEAD = ["序号", "考核指标", "评价标准", "分值", "责任部门"]
HEIGHT = 20.0


def table(
    lines: list[list[str]], page: int | None = 1, spans: dict[tuple[int, int], int] | None = None
) -> Table:
    """A table with boxes, or as from a text export where `page` is None; `spans`: rows of merged cells."""
    spans = spans or {}
    covered = {(row + more, col) for (row, col), high in spans.items() for more in range(1, high)}
    cells = []
    for row, line in enumerate(lines):
        for col, text in enumerate(line):
            if (row, col) in covered:
                continue
            high = spans.get((row, col), 1)
            box = Box(100.0 * col, HEIGHT * row, 100.0 * (col + 1), HEIGHT * (row + high))
            anchor = Anchor(path=f"line {row + 1}") if page is None else Anchor(page, box)
            cells.append(Cell(row, col, text, (Fragment(0, len(text), anchor),), high))
    place = Anchor(path="line 1") if page is None else Anchor(page, Box(0.0, 0.0, 500.0, HEIGHT * len(lines)))
    return Table(tuple(cells), len(lines), len(lines[0]), place)


def line(text: str, role: Role = "body", page: int = 1) -> Paragraph:
    return Paragraph(text, (Fragment(0, len(text), Anchor(page, Box(0, 0, 9, 9))),), role)


def document(*blocks: Block) -> Document:
    return Document("application/pdf", blocks, 9)


def joined(*blocks: Block) -> Document:
    return join(document(*blocks))


def texts(one: Table) -> list[list[str]]:
    """The grid with each cell's text at its first place; what a merged cell covers is `^`."""
    return [
        ["" if cell is None else cell.text if cell.row == row else "^" for cell in cells]
        for row, cells in enumerate(one.grid())
    ]


def codes(one: Document) -> list[str]:
    return [found.code for found in one.findings]


A = ["1", "河道巡查", "好（9-10分）：全部完成。", "10", "河湖处"]
B = ["2", "水质达标", "好（14-15分）：全部达标。", "15", "水资源处"]
C = ["3", "工程安全", "好（4-5分）：没有事故。", "5", "建设处"]


def test_a_cell_in_another_row_is_the_same_but_for_its_row() -> None:
    cell = Cell(1, 2, "甲", (Fragment(0, 1, Anchor(3)),), 4, 5, "ocr", emptied=True)
    assert cell.at_row(7) == replace(cell, row=7)
    assert {type(getattr(cell, name)) for name in Cell.__slots__} == {int, str, tuple, bool}


def test_a_repeated_header_is_dropped_and_kept_aside() -> None:
    one = joined(table([HEAD, A, B]), table([HEAD, C], 2))
    (whole,) = one.tables
    assert texts(whole) == [HEAD, A, B, C]
    assert whole.seams == (3,)
    assert [cell.text for cell in whole.repeated] == HEAD
    assert {cell.anchor.page for cell in whole.repeated} == {2}
    assert not one.findings


def test_a_table_of_headings_alone_heads_the_table_below_it() -> None:
    one = joined(table([HEAD], None), table([A, B], None))
    assert [texts(whole) for whole in one.tables] == [[HEAD, A, B]]
    assert codes(one) == ["table-joined"]


def test_a_table_of_headings_alone_heads_no_other_headings() -> None:
    other = ["编号", "工程名称", "完工日期", "造价", "承建单位"]
    assert len(joined(table([HEAD], None), table([other], None)).tables) == 2


@pytest.mark.parametrize(
    ("why", "blocks", "rows"),
    [
        (
            "headings that are printed again head the rows below them",
            [[HEAD], [HEAD], [B, C]],
            [[HEAD, B, C]],
        ),
        (
            "rows that go on below headings alone end with the last one",
            [[HEAD[1:4]], [A[1:4]], [[A[1], "较好（6-8分）：大部分完成。", "8"]]],
            [[HEAD[1:4], A[1:4], [A[1], "较好（6-8分）：大部分完成。", "8"]]],
        ),
        (
            "short names are headings of their own, with rows below them and without",
            [[HEAD[1:4]], [["工程", "要求", "得分"]], [["闸门", "每月巡查。", "5"]]],
            [[HEAD[1:4]], [["工程", "要求", "得分"], ["闸门", "每月巡查。", "5"]]],
        ),
    ],
)
def test_what_goes_on_is_told_by_all_that_stands_above(
    why: str, blocks: list[list[list[str]]], rows: list[list[list[str]]]
) -> None:
    one = joined(*(table(lines, None) for lines in blocks))
    assert [texts(whole) for whole in one.tables] == rows, why
    assert join(one) == one


def test_a_header_is_the_same_whatever_its_white_space() -> None:
    again = ["序 号", "考核\n指标", "评价标准", "分值", "责任 部门"]
    assert texts(joined(table([HEAD, A, B]), table([again, C], 2)).tables[0]) == [HEAD, A, B, C]


def test_a_header_repeated_within_one_table_is_dropped() -> None:
    (whole,) = joined(table([HEAD, A, HEAD, B, HEAD])).tables
    assert texts(whole) == [HEAD, A, B]
    assert whole.seams == (2,)
    assert len(whole.repeated) == 10


def test_a_header_of_two_rows_is_dropped_as_a_whole() -> None:
    upper, lower = ["序号", "考核指标", "评分", "", "部门"], ["", "", "标准", "分值", ""]
    spans = {(0, 0): 2, (0, 1): 2, (0, 4): 2}

    def with_caption(one: Table) -> Table:
        cells = [
            replace(cell, col_span=2) if (cell.row, cell.col) == (0, 2) else cell
            for cell in one.cells
            if (cell.row, cell.col) != (0, 3)
        ]
        return replace(one, cells=tuple(cells))

    one = with_caption(table([upper, lower, A, B], 1, spans))
    two = with_caption(table([upper, lower, C], 2, spans))
    (whole,) = joined(one, two).tables
    assert whole.rows == 5
    assert texts(whole)[2:] == [A, B, C]
    assert len(whole.repeated) == 6


def test_a_table_without_header_on_the_next_page_goes_on() -> None:
    (whole,) = joined(table([HEAD, A, B]), table([C], 2)).tables
    assert texts(whole) == [HEAD, A, B, C]
    assert whole.seams == (3,)
    assert not whole.repeated


@pytest.mark.parametrize(
    ("why", "blocks"),
    [
        ("a title stands between", [table([HEAD, A]), line("二、重点任务"), table([HEAD, B], 2)]),
        ("another number of columns", [table([HEAD, A]), table([HEAD[:4], B[:4]], 2)]),
        ("another header", [table([HEAD, A]), table([[*HEAD[:4], "机关处室"], B], 2)]),
        ("no header on the same page", [table([HEAD, A]), table([B])]),
        ("numbers that begin anew without pages", [table([HEAD, A, B], None), table([A, B], None)]),
    ],
)
def test_tables_are_left_apart(why: str, blocks: list[Block]) -> None:
    one = joined(*blocks)
    assert one == document(*blocks), why


def test_a_closing_row_of_merged_cells_on_the_next_page_belongs_to_the_table() -> None:
    def cell(col: int, span: int, text: str) -> Cell:
        place = Anchor(2, Box(100.0 * col, 0, 100.0 * (col + span), HEIGHT))
        return Cell(0, 0 if col == 0 else 1, text, (Fragment(0, len(text), place),))

    closing = Table((cell(0, 3, "合计"), cell(3, 2, "25")), 1, 2, Anchor(2))
    (whole,) = joined(table([HEAD, A, B]), closing).tables
    assert [(c.row, c.col, c.col_span, c.text) for c in whole.cells[-2:]] == [
        (3, 0, 3, "合计"),
        (3, 3, 2, "25"),
    ]


def test_columns_that_stand_elsewhere_are_another_table() -> None:
    moved = table([B], 2)
    cells = tuple(
        replace(
            cell,
            fragments=(
                Fragment(
                    0, len(cell.text), Anchor(2, Box(*(140.0 + 70 * (cell.col + n) for n in (0, 0, 1, 1))))
                ),
            ),
        )
        for cell in moved.cells
    )
    assert len(joined(table([HEAD, A]), replace(moved, cells=cells)).tables) == 2


def test_page_numbers_between_two_halves_stand_after_the_table() -> None:
    one = joined(
        table([HEAD, A]),
        line("— 1 —", "furniture"),
        line("办法", "header", 2),
        line(" "),
        table([HEAD, B], 2),
        line("注"),
    )
    assert [type(block).__name__ for block in one.blocks] == ["Table", *["Paragraph"] * 4]
    assert [block.text for block in one.blocks if isinstance(block, Paragraph)] == [
        "— 1 —",
        "办法",
        " ",
        "注",
    ]


def test_the_same_first_item_in_two_rubrics_is_no_header() -> None:
    (whole,) = joined(table([HEAD, A, B]), table([HEAD, A, C], 2)).tables
    assert texts(whole) == [HEAD, A, B, A, C]


def test_a_title_row_above_a_header_is_no_part_of_the_row_below() -> None:
    title = ["二、水库管理评分标准", "", "", "", ""]
    whole = [HEAD, A, ["合计", "", "", "10", ""], title, B]
    for page in (None, 1):
        (one,) = joined(table([*whole[:4], HEAD, B], page)).tables
        assert texts(one) == whole
    two = joined(table(whole[:4]), table([HEAD, B], 2))
    assert texts(two.tables[0]) == whole
    assert codes(two) == ["row-join-doubtful"]


@pytest.mark.parametrize(
    ("title", "again"),
    [
        ("城区考核评分表", ["城区考核评分表"]),
        ("城区考核评分表", ["城区 考核评分表（续）"]),
        ("城区考核评分表", ["— 1 —", "城区考核评分表（续表一）"]),
        ("城区考核评分表", ["续表"]),
        ("城区考核评分表", ["（续）"]),
        ("附件1", ["附件1", "城区考核评分表"]),
        ("城区考核评分表", ["续表1：城区考核评分表"]),
        ("表1 城区考核评分表", ["续表1 城区考核评分表"]),
        ("表1 城区考核评分表", ["表1（续）"]),
        ("表1 城区考核评分表", ["城区考核评分表（续）"]),
        ("城区考核评分表", ["续表 1-1"]),
        ("城区考核评分表", ["续上表"]),
        ("城区考核评分表", ["（续上页）"]),
        ("城区考核评分表", ["续表1-2（完）"]),
        ("城区考核评分表", ["城区考核评分表（续完）"]),
        ("城区考核评分表", ["（接上表）"]),
        ("城区考核评分表", ["接上页", "城区考核评分表"]),
        ("城区考核评分表", ["（上接第3页）"]),
        ("附件2", ["续附件2"]),
        ("城区考核评分表", ["转下页"]),
        ("城区考核评分表", ["（未完，接下页）", "城区考核评分表-续"]),
        ("附表2-1 城区考核评分表", ["附表2-1 续"]),
        ("城区考核评分表", ["（转下页）", "续上页"]),
    ],
)
@pytest.mark.parametrize("page", [None, 2])
def test_a_title_printed_again_does_not_end_a_table(title: str, again: list[str], page: int | None) -> None:
    above = [line(text) for text in dict.fromkeys([title, "城区考核评分表"])]
    lines = [line(text, "furniture" if "—" in text else "body") for text in again]
    one = joined(*above, table([HEAD, A], page and 1), *lines, table([HEAD, B, C], page), line("注"))
    (whole,) = one.tables
    assert texts(whole) == [HEAD, A, B, C]
    assert [(block.text, block.role) for block in one.blocks if isinstance(block, Paragraph)] == [
        *((block.text, "body") for block in above),
        *((text, "furniture") for text in again),
        ("注", "body"),
    ]


@pytest.mark.parametrize(
    ("why", "between", "second"),
    [
        ("another title", "郊区考核评分表", [HEAD, B, C]),
        ("another title", "续表2：郊区考核评分表", [HEAD, B, C]),
        ("another number", "表2", [HEAD, B, C]),
        ("a word that ends alike", "办理手续", [HEAD, B, C]),
        ("numbers that begin anew", "城区考核评分表", [HEAD, A, B]),
        ("another header", "城区考核评分表（续）", [[*HEAD[:4], "机关处室"], B, C]),
        ("another title goes on", "续表2：郊区考核评分表", [HEAD, B, C]),
        ("a title that speaks of going on", "续建项目考核评分表", [HEAD, B, C]),
    ],
)
def test_a_table_below_a_title_is_another_one(why: str, between: str, second: list[list[str]]) -> None:
    blocks = (line("城区考核评分表"), table([HEAD, A, B]), line(between), table(second, 2))
    assert joined(*blocks) == document(*blocks), why


@pytest.mark.parametrize(
    ("why", "second"),
    [
        ("its number is the next", [B, C]),
        ("its first row has no number, the next row has the next", [["", "", "按月通报结果。", "", ""], B]),
        ("no number at all, and a long text", [["", "", "按月向社会通报监测结果并公开整改情况。", "", ""]]),
    ],
)
def test_without_pages_a_table_goes_on_where_its_first_row_does(why: str, second: list[list[str]]) -> None:
    one = joined(table([HEAD, A], None), table(second, None))
    (whole,) = one.tables
    assert "table-joined" in codes(one), why
    assert visible(one) == visible(document(table([HEAD, A, *second])))
    assert whole.rows >= len(second) + 1


def test_without_pages_a_table_goes_on_where_the_name_of_its_group_is_printed_again() -> None:
    head = ["一级指标", "二级指标", "评价标准"]
    first = [["工程安全", "巡查", "每少一次扣1分。"], ["水质达标", "监测", "每少一次扣1分。"]]
    second = [["水质达标", "通报", "每少一次扣2分。"]]
    assert len(joined(table([head, *first], None), table([*second, *second], None)).tables) == 1


@pytest.mark.parametrize("page", [None, 2])
def test_a_name_cut_before_its_bracket_is_one_name(page: int | None) -> None:
    head = ["考核指标", "评价标准", "科室"]
    rows = [[f"{name}（5分）", "每少一次扣1分。", "工管科"] for name in ("巡查", "监测", "值班", "记录")]
    first = table([head, *rows, ["水库大坝安全", "每漏一处扣1分。", "安全监"]], page and 1)
    one = joined(first, table([["鉴定（5分）", "", "督科"], *rows], page))
    assert texts(one.tables[0])[5] == ["水库大坝安全\n鉴定（5分）", "每漏一处扣1分。", "安全监\n督科"]
    assert codes(one)[-1] == "row-joined"


@pytest.mark.parametrize(
    ("why", "second"),
    [
        ("numbers begin anew", [A, B]),
        ("a number is left out", [C]),
        ("another header", [["编号", "内容", "要求", "期限", "牵头"], B]),
        ("another header with a blank corner", [["", "一级", "二级", "三级", "四级"], B]),
        ("short names only", [["河道巡查", "水质", "安全", "节水", "供水"]]),
    ],
)
def test_without_pages_a_table_without_header_stands_for_itself(why: str, second: list[list[str]]) -> None:
    blocks = (table([HEAD, A], None), table(second, None))
    assert joined(*blocks) == document(*blocks), why


CUT = "较好（5-8分）：完成四项中的三"


@pytest.mark.parametrize(
    ("what", "upper", "lower", "whole"),
    [
        (
            "the number, name and points stand above",
            ["2", "水质达标", CUT, "15", "水资源处"],
            ["", "", "项以上。", "", ""],
            ["2", "水质达标", CUT + "\n项以上。", "15", "水资源处"],
        ),
        (
            "the name goes on as well",
            ["2", "水质达标和", CUT, "15", "水资源处"],
            ["", "监测", "项以上。", "", ""],
            ["2", "水质达标和\n监测", CUT + "\n项以上。", "15", "水资源处"],
        ),
        (
            "the sentence has ended, a list item follows",
            ["2", "水质达标", "1.按月监测。", "15", "水资源处"],
            ["", "", "2.按季通报。", "", ""],
            ["2", "水质达标", "1.按月监测。\n2.按季通报。", "15", "水资源处"],
        ),
        (
            "centred cells stand below",
            ["", "", CUT, "", ""],
            ["2", "水质达标", "项以上。", "15", "水资源处"],
            ["2", "水质达标", CUT + "\n项以上。", "15", "水资源处"],
        ),
        (
            "centred cells stand on either side",
            ["2", "水质达标", CUT, "", ""],
            ["", "", "项以上。", "15", "水资源处"],
            ["2", "水质达标", CUT + "\n项以上。", "15", "水资源处"],
        ),
        (
            "nothing but the end of the row's padding",
            ["2", "水质达标", "按月监测。", "15", "水资源处"],
            ["", "", "", "", ""],
            ["2", "水质达标", "按月监测。", "15", "水资源处"],
        ),
    ],
)
@pytest.mark.parametrize("header", [True, False])
def test_a_row_cut_by_the_page_end_is_one_row(
    what: str, upper: list[str], lower: list[str], whole: list[str], header: bool
) -> None:
    one = joined(table([HEAD, A, upper]), table([HEAD, lower, C] if header else [lower, C], 2))
    (result,) = one.tables
    assert texts(result) == [HEAD, A, whole, C], what
    assert codes(one) == ["row-joined"]
    assert one.findings[0].anchor is not None
    assert one.findings[0].anchor.page == 2
    assert result.seams == ()
    for cell, before, after in zip(result.grid()[2], upper, lower, strict=True):
        assert cell is not None
        assert cell.quality == ("joined" if before and after else "exact")
        assert {part.anchor.page for part in cell.fragments} == {1, 2}
        parts = [cell.text[part.start : part.end] for part in cell.fragments]
        assert parts == [before, after]


def test_a_row_cut_by_two_page_ends_is_one_row() -> None:
    one = joined(
        table([HEAD, A, ["2", "水质达标", "完成四", "15", "水资源处"]]),
        table([HEAD, ["", "", "项中的", "", ""]], 2),
        table([HEAD, ["", "", "三项。", "", ""], C], 3),
    )
    (whole,) = one.tables
    assert texts(whole) == [HEAD, A, ["2", "水质达标", "完成四\n项中的\n三项。", "15", "水资源处"], C]


def test_without_numbers_only_a_broken_sentence_goes_on() -> None:
    head = ["考核内容及评分办法说明", "评价标准"]
    long = "按要求落实河湖长制各项工作任务"

    def pair(above: str, below: str) -> Document:
        rest = [[long, "全部按期完成的达标。"]] * 2
        return joined(table([head, *rest, [long, above]]), table([head, ["", below], *rest], 2))

    assert pair("完成四项中的三", "项以上。").tables[0].rows == 6
    assert pair("全部完成。", "部分完成。").tables[0].rows == 7
    doubtful = pair("完成四项中的三", "（二）部分完成。")
    assert doubtful.tables[0].rows == 7
    assert codes(doubtful) == ["row-join-doubtful"]


def test_points_that_are_blank_elsewhere_too_prove_nothing() -> None:
    head = ["项目", "分值", "计分办法"]
    bonus = ["加分", "", "获表彰的加一分。"]
    plain = ["基础工作", "5", "按时完成计五分。"]
    one = joined(
        table([head, plain, plain, bonus, plain]),
        table([head, ["", "", "受通报的扣一分。"], plain, plain], 2),
    )
    assert one.tables[0].rows == 8
    assert codes(one) == ["row-join-doubtful"]


def test_a_merged_heading_that_begins_anew_is_no_second_half() -> None:
    head = ["项目", "分值", "计分办法"]
    first = [["基础工作", "2", "甲。"], ["", "2", "乙。"], ["", "", "丙加分不设上限"]]
    second = [["服务水平", "4", "丁。"], ["", "3", "戊。"]]
    one = joined(table([head, *first], 1, {(1, 0): 3}), table([head, *second], 2, {(1, 0): 2}))
    assert texts(one.tables[0])[4:] == [["服务水平", "4", "丁。"], ["^", "3", "戊。"]]
    assert not one.findings


def test_a_merged_cell_goes_on_over_the_page_end() -> None:
    first = table([HEAD, A, B], 1, {(1, 4): 2})
    second = table(
        [HEAD, [*C[:4], ""], ["4", "节水", "达标。", "5", ""], ["5", "供水", "达标。", "5", "供水处"]],
        2,
        {(1, 4): 2},
    )
    (whole,) = joined(first, second).tables
    cell = whole.grid()[4][4]
    assert cell is not None
    assert (cell.row, cell.row_span, cell.text) == (1, 4, "河湖处")
    assert [(part.anchor.page, part.start, part.end) for part in cell.fragments] == [(1, 0, 3), (2, 3, 3)]
    assert whole.seams == (3,)


def test_a_merged_cell_beside_a_cut_row_goes_on() -> None:
    first = table([HEAD, A, ["2", "水质达标", CUT, "15", "水资源处"]])
    second = table([HEAD, ["", "", "项以上。", "", ""], [*C[:4], ""]], 2, {(1, 4): 2})
    (whole,) = joined(first, second).tables
    cell = whole.grid()[3][4]
    assert cell is not None
    assert (cell.row, cell.row_span, cell.text) == (2, 2, "水资源处")


def _group(name: str, rows: list[list[str]], *, at: int = 0) -> list[list[str]]:
    """Rows below one merged cell: its text stands in the first row."""
    return [[*row[:at], name if not number else "", *row[at:]] for number, row in enumerate(rows)]


GROUPS = ["一级指标", "二级指标", "分值", "评分标准"]
ONE, TWO, THREE, FOUR, FIVE = (
    [name, points, rule]
    for name, points, rule in (
        ("闸门检修", "10", "每漏检一扇扣2分。"),
        ("堤顶保洁", "15", "每处脏乱扣1分。"),
        ("汛前检查", "25", "未检查的不得分。"),
        ("值班值守", "30", "每脱岗一次扣3分。"),
        ("物资储备", "20", "每缺一样扣2分。"),
    )
)


def test_a_merged_cell_whose_text_stands_on_the_next_page_is_one_cell() -> None:
    first = table(
        [GROUPS, *_group("工程管护", [ONE, TWO]), *_group("", [THREE, FOUR])], 1, {(1, 0): 2, (3, 0): 2}
    )
    one = joined(first, table([GROUPS, *_group("防汛抢险", [FIVE])], 2))
    cell = one.tables[0].grid()[3][0]
    assert cell is not None
    assert (cell.row, cell.row_span, cell.text) == (3, 3, "防汛抢险")
    assert [(part.anchor.page, part.start, part.end) for part in cell.fragments] == [(1, 0, 0), (2, 0, 4)]
    assert not one.findings


def test_a_merged_cell_over_three_pages_may_have_its_text_on_the_last() -> None:
    pages = [("", [ONE, TWO]), ("", [THREE, FOUR]), ("防汛抢险", [FIVE])]
    one = joined(
        *(
            table([GROUPS, *_group(*page)], number, {(1, 0): len(page[1])})
            for number, page in enumerate(pages, 1)
        )
    )
    cell = one.tables[0].grid()[1][0]
    assert cell is not None
    assert (cell.row, cell.row_span, cell.text) == (1, 5, "防汛抢险")


def test_a_blank_cell_of_one_row_at_the_page_end_belongs_to_the_text_below_and_is_told() -> None:
    rows = [
        [*row, department]
        for row, department in zip([ONE, TWO, THREE], ["工管科", "保洁队", ""], strict=True)
    ]
    head = [*GROUPS[1:], "责任部门"]
    one = joined(table([head, *rows]), table([head, [*FOUR, "防汛办"], [*FIVE, "物资科"]], 2))
    assert texts(one.tables[0])[3:5] == [[*THREE, "防汛办"], [*FOUR, "^"]]
    assert codes(one) == ["merge-doubtful"]


@pytest.mark.parametrize(
    ("why", "last", "more"),
    [
        ("blank as elsewhere: the department above goes on", [*THREE, ""], [[*ONE, "工管科"], [*TWO, ""]]),
        ("a total has no department", ["合计", "——", "", ""], [[*ONE, "工管科"], [*TWO, "保洁队"]]),
    ],
)
def test_a_blank_cell_at_the_page_end_may_be_blank(why: str, last: list[str], more: list[list[str]]) -> None:
    head = [*GROUPS[1:], "责任部门"]
    one = joined(table([head, *more, last]), table([head, [*FOUR, "防汛办"], [*FIVE, "物资科"]], 2))
    assert texts(one.tables[0])[3:5] == [last, [*FOUR, "防汛办"]], why
    assert not one.findings


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [
        ("防汛", "抢险", True),
        ("防汛抢", "险", True),
        ("防", "汛抢险应急", True),
        ("防", "2", False),
        ("防汛抢险", "综合管理", False),
        ("防汛", "综合管理", False),
    ],
)
def test_a_name_that_the_page_end_cuts_is_one_name_and_told(upper: str, lower: str, whole: bool) -> None:
    first = table([GROUPS, *_group("工程管护", [ONE, TWO]), *_group(upper, [THREE])], 1, {(1, 0): 2})
    one = joined(first, table([GROUPS, *_group(lower, [FOUR, FIVE])], 2, {(1, 0): 2}))
    cell = one.tables[0].grid()[3][0]
    assert cell is not None
    assert (cell.row_span, cell.text) == ((3, f"{upper}\n{lower}") if whole else (1, upper))
    assert codes(one) == ["name-joined"] * whole


@pytest.mark.parametrize(
    ("upper", "other", "lower", "whole"),
    [
        ("督查股", "防汛物资中心", "保洁股", False),
        ("督查股", "防汛物\n资中心", "保洁股", True),
        ("防汛物资中心", "督查股会同保洁股", "--", False),
    ],
)
def test_more_than_two_characters_are_cut_only_where_a_line_is_full(
    upper: str, other: str, lower: str, whole: bool
) -> None:
    head = [*GROUPS[1:], "责任部门"]
    rows = [[*row, name] for row, name in zip([ONE, TWO, THREE], [other, "", upper], strict=True)]
    one = joined(table([head, *rows], 1, {(1, 3): 2}), table([head, [*FOUR, lower]], 2))
    cell = one.tables[0].grid()[3][3]
    assert cell is not None
    assert cell.text == (f"{upper}\n{lower}" if whole else upper)
    assert codes(one) == ["name-joined"] * whole


@pytest.mark.parametrize(
    ("why", "blocks"),
    [
        ("a text export has no merges", [table([HEAD, A, B], None), table([HEAD, [*C[:4], ""]], None)]),
        ("a new table on the same page", [table([HEAD, A, B]), table([HEAD, [*C[:4], ""]])]),
        ("points are no merge", [table([HEAD, A, B]), table([HEAD, [*C[:3], "", C[4]]], 2)]),
        ("nor what stands beneath the header", [table([HEAD]), table([HEAD, [*C[:4], ""]], 2)]),
    ],
)
def test_a_blank_cell_stays_a_cell(why: str, blocks: list[Block]) -> None:
    (whole,) = joined(*blocks).tables
    assert all(cell.row_span == 1 for cell in whole.cells), why
    assert len(whole.cells) == whole.rows * whole.cols


def test_findings_of_the_reader_are_kept() -> None:
    found = Finding("grid-closed")
    assert join(replace(document(table([HEAD, A])), findings=(found,))).findings == (found,)


# --- properties -----------------------------------------------------------------------------------

WORDS = st.text("甲乙丙丁戊己庚辛", min_size=2, max_size=9)
SENTENCES = st.lists(WORDS.map(lambda word: f"{word}，{word}。"), min_size=1, max_size=5)


@st.composite
def bodies(draw: st.DrawFn) -> list[list[str]]:
    count = draw(st.integers(2, 6))
    return [
        [
            str(n + 1),
            f"{draw(WORDS)}工作",
            "\n".join(draw(SENTENCES)),
            str(draw(st.integers(1, 30))),
            f"{draw(WORDS)}处",
        ]
        for n in range(count)
    ]


def visible(one: Document) -> Counter[str]:
    found: Counter[str] = Counter()
    for block in one.blocks:
        texts = (
            [block.text]
            if isinstance(block, Paragraph)
            else [c.text for c in (*block.cells, *block.repeated)]
        )
        for text in texts:
            found.update("".join(text.split()))
    return found


@given(bodies(), st.booleans(), st.data())
def test_a_table_split_between_rows_is_whole_again(
    body: list[list[str]], header: bool, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(body) - 1))
    source = document(
        table([HEAD, *body[:at]]), line("— 1 —", "furniture"), table([HEAD] * header + body[at:], 2)
    )
    one = join(source)
    assert texts(one.tables[0]) == [HEAD, *body]
    assert len(one.tables) == 1
    assert not one.findings
    assert join(one) == one
    assert visible(one) == visible(source)


@given(bodies(), st.booleans(), st.data())
def test_a_table_split_inside_a_row_is_whole_again(
    body: list[list[str]], header: bool, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(body) - 1))
    lines = body[at][2].split("\n")
    if len(lines) < 2 or len(body) < 3:
        return
    cut = data.draw(st.integers(1, len(lines) - 1))
    upper = [*body[at][:2], "\n".join(lines[:cut]), *body[at][3:]]
    lower = ["", "", "\n".join(lines[cut:]), "", ""]
    source = document(table([HEAD, *body[:at], upper]), table([HEAD] * header + [lower, *body[at + 1 :]], 2))
    one = join(source)
    assert texts(one.tables[0]) == [HEAD, *body]
    assert codes(one) == ["row-joined"]
    assert join(one) == one
    assert visible(one) == visible(source)


TEXT = st.sampled_from(
    ["", "", "1", "2", "10", "甲", "甲乙丙丁。", "甲乙丙丁戊己庚辛", "序号", "指标", "（一）甲乙"]
)


@settings(max_examples=300)
@given(st.data())
def test_nothing_is_lost_and_nothing_left_to_join(data: st.DataObject) -> None:
    cols = data.draw(st.integers(1, 4))
    blocks: list[Block] = []
    page = 1
    head = data.draw(st.lists(TEXT, min_size=cols, max_size=cols))
    paged = data.draw(st.booleans())
    for _ in range(data.draw(st.integers(1, 5))):
        page += data.draw(st.integers(0, 1))
        body = data.draw(st.lists(st.lists(TEXT, min_size=cols, max_size=cols), max_size=4))
        lines = [head] * data.draw(st.integers(0, 1)) + body
        if lines:
            spans = {}
            for col in range(cols):
                row = data.draw(st.integers(0, len(lines)))
                if row < len(lines):
                    spans[row, col] = data.draw(st.integers(1, len(lines) - row))
            blocks.append(table(lines, page if paged else None, spans))
        if data.draw(st.booleans()):
            blocks.append(line("— 9 —", "furniture", page))
    source = document(*blocks)
    one = join(source)
    assert visible(one) == visible(source)
    assert join(one) == one
    for whole in one.tables:
        places = Counter(
            (row, col)
            for cell in whole.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for col in range(cell.col, cell.col + cell.col_span)
        )
        assert places == Counter((row, col) for row in range(whole.rows) for col in range(whole.cols))
        for cell in whole.cells:
            assert "".join(cell.text[part.start : part.end] for part in cell.fragments).split() == (
                cell.text.replace("\n", "").split()
            )


@pytest.mark.parametrize("caption", ["续表", "续表1", "（续上页）"])
def test_a_caption_in_a_row_of_its_own_is_no_row(caption: str) -> None:
    rows = [HEAD, A, [caption, "", "", "", ""], HEAD, B]
    (whole,) = joined(table(rows)).tables
    assert texts(whole) == [HEAD, A, B]
    assert [cell.text for cell in whole.repeated if cell.text] == [caption, *HEAD]


def test_columns_of_a_wide_sheet_on_a_later_page_stand_beside_those_of_the_first() -> None:
    left = [row[:3] for row in (HEAD, A, B)]
    right = [row[3:] for row in (HEAD, A, B)]
    one = joined(table(left), table(right, 2))
    (whole,) = one.tables
    assert texts(whole) == [HEAD, A, B]
    assert [cell.anchor.page for cell in whole.cells if cell.row == 1] == [1, 1, 1, 2, 2]
    assert codes(one) == ["columns-joined"]


def test_columns_that_a_wide_sheet_prints_again_stand_once() -> None:
    total = ["合计", "", "", "25", ""]
    left = [row[:3] for row in (HEAD, A, B, total)]
    right = [[*row[:2], *row[3:]] for row in (HEAD, A, B, total)]
    one = joined(table(left), table(right, 2))
    (whole,) = one.tables
    assert texts(whole) == [HEAD, A, B, total]
    assert codes(one) == ["columns-joined"]
    other = [right[0], [*A[:1], "堤防巡查", *A[3:]], *right[2:]]
    assert "columns-joined" not in codes(joined(table(left), table(other, 2)))


def test_rows_of_a_wide_sheet_go_on_over_its_pages() -> None:
    pages = [[HEAD, A, B], [HEAD, C, ["4", "节水", "达标。", "5", "供水处"]]]
    blocks = [table([row[:3] for row in rows], page) for page, rows in enumerate(pages, 1)]
    blocks += [table([row[3:] for row in rows], page) for page, rows in enumerate(pages, 3)]
    one = joined(*blocks)
    assert [texts(whole) for whole in one.tables] == [[*pages[0], *pages[1][1:]]]


@pytest.mark.parametrize(
    ("why", "second"),
    [
        ("the same headings again", table([HEAD, B, C], 2)),
        ("other rows", table([["机关处室", "备注"], ["甲", ""]], 2)),
        ("on one page", table([["机关处室", "备注"], ["甲", ""], ["乙", ""]])),
    ],
)
def test_other_tables_are_no_columns_of_a_wide_sheet(why: str, second: Table) -> None:
    assert "columns-joined" not in codes(joined(table([HEAD, A, B]), second)), why
