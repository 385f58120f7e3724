"""The records of a notice while it is read: each value cited, each character of the source accounted for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from extractors.document import Cell, Document, Paragraph, Quality, Table
from extractors.finding import Finding, finding
from extractors.frozen import frozen
from normalizers.records import (
    Band,
    Clause,
    Criterion,
    Evidence,
    KeyPoint,
    Note,
    Party,
    Requirement,
    Rubric,
    Task,
    Threshold,
    Tier,
    Total,
)
from normalizers.text.views import Text, is_visible

Unit = Cell | Paragraph
# words of the source that a person has put others in the place of: nothing is read from them
REPLACED = "replaced"


@frozen
class Quote:
    """A field of a record and the stretch of raw text that prints it."""

    owner_id: str
    field: str
    unit: Unit
    start: int
    end: int

    @property
    def raw(self) -> str:
        """The text as the source has it, its line breaks included."""
        return self.unit.text[self.start : self.end]


def position(whole: Text, part: Text) -> tuple[int, int]:
    """Start and end of a part in the cleaned text that it was cut from; (0, 0) when empty."""
    if not part:
        return 0, 0
    start = bisect_left(whole.offsets, part.offsets[0])
    return start, start + len(part)


def finding_at(
    unit: Unit | None, code: str, *, owner_id: str = "", evidence: str = "", **values: object
) -> Finding:
    """A finding of the catalogue with the place of a cell or paragraph."""
    anchor = unit.anchor if unit is not None else None
    row = unit.row + 1 if isinstance(unit, Cell) else None
    return finding(code, anchor=anchor, owner_id=owner_id, row=row, evidence=evidence, **values)


@frozen
class Share:
    """What one of several processes added to a draft: rows of each list, and the accounts that changed."""

    rows: dict[str, list[Any]]
    accounts: list[tuple[Unit, bytes]]


@dataclass
class Draft:
    """Collects records in reading order; `cite` and `claim` account for the source's characters."""

    document: Document
    rubrics: list[Rubric] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    key_points: list[KeyPoint] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    tiers: list[Tier] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    thresholds: list[Threshold] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Numbers the tables, and opens an account for each cell and paragraph."""
        self._units: list[Unit] = []
        self._tables: dict[int, int] = {}
        self._claimed: dict[int, bytearray] = {}
        self._written: dict[int, Unit] = {}
        self._composed: dict[int, Unit] = {}
        drawn = (table for table in self.document.tables if not table.outline)
        for number, table in enumerate(drawn, 1):
            for cell in table.cells:
                self._tables[id(cell)] = number
        for block in self.document.blocks:
            cells: tuple[Unit, ...] = block.cells if isinstance(block, Table) else (block,)
            for unit in cells:
                self._units.append(unit)
                self._claimed[id(unit)] = bytearray(len(unit.text))
            if isinstance(block, Table):
                for cell in block.repeated:
                    self._units.append(cell)
                    # a header printed again is accounted for by the first one
                    self._claimed[id(cell)] = bytearray(b"\1" * len(cell.text))

    @property
    def units(self) -> Sequence[Unit]:
        """All cells and paragraphs of the document."""
        return self._units

    def added_by(self, work: Callable[[], object]) -> Share:
        """What a work adds to the draft as it is now."""
        lists = [one.name for one in fields(self) if one.name != "document"]
        counts = {name: len(getattr(self, name)) for name in lists}
        before = {key: bytes(account) for key, account in self._claimed.items()}
        work()
        rows = {name: getattr(self, name)[count:] for name, count in counts.items()}
        changed = [unit for unit in self._units if self._claimed[id(unit)] != before[id(unit)]]
        return Share(rows, [(unit, bytes(self._claimed[id(unit)])) for unit in changed])

    def take_over(self, share: Share) -> None:
        """Adds what another process added to it."""
        for name, rows in share.rows.items():
            getattr(self, name).extend(rows)
        for unit, marks in share.accounts:
            account = self._claimed[id(unit)]
            both = int.from_bytes(account) | int.from_bytes(marks)
            account[:] = both.to_bytes(len(account))

    def admit(self, unit: Unit, place: Unit) -> None:
        """Lets a person's words be cited at the place of a unit; they are no characters of the source."""
        self._written[id(unit)] = unit
        self._claimed[id(unit)] = bytearray(len(unit.text))
        if number := self._tables.get(id(place)):
            self._tables[id(unit)] = number

    def compose(self, unit: Unit) -> None:
        """Lets words be cited in a unit made of several, whose characters have an account of their own."""
        self._composed[id(unit)] = unit
        self._claimed.setdefault(id(unit), bytearray(len(unit.text)))

    def drop(self, owners: Collection[str]) -> None:
        """Takes out parts of criteria with all that speaks of them; their text stays claimed."""
        gone = frozenset(owners)
        if not gone:
            return
        self.key_points[:] = [row for row in self.key_points if row.key_point_id not in gone]
        self.bands[:] = [row for row in self.bands if row.band_id not in gone]
        self.clauses[:] = [row for row in self.clauses if row.clause_id not in gone]
        self.tiers[:] = [row for row in self.tiers if row.clause_id not in gone]
        self.notes[:] = [row for row in self.notes if row.note_id not in gone]
        self.parties[:] = [row for row in self.parties if row.owner_id not in gone]
        self.evidence[:] = [row for row in self.evidence if row.owner_id not in gone]
        self.quotes[:] = [row for row in self.quotes if row.owner_id not in gone]
        self.findings[:] = [row for row in self.findings if row.owner_id not in gone]

    def claim(self, unit: Unit, start: int = 0, end: int | None = None) -> None:
        """Marks characters `start` to `end` of the unit's raw text as held by a record or a rule."""
        account = self._claimed[id(unit)]
        end = len(account) if end is None else end
        account[start:end] = b"\1" * (end - start)

    def quote(self, owner_id: str, name: str, unit: Unit, start: int = 0, end: int | None = None) -> None:
        """Keeps for the checks where a field of a record is printed."""
        self.quotes.append(Quote(owner_id, name, unit, start, len(unit.text) if end is None else end))

    def cite(
        self, owner_id: str, name: str, unit: Unit, text: Text | None = None, quality: Quality | None = None
    ) -> None:
        """Evidence that a field is printed in this unit, at `text` (without: in its whole text); claims it.

        A text that a page break cuts is cited once for each page.
        """
        start, end = text.span() if text is not None else (0, len(unit.text))
        self.claim(unit, start, end)
        self.quote(owner_id, name, unit, start, end)
        cell = unit if isinstance(unit, Cell) and id(unit) in self._tables else None
        if quality is None or unit.quality == "ocr":
            quality = unit.quality
        if id(unit) in self._written:
            quality = "manual"
        for fragment in unit.fragments:
            first, last = max(start, fragment.start), min(end, fragment.end)
            if first >= last and not (fragment is unit.fragments[0] and start == end):
                continue
            anchor, box = fragment.anchor, fragment.anchor.box
            self.evidence.append(
                Evidence(
                    owner_id=owner_id,
                    field=name,
                    page=anchor.page,
                    x0=box.x0 if box else None,
                    top=box.top if box else None,
                    x1=box.x1 if box else None,
                    bottom=box.bottom if box else None,
                    table=self._tables[id(cell)] if cell else None,
                    row=cell.row + 1 if cell else None,
                    column=cell.col + 1 if cell else None,
                    block_path=anchor.path,
                    start=first,
                    end=max(first, last),
                    quality=quality,
                )
            )

    def report(
        self, code: str, unit: Unit | None = None, *, owner_id: str = "", evidence: str = "", **values: object
    ) -> None:
        """Adds a finding with the unit's place."""
        self.findings.append(finding_at(unit, code, owner_id=owner_id, evidence=evidence, **values))

    def account(self) -> tuple[int, int, list[tuple[Unit, int, int]]]:
        """Visible characters of the document, how many are claimed, and the stretches that are not."""
        characters = claimed = 0
        left: list[tuple[Unit, int, int]] = []
        for unit in self._units:
            marks = self._claimed[id(unit)]
            start: int | None = None
            for index, char in enumerate(unit.text):
                if not is_visible(char):
                    continue
                characters += 1
                if marks[index]:
                    claimed += 1
                    if start is not None:
                        left.append((unit, start, index))
                        start = None
                elif start is None:
                    start = index
            if start is not None:
                left.append((unit, start, len(unit.text)))
        return characters, claimed, left
