"""Corrections: what a person says of the reading holds for this document, and is told in every state."""

from __future__ import annotations

import difflib
import json
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from normalizers.overlay import Correction
from normalizers.overlay.addresses import addresses, table_of
from normalizers.overlay.columns import correctable
from normalizers.overlay.model import below_notice
from normalizers.overlay.rows import lines_of
from normalizers.overlay.values import written as as_written
from normalizers.records import TABLES, Records
from pipeline.contract.tree import dumps, nested
from pipeline.corrections import Changed, CorrectionFile, Corrections, Unusable
from pipeline.corrections.file import read as read_file
from pipeline.corrections.file import save, version
from pipeline.corrections.folder import load
from pipeline.corrections.text import dumped, in_order
from pipeline.ingest.manifest import load_manifest
from pipeline.ingest.run import Result, ingest
from pipeline.messages.findings import message
from tests.forest import POINTS, ROWS, RULE, WATCH, N, page, read, said, sha256, written
from tests.test_cli import rubrics

RAW = Path(__file__).parents[1] / "data" / "raw"
# what tells of others, or is as it is printed whatever people correct, has no address
_UNADDRESSED = {"evidence", "findings", "printed"}


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    return written(tmp_path)


def codes(result: Result, owner: str = "") -> list[str]:
    """The findings about a record, or all."""
    return [row.code for row in result.records.findings if not owner or row.owner_id == f"{N}/{owner}"]


def states(result: Result) -> list[str]:
    return [code.removeprefix("correction-") for code in codes(result) if code.startswith("correction-")]


def one(result: Result, record: str) -> Any:
    """The record of an address, or None."""
    table = table_of(record)
    rows = result.records.table(table)
    found = dict(zip(addresses(table, rows), rows, strict=True))
    return found.get(f"{N}/{record}")


# ---- the states


@pytest.mark.parametrize(
    ("correction", "state"),
    [
        pytest.param(said("1/3", "points", "50", "45"), "applied", id="a field is another one"),
        pytest.param(said("1/2", "points", None, "30"), "applied", id="what was not read is given"),
        pytest.param(said("1/3", "points", "50", None), "applied", id="what is not there is taken out"),
        pytest.param(said("1/3", "points", "50.0", "45"), "applied", id="50.0 is 50"),
        pytest.param(said("1/3", "points", "5", "50"), "already-true", id="the machine reads it so by now"),
        pytest.param(said("1/3", "points", "50", "50"), "confirmed", id="the reading is right"),
        pytest.param(said("1/3", "points", "5", "6"), "stale", id="something else is read now"),
        pytest.param(said("1/3", "points", "60", "60"), "stale", id="what was confirmed is read otherwise"),
        pytest.param(said("1/9", "points", "50", "45"), "stale", id="the record is gone"),
        pytest.param(said("1/3", "points", "50", "viel"), "invalid", id="no figure"),
        pytest.param(said("1/3", "points", "50", "1e99"), "invalid", id="a figure that no column holds"),
        pytest.param(said("1/3", "points", "50", "NaN"), "invalid", id="not a number"),
        pytest.param(said("1/3", "points", "50", ("4", "5")), "invalid", id="a list for a figure"),
        pytest.param(said("1/3", "colour", "", "red"), "invalid", id="no column"),
        pytest.param(said("1/3", "criterion_id", "", "x"), "invalid", id="an id"),
        pytest.param(said("1", "computed_total", "70", "100"), "invalid", id="what is counted"),
        pytest.param(said("1/3", "kind", "scored", "bonus"), "applied", id="a word of a list"),
        pytest.param(said("1/3", "kind", "scored", "funny"), "invalid", id="no word of the list"),
        pytest.param(said("1/3", "core", "false", "true"), "applied", id="a flag"),
        pytest.param(said("notice", "issued_on", "2031-03-01", "2031-03-02"), "applied", id="a date"),
        pytest.param(said("notice", "issued_on", "2031-03-01", "März"), "invalid", id="no date"),
        pytest.param(said("1/t1", "label", "合计", "总计"), "applied", id="the name of a sum"),
        pytest.param(said("1/1/b1", "max_points", "20", "19"), "applied", id="a band"),
        pytest.param(said("1/2/c1", "per", "一次", "每次"), "applied", id="a clause"),
        pytest.param(
            said("1/n1", "text", "注：同一问题不重复扣分。", "注：不重复扣分。"), "applied", id="a note"
        ),
        pytest.param(said("1/3/k1/th1", "low", "90", "95"), "applied", id="a threshold"),
        pytest.param(said("1/1/b1/r1", "undone", "false", "true"), "applied", id="a requirement"),
        pytest.param(said("1/1/p1", "name", "资源股", "资源管理股"), "applied", id="a department"),
        pytest.param(
            said("1/2/c3", "row", None, {"text": "造假的，本项不得分。"}), "applied", id="a new row"
        ),
        pytest.param(
            said("1/2/c1", "row", None, {"text": "脱岗一次扣5分。"}), "stale", id="its place is taken"
        ),
        pytest.param(
            said("1/9/c1", "row", None, {"text": "脱岗一次扣5分。"}), "stale", id="nothing to hold it"
        ),
        pytest.param(said("1/2/c3", "row", None, {"text": "认真值守。"}), "invalid", id="no clause"),
        pytest.param(said("1/2/c3", "row", None, {"page": "3"}), "invalid", id="no column for people"),
        pytest.param(said("1/2/c1", "row", "脱岗一次扣2分，扣完为止。", None), "applied", id="a row goes"),
        pytest.param(said("1/2/c1", "row", "脱岗一次扣4分。", None), "stale", id="another row stands there"),
        pytest.param(said("1/2/c8", "row", "脱岗一次扣4分。", None), "already-true", id="the row is gone"),
        pytest.param(said("1/1", "key_points", POINTS, ("巡山。",)), "applied", id="a list"),
        pytest.param(said("1/1", "key_points", ("甲",), ("乙",)), "stale", id="another list"),
        pytest.param(said("1/1", "key_points", "甲", "乙"), "invalid", id="a text for a list"),
    ],
)
def test_a_correction_ends_in_one_state_that_is_told(
    notice: Path, correction: Correction, state: str
) -> None:
    plain, result = read(notice), read(notice, correction)
    assert states(result) == [state]
    told = next(row for row in result.records.findings if row.code.startswith("correction-"))
    assert "陈核" in told.message
    assert "2031-04-02" in told.message
    assert told.severity == ("warning" if state in {"stale", "invalid"} else "info")
    changed = result.records.model_copy(update={"findings": ()}) != plain.records.model_copy(
        update={"findings": ()}
    )
    assert changed == (state == "applied")
    assert result.status != "failed"


