"""Scoring over HTTP: what the page says is what `rubrics score` says, and nothing that was noted is lost."""

from __future__ import annotations

import html
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from pipeline.app.desk import Desk
from pipeline.app.scores.kept import cells, load, marked, place
from pipeline.app.web import to
from pipeline.project.new import new_project
from pipeline.scoring.form.columns import ID, INPUT, TEXT
from pipeline.scoring.marks import read_marks
from pipeline.scoring.model import Mark
from pipeline.scoring.sheet import score
from pipeline.scoring.template import slots
from pipeline.scoring.terminal import span
from tests.forest import N, page, written
from tests.formfill import fill, random_filling, said, saved, shown
from tests.markmaker import RULES, text_of
from tests.office import needs_office
from tests.serving import Served
from tests.test_cli import rubrics

R = f"{N}/1"
RAW = Path(__file__).parents[1] / "data" / "raw"
# values that people write, some of them where they do not fit
VALUES = (
    "0",
    "1",
    "2",
    "3",
    "5",
    "8",
    "14",
    "20",
    "0.5",
    "好",
    "一般",
    "无",
    "不适用",
    "100",
    "-1",
    "很多",
    "90%",
)


def project(folder: Path, *files: Path) -> Served:
    """An app over notices that were read."""
    made = new_project(folder / "项目", "en")
    for file in files:
        (made.sources[0] / file.name).write_bytes(file.read_bytes())
    if not files:
        written(made.sources[0], page().replace("3O", "30"))
    rubrics("ingest", made.root)
    return Served(Desk(made, "en"))


@pytest.fixture
def office(tmp_path: Path) -> Served:
    return project(tmp_path)


def fields(marks: dict[str, str], seen: dict[str, str] | None = None) -> dict[str, str]:
    """The fields of a form, by the number of the criterion."""
    known = {f"seen-value:{R}/{one}#0": value for one, value in (seen or {}).items()}
    return known | {f"value:{R}/{one}#0": value for one, value in marks.items()}


def save(office: Served, unit: str, marks: dict[str, str], seen: dict[str, str] | None = None) -> int:
    answer = office.client.post("/scores/save", data={"rubric": R, "unit": unit, **fields(marks, seen)})
    return int(answer.status_code)


def test_units_are_named_and_stay_without_marks(office: Served) -> None:
    assert html.escape(to("/scores/of", rubric=R)) in office.get("/scores")
    office.post("/scores/add", rubric=R, names="甲站\n乙站，丙站\n甲站")
    assert load(office.app.desk, R).units == ("甲站", "乙站", "丙站")
    text = office.get("/scores/of", rubric=R)
    assert text.count("incomplete") == 3
    # the file is one that the command reads
    assert read_marks(place(office.app.desk, R)) == ()


