"""Columns that stand in pairs, 加分项 | 加分标准 | 扣分项 | 扣分标准: each pair holds criteria of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from extractors.document import Cell
from normalizers.tables.roles import Column
from normalizers.tables.rows import Row
from normalizers.text import patterns
from normalizers.vocabulary import alternatives

# a name and its rule
_FEWEST = 2
# 加分事项 and 加分标准 go together, 扣分情形 opens the next pair
_KINDS = patterns.made(
    rf"(?P<bonus>{alternatives('kinds', 'bonus_headings')})"
    rf"|(?P<penalty>{alternatives('kinds', 'penalty_headings')})"
    rf"|(?P<veto>{alternatives('kinds', 'veto_headings')})"
)


def paired(columns: Sequence[Column]) -> tuple[tuple[int, ...], ...]:
    """The columns of each pair (or more of equal length), by their headings; none where a table has no pairs.

    加分标准 | 扣分标准 beside one name are two rules of it, and no pairs.
    """
    kinds: list[str | None] = []
    for column in columns:
        # 加分项 | 标准 | 扣分项 | 标准: a rule without a kind is that of the name before it
        before = kinds[-1] if kinds and column.role in {"rule", "points"} else None
        kinds.append(_kind(column.header) or before)
    runs = groupby(columns, lambda column: kinds[column.index])
    pairs = [tuple(column.index for column in run) for kind, run in runs if kind]
    if all(pair[0] and columns[pair[0] - 1].role == "number" for pair in pairs):
        # each list counts its rows: 序号 | 加分项目 | 分值 | 序号 | 扣分项目 | 分值
        pairs = [(pair[0] - 1, *pair) for pair in pairs]
    even = len({len(pair) for pair in pairs}) == 1
    return tuple(pairs) if even and len(pairs) > 1 and len(pairs[0]) >= _FEWEST else ()


def _kind(heading: str) -> str | None:
    """What a heading says of its column; 加减分 says both, and so nothing."""
    found = {match.lastgroup for match in _KINDS.finditer(heading)}
    return found.pop() if len(found) == 1 else None


def as_one(columns: Sequence[Column], pairs: Sequence[Sequence[int]]) -> tuple[Column, ...]:
    """The columns with the roles of the first pair, name and rule; those of the others are left empty."""
    names = 1 + sum(column.role == "name" and column.index < pairs[0][0] for column in columns)
    found = list(columns)
    for pair in pairs:
        name, *others = (columns[index] for index in pair if columns[index].role != "number")
        found[name.index] = replace(name, role="name", level=names, header="", by_content=False)
        for other in others:
            role = other.role if other.role in {"points", "note"} else "rule"
            found[other.index] = replace(other, role=role, by_content=False)
    later = {index for pair in pairs[1:] for index in pair}
    return tuple(replace(column, role="blank") if column.index in later else column for column in found)


def one_below_the_other(
    rows: Sequence[Row],
    headings: Sequence[Cell | None],
    pairs: Sequence[Sequence[int]],
    columns: Sequence[Column],
) -> list[Row]:
    """The rows of each pair in the columns of the first, below the heading that names the pair."""
    found: list[Row] = []
    inside = {index for pair in pairs for index in pair}
    for pair in pairs:
        title = headings[next(index for index in pair if columns[index].role != "number")]
        if title is not None:
            found.append(Row(title.row, (None,) * len(headings), heading=title))
        for row in rows:
            cells = list(row.cells)
            for index in inside:
                cells[index] = None
            for here, there in zip(pairs[0], pair, strict=True):
                cells[here] = row.cells[there]
            own = [row.cells[index] for index in pair]
            # the longer of two lists goes on beside blank cells
            if any(cell is not None and not cell.blank for cell in own):
                found.append(replace(row, cells=tuple(cells)))
    return found
