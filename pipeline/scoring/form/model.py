"""The workbook of a rubric before it is written: its form, and the formulas behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from extractors.frozen import frozen
from normalizers.records import Records, Rubric
from pipeline.scoring.expression import Expr, Key, every, negate, total
from pipeline.scoring.figures import Figures
from pipeline.scoring.form.cells import Calc, either
from pipeline.scoring.form.cells import total as sum_of
from pipeline.scoring.form.columns import FIRST_FORM_ROW
from pipeline.scoring.form.formulas import Cells, End, Printer
from pipeline.scoring.form.inputs import Inputs
from pipeline.scoring.form.rows import FormRow, form
from pipeline.scoring.rules.clauses import Check
from pipeline.scoring.rules.outline import Outline, outline
from pipeline.scoring.rules.plan import Plan, plan

ENDS: tuple[End, End] = ("low", "high")


@frozen
class Ends:
    """The cells of a figure at both ends."""

    low: str
    high: str


@frozen
class Model:
    """What the sheets show: references to cells of the sheet of formulas.

    `nodes` are the points of each criterion; `moved` what a clause moves, `sure` when that is known;
    `decided` says of a clause that decides whether it applies, `words` what is said then. `open` says of each
    node ("" for the whole rubric) whether something is missing that moves the total, `empty` of which it is
    as long as nothing is filled in; `missing` and `faults` count them. `void` says of a node, `against` of a
    key, that marks contradict each other. `grades` are places in the ladder at both ends.
    """

    of: Outline
    rows: tuple[FormRow, ...]
    calc: Calc
    inputs: Inputs
    total: Ends
    nodes: dict[str, Ends]
    moved: dict[str, Ends]
    sure: dict[str, str]
    decided: dict[str, str]
    words: dict[str, str]
    unlike: dict[str, str]
    touched: dict[str, str]
    open: dict[str, str]
    empty: frozenset[str]
    missing: str
    faults: str
    void: dict[str, str]
    against: dict[Key, str]
    vetoed: str
    full: Ends
    grades: tuple[str, str] | None


def model(records: Records, rubric: Rubric) -> Model:
    """The workbook of a rubric of these records."""
    of = outline(records, rubric)
    return _Maker(of, plan(of)).made()


class _Maker:
    def __init__(self, of: Outline, planned: Plan) -> None:
        self.of, self.plan = of, planned
        self.rows, self.calc = form(planned), Calc()
        self.inputs = Inputs(self.rows, FIRST_FORM_ROW, self.calc, of.exempting_ids)
        self.against: dict[Key, str] = {}
        self.void = self._contradictions()
        # what moves for a clause, of all its rows together
        self.moves: dict[str, Expr] = {}
        self.sure: dict[str, Expr] = {}
        by_clause = defaultdict(list)
        for row in planned.rows:
            by_clause[row.clause.clause_id].append(row)
        for id_, group in by_clause.items():
            kept = total(one.kept for one in group)
            self.moves[id_] = total([], [kept]) if group[0].taking else kept
            known = every(*(one.decided for one in group))
            node = group[0].node
            self.sure[id_] = known if node is None else every(planned.touched[node.id], known)
        # what bears on more than its criterion, and is not known
        self.unknown = {id_: negate(planned.applies[id_].known) for id_ in planned.deciders}
        self.printer = Printer(self._printed(), self._usable(), self.calc)

    def _printed(self) -> Iterator[Expr]:
        """All expressions that the sheets show, or look at."""
        planned = self.plan
        yield from (planned.total, planned.vetoed, planned.full)
        for group in (planned.nodes, planned.own, planned.touched, self.moves, self.sure, self.unknown):
            yield from group.values()
        yield from (row.kept for row in planned.rows if row.side == "total" or not row.node_id)
        yield from (answer.yes for answer in planned.applies.values())
        if planned.grade is not None:
            yield planned.grade

    def _contradictions(self) -> dict[str, str]:
        """By node, whether its marks contradict each other: it counts as one without marks."""
        cells = Cells(self.inputs.values, self.inputs.matters)
        printer = Printer((check.wrong for check in self.plan.checks), cells, self.calc)
        of_node: dict[str, list[str]] = defaultdict(list)
        of_key: dict[Key, list[str]] = defaultdict(list)
        for check in self.plan.checks:
            if check.code == "not-applicable-marked" and check.node_id in self.inputs.alone:
                continue
            wrong = printer.condition(check.wrong, None)
            if wrong == "FALSE":
                continue
            cell = self.calc.put("against", f"IF({wrong},1,0)")
            of_node[self._owner(check)].append(cell)
            of_key[check.key].append(cell)
        self.against = {key: self._any(cells) for key, cells in of_key.items()}
        return {id_: self._any(cells) for id_, cells in of_node.items()}

    def _any(self, cells: list[str]) -> str:
        return (
            cells[0]
            if len(cells) == 1
            else self.calc.put("void", self._any_of([f"{one}=1" for one in cells]))
        )

    @staticmethod
    def _any_of(conditions: list[str]) -> str:
        said = either(conditions)
        return {"FALSE": "0", "TRUE": "1"}.get(said, f"IF({said},1,0)")

    @staticmethod
    def _owner(check: Check) -> str:
        """The node, or the id of the whole rubric, of which the marks are left aside."""
        return check.node_id or check.key.id

    def _usable(self) -> Cells:
        """The values that count: none of a node whose marks contradict each other."""
        values = dict(self.inputs.values)
        for owner, void in self.void.items():
            for key in self.inputs.keys.get(owner, ()):
                values[key] = self.calc.put("usable", f'IF({void}=1,"",{values[key]})')
        return Cells(values, self.inputs.matters)

    def made(self) -> Model:
        """All of it."""
        planned = self.plan
        whole = self._ends(planned.total, "total")
        vetoed = self.printer.cell(planned.vetoed, "high", "vetoed")
        grades = self._ends(planned.grade, "rung") if planned.grade is not None else None
        owners = ("", *planned.own)
        cells, area = self.calc.block("open", [self._any_of(list(self._open(owner))) for owner in owners])
        open_ = dict(zip(owners, cells, strict=True))
        unsettled = [f"{whole.low}<>{whole.high}"]
        unsettled += [f"{grades.low}<>{grades.high}"] if grades is not None else []
        settled = f"NOT({either(unsettled)})"
        missing = self.calc.put("missing", f"IF(OR({vetoed}=1,{settled}),0,MAX(1,SUM({area})))")
        wrong = [*self.inputs.wrong.values(), *self.void.values()]
        faults = self.calc.put("faults", sum_of(wrong))
        return Model(
            self.of,
            self.rows,
            self.calc,
            self.inputs,
            whole,
            {id_: self._ends(one, f"{id_}") for id_, one in planned.nodes.items()},
            {id_: self._ends(one, "moved") for id_, one in self.moves.items()},
            {id_: self._flag(one, "sure") for id_, one in self.sure.items()},
            {id_: self._flag(answer.yes, "applies") for id_, answer in planned.applies.items()},
            planned.words,
            self._unlike(),
            {id_: self._flag(one, "touched") for id_, one in planned.touched.items()},
            open_,
            self._empty(),
            missing,
            faults,
            self.void,
            self.against,
            vetoed,
            self._ends(planned.full, "full"),
            (grades.low, grades.high) if grades is not None else None,
        )

    def _ends(self, expr: Expr, label: str) -> Ends:
        low, high = (self.printer.value(expr, end) for end in ENDS)
        cell = self.calc.put(label, f"ROUND({low},9)")
        return Ends(cell, cell if low == high else self.calc.put(label, f"ROUND({high},9)"))

    def _flag(self, expr: Expr, label: str) -> str:
        return self.printer.cell(expr, "low", label)

    def _unlike(self) -> dict[str, str]:
        """Whether the matter of a clause that has one still moves the total."""
        asking = {line.slot.key.id for line in self.rows if line.slot is not None and line.slot.matter}
        return {
            id_: self.calc.put("unlike", f"IF({self._differs(one)},1,0)")
            for id_, one in self.moves.items()
            if id_ in asking
        }

    def _differs(self, expr: Expr) -> str:
        low, high = (self.printer.value(expr, end) for end in ENDS)
        return "FALSE" if low == high else f"ROUND({low}-{high},6)<>0"

    # ---- what is still missing

    def _unknown(self, owner: str) -> list[Expr]:
        return [one for id_, one in self.unknown.items() if self.plan.deciders[id_] == owner]

    def _moving(self, owner: str) -> Iterator[Expr]:
        """What differs at both ends as long as something is missing."""
        if owner:
            yield self.plan.own[owner]
        for row in self.plan.rows:
            if row.node_id == owner and (row.side == "total" or not owner):
                yield row.kept

    def _open(self, owner: str) -> Iterator[str]:
        yield from (self._differs(one) for one in self._moving(owner))
        yield from (self.printer.condition(one, "low") for one in self._unknown(owner))

    def _empty(self) -> frozenset[str]:
        """The nodes of an empty form, "" for the whole rubric, of which something is missing."""
        figures = Figures({}, {})
        owners = ("", *self.plan.own)
        unknown = {owner for owner in owners for one in self._unknown(owner) if figures.holds(one)}
        low = {owner: [figures(one) for one in self._moving(owner)] for owner in owners}
        highest = figures.highest()
        high = {owner: [highest(one) for one in self._moving(owner)] for owner in owners}
        return frozenset(unknown | {owner for owner in owners if low[owner] != high[owner]})
