"""Doubts by kind and cause: one decision for all alike, with what it touches, and undone as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.app.desk import Desk
from pipeline.app.doubts.groups import kinds
from pipeline.app.queue import cause_of, filtered
from pipeline.corrections.folder import load
from pipeline.project.new import new_project
from tests.forest import ROWS, page, written
from tests.serving import Served

# two rows without points, in each of two notices
SLIP = (
    ROWS[0],
    ("2", "防火值守", "值守到位。", "脱岗一次扣2分。", "30", "防火办"),
    ROWS[2],
    *((str(number), f"林区{number}", "巡查到位。", "每次扣1分。", "", "防火办") for number in (4, 5)),
)


@pytest.fixture
def office(tmp_path: Path) -> Served:
    """Two notices with the same doubts."""
    project = new_project(tmp_path / "项目", "en")
    for year in (2030, 2031):
        written(project.sources[0], page(SLIP, year), f"{year}.html")
    made = Served(Desk(project, "en"))
    made.app.jobs.read()
    made.app.jobs.wait()
    assert len(made.app.desk.notices) == 2
    return made


def alike(office: Served, code: str) -> list[Any]:
    return filtered(office.app.desk.queue(), {"code": code, "notes": "1"})


def form(office: Served, code: str, **more: str) -> dict[str, str]:
    """What the page of a kind posts: all ticked, with the versions that were seen."""
    items = alike(office, code)
    ticked = {f"pick:{item.notice_id}:{item.key}": "on" for item in items}
    seen = {f"version:{item.notice_id}": office.app.desk.version(item.notice_id) for item in items}
    return {**ticked, **seen, "who": "陈核", **more}


def made(office: Served) -> list[tuple[str, object]]:
    files = load(office.app.desk.project.corrections).files
    return [(one.field, one.now) for file in files for one in file.corrections]


def test_kinds_stand_worst_first_with_their_causes(office: Served) -> None:
    found = kinds(filtered(office.app.desk.queue(), {}), "en")
    assert "points-missing" in [kind.code for kind in found]
    kind = next(kind for kind in found if kind.code == "points-missing")
    assert (len(kind.items), kind.notices) == (4, 2)
    assert [len(cause.items) for cause in kind.causes] == [4]
    text = office.get("/doubts")
    assert "4 in 2 notices" in text
    # a kind whose doubts differ is called by what they have in common
    whole = kinds(office.app.desk.queue(), "zh")
    assert all("{" not in kind.title for kind in whole)


def test_all_alike_are_settled_by_one_decision_and_undone(office: Served) -> None:
    assert office.get("/doubts/kind/points-missing").count('name="pick:') == 4
    answer = office.client.post(
        "/doubts/kind/points-missing/settle", data=form(office, "points-missing", how="confirmed")
    )
    assert answer.headers["location"] == "/doubts"
    assert made(office) == [("finding:points-missing", "confirmed")] * 4
    assert alike(office, "points-missing") == []
    assert "4 settled in 2 notices" in office.get("/doubts")
    assert "4 done" in office.get("/doubts")
    office.post("/doubts/undo")
    assert made(office) == []
    assert len(alike(office, "points-missing")) == 4
    # what was told without reading is what a reading tells
    office.client.post(
        "/doubts/kind/points-missing/settle", data=form(office, "points-missing", how="confirmed")
    )
    before = {item.key for item in filtered(office.app.desk.queue(), {})}
    office.app.jobs.read()
    office.app.jobs.wait()
    assert {item.key for item in filtered(office.app.desk.queue(), {})} == before


def test_only_what_is_ticked_is_settled(office: Served) -> None:
    posted = form(office, "points-missing", how="dismissed", why="known")
    del posted[next(name for name in posted if name.startswith("pick:"))]
    office.client.post("/doubts/kind/points-missing/settle", data=posted)
    assert made(office) == [("finding:points-missing", "dismissed")] * 3
    assert len(alike(office, "points-missing")) == 1


@pytest.mark.parametrize("more", [{"how": "dismissed"}, {"how": "dismissed", "why": " "}])
def test_a_dismissal_needs_a_reason(office: Served, more: dict[str, str]) -> None:
    posted = form(office, "points-missing", **more)
    answer = office.client.post("/doubts/kind/points-missing/settle", data=posted)
    assert answer.status_code == 400
    assert "aria-invalid" in answer.text
    # nothing is ticked anew that was not
    assert answer.text.count(" checked") >= 4
    assert made(office) == []


def test_nothing_ticked_settles_nothing(office: Served) -> None:
    answer = office.client.post("/doubts/kind/points-missing/settle", data={"how": "confirmed"})
    assert answer.status_code == 400
    assert made(office) == []


def test_a_notice_that_somebody_else_changed_is_left_out(office: Served) -> None:
    posted = form(office, "points-missing", how="confirmed")
    other = Desk(office.app.desk.project, "en")
    first = other.notices[0]
    item = next(one for one in alike(office, "points-missing") if one.notice_id == first)
    record = item.finding.owner_id.removeprefix(f"{first}/")
    Served(other).post(
        f"/n/{first}/save",
        packed=f'[{{"record":"{record}","field":"name","was":"林区4","now":"林区四","who":"","when":"","why":""}}]',
    )
    office.client.post("/doubts/kind/points-missing/settle", data=posted)
    assert sorted(made(office)) == [
        *[("finding:points-missing", "confirmed")] * 2,
        ("name", "林区四"),
    ]
    assert "1 notices were changed by somebody else" in office.get("/doubts")


def test_a_value_is_put_right_wherever_it_stands(office: Served) -> None:
    text = office.get("/doubts/kind/points-missing")
    assert "Mend “points” in all" in text
    posted = form(office, "points-missing", find="", put="10")
    seen = office.client.post("/doubts/kind/points-missing/mend", data=posted)
    assert seen.status_code == 200
    assert seen.text.count("<ins>10</ins>") == 4
    assert made(office) == []
    assert (
        office.client.post("/doubts/kind/points-missing/mend", data={**posted, "sure": "yes"}).status_code
        == 303
    )
    assert made(office) == [("points", "10")] * 4
    assert alike(office, "points-missing") == []
    office.post("/doubts/undo")
    assert made(office) == []


def test_a_value_that_does_not_fit_is_told(office: Served) -> None:
    posted = form(office, "points-missing", find="", put="many", sure="yes")
    answer = office.client.post("/doubts/kind/points-missing/mend", data=posted)
    assert answer.status_code == 400
    assert "a figure is needed" in answer.text
    assert made(office) == []


def test_a_kind_without_doubts_leads_back(office: Served) -> None:
    assert office.client.get("/doubts/kind/none").headers["location"] == "/doubts"


def test_doubts_that_say_the_same_have_one_cause(office: Served) -> None:
    causes = {cause_of(item.finding) for item in alike(office, "points-missing")}
    assert len(causes) == 1
    (cause,) = causes
    assert office.get("/doubts/list", cause=cause).count("<li>") == 4
