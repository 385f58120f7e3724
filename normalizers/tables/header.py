"""Where the header (表头) of a table stands, and the heading of each column in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.document import Cell
from extractors.frozen import frozen
from normalizers.bands.split import grade_heading
from normalizers.cells.kinds import kind_of_figures
from normalizers.cells.points import points_of_cell
from normalizers.tables.content import is_short, mostly, numbers_rows, scores
from normalizers.tables.furniture import is_filler
from normalizers.tables.roles import LADDER, Role, names_assessors, role_of
from normalizers.text import patterns
from normalizers.text.views import clean, squeeze
from normalizers.vocabulary import words

# roles that only a table of criteria has: a header needs one of these beside a name or content
_SCORING: frozenset[Role] = frozenset({"rule", "points", "weight"})
_SUBHEADING_LENGTH = 10
_FEWEST_ROWS = 2
_FIGURE = patterns.made(r"\d")
_SENTENCE = patterns.made(r"[。;:,]")


def header_row(grid: Sequence[Sequence[Cell | None]], limit: int = 8) -> int | None:
    """The row of the header among the first `limit` rows: the one with most headings; None without one."""
    best: tuple[int, int] | None = None
    for index, row in enumerate(grid[:limit]):
        texts = [cell.text for cell in _own(row, index) if not cell.blank]
        roles = {role_of(text)[0] for text in texts} - {"unknown"}
        if len(grades_in([cell.text for cell in _own(row, index)])) >= LADDER:
            roles.add("rule")
        # 评价主体 | 满分 | 权重: rows of those who mark, by their shares
        shared = "weight" in roles and any(map(names_assessors, texts))
        named = shared or roles & {"name", "content", "rule"}
        if named and roles & _SCORING and len(roles) >= 2 and (best is None or len(roles) > best[0]):
            best = (len(roles), index)
    return best[1] if best else None


def _unknown_words(grid: Sequence[Sequence[Cell | None]]) -> int | None:
    """The first row where it heads columns of names and of what they count, in words that nobody knows.

    管什么 | 几分 | 怎么扣 above 河道 | 30 | 每处扣2分; 行为 | 记分 above +3; 指标 | 档次 | 得分 above steps.
    """
    top = next((index for index, row in enumerate(grid) if sum(map(_filled, row)) > 1), None)
    if top is None or len(grid) - top <= _FEWEST_ROWS:
        return None
    # a column with nothing in it stands between two lists
    filled = [index for index in range(len(grid[top])) if any(_filled(row[index]) for row in grid[top:])]
    grid = [[row[index] for index in filled] for row in grid]
    heads = [squeeze(cell.text) if cell is not None else "" for cell in grid[top]]
    short = [0 < len(head) <= _SUBHEADING_LENGTH and not _FIGURE.search(head) for head in heads]
    if len(set(heads)) < len(heads) or not all(short) or any(_SENTENCE.search(head) for head in heads):
        return None
    columns = [
        [c.text for row in grid[top + 1 :] if (c := row[index]) and not c.blank and not is_filler(c.text)]
        for index in range(len(heads))
    ]
    known = [role_of(head)[0] for head in heads]
    figures = [index for index, texts in enumerate(columns) if _all_points(texts)]
    named = next(
        (index for index, texts in enumerate(columns) if index not in figures and not numbers_rows(texts)),
        None,
    )
    names = named is not None and known[named] in {"name", "content", "unknown"}
    if named is None or not names or not mostly(columns[named], is_short):
        return None
    ruled = any(
        mostly(texts, scores) for index, texts in enumerate(columns) if index > named and len(texts) > 1
    )
    for index in figures:
        cells, full = columns[index], len(columns[index]) >= len(grid) - top - 1
        signed = all(squeeze(text).startswith(("+", "-")) for text in cells)
        # 得分 that is filled in beside each step of a name
        steps = full and index - named > 1 and known[index] == "blank" and known[named] == "name"
        # 记分, 扣分 beside each 情形
        counted = full and known[named] in {"name", "content"} and heads[index].endswith(_counted())
        # +5 | +3 below 第一作者 | 第二作者 is a matrix
        signed = signed and len(figures) == 1
        # 加分 | 扣分 above figures says of each what it does
        kinds = all(kind_of_figures(heads[one]) != "scored" for one in figures)
        if index > named and (signed or kinds or ruled or steps or counted):
            return top
    return None


@cache
def _counted() -> tuple[str, ...]:
    return tuple(words("headers")["counted"])


def _filled(cell: Cell | None) -> bool:
    return cell is not None and not cell.blank


def _all_points(texts: Sequence[str]) -> bool:
    return (
        len(texts) > 1 and all(points_of_cell(text) is not None for text in texts) and not numbers_rows(texts)
    )


def grades_in(headings: Sequence[str]) -> dict[str, int]:
    """The grades that some headings name, each with its place."""
    named = ((index, grade_heading(clean(heading))) for index, heading in enumerate(headings))
    return {band.grade: index for index, band in named if band is not None}


def _own(row: Sequence[Cell | None], index: int) -> list[Cell]:
    """The cells that begin in this row."""
    return list(dict.fromkeys(cell for cell in row if cell is not None and cell.row == index))


@frozen
class Header:
    """The heading of each column, all cells of the header, and the rows from `start` to `end`."""

    headings: tuple[Cell | None, ...]
    cells: tuple[Cell, ...]
    start: int
    end: int


def find_header(grid: Sequence[Sequence[Cell | None]]) -> Header | None:
    """The header with all of its rows: 考核指标 over 类别 and 名称."""
    top = header_row(grid)
    if top is None:
        top = _unknown_words(grid)
    return None if top is None else header_at(grid, top)


def header_at(grid: Sequence[Sequence[Cell | None]], top: int) -> Header:
    """The header that has a row of headings in row `top`."""
    found = [cell for cell in grid[top] if cell is not None]
    start = min(cell.row for cell in found)
    end = max(cell.row + cell.row_span for cell in found)
    if end == top + 1 and end < len(grid) and _goes_on(grid[top], grid[end]):
        end += 1
    cells = dict.fromkeys(cell for row in grid[start:end] for cell in row if cell is not None)
    headings = list(grid[top])
    for column, below in enumerate(grid[end - 1]):
        if below is None or below.blank or below is headings[column]:
            continue
        # a text export prints a heading that spans columns in the first of them
        above = next((cell for cell in headings[column::-1] if cell is not None and not cell.blank), None)
        # 名称 below 考核指标 says less than what it stands under; 好 and A（10分） below 评价标准 say more
        text = clean(below.text).value
        vague = role_of(text)[0] == "unknown" and grade_heading(clean(below.text)) is None
        headings[column] = above if vague and above else below
    return Header(tuple(headings), tuple(cells), start, end)


def _goes_on(header: Sequence[Cell | None], below: Sequence[Cell | None]) -> bool:
    """Whether a text export prints a second row of headings: below blank ones and the one that spans them."""
    blank = {column for column, cell in enumerate(header) if cell is None or cell.blank}
    filled = {column for column, cell in enumerate(below) if cell is not None and not cell.blank}
    spanning = {column - 1 for column in blank} - blank
    short = all(len(squeeze(cell.text)) <= _SUBHEADING_LENGTH for cell in below if cell is not None)
    return bool(blank) and blank <= filled <= blank | spanning and len(filled) > 1 and short
