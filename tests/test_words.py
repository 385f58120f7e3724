"""The words of the tool: the same keys in every language, each used, and none used that is not there."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from typing import get_args

import pytest
import typer

from extractors.finding import CATALOGUE
from extractors.formats import Format
from normalizers import records
from normalizers.columns import Type, chosen
from normalizers.language.productions import PRODUCTIONS
from normalizers.overlay.model import ROW
from normalizers.overlay.rows import LISTS as WHOLE
from normalizers.records import TABLES
from normalizers.tables.roles import Role
from pipeline.app.jobs import Stage
from pipeline.app.notices.adding import Fate
from pipeline.app.notices.downloads import KINDS
from pipeline.app.rooms import ROOMS
from pipeline.app.web import SAID
from pipeline.cli import app
from pipeline.compare.model import ChangeKind, FieldChange, RubricPair
from pipeline.compare.sides import Subject
from pipeline.contract.tables import EVERY
from pipeline.contract.values import LISTS
from pipeline.corrections.told import PARTS
from pipeline.dataset.stored import ONE_OF
from pipeline.evidence import columns as places
from pipeline.export.lost import WHAT
from pipeline.export.targets import TARGETS
from pipeline.messages import causes
from pipeline.messages.languages import LANGS, SOURCE, TRANSLATED, Lang
from pipeline.messages.words import _flat, say, texts, units
from pipeline.report import columns as wordings
from pipeline.report.report import Diff, ReportChange, Source
from pipeline.scoring import template
from pipeline.scoring.model import Outcome
from pipeline.scoring.rules.slots import Kind as SlotKind
from pipeline.scoring.sql.values import FAULTS, REASONS
from pipeline.workbook import columns as sheets
from pipeline.workbook import correctable
from tests.texts import ROOT, constant, placeholders, trees

# keys that code puts together: what stands before the last part, and the ends that this can have
FAMILIES: dict[str, Iterable[str]] = {
    "severity": get_args(records.Severity),
    "status": get_args(records.Status),
    "quality": get_args(records.Quality),
    "clause": get_args(records.ClauseKind),
    "finding": [f"{code}.message" for code in CATALOGUE],
    "settled": ("confirmed", "dismissed"),
    "role": get_args(Role),
    "sql": (*REASONS, *FAULTS),
    "format": [*(form.value.name for form in Format if form.value.name.islower()), "named-otherwise"],
    "field": (ROW, *WHOLE),
    "label": (
        *ONE_OF.values(),
        *(name for table in TABLES for name, how in chosen(places.COLUMNS, table).items() if how.own),
        *(how.key for how in chosen(sheets.COLUMNS, "notices").values()),
        *(head.key for head in (sheets.SEQ, *sheets.RUBRIC, *sheets.TASKS)),
        *(key for table in TABLES for key in chosen(wordings.COLUMNS, table).values()),
        *correctable._KEYS,
        *("tasks", "annex", "section"),
        *("rubric", "scope", "criteria", "declared", "computed", "agrees", "page"),
        *("level", "where", "place", "message", "evidence", "hint"),
    ),
    "help": [f"{command}.about" for command in typer.main.get_command(app).commands],  # type: ignore[attr-defined]
    "help.name": ("choice", "number", "path", "text"),
    "reason": ("not-so", *causes._KNOWN),
    "production": [one.name for one in PRODUCTIONS],
    "lost": WHAT,
    "table": TABLES,
    "column": (),
    "contract.every": EVERY,
    "value": [f"{name}.{one}" for name, declared in LISTS.items() for one in get_args(declared)],
    "dictionary.head": ("column", "type", "always", "meaning", "code", "severity"),
    "dictionary.type": get_args(Type),
    "diff.kind": get_args(ChangeKind),
    "diff.counted": get_args(Subject),
    "change": [
        *(f"{what}.{subject}" for what in ("new", "gone") for subject in get_args(Subject)),
        *(f"list_{what}.{one}" for what in ("added", "removed") for one in ("task", "goal")),
        *("rubric.added", "rubric.removed"),
    ],
    "change.said": ("target", "unit", "method", "due"),
    "change.kind": get_args(records.CriterionKind),
    "change.clause": get_args(records.ClauseKind),
    "change.part": ("award", "deduct", "bonus", "points", "kind", "unit", "cap", "floor", "tiers"),
    "change.cap": set(get_args(records.Cap)) - {"points"},
    "change.party": get_args(records.PartyRole),
    "change.task_party": ("lead", "joint"),
    "change.spot": ("altered", "added", "removed"),
    "change.owner": ("award", "deduct", "bonus", "zero", "veto"),
    "change.owner_of": ("award", "deduct", "bonus"),
    "change.several": ("added", "removed"),
    "evidence.kind": set(get_args(records.CriterionKind)) - {"scored"},
    "evidence.clause": [name for name, how in chosen(places.COLUMNS, "clauses").items() if how.beside],
    "evidence.party": get_args(records.PartyRole),
    "score": ("unit", "rubric", "total", "grade_of", "result", "asked", "errors", "decided"),
    "score.head": (
        *("unit", "name", "step", "effect", "arithmetic", "text", "place", "state_of", "id", "said"),
    ),
    "score.column": template.HEADER,
    "score.outcome": get_args(Outcome),
    "form.head": ("label", "name", "text", "worth", "what", "value", "matter", "result", "told"),
    "form.what": get_args(SlotKind),
    "form.effect": ("zero", "veto", "limit"),
    "app.room": [room.door.name for room in ROOMS if room.door],
    "app.said": SAID,
    "app.api": ("not-found", "unread", "wrong-value", "missing", "marks", "too-many"),
    "app.changes": ("old", "new"),
    "app.job": (*get_args(Stage), "done_in_part", "reading_page"),
    "app.exports.about": TARGETS,
    "app.exports.holds": ("rubric", "notice", "dataset"),
    "app.history": ("corrected", "commented"),
    "app.scores.file": ("form", "report", "csv"),
    "app.outcome": set(get_args(Fate)) - {"added"},
    "app.outcome_told": set(get_args(Fate)) - {"added"},
    "app.download": (*KINDS, "notice", "severity", "where", "page", "message", "evidence", "hint"),
    "project.about": ("notices", "corrections"),
    "project.fewer": ("sources", "notices", "corrections"),
    "app.part": PARTS,
    "app.move": ("from", "to"),
    "app.state": ("applied", "confirmed", "already-true", "stale", "invalid"),
    "app.choice": {
        one
        for kind in (
            "CriterionKind",
            "ClauseKind",
            "ClauseEffect",
            "GradeRule",
            "Cap",
            "Scope",
            "Direction",
            "Rounding",
        )
        for one in get_args(getattr(records, kind))
    }
    | {*get_args(records.Relation), *get_args(records.PartyRole)},
}
# rooms whose words stand for values that extractors and normalizers give by their key
GIVEN = ("reason", "part", "found")
# rooms whose words scoring gives by their key
SCORING = ("score.step", "score.ask", "score.fault", "score.unread", "score.slot")
ROOMS = {key.partition(".")[0] for key in texts(SOURCE)}
_KEY = re.compile(r"[a-z_]+(?:\.[\w-]+)+")
_FILE = re.compile(r"\.(?:html|css|js|json|toml|csv|xlsx|md)\Z")


def of_templates() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "pipeline").rglob("*.html")))


@cache
def literals(*packages: str) -> frozenset[str]:
    """The texts that stand in the code as such."""
    found = {
        constant(node) for tree in trees(*packages) for node in ast.walk(tree) if isinstance(node, ast.expr)
    }
    return frozenset(found) | set(re.findall(r"[\"']([\w.-]+)[\"']", of_templates()))


def beginnings() -> set[str]:
    """What stands before the first value in keys that the code puts together."""
    found = set()
    for tree in trees("pipeline"):
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and not _FILE.search(constant(node.values[-1])):
                found |= set(re.findall(r"\A([a-z_.]+)\.\Z", constant(node.values[0])))
    found |= set(re.findall(r"[\"']([a-z_.]+)\.[\"'] ~", of_templates()))
    return {one for one in found if one.partition(".")[0] in ROOMS}


def declared() -> set[str]:
    return {f"{family}.{end}" for family, ends in FAMILIES.items() for end in ends}


def own(lang: Lang) -> list[str]:
    """The keys of a language but for the descriptions of columns, which in English stand in the records."""
    return [key for key in texts(lang) if not key.startswith("column.")]


@pytest.mark.parametrize("lang", LANGS)
def test_all_languages_have_the_same_keys_in_the_same_order(lang: Lang) -> None:
    assert own(lang) == own(SOURCE)


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_is_read_room_by_room_as_it_is_read_as_a_whole(lang: Lang) -> None:
    whole = tomllib.loads((ROOT / "pipeline" / "messages" / f"{lang}.toml").read_text("utf-8"))
    assert texts(lang) == dict(_flat(whole))


@pytest.mark.parametrize("lang", TRANSLATED)
def test_the_description_of_every_column_is_translated(lang: Lang) -> None:
    homes = TABLES | {
        model.__name__: model for model in (Diff, Source, RubricPair, ReportChange, FieldChange)
    }
    columns = [f"column.{home}.{name}" for home, model in homes.items() for name in model.model_fields]
    assert [key for key in texts(lang) if key.startswith("column.")] == columns
    assert own(SOURCE) == list(texts(SOURCE))


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_has_words_and_asks_for_the_same_values_in_all_languages(lang: Lang) -> None:
    for key, text in texts(lang).items():
        assert text.strip(), key
        assert asked(text) == asked(texts(SOURCE).get(key, "")), key


def asked(text: str) -> set[tuple[str, str]]:
    """The values of a text with their rooms; how figures are grouped is the language's."""
    return {(name, room.strip(",f")) for name, room in placeholders(text)}