def test_without_corrections_the_reading_is_what_it_was(notice: Path) -> None:
    plain = ingest(notice)
    other = CorrectionFile("0" * 64, "another", corrections=(said("1/3", "points", "50", "45"),))
    assert ingest(notice, corrections=Corrections()) == plain
    assert ingest(notice, corrections=Corrections((other,))) == plain


# ---- what follows


def test_a_corrected_figure_is_summed_up(notice: Path) -> None:
    assert one(read(notice), "1").computed_total == 70
    result = read(notice, said("1/2", "points", None, "30"))
    assert one(result, "1").computed_total == 100
    assert one(result, "1/t1").computed == 100
    assert not {"total-mismatch", "points-missing", "points-unread"} & set(codes(result))
    assert one(result, "1").content_hash != one(read(notice), "1").content_hash


def test_a_corrected_sum_is_the_declared_total(notice: Path) -> None:
    result = read(notice, said("1/t1", "points", "100", "70"))
    assert one(result, "1").declared_total == 70
    assert "total-mismatch" not in codes(result)


def test_what_a_person_says_has_the_quality_manual(notice: Path) -> None:
    result = read(notice, said("1/2", "points", None, "30"), said("1/1/b1", "min_points", "14", "13"))
    manual = {(row.owner_id, row.field) for row in result.records.evidence if row.quality == "manual"}
    assert manual == {(f"{N}/1/2", "points"), (f"{N}/1/1/b1", "points")}
    assert [row.quality for row in result.records.criteria] == ["exact", "manual", "exact"]


def test_a_value_that_is_printed_nowhere_has_evidence_too(notice: Path) -> None:
    result = read(notice, said("1/3", "method", None, "查台账"))
    (place,) = [row for row in result.records.evidence if row.field == "method"]
    assert (place.owner_id, place.quality, place.page) == (f"{N}/1/3", "manual", None)


def test_bands_and_clauses_are_read_again_from_a_corrected_text(notice: Path) -> None:
    new = RULE.replace("14-20", "13-20") + "每漏报一次扣1分。"
    result = read(notice, said("1/1", "rule_text", RULE, new))
    assert [band.min_points for band in result.records.bands] == [13, 8, 0]
    assert one(result, "1/1/c1").text == "每漏报一次扣1分。"
    assert (one(result, "1/1/c1").points, one(result, "1/1/c1").per_quantity) == (1, 1)
    assert "band-gap" not in codes(result)
    assert len(result.records.key_points) == 4


