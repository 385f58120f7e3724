"""Steps of one name in rows of their own: 注册资本 | 1亿元以上 20, 5000万-1亿元 15, 5000万元以下 5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from extractors.document import Cell
from normalizers.bands.split import grade_words
from normalizers.cells.points import points_of_cell
from normalizers.tables.content import scores
from normalizers.tables.raw import RawRubric
from normalizers.tables.rows import Row, cells_of
from normalizers.text.views import clean, squeeze

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


def options(raw: RawRubric, rows: Sequence[Row], *, sure: bool = True) -> tuple[Option, ...]:
    """The steps that the rows of a name are, of which one applies; none where they are items to be summed.

    Each row has a text and a figure; the texts differ in figures, are grades, or share points that the best
    is worth, and the points all rise or all fall. Not `sure`: whatever the texts say.
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
    # 1000万元至3000万元 is of what 3000万元以上 is of
    measured = {frozenset(filter(None, _FIGURES.split(clean(one.text.text).folded))) for one in found}
    figures = [points_of_cell(one.points.text) for one in found]
    known = [figure for figure in figures if figure is not None]
    signs = {(b > a) - (b < a) for a, b in pairwise(known)}
    if len(known) < len(found) or signs not in ({1}, {-1}):
        return ()
    if len(scored) > 1:
        # 30 over all of the rows, whose best is worth 30
        whole = cells_of(rows, scored[:1])
        if len(whole) == 1 and points_of_cell(whole[0].text) == max(known):
            return tuple(found)
    if not sure:
        return tuple(found)
    graded = all(squeeze(one.text.text) in grade_words() for one in found)
    one_measure = len(measured) == 1 and sum(map(len, next(iter(measured)))) <= _LONGEST
    differ = all(_FIGURES.search(clean(one.text.text).folded) for one in found)
    return tuple(found) if graded or (one_measure and differ) else ()