def test_a_name_is_no_path(office: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("祁秘", "utf-8")
    office.post("/scores/add", rubric=R, names=str(secret))
    assert load(office.app.desk, R).units == (str(secret),)
    assert "祁秘" not in office.get("/scores/of", rubric=R)


@pytest.mark.parametrize("name", ["云岭省水利厅2024*.pdf", "澜江港口集团2026*.docx", "桐川市文旅局*.docx", "青岭市2025*.pdf"])  # fmt: skip
def test_page_live_total_and_command_give_the_same(tmp_path: Path, name: str) -> None:
    (file,) = RAW.glob(name)
    office = project(tmp_path, file)
    (notice_id,) = office.app.desk.notices
    records = office.app.desk.records(notice_id)
    dice = Random(name)
    for rubric in records.rubrics:
        ids = [one.id for one in slots(records, rubric)]
        start = f"{notice_id}/"
        for share in (0.2, 0.9):
            unit = f"单位{share}"
            given = {
                one if one.startswith(start) else start + one: dice.choice(VALUES)
                for one in ids
                if dice.random() < share
            }
            sent = {
                "rubric": rubric.rubric_id,
                "unit": unit,
                **{f"value:{one}#0": v for one, v in given.items()},
            }
            told = office.client.post("/scores/live", data=sent).json()
            assert office.client.post("/scores/save", data=sent).status_code == 303
            marks = [
                mark for mark in read_marks(place(office.app.desk, rubric.rubric_id)) if mark.unit == unit
            ]
            assert {(one.id, one.value) for one in marks} == set(given.items())
            (sheet,) = score(
                records, [Mark(one, value, unit) for one, value in given.items()], rubric.rubric_id
            )
            total = span(sheet.points, "en")
            assert (told["total"], told["outcome"]) == (total, sheet.outcome)
            shown = office.get("/scores/unit", rubric=rubric.rubric_id, unit=unit)
            assert f'<b class="total" data-total>{html.escape(total)}</b>' in shown
            assert told["left"] == len(sheet.asked)
            assert set(told["faults"]) == {one.id for one in sheet.errors}


def test_every_place_of_the_template_stands_in_the_form(office: Served) -> None:
    records = office.app.desk.records(N)
    text = office.get("/scores/unit", rubric=R, unit="甲站")
    for slot in slots(records, records.rubrics[0]):
        id_ = slot.id if slot.id.startswith(N) else f"{N}/{slot.id}"
        assert f'name="value:{id_}#0"' in text


def test_what_two_people_changed_is_both_kept_and_the_same_place_is_shown_to_them(office: Served) -> None:
    assert save(office, "甲站", {"1": "15"}) == 303
    # the second page was opened before the first one was saved
    assert save(office, "甲站", {"2": "20"}) == 303
    sheet = load(office.app.desk, R)
    assert dict(cells(sheet.of("甲站"))) == {(f"{R}/1", 0, "value"): "15", (f"{R}/2", 0, "value"): "20"}
    answer = office.client.post(
        "/scores/save", data={"rubric": R, "unit": "甲站", **fields({"1": "18"}, {"1": "14"})}
    )
    assert answer.status_code == 409
    assert 'value="18"' in answer.text
    assert load(office.app.desk, R).of("甲站")[0].value == "15"


def test_an_emptied_place_is_a_mark_less_and_remarks_stay(office: Served) -> None:
    path = place(office.app.desk, R)
    path.parent.mkdir(parents=True)
    path.write_text(f"unit,id,value,matter,remark\n甲站,{R}/1,15,,会上定\n甲站,{R}/2,20,,\n", "utf-8")
    data = {
        "rubric": R,
        "unit": "甲站",
        f"seen-value:{R}/2#0": "20",
        f"value:{R}/2#0": "",
        f"value:{R}/1#0": "15",
        f"seen-value:{R}/1#0": "15",
    }
    assert office.client.post("/scores/save", data=data).status_code == 303
    (only,) = load(office.app.desk, R).marks
    assert (only.id, only.value, only.remark) == (f"{R}/1", "15", "会上定")


def test_matters_of_one_rule_have_places_of_their_own() -> None:
    marks = [Mark("a", "1", "甲", "塌方"), Mark("a", "2", "甲", "漏报"), Mark("b", "3", "甲")]
    assert marked("甲", cells(marks)) == marks


def row_of(sheet: Any, id_: str) -> int:
    """The row of a form in which an id is filled in."""
    return next(row for row in range(1, sheet.max_row + 1) if str(sheet[f"{ID}{row}"].value).endswith(id_))


def test_a_form_is_downloaded_filled_and_uploaded(office: Served) -> None:
    office.post("/scores/add", rubric=R, names="甲站")
    form = office.client.get("/scores/file", params={"rubric": R, "form": "form"})
    book = openpyxl.load_workbook(io.BytesIO(form.content))
    sheet = book["甲站"]
    sheet[f"{INPUT}{row_of(sheet, '/1/3')}"] = 44
    out = io.BytesIO()
    book.save(out)
    answer = office.client.post(
        "/scores/upload", data={"rubric": R}, files={"files": ("填好.xlsx", out.getvalue())}
    )
    assert answer.status_code == 303, answer.text
    marks = load(office.app.desk, R).of("甲站")
    assert [(one.id, one.value) for one in marks] == [(f"{R}/3", "44")]
    (made,) = score(office.app.desk.records(N), marks)
    assert span(made.points, "en") in html.unescape(office.get("/scores/of", rubric=R))


@needs_office
def test_page_form_and_command_give_the_same(tmp_path: Path) -> None:
    """Two units by forms that LibreOffice computed, and the same marks by hand on the page."""
    notice = tmp_path / "通知.txt"
    notice.write_text(text_of(tuple(range(len(RULES)))), "utf-8")
    office = project(tmp_path, notice)
    desk = office.app.desk
    desk.speak("zh")
    records = desk.records(desk.notices[0])
    (rubric,) = records.rubrics
    id_ = rubric.rubric_id
    fillings = {
        unit: random_filling(records, rubric, Random(seed)) for unit, seed in (("甲站", 6), ("乙站", 22))
    }
    office.post("/scores/add", rubric=id_, names="\n".join(fillings))
    empty = tmp_path / "表.xlsx"
    empty.write_bytes(office.client.get("/scores/file", params={"rubric": id_, "form": "form"}).content)
    fill(empty, fillings)
    (form,) = saved([empty], tmp_path / "填好")
    answer = office.client.post(
        "/scores/upload", data={"rubric": id_}, files={"files": ("表.xlsx", form.read_bytes())}
    )
    assert answer.status_code == 303
    book, scores = openpyxl.load_workbook(form, data_only=True), tmp_path / "scores.json"
    rubrics(
        "score",
        desk.project.dataset / "json" / f"{desk.notices[0]}.json",
        place(desk, id_),
        "--json",
        scores,
    )
    given = {
        one["unit"]: one
        for one in json.loads(scores.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    }
    for unit in fillings:
        marks = load(desk, id_).of(unit)
        assert len(marks) > 5
        (sheet,) = score(records, marks, id_)
        points = given[unit]["points"]
        assert (points["low"], points["high"]) == (sheet.points.low, sheet.points.high)
        assert shown(book[unit][f"{TEXT}3"].value) == said(sheet.points)
        total = span(sheet.points, "zh")
        assert f"data-total>{html.escape(total)}<" in office.get("/scores/unit", rubric=id_, unit=unit)
        by_hand = {f"{what}:{one}#{at}": value for (one, at, what), value in cells(marks).items()}
        told = office.client.post("/scores/live", data={"rubric": id_, "unit": "丙站", **by_hand}).json()
        assert (told["total"], told["outcome"]) == (total, sheet.outcome) == (total, given[unit]["outcome"])


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.xlsx", b"PK no zip", "marks"),
        ("x.csv", "甲,乙\n1,2\n".encode(), "marks"),
        ("x.json", b"{", "marks"),
        ("../../etc/x.csv", b"", "marks"),
    ],
)
def test_a_file_without_marks_is_refused_and_what_is_there_stays(
    office: Served, name: str, data: bytes, told: str
) -> None:
    assert save(office, "甲站", {"1": "15"}) == 303
    before = place(office.app.desk, R).read_bytes()
    answer = office.client.post("/scores/upload", data={"rubric": R}, files={"files": (name, data)})
    assert answer.status_code == 400
    assert told in answer.text
    assert place(office.app.desk, R).read_bytes() == before
    assert not [one for one in office.app.desk.project.root.rglob("*") if "download-" in one.name]


