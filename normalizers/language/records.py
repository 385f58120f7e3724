"""Clauses as rows of the dataset."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.language.model import ClauseText
from normalizers.records import Clause, Source, Tier
from normalizers.text.views import Text


def clause_record(
    found: ClauseText, part: Text, at: int, owner: tuple[str, str], seq: int, source: Source
) -> Clause:
    """The record of a clause of `part`, which begins at character `at` of its source.

    `owner` names the rubric and the criterion; that of the criterion is empty for a note of the whole rubric.
    """
    rubric_id, criterion_id = owner
    text = part.cut(found.start, found.end)
    start = at + found.start
    return Clause(
        clause_id=f"{criterion_id or rubric_id}/c{seq}",
        rubric_id=rubric_id,
        criterion_id=criterion_id,
        seq=seq,
        kind=found.kind,
        points=found.points,
        points_max=found.points_max,
        points_percent=found.points_percent,
        per=found.per,
        per_quantity=found.per_quantity,
        per_unit=found.per_unit,
        cap=found.cap,
        cap_points=found.cap_points,
        cap_percent=found.cap_percent,
        floor_points=found.floor_points,
        multiplier=found.multiplier,
        max_times=found.max_times,
        rounding=found.rounding,
        decimals=found.decimals,
        exception=found.exception,
        scope=found.scope,
        lead=found.lead,
        condition=found.condition,
        formula=found.formula,
        effect=found.effect,
        part=found.part,
        ladder=found.ladder,
        cap_run=found.cap_run,
        within_item=found.within_item,
        cap_total=found.cap_total,
        precedence=found.precedence,
        grade=found.grade,
        grade_rule=found.grade_rule,
        partial=bool(found.unread),
        text=text.value,
        source=source,
        start=start,
        end=start + len(text),
    )


def in_part(clause: Clause, parts: Sequence[tuple[int, str]]) -> Clause:
    """The clause with the key point in which it stands: `parts` are where each begins, with its id.

    A zero bears on that part alone: 1.回用率达70%以上，否则不得分（10分）.
    """
    begun = [
        key_point_id for start, key_point_id in parts if clause.start is not None and start <= clause.start
    ]
    if not begun:
        return clause
    scope = "part" if clause.kind == "zero" and clause.scope == "item" else clause.scope
    return clause.model_copy(update={"key_point_id": begun[-1], "scope": scope})


def numbered(found: Sequence[ClauseText], before: int) -> list[ClauseText]:
    """Clauses whose shared numbers are the places of the first that shares each, behind `before` others."""
    parts, ladders, runs = _Firsts(), _Firsts(), _Firsts()
    return [
        clause._replace(
            part=parts.setdefault(clause.part, place),
            ladder=ladders.number(clause.ladder, place),
            cap_run=runs.number(clause.cap_run, place),
        )
        for place, clause in enumerate(found, before + 1)
    ]


class _Firsts(dict[int, int]):
    """The place at which each number was seen first."""

    def number(self, value: int | None, place: int) -> int | None:
        return None if value is None else self.setdefault(value, place)


def tier_records(found: ClauseText, clause_id: str) -> tuple[Tier, ...]:
    """The steps of a tiered clause."""
    return tuple(
        Tier(clause_id=clause_id, seq=seq, label=step.label, points=step.points)
        for seq, step in enumerate(found.tiers, 1)
    )
