"""Years against years over HTTP: the report of `rubrics diff`, both places, matches that people decide."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import openpyxl
import pytest

from pipeline.app.changes.pins import pin, pins, unpin
from pipeline.app.changes.sides import neighbours, sides
from pipeline.app.desk import Desk
from pipeline.compare import Link
from pipeline.messages.words import say
from pipeline.project.new import new_project
from pipeline.project.place import Place
from pipeline.report.report import report
from tests.forest import ROWS, page, place, written
from tests.serving import Served
from tests.test_cli import rubrics

OLD, NEW = ("青禾县林业局-青禾林发-2031-5号", "青禾县林业局-青禾林发-2032-5号")
LATER = (
    ("1", "巡山护林", "每周巡山不少于五次。", "脱岗一次扣4分，扣完为止。", "25", "资源股"),
    ROWS[2],
    ("4", "林区宣传", "张贴标语。", "少一处扣1分，扣完为止。", "25", "办公室"),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A project with a notice of two years."""
    project = new_project(tmp_path_factory.mktemp("office") / "项目", "en")
    written(project.sources[0], page(), "2031.html")
    written(project.sources[0], page(LATER, 2032), "2032.html")
    rubrics("ingest", project.root)
    return Served(Desk(Place.open(project.root), "en"))


BOTH = {"old": "year:2031", "new": "year:2032"}


def test_years_and_notices_can_be_chosen_and_what_belongs_together_is_offered(office: Served) -> None:
    text = office.get("/changes")
    for key in ("year:2031", "year:2032", f"notice:{OLD}", f"notice:{NEW}"):
        assert f'value="{key}"' in text
    known = sides(office.app.desk)
    assert [[one.year for one in row] for row in neighbours(office.app.desk, known)] == [["2031", "2032"]]
    assert "2031 → 2032" in text


def test_the_page_says_what_the_report_says(office: Served) -> None:
    desk = office.app.desk
    made = report([desk.records(OLD)], [desk.records(NEW)])
    text = html.unescape(office.get("/changes/of", **BOTH))
    listed = made.listed()
    assert len(listed) > 2
    for change in listed:
        assert made.sentence(change, "en") in text
    assert text.count("<article") == len(listed)
    assert html.unescape(office.get("/changes/of", old=f"notice:{OLD}", new=f"notice:{NEW}")).count(
        "<article"
    ) == len(listed)


def test_changes_are_filtered_by_kind_and_department_in_the_address(office: Served) -> None:
    text = office.get("/changes/of", **BOTH, kind="added")
    assert "林区宣传" in text
    assert text.count("<article") == 1
    assert office.get("/changes/of", **BOTH, party="造林股").count("<article") < 3


def test_a_change_is_shown_with_its_place_in_both_sources(office: Served) -> None:
    desk = office.app.desk
    listed = report([desk.records(OLD)], [desk.records(NEW)]).listed()
    changed = next(one for one in listed if one.new_name == "巡山护林")
    text = office.get("/changes/one", **BOTH, number=str(changed.number))
    marked = re.findall(r'<td class="meant">([^<]*)</td>', text)
    assert ROWS[0][3] in marked
    assert LATER[0][3] in marked
    added = next(one for one in listed if one.kinds == ("added",) and one.subject == "criterion")
    assert say("app.changes.not_here", "en") in office.get("/changes/one", **BOTH, number=str(added.number))


@pytest.mark.parametrize("query", [{}, {"old": "year:2031"}, {"old": "year:2031", "new": "year:1999"}, {"old": "x", "new": "x"}, {"old": "year:2031", "new": "year:2031"}])  # fmt: skip
def test_what_cannot_be_compared_leads_back_to_the_choice(office: Served, query: dict[str, str]) -> None:
    answer = office.client.get("/changes/of", params=query)
    assert (answer.status_code, answer.headers["location"].startswith("/changes")) == (303, True)
    assert office.client.get("/changes/one", params={**BOTH, "number": "9999"}).status_code == 404
    assert office.client.get("/changes/one", params={**query, "number": "x"}).status_code == 303


