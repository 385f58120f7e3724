"""Doubts and a notice over HTTP: what their pages show, and what they write."""

from __future__ import annotations

import html
import json
import os
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from normalizers.overlay import Correction
from pipeline.app.desk import Desk
from pipeline.app.queue import key_of
from pipeline.corrections import CorrectionFile
from pipeline.corrections.edit import put, put_all
from pipeline.corrections.file import save
from pipeline.corrections.folder import load
from pipeline.locking import locked
from tests.forest import POINTS, ROWS, RULE, WATCH, N, page, place, said, sha256, written
from tests.serving import Served
from tests.test_cli import rubrics

HOSTILE = '<script>document.title="ran"</script><img src=x onerror=alert(1)>'


class Office(Served):
    """A dataset with its sources, and a client of the pages that are served of it."""

    def __init__(self, folder: Path, text: str | None = None) -> None:
        self.sources, self.out, self.corrections = folder / "in", folder / "out", folder / "corrections"
        self.sources.mkdir()
        self.corrections.mkdir()
        self.file = written(self.sources, text)
        self.ingest()
        self.desk = Desk(place(self.out, self.sources, self.corrections), "en")
        super().__init__(self.desk)

    def ingest(self) -> None:
        rubrics("ingest", self.sources, "--out", self.out, "--corrections", self.corrections, "--lang", "en")

    def post(self, path: str, /, **posted: str) -> Any:
        return super().post(path, **{"version": self.desk.version(N), "who": "陈核", **posted})

    def key(self, code: str) -> str:
        return next(item.key for item in self.desk.queue() if item.finding.code == code)

    def change(self, record: str, field: str, seen: str, now: str, **more: str) -> Any:
        fields = {f"seen:{record}:{field}": seen, f"v:{record}:{field}": now, **more}
        return self.post(f"/n/{N}/preview", **fields)

    def save(self, previewed: Any, **more: str) -> Any:
        return self.post(f"/n/{N}/save", **{**hidden(previewed.text), **more})

    def said(self) -> list[tuple[str, str, object, object]]:
        made = load(self.corrections).of(sha256(self.file))
        return [(one.record, one.field, one.was, one.now) for one in (made.corrections if made else ())]


def hidden(text: str) -> dict[str, str]:
    """The hidden fields of the form that saves."""
    form = text[text.index("/save") :]
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
        if name in {"packed", "f", "r", "version"}
    }


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_dataset_in_one_language_is_reviewed_in_another(office: Office) -> None:
    there = office.desk.queue()
    desk = Desk(place(office.out, office.sources, office.corrections), "zh")
    told = [item.finding for item in desk.queue()]
    assert [row.code for row in told] == [item.finding.code for item in there]
    row = next(row for row in told if row.code == "points-unread")
    assert (row.message, row.hint) == ("分值“3O”无法识别", "请填写数字")
    assert desk.finding(N, row) is not None


# ---- what is shown


def test_the_queue_has_the_worst_first_and_counts(office: Office) -> None:
    text = office.get("/doubts/list")
    assert "0 done, 0 errors and 4 warnings left" in text
    assert text.count('<span class="mark warning">') == 4
    assert '<span class="mark info">' not in text
    assert "防火值守" in text


def test_the_queue_is_filtered_by_kind_and_notice(office: Office) -> None:
    assert office.get("/doubts/list", code="band-gap").count("<li>") == 1
    assert office.get("/doubts/list", notice="other").count("<li>") == 0


def test_a_finding_stands_beside_its_cell_and_its_record(office: Office) -> None:
    text = office.get(f"/n/{N}", f=office.key("points-unread"))
    assert '<td class="meant">3O</td>' in text
    assert "points 3O cannot be read" in text
    assert 'name="v:1/2:name" id="v:1/2:name" value="防火值守"' in text
    assert WATCH in text


def test_every_record_has_a_page(office: Office) -> None:
    for record in ("", "1", "1/1", "1/3"):
        assert 'id="record"' in office.get(f"/n/{N}", r=record)


