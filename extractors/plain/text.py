"""Text exports (.txt): rows of cells apart by tabs, tables with a cell a line, and running text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from extractors.decode import decode
from extractors.document import Block, Cell, Document, Paragraph, Role, Table
from extractors.finding import Finding, finding
from extractors.place import Anchor, Fragment
from extractors.plain.box_drawing import drawn_runs, looks_drawn, read_drawn
from extractors.plain.cell_lines import Layout, Line, Printed, Rows, looks_tabular, read_rows, stretches
from extractors.plain.markdown import Shown, is_markdown, shown
from extractors.plain.pipes import Row, pipe_runs
from extractors.tables.shifted import without_shifts
from extractors.unshown import CellText, told

_LINE_END = re.compile(r"\r\n|[\r\n]")
_LINE_IN_CELL = "\u2028"
# a spreadsheet writes a cell of several lines as `1 TAB "甲`, `乙" TAB 5`; quotes beside no tab are quotes
_QUOTED = r'"(?:[^"\t]|"")*"'
_QUOTED_CELL = re.compile(rf"(?<=\t){_QUOTED}(?=[\t\r\n]|\Z)|(?:\A|(?<=[\r\n])){_QUOTED}(?=\t)")
# what exporters leave of Word's bookmarks: [bookmark: _GoBack]
_BOOKMARK = re.compile(r"\[bookmark:[^\]\r\n]{0,80}\]")
_TAG_NAMES = (
    "p|br|ol|ul|li|div|span|b|strong|i|em|u|s|del|strike|ins|sup|sub|font|a|table|tbody|thead|tr|td|th|h[1-6]"
    "|center|img"
)
_TAG = re.compile(rf"</?(?:{_TAG_NAMES})(?:\s[^<>]*)?/?>", re.I)
# a table in HTML may stand in wrappers: <html><body><table>
_TABLE_BEGINS = re.compile(r"\s{0,99}(?:<[a-z][^<>\n]{0,300}>\s{0,9}){0,8}<table\b", re.I)
_TABLE_TAG = re.compile(r"</?table\b", re.I)
_ENTITY = re.compile(
    r"&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|hellip|times|middot|#\d{2,6}|#x[0-9a-f]{2,5});"
)


def read_text(data: bytes) -> Document:
    """A text export as a Document: lines that stand together and hold tabs are the rows of a table.

    So are lines that each begin with a tab and hold one cell, where a rule tells their rows.
    A cell may hold HTML; it is read as a browser shows it. Rows that stand a column too far left are put
    right; a page number between two tables is furniture.
    """
    text, findings = decode(data)
    lines = list(_lines(text))
    marks = [
        finding("noise", anchor=line.anchor, text=mark)
        for line in lines
        for mark in _BOOKMARK.findall(line.text)
    ]
    lines = [replace(line, text=_BOOKMARK.sub("", line.text)) for line in lines]
    markdown = is_markdown(lines)
    blocks: list[Block] = []
    more: list[Finding] = []
    for read in _parts(lines, markdown):
        blocks.extend(read[0])
        more.extend(read[1])
    blocks, shifts = without_shifts(blocks)
    return Document("", tuple(blocks), findings=(*findings, *marks, *more, *shifts))


_Run = list[Line]
_Read = tuple[list[Block], list[Finding]]


def _parts(lines: list[Line], markdown: bool) -> Iterator[_Read]:
    """The parts of a text in their order: tables in HTML, drawn with characters or bars, and all else."""
    for is_page, page in _page_runs(lines):
        if is_page:
            # few texts hold HTML, and to import its reader takes as long as to read one of them
            from extractors.web.html import read_fragment

            yield read_fragment("\n".join(line.text for line in page), page[0].anchor.path)
            continue
        for is_drawn, drawn in drawn_runs(page):
            table = read_drawn(drawn) if is_drawn else None
            if table is not None:
                doubts = [finding("rows-by-first-cell", anchor=table.table.anchor)] if table.loose else []
                yield [table.table], doubts
                continue
            for rows, other in pipe_runs(drawn):
                if rows:
                    yield _bar_table(rows, markdown)
                elif markdown:
                    yield _marked(other)
                else:
                    yield _blocks(other)
                if looks_drawn(other):
                    yield [], [finding("table-unclear", anchor=other[0].anchor)]


def _page_runs(lines: list[Line]) -> Iterator[tuple[bool, list[Line]]]:
    """The lines in runs, each with whether it is a table in HTML, from its first tag to its last."""
    other: list[Line] = []
    at = 0
    while at < len(lines):
        if not _TABLE_BEGINS.match(lines[at].text) or lines[at].divided:
            other.append(lines[at])
            at += 1
            continue
        if other:
            yield False, other
            other = []
        end = _page_end(lines, at)
        yield True, lines[at:end]
        at = end
    if other:
        yield False, other


def _page_end(lines: list[Line], at: int) -> int:
    """Behind the line that closes the table; behind its first line where nothing does."""
    depth = 0
    for end in range(at, len(lines)):
        depth += len(_TABLE_TAG.findall(lines[end].text))
        depth -= 2 * lines[end].text.lower().count("</table")
        if depth <= 0:
            return end + 1
    return at + 1


def _marked(lines: list[Line]) -> _Read:
    """Lines of Markdown between its tables."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    plain: list[Line] = []

    def take(read: _Read) -> None:
        blocks.extend(read[0])
        findings.extend(read[1])

    for line in lines:
        mark = shown(line.text)
        if mark.pictures:
            findings.append(finding("picture-unread", anchor=line.anchor, count=mark.pictures))
        if mark.heading:
            take(_blocks(plain))
            plain = []
            take(_paragraphs([replace(line, text=mark.text)], role="heading"))
        else:
            # a tab apart from text is a cell's: nothing of a row is taken off
            plain.append(line if "\t" in line.text else replace(line, text=mark.text))
    take(_blocks(plain))
    return blocks, findings


