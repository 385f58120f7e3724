"""All that an evidence page shows of one notice: its sheets, its outline, its findings, its places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from extractors.frozen import frozen
from extractors.place import Box
from normalizers.records import FindingRow
from pipeline.evidence.flow import FlowTable, FlowText, flow
from pipeline.evidence.marks import Marks
from pipeline.evidence.outline import Line, outline
from pipeline.evidence.pages import NotDrawn, page_sizes
from pipeline.evidence.places import Place, Places
from pipeline.evidence.source import Source
from pipeline.evidence.spots import Spot, Spots
from pipeline.ingest.run import Result
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import SEVERITIES, owner_name
from pipeline.messages.words import say

# edges of boxes are told in parts of a page: fine enough for a poster, short enough for a long notice
_PARTS = 10_000


@frozen
class Sheet:
    """A page of a file with its size in points, or all blocks of a file without pages (`page` 0)."""

    file: int
    name: str
    page: int
    width: float = 0.0
    height: float = 0.0
    blocks: tuple[FlowText | FlowTable, ...] = ()


@frozen
class Told:
    """A finding with the number of its line in the outline (-1: none) and what a person calls its record."""

    row: FindingRow
    line: int
    owner: str
    place: str


@frozen
class View:
    """What is shown.

    `data` is for the script: the spots, and the places of each line, then those of each finding.
    """

    result: Result
    sheets: tuple[Sheet, ...]
    root: Line
    findings: tuple[Told, ...]
    lines: int
    data: dict[str, Any]

    def counted(self) -> dict[str, int]:
        """How many findings there are of each severity, worst first."""
        rows = [told.row.severity for told in self.findings]
        return {severity: rows.count(severity) for severity in SEVERITIES if severity in rows}


def view(result: Result, source: Source, lang: Lang) -> View:
    """The view of a notice: what `ingest` made of it, beside its source."""
    records = result.records
    spots = Spots(source)
    places = Places(records, spots)
    at = [
        places.pointed(row, found.anchor)
        for found, row in zip(result.findings, records.findings, strict=True)
    ]
    root = outline(records, places, at, lang)
    lines = list(_all(root))
    sheets = tuple(_sheets(source))
    worst_first = sorted(
        range(len(at)), key=lambda number: SEVERITIES.index(records.findings[number].severity)
    )
    numbers: dict[str, int] = {}
    for number, line in enumerate(lines):
        if line.kind not in ("field", "party", "finding"):
            numbers.setdefault(line.owner, number)
    findings = tuple(
        Told(
            records.findings[number],
            numbers.get(records.findings[number].owner_id, -1),
            owner_name(records, records.findings[number].owner_id, lang),
            short_place(at[number], lang),
        )
        for number in worst_first
    )
    shown = [line.places for line in lines] + [at[number] for number in worst_first]
    drawn = dict.fromkeys(place.spot for entry in shown for place in entry if place.spot.id.startswith("b"))
    data = {"lines": len(lines)} | _data([*spots.all, *drawn], sheets, shown, Marks(source, spots), lang)
    return View(result, sheets, root, findings, len(lines), data)


def short_place(places: Sequence[Place], lang: Lang) -> str:
    """Where to look, in a word or two: the page, else the row of the table."""
    for place in places:
        if place.spot.page is not None:
            return say("evidence.at_page", lang, page=place.spot.page)
        if place.spot.row is not None:
            return say("evidence.at_row", lang, row=place.spot.row)
    return ""


def _all(line: Line) -> Iterator[Line]:
    yield line
    for below in line.below:
        yield from _all(below)


def _sheets(source: Source) -> Iterator[Sheet]:
    for number, file in enumerate(source.files):
        if file.paged:
            try:
                sizes = page_sizes(file.data)
            except NotDrawn:  # pdfplumber reads what pdfium cannot open
                pages = [page for block in file.blocks if (page := block.anchor.page)]
                sizes = ((595.0, 842.0),) * (max(pages, default=1) if file.first == 1 else 1)
            for page, (width, height) in enumerate(sizes, file.first):
                yield Sheet(number, file.name, page, width, height)
        else:
            yield Sheet(number, file.name, 0, blocks=tuple(flow(source, number)))


def _data(
    spots: Sequence[Spot], sheets: Sequence[Sheet], shown: Sequence[Sequence[Place]], marks: Marks, lang: Lang
) -> dict[str, Any]:
    paged = {(sheet.file, sheet.page): number for number, sheet in enumerate(sheets)}
    first = {sheet.file: number for number, sheet in reversed(list(enumerate(sheets)))}
    numbers = {spot.id: number for number, spot in enumerate(spots)}

    def sheet_of(spot: Spot) -> int:
        return paged.get((spot.file, spot.page or 0), first[spot.file])

    def part(spot: Spot, box: Box | None) -> list[int]:
        sheet = sheets[sheet_of(spot)]
        if box is None or not sheet.page:
            return []
        x0, x1 = (round(_PARTS * edge / sheet.width) for edge in (box.x0, box.x1))
        top, bottom = (round(_PARTS * edge / sheet.height) for edge in (box.top, box.bottom))
        return [x0, top, x1 - x0, bottom - top]

    def told(spot: Spot) -> list[Any]:
        sheet = sheet_of(spot)
        text = spot.text if sheets[sheet].page else ""
        return [spot.id, sheet, part(spot, spot.box), _words(spot, lang), text]

    return {
        "spots": [told(spot) for spot in spots],
        "places": [
            [
                [
                    numbers[place.spot.id],
                    place.start,
                    place.end,
                    [part(place.spot, box) for box in marks.of(place)],
                    *([] if place.quality == "exact" else [say(f"quality.{place.quality}", lang)]),
                ]
                for place in entry
            ]
            for entry in shown
        ],
    }


def _words(spot: Spot, lang: Lang) -> str:
    parts = []
    if spot.page is not None:
        parts.append(say("place.page", lang, page=spot.page))
    if spot.table is not None:
        parts.append(say("place.table", lang, table=spot.table))
    if spot.row is not None:
        parts.append(say("place.cell", lang, row=spot.row, column=spot.column))
    if spot.path:
        parts.append(spot.path)
    return " · ".join(parts)
