"""Cells and paragraphs of a document changed one by one, and texts with characters taken out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from operator import is_

from extractors.document import Block, Cell, Paragraph, Table
from extractors.place import Fragment

Unit = Cell | Paragraph


def units(blocks: Sequence[Block]) -> Iterator[Unit]:
    """The cells and paragraphs of a document in their order."""
    for block in blocks:
        yield from block.cells if isinstance(block, Table) else (block,)


def changed(blocks: Sequence[Block], change: Callable[[Unit], Unit]) -> tuple[Block, ...]:
    """The blocks with each cell and paragraph as `change` gives it, of its own kind."""
    return tuple(_changed(block, change) for block in blocks)


def _changed(block: Block, change: Callable[[Unit], Unit]) -> Block:
    if not isinstance(block, Table):
        unit = change(block)
        return unit if isinstance(unit, Paragraph) else block
    cells = tuple(cell for unit in map(change, block.cells) if isinstance(cell := unit, Cell))
    return block if all(map(is_, cells, block.cells)) else replace(block, cells=cells)


def without_characters(unit: Unit, places: Collection[int]) -> Unit:
    """The unit without the characters at these places of its text, its fragments moved."""
    gone = frozenset(places)
    text = "".join(char for index, char in enumerate(unit.text) if index not in gone)

    def moved(index: int) -> int:
        return index - sum(place < index for place in gone)

    fragments = tuple(Fragment(moved(each.start), moved(each.end), each.anchor) for each in unit.fragments)
    return replace(unit, text=text, fragments=fragments)
