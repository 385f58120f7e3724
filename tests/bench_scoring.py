"""What scoring by a rubric of 100 criteria costs, against another tree of the project.

    python -m tests.bench_scoring ../the-tree-before

Two rubrics: rules that only count (`simple`), and one of each kind that there is (`mixed`). Both trees take turns,
each in a process of its own that has scored by another rubric before; what counts is processor time. `first` is
the one unit by which a process meets a rubric, `again` the next call with the same marks and records that were read
once more; `30 units` is one call for all of them, by which a process meets a rubric. The commands are whole
processes, with the compiled modules that Python keeps. The best of five.
"""

from __future__ import annotations

import csv
import gc
import json
import os
import resource
import subprocess
import sys
import time
from importlib import import_module
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
CRITERIA = 100
TITLE = "云栖区管护考核评分表"
UNITS = 30
HEAD = ("序号", "考核指标", "考核要点", "评分标准", "分值")
# where a notice is read, now and in older trees
READERS = ("pipeline.ingest.run", "pipeline.run")
FILES = ("mixed.txt", "mixed.docx", "simple.pdf")
ON_A_PAGE = 20
# what is measured, and what the process has scored by before
PAIRS = (("simple", "mixed"), ("mixed", "simple"))


def rows(rules: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    """The table of a notice, each rule about as often as another."""
    chosen = [rules[place * 7 % len(rules)] for place in range(1, CRITERIA + 1)]
    numbered = enumerate(chosen, 1)
    return [HEAD, *((str(at), f"指标{at}", "按要求办理", rule, points) for at, (rule, points) in numbered)]


def notices(folder: Path) -> None:
    """Both rubrics, with marks for one unit and for thirty; one as a Word file, too, and one as a PDF."""
    from docx import Document

    from pipeline.api import ingest
    from tests.bench import RULES as COUNTING
    from tests.markmaker import RULES, marks

    simple = [(rule.format(a=1, b=2, c=90, page=3, what="档案"), "5") for rule in COUNTING]
    for name, rules in (("simple", simple), ("mixed", list(RULES))):
        table = rows(rules)
        lines = [TITLE, "", *("\t".join(row).replace("\n", "") for row in table)]
        (folder / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")
        records = ingest(folder / f"{name}.txt").records
        for units in (1, UNITS):
            with (folder / f"{name}{units}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(("unit", "id", "value", "matter"))
                for unit in range(units):
                    for mark in marks(records, records.rubrics[0], Random(unit)):
                        writer.writerow((f"单位{unit}", mark.id, mark.value, mark.matter))
    document = Document()
    document.add_heading(TITLE)
    word = document.add_table(len(table), len(HEAD))
    for row, texts in zip(word.rows, table, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(folder / "mixed.docx"))
    (folder / "simple.pdf").write_bytes(printed(rows(simple)))


def printed(table: list[tuple[str, ...]]) -> bytes:
    """The table as a PDF, so many rows on a page."""
    from reportlab.pdfgen.canvas import Canvas

    from tests import pdfmaker

    def page(first: int) -> pdfmaker.Page:
        lines = table[first : first + ON_A_PAGE]

        def draw(canvas: Canvas) -> None:
            if not first:
                pdfmaker.write(canvas, 200, 30, TITLE, 14)
            tops = [60 + 34.0 * at for at in range(len(lines) + 1)]
            pdfmaker.table(canvas, [30, 60, 120, 200, 520, 560], tops, pdfmaker.rows(lines))

        return draw

    return pdfmaker.pdf(*map(page, range(0, len(table), ON_A_PAGE)))


def called(tree: str, notice: str, other: str, units: str) -> list[float]:
    """Seconds of two calls for so many units, of the tree at `tree`, after one by another rubric."""
    sys.path.insert(0, tree)
    reader = next(one for one in READERS if Path(tree, *one.split(".")).with_suffix(".py").exists())
    ingest: Any = import_module(reader).ingest
    read_marks: Any = import_module("pipeline.scoring.marks").read_marks
    score: Any = import_module("pipeline.scoring").score

    def timed(name: str, count: str) -> float:
        records, marks = ingest(Path(f"{name}.txt")).records, read_marks(Path(f"{name}{count}.csv"))
        gc.collect()
        start = time.process_time()
        score(records, marks)
        return time.process_time() - start

    timed(other, "1")
    return [timed(notice, units), timed(notice, units)]


def command(tree: str, folder: Path, notice: str) -> float:
    """Processor time of `rubrics score` on a notice for one unit, as a process."""
    main = "from pipeline.cli import main; main()"
    words = [sys.executable, "-c", main, "score", notice, f"{Path(notice).stem}1.csv"]
    kept = {
        "PYTHONPATH": tree,
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "PYTHONDONTWRITEBYTECODE": "",
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(words, cwd=folder, capture_output=True, env={**os.environ, **kept}, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # a sheet that is not complete ends with 1
    if ended.returncode not in {0, 1}:
        raise RuntimeError(ended.stderr.decode())
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(other: str) -> None:
    """Prints how many times as long each takes here as there."""
    trees = {"here": str(ROOT), "there": str(Path(other).resolve())}
    best: dict[str, dict[str, float]] = {name: {} for name in trees}

    def keep(tree: str, what: str, seconds: float) -> None:
        best[tree][what] = min(seconds, best[tree].get(what, seconds))

    with TemporaryDirectory() as name:
        folder = Path(name)
        notices(folder)
        for (rules, warm), units, _, tree in product(PAIRS, (1, UNITS), range(ROUNDS), trees):
            words = [__file__, "--one", trees[tree], str(folder / rules), str(folder / warm), str(units)]
            ended = subprocess.run([sys.executable, *words], cwd=trees[tree], capture_output=True, check=True)
            first, again = json.loads(ended.stdout)
            keep(tree, f"{rules}, {'first' if units == 1 else f'{units} units'}", first)
            if units == 1:
                keep(tree, f"{rules}, again", again)
        for file, _, tree in product(FILES, range(ROUNDS), trees):
            keep(tree, f"command, {Path(file).suffix}", command(trees[tree], folder, file))
    for what, seconds in best["here"].items():
        print(f"{what}: {seconds / best['there'][what]:.2f} of {best['there'][what] * 1000:.0f} ms")


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        sys.path.pop(0)
        print(json.dumps(called(*sys.argv[2:])))
    else:
        main(sys.argv[1])
