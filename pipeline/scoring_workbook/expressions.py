"""Formulas of a notice (得分=实际值/目标值×分值) as formulas of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import regex

from normalizers.text.numerals import plain
from pipeline.scoring.formulas import WHOLE, NotComputable, compute, names

_NAME = regex.compile(r"[\p{Han}A-Za-z_]+")
_BARS = regex.compile(r"\|([^|]*)\|")


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula that can be computed, with the names that need a figure."""

    text: str
    names: tuple[str, ...]

    def with_cells(self, cells: Mapping[str, str], worth: Decimal | None) -> str:
        """The formula of a workbook, with a cell for each name."""

        def cell(match: regex.Match[str]) -> str:
            if match[0] in WHOLE:
                return "NA()" if worth is None else plain(worth)
            return cells[match[0]]

        return (
            _NAME.sub(cell, _BARS.sub(r"<\1>", self.text))
            .replace("×", "*")
            .replace("<", "ABS(")
            .replace(">", ")")
        )


def translated(formula: str) -> Expression | None:
    """The expression of a formula; None where it is none, or divides by nothing but zero."""
    asked = names(formula)
    for figure in ("1.37", "2.91"):
        try:
            compute(formula, {name: Decimal(figure) + place for place, name in enumerate(asked)}, Decimal(7))
        except NotComputable:
            continue
        return Expression(formula, asked)
    return None
