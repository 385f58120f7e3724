"""What changed in the clauses (评分条款) of a matched criterion, each against the one that says the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from normalizers.records import Clause, ClauseKind, Tier
from normalizers.text.numerals import figure, plain
from normalizers.text.views import squeeze
from normalizers.vocabulary import alternatives, words
from pipeline.compare.columns import said_in
from pipeline.compare.model import ChangeKind, FieldChange
from pipeline.compare.pairing import Pairs, paired
from pipeline.compare.sides import Scoring
from pipeline.compare.wording.meaning import (
    alike,
    all_points,
    content,
    direction,
    figures,
    levels,
    meaning,
    scoring,
    sides,
    steps,
)
from pipeline.compare.wording.measures import scale
from pipeline.compare.wording.members import same_members
from pipeline.compare.wording.rules import same_rule

Found = tuple[ChangeKind | None, FieldChange]
# of what two clauses ask for, so much must be the same words, figures aside
_ASKED = 0.5
_WORDS, _FIGURES, _AMOUNT, _KIND, _SENSE = 0.55, 0.25, 0.15, 0.2, 0.2
# so alike are two steps of one level of which one is named in fewer words
_LEVEL = 0.8
# and two that differ in one sign of so many at least
_SLIP, _SHORTEST = 0.8, 4
# and two of the same words beside other ones: a limit moved, or the words before them
_SAME = 0.98
_SENSES = {"award": 1, "bonus": 1, "deduct": -1, "zero": -1, "veto": -1}
_NOTE = re.compile(r"^(?:备注|注)\s?\d?\s?[：:]")
_FIRST = re.compile(r"[^，,。；;：:]+")
# words that stand at the head of several clauses, and those that turn what is behind them round
_HEAD = 2
_VERBS = set(words("comparing")["heads"])
_DENIED = re.compile(f"(?:{alternatives('comparing', 'denying')})$")
_PARTS = re.compile(r"[，,。；;]")
_STOP = re.compile(r"[。；;]\s*$")
_LIMIT = re.compile(f"{alternatives('comparing', 'down_to_nothing')}|{alternatives('comparing', 'limits')}")
# a limit without these is what it holds for, and its figure
_LIMITING = re.compile(f"{_LIMIT.pattern}|[扣加得计减分]")
# what else is read of a rule, of which nothing else is told
_READ_ALIKE = (
    "kind", "scope", "effect", "rounding", "decimals", "max_times", "precedence", "cap_total", "within_item",
    "grade_rule", "applies_to",
)  # fmt: skip


def clause_pairs(old: Scoring, new: Scoring) -> Pairs[Clause]:
    """The clauses of both sides that are one rule.

    Words of the condition count first, then its figures, then what it gives: of a ladder 80/70/60 the step
    of 80 is that of 80 in 85/80/75/70/60. A step of another figure and another amount is another step.
    """
    subjects = [_subjects(side.clauses) for side in (old, new)]
    # 每超1%加1分 and 每欠1%扣2分 are no steps of one ladder
    ladders = [
        Counter((own[row.clause_id], direction(row.per)) for row in side.clauses)
        for own, side in zip(subjects, (old, new), strict=True)
    ]
    named = [_levels(side.clauses) for side in (old, new)]
    scales = [Counter(scale for own in side.values() for scale in own) for side in named]

    def likeness(a: Clause, b: Clause) -> float:
        if _unlimited(a) == _unlimited(b) or (a.points == b.points and _one_rule(a, b)):
            return _SAME
        one, other = subjects[0][a.clause_id], subjects[1][b.clause_id]
        likely = _SLIP if _but_one(one, other) else alike(one, other)
        amount = _worth(a, old.points) == _worth(b, new.points)
        ranks = named[0][a.clause_id], named[1][b.clause_id]
        shared = ranks[0].keys() & ranks[1].keys()
        apart = [scale for scale in shared if not ranks[0][scale] & ranks[1][scale]]
        # 国家级加5分 is no 省级加5分, where there are steps of both; alone its level may have changed
        if apart and not (amount and all(max(side[scale] for side in scales) == 1 for scale in apart)):
            return 0.0
        if shared and not apart and (one in other or other in one):
            # 获评省级示范的 at the head of its steps, 省级示范的 further down
            likely = max(likely, _LEVEL)
        if direction(a.per) * direction(b.per) < 0:
            return 0.0
        same_sense = _SENSES.get(_kind(a), 0) == _SENSES.get(_kind(b), 0)
        # 经核实的投诉每件扣1分 is 投诉每件扣1分 with a word more
        if amount and same_sense and one and other and (one in other or other in one):
            likely = max(likely, _ASKED)
        if likely < (_ASKED if same_sense else 1.0):
            return 0.0
        # 每高于目标1%扣2分 did not become 每低于目标1%加2分
        if not same_sense and sides(a.lead + a.text) != sides(b.lead + b.text):
            return 0.0
        numbers = _common(_figures_asked(a), _figures_asked(b))
        ladder = max(ladders[0][one, direction(a.per)], ladders[1][other, direction(b.per)]) > 1
        if ladder and not numbers and not amount:
            return 0.0
        # 3起及以上不得分 goes on as 4起及以上不得分 beside a new 3起扣8分
        turned = _KIND * (_kind(a) != _kind(b)) + _SENSE * (not same_sense)
        return _WORDS * likely + _FIGURES * numbers * (not apart) + _AMOUNT * amount - turned

    return paired(old.clauses, new.clauses, _printed, likeness, _WORDS * _ASKED)


def _subjects(clauses: Sequence[Clause]) -> dict[str, str]:
    """What each clause speaks of; 达到70%的 behind 合格率达到80%的 speaks of the same."""
    found: dict[str, str] = {}
    last = ""
    for row in clauses:
        if step(row):
            # 每欠1%扣2分 behind 产量每超1%加1分 is about 产量
            found[row.clause_id] = last or content(row.per)
            continue
        # 每迟报1小时 counts what 每迟报1天 counted
        last = (content(_thing(row)) if asked(row) == row.per else "") or content(asked(row)) or last
        found[row.clause_id] = last
    return found


def _but_one(one: str, other: str) -> bool:
    """Whether two contents differ in one sign: 台帐不全, 台账不全."""
    if len(one) != len(other) or len(one) < _SHORTEST:
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _levels(clauses: Sequence[Clause]) -> dict[str, dict[str, frozenset[str]]]:
    """The levels that each clause holds for: 二等奖加8分 behind 国家级一等奖加10分、 is 国家级 too."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    last: dict[str, frozenset[str]] = {}
    for row in clauses:
        own = levels(asked(row))
        last = {**last, **own} if own and own.keys() < last.keys() else own
        found[row.clause_id] = last
        if _STOP.search(row.text):
            last = {}
    return found


