"""The tree of a rubric as a list of what is marked, because other systems know no levels of indicators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from normalizers.kinds import CLAUSES
from normalizers.records import Band, Clause, Criterion, Records, Rubric
from pipeline.export.model import Item, Sheet


def sheet(records: Records, rubric: Rubric) -> Sheet:
    """The rubric with its items; every clause and band is an item's or the sheet's."""
    tree = _Tree(records, rubric)
    items = tuple(item for top in tree.below[""] for item in tree.items(top, ()))
    taken = {one.criterion_id for item in items for one in (item.criterion, *item.parts)}
    return Sheet(
        records=records,
        rubric=rubric,
        criteria=tuple(tree.criteria.values()),
        items=items,
        clauses=tuple(clause for clause in tree.clauses if clause.criterion_id not in taken),
        bands=tuple(band for band in tree.bands if band.criterion_id not in taken),
        notes=tuple(note.text for note in records.notes if note.rubric_id == rubric.rubric_id),
    )


class _Tree:
    """The criteria of one rubric by the one above, with what belongs to each."""

    def __init__(self, records: Records, rubric: Rubric) -> None:
        self.records = records
        self.criteria = {c.criterion_id: c for c in records.criteria if c.rubric_id == rubric.rubric_id}
        self.bands = [band for band in records.bands if band.rubric_id == rubric.rubric_id]
        self.clauses = [clause for clause in records.clauses if clause.rubric_id == rubric.rubric_id]
        self.below: dict[str, list[Criterion]] = defaultdict(list)
        for criterion in self.criteria.values():
            above = criterion.parent_id if criterion.parent_id in self.criteria else ""
            self.below[above].append(criterion)

    def items(self, criterion: Criterion, above: tuple[Criterion, ...]) -> Iterator[Item]:
        """The items of a criterion: those below it where points are given out there, else itself."""
        children = self.below[criterion.criterion_id]
        if any(self._pays(child) for child in children):
            for child in children:
                yield from self.items(child, (*above, criterion))
            return
        parts = tuple(self._all_below(criterion))
        ids = {criterion.criterion_id, *(part.criterion_id for part in parts)}
        bands = tuple(band for band in self.bands if band.criterion_id in ids)
        clauses = tuple(clause for clause in self.clauses if clause.criterion_id in ids)
        yield Item(
            criterion=criterion,
            above=above,
            parts=parts,
            bands=bands,
            clauses=clauses,
            key_points=tuple(point for point in self.records.key_points if point.criterion_id in ids),
            points=_points(criterion, bands, clauses),
        )

    def _pays(self, criterion: Criterion) -> bool:
        own = (band for band in self.bands if band.criterion_id == criterion.criterion_id)
        return (
            criterion.points is not None
            or criterion.weight is not None
            or any(band.max_points is not None for band in own)
            or any(self._pays(child) for child in self.below[criterion.criterion_id])
        )

    def _all_below(self, criterion: Criterion) -> Iterator[Criterion]:
        for child in self.below[criterion.criterion_id]:
            yield child
            yield from self._all_below(child)


def _points(criterion: Criterion, bands: tuple[Band, ...], clauses: tuple[Clause, ...]) -> Decimal | None:
    """The most that it gives: as printed, else its best band, or the cap of a bonus (最多加5分)."""
    if criterion.points is not None:
        return criterion.points
    if tops := [band.max_points for band in bands if band.max_points is not None]:
        return max(tops)
    # the cap may be a sentence of its own: 累计加分不超过6分
    adding = [clause for clause in clauses if clause.kind == "bonus" or not CLAUSES[clause.kind].acts]
    caps = {clause.cap_points for clause in adding if clause.cap == "points"}
    # two caps may be of one sentence or of two, so that their sum is not known
    return caps.pop() if criterion.kind == "bonus" and len(caps) == 1 else None
