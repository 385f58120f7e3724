"""The points of each indicator in both years, as bars."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractors.frozen import frozen
from pipeline.compare import Change, RubricPair
from pipeline.compare.sides import Item
from pipeline.report.report import Report

# with more items than a page can hold the top level speaks for them
_MOST = 40


@frozen
class Bar:
    """An indicator with its points; None where a year does not have it. `changed` where it has a change."""

    label: str
    old: Decimal | None
    new: Decimal | None
    changed: bool


def bars(made: Report, pair: RubricPair) -> list[Bar]:
    """The bars of two rubrics in the order of the new one, those that are gone behind them."""
    old, new = _shown(made.years.old.held(pair.old_id), made.years.new.held(pair.new_id))
    by_old, by_new = made.by_item
    found: dict[str, Bar] = {}
    for item in new:
        change = by_new.get(item.id)
        if change is None:
            found[item.id] = Bar(_label(item), item.criterion.points, item.criterion.points, False)
        elif _came_from_elsewhere(change):
            found[item.id] = Bar(_label(item), None, item.criterion.points, True)
        else:
            points = change.old_points, change.new_points
            found["；".join(change.new_ids)] = Bar(change.new_name or _label(item), *points, True)
    for item in old:
        change = by_old.get(item.id)
        if change is not None and (not change.new_ids or _came_from_elsewhere(change)):
            found[f"- {item.id}"] = Bar(_label(item), item.criterion.points, None, True)
    return [bar for bar in found.values() if bar.old is not None or bar.new is not None]


def _label(item: Item) -> str:
    return item.heading or item.criterion.rule_text or item.criterion.label or str(item.criterion.seq)


def _came_from_elsewhere(change: Change) -> bool:
    return any(field.field == "rubric" for field in change.fields)


def _shown(old: Sequence[Item], new: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """The items without others below them, or the top level where they are too many."""
    leaves = [[item for item in side if not item.children] for side in (old, new)]
    if max(map(len, leaves)) <= _MOST:
        return leaves[0], leaves[1]
    tops = [[item for item in side if not item.path] for side in (old, new)]
    with_points = any(item.criterion.points is not None for side in tops for item in side)
    return (tops[0], tops[1]) if with_points else (leaves[0], leaves[1])
