"""The parts of a spreadsheet file (XLSX): each sheet's cells as displayed, merges, and what it hides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractors.faults import CorruptFile
from extractors.formats import unsupported
from extractors.office.number_format import format_code, plain, show_number, show_text
from extractors.office.opc import Package, child, local, value

_MOST_CELLS = 1_000_000
_LAST_ROW, _LAST_COL = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")
# Excel writes characters that XML cannot hold by their number: _x000D_ is a carriage return
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_TRUE = {"1", "true"}

Place = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells with its first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A sheet: the text of each filled cell as displayed, and the merged areas in reading order.

    `framed`: rows with a cell that has a border at its side. `unsaved`: formulas without a stored value.
    `rounded`: stored figures with more digits than are displayed. `unformatted`: format codes not read.
    `shapes`: lines of text in drawings.
    """

    name: str
    hidden: bool
    cells: dict[Place, str] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    framed: set[int] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_cols: list[Area] = field(default_factory=list)
    unsaved: dict[Place, str] = field(default_factory=dict)
    rounded: dict[Place, str] = field(default_factory=dict)
    unformatted: dict[Place, str] = field(default_factory=dict)
    shapes: list[str] = field(default_factory=list)


def read_sheets(data: bytes) -> list[Sheet]:
    """The sheets of a spreadsheet file in their order; macros never run.

    Raises CorruptFile, NeedsPassword, or UnsupportedFormat for XLSB.
    """
    package = Package(data)
    main = next((name for _, name in package.related("", "officeDocument")), "xl/workbook.xml")
    if main.endswith(".bin"):
        raise unsupported("XLSB")
    root = package.part(main)
    sheets = child(root, "sheets")
    if root is None or sheets is None:
        raise CorruptFile(reason="no-sheet", part=main)
    book = _Book(package, main, root)
    parts = dict(package.related(main, "worksheet"))
    read = []
    for node in sheets:
        part = parts.get(value(node, "id") or "")
        if part is not None:  # a chart has a sheet of its own, without cells
            sheet = Sheet(value(node, "name") or "", value(node, "state") in {"hidden", "veryHidden"})
            book.read(sheet, part)
            read.append(sheet)
    return read


