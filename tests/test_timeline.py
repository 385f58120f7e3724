"""Several years in a row: moves, levels and sums, in words and in the Excel file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.report.given import read_year
from pipeline.timeline.lineage import Timeline, timeline
from pipeline.timeline.page import timeline_page
from pipeline.timeline.shown import as_csv, fate, value
from pipeline.timeline.workbook import write_timeline
from tests.test_compare_levels import CARDS, DEEP, FLAT, GUARD, LAMPS, ROADS, below, page

POLES = ("灯杆养护", "灯杆完好。", "18", "坏一盏扣1分，扣完为止。")
LIGHTS = ("灯具清洗", "灯具清洁。", "12", "坏一盏扣1分，扣完为止。")


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Timeline:
    """A flat year, one with headings, one in which 夜间值守 moved and 路灯养护 became a heading."""
    folder = tmp_path_factory.mktemp("years")
    tables = {
        2031: (FLAT, [LAMPS, ROADS, CARDS, GUARD]),
        2032: (DEEP, [*below("设施（50分）", LAMPS, ROADS), *below("管理（50分）", CARDS, GUARD)]),
        2033: (
            DEEP,
            [
                *below("路灯养护", POLES, LIGHTS),
                *below("设施", ROADS, GUARD),
                *below("管理", (CARDS[0], CARDS[1], "35", CARDS[3])),
            ],
        ),
    }
    sides = []
    for year, table in tables.items():
        path = folder / f"{year}.html"
        path.write_text(page(year, table), encoding="utf-8")
        sides.append(read_year(str(path), "zh"))
    return timeline(sides)


def test_moves_and_levels_are_told(years: Timeline) -> None:
    became = {one.names[-1]: fate(one, years, "zh") for one in years.lineages}
    assert became["夜间值守"] == "2033年由“管理”移到“设施”"
    assert became["路灯养护"] == "2033年改为上一级"
    assert became["灯杆养护"] == "2033年由路灯养护而来"
    assert became["道路修补"] == ""


def test_what_has_no_points_of_its_own_shows_its_sum(years: Timeline) -> None:
    shown = {one.names[-1]: [value(one, place, "zh") for place in range(3)] for one in years.lineages}
    assert shown["路灯养护"] == ["30", "30", "合计30"]
    assert shown["设施"] == ["", "50", "合计40"]
    rows = {row["names"]: row for row in csv.DictReader(io.StringIO(as_csv(years).lstrip("\ufeff")))}
    assert [rows["设施"][f"{what}_2033"] for what in ("points", "sum")] == ["", "40"]
    assert rows["夜间值守"]["moves"] == "2033 管理 → 设施"
    assert "合计40" in timeline_page(years, "zh")


def test_the_workbook_holds_each_year_as_numbers(years: Timeline, tmp_path: Path) -> None:
    write_timeline(years, tmp_path / "t.xlsx", "zh")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["总览", "各指标历年分值", "各部门历年分值占比"]
    overview, lineages, _ = book.worksheets
    assert [[cell.value for cell in row[2:4]] for row in overview.iter_rows(min_row=4, max_row=6)] == [
        [4, 100],
        [6, 100],
        [8, 105],
    ]
    rows = {row[1].value.partition("\n")[0]: row for row in lineages.iter_rows(min_row=2)}
    assert [cell.value for cell in rows["设施"][2:5]] == [None, 50, 40]
    # a sum is a number that is shown as one
    assert rows["设施"][4].number_format == '"合计"General'
    assert rows["台账登记"][4].font.color.rgb.endswith("1C5FA8")
    assert rows["夜间值守"][5].value == "2033年由“管理”移到“设施”"
    assert lineages.page_setup.orientation == "landscape"
    assert lineages.print_title_rows == "$1:$1"
    before = (tmp_path / "t.xlsx").read_bytes()
    write_timeline(years, tmp_path / "t.xlsx", "zh")
    assert (tmp_path / "t.xlsx").read_bytes() == before


def test_what_is_gone_stands_below_the_heading_that_it_stood_below(tmp_path: Path) -> None:
    tables = {
        2031: (DEEP, [*below("设施", LAMPS, ROADS), *below("管理", CARDS, GUARD)]),
        2032: (DEEP, [*below("设施", ROADS), *below("管理", CARDS, GUARD)]),
    }
    sides = []
    for year, table in tables.items():
        path = tmp_path / f"{year}.html"
        path.write_text(page(year, table), encoding="utf-8")
        sides.append(read_year(str(path), "zh"))
    made = timeline(sides)
    names = [one.names[-1] for one in made.lineages]
    assert names == ["设施", "路灯养护", "道路修补", "管理", "台账登记", "夜间值守"]
    book = tmp_path / "years.xlsx"
    write_timeline(made, book, "zh")
    said = [cell.value for row in load_workbook(book).worksheets[0].iter_rows() for cell in row]
    assert {"分值增加", "分值减少", "取消"} <= set(said)
