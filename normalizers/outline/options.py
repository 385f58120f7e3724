"""Steps of one name in rows of their own: 注册资本 | 1亿元以上 20, 5000万-1亿元 15, 5000万元以下 5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from extractors.document import Cell
from normalizers.cells.points import points_of_cell
from normalizers.tables.content import scores
from normalizers.tables.raw import RawRubric
from normalizers.tables.rows import Row, cells_of
from normalizers.text.views import clean

# what tells one step of a figure from the next; what is left says what is measured
_FIGURES = regex.compile(
    r"\d+(?:[.,]\d+)?|[零一二两三四五六七八九十百千万亿]|以[上下内外]|[及或与]|[包不]?含|不[足满超到低少]于?|超过?"
    r"|[高低大小多少]于|达到?|至|到|前|后|之间|[-~～<>≤≥=、,.。;()\s]"
)
_LONGEST = 10
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Option:
    """A step with the cell of its text and that of its points."""

    text: Cell
    points: Cell


def options(raw: RawRubric, rows: Sequence[Row]) -> tuple[Option, ...]:
    """The steps that the rows of a name are, of which one applies; none where they are items to be summed.

    Each row has a text and a figure; the texts differ in figures or ranks alone, and the points all rise or
    all fall.
    """
    scored = [column.index for column in raw.having("points")]
    said = [column.index for column in raw.having("rule") or raw.having("content")]
    if len(rows) < _FEWEST or not scored or not said:
        return ()
    found = []
    for row in rows:
        texts = [cell for cell in cells_of([row], said) if row.own(cell.col) and cell.row_span == 1]
        points = [cell for cell in cells_of([row], scored[-1:]) if row.own(cell.col)]
        if len(texts) != 1 or len(points) != 1 or scores(texts[0].text):
            return ()
        found.append(Option(texts[0], points[0]))
    measured = {_FIGURES.sub("", clean(one.text.text).folded) for one in found}
    figures = [points_of_cell(one.points.text) for one in found]
    known = [figure for figure in figures if figure is not None]
    one_measure = len(measured) == 1 and len(measured.pop()) <= _LONGEST
    differ = all(_FIGURES.search(clean(one.text.text).folded) for one in found)
    signs = {(b > a) - (b < a) for a, b in pairwise(known)}
    steps = one_measure and differ and len(known) == len(found) and signs in ({1}, {-1})
    return tuple(found) if steps else ()
