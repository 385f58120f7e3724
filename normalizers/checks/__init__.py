"""What does not fit in the records of a notice: generators of findings; what balances gives none."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.finding import Finding
from normalizers.checks import agreement, clauses, conditions, gaps, printing, tasks
from normalizers.checks import records as tables
from normalizers.checks.findings import Findings
from normalizers.draft import Quote
from normalizers.records import Records


def check(records: Records, quotes: Sequence[Quote], annexes: Sequence[str]) -> list[Finding]:
    """All findings about the records of a notice, check by check.

    `quotes` say where each field is printed; `annexes` are lines and cells that begin with an annex's name.
    """
    report = Findings(quotes)
    return [
        *tables.check(records, report),
        *gaps.check(records, report),
        *agreement.check(records, report, annexes),
        *clauses.check(records, report),
        *conditions.check(records, report),
        *printing.check(records, quotes, report),
        *tasks.check(records, report),
    ]
