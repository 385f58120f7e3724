"""The contract for other programs: schemas that fit the data, pages that fit the records, a version that is kept."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from normalizers.columns import columns
from normalizers.records import SCHEMA_VERSION, TABLES
from pipeline.contract import versions
from pipeline.contract.notice import notice_schema
from pipeline.contract.schema import data_package, said
from pipeline.contract.tree import INSIDE, as_json
from pipeline.contract.values import LISTS, meanings
from pipeline.contract.versions import digest
from pipeline.dataset.stored import OtherContract, read_records
from pipeline.docs.dictionary import dictionary
from pipeline.docs.published import VERSIONS, published
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.run import ingest_all
from pipeline.messages.languages import LANGS, Lang
from tests.corpus import CORPUS, needs_corpus
from tests.records import N, records, result

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
STORED = sorted((ROOT / "data" / "structured" / "json").glob("*.json"))


def faults(text: str) -> list[str]:
    """What the published schema, read strictly, has against a notice's JSON: nothing may stand there undescribed."""
    schema = notice_schema()
    for part in (schema, *schema["$defs"].values()):
        part["additionalProperties"] = False
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(json.loads(text))]


# ---- the JSON of a notice


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(notice_schema())


def test_json_fits_the_schema() -> None:
    assert faults(as_json(result().records)) == []


@pytest.mark.parametrize("path", STORED, ids=[path.stem[:12] for path in STORED])
def test_the_notices_of_the_repository_fit_the_schema(path: Path) -> None:
    assert faults(as_json(read_records(path.parents[1], path.stem))) == []


def test_a_row_without_its_owner_stands_with_the_notice() -> None:
    made = records()
    stray = made.model_copy(update={"criteria": made.criteria[1:], "rubrics": made.rubrics[:1]})
    written = json.loads(as_json(stray))
    assert {"parties", "key_points", "bands"} <= written.keys()
    assert faults(as_json(stray)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "poem"}, "$.kind"),
        ({"issued_on": "31. März"}, "$.issued_on"),
        ({"pages": 0}, "$.pages"),
        ({"sha256": "abc"}, "$.sha256"),
        ({"notice_id": ""}, "$.notice_id"),
        ({"schema_version": "3.0"}, "$.schema_version"),
        ({"rubrics": None}, "$.rubrics"),
        ({"tasks": [{}]}, "$.tasks[0]"),
        ({"colour": "red"}, "$:"),
    ],
)
def test_the_schema_forbids(change: dict[str, Any], fault: str) -> None:
    tree = json.loads(as_json(result().records)) | change
    assert [one for one in faults(json.dumps(tree)) if one.startswith(fault)]


def test_a_program_of_an_older_minor_version_reads_a_newer_one() -> None:
    tree = json.loads(as_json(result().records)) | {"schema_version": "2.99", "colour": "red"}
    jsonschema.validate(tree, notice_schema())


def test_points_are_numbers_digit_by_digit() -> None:
    tree = json.loads(as_json(result().records), parse_float=Decimal)
    assert tree["rubrics"][0]["criteria"][1]["clauses"][0]["points"] == Decimal("2.5")


@needs_corpus
def test_the_notices_of_the_corpus_fit_the_schema() -> None:
    for made in ingest_all(find_notices([CORPUS / "real"]).notices):
        assert faults(as_json(made.records)) == [], made.name


# ---- what is published


def test_what_is_published_is_what_the_records_say() -> None:
    for name, text in published(DOCS).items():
        assert (DOCS / name).read_text("utf-8") == text, f"docs/{name} is stale: run `make docs`"


@pytest.mark.parametrize("lang", LANGS)
def test_the_dictionary_tells_every_column_and_value(lang: Lang) -> None:
    page = dictionary(lang)
    for table in TABLES:
        section = page.partition(f"## `{table}`")[2].partition("\n## ")[0]
        for column in columns(table):
            line = next(line for line in section.splitlines() if line.startswith(f"| `{column.name}` |"))
            assert said(column, lang) in line
            if column.name != "code":
                assert all(f"<br>`{choice}`" in line for choice in column.choices)


