"""A notice in figures: what a run has to know of one that it does not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from extractors.frozen import frozen
from normalizers.records import Records, Status
from normalizers.text.numerals import plain
from pipeline.corrections.model import series_of
from pipeline.messages.phrases import SEVERITIES, agrees


@frozen
class Brief:
    """A notice in figures; sums as they are printed, empty where there is none.

    `sha256`, `year`, `series` and `offered` (the corrections of other documents that may concern it) say
    whether corrections concern it.
    """

    status: Status
    sha256: str
    year: int | None
    series: tuple[str, ...]
    offered: tuple[str, ...]
    rubrics: int
    criteria: int
    bands: int
    declared: str
    computed: str
    agrees: bool
    findings: tuple[int, ...]


def brief(records: Records, offered: tuple[str, ...] = ()) -> Brief:
    """The figures of the records of a notice, with the corrections of others that it was read beside."""
    notice, counts = records.notice, Counter(row.severity for row in records.findings)
    return Brief(
        status=notice.status,
        sha256=notice.sha256,
        year=notice.year,
        series=series_of(records),
        offered=offered,
        rubrics=len(records.rubrics),
        criteria=len(records.criteria),
        bands=len(records.bands),
        declared=_sum(rubric.declared_total for rubric in records.rubrics),
        computed=_sum(rubric.computed_total for rubric in records.rubrics),
        agrees=all(agrees(rubric) is not False for rubric in records.rubrics),
        findings=tuple(counts[severity] for severity in SEVERITIES),
    )


def _sum(values: Iterable[Decimal | None]) -> str:
    known = [value for value in values if value is not None]
    return plain(sum(known, Decimal(0))) if known else ""
