"""What the sheets of a notice's workbook share: its records sorted by rubric, and where each stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from normalizers.records import Criterion, FindingRow, Printed, Records, Rubric
from pipeline.messages.phrases import band_heading
from pipeline.workbook.correctable import Part
from pipeline.workbook.sheet import Owned

Place = tuple[str, int]


class Content:
    """The records of a notice; `places` and `drawn` say on which sheet and row a record stands, from 0."""

    def __init__(self, records: Records) -> None:
        """Sorts `records` once."""
        self.records = records
        self.owned = Owned(records)
        self.tops: dict[str, list[Criterion]] = defaultdict(list)
        for criterion in records.criteria:
            if not criterion.parent_id:
                self.tops[criterion.rubric_id].append(criterion)
        self.counts = Counter(criterion.rubric_id for criterion in records.criteria)
        self.found: dict[str, list[FindingRow]] = defaultdict(list)
        for finding in records.findings:
            # `<notice>/2` is the rubric of `<notice>/2/3/b1`
            self.found["/".join(finding.owner_id.split("/", 2)[:2])].append(finding)
        self.whole: dict[str, list[str]] = defaultdict(list)
        for band in records.bands:
            if not band.criterion_id:
                self.whole[band.rubric_id].append(f"{band_heading(band)}：{band.text}")
        for rows in (records.clauses, records.notes):
            for row in rows:
                if not row.criterion_id:
                    self.whole[row.rubric_id].append(row.text)
        self.printed: dict[str, Printed] = {}
        for one in records.printed:
            for rubric_id in one.rubric_ids.split("；"):
                self.printed.setdefault(rubric_id, one)
        self.places: dict[str, Place] = {}
        self.drawn: dict[str, Place] = {}
        self.parts: list[Part] = []

    def place(self, owner_id: str) -> Place | None:
        """Where the record stands, or the nearest one that holds it."""
        while owner_id and owner_id not in self.places:
            owner_id = owner_id.rpartition("/")[0]
        return self.places.get(owner_id)

    def findings_by_row(self, sheet: str, found: Sequence[FindingRow]) -> dict[int, list[FindingRow]]:
        """The findings of the rows of a sheet."""
        rows: dict[int, list[FindingRow]] = defaultdict(list)
        for finding in found:
            place = self.place(finding.owner_id)
            if place and place[0] == sheet:
                rows[place[1]].append(finding)
        return rows


def name_of(rubric: Rubric) -> str:
    """What the sheets of a rubric are called."""
    return f"{rubric.seq} {rubric.scope or rubric.title}".strip()
