"""Exports: each has the published structure of its format, loads back, and names all that it could not hold."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sqlite3
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from typer.testing import CliRunner

from normalizers.columns import OWN_ID, named
from normalizers.records import TABLES, Records
from pipeline.cli import app
from pipeline.dataset.stored import notice_ids, read_records
from pipeline.export.case import case_id
from pipeline.export.items import sheet
from pipeline.export.lost import WHAT
from pipeline.export.model import Export
from pipeline.export.targets import TARGETS
from pipeline.export.write import export, lost_csv
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.run import Result, ingest_all
from tests.case_schema import CASE_V1P0, CASE_V1P1
from tests.corpus import CORPUS, needs_corpus
from tests.moodle_restore import Restored
from tests.records import N, records

ROOT = Path(__file__).parents[1]
STRUCTURED = ROOT / "data" / "structured"
STORED = [stored for one in notice_ids(STRUCTURED) if (stored := read_records(STRUCTURED, one)).rubrics] + [
    records()
]
EACH = [(stored, rubric.seq) for stored in STORED for rubric in stored.rubrics]
NAMES = [f"{stored.notice.notice_id[:10]}-{seq}" for stored, seq in EACH]


def package(made: Export) -> dict[str, Any]:
    return json.loads(made.payload, parse_float=Decimal)


def bare(text: str) -> str:
    return "".join(text.split())


def lost(made: Export) -> Counter[tuple[str, str]]:
    return Counter((one.what, one.record_id) for one in made.lost)


# ---- all that is lost is said


def texts(made: Records, seq: int) -> dict[str, set[str]]:
    """The words of each record of a rubric, by its id."""
    rubric = f"{made.notice.notice_id}/{seq}"
    found: dict[str, set[str]] = {}
    for table, columns in (
        ("criteria", ("label", "name", "text", "rule_text", "method", "target")),
        ("key_points", ("text",)),
        ("bands", ("text", "grade")),
        ("clauses", ("text",)),
        ("notes", ("text",)),
        ("thresholds", ("text",)),
    ):
        for row in made.table(table):
            own = getattr(row, {"criteria": "criterion"}.get(table, table.rstrip("s")) + "_id")
            if own.startswith(f"{rubric}/"):
                found[f"{table} {own}"] = {bare(getattr(row, column)) for column in columns} - {""}
    for party in made.parties:
        if party.owner_id.startswith(f"{rubric}/"):
            found.setdefault(f"party {party.owner_id}", set()).add(bare(party.name))
    return found


def unsaid(made: Records, seq: int, result: Export, payload: str) -> list[str]:
    """Records whose words stand neither in the payload nor in the list of what was lost."""
    here = bare(payload)
    said = bare("".join(one.words for one in result.lost))
    return [
        f"{record}: {text}"
        for record, found in texts(made, seq).items()
        for text in found
        if text not in here and text not in said
    ]


def strings(node: Any) -> list[str]:
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [node] if isinstance(node, str) else [text for one in inside for text in strings(one)]


def csv_rows(made: Export) -> list[list[str]]:
    """The rows of a CSV file, its headings first."""
    return list(csv.reader(io.StringIO(made.payload.decode(), newline="")))


def cells(made: Export) -> list[str]:
    """The texts of a sheet; what deducts is the end of the rule in whose row it stands."""
    sheet = openpyxl.load_workbook(io.BytesIO(made.payload)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = rows[1]
    if "扣分条款" in head:
        rule, deducts = head.index("评分标准"), head.index("扣分条款")
        for row in rows[2:]:
            row[rule] = f"{row[rule] or ''}{row.pop(deducts) or ''}"
    return [str(one) for row in rows for one in row if one is not None]


def base_of(made: Export) -> sqlite3.Connection:
    """The file, opened with the standard library."""
    base = sqlite3.connect(":memory:")
    base.deserialize(made.payload)
    return base


# what stands in a file, read back as the other system does
READ_BACK: dict[str, Callable[[Export], str]] = {
    "case": lambda made: "\n".join(strings(package(made))),
    "case10": lambda made: "\n".join(strings(package(made))),
    "moodle": lambda made: Restored(made.payload).text(),
    "canvas": lambda made: "\n".join("\n".join(row) for row in csv_rows(made)),
    "table": lambda made: "\n".join(cells(made)),
    "rules": lambda made: "\n".join(strings(package(made))),
    "sql": lambda made: made.payload.decode().replace("''", "'"),
    "sqlite": lambda made: "\n".join(
        str(one) for table in TABLES for row in base_of(made).execute(f"SELECT * FROM {table}") for one in row
    ),
}
CASES = {"case": CASE_V1P1, "case10": CASE_V1P0}
# those that know marks and no arithmetic
OF_MARKS = [form for form in TARGETS if form not in {"table", "rules", "sql", "sqlite"}]


def test_every_target_is_read_back() -> None:
    assert set(READ_BACK) == set(TARGETS)


# ---- what people are told of the targets


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readmes_name_every_target(page: str) -> None:
    lines = (ROOT / page).read_text("utf-8").splitlines()
    (row,) = [line for line in lines if line.startswith("| `rubrics export ")]
    told = re.search(r"[（(]((?:`\w+`[,、]? ?)+)[)）]", row)
    assert told is not None
    assert re.findall(r"\w+", told[1]) == list(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("lang", ["md", "zh.md"])
def test_the_pages_of_exports_have_a_section_and_an_example_for_every_target(name: str, lang: str) -> None:
    page = (ROOT / "docs" / f"interchange.{lang}").read_text("utf-8")
    title = {"rules": "规则数据"}.get(name, TARGETS[name].title) if lang == "zh.md" else TARGETS[name].title
    assert f"\n## {title}\n" in page
    example = rf"rubrics export \S+ --to {name} .*{re.escape(TARGETS[name].suffix)}\n"
    assert re.search(example, page), f"interchange.{lang}: no example of --to {name}"


def test_the_command_offers_every_target() -> None:
    said = " ".join(run("export", "--help").output.split())
    assert f"one of {', '.join(TARGETS)};" in said


@cache
def written(form: Any, place: int) -> tuple[Export, str]:
    """A rubric of EACH as a file of this form, and what is read back of it."""
    stored, seq = EACH[place]
    result = export(stored, form, rubric=seq)
    return result, READ_BACK[form](result)


@pytest.mark.parametrize("place", range(len(EACH)), ids=NAMES)
@pytest.mark.parametrize("form", TARGETS)
def test_no_word_is_lost_in_silence(form: Any, place: int) -> None:
    assert unsaid(*EACH[place], *written(form, place)) == []


@pytest.mark.parametrize("place", range(len(EACH)), ids=NAMES)
@pytest.mark.parametrize("form", TARGETS)
def test_what_is_said_to_be_kept_as_text_is_there(form: Any, place: int) -> None:
    result, payload = written(form, place)
    here = bare(payload)
    assert [one for one in result.lost if one.kept and bare(one.words) not in here] == []


@pytest.mark.parametrize("place", range(len(EACH)), ids=NAMES)
@pytest.mark.parametrize("form", OF_MARKS)
def test_every_fact_that_cannot_be_computed_is_listed(form: Any, place: int) -> None:
    (stored, seq), (result, _) = EACH[place], written(form, place)
    found, within = lost(result), f"{stored.notice.notice_id}/{seq}"
    for clause in stored.clauses:
        if clause.rubric_id == within:
            kinds = {what for what, record_id in found if record_id == clause.clause_id}
            assert kinds
            assert ("cap" in kinds) == (clause.cap != "unstated")
            # how often, how it is rounded, and that a part of it was not read, are no data of an export either
            figures = (clause.per_quantity, clause.max_times, clause.rounding, clause.decimals)
            assert ("rate" in kinds) == bool(clause.per or clause.partial or set(figures) - {None})
            assert ("veto" in kinds) == (clause.kind == "veto")
            assert ("floor" in kinds) == (clause.floor_points is not None)
            assert ("alternatives" in kinds) == (clause.ladder is not None)
            assert ("tiers" in kinds) == any(tier.clause_id == clause.clause_id for tier in stored.tiers)
    for band in stored.bands:
        if band.rubric_id == within and band.criterion_id and band.min_points != band.max_points:
            assert found["range", band.band_id] == 1 or form == "canvas"
    for one in stored.requirements:
        if one.owner_id.startswith(f"{within}/"):
            assert found["requirement", one.owner_id] >= 1
    for threshold in stored.thresholds:
        if threshold.owner_id.startswith(f"{within}/"):
            assert found["threshold", threshold.threshold_id] == 1
    held = json.dumps(package(result), default=str) if form.startswith("case") else ""
    items = {item.criterion.criterion_id: item for item in sheet(stored, stored.rubrics[seq - 1]).items}
    for criterion in stored.criteria:
        own = criterion.criterion_id
        if criterion.rubric_id != within:
            continue
        if own in items:
            assert found[f"{criterion.kind}_item", own] == (criterion.kind != "scored")
            assert found["no_points", own] == (items[own].points is None)
            best = items[own].best
            assert (found["points", own] == 1) == (
                None not in (best, criterion.points) and best != criterion.points
            )
        else:
            assert (criterion.points is not None) <= (found["tree", own] == 1)
        if criterion.weight is not None:
            assert found["weight", own] == (not form.startswith("case") or own not in items)
    assert held.count("statusStartDate") == (form.startswith("case") and stored.notice.issued_on is not None)


@cache
def of_corpus() -> list[Result]:
    """Its real notices and their seeds, as they are read."""
    return list(ingest_all(find_notices([CORPUS / "real", CORPUS / "seeds"]).notices))


@needs_corpus
@pytest.mark.parametrize("form", TARGETS)
def test_rubrics_of_the_corpus_are_exported_whole(form: Any) -> None:
    for result in of_corpus():
        made = result.records
        for rubric in made.rubrics:
            exported = export(made, form, rubric=rubric.seq)
            assert unsaid(made, rubric.seq, exported, READ_BACK[form](exported)) == [], result.name
            if form in CASES:
                jsonschema.validate(json.loads(exported.payload), CASES[form])


def test_the_list_is_a_table_in_both_languages() -> None:
    made = export(records(), "case")
    for lang, word in (("zh", "封顶"), ("en", "cap")):
        text = lost_csv([records()], made.lost, lang)  # type: ignore[arg-type]
        assert text.startswith("\ufeff")
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        assert len(rows) == len(made.lost)
        cap = next(row for row in rows if row["lost"] == word)
        assert cap["record_id"] == f"{N}/1/2/c1"
        assert cap["words"].startswith("每座闸门")
        assert cap["where"].endswith(" 1 / 闸门养护")
    assert {one.what for one in made.lost} <= set(WHAT)


@pytest.mark.parametrize("form", TARGETS)
def test_the_same_rubric_gives_the_same_bytes(form: Any) -> None:
    first, again = (export(records(), form, rubric=1) for _ in range(2))
    assert first == again


# ---- CASE


@pytest.mark.parametrize("stored", STORED, ids=[stored.notice.notice_id[:10] for stored in STORED])
@pytest.mark.parametrize("form", ["case", "case10"])
def test_case_has_the_published_structure(form: str, stored: Records) -> None:
    made = json.loads(export(stored, form).payload)
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator(CASES[form], format_checker=checker).validate(made)
    parts = [made["CFDocument"], *made["CFItems"], *made["CFAssociations"], *made["CFRubrics"]]
    parts += [one for rubric in made["CFRubrics"] for one in rubric["CFRubricCriteria"]]
    parts += [one for part in parts for one in part.get("CFRubricCriterionLevels", ())]
    assert len({part["identifier"] for part in parts}) == len(parts)
    assert all(part["uri"] == f"urn:uuid:{part['identifier']}" for part in parts)
    changed = {part["lastChangeDateTime"] for part in parts}
    assert len(changed) == 1


@pytest.mark.parametrize("stored", STORED, ids=[stored.notice.notice_id[:10] for stored in STORED])
def test_case_loads_back(stored: Records) -> None:
    """The tree, its order, and the points of each item are those of the records."""
    made = package(export(stored, "case"))
    above = {
        link["originNodeURI"]["identifier"]: (
            link["destinationNodeURI"]["identifier"],
            link["sequenceNumber"],
        )
        for link in made["CFAssociations"]
    }
    known = {made["CFDocument"]["identifier"], *(item["identifier"] for item in made["CFItems"])}
    assert {parent for parent, _ in above.values()} <= known
    for criterion in stored.criteria:
        parent = criterion.parent_id or criterion.rubric_id
        assert above[case_id(criterion.criterion_id, "item")] == (case_id(parent, "item"), criterion.seq)
    for rubric in stored.rubrics:
        assert above[case_id(rubric.rubric_id, "item")] == (made["CFDocument"]["identifier"], rubric.seq)
        (loaded,) = (
            one for one in made["CFRubrics"] if one["identifier"] == case_id(rubric.rubric_id, "rubric")
        )
        items = sheet(stored, rubric).items
        assert [one["position"] for one in loaded["CFRubricCriteria"]] == list(range(1, len(items) + 1))
        for one, item in zip(loaded["CFRubricCriteria"], items, strict=True):
            levels = one["CFRubricCriterionLevels"]
            assert one["CFItemURI"]["identifier"] == case_id(item.criterion.criterion_id, "item")
            assert one.get("weight") == item.criterion.weight
            assert {level["rubricCriterionId"] for level in levels} <= {one["identifier"]}
            scores = [level["score"] for level in levels if "score" in level]
            if item.bands:
                assert scores == [band.max_points for band in item.bands if band.max_points is not None]
            else:
                assert scores == ([] if item.points is None else [item.points])


def extension(part: dict[str, Any]) -> dict[str, Any]:
    """What we add to a part; the item of a rubric has it in its CFRubric."""
    own = part.get("extensions", {"rubric-pipeline": {}})
    one: dict[str, Any] = (own[0] if isinstance(own, list) else own)["rubric-pipeline"]
    return one


@pytest.mark.parametrize("stored", STORED, ids=[stored.notice.notice_id[:10] for stored in STORED])
def test_what_case_cannot_say_stands_in_its_extensions(stored: Records) -> None:
    """Each clause, department, key point, threshold, tier and range is there, with its figures."""
    made = package(export(stored, "case"))
    parts = [made["CFDocument"], *made["CFItems"], *made["CFRubrics"]]
    levels = [
        level
        for rubric in made["CFRubrics"]
        for one in rubric["CFRubricCriteria"]
        for level in one["CFRubricCriterionLevels"]
        if "extensions" in level
    ]
    found: dict[str, Any] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            # its own id stands first; rows without one stand inside of their owner
            found.setdefault(next(iter(node.values())), node)
        for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            walk(value)

    for part in (*parts, *levels):
        if more := extension(part):
            walk(more)
    for table in ("clauses", "bands", "key_points", "thresholds", "notes", "criteria"):
        for row in stored.table(table):
            said = found[getattr(row, OWN_ID[table])]
            for name in named(table, "content"):
                value = getattr(row, name)
                assert said.get(name, value if value in ("", None) else ...) == value, (table, name)
    parties = sum(len(one.get("parties", ())) for one in found.values())
    assert parties == sum(one.owner_id in found for one in stored.parties)
    tiers = sum(len(one.get("tiers", ())) for one in found.values())
    assert tiers == len(stored.tiers)


@pytest.mark.parametrize(
    ("issued_on", "year", "changed"),
    [
        (date(2031, 3, 9), 2030, "2031-03-09T00:00:00Z"),
        (None, 2030, "2030-01-01T00:00:00Z"),
        (None, None, "1970-01-01T00:00:00Z"),
    ],
)
def test_the_date_is_that_of_the_notice(issued_on: date | None, year: int | None, changed: str) -> None:
    made = records()
    notice = made.notice.model_copy(update={"issued_on": issued_on, "year": year})
    result = export(made.model_copy(update={"notice": notice}), "case")
    assert package(result)["CFRubrics"][0]["lastChangeDateTime"] == changed
    assert lost(result)["date", N] == (issued_on is None)


# ---- Moodle


@pytest.mark.parametrize(("stored", "seq"), EACH, ids=NAMES)
def test_moodle_loads_back(stored: Records, seq: int) -> None:
    """What Moodle's tables hold after the restore are the items, points and bands of the records."""
    restored = Restored(export(stored, "moodle", rubric=seq).payload)
    rubric = stored.rubrics[seq - 1]
    items = sheet(stored, rubric).items
    most = [item.points or Decimal(0) for item in items]
    guide = restored.rows("SELECT shortname, maxscore FROM gradingform_guide_criteria ORDER BY sortorder")
    assert [Decimal(str(score)) for _, score in guide] == most
    assert [name for name, _ in guide] == [
        item.name[:255] if len(item.name) < 256 else item.name[:254] + "…" for item in items
    ]
    assert restored.grade == math.ceil(sum(most))
    levels = restored.rows(
        "SELECT c.sortorder, l.score FROM gradingform_rubric_criteria c"
        " JOIN gradingform_rubric_levels l ON l.criterionid = c.id ORDER BY l.id"
    )
    for number, item in enumerate(items, 1):
        bands = [band.max_points for band in item.bands if band.max_points is not None]
        expected = bands or [item.points or Decimal(0)]
        expected += [Decimal(0)] if len(expected) < 2 else []
        assert [Decimal(str(score)) for owner, score in levels if owner == number] == expected
    assert (restored.rows("SELECT max(s) FROM (SELECT sum(maxscore) s FROM gradingform_guide_criteria)")) == [
        (float(sum(most)),)
    ]


