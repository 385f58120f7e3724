"""What people start by a double click: it says in Chinese what it does and what is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(folder: Path, *args: str, path: str) -> tuple[int, str]:
    shutil.copy(ROOT / "start.sh", folder)
    shutil.copytree(ROOT / "requirements", folder / "requirements", dirs_exist_ok=True)
    done = subprocess.run(
        [shutil.which("sh") or "/bin/sh", str(folder / "start.sh"), *args],
        env={"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def programs(folder: Path, *names: str) -> Path:
    """A folder with these programs of the machine, and no others."""
    made = folder / "programs"
    made.mkdir()
    for name in names:
        (made / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    return made


@pytest.mark.skipif(os.name == "nt", reason="a script of sh")
@pytest.mark.parametrize("old", [False, True])
def test_a_missing_or_old_python_is_told(tmp_path: Path, old: bool) -> None:
    bare = programs(tmp_path, "dirname")
    if old:
        (bare / "python3").write_text("#!/bin/sh\nexit 1\n", "utf-8")
        (bare / "python3").chmod(0o755)
    status, told = run(tmp_path, path=str(bare))
    assert status == 1
    assert "没有找到 Python 3.11" in told
    assert "apt install python3" in told
    assert not (tmp_path / ".venv").exists()


@pytest.mark.skipif(os.name == "nt", reason="a script of sh")
def test_what_is_set_up_already_is_opened_at_once(tmp_path: Path) -> None:
    there = tmp_path / ".venv" / "bin"
    there.mkdir(parents=True)
    (there / "rubrics").write_text('#!/bin/sh\nprintf "%s|" "$@"\n', "utf-8")
    (there / "rubrics").chmod(0o755)
    (tmp_path / ".venv" / ".ready-app").touch()
    # what is copied keeps its time, which lies before
    status, told = run(tmp_path, "--no-open", path=str(programs(tmp_path, "dirname")))
    assert status == 0
    assert told.splitlines()[-1] == f"app|{tmp_path}/考核评分标准|--lang|zh|--no-open|"


def test_all_of_them_do_the_same() -> None:
    unix, windows = (ROOT / "start.sh").read_text("utf-8"), (ROOT / "start.bat").read_bytes()
    assert windows.count(b"\n") == windows.count(b"\r\n")
    there = windows.decode("utf-8").replace("\\", "/")
    for name in ("build.txt", "app.txt"):
        assert f"requirements/{name}" in unix
        assert f"requirements/{name}" in there
    steps = re.findall(r"echo '?([123]/3 [^'\r\n]+)", unix)
    assert steps == re.findall(r"echo '?([123]/3 [^'\r\n]+)", there)
    assert len(steps) == 3
    assert 'start.sh"' in (ROOT / "start.command").read_text("utf-8")
    if os.name != "nt":
        assert all(os.access(ROOT / name, os.X_OK) for name in ("start.sh", "start.command"))
