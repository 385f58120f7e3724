"""Sentences of a scoring text, where its list numbers, brackets and lines are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from normalizers.language.words.kinds import Token
from normalizers.text.views import Text

# where a line ends a statement without a mark: 3张以上得2分 / 2张以上得1分
_LINE_END = regex.compile(r"(?:\d分|[不未]得分|不计分|满分|为止|否决\"?)$")
# the number of an item behind a score or a mark begins the next one; 得①、②两项 does not
_BEHIND = frozenset("PKXzfS;。)n")
_OPENING, _CLOSING, _ENDING = frozenset("(["), frozenset(")]"), frozenset("。;!?")
_PUNCTUATION = ",;。:、 "


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its span, where its words begin behind a list number, and whether it has one."""

    start: int
    first: int
    end: int
    tokens: Sequence[Token]
    labelled: bool


def sentences(text: Text, tokens: Sequence[Token]) -> list[Sentence]:
    """Up to 。；！? outside of brackets, to a line that ends with a score, or to a new list item."""
    return list(_cut(text, tokens))


def _cut(text: Text, tokens: Sequence[Token]) -> Iterator[Sentence]:
    first = depth = 0
    for place, token in enumerate(tokens):
        if place > first and depth == 0 and _begins(text, tokens, place, first):
            yield _sentence(tokens[first:place])
            first = place
        if token.kind in _OPENING:
            depth += 1
        elif token.kind in _CLOSING:
            depth = max(0, depth - 1)
        elif token.kind in _ENDING and (depth == 0 or token.kind == "。"):
            yield _sentence(tokens[first : place + 1])
            first, depth = place + 1, 0
    if first < len(tokens):
        yield _sentence(tokens[first:])


def _sentence(tokens: Sequence[Token]) -> Sentence:
    place, labelled = 0, False
    while place < len(tokens) - 1 and (
        tokens[place].kind in _PUNCTUATION
        or tokens[place].kind in ")]"
        or (tokens[place].kind == "#" and not labelled)
    ):
        labelled = labelled or tokens[place].kind == "#"
        place += 1
    return Sentence(tokens[0].start, tokens[place].start, tokens[-1].end, tokens[place:], labelled)


def _begins(text: Text, tokens: Sequence[Token], place: int, first: int) -> bool:
    token, before = tokens[place], tokens[place - 1]
    line = text.gaps[token.start] == "\n"
    if token.kind == "#":
        return line or before.kind in _BEHIND
    if not line or token.kind in ",。;:、!?)]":
        return False
    return bool(_LINE_END.search(text.folded, max(tokens[first].start, token.start - 6), token.start))


def part_ends(text: Text, tokens: Sequence[Token]) -> list[int]:
    """Where the items of a list begin and full sentences end, in order."""
    ends = [token.start for token in tokens if token.kind == "#"]
    place = text.folded.find("。")
    while place >= 0:
        ends.append(place)
        place = text.folded.find("。", place + 1)
    return sorted(ends)


def skip_punctuation(folded: str, index: int, end: int) -> int:
    """The first place from `index` on that holds no punctuation."""
    while index < end and folded[index] in _PUNCTUATION:
        index += 1
    return index


def segment(sentence: str, index: int) -> tuple[int, int]:
    """The part between commas that holds a place, without its closing bracket."""
    start = max(sentence.rfind(mark, 0, index) for mark in ",;。:") + 1
    ends = [end for mark in ",;。" if (end := sentence.find(mark, index)) >= 0]
    return start, min(ends, default=len(sentence))
