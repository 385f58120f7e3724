"""A text to its clauses: what each sentence says, then how the clauses bear on each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, partial

import regex

from normalizers.language import bare, bearing, counts, reach
from normalizers.language.account import Taken, of_other_scale, runs, unheld
from normalizers.language.computed.shares import shares
from normalizers.language.conditions import AND_SO_ON, condition, excepted, scope
from normalizers.language.grammar import Found, find
from normalizers.language.model import Bound, ClauseText, Reading, Statement, TierText
from normalizers.language.parts import PartText, parts
from normalizers.language.sentences import Sentence, case_lists, part_ends, sentences, skip_punctuation
from normalizers.language.tiers import tiers
from normalizers.language.words.cutting import tokens
from normalizers.language.words.kinds import Token
from normalizers.records import ClauseKind, Rounding
from normalizers.text import patterns
from normalizers.text.intervals import falling
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives, words

_SEGMENT = patterns.made(r"[,;]?[^,;]+")
# 得0分 is the lowest step of a ladder, where 视为0分 and 否则得0分 leave nothing
_ZERO_FIGURE = patterns.made(r"[得计记给赋为]?(?:0|零)分?")
_OWN_ITEM = patterns.made(r"[本此该](?:小?项|指标)(?:得分)?(?:直接|一律)?$")
_EXCEPTED = patterns.made(r"除外")
# a sentence of these words alone has no statement and yet speaks of scoring
_TELLS = frozenset("PRDBAOzfvljmxpeNrdyXCKULWYGQi")
# 本项满分5分, 加分不设上限 open a sentence and are no condition
_ITSELF = patterns.made(r"[,;]|[该本此]项|共|[加扣减]分项?")
# 价格分为满分30分，其他按比例折算
_SCORE = patterns.made(r"[,;]?\p{Han}{1,8}[分项](?:为|是)?")
_DOWN_TO = tuple(words("clauses")["down_to"])
_LADDER = patterns.made(r"c\^?%")
_LONGEST_CASE = 60


@dataclass
class _Collected:
    """The clauses so far, where the last full sentence and the last heading began, and what is unread.

    `bare` are the places at which clauses start whose figure has no verb; `waiting` is a sentence that says
    only when, for the one behind it (缆桩锈蚀。一个扣1分。). `alone` are the limits of one clause of several,
    `opened` those that open a list in one sentence (有下列情形的加分，最高加3分：…；…).
    """

    clauses: list[ClauseText] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    bare: set[int] = field(default_factory=set)
    taken: list[Taken] = field(default_factory=list)
    part: int = 0
    sentence: int = 0
    headed: int = 0
    alone: set[int] = field(default_factory=set)
    opened: list[Bound] = field(default_factory=list)
    waiting: tuple[int, int] | None = None


def read_clauses(
    text: Text, points: Decimal | None = None, heading: ClauseKind | None = None, *, banded: bool = False
) -> Reading:
    """The scoring clauses of a text; conditions and plain sentences are none.

    `points` are those of the item: bare figures that add up to them are awards (提问1分；点评2分 of 3).
    `heading` is what the item's heading says of bare figures: bonus below 加分项, deduct below 扣分项.
    In the text of a band (`banded`) the sentence before a rate is the band's: 差：未完成。每漏报一次扣1分。
    """
    words = tokens(text)
    cut = sentences(text, words)
    found = counts.steps([_found(text, one) for one in cut], cut, text.folded)
    found = bare.headed(text, bare.told(text, cut, found, points), heading)
    found = bare.limited(text, cut, found)
    so_far = _Collected()
    of_parts = parts(text, points)
    begun = [one.start for one in of_parts]
    lists = list(case_lists(text, cut))
    leads = {listed.lead for listed in lists}
    for place, (one, said) in enumerate(zip(cut, [_priced(text, one, points) for one in found], strict=True)):
        while begun and begun[0] < one.end:
            # 1.有机构（4分），无专人扣2分；2.有制度（6分），每缺一项扣1分，扣完为止: a limit ends at its part
            begun.pop(0)
            so_far.part = so_far.sentence = len(so_far.clauses)
        if one.labelled:
            _end_heading(so_far)  # a list item has a heading of its own
            so_far.waiting = None
        _sentence(text, one, said, so_far, points, leads=place in leads)
        if banded:
            so_far.waiting = None
        if text.folded[one.end - 1] == "。":
            _end_heading(so_far)
            so_far.opened.clear()
    _end_heading(so_far)
    if lists:
        so_far.clauses = reach.led(text, cut, found, so_far.clauses, lists, partial(_tells, text))
        vetoes = {one.start for one in so_far.clauses if one.kind == "veto"}
        so_far.unread = [span for span in so_far.unread if span[0] not in vetoes]
    settled, unread = bare.settle(text, so_far.clauses, so_far.bare, points)
    ends = part_ends(text, words)
    settled = bearing.treated(text, reach.of_parts(text, reach.zeros(text, ends, settled, points)))
    clauses = _upright(bearing.ladders(bearing.parts(ends, settled), points))
    so_far.taken = _parted(so_far.taken, of_parts)
    each = {bound.at: bound.each for one in found for bound in one.bounds if bound.each is not None}
    accounted = _accounted(
        text, words, [_of_each(one, each) for one in clauses] if each else clauses, so_far.taken
    )
    if scale := of_other_scale(words, text.folded, points):
        accounted = tuple(_doubted(one, scale) for one in accounted)
    return Reading(accounted, tuple(sorted([*so_far.unread, *unread])))


def _found(text: Text, one: Sentence) -> Found:
    """What a sentence says; one of nothing but shares of those who mark is a formula."""
    formula = shares(text.folded[one.first : one.end])
    if not formula:
        return find(text.folded, one.tokens)
    whole = Statement("method", one.first, one.end, one.first, formula=formula)
    # 百分制 is what the formula says of the points
    return Found((whole,), (), (Taken("formula", one.first, one.end), Taken("note", one.first, one.end)))


def _doubted(clause: ClauseText, scale: tuple[int, int]) -> ClauseText:
    """按百分制打分，每缺一项扣5分 of an item of 15: what 5 points of a hundred come to is not said."""
    if clause.points is None:
        return clause
    return clause._replace(unread=tuple(sorted({*clause.unread, scale})))


def _parted(taken: Sequence[Taken], parts: Sequence[PartText]) -> list[Taken]:
    """What is held, where points in brackets that no part has are not: one bracket alone heads the whole."""
    brackets = [one for one in taken if one.field == "part"]
    if len(brackets) < 2:
        return list(taken)
    return [
        one
        for one in taken
        if one.field != "part" or any(part.start <= one.start < part.end for part in parts)
    ]


def _of_each(clause: ClauseText, each: Mapping[int, tuple[int, int]]) -> ClauseText:
    """每处扣1分，单次检查最多扣4分: the limit of one check is none of a year of them."""
    said = None if clause.cap_run is None else each.get(clause.cap_run)
    return clause if said is None else clause._replace(unread=(said,))


def _upright(clauses: Sequence[ClauseText]) -> list[ClauseText]:
    """Ranges, their lower end first, also where all fall: 优得40-31分，良得30-21分."""
    ends = [(one.points, one.points_max) for one in clauses if one.points_max is not None]
    if not ends or not falling(
        [(first, last) for first, last in ends if first is not None and last is not None]
    ):
        return list(clauses)
    return [
        one
        if one.points is None or one.points_max is None
        else one._replace(points=one.points_max, points_max=one.points)
        for one in clauses
    ]


def _accounted(
    text: Text, words: Sequence[Token], clauses: Sequence[ClauseText], taken: Sequence[Taken]
) -> tuple[ClauseText, ...]:
    """The clauses, each with the stretches of its text that no field holds."""
    left = unheld(words, taken, text.folded)
    told = list(_and_so_on(text.folded, clauses)) if "类推" in text.folded else []
    if not left and not told:
        return tuple(clauses)
    return tuple(
        one._replace(
            unread=tuple(
                sorted(
                    [
                        *one.unread,
                        *runs(word for word in left if one.start <= word.start < one.end),
                        *(span for span in told if one.start <= span[0] < one.end),
                    ]
                )
            )
        )
        for one in clauses
    )


def _and_so_on(folded: str, clauses: Sequence[ClauseText]) -> Iterator[tuple[int, int]]:
    """完成90%得9分，以此类推: steps that are not said; behind a rate it says nothing more."""
    for said in AND_SO_ON.finditer(folded):
        if not any(one.per for one in clauses if one.start <= said.start()):
            yield said.span()


def _end_heading(so_far: _Collected) -> None:
    reach.head(so_far.clauses, so_far.headed, len(so_far.clauses))
    so_far.headed = len(so_far.clauses)


def _sentence(
    text: Text, one: Sentence, found: Found, so_far: _Collected, points: Decimal | None, *, leads: bool
) -> None:
    """Adds what one sentence says; one that `leads` to a list looks back on nothing."""
    clauses = so_far.clauses
    if bare.composes(text.folded, one, found.statements):
        return
    so_far.taken += found.taken
    if found.statements:
        _statements(text, one, found, so_far, points)
        so_far.waiting = None
    elif found.bounds:
        left: Sequence[Bound] = found.bounds
        if not leads and reach.takes(clauses, so_far.unread):
            # the sentence of a cap belongs to the clause before it
            left = _close(so_far, found.bounds, so_far.part, points)
            if len(left) < len(found.bounds):
                clauses[-1] = clauses[-1]._replace(end=one.end)
                # 经续借的除外，扣完为止
                if what := excepted(text, one.first, found.bounds[0].start):
                    _except(clauses, what, one.end)
                left = [bound for bound in left if bound.cap != "unstated" or bound.floor is not None]
        clauses.extend(_notes(text, one.first, one.end, left, so_far))
    elif clauses and (what := excepted(text, one.first, one.end)) and not _tells(text, one, found):
        _except(clauses, what, one.end)
    elif _tells(text, one, found):
        so_far.unread.append((one.first, one.end))
    elif one.end - one.first <= _LONGEST_CASE and text.folded.startswith(
        ("。", "的;"), one.end - 1 - (text.folded[one.end - 1] == ";")
    ):
        so_far.waiting = (one.first, one.end)
    if text.folded[one.end - 1] != ";":
        so_far.sentence = len(clauses)


def _except(clauses: list[ClauseText], what: str, end: int) -> None:
    """Gives the exception of a sentence of its own to the last clause that is not a note."""
    place = next((at for at in range(len(clauses) - 1, -1, -1) if clauses[at].kind != "note"), -1)
    own = clauses[place].exception
    clauses[place] = clauses[place]._replace(
        exception=f"{own}；{what}" if own else what,
        end=end if place == len(clauses) - 1 else clauses[place].end,
    )


def _tells(text: Text, one: Sentence, found: Found) -> bool:
    """Whether a sentence without a statement speaks of scoring: 96分以上100%，88-95分97% pays by points.

    What is paid (扣减合同价款的2%), how ties are ordered (得分高者排序在前) and spoilt votes score nothing.
    """
    left = _beyond().sub("", text.folded[one.first : one.end])
    if len(left) < one.end - one.first and not _GIVES.search(left):
        return False
    shape = "".join([word.kind for word in one.tokens])
    held = _held(one.tokens, found)
    return bool(_LADDER.search(shape)) or any(
        kind in _TELLS for place, kind in enumerate(shape) if place not in held
    )


# 扣罚200元，并扣分 scores all the same
_GIVES = patterns.made(r"[扣加减计][\d.]{0,12}分|不得分|一票否决")


@cache
def _beyond() -> regex.Pattern[str]:
    money = alternatives("clauses", "money")
    return patterns.made(
        rf"(?:扣[减除]?|减|罚|支付|核减)[^,;。]{{0,12}}(?:{money})|(?:{alternatives('clauses', 'ordering')})"
        rf"|不得分(?:{alternatives('clauses', 'parted')})"
    )


def _held(tokens: Sequence[Token], found: Found) -> set[int]:
    """The places of the words that begin in what is taken."""
    starts = [token.start for token in tokens]
    return {
        place
        for taken in found.taken
        for place in range(bisect_left(starts, taken.start), bisect_left(starts, taken.end))
    }


def _statements(text: Text, one: Sentence, found: Found, so_far: _Collected, points: Decimal | None) -> None:
    clauses = so_far.clauses
    only_notes = all(said.kind == "note" for said in found.statements)
    opens = found.statements[0].condition_end
    behind: Sequence[Bound] = [bound for bound in found.bounds if only_notes or bound.start < opens]
    before = len(clauses)
    if reach.takes(clauses, so_far.unread):
        # 最多扣3分，主动整改的不扣分: the sentence opens with the cap of what stands before
        behind = _close(so_far, behind, so_far.part, points)
    for clause, said, bounds in _clauses(text, one, found, so_far.waiting):
        clause = _goes_on(text, one.tokens, clauses, clause, said, so_far)
        if said.rule == "by a share":
            clause = _factor(clauses[so_far.sentence :], clause)
        if said.bare:
            so_far.bare.add(clause.start)
        clauses.append(clause)
        # 90分以上的 in the condition is for the thresholds to hold
        so_far.taken.append(Taken("case", clause.start, said.condition_end))
        reach.share_per(text, clauses)
        _bind(text, so_far, bounds, before, points)
    reach.share_lead(text, clauses, before)
    reach.carry_on(clauses, before)
    reach.open_with(clauses, so_far.opened, before, points)
    for bound in behind:
        held = reach.open_with(clauses, [bound], before, points)
        if held and text.folded.startswith(":", bound.end):
            so_far.opened.append(bound)
        # 各板块满分100分，按权重折算; 船价满分为20分，最低价得满分: what the whole is
        shares = clauses[before].kind == "method" or clauses[before].points_percent is not None
        whole = shares and text.folded.startswith("满分", bound.start)
        # 满分10分，由考核组在0-10分范围内打分: what the item has
        own = bound.cap_points is not None and bound.cap_points == points
        if held or whole or (own and text.folded.startswith("满分", bound.start)):
            so_far.taken.append(Taken("limit", bound.start, bound.end))
    for place in range(before, len(clauses)):
        # a limit in figures reaches no further back than the semicolon
        if clauses[place].cap_run in so_far.alone:
            continue
        reach.share(clauses, place, before if clauses[place].cap == "points" else so_far.sentence)


def _priced(text: Text, found: Found, points: Decimal | None) -> Found:
    """分别按100%、60%计分, 最低得标准分的60%: shares of the item come to points where those are known.

    A floor that is a share of unknown points stays unread.
    """
    if not found.bounds and not any(one.of_item for one in found.statements):
        return found
    if points is None:
        return found._replace(bounds=tuple(one for one in found.bounds if one.floor_percent is None))
    if any(text.folded.startswith(_DOWN_TO, one.start) for one in found.bounds):
        found = found._replace(bounds=tuple(_down_to(text, one, points) for one in found.bounds))
    # 评审表满分1000分，得900分的计5分: what another sheet comes to
    foreign = [
        one
        for one in found.bounds
        if one.cap_points is not None
        and one.cap_points > points
        and text.folded.startswith("满分", one.start)
    ]
    return found._replace(
        taken=(*found.taken, *(Taken("limit", one.start, one.end) for one in foreign)),
        statements=tuple(
            one._replace(steps=tuple(_share(step, points) for step in one.steps), of_item=False)
            if one.of_item
            else one
            for one in found.statements
        ),
        bounds=tuple(
            one if one.floor_percent is None else one._replace(floor=_share(one.floor_percent, points))
            for one in found.bounds
            if one not in foreign
        ),
    )


def _down_to(text: Text, one: Bound, points: Decimal) -> Bound:
    """扣至18分为止 of 30 says what is left, where 扣至5分 of 5 says all of it."""
    if one.cap_points is None or one.cap_points >= points or not text.folded.startswith(_DOWN_TO, one.start):
        return one
    return one._replace(cap="unstated", cap_points=None, floor=one.cap_points)


def _share(percent: Decimal, points: Decimal) -> Decimal:
    return (percent * points / 100).normalize() + 0


def _goes_on(
    text: Text,
    words: Sequence[Token],
    clauses: Sequence[ClauseText],
    clause: ClauseText,
    said: Statement,
    so_far: _Collected,
) -> ClauseText:
    """A clause that leans on the ones before: the lowest step of a ladder, a factor without a verb."""
    if said.rule == "multiple" and clause.kind == "award" and clauses and clauses[-1].kind == "bonus":
        # 每件加2分；共有的折半计分: of what is added
        return clause._replace(kind="bonus")
    if said.rule == "rounding" and clause.kind == "method" and any(_is_rate(one) for one in clauses):
        # 每1000万元得1分，不足1000万元的按比例折算: how the rest of a step counts
        return clause._replace(kind="note", effect=bearing.effect("note", text.folded[said.start : said.end]))
    if clause.kind not in {"zero", "note"}:
        return clause
    awarded = len(clauses) > so_far.sentence and clauses[-1].kind == "award"
    if (
        awarded
        and clause.kind == "zero"
        and _ZERO_FIGURE.fullmatch(text.folded, said.start, said.end)
        and not _contrary(text, words, clause)
        and not _OWN_ITEM.search(text.folded, clause.start, said.start)
    ):
        # 90%以上得2分、80%以下得0分, but 逾期的本项计0分
        return clause._replace(kind="award", points=Decimal(0), scope=None)
    if said.rule == "multiple" and clause.kind == "note" and clauses and clauses[-1].kind != "note":
        # 余项减半加分，优秀者×1.3
        return clause._replace(kind=clauses[-1].kind)
    return clause


def _is_rate(clause: ClauseText) -> bool:
    return clause.kind in {"award", "deduct", "bonus"} and bool(clause.per)


def _factor(above: Sequence[ClauseText], clause: ClauseText) -> ClauseText:
    """每项专利加1分，共有的按50%计分: a share of what the clause before adds, takes or counts."""
    # 第二作者按60%计分，第三作者按30%计分: either of what stands before both
    last = next((one for one in reversed(above) if one.multiplier is None or one.points is not None), None)
    if clause.kind != "award" or last is None or last.points is None:
        return clause
    if last.kind not in {"bonus", "deduct"} and not (last.kind == "award" and last.per):
        return clause
    share = (clause.points_percent or Decimal(0)) / 100
    return clause._replace(kind=last.kind, points_percent=None, multiplier=share.normalize())


def _contrary(text: Text, words: Sequence[Token], clause: ClauseText) -> bool:
    """Whether 否则 or 未达到的 leads to a clause; 没有的得0分 is a step."""
    return any(
        word.kind == "o" and clause.start <= word.start < clause.end and text.folded[word.start] != "没"
        for word in words
    )


def _bind(
    text: Text, so_far: _Collected, bounds: Sequence[Bound], before: int, points: Decimal | None
) -> None:
    """Gives the limits in the words of the last clause to it, or to those before that they can bound.

    累计加分不超过3分，扣分不封顶: one of a side that has no clause is a note.
    """
    clauses = so_far.clauses
    apart: list[Bound] = []
    for bound in bounds:
        if reach.bounds_itself(clauses, bound, before):
            bounded = reach.bounded(clauses, len(clauses) - 1, bound, points)
            if bounded is not None:
                clauses[-1] = bounded
                if reach.names_last(clauses, bound, before):
                    so_far.alone.add(bound.at)
                elif bound.above or bound.all_before:
                    # 漂移的每座扣1分，瞒报的计0分，熄灯的每座扣2分，以上合计最多扣5分
                    reach.share_above(clauses, (0, so_far.headed, before), bound)
                so_far.taken.append(Taken("limit", bound.start, bound.end))
                continue
        # 每处扣1分；仍不改正的加倍扣分，累计扣分不超过6分: also of what is doubled, before the semicolon
        doubles = clauses[-1].multiplier is not None and clauses[-1].points is None
        left = _close(so_far, [bound], so_far.headed if doubles else before, points)
        if left and bound.side is not None and not any(one.kind == bound.side for one in clauses):
            apart.append(bound)
    if apart:
        end = clauses[-1].end
        begin = text.folded.rfind(",", clauses[-1].start, apart[0].start) + 1
        if begin > clauses[-1].start:
            clauses[-1] = clauses[-1]._replace(end=begin - 1)
            clauses.extend(_notes(text, begin, end, apart, so_far))


def _close(
    so_far: _Collected, bounds: Sequence[Bound], begin: int, points: Decimal | None
) -> Sequence[Bound]:
    """Gives each limit to the last clause that it can bound and to its run; returns those that fit none."""
    left = reach.close(so_far.clauses, bounds, begin, points)
    so_far.taken += [Taken("limit", bound.start, bound.end) for bound in bounds if bound not in left]
    return left


def _notes(
    text: Text, first: int, end: int, bounds: Sequence[Bound], so_far: _Collected
) -> Iterator[ClauseText]:
    """Caps and floors that stand before or without a clause of theirs: 扣分不设上限，加分累计不超过3分."""
    begin = first
    for bound in bounds:
        stop = end if bound is bounds[-1] else bound.end
        begin = skip_punctuation(text.folded, begin, stop)
        so_far.taken.append(Taken("limit", bound.start, bound.end))
        yield ClauseText(
            "note",
            begin,
            stop,
            cap=bound.cap,
            cap_points=bound.cap_points,
            cap_percent=bound.cap_percent,
            floor_points=bound.floor,
            max_times=bound.times,
            cap_run=bound.at if bound.floor is None else None,
            # 各项加分合计不超过8分，扣分不受此限 speaks of both sides, and limits one
            effect=bearing.effect("note", text.folded[begin:stop])
            or bearing.effect("note", text.folded[begin : bound.end]),
        )
        begin = stop


def _clauses(
    text: Text, one: Sentence, found: Found, waiting: tuple[int, int] | None
) -> Iterator[tuple[ClauseText, Statement, list[Bound]]]:
    """The clauses of a sentence with their limits; each runs from the end of the one before to its own."""
    folded = text.folded
    begin = one.first
    for said, after in zip(found.statements, [*found.statements[1:], None], strict=True):
        begin = skip_punctuation(folded, begin, said.start)
        while begin < said.start and folded[begin] in ")；;":
            begin = skip_punctuation(folded, begin + 1, said.start)
        limit = one.end if after is None else _opens(folded, said.end, after)
        bounds = [bound for bound in found.bounds if said.end <= bound.start and bound.end <= limit]
        stop = limit if after is None else _end(folded, said.end, bounds, limit)
        # 满分5分，每处扣1分: a limit that opens the sentence is no condition
        opened = begin
        for bound in found.bounds:
            opens = opened <= bound.start < said.condition_end
            if opens and (
                not _ITSELF.sub("", folded[opened : bound.start])
                or (folded.startswith("满分", bound.start) and _SCORE.fullmatch(folded, opened, bound.start))
            ):
                opened = bound.end
        yield _clause(text, begin, stop, said, waiting, opened), said, bounds
        begin, waiting = stop, None


def _opens(folded: str, end: int, after: Statement) -> int:
    """How far a clause may reach before the next: 得1分（无灌区的，此处不失分） opens its own bracket."""
    place = min(after.start, after.condition_end)
    bracket = folded.rfind("(", end, place)
    return bracket if bracket >= 0 and ")" not in folded[bracket:place] else place


def _end(folded: str, end: int, bounds: Sequence[Bound], limit: int) -> int:
    """Where a clause ends that another follows: behind the segments that state its limits or exceptions."""
    stop = end
    for segment in _SEGMENT.finditer(folded, end, limit):
        place = segment.span()
        bounding = any(place[0] <= bound.start < place[1] for bound in bounds)
        if not bounding and not _EXCEPTED.search(segment[0]) and not _in_bracket(folded, end, place, limit):
            break
        stop = place[1]
    return stop


def _in_bracket(folded: str, end: int, place: tuple[int, int], limit: int) -> bool:
    """（公差除外），: a bracket directly behind the figure that states an exception."""
    if folded[end : end + 1] != "(" or place[0] > folded.find(")", end, limit):
        return False
    return bool(_EXCEPTED.search(folded, end, folded.find(")", end, limit) + 1))


def _clause(
    text: Text, begin: int, stop: int, one: Statement, waiting: tuple[int, int] | None, opened: int
) -> ClauseText:
    """One clause of the words `begin` to `stop` of a text; its condition begins at `opened`."""
    end = max(opened, one.condition_end)
    found = condition(text, opened, end, stop, one)
    when, start = found.text, begin
    if (
        not when
        and waiting is not None
        and one.kind in {"award", "deduct", "bonus", "zero"}
        and one.rule in {"", "by a share"}
    ):
        # 缆桩锈蚀。一个扣1分。
        when, start = text.value[waiting[0] : waiting[1]].strip("。；; "), waiting[0]
    elif (
        not when
        and one.points is not None
        and not one.counted.per
        and text.folded[one.end : one.end + 1] == ":"
    ):
        # 扣3分：未持证上岗
        when = text.value[one.end + 1 : stop].strip("，,：:；;。、 ")
    steps = () if one.of_item else _steps(text, begin, end, one)
    if steps and not one.labels and all(step.label for step in steps):
        when = _without_list(when, steps)
    # 每次酌情扣分扣1分: the unit stands in the clause before and was used there
    count = one.counted
    per = (
        _printed(text, begin, count.per) if count.per and (one.start >= begin or count.per[0] == "/") else ""
    )
    grade, grade_rule = bearing.grade_limit(text.folded[begin:stop]) if one.kind == "limit" else ("", None)
    said = one.rounding or (text.folded[one.start : one.end] if one.rule == "rounding" else "")
    return ClauseText(
        one.kind,
        start,
        stop,
        points=one.points,
        points_max=one.points_max,
        points_percent=one.points_percent,
        per=per,
        per_quantity=count.quantity if per else None,
        per_unit=count.unit if per else "",
        multiplier=one.multiplier,
        max_times=_whole(one.value) if one.rule == "times" else None,
        rounding=_rounding(said) if said else None,
        decimals=_whole(one.value if one.rule == "places" else one.places)
        if one.rule or one.places
        else None,
        exception=found.exception,
        scope=scope(text.folded, begin, one),
        condition=when,
        formula=one.formula,
        effect=bearing.effect(one.kind, text.folded[one.start : stop if one.kind == "note" else one.end]),
        precedence=one.kind == "note" and bearing.takes_precedence(text.folded[begin:stop], one.rule),
        grade=grade,
        grade_rule=grade_rule,
        tiers=steps,
        ambiguous=one.ambiguous,
        slip=one.slip,
    )


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _rounding(words: str) -> Rounding:
    """不足1%按1%计, 不足1%的不计, 不足1%的按比例."""
    if regex.search("比例|插|线性", words):
        return "proportional"
    return "whole" if regex.search("不予?(?:计|得|扣|加|累)|忽略|舍去", words) else "up"


def _printed(text: Text, start: int, per: str) -> str:
    """The words of counting as the source has them: 发现一处（项、例）."""
    at = text.folded.find(per, start)
    return text.value[at : at + len(per)] if at >= 0 else per


def _steps(text: Text, begin: int, end: int, one: Statement) -> tuple[TierText, ...]:
    """The steps of a statement with labels as printed in the words `begin` to `end`."""
    if one.labels:
        return tuple(TierText(label, value) for label, value in zip(one.labels, one.steps, strict=True))
    found = []
    for step in tiers(text.folded[begin:end], one.steps) if one.steps else ():
        at = text.folded.find(step.label, begin, end) if step.label else -1
        found.append(step._replace(label=text.value[at : at + len(step.label)]) if at >= 0 else step)
    return tuple(found)


def _without_list(condition: str, steps: tuple[TierText, ...]) -> str:
    """The condition without a list that only says what the steps go by: 获奖的，按照市级、省级."""
    at = condition.rfind(steps[0].label)
    cue = regex.search(r"[,，]?(?:按照?|根据|依据)$", condition[: max(at, 0)])
    return condition[: cue.start()].rstrip("，, ") if cue else condition
