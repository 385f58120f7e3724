"""What changed in the clauses (评分条款) of a matched criterion, each against the one that says the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from normalizers.records import Clause, Tier
from normalizers.text.numerals import figure, plain
from normalizers.text.views import squeeze
from pipeline.compare.meaning import alike, all_points, content, figures, meaning, scoring, sides
from pipeline.compare.model import ChangeKind, FieldChange
from pipeline.compare.pairing import Pairs, paired
from pipeline.compare.sides import Scoring

Found = tuple[ChangeKind | None, FieldChange]
# of what two clauses ask for, so much must be the same words, figures aside
_ASKED = 0.5
_WORDS, _FIGURES, _AMOUNT, _KIND = 0.55, 0.25, 0.15, 0.2
_SENSES = {"award": 1, "bonus": 1, "deduct": -1, "zero": -1, "veto": -1}
_NOTE = re.compile(r"^(?:备注|注)\s?\d?\s?[：:]")
_FIRST = re.compile(r"[^，,。；;：:]+")


def clause_pairs(old: Scoring, new: Scoring) -> Pairs[Clause]:
    """The clauses of both sides that are one rule.

    Words of the condition count first, then its figures, then what it gives: of a ladder 80/70/60 the step
    of 80 is that of 80 in 85/80/75/70/60. A step of another figure and another amount is another step.
    """
    subjects = [_subjects(side.clauses) for side in (old, new)]
    steps = [Counter(side.values()) for side in subjects]

    def likeness(a: Clause, b: Clause) -> float:
        if _printed(a) == _printed(b):
            return 1.0
        one, other = subjects[0][a.clause_id], subjects[1][b.clause_id]
        words = alike(one, other)
        same_sense = _SENSES.get(a.kind, 0) == _SENSES.get(b.kind, 0)
        if words < (_ASKED if same_sense else 1.0):
            return 0.0
        # 每高于目标1%扣2分 did not become 每低于目标1%加2分
        if not same_sense and sides(a.lead + a.text) != sides(b.lead + b.text):
            return 0.0
        numbers = _common(figures(asked(a)), figures(asked(b)))
        amount = _worth(a, old.points) == _worth(b, new.points)
        ladder = max(steps[0][one], steps[1][other]) > 1
        if ladder and not numbers and not amount:
            return 0.0
        # 3起及以上不得分 goes on as 4起及以上不得分 beside a new 3起扣8分
        return _WORDS * words + _FIGURES * numbers + _AMOUNT * amount - _KIND * (a.kind != b.kind)

    return paired(old.clauses, new.clauses, likeness, _WORDS * _ASKED)


def _subjects(clauses: Sequence[Clause]) -> dict[str, str]:
    """What each clause speaks of; 达到70%的 behind 合格率达到80%的 speaks of the same."""
    found: dict[str, str] = {}
    last = ""
    for row in clauses:
        last = content(asked(row)) or last
        found[row.clause_id] = last
    return found


def asked(clause: Clause) -> str:
    """What a clause asks for: its condition, else what it counts, else all of it."""
    # an exception more or less leaves the rule what it is
    return clause.lead + clause.condition or clause.exception or clause.per or clause.text


def _printed(clause: Clause) -> str:
    return meaning(clause.lead + clause.text)


def _common(one: Counter[str], other: Counter[str]) -> float:
    """How much of the figures both have; 1 where there are none."""
    either = (one | other).total()
    return (one & other).total() / either if either else 1.0


def _worth(clause: Clause, points: Decimal | None) -> tuple[str, str]:
    return _rate_of(clause, points), _counted(clause)


def of_clauses(pairs: Pairs[Clause], old: Scoring, new: Scoring) -> Iterator[Found]:
    """The differences of the clauses that were paired, and those of one side alone."""
    for a, b in pairs:
        if a and b:
            yield from _of_pair(a, b, old, new)
        elif row := a or b:
            side, action = ("old", "removed") if a else ("new", "added")
            values = {side: row.text, f"{side}_id": row.clause_id, "action": action, "what": row.text}
            yield "restructured", FieldChange.model_validate({"field": "clause", **values})


def _of_pair(a: Clause, b: Clause, old: Scoring, new: Scoring) -> Iterator[Found]:
    ids = {"old_id": a.clause_id, "new_id": b.clause_id, "what": named(b)}
    if a.kind != b.kind and _printed(a) != _printed(b):
        # 扣1分 is no less than 不得分 is more: the words of both tell it
        yield "restructured", _changed("kind", a.kind, b.kind, ids)
        yield "reworded", _changed("text", a.text, b.text, ids)
        return
    same_words = _printed(a) == _printed(b) or _said(a, old) == _said(b, new) or _all_of_both(a, b, old, new)
    read = [
        ("kind", a.kind, b.kind),
        ("points", *_amounts(a, b, old, new)),
        ("unit", *(("", "") if _counted(a) == _counted(b) else (a.per, b.per))),
        ("cap", *_caps(a, b, old, new)),
        ("floor", figure(a.floor_points), figure(b.floor_points)),
        ("tiers", _steps(old.tiers.get(a.clause_id, ())), _steps(new.tiers.get(b.clause_id, ()))),
    ]
    shape = [
        (part, before, after)
        for part, before, after in read
        if meaning(before) != meaning(after)
        and not (same_words and _not_printed(part, a, b, old, new))
        and _stands(before, a, old)
        and _stands(after, b, new)
    ]
    for part, before, after in shape:
        yield "restructured", _changed(part, before, after, ids)
    if same_words:
        return
    conditions = [meaning(row.lead + row.condition + row.exception + row.formula) for row in (a, b)]
    if conditions[0] != conditions[1] or a.scope != b.scope or not shape:
        yield "reworded", _changed("text", a.text, b.text, ids)


def _all_of_both(a: Clause, b: Clause, old: Scoring, new: Scoring) -> bool:
    """Whether 得2分 of 2 became 得满分 of 3: what the item has is told with the item."""
    ends = all_points(a.lead + a.text, old.points), all_points(b.lead + b.text, new.points)
    return ends[0][0] == ends[1][0] and ends[0][1] != ends[1][1]


def _not_printed(part: str, a: Clause, b: Clause, old: Scoring, new: Scoring) -> bool:
    """Whether equal words differ in a value by no change of the notice.

    A person read one of them otherwise, or a limit stands in the words of another clause of its run.
    """
    if part == "cap" and (a.cap_run is not None or b.cap_run is not None):
        return True
    return a.clause_id in old.corrected or b.clause_id in new.corrected


def _stands(value: str, clause: Clause, side: Scoring) -> bool:
    """Whether the figures of a value are printed in the clause or its run, so that a reader finds them.

    扣一半 is 50%: what is told then are the words.
    """
    run = [row for row in side.clauses if row.cap_run is not None and row.cap_run == clause.cap_run]
    printed = figures(" ".join(row.lead + row.text for row in (clause, *run)))
    return figures(value).keys() <= printed.keys()


def _changed(part: str, before: str, after: str, ids: dict[str, str]) -> FieldChange:
    values = {"field": "clause", "action": "changed", "part": part, "old": before, "new": after, **ids}
    return FieldChange.model_validate(values)


def _said(clause: Clause, side: Scoring) -> str:
    return scoring(clause.lead + clause.text, side.points)


def named(clause: Clause) -> str:
    """A short part of a clause by which a person knows it: its condition, else what it counts."""
    said = clause.condition or clause.lead or clause.per
    first = _FIRST.search(said or _NOTE.sub("", clause.text))
    return first[0].strip() if first else clause.text


def rate(clause: Clause) -> str:
    """What a clause gives or takes: 0.5, 1-2, 50%, ×2."""
    if clause.points_percent is not None:
        return f"{figure(clause.points_percent)}%"
    if clause.multiplier is not None:
        return f"×{figure(clause.multiplier)}"
    return "-".join(figure(end) for end in (clause.points, clause.points_max) if end is not None)


def _rate_of(clause: Clause, points: Decimal | None) -> str:
    """The same in points where the item has some: 100% of 2 is 2."""
    if clause.points_percent is not None and points is not None:
        return plain(clause.points_percent * points / 100)
    return rate(clause)


def _amounts(a: Clause, b: Clause, old: Scoring, new: Scoring) -> tuple[str, str]:
    """What both give; nothing where 得满分 became 得2分 of 2, or 50% stayed 50%."""
    same = rate(a) == rate(b) or _rate_of(a, old.points) == _rate_of(b, new.points)
    same = same or _all_of_both(a, b, old, new)
    return ("", "") if same else (rate(a), rate(b))


def _counted(clause: Clause) -> str:
    """What a clause counts: 1次, whether it is printed 每次, 一次 or 1次."""
    if clause.per_unit:
        return f"{figure(clause.per_quantity or Decimal(1))}{squeeze(clause.per_unit)}"
    return meaning(clause.per)


def _caps(a: Clause, b: Clause, old: Scoring, new: Scoring) -> tuple[str, str]:
    """The limits of both; nothing where 扣完为止 became 最多扣5分 of an item of 5 points."""
    ends = [
        figure(side.points) if row.cap == "item_points" and side.points is not None else _cap(row)
        for row, side in ((a, old), (b, new))
    ]
    same = _cap(a) == _cap(b) or ends[0] == ends[1]
    return ("", "") if same else (_cap(a), _cap(b))


def _cap(clause: Clause) -> str:
    return figure(clause.cap_points) if clause.cap == "points" else clause.cap


def _steps(tiers: Sequence[Tier]) -> str:
    return "、".join(f"{tier.label}{figure(tier.points)}" for tier in tiers)
