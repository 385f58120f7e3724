"""Datasets: what is written, that it can be read back, and that the old one is never half lost."""

from __future__ import annotations

import csv
import hashlib
import json
import warnings
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.records import TABLES, Records
from normalizers.text.numerals import plain
from pipeline.contract.schema import PRECISION, SCALE, data_package, fitted
from pipeline.contract.tables import EVERY
from pipeline.contract.tree import dumps, nested
from pipeline.dataset.files import ENTRIES, load, write
from pipeline.dataset.stored import read_records
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.run import Result, ingest_all
from pipeline.locking import OWN
from tests.corpus import CORPUS, needs_corpus
from tests.records import N, records, result

RESULTS = (result(), result("b", "b.pdf", clean=True))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dataset")
    write(RESULTS, out)
    return out


def hashes(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and OWN not in path.relative_to(out).parts
    }


def rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / "csv" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_of_the_contract_is_there(written: Path) -> None:
    expected = {"datapackage.json", "manifest.json"} | {f"csv/{table}.csv" for table in TABLES}
    for notice in (N, "b"):
        expected |= {f"json/{notice}.json", f"xlsx/{notice}.xlsx"}
    expected |= {f"parquet/{table}/bucket=00/part.parquet" for table in TABLES}
    assert set(hashes(written)) == expected


def test_the_same_results_give_the_same_bytes(written: Path, tmp_path: Path) -> None:
    write(RESULTS, tmp_path)
    assert hashes(tmp_path) == hashes(written)
    write(RESULTS, tmp_path)
    assert hashes(tmp_path) == hashes(written)


def test_csv_holds_all_notices_in_the_columns_of_the_contract(written: Path) -> None:
    for table, record in TABLES.items():
        text = (written / "csv" / f"{table}.csv").read_bytes()
        assert text.startswith(b"\xef\xbb\xbf")
        names = [*record.model_fields, *(name for name in EVERY if name not in record.model_fields)]
        assert text.decode("utf-8-sig").splitlines()[0].split(",") == names
        assert len(rows(written, table)) == sum(len(r.records.table(table)) for r in RESULTS)


def test_csv_cells_are_plain(written: Path) -> None:
    notice, gate = rows(written, "notices")[0], rows(written, "criteria")[1]
    assert (notice["public"], notice["issued_on"], notice["year"]) == ("true", "2031-03-09", "2031")
    assert (gate["core"], gate["points"], gate["weight"]) == ("true", "30", "")
    assert [row["points"] for row in rows(written, "clauses")[:3]] == ["2.5", "0.5", ""]
    assert rows(written, "thresholds")[1]["low"] == "120000"
    assert rows(written, "criteria")[5]["text"].startswith("'=SUM(A1:A9)")
    assert rows(written, "criteria")[0]["rule_text"].count("\n") == 2


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("0.5", "0.5"),
        ("18", "18"),
        ("18.00", "18"),
        ("1E+2", "100"),
        ("0.0", "0"),
        ("-2.50", "-2.5"),
        ("1E-7", "0.0000001"),
    ],
)
def test_a_decimal_is_written_with_its_digits_alone(figure: str, text: str) -> None:
    assert plain(Decimal(figure)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_a_plain_decimal_is_the_same_number(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value)


def test_frames_have_types_and_the_order_of_the_dataset(written: Path) -> None:
    frames = load(written)
    assert list(frames) == list(TABLES)
    assert frames["notices"]["notice_id"].tolist() == [N, "b"]
    criteria = frames["criteria"]
    types = criteria.dtypes.astype(str)
    assert (types["name"], types["seq"], types["core"]) == ("string", "Int64", "boolean")
    assert types["points"] == f"decimal128({PRECISION}, {SCALE})[pyarrow]"
    assert criteria["points"].sum() == 2 * Decimal("131")
    assert criteria["weight"].isna().all()
    assert (criteria["target"] == "").sum() == 10


def test_frames_give_back_what_was_written(written: Path) -> None:
    frames = load(written)
    for table in TABLES:
        expected = [dict(row) for r in RESULTS for row in r.records.table(table)]
        got = [
            {name: None if _missing(value) else value for name, value in row.items()}
            for row in frames[table][list(TABLES[table].model_fields)].to_dict("records")
        ]
        assert got == expected


def _missing(value: object) -> bool:
    return value is None or type(value).__name__ in {"NAType", "NaTType"}


def test_a_dataset_of_an_earlier_minor_version_is_read(tmp_path: Path) -> None:
    """A column that was added since is empty in it."""
    write(RESULTS, tmp_path, formats=["parquet"])
    for path in tmp_path.glob("parquet/criteria/*/*.parquet"):
        with path.open("rb") as file:
            earlier = pq.ParquetFile(file).read().drop_columns(["quality", "weight"])
        pq.write_table(earlier, path)
    assert load(tmp_path)["criteria"]["quality"].isna().all()
    assert load(tmp_path)["criteria"].columns.tolist()[-2:] == ["notice_id", "year"]
    assert [one.points for one in read_records(tmp_path, N).criteria] == [
        one.points for one in RESULTS[0].records.criteria
    ]


def test_a_dataset_without_notices_has_all_its_tables(tmp_path: Path) -> None:
    write((), tmp_path)
    assert all(rows(tmp_path, table) == [] for table in TABLES)
    assert all(len(frame) == 0 for frame in load(tmp_path).values())


def test_a_folder_without_a_dataset_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path)


