"""指标表: a rubric goes out as the flat table of an office, and comes back with the same records."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from normalizers.columns import OWN_ID, named
from normalizers.records import Records
from pipeline.cli import app
from pipeline.export.layout import Layout, Role
from pipeline.export.model import Export
from pipeline.export.table.again import read_again
from pipeline.export.write import export
from pipeline.project.file import ProjectFault
from pipeline.project.place import Place
from tests.corpus import CORPUS, needs_corpus
from tests.markmaker import RAW_RUBRICS, RULES, made_of, of_raw
from tests.rubricmaker import Item, rate, rubric


def table(records: Records, seq: int = 1) -> Export:
    return export(records, "table", rubric=seq)


def cells(made: Export) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(made.payload)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def merged(made: Export) -> set[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(made.payload)).active
    assert sheet is not None
    return {str(one) for one in sheet.merged_cells.ranges}


def unread(made: Export) -> list[tuple[str, str]]:
    return [(one.record_id, one.words) for one in made.lost if one.what == "reread"]


@pytest.mark.parametrize("place", RAW_RUBRICS)
def test_rubrics_of_data_raw_come_back(place: int) -> None:
    records, one = of_raw()[place]
    made = table(records, one.seq)
    # sums of a part of the table, and a spelling that only the whole notice tells, are not in it
    names = {row.name for row in records.parties if row.name != row.canonical_name}
    sums = {one.rubric_id} if sum(row.rubric_id == one.rubric_id for row in records.totals) > 1 else set()
    assert [lost for lost in unread(made) if lost[0] not in sums and lost[1] not in names] == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, len(RULES) - 1), min_size=1, max_size=8).map(tuple))
def test_rubrics_of_any_rules_come_back(places: tuple[int, ...]) -> None:
    records, one = made_of(places)
    assert unread(table(records, one.seq)) == []


# an office's own words for the columns, in any order
HEADINGS: dict[Role, tuple[str, ...]] = {
    "number": ("序号", "编号"),
    "name": ("考核项目", "评价指标", "指标名称"),
    "text": ("考核内容", "工作要求", "考核要点"),
    "rule": ("评分办法", "扣分标准", "考核评分细则"),
    "points": ("标准分", "分值", "满分"),
    "lead": ("责任单位", "考核部门"),
    "method": ("数据来源", "考核方式"),
}
layouts = st.builds(
    lambda roles, picks, merged: Layout(
        tuple(
            (role, (HEADINGS[role][pick % len(HEADINGS[role])],))
            for role, pick in zip(roles, picks, strict=True)
        ),
        merged=merged,
    ),
    st.permutations([role for role in HEADINGS if role not in {"lead", "method"}]),
    st.lists(st.integers(0, 5), min_size=5, max_size=5),
    st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, len(RULES) - 1), min_size=1, max_size=6).map(tuple), layouts)
def test_rubrics_come_back_from_any_layout(places: tuple[int, ...], layout: Layout) -> None:
    """With other headings and orders, merged or repeated, the records are the same but for what is listed."""
    records, one = made_of(places)
    made = export(records, "table", rubric=one.seq, layout=layout)
    back = read_again(made.payload)
    assert same(records, back) | {record_id for record_id, _ in unread(made)} == set(ids(records))
    assert unread(made) == []


def ids(records: Records) -> dict[str, Any]:
    """What is said of each criterion and clause, by its id."""
    found: dict[str, Any] = {}
    for table in ("criteria", "clauses", "bands", "key_points"):
        for row in records.table(table):
            own = getattr(row, OWN_ID[table])
            found[own] = [getattr(row, name) for name in named(table, "content")]
    return found


def same(records: Records, back: Records) -> set[str]:
    start, other = records.rubrics[0].rubric_id, back.rubrics[0].rubric_id
    there = {own.removeprefix(other): said for own, said in ids(back).items()}
    return {own for own, said in ids(records).items() if there.get(own.removeprefix(start)) == said}


def nested_rubric(names: list[tuple[str, str | None, int]]) -> Records:
    """Names with their points above so many items without a name."""
    return rubric(
        *(
            Item(
                f"{name}工作",
                points,
                below=tuple(
                    Item(
                        "",
                        str(place + 2),
                        columns={
                            "text": f"{name}第{place}条要求",
                            "rule_text": f"未达到的，每次扣{place + 1}分。",
                        },
                    )
                    for place in range(count)
                ),
            )
            for name, points, count in names
        )
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["巡查", "养护", "调度", "值守"]), st.booleans(), st.integers(2, 4)),
        min_size=2,
        max_size=4,
        unique_by=lambda one: one[0],
    ),
    st.booleans(),
)
def test_names_above_nameless_items_come_back_merged_or_repeated(
    drawn: list[tuple[str, bool, int]], merged: bool
) -> None:
    names = [
        (name, str(sum(range(2, count + 2))) if pointed else None, count) for name, pointed, count in drawn
    ]
    made = export(nested_rubric(names), "table", rubric=1, layout=Layout(merged=merged))
    back = read_again(made.payload)
    assert [(one.name, one.points, one.text) for one in back.criteria] == [
        (one.name, one.points, one.text) for one in nested_rubric(names).criteria
    ]


def test_a_name_that_comes_twice_may_be_two() -> None:
    """One pair that is alike is not a table that repeats its names."""
    lines = ["考核评分表", "", "考核指标\t评分标准\t分值"]
    lines += ["其他\t迟报的扣1分。\t5", "其他\t漏报的扣1分。\t5", "巡查\t未巡查的扣1分。\t5"]
    records = read_again("\n".join(lines).encode(), ".txt")
    assert [one.name for one in records.criteria] == ["其他", "其他", "巡查"]
    pointed = "\n".join(lines).replace("其他", "其他（5分）")
    assert [one.name for one in read_again(pointed.encode(), ".txt").criteria] == ["其他", "其他", "巡查"]
    parted = pointed.replace("的扣1分。\t5\n其他", "的扣1分。\t3\n其他").replace(
        "漏报的扣1分。\t5", "漏报的扣1分。\t2"
    )
    assert [one.name for one in read_again(parted.encode(), ".txt").criteria][:4] == ["其他", "", "", "巡查"]


@pytest.mark.parametrize("merged", [True, False])
def test_partial_sums_stand_below_their_part_and_numbers_beside_their_name(merged: bool) -> None:
    lines = ["考核评分表", "", "序号\t考核项目\t考核内容\t评分标准\t分值"]
    lines += ["1\t巡查\t按时\t迟到的每次扣1分。\t4", "\t\t记录\t缺一次扣1分。\t6", "小计\t\t\t\t10"]
    lines += [
        "2\t养护\t保洁\t有杂物的每处扣1分。\t5",
        "\t\t修补\t缺损的每处扣1分。\t5",
        "小计\t\t\t\t10",
        "合计\t\t\t\t20",
    ]
    records = read_again("\n".join(lines).encode(), ".txt")
    assert [one.points for one in records.totals] == [10, 10, 20]
    made = export(records, "table", rubric=1, layout=Layout(merged=merged))
    assert unread(made) == []
    assert [row[0] for row in cells(made)[2:]].count("小计") == 2


@needs_corpus
def test_what_does_not_come_back_is_listed() -> None:
    """The list is what reading the table again finds; a rubric of which half was lost would have a long one."""
    from pipeline.ingest.inputs import find_notices
    from pipeline.ingest.run import ingest_all

    whole = short = count = 0
    for result in ingest_all(find_notices([CORPUS / "real"]).notices):
        for one in result.records.rubrics:
            missing = unread(table(result.records, one.seq))
            count += 1
            whole += not missing
            short += len(missing) > 20
    assert whole > count * 0.8
    assert short == 0


SHOP = rubric(
    Item(
        "安全管理",
        "10",
        below=(
            Item("", "6", columns={"text": "=每月检查一次", "rule_text": "未检查的，每次扣1分。"}),
            Item("", "4", columns={"text": "@记录完整", "rule_text": "缺一份扣0.5分。"}),
        ),
    ),
    Item("服务质量", "20", [rate("deduct", "1")], columns={"rule_text": "被投诉的，每次扣1分。"}),
)


def test_names_stand_over_their_rows_and_carry_their_points() -> None:
    rows = cells(table(SHOP))
    assert rows[1] == ["一级指标", "指标说明", "评分标准", "分值"]
    assert [row[0] for row in rows[2:]] == ["安全管理（10分）", None, "服务质量"]
    assert [row[3] for row in rows[2:]] == [6, 4, 20]
    assert {"A1:D1", "A3:A4"} <= merged(table(SHOP))


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    assert [row[1] for row in cells(table(SHOP))[2:4]] == ["=每月检查一次", "@记录完整"]


def test_points_of_a_name_whose_items_have_none_stand_beside_all_of_them() -> None:
    below = tuple(Item("", None, columns={"text": text}) for text in ("台账缺失的扣1分。", "迟报的扣1分。"))
    made = table(rubric(Item("台账", "8", below=below), Item("报告", "2", columns={"text": "按时报送。"})))
    assert "C3:C4" in merged(made)
    back = read_again(made.payload)
    assert [(row.name, row.text, row.points) for row in back.criteria] == [
        ("台账", "", 8),
        ("", "台账缺失的扣1分。", None),
        ("", "迟报的扣1分。", None),
        ("报告", "", None),
        ("", "按时报送。", 2),
    ]


def test_the_list_names_what_is_another() -> None:
    """A number that the reader takes for a part of the name does not come back as a number."""
    records, _ = made_of((0,))
    first = records.criteria[0].model_copy(update={"label": "壹"})
    other = records.model_copy(update={"criteria": (first, *records.criteria[1:])})
    lost = [(row.record_id, row.detail) for row in table(other).lost if row.what == "reread"]
    assert lost == [(first.criterion_id, "印明序号；指标名称")]


def test_the_same_rubric_gives_the_same_bytes() -> None:
    records, one = of_raw()[0]
    assert table(records, one.seq).payload == table(records, one.seq).payload


# ---- an office's own layout

OWN = Layout(
    (
        ("name", ("考核项目", "考核指标")),
        ("points", ("标准分",)),
        ("rule", ("评分办法",)),
        ("note", ("备注",)),
    ),
    merged=False,
)


def test_a_layout_names_and_orders_the_columns_and_repeats_names() -> None:
    rows = cells(export(SHOP, "table", rubric=1, layout=OWN))
    assert rows[1] == ["考核项目", "标准分", "评分办法", "备注"]
    assert [row[:3] for row in rows[2:]] == [
        ["安全管理（10分）", 6, "未检查的，每次扣1分。"],
        ["安全管理（10分）", 4, "缺一份扣0.5分。"],
        ["服务质量", 20, "被投诉的，每次扣1分。"],
    ]


def test_what_a_layout_leaves_out_is_listed_as_lost() -> None:
    """The texts of the items have no column."""
    assert {words for _, words in unread(export(SHOP, "table", rubric=1, layout=OWN))} >= {"=每月检查一次"}


def test_deductions_behind_bands_have_a_column_of_their_own() -> None:
    for records, one in of_raw():
        made = table(records, one.seq)
        head, *rows = cells(made)[1:]
        if "扣分条款" in head:
            at, rule = head.index("扣分条款"), head.index("评分标准")
            said = [(row[rule], row[at]) for row in rows if row[at]]
            assert all("扣" in deducts or "不得" in deducts or "否决" in deducts for _, deducts in said)
            assert all(bands for bands, _ in said)
            return
    raise AssertionError("no rubric of data/raw has deductions behind bands")


def test_a_project_says_how_its_tables_are_laid_out(tmp_path: Path) -> None:
    (tmp_path / "rubrics.toml").write_text(
        '[table]\nmerged = false\n[table.columns]\nname = "项目"\npoints = "标准分"\n', "utf-8"
    )
    (tmp_path / "corrections").mkdir()
    notice = tmp_path / "notice.txt"
    notice.write_text(
        "考核评分表\n\n序号\t考核指标\t评分标准\t分值\n1\t巡查\t未巡查的，每次扣1分。\t5\n", "utf-8"
    )
    out = tmp_path / "out.xlsx"
    ran = CliRunner().invoke(app, ["export", str(notice), "--to", "table", "-o", str(out), "--lang", "en"])
    assert ran.exit_code == 0, ran.output
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert [one.value for one in sheet[2]] == ["项目", "标准分"]


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ("table = 3", 1),
        ("[table]\nmerged = 1", 2),
        ("[table]\nwidth = 1", 2),
        ("[table.columns]\npoint = '分值'", 2),
        ("[table.columns]\npoints = 3", 2),
        ("[table.columns]\nname = []", 2),
    ],
)
def test_a_layout_that_is_none_is_told_with_its_line(tmp_path: Path, told: str, line: int) -> None:
    (tmp_path / "rubrics.toml").write_text(told, "utf-8")
    with pytest.raises(ProjectFault, match=rf"rubrics\.toml:{line}"):
        Place.open(tmp_path)