@pytest.mark.parametrize(
    "path", ["/n/other", "/n/..%2F..%2Fetc%2Fpasswd", f"/n/{N}/picture/0/1.png", "/static/x", "/none"]
)
def test_what_is_not_there_is_not_found(office: Office, path: str) -> None:
    assert office.client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/static/..%2fapp.py", "/static/../app.py", "/static/%2e%2e/app.py"])
def test_no_path_leads_out_of_the_folder(office: Office, path: str) -> None:
    assert office.client.get(path).status_code == 404


def test_without_its_source_a_notice_is_shown_and_cannot_be_changed(office: Office) -> None:
    office.file.unlink()
    text = office.get(f"/n/{N}", f=office.key("band-gap"))
    assert "nothing can be corrected" in text
    assert 'id="record"' not in text


def test_a_source_that_was_moved_is_found_by_its_bytes(office: Office) -> None:
    (office.sources / "sub").mkdir()
    office.file.rename(office.sources / "sub" / "moved.html")
    office.desk.reload()
    assert 'id="record"' in office.get(f"/n/{N}", f=office.key("band-gap"))


# ---- what is written


def test_a_value_is_mended_after_its_difference_was_seen(office: Office) -> None:
    seen = office.change("1/2", "points", "", "30", why="see the original", f=office.key("points-unread"))
    assert seen.status_code == 200
    assert "<ins>30</ins>" in seen.text
    assert "points 3O cannot be read" in seen.text
    assert "declared total 100, the items add up to 70" in seen.text
    assert office.said() == []
    saved = office.save(seen)
    assert saved.status_code == 303
    assert office.said() == [("1/2", "points", None, "30")]
    assert f"f={office.key('band-gap')}" in saved.headers["location"]
    assert "1 done, 0 errors and 1 warnings left" in office.get("/doubts/list")
    assert "points-unread" in {row.code for row in office.desk.stored.findings[N]}
    # what another program wrote is seen at once
    office.ingest()
    assert "points-unread" not in {row.code for row in office.desk.stored.findings[N]}


def test_the_dataset_is_written_from_the_page(office: Office) -> None:
    office.save(office.change("1/2", "points", "", "30"))
    assert "1 notices were corrected" in office.get("/doubts/list")
    assert office.post("/write").status_code == 303
    office.app.jobs.wait()
    assert "were corrected" not in office.get("/doubts/list")
    criteria = json.loads((office.out / "json" / f"{N}.json").read_text("utf-8"))["rubrics"][0]["criteria"]
    assert [one["points"] for one in criteria] == [20, 30, 50]


def test_a_reading_is_confirmed(office: Office) -> None:
    office.post(f"/n/{N}/settle", f=office.key("band-gap"), how="confirmed")
    assert office.said() == [("1/1/b2", "finding:band-gap", "gap=13；lower=一般；upper=好", "confirmed")]
    assert "band-gap" not in [
        item.finding.code for item in office.desk.queue() if item.finding.severity == "warning"
    ]


def test_a_finding_is_dismissed_with_a_reason_only(office: Office) -> None:
    answer = office.post(f"/n/{N}/settle", f=office.key("band-gap"), how="dismissed")
    assert answer.status_code == 400
    assert office.said() == []
    # the same page, with the field that is missing
    assert 'id="record"' in answer.text
    assert re.search(r'name="why"[^>]* aria-invalid="true"', answer.text)
    office.post(f"/n/{N}/settle", f=office.key("band-gap"), how="dismissed", why="known")
    assert [one[3] for one in office.said()] == ["dismissed"]


def test_a_save_is_undone(office: Office) -> None:
    office.save(office.change("1/2", "points", "", "30"))
    office.save(office.change("1/3", "points", "50", "40"))
    office.post("/undo", notice=N)
    assert office.said() == [("1/2", "points", None, "30")]
    office.post("/undo", notice=N)
    assert not list(office.corrections.iterdir())
    assert office.post("/undo", notice=N).headers["location"] == "/doubts?said=nothing_to_undo"


