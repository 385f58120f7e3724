"""Whether measured figures and key points decide a band or a clause: 1 yes, 0 no, 9 not known."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.records import Requirement, Threshold
from pipeline.scoring.noted import metric_of
from pipeline.scoring.plan import Plan
from pipeline.scoring_workbook.cells import NO, UNKNOWN, YES, Calc, both, either, signed, total
from pipeline.scoring_workbook.inputs import Inputs


class Conditions:
    """The answers for the bands and clauses of a rubric."""

    def __init__(self, plan: Plan, inputs: Inputs, calc: Calc) -> None:
        """Looks up which cell holds which metric."""
        self.plan, self.inputs, self.calc = plan, inputs, calc
        self.counting = {clause.clause_id for _, clause in plan.all_clauses() if clause.per}
        thresholds = {one.threshold_id: one for group in plan.thresholds.values() for one in group}
        self.measured = {
            metric_of(plan, thresholds[slot.id]): inputs.values[slot.key]
            for slot in inputs.slots.values()
            if slot.kind == "measured"
        }
        self.worths = {
            point.key_point_id: point.points for group in plan.key_points.values() for point in group
        }
        self._kept: dict[str, str] = {}

    def says(self, owner_id: str) -> str:
        """Whether a band or clause applies by what was measured and done."""
        if owner_id not in self._kept:
            answer = self._says(owner_id)
            self._kept[owner_id] = answer if answer == UNKNOWN else self.calc.put("applies", answer)
        return self._kept[owner_id]

    def decided_band(self, owner_ids: Sequence[str]) -> str:
        """The place of the best band whose conditions hold, empty where one above it is open."""
        formula = '""'
        for place in range(len(owner_ids) - 1, -1, -1):
            answer = self.says(owner_ids[place])
            known = f'IF({answer}=1,{place},IF({answer}=9,"",{formula}))'
            formula = '""' if answer == UNKNOWN else known
        return formula

    def _says(self, owner_id: str) -> str:
        if owner_id in self.counting:
            return UNKNOWN
        answers = [self._within(one) for one in self.plan.thresholds.get(owner_id, ())]
        if asked := self.plan.requirements.get(owner_id, ()):
            answers.append(self._asked(asked))
        return self._all(answers)

    def _all(self, answers: Sequence[str]) -> str:
        """All of them: no as soon as one does not hold."""
        if not answers or set(answers) == {UNKNOWN}:
            return UNKNOWN
        cells = [one if one == UNKNOWN else self.calc.put("condition", one) for one in answers]
        known = [one for one in cells if one != UNKNOWN]
        none = either([f"{one}=0" for one in known])
        unknown = "TRUE" if UNKNOWN in cells else either([f"{one}=9" for one in known])
        return f"IF({none},0,IF({unknown},9,1))"

    def _within(self, one: Threshold) -> str:
        cell = self.measured.get(metric_of(self.plan, one))
        if cell is None or (one.low is None and one.high is None):
            return UNKNOWN
        if one.direction == "unstated" and one.low is not None and one.low == one.high:
            low = signed(one.low)
            return f'IF({cell}="",9,IF({cell}={low},1,IF({cell}<{low},0,9)))'
        rules = []
        if one.low is not None:
            rules.append(f"{cell}{'>' if one.low_closed is False else '>='}{signed(one.low)}")
        if one.high is not None:
            rules.append(f"{cell}{'<' if one.high_closed is False else '<='}{signed(one.high)}")
        return f'IF({cell}="",9,IF({both(rules)},1,0))'

    def _asked(self, asked: Sequence[Requirement]) -> str:
        """What a band asks for, in one of its ways."""
        ways: dict[int, list[str]] = {}
        for one in asked:
            ways.setdefault(one.alternative, []).append(self._met(one))
        answers = [self._all(way) for way in ways.values()]
        if set(answers) == {UNKNOWN}:
            return UNKNOWN
        cells = [one if one == UNKNOWN else self.calc.put("way", one) for one in answers]
        known = [one for one in cells if one != UNKNOWN]
        some = either([f"{one}=1" for one in known])
        unknown = "TRUE" if UNKNOWN in cells else either([f"{one}=9" for one in known])
        return f"IF({some},1,IF({unknown},9,0))"

    def _met(self, one: Requirement) -> str:
        points = one.key_points.split("；")
        answers = [self._done(point, undone=one.undone) for point in points]
        least = len(points) if one.relation == "all" else 1 if one.relation == "any" else one.at_least
        if least is None:
            return UNKNOWN
        if least > len(points) or (len(points) == 1 and one.relation == "at_least"):
            return UNKNOWN if one.undone or len(answers) > 1 else f"IF({answers[0]}=0,0,9)"
        sure = total([f"({answer}=1)*1" for answer in answers])
        maybe = total([f"({answer}=9)*1" for answer in answers])
        return f"IF({sure}>={least},{YES},IF({sure}+{maybe}>={least},{UNKNOWN},{NO}))"

    def _done(self, key_point_id: str, *, undone: bool) -> str:
        for kind in ("done", "won"):
            cell = next(
                (
                    self.inputs.values[slot.key]
                    for slot in self.inputs.slots.values()
                    if slot.kind == kind and slot.id == key_point_id
                ),
                None,
            )
            if cell is None:
                continue
            yes, no = (NO, YES) if undone else (YES, NO)
            worth = self.worths.get(key_point_id)
            full = "1" if worth is None else signed(worth)
            formula = f'IF({cell}="",9,IF({cell}={full},{yes},IF({cell}=0,{no},9)))'
            return self.calc.put("done", formula)
        return UNKNOWN
