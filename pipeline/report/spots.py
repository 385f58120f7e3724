"""The spots in which two wordings differ, as a person tells them: a figure with its unit, no bare marks.

What only stands elsewhere is no spot: a member of a list, or words, that both wordings have as often.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from extractors.frozen import frozen
from pipeline.compare.wording.meaning import meaning
from pipeline.compare.wording.members import Member, counted, members, rows, same_members
from pipeline.report.redline import Block, redline, words

# old words, new words; one of them may be empty
Spot = tuple[str, str]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# figures of an annex or a range: 1-1至1-8, 4-1/
_COUNTED = re.compile(r"[\d.至到/、－–—~～-]*\d[\d.至到/、－–—~～-]*")
# they count what stands behind them: 3个 says little, 3个工作日 says it
_COUNTERS = {"个", "多", "位"}
# 两位 says as little without 小数 or 小数点后
_COUNT = re.compile(r"(?:\d+|[一二三四五六七八九十两]{1,3})位")
# what lies between two spots that may be one: ≥5年 and 5年以上
_NEAR = 12
# words between two exchanged stretches that are exchanged with them: 管床 of 内科管床3张 and 日管床数4张
_BETWEEN = 2
# members of which less is left, and short ones, are exchanged whole: 处置室 became 石膏室
_LEFT, _SHORT = 0.4, 4
# fewer signs may stand anywhere
_WORDS = 2
_BRACKETS = (("（", "）"), ("(", ")"), ("《", "》"), ("【", "】"))


@frozen
class Moved:
    """A member that stands under another label of a list: 内科, from 必备科室 to 辅助科室."""

    what: str
    old: str
    new: str


@frozen
class Differing:
    """How two wordings differ: the spots, what moved from label to label, and the words that stayed."""

    spots: tuple[Spot, ...]
    moved: tuple[Moved, ...]
    kept: int


def differing(old: str, new: str, around: tuple[str, str] = ("", "")) -> Differing:
    """How two wordings differ, as they stand `around` in the text of both years."""
    blocks: list[Block] = []
    moved: list[Moved] = []
    for before, after in rows(old, new):
        blocks += _of_row(before, after)
        moved += _from_label_to_label(before, after)
    blocks = _thick([*_joined(blocks)])
    found = _without_moved(_without_repeated(spots(blocks), *(around if any(around) else (old, new))))
    if not found and not moved and not same_members(old, new):
        # 附件1（1） became 附件1: what says nothing elsewhere is all that differs here
        found = [(block.old.strip(), block.new.strip()) for block in blocks if not block.same]
    kept = sum(len(block.new) for block in blocks if block.same)
    return Differing(tuple(found), tuple(moved), kept)


def _of_row(before: Sequence[Member], after: Sequence[Member]) -> Iterator[Block]:
    """The blocks of members beside each other."""
    old, new = ("".join(one.text for one in side) for side in (before, after))
    if before and after and meaning(old) == meaning(new):
        yield Block(True, old, new)
        return
    if len(before) == len(after) == 1 and max(len(before[0].bare), len(after[0].bare)) <= _SHORT:
        yield Block(False, old, new)
        return
    found = _thick(redline(old, new))
    kept = sum(len(block.new) for block in found if block.same)
    yield from found if kept >= _LEFT * min(len(old), len(new)) else (Block(False, old, new),)


def _thick(blocks: Sequence[Block]) -> list[Block]:
    """Few words between two exchanged stretches go with them, so that none of them is a fragment.

    So do marks between what was taken out and what was put in: 无记录， became ，无评价记录.
    """
    found: list[Block] = []
    for block in blocks:
        if not block.same and len(found) > 1 and found[-1].same and _goes_along(found[-2], found[-1], block):
            between, first = found.pop(), found.pop()
            block = Block(False, first.old + between.old + block.old, first.new + between.new + block.new)
        found.append(block)
    return found


def _goes_along(first: Block, between: Block, last: Block) -> bool:
    if len(between.new.strip()) <= _BETWEEN and ((first.old and first.new) or (last.old and last.new)):
        return True
    exchanged = (first.old and last.new) or (first.new and last.old)
    return bool(exchanged) and not any(char.isalnum() for char in between.new)


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Stretches of one sort behind each other as one."""
    last: Block | None = None
    for block in blocks:
        if last is not None and last.same == block.same:
            last = Block(last.same, last.old + block.old, last.new + block.new)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _from_label_to_label(before: Sequence[Member], after: Sequence[Member]) -> Iterator[Moved]:
    if len(before) == len(after) == 1 and before[0].said == after[0].said:
        old, new = before[0].label, after[0].label
        if old and new and meaning(old) != meaning(new):
            yield Moved(before[0].bare, old, new)


