"""Notices as people write them, each with the total that a person works out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from normalizers.records import Records
from pipeline.ingest.run import ingest
from tests.rubricmaker import scored

HEADER = "序号\t考核指标\t分值\t评分标准"


@cache
def read(name: str, rows: tuple[str, ...], notes: tuple[str, ...] = ()) -> Records:
    """A notice of these rows, in which `|` parts cells, with notes below its table."""
    lines = [
        f"云栖区2031年度{name}考核评分标准",
        "",
        HEADER,
        *(row.replace("|", "\t") for row in rows),
        "",
        *notes,
    ]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "n.txt"
        file.write_text("\n".join(lines), encoding="utf-8")
        return ingest(file, lang="en").records


def total(records: Records, given: str) -> str:
    """The total, or from what to what."""
    points = scored(records, given).points
    if points.exact is not None:
        return f"{points.exact:f}"
    low, high = ("" if end is None else f"{end:f}" for end in (points.low, points.high))
    return f"{low}..{high}"


CUT = ("1|抽检|30|得分=合格批次÷抽检批次×30，保留一位小数，多余的小数舍去。", "2|台账|70|每缺一册扣2分。")
PARTS = (
    "1|仓储|20|1.标识（5分）：每缺一块扣1分，扣完为止。2.温控（7分）：发现一次超温的，不得分。3.盘点（8分）：每错一笔扣3分，扣完为止。",
    "2|配送|80|每迟到一趟扣4分。",
)
WORST = (
    "1|行车|40|刮擦的扣4分；侧翻的扣12分；坠车的扣25分。以上情形同时存在的，按扣分最高的一项计，不累计。",
    "2|车况|60|每有一处故障扣3分。",
)
EXEMPT = ("1|锅炉|30|年检合格的得30分，不合格的不得分；无锅炉的，此项不失分。", "2|电梯|70|每停运一次扣5分。")
ONCE = ("1|研修|40|每缺席一次扣2分；承办观摩课的加3分，每年限加一次。", "2|教案|60|每缺一份扣5分。")
BOTH_SIDES = (
    "1|粮库|50|每漏检一次扣4分；获表扬的每次加5分。",
    "2|质检|50|每错一批扣2分；创品牌的每个加6分。",
)
NONE_SCALED = ("1|值守|60|每脱岗一次扣3分。", "2|冷库|40|每超温一次扣2分。")


@pytest.mark.parametrize(
    ("rows", "notes", "given", "expected"),
    [
        # 17 / 21 × 30 = 24.2857
        pytest.param(CUT, (), "1/c1/合格批次=17 1/c1/抽检批次=21 2/c1=0", "94.2", id="decimals are cut off"),
        pytest.param(
            CUT, (), "1/c1/合格批次=7 1/c1/抽检批次=21 2/c1=0", "80", id="a third of 30 is 10 and no less"
        ),
        # 5 - 5, 7, 8 - 3
        pytest.param(PARTS, (), "1/c1=9 1/c2=0 1/c3=1 2/c1=0", "92", id="a part takes no more than it has"),
        pytest.param(PARTS, (), "1/c1=1 1/c2=1 1/c3=9 2/c1=2", "76", id="and its zero takes the part"),
        pytest.param(WORST, (), "1/c1=1 1/c2=1 1/c3=0 2/c1=0", "88", id="of several only the worst counts"),
        pytest.param(EXEMPT, (), "1/c1=0 1/c2=0 1/c3=1 2/c1=2", "90", id="what lets an item keep its points"),
        pytest.param(EXEMPT, (), "1/c1=0 1/c2=1 1/c3=0 2/c1=2", "60", id="does not where it does not hold"),
        pytest.param(ONCE, (), "1/c1=4 1/c2=3 2/c1=0", "95", id="how often speaks of its own side"),
        pytest.param(
            BOTH_SIDES,
            ("注：各项加分合计不超过9分，扣分不受此限。",),
            "1/c1=3 1/c2=1 2/c1=2 2/c2=1",
            "93",
            id="a limit beside the side that it leaves free",
        ),
        pytest.param(
            NONE_SCALED,
            ("注：不涉及的项目不参与评分，总分不作折算。",),
            "1/c1=2 2=不适用",
            "54",
            id="what is not applicable is not folded back where the notice says so",
        ),
    ],
)
def test_what_a_notice_says_is_computed(
    rows: tuple[str, ...], notes: tuple[str, ...], given: str, expected: str
) -> None:
    assert total(read("仓运", rows, notes), given) == expected


def test_one_event_that_decides_twice_is_said_once() -> None:
    rows = ("1|护理|60|每漏记一次扣3分。", "2|药品|40|每错发一次扣4分。")
    ladder = "注：1.得分85分（含）以上为甲级，70分（含）至85分为乙级，70分以下为丙级。"
    veto = "2.发生用药死亡的，实行一票否决，直接评定为丙级。"
    records = read("护理", rows, (ladder, veto))
    done, vetoed = (scored(records, f"1/c1=2 2/c1=1 c1={said}") for said in "01")
    assert (done.points.exact, done.grade) == (90, "甲级")
    assert (vetoed.outcome, vetoed.grade) == ("vetoed", "丙级")


def test_a_number_cell_that_is_merged_says_what_all_its_rows_do(tmp_path: Path) -> None:
    head = "".join(f"<th>{one}</th>" for one in HEADER.split("\t"))
    rows = (
        "<tr><td>1</td><td>工期</td><td>100</td><td>每拖延一天扣2分。</td></tr>"
        "<tr><td rowspan=2>扣分项</td><td>事故</td><td>—</td><td>每发生一起扣5分。</td></tr>"
        "<tr><td>欠薪</td><td>—</td><td>每发生一次扣3分。</td></tr>"
    )
    file = tmp_path / "n.html"
    file.write_text(f"<h1>云栖区工程考核评分表</h1><table><tr>{head}</tr>{rows}</table>", encoding="utf-8")
    assert total(ingest(file, lang="en").records, "1/c1=3 2/c1=1 3/c1=2") == "83"


# those who mark, and whose marks make up the score of an item, or of the whole
SHARES = ("1|综合评议|40|{}|", "2|出勤|60|每缺一天扣3分。")


@pytest.mark.parametrize(
    ("said", "given", "expected"),
    [
        pytest.param(
            "自评占20%、互评占30%、班子评价占50%。", "自评=40 互评=30 班子评价=20", "87", id="shares"
        ),
        pytest.param(
            "自评占20%、互评占30%、班子评价占50%。", "自评=40 互评=30", "60..100", id="one is missing"
        ),
        pytest.param(
            "采用百分制评分，领导评价、职工测评分别占60%、40%。",
            "领导评价=90 职工测评=80",
            "94.4",
            id="out of 100",
        ),
        pytest.param("由自评（30%）和互评（70%）综合评定。", "自评=40 互评=20", "86", id="in brackets"),
        pytest.param("平时考核、年终考核各占50%。", "平时考核=40 年终考核=30", "95", id="each alike"),
        pytest.param(
            "取领导评分、同事评分、群众评分的平均分。",
            "领导评分=40 同事评分=30 群众评分=26",
            "92",
            id="a mean",
        ),
        pytest.param(
            "由5名评委打分，去掉一个最高分和一个最低分后取平均分。",
            "评委一=40 评委二=12 评委三=33 评委四=36 评委五=30",
            "93",
            id="without the highest and the lowest",
        ),
    ],
)
def test_shares_of_those_who_mark_are_computed(said: str, given: str, expected: str) -> None:
    records = read("评议", (SHARES[0].format(said), SHARES[1]))
    marks = " ".join(f"1/c1/{one}" for one in given.split())
    assert total(records, f"{marks} 2/c1=0") == expected


def test_a_mark_beyond_the_points_of_its_item_is_refused() -> None:
    records = read("评议", (SHARES[0].format("自评占20%、互评占80%。"), SHARES[1]))
    sheet = scored(records, "1/c1/自评=90 1/c1/互评=30 2/c1=0")
    assert [(fault.code, fault.allowed) for fault in sheet.errors] == [("out-of-range", "0–40")]


@pytest.mark.parametrize(
    ("name", "note", "given", "expected"),
    [
        ("绩效", "自评占20%、互评占30%、考核组评价占50%。", "c1/自评=90 c1/互评=80 c1/考核组评价=70", "77"),
        ("绩效", "自评占20%、互评占30%、考核组评价占50%。", "c1/自评=90 c1/互评=80", "42..100"),
        # the table is one of the two: what it has of the other is not said
        ("年终考核", "平时考核占40%，年终考核占60%。", "", "97"),
        # and how many they are
        ("绩效", "去掉一个最高分和一个最低分后的平均分为最终得分。", "", "97"),
    ],
)
def test_shares_of_the_whole_are_computed_or_told(name: str, note: str, given: str, expected: str) -> None:
    rows = ("1|巡查|40|每漏查一处扣2分。", "2|出勤|60|每缺一天扣3分。")
    records = read(name, rows, (f"注：{note}",))
    assert total(records, f"1/c1=0 2/c1=1 {given}") == expected
    told = [one.text for one in scored(records, "1/c1=0 2/c1=1").remarks]
    assert bool(told) == (expected == "97")


def test_shares_in_the_body_are_told() -> None:
    records = read("绩效", ("1|巡查|100|每漏查一处扣2分。",), ("平时考核占40%，年终考核占60%。",))
    assert "rule-in-body" in {one.code for one in records.findings}


def test_rows_may_be_those_who_mark(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td>{who}</td><td>100</td><td>{share}%</td><td>按百分制评分。</td></tr>"
        for who, share in (("本人自评", 20), ("同事互评", 30), ("班子评价", 50))
    )
    head = "<tr><th>评价主体</th><th>满分</th><th>权重</th><th>评价方式</th></tr>"
    note = "<p>注：综合得分=本人自评得分×20%+同事互评得分×30%+班子评价得分×50%。</p>"
    file = tmp_path / "n.html"
    file.write_text(f"<h1>云栖区员工考核办法</h1><table>{head}{rows}</table>{note}", encoding="utf-8")
    assert total(ingest(file, lang="en").records, "1=90 2=80 3=86") == "85"
