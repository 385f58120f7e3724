"""The tables for other programs: what each is called, what its figures may be, and a Data Package of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from normalizers.columns import REFERENCES, Column, columns, key_of
from normalizers.records import SCHEMA_VERSION, TABLES, Records
from normalizers.text.numerals import plain

# digits in all and after the point: what a decimal column of Parquet holds
PRECISION, SCALE = 38, 10

TITLES: dict[str, tuple[str, str]] = {
    "notices": ("Notices", "通知"),
    "rubrics": ("Rubrics: scoring tables", "评分表"),
    "totals": ("Printed sums", "合计"),
    "criteria": ("Criteria, a tree", "指标"),
    "parties": ("Departments of criteria and tasks", "部门"),
    "key_points": ("Key points", "考核要点"),
    "requirements": ("Key points that a band or clause asks for", "要点要求"),
    "bands": ("Grade bands", "档次"),
    "clauses": ("Scoring clauses", "评分条款"),
    "tiers": ("Steps of tiered clauses", "分档"),
    "thresholds": ("Figures to be reached", "指标值"),
    "notes": ("Notes", "备注"),
    "tasks": ("Tasks without scores", "任务"),
    "evidence": ("Where each field is printed", "出处"),
    "findings": ("What a person should look at", "疑点"),
}


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


def data_package() -> dict[str, Any]:
    """A Frictionless Data Package (v1) of the CSV files, each with its Table Schema."""
    return {
        "profile": "tabular-data-package",
        "name": "rubrics",
        "schema_version": SCHEMA_VERSION,
        "title": "Rubrics of assessment notices",
        "title_zh": "考核通知评分标准数据集",
        "description": "Scoring tables of Chinese assessment notices: criteria, key points, bands, clauses.",
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: str) -> dict[str, Any]:
    title, title_zh = TITLES[table]
    described = columns(table)
    schema: dict[str, Any] = {"fields": [_field(column) for column in described], "missingValues": [""]}
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
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "title": title,
        "title_zh": title_zh,
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
        "description": column.description,
        "description_zh": column.description_zh,
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