def _without_repeated(found: Sequence[Spot], old: str, new: str) -> list[Spot]:
    """The spots without members that both texts have as often, as they are neither new nor gone."""
    counts = counted(old), counted(new)
    kept_in_new = {said for said, count in counts[0].items() if count <= counts[1][said]}
    kept_in_old = {said for said, count in counts[1].items() if count <= counts[0][said]}
    spots = [(_apart(before, kept_in_new), _apart(after, kept_in_old)) for before, after in found]
    return [spot for spot in spots if any(spot)]


def _apart(text: str, kept: Container[str]) -> str:
    """A text without the members that the other side has too."""
    found = members(text)
    own = [one for one in found if not one.free or one.said not in kept]
    return text if len(own) == len(found) else _edges("".join(one.text for one in own))


def _without_moved(found: Sequence[Spot]) -> list[Spot]:
    """The spots without words that one of them takes out and another one puts in.

    增加“病房”、“（病房）≥3张”改为“≥5张” is “≥3张”改为“≥5张”.
    """
    spots = [list(spot) for spot in found]
    for mine, other in ((0, 1), (1, 0)):
        for one in spots:
            # words that stand alone on their side
            said = "" if one[other] else meaning(one[mine])
            if len(said) < _WORDS:
                continue
            for place in spots:
                if place is not one and (left := _without(place[other], one[mine])) is not None:
                    place[other], one[mine] = left, ""
                    break
    return [(one[0], one[1]) for one in spots if meaning(one[0]) != meaning(one[1])]


def _without(text: str, part: str) -> str | None:
    """A text without a part that is all of it, or stands in brackets in it; None where it does not."""
    if meaning(text) == meaning(part):
        return ""
    for begin, end in _BRACKETS:
        held = f"{begin}{part.strip()}{end}"
        if held in text:
            return _edges(text.replace(held, "", 1))
    return None


def spots(blocks: Sequence[Block]) -> list[Spot]:
    """The spots of a redline that change what it says, in their order."""
    found: list[Spot] = []
    silent: set[int] = set()
    apart = [place for place, block in enumerate(blocks) if not block.same]
    for first, last in pairwise(apart):
        between = "".join(block.new for block in blocks[first + 1 : last])
        stretch = blocks[first : last + 1]
        ends = ("".join(block.old for block in stretch), "".join(block.new for block in stretch))
        if len(between) <= _NEAR and meaning(ends[0]) == meaning(ends[1]):
            # 删去“≥”、增加“以上”
            silent |= {first, last}
    for place in apart:
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
    # 每2名 became 每名, 第3名 became 第3至5名, 附表4-2 became 附表4-1/4-2
    head = (words(ahead) or [""])[-1].strip()
    head = head if head.isalnum() else ""
    figures = [bool(_COUNTED.fullmatch(text.strip())) for text in (block.old, block.new) if text.strip()]
    if figures and all(figures):
        tail = _unit(behind)
        if not (block.old and block.new) and head:
            if not tail and (more := _COUNTED.match(behind.lstrip())):
                tail = more[0]
            return _edges(head + block.old.strip() + tail), _edges(head + block.new.strip() + tail)
        if not tail and head and not _NUMBER.search(head):
            # 附表1 became 附表1-1至1-6
            return head + block.old.strip(), head + block.new.strip()
    # 48 → 24 says little without the unit behind it
    figured = block.old[-1:].isdigit() and block.new[-1:].isdigit()
    single = block.old and block.new and max(len(block.old), len(block.new)) <= 1
    counted = all(_COUNT.fullmatch(text.strip()) for text in (block.old, block.new))
    unit = _unit(behind) if figured or single or counted else ""
    head = "".join(words(ahead)[-2:]).strip() if counted and not unit else ""
    before, after = (_closed(_edges(head + text.strip() + unit), behind) for text in (block.old, block.new))
    if before == after:
        # only the marks differ: （详见附表） and ，详见附表
        return block.old.strip(), block.new.strip()
    return before, after


def _closed(text: str, behind: str) -> str:
    """With the bracket that closes the one in it."""
    for begin, end in _BRACKETS:
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
    """Without the marks at its ends and brackets that nothing opens, unless it is nothing else."""
    bare = text.strip(" \t\r\n，。；、：,;:")
    for begin, end in _BRACKETS:
        if bare.startswith(end):
            bare = bare[1:]
        if bare.endswith(begin):
            bare = bare[:-1]
    return bare or text.strip()
