"""What can be taken along: Excel with the corrections of now, the doubts, CSV, JSON, all of it."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.app.desk import Desk
from pipeline.dataset.swap import steady
from pipeline.messages.words import say
from pipeline.quoted import csv_writer, quoted
from pipeline.workbook.collected import write_collected
from pipeline.workbook.writer import write_workbook

# folders of the dataset that a download holds
_FOLDERS = {"csv": ("csv",), "json": ("json",), "xlsx": ("xlsx",), "all": ("csv", "json", "xlsx", "parquet")}
KINDS = ("book", "doubts", *_FOLDERS)


def workbook(desk: Desk, notice_id: str, path: Path) -> None:
    """The Excel file of a notice. Raises OSError."""
    write_workbook(desk.records(notice_id), path, desk.lang)


def book(desk: Desk, notices: Sequence[str], path: Path) -> None:
    """One Excel file over several notices. Raises OSError."""
    records = (desk.records(notice_id) for notice_id in notices)
    write_collected(records, path, say("workbook.collected", desk.lang), desk.lang)


def pack(desk: Desk, kind: str, path: Path) -> None:
    """The folders of the dataset as one file, all of one run; Excel files that are not there are made.

    Raises OSError, ValueError.
    """
    dataset = desk.project.dataset

    def packed() -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for folder in _FOLDERS[kind]:
                for file in _files(dataset / folder):
                    out.write(file, file.relative_to(dataset).as_posix())
            if kind == "all":
                out.writestr("doubts.csv", doubts(desk, desk.notices))
                for name in ("datapackage.json",):
                    if (dataset / name).is_file():
                        out.write(dataset / name, name)

    steady(dataset, packed)


def _files(folder: Path) -> Iterator[Path]:
    for here, _, names in os.walk(folder):
        yield from (Path(here, name) for name in sorted(names) if not name.startswith((".", "~$")))


def doubts(desk: Desk, notices: Sequence[str]) -> bytes:
    """What there is to look at, as CSV that Excel opens: a line for each, in the words of the pages."""
    out = io.StringIO()
    rows = csv_writer(out)
    heads = ("notice", "severity", "where", "page", "message", "evidence", "hint")
    rows.writerow([say(f"app.download.{name}", desk.lang) for name in heads])
    for notice_id in notices:
        about = desk.about(notice_id)
        for row in desk.findings(notice_id):
            if row.severity != "info":
                severity = say(f"severity.{row.severity}", desk.lang)
                title = about["title"] or about["source_file"]
                name = desk.name_of(row.owner_id)
                page = row.page or ""
                texts = (row.message, row.evidence, row.hint)
                rows.writerow([quoted(title), severity, quoted(name), page, *map(quoted, texts)])
    return out.getvalue().encode("utf-8-sig")
