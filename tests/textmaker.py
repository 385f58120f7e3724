"""Draws tables with characters, as plain text prints them, and writes them as Markdown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from tests.noticemaker import build


@dataclass(frozen=True)
class Box:
    """A cell with its place, its spans and its paragraphs."""

    row: int
    col: int
    rows: int
    cols: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Pen:
    """How borders are drawn: `wide` is how many places a character of ambiguous width takes."""

    wide: int
    bar: str
    stroke: str
    joints: str  # by arms: right and down, left and down, …; one character for all in ASCII


PENS = {
    "box": Pen(2, "│", "─", "┌┬┐├┼┤└┴┘"),
    "narrow": Pen(1, "│", "─", "┌┬┐├┼┤└┴┘"),
    "double": Pen(1, "║", "═", "╔╦╗╠╬╣╚╩╝"),
    "ascii": Pen(1, "|", "-", "+++++++++"),
}


def boxes(grid: Any) -> list[Box]:
    """The cells of a table of `data/raw`."""
    found = []
    for row, cells in enumerate(grid.rows):
        for col, cell in enumerate(cells):
            if cell is not None:
                found.append(Box(row, col, cell.rows, cell.columns, tuple(cell.lines)))
    return found


def draw(cells: Sequence[Box], widths: Sequence[int], pen: Pen) -> list[str]:
    """The lines of a table; text is wrapped to the widths of its columns (even numbers)."""
    owner = {
        (row, col): cell
        for cell in cells
        for row in range(cell.row, cell.row + cell.rows)
        for col in range(cell.col, cell.col + cell.cols)
    }
    count = max(row for row, _ in owner) + 1
    wrapped = {cell: _wrapped(cell, _inner(cell, widths, pen), pen) for cell in cells}
    heights = [1] * count
    for cell in sorted(cells, key=lambda cell: cell.row + cell.rows):
        last = cell.row + cell.rows - 1
        here = sum(heights[cell.row : last]) + cell.rows - 1
        heights[last] = max(heights[last], len(wrapped[cell]) - here)
    left = {cell: list(lines) for cell, lines in wrapped.items()}
    drawn = []
    for row in range(count + 1):
        drawn.append(_rule(row, count, owner, left, widths, pen))
        for _ in range(heights[row] if row < count else 0):
            drawn.append(_line(row, owner, left, widths, pen))
    return drawn


def _inner(cell: Box, widths: Sequence[int], pen: Pen) -> int:
    return sum(widths[cell.col : cell.col + cell.cols]) + (cell.cols - 1) * pen.wide


def _width(text: str, pen: Pen) -> int:
    kinds = map(unicodedata.east_asian_width, text)
    return sum(2 if kind in "WF" else pen.wide if kind == "A" else 1 for kind in kinds)


def _wrapped(cell: Box, width: int, pen: Pen) -> list[str]:
    lines = []
    for paragraph in cell.lines:
        line = ""
        for char in paragraph:
            if _width(line + char, pen) > width:
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    return lines


def _next(cell: Box, left: dict[Box, list[str]], width: int, pen: Pen) -> str:
    text = left[cell].pop(0) if left[cell] else ""
    return text + " " * (width - _width(text, pen))


def _line(row: int, owner: Any, left: Any, widths: Sequence[int], pen: Pen) -> str:
    text, col = "", 0
    while col < len(widths):
        cell = owner[row, col]
        text += pen.bar + _next(cell, left, _inner(cell, widths, pen), pen)
        col += cell.cols
    return text + pen.bar


def _rule(row: int, count: int, owner: Any, left: Any, widths: Sequence[int], pen: Pen) -> str:
    def border(at: int, col: int) -> bool:
        """Whether a bar stands left of a column in a row."""
        if not 0 <= at < count:
            return False
        return col in {0, len(widths)} or owner[at, col - 1] is not owner[at, col]

    def stroke(col: int) -> bool:
        if not 0 <= col < len(widths):
            return False
        return row in {0, count} or owner[row - 1, col] is not owner[row, col]

    text, col = "", 0
    while col <= len(widths):
        up, down, before, after = border(row - 1, col), border(row, col), stroke(col - 1), stroke(col)
        if not (up or down):
            text += pen.stroke
        elif not (before or after):
            text += pen.bar
        else:
            text += pen.joints[
                (0 if not up else 6 if not down else 3) + (0 if not before else 2 if not after else 1)
            ]
        if col == len(widths):
            break
        if stroke(col):
            text += pen.stroke * (widths[col] // _width(pen.stroke, pen))
            col += 1
        else:
            cell = owner[row, col]
            text += _next(cell, left, _inner(cell, widths, pen), pen)
            col += cell.cols
    return text


def _around(notice: Any, tables: Sequence[Sequence[str]], title: str) -> bytes:
    lines = [notice.head, notice.number, *notice.title, notice.recipients, *notice.body, notice.signed]
    lines += [notice.date, notice.public]
    for rubric, table in zip(notice.rubrics, tables, strict=True):
        lines += ["", title + rubric.title if rubric.title else "", "", *table, "", rubric.note]
    return "".join(f"{line}\n" for line in [*lines, notice.copies]).encode()


def drawn_text(notice: Any, pen: str) -> bytes:
    """A notice as plain text with drawn tables."""
    tables = []
    for rubric in notice.rubrics:
        widths = [{"key_points": 36, "rule": 40}.get(field, 14) for field, _ in rubric.columns]
        tables.append(draw(boxes(build.grid_of(rubric)), widths, PENS[pen]))
    return _around(notice, tables, "")


def markdown(notice: Any) -> bytes:
    """A notice as Markdown with a table of bars; merged cells are blank below."""
    tables = []
    for rubric in notice.rubrics:
        rows = [[word for _, word in rubric.columns], ["---"] * len(rubric.columns)]
        for number, criterion in rubric.rows():
            cells = (build.lines_of(field, number, criterion) for field, _ in rubric.columns)
            rows.append(["<br>".join(lines) for lines in cells])
        rows.append(build.total_cells(rubric))
        tables.append(["| " + " | ".join(row) + " |" for row in rows])
    return _around(notice, tables, "## ")


def recognised(notice: Any) -> bytes:
    """A notice as OCR programs write it: Markdown with each table in HTML on one line."""
    tables = []
    for rubric in notice.rubrics:
        table = ""
        for cells in build.grid_of(rubric).rows:
            row = (
                f'<td rowspan="{cell.rows}" colspan="{cell.columns}">{"<br>".join(map(escape, cell.lines))}</td>'
                for cell in cells
                if cell is not None
            )
            table += f"<tr>{''.join(row)}</tr>"
        tables.append(
            [
                f'<div style="text-align: center;"><html><body><table border=1>{table}</table></body></html></div>'
            ]
        )
    return _around(notice, tables, "# ")
