"""How an office wants its 指标表: its columns, their headings and order, and whether names are merged."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from extractors.frozen import frozen

Role: TypeAlias = Literal[
    "number",
    "name",
    "text",
    "rule",
    "deductions",
    "points",
    "weight",
    "target",
    "unit",
    "lead",
    "joint",
    "assessed",
    "method",
    "note",
]
ROLES: tuple[Role, ...] = get_args(Role)


@frozen
class Layout:
    """The columns in their order, each with its headings: those of names may have one for each level.

    Without columns there are those that the rubric fills. `merged`: a name stands once over its rows, else in
    each of them.
    """

    columns: tuple[tuple[Role, tuple[str, ...]], ...] = ()
    merged: bool = True


USUAL = Layout()
