"""Two sides to a Comparison: rubrics are paired, criteria matched, and what differs is named."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal, TypeVar

from normalizers.notice.letter import without_year
from normalizers.records import Record, Records
from normalizers.text.numerals import figure
from pipeline.compare.columns import PLAIN_FIELDS
from pipeline.compare.differences import differences, of_scoring
from pipeline.compare.lists import tables
from pipeline.compare.match import Matches, match
from pipeline.compare.model import (
    CHANGES,
    Change,
    ChangeKind,
    Comparison,
    Field,
    FieldChange,
    Link,
    RubricPair,
)
from pipeline.compare.order import Place, levels, moved
from pipeline.compare.sides import Item, Table
from pipeline.compare.tables import paired_tables
from pipeline.compare.wording.meaning import meaning

Row = TypeVar("Row", bound=Record)
# a column that so many items have is one of the table
_COLUMN = 6


def compare(
    old: Records | Iterable[Records], new: Records | Iterable[Records], links: Sequence[Link] = ()
) -> Comparison:
    """What changed from the rubrics of the old notices to those of the new ones.

    Nothing for equal sides; both directions mirror each other; the order of rows changes nothing. `links` are
    matches by ids that people have pinned or forbidden.
    """
    return compare_tables(
        tables([old] if isinstance(old, Records) else old),
        tables([new] if isinstance(new, Records) else new),
        links,
    )


def compare_tables(old: Sequence[Table], new: Sequence[Table], links: Sequence[Link] = ()) -> Comparison:
    """The same of the tables of two years, which whoever tells of the changes needs as well."""
    sides = old, new
    # whatever is decided by a tie is decided alike in both directions
    if _key(sides[0]) <= _key(sides[1]):
        return _compare(*sides, links)
    turned = [Link(link.new_id, link.old_id, link.same) for link in links]
    return _mirrored(_compare(sides[1], sides[0], turned))


def _key(side: Sequence[Table]) -> tuple[str, ...]:
    # by ids first, of which the older year has mostly the lower: other words turn no order round
    return tuple(f"{table.rubric.rubric_id} {table.rubric.content_hash}" for table in side)


def _compare(old: Sequence[Table], new: Sequence[Table], links: Sequence[Link]) -> Comparison:
    pairs: list[RubricPair] = []
    matches: list[tuple[str, str]] = []
    changes: list[Change] = []
    for before, after in paired_tables(old, new):
        if before and after:
            found = match(before.items, after.items, links)
            own = list(_changes(before, after, found))
            grouped = found.grouped_old
            matches += [
                pair for pair in found.pairs.items() if pair[0] not in grouped or pair[0] in found.levels
            ]
            touched = sum(len(change.new_ids) for change in own if change.subject != "rubric")
            unchanged = len(after.items) - touched
            changes += own
        else:
            unchanged = 0
            changes += _whole(before, after)
        pairs.append(_pair(before, after, unchanged))
    both = {(_notice(pair.old_id), _notice(pair.new_id)) for pair in pairs if pair.old_id and pair.new_id}
    both |= {(_notice(link.old_id), _notice(link.new_id)) for link in links if link.same}
    together = {(pair.old_id, pair.new_id) for pair in pairs}
    changes, crossed = _over_rubrics(changes, old, new, links, _families(both), together)
    return Comparison(pairs=tuple(pairs), matches=tuple(sorted([*matches, *crossed])), changes=tuple(changes))


def _notice(record_id: str) -> str:
    return record_id.partition("/")[0]


def _families(pairs: Iterable[tuple[str, str]]) -> list[tuple[set[str], set[str]]]:
    """Old and new notices that have rubrics in common, directly or through others."""
    families: list[tuple[set[str], set[str]]] = []
    for old, new in sorted(pairs):
        near = [family for family in families if old in family[0] or new in family[1]]
        families = [family for family in families if family not in near]
        families.append(({old}.union(*(one[0] for one in near)), {new}.union(*(one[1] for one in near))))
    return families


def _over_rubrics(
    changes: Sequence[Change],
    old: Sequence[Table],
    new: Sequence[Table],
    links: Sequence[Link],
    families: Iterable[tuple[set[str], set[str]]],
    together: Container[tuple[str, str]],
) -> tuple[list[Change], list[tuple[str, str]]]:
    """Criteria that left one rubric for another have moved; one removed and one added would hide it.

    Only within a family of notices: 安全生产 of one issuer does not become that of another. What was no match
    within two rubrics that are one (`together`) is none now.
    """
    before = {item.id: item for table in old for item in table.items}
    after = {item.id: item for table in new for item in table.items}
    gone = [
        before[one.old_ids[0]] for one in changes if one.subject != "rubric" and one.kinds == ("removed",)
    ]
    come = [after[one.new_ids[0]] for one in changes if one.subject != "rubric" and one.kinds == ("added",)]
    found = Matches()
    lost, won = (_by_notice(side) for side in (gone, come))
    for old_notices, new_notices in families:
        left = [item for own in sorted(old_notices) for item in lost.get(own, ())]
        right = [item for own in sorted(new_notices) for item in won.get(own, ())]
        known = [
            Link(a.id, b.id, same=False)
            for a in left
            for b in right
            if (a.criterion.rubric_id, b.criterion.rubric_id) in together
            or (a.subject, bool(a.children)) != (b.subject, bool(b.children))
        ]
        own = match(left, right, [*known, *links])
        found.pairs |= own.pairs
        found.scores |= own.scores
    back = {new_id: old_id for old_id, new_id in found.pairs.items()}
    kept: list[Change] = []
    for change in changes:
        if change.kinds == ("added",) and change.new_ids[0] in back:
            there = _matched(before[back[change.new_ids[0]]], after[change.new_ids[0]], found, "rubric")
            kept += [there] if there else []
        elif not (change.kinds == ("removed",) and change.old_ids[0] in found.pairs):
            kept.append(change)
    return kept, list(found.pairs.items())


def _by_notice(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(_notice(item.id), []).append(item)
    return found


def _pair(old: Table | None, new: Table | None, unchanged: int) -> RubricPair:
    values: dict[str, object] = {"unchanged": unchanged}
    for side, table in (("old", old), ("new", new)):
        if table is not None:
            total = table.rubric.declared_total
            total = table.rubric.computed_total if total is None else total
            values |= {
                f"{side}_id": table.rubric.rubric_id,
                f"{side}_title": table.name,
                f"{side}_total": total,
            }
    return RubricPair.model_validate(values)


def _whole(old: Table | None, new: Table | None) -> Iterator[Change]:
    """A rubric that only one year has, and its criteria."""
    table = old or new
    assert table is not None
    kind: ChangeKind = "removed" if old else "added"
    side = "old" if old else "new"
    values = {f"{side}_ids": (table.rubric.rubric_id,), f"{side}_name": table.name}
    weight = table.rubric.computed_total or Decimal(0)
    yield Change.model_validate({"subject": "rubric", "kinds": (kind,), "weight": weight, **values})
    for item in table.items:
        yield _alone(item, kind, ())


def _changes(old: Table, new: Table, found: Matches) -> Iterator[Change]:
    """The changes of two rubrics: of the whole, then of the criteria in the order of the new one."""
    columns = _columns(old, new)
    yield from _of_rubric(old, new, columns)
    back = {after: before for before, after in found.pairs.items()}
    split = {part: whole for whole, parts in found.split.items() for part in parts}
    grouped = found.grouped_old
    places = moved(old.items, new.items, found.pairs)
    over = {
        level: tuple((old.by_id[first], new.by_id[second]) for first, second in below)
        for level, below in levels(old.items, new.items, found.pairs, places).items()
    }
    placed: list[tuple[float, Change]] = []
    position = {item.id: place for place, item in enumerate(new.items)}
    done: set[str] = set()
    for place, item in enumerate(new.items):
        if item.id in split:
            whole = split[item.id]
            if whole not in done:
                done.add(whole)
                parts = [new.by_id[part] for part in found.split[whole]]
                one = old.by_id[whole]
                heading = (one, new.by_id[found.levels[whole]]) if whole in found.levels else None
                placed.append((place, _group("split", [one], parts, heading)))
        elif item.id in found.merged:
            parts = [old.by_id[part] for part in found.merged[item.id]]
            above = back.get(item.id, "")
            heading = (old.by_id[above], item) if above in found.levels else None
            placed.append((place, _group("merged", parts, [item], heading)))
        elif found.levels.get(back.get(item.id, "")) == item.id:
            if back[item.id] not in found.split:
                placed.append((place, _of_level(old.by_id[back[item.id]], item, old, new)))
        elif item.id in back:
            first = old.by_id[back[item.id]]
            change = _matched(first, item, found, places.get(item.id, ""), columns)
            if change is not None:
                placed.append((place, change))
        else:
            maybe = found.maybe_new.get(item.id, ())
            placed.append((place, _alone(item, "added", maybe, over.get(item.id, ()))))
    last = -0.5
    for item in old.items:
        if item.id in found.pairs:
            last = position[found.pairs[item.id]] + 0.5
        elif item.id not in grouped:
            maybe = found.maybe_old.get(item.id, ())
            placed.append((last, _alone(item, "removed", maybe, over.get(item.id, ()))))
    yield from (change for _, change in sorted(placed, key=lambda one: one[0]))


def _columns(old: Table, new: Table) -> dict[Field, tuple[int, int]]:
    """Columns that one year has for many items and the other for none, with how many of each year have them.

    A table without 检查方法 lost one column, not the method of each item.
    """
    found: dict[Field, tuple[int, int]] = {}
    for name in PLAIN_FIELDS:
        counts = [sum(bool(getattr(one.criterion, name, "")) for one in side.items) for side in (old, new)]
        if min(counts) == 0 and max(counts) >= _COLUMN:
            found[name] = counts[0], counts[1]
    return found


def _of_rubric(old: Table, new: Table, columns: Mapping[Field, tuple[int, int]]) -> Iterator[Change]:
    """Its total, its title, and the ladder, clauses and notes that hold for all of it."""
    a, b = old.rubric, new.rubric
    ids = {"old_id": a.rubric_id, "new_id": b.rubric_id}
    said = of_scoring(old.scoring, new.scoring)
    kinds = {kind for kind, _ in said if kind is not None}
    fields = []
    known = {row.declared_total if row.declared_total is not None else row.computed_total for row in (a, b)}
    if a.declared_total != b.declared_total and len(known) > 1:
        values = {"old": figure(a.declared_total), "new": figure(b.declared_total), **ids}
        fields.append(FieldChange.model_validate({"field": "total", "action": "changed", **values}))
        kinds.add("restructured")
    if meaning(without_year(a.title)) != meaning(without_year(b.title)):
        values = {"old": a.title, "new": b.title, **ids}
        fields.append(FieldChange.model_validate({"field": "title", "action": "changed", **values}))
        kinds.add("renamed")
    for name, (before, after) in columns.items():
        values = {"action": "removed" if before else "added", "what": str(before or after), **ids}
        fields.append(FieldChange.model_validate({"field": name, **values}))
        kinds.add("reworded")
    fields += [field for _, field in said]
    if kinds:
        yield Change(
            subject="rubric",
            kinds=_ordered(kinds),
            old_ids=(a.rubric_id,),
            new_ids=(b.rubric_id,),
            old_name=old.name,
            new_name=new.name,
            old_points=a.declared_total,
            new_points=b.declared_total,
            weight=_apart(known),
            fields=tuple(fields),
        )


def _apart(values: Iterable[Decimal | None]) -> Decimal:
    known = [value for value in values if value is not None]
    return max(known) - min(known) if len(known) > 1 else Decimal(0)


def _matched(
    old: Item,
    new: Item,
    found: Matches,
    place: Place | Literal[""],
    columns: Container[Field] = (),
) -> Change | None:
    """The change of a matched criterion, `place` says what it left if anything; None when all is equal.

    `columns` are told with the rubric.
    """
    said = differences(old, new, columns)
    kinds = {kind for kind, _ in said if kind is not None}
    fields = [field for _, field in said]
    if place:
        kinds.add("moved")
        homes = {"old": " › ".join((old.home, *old.path)), "new": " › ".join((new.home, *new.path))}
        values = {"field": place, "action": "changed", "old_id": old.id, "new_id": new.id, **homes}
        fields.append(FieldChange.model_validate(values))
    if not kinds and fields:
        # words that belong to no part of the structure
        kinds.add("reworded")
    if not kinds:
        return None
    sides = _both(old, new)
    if place in {"parent", "rubric"}:
        sides["weight"] = max(sides["weight"], new.worth or Decimal(0))
    return Change(
        subject=new.subject,
        kinds=_ordered(kinds),
        **sides,
        similarity=Decimal(f"{found.scores.get(old.id, 1.0):.2f}"),
        fields=tuple(fields),
    )


def _ordered(kinds: Container[ChangeKind]) -> tuple[ChangeKind, ...]:
    return tuple(kind for kind in CHANGES if kind in kinds)


def _of_level(old: Item, new: Item, before: Table, after: Table) -> Change:
    """An item that became the heading of several, or the other way round.

    What it said of itself is gone where nothing below it says so.
    """
    gone = "removed" if new.children else "added"
    found = differences(before.with_all_below(old), after.with_all_below(new))
    said = [
        (kind, field)
        for kind, field in found
        if field.action == gone or field.field in {"points", "weight", "kind"}
    ]
    kinds: set[ChangeKind] = {"restructured", *(kind for kind, _ in said if kind in {"rescored"})}
    return Change(
        subject=new.subject,
        kinds=_ordered(kinds),
        **_both(old, new),
        fields=(_level(old, new, old, new), *(field for _, field in said)),
    )


def _both(old: Item, new: Item) -> dict[str, Any]:
    """The two sides of a change of one criterion."""
    return {
        "old_ids": (old.id,),
        "new_ids": (new.id,),
        "old_name": old.heading,
        "new_name": new.heading,
        "old_path": old.path,
        "new_path": new.path,
        "old_points": old.criterion.points,
        "new_points": new.criterion.points,
        "weight": abs((new.worth or Decimal(0)) - (old.worth or Decimal(0))),
    }


def _level(old: Item | None, new: Item | None, first: Item, second: Item) -> FieldChange:
    """A level that came (`new`) or went (`old`), or both where an item became one; with what it bears on."""
    action = "changed" if old and new else "removed" if old else "added"
    values = {"old": old.heading if old else "", "new": new.heading if new else "", "action": action}
    ids = {"old_id": first.id, "new_id": second.id, "what": second.heading}
    return FieldChange.model_validate({"field": "level", **values, **ids})


def _alone(
    item: Item, kind: ChangeKind, maybe: tuple[str, ...], over: Sequence[tuple[Item, Item]] = ()
) -> Change:
    """A criterion of one side; `over` are the pairs that stand below it there, and did without it."""
    side = "new" if kind == "added" else "old"
    points = item.criterion.points
    values = {
        f"{side}_ids": (item.id,),
        f"{side}_name": item.heading,
        f"{side}_path": item.path,
        f"{side}_points": points,
        "weight": points if points is not None and not item.children else Decimal(0),
        "maybe": maybe,
        "fields": tuple(
            _level(item if side == "old" else None, item if side == "new" else None, *pair) for pair in over
        ),
    }
    return Change.model_validate({"subject": item.subject, "kinds": (kind,), **values})


def _group(
    kind: ChangeKind, old: Sequence[Item], new: Sequence[Item], heading: tuple[Item, Item] | None = None
) -> Change:
    """One criterion that became several, or several that became one.

    `heading` is that one with the heading of the several, where they stand below its name.
    """
    before, after = (_sum(side) for side in (old, new))
    known = before is not None and after is not None
    kinds: tuple[ChangeKind, ...] = ("rescored", kind) if known and before != after else (kind,)
    return Change(
        subject=new[0].subject,
        kinds=kinds,
        old_ids=tuple(item.id for item in old),
        new_ids=tuple(item.id for item in new),
        old_name="；".join(item.heading for item in old),
        new_name="；".join(item.heading for item in new),
        old_path=old[0].path,
        new_path=new[0].path,
        old_points=before,
        new_points=after,
        weight=abs(after - before) if before is not None and after is not None else Decimal(0),
        fields=((_level(*heading, *heading),) if heading else ()) + _of_rules(old, new),
    )


def _of_rules(old: Sequence[Item], new: Sequence[Item]) -> tuple[FieldChange, ...]:
    """What differs in the clauses of some items together, as those of one: each went into some part.

    Their bands and words are of each part alone. A clause that two parts have now is no new one.
    """
    sides = _together(old), _together(new)
    known = {"added": sides[0], "removed": sides[1]}
    texts = {action: {meaning(row.text) for row in side.clauses} for action, side in known.items()}
    return tuple(
        field
        for _, field in of_scoring(*sides)
        if field.field in {"clause", "threshold"} and meaning(field.what) not in texts.get(field.action, ())
    )


def _together(items: Sequence[Item]) -> Item:
    points = _sum(items)
    return replace(
        items[0],
        criterion=items[0].criterion.model_copy(update={"points": points}),
        bands=(),
        clauses=tuple(row for one in items for row in one.clauses),
        tiers={own: rows for one in items for own, rows in one.tiers.items()},
        thresholds=tuple(row for one in items for row in one.thresholds),
        notes=(),
    )


def _sum(items: Sequence[Item]) -> Decimal | None:
    """The points of some items together; None where one of them has none."""
    values = [item.criterion.points for item in items]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _mirrored(found: Comparison) -> Comparison:
    """The same comparison seen from the other side, in the order of its new side."""
    pairs = [_turned(pair) for pair in found.pairs]
    changes = []
    for change in found.changes:
        turned = _turned(change)
        kinds = {CHANGES[kind].mirrored or kind for kind in change.kinds}
        fields = tuple(_turned_field(field) for field in change.fields)
        update = {"kinds": _ordered(kinds), "fields": fields}
        changes.append(turned.model_copy(update=update))
    matches = tuple(sorted((new_id, old_id) for old_id, new_id in found.matches))
    return Comparison(pairs=tuple(pairs), matches=matches, changes=tuple(changes))


def _turned_field(field: FieldChange) -> FieldChange:
    action = {"added": "removed", "removed": "added"}.get(field.action, field.action)
    return _turned(field).model_copy(update={"action": action})


def _turned(row: Row) -> Row:
    """A row with the fields of its two sides exchanged."""
    values = {}
    for name in type(row).model_fields:
        side, _, rest = name.partition("_")
        if side in {"old", "new"}:
            other = "new" if side == "old" else "old"
            values[name] = getattr(row, f"{other}_{rest}" if rest else other)
    return row.model_copy(update=values)
