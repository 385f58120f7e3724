"""The text of a criterion (考核要点, 考核内容) to its key points; one that scores, to bands and clauses."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractors.document import Cell
from normalizers.cells.components import Part
from normalizers.cells.points import points_at_end
from normalizers.criteria.clauses import add_clauses
from normalizers.criteria.scoring import characters_before, read_scoring_text
from normalizers.criteria.state import Owner, Passage, RubricDraft
from normalizers.draft import Unit
from normalizers.outline.node import Node
from normalizers.records import KeyPoint
from normalizers.tables.content import scores
from normalizers.tables.rows import cells_of
from normalizers.text.labels import Item, items
from normalizers.text.views import clean


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
    if alone and len(found) == 1 and not (found[0].number == 1 and _opens_lists(rubric, unit)):
        # 3、 in a cell of its own numbers the row, as one number makes no list
        found = (Item(None, "", text),)
    for item in found:
        if item.number is None and item.text.folded.endswith(":"):
            # 包括：1.… 2.… the lead-in asks for nothing; it stays in the criterion's text
            continue
        add_item(rubric, owner, unit, item)


def _opens_lists(rubric: RubricDraft, unit: Unit) -> bool:
    """Whether the cells of a column each begin a list of their own at 1, so that a lone 1. is one too."""
    if not isinstance(unit, Cell):
        return False
    cells = cells_of(list(rubric.raw.rows), [unit.col])
    firsts = [items(clean(cell.text))[0].number for cell in cells]
    return len(firsts) > 1 and all(number == 1 for number in firsts)


def add_item(rubric: RubricDraft, owner: Owner, unit: Unit, item: Item) -> None:
    """Adds an item of a list as a key point, with the points that end it."""
    points = points_at_end(item.text)
    _add(rubric, owner, unit, item, points[0] if points else None)


def add_parts(rubric: RubricDraft, owner: Owner, unit: Unit, parts: Sequence[Part]) -> None:
    """Adds the parts of a scoring text as key points with their points."""
    for part in parts:
        _add(rubric, owner, unit, Item(None, "", part.text), part.points)


def _add(rubric: RubricDraft, owner: Owner, unit: Unit, item: Item, points: Decimal | None) -> None:
    key_point_id = f"{owner.criterion_id}/k{owner.number('k')}"
    rubric.draft.cite(key_point_id, "text", unit, item.text)
    rubric.draft.key_points.append(
        KeyPoint(
            key_point_id=key_point_id,
            criterion_id=owner.criterion_id,
            seq=item.number,
            label=item.label,
            text=item.text.value,
            points=points,
        )
    )
