"""What a person reads of corrections: one finding for each, and which findings they settle."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.finding import Finding
from normalizers.draft import Draft, Unit, finding_at
from normalizers.overlay.addresses import table_of
from normalizers.overlay.model import ROW, Correction, Outcome, State, Value, within_notice
from normalizers.overlay.rows import LISTS
from normalizers.text.views import squeeze

# what people corrected, by record and field or table, with the texts of those records
Touched = dict[tuple[str, str], list[str]]
_SHOWN = 60
# what the reading reports of a field is settled when a person says what stands there
_SETTLED_BY: dict[str, tuple[str, ...]] = {
    "points-unread": ("points",),
    "points-differ": ("points",),
    "name-missing": ("name",),
    "name-reprinted": ("name",),
    "names-in-cell": ("name",),
    "title-missing": ("title",),
    "date-odd": ("issued_on",),
    "party-missing": ("parties",),
    "party-inherited": ("parties",),
    "lead-cut": ("parties",),
    "lead-other": ("parties",),
    "band-points-missing": ("bands",),
    "band-unread": ("bands",),
    "rule-unread": ("bands", "clauses"),
    "clause-unread": ("clauses",),
    "target-unread": ("thresholds",),
    "tier-unlabelled": ("tiers",),
}
_CODES: dict[State, str] = {
    "applied": "correction-applied",
    "confirmed": "correction-confirmed",
    "already-true": "correction-already-true",
    "stale": "correction-stale",
    "invalid": "correction-invalid",
}
# these name words of a cell, of which there may be several
_OF_WORDS = frozenset({"band-unread", "rule-unread", "clause-unread", "target-unread"})
# these speak of one reading, and any word of a person about it settles them
_OF_ONE_RECORD = frozenset({"figure-slip", "clause-ambiguous"})


def settled_by(found: Finding, touched: Touched) -> bool:
    """Whether a person corrected what a finding of the reading speaks of.

    What was not read in a cell is settled only by a record that has words in common with it.
    """
    if found.code in _OF_ONE_RECORD:
        return any(owner == found.owner_id for owner, _ in touched)
    said = [
        text for field in _SETTLED_BY.get(found.code, ()) for text in touched.get((found.owner_id, field), ())
    ]
    if found.code not in _OF_WORDS:
        return bool(said)
    left = squeeze(found.evidence)
    return any(text and (squeeze(text) in left or left in squeeze(text)) for text in said)


def key_of(found: Finding) -> str:
    """What tells a finding from others of its code at its record, in no language: `lower=差；upper=好`."""
    return "；".join(f"{name}={value}" for name, value in sorted(found.values))


def same_finding(found: Finding, one: Correction, owner_id: str, notice_id: str) -> bool:
    """Whether a correction speaks of this finding; without words of what it was, of all of its code."""
    owner = found.owner_id or notice_id
    return found.code == one.code and owner == owner_id and one.was in {None, "", key_of(found)}


def reports(outcomes: Sequence[Outcome], notice_id: str, draft: Draft) -> list[Finding]:
    """A finding for each correction of a value; a settled finding says itself who settled it."""
    units: dict[str, Unit] = {}
    for quote in reversed(draft.quotes):
        units[quote.owner_id] = quote.unit
    found = []
    for outcome in outcomes:
        one = outcome.correction
        if one.code and outcome.state == "confirmed":
            continue
        owner = within_notice(one.record, notice_id)
        # `room` is where the messages have the word for the field
        room = "field" if one.field in {ROW, *LISTS} else f"column.{table_of(one.record)}"
        values = {"field": one.field, "room": room, "who": one.who or "?", "when": one.when[:10] or "?"}
        values |= {"was": in_one_line(one.was), "now": in_one_line(one.now)}
        if outcome.state in {"stale", "invalid"}:
            values["found"] = in_one_line(outcome.found or None)
        found.append(
            finding_at(_unit(units, owner), _CODES[outcome.state], owner_id=owner, evidence=one.why, **values)
        )
    return found


def _unit(units: dict[str, Unit], owner: str) -> Unit | None:
    while owner and owner not in units:
        owner = owner.rpartition("/")[0]
    return units.get(owner)


def in_one_line(value: Value) -> str:
    """A value in one short line; a dash where there is none."""
    if value is None:
        return "—"
    if isinstance(value, tuple):
        value = " / ".join(value)
    elif not isinstance(value, str):
        value = "；".join(f"{name}={said}" for name, said in value.items())
    bare = " ".join(value.split())
    return bare if len(bare) <= _SHOWN else bare[:_SHOWN] + "…"
