"""Lines and trees of the terminal: the same words with colours and without."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.terminal.lines import Tree, plain


def _tree() -> list[str]:
    tree = Tree([("镇水利站", "bold")])
    first = tree.add([("渠道巡查", ""), ("  20", "dim")])
    first.add([("巡查", "")]).add([("两次", "")])
    first.add([("记录", "")])
    tree.add([("闸门养护", "")]).add([("启闭", "")])
    return [plain(line) for line in tree.lines()]


def test_a_tree_has_strokes_to_each_line() -> None:
    assert _tree() == [
        "镇水利站",
        "├── 渠道巡查  20",
        "│   ├── 巡查",
        "│   │   └── 两次",
        "│   └── 记录",
        "└── 闸门养护",
        "    └── 启闭",
    ]


def test_a_console_in_gbk_has_strokes_that_every_font_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "gbk"))
    assert _tree()[1:4] == ["+-- 渠道巡查  20", "|   +-- 巡查", "|   |   `-- 两次"]


@pytest.mark.parametrize(
    "words", [("check", "站.txt"), ("score", "站.txt", "marks.csv")], ids=lambda one: one[0]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_colours_change_no_word(
    words: tuple[str, ...], lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = "干渠、支渠每周巡查不足两次的，每缺一次扣2分；记录不全的，按缺少的次数酌情扣1-3分。"
    rows = "序号\t考核指标\t评分标准\t分值", f"1\t渠道巡查\t{rule}\t100"
    (tmp_path / "站.txt").write_text("\n".join(rows), "utf-8")
    (tmp_path / "marks.csv").write_text("unit,id,value\n东渠站,1/1/c1,3\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    bare, coloured = (
        CliRunner(env={"FORCE_COLOR": given, "COLUMNS": "40"}).invoke(app, [*words, "--lang", lang]).output
        for given in ("", "1")
    )
    assert "\x1b[" not in bare
    assert "\x1b[" in coloured
    # nor is a line cut off or folded at the edge of the window
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == bare
