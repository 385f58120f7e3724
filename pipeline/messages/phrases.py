"""Records in a few words, as the terminal and the workbook show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never, get_args

from normalizers.records import Band, Clause, Records, Rubric, Severity, Tier
from normalizers.text.numerals import plain
from pipeline.messages.languages import Lang
from pipeline.messages.words import say

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
MARKS = {"error": "✗", "warning": "!", "info": "·"}


def agrees(rubric: Rubric) -> bool | None:
    """Whether the printed total is the computed one; None when one of them is missing."""
    if rubric.declared_total is None or rubric.computed_total is None:
        return None
    return rubric.declared_total == rubric.computed_total


def owner_name(records: Records, owner_id: str, lang: Lang) -> str:
    """What a person calls the record of a finding: `评分表 2 / 供水服务`; empty for the notice itself."""
    return OwnerNames(records, lang).of(owner_id)


class OwnerNames:
    """What a person calls the records of a notice; sorted once, as there may be thousands of findings."""

    def __init__(self, records: Records, lang: Lang) -> None:
        """For the rubrics and criteria of `records`."""
        word = say("label.rubric", lang)
        self._rubrics = {rubric.rubric_id: f"{word} {rubric.seq}" for rubric in records.rubrics}
        self._criteria = {c.criterion_id: c.name or f"{c.text[:16]}…" for c in reversed(records.criteria)}

    def of(self, owner_id: str) -> str:
        """The rubric and the nearest criterion that hold the record."""
        parts: list[str] = []
        above = owner_id
        while above:
            if above in self._criteria and not parts:
                parts.append(self._criteria[above])
            if above in self._rubrics:
                return " / ".join([self._rubrics[above], *parts])
            above = above.rpartition("/")[0]
        return " / ".join(parts)


def band_heading(band: Band) -> str:
    """Grade and range of a band: `好（16-20分）`, `合格（≥40分）`."""
    low, high = band.min_points, band.max_points
    if low is None and high is None:
        return band.grade
    if high is None:
        reach = ("≥" if band.min_closed is not False else ">") + figure(low)
    elif low is None:
        reach = ("≤" if band.max_closed is not False else "<") + figure(high)
    elif low == high:
        reach = figure(low)
    else:
        # an open end is shown as a bracket, as in 好（[90-100)分）
        ends = ("" if band.min_closed is not False else "(", "" if band.max_closed is not False else ")")
        reach = f"{ends[0]}{figure(low)}-{figure(high)}{ends[1]}"
    return f"{band.grade}（{reach}分）"


def in_short(clause: Clause, tiers: Sequence[Tier], lang: Lang) -> str:
    """A clause in a few words: `扣0.5分／每次，扣完为止`, `加 市级1、省级3`."""
    points = ""
    if tiers:
        steps = (f"{tier.label}{'' if tier.points is None else plain(tier.points)}" for tier in tiers)
        points = " " + "、".join(steps)
    elif clause.points_percent is not None:
        points = say("number.per_cent", lang, points=plain(clause.points_percent))
    elif clause.points is not None:
        ends = (clause.points, clause.points_max)
        points = say(
            "number.some_points", lang, points="-".join(plain(end) for end in ends if end is not None)
        )
    elif clause.multiplier is not None:
        points = f"×{plain(clause.multiplier)}"
    elif clause.formula:
        points = f" {clause.formula}"
    said = say(f"clause.{clause.kind}", lang, points=points).strip()
    if clause.per:
        said += f"／{clause.per.removeprefix('/')}"
    match clause.cap:
        case "item_points":
            said += "，" + say("limit.item_points", lang)
        case "points":
            if clause.cap_points is not None:
                said += "，" + say("limit.cap_points", lang, points=plain(clause.cap_points))
        case "none":
            said += "，" + say("limit.no_cap", lang)
        case "unstated":
            pass
        case _:
            assert_never(clause.cap)
    if clause.floor_points is not None:
        said += "，" + say("limit.floor", lang, points=plain(clause.floor_points))
    return said


def figure(value: Decimal | int | None) -> str:
    """A figure, or a dash where there is none."""
    return "—" if value is None else plain(Decimal(value))


def value_in_words(value: object, lang: Lang) -> str:
    """What a column holds, for a person; empty where it holds nothing."""
    if isinstance(value, bool):
        return say("word.yes" if value else "word.no", lang)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
