"""Texts in cells of CSV that no spreadsheet runs: `=1+1` of a document stands there as `'=1+1`."""

from __future__ import annotations

import csv
from typing import Any, TextIO

MARK = "'"
# what Excel, WPS and LibreOffice take for the beginning of a formula, also behind a tab or a return
RUN = ("=", "+", "-", "@", "\t", "\r")
# the mark itself is doubled, so that each text comes back as it was
_MARKED = frozenset((*RUN, MARK))


def quoted(text: str) -> str:
    """A text as it stands in a cell: `'-每处扣1分`, `''94年`; figures are no texts and stay figures."""
    return MARK + text if text[:1] in _MARKED else text


def unquoted(cell: str) -> str:
    """The text of a cell; one that people typed (`'94年`) is what it is."""
    return cell[1:] if cell[:1] == MARK and cell[1:2] in _MARKED else cell


def csv_writer(file: TextIO) -> Any:
    """A writer of rows that end with a line feed; one with a lone return in it is put in quotes."""
    return csv.writer(_Rows(file), lineterminator=_ROW_ENDS)


# a writer puts in quotes what holds a character by which rows end
_ROW_ENDS = "\r\n"


class _Rows:
    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, row: str) -> int:
        return self._file.write(row.removesuffix(_ROW_ENDS) + "\n")
