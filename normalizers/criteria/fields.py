"""Target value (目标值), unit (计量单位) and method (考核方式) beside a criterion, as printed."""

from __future__ import annotations

from typing import Literal

from normalizers.criteria.state import RubricDraft
from normalizers.outline.node import Node
from normalizers.tables.furniture import is_filler
from normalizers.text.views import clean

Field = Literal["target", "unit", "method"]
_FIELDS: tuple[Field, ...] = ("target", "unit", "method")


def read_fields(rubric: RubricDraft, node: Node, criterion_id: str) -> dict[Field, str]:
    """The text of each of these columns; empty where the table has none."""
    return {name: _field(rubric, node, name, criterion_id) for name in _FIELDS}


def _field(rubric: RubricDraft, node: Node, name: Field, criterion_id: str) -> str:
    cells = [cell for cell in rubric.cells(node, name) if not is_filler(cell.text)]
    for cell in cells:
        rubric.draft.cite(criterion_id, name, cell)
    if name == "target" and len({cell.col for cell in cells}) > 1:
        # 目标值 over 甲乡 and 乙镇: 8.5 and 7.0 are no 8.57.0
        lowest = sorted(rubric.raw.header, key=lambda cell: cell.row)
        headings = {cell.col: clean(cell.text).value for cell in lowest}
        joined = "；".join(f"{headings.get(cell.col, '')} {clean(cell.text).value}".strip() for cell in cells)
        rubric.draft.report("targets-several", cells[0], owner_id=criterion_id, text=joined)
        return joined
    return "".join(clean(cell.text).value for cell in cells)
