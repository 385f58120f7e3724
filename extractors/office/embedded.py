"""Parts of another format in a Word file (altChunk), as programs that put reports together leave them."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.document import Block, Document, Table
from extractors.faults import Fault
from extractors.formats import Format, reader_of
from extractors.sniff import sniff

_READ = frozenset({Format.DOCX, Format.FLAT_OPC, Format.HTML, Format.MHTML, Format.TEXT})


def read_part(data: bytes) -> Document | None:
    """The Document of an embedded part; None for a format that Word itself must open."""
    form = sniff(data)
    try:
        return reader_of(form)(data) if form in _READ else None
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
