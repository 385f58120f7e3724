"""Each clause by itself: what it moves at least and at most, whether it decides, how often it applies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from normalizers.records import Clause
from normalizers.text.numerals import plain
from pipeline.scoring.expression import (
    NO,
    ONE,
    OPEN,
    YES,
    ZERO,
    Answer,
    Expr,
    Key,
    Mark,
    Said,
    choose,
    compare,
    every,
    figure,
    is_filled,
    least,
    most,
    negate,
    product,
    some,
)
from pipeline.scoring.rules.amounts import (
    MOVING,
    cap_of,
    counted,
    is_factor,
    judged,
    most_of_clause,
    once,
    rate,
    room_of,
    rounded,
)
from pipeline.scoring.rules.conditions import Conditions
from pipeline.scoring.rules.formulas import Formula, parsed
from pipeline.scoring.rules.outline import Node, Outline
from pipeline.scoring.rules.slots import Slots
from pipeline.scoring.rules.spoken import given
from pipeline.scoring.rules.values import number
from pipeline.scoring.words import is_word

Side = Literal["award", "deduct", "bonus", "total"]
# what a consequence of a veto may name before it: 年度考核得分计0分, 考核等次定为不合格
_SUBJECTS = {"zero": "whole_score", "limit": "whole_grade"}


@dataclass(slots=True, eq=False)
class Row:
    """What a clause moves for one matter or tier: points without a sign, least and most.

    `side` says where to: `award` and `deduct` within the item, `bonus` beyond it, `total` from the total.
    `decided` when marks say it, `there` unless it is a further place that is empty; `times` is how often its
    rate applied. `moved` and `kept` (within limits), and by what it was `beaten`, come as rows are weighed.
    """

    node: Node | None
    clause: Clause
    side: Side
    least: Expr
    most: Expr
    decided: Expr
    marked: Expr
    there: Expr = YES
    matter: Key | None = None
    times: Expr = ONE
    tier: int | None = None
    count: Expr | None = None
    said: Said = ()
    moved: Expr = ZERO
    kept: Expr = ZERO
    beaten: list[tuple[str, Expr]] = field(default_factory=list)
    changes: list[tuple[Multiple, Expr]] = field(default_factory=list)

    @property
    def taking(self) -> bool:
        """Whether it takes points."""
        return self.side in {"deduct", "total"}

    @property
    def node_id(self) -> str:
        """The id of its node; empty for the whole rubric."""
        return "" if self.node is None else self.node.id

    @property
    def put_aside(self) -> Expr:
        """Whether another counts in its place."""
        return some(*(holds for _, holds in self.beaten))


@dataclass(frozen=True, slots=True, eq=False)
class Multiple:
    """A clause that multiplies what others move (减半扣分, 加倍扣分); `open` while nothing is marked."""

    node: Node | None
    clause: Clause
    side: Side
    count: Expr
    filled: Expr
    open: Expr
    matter: Key | None

    @property
    def taking(self) -> bool:
        """Whether what it multiplies takes points."""
        return self.side in {"deduct", "total"}


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """What marks may not say together: where `wrong` holds, those of the node count as not made.

    `node_id` is empty for the whole rubric, `key` the mark that is told, `allowed` what would do.
    """

    code: str
    node_id: str
    key: Key
    wrong: Expr
    allowed: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """What would be asked of a clause as long as `open` holds: the id to mark, what is to be said."""

    id: str
    what: str
    open: Expr
    text: str


class Clauses:
    """All clauses of a rubric. `applies` answers for those that decide (zero, veto, limit)."""

    def __init__(self, of: Outline, slots: Slots, conditions: Conditions) -> None:
        """Writes down each clause once."""
        self.of, self.slots, self.conditions = of, slots, conditions
        self.rows: list[Row] = []
        self.multiples: list[Multiple] = []
        self.applies: dict[str, Answer] = {}
        self.checks: list[Check] = []
        self.asks: dict[str, list[Ask]] = defaultdict(list)
        self._won = self._ladders()
        self._closed: dict[tuple[str, str], Expr] = {}
        for node, clause in of.all_clauses():
            self._clause(node, clause)
        self._of_node: dict[str, list[Row]] = defaultdict(list)
        self._of_clause: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            self._of_node[row.node_id].append(row)
            self._of_clause[row.clause.clause_id].append(row)

    def of_node(self, node: Node | None) -> Sequence[Row]:
        """The rows of a criterion; all of them for the whole rubric."""
        return self.rows if node is None else self._of_node.get(node.id, ())

    def of_clauses(self, clauses: Iterable[Clause]) -> list[Row]:
        """The rows of some clauses."""
        return [row for one in clauses for row in self._of_clause.get(one.clause_id, ())]

    # ---- what holds for a criterion

    def closed(self, node: Node | None, clause: Clause) -> Expr:
        """Whether a clause without a mark counts nothing: 无, or points or a grade that a person gave."""
        key = ("", "") if node is None else (node.id, clause.criterion_id)
        if key not in self._closed:
            self._closed[key] = self._closing(*key)
        return self._closed[key]

    def _closing(self, node_id: str, criterion_id: str) -> Expr:
        if not node_id:
            return is_filled(Key(self.of.rubric.rubric_id, "word"))
        words = [Key(one, "word") for one in dict.fromkeys((node_id, criterion_id))]
        return is_filled(*words, Key(node_id, "points"), Key(node_id, "grade"))

    def _ladders(self) -> dict[tuple[str, int], list[tuple[str, Expr]]]:
        """The marks of each ladder, with the clause of each."""
        found: dict[tuple[str, int], list[tuple[str, Expr]]] = defaultdict(list)
        for node, clause in self.of.all_clauses():
            if clause.ladder is not None:
                for slot in self.slots.of_clause(node, clause):
                    if slot.key.what == "count":
                        won = compare(Mark(slot.key), ">", ZERO)
                        found[clause.criterion_id, clause.ladder].append((clause.clause_id, won))
        return found

    # ---- one clause

    def _clause(self, node: Node | None, clause: Clause) -> None:
        if not self.of.computed(node, clause):
            return
        if self.of.composes(clause):
            for slot in self.slots.of_clause(node, clause):
                name = slot.key.id.rpartition("/")[2]
                self._ask(node, clause, "figure", negate(is_filled(slot.key)), slot.key.id, name)
            return
        keys = [slot.key for slot in self.slots.of_clause(node, clause) if slot.key.what == "count"]
        says = self.conditions.says(clause.clause_id)
        if keys and says.no is not NO:
            marked = some(*(compare(Mark(key), ">", ZERO) for key in keys))
            self._check("contradicts-figure", node, keys[0], every(says.no, marked), clause.text)
        if clause.kind not in MOVING:
            self.applies[clause.clause_id] = self._deciding(node, clause, keys[0])
            return
        tiers = self.of.tiers.get(clause.clause_id, ())
        if given(clause):
            self._given(node, clause)
        elif is_factor(clause, tiers):
            for key in keys:
                self._multiple(node, clause, key, keys)
        elif tiers:
            self._tiers(node, clause, keys)
        elif clause.formula and (formula := parsed(clause.formula, _worth(node))) is not None:
            self._formula(node, clause, formula)
        else:
            self._counted(node, clause, keys)

    def _check(self, code: str, node: Node | None, key: Key, wrong: Expr, allowed: str) -> None:
        if wrong is not NO:
            self.checks.append(Check(code, node.id if node else "", key, wrong, allowed))

    def _deciding(self, node: Node | None, clause: Clause, key: Key) -> Answer:
        filled, says = is_filled(key), self.conditions.says(clause.clause_id)
        yes = compare(Mark(key), ">", ZERO)
        if (same := self._before(node, clause)) is not None:
            # 发生一级事故的，一票否决，评定为不合格 is one event, and said once
            happened = compare(Mark(same), ">", ZERO)
            says = Answer(
                some(says.yes, every(is_filled(same), happened)),
                some(says.no, every(is_filled(same), negate(happened))),
            )
        silent = some(says.no, every(negate(says.yes), self.closed(node, clause)))
        answer = Answer(
            # without a mark it is 0
            some(yes, every(negate(filled), says.yes)),
            choose(filled, negate(yes), silent),
        )
        if clause.partial:
            # what was left unread may be what keeps it from applying
            answer = Answer(NO, answer.no)
        limits = clause.grade_rule is not None and bool(self.of.limited_by(node, clause))
        if clause.kind in {"zero", "veto"} or (clause.kind == "limit" and limits):
            self._ask(node, clause, clause.kind, negate(answer.known))
        return answer

    def _before(self, node: Node | None, clause: Clause) -> Key | None:
        """The mark of the clause that one condition joins with the one behind it."""
        group = self.of.clauses if node is None else node.clauses
        place = group.index(clause)
        first = group[place - 1] if place else None
        if first is None:
            return None
        # 参与围标的，一票否决，年度考核得分计0分, 考核等次定为不合格: what has no condition of its own
        joined = first.kind == "veto" and not first.text.endswith(("。", "；", ";"))
        subject = _SUBJECTS.get(clause.kind) if joined else None
        follows = subject is not None and (not clause.condition or is_word(subject, clause.condition))
        if not follows and (not clause.condition or first.condition != clause.condition):
            return None
        if first.criterion_id != clause.criterion_id or not self.of.computed(node, first):
            return None
        return next((one.key for one in self.slots.of_clause(node, first) if one.key.what == "count"), None)

    def _ask(
        self, node: Node | None, clause: Clause, what: str, open_: Expr, asked: str = "", text: str = ""
    ) -> None:
        ask = Ask(asked or clause.clause_id, what, open_, text or clause.text)
        self.asks[node.id if node else ""].append(ask)

    def _open(self, node: Node | None, clause: Clause) -> tuple[Expr, Expr, Expr, Expr]:
        """A clause of which nothing is marked: least, most, decided, marked.

        It is decided by figures, by 无, by another step of its ladder, or it is open.
        """
        tiers = self.of.tiers.get(clause.clause_id, ())
        top = self._top(node, clause)
        says, closed = self.conditions.says(clause.clause_id), self.closed(node, clause)
        other = every(negate(says.yes), some(*self._other_steps(clause)))
        amount = None if clause.per or tiers or judged(clause, tiers) else once(clause, _worth(node))
        sure: Expr
        if amount is not None:
            sure = some(says.no, says.yes, other, closed)
            full = choose(says.yes, amount, ZERO)
            return full, choose(sure, full, figure(top)), sure, says.known
        low = min(clause.points, top) if clause.points is not None and judged(clause, tiers) else Decimal(0)
        sure = every(negate(says.yes), some(says.no, other, closed))
        return choose(says.yes, figure(low), ZERO), choose(sure, ZERO, figure(top)), sure, says.no

    def _top(self, node: Node | None, clause: Clause) -> Decimal:
        """The most that a clause can move: no more than the item has, nor than its limit."""
        worth = _worth(node)
        top = most_of_clause(clause, self.of.tiers.get(clause.clause_id, ()), worth)
        if clause.partial:
            top = OPEN
        if side_of(node, clause) in {"award", "deduct"} and worth is not None and clause.cap != "none":
            top = min(top, room_of(clause, worth))
        cap = cap_of(clause, worth)
        return top if cap is None else min(top, cap)

    def _other_steps(self, clause: Clause) -> list[Expr]:
        if clause.ladder is None:
            return []
        return [won for id_, won in self._won[clause.criterion_id, clause.ladder] if id_ != clause.clause_id]

    def _partly(
        self, node: Node | None, clause: Clause, amount: Expr, filled: Expr
    ) -> tuple[Expr, Expr, Expr]:
        """Least, most, decided: what was read in part comes to anything up to the most, if it happened."""
        if not clause.partial:
            return amount, amount, YES
        happened = every(filled, compare(amount, ">", ZERO))
        top = figure(self._top(node, clause))
        return ZERO, choose(happened, most(top, amount), ZERO), negate(happened)

    def _counted(self, node: Node | None, clause: Clause, keys: Sequence[Key]) -> None:
        """A clause that is counted, or of which the points are judged: a row for each place."""
        worth, of_person = _worth(node), judged(clause, ())
        filled = [is_filled(key) for key in keys]
        any_filled = is_filled(*keys) if len(keys) > 1 else filled[0]
        if rate(clause, worth)[0] is None and not of_person:
            self._check("worth-unknown", node, keys[0], any_filled, clause.text)
        low, high, decided, marked = self._open(node, clause)
        what = "points" if of_person else "count"
        self._ask(node, clause, what, every(negate(any_filled), negate(decided)))
        side = side_of(node, clause)
        if len(keys) > 1:
            # the first place also stands for the clause as long as nothing is marked
            low, high = choose(any_filled, ZERO, low), choose(any_filled, ZERO, high)
            decided, marked = some(any_filled, decided), some(any_filled, marked)
        for place, key in enumerate(keys):
            mark = Mark(key)
            often: Expr = ONE
            said: Said
            if of_person:
                amount, said = rounded(mark, clause), (mark,)
            else:
                found = counted(clause, mark, worth)
                amount, often, said = found if found is not None else (ZERO, ONE, ())
            if not place:
                # decided by a figure, it applied once
                often = choose(filled[0], often, ONE)
            first = place == 0
            least_, most_, sure = self._partly(node, clause, amount, filled[place])
            self.rows.append(
                Row(
                    node,
                    clause,
                    side,
                    _or_unmarked(filled[place], least_, low if first else ZERO),
                    _or_unmarked(filled[place], most_, high if first else ZERO),
                    _decided(filled[place], sure, decided if first else YES),
                    some(filled[place], marked) if first else any_filled,
                    filled[place]
                    if not first
                    else some(filled[0], negate(any_filled))
                    if len(keys) > 1
                    else YES,
                    key.matter,
                    often,
                    count=None if of_person else choose(filled[place], mark, ONE) if first else mark,
                    said=_by_figures(clause, worth, filled[place], said) if first else said,
                )
            )

    def _given(self, node: Node | None, clause: Clause) -> None:
        """An award that is there from the start."""
        found = counted(clause, ONE, _worth(node))
        points, said = (found[0], found[2]) if found is not None else (ZERO, ())
        self.rows.append(Row(node, clause, side_of(node, clause), points, points, YES, YES, said=said))

    def _tiers(self, node: Node | None, clause: Clause, keys: Sequence[Key]) -> None:
        """A row for the clause as long as nothing is marked, and one for each tier."""
        tiers = self.of.tiers[clause.clause_id]
        filled = is_filled(*keys)
        low, high, decided, marked = self._open(node, clause)
        self._ask(node, clause, "tiers", every(negate(filled), negate(decided)))
        side = side_of(node, clause)
        self.rows.append(
            Row(
                node,
                clause,
                side,
                choose(filled, ZERO, low),
                choose(filled, ZERO, high),
                some(filled, decided),
                choose(filled, YES, marked),
                negate(filled),
            )
        )
        for key in keys:
            tier = tiers[key.tier]
            mark, each = Mark(key), tier.points or Decimal(0)
            points = rounded(product(mark, figure(each)), clause)
            there = compare(mark, ">", ZERO)
            said: Said = (f"{tier.label} ".lstrip(), mark, f" × {plain(each)} = ", points)
            least_, most_, sure = self._partly(node, clause, points, there)
            matter = key.matter
            self.rows.append(
                Row(node, clause, side, least_, most_, sure, there, there, matter, mark, key.tier, mark, said)
            )

    def _formula(self, node: Node | None, clause: Clause, formula: Formula) -> None:
        """A formula, computed where all its names have a figure."""
        worth = _worth(node)
        named: dict[str, Expr] = {}
        given, complete = [], []
        missing: list[str] = []
        for name in formula.names:
            key = Key(f"{clause.clause_id}/{name}", "figure")
            named[name] = Mark(key)
            given.append(is_filled(key))
            target = number(self.of.criteria[clause.criterion_id].target) if node is not None else None
            if name == "目标值" and target is not None:
                named[name] = choose(is_filled(key), Mark(key), figure(target))
            else:
                complete.append(is_filled(key))
                missing.append(name)
        value, fails, figures = formula.value(named, worth)
        done = every(*complete)
        first = Key(f"{clause.clause_id}/{formula.names[0]}", "figure") if formula.names else Key("", "")
        self._check("not-computable", node, first, every(done, fails), clause.text)
        exact = rounded(value, clause)
        points = most(ZERO, exact if worth is None else least(exact, figure(room_of(clause, worth))))
        top = self._top(node, clause)
        silent = every(negate(some(*given)), self.closed(node, clause)) if given else NO
        closed = every(silent, negate(done))
        side = side_of(node, clause)
        least_, most_, sure = self._partly(node, clause, points, done)
        for name in missing:
            asked = f"{clause.clause_id}/{name}"
            empty = every(negate(done), negate(closed), negate(is_filled(Key(asked, "figure"))))
            self._ask(node, clause, "figure", empty, asked, name)
        cut = compare(exact, "<>", points)
        said: Said = (*figures, " = ", exact, (cut, (" → ", points)))
        self.rows.append(
            Row(
                node,
                clause,
                side,
                choose(done, least_, ZERO),
                choose(done, most_, choose(closed, ZERO, figure(top))),
                choose(done, sure, closed),
                done,
                said=said,
            )
        )

    def _multiple(self, node: Node | None, clause: Clause, key: Key, keys: Sequence[Key]) -> None:
        says, filled = self.conditions.says(clause.clause_id), is_filled(key)
        open_ = NO
        if key == keys[0]:
            none = negate(is_filled(*keys))
            open_ = every(none, negate(says.no), negate(self.closed(node, clause)))
            self._ask(node, clause, "count", open_)
        if clause.partial:
            # what was left unread may say of which cases it speaks
            open_ = some(open_, every(filled, compare(Mark(key), ">", ZERO)))
        matter = key.matter
        self.multiples.append(Multiple(node, clause, side_of(node, clause), Mark(key), filled, open_, matter))

    # ---- what multiples may speak of

    def bases(self, multiple: Multiple) -> list[Row]:
        """The rows of which a multiple can speak, whatever their matter."""
        return [row for row in self.of_node(multiple.node) if row.taking == multiple.taking]


def _by_figures(clause: Clause, worth: Decimal | None, filled: Expr, said: Said) -> Said:
    """The sum in signs of a clause that is marked, or that a measured figure decides."""
    if judged(clause, ()) or clause.per:
        return said
    # decided by a figure, it is its rate
    return ((filled, said), (negate(filled), (rate(clause, worth)[1],)))


def _or_unmarked(filled: Expr, amount: Expr, unmarked: Expr) -> Expr:
    """An amount that is nothing without a mark, and what stands for it then."""
    return amount if unmarked is ZERO else choose(filled, amount, unmarked)


def _decided(filled: Expr, sure: Expr, unmarked: Expr) -> Expr:
    return some(filled, unmarked) if sure is YES else choose(filled, sure, unmarked)


def _worth(node: Node | None) -> Decimal | None:
    return None if node is None else node.worth


def side_of(node: Node | None, clause: Clause) -> Side:
    """Where a clause moves points."""
    kind = clause.effect if clause.kind in {"method", "discretionary"} and clause.effect else clause.kind
    where = node.criterion.kind if node is not None else "rubric"
    if kind == "deduct":
        return "total" if where == "rubric" or (clause.scope == "rubric" and where != "penalty") else "deduct"
    if kind == "bonus":
        return "award" if where == "bonus" or _fills(node, clause) else "bonus"
    return "award"


def _fills(node: Node | None, clause: Clause) -> bool:
    """Whether what is added is what the item has, and no more: 每加演一场加2分，最多10分 of 10 points."""
    if node is None or node.worth is None or cap_of(clause, node.worth) != node.worth:
        return False
    return all(one is clause or one.kind == "note" for one in node.clauses)


def reach(node: Node | None, clause: Clause) -> str:
    """What a zero or veto bears on; in a row of vetoes (否决项) and outside of all items it is the rubric."""
    if node is None or node.criterion.kind == "veto":
        return "rubric"
    if clause.kind == "veto":
        return "item" if clause.scope == "item" else "rubric"
    return clause.scope or "item"
