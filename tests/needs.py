"""What some tests need that no Python package brings: programs, a font, the corpus; and how each is found.

A test says so with `@pytest.mark.needs("libreoffice")`; what starts a program for tests calls `demand`. Where it is missing
the test is skipped, and the last lines of the run say what was missing and which command installs it. With
RUBRICS_TESTS_COMPLETE set, as in .ci/run, a test whose program or font is missing fails instead.
"""

from __future__ import annotations

import os
import runpy
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from requirements.system import command

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
FONT_FILE: Path = runpy.run_path(str(ROOT / "data" / "raw" / "typeset.py"))["FONT_FILE"]


@dataclass(frozen=True)
class Need:
    """What people call it, and whether it is here."""

    name: str
    here: Callable[[], bool]
    # the corpus is not to be had by everybody
    installable: bool = True


NEEDS = {
    "browser": Need("Chromium and its driver", lambda: all(map(shutil.which, ("chromium", "chromedriver")))),
    "libreoffice": Need("LibreOffice with Writer and Calc", lambda: shutil.which("soffice") is not None),
    "font": Need("the font WenQuanYi Zen Hei", FONT_FILE.is_file),
    "corpus": Need("the corpus in ../shared, which is not public", CORPUS.is_dir, installable=False),
}


def demand(*names: str) -> None:
    """Skips the test that runs, or lets it fail, where something that it needs is missing."""
    missing = [NEEDS[name] for name in names if not NEEDS[name].here()]
    if not missing:
        return
    reason = "needs " + ", ".join(need.name for need in missing)
    if os.environ.get("RUBRICS_TESTS_COMPLETE") and any(need.installable for need in missing):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def told(reasons: Iterable[str]) -> Iterator[str]:
    """The last lines of a run of these reasons to skip: how many tests lacked what, and how to get it."""
    reasons = list(reasons)
    counts = {name: sum(need.name in reason for reason in reasons) for name, need in NEEDS.items()}
    lacking = [name for name, count in counts.items() if count]
    for name in lacking:
        yield f"not run for lack of {NEEDS[name].name}: {counts[name]}"
    if names := [name for name in lacking if NEEDS[name].installable]:
        yield f"to run them too (Debian, Ubuntu): {command(*names)}"
