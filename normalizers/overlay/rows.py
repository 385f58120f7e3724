"""Rows that a person adds or takes out, and lists that are given as a whole: key points, departments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from extractors.frozen import frozen
from normalizers.bands.split import split_bands
from normalizers.overlay.addresses import ids_of
from normalizers.overlay.columns import correctable
from normalizers.overlay.rereading import parsed
from normalizers.overlay.values import Misfit, checked
from normalizers.records import TABLES, Band, Clause, KeyPoint, Party, PartyRole, Record, Tier
from normalizers.text.views import clean

LISTS = ("key_points", "parties")
_NAMES = ("name", "text", "title", "label")


@frozen
class Added:
    """A row that a person adds, with the steps of a clause."""

    row: Record
    tiers: tuple[Tier, ...] = ()


def headline(row: Record) -> str:
    """The words by which a person knows a row."""
    return next((str(said) for name in _NAMES if (said := getattr(row, name, ""))), "")


def added(table: str, address: str, rubric_id: str, columns: Mapping[str, str]) -> Added:
    """A new row; of a clause or band of which only the text is given, the text says the rest.

    Raises Misfit where a column is none of the table or cannot hold its value.
    """
    unknown = [name for name in columns if name not in correctable(table)]
    if unknown:
        raise Misfit("no-column")
    if set(columns) == {"text"} and table == "bands":
        return Added(_band(address, rubric_id, columns["text"]))
    values: dict[str, Any] = {**columns, **ids_of(address, rubric_id)}
    if table == "clauses":
        values = {"kind": "note", "source": "rule", **values}
    if table == "parties":
        values = {"role": "lead", "canonical_name": columns.get("name", ""), **values}
    if table == "criteria":
        values["quality"] = "manual"
    row = checked(TABLES[table], values)
    if set(columns) == {"text"} and isinstance(row, Clause):
        found = parsed(row, None)
        if found is None:
            raise Misfit("no-clause")
        return Added(*found)
    return Added(row)


def _band(address: str, rubric_id: str, text: str) -> Record:
    """The band that a text as 好（14-18分）：… prints."""
    bands = split_bands(clean(text)).bands
    if len(bands) != 1:
        raise Misfit("no-band")
    (only,) = bands
    points = only.points
    return checked(
        Band,
        {
            **ids_of(address, rubric_id),
            "grade": only.grade,
            "min_points": points.low,
            "max_points": points.high,
            "min_closed": None if points.low is None else points.low_closed,
            "max_closed": None if points.high is None else points.high_closed,
            "text": only.text.value,
        },
    )


def lines_of(field: str, rows: Iterable[Any], owner_id: str) -> tuple[str, ...]:
    """A list as corrections write it: key points with numbers, departments with roles but `lead`."""
    if field == "key_points":
        points: Iterable[KeyPoint] = rows
        return tuple(f"{one.label}{one.text}" for one in points if one.criterion_id == owner_id)
    parties: Iterable[Party] = rows
    return tuple(
        one.name if one.role == "lead" else f"{one.role}:{one.name}"
        for one in parties
        if one.owner_id == owner_id
    )


def parties_of(owner_id: str, lines: Sequence[str], known: Sequence[Party]) -> tuple[Party, ...]:
    """The departments of a list; one that was there stays as it was. Raises Misfit for no name."""
    old = {(one.role, one.name): one for one in known if one.owner_id == owner_id}
    made = []
    for line in lines:
        word, _, rest = line.partition(":")
        role: PartyRole = word if word in get_args(PartyRole) and rest else "lead"  # type: ignore[assignment]
        name = (rest if role != "lead" or word == "lead" else line).strip()
        if not name or (word in get_args(PartyRole) and line.strip() == f"{word}:"):
            raise Misfit("no-department")
        new = Party(owner_id=owner_id, role=role, name=name, canonical_name=name)
        made.append(old.get((role, name), new))
    return tuple(made)
