"""A document to records: rubrics with their titles, the notice around them, every character accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from extractors.document import Cell, Document, Paragraph
from extractors.finding import Finding
from normalizers.bands.ladder import CellStep, ladder, ladder_of
from normalizers.cells.kinds import with_kinds
from normalizers.checks import check
from normalizers.criteria import sums
from normalizers.criteria.canonical import canonical_parties
from normalizers.criteria.noted import tell_of_notes
from normalizers.criteria.reader import CriteriaReader
from normalizers.draft import Draft, Unit
from normalizers.fingerprint import with_hashes
from normalizers.language import read_clauses
from normalizers.notice.goals import read_goals
from normalizers.notice.letter import NoticeText, read_notice, scope_of, series_of, year_of
from normalizers.notice.sections import Place, Sections, looks_like_rubric_title, scope_in, sections, title_of
from normalizers.notice.tasks import read_tasks
from normalizers.overlay import Correction, Overlay
from normalizers.records import Criterion, Notice, Records, Rubric, Total
from normalizers.tables.layout import RawRubric, is_form
from normalizers.tables.outline import merged_names
from normalizers.tables.prose import outlined, scored_outlines
from normalizers.text.numerals import figure
from normalizers.text.views import clean, squeeze
from normalizers.thresholds.figures import read_figures
from normalizers.vocabulary import alternatives

_UNSAFE = regex.compile(r"""[\s<>:"/\\|?*\x00-\x1f#%&{}'`$!@+=\[\]〔〕（）()【】]+""")


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a document was read from, and what people corrected in its reading."""

    source_file: str
    sha256: str
    stem: str
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Assembled:
    """Records of a notice (without finding rows), its findings, and how many characters are claimed."""

    records: Records
    findings: tuple[Finding, ...]
    characters: int
    claimed: int


def safe_id(text: str) -> str:
    """Text as a part of an id and file name: 云水人〔2024〕37号 → 云水人-2024-37号."""
    return _UNSAFE.sub("-", text).strip("-. ") or "notice"


def assemble(document: Document, source: Source) -> Assembled:
    """All records that the joined `document` holds. Never raises for content: what is odd is a finding."""
    parts = sections(document, {})
    if not parts.places:
        document, outlines = outlined(document)
        if outlines:
            parts = sections(document, outlines)
    draft = Draft(document)
    _tell_of_prose(draft, parts)
    for paragraph in parts.furniture:
        draft.claim(paragraph)
    for paragraph in parts.carrier:
        draft.claim(paragraph)
        partial = regex.search(alternatives("notice", "partial"), clean(paragraph.text).value)
        draft.report("document-partial" if partial else "noise", paragraph, text=_short(paragraph.text))
    ladders = [steps for table in parts.other_tables if parts.places and (steps := ladder_of(table))]
    graded = {id(step.grade) for steps in ladders for step in steps}
    for table in parts.other_tables:
        if any(id(cell) in graded for cell in table.cells):
            for cell in table.cells:
                draft.claim(cell)
            continue
        filled = [cell for cell in table.cells if not cell.blank]
        if filled:
            count = sum(len(squeeze(cell.text)) for cell in filled)
            draft.report("table-not-rubric", filled[0], evidence=_short(filled[0].text), count=count)
    notice = read_notice(parts.before, parts.after)
    for paragraph in parts.between:
        notice.body.append(clean(paragraph.text).value)
        notice.source("body", paragraph)
        draft.report("text-between-tables", paragraph, evidence=clean(paragraph.text).value)
    notice_id = (
        safe_id("-".join(filter(None, (notice.issuer, notice.doc_number)))) if notice.doc_number else ""
    )
    notice_id = notice_id or safe_id(source.stem)
    overlay = Overlay(source.corrections, notice_id)
    all_readers: list[CriteriaReader] = []
    for place in parts.places:
        readers = [
            _rubric(draft, notice, place, raw, overlay, first=index == 0)
            for index, raw in enumerate(place.raw)
        ]
        for remark in place.below:
            readers[-1].remark(remark)
        all_readers += readers
    _grades(draft, all_readers, notice.sources.get("body", ()), ladders)
    overlay.remarks(draft)
    tell_of_notes(draft)
    read_figures(draft)
    overlay.figures(draft)
    if not parts.places:
        _without_rubric(draft, notice, notice_id)
        overlay.tasks(draft)
    else:
        _tell_of_rules(draft, notice.sources.get("body", ()))
    for name, paragraphs in notice.sources.items():
        for paragraph in paragraphs:
            draft.cite(notice_id, name, paragraph)
    if notice.odd_date:
        draft.report("date-odd", notice.sources["issued_on"][0], owner_id=notice_id, text=notice.odd_date)
    title = notice.title or next((rubric.title for rubric in draft.rubrics if rubric.title), "")
    row = Notice(
        notice_id=notice_id,
        source_file=source.source_file,
        sha256=source.sha256,
        media_type=document.media_type,
        pages=document.pages,
        kind="rubric" if draft.rubrics else "tasks" if draft.tasks else "narrative",
        status="clean",
        issuer=notice.issuer,
        doc_number=notice.doc_number,
        title=title,
        issued_on=notice.issued_on,
        year=notice.year or year_of(title),
        recipients="；".join(notice.recipients),
        public=notice.public,
        copies="；".join(notice.copies),
        signed_by=notice.signed_by,
        body="\n".join(notice.body),
    )
    row = overlay.notice(draft, row)
    records = with_hashes(
        Records(
            notice=row,
            rubrics=tuple(draft.rubrics),
            totals=tuple(draft.totals),
            criteria=tuple(draft.criteria),
            parties=overlay.parties(draft, canonical_parties(draft.parties, notice.copies)),
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
    characters, claimed, left = draft.account()
    reported = {id(cell) for table in parts.other_tables for cell in table.cells}
    for unit, start, end in left:
        if id(unit) in reported:
            continue
        text = unit.text[start:end]
        draft.report("unclaimed-text", unit, evidence=text, count=len(squeeze(text)), text=_short(text))
    findings = (
        *document.findings,
        *draft.findings,
        *check(records, draft.quotes, _annex_heads(document)),
    )
    records = records.model_copy(update={"evidence": tuple(overlay.evidence(draft))})
    return Assembled(records, overlay.findings(findings, draft), characters, claimed)


def _tell_of_prose(draft: Draft, parts: Sections) -> None:
    """Says which rubrics stand in numbered paragraphs, and which of those beside tables were not read."""
    for place in parts.places:
        if place.table.outline:
            names = {column.index for raw in place.raw for column in raw.having("name")}
            count = sum(cell.col in names for cell in place.table.cells)
            draft.report("rubric-in-prose", place.table.cells[0], count=count)
    for paragraphs in (parts.before, parts.between, parts.after) if parts.places else ():
        for paragraph, count in scored_outlines(paragraphs):
            draft.report("outline-not-read", paragraph, evidence=_short(paragraph.text), count=count)


def _tell_of_rules(draft: Draft, body: Sequence[Paragraph]) -> None:
    """Reports what scores in the text around the rubrics: 第三条 弄虚作假的，一票否决."""
    for paragraph in body:
        text = clean(paragraph.text)
        for found in read_clauses(text).clauses:
            if found.kind not in {"method", "note", "discretionary"}:
                said = text.cut(found.start, found.end).value
                draft.report("rule-in-body", paragraph, evidence=said, text=_short(said))


def _grades(
    draft: Draft,
    readers: Sequence[CriteriaReader],
    body: Sequence[Paragraph],
    ladders: Sequence[Sequence[CellStep]],
) -> None:
    """The grades that the notice or a small table gives to totals hold for each rubric without its own."""
    graded = {band.rubric_id for band in draft.bands if not band.criterion_id}
    said = [] if ladders else [(paragraph, ladder(clean(paragraph.text))) for paragraph in body]
    for reader in readers:
        if reader.rubric_id in graded:
            continue
        for steps in ladders:
            reader.grade_cells(steps)
        for paragraph, found in said:
            reader.grades(paragraph, found)


def _annex_heads(document: Document) -> list[str]:
    """The lines, and the cells at the head of a table, that begin as the title of an annex does."""
    units: list[Unit] = []
    for block in document.blocks:
        units += [block] if isinstance(block, Paragraph) else [cell for cell in block.cells if cell.row == 0]
    return [unit.text for unit in units if squeeze(unit.text).startswith(("附", "(附", "[附"))]


def _without_rubric(draft: Draft, notice: NoticeText, notice_id: str) -> None:
    """Tasks with their leads, and the numeric goals of what is left; a notice without either is reported."""
    left = read_tasks(notice.sources.pop("body", []), draft, notice_id)
    read_goals(left, draft, notice_id, notice.year)
    notice.body = [clean(paragraph.text).value for paragraph in left]
    if left:
        notice.source("body", *left)
        # 加分标准：（一）… in articles without points: no rubric comes of it, but it scores
        _tell_of_rules(draft, left)
    if not draft.tasks and not draft.thresholds:
        draft.report("no-rubric", owner_id=notice_id)


def _short(text: str) -> str:
    bare = clean(text).value
    return bare if len(bare) <= 40 else bare[:40] + "…"


def _rubric(
    draft: Draft, notice: NoticeText, place: Place, raw: RawRubric, overlay: Overlay, *, first: bool
) -> CriteriaReader:
    """Adds one rubric with all that it holds, and gives its reader for what follows the table."""
    seq = len(draft.rubrics) + 1
    notice_id = overlay.notice_id
    rubric_id = f"{notice_id}/{seq}"
    lines = place.title if first else ()
    title = title_of(lines)
    for line in lines:
        draft.cite(rubric_id, "title", line)
    above = list(raw.above)
    if not title:
        titles = [cell for cell in above if looks_like_rubric_title(clean(cell.text))]
        if titles:
            title = clean(titles[0].text).value
            draft.cite(rubric_id, "title", titles[0])
    scope = ""
    if first and place.scope is not None:
        named = scope_in(clean(place.scope.text))
        draft.claim(place.scope)
        draft.cite(rubric_id, "scope", place.scope, named)
        scope = named.value
    start, first_clause = len(draft.criteria), len(draft.clauses)
    reader = CriteriaReader(draft, raw, rubric_id)
    reader.read()
    overlay.criteria(draft, reader, start)
    draft.criteria[start:] = with_kinds(draft.criteria[start:], draft.clauses[first_clause:])
    overlay.kinds(draft)
    raw = overlay.totals(raw, rubric_id)
    criteria = draft.criteria[start:]
    remarks: list[Paragraph | Cell] = [*(place.remarks if first else ()), *raw.notes]
    for shown in above:
        if is_form(shown.text):
            draft.claim(shown)
        elif clean(shown.text).value != title:
            remarks.append(shown)
        elif title:
            # printed above the table and once more in its first row
            draft.claim(shown)
    for unit in remarks:
        reader.remark(unit)
    if raw.changed:
        headings = "、".join(clean(cell.text).value for cell in raw.changed)
        draft.report("header-changed", raw.changed[0], owner_id=rubric_id, headings=headings)
    _merged_names(draft, raw, criteria)
    for index, column in enumerate(raw.columns):
        if column.by_content:
            draft.report(
                "column-by-content",
                _heading(raw, index),
                owner_id=rubric_id,
                header=column.header,
                role=column.role,
            )
        elif column.role == "unknown" and any(
            (cell := row.cells[column.index]) is not None and not cell.blank for row in raw.rows
        ):
            draft.report("column-unknown", _heading(raw, index), owner_id=rubric_id, header=column.header)
    tops = [criterion for criterion in criteria if not criterion.parent_id]
    computed = sums.sum_points(tops, criteria)
    declared = _totals(draft, raw, rubric_id, criteria, computed)
    bonus = sums.bonus_points(tops)
    if bonus and computed is not None and declared == computed + bonus:
        # 总分105 of 100 and 加分项5
        draft.report("total-with-bonus", raw.totals[-1].label, owner_id=rubric_id, bonus=figure(bonus))
        computed = declared
    pages = [
        fragment.anchor.page
        for row in raw.rows
        for cell in row.cells
        if cell is not None
        for fragment in cell.fragments
        if fragment.anchor.page
    ]
    draft.rubrics.append(
        Rubric(
            rubric_id=rubric_id,
            notice_id=notice_id,
            seq=seq,
            title=title,
            scope=scope or _scope(draft, raw, criteria) or scope_of(title),
            series=series_of(notice.issuer, title),
            year=year_of(title) or notice.year,
            declared_total=declared,
            computed_total=computed,
            page_first=min(pages, default=None),
            page_last=max(pages, default=None),
        )
    )
    overlay.rubric(draft, notice.issuer)
    if not draft.rubrics[-1].title and seq > 1:
        previous = next((rubric.title for rubric in reversed(draft.rubrics) if rubric.title), notice.title)
        draft.report(
            "title-missing", raw.rows[0].cells[0] if raw.rows else None, owner_id=rubric_id, title=previous
        )
    return reader


def _merged_names(draft: Draft, raw: RawRubric, criteria: Sequence[Criterion]) -> None:
    """Reports names in one cell beside which several merged targets stand."""
    for name, count in merged_names(raw):
        named = clean(name.text).value
        owner_id = next((c.criterion_id for c in criteria if c.name == named and c.row == name.row + 1), "")
        draft.report("names-in-cell", name, owner_id=owner_id, name=_short(named), count=count)


def _heading(raw: RawRubric, index: int) -> Cell | None:
    """The header cell of a column."""
    return next((cell for cell in raw.header if cell.col <= index < cell.col + cell.col_span), None)


def _totals(
    draft: Draft, raw: RawRubric, rubric_id: str, criteria: Sequence[Criterion], computed: Decimal | None
) -> Decimal | None:
    """Adds the printed sums of a rubric and gives its declared total: the last sum that is no 小计."""
    wholes = [total for total in raw.totals if not total.is_part]
    # 决赛总分 alone is the sum of the whole rubric
    wholes = wholes or [total for total in raw.totals if not total.is_subtotal and len(raw.totals) == 1]
    bonus = sums.bonus_points([criterion for criterion in criteria if not criterion.parent_id])
    begin = 0
    for seq, total in enumerate(raw.totals, 1):
        total_id = f"{rubric_id}/t{seq}"
        label = clean(total.label.text).value
        draft.cite(total_id, "label", total.label)
        if total.points_cell is not None:
            draft.cite(total_id, "points", total.points_cell)
        for cell in (*total.fillers, *total.furniture):
            draft.claim(cell)
        if total.fillers:
            fillers = "、".join(dict.fromkeys(clean(cell.text).value for cell in total.fillers))
            draft.report("total-filler", total.label, owner_id=rubric_id, fillers=fillers)
        covered = computed
        if total not in wholes:
            rows = {row.index + 1 for row in raw.rows[begin : total.after]}
            part = sums.covered_by(total.points, [c for c in criteria if c.row in rows])
            covered, begin = part.points, total.after
            for one in part.left_out:
                draft.report("subtotal-missing", total.label, owner_id=one.criterion_id, name=one.name)
        elif computed is not None and bonus and total.points == computed + bonus:
            covered = total.points
        draft.totals.append(
            Total(rubric_id=rubric_id, seq=seq, label=label, points=total.points, computed=covered)
        )
    return wholes[-1].points if wholes else None


def _scope(draft: Draft, raw: RawRubric, criteria: Sequence[Criterion]) -> str:
    """Whose rubric it is, where a column such as 机关司室 says so."""
    if not raw.having("owner"):
        return ""
    ids = {criterion.criterion_id for criterion in criteria}
    found = {party.canonical_name for party in canonical_parties(draft.parties) if party.owner_id in ids}
    # a column that names another unit in each row says who scores, not whose rubric it is
    return found.pop() if len(found) == 1 else ""
