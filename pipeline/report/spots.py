"""The spots in which two wordings differ, as a person tells them: a figure with its unit, no bare marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.compare.meaning import meaning
from pipeline.report.redline import Block, words

# old words, new words; one of them may be empty
Spot = tuple[str, str]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FIGURE = re.compile(r"(?:[至到]|[-－–—~～])?\d+(?:\.\d+)?")
# 60% says it all
_WITH_UNIT = re.compile(r"[%％‰]$")
# they count what stands behind them: 3个 says little, 3个工作日 says it
_COUNTERS = {"个", "多"}
# what lies between two spots that may be one: ≥5年 and 5年以上
_NEAR = 12


def spots(blocks: Sequence[Block]) -> list[Spot]:
    """The spots of a redline that change what it says, in their order."""
    found: list[Spot] = []
    silent: set[int] = set()
    differing = [place for place, block in enumerate(blocks) if not block.same]
    for first, last in pairwise(differing):
        between = "".join(block.new for block in blocks[first + 1 : last])
        stretch = blocks[first : last + 1]
        ends = ("".join(block.old for block in stretch), "".join(block.new for block in stretch))
        if len(between) <= _NEAR and meaning(ends[0]) == meaning(ends[1]):
            # 删去“≥”、增加“以上”
            silent |= {first, last}
    for place in differing:
        if place in silent:
            continue
        before, after = (text if meaning(text) else "" for text in _told(blocks, place))
        # ； became 。, （2） became （3）: nothing that a person has to know
        if meaning(before) != meaning(after):
            found.append((before, after))
    return found


def _told(blocks: Sequence[Block], place: int) -> Spot:
    """Both sides of a spot, with what a figure or a single sign needs beside it to be understood."""
    block = blocks[place]
    behind = blocks[place + 1].new if place + 1 < len(blocks) else ""
    ahead = blocks[place - 1].new if place else ""
    figure = _FIGURE.fullmatch((block.old + block.new).strip())
    if figure and not (block.old and block.new):
        # 每2名 became 每名, 第3名 became 第3至5名
        head, unit = (words(ahead) or [""])[-1].strip(), _unit(behind)
        if head.isalnum():
            return _edges(head + block.old.strip() + unit), _edges(head + block.new.strip() + unit)
    figures = _NUMBER.search(block.old) and _NUMBER.search(block.new)
    short = block.old and block.new and max(len(block.old), len(block.new)) <= (3 if figures else 1)
    # 48 → 24 says little without the unit behind it
    unit = _unit(behind) if short and not _WITH_UNIT.search(block.old.strip()) else ""
    before, after = (_closed(_edges(text + unit), behind) for text in (block.old, block.new))
    if before == after:
        # only the marks differ: （详见附表） and ，详见附表
        return block.old.strip(), block.new.strip()
    return before, after


def _closed(text: str, behind: str) -> str:
    """With the bracket that closes the one in it."""
    for begin, end in ("（）", "()", "《》"):
        if text.count(begin) == text.count(end) + 1 and behind.startswith(end):
            return text + end
    return text


def _unit(text: str) -> str:
    """The words at the head of a text that a figure needs behind it: 分, 个工作日."""
    found = ""
    for word in words(text):
        if not word.strip().isalnum():
            break
        found += word
        if found not in _COUNTERS:
            break
    return found


def _edges(text: str) -> str:
    """Without the marks at its ends, unless it is nothing else."""
    return text.strip(" \t\r\n，。；、：,;:") or text.strip()
