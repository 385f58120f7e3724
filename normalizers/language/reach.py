"""How far caps, floors, lead-ins and zeros reach (封顶、保底、共用前提、作用范围)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from decimal import Decimal

import regex

from normalizers.language.grammar import Found
from normalizers.language.model import Bound, ClauseText
from normalizers.language.sentences import CaseList, Sentence, heads_vetoes
from normalizers.text import patterns
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives, words

_SCORED = frozenset({"deduct", "bonus", "award"})
_BOUNDED = _SCORED | {"discretionary", "method"}
# what a limit behind it passes over: 瞒报的取消评优资格。扣完为止。
_UNBOUNDED = frozenset({"note", "zero", "limit", "veto"})
_LED = frozenset({"bonus", "deduct", "award"})
# 有下列情形之一的, 以下情况
_POINTS_AT = patterns.made("下列|以下|如下|情形|之一")
_WHOLE = patterns.made("总分|总成绩|总得分")
_ITEM = patterns.made(r"(?:该|此|本)(?:大?项|项目|考评内容)")
_COUNTED_NOT = patterns.made("[计记]")
_COMPARES = patterns.made(
    r"\d[\d.]{0,12}(?:[%个次项人]|[万亿]?元)?(?:\([^()]{0,40}\)|（[^（）]{0,40}）)?(?:及?以[上下内]|的)"
    r"|\d(?:分钟|小时|个工作日|[天日月年])[以之]?内|[≥≤<>＜＞]|达到|超过|不足|低于"
)
_AND = patterns.made(
    r"(?:并且?|且|同时|并予以|另外?)(?:[本该此](?:小?项|指标)(?=$))?"
    r"(?=$|[，,]|该户|年度|本年度|全年|取消|不得|在?[一二两三四五\d]年内)|后?[以之]?外(?=$|[，,])"
)
_ONLY_AND = patterns.made(r"并且?|且|同时|另外?")
# what a case may lead to, one after the other
_CONSEQUENCES = frozenset({"veto", "limit", "zero"})
# what stands before a colon, and where evidence is looked at
_LOOKED_AT = r"(?: 查阅 | 抽查 | 实地查看 | 现场查看 | 查看 | 检查 | 核查 ) [^，,]{2,40} [，,]"
_HEADING = r"(?: [^：:] | (?<=\d)[：:](?=\d) ){2,80} (?: (?<!\d)[：:] | [：:](?!\d) )"
_HEADED = patterns.made(rf"(?P<heading> {_HEADING} | (?: {_LOOKED_AT} ){{1,4}} )", regex.VERBOSE)
# a heading needs one of these
_MAY_HEAD = patterns.made("[：:]|[阅查看]")
_OWN_HEADING = patterns.made(r"[^：:，,。]{1,16}[：:]")
# 迟报一次扣…，缺报一次扣…: a clause that begins with counting or comparing leans on the words before
_LEANS = patterns.made(
    r"(?:其中)?(?:每|一次|否(?!则)|情节|在?\d|在?第|[高低少多超达不未迟缺漏瞒错误]\p{Han}{0,4}[一\d]|[<>≥≤]|轻微|较重|严重)"
)

_DEED = patterns.made(r"[少缺漏迟](?P<deed>\p{Han}{2,4})[一\d]")
# 国家级课题，主持的每项加2分，参与的每项加1分: a thing of a level, and who had what part in it
_WORK = patterns.made(
    rf"(?P<work>(?:{alternatives('clauses', 'levels')})\p{{Han}}{{2,8}}(?<![的者时]))"
    r"[，,](?P<role>[^，,]{2,12})"
)
_OPENED = patterns.made(r"(?P<lead>[\p{Han}A-Za-z、]{2,20})[（(](?P<rest>[^（）()：:]{0,16})")
_ROLE = patterns.made(r"[^，,]{2,12}")
# 获奖论文，第一作者每篇加2分，第二作者加1分: the part that one had tells cases of any thing apart
_DONE = patterns.made(
    r"(?P<work>\p{Han}{2,12}(?<![者时]))[，,](?P<role>(?:第[一二三四五]|主持|参与|参加|牵头|主办|承办|协办|独立|合作)[^，,]{0,8})"
)
_PART_IN = patterns.made(r"(?:第[一二三四五]|主持|参与|参加|牵头|主办|承办|协办|独立|合作)[^，,]{0,8}")
# 每项, but not 每低于90%
_ONE = patterns.made(r"[每一]\p{Han}{1,3}")
# the longest noun that stands for what is counted
_SHORT = 4
_TAIL = 2
_FIGURE = patterns.made(r"\d")
_LACKING = patterns.made("[未无没不缺少漏]")
# 每新增一家加1分、通过验收加2分: what happens is no other thing of the same count
_HAPPENS = patterns.made(r"[未无没不缺少漏被经受]|通过|完成|达到|实现|获得|造成|发生|导致|引发|提前")
_PEOPLE = frozenset(words("clauses")["counted_people"])
_PERSONS = frozenset(words("clauses")["ends_of_persons"])
_LEVELS = tuple(
    word for scale in ("ranked_areas", "ranked_prizes") for rank in words("clauses")[scale] for word in rank
)


def bounds_itself(clauses: Sequence[ClauseText], bound: Bound, begin: int) -> bool:
    """Whether a limit in the words of the last clause is its own; `begin` is the first of its sentence.

    One behind a zero, a note or a method is that of the scoring clauses before it:
    每项加1分，同一做法只加一次，累计不超过3分.
    """
    last, above = clauses[-1], clauses[begin:-1]
    if last.multiplier is not None and last.points is None and any(_fits(one, bound) for one in clauses[:-1]):
        return False  # 夜航加倍计分，最高6分 bounds what is doubled
    if last.kind == "method":
        return not any(one.per and _fits(one, bound) for one in above)
    if last.kind not in _BOUNDED or bound.side not in {None, last.kind}:
        return False
    if bound.floor is not None and bound.cap == "unstated":
        # 最低5分 is the floor of what takes
        return last.kind != "bonus" or not any(one.kind == "deduct" for one in above)
    if last.kind == "bonus" and bound.takes:
        # 每低1%扣1分，每高1%加0.5分，扣完为止
        return not any(one.kind == "deduct" for one in above)
    if last.kind == "deduct" and bound.total:
        # 每多开1班加1分，每少开1班扣1分，最高9分
        return not any(one.kind == "bonus" for one in above)
    return True


def bounded(
    clauses: Sequence[ClauseText], place: int, bound: Bound, points: Decimal | None
) -> ClauseText | None:
    """The clause with a limit; None where it has another one already. `points` are those of the item."""
    clause = clauses[place]
    within = clause.within_item or (clause.kind == "bonus" and bound.cap == "item_points")
    if bound.times is not None:
        return clause._replace(max_times=bound.times)
    if bound.floor is not None:
        clause = clause._replace(floor_points=bound.floor)
        if bound.cap == "unstated":
            return clause
    if clause.cap == "unstated" or (clause.cap == "item_points" and bound.cap != "item_points"):
        return clause._replace(
            cap=bound.cap,
            cap_points=_points_of(bound, points),
            cap_percent=bound.cap_percent,
            cap_run=bound.at,
            within_item=within,
            cap_total=clause.kind == "bonus" and _of_whole(clauses, place, bound),
        )
    # 最高加2分，加分后不超过本项总分: two limits
    return clause._replace(within_item=within) if within and not clause.within_item else None


def _points_of(bound: Bound, points: Decimal | None) -> Decimal | None:
    if bound.cap_percent is None or points is None:
        return bound.cap_points
    return bound.cap_percent * points / 100


def _of_whole(clauses: Sequence[ClauseText], place: int, bound: Bound) -> bool:
    """Whether a limit is of the item with its bonus: 得4分，每多1个百分点加0.2分，8分封顶."""
    return bound.had or (bound.total and any(one.kind == "award" for one in clauses[:place]))


def takes(clauses: Sequence[ClauseText], unread: Sequence[tuple[int, int]]) -> bool:
    """Whether the last statement is a clause with points; what was not read may be what a cap speaks of."""
    last = next((clause for clause in reversed(clauses) if clause.kind not in _UNBOUNDED), None)
    return last is not None and last.kind in _BOUNDED and not (unread and unread[-1][0] >= last.end)


def close(
    clauses: list[ClauseText], bounds: Sequence[Bound], begin: int, points: Decimal | None
) -> Sequence[Bound]:
    """Gives each bound to the last clause that it speaks of and to its run; returns those that fit none."""
    left = []
    for bound in bounds:
        for place in _candidates(clauses, bound, begin):
            made = bounded(clauses, place, bound, points)
            if made is not None:
                clauses[place] = made
                _share_from(clauses, place, begin, above=bound.above, all_before=bound.all_before)
                break
        else:
            left.append(bound)
    return left


def _candidates(clauses: Sequence[ClauseText], bound: Bound, begin: int) -> list[int]:
    """The places of clauses that a limit can bound, the likeliest first."""
    places = [place for place in range(len(clauses) - 1, begin - 1, -1) if _fits(clauses[place], bound)]
    places = places or [place for place in range(begin - 1, -1, -1) if _fits(clauses[place], bound)]
    if bound.floor is not None and bound.cap == "unstated":
        return sorted(places, key=lambda place: clauses[place].kind not in {"deduct", "discretionary"})
    if bound.total and any(clauses[place].kind == "bonus" for place in places):
        return [place for place in places if clauses[place].kind == "bonus"]
    if bound.takes and any(clauses[place].kind == "deduct" for place in places):
        return [place for place in places if clauses[place].kind == "deduct"]
    # 不足1%按比例计分，最高5分: how the rest counts has no limit of its own
    return sorted(places, key=lambda place: clauses[place].rounding is not None)


def _fits(clause: ClauseText, bound: Bound) -> bool:
    # 未结题的减半计分，最多6分: a share of what another clause gives has no such limit of its own
    figure = clause.multiplier is None or clause.points is not None or bound.cap_points is None
    return clause.kind in _BOUNDED and figure and bound.side in {None, clause.kind}


def open_with(clauses: list[ClauseText], bounds: Sequence[Bound], begin: int, points: Decimal | None) -> bool:
    """A bound that opens a sentence holds for what follows: 累计加分不超过5分：每次加1分，每项加2分.

    Gives whether it holds for any.
    """
    held = False
    for bound in bounds:
        for index in range(begin, len(clauses)):
            one = clauses[index]
            # 最低0分，每缺1人扣2分，扣完为止: a floor beside a cap
            open_yet = one.cap == "unstated" or (bound.floor is not None and one.floor_points is None)
            if one.kind in {"deduct", "bonus"} and open_yet and _fits(one, bound):
                clauses[index] = bounded(clauses, index, bound, points) or one
                held = True
    return held


def names_last(clauses: Sequence[ClauseText], bound: Bound, begin: int) -> bool:
    """Whether a limit names the case of the last clause of a sentence alone: 滞后一类的扣分以4分为限."""
    said = [one.condition.removesuffix("的") for one in clauses[begin:]]
    named = [len(condition) > 1 and condition in bound.said for condition in said]
    return len(said) > 1 and named[-1] and not any(named[:-1])


def share(clauses: list[ClauseText], place: int, begin: int) -> None:
    """A cap at the end of a run covers the run: 迟报一次扣0.5分，缺报一次扣1分，扣完为止."""
    if clauses[place].cap != "unstated" or clauses[place].floor_points is not None:
        _share_from(clauses, place, begin)


def share_above(clauses: list[ClauseText], begins: tuple[int, int, int], bound: Bound) -> None:
    """Gives the limit of the last clause to those that the limit's words look back on.

    `begins` are the places of the first clause of the text, of the list item and of the sentence. 以上合计
    looks back to the begin of the item, and further where there is nothing else to sum up.
    """
    text, item, sentence = begins
    last = len(clauses) - 1
    among = any(one.kind == clauses[last].kind for one in clauses[item:last])
    begin = sentence if not bound.above else item if among else text
    _share_from(clauses, last, begin, above=bound.above, all_before=bound.all_before)


def _share_from(
    clauses: list[ClauseText], place: int, begin: int, above: bool = False, all_before: bool = False
) -> None:
    last = clauses[place]
    if last.kind not in _SCORED or (last.kind == "award" and not (last.per or all_before)):
        return
    for index in range(place - 1, begin - 1, -1):
        one = clauses[index]
        # 每篇得0.5分，被采用的每篇再加0.5分，累计得分不超过6分: of the award and its bonus
        together = last.cap_total and last.kind == "bonus" and one.kind == "award" and bool(one.per)
        if one.kind != last.kind and (above or all_before) and not together:
            continue
        if (one.kind != last.kind and not together) or (one.cap != "unstated" and last.cap != "unstated"):
            break
        if one.kind == "award" and not one.per:
            break
        if one.cap == "unstated" and last.cap != "unstated":
            clauses[index] = one._replace(
                cap=last.cap,
                cap_points=last.cap_points,
                cap_percent=last.cap_percent,
                cap_run=last.cap_run,
                cap_total=last.cap_total,
            )
        if one.floor_points is None and last.floor_points is not None:
            clauses[index] = clauses[index]._replace(floor_points=last.floor_points)


def carry_on(clauses: list[ClauseText], begin: int) -> None:
    """发生投诉扣1分，引起诉讼的不得分，并从总分中扣5分: the last case has two consequences."""
    for index in range(begin + 1, len(clauses)):
        one, above = clauses[index], clauses[index - 1]
        bare = not (one.condition or one.lead or one.per or one.multiplier)
        # 一票否决，取消评优资格，扣10分
        follows = bare and above.kind in _CONSEQUENCES and one.kind in _CONSEQUENCES | {"deduct"}
        if follows or _ONLY_AND.fullmatch(one.condition):
            clauses[index] = one._replace(condition=above.condition)


def share_per(text: Text, clauses: list[ClauseText]) -> None:
    """国家级每项加5分，省级加3分: what is counted on the first level is counted on the next one, the last."""
    if len(clauses) < 2:
        return
    above, one = clauses[-2:]
    same = above.kind == one.kind and one.kind in _SCORED and above.per and not (one.per or one.multiplier)
    if same and "。" not in text.folded[above.end - 1 : one.start]:
        said = [clause.condition.removesuffix("的") for clause in (above, one)]
        # 市级报道一篇加0.5分，省级加1分
        levels = _ONE.fullmatch(above.per) and said[0].endswith(_LEVELS) and said[1].endswith(_LEVELS)
        levels = levels or (
            _ONE.fullmatch(above.per) and said[1] in _LEVELS and any(one in said[0] for one in _LEVELS)
        )
        listed = text.folded[above.end : one.start] == "、" and not one.condition.endswith("的")
        # 每引进1名博士加3分、硕士加2分、学士加1分: the second has its count from the first
        shared = above.per not in text.value[above.start : above.end]
        if levels or _names(above, *said, listed=listed, shared=shared):
            clauses[-1] = one._replace(
                per=above.per, per_quantity=above.per_quantity, per_unit=above.per_unit
            )


def _names(above: ClauseText, first: str, second: str, *, listed: bool, shared: bool) -> bool:
    """每聘用一名潜水员加1分，舵手加0.5分: what is counted stands behind the count and is named again.

    A longer name ends as the first one does: 每发表一篇核心期刊论文得2分，普通期刊论文得1分. `listed`: only
    、 stands between the two; `shared`: the count of the first is none of its own words.
    """
    per = above.per
    if above.kind == "deduct":
        # 每发现一处一般问题扣0.1分，较大问题扣0.5分，严重问题扣1分: the same noun, and none that is lacking
        noun = first.partition(per)[2] or first
        # 每缺一名安全员扣1分，资料员扣0.5分
        tail = 1 if _LACKING.search(per) or listed else _TAIL
        alike = (len(noun) == len(second) or listed) and len(noun) > _TAIL and noun[-tail:] == second[-tail:]
        return alike and not _LACKING.search(second[:-tail])
    counted = above.kind in {"award", "bonus"} and per and (shared or first.startswith(per))
    noun = (first if shared else first[len(per) :]) if counted else ""
    if noun and second and above.per_unit in _PEOPLE and noun[-1] in _PERSONS and second[-1] in _PERSONS:
        return not _LACKING.search(second)
    if noun and listed:
        return bool(second) and not _HAPPENS.search(second)
    short = 0 < len(noun) <= _SHORT and len(noun) == len(second)
    return short or (len(noun) > _SHORT and len(second) <= len(noun) + 2 and noun[-2:] == second[-2:])


def share_lead(text: Text, clauses: list[ClauseText], begin: int) -> None:
    """The words that several clauses of a sentence share: 报送不积极的，迟报一次扣0.5分，缺报一次扣1分."""
    if len(clauses) - begin < 2:
        return
    first = clauses[begin]
    if (work := _WORK.fullmatch(first.condition)) and _are_roles(clauses[begin + 1 :], first, work["role"]):
        for index in range(begin, len(clauses)):
            condition = work["role"] if index == begin else clauses[index].condition
            clauses[index] = clauses[index]._replace(lead=work["work"], condition=condition)
        return
    if (work := _DONE.fullmatch(first.condition)) and _have_parts(clauses[begin + 1 :], first):
        for index in range(begin, len(clauses)):
            one = clauses[index]
            if not one.per and one.points is not None:
                one = one._replace(per=first.per, per_quantity=first.per_quantity, per_unit=first.per_unit)
            clauses[index] = one._replace(
                lead=work["work"], condition=work["role"] if index == begin else one.condition
            )
        return
    if opened := _OPENED.fullmatch(first.condition):
        # 信息采用（市级每条0.2分、省级每条0.5分）: what the bracket explains
        for index in range(begin, len(clauses)):
            condition = opened["rest"] if index == begin else clauses[index].condition
            clauses[index] = clauses[index]._replace(lead=opened["lead"], condition=condition)
            if "）" in (said := text.value[clauses[index].start : clauses[index].end]) or ")" in said:
                break
        return
    joined = _AND.match(clauses[begin + 1].condition)
    lead, rest = _lead(first.condition)
    if joined and first.condition:
        # 伪造报告的，该项不得分并追加扣除3分: one case, two consequences
        lead, rest = first.condition, ""
    elif (
        first.per
        and first.per not in first.condition
        and all(one.per and not one.condition for one in clauses[begin + 1 :] if one.rounding is None)
    ):
        # 与基准值相比，每高1%扣1分，每低1%加0.5分
        lead, rest = lead or first.condition, rest if lead else ""
    elif not rest and not (first.per and first.per not in first.condition):
        # 按期疏浚的得8分，每少1%扣0.2分: the condition of the first step belongs to that step alone
        return
    if not lead:
        return
    followers = 0
    for index in range(begin + 1, len(clauses)):
        one = clauses[index]
        and_then = _AND.match(one.condition)
        leans = _LEANS.match(text.folded, one.start) and one.kind in _SCORED | {"zero"}
        if leans and (deed := _DEED.match(text.folded, one.start)):
            # 漏报隐患的，每处扣1分，少巡查一次扣2分: another deed than that of the lead
            leans = not first.per or bool(_DEED.match(first.per)) or bool(set(deed["deed"]) & set(lead))
        # 达到85%的得3分，70%以上的得1分 are two cases
        steps = _COMPARES.search(lead) and (not one.per or _COMPARES.search(one.condition))
        contrary = first.kind in {"award", "bonus"} and one.kind in {"deduct", "zero"} and one.condition
        if not (leans or and_then) or ((steps or contrary) and not and_then):
            break
        condition = one.condition[and_then.end() :].strip("，, ") if and_then else one.condition
        clauses[index] = one._replace(lead=lead, condition=condition)
        followers += 1
    if followers:
        clauses[begin] = first._replace(lead=lead, condition=rest)


def _are_roles(others: Sequence[ClauseText], first: ClauseText, role: str) -> bool:
    """Whether clauses tell the same thing apart as the first: 参与的 beside 主持的, and no 市级课题."""
    return all(
        one.kind == first.kind
        and one.per == first.per
        and bool(_ROLE.fullmatch(one.condition))
        and one.condition[-1] == role[-1]
        and not any(level in one.condition for level in _LEVELS)
        for one in others
    )


def _have_parts(others: Sequence[ClauseText], first: ClauseText) -> bool:
    """Whether clauses go on with what others had a part in, and nothing else is counted."""
    return first.kind in {"award", "bonus"} and all(
        one.kind == first.kind and one.per in {"", first.per} and bool(_PART_IN.fullmatch(one.condition))
        for one in others
    )


def head(clauses: list[ClauseText], begin: int, end: int) -> None:
    """Takes what heads a run of clauses as their lead-in: 正点率：95%以上得5分；85%以上得3分; 查阅台账，…."""
    if end - begin < 2 or not _MAY_HEAD.search(clauses[begin].condition):
        return
    if not (match := _HEADED.match(clauses[begin].condition)):
        return
    heading = match["heading"].rstrip("：:，,")
    clauses[begin] = clauses[begin]._replace(
        condition=clauses[begin].condition[match.end() :].strip("，,：: ")
    )
    for index in range(begin, end):
        if index > begin and _OWN_HEADING.match(clauses[index].condition):
            # 一档：…得5分；二档：…得3分: the next heading ends what the first one heads
            head(clauses, index, end)
            break
        own = clauses[index].lead
        clauses[index] = clauses[index]._replace(lead=f"{heading}：{own}" if own else heading)


def of_parts(text: Text, clauses: Sequence[ClauseText]) -> list[ClauseText]:
    """What does not qualify is not counted: 每开放一次加0.5分，未登记的不计分 takes no points of the item."""
    if not any(one.kind == "zero" for one in clauses):
        return list(clauses)
    made: list[ClauseText] = []
    counted = False
    for one in clauses:
        above = made[-1] if made else None
        # 未附合同的不予计分，此项最高6分: what the zero is of stands before it
        said = _COUNTED_NOT.search(text.folded, one.start, one.end)
        if above is not None and "。" in text.folded[above.end - 1 : one.start]:
            counted = False
        counted = counted or (one.kind in {"award", "bonus"} and bool(one.per))
        if (
            one.kind == "zero"
            and one.scope == "item"
            and counted
            and said is not None
            and not _ITEM.search(text.folded, one.start, said.end())
        ):
            one = one._replace(scope="part")
        made.append(one)
    return made


def _lead(condition: str) -> tuple[str, str]:
    """The shared words and what is left: 报送不积极的，迟报一次 → 报送不积极的, 迟报一次."""
    at = max(condition.rfind("的，"), condition.rfind("的,"))
    if at >= 0:
        return condition[: at + 1], condition[at + 2 :].strip("，, ")
    return (condition, "") if condition.endswith("的") else ("", condition)


def zeros(
    text: Text, ends: Sequence[int], clauses: Sequence[ClauseText], points: Decimal | None
) -> list[ClauseText]:
    """A zero behind the award of one of several parts bears on that part: A，计2分；否则不计分。B，计3分。

    The awards are parts where they make up the item's `points`, or stand in sentences of their own, whose
    `ends` are known.
    """
    if not any(one.kind == "zero" and one.scope == "item" for one in clauses):
        return list(clauses)
    awards = [one for one in clauses if one.kind == "award" and one.points is not None and not one.points_max]
    values = [one.points for one in awards if one.points is not None]
    # 得满分, 得2分, 得1分 of 3 is one ladder
    whole = any(one.kind == "award" and one.points_percent is not None for one in clauses)
    add_up = len(values) > 1 and sum(values) == points and not whole
    sentences = {one.start: bisect_left(ends, one.start) for one in clauses}
    parts = {sentences[one.start] for one in awards}
    scoped = []
    for clause in clauses:
        behind = any(
            award.end <= clause.start and (add_up or sentences[award.start] == sentences[clause.start])
            for award in awards
        )
        plain = clause.scope == "item" and not _ITEM.search(text.folded, clause.start, clause.end)
        of_part = clause.kind == "zero" and plain and behind and (add_up or len(parts) > 1)
        scoped.append(clause._replace(scope="part") if of_part else clause)
    return scoped


def led(
    text: Text,
    cut: Sequence[Sentence],
    found: Sequence[Found],
    clauses: Sequence[ClauseText],
    lists: Sequence[CaseList],
    tells: Callable[[Sentence, Found], bool],
) -> list[ClauseText]:
    """The clauses with what the leads of lists say of them.

    A limit of a lead becomes that of all clauses of its list. Where no case scores by itself, the clauses of
    the lead are conditional on the cases, which belong to the text of the last one.
    """
    made, gone = list(clauses), set[int]()
    for listed in lists:
        lead, first, last = cut[listed.lead], cut[listed.first], cut[listed.stop - 1]
        if heads_vetoes(text, lead) and not any(lead.start <= one.start < last.end for one in made):
            # 一票否决情形： has no verb
            made.append(ClauseText("veto", lead.first, lead.end, scope="rubric"))
            made.sort(key=lambda one: one.start)
        within = [at for at, one in enumerate(made) if first.start <= one.start < last.end]
        heading = [at for at, one in enumerate(made) if lead.start <= one.start < lead.end]
        if within:
            limits = [bound for bound in found[listed.lead].bounds if _limit(made, within, bound)]
            said = {bound.at for bound in limits}
            gone.update(at for at in heading if made[at].kind == "note" and made[at].cap_run in said)
            whole = bool(_WHOLE.search(text.folded, lead.start, lead.end))
            gone.update(_spread(made, heading, within, whole=whole))
        elif heading and not any(
            said.bounds or tells(one, said)
            for one, said in zip(
                cut[listed.first : listed.stop], found[listed.first : listed.stop], strict=True
            )
        ):
            cases = text.value[first.start : last.end].strip("。；; ")
            for at in heading:
                if not made[at].condition and made[at].kind == "veto":
                    made[at] = made[at]._replace(condition=cases)
                elif _POINTS_AT.search(made[at].condition):
                    made[at] = made[at]._replace(condition=f"{made[at].condition}：{cases}")
            if _POINTS_AT.search(text.folded, lead.start, lead.end) or heads_vetoes(text, lead):
                made[heading[-1]] = made[heading[-1]]._replace(end=last.end)
    return [one for at, one in enumerate(made) if at not in gone]


def _spread(
    clauses: list[ClauseText], heading: Sequence[int], within: Sequence[int], *, whole: bool
) -> list[int]:
    """The clauses of a lead that only say what its list does: 以下事项直接扣减总分：1.…，每次扣4分."""
    # 扣2分以下事项直接扣减总分: a lead with a figure says more
    said = [at for at in heading if clauses[at].kind == "zero" and not _FIGURE.search(clauses[at].condition)]
    if not said or any(clauses[place].kind != "deduct" for place in within):
        return []
    for place in within if whole else ():
        clauses[place] = clauses[place]._replace(scope="rubric")
    return said


def _limit(clauses: list[ClauseText], within: Sequence[int], bound: Bound) -> bool:
    """Gives a limit of the lead to all clauses of its list that it can bound; whether there are any."""
    if bound.cap == "unstated":
        return False
    fitting = [
        at
        for at in within
        if clauses[at].kind in _LED
        and bound.side in {None, clauses[at].kind}
        and clauses[at].cap == "unstated"
    ]
    kinds = {clauses[at].kind for at in fitting}
    if len(kinds) != 1:
        return False
    for at in fitting:
        limited = bounded(clauses, at, bound, None)
        clauses[at] = limited or clauses[at]
    return True
