"""Expressions as SQL: what several ask for is a column of an earlier stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal, assert_never

from extractors.frozen import frozen
from normalizers.text import patterns
from pipeline.scoring.expression import (
    FAR,
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
    Some,
    Steps,
    Sum,
    Times,
    parts,
)
from pipeline.scoring.sql.values import (
    END,
    FALSE,
    QUOTIENT,
    TRUE,
    Flag,
    Uncovered,
    Value,
    constant,
    decimal,
    decimals,
    figure_of,
    literal,
)

End = Literal["low", "high"]
_CONDITIONS = (Is, Every, Some, Not, Filled, Same, Greatest)
# a longer text becomes a column, so that nothing nests deep
_LONG = 240
_HALF = Decimal("0.5")
# whole numbers are exact up to here
_HUGE = Decimal(10) ** 37
ZERO = Decimal(0)
# columns: of what was made, of a figure that was marked, whether one was, of its matter
_NAMES = patterns.made(r"(?<![\w'])[cmft]\d+(?!\w)")


@frozen
class Cells:
    """The columns of marks: the figure of a key, whether there is one, its matter."""

    values: Mapping[Key, Value]
    filled: Mapping[Key, str]
    matters: Mapping[Key, str]


class Printer:
    """Writes expressions as columns, stage by stage; each stage has those of all before it."""

    def __init__(self, cells: Cells) -> None:
        """For the marks of these columns."""
        self.cells = cells
        self.stages: list[list[tuple[str, str]]] = []
        self._uses: dict[int, int] = {}
        self._of_ends: dict[int, bool] = {}
        self._values: dict[tuple[int, End | None], Value] = {}
        self._flags: dict[tuple[int, End | None], Flag] = {}
        self._aside: dict[tuple[int, End | None], list[Flag]] = {}
        self._columns = 0
        self._alive: list[Expr] = []

    def look(self, roots: Iterable[Expr]) -> None:
        """Counts what is used more than once."""
        for root in roots:
            self._alive.append(root)
            self._look(root)

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

    # ---- columns

    def _column(self, text: str, stage: int) -> tuple[str, int]:
        """A column of the next stage for a text that takes columns up to `stage`."""
        while len(self.stages) <= stage:
            self.stages.append([])
        self._columns += 1
        name = f"c{self._columns}"
        self.stages[stage].append((name, text))
        return name, stage + 1

    def _as_column(self, value: Value) -> Value:
        """A value that several places of a text can name."""
        if len(value.text) <= 12:
            return value
        name, stage = self._column(value.text, value.stage)
        return Value(name, value.scale, value.most, value.up, value.down, value.cut, stage)

    def needed(self, last: str) -> list[set[str]]:
        """The columns that are still asked for after the marks, and after each stage; the others are dropped.

        `last` is the text that asks for the results.
        """
        alive = [set(_NAMES.findall(last))]
        for made in reversed(self.stages):
            made[:] = [(name, text) for name, text in made if name in alive[0]]
            before = alive[0] - {name for name, _ in made}
            alive.insert(0, before.union(*(_NAMES.findall(text) for _, text in made)))
        return alive

    # ---- figures

    def value(self, expr: Expr, end: End | None) -> Value:
        """An expression as a figure. Raises Uncovered."""
        if isinstance(expr, Kept):
            return self.value(expr.of, end)
        at = end if self._of_ends[id(expr)] else None
        key = (id(expr), at)
        if key not in self._values:
            made = self._counted(expr, at) if isinstance(expr, _CONDITIONS) else self._value(expr, at)
            many = self._uses[id(expr)] > 1 or len(made.text) > _LONG
            self._values[key] = self._as_column(made) if many else made
        return self._values[key]

    def _counted(self, expr: Expr, end: End | None) -> Value:
        flag = self.flag(expr, end)
        return Value(f"CASE WHEN {flag.text} THEN 1 ELSE 0 END", 0, Decimal(1), stage=flag.stage)

    def _value(self, expr: Expr, end: End | None) -> Value:
        match expr:
            case Figure(value):
                return constant(value)
            case Mark(key):
                return self.cells.values.get(key, constant(ZERO))
            case Ends(low, high):
                return self.value(low if end == "low" else high, end)
            case Sum(of, less):
                return self._sum(
                    [self.value(one, end) for one in of], [self.value(one, end) for one in less], end
                )
            case Times(left, right):
                return self._times(self.value(left, end), self.value(right, end))
            case Over(left, right):
                return self._over(self.value(left, end), self.value(right, end))
            case Least(of):
                return _least_of("least", [self.value(one, end) for one in of])
            case Most(of):
                return _least_of("greatest", [self.value(one, end) for one in of])
            case Choose(when, then, other):
                return self._choose(self.flag(when, end), self.value(then, end), self.value(other, end))
            case Steps(of, size, begun):
                return self._steps(self.value(of, end), size, begun)
            case Round(of, places):
                return self._round(self.value(of, end), places)
            case Is() | Every() | Some() | Not() | Filled() | Same() | Greatest() | Kept():
                return self.value(expr, end)
            case _:
                assert_never(expr)

    def _sum(self, of: Sequence[Value], less: Sequence[Value], end: End | None) -> Value:
        every = [*of, *less]
        scale, stage = _meeting(every)
        most = sum((one.most for one in every), ZERO)
        up = any(one.up for one in of) or any(one.down for one in less)
        down = any(one.down for one in of) or any(one.up for one in less)
        plus = " + ".join(one.at(scale) for one in of) or literal(ZERO, scale)
        text = "".join([plus, *(f" - {one.at(scale)}" for one in less)])
        cut = any(one.cut for one in every)
        if not (up or down):
            return Value(f"({text})", scale, most, cut=cut, stage=stage)
        return self._open_sum(of, less, end)

    def _open_sum(self, of: Sequence[Value], less: Sequence[Value], end: End | None) -> Value:
        """A sum in which something may have no end.

        Of one upward and one downward the end that is computed is open; an open end less the same is 0.
        """
        of, less = [list(map(self._as_column, some)) for some in (of, less)]
        scale, stage = _meeting([*of, *less])
        plus = " + ".join(one.at(scale) for one in of) or literal(ZERO, scale)
        text = "".join([plus, *(f" - {one.at(scale)}" for one in less)])
        rises, falls = _any(of, "up"), _any(of, "down")
        takes, gives = _any(less, "up"), _any(less, "down")
        if end is None and rises != FALSE.text and falls != FALSE.text:
            raise Uncovered("open")
        cases = []
        if FALSE.text not in (rises, falls):
            cases.append((f"{rises} AND {falls}", literal(-END if end == "low" else END, scale)))
        pairs = [(rises, takes), (falls, gives), (takes, gives)]
        nothing = " OR ".join(f"({a} AND {b})" for a, b in pairs if FALSE.text not in (a, b))
        if nothing:
            cases.append((nothing, literal(ZERO, scale)))
        upward = " OR ".join(one for one in (rises, gives) if one != FALSE.text)
        downward = " OR ".join(one for one in (falls, takes) if one != FALSE.text)
        if upward:
            cases.append((upward, literal(END, scale)))
        if downward:
            cases.append((downward, literal(-END, scale)))
        whens = " ".join(f"WHEN {when} THEN {then}" for when, then in cases)
        most = sum((one.most for one in (*of, *less)), ZERO)
        cut = any(one.cut for one in (*of, *less))
        return Value(f"CASE {whens} ELSE {text} END", scale, most, bool(upward), bool(downward), cut, stage)

    def _times(self, left: Value, right: Value) -> Value:
        scale, most = left.scale + right.scale, left.most * right.most
        wide = decimal(scale)
        cut = left.cut or right.cut
        if not (left.open or right.open) and most < FAR:
            stage = max(left.stage, right.stage)
            return Value(f"({left.text} * {right.text})::{wide}", scale, most, cut=cut, stage=stage)
        left, right = self._as_column(left), self._as_column(right)
        stage = max(left.stage, right.stage)
        size = f"abs({left.text}::DOUBLE * {right.text}::DOUBLE)"
        text = (
            f"CASE WHEN {left.text} = 0 OR {right.text} = 0 THEN {literal(ZERO, scale)} "
            f"WHEN {size} >= {FAR:f} THEN {_away(left, right, scale)} "
            f"ELSE ({left.text} * {right.text})::{wide} END"
        )
        return Value(text, scale, min(most, FAR), up=True, down=True, cut=cut, stage=stage)

    def _over(self, left: Value, right: Value) -> Value:
        """A quotient in whole numbers of its last decimal, as DuckDB divides decimals in binary figures."""
        if left.open or right.open:
            raise Uncovered("open")
        scale = max(left.scale, right.scale)
        divisor = figure_of(right.text)
        most = left.most / abs(divisor) if divisor else left.most * 10**right.scale
        if left.most * 10 ** (scale + max(scale, QUOTIENT)) >= _HUGE:
            raise Uncovered("decimals")
        left, right = self._as_column(left), self._as_column(right)
        stage = max(left.stage, right.stage)
        by = f"({right.at(scale)} * {10**scale})::HUGEINT"
        whole = f"(({left.at(scale)} * {10**scale})::HUGEINT * {10**QUOTIENT}::HUGEINT) // {by}"
        text = f"(({whole})::{decimal(0)} * {literal(Decimal(1).scaleb(-QUOTIENT), QUOTIENT)})"
        last = literal(ZERO, QUOTIENT)
        beyond = f"abs({left.text}::DOUBLE) >= {FAR:f} * abs({right.text}::DOUBLE)"
        sign = _away(left, right, QUOTIENT)
        far = most >= FAR
        text = (
            f"CASE WHEN {right.text} = 0 THEN {last} "
            + (f"WHEN {beyond} THEN {sign} " if far else "")
            + f"ELSE {text}::{decimal(QUOTIENT)} END"
        )
        return Value(text, QUOTIENT, min(most, FAR), up=far, down=far, cut=True, stage=stage)

    def _choose(self, when: Flag, then: Value, other: Value) -> Value:
        if when.text in {TRUE.text, FALSE.text}:
            return then if when == TRUE else other
        scale, stage = _meeting([then, other])
        return Value(
            f"CASE WHEN {when.text} THEN {then.at(scale)} ELSE {other.at(scale)} END",
            scale,
            max(then.most, other.most),
            then.up or other.up,
            then.down or other.down,
            then.cut or other.cut,
            max(stage, when.stage),
        )

    def _steps(self, of: Value, size: Decimal, begun: str) -> Value:
        if begun == "proportional":
            return self._over(of, constant(size))
        if of.cut:
            raise Uncovered("quotient")
        scale = max(of.scale, decimals(size))
        if of.most * 10 ** (2 * scale) >= _HUGE:
            raise Uncovered("decimals")
        if scale == 0 and size == 1:
            return of
        of = self._as_column(of)
        count = f"({of.at(scale)} * {10**scale})::HUGEINT"
        by = int(size.scaleb(scale))
        # `//` cuts off: of a count below 0 a step more is whole, and none is begun
        rest, more = ("<", -1) if begun == "whole" else (">", 1)
        step = f"CASE WHEN {of.text} {rest} 0 AND {count} % {by} <> 0 THEN {more} ELSE 0 END"
        text = f"({count} // {by} + {step})::{decimal(0)}"
        if of.open:
            text = f"CASE WHEN abs({of.text}) >= {literal(FAR, of.scale)} THEN {of.at(0)} ELSE {text} END"
        return Value(text, 0, of.most / size + 1, of.up, of.down, False, of.stage)

    def _round(self, of: Value, places: int) -> Value:
        if of.scale <= places:
            return of
        text = f"round({of.text}, {places})::{decimal(places)}"
        return Value(text, places, of.most + _HALF, of.up, of.down, False, of.stage)

    # ---- conditions

    def flag(self, expr: Expr, end: End | None) -> Flag:
        """An expression as a condition. Raises Uncovered."""
        if isinstance(expr, Kept):
            return self.flag(expr.of, end)
        at = end if self._of_ends[id(expr)] else None
        key = (id(expr), at)
        if key not in self._flags:
            if isinstance(expr, _CONDITIONS):
                made = self._condition(expr, at)
            else:
                made = self._is(self.value(expr, at), "<>", constant(ZERO))
            many = self._uses[id(expr)] > 1 and len(made.text) > 12
            if many or len(made.text) > _LONG:
                made = Flag(*self._column(made.text, made.stage))
            self._flags[key] = made
        return self._flags[key]

    def _condition(self, expr: Expr, end: End | None) -> Flag:
        match expr:
            case Filled(keys):
                return _joined("OR", [Flag(self.cells.filled.get(key, FALSE.text)) for key in keys])
            case Same(key, other):
                return self._same(self.cells.matters.get(key), other)
            case Every(of):
                return _joined("AND", [self.flag(one, end) for one in of])
            case Some(of):
                return _joined("OR", [self.flag(one, end) for one in of])
            case Not(of):
                said = self.flag(of, end)
                turned = {TRUE.text: FALSE, FALSE.text: TRUE}
                return turned.get(said.text) or Flag(f"(NOT {said.text})", said.stage)
            case Is(left, sign, right):
                return self._is(self.value(left, end), sign, self.value(right, end))
            case Greatest(group, place):
                return self._put_aside(group, end)[place]
            case _:
                raise TypeError(f"{type(expr).__name__} is no condition")

    @staticmethod
    def _is(left: Value, sign: str, right: Value) -> Flag:
        first, second = figure_of(left.text), figure_of(right.text)
        if first is not None and second is not None:
            return TRUE if SIGNS[sign](first, second) else FALSE  # type: ignore[index]
        if (left.cut or right.cut) and FAR not in (first, second):
            # two quotients that are equal may differ where they were cut off
            raise Uncovered("quotient")
        scale, stage = _meeting([left, right])
        return Flag(f"({left.at(scale)} {sign} {right.at(scale)})", stage)

    def _same(self, cell: str | None, other: Key | None) -> Flag:
        second = self.cells.matters.get(other) if other is not None else None
        if cell is None or second is None:
            told = cell or second
            return TRUE if told is None else Flag(f"({told} IS NULL)")
        return Flag(f"({cell} IS NOT DISTINCT FROM {second})")

    def _put_aside(self, group: Group, end: End | None) -> list[Flag]:
        """Whether each of a group is put aside by a greater one, or an equal one before it."""
        of_ends = any(
            self._of_ends[id(one)]
            for rival in group.rivals
            for one in (rival.effect, rival.moves, rival.there)
        )
        key = (id(group), end if of_ends else None)
        if key not in self._aside:
            self._aside[key] = self._ranked(group, end)
        return self._aside[key]

    def _ranked(self, group: Group, end: End | None) -> list[Flag]:
        """The rivals in a list, the greatest first; who is not the first of all, or a matter, is beaten."""
        effects = [self.value(one.effect, end) for one in group.rivals]
        moves = [self.value(one.moves, end) for one in group.rivals]
        if any(one.cut for one in (*effects, *moves)):
            raise Uncovered("quotient")
        there = [self.flag(one.there, end) for one in group.rivals]
        there = [one if len(one.text) <= 12 else Flag(*self._column(one.text, one.stage)) for one in there]
        matters = [self.cells.matters.get(one.matter) if one.matter else None for one in group.rivals]
        if group.by_matter:
            # what tells no matter has no rival
            there = [FALSE if told is None else one for one, told in zip(there, matters, strict=True)]
        scales = [_meeting(some)[0] for some in (effects, moves)]
        stage = max(_meeting([*effects, *moves])[1], max(one.stage for one in there))
        ranks = []
        for place, (effect, moved, flag, told) in enumerate(zip(effects, moves, there, matters, strict=True)):
            if flag == FALSE:
                continue
            matter = f", 't': {told}" if group.by_matter else ""
            when = f"{flag.text} AND {told} IS NOT NULL" if group.by_matter else flag.text
            rank = f"{{'e': {effect.at(scales[0])}, 'm': {moved.at(scales[1])}, 'p': {-place}{matter}}}"
            ranks.append(f"CASE WHEN {when} THEN {rank} END")
        if len(ranks) < 2:
            return [FALSE] * len(there)
        order, stage = self._column(f"list_sort([{', '.join(ranks)}], 'DESC', 'NULLS LAST')", stage)
        first = f"{order}[1]"
        if group.by_matter:
            told, stage = self._column(f"[x.t for x in {order}]", stage)
        found = []
        for place, flag in enumerate(there):
            if flag == FALSE:
                found.append(FALSE)
                continue
            if group.by_matter:
                first = f"{order}[list_position({told}, {matters[place]})]"
            beaten = f"coalesce({flag.text} AND {first}.p <> {-place}, FALSE)"
            found.append(Flag(*self._column(beaten, stage)))
        return found


def _meeting(values: Sequence[Value]) -> tuple[int, int]:
    """The decimals and the stage at which values meet."""
    return max((one.scale for one in values), default=0), max((one.stage for one in values), default=0)


def _any(values: Sequence[Value], way: Literal["up", "down"]) -> str:
    """Whether one of them has no end in a direction."""
    sign = ">= " if way == "up" else "<= -"
    found = [f"{one.text} {sign}{literal(FAR, one.scale)}" for one in values if getattr(one, way)]
    return f"({' OR '.join(found)})" if found else FALSE.text


def _away(left: Value, right: Value, scale: int) -> str:
    """What has no end, by the signs of two factors."""
    alike = f"({left.text} > 0) = ({right.text} > 0)"
    return f"CASE WHEN {alike} THEN {literal(END, scale)} ELSE {literal(-END, scale)} END"


def _least_of(name: str, of: Sequence[Value]) -> Value:
    scale, stage = _meeting(of)
    texts = list(dict.fromkeys(one.at(scale) for one in of))
    ends = (all, any) if name == "least" else (any, all)
    return Value(
        f"{name}({', '.join(texts)})" if len(texts) > 1 else texts[0],
        scale,
        max(one.most for one in of),
        ends[0](one.up for one in of),
        ends[1](one.down for one in of),
        any(one.cut for one in of),
        stage,
    )


def _joined(word: Literal["AND", "OR"], flags: Sequence[Flag]) -> Flag:
    decides, idle = (FALSE, TRUE) if word == "AND" else (TRUE, FALSE)
    if any(one.text == decides.text for one in flags):
        return decides
    kept = [one for one in flags if one.text != idle.text]
    if not kept:
        return idle
    stage = max(one.stage for one in kept)
    texts = list(dict.fromkeys(one.text for one in kept))
    return Flag(texts[0] if len(texts) == 1 else f"({f' {word} '.join(texts)})", stage)
