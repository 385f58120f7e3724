"""Which rubric of the new year is which of the old one, also among those of thousands of notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from normalizers.text.views import squeeze
from pipeline.compare.alike import Matrix, ratios
from pipeline.compare.sides import Table

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# two rubrics are one from year to year when they are at least so alike
_RUBRICS = 0.45
_SERIES, _SCOPE, _NAMES = 0.3, 0.3, 0.4


def paired_tables(old: Sequence[Table], new: Sequence[Table]) -> Iterator[tuple[Table | None, Table | None]]:
    """Rubrics that are one from year to year, in the order of the new side; then those without a partner."""
    from scipy.optimize import linear_sum_assignment

    matrix = _alike(old, new) if old and new else np.zeros((len(old), len(new)))
    partner: dict[int, int] = {}
    rows, columns = linear_sum_assignment(-matrix)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        # what stands alone on both sides is one; a rubric is no list of tasks
        alone = len(old) == len(new) == 1 and old[row].subject == new[column].subject
        if matrix[row, column] >= _RUBRICS or alone:
            partner[column] = row
    for column, table in enumerate(new):
        yield (old[partner[column]] if column in partner else None), table
    taken = set(partner.values())
    for row, table in enumerate(old):
        if row not in taken:
            yield table, None


def _alike(old: Sequence[Table], new: Sequence[Table]) -> Matrix:
    """By series and scope, and by the names that both hold."""
    series = ratios(*([one.rubric.series or one.rubric.title for one in side] for side in (old, new)))
    scope = ratios(*([one.rubric.scope for one in side] for side in (old, new)))
    unscoped = [np.array([not one.rubric.scope for one in side]) for side in (old, new)]
    scope = np.where(unscoped[0][:, None] & unscoped[1], 1.0, scope)
    names = [[{squeeze(item.heading) for item in table.items} for table in side] for side in (old, new)]
    places = {name: at for at, name in enumerate(sorted(set().union(*names[0], *names[1])))}
    left, right = (_there(side, places) for side in names)
    held = [np.array([len(own) for own in side]) for side in names]
    common = 2 * (left @ right.T).toarray() / np.maximum(1, held[0][:, None] + held[1])
    subjects = [np.array([one.subject for one in side]) for side in (old, new)]
    same = subjects[0][:, None] == subjects[1]
    return np.asarray((_SERIES * series + _SCOPE * scope + _NAMES * common) * same)


def _there(side: Sequence[set[str]], places: dict[str, int]) -> csr_matrix:
    """A row for each table, with 1 for each name that it holds."""
    from scipy.sparse import csr_matrix

    columns = [places[name] for own in side for name in own]
    ends = [0, *accumulate(map(len, side))]
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(side), len(places)))
