"""`rubrics explain`: from the id of a record to the place in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from rich.console import Console
from typer.testing import CliRunner

from extractors.finding import finding
from extractors.place import Anchor
from normalizers.columns import columns
from normalizers.records import TABLES, Evidence, Quality, Record, Records
from pipeline.cli import app
from pipeline.contract.values import meanings
from pipeline.dataset.files import write
from pipeline.dataset.stored import fitting, nearest, read_records, with_ids
from pipeline.ingest.run import Result, ingest, reported
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.terminal.explain import explanation
from tests.records import N, records, result

RAW = Path(__file__).parents[1] / "data" / "raw"
OTHER = "白石县水利局-白水发-2031-2号"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("one")
    write([result()], out)
    return out


@pytest.fixture(scope="module")
def two_notices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second notice has the first rubric only."""
    out, made = tmp_path_factory.mktemp("two"), records(OTHER)
    without = {
        "rubrics": made.rubrics[:1],
        "criteria": made.criteria[:2],
        "totals": made.totals[:1],
        "clauses": made.clauses[:1],
        "tiers": (),
        "notes": made.notes[:1],
        "thresholds": made.thresholds[1:],
        "parties": (),
    }
    other = reported(Result("另.docx", made.model_copy(update=without), (), 1, 1), "zh")
    write([result(), other], out)
    return out


@pytest.fixture(scope="module")
def real() -> Result:
    """What a run makes of a notice of the project that has pages and bands."""
    made = (ingest(path, name="通知.pdf") for path in sorted(RAW.glob("*.pdf")))
    return next(result for result in made if result.records.bands)


def said(made: Records, record_id: str, lang: str = "zh") -> str:
    console = Console(width=10_000, markup=False, highlight=False)
    with console.capture() as capture:
        console.print(explanation(made, record_id, lang), soft_wrap=True)  # type: ignore[arg-type]
    return capture.get()


def explain(*args: object) -> tuple[int, str]:
    ended = CliRunner().invoke(app, ["explain", *map(str, args)])
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended.exit_code, ended.output


def test_findings_are_told_in_the_language_of_the_reader(tmp_path: Path) -> None:
    made = replace(result(), findings=(finding("points-unread", owner_id=f"{N}/1/1", text="若干"),))
    write([reported(made, "zh")], tmp_path, lang="zh")
    assert "分值“若干”无法识别  [1/1]  → 请填写数字" in explain("1/1", tmp_path, "--lang", "zh")[1]
    assert (
        "points 若干 cannot be read  [1/1]  → enter a figure" in explain("1/1", tmp_path, "--lang", "en")[1]
    )


# ---- which record is meant


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (N, N),
        (f"{N}/2", f"{N}/2"),
        (f"{N}/2/1.1.1/c1/h1", f"{N}/2/1.1.1/c1/h1"),
        (f" {N}/1/1/b2/ ", f"{N}/1/1/b2"),
        ("1/1/k2", f"{N}/1/1/k2"),
        ("…/2/1.1.1/c2", f"{N}/2/1.1.1/c2"),
        (".../2/2/n1", f"{N}/2/2/n1"),
        ("t1", f"{N}/t1"),
        ("2/t1", f"{N}/2/t1"),
        ("青禾县水利局", N),
        ("青禾/1/2", f"{N}/1/2"),
    ],
)
def test_an_id_may_be_cut_short(dataset: Path, asked: str, meant: str) -> None:
    assert fitting(asked, dataset) == [meant]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("2/1.1", [f"{N}/2/1.1"]),
        ("1/1", [f"{OTHER}/1/1", f"{N}/1/1"]),
        ("白/1/1", [f"{OTHER}/1/1"]),
        (f"{OTHER}/2", []),
        ("白石县水利局/2", []),
        ("", []),
        ("…", []),
    ],
)
def test_only_an_id_that_fits_one_notice_is_clear(two_notices: Path, asked: str, meant: list[str]) -> None:
    assert sorted(fitting(asked, two_notices)) == sorted(meant)


def test_a_whole_id_is_meant_before_one_that_it_begins(tmp_path: Path) -> None:
    write([result(), result(f"{N}-2")], tmp_path)
    assert fitting(N, tmp_path) == [N]
    assert fitting(f"{N}/1", tmp_path) == [f"{N}/1"]


def test_a_path_is_meant_before_a_notice_that_begins_so(tmp_path: Path) -> None:
    write([result(), result("2031年考核")], tmp_path)
    assert sorted(fitting("2/1", tmp_path)) == sorted([f"{N}/2/1", "2031年考核/2/1"])
    assert fitting("2031/2", tmp_path) == ["2031年考核/2"]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (f"{N}/1/1/b9", f"{N}/1/1/b"),
        ("1/2/c7", f"{N}/1/2/c1"),
        (N.replace("7", "8") + "/1/1/b1", f"{N}/1/1/b1"),
        (N.replace("7", "8"), N),
    ],
)
def test_an_unknown_id_is_answered_with_the_nearest(dataset: Path, asked: str, first: str) -> None:
    assert nearest(asked, dataset)[0].startswith(first)


