"""Text folded as a terminal draws it: a Chinese character takes two columns and needs no space to end a line.

`textwrap` counts characters and ends lines at spaces, which Chinese has none of.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import combining, east_asian_width

# no line begins with one of these, and none ends with one of those
_CLOSING = frozenset("，。；：、！？）》”’〕」』】…—,.;:!?)]}")
_OPENING = frozenset("（《“‘〔「『【([{")


def width(text: str) -> int:
    """How many columns `text` takes; a mark that some terminals draw wide (“ ” … —) counts as a wide one."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WFA" else 1 for char in text)


def folded(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns`, each as far to the right as the first one.

    Only a word that is longer by itself is left so: a path, to be copied.
    """
    indent = " " * (len(text) - len(text.lstrip(" ")))
    columns -= len(indent)
    lines, line, taken = [], "", 0
    for unit in _units(" ".join(text.split())):
        needs = width(unit)
        if line and taken + width(unit.rstrip()) > columns:
            lines.append(line)
            line, taken = "", 0
        line += unit
        taken += needs
    return [(indent + one).rstrip() for one in (*lines, line)]


def _units(text: str) -> Iterator[str]:
    """What stays on one line: a Latin word, a Chinese character, each with the marks that belong to it."""
    unit = ""
    for char in text:
        if unit and _parted(unit[-1], char):
            yield unit
            unit = ""
        unit += char
    if unit:
        yield unit


def _parted(before: str, after: str) -> bool:
    if after in _CLOSING or before in _OPENING or after == " ":
        return False
    return before == " " or any(east_asian_width(char) in "WF" for char in (before, after))