# ---- Canvas


def loaded(made: Export) -> dict[str, list[tuple[str, list[tuple[str, Decimal]]]]]:
    """The rubrics as Canvas reads them: criteria by the name of the rubric, each with its ratings."""
    head, *rows = csv_rows(made)
    assert head[:4] == ["Rubric Name", "Criteria Name", "Criteria Description", "Criteria Enable Range"]
    rubrics: dict[str, list[tuple[str, list[tuple[str, Decimal]]]]] = {}
    for row in rows:
        assert row[0]
        assert row[1]
        assert row[3] == "true"
        ratings = [(row[at], Decimal(row[at + 2])) for at in range(4, len(row), 3)]
        rubrics.setdefault(row[0], []).append((row[1], ratings))
    return rubrics


@pytest.mark.parametrize("stored", STORED, ids=[stored.notice.notice_id[:10] for stored in STORED])
def test_canvas_loads_back(stored: Records) -> None:
    """Every rubric by its own name; of each item the bands as ranges that fall to 0."""
    rubrics = loaded(export(stored, "canvas"))
    assert len(rubrics) == len(stored.rubrics)
    for criteria, rubric in zip(rubrics.values(), stored.rubrics, strict=True):
        items = sheet(stored, rubric).items
        for (_, ratings), item in zip(criteria, items, strict=True):
            points = [one for _, one in ratings]
            assert points == sorted(points, reverse=True)
            assert points[-1] == 0
            tops = [band.max_points for band in item.bands if band.max_points is not None]
            assert [one for one in points if one] == [top for top in tops if top] or not tops
            if not tops:
                assert points[0] == max(item.points or item.criterion.weight or Decimal(0), Decimal(0))


