"""Notes (备注, 说明) of a criterion or of the whole rubric, with the clauses that stand in them."""

from __future__ import annotations

from normalizers.bands.ladder import ladder
from normalizers.criteria.bands import add_grades
from normalizers.criteria.clauses import add_clauses
from normalizers.criteria.state import Owner, Passage, RubricDraft
from normalizers.draft import Unit
from normalizers.records import Note
from normalizers.text.views import Text, clean


def add_note(rubric: RubricDraft, owner: Owner, unit: Unit, text: Text) -> None:
    """Adds a note and the clauses in it."""
    seq = owner.number("n")
    note_id = f"{owner.owner_id}/n{seq}"
    rubric.draft.cite(note_id, "text", unit, text)
    rubric.draft.notes.append(
        Note(
            note_id=note_id,
            rubric_id=rubric.rubric_id,
            criterion_id=owner.criterion_id,
            seq=seq,
            text=text.value,
        )
    )
    add_clauses(rubric, owner, Passage(unit, text, 0, "note"))


def add_remark(rubric: RubricDraft, unit: Unit) -> None:
    """Adds a note that holds for the whole rubric, and the clauses and grades in it."""
    text = clean(unit.text)
    add_grades(rubric, unit, ladder(text))
    add_note(rubric, rubric.whole, unit, text)
