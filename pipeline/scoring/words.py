"""The words that notes are searched for, as data: words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import regex

from normalizers.text import patterns


@cache
def _words() -> dict[str, regex.Pattern[str]]:
    given = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return {name: patterns.made("|".join(map(regex.escape, words))) for name, words in given.items()}


def says(kind: str, text: str) -> bool:
    """Whether words of a list stand in a text."""
    return bool(_words()[kind].search(text))


def is_word(kind: str, text: str) -> bool:
    """Whether a text is a word of a list."""
    return bool(_words()[kind].fullmatch(text))
