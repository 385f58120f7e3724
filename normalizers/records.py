"""The records: one frozen class for each table of the dataset.

The fields are the columns, in their order; each carries its description, from which the published schemas
are made (translations stand in the messages: `column.<table>.<name>`). Points and bounds are Decimal; an
empty value is None (figures, flags) or "" (text), never 0. Ids are paths: `<notice>/2/3/b1` is the first
band of the third criterion of the second rubric.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from extractors.document import Quality as Quality

# version of the contract (tables, columns, nested JSON); docs/contract.md says when it rises
SCHEMA_VERSION = "2.1"

NoticeKind = Literal["rubric", "tasks", "narrative", "unknown"]
Status = Literal["clean", "review", "failed"]
CriterionKind = Literal["scored", "bonus", "penalty", "veto", "remark"]
PartyRole = Literal["lead", "joint", "assessed"]
ClauseKind = Literal["award", "deduct", "bonus", "zero", "veto", "discretionary", "method", "limit", "note"]
ClauseEffect = Literal["award", "deduct", "bonus"]
GradeRule = Literal["below", "at_most", "lower", "fixed"]
Rounding = Literal["whole", "up", "proportional"]
Cap = Literal["item_points", "points", "none", "unstated"]
Scope = Literal["part", "item", "indicator", "rubric"]
Source = Literal["text", "rule", "note"]
Direction = Literal["at_least", "at_most", "between", "equal", "unstated"]
Relation = Literal["all", "any", "at_least"]
Severity = Literal["error", "warning", "info"]
# what a column is for: an id; what the notice says or was understood to say (`content`), which a person reads
# and can correct; where it stands (`place`); what the tool counts, hashes or knows of the file (`made`)
Nature = Literal["id", "content", "place", "made"]
# the reference of a column that names a row of one of several tables
OWNER = "*"


def col(
    description: str,
    *default: Any,
    key: bool = False,
    ref: str = "",
    nature: Nature = "content",
    cited: str = "",
    least: int | None = None,
    form: str = "",
) -> Any:
    """A column with its description, required unless a default is given.

    `key`: it tells the rows of its table apart, alone or with the other keys. `ref`: the table whose ids it
    holds, `OWNER` where that may be several; such a column is an id. `nature`: what it is for, where it is no
    id. `cited`: the field under which the evidence says where it is printed, where not its own name. `least`:
    the lowest figure that it can hold. `form`: the pattern that its text follows when there is any.
    """
    is_for = "id" if ref else "" if nature == "content" else nature
    about = {"key": key, "ref": ref, "nature": is_for, "cited": cited, "form": form}
    extra = {name: value for name, value in about.items() if value}
    if least is not None:
        extra["least"] = least
    kwargs: dict[str, Any] = {"description": description, "json_schema_extra": extra}
    return Field(default[0], **kwargs) if default else Field(**kwargs)


class Record(BaseModel):
    """A row of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    # the field under which the evidence says where all of a row is printed, where that is one place
    cited_as: ClassVar[str] = ""


class Notice(Record):
    """A notice (通知) as a whole."""

    notice_id: str = col("id: issuer and document number, else the file's stem", key=True, ref="notices")
    source_file: str = col("path of the file as given", nature="made")
    sha256: str = col("SHA-256 of the file", nature="made", form="[0-9a-f]{64}")
    media_type: str = col("format found in the bytes", nature="made")
    pages: int | None = col("number of pages, where the format has pages", None, nature="made", least=1)
    kind: NoticeKind = col("what the notice holds", nature="made")
    status: Status = col("clean, or review (warnings), or failed (errors)", nature="made")
    issuer: str = col("who issued it", "")
    doc_number: str = col("document number", "")
    title: str = col("title", "")
    issued_on: date | None = col("date of issue", None)
    year: int | None = col("year assessed", None)
    recipients: str = col("addressees, joined by ；", "")
    public: bool | None = col("whether marked public", None)
    copies: str = col("copied to, joined by ；", "")
    signed_by: str = col("who signed it", "")
    body: str = col("text of the notice before and after its tables", "")


