"""Runs: files to results, in order, whatever the files hold."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.faults import CorruptFile
from extractors.finding import Finding, finding
from normalizers.columns import named
from normalizers.records import Records
from pipeline.ingest import run
from pipeline.ingest.ids import file_id, renamed
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.run import ingest, ingest_all
from tests.records import records


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files whose first line says what reading them gives: the notice id, or a fault."""

    def read(
        data: bytes, path: Path, name: str, sha256: str, **_: object
    ) -> tuple[Records, tuple[Finding, ...], int, int]:
        word, *codes = data.decode().split()
        if word == "corrupt":
            raise CorruptFile(reason="cut off")
        if word == "bug":
            raise ZeroDivisionError
        made = records(word, name)
        if word == "huge":
            rubric = made.rubrics[0].model_copy(update={"declared_total": Decimal("9" * 40)})
            made = made.model_copy(update={"rubrics": (rubric,)})
        return made, tuple(finding(code, owner_id=f"{word}/1/1") for code in codes), 10, 9

    monkeypatch.setattr(run, "_read", read)
    # a process of its own would not know of this
    monkeypatch.setattr(run, "isolated", lambda task, _: task())


def put(folder: Path, **files: str) -> list[tuple[Path, str]]:
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text)
    return [(folder / f"{name}.txt", f"{name}.txt") for name in files]


@pytest.mark.parametrize(
    ("content", "status", "codes"),
    [
        ("a", "clean", []),
        ("a row-joined", "clean", ["row-joined"]),
        ("a points-missing row-joined", "review", ["points-missing", "row-joined"]),
        ("a points-missing no-content", "failed", ["points-missing", "no-content"]),
        ("corrupt", "failed", ["file-corrupt"]),
        ("bug", "failed", ["internal-fault"]),
        ("huge", "failed", ["figure-oversized"]),
    ],
)
@pytest.mark.usefixtures("reading")
def test_the_worst_finding_makes_the_status(
    tmp_path: Path, content: str, status: str, codes: list[str]
) -> None:
    [(path, _)] = put(tmp_path, n=content)
    result = ingest(path)
    assert result.status == status
    assert [row.code for row in result.records.findings] == codes
    assert [found.code for found in result.findings] == codes


@pytest.mark.usefixtures("reading")
def test_a_failed_notice_is_named_by_its_file_and_says_why(tmp_path: Path) -> None:
    [(path, _)] = put(tmp_path, 河渠="corrupt")
    result = ingest(path, name="2031/河渠.txt", lang="en")
    notice = result.records.notice
    assert (notice.notice_id, notice.source_file, notice.kind) == ("河渠", "2031/河渠.txt", "unknown")
    assert len(notice.sha256) == 64
    assert result.records.rubrics == ()
    assert "cut off" in result.records.findings[0].message


