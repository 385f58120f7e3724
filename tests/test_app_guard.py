"""Whom the app serves: the person who started it, from its own pages; forged requests write nothing."""

from __future__ import annotations

import itertools
import json
import random
import socket
from pathlib import Path

import pytest

from pipeline.app.desk import Desk
from pipeline.app.guard import Guard
from pipeline.app.rooms import ROOMS
from pipeline.project.new import new_project
from tests.forest import N, written
from tests.serving import AT, OWN, Served, served

FORGED = {"packed": json.dumps([{"record": "1/3", "field": "points", "was": "50", "now": "1"}]), "lang": "zh"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A project with one notice that was read."""
    project = new_project(tmp_path_factory.mktemp("office") / "项目", "en")
    written(project.sources[0])
    made = Served(Desk(project, "en"))
    made.app.jobs.read()
    made.app.jobs.wait()
    assert made.app.desk.notices == [N]
    return made


def files(office: Served) -> dict[Path, bytes]:
    """The files of the project, but for those of the program itself: who downloads makes it a place of its own."""
    root = office.app.desk.project.root
    found = (path for path in root.rglob("*") if path.is_file() and path.parent != root / ".rubrics")
    return {path: path.read_bytes() for path in found}


def addresses(office: Served, method: str) -> list[str]:
    """Each address of the app that takes a method, for a notice that is there."""
    routes = office.client.app.routes  # type: ignore[attr-defined]
    found = [route.path for route in routes if method in route.methods]
    values = {"notice": N, "file:int": "0", "page:int": "1", "name:path": "frame/app.css"}
    for name, value in values.items():
        found = [path.replace(f"{{{name}}}", value) for path in found]
    return found


def refused(path: str) -> int:
    """How a page is refused; the service of a project without a token is not there."""
    return 404 if path.startswith("/api/") else 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": f"https://{AT}"},
        {"Origin": "http://127.0.0.1:8766"},
        {"Host": "evil.example"},
        {"Host": "evil.example:8765"},
        {"Host": "127.0.0.1"},
        {"Host": "localhost:8765"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Content-Length": "99999999999"},
        {"Content-Length": "-1"},
        {"Content-Length": "many"},
        {"Cookie": ""},
        {"Cookie": "rubrics-8765="},
        {"Cookie": "rubrics-8765=x"},
        {"Cookie": "rubrics-8766=" + "x" * 43},
    ],
    ids=str,
)
def test_a_forged_request_is_refused_and_writes_nothing(office: Served, headers: dict[str, str]) -> None:
    before = files(office)
    client = office.stranger if "Cookie" in headers else office.client
    for path in addresses(office, "POST"):
        answer = client.post(path, data=FORGED, headers=headers)  # type: ignore[arg-type]
        assert answer.status_code == (403 if "Host" in headers else refused(path)), path
    assert files(office) == before
    assert office.app.jobs.now is None or not office.app.jobs.now.runs


def test_without_the_cookie_nothing_is_shown(office: Served) -> None:
    for path in (*addresses(office, "GET"), "/none", "/static/none"):
        answer = office.stranger.get(path)
        assert answer.status_code == refused(path), path
        assert N not in answer.text
    assert office.client.get("/").status_code == 200


@pytest.mark.parametrize("headers", [{"Host": "evil.example:8765"}, {"Sec-Fetch-Site": "cross-site"}])
def test_pages_are_for_this_machine_and_its_own_links(office: Served, headers: dict[str, str]) -> None:
    for path in addresses(office, "GET"):
        # a wrong host is nobody's, whatever is asked for
        status = 403 if "Host" in headers else refused(path)
        assert office.client.get(path, headers=headers).status_code == status, path


def test_no_write_is_a_link(office: Served) -> None:
    before, only = files(office), set(addresses(office, "POST")) - set(addresses(office, "GET"))
    for path in only:
        assert office.client.get(path).status_code == (404 if path.startswith("/api/") else 405), path
    assert files(office) == before


@pytest.mark.parametrize("key", ["", "x", "é", "x" * 5000])
def test_a_wrong_key_opens_nothing(office: Served, key: str) -> None:
    answer = office.stranger.get("/", params={"key": key})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_first_address_gives_a_cookie_and_leads_to_a_clean_one(office: Served) -> None:
    answer = office.stranger.get(office.guard.address, headers={"Sec-Fetch-Site": "cross-site"})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert office.guard.secret not in cookie + answer.text
    assert office.guard.secret not in office.get("/")
    assert office.guard.session not in office.get("/")
    assert office.stranger.get("/").status_code == 200
    office.stranger.cookies.clear()


def test_two_projects_have_cookies_of_their_own() -> None:
    first, second = Guard(8765), Guard(8766)
    assert first.cookie != second.cookie
    assert len({first.secret, first.session, second.secret, second.session}) == 4


def test_fuzzed_requests_are_answered_and_write_nothing(office: Served) -> None:
    """Methods, paths, headers and bodies of all kinds, with and without the cookie."""
    before, dice = files(office), random.Random(21)
    odd = ["%00", "..", "%2e%2e%2f", "é", "a" * 3000, "<script>", "'", "%ff", "notice", "-1", "0", " "]
    paths = [*addresses(office, "GET"), *addresses(office, "POST")]
    kinds = [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json",
        "",
        "x",
    ]
    bodies = [
        b"",
        b"\x00\xff" * 50,
        b"--x\r\nContent-Disposition: form-data; name=",
        b"packed=[[[[",
        b"a=" * 400,
    ]
    for _ in range(450):
        path = dice.choice(paths)
        if dice.random() < 0.6:
            path = "/".join([*path.split("/")[: dice.randint(1, 3)], dice.choice(odd)]) or "/"
        method = dice.choice(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "X"])
        client = dice.choice([office.client, office.stranger])
        # a write that is well formed and comes from a page of ours is none of these
        forged = {"Origin": dice.choice(["null", "http://evil.example", f"http://{AT}/"])}
        answer = client.request(
            method,
            f"http://{AT}{path if path.startswith('/') else '/' + path}",
            params={dice.choice(["f", "r", "q", "from", "page", "key", "said"]): dice.choice(odd)},
            headers={"Content-Type": dice.choice(kinds), **(forged if method != "GET" else {})},
            content=dice.choice(bodies),
        )
        # a page that was not asked for anything leads to where one chooses
        assert answer.status_code in {200, 400, 403, 404, 405} or (
            method in {"GET", "HEAD"} and answer.status_code == 303
        ), (method, path)
    assert files(office) == before


def test_a_form_that_is_broken_is_refused(office: Served) -> None:
    before = files(office)
    for path, kind in itertools.product(
        addresses(office, "POST"), ["multipart/form-data", "multipart/form-data; boundary=x"]
    ):
        answer = office.client.post(
            path, content=b"--x\r\nContent-Disposition: form-data\r\n", headers={"Content-Type": kind}
        )
        assert answer.status_code in {200, 303, 400, 404, 409}, path
    office.app.jobs.wait()
    assert {path for path in files(office) if path.suffix == ".yaml"} == set()
    assert [path for path in files(office) if path.parent.name == "notices"] == [
        path for path in before if path.parent.name == "notices"
    ]


def test_connections_that_say_nothing_end(office: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEAD", "AGAIN", "BODY"):
        monkeypatch.setattr(f"pipeline.app.connections.{name}", 1)
    with served(office.app.desk) as address:
        host, port = address.split("/")[2].split(":")
        for said in (b"", b"GET / HTTP/1.1\r\nHost: ", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"):
            with socket.create_connection((host, int(port)), timeout=30) as one:
                one.sendall(said)
                while one.recv(4096):
                    pass
        with socket.create_connection((host, int(port)), timeout=30) as one:
            one.sendall(b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 50_000)
            assert one.recv(4096).startswith(b"HTTP/1.1 400")


def test_every_room_has_its_own_addresses(office: Served) -> None:
    own = [route.path for room in ROOMS for route in room.routes(office.app)]
    assert len(own) == len(set(own))
    assert OWN
