"""The figures in the words of a rubric, each with its owner: thresholds, and counts of key points.

A clause owns what stands in its condition; what stands in no clause belongs to the key point or band that
holds it, else to the criterion.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise, takewhile

from normalizers.draft import REPLACED, Draft, Quote, Unit
from normalizers.language.words.beginnings import BEGINNINGS
from normalizers.language.words.cutting import tokens
from normalizers.language.words.surroundings import RESULT, SCORED
from normalizers.records import Clause, KeyPoint, Requirement
from normalizers.text import patterns
from normalizers.text.views import Text, clean
from normalizers.thresholds.bounds import is_time, may_bound, states_figures
from normalizers.thresholds.conditions import Bare, conditions, explaining
from normalizers.thresholds.metrics import RATE
from normalizers.thresholds.quantities import ThresholdText, threshold_record
from normalizers.thresholds.requirements import RequirementText, requirements

# 每少1次, 每超1天: how far from what is asked for
_LESS, _MORE = patterns.made("[少缺低降差减欠漏]"), patterns.made("[超高多增延逾晚]")
_BY_WHEN = patterns.made(r"[日天月年周时][以之]?内\p{Han}{2}")
_NOT_DONE = patterns.made(r"[^,的]{0,12},(?:未|不|没|无)(?!足|满|到|达)[^,]*$")
# 持证率应达100%，每有一人无证扣2分: what is asked for, with what goes against it behind it
_ASKED_FOR = patterns.made(
    r"应|须|需|要求|控制在|确保|保证|做到|不[少低小]于|不得|[率度比]≥|[率度比](?:达到?|在)(?=\d)"
)
_AGAINST = patterns.made(r"[^,]{0,3},(?!且|并|同时|仍|但|经|连续)[^,]+")
# 扣满4分的, 累计记6分以上: points that a rule speaks of
_OF_POINTS = patterns.made(r"[扣加减计记得][满分到至过]?$")
# 影响超过1小时的航班; 一年内被通报 says in what time
# 以80分为合格线 is where a line is drawn
_DESCRIBES = patterns.made(
    r"\"|的\p{Han}|(?![未不没无仍尚才即])\p{Han}{2,24}(?:率|比例|占比)|为\p{Han}{1,3}(?:线|标准|基准)|(?<=[年月周日天时季期秒钟][以之]?内)\p{Han}"
)
_NEAR = 4
# a dash may be printed for 一
# 用水量超过核定定额5%的: by so much, or to so much of it
_SAID_END = patterns.made(r"的?(?:[,;]|$)")
_COMPARED_FAR = patterns.made(
    r"(?<!每)(?:超过|超出|高于|低于|多于|少于|不足|大于|小于)(?!部分)[^,;。:\d的每以]{1,12}$"
)
_FIGURED = patterns.made(r"[\d½零一二两三四五六七八九十百千半\p{Pd}~～〜∼]")
_NAMED_FIGURE = patterns.made(r"\p{Han}{3}[\d一二两三四五六七八九十]")
# a noun alone
_HEADING = patterns.made(r"[\p{Han}A-Za-z]{2,14}(?<!的)")
Spans = dict[int, list[tuple[int, int]]]


def read_figures(draft: Draft) -> None:
    """Adds the thresholds and requirements of all criteria. Never raises for content."""
    _Reader(draft).read()


class _Reader:
    """Reads the texts of a draft once all of them have an owner."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._quotes: dict[str, list[Quote]] = defaultdict(list)
        self._replaced: list[Quote] = []
        for quote in draft.quotes:
            if quote.field == "text":
                self._quotes[quote.owner_id].append(quote)
            elif quote.field == REPLACED:
                self._replaced.append(quote)
        self._partial: set[str] = set()
        self._tiered = {tier.clause_id for tier in draft.tiers}

    def read(self) -> None:
        """Criterion by criterion: its own words, its key points, bands and clauses."""
        draft = self.draft
        points: dict[str, list[KeyPoint]] = defaultdict(list)
        bands: dict[str, list[str]] = defaultdict(list)
        clauses: dict[str, list[Clause]] = defaultdict(list)
        for key_point in draft.key_points:
            points[key_point.criterion_id].append(key_point)
        for band in draft.bands:
            bands[band.criterion_id].append(band.band_id)
        for clause in draft.clauses:
            clauses[clause.criterion_id].append(clause)
        for criterion in draft.criteria:
            own = criterion.criterion_id
            parts = points.get(own, ())
            if own in self._quotes:
                self._owned(own, "made", self._of_clauses, self._of_parts)
            for key_point in parts:
                self._owned(key_point.key_point_id, "made", self._of_clauses)
            for band_id in bands.get(own, ()):
                self._band(band_id, parts)
            self._clauses(clauses.get(own, ()), parts)
        self._clauses(clauses.get("", ()), ())
        if self._partial:
            draft.clauses[:] = [
                one.model_copy(update={"partial": True}) if one.clause_id in self._partial else one
                for one in draft.clauses
            ]

    @cached_property
    def _of_clauses(self) -> Spans:
        """What clauses hold, and what a person replaced."""
        spans = self._spans(clause.clause_id for clause in self.draft.clauses)
        for quote in self._replaced:
            spans[id(quote.unit)].append((quote.start, quote.end))
        return spans

    @cached_property
    def _of_parts(self) -> Spans:
        """What key points and bands hold."""
        draft = self.draft
        return self._spans(
            [
                *(key_point.key_point_id for key_point in draft.key_points),
                *(band.band_id for band in draft.bands),
            ]
        )

    def _spans(self, owners: Iterable[str]) -> Spans:
        """Where the texts of these owners stand, by unit."""
        spans: Spans = defaultdict(list)
        for owner in owners:
            for quote in self._quotes.get(owner, ()):
                spans[id(quote.unit)].append((quote.start, quote.end))
        return spans

    def _texts(self, owner_id: str) -> Iterator[tuple[Unit, Text, int]]:
        """The texts of an owner, and how many of its characters stand before each."""
        before = 0
        for quote in self._quotes.get(owner_id, ()):
            whole = clean(quote.unit.text)
            text = whole.cut(bisect_left(whole.offsets, quote.start), bisect_left(whole.offsets, quote.end))
            yield quote.unit, text, before
            before += len(text)

    def _owned(self, owner_id: str, bare: Bare, *others: Spans, skip: Sequence[RequirementText] = ()) -> None:
        """Adds the thresholds of an owner's text but for what others own and what is a requirement."""
        number = 0
        for unit, text, before in self._texts(owner_id):
            taken = [(one.start, one.end) for one in skip]
            for start, end in (span for other in others for span in other.get(id(unit), ())):
                first, last = bisect_left(text.offsets, start), bisect_left(text.offsets, end)
                if first < last:
                    taken.append((first, last))
            for found in conditions(text, bare, taken):
                number += 1
                self._threshold(found, unit, text, owner_id, number, before)

    def _threshold(
        self, found: ThresholdText, unit: Unit, text: Text, owner_id: str, number: int, before: int
    ) -> None:
        record = threshold_record(found, text, owner_id, number, before + found.start, before + found.end)
        self.draft.thresholds.append(record)
        self.draft.cite(record.threshold_id, "text", unit, text.cut(found.start, found.end))

    def _band(self, band_id: str, points: Sequence[KeyPoint]) -> None:
        """What a band asks for: key points that it counts, and figures."""
        read: list[RequirementText] = []
        for unit, text, _ in self._texts(band_id):
            read += self._requirements(band_id, unit, text, points)
        self._owned(band_id, "counts", self._of_clauses, skip=read)

    def _clauses(self, clauses: Sequence[Clause], points: Sequence[KeyPoint]) -> None:
        """The conditions of clauses; one that names nothing goes on with what the one before measures."""
        carried: ThresholdText | None = None
        numbered = [point for point in points if point.seq is not None]
        tiered = self._tiered
        for above, clause in pairwise([None, *clauses]):
            if clause is None or (
                clause.kind in {"note", "method"}
                and (clause.rounding is not None or "四舍五入" in clause.text)
            ):
                continue  # 不足1%的按1%计, 第三位四舍五入 say how to count, and when nothing
            said_when = _conditions(clause)
            if not (numbered or any(map(_may_count, said_when))):
                # 国家级项目1项以上的，省部级项目1项的，2项及以上的: something else was named since
                if carried is not None and any(map(_NAMED_FIGURE.search, said_when)):
                    carried = None
                continue
            number = 0
            read_before: set[ThresholdText] = set()
            texts = self._texts(clause.clause_id)
            for unit, text, before, words in ((*one, words) for one in texts for words in said_when):
                # a lead-in that several clauses share stands in the first of them
                start, end, excepted = _place(text.value, words, clause.exception)
                if start < 0:
                    continue
                condition = text.cut(start, end)
                read = self._requirements(clause.clause_id, unit, condition, numbered)
                spans = [(one.start, one.end) for one in read]
                asked = conditions(condition, taken=spans)
                if excepted:
                    asked = tuple(one._replace(metric=one.metric.replace(excepted, "")) for one in asked)
                for first, last in _uncounted(condition, [*spans, *((one.start, one.end) for one in asked)]):
                    self._tell(clause, unit, condition.value[first:last])
                for found in _asked(condition, clause, asked):
                    if clause.clause_id in tiered and found.low == found.high:
                        continue  # 第一名、第二名分别得9分、7分: the steps have their ranks
                    carried = _named(_continued(found, carried), clause, above)
                    # 不少于3次，少于3次的每少1次扣0.2分 says it twice
                    said = carried._replace(start=0, end=0, modality="")
                    if said in read_before:
                        continue
                    read_before.add(said)
                    number += 1
                    self._threshold(carried, unit, condition, clause.clause_id, number, before + start)
            if not number and any(map(_NAMED_FIGURE.search, said_when)):
                carried = None

    def _tell(self, clause: Clause, unit: Unit, said: str) -> None:
        """Reports a figure that a clause compares and that stands in no threshold of it."""
        self.draft.report("clause-part-unread", unit, owner_id=clause.clause_id, evidence=said, words=said)
        self._partial.add(clause.clause_id)

    def _requirements(
        self, owner_id: str, unit: Unit, text: Text, points: Sequence[KeyPoint]
    ) -> list[RequirementText]:
        """Adds the key points that a condition counts, and gives what was read; 3项以下 has no such form."""
        if not points:
            return []
        reading = requirements(text, [point.seq for point in points])
        for start, end in reading.unknown:
            said = text.value[start:end]
            self.draft.report(
                "requirement-unknown", unit, owner_id=owner_id, evidence=said, text=said, count=len(points)
            )
        stated = [one for one in reading.found if one.low is not None]
        before = sum(
            1 for _ in takewhile(lambda row: row.owner_id == owner_id, reversed(self.draft.requirements))
        )
        for seq, one in enumerate(stated, before + 1):
            self.draft.requirements.append(
                Requirement(
                    owner_id=owner_id,
                    seq=seq,
                    key_points="；".join(points[place].key_point_id for place in one.points),
                    at_least=one.low if one.relation == "at_least" else None,
                    relation=one.relation,
                    undone=one.undone,
                    alternative=one.alternative,
                )
            )
        return stated


