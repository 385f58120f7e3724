"""The report of a comparison: rows for programs, and beside each row the wordings that a person compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from normalizers.records import Record, Records, Status, col
from pipeline.compare import Change, Link, RubricPair, compare_tables
from pipeline.messages.languages import LANGS, Lang
from pipeline.report.sentences import sentence
from pipeline.report.wordings import Wording, wordings
from pipeline.report.years import Year, Years, year


class Source(Record):
    """A notice that was compared."""

    notice_id: str = col("notice")
    source_file: str = col("path of the file as given")
    title: str = col("title", "")
    issuer: str = col("who issued it", "")
    doc_number: str = col("document number", "")
    year: int | None = col("year assessed", None)
    status: Status = col("clean, or review (warnings), or failed (errors)")


class ReportChange(Change):
    """A change with its number and the words for it."""

    number: int = col("place in the report, from 1: its differences name it")
    rubric: str = col("what the rubric is called in the report")
    departments: tuple[str, ...] = col("departments of both sides", ())
    sentence_zh: str = col("the change in Chinese")
    sentence_en: str = col("the change in English")


class Diff(Record):
    """What changed between two years, as the JSON file holds it."""

    old: tuple[Source, ...] = col("notices of the old side")
    new: tuple[Source, ...] = col("notices of the new side")
    pairs: tuple[RubricPair, ...] = col("rubrics that were compared")
    changes: tuple[ReportChange, ...] = col("changes, those that move most points first")


@dataclass(frozen=True)
class Counts:
    """How many criteria of the new side are as they were, and how often each thing happened."""

    old: int
    new: int
    unchanged: int
    kinds: Counter[str]


@dataclass(frozen=True)
class Report:
    """All that the views show."""

    diff: Diff
    years: Years

    @cached_property
    def counts(self) -> Counts:
        """The figures that stand first in each view."""
        changes = [change for change in self.diff.changes if change.subject != "rubric"]
        return Counts(
            old=len(self.years.old.items),
            new=len(self.years.new.items),
            unchanged=sum(pair.unchanged for pair in self.diff.pairs),
            kinds=Counter(kind for change in changes for kind in change.kinds),
        )

    def sentence(self, change: ReportChange, lang: Lang) -> str:
        """A change in the language of the reader: as its row has it, else made for this one."""
        return str(getattr(change, f"sentence_{lang}", "")) or sentence(change, self.years, lang)

    def listed(self) -> list[ReportChange]:
        """The changes without the criteria of rubrics that only one year has: the rubric tells of them.

        What is gone and what it may have become are one row, which is both, in place of the first of them.
        """
        whole = {
            rubric_id
            for change in self.diff.changes
            if change.subject == "rubric" and not (change.old_ids and change.new_ids)
            for rubric_id in (*change.old_ids, *change.new_ids)
        }
        return list(
            _doubts_as_one(
                change
                for change in self.diff.changes
                if change.subject == "rubric"
                or self.years.rubric_id(change) not in whole
                or (change.old_ids and change.new_ids)
            )
        )

    def compared(self) -> list[tuple[ReportChange, tuple[Wording, ...]]]:
        """The same with the wordings of both sides, which only pages and sheets show."""
        return [(change, wordings(change, self.years)) for change in self.listed()]

    @cached_property
    def by_item(self) -> tuple[dict[str, ReportChange], dict[str, ReportChange]]:
        """The changes by the ids of their old items, and by those of their new ones."""
        changes = [change for change in self.diff.changes if change.subject != "rubric"]
        return (
            {one: change for change in changes for one in change.old_ids},
            {one: change for change in changes for one in change.new_ids},
        )

    @cached_property
    def _changed(self) -> Counter[str]:
        changes = (change for change in self.diff.changes if change.subject != "rubric")
        return Counter(self.years.rubric_id(change) for change in changes)

    def changed(self, pair: RubricPair) -> int:
        """How many criteria of two rubrics have changed, come or gone."""
        return sum(self._changed[own] for own in {pair.old_id, pair.new_id} - {""})

    def pair_label(self, pair: RubricPair) -> str:
        """What a pair of rubrics is called: as in the new year, where it is there."""
        return self.years.new.labels[pair.new_id] if pair.new_id else self.years.old.labels[pair.old_id]


def _doubts_as_one(changes: Iterable[ReportChange]) -> Iterator[ReportChange]:
    """The changes, those that name each other as what they may be as one."""
    changes = list(changes)
    of_one = {one: row for row in changes if row.maybe for one in (*row.old_ids, *row.new_ids)}
    done: set[int] = set()
    for row in changes:
        if row.number in done:
            continue
        # several that may be one are told with that one
        near = of_one.get(row.maybe[0]) if len(row.maybe) == 1 else None
        one = near if near and len(near.maybe) > 1 else row
        others = [of_one[own] for own in one.maybe if own in of_one]
        alone = all(other.maybe == (*one.old_ids, *one.new_ids) for other in others)
        if others and alone and len(others) == len(one.maybe):
            done |= {one.number, *(other.number for other in others)}
            yield _perhaps(one, others)
        else:
            yield row


def _perhaps(row: ReportChange, others: Sequence[ReportChange]) -> ReportChange:
    """A row that is gone with what it may have become, or a new one with what it may have been."""
    old, new = ([row], others) if row.old_ids else (others, [row])
    update: dict[str, object] = {"kinds": ("added", "removed"), "sentence_zh": "", "sentence_en": ""}
    update["departments"] = tuple(dict.fromkeys(name for one in (*new, *old) for name in one.departments))
    update["maybe"], update["weight"] = (), max(one.weight for one in (row, *others))
    for side, rows in (("old", old), ("new", new)):
        points = [getattr(one, f"{side}_points") for one in rows]
        update |= {
            f"{side}_ids": tuple(own for one in rows for own in getattr(one, f"{side}_ids")),
            f"{side}_name": "；".join(getattr(one, f"{side}_name") for one in rows),
            f"{side}_path": getattr(rows[0], f"{side}_path"),
            f"{side}_points": points[0] if len(points) == 1 else None,
        }
    return row.model_copy(update=update)


def report(
    old: Sequence[Records],
    new: Sequence[Records],
    links: Sequence[Link] = (),
    langs: Sequence[Lang] = LANGS,
) -> Report:
    """Compares two sides and puts what changed into words, most points first; in `langs` alone where told."""
    years = Years(year(old), year(new))
    found = compare_tables(years.old.tables, years.new.tables, links)
    changes = sorted(found.changes, key=lambda change: -change.weight)
    labels = _labels(found.pairs, years)
    rows = tuple(_row(number, change, years, labels, langs) for number, change in enumerate(changes, 1))
    diff = Diff(old=_sources(years.old), new=_sources(years.new), pairs=found.pairs, changes=rows)
    return Report(diff, years)


def _labels(pairs: Sequence[RubricPair], years: Years) -> tuple[dict[str, str], dict[str, str]]:
    """The label of each rubric of either side: two that are a pair have one, that of the new year."""
    labels = {pair: years.new.labels.get(pair.new_id) or years.old.labels[pair.old_id] for pair in pairs}
    return (
        {pair.old_id: label for pair, label in labels.items()},
        {pair.new_id: label for pair, label in labels.items()},
    )


def _row(
    number: int,
    change: Change,
    years: Years,
    labels: tuple[dict[str, str], dict[str, str]],
    langs: Sequence[Lang],
) -> ReportChange:
    # its fields are checked already, and those added here are what they are said to be
    return ReportChange.model_construct(
        **dict(change),
        number=number,
        rubric=labels[bool(change.new_ids)][years.rubric_id(change)],
        departments=years.departments(change),
        sentence_zh=sentence(change, years, "zh") if "zh" in langs else "",
        sentence_en=sentence(change, years, "en") if "en" in langs else "",
    )


def _sources(side: Year) -> tuple[Source, ...]:
    notices = (records.notice for records in side.notices)
    return tuple(
        Source.model_validate({name: getattr(notice, name) for name in Source.model_fields})
        for notice in notices
    )
