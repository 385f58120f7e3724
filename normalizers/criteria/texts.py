"""The text of a criterion (考核要点, 考核内容) to its key points; one that scores, to bands and clauses."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.document import Cell
from normalizers.cells.components import Part
from normalizers.criteria.clauses import add_clauses
from normalizers.criteria.key_points import add_item, add_parts
from normalizers.criteria.scoring import characters_before, read_scoring_text
from normalizers.criteria.state import Owner, Passage, RubricDraft
from normalizers.draft import Unit
from normalizers.outline.node import Node
from normalizers.tables.content import scores
from normalizers.tables.rows import cells_of
from normalizers.text.labels import Item, items
from normalizers.text.views import clean

# a number of a row stands in none
_BRACKETS = ("(", "（", "[", "【", "①")


def read_texts(
    rubric: RubricDraft,
    node: Node,
    owner: Owner,
    cells: Sequence[Cell],
    scoring: Sequence[Cell],
    parts: Sequence[Part],
) -> None:
    """Key points of the text cells; one of them that is a `scoring` cell too gives bands and clauses instead.

    `parts` are those of a text whose parts have points and make up the points of the criterion.
    """
    ruled = rubric.raw.having("rule", "grade", "ladder")
    for cell in cells:
        rubric.draft.cite(owner.criterion_id, "text", cell, node.part)
        text = node.part or clean(cell.text)
        if cell in scoring:
            owner.text_scores = True
            passage = Passage(cell, text, characters_before(cells, cell), "text")
            read_scoring_text(rubric, owner, passage, parted=bool(parts))
        else:
            read_key_points(rubric, owner, cell, alone=len(cells) == 1)
            if not ruled and scores(cell.text):
                # 超期办理，每超1日扣1分 among texts that mostly say what is looked at
                add_clauses(rubric, owner, Passage(cell, text, 0, "text"))
    if parts:
        add_parts(rubric, owner, cells[0], parts)


def read_key_points(rubric: RubricDraft, owner: Owner, unit: Unit, *, alone: bool) -> None:
    """The numbered parts of a text, else the whole text; `alone` where it is all that the criterion has."""
    text = clean(unit.text)
    found = items(text)
    lone = alone and len(found) == 1 and found[0].number is not None
    if lone and not (found[0].number == 1 and _opens_lists(rubric, unit, found[0].label)):
        # 3、 in a cell of its own numbers the row, as one number makes no list
        found = (Item(None, "", text),)
    for item in found:
        if item.number is None and item.text.folded.endswith(":"):
            # 包括：1.… 2.… the lead-in asks for nothing; it stays in the criterion's text
            continue
        add_item(rubric, owner, unit, item)


def _opens_lists(rubric: RubricDraft, unit: Unit, label: str) -> bool:
    """Whether a lone 1. opens a list, as each cell of its column begins one; （1） need not be in each."""
    if not isinstance(unit, Cell):
        return False
    if unit.col not in rubric.first_numbers:
        cells = cells_of(rubric.raw.rows, [unit.col])
        rubric.first_numbers[unit.col] = (
            {items(clean(cell.text))[0].number for cell in cells} if cells[1:] else set()
        )
    firsts = rubric.first_numbers[unit.col]
    return firsts == {1} or (firsts == {1, None} and label[:1] in _BRACKETS)
