"""Two years of a rubric: what changed, and that it is the same from either side and in any order."""

from __future__ import annotations

import importlib
import random
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from normalizers.records import TABLES, Criterion, Notice, Records, Rubric
from pipeline.compare import Change, Comparison, FieldChange, Link, compare
from pipeline.ingest.run import ingest
from tests.edits import edited
from tests.hard_edits import hard_edited

RAW = Path(__file__).parents[1] / "data" / "raw"

PORT = (
    "澜江港口集团2024年度业绩考核评分标准.pdf",
    "澜江港口集团2025年度业绩考核评分标准.html",
    "澜江港口集团2026年度业绩考核评分标准.docx",
)
# two years of an issuer, and in which of them the changes of its module are listed
YEARS = {
    "water": ("云岭省水利厅2024年度考核评价标准.pdf", "云岭省水利厅2025年度考核评价标准.docx"),
    "port": PORT[:2],
    "port 2026": PORT[1:],
}
LISTED = {"water": ("water", 2025), "port": ("port", 2025), "port 2026": ("port", 2026)}
# a kind of the list of changes as a comparison names it
KINDS = {
    "department": "reassigned",
    "threshold": "reworded",
    "bands": "restructured",
    "clause": "restructured",
}


@pytest.fixture
def listed(issuer: str, monkeypatch: pytest.MonkeyPatch) -> Sequence[Any]:
    """The changes that the makers of the notices wrote down."""
    monkeypatch.syspath_prepend(str(RAW))
    module, year = LISTED[issuer]
    return importlib.import_module(module).CHANGES[year]


@cache
def records(name: str) -> Records:
    return ingest(RAW / name).records


@cache
def years(issuer: str) -> Comparison:
    old, new = YEARS[issuer]
    return compare(records(old), records(new))


@pytest.mark.parametrize("issuer", YEARS)
def test_every_change_of_the_year_is_found(issuer: str, listed: Sequence[Any]) -> None:
    found = {(kind, one.old_name, one.new_name) for one in years(issuer).changes for kind in one.kinds}
    in_merger = {
        name for one in years(issuer).changes if "merged" in one.kinds for name in one.old_name.split("；")
    }
    for change in listed:
        if "改正为" in change.what or change.before in in_merger:
            continue  # a slip of the old year that its canonical name had set right; told by the merger
        kind = KINDS.get(change.kind, change.kind)
        assert (kind, change.before, change.after) in found, change


@pytest.mark.parametrize("issuer", YEARS)
def test_nothing_else_is_found(issuer: str, listed: Sequence[Any]) -> None:
    names = {name for change in listed for name in (change.before, change.after)}
    for change in years(issuer).changes:
        assert change.old_name in names, change
        assert change.new_name in names, change


def turned(change: Change) -> tuple[object, ...]:
    """What a change says, seen from the other side."""
    names = {"added": "removed", "removed": "added", "split": "merged", "merged": "split"}
    kinds = frozenset(names.get(kind, kind) for kind in change.kinds)
    fields = frozenset(
        (field.field, names.get(field.action, field.action), field.new, field.old, field.new_id, field.old_id)
        for field in change.fields
    )
    return kinds, change.new_ids, change.old_ids, change.new_points, change.old_points, change.weight, fields


def plainly(change: Change) -> tuple[object, ...]:
    fields = frozenset((f.field, f.action, f.old, f.new, f.old_id, f.new_id) for f in change.fields)
    points = change.old_points, change.new_points
    return frozenset(change.kinds), change.old_ids, change.new_ids, *points, change.weight, fields


@pytest.mark.parametrize("issuer", YEARS)
def test_a_rubric_does_not_differ_from_itself_and_both_directions_mirror(issuer: str) -> None:
    old, new = (records(name) for name in YEARS[issuer])
    assert compare(old, old).changes == compare(new, new).changes == ()
    back = compare(new, old)
    assert {turned(change) for change in back.changes} == {plainly(one) for one in years(issuer).changes}
    assert {(pair.new_id, pair.old_id, pair.unchanged) for pair in back.pairs} == {
        (pair.old_id, pair.new_id, pair.unchanged) for pair in years(issuer).pairs
    }


