"""Formulas of scores (得分=…), parsed once: the canonical text of the records becomes an expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from normalizers.text import patterns
from pipeline.scoring.expression import (
    ZERO,
    Expr,
    Figure,
    Over,
    Said,
    compare,
    figure,
    least,
    most,
    product,
    some,
    total,
)
from pipeline.scoring.figures import Figures

_TOKEN = patterns.made(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?P<percent>%)?|(?P<name>[\p{Han}A-Za-z_]+)|(?P<sign>[-+×/()|]))"
)
HUNDRED = Decimal(100)
# marks out of 100 as points of the item
OF_POINTS = " / 100 × 分值"
# what stands for the points of the item in a formula
WHOLE = frozenset(
    {"分值", "标准分", "标准分值", "满分", "满分值", "权重分", "权重分值", "基本分", "该项分值", "本项分值"}
)
# of all that was marked beside them: 去掉一个最高分和一个最低分
_EXTREMES = {"所评最高分": most, "所评最低分": least}
# deeper than any formula that people write
_DEEPEST = 40


class NoExpression(ValueError):
    """A text that is no expression, or that needs the points of an item that has none."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: its names that need a figure, its tokens as printed."""

    text: str
    names: tuple[str, ...]

    def value(self, named: Mapping[str, Expr], points: Decimal | None) -> tuple[Expr, Expr, Said]:
        """The expression, whether it divides by 0, and its text with figures in place of names.

        Raises NoExpression where it needs points that are not printed.
        """
        marked = [named[name] for name in self.names]
        extremes = {name: of(*marked) for name, of in _EXTREMES.items()} if marked else {}
        return _Parser(self.text, {**extremes, **named}, points).parse()

    def most(self, points: Decimal | None) -> Decimal | None:
        """What each name can be, where the formula is a mean of what they are; None where it is another.

        Marks of 自评×20%+互评×80% are out of the points of the item, or out of 100.
        """
        whole = HUNDRED if self.text.endswith(OF_POINTS) else points
        if whole is None or not self.names:
            return None
        at = [self._at(figure(value), points) for value in (Decimal(1), Decimal(2), whole)]
        own = whole if points is None else points
        return whole if at[1] == 2 * at[0] and at[2] == own else None

    def _at(self, value: Expr, points: Decimal | None) -> Decimal:
        found, _, _ = self.value(dict.fromkeys(self.names, value), points)
        return Figures({}, {})(found)


def names(formula: str) -> tuple[str, ...]:
    """The names that need a figure, in order, each once; those that stand for the item's points are none."""
    found = (match["name"] for match in _TOKEN.finditer(formula) if match["name"])
    return tuple(dict.fromkeys(name for name in found if name not in WHOLE and name not in _EXTREMES))


def parsed(formula: str, points: Decimal | None) -> Formula | None:
    """The formula of an item of so many points; None where a person has to say what it comes to.

    A text that is no expression, that divides by nothing but 0, or needs points that are not printed.
    """
    found = Formula(formula, names(formula))
    try:
        _, fails, _ = found.value({name: figure(place + 2) for place, name in enumerate(found.names)}, points)
    except NoExpression:
        return None
    return None if isinstance(fails, Figure) and fails.value and not found.names else found


class _Parser:
    def __init__(self, text: str, named: Mapping[str, Expr], points: Decimal | None) -> None:
        self.text, self.named, self.points = text, named, points
        self.tokens: list[Expr | str] = []
        self.said: list[str | Expr] = []
        self.divisors: list[Expr] = []
        self.place = self.depth = 0

    def parse(self) -> tuple[Expr, Expr, Said]:
        self._tokens()
        value = self._sum()
        if self.place != len(self.tokens):
            raise NoExpression(self.text)
        return value, some(*(compare(one, "=", ZERO) for one in self.divisors)), tuple(self.said)

    def _tokens(self) -> None:
        at = 0
        text = self.text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise NoExpression(self.text)
            at = match.end()
            if match["number"]:
                value = Decimal(match["number"])
                self.tokens.append(figure(value / 100 if match["percent"] else value))
                self.said.append(match[0])
            elif match["name"]:
                token = self._named(match["name"])
                self.tokens.append(token)
                self.said += [match[0][: -len(match["name"])], token]
            else:
                self.tokens.append(match["sign"])
                self.said.append(match[0])

    def _named(self, name: str) -> Expr:
        if name in WHOLE:
            if self.points is None:
                raise NoExpression(name)
            return figure(self.points)
        if name not in self.named:
            raise NoExpression(name)
        return self.named[name]

    def _next(self) -> Expr | str | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _sum(self) -> Expr:
        value = self._product()
        while (sign := self._next()) == "+" or sign == "-":
            self.place += 1
            other = self._product()
            value = total([value, other]) if sign == "+" else total([value], [other])
        return value

    def _product(self) -> Expr:
        value = self._operand()
        while (sign := self._next()) == "×" or sign == "/":
            self.place += 1
            other = self._operand()
            if sign == "/":
                self.divisors.append(other)
                value = Over(value, other)
            else:
                value = product(value, other)
        return value

    def _operand(self) -> Expr:
        token = self._next()
        self.place += 1
        if token is None:
            raise NoExpression(self.text)
        if not isinstance(token, str):
            return token
        closing = {"(": ")", "|": "|"}.get(token)
        self.depth += 1
        if closing is None or self.depth > _DEEPEST:
            raise NoExpression(self.text)
        value = self._sum()
        if self._next() != closing:
            raise NoExpression(self.text)
        self.place += 1
        self.depth -= 1
        # |实际值 - 目标值|
        return most(value, total([], [value])) if token == "|" else value
