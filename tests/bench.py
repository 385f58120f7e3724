"""Speed as ratios in one run; both sides take turns, and no figure is compared over machines.

Our reading of PDFs stands against pdfplumber's own tables and against the floor: what pypdfium2 takes to give each character with its
box and size, and each point of each path, and nothing else. The whole command stands against pdfplumber's tables alone. The grammar's
share is that of clauses and thresholds over all texts of a notice; a copy of each text is read, as the notice itself is read only once.
"""

from __future__ import annotations

import gc
import io
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from ctypes import c_float, c_int
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extractors.limits import LIMITS, limited
from extractors.reader import read
from extractors.tables.join import join
from extractors.work import beside
from normalizers.language import read_clauses
from normalizers.records import Records
from normalizers.text.views import clean
from normalizers.thresholds.targets import thresholds
from pipeline.cli.inputs import patient
from pipeline.contract.formats import FORMATS
from pipeline.dataset.files import load
from pipeline.dataset.files import write as write_dataset
from pipeline.dataset.staged import staged
from pipeline.ingest.run import ingest, ingest_all
from tests import pdfmaker
from tests.corpus import CORPUS
from tests.needs import FONT_FILE
from tests.pdfmaker import Page, pdf, rows, table, write

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
ROUNDS = 2


def tables_of_pdfplumber(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_tables()


def bare_pdfium(data: bytes) -> None:
    """All characters and all points of paths, thrown away."""
    document = pypdfium2.PdfDocument(data)
    box, x, y = pdfium.FS_RECTF(), c_float(), c_float()
    fill, stroke = c_int(), c_int()
    for page in document:
        text = page.get_textpage()
        for at in range(pdfium.FPDFText_CountChars(text)):
            pdfium.FPDFText_GetUnicode(text, at)
            pdfium.FPDFText_GetLooseCharBox(text, at, box)
            pdfium.FPDFText_GetFontSize(text, at)
        for at in range(pdfium.FPDFPage_CountObjects(page)):
            one = pdfium.FPDFPage_GetObject(page, at)
            if pdfium.FPDFPageObj_GetType(one) == pdfium.FPDF_PAGEOBJ_PATH:
                pdfium.FPDFPath_GetDrawMode(one, fill, stroke)
                for number in range(pdfium.FPDFPath_CountSegments(one)):
                    segment = pdfium.FPDFPath_GetPathSegment(one, number)
                    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        text.close()
        page.close()
    document.close()


def processor() -> float:
    """Seconds of work so far, of this process and those that it started; others on the machine do not count."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def best(
    *sides: Callable[[], object], rounds: int = ROUNDS, clock: Callable[[], float] = processor
) -> list[float]:
    """The shortest time of each side in seconds; the sides take turns, so that noise meets all of them."""
    times = [float("inf")] * len(sides)
    for _ in range(rounds):
        for index, side in enumerate(sides):
            # what another side left in memory would be looked through again and again
            gc.collect()
            gc.freeze()
            start = clock()
            side()
            times[index] = min(times[index], clock() - start)
    return times


def texts_of(records: Records) -> list[str]:
    """All texts in which a clause or a threshold may stand."""
    of_criteria = [text for one in records.criteria for text in (one.text, one.rule_text) if text]
    return [*of_criteria, *(band.text for band in records.bands), *(note.text for note in records.notes)]


def grammars(texts: list[str]) -> None:
    for raw in texts:
        text = clean(raw)
        read_clauses(text)
        thresholds(text)


_WHAT = [
    "管网",
    "闸门",
    "泵站",
    "堤防",
    "水质",
    "档案",
    "车辆",
    "仓库",
    "台账",
    "值班",
    "巡查",
    "物资",
    "培训",
    "演练",
    "投诉",
    "宣传",
    "绿化",
    "保洁",
    "消防",
    "电梯",
]
RULES = (
    "每漏检{a}处扣{b}分，\n扣完为止；未建第{page}片区{what}台账不得分。",
    "第{page}片区{what}完成率达到{c}%以上得满分，\n每低{a}个百分点扣{b}分，扣完为止。",
    "未按期报送第{page}片区{what}月报的，\n每次扣{b}分；漏报、错报的，每处扣{a}分。",
    "按时完成第{page}片区{what}计划得3分，\n台账齐全得2分；获市级表彰的，加{a}分。",
)


def notice(pages: int, embedded: bool = True) -> bytes:
    """A notice of so many pages, each with a title and a table of 20 criteria; no text comes twice.

    Its font is `embedded`, as Word, WPS and LibreOffice do, or is only named.
    """

    def criterion(page: int, n: int) -> list[str]:
        what, rule = _WHAT[n - 1], RULES[(page + n) % len(RULES)]
        figures = {"a": n % 3 + 1, "b": (page + n) % 4 + 1, "c": 60 + (page * 7 + n) % 40}
        return [str(n), f"{what}管理第{page}-{n}项", rule.format(page=page, what=what, **figures), "5"]

    def page(number: int) -> Page:
        lines = [["序号", "考核指标", "评价标准", "分值"], *(criterion(number, n) for n in range(1, 21))]

        def draw(canvas: Canvas) -> None:
            write(canvas, 200, 30, f"第{number}分公司考核评分表", 14)
            table(canvas, [40, 80, 220, 500, 550], [60 + 34 * at for at in range(22)], rows(lines))

        return draw

    usual = pdfmaker.FONT
    if embedded:
        pdfmetrics.registerFont(TTFont("embedded", FONT_FILE))
        pdfmaker.FONT = "embedded"
    try:
        return pdf(*map(page, range(1, pages + 1)))
    finally:
        pdfmaker.FONT = usual


class _Timed(beside._Fork[Any]):
    """A fork of which it is known how long one waits for it, where each process has a processor of its own."""

    waited = 0.0

    def __init__(self, work: Callable[[], Any], shared: Sequence[object]) -> None:
        self._began = time.process_time()
        super().__init__(work, shared)

    def _wait(self) -> int:
        beside_it = time.process_time() - self._began
        self._ended = True
        _, status, used = os.wait4(self._pid, 0)
        _Timed.waited += max(0.0, used.ru_utime + used.ru_stime - beside_it)
        return status


def longest_way(path: Path, processes: int) -> float:
    """Seconds of work one after the other until a notice is read and its files are made, by so many processes."""
    gc.collect()
    gc.freeze()
    usual = gc.get_threshold()
    patient()
    _Timed.waited, start = 0.0, time.process_time()
    with mock.patch.object(beside, "_Fork", _Timed), limited(LIMITS, idle=lambda: processes - 1):
        staged(ingest(path), FORMATS, "zh")
    gc.set_threshold(*usual)
    return time.process_time() - start + _Timed.waited


def embeds(data: bytes) -> bool:
    """Whether the fonts of a PDF stand in it; objects that are packed together hold some that tell."""
    return any(mark in data for mark in (b"/FontFile2", b"/FontFile3", b"/FontFile "))


def rubrics(*arguments: object) -> tuple[float, float]:
    """The command as a process of its own, from its start to its end; its seconds of work, and of its readers."""
    told = "atexit.register(lambda: print(*os.times()[:4], file=sys.stderr))"
    code = f"import atexit, os, sys; {told}; from pipeline.cli import main; main()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode in (0, 1), ended.stderr.decode()
    own, system, readers, of_readers = map(float, ended.stderr.split()[-4:])
    return own + system, readers + of_readers


def readings() -> Iterator[tuple[str, str, str]]:
    """Each PDF at hand: our reading against pdfplumber's tables and against the floor."""
    ratios: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for path in [*sorted(RAW.glob("*.pdf")), *sorted(CORPUS.glob("documents/*.pdf"))]:
        data = path.read_bytes()
        texts = texts_of(ingest(path).records)
        peer, floor, reading, grammar, whole = best(
            lambda data=data: tables_of_pdfplumber(data),
            lambda data=data: bare_pdfium(data),
            lambda data=data: join(read(data, ".pdf")),
            lambda texts=texts: grammars(texts),
            lambda path=path: ingest(path),
        )
        ratios[embeds(data)].append((peer / reading, reading / floor))
        print(
            f"  {path.name}: {peer / reading:.1f} × pdfplumber, {reading / floor:.2f} × the floor; "
            f"ingest {peer / whole:.1f} × pdfplumber, grammars {grammar / whole:.0%} of it",
            file=sys.stderr,
        )
    for embedded, found in ratios.items():
        if found:
            peers, floors = zip(*found, strict=True)
            fonts = "embedded fonts" if embedded else "fonts that are only named"
            yield (
                f"reading {len(found)} PDFs with {fonts}, against pdfplumber's tables",
                f"{min(peers):.1f} to {max(peers):.1f} times faster",
                "12" if embedded else "2.5",
            )
            yield (
                f"the same, against bare pdfium ({fonts})",
                f"{min(floors):.2f} to {max(floors):.2f} times as long",
                "1.5" if embedded else "",
            )


def long_notice(folder: Path) -> Iterator[tuple[str, str, str]]:
    """A notice of 200 pages with 4,000 criteria: the whole command against pdfplumber's tables alone."""
    path, out = folder / "long.pdf", folder / "out"
    data = notice(200)
    path.write_bytes(data)
    peer, reading, floor, whole = best(
        lambda: tables_of_pdfplumber(data),
        lambda: join(read(data, ".pdf")),
        lambda: bare_pdfium(data),
        lambda: rubrics("ingest", path, "--out", out, "--fresh"),
        rounds=2,
    )
    yield "reading a notice of 200 pages", f"{peer / reading:.1f} times faster", "12"
    yield "the same, against bare pdfium", f"{reading / floor:.2f} times as long", "1.5"
    yield "all of `rubrics ingest` on it, as a process", f"{peer / whole:.1f} times faster", "2"
    ways = [[longest_way(path, processes) for processes in (1, 2)] for _ in range(ROUNDS)]
    one, two = map(min, zip(*ways, strict=True))
    by_two = f"{peer / (whole - one + two):.1f} times faster"
    yield "the same by two processes (`--jobs 2`), work on the longest way", by_two, "3"
    peer, one, two = best(
        lambda: tables_of_pdfplumber(data),
        *(
            lambda jobs=jobs: rubrics("ingest", path, "--out", out, "--fresh", "--jobs", jobs)
            for jobs in (1, 2)
        ),
        clock=time.perf_counter,
    )
    yield "the same, by the clock", f"{peer / two:.1f} times faster", "3"
    yield "two processes on it, against one", f"{one / two:.2f} times faster", ""
    (again,) = best(lambda: rubrics("ingest", path, "--out", out))
    yield "`rubrics ingest` once more, nothing changed", f"{peer / again:.0f} times faster", ""


def many_notices(folder: Path) -> Iterator[tuple[str, str, str]]:
    """40 notices of eight pages by one process and by two."""
    for number in range(40):
        (folder / f"{number}.pdf").write_bytes(notice(8 + number % 3))
    works: dict[int, tuple[float, float]] = {}

    def run(jobs: int) -> None:
        works[jobs] = rubrics("ingest", folder, "--out", folder / "out", "--fresh", "--jobs", jobs)

    one, two = best(lambda: run(1), lambda: run(2), rounds=2, clock=time.perf_counter)
    yield "40 notices by two processes (`--jobs 2`), against one", f"{one / two:.2f} times faster", "1.8"
    yield "work of who asks, of that of its two readers", f"{works[2][0] / works[2][1]:.1%}", ""
    yield "work of two readers, against that of one", f"{works[2][1] / works[1][1]:.2f}", ""


def thousand_notices(folder: Path) -> Iterator[tuple[str, str, str]]:
    """1,000 notices of a page: what a run costs that has nothing or one file to read, and to load all tables."""
    given, out = folder / "given", folder / "out"
    given.mkdir()
    whole = notice(1, embedded=False)
    for number in range(1000):
        # bytes behind the end of a PDF make another file of the same pages
        (given / f"{number:03}.pdf").write_bytes(whole + f"\n%{number}\n".encode())
    (first,) = best(lambda: rubrics("ingest", given, "--out", out), rounds=1)
    files = [path.relative_to(out) for path in out.rglob("*") if path.is_file()]
    own = sum(path.parts[0] in {"json", "xlsx"} for path in files)
    yield (
        "files of a dataset of 1,000 notices, with and without JSON and Excel",
        f"{len(files)}, {len(files) - own}",
        "2300, 300",
    )
    (again,) = best(lambda: rubrics("ingest", given, "--out", out))
    yield "1,000 notices once more, nothing changed, against the first run", f"{again / first:.1%}", "3.4%"

    def one_more() -> None:
        with (given / "500.pdf").open("ab") as file:
            file.write(b"%\n")
        rubrics("ingest", given, "--out", out)

    (one,) = best(one_more)
    yield "the same, one file changed", f"{one / first:.1%}", ""
    (loaded,) = best(lambda: load(out))
    yield "`load()` of it, against the first run", f"{loaded / first:.1%}", ""


def growth(folder: Path) -> Iterator[tuple[str, str, str]]:
    """How the time grows from 20 pages to 200: 1 is as the pages do."""
    small, large = folder / "small.pdf", folder / "large.pdf"
    small.write_bytes(notice(20))
    large.write_bytes(notice(200))
    out = folder / "out"
    works: tuple[tuple[str, Callable[[Path], object]], ...] = (
        ("reading", lambda path: read(path.read_bytes(), ".pdf")),
        (
            "reading, normalising, checking, writing",
            lambda path: write_dataset(ingest_all([(path, path.name)]), out),
        ),
    )
    for what, work in works:
        few, many = best(lambda work=work: work(small), lambda work=work: work(large))
        yield f"growth from 20 to 200 pages: {what}", f"exponent {math.log10(many / few):.2f}", "1.1"


def main() -> None:
    """Prints a table for docs/speed.md; the figures of each file go to standard error."""
    print("| measured | result | target |")
    print("|---|---|---|")
    for part in (long_notice, many_notices, thousand_notices, growth):
        with TemporaryDirectory() as folder:
            for row in part(Path(folder)):
                print(f"| {' | '.join(row)} |", flush=True)
    for row in readings():
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
