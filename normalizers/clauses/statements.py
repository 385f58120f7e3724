"""What scores in one sentence and what bounds it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from normalizers.clauses.amounts import amounts
from normalizers.clauses.bare import bare_figures
from normalizers.clauses.bounds import bounds
from normalizers.clauses.model import Bound, Statement
from normalizers.clauses.plain import plain
from normalizers.clauses.shares import shares

# where two statements begin at one place: 得0分 is a zero and no award of 0
_RANK = {"zero": 0, "limit": 1}
_ROUNDS = ("保留", "四舍五入")


@dataclass(frozen=True, slots=True)
class Found:
    """The statements and bounds of a sentence in order."""

    statements: tuple[Statement, ...]
    bounds: tuple[Bound, ...]


def find(sentence: str) -> Found:
    """Reads a folded sentence; no two statements share words, and none shares them with a bound."""
    read = bytearray(len(sentence))
    limits = tuple(bounds(sentence))
    for limit in limits:
        _mark(read, limit.start, limit.end)
    found = [*amounts(sentence), *shares(sentence), *plain(sentence)]
    found.sort(key=lambda one: (one.condition_end, _RANK.get(one.kind, 2), -one.end))
    statements: list[Statement] = []
    for one in found:
        # 最高加2分 states a cap and no clause
        if any(read[one.condition_end : one.end]):
            continue
        _mark(read, one.start, one.end)
        if statements and _continues(statements[-1], one):
            statements[-1] = replace(statements[-1], end=one.end)
        else:
            statements.append(one)
    if any(one.kind == "method" for one in statements):
        # 按线性插入计算，保留两位小数: rounding is part of how it is computed
        statements = [one for one in statements if not sentence.startswith(_ROUNDS, one.start)]
    statements += bare_figures(sentence, read)
    statements.sort(key=lambda one: one.condition_end)
    return Found(tuple(statements), limits)


def _mark(read: bytearray, start: int, end: int) -> None:
    read[start:end] = b"r" * (end - start)


def _continues(last: Statement, one: Statement) -> bool:
    """按最高标准扣分，不重复扣: one rule in two words."""
    return last.kind == one.kind and one.kind in {"note", "method"} and not one.formula
