"""A cell that shows one figure and nothing else, as it is shown: 10, 12.50, 15分, 20%, +5."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from extractors.frozen import frozen

_SHOWN = re.compile(r"([-+]?)(\d{1,9})(?:\.(\d{1,4}))?\s*(%|分)?", re.ASCII)
_SIGNS = str.maketrans("−－＋", "--+")


@frozen
class ShownFigure:
    """The value of a shown figure, how many places it is shown with, its sign if it has one, and its unit.

    20% has the value 0.2.
    """

    value: Decimal
    places: int
    sign: str
    unit: str


def shown_figure(text: str) -> ShownFigure | None:
    """The figure that a text shows; None where it says more, or 007 says something else."""
    found = _SHOWN.fullmatch(unicodedata.normalize("NFKC", text.strip()).translate(_SIGNS))
    if found is None or (len(found[2]) > 1 and found[2].startswith("0")):
        return None
    value = Decimal(f"{found[1]}{found[2]}.{found[3] or '0'}")
    unit, places = found[4] or "", len(found[3] or "")
    return ShownFigure(value / 100 if unit == "%" else value, places, found[1], unit)
