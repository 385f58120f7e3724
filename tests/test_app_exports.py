"""Rubrics for other systems over HTTP: what is lost is shown before, and comes with the file."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from pipeline.app.desk import Desk
from pipeline.export.targets import TARGETS
from pipeline.export.write import export, export_all
from pipeline.project.new import new_project
from tests.serving import Served
from tests.test_cli import rubrics

RAW = Path(__file__).parents[1] / "data" / "raw"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A project of a notice with one rubric and one with several."""
    made = new_project(tmp_path_factory.mktemp("office") / "项目", "zh")
    for name in ("澜江轨道交通*.xlsx", "澜江港口集团2026*.docx"):
        (file,) = RAW.glob(name)
        (made.sources[0] / file.name).write_bytes(file.read_bytes())
    rubrics("ingest", made.root)
    return Served(Desk(made, "zh"))


def by_rubrics(office: Served, several: bool) -> str:
    return next(
        one for one in office.app.desk.notices if (len(office.app.desk.records(one).rubrics) > 1) == several
    )


@pytest.mark.parametrize("name", TARGETS)
def test_what_a_format_loses_is_shown_and_comes_with_the_file(office: Served, name: str) -> None:
    notice_id, target = by_rubrics(office, False), TARGETS[name]
    records = office.app.desk.records(notice_id)
    made = export_all([records], name, "zh") if target.holds == "dataset" else export(records, name, rubric=1, lang="zh", layout=office.app.desk.project.table) if target.holds == "rubric" else export(records, name, lang="zh")  # fmt: skip
    text = office.get("/exports", notice=notice_id, to=name)
    for loss in made.lost[:50]:
        assert office.app.say(f"lost.{loss.what}") in text
    answer = office.client.get("/exports/file", params={"notice": notice_id, "to": name})
    assert answer.status_code == 200
    if not made.lost:
        assert answer.content == made.payload
        return
    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        file, losses = pack.namelist()
        assert file.endswith(target.suffix)
        assert pack.read(file) == made.payload
        assert len(list(csv.reader(io.StringIO(pack.read(losses).decode("utf-8-sig"))))) == len(made.lost) + 1


def test_a_format_of_one_rubric_asks_which(office: Served) -> None:
    notice_id = by_rubrics(office, True)
    assert office.app.say("app.exports.one_rubric", form="Moodle") in office.get(
        "/exports", notice=notice_id, to="moodle"
    )
    assert office.client.get("/exports/file", params={"notice": notice_id, "to": "moodle"}).status_code == 404
    chosen = {"notice": notice_id, "to": "moodle", "rubric": "2"}
    answer = office.client.get("/exports/file", params=chosen)
    assert answer.status_code == 200
    assert answer.content == office.client.get("/exports/file", params=chosen).content


def test_all_notices_go_into_what_can_hold_them(office: Served) -> None:
    assert office.client.get("/exports/file", params={"notice": "all", "to": "sqlite"}).status_code == 200
    assert office.app.say("app.exports.one_notice", form="CASE") in office.get(
        "/exports", notice="all", to="case"
    )


@pytest.mark.parametrize("query", [{}, {"to": "moodle"}, {"notice": "x", "to": "case"}, {"notice": "all", "to": "exe"}])  # fmt: skip
def test_what_is_not_chosen_gives_no_file(office: Served, query: dict[str, str]) -> None:
    assert office.client.get("/exports/file", params=query).status_code == 404
    assert office.client.get("/exports", params=query).status_code == 200
