"""Whether a table scores at all: a list of papers to be handed in, or a form to fill in, is no rubric."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.document import Table
from normalizers.cells.kinds import kind_of
from normalizers.cells.points import points_at_end
from normalizers.language import read_clauses
from normalizers.tables.content import scores
from normalizers.tables.furniture import is_filler, is_template
from normalizers.tables.header import find_header
from normalizers.tables.raw import RawRubric
from normalizers.tables.roles import Column, role_of
from normalizers.tables.rows import cells_of
from normalizers.text import patterns
from normalizers.text.views import clean

_FIGURE = patterns.made(r"\d")


def is_scored(raw: RawRubric) -> bool:
    """Whether something in a table of criteria counts: a figure, a rule, a name that says so (否决事项).

    资格审查 | 提供营业执照 asks without scoring; 指标1 | …… above blank cells is a form.
    """
    if raw.having("grade", "ladder"):
        return True
    figures = raw.having("points", "weight", "ladder_points", "tier")
    if any(_FIGURE.search(text) for text in _texts(raw, figures)):
        return True
    if any(total.points is not None for total in raw.totals):
        return True
    said = raw.having("rule", "content", "grade", "ladder_text", "name", "unknown", "method", "note")
    texts = [*_texts(raw, said), *(row.heading.text for row in raw.rows if row.heading is not None)]
    headings = [column.header for column in raw.columns]
    return any(map(_counts, texts)) or any(kind_of(text) != "scored" for text in headings if text)


def scores_somewhere(texts: Iterable[str]) -> bool:
    """Whether one of some texts says how something counts, or what it is worth."""
    return any(map(_counts, texts))


def may_score(table: Table) -> bool:
    """Whether a table that is no rubric may be one nevertheless: it scores, or is headed like one.

    考核指标 | 考核要点 without points may be half of a wide sheet.
    """
    if _is_blank(table):
        return False
    texts = [cell.text for cell in table.cells if not cell.blank]
    heads = {role_of(text)[0] for text in texts}
    return {"name", "content"} <= heads or scores_somewhere(texts)


def _is_blank(table: Table) -> bool:
    """Whether only numbers and names stand below the headings, beside cells to be filled in."""
    grid = table.grid()
    header = find_header(grid)
    if header is None:
        return False
    kept = [
        index
        for index, cell in enumerate(header.headings)
        if cell is not None and role_of(cell.text)[0] not in {"number", "name"}
    ]
    below = [cell for row in grid[header.end :] for index in kept if (cell := row[index]) is not None]
    return len(grid) > header.end and all(
        cell.blank or cell.col not in kept or is_filler(cell.text) for cell in below
    )


def _counts(text: str) -> bool:
    found = clean(text)
    if scores(text) or points_at_end(found) is not None or kind_of(found.value) != "scored":
        return True
    reading = read_clauses(found)
    return bool(reading.clauses or reading.unread)


def _texts(raw: RawRubric, columns: Sequence[Column]) -> list[str]:
    cells = cells_of(raw.rows, [column.index for column in columns])
    return [cell.text for cell in cells if not is_filler(cell.text) and not is_template(cell.text)]