@pytest.mark.parametrize("asked", ["无此通知", "无此通知/9/z"])
def test_what_is_like_nothing_has_no_nearest(dataset: Path, asked: str) -> None:
    assert nearest(asked, dataset) == []


# ---- reading back


def test_records_come_back_from_a_dataset_as_they_were(real: Result, tmp_path: Path) -> None:
    write([result(), real], tmp_path)
    for made in (result().records, real.records):
        back = read_records(tmp_path, made.notice.notice_id)
        for table, rows in made.tables():
            assert sorted(map(repr, back.table(table))) == sorted(map(repr, rows)), table


# ---- what is said of it


def test_the_chain_leads_from_the_notice_down() -> None:
    lines = said(records(), f"{N}/2/1.1.1/c1/h1").splitlines()
    chain = lines[lines.index("所在") + 1 :][:7]
    parts = ("通知", "评分表 2", "指标 2/1 ", "指标 2/1.1 ", "指标 2/1.1.1 ", "条款", "指标值")
    for line, part in zip(chain, parts, strict=True):
        assert line.lstrip(" └").startswith(part)
    indents = [line.index(part) for line, part in zip(chain, parts, strict=True)]
    assert indents == sorted(set(indents))


def test_a_narrow_terminal_cuts_nothing_off() -> None:
    console = Console(width=20, markup=False, highlight=False)
    with console.capture() as capture:
        console.print(explanation(records(), f"{N}/1/1/b1", "zh"), soft_wrap=True)
    assert capture.get() == said(records(), f"{N}/1/1/b1")


def filled(table: str, row: Record, lang: Lang) -> Iterator[str]:
    """The texts and figures of a record, as they are to be seen: a value of a closed list in its words."""
    for one in columns(table):
        value = getattr(row, one.name)
        if one.nature in ("id", "place") or value == type(row).model_fields[one.name].default:
            continue
        if one.choices:
            yield meanings(one.choices, lang).get(value, value)
        elif isinstance(value, str):
            yield from filter(None, value.split("\n"))
        elif value is not None and not isinstance(value, bool):
            yield str(value)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("record_id", list(with_ids(records())))
def test_every_field_is_shown_and_no_code(record_id: str, lang: Lang) -> None:
    made = records()
    shown = said(made, record_id, lang)
    table, row = with_ids(made)[record_id]
    for value in filled(table, row, lang):
        assert value in shown
    codes = {choice for table in TABLES for one in columns(table) for choice in one.choices if "_" in choice}
    codes |= {one.name for table in TABLES for one in columns(table) if "_" in one.name}
    assert not codes & set(re.findall(r"[a-z]+(?:_[a-z]+)+", shown))
    if lang == "zh":
        read = "".join(str(value) for _, one in made.tables() for row in one for _, value in row)
        assert {word for word in re.findall("[A-Za-z]{3,}", shown) if word not in read} == set()


@pytest.mark.parametrize(
    ("record_id", "words"),
    [
        (
            f"{N}/1/1",
            ["县水政大队（考核（牵头）部门）", "县防汛办（配合部门）", "档次 1/1/b3", "要点 1/1/k1"],
        ),
        (f"{N}/1/1/b1", ["1/1/k1、1/1/k2（全部）", "好（16-20分）"]),
        (f"{N}/2/1.1.1/c2", ["市级 1", "省级 3", "〔加 市级1、省级3〕"]),
        (f"{N}/t1", ["县水政大队（考核（牵头）部门）"]),
    ],
)
def test_what_belongs_to_a_record_is_shown_with_it(record_id: str, words: list[str]) -> None:
    shown = said(records(), record_id)
    for word in words:
        assert word in shown


def at(**given: object) -> Evidence:
    return Evidence.model_validate({"owner_id": f"{N}/1/1", "field": "name"} | given)


