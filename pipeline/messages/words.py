"""The words of the tool itself: `say` gives those of a key, in the language of the reader.

They stand in one TOML file for each language, which is read when something is first said in it. A key is the
room and the name in it (`place.page`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.messages.languages import Lang

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
    # what changed from year to year: “河湖巡查”分值由18分降为15分
    "points_of": ("{points}分", "{points} points"),
    "raised": ("{what}由{old}提高到{new}", "{what} raised from {old} to {new}"),
    "lowered": ("{what}由{old}降为{new}", "{what} lowered from {old} to {new}"),
    "altered": ("{what}由{old}改为{new}", "{what} changed from {old} to {new}"),
    "set_to": ("{what}定为{new}", "{what} set to {new}"),
    "unset": ("不再规定{what}（原为{old}）", "{what} dropped (was {old})"),
    "added_one": ("新增{what}：{text}", "new {what}: {text}"),
    "removed_one": ("取消{what}：{text}", "{what} dropped: {text}"),
    "wording": ("{what}中{spots}", "{what}: {spots}"),
    "rewritten": ("{what}改写为“{text}”", "{what} rewritten: “{text}”"),
    "spot_altered": ("“{old}”改为“{new}”", "“{old}” became “{new}”"),
    "spot_added": ("增加“{new}”", "“{new}” was added"),
    "spot_removed": ("删去“{old}”", "“{old}” was struck out"),
    "counted_criterion": ("指标", "criteria"),
    "counted_task": ("任务", "tasks"),
    "counted_goal": ("目标", "goals"),
    "new_task": ("新增任务{name}{above}", "new task {name}{above}"),
    "gone_task": ("取消任务{name}{above}", "task {name} dropped{above}"),
    "new_goal": ("新增目标{name}", "new goal {name}"),
    "gone_goal": ("取消目标{name}", "goal {name} dropped"),
    "list_added_task": ("新增任务清单“{name}”（{count}项）", "new list of tasks “{name}” ({count})"),
    "list_removed_task": ("取消任务清单“{name}”（{count}项）", "list of tasks “{name}” dropped ({count})"),
    "list_added_goal": ("新增目标“{name}”（{count}项）", "new goals “{name}” ({count})"),
    "list_removed_goal": ("取消目标“{name}”（{count}项）", "goals “{name}” dropped ({count})"),
    "said_task": ("内容", "the text"),
    "task_lead": ("牵头单位", "lead"),
    "task_joint": ("配合单位", "joint unit"),
    "list": ("清单", "List"),
    "content": ("内容", "Text"),
    "rubric_or_list": ("评分表、清单", "Rubric or list"),
    "new_criterion": ("新增指标{name}{above}", "new criterion {name}{above}"),
    "gone_criterion": ("取消指标{name}{above}", "criterion {name} dropped{above}"),
    "stands_below": ("（在{path}之下）", " (below {path})"),
    "maybe_from": ("，可能由{names}改成，待确认", "; it may have been {names}, please check"),
    "maybe_to": ("，可能改成了{names}，待确认", "; it may have become {names}, please check"),
    "split_into": ("{old}拆分为{new}", "{old} split into {new}"),
    "merged_into": ("{old}合并为{new}", "{old} merged into {new}"),
    "together": ("分值合计", "points together"),
    "renamed_to": ("{old}更名为{new}", "{old} renamed {new}"),
    "moved_rubric": ("由“{old}”表移到“{new}”表", "moved from rubric “{old}” to rubric “{new}”"),
    "moved_parent": ("由{old}移到{new}", "moved from {old} to {new}"),
    "moved_order": ("由第{old}项移到第{new}项", "moved from place {old} to place {new}"),
    "top_level": ("最上级", "the top level"),
    "and": ("和", " and "),
    "comma": ("、", ", "),
    "item_points_are": ("分值", "points"),
    "item_weight": ("权重", "weight"),
    "item_kind": ("类型", "kind"),
    "band_named": ("“{grade}”档", "band “{grade}”"),
    "band_ask": ("{band}条件", "{band}"),
    "key_point_numbered": ("第{number}项要点", "key point {number}"),
    "some_threshold": ("指标值", "threshold"),
    "said_band": ("档次", "band"),
    "said_key_point": ("要点", "key point"),
    "said_text": ("考核要点", "the text"),
    "said_rules": ("评价标准", "the scoring"),
    "said_name": ("名称", "name"),
    "item_number": ("第{number}项", "item {number}"),
    "said_target": ("目标值", "target"),
    "said_unit": ("计量单位", "unit"),
    "said_note": ("备注", "note"),
    "made_core": ("列为核心指标", "made a core criterion"),
    "no_longer_core": ("不再是核心指标", "no longer a core criterion"),
    "said_method": ("检查方法", "method"),
    "below_limit": ("不足{limit}", "below {limit}"),
    "above_limit": ("超过{limit}", "over {limit}"),
    "at_most_limit": ("不超过{limit}", "at most {limit}"),
    "at_least_limit": ("{limit}以上", "at least {limit}"),
    "clause_what_award": ("得分条款", "award clause"),
    "clause_what_deduct": ("扣分条款", "deduction"),
    "clause_what_bonus": ("加分条款", "bonus"),
    "clause_what_zero": ("不得分条款", "zero clause"),
    "clause_what_veto": ("一票否决条款", "veto"),
    "clause_what_discretionary": ("酌情条款", "discretionary clause"),
    "clause_what_method": ("计分方法", "method of scoring"),
    "clause_what_limit": ("限制条款", "limit"),
    "clause_what_note": ("说明", "remark"),
    "clause_part_award": ("“{what}”得分", "award for “{what}”"),
    "clause_part_deduct": ("“{what}”扣分", "deduction for “{what}”"),
    "clause_part_bonus": ("“{what}”加分", "bonus for “{what}”"),
    "clause_part_points": ("“{what}”的分值", "points for “{what}”"),
    "clause_part_kind": ("“{what}”的计分方式", "effect of “{what}”"),
    "clause_part_unit": ("“{what}”的计量", "unit of “{what}”"),
    "clause_part_cap": ("“{what}”的封顶", "limit of “{what}”"),
    "clause_part_floor": ("“{what}”的保底", "floor of “{what}”"),
    "clause_part_tiers": ("“{what}”的分档", "steps of “{what}”"),
    "cap_item_points": ("扣完为止", "the item's points"),
    "cap_none": ("不设上限", "no limit"),
    "cap_unstated": ("未写明", "not stated"),
    "kind_scored": ("计分项", "scored"),
    "kind_bonus": ("加分项", "bonus"),
    "kind_penalty": ("扣分项", "penalty"),
    "kind_veto": ("否决项", "veto"),
    "kind_remark": ("说明项", "remark"),
    "party_lead": ("考核部门", "department"),
    "party_joint": ("配合部门", "joint department"),
    "party_assessed": ("被考核单位", "assessed unit"),
    "other_words": ("其他文字", "the other words"),
    "rubric_added": ("新增评分表“{name}”（{count}项指标）", "new rubric “{name}” ({count} criteria)"),
    "rubric_removed": ("取消评分表“{name}”（{count}项指标）", "rubric “{name}” dropped ({count} criteria)"),
    "rubric_total": ("总分", "total"),
    "rubric_title": ("标题", "title"),
    # the report of what changed
    "change_renamed": ("更名", "renamed"),
    "change_reworded": ("改写", "reworded"),
    "change_rescored": ("分值变化", "rescored"),
    "change_restructured": ("档次条款变化", "restructured"),
    "change_reassigned": ("部门变化", "reassigned"),
    "change_moved": ("移位", "moved"),
    "change_split": ("拆分", "split"),
    "change_merged": ("合并", "merged"),
    "change_added": ("新增", "added"),
    "change_removed": ("取消", "removed"),
    "notices_counted": ("{count}份通知", "{count} notices"),
    "nothing_changed": ("{count}项{what}均无变化", "no change in {count} {what}"),
    "counted": (
        "{what}由{old}项变为{new}项，{unchanged}项未变；",
        "{old} {what} before, {new} now, {unchanged} unchanged; ",
    ),
    "total_before": ("原总分", "Total before"),
    "total_now": ("现总分", "Total now"),
    "unchanged": ("未变", "Unchanged"),
    "changed": ("有变化", "Changed"),
    "moved_points": ("变动分值", "Points moved"),
    "change": ("变化", "Change"),
    "old_name": ("原名称", "Name before"),
    "new_name": ("现名称", "Name now"),
    "points_before": ("原分值", "Points before"),
    "points_now": ("现分值", "Points now"),
    "title": ("标题", "Title"),
    "ladder": ("等次", "Grade ladder"),
    "notes": ("备注", "Notes"),
    "redline": ("文字对照", "Wording"),
    "diff_title": ("年度对比", "Year over year"),
    # several years in a row
    "timeline_title": ("多年度对比", "Over the years"),
    "lineage_new": ("{year}新增", "new in {year}"),
    "year_named": ("{year}年", "{year}"),
    "year_counted": ("第{year}年", "year {year}"),
    "lineage_from": ("{year}由{names}而来", "made of {names} in {year}"),
    "lineage_reworded": ("{years}改写", "reworded in {years}"),
    "lineage_paused": ("{years}未设", "not there in {years}"),
    "lineage_gone": ("{year}取消", "dropped in {year}"),
    "lineage_into": ("{year}改为{names}", "became {names} in {year}"),
    "formerly": ("原名：{name}", "formerly {name}"),
    "points_by_year": ("各指标历年分值", "Points of each indicator by year"),
    "lists_by_year": ("历年清单", "The lists by year"),
    "shares_by_year": ("各部门历年分值占比", "Departments' share of points by year"),
    "year": ("年度", "Year"),
    "points_in_all": ("总分", "Points in all"),
    "more_points": ("分值增加", "more points"),
    "fewer_points": ("分值减少", "fewer points"),
    "only_changed": ("只看分值、名称、来去有变化的", "Only what changed its points or name, came or went"),
    "nobody_leads": ("（未写明部门）", "(no department named)"),
    "absent": ("未设", "not there"),
    "contents": ("目录", "Contents"),
    "reading_was": ("（读取：{state}）", " (reading: {state})"),
    "old_side": ("旧", "Before"),
    "new_side": ("新", "Now"),
    "changes_by_weight": ("变化（变动分值大的在前）", "Changes, those that move most points first"),
    "change_kind": ("变化类型", "Kind"),
    "all": ("全部", "all"),
    "side_by_side": ("左右对照", "Side by side"),
    "points_both_years": ("各指标两年分值", "Points of each indicator in both years"),
    # rubrics for other systems
    "full_marks": ("满分", "full marks"),
    "no_marks": ("不得分", "no marks"),
    "kept_as_text": ("仅文字", "as text"),
    "not_kept": ("无", "no"),
    "lost_what": ("未能保留", "Lost"),
    "lost_count": ("处", "Count"),
    "lost_example": ("例", "Example"),
    "lost_none": ("没有丢失内容", "nothing was lost"),
    "exported": (
        "已写入 {out}：{criteria}项、{levels}个档次",
        "written to {out}: {criteria} criteria, {levels} levels",
    ),
    "lost_written": (
        "{form} 格式无法完整表达以下内容，共{count}处，逐条见 {out}：",
        "{form} cannot hold the following in full, {count} facts, each in {out}:",
    ),
    "which_notice": (
        "{path} 中有{count}份通知，请指定其一，例如 {example}",
        "{path} holds {count} notices; name one, for example {example}",
    ),
    "which_rubric": (
        "通知中有{count}个评分表，Moodle 一次只能导入一个，请用 --rubric 1 至 {count} 指定：",
        "the notice has {count} rubrics, and Moodle takes one at a time; name it with --rubric 1 to {count}:",
    ),
    # messages of the commands
    "one_year": ("请给出至少两个年度", "name two years or more"),
    "nothing_to_compare": (
        "{path} 中没有评分表、任务或目标，无法比较",
        "no rubric, task or goal in {path}: nothing to compare",
    ),
    "nothing_in": (
        "其中没有评分表、任务或目标，未作比较：{names}",
        "not compared, as they hold no rubric, task or goal: {names}",
    ),
    "no_rubrics_in": ("{path} 中没有评分表", "no rubric in {path}"),
    "no_such_year": ("{path}：数据集中没有这一年度，只有 {years}", "{path}: the dataset has only {years}"),
    "links_header": ("首行应为 {columns}", "the first line has to be {columns}"),
    "links_unread": (
        "无法读取（{reason}），须为 UTF-8 编码的 CSV",
        "cannot be read ({reason}); it has to be CSV in UTF-8",
    ),
    "links_empty": ("缺少 old_id 或 new_id", "old_id or new_id is missing"),
    "links_same": ("same 应为 yes 或 no，而非“{value}”", "same has to be yes or no, not “{value}”"),
    "links_contradict": ("与第{other}行矛盾", "contradicts line {other}"),
    "links_unknown": (
        "{path} 中第{lines}行未用：只有一个编号在所比较的两年中",
        "{path}, lines {lines} not used: only one of their ids is in the years that are compared",
    ),
    "read_with_faults": (
        "{names} 未能完整读取，比较可能不全；请用 rubrics check 查看",
        "{names} was not read in full, so the comparison may lack something; see rubrics check",
    ),
    "read_in_part": (
        "{names} 未能完整读取，结果可能不全；请用 rubrics check 查看",
        "{names} was not read in full, so something may be missing; see rubrics check",
    ),
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
    "corrections_unread": (
        "更正文件 {name} 无法读取：{reason}",
        "corrections {name} cannot be read: {reason}",
    ),
    "corrections_unused": (
        "更正文件 {name} 未使用：它所更正的文件（{file}）这次没有读取",
        "corrections {name} were not used: the document that they are for ({file}) was not read",
    ),
    "no_hidden_sheet": (
        "不是 rubrics ingest 写出的工作簿，或隐藏的对照表已被删除",
        "not a workbook that rubrics ingest wrote, or its hidden sheet was deleted",
    ),
    "cells_differ": ("同一处有不同的改动：{places}", "one cell was changed in several ways: {places}"),
    "values_differ": (
        "{record} 的 {field} 在几处改得不一样",
        "{field} of {record} was changed in several ways",
    ),
    "cell_derived": (
        "{place} 是程序算出或推出的，不能在此更正：{shown}",
        "{place} follows from other cells and cannot be corrected itself: {shown}",
    ),
    "cell_unclear": (
        "{place} 的改动无法对应到字段，请用 rubrics review 更正：{shown}",
        "{place}: it is not clear which field was meant; correct it with rubrics review: {shown}",
    ),
    "cell_no_value": ("{place} 不是该栏能有的值：{shown}", "{place} is no value of its column: {shown}"),
    "id_unknown": ("{place} 行的编号无法识别", "{place}: the id of this row is unknown"),
    "row_new": (
        "{place} 是新增的行，请用 rubrics review 补充",
        "{place} is a new row: add it with rubrics review",
    ),
    "row_twice": ("{place} 与 {other} 编号相同，未采用", "{place} has the id of {other} and was not taken"),
    "rows_missing": (
        "工作簿中少了这些行，未作删除：{ids}",
        "these rows are no longer in the workbook; nothing was removed: {ids}",
    ),
    "changed_meanwhile": (
        "更正文件刚被别人改过，未写入：请重新运行",
        "somebody else has just changed the corrections; nothing was written: run it again",
    ),
    "not_ours": ("{path} 无法使用：{reason}", "{path} cannot be used: {reason}"),
    "corrected_since": (
        "{record} {field} 在写出工作簿之后已被更正为“{now}”（{who}），未覆盖",
        "{field} of {record} was corrected to {now} by {who} since the workbook was written; left as it is",
    ),
    "correction_line": ("{record} {field}：{was} → {now}", "{record} {field}: {was} → {now}"),
    "nothing_corrected": ("没有可采用的更正", "nothing to correct"),
    "take_these": ("采用以上 {count} 条更正？", "take these {count} corrections?"),
    "take_this": ("沿用这一条？", "take this one over?"),
    "not_taken": ("未采用：", "not taken over:"),
    "corrections_saved": (
        "已写入 {path}；重新运行 rubrics ingest 即生效",
        "written to {path}; run rubrics ingest again",
    ),
    "unfitting": (
        "{record} {field}：{was} → {now}，此处读作“{found}”，不能沿用",
        "{record} {field}: {was} → {now} does not fit, {found} is read here",
    ),
    "nothing_offered": (
        "没有别的文件的更正可供沿用",
        "there are no corrections of other documents to take over",
    ),
    "no_extra": (
        "缺少 {module}：请先安装 pip install rubric-pipeline[{extra}]",
        "{module} is missing: pip install rubric-pipeline[{extra}]",
    ),
    "review_at": ("请在浏览器中打开 {url}（Ctrl-C 结束）", "open {url} in a browser (Ctrl-C ends)"),
    "skipped": ("未读取的文件：{names}", "passed over: {names}"),
    "not_changed": ("未变", "unchanged"),
    "taken_over": (
        "{count}份通知自上次以来未变，沿用原有数据（--fresh 全部重新读取）",
        "{count} unchanged since the last run and not read again (--fresh reads all)",
    ),
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


def say(key: str, lang: Lang, /, **values: object) -> str:
    """The words of `key` in `lang`, filled with `values`. Raises KeyError for an unknown key.

    A text may say that a value is a word of another room: `{reason:reason}` shows `too-deep` as the words of
    `reason.too-deep`, and whatever is no key of that room as it is.
    """
    if key in _WORDS:
        return _WORDS[key][lang == "en"].format(**values)
    return _filled(texts(lang)[key], lang, values)


@cache
def texts(lang: Lang) -> Mapping[str, str]:
    """All texts of a language by their keys."""
    file = Path(__file__).with_name(f"{lang}.toml")
    return dict(_flat(tomllib.loads(file.read_text("utf-8"))))


def _flat(node: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    for name, inner in node.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(inner)


def _filled(text: str, lang: Lang, values: Mapping[str, object]) -> str:
    said = (_Value(value, lang, values) if isinstance(value, str) else value for value in values.values())
    return text.format_map(dict(zip(values, said, strict=True)))


@dataclass(frozen=True, slots=True)
class _Value:
    """A text that fills another one; its words may be filled with the same values."""

    text: str
    lang: Lang
    values: Mapping[str, object]

    def __format__(self, room: str) -> str:
        """The words of the room that has it as a key, else the text itself."""
        words = texts(self.lang).get(f"{room}.{self.text}") if room else None
        return self.text if words is None else _filled(words, self.lang, self.values)
