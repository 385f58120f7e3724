"""The outline of a rubric to its criteria (指标): name, points, texts, scoring and departments of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extractors.document import Cell
from extractors.frozen import frozen
from normalizers.cells.components import Components, components
from normalizers.criteria.fields import read_fields
from normalizers.criteria.names import Heading, kind_from, name_styles, read_name
from normalizers.criteria.notes import add_note
from normalizers.criteria.parties import read_own_parties, read_parties
from normalizers.criteria.points import counts_from_zero, read_points, read_weight
from normalizers.criteria.scoring import read_beside, read_rules
from normalizers.criteria.state import Owner, RubricDraft
from normalizers.criteria.texts import read_texts
from normalizers.draft import Draft
from normalizers.outline.items import shared_rules
from normalizers.outline.node import Node
from normalizers.outline.tree import grow
from normalizers.records import Criterion
from normalizers.tables.furniture import is_filler, is_template
from normalizers.tables.raw import RawRubric
from normalizers.text.views import clean


def read_criteria(draft: Draft, raw: RawRubric, rubric_id: str, title: str) -> RubricDraft:
    """Adds every criterion of a rubric with all that belongs to it; gives what the rest of the rubric needs.

    Corrections come in behind it, when all criteria of the rubric are read (`Overlay.criteria`).
    """
    rubric = opened(draft, raw, rubric_id, title)
    _claim_headings(rubric)
    for seq, top in enumerate(grow(raw), 1):
        _criterion(rubric, top, str(seq), None)
    _claim_furniture(rubric)
    return rubric


def opened(draft: Draft, raw: RawRubric, rubric_id: str, title: str) -> RubricDraft:
    """A rubric of which nothing is read yet."""
    return RubricDraft(draft, raw, rubric_id, name_styles(raw), counts_from_zero(raw), title)


def _criterion(rubric: RubricDraft, node: Node, path: str, parent: Owner | None) -> None:
    """Adds a criterion with its content, then what stands below it; `path` is its place in the tree (2.1)."""
    draft, owner = rubric.draft, rubric.opened(path)
    own, leaf = owner.criterion_id, not node.children
    cells = _cells(rubric, node)
    held = _held(node, cells)
    heading = read_name(rubric, node, own)
    row = _row(rubric, node, owner, parent, cells, held, heading)
    draft.criteria.append(row)
    if not row.name and not node.is_item and rubric.raw.having("name"):
        draft.report("name-missing", cells.place, owner_id=own)
    if node.options:
        # what each step asks is the text of its band
        for cell in cells.text:
            draft.cite(own, "text", cell)
    elif leaf or node.is_heading:
        read_texts(rubric, node, owner, cells.text, cells.scoring, held.parts if row.points is None else ())
    read_rules(rubric, node, owner, cells.rule)
    if leaf:
        read_beside(rubric, node, owner)
    elif node.is_heading:
        read_beside(rubric, node.alone(), owner)
    if heading.remark is not None and node.cell is not None:
        add_note(rubric, owner, node.cell, heading.remark)
    if leaf or node.children[0].is_item:
        read_parties(rubric, node, own)
    elif node.is_heading:
        read_own_parties(rubric, node.alone(), own)
    for count in Counter(child.rows[0].index for child in node.children if child.part).values():
        draft.report("items-in-cell", cells.place, owner_id=own, count=count)
    for number, child in enumerate(node.children, 1):
        _criterion(rubric, child, f"{path}.{number}", owner)


def _row(
    rubric: RubricDraft,
    node: Node,
    owner: Owner,
    parent: Owner | None,
    cells: _Cells,
    held: Components,
    heading: Heading,
) -> Criterion:
    """The criterion itself; how bare figures below it are read follows from its kind and points."""
    own, place = owner.criterion_id, cells.place
    fields = {} if node.children and not node.is_heading else read_fields(rubric, node.alone(), own)
    points = read_points(rubric, node, owner, heading.points)
    if points is None and held.points_text is not None:
        points = held.points
        rubric.draft.cite(own, "points", cells.text[0], held.points_text)
    weight = heading.weight if node.weight is None else read_weight(rubric, node.weight, own)
    owner.kind = kind_from(rubric, node, heading.name, points, parent)
    owner.points = points
    return Criterion(
        criterion_id=own,
        rubric_id=rubric.rubric_id,
        parent_id=parent.criterion_id if parent else "",
        level=node.level,
        seq=int(own.rpartition("/")[2].rpartition(".")[2]),
        label=heading.label,
        name=heading.name,
        text=node.part.value if node.part else _joined(cells.text),
        rule_text=_joined(cells.rule),
        points=points,
        weight=weight,
        page=place.anchor.page if place else None,
        row=node.rows[0].index + 1,
        kind=owner.kind,
        core="★" in heading.label + heading.name,
        quality=place.quality if place else "exact",
        **fields,
    )


@frozen
class _Cells:
    """The cells that print the text of a criterion and its rule; `scoring` are all of them that score.

    `place` is the cell at which it stands: its name, else its text or rule, else the first of its row.
    """

    text: Sequence[Cell]
    rule: Sequence[Cell]
    scoring: Sequence[Cell]
    place: Cell | None


def _cells(rubric: RubricDraft, node: Node) -> _Cells:
    """Which cells a criterion takes for its own; a rule beside several items goes to the name above them."""
    text: list[Cell] = []
    rule = scoring = shared_rules(rubric.raw, node)
    rubric.shared.update(rule)
    if node.is_heading and node.children:
        # 二、| 日常管护 | 50 | 按职责落实 above the rows that it heads
        text = rubric.cells(node.alone(), "content")
    if not node.children:
        text = rubric.cells(node, "content")
        rules = rubric.cells(node, "rule")
        if not rubric.cells(node, "ladder"):
            # a name without grades has its rule where the others say what a grade asks
            rules += rubric.cells(node, "ladder_text")
        rule = scoring = [cell for cell in rules if cell not in rubric.shared]
        if node.is_item and not text:
            # an item that has only a scoring cell is that cell's text
            text, rule = scoring, []
    own = (node.cell, *text, *rule, *node.rows[0].cells)
    return _Cells(text, rule, scoring, next((cell for cell in own if cell is not None), None))


def _held(node: Node, cells: _Cells) -> Components:
    """What the text of a nameless item in one cell says of its points and parts."""
    if not node.is_item or len(cells.text) != 1:
        return Components(None, None, ())
    return components(node.part or clean(cells.text[0].text))


def _joined(cells: Sequence[Cell]) -> str:
    return "".join(clean(cell.text).value for cell in cells)


def _claim_headings(rubric: RubricDraft) -> None:
    """The header of the table names columns; that of the departments is quoted, as it may name one."""
    parties = {column.index for column in rubric.raw.having("party", "owner")}
    for cell in rubric.raw.header:
        rubric.draft.claim(cell)
        if cell.col in parties:
            rubric.draft.quote(rubric.rubric_id, "party heading", cell)


def _claim_furniture(rubric: RubricDraft) -> None:
    """What is to be filled in by hand holds nothing, a filler, or a template's sign."""
    for furniture in rubric.raw.furniture:
        rubric.draft.claim(furniture)
    for row in rubric.raw.rows:
        for column in rubric.raw.columns:
            cell = row.cells[column.index]
            if cell is not None and (is_filler(cell.text) or is_template(cell.text)):
                rubric.draft.claim(cell)
