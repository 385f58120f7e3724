"""The words of the tool itself: `say` gives those of a key, in the language of the reader.

They stand in one TOML file for each language. A key is the room and the name in it (`place.page`); a room is
read when something in it is first said, because to read all of a file takes longer than `rubrics --help` may.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.messages.languages import Lang

_HEADS = re.compile(r"^(?=\[([a-z]+))", re.MULTILINE)


def say(key: str, lang: Lang, /, **values: object) -> str:
    """The words of `key` in `lang`, filled with `values`. Raises KeyError for an unknown key.

    A text may say that a value is a word of another room: `{reason:reason}` shows `too-deep` as the words of
    `reason.too-deep`, and whatever is no key of that room as it is.
    """
    return _filled(words(key.partition(".")[0], lang)[key], lang, values)


def units(lang: Lang) -> list[tuple[int, str]]:
    """The large units that shorten a figure, the largest first: 亿, 万."""
    return [(figure, name) for name, figure in _room("number", lang)["number"]["units"]]


def texts(lang: Lang) -> dict[str, str]:
    """All texts of a language by their keys, in the order of its file."""
    return {key: text for room in _parts(lang) for key, text in words(room, lang).items()}


@cache
def words(room: str, lang: Lang) -> Mapping[str, str]:
    """The texts of a room by their keys; none where there is no such room."""
    return dict(_flat(_room(room, lang)))


def _room(name: str, lang: Lang) -> dict[str, Any]:
    return tomllib.loads(_parts(lang).get(name, ""))


@cache
def _parts(lang: Lang) -> dict[str, str]:
    """The file of a language in parts, one for each room with all its tables: `[help]`, `[help.ingest]`."""
    text = Path(__file__).with_name(f"{lang}.toml").read_text("utf-8")
    parts: dict[str, str] = {}
    heads = [*_HEADS.finditer(text)]
    for head, end in zip(heads, [*(one.start() for one in heads[1:]), len(text)], strict=True):
        parts[head[1]] = parts.get(head[1], "") + text[head.start() : end]
    return parts


def _flat(node: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, inner in node.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{above}{name}.")
        elif isinstance(inner, str):
            yield f"{above}{name}", inner


def _filled(text: str, lang: Lang, values: Mapping[str, object]) -> str:
    said = (_Value(value, lang, values) if isinstance(value, str) else value for value in values.values())
    return text.format_map(dict(zip(values, said, strict=True)))


class _Value:
    """A text that fills another one; its words may be filled with the same values."""

    __slots__ = ("lang", "text", "values")

    def __init__(self, text: str, lang: Lang, values: Mapping[str, object]) -> None:
        self.text, self.lang, self.values = text, lang, values

    def __format__(self, room: str) -> str:
        """The words of the room that has it as a key, else the text itself."""
        known = words(room.partition(".")[0], self.lang).get(f"{room}.{self.text}") if room else None
        return self.text if known is None else _filled(known, self.lang, self.values)
