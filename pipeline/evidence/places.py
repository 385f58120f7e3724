"""Places: which spots hold a field of a record, a record, a finding, and which records stand on a spot."""

from __future__ import annotations

from collections import defaultdict

from extractors.frozen import frozen
from extractors.place import Anchor
from normalizers.columns import cited_as
from normalizers.kinds import QUALITIES
from normalizers.records import Evidence, FindingRow, Records
from pipeline.dataset.chain import chain
from pipeline.dataset.stored import with_ids
from pipeline.evidence.spots import Spot, Spots

# how a value came about, where it is not as it is printed
_DOUBTFUL = tuple(quality for quality, how in reversed(QUALITIES.items()) if how.doubtful)


@frozen
class Place:
    """Characters `start` to `end` of the text of a spot, which print `field` of record `owner_id`."""

    spot: Spot
    owner_id: str
    field: str
    start: int
    end: int
    quality: str


class Places:
    """The evidence of a notice on the spots of its source; what stands in another source has no place."""

    def __init__(self, records: Records, spots: Spots) -> None:
        """Finds the spot of each row of the evidence."""
        self._known = with_ids(records)
        self._spots = spots
        self._of: dict[str, list[Place]] = defaultdict(list)
        self._at: dict[str, list[Place]] = defaultdict(list)
        self._how: dict[str, dict[str, str]] = defaultdict(dict)
        self.lost = 0
        for row in records.evidence:
            if row.quality in _DOUBTFUL:
                self._how[row.owner_id][row.field] = row.quality
            spot = spots.of(row)
            if spot is None:
                self.lost += 1
                continue
            place = _place(row, spot)
            self._of[row.owner_id].append(place)
            self._at[spot.id].append(place)

    def of_field(self, record_id: str, column: str) -> tuple[Place, ...]:
        """Where a column of a record is printed, several where a page break cuts it; none when computed."""
        name = self._cited(record_id, column)
        return tuple(place for place in self._of.get(record_id, ()) if place.field == name)

    def how(self, record_id: str, column: str = "") -> str:
        """`manual` or `inferred` where a column of a record, or any of it, came about so; else nothing."""
        fields = self._how.get(record_id, {})
        name = self._cited(record_id, column)
        found = [how for field, how in fields.items() if not column or field == name]
        return next((each for each in _DOUBTFUL if each in found), "")

    def _cited(self, record_id: str, column: str) -> str:
        return cited_as(self._known[record_id][0], column) if record_id in self._known else column

    def of_record(self, record_id: str) -> tuple[Place, ...]:
        """Where a record is printed; where it has no place of its own, those of the nearest record above.

        The places of the notice (its issuer, its date) say nothing of a rubric without a title.
        """
        if record_id not in self._known:
            return tuple(self._of.get(record_id, ()))
        ids = chain(record_id, self._known)
        for own in reversed(ids[1:] or ids):
            if found := self._of.get(own):
                return tuple(found)
        return ()

    def of_finding(self, found: FindingRow, anchor: Anchor | None = None) -> tuple[Spot, ...]:
        """Where a finding points, else where its record is printed; `anchor` has its box, if known."""
        spots = self._spots.of_finding(found, anchor)
        if len(spots) == 1 or not found.owner_id:
            return spots
        own = tuple(dict.fromkeys(place.spot for place in self.of_record(found.owner_id)))
        both = tuple(spot for spot in own if spot in spots)
        here = tuple(spot for spot in own if found.page in (None, spot.page))
        return both or spots or here or own

    def pointed(self, found: FindingRow, anchor: Anchor | None = None) -> tuple[Place, ...]:
        """The same as places: with the words of the finding where they stand so, else those of its record."""
        return tuple(
            place for spot in self.of_finding(found, anchor) for place in self._words_on(spot, found)
        )

    def _words_on(self, spot: Spot, found: FindingRow) -> tuple[Place, ...]:
        start = spot.text.find(found.evidence) if found.evidence else -1
        if start >= 0:
            return (Place(spot, found.owner_id, "", start, start + len(found.evidence), "exact"),)
        own = tuple(place for place in self._of.get(found.owner_id, ()) if place.spot == spot)
        return own or (Place(spot, found.owner_id, "", 0, 0, "exact"),)

    def at(self, spot_id: str) -> tuple[Place, ...]:
        """What is printed on a spot, in the order of the evidence."""
        return tuple(self._at.get(spot_id, ()))


def _place(row: Evidence, spot: Spot) -> Place:
    # characters of what a person wrote are not those of the cell
    start, end = (row.start or 0, row.end or 0) if QUALITIES[row.quality].printed else (0, 0)
    return Place(spot, row.owner_id, row.field, start, end, row.quality)
