"""Two wordings held against each other word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from extractors.frozen import frozen
from normalizers.text.views import squeeze
from pipeline.compare.wording.cutting import HAN, cut

# figures, ranges (13-15) and Latin words are whole; white space goes with the word behind it
_WORD = re.compile(
    rf"\s*(?:\d+(?:\.\d+)?[%％‰]?(?:[-－–—~～]\d+(?:\.\d+)?[%％‰]?)?|[A-Za-z]+|[{HAN}]+|.)", re.DOTALL
)
_HAN = re.compile(rf"(\s*)([{HAN}]+)\Z")
# texts longer than any cell are not worth minutes: what lies between their equal ends is one block
_MOST = 6_000
# a line of which less is left is another line
_LEFT = 0.4


@frozen
class Block:
    """A stretch of both wordings, the same in both or not; `old` or `new` may be empty."""

    same: bool
    old: str
    new: str


def by_line(old: str, new: str) -> tuple[Block, ...]:
    """The stretches of two texts of several lines: lines that say something else are exchanged whole."""
    lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    blocks: list[Block] = []
    for same, i, k, j, m in _stretches(*([squeeze(line) for line in side] for side in lines)):
        before, after = lines[0][i:k], lines[1][j:m]
        if same:
            blocks.append(Block(True, "".join(before), "".join(after)))
        elif len(before) == len(after):
            for pair in zip(before, after, strict=True):
                blocks += _of_line(*pair)
        else:
            blocks += _of_line("".join(before), "".join(after))
    return tuple(blocks)


def _of_line(old: str, new: str) -> tuple[Block, ...]:
    found = redline(old, new)
    kept = sum(len(block.new) for block in found if block.same)
    if old and new and kept < _LEFT * min(len(old), len(new)):
        return (Block(False, old, new),)
    return found


@lru_cache(maxsize=4_096)
def redline(old: str, new: str) -> tuple[Block, ...]:
    """The stretches of two wordings in their order.

    White space and width of figures are no difference. A single mark between two changes (13-15 → 11-14)
    belongs to them.
    """
    a, b = words(old), words(new)
    keys = [squeeze(word) for word in a], [squeeze(word) for word in b]
    blocks: list[Block] = []
    for same, i, k, j, m in _stretches(*keys):
        before, after = "".join(a[i:k]), "".join(b[j:m])
        if not same and len(blocks) > 1 and _thin(blocks[-1].new):
            thin, last = blocks.pop(), blocks.pop()
            before, after = last.old + thin.old + before, last.new + thin.new + after
        blocks.append(Block(same, before, after))
    return tuple(blocks)


def _thin(text: str) -> bool:
    return len(squeeze(text)) < 2 and "\n" not in text


def words(text: str) -> list[str]:
    """The words of a text, each with the white space before it; joined they are the text."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        if han := _HAN.fullmatch(match[0]):
            first, *others = cut(han[2])
            found += [han[1] + first, *others]
        else:
            found.append(match[0])
    return found


def _stretches(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    if len(a) <= _MOST and len(b) <= _MOST:
        for tag, i, k, j, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            yield tag == "equal", i, k, j, m
        return
    shorter = min(len(a), len(b))
    head = next((n for n in range(shorter) if a[n] != b[n]), shorter)
    tail = next((n for n in range(shorter - head) if a[-1 - n] != b[-1 - n]), shorter - head)
    ends = len(a) - tail, len(b) - tail
    stretches = (
        (True, 0, head, 0, head),
        (False, head, ends[0], head, ends[1]),
        (True, ends[0], len(a), ends[1], len(b)),
    )
    yield from (stretch for stretch in stretches if stretch[1] < stretch[2] or stretch[3] < stretch[4])
