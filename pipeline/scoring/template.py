"""An empty file of marks for a rubric: each id that can be marked, with its rule and what to write."""

from __future__ import annotations

import io
from collections.abc import Iterator

from extractors.frozen import frozen
from normalizers.records import Clause, Records, Rubric, Threshold
from normalizers.text.numerals import figure
from pipeline.messages.languages import Lang
from pipeline.messages.places import of_text
from pipeline.messages.words import say
from pipeline.quoted import csv_writer, quoted
from pipeline.scoring.rules.amounts import MOVING, judged
from pipeline.scoring.rules.formulas import parsed
from pipeline.scoring.rules.grades import ranges
from pipeline.scoring.rules.outline import Node, Outline, named, outline
from pipeline.scoring.rules.spoken import given

# the first five are read back, by their names in either language (`marks.COLUMNS`)
HEADER = ("unit", "id", "value", "matter", "remark", "name", "points", "what", "allowed", "text", "place")


@frozen
class Slot:
    """Something that can be marked: its id without the notice, its name, `what` is to be written (a code).

    `allowed` are grades, tiers or bounds.
    """

    id: str
    name: str
    points: str
    what: str
    allowed: str
    text: str
    place: str


def slots(records: Records, rubric: Rubric) -> tuple[Slot, ...]:
    """All that can be marked of a rubric, in the order of the notice."""
    of = outline(records, rubric)
    return tuple(_Slots(of).all())


def as_csv(made: tuple[Slot, ...], lang: Lang) -> str:
    """The slots as a CSV file, to be filled in at `value`; UTF-8 with BOM for Excel."""
    out = io.StringIO()
    writer = csv_writer(out)
    writer.writerow([say(f"score.column.{name}", lang) for name in HEADER])
    for slot in made:
        row = (
            "",
            slot.id,
            "",
            "",
            "",
            slot.name,
            slot.points,
            say(f"score.slot.{slot.what}", lang),
            slot.allowed,
        )
        writer.writerow(map(quoted, (*row, slot.text, of_text(slot.place, lang))))
    return "\ufeff" + out.getvalue()


class _Slots:
    def __init__(self, of: Outline) -> None:
        self.of = of
        self.start = of.rubric.notice_id + "/"

    def all(self) -> Iterator[Slot]:
        for node in self.of.nodes():
            yield from self._node(node)
        if self.of.clauses:
            for clause in self.of.clauses:
                yield from self._clause(None, clause)
            yield self._slot(self.of.rubric.rubric_id, self.of.rubric.title, "", "nothing", "无", "")

    def _slot(self, id_: str, name: str, points: str, what: str, allowed: str, text: str) -> Slot:
        place = self.of.places.get(id_) or self.of.places.get(id_.rpartition("/")[0], "")
        return Slot(id_.removeprefix(self.start), name, points, what, allowed, text, place)

    def _node(self, node: Node) -> Iterator[Slot]:
        bands = self.of.bands.get(node.id, ())
        worth = figure(node.worth)
        criterion = node.criterion
        moves = node.moves
        plain = not node.children and not node.pooled and criterion.kind not in {"veto", "remark"}
        if bands:
            yield self._slot(node.id, node.name, worth, "grade", ranges(bands), criterion.text)
        elif node.children and criterion.kind == "scored" and not moves:
            # points of all that stands below it, or 不适用
            yield self._slot(node.id, node.name, worth, "whole", "无, 不适用", criterion.text)
        elif moves and criterion.kind in {"veto", "remark"}:
            yield self._slot(node.id, node.name, "", "nothing", "无", criterion.text)
        elif moves or plain:
            what = "whole" if moves else "points"
            yield self._slot(node.id, node.name, worth, what, f"0–{worth}" if worth else "", criterion.text)
        for point in self.of.key_points.get(node.id, ()):
            counts = point.points is not None and not moves and not bands
            if counts or self._counted(node, point.key_point_id):
                allowed = f"0–{figure(point.points)}" if point.points is not None else "0, 1"
                yield self._slot(
                    point.key_point_id, node.name, figure(point.points), "key-point", allowed, point.text
                )
        for band in bands:
            for threshold in self.of.thresholds.get(band.band_id, ()):
                yield self._threshold(node, threshold)
        if node.pooled and not moves:
            for item in node.pooled:
                yield self._slot(
                    item.criterion_id, named(item), "", "points", f"0–{figure(node.rest)}", item.text
                )
        for clause in node.clauses:
            yield from self._clause(node, clause)

    def _counted(self, node: Node, key_point_id: str) -> bool:
        """Whether a band or clause of the item counts this key point."""
        owners = [*(band.band_id for band in self.of.bands.get(node.id, ()))]
        owners += [clause.clause_id for clause in node.clauses]
        return any(
            key_point_id in one.key_points.split("；")
            for owner in owners
            for one in self.of.requirements.get(owner, ())
        )

    def _clause(self, node: Node | None, clause: Clause) -> Iterator[Slot]:
        if not self.of.computed(node, clause) or given(clause):
            return
        name = node.name if node is not None else self.of.rubric.title
        tiers = self.of.tiers.get(clause.clause_id, ())
        if self.of.composed is not None and self.of.composes(clause):
            top = self.of.composed.most
            told = "" if top is None else f"0–{figure(top)}"
            for part in self.of.composed.figures:
                yield self._slot(f"{clause.clause_id}/{part}", name, "", "figure", told, clause.text)
            return
        formula = parsed(clause.formula, node.worth if node else None) if clause.formula else None
        if formula is not None and not tiers:
            top = formula.most(node.worth if node else None)
            told = "" if top is None else f"0–{figure(top)}"
            for part in formula.names:
                yield self._slot(f"{clause.clause_id}/{part}", name, "", "figure", told, clause.text)
            return
        for threshold in self.of.thresholds.get(clause.clause_id, ()):
            if threshold.low is not None or threshold.high is not None:
                yield self._threshold(node, threshold)
        if tiers:
            allowed = "；".join(tier.label or str(tier.seq) for tier in tiers)
            yield self._slot(clause.clause_id, name, "", "tiers", allowed, clause.text)
        elif clause.multiplier is not None and clause.points is None:
            yield self._slot(
                clause.clause_id, name, f"×{figure(clause.multiplier)}", "factor", "", clause.text
            )
        elif clause.kind not in MOVING or not (clause.per or judged(clause, ())):
            yield self._slot(clause.clause_id, name, figure(clause.points), "applies", "0, 1", clause.text)
        elif judged(clause, ()):
            ends = [figure(one) for one in (clause.points, clause.points_max) if one is not None]
            yield self._slot(clause.clause_id, name, "", "judged", "–".join(ends), clause.text)
        else:
            yield self._slot(clause.clause_id, name, figure(clause.points), "count", clause.per, clause.text)

    def _threshold(self, node: Node | None, threshold: Threshold) -> Slot:
        name = node.name if node is not None else ""
        said = " ".join(filter(None, (threshold.metric, threshold.unit)))
        return self._slot(threshold.threshold_id, name, "", "measured", said, threshold.text)