def test_the_report_can_be_taken_along(office: Served) -> None:
    sheet = office.client.get("/changes/file/xlsx", params=BOTH)
    assert len(openpyxl.load_workbook(io.BytesIO(sheet.content)).sheetnames) > 1
    rows = list(csv.DictReader(io.StringIO(office.client.get("/changes/file/csv", params=BOTH).text)))
    assert rows[0]["sentence_en"]
    assert office.client.get("/changes/file/exe", params=BOTH).status_code == 404


def test_years_are_one_page_that_may_run_nothing(office: Served) -> None:
    answer = office.client.get("/changes/years", params=[("of", "year:2031"), ("of", "year:2032")])
    assert answer.status_code == 200
    assert "苗圃管理" in answer.text
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert office.client.get("/changes/years", params={"of": "year:2031"}).status_code == 303


def ids(office: Served, name: str) -> str:
    return next(one for one, said in office.app.desk.stored.names.items() if said == name)


def test_a_match_is_forbidden_and_pinned_by_clicking_and_holds_for_every_comparison(tmp_path: Path) -> None:
    project = new_project(tmp_path / "项目", "en")
    written(project.sources[0], page(), "2031.html")
    written(project.sources[0], page(LATER, 2032), "2032.html")
    rubrics("ingest", project.root)
    office = Served(Desk(Place.open(project.root), "en"))
    before = office.get("/changes/of", **BOTH)
    old_id, new_id = ids(office, "防火值守"), ids(office, "林区宣传")
    answer = office.post("/changes/pin", **BOTH, how="same", old_id=old_id, new_id=new_id)
    assert answer.status_code == 303
    assert 'links = "links.csv"' in (project.root / "rubrics.toml").read_text("utf-8")
    assert list(pins(office.app.desk)) == [Link(old_id, new_id, True)]
    after = office.get("/changes/of", **BOTH)
    assert after != before
    assert "防火值守 = 林区宣传" in after
    # the command line has it too
    status, said = rubrics("diff", f"{project.root}/dataset@2031", f"{project.root}/dataset@2032")
    assert Place.open(project.root).links == project.root / "links.csv", (status, said)
    office.post("/changes/pin", **BOTH, how="other", old_id=old_id, new_id=new_id)
    assert list(pins(office.app.desk)) == [Link(old_id, new_id, False)]
    office.post("/changes/pin", **BOTH, how="free", old_id=old_id, new_id=new_id)
    assert list(pins(office.app.desk)) == []
    assert office.get("/changes/of", **BOTH) == before.replace("saved", "saved")
    assert office.post("/changes/pin", **BOTH, how="same", old_id="x", new_id="y").status_code == 409


def test_what_people_wrote_in_the_file_of_matches_stays(tmp_path: Path) -> None:
    project = new_project(tmp_path, "zh")
    told = (project.root / "rubrics.toml").read_text("utf-8")
    (project.root / "rubrics.toml").write_text(f'links = "对应.csv"\n{told}', "utf-8")
    file = project.root / "对应.csv"
    file.write_text("remark,new_id,same,old_id,我的\n会上定,b,是,a,1\n'=1+1,d,否,c,\n", "utf-8")
    desk = Desk(Place.open(project.root), "zh")
    pin(desk, Link("a", "e"))
    rows = file.read_text("utf-8").splitlines()
    assert rows == ["remark,new_id,same,old_id,我的", "'=1+1,d,否,c,", ",e,yes,a,"]
    pin(desk, Link("c", "d"))
    unpin(desk, Link("a", "e"))
    assert pins(desk) == {Link("c", "d"): 2}


def test_without_a_project_there_is_no_place_for_matches(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "corrections").mkdir()
    written(tmp_path / "in", page(), "2031.html")
    written(tmp_path / "in", page(LATER, 2032), "2032.html")
    rubrics("ingest", tmp_path / "in", "--out", tmp_path / "out")
    office = Served(Desk(place(tmp_path / "out", tmp_path / "in", tmp_path / "corrections"), "en"))
    answer = office.post(
        "/changes/pin", **BOTH, how="same", old_id=ids(office, "防火值守"), new_id=ids(office, "林区宣传")
    )
    assert answer.status_code == 409
    assert say("app.changes.no_place", "en") in answer.text
    assert "/changes/pin" not in office.get("/changes/of", **BOTH)
