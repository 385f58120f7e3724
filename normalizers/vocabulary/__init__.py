"""The words of the field as data; grammars bring them in by name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@cache
def words(name: str) -> dict[str, Any]:
    """The content of `<name>.toml` of this folder."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def alternatives(name: str, key: str) -> str:
    """The list `key` of `<name>.toml` as a regular expression, longest word first."""
    return any_of(words(name)[key])


def any_of(listed: Iterable[str], behind: Mapping[str, str] = MappingProxyType({})) -> str:
    """Words as a regular expression that tries each beginning once: 扣, 扣减, 扣除 → 扣(?:减|除)?.

    Of two that begin alike the longer one is tried first. `behind` is what has to follow a word: 项 → (?!目).
    """
    tree: dict[str, Any] = {}
    for word in sorted(listed):
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = behind.get(word, "")
    return _branches(tree)


# a word that ends with a character, nothing having to follow
_LEAF: dict[str, Any] = {"": ""}


def _branches(tree: dict[str, Any]) -> str:
    """The ways on from a beginning, each by the character that comes next."""
    import regex

    leaves = "".join(regex.escape(char) for char, below in tree.items() if below == _LEAF)
    longer = [regex.escape(char) + _behind(below) for char, below in tree.items() if char and below != _LEAF]
    single = f"[{leaves}]" if len(leaves.replace("\\", "")) > 1 else leaves
    return "|".join([single, *longer] if leaves else longer)


def _behind(tree: dict[str, Any]) -> str:
    """What may or has to follow a character: 扣 has nothing, 减 or 除 behind it."""
    rest = _branches(tree)
    if "" not in tree:
        return f"(?:{rest})"
    ends = tree[""]
    if not rest:
        return str(ends)
    return f"(?:{rest}|{ends})" if ends else f"(?:{rest})?"
