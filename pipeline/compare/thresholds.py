"""What changed in the figures to be reached (指标值), each held only against one of the same metric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from normalizers.records import Threshold
from normalizers.text.numerals import figure
from pipeline.compare.model import ChangeKind, FieldChange
from pipeline.compare.pairing import paired
from pipeline.compare.sides import Scoring
from pipeline.compare.wording.meaning import meaning
from pipeline.compare.wording.measures import scale

# a figure, and what it belongs to by its id of the new side
_Owned = tuple[Threshold, str]
Found = tuple[ChangeKind | None, FieldChange]
_METRIC, _DIRECTION, _LIMITS = 0.6, 0.2, 0.2


def of_thresholds(old: Scoring, new: Scoring, owners: Mapping[str, str]) -> Iterator[Found]:
    """The differences of thresholds whose owners are one; `owners` leads from the old ids to the new ones.

    In: both sides; the criteria, key points, bands and clauses that were paired.
    Out: a change where the figure of one metric rose or fell; one alone where a metric is gone or new, which
    its owner's words tell.
    """
    scored = {*(row.band_id for row in old.bands), *(row.clause_id for row in old.clauses)}

    def key(row: _Owned) -> tuple[str, ...]:
        one, owner = row
        said = meaning(one.metric), meaning(one.relative_to), one.direction, _reached(one)
        return owner, *said

    def likeness(first: _Owned, second: _Owned) -> float:
        (a, before), (b, after) = first, second
        if (_base(a), meaning(a.relative_to)) != (_base(b), meaning(b.relative_to)):
            return 0.0
        if not one_metric(a.metric, b.metric):
            return 0.0
        same = _reached(a) == _reached(b)
        # 床位总数≥500张 that became 内科床位总数≥200张 was not lowered: it is of something else
        if not same and meaning(a.metric) != meaning(b.metric):
            return 0.0
        # 检查1次 that now stands in another sentence is still 检查1次
        if not same and before != after:
            return 0.0
        return _METRIC + _DIRECTION * (a.direction == b.direction) + _LIMITS * same

    sides = (
        [(row, owners.get(row.owner_id, "")) for row in old.thresholds],
        [(row, row.owner_id) for row in new.thresholds],
    )
    for first, second in paired(*sides, key, likeness, _METRIC):
        a, b = (row and row[0] for row in (first, second))
        if a and b:
            before, after = limits(a), limits(b)
            if _reached(a) != _reached(b) and not _reread(a, b, old, new):
                ids = {"old_id": a.threshold_id, "new_id": b.threshold_id, "what": b.metric or a.metric}
                values = {"field": "threshold", "action": "changed", "old": before, "new": after, **ids}
                # a figure of a grade or a clause is part of how it is scored
                kind: ChangeKind = "restructured" if a.owner_id in scored else "reworded"
                yield kind, FieldChange.model_validate(values)
        elif row := a or b:
            side, action = ("old", "removed") if a else ("new", "added")
            said = f"{row.metric} {limits(row)}".strip()
            values = {side: said, f"{side}_id": row.threshold_id, "action": action, "what": said}
            yield None, FieldChange.model_validate({"field": "threshold", **values})


def one_metric(one: str, other: str) -> bool:
    """Whether two metrics are one: 满意度 of a band is the 群众满意度 of its key point."""
    one, other = meaning(one), meaning(other)
    return one == other or (bool(one) and bool(other) and (one.endswith(other) or other.endswith(one)))


def _reread(a: Threshold, b: Threshold, old: Scoring, new: Scoring) -> bool:
    """Whether a person read the same words otherwise."""
    corrected = a.threshold_id in old.corrected or b.threshold_id in new.corrected
    return corrected and meaning(a.text) == meaning(b.text)


def _base(row: Threshold) -> str:
    return scale(meaning(row.unit))[1]


def _reached(row: Threshold) -> str:
    """The range in the smallest unit of its kind: ≥5000元 for ≥0.5万元."""
    times, base = scale(meaning(row.unit))
    if times == 1:
        return limits(row)
    low, high = (None if end is None else end * times for end in (row.low, row.high))
    return limits(row.model_copy(update={"low": low, "high": high, "unit": base}))


def limits(row: Threshold) -> str:
    """The range of a threshold with its unit: ≥85%, 3-5次."""
    low, high = figure(row.low), figure(row.high)
    if low and high:
        return f"{low}{row.unit}" if low == high else f"{low}-{high}{row.unit}"
    if low:
        return ("≥" if row.low_closed is not False else ">") + low + row.unit
    return ("≤" if row.high_closed is not False else "<") + high + row.unit if high else ""