def test_one_correction_is_taken_back(office: Office) -> None:
    office.save(office.change("1/2", "points", "", "30"))
    office.save(office.change("1/3", "points", "50", "40"))
    office.post(f"/n/{N}/take-back", number="0")
    assert office.said() == [("1/3", "points", "50", "40")]


def test_a_field_that_goes_back_to_the_reading_has_no_correction(office: Office) -> None:
    office.save(office.change("1/3", "points", "50", "40"))
    office.save(office.change("1/3", "points", "40", "45"))
    assert office.said() == [("1/3", "points", "50", "45")]
    office.save(office.change("1/3", "points", "45", "50"))
    assert office.said() == []


def test_a_key_point_is_split_by_a_line_break(office: Office) -> None:
    lines = f"{POINTS[0]}\r\n2.做好记录。\r\n3.及时上报。"
    office.save(office.change("1/1", "key_points", "\n".join(POINTS), lines))
    assert office.said() == [("1/1", "key_points", POINTS, (POINTS[0], "2.做好记录。", "3.及时上报。"))]
    assert [row.text for row in office.desk.records(N).key_points][1:3] == ["做好记录。", "及时上报。"]


def test_a_text_is_moved_to_another_column(office: Office) -> None:
    moved = {"move:record": "1/2", "move:from": "rule_text", "move:to": "method"}
    seen = office.change(
        "1/2", "rule_text", WATCH, WATCH, **{"seen:1/2:method": "", "v:1/2:method": ""}, **moved
    )
    office.save(seen)
    assert office.said() == [("1/2", "method", None, WATCH), ("1/2", "rule_text", WATCH, None)]


def test_a_whole_column_is_moved(office: Office) -> None:
    moved = {"move:record": "1/2", "move:from": "rule_text", "move:to": "method", "move:all": "1"}
    office.save(office.change("1/2", "rule_text", WATCH, WATCH, **moved))
    assert {one[0] for one in office.said()} == {"1/1", "1/2", "1/3"}
    assert [row.method for row in office.desk.records(N).criteria] == [RULE, WATCH, ROWS[2][3]]


def test_records_are_added_and_removed(office: Office) -> None:
    office.save(
        office.post(
            f"/n/{N}/preview",
            **{"add:1/2/c3": "造假的，本项不得分。", "del:1/2/c1": "脱岗一次扣2分，扣完为止。"},
        )
    )
    own = [row.text for row in office.desk.records(N).clauses if row.criterion_id == f"{N}/1/2"]
    assert own == ["未及时报告的，每次扣3分。", "造假的，本项不得分。"]


@pytest.mark.parametrize(
    ("record", "field", "was", "now", "told"),
    [
        ("1/3", "points", "50", "十五", "a figure is needed, such as 4.5"),
        ("1/3", "points", "50", "1" * 400, "the figure is too long"),
        ("notice", "issued_on", "2031-03-01", "明天", "a date is needed, such as 2031-03-09"),
        ("notice", "year", "2031", "今年", "a whole number is needed, such as 3"),
        ("1/1/b1", "min_points", "14", "多", "a figure is needed"),
        ("1/3", "parties", "造林股", "joint: ", "the name of the department is missing"),
    ],
)
def test_a_value_that_cannot_be_saved_is_told_at_its_field(
    office: Office, record: str, field: str, was: str, now: str, told: str
) -> None:
    answer = office.change(record, field, was, now, r="/".join(record.split("/")[:2]))
    assert answer.status_code == 400
    marked = re.findall(r'class="fault" id="fault:([^"]+)" role="alert">([^<]+)<', answer.text)
    assert [one for one, _ in marked] == [f"{record}:{field}"]
    assert told in marked[0][1]
    # what was typed is still there
    assert now.strip() in html.unescape(answer.text)
    packed = json.dumps([{"record": record, "field": field, "was": was, "now": now}])
    assert office.post(f"/n/{N}/save", packed=packed).status_code == 400
    assert office.said() == []


