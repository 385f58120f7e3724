"""`rubrics correct`: changed cells of a workbook become corrections, and last year's are taken over one by one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.corrections.folder import load
from pipeline.corrections.from_excel import read_workbook
from pipeline.workbook.correctable import HIDDEN, Part
from pipeline.workbook.writer import write_workbook
from tests.forest import POINTS, ROWS, RULE, WATCH, N, page, sha256, written
from tests.office import saved_as
from tests.records import records
from tests.test_cli import rubrics

Edit = Callable[[Any], None]
TITLE = "2031年度护林站考核评分标准"


class Desk:
    """A dataset in Chinese, its workbook, and the folder of corrections."""

    def __init__(self, folder: Path) -> None:
        self.sources, self.out, self.corrections = folder / "in", folder / "out", folder / "corrections"
        self.file = self.sources / "通知.html"
        self.book = self.out / "xlsx" / f"{N}.xlsx"

    @classmethod
    def made(cls, folder: Path) -> Desk:
        desk = cls(folder)
        desk.sources.mkdir()
        desk.corrections.mkdir()
        written(desk.sources)
        desk.ingest()
        return desk

    def ingest(self) -> None:
        rubrics("ingest", self.sources, "--out", self.out, "--corrections", self.corrections, "--lang", "zh")

    def edit(self, *edits: Edit) -> None:
        book = openpyxl.load_workbook(self.book)
        for one in edits:
            one(book.worksheets[1])
        book.save(self.book)

    def correct(self, *options: object) -> str:
        status, said = rubrics(
            "correct",
            self.book,
            "--corrections",
            self.corrections,
            "--yes",
            "--who",
            "陈核",
            "--lang",
            "en",
            *options,
        )
        assert status == 0, said
        return said

    def said(self) -> list[tuple[str, str, object, object]]:
        made = load(self.corrections).of(sha256(self.file))
        return [(one.record, one.field, one.was, one.now) for one in (made.corrections if made else ())]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk, made once, for what a dataset is made of may be moved with it."""
    folder = tmp_path_factory.mktemp("desk")
    Desk.made(folder)
    return folder


@pytest.fixture
def desk(once: Path, tmp_path: Path) -> Desk:
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path)


def at(cell: str, value: object) -> Edit:
    def edit(sheet: Any) -> None:
        sheet[cell] = value

    return edit


BANDS = [f"{line}。" for line in RULE.split("。")[:-1]]


