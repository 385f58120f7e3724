"""Texts of criteria and notes that a person corrected (更正), read as the printed ones are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from normalizers.cells.components import components
from normalizers.criteria.clauses import add_clauses
from normalizers.criteria.key_points import add_item, add_parts
from normalizers.criteria.scoring import read_scoring_text
from normalizers.criteria.state import Owner, Passage, RubricDraft
from normalizers.criteria.texts import read_key_points
from normalizers.draft import Unit
from normalizers.records import Criterion, Note
from normalizers.text.labels import Item
from normalizers.text.views import Text, clean

Piece = tuple[Unit, Text]


def text_scores(rubric: RubricDraft, criterion_id: str) -> bool:
    """Whether the text of a criterion is its scoring cell too, and gives no key points."""
    owner = rubric.owners.get(criterion_id)
    return owner is not None and owner.text_scores


def read_again(
    rubric: RubricDraft, criterion: Criterion, text: Sequence[Piece], rule: Sequence[Piece]
) -> None:
    """Reads texts of a criterion that a person corrected; what was read of them before is gone."""
    owner = _numbered_on(rubric, criterion.criterion_id)
    owner.points, owner.kind = criterion.points, criterion.kind
    before = 0
    for unit, part in text:
        if owner.text_scores:
            parts = components(part).parts if owner.points is None and len(text) == 1 else ()
            read_scoring_text(rubric, owner, Passage(unit, part, before, "text"), parted=bool(parts))
            add_parts(rubric, owner, unit, parts)
        else:
            read_key_points(rubric, owner, unit, alone=len(text) == 1)
        before += len(part)
    before = 0
    for unit, part in rule:
        read_scoring_text(rubric, owner, Passage(unit, part, before, "rule"))
        before += len(part)


def key_point_again(rubric: RubricDraft, unit: Unit, item: Item, criterion_id: str) -> None:
    """Adds a key point as a person wrote it."""
    add_item(rubric, _numbered_on(rubric, criterion_id), unit, item)


def note_clauses_again(rubric: RubricDraft, unit: Unit, note: Note) -> None:
    """Reads the clauses of a note that a person corrected."""
    owner = _numbered_on(rubric, note.criterion_id)
    add_clauses(rubric, owner, Passage(unit, clean(unit.text), 0, "note"))


def _numbered_on(rubric: RubricDraft, criterion_id: str) -> Owner:
    """A criterion, or the whole rubric, that goes on with the numbers which its parts have by now."""
    owner = Owner(rubric.rubric_id)
    if criterion_id:
        owner = rubric.owners.setdefault(criterion_id, Owner(rubric.rubric_id, criterion_id))
    draft = rubric.draft
    ids = (
        *(row.key_point_id for row in draft.key_points),
        *(row.band_id for row in draft.bands),
        *(row.clause_id for row in draft.clauses),
        *(row.note_id for row in draft.notes),
    )
    owner.counts = Counter()
    for above, _, last in (one.rpartition("/") for one in ids):
        if above == owner.owner_id:
            owner.counts[last[0]] = max(owner.counts[last[0]], int(last[1:]))
    return owner
