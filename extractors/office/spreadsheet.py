"""Spreadsheets (XLSX): each sheet as titles, tables and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from extractors.document import Block, Cell, Document, Paragraph, Role
from extractors.faults import OverLimit
from extractors.finding import Finding, finding
from extractors.frozen import frozen
from extractors.office.printed import Printed, hidden_columns, printed
from extractors.office.worksheet import Area, Place, Sheet, read_sheets
from extractors.place import Anchor, Fragment
from extractors.tables.tabulate import tabulate

_MOST_PLACES = 1_000_000  # in a wider table only the filled cells are kept
_MOST_NAMED = 10
_MOST_WIDTHS = 200  # no paper has so many columns
_USUAL_WIDTH = 9.0  # of a column, in figures
# the names that programs give by themselves say nothing
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*\Z", re.I)


def read_xlsx(data: bytes) -> Document:
    """A spreadsheet as a Document: what print shows of its cells; hidden sheets, rows and columns are told.

    A table is a run of rows without a blank one between; a lone cell above it is a title, a lone merged
    cell below it a note. Raises CorruptFile, NeedsPassword, or UnsupportedFormat for XLSB.
    """
    sheets = read_sheets(data)
    several = sum(bool(sheet.cells or sheet.shapes) and not sheet.hidden for sheet in sheets) > 1
    blocks: list[Block] = []
    findings: list[Finding] = []
    for number, sheet in enumerate(sheets, 1):
        path = f"sheet {number}"
        findings.extend(_hidden(sheet, path))
        if sheet.hidden:
            continue
        if several and (sheet.cells or sheet.shapes) and not _DEFAULT_NAME.match(sheet.name.strip()):
            blocks.append(_paragraph(sheet.name.strip(), f"sheet {sheet.name.strip()}", "heading"))
        layout = _Layout(sheet, path)
        blocks.extend(_with_margins(list(layout.blocks()), sheet, path))
        blocks.extend(_paragraph(text, f"{path}/shape {place}") for place, text in enumerate(sheet.shapes, 1))
        findings.extend(layout.findings)
        findings.extend(_remarks(sheet, path))
    return Document("", tuple(blocks), findings=tuple(findings))


@frozen
class _Filled:
    """A cell with text and the area that it covers."""

    area: Area
    text: str

    @property
    def wide(self) -> int:
        return self.area.right - self.area.left + 1


class _Layout:
    """Tells the titles, tables and notes of a sheet apart."""

    def __init__(self, sheet: Sheet, path: str) -> None:
        self.findings: list[Finding] = []
        self._path = path
        self._paper = paper = printed(sheet)
        self._framed = paper.framed
        self._set = sheet.widths
        self._owner = _owners(paper)
        self._filled = []
        for place, text in sorted(paper.cells.items()):
            area = self._owner.get(place, Area(*place, *place))
            if place == (area.top, area.left):
                self._filled.append(_Filled(area, text))
            elif text != paper.cells.get((area.top, area.left)):
                self.findings.append(finding("covered-text", anchor=self._anchor(*place), text=text))

    def blocks(self) -> Iterator[Block]:
        """The blocks from top to bottom."""
        for region in self._regions():
            yield from self._region(region)

    def _regions(self) -> Iterator[list[_Filled]]:
        """Runs of cells with no blank row between; a blank row within a frame belongs to the table."""
        region: list[_Filled] = []
        end = 0
        for cell in self._filled:
            if region and any(row not in self._framed for row in range(end + 1, cell.area.top)):
                yield region
                region = []
            end = max(end, cell.area.bottom) if region else cell.area.bottom
            region.append(cell)
        if region:
            yield region

    def _region(self, cells: list[_Filled]) -> Iterator[Block]:
        rows = [list(row) for _, row in groupby(cells, key=lambda cell: cell.area.top)]
        full = [number for number, row in enumerate(rows) if len(row) > 1]
        if not full:
            yield from (self._alone(cell) for cell in cells)
            return
        first, last = full[0], full[-1]
        header = rows[first][0].area.top
        # 项目 merged down beside two rows of a header is no title
        first = next((number for number in range(first) if rows[number][0].area.bottom >= header), first)
        table = [cell for row in rows[first : last + 1] for cell in row]
        width = max(cell.area.right for cell in table) - min(cell.area.left for cell in table) + 1
        bottom = max(cell.area.bottom for cell in table)
        notes = rows[last + 1 :]
        framed = any(row[0].area.top in self._framed for row in rows[first : last + 1])
        while notes and (notes[0][0].area.top <= bottom or not self._is_note(notes[0][0], width, framed)):
            table.append(notes[0][0])
            bottom = max(bottom, notes[0][0].area.bottom)
            del notes[0]
        yield from (self._alone(row[0]) for row in rows[:first])
        yield self._table(table)
        yield from (self._alone(row[0]) for row in notes)

    def _is_note(self, cell: _Filled, width: int, framed: bool) -> bool:
        """Whether a lone cell below a table is merged over (nearly) its width, or outside its frame."""
        return cell.wide >= max(2, width - 1) or (framed and cell.area.top not in self._framed)

    def _table(self, filled: list[_Filled]) -> Block:
        """The table that encloses the cells, its blank ones among them."""
        top, bottom = filled[0].area.top, max(cell.area.bottom for cell in filled)
        left, right = min(cell.area.left for cell in filled), max(cell.area.right for cell in filled)
        cells = [self._cell(cell.area, cell.text, top, left) for cell in filled]
        if (bottom - top + 1) * (right - left + 1) <= _MOST_PLACES:
            taken = {(cell.area.top, cell.area.left) for cell in filled}
            seen = {cell.area for cell in filled}
            for place in ((row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)):
                area = self._owner.get(place, Area(*place, *place))
                if area not in seen and place not in taken:
                    seen.add(area)
                    within = Area(*place, min(area.bottom, bottom), min(area.right, right))
                    cells.append(self._cell(within, "", top, left))
        return tabulate(cells, self._anchor(top), self._widths(left, right))

    def _widths(self, left: int, right: int) -> list[float]:
        """Those of the columns of a table on paper, where the sheet sets any."""
        if not self._set or right - left >= _MOST_WIDTHS:
            return []
        of_sheet = map(self._paper.cols.of_sheet, range(left, right + 1))
        return [
            next((width for first, last, width in self._set if first <= col <= last), _USUAL_WIDTH)
            for col in of_sheet
        ]

    def _cell(self, area: Area, text: str, top: int, left: int) -> Cell:
        return Cell(
            area.top - top,
            area.left - left,
            text,
            (Fragment(0, len(text), self._anchor(area.top, area.left)),),
            area.bottom - area.top + 1,
            area.right - area.left + 1,
            emptied=not text and (area.top, area.left) in self._paper.emptied,
        )

    def _alone(self, cell: _Filled) -> Paragraph:
        return _paragraph(cell.text, self._anchor(cell.area.top, cell.area.left).path)

    def _anchor(self, row: int, col: int | None = None) -> Anchor:
        """The place in the sheet of a place on paper."""
        cell = f"/cell {self._paper.cols.of_sheet(col)}" if col else ""
        return Anchor(path=f"{self._path}/row {self._paper.rows.of_sheet(row)}{cell}")


def _with_margins(blocks: list[Block], sheet: Sheet, path: str) -> list[Block]:
    """The blocks with what stands in the margins; a title that only the upper one prints comes first."""
    titled = any(isinstance(block, Paragraph) for block in blocks[:1])
    above = dict.fromkeys(sheet.margins.get("header", ()))
    below = dict.fromkeys(sheet.margins.get("footer", ()))
    headers = [
        _paragraph(text, f"{path}/header", "header" if titled or not blocks else "heading") for text in above
    ]
    footers = [_paragraph(text, f"{path}/footer", "footer") for text in below]
    return [*blocks, *headers, *footers] if titled else [*headers, *blocks, *footers]


def _owners(sheet: Printed) -> dict[Place, Area]:
    """The merged area of each place that one covers, as far as the sheet is filled.

    Where two areas overlap, which no program draws, the first one holds. Raises CorruptFile.
    """
    bottom = max((row for row, _ in sheet.cells), default=0)
    right = max((col for _, col in sheet.cells), default=0)
    owners: dict[Place, Area] = {}
    work = 0
    for merge in sheet.merges:
        area = Area(merge.top, merge.left, min(merge.bottom, bottom), min(merge.right, right))
        rows, cols = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
        work += len(rows) * len(cols)
        if work > 2 * _MOST_PLACES:
            raise OverLimit(reason="merge-too-large")
        places = [(row, col) for row in rows for col in cols]
        if len(places) > 1 and not any(place in owners for place in places):
            owners.update(dict.fromkeys(places, area))
    return owners


def _paragraph(text: str, path: str, role: Role = "body") -> Paragraph:
    return Paragraph(text, (Fragment(0, len(text), Anchor(path=path)),), role)


def _hidden(sheet: Sheet, path: str) -> Iterator[Finding]:
    """What print leaves out of a sheet, with the words that stand there."""
    # often all columns beyond the table are hidden: they hold nothing
    filled_rows, filled_cols = {row for row, _ in sheet.cells}, {col for _, col in sheet.cells}
    rows = filled_rows.intersection(sheet.hidden_rows)
    cols = [col for col in hidden_columns(sheet) if col in filled_cols]
    where = [f"{sheet.name}!{first}:{last}" for first, last in _runs(sorted(rows))]
    where += [f"{sheet.name}!{_letters(first)}:{_letters(last)}" for first, last in _runs(cols)]
    if sheet.hidden:
        where = [sheet.name]
    texts = [
        " ".join(text.split())
        for (row, col), text in sheet.cells.items()
        if sheet.hidden or row in rows or col in cols
    ] + (sheet.shapes if sheet.hidden else [])
    if where and texts:
        shown = "、".join(texts[:_MOST_NAMED]) + ("…" if len(texts) > _MOST_NAMED else "")
        yield finding(
            "cells-hidden", anchor=Anchor(path=path), evidence=shown, where="、".join(where), text=shown
        )


def _remarks(sheet: Sheet, path: str) -> Iterator[Finding]:
    """What a person should know of the cells of a sheet."""
    if sheet.pictures:
        yield finding("picture-unread", anchor=Anchor(path=path), count=sheet.pictures)
    beyond = [
        (place, text)
        for place, text in sheet.cells.items()
        if sheet.printed and not _is_in(place, sheet.printed)
    ]
    if beyond:
        shown = "、".join(" ".join(text.split()) for _, text in beyond[:_MOST_NAMED])
        (row, col), _ = beyond[0]
        yield finding("cells-beyond-print", anchor=Anchor(path=f"{path}/row {row}/cell {col}"), text=shown)
    for code, told in (
        ("struck-dropped", sheet.struck),
        ("unseen-dropped", sheet.unseen),
        ("comments-unread", sheet.comments),
    ):
        for (row, col), text in told.items():
            anchor = Anchor(path=f"{path}/row {row}/cell {col}")
            if code == "comments-unread":
                yield finding(code, anchor=anchor, evidence=text, count=1, text=text)
            else:
                yield finding(code, anchor=anchor, text=text)
    for code, places in (
        ("formula-unsaved", sheet.unsaved),
        ("formula-failed", sheet.failed),
        ("format-shows-nothing", sheet.unshown),
        ("number-rounded", sheet.rounded),
        ("format-unread", sheet.unformatted),
    ):
        if places:
            named = [f"{_letters(col)}{row}" for row, col in list(places)[:_MOST_NAMED]]
            cells = "、".join(named) + ("…" if len(places) > _MOST_NAMED else "")
            row, col = next(iter(places))
            yield finding(
                code,
                anchor=Anchor(path=f"{path}/row {row}/cell {col}"),
                evidence=next(iter(places.values())),
                count=len(places),
                cells=cells,
            )


def _is_in(place: Place, areas: Iterable[Area]) -> bool:
    return any(area.holds(place) for area in areas)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of numbers that follow each other."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]


def _letters(col: int) -> str:
    """The name of a column: 28 is AB."""
    name = ""
    while col:
        col, letter = divmod(col - 1, 26)
        name = chr(65 + letter) + name
    return name