def test_a_text_that_changes_its_column_is_read_by_its_new_role(notice: Path) -> None:
    text, method = said("1/2", "rule_text", WATCH, None), said("1/2", "method", None, WATCH)
    result = read(notice, text, method)
    assert states(result) == ["applied", "applied"]
    assert one(result, "1/2").method == WATCH
    assert not [row for row in result.records.clauses if row.criterion_id == f"{N}/1/2"]
    back = "记录不全一次扣1分。"
    result = read(
        notice, said("1/3", "text", "成活率90%以上。", None), said("1/3", "rule_text", ROWS[2][3], back)
    )
    assert [row.text for row in result.records.clauses if row.criterion_id == f"{N}/1/3"] == [back]
    assert not [row for row in result.records.thresholds if row.owner_id.startswith(f"{N}/1/3")]


def test_a_corrected_clause_stands_on_top_of_a_corrected_text(notice: Path) -> None:
    new = WATCH.replace("扣3分", "扣5分")
    result = read(notice, said("1/2", "rule_text", WATCH, new), said("1/2/c2", "per_quantity", "1", "2"))
    assert (one(result, "1/2/c2").points, one(result, "1/2/c2").per_quantity) == (5, 2)


def test_a_corrected_clause_text_is_one_clause_again(notice: Path) -> None:
    result = read(notice, said("1/2/c2", "text", "未及时报告的，每次扣3分。", "未报告的，每次扣4分。"))
    assert (one(result, "1/2/c2").points, one(result, "1/2/c2").condition) == (4, "未报告的")


def test_a_key_point_is_split_and_merged_as_a_list(notice: Path) -> None:
    lines = (POINTS[0], "2.做好记录。", "3.及时上报。")
    result = read(notice, said("1/1", "key_points", POINTS, lines))
    own = [row for row in result.records.key_points if row.criterion_id == f"{N}/1/1"]
    assert [(row.seq, row.text) for row in own] == [
        (1, "每周巡山不少于三次。"),
        (2, "做好记录。"),
        (3, "及时上报。"),
    ]
    result = read(notice, said("1/1", "key_points", POINTS, ("".join(POINTS).replace("2.", ""),)))
    own = [row for row in result.records.key_points if row.criterion_id == f"{N}/1/1"]
    assert [row.text for row in own] == ["每周巡山不少于三次。做好记录，及时上报。"]
    # 完成第2项 has lost its key point
    assert "requirement-unknown" in codes(result, "1/1/b1")


def test_the_figures_of_a_text_that_was_replaced_are_gone(notice: Path) -> None:
    result = read(notice, said("1/1/k1", "text", "每周巡山不少于三次。", "每周巡山不少于五次。"))
    mine = [row for row in result.records.thresholds if row.owner_id.startswith(f"{N}/1/1")]
    assert [(row.owner_id, row.low) for row in mine] == [(f"{N}/1/1/k1", Decimal(5))]
    result = read(notice, said("1/1", "key_points", POINTS, ("1.每周巡山不少于五次。", POINTS[1])))
    mine = [row for row in result.records.thresholds if row.owner_id.startswith(f"{N}/1/1")]
    assert [(row.owner_id, row.low) for row in mine] == [(f"{N}/1/1/k1", Decimal(5))]


def test_departments_are_a_list_with_roles(notice: Path) -> None:
    result = read(notice, said("1/1", "parties", ("资源股",), ("资源股", "joint:防火办")))
    own = [(row.role, row.name) for row in result.records.parties if row.owner_id == f"{N}/1/1"]
    assert own == [("lead", "资源股"), ("joint", "防火办")]


def test_a_row_that_goes_takes_what_stands_below_it(notice: Path) -> None:
    result = read(notice, said("1/1", "row", "巡山护林", None))
    assert [row.criterion_id for row in result.records.criteria] == [f"{N}/1/2", f"{N}/1/3"]
    for table in ("key_points", "bands", "parties", "thresholds", "requirements"):
        rows = result.records.table(table)
        assert not [one for one in addresses(table, rows) if one.startswith(f"{N}/1/1/")]


def test_the_series_follows_the_title_and_the_issuer(notice: Path) -> None:
    title = said("1", "title", "2031年度护林站考核评分标准", "2031年度护林站评分办法")
    result = read(notice, title, said("notice", "issuer", "青禾县林业局", "青禾县林草局"))
    assert one(result, "1").series == "青禾县林草局 护林站评分办法"
    assert result.records.notice.notice_id == N


# ---- findings that people settle


def test_a_confirmed_finding_is_a_note_that_says_who(notice: Path) -> None:
    key = "gap=13；lower=一般；upper=好"
    result = read(notice, said("1/1/b2", "finding:band-gap", key, "confirmed", "原件如此"))
    (row,) = [row for row in result.records.findings if row.code == "band-gap"]
    assert row.severity == "info"
    assert row.message.endswith("（陈核 2031-04-02 确认无误：原件如此）")
    assert states(result) == []


