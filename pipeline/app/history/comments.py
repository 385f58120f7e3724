"""Comments on records (批注), kept in the project as one file that people can read."""

from __future__ import annotations

import csv
from dataclasses import astuple, fields

from extractors.frozen import frozen
from normalizers.overlay.model import NOTICE
from pipeline.app.desk import Desk
from pipeline.locking import locked
from pipeline.quoted import csv_writer, quoted, unquoted
from pipeline.replacing import replacing

FILE = "comments.csv"
MOST = 2000


@frozen
class Comment:
    """What somebody said of a record: its notice, the record below it (`notice` for the notice itself)."""

    notice_id: str
    record: str
    who: str
    when: str
    text: str


_HEADER = tuple(one.name for one in fields(Comment))


def comments(desk: Desk) -> list[Comment]:
    """All of them in the order in which they were made. Raises OSError, ValueError where they are damaged."""
    path = desk.project.root / FILE
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [{name: unquoted(row.get(name) or "") for name in _HEADER} for row in csv.DictReader(file)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{FILE}: {error}") from error
    return [Comment(**row) for row in rows if row["notice_id"] and row["text"]]


def of_notice(desk: Desk, notice_id: str) -> dict[str, list[Comment]]:
    """Those of a notice by record. Raises OSError, ValueError."""
    found: dict[str, list[Comment]] = {}
    for one in comments(desk):
        if one.notice_id == notice_id:
            found.setdefault(one.record or NOTICE, []).append(one)
    return found


def add(desk: Desk, comment: Comment) -> None:
    """Keeps one more; what cannot be read is not written over. Raises OSError, ValueError."""
    with desk.lock, locked(desk.project.root):
        rows = [*comments(desk), comment]
        path = desk.project.root / FILE
        with replacing(path) as fresh, fresh.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv_writer(file)
            writer.writerow(_HEADER)
            writer.writerows(map(quoted, astuple(row)) for row in rows)
