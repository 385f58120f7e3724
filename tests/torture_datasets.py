"""A dataset under torture: runs killed at random and inside their swap, runs at once, saves by two desks at once.

After each blow the dataset has to load, and to be all of one run; what was saved has to be there. Run by
`make torture`; the figures stand in docs/reliability.md.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.corrections.file import read as read_corrections
from pipeline.dataset.files import load, write
from pipeline.dataset.sheets import table_rows
from pipeline.dataset.stored import notice_ids, read_records
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.run import ingest_all
from pipeline.locking import OWN
from tests.test_datasets import hashes

ROOT = Path(__file__).resolve().parents[1]
NOTICES, ROWS, SAVES = 12, 10, 100
INGEST = "from pipeline.cli import main; main()"
# the same, killed at a step of the swap
KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.dataset import swap
left = int(sys.argv.pop(1))
def counted(home, name):
    done = getattr(home, name)
    def step(*args, **more):
        global left
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return done(*args, **more)
    setattr(home, name, step)
commit = swap.Swap.commit
def committed(*args):
    for name in ("rename", "replace", "unlink", "mkdir", "rmdir", "write_text"):
        counted(Path, name)
    counted(os, "fsync")
    commit(*args)
swap.Swap.commit = committed
from pipeline.cli import main
main()
"""
SAVED = """
import sys
from pathlib import Path
from normalizers.overlay import Correction
from pipeline.corrections import Changed
from pipeline.corrections.edit import put_all
from pipeline.project.served import to_serve
from pipeline.app.desk import Desk
out, given, folder, who, count = *map(Path, sys.argv[1:4]), *sys.argv[4:]
desk = Desk(to_serve(out, given, folder), "zh")
(notice,) = [one for one in desk.notices if one.endswith("00")]
for number in range(int(count)):
    new = Correction(f"1/{who}{number}", "points", "1", "2", who=who, when="2031-01-01", why="")
    while True:
        seen = desk.version(notice)
        try:
            desk.save(notice, put_all(desk.file(notice).corrections, [new]), seen)
            break
        except Changed:
            pass
"""


def notices(folder: Path, which: int) -> Path:
    """A folder of notices whose every record says which of two folders it is of."""
    folder.mkdir()
    for number in range(NOTICES):
        rows = (
            f"{row}\t第{which}组巡查{row}\t每漏检1处扣{which}分，扣完为止\t5" for row in range(1, ROWS + 1)
        )
        lines = [f"第{number}河段管护考核评分表", "序号\t考核指标\t评价标准\t分值", *rows]
        (folder / f"n{number:02}.txt").write_text("\n".join(lines), "utf-8")
    return folder


def run(code: str, *args: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, args)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def ingest(given: Path, out: Path) -> subprocess.Popen[str]:
    return run(INGEST, *arguments(given, out))


def arguments(given: Path, out: Path) -> tuple[object, ...]:
    return "ingest", given, "--out", out, "--corrections", given.parent / "none", "--lang", "zh"


def is_whole(out: Path) -> bool:
    """Whether each file of a dataset is of one and the same run."""
    frames = load(out)
    said = {name[1] for name in frames["criteria"]["name"]}
    said |= {row["name"][1] for row in table_rows(out, "criteria")}
    said |= {one.name[1] for notice in notice_ids(out) for one in read_records(out, notice).criteria}
    full = len(frames["notices"]) == NOTICES and len(frames["criteria"]) == NOTICES * ROWS
    books = len(list((out / "xlsx").glob("*.xlsx"))) == NOTICES
    return len(said) == 1 and full and books and not (out / OWN / "journal.json").exists()


def killed_at_random(first: Path, second: Path, out: Path, count: int) -> Iterator[bool]:
    start = time.monotonic()
    ingest(first, out).communicate()
    took = time.monotonic() - start
    for number in range(count):
        one = ingest((second, first)[number % 2], out)
        time.sleep(random.uniform(0.2, took * 1.1))
        one.send_signal(signal.SIGKILL)
        one.communicate()
        yield is_whole(out)


def killed_inside(first: Path, second: Path, out: Path, count: int) -> Iterator[bool]:
    ingest(first, out).communicate()
    steps = 4 * sum(path.is_file() for path in out.rglob("*"))
    for number in range(count):
        given = (second, first)[number % 2]
        run(KILLED, random.randrange(steps), *arguments(given, out)).communicate()
        yield is_whole(out)


def at_once(first: Path, second: Path, out: Path, count: int) -> Iterator[bool]:
    for _ in range(count):
        for one in [ingest(first, out), ingest(second, out)]:
            one.communicate()
        yield is_whole(out)


def saved_at_once(given: Path, out: Path, folder: Path) -> Iterator[bool]:
    for one in [run(SAVED, out, given, folder, who, SAVES) for who in "ab"]:
        one.communicate()
    (path,) = folder.glob("*.yaml")
    there = {one.record for one in read_corrections(path).corrections}
    yield from (f"1/{who}{number}" in there for who in "ab" for number in range(SAVES))


def main(share: float = 1.0) -> None:
    """Prints a table for docs/reliability.md; with a share of the blows, where one is given."""
    kills, inside, pairs = (max(1, round(share * count)) for count in (60, 40, 20))
    print("| blow | times | withstood |")
    print("|---|---|---|")
    with TemporaryDirectory() as place:
        first, second = notices(Path(place, "first"), 1), notices(Path(place, "second"), 2)
        out, folder = Path(place, "out"), Path(place, "corrections")
        Path(place, "none").mkdir()
        for what, told in (
            ("a run killed at random", killed_at_random(first, second, out, kills)),
            ("a run killed inside its swap", killed_inside(first, second, out, inside)),
            ("two runs at once", at_once(first, second, out, pairs)),
        ):
            held = list(told)
            print(f"| {what} | {len(held)} | {sum(held)} |", flush=True)
        ingest(first, out).communicate()
        write(ingest_all(find_notices([first]).notices), Path(place, "fresh"))
        alike = {path for path, _ in hashes(out).items() ^ hashes(Path(place, "fresh")).items()} <= {
            "manifest.json"
        }
        print(f"| the last run, byte for byte a fresh one | 1 | {int(alike)} |")
        folder.mkdir()
        held = list(saved_at_once(first, out, folder))
        print(f"| saves by two desks at once | {len(held)} | {sum(held)} |", flush=True)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
