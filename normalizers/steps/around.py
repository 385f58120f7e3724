"""What stands around the rubrics: lines of the carrier, tables of other kinds, text between the tables."""

from __future__ import annotations

from normalizers.bands.ladder import ladder_of
from normalizers.notice.task_tables import read_task_table
from normalizers.prose.outlines import scored_outlines
from normalizers.steps.state import Assembly
from normalizers.tables.scored import may_score, scores_somewhere
from normalizers.text import patterns
from normalizers.text.views import clean, excerpt, squeeze
from normalizers.vocabulary import alternatives

_PARTIAL = patterns.made(alternatives("notice", "partial"))


def tell_of_prose(notice: Assembly) -> None:
    """Says which rubrics stand in numbered paragraphs, and which of those beside tables were not read."""
    parts, draft = notice.parts, notice.draft
    for place in parts.places:
        if place.table.outline:
            names = {column.index for raw in place.raw for column in raw.having("name")}
            count = sum(cell.col in names for cell in place.table.cells)
            draft.report("rubric-in-prose", place.table.cells[0], count=count)
    for paragraphs in (parts.before, *parts.between, parts.after) if parts.places else ():
        for paragraph, count in scored_outlines(paragraphs):
            draft.report("outline-not-read", paragraph, evidence=excerpt(paragraph.text), count=count)


def claim_noise(notice: Assembly) -> None:
    """Page numbers and the lines of the page that carries the notice hold nothing of it."""
    draft = notice.draft
    for paragraph in notice.parts.furniture:
        draft.claim(paragraph)
    for paragraph in notice.parts.carrier:
        draft.claim(paragraph)
        partial = _PARTIAL.search(clean(paragraph.text).value)
        draft.report("document-partial" if partial else "noise", paragraph, text=excerpt(paragraph.text))


def read_other_tables(notice: Assembly) -> None:
    """Grades of the total from small tables beside rubrics; every other table is reported as not read."""
    parts, draft = notice.parts, notice.draft
    notice.ladders = [steps for table in parts.other_tables if parts.places and (steps := ladder_of(table))]
    graded = {id(step.grade) for steps in notice.ladders for step in steps}
    for table in parts.other_tables:
        if any(id(cell) in graded for cell in table.cells):
            for cell in table.cells:
                draft.claim(cell)
            continue
        filled = [cell for cell in table.cells if not cell.blank]
        if filled:
            count = sum(len(squeeze(cell.text)) for cell in filled)
            # a form or a list of papers is no loss; what scores and was not read is
            code = "table-not-rubric" if may_score(table) else "table-left"
            draft.report(code, filled[0], evidence=excerpt(filled[0].text), count=count)


def read_task_tables(notice: Assembly) -> None:
    """Tasks from tables of them; notes in such a table go to the body of the letter."""
    for table in notice.parts.task_tables:
        for cell in read_task_table(table, notice.draft, notice.notice_id):
            notice.letter.body.append(clean(cell.text).value)
            notice.draft.cite(notice.notice_id, "body", cell)


def keep_text_between(notice: Assembly) -> None:
    """Text between two tables that is no title and no note goes to the body of the letter, and is told.

    Once for each stretch of it, and as a note only where nothing in it scores.
    """
    for stretch in notice.parts.between:
        for paragraph in stretch:
            notice.letter.body.append(clean(paragraph.text).value)
            notice.letter.source("body", paragraph)
        scored = scores_somewhere(paragraph.text for paragraph in stretch)
        code = "text-between-tables" if scored else "text-left-between"
        notice.draft.report(code, stretch[0], evidence=clean(stretch[0].text).value, count=len(stretch))
