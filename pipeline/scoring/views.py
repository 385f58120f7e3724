"""Score sheets as JSON and CSV, for programs and spreadsheets."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from normalizers.text.numerals import figure
from pipeline.contract.tree import dumps
from pipeline.messages.languages import Lang
from pipeline.messages.places import of_text
from pipeline.messages.words import say
from pipeline.quoted import csv_writer, quoted
from pipeline.scoring.model import ScoreSheet

_COLUMNS = (
    *("unit", "rubric_id", "criterion_id", "name", "clause_id", "reason", "count", "arithmetic"),
    *("low", "high", "text", "place"),
)
_FIGURES = frozenset({"count", "low", "high"})


def as_json(sheets: Sequence[ScoreSheet]) -> str:
    """All of the sheets; figures as decimals, open ends as null."""
    return dumps([_plain(sheet) for sheet in sheets]) + "\n"


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def as_csv(sheets: Sequence[ScoreSheet], lang: Lang) -> str:
    """A row for each step, then one for each criterion and one for the total; UTF-8 with BOM for Excel."""
    out = io.StringIO()
    writer = csv_writer(out)
    writer.writerow(_COLUMNS)
    for sheet in sheets:
        names = {line.criterion_id: line.name for line in sheet.lines}
        for step in sheet.trace:
            reason = say(f"score.step.{step.reason}", lang)
            ends = figure(step.effect.low), figure(step.effect.high)
            name = names.get(step.owner_id, "")
            count = figure(step.count)
            writer.writerow(
                _cells(
                    sheet.unit,
                    sheet.rubric_id,
                    step.owner_id,
                    name,
                    step.clause_id,
                    reason,
                    count,
                    step.arithmetic,
                    *ends,
                    step.text,
                    of_text(step.place, lang),
                )
            )
        for line in sheet.lines:
            ends = figure(line.points.low), figure(line.points.high)
            row = (sheet.unit, sheet.rubric_id, line.criterion_id, line.name, "", line.grade, "", "", *ends)
            writer.writerow(_cells(*row, "", ""))
        ends = figure(sheet.points.low), figure(sheet.points.high)
        outcome = say(f"score.outcome.{sheet.outcome}", lang)
        row = (sheet.unit, sheet.rubric_id, "", say("score.total", lang), "", outcome, "", "", *ends)
        writer.writerow(_cells(*row, sheet.grade, ""))
    return "\ufeff" + out.getvalue()


def _cells(*cells: str) -> list[str]:
    """Texts that no spreadsheet takes for formulas; figures stay figures."""
    named = zip(_COLUMNS, cells, strict=True)
    return [cell if name in _FIGURES else quoted(cell) for name, cell in named]
