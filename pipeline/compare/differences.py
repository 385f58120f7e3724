"""The differences of two matched criteria, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from rapidfuzz import fuzz

from normalizers.columns import chosen
from normalizers.records import Band, Clause, Party, Record, Threshold, Tier
from normalizers.text.numerals import figure
from normalizers.text.views import squeeze
from pipeline.compare.columns import COLUMNS
from pipeline.compare.model import ChangeKind, FieldChange
from pipeline.compare.sides import Item, Scoring

# two key points, clauses or thresholds are one that was changed when they are at least so alike
_ALIKE = 0.5
# points of a key point in brackets, which it has as a figure
_POINTS = re.compile(r"[（(]\d{1,4}(?:\.\d{1,4})?分[)）]")
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
Row = TypeVar("Row", bound=Record)
Found = tuple[ChangeKind | None, FieldChange]


def differences(old: Item, new: Item) -> list[Found]:
    """The differences of two items with the kind of change of each; None where another tells it all."""
    return [
        *_own(old, new),
        *_key_points(old, new),
        *of_scoring(old, new),
        *_parties(old, new),
    ]


def of_scoring(old: Scoring, new: Scoring) -> list[Found]:
    """The differences in how two items, or two rubrics as wholes, are scored."""
    return [*_bands(old, new), *_clauses(old, new), *_thresholds(old, new), *_notes(old, new)]


def _own(old: Item, new: Item) -> Iterator[Found]:
    ids = {"old_id": old.id, "new_id": new.id}
    a, b = old.criterion, new.criterion
    for name, how in chosen(COLUMNS, "criteria").items():
        before, after = _said(getattr(a, name)), _said(getattr(b, name))
        if not how.cell and squeeze(before) != squeeze(after):
            yield how.kind, _changed(how.field, part=how.part, old=before, new=after, **ids)
    listed = bool(old.key_points and new.key_points)
    for field in ("text", "rule_text"):
        before, after = getattr(a, field), getattr(b, field)
        if squeeze(before) == squeeze(after):
            continue
        # key points, bands and clauses say more exactly what differs; the text is kept for the redline
        around = bare(left_over(before, old)) != bare(left_over(after, new))
        if around or field == "rule_text" or not listed:
            yield "reworded" if around else None, _changed(field, old=before, new=after, **ids)


def _said(value: str | bool | Decimal | None) -> str:
    """A value as a difference holds it: a figure, a mark, words."""
    if isinstance(value, bool):
        return "★" if value else ""
    return value if isinstance(value, str) else figure(value)


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
        text = text.replace(part, " ", 1)
    for label in (*(point.label for point in item.key_points), *(band.grade for band in item.bands)):
        if label:
            heading = rf"{re.escape(label)}(?:\s?[（(][^（()）]{{1,24}}[)）])?\s?[：:]?"
            text = re.sub(heading, " ", text, count=1)
    return _POINTS.sub(" ", text).strip()


def bare(text: str) -> str:
    """Its letters and figures alone."""
    return "".join(char for char in squeeze(text) if char.isalnum())


def _changed(field: str, **values: str) -> FieldChange:
    return FieldChange.model_validate({"field": field, "action": "changed", **values})


def _key_points(old: Item, new: Item) -> Iterator[Found]:
    for a, b in _pairs(old.key_points, new.key_points, lambda row: row.text, numbers=True):
        if a and b:
            ids = {"old_id": a.key_point_id, "new_id": b.key_point_id, "what": b.label or a.label}
            if squeeze(a.text) != squeeze(b.text):
                yield "reworded", _changed("key_point", part="text", old=a.text, new=b.text, **ids)
            if a.points != b.points:
                change = _changed(
                    "key_point", part="points", old=figure(a.points), new=figure(b.points), **ids
                )
                yield "restructured", change
        else:
            yield (
                "restructured",
                _alone("key_point", a, b, lambda row: row.text, lambda row: row.key_point_id),
            )


def _bands(old: Scoring, new: Scoring) -> Iterator[Found]:
    grades = {squeeze(band.grade): band for band in new.bands}
    pairs: list[tuple[Band | None, Band | None]] = []
    for band in old.bands:
        pairs.append((band, grades.pop(squeeze(band.grade), None)))
    pairs += [(None, band) for band in new.bands if squeeze(band.grade) in grades]
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
            if squeeze(a.text) != squeeze(b.text):
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


def _clauses(old: Scoring, new: Scoring) -> Iterator[Found]:
    for a, b in _pairs(
        old.clauses, new.clauses, lambda row: f"{row.kind} {row.lead}{row.condition} {row.text}"
    ):
        if not (a and b):
            yield "restructured", _alone("clause", a, b, lambda row: row.text, lambda row: row.clause_id)
            continue
        what = b.condition or b.lead or b.text
        ids = {"old_id": a.clause_id, "new_id": b.clause_id, "what": what}
        tiers = _steps(old.tiers.get(a.clause_id, ())), _steps(new.tiers.get(b.clause_id, ()))
        parts = [
            ("kind", a.kind, b.kind),
            ("points", rate(a), rate(b)),
            ("unit", a.per, b.per),
            ("cap", _cap(a), _cap(b)),
            ("floor", figure(a.floor_points), figure(b.floor_points)),
            ("tiers", *tiers),
        ]
        shape = [part for part in parts if squeeze(part[1]) != squeeze(part[2])]
        for part, before, after in shape:
            yield "restructured", _changed("clause", part=part, old=before, new=after, **ids)
        words = [squeeze(x.lead + x.condition + x.exception + x.formula) for x in (a, b)]
        plain_words = [_FIGURES.sub("#", squeeze(x.text)) for x in (a, b)]
        if words[0] != words[1] or (not shape and plain_words[0] != plain_words[1]):
            yield "reworded", _changed("clause", part="text", old=a.text, new=b.text, **ids)


def rate(clause: Clause) -> str:
    """What a clause gives or takes: 0.5, 1-2, 50%, ×2."""
    if clause.points_percent is not None:
        return f"{figure(clause.points_percent)}%"
    if clause.multiplier is not None:
        return f"×{figure(clause.multiplier)}"
    return "-".join(figure(end) for end in (clause.points, clause.points_max) if end is not None)


def _cap(clause: Clause) -> str:
    return figure(clause.cap_points) if clause.cap == "points" else clause.cap


def _steps(tiers: Sequence[Tier]) -> str:
    return "、".join(f"{tier.label}{figure(tier.points)}" for tier in tiers)


def _thresholds(old: Scoring, new: Scoring) -> Iterator[Found]:
    """Figures that rose or fell; the words in which they stand are told elsewhere."""

    def key(row: Threshold) -> str:
        # k2 of a key point; the id of a notice would be more than the metric
        _, slash, owner = row.owner_id.rpartition("/")
        return f"{owner if slash else ''} {row.metric} {row.unit}"

    for a, b in _pairs(old.thresholds, new.thresholds, key):
        if a and b:
            before, after = limits(a), limits(b)
            if before != after:
                ids = {"old_id": a.threshold_id, "new_id": b.threshold_id, "what": b.metric or a.metric}
                yield "reworded", _changed("threshold", old=before, new=after, **ids)
        else:
            yield (
                None,
                _alone(
                    "threshold", a, b, lambda row: f"{row.metric} {limits(row)}", lambda row: row.threshold_id
                ),
            )


def limits(row: Threshold) -> str:
    """The range of a threshold with its unit: ≥85%, 3-5次."""
    low, high = figure(row.low), figure(row.high)
    if low and high:
        return f"{low}{row.unit}" if low == high else f"{low}-{high}{row.unit}"
    if low:
        return ("≥" if row.low_closed is not False else ">") + low + row.unit
    return ("≤" if row.high_closed is not False else "<") + high + row.unit if high else ""


def _notes(old: Scoring, new: Scoring) -> Iterator[Found]:
    for a, b in _pairs(old.notes, new.notes, lambda row: row.text):
        if not (a and b):
            yield "reworded", _alone("note", a, b, lambda row: row.text, lambda row: row.note_id)
        elif squeeze(a.text) != squeeze(b.text):
            ids = {"old_id": a.note_id, "new_id": b.note_id}
            yield "reworded", _changed("note", part="text", old=a.text, new=b.text, **ids)


def _parties(old: Item, new: Item) -> Iterator[Found]:
    def key(party: Party) -> tuple[str, str]:
        return party.role, squeeze(party.canonical_name or party.name)

    before = {key(party): party for party in old.parties}
    after = {key(party): party for party in new.parties}
    ids = {"old_id": old.id, "new_id": new.id}
    for side, other, action in ((before, after, "removed"), (after, before, "added")):
        for one, party in side.items():
            if one not in other:
                values = {"old" if action == "removed" else "new": party.name}
                change = {"field": "party", "action": action, "what": party.role, **values, **ids}
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


def _pairs(
    old: Sequence[Row], new: Sequence[Row], said: Callable[[Row], str], *, numbers: bool = False
) -> list[tuple[Row | None, Row | None]]:
    """Rows of both sides that say the same, then those most alike, then those of one side alone.

    With `numbers`, rows at the same place of equally long lists are one. The order is that of the new side,
    removed rows at their old place. Both directions give the same pairs.
    """
    texts = [[squeeze(said(row)) for row in side] for side in (old, new)]
    free = [list(range(len(old))), list(range(len(new)))]
    partner: dict[int, int] = {}
    scored = []
    for i, left in enumerate(texts[0]):
        for j, right in enumerate(texts[1]):
            score = 1.0 if left == right else fuzz.ratio(left, right) / 100
            if score >= _ALIKE:
                scored.append(
                    (-score, abs(i / max(1, len(old)) - j / max(1, len(new))), min(i, j), max(i, j), i, j)
                )
    for *_, i, j in sorted(scored):
        if i in free[0] and j in free[1]:
            partner[j] = i
            free[0].remove(i)
            free[1].remove(j)
    if numbers:
        # 3.… reworded beyond likeness is still the third of as many
        for i in [i for i in free[0] if i in free[1] and len(old) == len(new)]:
            partner[i] = i
            free[0].remove(i)
    rows: list[tuple[float, Row | None, Row | None]] = [
        (j, old[partner[j]] if j in partner else None, row) for j, row in enumerate(new)
    ]
    rows += [(i - 0.5, old[i], None) for i in free[0]]
    return [(a, b) for _, a, b in sorted(rows, key=lambda row: row[0])]