def test_a_notice_whose_findings_are_all_settled_is_clean(notice: Path) -> None:
    result = read(
        notice,
        said("1/2", "points", None, "30"),
        said("1/1/b2", "finding:band-gap", None, "dismissed", "制定部门已知"),
    )
    assert result.status == "clean"


@pytest.mark.parametrize(
    ("correction", "state"),
    [
        (said("1/1/b2", "finding:band-gap", "gap=12；lower=一般；upper=好", "dismissed"), "stale"),
        (said("1/1/b2", "finding:band-overlap", None, "dismissed"), "stale"),
        (said("1/1/b2", "finding:band-gap", None, "whatever"), "invalid"),
    ],
)
def test_a_settled_finding_that_is_another_one_is_told(
    notice: Path, correction: Correction, state: str
) -> None:
    assert states(read(notice, correction)) == [state]


def test_an_added_clause_settles_only_the_words_that_it_reads(tmp_path: Path) -> None:
    rules = "表现突出的，酌情加减。值守不力扣分若干，另行研究扣分。"
    rows = (*ROWS[:1], ("2", "防火值守", "值守到位。", rules, "30", "防火办"), *ROWS[2:])
    path = written(tmp_path, page(rows))
    unread = [row for row in read(path).records.findings if row.code in {"clause-unread", "rule-unread"}]
    assert unread
    other = read(path, said("1/2/c9", "row", None, {"text": "脱岗一次扣2分。"}))
    assert [row for row in other.records.findings if row.code in {"clause-unread", "rule-unread"}] == unread
    (first, *_) = unread
    added = {"text": first.evidence, "kind": "discretionary"}
    settled = read(path, said("1/2/c9", "row", None, added))
    left = [row for row in settled.records.findings if row.code in {"clause-unread", "rule-unread"}]
    assert left == unread[1:]


# ---- other documents


def in_folder(
    folder: Path, path: Path, *corrections: Correction, considered: tuple[tuple[str, str], ...] = ()
) -> str:
    records = ingest(path).records
    file = CorrectionFile(
        sha256(path),
        records.notice.notice_id,
        path.name,
        records.notice.title,
        records.notice.year,
        tuple(rubric.series for rubric in records.rubrics),
        considered,
        corrections,
    )
    save(folder, file, version(folder, file.sha256))
    return file.sha256