def step(clause: Clause) -> bool:
    """Whether a clause names nothing but a step up or down: 每欠1%."""
    return not clause.lead + clause.condition and steps(clause.per)


def asked(clause: Clause) -> str:
    """What a clause asks for: its condition, else what it counts, else all of it."""
    # an exception more or less leaves the rule what it is
    return clause.lead + clause.condition or clause.per or clause.exception or clause.text


def _thing(clause: Clause) -> str:
    """What a clause counts without its unit: 迟报 of 每迟报1天."""
    return clause.per.removesuffix(clause.per_unit) if clause.per_unit else clause.per


def _figures_asked(clause: Clause) -> Counter[str]:
    # the 1 of 每欠1% is what is counted
    return figures(clause.lead + clause.condition if direction(clause.per) else asked(clause))


def _printed(clause: Clause) -> str:
    return meaning(clause.lead + clause.text)


def _common(one: Counter[str], other: Counter[str]) -> float:
    """How much of the figures both have; 1 where there are none."""
    either = (one | other).total()
    return (one & other).total() / either if either else 1.0


def _worth(clause: Clause, points: Decimal | None) -> tuple[str, str]:
    return "0" if _kind(clause) == "zero" else _rate_of(clause, points), _counted(clause)


def _kind(clause: Clause) -> ClauseKind:
    """The kind of a clause; 得0分 leaves as much as 不得分."""
    return "zero" if clause.kind == "award" and clause.points == 0 else clause.kind


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
    if said_in(a) == said_in(b) and not (old.tiers.get(a.clause_id) or new.tiers.get(b.clause_id)):
        return
    same_unit = _counted(a) == _counted(b) and _bases(a) == _bases(b)
    ids = {"old_id": a.clause_id, "new_id": b.clause_id, "what": named(b, counted=same_unit)}
    if _kind(a) != _kind(b) and _printed(a) != _printed(b):
        # 扣1分 is no less than 不得分 is more: the words of both tell it
        yield "restructured", _changed("kind", a.kind, b.kind, ids)
        yield "reworded", _changed("text", a.text, b.text, ids)
        return
    same_words = (
        _printed(a) == _printed(b)
        or same_members(a.lead + a.text, b.lead + b.text)
        or _said(a, old) == _said(b, new)
        or _one_rule(a, b)
        or _all_of_both(a, b, old, new)
    )
    read = [
        ("kind", *(("", "") if _kind(a) == _kind(b) else (a.kind, b.kind))),
        ("points", *_amounts(a, b, old, new)),
        ("unit", *(("", "") if same_unit else (a.per, b.per))),
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
    short, long = sorted((_unlimited(a), _unlimited(b)), key=len)
    # the head of a sentence is told by its conditions
    head = long.removesuffix(short)
    asked_for = any(head in meaning(row.lead + row.condition) for row in (a, b))
    same_limits = _caps(a, b, old, new) == ("", "") and same_limit(a, b)
    same_limits = same_limits and long.endswith(short) and asked_for
    if not _one_condition(a, b, old, new) or a.scope != b.scope or not (shape or same_limits):
        yield "reworded", _changed("text", a.text, b.text, ids)


def _leads(clause: Clause, side: Scoring) -> bool:
    """Whether a clause's lead stands before it, and is not that of a clause that now stands elsewhere."""
    return not any(clause.lead in row.text for row in side.clauses if row.clause_id != clause.clause_id)


def _one_condition(a: Clause, b: Clause, old: Scoring, new: Scoring) -> bool:
    """Whether both hold for the same, one of them perhaps named in the words of the clause before it."""
    if meaning(a.exception + a.formula) != meaning(b.exception + b.formula):
        return False
    heads = [
        meaning((row.lead if _leads(row, side) else "") + row.condition) for row, side in ((a, old), (b, new))
    ]
    short, long = sorted(heads, key=len)
    if short == long:
        return True
    if not short:
        return steps(a.per) and steps(b.per)
    # 获评省级示范的 at the head of its sentence, 省级示范的 further down; 未达标的 is no 达标的
    clause, side = (a, old) if heads[0] == short else (b, new)
    head = long.removesuffix(short)
    if not long.endswith(short) or (len(head) < _HEAD and head not in _VERBS) or _DENIED.search(head):
        return False
    before = (row for row in side.clauses if row.seq < clause.seq)
    return any(meaning(row.lead + row.condition).startswith(head) for row in before)


def _unlimited(clause: Clause) -> str:
    """The words of a clause without its limit, which another one of its run may have.

    推诿一次扣4分 of 推诿一次扣4分，扣完为止
    """
    return meaning(without_limit(clause.text))


def same_limit(a: Clause, b: Clause) -> bool:
    """Whether the limits printed in both are the same, or one of them shares that of its run."""
    ends = [figures(row.text) - figures(without_limit(row.text)) for row in (a, b)]
    shared = (a.cap, a.cap_points) == (b.cap, b.cap_points) != ("unstated", None)
    # 单次最多扣2分 is no 全年最多扣2分
    held = [
        Counter(said for part in _PARTS.split(row.text) if (said := _LIMITING.sub("", _limiting(part))))
        for row in (a, b)
    ]
    return (ends[0] == ends[1] and held[0] == held[1]) or (shared and not all(ends))


def _limiting(part: str) -> str:
    return meaning(part) if _LIMIT.search(part) else ""


def without_limit(text: str) -> str:
    """A clause's text without the part that is its limit; all of it where it is nothing else."""
    return "，".join(part for part in _PARTS.split(text) if part and not _LIMIT.search(part)) or text


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


def _one_rule(a: Clause, b: Clause) -> bool:
    """Whether two clauses were read alike and say so with the same words: 每次扣1分 and 扣1分/次.

    What tells of them besides (points, unit, limit, steps) is compared by itself.
    """
    if a.partial or b.partial or any(getattr(a, name) != getattr(b, name) for name in _READ_ALIKE):
        return False
    said = [
        (meaning(row.exception), meaning(row.formula), meaning(row.grade), _counted(row), bool(row.ladder))
        for row in (a, b)
    ]
    return said[0] == said[1] and same_rule(a, b)


def _said(clause: Clause, side: Scoring) -> str:
    return scoring(clause.lead + clause.text, side.points)


def named(clause: Clause, *, counted: bool = True) -> str:
    """A short part of a clause by which a person knows it: its condition, else what it counts.

    单耗每降低1% is no 单耗每上升1%: what is `counted` tells them apart.
    """
    said = clause.condition or clause.lead
    if not said or (counted and steps(clause.per) and not figures(said)):
        said += clause.per
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
    same = (
        rate(a) == rate(b)
        or _kind(a) == _kind(b) == "zero"
        or _rate_of(a, old.points) == _rate_of(b, new.points)
    )
    same = same or _all_of_both(a, b, old, new)
    return ("", "") if same else (rate(a), rate(b))


def _counted(clause: Clause) -> str:
    """What a clause counts: 1次, whether it is printed 每次, 一次 or 1次."""
    if clause.per_unit:
        times, unit = scale(squeeze(clause.per_unit))
        return f"{plain((clause.per_quantity or Decimal(1)) * times)}{unit}"
    return meaning(clause.per)


def _bases(clause: Clause) -> Counter[str]:
    """The figures from which a clause counts: 5 of 每高于5‰一个千分点."""
    return figures(clause.per) - Counter(figures(_counted(clause)) or ["1"])


def _caps(a: Clause, b: Clause, old: Scoring, new: Scoring) -> tuple[str, str]:
    """The limits of both; nothing where 扣完为止 became 最多扣5分 of an item of 5 points."""
    ends = [
        figure(side.points) if row.cap == "item_points" and side.points is not None else _cap(row)
        for row, side in ((a, old), (b, new))
    ]
    same = _cap(a) == _cap(b) or ends[0] == ends[1]
    # 扣完为止 at the end of a cell ends all of it, whichever of its sentences is the last
    if {a.cap, b.cap} == {"unstated", "item_points"}:
        same = same or all(
            any(
                other.cap == "item_points" and other.key_point_id == row.key_point_id
                for other in side.clauses
            )
            for row, side in ((a, old), (b, new))
        )
    # 每人最多扣5分 was read as no limit of all and 每组最多扣5分 is one: what is told then are the words
    if {a.cap, b.cap} == {"unstated", "points"}:
        same = same or _cap_printed(a, b) or _cap_printed(b, a)
    return ("", "") if same else (_cap(a), _cap(b))


def _cap_printed(row: Clause, other: Clause) -> bool:
    """Whether a limit in points that one clause lacks is printed in it all the same."""
    limits = " ".join(part for part in _PARTS.split(row.text) if _LIMIT.search(part))
    return row.cap == "unstated" and figure(other.cap_points) in figures(limits)


def _cap(clause: Clause) -> str:
    return figure(clause.cap_points) if clause.cap == "points" else clause.cap


def _steps(tiers: Sequence[Tier]) -> str:
    return "、".join(f"{tier.label}{figure(tier.points)}" for tier in tiers)
