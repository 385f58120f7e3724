"""Web pages (HTML): paragraphs, headings and tables of the body in the order shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from extractors.decode import decode
from extractors.document import Block, Cell, Document, Paragraph, Role
from extractors.faults import OverLimit
from extractors.finding import Finding, finding
from extractors.limits import MOST_CELLS
from extractors.place import Anchor, Fragment
from extractors.tables.tabulate import tabulate, without_unshown
from extractors.unshown import CellText, told
from extractors.web.html_table import cell_text, is_layout, parts, places, widths
from extractors.web.markup import Flow, Parsed, parse

_CHARSET = re.compile(rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)


def read_html(data: bytes, charset: str = "", sheets: Mapping[str, str] | None = None) -> Document:
    """A web page as a Document; raises CorruptFile when its tags are nested too deeply, OverLimit.

    `charset`: what stands beside the page of its encoding. `sheets`: style sheets that came with it, by their
    addresses.
    """
    declared = _CHARSET.search(data[:4096])
    text, findings = decode(data, charset or (declared[1].decode("latin-1") if declared else ""))
    page = _Page()
    page.read_page(parse(text, sheets))
    return Document("", tuple(page.blocks), findings=findings + tuple(page.findings))


def read_fragment(markup: str, path: str) -> tuple[list[Block], list[Finding]]:
    """The blocks of a piece of a page that stands in another text at `path`."""
    page = _Page(f"{path}/")
    page.read_page(parse(markup))
    return page.blocks, page.findings


def markup_to_text(markup: str) -> CellText:
    """A fragment (a cell of a text export) as lines."""
    root = parse(markup).root
    return CellText() if root is None else cell_text(root)


class _Page:
    """The blocks of a page, numbered as they come."""

    def __init__(self, path: str = "") -> None:
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self._path = path
        self._paragraphs = self._tables = 0

    def read_page(self, page: Parsed) -> None:
        """The blocks of a page, and what is to be told of its styles; raises CorruptFile."""
        if page.root is None:
            return
        if sum(1 for _ in page.root.iter("td", "th")) > MOST_CELLS:
            raise OverLimit(reason="too-many-cells", most=str(MOST_CELLS))
        self.read(page.root)
        for selector in page.unread:
            self.findings.append(finding("style-unread", selector=selector))
        if page.differing:
            self.findings.append(finding("media-differ", text="、".join(page.differing)))

    def read(self, node: etree._Element | str) -> None:
        flow = Flow(self._paragraph, self._table)
        if isinstance(node, str):
            flow.text(node)
        else:
            flow.read(node)
        flow.end()
        if flow.restored:
            self.findings.append(finding("list-numbers-restored", anchor=self.blocks[-1].anchor))
        anchor = self.blocks[-1].anchor if self.blocks else Anchor(path=f"{self._path}paragraph 1")
        self.findings.extend(told(flow.dropped, anchor, "page-hidden"))

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
        cells: list[Cell] = []
        unshown: set[int] = set()
        self.findings.extend(told([("hidden", text) for text in content.hidden], Anchor(path=path)))
        laid_out = list(places(content.groups))
        for place in laid_out:
            anchor = Anchor(path=f"{path}/row {place.row + 1}/cell {place.number}")
            shown = cell_text(place.node)
            if shown.restored:
                self.findings.append(finding("list-numbers-restored", anchor=anchor))
            if shown.dropped:
                self.findings.extend(told(shown.dropped, anchor))
            emptied = bool(shown.dropped) and not shown.text
            if emptied:
                unshown.add(place.row)
            fragments = (Fragment(0, len(shown.text), anchor),)
            spans = place.row_span, place.col_span
            cells.append(Cell(place.row, place.col, shown.text, fragments, *spans, emptied=emptied))
        cells = without_unshown(cells, unshown)
        if cells:
            self.blocks.append(tabulate(cells, Anchor(path=path), widths(table, laid_out)))
