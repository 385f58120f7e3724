"""The records of a notice as an outline of short lines, each with the places that it is printed at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractors.frozen import frozen
from normalizers.columns import chosen, columns
from normalizers.records import (
    Band,
    Clause,
    Criterion,
    FindingRow,
    Party,
    Record,
    Records,
    Requirement,
    Rubric,
    Task,
    Threshold,
    Tier,
    Total,
)
from normalizers.text.numerals import plain
from normalizers.thresholds.quantities import range_in_words
from pipeline.contract.schema import said as described
from pipeline.dataset.chain import above
from pipeline.dataset.stored import ONE_OF, own_id
from pipeline.evidence.columns import COLUMNS
from pipeline.evidence.places import Place, Places
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import agrees, band_heading, figure, in_short, value_in_words
from pipeline.messages.words import say

# below a record, in the order in which a person reads them; sums end a rubric
_BELOW = ("thresholds", "key_points", "bands", "clauses", "notes", "criteria", "totals", "rubrics", "tasks")


@frozen
class Line:
    """A line of the outline.

    `kind` is the table of its record, `field` for one of its columns, `party` or `finding`. `owner` is the id
    of the record. `chip` is what was understood, as 好（16-20分）, `text` the words, `aside` what else,
    `more` what is said once a person looks at this line, `how` whether it is `manual` or `inferred`.
    """

    kind: str
    owner: str
    label: str = ""
    chip: str = ""
    text: str = ""
    aside: str = ""
    places: tuple[Place, ...] = ()
    severity: str = ""
    more: tuple[tuple[str, str], ...] = ()
    how: str = ""
    below: tuple[Line, ...] = ()

    def count(self) -> int:
        """How many lines there are below it."""
        return sum(1 + line.count() for line in self.below)


def outline(records: Records, places: Places, pointed: Sequence[tuple[Place, ...]], lang: Lang) -> Line:
    """The notice with all that it holds; `pointed` are the places of its findings, in their order."""
    return _Outline(records, places, pointed, lang).notice()


class _Outline:
    def __init__(
        self, records: Records, places: Places, pointed: Sequence[tuple[Place, ...]], lang: Lang
    ) -> None:
        self._records, self._places, self._lang = records, places, lang
        self._below: dict[str, list[tuple[str, Record]]] = defaultdict(list)
        for table in _BELOW:
            for row in records.table(table):
                self._below[above(table, row)].append((table, row))
        self._parties = _grouped(records.parties)
        self._asked = _grouped(records.requirements)
        self._tiers: dict[str, list[Tier]] = defaultdict(list)
        for tier in records.tiers:
            self._tiers[tier.clause_id].append(tier)
        self._labels = {point.key_point_id: point.label for point in records.key_points}
        self._findings: dict[str, list[tuple[FindingRow, tuple[Place, ...]]]] = defaultdict(list)
        for found, at in zip(records.findings, pointed, strict=True):
            self._findings[found.owner_id].append((found, at))

    def notice(self) -> Line:
        notice = self._records.notice
        own = notice.notice_id
        return Line(
            "notices",
            own,
            say("label.notice", self._lang),
            text=notice.title or own,
            places=self._places.of_field(own, "title"),
            below=(*self._said(own), *self._fields("notices", notice, own), *self._children(own)),
        )

    def _children(self, own: str) -> Iterator[Line]:
        for table, row in self._below.get(own, ()):
            yield self._line(table, row)

    def _line(self, table: str, row: Record) -> Line:
        own = own_id(table, row)
        below = (*self._said(own), *self._inside(table, row, own), *self._children(own))
        label, chip, text, aside = self._words(table, row)
        more = tuple(self._more(table, row))
        printed, how = self._printed(row, own), self._places.how(own, self._main(row))
        return Line(table, own, label, chip, text, aside, printed, more=more, how=how, below=below)

    def _main(self, row: Record) -> str:
        """The field that the line of a record shows; all of them, where it has no lines for the others."""
        return "name" if isinstance(row, Criterion) else "title" if isinstance(row, Rubric) else ""

    def _more(self, table: str, row: Record) -> Iterator[tuple[str, str]]:
        """All that was understood of a few words: each column that holds something, with its description."""
        more = {name for name, how in chosen(COLUMNS, table).items() if how.more}
        for column in columns(table):
            value = getattr(row, column.name)
            if column.name in more and value not in (None, "", False, "unstated"):
                yield described(column, self._lang), value_in_words(value, self._lang)

    def _words(self, table: str, row: Record) -> tuple[str, str, str, str]:
        """Label, chip, text and what is said beside."""
        lang = self._lang
        word = say(f"label.{ONE_OF[table]}", lang)
        match row:
            case Rubric():
                total = f"{figure(row.declared_total)} {'≠' if agrees(row) is False else '='} "
                total = total + figure(row.computed_total) if row.declared_total is not None else ""
                chip = say("mark.labelled", lang, label=say("label.total", lang)) + total if total else ""
                return f"{word} {row.seq}", chip, row.title or say("label.no_title", lang), row.scope
            case Total():
                differs = row.computed is not None and row.computed != row.points
                aside = f"≠ {figure(row.computed)}" if differs else ""
                return word, figure(row.points), row.label, aside
            case Criterion():
                chip = "" if row.points is None else say("number.points", lang, points=plain(row.points))
                kind = "" if row.kind == "scored" else say(f"evidence.kind.{row.kind}", lang)
                mark = "★" if row.core else ""
                return row.label, chip, mark + (row.name or row.text or row.rule_text), kind
            case Band():
                return word, band_heading(row), row.text, self._requirements(row.band_id)
            case Clause():
                beside = (name for name, how in chosen(COLUMNS, table).items() if how.beside)
                said = (
                    f"{say(f'evidence.clause.{name}', lang)} {value}"
                    for name in beside
                    if (value := getattr(row, name))
                )
                aside = " · ".join((*said, self._requirements(row.clause_id)))
                return word, in_short(row, self._tiers[row.clause_id], lang), row.text, aside.strip(" ·")
            case Threshold():
                reach = range_in_words(row.low, row.low_closed, row.high, row.high_closed, row.unit)
                # the words are marked in the source: here stands what was understood of them
                return word, reach or row.relative_to, row.metric or row.text, row.modality
            case Task():
                return (
                    row.label or word,
                    "",
                    row.text,
                    " · ".join(filter(None, (row.annex, row.section, row.due))),
                )
            case _:
                points = getattr(row, "points", None)
                chip = "" if points is None else say("number.points", lang, points=plain(points))
                return getattr(row, "label", "") or word, chip, str(getattr(row, "text", "")), ""

    def _printed(self, row: Record, own: str) -> tuple[Place, ...]:
        if isinstance(row, Criterion):
            for name in ("name", "text", "rule_text"):
                if found := self._places.of_field(own, name):
                    return found
        if isinstance(row, Rubric):
            return self._places.of_field(own, "title")
        return self._places.of_record(own)

    def _inside(self, table: str, row: Record, own: str) -> Iterator[Line]:
        yield from self._fields(table, row, own)
        for party in self._parties.get(own, ()):
            if isinstance(party, Party):
                usual = f"→ {party.canonical_name}" if party.canonical_name != party.name else ""
                carried = say("evidence.inherited", self._lang) if party.inherited else ""
                yield Line(
                    "party",
                    own,
                    say(f"evidence.party.{party.role}", self._lang),
                    text=party.name,
                    aside=" ".join(filter(None, (usual, carried))),
                    places=self._places.of_field(own, "party"),
                    how=self._places.how(own, "party"),
                )

    def _fields(self, table: str, row: Record, own: str) -> Iterator[Line]:
        """The columns that stand on lines of their own, where they hold something or are printed."""
        for name, how in chosen(COLUMNS, table).items():
            if how.own and (line := self._field(own, name, getattr(row, name))):
                yield line

    def _field(self, own: str, name: str, value: object) -> Line | None:
        places = self._places.of_field(own, name)
        if value in (None, "") and not places:
            return None
        text = value_in_words(value, self._lang)
        aside = "" if text else say("word.empty", self._lang)
        how = self._places.how(own, name)
        return Line(
            "field", own, say(f"label.{name}", self._lang), text=text, aside=aside, places=places, how=how
        )

    def _said(self, own: str) -> Iterator[Line]:
        """The findings of a record itself."""
        for found, places in self._findings.get(own, ()):
            label = say(f"severity.{found.severity}", self._lang)
            yield Line("finding", own, label, "", found.message, found.hint, places, found.severity)

    def _requirements(self, own: str) -> str:
        said = []
        for asked in self._asked.get(own, ()):
            if isinstance(asked, Requirement):
                points = "、".join(self._number(one) for one in asked.key_points.split("；"))
                least = "" if asked.at_least is None else f" ≥{asked.at_least}"
                undone = f" {say('evidence.undone', self._lang)}" if asked.undone else ""
                said.append(f"{say('evidence.asks_for', self._lang)} {points}{least}{undone}")
        return " · ".join(said)

    def _number(self, key_point: str) -> str:
        """The number of a key point as printed, without its dot or brackets, else that of its id."""
        return self._labels.get(key_point, "").strip(".．、,()（） ") or key_point.rpartition("/")[2]


def _grouped(rows: Sequence[Party] | Sequence[Requirement]) -> dict[str, list[Party | Requirement]]:
    grouped: dict[str, list[Party | Requirement]] = defaultdict(list)
    for row in rows:
        grouped[row.owner_id].append(row)
    return grouped
