"""The parts of a spreadsheet file (XLSX): each sheet's cells as displayed, merges, what is not shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import isfinite

from lxml import etree

from extractors.faults import CorruptFile, OverLimit
from extractors.formats import unsupported
from extractors.frozen import frozen
from extractors.limits import MOST_CELLS
from extractors.office.number_format import plain, show_number, show_text
from extractors.office.opc import Package, child, is_ornament, local, value
from extractors.office.sheet_styles import Style, Styles, Writing, members, number

_LAST_ROW, _LAST_COL = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")
# Excel writes characters that XML cannot hold by their number: _x000D_ is a carriage return
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_TRUE = {"1", "true"}
_HELD = re.compile(rb"</(?:\w{1,9}:)?(?:v|is)>")  # each cell with a value has one

_MARGINS = {
    "oddHeader": "header", "firstHeader": "header", "evenHeader": "header",
    "oddFooter": "footer", "firstFooter": "footer", "evenFooter": "footer",
}  # fmt: skip
_CODES = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-Fa-f]{2}[+-]\d{3}|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z&])")
_LEAST_SIZE = 0.1  # a row of this height in points, a column of this width in figures shows nothing

Place = tuple[int, int]  # row and column, from 1
# a text, or its runs where they are written each in its own way
_String = str | tuple[tuple[str, Writing | None], ...]


@frozen
class Area:
    """A rectangle of cells with its first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, place: Place) -> bool:
        """Whether a cell (row, column) stands in it."""
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right


@dataclass(slots=True)
class Sheet:
    """A sheet: the text of each filled cell as displayed, and the merged areas in reading order.

    `widths`: first and last column of a width in figures, where it is not the usual one.
    `framed`: rows with a cell that has a border at its side. `unsaved`: formulas without a stored value.
    `failed`: formulas that gave an error. `rounded`: stored figures with more digits than are displayed.
    `unformatted`: format codes not read. `unshown`: stored values whose format displays nothing.
    `struck`, `unseen`: text that is struck out, or in the colour of its ground; it is in no cell.
    `comments`: comments by their cell. `shapes`: lines of text in drawings; `pictures`: how many of these may
    hold text. `margins`: what is printed above and below each page. `printed`: the areas that print takes, if
    they are told.
    """

    name: str
    hidden: bool
    cells: dict[Place, str] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    framed: set[int] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_cols: list[Area] = field(default_factory=list)
    widths: list[tuple[int, int, float]] = field(default_factory=list)
    unsaved: dict[Place, str] = field(default_factory=dict)
    rounded: dict[Place, str] = field(default_factory=dict)
    failed: dict[Place, str] = field(default_factory=dict)
    unformatted: dict[Place, str] = field(default_factory=dict)
    unshown: dict[Place, str] = field(default_factory=dict)
    struck: dict[Place, str] = field(default_factory=dict)
    unseen: dict[Place, str] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    shapes: list[str] = field(default_factory=list)
    pictures: int = 0
    margins: dict[str, list[str]] = field(default_factory=dict)
    printed: list[Area] = field(default_factory=list)


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
    areas = _print_areas(root)
    read = []
    for at, node in enumerate(sheets):
        part = parts.get(value(node, "id") or "")
        if part is not None:  # a chart has a sheet of its own, without cells
            sheet = Sheet(value(node, "name") or "", value(node, "state") in {"hidden", "veryHidden"})
            sheet.printed = areas.get(at, [])
            book.read(sheet, part)
            read.append(sheet)
    return read


