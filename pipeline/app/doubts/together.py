"""One decision for many doubts: all confirmed or dismissed, or a value put right wherever it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from extractors.frozen import frozen
from normalizers.overlay import Correction
from normalizers.overlay.model import FINDING, below_notice
from normalizers.overlay.reports import key_of as words_of
from normalizers.records import FindingRow
from pipeline.app.desk import Desk, NoSource
from pipeline.app.notice.forms import base_of, changes, edited, form
from pipeline.app.queue import Item
from pipeline.corrections import Changed
from pipeline.corrections.edit import put_all
from pipeline.messages.findings import found_again

# so many records are looked at for a value that they share
MOST = 60
Stamp = tuple[str, str, str]


@frozen
class Done:
    """What a decision came to: how many it settled or changed, and the notices that somebody else changed."""

    count: int
    notices: tuple[str, ...]
    left: tuple[str, ...]


@frozen
class Place:
    """The field that a doubt is likely about, with what it holds."""

    item: Item
    record: str
    field: str
    label: str
    value: str

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.record}:{self.field}"


@frozen
class Common:
    """A field that doubts are about all alike: what to look for in it, and what is to stand there."""

    label: str
    find: str
    put: str
    places: tuple[Place, ...]


def settle(desk: Desk, items: Iterable[Item], how: str, stamp: Stamp, seen: Mapping[str, str]) -> Done:
    """Confirms or dismisses all; `seen` are the versions of corrections that the person had before them.

    Raises OSError, ValueError.
    """
    count, done, left = 0, [], []
    for notice_id, rows in _by_notice(items).items():
        new = [_settling(notice_id, row, how, stamp) for row in rows]
        try:
            desk.path(notice_id)
            desk.settle(notice_id, new, rows, seen.get(notice_id, ""))
        except (Changed, NoSource):
            left.append(notice_id)
            continue
        count += len(rows)
        done.append(notice_id)
    return Done(count, tuple(done), tuple(left))


def _settling(notice_id: str, row: FindingRow, how: str, stamp: Stamp) -> Correction:
    found = found_again(row)
    record = below_notice(row.owner_id or notice_id, notice_id)
    return Correction(record, f"{FINDING}{row.code}", (words_of(found) if found else "") or None, how, *stamp)


def _by_notice(items: Iterable[Item]) -> dict[str, list[FindingRow]]:
    found: dict[str, list[FindingRow]] = {}
    for item in items:
        found.setdefault(item.notice_id, []).append(item.finding)
    return found


def common(desk: Desk, items: Sequence[Item]) -> Common | None:
    """What doubts have in common that could be put right at once; None where they have nothing.

    All are about the same column, and its value is the same, or they name the same word as wrong.
    """
    places = _places(desk, items) if 1 < len(items) <= MOST else []
    if len(places) < 2 or len(places) < len(items) or len({one.field for one in places}) > 1:
        return None
    values = {one.value for one in places}
    if len(values) == 1:
        return Common(places[0].label, places[0].value, "", tuple(places))
    for name in ("name", "text", "grade"):
        named = {_value(one.item.finding, name) for one in places}
        find = next(iter(named))
        if len(named) == 1 and find and all(find in value for value in values):
            usual = {_value(one.item.finding, "usual") for one in places}
            return Common(places[0].label, find, next(iter(usual)) if len(usual) == 1 else "", tuple(places))
    return None


def _value(row: FindingRow, name: str) -> str:
    found = found_again(row)
    return dict(found.values).get(name, "") if found else ""


def _places(desk: Desk, items: Sequence[Item]) -> list[Place]:
    """The field of each doubt, where there is one."""
    found = []
    for item in items:
        with suppress(OSError, ValueError, KeyError):
            records = desk.records(item.notice_id)
            owner = item.finding.owner_id or item.notice_id
            shown = form(records, base_of(records, owner), desk.lang)
            key = edited(shown, below_notice(owner, item.notice_id), item.finding.code)
            fields = {f"{one.record}:{one.name}": one for group in shown.groups for one in group.fields}
            if field := fields.get(key):
                found.append(Place(item, field.record, field.name, field.label, field.value))
    return found


def replaced(places: Iterable[Place], find: str, put: str, stamp: Stamp) -> dict[str, list[Correction]]:
    """The corrections by notice that put one text in place of another; in a blank field, the text itself."""
    made: dict[str, list[Correction]] = {}
    for one in dict.fromkeys(places):
        now = one.value.replace(find, put) if find else one.value or put
        posted = {f"seen:{one.key}": one.value, f"v:{one.key}": now}
        if new := changes(posted, stamp):
            made.setdefault(one.item.notice_id, []).extend(
                each for each in new if each not in made.get(one.item.notice_id, ())
            )
    return made


def save(desk: Desk, new: Mapping[str, Sequence[Correction]], seen: Mapping[str, str]) -> Done:
    """Saves corrections of several notices. Raises OSError, ValueError."""
    count, done, left = 0, [], []
    for notice_id, made in new.items():
        try:
            file = desk.file(notice_id)
            desk.save(notice_id, put_all(file.corrections, made), seen.get(notice_id, ""))
        except Changed:
            left.append(notice_id)
            continue
        count += len(made)
        done.append(notice_id)
    return Done(count, tuple(done), tuple(left))
