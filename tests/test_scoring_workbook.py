"""Workbooks to score by hand: computed by LibreOffice they agree with the scorer, and read back as marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from normalizers.records import ClauseKind, Records, Rubric
from pipeline.cli import app
from pipeline.ingest.run import ingest
from pipeline.scoring import Mark, score
from pipeline.scoring.form.columns import CALC, FIRST_FORM_ROW, ID, INPUT, MATTER, TEXT
from pipeline.scoring.form.model import model
from pipeline.scoring.form.units import unit_names
from pipeline.scoring.form.writer import write_scoring_workbook
from pipeline.scoring.marks import read_marks
from tests.corpus import CORPUS, needs_corpus
from tests.formfill import (
    Case,
    by_office,
    computed,
    differences,
    fill,
    filled,
    filling_of,
    random_filling,
    saved,
    shown,
)
from tests.markmaker import RAW_RUBRICS, RULES, made_of, of_raw
from tests.office import needs_office
from tests.rubricmaker import Item, flat, note, rate
from tests.rubricmaker import rubric as rubric_of
from tests.test_scoring_examples import EXAMPLES, parts, prefix, read

# what Excel 2010, WPS and LibreOffice all know
KNOWN = {"ABS", "AND", "CHOOSE", "IF", "INT", "ISERROR", "ISNUMBER", "MATCH", "MAX", "MIN", "N", "NA", "NOT"}
KNOWN |= {"ASC", "FIND", "IFERROR", "ISLOGICAL", "LOOKUP", "REPT"}
KNOWN |= {"OR", "ROUND", "ROUNDUP", "ROW", "SUM", "SUMPRODUCT", "TRIM", "LEFT", "MID", "SUBSTITUTE", "VALUE"}
ALL_RULES = tuple(range(len(RULES)))


def cases() -> list[Case]:
    """Every rubric of data/raw, and one of all invented rules, each filled in at random for some units."""
    rubrics: list[tuple[Records, Rubric]] = [*of_raw(), made_of(ALL_RULES)]
    found = []
    for place, (records, rubric) in enumerate(rubrics):
        units = 8 if (records, rubric) == rubrics[-1] else 2
        drawn = (random_filling(records, rubric, Random(f"{place} {unit}")) for unit in range(units))
        found.append(Case(records, rubric, tuple(drawn)))
    return found


@cache
def by_hand() -> tuple[tuple[Case, tuple[dict[str, Any], ...]], ...]:
    """The worked examples that can be filled in by hand, a unit each; those of one notice in one workbook.

    Others mark headings, or ids that are not there.
    """
    found: dict[str, tuple[Records, Rubric, list[tuple[dict[str, Any], Any]]]] = {}
    for example in EXAMPLES:
        if "ladder" in example:
            continue
        records = read(example)
        rubric = records.rubrics[int(example.get("rubric", 1)) - 1]
        noted = map(parts, example["marks"])
        marks = [Mark(prefix(example) + id_, value, matter=matter) for id_, value, matter in noted]
        filling = filling_of(records, rubric, marks)
        if filling is not None:
            key = example.get("notice", "") + rubric.rubric_id
            found.setdefault(key, (records, rubric, []))[2].append((example, filling))
    return tuple(
        (
            Case(records, rubric, tuple(filling for _, filling in group)),
            tuple(example for example, _ in group),
        )
        for records, rubric, group in found.values()
    )


def disagreements(cases: Sequence[Case], folder: Path) -> list[str]:
    """Where LibreOffice and the scorer give different results for the forms of some cases."""
    return [found for each in by_office(cases, folder) for found in differences(*each)]


@needs_office
def test_libreoffice_and_the_scorer_agree_for_random_marks_on_every_rubric(tmp_path: Path) -> None:
    assert disagreements(cases(), tmp_path) == []


@needs_office
def test_libreoffice_agrees_with_the_worked_examples(tmp_path: Path) -> None:
    found = []
    examined = by_hand()
    done = by_office([case for case, _ in examined], tmp_path)
    for (_, examples), (case, path, book) in zip(examined, done, strict=True):
        found += [f"{examples[0]['name']}: {one}" for one in differences(case, path, book)]
        for unit, example in enumerate(examples, 1):
            total = book[f"单位{unit}"][f"{TEXT}3"]
            wanted = total if "disputed" in example else example.get("total", total)
            if total != wanted and total != shown(float(Decimal(wanted))):
                found.append(f"{example['name']}: {total} for {wanted}")
    assert found == []
    assert sum(len(examples) for _, examples in examined) >= 100


@needs_office
def test_an_empty_form_shows_what_its_formulas_give(tmp_path: Path) -> None:
    stored, bare = [], []
    for place, (records, rubric) in enumerate([*of_raw()[::4], made_of(ALL_RULES)]):
        path = tmp_path / f"{place}.xlsx"
        write_scoring_workbook(records, rubric, ["甲单位"], path, "zh")
        stored.append(load_workbook(path, data_only=True))
        # LibreOffice computes only what has no value
        fill(path, {})
        bare.append(path)
    for place, (book, found) in enumerate(zip(stored, computed(bare, tmp_path / "out"), strict=True)):
        for name in ("汇总", "甲单位"):
            cells = found[name]
            for row in book[name].iter_rows():
                for cell in row:
                    ours, theirs = shown(cell.value or ""), cells.get(cell.coordinate, "")
                    assert ours == theirs, f"{place} {name} {cell.coordinate}"


@needs_office
@needs_corpus
def test_libreoffice_and_the_scorer_agree_on_notices_of_the_corpus(tmp_path: Path) -> None:
    files = sorted((CORPUS / "documents").glob("*.docx"))
    # worked examples of one kind of rule each
    files += sorted((CORPUS.parent / "cases" / "scores").glob("*.html"))[::4]
    made = []
    for place, file in enumerate(files):
        records = ingest(file, lang="en").records
        for rubric in records.rubrics[:2]:
            drawn = (random_filling(records, rubric, Random(f"{place} {unit}")) for unit in range(2))
            made.append(Case(records, rubric, tuple(drawn)))
    assert len(made) >= 5
    assert disagreements(made, tmp_path) == []


# ---- read back


def written(tmp_path: Path, *units: str) -> Path:
    """A workbook of all invented rules."""
    path = tmp_path / "scoring.xlsx"
    write_scoring_workbook(*made_of(ALL_RULES), units, path, "zh")
    return path


def row_of(sheet: Any, id_: str, kind: str = "") -> int:
    """The row of a form in which an id is filled in."""
    return next(
        row
        for row in range(1, sheet.max_row + 1)
        if str(sheet[f"{ID}{row}"].value).endswith(id_) and str(sheet[f"B{row}"].value).startswith(kind)
    )


def test_a_form_is_read_back_as_marks_with_its_unit(tmp_path: Path) -> None:
    path = written(tmp_path, "甲单位", "乙单位")
    book = load_workbook(path)
    book["甲单位"][f"{INPUT}{row_of(book['甲单位'], '/1/c1')}"] = 3
    book["乙单位"][f"{INPUT}{row_of(book['乙单位'], '/1/c1')}"] = 2.5
    book["乙单位"][f"{INPUT}3"] = "丙单位"
    book.save(path)
    assert [(mark.unit, mark.id.rpartition("/1/")[2], mark.value) for mark in read_marks(path)] == [
        ("甲单位", "c1", "3"),
        ("丙单位", "c1", "2.5"),
    ]


def test_rows_and_columns_may_be_inserted(tmp_path: Path) -> None:
    path = written(tmp_path, "甲单位")
    book = load_workbook(path)
    sheet = book["甲单位"]
    sheet[f"{INPUT}{row_of(sheet, '/2/c2')}"] = 4
    before_saving = row_of(sheet, "/2/c2")
    sheet.insert_rows(before_saving - 2, 3)
    sheet.insert_cols(5)
    book.save(path)
    (mark,) = read_marks(path)
    assert (mark.id.rpartition("/2/")[2], mark.value, mark.row) == ("c2", "4", before_saving + 3)


def test_tiers_of_one_clause_become_one_mark(tmp_path: Path) -> None:
    path = written(tmp_path, "甲单位")
    book = load_workbook(path)
    sheet = book["甲单位"]
    tiers = [row for row in range(1, sheet.max_row + 1) if str(sheet[f"B{row}"].value).startswith("tier/")]
    for row, count in zip(tiers, (0, 2), strict=False):
        sheet[f"{INPUT}{row}"] = count
    book.save(path)
    (mark,) = read_marks(path)
    assert mark.value == f"{str(sheet[f'B{tiers[1]}'].value).split('/')[2]}×2"
    sheet[f"{INPUT}{tiers[1]}"] = 0
    book.save(path)
    assert [mark.value for mark in read_marks(path)] == ["0"]


def test_a_formula_in_a_cell_to_fill_in_is_no_silent_loss(tmp_path: Path) -> None:
    path = written(tmp_path, "甲单位")
    book = load_workbook(path)
    book["甲单位"][f"{INPUT}{row_of(book['甲单位'], '/1/c1')}"] = "=1+1"
    book.save(path)
    (sheet,) = score(made_of(ALL_RULES)[0], read_marks(path))
    assert [(fault.code, fault.id.rpartition("/1/")[2]) for fault in sheet.errors] == [("not-a-figure", "c1")]


def test_an_empty_workbook_has_no_marks(tmp_path: Path) -> None:
    assert read_marks(written(tmp_path)) == ()


# ---- the file


@pytest.mark.parametrize("place", RAW_RUBRICS[::3])
def test_formulas_are_known_to_all_programs_and_short_enough(place: int) -> None:
    for _, formula in model(*of_raw()[place]).calc.rows:
        bare = re.sub(r'"[^"]*"', "", formula)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= KNOWN
        assert len(formula) < 4000


def test_only_cells_to_fill_in_are_unlocked(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path, "甲单位"))
    assert all(sheet.protection.sheet for sheet in book)
    assert book[CALC].sheet_state == "hidden"
    sheet = book["甲单位"]
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    made = model(*made_of(ALL_RULES))
    wanted = {f"{INPUT}3"}
    for row, line in enumerate(made.rows, FIRST_FORM_ROW):
        if line.slot is not None:
            wanted |= {f"{INPUT}{row}"} | ({f"{MATTER}{row}"} if line.slot.matter else set())
    # the name of the unit is a merged cell
    assert {name for name in unlocked if not re.fullmatch(r"[I-K]3", name)} == wanted


def test_each_cell_to_fill_in_is_checked_by_one_rule(tmp_path: Path) -> None:
    sheet = load_workbook(written(tmp_path, "甲单位"))["甲单位"]
    rules = sheet.data_validations.dataValidation
    checked = [str(area) for rule in rules for area in rule.sqref.ranges]
    rows = range(FIRST_FORM_ROW, sheet.max_row + 1)
    cells = [f"{INPUT}{row}" for row in rows if sheet[f"{ID}{row}"].value]
    assert sorted(checked) == sorted(cells)
    assert len(rules) < len(cells) / 2
    for rule in rules:
        # what a rule says of its cell is said of the first
        first = min(rule.sqref.ranges, key=lambda area: area.min_row)
        assert rule.type != "custom" or f"ISNUMBER({first})" in rule.formula1


def test_every_clause_has_a_cell_or_is_said_not_to_be_computed() -> None:
    for records, rubric in of_raw():
        made = model(records, rubric)
        shown_ids = {line.clause.clause_id for line in made.rows if line.clause is not None}
        assert shown_ids == {clause.clause_id for _, clause in made.of.all_clauses()}


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path, "甲单位").read_bytes()
    assert written(tmp_path, "甲单位").read_bytes() == first


def test_units_may_have_names_that_no_sheet_can_have(tmp_path: Path) -> None:
    units = ["甲/乙[区]", "甲_乙_区_", "汇总", "很长" * 20, "很长" * 21]
    book = load_workbook(written(tmp_path, *units))
    assert [book[name][f"{INPUT}3"].value for name in book.sheetnames[1:-1]] == units


def test_texts_of_a_document_are_no_formulas_and_no_links(tmp_path: Path) -> None:
    notice, out = tmp_path / "notice.txt", tmp_path / "scoring.xlsx"
    table = "序号\t考核指标\t考核要点\t评分标准\t分值\n1\t=1+1\t\t=2+2，每次扣1分。\t6\n2\thttp://a.test/\t\t扣1分。\t4\n"
    notice.write_text(f"云栖区管护考核评分表\n\n{table}", "utf-8")
    records = ingest(notice, lang="en").records
    write_scoring_workbook(records, records.rubrics[0], ["=3+3", "http://b.test/"], out, "zh")
    book = load_workbook(out)
    own = [cell for name in book.sheetnames[1:3] for row in book[name]["C1:I99"] for cell in row]
    formulas = [cell.value for cell in own if cell.data_type == "f" and cell.column_letter != TEXT]
    assert formulas == []
    assert {"=1+1", "=3+3", "http://b.test/"} <= {cell.value for cell in own}
    assert not any(cell.hyperlink for cell in own)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("甲单位,乙单位", ["甲单位", "乙单位"]),
        ("甲单位、乙单位，甲单位", ["甲单位", "乙单位"]),
        ("", []),
        ("单位\n甲单位\n\n乙单位,备注\n", ["甲单位", "乙单位"]),
    ],
)
def test_units_are_named_or_stand_in_a_file(given: str, names: list[str], tmp_path: Path) -> None:
    if "\n" in given:
        file = tmp_path / "units.csv"
        file.write_text(given, encoding="gb18030")
        given = str(file)
    assert unit_names(given) == names


def test_the_command_writes_a_workbook_that_score_reads(tmp_path: Path) -> None:
    notice, out = tmp_path / "notice.txt", tmp_path / "scoring.xlsx"
    rule = "迟报一次扣0.5分，漏报一次扣1分，最多扣3分。"
    notice.write_text(
        f"云栖区管护考核评分表\n\n序号\t考核指标\t评分标准\t分值\n1\t信息报送\t{rule}\t6\n", "utf-8"
    )
    run = CliRunner().invoke(
        app, ["workbook", str(notice), "-o", str(out), "--units", "甲单位", "--lang", "en"]
    )
    assert (run.exit_code, "1 units" in run.output) == (0, True), run.output
    book = load_workbook(out)
    sheet = book["甲单位"]
    sheet[f"{INPUT}{row_of(sheet, '/1/c1')}"], sheet[f"{INPUT}{row_of(sheet, '/1/c2')}"] = 3, 1
    book.save(out)
    run = CliRunner().invoke(app, ["score", str(notice), str(out), "--lang", "en"])
    assert (run.exit_code, "3.5" in run.output) == (0, True), run.output


# ---- the rules stand once


def test_the_form_asks_no_clause_for_its_kind() -> None:
    kinds = "|".join(get_args(ClauseKind))
    for path in sorted((Path(__file__).parents[1] / "pipeline" / "scoring" / "form").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        if path.name != "words.py":
            assert not re.search(
                rf"""clause\.(kind|effect|cap|scope)|["']({kinds})["']""", source.replace('"note"', "")
            ), path.name


