"""What bash completes, asked in a real bash as it asks itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.dataset.files import write
from tests.records import N, result

BASH = shutil.which("bash")
needs_bash = pytest.mark.skipif(BASH is None or sys.platform == "win32", reason="there is no bash")
# sets the words of a line as bash does, calls what was registered, and prints what it offers
ASK = """
eval "$(rubrics --completion bash)"
complete -p rubrics >/dev/null || exit 1
for line in "$@"; do
    IFS='|' read -ra COMP_WORDS <<< "$line"
    [[ $line == *'|' ]] && COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
    _rubrics_completion rubrics
    (IFS='|'; echo "${COMPREPLY[*]}")
done
"""


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is offered for each line, in a project with one notice and a few files; one bash for all."""
    root = tmp_path_factory.mktemp("project")
    write([result()], root / "dataset")
    (root / "rubrics.toml").write_text('sources = ["notices"]\ndataset = "dataset"\n', "utf-8")
    (root / "notices").mkdir()
    (root / "notices" / "考核 办法.docx").write_bytes(b"")
    program = root / "bin" / "rubrics"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "from pipeline.cli import main; main()" "$@"\n'
    )
    program.chmod(0o755)
    env = os.environ | {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "LC_ALL": "C.UTF-8",
    }
    assert BASH
    ended = subprocess.run(
        [BASH, "--norc", "-c", ASK, "bash", *LINES],
        capture_output=True,
        cwd=root,
        env=env,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return {
        line: one.split("|") if one else []
        for line, one in zip(LINES, ended.stdout.splitlines(), strict=True)
    }


LINES = {
    "rubrics|che": ["check"],
    "rubrics|ingest|--ver": ["--verify"],
    "rubrics|show|x|--lang|": ["zh", "en"],
    "rubrics|export|x|--to|moo": ["moodle"],
    "rubrics|show|青禾": [N],
    "rubrics|check|notices/考": ["notices/考核 办法.docx"],
    "rubrics|diff|x|dataset@": [f"dataset@{N}"],
    "rubrics|show|gone@": [],
    "rubrics|nothing|x": [],
}


@needs_bash
@pytest.mark.parametrize("line", LINES)
def test_bash_completes(offered: dict[str, list[str]], line: str) -> None:
    assert offered[line] == LINES[line]


@needs_bash
def test_each_shell_has_a_script() -> None:
    from typer.testing import CliRunner

    from pipeline.cli import app

    for shell in ("bash", "zsh", "fish", "powershell"):
        said = CliRunner().invoke(app, ["--completion", shell]).output
        assert "_RUBRICS_COMPLETE" in said
        assert "rubrics" in said
