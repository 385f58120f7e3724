"""What a change is told of: its sides, its differences, and which of them tell what others would."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from normalizers.records import Band, Clause, KeyPoint
from normalizers.text.views import squeeze
from pipeline.compare import Change, FieldChange
from pipeline.compare.differences import left_over
from pipeline.compare.sides import Item
from pipeline.compare.wording.arranged import in_order, only_moved
from pipeline.compare.wording.meaning import figures, meaning
from pipeline.messages.languages import Lang
from pipeline.report.sentences.phrases import (
    NAME,
    NUMBER,
    SEVERAL,
    SPOTS,
    Phrases,
    facing,
    inner,
    masked,
    quoted,
)
from pipeline.report.spots import Spot, differing
from pipeline.report.years import Years

NOTE = re.compile(r"^(?:备注|注)\s?[：:]\s?")
_UNBOUND = re.compile("[<>≤≥]")


class Told(Phrases):
    """One change on its way into words: the phrases of a language, and what this change holds."""

    def __init__(self, change: Change, years: Years, lang: Lang) -> None:
        """A change of two years."""
        super().__init__(lang)
        self.change, self.years = change, years
        self.sides = years.sides(change)
        self.old, self.new = self.sides
        self.scorings = years.scorings(change)
        self.printed = [
            {row.threshold_id: row.text for one in side for row in one.thresholds} for side in self.scorings
        ]
        self.by_field: dict[str, list[FieldChange]] = defaultdict(list)
        for field in change.fields:
            self.by_field[field.field].append(field)

    def changed(self, field: str) -> Iterator[FieldChange]:
        """The differences of a field that both sides have."""
        return (one for one in self.by_field[field] if one.action == "changed")

    # ---- the records behind a difference

    def rule(self, clause_id: str) -> Clause:
        """A clause of either side."""
        return next(
            row for side in self.scorings for one in side for row in one.clauses if row.clause_id == clause_id
        )

    def owner(self, threshold_id: str) -> Band | Clause | None:
        """The band or clause whose figure a threshold is."""
        owner = threshold_id.rpartition("/")[0]
        for side in self.scorings:
            for one in side:
                for band in one.bands:
                    if band.band_id == owner:
                        return band
                for clause in one.clauses:
                    if clause.clause_id == owner:
                        return clause
        return None

    def key_point(self, key_point_id: str) -> KeyPoint:
        """A key point of either side."""
        return next(
            row
            for side in self.sides
            for item in side
            for row in item.key_points
            if row.key_point_id == key_point_id
        )

    # ---- what is told already

    def told_by_clause(self, field: FieldChange) -> bool:
        """Whether a figure stands in a clause that has words of its own, and has no metric or one around it.

        3起; 投诉未在24小时内处理的
        """
        owner = field.old_id.rpartition("/")[0]
        return any(
            one.part == "text" and one.old_id == owner and (not field.what or _around(field.what, one.new))
            for one in self.by_field["clause"]
        )

    def told_by_thresholds(self, field: FieldChange) -> bool:
        """Whether each figure in which two texts differ is that of a threshold of them that rose or fell."""
        # the limit says 98%以上 of what was 100%
        ends = [masked(_UNBOUND.sub("", meaning(text))) for text in (field.old, field.new)]
        if ends[0] == ends[1]:
            return self.told_figures(field, field.old, field.new)
        # ≥9500人次 and ≥1万人次
        old, new = field.old, field.new
        for row in self.changed("threshold"):
            if field.old_id == row.old_id.rpartition("/")[0]:
                old = old.replace(self.printed[0][row.old_id] or row.old, "#", 1)
                new = new.replace(self.printed[1][row.new_id] or row.new, "#", 1)
        return "#" in old and "#" in new and meaning(old) == meaning(new)

    def told_figures(self, field: FieldChange, before: str, after: str) -> bool:
        """Whether the figures in which two stretches of a field differ are those of told thresholds."""
        told = [
            row
            for row in self.changed("threshold")
            if field.old_id in {row.old_id, row.old_id.rpartition("/")[0]} and not self.told_by_clause(row)
        ]
        # as printed too: 3.2万页 is 32000页 as a value
        ends = (
            [text for row in told for text in (row.old, self.printed[0][row.old_id])],
            [text for row in told for text in (row.new, self.printed[1][row.new_id])],
        )
        known = [set(NUMBER.findall(" ".join(texts))) for texts in ends]
        figures = [NUMBER.findall(squeeze(text)) for text in (before, after)]
        return (
            bool(told)
            and len(figures[0]) == len(figures[1])
            and all(
                old in known[0] and new in known[1] for old, new in zip(*figures, strict=True) if old != new
            )
        )

    # ---- two wordings

    def reworded(
        self, what: str, old: str, new: str, field: FieldChange | None = None, *, named: str = ""
    ) -> str:
        """Where two wordings differ in a few places, these; else the new one, of short ones both.

        What the thresholds of `field` tell is not told again. What is quoted holds what has changed. `named`:
        the words that tell which one it is, behind `what`, where its old words are not told.
        """
        bare, what = what, what + named
        if only_moved(old, new):
            return self.say("change.reordered", what=what)
        around = ("", "")
        if field is not None and field.field in {"key_point", "text"}:
            around = self.around
        found = differing(old, new, around)
        untold = [
            spot
            for spot in found.spots
            if field is None or not _figures_alone(spot) or not self.told_figures(field, *spot)
        ]
        said = [self.say("change.spot.moved", what=one.what, old=one.old, new=one.new) for one in found.moved]
        spots = untold or ([] if said else list(found.spots))
        said = [*map(self.spot, spots), *said]
        if not said and (in_order(old + new) or figures(old)):
            # 甲、乙分别负责 became 乙、甲分别负责; 单次2分，全年5分 became 全年2分，单次5分
            ends = facing(old, new)
            return self.say("change.altered", what=bare, old=quoted(ends[0], 0), new=quoted(ends[1], 0))
        if not said:
            return self.say("change.reordered", what=what)
        if len(said) <= SPOTS and found.kept * 2 >= min(len(old), len(new)):
            return self.say("change.wording", what=what, spots=self.enumerated(said))
        if max(len(old), len(new)) <= NAME:
            return self.say("change.altered", what=bare, old=quoted(old), new=quoted(new))
        if found.kept * 2 >= min(len(old), len(new)):
            several = self.enumerated(said if len(said) <= SEVERAL else said[:SPOTS])
            key = "change.wording" if len(said) <= SEVERAL else "change.wording_and_others"
            return self.say(key, what=what, spots=several, count=len(said))
        return self.say("change.rewritten", what=what, text=inner(facing(old, new)[1]))

    def spot(self, spot: Spot) -> str:
        """What was put in or taken out, or both."""
        before, after = spot
        key = "altered" if before and after else "added" if after else "removed"
        old, new = facing(before, after)
        ends = {"old": inner(old), "new": inner(new)}
        return self.say(f"change.spot.{key}", **ends)

    @cached_property
    def around(self) -> tuple[str, str]:
        """The text of both years, of which key points are parts."""
        old, new = ("\n".join(map(_parts, side)) for side in self.sides)
        return old, new


def _parts(item: Item) -> str:
    """The text of an item, a line for each key point."""
    points = [point.text for point in item.key_points]
    return "\n".join([*points, left_over(item.criterion.text, item)]) if points else item.criterion.text


def _around(metric: str, text: str) -> bool:
    """Whether a metric stands on both sides of its figure: 投诉未在 and 处理 of 投诉未在24小时内处理的."""
    said, whole = squeeze(metric), squeeze(text)
    if said in whole:
        return False
    parts = (re.escape(said[:at]) + r"\d[^，。；]*?" + re.escape(said[at:]) for at in range(1, len(said)))
    return any(re.search(part, whole) for part in parts)


def _figures_alone(spot: Spot) -> bool:
    """Whether both sides of a spot differ in figures and in nothing else."""
    return masked(spot[0]) == masked(spot[1])
