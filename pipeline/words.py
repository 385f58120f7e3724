"""The words of the tool itself, in Chinese and English: headings, labels, messages."""

from __future__ import annotations

import os
from collections.abc import Mapping

from extractors.finding import Lang

_WORDS: dict[str, tuple[str, str]] = {
    # levels and states
    "error": ("错误", "error"),
    "warning": ("警告", "warning"),
    "info": ("提示", "note"),
    "clean": ("无疑点", "clean"),
    "review": ("待核对", "to review"),
    "failed": ("有错误", "failed"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    # the notice and its rubrics
    "overview": ("总览", "Overview"),
    "issuer": ("发文机关", "Issuer"),
    "doc_number": ("文号", "Number"),
    "issued_on": ("日期", "Date"),
    "source_file": ("来源文件", "File"),
    "status": ("读取状态", "Status"),
    "rubrics": ("评分表", "Rubrics"),
    "rubric": ("评分表", "Rubric"),
    "no_title": ("（无标题）", "(no title)"),
    "scope": ("适用对象", "Assessed"),
    "criteria": ("指标", "Criteria"),
    "declared": ("合计（印）", "Total (printed)"),
    "computed": ("合计（算）", "Total (computed)"),
    "totals": ("合计 印/算", "Totals"),
    "agrees": ("是否一致", "Agree"),
    "page": ("页", "Page"),
    "page_row": ("第{page}页", "p. {page}"),
    "only_row": ("第{row}行", "row {row}"),
    # findings
    "findings": ("疑点", "Findings"),
    "no_findings": ("没有疑点", "No findings"),
    "level": ("级别", "Level"),
    "where": ("评分表 / 指标", "Rubric / criterion"),
    "message": ("说明", "Message"),
    "place": ("位置", "Place"),
    "evidence": ("原文", "Source text"),
    "hint": ("建议", "What to do"),
    # the sheet of a rubric
    "seq": ("序号", "No."),
    "criterion": ("指标", "Criterion"),
    "criterion_level": ("{level}级指标", "Criterion {level}"),
    "key_points": ("要点", "Key points"),
    "rules": ("评价标准", "Scoring"),
    "read_as": ("条款（读作）", "Clauses (read as)"),
    "method": ("检查方法", "Method"),
    "target": ("目标值", "Target"),
    "points": ("分值", "Points"),
    "weight": ("权重", "Weight"),
    "parties": ("部门", "Departments"),
    "total": ("合计", "Total"),
    "tasks": ("任务", "Tasks"),
    "annex": ("附件", "Annex"),
    "section": ("章节", "Section"),
    "back": ("← 总览", "← Overview"),
    "page_of": ("第 &P 页 共 &N 页", "Page &P of &N"),
    "bands": ("档次", "Bands"),
    "notice_id": ("通知编号", "Notice"),
    # clauses in short
    "clause_award": ("计{points}", "award {points}"),
    "clause_deduct": ("扣{points}", "deduct {points}"),
    "clause_bonus": ("加{points}", "add {points}"),
    "clause_zero": ("不得分", "zero"),
    "clause_veto": ("一票否决", "veto"),
    "clause_discretionary": ("酌情{points}", "at discretion {points}"),
    "clause_method": ("计算{points}", "computed {points}"),
    "clause_limit": ("限制{points}", "limit {points}"),
    "clause_note": ("说明", "note"),
    "some_points": ("{points}分", "{points}"),
    "per_cent": ("{points}%", "{points}%"),
    "item_points": ("扣完为止", "down to 0"),
    "cap_points": ("上限{points}分", "at most {points}"),
    "no_cap": ("不设上限", "no limit"),
    "floor": ("最低{points}分", "at least {points}"),
    # the evidence chain of a record
    "notice": ("通知", "Notice"),
    "key_point": ("要点", "Key point"),
    "band": ("档次", "Band"),
    "clause": ("条款", "Clause"),
    "threshold": ("指标值", "Threshold"),
    "note": ("备注", "Note"),
    "task": ("任务", "Task"),
    "chain": ("所在", "Stands in"),
    "read_from": ("读自 {source}", "Read from {source}"),
    "labelled": ("{label}：", "{label}: "),
    "below": ("其下", "Below it"),
    "findings_nearby": ("同一行上、未指明记录的疑点", "Findings on the same row that name no record"),
    "empty": ("（空）", "(empty)"),
    "printed_with": (
        "本身没有单独的出处，见上级 {owner}：",
        "has no place of its own; see {owner} above it:",
    ),
    "no_place": ("没有出处", "has no place"),
    "at_table": ("表{table}", "table {table}"),
    "at_cell": ("第{row}行第{column}列", "row {row}, column {column}"),
    "at_character": ("第{last}字", "character {last}"),
    "at_characters": ("第{first}至{last}字", "characters {first} to {last}"),
    "quality_exact": ("照原文", "as printed"),
    "quality_joined": ("跨页合并", "joined over a page break"),
    "quality_inherited": ("沿用", "carried over"),
    "quality_inferred": ("推断", "inferred"),
    "quality_ocr": ("文字识别", "from a scan (OCR)"),
    "quality_manual": ("人工更正", "corrected by hand"),
    # messages of the commands
    "no_dataset": (
        "{path} 中没有数据集；请先用 rubrics ingest IN... --out {path} 写出",
        "no dataset in {path}; write one first: rubrics ingest IN... --out {path}",
    ),
    "dataset_unread": (
        "数据集中的 {name} 无法读取；请重新运行 rubrics ingest",
        "{name} of the dataset cannot be read; run rubrics ingest again",
    ),
    "no_such_record": ("没有编号为 {asked} 的记录", "there is no record {asked}"),
    "nearest": ("{said}。相近的编号：", "{said}. The nearest ids:"),
    "several_records": (
        "{asked} 可指{count}个记录，请写明通知：",
        "{asked} can mean {count} records; name the notice:",
    ),
    "nothing_given": ("没有可读的通知文件：{inputs}", "no notice to read in {inputs}"),
    "not_there": ("找不到 {path}", "{path} does not exist"),
    "no_such_rubric": (
        "没有第 {number} 个评分表，共 {count} 个",
        "there is no rubric {number}, only {count}",
    ),
    "not_written": (
        "无法写入 {out}：{reason}；原有数据未变",
        "cannot write {out}: {reason}; the old data are unchanged",
    ),
    "fault": ("程序内部错误：{reason}", "internal fault: {reason}"),
    "skipped": ("未读取的文件：{names}", "passed over: {names}"),
    "written": ("已写入 {out}：", "written to {out}:"),
    "reading": ("读取通知", "reading"),
    "xlsx_is": ("每份通知一个工作簿", "a workbook for each notice"),
    "csv_is": ("全部通知的数据表", "the tables of all notices"),
    "json_is": ("每份通知一个嵌套文件", "a nested file for each notice"),
    "parquet_is": ("按表、按通知的列式文件", "columnar files by table and notice"),
    "datapackage_is": ("各列说明", "what the columns mean"),
    "statements": (
        "评分语句 {found} 条：读全 {full}，部分 {part}，未读 {unread}",
        "{found} scoring statements: {full} read in full, {part} in part, {unread} unread",
    ),
    "claimed": (
        "已归入记录 {claimed} / {characters} 字",
        "{claimed} of {characters} characters are in records",
    ),
}


def say(key: str, lang: Lang, **values: object) -> str:
    """The words of `key` in `lang`, filled with `values`. Raises KeyError for an unknown key."""
    zh, en = _WORDS[key]
    return (zh if lang == "zh" else en).format(**values)


def locale_lang(environ: Mapping[str, str] = os.environ) -> Lang:
    """The language of the user: zh where the locale begins with zh, else en."""
    settings = (environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, settings), "").lower().startswith("zh") else "en"
