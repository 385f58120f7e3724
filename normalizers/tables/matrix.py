"""Bands in cells of their own: a column for each grade, 优（9-10分） | 良（6-8分）; or a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.document import Cell
from extractors.frozen import frozen
from normalizers.bands.split import BandText, grade_heading, upright
from normalizers.kinds import CLAUSES
from normalizers.language import read_clauses
from normalizers.tables.raw import RawRubric
from normalizers.tables.rows import Row, cells_of
from normalizers.text import patterns
from normalizers.text.intervals import Interval, interval
from normalizers.text.views import Text, clean

# 冷漠，27分以下
_BEHIND = patterns.made(r"[,;。(]\s*(?P<points>[^,;。()]*\d[^,;。()]*分[^,;。()]*?)\s*[)。]?$")


@frozen
class Graded:
    """A band with the cell of its heading, the cell of its text, and a cell of its own for its points."""

    band: BandText
    headed: Cell
    cell: Cell
    points: Cell | None = None


def graded(raw: RawRubric, rows: Sequence[Row]) -> tuple[Graded, ...]:
    """The bands of a criterion in columns of grades; points in the cell go before those of the heading."""
    found = []
    grades = raw.having("grade")
    bare = not cells_of(rows, [column.index for column in grades])
    for column in grades:
        heads = [cell for cell in raw.header if cell.col <= column.index < cell.col + cell.col_span]
        heading = grade_heading(clean(heads[-1].text)) if heads else None
        if bare and heading is not None and heading.points != Interval(None, None):
            # 满意（8分） above cells to be ticked: the heading says all
            found.append(Graded(heading, heads[-1], heads[-1]))
        for cell in cells_of(rows, [column.index]):
            text = clean(cell.text)
            if heading is None:
                continue
            whole = interval(text.folded)
            if whole is not None:
                # 9-10 below 优 is the band's points and no description
                band = BandText(heading.grade, whole, text, text.cut(len(text)))
                found.append(Graded(band, cell, cell))
            else:
                points = _awarded(text) if heading.points == Interval(None, None) else heading.points
                found.append(Graded(replace(heading, points=points, text=text), heads[-1], cell))
    found += _rows(raw, rows)
    bands = upright([one.band for one in found])
    return tuple(replace(one, band=band) for one, band in zip(found, bands, strict=True))


def _rows(raw: RawRubric, rows: Sequence[Row]) -> Iterator[Graded]:
    """The bands of a criterion in rows of their own: 优 | 按期办结 | 9-10."""
    for column in raw.having("ladder"):
        for row in rows:
            cell = row.cells[column.index]
            heading = grade_heading(clean(cell.text)) if cell is not None and row.own(column.index) else None
            if cell is None or heading is None:
                continue
            points = cells_of([row], [other.index for other in raw.having("ladder_points")])
            texts = cells_of([row], [other.index for other in raw.having("ladder_text")])
            stated = interval(clean(points[0].text).folded) if points else None
            text = clean(texts[0].text) if texts else heading.text
            band = replace(heading, points=stated or heading.points, text=text)
            yield Graded(band, cell, texts[0] if texts else cell, points[0] if stated else None)


def _awarded(text: Text) -> Interval:
    """The points that a description ends with: 按期办结得10分, 逾期不得分, 热情周到，36-40分."""
    last = _BEHIND.search(text.folded)
    if last is not None and (stated := interval(last["points"])) is not None:
        return stated
    scores = [clause for clause in read_clauses(text).clauses if CLAUSES[clause.kind].sets]
    if len(scores) != 1:
        return Interval(None, None)
    (only,) = scores
    if only.kind == "zero":
        return interval("0") or Interval(None, None)
    return Interval(only.points, only.points_max or only.points)
