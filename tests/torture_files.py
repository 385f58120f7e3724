"""Reading under torture: files changed at random, files that are made to hurt, reading processes that are killed.

Each bad file has to end with a result in bounded time and memory, the good ones beside it have to be read as ever, and a run whose
reading process is killed has to write all. Run by `make torture`; the figures stand in docs/reliability.md.
"""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from extractors.limits import LIMITS
from pipeline.api import load
from pipeline.ingest.run import ingest
from pipeline.workers.pool import Readers
from tests.hostile import BYTES, PARTS, Dice, made
from tests.noticemaker import RAW

ROOT = Path(__file__).parents[1]
MUTATIONS, KILLED = 300, 20
GOOD = "指标\t评分标准\t分值\n{0}巡检\t漏检的，每次扣1分。\t60\n{0}保洁\t有积水的，每处扣1分。\t40\n"
Seen = tuple[str, tuple[str, ...], float, int]


# ---- files


def mutated() -> Iterator[tuple[str, bytes]]:
    """Files of data/raw, each damaged in one way."""
    files = sorted(path for path in RAW.iterdir() if path.suffix not in {".py", ".pyc"} and path.is_file())
    for number in range(MUTATIONS):
        dice = Dice(number)
        path = dice.choice(files)
        data = path.read_bytes()
        ways: dict[str, Callable[[bytes, Dice], bytes]] = {**BYTES, "swapped": _swapped}
        if data.startswith(b"PK"):
            ways |= {"part-lost": _part_lost} | {
                f"part-{name}": partial(_in_part, way) for name, way in PARTS.items()
            }
        name = dice.choice(sorted(ways))
        yield f"{number:03}-{name}{path.suffix}", ways[name](data, dice)


def _swapped(data: bytes, dice: Dice) -> bytes:
    """Two stretches change their places."""
    one, two, three, four = sorted(dice.randrange(len(data)) for _ in range(4))
    return data[:one] + data[three:four] + data[two:three] + data[one:two] + data[four:]


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def _part_lost(data: bytes, dice: Dice) -> bytes:
    parts = _parts(data)
    del parts[dice.choice(sorted(parts))]
    return _zipped(parts)


def _in_part(way: Callable[[bytes, Dice], bytes], data: bytes, dice: Dice) -> bytes:
    parts = _parts(data)
    name = dice.choice(sorted(name for name in parts if name.endswith(".xml") and len(parts[name]) > 1))
    return _zipped(parts | {name: way(parts[name], dice)})


def seen(path: Path) -> Seen:
    """What reading a file gives, in a reading process: status, codes of errors, seconds of work, peak of memory."""
    start = time.process_time()
    result = ingest(path, name=path.name, lang="en")
    took = time.process_time() - start
    errors = tuple(row.code for row in result.records.findings if row.severity == "error")
    memory = psutil.Process().memory_info().rss >> 20
    return result.status, errors, took, memory


def files(folder: Path) -> bool:
    """Mutations and files that are made to hurt, a good one between any two."""
    bad = [*mutated(), *made()]
    good = folder / "good.txt"
    good.write_text(GOOD.format("甲"), "utf-8")
    wanted = seen(good)[:2]
    harmed, unread, faults, slowest, largest = 0, 0, [], 0.0, 0
    told: Counter[str] = Counter()
    with Readers(2) as readers:
        for number, (name, data) in enumerate(bad):
            path = folder / f"{number:03}-{name}"
            path.write_bytes(data)
            beside = readers.submit(seen, good)
            try:
                status, errors, took, memory = readers.submit(seen, path).result()
                slowest, largest = max(slowest, took), max(largest, memory)
                told[status] += 1
                faults += [name for code in errors if code == "internal-fault"]
            except Exception as fault:
                reason = str(getattr(fault, "values", {}).get("reason", type(fault).__name__))
                told[reason] += 1
                unread += not hasattr(fault, "values")
            harmed += beside.exception() is not None or beside.result()[:2] != wanted
            path.unlink()
    said = ", ".join(f"{count} {name}" for name, count in told.most_common())
    print(
        f"files: {len(bad)} ({MUTATIONS} mutations): {said}; {harmed} good ones harmed; faults of ours: {faults or 'none'}; "
        f"at most {slowest:.1f} s of work and {largest} MB held afterwards (limits {LIMITS.seconds} s, {LIMITS.megabytes} MB)"
    )
    return not harmed and not unread and not faults


# ---- datasets


class Place:
    """Notices in two states, and a dataset of them."""

    def __init__(self, folder: Path, notices: int = 12) -> None:
        self.notices, self.dataset = folder / "notices", folder / "dataset"
        self.notices.mkdir()
        self.count = notices
        self.put("甲")
        self.run().wait()
        assert self.state() == "甲"

    def put(self, state: str) -> None:
        """Write all notices so that each says the state."""
        for number in range(self.count):
            (self.notices / f"{number:02}.txt").write_text(GOOD.format(state), "utf-8")

    def run(self) -> subprocess.Popen[bytes]:
        """An ingest, begun."""
        given = ["ingest", str(self.notices), "--out", str(self.dataset), "--lang", "en"]
        return subprocess.Popen(
            [sys.executable, "-c", "from pipeline.cli import main; main()", *given],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def state(self) -> str:
        """Which state the dataset has; what is torn or mixed has none."""
        try:
            tables = load(self.dataset)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        names = tables["criteria"]["name"]
        states = {name[0] for name in names}
        whole = len(tables["notices"]) == self.count and len(names) == 2 * self.count
        if whole and len(states) == 1:
            return str(states.pop())
        return f"{len(tables['notices'])} notices of {sorted(states)}"


def _other(state: str) -> str:
    return "乙" if state == "甲" else "甲"


def workers(folder: Path) -> bool:
    """A reading process killed while a run reads: the run reads on, and its dataset has all."""
    place, state = Place(folder), "甲"
    found: Counter[str] = Counter()
    for number in range(KILLED):
        state = _other(state)
        place.put(state)
        run = place.run()
        killed = _kill_a_reader(psutil.Process(run.pid), random.Random(number))
        code = run.wait()
        now = place.state()
        end = "whole" if now == state and not code else now
        found[f"{'killed' if killed else 'too late'}, {end}"] += 1
    print(f"workers: {dict(found)}")
    return all("whole" in one for one in found)


def _kill_a_reader(run: psutil.Process, dice: Dice) -> bool:
    try:
        while run.is_running() and run.status() != psutil.STATUS_ZOMBIE:
            readers = [one for one in run.children() if "pipeline.workers" in " ".join(one.cmdline())]
            if readers:
                time.sleep(dice.uniform(0, 1.5))
                readers[0].kill()
                return True
            time.sleep(0.02)
    except psutil.Error:
        pass
    return False


def main(names: list[str]) -> int:
    """All parts, or those that are named, two at a time."""
    parts = {one.__name__: one for one in (files, workers)}

    def one(name: str) -> bool:
        with TemporaryDirectory(prefix="torture-") as folder:
            start = time.monotonic()
            good = parts[name](Path(folder))
            print(f"{name}: {'good' if good else 'BAD'}, {time.monotonic() - start:.0f} s", flush=True)
            return good

    with ThreadPoolExecutor(2) as pool:
        return 0 if all(list(pool.map(one, names or parts))) else 1


if __name__ == "__main__":
    # a reading process asks for `seen` by the name of this module
    from tests.torture_files import main as begin

    sys.exit(begin(sys.argv[1:]))