def test_a_band_that_canvas_shows_as_it_is_is_not_lost() -> None:
    """80 to 90, without 90, above what ends at 80."""
    made = records()
    bands = [band for band in made.bands if band.criterion_id]
    (first, second, *_) = bands
    tops = {
        first.band_id: {"min_points": second.max_points, "min_closed": False, "max_closed": True},
    }
    changed = tuple(band.model_copy(update=tops.get(band.band_id, {})) for band in made.bands)
    found = lost(export(made.model_copy(update={"bands": changed}), "canvas"))
    assert (found["range", first.band_id], found["range", second.band_id]) == (0, 1)


def test_the_files_of_an_activity_are_all_there() -> None:
    """Each step of the restore opens a file of its own (restore_activity_task, restore_root_task, restore_final_task)."""
    restored = Restored(export(records(), "moodle", rubric=1).payload)
    activity = "module assign roles filters comments calendar grades grading inforef completion grade_history competencies"
    root = "moodle_backup files groups roles scales outcomes questions completion badges grade_history"
    expected = {f"{restored.folder}/{name}.xml" for name in activity.split()} | {
        f"{name}.xml" for name in root.split()
    }
    assert expected <= restored.files.keys()
    named = [setting.findtext("name") for setting in restored.about.findall("settings/setting")]
    assert {"activities", "users", "assign_1_included", "assign_1_userinfo"} <= set(named)