@pytest.mark.parametrize(
    ("edit", "made"),
    [
        pytest.param(at("F5", 30), [("1/2", "points", None, "30")], id="a figure that was not read"),
        pytest.param(at("F6", 45.5), [("1/3", "points", "50", "45.5")], id="another figure"),
        pytest.param(at("F6", "45.50分"), [], id="no figure"),
        pytest.param(at("F6", None), [("1/3", "points", "50", None)], id="an emptied cell"),
        pytest.param(at("F7", 110), [("1/t1", "points", "100", "110")], id="a printed sum"),
        pytest.param(at("A1", "护林站评分办法"), [("1", "title", TITLE, "护林站评分办法")], id="the title"),
        pytest.param(at("B5", "防火值班"), [("1/2", "name", "防火值守", "防火值班")], id="a name"),
        pytest.param(at("C5", "值守到位。"), [("1/2", "key_points", ("值守到位，记录完整。",), ("值守到位。",))], id="a key point"),
        pytest.param(
            at("C4", "1. 每周巡山不少于三次。\n2. 做好记录。\n3. 及时上报。"),
            [("1/1", "key_points", POINTS, (POINTS[0], "2.做好记录。", "3.及时上报。"))],
            id="a split",
        ),
        pytest.param(at("D5", "脱岗一次扣5分。"), [("1/2", "rule_text", WATCH, "脱岗一次扣5分。")], id="a rule"),
        pytest.param(
            at("D4", "\n".join([BANDS[0], "一般（8-12分）：只完成第1项。", BANDS[2]])),
            [("1/1", "rule_text", RULE, RULE.replace("：完成第1项。差", "：只完成第1项。差"))],
            id="the words of a band",
        ),
        pytest.param(
            at("D4", "\n".join([BANDS[0], "较好（8-13分）：完成第1项。", BANDS[2]])),
            [("1/1/b2", "grade", "一般", "较好"), ("1/1/b2", "max_points", "12", "13")],
            id="grade and range of a band",
        ),
        pytest.param(at("D4", "好"), [], id="bands that are no bands"),
        pytest.param(at("E5", "扣9分"), [], id="what follows from the rule"),
        pytest.param(at("G4", "资源股\njoint:防火办"), [("1/1", "parties", ("资源股",), ("资源股", "joint:防火办"))], id="a department"),
        pytest.param(at("H4", "ok"), [], id="a remark about a finding is no correction"),
        pytest.param(at("D5", WATCH + "  "), [], id="white space at the end"),
        pytest.param(at("K9", "mine"), [], id="a note beside the table"),
    ],
)  # fmt: skip
def test_a_changed_cell_is_a_correction_of_its_field(desk: Desk, edit: Edit, made: list[Any]) -> None:
    desk.edit(edit)
    desk.correct()
    assert desk.said() == made


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (at("E5", "扣9分"), "E5 follows from other cells"),
        (at("D4", "好"), "D4: it is not clear which field was meant"),
        (at("F6", "viel"), "F6 is no value of its column"),
        (lambda sheet: sheet.delete_rows(5), "no longer in the workbook; nothing was removed: 1/2"),
        (
            lambda sheet: sheet.insert_rows(5) or [sheet.cell(5, c, "新") for c in range(1, 6)],
            "5 is a new row",
        ),
        (lambda sheet: [sheet.cell(20, c, sheet.cell(5, c).value) for c in range(1, 10)], "20 has the id of"),
    ],
    ids=["derived", "unclear", "no value", "a row gone", "a row new", "a row twice"],
)
def test_what_cannot_be_taken_over_is_told(desk: Desk, edit: Edit, told: str) -> None:
    desk.edit(edit)
    assert told in desk.correct()
    assert desk.said() == []


def sort_downwards(sheet: Any) -> None:
    rows = [[sheet.cell(row, col).value for col in range(1, 10)] for row in range(4, 7)]
    for row, values in enumerate(reversed(rows), 4):
        for col, value in enumerate(values, 1):
            sheet.cell(row, col).value = value


def rows_above(sheet: Any) -> None:
    for one in list(sheet.merged_cells.ranges):  # Excel moves them along, openpyxl does not
        sheet.unmerge_cells(str(one))
    sheet.insert_rows(1, 3)


@pytest.mark.parametrize(
    "move",
    [
        lambda sheet: None,
        sort_downwards,
        rows_above,
        lambda sheet: sheet.insert_rows(5),
        lambda sheet: sheet.insert_cols(3),
        lambda sheet: sheet.delete_cols(8),
    ],
    ids=["as it was", "sorted", "rows above", "a blank row between", "a column between", "a column less"],
)
def test_a_cell_finds_back_however_the_sheet_was_turned(desk: Desk, move: Edit) -> None:
    desk.edit(at("F6", 45), at("B5", "防火值班"), move)
    desk.correct()
    assert desk.said() == [("1/2", "name", "防火值守", "防火值班"), ("1/3", "points", "50", "45")]


def test_a_workbook_that_libreoffice_saved_finds_back(desk: Desk) -> None:
    desk.edit(at("F6", 45))
    desk.book.write_bytes(saved_as(desk.book.read_bytes(), "xlsx", "xlsx"))
    desk.correct()
    assert desk.said() == [("1/3", "points", "50", "45")]


def test_nothing_is_taken_from_a_workbook_that_nobody_changed(desk: Desk) -> None:
    assert desk.correct().strip() == "nothing to correct"
    assert desk.said() == []


def test_the_list_is_shown_and_waits_for_a_yes(desk: Desk) -> None:
    desk.edit(at("F6", 45))
    options = ("correct", desk.book, "--corrections", desk.corrections, "--lang", "en")
    status, said = rubrics(*options, typed="n\n")
    assert (status, desk.said()) == (0, [])
    assert "苗圃管理 points: 50 → 45 (1/3)" in said
    rubrics(*options, typed="y\n")
    assert desk.said() == [("1/3", "points", "50", "45")]


