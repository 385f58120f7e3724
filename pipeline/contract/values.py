"""What the values of each closed list mean, in English and Chinese."""

from __future__ import annotations

from typing import Any

from normalizers import records as rubric

# the list as the records declare it, its values with their meaning
MEANINGS: tuple[tuple[Any, dict[str, tuple[str, str]]], ...] = (
    (
        rubric.NoticeKind,
        {
            "rubric": ("holds scoring tables", "含评分表"),
            "tasks": ("a list of tasks with their departments, without scores", "任务清单（不计分）"),
            "narrative": ("a speech or report; its figures are thresholds of the notice", "讲话、报告"),
            "unknown": ("could not be read", "未能读取"),
        },
    ),
    (
        rubric.Status,
        {
            "clean": ("nothing to look at", "无疑点"),
            "review": ("has warnings", "有警告，待核对"),
            "failed": ("has errors: something was not read", "有错误，内容未读全"),
        },
    ),
    (
        rubric.CriterionKind,
        {
            "scored": ("counts in the total", "计入总分"),
            "bonus": ("adds beside the total (加分项)", "加分项，不计入总分"),
            "penalty": ("only takes from the total (扣分项)", "扣分项"),
            "veto": ("decides the whole (一票否决)", "一票否决项"),
            "remark": ("says something and counts nothing", "说明，不计分"),
        },
    ),
    (
        rubric.Quality,
        {
            "exact": ("as printed in one place", "照原文"),
            "joined": ("put together over a page break or from several cells", "跨页或跨格合并"),
            "inherited": ("carried over from a merged or blank cell", "沿用合并或空白单元格"),
            "inferred": ("concluded from what stands around it", "推断"),
            "ocr": ("read from a scan", "文字识别"),
            "manual": ("corrected by a person", "人工更正"),
        },
    ),
    (
        rubric.PartyRole,
        {
            "lead": ("scores the item or is in charge of the task", "考核（牵头）部门"),
            "joint": ("takes part (会同, 配合)", "配合部门"),
            "assessed": ("is assessed (被考核单位)", "被考核单位"),
        },
    ),
    (
        rubric.ClauseKind,
        {
            "award": ("gives points (计X分, 得X分)", "得分"),
            "deduct": ("takes points (扣X分)", "扣分"),
            "bonus": ("adds points beyond the item's (加X分)", "加分"),
            "zero": ("leaves no points (不得分)", "不得分"),
            "veto": ("decides the whole (一票否决)", "一票否决"),
            "discretionary": ("a person decides how many points (酌情)", "酌情，由人裁量"),
            "method": ("points are computed as told (得分=…, 按…计算)", "按方法计算"),
            "limit": ("a ceiling on the grade (不得评为“好”)", "限制档次"),
            "note": ("how other clauses apply (不重复扣分)", "条款的适用说明"),
        },
    ),
    (
        rubric.ClauseEffect,
        {
            "award": ("gives points", "得分"),
            "deduct": ("takes points", "扣分"),
            "bonus": ("adds beyond the item's points", "加分"),
        },
    ),
    (
        rubric.GradeRule,
        {
            "below": ("stays below the grade (不得评为“好”)", "低于该档"),
            "at_most": ("is at most the grade", "最高为该档"),
            "lower": ("falls by one grade (降一档)", "降低一档"),
            "fixed": ("is the grade (评定为不合格)", "定为该档"),
        },
    ),
    (
        rubric.Cap,
        {
            "item_points": ("until the item's points are gone (扣完为止)", "扣完为止"),
            "points": ("the figure in cap_points (累计不超过5分)", "以 cap_points 为限"),
            "none": ("explicitly none (不设上限, 不设下限)", "明文不设限"),
            "unstated": ("nothing is printed", "未写明"),
        },
    ),
    (
        rubric.Rounding,
        {
            "whole": ("only whole steps count (不足1%的不计)", "只计整档"),
            "up": ("a step begun counts as one (不足1%按1%计)", "不足一档按一档计"),
            "proportional": ("a step begun counts by its share (按比例)", "不足一档按比例计"),
        },
    ),
    (
        rubric.Scope,
        {
            "part": ("its own part of the item", "本项中的一部分"),
            "item": ("the item", "本项"),
            "indicator": ("the indicator above, with all below it", "上级指标及其下各项"),
            "rubric": ("the whole rubric", "整张评分表"),
        },
    ),
    (
        rubric.Source,
        {
            "text": ("the criterion's `text`", "指标的 `text`"),
            "rule": ("the criterion's `rule_text`", "指标的 `rule_text`"),
            "note": ("a note of the rubric", "评分表的备注"),
        },
    ),
    (
        rubric.Direction,
        {
            "at_least": ("the low end or more", "不低于下限"),
            "at_most": ("the high end or less", "不高于上限"),
            "between": ("between both ends", "介于两端之间"),
            "equal": ("exactly this figure", "等于"),
            "unstated": ("a bare figure (建成3家)", "未写明方向"),
        },
    ),
    (
        rubric.Relation,
        {
            "all": ("all of them", "全部"),
            "any": ("one of them is enough", "任一"),
            "at_least": ("as many as `at_least` says", "至少若干项"),
        },
    ),
    (
        rubric.Severity,
        {
            "error": ("something was not read", "有内容未读"),
            "warning": ("something is doubtful or does not add up", "可疑或不吻合"),
            "info": ("worth knowing", "提示"),
        },
    ),
)
