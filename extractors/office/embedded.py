"""Parts of another format in a Word file (altChunk), as programs that put reports together leave them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractors.document import Block, Document, Table
from extractors.faults import Fault
from extractors.formats import Format
from extractors.plain.text import read_text
from extractors.sniff import sniff
from extractors.web.html import read_html
from extractors.web.mhtml import read_mhtml

_READERS: dict[Format, Callable[[bytes], Document]] = {
    Format.HTML: read_html,
    Format.MHTML: read_mhtml,
    Format.TEXT: read_text,
}


def read_part(data: bytes, read_word: Callable[[bytes], Document]) -> Document | None:
    """The Document of an embedded part; None for a format that Word itself must open."""
    form = sniff(data)
    reader = read_word if form in {Format.DOCX, Format.FLAT_OPC} else _READERS.get(form)
    try:
        return reader(data) if reader is not None else None
    except Fault:
        return None


def as_lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The blocks of a part in a cell: of a table a line for each row, its cells apart by a tab."""
    for block in blocks:
        if not isinstance(block, Table):
            yield block.text
            continue
        for row in range(block.rows):
            yield "\t".join(cell.text for cell in block.cells if cell.row == row)