@pytest.mark.parametrize(
    ("place", "zh", "en"),
    [
        (
            at(page=2, table=1, row=2, column=4, start=0, end=10),
            "第2页 表1 第2行第4列 · 第1至10字 · 照原文",
            "p. 2, table 1, row 2, column 4 · characters 1 to 10 · as printed",
        ),
        (
            at(
                block_path="table 1/row 2/cell 4",
                table=1,
                row=2,
                column=4,
                start=3,
                end=4,
                quality="inherited",
            ),
            "表1 第2行第4列 · 第4字 · 沿用",
            "table 1, row 2, column 4 · character 4 · carried over",
        ),
        (at(block_path="line 7", start=5, end=5), "第7行 · 照原文", "line 7 · as printed"),
        (at(page=3, quality="joined"), "第3页 · 跨页合并", "p. 3 · joined over a page break"),
    ],
)
def test_a_place_is_told_as_a_person_counts(place: Evidence, zh: str, en: str) -> None:
    made = records().model_copy(update={"evidence": (place,)})
    for lang, words in (("zh", zh), ("en", en)):
        lines = [line.strip() for line in said(made, f"{N}/1/1", lang).splitlines()]
        label = "指标名称：" if lang == "zh" else "name:"
        name = next(number for number, line in enumerate(lines) if line.startswith(label))
        assert lines[name + 1] == words


@pytest.mark.parametrize("quality", get_args(Quality))
def test_every_quality_has_words(quality: str) -> None:
    assert say(f"quality.{quality}", "zh") != say(f"quality.{quality}", "en")


def test_fields_printed_in_one_place_have_it_once_below_the_last() -> None:
    places = tuple(
        Evidence(owner_id=f"{N}/1/1/b1", field=field, page=page, table=1, row=2, column=4)
        for field, page in (("points", 8), ("text", 9))
    )
    shown = said(records().model_copy(update={"evidence": places}), f"{N}/1/1/b1")
    order = ["  档次：", "含上限：", "第8页", "条件：", "第9页"]
    assert [shown.count(part) for part in order] == [1] * 5
    assert sorted(order, key=shown.index) == order


def test_what_is_printed_but_was_not_read_is_shown_as_empty() -> None:
    made = records()
    row = made.criteria[0].model_copy(update={"points": None, "target": ""})
    made = made.model_copy(
        update={"criteria": (row,), "evidence": (at(field="points", page=6),), "parties": ()}
    )
    shown = said(made, f"{N}/1/1")
    assert "分值：（空）\n      第6页" in shown
    assert "目标值" not in shown


def test_a_place_of_a_field_that_is_no_column_is_kept() -> None:
    made = records().model_copy(update={"evidence": (at(field="party", page=6), at(field="odd", page=7))})
    shown = said(made, f"{N}/1/1")
    assert "县防汛办（配合部门）\n      第6页" in shown
    assert "另有出处：（空）\n      第7页" in shown


def test_a_record_without_a_place_is_sent_to_the_one_above_it() -> None:
    shown = said(records(), f"{N}/1/1/b1")
    assert f"见上级 {N}/1/1" in shown
    assert "指标名称  第2页 表1 第2行" in shown
    assert "没有出处" in said(records(), f"{N}/2/2")


# ---- findings


def with_findings(*found: object) -> Records:
    return reported(replace(result(), findings=found), "zh").records  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("record_id", "spoken"),
    [
        (f"{N}/2/1", ["2/1", "2/1.1", "2/1.1.1/c1"]),
        (f"{N}/2/1.1", ["2/1.1", "2/1.1.1/c1"]),
        (f"{N}/2/2", []),
        (f"{N}/2", ["2/1", "2/1.1", "2/1.1.1/c1", "2/10"]),
        (N, ["2/1", "2/1.1", "2/1.1.1/c1", "2/10"]),
    ],
)
def test_findings_are_those_of_the_record_and_of_what_stands_below(record_id: str, spoken: list[str]) -> None:
    owners = ["2/1", "2/1.1", "2/1.1.1/c1", "2/10"]
    made = with_findings(*(finding("points-missing", owner_id=f"{N}/{owner}") for owner in owners))
    shown = said(made, record_id)
    assert [owner for owner in owners if f"[{owner}]" in shown] == spoken
    assert ("没有疑点" in shown) is not bool(spoken)


def test_a_finding_has_its_place_hint_and_source_text_and_the_worst_comes_first() -> None:
    made = with_findings(
        finding("total-missing", owner_id=f"{N}/2"),
        finding(
            "points-unread", owner_id=f"{N}/2/1", text="二十", row=5, anchor=Anchor(4), evidence="供水\n二十"
        ),
    )
    lines = said(made, f"{N}/2").splitlines()
    assert lines[-4:] == [
        "  ! 警告 分值“二十”无法识别  [2/1 · 第4页 第5行]  → 请填写数字",
        "      原文：供水",
        "      二十",
        "  · 提示 没有合计行  [2]",
    ]


