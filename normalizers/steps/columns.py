"""What is doubtful in the columns of a rubric: headings that change or mean nothing known, merged names."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.document import Cell
from normalizers.draft import Draft
from normalizers.outline.items import merged_names
from normalizers.records import Criterion
from normalizers.tables.raw import RawRubric
from normalizers.tables.roles import Column
from normalizers.text.views import clean, excerpt


def tell_of_columns(draft: Draft, raw: RawRubric, rubric_id: str, criteria: Sequence[Criterion]) -> None:
    """Reports what a person should look at in the header and the columns below it."""
    if raw.changed:
        headings = "、".join(clean(cell.text).value for cell in raw.changed)
        draft.report("header-changed", raw.changed[0], owner_id=rubric_id, headings=headings)
    _tell_of_merged_names(draft, raw, criteria)
    scored = any(criterion.points is not None for criterion in criteria)
    for column in raw.having("points") if not scored and not raw.having("ladder", "grade") else ():
        if not column.header:
            # prose has no headings
            continue
        draft.report("points-column-empty", _heading(raw, column), owner_id=rubric_id, header=column.header)
    for column in raw.columns:
        values = {"owner_id": rubric_id, "header": column.header}
        if column.by_content:
            draft.report("column-by-content", _heading(raw, column), **values, role=column.role)
        elif column.role == "unknown" and _filled(raw, column):
            draft.report("column-unknown", _heading(raw, column), **values)


def _tell_of_merged_names(draft: Draft, raw: RawRubric, criteria: Sequence[Criterion]) -> None:
    """Reports names in one cell beside which several merged targets stand."""
    for name, count in merged_names(raw):
        named = clean(name.text).value
        owner_id = next((c.criterion_id for c in criteria if c.name == named and c.row == name.row + 1), "")
        draft.report("names-in-cell", name, owner_id=owner_id, name=excerpt(named), count=count)


def _heading(raw: RawRubric, column: Column) -> Cell | None:
    """The header cell of a column."""
    return next((cell for cell in raw.header if cell.col <= column.index < cell.col + cell.col_span), None)


def _filled(raw: RawRubric, column: Column) -> bool:
    cells = (row.cells[column.index] for row in raw.rows)
    return any(cell is not None and not cell.blank for cell in cells)
