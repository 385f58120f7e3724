"""The rows of a table of a dataset, as its CSV file has them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from pipeline.quoted import unquoted


def table_rows(dataset: Path, table: str) -> Iterator[dict[str, str]]:
    """Each row by its columns, texts as they were read. Raises OSError."""
    with (dataset / "csv" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: unquoted(value) for name, value in row.items()}