class _Book:
    """What the sheets share: strings, formats, and the limit of cells."""

    def __init__(self, package: Package, main: str, root: etree._Element) -> None:
        self._package = package
        self._left = _MOST_CELLS
        self._from_1904 = value(child(root, "workbookPr"), "date1904") in _TRUE
        self._strings = [
            _string(item)
            for _, part in package.related(main, "sharedStrings")
            for item in package.each(part, "si")
        ]
        self._codes: list[str] = []
        self._sides: list[bool] = []
        for _, part in package.related(main, "styles"):
            self._read_styles(package.part(part))

    def _read_styles(self, styles: etree._Element | None) -> None:
        custom = {
            _number(value(node, "numFmtId")): value(node, "formatCode") or ""
            for node in _all(styles, "numFmts")
        }
        borders = [
            any(
                value(child(node, side), "style") not in {None, "none"}
                for side in ("left", "right", "start", "end")
            )
            for node in _all(styles, "borders")
        ]
        for style in _all(styles, "cellXfs"):
            self._codes.append(format_code(_number(value(style, "numFmtId")), custom))
            border = _number(value(style, "borderId"))
            self._sides.append(borders[border] if border < len(borders) else False)

    def read(self, sheet: Sheet, part: str) -> None:
        """Fills the sheet from its part."""
        row = 0
        for node in self._package.each(part, "row", "col", "mergeCell"):
            match local(node):
                case "row":
                    row = _number(node.get("r")) or row + 1
                    self._read_row(sheet, node, row)
                case "col":
                    if value(node, "hidden") in _TRUE:
                        first, last = _number(value(node, "min")), _number(value(node, "max"))
                        sheet.hidden_cols.append(Area(1, first, _LAST_ROW, last))
                case _:
                    area = _area(value(node, "ref") or "")
                    if area is not None:
                        sheet.merges.append(area)
        sheet.merges.sort(key=lambda area: (area.top, area.left))
        for _, drawing in self._package.related(part, "drawing"):
            root = self._package.part(drawing)
            lines = root.iterdescendants("{*}p") if root is not None else ()
            texts = ("".join(text.text or "" for text in line.iterdescendants("{*}t")) for line in lines)
            sheet.shapes.extend(text.strip() for text in texts if text.strip())

    def _read_row(self, sheet: Sheet, node: etree._Element, row: int) -> None:
        if not 0 < row <= _LAST_ROW:
            raise CorruptFile(reason="row-out-of-range", number=str(row))
        if node.get("hidden") in _TRUE:
            sheet.hidden_rows.append(row)
        col = 0
        for cell in node:
            if local(cell) != "c":
                continue
            place = _place(cell.get("r") or "")
            col = place[1] if place else col + 1
            if col > _LAST_COL:
                raise CorruptFile(reason="column-out-of-range", number=str(col))
            style = _number(cell.get("s"))
            if style < len(self._sides) and self._sides[style]:
                sheet.framed.add(row)
            text = self._text(
                sheet, (row, col), cell, self._codes[style] if style < len(self._codes) else "General"
            )
            if text:
                self._left -= 1
                if self._left < 0:
                    raise CorruptFile(reason="too-many-cells", most=str(_MOST_CELLS))
                sheet.cells[row, col] = text

    def _text(self, sheet: Sheet, place: Place, cell: etree._Element, code: str) -> str:
        """The text of a cell as displayed."""
        inside = {local(node): node for node in cell}
        kind, stored, formula = cell.get("t") or "n", inside.get("v"), inside.get("f")
        raw = (stored.text or "") if stored is not None else ""
        # a formula may give an empty text, and then says that it is a text
        if formula is not None and not raw and kind != "str":
            sheet.unsaved[place] = f"={formula.text or ''}"
            return ""
        match kind:
            case "s":
                number = _number(raw, -1)
                if not 0 <= number < len(self._strings):
                    raise CorruptFile(reason="no-shared-string", number=raw)
                return show_text(self._strings[number], code) if self._strings[number] else ""
            case "inlineStr":
                inline = inside.get("is")
                return show_text(_string(inline), code) if inline is not None else ""
            case "b":
                return "TRUE" if raw in _TRUE else "FALSE" if raw else ""
            case "n" if raw:
                shown = show_number(raw, code, self._from_1904)
                if shown is None:
                    sheet.unformatted[place] = code
                    return plain(raw)
                if not shown.exact:
                    sheet.rounded[place] = plain(raw)
                return shown.text
            case "str" if raw:
                return show_text(_clean(raw), code)
            case _:
                return _clean(raw)


def _string(node: etree._Element) -> str:
    """The text of a string, its runs joined; the pronunciation above Han characters is left out."""
    parts = []
    for inner in node:
        text = inner if local(inner) == "t" else child(inner, "t") if local(inner) == "r" else None
        parts.append((text.text or "") if text is not None else "")
    return _clean("".join(parts))


def _clean(text: str) -> str:
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return _UNSEEN.sub("", re.sub(r"\r\n?|\v", "\n", text)).strip()


def _all(root: etree._Element | None, name: str) -> Iterator[etree._Element]:
    group = child(root, name)
    return iter(group) if group is not None else iter(())


def _number(text: str | None, missing: int = 0) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else missing


def _place(reference: str) -> Place | None:
    """Row and column of a reference: C7 is (7, 3)."""
    match = _REFERENCE.match(reference)
    if match is None:
        return None
    col = 0
    for letter in match[1]:
        col = col * 26 + ord(letter) - 64
    return int(match[2]), col


def _area(reference: str) -> Area | None:
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last)
    if start is None or end is None:
        return None
    area = Area(start[0], start[1], min(end[0], _LAST_ROW), min(end[1], _LAST_COL))
    return area if 0 < area.top <= area.bottom and area.left <= area.right else None
