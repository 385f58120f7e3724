"""Points (分值) and weight (权重) of a criterion from their cells, held against what its name says."""

from __future__ import annotations

from decimal import Decimal

from extractors.document import Cell
from normalizers.cells.kinds import kind_of, kind_of_points
from normalizers.cells.points import points_at_end, points_from_zero, points_of_cell, points_with_remark
from normalizers.criteria.notes import add_note
from normalizers.criteria.state import Owner, RubricDraft
from normalizers.outline.node import Node
from normalizers.tables.raw import RawRubric
from normalizers.tables.rows import cells_of
from normalizers.text import patterns
from normalizers.text.views import clean
from normalizers.vocabulary import alternatives

# 30%, （权重30%）
_WEIGHT_WORDS = patterns.made(rf"%|(?:{alternatives('headers', 'weight_words')}):?")


def counts_from_zero(raw: RawRubric) -> bool:
    """Whether 0-10 is what can be won: it stands in every row; beside 6-10 it is the lowest of some bands."""
    scored = cells_of(raw.rows, [column.index for column in raw.having("points")])
    return all(points_from_zero(cell.text) is not None for cell in scored)


def read_points(rubric: RubricDraft, node: Node, owner: Owner, named: Decimal | None) -> Decimal | None:
    """The figure of the points cell, else `named`, the one that the name carries."""
    if node.options:
        if node.points is not None:
            rubric.draft.cite(owner.criterion_id, "points", node.points)
        return _most(rubric, node, owner)
    if node.points is None:
        return named
    draft, own = rubric.draft, owner.criterion_id
    figure = points_of_cell(node.points.text)
    if figure is None and rubric.from_zero:
        figure = points_from_zero(node.points.text)
    draft.cite(own, "points", node.points)
    text = clean(node.points.text)
    if figure is None and (remarked := points_with_remark(text)):
        figure, remark = remarked
        add_note(rubric, owner, node.points, remark)
    if figure is None and (behind := points_at_end(text)):
        # 维修能力（4分）: the words stand nowhere else
        figure, start = behind
        if start:
            add_note(rubric, owner, node.points, text.cut(0, start))
    told = node.points.text
    if figure is None and (kind_of_points(told) == "veto" or kind_of(told) != "scored"):
        # 一票否决 and 加分项 where the points should stand are its kind
        return named
    if figure is None:
        draft.report("points-unread", node.points, owner_id=own, text=text.value)
        return named
    if named is not None and named != figure:
        values = {"here": f"{figure:f}", "there": f"{named:f}"}
        draft.report("points-differ", node.points, owner_id=own, **values)
    return figure


def _most(rubric: RubricDraft, node: Node, owner: Owner) -> Decimal | None:
    """The points of the best step, where one of several applies."""
    best = max(node.options, key=lambda one: one.best)
    rubric.draft.cite(owner.criterion_id, "points", best.points)
    return best.best


def read_weight(rubric: RubricDraft, cell: Cell, criterion_id: str) -> Decimal | None:
    """The figure of the weight cell."""
    rubric.draft.cite(criterion_id, "weight", cell)
    return points_of_cell(_WEIGHT_WORDS.sub("", clean(cell.text).folded))
