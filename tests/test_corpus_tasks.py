"""Real task lists and speeches against records read by hand. Skipped where there is no corpus beside the checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from normalizers.records import Records
from normalizers.text.views import squeeze
from pipeline.dataset.files import write
from pipeline.ingest.run import Result, ingest
from tests.corpus import CORPUS, differences, evaluator, gold, needs_corpus

pytestmark = needs_corpus

KINDS = ["notice", "task", "task.lead", "task.target", "task.target.end", "goal"]
FORMS = ["text", "docx", "pdf"]


@cache
def read(path: Path) -> Result:
    return ingest(path)


def seed(number: str) -> Path:
    return next((CORPUS / "seeds").glob(f"{number}_*.txt"))


def notice(form: str) -> Path:
    return seed("002") if form == "text" else next((CORPUS / "documents").glob(f"002_*.{form}"))


@pytest.mark.parametrize("form", FORMS)
def test_a_task_list_is_read_in_full_from_every_format(form: str, tmp_path: Path) -> None:
    write([read(notice(form))], tmp_path)
    assert differences(tmp_path, "002", KINDS) == {}


@pytest.mark.parametrize("form", FORMS)
def test_every_character_of_a_task_list_ends_in_a_record(form: str) -> None:
    result = read(notice(form))
    assert result.characters == result.claimed > 6_000
    assert result.records.notice.kind == "tasks"
    assert not any(row.severity == "error" for row in result.records.findings)


def test_every_format_gives_the_same_tasks() -> None:
    def told(records: Records) -> list[object]:
        return [records.tasks, records.parties, records.thresholds]

    first, *others = (told(read(notice(form)).records) for form in FORMS)
    assert all(other == first for other in others)


def test_annexes_and_sections_are_those_of_the_gold() -> None:
    annexes = {annex["name"]: squeeze(annex["printed_title"]) for annex in gold("002")["annexes"]}
    want = [
        (annexes[section["annex"]], squeeze(section["heading"]))
        for section in gold("002")["sections"]
        for _ in section["tasks"]
    ]
    tasks = read(notice("text")).records.tasks
    assert [(squeeze(task.annex), squeeze(task.section)) for task in tasks] == want


# what the gold lists under `issues`, and the finding that reports it
CODES = {
    "numbering_gap": "number-gap",
    "conflicting_target": "target-differs",
    "stray_comma": "lead-cut",
    "vague_lead": "lead-vague",
    "abbreviated_lead": "party-short",
    "lead_order": "lead-order",
    "seq_not_unique": "numbers-restart",
    "title_mismatch": "title-wording",
    "duplicate_tasks": "task-repeated",
    "wording_differs": "task-similar",
    "no_scores": "no-scores",
    "most_tasks_not_quantified": "no-scores",
}
# what is no doubt, since a record holds it as it is
IN_RECORDS = {
    "counts_declared": "every count that the notice announces is right; a wrong one gives count-differs",
    "no_break_before_annex2": "the title is the annex of its tasks and part of no task",
    "section_number_restart": "a section is told by its annex and its heading",
    "soft_target": "thresholds.modality",
    "op_ambiguous": "thresholds.direction is unstated",
    "not_targets": "such figures give no threshold",
    "split_title": "notices.title is one line",
    "elided_subject": "thresholds.metric is what is printed",
    "qualitative_goals": "a goal without a figure stays in notices.body",
    "numbering_style": "tasks.label is as printed",
}
# what no rule of this version can see, and why
OUT_OF_REACH = {
    "lead_mismatch": "that two tasks in different words are about one platform is a matter of sense",
    "overlap_key_vs_detail": "that a task sums up others in different words is a matter of sense",
    "mixed_width": "punctuation of both widths changes nothing that is read",
}


def test_each_issue_of_the_gold_is_reported() -> None:
    codes = {row.code for row in read(notice("text")).records.findings}
    kinds = {issue["code"] for issue in gold("002")["issues"]}
    assert kinds == CODES.keys() | IN_RECORDS.keys() | OUT_OF_REACH.keys()
    assert set(CODES.values()) <= codes


def test_warnings_are_only_those_of_the_gold() -> None:
    found = [row.code for row in read(notice("text")).records.findings if row.severity == "warning"]
    assert sorted(found) == ["lead-vague", "number-gap", "target-differs"]


def test_what_the_records_hold_is_no_finding() -> None:
    records = read(notice("text")).records
    owned = [one for one in records.thresholds if one.owner_id != records.notice.notice_id]
    assert [one.modality for one in owned].count("力争") == 4
    assert [one.direction for one in owned].count("unstated") == 2
    assert "\n" not in records.notice.title
    assert "count-differs" not in {row.code for row in records.findings}


def test_every_goal_of_a_speech_is_found_and_no_task_is_invented(tmp_path: Path) -> None:
    result = read(seed("001"))
    write([result], tmp_path)
    module = evaluator()
    want = module.gold_facts(gold("001"))
    have = module.dataset_facts(module.Dataset(tmp_path, None))
    assert not want["goal"] - have["goal"]
    assert not set(module.INVENTED) & have.keys()
    assert result.records.notice.kind == "narrative"


def test_a_speech_gives_no_goal_of_the_past_year() -> None:
    records = read(seed("001")).records
    body = records.notice.body
    # the speech has three parts: the past year, the situation, the plans
    plans = body.index(f"三、{records.notice.year}年")
    assert records.thresholds
    assert all(one.start is not None and one.start > plans for one in records.thresholds)


@pytest.mark.parametrize("path", sorted((CORPUS / "real").glob("*")))
def test_documents_of_other_kinds_give_neither_tasks_nor_goals(path: Path) -> None:
    records = read(path).records
    assert not records.tasks
    assert not [one for one in records.thresholds if one.owner_id == records.notice.notice_id]
