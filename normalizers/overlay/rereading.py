"""A text that a person corrected is read again: its bands, clauses, key points and notes follow from it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.document import Paragraph
from extractors.place import Fragment
from normalizers.cells.points import points_at_end
from normalizers.criteria.again import Piece, key_point_again, note_clauses_again, read_again, text_scores
from normalizers.criteria.state import RubricDraft
from normalizers.draft import REPLACED, Draft, Quote, Unit
from normalizers.language import read_clauses
from normalizers.language.records import clause_record, numbered, tier_records
from normalizers.overlay.laid_out import laid_out
from normalizers.records import Band, Clause, Criterion, KeyPoint, Note, Source, Tier
from normalizers.text.labels import Item, items
from normalizers.text.views import Text, clean

_UNREAD = frozenset({"clause-unread", "band-unread", "rule-unread"})


def criterion_again(
    draft: Draft, rubric: RubricDraft, criterion: Criterion, corrected: Collection[str]
) -> None:
    """Reads the scoring of a criterion again, and each text of it that was corrected."""
    own = criterion.criterion_id
    scoring = text_scores(rubric, own)
    printed = _printed_texts(draft, own)
    text: Sequence[Piece] = ()
    if "text" in corrected or ("points" in corrected and scoring):
        text = _again(draft, own, "text", criterion.text, printed if "text" in corrected else None)
    rule = _again(draft, own, "rule_text", criterion.rule_text, printed if "rule_text" in corrected else None)
    read_again(rubric, criterion, text, rule)


def _printed_texts(draft: Draft, own: str) -> dict[str, list[Text]]:
    """What the source prints for each field of a criterion."""
    found: dict[str, list[Text]] = {}
    for quote in draft.quotes:
        if quote.owner_id == own:
            found.setdefault(quote.field, []).append(_part(quote))
    return found


def _again(
    draft: Draft, own: str, name: str, said: str, printed: Mapping[str, list[Text]] | None
) -> Sequence[Piece]:
    """The pieces of a text, or the corrected one in their place; what was read of them is dropped.

    `printed` is given for a corrected text: its lines are those of its own cell, or of the one it came from.
    """
    quotes = [quote for quote in draft.quotes if quote.owner_id == own and quote.field == name]
    units = {id(quote.unit) for quote in quotes}
    _forget(draft, own, units)
    if printed is None:
        return [(quote.unit, _part(quote)) for quote in quotes]
    unit = _unit(draft, own, name)
    _uncite(draft, own, name)
    if not said or unit is None:
        return ()
    other = (parts for parts in printed.values() if _joined(parts) and _joined(parts) in said)
    fresh = rewritten(draft, unit, laid_out(said, printed.get(name) or next(other, [])))
    draft.cite(own, name, fresh)
    return [(fresh, clean(fresh.text))]


def _joined(parts: Sequence[Text]) -> str:
    return "".join(part.value for part in parts)


def _forget(draft: Draft, own: str, units: set[int]) -> None:
    """Drops what was read of a criterion in these cells, and what was reported as unread there."""
    rows: Iterable[KeyPoint | Band | Clause | Note] = (
        *draft.key_points,
        *draft.bands,
        *draft.clauses,
        *draft.notes,
    )
    below = {_id(row) for row in rows if row.criterion_id == own}
    gone = {
        q.owner_id for q in draft.quotes if q.owner_id in below and q.field == "text" and id(q.unit) in units
    }
    anchors = {quote.unit.anchor for quote in draft.quotes if id(quote.unit) in units}
    draft.drop(gone)
    draft.findings[:] = [
        found
        for found in draft.findings
        if not (found.owner_id == own and found.code in _UNREAD and found.anchor in anchors)
    ]


def _id(row: KeyPoint | Band | Clause | Note) -> str:
    if isinstance(row, KeyPoint):
        return row.key_point_id
    if isinstance(row, Band):
        return row.band_id
    return row.clause_id if isinstance(row, Clause) else row.note_id


def _part(quote: Quote) -> Text:
    whole = clean(quote.unit.text)
    return whole.cut(bisect_left(whole.offsets, quote.start), bisect_left(whole.offsets, quote.end))


def _unit(draft: Draft, own: str, name: str) -> Unit | None:
    """Where a field is printed, else any other of its record, else of one below or above it."""
    near = [quote for quote in draft.quotes if quote.owner_id == own]
    near = near or [quote for quote in draft.quotes if quote.owner_id.startswith((f"{own}/", f"{own}."))]
    above = own
    while not near and "/" in above:
        above = above.rpartition("/")[0]
        near = [quote for quote in draft.quotes if quote.owner_id == above]
    return next((quote.unit for quote in (*(q for q in near if q.field == name), *near)), None)


def _uncite(draft: Draft, own: str, name: str) -> None:
    """The place of a corrected text is that of the person's words, given anew."""
    draft.quotes[:] = [quote for quote in draft.quotes if (quote.owner_id, quote.field) != (own, name)]
    draft.evidence[:] = [place for place in draft.evidence if (place.owner_id, place.field) != (own, name)]


