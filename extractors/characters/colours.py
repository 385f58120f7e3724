"""Colours as sources write them: whether a text can be told from what lies behind it."""

from __future__ import annotations

import re

Colour = tuple[int, int, int]

_HEX = re.compile(r"#?(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})\Z")
_NO_DIFFERENCE = 8  # of 255, in each of red, green and blue: no eye tells it on paper


def hex_colour(text: str) -> Colour | None:
    """The colour of FFFFFF or #ffffff, also with an opacity before it (FFFFFFFF); None for other words."""
    match = _HEX.match(text.strip())
    return (int(match[1][:2], 16), int(match[1][2:4], 16), int(match[1][4:], 16)) if match else None


def alike(one: Colour, other: Colour) -> bool:
    """Whether a text of the one colour cannot be seen on the other."""
    return all(abs(first - second) <= _NO_DIFFERENCE for first, second in zip(one, other, strict=True))
