"""The records: one frozen class for each table of the dataset.

The fields are the columns, in their order; each carries its description in English and Chinese, from
which the published schemas are made. Points and bounds are Decimal; an empty value is None (figures,
flags) or "" (text), never 0. Ids are paths: `<notice>/2/3/b1` is the first band of the third criterion
of the second rubric.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

# version of the contract (tables, columns, nested JSON); docs/contract.md says when it rises
SCHEMA_VERSION = "1.0"

NoticeKind = Literal["rubric", "tasks", "narrative", "unknown"]
Status = Literal["clean", "review", "failed"]
CriterionKind = Literal["scored", "bonus", "penalty", "veto", "remark"]
Quality = Literal["exact", "joined", "inherited", "inferred", "ocr", "manual"]
PartyRole = Literal["lead", "joint", "assessed"]
ClauseKind = Literal["award", "deduct", "bonus", "zero", "veto", "discretionary", "method", "limit", "note"]
ClauseEffect = Literal["award", "deduct", "bonus"]
GradeRule = Literal["below", "at_most", "lower", "fixed"]
Cap = Literal["item_points", "points", "none", "unstated"]
Scope = Literal["part", "item", "indicator", "rubric"]
Source = Literal["text", "rule", "note"]
Rounding = Literal["whole", "up", "proportional"]
Direction = Literal["at_least", "at_most", "between", "equal", "unstated"]
Relation = Literal["all", "any", "at_least"]
Severity = Literal["error", "warning", "info"]


def col(en: str, zh: str, *default: Any) -> Any:
    """A column with its description in both languages, required unless a default is given."""
    kwargs: dict[str, Any] = {"description": en, "json_schema_extra": {"zh": zh}}
    return Field(default[0], **kwargs) if default else Field(**kwargs)


class Record(BaseModel):
    """A row of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Notice(Record):
    """A notice (通知) as a whole."""

    notice_id: str = col("id: issuer and document number, else the file's stem", "通知编号")
    source_file: str = col("path of the file as given", "来源文件")
    sha256: str = col("SHA-256 of the file", "文件校验值")
    media_type: str = col("format found in the bytes", "文件格式")
    pages: int | None = col("number of pages, where the format has pages", "页数", None)
    kind: NoticeKind = col("what the notice holds", "通知类型")
    status: Status = col("clean, or review (warnings), or failed (errors)", "读取状态")
    issuer: str = col("who issued it", "发文机关", "")
    doc_number: str = col("document number", "发文字号", "")
    title: str = col("title", "标题", "")
    issued_on: date | None = col("date of issue", "成文日期", None)
    year: int | None = col("year assessed", "考核年度", None)
    recipients: str = col("addressees, joined by ；", "主送机关", "")
    public: bool | None = col("whether marked public", "是否公开", None)
    copies: str = col("copied to, joined by ；", "抄送机关", "")
    signed_by: str = col("who signed it", "落款", "")
    body: str = col("text of the notice before and after its tables", "正文", "")


class Rubric(Record):
    """One scoring table (评分表)."""

    rubric_id: str = col("id", "评分表编号")
    notice_id: str = col("notice", "通知编号")
    seq: int = col("place in the notice, from 1", "序号")
    title: str = col("title as printed", "标题", "")
    scope: str = col("who is assessed, or whose rubric it is", "适用对象", "")
    series: str = col("issuer and title without the year", "系列", "")
    year: int | None = col("year assessed", "考核年度", None)
    declared_total: Decimal | None = col("total as printed", "印明总分", None)
    computed_total: Decimal | None = col("sum of the scored criteria", "计算总分", None)
    decimals: int | None = col("places to round the total to", "总分保留小数位数", None)
    page_first: int | None = col("first page", "起始页", None)
    page_last: int | None = col("last page", "结束页", None)
    content_hash: str = col("hash of all words and figures", "内容校验值", "")
    structure_hash: str = col("hash of names, order, levels, points, ranges", "结构校验值", "")


class Total(Record):
    """A printed sum (合计, 小计, 总分)."""

    rubric_id: str = col("rubric", "评分表编号")
    seq: int = col("place in the rubric, from 1", "序号")
    label: str = col("its name as printed", "名称")
    points: Decimal | None = col("points as printed", "印明分值", None)
    computed: Decimal | None = col("sum of what it covers", "计算分值", None)