class Rubric(Record):
    """One scoring table (评分表)."""

    rubric_id: str = col("id", key=True, ref="rubrics")
    notice_id: str = col("notice", ref="notices")
    seq: int = col("place in the notice, from 1", nature="place", least=1)
    title: str = col("title as printed", "")
    scope: str = col("who is assessed, or whose rubric it is", "")
    series: str = col("issuer and title without the year", "")
    year: int | None = col("year assessed", None)
    declared_total: Decimal | None = col("total as printed", None)
    computed_total: Decimal | None = col("sum of the scored criteria", None, nature="made")
    decimals: int | None = col("places that the total is rounded to", None, least=0)
    page_first: int | None = col("first page", None, nature="place", least=1)
    page_last: int | None = col("last page", None, nature="place", least=1)
    content_hash: str = col("hash of all words and figures", "", nature="made")
    structure_hash: str = col("hash of names, order, levels, points, ranges", "", nature="made")


class Total(Record):
    """A printed sum (合计, 小计, 总分)."""

    rubric_id: str = col("rubric", key=True, ref="rubrics")
    seq: int = col("place in the rubric, from 1", key=True, nature="place", least=1)
    label: str = col("its name as printed")
    points: Decimal | None = col("points as printed", None)
    computed: Decimal | None = col("sum of what it covers", None, nature="made")


class Criterion(Record):
    """An indicator (指标) or a scoring item below it."""

    criterion_id: str = col("id", key=True, ref="criteria")
    rubric_id: str = col("rubric", ref="rubrics")
    parent_id: str = col("the criterion above", "", ref="criteria")
    level: int = col("level, 1 = top", nature="place", least=1)
    seq: int = col("place below its parent, from 1", nature="place", least=1)
    label: str = col("number as printed", "")
    name: str = col("name", "")
    text: str = col("text of the key points or of the item", "")
    rule_text: str = col("text of the scoring cell, where it is another cell", "")
    points: Decimal | None = col("points", None)
    weight: Decimal | None = col("weight", None)
    target: str = col("target value as printed", "")
    unit: str = col("unit as printed", "")
    method: str = col("how it is checked, where data come from", "")
    kind: CriterionKind = col("what it does to the score", "scored")
    core: bool = col("marked ★", False)
    page: int | None = col("page", None, nature="place", least=1)
    row: int | None = col("row of its table, from 1", None, nature="place", least=1)
    quality: Quality = col("how it was read", "exact", nature="made")


class Party(Record):
    """A department (部门) or other unit and its part in a criterion or task."""

    owner_id: str = col("criterion or task", ref=OWNER)
    role: PartyRole = col("lead, joint or assessed")
    name: str = col("name as printed, without spaces")
    canonical_name: str = col("the spelling used for all variants")
    inherited: bool = col("from a merged or blank cell", False)


class KeyPoint(Record):
    """A key point (考核要点)."""

    cited_as = "text"

    key_point_id: str = col("id", key=True, ref="key_points")
    criterion_id: str = col("criterion", ref="criteria")
    seq: int | None = col("number; empty for one unnumbered text", None, least=1)
    label: str = col("number as printed", "")
    text: str = col("text without its number")
    points: Decimal | None = col("points in brackets", None)


class Requirement(Record):
    """How many key points a band or clause asks for."""

    owner_id: str = col("band or clause", key=True, ref=OWNER)
    seq: int = col("place, from 1", key=True, nature="place", least=1)
    key_points: str = col("ids of key points, joined by ；", nature="id")
    at_least: int | None = col("how many of them", None, least=1)
    relation: Relation = col("all, any or at_least")
    undone: bool = col("whether they are to be left undone (未完成)", False)
    alternative: int = col("which of several ways it belongs to (或者), from 1", 1, least=1)


class Band(Record):
    """A grade band (档次) with its range of points."""

    band_id: str = col("id", key=True, ref="bands")
    rubric_id: str = col("rubric", ref="rubrics")
    criterion_id: str = col("criterion; empty for the ladder of the whole rubric", "", ref="criteria")
    seq: int = col("place, best first, from 1", nature="place", least=1)
    grade: str = col("grade", cited="points")
    min_points: Decimal | None = col("lowest points", None, cited="points")
    max_points: Decimal | None = col("highest points", None, cited="points")
    min_closed: bool | None = col("whether the lower end belongs to it", None, cited="points")
    max_closed: bool | None = col("whether the upper end belongs to it", None, cited="points")
    text: str = col("what it asks for", "")


