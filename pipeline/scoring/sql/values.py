"""Values of an expression as SQL has them: a text of a known type, and what is known of its figures.

A value is a `DECIMAL(38, scale)`. DuckDB unites `DECIMAL(38, 4)` and `DECIMAL(38, 0)` in a CASE or LEAST to
`DECIMAL(38, 0)` and rounds without a word, so that whatever meets is brought to one scale before.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from extractors.frozen import frozen
from pipeline.scoring.expression import FAR

# what has no end, in a type that knows no infinity: far beyond every figure, and beyond no type
END = Decimal(10) ** 15
WIDTH, MOST_DECIMALS = 38, 22
# a quotient is carried so far, and cut off there; what is made of it is rounded to nine
QUOTIENT = 15


# why something has no score
REASONS = ("quotient", "decimals", "open")
FAULTS = ("unknown_id", "not_allowed", "several_values", "matters", "tiers_of_a_matter")


class Uncovered(ValueError):
    """What SQL does not compute as the scorer does: the code of the reason."""

    def __init__(self, code: str) -> None:
        """`code` is one of `REASONS`."""
        super().__init__(code)
        self.code = code


@frozen
class Value:
    """A figure: its text, its decimals, how far from 0 it can be.

    `up`, `down`: it may have no end in that direction. `cut`: a quotient that was cut off, and not yet
    rounded. `stage` is the last one of which it takes columns.
    """

    text: str
    scale: int
    most: Decimal
    up: bool = False
    down: bool = False
    cut: bool = False
    stage: int = 0

    @property
    def open(self) -> bool:
        """Whether it may have no end."""
        return self.up or self.down

    def at(self, scale: int) -> str:
        """The text with so many decimals."""
        if scale == self.scale:
            return self.text
        known = figure_of(self.text)
        return f"({self.text})::{decimal(scale)}" if known is None else literal(known, scale)


@frozen
class Flag:
    """A condition: its text, the last stage of which it takes columns."""

    text: str
    stage: int = 0


TRUE, FALSE = Flag("TRUE"), Flag("FALSE")


def decimal(scale: int) -> str:
    """The type of figures with so many decimals."""
    if scale > MOST_DECIMALS:
        raise Uncovered("decimals")
    return f"DECIMAL({WIDTH},{scale})"


def decimals(value: Decimal) -> int:
    """How many decimals a figure has."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def constant(value: Decimal, scale: int | None = None) -> Value:
    """A figure of the notice; what has no end is one that is far away."""
    if not value.is_finite():
        up = value > 0
        return Value(literal(END if up else -END, scale or 0), scale or 0, FAR, up=up, down=not up)
    own = decimals(value) if scale is None else scale
    return Value(literal(value, own), own, abs(value))


def figure_of(text: str) -> Decimal | None:
    """The figure of a text that is one."""
    try:
        return Decimal(text.strip("()"))
    except InvalidOperation:
        return None


def literal(value: Decimal, scale: int) -> str:
    """A figure with so many decimals."""
    text = f"{value:.{scale}f}"
    return f"({text})" if text.startswith("-") else text


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''").replace("\0", "") + "'"


def named(name: str) -> str:
    """A name of a view or column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
