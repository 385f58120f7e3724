"""Raw rows of a rubric to its outline: headings, names by level and items, with their numbers and points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import regex

from extractors.document import Cell
from normalizers.bands.split import split_bands
from normalizers.cells.components import paragraphs
from normalizers.cells.points import points_of_cell
from normalizers.tables.layout import RawRubric, is_filler
from normalizers.tables.rows import Row
from normalizers.text.numerals import integer
from normalizers.text.views import Text, clean, squeeze

# how far out a heading stands: 一、 before （一） before 1.
_RANKS = (
    regex.compile(r"[一二三四五六七八九十]{1,3}(?:[、.]|$)|第[一二三四五六七八九十]{1,3}"),
    regex.compile(r"\([一二三四五六七八九十]{1,3}\)"),
    regex.compile(r"\d|\(\d"),
)


_PUNCTUATION = regex.compile(r"\p{P}")
# one blank name is a name that is missing; several show that names are merged
_SEVERAL = 2


@dataclass(eq=False)
class Node:
    """A criterion in the making: its name cell, the rows that it covers and what stands below it.

    `column` is the name column that it stands in: None for a heading in a row of its own and for an item.
    `part` is the text of an item that shares its cell, `repeats` the cells that print a name again.
    """

    level: int
    cell: Cell | None
    rows: list[Row] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    column: int | None = None
    label: Cell | None = None
    points: Cell | None = None
    weight: Cell | None = None
    is_heading: bool = False
    is_item: bool = False
    part: Text | None = None
    repeats: list[Cell] = field(default_factory=list)

    def walk(self) -> list[Node]:
        """This node and all below it, in printed order."""
        return [self, *(node for child in self.children for node in child.walk())]


def grow(raw: RawRubric) -> list[Node]:
    """The tree of headings and name columns; every scoring cell is an item where a name has several."""
    tops: list[Node] = []
    outer: list[tuple[int, Node]] = []
    path: list[Node] = []
    for row in raw.rows:
        if row.heading is not None:
            rank = _rank(raw, row)
            while outer and outer[-1][0] >= rank:
                outer.pop()
            heading = Node(len(outer) + 1, row.heading, label=_number_cell(raw, row), is_heading=True)
            (outer[-1][1].children if outer else tops).append(heading)
            outer.append((rank, heading))
            path = []
        else:
            _hang(raw, row, path, outer[-1][1].children if outer else tops, len(outer))
        for node in [*(node for _, node in outer), *path]:
            node.rows.append(row)
        if not raw.having("name"):
            path = []
    leaves = _leaves(tops)
    if any(_has_items(raw, leaf) for leaf in leaves):
        for leaf in leaves:
            _split_items(raw, leaf)
    for leaf in _leaves(tops):
        _split_slots(raw, leaf)
    _place_labels(raw, tops)
    for role in ("points", "weight"):
        _place(raw, tops, role)
    return tops


def _rank(raw: RawRubric, row: Row) -> int:
    """How far out a heading stands, by its number; without one it stands outermost."""
    printed = [cell.text for cell in (_number_cell(raw, row), row.heading) if cell is not None]
    text = squeeze("".join(printed))
    return next((rank for rank, pattern in enumerate(_RANKS) if pattern.match(text)), 0)


def _number_cell(raw: RawRubric, row: Row) -> Cell | None:
    """The number of a row, when it has one of its own."""
    for column in raw.having("number"):
        cell = row.cells[column.index]
        if row.own(column.index) and cell is not None and not cell.blank and cell is not row.heading:
            return cell
    return None


def _hang(raw: RawRubric, row: Row, path: list[Node], tops: list[Node], depth: int) -> None:
    """Moves `path`, the names that a row stands below, on to this row; new names are hung into the tree."""
    level, again = 0, False
    names = raw.having("name")
    for place, column in enumerate(names):
        cell = row.cells[column.index]
        if place and cell is not None and cell is row.cells[names[place - 1].index]:
            # 加分项 spans the columns of two levels
            continue
        if cell is not None and level < len(path) and path[level].cell is cell:
            level += 1
            continue
        if cell is not None and level < len(path) and (again or column is not names[-1] or row.after_break):
            # a lowest name that comes again may be another; below an outer one that does, it is not
            again = _is_printed_again(path[level], cell)
            if again:
                path[level].repeats.append(cell)
                level += 1
                continue
        if cell is None or cell.blank or is_filler(cell.text):
            # a blank cell goes on with the name above it, as long as the levels outside of it do
            starts_anew = (
                column is names[-1] and _number_cell(raw, row) is not None and not _items_numbered(raw)
            )
            known = level < len(path) and path[level].column == column.index
            if known and not starts_anew:
                level += 1
            continue
        _open(path, level, tops, Node(depth + level + 1, cell, column=column.index))
        level += 1
    del path[level:]
    if not path:
        # 扣分项 in the column of numbers
        cell = _number_cell(raw, row)
        named = cell is not None and integer(squeeze(cell.text).strip(".、()")) is None
        last = names[-1].index if names else None
        _open(path, 0, tops, Node(depth + 1, cell if named else None, column=last))


def _items_numbered(raw: RawRubric) -> bool:
    """Whether the numbers count the items below the names: 1 综合管理 …, 2 (blank) …, 3 (blank) …."""
    lowest = raw.having("name")[-1].index
    blank = [
        row
        for row in raw.rows
        if row.heading is None
        and (number := _number_cell(raw, row)) is not None
        and integer(squeeze(number.text).strip(".、()")) is not None
        and ((cell := row.cells[lowest]) is None or cell.blank)
    ]
    return len(blank) >= _SEVERAL


def _is_printed_again(node: Node, cell: Cell) -> bool:
    """Whether a name is only printed once more, as at a page break: 七、避险, 七避险."""
    return node.cell is not None and not cell.blank and _letters(node.cell) == _letters(cell)


def _letters(cell: Cell) -> str:
    return _PUNCTUATION.sub("", squeeze(cell.text))


def _open(path: list[Node], level: int, tops: list[Node], node: Node) -> None:
    del path[level:]
    (path[-1].children if path else tops).append(node)
    path.append(node)


def _leaves(tops: list[Node]) -> list[Node]:
    return [node for top in tops for node in top.walk() if not node.children]


def _has_items(raw: RawRubric, leaf: Node) -> bool:
    """Whether a name has several scoring cells, all items: not one cut by a page end, nor a band in each."""
    rows = [row for row in leaf.rows if row is leaf.rows[0] or not row.after_break]
    cells = _scoring_cells(raw, rows)
    splits = [split_bands(clean(cell.text)) for cell in cells]
    grades = [band.grade for split in splits for band in split.bands]
    ladder = all(split.bands for split in splits) and len(set(grades)) == len(grades)
    # 加分标准 and 扣分标准 side by side are rules of one name
    groups = {tuple(found) for row in rows if (found := _scoring_cells(raw, [row]))}
    return len(groups) > 1 and not ladder


def _scoring_cells(raw: RawRubric, rows: list[Row]) -> list[Cell]:
    """The filled scoring cells of some rows; a table without scoring column has its content cells instead."""
    scoring = raw.having("rule") or raw.having("content")
    return cells_of(rows, [column.index for column in scoring])


def cells_of(rows: list[Row], indexes: list[int]) -> list[Cell]:
    """The filled cells of these columns in these rows, each once."""
    found = (row.cells[index] for row in rows for index in indexes)
    return list(dict.fromkeys(cell for cell in found if cell is not None and not cell.blank))


def _split_items(raw: RawRubric, leaf: Node) -> None:
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
    below = {id(row) for child in node.children for row in child.rows}
    own = cells_of([row for row in node.rows if id(row) not in below], indexes)
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
    if len(cells_of(leaf.rows, columns[-1:])) == len(leaf.rows):
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


def _place_labels(raw: RawRubric, tops: list[Node]) -> None:
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
            if cell is not None and cell is not node.cell and node.label is None:
                node.label = cell


def _label_in(row: Row, column: int) -> Cell | None:
    cell = row.cells[column]
    own = row.heading is None and row.own(column) and cell is not None and not cell.blank
    return cell if own else None


def _place(raw: RawRubric, tops: list[Node], role: Literal["points", "weight"]) -> None:
    """Gives each points or weight cell to the smallest criterion whose rows it covers exactly, once.

    A column that stands between two levels of names belongs to the outer one.
    """
    names = [column.index for column in raw.having("name")]
    standing: dict[int, list[Node]] = {}
    for node in (node for top in tops for node in top.walk()):
        for row in node.rows:
            standing.setdefault(id(row), []).append(node)
    for column in raw.having(role):
        covered: dict[Cell, list[int]] = {}
        for row in raw.rows:
            cell = row.cells[column.index]
            if cell is not None and not cell.blank and not is_filler(cell.text):
                covered.setdefault(cell, []).append(id(row))
        around = {
            cell: [n for n in standing[rows[0]] if n in standing[rows[-1]]] for cell, rows in covered.items()
        }
        left = [index for index in names if index < column.index]
        if left and left != names:
            outer = {cell: [n for n in nodes if n.column == left[-1]] for cell, nodes in around.items()}
            held = [node for nodes in outer.values() for node in nodes]
            # several figures beside one name belong to what stands below it
            if len(held) == len(set(held)):
                around = {cell: nodes or around[cell] for cell, nodes in outer.items()}
        for cell, nodes in around.items():
            exact = [node for node in nodes if len(node.rows) == len(covered[cell])]
            free = [node for node in exact or nodes if getattr(node, role) is None]
            if free:
                setattr(free[-1], role, cell)
