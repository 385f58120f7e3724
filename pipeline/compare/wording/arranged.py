"""Whether two wordings are the same, arranged otherwise: 配备甲、乙和丙 and 配备丙、甲和乙 ask for one thing.

What heads a list (配备) and what ends it (等设备) goes with whatever member stands there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from normalizers.vocabulary import alternatives
from pipeline.compare.wording.meaning import meaning

Part = TypeVar("Part")
_STOPS, _COMMAS, _LISTED = "；;。\n", "，,：:", "、"
_OPEN, _CLOSE = "（(《“【[", "）)》”】]"
_AND = re.compile(r"以及|[和\s]|(?<=[\u3400-\u9fff）)])及(?![以时格其])")
_IN_ORDER = re.compile(alternatives("comparing", "in_order"))
_FIGURE = re.compile(r"\d")
# longer lists are of those that are compared member by member
_MOST = 60


def same_arranged(old: str, new: str) -> bool:
    """Whether two texts have the same sentences, each with the same lists in whatever order."""
    if in_order(old + new):
        return False
    a, b = ([_cut(one, _COMMAS) for one in _cut(text, _STOPS)] for text in (old, new))
    return _paired(a, b, _same_sentence)


def only_moved(old: str, new: str) -> bool:
    """Whether the parts of each sentence are the same in another order: 培训，演练 and 演练，培训.

    What has a figure says something of what stands before it, which must not have changed.
    """
    if in_order(old + new):
        return False
    a, b = ([_cut(one, _COMMAS) for one in _cut(text, _STOPS)] for text in (old, new))
    return _paired(a, b, _same_parts)


def in_order(text: str) -> bool:
    """Whether the order of what a text lists says something: 迟到、早退分别扣1分、2分."""
    return bool(_IN_ORDER.search(text))


def _same_sentence(old: Sequence[str], new: Sequence[str]) -> bool:
    return len(old) == len(new) and all(map(_same_list, old, new))


def _same_parts(old: Sequence[str], new: Sequence[str]) -> bool:
    figured = [
        Counter(
            (meaning(before), meaning(part))
            for before, part in zip(("", *side), side, strict=False)
            if _FIGURE.search(meaning(part))
        )
        for side in (old, new)
    ]
    return figured[0] == figured[1] and (_paired(old, new, _same_list) or _same_members(old, new))


def _paired(old: Sequence[Part], new: Sequence[Part], same: Callable[[Part, Part], bool]) -> bool:
    """Whether each of one side has one of the other that is the same."""
    if len(old) != len(new) or len(old) > _MOST:
        return False
    left = [*new]
    for one in old:
        found = next((at for at, other in enumerate(left) if same(one, other)), None)
        if found is None:
            return False
        left.pop(found)
    return True


def _same_list(old: str, new: str) -> bool:
    """Whether two stretches without commas are one, the members of their list in whatever order."""
    return meaning(old) == meaning(new) or _same_members(_members(old), _members(new))


def _same_members(old: Sequence[str], new: Sequence[str]) -> bool:
    if not 1 < len(old) == len(new) <= _MOST:
        return False
    a, b = ([*map(meaning, side)] for side in (old, new))
    heads = range(_shared(a[0], b[0]), -1, -1)
    ends = range(_shared(a[-1][::-1], b[-1][::-1]), -1, -1)
    return any(_bare(a, head, end) == _bare(b, head, end) for head in heads for end in ends)


def _shared(one: str, other: str) -> int:
    """How many signs at the head of both are the same."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _bare(members: Sequence[str], head: int, end: int) -> Counter[str]:
    """The members without what heads the first one and ends the last one."""
    last = members[-1]
    return Counter((members[0][head:], *members[1:-1], last[: len(last) - end]))


def _members(text: str) -> list[str]:
    return [part for one in _cut(text, _LISTED) for part in _AND.split(one) if part]


def _cut(text: str, marks: str) -> list[str]:
    """A text cut at marks that stand in no brackets."""
    found: list[str] = []
    begin = depth = 0
    for at, char in enumerate(text):
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if char in marks and not (depth and char != "\n"):
            found.append(text[begin:at])
            begin = at + 1
    return [one for one in (*found, text[begin:]) if one.strip()]
