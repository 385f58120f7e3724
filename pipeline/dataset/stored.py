"""A dataset read back: a notice's records from its JSON file, and the ids that a person means.

The JSON is enough for one notice and needs neither pandas nor Arrow; `datasets.load` gives whole tables.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from normalizers.records import SCHEMA_VERSION, TABLES, Record, Records, Total

# the tables whose rows have an id, each with its word: the id of a band is its `band_id`
ONE_OF = {
    "notices": "notice",
    "rubrics": "rubric",
    "totals": "total",
    "criteria": "criterion",
    "key_points": "key_point",
    "bands": "band",
    "clauses": "clause",
    "thresholds": "threshold",
    "notes": "note",
    "tasks": "task",
}
_SUGGESTED = 5
_NAMES = {table: set(model.model_fields) for table, model in TABLES.items()}


def notice_ids(dataset: Path) -> list[str]:
    """The ids of the notices of a dataset. Raises FileNotFoundError when the folder holds none."""
    if not (dataset / "datapackage.json").is_file():
        raise FileNotFoundError(str(dataset))
    return sorted(path.stem for path in (dataset / "json").glob("*.json"))


def read_records(dataset: Path, notice_id: str) -> Records:
    """The records of one notice, those of each table in the order of the notice's tree.

    Raises ValueError with the file's name when the file is not as `ingest` writes it, or one of a contract of
    another major version.
    """
    path = dataset / "json" / f"{notice_id}.json"
    try:
        return _records(path.read_text("utf-8"))
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ValueError(path.name) from error


def _records(text: str, without: Container[str] = ()) -> Records:
    """The records of the text of a file; those of some tables left out."""
    rows: dict[str, list[Record]] = defaultdict(list)
    tree = json.loads(text, parse_float=Decimal)
    if _major(tree.pop("schema_version", SCHEMA_VERSION)) != _major(SCHEMA_VERSION):
        raise ValueError("schema_version")
    _gather("notices", tree, rows, without)
    (notice,) = rows.pop("notices")
    return Records.model_validate({"notice": notice, **rows})


def read_compared(dataset: Path, notice_id: str) -> Records:
    """The records of one notice that two years are compared by: without most places, and without notes.

    Half of a file says where its records are printed. That remains only where people corrected something, or
    where a printed sum has to find what it covers; of the findings the errors remain. Raises ValueError as
    `read_records` does.
    """
    path = dataset / "json" / f"{notice_id}.json"
    text = path.read_text("utf-8")
    head, mark, places = text.partition('\n "evidence": [')
    if mark and ('"computed": null' in head or '"manual"' in places or '"error"' in places):
        whole = read_records(dataset, notice_id)
        findings = tuple(row for row in whole.findings if row.severity == "error")
        return whole.model_copy(update={"findings": findings, "requirements": ()})
    try:
        return _records(head.rstrip().rstrip(",") + "}" if mark else text, {"requirements"})
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ValueError(path.name) from error


def year_of(dataset: Path, notice_id: str) -> int | None:
    """The year of a notice as the head of its file says it; None where only its rubrics may have one."""
    with (dataset / "json" / f"{notice_id}.json").open(encoding="utf-8") as file:
        for line in file:
            if line.startswith(' "year": '):
                value = line.removeprefix(' "year": ').strip(" ,\n")
                return int(value) if value.isdecimal() else None
            if line.startswith(' "rubrics": '):
                break
    return None


def _major(version: str) -> str:
    return version.partition(".")[0]


def _gather(table: str, node: dict[str, Any], rows: dict[str, list[Record]], without: Container[str]) -> None:
    """Adds a node of the tree and all that stands inside it; what is a list there is a table."""
    inside = [name for name, value in node.items() if isinstance(value, list)]
    lists = [(name, node.pop(name)) for name in inside]
    row = TABLES[table](**node)
    # the file names all columns: a set of them for each row would be more than the row itself
    object.__setattr__(row, "__pydantic_fields_set__", _NAMES[table])
    rows[table].append(row)
    for inner, children in lists:
        if inner not in without:
            for child in children:
                _gather(inner, child, rows, without)


def with_ids(records: Records) -> dict[str, tuple[str, Record]]:
    """Table and row of each record that has an id, by it; a printed sum is `<rubric>/t1`, as findings say."""
    return {own_id(table, row): (table, row) for table in ONE_OF for row in records.table(table)}


def own_id(table: str, row: Record) -> str:
    """The id of a row of a table of `ONE_OF`."""
    if isinstance(row, Total):
        return f"{row.rubric_id}/t{row.seq}"
    return str(getattr(row, f"{ONE_OF[table]}_id"))


def fitting(asked: str, dataset: Path) -> list[str]:
    """The ids that `asked` can mean; one when it is clear, none when there is no such record.

    An id as it stands goes first; then one without its notice (`2/3/b1`, `…/2/3/b1`); then one whose notice
    is cut short (`青禾县水利局/2/3/b1`). Raises as `notice_ids` and `read_records` do.
    """
    notices = notice_ids(dataset)
    head, slash, below = _parts(asked)
    readings = (
        [head + slash + below] if head in notices else [],
        [f"{notice}/{head}{slash}{below}" for notice in notices],
        [f"{notice}{slash}{below}" for notice in notices if notice.startswith(head)] if head else [],
    )
    for ids in readings:
        if there := [i for i in ids if i in with_ids(read_records(dataset, i.partition("/")[0]))]:
            return there
    return []


def nearest(asked: str, dataset: Path) -> list[str]:
    """Ids that look like `asked`, the most alike first: of the notice that it names, else of any.

    Raises as `fitting` does.
    """
    notices = notice_ids(dataset)
    head, slash, below = _parts(asked)
    named = [notice for notice in notices if head and notice.startswith(head)]
    named = [head] if head in notices else named or get_close_matches(head, notices, _SUGGESTED)
    if named and not slash:
        return named[:_SUGGESTED]
    # compared without the notice: its id is long, and the same for all
    paths: dict[str, list[str]] = defaultdict(list)
    for notice in named or notices:
        for record_id in with_ids(read_records(dataset, notice)):
            paths[record_id.partition("/")[2]].append(record_id)
    alike = get_close_matches(below if named else head + slash + below, paths, _SUGGESTED)
    return [record_id for path in alike for record_id in paths[path]][:_SUGGESTED]


def _parts(asked: str) -> tuple[str, str, str]:
    return asked.strip().lstrip("…./").rstrip("/").partition("/")
