"""Levels that came or went, items that became headings, points that are printed only as sums: said in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.report.given import read_year
from pipeline.report.report import report

FLAT = ("考核指标", "考核要点", "分值", "评分标准")
DEEP = ("一级指标", "二级指标", "考核要点", "分值", "评分标准")
# a cell, or one that spans rows (and columns)
Cell = str | tuple[str, int] | tuple[str, int, int]
Table = tuple[Sequence[str], Sequence[Sequence[Cell]]]
LAMPS = ("路灯养护", "灯杆完好，灯具清洁。", "30", "坏一盏扣1分，扣完为止。")
ROADS = ("道路修补", "坑槽及时修补。", "20", "漏补一处扣2分。")
CARDS = ("台账登记", "逐日登记。", "30", "漏登一次扣1分。")
GUARD = ("夜间值守", "按时到岗。", "20", "脱岗一次扣4分。")


def page(year: int, table: Table) -> str:
    heads, rows = table
    lines = ["".join(f"<th>{head}</th>" for head in heads)]
    for row in rows:
        cells = [(cell, 1, 1) if isinstance(cell, str) else (*cell, 1)[:3] for cell in row]
        lines.append(
            "".join(f'<td rowspan="{down}" colspan="{right}">{text}</td>' for text, down, right in cells)
        )
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<html><body><p>岱浦市市政处{year}年度考核标准</p><table border='1'>{body}</table></body></html>"


def told(tmp_path: Path, old: Table, new: Table) -> list[str]:
    """The sentences about two years of a table."""
    sides = []
    for year, table in ((2031, old), (2032, new)):
        path = tmp_path / f"{year}.html"
        path.write_text(page(year, table), encoding="utf-8")
        sides.append(read_year(str(path), "zh"))
    return sorted(change.sentence_zh for change in report(*sides).diff.changes)


def below(head: str, *rows: tuple[str, ...]) -> list[list[Cell]]:
    return [[*([(head, len(rows))] if place == 0 else []), *row] for place, row in enumerate(rows)]


def test_a_level_that_came_in_between_moves_nothing(tmp_path: Path) -> None:
    flat = (FLAT, [LAMPS, ROADS, CARDS, GUARD])
    deep = (DEEP, [*below("设施（50分）", LAMPS, ROADS), *below("管理（50分）", CARDS, GUARD)])
    assert told(tmp_path, flat, deep) == [
        "新增一级“管理”（50分），“台账登记”和“夜间值守”归入其下",
        "新增一级“设施”（50分），“路灯养护”和“道路修补”归入其下",
    ]
    assert told(tmp_path, deep, flat) == [
        "取消一级“管理”（50分），原在其下的“台账登记”和“夜间值守”保留",
        "取消一级“设施”（50分），原在其下的“路灯养护”和“道路修补”保留",
    ]


def test_what_changed_its_section_has_moved(tmp_path: Path) -> None:
    before = (DEEP, [*below("设施", LAMPS, ROADS, GUARD), *below("管理", CARDS)])
    after = (DEEP, [*below("设施", LAMPS, ROADS), *below("管理", CARDS, GUARD)])
    assert told(tmp_path, before, after) == ["“夜间值守”由“设施”移到“管理”"]


def test_an_item_that_became_a_heading_is_split_among_what_has_its_words(tmp_path: Path) -> None:
    poles = ("灯杆养护", "灯杆完好。", "18", "坏一盏扣1分，扣完为止。")
    lights = ("灯具清洗", "灯具清洁。", "12", "坏一盏扣1分，扣完为止。")
    before = (FLAT, [LAMPS, ROADS, CARDS, GUARD])
    after = (DEEP, [*below("路灯养护", poles, lights), *below("日常", ROADS, CARDS, GUARD)])
    assert told(tmp_path, before, after)[0] == (
        "“路灯养护”（30分）改为上一级，拆分为“灯杆养护”（18分）和“灯具清洗”（12分）"
    )
    assert "“灯杆养护”（18分）和“灯具清洗”（12分）合并为“路灯养护”（30分），不再分级" in told(
        tmp_path, after, before
    )


def test_an_item_that_became_the_heading_of_other_items(tmp_path: Path) -> None:
    stock = ("备件储备", "常用备件齐全。", "15", "缺一种扣3分。")
    drill = ("停电演练", "每季度一回。", "25", "少演练一回扣5分。")
    before = (FLAT, [LAMPS, ROADS, CARDS, GUARD])
    after = (DEEP, [*below("路灯养护", stock, drill), *below("日常", ROADS, CARDS, GUARD)])
    found = told(tmp_path, before, after)
    (own,) = [one for one in found if one.startswith("“路灯养护”")]
    assert own.startswith("“路灯养护”由一项指标改为上一级，下设“备件储备”（15分）和“停电演练”（25分）")
    assert "分值由30分改为所属各项合计40分" in own
    assert "取消扣分条款：坏一盏扣1分，扣完为止" in own
    assert "新增指标“停电演练”（25分）（在“路灯养护”之下）" in found


def summed(*points: Cell) -> Table:
    """Two sections of two items, whose cells of points are given."""
    rows: list[list[Cell]] = []
    for (name, text, _, rule), own in zip((LAMPS, ROADS, CARDS, GUARD), points, strict=True):
        head: list[Cell] = (
            [("设施" if name == LAMPS[0] else "管理", 2)] if name in {LAMPS[0], CARDS[0]} else []
        )
        rows.append([*head, name, text, *([own] if own else []), rule])
    return DEEP, rows


def test_points_printed_for_a_section_alone(tmp_path: Path) -> None:
    own, shared = summed("30", "20", "30", "20"), summed(("50", 2), "", ("50", 2), "")
    assert "“道路修补”不再单列分值（原为20分），计入“设施”的50分" in told(tmp_path, own, shared)
    assert "“道路修补”单列分值20分（原计入“设施”的50分）" in told(tmp_path, shared, own)
    # what they are together is as it was
    assert not [one for one in told(tmp_path, own, shared) if one.startswith("“设施”")]
    more = summed(("60", 2), "", ("40", 2), "")
    assert "“设施”分值由所属各项合计50分改为60分" in told(tmp_path, own, more)
    assert told(tmp_path, shared, more) == ["“管理”分值由50分降为40分", "“设施”分值由50分提高到60分"]


def with_sums(*sums: str) -> Table:
    heads = ("一级指标", "二级指标", "考核要点", "评分标准", "分值")
    rows: list[Sequence[Cell]] = []
    for head, items, points in zip(("设施", "管理"), ((LAMPS, ROADS), (CARDS, GUARD)), sums, strict=True):
        rows += below(head, *((name, text, rule, "") for name, text, _, rule in items))
        rows.append([("小计", 1, 4), points])
    return heads, rows


def test_printed_sums_are_those_of_their_section(tmp_path: Path) -> None:
    assert told(tmp_path, with_sums("50", "50"), with_sums("65", "35")) == [
        "“管理”小计由50分降为35分",
        "“设施”小计由50分提高到65分",
    ]


@pytest.mark.parametrize("printed", ["100", "110"])
def test_a_total_is_told_where_it_is_another_than_the_sum(printed: str, tmp_path: Path) -> None:
    rows = [LAMPS, ROADS, CARDS, GUARD]
    found = told(tmp_path, (FLAT, rows), (FLAT, [*rows, [("合计", 1, 2), printed, ""]]))
    assert bool(found) == (printed == "110")
    if found:
        assert found == ["“岱浦市市政处”：总分由所属各项合计100分改为110分"]


def test_another_name_above_a_bare_figure_is_another_item(tmp_path: Path) -> None:
    heads = ("考核指标", "考核要点", "分值", "评分标准")
    rule = "符合标准，得满分；不达标准，不得分。"
    before = [("年接线量", "≥12万次", "5", rule), ("月投诉数", "≥3件", "5", rule), LAMPS]
    after = [("大修更换灯具总数", "≥4000次", "5", rule), ("月投诉数", "≥3件", "5", rule), LAMPS]
    found = told(tmp_path, (heads, before), (heads, after))
    assert found == ["取消指标“年接线量”（5分）", "新增指标“大修更换灯具总数”（5分）"]


def test_a_column_that_a_table_lost_is_told_once(tmp_path: Path) -> None:
    heads = ("考核指标", "考核要点", "分值", "评分标准")
    rows = [(f"{name}{place}", *rest) for place in "甲乙" for name, *rest in (LAMPS, ROADS, CARDS, GUARD)]
    before = [(*row, "查阅台账") for row in rows]
    found = told(tmp_path, ((*heads, "检查方法"), before), (heads, rows))
    assert found == ["“岱浦市市政处”：不再列出检查方法（原有8项列出）"]