@pytest.mark.parametrize(
    ("change", "method"),
    [
        ({}, "guide"),  # 好（16-20分） has marks between
        ({"min_points": Decimal(20), "max_points": Decimal(20)}, "rubric"),
    ],
)
def test_the_rubric_is_in_use_where_its_levels_are_all_that_can_be_given(
    change: dict[str, Any], method: str
) -> None:
    made = records()
    first = made.criteria[0]
    bands = tuple(
        band.model_copy(update=change) for band in made.bands if band.criterion_id == first.criterion_id
    )
    only = made.model_copy(update={"criteria": (first,), "bands": bands, "clauses": (), "key_points": ()})
    assert Restored(export(only, "moodle", rubric=1).payload).method == method


def changed(made: Records, **update: Any) -> Records:
    """The records with only their first item, changed."""
    first = made.criteria[1].model_copy(update=update)
    return made.model_copy(update={"criteria": (first,), "bands": (), "clauses": (), "key_points": ()})


@pytest.mark.parametrize(
    ("update", "what"),
    [
        ({"points": Decimal("-5"), "kind": "penalty"}, "negative"),
        ({"points": Decimal("0.000001")}, "digits"),
        ({"points": Decimal("2.5")}, "scale"),
        ({"points": None, "weight": Decimal("30")}, "weight"),
        ({"points": None}, "no_points"),
        ({"target": "95", "unit": "%"}, "target"),
        ({"name": "渠" * 300}, "cut"),
        ({"kind": "bonus"}, "bonus_item"),
        ({"kind": "veto", "points": None}, "veto_item"),
    ],
)
def test_what_moodle_cannot_hold_is_said_and_what_remains_restores(update: dict[str, Any], what: str) -> None:
    result = export(changed(records(), **update), "moodle", rubric=1)
    assert what in {one.what for one in result.lost}
    assert Restored(result.payload).grade >= 1