def noted_cases() -> list[Case]:
    """Rubrics whose notes and columns say how clauses count, filled in at random for four units."""
    return [
        Case(
            records,
            records.rubrics[0],
            tuple(
                random_filling(records, records.rubrics[0], Random(f"{place} {unit}")) for unit in range(4)
            ),
        )
        for place, records in enumerate(noted_rubrics())
    ]


@needs_office
def test_libreoffice_agrees_where_notes_and_columns_say_how_clauses_count(tmp_path: Path) -> None:
    assert disagreements(noted_cases(), tmp_path) == []


@needs_office
def test_a_form_that_libreoffice_saved_is_read_as_it_was_filled_in(tmp_path: Path) -> None:
    made = [*noted_cases(), *cases()[-1:]]
    paths = [tmp_path / f"{place}.xlsx" for place in range(len(made))]
    for case, path in zip(made, paths, strict=True):
        filled(case, path)
    for path, again in zip(paths, saved(paths, tmp_path / "out"), strict=True):
        assert len(read_marks(path)) > 10
        assert read_marks(again) == read_marks(path)


def noted_rubrics() -> list[Records]:
    """Rubrics with steps begun, decimals, limits that name what they bind, shares, items that may not apply."""
    limit = {"cap": "points", "effect": "deduct"}
    step = rate("deduct", "1.5", "每5人", per_quantity=Decimal(5))
    ratio = {"kind": "method", "effect": "award", "formula": "完成数 / 任务数 × 10", "decimals": 1}
    judged = "(评委一 + 评委二 + 评委三 + 评委四 - 所评最高分 - 所评最低分) / 2"
    marked = {"kind": "method", "effect": "award", "formula": judged}
    shared = {"kind": "method", "effect": "award", "formula": "(自评 × 40% + 互评 × 60%) / 100 × 分值"}
    fold = note(text="有缺项的，按比例折算成总分。")
    zero = {"kind": "zero", "scope": "item"}
    items = [
        Item("培训", "20", [{**step, "rounding": "up"}, rate("bonus", "1", max_times=2)]),
        Item("演练", "20", [{**step, "rounding": "proportional"}, rate("deduct", "2", partial=True)]),
        Item("产值", "10", [ratio]),
        Item("讲解", "10", [marked]),
        Item("评议", "10", [shared]),
        Item(
            "消防",
            None,
            [note(cap_points=Decimal(6), **limit)],
            [Item("器材", "10", [rate("deduct", "3"), zero]), Item("通道", "10", [rate("deduct", "4")])],
        ),
        Item(
            "证书",
            "20",
            [flat("bonus", "1"), flat("bonus", "2"), note(precedence=True, text="两者取其高")],
            unread="其余另定",
        ),
    ]
    notes = [
        note(cap_points=Decimal(9), applies_to="n/1/1；n/1/2", **limit),
        note(cap="points", cap_points=Decimal(90), effect="bonus", text="加分后总分不超过90分"),
    ]
    return [rubric_of(*items, notes=notes), rubric_of(*items, notes=[*notes, fold], columns={"decimals": 2})]
