"""The words of the tool itself: `say` gives those of a key, in the language of the reader.

They stand in one TOML file for each language, which is read when something is first said in it. A key is the
room and the name in it (`place.page`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.messages.languages import Lang


def say(key: str, lang: Lang, /, **values: object) -> str:
    """The words of `key` in `lang`, filled with `values`. Raises KeyError for an unknown key.

    A text may say that a value is a word of another room: `{reason:reason}` shows `too-deep` as the words of
    `reason.too-deep`, and whatever is no key of that room as it is.
    """
    return _filled(texts(lang)[key], lang, values)


def units(lang: Lang) -> list[tuple[int, str]]:
    """The large units that shorten a figure, the largest first: 亿, 万."""
    return [(figure, name) for name, figure in _read(lang)["number"]["units"]]


@cache
def texts(lang: Lang) -> Mapping[str, str]:
    """All texts of a language by their keys."""
    return dict(_flat(_read(lang)))


@cache
def _read(lang: Lang) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{lang}.toml").read_text("utf-8"))


def _flat(node: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, inner in node.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{above}{name}.")
        elif isinstance(inner, str):
            yield f"{above}{name}", inner


def _filled(text: str, lang: Lang, values: Mapping[str, object]) -> str:
    said = (_Value(value, lang, values) if isinstance(value, str) else value for value in values.values())
    return text.format_map(dict(zip(values, said, strict=True)))


@dataclass(frozen=True, slots=True)
class _Value:
    """A text that fills another one; its words may be filled with the same values."""

    text: str
    lang: Lang
    values: Mapping[str, object]

    def __format__(self, room: str) -> str:
        """The words of the room that has it as a key, else the text itself."""
        words = texts(self.lang).get(f"{room}.{self.text}") if room else None
        return self.text if words is None else _filled(words, self.lang, self.values)