def test_a_row_that_is_no_band_is_told_where_it_was_typed(office: Office) -> None:
    answer = office.post(f"/n/{N}/preview", **{"add:1/3/b1": "不是档次", "r": "1/3"})
    assert answer.status_code == 400
    assert "not a grade band" in answer.text
    assert 'value="不是档次"' in answer.text


def test_corrections_are_told_in_words(office: Office) -> None:
    new = [
        said("1/1", "parties", ("资源股",), ("资源股", "防火办")),
        said("1/1/b2", "finding:band-gap", "gap=13；lower=一般；upper=好", "confirmed"),
    ]
    save(office.corrections, CorrectionFile(sha256(office.file), N, corrections=tuple(new)), "")
    page = html.unescape(office.get(f"/n/{N}", r="1/1"))
    assert "巡山护林 Departments" in page
    assert "巡山护林 finding “gap between bands 好 and 一般: 13”" in page
    assert "<del>资源股</del> → <ins>资源股；防火办</ins>" in page
    assert "('资源股'" not in page
    assert ">finding:band-gap" not in page


def test_nothing_changed_is_nothing_saved(office: Office) -> None:
    assert "Nothing was changed" in office.change("1/3", "points", "50", "50").text


def test_a_stale_correction_is_in_the_queue_and_on_the_page(office: Office) -> None:
    made = CorrectionFile(sha256(office.file), N, corrections=(said("1/3", "points", "49", "48"),))
    save(office.corrections, made, "")
    assert "correction-stale" in [item.finding.code for item in office.desk.queue()]
    assert '<span class="state">stale</span>' in office.get(f"/n/{N}", r="1/3")


def test_two_reviewers_lose_nothing(office: Office) -> None:
    before = office.desk.version(N)
    seen = office.change("1/2", "points", "", "30")
    office.save(office.change("1/3", "points", "50", "40"))
    late = office.save(seen, version=before)
    assert late.status_code == 409
    assert "Somebody else" in late.text
    assert "<ins>30</ins>" in late.text
    assert office.said() == [("1/3", "points", "50", "40")]
    office.save(late)
    assert office.said() == [("1/2", "points", None, "30"), ("1/3", "points", "50", "40")]


def test_both_change_one_field(office: Office) -> None:
    seen, before = office.change("1/3", "points", "50", "41"), office.desk.version(N)
    office.save(office.change("1/3", "points", "50", "40"))
    late = office.save(seen, version=before)
    assert "somebody else made it 40" in late.text
    assert office.said() == [("1/3", "points", "50", "40")]
    office.save(late)
    assert office.said() == [("1/3", "points", "50", "41")]


def test_next_years_notice_takes_corrections_over_one_by_one(office: Office) -> None:
    office.save(office.change("1/2", "points", "", "30"))
    office.save(office.change("1/3", "points", "50", "40"))
    rows = (*ROWS[:2], ("3", "苗圃管理", "成活率90%以上。", "成活率每低1个百分点扣1分。", "45", "造林股"))
    later = written(office.sources, page(rows, 2032), "2032.html")
    office.ingest()
    office.desk.reload()
    other = "青禾县林业局-青禾林发-2032-5号"
    text = office.get(f"/n/{other}")
    assert "does not fit: 45 is read here" in text
    old = load(office.corrections).of(sha256(office.file))
    assert old
    office.post(
        f"/n/{other}/considered",
        **{"other": old.sha256, "other_version": old.version, "version": "", "take:0": "on", "take:1": "on"},
    )
    made = load(office.corrections).of(sha256(later))
    assert made
    assert [(one.record, one.was, one.now) for one in made.corrections] == [("1/2", None, "30")]
    assert "correction-needs-review" not in [row.code for row in office.desk.findings(other)]


# ---- what a page may do


def test_no_page_may_load_or_run_what_is_not_served_here(office: Office) -> None:
    answer = office.client.get("/doubts/list")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.findall(r"(?:src|href|action)=\"(?:https?:)?//", answer.text)
    assert "<script>" not in answer.text
    assert " style=" not in answer.text


