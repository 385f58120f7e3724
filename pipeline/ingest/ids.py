"""Notice ids: they are names of files too, and the beginning of every other id of their notice."""

from __future__ import annotations

import unicodedata
from typing import TypeVar

from normalizers.columns import named
from normalizers.notice.ids import safe_id
from normalizers.records import TABLES, Record, Records

# Windows opens a device for these, whatever the suffix: con.json, nul.pdf
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_BYTES = 180
R = TypeVar("R", bound=Record)


def file_id(text: str) -> str:
    """A safe id that every file system takes as a name too: not too long, no device of Windows."""
    name = safe_id(unicodedata.normalize("NFC", text))
    name = name.encode()[:_BYTES].decode(errors="ignore").rstrip("-. ")
    if name.split(".")[0].lower() in _DEVICES:
        name = f"_{name}"
    return name


def printable(name: str) -> str:
    """A file's name as UTF-8 can hold it; on Linux a name may be any bytes."""
    return name.encode(errors="replace").decode()


def renamed(records: Records, notice_id: str) -> Records:
    """The same records under another notice id; every id that begins with the old one follows."""
    old = records.notice.notice_id
    return Records(
        notice=_row("notices", records.notice, old, notice_id),
        **{
            name: tuple(_row(name, row, old, notice_id) for row in records.table(name))
            for name in TABLES
            if name != "notices"
        },
    )


def renamed_id(value: str, old: str, new: str) -> str:
    """`value` under `new`, where it is the id `old` or stands below it; else as it is."""
    return new + value[len(old) :] if value == old or value.startswith(f"{old}/") else value


def _row(table: str, row: R, old: str, new: str) -> R:
    changed = {
        column: "；".join(renamed_id(part, old, new) for part in getattr(row, column).split("；"))
        for column in named(table, "id")
    }
    return row.model_copy(update=changed)
