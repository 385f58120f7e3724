"""A rubric as it is added up: what each criterion is worth, which clauses share its points, its weight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from normalizers.records import (
    Band,
    Clause,
    Criterion,
    Evidence,
    FindingRow,
    KeyPoint,
    Note,
    Records,
    Requirement,
    Rubric,
    Threshold,
    Tier,
)
from pipeline.scoring.rules.amounts import HUNDRED
from pipeline.scoring.rules.composed import (
    Composed,
    as_criterion,
    by_weights,
    composed,
    of_markers,
    of_the_total,
    parts_of,
    shares,
)
from pipeline.scoring.rules.grades import limited
from pipeline.scoring.rules.spoken import (
    Decimals,
    counted_as_noted,
    decimals_of,
    exclusive,
    folds_back,
    keeps_points,
    named_by,
    of_each,
)
from pipeline.scoring.words import says

# rules that score and of which no clause was made
_UNREAD = frozenset({"clause-unread", "rule-unread"})
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Node:
    """A criterion that is counted on its own.

    `worth` are the points at stake, None where nothing says how many. `pooled` are criteria below it without
    points of their own: they share `rest`, what the others leave of its points, and their clauses stand among
    `clauses`. A node without children is worth its `rest`. `weight`: the percentage by which points count.
    """

    criterion: Criterion
    worth: Decimal | None
    rest: Decimal | None
    children: tuple[Node, ...] = ()
    pooled: tuple[Criterion, ...] = ()
    clauses: tuple[Clause, ...] = ()
    weight: Decimal | None = None
    id: str = field(init=False)

    def __post_init__(self) -> None:
        """Its id is that of its criterion."""
        object.__setattr__(self, "id", self.criterion.criterion_id)

    @property
    def name(self) -> str:
        """What a person calls it."""
        return named(self.criterion)

    @property
    def has_points(self) -> bool:
        """Whether it is more than a veto or a remark."""
        return self.criterion.kind not in {"veto", "remark"}

    @property
    def moves(self) -> bool:
        """Whether it has clauses that do something."""
        return any(one.kind != "note" for one in self.clauses)

    @property
    def keeps_points(self) -> bool:
        """Whether it keeps its points where it is not applicable."""
        return keeps_points(
            (*(one.text for one in self.clauses), self.criterion.rule_text, self.criterion.text)
        )

    def walk(self) -> Iterator[Node]:
        """It and all below it, in the order of the notice."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Outline:
    """A rubric with its nodes, and what belongs to each id."""

    rubric: Rubric
    tops: tuple[Node, ...]
    clauses: tuple[Clause, ...]
    criteria: dict[str, Criterion]
    bands: dict[str, tuple[Band, ...]]
    tiers: dict[str, tuple[Tier, ...]]
    thresholds: dict[str, tuple[Threshold, ...]]
    requirements: dict[str, tuple[Requirement, ...]]
    key_points: dict[str, tuple[KeyPoint, ...]]
    places: dict[str, str]
    homes: dict[str, str]
    clauses_of: dict[str, tuple[Clause, ...]]
    unread: tuple[FindingRow, ...] = ()
    unclear_weights: bool = False
    notes: tuple[Note, ...] = ()
    decimals: Decimals | None = None
    fold: str | None = None
    composed: Composed | None = None
    shared: bool = False

    def composes(self, clause: Clause) -> bool:
        """Whether a clause is the formula of the total."""
        return self.composed is not None and clause is self.composed.clause

    def computed(self, node: Node | None, clause: Clause) -> bool:
        """Whether a clause is to be marked; a note is not, nor a rule of the whole that speaks of items."""
        if self.silent(clause):
            return False
        if self.composes(clause):
            return True
        of_items = clause.kind in {"award", "method", "discretionary"}
        return node is not None or not (of_items or (clause.kind == "zero" and clause.scope != "rubric"))

    def silent(self, clause: Clause) -> bool:
        """Whether a clause is a note, or a rule that bears on the whole, of which nothing is to be marked."""
        weighs = self.shared and (of_the_total(clause) or says("several_scores", clause.text))
        notes = clause.kind == "note" and clause.clause_id not in self.exempting_ids
        return notes or clause.clause_id == self.fold or weighs

    def limited_by(self, node: Node | None, clause: Clause) -> Sequence[Band]:
        """The bands on which a limit bears."""
        return limited(clause, self.bands.get(node.id, ()) if node else (), self.bands.get("", ()))

    def part_of(self, clause_id: str) -> list[Clause]:
        """The clauses of the part of an item in which a clause stands; none for what is no clause."""
        group = self.clauses_of.get(self.owner(clause_id), ())
        own = next((one for one in group if one.clause_id == clause_id), None)
        return [one for one in group if own is not None and one.part == own.part]

    def name(self, criterion_id: str) -> str:
        """What a person calls a criterion; "" for the whole rubric."""
        return named(self.criteria[criterion_id]) if criterion_id in self.criteria else ""

    def owner(self, record_id: str) -> str:
        """The criterion that an id belongs to: the longest that it begins with; else the id itself."""
        parts = record_id.split("/")
        for end in range(len(parts), 2, -1):
            if (known := "/".join(parts[:end])) in self.criteria:
                return known
        return record_id

    def home(self, record_id: str) -> str:
        """The node in which an id is counted; an id outside of all criteria is its own."""
        owner = self.owner(record_id)
        return self.homes.get(owner, owner)

    def above(self, node_id: str) -> Iterator[Node]:
        """A node and those above it, from below."""
        way: list[Node] = []

        def find(nodes: Sequence[Node]) -> bool:
            for node in nodes:
                if node.id == node_id or find(node.children):
                    way.append(node)
                    return True
            return False

        find(self.tops)
        yield from way

    def unread_of(self, node: Node) -> list[str]:
        """The rules of a node that were not read, and those that speak of others and were read in part."""
        own = {node.id, *(one.criterion_id for one in node.pooled)}
        unread = [row.evidence for row in self.unread if row.owner_id in own]
        return [*unread, *(one.text for one in node.clauses if one.kind == "note" and one.partial)]

    def nodes(self) -> Sequence[Node]:
        """All nodes in the order of the notice."""
        return self._nodes

    def all_clauses(self) -> Sequence[tuple[Node | None, Clause]]:
        """Each clause with the node in which it is counted; None for those of the whole rubric."""
        return self._all_clauses

    def exempting(self, node: Node) -> list[Clause]:
        """The sentences of an item that let it keep its points where they hold: 无此类业务的，此项不失分."""
        return [one for one in node.clauses if one.clause_id in self.exempting_ids]

    @cached_property
    def exempting_ids(self) -> frozenset[str]:
        """The sentences by which an item keeps its points."""
        own = [one for node in self._nodes if not node.children for one in node.clauses]
        return frozenset(one.clause_id for one in own if one.kind == "note" and keeps_points((one.text,)))

    @cached_property
    def _nodes(self) -> tuple[Node, ...]:
        return tuple(node for top in self.tops for node in top.walk())

    @cached_property
    def _all_clauses(self) -> tuple[tuple[Node | None, Clause], ...]:
        own = [(node, clause) for node in self._nodes for clause in node.clauses]
        return (*own, *((None, clause) for clause in self.clauses))


