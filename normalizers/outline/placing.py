"""Numbers, points and weights in their columns to the criteria that they belong to."""

from __future__ import annotations

from typing import Literal

from extractors.document import Cell
from normalizers.cells.points import points_of_cell
from normalizers.outline.node import Node
from normalizers.tables.furniture import is_filler, is_template
from normalizers.tables.raw import RawRubric
from normalizers.tables.rows import Row


def place_labels(raw: RawRubric, tops: list[Node]) -> None:
    """Gives each number to the criterion that begins in its row, on the level that the column numbers.

    That is the level right of the column where each level has its own, else the outermost level of which
    a criterion begins in every numbered row: 1, 2, 3 beside 业务, (blank), 综合 number the names below these.
    """
    nodes = [node for top in tops for node in top.walk()]
    columns = raw.having("number")
    levels: dict[int, list[Node]] = {}
    for node in nodes:
        if not node.is_heading:
            levels.setdefault(len(raw.columns) if node.is_item else node.column or 0, []).append(node)
    for column in columns:
        cells = {id(row): cell for row in raw.rows if (cell := _label_in(row, column.index)) is not None}
        right = [key for key in sorted(levels) if key > column.index]
        fitting = [key for key in sorted(levels) if cells.keys() <= {id(n.rows[0]) for n in levels[key]}]
        chosen = right if len(columns) > 1 else fitting or sorted(levels)[-1:]
        for node in levels[chosen[0]] if chosen else []:
            cell = cells.get(id(node.rows[0]))
            if node.options and sum(id(row) in cells for row in node.rows) > 1:
                # 1, 2 and 3 number the steps of a name
                continue
            if cell is not None and cell is not node.cell and node.label is None:
                node.label = cell


def _label_in(row: Row, column: int) -> Cell | None:
    cell = row.cells[column]
    own = row.heading is None and row.own(column) and cell is not None and not cell.blank
    return cell if own else None


def _group(siblings: list[Node], rows: list[int]) -> Node | None:
    """A nameless node above the siblings that share a figure; None where their rows are not just these.

    时间准确 3, then 5 over 验收及时 and 记录真实: the 5 is of both, of neither alone, and not of the section.
    """
    places = [place for place, node in enumerate(siblings) if id(node.rows[0]) in rows]
    run = [siblings[place] for place in places]
    if len(run) < 2 or [id(row) for node in run for row in node.rows] != rows:
        return None
    for node in (node for top in run for node in top.walk()):
        node.level += 1
    group = Node(run[0].level - 1, None, [row for node in run for row in node.rows], run, is_item=True)
    siblings[places[0] : places[-1] + 1] = [group]
    return group


def place_figures(raw: RawRubric, tops: list[Node], role: Literal["points", "weight"]) -> None:
    """Gives each points or weight cell to the smallest criterion whose rows it covers exactly, once.

    A column that stands between two levels of names belongs to the outer one.
    """
    names = [column.index for column in raw.having("name")]
    nodes = [node for top in tops for node in top.walk()]
    taken = {id(cell) for node in nodes for cell in (*node.steps, *(one.points for one in node.options))}
    standing: dict[int, list[Node]] = {}
    for node in nodes:
        for row in node.rows:
            standing.setdefault(id(row), []).append(node)
    for column in raw.having(role):
        covered: dict[Cell, list[int]] = {}
        for row in raw.rows:
            cell = row.cells[column.index]
            empty = cell is None or cell.blank or is_filler(cell.text) or is_template(cell.text)
            if cell is not None and not empty and id(cell) not in taken:
                covered.setdefault(cell, []).append(id(row))
        around = {
            cell: [n for n in standing[rows[0]] if n in standing[rows[-1]]] for cell, rows in covered.items()
        }
        left = [index for index in names if index < column.index]
        if left and left != names:
            outer = {cell: [n for n in found if n.column == left[-1]] for cell, found in around.items()}
            held = [node for found in outer.values() for node in found]
            # several figures beside one name belong to what stands below it
            if len(held) == len(set(held)):
                around = {cell: found or around[cell] for cell, found in outer.items()}
        for cell, found in around.items():
            exact = [node for node in found if len(node.rows) == len(covered[cell])]
            if not exact and (group := _group(found[-1].children if found else tops, covered[cell])):
                exact = [group]
            free = [node for node in exact or found if getattr(node, role) is None]
            if free:
                setattr(free[-1], role, cell)


def read_weights_as_points(tops: list[Node]) -> None:
    """Weights that make up the points of the group above them are points: 技术部分 90 over 40, 30 and 20."""
    groups = [node for top in tops for node in top.walk() if node.points is not None and node.children]
    if not groups or any(child.points is not None for group in groups for child in group.children):
        return
    for group in groups:
        figures = [points_of_cell(child.weight.text) for child in group.children if child.weight is not None]
        known = [figure for figure in figures if figure is not None]
        whole = points_of_cell(group.points.text) if group.points is not None else None
        if len(known) != len(group.children) or sum(known) != whole:
            return
    for child in (child for group in groups for child in group.children):
        child.points, child.weight = child.weight, None