@pytest.mark.parametrize(
    ("place", "anchor", "row", "near"),
    [
        (at(page=2, row=5), Anchor(2), 5, True),
        (at(page=2, row=5), Anchor(2), 6, False),
        (at(page=2, row=5), Anchor(3), 5, False),
        (at(page=2, row=5), Anchor(2), None, False),
        (at(block_path="table 1/row 5/cell 1", row=5), Anchor(path="table 1/row 5/cell 6"), 5, True),
        (at(block_path="table 1/row 5/cell 1", row=5), Anchor(path="table 2/row 5/cell 1"), 5, False),
        (at(block_path="line 8/cell 1", row=5), Anchor(path="line 8/cell 2"), 5, True),
        (at(block_path="line 8"), Anchor(path="line 8"), None, False),
    ],
)
def test_findings_without_a_record_are_shown_with_those_of_their_row(
    place: Evidence, anchor: Anchor, row: int | None, near: bool
) -> None:
    made = with_findings(finding("row-join-doubtful", anchor=anchor, row=row))
    made = made.model_copy(update={"evidence": (place,)})
    shown = said(made, f"{N}/1/1")
    assert ("可能是上一行的续行" in shown) is near
    assert ("未指明记录的疑点" in shown) is near
    assert "可能是上一行的续行" in said(made, N)


def test_no_escape_sequence_reaches_the_terminal() -> None:
    made = with_findings(finding("noise", text="\x1b[2J[red]", evidence="\x9b1m"))
    row = made.criteria[0].model_copy(update={"name": "\x1b[2J\x9b31m[bold]渠道[/bold]", "text": "\x07铃"})
    made = made.model_copy(update={"criteria": (row,), "evidence": (at(block_path="\x1bline 1"),)})
    for record_id in (N, f"{N}/1", f"{N}/1/1"):
        shown = said(made, record_id)
        assert not set("\x1b\x9b\x07") & set(shown)
        assert "[bold]渠道[/bold]" in shown or record_id == N


# ---- a real run, and the command


def test_a_real_notice_is_explained_from_band_to_page(real: Result, tmp_path: Path) -> None:
    write([real], tmp_path)
    made = real.records
    band = made.bands[0]
    status, shown = explain(band.band_id.partition("/")[2], tmp_path, "--lang", "zh")
    assert status == 0
    assert shown.splitlines()[0] == f"档次  {band.band_id}"
    assert "读自 通知.pdf" in shown
    places = [place for place in made.evidence if place.owner_id == band.band_id]
    assert {place.field for place in places} == {"points", "text"}
    for place in places:
        assert f"第{place.page}页 表{place.table} 第{place.row}行第{place.column}列" in shown
        assert f"第{place.start + 1}至{place.end}字" in shown  # type: ignore[operator]


def test_no_place_of_a_real_notice_is_left_out(real: Result) -> None:
    made = real.records
    qualities = tuple(say(f"quality.{quality}", "zh") for quality in get_args(Quality))
    for record_id in with_ids(made):
        places = sum(place.owner_id == record_id for place in made.evidence)
        lines = said(made, record_id).splitlines()
        shown = sum(line.startswith("      第") and line.endswith(qualities) for line in lines)
        assert places == shown, record_id
        assert shown or "  没有出处" in lines, record_id


def test_the_language_is_chosen(dataset: Path) -> None:
    assert explain("1/1", dataset, "--lang", "en")[1].startswith("Criterion  ")
    assert explain("1/1", dataset, "--lang", "zh")[1].startswith("指标  ")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("1/1/b9", ["there is no record 1/1/b9", "nearest ids", f"\n  {N}/1/1/b"]),
        ("无此通知/9/z", ["there is no record 无此通知/9/z"]),
    ],
)
def test_an_unknown_record_is_an_error_of_use(dataset: Path, asked: str, words: list[str]) -> None:
    status, shown = explain(asked, dataset, "--lang", "en")
    assert status == 2
    for word in words:
        assert word in shown


def test_an_id_of_several_notices_is_an_error_of_use(two_notices: Path) -> None:
    status, shown = explain("1/1/b1", two_notices, "--lang", "zh")
    assert status == 2
    assert shown.splitlines()[0] == "1/1/b1 可指2个记录，请写明通知："
    assert sorted(shown.split()[2:]) == sorted([f"{OTHER}/1/1/b1", f"{N}/1/1/b1"])


def test_a_folder_without_a_dataset_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    status, shown = explain("1/1", "--lang", "en")
    assert (status, shown.startswith(f"no dataset in {Path('data/structured')};")) == (2, True)


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b"\xff", b'{"notice_id": "x", "odd": [{}]}'])
def test_a_damaged_dataset_is_told(tmp_path: Path, broken: bytes) -> None:
    write([result()], tmp_path)
    (tmp_path / "json" / f"{N}.json").write_bytes(broken)
    status, shown = explain("1/1", tmp_path, "--lang", "en")
    assert (status, f"{N}.json of the dataset cannot be read" in shown) == (2, True)
