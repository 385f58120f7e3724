"""The rubrics of a notice, one after another: heading, criteria, remarks, doubts of its columns, sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from extractors.document import Cell, Paragraph
from extractors.work.beside import beside, shares
from normalizers.cells.kinds import with_kinds
from normalizers.criteria.notes import add_note, add_remark
from normalizers.criteria.state import Owner, RubricDraft
from normalizers.criteria.tree import opened, read_criteria
from normalizers.draft import Share
from normalizers.language import read_clauses
from normalizers.notice.letter import scope_of, series_of, year_of
from normalizers.notice.sections import Place
from normalizers.records import Rubric
from normalizers.steps.columns import tell_of_columns
from normalizers.steps.headings import Heading, assessed_by, read_heading, title_above
from normalizers.steps.state import Assembly
from normalizers.steps.totals import Sums, read_totals
from normalizers.tables.furniture import is_form
from normalizers.tables.raw import RawRubric
from normalizers.text import patterns
from normalizers.text.views import clean

_BRACKETS = patterns.made(r"[(\[](?P<said>[^()\[\]]{2,40})[)\]]")
# rows of which a process of their own takes a fifth of a second
_SHARE = 400


def read_rubrics(notice: Assembly) -> None:
    """Adds the rubrics of each table with all that they hold, then the notes below the table.

    Those of a long notice are read by several processes. What people corrected is put in by one alone; and
    whom a column assesses (`assessed_by`) depends on all departments before it.
    """
    places = notice.parts.places
    apart = notice.source.corrections or any(raw.having("owner") for place in places for raw in place.raw)
    rows = sum(len(raw.rows) for place in places for raw in place.raw)
    least = len(places) + 1 if apart else 1 + _SHARE * len(places) // max(1, rows)
    first, *others = shares(len(places), least)
    works = [partial(_read_apart, notice, share) for share in others]
    with beside(works, notice.draft.units) as read:
        _read(notice, places[: first.stop])
        for share, wait in zip(others, read, strict=True):
            added, wholes = wait()
            notice.draft.take_over(added)
            raws = [raw for raw, _ in _rubrics(places[share.start : share.stop])]
            for raw, whole, row in zip(raws, wholes, added.rows["rubrics"], strict=True):
                rubric = opened(notice.draft, raw, whole.rubric_id, row.title)
                rubric.whole = whole
                notice.rubrics.append(rubric)


def _read_apart(notice: Assembly, share: range) -> tuple[Share, list[Owner]]:
    """In a fork: what some tables add to the draft, and each whole rubric, as later steps need it.

    Of the rubrics before them their number and titles are enough.
    """
    draft, count, places = notice.draft, len(notice.rubrics), notice.parts.places
    for raw, place in _rubrics(places[: share.start]):
        seq = len(draft.rubrics) + 1
        title = title_above(raw, place)
        rubric_id = f"{notice.notice_id}/{seq}"
        draft.rubrics.append(
            Rubric(rubric_id=rubric_id, notice_id=notice.notice_id, seq=seq, title=title, scope="")
        )
    added = draft.added_by(partial(_read, notice, places[share.start : share.stop]))
    return added, [rubric.whole for rubric in notice.rubrics[count:]]


def _read(notice: Assembly, places: Sequence[Place]) -> None:
    for place in places:
        for raw, first in _rubrics([place]):
            notice.rubrics.append(_rubric(notice, raw, first))
        for paragraph in place.below:
            add_remark(notice.rubrics[-1], paragraph)


def _rubrics(places: Sequence[Place]) -> Iterator[tuple[RawRubric, Place | None]]:
    """The rubrics of tables, the first of each with what stands above it."""
    for place in places:
        for index, raw in enumerate(place.raw):
            yield raw, place if index == 0 else None


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
    sums = read_totals(draft, raw, rubric_id, criteria, *_may_state_total(notice, raw, place))
    scope = heading.scope or assessed_by(draft, raw, criteria)
    draft.rubrics.append(_row(notice, rubric, heading.title, scope, sums))
    overlay.rubric(draft, notice.letter.issuer)
    _tell_of_missing_title(notice, raw)
    return rubric


def _remarks(rubric: RubricDraft, place: Place | None, heading: Heading) -> None:
    """What holds for the whole rubric: the lines and cells above its table, the notes between its rows."""
    units: list[Paragraph | Cell] = [*rubric.raw.notes]
    for line in place.title if place else ():
        # 加分评分表（累计加分不超过5分）
        text = clean(line.text)
        for bracket in _BRACKETS.finditer(text.folded):
            said = text.cut(*bracket.span("said"))
            if any(one.cap == "points" for one in read_clauses(said).clauses):
                add_note(rubric, rubric.whole, line, said)
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


def _may_state_total(
    notice: Assembly, raw: RawRubric, place: Place | None
) -> tuple[list[Paragraph | Cell], list[Paragraph | Cell]]:
    """The lines of a rubric that may state its total; and what is said before its items.

    In prose 考核实行百分制 stands below the heading of the first items. Text of the notice counts where no
    other rubric is.
    """
    own: list[Paragraph | Cell] = [*raw.notes, *raw.above]
    around: list[Paragraph | Cell] = [cell for row in raw.rows[:1] for cell in row.filled()]
    if place is not None:
        own += [*place.title, *place.below]
        (around if place.table.outline else own).extend(place.remarks)
    if len(notice.parts.places) == 1 and len(notice.parts.places[0].raw) == 1:
        around += notice.body
    return own, around


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
