"""Each clause as cells: what it moves at least and at most, whether it decides, how often it applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from normalizers.records import Clause
from pipeline.scoring.amounts import MOVING, ONE, counted, judged, rate
from pipeline.scoring.noted import note
from pipeline.scoring.plan import Node, Plan
from pipeline.scoring.rows import Row, Rows, Side
from pipeline.scoring.values import number
from pipeline.scoring_workbook.cells import (
    UNKNOWN,
    Calc,
    both,
    either,
    rounded,
    signed,
    when,
)
from pipeline.scoring_workbook.conditions import Conditions
from pipeline.scoring_workbook.expressions import translated
from pipeline.scoring_workbook.form import Slot
from pipeline.scoring_workbook.inputs import Inputs, held


@dataclass(slots=True, eq=False)
class Cells:
    """A row of the scorer as cells; `moved` and `kept` by end are filled in as rows are weighed.

    `decided`, `marked`, `there` are conditions; `there` is false for further cells that are empty.
    """

    node: Node | None
    clause: Clause
    side: Side
    least: str
    most: str
    decided: str
    marked: str
    there: str
    matter: str = '""'
    times: str = "1"
    tier: int | None = None
    moved: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    beaten: dict[str, str] = field(default_factory=dict)

    @property
    def taking(self) -> bool:
        """Whether it takes points."""
        return self.side in {"deduct", "total"}

    @property
    def node_id(self) -> str:
        """The id of its node; empty for the whole rubric."""
        return "" if self.node is None else self.node.id


@dataclass(frozen=True, slots=True)
class Multiple:
    """A clause that multiplies: its cell, and whether it is still open."""

    node: Node | None
    clause: Clause
    side: Side
    count: str
    open: str
    matter: str

    @property
    def taking(self) -> bool:
        """Whether what it multiplies takes points."""
        return self.side in {"deduct", "total"}


class Clauses:
    """All clauses of a rubric; `applies` of those that decide is 1, 0, or 9 while it is open.

    `void` are, by node, further reasons for which its marks are left aside: they contradict each other.
    """

    def __init__(self, plan: Plan, inputs: Inputs, conditions: Conditions, calc: Calc) -> None:
        """Writes the cells of each clause once."""
        self.plan, self.inputs, self.conditions, self.calc = plan, inputs, conditions, calc
        self.rows: list[Cells] = []
        self.multiples: list[Multiple] = []
        self.applies: dict[str, str] = {}
        self.void: dict[str, str] = {}
        self._reasons: dict[str, list[str]] = defaultdict(list)
        self._closed: dict[tuple[str, str], str] = {}
        bare = Rows(plan, note(plan, ())[0])
        self._bare: dict[str, Row] = {row.clause.clause_id: row for row in bare.rows}
        self._sides = {one.clause.clause_id: one.side for one in bare.factors}
        self._won = self._ladders()
        for node, clause in plan.all_clauses():
            self._clause(node, clause)
        for multiple in self.multiples:
            self._too_many(multiple)
        for node in plan.nodes():
            self._against_bands(node)
        self._leave_aside()

    # ---- what holds for a criterion

    def closed(self, node: Node | None, clause: Clause) -> str:
        """Whether a clause without a mark counts nothing."""
        key = ("" if node is None else node.id, clause.criterion_id if node is not None else "")
        if key not in self._closed:
            self._closed[key] = self.calc.put("closed", f"IF({self._closing(node, clause)},1,0)")
        return f"{self._closed[key]}=1"

    def _closing(self, node: Node | None, clause: Clause) -> str:
        if node is None:
            cell = self.inputs.value("", self.plan.rubric.rubric_id)
            return "FALSE" if cell is None else f'{cell}="无"'
        ids = dict.fromkeys((node.id, clause.criterion_id))
        found = [self.inputs.value(kind, id_) for id_ in ids for kind in ("grade", "banded", "")]
        return either([f'{cell}<>""' for cell in found if cell is not None])

    def _ladders(self) -> dict[tuple[str, int], list[tuple[str, str]]]:
        """The marks of each ladder, with the clause of each."""
        found: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
        for _, clause in self.plan.all_clauses():
            if clause.ladder is not None:
                for slot in self.inputs.of(clause):
                    found[clause.criterion_id, clause.ladder].append(
                        (clause.clause_id, f"N({self.inputs.values[slot.key]})>0")
                    )
        return found

    # ---- one clause

    def _clause(self, node: Node | None, clause: Clause) -> None:
        if not self.plan.computed(node, clause):
            return
        slots = self.inputs.of(clause)
        if clause.kind not in MOVING:
            self.applies[clause.clause_id] = self._deciding(node, clause, slots)
            return
        if clause.clause_id in self._sides:
            self._multiple(node, clause, slots)
            return
        if clause.clause_id not in self._bare:
            return
        side = self._bare[clause.clause_id].side
        marked = [f"N({self.inputs.values[slot.key]})>0" for slot in slots if slot.kind != "figure"]
        says = self.conditions.says(clause.clause_id)
        if says != UNKNOWN and marked:
            self._void_if(node, both([f"{says}=0", either(marked)]))
        parts = translated(clause.formula) if clause.formula else None
        if self.plan.tiers.get(clause.clause_id):
            self._tiers(node, clause, side, slots)
        elif parts is not None and all(slot.kind == "figure" for slot in slots):
            self._formula(node, clause, side)
        else:
            self._counted(node, clause, side, slots)

    def _void_if(self, node: Node | None, condition: str) -> None:
        if node is not None:
            self._reasons[node.id].append(condition)

    def _deciding(self, node: Node | None, clause: Clause, slots: Sequence[Slot]) -> str:
        says = self.conditions.says(clause.clause_id)
        (slot,) = slots
        cell = self.inputs.values[slot.key]
        if says != UNKNOWN:
            self._void_if(node, both([f"{says}=0", f"N({cell})>0"]))
        open_ = when(self.closed(node, clause), "0", "9")
        told = open_ if says == UNKNOWN else f"IF({says}<>9,{says},{open_})"
        return self.calc.put("applies", f'IF({cell}<>"",IF(N({cell})>0,1,0),{told})')

    def _open(self, node: Node | None, clause: Clause) -> tuple[str, str, str, str]:
        """A clause without marks: least, most, decided, marked."""
        bare = self._bare[clause.clause_id]
        most = signed(bare.most)
        says = self.conditions.says(clause.clause_id)
        closed = self.closed(node, clause)
        tiers = self.plan.tiers.get(clause.clause_id, ())
        least, decided, marked = "0", when(closed, "1", "0"), "0"
        top = when(closed, "0", most)
        if says != UNKNOWN:
            worth = None if node is None else node.worth
            amount = None if clause.per or tiers or judged(clause, tiers) else counted(clause, ONE, worth)
            if amount is not None:
                full = signed(amount.points)
                sure, yes, sure_most = full, "1", full
            else:
                low = (
                    min(clause.points, bare.most)
                    if clause.points is not None and judged(clause, tiers)
                    else None
                )
                sure, yes, sure_most = signed(low or Decimal(0)), "0", most
            least = f"IF({says}=1,{sure},0)"
            top = f"IF({says}=1,{sure_most},IF({says}=0,0,{top}))"
            decided = f"IF({says}=1,{yes},IF({says}=0,1,{decided}))"
            marked = f"IF({says}=1,{yes},IF({says}=0,1,0))"
        others = self._other_steps(clause)
        if others:
            # a figure that was measured says more than another step
            other = either(others) if says == UNKNOWN else f"AND({says}=9,{either(others)})"
            least = when(other, "0", least)
            top = when(other, "0", top)
            decided = when(other, "1", decided)
            marked = when(other, "0", marked)
        return least, top, decided, marked

    def _other_steps(self, clause: Clause) -> list[str]:
        if clause.ladder is None:
            return []
        return [
            mark for id_, mark in self._won[clause.criterion_id, clause.ladder] if id_ != clause.clause_id
        ]

    def _counted(self, node: Node | None, clause: Clause, side: Side, slots: Sequence[Slot]) -> None:
        """A clause that is counted, or of which the points are judged: a row for each cell."""
        worth = None if node is None else node.worth
        each, _ = rate(clause, worth)
        points_judged = judged(clause, ())
        filled = [self.inputs.marked(slot) for slot in slots]
        if each is None and not points_judged:
            self._void_if(node, either(filled))
        open_ = self._open(node, clause)
        any_filled = self.calc.put("marked", f"IF({either(filled)},1,0)")
        for place, slot in enumerate(slots):
            cell = self.inputs.values[slot.key]
            times = "1"
            if points_judged:
                amount = rounded(f"N({cell})")
            elif each is None:
                amount = "0"
            else:
                times = f"MIN(N({cell}),1)"
                if clause.per:
                    times = f"INT(ROUND(N({cell})/{signed(clause.per_quantity or ONE)},9))"
                times = self.calc.put("times", when(f'{cell}=""', "1" if place == 0 else "0", times))
                amount = rounded(f"{times}*{signed(each)}")
            states = open_ if place == 0 else ("0", "0", "1", "0")
            rest = f"IF({any_filled}=1,0,{states[0]})", f"IF({any_filled}=1,0,{states[1]})"
            least = self.calc.put("least", f'IF({cell}<>"",{amount},{rest[0]})')
            most = self.calc.put("most", f'IF({cell}<>"",{amount},{rest[1]})')
            decided = self.calc.put("decided", f"IF({any_filled}=1,1,{states[2]})")
            marked = self.calc.put("noted", f"IF({any_filled}=1,1,{states[3]})")
            there = f'{cell}<>""' if place else either([f'{cell}<>""', f"{any_filled}=0"])
            there = self.calc.put("there", f"IF({there},1,0)")
            matter = self.inputs.matters.get(slot.key, '""')
            self.rows.append(Cells(node, clause, side, least, most, decided, marked, there, matter, times))

    def _tiers(self, node: Node | None, clause: Clause, side: Side, slots: Sequence[Slot]) -> None:
        """A row for the clause as long as nothing is marked, and one for each cell of a tier."""
        tiers = self.plan.tiers[clause.clause_id]
        filled = self.calc.put("marked", f"IF({either([self.inputs.marked(slot) for slot in slots])},1,0)")
        states = self._open(node, clause)
        least, most, decided, marked = (
            self.calc.put("open", f"IF({filled}=1,{done},{state})")
            for state, done in zip(states, ("0", "0", "1", "1"), strict=True)
        )
        there = self.calc.put("there", f"IF({filled}=1,0,1)")
        self.rows.append(Cells(node, clause, side, least, most, decided, marked, there))
        for slot in slots:
            points = tiers[slot.tier or 0].points or Decimal(0)
            cell = self.inputs.values[slot.key]
            amount = self.calc.put("tier", rounded(f"{signed(points)}*N({cell})"))
            there = self.calc.put("there", f"IF(N({cell})>0,1,0)")
            times = self.calc.put("times", f"N({cell})")
            matter = self.inputs.matters.get(slot.key, '""')
            self.rows.append(
                Cells(node, clause, side, amount, amount, "1", there, there, matter, times, slot.tier)
            )

    def _formula(self, node: Node | None, clause: Clause, side: Side) -> None:
        """A formula, where all its names have a figure."""
        worth = None if node is None else node.worth
        parts = translated(clause.formula)
        assert parts is not None
        cells = {
            slot.id.rpartition("/")[2]: self.inputs.values[slot.key]
            for slot in self.inputs.slots.values()
            if slot.kind == "figure" and slot.id.rpartition("/")[0] == clause.clause_id
        }
        target = number(self.plan.criteria[clause.criterion_id].target) if node is not None else None
        if target is not None and "目标值" in cells:
            own = cells["目标值"]
            cells["目标值"] = self.calc.put("target", f'IF({own}="",{signed(target)},{own})')
            given = [cell for name, cell in cells.items() if name != "目标值"] + [own]
        else:
            given = list(cells.values())
        complete = both([f'{cell}<>""' for cell in cells.values()])
        named = either([f'{cell}<>""' for cell in given])
        value = self.calc.put("formula", f"IF({complete},{parts.with_cells(cells, worth)},0)")
        self._void_if(node, f"ISERROR({value})")
        safe = f"IF(ISERROR({value}),0,{value})"
        points = f"MAX(0,{rounded(safe)})"
        if worth is not None:
            points = f"MIN({signed(worth)},{points})"
        points = self.calc.put("points", points)
        least, most, decided, marked = self._open(node, clause)
        top = signed(self._bare[clause.clause_id].most)
        silent = both([f"NOT({named})", self.closed(node, clause)])
        done = self.calc.put("state", f"IF({silent},0,IF({both([complete, f'NOT(ISERROR({value}))'])},2,1))")
        least, most, decided, marked = (
            self.calc.put(label, f"IF({done}=2,{full},IF({done}=1,{part},{none}))")
            for label, full, part, none in (
                ("least", points, "0", least),
                ("most", points, top, most),
                ("decided", "1", "0", decided),
                ("noted", "1", "0", marked),
            )
        )
        self.rows.append(Cells(node, clause, side, least, most, decided, marked, "1"))

    def _multiple(self, node: Node | None, clause: Clause, slots: Sequence[Slot]) -> None:
        (slot,) = slots
        cell = self.inputs.values[slot.key]
        says = self.conditions.says(clause.clause_id)
        open_ = [f'{cell}=""', f"NOT({self.closed(node, clause)})"]
        if says != UNKNOWN:
            open_.append(f"{says}<>0")
            self._void_if(node, both([f"{says}=0", f"N({cell})>0"]))
        state = self.calc.put("open", f"IF({both(open_)},1,0)")
        matter = self.inputs.matters.get(slot.key, '""')
        side = self._sides[clause.clause_id]
        self.multiples.append(Multiple(node, clause, side, cell, state, matter))

    def bases(self, multiple: Multiple) -> list[Cells]:
        """The rows of which a multiple can speak, whatever their matter."""
        return [
            row
            for row in self.rows
            if row.taking == multiple.taking and (multiple.node is None or row.node_id == multiple.node.id)
        ]

    def _too_many(self, multiple: Multiple) -> None:
        """More cases than there were cannot be halved."""
        bases = self.bases(multiple)
        if not bases or multiple.node is None:
            return
        of_matter = [f'OR({multiple.matter}="",{multiple.matter}={row.matter})' for row in bases]
        decided = both(
            [
                f"OR({row.decided}=1,{row.there}=0,NOT({own}))"
                for row, own in zip(bases, of_matter, strict=True)
            ]
        )
        cases, _ = self.calc.block(
            "cases",
            [
                f"IF(AND({row.there}=1,{row.decided}=1,{row.least}>0,{own}),{row.times},0)"
                for row, own in zip(bases, of_matter, strict=True)
            ],
        )
        self._void_if(multiple.node, both([f"N({multiple.count})>SUM({cases[0]}:{cases[-1]})", decided]))

    def _against_bands(self, node: Node) -> None:
        """Points or a grade outside of the band that key points and figures decide."""
        bands = self.plan.bands.get(node.id, ())
        formula = self.conditions.decided_band([band.band_id for band in bands])
        if formula == '""':
            return
        place = self.calc.put("band", formula)
        grade, points = self.inputs.value("grade", node.id), self.inputs.value("banded", node.id)
        reasons = []
        if grade is not None:
            reasons.append(f'AND({place}<>"",{grade}<>"",{grade}<>{place})')
        if points is not None:
            fits = either(
                [both([f"{place}={at}", held(band, f"N({points})")]) for at, band in enumerate(bands)]
            )
            reasons.append(f'AND({place}<>"",ISNUMBER({points}),NOT({fits}))')
        if reasons:
            self._void_if(node, either(reasons))

    def _leave_aside(self) -> None:
        """Where marks contradict each other, the criterion counts as one without marks."""
        for node_id, reasons in self._reasons.items():
            self.void[node_id] = self.calc.put("void", f"IF({either(reasons)},1,0)")
        for row in self.rows:
            void = self.void.get(row.node_id)
            if void is None:
                continue
            bare = self._bare[row.clause.clause_id]
            first = row is next(one for one in self.rows if one.clause is row.clause)
            row.least = self.calc.put("least", f"IF({void}=1,0,{row.least})")
            row.most = self.calc.put("most", f"IF({void}=1,{signed(bare.most) if first else 0},{row.most})")
            row.decided = self.calc.put("decided", f"IF({void}=1,0,{row.decided})")
            row.marked = self.calc.put("noted", f"IF({void}=1,0,{row.marked})")
            row.there = self.calc.put("there", f"IF({void}=1,{1 if first else 0},{row.there})")
        for node, clause in self.plan.all_clauses():
            if node is not None and clause.clause_id in self.applies and node.id in self.void:
                cell = self.applies[clause.clause_id]
                self.applies[clause.clause_id] = self.calc.put(
                    "applies", f"IF({self.void[node.id]}=1,9,{cell})"
                )
