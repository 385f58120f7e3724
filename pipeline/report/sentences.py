"""Each change as one sentence: “河湖巡查”分值由18分降为15分；“好”档由14-18分改为12-15分；…"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from normalizers.kinds import CAPS, CLAUSES, ROLES
from normalizers.records import Band, Clause, ClauseKind
from normalizers.text.numerals import plain
from normalizers.text.views import squeeze
from normalizers.vocabulary import alternatives
from pipeline.compare import Change, FieldChange
from pipeline.compare.clauses import same_limit, without_limit
from pipeline.compare.columns import PLAIN_FIELDS
from pipeline.compare.differences import left_over
from pipeline.compare.meaning import meaning
from pipeline.compare.model import CHANGES
from pipeline.compare.sides import Item
from pipeline.messages.languages import Lang
from pipeline.messages.words import say, units
from pipeline.report.redline import redline
from pipeline.report.spots import Spot, spots
from pipeline.report.years import Years

# what is longer is cut in a sentence: the redline beside it has all of it
_NAME, _TEXT, _SPOTS, _SEVERAL = 28, 60, 3, 5
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_POINTS = re.compile(r"[<>≤≥]?[\d.]+(?:-[\d.]+)?\Z")
_RANKED = re.compile(f"(?:{alternatives('thresholds', 'rank_words')})$")
_UNBOUND = re.compile("[<>≤≥]")
_FIRST = re.compile(r"[^，,。；;：:（(]+")
_SINGLE = str.maketrans("“”", "‘’")
_LARGE = re.compile(r"(?<![\d.])\d{5,}(?:\.\d+)?")
_NOTE = re.compile(r"^(?:备注|注)\s?[：:]\s?")
_LIMIT = re.compile(r"(?P<sign>[<>≤≥]?)(?P<figures>.*)", re.DOTALL)
_LIMIT_WORDS = {
    "<": "change.limit.below",
    ">": "change.limit.above",
    "≤": "change.limit.at_most",
    "≥": "change.limit.at_least",
}


def sentence(change: Change, years: Years, lang: Lang) -> str:
    """What a change did, in one readable sentence without ids."""
    said = _Teller(change, years, lang).sentence()
    return said[:1].upper() + said[1:]


class _Teller:
    """One change on its way into words."""

    def __init__(self, change: Change, years: Years, lang: Lang) -> None:
        self.change, self.years, self.lang = change, years, lang
        self.sides = years.sides(change)
        self.old, self.new = self.sides
        self.scorings = years.scorings(change)
        self.printed = [
            {row.threshold_id: row.text for one in side for row in one.thresholds} for side in self.scorings
        ]
        self.by_field: dict[str, list[FieldChange]] = defaultdict(list)
        for field in change.fields:
            self.by_field[field.field].append(field)

    def say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def sentence(self) -> str:
        if self.change.subject == "rubric":
            return self.of_rubric()
        if any(CHANGES[kind].several for kind in self.change.kinds):
            return self.of_group()
        if not self.old or not self.new:
            return self.of_one_side()
        subject, direct = self.called(self.new[0]), []
        # of long names only what differs is told, among the details
        renamed = [field for field in self.by_field["name"] if max(map(len, (field.old, field.new))) <= _NAME]
        if self.by_field["level"]:
            subject = self.of_level(self.old[0], self.new[0])
        elif renamed:
            subject = self.say("change.renamed_to", old=_quoted(renamed[0].old), new=_quoted(renamed[0].new))
        else:
            direct = [*self.places(), *self.figures()]
        parts = [*([] if direct else [*self.places(), *self.figures()]), *self.details()]
        parts = parts or ([] if direct else list(self.remaining()))
        if self.change.subject == "goal" and parts and not renamed and not direct:
            # its metric is its name
            told = any(field.action == "changed" for field in self.by_field["threshold"])
            return self.join(parts if told else [subject, *parts], colon=not told)
        if direct:
            # “河湖巡查”分值由…; but “河湖巡查”：“好”档由…
            first = self.say("change.direct", subject=subject, what=direct[0])
            return self.join([first, *direct[1:], *parts], colon=False)
        return self.join([subject, *parts], colon=not (renamed or self.by_field["level"]))

    def join(self, parts: list[str], *, colon: bool) -> str:
        """The parts behind one another, the first one as what the others speak of where there is a colon."""
        rest = self.say("mark.semicolon").join(parts[1:] if colon else parts)
        if not colon:
            return rest
        return parts[0] + (self.say("mark.colon") + rest if rest else "")

    # ---- whole criteria and rubrics

    def of_rubric(self) -> str:
        change = self.change
        for kind, side in (("added", self.years.new), ("removed", self.years.old)):
            if kind in change.kinds:
                held = side.held(self.years.rubric_id(change))
                lists = held and held[0].subject != "criterion"
                key = f"list_{kind}.{held[0].subject}" if lists else f"rubric.{kind}"
                return self.say(
                    f"change.{key}", name=_inner(self.years.rubric_label(change)), count=len(held)
                )
        parts = [_quoted(self.years.rubric_label(change))]
        for field in self.by_field["total"]:
            parts.append(self.of_total(field))
        for field in self.by_field["title"]:
            parts.append(self.from_to("change.rubric.title", _quoted(field.old, 0), _quoted(field.new, 0)))
        for name in PLAIN_FIELDS:
            for field in self.by_field[name]:
                key = "change.column_gone" if field.action == "removed" else "change.new_column"
                parts.append(self.say(key, what=self.say(f"change.said.{name}"), count=field.what))
        parts += [*self.bands(), *self.thresholds(), *self.clauses(), *self.notes()]
        return self.join(parts, colon=True)

    def of_total(self, field: FieldChange) -> str:
        """The printed total, or what the points add up to where none is printed."""
        sides = zip((self.years.old, self.years.new), (field.old_id, field.new_id), strict=True)
        sums = [side.by_rubric[own].rubric.computed_total for side, own in sides]
        ends = field.old, field.new
        if all(ends) or any(total is None for end, total in zip(ends, sums, strict=True) if not end):
            return self.moved_figure("change.rubric.total", field, points=True)
        said = [
            self.amount(end) if end else self.say("change.sum_below", points=self.points(plain(total)))
            for end, total in zip(ends, sums, strict=True)
            if total is not None
        ]
        return self.from_to("change.rubric.total", *said)

    def of_one_side(self) -> str:
        """A criterion that only one year has, and what it may be in the other one."""
        item = (self.new or self.old)[0]
        above = self.say("change.stands_below", path=_quoted(item.path[-1])) if item.path else ""
        values = {"name": self.named(item), "above": above, "points": self.worth(item)}
        if kept := [self.kept(field) for field in self.by_field["level"]]:
            keys = ("change.new_level", "change.gone_level")
            if not item.heading:
                # one without a name above some items of a section holds their points
                keys = ("change.new_group", "change.gone_group")
            said = self.say(keys[0 if self.new else 1], kept=self.several(kept), **values)
        else:
            said = self.say(f"change.{'new' if self.new else 'gone'}.{item.subject}", **values)
        if self.change.maybe:
            others = (self.years.old if self.new else self.years.new).items
            names = self.listed([self.named(others[one]) for one in self.change.maybe if one in others])
            said += self.say("change.maybe_from" if self.new else "change.maybe_to", names=names)
        return said

    def kept(self, field: FieldChange) -> str:
        """What stands below a level that came or went, as that year calls it."""
        side, own = (self.years.new, field.new_id) if self.new else (self.years.old, field.old_id)
        return self.called(side.items[own])

    def of_level(self, old: Item, new: Item) -> str:
        """An item that became the heading of several, or the other way round."""
        key, side, item = (
            ("change.made_level", self.years.new, new)
            if new.children
            else ("change.no_longer_level", self.years.old, old)
        )
        below = [self.named(side.items[child]) for child in item.children]
        return self.say(key, name=self.called(new), below=self.several(below))

    def several(self, names: Sequence[str]) -> str:
        """A list of names, of a long one the first with how many there are."""
        if len(names) <= _SEVERAL:
            return self.listed(names)
        return self.say(
            "change.and_others", names=self.say("mark.list").join(names[:_SPOTS]), count=len(names)
        )

    def of_group(self) -> str:
        """What was split or merged, with the points of each part."""
        split = "split" in self.change.kinds
        key = "change.split_into" if split else "change.merged_into"
        if self.by_field["level"]:
            key = "change.split_below" if split else "change.merged_from_below"
        sides = [self.listed([self.named(item) for item in side]) for side in (self.old, self.new)]
        said = self.say(key, old=sides[0], new=sides[1])
        if "rescored" in self.change.kinds:
            ends = self.change.old_points, self.change.new_points
            old, new = ("" if end is None else plain(end) for end in ends)
            field = FieldChange(field="points", action="changed", old=old, new=new)
            said = self.join([said, self.moved_figure("change.together", field, points=True)], colon=False)
        return said

    def called(self, item: Item) -> str:
        """Name or text; for an item that has neither its scoring, or its place below what stands above it."""
        if words := item.heading or item.criterion.rule_text:
            # a task is a whole sentence, and stands in one here
            return _quoted(words if item.subject == "criterion" else words.rstrip("。；;"))
        return self.say("change.item_number", number=item.criterion.seq)

    def named(self, item: Item) -> str:
        points = item.criterion.points
        if points is None:
            return self.called(item)
        return self.called(item) + self.say("mark.brackets", text=self.points(plain(points)))

    def listed(self, names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        return self.say("mark.list").join(names[:-1]) + self.say("word.and") + names[-1]

    # ---- place, points

    def places(self) -> Iterator[str]:
        for field in self.by_field["rubric"]:
            old, new = self.years.old.label(field.old_id), self.years.new.label(field.new_id)
            yield self.say("change.moved_rubric", old=_inner(old), new=_inner(new))
        for _ in self.by_field["parent"]:
            old, new = (
                _quoted(item.path[-1]) if item.path else self.say("change.top_level")
                for item in (self.old[0], self.new[0])
            )
            yield self.say("change.moved_parent", old=old, new=new)
        for _ in self.by_field["order"]:
            places = self.old[0].criterion.seq, self.new[0].criterion.seq
            yield self.say("change.moved_order", old=places[0], new=places[1])

    def figures(self) -> Iterator[str]:
        for field in self.by_field["points"]:
            yield self.of_points(field)
        for field in self.by_field["weight"]:
            yield self.moved_figure("change.item.weight", field)
        for field in self.by_field["kind"]:
            if field.part == "core":
                yield self.say("change.made_core" if field.new else "change.no_longer_core")
                continue
            old, new = (self.say(f"change.kind.{kind}") for kind in (field.old, field.new))
            yield self.from_to("change.item.kind", old, new)

    def of_points(self, field: FieldChange) -> str:
        """Points of its own, or the sum of those below it, or its part of those printed above it."""
        if field.old and field.new:
            key = "change.subtotal" if field.part else "change.item.points"
            return self.moved_figure(key, field, points=True)
        item, years, key = (
            (self.new[0], self.years.new, "change.points_only_summed")
            if field.old
            else (self.old[0], self.years.old, "change.points_no_longer_only_summed")
        )
        own = self.amount(field.old or field.new)
        if item.worth is not None:
            ends = [
                self.amount(end) if end else self.say("change.sum_below", points=self.worth(one))
                for end, one in ((field.old, self.old[0]), (field.new, self.new[0]))
            ]
            return self.from_to("change.item.points", *ends)
        above = years.items.get(item.criterion.parent_id)
        while above is not None and above.criterion.points is None and above.subtotal is None:
            above = years.items.get(above.criterion.parent_id)
        if above is None:
            return self.moved_figure("change.item.points", field, points=True)
        name = _quoted(above.heading) if above.heading else self.say("change.items_together")
        return self.say(key, own=own, name=name, points=self.worth(above))

    def worth(self, item: Item) -> str:
        return "" if item.worth is None else self.points(plain(item.worth))

    # ---- what stands in it

    def details(self) -> Iterator[str]:
        for field in self.by_field["name"]:
            if max(map(len, (field.old, field.new))) > _NAME:
                yield self.reworded(self.say("change.said.name"), field.old, field.new)
        thresholds = list(self.thresholds())
        yield from self.bands()
        yield from thresholds
        yield from self.clauses()
        yield from self.key_points()
        for name in PLAIN_FIELDS:
            for field in self.by_field[name]:
                yield self.from_to(
                    f"change.said.{field.part or name}", _quoted(field.old, _TEXT), _quoted(field.new, _TEXT)
                )
        yield from self.notes()
        yield from self.departments()
        yield from self.words_around()

    def bands(self) -> Iterator[str]:
        for field in self.by_field["band"]:
            if field.action != "changed":
                yield self.alone(self.say("change.said.band"), field)
            elif field.part == "points":
                what = self.band(field.what)
                yield self.moved(what, "", "", self.amount(field.old), self.amount(field.new))
            elif not self.told_by_thresholds(field):
                yield self.reworded(
                    self.say("change.band_ask", band=self.band(field.what)), field.old, field.new, field
                )

    def thresholds(self) -> Iterator[str]:
        """Each metric once: 普及率由85%提高到90%（“较好”档由80-85%提高到85-90%，…）."""
        bands = {band.band_id: band for item in self.scorings[0] for band in item.bands}
        owners = {row.threshold_id: row.owner_id for item in self.scorings[0] for row in item.thresholds}
        groups: dict[str, list[tuple[str, str, Band | None, str]]] = {}
        unnamed: list[str] = []
        for field in self.by_field["threshold"]:
            if field.action != "changed":
                continue
            if self.told_by_clause(field):
                continue
            if not field.what:
                unnamed.append(self.limits(self.say("change.some_threshold"), field.old, field.new))
                continue
            # 客户满意度 of a band is 第三方调查的客户满意度 of its key point
            metric = next((known for known in groups if _one_metric(known, field.what)), field.what)
            entry = (field.old, field.new, bands.get(owners.get(field.old_id, "")), field.what)
            rows = groups.setdefault(metric, [])
            if entry[:2] not in [row[:2] for row in rows]:
                rows.append(entry)
        for rows in groups.values():
            rows.sort(key=lambda row: row[2] is not None)
            said = self.limits(rows[0][3], *rows[0][:2])
            more = [
                self.limits(self.band(band.grade) if band else own, old, new)
                for old, new, band, own in rows[1:]
            ]
            if more:
                said += self.say("mark.brackets", text=self.say("mark.comma").join(more))
            yield said
        yield from dict.fromkeys(unnamed)

    def told_by_clause(self, field: FieldChange) -> bool:
        """Whether a figure stands in a clause that has words of its own, and has no metric or one around it.

        3起; 投诉未在24小时内处理的
        """
        owner = field.old_id.rpartition("/")[0]
        return any(
            one.part == "text" and one.old_id == owner and (not field.what or _around(field.what, one.new))
            for one in self.by_field["clause"]
        )

    def clauses(self) -> Iterator[str]:
        fields = self.by_field["clause"]
        shaped = {(field.old_id, field.new_id) for field in fields if field.part not in {"", "text"}}
        turned = {(field.old_id, field.new_id): field for field in fields if field.part == "kind"}
        for field in fields:
            ids = field.old_id, field.new_id
            kind = self.rule(field.new_id or field.old_id).kind
            if field.action != "changed":
                yield self.alone(self.say(f"change.clause.{kind}"), field)
            elif field.part == "text" and ids in turned:
                kinds = (self.say(f"change.clause.{one}") for one in (turned[ids].old, turned[ids].new))
                ends = (_quoted(text.strip("。；;，"), _TEXT) for text in (field.old, field.new))
                old, new = (f"{word}{text}" for word, text in zip(kinds, ends, strict=True))
                yield self.say("change.turned_into", old=old, new=new)
            elif field.part == "text":
                old, new = self.ends(field, ids in shaped)
                if not self.told_by_thresholds(field.model_copy(update={"old": old, "new": new})):
                    yield self.reworded(self.clause_named(field, kind), old, new, field)
            elif field.part == "cap" and self.told_elsewhere(field):
                continue
            elif field.part != "kind" or not any(
                other.part == "text" and (other.old_id, other.new_id) == ids for other in fields
            ):
                yield self.clause_part(field, kind)

    def told_elsewhere(self, field: FieldChange) -> bool:
        """Whether a limit of several clauses is printed in another one, which tells it."""
        if _stands(field.new, self.rule(field.new_id).text):
            return False
        others = (one for one in self.by_field["clause"] if one.part == "cap" and one.new_id != field.new_id)
        return any(
            (one.old, one.new) == (field.old, field.new) and _stands(one.new, self.rule(one.new_id).text)
            for one in others
        )

    def rule(self, clause_id: str) -> Clause:
        """A clause of either side."""
        return next(
            row
            for side in self.scorings
            for item in side
            for row in item.clauses
            if row.clause_id == clause_id
        )

    def clause_named(self, field: FieldChange, kind: ClauseKind) -> str:
        """得分条款; where there are several of them the one by a short part of it: 得分条款“满意率≥80%”."""
        said = self.say(f"change.clause.{kind}")
        several = any(
            sum(row.kind == kind for item in side for row in item.clauses) > 1 for side in self.scorings
        )
        if not several:
            return said
        name = _NOTE.sub("", field.what)
        for side in self.scorings:
            if sum(name in row.text for item in side for row in item.clauses if row.kind == kind) > 1:
                # 有激励机制 begins two of them
                name = self.rule(field.new_id).text
        return said + _quoted(name)

    def ends(self, field: FieldChange, shaped: bool) -> tuple[str, str]:
        """Both wordings of a clause; what it gives or takes has its own words where that has changed too."""
        rows = [self.rule(field.old_id), self.rule(field.new_id)]
        old, new = ((row.lead + row.condition or row.per) + _exception(row) for row in rows)
        shaped = shaped or rows[0].kind != rows[1].kind
        return (old, new) if shaped and old and new and meaning(old) != meaning(new) else self.worded(field)

    def worded(self, field: FieldChange) -> tuple[str, str]:
        """Both wordings of a clause, without a limit that is the same.

        扣完为止 goes with the last of its run.
        """
        rows = [self.rule(field.old_id), self.rule(field.new_id)]
        if not same_limit(*rows):
            return field.old, field.new
        return without_limit(field.old), without_limit(field.new)

    def clause_part(self, field: FieldChange, kind: ClauseKind) -> str:
        if field.part == "unit" and meaning(field.new) == meaning(field.what):
            # a rule that is named by what it counts
            what = self.say(f"change.clause.{kind}")
            return self.say("change.altered", what=what, old=_quoted(field.old), new=_quoted(field.new))
        key = f"change.part.{kind if field.part == 'points' and CLAUSES[kind].plain else field.part}"
        what = self.say(key, what=_inner(_short(_NOTE.sub("", field.what).rstrip("，,：:。"), _NAME)))
        if field.part == "kind":
            old, new = (self.say(f"change.clause.{one}") for one in (field.old, field.new))
            return self.say("change.altered", what=what, old=old, new=new)
        if field.part == "cap":
            # a limit in points is told by its figure
            old, new = (
                self.say(f"change.cap.{one}") if one in CAPS else self.amount(one)
                for one in (field.old, field.new)
            )
            ends = ("" if one == "unstated" else said for one, said in ((field.old, old), (field.new, new)))
            return self.moved(what, "", "", *ends)
        if field.part in {"points", "floor"}:
            return self.moved(what, field.old, field.new, self.amount(field.old), self.amount(field.new))
        return self.moved(what, "", "", _quoted(field.old), _quoted(field.new))

    def key_points(self) -> Iterator[str]:
        for field in self.by_field["key_point"]:
            if field.action != "changed":
                yield self.alone(self.say("change.said.key_point"), field)
                continue
            what = self.key_point_named(field)
            if field.part == "points":
                ends = (self.amount(field.old), self.amount(field.new))
                yield self.moved(what, field.old, field.new, *ends)
            elif not self.told_by_thresholds(field):
                yield self.reworded(what, field.old, field.new, field)

    def key_point_named(self, field: FieldChange) -> str:
        """第2项要点 where it has this number in both years, else 要点 with a short part of it."""
        points = {row.key_point_id: row for side in self.sides for item in side for row in item.key_points}
        numbers = [_NUMBER.search(squeeze(points[own].label)) for own in (field.old_id, field.new_id)]
        said = [number[0] if number else "" for number in numbers]
        if said[0] == said[1]:
            return (
                self.say("change.key_point_numbered", number=said[0])
                if said[0]
                else self.say("change.said.key_point")
            )
        first = _FIRST.search(points[field.new_id].text)
        return self.say("change.said.key_point") + (_quoted(first[0]) if first else "")

    def notes(self) -> Iterator[str]:
        for field in self.by_field["note"]:
            if self.told_by_clauses(field):
                continue
            if field.action == "changed":
                old, new = (_NOTE.sub("", text) for text in (field.old, field.new))
                yield self.reworded(self.say("change.said.note"), old, new)
            else:
                yield self.alone(self.say("change.said.note"), field)

    def departments(self) -> Iterator[str]:
        for role, does in ROLES.items():
            fields = [field for field in self.by_field["party"] if field.what == role]
            comma = self.say("mark.list")
            old = comma.join(field.old for field in fields if field.action == "removed")
            new = comma.join(field.new for field in fields if field.action == "added")
            task = self.change.subject == "task" and does.works
            what = self.say(f"change.task_party.{role}" if task else f"change.party.{role}")
            if old and new:
                yield self.say("change.altered", what=what, old=old, new=new)
            elif new:
                yield self.say("change.added_one", what=what, text=new)
            elif old:
                yield self.say("change.removed_one", what=what, text=old)

    def words_around(self) -> Iterator[str]:
        """Words of the cells that stand in no band, key point or clause, where they differ."""
        text = "change.said.text" if self.change.subject == "criterion" else "change.said.task"
        for field, what in (("text", text), ("rule_text", "change.said.rules")):
            for found in self.by_field[field]:
                if self.told_by_thresholds(found):
                    continue
                old, new = left_over(found.old, self.old[0]), left_over(found.new, self.new[0])
                if meaning(old) != meaning(new):
                    whole = meaning(old) == meaning(found.old) or meaning(new) == meaning(found.new)
                    yield self.reworded(self.say(what if whole else "change.other_words"), old, new, found)

    def remaining(self) -> Iterator[str]:
        """What is told only where nothing else is, so that no change stays without words."""
        for field in (*self.by_field["text"], *self.by_field["rule_text"]):
            yield self.reworded(self.say("change.said.rules"), field.old, field.new)
        for field in self.by_field["threshold"]:
            yield self.alone(self.say("change.some_threshold"), field)

    # ---- words

    def told_by_thresholds(self, field: FieldChange) -> bool:
        """Whether each figure in which two texts differ is that of a threshold of them that rose or fell."""
        # the limit says 98%以上 of what was 100%
        ends = [_masked(_UNBOUND.sub("", meaning(text))) for text in (field.old, field.new)]
        if ends[0] == ends[1]:
            return self.told_figures(field, field.old, field.new)
        # ≥9500人次 and ≥1万人次
        old, new = field.old, field.new
        for row in self.by_field["threshold"]:
            if row.action == "changed" and field.old_id == row.old_id.rpartition("/")[0]:
                old = old.replace(self.printed[0][row.old_id] or row.old, "#", 1)
                new = new.replace(self.printed[1][row.new_id] or row.new, "#", 1)
        return "#" in old and "#" in new and meaning(old) == meaning(new)

    def told_figures(self, field: FieldChange, before: str, after: str) -> bool:
        """Whether the figures in which two stretches of a field differ are those of told thresholds."""
        told = [
            row
            for row in self.by_field["threshold"]
            if row.action == "changed"
            and field.old_id in {row.old_id, row.old_id.rpartition("/")[0]}
            and not self.told_by_clause(row)
        ]
        # as printed too: 3.2万页 is 32000页 as a value
        ends = (
            [text for row in told for text in (row.old, self.printed[0][row.old_id])],
            [text for row in told for text in (row.new, self.printed[1][row.new_id])],
        )
        known = [set(_NUMBER.findall(" ".join(texts))) for texts in ends]
        figures = [_NUMBER.findall(squeeze(text)) for text in (before, after)]
        return (
            bool(told)
            and len(figures[0]) == len(figures[1])
            and all(
                old in known[0] and new in known[1] for old, new in zip(*figures, strict=True) if old != new
            )
        )

    def told_by_clauses(self, field: FieldChange) -> bool:
        """Whether a note differs only in clauses that were read in it, which have words of their own."""
        if not self.by_field["clause"]:
            return False
        left = []
        for text, side in zip((field.old, field.new), self.scorings, strict=True):
            for clause in sorted((row.text for one in side for row in one.clauses), key=len, reverse=True):
                text = text.replace(clause, "")
            left.append(meaning(_NOTE.sub("", text)))
        return left[0] == left[1]

    def reworded(self, what: str, old: str, new: str, field: FieldChange | None = None) -> str:
        """Where two wordings differ in a few places, these; else the new one, of short ones both.

        What the thresholds of `field` tell is not told again.
        """
        blocks = redline(old, new)
        found = spots(blocks)
        if field is not None:
            untold = [
                spot for spot in found if not _figures_alone(spot) or not self.told_figures(field, *spot)
            ]
            found = untold or found
        said = []
        for before, after in found:
            key = "altered" if before and after else "added" if after else "removed"
            ends = {"old": _inner(_short(before, _TEXT)), "new": _inner(_short(after, _TEXT))}
            said.append(self.say(f"change.spot.{key}", **ends))
        kept = sum(len(block.new) for block in blocks if block.same)
        if said and len(said) <= _SPOTS and kept * 2 >= min(len(old), len(new)):
            return self.say("change.wording", what=what, spots=self.say("mark.list").join(said))
        if max(len(old), len(new)) <= _NAME:
            return self.say("change.altered", what=what, old=_quoted(old), new=_quoted(new))
        return self.say("change.rewritten", what=what, text=_inner(_short(new, _TEXT)))

    def alone(self, what: str, field: FieldChange) -> str:
        added = field.action == "added"
        key, text = ("change.added_one", field.new) if added else ("change.removed_one", field.old)
        return self.say(key, what=what, text=_short(text, _TEXT).rstrip("。；;，"))

    def points(self, text: str) -> str:
        """`14-18分`; a share or a factor as it is."""
        if not _POINTS.match(text):
            return text
        return self.say("number.one_point" if text == "1" else "number.points", points=text)

    def band(self, grade: str) -> str:
        """“好”档; 一档 is a 档 by its own name."""
        key = "change.band_by_its_name" if grade.endswith("档") else "change.band_named"
        return self.say(key, grade=grade)

    def amount(self, text: str) -> str:
        """Points where the words before them say in English that they are points."""
        return self.say("change.amount", points=text) if _POINTS.match(text) else text

    def limits(self, what: str, old: str, new: str) -> str:
        before, after = (_LIMIT.fullmatch(text) for text in (old, new))
        assert before is not None
        assert after is not None
        # 85%以上 to 90%以上 is 85% to 90%; an end of the other kind is always said
        alike = before["sign"] == after["sign"] == "≥"
        ends = [(match["sign"], large(match["figures"], self.lang)) for match in (before, after)]
        words = _LIMIT_WORDS
        if _RANKED.search(what.strip("“”")):
            # 前3名, and the 5th place is no rise over the 3rd
            words, old, new = {**words, "≤": "change.limit.top"}, "", ""
        said = [end if alike or not sign else self.say(words[sign], limit=end) for sign, end in ends]
        return self.moved(what, old, new, *said)

    def moved_figure(self, key: str, field: FieldChange, *, points: bool = False) -> str:
        ends = [self.amount(end) if points else end for end in (field.old, field.new)]
        return self.moved(self.say(key), field.old, field.new, *ends)

    def from_to(self, key: str, old: str, new: str) -> str:
        return self.moved(self.say(key), "", "", old, new)

    def moved(self, what: str, old: str, new: str, said_old: str, said_new: str) -> str:
        """From one value to another; raised or lowered where both ends agree on the direction."""
        if not said_old:
            return self.say("change.set_to", what=what, new=said_new)
        if not said_new:
            return self.say("change.unset", what=what, old=said_old)
        key = {1: "change.raised", -1: "change.lowered", 0: "change.altered"}[_direction(old, new)]
        return self.say(key, what=what, old=said_old, new=said_new)


def large(text: str, lang: Lang) -> str:
    """Figures as people write them: 9500000000元 is 95亿元, 9,500,000,000元 in English."""
    return _LARGE.sub(lambda match: _written(Decimal(match[0]), lang), text)


def _written(value: Decimal, lang: Lang) -> str:
    for unit, name in units(lang):
        if value >= unit and len(plain(value / unit)) < len(plain(value)):
            return plain(value / unit) + name
    return say("number.figure", lang, figure=value)


def _direction(old: str, new: str) -> int:
    """1 when figures rose, -1 when they fell, 0 when neither can be said."""
    if _masked(old) != _masked(new):
        return 0
    ends = [[Decimal(figure) for figure in _NUMBER.findall(text)] for text in (old, new)]
    signs = {(b > a) - (b < a) for a, b in zip(*ends, strict=True)} - {0}
    return signs.pop() if len(signs) == 1 else 0


def _masked(text: str) -> str:
    return _NUMBER.sub("#", squeeze(text))


def _exception(clause: Clause) -> str:
    """The exception as its clause prints it: （不可抗力除外）."""
    found = (
        re.search(re.escape(clause.exception) + r"(?:的?除外)?", clause.text) if clause.exception else None
    )
    return f"（{found[0]}）" if found else clause.exception


def _stands(value: str, text: str) -> bool:
    """Whether a limit stands in a text: its figure, or 扣完为止."""
    figures = _NUMBER.findall(value)
    return set(figures) <= set(_NUMBER.findall(squeeze(text))) if figures else bool(value)


def _around(metric: str, text: str) -> bool:
    """Whether a metric stands on both sides of its figure: 投诉未在 and 处理 of 投诉未在24小时内处理的."""
    said, whole = squeeze(metric), squeeze(text)
    if said in whole:
        return False
    parts = (re.escape(said[:at]) + r"\d[^，。；]*?" + re.escape(said[at:]) for at in range(1, len(said)))
    return any(re.search(part, whole) for part in parts)


def _figures_alone(spot: Spot) -> bool:
    """Whether both sides of a spot differ in figures and in nothing else."""
    return _masked(spot[0]) == _masked(spot[1])


def _one_metric(one: str, other: str) -> bool:
    one, other = squeeze(one), squeeze(other)
    return bool(one) and bool(other) and (one.endswith(other) or other.endswith(one))


def _quoted(text: str, most: int = _NAME) -> str:
    return f"“{_inner(_short(text, most))}”" if text else ""


def _inner(text: str) -> str:
    """Words that come to stand in quotation marks: those that they have become single ones."""
    return text.translate(_SINGLE)


def _short(text: str, most: int) -> str:
    """A text on one line, cut where it is long; `most` 0 for all of it."""
    text = " ".join(text.split())
    return text if not most or len(text) <= most else text[:most] + "…"
