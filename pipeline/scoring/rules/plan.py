"""A rubric as one expression: the tree of its criteria, what bears on the whole, its grade, its checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from normalizers.records import Band, Clause
from normalizers.text.numerals import plain
from pipeline.scoring.expression import (
    NO,
    OPEN,
    YES,
    ZERO,
    Answer,
    Expr,
    Kept,
    Key,
    Mark,
    Over,
    Said,
    choose,
    compare,
    ends,
    every,
    figure,
    is_filled,
    least,
    most,
    negate,
    product,
    some,
    total,
)
from pipeline.scoring.rules.alternatives import alternatives, highest_of, precedence
from pipeline.scoring.rules.amounts import HUNDRED, cap_of, rounded, to_decimals
from pipeline.scoring.rules.clauses import Ask, Check, Clauses, Row, reach
from pipeline.scoring.rules.conditions import Conditions
from pipeline.scoring.rules.formulas import Formula
from pipeline.scoring.rules.grades import best_left, ranges
from pipeline.scoring.rules.items import Items, step
from pipeline.scoring.rules.limits import (
    bounded_bonus,
    bounded_penalty,
    cut_back,
    given_back,
    limit,
    named_limits,
    of_all,
)
from pipeline.scoring.rules.multiples import add_changes, multiply, stand, too_many
from pipeline.scoring.rules.outline import Node, Outline
from pipeline.scoring.rules.slots import Slots
from pipeline.scoring.rules.spoken import highest, of_total


@dataclass(frozen=True, slots=True)
class Points:
    """Points within the criteria, beyond them (加分), and taken from the total (扣分项)."""

    scored: Expr = ZERO
    bonus: Expr = ZERO
    penalty: Expr = ZERO

    @property
    def all(self) -> Expr:
        """All of them."""
        return total([self.scored, self.bonus, self.penalty])


@dataclass(frozen=True, slots=True)
class Plan:
    """A rubric as expressions; "" stands for the whole rubric.

    `total` is the score, `before` what it is without a veto, `vetoed` whether one decides at this end;
    `nodes` are the points of each criterion, `own` what it gives beside what stands below it; `full` what can
    be won of what is applicable. `hidden` says of a node whether points of a name above answer for it. `asks`
    is what is missing of clauses, `unclear` of which the matter is. `grade` is the place in the ladder of the
    rubric, -1 for none. `deciders` are clauses that bear on more than their item, with the node of each.
    `words` names what a clause does that decides.
    """

    of: Outline
    slots: Slots
    conditions: Conditions
    total: Expr
    before: Expr
    vetoed: Expr
    full: Expr
    nodes: dict[str, Expr]
    own: dict[str, Expr]
    rows: tuple[Row, ...]
    applies: dict[str, Answer]
    touched: dict[str, Expr]
    absent: dict[str, Expr]
    hidden: dict[str, Expr]
    checks: tuple[Check, ...]
    asks: dict[str, list[Ask]]
    unclear: dict[str, tuple[str, Expr]]
    grade: Expr | None
    deciders: dict[str, str]
    words: dict[str, str]

    def roots(self) -> Iterator[Expr]:
        """All expressions that are asked for."""
        yield from (self.total, self.before, self.vetoed, self.full)
        for group in (self.nodes, self.own, self.touched, self.absent, self.hidden):
            yield from group.values()
        for row in self.rows:
            yield from (row.moved, row.kept, row.decided, row.there, row.marked)
        for answer in self.applies.values():
            yield from (answer.yes, answer.no)
        yield from (check.wrong for check in self.checks)
        yield from (ask.open for group in self.asks.values() for ask in group)
        yield from (when for _, when in self.unclear.values())
        if self.grade is not None:
            yield self.grade


def plan(of: Outline, matters: Mapping[str, int] | None = None) -> Plan:
    """The expressions of a rubric; `matters` are clauses with more places for matters than a form has."""
    return _Planner(of, Slots(of, matters)).plan()


class _Planner:
    def __init__(self, of: Outline, slots: Slots) -> None:
        self.of, self.slots = of, slots
        self.conditions = Conditions(of)
        self.clauses = Clauses(of, slots, self.conditions)
        for row in self.clauses.rows:
            row.moved = ends(row.most, row.least) if row.taking else ends(row.least, row.most)
        alternatives(of, self.clauses)
        highest_of(of, self.clauses)
        self.unclear = precedence(of, self.clauses)
        for node in of.nodes():
            stand(node, self.clauses)
        for multiple in self.clauses.multiples:
            owner = multiple.node.id if multiple.node else ""
            self.unclear[multiple.clause.clause_id] = owner, multiply(multiple, self.clauses)
        add_changes(self.clauses.rows)
        limit(of, self.clauses.rows)
        self.limits = named_limits(of)
        self.keys = keys_of(of, self.conditions, slots)
        self.items = Items(of, self.clauses, self.keys)
        self.nodes: dict[str, Expr] = {}
        self.own: dict[str, Expr] = {}
        self.beyond: dict[str, Expr] = {}
        self.scored: dict[str, Expr] = {}
        self.hidden: dict[str, Expr] = {}
        self.full: dict[str, Expr] = {}
        self.zeros = self._indicator_zeros()
        self.keeping = {node.id for node in of.nodes() if node.keeps_points}

    def plan(self) -> Plan:
        """The whole of it."""
        for top in self.of.tops:
            self._hide(top, NO)
        sums = [self._node(node) for node in self.of.tops]
        before = self._whole(sums)
        points, vetoed = self._vetoed(before)
        checks = [*self.clauses.checks, *self._checks()]
        return Plan(
            self.of,
            self.slots,
            self.conditions,
            points,
            before,
            vetoed,
            total(self.full[node.id] for node in self.of.tops),
            self.nodes,
            self.own,
            tuple(self.clauses.rows),
            self.clauses.applies,
            self.items.touched,
            self.items.absent,
            self.hidden,
            tuple(checks),
            self.clauses.asks,
            {id_: (owner, when) for id_, (owner, when) in self.unclear.items() if when is not NO},
            self._grade(points),
            dict(self._deciders()),
            {
                clause.clause_id: clause.kind
                for _, clause in self.of.all_clauses()
                if clause.clause_id in self.clauses.applies and clause.kind != "note"
            },
        )

    def _deciders(self) -> Iterator[tuple[str, str]]:
        for node, clause in self.of.all_clauses():
            decides = clause.kind in {"zero", "veto"} and reach(node, clause) in {"rubric", "indicator"}
            if clause.clause_id in self.clauses.applies and (
                decides or bears_on_ladder(self.of, node, clause)
            ):
                yield clause.clause_id, node.id if node else ""

    def _hide(self, node: Node, above: Expr) -> None:
        self.hidden[node.id] = above
        for child in node.children:
            self._hide(child, some(above, is_filled(Key(node.id, "points"))))

    # ---- the whole

    def _whole(self, sums: Sequence[Points]) -> Expr:
        """The total before a veto."""
        own = self.items.own[""]
        scored = self._named("", total(one.scored for one in sums))
        scored = self._rescaled(scored)
        bonus = total([*(one.bonus for one in sums), *(step(row, "") for row in own if row.side == "bonus")])
        bonus = cut_back(self.limits.get("", ()), "bonus", self.beyond, bonus, "")
        bonus = bounded_bonus("", bonus, self.of.clauses, None)
        taken = [step(row, "") for row in own if row.side != "bonus"]
        points = total([scored, bonus, *(one.penalty for one in sums), *taken])
        points = self._composed(points, scored, bonus, total([*(one.penalty for one in sums), *taken]))
        for clause in self.of.clauses:
            cap = cap_of(clause, None)
            if clause.kind == "note" and of_total(clause) and cap is not None and not clause.applies_to:
                # 加分后总分不超过100分
                said: Said = (points, f" → {plain(cap)}")
                points = Kept("cap", least(points, figure(cap)), points, "", clause.clause_id, said=said)
        if (top := highest(self.of.notes)) is not None:
            said = (points, f" → {plain(top)}")
            points = Kept("cap", least(points, figure(top)), points, "", said=said)
        for node, clause in self.of.all_clauses():
            if self._reaches("zero", "rubric", node, clause):
                zero = every(self.items.applies(clause), compare(points, ">", ZERO))
                points = Kept("zero", choose(zero, ZERO, points), points, "", clause.clause_id)
        if self.of.decimals is not None:
            after = to_decimals(points, *self.of.decimals)
            points = Kept("rounded", after, points, "", said=(points, " → ", after))
        return points

    def _composed(self, points: Expr, scored: Expr, bonus: Expr, taken: Expr) -> Expr:
        """The total as a formula of the notice makes it."""
        of = self.of.composed
        if of is None:
            return points
        lost = total([], [taken])
        if "all_scored" not in of.sums.values() and None not in (worths := self._worths()):
            # 总分=100-扣分: what items have lost is taken, too
            lost = total(
                [lost, figure(sum((one for one in worths if one is not None), Decimal(0)))], [scored]
            )
        sums = {"all_scored": scored, "all_added": bonus, "all_taken": lost}
        named = {name: sums[kind] for name, kind in of.sums.items()}
        named |= {name: self.nodes[self.of.home(id_)] for name, id_ in of.criteria.items()}
        keys = {name: Key(f"{of.clause.clause_id}/{name}", "figure") for name in of.figures}
        named |= {name: Mark(key) for name, key in keys.items()}
        value, _, said = Formula(of.formula, tuple(named)).value(named, None)
        after = rounded(value)
        if keys:
            grows = not set(of.formula) & set("-/|")
            # of a mean of marks the ends are those of the marks
            low = figure(-OPEN) if of.most is None else ZERO
            unknown = ends(after if grows else low, figure(OPEN if of.most is None else of.most))
            after = choose(every(*map(is_filled, keys.values())), after, unknown)
        return Kept("composed", after, points, "", of.clause.clause_id, said=(*said, " = ", after), shown=YES)

    def _worths(self) -> list[Decimal | None]:
        return [node.worth for node in self.of.tops if node.criterion.kind == "scored"]

    def _named(self, owner: str, scored: Expr) -> Expr:
        """Points within the limits that name what stands below."""
        notes = self.limits.get(owner, ())
        if not notes:
            return scored
        scored = given_back(notes, self.items.taken, scored, owner)
        within = {one.id for node in self._below(owner) for one in node.walk() if not one.children}
        given = {id_: one for id_, one in self.scored.items() if id_ in within}
        return cut_back(notes, "award", given, scored, owner)

    def _below(self, owner: str) -> Sequence[Node]:
        return next((node.children for node in self.of.nodes() if node.id == owner), self.of.tops)

    def _rescaled(self, scored: Expr) -> Expr:
        """What is not applicable is folded back: the points won, of those that could be, of all of them."""
        fold = self.of.fold
        worths = self._worths()
        if fold is None or None in worths:
            return scored
        whole = figure(sum((one for one in worths if one is not None), Decimal(0)))
        full = total(self.full[node.id] for node in self.of.tops)
        less = every(compare(full, "<", whole), compare(full, ">", ZERO))
        share = rounded(product(Over(scored, full), whole))
        said: Said = (scored, " / ", full, " × ", whole, " = ", share)
        return Kept("folded-back", choose(less, share, scored), scored, "", fold, said=said)

    def _vetoed(self, before: Expr) -> tuple[Expr, Expr]:
        """The total with the vetoes, and whether one of them decides."""
        vetoes = [
            clause for node, clause in self.of.all_clauses() if self._reaches("veto", "rubric", node, clause)
        ]
        points, earlier = before, NO
        for clause in vetoes:
            answer = self.clauses.applies[clause.clause_id]
            # where a veto is only possible, a total below 0 stays the lowest
            takes = some(answer.yes, every(answer.at_worst, compare(before, ">", ZERO)))
            decides = every(negate(earlier), takes)
            earlier = some(earlier, answer.at_worst)
            after = choose(decides, ZERO, points)
            shown = every(decides, answer.yes)
            points = Kept("veto", after, points, "", clause.clause_id, shown=shown)
        return points, earlier

    def _reaches(self, kind: str, scope: str, node: Node | None, clause: Clause) -> bool:
        own = clause.kind == kind and reach(node, clause) == scope
        return own and clause.clause_id in self.clauses.applies

    def _indicator_zeros(self) -> dict[str, list[Clause]]:
        """The zeros of whole indicators, by the node whose points they take."""
        found: dict[str, list[Clause]] = defaultdict(list)
        for node, clause in self.of.all_clauses():
            if self._reaches("zero", "indicator", node, clause):
                parent = self.of.criteria[clause.criterion_id].parent_id or clause.criterion_id
                found[self.of.homes.get(parent, parent)].append(clause)
        return found

    # ---- one node

    def _node(self, node: Node) -> Points:
        below = [self._node(child) for child in node.children]
        marked = is_filled(Key(node.id, "points"))
        before = total(one.scored for one in below)
        scored = self._named(node.id, self.items.points(node, before))
        beyond = self.items.bonus(node, scored)
        under = choose(marked, ZERO, total(one.bonus for one in below))
        bonus, penalty = total([under, beyond]), choose(marked, ZERO, total(one.penalty for one in below))
        # points that a person gave to a name take the place of all below it
        lower = choose(marked, ZERO, before)
        self.own[node.id] = total([scored, beyond], [lower])
        added = self.own[node.id] if node.criterion.kind == "bonus" else beyond
        if added is not ZERO:
            self.beyond[node.id] = added
        if node.criterion.kind == "bonus":
            # what the rules of a bonus give stands beside the total
            bonus, scored = total([bonus, scored], [lower]), lower
        elif node.criterion.kind == "penalty":
            penalty, scored = total([penalty, scored], [lower]), lower
        if node.id in self.limits:
            given = {one.id: self.beyond[one.id] for one in node.walk() if one.id in self.beyond}
            left = cut_back(self.limits[node.id], "bonus", given, bonus, node.id)
            if left is not bonus:
                # a limit of more than this counts what is still added
                self.beyond[node.id] = total([self.beyond.get(node.id, ZERO), left], [bonus])
            bonus = left
        bonus = bounded_bonus(node.id, bonus, node.clauses, node.worth)
        penalty = bounded_penalty(node, penalty)
        scored, bonus = of_all(node, scored, bonus)
        for clause in node.clauses:
            own_zero = clause.kind == "zero" and reach(node, clause) == "item"
            # the veto of one item (该项一票否决) is a zero of it
            if own_zero or (clause.kind == "veto" and clause.scope == "item"):
                lost = total([scored, bonus])
                if node.children and clause.criterion_id != node.id:
                    # an item without points of its own beside others that have some
                    lost = total([most(ZERO, total([scored], [lower])), beyond])
                applies = self.items.applies(clause)
                if not node.children:
                    applies = every(self.items.touched[node.id], applies)
                scored, bonus = self._zero(node, clause, applies, lost, scored, bonus)
        for clause in self.zeros.get(node.id, ()):
            lost = total([scored, bonus])
            scored, bonus = self._zero(node, clause, self.items.applies(clause), lost, scored, bonus)
        self.full[node.id] = self._full(node)
        scored, bonus = self._not_applicable(node, scored, bonus)
        if node.weight is not None:
            share = rounded(product(scored, figure(node.weight / HUNDRED)))
            said: Said = (scored, f" × {plain(node.weight)}% = ", share)
            scored = Kept("weight", share, scored, node.id, said=said)
        self.scored[node.id] = scored
        found = Points(scored, bonus, penalty)
        self.nodes[node.id] = found.all
        return found

    def _zero(
        self, node: Node, clause: Clause, applies: Expr, lost: Expr, scored: Expr, bonus: Expr
    ) -> tuple[Expr, Expr]:
        taken = choose(applies, most(ZERO, lost), ZERO)
        if node.id in self.items.taken:
            # nothing of what a zero takes was taken by deductions
            self.items.taken[node.id] = choose(applies, ZERO, self.items.taken[node.id])
        shown = every(applies, self.clauses.applies[clause.clause_id].yes)
        over = taken if bonus is ZERO else most(ZERO, total([taken], [bonus]))
        left = Kept("zero", total([scored], [over]), scored, node.id, clause.clause_id, shown=shown)
        if bonus is ZERO:
            return left, bonus
        rest = choose(compare(taken, ">", ZERO), ZERO, bonus)
        return left, Kept("zero", rest, bonus, node.id, clause.clause_id)

    # ---- not applicable

    def _full(self, node: Node) -> Expr:
        """What can be won of a node, by its weight where it has one."""
        if node.criterion.kind != "scored":
            return ZERO
        parts = [self.full[child.id] for child in node.children]
        worth = node.worth or Decimal(0)
        known_parts = sum((child.worth or Decimal(0) for child in node.children), Decimal(0))
        shared = worth - known_parts
        of_children = total([*parts, figure(max(shared, Decimal(0)))]) if parts else figure(worth)
        if node.id in self.keeping:
            return figure(worth)
        full = choose(self.items.absent[node.id], ZERO, of_children)
        return full if node.weight is None else product(full, figure(node.weight / HUNDRED))

    def _not_applicable(self, node: Node, scored: Expr, bonus: Expr) -> tuple[Expr, Expr]:
        """What is not applicable gives nothing, or all its points where the rule says so (此项不失分)."""
        absent = self.items.absent[node.id]
        if node.children:
            kept = below = total(self.scored[child.id] for child in node.children)
        else:
            kept = figure(node.worth or Decimal(0)) if node.id in self.keeping else ZERO
            below = ZERO
        found = Kept("not-applicable", kept, below, node.id, shown=YES)
        return choose(absent, found, scored), choose(absent, ZERO, bonus)

    # ---- the grade

    def _grade(self, points: Expr) -> Expr | None:
        """The place in the ladder of the rubric, with the limits on the grade."""
        ladder = self.of.bands.get("", ())
        if not ladder:
            return None
        place: Expr = figure(-1)
        for at in range(len(ladder) - 1, -1, -1):
            place = choose(in_band(ladder[at], points), figure(at), place)
        last = figure(len(ladder) - 1)
        for node, clause in self.of.all_clauses():
            if not bears_on_ladder(self.of, node, clause):
                continue
            best = best_left(clause, ladder, 0) or 0
            lower = clause.grade_rule == "lower"
            left = least(total([place, figure(1)]), last) if lower else most(place, figure(best))
            applies = every(compare(place, ">=", ZERO), self.clauses.applies[clause.clause_id].at_worst)
            place = choose(applies, left, place)
        return place

    # ---- what marks may not say together

    def _checks(self) -> Iterator[Check]:
        for multiple in self.clauses.multiples:
            check = too_many(multiple, self.clauses)
            if check is not None:
                yield check
        for node in self.of.nodes():
            yield from self._of_bands(node, self.of.bands.get(node.id, ()))
            below = [key for child in node.children for inner in child.walk() for key in self.keys[inner.id]]
            if node.pooled:
                below += [key for key in self.keys[node.id] if self.of.owner(key.id) != node.id]
            key, word = Key(node.id, "points"), Key(node.id, "word")
            if below:
                yield Check("marked-below", node.id, key, every(is_filled(key), is_filled(*below)))
            exempting = {one.clause_id for one in self.of.exempting(node)}
            others = [one for one in (*self.keys[node.id], *below) if one.what != "word"]
            # that nothing happened, and that it is lacking, says the same once more
            happened = [one for one in others if one.what == "count" and one.id not in exempting]
            said = is_filled(*(one for one in others if one.what != "count"))
            beside = some(said, compare(total(map(Mark, happened)), ">", ZERO))
            absent = self.items.not_applicable[node.id]
            yield Check("not-applicable-marked", node.id, word, every(absent, beside))

    def _of_bands(self, node: Node, bands: Sequence[Band]) -> Iterator[Check]:
        """A grade and points that do not fit each other, a limit, or what key points and figures decide."""
        if not bands:
            return
        points, grade = Key(node.id, "points"), Key(node.id, "grade")
        marks = Mark(points), Mark(grade)
        filled = is_filled(points), is_filled(grade)
        first = {band.grade: place for place, band in reversed(list(enumerate(bands)))}
        fits = some(
            *(
                every(compare(marks[1], "=", figure(place)), in_band(bands[place], marks[0]))
                for place in first.values()
            )
        )
        yield Check("outside-grade", node.id, points, every(*filled, negate(fits)), ranges(bands))
        for clause in node.clauses:
            if clause.kind != "limit" or self.of.limited_by(node, clause) is not bands:
                continue
            best = best_left(clause, bands, None)
            if best is None:
                continue
            holds = compare(Mark(Key(clause.clause_id, "count")), ">", ZERO)
            allowed = ranges(bands[best:])
            above = every(filled[1], compare(marks[1], "<", figure(best)))
            yield Check("above-limit", node.id, grade, every(holds, above), allowed)
            top = bands[best].max_points
            if top is not None:
                above = every(filled[0], compare(marks[0], ">", figure(top)))
                yield Check("above-limit", node.id, points, every(holds, above), allowed)
        decided = self.conditions.decided_band(bands)
        for place, band in enumerate(bands):
            off = some(
                every(filled[0], negate(in_band(band, marks[0]))),
                every(filled[1], compare(marks[1], "<>", figure(place))),
            )
            wrong = every(decided[place], off)
            if wrong is not NO:
                yield Check("contradicts-key-points", node.id, Key(node.id, ""), wrong, ranges([band]))


def bears_on_ladder(of: Outline, node: Node | None, clause: Clause) -> bool:
    """Whether a limit lowers the grade of the whole rubric."""
    ladder = of.bands.get("", ())
    own = clause.kind == "limit" and bool(ladder) and of.limited_by(node, clause) is ladder
    return own and best_left(clause, ladder, 0) is not None


def in_band(band: Band, points: Expr) -> Expr:
    """Whether points lie in the range of a band."""
    rules = []
    if band.min_points is not None:
        rules.append(compare(points, ">" if band.min_closed is False else ">=", figure(band.min_points)))
    if band.max_points is not None:
        rules.append(compare(points, "<" if band.max_closed is False else "<=", figure(band.max_points)))
    return every(*rules)


def keys_of(of: Outline, conditions: Conditions, slots: Slots) -> dict[str, list[Key]]:
    """The keys of all marks that belong to each node."""
    found: dict[str, list[Key]] = {}
    for node in of.nodes():
        keys = []
        for criterion in (node.criterion, *node.pooled):
            id_ = criterion.criterion_id
            keys += [Key(id_, "word"), Key(id_, "points"), Key(id_, "grade")]
            keys += [Key(one.key_point_id, "done") for one in of.key_points.get(id_, ())]
        for clause in node.clauses:
            if of.computed(node, clause):
                keys += [slot.key for slot in slots.of_clause(node, clause)]
        found[node.id] = keys
    for metric, key in conditions.measured.items():
        home = of.homes.get(metric[0])
        if home in found:
            found[home].append(key)
    return found
