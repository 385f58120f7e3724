"""The body of the notice: its tasks and goals where it has no rubric, and what scores in it beside one."""

from __future__ import annotations

from normalizers.kinds import CLAUSES
from normalizers.language import read_clauses
from normalizers.language.computed.shares import shares
from normalizers.notice.goals import read_goals
from normalizers.notice.tasks import read_tasks
from normalizers.steps.state import Assembly
from normalizers.tables.scored import may_score
from normalizers.text import patterns
from normalizers.text.views import clean, excerpt

# a letter may speak of a deduction or two; more may be a rubric
_SEVERAL = 3
# 不得评为优秀 limits a grade; 无关人员不得进入评标现场 does not
_GRADED = patterns.made(r"评[为定优先]|等次|档次|优秀|先进|一票否决|资格.{0,6}取消|取消")


def read_lists(notice: Assembly) -> None:
    """Tasks with their leads, and the numeric goals of what is left; a notice without either is reported."""
    letter, draft = notice.letter, notice.draft
    left = read_tasks(letter.sources.pop("body", []), draft, notice.notice_id)
    read_goals(left, draft, notice.notice_id, letter.year)
    letter.body = [clean(paragraph.text).value for paragraph in left]
    if left:
        letter.source("body", *left)
    # 加分标准：（一）… in articles without points: no rubric comes of it, but it scores
    rules = tell_of_rules(notice)
    # whatever goals and tasks it has besides: 作文2000字以内 is no reading of a rubric
    if any(map(may_score, notice.parts.other_tables)):
        draft.report("rubric-unread", owner_id=notice.notice_id)
    elif rules >= _SEVERAL:
        draft.report("no-rubric", owner_id=notice.notice_id)
    elif not (draft.tasks or draft.thresholds or notice.parts.task_tables):
        draft.report("nothing-scored", owner_id=notice.notice_id)


def tell_of_rules(notice: Assembly) -> int:
    """Reports what scores in the text around the rubrics, and how often: 第三条 弄虚作假的，一票否决."""
    count = 0
    for paragraph in notice.body:
        text = clean(paragraph.text)
        for found in read_clauses(text).clauses:
            barred = found.kind == "limit" and not _GRADED.search(text.folded, found.start, found.end)
            # 平时考核占40%，年终考核占60%: what the score of some rubric is made of
            shared = bool(shares(text.folded[found.start : found.end]))
            if shared or not (CLAUSES[found.kind].told_by_effect or barred):
                said = text.cut(found.start, found.end).value
                notice.draft.report("rule-in-body", paragraph, evidence=said, text=excerpt(said))
                count += 1
    return count
