"""Marks read in SQL: for each input the keys of its words and figures, and which may stand there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.frozen import frozen
from normalizers.records import Band, Clause
from pipeline.scoring.expression import Key
from pipeline.scoring.form.rows import FormRow, form
from pipeline.scoring.rules.plan import Plan
from pipeline.scoring.rules.slots import Allowed, Slot
from pipeline.scoring.rules.spoken import given
from pipeline.scoring.rules.values import bare
from pipeline.scoring.sql.values import Value, decimals, literal

# a figure that is marked has no more decimals, one in per cent two more; and no more digits before them
DECIMALS, SHARE_DECIMALS, DIGITS = 4, 6, 9
_FAR = Decimal(10) ** DIGITS
_CRITERION = frozenset({"points", "whole", "banded", "grade", "nothing"})


@frozen
class Input:
    """What can be marked, in the order of the notice; `places` is for how many matters."""

    id: str
    tier: int
    tier_name: str
    kind: str
    name: str
    text: str
    may_be: str
    counted: bool
    matters: bool
    places: int


@dataclass
class Inputs:
    """All of a rubric: the numbers of keys, and what is noted under each."""

    of: Plan
    inputs: list[Input] = field(default_factory=list)
    # id, tier, place of a matter, word, key, figure; the same with per cent and rule for figures
    words: list[tuple[str, int, int, str, int, Decimal]] = field(default_factory=list)
    figures: list[tuple[str, int, int, int, bool, int]] = field(default_factory=list)
    tiers: list[tuple[str, str, int]] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    values: dict[Key, Value] = field(default_factory=dict)
    matters: dict[Key, str] = field(default_factory=dict)
    keys: dict[Key, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Takes what the form of the rubric asks for."""
        rows = form(self.of)
        for row in rows:
            if row.slot is not None:
                self._input(row, row.slot, rows)
        for id_, metric in self.of.conditions.metrics.items():
            # several figures of one metric are one
            key = self.of.conditions.measured[metric]
            if not any(one[0] == id_ for one in self.figures):
                self._figure(id_, -1, 0, key, Allowed({}, least=None), share=False)
                self.inputs.append(Input(id_, -1, "", "measured", "", "", "", False, False, 1))
        for id_, places in self._tier_names():
            self.tiers += [(id_, label, place) for label, place in places]
        self.given = [
            clause.clause_id
            for node, clause in self.of.of.all_clauses()
            if self.of.of.computed(node, clause) and given(clause)
        ]

    def _tier_names(self) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        there = {one.id for one in self.inputs if one.tier >= 0}
        for id_, tiers in self.of.of.tiers.items():
            if id_ in there:
                yield (
                    id_,
                    [
                        (bare(one.label).lower() if one.label else str(one.seq), at)
                        for at, one in enumerate(tiers)
                    ],
                )

    def _input(self, row: FormRow, slot: Slot, rows: tuple[FormRow, ...]) -> None:
        id_, tier, again = slot.key.id, slot.key.tier, slot.key.again
        allowed, criterion = slot.allowed, slot.kind in _CRITERION
        counted = slot.key.what == "count"
        if allowed.figures:
            self._figure(id_, tier, again, slot.key, allowed, share=slot.kind == "figure")
        for word, (key, value) in self._words(slot).items():
            self.words.append((id_, tier, again, word, self._key(key), value))
            self._wider(key, decimals(value), abs(value))
        if slot.matter:
            self.matters[slot.key.matter] = f"t{self._key(slot.key)}"
        if again:
            return
        names = self.of.of.tiers.get(id_, ())
        name = row.name or (row.node.name if row.node is not None else "")
        text = row.text or (row.clause.text if row.clause is not None else "")
        places = sum(
            one.slot is not None and (one.slot.key.id, one.slot.key.tier) == (id_, tier) for one in rows
        )
        self.inputs.append(
            Input(
                id_,
                tier,
                (names[tier].label or str(names[tier].seq)) if tier >= 0 else "",
                slot.kind,
                name,
                text,
                allowed.told,
                counted,
                slot.matter,
                1 if criterion else places,
            )
        )

    def _key(self, key: Key) -> int:
        return self.keys.setdefault(key, len(self.keys))

    def _wider(self, key: Key, scale: int, most: Decimal) -> None:
        """The column of a key holds all that can be noted under it."""
        before = self.values.get(key)
        if before is not None:
            scale, most = max(scale, before.scale), max(most, before.most)
        self.values[key] = Value(f"m{self._key(key)}", scale, most)

    def _figure(self, id_: str, tier: int, again: int, key: Key, allowed: Allowed, *, share: bool) -> None:
        rule = _rule(allowed)
        if rule not in self.rules:
            self.rules.append(rule)
        self.figures.append((id_, tier, again, self._key(key), share, self.rules.index(rule)))
        scale = 0 if allowed.whole else SHARE_DECIMALS if share else DECIMALS
        self._wider(key, scale, _FAR if allowed.most is None else allowed.most)

    def _words(self, slot: Slot) -> dict[str, tuple[Key, Decimal]]:
        """The key and the figure of each word that may stand there, in lower case."""
        found: dict[str, tuple[Key, Decimal]] = {}
        for word, meant in slot.spoken().items():
            value = slot.allowed.words.get(meant, Decimal(meant == "是"))
            # 无 and 不适用 are said of the criterion, in place of its points or grade
            found[word] = slot.word if slot.word is not None and value < 0 else slot.key, value
        return found


def _rule(allowed: Allowed) -> str:
    """The condition under which a figure `v` may stand somewhere."""
    rules = []
    if allowed.least is not None:
        rules.append(f"v >= {literal(allowed.least, decimals(allowed.least))}")
    if allowed.most is not None:
        rules.append(f"v <= {literal(allowed.most, decimals(allowed.most))}")
    if allowed.whole:
        rules.append("v % 1 = 0")
    if allowed.bands:
        rules.append("(" + " OR ".join(map(_within, allowed.bands)) + ")")
    if allowed.clause is not None:
        rules.append(_in_range(allowed.clause))
    return " AND ".join(rules) or "TRUE"


def _within(band: Band) -> str:
    ends = []
    if band.min_points is not None:
        sign = ">" if band.min_closed is False else ">="
        ends.append(f"v {sign} {literal(band.min_points, decimals(band.min_points))}")
    if band.max_points is not None:
        sign = "<" if band.max_closed is False else "<="
        ends.append(f"v {sign} {literal(band.max_points, decimals(band.max_points))}")
    return "(" + (" AND ".join(ends) or "TRUE") + ")"


def _in_range(clause: Clause) -> str:
    """Judged points: nothing, or what the range comes to for some count (`in_range` of amounts)."""
    low, high = clause.points, clause.points_max
    if low is None:
        return "TRUE"
    first = literal(low, decimals(low))
    if high is None:
        return f"(v = 0 OR v = {first})"
    last = literal(high, decimals(high))
    if not clause.per:
        return f"(v = 0 OR (v >= {first} AND v <= {last}))"
    if low <= 0:
        return "TRUE"
    scale = max(DECIMALS, decimals(high))
    count = f"((v * {10**scale})::HUGEINT + {int(high.scaleb(scale)) - 1}) // {int(high.scaleb(scale))}"
    return f"(v = 0 OR {first} * ({count}) <= v)"
