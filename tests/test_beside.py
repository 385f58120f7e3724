"""One file read by several processes: the same as by one, whatever becomes of the others."""

from __future__ import annotations

import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from extractors.document import Document
from extractors.faults import OverLimit
from extractors.limits import LIMITS, Limits, at_page, limited, spare
from extractors.pdf import reader
from extractors.reader import read
from extractors.work.beside import beside, shares
from normalizers.steps import rubrics
from pipeline.contract.formats import FORMATS
from pipeline.dataset import staged
from pipeline.ingest.run import ingest
from pipeline.workers.pool import Readers
from tests import pdfmaker

RAW = Path(__file__).parents[1] / "data" / "raw"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has forks that are safe")


@pytest.fixture(autouse=True)
def _of_few_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_SHARE", 1)
    monkeypatch.setattr(rubrics, "_SHARE", 1)


def two(data: bytes) -> Document:
    with limited(LIMITS, idle=lambda: 1):
        return read(data, ".pdf")


@pytest.mark.parametrize("path", sorted(RAW.glob("*.pdf")), ids=lambda path: path.stem)
def test_a_document_of_two_processes_is_that_of_one(path: Path) -> None:
    data = path.read_bytes()
    assert two(data) == read(data, ".pdf")


NOTICES = sorted(path for path in RAW.iterdir() if path.suffix in {".pdf", ".docx", ".xlsx", ".html", ".txt"})


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.name)
def test_a_notice_of_three_processes_is_that_of_one(path: Path) -> None:
    with limited(LIMITS, idle=lambda: 2):
        three = ingest(path)
    assert three == ingest(path)


def test_rubrics_of_several_processes_know_of_each_other(tmp_path: Path) -> None:
    """A title above several tables stays with the first, remarks below one are of its last rubric."""

    def table(number: int) -> str:
        head = "<tr><th>序号</th><th>考核指标</th><th>评分标准</th><th>分值</th></tr>"
        row = f"<tr><td>1</td><td>渠道养护{number}</td><td>每漏一处扣{number}分。</td><td>20</td></tr>"
        return f"<table border=1>{head}{row}</table><p>备注：扣分不超过{number}0分。</p>"

    parts = ["<h1>柳塘镇2031年度渠道考核评分表</h1>", *map(table, range(1, 4)), "<h1>泵站考核评分表</h1>"]
    path = tmp_path / "柳塘.html"
    path.write_text("".join([*parts, *map(table, range(4, 8))]), "utf-8")
    one = ingest(path)
    assert len(one.records.rubrics) == 7
    assert [found.code for found in one.findings].count("title-missing") == 5
    for idle in range(1, 7):
        with limited(LIMITS, idle=lambda idle=idle: idle):
            assert ingest(path) == one


def test_the_files_of_a_notice_are_those_of_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ingest(next(RAW.glob("*.pdf")))
    one = staged.staged(result, FORMATS, "zh")
    monkeypatch.setattr(staged, "_SHARE", 1)
    with limited(LIMITS, idle=lambda: 1):
        assert staged.staged(result, FORMATS, "zh") == one


def page(words: str) -> pdfmaker.Page:
    return lambda canvas: pdfmaker.write(canvas, 72, 72, words)


def test_a_page_that_one_reader_cannot_read_is_told_as_by_one_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = pdfmaker.pdf(page("首页"), page("坏页"), page("末页"), page("附页"))
    from extractors.pdf.pdfium_page import PdfiumFile

    known = PdfiumFile.read

    def fails(self: PdfiumFile, number: int) -> object:
        if number in (2, 4):
            raise ValueError(number)
        return known(self, number)

    monkeypatch.setattr(PdfiumFile, "read", fails)
    one = read(data, ".pdf")
    assert [found.anchor.page for found in one.findings if found.anchor] == [2, 4]
    assert two(data) == one


def test_works_are_shared_evenly_and_only_where_a_fork_pays() -> None:
    with limited(LIMITS, idle=lambda: 2):
        assert shares(9, 3) == [range(3), range(3, 6), range(6, 9)]
        assert shares(90, 30) == [range(32), range(32, 61), range(61, 90)]
        assert shares(8, 4) == [range(4), range(4, 8)]
        assert shares(7, 4) == [range(7)]
        assert shares(0, 4) == [range(0)]
    assert shares(9, 3) == [range(9)]


def test_what_a_fork_does_not_bring_back_is_done_here() -> None:
    here = os.getpid()

    def killed() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return 1

    def faulty() -> int:
        raise KeyError(os.getpid() == here)

    def unfit() -> object:
        return lambda: 2

    with beside([killed, faulty, unfit]) as made:
        assert made[0]() == 1
        with pytest.raises(KeyError, match="True"):
            made[1]()
        assert made[2]()() == 2  # type: ignore[operator]


def test_a_fork_that_nobody_waits_for_any_more_is_ended(tmp_path: Path) -> None:
    def slow() -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        time.sleep(60)

    told = tmp_path / "pid"
    started = time.monotonic()
    with beside([slow]):
        while not told.exists() or not told.read_text():
            time.sleep(0.01)
    assert time.monotonic() - started < 30
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


def test_a_fork_tells_nothing_itself() -> None:
    told: list[int] = []
    with limited(LIMITS, paged=told.append, idle=lambda: 1), beside([_tells]) as made:
        assert made[0]() == 0
    assert told == []


def _tells() -> int:
    at_page(1)
    return spare()


# ---- by the readers of a pool


def _spares() -> int:
    return spare()


def _forks(seconds: int) -> list[int]:
    with beside([partial(_works, seconds)]) as made:
        return [made[0]()]


def _works(seconds: int) -> int:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return os.getpid()


def test_readers_without_a_file_are_spare() -> None:
    with Readers(3) as pool:
        assert pool.submit(_spares).result() == 2
    with Readers(1) as pool:
        assert pool.submit(_spares).result() == 0


def test_the_work_of_a_fork_counts(tmp_path: Path) -> None:
    with Readers(2, Limits(seconds=2)) as pool, pytest.raises(OverLimit):
        pool.submit(_forks, 60).result()
