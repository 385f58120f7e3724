"""What a sheet as printed shows, before it is drawn: tables with merged cells, lines above and below them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from extractors.frozen import frozen
from normalizers.records import Printed, Rubric
from normalizers.text.numerals import plain
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.workbook.cells import width_of
from pipeline.workbook.columns import RUBRIC, SEQ
from pipeline.workbook.content import Content, name_of
from pipeline.workbook.sheet import Column, Text, columns

# widths of columns of which the source tells nothing, in half-width characters
_LEAST, _MOST, _USUAL = 5.0, 60.0, 0.75
_FOUND_BY_US = "read_as"


class Placed(NamedTuple):
    """A cell with its place from 0, its spans and its text; `figure` where that is a figure that counts."""

    row: int
    col: int
    rows: int
    cols: int
    text: str
    figure: bool = False


@frozen
class Block:
    """A table with the lines around it; `widths` are those of its columns in any unit.

    `remark` is what the tool has to say of it.
    """

    cells: tuple[Placed, ...]
    widths: tuple[float, ...]
    header_rows: int = 0
    label: str = ""
    title: str = ""
    above: str = ""
    below: str = ""
    remark: str = ""

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return max((cell.row + cell.rows for cell in self.cells), default=0)


def of_printed(one: Printed) -> Block:
    """A table as the source draws it."""
    cells = tuple(
        Placed(row - 1, col - 1, rows, cols, text, bool(rest))
        for row, col, rows, cols, text, *rest in json.loads(one.cells)
    )
    told = tuple(float(width) for width in one.widths.split("；")) if one.widths else ()
    return Block(
        cells,
        told or _widths(cells, one.columns),
        one.header_rows,
        one.label,
        one.title,
        one.above,
        one.below,
    )


def _widths(cells: Sequence[Placed], count: int) -> tuple[float, ...]:
    """Widths by what the columns hold: long texts get more, yet not as much more as they are longer."""
    held: list[list[float]] = [[] for _ in range(count)]
    for cell in cells:
        if cell.cols == 1 and cell.text:
            held[cell.col].append(width_of(cell.text))
    found = []
    for wide in held:
        long = sorted(wide)[len(wide) * 4 // 5] if wide else 0.0
        found.append(min(max(long**_USUAL * 1.8, _LEAST), _MOST))
    return tuple(found)


def retyped(of: Content, rubric: Rubric, lang: Lang) -> Block:
    """A rubric of prose as one would retype it: names over the rows below them, sums at its end."""
    lines = of.owned.lines(of.tops[rubric.rubric_id])
    made = columns(rubric, lines, of.owned, lang)
    # the numbers of our own places, and our own words for the clauses, stand in no notice
    numbered = any(line.criterion.label for line in lines) and not any(line.above for line in lines)
    skipped = {say(f"label.{_FOUND_BY_US}", lang)} | (set() if numbered else {say(f"label.{SEQ.key}", lang)})
    made = [column for column in made if column.heading not in skipped]
    cells = [Placed(0, col, 1, 1, column.heading) for col, column in enumerate(made)]
    for col, column in enumerate(made):
        cells += _runs(column, col)
    points = next((col for col, one in enumerate(made) if one.heading == say("label.points", lang)), None)
    row = len(lines) + 1
    for total in of.records.totals:
        if total.rubric_id == rubric.rubric_id and total.points is not None and points:
            cells.append(Placed(row, 0, 1, points, total.label))
            cells += [
                Placed(row, col, 1, 1, plain(total.points) if col == points else "", col == points)
                for col in range(points, len(made))
            ]
            row += 1
    shown = tuple(sorted(cells, key=lambda cell: (cell.row, cell.col)))
    usual = {say(f"label.{head.key}", lang): float(head.width) for head in RUBRIC}
    wide = tuple(usual.get(column.heading, float(column.width)) for column in made)
    return Block(
        shown,
        wide,
        header_rows=1,
        title=rubric.title or rubric.scope or of.records.notice.title,
        below="\n".join(of.whole[rubric.rubric_id]),
        remark=say("workbook.retyped", lang),
    )


def _runs(column: Column, col: int) -> list[Placed]:
    """The cells below a heading; what only repeats the one above goes on with it."""
    found: list[Placed] = []
    for row, cell in enumerate(column.cells, 1):
        figure = isinstance(cell, Decimal)
        text = plain(cell) if isinstance(cell, Decimal) else "" if cell is None else str(cell)
        again = isinstance(cell, Text) and cell.faint and bool(found) and found[-1].text == text
        if again:
            found[-1] = found[-1]._replace(rows=found[-1].rows + 1)
        else:
            found.append(Placed(row, col, 1, 1, text, figure))
    return found


def on_one_raster(blocks: Sequence[Block]) -> tuple[tuple[float, ...], list[Block]]:
    """Tables below one another on the columns of one sheet: their cells over as many as they need.

    Two edges that lie closer together than a character is wide are one.
    """
    if len(blocks) == 1:
        return blocks[0].widths, list(blocks)
    edges = [_edges(block) for block in blocks]
    lines: list[float] = []
    for edge in sorted(edge for own in edges for edge in own):
        if not lines or edge - lines[-1] > _NEAR:
            lines.append(edge)
    placed = []
    for block, own in zip(blocks, edges, strict=True):
        at = [min(range(len(lines)), key=lambda line: abs(lines[line] - edge)) for edge in own]
        if len(set(at)) < len(at):
            # columns narrower than that: this table keeps columns of its own, from the left
            at = list(range(len(at)))
            lines += [lines[-1] + 0.05 * more for more in range(1, len(at) - len(lines) + 1)]
        cells = tuple(
            cell._replace(col=at[cell.col], cols=at[cell.col + cell.cols] - at[cell.col])
            for cell in block.cells
        )
        placed.append(replace(block, cells=cells))
    return tuple(after - before for before, after in pairwise(lines)), placed


_NEAR = 0.012


def _edges(block: Block) -> list[float]:
    """The edges of its columns as shares of its width."""
    whole, edges = sum(block.widths), [0.0]
    for width in block.widths:
        edges.append(edges[-1] + width / whole)
    return edges


@frozen
class PrintedSheet:
    """A sheet as printed: what it is called, the rubrics on it, its tables."""

    name: str
    rubric_ids: tuple[str, ...]
    blocks: tuple[Block, ...]


def sheets_of(of: Content, lang: Lang) -> Iterator[PrintedSheet]:
    """The sheets of a notice: one for each table with rubrics, one for its tasks, one for all other tables.

    A rubric that no table holds is retyped.
    """
    printed = of.records.printed
    drawn = {one.rubric_ids.split("；")[0]: one for one in printed if one.rubric_ids}
    inside = {rubric for one in drawn.values() for rubric in one.rubric_ids.split("；")[1:]}
    for rubric in of.records.rubrics:
        own = rubric.rubric_id
        if own in drawn:
            ids = tuple(drawn[own].rubric_ids.split("；"))
            yield PrintedSheet(_name(of, rubric, ids), ids, (of_printed(drawn[own]),))
        elif own not in inside and of.tops[own]:
            yield PrintedSheet(name_of(rubric), (own,), (retyped(of, rubric, lang),))
    tasks = tuple(of_printed(one) for one in printed if one.tasks and not one.rubric_ids)
    if tasks:
        yield PrintedSheet(say("workbook.printed", lang, name=say("label.tasks", lang)), (), tasks)
    others = tuple(of_printed(one) for one in printed if not one.tasks and not one.rubric_ids)
    if others:
        yield PrintedSheet(say("workbook.others", lang), (), others)


def _name(of: Content, first: Rubric, ids: tuple[str, ...]) -> str:
    """What a table is called: several rubrics on it have one title, and each its own scope."""
    if len(ids) == 1:
        return name_of(first)
    numbers = "、".join(str(one.seq) for one in of.records.rubrics if one.rubric_id in ids)
    return f"{numbers} {first.title or first.scope}".strip()
