"""Rubrics made by hand, row by row, as if a notice had been read: criteria, clauses, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from normalizers.records import Clause, Criterion, FindingRow, Notice, Records, Rubric, Threshold
from pipeline.scoring import Mark, ScoreSheet, blank, score

Fields = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """A criterion with its clauses, each by its columns; `below` stand the items of an indicator."""

    name: str
    points: str | None = None
    clauses: Sequence[Fields] = ()
    below: Sequence[Item] = ()
    kind: str = "scored"
    columns: Fields = field(default_factory=dict)
    unread: str = ""


def rubric(*items: Item, notes: Sequence[Fields] = (), columns: Fields | None = None) -> Records:
    """A notice with one rubric of these items; `notes` are clauses of the whole rubric."""
    made = _Made()
    for seq, item in enumerate(items, 1):
        made.item(item, f"n/1/{seq}", "", 1, seq)
    made.clauses += [_clause("n/1", "", seq, one) for seq, one in enumerate(notes, 1)]
    notice = Notice(
        notice_id="n", source_file="n.txt", sha256="0", media_type="text", kind="rubric", status="clean"
    )
    whole = Rubric(rubric_id="n/1", notice_id="n", seq=1, title="云栖区考核评分表", **(columns or {}))
    return Records(
        notice=notice,
        rubrics=(whole,),
        criteria=tuple(made.criteria),
        clauses=tuple(made.clauses),
        thresholds=tuple(made.thresholds),
        findings=tuple(made.findings),
    )


def rate(kind: str, points: str, per: str = "每次", **columns: Any) -> Fields:
    """A clause that is counted."""
    return {"kind": kind, "points": Decimal(points), "per": per, "per_quantity": Decimal(1), **columns}


def flat(kind: str, points: str, **columns: Any) -> Fields:
    """A clause that applies once."""
    return {"kind": kind, "points": Decimal(points), **columns}


def note(**columns: Any) -> Fields:
    """A rule that speaks of other clauses."""
    return {"kind": "note", **columns}


class _Made:
    def __init__(self) -> None:
        self.criteria: list[Criterion] = []
        self.clauses: list[Clause] = []
        self.thresholds: list[Threshold] = []
        self.findings: list[FindingRow] = []

    def item(self, item: Item, id_: str, parent: str, level: int, seq: int) -> None:
        points = Decimal(item.points) if item.points is not None else None
        fields: Fields = {"name": item.name, "points": points, "kind": item.kind, **item.columns}
        self.criteria.append(
            Criterion(criterion_id=id_, rubric_id="n/1", parent_id=parent, level=level, seq=seq, **fields)
        )
        for place, one in enumerate(item.clauses, 1):
            plain = {name: value for name, value in one.items() if name != "threshold"}
            self.clauses.append(_clause(id_, id_, place, plain))
            if "threshold" in one:
                owner = self.clauses[-1].clause_id
                self.thresholds.append(
                    Threshold(threshold_id=f"{owner}/th1", owner_id=owner, text="", **one["threshold"])
                )
        if item.unread:
            self.findings.append(
                FindingRow(
                    notice_id="n",
                    code="clause-unread",
                    severity="warning",
                    message="",
                    owner_id=id_,
                    evidence=item.unread,
                )
            )
        for place, one in enumerate(item.below, 1):
            self.item(one, f"{id_}.{place}", id_, level + 1, place)


def _clause(owner: str, criterion_id: str, seq: int, columns: Fields) -> Clause:
    words = columns.get("text") or f"{columns['kind']}{columns.get('points', '')}"
    fields = {**columns, "text": words}
    return Clause(
        clause_id=f"{owner}/c{seq}",
        rubric_id="n/1",
        criterion_id=criterion_id,
        seq=seq,
        source="rule",
        **fields,
    )


def marks(given: str) -> list[Mark]:
    """Marks written as `1/c1=3 1/c2=1@甲 2=不适用`."""
    found = []
    for one in given.split():
        id_, _, rest = one.partition("=")
        value, _, matter = rest.partition("@")
        found.append(Mark(f"1/{id_}", value, matter=matter))
    return found


def scored(records: Records, given: str) -> ScoreSheet:
    """The sheet of some marks."""
    found = marks(given)
    (sheet,) = score(records, found) if found else (blank(records, records.rubrics[0]),)
    return sheet


def told(sheet: ScoreSheet) -> str:
    """The total of a sheet, or from what to what."""
    if sheet.points.exact is not None:
        return f"{sheet.points.exact:f}"
    low, high = ("" if end is None else f"{end:f}" for end in (sheet.points.low, sheet.points.high))
    return f"{low}..{high}"
