"""Formulas of scores, computed from the canonical text that the records hold: 实际值 / 目标值 × 分值."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation

import regex

_TOKEN = regex.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?P<percent>%)?|(?P<name>[\p{Han}A-Za-z_]+)|(?P<sign>[-+×/()|]))"
)
# what stands for the points of the item in a formula
WHOLE = frozenset(
    {"分值", "标准分", "标准分值", "满分", "满分值", "权重分", "权重分值", "基本分", "该项分值", "本项分值"}
)


class NotComputable(ValueError):
    """The expression has no value: a name without one, or a division by zero."""


def names(formula: str) -> tuple[str, ...]:
    """The names that need a figure, in order, each once; those that stand for the item's points are none."""
    found = (match["name"] for match in _TOKEN.finditer(formula) if match["name"])
    return tuple(dict.fromkeys(name for name in found if name not in WHOLE))


def compute(formula: str, values: Mapping[str, Decimal], points: Decimal | None) -> tuple[Decimal, str]:
    """The value of a formula and its text with figures in place of names.

    Raises NotComputable for a missing value, a division by zero, or a text that is no expression.
    """
    tokens: list[Decimal | str] = []
    place = 0
    while place < len(formula.rstrip()):
        match = _TOKEN.match(formula, place)
        if match is None:
            raise NotComputable(formula)
        place = match.end()
        if match["number"]:
            figure = Decimal(match["number"])
            tokens.append(figure / 100 if match["percent"] else figure)
        elif match["name"]:
            value = points if match["name"] in WHOLE else values.get(match["name"])
            if value is None:
                raise NotComputable(match["name"])
            tokens.append(value)
        else:
            tokens.append(match["sign"])
    try:
        value, end = _sum(tokens, 0)
    except (DivisionByZero, InvalidOperation, IndexError, RecursionError) as error:
        raise NotComputable(formula) from error
    if end != len(tokens):
        raise NotComputable(formula)
    return value, _shown(formula, values, points)


def _sum(tokens: list[Decimal | str], place: int) -> tuple[Decimal, int]:
    value, place = _product(tokens, place)
    while place < len(tokens) and tokens[place] in ("+", "-"):
        sign = tokens[place]
        other, place = _product(tokens, place + 1)
        value = value + other if sign == "+" else value - other
    return value, place


def _product(tokens: list[Decimal | str], place: int) -> tuple[Decimal, int]:
    value, place = _operand(tokens, place)
    while place < len(tokens) and tokens[place] in ("×", "/"):
        sign = tokens[place]
        other, place = _operand(tokens, place + 1)
        value = value * other if sign == "×" else value / other
    return value, place


def _operand(tokens: list[Decimal | str], place: int) -> tuple[Decimal, int]:
    token = tokens[place]
    if isinstance(token, Decimal):
        return token, place + 1
    closing = {"(": ")", "|": "|"}.get(token)
    if closing is None:
        raise InvalidOperation
    value, end = _sum(tokens, place + 1)
    if tokens[end] != closing:
        raise InvalidOperation
    return (abs(value) if token == "|" else value), end + 1


def _shown(formula: str, values: Mapping[str, Decimal], points: Decimal | None) -> str:
    def figure(match: regex.Match[str]) -> str:
        value = points if match[0] in WHOLE else values[match[0]]
        return f"{value:f}"

    return regex.sub(r"[\p{Han}A-Za-z_]+", figure, formula)