@pytest.mark.parametrize(
    "hostile", ["$@NULL@$", "<script>alert(1)</script>", "a\x00b\x01c", "]]>&amp;", "=1+1"]
)
def test_words_of_a_notice_are_words(hostile: str) -> None:
    """Nothing of a notice is markup or a command of Moodle's decoder."""
    made = changed(records(), name=hostile, text=hostile, rule_text=hostile)
    rubric = made.rubrics[0].model_copy(update={"title": hostile, "scope": hostile})
    made = made.model_copy(update={"rubrics": (rubric, *made.rubrics[1:])})
    restored = Restored(export(made, "moodle", rubric=1).payload)
    (name,) = restored.rows("SELECT shortname FROM gradingform_guide_criteria")[0]
    shown = hostile.translate({0: None, 1: None}).replace("$@", "$\u200b@")
    assert name == shown
    ((description,),) = restored.rows("SELECT description FROM grading_definitions WHERE method = 'guide'")
    assert "<script>" not in description
    package(export(made, "case"))


def test_a_rubric_without_points_is_a_guide_alone() -> None:
    restored = Restored(export(changed(records(), points=None), "moodle", rubric=1).payload)
    assert restored.rows("SELECT method FROM grading_definitions") == [("guide",)]
    assert restored.grade == 1


