"""The home of the app: notices are added, listed, searched, read again, removed and taken along."""

from __future__ import annotations

import csv
import io
import re
import threading
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.app.desk import Desk
from pipeline.app.jobs import Job
from pipeline.app.notices.adding import safe_parts, store
from pipeline.locking import locked
from pipeline.project.file import ProjectFault
from pipeline.project.new import new_project
from pipeline.project.served import to_serve
from tests.forest import N, page, written
from tests.serving import Served

SUFFIXED = page(year=2030).encode()


def opened(folder: Path) -> Served:
    return Served(Desk(new_project(folder / "项目", "en"), "en"))


@pytest.fixture
def empty(tmp_path: Path) -> Served:
    return opened(tmp_path)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Two years of a notice, and a file that cannot be read."""
    office = opened(tmp_path_factory.mktemp("full"))
    send(
        office, ("通知.html", page().encode()), ("去年/2030.html", SUFFIXED), ("坏.pdf", b"%PDF-1.7\nnothing")
    )
    office.app.jobs.wait()
    return office


def send(office: Served, *files: tuple[str, bytes], **form: str) -> Any:
    return office.client.post(
        "/notices/add",
        files=[("files", file) for file in files],
        data=form,
        headers={"Accept": "application/json"},
    )


def notices(office: Served) -> list[str]:
    folder = office.app.desk.project.sources[0]
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# ---- added


def test_an_empty_project_asks_for_files(empty: Served) -> None:
    text = empty.get("/")
    assert "Drop files or folders" in text
    assert 'enctype="multipart/form-data"' in text


def test_files_are_stored_and_read(full: Served) -> None:
    assert notices(full) == ["README.md", "去年/2030.html", "坏.pdf", "通知.html"]
    text = full.get("/")
    assert N in full.app.desk.notices
    assert text.index("<h2>2031") < text.index("<h2>2030") < text.index("Year unknown")
    # what is wrong with a file stands beside it
    assert re.search(r"坏\.pdf</a>\s*<small class=\"fault\">[^<]+<", text)
    assert "1 could not be read whole" in text


def test_the_same_bytes_are_noticed_and_names_do_not_collide(empty: Served) -> None:
    send(empty, ("通知.html", SUFFIXED), more="1")
    answer = send(
        empty,
        ("另一个名字.html", SUFFIXED),
        ("通知.html", page().encode()),
        ("照片.xyz", b"x"),
        ("空.pdf", b""),
        (".DS_Store", b"x"),
        ("~$通知.docx", b"x"),
        more="1",
    )
    assert answer.json() == [
        ["另一个名字.html", "same", "通知.html"],
        ["通知.html", "renamed", "通知 (2).html"],
        ["照片.xyz", "unknown", ""],
        ["空.pdf", "empty", ""],
    ]
    assert notices(empty) == ["README.md", "通知 (2).html", "通知.html"]
    # nothing is read while more is to come, and the page offers it
    assert empty.app.jobs.now is None
    assert "2 not read yet" in empty.get("/")
    assert "the same bytes as 通知.html" in empty.get("/")


def test_an_annex_may_belong_to_two_notices(empty: Served) -> None:
    send(empty, ("甲/通知.html", SUFFIXED), ("甲/附件1.html", b"<p>x</p>"), more="1")
    send(empty, ("乙/通知.html", page().encode()), ("乙/附件1.html", b"<p>x</p>"), more="1")
    assert [name for name in notices(empty) if "附件" in name] == ["乙/附件1.html", "甲/附件1.html"]
    again = send(empty, ("甲/附件1.html", b"<p>x</p>"), more="1")
    assert [one[1] for one in again.json()] == ["same"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/cron.d/x.html", "etc/cron.d/x.html"),
        ("/etc/x.html", "etc/x.html"),
        ("..\\..\\x.html", "x.html"),
        ("C:\\windows\\x.html", "C_/windows/x.html"),
        ("a/./b//x.html", "a/b/x.html"),
        ("x\x00y\n.html", "x_y_.html"),
        ("cmd.\u202elmth.html", "cmd._lmth.html"),
        ("CON.html", "_CON.html"),
        ("com1/x.html", "_com1/x.html"),
        ("x.html. .", "x.html"),
        ("a/b/c/d/e/f/x.html", "c/d/e/f/x.html"),
        ("长" * 200 + ".html", "长" * 58 + ".html"),
        ("..", ""),
        ("", ""),
        ("/", ""),
    ],
)
def test_no_name_leads_out_of_the_folder(given: str, kept: str) -> None:
    assert "/".join(safe_parts(given)) == kept


def test_a_file_that_is_too_large_is_not_kept(empty: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.app.notices.adding.limits", lambda: type("L", (), {"file_megabytes": 0})())
    made = list(store(empty.app.desk.project, [("大.pdf", io.BytesIO(b"x"))]))
    assert [one.outcome for one in made] == ["large"]
    assert notices(empty) == ["README.md"]
    assert not list((empty.app.desk.project.root / ".rubrics").glob("adding-*"))


# ---- listed


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"year": "2030"}, 1),
        ({"year": "1999"}, 0),
        ({"issuer": "青禾县林业局"}, 2),
        ({"state": "failed"}, 1),
        ({"state": "review", "year": "2031"}, 1),
        ({"q": "巡山 苗圃"}, 2),
        ({"q": "巡山", "year": "2030"}, 1),
        ({"q": "脱岗一次扣2分"}, 2),
        ({"q": "成活率90%"}, 2),
        ({"q": "没有这个词"}, 0),
        ({"q": "a[("}, 0),
    ],
)
def test_the_list_is_filtered_and_searched_in_its_address(
    full: Served, query: dict[str, str], found: int
) -> None:
    text = full.get("/", **query)
    assert f"{found} notices (of 3)" in text
    assert text.count('name="pick:') == found


def test_what_was_searched_for_is_shown_in_its_record(full: Served) -> None:
    text = full.get("/", q="脱岗", year="2031")
    assert "<mark>脱岗</mark>" in text
    assert "r=1%2F2" in text


def test_a_long_list_has_pages(full: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.app.notices.pages._SHOWN", 2)
    assert "1–2 / 3" in full.get("/")
    assert "3–3 / 3" in full.get("/", **{"from": "2"})
    assert full.get("/", **{"from": "900"})


# ---- taken along


def test_excel_and_archives_can_be_taken_along(full: Served) -> None:
    book = full.client.get(f"/n/{N}/excel")
    assert "attachment" in book.headers["content-disposition"]
    assert openpyxl.load_workbook(io.BytesIO(book.content)).worksheets
    for kind, ends in {"csv": ".csv", "json": ".json", "xlsx": ".xlsx", "all": ".parquet"}.items():
        data = full.client.get(f"/download/{kind}").content
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            assert any(name.endswith(ends) for name in packed.namelist())
    book = full.client.get("/download/book", params={"year": "2031"})
    assert len(openpyxl.load_workbook(io.BytesIO(book.content)).worksheets) > 1
    told = full.client.get("/download/doubts", params={"year": "2031"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))
    assert rows[0][0] == "Notice"
    assert {row[0] for row in rows[1:]} == {"青禾县林业局关于印发2031年度护林站考核评分标准的通知"}
    assert not list((full.app.desk.project.root / ".rubrics").glob("download-*"))
    assert full.client.get("/download/passwords").status_code == 404
    assert full.client.get("/n/none/excel").status_code == 404


# ---- removed, read again, stopped


def test_a_notice_is_removed_and_put_back(empty: Served) -> None:
    send(empty, ("通知.html", page().encode()))
    empty.app.jobs.wait()
    pick = {f"pick:{N}": "on"}
    asked = empty.client.post("/notices/remove", data=pick)
    assert "Take these 1 notices away?" in asked.text
    assert notices(empty) == ["README.md", "通知.html"]
    assert empty.client.post("/notices/remove", data={**pick, "sure": "yes"}).status_code == 303
    empty.app.jobs.wait()
    assert notices(empty) == ["README.md"]
    assert empty.app.desk.notices == []
    assert "1 notices taken away" in empty.get("/")
    empty.client.post("/notices/put-back", data={})
    empty.app.jobs.wait()
    assert empty.app.desk.notices == [N]


def test_what_lies_elsewhere_is_not_removed(tmp_path: Path) -> None:
    project = new_project(tmp_path / "项目", "en")
    (project.root / "rubrics.toml").write_text('sources = ["../别处.html"]\n', "utf-8")
    path = written(tmp_path, name="别处.html")
    office = Served(Desk(to_serve(project.root), "en"))
    office.app.jobs.read()
    office.app.jobs.wait()
    answer = office.client.post("/notices/remove", data={f"pick:{N}": "on", "sure": "yes"})
    assert answer.status_code == 409
    assert path.exists()


def test_chosen_notices_are_read_again(full: Served) -> None:
    full.client.post("/notices/read", data={})
    full.app.jobs.wait()
    # what failed is read again with every run
    assert full.app.jobs.now == Job("done", 3, 3, read=1, unread=("坏.pdf",))
    full.client.post("/notices/read", data={f"pick:{N}": "on"})
    full.app.jobs.wait()
    assert full.app.jobs.now == Job("done", 3, 3, read=2, unread=("坏.pdf",))


def test_reading_is_stopped_and_changes_nothing(empty: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    send(empty, *((f"{year}.html", page(year=year).encode()) for year in range(2020, 2030)), more="1")
    empty.post("/write")
    assert empty.client.get("/job").json()["runs"]
    empty.post("/job/stop")
    empty.app.jobs.wait()
    assert empty.app.jobs.now == Job("stopped")
    assert empty.app.desk.notices == []
    assert "Stopped" in empty.get("/")
    empty.post("/write")
    empty.app.jobs.wait()
    assert len(empty.app.desk.notices) == 10


def test_what_is_added_while_something_is_read_is_read_after_it(empty: Served) -> None:
    send(empty, ("2030.html", SUFFIXED))
    send(empty, ("2031.html", page().encode()))
    empty.app.jobs.wait()
    assert len(empty.app.desk.notices) == 2


def test_two_apps_on_one_project_lose_nothing(empty: Served) -> None:
    other = Served(Desk(empty.app.desk.project, "zh"))
    threads = [
        threading.Thread(target=send, args=(office, (f"{year}.html", page(year=year).encode())))
        for office, year in ((empty, 2030), (other, 2031), (empty, 2032), (other, 2033))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    empty.app.jobs.wait()
    other.app.jobs.wait()
    assert len(empty.app.desk.notices) == len(other.app.desk.notices) == 4
    assert "4 notices (of 4)" in empty.get("/")


def test_a_run_that_cannot_be_is_told(empty: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.app.jobs._PATIENCE", 0)
    send(empty, ("2030.html", SUFFIXED), more="1")
    with locked(empty.app.desk.project.dataset):
        empty.post("/write")
        empty.app.jobs.wait()
    assert empty.app.jobs.now is not None
    assert empty.app.jobs.now.stage == "failed"
    assert "has been writing" in empty.get("/")
    empty.post("/job/seen")
    assert "has been writing" not in empty.get("/")


# ---- which project


def test_an_empty_folder_becomes_a_project_and_a_full_one_is_left_alone(tmp_path: Path) -> None:
    made = to_serve(tmp_path / "新", lang="zh")
    assert made.file == tmp_path / "新" / "rubrics.toml"
    assert to_serve(tmp_path / "新" / "notices").root == made.root
    (tmp_path / "满").mkdir()
    (tmp_path / "满" / "家书.txt").write_text("x", "utf-8")
    with pytest.raises(ProjectFault) as fault:
        to_serve(tmp_path / "满")
    assert "满" in fault.value.said("zh")
    assert sorted(path.name for path in (tmp_path / "满").iterdir()) == ["家书.txt"]
