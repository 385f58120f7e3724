"""What fits into a cell of Excel: characters, lengths, heights; it fits the rows of no file but its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import ceil
from typing import TypeVar

Look = TypeVar("Look")
LINE = 15.0  # points that a line of 10.5 pt takes
TALLEST = 409.0  # points: Excel draws no row higher
_LONGEST = 32_000  # Excel holds 32,767 characters in a cell
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# a Han character of 10.5 pt is as wide as two of the digits by which columns are measured (`excel.py`)
_INDENT = 1.4
_DIGITS = 1.1  # what a digit or letter takes at most where a Han character takes two
_NARROW = 16
_WORD = re.compile(r"[!-~]{5,}")


def height_of(text: str, width: float, *, indent: bool = True) -> float:
    """Points that `text` takes in a column of `width`, which is `indent`ed from its border or not."""
    room = max(width - _INDENT if indent else width, 2)
    return LINE * sum(_lines(line, room) for line in text.split("\n"))


def width_of(text: str) -> float:
    """Room that a line of text takes at most, in half-width characters."""
    # GB18030 has two bytes for a Han character, four for a rare one, one for a digit
    wide = len(text.encode("gb18030", "replace"))
    return wide + max(0, 2 * len(text) - wide) * (_DIGITS - 1)


def _lines(line: str, room: float) -> int:
    """How many lines a text needs; a word of Latin letters, or a figure, is not broken as long as it fits."""
    wide = width_of(line)
    if wide <= room:
        return 1
    # an odd half is left at the end, and 。 takes the character before it along into the next line
    held = 2 * (room // 2) if room < _NARROW else room - 2
    if words := _WORD.findall(line):
        held -= min(max(map(len, words)), room / 2) / 2
    return ceil(wide / max(held, 2))


def shortened(pieces: Iterable[tuple[str, Look]]) -> list[tuple[str, Look]]:
    """Cut where Excel would refuse the whole cell; the other files of the dataset hold all of it."""
    room = _LONGEST
    kept: list[tuple[str, Look]] = []
    for words, look in pieces:
        words = xml_text(words)
        if len(words) > room:
            return [*kept, (words[:room] + "……", look)]
        kept.append((words, look))
        room -= len(words)
    return kept


def fitting(text: str) -> str:
    """A text as a cell can hold it."""
    text = xml_text(text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "……"


def xml_text(text: str) -> str:
    """Text without the characters that XML, and so Excel, cannot hold, and with its only line end."""
    # most texts have none of them
    if text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NO_XML.sub("\ufffd", text)


def literal(text: str) -> str:
    """Text as the header or footer of a sheet takes it."""
    return xml_text(text).replace("&", "&&")
