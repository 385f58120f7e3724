"""Key points (考核要点): items of a list, parts of a text, numbered parts of a rule that have points."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from normalizers.cells.components import Part
from normalizers.cells.points import points_at_end
from normalizers.criteria.state import Owner, Passage, RubricDraft
from normalizers.draft import Unit
from normalizers.language.parts import parts as scored_parts
from normalizers.records import KeyPoint
from normalizers.text.labels import Item


def add_item(rubric: RubricDraft, owner: Owner, unit: Unit, item: Item) -> None:
    """Adds an item of a list as a key point, with the points that end it."""
    points = points_at_end(item.text)
    _add(rubric, owner, unit, item, points[0] if points else None)


def add_parts(rubric: RubricDraft, owner: Owner, unit: Unit, parts: Sequence[Part]) -> None:
    """Adds the parts of a scoring text as key points with their points."""
    for part in parts:
        _add(rubric, owner, unit, Item(None, "", part.text), part.points)


def add_scored_parts(rubric: RubricDraft, owner: Owner, passage: Passage) -> None:
    """Numbered parts of a rule with points of their own, as key points: 1.制度健全（2分）；2.…（3分）."""
    owner.parts = [
        (
            passage.at + one.start,
            _add(
                rubric,
                owner,
                passage.unit,
                Item(one.number, one.label, passage.text.cut(one.start, one.end)),
                one.points,
            ),
        )
        for one in scored_parts(passage.text, owner.points)
    ]


def _add(rubric: RubricDraft, owner: Owner, unit: Unit, item: Item, points: Decimal | None) -> str:
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
    return key_point_id