def test_texts_below_an_item_with_points_are_its_parts() -> None:
    made = records()
    second = made.rubrics[1]
    items = sheet(made, second).items
    assert [(item.criterion.criterion_id, item.path, item.points) for item in items] == [
        (f"{N}/2/1.1.1", ("供水服务", "计划供水"), Decimal("25.5")),
        (f"{N}/2/2", (), Decimal(30)),
    ]
    bare_item = made.criteria[4].model_copy(update={"points": None})
    without = made.model_copy(update={"criteria": (*made.criteria[:4], bare_item, made.criteria[5])})
    first, _ = sheet(without, second).items
    assert (first.criterion.name, [part.criterion_id for part in first.parts]) == (
        "计划供水",
        [f"{N}/2/1.1.1"],
    )
    assert first.clauses


# ---- the command


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_writes_the_file_and_what_was_lost(tmp_path: Path) -> None:
    out = tmp_path / "out" / "port.json"
    path = STRUCTURED / "json" / "澜江港口集团有限公司-澜港绩-2025-12号.json"
    said = run("export", path, "--to", "case", "--out", out, "--lang", "en")
    assert said.exit_code == 0, said.output
    assert "cap " in said.output
    stored = read_records(STRUCTURED, path.stem)
    made = export(stored, "case", lang="en")
    assert out.read_bytes() == made.payload
    assert out.with_name("port.json.lost.csv").read_text("utf-8") == lost_csv([stored], made.lost, "en")
    assert sorted(path.name for path in out.parent.iterdir()) == ["port.json", "port.json.lost.csv"]


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    path = STRUCTURED / "json" / "澜江港口集团有限公司-澜港绩-2025-12号.json"
    said = run("export", path, "--to", "canvas", "--out", f"{tmp_path / 'out'}/")
    assert said.exit_code == 0, said.output
    assert (tmp_path / "out" / f"{path.stem}.csv").is_file()


