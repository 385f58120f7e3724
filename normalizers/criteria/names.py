"""Number, name, points and weight of a name cell, and what a name does to the score (加分项, 一票否决)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from extractors.document import Cell
from extractors.frozen import frozen
from normalizers.cells.kinds import kind_of, kind_of_figures, kind_of_points, kind_of_title
from normalizers.cells.names import Style, ends_in, heading_style, split_name, style_of
from normalizers.cells.points import points_moved, points_of_cell
from normalizers.criteria.state import Owner, RubricDraft
from normalizers.outline.node import Node
from normalizers.records import CriterionKind
from normalizers.tables.raw import RawRubric
from normalizers.tables.rows import cells_of
from normalizers.text import patterns
from normalizers.text.views import Text, clean, squeeze
from normalizers.vocabulary import alternatives

_AWARDS = patterns.made(r"加分|奖励|奖分")
# 违规记分 above a matrix of figures without a sign
_WRONGS = patterns.made(alternatives("kinds", "wrongs"))
# a table that makes up so much is no list of bonuses, whatever its title says
_WHOLE = 100


@frozen
class Heading:
    """What the name cell of a criterion prints: 一、基层建设（20分） → 一、, 基层建设, 20, no weight.

    `remark` stands behind the points and bears on them: （20分，本部分累计扣分不超过5分）.
    """

    label: str = ""
    name: str = ""
    points: Decimal | None = None
    weight: Decimal | None = None
    remark: Text | None = None


def name_styles(raw: RawRubric) -> Mapping[int | None, Style]:
    """How the cells of each name column, and headings (None), write numbers and points."""
    headings = dict.fromkeys(row.heading for row in raw.rows if row.heading is not None)
    columns: dict[int | None, Style] = {
        column.index: replace(
            style_of([clean(cell.text) for cell in cells_of(raw.rows, [column.index])]),
            beside=_end_in_points(raw, column.index),
        )
        for column in raw.having("name")
    }
    return {**columns, None: heading_style([clean(cell.text) for cell in headings])}


def _end_in_points(raw: RawRubric, index: int) -> bool:
    """Whether most names of a column end in the figure that stands in their points cell: 档案管理20 | 20."""
    scored = [column.index for column in raw.having("points")]
    names = [row for row in raw.rows if row.own(index) and cells_of([row], [index])]
    same = 0
    for row in names:
        found = ends_in(clean(cells_of([row], [index])[0].text))
        figures = {points_of_cell(cell.text) for cell in cells_of([row], scored)}
        same += found is not None and found[0] in figures
    return same > 1 and 2 * same > len(names)


def read_name(rubric: RubricDraft, node: Node, criterion_id: str) -> Heading:
    """Cites and splits the name cell of a criterion; its number may stand in a cell of its own."""
    draft, label = rubric.draft, ""
    if node.label is not None:
        label = clean(node.label.text).value
        draft.cite(criterion_id, "label", node.label)
    if node.cell is None:
        return Heading(label)
    for cell in (node.cell, *node.repeats):
        draft.cite(criterion_id, "name", cell)
    again = next((one for one in node.repeats if squeeze(one.text) != squeeze(node.cell.text)), None)
    if again is not None:
        values = {"first": clean(node.cell.text).value, "second": clean(again.text).value}
        draft.report("name-reprinted", again, owner_id=criterion_id, **values)
    style = rubric.styles.get(None if node.is_heading else node.column or 0, Style(None, False))
    found = split_name(clean(node.cell.text), style, label=not label)
    if found.label:
        draft.cite(criterion_id, "label", node.cell, found.label)
    if found.points is not None:
        draft.cite(criterion_id, "points", node.cell, found.points_text)
    if found.weight is not None:
        draft.cite(criterion_id, "weight", node.cell, found.points_text)
    return Heading(label or found.label.value, found.name.value, found.points, found.weight, found.remark)


def kind_from(
    rubric: RubricDraft, node: Node, name: str, points: Decimal | None, parent: Owner | None
) -> CriterionKind:
    """What the name says, else its points cell, else the criterion above: 加分项 adds to it."""
    kind = kind_of(name)
    if kind == "scored" and node.label is not None:
        # 加分项 in the cell of the number
        kind = kind_of(node.label.text)
    elif kind == "scored":
        # or in one that is merged over its row and those before
        merged = (node.rows[0].cells[column.index] for column in rubric.raw.having("number"))
        kind = next((kind_of(cell.text) for cell in merged if cell is not None and cell.row_span > 1), kind)
    if kind == "scored" and node.points is not None:
        kind = kind_of_points(node.points.text)
    if kind == "scored" and parent is not None:
        kind = parent.kind
    if kind == "scored" and node.column is not None:
        # 否决情形 heads a table of vetoes
        kind = kind_of(rubric.raw.columns[node.column].header)
    if kind == "scored" and node.points is not None:
        # 记减分值 above 3
        kind = kind_of_figures(_header_above(rubric.raw, node.points))
        if kind == "scored" and _lists_wrongs(rubric):
            kind = "penalty"
    if kind == "scored" and not any(total.points == _WHOLE for total in rubric.raw.totals):
        # （二）加分事项 above a table of its own
        kind = kind_of_title(rubric.title)
    if kind == "scored" and rubric.raw.having("tier"):
        kind = _kind_of_matrix(rubric, node)
    return "penalty" if kind == "scored" and points is not None and points < 0 else kind


def _lists_wrongs(rubric: RubricDraft) -> bool:
    """Whether figures without a rule and a sum stand beside wrongs: 违章行为 | 记分, or below 违章记分表."""
    raw = rubric.raw
    if raw.having("rule") or raw.totals:
        return False
    heads = [column.header for column in raw.having("name", "content")]
    return any(_WRONGS.search(text) for text in (rubric.title, *heads))


def _kind_of_matrix(rubric: RubricDraft, node: Node) -> CriterionKind:
    """What a row of a matrix does: 扣3分 and +2 say so in its cells, else 获奖加分标准 above all of them."""
    cells = cells_of(node.rows, [column.index for column in rubric.raw.having("tier")])
    ways = {moved[0] for cell in cells if (moved := points_moved(cell.text)) is not None and moved[1]}
    if ways == {-1}:
        return "penalty"
    if ways == {1} or _AWARDS.search(rubric.title):
        return "bonus"
    if _WRONGS.search(rubric.title):
        return "penalty"
    return kind_of_figures(rubric.title)


def _header_above(raw: RawRubric, cell: Cell) -> str:
    return next((column.header for column in raw.columns if column.index == cell.col), "")
