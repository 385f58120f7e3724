"""What the grammar of clauses finds in a sentence, and what it gives: clauses with their spans."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from extractors.frozen import frozen
from normalizers.language.counting import NOTHING, Count
from normalizers.records import Cap, ClauseEffect, ClauseKind, GradeRule, Rounding, Scope


class TierText(NamedTuple):
    """A step of a tiered clause (分档): 省级 … 3分."""

    label: str
    points: Decimal


class ClauseText(NamedTuple):
    """A clause and its span in the text that was read; the fields are those of the record `Clause`.

    `part`, `ladder` and `cap_run` are numbers that clauses share. `ambiguous` holds two readings in the
    text's own words where both are left; `slip` a figure that a recognition garbled (扣l分), as printed;
    `unread` where words of its text stand that score and that no field holds.
    """

    kind: ClauseKind
    start: int
    end: int
    points: Decimal | None = None
    points_max: Decimal | None = None
    points_percent: Decimal | None = None
    per: str = ""
    per_quantity: Decimal | None = None
    per_unit: str = ""
    cap: Cap = "unstated"
    cap_points: Decimal | None = None
    cap_percent: Decimal | None = None
    floor_points: Decimal | None = None
    multiplier: Decimal | None = None
    max_times: int | None = None
    rounding: Rounding | None = None
    decimals: int | None = None
    exception: str = ""
    scope: Scope | None = None
    lead: str = ""
    condition: str = ""
    formula: str = ""
    effect: ClauseEffect | None = None
    part: int = 1
    ladder: int | None = None
    cap_run: int | None = None
    within_item: bool = False
    cap_total: bool = False
    precedence: bool = False
    grade: str = ""
    grade_rule: GradeRule | None = None
    tiers: tuple[TierText, ...] = ()
    ambiguous: tuple[str, ...] = ()
    slip: str = ""
    unread: tuple[tuple[int, int], ...] = ()


@frozen
class Reading:
    """The clauses of a text, and the spans of scoring statements that none of them reads."""

    clauses: tuple[ClauseText, ...]
    unread: tuple[tuple[int, int], ...]


class Statement(NamedTuple):
    """The words that score, their place in a text, and the end of what they are conditional on.

    `verb` is where the verb begins, behind the words of counting. `bare`: no verb says what the figure does
    (点评2分). `rule` is the production of a statement of one word; `value` its figure; `places` those that a
    method is rounded to; `of_item`: the steps are per cent of the item's points; `rounding`: the words that
    say how the rest of a step counts, where they stand within those of counting.
    """

    kind: ClauseKind
    start: int
    end: int
    condition_end: int
    points: Decimal | None = None
    points_max: Decimal | None = None
    points_percent: Decimal | None = None
    verb: int = 0
    counted: Count = NOTHING
    multiplier: Decimal | None = None
    formula: str = ""
    steps: tuple[Decimal, ...] = ()
    labels: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    slip: str = ""
    bare: bool = False
    rule: str = ""
    value: Decimal | None = None
    places: Decimal | None = None
    of_item: bool = False
    rounding: str = ""


class Bound(NamedTuple):
    """A cap or a floor: its words, and whether they speak of all that stands above (以上各项…扣完为止).

    `side` is the kind of clause that the words name (加分累计不超过3分); None where they name none. `total`:
    it says what may be had (最高10分), not what may be added; `had` with that very verb. `takes`: 扣完为止.
    `all_before`: 合计. `said` are the words between two commas in which it stands; `each` those of them that
    make it the limit of one occasion (单次检查最多扣4分), which no column holds.
    """

    start: int = 0
    end: int = 0
    cap: Cap = "unstated"
    cap_points: Decimal | None = None
    cap_percent: Decimal | None = None
    floor: Decimal | None = None
    floor_percent: Decimal | None = None
    times: int | None = None
    above: bool = False
    all_before: bool = False
    side: ClauseKind | None = None
    total: bool = False
    had: bool = False
    takes: bool = False
    said: str = ""
    each: tuple[int, int] | None = None

    @property
    def at(self) -> int:
        """What tells it from others; 加扣分均不超过3分 is a limit of either side, not of both together."""
        return ~self.start if self.side == "deduct" else self.start
