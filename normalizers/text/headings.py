"""The number at the head of a paragraph: 一、（一）1. (1) 1) ①, from the outer to the inner."""

from __future__ import annotations

import regex

from extractors.frozen import frozen
from normalizers.text import patterns
from normalizers.text.labels import HAN_NUMBER, NUMBER_END
from normalizers.text.numerals import integer
from normalizers.text.views import Text

_FAMILIES: tuple[regex.Pattern[str], ...] = tuple(
    patterns.made(pattern)
    for pattern in (
        rf"第(?P<n>{HAN_NUMBER})(?:部分|章|节)[:、]?",
        rf"(?P<n>{HAN_NUMBER})[、.]",
        rf"\((?P<n>{HAN_NUMBER})\)[、.]?",
        r"(?P<n>\d{1,3})" + NUMBER_END,
        r"\((?P<n>\d{1,3})\)[、.]?",
        r"(?P<n>\d{1,3})\)[、.]?",
        r"(?P<n>[①-⑳⑴-⒇⒈-⒛])[、.]?",
    )
)


@frozen
class Head:
    """The number of a paragraph: its level (0 = outermost), its value, as printed, and the text behind it."""

    level: int
    number: int
    label: str
    rest: Text


def head(text: Text) -> Head | None:
    """The number that a paragraph begins with; None without one.

    Example: （二）抓好培训 → level 2, number 2, label （二）, rest 抓好培训.
    """
    for level, family in enumerate(_FAMILIES):
        match = family.match(text.folded)
        number = integer(match["n"]) if match else None
        if match and number is not None:
            return Head(level, number, text.value[: match.end()].strip(), text.cut(match.end()))
    return None
