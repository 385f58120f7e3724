"""The tables of decisions against the views: a column that a view shows is seen there when it changes, and no other."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from typing import Any

import pytest
from rich.console import Console, RenderableType

from normalizers import fingerprint
from normalizers.columns import Decisions, chosen, columns
from normalizers.records import TABLES, Band, Clause, KeyPoint, Records
from pipeline.app.notice import columns as forms
from pipeline.app.notice.forms import form
from pipeline.compare import columns as compared
from pipeline.dataset.stored import with_ids
from pipeline.evidence import columns as places
from pipeline.evidence.outline import outline
from pipeline.export import columns as exports
from pipeline.export.write import export
from pipeline.report import columns as wordings
from pipeline.report.report import Report, report
from pipeline.terminal import columns as trees_of
from pipeline.terminal.explain import explanation
from pipeline.terminal.show import trees
from pipeline.workbook import columns as sheets
from pipeline.workbook.book import Book as Sheets
from pipeline.workbook.content import Content
from pipeline.workbook.correctable import HIDDEN
from pipeline.workbook.writer import write_sheets
from tests.records import N, dec, result
from tests.test_interchange import OF_MARKS

Column = tuple[str, str]


def sample() -> Records:
    """Records in which every column can be seen: clauses of every form, bands with open ends, what stands alone."""
    made = result().records
    rubric, criterion = f"{N}/1", f"{N}/1/2"
    forms_of_clauses: list[dict[str, Any]] = [
        {
            "kind": "bonus",
            "points": dec("1"),
            "cap": "points",
            "cap_points": dec("3"),
            "floor_points": dec("1"),
        },
        {"kind": "award", "points_percent": dec("50")},
        {"kind": "deduct", "multiplier": dec("2")},
        {"kind": "method", "formula": "得分=完成率×分值", "effect": "award"},
        {"kind": "limit", "grade": "好", "grade_rule": "below"},
        {"kind": "note", "precedence": True},
        {"kind": "zero", "scope": "part"},
    ]
    clauses = [
        Clause(
            clause_id=f"{criterion}/c{seq}",
            rubric_id=rubric,
            criterion_id=criterion,
            seq=seq,
            text=f"第{seq}条的文字。",
            source="text",
            **fields,
        )
        for seq, fields in enumerate(forms_of_clauses, 2)
    ]
    # of the ladder of the whole rubric, and of a criterion, no words stand elsewhere
    ladder = Band(
        band_id=f"{rubric}/b2",
        rubric_id=rubric,
        seq=2,
        grade="不合格",
        max_points=dec("40"),
        max_closed=False,
    )
    point = KeyPoint(
        key_point_id=f"{N}/2/2/k1", criterion_id=f"{N}/2/2", seq=1, label="1.", text="按月开票。"
    )
    criteria = (*made.criteria[:-1], made.criteria[-1].model_copy(update={"text": ""}))
    figure = made.thresholds[0].model_copy(update={"threshold_id": f"{criterion}/h1", "metric": ""})
    task = made.tasks[0].model_copy(update={"task_id": f"{N}/t2", "seq": 2, "label": ""})
    open_ended = [
        band.model_copy(update={"max_points": None, "max_closed": None}) if band.seq == 1 else band
        for band in made.bands
    ]
    lowest = [band.model_copy(update={"min_points": None}) if band.seq == 3 else band for band in open_ended]
    return made.model_copy(
        update={
            "totals": made.totals[:1],
            "criteria": criteria,
            "key_points": (*made.key_points, point),
            "bands": (*lowest, ladder),
            "clauses": (*made.clauses, *clauses),
            "thresholds": (*made.thresholds, figure.model_copy(update={"owner_id": criterion})),
            "tasks": (*made.tasks, task),
        }
    )


def others(value: Any, choices: tuple[str, ...], kind: str) -> Iterator[Any]:
    """Other values that a column may have."""
    if choices:
        yield from (one for one in choices if one != value)
    elif kind == "boolean":
        yield from (one for one in (True, False) if one != value)
    elif kind == "decimal":
        yield Decimal("7.25") if value is None else value + Decimal("1.25")
    elif kind == "integer":
        yield 7 if value is None else value + 1
    elif kind == "date":
        yield date(2030, 1, 2) if value is None else date(2029, 5, 6)
    else:
        yield f"{value}甲乙"


def changed(made: Records, table: str, name: str) -> Iterator[Records]:
    """The records with other values in a column, in all rows at once, and in every second row."""
    column = next(one for one in columns(table) if one.name == name)
    rows = made.table(table)
    other = [list(others(getattr(row, name), column.choices, column.type)) for row in rows]
    for place in range(min(3, max(map(len, other)))):
        for step in (1, 2):
            new = tuple(
                row.model_copy(update={name: values[place % len(values)]}) if at % step == 0 else row
                for at, (row, values) in enumerate(zip(rows, other, strict=True))
            )
            key = {"notices": "notice"}.get(table, table)
            yield made.model_copy(update={key: new[0] if table == "notices" else new})


# what a view shows, part by part
Look = Callable[[Records], Iterable[object]]


def seen(look: Look, table: str, name: str) -> bool:
    """Whether a view shows it when a column changes; it is looked at as far as the first part that differs."""
    return any(
        part != before
        for one in changed(SAMPLE, table, name)
        for part, before in zip_longest(look(one), unchanged(look))
    )


@cache
def unchanged(look: Look) -> tuple[object, ...]:
    return tuple(look(SAMPLE))


SAMPLE = sample()
CONTENT = [(table, one.name) for table in TABLES for one in columns(table) if one.nature == "content"]


def shown(view: Decisions[Any]) -> set[Column]:
    return {(table, name) for table in TABLES for name in chosen(view, table)}


# ---- what each view looks like, as text


def printed(one: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=400, force_terminal=True, color_system="truecolor")
    console.print(one)
    return console.file.getvalue()  # type: ignore[attr-defined]


def as_trees(made: Records) -> Iterator[str]:
    return (printed(tree) for tree in trees(made, "zh"))


def as_explained(made: Records) -> Iterator[str]:
    return (printed(explanation(made, one, "zh")) for one in with_ids(made))


class NoPlaces:
    """Places of a source that prints nothing."""

    def of_field(self, *_: str) -> tuple[()]:
        return ()

    def of_record(self, *_: str) -> tuple[()]:
        return ()

    def how(self, *_: str) -> str:
        return ""


def as_outline(made: Records) -> Iterable[object]:
    # what the page shows of a finding beside its message
    quoted = [row.evidence for row in made.findings]
    return outline(made, NoPlaces(), [() for _ in made.findings], "zh"), quoted  # type: ignore[arg-type]


class Book:
    """What is written into the visible sheets of a workbook."""

    def __init__(self) -> None:
        self.written: list[object] = []

    def add_format(self, properties: dict[str, Any]) -> str:
        return str(sorted(properties.items()))

    def add_worksheet(self, name: str) -> Sheet:
        return Sheet(name, [] if name == HIDDEN else self.written)


class Sheet:
    def __init__(self, name: str, written: list[object]) -> None:
        self.name, self.written = name, written
        self.merge: list[object] = []

    def __getattr__(self, method: str) -> Callable[..., None]:
        return lambda *values, **more: self.written.append((self.name, method, values, more))


def as_workbook(made: Records) -> list[object]:
    book = Book()
    write_sheets(Sheets(book, "zh"), Content(made))
    return book.written


@cache
def as_export(to: str) -> Look:
    def look(made: Records) -> Iterator[object]:
        files = (export(made, to, rubric=rubric.seq) for rubric in made.rubrics)
        return ((one.payload, sorted(map(str, one.lost))) for one in files)

    return look


# ---- the views


@pytest.mark.parametrize(("table", "name"), CONTENT)
def test_show(table: str, name: str) -> None:
    assert seen(as_trees, table, name) == ((table, name) in shown(trees_of.COLUMNS))


@pytest.mark.parametrize(("table", "name"), CONTENT)
def test_explain_tells_all_but_ids(table: str, name: str) -> None:
    # what a known finding says follows from its code and values
    assert seen(as_explained, table, name) == ((table, name) != ("findings", "hint"))


@pytest.mark.parametrize(("table", "name"), CONTENT)
def test_the_workbook(table: str, name: str) -> None:
    assert seen(as_workbook, table, name) == ((table, name) in shown(sheets.COLUMNS))


@pytest.mark.parametrize(("table", "name"), CONTENT)
def test_the_evidence_page(table: str, name: str) -> None:
    assert seen(as_outline, table, name) == ((table, name) in shown(places.COLUMNS))


@pytest.mark.parametrize(("table", "name"), CONTENT)
@pytest.mark.parametrize("to", [to for to in OF_MARKS if to != "case"])
def test_exports(to: str, table: str, name: str) -> None:
    assert seen(as_export(to), table, name) == ((table, name) in shown(exports.COLUMNS))


@pytest.mark.parametrize(("table", "name"), [one for one in CONTENT if one[0] != "findings"])
@pytest.mark.parametrize("to", ["case", "sqlite"])
def test_exports_that_hold_every_column(to: str, table: str, name: str) -> None:
    assert seen(as_export(to), table, name)


@pytest.mark.parametrize(("table", "name"), CONTENT)
@pytest.mark.parametrize("made", ["content_hash", "structure_hash"])
def test_hashes(made: str, table: str, name: str) -> None:
    def look(one: Records) -> list[str]:
        return [getattr(rubric, made) for rubric in fingerprint.with_hashes(one).rubrics]

    assert seen(look, table, name) == (made in chosen(fingerprint.COLUMNS, table).get(name, ()))


def test_forms() -> None:
    there = {
        (group.table, field.name)
        for base in with_ids(SAMPLE)
        if (table := with_ids(SAMPLE)[base][0]) in {"notices", "rubrics", "criteria", "tasks"} and table
        for group in form(SAMPLE, base, "zh").groups
        for field in group.fields
        if field.kind != "lines"
    }
    assert there == shown(forms.COLUMNS)


# ---- the comparison: what is read from words that are the same is no change, so that clauses and figures have
# tests of their own

READ = {"clauses", "thresholds", "tiers", "requirements"}
COMPARED = [(table, name) for table, name in CONTENT if table not in READ]


def against(made: Records) -> Report:
    return report([SAMPLE], [made])


def told(made: Records) -> list[object]:
    return [(field.field, field.part) for change in against(made).diff.changes for field in change.fields]


@pytest.mark.parametrize(("table", "name"), COMPARED)
def test_the_comparison(table: str, name: str) -> None:
    assert seen(told, table, name) == ((table, name) in shown(compared.COLUMNS))


@pytest.mark.parametrize(("table", "name"), sorted(shown(compared.COLUMNS)))
def test_a_difference_is_told_as_the_table_says(table: str, name: str) -> None:
    if table in READ:
        return
    how = chosen(compared.COLUMNS, table)[name]
    changes = [change for one in changed(SAMPLE, table, name) for change in against(one).diff.changes]
    assert any(how.kind in change.kinds for change in changes)
    assert any(
        field.field == how.field and (not how.part or field.part == how.part)
        for change in changes
        for field in change.fields
    )
    assert all(change.sentence_zh and change.sentence_en for change in changes)


@pytest.mark.parametrize(("table", "name"), sorted(shown(wordings.COLUMNS)))
def test_the_texts_beside_a_change(table: str, name: str) -> None:
    key = chosen(wordings.COLUMNS, table)[name]
    keys = {
        one.key for made in changed(SAMPLE, table, name) for _, two in against(made).compared() for one in two
    }
    assert {one.partition(".")[2] for one in keys} & {key, {"rules": "ladder"}.get(key)}
