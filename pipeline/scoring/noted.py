"""Marks of one unit against a rubric: what each says, and what is wrong with those that say nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from normalizers.kinds import CRITERIA
from normalizers.records import Band, Clause, Threshold
from normalizers.text.numerals import figure, plain
from pipeline.scoring import values
from pipeline.scoring.amounts import MOVING, ONE, ZERO, in_range, judged, most
from pipeline.scoring.formulas import names
from pipeline.scoring.limits import band_of, best_left, graded, holds
from pipeline.scoring.model import Fault, Mark
from pipeline.scoring.plan import Node, Plan, named


@dataclass(frozen=True, slots=True)
class Entry:
    """What was marked of a clause for one matter: a figure, or for a tier (its place) a count."""

    value: Decimal
    matter: str = ""
    tier: int | None = None


@dataclass
class Noted:
    """What a person said, by id; `closed` are criteria of which nothing else is to be noted (无).

    `touched` are the nodes that have a mark that can be used.
    """

    points: dict[str, Decimal] = field(default_factory=dict)
    grades: dict[str, int] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    entries: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, dict[str, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    measured: dict[str, Decimal] = field(default_factory=dict)
    done: dict[str, Decimal | bool] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    def is_done(self, points: dict[str, Decimal | None], key_point_id: str) -> bool | None:
        """Whether a key point is done: all its points won; part of them says neither."""
        value = self.done.get(key_point_id)
        if value is None or isinstance(value, bool):
            return value
        return True if value == points.get(key_point_id) else False if value == ZERO else None


class _Unusable(ValueError):
    """Why a mark cannot be used: the code of the fault, and what would do."""

    def __init__(self, code: str, allowed: str = "") -> None:
        super().__init__(code)
        self.code, self.allowed = code, allowed


def note(plan: Plan, marks: Iterable[Mark]) -> tuple[Noted, list[Fault]]:
    """What the marks say, and the faults; a criterion with a fault counts as one without marks.

    The order of the marks makes no difference.
    """
    ordered = sorted(marks, key=lambda mark: (mark.id, mark.matter, mark.value, mark.row or 0))
    found: list[tuple[Mark, Fault | None]] = [(mark, fault) for mark, fault in _Reader(plan).faults(ordered)]
    bad = {plan.homes.get(_owner(plan, mark.id), _owner(plan, mark.id)) for mark, fault in found if fault}
    reader = _Reader(plan)
    for mark in ordered:
        home = plan.homes.get(_owner(plan, mark.id), _owner(plan, mark.id))
        # the clauses of the whole rubric have no criterion that could be left out
        if home not in bad:
            reader.read(mark)
    faults = [fault for _, fault in found if fault is not None]
    return reader.noted, sorted(faults, key=lambda fault: (fault.row or 0, fault.id, fault.code))


def _owner(plan: Plan, mark_id: str) -> str:
    """The criterion that an id belongs to: the longest that it begins with; else the id itself."""
    parts = mark_id.split("/")
    for end in range(len(parts), 2, -1):
        if (known := "/".join(parts[:end])) in plan.criteria:
            return known
    return mark_id


class _Reader:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.noted = Noted()
        self.nodes = {node.id: node for node in plan.nodes()}
        self.clauses = {clause.clause_id: (node, clause) for node, clause in plan.all_clauses()}
        self.key_points = {one.key_point_id: one for group in plan.key_points.values() for one in group}
        self.bands = {one.band_id: one for group in plan.bands.values() for one in group}
        self.thresholds = {
            one.threshold_id: one
            for owner, group in plan.thresholds.items()
            if owner in self.clauses or owner in self.bands
            for one in group
        }

    def faults(self, marks: list[Mark]) -> Iterator[tuple[Mark, Fault | None]]:
        """Each mark with what is wrong with it, by itself and beside the others."""
        said: dict[str, list[Mark]] = defaultdict(list)
        wrong: dict[int, tuple[Mark, _Unusable]] = {}
        for place, mark in enumerate(marks):
            try:
                self.read(mark)
                said[mark.id].append(mark)
            except _Unusable as error:
                wrong[place] = (mark, error)
        together = dict(self._together(said))
        for place, mark in enumerate(marks):
            if place in wrong:
                yield mark, self._fault(mark, wrong[place][1])
            else:
                beside = together.get(mark)
                yield mark, None if beside is None else self._fault(mark, beside)

    def _fault(self, mark: Mark, error: _Unusable) -> Fault:
        owner = self.plan.criteria.get(_owner(self.plan, mark.id))
        name = named(owner) if owner else ""
        return Fault(error.code, mark.id, name, mark.row, mark.value, error.allowed)

    def read(self, mark: Mark) -> None:
        """Notes what a mark says. Raises _Unusable."""
        head, _, tail = mark.id.rpartition("/")
        if mark.id == self.plan.rubric.rubric_id:
            if not values.nothing(mark.value):
                raise _Unusable("not-nothing", "无")
            self.noted.closed.add(mark.id)
        elif mark.id in self.plan.criteria:
            self._criterion(mark)
        elif mark.id in self.clauses:
            self._clause(mark, *self.clauses[mark.id])
        elif mark.id in self.thresholds:
            self.noted.measured[mark.id] = _figure(mark.value)
        elif mark.id in self.key_points:
            self._key_point(mark)
        elif head in self.clauses and tail in names(self.clauses[head][1].formula):
            value = values.share(mark.value)
            if value is None:
                raise _Unusable("not-a-figure", "0.95, 95%")
            self.noted.named[head][tail] = value
        else:
            raise _Unusable("unknown-id")
        home = self.plan.homes.get(_owner(self.plan, mark.id))
        if home is not None:
            self.noted.touched.add(home)

    def _criterion(self, mark: Mark) -> None:
        criterion = self.plan.criteria[mark.id]
        bands = self.plan.bands.get(mark.id, ())
        if values.nothing(mark.value):
            self.noted.closed.add(mark.id)
            return
        points = values.number(mark.value)
        if points is None:
            place = graded(bands, mark.value)
            if place is None:
                allowed = "、".join(band.grade for band in bands)
                raise _Unusable("no-such-grade" if bands else "not-a-figure", allowed)
            self.noted.grades[mark.id] = place
            return
        node = self.nodes.get(mark.id)
        if not CRITERIA[criterion.kind].sign:
            raise _Unusable("no-points")
        if node is None:
            home = self.nodes[self.plan.homes[mark.id]]
            if home.clauses or self.plan.bands.get(home.id):
                raise _Unusable("points-above", home.id)
            node = home
        top = node.rest if node.id != mark.id else node.worth
        if points < ZERO or (top is not None and points > top):
            raise _Unusable("out-of-range", f"0–{figure(top)}" if top is not None else "≥ 0")
        if bands and band_of(bands, points) is None:
            raise _Unusable("outside-bands", ranges(bands))
        self.noted.points[mark.id] = points

    def _clause(self, mark: Mark, node: Node | None, clause: Clause) -> None:
        tiers = self.plan.tiers.get(clause.clause_id, ())
        if not self.plan.computed(node, clause):
            raise _Unusable("nothing-to-mark")
        said = values.truth(mark.value)
        count = values.number(mark.value) if said is None else ONE if said else ZERO
        if values.nothing(mark.value):
            count = ZERO
        entries = self.noted.entries[clause.clause_id]
        if tiers and count != ZERO:
            counts = values.tier_counts(mark.value, tiers)
            if counts is None:
                raise _Unusable("no-such-tier", "；".join(tier.label or str(tier.seq) for tier in tiers))
            entries.extend(Entry(number, mark.matter, place) for place, number in sorted(counts.items()))
            return
        if count is None:
            raise _Unusable("not-a-figure")
        if count < ZERO:
            raise _Unusable("out-of-range", "≥ 0")
        worth = None if node is None else node.worth
        if clause.kind not in MOVING:
            if count not in {ZERO, ONE}:
                raise _Unusable("out-of-range", "0, 1")
        elif judged(clause, tiers):
            bound = most(clause, tiers, worth)
            if said:
                raise _Unusable("not-a-figure", _allowed(clause, bound))
            if not in_range(clause, count) or (not clause.per and count > bound):
                raise _Unusable("out-of-range", _allowed(clause, bound))
        elif count != count.to_integral_value() and not clause.per:
            raise _Unusable("out-of-range", "0, 1")
        entries.append(Entry(count, mark.matter))

    def _key_point(self, mark: Mark) -> None:
        point = self.key_points[mark.id]
        said = values.truth(mark.value)
        if said is not None:
            self.noted.done[mark.id] = said
            return
        value = _figure(mark.value)
        if point.points is None and value not in {ZERO, ONE}:
            raise _Unusable("out-of-range", "0, 1")
        if point.points is not None and not ZERO <= value <= point.points:
            raise _Unusable("out-of-range", f"0–{plain(point.points)}")
        self.noted.done[mark.id] = value == ONE if point.points is None else value

    def _together(self, said: dict[str, list[Mark]]) -> Iterator[tuple[Mark, _Unusable]]:
        """What is wrong with marks that are right by themselves."""
        for marks in said.values():
            for mark in marks:
                if any(_same_thing(mark, other, self.plan) for other in marks if other is not mark):
                    yield mark, _Unusable("several-values")
        yield from self._above_bounds(said)
        yield from self._measured(said)

    def _above_bounds(self, said: dict[str, list[Mark]]) -> Iterator[tuple[Mark, _Unusable]]:
        """Points outside of the grade marked, above a limit that holds, or of a criterion and below it."""
        for criterion_id in self.plan.criteria:
            marks = said.get(criterion_id, ())
            bands = self.plan.bands.get(criterion_id, ())
            grade = self.noted.grades.get(criterion_id)
            top = self._limited(criterion_id, bands)
            for mark in marks:
                points = values.number(mark.value)
                if points is None:
                    if (
                        grade is not None
                        and top is not None
                        and grade < top
                        and not values.nothing(mark.value)
                    ):
                        yield mark, _Unusable("above-limit", bands[top].grade)
                    continue
                best = bands[top].max_points if top is not None else None
                if grade is not None and not holds(bands[grade], points):
                    yield mark, _Unusable("outside-grade", ranges([bands[grade]]))
                elif best is not None and points > best:
                    yield mark, _Unusable("above-limit", ranges(bands[top:]))
                elif any(other.startswith(f"{criterion_id}.") for other in said):
                    yield mark, _Unusable("marked-below")

    def _limited(self, criterion_id: str, bands: tuple[Band, ...]) -> int | None:
        """The best band that the marked limits of a criterion leave."""
        left = [
            place
            for node, clause in self.clauses.values()
            if clause.kind == "limit" and clause.criterion_id == criterion_id
            if self.plan.limited_by(node, clause) is bands
            if any(entry.value for entry in self.noted.entries.get(clause.clause_id, ()))
            if (place := best_left(clause, bands, None)) is not None
        ]
        return max(left, default=None)

    def _measured(self, said: dict[str, list[Mark]]) -> Iterator[tuple[Mark, _Unusable]]:
        """One metric of a criterion has one figure."""
        by_metric: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for one in self.noted.measured:
            by_metric[self.metric(self.thresholds[one])].add(one)
        for group in by_metric.values():
            if len({self.noted.measured[one] for one in group}) > 1:
                for one in sorted(group):
                    for mark in said[one]:
                        yield mark, _Unusable("several-values", "；".join(sorted(group)))

    def metric(self, threshold: Threshold) -> tuple[str, ...]:
        """What a threshold measures: thresholds of one criterion with the same metric have one figure."""
        return metric_of(self.plan, threshold)


def metric_of(plan: Plan, threshold: Threshold) -> tuple[str, ...]:
    """Criterion, metric and unit of a threshold."""
    owner = _owner(plan, threshold.owner_id)
    return (owner, threshold.metric, threshold.unit, threshold.relative_to)


def _same_thing(mark: Mark, other: Mark, plan: Plan) -> bool:
    """Whether two marks of one id contradict each other; a grade and points, or two matters, do not."""
    if mark.id in plan.criteria:
        kinds = [
            "nothing"
            if values.nothing(one.value)
            else "word"
            if values.number(one.value) is None
            else "figure"
            for one in (mark, other)
        ]
        return kinds[0] == kinds[1]
    if mark.matter != other.matter:
        return False
    tiers = plan.tiers.get(mark.id, ())
    if tiers and mark.matter:
        # one matter that was praised by the city and the province: the greater will count
        both = [values.tier_counts(one.value, tiers) or {} for one in (mark, other)]
        return not both[0] or not both[1] or bool(both[0].keys() & both[1].keys())
    return True


def _figure(value: str) -> Decimal:
    found = values.number(value)
    if found is None:
        raise _Unusable("not-a-figure")
    return found


def _allowed(clause: Clause, bound: Decimal) -> str:
    if clause.points_max is not None:
        return f"0, {figure(clause.points)}–{figure(clause.points_max)}"
    return f"0–{plain(bound)}" if bound.is_finite() else "≥ 0"


def ranges(bands: Iterable[Band]) -> str:
    """The bands with their ranges: 好 16-20、一般 10-15."""
    said = []
    for band in bands:
        low, high = figure(band.min_points), figure(band.max_points)
        said.append(f"{band.grade} {low}" if low == high else f"{band.grade} {low}–{high}")
    return "、".join(said)
