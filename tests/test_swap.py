"""Files of a dataset are exchanged all or none, wherever the process stops, and readers see no mixture."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from normalizers.records import TABLES
from pipeline.corrections.file import read as read_corrections
from pipeline.dataset import swap as swapping
from pipeline.dataset.files import load, write
from pipeline.dataset.stored import read_records
from pipeline.dataset.swap import Swap, complete, steady
from pipeline.ingest.manifest import MANIFEST
from pipeline.locking import OWN, Held, locked, patience
from tests.records import N, result
from tests.test_datasets import hashes

pytestmark = pytest.mark.usefixtures("durable")
OLD = {"csv/a.csv": "1", "json/x.json": "1", "json/gone.json": "1", MANIFEST: "1"}
NEW = {"csv/a.csv": "2", "json/x.json": "2", "json/come.json": "2", MANIFEST: "2"}


def stored(dataset: Path) -> dict[str, str]:
    """The files of a dataset, which are read one after the other; not what a run keeps for itself while it writes."""
    tops = [path for path in dataset.iterdir() if path.name != OWN]
    paths = sorted(path for top in tops for path in (top, *top.rglob("*")) if path.is_file())
    return {path.relative_to(dataset).as_posix(): path.read_text() for path in paths}


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    for name, text in OLD.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def exchange(dataset: Path) -> None:
    with locked(dataset):
        swap = Swap(dataset)
        try:
            for name, text in NEW.items():
                swap.file(name).write_text(text)
            swap.commit(NEW, OLD.keys() - NEW.keys())
        finally:
            swap.close()


def stops(monkeypatch: pytest.MonkeyPatch, at: int, stop: Callable[[], object]) -> list[str]:
    """What is done to files; before step `at` of them the process stops."""
    steps: list[str] = []

    def counted(home: object, name: str) -> None:
        done = getattr(home, name)

        def step(*args: object, **more: object) -> object:
            if len(steps) == at:
                stop()
            steps.append(name)
            return done(*args, **more)

        monkeypatch.setattr(home, name, step)

    for name in ("rename", "replace", "unlink", "mkdir", "rmdir", "write_text"):
        counted(Path, name)
    counted(os, "fsync")
    return steps


def steps_of_an_exchange(dataset: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        steps = stops(patch, -1, lambda: None)
        exchange(dataset)
    return len(steps)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed is a fork of this one")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_that_is_killed_anywhere_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    seen = set()
    for at in range(200):
        dataset = tmp_path / str(at)
        for name, text in OLD.items():
            (dataset / name).parent.mkdir(parents=True, exist_ok=True)
            (dataset / name).write_text(text)
        child = os.fork()
        if not child:
            with pytest.MonkeyPatch.context() as patch:
                stops(patch, at, lambda: os._exit(9))
                exchange(dataset)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        there = steady(dataset, lambda dataset=dataset: stored(dataset))
        assert there in (OLD, NEW), at
        seen.add(there[MANIFEST])
        exchange(dataset)
        assert stored(dataset) == NEW
        assert {path.name for path in (dataset / OWN).iterdir()} <= {"lock", ".gitignore", "seen.json"}
        if ended == 0:
            break
    assert seen == {"1", "2"}
    assert at > 20


def test_who_completes_a_swap_may_be_killed_too(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def stop() -> None:
        raise Killed

    whole = steps_of_an_exchange(dataset.parent / "other")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(swapping, "complete", lambda _: None)
        exchange(dataset)
    assert (dataset / OWN / "journal.json").exists()
    for at in range(whole):
        with pytest.MonkeyPatch.context() as patch:
            stops(patch, at, stop)
            try:
                complete(dataset)
                break
            except Killed:
                pass
    assert steady(dataset, lambda: stored(dataset)) == NEW


def test_a_rename_that_is_refused_undoes_the_others(dataset: Path) -> None:
    """On Windows a workbook that is open in Excel cannot be replaced."""
    rename = Path.rename
    for refused in (*NEW, *OLD):
        with pytest.MonkeyPatch.context() as patch:

            def once(self: Path, target: Path, refused: str = refused) -> Path:
                if Path(target) == dataset / refused or self == dataset / refused:
                    raise PermissionError(13, "in use", str(self))
                return rename(self, target)

            patch.setattr(Path, "rename", once)
            with pytest.raises(PermissionError):
                exchange(dataset)
        assert stored(dataset) == OLD, refused
    exchange(dataset)
    assert stored(dataset) == NEW


def test_readers_see_the_old_or_the_new_and_never_both(dataset: Path) -> None:
    ended = threading.Event()
    wrong: list[dict[str, str]] = []
    count = 0

    def read() -> None:
        nonlocal count
        while not ended.is_set():
            there = steady(dataset, lambda: stored(dataset))
            values = set(there.values())
            count += 1
            if len(values) != 1:
                wrong.append(there)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(40):
        with locked(dataset):
            swap = Swap(dataset)
            for name in OLD:
                swap.file(name).write_text(str(number))
            swap.commit(OLD, ())
            swap.close()
    ended.set()
    reader.join()
    assert wrong == []
    assert count


@pytest.mark.parametrize(
    ("moves", "removals"),
    [
        (["../victim"], []),
        ([], ["../victim"]),
        ([], ["json/../../victim"]),
        ([], ["link/victim"]),
        ([], ["json/link/victim"]),
        ([], ["notes.txt"]),
        ([3], []),
        ("x", None),
    ],
)
def test_a_journal_speaks_of_the_files_of_its_dataset_alone(
    tmp_path: Path, moves: object, removals: object
) -> None:
    """A dataset that came by mail must not move the files of who opens it."""
    dataset = tmp_path / "dataset"
    (dataset / OWN).mkdir(parents=True)
    (dataset / "json").mkdir()
    (tmp_path / "victim").write_text("mine")
    (dataset / "notes.txt").write_text("mine")
    for link in (dataset / "link", dataset / "json" / "link"):
        link.symlink_to(tmp_path)
    (dataset / OWN / "journal.json").write_text(json.dumps({"moves": moves, "removals": removals}))
    with pytest.raises(OSError, match="damaged"):
        steady(dataset, lambda: None)
    assert (tmp_path / "victim").read_text() == (dataset / "notes.txt").read_text() == "mine"


def test_what_a_folder_of_the_dataset_links_to_is_left_alone(tmp_path: Path) -> None:
    dataset, elsewhere = tmp_path / "dataset", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.json").write_text("mine")
    dataset.mkdir()
    (dataset / "json").symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic"):
        write((result(),), dataset)
    write((result(),), dataset, formats=["csv"])
    assert [path.name for path in elsewhere.iterdir()] == ["mine.json"]


# ---- one writer


def test_a_second_writer_waits_and_is_told_for_whom(tmp_path: Path) -> None:
    held = threading.Event()
    told: list[int] = []

    def first() -> None:
        with locked(tmp_path):
            held.set()
            deadline = time.monotonic() + 20
            while not told and time.monotonic() < deadline:
                time.sleep(0.01)

    other = threading.Thread(target=first)
    other.start()
    held.wait(20)
    with patience(60, lambda holder, _: told.append(holder.pid)), locked(tmp_path), locked(tmp_path):
        pass
    other.join()
    assert told == [os.getpid()]


def test_who_waited_long_enough_is_told_who_writes(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from pipeline.locking import locked
with locked(Path({str(tmp_path)!r})):
    print("in", flush=True)
    sys.stdin.read()
"""
    other = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "in\n"
        with pytest.raises(Held) as error, patience(0), locked(tmp_path):
            pass
        assert error.value.holder.pid == other.pid
        assert error.value.holder.since > "2"
        other.kill()
    with patience(5), locked(tmp_path):  # a lock ends with its process
        pass