class Criterion(Record):
    """An indicator (指标) or a scoring item below it."""

    criterion_id: str = col("id", "指标编号")
    rubric_id: str = col("rubric", "评分表编号")
    parent_id: str = col("the criterion above", "上级指标编号", "")
    level: int = col("level, 1 = top", "层级")
    seq: int = col("place below its parent, from 1", "序号")
    label: str = col("number as printed", "印明序号", "")
    name: str = col("name", "指标名称", "")
    text: str = col("text of the key points or of the item", "考核要点原文", "")
    rule_text: str = col("text of the scoring cell, where it is another cell", "评分标准原文", "")
    points: Decimal | None = col("points", "分值", None)
    weight: Decimal | None = col("weight", "权重", None)
    target: str = col("target value as printed", "目标值", "")
    unit: str = col("unit as printed", "计量单位", "")
    method: str = col("how it is checked, where data come from", "检查方法", "")
    kind: CriterionKind = col("what it does to the score", "类型", "scored")
    core: bool = col("marked ★", "核心指标", False)
    page: int | None = col("page", "页", None)
    row: int | None = col("row of its table, from 1", "行", None)
    quality: Quality = col("how it was read", "读取方式", "exact")


class Party(Record):
    """A department (部门) or other unit and its part in a criterion or task."""

    owner_id: str = col("criterion or task", "所属编号")
    role: PartyRole = col("lead, joint or assessed", "角色")
    name: str = col("name as printed, without spaces", "印明名称")
    canonical_name: str = col("the spelling used for all variants", "规范名称")
    inherited: bool = col("from a merged or blank cell", "沿用", False)


class KeyPoint(Record):
    """A key point (考核要点)."""

    key_point_id: str = col("id", "要点编号")
    criterion_id: str = col("criterion", "指标编号")
    seq: int | None = col("number; empty for one unnumbered text", "序号", None)
    label: str = col("number as printed", "印明序号", "")
    text: str = col("text without its number", "要点")
    points: Decimal | None = col("points in brackets", "分值", None)


class Requirement(Record):
    """How many key points a band or clause asks for."""

    owner_id: str = col("band or clause", "所属编号")
    seq: int = col("place, from 1", "序号")
    key_points: str = col("ids of key points, joined by ；", "要点编号")
    at_least: int | None = col("how many of them", "至少", None)
    relation: Relation = col("all, any or at_least", "关系")
    undone: bool = col("whether they are to be left undone (未完成)", "未完成", False)
    alternative: int = col("which of several ways it belongs to (或者), from 1", "可选路径", 1)


class Band(Record):
    """A grade band (档次) with its range of points."""

    band_id: str = col("id", "档次编号")
    rubric_id: str = col("rubric", "评分表编号")
    criterion_id: str = col("criterion; empty for the ladder of the whole rubric", "指标编号", "")
    seq: int = col("place, best first, from 1", "序号")
    grade: str = col("grade", "档次")
    min_points: Decimal | None = col("lowest points", "下限", None)
    max_points: Decimal | None = col("highest points", "上限", None)
    min_closed: bool | None = col("whether the lower end belongs to it", "含下限", None)
    max_closed: bool | None = col("whether the upper end belongs to it", "含上限", None)
    text: str = col("what it asks for", "条件", "")


class Clause(Record):
    """A scoring clause (评分条款)."""

    clause_id: str = col("id", "条款编号")
    rubric_id: str = col("rubric", "评分表编号")
    criterion_id: str = col("criterion of the cell in which it is printed", "指标编号", "")
    seq: int = col("place, from 1", "序号")
    kind: ClauseKind = col("what it does", "类型")
    points: Decimal | None = col("points", "分值", None)
    points_max: Decimal | None = col("upper end of a range of points", "分值上限", None)
    points_percent: Decimal | None = col("per cent of the item's points", "占分值百分比", None)
    per: str = col("unit of counting as written", "计量", "")
    per_quantity: Decimal | None = col("how many units", "计量数", None)
    per_unit: str = col("unit", "计量单位", "")
    cap: Cap = col("limit of its effect", "封顶", "unstated")
    cap_points: Decimal | None = col("points of the limit", "封顶分值", None)
    floor_points: Decimal | None = col("lowest points left", "保底分值", None)
    multiplier: Decimal | None = col("factor", "倍数", None)
    exception: str = col("what is excepted", "例外", "")
    scope: Scope | None = col("what it bears on", "作用范围", None)
    lead: str = col("lead-in shared by several clauses", "共用前提", "")
    condition: str = col("when it applies", "条件", "")
    formula: str = col("formula", "公式", "")
    effect: ClauseEffect | None = col(
        "whether a judged or computed clause, or what a note speaks of, gives, takes or adds",
        "计扣方向",
        None,
    )
    part: int | None = col("part of the item: number of its first clause", "所属部分", None)
    ladder: int | None = col(
        "alternatives of which one applies: number of their first clause", "择一计分组", None
    )
    cap_run: int | None = col("clauses under one limit: number of the first", "共用封顶组", None)
    cap_total: bool = col("whether the limit is of the item with its bonus", "封顶含本项得分", False)
    within_item: bool = col("whether a bonus stays within the item's points", "加分不超本项分值", False)
    precedence: bool = col("whether for one matter only the greatest counts", "就高不重复", False)
    grade: str = col("grade that a limit names", "限制档次", "")
    grade_rule: GradeRule | None = col(
        "what a limit does to the grade: stays below it, at most it, falls by one, is it", "限制方式", None
    )
    partial: bool = col("whether some word of the sentence that scores is in no field", "部分读懂", False)
    key_point_id: str = col("numbered part in whose text it stands", "所属要点编号", "")
    rounding: Rounding | None = col("what a step begun counts", "不足一档的计法", None)
    decimals: int | None = col("places to round to", "保留小数位数", None)
    cap_percent: Decimal | None = col("limit as a share of the item's points", "封顶占分值百分比", None)
    max_times: int | None = col("how often it may apply", "次数上限", None)
    applies_to: str = col("criteria that a note names, ids joined by ；", "所指指标编号", "")
    text: str = col("text", "原文")
    source: Source = col("cell or note that it stands in", "出处")
    start: int | None = col("first character in that source", "起", None)
    end: int | None = col("character after the last", "止", None)


