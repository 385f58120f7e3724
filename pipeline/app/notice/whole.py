"""A whole notice (一份通知): what was read of it as lines of a table, and where each stands in the source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from extractors.frozen import frozen
from extractors.place import Box
from normalizers.overlay.model import NOTICE, below_notice
from normalizers.records import Band, Clause, Criterion, Note, Party, Records, Rubric, Task, Tier, Total
from normalizers.text.numerals import plain
from pipeline.app.desk import Desk, NoSource
from pipeline.app.notice.place import is_pdf
from pipeline.app.queue import Item, items
from pipeline.evidence.flow import flow
from pipeline.evidence.pages import NotDrawn
from pipeline.evidence.spots import Spots, box_of
from pipeline.evidence.view import Sheet
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import agrees, band_heading, figure, in_short

_LineOf = Callable[[str], "int | None"]


@frozen
class Line:
    """A line of the table: `record` is the record below its notice, `kind` the table that it is a row of.

    `texts` are its words as printed, `read` what was understood of them, in a few words each.
    """

    record: str
    kind: str
    depth: int = 0
    label: str = ""
    name: str = ""
    texts: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    points: str = ""
    parties: str = ""
    page: int | None = None
    doubts: tuple[Item, ...] = ()


@frozen
class Whole:
    """All lines of a notice, and its source.

    `marks` are boxes of pages: leaf, line, left, top, width, height; `spots` the lines by the id of a cell or
    paragraph of a source without pages. Both are for the script.
    """

    lines: tuple[Line, ...]
    leaves: tuple[Sheet, ...]
    marks: tuple[tuple[float, ...], ...]
    spots: Mapping[str, Sequence[int]]

    @property
    def data(self) -> dict[str, Any]:
        """What the script is given."""
        return {"marks": self.marks, "spots": self.spots}


def whole(desk: Desk, notice_id: str, *, doubtful: bool = False) -> Whole:
    """The notice with the corrections of now; `doubtful` leaves out lines in which nobody doubts anything.

    A source that is not there has no leaves. Raises OSError, ValueError where the dataset is damaged.
    """
    records = desk.records(notice_id)
    lines = list(_Made(records, desk.lang).lines())
    told: dict[int, list[Item]] = defaultdict(list)
    line_of = _finder(lines, notice_id)
    for item in items([(notice_id, desk.findings(notice_id))]):
        if item.finding.severity != "info":
            told[line_of(item.finding.owner_id) or 0].append(item)
    lines = [replace(line, doubts=tuple(told[number])) for number, line in enumerate(lines)]
    if doubtful:
        lines = [line for line in lines if line.doubts or line.kind in {"notices", "rubrics"}]
        line_of = _finder(lines, notice_id)
    try:
        if is_pdf(records):
            leaves, marks, spots = _on_pages(desk, records, line_of)
        else:
            leaves, marks, spots = _in_source(desk, records, line_of)
    except (NoSource, NotDrawn, OSError):
        leaves, marks, spots = (), (), {}
    return Whole(tuple(lines), leaves, marks, spots)


def _finder(lines: Sequence[Line], notice_id: str) -> _LineOf:
    """What gives the number of the line of a record, or of the nearest one above it that has a line."""
    numbers = {line.record: number for number, line in enumerate(lines) if line.record}

    def line_of(owner_id: str) -> int | None:
        record = below_notice(owner_id, notice_id)
        while record and record not in numbers:
            record = record.rpartition("/")[0]
        return numbers.get(record)

    return line_of


# ---- lines


class _Made:
    """The lines of the records of one notice."""

    def __init__(self, records: Records, lang: Lang) -> None:
        self.records, self.lang = records, lang
        self.record = partial(below_notice, notice_id=records.notice.notice_id)
        self.below: dict[tuple[str, str], list[Criterion]] = defaultdict(list)
        for one in records.criteria:
            self.below[one.rubric_id, one.parent_id].append(one)
        self.bands: dict[tuple[str, str], list[Band]] = defaultdict(list)
        for band in records.bands:
            self.bands[band.rubric_id, band.criterion_id].append(band)
        self.clauses: dict[tuple[str, str], list[Clause]] = defaultdict(list)
        for clause in records.clauses:
            self.clauses[clause.rubric_id, clause.criterion_id].append(clause)
        self.tiers: dict[str, list[Tier]] = defaultdict(list)
        for tier in records.tiers:
            self.tiers[tier.clause_id].append(tier)
        self.points: dict[str, list[str]] = defaultdict(list)
        for point in records.key_points:
            self.points[point.criterion_id].append(f"{point.label}{point.text}")
        self.notes: dict[tuple[str, str], list[Note]] = defaultdict(list)
        for note in records.notes:
            self.notes[note.rubric_id, note.criterion_id].append(note)
        self.totals: dict[str, list[Total]] = defaultdict(list)
        for total in records.totals:
            self.totals[total.rubric_id].append(total)
        self.parties: dict[str, list[Party]] = defaultdict(list)
        for party in records.parties:
            self.parties[party.owner_id].append(party)

    def lines(self) -> Iterator[Line]:
        yield Line(NOTICE, "notices", name=self.records.notice.title)
        for rubric in self.records.rubrics:
            yield from self.rubric(rubric)
        yield from map(self.task, self.records.tasks)

    def rubric(self, rubric: Rubric) -> Iterator[Line]:
        differs = "" if agrees(rubric) is not False else f" ≠ {figure(rubric.computed_total)}"
        yield Line(
            self.record(rubric.rubric_id),
            "rubrics",
            name=rubric.title,
            texts=(rubric.scope,) if rubric.scope else (),
            read=self._read(rubric.rubric_id, ""),
            points=f"{figure(rubric.declared_total)}{differs}" if rubric.declared_total is not None else "",
            page=rubric.page_first,
        )
        yield from self._criteria(rubric.rubric_id, "", 0)
        for total in self.totals[rubric.rubric_id]:
            told = "" if total.computed in (None, total.points) else f" ≠ {figure(total.computed)}"
            yield Line("", "totals", name=total.label, points=f"{figure(total.points)}{told}")
        for note in self.notes[rubric.rubric_id, ""]:
            yield Line(self.record(note.note_id), "notes", texts=(note.text,))

    def _criteria(self, rubric_id: str, parent_id: str, depth: int) -> Iterator[Line]:
        for one in self.below[rubric_id, parent_id]:
            points = () if one.text else (*self.points[one.criterion_id],)
            notes = (note.text for note in self.notes[rubric_id, one.criterion_id])
            texts = (one.text, *points, one.rule_text, one.target, one.method, *notes)
            yield Line(
                self.record(one.criterion_id),
                "criteria",
                depth,
                one.label,
                ("★" if one.core else "") + one.name,
                tuple(filter(None, texts)),
                self._read(rubric_id, one.criterion_id),
                "" if one.points is None else plain(one.points),
                "、".join(dict.fromkeys(party.name for party in self.parties[one.criterion_id])),
                one.page,
            )
            yield from self._criteria(rubric_id, one.criterion_id, depth + 1)

    def _read(self, rubric_id: str, criterion_id: str) -> tuple[str, ...]:
        """Bands and clauses as they were understood; a note is its own text already."""
        where = rubric_id, criterion_id
        bands = (band_heading(band) for band in self.bands[where])
        clauses = (
            in_short(one, self.tiers[one.clause_id], self.lang)
            for one in self.clauses[where]
            if one.kind != "note"
        )
        return tuple(filter(None, (*bands, *clauses)))

    def task(self, task: Task) -> Line:
        where = " · ".join(filter(None, (task.annex, task.section)))
        parties = "、".join(dict.fromkeys(party.name for party in self.parties[task.task_id]))
        return Line(
            self.record(task.task_id),
            "tasks",
            0,
            task.label,
            where,
            tuple(filter(None, (task.text, task.due))),
            parties=parties,
        )


# ---- places

_Found = tuple[tuple[Sheet, ...], tuple[tuple[float, ...], ...], Mapping[str, Sequence[int]]]


def _on_pages(desk: Desk, records: Records, line_of: _LineOf) -> _Found:
    """The pages of a PDF: the evidence of the dataset has its boxes, so that it need not be read again."""
    notice_id = records.notice.notice_id
    pages = desk.pages(notice_id, 0)
    turned = {row.page for row in records.findings if row.code == "page-turned" and row.page}
    name = records.notice.source_file
    leaves = tuple(Sheet(0, name, page, *size) for page, size in enumerate(pages.sizes(turned), 1))
    marks: dict[tuple[float, ...], None] = {}
    for place in records.evidence:
        box, line = box_of(place), line_of(place.owner_id)
        if line is not None and box is not None and place.page and place.page <= len(leaves):
            marks[_mark(place.page - 1, line, box)] = None
    return leaves, tuple(marks), {}


def _in_source(desk: Desk, records: Records, line_of: _LineOf) -> _Found:
    """A source without pages, or of several files."""
    source = desk.source(records.notice.notice_id)
    leaves: list[Sheet] = []
    numbers: dict[tuple[int, int], int] = {}
    for number, file in enumerate(source.files):
        if file.paged:
            pages = desk.pages(records.notice.notice_id, number)
            for page in range(1, pages.count + 1):
                numbers[number, file.first + page - 1] = len(leaves)
                leaves.append(Sheet(number, file.name, page, *pages.size(page)))
        else:
            numbers[number, 0] = len(leaves)
            leaves.append(Sheet(number, file.name, 0, blocks=tuple(flow(source, number))))
    spots = Spots(source)
    marks: dict[tuple[float, ...], None] = {}
    at: dict[str, dict[int, None]] = defaultdict(dict)
    for place in records.evidence:
        spot, line = spots.of(place), line_of(place.owner_id)
        if spot is None or line is None:
            continue
        leaf = numbers.get((spot.file, spot.page or 0))
        if leaf is not None and spot.box is not None and leaves[leaf].page:
            marks[_mark(leaf, line, spot.box)] = None
        else:
            at[spot.id][line] = None
    return tuple(leaves), tuple(marks), {spot: list(lines) for spot, lines in at.items()}


def _mark(leaf: int, line: int, box: Box) -> tuple[float, ...]:
    edges = (box.x0, box.top, box.x1 - box.x0, box.bottom - box.top)
    return (leaf, line, *(round(edge, 1) for edge in edges))
