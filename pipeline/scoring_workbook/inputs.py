"""What was filled in: whether each cell is allowed, and its value where its criterion has no error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from normalizers.records import Band, Clause
from pipeline.scoring.limits import best_left, graded
from pipeline.scoring.plan import Plan
from pipeline.scoring_workbook.cells import SHEET, Calc, both, either, quoted, signed
from pipeline.scoring_workbook.form import FormRow, Slot, SlotKind
from pipeline.scoring_workbook.layout import INPUT, MATTER

Key = tuple[str, str, int | None, int]


# words for a clause that did not happen, or once
_NOT = {"无": 0, "否": 0}
_SAID = {**_NOT, "是": 1}
_WORDS: dict[SlotKind, dict[str, int]] = {
    **{"applies": _SAID, "once": _SAID, "count": _SAID, "factor": _SAID, "done": {"是": 1, "否": 0}},
    **{"judged": _NOT, "tier": _NOT},
}


class Inputs:
    """The cells of the form, by slot: `errors` whether one is wrong, `values` what it says.

    `wrong` says of each node, and each clause of the whole rubric, whether something in it is wrong by
    itself; its values are empty then, as if nothing was marked.
    """

    def __init__(self, plan: Plan, rows: Sequence[FormRow], first_row: int, calc: Calc) -> None:
        """Reads each cell once."""
        self.plan, self.calc = plan, calc
        self.slots: dict[Key, Slot] = {}
        self.errors: dict[Key, str] = {}
        self.values: dict[Key, str] = {}
        self.matters: dict[Key, str] = {}
        self.wrong: dict[str, str] = {}
        self.owners: dict[str, list[Slot]] = defaultdict(list)
        self._places: dict[Key, int] = {}
        for place, row in enumerate(rows):
            if row.slot is not None:
                self.slots[row.slot.key] = row.slot
                self._places[row.slot.key] = first_row + place
                owner = row.node.id if row.node is not None else row.slot.id
                self.owners[owner].append(row.slot)
        for owner, slots in self.owners.items():
            self._owner(owner, slots)

    def of(self, clause: Clause) -> list[Slot]:
        """The slots of a clause."""
        return [slot for slot in self.slots.values() if slot.id == clause.clause_id]

    def value(self, kind: str, id_: str) -> str | None:
        """The value of the grade or points of a criterion, or of a key point; None without such a cell."""
        return self.values.get((kind, id_, None, 0))

    def marked(self, slot: Slot) -> str:
        """Whether something usable stands in a cell."""
        return f'{self.values[slot.key]}<>""'

    def _owner(self, owner: str, slots: Sequence[Slot]) -> None:
        for slot in slots:
            if slot.matter:
                raw = f"{SHEET}${MATTER}${self._places[slot.key]}"
                self.matters[slot.key] = self.calc.put("matter", f'TRIM({raw}&"")')
        raw_values = [f"{SHEET}${INPUT}${self._places[slot.key]}" for slot in slots]
        checks = [
            f'IF({raw}="",0,IF({both([self._allowed(slot, raw), *self._beside(slot, slots)])},0,1))'
            for slot, raw in zip(slots, raw_values, strict=True)
        ]
        cells, area = self.calc.block("error", checks)
        self.errors |= {slot.key: cell for slot, cell in zip(slots, cells, strict=True)}
        self.wrong[owner] = wrong = self.calc.put("wrong", f"IF(SUM({area})>0,1,0)")
        for slot, raw in zip(slots, raw_values, strict=True):
            said = f'IF(OR({wrong}=1,{raw}=""),"",{_meant(slot, raw, self.plan.bands.get(slot.id, ()))})'
            self.values[slot.key] = self.calc.put("value", said)

    def _allowed(self, slot: Slot, raw: str) -> str:
        """Whether what stands in a cell is allowed there."""
        figure = f"ISNUMBER({raw})"
        if slot.kind == "grade":
            return either([f"{raw}={quoted(choice)}" for choice in slot.choices])
        if slot.kind == "nothing":
            return f'{raw}="无"'
        if slot.kind == "done":
            return either([f"{raw}={word}" for word in ('"是"', '"否"', "1", "0")])
        words = either([f"{raw}={quoted(word)}" for word in _WORDS.get(slot.kind, {})])
        if slot.kind == "applies":
            return either([words, f"{raw}=1", f"{raw}=0"])
        if slot.kind == "once":
            return either([words, both([figure, f"N({raw})>=0", f"N({raw})=INT(N({raw}))"])])
        if slot.kind == "measured" or slot.kind == "figure":
            return figure
        bounds = [figure, f"N({raw})>=0"]
        if slot.most is not None:
            bounds.append(f"N({raw})<={signed(slot.most)}")
        if slot.kind == "tier" or (slot.kind == "factor" and not self._clause(slot.id).per):
            bounds.append(f"N({raw})=INT(N({raw}))")
        if slot.kind == "judged":
            bounds += self._in_range(slot.id, f"N({raw})")
        if slot.kind == "banded":
            bands = self.plan.bands[slot.id]
            bounds.append(either([held(band, f"N({raw})") for band in bands]))
        if slot.kind in {"points", "whole", "banded"}:
            return either([f'{raw}="无"', both(bounds)])
        return either([words, both(bounds)])

    def _clause(self, clause_id: str) -> Clause:
        return next(one for _, one in self.plan.all_clauses() if one.clause_id == clause_id)

    def _in_range(self, clause_id: str, raw: str) -> list[str]:
        """Judged points: nothing, or what a range comes to for some count (每次扣0.5-1分: 1.5 may be two)."""
        clause = self._clause(clause_id)
        low, high = clause.points, clause.points_max
        if low is None:
            return []
        if high is None:
            return [either([f"{raw}=0", f"{raw}={signed(low)}"])]
        if not clause.per:
            return [either([f"{raw}=0", both([f"{raw}>={signed(low)}", f"{raw}<={signed(high)}"])])]
        if low <= 0:
            return []
        count = f"ROUNDUP(ROUND({raw}/{signed(high)},9),0)"
        return [f"{signed(low)}*{count}<={raw}"]

    def _beside(self, slot: Slot, slots: Sequence[Slot]) -> list[str]:
        """What must hold between a cell and others of its criterion."""
        rules = []
        raw = f"{SHEET}${INPUT}${self._places[slot.key]}"
        for other in slots[: slots.index(slot)]:
            if slot.matter and (other.id, other.tier) == (slot.id, slot.tier):
                # a clause has one figure for one matter
                place = f"{SHEET}${INPUT}${self._places[other.key]}"
                same = f"{self.matters[slot.key]}={self.matters[other.key]}"
                blank = [f'{place}=""'] if slot.tier is None else [f"N({place})=0", f"N({raw})=0"]
                rules.append(either([*blank, f"NOT({same})"]))
        below = [other for other in slots if other.id.startswith(f"{slot.id}.")]
        if slot.kind == "whole" and below:
            # points of a name, and something of an item below it
            empty = [f'{SHEET}${INPUT}${self._places[other.key]}=""' for other in below]
            rules.append(either([f"NOT(ISNUMBER({raw}))", both(empty)]))
        if slot.kind not in {"grade", "banded"}:
            return rules
        bands = self.plan.bands[slot.id]
        for clause, best in self._limits(slot.id, bands):
            marked = either(
                [
                    either([f'{cell}="是"', f"N({cell})=1"])
                    for one in slots
                    if one.id == clause.clause_id
                    for cell in [f"{SHEET}${INPUT}${self._places[one.key]}"]
                ]
            )
            if slot.kind == "grade":
                above = either([f"{raw}={quoted(band.grade)}" for band in bands[:best]])
            else:
                most = bands[best].max_points
                above = "FALSE" if most is None else f"N({raw})>{signed(most)}"
            if above != "FALSE" and marked != "FALSE":
                rules.append(f"NOT(AND({marked},{above}))")
        grade = next((one for one in slots if one.kind == "grade"), None)
        if slot.kind == "banded" and grade is not None:
            cell = f"{SHEET}${INPUT}${self._places[grade.key]}"
            fits = [
                f"AND({cell}={quoted(word)},{held(band, f'N({raw})')})" for word, band in _by_grade(bands)
            ]
            rules.append(either([f'{raw}="无"', f'{cell}=""', *fits]))
        return rules

    def _limits(self, criterion_id: str, bands: Sequence[Band]) -> list[tuple[Clause, int]]:
        found = []
        for node, clause in self.plan.all_clauses():
            own = clause.criterion_id == criterion_id and self.plan.limited_by(node, clause) is bands
            if clause.kind == "limit" and own:
                place = best_left(clause, bands, None)
                if place is not None:
                    found.append((clause, place))
        return found


def held(band: Band, points: str) -> str:
    """Whether points lie in the range of a band."""
    rules = []
    if band.min_points is not None:
        rules.append(f"{points}{'>' if band.min_closed is False else '>='}{signed(band.min_points)}")
    if band.max_points is not None:
        rules.append(f"{points}{'<' if band.max_closed is False else '<='}{signed(band.max_points)}")
    return both(rules)


def _by_grade(bands: Sequence[Band]) -> list[tuple[str, Band]]:
    """Each grade with the first band of that name."""
    found: dict[str, Band] = {}
    for band in bands:
        found.setdefault(band.grade, band)
    return list(found.items())


def _meant(slot: Slot, raw: str, bands: Sequence[Band]) -> str:
    """The figure that a cell stands for: of a grade its place, 1 and 0 of 是 and 否."""
    if slot.kind == "grade":
        formula = '""'
        for choice in reversed(slot.choices):
            formula = f"IF({raw}={quoted(choice)},{graded(bands, choice)},{formula})"
        return formula
    said = raw
    for word, figure in _WORDS.get(slot.kind, {}).items():
        said = f"IF({raw}={quoted(word)},{figure},{said})"
    return said
