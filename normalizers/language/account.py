"""The account of meaning (阅读核对): each word that scores stands in a field that may hold it, or is named.

The text of a clause runs to the end of its sentence; what no field took of it would count as read. So each
word of scoring has to be taken by a field of this table: a verb that ends in a condition, a limit that bounds
nothing, points behind a method are told with their place, and the clause is partial.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple, get_args

import regex

from normalizers.language.words.kinds import Token
from normalizers.language.words.surroundings import OF_MONEY
from normalizers.text import patterns
from normalizers.vocabulary import alternatives, any_of, words

Field = Literal[
    "amount", "per", "limit", "floor", "note", "formula", "exception", "condition", "case", "part"
]


class Taken(NamedTuple):
    """A stretch of a text that a field of a clause holds."""

    field: Field
    start: int
    end: int


_SAID = frozenset[Field]({"amount"})
_LIMITS = frozenset[Field]({"limit", "floor", "note"})
# which fields may hold a word of each kind; kinds that are not here may stand in any text
TAKES: dict[str, frozenset[Field]] = {
    "P": frozenset({"amount", "limit", "floor", "formula", "part"}),
    "R": frozenset({"amount", "limit", "formula", "part"}),
    "c": frozenset({"amount", "limit", "floor", "formula", "case"}),
    "D": _SAID,
    "B": _SAID,
    "A": _SAID | {"formula"},
    "Y": _SAID,
    "z": _SAID,
    "f": _SAID,
    "v": _SAID,
    "l": _SAID,
    "j": _SAID,
    "m": _SAID | {"formula"},
    "x": _SAID | {"formula"},
    "p": _SAID | _LIMITS,
    "e": _SAID | {"note", "exception"},
    "N": _SAID | {"note"},
    "r": _SAID | {"note"},
    "d": _SAID | {"note", "formula"},
    "y": _SAID | {"note"},
    "X": _LIMITS,
    "C": _LIMITS,
    "K": _LIMITS,
    "U": _LIMITS,
    "L": _LIMITS,
    "W": _LIMITS,
    "o": frozenset({"amount", "condition"}),
    "Q": _SAID,
    "i": _SAID,
}

# the fields as bits
_BITS: dict[Field, int] = {field: 2 << place for place, field in enumerate(get_args(Field))}
_MAY_HOLD = {kind: sum(_BITS[field] for field in fields) for kind, fields in TAKES.items()}
_HOLDS = sum(_BITS.values()) - _BITS["condition"]
_MOVING = frozenset(words("clauses")["moving"])
_TURNED = patterns.made(r"折[算合]|换算|比例|权重|[乘×*=%]")
_SIDES = ("以", "及以")
_SEGMENT_ENDS = frozenset(",;。:()!?")


def unheld(tokens: Sequence[Token], taken: Sequence[Taken], folded: str) -> list[Token]:
    """The words of scoring of a text that no field holds which may hold them, in order."""
    held = _held(tokens, taken)
    left = [
        token
        for token, fields in zip(tokens, held, strict=True)
        if token.kind in _MAY_HOLD
        and not fields & _MAY_HOLD[token.kind]
        # 低于90分: the word before the figure compares it
        and (token.kind != "c" or folded.startswith(_SIDES, token.end))
    ]
    if any(token.kind == "G" for token in tokens):
        left = sorted([*left, *_alone(tokens, held, folded), *_shares(tokens, held, folded)], key=_start)
    return left


def _start(word: Token) -> int:
    return word.start


def _held(tokens: Sequence[Token], taken: Sequence[Taken]) -> list[int]:
    """The fields that hold something of each word, as bits; words stand side by side and fill a text."""
    held = [0] * len(tokens)
    starts = [token.start for token in tokens]
    for one in taken:
        place, bit = bisect_right(starts, one.start) - 1, _BITS[one.field]
        while one.start < one.end and place < len(starts) and starts[place] < one.end:
            held[place] |= bit
            place += 1
    return held


def _alone(tokens: Sequence[Token], held: Sequence[int], folded: str) -> Iterator[Token]:
    """Words that say that points move, between two commas where nothing that scores is held: 实行倒扣分.

    What happens (在上级考核中被扣分的) and what heads others (加分项：) say of no points.
    """
    waiting: list[Token] = []
    known = False
    for token, fields in zip(tokens, held, strict=True):
        if token.kind in _SEGMENT_ENDS:
            if not known and token.kind != ":":
                yield from waiting
            waiting, known = [], False
            continue
        known = known or bool(fields & _HOLDS)
        if token.kind == "G" and folded[token.start : token.end] in _MOVING:
            event = folded.startswith(("的", "者"), token.end) or folded.startswith("被", token.start - 1)
            if not event:
                waiting.append(token)
    if not known:
        yield from waiting


def _shares(tokens: Sequence[Token], held: Sequence[int], folded: str) -> Iterator[Token]:
    """Shares with a word of scoring behind them that no field holds: 轻微的按标准的50%扣分."""
    for place, (share, said) in enumerate(pairwise(tokens)):
        if share.kind == "%" and said.kind == "G" and not held[place] & _HOLDS:
            end = folded[said.end : said.end + 1]
            paid = OF_MONEY.search(folded, max(0, share.start - 14), share.start)
            if not paid and (not end or end in _SEGMENT_ENDS):
                yield share


@cache
def _scale() -> regex.Pattern[str]:
    verbs, scales = alternatives("clauses", "scale_verbs"), any_of(words("clauses")["scales"])
    judged = alternatives("clauses", "judged")
    return patterns.made(
        rf"(?:{verbs})(?P<scale>{scales})(?:进行)?(?:{judged})"
        r"|(?<![^;。:])(?:[本该此]项|[本该此]指标)?[以按](?P<points>\d{1,4})分(?:计算?|计分|起评|起算)(?=,)"
    )


def of_other_scale(tokens: Sequence[Token], folded: str, points: Decimal | None) -> tuple[int, int] | None:
    """The scale that a text names for its points where the item has another.

    按百分制打分 of an item of 15; 以100分计，每处扣5分 of one of 40.

    Points that are compared (百分制得分90分以上的得15分) or turned into others (折算) are read as they stand.
    """
    asked = points is not None and ("分制" in folded or "分计" in folded or "分起" in folded)
    said = _scale().search(folded) if asked else None
    if said is None:
        return None
    if points == (Decimal(said["points"]) if said["points"] else words("clauses")["scales"][said["scale"]]):
        return None
    if any(token.kind in "cm" for token in tokens) or _TURNED.search(folded):
        return None
    return said.span()


def runs(tokens: Iterable[Token]) -> Iterator[tuple[int, int]]:
    """The stretches that neighbouring words make together."""
    start = end = -1
    for token in tokens:
        if token.start == end:
            end = token.end
            continue
        if end >= 0:
            yield start, end
        start, end = token.start, token.end
    if end >= 0:
        yield start, end