def test_a_folder_takes_a_file_with_the_name_of_the_notice(tmp_path: Path) -> None:
    path = STRUCTURED / "json" / "澜江港口集团有限公司-澜港绩-2025-12号.json"
    for name, target in TARGETS.items():
        run("export", path, "--to", name, "--out", tmp_path, "--rubric", 1)
        assert (tmp_path / f"{path.stem}-1{target.suffix}").is_file()


def unpacked(payload: bytes) -> bytes:
    """A file with all that is packed in it, file by file."""
    if payload.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(payload)) as packed:
            return b"\n".join([*map(packed.read, packed.namelist()), *map(str.encode, packed.namelist())])
    if payload.startswith(b"\x1f\x8b"):
        with tarfile.open(fileobj=io.BytesIO(payload)) as packed_:
            files = [(one, packed_.extractfile(one)) for one in packed_.getmembers()]
            return b"\n".join(one.name.encode() + (file.read() if file else b"") for one, file in files)
    return payload


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that tells of a person, with a notice (通知.txt) and its dataset (数据集)."""
    folder = tmp_path_factory.mktemp("home") / "王五的电脑"
    folder.mkdir()
    notice = folder / "通知.txt"
    notice.write_text(
        "云栖区考核评分表\n\n序号\t考核指标\t评分标准\t分值\n1\t巡查\t未巡查的，每次扣1分。\t5\n", "utf-8"
    )
    said = run("ingest", notice, "--out", folder / "数据集", "--lang", "zh")
    assert said.exit_code == 0, said.output
    return folder


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("given", ["通知.txt", "数据集"])
def test_no_path_of_the_machine_stands_in_a_file(
    name: str, given: str, at_home: Path, tmp_path: Path
) -> None:
    """Neither of a notice nor of a dataset that is named in full, with a folder that tells of a person."""
    out = tmp_path / "out" / f"x{TARGETS[name].suffix}"
    said = run("export", at_home / given, "--to", name, "--out", out)
    assert said.exit_code == 0, said.output
    for path in sorted(out.parent.iterdir()):
        content = unpacked(path.read_bytes())
        there = [
            one
            for one in ("王五", str(at_home), str(tmp_path), str(Path.home()), str(Path.cwd()), "\\Users\\")
            if one.encode() in content
        ]
        assert there == [], path.name


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((STRUCTURED, "--to", "case"), "notices; name one"),
        (
            (STRUCTURED / "json" / "澜江港口集团有限公司-澜港绩-2025-12号.json", "--to", "moodle"),
            "--rubric 1 to 3",
        ),
        (
            (
                STRUCTURED / "json" / "澜江港口集团有限公司-澜港绩-2025-12号.json",
                "--to",
                "case",
                "--rubric",
                9,
            ),
            "only 3",
        ),
        ((STRUCTURED / "nothing.json", "--to", "case"), "does not exist"),
        ((STRUCTURED / "json" / "云岭省档案馆-云档-2025-9号.json", "--to", "case"), "no rubric in"),
    ],
)
def test_the_command_says_what_is_missing(
    tmp_path: Path, arguments: tuple[object, ...], message: str
) -> None:
    said = run("export", *arguments, "--out", tmp_path / "x", "--lang", "en")
    assert said.exit_code == 2
    assert message in said.output
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_cannot_be_written_ends_with_a_message(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = STRUCTURED / "json" / "澜江港口集团有限公司-澜港绩-2025-12号.json"
    said = run("export", path, "--to", "case", "--out", tmp_path / "file" / "x.json", "--lang", "en")
    assert said.exit_code == 2
    assert "cannot write" in said.output
