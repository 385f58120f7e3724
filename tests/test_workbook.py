"""The workbook, read back as a spreadsheet program sees it."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from normalizers.records import Clause, Records, Rubric, Tier
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.run import ingest_all
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import in_short
from pipeline.workbook.book import sheet_name
from pipeline.workbook.writer import write_workbook
from tests.records import records, result

RAW = Path(__file__).parents[1] / "data" / "raw"


def book(folder: Path, made: Records, lang: Lang = "zh") -> Workbook:
    write_workbook(made, folder / "b.xlsx", lang)
    return load_workbook(folder / "b.xlsx", rich_text=True)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return book(tmp_path_factory.mktemp("workbook"), result().records)


def texts(sheet: Worksheet) -> list[list[str]]:
    """The cells that a person sees; the ids behind them are hidden."""
    seen = [col for col in range(1, sheet.max_column + 1) if not hidden(sheet, col)]
    return [
        ["" if row[col - 1] is None else str(row[col - 1]) for col in seen]
        for row in sheet.iter_rows(values_only=True)
    ]


def hidden(sheet: Worksheet, col: int) -> bool:
    return bool(sheet.column_dimensions[get_column_letter(col)].hidden)


def visible(opened: Workbook) -> list[str]:
    return [sheet.title for sheet in opened.worksheets if sheet.sheet_state == "visible"]


def row_of(sheet: Worksheet, word: str, column: int) -> list[Any]:
    return next(row for row in texts(sheet) if word in row[column])


def column(sheet: Worksheet, heading: str) -> list[Any]:
    """What stands below a heading, by the header row of the sheet."""
    header = next(row for row in sheet.iter_rows() if any(str(cell.value) == heading for cell in row))
    place = next(cell for cell in header if str(cell.value) == heading)
    return [sheet.cell(row, place.column).value for row in range(place.row + 1, sheet.max_row + 1)]


def test_the_tables_come_first_as_printed_then_item_by_item_and_the_doubts_last(opened: Workbook) -> None:
    tables = ["1 各镇水利站", "2 县灌区管理处"]
    assert visible(opened) == [*tables, *(f"{name} 逐项" for name in tables), "任务", "总览", "疑点"]


def test_the_overview_says_what_the_notice_is_and_whether_its_totals_agree(opened: Workbook) -> None:
    overview = opened["总览"]
    assert texts(overview)[0][0] == "关于印发2031年度河渠管护考核办法的通知"
    for fact in ("青水发〔2031〕7号", "2031-03-09", "2031/通知.docx", "待核对    警告 2    提示 2"):
        assert row_of(overview, fact, 1)
    assert row_of(overview, "各镇水利站", 2)[3:8] == ["2", "50", "50", "是", "第2-3页"]
    assert row_of(overview, "县灌区管理处", 2)[3:8] == ["4", "60", "55.5", "否", "第4页"]


def test_the_findings_have_a_sheet_worst_first(opened: Workbook) -> None:
    shown = texts(opened["疑点"])
    assert shown[1] == ["级别", "评分表 / 指标", "位置", "说明", "原文", "建议"]
    assert [row[0] for row in shown[2:]] == ["! 警告", "! 警告", "· 提示", "· 提示"]
    assert shown[2][1:5] == ["评分表 2", "第4页 第5行", "合计印为60分，各项相加为55.5分", "总分 60"]


def test_a_finding_leads_to_the_row_of_its_criterion(opened: Workbook) -> None:
    cells = (cell for name in ("总览", "疑点") for row in opened[name].iter_rows() for cell in row)
    links = {str(cell.value): cell.hyperlink.location for cell in cells if cell.hyperlink}
    sheet, cell = links["评分表 2 / 供水服务"].replace("'", "").split("!")
    assert "供水服务" in str(opened[sheet].cell(opened[sheet][cell].row, 2).value)
    for location in links.values():
        assert location.split("!")[0].strip("'") in opened.sheetnames


def test_bands_stand_in_one_cell_with_the_grade_in_bold(opened: Workbook) -> None:
    cell = column(opened["1 各镇水利站 逐项"], "评价标准")[0]
    assert isinstance(cell, CellRichText)
    assert (
        str(cell)
        == "好（16-20分）：两项都做到。\n一般（10-15分）：做到第1项。\n差（0-9分）：两项都没有做到。"
    )
    assert [part.text for part in cell if getattr(getattr(part, "font", None), "b", False)] == [
        "好（16-20分）",
        "一般（10-15分）",
        "差（0-9分）",
    ]


def test_a_row_holds_what_the_notice_prints_and_how_its_clauses_were_read(opened: Workbook) -> None:
    sheet = opened["1 各镇水利站 逐项"]
    assert texts(sheet)[2] == [*("序号", "指标", "要点", "评价标准", "条款（读作）", "分值", "部门", "疑点")]
    assert texts(sheet)[4] == [
        *("2", "★闸门养护", "闸门启闭灵活，止水完好，按季上油。", "每座闸门不能启闭扣2.5分，扣完为止。"),
        *("扣2.5分／每座，扣完为止", "30", "县水政大队", ""),
    ]
    assert texts(sheet)[3][2] == "1. 每周巡查干渠不少于两次，做好记录。（12分）\n2. 发现渗漏当日上报。（8分）"


@pytest.mark.parametrize("source", ["rule", "note"])
def test_a_clause_beside_the_bands_is_shown_once(tmp_path: Path, source: str) -> None:
    made, words = records("x"), "被通报两次以上的，不得评为“好”。"
    clause = made.clauses[0].model_copy(update={"criterion_id": "x/1/1", "text": words, "source": source})
    note = made.notes[0].model_copy(update={"criterion_id": "x/1/1", "text": words})
    made = made.model_copy(update={"clauses": (clause,), "notes": (note,) if source == "note" else ()})
    cell = str(column(book(tmp_path, made)["1 各镇水利站 逐项"], "评价标准")[0])
    assert cell.endswith(f"（0-9分）：两项都没有做到。\n{words}")
    assert cell.count(words) == 1


def test_levels_have_columns_and_repeat_the_name_for_filters(opened: Workbook) -> None:
    sheet = opened["2 县灌区管理处 逐项"]
    assert [cell.value for cell in sheet[3]][:3] == ["序号", "一级指标", "二级指标"]
    assert texts(sheet)[3][:3] == ["1.1.1", "一 供水服务", "（一） 计划供水（25.5）"]
    assert sheet.auto_filter.ref == "A3:J5"


def test_the_department_of_the_level_above_is_shown_on_the_item(opened: Workbook) -> None:
    assert column(opened["2 县灌区管理处 逐项"], "部门")[0] == "县灌排股"


def test_the_total_and_its_doubt_end_the_table(opened: Workbook) -> None:
    total = texts(opened["2 县灌区管理处 逐项"])[5]
    assert total[1] == "总分"
    assert "60" in total
    assert total[-1] == "! 警告 合计印为60分，各项相加为55.5分"


def test_what_holds_for_the_whole_rubric_stands_below_it(opened: Workbook) -> None:
    below = [row[0] for row in texts(opened["1 各镇水利站 逐项"])[6:]]
    assert "合格（≥40分）：总分40分以上为合格。" in below
    assert "注：带★的为核心指标，\n该项不合格的不得评为“好”。" in below


def test_tasks_have_a_sheet(opened: Workbook) -> None:
    assert texts(opened["任务"])[2] == [
        "附件3",
        "一、汛前准备",
        "1.",
        "四月底前完成闸门检修。",
        "县水政大队",
        "",
    ]


def test_text_of_the_notice_never_becomes_a_formula(opened: Workbook) -> None:
    cells = [cell for sheet in opened for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=SUM") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_sheets_are_set_up_for_reading_and_print(opened: Workbook) -> None:
    sheet = opened["1 各镇水利站 逐项"]
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert sheet.row_dimensions[4].height > 3 * 15


def test_headings_follow_the_language(tmp_path: Path) -> None:
    english = book(tmp_path, result().records, "en")
    assert visible(english)[-2:] == ["Overview", "Findings"]
    assert [cell.value for cell in english["1 各镇水利站 items"][3]][:3] == ["No.", "Criterion", "Key points"]


def test_a_notice_that_failed_has_a_workbook_that_says_so(tmp_path: Path) -> None:
    notice = records("x", "河渠.pdf").notice.model_copy(update={"title": "", "status": "failed"})
    opened = book(tmp_path, Records(notice=notice))
    assert opened.sheetnames == ["总览"]
    assert texts(opened["总览"])[0][0] == "河渠"


def test_a_rubric_without_criteria_has_a_sheet(tmp_path: Path) -> None:
    made = records("x")
    empty = Records(notice=made.notice, rubrics=(Rubric(rubric_id="x/1", notice_id="x", seq=1),))
    assert visible(book(tmp_path, empty)) == ["1 逐项", "总览"]


def test_the_file_does_not_hold_the_time_of_writing(tmp_path: Path) -> None:
    write_workbook(result().records, tmp_path / "b.xlsx", "zh")
    with ZipFile(tmp_path / "b.xlsx") as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        dates = re.findall(r"(?<=>)\d{4}-[^<]+", parts.read("docProps/core.xml").decode())
    assert set(dates) == {"2000-01-01T00:00:00Z"}


def test_a_text_longer_than_a_cell_is_shortened_and_not_lost(tmp_path: Path) -> None:
    made = records("x")
    long = made.criteria[1].model_copy(update={"text": "渠" * 40_000, "rule_text": "闸" * 40_000})
    made = made.model_copy(update={"criteria": (long,), "key_points": (), "bands": ()})
    sheet = book(tmp_path, made)["1 各镇水利站 逐项"]
    for heading, char in (("要点", "渠"), ("评价标准", "闸")):
        shown = column(sheet, heading)[0]
        assert shown.startswith(char * 30_000)
        assert shown.endswith("……")


def test_a_folder_that_is_gone_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        write_workbook(result().records, tmp_path / "gone" / "b.xlsx", "zh")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["", " (2)"]))
@example("'", "")
@example("1 " + "😀" * 20, " (12)")
def test_a_sheet_name_is_one_that_excel_takes(wanted: str, ending: str) -> None:
    name = sheet_name(wanted, ending)
    assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
    assert not set(name) & set("[]:*?/\\'")
    assert name.endswith(ending)


def test_two_rubrics_of_one_name_have_two_sheets(tmp_path: Path) -> None:
    made = records("x")
    long = "河渠管护工作领导小组办公室及其所属各单位（含派出机构和临时机构）"
    twins = tuple(rubric.model_copy(update={"seq": 1, "scope": long}) for rubric in made.rubrics)
    names = visible(book(tmp_path, made.model_copy(update={"rubrics": twins})))
    assert len(set(names)) == len(names) == 6


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@example("_x000D_")
@example("{=1+1}")
@example("https://example.com/" + "x" * 3000)
@example("\x00\x1b[31m\ufffe")
def test_any_text_can_be_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    made = records("x")
    criteria = tuple(
        c.model_copy(update={"name": c.name and text, "text": text, "rule_text": text}) for c in made.criteria
    )
    rubrics = tuple(r.model_copy(update={"scope": text, "title": text}) for r in made.rubrics)
    bands = tuple(b.model_copy(update={"grade": text, "text": text}) for b in made.bands)
    made = made.model_copy(update={"criteria": criteria, "rubrics": rubrics, "bands": bands})
    opened = book(tmp_path_factory.mktemp("any"), made)
    shown = " ".join(text for sheet in opened.worksheets for row in texts(sheet) for text in row)
    letters = "".join(char for char in text if unicodedata.category(char)[0] in "LN")
    assert (
        "".join(char for char in shown if unicodedata.category(char)[0] in "LN").count(letters) or not letters
    )


@pytest.mark.parametrize(
    ("fields", "tiers", "short"),
    [
        (
            {"kind": "deduct", "points": "0.5", "per": "每次", "cap": "item_points"},
            (),
            "扣0.5分／每次，扣完为止",
        ),
        ({"kind": "deduct", "points": "1", "points_max": "2"}, (), "扣1-2分"),
        ({"kind": "award", "points_percent": "50"}, (), "计50%"),
        (
            {"kind": "bonus", "cap": "points", "cap_points": "5"},
            (("市级", "1"), ("省级", "3")),
            "加 市级1、省级3，上限5分",
        ),
        ({"kind": "bonus", "points": "2", "cap": "none"}, (), "加2分，不设上限"),
        ({"kind": "discretionary"}, (), "酌情"),
        ({"kind": "veto"}, (), "一票否决"),
    ],
)
def test_a_clause_in_short(fields: dict[str, Any], tiers: tuple[tuple[str, str], ...], short: str) -> None:
    clause = Clause(clause_id="c", rubric_id="r", seq=1, text="原文", source="rule", **fields)
    steps = [Tier(clause_id="c", seq=1, label=label, points=Decimal(points)) for label, points in tiers]
    assert in_short(clause, steps, "zh") == short


def test_the_sheets_hold_every_text_of_the_rubrics(tmp_path: Path) -> None:
    """Over the notices that come with the project, in each of their formats."""
    for read in ingest_all(find_notices([RAW]).notices):
        made = read.records
        shown = "".join(words for sheet in book(tmp_path, made) for row in texts(sheet) for words in row)
        squeezed = "".join(shown.split())
        wanted = [band.text for band in made.bands] + [clause.text for clause in made.clauses]
        wanted += [words for c in made.criteria for words in (c.name, c.text, c.method)]
        wanted += [note.text for note in made.notes] + [party.name for party in made.parties]
        missing = [words for words in wanted if "".join(words.split()) not in squeezed]
        assert not missing, (read.name, missing)
