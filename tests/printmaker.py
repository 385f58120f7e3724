"""One table as four formats draw it: its cells with their spans, the widths of its columns, lines around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, pairwise
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from normalizers.text.widths import halves
from tests import docmaker, pdfmaker, sheetmaker
from tests.pdfmaker import Placed

_LINE = 14.0  # points that a line of the PDF takes
_SIZE = 10.0


@dataclass(frozen=True)
class Drawing:
    """Cells as (row, column, rows, columns, text), from 0; widths in points; lines above and below."""

    cells: tuple[Placed, ...]
    widths: tuple[int, ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    # the PDF goes on with a new page, under its header again, before each of these rows
    pages: tuple[int, ...] = ()

    @property
    def rows(self) -> int:
        """How many there are."""
        return max(row + down for row, _, down, _, _ in self.cells)

    def at(self, row: int, col: int) -> Placed | None:
        """The cell that begins at a place."""
        return next((cell for cell in self.cells if cell[:2] == (row, col)), None)


def word(of: Drawing) -> bytes:
    """As Word has it."""
    rows = []
    for row in range(of.rows):
        cells = []
        for col in range(len(of.widths)):
            for top, left, down, across, text in of.cells:
                if left == col and top <= row < top + down:
                    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
                    going = '<w:vMerge w:val="restart"/>' if top == row else "<w:vMerge/>"
                    lines = "".join(docmaker.p(line) for line in (text if top == row else "").split("\n"))
                    cells.append(docmaker.tc(lines, span + (going if down > 1 else "")))
        rows.append(docmaker.tr(*cells))
    table = docmaker.tbl(*rows, widths=[width * 20 for width in of.widths])
    return docmaker.word("".join([*map(docmaker.p, of.above), table, *map(docmaker.p, of.below)]))


def web(of: Drawing) -> bytes:
    """As a web page has it."""
    cols = "".join(f'<col width="{width}">' for width in of.widths)
    rows = []
    for row in range(of.rows):
        cells = [
            f'<td rowspan="{down}" colspan="{across}">{escape(text).replace(chr(10), "<br>")}</td>'
            for top, _, down, across, text in sorted(of.cells)
            if top == row
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    around = [[f"<p>{escape(line)}</p>" for line in lines] for lines in (of.above, of.below)]
    return docmaker.page(f"{''.join(around[0])}<table>{cols}{''.join(rows)}</table>{''.join(around[1])}")


def sheet(of: Drawing) -> bytes:
    """As a spreadsheet has it, its points as figures."""
    first = len(of.above) + 1

    def fill(book: Any, made: Any) -> None:
        framed = book.add_format({"border": 1, "text_wrap": True})
        for col, width in enumerate(of.widths):
            made.set_column(col, col, width / 6)
        for at, line in enumerate(of.above):
            made.merge_range(at, 0, at, len(of.widths) - 1, line)
        for row, col, down, across, text in of.cells:
            value: Any = float(text) if text.replace(".", "", 1).isdigit() else text
            top = row + first - 1
            if down > 1 or across > 1:
                made.merge_range(top, col, top + down - 1, col + across - 1, "", framed)
            (made.write_number if isinstance(value, float) else made.write_string)(top, col, value, framed)
        for at, line in enumerate(of.below, of.rows + first - 1):
            made.merge_range(at, 0, at, len(of.widths) - 1, line)

    return sheetmaker.sheet([], fill)


def pdf(of: Drawing) -> bytes:
    """As a PDF has it: lines broken where the column ends."""
    xs = [60.0, *accumulate(of.widths, initial=60.0)][1:]
    wrapped = [
        (row, col, down, across, _wrapped(text, sum(of.widths[col : col + across])))
        for row, col, down, across, text in of.cells
    ]
    heights = [_LINE + 6.0] * of.rows
    for row, _, down, _, text in wrapped:
        need = (text.count("\n") + 1) * _LINE + 6
        heights[row + down - 1] = max(heights[row + down - 1], need - sum(heights[row : row + down - 1]))
    head = next(row for row in range(1, of.rows + 1) if all(_ends(cell, row) for cell in of.cells))
    starts = [0, *of.pages, of.rows]
    return pdfmaker.pdf(
        *(
            _page(of, xs, heights, wrapped, (start, end), head if start else 0)
            for start, end in pairwise(starts)
        ),
        size=(842.0, 595.0),
    )


FORMATS: dict[str, Callable[[Drawing], bytes]] = {"docx": word, "html": web, "xlsx": sheet, "pdf": pdf}


def _ends(cell: Placed, row: int) -> bool:
    return not cell[0] < row < cell[0] + cell[2]


def _page(
    of: Drawing,
    xs: Sequence[float],
    heights: Sequence[float],
    cells: Sequence[Placed],
    rows: tuple[int, int],
    head: int,
) -> Callable[[Canvas], None]:
    """Rows of the table on a page of its own, below its first `head` rows again."""
    start, end = rows
    shown = [*range(head), *range(start, end)]
    at = {row: place for place, row in enumerate(shown)}

    def draw(canvas: Canvas) -> None:
        top = 50.0
        for line in of.above if not start else ():
            pdfmaker.centred(canvas, top, line)
            top += 24
        ys = list(accumulate((heights[row] for row in shown), initial=top))
        placed = []
        for row, col, down, across, text in cells:
            inside = [one for one in shown if row <= one < row + down]
            if inside:
                # a merged cell that a page end cuts is blank where it goes on
                said = text if inside[0] == row else ""
                placed.append((at[inside[0]], col, len(inside), across, said))
        pdfmaker.table(canvas, xs, ys, placed, size=_SIZE)
        for number, line in enumerate(of.below if end == of.rows else ()):
            pdfmaker.write(canvas, xs[0], ys[-1] + 8 + number * 20, line)

    return draw


def _wrapped(text: str, width: float) -> str:
    """A text broken into lines that fit a column."""
    room = int((width - 6) // (_SIZE / 2))
    lines = []
    for line in text.split("\n"):
        lines.append("")
        for char in line:
            if halves(lines[-1] + char) > room:
                lines.append("")
            lines[-1] += char
    return "\n".join(lines)
