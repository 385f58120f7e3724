"""The service: what programs are told, by whom it may be asked, and the example of a client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from docs.service_client import Service
from pipeline.app.desk import Desk
from pipeline.app.guard import Guard
from pipeline.contract.notice import notice_schema
from pipeline.project.file import ProjectFault
from pipeline.project.new import new_project
from pipeline.project.place import Place
from tests.forest import N, page, written
from tests.serving import Served, served

TOKEN = "a-token-of-the-tests-0123456789"
EARLIER = "青禾县林业局-青禾林发-2030-5号"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two years of a notice, and one that cannot be read, in a project with a token."""
    project = new_project(tmp_path_factory.mktemp("office") / "项目", "en")
    file = project.root / "rubrics.toml"
    file.write_text(f'token = "{TOKEN}"\n' + file.read_text("utf-8"), "utf-8")
    written(project.sources[0])
    written(project.sources[0], page(year=2030), "2030.html")
    (project.sources[0] / "坏.pdf").write_bytes(b"%PDF-1.7\nnothing")
    office = Served(Desk(Place.open(project.root), "en"))
    office.app.jobs.read()
    office.app.jobs.wait()
    return office.app.desk.project


@pytest.fixture(scope="module")
def office(place: Place) -> Served:
    return Served(Desk(place, "en"))


def ask(office: Served, path: str, **more: Any) -> Any:
    headers = {"Authorization": f"Bearer {TOKEN}", "Origin": "", **more.pop("headers", {})}
    headers = {name: value for name, value in headers.items() if value}
    method = more.pop("method", "GET")
    request = office.stranger.build_request(method, f"/api/v1{path}", headers=headers, **more)
    request.headers.pop("origin", None) if "Origin" not in headers else None
    return office.stranger.send(request)


def test_what_is_told_fits_its_description(office: Served) -> None:
    told = ask(office, "/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    own = {
        route.path.removeprefix("/api/v1")
        for route in office.client.app.routes  # type: ignore[attr-defined]
        if route.path.startswith("/api/v1")
    }
    assert set(told["paths"]) == own - {"/openapi.json"}
    jsonschema.validate(ask(office, f"/notices/{N}").json(), notice_schema())


def test_notices_are_listed_and_searched(office: Served) -> None:
    told = ask(office, "/notices").json()
    assert told["count"] == 3
    assert [one["state"] for one in told["notices"]] == ["review", "review", "failed"]
    assert ask(office, "/notices", params={"q": "苗圃", "year": "2030"}).json()["count"] == 1
    assert len(ask(office, "/notices", params={"limit": "1", "offset": "1"}).json()["notices"]) == 1


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/notices/none", 404, "not-found"),
        ("/notices/none/findings", 404, "not-found"),
        ("/none", 404, "not-found"),
        ("/notices?limit=many", 400, "wrong-value"),
        ("/notices?limit=501", 413, "too-many"),
        ("/diff?old=x", 400, "missing"),
        ("/diff?old=x&new=y", 404, "not-found"),
        ("/notices/坏", 409, "file-corrupt"),
    ],
)
def test_what_is_asked_wrongly_is_told_with_a_code(office: Served, path: str, status: int, code: str) -> None:
    answer = ask(office, path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "body", [b"", b"[", b"{}", b'{"marks": 3}', b'[{"unit": "x"}]', b'{"marks": [], "rubric": 9}']
)
def test_marks_that_cannot_be_read_are_told(office: Served, body: bytes) -> None:
    answer = ask(office, f"/notices/{N}/score", method="POST", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer x"}, 401),
        ({"Authorization": f"Basic {TOKEN}"}, 401),
        ({"Authorization": TOKEN}, 401),
        ({"Origin": "http://evil.example"}, 403),
        ({"Host": "evil.example"}, 403),
    ],
)
def test_without_the_token_nothing_is_told(office: Served, headers: dict[str, str], status: int) -> None:
    for path in ("/notices", f"/notices/{N}", "/openapi.json"):
        answer = ask(office, path, headers=headers)
        assert answer.status_code == status
        assert "青禾" not in answer.text


def test_the_cookie_of_a_person_is_no_token_and_the_token_no_cookie(office: Served) -> None:
    assert office.client.get("/api/v1/notices").status_code == 401
    assert office.stranger.get("/", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 403


def test_without_a_token_in_the_project_it_is_off(tmp_path: Path) -> None:
    project = new_project(tmp_path, "en")
    answer = ask(Served(Desk(project, "en")), "/notices")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "off")
    assert Guard(1).token == ""


@pytest.mark.parametrize("token", ['""', '"short"', "3", '"with a blank inside it"'])
def test_a_token_that_can_be_guessed_is_refused(tmp_path: Path, token: str) -> None:
    (tmp_path / "rubrics.toml").write_text(f"token = {token}\n", "utf-8")
    with pytest.raises(ProjectFault) as fault:
        Place.open(tmp_path)
    assert "16" in fault.value.said("en")


def test_the_example_of_a_client(place: Place) -> None:
    with served(Desk(place, "en")) as address:
        service = Service(address.partition("/?")[0], TOKEN)
        assert [one["year"] for one in service.notices(issuer="青禾县林业局")] == ["2031", "2030"]
        assert service.notice(N)["title"] == "青禾县林业局关于印发2031年度护林站考核评分标准的通知"
        assert "points-unread" in [one["code"] for one in service.findings(N)]
        assert service.diff(EARLIER, N)["old"]
        (sheet,) = service.score(N, [{"unit": "甲站", "id": "1/1", "value": "18"}])
        assert sheet["unit"] == "甲站"
        with pytest.raises(LookupError, match="not-found"):
            service.notice("none")
