"""Findings of the checks, with the place where a record is printed."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.finding import Finding
from normalizers.draft import Quote, finding_at


class Findings:
    """Makes findings with the place where a record is printed."""

    def __init__(self, quotes: Iterable[Quote]) -> None:
        """`quotes` in reading order; the first quote of a field is its place."""
        self._places: dict[tuple[str, str], Quote] = {}
        for quote in quotes:
            self._places.setdefault((quote.owner_id, quote.field), quote)
            self._places.setdefault((quote.owner_id, ""), quote)

    def __call__(
        self, code: str, owner_id: str, field: str = "", evidence: str = "", **values: object
    ) -> Finding:
        """A finding about a field of a record."""
        quote = self._places.get((owner_id, field)) or self._places.get((owner_id, ""))
        unit = quote.unit if quote else None
        return finding_at(unit, code, owner_id=owner_id, evidence=evidence, **values)