@pytest.mark.parametrize("issuer", YEARS)
def test_the_order_of_rows_and_notices_changes_nothing(issuer: str) -> None:
    shuffle = random.Random(7)

    def shuffled(given: Records) -> Records:
        rows = {name: list(given.table(name)) for name in TABLES if name != "notices"}
        for table in rows.values():
            shuffle.shuffle(table)
        return given.model_copy(update={name: tuple(table) for name, table in rows.items()})

    old, new = (records(name) for name in YEARS[issuer])
    assert compare(shuffled(old), shuffled(new)) == years(issuer)


def test_two_issuers_in_one_dataset_are_told_apart() -> None:
    issuers = ("water", "port")
    olds, news = ([records(YEARS[issuer][side]) for issuer in issuers] for side in (0, 1))
    found = compare(olds, list(reversed(news)))
    assert len(found.pairs) == 7
    assert all(pair.old_id and pair.new_id for pair in found.pairs)
    assert len(found.changes) == sum(len(years(issuer).changes) for issuer in issuers)


def test_a_link_that_people_set_goes_before_likeness() -> None:
    old, new = (records(name) for name in YEARS["port"])
    gone, come = (
        next(one for one in years("port").changes if one.kinds == (kind,)) for kind in ("removed", "added")
    )
    pinned = compare(old, new, [Link(gone.old_ids[0], come.new_ids[0])])
    (change,) = (one for one in pinned.changes if one.old_ids == gone.old_ids)
    assert change.new_ids == come.new_ids
    assert "renamed" in change.kinds
    same = next(one for one in years("port").changes if one.kinds == ("moved",))
    parted = compare(old, new, [Link(same.old_ids[0], same.new_ids[0], same=False)])
    kinds = {
        one.kinds for one in parted.changes if same.old_ids == one.old_ids or same.new_ids == one.new_ids
    }
    assert kinds == {("removed",), ("added",)}


def test_a_field_names_both_records() -> None:
    change = next(one for one in years("port").changes if one.old_name == "加分项")
    (field,) = (one for one in change.fields if one.field == "clause")
    assert field == FieldChange(
        field="clause",
        action="changed",
        part="points",
        what=field.what,
        old="1",
        new="1.5",
        old_id=change.old_ids[0] + "/c1",
        new_id=change.new_ids[0] + "/c1",
    )


def test_a_rubric_without_partner_is_added_with_its_criteria(tmp_path: Path) -> None:
    old, new = (records(name) for name in YEARS["port"])
    first = new.rubrics[0]
    rest = new.model_copy(update={"rubrics": new.rubrics[1:]})
    found = compare(rest, new)
    assert [change.kinds for change in found.changes if change.subject == "rubric"] == [("added",)]
    count = sum(criterion.rubric_id == first.rubric_id for criterion in new.criteria)
    assert len(found.changes) == 1 + count
    assert compare([], old).pairs[0].old_id == ""


# edits of one kind at a time, and a year as it really changes
EDITS = {"one by one": edited, "all at once": hard_edited}


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_edits_of_known_truth_are_found(edit: Any, share: float) -> None:
    """The years of data/raw; `tests.bench_compare` prints the figures for the corpus."""
    matches, kinds = [0, 0, 0], [0, 0, 0]
    for name in sorted({name for pair in YEARS.values() for name in pair}):
        for rubric in records(name).rubrics:
            for seed in range(4):
                old, truth = edit(records(name), rubric, share, seed)
                found = compare(old, truth.records)
                facts = {
                    (kind, one.old_ids, one.new_ids)
                    for one in found.changes
                    for kind in one.kinds
                    if one.subject == "criterion"
                }
                for counts, want, have in (
                    (matches, truth.matches, set(found.matches)),
                    (kinds, truth.facts, facts),
                ):
                    counts[0] += len(want & have)
                    counts[1] += len(want)
                    counts[2] += len(have)
    assert matches[0] >= 0.98 * max(matches[1:])
    assert kinds[0] >= 0.97 * max(kinds[1:])


# ---- cases: name, text, scoring, points; a row below an indicator begins with ›

Case = tuple[tuple[str, str, str, int | None], ...]
PATROL = ("渠道巡查", "每周沿干渠巡查一遍，险工段落设立标牌并拍照留存", "漏查一处扣1分", 10)
GATES = ("闸门养护", "闸门启闭灵活，止水橡皮完好，丝杆每季涂油", "漏水一处扣2分", 20)
RECORDS = ("台账管理", "台账", "", 5)


