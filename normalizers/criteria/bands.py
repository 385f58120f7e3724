"""Bands (档次) of a criterion, and the grades (等次) that a line or a small table gives to the total."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.bands.ladder import CellStep, Step
from normalizers.bands.split import BandText
from normalizers.criteria.state import Owner, RubricDraft
from normalizers.draft import Unit
from normalizers.outline.node import Node
from normalizers.records import Band
from normalizers.tables.matrix import graded
from normalizers.text.views import clean


def add_band(rubric: RubricDraft, owner: Owner, band: BandText, *, headed: Unit, unit: Unit) -> str:
    """Adds a band and gives its id; its heading stands before its text, or in a cell of its own: `headed`."""
    seq = owner.number("b")
    band_id = f"{owner.owner_id}/b{seq}"
    rubric.draft.cite(band_id, "points", headed, band.heading if headed is unit else None)
    rubric.draft.cite(band_id, "text", unit, band.text)
    rubric.draft.bands.append(
        Band(
            band_id=band_id,
            rubric_id=rubric.rubric_id,
            criterion_id=owner.criterion_id,
            seq=seq,
            grade=band.grade,
            min_points=band.points.low,
            max_points=band.points.high,
            min_closed=None if band.points.low is None else band.points.low_closed,
            max_closed=None if band.points.high is None else band.points.high_closed,
            text=band.text.value,
        )
    )
    return band_id


def read_grade_columns(rubric: RubricDraft, node: Node, owner: Owner) -> None:
    """Bands that stand side by side, each below its grade: 优（9-10分） | 良（6-8分）."""
    found = graded(rubric.raw, node.rows)
    for one in found:
        band_id = add_band(rubric, owner, one.band, headed=one.points or one.headed, unit=one.cell)
        rubric.draft.cite(band_id, "grade", one.headed)
    bare = [one.band.grade for one in found if one.band.points.low is one.band.points.high is None]
    if bare:
        rubric.draft.report(
            "band-points-missing", found[0].cell, owner_id=owner.criterion_id, grades="、".join(bare)
        )


def add_grades(rubric: RubricDraft, unit: Unit, steps: Sequence[Step]) -> None:
    """Adds the grades that a text gives to the total, as bands without a criterion."""
    text = clean(unit.text)
    for step in steps:
        band = BandText(step.grade, step.points, text.cut(step.start, step.end), step.text)
        add_band(rubric, rubric.whole, band, headed=unit, unit=unit)


def add_grade_cells(rubric: RubricDraft, steps: Sequence[CellStep]) -> None:
    """The same from a table of its own; what stands beside a grade is its text."""
    for step in steps:
        grade = clean(step.grade.text)
        said = next((clean(cell.text) for cell in step.others), grade.cut(0, 0))
        band = BandText(grade.value, step.points, grade, said)
        band_id = add_band(rubric, rubric.whole, band, headed=step.points_cell, unit=step.grade)
        for cell in step.others:
            rubric.draft.cite(band_id, "text", cell)
