"""The workbook of a rubric before it is written: its form, and the formulas behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from normalizers.records import Clause, Records, Rubric
from pipeline.scoring.items import reach
from pipeline.scoring.limits import best_left
from pipeline.scoring.model import ScoreSheet
from pipeline.scoring.plan import Node, Plan, plan
from pipeline.scoring_workbook.adding import Adder, Totals, ladder_grade
from pipeline.scoring_workbook.cells import ENDS, Calc, either
from pipeline.scoring_workbook.clauses import Clauses
from pipeline.scoring_workbook.conditions import Conditions
from pipeline.scoring_workbook.form import FormRow, form
from pipeline.scoring_workbook.inputs import Inputs
from pipeline.scoring_workbook.layout import FIRST_FORM_ROW
from pipeline.scoring_workbook.weighing import weigh


@dataclass(frozen=True, slots=True)
class Model:
    """What the sheets show: references to cells of the sheet of formulas.

    `open` says of each node ("" for the whole rubric) whether something is missing that moves the total;
    `missing` and `faults` count them; `grades` are places in the ladder at both ends.
    """

    plan: Plan
    rows: tuple[FormRow, ...]
    calc: Calc
    inputs: Inputs
    clauses: Clauses
    touched: dict[str, str]
    low: Totals
    high: Totals
    open: dict[str, str]
    missing: str
    faults: str
    vetoed: str
    grades: tuple[str, str] | None


def model(records: Records, rubric: Rubric) -> Model:
    """The workbook of a rubric of these records."""
    of = plan(records, rubric)
    rows, calc = form(of), Calc()
    inputs = Inputs(of, rows, FIRST_FORM_ROW, calc)
    conditions = Conditions(of, inputs, calc)
    clauses = Clauses(of, inputs, conditions, calc)
    totals = []
    touched: dict[str, str] = {}
    for end in ENDS:
        weigh(of, clauses, calc, end)
        adder = Adder(of, inputs, conditions, clauses, calc, end)
        touched = adder.touched
        totals.append(adder.add())
    low, high = totals
    vetoed = calc.put("vetoed", f"IF(AND({low.vetoed}>0,{high.vetoed}=1),1,0)")
    open_ = {
        owner: calc.put("open", f"IF({either(list(_open(of, clauses, low, high, owner)))},1,0)")
        for owner in ("", *(node.id for node in of.nodes()))
    }
    _, area = calc.block("open", open_.values())
    missing = calc.put("missing", f"IF({vetoed}=1,0,SUM({area}))")
    wrong = [*inputs.wrong.values(), *clauses.void.values()]
    faults = calc.put("faults", f"SUM({calc.block('wrong', wrong)[1]})") if wrong else "0"
    grades = None
    if of.bands.get(""):
        grades = (
            ladder_grade(of, clauses, calc, low.total, worst=True),
            ladder_grade(of, clauses, calc, high.total, worst=False),
        )
    return Model(of, rows, calc, inputs, clauses, touched, low, high, open_, missing, faults, vetoed, grades)


def open_when_empty(of: Plan, empty: ScoreSheet) -> set[str]:
    """The nodes of an empty form, "" for the whole rubric, of which something is missing."""
    found = set()
    for line in empty.lines:
        spans = [step.effect for step in line.steps]
        if any(span.exact is None for span in spans) and sum(_end(one.low) for one in spans) != sum(
            _end(one.high) for one in spans
        ):
            found.add(line.criterion_id)
    nodes = {clause.clause_id: node for node, clause in of.all_clauses()}
    for step in empty.steps:
        if step.clause_id in nodes and step.effect.exact is None and step.reason not in {"zero", "veto"}:
            node = nodes[step.clause_id]
            found.add("" if node is None else node.id)
    for node, clause in of.all_clauses():
        if _decides_all(of, node, clause):
            found.add("" if node is None else node.id)
    return found


def _end(points: Decimal | None) -> Decimal:
    return Decimal("Infinity") if points is None else points


def _decides_all(of: Plan, node: Node | None, clause: Clause) -> bool:
    """Whether a clause bears on more than its item."""
    if not of.computed(node, clause):
        return False
    if clause.kind == "limit":
        return _bears_on_ladder(of, node, clause)
    return clause.kind in {"zero", "veto"} and reach(node, clause) in {"rubric", "indicator"}


def _open(of: Plan, clauses: Clauses, low: Totals, high: Totals, owner: str) -> Iterator[str]:
    """Why something of a node is still missing."""
    if owner:
        yield f"ROUND({low.own[owner]}-{high.own[owner]},6)<>0"
    for row in clauses.rows:
        if row.node_id == owner and (row.side == "total" or not owner):
            yield f"{row.kept['low']}<>{row.kept['high']}"
    for node, clause in of.all_clauses():
        if (node.id if node else "") == owner and _decides_all(of, node, clause):
            yield f"{clauses.applies[clause.clause_id]}=9"


def _bears_on_ladder(of: Plan, node: Node | None, clause: Clause) -> bool:
    ladder = of.bands.get("", ())
    return bool(ladder) and of.limited_by(node, clause) is ladder and best_left(clause, ladder, 0) is not None