def _place(value: str, words: str, exception: str) -> tuple[int, int, str]:
    """Where the words of a condition stand in a text, with what is excepted in the midst of them.

    停运（检修除外）超过2小时的: 停运超过2小时的 is printed on either side of the bracket.
    """
    start = value.find(words)
    if start >= 0 or not exception:
        return start, start + len(words), ""
    at = value.find(exception)
    for length in range(len(words) - 1, 0, -1):
        start = value.rfind(words[:length], 0, max(at, 0))
        end = value.find(words[length:], at) if start >= 0 else -1
        if end >= 0:
            return start, end + len(words) - length, value[start + length : end]
    return -1, -1, ""


def _conditions(clause: Clause) -> list[str]:
    """The words of a clause that say when it applies."""
    lead, condition = clause.lead, clause.condition
    if lead in condition:
        return [condition] if condition else []
    return [lead, condition] if condition else [lead]


def _may_count(words: str) -> bool:
    """Whether words may compare a figure, or something with a level; most conditions do not."""
    return bool(_FIGURED.search(words) or states_figures(words)) and may_bound(words)


def _named(found: ThresholdText, clause: Clause, above: Clause | None) -> ThresholdText:
    """What is measured, where only a heading or the clause before says it.

    群众满意度：90分以上得10分; 达标率每降低1%扣1分，低于80%不得分.
    """
    if found.metric:
        return found
    heading = clause.lead.strip("：:，, ")
    if _HEADING.fullmatch(heading):
        return found._replace(metric=heading)
    if above is not None and RATE.search(above.condition) and _HEADING.fullmatch(above.condition):
        return found._replace(metric=above.condition)
    return found


