"""Web pages (HTML): paragraphs, headings and tables of the body in the order shown."""

from __future__ import annotations

import re

from lxml import etree

from extractors.decode import decode
from extractors.document import Block, Cell, Document, Paragraph, Role
from extractors.faults import CorruptFile
from extractors.finding import Finding, finding
from extractors.place import Anchor, Fragment
from extractors.tables.tabulate import tabulate
from extractors.web.html_table import cell_text, is_layout, parts, places
from extractors.web.markup import Flow, parse

_MOST_CELLS = 200_000  # of a page; no notice has so many
_CHARSET = re.compile(rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)


def read_html(data: bytes) -> Document:
    """A web page as a Document; raises CorruptFile when it has tags or cells beyond reason."""
    declared = _CHARSET.search(data[:4096])
    text, findings = decode(data, declared[1].decode("latin-1") if declared else "")
    page = _Page()
    root = parse(text)
    if root is not None:
        if sum(1 for _ in root.iter("td", "th")) > _MOST_CELLS:
            raise CorruptFile(reason="too-many-cells", most=str(_MOST_CELLS))
        page.read(root)
    return Document("", tuple(page.blocks), findings=findings + tuple(page.findings))


def read_fragment(markup: str, path: str) -> tuple[list[Block], list[Finding]]:
    """The blocks of a piece of a page that stands in another text at `path`."""
    page = _Page(f"{path}/")
    root = parse(markup)
    if root is not None:
        page.read(root)
    return page.blocks, page.findings


def markup_to_text(markup: str) -> tuple[str, bool]:
    """A fragment (a cell of a text export) as lines, and whether the numbers of a list were restored."""
    root = parse(markup)
    return ("", False) if root is None else cell_text(root)


class _Page:
    """The blocks of a page, numbered as they come."""

    def __init__(self, path: str = "") -> None:
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self._path = path
        self._paragraphs = self._tables = 0

    def read(self, node: etree._Element | str) -> None:
        flow = Flow(self._paragraph, self._table)
        if isinstance(node, str):
            flow.text(node)
        else:
            flow.read(node)
        flow.end()
        if flow.restored:
            self.findings.append(finding("list-numbers-restored", anchor=self.blocks[-1].anchor))

    def _paragraph(self, text: str, role: Role) -> None:
        self._paragraphs += 1
        anchor = Anchor(path=f"{self._path}paragraph {self._paragraphs}")
        self.blocks.append(Paragraph(text, (Fragment(0, len(text), anchor),), role))

    def _table(self, table: etree._Element) -> None:
        content = parts(table)
        # a caption, and text that stands in no cell, which a browser shows before the table
        for stray in content.strays:
            self.read(stray)
        if is_layout(table, content):
            for cell in content.cells:
                self.read(cell)
            return
        self._tables += 1
        path = f"{self._path}table {self._tables}"
        cells = []
        for place in places(content.groups):
            anchor = Anchor(path=f"{path}/row {place.row + 1}/cell {place.number}")
            text, restored = cell_text(place.node)
            if restored:
                self.findings.append(finding("list-numbers-restored", anchor=anchor))
            fragments = (Fragment(0, len(text), anchor),)
            cells.append(Cell(place.row, place.col, text, fragments, place.row_span, place.col_span))
        if cells:
            self.blocks.append(tabulate(cells, Anchor(path=path)))
