"""The files of one notice, its body and its annexes (附件1, 附件2), as one Document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.document import Block, Document, Table
from extractors.finding import Finding
from extractors.place import Anchor, Fragment


def bundled(documents: Sequence[tuple[str, Document]]) -> Document:
    """Documents with the names of their files as one, in their order; each place names its file."""
    pages = [document.pages for _, document in documents]
    return Document(
        "；".join(dict.fromkeys(document.media_type for _, document in documents if document.media_type)),
        tuple(_named(block, name) for name, document in documents for block in document.blocks),
        pages=sum(filter(None, pages)) if any(pages) else None,
        findings=tuple(_told(each, name) for name, document in documents for each in document.findings),
    )


def _named(block: Block, name: str) -> Block:
    if not isinstance(block, Table):
        return replace(block, fragments=_placed(block.fragments, name))
    cells = tuple(replace(cell, fragments=_placed(cell.fragments, name)) for cell in block.cells)
    repeated = tuple(replace(cell, fragments=_placed(cell.fragments, name)) for cell in block.repeated)
    return replace(block, cells=cells, repeated=repeated, anchor=_in(block.anchor, name))


def _placed(fragments: Sequence[Fragment], name: str) -> tuple[Fragment, ...]:
    return tuple(fragment._replace(anchor=_in(fragment.anchor, name)) for fragment in fragments)


def _told(found: Finding, name: str) -> Finding:
    return replace(found, anchor=_in(found.anchor or Anchor(), name))


def _in(anchor: Anchor, name: str) -> Anchor:
    return anchor._replace(path=f"{name}: {anchor.path}" if anchor.path else name)
