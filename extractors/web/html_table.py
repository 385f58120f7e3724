"""Tables of HTML: rows, groups and spans of <table> as a browser lays them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from extractors.frozen import frozen
from extractors.unshown import CellText
from extractors.web.markup import Flow, collapse, hidden_text, tag_of, unseen

_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_WIDTH = re.compile(r"\s*(\d{1,5}(?:\.\d{1,6})?)\s*(%|[a-zA-Z]{0,3})\s*")
_STYLE_WIDTH = re.compile(r"(?:^|;)\s*width\s*:\s*([^;!]{1,40})", re.I)
_MOST_COLUMNS = 1000  # where browsers clip colspan; no table has so many

Row = list[etree._Element]


@frozen
class Place:
    """A cell with its place, and its number in its row (from 1)."""

    row: int
    col: int
    row_span: int
    col_span: int
    number: int
    node: etree._Element


@frozen
class Parts:
    """What a <table> holds: groups of rows in the order shown, what stands in no cell, what is hidden."""

    groups: tuple[list[Row], ...]
    strays: tuple[etree._Element | str, ...]
    hidden: tuple[str, ...] = ()

    @property
    def cells(self) -> list[etree._Element]:
        """The cells in the order shown."""
        return [cell for group in self.groups for row in group for cell in row]


def parts(table: etree._Element) -> Parts:
    """The rows of a table without those of the tables inside it."""
    groups: list[tuple[str, list[Row]]] = [("", [])]
    strays: list[etree._Element | str] = []
    hidden: list[str] = []

    def stray(text: str | None) -> None:
        if text and collapse(text):
            strays.append(text)

    def take(node: etree._Element, row: Row | None) -> None:
        stray(node.text)
        for child in node:
            tag = tag_of(child)
            if unseen(child) or tag in {"", "col", "colgroup"}:
                if tag and (text := hidden_text(child)):
                    hidden.append(text)
            elif tag in _GROUPS:
                groups.append((tag, []))
                take(child, None)
                groups.append(("", []))
            elif tag == "tr":
                new: Row = []
                groups[-1][1].append(new)
                take(child, new)
                row = None
            elif tag in _CELLS:
                if row is None:
                    row = []
                    groups[-1][1].append(row)
                row.append(child)
            elif tag not in {"table", "caption"} and any(
                tag_of(inner) in _CELLS and _own(inner, table) for inner in child.iterdescendants()
            ):
                # <table><form><tr>: the form shows nothing
                take(child, row)
            else:
                strays.append(child)
            stray(child.tail)

    take(table, None)
    named = {"thead": 0, "tfoot": 2}
    placed: set[str] = set()
    order = []
    for tag, _ in groups:
        # a browser shows only the first head above and the first foot below all rows
        order.append(1 if tag in placed else named.get(tag, 1))
        placed.add(tag)
    shown = [groups[i][1] for i in sorted(range(len(groups)), key=order.__getitem__)]
    return Parts(tuple(group for group in shown if group), tuple(strays), tuple(hidden))


def places(groups: tuple[list[Row], ...]) -> Iterator[Place]:
    """Each cell with its place; spans end with their group of rows."""
    first = 0
    for group in groups:
        above: list[
            tuple[int, int, int]
        ] = []  # cells that come down: first column, column and row after them
        for row, nodes in enumerate(group):
            above = sorted(block for block in above if block[2] > row)
            coming: list[tuple[int, int, int]] = []
            passed = col = 0
            for number, node in enumerate(nodes, 1):
                while passed < len(above) and above[passed][0] <= col:
                    col = above[passed][1]
                    passed += 1
                col_span = min(_span(node, "colspan") or 1, _MOST_COLUMNS)
                if passed < len(above):
                    # browsers let the two cells overlap; here the later one ends where the other stands
                    col_span = min(col_span, above[passed][0] - col)
                row_span = min(_span(node, "rowspan") or len(group), len(group) - row)
                if len(above) + len(coming) > _MOST_COLUMNS:
                    row_span = 1
                yield Place(first + row, col, row_span, col_span, number, node)
                if row_span > 1:
                    coming.append((col, col + col_span, row + row_span))
                col += col_span
            above += coming
        first += len(group)


def widths(table: etree._Element, laid_out: Sequence[Place]) -> list[float]:
    """Those of the columns as <col> or cells set them; none where one is not set, or their units differ."""
    told: dict[int, tuple[float, str]] = {}
    cols = [node for node in table.iter("col") if _own(node, table)]
    col = 0
    for node in cols:
        for _ in range(min(_span(node, "span") or 1, _MOST_COLUMNS)):
            if size := _size(node):
                told[col] = size
            col += 1
    for place in laid_out:
        if place.col_span == 1 and place.col not in told and (size := _size(place.node)):
            told[place.col] = size
    count = max((place.col + place.col_span for place in laid_out), default=0)
    units = {told[col][1] if col in told else None for col in range(count)}
    return [told[col][0] for col in range(count)] if len(units) == 1 and None not in units else []


def _size(node: etree._Element) -> tuple[float, str] | None:
    """The width that an attribute or a style sets, with its unit."""
    for text in (_STYLE_WIDTH.search(node.get("style") or ""), node.get("width")):
        found = _WIDTH.fullmatch(text[1] if isinstance(text, re.Match) else text or "")
        if found and float(found[1]) > 0:
            return float(found[1]), found[2].lower() or "px"
    return None


def is_layout(table: etree._Element, content: Parts) -> bool:
    """Whether a table only arranges other tables on the page.

    It does not where it has rows of cells itself and these hold more than the tables inside, or where each
    inner table is one cell of a row.
    """
    nested = [inner for cell in content.cells for inner in cell.iterdescendants("table")]
    if not nested:
        return False
    rows = beside = holding = 0
    for group in content.groups:
        for row in group:
            texts = [_text(cell) for cell in row if cell.find(".//table") is None]
            several = sum(bool(text) for text in texts) > 1
            rows += several
            holding += len(texts) < len(row)
            beside += several and len(texts) < len(row)
    if rows > 1 and beside == holding:
        # 组织领导 | 20 | a table of grades | 办公室: each inner table stands in a row of data
        return False
    inside = sum(len(_text(inner)) for inner in nested if _own(inner, table))
    whole = sum(len(_text(cell)) for cell in content.cells)
    return rows < 2 or whole - inside < inside


def cell_text(cell: etree._Element) -> CellText:
    """The lines of a cell as a browser shows them."""
    lines: list[str] = []
    flow = Flow(
        lambda text, _: lines.append(text), lambda table: lines.extend(rows_as_lines(table, flow.dropped))
    )
    flow.read(cell)
    flow.end()
    return CellText("\n".join(lines), flow.restored, tuple(flow.dropped))


def rows_as_lines(table: etree._Element, dropped: list[tuple[str, str]]) -> Iterator[str]:
    """A table inside a cell: a line for each row, its cells apart by a tab; a caption before them."""
    content = parts(table)
    dropped.extend(("hidden", text) for text in content.hidden)

    def shown(node: etree._Element) -> str:
        inner = cell_text(node)
        dropped.extend(inner.dropped)
        return inner.text

    for stray in content.strays:
        yield collapse(stray) if isinstance(stray, str) else shown(stray)
    for group in content.groups:
        for row in group:
            yield "\t".join(shown(cell) for cell in row)


def _own(inner: etree._Element, table: etree._Element) -> bool:
    """Whether no other table stands between an element and `table`."""
    return next(inner.iterancestors("table"), None) is table


def _text(node: etree._Element) -> str:
    return re.sub(r"\s", "", "".join(str(piece) for piece in node.itertext()))


def _span(node: etree._Element, name: str) -> int:
    """A span as browsers read it (`2px` is 2, rubbish is 1); 0 stands for the rest of the group."""
    match = re.match(r"\s*\+?(\d+)", node.get(name, "1"))
    return int(match[1][:9]) if match else 1
