"""Steps of one name in rows of their own: 注册资本 | 1亿元以上 20, 5000万-1亿元 15, 5000万元以下 5."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from extractors.document import Cell
from extractors.frozen import frozen
from normalizers.bands.split import grade_words
from normalizers.cells.kinds import kind_of_figures
from normalizers.cells.points import points_of_cell
from normalizers.tables.content import scores
from normalizers.tables.raw import RawRubric
from normalizers.tables.rows import Row, cells_of
from normalizers.text import patterns
from normalizers.text.intervals import Interval, interval
from normalizers.text.views import clean, squeeze
from normalizers.vocabulary import words

# what tells one step of a figure from the next; what is left says what is measured
_FIGURES = patterns.made(
    r"\d+(?:[.,]\d+)?|[零一二两三四五六七八九十百千万亿]|以[上下内外]|[及或与]|[包不]?含|不[足满超到低少]于?|超过?"
    r"|[高低大小多少]于|达到?|至|到|前|后|之间|[-~～<>≤≥=、,.。;()\s]"
)
# A. 全年200小时以上, B、…, 选项C: what a person chooses from
_LETTER = patterns.made(r"(?:选项)?\(?(?P<letter>[A-Ha-h])(?:[.、:)\s]|$)")
_LONGEST = 10
_FEWEST = 2


@frozen
class Option:
    """A step with the cell of its text and that of its points, and what that says: 20, or 16-20."""

    text: Cell
    points: Cell
    worth: Interval

    @property
    def best(self) -> Decimal:
        """The most that the step is worth."""
        return self.worth.high or Decimal(0)


def options(raw: RawRubric, rows: Sequence[Row], *, sure: bool = True) -> tuple[Option, ...]:
    """The steps that the rows of a name are, of which one applies; none where they are items to be summed.

    Each row has a text and a figure; the texts differ in figures, are grades, or share points that the best
    is worth, and the points all rise or all fall; or they are lettered (A, B, C), or their points are spans
    one above the other. Not `sure`: whatever the texts say.
    """
    scored = [column.index for column in raw.having("points")]
    said = [column.index for column in raw.having("rule") or raw.having("content")]
    if len(rows) < _FEWEST or not scored or not said:
        return ()
    found = []
    for row in rows:
        texts = [cell for cell in cells_of([row], said) if row.own(cell.col) and cell.row_span == 1]
        points = [cell for cell in cells_of([row], scored[-1:]) if row.own(cell.col)]
        worth = _worth(points[0]) if len(points) == 1 else None
        if len(texts) != 1 or worth is None or scores(texts[0].text):
            return ()
        found.append(Option(texts[0], points[0], worth))
    if _chosen(found) or _stacked(found):
        return tuple(found)
    # 1000万元至3000万元 is of what 3000万元以上 is of
    measured = {frozenset(filter(None, _FIGURES.split(clean(one.text.text).folded))) for one in found}
    signs = {(b.best > a.best) - (b.best < a.best) for a, b in pairwise(found)}
    if any(one.worth.low != one.worth.high for one in found) or signs not in ({1}, {-1}):
        return ()
    if len(scored) > 1:
        # 30 over all of the rows, whose best is worth 30
        whole = cells_of(rows, scored[:1])
        if len(whole) == 1 and points_of_cell(whole[0].text) == max(one.best for one in found):
            return tuple(found)
    if not sure or _offered(raw, said, scored[-1]):
        return tuple(found)
    graded = all(squeeze(one.text.text) in grade_words() for one in found)
    one_measure = len(measured) == 1 and sum(map(len, next(iter(measured)))) <= _LONGEST
    differ = all(_FIGURES.search(clean(one.text.text).folded) for one in found)
    return tuple(found) if graded or (one_measure and differ) else ()


def _worth(cell: Cell) -> Interval | None:
    """What a cell of points gives for a step: a figure, or a span with both ends."""
    figure = points_of_cell(cell.text)
    if figure is not None:
        return Interval(figure, figure)
    span = interval(clean(cell.text).folded)
    return None if span is None or span.low is None or span.high is None else span


def _offered(raw: RawRubric, said: Sequence[int], scored: int) -> bool:
    """Whether headings say that rows are chosen from: 选项 beside 得分; 情形 beside 扣分 are several acts."""
    headings = [squeeze(raw.columns[index].header) for index in said]
    chosen = any(heading.endswith(tuple(words("headers")["options"])) for heading in headings)
    return chosen and kind_of_figures(raw.columns[scored].header) == "scored"


def _chosen(found: Sequence[Option]) -> bool:
    """Whether the steps are lettered from A on."""
    letters = [_LETTER.match(clean(one.text.text).folded) for one in found]
    return [match["letter"].upper() for match in letters if match] == list("ABCDEFGH"[: len(found)])


def _stacked(found: Sequence[Option]) -> bool:
    """Whether the points are spans one above the other: 16-20, 10-15, 0-9; 0-10 and 0-6 are of items."""
    spans = sorted((one.worth.low or Decimal(0), one.best) for one in found)
    proper = sum(low < high for low, high in spans)
    apart = all(high <= low for (_, high), (low, _) in pairwise(spans))
    in_order = [one.best for one in found] in ([h for _, h in spans], [h for _, h in reversed(spans)])
    return 2 * proper > len(spans) and apart and in_order
