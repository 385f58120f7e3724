"""Matches that people pin or forbid (人工对应), in the file of the project that every comparison reads."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from pipeline.app.desk import Desk
from pipeline.compare import Link
from pipeline.locking import locked
from pipeline.project.place import Place
from pipeline.quoted import csv_writer, quoted, unquoted
from pipeline.replacing import replacing
from pipeline.report.given import COLUMNS, SAME, read_links

_FILE = "links.csv"
_SAID = {True: "yes", False: "no"}
Row = dict[str, str]


class NoPlace(Exception):
    """That paths were given one by one: no project says where matches are kept."""


def pins(desk: Desk) -> dict[Link, int]:
    """The matches that hold, each with its line. Raises NotComparable where the file cannot be read."""
    links = desk.project.links
    return read_links(links, desk.lang) if links is not None and links.exists() else {}


def pin(desk: Desk, link: Link) -> None:
    """Keeps a match, in place of what was said of the same two. Raises NoPlace, NotComparable, OSError."""
    with desk.lock, locked(desk.project.root):
        path = _place(desk)
        if not path.exists():
            _write(path, COLUMNS, [])
        read_links(path, desk.lang)
        header, rows = _rows(path)
        kept = [row for row in rows if not _of(row, link) and not (link.same and _against(row, link))]
        said = dict(zip(COLUMNS, (link.old_id, link.new_id, _SAID[link.same], ""), strict=True))
        _write(path, header, [*kept, said])


def unpin(desk: Desk, link: Link) -> None:
    """Takes a match out. Raises NoPlace, OSError."""
    with desk.lock, locked(desk.project.root):
        path = _place(desk)
        header, rows = _rows(path)
        _write(path, header, [row for row in rows if not _of(row, link)])


def _of(row: Row, link: Link) -> bool:
    return (row["old_id"], row["new_id"]) == (link.old_id, link.new_id)


def _against(row: Row, link: Link) -> bool:
    """Whether it pins one of the two to another: a criterion is one with one other."""
    return SAME.get(row["same"].lower(), False) and (
        row["old_id"] == link.old_id or row["new_id"] == link.new_id
    )


def _place(desk: Desk) -> Path:
    """The file of matches; a project that names none gets one. Raises NoPlace, OSError."""
    project: Place = desk.project
    if project.links is not None:
        return project.links
    if project.file is None:
        raise NoPlace
    text = project.file.read_text("utf-8-sig")
    line = f'links = "{_FILE}"'
    told, count = re.subn(r"(?m)^#\s*links\s*=.*$", line, text, count=1)
    if not count:
        # keys of the file itself stand before its tables
        at = re.search(r"(?m)^\s*\[", text)
        head, tail = (text[: at.start()], text[at.start() :]) if at else (text, "")
        told = f"{head.rstrip()}\n{line}\n" + (f"\n{tail}" if tail else "")
    with replacing(project.file) as fresh:
        fresh.write_text(told, "utf-8", newline="\n")
    desk.project = replace(project, links=project.root / _FILE)
    return project.root / _FILE


def _rows(path: Path) -> tuple[list[str], list[Row]]:
    """The columns and the rows; what people keep in columns of their own stays."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = [name.strip() for name in next(reader)]
        cells = ([unquoted(cell.strip()) for cell in row] for row in reader if any(row))
        return header, [dict(zip_longest(header, row[: len(header)], fillvalue="")) for row in cells]


def _write(path: Path, header: Sequence[str], rows: Sequence[Row]) -> None:
    with replacing(path) as fresh, fresh.open("w", encoding="utf-8", newline="") as file:
        writer = csv_writer(file)
        writer.writerow(header)
        writer.writerows([quoted(row.get(name, "")) for name in header] for row in rows)
