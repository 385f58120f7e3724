"""The score sheet of a unit (评分结果): the rubric computed at both ends, what is asked, what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from operator import is_
from typing import TYPE_CHECKING

from extractors.frozen import frozen
from normalizers.records import Clause, Records, Rubric
from pipeline.scoring.expression import Key
from pipeline.scoring.figures import Figures
from pipeline.scoring.model import Asked, Fault, Line, Mark, Outcome, ScoreSheet, Span, Step
from pipeline.scoring.noted import Known, Noted, known, matters_of, note
from pipeline.scoring.rules.clauses import Ask
from pipeline.scoring.rules.composed import parts_of, scored_alone, untold
from pipeline.scoring.rules.grades import band_of, ranges
from pipeline.scoring.rules.outline import Node, Outline, named, outline
from pipeline.scoring.rules.plan import Plan, bears_on_ladder, plan
from pipeline.scoring.rules.slots import NOT_APPLICABLE, Slots
from pipeline.scoring.trace import StepKey, Taken, Trace, in_order

if TYPE_CHECKING:
    from pipeline.scoring.alike import Alike

ZERO = Decimal(0)
# faults of the rubric itself, whatever is marked
_OF_RUBRIC = frozenset({"weights-unclear", "points-unknown"})
_BY_GRADE = frozenset({"grade", "grade-decided", "limit"})


@dataclass(slots=True)
class _Ready:
    """A rubric made ready to score units by; where there are many, some of their criteria are `alike`."""

    plan: Plan
    known: Known
    texts: Mapping[str, str]
    partial: frozenset[str]
    remarks: tuple[Step, ...]
    limits: tuple[tuple[Key, Step], ...]
    alike: Alike | None = None
    units: int = 0
    # what was told of steps, by the step; and of criteria, by their points and steps
    steps: dict[int, tuple[Taken, StepKey, Step]] = field(default_factory=dict)
    lines: dict[tuple[object, ...], Line] = field(default_factory=dict)


def score(records: Records, marks: Iterable[Mark], rubric_id: str = "") -> tuple[ScoreSheet, ...]:
    """A sheet for each unit and each rubric that its marks speak of, units in the order in which they come.

    Ids of marks may leave out the notice (`1/2.3/c1`). `rubric_id` chooses one rubric; marks of others are
    then left out. Marks of which nobody can tell the rubric are errors of each sheet of their unit; a unit
    none of whose marks names a rubric has a sheet of the first. The order of marks makes no difference.
    """
    alone = scored_alone(records)
    rubrics = [one for one in (records.rubrics if rubric_id else alone) if rubric_id in {"", one.rubric_id}]
    parts = parts_of(records)
    whole = {
        part.rubric_id: id_ for id_, group in parts.items() for part in group if part.rubric_id != rubric_id
    }
    by_unit: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        own = by_unit[mark.unit.strip()]
        if mark.value.strip():
            own.append(_absolute(mark, records))
    ids = {one.rubric_id for one in records.rubrics}
    homes: dict[str, str] = {}
    sheets = []
    for unit, own in by_unit.items():
        of: dict[str, list[Mark]] = defaultdict(list)
        for mark in own:
            if mark.id not in homes:
                home = next((one for one in ids if _within(mark.id, one)), "")
                homes[mark.id] = whole.get(home, home)
            of[homes[mark.id]].append(mark)
        chosen = [one for one in rubrics if one.rubric_id in of] or rubrics[:1]
        for one in chosen:
            sheets.append(_sheet(records, one, unit, [*of[one.rubric_id], *of[""]]))
    return tuple(sheets)


def blank(records: Records, rubric: Rubric, unit: str = "") -> ScoreSheet:
    """The sheet of a unit of which nothing was marked."""
    return _sheet(records, rubric, unit, [])


# the rubrics that were scored last; of one rubric there are often many units, or calls
_KEPT: list[tuple[Records, str, Outline, Slots, dict[tuple[tuple[str, int], ...], _Ready]]] = []
_KEPT_AT_MOST = 4
_KNOWN_AT_MOST = 20_000
# the unit that shows that there are many
_MANY = 3


def _ready(records: Records, rubric: Rubric, marks: Sequence[Mark]) -> _Ready:
    kept = [one for one in _KEPT if one[1] == rubric.rubric_id]
    # who reads the dataset again for each call has equal records: to compare them is a twentieth of planning
    found = next((one for one in kept if one[0] is records), None)
    found = found or next((one for one in kept if one[0] == records), None)
    if found is None:
        of = outline(records, rubric)
        found = (records, rubric.rubric_id, of, Slots(of), {})
        _KEPT.insert(0, found)
        del _KEPT[_KEPT_AT_MOST:]
    _, _, of, slots, made = found
    matters = matters_of(slots, marks)
    key = tuple(sorted(matters.items()))
    if key not in made:
        planned = plan(of, matters)
        texts = {clause.clause_id: clause.text for _, clause in of.all_clauses()}
        partial = frozenset(clause.clause_id for _, clause in of.all_clauses() if clause.partial)
        told = tuple(_remarks(of)), tuple(_limits(of))
        made[key] = _Ready(planned, known(planned), texts, partial, *told)
    ready = made[key]
    ready.units += 1
    if ready.units == _MANY:
        from pipeline.scoring.alike import Alike

        ready.alike = Alike(ready.plan)
    return ready


def _absolute(mark: Mark, records: Records) -> Mark:
    """The mark with its full id."""
    notice = records.notice.notice_id
    bare = mark.id.strip().lstrip("…").strip("/")
    if bare is mark.id and bare.startswith(f"{notice}/") and mark.matter == mark.matter.strip():
        return mark
    full = bare if bare == notice or bare.startswith(f"{notice}/") else f"{notice}/{bare}"
    return Mark(full, mark.value, mark.unit, mark.matter.strip(), mark.remark, mark.row)


def _within(record_id: str, owner: str) -> bool:
    return record_id == owner or record_id.startswith(f"{owner}/")


def _sheet(records: Records, rubric: Rubric, unit: str, marks: Sequence[Mark]) -> ScoreSheet:
    with localcontext() as context:
        context.prec = 50
        ready = _ready(records, rubric, marks)
        sheet = None if ready.alike is None else _by_alike(ready, ready.alike, unit, marks)
        return sheet or _by_itself(ready, unit, marks)


def _by_alike(ready: _Ready, alike: Alike, unit: str, marks: Sequence[Mark]) -> ScoreSheet | None:
    """The sheet of a unit with what is known of units marked like it; None where a mark is wrong."""
    met = alike.met(marks)
    noted, faults = note(ready.plan, ready.known, met.unread)
    if faults:
        return None
    noted = met.noted(noted)
    low = met.lowest(noted)
    if any(low.figures.holds(check.wrong) for check in met.checks()):
        return None
    made = _Assembled(ready, noted, low, lambda: met.highest(low), unit, tuple(_of_rubric(ready.plan.of)))
    sheet = made.sheet()
    met.keep(noted, low, made.highest)
    return sheet


def _by_itself(ready: _Ready, unit: str, marks: Sequence[Mark]) -> ScoreSheet:
    """The sheet of a unit, with what is wrong with its marks."""
    of = ready.plan.of
    noted, faults = note(ready.plan, ready.known, marks)
    figures = Figures(noted.values, noted.matters)
    if wrong := [check for check in ready.plan.checks if figures.holds(check.wrong)]:
        # what contradicts itself counts as not marked
        told = {(check.code, check.key): check for check in reversed(wrong)}
        more = [
            _with_row(
                Fault(check.code, _told_id(check.key, of), of.name(check.node_id), None, "", check.allowed),
                noted,
                check.key,
            )
            for check in reversed(told.values())
        ]
        faults = [*faults, *more]
        noted = noted.without({check.node_id or check.key.id for check in wrong}, of)
        figures = Figures(noted.values, noted.matters)
    faults = [*faults, *_of_rubric(of)]
    highest = figures.highest
    return _Assembled(ready, noted, Trace(figures), lambda: Trace(highest()), unit, faults).sheet()


def _told_id(key: Key, of: Outline) -> str:
    """The id that a fault names: of a figure of a formula the clause."""
    return key.id.rpartition("/")[0] if key.what == "figure" and "/th" not in key.id else key.id


def _with_row(fault: Fault, noted: Noted, key: Key) -> Fault:
    """A fault with the mark that it speaks of."""
    own = [noted.rows[key]] if key in noted.rows else []
    own = own or sorted(
        (mark for mark in noted.rows.values() if mark.id == fault.id or mark.id.startswith(f"{fault.id}/")),
        key=lambda mark: (mark.row or 0, mark.id, mark.matter, mark.value),
    )
    if not own:
        return fault
    return Fault(fault.code, fault.id, fault.name, own[0].row, own[0].value, fault.allowed)


def _of_rubric(of: Outline) -> Iterator[Fault]:
    """What keeps a rubric from being added up."""
    if of.unclear_weights:
        yield Fault("weights-unclear", of.rubric.rubric_id, of.rubric.title)
    for node in of.nodes():
        if node.worth is None and node.criterion.kind == "scored" and not node.children:
            yield Fault("points-unknown", node.id, node.name)


@frozen
class _End:
    """What there is at one end."""

    total: Decimal
    before: Decimal
    vetoed: bool
    grade: Decimal | None
    nodes: dict[str, Decimal]
    steps: dict[StepKey, Taken]


class _Assembled:
    """Both ends side by side."""

    def __init__(
        self,
        ready: _Ready,
        noted: Noted,
        lowest: Trace,
        highest: Callable[[], Trace],
        unit: str,
        faults: Sequence[Fault],
    ) -> None:
        self.plan, self.of, self.texts = ready.plan, ready.plan.of, ready.texts
        self.ready, self.partial = ready, ready.partial
        self.noted, self.unit, self.faults = noted, unit, faults
        words = ((key.id, value) for key, value in noted.values.items() if key.what == "word")
        self.absent = {id_ for id_, value in words if value == NOT_APPLICABLE}
        limits = (one for key, one in ready.limits if noted.values.get(key, ZERO) > ZERO)
        self.remarks = (*ready.remarks, *limits)
        self.low = self._end(lowest)
        self.high, self.highest = self.low, lowest
        self.open: dict[str, list[Ask]] = {}
        self.touched: set[str] = set()
        self.unclear: dict[str, str] = {}
        if lowest.figures.differs:
            self._missing(lowest.figures)
            self.highest = highest()
            self.high = self._end(self.highest)
            self._unclear(self.highest.figures)
        self.steps: dict[str, list[Step]] = defaultdict(list)
        for step in self._merged():
            self.steps[step.owner_id].append(step)

    def _missing(self, figures: Figures) -> None:
        """What is open, as it is asked for where something still moves the total."""
        holds, planned = figures.holds, self.plan
        self.open = {owner: [ask for ask in asks if holds(ask.open)] for owner, asks in planned.asks.items()}
        self.touched = {id_ for id_, one in planned.touched.items() if holds(one)}
        self._unclear(figures)

    def _unclear(self, figures: Figures) -> None:
        holds = figures.holds
        self.unclear |= {id_: owner for id_, (owner, when) in self.plan.unclear.items() if holds(when)}

    def _end(self, trace: Trace) -> _End:
        figures, planned = trace.figures, self.plan
        return _End(
            figures(planned.total),
            figures(planned.before),
            figures.holds(planned.vetoed),
            figures(planned.grade) if planned.grade is not None else None,
            {
                id_: figures(one)
                for id_, one in planned.nodes.items()
                if not figures.holds(planned.hidden[id_])
            },
            trace.taken(planned.total),
        )

    def sheet(self) -> ScoreSheet:
        """The whole of it."""
        points = _span(self.low.total, self.high.total)
        vetoed = self.low.vetoed and self.high.vetoed
        asked = () if vetoed else tuple(self._asked())
        outcome: Outcome = "complete"
        if any(fault.code not in _OF_RUBRIC for fault in self.faults):
            outcome = "faulty"
        elif vetoed:
            outcome = "vetoed"
        elif points.exact is None or asked or self.faults:
            outcome = "incomplete"
        return ScoreSheet(
            unit=self.unit,
            rubric_id=self.of.rubric.rubric_id,
            title=self.of.rubric.title,
            points=points,
            outcome=outcome,
            before_veto=_span(self.low.before, self.high.before) if vetoed else None,
            grade=self._grade(vetoed=vetoed),
            lines=tuple(self._lines()),
            steps=tuple(self.steps.get("", ())),
            asked=asked,
            errors=tuple(self.faults),
            remarks=(*self.remarks, *self._absent()),
            full=self._full(),
        )

    def _absent(self) -> Iterator[Step]:
        """What was marked as not applicable, each by its own mark."""
        for node in self.of.nodes() if self.absent else ():
            if node.id in self.absent:
                place = self.of.places.get(node.id, "")
                yield Step(node.id, "", "not-applicable", Span(ZERO, ZERO), text=node.name, place=place)

    def _full(self) -> Decimal | None:
        """The points that can be won, where some fell and were not folded back."""
        fell = self.absent and self.of.fold is None
        return _finite(self.highest.figures(self.plan.full)) if fell else None

    def _merged(self) -> Iterator[Step]:
        """The steps of both ends in one order; one that is missing at an end moves nothing there."""
        if self.low is self.high:
            for key, taken in self.low.steps.items():
                yield self._step(key, taken)
            return
        for key in in_order(list(self.low.steps), list(self.high.steps)):
            low, high = self.low.steps.get(key), self.high.steps.get(key)
            owner, clause_id, reason, _ = key
            told = high or low or Taken(ZERO)
            span = _span(low.effect if low else ZERO, high.effect if high else ZERO)
            said = told.arithmetic if span.exact is not None else ""
            yield Step(
                owner,
                clause_id,
                reason,
                span,
                told.count,
                said,
                self.texts.get(clause_id, ""),
                self.of.places.get(clause_id or owner, ""),
            )

    def _step(self, key: StepKey, taken: Taken) -> Step:
        """A step that is the same at both ends; units that are marked alike have the same ones."""
        known = self.ready.steps.get(id(taken))
        if known is not None and known[0] is taken and known[1] == key:
            return known[2]
        owner, clause_id, reason, _ = key
        place = self.of.places.get(clause_id or owner, "")
        text = self.texts.get(clause_id, "")
        span = _span(taken.effect, taken.effect)
        made = Step(owner, clause_id, reason, span, taken.count, taken.arithmetic, text, place)
        if len(self.ready.steps) > _KNOWN_AT_MOST:
            self.ready.steps.clear()
        self.ready.steps[id(taken)] = taken, key, made
        return made

    def _lines(self) -> Iterator[Line]:
        for node in self.of.nodes():
            low, high = self.low.nodes.get(node.id), self.high.nodes.get(node.id)
            if low is None or high is None:
                continue
            yield self._line(node, low, high, tuple(self.steps.get(node.id, ())))

    def _line(self, node: Node, low: Decimal, high: Decimal, steps: tuple[Step, ...]) -> Line:
        """The line of a node; units that are marked alike have the same ones."""
        key = (node.id, low, high, *map(id, steps))
        if (known := self.ready.lines.get(key)) is not None and all(map(is_, known.steps, steps)):
            return known
        points = _span(low, high)
        made = Line(
            node.id,
            node.criterion.label,
            node.name,
            node.criterion.level,
            node.criterion.kind,
            node.worth,
            points,
            self._line_grade(node, points),
            steps,
        )
        if len(self.ready.lines) > _KNOWN_AT_MOST:
            self.ready.lines.clear()
        self.ready.lines[key] = made
        return made

    def _line_grade(self, node: Node, points: Span) -> str:
        bands = self.of.bands.get(node.id, ())
        if not bands:
            return ""
        ends = [band_of(bands, end) for end in (points.low, points.high) if end is not None]
        if len(ends) == 2 and ends[0] is not None and ends[0] == ends[1]:
            return ends[0].grade
        return ""

    def _grade(self, *, vetoed: bool) -> str:
        """The grade of the whole rubric, where both ends have one; a veto gives the lowest."""
        ladder = self.of.bands.get("", ())
        if (
            not ladder
            or self.low.grade is None
            or not (self.low.total.is_finite() and self.high.total.is_finite())
        ):
            return ""
        if vetoed:
            return ladder[-1].grade
        place = self.low.grade
        return ladder[int(place)].grade if place == self.high.grade and place >= 0 else ""

    # ---- what is missing

    def _asked(self) -> Iterator[Asked]:
        """What has to be marked for the total to be exact: only what still moves it."""
        if self.low is self.high:
            return
        moving = {
            step.clause_id
            for group in self.steps.values()
            if _differ(group)
            for step in group
            if step.effect.exact is None and step.clause_id
        }
        for node in self.of.nodes():
            own = self.steps.get(node.id, ())
            unmarked = any(step.reason == "unmarked" for step in own)
            differs = _differ(own)
            if differs and any(step.reason == "unread" for step in own):
                text = "；".join(self.of.unread_of(node))
                yield self._ask(node.id, node.id, "rule", text)
            elif differs and (partly := self._read_in_part(own)):
                yield self._ask(node.id, node.id, "rule", partly)
            if differs and any(step.reason in _BY_GRADE for step in own):
                yield self._ask(node.id, node.id, "points", self._left(own))
            if unmarked and differs:
                yield from self._untouched(node)
            open_here = [
                one
                for one in self.open.get(node.id, ())
                if (differs and not unmarked) or self._clause_of(one.id) in moving
            ]
            if node.id in self.touched:
                yield from (self._ask(node.id, one.id, one.what, one.text) for one in open_here)
            elif open_here and not (unmarked and differs):
                yield from self._untouched(node)
        for one in self.open.get("", ()):
            if one.id in moving or self._clause_of(one.id) in moving:
                yield self._ask("", one.id, one.what, one.text)
        if self.low.total == self.high.total and self.low.grade != self.high.grade:
            # the points are known, and limits on the grade are not
            limits = {
                clause.clause_id
                for node, clause in self.of.all_clauses()
                if bears_on_ladder(self.of, node, clause)
            }
            for owner, group in self.open.items():
                yield from (self._ask(owner, one.id, one.what, one.text) for one in group if one.id in limits)
        for clause_id, node_id in sorted(self.unclear.items()) if moving else ():
            yield self._ask(node_id, clause_id, "matter", self.texts[clause_id])

    def _ask(self, node_id: str, id_: str, what: str, text: str = "") -> Asked:
        clause_id = self._clause_of(id_)
        return Asked(
            id_,
            self.of.name(node_id),
            what,
            text,
            self.of.places.get(clause_id) or self.of.places.get(id_, ""),
        )

    def _read_in_part(self, steps: Sequence[Step]) -> str:
        """What is marked and was read in part, so that nobody but a person can say what it comes to."""
        marked = {key.id for key in self.noted.values} & self.partial
        texts = (step.text for step in steps if step.effect.exact is None and step.clause_id in marked)
        return "；".join(dict.fromkeys(texts))

    def _left(self, steps: Sequence[Step]) -> str:
        """The grade of a node, of which the points are not told."""
        return next((step.arithmetic.rpartition(" ")[0] for step in steps if step.reason in _BY_GRADE), "")

    def _clause_of(self, asked_id: str) -> str:
        return asked_id if asked_id in self.texts else asked_id.rpartition("/")[0]

    def _untouched(self, node: Node) -> Iterator[Asked]:
        place = self.of.places.get(node.id, "")
        bands = self.of.bands.get(node.id, ())
        if bands:
            yield Asked(node.id, node.name, "grade", ranges(bands), place)
            return
        if node.id in self.touched:
            points = [one for one in self.of.key_points.get(node.id, ()) if one.points is not None]
            missing = [one for one in points if Key(one.key_point_id, "done") not in self.noted.values]
            for one in missing:
                yield Asked(one.key_point_id, node.name, "points", one.text, place)
            for item in node.pooled:
                key = Key(item.criterion_id, "points")
                if not points and not node.clauses and key not in self.noted.values:
                    yield Asked(item.criterion_id, named(item), "points", item.text, place)
            if missing or (node.pooled and not node.clauses):
                return
        what = "clauses" if node.moves else "points"
        yield Asked(node.id, node.name, what, "", place)


def _remarks(of: Outline) -> Iterator[Step]:
    """Rules that were not read, and those that hold for all and are not computed."""
    if not of.shared:
        told = [*(one.text for one in of.clauses), *(one.evidence for one in of.unread)]
        for note in untold(told, of.notes):
            place = of.places.get(note.note_id, "")
            yield Step("", "", "not-computed", Span(ZERO, ZERO), text=note.text, place=place)
    for row in of.unread:
        place = f"p.{row.page}" if row.page is not None else row.path
        place += f" r.{row.row}" if row.row is not None else ""
        owner = row.owner_id if row.owner_id in of.criteria else ""
        yield Step(owner, "", "unread", Span(ZERO, ZERO), text=row.evidence, place=place)
    for node, clause in of.all_clauses():
        if clause.kind != "limit" and not of.silent(clause) and not of.computed(node, clause):
            yield _not_computed(of, node, clause)


def _limits(of: Outline) -> Iterator[tuple[Key, Step]]:
    """Limits that bear on no grade here (取消参评资格): told where they apply."""
    for node, clause in of.all_clauses():
        if clause.kind == "limit" and not (clause.grade_rule and of.limited_by(node, clause)):
            yield Key(clause.clause_id, "count"), _not_computed(of, node, clause)


def _not_computed(of: Outline, node: Node | None, clause: Clause) -> Step:
    place = of.places.get(clause.clause_id, "")
    owner = node.id if node else ""
    return Step(owner, clause.clause_id, "not-computed", Span(ZERO, ZERO), text=clause.text, place=place)


def _differ(steps: Sequence[Step]) -> bool:
    """Whether steps come to something else at both ends; what a limit evens out does not."""
    lows, highs = [step.effect.low for step in steps], [step.effect.high for step in steps]
    if None in lows or None in highs:
        return True
    return sum(one for one in lows if one is not None) != sum(one for one in highs if one is not None)


def _span(low: Decimal, high: Decimal) -> Span:
    """Both ends, the open ones as None; trailing zeros are no digits."""
    if low is high:
        both = _finite(low)
        return Span(both, both)
    return Span(_finite(low), _finite(high))


def _finite(points: Decimal) -> Decimal | None:
    return points.normalize() + ZERO if points.is_finite() else None
