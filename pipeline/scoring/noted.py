"""Marks of one unit against a rubric: what each says, and what is wrong with those that say nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from extractors.frozen import frozen
from normalizers.records import Clause
from normalizers.text.numerals import figure
from pipeline.scoring.expression import Key
from pipeline.scoring.model import Fault, Mark
from pipeline.scoring.rules import values
from pipeline.scoring.rules.amounts import MOVING
from pipeline.scoring.rules.formulas import names
from pipeline.scoring.rules.grades import graded, ranges
from pipeline.scoring.rules.outline import Node, Outline
from pipeline.scoring.rules.plan import Plan
from pipeline.scoring.rules.slots import NOT_APPLICABLE, NOTHING, Allowed, Slot, Slots
from pipeline.scoring.rules.spoken import given

ZERO, ONE = Decimal(0), Decimal(1)
# a figure with the places for it, of which it takes the first that is free
_Said: TypeAlias = tuple[tuple[Key, ...], Decimal]
_READ_AT_MOST = 20_000


@dataclass
class Noted:
    """What a person said: values and matters by key; `rows` are the marks behind the keys."""

    values: dict[Key, Decimal] = field(default_factory=dict)
    matters: dict[Key, str] = field(default_factory=dict)
    rows: dict[Key, Mark] = field(default_factory=dict)

    def without(self, bad: set[str], of: Outline) -> Noted:
        """The same without the marks of some nodes, or of clauses of the whole rubric."""
        kept = {key: value for key, value in self.values.items() if of.home(key.id) not in bad}
        return Noted(kept, self.matters, self.rows)


class _Unusable(ValueError):
    """Why a mark cannot be used: the code of the fault, and what would do."""

    def __init__(self, code: str, allowed: str = "") -> None:
        super().__init__(code)
        self.code, self.allowed = code, allowed


def ordered(marks: Iterable[Mark]) -> list[Mark]:
    """Marks so that their order in the file makes no difference."""
    return sorted(marks, key=lambda mark: (mark.id, mark.matter, mark.value, mark.row or 0))


def matters_of(slots: Slots, marks: Iterable[Mark]) -> dict[str, int]:
    """For how many matters each clause is marked, where it is for more than a form has places."""
    counts: dict[str, int] = defaultdict(int)
    told = set()
    for mark in marks:
        counts[mark.id] += 1
        if mark.matter:
            told.add(mark.id)
    several = [id_ for id_, count in counts.items() if count > 1 or id_ in told]
    return {
        id_: counts[id_]
        for id_ in several
        if (clause := slots.clauses.get(id_)) is not None
        and clause.kind in MOVING
        and (counts[id_] > slots.places(clause) or (id_ in told and not slots.has_matter(clause)))
    }


def note(plan: Plan, there: Known, marks: Iterable[Mark]) -> tuple[Noted, list[Fault]]:
    """What the marks say, and the faults; a criterion with a fault counts as one without marks.

    The order of the marks makes no difference.
    """
    reader = _Reader(plan, there)
    faults = [fault for mark in ordered(marks) if (fault := reader.fault(mark)) is not None]
    faults += reader.beside()
    of = plan.of
    noted = reader.noted.without({of.home(fault.id) for fault in faults}, of) if faults else reader.noted
    return noted, sorted(faults, key=lambda fault: (fault.row or 0, fault.id, fault.code))


class _Reader:
    def __init__(self, plan: Plan, there: Known) -> None:
        self.of, self.known = plan.of, there
        self.noted = Noted()
        self.said: dict[str, list[Mark]] = defaultdict(list)
        self.measured: dict[Key, list[tuple[Mark, Decimal]]] = defaultdict(list)

    def fault(self, mark: Mark) -> Fault | None:
        """Notes what a mark says; gives what is wrong with it."""
        try:
            self._read(mark)
        except _Unusable as error:
            return self._fault(mark, error.code, error.allowed)
        self.said[mark.id].append(mark)
        return None

    def _fault(self, mark: Mark, code: str, allowed: str) -> Fault:
        return Fault(code, mark.id, self.of.name(self.of.owner(mark.id)), mark.row, mark.value, allowed)

    def beside(self) -> Iterator[Fault]:
        """What is wrong with marks beside others of the same thing."""
        for marks in self.said.values():
            for mark in marks if len(marks) > 1 else ():
                if any(_same_thing(mark, other, self.of) for other in marks if other is not mark):
                    yield self._fault(mark, "several-values", "")
        for group in self.measured.values():
            if len({value for _, value in group}) > 1:
                ids = "；".join(sorted({mark.id for mark, _ in group}))
                yield from (
                    self._fault(mark, "several-values", ids)
                    for mark, _ in group
                    if len(self.said[mark.id]) < 2
                )

    def _read(self, mark: Mark) -> None:
        """Notes what a mark says, each value in the first of its places that is free."""
        said = self.known.read.get((mark.id, mark.value))
        if said is None:
            if len(self.known.read) > _READ_AT_MOST:
                self.known.read.clear()
            said = self.known.read[mark.id, mark.value] = tuple(self._says(mark.id, mark.value))
        noted = self.noted.values
        for keys, value in said:
            key = keys[0]
            if key in noted:
                key = next((one for one in keys if one not in noted), keys[-1])
            noted[key] = value
            self.noted.rows.setdefault(key, mark)
            if mark.matter and key.what == "count":
                self.noted.matters[key.matter] = mark.matter.casefold()
            if key in self.known.measured:
                self.measured[key].append((mark, value))

    def _says(self, id_: str, value: str) -> Iterator[_Said]:
        """The figures that a value of an id stands for, each with the places for it."""
        if id_ == self.of.rubric.rubric_id:
            if not values.nothing(value):
                raise _Unusable("not-nothing", "无")
            yield (Key(id_, "word"),), NOTHING
        elif id_ in self.of.criteria:
            yield self._criterion(id_, value)
        elif id_ in self.known.clauses:
            yield from self._clause(value, *self.known.clauses[id_])
        elif id_ in self.known.thresholds:
            yield (self.known.thresholds[id_],), _figure(value)
        elif id_ in self.known.key_points:
            slot = self.known.key_points[id_]
            yield (slot.key,), _value(value, slot.allowed)
        elif id_ in self.known.figures:
            share = values.share(value)
            if share is None:
                raise _Unusable("not-a-figure", "0.95, 95%")
            if not self.known.figures[id_].fits(share):
                raise _Unusable("out-of-range", self.known.figures[id_].told)
            yield (Key(id_, "figure"),), share
        else:
            raise _Unusable("unknown-id")

    def _criterion(self, id_: str, value: str) -> _Said:
        criterion, bands = self.of.criteria[id_], self.of.bands.get(id_, ())
        node = self.known.nodes.get(id_)
        if values.nothing(value):
            return (Key(id_, "word"),), NOTHING
        if values.not_applicable(value):
            if node is None:
                raise _Unusable("points-above", self.of.homes[id_])
            return (Key(id_, "word"),), NOT_APPLICABLE
        points = values.number(value)
        if points is None:
            place = graded(bands, value)
            if place is None:
                told = "、".join(band.grade for band in bands)
                raise _Unusable("no-such-grade" if bands else "not-a-figure", told)
            return (Key(id_, "grade"),), Decimal(place)
        if criterion.kind in {"veto", "remark"}:
            raise _Unusable("no-points")
        if node is None:
            home = self.known.nodes[self.of.homes[id_]]
            if home.clauses or self.of.bands.get(home.id):
                raise _Unusable("points-above", home.id)
            top = home.rest
        else:
            top = node.worth
        allowed = Allowed({}, most=top, bands=tuple(bands))
        if not Allowed({}, most=top).fits(points):
            raise _Unusable("out-of-range", f"0–{figure(top)}" if top is not None else "≥ 0")
        if not allowed.fits(points):
            raise _Unusable("outside-bands", ranges(bands))
        return (Key(id_, "points"),), points

    def _clause(self, value: str, node: Node | None, clause: Clause) -> Iterator[_Said]:
        tiers = self.of.tiers.get(clause.clause_id, ())
        slots = self.known.slots[clause.clause_id]
        if not self.of.computed(node, clause):
            raise _Unusable("nothing-to-mark")
        if given(clause):
            # it is there from the start, whatever is said of it
            return
        if not slots or slots[0].key.what != "count":
            raise _Unusable("nothing-to-mark", "；".join(names(clause.formula)))
        if tiers and not _none(value):
            counts = values.tier_counts(value, tiers)
            if counts is None:
                told = "；".join(tier.label or str(tier.seq) for tier in tiers)
                raise _Unusable("no-such-tier", told)
            for tier, count in sorted(counts.items()):
                yield tuple(slot.key for slot in slots if slot.key.tier == tier), count
            return
        found = _value(value, slots[0].allowed)
        yield tuple(slot.key for slot in slots if slot.key.tier <= 0), found


@frozen
class Known:
    """What there is to mark, by id."""

    nodes: Mapping[str, Node]
    clauses: Mapping[str, tuple[Node | None, Clause]]
    slots: Mapping[str, list[Slot]]
    key_points: Mapping[str, Slot]
    thresholds: Mapping[str, Key]
    measured: frozenset[Key]
    figures: Mapping[str, Allowed]
    # what was read, by id and value: people write the same again and again
    read: dict[tuple[str, str], tuple[_Said, ...]] = field(default_factory=dict)


def known(plan: Plan) -> Known:
    """What can be marked of a rubric."""
    of, conditions = plan.of, plan.conditions
    slots = {clause.clause_id: plan.slots.of_clause(node, clause) for node, clause in of.all_clauses()}
    return Known(
        {node.id: node for node in of.nodes()},
        {clause.clause_id: (node, clause) for node, clause in of.all_clauses()},
        slots,
        {
            one.key_point_id: Slots.key_point(one)
            for group in of.key_points.values()
            for one in group
            if one.criterion_id in of.criteria
        },
        {id_: conditions.measured[metric] for id_, metric in conditions.metrics.items()},
        frozenset(conditions.measured.values()),
        {slot.key.id: slot.allowed for group in slots.values() for slot in group if slot.kind == "figure"},
    )


def _same_thing(mark: Mark, other: Mark, of: Outline) -> bool:
    """Whether two marks of one id contradict each other; a grade and points, or two matters, do not."""
    if mark.id in of.criteria:
        return _kind(mark.value) == _kind(other.value)
    if mark.matter != other.matter:
        return False
    tiers = of.tiers.get(mark.id, ())
    if tiers and mark.matter:
        # one matter that was praised by the city and the province: the greater will count
        both = [values.tier_counts(one.value, tiers) or {} for one in (mark, other)]
        return not both[0] or not both[1] or bool(both[0].keys() & both[1].keys())
    return True


def _kind(value: str) -> str:
    if values.nothing(value) or values.not_applicable(value):
        return "nothing"
    return "word" if values.number(value) is None else "figure"


def _none(value: str) -> bool:
    return values.number(value) == ZERO or values.truth(value) is False or values.nothing(value)


def _figure(value: str) -> Decimal:
    found = values.number(value)
    if found is None:
        raise _Unusable("not-a-figure")
    return found


def _value(value: str, allowed: Allowed) -> Decimal:
    """The figure of a value, as its slot allows it."""
    truth = values.truth(value) if allowed.yes or values.truth(value) is False else None
    if values.nothing(value) and "无" in allowed.words:
        return allowed.words["无"]
    if truth is not None:
        return allowed.words.get("是" if truth else "否", ONE if truth else ZERO)
    found = values.number(value)
    if found is None:
        raise _Unusable("not-a-figure", allowed.told if allowed.clause is not None else "")
    if not allowed.fits(found):
        raise _Unusable("out-of-range", allowed.told)
    return found