class _Book:
    """What the sheets share: strings, formats, and the limit of cells."""

    def __init__(self, package: Package, main: str, root: etree._Element) -> None:
        self._package = package
        self._left = MOST_CELLS
        self._from_1904 = value(child(root, "workbookPr"), "date1904") in _TRUE
        theme = next((package.part(name) for _, name in package.related(main, "theme")), None)
        self._styles = Styles(theme)
        for _, part in package.related(main, "styles"):
            self._styles.add(package.part(part))
        self._strings = [
            self._string(item)
            for _, part in package.related(main, "sharedStrings")
            for item in package.each(part, "si")
        ]

    def read(self, sheet: Sheet, part: str) -> None:
        """Fills the sheet from its part."""
        if len(_HELD.findall(self._package.content(part))) > self._left:
            raise OverLimit(reason="too-many-cells", most=str(MOST_CELLS))
        row = 0
        coloured: list[Area] = []
        tags = ("row", "col", "mergeCell", "conditionalFormatting", *_MARGINS)
        for node in self._package.each(part, *tags):
            match local(node):
                case "row":
                    row = number(node.get("r")) or row + 1
                    self._read_row(sheet, node, row)
                case "col":
                    first, last = number(value(node, "min")), number(value(node, "max"))
                    if value(node, "hidden") in _TRUE or _is_nothing(value(node, "width")):
                        sheet.hidden_cols.append(Area(1, first, _LAST_ROW, last))
                    elif (width := _size(value(node, "width"))) is not None:
                        sheet.widths.append((first, last, width))
                case "conditionalFormatting":
                    coloured += filter(None, map(_area, (value(node, "sqref") or "").split()))
                case name if name in _MARGINS:
                    sheet.margins.setdefault(_MARGINS[name], []).extend(_margin(node.text or ""))
                case _:
                    area = _area(value(node, "ref") or "")
                    if area is not None:
                        sheet.merges.append(area)
        sheet.merges.sort(key=lambda area: (area.top, area.left))
        coloured += [area for _, name in self._package.related(part, "table") if (area := self._table(name))]
        _restore(sheet, coloured)
        self._read_comments(sheet, part)
        for _, drawing in self._package.related(part, "drawing"):
            root = self._package.part(drawing)
            if root is None:
                continue
            lines = root.iterdescendants("{*}p")
            texts = ("".join(text.text or "" for text in line.iterdescendants("{*}t")) for line in lines)
            sheet.shapes.extend(text.strip() for text in texts if text.strip())
            sheet.pictures += sum(not is_ornament(one, "ext") for one in root.iterdescendants("{*}pic"))

    def _table(self, part: str) -> Area | None:
        """The area that a table of Excel colours by its style."""
        root = self._package.part(part)
        return _area(value(root, "ref") or "") if root is not None else None

    def _read_comments(self, sheet: Sheet, part: str) -> None:
        """Comments of cells; a discussion stands in a part of its own, and shortened among the others."""
        for kind, tag in (("comments", "comment"), ("threadedComment", "threadedComment")):
            told: dict[Place, list[str]] = {}
            for _, name in self._package.related(part, kind):
                for node in self._package.each(name, tag):
                    place = _place(value(node, "ref") or "")
                    text = _clean(
                        "".join(inner.text or "" for inner in node.iterdescendants("{*}t", "{*}text"))
                    )
                    if place and text:
                        told.setdefault(place, []).append(text)
            sheet.comments.update({place: " / ".join(texts) for place, texts in told.items()})

    def _read_row(self, sheet: Sheet, node: etree._Element, row: int) -> None:
        if not 0 < row <= _LAST_ROW:
            raise CorruptFile(reason="row-out-of-range", number=str(row))
        if node.get("hidden") in _TRUE or _is_nothing(node.get("ht")):
            sheet.hidden_rows.append(row)
        col = 0
        for cell in node:
            if local(cell) != "c":
                continue
            place = _place(cell.get("r") or "")
            col = place[1] if place else col + 1
            if col > _LAST_COL:
                raise CorruptFile(reason="column-out-of-range", number=str(col))
            style = self._styles[number(cell.get("s"))]
            if style.sided:
                sheet.framed.add(row)
            text = self._written(sheet, (row, col), self._value(sheet, (row, col), cell, style.code), style)
            if text:
                self._left -= 1
                if self._left < 0:
                    raise OverLimit(reason="too-many-cells", most=str(MOST_CELLS))
                sheet.cells[row, col] = text

    def _written(self, sheet: Sheet, place: Place, string: _String, style: Style) -> str:
        """What is seen of the text of a cell; what is struck out or unseen is kept apart."""
        if not string:
            return ""  # most cells of a sheet hold a border and nothing else
        kept: list[str] = []
        struck: list[str] = []
        unseen: list[str] = []
        whole: list[str] = []
        for text, own in ((string, None),) if isinstance(string, str) else string:
            writing = own or style.writing
            shown = writing.as_shown(text)
            if writing.struck:
                struck.append(shown)
                continue
            whole.append(shown)
            (unseen if writing.is_unseen_on(style.ground) else kept).append(shown)
        if text := _clean("".join(struck)):
            sheet.struck[place] = text
        if _clean("".join(unseen)):
            sheet.unseen[place] = _clean("".join(whole))
        return _clean("".join(kept))

    def _value(self, sheet: Sheet, place: Place, cell: etree._Element, code: str) -> _String:
        """The text of a cell as displayed by its format."""
        inside = {local(node): node for node in cell}
        kind, stored, formula = cell.get("t") or "n", inside.get("v"), inside.get("f")
        raw = (stored.text or "") if stored is not None else ""
        # a formula may give an empty text, and then says that it is a text
        if formula is not None and not raw and kind != "str":
            sheet.unsaved[place] = f"={formula.text or ''}"
            return ""
        match kind:
            case "s":
                index = number(raw, -1)
                if not 0 <= index < len(self._strings):
                    raise CorruptFile(reason="no-shared-string", number=raw)
                return self._formatted(sheet, place, self._strings[index], code)
            case "inlineStr":
                inline = inside.get("is")
                return self._formatted(sheet, place, self._string(inline), code) if inline is not None else ""
            case "b":
                return "TRUE" if raw in _TRUE else "FALSE" if raw else ""
            case "n" if raw:
                return self._figure(sheet, place, raw, code)
            case "str" if raw:
                return self._formatted(sheet, place, _clean(raw), code)
            case "e" if raw:
                sheet.failed[place] = raw
                return str(raw)
            case _:
                return _clean(raw)

    def _figure(self, sheet: Sheet, place: Place, raw: str, code: str) -> str:
        shown = show_number(raw, code, self._from_1904)
        if shown is None:
            sheet.unformatted[place] = code
            return plain(raw)
        if not shown.text:
            # a format that shows no zeros hides nothing
            if plain(raw) != "0":
                sheet.unshown[place] = plain(raw)
        elif not shown.exact:
            sheet.rounded[place] = plain(raw)
        return shown.text

    def _formatted(self, sheet: Sheet, place: Place, string: _String, code: str) -> _String:
        """A text under its format, whose words around it (第@项) are written as the cell is."""
        text = string if isinstance(string, str) else "".join(part for part, _ in string)
        if not text:
            return ""
        shown = show_text(text, code)
        if not shown:
            sheet.unshown[place] = text
        return string if shown == text else shown

    def _string(self, node: etree._Element) -> _String:
        """A string, by its runs where they have properties; pronunciation above characters is left out."""
        runs = []
        for inner in node:
            text = inner if local(inner) == "t" else child(inner, "t") if local(inner) == "r" else None
            properties = child(inner, "rPr") if local(inner) == "r" else None
            if text is not None:
                writing = self._styles.writing(properties) if properties is not None else None
                runs.append((_unescaped(text.text or ""), writing))
        if all(writing is None for _, writing in runs):
            return _clean("".join(text for text, _ in runs))
        return tuple(runs)


