"""The rubrics of a notice, one after another: heading, criteria, remarks, doubts of its columns, sums."""

from __future__ import annotations

from extractors.document import Cell, Paragraph
from normalizers.cells.kinds import with_kinds
from normalizers.criteria.notes import add_remark
from normalizers.criteria.state import RubricDraft
from normalizers.criteria.tree import read_criteria
from normalizers.notice.letter import scope_of, series_of, year_of
from normalizers.notice.sections import Place
from normalizers.records import Rubric
from normalizers.steps.columns import tell_of_columns
from normalizers.steps.headings import Heading, assessed_by, read_heading
from normalizers.steps.state import Assembly
from normalizers.steps.totals import Sums, read_totals
from normalizers.tables.furniture import is_form
from normalizers.tables.raw import RawRubric
from normalizers.text.views import clean


def read_rubrics(notice: Assembly) -> None:
    """Adds the rubrics of each table with all that they hold, then the notes below the table."""
    for place in notice.parts.places:
        for index, raw in enumerate(place.raw):
            notice.rubrics.append(_rubric(notice, raw, place if index == 0 else None))
        for paragraph in place.below:
            add_remark(notice.rubrics[-1], paragraph)


def _rubric(notice: Assembly, raw: RawRubric, place: Place | None) -> RubricDraft:
    """Adds a rubric; `place` has what stands above its table, where it is the first of the table.

    Corrections come in behind each step: of criteria and their texts before kinds follow from them, of kinds
    and printed sums before the points are summed up, of the rubric itself when it is there.
    """
    draft, overlay = notice.draft, notice.overlay
    rubric_id = f"{notice.notice_id}/{len(draft.rubrics) + 1}"
    heading = read_heading(draft, raw, place, rubric_id)
    start, first_clause = len(draft.criteria), len(draft.clauses)
    rubric = read_criteria(draft, raw, rubric_id, heading.title)
    overlay.criteria(draft, rubric, start)
    draft.criteria[start:] = with_kinds(draft.criteria[start:], draft.clauses[first_clause:])
    overlay.kinds(draft)
    criteria = draft.criteria[start:]
    _remarks(rubric, place, heading)
    tell_of_columns(draft, raw, rubric_id, criteria)
    raw = overlay.totals(raw, rubric_id)
    sums = read_totals(draft, raw, rubric_id, criteria)
    scope = heading.scope or assessed_by(draft, raw, criteria)
    draft.rubrics.append(_row(notice, rubric, heading.title, scope, sums))
    overlay.rubric(draft, notice.letter.issuer)
    _tell_of_missing_title(notice, raw)
    return rubric


def _remarks(rubric: RubricDraft, place: Place | None, heading: Heading) -> None:
    """What holds for the whole rubric: the lines and cells above its table, the notes between its rows."""
    units: list[Paragraph | Cell] = [*rubric.raw.notes]
    for line in place.remarks if place else ():
        if is_form(line.text):
            rubric.draft.claim(line)
        else:
            units.append(line)
    for shown in rubric.raw.above:
        if is_form(shown.text):
            rubric.draft.claim(shown)
        elif clean(shown.text).value != heading.title:
            units.append(shown)
        elif heading.title:
            # printed above the table and once more in its first row
            rubric.draft.claim(shown)
    for unit in units:
        add_remark(rubric, unit)


def _row(notice: Assembly, rubric: RubricDraft, title: str, scope: str, sums: Sums) -> Rubric:
    pages = [
        fragment.anchor.page
        for row in rubric.raw.rows
        for cell in row.cells
        if cell is not None
        for fragment in cell.fragments
        if fragment.anchor.page
    ]
    return Rubric(
        rubric_id=rubric.rubric_id,
        notice_id=notice.notice_id,
        seq=len(notice.draft.rubrics) + 1,
        title=title,
        scope=scope or scope_of(title),
        series=series_of(notice.letter.issuer, title),
        year=year_of(title) or notice.letter.year,
        declared_total=sums.declared,
        computed_total=sums.computed,
        page_first=min(pages, default=None),
        page_last=max(pages, default=None),
    )


def _tell_of_missing_title(notice: Assembly, raw: RawRubric) -> None:
    """A title printed once above several tables stays with the first; the others name the one before."""
    *before, last = notice.draft.rubrics
    if last.title or not before:
        return
    previous = next((rubric.title for rubric in reversed(before) if rubric.title), notice.letter.title)
    first = raw.rows[0].cells[0] if raw.rows else None
    notice.draft.report("title-missing", first, owner_id=last.rubric_id, title=previous)
