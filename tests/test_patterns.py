"""Patterns are compiled once for all processes; a file that cannot be trusted is compiled anew."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import regex
from normalizers.text import patterns
counted = []
real = regex.compile
regex.compile = lambda *given: counted.append(given) or real(*given)
found = patterns.made(r"每(?P<n>\\d+)(?:次|项) 扣", regex.VERBOSE)
print(len(counted), found.search("每3次扣2分")["n"], found.flags == real(found.pattern, regex.VERBOSE).flags)
"""


def _run(folder: Path) -> str:
    home = {name: str(folder) for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME")}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=os.environ | home, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _file(folder: Path) -> Path:
    return next(folder.rglob("patterns-*.pickle"))


def test_the_next_process_has_what_the_first_compiled(tmp_path: Path) -> None:
    assert _run(tmp_path) == "1 3 True"
    assert _run(tmp_path) == "0 3 True"


@pytest.mark.parametrize("content", [b"", b"no pickle of any kind", b"\0" * 4000])
def test_a_file_that_is_damaged_is_made_anew(tmp_path: Path, content: bytes) -> None:
    _run(tmp_path)
    _file(tmp_path).write_bytes(content)
    assert _run(tmp_path) == "1 3 True"
    assert _run(tmp_path) == "0 3 True"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give files away")
def test_a_file_of_somebody_else_is_not_read(tmp_path: Path) -> None:
    _run(tmp_path)
    os.chown(_file(tmp_path), 12345, 12345)
    assert _run(tmp_path) == "1 3 True"


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder would have to be", encoding="utf-8")
    assert _run(tmp_path / "taken") == "1 3 True"
