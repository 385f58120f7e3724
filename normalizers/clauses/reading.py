"""A text to its clauses, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import regex

from normalizers.clauses import bare, bearing, reach
from normalizers.clauses.conditions import condition, scope
from normalizers.clauses.counting import quantity
from normalizers.clauses.model import Bound, ClauseText, Reading, Statement, TierText
from normalizers.clauses.plain import tells_of_scoring
from normalizers.clauses.sentences import opening, sentences, skip_punctuation
from normalizers.clauses.statements import Found, find
from normalizers.clauses.tiers import tiers
from normalizers.language.account import Taken, runs, untaken
from normalizers.language.tokens import tokens
from normalizers.records import ClauseKind
from normalizers.text.views import Text

_SEGMENT = regex.compile(r"[,;]?[^,;]+")
_ZERO_FIGURE = regex.compile(r"(?:[得计记给]|(?<![\d.]))(?:0|零)分?(?=[,;。、)]|$)")


@dataclass
class _Collected:
    """The clauses so far, where the last full sentence and the last heading began, and what is unread.

    `bare` are the places at which clauses start whose figure has no verb.
    """

    clauses: list[ClauseText] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    bare: set[int] = field(default_factory=set)
    taken: list[Taken] = field(default_factory=list)
    sentence: int = 0
    headed: int = 0


def read_clauses(text: Text, points: Decimal | None = None, heading: ClauseKind | None = None) -> Reading:
    """The scoring clauses of a text; conditions and plain sentences are none.

    `points` are those of the item: bare figures that add up to them are awards (提问1分；点评2分 of 3).
    `heading` is what the item's heading says of bare figures: bonus below 加分项, deduct below 扣分项.
    """
    so_far = _Collected()
    for start, end in sentences(text):
        first = opening(text.folded, start, end)
        if first > skip_punctuation(text.folded, start, end):
            _end_heading(so_far)  # a list item has a heading of its own
        _sentence(text, first, end, so_far)
        if text.folded[end - 1] == "。":
            _end_heading(so_far)
    _end_heading(so_far)
    settled, unread = bare.settle(text, so_far.clauses, so_far.bare, points, heading)
    clauses = bearing.parts(text, reach.zeros(text, reach.share_per(text, settled), points))
    clauses = _accounted(text, bearing.ladders(clauses, points), so_far.taken)
    return Reading(tuple(clauses), tuple(sorted([*so_far.unread, *unread])))


def _accounted(text: Text, clauses: Sequence[ClauseText], taken: Sequence[Taken]) -> list[ClauseText]:
    """The clauses, each with the stretches of its text that no field holds."""
    words = tokens(text).tokens
    rounded = {word.start: word for word in words if word.kind == "d"}
    left = list(untaken(words, taken, len(text)))
    made = []
    for one in clauses:
        mine = [word for word in left if one.start <= word.start < one.end]
        # 否则 that begins a clause is all of its condition; behind what is asked for it would turn it round
        mine = [word for word in mine if word.kind != "o" or word.start > one.start]
        places = next((word for at, word in rounded.items() if one.start <= at < one.end), None)
        said = frozenset("d" if places else "") | frozenset("r" if one.kind == "method" else "")
        begun = any(word.kind == "r" for word in words if one.start <= word.start < one.end)
        mine = [word for word in mine if word.kind not in said]
        made.append(
            replace(
                one,
                unread=tuple(runs(mine)),
                rounding="proportional" if begun and one.kind == "method" else None,
                decimals=None if places is None or places.value is None else int(places.value),
            )
        )
    return made


def _end_heading(so_far: _Collected) -> None:
    reach.head(so_far.clauses, so_far.headed, len(so_far.clauses))
    so_far.headed = len(so_far.clauses)


def _sentence(text: Text, first: int, end: int, so_far: _Collected) -> None:
    """Adds what one sentence says, whose words begin at `first`."""
    sentence = text.folded[first:end]
    found = find(sentence)
    # 加扣分均不超过3分 is a limit of either side, and not of both together
    bounds = tuple(
        replace(one, at=~(first + one.start) if one.side == "deduct" else first + one.start)
        for one in found.bounds
    )
    found = replace(found, bounds=bounds)
    clauses = so_far.clauses
    for one in found.statements:
        so_far.taken.append(Taken("amount", first + one.condition_end, first + one.end))
        so_far.taken.append(Taken("amount", first + one.start, first + one.condition_end))
    so_far.taken += [Taken("limit", first + one.start, first + one.end) for one in found.bounds]
    if bare.composes(sentence, found.statements):
        return
    if found.statements:
        only_notes = all(one.kind == "note" for one in found.statements)
        behind: Sequence[Bound] = [
            bound for bound in found.bounds if only_notes or bound.start < found.statements[0].condition_end
        ]
        before = len(clauses)
        if reach.takes(clauses, so_far.unread):
            # 最多扣3分，主动整改的不扣分: the sentence opens with the cap of what stands before
            behind = reach.close(clauses, behind, 0)
        made = _in_ladder(text, clauses[so_far.sentence :], _clauses(text, first, sentence, found))
        made = _factors(made)
        so_far.bare |= {clause.start for clause, one in zip(made, found.statements, strict=True) if one.bare}
        clauses.extend(made)
        _steps_of_a_count(clauses, before)
        reach.share_lead(text, clauses, before)
        reach.carry_on(clauses, before)
        _close_behind_notes(clauses, before, first, found)
        _close_other_side(clauses, before, first, found)
        reach.open_with(clauses, behind, before)
        # a limit in figures reaches no further back than the semicolon
        reach.share(clauses, before if clauses[-1].cap == "points" else so_far.sentence)
    elif found.bounds:
        left: Sequence[Bound] = found.bounds
        if reach.takes(clauses, so_far.unread):
            # the sentence of a cap belongs to the clause before it
            left = reach.close(clauses, found.bounds, 0)
            if len(left) < len(found.bounds):
                clauses[-1] = replace(clauses[-1], end=end)
                left = ()
        clauses.extend(_notes(text, first, end, left))
    elif tells_of_scoring(sentence):
        so_far.unread.append((first, end))
    if text.folded[end - 1] != ";":
        so_far.sentence = len(clauses)


def _notes(text: Text, first: int, end: int, bounds: Sequence[Bound]) -> Iterator[ClauseText]:
    """Caps and floors that stand before or without a clause of theirs: 扣分不设上限，加分累计不超过3分."""
    begin = first
    for bound in bounds:
        stop = end if bound is bounds[-1] else first + bound.end
        begin = skip_punctuation(text.folded, begin, stop)
        yield ClauseText(
            "note",
            begin,
            stop,
            cap=bound.cap,
            cap_points=bound.cap_points,
            floor_points=bound.floor,
            cap_run=bound.at if bound.floor is None else None,
            effect=bearing.effect("note", text.folded[begin:stop]),
        )
        begin = stop


def _clauses(text: Text, start: int, sentence: str, found: Found) -> Iterator[ClauseText]:
    """The clauses of one sentence; each runs from the end of the one before to its own cap."""
    begin = 0
    for one, after in zip(found.statements, [*found.statements[1:], None], strict=True):
        begin = opening(sentence, begin, one.start) if begin else skip_punctuation(sentence, 0, one.start)
        if begin < len(sentence) and sentence[begin] == ")" and begin < one.start:
            begin = skip_punctuation(sentence, begin + 1, one.start)
        limit = len(sentence) if after is None else _opens(sentence, one.end, after)
        bounds = [bound for bound in found.bounds if one.end <= bound.start and bound.end <= limit]
        stop = limit if after is None else _end(sentence, one.end, bounds, limit)
        yield _clause(text, start, sentence, begin, stop, one, bounds)
        begin = stop


def _close_behind_notes(clauses: list[ClauseText], before: int, first: int, found: Found) -> None:
    """A cap behind a note is the scoring clause's: 每项加1分，同一做法只加一次，累计不超过3分."""
    for clause in clauses[before:]:
        if clause.kind == "note":
            bounds = [bound for bound in found.bounds if clause.start <= first + bound.start < clause.end]
            if bounds and reach.takes(clauses, ()):
                reach.close(clauses, bounds, before)


