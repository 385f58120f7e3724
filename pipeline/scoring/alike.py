"""Criteria that are marked alike from unit to unit: what their marks came to is kept for the next one.

Most units lose nothing, or the same, at most criteria. What depends on the marks of one criterion alone is
looked up by them: its figures and its steps at both ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from extractors.frozen import frozen
from pipeline.scoring.expression import Expr, keys, parts
from pipeline.scoring.figures import Figures
from pipeline.scoring.model import Mark as Said
from pipeline.scoring.noted import Noted
from pipeline.scoring.rules.clauses import Check
from pipeline.scoring.rules.plan import Plan
from pipeline.scoring.trace import Trace, Way

# the marks of a criterion: id, matter and value of each
_Marks: TypeAlias = tuple[tuple[str, str, str], ...]
# so many ways to mark a criterion are kept, and so many ids of marks are known
_WAYS, _IDS = 512, 100_000


@frozen
class _End:
    """What marks came to at one end: values of expressions, and the steps to them."""

    values: dict[Expr, Any]
    ways: dict[Expr, Way]


@frozen
class _Came:
    """What the marks of a criterion say and came to; with `differs` the ends are not one."""

    noted: Noted
    low: _End
    high: _End
    differs: bool


class Alike:
    """A rubric's criteria that depend on their own marks alone, with what they came to."""

    def __init__(self, planned: Plan) -> None:
        """Looks at each expression once."""
        self.plan = planned
        self._homes: dict[str, str] = {}
        self._within: dict[Expr, str] = {}
        mixed = self._mixed()
        self.alone: dict[str, dict[_Marks, _Came]] = {}
        for node in planned.of.nodes():
            if not node.children and node.id not in mixed:
                self._look(node.id)
        # by criterion: what others, or a sheet, ask of it; where a step may end that they pass
        self.entries: dict[str, list[Expr]] = defaultdict(list)
        self._enter()
        self.asked = {
            id_: [ask.open for ask in planned.asks.get(id_, ())] + [planned.touched[id_]]
            for id_ in self.alone
        }
        self.checks: dict[str, list[Check]] = defaultdict(list)
        for check in planned.checks:
            own = self._alone([check.wrong], check.node_id) is not None
            self.checks[check.node_id if own and check.node_id in self.alone else ""].append(check)

    @property
    def inner(self) -> Mapping[Expr, str]:
        """The expressions of one criterion alone."""
        return self._within

    def _mixed(self) -> set[str]:
        """The criteria that share a measured figure with others."""
        of, conditions = self.plan.of, self.plan.conditions
        found = set()
        for id_, metric in conditions.metrics.items():
            homes = {of.home(id_), of.home(conditions.measured[metric].id)}
            found |= homes if len(homes) > 1 else set()
        return found

    def home(self, record_id: str) -> str:
        """The criterion in which an id is counted."""
        found = self._homes.get(record_id)
        if found is None:
            if len(self._homes) > _IDS:
                self._homes.clear()
            found = self._homes[record_id] = self.plan.of.home(record_id)
        return found

    def _look(self, node_id: str) -> None:
        own = self._alone([self.plan.nodes[node_id]], node_id)
        if own is not None and not any(one in self._within for one in own):
            self.alone[node_id] = {}
            self._within.update(dict.fromkeys(own, node_id))

    def _alone(self, roots: Sequence[Expr], node_id: str) -> list[Expr] | None:
        """What expressions are made of, where all of it hangs on marks of one criterion."""
        found: list[Expr] = []
        seen: set[Expr] = set()
        stack = list(roots)
        while stack:
            expr = stack.pop()
            if expr in seen:
                continue
            seen.add(expr)
            if made_of := parts(expr):
                found.append(expr)
                stack.extend(made_of)
            elif any(self.home(key.id) != node_id for key in keys(expr)):
                return None
        return found

    def _enter(self) -> None:
        planned = self.plan
        stack = [planned.total, planned.before, planned.vetoed, planned.full, *planned.nodes.values()]
        stack += [planned.grade] if planned.grade is not None else []
        seen: set[Expr] = set()
        while stack:
            expr = stack.pop()
            if expr in seen:
                continue
            seen.add(expr)
            if (home := self._within.get(expr)) is not None:
                self.entries[home].append(expr)
            else:
                stack.extend(parts(expr))

    def met(self, marks: Iterable[Said]) -> Met:
        """The marks of a unit, with those that were met before."""
        own: dict[str, list[tuple[str, str, str]]] = {id_: [] for id_ in self.alone}
        by_home: dict[str, list[Said]] = defaultdict(list)
        for mark in marks:
            home = self.home(mark.id)
            by_home[home].append(mark)
            if home in own:
                own[home].append((mark.id, mark.matter, mark.value))
        known: dict[str, _Came] = {}
        fresh: dict[str, _Marks] = {}
        for id_, group in own.items():
            if len(group) > 1:
                group.sort()
            said = tuple(group)
            came = self.alone[id_].get(said)
            if came is None:
                fresh[id_] = said
            else:
                known[id_] = came
        unread = [mark for home, group in by_home.items() if home not in known for mark in group]
        return Met(self, known, fresh, unread)