def test_text_of_a_notice_is_text_on_every_page(tmp_path: Path) -> None:
    bad = html.escape(HOSTILE)
    rows = (
        (
            "1",
            f"巡山{bad}",
            f"1.{bad}巡山。2.记录。",
            f"好（14-20分）：{bad}。差（0-7分）：{bad}。每次扣x分。",
            "3O",
            bad,
        ),
    )
    office = Office(tmp_path, page(rows, remark=bad))
    office.post("/undo", notice=N)
    pages = [
        office.get("/doubts/list", notes="1"),
        *(office.get(f"/n/{N}", r=record) for record in ("", "1", "1/1")),
    ]
    pages += [office.get(f"/n/{N}", f=item.key, notes="1") for item in office.desk.queue()]
    pages.append(
        office.change(
            "1/1",
            "name",
            office.desk.records(N).criteria[0].name,
            HOSTILE,
            why=HOSTILE,
            f=HOSTILE,
            code=HOSTILE,
        ).text
    )
    office.save(office.change("1/1", "name", office.desk.records(N).criteria[0].name, HOSTILE, why=HOSTILE))
    pages.append(office.get(f"/n/{N}", r="1/1", code=HOSTILE, f=HOSTILE))
    for text in pages:
        assert "<script>doc" not in text
        assert "<img src=x" not in text
    assert any("&lt;script&gt;" in text for text in pages)


# ---- corrections put together


@pytest.mark.parametrize(
    ("known", "new", "made"),
    [
        ([], said("1/3", "points", "50", "40"), [("1/3", "50", "40")]),
        ([said("1/3", "points", "50", "40")], said("1/3", "points", "40", "30"), [("1/3", "50", "30")]),
        ([said("1/3", "points", "50", "40")], said("1/3", "points", "40", "50"), []),
        (
            [said("1/3", "points", "50", "40")],
            said("1/2", "points", "3", "4"),
            [("1/3", "50", "40"), ("1/2", "3", "4")],
        ),
        # a stale one gives way
        ([said("1/3", "points", "9", "8")], said("1/3", "points", "50", "40"), [("1/3", "50", "40")]),
        # a confirmed reading that is corrected after all
        ([said("1/3", "points", "50", "50")], said("1/3", "points", "50", "40"), [("1/3", "50", "40")]),
        # single key points go into the list, with what the machine read
        (
            [said("1/1/k2", "text", "乙", "丙")],
            said("1/1", "key_points", ("1.甲", "2.丙"), ("1.甲丙",)),
            [("1/1", ("1.甲", "2.乙"), ("1.甲丙",))],
        ),
    ],
)
def test_each_field_has_one_correction(known: list[Correction], new: Correction, made: list[Any]) -> None:
    assert [(one.record, one.was, one.now) for one in put(known, new)] == made
    assert put_all(known, [new]) == put(known, new)


def test_two_findings_of_one_code_are_settled_one_by_one() -> None:
    first, second = said("1/1", "finding:x", "a=1", "confirmed"), said("1/1", "finding:x", "a=2", "dismissed")
    assert put([first], second) == (first, second)


def test_the_key_of_a_finding_is_the_same_in_every_run(office: Office) -> None:
    first = [key_of(row) for row in office.desk.findings(N)]
    office.ingest()
    office.desk.reload()
    assert [key_of(row) for row in office.desk.findings(N)] == first


def test_a_dataset_that_another_process_writes_is_not_written_from_the_browser(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.app.jobs._PATIENCE", 0)
    held = threading.Event()
    done = threading.Event()

    def other() -> None:
        with locked(office.out):
            held.set()
            done.wait(30)

    writer = threading.Thread(target=other)
    writer.start()
    held.wait(30)
    office.post("/write")
    office.app.jobs.wait()
    done.set()
    writer.join()
    assert f"{os.getpid()}" in office.get("/doubts/list")
