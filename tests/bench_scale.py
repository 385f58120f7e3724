"""Many notices as ratios in one run: two workers of a cluster against two processes, two against one; what a notice takes.

All are whole commands, by the clock, in turn; the workers of the cluster are warm, as those of a cluster are. What grows with the
notices (bytes, files, memory of the client) is printed for docs/scale.md. `python -m tests.bench_scale 1000` takes so many notices.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import clustermaker
from tests.test_cluster import hashes

ROUNDS = 3
FORMATS = ("--write", "json,parquet")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with TemporaryDirectory() as room, clustermaker.cluster() as cluster:
        place = Path(room)
        given = clustermaker.write_notices(place / "notices", count)
        warm = clustermaker.write_notices(place / "warm", 40)
        cluster.at_least(2)
        by_cluster = ("--cluster", cluster.address)
        timed(warm, place / "warmed", *by_cluster)
        turns: dict[str, list[float]] = {"cluster": [], "two": [], "one": []}
        rounds = ROUNDS if count <= 500 else 1
        for _ in range(rounds):
            turns["cluster"].append(timed(given, place / "cluster", *by_cluster))
            turns["two"].append(timed(given, place / "two", "--jobs", "2"))
            turns["one"].append(timed(given, place / "one", "--jobs", "1"))
        assert hashes(place / "cluster") == hashes(place / "two") == hashes(place / "one")
        took = {name: statistics.median(one) for name, one in turns.items()}
        print(
            f"{count} notices, the median of {rounds}: {took['cluster']:.1f} s by two workers of a cluster,"
        )
        print(f"  {took['two']:.1f} s by two processes, {took['one']:.1f} s by one")
        print(
            f"two workers of a cluster, against two processes: {took['two'] / took['cluster']:.2f} (goal 0.85)"
        )
        print(f"a folder by two processes, against one: {took['one'] / took['two']:.2f} (goal 1.8)")
        told(place / "cluster", count)


def told(dataset: Path, count: int) -> None:
    """Bytes and files of each part, and what the client of the largest run held at its most."""
    for part in ("json", "parquet", "manifest.json", ".rubrics/seen.json", "datapackage.json"):
        at = dataset / part
        files = [path for path in at.rglob("*") if path.is_file()] if at.is_dir() else [at]
        size = sum(path.stat().st_size for path in files)
        print(f"{part}: {len(files)} files, {size / 2**20:.1f} MB, {size / count:.0f} bytes a notice")
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"the largest process held {held:.0f} MB")


def timed(given: Path, out: Path, *words: str) -> float:
    """Seconds of a run into an empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    start = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench_scale", "--run", str(given), "--out", str(out), *FORMATS]
    env = {**os.environ, "PYTHONPATH": str(clustermaker.ROOT)}
    subprocess.run([*command, *words], check=True, env=env, stdout=subprocess.DEVNULL, cwd=clustermaker.ROOT)
    return time.perf_counter() - start


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        from pipeline.cli import main as rubrics

        sys.argv[1] = "ingest"
        rubrics()
    else:
        main()
