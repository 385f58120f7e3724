"""Spots: the cells and paragraphs of a source; what a page break cuts has a spot on each page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from extractors.document import Block, Cell, Paragraph, Table
from extractors.frozen import frozen
from extractors.place import Anchor, Box
from normalizers.kinds import QUALITIES
from normalizers.records import Evidence, FindingRow
from pipeline.evidence.source import Source

_Key = tuple[object, ...]


@frozen
class Spot:
    """Where a text, or the part of it that one page holds, stands in the source.

    `id` is `t2r3c1` for the third row's first cell of table 2 (tables counted as in the evidence), `t2r3c1-2`
    for its part on a second page, `p7` for the seventh paragraph, `t2h1` for a cell of a header printed
    again. `file` is the place of its file in the source. `text` is the whole raw text of the cell, of which
    characters `start` to `end` stand here. `box` is in points from the upper left corner of the page.
    """

    id: str
    file: int
    page: int | None
    box: Box | None
    path: str
    text: str
    start: int
    end: int
    table: int | None = None
    row: int | None = None
    column: int | None = None
    repeated: bool = False


class Spots:
    """All spots of a source in reading order, found again by what the evidence and findings say."""

    def __init__(self, source: Source) -> None:
        """Lists them."""
        self.all: tuple[Spot, ...] = tuple(_spots(source))
        self._source = source
        self._by_id = {spot.id: spot for spot in self.all}
        self._by_key: dict[_Key, list[Spot]] = defaultdict(list)
        self._by_row: dict[_Key, list[Spot]] = defaultdict(list)
        self._by_path: dict[str, list[Spot]] = defaultdict(list)
        for spot in self.all:
            where = _where(spot.page, spot.box, spot.path)
            self._by_key[where].append(spot)
            self._by_row[spot.page, spot.row].append(spot)
            for path in (spot.path, spot.path.rpartition("/cell")[0], spot.path.partition("/")[0]):
                self._by_path[path].append(spot)

    def get(self, spot_id: str) -> Spot | None:
        """The spot of this id."""
        return self._by_id.get(spot_id)

    def of(self, place: Evidence) -> Spot | None:
        """The spot that a row of the evidence names; None where the source is another one."""
        box = box_of(place)
        there = self._by_key.get(_where(place.page, box, place.block_path), [])
        cell = (place.table, place.row, place.column)
        fitting = [spot for spot in there if (spot.table, spot.row, spot.column) == cell]
        first, last = (place.start or 0, place.end or 0) if QUALITIES[place.quality].printed else (0, 0)
        holding = (spot for spot in fitting if spot.start <= first and last <= spot.end)
        return next(holding, fitting[0] if fitting else None)

    def of_finding(self, found: FindingRow, anchor: Anchor | None = None) -> tuple[Spot, ...]:
        """The spots that a finding names itself: one, if its `anchor` has a box or its text stands there.

        The dataset keeps no box of a finding: on a page it is then any cell of its row, of one of the tables.
        """
        if anchor is not None and anchor.box is not None:
            there = self._by_key.get(_where(anchor.page, anchor.box, anchor.path))
            return tuple(there[:1]) if there else (self._drawn(anchor.page, anchor.box, anchor.path),)
        if found.page is None:
            return tuple(self._by_path.get(found.path, ())[:1]) if found.path else ()
        if found.row is None:
            return ()
        there = [spot for spot in self._by_row[found.page, found.row] if spot.path == found.path]
        holding = [spot for spot in there if _holds(spot.text, found.evidence)]
        return tuple(holding[:1] or there)

    def _drawn(self, page: int | None, box: Box, path: str) -> Spot:
        """A stretch of a page that is no cell: a table without a lower border."""
        names = [file.name for file in self._source.files]
        file = self._source.file_of(names.index(path) if path in names else 0, page)
        name = "-".join(f"{edge:.0f}" for edge in (box.x0, box.top, box.x1, box.bottom))
        return Spot(f"b{file + 1}-{page}-{name}", file, page, box, path, "", 0, 0)


def numbered(source: Source) -> Iterator[tuple[int, int, Block]]:
    """The place of its file and its number among tables, or among paragraphs, of each block of a source."""
    tables = paragraphs = 0
    for file, one in enumerate(source.files):
        for block in one.blocks:
            if isinstance(block, Table):
                tables += 1
                yield file, tables, block
            else:
                paragraphs += 1
                yield file, paragraphs, block


def _spots(source: Source) -> Iterator[Spot]:
    for file, number, block in numbered(source):
        if isinstance(block, Table):
            for cell in block.cells:
                yield from _parts(source, f"t{number}r{cell.row + 1}c{cell.col + 1}", file, cell, number)
            for at, cell in enumerate(block.repeated, 1):
                yield from _parts(source, f"t{number}h{at}", file, cell, number, repeated=True)
        else:
            yield from _parts(source, f"p{number}", file, block)


def _parts(
    source: Source,
    own: str,
    file: int,
    unit: Cell | Paragraph,
    table: int | None = None,
    *,
    repeated: bool = False,
) -> Iterator[Spot]:
    """One spot for each place of a unit; lines of one cell stand in one place."""
    reach: dict[Anchor, tuple[int, int]] = {}
    for fragment in unit.fragments:
        start, end = reach.get(fragment.anchor, (fragment.start, fragment.end))
        reach[fragment.anchor] = min(start, fragment.start), max(end, fragment.end)
    cell = unit if isinstance(unit, Cell) else None
    for number, (anchor, (start, end)) in enumerate(reach.items(), 1):
        yield Spot(
            id=own if number == 1 else f"{own}-{number}",
            file=source.file_of(file, anchor.page),
            page=anchor.page,
            box=anchor.box,
            path=anchor.path,
            text=unit.text,
            start=start,
            end=end,
            table=table,
            row=cell.row + 1 if cell else None,
            column=cell.col + 1 if cell else None,
            repeated=repeated,
        )


def _where(page: int | None, box: Box | None, path: str) -> _Key:
    return page, box, path


def box_of(place: Evidence) -> Box | None:
    """The box of a row of the evidence; None where it has no page."""
    edges = [edge for edge in (place.x0, place.top, place.x1, place.bottom) if edge is not None]
    return Box(*edges) if len(edges) == 4 else None


def _holds(text: str, words: str) -> bool:
    return bool(words) and "".join(words.split()) in "".join(text.split())
