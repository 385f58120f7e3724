"""Whether a table goes on from the one before it, over a page end or a gap in an export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.document import Table
from extractors.numbering import ordinal
from extractors.tables.page_breaks import are_bracketed, is_broken
from extractors.tables.stack import Above
from extractors.tables.table_head import bare, column, repeats, row_texts

# Columns of two pages agree when their edges differ by less than this many points.
_SLACK = 6.0
# A short name is no longer than this.
_LABEL = 8
# A row of so many cells may be anything; headings are more.
_SEVERAL = 2
_FIGURE = re.compile(r"\d")
# 1  1.2  （三）  四、
_ORDINAL = re.compile(
    r"""
    (?P<before> [（(]? (?: \d{1,2} \. )* )
    (?: (?P<figure> \d{1,3} ) | (?P<han> [一二三四五六七八九十]{1,3} ) )
    (?P<after> [）)、．.]? )
    """,
    re.VERBOSE,
)
_HAN = {ordinal(number, "chineseCounting"): number for number in range(1, 100)}


def follower(above: Above, table: Table, told: bool = False) -> Table | None:
    """The table as it goes on from those above, or None when it stands for itself.

    It has their header again, or it stands on the next page without one and its columns agree; its
    rows may all have merged cells (合计 over four columns, 100), so that it has fewer columns. Where the
    source has no pages, its first row must go on with the last one, unless 续表 above `told` so.
    """
    first, *_ = above.tables
    if repeats_header(above, table):
        return table
    if _has_own_head(above, table):
        return None
    if table.anchor.page is None and above.last.anchor.page is None:
        whole = table.cols == first.cols
        return table if whole and not _is_head(table) and _goes_on(above, table, told) else None
    if not _breaks(above.last, table):
        return None
    return _aligned(table, _edges(table), _edges(above.last))


def repeats_header(above: Above, table: Table) -> bool:
    """Whether a table begins with the header of the first one."""
    first, *_ = above.tables
    return table.cols == first.cols and repeats(above.head, row_texts(table, len(above.head)))


def numbers_begin_anew(above: Above, table: Table) -> bool:
    """Whether the first number below the header is that of the first table again."""
    col = _number_column(above)
    if col is None:
        return False
    before = [number for number in map(_ordinal, above.column(col)) if number]
    after = [number for number in map(_ordinal, column(table, col)) if number]
    return bool(before and after) and before[0] == after[0]


def _is_head(table: Table) -> bool:
    """Whether the first row is one of short names: another header, whatever stands below it."""
    texts = _top(table)
    return len(texts) > 1 and all(map(_is_name, texts))


def _top(table: Table) -> list[str]:
    return [bare(cell.text) for cell in table.cells if cell.row == 0 and not cell.blank]


def _goes_on(above: Above, table: Table, told: bool) -> bool:
    """Whether the first row goes on with the last one: its number is the next, or its first cells are blank.

    Below headings alone stand their rows.
    """
    texts = _top(table)
    if not texts:
        return False
    if told or _only_heads(above) or _name_broken(above, table):
        return True
    col = _number_column(above)
    if col is not None:
        before = [number for number in map(_ordinal, above.column(col)) if number]
        after = [number for number in map(_ordinal, column(table, col)) if number]
        here = column(table, col)[0]
        if after:
            return (not here or _ordinal(here) is not None) and _next(before[-1]) == after[0]
        if here:
            return False
    names = [text for text in above.column(0) if text]
    name = column(table, 0)[0]
    # 组织建设 printed again on the next page, or nothing before a text that goes on
    return name == names[-1] if name and names else not name and max(map(len, texts)) > 2 * _LABEL


def _only_heads(above: Above) -> bool:
    """Whether all that stands above is one row of headings."""
    (first, *others) = above.tables
    heads = [bare(cell.text) for cell in first.cells]
    return (
        not others and first.rows == 1 and len(heads) > _SEVERAL and all(map(_is_name, heads)) and all(heads)
    )


def _name_broken(above: Above, table: Table) -> bool:
    """Whether the first row holds the rest of a name of the last row: 巡查考 / 核（4分）."""
    for col in range(table.cols):
        *names, last = above.column(col) or [""]
        if are_bracketed(list(filter(None, names))) and is_broken(last, column(table, col)[0]):
            return True
    return False


def _is_name(text: str) -> bool:
    return len(text) <= _LABEL and not _FIGURE.search(text) and _ordinal(text) is None


def _number_column(above: Above) -> int | None:
    """The first column most of whose cells below the header number the rows, counting up."""
    for col in range(above.tables[0].cols):
        texts = [text for text in above.column(col) if text]
        numbers = [number for number in map(_ordinal, texts) if number]
        if numbers and 2 * len(numbers) > len(texts):
            # points are figures as well, but do not count up from one
            counts = (numbers[0][1] == 1 or len(numbers) > 1) and all(
                _next(one) == other for one, other in pairwise(numbers)
            )
            return col if counts else None
    return None


def _ordinal(text: str) -> tuple[str, int, str] | None:
    """What stands before a number, its value, what stands after: （三） gives （, 3, ）."""
    found = _ORDINAL.fullmatch(text)
    if found is None:
        return None
    value = int(found["figure"]) if found["figure"] else _HAN.get(found["han"], 0)
    return found["before"], value, found["after"]


def _next(number: tuple[str, int, str]) -> tuple[str, int, str]:
    return number[0], number[1] + 1, number[2]


def _aligned(table: Table, own: list[float], edges: list[float]) -> Table | None:
    """The table with its columns counted as those between `edges`; None where they do not agree."""
    if not own or not edges:
        return None
    at = [min(range(len(edges)), key=lambda number: abs(edges[number] - edge)) for edge in own]
    agree = all(abs(edges[number] - edge) <= _SLACK for number, edge in zip(at, own, strict=True))
    if not agree or len(set(at)) < len(at) or at[0] != 0 or at[-1] != len(edges) - 1:
        return None
    cells = tuple(
        replace(cell, col=at[cell.col], col_span=at[cell.col + cell.col_span] - at[cell.col])
        for cell in table.cells
    )
    return replace(table, cells=cells, cols=len(edges) - 1, widths=_widths(edges))


def _widths(edges: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(after - before, 2) for before, after in pairwise(edges))


def _breaks(before: Table, after: Table) -> bool:
    page, next_page = _last_page(before), after.anchor.page
    return page is not None and next_page is not None and next_page > page


def _last_page(table: Table) -> int | None:
    # a header may be all that the last page has
    pages = [part.anchor.page for cell in (*table.cells, *table.repeated) for part in cell.fragments]
    return max((page for page in pages if page is not None), default=None)


def _has_own_head(above: Above, table: Table) -> bool:
    """Whether the first row names columns as the header does, but not all the same."""
    mine = {text for row in above.head for *_, text in row if text}
    shared = [text in mine for text in _top(table)]
    return sum(shared) >= 2 and 2 * sum(shared) >= len(shared)


def _edges(table: Table) -> list[float]:
    """The left edge of each column and the right edge of the table; empty without geometry.

    Columns that another page prints (a sheet wider than its paper) are counted on from those before.
    """
    left: dict[int, float] = {}
    right: dict[int, float] = {}
    for cell in table.cells:
        box = cell.fragments[0].anchor.box
        if box is None:
            return []
        left[cell.col] = min(left.get(cell.col, box.x0), box.x0)
        right[cell.col] = max(right.get(cell.col, box.x1), box.x1)
    edges: list[float] = []
    shift = end = 0.0
    for col in sorted(left):
        if edges and left[col] + shift <= edges[-1]:
            shift = end - left[col]
        edges.append(left[col] + shift)
        end = max(end, right[col] + shift)
    return [*edges, end]
