"""What the grid core must see in the rules and glyphs of one page."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.grids.edges import Rule
from extractors.grids.grid import lay_out as lay_out_runs
from extractors.grids.layout import Grid, Layout
from extractors.grids.lines import Glyph, runs_of
from extractors.grids.tiles import Tile


def write(x: float, top: float, text: str, size: float = 10) -> list[Glyph]:
    glyphs = []
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WFA"
        end = x + (size if wide else size / 2)
        glyphs.append(Glyph(char, x, top, end, top + size, size))
        x = end
    return glyphs


def lay_out(glyphs: list[Glyph], rules: list[Rule], shades: list[Tile] | None = None) -> Layout:
    return lay_out_runs(runs_of(glyphs), rules, shades or [])


def across(y: float, x0: float, x1: float) -> Rule:
    return Rule(x0, y, x1, y)


def down(x: float, top: float, bottom: float) -> Rule:
    return Rule(x, top, x, bottom)


def lattice(xs: list[float], ys: list[float]) -> list[Rule]:
    return [across(y, xs[0], xs[-1]) for y in ys] + [down(x, ys[0], ys[-1]) for x in xs]


def texts(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.col, cell.row_span, cell.col_span, cell.text) for cell in grid.cells]


def only(layout: Layout) -> Grid:
    (grid,) = layout.grids
    return grid


XS, YS = [50.0, 100.0, 300.0], [50.0, 70.0, 120.0]
FOUR = [*write(55, 55, "序号"), *write(105, 55, "指标"), *write(55, 75, "1"), *write(105, 75, "河道巡查")]
FOUR_CELLS = [(0, 0, 1, 1, "序号"), (0, 1, 1, 1, "指标"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "河道巡查")]


def short_pieces(rules: list[Rule], step: float = 9, gap: float = 2) -> list[Rule]:
    pieces = []
    for rule in rules:
        if rule.top == rule.bottom:
            x = rule.x0
            while x < rule.x1:
                pieces.append(Rule(x, rule.top, min(x + step, rule.x1), rule.top))
                x += step + gap
        else:
            y = rule.top
            while y < rule.bottom:
                pieces.append(Rule(rule.x0, y, rule.x0, min(y + step, rule.bottom)))
                y += step + gap
    return pieces


@pytest.mark.parametrize(
    ("manner", "rules"),
    [
        ("lines", lattice(XS, YS)),
        (
            "lines drawn twice, a hair apart",
            lattice(XS, YS) + lattice([x + 0.4 for x in XS], [y + 0.4 for y in YS]),
        ),
        ("double borders", lattice(XS, YS) + lattice([x + 2.2 for x in XS], [y + 2.2 for y in YS])),
        ("dashes", short_pieces(lattice(XS, YS))),
        ("dots", short_pieces(lattice(XS, YS), step=1, gap=1)),
        (
            "lines that end short of the corner",
            [Rule(r.x0 + 1, r.top, r.x1 - 1, r.bottom) if r.top == r.bottom else r for r in lattice(XS, YS)],
        ),
        (
            "lines that run over the corner",
            [Rule(r.x0, r.top - 2, r.x1, r.bottom + 2) if r.x0 == r.x1 else r for r in lattice(XS, YS)],
        ),
        (
            "thin rectangles",
            [Rule(r.x0 - 0.4, r.top - 0.4, r.x1 + 0.4, r.bottom + 0.4) for r in lattice(XS, YS)],
        ),
        ("no outer rule left and right", [across(y, 50, 300) for y in YS] + [down(100, 50, 120)]),
        ("no outer rule left", [across(y, 50, 300) for y in YS] + [down(100, 50, 120), down(300, 50, 120)]),
        ("an underlined word in a cell", [*lattice(XS, YS), across(87, 105, 145)]),
        ("an ornament beside the table", [*lattice(XS, YS), down(400, 50, 52), across(50, 400, 403)]),
    ],
)
def test_cells_come_from_rules_in_whatever_manner_they_are_drawn(manner: str, rules: list[Rule]) -> None:
    layout = lay_out(FOUR, rules)
    assert texts(only(layout)) == FOUR_CELLS, manner
    assert not layout.lines
    assert not only(layout).closed


def test_coloured_tiles_without_any_line_are_cells() -> None:
    tiles = [
        Tile(x0 + 0.5, y0 + 0.5, x1 - 0.5, y1 - 0.5)
        for y0, y1 in ((50, 70), (70, 120))
        for x0, x1 in ((50, 100), (100, 300))
    ]
    assert texts(only(lay_out(FOUR, [], tiles))) == FOUR_CELLS


def test_a_highlighted_paragraph_is_no_table() -> None:
    layout = lay_out(FOUR, [], [Tile(50, 50, 300, 62), Tile(50, 62, 300, 74), Tile(50, 74, 300, 90)])
    assert not layout.grids
    assert [line.text for line in layout.lines] == ["序号指标", "1河道巡查"]


def test_spans_are_the_regions_that_no_rule_cuts() -> None:
    rules = [
        across(0, 0, 300), across(20, 100, 300), across(40, 0, 300), across(60, 0, 300),
        down(0, 0, 60), down(100, 0, 60), down(200, 20, 40), down(300, 0, 60),
    ]  # fmt: skip
    glyphs = [
        *write(5, 25, "合"),
        *write(105, 5, "上"),
        *write(105, 25, "左"),
        *write(205, 25, "右"),
        *write(5, 45, "下"),
    ]
    assert texts(only(lay_out(glyphs, rules))) == [
        (0, 0, 2, 1, "合"),
        (0, 1, 1, 2, "上"),
        (1, 1, 1, 1, "左"),
        (1, 2, 1, 1, "右"),
        (2, 0, 1, 1, "下"),
        (2, 1, 1, 2, ""),
    ]


def test_a_region_that_is_no_rectangle_is_cut_into_rectangles() -> None:
    rules = [*lattice([0, 100], [0, 40]), down(50, 0, 20), across(20, 0, 50)]
    grid = only(lay_out([*write(5, 5, "甲"), *write(60, 5, "乙"), *write(5, 25, "丙")], rules))
    covered = Counter(
        (row, col)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for col in range(cell.col, cell.col + cell.col_span)
    )
    assert covered == Counter((row, col) for row in range(2) for col in range(2))
    assert {cell.text for cell in grid.cells} >= {"甲", "乙", "丙"}


def test_tables_of_one_page_are_kept_apart() -> None:
    rules = lattice(XS, YS) + lattice(XS, [y + 90 for y in YS])
    glyphs = FOUR + [Glyph(g.text, g.x0, g.top + 90, g.x1, g.bottom + 90, g.size) for g in FOUR]
    layout = lay_out([*glyphs, *write(60, 125, "表二")], rules)
    assert [texts(grid) for grid in layout.grids] == [FOUR_CELLS, FOUR_CELLS]
    assert [line.text for line in layout.lines] == ["表二"]


def test_a_frame_around_the_page_is_no_table() -> None:
    layout = lay_out([*FOUR, *write(60, 300, "正文")], lattice(XS, YS) + lattice([20, 500], [20, 800]))
    assert texts(only(layout)) == FOUR_CELLS
    assert [line.text for line in layout.lines] == ["正文"]


def test_a_table_inside_a_cell_keeps_its_own_text() -> None:
    outer = lattice([0, 400, 500], [0, 300, 400])
    layout = lay_out([*FOUR, *write(10, 10, "外")], outer + lattice(XS, YS))
    inner = next(grid for grid in layout.grids if grid.box.x0 == 50)
    assert texts(inner) == FOUR_CELLS
    assert "外" in [cell.text for grid in layout.grids for cell in grid.cells]


BODY = [*write(55, 125, "2"), *write(105, 125, "闸门养护"), *write(55, 145, "3"), *write(105, 145, "清淤")]
FIVE_ROWS = [["序号", "指标"], ["1", "河道巡查"], ["2", "闸门养护"], ["3", "清淤"]]


def _rows(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


def test_rows_with_rules_across_alone_have_the_columns_of_the_header_above_them() -> None:
    below = [across(y, 50, 300) for y in (120, 140, 160)]
    assert _rows(only(lay_out([*FOUR, *BODY], [*lattice(XS, YS[:2]), *below]))) == FIVE_ROWS


POINTS = [*write(250, 55, "分值"), *(one for y in (75, 125, 145) for one in write(250, y, "20"))]


@pytest.mark.parametrize(
    "rules",
    [
        [across(y, 50, 300) for y in (50, 70, 120, 140, 160)],
        [*[across(y, 50, 300) for y in (50, 70, 120, 140, 160)], down(50, 50, 160), down(300, 50, 160)],
    ],
    ids=["rules across alone", "a frame around them"],
)
def test_rows_between_rules_across_have_the_columns_that_gaps_part(rules: list[Rule]) -> None:
    grid = only(lay_out([*FOUR, *BODY, *POINTS], rules))
    assert _rows(grid) == [
        [*row, points] for row, points in zip(FIVE_ROWS, ["分值", *["20"] * 3], strict=True)
    ]


def test_lines_of_text_between_rules_are_no_table() -> None:
    prose = [one for y in (55, 90, 125, 145) for one in write(55, y, "各站按季度自查并上报结果")]
    layout = lay_out(prose, [across(y, 50, 300) for y in (50, 70, 120, 140, 160)])
    assert not layout.grids


def test_text_over_the_columns_of_a_table_above_is_no_row_of_it() -> None:
    layout = lay_out(
        [*FOUR, *write(60, 125, "以上指标由各站自查后上报")], [*lattice(XS, YS), across(140, 50, 300)]
    )
    assert texts(only(layout)) == FOUR_CELLS
    assert [line.text for line in layout.lines] == ["以上指标由各站自查后上报"]


def test_a_header_on_the_ground_of_the_whole_table_is_its_first_row() -> None:
    ruled = lattice(XS, [70, 120, 140, 160])
    grid = only(lay_out([*FOUR, *BODY], ruled, [Tile(50, 50, 300, 160, "grey")]))
    assert _rows(grid) == FIVE_ROWS


# the table inside the third cell of a row, with the margins of that cell around it
OUTER = lattice([0, 80, 120, 300, 400], [0, 20])
GRADES = [
    *write(135, 35, "优秀"),
    *write(175, 35, "8-10分"),
    *write(135, 55, "较差"),
    *write(175, 55, "0-7分"),
]
AROUND = [*write(5, 5, "指标"), *write(85, 5, "分值"), *write(125, 5, "标准"), *write(305, 5, "单位")]
ROW = [*write(5, 25, "巡查"), *write(85, 25, "10"), *write(305, 25, "水务站")]
READ = [
    (1, 0, 1, 1, "巡查"),
    (1, 1, 1, 1, "10"),
    (1, 2, 1, 1, "优秀\t8-10分\n较差\t0-7分"),
    (1, 3, 1, 1, "水务站"),
]


@pytest.mark.parametrize(
    ("inner", "bottom"),
    [
        (lattice([130, 170, 290], [32, 52, 72]), 80),  # touches nothing
        (lattice([126, 170, 300], [32, 52, 72]), 72),  # shares its right and lower edge
        (lattice([126, 170, 294], [20, 52, 72]), 80),  # begins with its cell, an empty line below
        (lattice([126, 170, 294], [20, 52, 72]), 72),  # between two strips
        (lattice([126, 170, 300], [20, 52, 72]), 72),  # beside one strip
    ],
)
def test_a_table_inside_a_cell_of_a_row_is_text_of_that_cell(inner: list[Rule], bottom: float) -> None:
    outer = OUTER + lattice([0, 80, 120, 300, 400], [20, bottom])
    grid = only(lay_out([*AROUND, *ROW, *GRADES], outer + inner))
    assert (grid.rows, grid.cols) == (2, 4)
    assert [cell for cell in texts(grid) if cell[0]] == READ


@pytest.mark.parametrize("headed", [True, False])
def test_a_wide_margin_of_a_cell_stands_below_a_heading_of_the_whole_cell(headed: bool) -> None:
    # Writer keeps the table within its cell narrower than the cell; a blank column of its own is no margin
    head = (
        lattice([0, 80, 120, 300, 400], [0, 20]) if headed else lattice([0, 80, 120, 285, 300, 400], [0, 20])
    )
    outer = head + lattice([0, 80, 120, 300, 400], [20, 72])
    grid = only(lay_out([*AROUND, *ROW, *GRADES], outer + lattice([121, 170, 285], [20, 52, 72])))
    assert ("优秀\t8-10分\n较差\t0-7分" in [cell[4] for cell in texts(grid)]) == headed


def test_the_rest_of_a_table_inside_a_cell_goes_on_behind_a_page_break() -> None:
    outer = lattice([0, 80, 120, 300, 400], [20, 72])
    grid = only(lay_out(GRADES, outer + lattice([126, 170, 300], [20, 52, 72])))
    assert [cell[4] for cell in texts(grid)] == ["", "", "优秀\t8-10分\n较差\t0-7分", ""]


def test_text_around_a_table_inside_a_cell_stays_above_and_below_it() -> None:
    outer = OUTER + lattice([0, 80, 120, 300, 400], [20, 100])
    around = [*write(125, 21, "按档评分："), *write(125, 85, "弄虚作假的不得分。")]
    layout = lay_out([*AROUND, *ROW, *GRADES, *around], outer + lattice([126, 170, 294], [33, 52, 72]))
    assert texts(only(layout))[6][4] == "按档评分：\n优秀\t8-10分\n较差\t0-7分\n弄虚作假的不得分。"


def test_a_strip_between_the_lines_of_a_double_border_holds_no_table() -> None:
    outer = lattice([0, 6, 80, 120, 300], [0, 20, 72])
    grid = only(lay_out([*write(10, 5, "指标"), *write(85, 5, "分值"), *GRADES], outer))
    assert grid.rows == 2


@pytest.mark.parametrize(
    ("where", "ys", "bottom", "top", "rows"),
    [
        ("below", [50, 70], 120, 50, [["序号", "指标"], ["1", "河道巡查"]]),
        ("above", [70, 120], 120, 50, [["序号", "指标"], ["1", "河道巡查"]]),
        ("both ends", [70], 120, 50, [["序号", "指标"], ["1", "河道巡查"]]),
        ("no horizontal at all", [], 120, 50, [["序号\n1", "指标\n河道巡查"]]),
    ],
)
def test_a_table_that_the_page_end_leaves_open_is_closed(
    where: str, ys: list[float], bottom: float, top: float, rows: list[list[str]]
) -> None:
    rules = [across(y, 50, 300) for y in ys] + [down(x, top, bottom) for x in XS]
    grid = only(lay_out(FOUR, rules))
    assert grid.closed, where
    assert [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)] == rows
    assert (grid.box.top, grid.box.bottom) == (50, 120)


def test_rules_that_run_on_without_text_close_nothing() -> None:
    rules = lattice(XS, YS)[:3] + [down(x, 50, 160) for x in XS]
    grid = only(lay_out(FOUR, rules))
    assert not grid.closed
    assert texts(grid) == FOUR_CELLS


def test_a_shaded_header_parts_rows_where_no_line_is_drawn() -> None:
    rules = [across(50, 50, 300), across(120, 50, 300)] + [down(x, 50, 120) for x in XS]
    assert texts(only(lay_out(FOUR, rules, [Tile(50, 50, 300, 70)]))) == FOUR_CELLS
    by_cell = [Tile(50, 50, 100, 70), Tile(100, 50, 300, 70)]
    assert texts(only(lay_out(FOUR, rules, by_cell))) == FOUR_CELLS


def test_verticals_that_break_off_part_the_header_from_a_row_that_goes_on_beneath_it() -> None:
    frame = [across(50, 50, 300), across(120, 50, 300), down(50, 50, 120), down(300, 50, 120)]
    broken = [down(100, 50, 70), down(100, 70, 120)]
    assert texts(only(lay_out(FOUR, frame + broken))) == FOUR_CELLS
    whole = only(lay_out(FOUR, [*frame, *broken, down(100, 50, 120)]))
    assert [cell.text for cell in whole.cells] == ["序号\n1", "指标\n河道巡查"]
    by_line = [down(100, y, y + 10) for y in range(50, 120, 10)]
    assert only(lay_out(FOUR, frame + by_line)).rows == 1


@pytest.mark.parametrize(
    ("what", "shade"),
    [
        ("the background of one cell's text", Tile(102, 72, 298, 90)),
        ("a background that text crosses", Tile(50, 50, 300, 80)),
        ("the background of the whole table", Tile(50, 50, 300, 120)),
    ],
)
def test_other_shading_adds_no_edge(what: str, shade: Tile) -> None:
    assert texts(only(lay_out(FOUR, lattice(XS, YS), [shade]))) == FOUR_CELLS, what


def test_text_on_one_line_may_differ_in_size_and_height() -> None:
    glyphs = [
        *write(10, 10, "面积"), *write(30, 8, "2", 6), *write(33, 14, "3", 6), *write(36, 11.5, "km", 9),
        *write(10, 24, "次行"),
    ]  # fmt: skip
    layout = lay_out(list(reversed(glyphs)), [])
    assert [line.text for line in layout.lines] == ["面积23km", "次行"]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(10, "ab"), (26, "cd")], "ab cd"),
        ([(10, "ab"), (21, "cd")], "abcd"),
        ([(10, "甲"), (40, "乙")], "甲乙"),
        ([(10, "甲 乙")], "甲 乙"),
        ([(10, "a b")], "a b"),
        ([(10, "2024"), (36, "年")], "2024年"),
    ],
)
def test_spaces_are_kept_and_added_only_between_narrow_glyphs(
    parts: list[tuple[float, str]], expected: str
) -> None:
    (line,) = lay_out([glyph for x, text in parts for glyph in write(x, 10, text)], []).lines
    assert line.text == expected


def test_glyphs_printed_twice_on_one_spot_count_once() -> None:
    bold = write(10, 10, "加粗11") + write(10.4, 10.2, "加粗11")
    (line,) = lay_out(bold, []).lines
    assert line.text == "加粗11"


def test_a_run_that_hangs_over_its_border_stays_in_its_cell() -> None:
    # the rule at 100 cuts 称, so what follows it without a gap belongs to it
    run = [*write(75, 75, "（名称）"), *write(120, 75, "要点"), *write(55, 55, "头")]
    layout = lay_out(run, lattice(XS, YS))
    assert (1, 0, 1, 1, "（名称）") in texts(only(layout))
    assert (1, 1, 1, 1, "要点") in texts(only(layout))
    assert [line.text for line in layout.overflows] == ["（名称）"]


def test_a_bracket_beyond_the_table_edge_stays_in_its_cell() -> None:
    layout = lay_out([*FOUR, *write(270, 75, "（甲）")], lattice(XS, YS))
    assert texts(only(layout))[3][4] == "河道巡查（甲）"
    layout = lay_out([*FOUR, *write(280, 75, "（甲）")], lattice(XS, YS))
    assert texts(only(layout))[3][4] == "河道巡查（甲）"
    assert [run.text for run in layout.overflows] == ["（甲）"]
    assert not layout.lines


def test_texts_that_touch_at_a_rule_stay_apart() -> None:
    glyphs = [*write(80, 75, "左边右边"), *write(55, 55, "头")]
    layout = lay_out(glyphs, lattice(XS, YS))
    assert (1, 0, 1, 1, "左边") in texts(only(layout))
    assert (1, 1, 1, 1, "右边") in texts(only(layout))
    assert not layout.overflows


@given(
    st.lists(
        st.tuples(st.floats(0, 400), st.floats(0, 400), st.text("甲乙丙（）。a1 ", min_size=1, max_size=6)),
        max_size=20,
    ),
    st.lists(st.integers(0, 400), max_size=6),
    st.lists(st.integers(0, 400), max_size=6),
)
def test_no_visible_glyph_is_lost(
    parts: list[tuple[float, float, str]], xs: list[int], ys: list[int]
) -> None:
    # a step of 7 points keeps the glyphs of one text from being taken for overprints
    glyphs = [
        Glyph(char, x + 7 * n, y, x + 7 * n + 6, y + 10, 10)
        for x, y, text in parts
        for n, char in enumerate(text)
    ]
    spots = {(g.text, round(g.x0), round(g.top)) for g in glyphs}
    if len(spots) < len(glyphs):
        return
    rules = [across(y, 0, 400) for y in ys] + [down(x, 0, 400) for x in xs]
    layout = lay_out(glyphs, rules)
    found = "".join(line.text for line in layout.lines)
    found += "".join(cell.text for grid in layout.grids for cell in grid.cells)
    close = sum(
        1 for n, a in enumerate(glyphs) for b in glyphs[:n]
        if a.text == b.text and abs(a.x0 - b.x0) < 1.5 and abs(a.top - b.top) < 1.5
    )  # fmt: skip
    want = Counter(g.text for g in glyphs if g.text.strip())
    have = Counter(char for char in found if not char.isspace())
    assert not have - want
    assert sum((want - have).values()) <= close


@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_any_tiling_by_rectangles_is_read_back(rows: int, cols: int, data: st.DataObject) -> None:
    taken: set[tuple[int, int]] = set()
    spans: list[tuple[int, int, int, int]] = []
    for row in range(rows):
        for col in range(cols):
            if (row, col) in taken:
                continue
            wide = 1
            limit = data.draw(st.integers(1, cols - col))
            while wide < limit and (row, col + wide) not in taken:
                wide += 1
            high = data.draw(st.integers(1, rows - row))
            spans.append((row, col, high, wide))
            taken |= {(r, c) for r in range(row, row + high) for c in range(col, col + wide)}
    if len(spans) < 2:
        return
    rules, glyphs = [], []
    for row, col, high, wide in spans:
        x0, x1, top, bottom = col * 50, (col + wide) * 50, row * 30, (row + high) * 30
        rules += [across(top, x0, x1), across(bottom, x0, x1), down(x0, top, bottom), down(x1, top, bottom)]
        glyphs += write(x0 + 5, top + 5, f"{row}{col}")
    grid = only(lay_out(glyphs, rules))
    # edges at which no cell begins or ends do not count
    starts_y = sorted({s[0] for s in spans} | {s[0] + s[2] for s in spans})
    starts_x = sorted({s[1] for s in spans} | {s[1] + s[3] for s in spans})
    want = sorted(
        (
            starts_y.index(row),
            starts_x.index(col),
            starts_y.index(row + high) - starts_y.index(row),
            starts_x.index(col + wide) - starts_x.index(col),
            f"{row}{col}",
        )
        for row, col, high, wide in spans
    )
    assert texts(grid) == want
