"""Word files (DOCX, and the same parts in one XML file): paragraphs and tables in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from lxml import etree

from extractors.bundle import bundled
from extractors.document import Block, Cell, Document, Paragraph, Role
from extractors.faults import CorruptFile, OverLimit
from extractors.finding import Finding, finding
from extractors.limits import MOST_CELLS
from extractors.office.docx_lists import Numbers, Styles
from extractors.office.docx_shown import Shown, is_hidden_row, mark_placeholders
from extractors.office.docx_text import accept_deleted_marks, children, descendants, paragraph_text
from extractors.office.embedded import as_lines, read_part
from extractors.office.opc import Package, child, is_ornament, local, value
from extractors.place import Anchor, Fragment
from extractors.tables.tabulate import tabulate, without_unshown
from extractors.unshown import DROPPED

_SAME_EDGE = 100  # twips: two grid lines nearer than 1.8 mm are one line drawn by hand
_MOST_SPAN = 1000
_PICTURE = "picture"


def read_docx(data: bytes) -> Document:
    """A Word file as a Document; raises CorruptFile, or NeedsPassword."""
    package = Package(data)
    main = next((name for _, name in package.related("", "officeDocument")), "word/document.xml")
    root = package.part(main)
    body = child(root, "body")
    if body is None:
        raise CorruptFile(reason="no-body", part=main)
    if sum(1 for _ in body.iter("{*}tc")) > MOST_CELLS:
        raise OverLimit(reason="too-many-cells", most=str(MOST_CELLS))
    reader = _Reader(package, main)
    reader.tell_changes(body)
    accept_deleted_marks(body)
    mark_placeholders(body)
    reader.read(body)
    for role in ("header", "footer"):
        reader.read_margin(role)
    for kind in ("footnote", "endnote"):
        reader.read_notes(kind)
    reader.tell_comments()
    return Document("", tuple(reader.blocks), findings=tuple(reader.findings))


class _Reader:
    """Walks over the body once, so that numbers count on in the order of the text."""

    def __init__(self, package: Package, main: str) -> None:
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self._package, self._main = package, main
        self._styles = Styles(self._one("styles"))
        self._numbers = Numbers(self._one("numbering"), self._styles)
        self._paragraphs = self._tables = 0
        # met and not told yet
        self._shown = Shown(self._styles)
        self._insets: list[etree._Element] = []
        self._pictures: list[Anchor] = []

    def tell_changes(self, body: etree._Element) -> None:
        """Changes that were tracked and not decided are read as accepted."""
        count = sum(1 for _ in body.iter("{*}ins", "{*}del", "{*}moveFrom", "{*}moveTo"))
        if count:
            self.findings.append(finding("changes-accepted", count=count))

    def tell_comments(self) -> None:
        """Comments in the margin are no part of the notice."""
        root = self._one("comments")
        comments = [node for node in root if local(node) == "comment"] if root is not None else []
        if comments:
            text = " / ".join("".join(self._lines(node)) for node in comments)
            self._shown.met.clear()
            self._insets.clear()
            self.findings.append(finding("comments-unread", evidence=text, count=len(comments), text=text))

    def read(self, node: etree._Element) -> None:
        """The blocks below a node."""
        for block in _blocks(node):
            if local(block) == "p":
                role: Role = "heading" if self._styles.is_heading(block) else "body"
                self._add(self._text(block), role)
                self._tell(Anchor(path=f"paragraph {max(self._paragraphs, 1)}"))
                self._tell_pictures()
                for art in _word_art(block):
                    self._add(art, "heading")
                for box in _boxes(block):
                    self.read(box)
            elif local(block) == "tbl":
                self._table(block)
            elif (part := self._embedded(block)) is not None:
                self.blocks.extend(part.blocks)

    def read_margin(self, role: Role) -> None:
        """Headers or footers: each once, however many sections print it."""
        seen: set[str] = set()
        for _, name in self._package.related(self._main, role):
            root = self._package.part(name)
            if root is None:
                continue
            mark_placeholders(root)
            for line in self._lines(root):
                if line not in seen:
                    seen.add(line)
                    self._add(line, role, f"{role} {len(seen)}")
            self._tell_dropped(Anchor(path=role))
        # a picture there is the emblem of the issuer
        self._insets.clear()

    def read_notes(self, kind: str) -> None:
        """Footnotes or endnotes, which stand after the text."""
        number = 0
        for _, name in self._package.related(self._main, f"{kind}s"):
            root = self._package.part(name)
            if root is not None:
                mark_placeholders(root)
            for note in root if root is not None else ():
                # the line that parts notes from the text is kept as a note as well
                if local(note) == kind and value(note, "type") in {None, "normal"}:
                    number += 1
                    self._add("\n".join(self._lines(note)), "body", f"{kind} {number}")
                    self._tell(Anchor(path=f"{kind} {number}"))
        self._tell_pictures()

    def _tell(self, anchor: Anchor) -> None:
        """Reports what was met in a paragraph or cell and is not in its text."""
        self._tell_dropped(anchor)
        kinds = [_kind_of(inset) for inset in self._insets]
        self._insets.clear()
        self._pictures.extend([anchor] * kinds.count(_PICTURE))
        for kind in kinds:
            if kind not in {_PICTURE, ""}:
                self.findings.append(finding("part-unread", anchor=anchor, part=kind))

    def _tell_dropped(self, anchor: Anchor) -> None:
        """Reports the text that print does not show, the runs of one kind together."""
        for reason, code in DROPPED.items():
            text = "".join(text for why, text in self._shown.met if why == reason).strip()
            if text:
                self.findings.append(finding(code, anchor=anchor, text=text))
        for code in self._shown.unread:
            self.findings.append(finding("field-unread", anchor=anchor, field=code))
        self._shown.met.clear()
        self._shown.unread.clear()

    def _tell_pictures(self) -> None:
        """One finding for a table or paragraph, at the first picture."""
        if self._pictures:
            first, count = self._pictures[0], len(self._pictures)
            self.findings.append(finding("picture-unread", anchor=first, count=count))
        self._pictures.clear()

    def _one(self, kind: str) -> etree._Element | None:
        return next((self._package.part(name) for _, name in self._package.related(self._main, kind)), None)

    def _add(self, text: str, role: Role, path: str = "") -> None:
        if text.strip():
            if not path:
                self._paragraphs += 1
                path = f"paragraph {self._paragraphs}"
            self.blocks.append(Paragraph(text, (Fragment(0, len(text), Anchor(path=path)),), role))

    def _text(self, paragraph: etree._Element) -> str:
        met = len(self._shown.met)
        label, text = self._numbers.label(paragraph), paragraph_text(paragraph, self._shown).strip("\n")
        self._insets.extend(_insets(paragraph))
        if not text and len(self._shown.met) > met:
            return ""  # the number goes with the text that is not shown
        # the number alone is what a cell of the column 序号 often holds
        return label + text if text else label.rstrip(" ")

    def _lines(self, node: etree._Element) -> list[str]:
        """Paragraphs as lines; of a table in a cell a line for each row, its cells apart by a tab."""
        lines = []
        for block in _blocks(node):
            if local(block) == "p":
                lines.append(self._text(block))
                for box in _boxes(block):
                    lines.extend(self._lines(box))
            elif local(block) == "tbl":
                for row in _rows(block):
                    lines.append("\t".join("\n".join(self._lines(cell)) for cell in _cells(row)))
            elif (part := self._embedded(block)) is not None:
                lines.extend(as_lines(part.blocks))
        return [line for line in lines if line.strip()]

    def _embedded(self, chunk: etree._Element) -> Document | None:
        """A part of another format in the text, its places named by it; reports one that is not read."""
        names = dict(self._package.related(self._main, "aFChunk"))
        name = names.get(value(chunk, "id") or "", "")
        document = read_part(self._package.content(name)) if name else None
        if document is None:
            self.findings.append(finding("part-unread", part="altChunk"))
            return None
        part = bundled([(name.rpartition("/")[2], document)])
        self.findings.extend(part.findings)
        return part

    def _table(self, table: etree._Element) -> None:
        rows = [(row, list(_cells(row))) for row in _rows(table)]
        only = [cell for _, cells in rows for cell in cells]
        if len(only) == 1 and any(local(block) == "tbl" for block in _blocks(only[0])):
            # a frame around other tables
            self.read(only[0])
            return
        if not only:
            return
        self._tables += 1
        anchor = Anchor(path=f"table {self._tables}")
        cells, lines = self._placed(table, rows, anchor.path), _lines_of(table)
        cells, widths = _snapped(cells, lines)
        self.blocks.append(tabulate(cells, anchor, widths))
        self._tell_pictures()

    def _placed(
        self, table: etree._Element, rows: list[tuple[etree._Element, list[etree._Element]]], path: str
    ) -> list[Cell]:
        placed: list[Cell] = []
        # columns of a cell that goes on below: its index in `placed`
        open_at: dict[tuple[int, int], int] = {}
        unshown: set[int] = set()
        for number, (row, nodes) in enumerate(rows):
            still_open: dict[tuple[int, int], int] = {}
            hidden, left_out = is_hidden_row(row), False
            col = _count(child(row, "trPr", "gridBefore"), 0)
            for position, node in enumerate(nodes, 1):
                span = _count(child(node, "tcPr", "gridSpan"), 1)
                here = (col, span)
                col += span
                text = "\n".join(self._lines(node))
                anchor = Anchor(path=f"{path}/row {number + 1}/cell {position}")
                merged = child(node, "tcPr", "vMerge")
                goes_on = merged is not None and value(merged) != "restart"
                sideways = child(node, "tcPr", "hMerge")
                if hidden and merged is None and text:
                    self._shown.met.append(("hidden", text))
                    text = ""
                emptied = bool(self._shown.met) and not text.strip()
                left_out = left_out or emptied
                self._tell(anchor)
                if goes_on and here in open_at:
                    index = open_at[here]
                    self._tell_covered(text, placed[index], anchor)
                    placed[index] = replace(placed[index], row_span=number + 1 - placed[index].row)
                    still_open[here] = index
                    continue
                if sideways is not None and value(sideways) != "restart" and placed and position > 1:
                    self._tell_covered(text, placed[-1], anchor)
                    placed[-1] = replace(placed[-1], col_span=col - placed[-1].col)
                    continue
                fragments = (Fragment(0, len(text), anchor),)
                placed.append(Cell(number, here[0], text, fragments, col_span=span, emptied=emptied))
                if merged is not None:
                    still_open[here] = len(placed) - 1
            if left_out:
                unshown.add(number)
            open_at = still_open
        return without_unshown(placed, unshown)

    def _tell_covered(self, text: str, cell: Cell, anchor: Anchor) -> None:
        """Reports text of a place that a merged cell covers; Word keeps it and does not show it."""
        if text.strip() and text != cell.text:
            self.findings.append(finding("covered-text", anchor=anchor, text=text))


def _blocks(node: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs, tables and embedded parts below a node, through content controls and the like."""
    for inner in children(node):
        if local(inner) in {"p", "tbl", "altChunk"}:
            yield inner
        else:
            yield from _blocks(inner)


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    return descendants(paragraph, "txbxContent")


