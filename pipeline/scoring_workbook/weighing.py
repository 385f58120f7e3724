"""How rows bear on each other, as formulas: alternatives, precedence, multiples, limits of several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from normalizers.records import Clause
from pipeline.scoring.amounts import ONE, ZERO, counted
from pipeline.scoring.noted import metric_of
from pipeline.scoring.plan import Node, Plan
from pipeline.scoring.rows import End
from pipeline.scoring.weighing import followed
from pipeline.scoring_workbook.cells import Calc, both, either, rounded, signed, total
from pipeline.scoring_workbook.clauses import Cells, Clauses, Multiple


def weigh(plan: Plan, clauses: Clauses, calc: Calc, end: End) -> None:
    """Fills in what each row moves at one end, before and within its limits."""
    _Weigher(plan, clauses, calc, end).weigh()


class _Weigher:
    def __init__(self, plan: Plan, clauses: Clauses, calc: Calc, end: End) -> None:
        self.plan, self.clauses, self.calc, self.end = plan, clauses, calc, end
        self.rows = clauses.rows

    def weigh(self) -> None:
        for row in self.rows:
            row.moved[self.end] = row.most if row.taking == (self.end == "low") else row.least
            row.beaten[self.end] = "0"
        self._alternatives()
        for node, note in self.plan.all_clauses():
            if note.kind == "note" and note.precedence:
                governed = self._governed(node, note)
                for takes in (True, False):
                    self._precede([row for row in governed if row.taking == takes], takes)
        for node in self.plan.nodes():
            self._stand(node)
        for multiple in self.clauses.multiples:
            self._multiply(multiple)
        self._limit()
        for node in self.plan.nodes():
            self._limit_by_notes(node)

    def moved(self, row: Cells) -> str:
        return row.moved[self.end]

    # ---- of which one counts

    def _alternatives(self) -> None:
        groups: dict[tuple[object, ...], list[Cells]] = defaultdict(list)
        by_matter: dict[str, list[Cells]] = defaultdict(list)
        for row in self.rows:
            clause = row.clause
            if clause.ladder is not None:
                groups["ladder", clause.criterion_id, clause.ladder].append(row)
            elif row.tier is not None and not clause.per and clause.kind == "award":
                groups["tier", clause.clause_id].append(row)
            elif row.tier is not None and row.matter != '""':
                by_matter[clause.clause_id].append(row)
            elif not clause.per:
                metrics = {
                    metric_of(self.plan, one) for one in self.plan.thresholds.get(clause.clause_id, ())
                }
                if len(metrics) == 1:
                    groups["metric", row.side, *metrics.pop()].append(row)
        for group in groups.values():
            if len(group) > 1:
                self._only_greatest(group, [f"{row.there}=1" for row in group])
        for group in by_matter.values():
            if len(group) > 1:
                self._greatest_by_matter(group)

    def _only_greatest(self, group: Sequence[Cells], members: Sequence[str]) -> None:
        """Of the members of a group the one that comes to most counts, the first among equals."""
        scale, before = self._ranked(group)
        flags, flag = self.calc.block("member", [f"IF({one},1,0)" for one in members])
        for place, row in enumerate(group):
            better = self._better(scale[place], before[place], scale[-1], before[-1], flag)
            beaten = f"AND({flags[place]}=1,SUMPRODUCT({better})>0)"
            self._beat(row, beaten)

    def _ranked(self, group: Sequence[Cells]) -> tuple[list[str], list[str]]:
        """What rows come to within their limits, and before; the range of each comes last."""
        effects, effect = self.calc.block("effect", [self._effect(row) for row in group])
        moves, move = self.calc.block("moves", [self.moved(row) for row in group])
        return [*effects, effect], [*moves, move]

    @staticmethod
    def _better(effect: str, move: str, effects: str, moves: str, flags: str) -> str:
        """The rows of a range that are preferred to one."""
        return (
            f"({flags}=1)*(({effects}>{effect})+({effects}={effect})*(({moves}>{move})"
            f"+({moves}={move})*(ROW({moves})<ROW({move}))))"
        )

    def _beat(self, row: Cells, beaten: str) -> None:
        flag = self.calc.put("beaten", f"IF({beaten},1,{row.beaten[self.end]})")
        row.beaten[self.end] = flag
        row.moved[self.end] = self.calc.put("counts", f"IF({flag}=1,0,{self.moved(row)})")

    def _greatest_by_matter(self, group: Sequence[Cells]) -> None:
        scale, before = self._ranked(group)
        _, flag = self.calc.block("member", [f"IF({row.there}=1,1,0)" for row in group])
        matters, matter = self.calc.block("matter", [row.matter for row in group])
        for place, row in enumerate(group):
            better = self._better(scale[place], before[place], scale[-1], before[-1], flag)
            same = f"({matter}={matters[place]})*{better}"
            self._beat(row, f'AND({row.there}=1,{matters[place]}<>"",SUMPRODUCT({same})>0)')

    def _effect(self, row: Cells) -> str:
        """What a row can come to within its limit and its item."""
        clause = row.clause
        bounds = []
        if clause.cap == "points" and clause.cap_points is not None and not _of_item(row):
            bounds.append(signed(clause.cap_points))
        if row.side in {"award", "deduct"} and clause.cap != "none" and row.node is not None:
            bounds += [signed(row.node.worth)] if row.node.worth is not None else []
        return f"MIN({','.join([self.moved(row), *bounds])})" if bounds else self.moved(row)

    # ---- the same matter

    def _governed(self, node: Node | None, note: Clause) -> list[Cells]:
        sides = {"deduct": {"deduct", "total"}, "bonus": {"bonus"}}.get(
            note.effect or "", {"deduct", "total", "bonus"}
        )
        if node is not None and node.criterion.kind == "bonus":
            sides = sides | {"award"}
        return [row for row in self.rows if row.side in sides and (node is None or row.node_id == node.id)]

    def _precede(self, side: Sequence[Cells], takes: bool) -> None:
        """Of what was marked for one matter the greatest counts; where it is not told, both may be."""
        if len(side) < 2:
            return
        scale, before = self._ranked(side)
        flags, flag = self.calc.block(
            "standing", [f"IF(AND({row.decided}=1,{self.moved(row)}>0),1,0)" for row in side]
        )
        matters, matter = self.calc.block("matter", [row.matter for row in side])
        for place, row in enumerate(side):
            better = self._better(scale[place], before[place], scale[-1], before[-1], flag)
            same = f"({matter}={matters[place]})*{better}"
            self._beat(row, f'AND({flags[place]}=1,{matters[place]}<>"",SUMPRODUCT({same})>0)')
        if takes != (self.end == "high"):
            return
        self._untold(side, scale, before, (flags, flag), (matters, matter))

    def _untold(
        self,
        side: Sequence[Cells],
        scale: Sequence[str],
        before: Sequence[str],
        flags: tuple[list[str], str],
        matters: tuple[list[str], str],
    ) -> None:
        """At this end, what has no matter is the same as the greatest of all that was marked."""
        _, tolds = self.calc.block(
            "told",
            [
                f'IF(AND({flags[0][place]}=1,{matters[0][place]}<>"",{row.beaten[self.end]}=0),{scale[place]},-1)'
                for place, row in enumerate(side)
            ],
        )
        active = self.calc.put(
            "untold",
            f'IF(AND(SUM({flags[1]})>1,SUMPRODUCT(({flags[1]}=1)*({matters[1]}=""))>0),1,0)',
        )
        nearest = self.calc.put("nearest", f"IF(MAX({tolds})<0,0,MATCH(MAX({tolds}),{tolds},0))")
        groups, group = self.calc.block(
            "group",
            [
                f'IF({nearest}={place + 1},2,IF(AND({flags[0][place]}=1,{matters[0][place]}=""),1,0))'
                for place in range(len(side))
            ],
        )
        for place, row in enumerate(side):
            first = (
                f"(({group}<{groups[place]})+({group}={groups[place]})*(ROW({group})<ROW({groups[place]})))"
            )
            better = (
                f"({group}>0)*(({scale[-1]}>{scale[place]})+({scale[-1]}={scale[place]})*"
                f"(({before[-1]}>{before[place]})+({before[-1]}={before[place]})*{first}))"
            )
            self._beat(row, f"AND({active}=1,{groups[place]}>0,SUMPRODUCT({better})>0)")

    # ---- awards that deductions keep up

    def _stand(self, node: Node) -> None:
        for award, after in followed(node):
            takers = [one for one in self.rows if one.clause in after]
            full = counted(award, ONE, node.worth)
            if full is None:
                continue
            taken = [f"AND({one.decided}=1,{one.least}>0)" for one in takers]
            open_ = [f"AND({one.decided}=0,{one.there}=1)" for one in takers] if self.end == "high" else []
            kept = either([*taken, *open_])
            for row in self.rows:
                if row.clause is award:
                    silent = f"AND({row.decided}=1,{row.marked}=0)"
                    stands = both([f"{row.there}=1", f"{self.moved(row)}=0", either([kept, silent])])
                    formula = f"IF({stands},{signed(full.points)},{self.moved(row)})"
                    row.moved[self.end] = self.calc.put("stands", formula)

    # ---- multiples

    def _multiply(self, multiple: Multiple) -> None:
        bases = self.clauses.bases(multiple)
        factor = multiple.clause.multiplier or ONE
        if not bases or factor == ONE:
            return
        change = signed(factor - ONE)
        bearing, bears = self.calc.block(
            "bears",
            [
                f"IF(AND({row.decided}=1,{row.least}>0,{row.beaten[self.end]}=0,"
                f'OR({multiple.matter}="",{multiple.matter}={row.matter})),1,0)'
                for row in bases
            ],
        )
        sizes = [
            f"IF(OR({own}=0,{row.times}=0),0,ABS("
            + rounded(
                f"{row.least}/{row.times}*IF({multiple.open}=1,{row.times},"
                f"MIN(N({multiple.count}),{row.times}))*{change}"
            )
            + "))"
            for own, row in zip(bearing, bases, strict=True)
        ]
        changes, area = self.calc.block("change", sizes)
        sign = "-" if factor < ONE else "+"
        taken = (factor < ONE) == (multiple.taking == (self.end == "high"))
        # with several cases of which one is meant, the one that moves the score to this end
        most = (multiple.taking == (self.end == "low")) == (factor > ONE)
        wanted = f"MAX({area})" if most else f"SUMPRODUCT(MIN({area}+({bears}=0)*{_FAR}))"
        place = self.calc.put("meant", f"IF(SUM({bears})=0,0,{wanted})")
        picks: list[str] = []
        for own, size in zip(bearing, changes, strict=True):
            before = f"SUM({picks[0]}:{picks[-1]})=0" if picks else "TRUE"
            picks.append(self.calc.put("picked", f"IF(AND({own}=1,{size}={place},{before}),1,0)"))
        for row, size, pick in zip(bases, changes, picks, strict=True):
            openly = size if taken else "0"
            said = f"IF({multiple.open}=1,{openly},IF(N({multiple.count})>0,{pick}*{size},0))"
            row.moved[self.end] = self.calc.put("multiplied", f"{self.moved(row)}{sign}{said}")

    # ---- limits

    def _limit(self) -> None:
        earlier: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for row in self.rows:
            clause = row.clause
            if clause.cap != "points" or clause.cap_points is None or _of_item(row):
                row.kept[self.end] = self.moved(row)
                continue
            run = clause.cap_run if clause.cap_run is not None else f"c{clause.seq}"
            key = (clause.criterion_id, run, row.taking)
            room = f"MAX(0,{signed(clause.cap_points)}-({total(earlier[key])}))"
            if not earlier[key]:
                room = signed(clause.cap_points)
            row.kept[self.end] = self.calc.put("kept", f"MIN({self.moved(row)},ROUND({room},9))")
            earlier[key].append(row.kept[self.end])

    def _limit_by_notes(self, node: Node) -> None:
        """A limit in a sentence of its own (本项扣分上限为5分。) holds for all of its side together."""
        for note in node.clauses:
            if note.kind != "note" or note.cap != "points" or None in (note.cap_points, note.effect):
                continue
            earlier: list[str] = []
            for row in self.rows:
                if row.node_id == node.id and row.side == note.effect:
                    room = f"MAX(0,ROUND({signed(note.cap_points or ZERO)}-({total(earlier)}),9))"
                    row.kept[self.end] = self.calc.put("kept", f"MIN({row.kept[self.end]},{room})")
                    earlier.append(row.kept[self.end])


_FAR = "1E+9"


def _of_item(row: Cells) -> bool:
    return row.clause.cap_total and row.side == "bonus"