class Clause(Record):
    """A scoring clause (评分条款)."""

    cited_as = "text"

    clause_id: str = col("id", key=True, ref="clauses")
    rubric_id: str = col("rubric", ref="rubrics")
    criterion_id: str = col("criterion of the cell in which it is printed", "", ref="criteria")
    seq: int = col("place, from 1", nature="place", least=1)
    kind: ClauseKind = col("what it does")
    points: Decimal | None = col("points", None)
    points_max: Decimal | None = col("upper end of a range of points", None)
    points_percent: Decimal | None = col("per cent of the item's points", None)
    per: str = col("unit of counting as written", "")
    per_quantity: Decimal | None = col("how many units", None)
    per_unit: str = col("unit", "")
    cap: Cap = col("limit of its effect", "unstated")
    cap_points: Decimal | None = col("points of the limit", None)
    cap_percent: Decimal | None = col("the limit in per cent of the item's points", None)
    floor_points: Decimal | None = col("lowest points left", None)
    multiplier: Decimal | None = col("factor", None)
    max_times: int | None = col("how often it may apply", None, least=1)
    rounding: Rounding | None = col(
        "what a step begun counts: nothing (only whole steps), a step (不足1%按1%计), its share", None
    )
    decimals: int | None = col("places that it is rounded to", None, least=0)
    exception: str = col("what is excepted", "")
    scope: Scope | None = col("what it bears on", None)
    lead: str = col("lead-in shared by several clauses", "")
    condition: str = col("when it applies", "")
    formula: str = col("formula", "")
    effect: ClauseEffect | None = col(
        "whether a judged or computed clause, or what a note speaks of, gives, takes or adds",
        None,
    )
    part: int | None = col("part of the item: number of its first clause", None)
    ladder: int | None = col("alternatives of which one applies: number of their first clause", None)
    cap_run: int | None = col("clauses under one limit: number of the first", None)
    cap_total: bool = col("whether the limit is of the item with its bonus", False)
    within_item: bool = col("whether a bonus stays within the item's points", False)
    precedence: bool = col("whether for one matter only the greatest counts", False)
    key_point_id: str = col("key point in whose text it stands", "", ref="key_points")
    applies_to: str = col("criteria that a note names, joined by ；", "", nature="id")
    grade: str = col("grade that a limit names", "")
    grade_rule: GradeRule | None = col(
        "what a limit does to the grade: stays below it, at most it, falls by one, is it", None
    )
    partial: bool = col("whether some of its words that score are in no column", False)
    text: str = col("text")
    source: Source = col("cell or note that it stands in", nature="place")
    start: int | None = col("first character in that source", None, nature="place", least=0)
    end: int | None = col("character after the last", None, nature="place", least=0)


class Tier(Record):
    """A step of a tiered clause (分档)."""

    clause_id: str = col("clause", key=True, ref="clauses")
    seq: int = col("place, from 1", key=True, nature="place", least=1)
    label: str = col("level, rank or category")
    points: Decimal | None = col("points", None)


class Threshold(Record):
    """A figure that has to be reached (指标值)."""

    cited_as = "text"

    threshold_id: str = col("id", key=True, ref="thresholds")
    owner_id: str = col("notice, task, criterion, key point, band or clause", ref=OWNER)
    metric: str = col("what is measured", "")
    low: Decimal | None = col("lower end", None)
    low_closed: bool | None = col("whether it belongs", None)
    high: Decimal | None = col("upper end", None)
    high_closed: bool | None = col("whether it belongs", None)
    direction: Direction = col("which way", "unstated")
    unit: str = col("base unit", "")
    relative_to: str = col("what it is compared with", "")
    modality: str = col("how binding", "")
    text: str = col("text")
    start: int | None = col("first character", None, nature="place", least=0)
    end: int | None = col("character after the last", None, nature="place", least=0)


class Note(Record):
    """A note (注, 备注)."""

    note_id: str = col("id", key=True, ref="notes")
    rubric_id: str = col("rubric", ref="rubrics")
    criterion_id: str = col("criterion; empty for the whole rubric", "", ref="criteria")
    seq: int = col("place, from 1", nature="place", least=1)
    text: str = col("text")


class Task(Record):
    """A task (任务) of a list without scores."""

    task_id: str = col("id", key=True, ref="tasks")
    notice_id: str = col("notice", ref="notices")
    annex: str = col("annex", "")
    section: str = col("section", "")
    seq: int | None = col("number", None, least=1)
    label: str = col("number as printed", "")
    text: str = col("text without the lead in brackets")
    due: str = col("by when it is to be done, as printed", "")


