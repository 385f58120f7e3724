"""Differences that are nothing but the year going on: 2024年内 of the notice of 2024 became 2025年内.

Only the year of the notice and the one before it are carried on, and only where none of them stayed. A base
further back (以2020年为基数) stays what it is; a deadline further ahead that moved is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from normalizers.records import Record
from normalizers.text.views import squeeze
from pipeline.compare.columns import words_in
from pipeline.compare.model import ChangeKind, FieldChange
from pipeline.compare.sides import Item, Scoring

Side = TypeVar("Side", bound=Scoring)
Found = tuple[ChangeKind | None, FieldChange]
# 2024年, ２０２４年, 2024.12.31, the first of 2024-2025学年
_YEAR = re.compile(
    r"(?<![\d.])(?P<year>[12１２][0-9０-９]{3})(?=\s*年|\s*(?P<mark>[./／．-])\s*\d{1,2}\s*(?P=mark)\s*\d{1,2}(?!\d))"
)
_ROWS = ("bands", "clauses", "key_points", "thresholds", "notes")


def without_years_gone_on(
    old: Side, new: Side, found: list[Found], compared: Callable[[Side, Side], list[Found]]
) -> list[Found]:
    """The differences `found` of two sides without those that the years alone make.

    `compared` finds the differences of two sides: those that stay when the old years are carried on are kept.
    """
    carried = _carried(old, new) if found else None
    if carried is None:
        return found
    kept = {_key(field): kind for kind, field in compared(carried, new)}
    # words that are paired otherwise now are told as they were
    if not kept.keys() <= {_key(field) for _, field in found}:
        return found
    return [(kept[key], field) for _, field in found if (key := _key(field)) in kept]


def _key(field: FieldChange) -> tuple[str, ...]:
    return field.field, field.part, field.action, field.old_id, field.new_id


def _carried(old: Side, new: Side) -> Side | None:
    """The old side with its years carried on as far as the new one has them so; None where none is."""
    if old.year is None or new.year is None or old.year == new.year:
        return None
    before, after = (Counter(_years(side)) for side in (old, new))
    near = (old.year - 1, old.year)
    going = {year: year + new.year - old.year for year in near if before[year]}
    moved = Counter({later: before[year] for year, later in going.items()})
    # 2024年较2023年 that became 2025年较2023年 is held against another year now
    stayed = any(after[year] > moved[year] for year in near)
    return None if stayed or not moved & after else _with_years(old, going)


def _years(side: Scoring) -> Iterator[int]:
    rows: list[Record] = [*side.notes, *side.bands, *side.clauses]
    if isinstance(side, Item):
        texts = [side.criterion.name, side.criterion.text, side.criterion.rule_text, side.criterion.target]
        texts.append(side.criterion.method)
    else:
        texts = [getattr(row, "text", "") for row in rows]
    for text in texts:
        yield from (int(match["year"]) for match in _YEAR.finditer(squeeze(text)))


def _with_years(side: Side, years: dict[int, int]) -> Side:
    def gone_on(match: re.Match[str]) -> str:
        year = int(match["year"])
        return str(years.get(year, year))

    def row_of(row: Record) -> Record:
        values: dict[str, Any] = {
            name: text for name, said in words_in(row) if (text := _YEAR.sub(gone_on, said)) != said
        }
        return row.model_copy(update=values) if values else row

    changed: dict[str, Any] = {
        name: tuple(map(row_of, rows)) for name in _ROWS if (rows := getattr(side, name, ()))
    }
    if isinstance(side, Item):
        changed["criterion"] = row_of(side.criterion)
    return replace(side, **changed)
