"""What fits into a cell of Excel: characters, lengths, heights; it fits the rows of no file but its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from math import ceil
from typing import TypeVar

Look = TypeVar("Look")
LINE = 15.0  # points that a line of 10.5 pt takes
TALLEST = 409.0  # points: Excel draws no row higher
_LONGEST = 32_000  # Excel holds 32,767 characters in a cell
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def height_of(text: str, width: float) -> float:
    """Points that `text` takes in a column of `width` half-width characters."""
    room = max(width - 2.5, 2)
    return LINE * sum(max(1, ceil(halves(line) / room)) for line in text.split("\n"))


def halves(text: str) -> float:
    """Width in half-width characters; a Han character is as wide as two digits."""
    return sum(map(_width, text))


@cache
def _width(char: str) -> float:
    return 2.0 if unicodedata.east_asian_width(char) in "WFA" else 1.0


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
    return "".join(piece for piece, _ in shortened([(text, None)]))


def xml_text(text: str) -> str:
    """Text without the characters that XML, and so Excel, cannot hold, and with its only line end."""
    return _NO_XML.sub("\ufffd", re.sub("\r\n?", "\n", text))


def literal(text: str) -> str:
    """Text as the header or footer of a sheet takes it."""
    return xml_text(text).replace("&", "&&")
