"""Rules as data (规则数据): what computes a total, with the words that a program shows beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from normalizers.records import Criterion
from normalizers.text.numerals import plain
from pipeline.export.lost import of_notice, parties, sums
from pipeline.export.model import Lost, Sheet, Written
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import band_heading
from pipeline.scoring.portable import as_json, rules, uncomputed
from pipeline.scoring.rules.outline import outline

_FORM = "rules"


def write(sheets: Sequence[Sheet], lang: Lang) -> Written:
    """The rules of one rubric. The words are those of the notice, whatever `lang`."""
    (one,) = sheets
    made = rules(one.records, one.rubric)
    head = {name: made.pop(name) for name in ("version", "notice_id", "rubric_id", "title")}
    words = {"criteria": [words_of(one, row) for row in one.criteria], "notes": list(one.notes)}
    payload = as_json({**head, **words, **made}).encode()
    return Written(payload, len(one.items), sum(len(item.bands) for item in one.items))


def words_of(of: Sheet, row: Criterion) -> dict[str, Any]:
    """The words of a criterion, and what it is worth as printed."""
    own = row.criterion_id
    return {
        "id": own,
        "above": row.parent_id,
        "label": row.label,
        "name": row.name,
        "text": row.text,
        "rule": row.rule_text,
        "method": row.method,
        "target": f"{row.target}{row.unit}",
        "points": None if row.points is None else plain(row.points),
        "kind": row.kind,
        "key_points": [
            f"{point.label}{point.text}"
            for item in of.items
            for point in item.key_points
            if point.criterion_id == own
        ],
        "bands": [
            {"grade": band_heading(band), "text": band.text}
            for band in chain(*(item.bands for item in of.items), of.bands)
            if band.criterion_id == own
        ],
        "clauses": {
            clause.clause_id: clause.text
            for clause in chain(*(item.clauses for item in of.items), of.clauses)
            if clause.criterion_id == own
        },
    }


def lost(sheets: Sequence[Sheet], lang: Lang) -> Iterator[Lost]:
    """What is not computed, and what is said of departments, thresholds, sums and the notice."""
    yield from lost_of_rules(sheets, _FORM, lang)


def lost_of_rules(sheets: Sequence[Sheet], form: str, lang: Lang) -> Iterator[Lost]:
    """What any form of the expression does not hold."""
    for one in sheets:
        for clause in uncomputed(outline(one.records, one.rubric)):
            what = "partial" if clause.partial else "uncomputed"
            yield Lost(form, clause.clause_id, what, "", clause.text, True)
        for criterion in one.criteria:
            yield from parties(one, criterion, form, kept=False)
        for row in one.records.thresholds:
            if row.owner_id.startswith(f"{one.rubric.rubric_id}/"):
                yield Lost(form, row.threshold_id, "threshold", row.metric, row.text, False)
        yield from sums(one, form)
    yield from of_notice(sheets[0].records, form, set(), lang)
