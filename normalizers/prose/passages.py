"""Passages of a notice: a paragraph, or one that leads to a list with the items of that list.

有下列情形的加分，累计不超过5分： / （一）获表彰的，加3分； / （二）…: the lead speaks of all items.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.document import Paragraph
from extractors.place import Fragment
from normalizers.cells.kinds import kind_of
from normalizers.prose.lines import NAME_LENGTH, Line, read_line

_ITEMS = 2


class Passage(NamedTuple):
    """A text as one paragraph, and the paragraphs that print it."""

    whole: Paragraph
    parts: tuple[Paragraph, ...]


def passages(paragraphs: Sequence[Paragraph], *, headed: bool = False) -> Iterator[Passage]:
    """The passages of some paragraphs in their order; `headed`: a heading leads to the list below it, too.

    一票否决情形 leads to its cases without a colon.
    """
    lines = [read_line(paragraph) for paragraph in paragraphs]
    place = 0
    while place < len(lines):
        stop = _stop(lines, place) if _leads(lines[place], headed=headed) else place + 1
        parts = tuple(paragraphs[place:stop])
        yield Passage(_joined(parts), parts)
        place = stop


def _leads(line: Line, *, headed: bool) -> bool:
    short = len(line.text) <= NAME_LENGTH and line.text.folded[-1:] not in {"。", ";", ","}
    return line.text.folded.endswith(":") or (
        short and bool(line.text) and (headed or kind_of(line.text.value) == "veto")
    )


def _stop(lines: Sequence[Line], place: int) -> int:
    """Where the list below a line ends: at a number that is not below the line, or does not go on."""
    number = lines[place].head
    own = -1 if number is None else number.level
    level, expected, stop = None, 1, place + 1
    for line in lines[place + 1 :]:
        if line.head is None or line.head.level <= own:
            break
        if level is None or line.head.level == level:
            if line.head.number != expected:
                break
            level, expected = line.head.level, expected + 1
        elif line.head.level < level:
            break
        stop += 1
    return stop if expected > _ITEMS else place + 1


def _joined(parts: Sequence[Paragraph]) -> Paragraph:
    if len(parts) == 1:
        return parts[0]
    fragments: list[Fragment] = []
    length = 0
    for part in parts:
        fragments += [one.moved(length) for one in part.fragments]
        length += len(part.text) + 1
    return Paragraph("\n".join(part.text for part in parts), tuple(fragments), quality=parts[0].quality)
