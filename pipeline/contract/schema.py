"""The shape of the tables, read off the records: types, descriptions, keys; and a Data Package of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from extractors.finding import CATALOGUE
from normalizers.records import ID_COLUMNS, SCHEMA_VERSION, TABLES, Records
from normalizers.text.numerals import plain
from pipeline.messages.languages import SOURCE, TRANSLATED, Lang
from pipeline.messages.words import say

Type = Literal["string", "integer", "decimal", "number", "boolean", "date"]
_TYPES: dict[Any, Type] = {
    str: "string",
    int: "integer",
    Decimal: "decimal",
    float: "number",
    bool: "boolean",
    date: "date",
}
# digits in all and after the point: what a decimal column of Parquet holds
PRECISION, SCALE = 38, 10

KEYS: dict[str, tuple[str, ...]] = {
    "notices": ("notice_id",),
    "rubrics": ("rubric_id",),
    "totals": ("rubric_id", "seq"),
    "criteria": ("criterion_id",),
    "key_points": ("key_point_id",),
    "requirements": ("owner_id", "seq"),
    "bands": ("band_id",),
    "clauses": ("clause_id",),
    "tiers": ("clause_id", "seq"),
    "thresholds": ("threshold_id",),
    "notes": ("note_id",),
    "tasks": ("task_id",),
}
# owner_id speaks of several tables, so it can be no foreign key
REFERENCES: dict[str, tuple[str, str]] = {
    "notice_id": ("notices", "notice_id"),
    "rubric_id": ("rubrics", "rubric_id"),
    "criterion_id": ("criteria", "criterion_id"),
    "parent_id": ("criteria", "criterion_id"),
    "clause_id": ("clauses", "clause_id"),
}
# figures that count from one, or from nought, and text of a fixed form
_LEAST = {
    **dict.fromkeys(
        ("pages", "page", "page_first", "page_last", "seq", "level", "row", "table", "column"), 1
    ),
    **dict.fromkeys(("at_least", "alternative"), 1),
    **dict.fromkeys(("start", "end"), 0),
}
_FORMS = {"sha256": "[0-9a-f]{64}"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `choices` are its only values where it has a closed list of them.

    `least` is the lowest figure that it can hold, `form` the pattern that its text follows when there is any.
    """

    table: str
    name: str
    type: Type
    required: bool
    nullable: bool
    choices: tuple[str, ...]
    description: str
    least: int | None = None
    form: str = ""

    def said(self, lang: Lang) -> str:
        """What it holds, in the language of the reader."""
        return self.description if lang == SOURCE else say(f"column.{self.table}.{self.name}", lang)


def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table of the contract, in their order."""
    return tuple(column(table, name) for name in TABLES[table].model_fields)


def column(table: str, name: str) -> Column:
    """A column of a table of the contract. Raises KeyError."""
    field = TABLES[table].model_fields[name]
    # `int | None` is a UnionType, `Scope | None` a Union, because Scope is a Literal
    union = get_origin(field.annotation) in (UnionType, Union)
    kinds = get_args(field.annotation) if union else (field.annotation,)
    kind = next(kind for kind in kinds if kind is not type(None))
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    if name == "code":
        choices = tuple(CATALOGUE)
    nullable = type(None) in kinds
    # text may be empty as printed; an id that every row has, a figure, flag or choice that is there never is
    required = not nullable and (kind is not str or (name in ID_COLUMNS and field.is_required()))
    return Column(
        table=table,
        name=name,
        type=_TYPES.get(kind, "string"),
        required=required,
        nullable=nullable,
        choices=choices,
        description=str(field.description),
        least=_LEAST.get(name),
        form=_FORMS.get(name, ""),
    )


def misfits(records: Records) -> str:
    """The first figure that a decimal column cannot hold, as `column=figure`; empty when all fit.

    A figure of forty digits is no figure of a rubric, and would stop the dataset of all other notices.
    """
    for _, rows in records.tables():
        for row in rows:
            for name, value in row.__dict__.items():
                if type(value) is Decimal and not _fits(value):
                    return f"{name}={value}"
    return ""


def _fits(value: Decimal) -> bool:
    if not value.is_finite():
        return False
    return value.adjusted() < PRECISION - SCALE and len(plain(value).partition(".")[2]) <= SCALE


def titled(name: str, key: str) -> dict[str, str]:
    """The words of a key in all languages, as schemas have them: `title`, `title_zh`."""
    return {_in(name, lang): say(key, lang) for lang in (SOURCE, *TRANSLATED)}


def described(column: Column) -> dict[str, str]:
    """The description of a column in all languages: `description`, `description_zh`."""
    return {_in("description", lang): column.said(lang) for lang in (SOURCE, *TRANSLATED)}


def _in(name: str, lang: Lang) -> str:
    return name if lang == SOURCE else f"{name}_{lang}"


def data_package() -> dict[str, Any]:
    """A Frictionless Data Package (v1) of the CSV files, each with its Table Schema."""
    return {
        "profile": "tabular-data-package",
        "name": "rubrics",
        "schema_version": SCHEMA_VERSION,
        **titled("title", "contract.dataset"),
        "description": "Scoring tables of Chinese assessment notices: criteria, key points, bands, clauses.",
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: str) -> dict[str, Any]:
    own = columns(table)
    names = {column.name for column in own}
    schema: dict[str, Any] = {"fields": [_field(column) for column in own], "missingValues": [""]}
    if table in KEYS:
        schema["primaryKey"] = list(KEYS[table])
    foreign = [
        {
            "fields": [column],
            "reference": {"resource": "" if owner == table else owner, "fields": [key]},
        }
        for column, (owner, key) in REFERENCES.items()
        if column in names and KEYS.get(table) != (column,)
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "profile": "tabular-data-resource",
        "name": table,
        **titled("title", f"table.{table}"),
        "path": f"csv/{table}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": "number" if column.type == "decimal" else column.type,
        **described(column),
    }
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.least is not None:
        constraints["minimum"] = column.least
    if column.form:
        constraints["pattern"] = column.form
    return field | {"constraints": constraints} if constraints else field
