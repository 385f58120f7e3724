"""Printed sums (小计) as the points of the section above whose rows they stand, where its items have none."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from normalizers.records import Records

# page, table and row
Place = tuple[int, int, int]


def subtotals(records: Records) -> dict[str, Decimal]:
    """The printed sum of each criterion of which a sum covers all items and no other.

    小计 50 below the rows of 河湖管理 → {河湖管理: 50}; a sum over half a section is nobody's.
    """
    if not records.totals:
        return {}
    places: dict[str, Place] = {}
    for row in records.evidence:
        if row.row is not None:
            place = (row.page or 0, row.table or 0, row.row)
            places[row.owner_id] = min(place, places.get(row.owner_id, place))
    covered = _covered(records)
    found: dict[str, Decimal] = {}
    begins: dict[str, Place] = {}
    for total in sorted(records.totals, key=lambda row: (row.rubric_id, row.seq)):
        end = places.get(f"{total.rubric_id}/t{total.seq}")
        if end is None or total.points is None:
            continue
        begin = begins.get(total.rubric_id, (0, 0, 0))
        begins[total.rubric_id] = end
        headings = covered.get(total.rubric_id, {})
        items = frozenset().union(*headings)
        between = frozenset(item for item in items if begin < places.get(item, begin) < end)
        if whole := headings.get(between):
            found[whole] = total.points
    return found


def _covered(records: Records) -> dict[str, dict[frozenset[str], str]]:
    """For each rubric its headings by the items below them; of several with the same items the topmost."""
    parents = {one.criterion_id: one.parent_id for one in records.criteria}
    headings = set(parents.values())
    items: dict[str, set[str]] = defaultdict(set)
    for own in parents.keys() - headings:
        above = parents[own]
        while above:
            items[above].add(own)
            above = parents.get(above, "")
    found: dict[str, dict[frozenset[str], str]] = defaultdict(dict)
    for one in sorted(records.criteria, key=lambda row: -row.level):
        if one.criterion_id in items:
            found[one.rubric_id][frozenset(items[one.criterion_id])] = one.criterion_id
    return found
