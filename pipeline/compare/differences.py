"""The differences of two matched criteria, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from decimal import Decimal
from typing import TypeVar

from normalizers.columns import chosen
from normalizers.records import Band, KeyPoint, Note, Party, Record
from normalizers.text.numerals import figure
from normalizers.text.views import squeeze
from pipeline.compare.clauses import clause_pairs, of_clauses
from pipeline.compare.columns import COLUMNS, said_in
from pipeline.compare.model import ChangeKind, Field, FieldChange
from pipeline.compare.pairing import Pairs, paired
from pipeline.compare.sides import Item, Scoring
from pipeline.compare.thresholds import of_thresholds
from pipeline.compare.wording.meaning import alike, content, meaning, unnumbered
from pipeline.compare.wording.members import same_members
from pipeline.compare.years import without_years_gone_on

# two key points or notes are one that was changed when they are at least so alike
_ALIKE = 0.5
# points of a key point in brackets, which it has as a figure
_POINTS = re.compile(r"[（(]\d{1,4}(?:\.\d{1,4})?分[)）]")
Row = TypeVar("Row", bound=Record)
Found = tuple[ChangeKind | None, FieldChange]


def differences(old: Item, new: Item, columns: Container[Field] = ()) -> list[Found]:
    """The differences of two items with the kind of change of each; None where another tells it all.

    `columns` are those that a whole table lost or gained, of which no item tells.
    """

    def compared(old: Item, new: Item) -> list[Found]:
        return _differences(old, new, columns)

    return without_years_gone_on(old, new, compared(old, new), compared)


def _differences(old: Item, new: Item, columns: Container[Field]) -> list[Found]:
    if _content(old) == _content(new):
        return []
    points = _key_point_pairs(old, new)
    owners = {old.id: new.id, **{a.key_point_id: b.key_point_id for a, b in points if a and b}}
    if old.subject == new.subject == "goal":
        # a goal is a figure of its notice
        owners |= {a.owner_id: b.owner_id for a, b in zip(old.thresholds, new.thresholds, strict=False)}
    parts = [
        *_own(old, new, columns),
        *_key_points(points),
        *_scored(old, new, owners),
        *_parties(old, new),
    ]
    # a figure that only one reading has, in words that are the same, is a slip of the reading: 检查一次, 1次
    told = [*_texts(old, new, alone=not parts), *parts]
    return told if any(kind for kind, _ in told) or _said(old) != _said(new) else []


def _content(item: Item) -> list[object]:
    """All that an item says, ids and places left out."""
    rows: list[Record] = [item.criterion, *item.parties, *item.key_points, *item.bands, *item.clauses]
    rows += [*item.thresholds, *item.notes, *(tier for tiers in item.tiers.values() for tier in tiers)]
    return [item.subject, item.worth, item.subtotal, item.due, *map(said_in, rows)]


def _said(item: Item) -> str:
    """All printed words of an item that say what it asks for and how it scores."""
    return meaning(
        f"{unnumbered(item.heading)}\n{item.criterion.text}\n{item.criterion.rule_text}\n{item.criterion.target}\n{item.due}"
    )


def of_scoring(old: Scoring, new: Scoring) -> list[Found]:
    """The differences in how two rubrics as wholes, or some items together, are scored."""
    return without_years_gone_on(old, new, _scored(old, new), _scored)


def _scored(old: Scoring, new: Scoring, owners: dict[str, str] | None = None) -> list[Found]:
    """The same without a look at the years.

    `owners` are the ids of criteria and key points that were paired: their figures are one or have changed.
    """
    bands, clauses = _band_pairs(old, new), clause_pairs(old, new)
    owners = {
        **(owners or {}),
        **{a.band_id: b.band_id for a, b in bands if a and b},
        **{a.clause_id: b.clause_id for a, b in clauses if a and b},
    }
    return [
        *_bands(bands),
        *of_clauses(clauses, old, new),
        *of_thresholds(old, new, owners),
        *_notes(old, new),
    ]


def _own(old: Item, new: Item, columns: Container[Field]) -> Iterator[Found]:
    ids = {"old_id": old.id, "new_id": new.id}
    a, b = old.criterion, new.criterion
    for name, how in chosen(COLUMNS, "criteria").items():
        values, part = (getattr(a, name), getattr(b, name)), how.part
        words = isinstance(values[0], str)
        said = [_read(name, value, starred=a.core == b.core) for value in values] if words else values
        differ = said[0] != said[1]
        if name == "points" and values == (None, None) and None not in (old.subtotal, new.subtotal):
            values, part = (old.subtotal, new.subtotal), "subtotal"
            differ = values[0] != values[1]
        # 50分 for all of a section is what its items of 20分 and 30分 were together
        if name == "points" and old.worth == new.worth:
            continue
        if differ and not how.cell and how.field not in columns:
            before, after = map(_written, values)
            if words and name != "name" and same_members(before, after):
                continue
            yield how.kind, _changed(how.field, part=part, old=before, new=after, **ids)
    if meaning(old.due) != meaning(new.due):
        how = chosen(COLUMNS, "tasks")["due"]
        yield how.kind, _changed(how.field, old=old.due, new=new.due, **ids)


def _read(column: str, value: str, *, starred: bool) -> str:
    """What a plain field says; a star that makes a name one of the core is told as that."""
    said = meaning(unnumbered(value) if column == "name" else value)
    return said if starred or column != "name" else said.strip("★☆*")


def _written(value: str | bool | Decimal | None) -> str:
    """A value as a difference holds it: a figure, a mark, words."""
    if isinstance(value, bool):
        return "★" if value else ""
    return value if isinstance(value, str) else figure(value)


def _texts(old: Item, new: Item, *, alone: bool) -> Iterator[Found]:
    """The texts of the cells, where words differ that stand in no key point, band, clause or note.

    Those say more exactly what differs; then the text is kept for the redline. Two sentences that changed
    places say what they said (`alone`: nothing else differs).
    """
    ids = {"old_id": old.id, "new_id": new.id}
    listed = bool(old.key_points and new.key_points)
    for field in ("text", "rule_text"):
        before, after = getattr(old.criterion, field), getattr(new.criterion, field)
        if meaning(before) == meaning(after):
            continue
        around = meaning(left_over(before, old)) != meaning(left_over(after, new))
        if around or (not alone and (field == "rule_text" or not listed)):
            yield "reworded" if around else None, _changed(field, old=before, new=after, **ids)


def left_over(text: str, item: Item) -> str:
    """A cell's text without what its bands, key points, clauses and notes have of it.

    围绕节水开展下列工作：1.… 2.… leaves 围绕节水开展下列工作.
    """
    parts = (
        *(band.text for band in item.bands),
        *(point.text for point in item.key_points),
        *(clause.text for clause in item.clauses),
        *(note.text for note in item.notes),
    )
    for part in sorted(filter(None, parts), key=len, reverse=True):
        text = text.replace(part, "\n", 1)
    for label in (*(point.label for point in item.key_points), *(band.grade for band in item.bands)):
        if label:
            heading = rf"{re.escape(label)}(?:\s?[（(][^（()）]{{1,24}}[)）])?\s?[：:]?"
            text = re.sub(heading, "\n", text, count=1)
    return _POINTS.sub("\n", text).strip()


def _changed(field: str, **values: str) -> FieldChange:
    return FieldChange.model_validate({"field": field, "action": "changed", **values})


def _key_point_pairs(old: Item, new: Item) -> Pairs[KeyPoint]:
    pairs = paired(old.key_points, new.key_points, _said_by, _likeness, _ALIKE)
    if len(old.key_points) != len(new.key_points):
        return pairs
    # 3.… reworded beyond likeness is still the third of as many
    gone = {a.key_point_id: a for a, b in pairs if a and not b}
    place = {b.key_point_id: a for a, b in zip(old.key_points, new.key_points, strict=True)}
    found: Pairs[KeyPoint] = []
    for a, b in pairs:
        if a is None and b is not None:
            a = gone.pop(place[b.key_point_id].key_point_id, None)
        found.append((a, b))
    return [(a, b) for a, b in found if b or (a and a.key_point_id in gone)]


def _said_by(row: KeyPoint | Note) -> str:
    return meaning(row.text)


def _likeness(one: KeyPoint | Note, other: KeyPoint | Note) -> float:
    return alike(content(one.text), content(other.text))


def _asked(point: KeyPoint) -> str:
    """The words of a key point without its points, which it has as a figure."""
    return point.text if point.points is None else _POINTS.sub("", squeeze(point.text))


def _key_points(pairs: Pairs[KeyPoint]) -> Iterator[Found]:
    for a, b in pairs:
        if a and b:
            ids = {"old_id": a.key_point_id, "new_id": b.key_point_id, "what": b.label or a.label}
            words = _asked(a), _asked(b)
            # the members of a list in another order are the same list
            if meaning(words[0]) != meaning(words[1]) and not same_members(*words):
                yield "reworded", _changed("key_point", part="text", old=a.text, new=b.text, **ids)
            if a.points != b.points:
                change = _changed(
                    "key_point", part="points", old=figure(a.points), new=figure(b.points), **ids
                )
                yield "restructured", change
        else:
            yield "reworded", _alone("key_point", a, b, lambda row: row.text, lambda row: row.key_point_id)


def _band_pairs(old: Scoring, new: Scoring) -> Pairs[Band]:
    grades = {meaning(band.grade): band for band in new.bands}
    pairs: Pairs[Band] = [(band, grades.pop(meaning(band.grade), None)) for band in old.bands]
    left = {band.band_id for band in grades.values()}
    return [*pairs, *((None, band) for band in new.bands if band.band_id in left)]


def _bands(pairs: Pairs[Band]) -> Iterator[Found]:
    for a, b in pairs:
        if a and b:
            ids = {"old_id": a.band_id, "new_id": b.band_id, "what": b.grade}
            if (a.min_points, a.max_points, a.min_closed, a.max_closed) != (
                b.min_points,
                b.max_points,
                b.min_closed,
                b.max_closed,
            ):
                yield "restructured", _changed("band", part="points", old=reach(a), new=reach(b), **ids)
            if meaning(a.text) != meaning(b.text):
                yield "reworded", _changed("band", part="text", old=a.text, new=b.text, **ids)
        else:
            yield (
                "restructured",
                _alone("band", a, b, lambda row: f"{row.grade} {reach(row)}", lambda row: row.band_id),
            )


def reach(band: Band) -> str:
    """The points of a band: 14-18, ≥80, <60."""
    low, high = figure(band.min_points), figure(band.max_points)
    if low and high:
        return low if low == high else f"{low}-{high}"
    if low:
        return ("≥" if band.min_closed is not False else ">") + low
    return ("≤" if band.max_closed is not False else "<") + high if high else ""


def _notes(old: Scoring, new: Scoring) -> Iterator[Found]:
    for a, b in paired(old.notes, new.notes, _said_by, _likeness, _ALIKE):
        if not (a and b):
            yield "reworded", _alone("note", a, b, lambda row: row.text, lambda row: row.note_id)
        elif meaning(a.text) != meaning(b.text) and not same_members(a.text, b.text):
            ids = {"old_id": a.note_id, "new_id": b.note_id}
            yield "reworded", _changed("note", part="text", old=a.text, new=b.text, **ids)


def _parties(old: Item, new: Item) -> Iterator[Found]:
    def key(party: Party) -> tuple[str, str]:
        return party.role, meaning(party.canonical_name or party.name)

    before = {key(party): party for party in old.parties}
    after = {key(party): party for party in new.parties}
    ids = {"old_id": old.id, "new_id": new.id}
    gone = [party for one, party in before.items() if one not in after]
    come = [party for one, party in after.items() if one not in before]
    for role in dict.fromkeys(party.role for party in (*gone, *come)):
        names = [[party.name for party in side if party.role == role] for side in (gone, come)]
        if len(names[0]) == len(names[1]) == 1:
            values = [("changed", {"old": names[0][0], "new": names[1][0]})]
        else:
            values = [("removed", {"old": name}) for name in names[0]]
            values += [("added", {"new": name}) for name in names[1]]
        for action, ends in values:
            change = {"field": "party", "action": action, "what": role, **ends, **ids}
            yield "reassigned", FieldChange.model_validate(change)


def _alone(
    field: str, old: Row | None, new: Row | None, said: Callable[[Row], str], own_id: Callable[[Row], str]
) -> FieldChange:
    """A row that only one side has."""
    row = old or new
    assert row is not None
    side = "old" if old else "new"
    values = {side: said(row), f"{side}_id": own_id(row), "action": "removed" if old else "added"}
    return FieldChange.model_validate({"field": field, "what": said(row), **values})
