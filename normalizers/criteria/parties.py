"""Departments (责任部门, 考核部门) of a criterion: those beside it, or handed down from the cell above."""

from __future__ import annotations

from itertools import takewhile

from extractors.document import Cell, Quality
from normalizers.cells.parties import parties
from normalizers.criteria.state import RubricDraft
from normalizers.outline.node import Node
from normalizers.records import Party, PartyRole
from normalizers.tables.furniture import is_filler
from normalizers.tables.raw import RawRubric
from normalizers.tables.roles import Column, Role
from normalizers.tables.rows import cells_of
from normalizers.text.views import clean, squeeze

_ROLES: dict[Role, PartyRole] = {
    "party": "lead",
    "owner": "lead",
    "joint": "joint",
    "assessed": "assessed",
}


def read_parties(rubric: RubricDraft, node: Node, criterion_id: str) -> None:
    """The departments of a criterion, column by column."""
    for column in rubric.raw.columns:
        role = _ROLES.get(column.role)
        if role is None:
            continue
        # a department answers for a name and its items, unless each item has one and they differ
        if _differ(node, column.index):
            rubric.by_item.update((child, column.index) for child in node.children)
        elif not node.is_item or (node, column.index) in rubric.by_item:
            _read_column(rubric, node, column, role, criterion_id)


def read_own_parties(rubric: RubricDraft, node: Node, criterion_id: str) -> None:
    """The departments printed in the row of a section itself; a blank cell there says nothing."""
    for column in rubric.raw.columns:
        role = _ROLES.get(column.role)
        for cell in cells_of(node.rows, [column.index]) if role else ():
            if role and not is_filler(cell.text):
                _add(rubric, cell, criterion_id, role, inherited=False)


def _read_column(rubric: RubricDraft, node: Node, column: Column, role: PartyRole, criterion_id: str) -> None:
    """The departments in the cells of one column; a merged or blank cell hands down the one above it."""
    printed = cells_of(node.rows, [column.index])
    cells = [cell for cell in printed if not is_filler(cell.text)]
    if cells:
        rubric.last_party[column.index] = cells[-1]
        inherited = cells[0].row < node.rows[0].index
        for cell in cells:
            _add(rubric, cell, criterion_id, role, inherited)
        return
    if printed or rubric.raw.prose:
        # —— says that there is none; only a blank cell goes on with the one above
        return
    above = rubric.last_party.get(column.index) or _first(rubric.raw, column.index)
    blank = node.rows[0].cells[column.index]
    # a list from which nobody chose a department names none, whatever stands above
    if above is None or (blank is not None and blank.emptied):
        rubric.draft.report("party-missing", node.cell or blank, owner_id=criterion_id)
        return
    name = "、".join(party.name for party in parties(clean(above.text), role))
    rubric.draft.report("party-inherited", blank, owner_id=criterion_id, name=name)
    _add(rubric, above, criterion_id, role, inherited=True)


def _differ(node: Node, index: int) -> bool:
    """Whether each item below a name has a department in this column, and not all have the same."""
    printed = [cells_of(child.rows, [index]) for child in node.children]
    return all(printed) and len({squeeze(cell.text) for cells in printed for cell in cells}) > 1


def _first(raw: RawRubric, index: int) -> Cell | None:
    """The first filled cell of the column: a merged cell whose text stands in its middle row."""
    cells = (row.cells[index] for row in raw.rows)
    return next((cell for cell in cells if cell and not cell.blank and not is_filler(cell.text)), None)


def _add(rubric: RubricDraft, cell: Cell, criterion_id: str, role: PartyRole, inherited: bool) -> None:
    """Adds the departments of a cell; one that is printed again on the next page is added once."""
    draft = rubric.draft
    found = parties(clean(cell.text), role)
    quality: Quality | None = "inherited" if inherited else None
    draft.cite(criterion_id, "party", cell, None, quality)
    if not found:
        draft.report("party-missing", cell, owner_id=criterion_id)
    own = takewhile(lambda party: party.owner_id == criterion_id, reversed(draft.parties))
    known = {(party.role, party.name) for party in own}
    draft.parties.extend(
        Party(
            owner_id=criterion_id,
            role=party.role,
            name=party.name,
            canonical_name=party.name,
            inherited=inherited,
        )
        for party in found
        if (party.role, party.name) not in known
    )
