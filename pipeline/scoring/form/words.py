"""Words of the workbook in both languages."""

from __future__ import annotations

from extractors.finding import Lang

_HINT_ZH = (
    "只填黄色格。没有发生的填0或“否”；一项其余各条都没有发生，在该项填“无”；"
    "在该项填分值，即直接评定该项。未填的不按0分计，总分显示为可能的范围。"
)
_HINT_EN = (
    "Fill in the yellow cells only. Write 0 or 否 for what did not happen; 无 beside an item says that "
    "nothing else of it happened, points there are those of the whole item. What is empty is not 0: the "
    "total is a range."
)
_WORDS: dict[str, tuple[str, str]] = {
    "summary": ("汇总", "Summary"),
    "form": ("评分", "Form"),
    "unit": ("被考核单位", "Unit assessed"),
    "total": ("总分", "Total"),
    "before": ("否决前", "before the veto"),
    "grade": ("等次", "Grade"),
    "state": ("状态", "State"),
    "rank": ("名次", "Rank"),
    "missing": ("尚缺", "Missing"),
    "faults": ("有误", "Errors"),
    "label": ("序号", "No."),
    "name": ("考核指标", "Indicator"),
    "text": ("考核要点、评分标准", "Key points and rules"),
    "worth": ("分值", "Points"),
    "what": ("填写什么", "To fill in"),
    "value": ("填写", "Filled in"),
    "matter": ("事项", "Matter"),
    "result": ("得分", "Score"),
    "told": ("提示", "Note"),
    "whole-rubric": ("适用于全部指标", "For the whole rubric"),
    "hint": (_HINT_ZH, _HINT_EN),
    "what-points": ("评定分值", "points"),
    "what-whole": ("“无”或直接评分", "无, or points"),
    "what-banded": ("档内分值", "points in the band"),
    "what-grade": ("档次", "grade"),
    "what-nothing": ("其余没有填“无”", "无: no others"),
    "what-count": ("次数（{per}）", "how often ({per})"),
    "what-once": ("是否发生", "does it apply?"),
    "what-applies": ("是否发生", "does it apply?"),
    "what-judged": ("所计或所扣分值", "points given or taken"),
    "what-tier": ("次数", "how often"),
    "what-factor": ("其中几次（×{factor}）", "for how many (×{factor})"),
    "what-figure": ("数值", "figure"),
    "what-measured": ("实际值", "measured figure"),
    "what-done": ("是否完成", "is it done?"),
    "what-won": ("所得分值", "points won"),
    "again": ("另一事项", "another matter"),
    "note-text": ("规则", "rule"),
    "not-computed": ("此条不由本表计算", "is not computed by this form"),
    "allowed": ("可填：{allowed}", "allowed: {allowed}"),
    "figure-asked": ("应填数字", "a figure"),
    "matter-asked": ("请填事项", "tell the matter"),
    "wrong": ("有误，本项按未填计", "wrong: taken as not filled in"),
    "void": ("所填互相矛盾，本项按未填计", "contradicts itself: taken as not filled in"),
    "against": ("与其他所填矛盾", "contradicts what else is filled in"),
    "untouched": ("未填", "empty"),
    "open": ("待补", "incomplete"),
    "zero": ("不得分", "zero"),
    "veto": ("一票否决", "veto"),
    "limit": ("限制档次", "limits the grade"),
    "unlimited": ("不限", "no limit"),
    "complete": ("已完成", "complete"),
    "incomplete": ("尚缺{count}项", "{count} missing"),
    "vetoed": ("一票否决", "vetoed"),
    "faulty": ("有误{count}项", "{count} wrong"),
    "page": ("第 &P 页，共 &N 页", "Page &P of &N"),
    "unread": ("以下规则未能读懂，未计入：", "Rules that were not read and do not count:"),
    "no-points": ("没有印明分值，总分上限不明", "its points are not printed: the total has no upper end"),
    "weights": (
        "权重与分值都可能是记分依据，本表按分值计",
        "weights and points could both be meant; points are taken",
    ),
    "units-unread": (
        "读不出单位名单“{path}”：{reason}",
        "{path}: the names of units cannot be read: {reason}",
    ),
    "written": (
        "已写出{path}：{units}个单位，每张{slots}格可填",
        "Wrote {path}: {units} units, {slots} cells each",
    ),
}


def told(key: str, lang: Lang, **values: object) -> str:
    """The words of `key`, filled with `values`. Raises KeyError for an unknown key."""
    zh, en = _WORDS[key]
    return (zh if lang == "zh" else en).format(**values)
