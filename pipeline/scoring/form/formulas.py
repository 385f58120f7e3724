"""Expressions as formulas of a workbook: what several ask for stands in a cell of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal, assert_never

from extractors.frozen import frozen
from pipeline.scoring.expression import (
    SIGNS,
    Choose,
    Ends,
    Every,
    Expr,
    Figure,
    Filled,
    Greatest,
    Group,
    Is,
    Kept,
    Key,
    Least,
    Mark,
    Most,
    Not,
    Over,
    Round,
    Same,
    Sign,
    Some,
    Steps,
    Sum,
    Times,
    parts,
)
from pipeline.scoring.form.cells import COLUMN, Calc, both, either, signed, total

End = Literal["low", "high"]
# a formula that is longer, or nested deeper, gets cells for its parts; Excel nests no more than 64
_LONG, _DEEP = 300, 14
# figures are exact so far
_EXACT = 9
_CONDITIONS = (Is, Every, Some, Not, Filled, Same, Greatest)


@frozen
class Cells:
    """The cells of marks: of the value of a key, and of its matter."""

    values: Mapping[Key, str]
    matters: Mapping[Key, str]


class Printer:
    """Writes expressions into the sheet of formulas."""

    def __init__(self, roots: Iterable[Expr], cells: Cells, calc: Calc) -> None:
        """Looks what is used more than once."""
        self.cells, self.calc = cells, calc
        self._uses: dict[int, int] = {}
        self._of_ends: dict[int, bool] = {}
        self._texts: dict[tuple[int, End | None], str] = {}
        self._blocks: dict[tuple[int, End | None], tuple[list[str], list[str], list[str], list[str]]] = {}
        self._alive = list(roots)
        for root in self._alive:
            self._look(root)

    def cell(self, expr: Expr, end: End, label: str) -> str:
        """The reference to the value of an expression at one end; conditions are 1 and 0."""
        return self.calc.put(label, self.value(expr, end))

    def _look(self, root: Expr) -> None:
        stack: list[tuple[Expr, bool]] = [(root, False)]
        while stack:
            expr, done = stack.pop()
            below = [expr.of] if isinstance(expr, Kept) else list(parts(expr))
            if done:
                self._of_ends[id(expr)] = isinstance(expr, Ends) or any(
                    self._of_ends[id(one)] for one in below
                )
                continue
            self._uses[id(expr)] = self._uses.get(id(expr), 0) + 1
            if self._uses[id(expr)] == 1:
                stack.append((expr, True))
                stack.extend((one, False) for one in below)

    # ---- values and conditions

    def value(self, expr: Expr, end: End | None) -> str:
        """An expression as a figure, to stand in any place of a formula."""
        if isinstance(expr, Kept):
            return self.value(expr.of, end)
        if isinstance(expr, _CONDITIONS):
            said = self.condition(expr, end)
            if said in {"TRUE", "FALSE"}:
                return "1" if said == "TRUE" else "0"
            return said[:-2] if _is_flag(said) else f"IF({said},1,0)"
        at = end if self._of_ends[id(expr)] else None
        key = (id(expr), at)
        if key not in self._texts:
            text = self._value(expr, at)
            self._texts[key] = self._kept(expr, text)
        return self._texts[key]

    def condition(self, expr: Expr, end: End | None) -> str:
        """An expression as a condition."""
        if isinstance(expr, Kept):
            return self.condition(expr.of, end)
        at = end if self._of_ends[id(expr)] else None
        key = (id(expr), at)
        if isinstance(expr, _CONDITIONS):
            if key not in self._texts:
                text = self._condition(expr, at)
                plain = text in {"TRUE", "FALSE"} or len(text) <= 24 or isinstance(expr, Not)
                many = self._uses[id(expr)] > 1 or len(text) > _LONG or _depth(text) > _DEEP
                flag = many and not plain
                self._texts[key] = f"{self.calc.put('holds', f'IF({text},1,0)')}=1" if flag else text
            return self._texts[key]
        text = self.value(expr, end)
        return {"0": "FALSE", "1": "TRUE"}.get(text, f"{text}=1")

    def _kept(self, expr: Expr, text: str) -> str:
        """The text itself, or a cell for it."""
        many = self._uses[id(expr)] > 1 and len(text) > 16
        if many or len(text) > _LONG or _depth(text) > _DEEP:
            return self.calc.put(type(expr).__name__.lower(), text)
        return text

    def _value(self, expr: Expr, end: End | None) -> str:
        match expr:
            case Figure(value):
                return signed(value)
            case Mark(key):
                cell = self.cells.values.get(key)
                return "0" if cell is None else f"N({cell})"
            case Ends(low, high):
                return self.value(low if end == "low" else high, end)
            case Sum(of, less):
                return self._sum(of, less, end)
            case Times(left, right):
                first, second = self.value(left, end), self.value(right, end)
                return "0" if "0" in {first, second} else f"{first}*{second}"
            case Over(left, right):
                by = self.calc.put("by", self.value(right, end))
                return f"IF({by}=0,0,{self.value(left, end)}/{by})"
            case Least(of):
                return _many("MIN", [self.value(one, end) for one in of])
            case Most(of):
                return _many("MAX", [self.value(one, end) for one in of])
            case Choose(when, then, other):
                return self._choose(when, then, other, end)
            case Steps(of, size, begun):
                count = f"ROUND({self.value(of, end)}/{signed(size)},{_EXACT})"
                return {"up": f"ROUNDUP({count},0)", "whole": f"INT({count})"}.get(begun, count)
            case Round(of, decimals):
                exact = f"ROUND({self.value(of, end)},{_EXACT})"
                return exact if decimals >= _EXACT else f"ROUND({exact},{decimals})"
            case Is() | Every() | Some() | Not() | Filled() | Same() | Greatest() | Kept():
                return self.value(expr, end)
            case _:
                assert_never(expr)

    def _sum(self, of: tuple[Expr, ...], less: tuple[Expr, ...], end: End | None) -> str:
        plus = [text for one in of if (text := self.value(one, end)) != "0"]
        minus = [text for one in less if (text := self.value(one, end)) != "0"]
        if not minus:
            return plus[0] if len(plus) == 1 else f"({total(plus)})" if plus else "0"
        taken = minus[0] if len(minus) == 1 else f"({total(minus)})"
        return f"({total(plus) if plus else ''}-{taken})"

    def _choose(self, when: Expr, then: Expr, other: Expr, end: End | None) -> str:
        asked = self.condition(when, end)
        if asked in {"TRUE", "FALSE"}:
            return self.value(then if asked == "TRUE" else other, end)
        first, second = self.value(then, end), self.value(other, end)
        return first if first == second else f"IF({asked},{first},{second})"

    def _condition(self, expr: Expr, end: End | None) -> str:
        match expr:
            case Filled(keys):
                cells = [cell for key in keys if (cell := self.cells.values.get(key)) is not None]
                return either([f'{cell}<>""' for cell in cells])
            case Same(key, other):
                return self._same(self.cells.matters.get(key), other)
            case Every(of):
                said = [self.condition(one, end) for one in of]
                return "FALSE" if "FALSE" in said else both([one for one in said if one != "TRUE"])
            case Some(of):
                said = [self.condition(one, end) for one in of]
                return "TRUE" if "TRUE" in said else either(said)
            case Not(of):
                said_ = self.condition(of, end)
                turned = {"TRUE": "FALSE", "FALSE": "TRUE"}
                return turned.get(said_) or (f"{said_[:-2]}=0" if _is_flag(said_) else f"NOT({said_})")
            case Is(left, sign, right):
                return self._is(self._exact(left, end), sign, self._exact(right, end))
            case Greatest(group, place):
                return self._put_aside(group, place, end)
            case _:
                raise TypeError(f"{type(expr).__name__} is no condition")

    @staticmethod
    def _is(left: str, sign: Sign, right: str) -> str:
        try:
            first, second = Decimal(left), Decimal(right)
        except ArithmeticError:
            return f"{left}{sign}{right}"
        return "TRUE" if SIGNS[sign](first, second) else "FALSE"

    def _same(self, cell: str | None, other: Key | None) -> str:
        second = self.cells.matters.get(other) if other is not None else None
        if cell is None or second is None:
            told = cell or second
            return "TRUE" if told is None else f'{told}=""'
        return f"{cell}={second}"

    def _exact(self, expr: Expr, end: End | None) -> str:
        """A figure to compare: what is not exact in binary figures is rounded first."""
        text = self.value(expr, end)
        return text if isinstance(expr, Figure | Mark) or text.isdigit() else f"ROUND({text},{_EXACT})"

    # ---- of which one counts

    def _put_aside(self, group: Group, place: int, end: End | None) -> str:
        effects, moves, flags, matters = self._block(group, end)
        by_effect, by_move = f"{effects[0]}:{effects[-1]}", f"{moves[0]}:{moves[-1]}"
        better = f"({by_effect}>{effects[place]})+({by_effect}={effects[place]})*"
        earlier = f"(ROW({by_effect})<ROW({effects[place]}))"
        if moves == effects:
            better += earlier
        else:
            better += f"(({by_move}>{moves[place]})+({by_move}={moves[place]})*{earlier})"
        rules = []
        if flags:
            better = f"({flags[0]}:{flags[-1]}=1)*({better})"
            rules.append(f"{flags[place]}=1")
        if group.by_matter:
            better = better if flags else f"({better})"
            better = f"({matters[0]}:{matters[-1]}={matters[place]})*{better}"
            rules.append(f'{matters[place]}<>""')
        return both([*rules, f"SUMPRODUCT({better})>0"])

    def _block(self, group: Group, end: End | None) -> tuple[list[str], list[str], list[str], list[str]]:
        of_ends = any(
            self._of_ends[id(one)]
            for rival in group.rivals
            for one in (rival.effect, rival.moves, rival.there)
        )
        key = (id(group), end if of_ends else None)
        if key not in self._blocks:
            effects = [f"ROUND({self.value(one.effect, end)},{_EXACT})" for one in group.rivals]
            moves = [f"ROUND({self.value(one.moves, end)},{_EXACT})" for one in group.rivals]
            flags = [self.value(one.there, end) for one in group.rivals]
            matters: list[str] = []
            if group.by_matter:
                told = [self.cells.matters.get(one.matter) if one.matter else None for one in group.rivals]
                matters, _ = self.calc.block("matter", [one or '""' for one in told])
            # what all have alike needs no cells
            effect_cells = self.calc.block("effect", effects)[0]
            self._blocks[key] = (
                effect_cells,
                effect_cells if moves == effects else self.calc.block("moves", moves)[0],
                [] if all(flag == "1" for flag in flags) else self.calc.block("there", flags)[0],
                matters,
            )
        return self._blocks[key]


def _many(name: str, terms: list[str]) -> str:
    kept = list(dict.fromkeys(terms))
    while len(kept) > 100:
        kept = [f"{name}({','.join(kept[at : at + 100])})" for at in range(0, len(kept), 100)]
    return kept[0] if len(kept) == 1 else f"{name}({','.join(kept)})"


def _is_flag(text: str) -> bool:
    """Whether a condition is that a cell is 1."""
    return text.startswith(COLUMN) and text.endswith("=1") and text[1:-2].isdigit()


def _depth(text: str) -> int:
    deepest = now = 0
    for sign in text:
        if sign == "(":
            now += 1
            deepest = max(deepest, now)
        elif sign == ")":
            now -= 1
    return deepest
