"""Raw rows of a rubric to its outline: headings, names by level and items below them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.document import Cell
from normalizers.cells.points import points_at_end
from normalizers.outline.items import split_items
from normalizers.outline.node import Node
from normalizers.outline.placing import place_figures, place_labels, read_weights_as_points
from normalizers.tables.furniture import is_filler
from normalizers.tables.raw import RawRubric
from normalizers.tables.roles import Column
from normalizers.tables.rows import Row, cells_of
from normalizers.text import patterns
from normalizers.text.numerals import decimal, integer
from normalizers.text.views import clean, squeeze

# how far out a heading stands: 一、 before （一） before 1.
_RANKS = (
    patterns.made(r"[一二三四五六七八九十]{1,3}(?:[、.]|$)|第[一二三四五六七八九十]{1,3}"),
    patterns.made(r"\([一二三四五六七八九十]{1,3}\)"),
    patterns.made(r"\d|\(\d"),
)
_PUNCTUATION = patterns.made(r"\p{P}")
# one blank name is a name that is missing; several show that names are merged
_SEVERAL = 2


def grow(raw: RawRubric) -> list[Node]:
    """The tree of headings and name columns; every scoring cell is an item where a name has several."""
    tops: list[Node] = []
    outer: list[tuple[int, Node]] = []
    path: list[Node] = []
    repeated = _repeats_names(raw)
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
            _hang(raw, row, path, outer[-1][1].children if outer else tops, len(outer), repeated=repeated)
        for node in [*(node for _, node in outer), *path]:
            node.rows.append(row)
        if not raw.having("name"):
            path = []
    split_items(raw, tops)
    place_labels(raw, tops)
    for role in ("points", "weight"):
        place_figures(raw, tops, role)
    read_weights_as_points(tops)
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


def _hang(
    raw: RawRubric, row: Row, path: list[Node], tops: list[Node], depth: int, *, repeated: bool
) -> None:
    """Moves `path`, the names that a row stands below, on to this row; new names are hung into the tree.

    `repeated`: the table prints the lowest names in each of their rows.
    """
    level, again = 0, False
    names = raw.having("name")
    if names and path and _is_nameless(raw, row, path[-1]):
        _open(path, len(path) - 1, tops, Node(path[-1].level, None, column=names[-1].index))
        return
    for place, column in enumerate(names):
        cell = row.cells[column.index]
        if place and cell is not None and cell is row.cells[names[place - 1].index]:
            # 加分项 spans the columns of two levels
            continue
        if cell is not None and level < len(path) and path[level].cell is cell:
            level += 1
            continue
        if (
            cell is not None
            and level < len(path)
            and (again or repeated or column is not names[-1] or row.after_break)
        ):
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


def _is_nameless(raw: RawRubric, row: Row, above: Node) -> bool:
    """Whether a row holds points and nothing else, below a name that has its own."""
    scored = [column.index for column in raw.having("points")]
    filled = [cell for cell in row.cells if cell is not None and not cell.blank]
    before = cells_of(above.rows, scored)
    return bool(before) and len(filled) == 1 and filled[0].col in scored and filled[0] not in before


def _repeats_names(raw: RawRubric) -> bool:
    """Whether a table prints its lowest names in each of their rows, as what a system exports does.

    One that is printed twice may be two; where no name is merged over rows and several come again directly
    below themselves, or one does with its own points (安全管理（10分） above items of 6 and 4), they are one.
    """
    names = raw.having("name")
    rows = [row for row in raw.rows if row.heading is None]
    if not names or any(
        cell is not None and cell.row_span > 1 for row in rows for cell in [row.cells[names[-1].index]]
    ):
        return False
    printed = [_names_of(row, names) for row in rows]
    again = {own for own, below in pairwise(printed) if own == below and own[-1]}
    if len(again) >= _SEVERAL:
        return True
    # 其他（5分） beside 5, twice, are two
    scored = [column.index for column in raw.having("points")]
    return any(
        (pointed := points_at_end(clean(own[-1]))) is not None
        and all(decimal(squeeze(cell.text).rstrip("分")) != pointed[0] for cell in cells_of([row], scored))
        for own, row in zip(printed, rows, strict=True)
        if own in again
    )


def _names_of(row: Row, names: Sequence[Column]) -> tuple[str, ...]:
    """What is printed in the columns of names."""
    cells = (row.cells[column.index] for column in names)
    return tuple("" if cell is None or is_filler(cell.text) else squeeze(cell.text) for cell in cells)


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