def named(criterion: Criterion) -> str:
    """Its name, else the beginning of its text."""
    text = " ".join(criterion.text.split())
    return criterion.name or (text if len(text) <= 24 else text[:24] + "…") or criterion.label


def outline(records: Records, rubric: Rubric) -> Outline:
    """How a rubric of these records is added up."""
    return _Reader(records, rubric).outline()


class _Reader:
    def __init__(self, records: Records, rubric: Rubric) -> None:
        self.rubric = rubric
        parts = parts_of(records).get(rubric.rubric_id, ())
        ids = {rubric.rubric_id, *(one.rubric_id for one in parts)}
        criteria = [one for one in records.criteria if one.rubric_id in ids]
        self.criteria = {one.criterion_id: one for one in criteria}
        self.below: dict[str, list[Criterion]] = defaultdict(list)
        for one in criteria:
            above = "" if one.rubric_id == rubric.rubric_id else one.rubric_id
            self.below[one.parent_id if one.parent_id in self.criteria else above].append(one)
        for part in parts:
            caption = as_criterion(part, rubric, self.below[part.rubric_id][0].kind, len(self.below[""]) + 1)
            self.criteria[caption.criterion_id] = caption
            self.below[""].append(caption)
        self.clauses = _by(
            [
                one
                if one.criterion_id or one.rubric_id == rubric.rubric_id
                else one.model_copy(update={"criterion_id": one.rubric_id})
                for one in records.clauses
                if one.rubric_id in ids
            ],
            "criterion_id",
        )
        whole = self.clauses.get("", ())
        # a limit in a note names what it binds: 信息报送扣分累计不超过20分
        names = {one.criterion_id: one.name for one in self.criteria.values()}
        self.clauses[""] = whole = tuple(_naming(one, named_by(one, names)) for one in whole)
        self.clauses = {
            owner: counted_as_noted(group, whole) if owner else group for owner, group in self.clauses.items()
        }
        self._of_each()
        self.bands = _by(
            [
                one
                for one in records.bands
                if one.rubric_id == rubric.rubric_id or (one.rubric_id in ids and one.criterion_id)
            ],
            "criterion_id",
        )
        self.key_points = _by(records.key_points, "criterion_id")
        self.tiers = _by(records.tiers, "clause_id")
        self.thresholds = _by(records.thresholds, "owner_id")
        self.requirements = _by(records.requirements, "owner_id")
        self.evidence, self.ids = records.evidence, ids
        self.notes = tuple(one for one in records.notes if one.rubric_id == rubric.rubric_id)
        self.unread = tuple(
            row
            for row in records.findings
            if row.code in _UNREAD and any(f"{row.owner_id}/".startswith(f"{id_}/") for id_ in ids)
        )
        self.unclear = False

    def _of_each(self) -> None:
        """Puts a limit of each item (单项扣分最多10分), or of the one that a note names, into the items."""
        for owner, group in list(self.clauses.items()):
            tops = self.below.get(owner, ())
            each = [one for one in group if of_each(one)] if tops else []
            for leaf in (leaf for top in tops for leaf in self._leaves(top)):
                self.clauses[leaf.criterion_id] = (*self.clauses.get(leaf.criterion_id, ()), *each)
            named = [one for one in group if _names_one(one, self.criteria)] if not owner else []
            for one in named:
                own = one.model_copy(update={"applies_to": ""})
                self.clauses[one.applies_to] = (*self.clauses.get(one.applies_to, ()), own)
            self.clauses[owner] = tuple(one for one in self.clauses[owner] if one not in (*each, *named))

    def outline(self) -> Outline:
        """The whole of it."""
        whole = self.clauses.get("", ())
        fold = folds_back(whole, self.notes)
        plain = tuple(self._node(one) for one in self.below[""])
        tops, shared = self._shared(plain, whole)
        made_by = [one for one in whole if one.clause_id != fold]
        made = None
        if not shared:
            tops = self._weighted(plain)
            # 总分=∑各项得分×权重 says what the weights are for
            shared = any(node.weight is not None for node in tops) and any(map(by_weights, made_by))
        if not shared:
            worths = [node.worth for node in plain if node.criterion.kind == "scored"]
            known = [worth for worth in worths if worth is not None]
            full = sum(known, Decimal(0)) if known and len(known) == len(worths) else None
            titles = (self.rubric.title, self.rubric.scope)
            made = composed(made_by, self.criteria) or of_markers(made_by, self.criteria, titles, full)
            self.unclear = self.unclear or (made is None and any(map(of_the_total, made_by)))
            tops = tops if made is None else plain
        homes = {}
        for top in tops:
            for node in top.walk():
                for one in (node.criterion, *node.pooled):
                    homes[one.criterion_id] = node.id
        return Outline(
            self.rubric,
            tops,
            whole,
            self.criteria,
            {owner: tuple(sorted(group, key=lambda band: band.seq)) for owner, group in self.bands.items()},
            self.tiers,
            self.thresholds,
            self.requirements,
            self.key_points,
            self._places(),
            homes,
            self.clauses,
            self.unread,
            self.unclear,
            self.notes,
            decimals_of(self.rubric, whole),
            fold,
            made,
            shared,
        )

    def _shared(self, tops: tuple[Node, ...], whole: Sequence[Clause]) -> tuple[tuple[Node, ...], bool]:
        """The nodes with the shares that a note gives them (总分=日常工作×60%+…), and whether one does."""
        scored = [node for node in tops if node.criterion.kind == "scored"]
        notes = [one for one in self.notes if not one.criterion_id]
        found = shares(whole, notes, [node.criterion for node in scored])
        if found is None:
            return tops, False
        worths = {node.id: None if _without_points(node) else node.worth for node in scored}
        printed = any(map(of_the_total, whole))
        alike = all(worths[id_] == share for id_, share in found.items())
        if alike and not printed:
            # 60 and 40 points are their shares
            return tops, True
        if None in worths.values():
            return tops, False
        if alike or (not printed and len(set(worths.values())) > 1):
            # whether 60 of 60 points are 60 or 36, and what 70% of 60 points are, is not said
            self.unclear = True
            return tops, True
        return tuple(
            replace(node, weight=found[node.id]) if node.id in found else node for node in tops
        ), True

    def _node(self, criterion: Criterion) -> Node:
        own = self.clauses.get(criterion.criterion_id, ())
        below = self.below.get(criterion.criterion_id, [])
        if not below:
            worth = self._leaf_worth(criterion)
            return Node(criterion, worth, worth, clauses=own)
        counted, pooled = self._divided(below)
        nodes = [self._node(one) for one in counted]
        known = [node.worth for node in nodes if node.criterion.kind == "scored"]
        whole = self._points(criterion)
        sums = sum((worth for worth in known if worth is not None), Decimal(0))
        if whole is None and None not in known:
            # 权重50 above items of 100 points and a heading that holds none
            whole = sums if not pooled or sums in {HUNDRED, criterion.weight} else criterion.weight
        rest: Decimal | None = Decimal(0)
        if pooled:
            rest = None if whole is None else max(whole - sums, Decimal(0))
        clauses = [*own, *(clause for one in pooled for clause in self.clauses.get(one.criterion_id, ()))]
        return Node(criterion, whole, rest, self._weighted(tuple(nodes)), tuple(pooled), tuple(clauses))

    def _divided(self, below: Sequence[Criterion]) -> tuple[list[Criterion], list[Criterion]]:
        """Those that count on their own, and the items that share what is left of the points above."""
        counted: list[Criterion] = []
        pooled: list[Criterion] = []
        for one in below:
            leaves = self._leaves(one)
            shares = one.kind == "scored" and all(
                leaf.kind == "scored" and self._leaf_worth(leaf) is None for leaf in leaves
            )
            inner = [up for up in self._within(one) if up.points is not None or up.weight is not None]
            if shares and not inner:
                pooled.extend(self._within(one))
            else:
                counted.append(one)
        return counted, pooled

    def _within(self, criterion: Criterion) -> list[Criterion]:
        below = self.below.get(criterion.criterion_id, [])
        return [criterion, *(one for child in below for one in self._within(child))]

    def _leaves(self, criterion: Criterion) -> list[Criterion]:
        return [one for one in self._within(criterion) if one.criterion_id not in self.below]

    @staticmethod
    def _points(criterion: Criterion) -> Decimal | None:
        """The points that are printed; -10 beside 通报批评 are 10 that it can take."""
        points = criterion.points
        return abs(points) if points is not None and criterion.kind == "penalty" else points

    def _leaf_worth(self, criterion: Criterion) -> Decimal | None:
        """Points of an item: as printed, else the most that its bands, key points or awards can give."""
        if criterion.points is not None:
            return self._points(criterion)
        own = self.clauses.get(criterion.criterion_id, ())
        if criterion.kind == "bonus":
            return most_of([one for one in _greatest(own) if one.kind in {"bonus", "award"}], self.tiers)
        if criterion.kind != "scored":
            return None
        if (
            own
            and all(one.kind == "note" or one.scope == "rubric" for one in own)
            and any(one.kind == "deduct" for one in own)
        ):
            # 发生重大舆情的，从总分中扣20分: an item that has nothing of its own
            return Decimal(0)
        tops = [band.max_points for band in self.bands.get(criterion.criterion_id, ())]
        if known := [top for top in tops if top is not None]:
            return max(known)
        parts = [point.points for point in self.key_points.get(criterion.criterion_id, ())]
        if parts and all(part is not None for part in parts) and not own:
            return sum((part for part in parts if part is not None), Decimal(0))
        if any(one.points_percent is not None for one in own):
            return None
        awards = [
            one for one in own if one.kind == "award" or (one.kind == "method" and one.effect == "award")
        ]
        return (most_of(awards, self.tiers) or None) if awards else None

    def _weighted(self, group: tuple[Node, ...]) -> tuple[Node, ...]:
        """The nodes of one level, with weights where their points count by them.

        科技馆: 权重 20, 45, 35 above items that add up to 20, 45 and 35 points: the weights are their points.
        """
        scored = [node for node in group if node.criterion.kind == "scored"]
        weights = [node.criterion.weight for node in scored if node.criterion.weight is not None]
        # 0.3 and 0.7 are 30% and 70%
        scale = HUNDRED if sum(weights) == 1 else Decimal(1)
        weights = [weight * scale for weight in weights]
        if not scored or len(weights) < len(scored) or sum(weights) != HUNDRED:
            return group
        worths = [None if _without_points(node) else node.worth for node in scored]
        if all(worth is None or worth == weight for worth, weight in zip(worths, weights, strict=True)):
            if all(worth is None for worth in worths):
                # nothing but weights: each item is out of 100
                return tuple(self._by_weight(node, scale) for node in group)
            return group
        if all(worth == HUNDRED for worth in worths):
            return tuple(self._by_weight(node, scale) for node in group)
        if any(node.criterion.points is None for node in scored):
            self.unclear = True
        return group

    @staticmethod
    def _by_weight(node: Node, scale: Decimal) -> Node:
        """The node out of 100 points, by its weight."""
        if node.criterion.kind != "scored":
            return node
        weight = None if node.criterion.weight is None else node.criterion.weight * scale
        rest = HUNDRED if not node.children else node.rest
        return Node(node.criterion, HUNDRED, rest, node.children, node.pooled, node.clauses, weight)

    def _places(self) -> dict[str, str]:
        """Page and row, or path, of each clause, criterion and band, as its text is printed."""
        places: dict[str, str] = {}
        starts = tuple(f"{id_}/" for id_ in self.ids)
        for one in self.evidence:
            if one.owner_id.startswith(starts) and one.field in {"text", "name", "rule_text", "grade"}:
                places.setdefault(one.owner_id, _place(one))
        return places


