"""What changed between two years, for people and programs: sentences, page, workbook, data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from extractors.finding import Lang
    from pipeline.report.report import Report

Format = Literal["html", "xlsx", "json", "csv"]


def write(made: Report, out: Path, form: Format, lang: Lang) -> None:
    """Write a report to a file. Raises OSError."""
    with replacing(out) as fresh:
        _write(made, fresh, form, lang)


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A path to write to that takes the place of `out`, which stays whole when writing fails."""
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(f".{out.name}.writing")
    try:
        yield fresh
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)


def _write(made: Report, out: Path, form: Format, lang: Lang) -> None:
    if form == "xlsx":
        from pipeline.report.workbook import write_workbook

        write_workbook(made, out, lang)
        return
    if form == "html":
        from pipeline.report.page import page

        text = page(made, lang)
    else:
        from pipeline.report.data import as_csv, as_json

        text = as_json(made) if form == "json" else as_csv(made)
    out.write_text(text, "utf-8", newline="\n")
