"""What the command line says of itself: help and faults of use, in each language, in lines that fit."""

from __future__ import annotations

import io
import re
from typing import get_args

import pytest
import typer
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.cli.app import agreed
from pipeline.cli.completion import Shell
from pipeline.cli.pages import tell
from pipeline.contract.formats import FORMATS
from pipeline.export.targets import TARGETS
from pipeline.messages.languages import LANGS, Lang
from pipeline.messages.words import say
from pipeline.terminal.folding import folded, width

COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
WIDTHS = (60, 80, 200)
# what is called so in Chinese too: the program, formats, files, systems, keys of the keyboard
NAMES = {
    *("rubrics", *COMMANDS, "zh", "en", "stat", "hash"),
    *TARGETS,
    *FORMATS,
    *(
        "Excel",
        "CSV",
        "JSON",
        "Parquet",
        "PDF",
        "XLSX",
        "DOCX",
        "MB",
        "Ctrl",
        "C",
        "b",
        "csv",
        "json",
        "xlsx",
    ),
    *("parquet", "toml", "lost", "scoring", "eval", "completion", "Dask", *get_args(Shell)),
}
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
ADDRESS = re.compile(r"\w+://[\w/:.]+")
WORD = re.compile(r"[A-Za-z]+")
MISTAKES = [
    ["ingst"],
    ["ingest", "--jbs", "3"],
    ["ingest", "--jobs", "x"],
    ["ingest", "--wait", "-1"],
    ["app", "--port", "99999"],
    ["export"],
    ["export", "2031"],
    ["export", "2031", "--to", "pdf", "--out", "2031"],
    ["show", "2031", "年度.pdf"],
    ["show", "2031", "--lang", "fr"],
    ["score", "2031", "--rubric"],
    ["check", "2031", "--verify=1"],
    ["--jobs", "3", "ingest"],
    ["--jbs"],
    ["diff", "2031"],
    ["timeline", "2031"],
    ["show", "2031.pdf"],
    ["show", "2031@2032"],
    ["explain", "2/3", "2031"],
    ["ingest", "--write", "pdf", "2031", "--out", "2032"],
    ["correct", "2031.xlsx"],
    ["score", "2031"],
    ["ingest"],
]


def said(args: list[str], lang: Lang, columns: int) -> tuple[int, str]:
    ended = CliRunner(env={"COLUMNS": str(columns), "LC_ALL": f"{lang}_XX.UTF-8"}).invoke(
        app, args, prog_name="rubrics"
    )
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended.exit_code, ended.output


def foreign(text: str) -> set[str]:
    """The words of Chinese text that are in Latin letters and no names."""
    return set(WORD.findall(ADDRESS.sub("", OPTION.sub("", text)))) - NAMES


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_the_window_and_is_in_one_language(command: str, lang: Lang, columns: int) -> None:
    status, text = said([*filter(None, [command]), "--help"], lang, columns)
    assert status == 0
    assert max(map(width, text.splitlines())) <= columns
    assert "…" not in text.replace("…/2/3/b1", "")
    assert "help." not in text
    if lang == "zh":
        assert not foreign(text)
    else:
        assert text.isascii() or set(text) - set(map(chr, range(128))) == {"…"}


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("args", MISTAKES, ids=" ".join)
def test_a_mistake_is_told_in_the_language_of_the_reader(
    args: list[str], lang: Lang, columns: int, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.chdir(str(tmp_path))
    status, text = said(args, lang, columns)
    assert status == 2
    assert text.strip()
    assert "usage." not in text
    if text.count("\n") > 1:  # what is one sentence is folded only where a person reads
        assert max(map(width, text.splitlines())) <= columns
    if lang == "zh":
        assert not foreign(text) - set(WORD.findall(" ".join(args)))
    else:
        assert not re.search("[一-鿿]", text.replace("年度", ""))


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["ingst"], "没有 ingst 这个命令，是否指 ingest？"),
        (["ingest", "--jbs"], "没有 --jbs 这个选项，是否指 --jobs？"),
        (["--jobs", "3", "ingest"], "--jobs 应写在命令后面"),
        (["ingest", "--jobs", "0"], "--jobs 应为不小于 1 的整数"),
        (["ingest", "--jobs"], "--jobs 后面应写不小于 1 的整数"),
        (["ingest", "--check", "never"], "--check 应为 stat、hash 之一"),
        (["check", "--verify=1"], "--verify 后面不写任何值"),
        (["diff", "2031"], "缺少“新年度”"),
        (["export", "2031"], "缺少 --to，应为 case、"),
        (["show", "2031", "年度.pdf"], "多出了：年度.pdf（路径中有空格时，请加引号）"),
    ],
)
def test_what_was_wrong_is_said_first_and_how_it_is_written(args: list[str], words: str) -> None:
    status, text = said(args, "zh", 80)
    assert status == 2
    sentence, usage, *_, more = text.splitlines()
    assert sentence.startswith(words)
    assert usage.startswith("用法：rubrics")
    assert more.startswith("详见 rubrics")


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_command_says_is_folded_where_a_person_reads(
    lang: Lang, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    said = say("project.nothing_here", lang, file="rubrics.toml")
    for reads in (False, True):
        monkeypatch.setattr("sys.stderr.isatty", lambda reads=reads: reads)
        tell(said, err=True)
        lines = capsys.readouterr().err.splitlines()
        assert (max(map(width, lines)) <= 60) is reads
        assert "".join(lines).replace(" ", "") == said.replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "yes"), [("y", True), ("是", True), ("YES", True), ("n", False), ("", False), ("ja", False)]
)
def test_a_question_is_answered_in_either_language(
    typed: str, yes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    assert agreed("采用？") is yes


def test_a_program_without_arguments_shows_its_page() -> None:
    status, text = said([], "zh", 80)
    assert (status, text) == (2, said(["--help"], "zh", 80)[1])


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("读取通知，写出数据", 8, ["读取通", "知，写出", "数据"]),
        ("一份（见附件）", 6, ["一份", "（见附", "件）"]),
        ("写成 json,csv 两种", 9, ["写成", "json,csv", "两种"]),
        ("  没有\u300c甲\u300d这项", 8, ["  没有", "  \u300c甲\u300d", "  这项"]),
        ("a-very-long-name here", 6, ["a-very-long-name", "here"]),
        ("", 6, [""]),
    ],
)
def test_lines_end_where_chinese_and_latin_may_be_parted(text: str, columns: int, lines: list[str]) -> None:
    assert folded(text, columns) == lines
