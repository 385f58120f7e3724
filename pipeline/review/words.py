"""The words of the review pages, in Chinese and English."""

from __future__ import annotations

from pipeline.messages.languages import Lang
from pipeline.messages.words import say as say_common

_WORDS: dict[str, tuple[str, str]] = {
    "app": ("评分标准核对", "Rubric review"),
    "queue": ("待核对", "Queue"),
    "progress": (
        "已处理 {done} 条，还有 {errors} 个错误、{warnings} 个警告",
        "{done} done, {errors} errors and {warnings} warnings left",
    ),
    "all_notices": ("全部通知", "All notices"),
    "all_codes": ("全部种类", "All kinds"),
    "and_notes": ("含提示", "with notes"),
    "filter": ("筛选", "Filter"),
    "empty": ("没有待核对的疑点。", "Nothing is left to look at."),
    "more": ("另有 {count} 条，请先筛选", "{count} more: filter to see them"),
    "begin": ("开始核对", "Begin"),
    "position": ("第 {place} 条 / 共 {count} 条", "{place} of {count}"),
    "previous": ("上一条", "Previous"),
    "next": ("下一条", "Next"),
    "inside": ("下级", "Inside"),
    "above": ("上级", "Above"),
    "whole_notice": ("通知本身", "the notice itself"),
    "confirm": ("读取无误", "Reading is right"),
    "dismiss": ("不作处理", "Dismiss"),
    "reason": ("原因", "Reason"),
    "reason_needed": ("不作处理需要写明原因。", "To dismiss a finding, give a reason."),
    "who": ("核对人", "Your name"),
    "settle": ("处理这条疑点", "Settle this finding"),
    "record": ("记录", "Record"),
    "source": ("原件", "Source"),
    "no_source": (
        "找不到原件 {name}，或其内容已变：请用 --sources 指明通知所在文件夹，或重新运行 rubrics ingest。",
        (
            "{name} is not among the sources, or has changed: "
            "name its folder with --sources, or run rubrics ingest again."
        ),
    ),
    "cannot_change": (
        "没有原件就无法重新读取，因此不能更正。",
        "Without its source a notice cannot be read again, so nothing can be corrected.",
    ),
    "bands": ("档次", "Bands"),
    "clauses": ("条款", "Clauses"),
    "thresholds": ("指标值", "Thresholds"),
    "notes": ("备注", "Notes"),
    "totals": ("合计", "Totals"),
    "split_hint": (
        "每行一个要点：换行即拆分，并行即合并",
        "A key point a line: break a line to split, join lines to merge",
    ),
    "parties_hint": (
        "每行一个部门；配合部门写作 joint:名称，被考核单位写作 assessed:名称",
        "A department a line; joint:name helps, assessed:name is assessed",
    ),
    "add_band": ("补充档次，照原文录入，如 好（14-18分）：…", "Add a band as printed: 好（14-18分）：…"),
    "add_clause": ("补充条款，照原文录入，如 每次扣0.5分", "Add a clause as printed: 每次扣0.5分"),
    "add_note": ("补充备注", "Add a note"),
    "remove": ("删除", "Remove"),
    "move": ("文字移到另一栏", "Move a text to another column"),
    "move_from": ("从", "from"),
    "move_to": ("移到", "to"),
    "move_all": ("本表整栏都移", "the whole column of this rubric"),
    "preview": ("查看改动", "See the difference"),
    "preview_title": ("保存前请看改动", "What this would change"),
    "values": ("更正", "Corrections"),
    "was": ("原为", "was"),
    "now": ("改为", "now"),
    "follows": ("由此引起的变化", "What follows"),
    "nothing_follows": ("评分内容没有其他变化。", "Nothing else of the rubric changes."),
    "gone": ("消除的疑点", "Findings that go"),
    "come": ("新出现的疑点", "Findings that come"),
    "no_change": ("没有改动。", "Nothing was changed."),
    "save": ("保存", "Save"),
    "back": ("返回修改", "Back"),
    "empty_value": ("（空）", "(empty)"),
    "row_removed": ("删除这条记录", "this record is removed"),
    "row_added": ("新增记录", "a record is added"),
    "not_applied": ("这几条更正用不上，请返回修改：", "These do not fit; go back and mend them:"),
    "conflict": (
        "你打开页面之后，别人改过这份通知。你的改动还在下面：请核对，再保存。",
        (
            "Somebody else has changed this notice since you opened the page. "
            "Your changes are below: look at them and save again."
        ),
    ),
    "conflict_other": ("别人已改为", "somebody else made it"),
    "saved": ("已保存。", "Saved."),
    "undo": ("撤销", "Undo"),
    "undone": ("已撤销。", "Undone."),
    "nothing_to_undo": ("没有可撤销的操作。", "There is nothing to undo."),
    "write": ("更新数据集", "Write the dataset"),
    "unwritten": (
        "{count} 份通知已更正，数据集尚未更新。",
        "{count} notices were corrected; the dataset is not written yet.",
    ),
    "written": ("数据集已更新。", "The dataset is written."),
    "made": ("已作的更正", "Corrections made"),
    "none_made": ("这份通知还没有更正。", "No corrections of this notice yet."),
    "take_back": ("撤回", "Take back"),
    "state_applied": ("已采用", "applied"),
    "state_confirmed": ("已确认", "confirmed"),
    "state_already-true": ("已直接读出", "read so by now"),
    "state_stale": ("已不适用", "stale"),
    "state_invalid": ("无法采用", "invalid"),
    "offered": ("别的文件的更正", "Corrections of other documents"),
    "take": ("沿用", "Take over"),
    "taken_through": ("看完了，不再提示", "Gone through: do not tell again"),
    "does_not_fit": ("此处读作“{found}”，不能沿用", "does not fit: {found} is read here"),
    "not_there": ("没有这个页面。", "There is no such page."),
    "refused": ("页面已过期，请刷新后重试。", "The page is too old; load it again."),
    "unread_file": ("更正文件无法读取：{reason}", "The corrections cannot be read: {reason}"),
    "old_dataset": (
        "数据集是旧版程序写的，与现在的读取不一致：请重新运行 rubrics ingest。",
        "The dataset does not agree with what is read now: run rubrics ingest again.",
    ),
    "place_of": ("第 {page} 页 / 共 {pages} 页", "page {page} of {pages}"),
    "keys": (
        "j 下一条　k 上一条　c 读取无误　d 不作处理　e 更正　Ctrl+Enter 查看改动／保存　u 撤销　q 待核对",
        (
            "j next, k previous, c right, d dismiss, e edit, "
            "Ctrl+Enter see the difference or save, u undo, q queue"
        ),
    ),
    "bigger": ("放大", "Larger"),
    "code": ("种类", "Kind"),
}

