"""Use from Python: the examples of the documents run, the entry points are few, and other tools read the dataset."""

from __future__ import annotations

import csv
import inspect
import re
import subprocess
import sys
import warnings
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from normalizers.records import TABLES
from normalizers.text.numerals import plain
from pipeline import api
from pipeline.contract.schema import PRECISION, SCALE
from pipeline.contract.tables import written_columns
from pipeline.dataset.files import write
from pipeline.dataset.stored import notice_ids, read_records
from pipeline.ingest.run import Result
from pipeline.quoted import quoted

ROOT = Path(__file__).parents[1]
SHOWN = "".join((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/python.md"))
SNIPPETS = re.findall(r"```python\n(.*?)```", SHOWN, re.DOTALL)
HEAVY = ("pandas", "pyarrow", "pypdfium2", "pdfplumber", "lxml", "scipy", "jieba", "numpy")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as that of the repository after `make run`, whose Parquet files are not committed."""
    place = tmp_path_factory.mktemp("repository")
    stored = ROOT / "data" / "structured"
    write(
        (Result(one, read_records(stored, one), ()) for one in notice_ids(stored)),
        place / "data" / "structured",
    )
    (place / "data" / "raw").symlink_to(ROOT / "data" / "raw")
    return place


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(1, len(SNIPPETS) + 1))
def test_the_examples_run(
    snippet: str, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    exec(compile(snippet, "example", "exec"), {})
    assert len(capsys.readouterr().out.splitlines()) > 5


def test_the_examples_show_every_entry_point_and_both_tools() -> None:
    text = "".join(SNIPPETS)
    assert all(re.search(rf"\b{name}[.(]", text) for name in api.__all__ if name != "write")
    assert "import duckdb" in text
    assert "load(" in text


def test_entry_points_are_documented_and_typed() -> None:
    for name in api.__all__:
        function = getattr(api, name)
        assert name in (api.__doc__ or "")
        assert inspect.getdoc(function)
        signature = inspect.signature(function)
        assert signature.return_annotation is not inspect.Signature.empty
        assert all(
            parameter.annotation is not inspect.Parameter.empty for parameter in signature.parameters.values()
        )
    with pytest.raises(AttributeError, match="colour"):
        api.colour  # noqa: B018


def test_importing_is_light() -> None:
    code = f"import sys, pipeline.api; print([name for name in {HEAVY} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert out.stdout == "[]\n"


def cell(value: object) -> str:
    """A value of a Parquet file as CSV writes it."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_the_same_rows_from_parquet_as_stand_in_csv(table: str, place: Path) -> None:
    dataset = place / "data" / "structured"
    found = duckdb.sql(f"SELECT * EXCLUDE bucket FROM read_parquet('{dataset}/parquet/{table}/*/*.parquet')")
    with (dataset / "csv" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert found.columns == header
    assert Counter(tuple(map(cell, row)) for row in found.fetchall()) == Counter(map(tuple, rows))
    types = {
        "string": "VARCHAR",
        "integer": "BIGINT",
        "decimal": f"DECIMAL({PRECISION},{SCALE})",
        "number": "DOUBLE",
        "boolean": "BOOLEAN",
        "date": "DATE",
    }
    assert list(map(str, found.types)) == [types[column.type] for column in written_columns(table)]


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_the_csv_files_as_they_are(table: str, place: Path) -> None:
    path = place / "data" / "structured" / "csv" / f"{table}.csv"
    read = duckdb.sql(f"SELECT * FROM read_csv('{path}', header = true, all_varchar = true)")
    assert read.columns == [column.name for column in written_columns(table)]
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert len(read.fetchall()) == len(list(csv.reader(file))) - 1


def test_frictionless_finds_the_dataset_of_the_repository_valid(place: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        report = Package(str(place / "data" / "structured" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note", "rowNumber", "fieldName"])[:5]


def test_points_of_pandas_are_exact(place: Path) -> None:
    tables = api.load(place / "data" / "structured")
    points = tables["criteria"]["points"].dropna()
    assert all(isinstance(value, Decimal) for value in points)
    assert str(tables["notices"]["issued_on"].dtype) == "date32[day][pyarrow]"
    assert str(tables["notices"]["year"].dtype) == "Int64"