def test_marks_of_another_rubric_are_left_out_and_told(office: Served) -> None:
    data = f"unit,id,value\n甲站,{R}/1,15\n甲站,别的/1/1,3\n".encode()
    answer = office.client.post("/scores/upload", data={"rubric": R}, files={"files": ("a.csv", data)})
    assert "1 more are of another rubric" in answer.text
    assert [one.id for one in load(office.app.desk, R).marks] == [f"{R}/1"]


def test_ranks_are_of_known_totals_and_equal_ones_share(office: Served) -> None:
    for unit, third in (("甲站", "50"), ("乙站", "40"), ("丙站", "50")):
        assert save(office, unit, {"1": "20", "2": "30", "3": third}) == 303
    save(office, "丁站", {"1": "20"})
    text = office.get("/scores/of", rubric=R)
    row = r'<td class="figure">(\d*)</td><td><a href="[^"]*">([^<]+)</a>'
    assert re.findall(row, text) == [("1", "甲站"), ("1", "丙站"), ("3", "乙站"), ("", "丁站")]


def test_a_unit_goes_only_after_it_was_asked(office: Served) -> None:
    save(office, "甲站", {"1": "20"})
    assert "is removed as well" in office.post("/scores/drop", rubric=R, unit="甲站").text
    assert load(office.app.desk, R).units == ("甲站",)
    office.post("/scores/drop", rubric=R, unit="甲站", sure="yes")
    assert load(office.app.desk, R).units == ()


def test_what_is_not_there_is_said(office: Served) -> None:
    for path in (
        to("/scores/of", rubric="x/1"),
        to("/scores/unit", rubric=R),
        to("/scores/file", rubric=R, form="exe"),
    ):
        assert office.client.get(path).status_code == 404
    assert office.client.post("/scores/live", data={"rubric": "x"}).status_code == 404


def test_hostile_names_are_text(office: Served) -> None:
    office.post("/scores/add", rubric=R, names='<script>document.title="x"</script>')
    assert "<script>document" not in office.get("/scores/of", rubric=R)


def test_marks_that_cannot_be_read_are_said_and_not_written_over(office: Served) -> None:
    path = place(office.app.desk, R)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"unit,id,value\n\xff\xfe\x00")
    assert "marks unreadable" in office.get("/scores")
    assert office.client.get(to("/scores/of", rubric=R)).status_code == 409
    assert save(office, "甲站", {"1": "15"}) == 409
    assert path.read_bytes() == b"unit,id,value\n\xff\xfe\x00"


def test_a_file_with_chinese_headings_is_one_too(office: Served) -> None:
    path = place(office.app.desk, R)
    path.parent.mkdir(parents=True)
    path.write_text(f"被考核单位,编号,填写\n甲站,{R}/1,15\n", "utf-8")
    assert load(office.app.desk, R).units == ("甲站",)
    assert save(office, "乙站", {"2": "20"}) == 303
    assert {(one.unit, one.value) for one in load(office.app.desk, R).marks} == {
        ("甲站", "15"),
        ("乙站", "20"),
    }
