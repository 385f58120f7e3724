"""Scoring around its arithmetic: marks as files, values as people write them, formulas, templates, the command."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
import xlsxwriter
from openpyxl import load_workbook
from typer.testing import CliRunner

from normalizers.records import Records
from pipeline.cli import app
from pipeline.messages.languages import Lang
from pipeline.messages.words import texts
from pipeline.scoring import Mark, ScoreSheet, blank, score
from pipeline.scoring.expression import ZERO, Expr, figure, known
from pipeline.scoring.figures import COMPUTE, Figures
from pipeline.scoring.marks import MarksUnreadable, read_marks
from pipeline.scoring.rules.formulas import Formula, names, parsed
from pipeline.scoring.rules.values import number, share, tier_counts, truth
from pipeline.scoring.template import as_csv as template_csv
from pipeline.scoring.template import slots
from pipeline.scoring.views import as_csv, as_json
from tests.corpus import CORPUS, needs_corpus
from tests.markmaker import RAW, of_raw

PREMISES = RAW / "青岭市机关物业服务考核评分表.txt"
PORT = RAW / "澜江港口集团2025年度业绩考核评分标准.html"


def premises() -> Records:
    return next(records for records, _ in of_raw() if records.notice.source_file.endswith(PREMISES.name))


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["score", *map(str, words), "--lang", "en"])
    return done.exit_code, done.output


# ---- values


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("3", "3"),
        ("３．５", "3.5"),
        (" -0.5 ", "-0.5"),
        ("−2", "-2"),
        ("1,5", None),
        ("1e9", None),
        ("三", None),
        ("NaN", None),
        ("9999999999999", None),
        ("", None),
    ],
)
def test_figures(value: str, expected: str | None) -> None:
    assert number(value) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(("value", "expected"), [("95%", "0.95"), ("0.95", "0.95"), ("９５％", "0.95")])
def test_shares_are_also_written_in_per_cent(value: str, expected: str) -> None:
    assert share(value) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "expected"), [("是", True), ("√", True), ("否", False), ("Yes", True), ("1", None)]
)
def test_yes_and_no(value: str, expected: bool | None) -> None:
    assert truth(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("省级", {1: 1}),
        ("省级×2；市级", {1: 2, 0: 1}),
        ("省级x2;市级*3", {1: 2, 0: 3}),
        ("“省级” ✕ 2", {1: 2}),
        ("省级；省级", None),
        ("县级", None),
        ("省级×很多", None),
        ("；", None),
    ],
)
def test_tiers_with_their_counts(value: str, expected: dict[int, int] | None) -> None:
    records = premises()
    assert (
        tier_counts(value, [tier for tier in records.tiers if tier.clause_id.endswith("1/6.1/c1")])
        == expected
    )


# ---- formulas


@pytest.mark.parametrize(
    ("formula", "expected", "said"),
    [
        ("实际值 / 目标值 × 分值", "7.5", "9 / 12 × 10"),
        ("(实际值 + 1) × 50%", "5", "(9 + 1) × 50%"),
        ("|实际值 - 目标值| × 2", "6", "|9 - 12| × 2"),
        ("实际值 - 目标值 - 1", "-4", "9 - 12 - 1"),
        ("2 + 3 × 4", "14", "2 + 3 × 4"),
        ("24 / 4 / 2", "3", "24 / 4 / 2"),
        ("满分 × 0.3", "3.0", "10 × 0.3"),
    ],
)
def test_formulas(formula: str, expected: str, said: str) -> None:
    named = {"实际值": figure(9), "目标值": figure(12)}
    value, fails, parts = Formula(formula, names(formula)).value(named, Decimal(10))
    figures = Figures({}, {})
    told = "".join(one if isinstance(one, str) else str(known(one)) for one in parts)
    assert (figures(value), figures.holds(fails), told) == (Decimal(expected), False, said)


@pytest.mark.parametrize(
    "formula", ["1 / 0", "1 +", "(1 + 2", "1 2", "", "() × 1", "__import__()", "(" * 5000, "|1 - |2 - 3|"]
)
def test_what_has_no_value(formula: str) -> None:
    assert parsed(formula, Decimal(10)) is None


def test_a_formula_that_divides_by_a_mark_says_when_it_fails() -> None:
    zero = {"实际值": figure(9), "目标值": ZERO}
    value, fails, _ = Formula("实际值 / 目标值", ()).value(zero, None)
    figures = Figures({}, {})
    assert (figures(value), figures.holds(fails)) == (0, True)


def test_each_kind_of_expression_is_computed() -> None:
    assert set(COMPUTE) == set(get_args(Expr))


def test_a_bar_inside_bars_is_read_as_printed() -> None:
    value, _, _ = Formula("||1 - 4| - 5|", ()).value({}, None)
    assert Figures({}, {})(value) == 2


def test_a_share_of_points_that_are_not_printed_is_for_a_person_to_say() -> None:
    assert parsed("实际值 / 目标值 × 分值", None) is None


def test_names_of_a_formula_leave_the_points_of_the_item_out() -> None:
    assert names("实际值 / 目标值 × 分值 + 实际值 × 5%") == ("实际值", "目标值")


# ---- marks as files

ROWS = [("甲处", "1/1.1/c1", "2", "", ""), ("甲处", "1/2.1", "9.5", "事项一", "复核")]
MARKS = tuple(Mark(id_, value, unit, matter, remark) for unit, id_, value, matter, remark in ROWS)


def without_rows(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return tuple(Mark(mark.id, mark.value, mark.unit, mark.matter, mark.remark) for mark in marks)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("header", ["unit,id,value,matter,remark", "被考核单位,编号,值,事项,备注"])
def test_marks_from_csv(tmp_path: Path, encoding: str, header: str) -> None:
    file = tmp_path / "marks.csv"
    lines = ["某表", header, *(",".join(row) for row in ROWS), "丙处,1/3.1,,,尚未填写"]
    file.write_text("\n".join(lines), encoding=encoding)
    read = read_marks(file)
    assert without_rows(read) == MARKS
    assert [mark.row for mark in read] == [3, 4]


def test_marks_from_json(tmp_path: Path) -> None:
    file = tmp_path / "marks.json"
    rows = '[{"unit": "甲处", "id": "1/1.1/c1", "value": 2}, {"id": "1/2.1", "value": 9.50},'
    rows += ' {"id": "1/6.1/c1", "value": {"省级": 2, "市级": 1}}, {"id": "1/3.1/c2", "value": false}, {"id": "1/3.2"}]'
    for text in (rows, f'{{"marks": {rows}}}'):
        file.write_text(text, "utf-8")
        assert [(mark.id, mark.value) for mark in read_marks(file)] == [
            ("1/1.1/c1", "2"),
            ("1/2.1", "9.5"),
            ("1/6.1/c1", "省级×2；市级×1"),
            ("1/3.1/c2", "0"),
        ]


def test_marks_from_a_workbook_are_read_with_all_digits(tmp_path: Path) -> None:
    file = tmp_path / "marks.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_worksheet("说明").write(0, 0, "填表说明")
        sheet = book.add_worksheet("记录")
        for column, name in enumerate(("编号", "值", "名称")):
            sheet.write(1, column, name)
        sheet.write_row(2, 0, ["1/1.1/c1", 2, "巡查"])
        sheet.write(3, 0, "1/2.1")
        sheet.write_number(3, 1, 9.125, book.add_format({"num_format": "0.0"}))
    assert [(mark.id, mark.value) for mark in read_marks(file)] == [("1/1.1/c1", "2"), ("1/2.1", "9.125")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", b"{", "not-json"),
        ("a.json", b'{"a": 1}', "no-list"),
        ("a.json", b'[{"value": 1}]', "no-id"),
        ("a.csv", b"\xff\xff\xff", "not-text"),
        ("a.csv", b"a,b\n1,2\n", "no-columns"),
        ("a.csv", b"id,value\n,2\n", "no-id"),
        ("a.csv", b"", "no-columns"),
        ("a.xlsx", b"PK", "not-xlsx"),
    ],
)
def test_files_that_hold_no_marks(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(MarksUnreadable) as error:
        read_marks(file)
    assert error.value.code == code
    assert f"score.unread.{code}" in texts("en")


# ---- marks that cannot be used


@pytest.mark.parametrize(
    ("id_", "value", "code"),
    [
        ("1/9.9", "1", "unknown-id"),
        ("1/1.1/c9", "1", "unknown-id"),
        ("5/1.1", "1", "unknown-id"),
        ("1/1.1/c1", "两次", "not-a-figure"),
        ("1/1.1/c1", "-1", "out-of-range"),
        ("1/1.1", "8.01", "out-of-range"),
        ("1/1.1", "好", "not-a-figure"),
        ("1/6.1/c1", "县级", "no-such-tier"),
        ("1/3.1/c2", "2", "out-of-range"),
        ("1/7.1", "3", "no-points"),
    ],
)
def test_a_mark_that_cannot_be_used_is_told_with_its_row_and_name(id_: str, value: str, code: str) -> None:
    (sheet,) = score(premises(), [Mark(id_, value, row=7), Mark("1/2.1", "9", row=8)])
    (fault,) = sheet.errors
    assert (fault.code, fault.row, fault.value) == (code, 7, value)
    assert f"score.fault.{code}" in texts("en")
    assert sheet.outcome == "faulty"
    # the others are scored, the criterion counts as one without marks
    assert points(sheet, "1/2.1") == 9


def points(sheet: ScoreSheet, id_: str) -> Decimal | None:
    return next(line.points.exact for line in sheet.lines if line.criterion_id.endswith(id_))


def test_each_unit_has_a_sheet_of_its_own() -> None:
    marks = [
        Mark("1/2.1", "9", unit="乙处"),
        Mark("1/2.1", "8", unit="甲处"),
        Mark("1/2.2/c1", "1", unit="乙处"),
    ]
    sheets = score(premises(), marks)
    assert [(sheet.unit, points(sheet, "1/2.1")) for sheet in sheets] == [("乙处", 9), ("甲处", 8)]


def test_ids_may_name_the_notice_or_leave_it_out() -> None:
    notice = premises().notice.notice_id
    whole, short = (score(premises(), [Mark(f"{head}1/2.1", "9")]) for head in (f"{notice}/", ""))
    assert whole == short


def test_every_code_has_its_words() -> None:
    asked = {one.what for records, rubric in of_raw() for one in blank(records, rubric).asked}
    whats = {slot.what for records, rubric in of_raw() for slot in slots(records, rubric)}
    for key in [*(f"score.ask.{one}" for one in asked), *(f"score.slot.{one}" for one in whats)]:
        assert key in texts("en")


def test_a_place_in_the_notice_stands_beside_each_step_of_a_clause() -> None:
    for records, rubric in of_raw():
        clauses = {clause.clause_id for clause in records.clauses}
        sheet = blank(records, rubric)
        assert all(step.place for step in sheet.trace if step.clause_id in clauses)
        assert all(one.place for one in sheet.asked)


@needs_corpus
def test_every_rubric_of_the_corpus_can_be_scored_or_says_why_not() -> None:
    from random import Random

    from pipeline.ingest.run import ingest
    from tests.markmaker import marks

    for path in sorted([*CORPUS.glob("seeds/*.txt"), *CORPUS.glob("real/*")]):
        records = ingest(path, lang="en").records
        for rubric in records.rubrics:
            (sheet,) = score(records, marks(records, rubric, Random(3)), rubric.rubric_id)
            told = {fault.code for fault in sheet.errors} & {"points-unknown", "weights-unclear"}
            # what was read in part is for a person to say
            told |= {one.what for one in sheet.asked} & {"rule"}
            assert sheet.points.exact is not None or told, (path.name, sheet.asked)


# ---- the template, and what is written


@pytest.mark.parametrize(
    ("lang", "heads"),
    [
        ("zh", ["\ufeff被考核单位", "编号", "填写", "事项", "备注"]),
        ("en", ["\ufeffunit", "id", "value", "matter", "remark"]),
    ],
)
def test_a_template_that_was_filled_in_completes_the_sheet(
    tmp_path: Path, lang: Lang, heads: list[str]
) -> None:
    records = premises()
    header, *rows = csv.reader(template_csv(slots(records, records.rubrics[0]), lang).splitlines())
    assert header[:5] == heads
    if lang == "zh":
        assert not re.search(
            "[A-Za-z]", "".join(cell for row in [header, *rows] for cell in (*row[5:9], row[10]))
        )
    file = tmp_path / "marks.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        filled = [[unit, id_, "" if "/c" in id_ else "无", *rest] for unit, id_, _, *rest in rows]
        csv.writer(out).writerows([header, *filled])
    (sheet,) = score(records, read_marks(file))
    assert sheet.outcome == "complete"
    # an award of which nothing is said is not won: the repairs in time
    assert sheet.points.exact == 95


def test_every_id_of_a_template_can_be_marked() -> None:
    for records, rubric in of_raw():
        for slot in slots(records, rubric):
            value = {"grade": slot.allowed.split(" ")[0], "tiers": "0", "nothing": "无", "figure": "1"}
            (sheet,) = score(records, [Mark(slot.id, value.get(slot.what, "0"), row=1)], rubric.rubric_id)
            assert not sheet.errors, slot


def test_a_cell_of_a_document_is_no_formula() -> None:
    records = premises()
    evil = records.criteria[1].model_copy(update={"name": "=HYPERLINK(1)"})
    bad = records.model_copy(update={"criteria": (records.criteria[0], evil, *records.criteria[2:])})
    for text in (
        template_csv(slots(bad, bad.rubrics[0]), "zh"),
        as_csv([blank(bad, bad.rubrics[0])], "zh"),
    ):
        assert ",=HYPERLINK" not in text
        assert "'=HYPERLINK(1)" in text


def test_json_holds_the_whole_sheet() -> None:
    sheets = score(premises(), [Mark("1/1.1/c1", "2", unit="甲处"), Mark("1/1.1", "无", unit="甲处")])
    (sheet,) = json.loads(as_json(sheets), parse_float=Decimal)
    line = next(line for line in sheet["lines"] if line["criterion_id"].endswith("1/1.1"))
    assert line["points"] == {"low": 6, "high": 6}
    assert [step["arithmetic"] for step in line["steps"]] == ["8", "2 × 1 = 2"]
    assert sheet["outcome"] == "incomplete"


# ---- the command


def test_the_command_tells_total_steps_and_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "marks.csv"
    file.write_text("id,value\n1/1.1/c1,2\n1/1.1,无\n", "utf-8")
    status, said = run(PREMISES, file, "--json", tmp_path / "o.json", "--csv", tmp_path / "o.csv")
    assert status == 1
    assert "2 × 1 = 2" in said
    assert "Still to be marked" in said
    assert json.loads((tmp_path / "o.json").read_text("utf-8"))[0]["outcome"] == "incomplete"
    assert "2 × 1 = 2" in (tmp_path / "o.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ("1/7.1/c1,1", 0),
        ("1/2.1,9", 1),
        ("1/2.1,11", 2),
        ("1/0,1", 2),
    ],
    ids=["vetoed", "incomplete", "faulty", "unknown"],
)
def test_the_exit_status_says_how_it_went(tmp_path: Path, rows: str, status: int) -> None:
    file = tmp_path / "marks.csv"
    file.write_text(f"id,value\n{rows}\n", "utf-8")
    assert run(PREMISES, file)[0] == status


def test_a_notice_of_several_rubrics_is_asked_which(tmp_path: Path) -> None:
    status, said = run(PORT, "--template", tmp_path / "m.csv")
    assert status == 2
    assert "--rubric" in said
    assert run(PORT, "--template", tmp_path / "m.csv", "--rubric", "3")[0] == 0
    assert (tmp_path / "m.csv").read_text("utf-8-sig").count("\n,3/") > 4
    assert run(PORT, "--template", tmp_path / "m.csv", "--rubric", "4")[0] == 2


def test_a_rubric_is_scored_from_a_dataset_as_from_its_notice(tmp_path: Path) -> None:
    file = tmp_path / "marks.csv"
    file.write_text("id,value\n1/1.1/c1,2\n1/1.1,无\n", "utf-8")
    done = CliRunner().invoke(app, ["ingest", str(PREMISES), "--out", str(tmp_path / "set"), "--lang", "en"])
    assert done.exit_code == 0
    stored = next((tmp_path / "set" / "json").glob("*.json"))
    assert run(stored, file) == run(tmp_path / "set", file) == run(PREMISES, file)


def test_of_a_dataset_the_notice_is_the_one_that_the_marks_name(tmp_path: Path) -> None:
    words = ["ingest", str(PREMISES), str(PORT), "--out", str(tmp_path / "set"), "--lang", "en"]
    assert CliRunner().invoke(app, words).exit_code == 0
    file = tmp_path / "marks.csv"
    file.write_text("id,value\n1/2.1,9\n", "utf-8")
    status, said = run(tmp_path / "set", file)
    assert status == 2
    assert premises().notice.notice_id in said
    file.write_text(f"id,value\n{premises().notice.notice_id}/1/2.1,9\n", "utf-8")
    assert run(tmp_path / "set", file)[0] == 1


def test_many_units_are_told_in_a_row_each(tmp_path: Path) -> None:
    file = tmp_path / "marks.csv"
    rows = [f"{unit}处,1/2.1,{points}" for unit, points in zip("甲乙丙丁", (9, 8, 7, 11), strict=True)]
    file.write_text("\n".join(["unit,id,value", *rows]), "utf-8")
    status, said = run(PREMISES, file)
    assert status == 2
    lines = said.splitlines()
    assert [line.split()[0] for line in lines[1:5]] == ["甲处", "乙处", "丙处", "丁处"]
    assert "out of range" in lines[5]


@pytest.mark.parametrize("given", [[PREMISES], [PREMISES, "none.csv"], ["none.txt", "none.csv"]])
def test_what_is_not_there_is_said_in_a_line(given: list[str]) -> None:
    status, said = run(*given)
    assert status == 2
    assert len(said.strip().splitlines()) == 1


def test_a_report_holds_units_with_their_ranks_steps_and_what_is_missing(tmp_path: Path) -> None:
    file, out = tmp_path / "marks.csv", tmp_path / "report.xlsx"
    file.write_text("unit,id,value\n甲处,1/1.1/c1,2\n甲处,1/1.1,无\n乙处,1/2.1,9\n", "utf-8")
    assert run(PREMISES, file, "--xlsx", out)[0] == 1
    book = load_workbook(out)
    assert book.sheetnames == ["Scores", "Steps", "Missing and wrong"]
    assert {row[0].value for row in book["Scores"].iter_rows(min_row=3)} == {"甲处", "乙处"}
    assert "2 × 1 = 2" in {row[4].value for row in book["Steps"].iter_rows(min_row=3)}
    assert book["Missing and wrong"].max_row > 3
