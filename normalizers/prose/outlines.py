"""A rubric in numbered paragraphs (一、组织领导（20分） …) as the table that it could have been printed as.

The numbers give the names and their levels; points stand behind a name, rules in the text that follows. The
cells made here hold the paragraphs' own text with its place, so that all that reads tables reads prose too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.document import Block, Document, Paragraph, Table
from extractors.place import Fragment
from normalizers.prose.lines import read_line
from normalizers.prose.table import Builder
from normalizers.prose.tree import outline_of, ruled_outline, stretches
from normalizers.tables.raw import RawRubric
from normalizers.text.headings import head
from normalizers.text.views import clean

# one numbered line behind a title or a sentence is no list
_SEVERAL = 3


def outlined(document: Document) -> tuple[Document, dict[int, RawRubric]]:
    """The document with each scored outline as a table, and the rubric of each such table by its id().

    A document without one comes back as it is. Never raises for content. A table that stands in an item
    (按下表计分：) is text of the item, a line for each of its rows, as one that stands in a cell is.
    """
    sources = [(line, block) for block in _by_number(document.blocks) for line in _lines_of(block)]
    lines = [read_line(line) for line, _ in sources]
    found = [(start, outline_of(lines[start:end])) for start, end in stretches(lines)]
    if not any(outline.tops for _, outline in found):
        found = [] if document.tables else [(s, ruled_outline(lines[s:e])) for s, e in stretches(lines)]
    made: dict[int, RawRubric] = {}
    tables: dict[int, Table] = {}
    taken: set[int] = set()
    for start, outline in found:
        if outline.tops:
            table, raw = Builder(outline.tops, outline.totals).table()
            used = [start + place for place in outline.used]
            made[id(table)], tables[min(used)] = raw, table
            taken.update(used)
    if not made:
        return document, {}
    blocks: list[Block] = []
    gone = {id(sources[place][1]) for place in taken}
    kept: set[int] = set()
    for place, (_, block) in enumerate(sources):
        if place in tables:
            blocks.append(tables[place])
        if id(block) not in gone | kept:
            kept.add(id(block))
            blocks.append(block)
    return replace(document, blocks=tuple(blocks)), made


def _lines_of(block: Block) -> Iterator[Paragraph]:
    """A paragraph itself; of a table each row."""
    if isinstance(block, Paragraph):
        yield block
        return
    for row in block.grid():
        shown = [cell for cell in dict.fromkeys(row) if cell is not None and not cell.blank]
        text = ""
        fragments: list[Fragment] = []
        for cell in shown:
            at = len(text) + bool(text)
            text = f"{text}\t{cell.text}" if text else cell.text
            fragments += [one.moved(at) for one in cell.fragments]
        if shown:
            yield Paragraph(text, tuple(fragments))


def _by_number(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, a paragraph for each numbered line where one holds several, as <br> makes it."""
    for block in blocks:
        if isinstance(block, Paragraph) and "\n" in block.text and block.role == "body":
            yield from _lines(block)
        else:
            yield block


def _lines(paragraph: Paragraph) -> Iterator[Paragraph]:
    starts, at = [0], 0
    for line in paragraph.text.split("\n"):
        if at and head(clean(line)) is not None:
            starts.append(at)
        at += len(line) + 1
    if len(starts) < _SEVERAL:
        yield paragraph
        return
    for start, end in pairwise([*starts, len(paragraph.text) + 1]):
        fragments = tuple(
            Fragment(max(one.start, start) - start, min(one.end, end - 1) - start, one.anchor)
            for one in paragraph.fragments
            if one.start < end and one.end > start
        )
        yield replace(paragraph, text=paragraph.text[start : end - 1], fragments=fragments)


def scored_outlines(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, int]]:
    """The first paragraph of each scored outline, and how many of its paragraphs have points."""
    lines = [read_line(paragraph) for paragraph in paragraphs]
    for start, end in stretches(lines):
        outline = outline_of(lines[start:end])
        if outline.tops:
            yield paragraphs[start + min(outline.used)], sum(node.line.scored for node in outline.nodes)
