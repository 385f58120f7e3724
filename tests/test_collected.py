"""Many notices in one workbook: contents that lead to each table, all items in one list, names that Excel takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from normalizers.records import Records
from pipeline.ingest.run import ingest
from pipeline.workbook import collected
from pipeline.workbook.collected import Collected, write_collected
from tests.printmaker import FORMATS
from tests.records import records, result
from tests.test_as_printed import DRAWINGS
from tests.test_cli import rubrics


def notices(folder: Path) -> list[Records]:
    file = folder / "表.html"
    file.write_bytes(FORMATS["html"](DRAWINGS["merged"]))
    return [result().records, ingest(file, name="表.html", lang="zh").records]


def made(folder: Path, given: Sequence[Records]) -> tuple[Collected, Workbook]:
    told = write_collected(given, folder / "all.xlsx", "汇编", "zh")
    return told, load_workbook(folder / "all.xlsx")


def values(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_contents_and_items_come_first_and_the_doubts_last(tmp_path: Path) -> None:
    told, book = made(tmp_path, notices(tmp_path))
    assert told == Collected(notices=2, rubrics=3, left_out=0)
    tables = ["1-1 各镇水利站", "1-2 县灌区管理处", "2-1 云栖区渠道管护考核评分表"]
    assert book.sheetnames == ["目录", "全部指标", *tables, "全部疑点"]


def test_the_contents_lead_to_each_table_and_each_table_back(tmp_path: Path) -> None:
    _, book = made(tmp_path, notices(tmp_path))
    contents = book["目录"]
    links = [cell.hyperlink.location for row in contents.iter_rows() for cell in row if cell.hyperlink]
    assert [link.split("!")[0].strip("'") for link in links] == book.sheetnames[2:-1]
    for name in book.sheetnames[2:-1]:
        sheet = book[name]
        back = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert [cell.hyperlink.location for cell in back] == ["'目录'!A1"]
        # and is not printed
        assert sheet.print_area.split("!")[1].rpartition(":")[2].strip("$") < back[0].coordinate


def test_the_contents_have_a_row_for_each_rubric_with_its_sums(tmp_path: Path) -> None:
    _, book = made(tmp_path, notices(tmp_path))
    rows = values(book["目录"])
    assert rows[2][:2] == ["年度", "通知"]
    shown = [(row[0], row[4], row[6], row[7], row[8], row[9]) for row in rows[3:]]
    assert shown[-1][1:] == ("云栖区渠道管护考核评分表", 6, 42.5, 42.5, "是")
    assert len(shown) == 3


def test_all_items_are_rows_of_one_list(tmp_path: Path) -> None:
    given = notices(tmp_path)
    _, book = made(tmp_path, given)
    sheet = book["全部指标"]
    rows = values(sheet)
    assert sheet.auto_filter.ref == f"A1:M{len(rows)}"
    # an item without a name stands below those above it
    named = [row[4] or row[3] for row in rows[1:]]
    assert {"闸门养护", "渠道巡查"} <= set(named)
    assert any(name.endswith("计划供水") for name in named)
    points = rows[0].index("分值")
    assert {30, 12.5} <= {row[points] for row in rows}


def test_a_notice_that_failed_is_in_the_contents(tmp_path: Path) -> None:
    notice = records("x", "河渠.pdf").notice.model_copy(update={"title": "", "status": "failed"})
    told, book = made(tmp_path, [Records(notice=notice)])
    assert (told.notices, told.rubrics) == (1, 0)
    assert values(book["目录"])[3][1] == "x"


def test_names_of_sheets_are_short_and_each_its_own(tmp_path: Path) -> None:
    long = "河渠管护工作领导小组办公室及其所属各单位（含派出机构和临时机构）/[考核]"
    one = records("x")
    twins = tuple(rubric.model_copy(update={"scope": long}) for rubric in one.rubrics)
    _, book = made(tmp_path, [one.model_copy(update={"rubrics": twins})] * 30)
    names = [name.lower() for name in book.sheetnames]
    assert len(set(names)) == len(names) == 62
    assert all(len(name) <= 31 for name in names)


def test_more_tables_than_a_workbook_opens_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collected, "_MOST_SHEETS", 2)
    told, book = made(tmp_path, notices(tmp_path))
    assert told.left_out == 1
    assert "另有 1 张表" in values(book["目录"])[1][0]
    # its items are in the list all the same
    assert any(row[2] == "云栖区渠道管护考核评分表" for row in values(book["全部指标"]))


def test_a_list_goes_on_in_another_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collected, "_MOST_ROWS", 3)
    _, book = made(tmp_path, notices(tmp_path))
    lists = [book[name] for name in book.sheetnames if name.startswith("全部指标")]
    assert len(lists) > 1
    assert len({tuple(values(sheet)[0]) for sheet in lists}) == 1
    _, whole = made(tmp_path, notices(tmp_path)[:1])
    assert sum(sheet.max_row - 1 for sheet in lists) > whole["全部指标"].max_row - 1


def test_no_text_starts_a_formula(tmp_path: Path) -> None:
    _, book = made(tmp_path, notices(tmp_path))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}


def test_the_same_notices_give_the_same_bytes(tmp_path: Path) -> None:
    given = notices(tmp_path)
    made(tmp_path, given)
    first = (tmp_path / "all.xlsx").read_bytes()
    made(tmp_path, given)
    assert (tmp_path / "all.xlsx").read_bytes() == first


def test_the_command_collects_a_folder_or_a_dataset(tmp_path: Path) -> None:
    source = tmp_path / "notices"
    source.mkdir()
    notices(source)
    status, said = rubrics("collect", source, "--out", tmp_path / "a.xlsx", "--lang", "zh")
    assert (status, "1 份通知，1 张评分表" in said) == (0, True)
    rubrics("ingest", source, "--out", tmp_path / "out", "--lang", "zh")
    status, _ = rubrics("collect", tmp_path / "out", "--out", tmp_path / "b.xlsx", "--lang", "zh")
    assert status == 0
    a, b = (load_workbook(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert [values(sheet) for sheet in a] == [values(sheet) for sheet in b]
