"""The findings: every code is used, and what it says in each language is filled from its values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractors.finding import CATALOGUE, Finding, Settled, finding
from extractors.formats import Format
from normalizers.records import FindingRow
from pipeline.messages.findings import bare_message, hint, in_language, message, stored_values
from pipeline.messages.languages import LANGS, Lang
from pipeline.messages.words import texts
from tests.texts import calls, constant, names

ROOT = Path(__file__).parents[1]
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for package in ("extractors", "normalizers", "pipeline")
    for path in sorted((ROOT / package).rglob("*.py"))
    if path.name != "finding.py"
)
# the values that are words of the tool, each with its room of the same name
WORDED = ("reason", "format", "part", "found")


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_code_is_used_and_its_words_ask_for_its_values(code: str) -> None:
    assert f'"{code}"' in SOURCES
    for lang in LANGS:
        said = [text for key, text in texts(lang).items() if key.startswith(f"finding.{code}.")]
        assert set().union(*map(names, said)) == set(CATALOGUE[code].values)


def test_every_code_that_is_reported_stands_in_the_catalogue() -> None:
    reported = re.findall(r"\b(?:report|finding)\(\s*\"([a-z-]+)\"", SOURCES)
    assert len(reported) > 50
    assert set(reported) <= set(CATALOGUE)


def test_a_finding_needs_a_code_of_the_catalogue_and_all_its_values() -> None:
    with pytest.raises(KeyError):
        finding("no-such-code")
    with pytest.raises(KeyError):
        finding("points-unread")
    assert message(finding("points-unread", text="甲"), "zh") == "分值“甲”无法识别"


@pytest.mark.parametrize("lang", LANGS)
def test_a_reason_that_is_a_word_has_its_own_values(lang: Lang) -> None:
    found, known = 0, texts(lang)
    for call in calls("extractors", "normalizers"):
        given = {one.arg: constant(one.value) for one in call.keywords if one.arg}
        for room in WORDED:
            if text := known.get(f"{room}.{given.get(room, '')}"):
                found += 1
                assert names(text) <= set(given), given
            elif room == "reason" and room in given and given[room]:
                pytest.fail(f"no words for {given[room]}")
    assert found > 20


@pytest.mark.parametrize("lang", LANGS)
def test_a_format_is_a_name_or_a_word(lang: Lang) -> None:
    for form in Format:
        name = form.value.name
        assert (f"format.{name}" in texts(lang)) == name.islower()


IN_BOTH = [
    (
        finding("file-corrupt", reason="too-many-cells", most=9),
        "文件已损坏或不完整：单元格超过9个",
        "the file is damaged or cut off: more than 9 cells",
    ),
    (
        finding("file-corrupt", reason="KeyError: {x}"),
        "文件已损坏或不完整：KeyError: {x}",
        "the file is damaged or cut off: KeyError: {x}",
    ),
    (
        finding(
            "file-unsupported",
            format="named-otherwise",
            form="unknown",
            suffix=".wav",
            alone="",
            converted="",
            scanned="",
        ),
        "不支持的文件格式：未知格式 (.wav)",
        "unsupported format: unknown format (.wav)",
    ),
    (
        finding("column-by-content", header="考核内容", role="rule"),
        "“考核内容”列按内容判断为评分标准",
        "column 考核内容 was taken as rule by its content",
    ),
    (
        Finding("points-missing", settled=Settled(True, "沈知秋", "2031-03-09T10:00", "原表如此")),
        "没有分值（沈知秋 2031-03-09 确认无误：原表如此）",
        "has no points (沈知秋 2031-03-09 confirmed: 原表如此)",
    ),
    (
        Finding("points-unread", (("text", "若干"),), settled=Settled(False, "", "", "")),
        "分值“若干”无法识别（不作处理）",
        "points 若干 cannot be read (dismissed)",
    ),
]


@pytest.mark.parametrize(("found", "zh", "en"), IN_BOTH)
def test_a_finding_is_told_in_either_language_also_from_a_dataset(found: Finding, zh: str, en: str) -> None:
    assert message(found, "zh") == zh
    assert message(found, "en") == en
    for first, then, said in (("zh", "en", en), ("en", "zh", zh)):
        again = in_language(stored(found, first), then)
        assert again == stored(found, then)
        assert again.message == said
        assert in_language(again, first) == stored(found, first)


def stored(found: Finding, lang: Lang) -> FindingRow:
    return FindingRow(
        notice_id="x",
        code=found.code,
        severity=found.severity.value,
        message=message(found, lang),
        values=stored_values(found),
        hint=hint(found, lang),
    )


def row(code: str, said: str, values: str = "") -> FindingRow:
    return FindingRow(notice_id="x", code=code, severity="warning", message=said, values=values, hint="…")


@pytest.mark.parametrize(
    "unknown",
    [
        row("of-another-version", "新的疑点", '{"text": "甲"}'),
        row("points-unread", "分值“甲”无法识别"),
        row("points-unread", "分值“甲”无法识别", '{"other": "甲"}'),
        row("points-unread", "分值“甲”无法识别", '{"text": "甲'),
        row("points-unread", "分值“甲”无法识别", '["text"]'),
        # as version 1.0 has one that a person settled
        row("points-missing", "没有分值（沈知秋 确认无误）"),
        row("points-missing", "没有分值（不作处理）", '{"settled": "dismissed"}'),
    ],
)
def test_a_stored_finding_that_cannot_be_filled_stays_as_it_is(unknown: FindingRow) -> None:
    assert in_language(unknown, "en") == unknown


def test_a_stored_finding_without_values_is_told_in_the_language_asked_for() -> None:
    told = in_language(row("points-missing", "没有分值"), "en")
    assert (told.message, told.hint) == ("has no points", "")


def test_values_are_json_with_its_names_in_order_and_nothing_where_there_are_none() -> None:
    assert stored_values(finding("points-differ", there=4, here=5)) == '{"here": "5", "there": "4"}'
    assert stored_values(finding("points-missing")) == ""


def test_a_message_is_published_with_the_names_of_its_values() -> None:
    assert bare_message("file-corrupt", "en") == "the file is damaged or cut off: {reason}"
    assert bare_message("correction-confirmed", "zh") == "人工核对 {field}：“{now}”无误（{who} {when}）"
