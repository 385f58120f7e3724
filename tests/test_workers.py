"""Reading processes: what a file may take, who is to blame when one ends, and that the others are unharmed."""

from __future__ import annotations

import gc
import sys
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

import pytest

from extractors.faults import EndsReader, OverLimit
from extractors.limits import Limits
from pipeline.ingest.run import ingest_all
from pipeline.workers.pool import Apart, Readers, isolated
from tests import reading_tasks as tasks

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="a mock is only in a fork")


@pytest.fixture(autouse=True, params=["a program", "a fork, as in other tests"])
def start(request: pytest.FixtureRequest) -> None:
    """How the processes start makes no difference to what is true of them."""
    if request.param == "a program":
        request.getfixturevalue("cold")


def test_tasks_give_their_results_and_faults() -> None:
    with Readers(2) as readers:
        asked = [readers.submit(tasks.square, number) for number in range(9)]
        failed = readers.submit(tasks.fault)
        assert [one.result() for one in asked] == [number * number for number in range(9)]
        assert isinstance(failed.exception(), KeyError)


def test_a_reader_knows_the_limits() -> None:
    with Readers(1, Limits(pages=7)) as readers:
        assert readers.submit(tasks.pages).result() == 7


def test_what_takes_too_much_is_ended_and_the_next_is_read() -> None:
    with Readers(1, Limits(seconds=1, megabytes=200)) as readers:
        asked = [readers.submit(one) for one in (tasks.fill_memory, tasks.never_end)]
        after = readers.submit(tasks.square, 3)
        faults = [one.exception() for one in asked]
        assert all(isinstance(fault, OverLimit) for fault in faults)
        assert [fault.values["reason"] for fault in faults if isinstance(fault, OverLimit)] == [
            "over-memory",
            "over-time",
        ]
        assert after.result() == 9


def test_what_ends_its_reader_is_tried_again_and_harms_no_other(tmp_path: Path) -> None:
    with Readers(2) as readers:
        before = [readers.submit(tasks.square, number) for number in range(5)]
        bad, once = readers.submit(tasks.crash), readers.submit(tasks.crash_once, tmp_path / "once")
        after = [readers.submit(tasks.square, number) for number in range(5)]
        assert isinstance(bad.exception(), EndsReader)
        assert once.result() == "read"
        assert [one.result() for one in before + after] == 2 * [0, 1, 4, 9, 16]


def test_what_a_reader_leaves_goes_with_it(tmp_path: Path) -> None:
    with Readers(1) as readers:
        first = Path(readers.submit(tasks.leave_a_file).result())
        assert first.is_dir()
        with pytest.raises(EndsReader):
            readers.submit(tasks.leave_a_file_and_crash, tmp_path / "told").result()
        assert not first.exists()
        assert not Path((tmp_path / "told").read_text()).exists()


def test_what_waits_is_dropped_when_a_run_stops() -> None:
    readers = Readers(1)
    endless, waiting = readers.submit(tasks.never_end), readers.submit(tasks.square, 2)
    readers.shutdown(cancel_futures=True)
    assert waiting.cancelled() or waiting.exception()
    assert endless.exception()


@pytest.mark.parametrize("pool", ["threads", "processes"])
def test_other_executors_read_apart_too(pool: str) -> None:
    executor: Executor = (
        ThreadPoolExecutor(2)
        if pool == "threads"
        else ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    )
    with executor:
        good = executor.submit(isolated, partial(tasks.square, 3))
        bad = executor.submit(isolated, tasks.crash)
        assert isinstance(bad.exception(), EndsReader)
        assert good.result() == 9


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is no fork")
def test_a_fork_leaves_alone_what_it_shares() -> None:
    with Apart() as reader:
        assert reader.submit(gc.get_freeze_count).result() > 0
    gc.unfreeze()


@ON_LINUX
def test_a_notice_that_never_ends_is_told_and_the_others_of_its_folder_are_read(tmp_path: Path) -> None:
    names = ["甲.txt", "乙.txt", "丙.txt"]
    for name in names:
        (tmp_path / name).write_text(f"{name} 每次扣1分")

    def read(data: bytes) -> object:
        return tasks.never_end() if data.startswith("乙".encode()) else text(data)

    from extractors.plain.text import read_text as text

    reader = Apart(Limits(seconds=1))
    with mock.patch("extractors.plain.text.read_text", side_effect=read):
        results = list(ingest_all([(tmp_path / name, name) for name in names], executor=reader, lang="en"))
    reader.shutdown()
    assert [result.name for result in results] == names
    assert [row.message for row in results[1].records.findings] == [
        "the file takes more than one file may: it was not read within 1 seconds"
    ]
    assert results[0].characters
    assert results[2].characters
