"""Who changed or said what, over HTTP: nothing that was done is missing, and what is new is marked."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from pipeline.app.history.comments import Comment, add, comments
from pipeline.locking import locked
from tests.forest import RULE, N
from tests.test_app_notice import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_what_people_corrected_settled_and_said_stands_in_the_history(office: Office) -> None:
    office.save(office.change("1/2", "points", "", "30"))
    office.post(f"/n/{N}/settle", f=office.key("band-gap"), how="dismissed", why="原文如此")
    said = office.post("/history/comment", notice=N, r="1/3", text="=与林业站核对", who="李查")
    assert unquote(said.headers["location"]) == f"/n/{N}?said=kept#r-1/3"
    text = office.get("/history")
    for words in (
        "陈核",
        "<ins>30</ins>",
        "原文如此",
        "李查",
        "=与林业站核对",
        "苗圃管理",
        "corrected",
        "dismissed",
    ):
        assert words in text, words
    assert text.count("<tr") == 3
    assert office.get("/history", who="李查").count("<tr") == 1
    assert office.get("/history", notice="x").count("<tr") == 0


def test_a_comment_stands_at_its_record_and_is_no_formula(office: Office) -> None:
    office.post("/history/comment", notice=N, r="1/3", text="=1+1 <b>x</b>", who="李查")
    line = office.get(f"/n/{N}").partition('id="r-1/3"')[2].partition("</tr>")[0]
    assert "=1+1 &lt;b&gt;x&lt;/b&gt;" in line
    assert "=1+1 &lt;b&gt;" in office.get(f"/n/{N}", r="1/3")
    assert "=1+1" not in office.get(f"/n/{N}", r="1/2")
    file = office.app.desk.project.root / "comments.csv"
    assert "'=1+1" in file.read_text("utf-8-sig")
    assert [one.text for one in comments(office.app.desk)] == ["=1+1 <b>x</b>"]


def test_what_came_since_one_looked_last_is_marked(office: Office) -> None:
    office.post("/history/comment", notice=N, text="早先的", who="李查")
    first = office.client.get("/history")
    assert 'class="fresh"' not in first.text
    office.client.cookies.delete("looked")
    office.client.cookies.set("looked", quote("2001-01-01T00:00:00+08:00"))
    again = office.get("/history")
    assert again.count('class="fresh"') == 1
    assert "1 new since you looked last" in again


@pytest.mark.parametrize(("fields", "status"), [({"notice": "x", "text": "a"}, 404), ({"notice": N, "text": "  "}, 303)])  # fmt: skip
def test_what_is_no_comment_is_not_kept(office: Office, fields: dict[str, str], status: int) -> None:
    assert office.post("/history/comment", **fields).status_code == status
    assert comments(office.app.desk) == []


def test_two_that_say_something_at_once_lose_nothing(office: Office) -> None:
    desk = office.app.desk

    def talk(who: str) -> None:
        for number in range(10):
            add(desk, Comment(N, "1/1", who, f"2031-01-01T00:00:{number:02}", f"{who}{number}"))

    people = [threading.Thread(target=talk, args=(who,)) for who in ("甲", "乙")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert len({one.text for one in comments(desk)}) == 20
    with locked(desk.project.root):
        pass


def test_comments_that_cannot_be_read_are_said_and_not_written_over(office: Office) -> None:
    file = office.app.desk.project.root / "comments.csv"
    file.write_bytes(b"notice_id,record\n\xff\xfe")
    assert "comments cannot be read" in office.get(f"/n/{N}")
    assert office.client.get("/history").status_code == 409
    assert office.post("/history/comment", notice=N, text="a").status_code == 409
    assert file.read_bytes() == b"notice_id,record\n\xff\xfe"


def test_who_filters_still_sees_what_is_new(office: Office) -> None:
    office.client.cookies.set("looked", quote("2001-01-01T00:00:00+08:00"))
    office.post("/history/comment", notice=N, text="刚说的", who="李查")
    text = office.get("/history")
    (since,) = re.findall('name="since" value="([^"]*)"', text)
    assert office.get("/history", who="李查", since=since).count('class="fresh"') == 1


def test_a_long_text_shows_only_what_was_changed_in_it(office: Office) -> None:
    office.save(office.change("1/3", "rule_text", RULE, RULE + "另计"))
    assert f"{RULE}<ins>另计</ins>" in office.get("/history")


def test_only_a_correction_offers_to_be_undone(office: Office) -> None:
    offered = "<kbd>u</kbd> undo"
    assert offered in office.get(f"/n/{N}", said="saved").lower().partition("<main")[0]
    assert offered not in office.get(f"/n/{N}", said="kept").lower().partition("<main")[0]
