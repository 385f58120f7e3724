"""The score sheet of a unit (评分结果): the rubric added up at both ends, what is asked, what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext

from normalizers.kinds import CLAUSES
from normalizers.records import Band, Clause, Records, Rubric
from pipeline.scoring.adding import add
from pipeline.scoring.amounts import ZERO
from pipeline.scoring.limits import band_of, best_left
from pipeline.scoring.model import Asked, Fault, Line, Mark, Outcome, ScoreSheet, Span, Step
from pipeline.scoring.noted import Noted, note, ranges
from pipeline.scoring.plan import Node, Plan, named, plan
from pipeline.scoring.rows import Rows
from pipeline.scoring.steps import Added, Key, Taken
from pipeline.scoring.weighing import weigh

# faults of the rubric itself, whatever is marked
_OF_RUBRIC = frozenset({"weights-unclear", "points-unknown"})


def score(records: Records, marks: Iterable[Mark], rubric_id: str = "") -> tuple[ScoreSheet, ...]:
    """A sheet for each unit and each rubric that its marks speak of, units in the order in which they come.

    Ids of marks may leave out the notice (`1/2.3/c1`). `rubric_id` chooses one rubric; marks of others are
    then left out. Marks of which nobody can tell the rubric are errors of each sheet of their unit; a unit
    none of whose marks names a rubric has a sheet of the first. The order of marks makes no difference.
    """
    rubrics = [one for one in records.rubrics if rubric_id in {"", one.rubric_id}]
    by_unit: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        own = by_unit[mark.unit.strip()]
        if mark.value.strip():
            own.append(_absolute(mark, records))
    plans = {one.rubric_id: plan(records, one) for one in rubrics}
    known = {one.rubric_id for one in records.rubrics}
    sheets = []
    for unit, own in by_unit.items():
        of: dict[str, list[Mark]] = defaultdict(list)
        for mark in own:
            of[next((one for one in known if _within(mark.id, one)), "")].append(mark)
        chosen = [one for one in rubrics if one.rubric_id in of] or rubrics[:1]
        for one in chosen:
            sheets.append(_sheet(plans[one.rubric_id], unit, [*of[one.rubric_id], *of[""]]))
    return tuple(sheets)


def blank(records: Records, rubric: Rubric, unit: str = "") -> ScoreSheet:
    """The sheet of a unit of which nothing was marked."""
    return _sheet(plan(records, rubric), unit, [])


def _absolute(mark: Mark, records: Records) -> Mark:
    """The mark with its full id."""
    notice = records.notice.notice_id
    bare = mark.id.strip().lstrip("…").strip("/")
    full = bare if bare == notice or bare.startswith(f"{notice}/") else f"{notice}/{bare}"
    return Mark(full, mark.value, mark.unit, mark.matter.strip(), mark.remark, mark.row)


def _within(record_id: str, owner: str) -> bool:
    return record_id == owner or record_id.startswith(f"{owner}/")


def _sheet(of: Plan, unit: str, marks: Sequence[Mark]) -> ScoreSheet:
    with localcontext() as context:
        context.prec = 50
        noted, faults = note(of, marks)
        rows = Rows(of, noted)
        if rows.faults:
            # what contradicts itself counts as not marked
            bad = {of.homes.get(_criterion_of(of, fault.id), "") for fault in rows.faults}
            left = [mark for mark in marks if of.homes.get(_criterion_of(of, mark.id), "-") not in bad]
            told = [_with_row(fault, marks) for fault in rows.faults]
            noted, more = note(of, left)
            rows, faults = Rows(of, noted), [*faults, *told, *(one for one in more if one not in faults)]
        low, high = add(of, noted, rows, "low"), add(of, noted, rows, "high")
        faults = [*faults, *_of_rubric(of)]
        return _Assembled(of, noted, rows, low, high, unit, faults).sheet()


def _criterion_of(of: Plan, mark_id: str) -> str:
    parts = mark_id.split("/")
    return next(
        (known for end in range(len(parts), 2, -1) if (known := "/".join(parts[:end])) in of.criteria),
        mark_id,
    )


def _with_row(fault: Fault, marks: Sequence[Mark]) -> Fault:
    own = sorted(
        (mark for mark in marks if mark.id == fault.id or mark.id.startswith(f"{fault.id}/")),
        key=lambda mark: (mark.row or 0, mark.id, mark.matter, mark.value),
    )
    mark = own[0] if own else None
    if mark is None:
        return fault
    return Fault(fault.code, fault.id, fault.name, mark.row, mark.value, fault.allowed)


def _of_rubric(of: Plan) -> Iterator[Fault]:
    """What keeps a rubric from being added up."""
    if of.unclear_weights:
        yield Fault("weights-unclear", of.rubric.rubric_id, of.rubric.title)
    for node in of.nodes():
        if node.worth is None and node.criterion.kind == "scored" and not node.children:
            yield Fault("points-unknown", node.id, node.name)


class _Assembled:
    """Both ends side by side."""

    def __init__(
        self, of: Plan, noted: Noted, rows: Rows, low: Added, high: Added, unit: str, faults: Sequence[Fault]
    ) -> None:
        self.of, self.noted, self.rows, self.low, self.high = of, noted, rows, low, high
        self.unit, self.faults = unit, faults
        self.texts = {clause.clause_id: clause.text for _, clause in of.all_clauses()}
        self.steps: dict[str, list[Step]] = defaultdict(list)
        for step in self._merged():
            self.steps[step.owner_id].append(step)

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
        steps = self.steps.get("", [])
        return ScoreSheet(
            unit=self.unit,
            rubric_id=self.of.rubric.rubric_id,
            title=self.of.rubric.title,
            points=points,
            outcome=outcome,
            before_veto=_span(self.low.before, self.high.before) if vetoed else None,
            grade=self._grade(points, vetoed=vetoed),
            lines=tuple(self._lines()),
            steps=tuple(steps),
            asked=asked,
            errors=tuple(self.faults),
            remarks=tuple(self._remarks()),
        )

    def _merged(self) -> Iterator[Step]:
        """The steps of both ends in one order; one that is missing at an end moves nothing there."""
        for key in _in_order(list(self.low.steps), list(self.high.steps)):
            low, high = self.low.steps.get(key), self.high.steps.get(key)
            owner, clause_id, reason, _ = key
            taken = high or low or Taken(ZERO)
            span = _span(low.effect if low else ZERO, high.effect if high else ZERO)
            said = taken.arithmetic if span.exact is not None and (low is None or low == high) else ""
            yield Step(
                owner,
                clause_id,
                reason,
                span,
                taken.count,
                said,
                self.texts.get(clause_id, ""),
                self.of.places.get(clause_id or owner, ""),
            )

    def _lines(self) -> Iterator[Line]:
        for node in self.of.nodes():
            low, high = self.low.nodes.get(node.id), self.high.nodes.get(node.id)
            if low is None or high is None:
                continue
            points = _span(low.total, high.total)
            yield Line(
                node.id,
                node.criterion.label,
                node.name,
                node.criterion.level,
                node.criterion.kind,
                node.worth,
                points,
                self._line_grade(node, points),
                tuple(self.steps.get(node.id, ())),
            )

    def _line_grade(self, node: Node, points: Span) -> str:
        bands = self.of.bands.get(node.id, ())
        ends = [band_of(bands, end) for end in (points.low, points.high) if end is not None]
        if bands and len(ends) == 2 and ends[0] is not None and ends[0] == ends[1]:
            return ends[0].grade
        return ""

    def _grade(self, points: Span, *, vetoed: bool) -> str:
        """The grade of the whole rubric, where both ends have one; a veto gives the lowest."""
        ladder = self.of.bands.get("", ())
        if not ladder or points.low is None or points.high is None:
            return ""
        if vetoed:
            return ladder[-1].grade
        ends = {
            self._limited(ladder, band_of(ladder, end), worst=worst)
            for end, worst in ((points.low, True), (points.high, False))
        }
        place = ends.pop()
        return "" if ends or place is None else ladder[place].grade

    def _limited(self, ladder: Sequence[Band], band: Band | None, *, worst: bool) -> int | None:
        if band is None:
            return None
        place = ladder.index(band)
        for node, clause in self.of.all_clauses():
            says = self.rows.applies.get(clause.clause_id)
            if self._of_ladder(node, clause) and (says or (says is None and worst)):
                left = best_left(clause, ladder, place)
                place = max(place, left) if left is not None else place
        return place

    def _of_ladder(self, node: Node | None, clause: Clause) -> bool:
        return clause.kind == "limit" and self.of.limited_by(node, clause) is self.of.bands.get("")

    def _asked(self) -> Iterator[Asked]:
        """What has to be marked for the total to be exact: only what still moves it."""
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
            if differs and any(step.reason in {"grade", "grade-decided", "limit"} for step in own):
                allowed = self._left(node)
                yield Asked(node.id, node.name, "points", allowed, self.of.places.get(node.id, ""))
            if unmarked and differs:
                yield from self._untouched(node)
            open_here = [
                one
                for one in self.rows.open.get(node.id, ())
                if (differs and not unmarked) or self._clause_of(one.id) in moving
            ]
            if node.id in self.noted.touched:
                yield from open_here
            elif open_here and not (unmarked and differs):
                yield from self._untouched(node)
        for asked in self.rows.open.get("", ()):
            if asked.id in moving:
                yield asked
        if self.low.total == self.high.total and not self._grade(
            _span(self.low.total, self.low.total), vetoed=False
        ):
            # the points are known, and limits on the grade are not
            limits = {
                clause.clause_id for node, clause in self.of.all_clauses() if self._of_ladder(node, clause)
            }
            for group in self.rows.open.values():
                yield from (one for one in group if one.id in limits)
        for clause_id, node_id in sorted(self._unclear().items()) if moving else ():
            name = self.of.criteria[node_id].name if node_id in self.of.criteria else ""
            yield Asked(clause_id, name, "matter", self.texts[clause_id], self.of.places.get(clause_id, ""))

    def _left(self, node: Node) -> str:
        """The range of the grade of a node, of which the points are not told."""
        bands = self.of.bands.get(node.id, ())
        place = self.noted.grades.get(node.id)
        place = self.rows.decided_band(bands) if place is None else place
        return "" if place is None else ranges([bands[place]])

    def _clause_of(self, asked_id: str) -> str:
        return asked_id if asked_id in self.texts else asked_id.rpartition("/")[0]

    def _unclear(self) -> dict[str, str]:
        return {**weigh(self.of, self.rows, "low").unclear, **weigh(self.of, self.rows, "high").unclear}

    def _untouched(self, node: Node) -> Iterator[Asked]:
        place = self.of.places.get(node.id, "")
        bands = self.of.bands.get(node.id, ())
        if bands:
            yield Asked(node.id, node.name, "grade", ranges(bands), place)
            return
        if node.id in self.noted.touched:
            points = [one for one in self.of.key_points.get(node.id, ()) if one.points is not None]
            missing = [one for one in points if one.key_point_id not in self.noted.done]
            for one in missing:
                yield Asked(one.key_point_id, node.name, "points", one.text, place)
            for item in node.pooled:
                if not points and not node.clauses and item.criterion_id not in self.noted.points:
                    yield Asked(item.criterion_id, named(item), "points", item.text, place)
            if missing or (node.pooled and not node.clauses):
                return
        what = "clauses" if any(CLAUSES[one.kind].acts for one in node.clauses) else "points"
        yield Asked(node.id, node.name, what, "", place)

    def _remarks(self) -> Iterator[Step]:
        """Rules that were not read, and those that were marked, or hold for all, and are not computed."""
        for row in self.of.unread:
            place = f"p.{row.page}" if row.page is not None else row.path
            place += f" r.{row.row}" if row.row is not None else ""
            owner = row.owner_id if row.owner_id in self.of.criteria else ""
            yield Step(owner, "", "unread", Span(ZERO, ZERO), text=row.evidence, place=place)
        for node, clause in self.of.all_clauses():
            limit = clause.kind == "limit" and not (clause.grade_rule and self.of.limited_by(node, clause))
            whole = clause.kind != "note" and not self.of.computed(node, clause)
            if (limit and self.rows.applies.get(clause.clause_id)) or whole:
                yield Step(
                    node.id if node else "",
                    clause.clause_id,
                    "not-computed",
                    Span(ZERO, ZERO),
                    text=clause.text,
                    place=self.of.places.get(clause.clause_id, ""),
                )


def _differ(steps: Sequence[Step]) -> bool:
    """Whether steps come to something else at both ends; what a limit evens out does not."""
    lows, highs = [step.effect.low for step in steps], [step.effect.high for step in steps]
    if None in lows or None in highs:
        return True
    return sum(one for one in lows if one is not None) != sum(one for one in highs if one is not None)


def _span(low: Decimal, high: Decimal) -> Span:
    """Both ends, the open ones as None; trailing zeros are no digits."""
    return Span(_finite(low), _finite(high))


def _finite(points: Decimal) -> Decimal | None:
    return points.normalize() + ZERO if points.is_finite() else None


def _in_order(first: list[Key], second: list[Key]) -> list[Key]:
    """The keys of both lists, each in its order."""
    known = set(first)
    merged: list[Key] = []
    rest = iter(first)
    used: set[Key] = set()
    for key in second:
        if key in known and key not in used:
            for other in rest:
                merged.append(other)
                used.add(other)
                if other == key:
                    break
        elif key not in used:
            merged.append(key)
            used.add(key)
    merged.extend(key for key in first if key not in used)
    return merged
