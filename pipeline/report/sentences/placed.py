"""What became of a criterion as a whole: new, gone, split, made a level, moved; and what it is called."""

from __future__ import annotations

from collections.abc import Iterator

from normalizers.text.numerals import plain
from pipeline.compare import FieldChange
from pipeline.compare.columns import PLAIN_FIELDS
from pipeline.compare.sides import Item
from pipeline.report.sentences.phrases import facing, inner, quoted
from pipeline.report.sentences.told import Told


def whole_rubric(told: Told) -> str | None:
    """A rubric that only one year has."""
    change = told.change
    for kind, side in (("added", told.years.new), ("removed", told.years.old)):
        if kind in change.kinds:
            held = side.held(told.years.rubric_id(change))
            lists = held and held[0].subject != "criterion"
            key = f"list_{kind}.{held[0].subject}" if lists else f"rubric.{kind}"
            name = inner(told.years.rubric_label(change))
            return told.say(f"change.{key}", name=name, count=len(held))
    return None


def rubric(told: Told) -> Iterator[str]:
    """What differs of a rubric as a whole: its total, its title, its columns."""
    for field in told.by_field["total"]:
        yield _total(told, field)
    for field in told.by_field["title"]:
        yield told.from_to("change.rubric.title", quoted(field.old, 0), quoted(field.new, 0))
    for name in PLAIN_FIELDS:
        for field in told.by_field[name]:
            key = "change.column_gone" if field.action == "removed" else "change.new_column"
            yield told.say(key, what=told.say(f"change.said.{name}"), count=field.what)


def _total(told: Told, field: FieldChange) -> str:
    """The printed total, or what the points add up to where none is printed."""
    sides = zip((told.years.old, told.years.new), (field.old_id, field.new_id), strict=True)
    sums = [side.by_rubric[own].rubric.computed_total for side, own in sides]
    ends = field.old, field.new
    if all(ends) or any(total is None for end, total in zip(ends, sums, strict=True) if not end):
        return told.moved_figure("change.rubric.total", field, points=True)
    said = [
        told.amount(end) if end else told.say("change.sum_below", points=told.points(plain(total)))
        for end, total in zip(ends, sums, strict=True)
        if total is not None
    ]
    return told.from_to("change.rubric.total", *said)


def one_side(told: Told) -> str:
    """A criterion that only one year has, and what it may be in the other one."""
    item = (told.new or told.old)[0]
    above = told.say("change.stands_below", path=quoted(item.path[-1])) if item.path else ""
    values = {"name": named(told, item), "above": above, "points": worth(told, item)}
    if kept := [_kept(told, field) for field in told.by_field["level"]]:
        keys = ("change.new_level", "change.gone_level")
        if not item.heading:
            # one without a name above some items of a section holds their points
            keys = ("change.new_group", "change.gone_group")
        said = told.say(keys[0 if told.new else 1], kept=told.several(kept), **values)
    else:
        said = told.say(f"change.{'new' if told.new else 'gone'}.{item.subject}", **values)
    if told.change.maybe:
        others = (told.years.old if told.new else told.years.new).items
        names = told.listed([named(told, others[one]) for one in told.change.maybe if one in others])
        said += told.say("change.maybe_from" if told.new else "change.maybe_to", names=names)
    return said


def perhaps(told: Told) -> str:
    """What is gone with what it may have become."""
    old, new = (told.several([named(told, item) for item in side]) for side in (told.old, told.new))
    path = told.new[0].path
    above = told.say("change.stands_below", path=quoted(path[-1])) if path else ""
    return told.say("change.perhaps", old=old, new=new, above=above)


def _kept(told: Told, field: FieldChange) -> str:
    """What stands below a level that came or went, as that year calls it."""
    side, own = (told.years.new, field.new_id) if told.new else (told.years.old, field.old_id)
    return called(told, side.items[own])


def level(told: Told, old: Item, new: Item) -> str:
    """An item that became the heading of several, or the other way round."""
    key, side, item = (
        ("change.made_level", told.years.new, new)
        if new.children
        else ("change.no_longer_level", told.years.old, old)
    )
    below = [named(told, side.items[child]) for child in item.children]
    return told.say(key, name=called(told, new), below=told.several(below))