def _continued(found: ThresholdText, before: ThresholdText | None) -> ThresholdText:
    """考核优秀率90%以上加1分，95%以上加2分: the second step measures the same thing."""
    if before is None or before.unit != found.unit or not before.metric.endswith(found.metric):
        return found
    return found._replace(metric=before.metric)


def _uncounted(condition: Text, held: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The figures that a condition compares and no threshold holds: 超过半成的.

    Fractions and ratios (2/3以上, 不低于1:12) have no decimal and stay words; so do points that a rule speaks
    of (扣满4分的), the steps of a count (每超过5%), and what describes (影响超过1小时的航班).
    """
    left, end = "", 0
    for first, last in sorted(held):
        left, end = left + condition.folded[end:first], max(end, last)
    left += condition.folded[end:]
    if not _FIGURED.search(left):
        return
    words = tokens(condition)
    held = [*held, *(explaining(condition.folded) if "(" in condition.folded else ())]
    for place, word in enumerate(words):
        before = words[place - 1] if place else None
        behind = words[place + 1] if place + 1 < len(words) else None
        bounded = (before is not None and before.kind == "g") or (behind is not None and behind.kind == "^")
        # 1周至1个月: a range that has no measure of its own
        ranged = word.kind == "q" and word.high is not None
        far = (
            word.kind == "%"
            and not bounded
            and _SAID_END.match(condition.folded, word.end)
            and _COMPARED_FAR.search(condition.folded, 0, word.start)
        )
        if not (word.kind == "c" or ranged or far or (bounded and word.kind in "%nq1P")):
            continue
        start = before.start if before is not None and before.kind == "g" else word.start
        end = behind.end if behind is not None and behind.kind == "^" else word.end
        if (
            not any(first <= word.start < last for first, last in held)
            and not any(one.kind == "E" for one in words[max(0, place - 3) : place])
            and not _OF_POINTS.search(condition.folded, max(0, start - _NEAR), start)
            and not _DESCRIBES.match(condition.folded, end)
            and not (
                RESULT.match(condition.folded, word.end) or SCORED.search(condition.folded, 0, word.start)
            )
        ):
            yield start, end


def _asked(condition: Text, clause: Clause, found: Sequence[ThresholdText]) -> Iterator[ThresholdText]:
    """When a clause applies: the figures of its condition, those before 否则 turned round.

    达80%以上，否则不得分 applies below 80 %.

    A range or several figures are not turned round: what is outside of them has no single end.
    """
    if not found:
        return
    behind = condition.folded[min(one.end for one in found) :]
    otherwise = (
        [word for word in tokens(condition) if word.kind == "o"] if BEGINNINGS.may_hold("o", behind) else ()
    )
    # 一季度25%、二季度50%，每少1个百分点扣0.2分: which of them applies, no figure says
    marks = [one for one in found if clause.per and one.low is not None and one.low == one.high]
    if len(marks) > 1:
        found = [one for one in found if one not in marks]
    place = otherwise[-1].start if otherwise else 0
    before = [one for one in found if one.end <= place]
    for one in found[len(before) :]:
        if turned := _turned(one, condition, clause):
            yield turned
    # 入职30日内完成培训，未完成的每人扣0.5分: by when, and nothing that is measured
    until = (
        len(before) == 1
        and is_time(before[0].unit)
        and _BY_WHEN.search(condition.folded, before[0].start, before[0].end)
    )
    if len(before) == 1 and not until and (before[0].low is None) != (before[0].high is None):
        yield _complement(before[0])


def _complement(one: ThresholdText) -> ThresholdText:
    """What is left outside of an interval with one end: [80, ) → ( , 80)."""
    if one.low is not None:
        return one._replace(
            low=None, low_closed=None, high=one.low, high_closed=not one.low_closed, direction="at_most"
        )
    return one._replace(
        low=one.high, low_closed=not one.high_closed, high=None, high_closed=None, direction="at_least"
    )


def _turned(one: ThresholdText, condition: Text, clause: Clause) -> ThresholdText | None:
    """A figure as the condition of what takes; None where it is only what is asked for.

    不少于4次，少1次扣1分 applies below 4; 留样48小时以上，未留样扣2分 has no figure of its own.
    """
    if clause.kind == "deduct" and one.low is not None and one.low == one.high and RATE.search(one.metric):
        # 覆盖率100%，每缺访一户扣0.1分 asks for as much
        one = one._replace(high=None, high_closed=None, direction="at_least")
        asked = True
    else:
        asked = bool(_ASKED_FOR.search(condition.folded, one.start, one.end))
    one_sided = (one.low is None) != (one.high is None)
    if clause.kind not in {"deduct", "zero"} or not one_sided:
        return one
    if clause.per and (_LESS if one.low is not None else _MORE).search(clause.per):
        return _complement(one)
    rest = condition.folded[one.end :]
    return None if (asked and _AGAINST.match(rest)) or _NOT_DONE.match(rest) else one
