"""What no format of marks holds: arithmetic, conditions, effects beyond an item; one entry for each fact."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import assert_never

from normalizers.columns import chosen, columns
from normalizers.records import Clause, ClauseKind, Criterion, Record, Records
from normalizers.text.numerals import plain
from pipeline.contract.schema import said as described
from pipeline.export.columns import COLUMNS
from pipeline.export.model import Item, Lost, Sheet, dated
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import band_heading, in_short, value_in_words

# the kinds of facts, in the order in which they are shown
WHAT = (
    "range", "levels", "band_points", "between", "ladder", "rate", "award", "deduct", "bonus", "zero",
    "veto", "discretion", "method", "formula", "limit", "precedence", "cap", "floor", "multiplier",
    "percent", "points_range", "alternatives", "tiers", "exception", "beyond", "requirement", "threshold",
    "key_point_points", "party", "bonus_item", "penalty_item", "veto_item", "remark_item", "no_points",
    "negative", "points", "weight", "core", "target", "tree", "parts", "total", "scale", "digits", "date",
    "cut", "notice", "tasks", "places", "partial", "uncomputed", "reread", "long_figure", "not_in_sql",
    "findings",
)  # fmt: skip


def common(sheet: Sheet, form: str, lang: Lang) -> Iterator[Lost]:
    """What both formats lose of a rubric; its words stand in the export."""
    for clause in chain(*(item.clauses for item in sheet.items), sheet.clauses):
        yield from _of_clause(sheet, clause, form, lang)
        yield from _conditions(sheet, clause.clause_id, clause.text, form)
    for band in chain(*(item.bands for item in sheet.items), sheet.bands):
        yield from _conditions(sheet, band.band_id, band.text, form)
    for band in sheet.bands:
        yield Lost(form, band.band_id, "ladder", band_heading(band), band.text, True)
    for item in sheet.items:
        yield from _of_item(sheet, item, form)
    for criterion in sheet.criteria:
        yield from _of_criterion(sheet, criterion, form)
    yield from sums(sheet, form)


def sums(sheet: Sheet, form: str) -> Iterator[Lost]:
    """Printed sums, or the total that the rubric declares."""
    totals = [total for total in sheet.records.totals if total.rubric_id == sheet.rubric.rubric_id]
    if sheet.rubric.declared_total is not None and not totals:
        yield Lost(form, sheet.rubric.rubric_id, "total", plain(sheet.rubric.declared_total), "", False)
    for total in totals:
        if total.rubric_id == sheet.rubric.rubric_id:
            figure = "" if total.points is None else plain(total.points)
            yield Lost(
                form, f"{total.rubric_id}/t{total.seq}", "total", figure, f"{total.label} {figure}", False
            )


def of_notice(records: Records, form: str, held: set[str], lang: Lang) -> Iterator[Lost]:
    """What belongs to the notice as a whole; `held` are those of its columns that the format holds."""
    notice_id = records.notice.notice_id
    fates = chosen(COLUMNS, "notices")
    for column in columns("notices"):
        value = getattr(records.notice, column.name)
        if column.name in fates and column.name not in held and value not in ("", None):
            yield Lost(form, notice_id, "notice", described(column, lang), str(value), False)
    if records.notice.issued_on is None:
        yield Lost(form, notice_id, "date", dated(records.notice).isoformat(), "", False)
    for what, rows in (
        ("tasks", records.tasks),
        ("places", records.evidence),
        ("findings", records.findings),
    ):
        if rows:
            yield Lost(form, notice_id, what, str(len(rows)), "", False)


def _of_clause(sheet: Sheet, clause: Clause, form: str, lang: Lang) -> Iterator[Lost]:
    """Each kind of fact once, told by the clause in short unless the column says how."""
    tiers = sheet.tiers(clause.clause_id)
    said = in_short(clause, tiers, lang)
    told = {_lost_as(clause.kind): said}
    for name, fate in chosen(COLUMNS, "clauses").items():
        value = getattr(clause, name)
        if fate.what and _says(clause, name, value) and (not fate.only or value in fate.only):
            told.setdefault(fate.what, fate.said.format(value_in_words(value, lang)) or said)
    if tiers:
        told["tiers"] = said
    for what, detail in told.items():
        yield Lost(form, clause.clause_id, what, detail, clause.text, True)


def _says(row: Record, name: str, value: object) -> bool:
    """Whether a column says something: it is not empty, and not what it is where nothing is printed."""
    return value not in (None, "", type(row).model_fields[name].default)


def _lost_as(kind: ClauseKind) -> str:
    """What is lost with a clause of a kind."""
    match kind:
        case "discretionary":
            return "discretion"
        case "note":
            return "precedence"
        case "award" | "deduct" | "bonus" | "zero" | "veto" | "method" | "limit":
            return kind
        case _:
            assert_never(kind)


def _conditions(sheet: Sheet, owner: str, words: str, form: str) -> Iterator[Lost]:
    """Which key points and figures a band, clause or other record asks for."""
    for row in sheet.requirements(owner):
        named = "、".join(one.rpartition("/")[2] for one in row.key_points.split("；") if one)
        count = "" if row.at_least is None else f" ≥{row.at_least}"
        yield Lost(form, owner, "requirement", f"{row.relation}{count}: {named}", words, True)
    for one in sheet.thresholds(owner):
        yield Lost(form, one.threshold_id, "threshold", one.metric, one.text, True)


def _of_item(sheet: Sheet, item: Item, form: str) -> Iterator[Lost]:
    criterion = item.criterion

    def lost(what: str, detail: str = "") -> Lost:
        return Lost(form, criterion.criterion_id, what, detail, item.name, True)

    if criterion.kind != "scored":
        yield lost(f"{criterion.kind}_item")
    if item.points is None:
        yield lost("no_points")
    elif item.points < 0:
        yield lost("negative", plain(item.points))
    for part in item.parts:
        yield Lost(form, part.criterion_id, "parts", criterion.criterion_id, part.text or part.name, True)
    for point in item.key_points:
        yield from _conditions(sheet, point.key_point_id, point.text, form)
        if point.points is not None:
            yield Lost(form, point.key_point_id, "key_point_points", plain(point.points), point.text, True)


def parties(sheet: Sheet, criterion: Criterion, form: str, *, kept: bool) -> Iterator[Lost]:
    """The departments of a criterion, and what each does."""
    for party in sheet.parties(criterion.criterion_id):
        other = "" if party.canonical_name == party.name else f": {party.canonical_name}"
        yield Lost(form, criterion.criterion_id, "party", party.role + other, party.name, kept)


def _of_criterion(sheet: Sheet, criterion: Criterion, form: str) -> Iterator[Lost]:
    yield from parties(sheet, criterion, form, kept=True)
    yield from _conditions(sheet, criterion.criterion_id, criterion.text, form)
    told: dict[str, str] = {}
    for name, fate in chosen(COLUMNS, "criteria").items():
        value = getattr(criterion, name)
        if fate.what and _says(criterion, name, value):
            told[fate.what] = told.get(fate.what, "") + ("★" if value is True else str(value))
    for what, detail in told.items():
        yield Lost(form, criterion.criterion_id, what, detail, criterion.name or criterion.text, True)