def test_every_key_in_the_code_is_there() -> None:
    used = {one for one in literals("pipeline") if _KEY.fullmatch(one) and not _FILE.search(one)}
    assert {one for one in used if one.partition(".")[0] in ROOMS} - set(texts(SOURCE)) == set()


def test_keys_that_are_put_together_are_of_a_family_and_all_of_it_is_there() -> None:
    assert beginnings() - {*FAMILIES, *SCORING} == set()
    assert declared() - set(texts(SOURCE)) == set()


def test_every_word_is_used() -> None:
    given = {
        f"{room}.{one}"
        for room in GIVEN
        for one in literals(
            "extractors", "normalizers", "pipeline/corrections", "pipeline/ingest", "pipeline/workers"
        )
    }
    given |= {f"{room}.{one}" for room in SCORING for one in literals("pipeline/scoring")}
    hints = {f"finding.{code}.hint" for code in CATALOGUE}
    assert set(texts(SOURCE)) - literals("pipeline") - declared() - given - hints == set()


def test_a_call_names_its_key_with_the_room() -> None:
    bare = [
        constant(node.args[0])
        for tree in trees("pipeline")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and _name(node.func) == "say" and constant(node.args[0])
    ]
    bare += re.findall(r"say\([\"']([\w.-]*)[\"']", of_templates())
    assert len(bare) > 200
    assert [key for key in bare if "." not in key] == []


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@pytest.mark.parametrize("lang", LANGS)
def test_large_units_are_numbers_with_names_the_largest_first(lang: Lang) -> None:
    figures = [figure for figure, _ in units(lang)]
    assert figures == sorted(figures, reverse=True)
    assert all(name and figure > 1 for figure, name in units(lang))


def test_what_fills_a_text_is_never_read_as_a_text_itself() -> None:
    assert say("mark.labelled", "zh", label="{reason:reason}{0}") == "{reason:reason}{0}："
    with pytest.raises(KeyError):
        say("mark.labelled", "zh")
    with pytest.raises(KeyError):
        say("no.such", "zh")
