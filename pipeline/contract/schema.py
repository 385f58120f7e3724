"""The tables for other programs: what each is called, what its figures may be, and a Data Package of them."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from extractors.finding import Finding, finding
from normalizers.columns import OWN_ID, REFERENCES, Column, column, key_of
from normalizers.records import SCHEMA_VERSION, TABLES, Record, Records
from normalizers.text.numerals import plain
from pipeline.contract.formats import FORMATS, Format
from pipeline.contract.tables import is_added, written_columns
from pipeline.messages.languages import SOURCE, TRANSLATED, Lang
from pipeline.messages.words import say
from pipeline.quoted import MARK, RUN

# digits in all and after the point: what a decimal column of Parquet holds
PRECISION, SCALE = 38, 6
_SHOWN = 20  # digits of a figure that is too long


def said(column: Column, lang: Lang) -> str:
    """What a column holds, in the language of the reader."""
    if is_added(column):
        return say(f"contract.every.{column.name}", lang)
    return column.description if lang == SOURCE else say(f"column.{column.table}.{column.name}", lang)


def fitted(records: Records) -> tuple[Records, tuple[Finding, ...]]:
    """The records without the figures that no decimal column can hold, and what is to be told of these.

    A figure of forty digits is no figure of a rubric, and would stop the dataset of all other notices.
    """
    found: list[Finding] = []
    changed: dict[str, tuple[Record, ...]] = {}
    for table, rows in records.tables():
        if not all(map(_fits_all, rows)):
            changed[table] = tuple(_fitted(table, row, found) for row in rows)
    if not changed:
        return records, ()
    notices = changed.pop("notices", None)
    notice = {"notice": notices[0]} if notices else {}
    return records.model_copy(update={**changed, **notice}), tuple(found)


def _fits_all(row: Record) -> bool:
    return all(type(value) is not Decimal or _fits(value) for value in row.__dict__.values())


def _fitted(table: str, row: Record, found: list[Finding]) -> Record:
    misfits = {
        name: value for name, value in row.__dict__.items() if type(value) is Decimal and not _fits(value)
    }
    for name, value in misfits.items():
        # a sum of such a figure is one too, and says nothing more
        if column(table, name).nature != "made":
            digits = plain(value) if value.is_finite() else str(value)
            owner = str(getattr(row, OWN_ID.get(table, ""), ""))
            shown = digits if len(digits) <= _SHOWN else f"{digits[:_SHOWN]}…"
            found.append(finding("figure-oversized", owner_id=owner, figure=shown, digits=len(digits)))
    return row.model_copy(update=dict.fromkeys(misfits)) if misfits else row


def _fits(value: Decimal) -> bool:
    if not value.is_finite():
        return False
    return value.adjusted() < PRECISION - SCALE and len(plain(value).partition(".")[2]) <= SCALE


def titled(name: str, key: str) -> dict[str, str]:
    """The words of a key in all languages, as schemas have them: `title`, `title_zh`."""
    return {_in(name, lang): say(key, lang) for lang in (SOURCE, *TRANSLATED)}


def described(column: Column) -> dict[str, str]:
    """The description of a column in all languages: `description`, `description_zh`."""
    return {_in("description", lang): said(column, lang) for lang in (SOURCE, *TRANSLATED)}


def _in(name: str, lang: Lang) -> str:
    return name if lang == SOURCE else f"{name}_{lang}"


def data_package(formats: Collection[Format] = FORMATS, paths: Collection[str] = ()) -> dict[str, Any]:
    """A Frictionless Data Package (v1) of the tables, each with its Table Schema.

    They are told as CSV where that is written, else as Parquet, by those of `paths`; where no tables are
    written, the files of the notices.
    """
    if "csv" in formats:
        resources = [_resource(table) | _CSV | {"path": f"csv/{table}.csv"} for table in TABLES]
    elif "parquet" in formats:
        parts = {table: [path for path in paths if path.startswith(f"parquet/{table}/")] for table in TABLES}
        resources = [_resource(table) | _PARQUET | {"path": parts[table]} for table in TABLES]
    else:
        own = [path for path in paths if path.startswith(tuple(f"{form}/" for form in formats))]
        resources = [{"name": "notices", "path": own}]
    return {
        "profile": "tabular-data-package",
        "name": "rubrics",
        "schema_version": SCHEMA_VERSION,
        **titled("title", "contract.dataset"),
        "description": "Scoring tables of Chinese assessment notices: criteria, key points, bands, clauses.",
        "resources": resources,
    }


_CSV = {
    "profile": "tabular-data-resource",
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8-sig",
    # how a text is written that a spreadsheet would run: `'=1+1`; a reader takes the mark off
    "markedText": {"mark": MARK, "before": [*RUN, MARK]},
}
_PARQUET = {"profile": "data-resource", "format": "parquet", "mediatype": "application/vnd.apache.parquet"}


def _resource(table: str) -> dict[str, Any]:
    own = written_columns(table)
    schema: dict[str, Any] = {"fields": [_field(column) for column in own], "missingValues": [""]}
    if key := key_of(table):
        schema["primaryKey"] = list(key)
    foreign = [
        {
            "fields": [column],
            "reference": {"resource": "" if owner == table else owner, "fields": [named]},
        }
        for (referring, column), (owner, named) in REFERENCES.items()
        if referring == table
    ]
    foreign += [
        {"fields": [column.name], "reference": {"resource": column.ref, "fields": [column.name]}}
        for column in own
        if column.ref and is_added(column)
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return {"name": table, **titled("title", f"table.{table}"), "schema": schema}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": "number" if column.type == "decimal" else column.type,
        **described(column),
    }
    if column.type == "decimal":
        field |= {"places": SCALE}
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
