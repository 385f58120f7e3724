"""What the columns of the tables are, read off the records; and how a view says what it does with each.

A view is all that picks columns by name: a comparison, a sheet, a list of losses, a hash. Each keeps one
table of decisions in its own folder, and takes from it what it does. What is no content (an id, a place, what
the tool counts) needs no decision: a view that shows it says so, the others leave it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from extractors.finding import CATALOGUE
from extractors.frozen import frozen
from normalizers.records import OWNER, TABLES, Nature

Type = Literal["string", "integer", "decimal", "number", "boolean", "date"]
_TYPES: dict[Any, Type] = {
    str: "string",
    int: "integer",
    Decimal: "decimal",
    float: "number",
    bool: "boolean",
    date: "date",
}
T = TypeVar("T")


@frozen
class Column:
    """A column; `choices` are its only values where it has a closed list of them.

    `ref` is the table of the rows that it names, `cited` the field under which the evidence says where it is
    printed, `least` the lowest figure that it can hold, `form` the pattern that its text follows.
    """

    table: str
    name: str
    type: Type
    required: bool
    nullable: bool
    choices: tuple[str, ...]
    description: str
    nature: Nature
    cited: str
    key: bool = False
    ref: str = ""
    least: int | None = None
    form: str = ""


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table of the contract, in their order."""
    return tuple(_column(table, name, field) for name, field in TABLES[table].model_fields.items())


def column(table: str, name: str) -> Column:
    """A column of a table of the contract. Raises StopIteration for a name that it does not have."""
    return next(one for one in columns(table) if one.name == name)


def _column(table: str, name: str, field: Any) -> Column:
    # `int | None` is a UnionType, `Scope | None` a Union, because Scope is a Literal
    union = get_origin(field.annotation) in (UnionType, Union)
    kinds = get_args(field.annotation) if union else (field.annotation,)
    kind = next(kind for kind in kinds if kind is not type(None))
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    if name == "code":
        choices = tuple(CATALOGUE)
    nullable = type(None) in kinds
    about = dict(field.json_schema_extra or {})
    nature = about.pop("nature", "content")
    return Column(
        table=table,
        name=name,
        type=_TYPES.get(kind, "string"),
        # text may be empty as printed; an id that every row has, a figure, flag or choice never is
        required=not nullable and (kind is not str or (nature == "id" and field.is_required())),
        nullable=nullable,
        choices=choices,
        description=field.description,
        nature=nature,
        cited=about.pop("cited", "") or TABLES[table].cited_as or name,
        **about,
    )


def named(table: str, *natures: Nature) -> tuple[str, ...]:
    """The names of the columns of a table that are of one of these natures, in their order."""
    return tuple(column.name for column in columns(table) if column.nature in natures)


@cache
def key_of(table: str) -> tuple[str, ...]:
    """The columns that tell the rows of a table apart; none where two rows may be alike."""
    return tuple(column.name for column in columns(table) if column.key)


@cache
def above(table: str) -> tuple[str, ...]:
    """The columns that name the row in which one of this table stands, nearest first."""
    own = key_of(table)
    return tuple(c.name for c in reversed(columns(table)) if c.ref and own != (c.name,))


# the column with a row's own id, of the tables that have one
OWN_ID: dict[str, str] = {table: key[0] for table in TABLES if len(key := key_of(table)) == 1}
# the rows that a column names, for a program; a column that speaks of several tables names none
REFERENCES: dict[tuple[str, str], tuple[str, str]] = {
    (table, column.name): (column.ref, OWN_ID[column.ref])
    for table in TABLES
    for column in columns(table)
    if column.ref not in ("", OWNER) and key_of(table) != (column.name,)
}


def cited_as(table: str, field: str) -> str:
    """The field of the evidence that says where a column is printed: 好（16-20分） of a band as `points`.

    What is no column of the table, as `party` of a criterion, is a field by itself.
    """
    return next((one.cited for one in columns(table) if one.name == field), field)


@frozen
class Left:
    """What a view leaves out, a column or a whole table, and why."""

    why: str


# what a view does with each column of each table that has content
Decisions = Mapping[str, Left | Mapping[str, T | Left]]


def chosen(view: Decisions[T], table: str) -> dict[str, T]:
    """What a view does with the columns of a table that it shows, in the order of its own list."""
    own = view[table]
    if isinstance(own, Left):
        return {}
    return {name: what for name, what in own.items() if not isinstance(what, Left)}