SAVES = 12


def test_two_that_save_corrections_of_one_notice_lose_none(tmp_path: Path) -> None:
    code = f"""
import sys
from dataclasses import replace
from pathlib import Path
from normalizers.overlay import Correction
from pipeline.corrections import Changed, CorrectionFile
from pipeline.corrections.file import path_of, read, save
folder, who = Path({str(tmp_path)!r}), sys.argv[1]
for number in range({SAVES}):
    new = Correction(record=f"1/{{who}}{{number}}", field="points", was="1", now="2")
    while True:
        path = path_of(folder, "0" * 64)
        there = read(path) if path.exists() else CorrectionFile("0" * 64)
        try:
            save(folder, replace(there, corrections=(*there.corrections, new)), there.version)
            break
        except Changed:
            pass
"""
    both = [subprocess.Popen([sys.executable, "-c", code, who]) for who in "ab"]
    assert [one.wait() for one in both] == [0, 0]
    saved = read_corrections(tmp_path / f"{'0' * 64}.yaml").corrections
    assert sorted(one.record for one in saved) == sorted(f"1/{who}{n}" for who in "ab" for n in range(SAVES))
    assert [path.name for path in tmp_path.iterdir()] == [f"{'0' * 64}.yaml"]


# ---- whole datasets


def test_load_completes_what_a_killed_run_left(tmp_path: Path) -> None:
    write((result(), result("b", "b.pdf")), tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        left = []

        def not_now(dataset: Path) -> None:
            left.append(dataset)

        patch.setattr(swapping, "complete", not_now)
        write((result("c", "c.pdf"), result("b", "b.pdf")), tmp_path)
    assert len(left) == 2
    assert (tmp_path / OWN / "journal.json").exists()
    assert load(tmp_path)["notices"]["notice_id"].tolist() == ["c", "b"]
    assert read_records(tmp_path, "c").notice.notice_id == "c"
    assert not list(tmp_path.rglob(f"{N}*"))


@pytest.fixture
def old_contract(tmp_path: Path) -> Path:
    for name in ("json/x.json", "csv/notices.csv", "xlsx/x.xlsx", "manifest.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    for table in TABLES:
        (tmp_path / "parquet" / table).mkdir(parents=True)
        (tmp_path / "parquet" / table / "x.parquet").touch()
    (tmp_path / "datapackage.json").write_text('{"schema_version": "1.2"}')
    (tmp_path / "notes.txt").write_text("mine")
    return tmp_path


def test_a_dataset_of_an_older_contract_is_refused_and_written_anew(
    old_contract: Path, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"1\.2 .*rubrics ingest.* corrections hold"):
        load(old_contract)
    write((result(),), old_contract)
    assert load(old_contract)["notices"]["notice_id"].tolist() == [N]
    assert (old_contract / "notes.txt").read_text() == "mine"
    write((result(),), tmp_path / "fresh")
    old, fresh = hashes(old_contract), hashes(tmp_path / "fresh")
    assert {path: old[path] for path in fresh} == fresh
    assert not [path for path in old if path.endswith("/x.parquet")]
