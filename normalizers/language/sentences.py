"""Sentences of a scoring text, where its list numbers, brackets and lines are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from normalizers.language.words.kinds import Token
from normalizers.text import patterns
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives

# where a line ends a statement without a mark: 3张以上得2分 / 2张以上得1分
_LINE_END = patterns.made(r"(?:\d分|[不未]得分|不计分|满分|为止|否决\"?)$")
# the number of an item behind a score or a mark begins the next one; 得①、②两项 does not
_BEHIND = frozenset("PKXzfS;。:)n")
_OPENING, _CLOSING, _ENDING = frozenset("(["), frozenset(")]"), frozenset("。;!?")
_PUNCTUATION = ",;。:、 "
_BEFORE = frozenset(",;。:、)]#")
_FIGURE, _HAN = patterns.made(r"\d+"), patterns.made(r"[一二三四五六七八九十]+")
# 一票否决情形：
_VETOES = patterns.made(
    rf"(?:{alternatives('kinds', 'veto')})(?:{alternatives('kinds', 'nouns')}|[的条类])*[:。]?"
)


class Sentence(NamedTuple):
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
    gaps = text.gaps
    for place, token in enumerate(tokens):
        kind = token.kind
        if (kind == "#" or gaps[token.start] == "\n") and place > first and depth == 0:
            if _begins(text, tokens, place, first):
                yield _sentence(tokens[first:place])
                first = place
        elif kind == "t":
            continue
        if kind in _OPENING:
            depth += 1
        elif kind in _CLOSING:
            depth = max(0, depth - 1)
        elif kind in _ENDING and (depth == 0 or kind == "。"):
            yield _sentence(tokens[first : place + 1])
            first, depth = place + 1, 0
    if first < len(tokens):
        yield _sentence(tokens[first:])


def _sentence(tokens: Sequence[Token]) -> Sentence:
    place, labelled = 0, False
    while (kind := tokens[place].kind) in _BEFORE and place < len(tokens) - 1:
        if kind == "#":
            if labelled:
                break
            labelled = True
        place += 1
    return Sentence(tokens[0].start, tokens[place].start, tokens[-1].end, tokens[place:], labelled)


def _begins(text: Text, tokens: Sequence[Token], place: int, first: int) -> bool:
    token, before = tokens[place], tokens[place - 1]
    if token.kind == "#":
        return text.gaps[token.start] == "\n" or before.kind in _BEHIND
    if token.kind in ",。;:、!?)]":
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


class CaseList(NamedTuple):
    """The places of the sentence that leads to a list, of its first case and behind its last one."""

    lead: int
    first: int
    stop: int


def case_lists(text: Text, cut: Sequence[Sentence]) -> Iterator[CaseList]:
    """The lists of a text: sentences with list numbers behind one that ends in a colon."""
    place = 0
    while place < len(cut) - 1:
        one, after = cut[place], cut[place + 1]
        if not after.labelled or not (text.folded[one.end - 1] == ":" or heads_vetoes(text, one)):
            place += 1
            continue
        own, stop = _family(text, after), place + 2
        outer = {_family(text, before) for before in cut[: place + 1] if before.labelled} - {own}
        while stop < len(cut) and not (cut[stop].labelled and _family(text, cut[stop]) in outer):
            stop += 1
        yield CaseList(place, place + 1, stop)
        place = stop


def heads_vetoes(text: Text, one: Sentence) -> bool:
    """Whether a sentence is only a heading of what decides: 一票否决情形：."""
    return bool(_VETOES.fullmatch(text.folded, one.first, one.end))


def _family(text: Text, one: Sentence) -> str:
    """The kind of number that a sentence has: 1. is as 2., and （一） as （二）."""
    label = text.folded[one.start : one.first]
    return regex.sub(_HAN, "一", regex.sub(_FIGURE, "1", label))