def _close_other_side(clauses: list[ClauseText], before: int, first: int, found: Found) -> None:
    """A cap in the words of one side that speaks of the other: 每次加1分，每次扣1分，加扣分均不超过3分."""
    for clause in clauses[before:]:
        bounds = [
            bound
            for bound in found.bounds
            if bound.side not in {None, clause.kind} and clause.start <= first + bound.start < clause.end
        ]
        if bounds and clause.kind in {"bonus", "deduct"}:
            reach.close(clauses, bounds, 0)


def _steps_of_a_count(clauses: list[ClauseText], begin: int) -> None:
    """两个以上得5分，一个得3分: the one is a step below the two, and not counted."""
    for index in range(begin, len(clauses)):
        one, above = clauses[index], clauses[index - 1] if index else None
        if above is None or not one.per or one.per.startswith(("每", "/")) or one.condition:
            continue
        awards = above.kind == one.kind == "award" and one.points is not None and above.points is not None
        unit = regex.escape(one.per_unit)
        counted = regex.search(rf"[\d二两三四五六七八九十]{unit}(?:[及或]?以上)?$", above.condition)
        if awards and unit and counted and not above.per and (above.points or 0) > (one.points or 0):
            clauses[index] = replace(one, per="", per_quantity=None, per_unit="", condition=one.per)


