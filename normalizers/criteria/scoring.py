"""A scoring text (评分标准) to its bands, clauses and notes; what none of them reads is reported."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.document import Cell
from normalizers.bands.split import is_note, split_bands
from normalizers.criteria.bands import add_band, read_grade_columns
from normalizers.criteria.clauses import add_clauses
from normalizers.criteria.key_points import add_scored_parts
from normalizers.criteria.notes import add_note
from normalizers.criteria.state import Owner, Passage, RubricDraft
from normalizers.criteria.steps import read_levels, read_options, read_signed
from normalizers.kinds import CLAUSES
from normalizers.outline.node import Node
from normalizers.tables.content import scores
from normalizers.tables.furniture import is_filler
from normalizers.text.views import clean

# an award in the words of a band is the points of the band
_KINDS_IN_BANDS = frozenset(kind for kind, does in CLAUSES.items() if does.recurs or does.decides)


def read_rules(rubric: RubricDraft, node: Node, owner: Owner, cells: Sequence[Cell]) -> None:
    """The rule of a criterion, cell by cell; steps in rows, and figures with a sign, have their own ways."""
    if node.options:
        read_options(rubric, node, owner)
        for cell in cells:
            rubric.draft.cite(owner.criterion_id, "rule_text", cell)
        return
    if not any(scores(cell.text) for cell in cells) and read_signed(rubric, node, owner, cells):
        rubric.draft.cite(owner.criterion_id, "rule_text", cells[0])
        return
    for cell in cells:
        rubric.draft.cite(owner.criterion_id, "rule_text", cell)
        passage = Passage(cell, clean(cell.text), characters_before(cells, cell), "rule")
        read_scoring_text(rubric, owner, passage)


def read_beside(rubric: RubricDraft, node: Node, owner: Owner) -> None:
    """Bands in columns of their own, then the notes beside a criterion."""
    read_grade_columns(rubric, node, owner)
    read_levels(rubric, node, owner)
    # what a column of unknown meaning holds is kept as a note; the column is reported
    for cell in (*rubric.cells(node, "note"), *rubric.cells(node, "unknown")):
        if not is_filler(cell.text):
            add_note(rubric, owner, cell, clean(cell.text))


def read_scoring_text(rubric: RubricDraft, owner: Owner, passage: Passage, *, parted: bool = False) -> None:
    """Bands, clauses and notes of a scoring text.

    A text that is `parted` into key points with points needs none of them.
    """
    draft, unit = rubric.draft, passage.unit
    split = split_bands(passage.text)
    found = 0
    if not parted and not split.bands:
        add_scored_parts(rubric, owner, passage)
    for band in split.bands:
        add_band(rubric, owner, band, headed=unit, unit=unit)
        # a rule inside a band's text counts as well: 差（0-4分）：…，每发现一次扣1分
        found += add_clauses(rubric, owner, passage.part(band.text), _KINDS_IN_BANDS)
    for part in split.notes:
        add_note(rubric, owner, unit, part)
    for part in split.rest:
        if is_note(part):
            add_note(rubric, owner, unit, part)
            found += 1
            continue
        read = add_clauses(rubric, owner, passage.part(part))
        found += read
        if not read and split.bands:
            draft.report("band-unread", unit, owner_id=owner.criterion_id, evidence=part.value)
    if not (found or split.bands or owner.parts or parted) and passage.text:
        draft.report("rule-unread", unit, owner_id=owner.criterion_id, evidence=passage.text.value)


def characters_before(cells: Sequence[Cell], cell: Cell) -> int:
    """How many characters of a text stand in the cells before one of them."""
    return sum(len(clean(other.text)) for other in cells[: cells.index(cell)])