def _naming(note: Clause, ids: Sequence[str]) -> Clause:
    """A limit with the criteria that it names."""
    limits = note.kind == "note" and note.cap == "points" and bool(ids)
    return note.model_copy(update={"applies_to": "；".join(ids)}) if limits else note


def _names_one(note: Clause, criteria: Mapping[str, Criterion]) -> bool:
    """Whether a limit that names no side is of one criterion: 第1项得分最高不超过33分."""
    limits = note.kind == "note" and note.cap == "points" and note.effect is None
    return limits and note.applies_to in criteria


def _without_points(node: Node) -> bool:
    """Whether nothing but its weight says what a node is worth."""
    return node.criterion.points is None and (node.worth is None or not node.children)


def most_of(clauses: Sequence[Clause], tiers: dict[str, tuple[Tier, ...]]) -> Decimal | None:
    """The most that clauses give together, each ladder its best step; None where a count is open."""
    ladders: dict[int, Decimal] = defaultdict(Decimal)
    runs: dict[int, Decimal] = {}
    total = Decimal(0)
    for one in clauses:
        if one.cap == "points" and one.cap_points is not None:
            runs[one.cap_run if one.cap_run is not None else -one.seq] = one.cap_points
            continue
        steps = [tier.points for tier in tiers.get(one.clause_id, ()) if tier.points is not None]
        most = max(steps) if steps else one.points if one.points_max is None else one.points_max
        if one.per or most is None or one.cap == "none" or (steps and one.kind == "bonus"):
            return None
        if one.ladder is not None:
            ladders[one.ladder] = max(ladders[one.ladder], most)
        else:
            total += most
    return total + sum(ladders.values(), Decimal(0)) + sum(runs.values(), Decimal(0))


def _greatest(clauses: Sequence[Clause]) -> list[Clause]:
    """Clauses without those that a greater one puts aside: 省级加3分，市级加1分，只按最高级别计分."""
    beaten: set[str] = set()
    for note in clauses:
        group = exclusive(note, clauses)
        worths = [one.points if one.points_max is None else one.points_max for one in group]
        known = [worth for worth in worths if worth is not None]
        if known and len(known) == len(group) and not any(one.per for one in group):
            best = known.index(max(known))
            beaten |= {one.clause_id for place, one in enumerate(group) if place != best}
    return [one for one in clauses if one.clause_id not in beaten]


def _place(one: Evidence) -> str:
    if one.page is not None:
        return f"p.{one.page}" + (f" r.{one.row}" if one.row is not None else "")
    row = f" r.{one.row}" if one.row is not None and "row" not in one.block_path else ""
    return one.block_path + row


def _by(rows: Sequence[R], column: str) -> dict[str, tuple[R, ...]]:
    found: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return {owner: tuple(group) for owner, group in found.items()}
