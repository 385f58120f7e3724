"""The row of the notice, and all records of the draft together."""

from __future__ import annotations

from normalizers.cells.canonical import canonical_parties
from normalizers.fingerprint import with_hashes
from normalizers.notice.letter import year_of
from normalizers.records import Notice, Records
from normalizers.steps.state import Assembly


def notice_row(notice: Assembly) -> Notice:
    """The notice as its letter says; without a title of its own it has that of its first rubric or list.

    Corrections come in last: the series and years of the rubrics follow its issuer and year.
    """
    letter, draft = notice.letter, notice.draft
    for name, paragraphs in letter.sources.items():
        for paragraph in paragraphs:
            draft.cite(notice.notice_id, name, paragraph)
    if letter.odd_date:
        unit = letter.sources["issued_on"][0]
        draft.report("date-odd", unit, owner_id=notice.notice_id, text=letter.odd_date)
    titles = (*(rubric.title for rubric in draft.rubrics), *(task.annex for task in draft.tasks))
    title = letter.title or next(filter(None, titles), "")
    row = Notice(
        notice_id=notice.notice_id,
        source_file=notice.source.source_file,
        sha256=notice.source.sha256,
        media_type=notice.document.media_type,
        pages=notice.document.pages,
        kind="rubric" if draft.rubrics else "tasks" if draft.tasks else "narrative",
        status="clean",
        issuer=letter.issuer,
        doc_number=letter.doc_number,
        title=title,
        issued_on=letter.issued_on,
        year=letter.year or year_of(title),
        recipients="；".join(letter.recipients),
        public=letter.public,
        copies="；".join(letter.copies),
        signed_by=letter.signed_by,
        body="\n".join(letter.body),
    )
    return notice.overlay.notice(draft, row)


def gathered(notice: Assembly, row: Notice) -> Records:
    """All records with their hashes, without findings and evidence.

    Corrections of departments come in when each has the spelling that is usual in the notice.
    """
    draft = notice.draft
    return with_hashes(
        Records(
            notice=row,
            rubrics=tuple(draft.rubrics),
            totals=tuple(draft.totals),
            criteria=tuple(draft.criteria),
            parties=notice.overlay.parties(draft, canonical_parties(draft.parties, notice.letter.copies)),
            key_points=tuple(draft.key_points),
            requirements=tuple(draft.requirements),
            bands=tuple(draft.bands),
            clauses=tuple(draft.clauses),
            tiers=tuple(draft.tiers),
            thresholds=tuple(draft.thresholds),
            notes=tuple(draft.notes),
            tasks=tuple(draft.tasks),
        )
    )
