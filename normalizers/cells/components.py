"""Scoring items without a name: what their text says of their points and of their parts.

台账管理情况（0.3分）。台账不全的，每件扣0.05分。 has 0.3 points;
抓好学习培训。制定计划（0.1分）；组织测试（0.2分）。 has two key points with points of their own.
"""

from __future__ import annotations

from decimal import Decimal

import regex

from extractors.frozen import frozen
from normalizers.text import patterns
from normalizers.text.numerals import decimal
from normalizers.text.views import Text

_POINTS = patterns.made(r"[(\[]\s*(?:共|满分|计)?\s*(?P<points>\d+(?:\.\d+)?)\s*分\s*[)\]]")
_MARKS = "。;,、 "


@frozen
class Part:
    """A key point inside an item: its text with its points."""

    text: Text
    points: Decimal


@frozen
class Components:
    """The points of an item and where they stand, or the parts that have points instead."""

    points: Decimal | None
    points_text: Text | None
    parts: tuple[Part, ...]


def components(text: Text) -> Components:
    """Points of the item where its first sentence ends with the only figure in brackets, else its parts."""
    figures = list(_POINTS.finditer(text.folded))
    if len(figures) == 1 and not regex.search(r"[。;]", text.folded[: figures[0].start()]):
        match = figures[0]
        return Components(decimal(match["points"]), text.cut(match.start(), match.end()), ())
    if len(figures) < 2:
        return Components(None, None, ())
    parts = []
    # the first sentence is the item's heading, where the first part does not end it
    begin = text.folded.find("。", 0, figures[0].start()) + 1
    for match in figures:
        while begin < match.start() and text.folded[begin] in _MARKS:
            begin += 1
        points = decimal(match["points"])
        if points is not None and begin < match.start():
            parts.append(Part(text.cut(begin, match.end()), points))
        begin = match.end()
    return Components(None, None, tuple(parts))


def paragraphs(text: Text) -> tuple[Text, ...]:
    """The items of one cell: paragraphs of which each has parts with points; else the whole text."""
    cuts = [
        index
        for index in range(1, len(text))
        if text.gaps[index] == "\n"
        and text.folded[index - 1] in "。;"
        and len(components(text.cut(0, index)).parts) > 1
        and len(components(text.cut(index)).parts) > 1
        and _opens_heading(text.folded, index)
    ]
    ends = [*cuts, len(text)]
    return tuple(text.cut(start, end) for start, end in zip([0, *cuts], ends, strict=True))


def _opens_heading(folded: str, index: int) -> bool:
    """Whether a sentence without points begins here, 抓好学习培训。; a line of the layout seldom does."""
    stop = folded.find("。", index)
    return (
        0 < stop - index <= 40 and not _POINTS.search(folded, index, stop) and ";" not in folded[index:stop]
    )