class Tier(Record):
    """A step of a tiered clause (分档)."""

    clause_id: str = col("clause", "条款编号")
    seq: int = col("place, from 1", "序号")
    label: str = col("level, rank or category", "档")
    points: Decimal | None = col("points", "分值", None)


class Threshold(Record):
    """A figure that has to be reached (指标值)."""

    threshold_id: str = col("id", "阈值编号")
    owner_id: str = col("notice, task, criterion, key point, band or clause", "所属编号")
    metric: str = col("what is measured", "度量", "")
    low: Decimal | None = col("lower end", "下限", None)
    low_closed: bool | None = col("whether it belongs", "含下限", None)
    high: Decimal | None = col("upper end", "上限", None)
    high_closed: bool | None = col("whether it belongs", "含上限", None)
    direction: Direction = col("which way", "方向", "unstated")
    unit: str = col("base unit", "单位", "")
    relative_to: str = col("what it is compared with", "比较对象", "")
    modality: str = col("how binding", "语气", "")
    text: str = col("text", "原文")
    start: int | None = col("first character", "起", None)
    end: int | None = col("character after the last", "止", None)


class Note(Record):
    """A note (注, 备注)."""

    note_id: str = col("id", "备注编号")
    rubric_id: str = col("rubric", "评分表编号")
    criterion_id: str = col("criterion; empty for the whole rubric", "指标编号", "")
    seq: int = col("place, from 1", "序号")
    text: str = col("text", "备注")


class Task(Record):
    """A task (任务) of a list without scores."""

    task_id: str = col("id", "任务编号")
    notice_id: str = col("notice", "通知编号")
    annex: str = col("annex", "附件", "")
    section: str = col("section", "章节", "")
    seq: int | None = col("number", "序号", None)
    label: str = col("number as printed", "印明序号", "")
    text: str = col("text without the lead in brackets", "任务")


class Evidence(Record):
    """Where a field of a record is printed."""

    owner_id: str = col("record", "所属编号")
    field: str = col("field", "字段")
    page: int | None = col("page", "页", None)
    x0: float | None = col("left edge in points", "左", None)
    top: float | None = col("upper edge", "上", None)
    x1: float | None = col("right edge", "右", None)
    bottom: float | None = col("lower edge", "下", None)
    table: int | None = col("table of the document, from 1", "表", None)
    row: int | None = col("row, from 1", "行", None)
    column: int | None = col("column, from 1", "列", None)
    block_path: str = col("path in a source without pages", "路径", "")
    start: int | None = col("first character in the cell's text", "起", None)
    end: int | None = col("character after the last", "止", None)
    quality: Quality = col("how it was read", "读取方式", "exact")


class FindingRow(Record):
    """A finding as the dataset shows it."""

    notice_id: str = col("notice", "通知编号")
    code: str = col("stable code", "代码")
    severity: Severity = col("how much it matters", "级别")
    message: str = col("what it says", "说明")
    owner_id: str = col("record", "所属编号", "")
    page: int | None = col("page", "页", None)
    row: int | None = col("row of its table, from 1", "行", None)
    evidence: str = col("text of the source", "原文", "")
    path: str = col("place in a source without pages", "路径", "")
    hint: str = col("what to do", "建议", "")


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
    "evidence": Evidence,
    "findings": FindingRow,
}
# the column with a row's own id, of the tables that have one
OWN_ID = {
    "notices": "notice_id",
    "rubrics": "rubric_id",
    "criteria": "criterion_id",
    "key_points": "key_point_id",
    "bands": "band_id",
    "clauses": "clause_id",
    "thresholds": "threshold_id",
    "notes": "note_id",
    "tasks": "task_id",
}
ID_COLUMNS = frozenset(
    {
        "notice_id",
        "rubric_id",
        "criterion_id",
        "parent_id",
        "owner_id",
        "key_point_id",
        "band_id",
        "clause_id",
        "threshold_id",
        "note_id",
        "task_id",
        "key_points",
    }
)
