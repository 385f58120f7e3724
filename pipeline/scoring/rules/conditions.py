"""Whether measured figures and key points decide that a band or a clause applies."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.records import Band, Requirement, Threshold
from pipeline.scoring.expression import (
    NO,
    UNKNOWN,
    Answer,
    Expr,
    Key,
    Mark,
    Sign,
    all_of,
    compare,
    every,
    figure,
    is_filled,
    negate,
    one_of,
    total,
)
from pipeline.scoring.rules.outline import Outline

Metric = tuple[str, ...]


class Conditions:
    """The answers for the bands and clauses of a rubric."""

    def __init__(self, of: Outline) -> None:
        """Looks up which threshold stands for which metric."""
        self.of = of
        self.clauses = {clause.clause_id: clause for _, clause in of.all_clauses()}
        bands = {band.band_id for group in of.bands.values() for band in group}
        self.worths = {one.key_point_id: one.points for group in of.key_points.values() for one in group}
        # the thresholds of one metric have one figure, which goes by the id of the first
        self.measured: dict[Metric, Key] = {}
        self.metrics: dict[str, Metric] = {}
        for owner, group in of.thresholds.items():
            if owner in self.clauses or owner in bands:
                for one in group:
                    metric = metric_of(of, one)
                    self.metrics[one.threshold_id] = metric
                    self.measured.setdefault(metric, Key(one.threshold_id, "figure"))
        self._kept: dict[str, Answer] = {}

    def says(self, owner_id: str) -> Answer:
        """Whether a band or clause applies by what was measured and done.

        Where something is counted, the figure may be what is asked for, and decides nothing: 不少于4次，
        每少1次扣2分.
        Of a clause that was read in part it decides nothing either.
        """
        if owner_id not in self._kept:
            self._kept[owner_id] = self._says(owner_id) if self.decides(owner_id) else UNKNOWN
        return self._kept[owner_id]

    def decides(self, owner_id: str) -> bool:
        """Whether figures can decide that a band or clause applies."""
        clause = self.clauses.get(owner_id)
        return clause is None or not (clause.per or clause.partial)

    def decided_band(self, bands: Sequence[Band]) -> list[Expr]:
        """Whether each band is the one: the best whose conditions hold, where none above it is open."""
        found: list[Expr] = []
        above: list[Expr] = []
        for band in bands:
            answer = self.says(band.band_id)
            found.append(every(*above, answer.yes))
            above.append(answer.no)
        return found

    def _says(self, owner_id: str) -> Answer:
        answers = [self._within(one) for one in self.of.thresholds.get(owner_id, ())]
        if asked := self.of.requirements.get(owner_id, ()):
            answers.append(self._asked(asked))
        return all_of(answers)

    def _within(self, one: Threshold) -> Answer:
        """Whether a figure is what a threshold asks for; open for one without a figure (达到目标值)."""
        key = self.measured[self.metrics[one.threshold_id]]
        if one.low is None and one.high is None:
            return UNKNOWN
        mark, filled = Mark(key), is_filled(key)
        if one.direction == "unstated" and one.low is not None and one.low == one.high:
            # 建成3家: whether more will do is not said
            low = figure(one.low)
            return Answer(every(filled, compare(mark, "=", low)), every(filled, compare(mark, "<", low)))
        rules = []
        if one.low is not None:
            sign: Sign = ">" if one.low_closed is False else ">="
            rules.append(compare(mark, sign, figure(one.low)))
        if one.high is not None:
            sign = "<" if one.high_closed is False else "<="
            rules.append(compare(mark, sign, figure(one.high)))
        holds = every(*rules)
        return Answer(every(filled, holds), every(filled, negate(holds)))

    def _asked(self, asked: Sequence[Requirement]) -> Answer:
        """What a band or clause asks for, in one of its ways."""
        ways: dict[int, list[Answer]] = {}
        for one in asked:
            ways.setdefault(one.alternative, []).append(self._met(one))
        return one_of([all_of(way) for way in ways.values()])

    def _met(self, one: Requirement) -> Answer:
        points = one.key_points.split("；")
        answers = [self._done(point) for point in points]
        if one.undone:
            answers = [Answer(answer.no, answer.yes) for answer in answers]
        wanted = len(points) if one.relation == "all" else 1 if one.relation == "any" else one.at_least
        if wanted is None:
            return UNKNOWN
        if wanted > len(points) or (len(points) == 1 and one.relation == "at_least"):
            # 第2项中的4个: parts of one key point; nothing of it done is certainly too little
            return Answer(no=answers[0].no) if len(answers) == 1 and not one.undone else UNKNOWN
        if wanted == len(points):
            return all_of(answers)
        if wanted == 1:
            return one_of(answers)
        sure = total(answer.yes for answer in answers)
        not_so = total(answer.no for answer in answers)
        return Answer(compare(sure, ">=", figure(wanted)), compare(not_so, ">", figure(len(points) - wanted)))

    def _done(self, key_point_id: str) -> Answer:
        """Whether a key point is done: all its points won; part of them says neither."""
        if key_point_id not in self.worths:
            return UNKNOWN
        key = Key(key_point_id, "done")
        worth = self.worths[key_point_id]
        full = figure(1 if worth is None else worth)
        filled = is_filled(key)
        return Answer(
            every(filled, compare(Mark(key), "=", full)), every(filled, compare(Mark(key), "=", NO))
        )


def metric_of(of: Outline, threshold: Threshold) -> Metric:
    """Criterion, metric and unit: thresholds of one criterion with the same metric have one figure.

    培训4次以上得20分，3次得15分: what is not said again is what the sentence spoke of.
    """
    owner = of.owner(threshold.owner_id)
    metric = threshold.metric or _of_sentence(of, threshold)
    return (owner, metric, threshold.unit, threshold.relative_to)


def _of_sentence(of: Outline, threshold: Threshold) -> str:
    """The one metric with the same unit of the part in which a clause stands."""
    metrics = {
        one.metric
        for clause in of.part_of(threshold.owner_id)
        for one in of.thresholds.get(clause.clause_id, ())
        if one.metric and (one.unit, one.relative_to) == (threshold.unit, threshold.relative_to)
    }
    return metrics.pop() if len(metrics) == 1 else ""
