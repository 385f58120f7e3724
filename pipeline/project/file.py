"""The file of a project, `rubrics.toml`: where its notices, corrections and dataset are.

Whatever is wrong in it is told with file, key and line in the language of the reader, and nothing is guessed:
a key that is misspelt would otherwise be a folder of corrections that nobody reads.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import field, fields
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from extractors.frozen import frozen
from pipeline.contract.formats import FORMATS, Format
from pipeline.export.layout import ROLES, USUAL, Layout, Role
from pipeline.messages.languages import LANGS, Lang, locale_lang
from pipeline.messages.words import say

FILE = "rubrics.toml"
# characters of a token
_LEAST = 16
_KEY = r"^[ \t]*(?:\[[ \t]*)?[\"']?{key}[\"']?[ \t]*[=\]]"


class ProjectFault(ValueError):
    """What is wrong with a project, or with what was asked of it: a key of the messages and what fills it."""

    def __init__(self, key: str, /, **values: object) -> None:
        """By the key of the message."""
        super().__init__(key)
        self.key, self.values = key, values

    def said(self, lang: Lang) -> str:
        """The sentence that tells it."""
        return say(self.key, lang, **self.values)

    def __str__(self) -> str:
        return self.said(locale_lang())


@frozen
class ProjectFile:
    """What a project says of itself, with paths from its folder; `lines` says where each key stands."""

    sources: tuple[str, ...] = ("notices",)
    dataset: str = "dataset"
    corrections: str = "corrections"
    links: str = ""
    lang: Lang | None = None
    write: tuple[Format, ...] = FORMATS
    table: Layout = USUAL
    token: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)


_KEYS = tuple(one.name for one in fields(ProjectFile) if one.name != "lines")


def read_file(path: Path) -> ProjectFile:
    """The file of a project. Raises ProjectFault, OSError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ProjectFault("project.not_utf8", path=path, line=line) from error
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # before Python 3.14 the line stands in the message alone; a text that ends too early has none
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise ProjectFault("project.no_toml", path=path, line=line) from error
    lines = {key: _line(text, key) for key in told}
    for key in told:
        if key not in _KEYS:
            near = get_close_matches(key.lower(), _KEYS, 1, 0.5)
            known = f" {near[0]}" if near else "、".join(_KEYS)
            how = "project.near" if near else "project.unknown"
            raise ProjectFault(how, path=path, line=lines[key], name=key, known=known.strip())
    return ProjectFile(
        sources=_sources(told, path, lines),
        dataset=_place(told, "dataset", path, lines) or "dataset",
        corrections=_place(told, "corrections", path, lines) or "corrections",
        links=_place(told, "links", path, lines),
        lang=_lang(told, path, lines),
        write=_write(told, path, lines),
        table=_table(told, path, text),
        token=_token(told, path, lines),
        lines=lines,
    )


def _line(text: str, key: str) -> int:
    found = re.search(_KEY.format(key=re.escape(key)), text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _sources(told: Mapping[str, Any], path: Path, lines: Mapping[str, int]) -> tuple[str, ...]:
    given = told.get("sources", "notices")
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not listed or not all(isinstance(one, str) and one for one in listed):
        raise ProjectFault("project.no_list", path=path, line=lines["sources"], name="sources")
    return tuple(listed)


def _place(told: Mapping[str, Any], name: str, path: Path, lines: Mapping[str, int]) -> str:
    given = told.get(name, "")
    if not isinstance(given, str) or (name in told and not given):
        raise ProjectFault("project.no_path", path=path, line=lines[name], name=name)
    return given


def _token(told: Mapping[str, Any], path: Path, lines: Mapping[str, int]) -> str:
    """By which programs may ask the app; one that can be guessed is none."""
    given = told.get("token", "")
    if "token" in told and not (isinstance(given, str) and re.fullmatch(r"[!-~]+", given)):
        raise ProjectFault("project.no_token", path=path, line=lines["token"], least=_LEAST)
    if given and len(given) < _LEAST:
        raise ProjectFault("project.no_token", path=path, line=lines["token"], least=_LEAST)
    return str(given)


def _write(told: Mapping[str, Any], path: Path, lines: Mapping[str, int]) -> tuple[Format, ...]:
    given = told.get("write", list(FORMATS))
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not listed or not set(map(str, listed)) <= set(FORMATS):
        raise ProjectFault("project.no_format", path=path, line=lines["write"], known="、".join(FORMATS))
    return tuple(form for form in FORMATS if form in listed)


def _table(told: Mapping[str, Any], path: Path, text: str) -> Layout:
    """How a 指标表 is laid out: `[table]` with `merged`, and its headings in `[table.columns]`."""
    given = told.get("table", {})
    fault = partial(ProjectFault, "project.no_table", path=path, known="、".join(ROLES))
    if not isinstance(given, dict):
        raise fault(line=_line(text, "table"), name="table")
    columns = given.get("columns", {})
    for key in given:
        if key not in {"merged", "columns"} or not isinstance(given[key], bool if key == "merged" else dict):
            raise fault(line=_line(text, key), name=key)
    found: list[tuple[Role, tuple[str, ...]]] = []
    for key, said in columns.items():
        role: Role | None = next((one for one in ROLES if one == key), None)
        headings = said if isinstance(said, list) and key == "name" else [said]
        if role is None or not headings or not all(isinstance(one, str) and one for one in headings):
            raise fault(line=_line(text, key), name=key)
        found.append((role, tuple(headings)))
    return Layout(tuple(found), given.get("merged", True))


def _lang(told: Mapping[str, Any], path: Path, lines: Mapping[str, int]) -> Lang | None:
    given = told.get("lang")
    known: Lang | None = next((lang for lang in LANGS if lang == given), None)
    if given is not None and known is None:
        raise ProjectFault(
            "project.no_lang", path=path, line=lines["lang"], value=str(given), known="、".join(LANGS)
        )
    return known