def test_corrections_from_excel_hold_when_the_notice_is_read_again(desk: Desk) -> None:
    desk.edit(at("F5", 30), at("C4", "1. 每周巡山不少于三次。\n2. 做好记录。"))
    desk.correct("--why", "核对原件")
    desk.ingest()
    (made,) = load(desk.corrections).files
    assert (made.notice_id, made.year, made.series) == (N, 2031, ("青禾县林业局 护林站考核评分标准",))
    assert {(one.who, one.why) for one in made.corrections} == {("陈核", "核对原件")}
    # the new workbook holds what was corrected, and nothing is left to take
    assert desk.correct().strip() == "nothing to correct"


def test_what_somebody_corrected_since_is_not_overwritten(desk: Desk) -> None:
    desk.edit(at("F6", 45))
    before = desk.book.read_bytes()
    desk.edit(at("F6", 40))
    desk.correct()
    desk.book.write_bytes(before)
    assert "苗圃管理 points was corrected to 40 by 陈核 since the workbook was written" in desk.correct()
    assert desk.said() == [("1/3", "points", "50", "40")]


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 no zip", b"text"])
def test_what_is_no_workbook_of_ours_is_refused(desk: Desk, broken: bytes) -> None:
    desk.book.write_bytes(broken)
    status, _ = rubrics("correct", desk.book, "--corrections", desk.corrections, "--lang", "en")
    assert status == 2
    other = openpyxl.Workbook()
    other.save(desk.book)
    status, said = rubrics("correct", desk.book, "--corrections", desk.corrections, "--lang", "en")
    assert status == 2
    assert "not a workbook that rubrics ingest wrote" in said


def test_last_years_corrections_are_offered_one_by_one(desk: Desk) -> None:
    desk.edit(at("F5", 30), at("F6", 45))
    desk.correct()
    rows = (*ROWS[:2], ("3", "苗圃管理", "成活率90%以上。", "成活率每低1个百分点扣1分。", "48", "造林股"))
    later = written(desk.sources, page(rows, 2032), "2032.html")
    options = ("correct", later, "--take-over", "--corrections", desk.corrections, "--lang", "en")
    status, said = rubrics(*options, typed="y\n")
    assert status == 0
    assert "防火值守 points: (empty) → 30 (1/2)" in said
    assert "苗圃管理 points: 50 → 45 does not fit, 48 is read here (1/3)" in said
    made = load(desk.corrections).of(sha256(later))
    assert made
    assert [(one.record, one.now, one.why) for one in made.corrections] == [("1/2", "30", "通知.html (2031)")]
    # gone through once, told no more
    assert "there are no corrections of other documents" in rubrics(*options)[1]
    desk.ingest()
    assert "correction-needs-review" not in (desk.out / "csv" / "findings.csv").read_text("utf-8")


@pytest.mark.parametrize("count", [0, 1, 5, 6, 17])
@pytest.mark.parametrize("wide", [False, True], ids=["in lines", "in one line, as before"])
def test_rubrics_of_any_number_are_known_by_their_series(tmp_path: Path, count: int, wide: bool) -> None:
    given, path = records(), tmp_path / "b.xlsx"
    series = tuple(f"青禾县林业局 第{number}护林站考核评分标准" for number in range(count))
    rubrics = tuple(
        given.rubrics[0].model_copy(update={"rubric_id": f"{N}/{at}", "seq": at, "series": one})
        for at, one in enumerate(series, 1)
    )
    update = {"rubrics": rubrics, "tasks": given.tasks}
    write_workbook(given.model_copy(update=update), path, "zh")
    book = openpyxl.load_workbook(path)
    sheet = book[HIDDEN]
    assert sheet.max_column == len(fields(Part))
    if wide:
        lines = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "series"]
        sheet.delete_rows(lines[0] + 1, len(lines) - 1)
        for col, one in enumerate(series, 2):
            sheet.cell(lines[0], col).value = one
        book.save(path)
    assert read_workbook(path, ("", "", ""), "zh").file.series == series
