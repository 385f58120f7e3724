"""Corrections applied to the draft of a notice, step by step while its records come together.

A text is corrected before it is summed up and before its figures are read, so that all that follows from it
follows from the person's words. Each correction ends in one state, and each state is reported.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from extractors.finding import Finding, Settled
from normalizers.columns import chosen, cited_as
from normalizers.criteria.state import RubricDraft
from normalizers.draft import Draft
from normalizers.notice.letter import series_of
from normalizers.notice.tasks import read_targets
from normalizers.overlay.addresses import addresses, table_of
from normalizers.overlay.columns import COLUMNS, correctable
from normalizers.overlay.model import (
    CONFIRMED,
    DISMISSED,
    ROW,
    Correction,
    Outcome,
    State,
    below_notice,
    within_notice,
)
from normalizers.overlay.reports import Touched, reports, same_finding, settled_by
from normalizers.overlay.rereading import (
    clause_again,
    criterion_again,
    key_points_again,
    note_again,
    point_again,
    retold,
)
from normalizers.overlay.rows import LISTS, added, headline, lines_of, parties_of
from normalizers.overlay.values import Misfit, normal, with_field, written
from normalizers.records import Band, Clause, Criterion, Evidence, KeyPoint, Notice, Party, Record
from normalizers.tables.raw import RawRubric

_PARTS = ("key_points", "bands", "clauses", "notes", "tiers", "parties")


class Overlay:
    """The corrections of one notice on their way into its draft; without any, each step leaves it alone."""

    def __init__(self, corrections: Sequence[Correction], notice_id: str) -> None:
        """`corrections` of this very document; `notice_id` is the beginning of its ids."""
        self.notice_id = notice_id
        self.outcomes: list[Outcome] = []
        self._waiting: dict[str, list[Correction]] = {}
        self._settling = [one for one in corrections if one.code]
        self._manual: dict[tuple[str, str], None] = {}
        self._touched: Touched = {}
        self._rubrics: dict[str, RubricDraft] = {}
        self._some = bool(corrections)
        for one in corrections:
            if not one.code:
                self._waiting.setdefault(within_notice(one.record, notice_id), []).append(one)

    # ---- the steps, in the order of the notice

    def criteria(self, draft: Draft, rubric: RubricDraft, start: int) -> None:
        """The criteria of one rubric from `start` on, and what was read of their texts."""
        self._rubrics[rubric.rubric_id] = rubric
        if not self._below(rubric.rubric_id):
            return
        self._rows(draft, "criteria", draft.criteria, rubric.rubric_id)
        changed = self._fields(draft, "criteria", draft.criteria)
        again = {name for name, how in chosen(COLUMNS, "criteria").items() if how.again}
        for criterion in draft.criteria[start:]:
            fields = changed.get(criterion.criterion_id, set())
            if fields & again:
                criterion_again(draft, rubric, criterion, fields)
        self._lists(draft, rubric)
        self._parts(draft, rubric.rubric_id)

    def kinds(self, draft: Draft) -> None:
        """What criteria do to the score, once that was told by their clauses."""
        self._fields(draft, "criteria", draft.criteria, late=True)

    def totals(self, raw: RawRubric, rubric_id: str) -> RawRubric:
        """The printed sums, so that the total follows."""
        totals = list(raw.totals)
        for seq, total in enumerate(raw.totals, 1):
            address = f"{rubric_id}/t{seq}"
            for one in self._take(address, {"points"}):
                try:
                    points = normal("totals", "points", _text(one.now))
                    same = self._decided(
                        one, normal("totals", "points", _text(one.was)), points, written(total.points)
                    )
                except ValueError as error:
                    self._end(one, "invalid", str(error))
                    continue
                if same:
                    self._mark(address, "points")
                    totals[seq - 1] = replace(total, points=None if points is None else Decimal(points))
        return replace(raw, totals=tuple(totals)) if self._some else raw

    def rubric(self, draft: Draft, issuer: str) -> None:
        """The rubric that was read last, and the names of its sums; its series follows its title."""
        self._fields(draft, "totals", draft.totals)
        changed = self._fields(draft, "rubrics", draft.rubrics)
        for place, rubric in enumerate(draft.rubrics):
            fields = changed.get(rubric.rubric_id, set())
            if "title" in fields and "series" not in fields:
                series = series_of(issuer, rubric.title)
                draft.rubrics[place] = rubric.model_copy(update={"series": series})

    def remarks(self, draft: Draft) -> None:
        """Notes of whole rubrics and the clauses in them; they stand behind the criteria."""
        for rubric_id in self._rubrics:
            if self._below(rubric_id):
                self._parts(draft, rubric_id)

    def figures(self, draft: Draft) -> None:
        """Thresholds and requirements, once they are read from what the texts say now."""
        for table, rows in (("thresholds", draft.thresholds), ("requirements", draft.requirements)):
            for rubric_id in self._rubrics:
                self._rows(draft, table, rows, rubric_id)
            self._fields(draft, table, rows)

    def tasks(self, draft: Draft) -> None:
        """Tasks with their leads; the targets of a corrected one are read again."""
        changed = self._fields(draft, "tasks", draft.tasks)
        for task in draft.tasks:
            if "text" in changed.get(task.task_id, ()):
                gone = {one.threshold_id for one in draft.thresholds if one.owner_id == task.task_id}
                draft.thresholds[:] = [one for one in draft.thresholds if one.threshold_id not in gone]
                draft.findings[:] = [
                    one
                    for one in draft.findings
                    if (one.owner_id, one.code) != (task.task_id, "target-unread")
                ]
                unit = retold(draft, task.task_id, task.text)
                if unit is not None:
                    read_targets(draft, task.task_id, task.text, unit)
            self._people(draft, task.task_id)
        self._fields(draft, "parties", draft.parties)
        self._fields(draft, "thresholds", draft.thresholds)

    def parties(self, draft: Draft, found: Sequence[Party]) -> tuple[Party, ...]:
        """The departments once each has its usual spelling."""
        rows = list(found)
        self._fields(draft, "parties", rows, late=True)
        return tuple(rows)

    def notice(self, draft: Draft, notice: Notice) -> Notice:
        """The notice itself; the series and years of its rubrics follow its issuer and year."""
        rows: list[Notice] = [notice]
        changed = self._fields(draft, "notices", rows).get(notice.notice_id, set())
        (now,) = rows
        for place, rubric in enumerate(draft.rubrics):
            update: dict[str, object] = {}
            if "issuer" in changed and rubric.series == series_of(notice.issuer, rubric.title):
                update["series"] = series_of(now.issuer, rubric.title)
            if "year" in changed and rubric.year == notice.year:
                update["year"] = now.year
            draft.rubrics[place] = rubric.model_copy(update=update) if update else rubric
        return now

    def evidence(self, draft: Draft) -> list[Evidence]:
        """The evidence with the quality `manual` for what a person said."""
        if not self._manual:
            return draft.evidence
        known = {(place.owner_id, place.field) for place in draft.evidence}
        marked = [
            place.model_copy(update={"quality": "manual"})
            if (place.owner_id, place.field) in self._manual
            else place
            for place in draft.evidence
        ]
        # a value that the source prints nowhere has no place but the page of its criterion
        pages = {one.criterion_id: one.page for one in draft.criteria}
        marked += [
            Evidence(owner_id=owner, field=field, page=pages.get(owner), quality="manual")
            for owner, field in self._manual
            if (owner, field) not in known
        ]
        return marked

    def findings(self, found: Sequence[Finding], draft: Draft) -> tuple[Finding, ...]:
        """The findings, those that a person settled as notes, with one for each correction behind them."""
        if not self._some:
            return tuple(found)
        left = [one for one in found if not settled_by(one, self._touched)]
        for one in self._settling:
            if one.now not in {CONFIRMED, DISMISSED} or not isinstance(one.was, str | None):
                self._end(one, "invalid")
                continue
            owner = within_notice(one.record, self.notice_id)
            places = [
                place
                for place, finding in enumerate(left)
                if finding.settled is None and same_finding(finding, one, owner, self.notice_id)
            ]
            for place in places:
                settled = Settled(one.now == CONFIRMED, one.who, one.when, one.why)
                left[place] = replace(left[place], settled=settled)
            self._end(one, "confirmed" if places else "stale")
        for rows in self._waiting.values():
            for one in rows:
                known = one.field in {ROW, *LISTS} or one.field in _columns(one.record)
                self._end(one, "stale" if known else "invalid")
        self._waiting = {}
        return (*left, *reports(self.outcomes, self.notice_id, draft))

    # ---- what the steps share

    def _below(self, owner_id: str) -> bool:
        return any(address == owner_id or address.startswith(f"{owner_id}/") for address in self._waiting)

    def _take(self, address: str, fields: Collection[str]) -> list[Correction]:
        """The corrections of a record and these fields; they wait no longer."""
        here = self._waiting.get(address, [])
        taken = [one for one in here if one.field in fields]
        left = [one for one in here if one.field not in fields]
        if left:
            self._waiting[address] = left
        else:
            self._waiting.pop(address, None)
        return taken

    def _end(self, one: Correction, state: State, found: str = "") -> None:
        self.outcomes.append(Outcome(one, state, found))

    def _decided(self, one: Correction, was: object, now: object, found: object) -> bool:
        """Notes the state of a correction; whether it is to be applied."""
        state: State
        if was == now:
            state = "confirmed" if found == now else "stale"
        elif found == now:
            state = "already-true"
        else:
            state = "applied" if found == was else "stale"
        shown = "；".join(found) if isinstance(found, tuple) else str(found or "")
        self._end(one, state, shown if state == "stale" else "")
        return state == "applied"

    def _mark(self, address: str, field: str, row: Record | None = None) -> None:
        """Remembers that a person said this, for its evidence and the findings that it settles."""
        said = str(getattr(row, "text", ""))
        owner = address.rpartition("/")[0]
        table = table_of(below_notice(address, self.notice_id))
        if table == "parties":
            self._manual[owner, "party"] = None
            self._touched.setdefault((owner, "parties"), []).append("")
            return
        if field == ROW or table in {"bands", "tiers"}:
            self._touched.setdefault((owner, table), []).append(said)
        if field == ROW:
            self._manual[address, "text"] = None
            return
        self._touched.setdefault((address, field), []).append(said)
        if table not in {"tiers", "requirements"}:
            self._manual[address, cited_as(table, field)] = None

    def _fields(
        self, draft: Draft, table: str, rows: list[Any], *, late: bool = False
    ) -> dict[str, set[str]]:
        """Corrects fields of rows, texts first, and gives those that changed by address.

        What follows from other columns waits for a second time, which is `late`.
        """
        changed: dict[str, set[str]] = {}
        if not self._waiting:
            return changed
        columns = chosen(COLUMNS, table)
        fields = [name for name, how in columns.items() if late or not how.late]
        for place, address in enumerate(addresses(table, rows)):
            taken = self._take(address, fields)
            for one in sorted(taken, key=lambda one: one.field != "text"):
                row = self._corrected(table, rows[place], one)
                if row is None:
                    continue
                changed.setdefault(address, set()).add(one.field)
                self._mark(address, one.field, row)
                rows[place] = row
                if columns[one.field].again:
                    rows[place] = self._retold(draft, row)
            if address in changed and isinstance(rows[place], Criterion):
                rows[place] = rows[place].model_copy(update={"quality": "manual"})
        return changed

    def _corrected(self, table: str, row: Record, one: Correction) -> Record | None:
        """The row as the correction has it; None where it is not applied."""
        try:
            was = normal(table, one.field, _text(one.was))
            now = normal(table, one.field, _text(one.now))
            changed = with_field(row, one.field, now)
        except ValueError as error:
            self._end(one, "invalid", str(error))
            return None
        return changed if self._decided(one, was, now, written(getattr(row, one.field))) else None

    def _retold(self, draft: Draft, row: Record) -> Record:
        """What follows at once from a corrected text: points of a key point, a clause, figures of a band."""
        if isinstance(row, KeyPoint):
            retold(draft, row.key_point_id, row.text)
            return point_again(row)
        if isinstance(row, Clause):
            owner = next((one for one in draft.criteria if one.criterion_id == row.criterion_id), None)
            read = clause_again(draft, row, owner)
            if read is None:
                draft.report("clause-unread", owner_id=row.clause_id, evidence=row.text, text=row.text)
            return read or row
        if isinstance(row, Band):
            retold(draft, row.band_id, row.text)
        return row

    def _lists(self, draft: Draft, rubric: RubricDraft) -> None:
        """Key points and departments that are given as whole lists."""
        for criterion in draft.criteria:
            own = criterion.criterion_id
            for one in self._take(own, {"key_points"}):
                found = lines_of("key_points", draft.key_points, own)
                if self._list_decided(one, found):
                    key_points_again(draft, rubric, own, _lines(one.now))
                    for point in draft.key_points:
                        if point.criterion_id == own and f"{point.label}{point.text}" not in found:
                            self._mark(point.key_point_id, "text", point)
            self._people(draft, own)

    def _people(self, draft: Draft, owner_id: str) -> None:
        for one in self._take(owner_id, {"parties"}):
            try:
                now = parties_of(owner_id, _lines(one.now), draft.parties)
            except ValueError as error:
                self._end(one, "invalid", str(error))
                continue
            if self._list_decided(one, lines_of("parties", draft.parties, owner_id)):
                draft.parties[:] = [*(row for row in draft.parties if row.owner_id != owner_id), *now]
                self._mark(f"{owner_id}/p1", "name")

    def _list_decided(self, one: Correction, found: tuple[str, ...]) -> bool:
        try:
            return self._decided(one, _lines(one.was), _lines(one.now), found)
        except ValueError as error:
            self._end(one, "invalid", str(error))
            return False

    def _parts(self, draft: Draft, rubric_id: str) -> None:
        """What stands below criteria, or below the whole rubric: rows that come and go, then their fields."""
        for table in _PARTS:
            rows: list[Any] = getattr(draft, table)
            self._rows(draft, table, rows, rubric_id)
        for table in _PARTS:
            rows = getattr(draft, table)
            changed = self._fields(draft, table, rows)
            if table == "notes":
                for note in [row for row in draft.notes if "text" in changed.get(row.note_id, ())]:
                    note_again(draft, self._rubrics[rubric_id], note)
        self._in_order(draft)

    def _rows(self, draft: Draft, table: str, rows: list[Any], rubric_id: str) -> None:
        """Adds and takes out rows of a table below one rubric."""
        named = [address for address in self._waiting if address.startswith(f"{rubric_id}/")]
        for address in named:
            if table_of(below_notice(address, self.notice_id)) != table:
                continue
            for one in self._take(address, {ROW}):
                places = dict(zip(addresses(table, rows), range(len(rows)), strict=True))
                there = rows[places[address]] if address in places else None
                self._row(draft, rows, one, (table, address, rubric_id), there)

    def _row(
        self, draft: Draft, rows: list[Any], one: Correction, at: tuple[str, str, str], there: Record | None
    ) -> None:
        table, address, rubric_id = at
        if one.now is None:
            if one.was is None:
                self._end(one, "invalid")
            elif there is None:
                self._end(one, "already-true")
            elif self._decided(one, one.was, None, headline(there)):
                _take_out(draft, rows, table, address, there)
            return
        if one.was is not None or not isinstance(one.now, Mapping):
            self._end(one, "invalid")
            return
        try:
            made = added(table, address, rubric_id, one.now)
        except ValueError as error:
            self._end(one, "invalid", str(error))
            return
        if there is not None:
            same = all(written(getattr(there, name)) == written(getattr(made.row, name)) for name in one.now)
            self._end(one, "already-true" if same else "stale", "" if same else headline(there))
        elif not _has_owner(draft, address, rubric_id):
            self._end(one, "stale")
        else:
            rows.append(made.row)
            draft.tiers += made.tiers
            self._end(one, "applied")
            self._mark(address, ROW, made.row)
            text = getattr(made.row, "text", "")
            if text:
                retold(draft, address, text)
            if isinstance(made.row, Criterion):
                draft.criteria.sort(key=lambda row: _path(row.criterion_id))
                criterion_again(draft, self._rubrics[rubric_id], made.row, {"text", "rule_text"})

    def _in_order(self, draft: Draft) -> None:
        """Rows of one criterion stand together again, by their numbers."""
        order: dict[str, float] = {}
        for place, criterion in enumerate(draft.criteria):
            order[criterion.criterion_id] = place
            order[criterion.rubric_id] = place + 0.5  # what holds for the whole rubric stands behind it
        last = len(order)
        for table in ("key_points", "bands", "clauses", "notes"):
            rows: list[Any] = getattr(draft, table)
            where = dict(zip(addresses(table, rows), rows, strict=True))
            ranked = sorted(
                where, key=lambda address: (order.get(address.rpartition("/")[0], last), _number(address))
            )
            rows[:] = [where[address] for address in ranked]
        draft.parties.sort(key=lambda row: order.get(row.owner_id, last))


def _path(criterion_id: str) -> tuple[int, ...]:
    rubric, _, path = criterion_id.rpartition("/")
    return int(rubric.rpartition("/")[2]), *map(int, path.split("."))


def _number(address: str) -> int:
    return int(address.rpartition("/")[2].lstrip("kbcn"))


def _columns(record: str) -> tuple[str, ...]:
    table = table_of(record)
    return correctable(table) if table else ()


def _text(value: object) -> str | None:
    """A field's value. Raises Misfit for a list or a row."""
    if value is None or isinstance(value, str):
        return value or None
    raise Misfit("one-value-needed")