def test_every_value_of_a_closed_list_has_a_meaning() -> None:
    closed = {
        column.choices
        for table in TABLES
        for column in columns(table)
        if column.choices and column.name != "code"
    }
    assert {get_args(declared) for declared in LISTS.values()} == closed
    for lang in LANGS:
        assert all(list(meanings(choices, lang)) == list(choices) for choices in closed)


# ---- its version


def test_the_version_is_in_all_that_is_written() -> None:
    assert json.loads(as_json(records()))["schema_version"] == SCHEMA_VERSION
    assert data_package()["schema_version"] == SCHEMA_VERSION
    assert notice_schema()["$id"].endswith(f":{SCHEMA_VERSION}")
    assert versions.tomllib.loads((DOCS / VERSIONS).read_text("utf-8"))[SCHEMA_VERSION] == digest()


@pytest.mark.parametrize(
    ("structure", "words"),
    [
        ("type", False),
        ("required", False),
        ("enum", False),
        ("minimum", False),
        ("description", True),
        ("title_zh", True),
    ],
)
def test_another_structure_is_another_digest_and_other_words_are_not(
    monkeypatch: pytest.MonkeyPatch, structure: str, words: bool
) -> None:
    before, schema = digest(), notice_schema()
    place = schema["$defs"]["clauses"]["properties"]["kind"] if structure != "title_zh" else schema
    place[structure] = "other"
    monkeypatch.setattr(versions, "notice_schema", lambda: schema)
    assert (digest() == before) is words


def test_a_new_column_needs_a_new_version(monkeypatch: pytest.MonkeyPatch) -> None:
    noted = versions.noted("")
    schema = notice_schema()
    schema["properties"]["colour"] = {"type": "string"}
    monkeypatch.setattr(versions, "notice_schema", lambda: schema)
    with pytest.raises(versions.Unversioned, match="raise SCHEMA_VERSION"):
        versions.noted(noted)
    monkeypatch.setattr(versions, "SCHEMA_VERSION", "1.99")
    assert versions.noted(noted).startswith(noted)
    assert '"1.99" = ' in versions.noted(noted)


def test_a_new_finding_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    before, package = digest(), data_package()
    fields = package["resources"][-1]["schema"]["fields"]
    next(field for field in fields if field["name"] == "code")["constraints"]["enum"].append("new-code")
    monkeypatch.setattr(versions, "data_package", lambda: package)
    assert digest() == before


def test_a_dataset_of_another_major_version_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "json").mkdir()
    text = as_json(records())
    path = tmp_path / "json" / f"{N}.json"
    path.write_text(text.replace(f'"{SCHEMA_VERSION}"', '"2.99"', 1), "utf-8")
    assert read_records(tmp_path, N) == records()
    path.write_text(text.replace(f'"{SCHEMA_VERSION}"', '"1.2"', 1), "utf-8")
    with pytest.raises(OtherContract, match="corrections hold"):
        read_records(tmp_path, N)


# ---- the tables


def test_the_tables_refer_to_keys_that_are_there() -> None:
    tables = {resource["name"]: resource["schema"] for resource in data_package()["resources"]}
    for name, schema in tables.items():
        fields = [field["name"] for field in schema["fields"]]
        assert set(schema.get("primaryKey", [])) <= set(fields)
        for key in schema.get("foreignKeys", []):
            owner = key["reference"]["resource"] or name
            assert key["reference"]["fields"] == tables[owner]["primaryKey"]
            assert set(key["fields"]) <= set(fields)


def test_each_table_says_what_it_can_hold() -> None:
    fields = {
        (resource["name"], field["name"]): field.get("constraints", {})
        for resource in data_package()["resources"]
        for field in resource["schema"]["fields"]
    }
    assert fields["clauses", "cap"] == {
        "required": True,
        "enum": ["item_points", "points", "none", "unstated"],
    }
    assert fields["criteria", "level"] == {"required": True, "minimum": 1}
    assert fields["notices", "sha256"] == {"pattern": "[0-9a-f]{64}"}
    assert fields["criteria", "points"] == {}
    assert set(INSIDE) <= set(TABLES)
