"""Parts of an item in one cell with points of their own: 1.建立台账（10分）；2.开展演练（20分）."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractors.frozen import frozen
from normalizers.language.grammar import productions_of
from normalizers.language.tiers import label_of_level
from normalizers.language.words.cutting import tokens
from normalizers.language.words.kinds import Token
from normalizers.text.numerals import integer
from normalizers.text.views import Text

_ENDS = frozenset(";。#:")
# behind its points a numbered part may go on with what takes from them: 1.有制度（5分），未建立的不得分
_GOES_ON = frozenset(",")
_BREAKS = frozenset(",;。:#")
_FEWEST = 2


@frozen
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


def parts(text: Text, points: Decimal | None = None) -> tuple[PartText, ...]:
    """The parts of a text, at least two; none where brackets say else (一等奖（3分）、二等奖（2分）).

    `points` are those of the item, which parts without a number that go on behind a comma have to make up.
    """
    if "(" not in text.folded:
        return ()
    words = tokens(text)
    if sum(word.kind == "P" for word in words) < 2:
        return ()
    heads = {start for name, start, _ in productions_of(text.folded, words) if name == "part"}
    found = list(_parts(text, words, heads)) if len(heads) > 1 else []
    plain = [one for one, goes_on in found if one.label or not goes_on]
    if len(plain) < len(found) and sum(one.points for one, _ in found) == points:
        plain = [one for one, _ in found]
    if len(plain) < len(heads) and len(plain) < _FEWEST:
        beside = list(_beside(text, words, heads))
        if sum(one.points for one in beside) == points:
            plain = beside
    return tuple(plain) if len(plain) > 1 else ()


def _beside(text: Text, words: tuple[Token, ...], heads: set[int]) -> Iterator[PartText]:
    """主航道保洁（4分），支航道保洁（4分），每少1小时扣1分: parts side by side, none of them a level."""
    begin = 0
    for place, word in enumerate(words):
        if word.kind in _BREAKS:
            begin = word.end
        elif word.start in heads and begin < word.start:
            points = _points(words, place)
            end = _closing(words, place)
            if not label_of_level(text.folded[begin : word.start]):
                yield PartText(begin, words[end].end, "", points.value or Decimal(0))
            begin = words[end].end


def _parts(text: Text, words: tuple[Token, ...], heads: set[int]) -> Iterator[tuple[PartText, bool]]:
    """The parts that may be, each with whether its sentence goes on behind its points."""
    begin, label, steps = 0, "", False
    for place, word in enumerate(words):
        if word.kind == "#":
            begin, label, steps = word.end, text.value[word.start : word.end], False
        elif word.kind in ";。":
            begin, steps = word.end, False
        if word.start not in heads or steps:
            continue
        points = _points(words, place)
        end = _closing(words, place)
        if begin == word.start and label:
            # 1.（8分）库房达标，超标一次扣1分
            end = next((at for at in range(end + 1, len(words)) if words[at].kind in _BREAKS), len(words)) - 1
        after = words[end + 1].kind if end < len(words) - 1 else ";"
        goes_on = after in _GOES_ON and _alone(words, heads, end)
        if (begin < word.start or label) and (after in _ENDS or goes_on):
            yield PartText(begin, words[end].end, label, points.value or Decimal(0)), goes_on
            begin, label = words[end].end, ""
        else:
            steps = True


def _alone(words: tuple[Token, ...], heads: set[int], end: int) -> bool:
    """Whether the rest of a sentence has no other points in brackets: 市级（2分），省级（3分） are steps."""
    for place in range(end + 1, len(words)):
        if words[place].kind in ";。#":
            return True
        if words[place].start in heads:
            return False
    return True


def _points(words: tuple[Token, ...], place: int) -> Token:
    """The points in the bracket at `place`."""
    return next(words[at] for at in range(place, len(words)) if words[at].kind == "P")


def _closing(words: tuple[Token, ...], place: int) -> int:
    """The place of the bracket that closes the one at `place`."""
    depth = 0
    for index in range(place, len(words)):
        depth += (words[index].kind == "(") - (words[index].kind == ")")
        if depth == 0:
            return index
    return len(words) - 1