def rubric(rows: Case, side: str) -> Records:
    """A rubric with these rows."""
    criteria, above = [], ""
    counts = {"": 0}
    for name, text, rule, points in rows:
        below = name.startswith("›")
        parent = above if below else ""
        counts[parent] = counts.get(parent, 0) + 1
        own = f"{parent or f'{side}/1'}{'.' if parent else '/'}{counts[parent]}"
        above = above if below else own
        criteria.append(
            Criterion(
                criterion_id=own,
                rubric_id=f"{side}/1",
                parent_id=parent,
                level=2 if below else 1,
                seq=counts[parent],
                name=name.lstrip("›"),
                text=text,
                rule_text=rule,
                points=None if points is None else Decimal(points),
            )
        )
    values = {"notice_id": side, "source_file": "", "sha256": "", "media_type": "", "kind": "rubric"}
    notice = Notice.model_validate({**values, "status": "clean"})
    return Records(
        notice=notice,
        rubrics=(Rubric(rubric_id=f"{side}/1", notice_id=side, seq=1),),
        criteria=tuple(criteria),
    )


def found(old: Case, new: Case) -> set[tuple[str, str, str]]:
    changes = compare(rubric(old, "a"), rubric(new, "b")).changes
    return {(kind, one.old_name, one.new_name) for one in changes for kind in one.kinds}


CASES: dict[str, tuple[Case, Case, set[tuple[str, str, str]]]] = {
    "an indicator under another name is told by what stands below it": (
        (("工程管护", "", "", 30), ("›" + PATROL[0], *PATROL[1:]), ("›" + GATES[0], *GATES[1:])),
        (("设施运行维护", "", "", 30), ("›" + PATROL[0], *PATROL[1:]), ("›" + GATES[0], *GATES[1:])),
        {("renamed", "工程管护", "设施运行维护")},
    ),
    "a long text is itself under any name": (
        (PATROL, GATES),
        (("沿线安全", *PATROL[1:]), GATES),
        {("renamed", "渠道巡查", "沿线安全")},
    ),
    "two words that stand in a longer text are no part of it": (
        (PATROL, GATES, RECORDS),
        (
            ("渠道巡查", "每周沿干渠巡查一遍并记入台账，险工段落设立标牌并拍照留存", "漏查一处扣1分", 10),
            GATES,
        ),
        {("reworded", "渠道巡查", "渠道巡查"), ("removed", "台账管理", "")},
    ),
    "a short part of a merger is one where the points add up": (
        (PATROL, GATES, ("物资储备", "编织袋不少于500条", "", 5)),
        (
            PATROL,
            ("闸门养护与物资储备", GATES[1] + "；编织袋不少于500条", GATES[2], 25),
        ),
        {("merged", "闸门养护；物资储备", "闸门养护与物资储备")},
    ),
    "points that nobody gave are no change of points": (
        (
            PATROL,
            ("闸门养护", GATES[1], GATES[2], None),
            ("物资储备", "编织袋不少于500条，每年盘点一次", "", 5),
        ),
        (PATROL, ("闸门养护、物资储备", GATES[1] + "；编织袋不少于500条，每年盘点一次", GATES[2], None)),
        {("merged", "闸门养护；物资储备", "闸门养护、物资储备")},
    ),
    "the text of a named criterion is reworded beside other changes": (
        (PATROL, GATES),
        (("渠道巡查", PATROL[1].replace("拍照", "录像"), PATROL[2], 12), GATES),
        {("rescored", "渠道巡查", "渠道巡查"), ("reworded", "渠道巡查", "渠道巡查")},
    ),
    "what stays in its rubric has not left it": (
        (PATROL, GATES, ("用水计量", "斗口计量设施完好", "", 5), ("水费收缴", "按季收缴", "", 5)),
        (PATROL, GATES, ("用水统计报送", "数据按旬上报", "", 8), ("水费收缴", "按季收缴", "", 5)),
        {("removed", "用水计量", ""), ("added", "", "用水统计报送")},
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), CASES.values(), ids=CASES)
def test_what_happened_to_a_criterion(old: Case, new: Case, said: set[tuple[str, str, str]]) -> None:
    assert found(old, new) == said
    turned = {"removed": "added", "added": "removed", "merged": "split", "split": "merged"}
    assert found(new, old) == {(turned.get(kind, kind), after, before) for kind, before, after in said}
