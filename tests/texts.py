"""What the tests of messages share: what a text asks for, and the code that could use a word."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def placeholders(text: str) -> set[tuple[str, str]]:
    """The values that a text asks for, each with its room: `{reason:reason}`, `{count}`."""
    return {(name, room or "") for _, name, room, _ in string.Formatter().parse(text) if name is not None}


def names(text: str) -> set[str]:
    """The names of the values that a text asks for, those in the name of a room too."""
    return {name for name, _ in placeholders(text)} | {
        inner for _, room in placeholders(text) for inner, _ in placeholders(room)
    }


def trees(*packages: str) -> Iterator[ast.Module]:
    """The modules of these packages."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


def calls(*packages: str) -> Iterator[ast.Call]:
    """Every call in the modules of these packages."""
    for tree in trees(*packages):
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def constant(node: ast.expr | None) -> str:
    """The text that an expression is; empty when it is none."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
