"""Sentences and segments of a scoring text, where its list numbers and brackets are known."""

from __future__ import annotations

import regex

from normalizers.text.views import Text

# where a line ends a statement without a mark: 3张以上得2分 / 2张以上得1分
_LINE_END = regex.compile(r"(?: \d分 | [不未]得分 | 不计分 | 满分 | 为止 | 否决\"? ) $", regex.VERBOSE)
# the number of a list item is no part of a condition
_LABEL = regex.compile(r"\d{1,2} [.、)] (?!\d) | \( \d{1,2} \) | [①-⑳]", regex.VERBOSE)
# 提问1分2.点评2分: a number with its mark behind a score begins the next item of the list
_NEXT_ITEM = regex.compile(
    r"(?<= 分 | 止 | \d ) (?: \d{1,2} [.、] (?=\p{Han}) | \( \d{1,2} \) (?=\p{Han}) | [①-⑳] )", regex.VERBOSE
)
_OPENING, _CLOSING, _ENDING = "([《", ")]》", "。;!?"
_PUNCTUATION = ",;。:、 "


def sentences(text: Text) -> list[tuple[int, int]]:
    """Spans up to 。；！? outside of brackets, to a line that ends with a score, or to a new list item."""
    folded = text.folded
    items = {match.start() for match in _NEXT_ITEM.finditer(folded)}
    spans = []
    start = depth = 0
    for index, char in enumerate(folded):
        if index > start and depth == 0 and (index in items or _line_ends(text, index, start)):
            spans.append((start, index))
            start = index
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif char in _ENDING and depth == 0:
            spans.append((start, index + 1))
            start = index + 1
    if start < len(folded):
        spans.append((start, len(folded)))
    return spans


def _line_ends(text: Text, index: int, start: int) -> bool:
    if text.gaps[index] != "\n" or text.folded[index] in ",。;:、!?)]":
        return False
    return bool(_LINE_END.search(text.folded, max(start, index - 6), index))


def opening(folded: str, start: int, end: int) -> int:
    """Where the words of a stretch begin: behind punctuation and one list number."""
    start = skip_punctuation(folded, start, end)
    if label := _LABEL.match(folded, start, end):
        start = skip_punctuation(folded, label.end(), end)
    return start


def numbered(folded: str) -> list[int]:
    """Where the items of a list begin: behind punctuation, or behind a score."""
    return [
        match.start()
        for match in _LABEL.finditer(folded)
        if match.start() == 0 or folded[match.start() - 1] in ",;。:分止"
    ]


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
