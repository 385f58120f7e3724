"""What the members of each closed list do: one table for each list, a row for each member.

Sets of kinds are made from these tables, so that a new member is in them by what it does. Where code has to
tell one member from another it does so by `match` and `assert_never`, so that a new one cannot be forgotten.
"""

from __future__ import annotations

from typing import Literal

from extractors.frozen import frozen
from normalizers.records import (
    Cap,
    ClauseKind,
    CriterionKind,
    GradeRule,
    NoticeKind,
    PartyRole,
    Quality,
    Scope,
)


@frozen
class ClauseTraits:
    """What a clause of a kind does to the score.

    `moves`: points `up` or `down`; `either` where its column `effect` says which, as a person or a method
    says how many; empty where it moves none. `beyond`: not within the points of the item. `decides`: it
    applies or it does not, whatever is counted. `sets`: it names the points that there are (计6分, 不得分).
    `recurs`: it may apply again and again, and have a limit for all of it. `makes`: what a criterion is whose
    clauses are all of this kind.
    """

    moves: Literal["up", "down", "either", ""] = ""
    beyond: bool = False
    decides: bool = False
    sets: bool = False
    recurs: bool = False
    makes: CriterionKind | None = None

    @property
    def acts(self) -> bool:
        """Whether it does something itself, and does not only say how others apply."""
        return bool(self.moves) or self.decides

    @property
    def plain(self) -> bool:
        """Whether the kind alone says which way points go."""
        return self.moves in {"up", "down"}

    @property
    def told_by_effect(self) -> bool:
        """Whether its column `effect` says what it gives, takes, or speaks of."""
        return not self.plain and not self.decides


CLAUSES: dict[ClauseKind, ClauseTraits] = {
    "award": ClauseTraits(moves="up", sets=True),
    "deduct": ClauseTraits(moves="down", recurs=True, makes="penalty"),
    "bonus": ClauseTraits(moves="up", beyond=True, recurs=True, makes="bonus"),
    "zero": ClauseTraits(decides=True, sets=True),
    "veto": ClauseTraits(decides=True, makes="veto"),
    "discretionary": ClauseTraits(moves="either"),
    "method": ClauseTraits(moves="either"),
    "limit": ClauseTraits(decides=True),
    "note": ClauseTraits(),
}


@frozen
class CriterionTraits:
    """What a criterion of a kind does to the score.

    `counts`: its points are part of the total. `sign`: whether its points are added (1) or taken (-1); 0
    where it has none. `figure`: what a bare figure below such a heading is (加分项：获奖，3分).
    """

    counts: bool = False
    sign: Literal[-1, 0, 1] = 0
    figure: ClauseKind | None = None


CRITERIA: dict[CriterionKind, CriterionTraits] = {
    "scored": CriterionTraits(counts=True, sign=1),
    "bonus": CriterionTraits(sign=1, figure="bonus"),
    "penalty": CriterionTraits(sign=-1, figure="deduct"),
    "veto": CriterionTraits(),
    "remark": CriterionTraits(),
}


@frozen
class CapTraits:
    """`stated`: something is printed, a limit or that there is none."""

    stated: bool = True


CAPS: dict[Cap, CapTraits] = {
    "item_points": CapTraits(),
    "points": CapTraits(),
    "none": CapTraits(),
    "unstated": CapTraits(stated=False),
}


@frozen
class ScopeTraits:
    """`beyond`: a clause bears on more than the item in which it is printed."""

    beyond: bool = False


SCOPES: dict[Scope, ScopeTraits] = {
    "part": ScopeTraits(),
    "item": ScopeTraits(),
    "indicator": ScopeTraits(beyond=True),
    "rubric": ScopeTraits(beyond=True),
}


@frozen
class GradeRuleTraits:
    """How many grades a limit leaves below the one that it names, or below the `earned` one."""

    steps: int = 0
    earned: bool = False


GRADE_RULES: dict[GradeRule, GradeRuleTraits] = {
    "below": GradeRuleTraits(steps=1),
    "at_most": GradeRuleTraits(),
    "lower": GradeRuleTraits(steps=1, earned=True),
    "fixed": GradeRuleTraits(),
}


@frozen
class RoleTraits:
    """`leads`: it answers for the item or task. `works`: it has a part in it, and is not who is assessed."""

    leads: bool = False
    works: bool = True


ROLES: dict[PartyRole, RoleTraits] = {
    "lead": RoleTraits(leads=True),
    "joint": RoleTraits(),
    "assessed": RoleTraits(works=False),
}


@frozen
class QualityTraits:
    """`doubtful`: a value is not as it is printed. `printed`: its characters are those of the source."""

    doubtful: bool = False
    printed: bool = True


# of several the last one counts most: what a person wrote is told before what was concluded
QUALITIES: dict[Quality, QualityTraits] = {
    "exact": QualityTraits(),
    "joined": QualityTraits(),
    "inherited": QualityTraits(),
    "inferred": QualityTraits(doubtful=True),
    "ocr": QualityTraits(),
    "manual": QualityTraits(doubtful=True, printed=False),
}


@frozen
class NoticeTraits:
    """`goals`: the figures of its text are what is asked for; beside rubrics 90分以上为优秀 is procedure."""

    goals: bool = False


NOTICES: dict[NoticeKind, NoticeTraits] = {
    "rubric": NoticeTraits(),
    "tasks": NoticeTraits(goals=True),
    "narrative": NoticeTraits(goals=True),
    "unknown": NoticeTraits(),
}
