"""A score sheet in words, as its page shows it, and as a page that is being filled in asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from extractors.frozen import frozen
from normalizers.text.numerals import figure
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.scoring.decided import decided
from pipeline.scoring.model import ScoreSheet
from pipeline.scoring.terminal import fault, span, told_decided
from pipeline.terminal.lines import plain

# the outcomes as badges of the design
STATES = {"complete": "good", "incomplete": "warning", "vetoed": "error", "faulty": "error"}


@frozen
class Row:
    """A unit in the list: its total, rank (None while it is open), the length of its bar in percent."""

    unit: str
    sheet: ScoreSheet
    total: str
    rank: int | None
    length: float
    why: str


def rows(sheets: Sequence[ScoreSheet], lang: Lang) -> list[Row]:
    """The units with their ranks: those whose total is known and stands, the best first, equal ones share.

    The others come after them, as they were named.
    """
    known = [one.points.exact for one in sheets if one.outcome == "complete" and one.points.exact is not None]
    most = max([*known, *(one.full for one in sheets if one.full is not None), Decimal(100)])
    made = []
    for sheet in sheets:
        exact = sheet.points.exact
        stands = sheet.outcome == "complete" and exact is not None
        rank = 1 + sum(other > exact for other in known) if stands and exact is not None else None
        length = float(max(exact or Decimal(0), Decimal(0)) / most * 100) if stands else 0.0
        made.append(
            Row(sheet.unit, sheet, span(sheet.points, lang), rank, round(length, 1), _why(sheet, lang))
        )
    return sorted(made, key=lambda row: (row.rank is None, row.rank or 0))


def _why(sheet: ScoreSheet, lang: Lang) -> str:
    """What decided the total; nothing as long as nothing did."""
    found = decided(sheet)
    return told_decided(found, lang) if found or sheet.outcome == "complete" else ""


def live(sheet: ScoreSheet, lang: Lang) -> dict[str, Any]:
    """What changes on the page of a unit while it is filled in."""
    start = sheet.rubric_id.rpartition("/")[0] + "/"
    missing = {one.id: say(f"score.ask.{one.what}", lang) for one in sheet.asked}
    faults: dict[str, str] = {}
    for one in sheet.errors:
        allowed = say("score.allowed", lang, allowed=one.allowed) if one.allowed else ""
        faults[one.id] = " ".join(filter(None, (say(f"score.fault.{one.code}", lang), allowed)))
    lines = {
        line.criterion_id: {
            "points": span(line.points, lang),
            "steps": [
                " ".join(
                    filter(
                        None,
                        (
                            ("+" if (step.effect.low or 0) > 0 else "") + span(step.effect, lang),
                            say(f"score.step.{step.reason}", lang),
                            step.arithmetic,
                        ),
                    )
                )
                for step in line.steps
                if step.reason != "unmarked"
            ],
        }
        for line in sheet.lines
    }
    return {
        "total": span(sheet.points, lang),
        "outcome": sheet.outcome,
        "state": STATES[sheet.outcome],
        "said": say(f"score.outcome.{sheet.outcome}", lang),
        "grade": sheet.grade,
        "full": "" if sheet.full is None else say("score.full", lang, full=figure(sheet.full)),
        "why": _why(sheet, lang),
        "left": len(sheet.asked),
        "missing": missing,
        "faults": faults,
        "lines": lines,
        "general": [
            plain(fault(one, start, lang)).strip()
            for one in sheet.errors
            if one.id not in lines and not one.id
        ],
        "whole": [
            f"{span(step.effect, lang)} {say(f'score.step.{step.reason}', lang)} {step.text}".strip()
            for step in sheet.steps
        ],
        "remarks": [f"{say(f'score.step.{one.reason}', lang)}：{one.text}" for one in sheet.remarks],
    }
