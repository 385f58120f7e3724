"""Parts of an item in one cell with points of their own: 1.建立台账（10分）；2.开展演练（20分）."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from normalizers.language.grammar import productions_of
from normalizers.language.tokens import Token, tokens
from normalizers.text.numerals import integer
from normalizers.text.views import Text

_ENDS = frozenset(";。#:")


@dataclass(frozen=True, slots=True)
class PartText:
    """A part: its words with the bracket that holds its points, its number as printed, and its points."""

    start: int
    end: int
    label: str
    points: Decimal

    @property
    def number(self) -> int | None:
        """The number of the part; None without one."""
        return integer(self.label.strip("().、）（ "))


def parts(text: Text) -> tuple[PartText, ...]:
    """The parts of a text, at least two; none where brackets say else (一等奖（3分）、二等奖（2分）)."""
    words = tokens(text)
    if sum(word.kind == "P" for word in words) < 2:
        return ()
    heads = {start for name, start, _ in productions_of(text.folded, words) if name == "part"}
    found = list(_parts(text, words, heads)) if len(heads) > 1 else []
    return tuple(found) if len(found) > 1 else ()


def _parts(text: Text, words: tuple[Token, ...], heads: set[int]) -> Iterator[PartText]:
    begin, label = 0, ""
    for place, word in enumerate(words):
        if word.kind == "#":
            begin, label = word.end, text.value[word.start : word.end]
        elif word.kind in ";。":
            begin = word.end
        if word.start not in heads:
            continue
        points = next(one for one in words[place:] if one.kind == "P")
        end = _closing(words, place)
        if begin < word.start and (end == len(words) - 1 or words[end + 1].kind in _ENDS):
            yield PartText(begin, words[end].end, label, points.value or Decimal(0))
            begin, label = words[end].end, ""


def _closing(words: tuple[Token, ...], place: int) -> int:
    """The place of the bracket that closes the one at `place`."""
    depth = 0
    for index in range(place, len(words)):
        depth += (words[index].kind == "(") - (words[index].kind == ")")
        if depth == 0:
            return index
    return len(words) - 1
