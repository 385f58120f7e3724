"""What can be marked of a rubric (填写格): for each the key of its value, and what may be written there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from normalizers.records import Band, Clause, KeyPoint
from normalizers.text.numerals import figure
from pipeline.scoring.expression import Key
from pipeline.scoring.rules.amounts import MOVING, in_range, is_factor, judged, most_of_clause
from pipeline.scoring.rules.formulas import parsed
from pipeline.scoring.rules.grades import band_of, graded, ranges
from pipeline.scoring.rules.outline import Node, Outline
from pipeline.scoring.rules.spoken import exclusive, given
from pipeline.scoring.rules.values import (
    NO_WORDS,
    NOT_APPLICABLE_WORDS,
    NOTHING_WORDS,
    YES_WORDS,
    bare,
)

Kind = Literal[
    "points",
    "whole",
    "banded",
    "grade",
    "nothing",
    "count",
    "once",
    "applies",
    "judged",
    "tier",
    "factor",
    "figure",
    "measured",
    "done",
    "won",
]
# what 无 and 不适用 are among the figures of a criterion
NOTHING, NOT_APPLICABLE = Decimal(-1), Decimal(-2)
# a form has so many places for the matters of a clause under a rule of precedence, and of each of its tiers
MATTERS, TIER_MATTERS = 3, 2


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be written for a value.

    `words` are those that stand for a figure; `yes` says that 是 and 否 are allowed too. A figure lies from
    `least` to `most`, is `whole`, lies in one of the `bands`, and is what the range of `clause` comes to.
    """

    words: Mapping[str, Decimal]
    figures: bool = True
    yes: bool = False
    least: Decimal | None = Decimal(0)
    most: Decimal | None = None
    whole: bool = False
    bands: tuple[Band, ...] = ()
    clause: Clause | None = None
    told: str = ""

    def fits(self, value: Decimal) -> bool:
        """Whether a figure is allowed."""
        above = self.least is None or value >= self.least
        below = self.most is None or value <= self.most
        whole = not self.whole or value == value.to_integral_value()
        banded = not self.bands or band_of(self.bands, value) is not None
        return above and below and whole and banded and (self.clause is None or in_range(self.clause, value))


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to fill in: the value's key, what may stand there, whether it has a matter (事项).

    A slot of a criterion may also hold a word (无, 不适用), which has a key of its own.
    """

    kind: Kind
    key: Key
    allowed: Allowed
    choices: tuple[str, ...] = ()
    matter: bool = False

    @property
    def word(self) -> Key | None:
        """The key of a word that may stand in place of the value."""
        if self.kind in {"points", "whole", "banded", "grade", "nothing"}:
            return Key(self.key.id, "word")
        return None

    def spoken(self) -> dict[str, str]:
        """Each word that people may write there, in lower case, as one of the words that are allowed."""
        found: dict[str, str] = {}
        if self.word is None and self.allowed.words:
            found |= dict.fromkeys(NO_WORDS, "否")
            found |= dict.fromkeys(YES_WORDS, "是") if self.allowed.yes else {}
        alike = {"无": NOTHING_WORDS, ABSENT: NOT_APPLICABLE_WORDS}
        for word in self.allowed.words:
            for one in alike.get(word, (word,)):
                found.setdefault(bare(one).lower(), word)
        return found


ABSENT = "不适用"
WORDS = {"无": NOTHING, ABSENT: NOT_APPLICABLE}
_NONE = {"无": Decimal(0)}


class Slots:
    """The slots of a rubric. `matters` are clauses with more places for matters than a form has."""

    def __init__(self, of: Outline, matters: Mapping[str, int] | None = None) -> None:
        """Looks which clauses stand under a rule of precedence, or may be halved."""
        self.of, self.matters = of, matters or {}
        self._of_clause: dict[str, list[Slot]] = {}
        self.clauses = {clause.clause_id: clause for _, clause in of.all_clauses()}
        self.governed = {
            clause.clause_id
            for owner, note in of.all_clauses()
            if note.kind == "note" and note.precedence and not (owner and exclusive(note, owner.clauses))
            for node, clause in of.all_clauses()
            if owner is None or owner is node
        }
        self.halved = {
            node.id
            for node, clause in of.all_clauses()
            if node is not None and is_factor(clause, of.tiers.get(clause.clause_id, ()))
        }

        self._with_matter = {
            clause.clause_id
            for node, clause in of.all_clauses()
            if clause.kind in MOVING
            and (
                clause.clause_id in self.governed
                or clause.clause_id in self.matters
                or (node is not None and node.id in self.halved)
            )
        }

    def places(self, clause: Clause) -> int:
        """For how many matters a clause, or each of its tiers, can be marked."""
        tiers = self.of.tiers.get(clause.clause_id, ())
        governed = (
            clause.clause_id in self.governed and clause.kind in MOVING and not is_factor(clause, tiers)
        )
        own = (TIER_MATTERS if tiers else MATTERS) if governed else 1
        return max(own, self.matters.get(clause.clause_id, 1))

    def has_matter(self, clause: Clause) -> bool:
        """Whether a clause asks of which matter it speaks."""
        return clause.clause_id in self._with_matter

    def of_criterion(self, node: Node) -> list[Slot]:
        """The grade, the points, or 无, of a criterion itself."""
        id_, kind = node.id, node.criterion.kind
        if bands := self.of.bands.get(id_, ()):
            grades = tuple(dict.fromkeys(band.grade for band in bands))
            named = {grade: Decimal(graded(bands, grade) or 0) for grade in (*grades, "优") if grade}
            words = {grade: place for grade, place in named.items() if graded(bands, grade) is not None}
            told = ranges(bands)
            grade = Allowed({**words, **WORDS}, False, told=told)
            points = Allowed(WORDS, most=node.worth, bands=tuple(bands), told=told)
            return [
                Slot("grade", Key(id_, "grade"), grade, (*grades, *WORDS)),
                Slot("banded", Key(id_, "points"), points),
            ]
        top = f"0–{figure(node.worth)}" if node.worth is not None else "≥0"
        if kind in {"veto", "remark"} or node.children:
            if not node.moves and kind in {"veto", "remark"}:
                return []
            return [self.nothing(node)]
        if node.moves:
            return [
                Slot("whole", Key(id_, "points"), Allowed(WORDS, most=node.worth, told=f"无, 不适用, {top}"))
            ]
        if node.pooled:
            return [self.nothing(node)]
        return [Slot("points", Key(id_, "points"), Allowed(WORDS, most=node.worth, told=f"不适用, {top}"))]

    @staticmethod
    def nothing(node: Node) -> Slot:
        """A slot that asks for nothing but 无 or 不适用; points take the place of all that stands below."""
        allowed = Allowed(WORDS, node.has_points, most=node.worth, told="无, 不适用")
        return Slot("nothing", Key(node.id, "points"), allowed, tuple(WORDS))

    @staticmethod
    def closing(id_: str) -> Slot:
        """A slot that takes nothing but 无: of what has no points that could fall."""
        only = {"无": NOTHING}
        return Slot("nothing", Key(id_, "points"), Allowed(only, False, told="无"), tuple(only))

    @staticmethod
    def shared(node: Node, id_: str) -> Slot:
        """The points of an item that shares those above it."""
        top = f"0–{figure(node.rest)}" if node.rest is not None else "≥0"
        return Slot("points", Key(id_, "points"), Allowed({"无": NOTHING}, most=node.rest, told=top))

    @staticmethod
    def key_point(point: KeyPoint) -> Slot:
        """Whether a key point is done, or what was won of its points."""
        key = Key(point.key_point_id, "done")
        if point.points is None:
            words = {"是": Decimal(1), "否": Decimal(0)}
            return Slot("done", key, Allowed(words, yes=True, most=Decimal(1), whole=True, told="是, 否"))
        words = {"是": point.points, "否": Decimal(0)}
        allowed = Allowed(words, yes=True, most=point.points, told=f"0–{figure(point.points)}")
        return Slot("won", key, allowed)

    @staticmethod
    def measured(threshold_id: str, unit: str) -> Slot:
        """A figure that was measured."""
        return Slot("measured", Key(threshold_id, "figure"), Allowed({}, least=None, told=unit))

    def of_clause(self, node: Node | None, clause: Clause) -> list[Slot]:
        """The slots of a clause that is computed; an award that is there from the start has none."""
        id_ = clause.clause_id
        if id_ not in self._of_clause:
            self._of_clause[id_] = list(self._made(node, clause))
        return self._of_clause[id_]

    def _made(self, node: Node | None, clause: Clause) -> Iterator[Slot]:
        if given(clause):
            return
        id_ = clause.clause_id
        tiers = self.of.tiers.get(id_, ())
        worth = None if node is None else node.worth
        if self.of.composed is not None and self.of.composes(clause):
            made = self.of.composed
            yield from (self._figure(id_, name, made.most) for name in made.figures)
            return
        if clause.formula and not tiers and (formula := parsed(clause.formula, worth)) is not None:
            top = formula.most(worth)
            yield from (self._figure(id_, name, top) for name in formula.names)
            return
        matter = self.has_matter(clause)
        kind, allowed = self._allowed(clause, worth)
        for tier in range(len(tiers)) if tiers else (-1,):
            for again in range(self.places(clause)):
                yield Slot(kind, Key(id_, "count", tier, again), allowed, matter=matter)

    @staticmethod
    def _figure(clause_id: str, name: str, top: Decimal | None = None) -> Slot:
        """A figure of a formula; what one of those who mark gives is out of so many points."""
        told = "" if top is None else f"0–{figure(top)}"
        allowed = Allowed({}, least=None if top is None else Decimal(0), most=top, told=told)
        return Slot("figure", Key(f"{clause_id}/{name}", "figure"), allowed)

    def _allowed(self, clause: Clause, worth: Decimal | None) -> tuple[Kind, Allowed]:
        tiers = self.of.tiers.get(clause.clause_id, ())
        if clause.kind not in MOVING:
            return "applies", Allowed(_NONE, yes=True, most=Decimal(1), whole=True, told="是, 否")
        if tiers:
            return "tier", Allowed(_NONE, yes=True, whole=True, told="0, 1, 2…")
        if is_factor(clause, tiers):
            return "factor", Allowed(_NONE, yes=True, whole=not clause.per, told="0, 1, 2…")
        if judged(clause, tiers):
            bound = most_of_clause(clause, (), worth)
            top = bound if bound.is_finite() and not clause.per else None
            told = f"0–{figure(top)}" if top is not None else "≥0"
            if clause.points_max is not None:
                told = f"0, {figure(clause.points)}–{figure(clause.points_max)}"
            return "judged", Allowed(_NONE, most=top, clause=clause, told=told)
        if clause.per:
            return "count", Allowed(_NONE, yes=True, told="0, 1, 2…")
        return "once", Allowed(_NONE, yes=True, whole=True, told="是, 否")
