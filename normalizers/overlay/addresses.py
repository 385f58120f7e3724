"""Where each row stands: its id, or for a row without one its owner's with a letter and its place.

A printed sum is `<rubric>/t1`, as findings say, a department `<criterion>/p1`, a requirement `<band>/r1`,
a step `<clause>/s1`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from normalizers.columns import OWN_ID
from normalizers.records import Party, Record, Requirement, Tier, Total
from normalizers.text import patterns

# the last part of an address below a criterion, band or clause
_LETTERS = {
    "k": "key_points",
    "b": "bands",
    "c": "clauses",
    "n": "notes",
    "p": "parties",
    "r": "requirements",
    "s": "tiers",
    "th": "thresholds",
}
_LAST = patterns.made(r"(?P<letter>[a-z]*)(?P<path>\d+(?:\.\d+)*)")


def addresses(table: str, rows: Iterable[Record]) -> list[str]:
    """The address of each row of a table."""
    counts: Counter[str] = Counter()
    found = []
    for row in rows:
        if isinstance(row, Party):
            counts[row.owner_id] += 1
            found.append(f"{row.owner_id}/p{counts[row.owner_id]}")
        elif isinstance(row, Total):
            found.append(f"{row.rubric_id}/t{row.seq}")
        elif isinstance(row, Requirement):
            found.append(f"{row.owner_id}/r{row.seq}")
        elif isinstance(row, Tier):
            found.append(f"{row.clause_id}/s{row.seq}")
        else:
            found.append(str(getattr(row, OWN_ID[table])))
    return found


def table_of(record: str) -> str:
    """The table that a path below the notice speaks of; empty when it is none: `2/3/b1` → bands."""
    if record == "notice":
        return "notices"
    parts = record.split("/")
    matches = [_LAST.fullmatch(part) for part in parts]
    if not all(matches):
        return ""
    letters = [match["letter"] for match in matches if match]
    if letters[-1] == "t":
        return "tasks" if len(parts) == 1 else "totals"
    if not letters[-1]:
        return {1: "rubrics", 2: "criteria"}.get(len(parts), "")
    return _LETTERS.get(letters[-1], "") if len(parts) > 1 else ""


def ids_of(address: str, rubric_id: str) -> dict[str, object]:
    """The ids and the place that an added row of this address has."""
    owner, _, last = address.rpartition("/")
    match = _LAST.fullmatch(last)
    assert match
    table = _LETTERS.get(match["letter"], "criteria")
    number = int(match["path"].rpartition(".")[2])
    criterion_id = "" if owner == rubric_id else owner
    if table == "criteria":
        above = match["path"].rpartition(".")[0]
        return {
            "criterion_id": address,
            "rubric_id": owner,
            "parent_id": f"{owner}/{above}" if above else "",
            "level": match["path"].count(".") + 1,
            "seq": number,
        }
    if table == "key_points":
        return {"key_point_id": address, "criterion_id": owner}
    if table in {"bands", "clauses", "notes"}:
        own = {f"{table[:-1]}_id": address, "rubric_id": rubric_id, "criterion_id": criterion_id}
        return {**own, "seq": number}
    if table == "thresholds":
        return {"threshold_id": address, "owner_id": owner}
    if table == "tiers":
        return {"clause_id": owner, "seq": number}
    return {"owner_id": owner, **({"seq": number} if table == "requirements" else {})}