def _lines(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    raise Misfit("list-needed")


def _has_owner(draft: Draft, address: str, rubric_id: str) -> bool:
    owner = address.rpartition("/")[0]
    if owner == rubric_id:
        above = address.rpartition(".")[0]
        return "." not in address[len(owner) :] or any(row.criterion_id == above for row in draft.criteria)
    owners = {
        *(row.criterion_id for row in draft.criteria),
        *(row.key_point_id for row in draft.key_points),
        *(row.band_id for row in draft.bands),
        *(row.clause_id for row in draft.clauses),
    }
    return owner in owners


def _take_out(draft: Draft, rows: list[Any], table: str, address: str, row: Record | None) -> None:
    """Takes a row out, with all that stands below it."""
    rows[:] = [one for one in rows if one is not row]
    if table != "criteria":
        draft.drop({address})
        return
    gone = [one.criterion_id for one in draft.criteria if one.criterion_id.startswith(f"{address}.")]
    rows[:] = [one for one in rows if one.criterion_id not in gone]
    owners = {address, *gone}
    below: set[str] = set()
    for part in ("key_points", "bands", "clauses", "notes"):
        inside: list[Any] = [one for one in getattr(draft, part) if one.criterion_id in owners]
        below.update(addresses(part, inside))
    draft.drop(owners | below)
