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

    A document without one comes back as it is. Never raises for content.
    """
    whole, document = document, replace(document, blocks=tuple(_by_number(document.blocks)))
    blocks: list[Block] = []
    made: dict[int, RawRubric] = {}
    waiting: list[Paragraph] = []

    def close() -> None:
        for found in _with_tables(waiting):
            if isinstance(found, Paragraph):
                blocks.append(found)
            else:
                table, raw = found
                blocks.append(table)
                made[id(table)] = raw
        waiting.clear()

    for block in document.blocks:
        if isinstance(block, Paragraph):
            waiting.append(block)
        else:
            close()
            blocks.append(block)
    close()
    if not made:
        ruled, made = _ruled(document)
        return (ruled, made) if made else (whole, {})
    return replace(document, blocks=tuple(blocks)), made


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


def _ruled(document: Document) -> tuple[Document, dict[int, RawRubric]]:
    """The same of a document of paragraphs alone whose headings have rules, but no points."""
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    if len(paragraphs) < len(document.blocks):
        return document, {}
    start, outline = ruled_outline([read_line(paragraph) for paragraph in paragraphs])
    if not outline.tops:
        return document, {}
    table, raw = Builder(outline.tops).table()
    end = start + outline.used
    blocks: tuple[Block, ...] = (*paragraphs[:start], table, *paragraphs[end:])
    return replace(document, blocks=blocks), {id(table): raw}


def scored_outlines(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, int]]:
    """The first paragraph of each scored outline, and how many of its paragraphs have points."""
    lines = [read_line(paragraph) for paragraph in paragraphs]
    for start, end in stretches(lines):
        if nodes := outline_of(lines[start:end]).nodes:
            yield paragraphs[start], sum(node.line.scored for node in nodes)


def _with_tables(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph | tuple[Table, RawRubric]]:
    """The paragraphs, those of each scored outline as one table."""
    lines = [read_line(paragraph) for paragraph in paragraphs]
    begun = 0
    for start, end in stretches(lines):
        outline = outline_of(lines[start:end])
        if outline.tops:
            yield from paragraphs[begun:start]
            yield Builder(outline.tops).table()
            begun = start + outline.used
    yield from paragraphs[begun:]
