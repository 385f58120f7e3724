"""Scoring that stands in cells of points alone: steps in rows, a figure with a sign, a matrix of levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from extractors.document import Cell
from normalizers.bands.split import BandText
from normalizers.cells.kinds import kind_of_points
from normalizers.cells.points import points_moved, points_of_cell
from normalizers.criteria.bands import add_band
from normalizers.criteria.state import Owner, RubricDraft
from normalizers.outline.node import Node
from normalizers.records import Clause, ClauseKind, CriterionKind, Tier
from normalizers.tables.furniture import is_filler
from normalizers.tables.rows import cells_of
from normalizers.text import patterns
from normalizers.text.numerals import integer
from normalizers.text.views import clean, squeeze

# what the figures of a matrix do that is no list of what can be won
_MOVES: Mapping[CriterionKind, ClauseKind] = {"bonus": "bonus", "penalty": "deduct"}
_FIRST = patterns.made(r"前(?P<count>[\d一二两三四五六七八九十]{1,3})[名位]")


def read_options(rubric: RubricDraft, node: Node, owner: Owner) -> None:
    """The steps of a name in rows of their own, as bands with one figure or span each."""
    for option in node.options:
        text = clean(option.text.text)
        band = BandText(text.value, option.worth, text, text)
        add_band(rubric, owner, band, headed=option.points, unit=option.text)
    # 1, 2 and 3 beside the steps number no criteria
    for cell in cells_of(node.rows, [column.index for column in rubric.raw.having("number")]):
        if node.options and cell is not node.label:
            rubric.draft.claim(cell)


def read_signed(rubric: RubricDraft, node: Node, owner: Owner, rules: Sequence[Cell]) -> bool:
    """An event with a figure that says what it does: 占用消防通道停车的 | -3; whether it was one.

    Several figures beside one rule are its steps: 荣获前三名的 | +5, +3, +2.
    """
    cells = node.steps or ([node.points] if node.points is not None else [])
    kinds = {_sign(cell) for cell in cells}
    if len(rules) != 1 or len(kinds) != 1 or None in kinds:
        return False
    kind = kinds.pop()
    figures = [abs(figure) for cell in cells if (figure := points_of_cell(cell.text)) is not None]
    if kind is None or len(figures) != len(cells):
        return False
    clause_id = _add(rubric, owner, kind, rules[0], figures[0] if len(figures) == 1 else None)
    for cell in cells:
        rubric.draft.cite(clause_id, "text", cell)
    if len(figures) > 1:
        labels = _ranks(clean(rules[0].text).folded, len(figures))
        _add_tiers(rubric, clause_id, labels, figures)
        if not all(labels):
            evidence = clean(rules[0].text).value
            rubric.draft.report("tier-unlabelled", cells[0], owner_id=clause_id, evidence=evidence)
    return True


def read_levels(rubric: RubricDraft, node: Node, owner: Owner) -> None:
    """The figures of a row of a matrix, each below its level: 第一名 | 院级 1.5 | 校级 2."""
    columns = rubric.raw.having("tier")
    cells = [(column.header, row.cells[column.index]) for column in columns for row in node.rows[:1]]
    steps = [
        (label, cell, _awarded(cell))
        for label, cell in cells
        if cell is not None and not cell.blank and not is_filler(cell.text)
    ]
    known = [(label, cell, figure) for label, cell, figure in steps if figure is not None]
    for _, cell, figure in steps:
        if figure is None:
            text = clean(cell.text).value
            rubric.draft.report("points-unread", cell, owner_id=owner.criterion_id, text=text)
            rubric.draft.cite(owner.criterion_id, "points", cell)
    if not known or node.cell is None:
        return
    kind = _MOVES.get(owner.kind, "award")
    clause_id = _add(rubric, owner, kind, node.cell, None)
    for _, cell, _ in known:
        rubric.draft.cite(clause_id, "tiers", cell)
    _add_tiers(rubric, clause_id, [label for label, *_ in known], [figure for *_, figure in known])


def _sign(cell: Cell) -> ClauseKind | None:
    """What a figure does by its sign: +5 adds, -3 takes away; 5 alone says neither."""
    text = squeeze(cell.text)
    if text.startswith("-"):
        return "deduct"
    return "bonus" if kind_of_points(text) == "bonus" else None


def _awarded(cell: Cell) -> Decimal | None:
    moved = points_moved(cell.text)
    return Decimal(0) if squeeze(cell.text).startswith("不") else moved[1] if moved else None


def _ranks(rule: str, count: int) -> list[str]:
    """第1名, 第2名, 第3名 for three figures beside 前三名; else nothing is known of the steps."""
    match = _FIRST.search(rule)
    ranked = match is not None and integer(match["count"]) == count
    return [f"第{place}名" if ranked else "" for place in range(1, count + 1)]


def _add(rubric: RubricDraft, owner: Owner, kind: ClauseKind, cell: Cell, points: Decimal | None) -> str:
    text = clean(cell.text).value
    seq = owner.number("c")
    clause_id = f"{owner.owner_id}/c{seq}"
    rubric.draft.cite(clause_id, "text", cell)
    rubric.draft.clauses.append(
        Clause(
            clause_id=clause_id,
            rubric_id=rubric.rubric_id,
            criterion_id=owner.criterion_id,
            seq=seq,
            kind=kind,
            points=points,
            condition=text,
            text=text,
            source="rule",
        )
    )
    return clause_id


def _add_tiers(
    rubric: RubricDraft, clause_id: str, labels: Sequence[str], figures: Sequence[Decimal]
) -> None:
    rubric.draft.tiers.extend(
        Tier(clause_id=clause_id, seq=seq, label=label, points=points)
        for seq, (label, points) in enumerate(zip(labels, figures, strict=True), 1)
    )
