"""The words of the field as data; grammars bring them in by name."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(name: str) -> dict[str, Any]:
    """The content of `<name>.toml` of this folder."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def alternatives(name: str, key: str) -> str:
    """The list `key` of `<name>.toml` as a regular expression, longest word first."""
    import regex

    return "|".join(regex.escape(word) for word in sorted(words(name)[key], key=lambda w: (-len(w), w)))