def test_other_bytes_of_the_notice_inherit_nothing_and_say_so(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    in_folder(folder, notice, said("1/3", "points", "50", "45"), said("1", "finding:x", None, "dismissed"))
    again = written(tmp_path, page(remark="同一事项不重复扣分。"), "重印.html")
    result = ingest(again, corrections=load(folder))
    assert one(result, "1/3").points == 50
    (row,) = [row for row in result.records.findings if row.code == "correction-needs-review"]
    assert "1条" in row.message
    assert result.status == "review"


@pytest.mark.parametrize(("year", "told"), [(2032, True), (2030, False)])
def test_next_year_is_told_of_them_and_last_year_is_not(
    notice: Path, tmp_path: Path, year: int, told: bool
) -> None:
    folder = tmp_path / "corrections"
    in_folder(folder, notice, said("1/3", "points", "50", "45"))
    other = written(tmp_path, page(year=year), f"{year}.html")
    assert ("correction-needs-review" in codes(ingest(other, corrections=load(folder)))) == told


def test_corrections_that_fit_nowhere_are_no_offer(notice: Path, tmp_path: Path) -> None:
    """Of next year's notice nothing is read as it was before somebody corrected it."""
    folder = tmp_path / "corrections"
    in_folder(folder, notice, said("1/3", "points", "49", "45"), said("1/9", "name", "甲", "乙"))
    later = ingest(written(tmp_path, page(year=2032), "2032.html"), corrections=load(folder))
    assert "correction-needs-review" not in codes(later)


def test_why_a_value_does_not_hold_is_told_in_the_language_of_the_reader(notice: Path) -> None:
    (found,) = [
        one
        for one in read(notice, said("1/3", "points", "50", "十五")).findings
        if one.code == "correction-invalid"
    ]
    assert message(found, "zh").endswith("：应为数字，例如 4.5")
    assert message(found, "en").endswith(": a figure is needed, such as 4.5")


def test_corrections_that_were_gone_through_are_not_told_again_until_they_change(
    notice: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "corrections"
    old = in_folder(folder, notice, said("1/3", "points", "50", "45"))
    other = written(tmp_path, page(year=2032), "2032.html")
    in_folder(folder, other, considered=((old, version(folder, old)),))
    assert "correction-needs-review" not in codes(ingest(other, corrections=load(folder)))
    in_folder(folder, notice, said("1/3", "points", "50", "44"))
    assert "correction-needs-review" in codes(ingest(other, corrections=load(folder)))


# ---- files


def test_a_file_says_what_was_corrected_and_in_what_order(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    corrections = (
        said("1/10", "points", "5", "6"),
        said("1/2", "points", None, "30", "原件为30"),
        said("1/1", "key_points", POINTS, ("甲", "乙")),
    )
    name = in_folder(folder, notice, *corrections)
    text = (folder / f"{name}.yaml").read_text("utf-8")
    assert text.startswith(
        f"notice_id: {N}\ntitle: 青禾县林业局关于印发2031年度护林站考核评分标准的通知\nyear: 2031\n"
    )
    assert "- record: 1/2\n  field: points\n  was: null\n  now: '30'\n  who: 陈核\n" in text
    assert [one.record for one in read_file(folder / f"{name}.yaml").corrections] == ["1/1", "1/2", "1/10"]
    assert dumped(read_file(folder / f"{name}.yaml")) == text


def test_people_write_figures_flags_and_dates_as_they_like(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    folder.mkdir()
    (folder / f"{sha256(notice)}.yaml").write_text(
        "corrections:\n"
        "- {record: 1/3, field: points, was: 50, now: 47.5}\n"
        "- {record: 1/3, field: core, was: no, now: yes}\n"
        "- {record: notice, field: issued_on, was: 2031-03-01, now: 2031-03-02, when: 2031-04-02}\n",
        "utf-8",
    )
    result = ingest(notice, corrections=load(folder))
    assert states(result) == ["applied"] * 3
    assert one(result, "1/3").points == Decimal("47.5")


@pytest.mark.parametrize(
    "text",
    [
        "corrections: [",
        "",
        "[]",
        "corrections: {}",
        "corrections:\n- text",
        "corrections:\n- {record: 1/3}",
        "corrections: []\nextra: 1",
        "corrections:\n- {record: [1], field: x, now: y}",
        "corrections:\n- {record: 1/3, field: points, now: 3, colour: red}",
        "!!python/object/apply:os.getcwd []",
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_of_its_notice(
    notice: Path, tmp_path: Path, text: str
) -> None:
    folder = tmp_path / "corrections"
    folder.mkdir()
    (folder / f"{sha256(notice)}.yaml").write_text(text, "utf-8")
    result = ingest(notice, corrections=load(folder))
    assert "corrections-unread" in codes(result)
    assert result.status == "failed"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("corrections: {}", "第1行：没有 corrections 列表", "line 1: no list of corrections"),
        ("corrections: 5", "第1行：没有 corrections 列表", "line 1: no list of corrections"),
        ("corrections: []\nextra: 1", "第2行：没有名为 extra 的项", "line 2: nothing is called extra"),
        ("series: 5\ncorrections: []", "第1行：series 应为列表", "line 1: series has to be a list"),
        ("considered: [a]\ncorrections: []", "第1行：considered 应为", "line 1: considered has to be"),
        (
            "year: 去年\ncorrections: []",
            "第1行：year 应为四位年份，而非“去年”",
            "line 1: year has to be a year",
        ),
        ("title: [甲]\ncorrections: []", "第1行：应为单个值处写成了列表", "line 1: a list where a value"),
        (
            "corrections:\n- {record: [1], field: x, now: y}",
            "第2行：应为单个值处写成了列表",
            "line 2: a list where a value stands",
        ),
        (
            "corrections:\n- record: 1/3\n  field: points",
            "第2行：这一条缺少 now",
            "line 2: the entry lacks now",
        ),
        (
            "corrections:\n- record: 1/3\n  record: 1/2",
            "第3行：record 出现两次",
            "line 3: record stands there twice",
        ),
        ("corrections:\n- text", "第2行不是一条更正", "line 2 is no correction"),
        ("corrections:\n- record: 'a", "第2行不合 YAML 的写法", "line 2 is no valid YAML"),
        ("title: \x07\ncorrections: []", "第1行不合 YAML 的写法", "line 1 is no valid YAML"),
        ("a: &a [x]\nb: [*a, *a]", "第1行有引用", "line 1 has a reference"),
        ("corrections: " + "[" * 1000, "嵌套过深", "nested too deeply"),
    ],
)
def test_why_a_file_cannot_be_read_is_told_in_both_languages(
    notice: Path, tmp_path: Path, text: str, zh: str, en: str
) -> None:
    (tmp_path / f"{sha256(notice)}.yaml").write_text(text, "utf-8")
    (found,) = [
        one for one in ingest(notice, corrections=load(tmp_path)).findings if one.code == "corrections-unread"
    ]
    assert f"其中的更正均未采用：{zh}" in message(found, "zh")
    assert f"none of it was applied: {en}" in message(found, "en")


def test_an_alias_bomb_is_one_sentence(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40))]
    (tmp_path / f"{'0' * 64}.yaml").write_text("\n".join([*lines, "corrections: [*a39]"]), "utf-8")
    ((_, why),) = load(tmp_path).unread
    assert why == {"reason": "reference", "line": "1"}


def test_what_is_no_file_of_corrections_is_told_and_the_others_hold(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    name = in_folder(folder, notice, said("1/3", "points", "50", "45"))
    (folder / f"{'1' * 64}.yaml").mkdir()
    os.mkfifo(folder / f"{'2' * 64}.yaml")
    (folder / f"{'3' * 64}.yaml").symlink_to(f"{'3' * 64}.yaml")
    (folder / f"{'4' * 64}.yml").write_text("corrections: []", "utf-8")
    (folder / "通知.yaml").write_text("corrections: []", "utf-8")
    (folder / f"{'5' * 64}.yaml").write_bytes("title: 甲\ncorrections: []".encode("gbk"))
    (folder / "README.md").write_text("what stands here", "utf-8")
    made = load(folder)
    assert [one.sha256 for one in made.files] == [name]
    reasons = {told[0]: why["reason"] for told, why in made.unread}
    assert reasons.pop("3")
    assert reasons == {
        "1": "no-file",
        "2": "no-file",
        "4": "no-yaml-suffix",
        "5": "not-utf-8",
        "通": "no-sha256",
    }
    assert version(folder, "2" * 64) == "no-file"
    with pytest.raises(Unusable):
        save(folder, CorrectionFile("2" * 64), "no-file")


# what a clerk wrote by hand: other order, comments, a value of each style
BY_HAND = """# 陈核、李对，2031年4月
year: 2031  # 年度
corrections:
  # 与原件核对
  - record: 1/3
    now: 45.00   # 原件第3页
    field: points
    was: "50"

  # 防火值守：两人看过
  - {record: 1/2, field: points, was: null, now: +30}  # 3O
  - record: 1/1
    field: key_points
    was:
      - 1.每周巡山不少于三次。
      - 2.做好记录，及时上报。
    now: [每周巡山。]
    when: 2031-04-02 09:30:00 +08:00
# 其余未核
"""


def by_hand(folder: Path) -> CorrectionFile:
    folder.mkdir(exist_ok=True)
    (folder / f"{'0' * 64}.yaml").write_text(BY_HAND, "utf-8")
    return read_file(folder / f"{'0' * 64}.yaml")


def changed_lines(folder: Path) -> list[str]:
    """The lines that are gone (-) and come (+) in the file that was written by hand."""
    now = (folder / f"{'0' * 64}.yaml").read_text("utf-8")
    return [line for line in difflib.ndiff(BY_HAND.splitlines(), now.splitlines()) if line[0] in "+-"]


def test_a_file_written_by_hand_gets_a_new_correction_and_keeps_all_else(tmp_path: Path) -> None:
    file = by_hand(tmp_path)
    new = Correction("1/2", "name", "防火值守", "防火值班", "李对", "2031-05-01", "1")
    save(tmp_path, replace(file, corrections=(new, *file.corrections)), file.version)
    assert changed_lines(tmp_path) == [
        "+   - record: 1/2",
        "+     field: name",
        "+     was: 防火值守",
        "+     now: 防火值班",
        "+     who: 李对",
        "+     when: '2031-05-01'",
        "+     why: '1'",
    ]


def test_a_correction_that_is_corrected_changes_in_its_place(tmp_path: Path) -> None:
    file = by_hand(tmp_path)
    first, *others = file.corrections
    save(tmp_path, replace(file, corrections=(*others, replace(first, now="46"))), file.version)
    assert changed_lines(tmp_path) == ["-     now: 45.00   # 原件第3页", "+     now: '46'    # 原件第3页"]


def test_a_correction_that_goes_leaves_the_comments_on_others(tmp_path: Path) -> None:
    file = by_hand(tmp_path)
    save(tmp_path, replace(file, corrections=file.corrections[1:]), file.version)
    now = (tmp_path / f"{'0' * 64}.yaml").read_text("utf-8")
    assert all(
        f"# {said}" in now
        for said in ("陈核、李对，2031年4月", "年度", "防火值守：两人看过", "3O", "其余未核")
    )
    assert now.index("防火值守：两人看过") < now.index("1/2")
    assert read_file(tmp_path / f"{'0' * 64}.yaml").corrections == file.corrections[1:]
    assert changed_lines(tmp_path) == [f"- {line}" for line in BY_HAND.splitlines()[4:8]]
    save(tmp_path, replace(file, corrections=file.corrections[1:2]), version(tmp_path, "0" * 64))
    assert "# 其余未核" in (tmp_path / f"{'0' * 64}.yaml").read_text("utf-8")


@given(st.data())
def test_whatever_is_saved_over_a_file_by_hand_is_what_is_read(data: st.DataObject) -> None:
    words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
    values = st.none() | words | st.lists(words, max_size=3).map(tuple)
    with TemporaryDirectory() as place:
        file = by_hand(Path(place))
        kept = [one for one in file.corrections if data.draw(st.booleans())]
        records = st.sampled_from(["1/1", "1/2", "1/3", "2/1"])
        some = st.builds(
            Correction, records, st.sampled_from(["points", "name"]), values, values, words, words, words
        )
        made = replace(
            file,
            corrections=(*kept, *data.draw(st.lists(some, max_size=3))),
            title=data.draw(words),
            considered=tuple(data.draw(st.dictionaries(words, words, max_size=2)).items()),
            version="",
        )
        save(Path(place), made, file.version)
        if made.corrections or made.considered:
            found = read_file(Path(place) / f"{'0' * 64}.yaml")
            assert replace(found, corrections=in_order(found.corrections), version="") == replace(
                made, corrections=in_order(made.corrections), considered=tuple(sorted(made.considered))
            )


def test_a_correction_is_told_with_the_word_for_its_field(notice: Path) -> None:
    result = read(notice, said("1/3", "points", "50", "45"), said("1/1", "parties", ("资源股",), ("防火办",)))
    told = [one for one in result.findings if one.code == "correction-applied"]
    assert [message(one, "zh").partition("：")[0] for one in told] == ["人工更正 分值", "人工更正 部门"]
    assert [message(one, "en").partition(" was ")[0] for one in told] == ["points", "departments"]


def test_a_folder_that_is_not_there_has_no_corrections(tmp_path: Path) -> None:
    assert load(tmp_path / "none") == Corrections()


def test_who_saves_on_top_of_a_newer_file_is_told(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    name = in_folder(folder, notice, said("1/3", "points", "50", "45"))
    before = (folder / f"{name}.yaml").read_bytes()
    with pytest.raises(Changed):
        save(folder, CorrectionFile(name), "")
    assert (folder / f"{name}.yaml").read_bytes() == before


def test_a_file_without_corrections_goes(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    name = in_folder(folder, notice, said("1/3", "points", "50", "45"))
    save(folder, CorrectionFile(name), version(folder, name))
    assert not list(folder.iterdir())


# ---- properties


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Records]:
    path = written(tmp_path_factory.mktemp("plain"))
    return path, read(path).records


def _fields(records: Records) -> list[tuple[str, str, str | None]]:
    return [
        (below_notice(address, N), column, as_written(getattr(row, column)))
        for table in TABLES
        if table not in _UNADDRESSED
        for address, row in zip(addresses(table, records.table(table)), records.table(table), strict=True)
        for column in correctable(table)
    ]


VALUES = st.none() | st.sampled_from(
    ["0", "3", "7.5", "true", "bonus", "all", "每次扣2分。", "=1+1", "<b>", "2031-05-05"]
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_correction_has_a_state_and_applies_once(
    plain: tuple[Path, Records], data: st.DataObject
) -> None:
    path, records = plain
    fields = data.draw(st.lists(st.sampled_from(_fields(records)), min_size=1, max_size=3, unique=True))
    corrections = tuple(said(record, field, was, data.draw(VALUES)) for record, field, was in fields)
    once = read(path, *corrections)
    assert once == read(path, *corrections)
    assert "internal-fault" not in codes(once)
    assert len(states(once)) == len(corrections)
    again = json.loads(dumps(nested(once.records)))
    assert again["notice_id"] == N
    for table, rows in once.records.tables():
        if table not in _UNADDRESSED | {"parties"}:
            assert len(set(addresses(table, rows))) == len(rows)


def test_every_address_of_a_notice_names_its_table(plain: tuple[Path, Records]) -> None:
    _, records = plain
    for table in TABLES:
        if table not in _UNADDRESSED:
            for address in addresses(table, records.table(table)):
                assert table_of(below_notice(address, N)) == table


def test_a_corrected_text_keeps_the_lines_of_its_cell(tmp_path: Path) -> None:
    """A rule on a line of its own ends the last band; the text of the record shows no lines."""
    rule = RULE.replace("一般（8-12分）", "<br>一般（8-12分）") + "<br>发生火情的，该项不得评为“好”。"
    path = written(tmp_path, page((("1", "巡山护林", "".join(POINTS), rule, "20", "资源股"), *ROWS[1:])))
    shown = read(path).records.criteria[0].rule_text
    before = read(path)
    after = read(path, said("1/1", "rule_text", shown, shown.replace("8-12分", "8-13分")))
    assert [row.text for row in after.records.bands] == [row.text for row in before.records.bands]
    assert [row.kind for row in after.records.clauses] == [row.kind for row in before.records.clauses]
    assert [row.max_points for row in after.records.bands] == [20, 13, 7]
    # … also in another column
    moved = (said("1/1", "rule_text", shown, None), said("1/1", "method", None, shown))
    assert not read(path, *moved).records.bands


@pytest.mark.parametrize("path", sorted(RAW.glob("*20*[!y]")), ids=lambda path: path.name)
def test_a_text_that_is_corrected_to_itself_reads_as_it_did(path: Path) -> None:
    before = ingest(path)
    notice_id = before.records.notice.notice_id
    corrections = tuple(
        said(below_notice(row.criterion_id, notice_id), field, text, f"{text} ")
        for row in before.records.criteria
        for field in ("text", "rule_text")
        if (text := getattr(row, field))
    )
    after = ingest(path, corrections=Corrections((CorrectionFile(sha256(path), corrections=corrections),)))
    for table in (
        "key_points",
        "bands",
        "clauses",
        "tiers",
        "notes",
        "requirements",
        "thresholds",
        "parties",
    ):
        spans = {"start", "end"}
        rows = [
            [row.model_dump(exclude=spans) for row in one.records.table(table)] for one in (before, after)
        ]
        assert rows[0] == rows[1]
    told = [
        [row.code for row in one.records.findings if not row.code.startswith("correction")]
        for one in (before, after)
    ]
    assert sorted(told[0]) == sorted(told[1])
    assert set(states(after)) <= {"applied"}


def test_a_run_reads_again_only_what_new_corrections_touch(tmp_path: Path) -> None:
    """Those of another document are told too, though no byte of this one has changed."""
    sources, out, folder = tmp_path / "in", tmp_path / "out", tmp_path / "corrections"
    folder.mkdir()
    sources.mkdir()
    old, new = written(sources), written(sources, page(year=2032), "2032.html")
    written(sources, page(year=2029).replace("林业局", "农业局"), "别的.html")

    def codes_of(year: int) -> list[str]:
        status, _ = rubrics("ingest", sources, "--out", out, "--corrections", folder, "--lang", "en")
        assert status == 0
        with (out / "csv" / "findings.csv").open(encoding="utf-8-sig") as file:
            return [line for line in file if f"-{year}-" in line and "correction-" in line]

    assert codes_of(2032) == []
    in_folder(folder, old, said("1/3", "points", "50", "45"))
    (line,) = codes_of(2032)
    assert "correction-needs-review" in line
    assert sha256(new) not in {path.stem for path in folder.iterdir()}
    before = load_manifest(out)
    codes_of(2032)
    assert load_manifest(out) == before
    (folder / f"{sha256(old)}.yaml").unlink()
    assert codes_of(2032) == []


def test_check_and_show_read_with_corrections_too(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    folder.mkdir()
    assert "points 3O cannot be read" in rubrics("check", notice, "--corrections", folder, "--lang", "en")[1]
    in_folder(folder, notice, said("1/2", "points", None, "30"))
    assert (
        "points 3O cannot be read" not in rubrics("check", notice, "--corrections", folder, "--lang", "en")[1]
    )
    assert "防火值守  30 points" in rubrics("show", notice, "--corrections", folder, "--lang", "en")[1]


def test_a_task_is_corrected_with_its_leads_and_targets() -> None:
    (path,) = RAW.glob("*工作要点.txt")
    before = ingest(path).records
    notice_id = before.notice.notice_id
    task = next(row for row in before.tasks if "5%" in row.text)
    record = below_notice(task.task_id, notice_id)
    leads = lines_of("parties", before.parties, task.task_id)
    text = task.text.replace("5%", "7%")
    corrections = (said(record, "text", task.text, text), said(record, "parties", leads, leads[:1]))
    result = ingest(path, corrections=Corrections((CorrectionFile(sha256(path), corrections=corrections),)))
    assert states(result) == ["applied", "applied"]
    own = [row for row in result.records.thresholds if row.owner_id == task.task_id]
    assert [row.text for row in own if "7%" in row.text]
    assert not [row.text for row in own if "5%" in row.text]
    assert [row.name for row in result.records.parties if row.owner_id == task.task_id] == list(leads[:1])
    others = [row for row in result.records.parties if row.owner_id != task.task_id]
    assert others == [row for row in before.parties if row.owner_id != task.task_id]
