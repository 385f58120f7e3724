"""Canvas: rubrics as the CSV file that Canvas imports (Rubrics → Import), a row for each criterion.

After the importer of Canvas: a rubric's rows share its name; ratings fall from the best, none is below 0.
With `Criteria Enable Range` a rating is a range, from its points down to those of the next one, which are not
part of it. So bands are ranges, and an item without bands takes any points up to its own.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from normalizers.records import Band
from normalizers.text.numerals import plain
from pipeline.export.lost import common, of_notice
from pipeline.export.model import Item, Lost, Sheet, Written
from pipeline.export.wording import cut, rubric_text, whole_of
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import band_heading
from pipeline.messages.words import say

_FORM = "canvas"
_NAME = 255
_HEAD = ("Rubric Name", "Criteria Name", "Criteria Description", "Criteria Enable Range")
_RATING = ("Rating Name", "Rating Description", "Rating Points")
ZERO = Decimal(0)


class Rating(NamedTuple):
    """What can be chosen: the upper end of its range, and its band where it is one."""

    name: str
    text: str
    points: Decimal
    band: Band | None = None


def write(sheets: Sequence[Sheet], lang: Lang) -> Written:
    """The rubrics of a notice."""
    rows = [
        (name, item, sheet)
        for name, sheet in zip(_names(sheets), sheets, strict=True)
        for item in sheet.items
    ]
    ratings = [_ratings(item, lang) for _, item, _ in rows]
    widest = max(map(len, ratings), default=1)
    out = io.StringIO()
    # no mark at the beginning: Canvas would take it for a part of the first heading
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*_HEAD, *(f"{one} {at}" for at in range(1, widest + 1) for one in _RATING)])
    for at, ((name, item, sheet), own) in enumerate(zip(rows, ratings, strict=True)):
        first = item is sheet.items[0]
        words = [rubric_text(sheet, lang) if first else "", whole_of(sheet, item, lang)]
        cells = [cell for one in own for cell in (one.name, one.text, plain(one.points))]
        writer.writerow(
            [name, cut(item.name, _NAME) or str(at + 1), "\n".join(filter(None, words)), "true", *cells]
        )
    levels = sum(len(own) for own in ratings)
    return Written(out.getvalue().encode(), len(rows), levels)


def _names(sheets: Sequence[Sheet]) -> Iterator[str]:
    """The names of the rubrics; two of one name would become one."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        name = cut(sheet.title, _NAME - 4)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}（{seen[name]}）"


def _ratings(item: Item, lang: Lang) -> list[Rating]:
    """From the best to none of the points, which closes the last range."""
    found = [
        Rating(cut(band_heading(band), _NAME), band.text, band.max_points or ZERO, band)
        for band in item.usable
    ]
    found.sort(key=lambda one: -one.points)
    if not found:
        found.append(Rating(say("export.full_marks", lang), "", item.most))
    if found[-1].points > ZERO:
        found.append(Rating(say("export.no_marks", lang), "", ZERO))
    return found


def lost(sheets: Sequence[Sheet], lang: Lang) -> Iterator[Lost]:
    """What the file does not hold as data."""
    for sheet in sheets:
        yield from common(sheet, _FORM, lang)
        if cut(sheet.title, _NAME - 4) != " ".join(sheet.title.split()):
            yield Lost(_FORM, sheet.rubric.rubric_id, "cut", "", sheet.title, False)
        for criterion in sheet.criteria:
            if criterion.weight is not None:
                words = criterion.name or criterion.text
                yield Lost(_FORM, criterion.criterion_id, "weight", plain(criterion.weight), words, False)
        for criterion in dict.fromkeys(one for item in sheet.items for one in item.above):
            figure = "" if criterion.points is None else plain(criterion.points)
            yield Lost(_FORM, criterion.criterion_id, "tree", figure, criterion.name or criterion.text, True)
        for item in sheet.items:
            yield from _of_item(item, lang)
    yield from of_notice(sheets[0].records, _FORM, set(), lang)


def _of_item(item: Item, lang: Lang) -> Iterator[Lost]:
    own = item.criterion.criterion_id
    if cut(item.name, _NAME) != " ".join(item.name.split()):
        yield Lost(_FORM, own, "cut", "", item.name, True)
    for band in item.bands:
        if band not in item.usable:
            yield Lost(_FORM, band.band_id, "band_points", band_heading(band), band.text, True)
    for rating, below in pairwise(_ratings(item, lang)):
        of = rating.band
        if of is not None and not _same_range(of, below.points):
            shown = f"{plain(rating.points)} … > {plain(below.points)}"
            yield Lost(_FORM, of.band_id, "range", shown, of.text, True)
    if item.points is not None and item.best not in (None, item.points):
        yield Lost(_FORM, own, "points", plain(item.points), item.name, False)


def _same_range(band: Band, below: Decimal) -> bool:
    """Whether a band is what Canvas shows: its best points, down to those of the next, which it has not."""
    return band.min_points == below and band.min_closed is False and band.max_closed is not False