class Evidence(Record):
    """Where a field of a record is printed."""

    owner_id: str = col("record", ref=OWNER)
    field: str = col("field", nature="place")
    page: int | None = col("page", None, nature="place", least=1)
    x0: float | None = col("left edge in points", None, nature="place")
    top: float | None = col("upper edge", None, nature="place")
    x1: float | None = col("right edge", None, nature="place")
    bottom: float | None = col("lower edge", None, nature="place")
    table: int | None = col("table of the document, from 1", None, nature="place", least=1)
    row: int | None = col("row, from 1", None, nature="place", least=1)
    column: int | None = col("column, from 1", None, nature="place", least=1)
    block_path: str = col("path in a source without pages", "", nature="place")
    start: int | None = col("first character in the cell's text", None, nature="place", least=0)
    end: int | None = col("character after the last", None, nature="place", least=0)
    quality: Quality = col("how it was read", "exact", nature="made")


class FindingRow(Record):
    """A finding as the dataset shows it."""

    notice_id: str = col("notice", ref="notices")
    code: str = col("stable code")
    severity: Severity = col("how much it matters")
    message: str = col("what it says")
    values: str = col("what fills its message, by name, as a JSON object", "", nature="made")
    owner_id: str = col("record", "", ref=OWNER)
    page: int | None = col("page", None, nature="place", least=1)
    row: int | None = col("row of its table, from 1", None, nature="place", least=1)
    evidence: str = col("text of the source", "")
    path: str = col("place in a source without pages", "", nature="place")
    hint: str = col("what to do", "")


class Printed(Record):
    """A table of the notice as it is printed (原表), with the lines of its title and its notes.

    Merged cells stand once. What people correct does not change it.
    """

    notice_id: str = col("notice", key=True, ref="notices")
    seq: int = col("place among the tables of the notice, from 1", key=True, nature="place", least=1)
    rubric_ids: str = col("rubrics on it, joined by ；", "", nature="id")
    page: int | None = col("first page", None, nature="place", least=1)
    label: str = col("the number above its title (附件1, 表一)", "", nature="place")
    title: str = col("the lines of its title, joined by line breaks", "", nature="place")
    above: str = col("further lines above it", "", nature="place")
    below: str = col("the lines of notes below it", "", nature="place")
    tasks: bool = col("whether it lists tasks", False, nature="made")
    columns: int = col("number of its columns", nature="place", least=1)
    header_rows: int = col("number of rows of its header", 0, nature="place", least=0)
    widths: str = col(
        "widths of its columns in thousandths of the table, joined by ；; empty where the source tells none",
        "",
        nature="place",
    )
    cells: str = col(
        "its cells as JSON: [row, column, rows, columns, text], from 1, with a 1 behind the text "
        "where it is a figure of points or weights and nothing else",
        "[]",
        nature="place",
    )


class Records(Record):
    """All records of one notice, each table in its order."""

    notice: Notice
    rubrics: tuple[Rubric, ...] = ()
    totals: tuple[Total, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    parties: tuple[Party, ...] = ()
    key_points: tuple[KeyPoint, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    bands: tuple[Band, ...] = ()
    clauses: tuple[Clause, ...] = ()
    tiers: tuple[Tier, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    notes: tuple[Note, ...] = ()
    tasks: tuple[Task, ...] = ()
    printed: tuple[Printed, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[FindingRow, ...] = ()

    def table(self, name: str) -> tuple[Record, ...]:
        """The rows of a table of `TABLES`."""
        return (self.notice,) if name == "notices" else getattr(self, name)

    def tables(self) -> Iterator[tuple[str, tuple[Record, ...]]]:
        """Name and rows of each table, in the order of the contract."""
        for name in TABLES:
            yield name, self.table(name)


TABLES: dict[str, type[Record]] = {
    "notices": Notice,
    "rubrics": Rubric,
    "totals": Total,
    "criteria": Criterion,
    "parties": Party,
    "key_points": KeyPoint,
    "requirements": Requirement,
    "bands": Band,
    "clauses": Clause,
    "tiers": Tier,
    "thresholds": Threshold,
    "notes": Note,
    "tasks": Task,
    "printed": Printed,
    "evidence": Evidence,
    "findings": FindingRow,
}
