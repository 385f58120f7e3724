"""Where a record or a finding stands: a page with boxes, or the blocks of a source without pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.formats import Format
from extractors.frozen import frozen
from extractors.place import Box
from normalizers.records import Evidence, FindingRow, Records
from pipeline.app.desk import Desk, NoSource
from pipeline.evidence.flow import FlowTable, FlowText, flow
from pipeline.evidence.pages import NotDrawn
from pipeline.evidence.places import Places
from pipeline.evidence.spots import Spots, box_of

_PDF = Format.PDF.value.media_type
# paragraphs shown before and behind the marked block of a text; tables are shown as a whole
_AROUND = 30


@frozen
class Mark:
    """A box on the page: what is spoken of, or what else belongs to its record."""

    box: Box
    meant: bool


@frozen
class PageView:
    """A page of a file with its marks, in points."""

    file: int
    page: int
    pages: int
    width: float
    height: float
    marks: tuple[Mark, ...]


@frozen
class FlowView:
    """Blocks of a source without pages; `meant` and `near` are the ids of marked cells and paragraphs."""

    blocks: tuple[FlowText | FlowTable, ...]
    meant: frozenset[str]
    near: frozenset[str]


def is_pdf(records: Records) -> bool:
    """Whether a notice is one PDF: its evidence has the boxes, so that it need not be read to be shown."""
    return records.notice.media_type == _PDF and "；" not in records.notice.source_file


def view(
    desk: Desk, notice_id: str, records: Records, owner_id: str, row: FindingRow | None, page: int | None
) -> PageView | FlowView | None:
    """The place of a finding, or of a record; `page` is another page that the person turned to.

    None where the source is not there or cannot be shown.
    """
    try:
        if is_pdf(records):
            return _page(desk, notice_id, records, owner_id, row, page)
        return _elsewhere(desk, notice_id, records, owner_id, row, page)
    except (NoSource, NotDrawn, OSError):
        return None


def _page(
    desk: Desk, notice_id: str, records: Records, owner_id: str, row: FindingRow | None, page: int | None
) -> PageView:
    """A page of a PDF: the evidence of the dataset has its boxes, so the file need not be read again."""
    own = _own(records, owner_id)
    near = [place for place in records.evidence if _within(place.owner_id, owner_id)]
    there = [place.page for place in own if place.page]
    wanted = page or (row.page if row else None) or next(iter(there), None) or 1
    if row and row.row and not any(place.page == wanted for place in own):
        # what a finding says of a row without a record (a page end cut it) is marked by what stands there
        own = [place for place in records.evidence if (place.page, place.row) == (wanted, row.row)]
    found = _marks(own, near, wanted)
    return _drawn(desk, notice_id, 0, wanted, found)


def _own(records: Records, owner_id: str) -> list[Evidence]:
    """The evidence of a record, or of the nearest one above it that has some."""
    while owner_id:
        own = [place for place in records.evidence if place.owner_id == owner_id]
        if own:
            return own
        owner_id = owner_id.rpartition("/")[0]
    return []


def _within(one: str, owner_id: str) -> bool:
    """Whether both stand in one criterion: …/2/3/b1 and …/2/3/c1."""
    base = "/".join(owner_id.split("/")[:3])
    return base.count("/") == 2 and (one == base or one.startswith(f"{base}/"))


def _marks(own: Iterable[Evidence], near: Iterable[Evidence], page: int) -> list[Mark]:
    """Boxes on a page, those that are meant last, so that they lie above."""
    meant = [box for place in own if place.page == page and (box := box_of(place))]
    others = [box for place in near if place.page == page and (box := box_of(place)) and box not in meant]
    found = [Mark(box, meant=False) for box in dict.fromkeys(others)]
    return found + [Mark(box, meant=True) for box in dict.fromkeys(meant)]


def _drawn(desk: Desk, notice_id: str, file: int, page: int, marks: Sequence[Mark]) -> PageView:
    pages = desk.pages(notice_id, file)
    page = max(1, min(page, pages.count))
    width, height = pages.size(page)
    return PageView(file, page, pages.count, width, height, tuple(marks))


def _elsewhere(
    desk: Desk, notice_id: str, records: Records, owner_id: str, row: FindingRow | None, page: int | None
) -> PageView | FlowView:
    """A source without pages, or of several files."""
    source = desk.source(notice_id)
    places = Places(records, Spots(source))
    meant = list(places.of_finding(row)) if row else []
    meant = meant or [place.spot for place in places.of_record(owner_id)]
    base = "/".join(owner_id.split("/")[:3])
    near = [place.spot for place in places.of_record(base)] if base.count("/") == 2 else []
    first = next(iter(meant or near), None)
    file = first.file if first else 0
    if source.files[file].paged:
        wanted = page or (first.page if first else None) or 1
        found = [Mark(spot.box, meant=False) for spot in near if spot.page == wanted and spot.box]
        found += [Mark(spot.box, meant=True) for spot in meant if spot.page == wanted and spot.box]
        return _drawn(desk, notice_id, file, wanted, found)
    ids = frozenset(spot.id for spot in meant)
    blocks = list(flow(source, file))
    return FlowView(_around(blocks, ids), ids, frozenset(spot.id for spot in near) - ids)


def _around(blocks: Sequence[FlowText | FlowTable], ids: frozenset[str]) -> tuple[FlowText | FlowTable, ...]:
    """The blocks near the marked one; a text of a thousand paragraphs is not sent as a whole."""
    holding = (
        place
        for place, block in enumerate(blocks)
        if (isinstance(block, FlowText) and block.id in ids)
        or (isinstance(block, FlowTable) and any(cell.id in ids for cells in block.rows for cell in cells))
    )
    middle = next(holding, 0)
    return tuple(blocks[max(0, middle - _AROUND) : middle + _AROUND + 1])