def _word_art(paragraph: etree._Element) -> Iterator[str]:
    """Titles drawn as a picture of their letters (艺术字): the text is an attribute of the old kind of it."""
    for inset in _insets(paragraph):
        for path in inset.iter("{*}textpath"):
            yield value(path, "string") or ""


def _insets(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Drawings, pictures and objects in a paragraph, without those in its text boxes."""
    for inner in children(paragraph):
        if local(inner) in {"drawing", "pict", "object"}:
            yield inner
        elif local(inner) != "txbxContent":
            yield from _insets(inner)


def _kind_of(inset: etree._Element) -> str:
    """What an inset holds that is not read: a picture that is no mere ornament, or the kind of an object."""
    if local(inset) == "object":
        return next((value(node, "ProgID") or "OLE" for node in inset.iter("{*}OLEObject")), "OLE")
    for data in inset.iter("{*}graphicData"):
        kind = (value(data, "uri") or "").rpartition("/")[2]
        if kind in {"chart", "diagram"}:
            return kind
    pictures = inset.iter("{*}blip", "{*}imagedata")
    # a field of a form is drawn as a picture without a file
    if not any(value(picture, name) for picture in pictures for name in ("embed", "link", "id", "href")):
        return ""
    return "" if is_ornament(inset, "extent") else _PICTURE


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in descendants(table, "tr"):
        if child(row, "trPr", "del") is None:
            yield row


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for cell in descendants(row, "tc"):
        if child(cell, "tcPr", "cellDel") is None:
            yield cell


def _count(node: etree._Element | None, default: int) -> int:
    text = value(node) or ""
    return min(int(text), _MOST_SPAN) if text.isdecimal() and len(text) < 10 else default


def _lines_of(table: etree._Element) -> list[int]:
    """Where the lines between its columns are drawn, in twips from its left edge."""
    grid = child(table, "tblGrid")
    widths = [_width(column) for column in grid if local(column) == "gridCol"] if grid is not None else []
    return [0, *accumulate(widths)]


def _snapped(cells: list[Cell], lines: Sequence[int]) -> tuple[list[Cell], list[int]]:
    """Cells on a grid whose lines are apart, and the widths of its columns.

    Rows drawn by hand end a hair's breadth beside each other.
    """
    widths = [after - before for before, after in pairwise(lines)]
    if any(cell.col + cell.col_span > len(widths) for cell in cells):
        return cells, []
    line_of = [0]
    for before, after in pairwise(lines):
        line_of.append(line_of[-1] + (after - before > _SAME_EDGE))
    if line_of == list(range(len(line_of))):
        return cells, widths
    moved = []
    for cell in cells:
        start, end = line_of[cell.col], line_of[cell.col + cell.col_span]
        if start == end:
            return cells, widths
        moved.append(replace(cell, col=start, col_span=end - start))
    apart = [0] * line_of[-1]
    for line, width in zip(line_of[1:], widths, strict=True):
        apart[max(line, 1) - 1] += width
    return moved, apart


def _width(column: etree._Element) -> int:
    text = value(column, "w") or ""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