# the values of columns that hold one of a few words
_CHOICES = {
    "scored": "计分", "bonus": "加分", "penalty": "扣分项", "veto": "一票否决", "remark": "备注",
    "award": "计分", "deduct": "扣分", "zero": "不得分", "discretionary": "酌情", "method": "计算办法",
    "limit": "限制档次", "note": "说明", "item_points": "扣完为止", "points": "有上限", "none": "不设限",
    "unstated": "未写明", "part": "部分", "item": "本项", "indicator": "指标", "rubric": "全表",
    "below": "低于", "at_most": "至多", "at_least": "至少", "lower": "降档", "fixed": "定为",
    "between": "区间", "equal": "等于", "all": "全部", "any": "任一",
    "lead": "牵头", "joint": "配合", "assessed": "被考核",
}  # fmt: skip


def choice(value: str, lang: Lang) -> str:
    """A value of a column in words; a dash for an empty one."""
    if value in {"true", "false"}:
        return say("yes" if value == "true" else "no", lang)
    return (_CHOICES.get(value, value) if lang == "zh" else value.replace("_", " ")) or "—"


def say(key: str, lang: Lang, **values: object) -> str:
    """The words of `key`, here or among those of the whole tool. Raises KeyError for an unknown key."""
    if key not in _WORDS:
        return say_common(key, lang, **values)
    zh, en = _WORDS[key]
    return (zh if lang == "zh" else en).format(**values)