def test_a_file_that_is_gone_is_a_failed_notice(tmp_path: Path) -> None:
    result = ingest(tmp_path / "gone.pdf")
    assert [row.code for row in result.records.findings] == ["file-unreadable"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such names")
def test_a_name_that_is_no_utf8_does_not_stop_a_run(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xb9\xab\xb9\xab.txt")
    path.write_bytes(b"")
    [result] = ingest_all(find_notices([tmp_path]).notices)
    assert result.name == "????.txt"
    assert result.records.findings[0].code == "file-empty"


@pytest.mark.usefixtures("reading")
def test_an_internal_fault_names_its_line_but_no_folder_of_the_machine(tmp_path: Path) -> None:
    [(path, _)] = put(tmp_path, n="bug")
    message = ingest(path, lang="en").records.findings[0].message
    assert "ZeroDivisionError, test_run.py:" in message
    assert "/" not in message


@pytest.mark.usefixtures("reading")
def test_bad_files_do_not_stop_the_others(tmp_path: Path) -> None:
    files = put(tmp_path, a="first", b="corrupt", c="bug", d="second")
    assert [r.status for r in ingest_all(files)] == ["clean", "failed", "failed", "clean"]


@pytest.mark.usefixtures("reading")
def test_an_executor_gives_the_same_results_in_the_same_order(tmp_path: Path) -> None:
    files = put(tmp_path, **{f"n{number:03}": f"id{number % 70}" for number in range(150)})
    with ThreadPoolExecutor(4) as executor:
        assert list(ingest_all(files, executor=executor)) == list(ingest_all(files))


def test_results_come_back_from_other_processes(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    (tmp_path / "empty.txt").write_bytes(b"")
    files = [(tmp_path / name, name) for name in ("broken.pdf", "empty.txt", "gone.txt")]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        there = list(ingest_all(files, executor=executor))
    assert there == list(ingest_all(files))
    assert [result.status for result in there] == ["failed"] * 3


class DyingExecutor(Executor):
    """An executor whose worker is killed by the second file and takes the pool with it."""

    def __init__(self) -> None:
        self.calls = 0

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.calls += 1
        if self.calls > 2:
            raise RuntimeError("the pool is broken")
        future: Future[object] = Future()
        if self.calls == 2:
            future.set_exception(RuntimeError("killed"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.usefixtures("reading")
def test_a_killed_worker_fails_its_files_aloud(tmp_path: Path) -> None:
    files = put(tmp_path, a="first", b="second", c="third")
    results = list(ingest_all(files, executor=DyingExecutor()))
    assert [r.status for r in results] == ["clean", "failed", "failed"]
    assert [r.name for r in results] == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.usefixtures("reading")
def test_a_notice_id_that_comes_again_gets_a_number(tmp_path: Path) -> None:
    files = put(tmp_path, a="same row-joined", b="same row-joined", c="SAME", d="other")
    first, second, third, other = ingest_all(files, lang="en")
    assert [r.records.notice.notice_id for r in (first, second, third, other)] == [
        "same",
        "same-2",
        "SAME-3",
        "other",
    ]
    assert [row.code for row in second.records.findings] == ["row-joined", "notice-id-repeated"]
    assert "a.txt" in second.records.findings[1].message
    assert second.records.findings[0].owner_id == second.findings[0].owner_id == "same-2/1/1"
    assert second.status == "review"
    assert first.status == "clean"


def ids(made: Records) -> Iterator[str]:
    for table, rows in made.tables():
        for row in rows:
            for column in named(table, "id"):
                yield from str(getattr(row, column)).split("；")


def test_a_renamed_notice_takes_all_its_ids_with_it() -> None:
    made = records("old")
    moved = renamed(made, "new")
    assert list(ids(made)) != list(ids(moved))
    assert all(value in ("", "new") or value.startswith("new/") for value in ids(moved))
    assert renamed(moved, "old") == made


def test_an_id_that_only_begins_alike_is_another_notice() -> None:
    made = records("old")
    kept = made.parties[0].model_copy(update={"owner_id": "older/1/1"})
    assert renamed(made.model_copy(update={"parties": (kept,)}), "new").parties[0].owner_id == "older/1/1"


@given(st.text())
def test_a_notice_id_is_a_file_name_everywhere(text: str) -> None:
    name = file_id(text)
    assert file_id(name) == name
    assert 0 < len(name.encode()) <= 200
    assert not set(name) & set('<>:"/\\|?* \t\n\r\0')
    assert not name.startswith(".")
    assert not name.endswith(".")


@pytest.mark.parametrize("device", ["con", "NUL", "aux.2031", "Com1", "lpt9.x.y"])
def test_a_notice_id_is_no_device_of_windows(device: str) -> None:
    assert file_id(device).split(".")[0].lower() != device.split(".")[0].lower()


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def names(*inputs: Path) -> list[str]:
    return [name for _, name in find_notices(inputs).notices]


def test_a_folder_is_read_to_the_bottom_in_order(tmp_path: Path) -> None:
    touch(tmp_path, "b.PDF", "a.docx", "2031/甲.html", "2031/深/乙.txt")
    assert names(tmp_path) == ["2031/深/乙.txt", "2031/甲.html", "a.docx", "b.PDF"]


def test_what_is_no_notice_is_left_out_and_what_may_be_one_is_told(tmp_path: Path) -> None:
    touch(
        tmp_path,
        *(
            "通知.docx",
            "~$通知.docx",
            ".DS_Store",
            ".hidden.pdf",
            "desktop.ini",
            "Thumbs.db",
            "build.py",
            "README.md",
        ),
        *(".git/a.txt", "__pycache__/a.txt", "扫描.png", "data.bin", "旧.wps", "识别.md"),
        *("written/datapackage.json", "written/xlsx/通知.xlsx"),
    )
    found = find_notices([tmp_path])
    assert [name for _, name in found.notices] == ["旧.wps", "识别.md", "通知.docx"]
    assert found.skipped == ("data.bin", "written/datapackage.json", "扫描.png")


def test_a_file_that_is_given_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "x/notice.bin")
    monkeypatch.chdir(tmp_path)
    assert names(Path("x/notice.bin")) == ["x/notice.bin"]


def test_a_file_that_is_given_twice_is_read_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf")
    assert len(names(tmp_path / "a.pdf", tmp_path, tmp_path)) == 1


def test_files_of_several_folders_are_told_apart(tmp_path: Path) -> None:
    touch(tmp_path, "2030/notice.pdf", "2031/notice.pdf")
    assert names(tmp_path / "2031", tmp_path / "2030") == ["2030/notice.pdf", "2031/notice.pdf"]


def test_an_input_that_is_not_there_is_an_error_of_use(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        find_notices([tmp_path / "gone"])
