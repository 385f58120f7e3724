"""What changed between two years, for people and programs: sentences, page, workbook, data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.replacing import replacing

if TYPE_CHECKING:
    from pipeline.messages.languages import Lang
    from pipeline.report.report import Report

Format = Literal["html", "xlsx", "json", "parquet", "csv", "differences"]


def write(made: Report, out: Path, form: Format, lang: Lang) -> None:
    """Write a report to a file. Raises OSError."""
    with replacing(out) as fresh:
        _write(made, fresh, form, lang)


def _write(made: Report, out: Path, form: Format, lang: Lang) -> None:
    match form:
        case "xlsx":
            from pipeline.report.workbook import write_workbook

            write_workbook(made, out, lang)
        case "parquet":
            from pipeline.report.data import write_parquet

            write_parquet(made, out)
        case _:
            out.write_text(_text(made, form, lang), "utf-8", newline="\n")


def _text(made: Report, form: Format, lang: Lang) -> str:
    if form == "html":
        from pipeline.report.page import page

        return page(made, lang)
    from pipeline.report.data import as_csv, as_json, differences_as_csv

    return {"json": as_json, "csv": as_csv, "differences": differences_as_csv}[form](made)
