"""A dataset read back: the records of a notice, and the ids that a person means.

The JSON is enough for one notice and needs neither pandas nor Arrow; where none is written, Parquet has it.
`load` gives whole tables.
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
from pipeline.dataset.swap import steady
from pipeline.ingest.manifest import MANIFEST, Entry, Manifest, load_manifest, own_path
from pipeline.ingest.stand import Stand
from pipeline.messages.languages import Lang
from pipeline.messages.words import say

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
# read from words that are compared, or the layout of a page
_UNCOMPARED = frozenset({"requirements", "printed"})
_SUGGESTED = 5
_NAMES = {table: set(model.model_fields) for table, model in TABLES.items()}


class OtherContract(ValueError):
    """A dataset of a contract of another major version, which has to be written anew; corrections hold."""

    def __init__(self, version: str) -> None:
        """`version` is that of the dataset."""
        super().__init__(
            f"the dataset is of version {version} of the contract and this program reads "
            f"{_major(SCHEMA_VERSION)}.x: run `rubrics ingest` again; corrections hold"
        )
        self.version = version


def why_unread(error: OSError | ValueError, dataset: Path, lang: Lang) -> str:
    """Why a dataset cannot be read, and what to do, for a person."""
    if isinstance(error, OtherContract):
        known = _major(SCHEMA_VERSION)
        return say("given.dataset_other", lang, path=dataset, version=error.version, known=known)
    if isinstance(error, FileNotFoundError):
        return say("given.no_dataset", lang, path=dataset)
    name = error if isinstance(error, ValueError) else Path(error.filename or dataset).name
    return say("given.dataset_unread", lang, name=name)


def notice_ids(dataset: Path) -> list[str]:
    """The ids of the notices of a dataset, sorted.

    Raises FileNotFoundError when the folder holds none, OtherContract.
    """
    return steady(dataset, lambda: _notice_ids(dataset))


def _notice_ids(dataset: Path) -> list[str]:
    _checked(dataset)
    if manifest := load_manifest(dataset):
        return sorted(entry.notice_id for entry in manifest.notices)
    return sorted(path.stem for path in (dataset / "json").glob("*.json"))


def manifest_of(dataset: Path) -> Manifest:
    """What a dataset holds. Raises FileNotFoundError where that is not told, OtherContract."""
    _checked(dataset)
    manifest = load_manifest(dataset)
    if manifest is None:
        raise FileNotFoundError(str(dataset / MANIFEST))
    return manifest


def _checked(dataset: Path) -> None:
    """Raises FileNotFoundError where there is no dataset, OtherContract where this version reads it not."""
    try:
        told = json.loads((dataset / "datapackage.json").read_text("utf-8"))
        version = str(told["schema_version"])
    except FileNotFoundError:
        raise FileNotFoundError(str(dataset)) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("datapackage.json") from error
    if _major(version) != _major(SCHEMA_VERSION):
        raise OtherContract(version)


def read_records(dataset: Path, notice_id: str) -> Records:
    """The records of one notice, those of each table in the order of the notice's tree.

    Raises ValueError with the file's name when the file is not as `ingest` writes it, OtherContract when it
    is of another major version, FileNotFoundError.
    """
    return steady(dataset, lambda: _read_records(dataset, notice_id))


def _read_records(dataset: Path, notice_id: str) -> Records:
    path = dataset / own_path(notice_id, "json")
    try:
        return json_records(path.read_text("utf-8"))
    except OtherContract:
        raise
    except FileNotFoundError:
        if (records := _of_tables(dataset, notice_id)) is None:
            raise
        return records
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ValueError(path.name) from error


def _of_tables(dataset: Path, notice_id: str) -> Records | None:
    """The records of a notice of a dataset without JSON, from Parquet, where that is written."""
    stand = Stand.of(dataset)
    entries = stand.manifest.notices if stand.manifest else ()
    entry = next((one for one in entries if one.notice_id == notice_id), None)
    return typed_records(stand, entry) if entry else None


def typed_records(stand: Stand, entry: Entry) -> Records | None:
    """The records of a notice from Parquet, in the order in which they were written; None without Parquet.

    Raises OSError, ValueError where a file is damaged.
    """
    if stand.manifest is None or "parquet" not in stand.manifest.formats:
        return None
    from pipeline.dataset.buckets import stood
    from pipeline.dataset.tables import records_of

    there = stood(stand.dataset, stand.manifest.buckets, [entry])
    return records_of(there[entry.notice_id])


def json_records(text: str, without: Container[str] = ()) -> Records:
    """The records of the text of a file; those of some tables left out."""
    rows: dict[str, list[Record]] = defaultdict(list)
    tree = json.loads(text, parse_float=Decimal)
    version = str(tree.pop("schema_version", SCHEMA_VERSION))
    if _major(version) != _major(SCHEMA_VERSION):
        raise OtherContract(version)
    _gather("notices", tree, rows, without)
    (notice,) = rows.pop("notices")
    return Records.model_validate({"notice": notice, **rows})


def read_compared(dataset: Path, notice_id: str) -> Records:
    """The records of one notice that two years are compared by: without most places, and without its layout.

    Half of a file says where its records are printed. That remains only where people corrected something, or
    where a printed sum has to find what it covers; of the findings the errors remain. Raises ValueError as
    `read_records` does.
    """
    return steady(dataset, lambda: _read_compared(dataset, notice_id))


def _read_compared(dataset: Path, notice_id: str) -> Records:
    path = dataset / own_path(notice_id, "json")
    text = path.read_bytes() if path.exists() else b""
    head, mark, places = text.partition(b'\n "evidence": [')
    if not text or (mark and (b'"computed": null' in head or b'"manual"' in places or b'"error"' in places)):
        whole = _read_records(dataset, notice_id)
        findings = tuple(row for row in whole.findings if row.severity == "error")
        return whole.model_copy(update={"findings": findings, **dict.fromkeys(_UNCOMPARED, ())})
    try:
        told = head.rstrip().rstrip(b",") + b"}" if mark else text
        return json_records(told.decode("utf-8"), _UNCOMPARED)
    except OtherContract:
        raise
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ValueError(path.name) from error


def year_of(dataset: Path, notice_id: str) -> int | None:
    """The year of a notice as the head of its file says it; None where only its rubrics may have one."""
    return steady(dataset, lambda: _year_of(dataset, notice_id))


def _year_of(dataset: Path, notice_id: str) -> int | None:
    path = dataset / own_path(notice_id, "json")
    if not path.exists():
        entries = manifest_of(dataset).notices
        return next((one.brief.year for one in entries if one.notice_id == notice_id), None)
    with path.open(encoding="utf-8") as file:
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
    # the key_points of a requirement are a text
    inside = [name for name, value in node.items() if isinstance(value, list) and name in TABLES]
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
