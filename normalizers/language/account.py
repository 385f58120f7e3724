"""The account of meaning (阅读核对): each word that scores stands in a field that may hold it, or is named.

The text of a clause runs to the end of its sentence; what no field took of it would count as read. So each
word of scoring has to be taken by a field of this table: a verb that ends in a condition, a limit that bounds
nothing, points behind a method are told with their place, and the clause is partial.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from normalizers.language.tokens import Token

Field = Literal["amount", "per", "limit", "floor", "note", "formula", "exception", "condition", "part"]


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


def untaken(tokens: Iterable[Token], taken: Sequence[Taken], length: int) -> Iterator[Token]:
    """The words of scoring that no field took which may hold them, of a text of this length."""
    held: dict[Field, bytearray] = {}
    for one in taken:
        marks = held.setdefault(one.field, bytearray(length))
        marks[one.start : one.end] = b"h" * (one.end - one.start)
    for token in tokens:
        fields = TAKES.get(token.kind)
        if fields and not any(
            marks is not None and any(marks[token.start : token.end]) for marks in map(held.get, fields)
        ):
            yield token


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