def group(told: Told) -> str:
    """What was split or merged, with the points of each part."""
    split = "split" in told.change.kinds
    key = "change.split_into" if split else "change.merged_into"
    if told.by_field["level"]:
        key = "change.split_below" if split else "change.merged_from_below"
    sides = [told.listed([named(told, item) for item in side]) for side in (told.old, told.new)]
    said = told.say(key, old=sides[0], new=sides[1])
    if "rescored" in told.change.kinds:
        ends = told.change.old_points, told.change.new_points
        old, new = ("" if end is None else plain(end) for end in ends)
        field = FieldChange(field="points", action="changed", old=old, new=new)
        said = told.join([said, told.moved_figure("change.together", field, points=True)], colon=False)
    return said


def called(told: Told, item: Item) -> str:
    """Name or text; for an item that has neither its scoring, or its place below what stands above it."""
    if words := item.heading or item.criterion.rule_text:
        # a task is a whole sentence, and stands in one here
        return quoted(words if item.subject == "criterion" else words.rstrip("。；;"))
    return told.say("change.item_number", number=item.criterion.seq)


def named(told: Told, item: Item) -> str:
    """What an item is called, with its points."""
    points = item.criterion.points
    if points is None:
        return called(told, item)
    return called(told, item) + told.say("mark.brackets", text=told.points(plain(points)))


def worth(told: Told, item: Item) -> str:
    """What an item is worth, with what stands below it."""
    return "" if item.worth is None else told.points(plain(item.worth))


def places(told: Told) -> Iterator[str]:
    """Where a criterion stands now."""
    for field in told.by_field["rubric"]:
        old, new = told.years.old.label(field.old_id), told.years.new.label(field.new_id)
        yield told.say("change.moved_rubric", old=inner(old), new=inner(new))
    for _ in told.by_field["parent"]:
        paths = (told.old[0].path, told.new[0].path)
        names = [path[-1] if path else "" for path in paths]
        ends = facing(names[0], names[1])
        old, new = (
            quoted(end, 0) if path else told.say("change.top_level")
            for path, end in zip(paths, ends, strict=True)
        )
        yield told.say("change.moved_parent", old=old, new=new)
    for _ in told.by_field["order"]:
        seqs = told.old[0].criterion.seq, told.new[0].criterion.seq
        yield told.say("change.moved_order", old=seqs[0], new=seqs[1])


def figures(told: Told) -> Iterator[str]:
    """Points, weight and kind of a criterion."""
    for field in told.by_field["points"]:
        yield _points(told, field)
    for field in told.by_field["weight"]:
        yield told.moved_figure("change.item.weight", field)
    for field in told.by_field["kind"]:
        if field.part == "core":
            yield told.say("change.made_core" if field.new else "change.no_longer_core")
            continue
        old, new = (told.say(f"change.kind.{kind}") for kind in (field.old, field.new))
        yield told.from_to("change.item.kind", old, new)


def _points(told: Told, field: FieldChange) -> str:
    """Points of its own, or the sum of those below it, or its part of those printed above it."""
    if field.old and field.new:
        key = "change.subtotal" if field.part else "change.item.points"
        return told.moved_figure(key, field, points=True)
    item, years, key = (
        (told.new[0], told.years.new, "change.points_only_summed")
        if field.old
        else (told.old[0], told.years.old, "change.points_no_longer_only_summed")
    )
    own = told.amount(field.old or field.new)
    if item.worth is not None:
        ends = [
            told.amount(end) if end else told.say("change.sum_below", points=worth(told, one))
            for end, one in ((field.old, told.old[0]), (field.new, told.new[0]))
        ]
        return told.from_to("change.item.points", *ends)
    above = years.items.get(item.criterion.parent_id)
    while above is not None and above.criterion.points is None and above.subtotal is None:
        above = years.items.get(above.criterion.parent_id)
    if above is None:
        return told.moved_figure("change.item.points", field, points=True)
    name = quoted(above.heading) if above.heading else told.say("change.items_together")
    return told.say(key, own=own, name=name, points=worth(told, above))