def _bar_table(rows: list[Row], markdown: bool) -> _Read:
    """A table of cells between bars."""
    pictures = 0
    unmarked = []
    for line, cells in rows:
        marks = [shown(cell) if markdown else Shown(cell) for cell in cells]
        pictures += sum(mark.pictures for mark in marks)
        unmarked.append((line, [mark.text for mark in marks]))
    blocks, findings = _table(unmarked)
    if pictures:
        findings.append(finding("picture-unread", anchor=rows[0][0].anchor, count=pictures))
    return blocks, findings


def _lines(text: str) -> Iterator[Line]:
    """The lines with their numbers; a form feed (page break) divides a line as an empty one does."""
    number = 1
    for line in _LINE_END.split(_QUOTED_CELL.sub(_unquoted, text)):
        for part, piece in enumerate(line.split("\f")):
            if part:
                yield Line(number, "")
            yield Line(number, piece)
        number += 1 + line.count(_LINE_IN_CELL)


def _unquoted(cell: re.Match[str]) -> str:
    lines = _LINE_END.split(cell[0][1:-1].replace('""', '"'))
    return _LINE_IN_CELL.join(lines) if len(lines) > 1 else cell[0]


def _blocks(lines: list[Line]) -> _Read:
    """The blocks of an export: tables with a cell a line, and all else between them."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    other: list[Line] = []
    layout: Layout | None = None

    def add(read: _Read) -> None:
        blocks.extend(read[0])
        findings.extend(read[1])

    for may_be_cells, stretch in stretches(lines):
        rows = read_rows(stretch, layout) if may_be_cells else None
        if rows is None:
            other.extend(stretch)
            if may_be_cells and (layout is not None or looks_tabular(stretch)):
                findings.append(finding("table-unclear", anchor=stretch[0].anchor))
        else:
            add(_running(other))
            add(_cell_table(rows))
            other, layout = [], rows.layout
    add(_running(other))
    return blocks, findings


def _cell_table(read: Rows) -> _Read:
    """The table of rows that were printed with a cell a line."""
    width = len(read.layout.columns)
    findings: list[Finding] = []
    cells = []
    for number, row in enumerate(read.rows):
        for col, printed in enumerate(row):
            cell, shown = _printed_cell(number, col, printed)
            cells.append(replace(cell, col_span=width) if len(row) == 1 else cell)
            findings.extend(_told(shown, cell.anchor))
        for col in range(len(row), width if len(row) > 1 else 0):
            cells.append(Cell(number, col, "", (Fragment(0, 0, row[-1].lines[-1].anchor),)))
    anchor = cells[0].anchor
    if read.short:
        findings.append(finding("row-short", anchor=anchor, lines=_listed(read.short), width=width))
    if read.across:
        findings.append(finding("row-across-gap", anchor=anchor, lines=_listed(read.across)))
    return [Table(tuple(cells), len(read.rows), width, anchor)], findings


def _printed_cell(row: int, col: int, printed: Printed) -> tuple[Cell, CellText]:
    """A cell, each of its lines a fragment; and what is to be told of its text."""
    text = ""
    fragments = []
    read = [(line.anchor, _shown(line.text)) for line in printed.lines]
    for anchor, line in read:
        if line.text:
            text += "\n" if text else ""
            fragments.append(Fragment(len(text), len(text) + len(line.text), anchor))
            text += line.text
    dropped = tuple(each for _, shown in read for each in shown.dropped)
    places = tuple(fragments) or (Fragment(0, 0, printed.lines[0].anchor),)
    cell = Cell(row, col, text, places, emptied=bool(dropped) and not text)
    return cell, CellText(text, any(shown.restored for _, shown in read), dropped)


def _running(lines: list[Line]) -> _Read:
    """Rows of cells apart by tabs, and running text."""
    runs = [list(run) for _, run in groupby(lines, key=lambda line: "\t" in line.text)]
    tables = [_is_table(run) for run in runs]
    blocks: list[Block] = []
    findings: list[Finding] = []
    for number, run in enumerate(runs):
        if tables[number] or _continues(run, _nearest(runs, tables, number)):
            read = _table([(line, line.text.split("\t")) for line in run])
        else:
            read = _paragraphs(run)
        blocks.extend(read[0])
        findings.extend(read[1])
    return blocks, findings


def _is_table(run: _Run) -> bool:
    """Whether lines with tabs are rows: two of them at least, or one of three cells."""
    visible = [line for line in run if line.text.strip()]
    rows = [line for line in visible if line.divided]
    alike = [line for line in visible if line.divided or line.width > 2]
    return (len(rows) > 1 and len(alike) * 2 >= len(visible)) or any(line.width > 2 for line in rows)


def _nearest(runs: list[_Run], tables: list[bool], number: int) -> _Run | None:
    """The table before a run, when nothing but empty lines stands between."""
    for before in range(number - 1, -1, -1):
        if tables[before]:
            return runs[before]
        if any(line.text.strip() for line in runs[before]):
            return None
    return None


def _continues(run: _Run, before: _Run | None) -> bool:
    """Whether a single row stands alone on its page, with as many cells as the table before."""
    if before is None:
        return False
    width = max(line.width for line in before)
    return all(line.width == width for line in run) and any(line.text.strip() for line in run)


def _table(rows: list[Row]) -> _Read:
    """Rows as one table, as wide as the widest; what a row lacks is blank cells at its end."""
    width = max(len(texts) for _, texts in rows)
    findings: list[Finding] = []
    cells = []
    for row, (line, texts) in enumerate(rows):
        for col in range(width):
            anchor = Anchor(path=f"{line.anchor.path}/cell {col + 1}")
            shown = _shown(texts[col] if col < len(texts) else "")
            findings.extend(_told(shown, anchor))
            fragments = (Fragment(0, len(shown.text), anchor),)
            emptied = bool(shown.dropped) and not shown.text
            cells.append(Cell(row, col, shown.text, fragments, emptied=emptied))
    short = [line.number for line, texts in rows if len(texts) < width]
    anchor = rows[0][0].anchor
    if short:
        findings.append(finding("row-short", anchor=anchor, lines=_listed(short), width=width))
    return [Table(tuple(cells), len(rows), width, anchor)], findings


def _paragraphs(run: _Run, role: Role = "body") -> _Read:
    paragraphs: list[Block] = []
    findings: list[Finding] = []
    for line in run:
        shown = _shown(line.text)
        findings.extend(_told(shown, line.anchor))
        if shown.text:
            paragraphs.append(Paragraph(shown.text, (Fragment(0, len(shown.text), line.anchor),), role))
    return paragraphs, findings


def _listed(numbers: Iterable[int]) -> str:
    return "、".join(map(str, numbers))


def _told(shown: CellText, anchor: Anchor) -> Iterator[Finding]:
    if shown.restored:
        yield finding("list-numbers-restored", anchor=anchor)
    yield from told(shown.dropped, anchor)


def _shown(text: str) -> CellText:
    """The text of a cell or line as shown: HTML read, a line break of Word (vertical tab) as a new line."""
    if _TAG.search(text):
        from extractors.web.html import markup_to_text

        # 得分<60分 beside tags must not begin a tag of its own
        parts = _TAG.split(text)
        tags = [*_TAG.findall(text), ""]
        escaped = (part.replace("<", "&lt;").replace(">", "&gt;") for part in parts)
        return markup_to_text("".join(part + tag for part, tag in zip(escaped, tags, strict=True)))
    if _ENTITY.search(text):
        text = html.unescape(text)
    return CellText(text.replace("\v", "\n").replace(_LINE_IN_CELL, "\n").strip())