def rewritten(draft: Draft, unit: Unit, said: str) -> Unit:
    """The cell or paragraph with a person's words in it, at its old place."""
    fragments = (Fragment(0, len(said), unit.anchor),)
    fresh: Unit
    if isinstance(unit, Paragraph):
        fresh = replace(unit, text=said, fragments=fragments)
    else:
        fresh = replace(unit, text=said, fragments=fragments, quality="manual")
    draft.admit(fresh, unit)
    return fresh


def retold(draft: Draft, own: str, said: str) -> Unit | None:
    """Puts a person's words in the place of a record's text, so that its figures are read from them."""
    unit = _unit(draft, own, "text")
    _replace(draft, own)
    _uncite(draft, own, "text")
    if unit is None or not said:
        return None
    fresh = rewritten(draft, unit, said)
    draft.cite(own, "text", fresh)
    return fresh


def _replace(draft: Draft, own: str) -> None:
    """Remembers the printed words of a text that a person wrote anew, so that no figure is read from them."""
    draft.quotes += [
        replace(quote, field=REPLACED)
        for quote in draft.quotes
        if quote.owner_id == own and quote.field == "text"
    ]


def key_points_again(draft: Draft, rubric: RubricDraft, criterion_id: str, lines: Sequence[str]) -> None:
    """The key points of a criterion as a person lists them.

    Words that are printed so keep their place; others stand in the cell of the first old one.
    """
    old = [point.key_point_id for point in draft.key_points if point.criterion_id == criterion_id]
    unit = _unit(draft, old[0], "text") if old else None
    unit = unit or _unit(draft, criterion_id, "text")
    printed = {
        id(q.unit): q.unit for q in draft.quotes if q.owner_id in {*old, criterion_id} and q.field == "text"
    }
    was = [quote for quote in draft.quotes if quote.owner_id in old and quote.field == "text"]
    draft.drop(old)
    if unit is None:
        return
    kept: list[tuple[int, int, int]] = []
    for line in lines:
        found = items(clean(line))
        item = found[0] if len(found) == 1 else Item(None, "", clean(line))
        place = _printed(printed.values(), item.text.value)
        if place is None:
            key_point_again(rubric, rewritten(draft, unit, line), item, criterion_id)
        else:
            source, text = place
            kept.append((id(source), *text.span()))
            key_point_again(rubric, source, replace(item, text=text), criterion_id)
    draft.quotes += [
        replace(quote, owner_id=criterion_id, field=REPLACED)
        for quote in was
        if not any(
            one == id(quote.unit) and quote.start < end and start < quote.end for one, start, end in kept
        )
    ]


def _printed(units: Iterable[Unit], said: str) -> Piece | None:
    """Where these words are printed in one of the cells."""
    for unit in units:
        whole = clean(unit.text)
        start = whole.value.find(said)
        if said and start >= 0:
            return unit, whole.cut(start, start + len(said))
    return None


def note_again(draft: Draft, rubric: RubricDraft, note: Note) -> None:
    """The clauses of a corrected note."""
    places = [q for q in draft.quotes if q.owner_id == note.note_id and q.field == "text"]
    of_note = {
        c.clause_id for c in draft.clauses if c.source == "note" and c.criterion_id == note.criterion_id
    }
    draft.drop(
        {
            quote.owner_id
            for quote in draft.quotes
            for place in places
            if quote.owner_id in of_note
            and quote.unit is place.unit
            and place.start <= quote.start <= quote.end <= place.end
        }
    )
    fresh = retold(draft, note.note_id, note.text)
    if fresh is not None:
        note_clauses_again(rubric, fresh, note)


def clause_again(draft: Draft, clause: Clause, worth: Criterion | None) -> Clause | None:
    """A clause whose text was corrected, read from it; None where the text is not one clause."""
    retold(draft, clause.clause_id, clause.text)
    found = parsed(clause, worth.points if worth else None)
    if found is None:
        return None
    read, steps = found
    draft.tiers[:] = [*(tier for tier in draft.tiers if tier.clause_id != clause.clause_id), *steps]
    return read


def parsed(clause: Clause, points: Decimal | None) -> tuple[Clause, tuple[Tier, ...]] | None:
    """The clause as its text reads, and its steps; None where the text is not one clause."""
    text = clean(clause.text)
    reading = read_clauses(text, points, None)
    if len(reading.clauses) != 1:
        return None
    (only,) = numbered(reading.clauses, clause.seq - 1)
    source: Source = clause.source
    read = clause_record(only, text, 0, (clause.rubric_id, clause.criterion_id), clause.seq, source)
    kept = {"clause_id": clause.clause_id, "text": clause.text, "start": None, "end": None}
    return read.model_copy(update=kept), tier_records(only, clause.clause_id)


def point_again(point: KeyPoint) -> KeyPoint:
    """A key point whose text was corrected, with the points that end it."""
    found = points_at_end(clean(point.text))
    return point.model_copy(update={"points": found[0] if found else None})
