"""Limits in notes and the criteria that they name, by name or by number."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest.run import ingest

ROWS = """松江县泵站管护考核表

序号\t考核项目\t分值\t评分标准
1\t设备巡检\t50\t每漏检一次扣2分；被市局通报表扬的，每次加1分。
2\t设备巡检台账\t20\t每缺一册扣2分；被市局评为样板的，每册加1分。
3\t保洁\t30\t每处不洁扣1分；被市局通报表扬的，每次加2分。

"""


@pytest.mark.parametrize(
    ("note", "items", "condition"),
    [
        ("保洁、设备巡检台账加分累计不超过4分。", [2, 3], "保洁、设备巡检台账"),
        ("“设备巡检”扣分以20分为限。", [1], "设备巡检"),
        ("设备巡检台账扣分最多扣10分。", [2], "设备巡检台账"),
        ("第2项扣分最多扣10分。", [2], ""),
        ("第1项和第3项加分累计不超过3分。", [1, 3], ""),
        ("第1至3项加分累计不超过5分。", [1, 2, 3], ""),
        # no item has this number; a word that holds the name of one is not that name
        ("第7项加分累计不超过5分。", [], ""),
        ("保洁员自行发现的，加分累计不超过2分。", [], ""),
    ],
)
def test_a_limit_in_a_note_binds_what_it_names(
    tmp_path: Path, note: str, items: list[int], condition: str
) -> None:
    path = tmp_path / "n.txt"
    path.write_text(f"{ROWS}注：{note}\n", "utf-8")
    (limit,) = (one for one in ingest(path).records.clauses if one.source == "note")
    assert limit.applies_to == "；".join(f"n/1/{item}" for item in items)
    assert limit.condition == condition


@pytest.mark.parametrize(
    ("said", "scope"),
    [
        ("闸门失控的，设备管理部分不得分", "indicator"),
        ("闸门失控的，设备管理类指标全部计0分", "indicator"),
        ("闸门失控的，不得分", "item"),
        # a word that holds the name, and no whole behind it
        ("设备管理员脱岗的，不得分", "item"),
    ],
)
def test_a_zero_that_names_the_section_takes_the_section(tmp_path: Path, said: str, scope: str) -> None:
    path = tmp_path / "n.txt"
    rows = f"1\t闸门\t20\t每漏检一次扣2分；{said}。\n2\t泵组\t20\t每漏检一次扣2分。\n"
    head = "松江县泵站管护考核表\n\n序号\t考核项目\t分值\t评分标准\n一、设备管理（40分）\t\t\t\n"
    path.write_text(f"{head}{rows}二、环境管理（60分）\t\t\t\n3\t保洁\t60\t每处不洁扣1分。\n", "utf-8")
    (zero,) = (one for one in ingest(path).records.clauses if one.kind == "zero")
    assert zero.scope == scope