# ---- JSON


def test_json_is_a_tree(written: Path) -> None:
    tree = json.loads((written / "json" / f"{N}.json").read_text("utf-8"), parse_float=Decimal)
    first, second = tree["rubrics"]
    patrol, gate = first["criteria"]
    assert [band["grade"] for band in patrol["bands"]] == ["好", "一般", "差"]
    assert patrol["bands"][0]["requirements"][0]["relation"] == "all"
    assert [point["text"][:4] for point in patrol["key_points"]] == ["每周巡查", "发现渗漏"]
    assert gate["clauses"][0]["points"] == Decimal("2.5")
    assert [band["grade"] for band in first["bands"]] == ["合格"]
    item = second["criteria"][0]["criteria"][0]["criteria"][0]
    assert [tier["label"] for tier in item["clauses"][1]["tiers"]] == ["市级", "省级"]
    assert item["clauses"][0]["thresholds"][0]["low"] == 95
    assert tree["tasks"][0]["parties"][0]["name"] == "县水政大队"
    assert [finding["code"] for finding in tree["findings"]] == [f.code for f in RESULTS[0].findings]


def _ids(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield json.dumps(
            {k: v for k, v in node.items() if not isinstance(v, list)}, default=str, sort_keys=True
        )
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _ids(child)


def _flat(made: Records) -> Counter[str]:
    return Counter(
        json.dumps(dict(row), default=str, sort_keys=True) for _, rows in made.tables() for row in rows
    )


def test_json_holds_every_row_once() -> None:
    assert Counter(_ids(nested(RESULTS[0].records))) == _flat(RESULTS[0].records)


def test_json_loses_no_row_whose_owner_is_missing() -> None:
    made = records()
    made = made.model_copy(update={"criteria": made.criteria[1:]})
    assert Counter(_ids(nested(made))) == _flat(made)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_text_is_that_of_the_standard_library(value: Any) -> None:
    assert dumps(value) == json.dumps(value, ensure_ascii=False, indent=1)


def test_json_writes_decimals_digit_by_digit() -> None:
    assert dumps([Decimal("0.5"), Decimal("100"), Decimal("0.1234567890123456789")]) == (
        "[\n 0.5,\n 100,\n 0.1234567890123456789\n]"
    )


# ---- the schema


def test_every_column_is_described_in_both_languages() -> None:
    for resource in data_package()["resources"]:
        assert resource["title"]
        assert resource["title_zh"]
        for field in resource["schema"]["fields"]:
            assert field["description"], field
            assert any("一" <= char <= "鿿" for char in field["description_zh"]), field


def test_frictionless_finds_the_dataset_valid(written: Path) -> None:
    report = _validate(written)
    assert report.valid, report.flatten(["title", "note", "rowNumber", "fieldName"])
    assert report.stats["tasks"] == len(TABLES)


@pytest.mark.parametrize(
    ("table", "before", "after", "error"),
    [
        ("criteria", "scored", "scoredd", "constraint-error"),
        ("criteria", f"{N}/1/2,", f"{N}/1/1,", "primary-key"),
        ("bands", f"{N}/1/1,1", f"{N}/1/9,1", "foreign-key"),
        ("rubrics", ",50,", ",fifty,", "type-error"),
    ],
)
def test_frictionless_finds_what_the_schema_forbids(
    tmp_path: Path, table: str, before: str, after: str, error: str
) -> None:
    write(RESULTS, tmp_path)
    path = tmp_path / "csv" / f"{table}.csv"
    text = path.read_text("utf-8-sig")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8-sig")
    assert error in {code for [code] in _validate(tmp_path).flatten(["type"])}


def _validate(out: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        return Package(str(out / "datapackage.json")).validate()


@pytest.mark.parametrize(
    ("figure", "fits"),
    [
        ("100", True),
        ("0.000001", True),
        ("1" * 32, True),
        ("1" * 33, False),
        ("0.0000001", False),
        ("NaN", False),
    ],
)
def test_a_figure_that_no_column_holds_is_told(figure: str, fits: bool) -> None:
    made = records()
    rubric = made.rubrics[0].model_copy(update={"declared_total": Decimal(figure)})
    kept, told = fitted(made.model_copy(update={"rubrics": (rubric,)}))
    assert (kept.rubrics[0].declared_total is not None) is fits
    assert [found.code for found in told] == ([] if fits else ["figure-oversized"])


# ---- runs that fail


def stopped(*before: Result) -> Iterator[Result]:
    yield from before
    raise KeyboardInterrupt


def test_a_run_that_is_stopped_leaves_the_old_dataset_whole(tmp_path: Path) -> None:
    write(RESULTS, tmp_path)
    old = hashes(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        write(stopped(result("c", "c.pdf")), tmp_path)
    assert hashes(tmp_path) == old
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted((*ENTRIES, OWN))


def test_what_a_killed_run_left_is_cleared_and_other_files_are_not(tmp_path: Path) -> None:
    (tmp_path / ".rubrics-writing" / "new" / "json").mkdir(parents=True)
    (tmp_path / ".rubrics-writing" / "new" / "json" / "half.json").touch()
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "a.toml").write_text("mine")
    (tmp_path / "README.md").write_text("mine too")
    write(RESULTS, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*ENTRIES, OWN, "corrections", "README.md"}
    assert (tmp_path / "corrections" / "a.toml").read_text() == "mine"


def test_a_notice_that_is_gone_leaves_no_files(tmp_path: Path) -> None:
    write(RESULTS, tmp_path)
    write(RESULTS[:1], tmp_path)
    assert not list(tmp_path.rglob("b.*"))


@pytest.mark.parametrize("notice", ["a/b", "..", "con", "", "x" * 300])
def test_a_notice_id_that_is_no_file_name_is_refused(tmp_path: Path, notice: str) -> None:
    with pytest.raises(ValueError, match="notice id"):
        write((result(notice),), tmp_path)


def test_two_notices_under_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="taken"):
        write((result("same"), result("Same")), tmp_path)


@needs_corpus
def test_the_dataset_of_real_tables_is_valid(tmp_path: Path) -> None:
    write(ingest_all(find_notices([CORPUS / "real"]).notices), tmp_path)
    report = _validate(tmp_path)
    assert report.valid, report.flatten(["type", "note", "rowNumber"])[:5]