class Met:
    """The marks of a unit: `known` those of criteria that were marked like this before, `fresh` the rest."""

    def __init__(
        self, of: Alike, known: dict[str, _Came], fresh: dict[str, _Marks], unread: list[Said]
    ) -> None:
        """`unread` are the marks that have to be read."""
        self.of, self.known, self.fresh, self.unread = of, known, fresh, unread
        self._differ: dict[str, bool] = {}

    def noted(self, read: Noted) -> Noted:
        """All that is said, with what was read of the marks that had to be."""
        found = Noted(dict(read.values), dict(read.matters), read.rows)
        for came in self.known.values():
            found.values.update(came.noted.values)
            found.matters.update(came.noted.matters)
        return found

    def checks(self) -> Iterable[Check]:
        """What these marks may not say together, and was not looked at."""
        for id_ in ("", *self.fresh):
            yield from self.of.checks.get(id_, ())

    def lowest(self, noted: Noted) -> Trace:
        """The figures where the score is lowest, each criterion computed by itself."""
        figures = Figures(noted.values, noted.matters)
        ways: dict[Expr, Way] = {}
        differs = False
        for came in self.known.values():
            figures.known.update(came.low.values)
            ways.update(came.low.ways)
            differs = differs or came.differs
        # before anything else is computed: what is known already does not say again that it differs
        for id_ in self.fresh:
            figures.differs = False
            for one in self.of.entries[id_]:
                figures(one)
            self._differ[id_] = figures.differs
            differs = differs or figures.differs
        figures.differs = differs
        return Trace(figures, self.of.inner, ways)

    def highest(self, low: Trace) -> Trace:
        """The figures where the score is highest."""
        found = low.figures.highest()
        ways: dict[Expr, Way] = {}
        for came in self.known.values():
            found.known.update(came.high.values)
            ways.update(came.high.ways)
        for id_ in self.fresh:
            if not self._differ[id_]:
                own = self._end(id_, low)
                found.known.update(own.values)
                ways.update(own.ways)
            else:
                for one in self.of.entries[id_]:
                    found(one)
        return Trace(found, self.of.inner, ways)

    def keep(self, noted: Noted, low: Trace, high: Trace) -> None:
        """Keeps what the criteria came to, for units that are marked like this."""
        of_home: dict[str, Noted] = {id_: Noted() for id_ in self.fresh}
        for key, value in noted.values.items():
            if (own := of_home.get(self.of.home(key.id))) is not None:
                own.values[key] = value
        for key, matter in noted.matters.items():
            if (own := of_home.get(self.of.home(key.id))) is not None:
                own.matters[key] = matter
        for id_, said in self.fresh.items():
            kept = self.of.alone[id_]
            if len(kept) >= _WAYS:
                kept.clear()
            first, differs = self._end(id_, low), self._differ[id_]
            second = self._end(id_, high) if differs and high is not low else first
            kept[said] = _Came(of_home[id_], first, second, differs)

    def _end(self, id_: str, trace: Trace) -> _End:
        known, entries = trace.figures.known, self.of.entries[id_]
        values = {one: known[one] for one in (*entries, *self.of.asked[id_]) if one in known}
        return _End(values, {one: trace.ways[one] for one in entries if one in trace.ways})
