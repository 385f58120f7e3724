"""What clauses, bands and thresholds cost of a notice with 4,000 criteria, against another tree of the project.

    python -m tests.bench_language ../the-tree-before

Both trees take turns, each in a process of its own that has read a small notice before; what counts is processor
time inside of the functions, as the steps of the normaliser call them. The best of five.
"""

from __future__ import annotations

import gc
import importlib
import json
import pkgutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
PARTS = {
    "read_clauses": "clauses",
    "split_bands": "bands",
    "grade_heading": "bands",
    "read_figures": "thresholds",
}
# where tables are joined, now and in older trees
JOINS = ("extractors.tables.join", "extractors.join")


def module_of(tree: str, name: str) -> Path:
    """The file of a module in a tree."""
    return Path(tree, *name.split(".")).with_suffix(".py")


def measured(tree: str, small: str, large: str) -> dict[str, float]:
    """Seconds by part, of the tree at `tree`; older ones have other modules, but the same functions."""
    sys.path.insert(0, tree)
    spent: dict[str, float] = defaultdict(float)
    inside = False

    def timed(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            nonlocal inside
            if inside:
                return function(*arguments, **named)
            inside, start = True, time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                spent[part] += time.process_time() - start
                inside = False

        return called

    package = importlib.import_module("normalizers")
    for module in pkgutil.walk_packages(package.__path__, "normalizers."):
        importlib.import_module(module.name)
    wrapped: dict[Callable[..., Any], Callable[..., Any]] = {}
    for name, module in list(sys.modules.items()):
        for function, part in PARTS.items() if name.startswith("normalizers") else ():
            if (found := vars(module).get(function)) is not None:
                setattr(module, function, wrapped.setdefault(found, timed(part, found)))
    steps: Any = importlib.import_module("normalizers.assemble")
    read: Any = importlib.import_module("extractors.reader").read
    join: Any = importlib.import_module(next(one for one in JOINS if module_of(tree, one).exists())).join
    gc.set_threshold(100_000, 10, 10)
    for path in (small, large):
        document = join(read(Path(path).read_bytes(), ".pdf"))
        spent.clear()
        steps.assemble(document, steps.Source(source_file="n.pdf", sha256="0" * 64, stem="n"))
    return {**spent, "all": sum(spent.values())}


def main(other: str) -> None:
    """Prints how many times as long each part takes here as there."""
    from tests.bench import notice

    trees = {"here": str(ROOT), "there": str(Path(other).resolve())}
    best: dict[str, dict[str, float]] = {name: {} for name in trees}
    with TemporaryDirectory() as folder:
        paths = [str(Path(folder) / name) for name in ("small.pdf", "large.pdf")]
        for path, pages in zip(paths, (1, 200), strict=True):
            Path(path).write_bytes(notice(pages))
        for _ in range(ROUNDS):
            for name, tree in trees.items():
                command = [sys.executable, __file__, "--one", tree, *paths]
                ended = subprocess.run(command, cwd=tree, capture_output=True, check=True)
                for part, seconds in json.loads(ended.stdout).items():
                    best[name][part] = min(seconds, best[name].get(part, seconds))
    for part, seconds in best["here"].items():
        print(f"{part}: {seconds / best['there'][part]:.2f} of {best['there'][part]:.2f} s")


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        sys.path.pop(0)
        print(json.dumps(measured(*sys.argv[2:])))
    else:
        main(sys.argv[1])
