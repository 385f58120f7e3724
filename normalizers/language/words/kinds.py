"""The kinds of words of scoring, one character each, and a word with its span."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

# the characters of kinds, with what they are
KINDS = {
    "t": "text",
    "#": "number of an item",
    "P": "points",
    "R": "range of points",
    "c": "points that are compared or lie in a range",
    "%": "share",
    "F": "fraction or ratio",
    "H": "half",
    "n": "figure",
    "q": "quantity",
    "1": "quantity of one",
    "k": "rank or ordinal",
    "T": "date",
    "^": "side of a figure (以上)",
    "g": "comparison before a figure (低于)",
    "E": "each",
    "w": "verb of counting",
    "u": "unit without a figure",
    "S": "unit behind a stroke",
    "D": "verb that takes",
    "B": "verb that adds",
    "A": "verb that gives",
    "O": "what a verb takes or gives",
    "b": "manner",
    "Y": "by a share",
    "z": "nothing is left",
    "f": "all is given",
    "v": "veto",
    "l": "limit of the grade",
    "j": "for a person to say",
    "m": "computed",
    "x": "multiplied",
    "p": "precedence",
    "e": "exempt",
    "r": "rounding",
    "d": "places to round to",
    "y": "how often",
    "N": "note",
    "X": "down to nothing",
    "C": "cap",
    "K": "end of a cap",
    "U": "no cap",
    "L": "floor",
    "Q": "points that are not said",
    "i": "says that figures take",
    "&": "joint of figures",
    "W": "between two ends",
    "o": "otherwise",
    "-": "exception",
    "G": "word of scoring",
}


class Token(NamedTuple):
    """A word: its kind, its span, and of a figure the value, the upper end of a range, and the unit."""

    kind: str
    start: int
    end: int
    value: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
