"""The README and the guides in English and Chinese: both are true, and both say the same."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
import typer

from extractors.formats import Need, read_with
from normalizers.records import TABLES
from pipeline import api
from pipeline.cli import app
from pipeline.ingest.inputs import find_notices

ROOT = Path(__file__).parents[1]
ENGLISH, CHINESE = "README.md", "README.zh-CN.md"
BOTH = pytest.mark.parametrize("name", [ENGLISH, CHINESE])
# the dictionary has two languages as well, and is made from the records
IN_BOTH = [
    (ENGLISH, CHINESE),
    *(
        (f"docs/{path.name.replace('.zh.md', '.md')}", f"docs/{path.name}")
        for path in sorted((ROOT / "docs").glob("*.zh.md"))
        if path.name != "dictionary.zh.md"
    ),
]
PAIRS = pytest.mark.parametrize(("english", "chinese"), IN_BOTH)
PAGES = [ENGLISH, CHINESE, *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(!?)\[(?:[^\[\]]|`[^`]*`)*\]\(([^)\s]+)\)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
NUMBER = re.compile(r"\d+(?:\.\d+)*")
# a command's options stand in its row of the table; these belong to all of them
COMMON = {"--help", "--lang"}


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def fenced(name: str) -> list[tuple[str, str]]:
    """The fenced blocks without what `#` says behind them, which has a language."""
    return [
        (kind, re.sub(r"\s+#.*$", "", body, flags=re.MULTILINE))
        for kind, body in FENCED.findall(text_of(name))
    ]


def links(name: str) -> list[tuple[str, str]]:
    """What a page links to or shows, in its order; `!` for images. A page about the other language is the same."""
    found = LINK.findall(FENCED.sub("", text_of(name)))
    return [(mark, re.sub(r"\.zh(?:-CN)?\.md$", ".md", target)) for mark, target in found]


def sections(name: str) -> list[str]:
    """The sections, each from its heading on, without blocks and the targets of links."""
    prose = LINK.sub("", FENCED.sub("", text_of(name)))
    return re.split(r"^(?=#{1,3} )", prose, flags=re.MULTILINE)[1:]


def rows(name: str) -> dict[str, str]:
    """The row of each command in the table of commands."""
    return {
        row[1]: row[0] for row in re.finditer(r"^\| `rubrics (\w+)[^\n]*", text_of(name), flags=re.MULTILINE)
    }


@BOTH
def test_every_command_has_a_row_with_all_its_options_and_no_others(name: str) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    said = rows(name)
    assert set(said) == set(commands)
    for command, row in said.items():
        options = {
            option
            for parameter in commands[command].params
            for option in parameter.opts
            if option[:2] == "--"
        }
        assert set(OPTION.findall(row)) == options - COMMON, command
    assert all(option in text_of(name) for option in ("--version", *COMMON))


@BOTH
def test_commands_shown_are_commands(name: str) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    targets = set(re.findall(r"^(\w+):", text_of("Makefile"), flags=re.MULTILINE))
    for kind, body in fenced(name):
        for line in body.splitlines() if kind == "sh" else ():
            words = line.split()
            if words[0] == "make":
                assert set(words[1:]) <= targets, line
            elif words[0] == "rubrics":
                known = {option for parameter in commands[words[1]].params for option in parameter.opts}
                assert set(OPTION.findall(line)) <= known, line
            for word in words:
                if word.startswith("data/raw/"):
                    assert list(ROOT.glob(word)), line
    for target in re.findall(r"`make (\w+)`", text_of(name)):
        assert target in targets


@BOTH
def test_numbers_and_names_are_those_of_the_project(name: str) -> None:
    text = text_of(name)
    notices = len(find_notices([ROOT / "data" / "raw"]).notices)
    assert re.search(rf"\(data/raw\)\D*\b{notices}\b", text)
    python = re.search(r'requires-python = ">=([\d.]+)"', text_of("pyproject.toml"))
    assert python
    assert re.search(r"Python ?[(（]" + re.escape(python[1]), text)
    assert all(f"`{table}`" in text for table in TABLES)
    functions = [function for function in api.__all__ if inspect.isfunction(getattr(api, function))]
    assert all(f"`{function}`" in text for function in functions)


@BOTH
def test_the_formats_are_those_that_are_read(name: str) -> None:
    (line,) = re.findall(r"^- (?:Files: |文件：).*(?:\n  .*)*", text_of(name), flags=re.MULTILINE)
    said = set(re.findall(r"(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])", line))
    read = {each for needs in get_args(Need) for each in read_with(needs)}
    assert said == read, f"{name}: formats of extractors/formats.py that are not named, or named and not read"


@pytest.mark.parametrize("name", [*PAGES, "CONTRIBUTING.md"])
def test_files_that_a_page_names_are_there(name: str) -> None:
    for place in re.findall(r"`((?:pipeline|normalizers|extractors|tests|docs)/[\w./-]+)`", text_of(name)):
        assert (ROOT / place).exists() or (ROOT / f"{place}.py").exists(), place


@pytest.mark.parametrize("page", [name for name in PAGES if name.startswith("docs/")])
def test_every_page_of_docs_can_be_found(page: str) -> None:
    reached = {f"docs/{Path(target).name}" for name in PAGES for _, target in LINK.findall(text_of(name))}
    assert page in reached


@PAIRS
def test_each_language_leads_to_the_other_at_once(english: str, chinese: str) -> None:
    for name, other in ((english, chinese), (chinese, english)):
        assert f"]({Path(other).name})" in "".join(text_of(name).splitlines()[:4])


@PAIRS
def test_both_languages_show_the_same_commands_and_programs(english: str, chinese: str) -> None:
    assert fenced(chinese) == fenced(english)


@PAIRS
def test_both_languages_have_the_same_sections_pictures_and_links(english: str, chinese: str) -> None:
    levels = [[section.split(" ")[0] for section in sections(name)] for name in (english, chinese)]
    assert levels[0] == levels[1]
    assert links(chinese) == links(english)


@PAIRS
def test_both_languages_say_the_same_numbers_and_names(english: str, chinese: str) -> None:
    for one, other in zip(sections(english), sections(chinese), strict=True):
        heading = one.splitlines()[0]
        assert Counter(NUMBER.findall(one)) == Counter(NUMBER.findall(other)), heading
        code = [Counter(re.findall(r"`[^`\n]+`", section)) for section in (one, other)]
        assert code[0] == code[1], heading
