"""The sheet of formulas: a row for each figure, a column for each unit; and formulas as texts.

A formula is written once and holds for all units: SHEET stands for the form of a unit, COLUMN for its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from xlsxwriter.utility import xl_range_abs

from normalizers.text.numerals import plain

SHEET, COLUMN = "\ue001", "\ue000"
FIRST_ROW = 3
# the column of the first word, counted from 0
FIRST_WORD = 2
# stands for an end without limit; figures of notices stay far below
OPEN = "1E+15"
FAR = "1E+11"
# a function of Excel takes no more than 255
_ARGUMENTS = 100


@dataclass(slots=True)
class Calc:
    """The formulas of one unit in their order, each with what it is; `words` stand in the first row.

    Words may be figures: what others of them stand for.
    """

    rows: list[tuple[str, str]] = field(default_factory=list)
    words: list[str | Decimal] = field(default_factory=list)
    _lists: dict[tuple[str | Decimal, ...], str] = field(default_factory=dict)

    def listed(self, words: Iterable[str | Decimal]) -> str:
        """The range of the cells that hold some words."""
        key = tuple(words)
        if key not in self._lists:
            first = len(self.words) + FIRST_WORD
            self.words += key
            self._lists[key] = xl_range_abs(0, first, 0, first + len(key) - 1)
        return self._lists[key]

    def put(self, label: str, formula: str) -> str:
        """Keeps a formula; returns the reference to its value."""
        if formula.startswith(COLUMN) and formula[1:].isdigit():
            return formula
        self.rows.append((label, formula))
        return f"{COLUMN}{FIRST_ROW + len(self.rows) - 1}"

    def block(self, label: str, formulas: Iterable[str]) -> tuple[list[str], str]:
        """Keeps formulas one below the other; returns their references and the range."""
        cells = []
        for formula in formulas:
            self.rows.append((label, formula))
            cells.append(f"{COLUMN}{FIRST_ROW + len(self.rows) - 1}")
        return cells, f"{cells[0]}:{cells[-1]}"


def quoted(text: str) -> str:
    """A text in a formula."""
    return '"' + text.replace('"', '""') + '"'


def signed(points: Decimal) -> str:
    """A figure in a formula; an open end as OPEN."""
    if not points.is_finite():
        return OPEN if points > 0 else f"-{OPEN}"
    return plain(points)


def either(conditions: Sequence[str]) -> str:
    """OR; no conditions are never true."""
    kept = [one for one in conditions if one != "FALSE"]
    if len(kept) > _ARGUMENTS:
        return either([either(kept[at : at + _ARGUMENTS]) for at in range(0, len(kept), _ARGUMENTS)])
    return "FALSE" if not kept else kept[0] if len(kept) == 1 else f"OR({','.join(kept)})"


def both(conditions: Sequence[str]) -> str:
    """AND; no conditions are true."""
    return (
        "TRUE"
        if not conditions
        else conditions[0]
        if len(conditions) == 1
        else f"AND({','.join(conditions)})"
    )


def total(terms: Sequence[str]) -> str:
    """The sum of any number of terms."""
    if not terms:
        return "0"
    if len(terms) == 1:
        return terms[0]
    parts = [terms[at : at + _ARGUMENTS] for at in range(0, len(terms), _ARGUMENTS)]
    return "+".join(f"SUM({','.join(part)})" for part in parts)