def _factors(clauses: Sequence[ClauseText]) -> list[ClauseText]:
    """余项减半加分，优秀者×1.3: a factor without a verb goes on with the clause before it."""
    made: list[ClauseText] = []
    for clause in clauses:
        if clause.kind == "method" and clause.multiplier is not None and made:
            clause = replace(clause, kind=made[-1].kind)
        made.append(clause)
    return made


def _in_ladder(text: Text, above: Sequence[ClauseText], clauses: Iterator[ClauseText]) -> list[ClauseText]:
    """得0分 behind an award is the lowest step of its ladder: 90%以上得2分、80%以下得0分."""
    awarded = any(clause.kind == "award" for clause in above)
    made = []
    for clause in clauses:
        if clause.kind == "zero" and awarded and _ZERO_FIGURE.search(text.folded, clause.start, clause.end):
            clause = replace(clause, kind="award", points=Decimal(0), scope=None)
        awarded = awarded or clause.kind == "award"
        made.append(clause)
    return made


def _opens(sentence: str, end: int, after: Statement) -> int:
    """How far a clause may reach before the next: 得1分（无灌区的，此处不失分） opens its own bracket."""
    place = min(after.start, after.condition_end)
    bracket = sentence.rfind("(", end, place)
    return bracket if bracket >= 0 and ")" not in sentence[bracket:place] else place


def _end(sentence: str, end: int, bounds: list[Bound], limit: int) -> int:
    """Where a clause ends that another follows: behind the segments that state its bounds."""
    stop = end
    for segment in _SEGMENT.finditer(sentence[end:limit]):
        place = end + segment.start(), end + segment.end()
        if not any(place[0] <= bound.start < place[1] for bound in bounds):
            break
        stop = place[1]
    return stop


def _clause(
    text: Text, start: int, sentence: str, begin: int, stop: int, one: Statement, bounds: list[Bound]
) -> ClauseText:
    """One clause of the words `begin` to `stop` of the sentence that starts at `start`."""
    end = max(begin, one.condition_end)
    found = condition(text, start + begin, start + end, start + stop, one)
    when = found.text
    steps = _steps(text, start + begin, start + end, one)
    if steps and not one.labels and all(step.label for step in steps):
        when = _without_list(when, steps)
    # 每次酌情扣分扣1分: the unit stands in the clause before and was used there
    per = _printed(text, start, one.per) if one.start >= begin or one.per.startswith("/") else ""
    number, unit = quantity(per) if per else (None, "")
    grade, grade_rule = bearing.grade_limit(sentence[begin:stop]) if one.kind == "limit" else ("", None)
    clause = ClauseText(
        one.kind,
        start + begin,
        start + stop,
        points=one.points,
        points_max=one.points_max,
        points_percent=one.points_percent,
        per=per,
        per_quantity=number,
        per_unit=unit,
        multiplier=one.multiplier,
        exception=found.exception,
        scope=scope(sentence, begin, one),
        condition=when,
        formula=one.formula,
        effect=bearing.effect(one.kind, sentence[one.start : stop if one.kind == "note" else one.end]),
        precedence=one.kind == "note" and bearing.takes_precedence(sentence[begin:stop]),
        grade=grade,
        grade_rule=grade_rule,
        tiers=steps,
        ambiguous=one.ambiguous,
        slip=one.slip,
    )
    # 同一成果以最高分加分，加分不设上限: the cap is none of the note's
    return clause if one.kind == "note" else reach.bounded(clause, bounds)


def _printed(text: Text, start: int, per: str) -> str:
    """The words of counting as the source has them: 发现一处（项、例）."""
    at = text.folded.find(per, start)
    return text.value[at : at + len(per)] if per and at >= 0 else per


def _steps(text: Text, begin: int, end: int, one: Statement) -> tuple[TierText, ...]:
    """The steps of a statement with labels as printed in the words `begin` to `end`."""
    if one.labels:
        return tuple(TierText(label, value) for label, value in zip(one.labels, one.steps, strict=True))
    found = []
    for step in tiers(text.folded[begin:end], one.steps) if one.steps else ():
        at = text.folded.find(step.label, begin, end) if step.label else -1
        found.append(replace(step, label=text.value[at : at + len(step.label)]) if at >= 0 else step)
    return tuple(found)


def _without_list(condition: str, steps: tuple[TierText, ...]) -> str:
    """The condition without a list that only says what the steps go by: 获奖的，按照市级、省级."""
    at = condition.rfind(steps[0].label)
    cue = regex.search(r"[,，]?(?:按照?|根据|依据)$", condition[: max(at, 0)])
    return condition[: cue.start()].rstrip("，, ") if cue else condition
