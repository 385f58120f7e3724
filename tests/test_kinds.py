"""Closed lists: one row for each member, words for it in both languages, and every view can show it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from rich.console import Console

from normalizers import kinds
from normalizers.columns import chosen, columns
from normalizers.kinds import CLAUSES
from normalizers.records import TABLES as RECORDS
from normalizers.records import (
    Cap,
    Clause,
    ClauseKind,
    CriterionKind,
    GradeRule,
    NoticeKind,
    PartyRole,
    Quality,
    Records,
    Scope,
    Severity,
    Status,
)
from pipeline.app.notice import columns as forms
from pipeline.app.notice.forms import choice as worded
from pipeline.app.notice.forms import form
from pipeline.compare.model import CHANGES, ChangeKind
from pipeline.evidence.outline import outline
from pipeline.export.lost import WHAT
from pipeline.export.targets import TARGETS
from pipeline.export.write import export
from pipeline.messages.languages import LANGS
from pipeline.messages.phrases import MARKS
from pipeline.messages.words import texts
from pipeline.report.report import report
from pipeline.scoring import Mark, blank, score
from pipeline.scoring.form.writer import write_scoring_workbook
from pipeline.scoring.template import slots
from pipeline.scoring.terminal import shown as scored
from pipeline.terminal.explain import explanation
from pipeline.terminal.findings import STYLES
from pipeline.terminal.show import trees
from pipeline.workbook.writer import write_workbook
from tests.records import N, dec, records
from tests.test_views_hold import NoPlaces

TABLES: dict[str, tuple[Any, Mapping[Any, object]]] = {
    "clause kinds": (ClauseKind, kinds.CLAUSES),
    "criterion kinds": (CriterionKind, kinds.CRITERIA),
    "caps": (Cap, kinds.CAPS),
    "scopes": (Scope, kinds.SCOPES),
    "grade rules": (GradeRule, kinds.GRADE_RULES),
    "party roles": (PartyRole, kinds.ROLES),
    "qualities": (Quality, kinds.QUALITIES),
    "notice kinds": (NoticeKind, kinds.NOTICES),
    "change kinds": (ChangeKind, CHANGES),
    "marks of severities": (Severity, MARKS),
    "colours of severities": (Severity, STYLES),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_a_row_for_each_member(name: str) -> None:
    declared, rows = TABLES[name]
    assert list(rows) == list(get_args(declared)), f"the table of {name}"


# the key under which a member is called, by its list; where a list has none, a view shows no word for it
CALLED: tuple[tuple[str, Any, set[str]], ...] = (
    ("clause.{}", ClauseKind, set()),
    ("change.clause.{}", ClauseKind, set()),
    ("change.kind.{}", CriterionKind, set()),
    ("evidence.kind.{}", CriterionKind, {"scored"}),
    ("change.cap.{}", Cap, {"points"}),
    ("change.party.{}", PartyRole, set()),
    ("evidence.party.{}", PartyRole, set()),
    ("change.task_party.{}", PartyRole, {"assessed"}),
    ("quality.{}", Quality, set()),
    ("diff.kind.{}", ChangeKind, set()),
    ("severity.{}", Severity, set()),
    ("status.{}", Status, set()),
)


@pytest.mark.parametrize(("key", "declared", "never"), CALLED, ids=[key for key, _, _ in CALLED])
def test_every_member_has_its_words(key: str, declared: Any, never: set[str]) -> None:
    named = [key.format(member) for member in get_args(declared) if member not in never]
    missing = [f"{one} ({lang})" for one in named for lang in LANGS if not texts(lang).get(one)]
    assert missing == []


def test_what_moves_points_one_way_has_words_for_how_many() -> None:
    for kind, does in CLAUSES.items():
        if does.plain:
            assert texts("zh")[f"change.part.{kind}"]


def test_what_is_lost_of_each_kind_of_criterion_has_words() -> None:
    assert {f"{kind}_item" for kind in get_args(CriterionKind)} - {"scored_item"} <= set(WHAT)


def test_a_change_and_its_mirror_mirror_each_other() -> None:
    for kind, does in CHANGES.items():
        assert does.mirrored is None or CHANGES[does.mirrored].mirrored == kind


# ---- a clause of each kind in every view


def with_clause(**fields: Any) -> tuple[Records, str]:
    """Records with a clause of these fields, and its id."""
    made = records()
    own = f"{N}/1/2/c2"
    values = {"rubric_id": f"{N}/1", "criterion_id": f"{N}/1/2", "seq": 2, "source": "rule"}
    clause = Clause(
        clause_id=own, text="限期未整改的，按此办理。", condition="限期未整改", **values, **fields
    )
    return made.model_copy(update={"clauses": (*made.clauses, clause)}), own


def shown(one: Any) -> str:
    console = Console(file=io.StringIO(), width=400)
    console.print(one)
    return console.file.getvalue()  # type: ignore[attr-defined]


MEMBERS = [
    *({"kind": kind} for kind in get_args(ClauseKind)),
    *({"kind": kind, "points": dec("2")} for kind in get_args(ClauseKind)),
    *({"kind": "deduct", "cap": cap, "cap_points": dec("3")} for cap in get_args(Cap)),
    *({"kind": "zero", "scope": scope} for scope in get_args(Scope)),
    *({"kind": "limit", "grade": "好", "grade_rule": rule} for rule in get_args(GradeRule)),
]


@pytest.mark.parametrize("fields", MEMBERS, ids=lambda fields: "-".join(map(str, fields.values())))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_view_shows_every_clause(lang: Any, fields: dict[str, Any], tmp_path: Path) -> None:
    made, own = with_clause(**fields)
    assert "按此办理" in "".join(shown(tree) for tree in trees(made, lang))
    assert "按此办理" in shown(explanation(made, own, lang))
    assert outline(made, NoPlaces(), [() for _ in made.findings], lang).count()  # type: ignore[arg-type]
    write_workbook(made, tmp_path / "one.xlsx", lang)
    assert form(made, f"{N}/1/2", lang).of("clauses")
    for to in TARGETS:
        lost = [one for one in export(made, to, rubric=1, lang=lang).lost if one.record_id == own]
        # what a program computes by the rules is not lost there, and tables hold every column
        assert lost or to in {"rules", "sql", "sqlite"}
        assert all(one.what in WHAT for one in lost)


@pytest.mark.parametrize("kind", get_args(ClauseKind))
def test_every_kind_is_told_when_it_comes_goes_or_changes(kind: Any) -> None:
    made, _ = with_clause(kind=kind)
    before, _ = with_clause(kind="note" if kind != "note" else "deduct")
    for old, new in ((records(), made), (made, records()), (before, made)):
        (change,) = report([old], [new]).diff.changes
        assert change.sentence_zh
        assert change.sentence_en


@pytest.mark.parametrize("kind", [kind for kind, does in CLAUSES.items() if does.acts])
def test_a_clause_that_acts_counts_when_it_is_marked_or_is_said_not_to_be_computed(kind: Any) -> None:
    made, own = with_clause(kind=kind, points=dec("2"))
    (yes,), (no,) = (score(made, [Mark(own, value, "甲镇")]) for value in ("1", "0"))
    said = {step.clause_id for step in (*yes.remarks, *no.remarks)}
    assert yes != no or own in said


@pytest.mark.parametrize("kind", get_args(ClauseKind))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_scoring_asks_for_a_clause_of_every_kind_in_words(lang: Any, kind: Any, tmp_path: Path) -> None:
    made, _ = with_clause(kind=kind)
    assert list(scored(blank(made, made.rubrics[0]), made, lang))
    assert slots(made, made.rubrics[0])
    assert write_scoring_workbook(made, made.rubrics[0], [], tmp_path / "form.xlsx", lang)


def test_every_choice_of_a_form_has_a_word() -> None:
    choices = {
        choice
        for table in RECORDS
        for column in columns(table)
        if column.name in chosen(forms.COLUMNS, table)
        for choice in column.choices
    }
    assert {choice for choice in choices if worded(choice, "zh") == choice} == set()
