"""What a notice leaves in doubt or says differently in two places, and what balances and is not reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.finding import CATALOGUE
from pipeline.ingest.run import ingest
from tests.docmaker import page
from tests.test_layout import row

HEAD = "序号｜指标｜考核内容｜评分标准｜分值"
ROWS = "1｜巡检｜每日巡查两次。｜漏检的，每次扣1分。｜6\n2｜保洁｜地面无积水。｜有积水的，每处扣1分。｜4"
TOTAL = "合计｜｜｜｜10"


def table(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows])


def found(tmp_path: Path, text: str, title: str = "各站2031年度考核标准") -> dict[str, tuple[str, str]]:
    """The findings below a title, by code: the record that they are about, and their English words."""
    if text.lstrip().startswith("<"):
        path, data = tmp_path / "n.html", page(f"<h2>{title}</h2><table>{text}</table>")
    else:
        path, data = tmp_path / "n.txt", f"{title}\n\n{text}\n".replace("｜", "\t").encode()
    path.write_bytes(data)
    chinese, english = ingest(path).records.findings, ingest(path, lang="en").records.findings
    assert [one.code for one in chinese] == [one.code for one in english]
    assert all(one.message != other.message for one, other in zip(chinese, english, strict=True))
    return {one.code: (one.owner_id.partition("/")[2], one.message) for one in reversed(english)}


NEW = {
    "annex-missing", "band-points-missing", "count-differs", "deductions-short", "document-cut",
    "document-partial", "header-changed", "items-in-cell", "name-reprinted", "names-in-cell", "points-differ",
    "rules-missing", "subtotal-missing", "target-odd", "text-masked", "text-missing", "total-mismatch",
    "total-with-bonus", "weights-scale",
}  # fmt: skip


def test_what_balances_is_not_reported(tmp_path: Path) -> None:
    assert set(CATALOGUE) >= NEW
    plain = table("巡检（共10分）｜每日巡查。", head="指标｜考核内容")
    for text in (table(ROWS, TOTAL), table(ROWS, TOTAL, "", "注：总分10分，其中巡检6分。"), plain):
        assert not NEW & found(tmp_path, text).keys()


WEIGHTED = row("一级指标", "权重", "二级指标", "分值", "目标值", "评分标准")
CASES: dict[str, tuple[str, str, str, str]] = {
    # code, record, words, table
    "the name says otherwise than the points cell": (
        *("points-differ", "1/1", "6 points here, 5 printed elsewhere"),
        table(
            "1｜巡检（5分）｜每日巡查两次。｜漏检的，每次扣1分。｜6",
            "2｜保洁｜地面净。｜脏的，每处扣1分。｜4",
        ),
    ),
    "a note says otherwise": (
        *("points-differ", "1/1", "6 points here, 8 printed elsewhere"),
        table(ROWS.replace("巡检", "夜间巡检"), TOTAL, "", "注：夜间巡检（8分）由值班长评分。"),
    ),
    "a note gives another total": (
        *("points-differ", "1/1", "10 points here, 12 printed elsewhere"),
        table(ROWS, TOTAL, "", "注：总分12分，得分保留整数。"),
    ),
    "the heading of an item says otherwise": (
        *("points-differ", "1/1.2", "4 points here, 5 printed elsewhere"),
        table(
            "巡检｜夜班（6分）。漏检的，每次扣1分。｜6",
            "｜白班（5分）。迟到的，每次扣1分。｜4",
            head="指标｜评分标准｜分值",
        ),
    ),
    "one text with two figures": (
        *("points-differ", "1/1/k2", "2 points here, 3 printed elsewhere"),
        table(
            "1｜巡检｜1.每日填写运行日志并签字（3分）。2.每日填写运行日志并签字（2分）。｜漏的，每次扣1分。｜5"
        ),
    ),
    "indicators are miscounted": (
        *("count-differs", "1/n1", "一般指标2项、计4分 announced, 1 items, 4 points found"),
        table(ROWS.replace("巡检", "巡检★"), TOTAL, "", "注：核心指标1项、计6分，一般指标2项、计4分。"),
    ),
    "an annex is cited and is not there": (
        *("annex-missing", "1/1", "cited, but not in the file: 附表2"),
        table(ROWS.replace("两次", "两次，样式见附表2"), TOTAL),
    ),
    "a part without 小计": (
        *("subtotal-missing", "1/1", "日常 has no subtotal; the next one does not cover it"),
        table(
            *("一｜日常（6分）｜巡检｜6", "二｜专项（4分）｜抢修｜4", "｜小计｜｜4", "合计｜｜｜10"),
            head="序号｜类别｜指标｜分值",
        ),
    ),
    "a 小计 that fits nothing": (
        *("total-mismatch", "1/t1", "declared total 5, the items add up to 10"),
        table(ROWS, "小计｜｜｜｜5", TOTAL),
    ),
    "a 小计 that only the last of its rows fits": (
        *("total-mismatch", "1/t1", "declared total 4, the items add up to 10"),
        table(ROWS, "小计｜｜｜｜4", TOTAL),
    ),
    "a total that holds the bonus": (
        *("total-with-bonus", "1", "the printed total includes the 2 points of the bonus items"),
        table(ROWS, "3｜加分项｜受表彰。｜每次加1分。｜2", "合计｜｜｜｜12"),
    ),
    "weights above points": (
        *(
            "weights-scale",
            "1/1",
            "this level has weights (60), what stands below adds up to 100: scores are weighted",
        ),
        WEIGHTED
        + row(("管理", "rowspan=2"), ("60", "rowspan=2"), "巡检", "70", "≥95%", "低于目标值的，不得分。")
        + row("保洁", "30", "≥90%", "低于目标值的，不得分。")
        + row("效果", "40", "满意度", "100", "≥80%", "低于目标值的，不得分。"),
    ),
    "a target without its figure": (
        *("target-odd", "1/1", "the target -0% is odd"),
        table("差错率｜-0%｜5", "满意度｜≥90%｜5", head="指标｜目标值｜分值"),
    ),
    "rows without words": (
        *("text-missing", "1/1.1", "2 rows have points, but no words"),
        row("指标", "评分标准", "分值", "备注")
        + row(("是否增效", "rowspan=2"), ("", "rowspan=2"), "5", "①")
        + row("5", "②"),
    ),
    "no word on how points are won": (
        *("rules-missing", "1/1", "this rubric gives points, but not how they are won or lost"),
        table("巡检｜每日巡查。｜6", "保洁｜地面净。｜4", head="指标｜考核内容｜分值"),
    ),
    "two questions in one cell": (
        *(
            "names-in-cell",
            "1/1",
            "beside the one cell 是否增效是否提速 stand 2 targets; it may be 2 indicators",
        ),
        row("指标", "目标值", "分值")
        + row(("是否增效<br>是否提速", "rowspan=4"), ("是", "rowspan=2"), "5")
        + row("5")
        + row(("否", "rowspan=2"), "5")
        + row("5"),
    ),
    "a header printed again with another heading": (
        *(
            "header-changed",
            "1",
            "the header is printed again with other headings: 依据; columns are read by the first one",
        ),
        row("指标", "评分标准", "分值", "备注")
        + row("巡检", "漏检的，每次扣1分。", "6", "")
        + row("指标", "评分标准", "分值", "依据")
        + row("保洁", "有积水的，每处扣1分。", "4", "台账"),
    ),
    "a name printed again in another form": (
        *("name-reprinted", "1/1", "printed twice (一、日常 / 一日常); read as one"),
        row("类别", "指标", "评分标准", "分值", "检查方法")
        + row("一、日常", "巡检", "漏检的，每次扣1分。", "6", ("看台账", "rowspan=2"))
        + row("一日常", "保洁", "有积水的，每处扣1分。", "4"),
    ),
    "masked names": (
        *("text-masked", "", "2 words are masked and cannot be restored: 经××镇批准。、报×办备案。"),
        table(ROWS.replace("每日巡查两次。", "经××镇批准。").replace("地面无积水。", "报×办备案。"), TOTAL),
    ),
    "an excerpt": (
        *("document-partial", "", "the source says that this is only a part: 以下为本文档的试读部分。"),
        "以下为本文档的试读部分。\n" + table(ROWS, TOTAL),
    ),
    "deductions that cannot take all": (
        *("deductions-short", "1/1", "all deductions together take 3 of the 6 points"),
        table(
            "1｜巡检｜每日巡查。｜无记录扣2分，无签字扣1分。｜6", "2｜保洁｜地面净。｜脏的，每处扣1分。｜4"
        ),
    ),
    "grades without points": (
        *("band-points-missing", "1/1", "grades without points: 优、差"),
        table("巡检｜按期｜逾期｜6", "保洁｜净｜脏｜4", head="指标｜优｜差｜分值"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_doubt_is_reported_with_its_place(case: str, tmp_path: Path) -> None:
    code, owner, words, text = CASES[case]
    said = found(tmp_path, text)
    assert code in said
    assert said[code] == (owner, words)


def test_steps_of_single_figures_leave_no_gap(tmp_path: Path) -> None:
    steps = table("巡检｜按期｜稍迟｜逾期", "保洁｜净｜较净｜脏", head="指标｜A（10分）｜B（6分）｜C（0分）")
    assert not {"band-gap", "band-bottom"} & found(tmp_path, steps).keys()


def test_two_items_in_one_cell_and_a_last_sentence_that_breaks_off(tmp_path: Path) -> None:
    both = (
        "抓好夜班管理。查岗两次（1分）；填好记录（2分）。<br>抓好白班管理。查岗一次（1分）；填好记录（2分）。"
    )
    text = (
        row("指标", "评分标准")
        + row(("巡检（12分）", "rowspan=2"), both)
        + row("抓好节日管理。值守到位（3分）；按时报告（2分）；全程记")
    )
    said = found(tmp_path, text)
    assert said["items-in-cell"] == ("1/1", "one cell holds 2 scoring items; they were split")
    assert said["document-cut"][0] == "1/1.3"


@pytest.mark.parametrize(
    "formula", ["得分=完成率×分值。", "按实际值×权重计算得分。", "漏检的，每次扣1分×次数。"]
)
def test_a_sign_of_arithmetic_masks_nothing(formula: str, tmp_path: Path) -> None:
    assert "text-masked" not in found(tmp_path, table(ROWS.replace("漏检的，每次扣1分。", formula), TOTAL))


@pytest.mark.parametrize("said", ["总分60分以上为合格。", "每项满分10分。", "按满分100分制折算。"])
def test_other_figures_of_a_note_are_no_total(said: str, tmp_path: Path) -> None:
    assert "points-differ" not in found(tmp_path, table(ROWS, TOTAL, "", f"注：{said}"))


def test_the_same_words_below_two_names_may_be_asked_for_twice(tmp_path: Path) -> None:
    rows = "1｜巡检｜资料齐全，记录完整（6分）。｜漏的，每次扣1分。｜6\n2｜保洁｜资料齐全，记录完整（4分）。｜漏的，每次扣1分。｜4"
    assert "points-differ" not in found(tmp_path, table(rows, TOTAL))


@pytest.mark.parametrize("cited", ["依据《巡检办法》附件1。", "（站发〔2031〕2号）附件3同时执行。"])
def test_the_annex_of_another_notice_is_not_missed(cited: str, tmp_path: Path) -> None:
    text = table(ROWS.replace("每日巡查两次。", cited), TOTAL)
    assert "annex-missing" not in found(tmp_path, text)


def test_an_annex_that_is_in_the_file_is_not_missed(tmp_path: Path) -> None:
    text = table(ROWS.replace("两次", "两次，见附表1"), TOTAL)
    assert "annex-missing" not in found(tmp_path, text, "附表1：各站考核标准")


def test_what_a_reader_leaves_out_is_told_on_the_item_that_it_belongs_to(tmp_path: Path) -> None:
    rule = "<del>漏检的，每次扣5分。</del>漏检的，每次扣1分。"
    rows = (
        "<tr><td>指标<td>评分标准<td>分值<tr><td>保洁<td>有积水的，每处扣1分。<td>4<tr><td>巡检<td>"
        + rule
        + "<td>6"
    )
    assert found(tmp_path, rows)["struck-dropped"][0] == "1/2"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("漏检的，每次\ufffd1分。", "U+FFFD"),
        ("完成率\uf0b395%的不扣分，每低1%扣1分。", "U+F0B3"),
        ("漏检的，每次\ucad01分。", "U+CAD0"),
    ],
)
def test_a_character_that_cannot_be_printed_is_told_on_its_item(
    tmp_path: Path, wrong: str, told: str
) -> None:
    owner, words = found(tmp_path, table(ROWS.replace("漏检的，每次扣1分。", wrong), TOTAL))["text-garbled"]
    assert owner.startswith("1/1")
    assert told in words
