"""Nameless items below a name: one for each scoring cell, each part of a cell, each row with points."""

from __future__ import annotations

from decimal import Decimal

from extractors.document import Cell
from normalizers.bands.split import split_bands
from normalizers.cells.components import paragraphs
from normalizers.cells.points import points_of_cell
from normalizers.outline.node import Node, leaves
from normalizers.outline.options import options
from normalizers.tables.raw import RawRubric
from normalizers.tables.rows import Row, cells_of
from normalizers.text.views import clean, squeeze


def split_items(raw: RawRubric, tops: list[Node]) -> None:
    """Puts items below names: for each scoring cell where one has several, else for each row with points."""
    for leaf in leaves(tops):
        leaf.options = () if leaf.is_heading else options(raw, leaf.rows)
    _by_the_total(raw, leaves(tops))
    for leaf in leaves(tops):
        leaf.steps = [] if leaf.options else _steps(raw, leaf)
    found = [leaf for leaf in leaves(tops) if not leaf.options and not leaf.steps]
    if any(_has_items(raw, leaf) for leaf in found):
        for leaf in found:
            _split_cells(raw, leaf)
    for leaf in leaves(tops):
        if not leaf.options and not leaf.steps:
            _split_slots(raw, leaf)


def _by_the_total(raw: RawRubric, found: list[Node]) -> None:
    """Rows of names are steps where only so the points make up the total, most often beside surer ones.

    企业实力 20, 15, 5 and 服务方案 50, 35, 20 are steps: 本地有机构 30, 本地无机构 10 make up 100 as steps.
    """
    several = [leaf for leaf in found if len(leaf.rows) > 1 and not leaf.options]
    if not raw.having("points") or not several or any(leaf.is_heading for leaf in found):
        return
    index = raw.having("points")[-1].index
    whole = next((total.points for total in raw.totals if total.points is not None), Decimal(100))
    others = {
        leaf: maybe for leaf in found if (maybe := not leaf.options and options(raw, leaf.rows, sure=False))
    }
    if len(others) < len(several) and not any(leaf.options for leaf in found):
        # without a surer one, all names have to be of this kind
        return
    best = Decimal(0)
    for leaf in found:
        figures = [points_of_cell(cell.text) or Decimal(0) for cell in cells_of(leaf.rows, [index])]
        best += max(figures, default=Decimal(0)) if leaf.options or leaf in others else sum(figures)
    if others and best == whole:
        for leaf, maybe in others.items():
            leaf.options = maybe


def _steps(raw: RawRubric, leaf: Node) -> list[Cell]:
    """The figures of the rows of a name that share one rule and have no text of their own: +5, +3, +2."""
    columns = [column.index for column in raw.having("points")]
    rules = cells_of(leaf.rows, [column.index for column in raw.having("rule")])
    texts = cells_of(leaf.rows, [column.index for column in raw.having("content")])
    figures = cells_of(leaf.rows, columns[-1:])
    several = len(leaf.rows) > 1 and len(figures) == len(leaf.rows)
    signed = all(squeeze(cell.text).startswith(("+", "-")) for cell in figures)
    return figures if several and signed and len(rules) == 1 and len(texts) <= 1 else []


def _has_items(raw: RawRubric, leaf: Node) -> bool:
    """Whether a name has several scoring cells, all items: not one cut by a page end, nor a band in each."""
    rows = [row for row in leaf.rows if row is leaf.rows[0] or not row.after_break]
    # 加分标准 and 扣分标准 side by side are rules of one name
    groups = {tuple(found) for row in rows if (found := _scoring_cells(raw, [row]))}
    if len(groups) <= 1:
        return False
    splits = [split_bands(clean(cell.text)) for cell in _scoring_cells(raw, rows)]
    grades = [band.grade for split in splits for band in split.bands]
    return not all(split.bands for split in splits) or len(set(grades)) < len(grades)


def _scoring_cells(raw: RawRubric, rows: list[Row]) -> list[Cell]:
    """The filled scoring cells of some rows; a table without scoring column has its content cells instead."""
    scoring = raw.having("rule") or raw.having("content")
    return cells_of(rows, [column.index for column in scoring])


def _split_cells(raw: RawRubric, leaf: Node) -> None:
    """Puts a nameless item below a name for each of its scoring cells."""
    for row in leaf.rows:
        cells = _scoring_cells(raw, [row])
        shared = leaf.children and (not cells or cells == _scoring_cells(raw, leaf.children[-1].rows))
        if shared and not _is_item_of_its_own(raw, row):
            leaf.children[-1].rows.append(row)
        else:
            texts = paragraphs(clean(cells[0].text)) if len(cells) == 1 else ()
            for part in texts if len(texts) > 1 else (None,):
                leaf.children.append(Node(leaf.level + 1, None, [row], is_item=True, part=part))


def _is_item_of_its_own(raw: RawRubric, row: Row) -> bool:
    """Whether a row that shares its scoring cell with those above has a text and points of its own."""
    if row.after_break or not raw.having("rule"):
        return False
    own = [
        [cell for column in raw.having(role) if row.own(column.index) and (cell := row.cells[column.index])]
        for role in ("content", "points")
    ]
    texts, points = own
    return any(not cell.blank for cell in texts) and any(
        points_of_cell(cell.text) is not None for cell in points
    )


def shared_rules(raw: RawRubric, node: Node) -> list[Cell]:
    """The scoring cells of a name with others below it: of a row of its own, or beside several of its items.

    A cell beside one item alone is that item's.
    """
    if not node.children:
        return []
    indexes = [column.index for column in raw.having("rule")]
    own = cells_of(node.alone().rows, indexes)
    if not all(child.is_item and child.part is None for child in node.children):
        return own
    inside = [cells_of(child.rows, indexes) for child in node.children]
    shared = [cell for cell in cells_of(node.rows, indexes) if sum(cell in cells for cells in inside) > 1]
    return [*own, *(cell for cell in shared if cell not in own)]


def _split_slots(raw: RawRubric, leaf: Node) -> None:
    """Puts a nameless item below a name for each row, where each has points of its own: ① 5, ② 5, ③ 5."""
    if leaf.is_item or leaf.is_heading or len(leaf.rows) < 2:
        return
    columns = [column.index for column in raw.having("points") if column.index > (leaf.column or 0)]
    cells = cells_of(leaf.rows, columns[-1:])
    texts = cells_of(leaf.rows, [column.index for column in raw.having("content", "rule")])
    # two items that share a figure are two items all the same
    shared = len(cells) > 1 and len(texts) == len(leaf.rows)
    if len(cells) == len(leaf.rows) or shared:
        leaf.children = [Node(leaf.level + 1, None, [row], is_item=True) for row in leaf.rows]


def merged_names(raw: RawRubric) -> list[tuple[Cell, int]]:
    """Lowest names that stand in one cell beside several merged targets or units, and beside how many."""
    rows: dict[Cell, list[Row]] = {}
    for row in raw.rows:
        for column in raw.having("name")[-1:]:
            cell = row.cells[column.index]
            if cell is not None and not cell.blank and row.heading is None:
                rows.setdefault(cell, []).append(row)
    found = []
    for cell, own in rows.items():
        groups = [cells_of(own, [column.index]) for column in raw.having("target", "unit")]
        merged = [len(group) for group in groups if all(one.row_span > 1 for one in group)]
        if merged and max(merged) > 1:
            found.append((cell, max(merged)))
    return found
