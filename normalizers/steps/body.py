"""The body of the notice: its tasks and goals where it has no rubric, and what scores in it beside one."""

from __future__ import annotations

from normalizers.criteria.notes import add_note
from normalizers.kinds import CLAUSES
from normalizers.language import read_clauses
from normalizers.language.computed.shares import shares
from normalizers.language.model import ClauseText
from normalizers.notice.goals import read_goals
from normalizers.notice.tasks import read_tasks
from normalizers.prose.outlines import scored_outlines
from normalizers.steps.state import Assembly
from normalizers.tables.scored import may_score
from normalizers.text import patterns
from normalizers.text.views import Text, clean, excerpt
from normalizers.vocabulary import alternatives

# a letter may speak of a deduction or two; more may be a rubric
_SEVERAL = 3
# more rules that move points than that may be a rubric without points of its own
_MOST = 8
# 加分累计不超过5分, 以上各项最多扣10分
_LIMIT = patterns.made(
    r"(?:不超过|不高于|最多|最高|上限|封顶|为限|累计).{0,8}分|[加扣奖减]分.{0,8}(?:不超过|最多|上限|封顶)"
)
# 原办法规定每处扣5分 is no rule any more
_OTHER = patterns.made(alternatives("notice", "rules_of_others"))
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


def read_rules(notice: Assembly) -> None:
    """Bonuses, deductions and vetoes that the text around the only rubric states hold for all of it.

    第七条 瞒报事故的，一票否决 is no item of the table, but a rule of its total. What may not be is left to
    `tell_of_rules`: where numbered paragraphs with points were not read, or old rules are told of, or a limit
    in another paragraph (累计加分不超过5分：) binds what it heads.
    """
    parts = notice.parts
    if len(notice.rubrics) != 1 or any(
        True for some in (parts.before, parts.after) for _ in scored_outlines(some)
    ):
        return
    texts = [(passage, clean(passage.whole.text)) for passage in notice.passages()]
    said = [(passage, text, _scoring(text)) for passage, text in texts]
    scoring = [(passage, text, found) for passage, text, found in said if found]
    limited = any(not found and _LIMIT.search(text.folded) for _, text, found in said)
    recurring = [one for one in scoring if any(CLAUSES[clause.kind].moves for clause in one[2])]
    for passage, text, found in scoring:
        moves = any(CLAUSES[clause.kind].moves for clause in found)
        whole = all(
            clause.kind in {"bonus", "deduct", "veto", "limit"}
            or (clause.kind == "zero" and clause.scope == "rubric")
            for clause in found
        )
        if not whole or (moves and (limited or len(recurring) > _MOST)) or _OTHER.search(text.folded):
            # 弄虚作假的，该项不得分 is a rule of each item
            continue
        add_note(notice.rubrics[0], notice.rubrics[0].whole, passage.whole, text)
        notice.ruled += passage.parts
        notice.draft.report("rule-from-body", passage.whole, evidence=text.value, text=excerpt(text.value))


def tell_of_rules(notice: Assembly) -> int:
    """Reports what scores in the text around the rubrics, and how often: 第三条 弄虚作假的，一票否决."""
    count = 0
    for passage in notice.passages():
        text = clean(passage.whole.text)
        for clause in () if passage.parts[0] in notice.ruled else _scoring(text):
            said = text.cut(clause.start, clause.end).value
            notice.draft.report("rule-in-body", passage.whole, evidence=said, text=excerpt(said))
            count += 1
    return count


def _scoring(text: Text) -> list[ClauseText]:
    """The clauses of a text that score, bar from a grade, or say what the score of some rubric is made of."""
    found = []
    for clause in read_clauses(text).clauses:
        barred = clause.kind == "limit" and not _GRADED.search(text.folded, clause.start, clause.end)
        # 平时考核占40%，年终考核占60%
        shared = bool(shares(text.folded[clause.start : clause.end]))
        if shared or not (CLAUSES[clause.kind].told_by_effect or barred):
            found.append(clause)
    return found
