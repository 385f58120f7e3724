"""The points of one criterion: as marked, by its grade, its key points, or its clauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from normalizers.records import Band, Clause
from normalizers.text.numerals import plain
from pipeline.scoring.expression import (
    NO,
    ONE,
    OPEN,
    ZERO,
    Answer,
    Expr,
    Kept,
    Key,
    Mark,
    Said,
    choose,
    compare,
    ends,
    every,
    figure,
    is_filled,
    least,
    most,
    picked,
    some,
    total,
)
from pipeline.scoring.rules.amounts import HUNDRED, MOVING, cap_of, room_of, to_decimals
from pipeline.scoring.rules.clauses import Clauses, Row, reach
from pipeline.scoring.rules.grades import best_left
from pipeline.scoring.rules.outline import Node, Outline, most_of
from pipeline.scoring.rules.slots import NOT_APPLICABLE
from pipeline.scoring.rules.spoken import decimals_of_items
from pipeline.scoring.words import says

_NONE = figure(-1)
_BY_CLAUSES = MOVING | {"zero"}


class Items:
    """What marks make of each criterion by itself.

    `touched` says whether something usable was marked of a node, `absent` whether it is not applicable,
    `not_applicable` whether it is marked so itself;
    `taken` is what deductions take of a node in the end.
    """

    def __init__(self, of: Outline, clauses: Clauses, keys: dict[str, list[Key]]) -> None:
        """`keys` are those of all marks that belong to a node."""
        self.of, self.clauses = of, clauses
        self.own: dict[str, list[Row]] = defaultdict(list)
        for row in clauses.rows:
            self.own[row.node_id if row.side != "total" else ""].append(row)
        self.touched = {node.id: is_filled(*keys.get(node.id, ())) for node in of.nodes()}
        self.absent: dict[str, Expr] = {}
        self.not_applicable: dict[str, Expr] = {}
        for top in of.tops:
            self._absent(top, NO)
        self.taken: dict[str, Expr] = {}
        self.unread = {node.id: of.unread_of(node) for node in of.nodes()}
        self.decimals = decimals_of_items(of.clauses)
        # expressions are one where they are one object: a leaf is the same touched and untouched
        self._made: dict[tuple[str, Expr], Expr] = {}

    def _absent(self, node: Node, above: Expr) -> None:
        own = compare(Mark(Key(node.id, "word")), "=", figure(NOT_APPLICABLE))
        self.not_applicable[node.id] = own
        said = (compare(Mark(Key(one.clause_id, "count")), ">", ZERO) for one in self.of.exempting(node))
        self.absent[node.id] = some(above, own, *said)
        for child in node.children:
            self._absent(child, self.absent[node.id])

    def applies(self, clause: Clause) -> Expr:
        """Whether a clause that decides does so; an open one where the score is lowest."""
        return self.clauses.applies.get(clause.clause_id, Answer(no=ONE)).at_worst

    # ---- its points

    def points(self, node: Node, below: Expr) -> Expr:
        """The points of a node with what stands below it."""
        found = self._unmarked(node, below)
        key = Key(node.id, "points")
        if node.criterion.kind in {"veto", "remark"}:
            return found
        mark = Mark(key)
        taking = node.criterion.kind == "penalty"
        effect = total([], [mark]) if taking else mark
        marked: Expr = Kept("marked", effect, ZERO, node.id, said=(mark,))
        return choose(is_filled(key), total([marked, *self._parts_of_marked(node)]), found)

    def _parts_of_marked(self, node: Node) -> Iterator[Expr]:
        """What was marked beside points is part of them: it is shown, and moves nothing."""
        for row in self.own[node.id]:
            shown = every(row.there, row.marked, compare(row.least, ">", ZERO))
            yield Kept("in-points", ZERO, ZERO, node.id, row.clause.clause_id, row.count, row.said, shown)

    def _unmarked(self, node: Node, below: Expr) -> Expr:
        bands = self.of.bands.get(node.id, ())
        if bands:
            return self._banded(node, bands, below)
        if node.criterion.kind in {"veto", "remark"}:
            return below
        if node.rest is None and node.criterion.kind == "scored" and not self._has_awards(node):
            return self._open(node, below, ZERO, figure(OPEN))
        if not any(one.kind in _BY_CLAUSES for one in node.clauses) and not node.children:
            begun = self._parts(node)
        elif not any(one.kind in _BY_CLAUSES for one in node.clauses) and node.pooled:
            begun = total([below, self._shares(node)])
        else:
            begun = self._by_clauses(node, below)
        if node.rest == 0 and not node.clauses and node.children:
            return begun
        return choose(
            self.touched[node.id], self._with_unread(node, begun, below), self._untouched(node, below)
        )

    def _with_unread(self, node: Node, points: Expr, below: Expr) -> Expr:
        """A rule that was not read may take or give anything within the points, unless 无 closes the item."""
        if not self.unread[node.id]:
            return points
        low = self._least_with_unread(node, least(points, below))
        high = most(points, total([below, figure(self._most_with_unread(node, node.worth))]))
        closed = is_filled(Key(node.id, "word"))
        return Kept("unread", choose(closed, points, ends(low, high)), points, node.id)

    def _has_awards(self, node: Node) -> bool:
        return any(row.side == "award" for row in self.own[node.id])

    def _open(self, node: Node, below: Expr, low: Expr, high: Expr) -> Expr:
        """Points of which nothing is known."""
        shown = NO if node.children else ONE
        return Kept("unmarked", total([below, ends(low, high)]), below, node.id, shown=shown)

    def _untouched(self, node: Node, below: Expr) -> Expr:
        """A criterion without marks: whatever its rules, or a person within its points, may come to."""
        if node.criterion.kind == "penalty":
            worst = OPEN if node.worth is None else node.worth
            by_rules = most_of([one for one in node.clauses if one.kind == "deduct"], self.of.tiers)
            return self._open(node, below, figure(-min(worst, OPEN if by_rules is None else by_rules)), ZERO)
        by_clauses = self._by_clauses(node, ZERO)
        if node.children and node.rest == 0:
            return self._open(node, below, by_clauses, by_clauses)
        # also without a clause: a rule that was not read may say 扣分不设下限
        low = self._least_with_unread(node, least(by_clauses, ZERO))
        return self._open(node, below, low, most(by_clauses, figure(self._most_with_unread(node, node.rest))))

    def _least_with_unread(self, node: Node, low: Expr) -> Expr:
        """`low`, or no lower end where a rule that was not read may take more than the item has."""
        far = any(says("far", text) for text in self.unread[node.id])
        return figure(-OPEN) if far else low

    def _most_with_unread(self, node: Node, worth: Decimal | None) -> Decimal:
        """`worth`, or no upper end where it is unknown or a rule that was not read may add to it."""
        adds = any(says("adds", text) for text in self.unread[node.id])
        return OPEN if worth is None or adds else worth

    # ---- by its grade

    def _banded(self, node: Node, bands: Sequence[Band], below: Expr) -> Expr:
        """By the grade that was marked, or that key points and figures decide, else what any band allows."""
        key = Key(node.id, "grade")
        grade, filled = Mark(key), is_filled(key)
        touched = self.touched[node.id]
        decided: Expr = _NONE
        for at_, holds_ in reversed(list(enumerate(self.clauses.conditions.decided_band(bands)))):
            decided = choose(every(touched, holds_), figure(at_), decided)
        place = choose(filled, grade, decided)
        top, cut = self._limited(node, bands, filled, grade)
        known = compare(place, ">=", ZERO)
        at = choose(known, most(place, top), _NONE)
        lows = [band.min_points or Decimal(0) for band in bands]
        highs = [node.worth if band.max_points is None else band.max_points for band in bands]
        uppers = [OPEN if one is None else one for one in highs]
        worst = [figure(min(lows[start:])) for start in range(len(bands))]
        best = [figure(max(uppers[start:])) for start in range(len(bands))]
        points = ends(
            choose(known, picked(at, [figure(one) for one in lows]), picked(top, worst)),
            choose(known, picked(at, [figure(one) for one in uppers]), picked(top, best)),
        )
        said: Said = tuple(
            (compare(at, "=", figure(i)), (f"{band.grade} ", points)) for i, band in enumerate(bands)
        )
        whole = total([below, points])

        def kept(reason: str) -> Expr:
            return Kept(reason, whole, below, node.id, said=said, shown=ONE)

        by_grade = choose(filled, kept("grade"), kept("grade-decided"))
        by_grade = choose(every(cut, compare(place, "<", top)), kept("limit"), by_grade)
        unmarked = Kept("unmarked", whole, below, node.id, shown=ONE)
        steps = choose(known, by_grade, unmarked)
        # how often it was late is no part of how good it was; a person may yet give the points of a range
        fixed = picked(at, [ONE if low == high else NO for low, high in zip(lows, highs, strict=True)])
        settled = every(known, ends(ONE, fixed))
        less = self._less_deductions(node, steps, below)
        return steps if less is None else choose(settled, less, steps)

    def _limited(self, node: Node, bands: Sequence[Band], filled: Expr, grade: Expr) -> tuple[Expr, Expr]:
        """The place of the best band that the limits of a criterion leave, and whether one applies."""
        tops: list[Expr] = [ZERO]
        cut: list[Expr] = []
        for clause in node.clauses:
            if clause.kind != "limit" or self.of.limited_by(node, clause) is not bands:
                continue
            left: Expr
            if clause.grade_rule == "lower":
                after = least(total([grade, ONE]), figure(len(bands) - 1))
                left = choose(filled, after, ZERO)
            else:
                best = best_left(clause, bands, None)
                if best is None:
                    continue
                left = figure(best)
            applies = self.applies(clause)
            tops.append(choose(applies, left, ZERO))
            cut.append(applies)
        return most(*tops), some(*cut)

    def _less_deductions(self, node: Node, points: Expr, below: Expr) -> Expr | None:
        """Points of a grade less what was deducted beside it."""
        rows = [row for row in self.own[node.id] if row.side == "deduct"]
        if not rows:
            return None
        bounded = [step(row, node.id) for row in rows if row.clause.cap != "none"]
        less = total([points, *bounded])
        floor = least(below, points)
        said: Said = (total([less], [below]), " → 0")
        less = Kept("emptied", most(less, floor), less, node.id, said=said)
        self.taken[node.id] = total(row.kept for row in rows)
        return total([less, *(step(row, node.id) for row in rows if row.clause.cap == "none")])

    # ---- by parts

    def _parts(self, node: Node) -> Expr:
        """The points of key points that have some: what was won of each."""
        points = self.of.key_points.get(node.id, ())
        if not any(point.points is not None for point in points):
            worth = OPEN if node.worth is None else node.worth
            return Kept("unmarked", ends(ZERO, figure(worth)), ZERO, node.id, shown=ONE)
        won: list[Expr] = []
        for point in points:
            worth = point.points or Decimal(0)
            key = Key(point.key_point_id, "done")
            said: Said = (Mark(key), f" / {plain(worth)}")
            marked = Kept("key-point", Mark(key), ZERO, node.id, point.key_point_id, said=said, shown=ONE)
            bare = ends(ZERO, figure(worth))
            open_ = Kept("unmarked", bare, ZERO, node.id, point.key_point_id, shown=ONE)
            won.append(choose(is_filled(key), marked, open_))
        return self._at_most(node, total(won), node.worth)

    def _shares(self, node: Node) -> Expr:
        """Items without points of their own that share those above them, each as marked."""
        shares: list[Expr] = []
        for one in node.pooled:
            if any(other.parent_id == one.criterion_id for other in node.pooled):
                continue
            key = Key(one.criterion_id, "points")
            marked = Kept("marked", Mark(key), ZERO, node.id, one.criterion_id, said=(Mark(key),), shown=ONE)
            bare = ends(ZERO, figure(OPEN if node.rest is None else node.rest))
            open_ = Kept("unmarked", bare, ZERO, node.id, one.criterion_id, shown=ONE)
            shares.append(choose(is_filled(key), marked, open_))
        return self._at_most(node, total(shares), node.rest)

    @staticmethod
    def _at_most(node: Node, points: Expr, top: Decimal | None) -> Expr:
        if top is None:
            return points
        said: Said = (points, f" → {plain(top)}")
        return Kept("bounded", least(points, figure(top)), points, node.id, said=said)

    # ---- by its clauses

    def _by_clauses(self, node: Node, below: Expr) -> Expr:
        """Points by the clauses, from 0 by awards, else from those of the item."""
        if (node.id, below) not in self._made:
            self._made[node.id, below] = self._made_of_clauses(node, below)
        return self._made[node.id, below]

    def _made_of_clauses(self, node: Node, below: Expr) -> Expr:
        rows = self.own[node.id]
        awards = [row for row in rows if row.side == "award"]
        base = self._base(node)
        points = total([below, base, *(step(row, node.id) for row in awards)])
        worth = node.worth
        if worth is not None and awards and not any(row.clause.cap == "none" for row in awards):
            # what a zero takes of a part below needs no room
            room = max(room_of(row.clause, worth) for row in awards)
            over = most(ZERO, total([points], [figure(room), *self._zeroed(node)]))
            left = total([points], [over])
            points = Kept("bounded", left, points, node.id, said=(points, " → ", left))
        before = points
        bounded = [row for row in rows if row.side == "deduct" and row.clause.cap != "none"]
        points = total([points, *(step(row, node.id) for row in bounded)])
        points = self._part_zeros(node, points)
        floor, reason = self._floor(node, below)
        if points is not before or reason == "floor":
            said: Said = (points, " → ", floor)
            points = Kept(reason, most(points, floor), points, node.id, said=said)
        unlimited = [row for row in rows if row.side == "deduct" and row.clause.cap == "none"]
        points = total([points, *(step(row, node.id) for row in unlimited)])
        if bounded or unlimited:
            self.taken[node.id] = most(ZERO, total([before], [points]))
        return self._to_decimals(node, points)

    def _to_decimals(self, node: Node, points: Expr) -> Expr:
        """The points of an item of which a sentence says how they are rounded (得分保留一位小数)."""
        leaf = not node.children or node.rest != 0
        own = () if node.children else node.clauses
        for clause in (*own, *([self.decimals] if self.decimals is not None and leaf else [])):
            if clause.kind == "note" and clause.decimals is not None and clause.scope != "rubric":
                after = to_decimals(points, clause.decimals, clause.text)
                said: Said = (points, " → ", after)
                points = Kept("rounded", after, points, node.id, clause.clause_id, said=said)
        return points

    def _base(self, node: Node) -> Expr:
        """What an item has before any clause: its points, or with awards what no award can give.

        差错一次扣4分；没有此类任务的，得满分 takes from its points: the award only says when nothing is lost.
        """
        if node.criterion.kind in {"bonus", "penalty"} or node.rest == 0:
            return ZERO
        awards = [row.clause for row in self.own[node.id] if row.side == "award"]
        if not awards or (self._free_standing(node) and all(map(self._only_full, awards))):
            base = ends(ZERO, figure(OPEN)) if node.rest is None else figure(node.rest)
            return Kept("base", base, ZERO, node.id, said=(base,), shown=ONE)
        top = most_of(list(dict.fromkeys(awards)), self.of.tiers)
        if any(one.kind != "award" or one.points_percent is not None for one in awards):
            top = None
        if node.rest is None or top is None or top >= node.rest or not self._free_standing(node):
            return ZERO
        left = node.rest - top
        said: Said = (f"{plain(node.rest)} - {plain(top)} = {plain(left)}",)
        return Kept("rest", figure(left), ZERO, node.id, said=said)

    def _only_full(self, clause: Clause) -> bool:
        """Whether an award only says when an item has all of its points, and no figure has to be reached."""
        full = clause.kind == "award" and clause.points_percent == HUNDRED and not clause.partial
        return full and not clause.per and not self.of.thresholds.get(clause.clause_id)

    def _free_standing(self, node: Node) -> bool:
        """Whether a deduction stands in a part before any award: it takes from points that no award gives."""
        awarded: set[tuple[str, int | None]] = set()
        for clause in node.clauses:
            part = (clause.criterion_id, clause.part)
            if clause.kind == "award":
                awarded.add(part)
            elif clause.kind == "deduct" and clause.scope != "rubric" and part not in awarded:
                return True
        return False

    def _floor(self, node: Node, below: Expr) -> tuple[Expr, str]:
        """The least that bounded deductions leave: 0, or what the notice says; losses below stay."""
        if node.criterion.kind == "penalty":
            return total([below, figure(-OPEN if node.worth is None else -node.worth)]), "emptied"
        floors = [
            one.floor_points
            for one in node.clauses
            if one.floor_points is not None and (one.kind != "note" or not node.children)
        ]
        reason = "floor" if any(one > 0 for one in floors) else "emptied"
        return most(least(below, ZERO), *(figure(one) for one in floors)), reason

    def _zeroed(self, node: Node) -> Iterator[Expr]:
        """What the awards of each part give that a zero takes."""
        zeros: dict[tuple[object, ...], list[Expr]] = defaultdict(list)
        for clause in node.clauses:
            if clause.kind == "zero" and reach(node, clause) == "part":
                zeros[_part(clause)].append(self.applies(clause))
        for part, applies in zeros.items():
            rows = [row for row in self.own[node.id] if _part(row.clause) == part]
            yield choose(some(*applies), total(row.kept for row in rows if row.side == "award"), ZERO)

    def _part_zeros(self, node: Node, points: Expr) -> Expr:
        """A zero of a part takes what that part still gives: its awards, or the points of its key point."""
        for clause in node.clauses:
            if clause.kind != "zero" or reach(node, clause) != "part":
                continue
            part = [row for row in self.own[node.id] if _part(row.clause) == _part(clause)]
            won = total(row.kept for row in part if row.side == "award")
            worth = self.clauses.conditions.worths.get(clause.key_point_id)
            if won is ZERO and worth is not None:
                won = figure(worth)
            lost = total(row.kept for row in part if row.side == "deduct")
            left = most(ZERO, total([won], [lost]))
            after = total([points], [choose(self.applies(clause), left, ZERO)])
            points = Kept("zero", after, points, node.id, clause.clause_id)
        return points

    # ---- beyond its points

    def bonus(self, node: Node, scored: Expr) -> Expr:
        """What clauses add beyond the points of the item."""
        rows = [row for row in self.own[node.id] if row.side == "bonus"]
        if not rows:
            return ZERO
        points = total(step(row, node.id) for row in rows)
        rooms: list[Expr] = []
        if node.worth is not None and any(row.clause.within_item for row in rows):
            rooms.append(total([figure(node.worth)], [scored]))
        # 完成任务得6分，每超1项加1分，最高得10分
        for clause in node.clauses:
            cap = cap_of(clause, node.worth)
            if clause.cap_total and cap is not None:
                rooms.append(total([figure(cap)], [scored]))
        if rooms:
            room = most(ZERO, least(*rooms))
            said: Said = (points, " → ", room)
            points = Kept("bounded", least(points, room), points, node.id, said=said)
        return choose(self.touched[node.id], points, ends(ZERO, points))


def _part(clause: Clause) -> tuple[object, ...]:
    return clause.criterion_id, clause.key_point_id or clause.part


def step(row: Row, owner: str) -> Expr:
    """What a row moves within its limit, with the steps of it."""
    signed = (lambda one: total([], [one])) if row.taking else (lambda one: one)
    first = total([row.moved], [change for _, change in row.changes]) if row.changes else row.moved
    reason = {"award": "award", "deduct": "deduct", "bonus": "bonus", "total": "deduct"}[row.side]
    id_ = row.clause.clause_id
    shown, moves = every(row.there, row.marked), signed(first)
    found: Expr = Kept(reason, moves, ZERO, owner, id_, row.count, row.said, shown, row.decided)
    for why, beaten in row.beaten:
        seen = every(row.there, row.marked, compare(row.least, ">", ZERO))
        aside = Kept(why, ZERO, ZERO, owner, id_, row.count, row.said, seen)
        found = choose(beaten, aside, found)
    for multiple, change in row.changes:
        factor = plain(multiple.clause.multiplier or Decimal(1))
        count = choose(multiple.filled, multiple.count, ZERO)
        found = Kept(
            "factor",
            total([found, signed(change)]),
            found,
            owner,
            multiple.clause.clause_id,
            count,
            (f"× {factor}",),
        )
    if row.kept is row.moved:
        return found
    return Kept("cap", signed(row.kept), found, owner, id_, said=(row.moved, " → ", row.kept))
