"""How wide a text is printed, in half-width characters (半角): a Han character is as wide as two digits."""

from __future__ import annotations

import unicodedata
from functools import cache


def halves(text: str) -> float:
    """Width in half-width characters: 共100分 takes 7."""
    return len(text) if text.isascii() else sum(map(_width, text))


@cache
def _width(char: str) -> float:
    return 2.0 if unicodedata.east_asian_width(char) in "WFA" else 1.0
