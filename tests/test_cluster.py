"""Runs by many workers: the dataset is that of one process, whatever is lost on the way, on folders and on S3."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import sleep
from typing import Any
from unittest import mock
from uuid import uuid4

import fsspec
import pytest

from pipeline.api import ingest_many
from pipeline.cluster import run as spreading
from pipeline.cluster import tasks
from pipeline.cluster.dask import crew_of
from pipeline.cluster.run import Crew
from pipeline.cluster.tasks import Order, OtherCode
from pipeline.contract.formats import FORMATS, Format
from pipeline.dataset.staged import Head, Piece, staged
from pipeline.ingest.ids import file_id
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.kept import Kept
from pipeline.ingest.run import called, ingest
from pipeline.project.file import ProjectFault
from pipeline.project.run import to_ingest
from pipeline.project.spread import USUAL, Run, run, spread, to_spread
from pipeline.storage import lease
from pipeline.storage.address import Address, where
from tests import clustermaker
from tests.clustermaker import DEADLY, write_notices

ROOT = Path(__file__).parents[1]
RAW = ROOT / "data" / "raw"


def hashes(dataset: Path | Address) -> dict[str, str]:
    """The files of a dataset, but for what it keeps for itself."""
    if isinstance(dataset, Address):
        files = {path: (dataset / path).read_bytes() for path in dataset.below()}
    else:
        files = {
            path.relative_to(dataset).as_posix(): path.read_bytes()
            for path in dataset.rglob("*")
            if path.is_file()
        }
    return {
        path: hashlib.sha256(data).hexdigest()
        for path, data in files.items()
        if not path.startswith(".rubrics")
    }


def alone(given: Path, out: Path, formats: tuple[Format, ...] = USUAL) -> dict[str, str]:
    """What one process writes."""
    run(to_ingest([given], out), formats=formats, lang="zh")
    return hashes(out)


def by_threads(given: object, out: object, **how: Any) -> Run:
    """By two threads that read by themselves, which is soon done."""
    read = mock.patch("pipeline.cluster.tasks.isolated", side_effect=lambda task, _: task())
    with ThreadPoolExecutor(2) as threads, read:
        return spread(to_spread([str(given)], str(out)), Crew(threads), lang="zh", **how)


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_notices(tmp_path_factory.mktemp("cluster") / "notices", 24)


@pytest.fixture(scope="module")
def expected(notices: Path) -> dict[str, str]:
    return alone(notices, notices.parent / "alone")


# ---- a real scheduler


@pytest.fixture(scope="module")
def cloud() -> Iterator[dict[str, str]]:
    with clustermaker.s3() as env, mock.patch.dict(os.environ, env):
        yield env


@pytest.fixture(scope="module")
def started(cloud: dict[str, str]) -> Iterator[clustermaker.Cluster]:
    with clustermaker.cluster() as cluster:
        yield cluster


@pytest.fixture
def cluster(started: clustermaker.Cluster) -> str:
    started.at_least(2)
    return started.address


def test_two_workers_write_what_one_process_writes(
    notices: Path, expected: dict[str, str], cluster: str
) -> None:
    out = notices.parent / "by-two"
    with crew_of(cluster) as crew:
        done = spread(to_spread([str(notices)], str(out)), crew, lang="zh")
        assert (len(done.read), len(done.failed)) == (24, 0)
        assert hashes(out) == expected
        # what a run left on the way is gone, and the next one reads nothing
        assert {path.name for path in (out / ".rubrics").iterdir()} <= {".gitignore", "lock", "seen.json"}
        again = spread(to_spread([str(notices)], str(out)), crew, lang="zh")
        assert (len(again.read), len(again.kept)) == (0, 24)
    assert hashes(out) == expected


def test_a_storage_of_objects_holds_what_a_folder_would(
    tmp_path: Path, cluster: str, cloud: dict[str, str]
) -> None:
    notices = write_notices(tmp_path / "notices", 8)
    expected = alone(notices, tmp_path / "alone")
    fs = fsspec.filesystem("s3", use_listings_cache=False)
    fs.mkdir("town")
    for path in notices.rglob("*.html"):
        fs.pipe_file(f"town/notices/{path.relative_to(notices).as_posix()}", path.read_bytes())
    given, out = "s3://town/notices", "s3://town/alone"
    with crew_of(cluster) as crew:
        done = spread(to_spread([given], out), crew, lang="zh")
        assert len(done.read) == 8
        assert hashes(Address(out)) == expected
        # one notice is another one, and one is gone
        fs.pipe_file("town/notices/东/001.html", clustermaker.notice(77).encode())
        fs.rm_file("town/notices/西/002.html")
        done = spread(to_spread([given], out), crew, lang="zh")
    assert (len(done.read), len(done.kept), done.fewer.notices) == (1, 6, ("西/002.html",))
    changed = tmp_path / "changed" / "notices"
    for path in fs.find("town/notices"):
        here = changed / path.removeprefix("town/notices/")
        here.parent.mkdir(parents=True, exist_ok=True)
        here.write_bytes(fs.cat_file(path))
    assert hashes(Address(out)) == alone(changed, changed.parent / "alone")
    assert fs.find("town/alone/.rubrics") == ["town/alone/.rubrics/seen.json"]


def test_a_worker_of_another_version_is_refused(notices: Path, tmp_path: Path, cluster: str) -> None:
    with (
        mock.patch("pipeline.project.spread.code_version", return_value="other"),
        mock.patch("pipeline.cluster.tasks.code_version", return_value="other"),
        crew_of(cluster) as crew,
        pytest.raises(OtherCode),
    ):
        spread(to_spread([str(notices)], str(tmp_path / "out")), crew)
    with (
        mock.patch("pipeline.cluster.dask.code_version", return_value="other"),
        pytest.raises(OtherCode, match="tcp://127"),
        crew_of(cluster),
    ):
        pass


def test_the_executor_of_a_client_reads_from_python(notices: Path, cluster: str) -> None:
    distributed = pytest.importorskip("distributed")
    files = sorted(notices.rglob("*.html"))[:6]
    with distributed.Client(cluster, set_as_default=False) as client:
        results = list(ingest_many(files, executor=client.get_executor()))
    assert [one.name for one in results] == [path.as_posix() for path in files]
    assert [one.records for one in results] == [one.records for one in ingest_many(files)]


def test_the_last_worker_does_what_the_lost_one_had_begun(
    notices: Path, expected: dict[str, str], started: clustermaker.Cluster
) -> None:
    out = notices.parent / "by-one-of-two"
    started.at_least(2)
    lost, read = started.workers[-1], list[Head]()

    def killed_in_the_middle(head: Head) -> None:
        read.append(head)
        if len(read) == 8:
            os.killpg(lost.pid, signal.SIGKILL)

    with crew_of(started.address) as crew:
        crew.executor._client.wait_for_workers(2)  # type: ignore[attr-defined]
        done = spread(to_spread([str(notices)], str(out)), crew, lang="zh", read=killed_in_the_middle)
    assert (len(done.read), len(done.failed)) == (24, 0)
    assert hashes(out) == expected


def test_a_notice_that_ends_three_workers_is_failed_and_told(
    tmp_path: Path, started: clustermaker.Cluster
) -> None:
    given = write_notices(tmp_path / "notices", 4)
    (given / DEADLY).write_text(clustermaker.notice(99), "utf-8")
    told: list[Head | Kept] = []
    started.at_least(4)
    with crew_of(started.address) as crew:
        crew.executor._client.wait_for_workers(4)  # type: ignore[attr-defined]
        done = spread(to_spread([str(given)], str(tmp_path / "out")), crew, lang="en", passed=told.append)
    sleep(0.5)
    assert sum(one.poll() is not None for one in started.workers) == 3
    assert (len(done.read), done.failed) == (4, (file_id(Path(DEADLY).stem),))
    [failed] = [one for one in told if one.status == "failed"]
    assert isinstance(failed, Head)
    assert failed.first_error == (
        "what read this file ended (three workers were lost over it); the file was not read"
    )


# ---- any executor


def test_all_formats_are_those_of_one_process(tmp_path: Path) -> None:
    given = write_notices(tmp_path / "notices", 5)
    for path in (*RAW.glob("*.txt"), *RAW.glob("*.html")):
        (given / path.name).write_bytes(path.read_bytes())
    (given / "坏.pdf").write_bytes(b"%PDF-1.7 none")
    expected = alone(given, tmp_path / "one", FORMATS)
    assert by_threads(given, tmp_path / "many", formats=FORMATS).failed
    assert hashes(tmp_path / "many") == expected
    # a kept notice, a changed one, and one that cannot be read any more
    (given / "东" / "001.html").write_text(clustermaker.notice(50), "utf-8")
    (given / "西" / "000.html").write_bytes(b"\0\1\2")
    expected = alone(given, tmp_path / "one", FORMATS)
    by_threads(given, tmp_path / "many", formats=FORMATS)
    assert hashes(tmp_path / "many") == expected


def test_what_was_read_before_a_client_ended_is_not_read_again(tmp_path: Path) -> None:
    given = write_notices(tmp_path / "notices", 9)
    out, read = tmp_path / "out", []

    def ended(head: Head) -> None:
        read.append(head)
        if len(read) == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        by_threads(given, out, read=ended)
    assert not (out / "manifest.json").exists()
    with mock.patch("pipeline.cluster.tasks.ingest_fetched", side_effect=tasks.ingest_fetched) as again:
        by_threads(given, out)
    assert again.call_count <= 3
    assert hashes(out) == alone(given, tmp_path / "one")


def test_a_piece_that_was_cut_short_is_made_again(tmp_path: Path) -> None:
    given = write_notices(tmp_path / "notices", 3)
    with (
        mock.patch.object(spreading.Spread, "_write_parts", side_effect=OSError("full")),
        pytest.raises(OSError, match="full"),
    ):
        by_threads(given, tmp_path / "out")
    pieces = [path for path in (tmp_path / "out" / ".rubrics" / "staged").rglob("*") if path.is_file()]
    assert len(pieces) == 3
    for path in pieces:
        path.write_bytes(path.read_bytes()[:-100])
    by_threads(given, tmp_path / "out")
    assert hashes(tmp_path / "out") == alone(given, tmp_path / "one")


class Losing(Executor):
    """An executor whose workers are lost under the notices that it is told, so many times."""

    def __init__(self, times: dict[str, int]) -> None:
        self.times, self.lock = times, threading.Lock()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        assert isinstance(fn, partial)
        wanted, order, begun = fn.args
        for one in wanted:
            if self.times.get(one.name, 0):
                self.times[one.name] -= 1
                (order.place / "begun").mkdir(parents=True, exist_ok=True)
                (order.place / "begun" / begun).touch()
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.parametrize(("times", "failed"), [(1, []), (2, []), (3, ["东/001.html"])])
def test_two_losses_are_no_fault_of_a_notice_and_three_are(
    times: int, failed: list[str], tmp_path: Path
) -> None:
    given = write_notices(tmp_path / "notices", 20)
    losing, told = Losing({"东/001.html": times, "西/002.html": 1}), list[Head]()
    order = Order(str(tmp_path / "out"), USUAL).sealed()
    run_ = spreading.Spread(order, Crew(losing, 1))
    with mock.patch("pipeline.cluster.tasks.isolated", side_effect=lambda task, _: task()):
        for _, head in run_._read(range(20), find_notices([given]).notices):
            told.append(head)
    assert sorted(one.name for one in told if one.status == "failed") == failed
    assert len(told) == 20


@pytest.mark.parametrize("path", sorted((*RAW.glob("*.txt"), *RAW.glob("*.html"), *RAW.glob("*.docx"))))
def test_a_piece_holds_all_that_a_notice_is_renamed_by(path: Path) -> None:
    result = ingest(path, name=path.name)
    piece = Piece(staged(result, FORMATS, "zh"))
    assert piece.records() == result.records
    again = called(piece.result(), "甲-2", "乙.txt", "zh")
    assert staged(again, FORMATS, "zh") == staged(called(result, "甲-2", "乙.txt", "zh"), FORMATS, "zh")


# ---- addresses


@pytest.fixture
def memory() -> str:
    return f"memory://{uuid4().hex}"


def test_an_address_is_asked_as_a_path_is(memory: str) -> None:
    top = Address(memory)
    assert not top.exists()
    (top / "a" / "甲[1].txt").write_text("一")
    (top / "b.txt").write_text("二三")
    for at in (top, top.listed()):
        assert at.is_dir()
        assert sorted(one.name for one in at.iterdir()) == ["a", "b.txt"]
        assert (at / "a").is_dir()
        assert (at / "a" / "甲[1].txt").is_file()
        assert not (at / "a" / "乙.txt").exists()
        assert (at / "b.txt").stat().st_size == 6
    assert (top / "a" / "甲[1].txt").read_text() == "一"
    assert (top / "b.txt").parent == top
    with pytest.raises(FileExistsError):
        (top / "b.txt").write_bytes(b"", only_new=True)
    (top / "b.txt").unlink()
    (top / "b.txt").unlink(missing_ok=True)
    with pytest.raises(FileNotFoundError):
        (top / "b.txt").read_bytes()


def test_the_notices_of_an_address_are_those_of_a_folder(memory: str, tmp_path: Path) -> None:
    names = (
        "办法/通知.txt",
        "办法/附件1.txt",
        "甲.txt",
        "甲.tmp",
        ".x.txt",
        "页/扫描1.png",
        "页/扫描2.png",
        "乙.docx",
        "图.png",
    )
    for name in names:
        here = tmp_path / "in" / name
        here.parent.mkdir(parents=True, exist_ok=True)
        here.write_bytes(b"1")
        (Address(memory) / name).write_bytes(b"1")
    there = spreading_inputs(memory)
    here = find_notices([tmp_path / "in"])
    assert [name for _, name in there.notices] == [name for _, name in here.notices]
    assert there.skipped == here.skipped


def spreading_inputs(address: str) -> Any:
    return to_spread([address], "unused").notices()


def test_a_dataset_at_an_address_is_completed_by_who_comes_next(memory: str, tmp_path: Path) -> None:
    given, out = write_notices(tmp_path / "notices", 6), f"{memory}/out"
    copied = Address.copy_to

    def once(self: Address, to: Address) -> None:
        if self.name == "manifest.json":
            raise KeyboardInterrupt
        copied(self, to)

    with mock.patch.object(Address, "copy_to", once), pytest.raises(KeyboardInterrupt):
        by_threads(given, out)
    assert (Address(out) / ".rubrics" / "journal.json").exists()
    done = by_threads(given, out)
    assert (len(done.read), len(done.kept)) == (0, 6)
    expected = alone(given, tmp_path / "one")
    found = hashes(Address(out))
    # from another storage the sources are told by their address or not at all
    assert {**found, "manifest.json": ""} == {**expected, "manifest.json": ""}


def test_csv_is_not_written_to_addresses(memory: str, tmp_path: Path) -> None:
    given = write_notices(tmp_path / "notices", 3)
    with pytest.raises(ProjectFault, match="csv"):
        by_threads(given, f"{memory}/out", formats=FORMATS)


def test_a_lease_is_taken_over_from_who_gives_no_sign_of_life(memory: str) -> None:
    file = Address(memory) / "lease.json"
    first, second = lease.Lease(file, {"pid": 1}), lease.Lease(file, {"pid": 2})
    assert first.take(0)
    assert not second.take(0)
    assert second.holder() == {"pid": 1}
    with mock.patch.object(lease, "GONE", 0.05), mock.patch.object(lease, "LOOK", 0.02):
        assert second.take(5)
    with mock.patch.object(lease, "BEAT", 0.01), pytest.raises(lease.Lost), first.kept():
        sleep(0.1)
    assert file.exists()
    with second.kept():
        pass
    assert not file.exists()
    assert where("file:///a/b") == Path("/a/b")
