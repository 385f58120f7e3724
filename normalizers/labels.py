"""Numbers of list items: 1. 1、 (1) 1) ① 一、 （一） 第一，.

A list is a chain: its numbers follow each other, so a figure in the text (达到2.5%) is no item.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from normalizers.numerals import integer
from normalizers.text import Text

_HAN = "[一二三四五六七八九十]{1,3}"
# Families from the outer to the inner; a list keeps to one of them.
_FAMILIES: tuple[regex.Pattern[str], ...] = tuple(
    regex.compile(pattern)
    for pattern in (
        rf"(?P<n>{_HAN})、",
        rf"\((?P<n>{_HAN})\)、?",
        r"(?P<n>\d{1,2})\s*(?:[.、](?![\d%])|[.、](?=\d{4}年))",  # not 2.5%, but 1.2024年
        r"\((?P<n>\d{1,2})\)[.、]?",
        r"(?P<n>\d{1,2})\)[.、]?",
        r"(?P<n>[①-⑳⑴-⒇⒈-⒛❶-❿])[.、]?",
        rf"第?(?P<n>{_HAN})(?:是|要|,|:)",
    )
)
_ENDS = '。;;!?:,、》”")）】…'


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a text: its number (None for a lead-in or a lone text), label as printed, and its text."""

    number: int | None
    label: str
    text: Text


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    number: int


def _at_boundary(text: Text, index: int) -> bool:
    """Whether an item can begin here: at the start, after a break or space, after punctuation."""
    return index == 0 or text.gaps[index] != "x" or text.folded[index - 1] in _ENDS


def _marks(text: Text, family: regex.Pattern[str]) -> list[_Mark]:
    """The chain of item numbers of one family: each number greater than the one before, gaps allowed by one."""
    chain: list[_Mark] = []
    for match in family.finditer(text.folded):
        number = integer(match["n"])
        if number is None or not _at_boundary(text, match.start()):
            continue
        expected = chain[-1].number + 1 if chain else 1
        # one number may be missing (1. 2. 4.): reported by the checks, never a reason to lose the split
        fits = number == expected or (number == expected + 1 and _starts_line(text, match.start()))
        if fits:
            chain.append(_Mark(match.start(), match.end(), number))
    return chain


def _starts_line(text: Text, index: int) -> bool:
    return index == 0 or text.gaps[index] == "\n" or text.folded[index - 1] in "。;"


def items(text: Text) -> tuple[Item, ...]:
    """The items of a list; a text that is no list is one Item without number. Nothing is left out."""
    best: list[_Mark] = []
    for family in _FAMILIES:
        chain = _marks(text, family)
        if chain and (not best or chain[0].start < best[0].start):
            best = chain
    # 一是 … counts as a list only where it opens the text: "第一," inside a sentence is no item
    if not best or (best[0].start > 0 and len(best) < 2):
        return (Item(None, "", text.cut(0)),) if text else ()
    found = []
    lead = text.cut(0, best[0].start)
    if lead:
        found.append(Item(None, "", lead))
    for mark, after in zip(best, [*best[1:], None], strict=True):
        body = text.cut(mark.end, after.start if after else None)
        label = text.value[mark.start : mark.end].strip()
        found.append(Item(mark.number, label, body))
    return tuple(found)
