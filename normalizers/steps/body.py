"""The body of the notice: its tasks and goals where it has no rubric, and what scores in it beside one."""

from __future__ import annotations

from normalizers.clauses import read_clauses
from normalizers.notice.goals import read_goals
from normalizers.notice.tasks import read_tasks
from normalizers.steps.state import Assembly
from normalizers.text.views import clean, excerpt

# what a clause of these kinds says moves no points by itself
_SILENT = frozenset({"method", "note", "discretionary"})


def read_lists(notice: Assembly) -> None:
    """Tasks with their leads, and the numeric goals of what is left; a notice without either is reported."""
    letter, draft = notice.letter, notice.draft
    left = read_tasks(letter.sources.pop("body", []), draft, notice.notice_id)
    read_goals(left, draft, notice.notice_id, letter.year)
    letter.body = [clean(paragraph.text).value for paragraph in left]
    if left:
        letter.source("body", *left)
    # 加分标准：（一）… in articles without points: no rubric comes of it, but it scores
    tell_of_rules(notice)
    if not draft.tasks and not draft.thresholds:
        draft.report("no-rubric", owner_id=notice.notice_id)


def tell_of_rules(notice: Assembly) -> None:
    """Reports what scores in the text around the rubrics: 第三条 弄虚作假的，一票否决."""
    for paragraph in notice.body:
        text = clean(paragraph.text)
        for found in read_clauses(text).clauses:
            if found.kind not in _SILENT:
                said = text.cut(found.start, found.end).value
                notice.draft.report("rule-in-body", paragraph, evidence=said, text=excerpt(said))