def _print_areas(book: etree._Element) -> dict[int, list[Area]]:
    """The areas that print takes of a sheet, by the place of the sheet in the workbook."""
    areas: dict[int, list[Area]] = {}
    for node in members(book, "definedNames"):
        if value(node, "name") == "_xlnm.Print_Area":
            parts = (
                reference.rpartition("!")[2].replace("$", "") for reference in (node.text or "").split(",")
            )
            areas[number(value(node, "localSheetId"), -1)] = list(filter(None, map(_area, parts)))
    return areas


def _margin(text: str) -> list[str]:
    """The texts left, in the middle and right of a margin; one with the number of the page is none."""
    parts = re.split(r"&[LCR]", text)
    return [
        shown
        for part in parts
        if not re.search(r"&[PN]", part) and (shown := _CODES.sub(_as_printed, part).strip())
    ]


def _as_printed(code: re.Match[str]) -> str:
    return "&" if code[0] == "&&" else ""


def _restore(sheet: Sheet, coloured: list[Area]) -> None:
    """Puts back what may be seen after all: a rule or a table gives its cell another ground."""
    for place in list(sheet.unseen):
        if any(area.holds(place) for area in coloured):
            sheet.cells[place] = sheet.unseen.pop(place)


def _is_nothing(size: str | None) -> bool:
    """Whether a height or width leaves nothing to see."""
    told = _size(size)
    return told is not None and told < _LEAST_SIZE


def _size(size: str | None) -> float | None:
    """A height or width; None where none is told, or what is told is none."""
    try:
        told = float(size or "")
    except ValueError:
        return None
    return told if isfinite(told) else None


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _clean(text: str) -> str:
    if not text:
        return ""
    return _UNSEEN.sub("", re.sub(r"\r\n?|\v", "\n", _unescaped(text))).strip()


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
