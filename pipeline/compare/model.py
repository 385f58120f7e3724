"""The result of a comparison: one change for each criterion that differs, with its fields."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from extractors.frozen import frozen
from normalizers.records import Record, col

ChangeKind = Literal[
    "renamed",
    "reworded",
    "rescored",
    "restructured",
    "reassigned",
    "moved",
    "split",
    "merged",
    "added",
    "removed",
]
Field = Literal[
    "name",
    "points",
    "weight",
    "kind",
    "text",
    "rule_text",
    "target",
    "method",
    "due",
    "key_point",
    "band",
    "clause",
    "threshold",
    "note",
    "party",
    "rubric",
    "parent",
    "order",
    "level",
    "total",
    "title",
]
Action = Literal["changed", "added", "removed"]


@frozen
class ChangeTraits:
    """What a kind of change is.

    `mirrored`: what it is called the other way round, where not the same. `several`: one criterion became
    several, or several one, so that both sides stand beside each other and are not compared.
    """

    mirrored: ChangeKind | None = None
    several: bool = False


CHANGES: dict[ChangeKind, ChangeTraits] = {
    "renamed": ChangeTraits(),
    "reworded": ChangeTraits(),
    "rescored": ChangeTraits(),
    "restructured": ChangeTraits(),
    "reassigned": ChangeTraits(),
    "moved": ChangeTraits(),
    "split": ChangeTraits(mirrored="merged", several=True),
    "merged": ChangeTraits(mirrored="split", several=True),
    "added": ChangeTraits(mirrored="removed"),
    "removed": ChangeTraits(mirrored="added"),
}


class FieldChange(Record):
    """One difference of a changed criterion or rubric (字段变化)."""

    field: Field = col("what differs")
    action: Action = col("changed, added or removed")
    what: str = col("which one: grade, metric, department …", "")
    part: str = col("which part of it: points, text, unit, cap …", "")
    old: str = col("old value", "")
    new: str = col("new value", "")
    old_id: str = col("record of the old side", "")
    new_id: str = col("record of the new side", "")


class Change(Record):
    """What happened to one criterion, or to a rubric as a whole (变化)."""

    subject: Literal["criterion", "task", "goal", "rubric"] = col(
        "criterion, task or goal of a notice without scores, or a rubric or list as a whole"
    )
    kinds: tuple[ChangeKind, ...] = col("what happened, in the order of the catalogue")
    old_ids: tuple[str, ...] = col("records of the old side", ())
    new_ids: tuple[str, ...] = col("records of the new side", ())
    old_name: str = col("old name, else text", "")
    new_name: str = col("new name, else text", "")
    old_path: tuple[str, ...] = col("names above it in the old rubric", ())
    new_path: tuple[str, ...] = col("names above it in the new rubric", ())
    old_points: Decimal | None = col("old points", None)
    new_points: Decimal | None = col("new points", None)
    weight: Decimal = col("points moved", Decimal(0))
    similarity: Decimal | None = col("how alike both sides are, 0 to 1; empty where one is missing", None)
    maybe: tuple[str, ...] = col("ids of the other side that it may be, where no match was clear", ())
    fields: tuple[FieldChange, ...] = col("the differences", ())


class RubricPair(Record):
    """Two rubrics that were compared, or one without a partner (an empty id)."""

    old_id: str = col("old rubric", "")
    new_id: str = col("new rubric", "")
    old_title: str = col("old title or scope", "")
    new_title: str = col("new title or scope", "")
    old_total: Decimal | None = col("old total", None)
    new_total: Decimal | None = col("new total", None)
    unchanged: int = col("criteria that did not change", 0)


class Comparison(Record):
    """All pairs of rubrics, and the changes in the order of the new side, removed ones at their old place.

    `matches` are the ids of all criteria that are one in both, unchanged ones too, in the old order.
    """

    pairs: tuple[RubricPair, ...] = ()
    matches: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()


@frozen
class Link:
    """A match that a person has pinned, or forbidden (`same` False), by ids (`data/links.csv`)."""

    old_id: str
    new_id: str
    same: bool = True
