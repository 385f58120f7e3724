"""Findings in the terminal: a line each with its place, and how well clauses were read."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.finding import Finding
from normalizers.records import Records, Status
from pipeline.ingest.run import Result
from pipeline.messages.findings import hint, message
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import MARKS, SEVERITIES, owner_name
from pipeline.messages.places import in_words
from pipeline.messages.words import say
from pipeline.terminal.lines import Told
from pipeline.terminal.safe import safe, safe_name

STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
STATES: dict[Status, tuple[str, str]] = {
    "clean": ("✓", "green"),
    "review": ("!", "yellow"),
    "failed": ("✗", "bold red"),
}


def findings(result: Result, lang: Lang) -> Iterator[Told]:
    """The findings of a result with their places, worst first."""
    state = say(f"status.{result.status}", lang), STATES[result.status][1]
    yield [(safe_name(result.name), "bold"), ("  ", ""), state]
    worst_first = sorted(result.findings, key=lambda found: SEVERITIES.index(found.severity.value))
    for found in worst_first:
        yield _finding(found, result.records, lang)


def _finding(found: Finding, records: Records, lang: Lang) -> Told:
    severity = found.severity.value
    page, path = (found.anchor.page, found.anchor.path) if found.anchor else (None, "")
    there = in_words(lang, page, None, found.row, None, path)
    place = " · ".join(filter(None, (there, owner_name(records, found.owner_id, lang))))
    told = [(f"  {MARKS[severity]} {say(f'severity.{severity}', lang)} ", STYLES[severity])]
    told.append((safe(message(found, lang)), ""))
    if place:
        told.append((f"  [{safe(place)}]", "cyan"))
    if said := hint(found, lang):
        told.append((f"  → {said}", "dim"))
    return told


# findings that leave a part of a clause open
_IN_PART = frozenset({"clause-part-unread", "clause-ambiguous", "tier-unlabelled"})


def statements(result: Result, lang: Lang) -> str:
    """How many scoring statements were found, and how well they were read; empty without any."""
    clauses = len(result.records.clauses)
    part = len({found.owner_id for found in result.findings if found.code in _IN_PART})
    unread = sum(found.code == "clause-unread" for found in result.findings)
    if not clauses + unread:
        return ""
    return say("run.statements", lang, found=clauses + unread, full=clauses - part, part=part, unread=unread)
