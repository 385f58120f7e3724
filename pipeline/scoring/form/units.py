"""The units to be assessed (被考核单位): named on the command line, or in a file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from pipeline.quoted import unquoted
from pipeline.scoring.rules.values import text_of

_APART = re.compile(r"[,，、;；\n]+")
_HEADS = frozenset({"unit", "被考核单位", "单位", "单位名称"})


class UnitsUnreadable(ValueError):
    """A file of units that cannot be read; the message is the key of why (`score.unread.not-xlsx`)."""


def unit_names(given: str) -> list[str]:
    """Names apart by commas, or those in the first column of a TXT, CSV or XLSX file; each once.

    Raises UnitsUnreadable, or OSError when the file cannot be opened.
    """
    path = Path(given)
    is_file = path.suffix.lower() in {".txt", ".csv", ".xlsx"}
    return _each_once(_of_file(path)) if is_file else names_in(given)


def names_in(text: str) -> list[str]:
    """Names apart by commas or lines; each once."""
    return _each_once(_APART.split(text))


def _each_once(names: Iterable[str]) -> list[str]:
    found = dict.fromkeys(name.strip() for name in names if name.strip())
    return [name for place, name in enumerate(found) if place or name.lower() not in _HEADS]


def _of_file(path: Path) -> list[str]:
    data = path.read_bytes()
    if path.suffix.lower() == ".xlsx":
        from extractors.faults import CorruptFile, NeedsPassword, UnsupportedFormat
        from extractors.office.worksheet import read_sheets

        try:
            sheets = read_sheets(data)
        except (CorruptFile, NeedsPassword, UnsupportedFormat) as error:
            raise UnitsUnreadable("not-xlsx") from error
        first = next((sheet for sheet in sheets if not sheet.hidden and sheet.cells), None)
        return (
            []
            if first is None
            else [text for (_, column), text in sorted(first.cells.items()) if column == 1]
        )
    try:
        text = text_of(data)
    except UnicodeDecodeError as error:
        raise UnitsUnreadable("not-text") from error
    return [unquoted(row[0]) for row in csv.reader(text.splitlines()) if row]
