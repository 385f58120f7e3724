"""Grades (等次) of the total that the notice gives outside of its rubrics: 90分以上为优秀."""

from __future__ import annotations

from normalizers.bands.ladder import ladder
from normalizers.criteria.bands import add_grade_cells, add_grades
from normalizers.steps.state import Assembly
from normalizers.text.views import clean


def read_grades(notice: Assembly) -> None:
    """The grades of a small table, else of the text, hold for each rubric that has none of its own."""
    graded = {band.rubric_id for band in notice.draft.bands if not band.criterion_id}
    said = [
        (paragraph, ladder(clean(paragraph.text))) for paragraph in ([] if notice.ladders else notice.body)
    ]
    if not any(steps for _, steps in said) and not notice.ladders:
        # 三、等次 / （一）90分以上的，评为A等； / （二）…
        texts = [passage.whole for passage in notice.passages(headed=True) if len(passage.parts) > 1]
        said = [(whole, ladder(clean(whole.text))) for whole in texts]
    for rubric in notice.rubrics:
        if rubric.rubric_id in graded:
            continue
        for cells in notice.ladders:
            add_grade_cells(rubric, cells)
        for paragraph, steps in said:
            add_grades(rubric, paragraph, steps)
