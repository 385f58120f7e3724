"""A rubric's rules as data (规则数据): its expression and what can be marked, for programs in any language.

docs/computing.md describes the file and shows a program that computes totals from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, assert_never

from normalizers.records import Band, Clause, Records, Rubric
from normalizers.text.numerals import plain
from pipeline.scoring.expression import (
    Choose,
    Ends,
    Every,
    Expr,
    Figure,
    Filled,
    Greatest,
    Group,
    Is,
    Kept,
    Key,
    Least,
    Mark,
    Most,
    Not,
    Over,
    Round,
    Same,
    Some,
    Steps,
    Sum,
    Times,
    parts,
)
from pipeline.scoring.form.rows import FormRow, form
from pipeline.scoring.rules.outline import Outline, outline
from pipeline.scoring.rules.plan import Plan, plan
from pipeline.scoring.rules.slots import Allowed, Slot
from pipeline.scoring.rules.values import NO_WORDS, YES_WORDS

# rises as the contract does: the first number where a reader of the old one would be wrong
VERSION = "1.0"


def rules(records: Records, rubric: Rubric) -> dict[str, Any]:
    """The rules of a rubric as the object that the file holds; figures are texts, exact to the last digit."""
    planned = plan(outline(records, rubric))
    made = _Portable()
    inputs = [made.input(planned, row, row.slot) for row in form(planned) if row.slot is not None]
    results = {
        "total": made.place(planned.total),
        "before_veto": made.place(planned.before),
        "vetoed": made.place(planned.vetoed),
        "full": made.place(planned.full),
        "grade": None if planned.grade is None else made.place(planned.grade),
        "criteria": {id_: made.place(one) for id_, one in planned.nodes.items()},
    }
    checks = [
        {"code": one.code, "id": one.key.id, "wrong": made.place(one.wrong), "allowed": one.allowed}
        for one in planned.checks
    ]
    return {
        "version": VERSION,
        "notice_id": records.notice.notice_id,
        "rubric_id": rubric.rubric_id,
        "title": rubric.title or rubric.scope or records.notice.title,
        "uncomputed": [
            {"id": clause.clause_id, "text": clause.text, "partial": clause.partial}
            for clause in uncomputed(planned.of)
        ],
        "yes": sorted(YES_WORDS),
        "no": sorted(NO_WORDS),
        "keys": [_key(key) for key in made.keys],
        "inputs": inputs,
        "grades": [
            {"grade": band.grade, **_range(band), "text": band.text} for band in planned.of.bands.get("", ())
        ],
        "results": results,
        "checks": checks,
        "groups": made.groups,
        "nodes": made.nodes,
    }


def uncomputed(of: Outline) -> Iterator[Clause]:
    """The clauses that are known only in part, or that are not computed."""
    for node, clause in of.all_clauses():
        if clause.partial or not (of.computed(node, clause) or of.silent(clause)):
            yield clause


def as_json(made: Mapping[str, Any]) -> str:
    """The object as a file: an expression, an input, a key a line each, so that two files can be compared."""
    fields = []
    for name, value in made.items():
        if isinstance(value, list) and value:
            lines = ",\n  ".join(_line(one) for one in value)
            fields.append(f"{_line(name)}: [\n  {lines}\n ]")
        else:
            fields.append(f"{_line(name)}: {_line(value)}")
    return "{\n " + ",\n ".join(fields) + "\n}\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _key(key: Key) -> dict[str, Any]:
    said: dict[str, Any] = {"id": key.id, "what": key.what}
    if key.tier >= 0:
        said["tier"] = key.tier
    if key.again:
        said["again"] = key.again
    return said


def _said(value: Decimal) -> str:
    """A figure; what has no end is `Infinity`."""
    return plain(value) if value.is_finite() else str(value)


class _Portable:
    """Expressions by their places in a list: parts before what is made of them, shared ones once."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.groups: list[dict[str, Any]] = []
        self.keys: dict[Key, int] = {}
        self._places: dict[int, int] = {}
        self._of_filled: dict[Key, int] = {}
        self._groups: dict[int, int] = {}

    def key(self, key: Key) -> int:
        """The place of a key among the keys."""
        return self.keys.setdefault(key, len(self.keys))

    def place(self, expr: Expr) -> int:
        """The place of an expression among the nodes."""
        stack: list[tuple[Expr, bool]] = [(expr, False)]
        while stack:
            one, done = stack.pop()
            if id(one) in self._places:
                continue
            if done:
                self._places[id(one)] = self._put(one)
            else:
                stack.append((one, True))
                stack.extend((part, False) for part in parts(one))
        return self._places[id(expr)]

    def _put(self, expr: Expr) -> int:
        if isinstance(expr, Filled) and len(expr.keys) == 1:
            return self._filled(expr.keys[0])
        node = self._node(expr)
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _filled(self, key: Key) -> int:
        """The place of whether a key was marked."""
        if key not in self._of_filled:
            self._of_filled[key] = len(self.nodes)
            self.nodes.append({"op": "filled", "key": self.key(key)})
        return self._of_filled[key]

    def _all(self, of: tuple[Expr, ...]) -> list[int]:
        return [self._places[id(one)] for one in of]

    def _node(self, expr: Expr) -> dict[str, Any]:
        at = self._places
        match expr:
            case Figure(value):
                return {"op": "figure", "value": _said(value)}
            case Mark(key):
                return {"op": "mark", "key": self.key(key)}
            case Filled(keys):
                return {"op": "some", "of": [self._filled(key) for key in keys]}
            case Same(key, other):
                return {"op": "same", "key": self.key(key), "other": other and self.key(other)}
            case Ends(low, high):
                return {"op": "ends", "low": at[id(low)], "high": at[id(high)]}
            case Sum(of, less):
                return {"op": "sum", "of": self._all(of), "less": self._all(less)}
            case Times(left, right):
                return {"op": "times", "left": at[id(left)], "right": at[id(right)]}
            case Over(left, right):
                return {"op": "over", "left": at[id(left)], "right": at[id(right)]}
            case Least(of):
                return {"op": "least", "of": self._all(of)}
            case Most(of):
                return {"op": "most", "of": self._all(of)}
            case Is(left, sign, right):
                return {"op": "is", "left": at[id(left)], "sign": sign, "right": at[id(right)]}
            case Every(of):
                return {"op": "every", "of": self._all(of)}
            case Some(of):
                return {"op": "some", "of": self._all(of)}
            case Not(one):
                return {"op": "not", "of": at[id(one)]}
            case Choose(when, then, other):
                return {"op": "choose", "when": at[id(when)], "then": at[id(then)], "other": at[id(other)]}
            case Steps(one, size, begun):
                return {"op": "steps", "of": at[id(one)], "size": _said(size), "begun": begun}
            case Greatest(group, place):
                return {"op": "greatest", "group": self._group(group), "place": place}
            case Round(one, decimals):
                return {"op": "round", "of": at[id(one)], "decimals": decimals}
            case Kept():
                said = {"op": "kept", "of": at[id(expr.of)], "before": at[id(expr.before)]}
                return {**said, "reason": expr.reason, "owner": expr.owner, "clause": expr.clause_id}
            case _:
                assert_never(expr)

    def _group(self, group: Group) -> int:
        if id(group) not in self._groups:
            self._groups[id(group)] = len(self.groups)
            rivals = [
                {
                    "effect": self._places[id(one.effect)],
                    "moves": self._places[id(one.moves)],
                    "there": self._places[id(one.there)],
                    "matter": None if one.matter is None else self.key(one.matter),
                }
                for one in group.rivals
            ]
            self.groups.append({"by_matter": group.by_matter, "rivals": rivals})
        return self._groups[id(group)]

    def input(self, planned: Plan, row: FormRow, slot: Slot) -> dict[str, Any]:
        """A place to fill in: the keys that a word, a figure and a matter are noted under."""
        tiers = planned.of.tiers.get(slot.key.id, ())
        tier = tiers[slot.key.tier].label or str(tiers[slot.key.tier].seq) if slot.key.tier >= 0 else ""
        return {
            "id": slot.key.id,
            "kind": slot.kind,
            "tier": tier,
            "name": row.name or (row.node.name if row.node is not None else ""),
            "text": row.text or (row.clause.text if row.clause is not None else ""),
            "key": self.key(slot.key),
            "matter": self.key(slot.key.matter) if slot.matter else None,
            "words": dict(self._words(slot)),
            **_allowed(slot.allowed),
            "percent": slot.kind == "figure",
        }

    def _words(self, slot: Slot) -> Iterator[tuple[str, dict[str, Any]]]:
        for word, value in slot.allowed.words.items():
            # 无 and 不适用 are said of the criterion, in place of its points or grade
            of = slot.word if slot.word is not None and value < 0 else slot.key
            yield word, {"key": self.key(of), "value": _said(value)}


def _allowed(allowed: Allowed) -> dict[str, Any]:
    """Which figures may stand there."""
    return {
        "yes_no": allowed.yes,
        "figures": allowed.figures,
        "least": None if allowed.least is None else _said(allowed.least),
        "most": None if allowed.most is None else _said(allowed.most),
        "whole": allowed.whole,
        "ranges": [_range(band) for band in allowed.bands],
        "told": allowed.told,
    }


def _range(band: Band) -> dict[str, Any]:
    return {
        "low": None if band.min_points is None else _said(band.min_points),
        "low_closed": band.min_closed is not False,
        "high": None if band.max_points is None else _said(band.max_points),
        "high_closed": band.max_closed is not False,
    }
