"""Text exports (.txt): rows of cells apart by tabs, and lines of running text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from extractors.decode import decode
from extractors.document import Block, Cell, Document, Paragraph, Table
from extractors.finding import Finding, finding
from extractors.html import markup_to_text
from extractors.place import Anchor, Fragment

MEDIA_TYPE = "text/plain"

_LINE_END = re.compile(r"\r\n|[\r\n]")
_LINE_IN_CELL = "\u2028"
# a spreadsheet writes a cell of several lines as `1 TAB "甲`, `乙" TAB 5`; quotes beside no tab are quotes
_QUOTED = r'"(?:[^"\t]|"")*"'
_QUOTED_CELL = re.compile(rf"(?<=\t){_QUOTED}(?=[\t\r\n]|\Z)|(?:\A|(?<=[\r\n])){_QUOTED}(?=\t)")
_TAG_NAMES = (
    "p|br|ol|ul|li|div|span|b|strong|i|em|u|sup|sub|font|a|table|tbody|thead|tr|td|th|h[1-6]|center|img"
)
_TAG = re.compile(rf"</?(?:{_TAG_NAMES})(?:\s[^<>]*)?/?>", re.I)
_ENTITY = re.compile(
    r"&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|mdash|hellip|times|middot|#\d{2,6}|#x[0-9a-f]{2,5});"
)


def read_text(data: bytes) -> Document:
    """A text export as a Document: lines that stand together and hold tabs are the rows of a table.

    A cell may hold HTML; it is read as a browser shows it.
    """
    text, findings = decode(data)
    blocks, more = _blocks(_lines(text))
    return Document(MEDIA_TYPE, tuple(blocks), findings=findings + tuple(more))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str

    @property
    def anchor(self) -> Anchor:
        return Anchor(path=f"line {self.number}")

    @property
    def width(self) -> int:
        return self.text.count("\t") + 1

    @property
    def divided(self) -> bool:
        """Whether a tab stands after text: `\\t项目` is only indented, `\\t\\t每次扣1分\\t` is a row."""
        return "\t" in self.text.lstrip("\t ")


_Run = list[_Line]


def _lines(text: str) -> Iterator[_Line]:
    """The lines with their numbers; a form feed (page break) divides a line as an empty one does."""
    number = 1
    for line in _LINE_END.split(_QUOTED_CELL.sub(_unquoted, text)):
        for part, piece in enumerate(line.split("\f")):
            if part:
                yield _Line(number, "")
            yield _Line(number, piece)
        number += 1 + line.count(_LINE_IN_CELL)


def _unquoted(cell: re.Match[str]) -> str:
    lines = _LINE_END.split(cell[0][1:-1].replace('""', '"'))
    return _LINE_IN_CELL.join(lines) if len(lines) > 1 else cell[0]


def _blocks(lines: Iterator[_Line]) -> tuple[list[Block], list[Finding]]:
    runs = [list(run) for _, run in groupby(lines, key=lambda line: "\t" in line.text)]
    tables = [_is_table(run) for run in runs]
    blocks: list[Block] = []
    findings: list[Finding] = []
    for number, run in enumerate(runs):
        if tables[number] or _continues(run, _nearest(runs[:number][::-1], tables[:number][::-1])):
            table, more = _table(run)
            blocks.append(table)
        else:
            paragraphs, more = _paragraphs(run)
            blocks.extend(paragraphs)
        findings.extend(more)
    return blocks, findings


def _is_table(run: _Run) -> bool:
    """Whether lines with tabs are rows: two of them at least, or one of three cells."""
    visible = [line for line in run if line.text.strip()]
    rows = [line for line in visible if line.divided]
    alike = [line for line in visible if line.divided or line.width > 2]
    return (len(rows) > 1 and len(alike) * 2 >= len(visible)) or any(line.width > 2 for line in rows)


def _nearest(runs: list[_Run], tables: list[bool]) -> _Run | None:
    """The table before, when nothing but empty lines stands between."""
    for run, table in zip(runs, tables, strict=True):
        if table:
            return run
        if any(line.text.strip() for line in run):
            return None
    return None


def _continues(run: _Run, before: _Run | None) -> bool:
    """Whether a single row stands alone on its page, with as many cells as the table before."""
    if before is None:
        return False
    width = max(line.width for line in before)
    return all(line.width == width for line in run) and any(line.text.strip() for line in run)


def _table(run: _Run) -> tuple[Table, list[Finding]]:
    """Lines as rows of one table, as wide as the widest; what a row lacks is blank cells at its end."""
    width = max(line.width for line in run)
    findings = []
    cells = []
    for row, line in enumerate(run):
        texts = line.text.split("\t")
        for col in range(width):
            anchor = Anchor(path=f"{line.anchor.path}/cell {col + 1}")
            text, restored = _shown(texts[col] if col < len(texts) else "")
            if restored:
                findings.append(finding("list-numbers-restored", anchor=anchor))
            cells.append(Cell(row, col, text, (Fragment(0, len(text), anchor),)))
    short = [line.number for line in run if line.width < width]
    if short:
        numbers = "、".join(map(str, short))
        findings.append(finding("row-short", anchor=run[0].anchor, lines=numbers, width=width))
    return Table(tuple(cells), len(run), width, run[0].anchor), findings


def _paragraphs(run: _Run) -> tuple[list[Paragraph], list[Finding]]:
    paragraphs = []
    findings = []
    for line in run:
        text, restored = _shown(line.text)
        if restored:
            findings.append(finding("list-numbers-restored", anchor=line.anchor))
        if text:
            paragraphs.append(Paragraph(text, (Fragment(0, len(text), line.anchor),)))
    return paragraphs, findings


def _shown(text: str) -> tuple[str, bool]:
    """The text of a cell or line as shown: HTML read, a line break of Word (vertical tab) as a new line."""
    if _TAG.search(text):
        # 得分<60分 beside tags must not begin a tag of its own
        parts = _TAG.split(text)
        tags = [*_TAG.findall(text), ""]
        escaped = (part.replace("<", "&lt;").replace(">", "&gt;") for part in parts)
        return markup_to_text("".join(part + tag for part, tag in zip(escaped, tags, strict=True)))
    if _ENTITY.search(text):
        text = html.unescape(text)
    return text.replace("\v", "\n").replace(_LINE_IN_CELL, "\n").strip(), False
