"""Notes (备注, 说明) of a criterion or of the whole rubric, with the clauses that stand in them."""

from __future__ import annotations

from collections.abc import Iterator

from normalizers.bands.ladder import ladder
from normalizers.criteria.bands import add_grades
from normalizers.criteria.clauses import add_clauses
from normalizers.criteria.state import Owner, Passage, RubricDraft
from normalizers.draft import Unit
from normalizers.records import Note
from normalizers.text import patterns
from normalizers.text.views import Text, clean

# no award, though it is one in an item: 基础分60分，每好一项加5分
_ALL_POINTS = patterns.made(
    r"(?<![^,;。:.、)])(?:基本|基础|基准)(?:总?分|分值)(?:[为共计是]|均为)?\d{2,4}分[,;。]"
)


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
    passage = Passage(unit, text, 0, "note")
    for part in _beside_total(text) if owner is rubric.whole else (text,):
        add_clauses(rubric, owner, passage.part(part))


def _beside_total(text: Text) -> Iterator[Text]:
    """A note of the whole rubric without what all points are: 1.基本分100分。2.总分以105分封顶."""
    start = 0
    for match in _ALL_POINTS.finditer(text.folded):
        yield text.cut(start, match.start())
        start = match.end()
    yield text.cut(start, len(text))


def add_remark(rubric: RubricDraft, unit: Unit) -> None:
    """Adds a note that holds for the whole rubric, and the clauses and grades in it."""
    text = clean(unit.text)
    add_grades(rubric, unit, ladder(text))
    add_note(rubric, rubric.whole, unit, text)
