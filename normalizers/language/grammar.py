"""What scores in one sentence and what bounds it: each match of a production as a statement or a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import regex

from normalizers.language import counting
from normalizers.language.account import Taken
from normalizers.language.computed.formulas import formula
from normalizers.language.limits import LIMITS
from normalizers.language.model import Bound, Statement
from normalizers.language.passage import Passage
from normalizers.language.productions import Match, matches
from normalizers.language.tiers import label_of_level, step_points
from normalizers.language.words.figures import FIGURE, figure, share_of
from normalizers.language.words.kinds import Token
from normalizers.records import ClauseKind
from normalizers.text import patterns

_VERBS: dict[str, ClauseKind] = {"D": "deduct", "B": "bonus", "A": "award"}
_COUNTING = frozenset({"points", "share"})
_EACH = patterns.made("分别|依次|各")
# 分别按权重分的90%、70%计分
_BY_SHARES = patterns.made(r"(?:分别|依次|各)?按照?(?:[^,;。\d按]{0,10}?分[值数]?的?)?$")
_WEIGHS, _WEIGHT = patterns.made("加权|权重(?!分)|合成|汇总"), patterns.made("(?:占|占比|权重|比重)为?$")
_LEADS_TO = patterns.made(
    r"(?:根据|依据|按照?)[^,;。\d]{1,12}?(?:情况|情形|程度|结果)(?:[计赋给打评得]分)[,:]"
)
_LEVEL = patterns.made("[级等档类星次优良中差好A-E]$|合格|一般")
_TAKES, _ADDS = patterns.made("[扣减罚]"), patterns.made("[加奖]")
# what a formula needs: a sign between its operands
_SIGNS = patterns.made("[=×*/÷乘]")
# 考核得分90-95分的扣减服务费5%: points that are a condition
_NAMED = patterns.made("(?:的|者),?(?:评|确|认)?(?:定|列)?为")
_COMPARES = patterns.made(
    r"(?:[满达共≥≤<>]|达到|超过|低于|高于|不足|合计|总计|总分|满分为|得分为|不低于|为)$"
)
_PARTED, _NEAR = patterns.made("[,;。:]"), 12
_OTHER_FIGURE = patterns.made(r"\p{Han}{0,8}\d")
_ALTERNATIVE = patterns.made(r"或者?")
_PRINTED = patterns.made(r"[lIOo\d.]+|[零一二两三四五六七八九十百半½]+")
_WHOLE = Decimal(100)
_TWO_SHARES = patterns.made(r"\d%?(?:-|至)\d")
_STEP_BEHIND = patterns.made(r"\)?[;,](?:[≥≤<>]=?\d[\d.]*[%‰]?|\d[\d.]*[%‰]?(?:\(不?含\))?及?以[上下内])\(\d")
_OPTION = patterns.made(r"(?:^|[;。,])[A-E][.、:)][^;。()]{1,60}$")


class Found(NamedTuple):
    """The statements and limits of a sentence in order, and the words that they hold."""

    statements: tuple[Statement, ...]
    bounds: tuple[Bound, ...]
    taken: tuple[Taken, ...]


def find(folded: str, tokens: Sequence[Token]) -> Found:
    """Reads the words of a sentence; no two statements share one."""
    words = Passage(folded, tokens)
    start, end = (tokens[0].start, tokens[-1].end) if tokens else (0, 0)
    computed = _formula(folded, start, end)
    statements: list[Statement] = [] if computed is None else [computed]
    bounds: list[Bound] = []
    taken: list[Taken] = []
    taking: list[Taken] = []
    if computed is not None:
        taken.append(Taken("formula", computed.start, computed.end))
    counts = "E" in words.shape and "," in words.shape
    for match in matches(words.shape):
        name = match.production
        first, last = words.span(match)
        if computed is not None and first < computed.end and computed.start < last:
            continue
        if name in LIMITS:
            # what a limit bounds is for the reading to say, and only then it is held
            bounds += LIMITS[name](words, match)
            continue
        one = _READERS[name](words, match)
        if one is not None and one.points_max is not None and _NAMED.match(folded, last):
            one = None  # 得分80分至95分的为合格 is what has to be had
        if one is None:
            if name == "part":
                taken.append(Taken("part", first, last))
            elif name == "taking":
                taking.append(Taken("amount", first, last))
            continue
        taken.append(Taken("amount", first, last))
        if counts and name in _COUNTING and not one.counted.per:
            one = one._replace(
                counted=counting.ahead(folded, tokens, match.first, one.kind, capped=match.capped)
            )
        rest = next((word for word in words.tokens[match.first : match.last] if word.kind == "r"), None)
        if rest is not None and one.rule != "rounding":
            # 每少1人（不足1人按1人计）扣0.5分
            one = one._replace(rounding=folded[rest.start : rest.end])
        if statements and _continues(statements[-1], one):
            # 最高20分，保留一位小数: the limit between them bounds what stands before
            limited = any(bound.start >= statements[-1].end for bound in bounds)
            statements[-1] = statements[-1]._replace(
                end=statements[-1].end if limited else one.end,
                places=one.value if one.rule == "places" else statements[-1].places,
            )
        else:
            statements.append(one)
    # 从本项中扣除 says nothing without a figure
    taken += taking if statements else ()
    statements.sort(key=lambda one: one.condition_end)
    # 否则 before a statement turns what is asked for round
    taken += [
        Taken("condition", one.start, one.end)
        for one in (tokens if "o" in words.shape else ())
        if one.kind == "o" and _leads(folded, one, statements)
    ]
    statements = [
        one
        for place, one in enumerate(statements)
        if one.kind != "discretionary" or not _leads_to(folded, statements[place:])
    ]
    return Found(_with_verb(statements, bounds, taking=bool(taking)), tuple(bounds), tuple(taken))


def _leads_to(folded: str, statements: Sequence[Statement]) -> bool:
    """根据自查情况赋分，自查率100%的赋10分: that something gives points, before what it gives for what."""
    one, *after = statements[:2]
    return any(said.kind == "award" for said in after) and bool(_LEADS_TO.match(folded, one.start))


def _with_verb(
    statements: Sequence[Statement], bounds: Sequence[Bound], *, taking: bool
) -> tuple[Statement, ...]:
    """Figures without a verb, where the words of their limit say what they do: 每处0.5分，扣完为止."""
    if not any(one.bare for one in statements):
        return tuple(statements)
    scored = [one for one in statements if one.kind in {"award", "deduct", "bonus"}]
    kind: ClauseKind | None = "deduct" if taking else None
    for bound in bounds:
        kind = kind or bound.side or ("deduct" if bound.cap == "item_points" else None)
    if kind is None or not scored or not all(one.bare and one.points is not None for one in scored):
        return tuple(statements)
    return tuple(one._replace(kind=kind, bare=False) if one in scored else one for one in statements)


def _leads(folded: str, otherwise: Token, statements: Sequence[Statement]) -> bool:
    """Whether a statement follows at once: 未完成的按实际人数与应到人数之比折算得分."""
    ends = [one.condition_end for one in statements if otherwise.end <= one.condition_end]
    return any(end <= otherwise.end + _NEAR or not _PARTED.search(folded, otherwise.end, end) for end in ends)


def _formula(folded: str, start: int, end: int) -> Statement | None:
    if not _SIGNS.search(folded, start, end) or (found := formula(folded[start:end])) is None:
        return None
    first, last, canonical = found
    return Statement("method", start + first, start + last, start + first, formula=canonical)


def _continues(last: Statement, one: Statement) -> bool:
    """按最高标准扣分，不重复扣: one rule in two words; 按比例计算，保留两位小数: how it is computed."""
    if one.rule == "places":
        return last.kind == "method"
    return (
        last.kind == one.kind
        and one.kind in {"note", "method"}
        and not one.formula
        and one.rule == last.rule
        and one.rule not in {"rounding", "multiple"}
    )


def _kind(words: Passage, match: Match) -> ClauseKind:
    """What a verb does; 计分 and 打分 give, where no word says that they take or add."""
    (verb,) = words.of(match, "verb")
    if (kind := _VERBS.get(verb.kind)) is not None:
        return kind
    said = words.folded[verb.start : verb.end]
    return "deduct" if _TAKES.search(said) else "bonus" if _ADDS.search(said) else "award"


def _verb(words: Passage, match: Match) -> int:
    """Where the verb begins, with the words of its manner."""
    first = next(name for name in ("manner", "by", "verb") if name in match.groups)
    return words.span(match, first)[0]


def _counted(words: Passage, match: Match, kind: ClauseKind, own: int) -> tuple[counting.Count, int]:
    """What is counted, and where the condition ends: before the words of counting that touch the verb.

    `own` is where the verb begins.
    """
    slash = words.text(match, "slash")
    if slash:
        return counting.stroke(slash), own
    if "per" not in match.groups:
        return counting.NOTHING, own
    per, said = words.of(match, "per"), words.text(match, "per")
    first = words.span(match)[0]
    if per and (nearest := counting.nearest(said)):
        first = per[0].start + nearest
        per, said = [word for word in per if word.start >= first], said[nearest:]
    count = counting.counted(
        said,
        per,
        words.text(match, "tail"),
        kind,
        words.folded[max(0, first - 6) : first],
        capped=match.capped,
    )
    return count, per[0].start if count.close and per else own


def _points(words: Passage, match: Match) -> Statement | None:
    kind = _kind(words, match)
    verb = _verb(words, match)
    count, place = _counted(words, match, kind, verb)
    (amount,) = words.of(match, "amount")
    printed = words.folded[amount.start : amount.end]
    low = _PRINTED.search(printed)
    slip = low is not None and figure(low[0])[1]
    start, end = words.span(match)
    return Statement(
        kind,
        start,
        end,
        place,
        amount.value,
        amount.high,
        verb=verb,
        counted=count,
        slip=low[0] + "分" if low and slip else "",
    )


def _share(words: Passage, match: Match) -> Statement | None:
    kind = _kind(words, match)
    verb = _verb(words, match)
    count, place = _counted(words, match, kind, verb)
    (said,) = words.of(match, "share")
    printed = words.folded[said.start : said.end]
    start, end = words.span(match)
    if _TWO_SHARES.search(printed):
        ends = regex.findall(FIGURE, printed)
        return Statement(
            kind,
            start,
            end,
            place,
            verb=verb,
            counted=count,
            ambiguous=(f"{ends[0]}%", f"{ends[1]}%"),
        )
    value = share_of(printed)
    if words.text(match, "verb")[:2] in {"递减", "递增"}:
        # 其余依次按标准分的8%递减: for each rank, which is computed
        return Statement("method", start, end, place, verb=verb)
    return (
        None
        if value is None
        else Statement(
            kind,
            start,
            end,
            place,
            verb=verb,
            points_percent=value,
            counted=count,
            rule="by a share" if words.text(match, "by") else "",
        )
    )


def _steps(words: Passage, match: Match) -> Statement | None:
    kind = _kind(words, match)
    printed = words.text(match, "steps")
    if "," in printed and not _EACH.search(words.text(match, "manner")):
        return None
    verb = _verb(words, match)
    count, place = _counted(words, match, kind, verb)
    return Statement(kind, *words.span(match), place, verb=verb, counted=count, steps=step_points(printed))


def _shares_in_order(words: Passage, match: Match) -> Statement | None:
    """分别按100%、60%计分: each a share of the item's points."""
    kind = _kind(words, match)
    steps = tuple(
        share_of(f"{one}%") or Decimal(0) for one in regex.findall(FIGURE, words.text(match, "steps"))
    )
    start, end = words.span(match)
    lead = _BY_SHARES.search(words.folded[max(0, start - 20) : start])
    place = start - (len(lead[0]) if lead else 0)
    if _WEIGHS.search(words.text(match, "verb")):
        return Statement("method", place, end, place)
    return Statement(kind, place, end, place, steps=steps, of_item=True)


def _shares_behind_a_verb(words: Passage, match: Match) -> Statement | None:
    """分别得标准分的100%、80%: each a share of the item's points, where it is said whose."""
    shares = [words.folded[one.start : one.end] for one in words.of(match, "steps") if one.kind == "%"]
    steps = [share for one in shares if (share := share_of(one)) is not None]
    if not (words.text(match, "of") or words.text(match, "manner")) or len(steps) < len(shares):
        return None
    start, end = words.span(match)
    place = _verb(words, match)
    return Statement(_kind(words, match), start, end, place, verb=place, steps=tuple(steps), of_item=True)


def _shares_of_levels(words: Passage, match: Match) -> Statement | None:
    """按A级100%、B级80%计分: each level with its share of the item's points."""
    labels, steps = [], []
    for token in words.of(match, "pairs"):
        printed = words.folded[token.start : token.end]
        if token.kind in "%n":
            steps.append(share_of(printed if printed.endswith("%") else f"{printed}%") or Decimal(0))
        elif token.kind in "tk":
            labels.append(printed.removeprefix("按照").removeprefix("按"))
    start, end = words.span(match)
    if _weighs(words.folded[start:end], labels, steps):
        return Statement("method", start, end, start)
    if len(labels) != len(steps):
        return None
    return Statement(
        _kind(words, match), start, end, start, steps=tuple(steps), labels=tuple(labels), of_item=True
    )


def _weighs(said: str, labels: Sequence[str], shares: Sequence[Decimal]) -> bool:
    """Whether shares are what a whole is made of, and no steps: 按月度巡检占70%、年终验收占30%计算."""
    if _WEIGHS.search(said) or all(_WEIGHT.search(label) for label in labels):
        return True
    return sum(shares) == _WHOLE and not all(_LEVEL.search(label) for label in labels)


def _pairs(words: Passage, match: Match) -> Statement | None:
    """获奖加分：国家级5分，省级3分: steps whose verb stands in the lead-in."""
    tokens = words.of(match, "pairs")
    labels, steps, label = [], [], ""
    for token in tokens:
        if token.kind == "P":
            labels.append(label.strip(",、:为"))
            steps.append(token.value or Decimal(0))
            label = ""
        elif token.kind in "tk":
            label += words.folded[token.start : token.end]
    start, end = words.span(match)
    verb = words.folded[start : words.span(match, "verb")[1]]
    if regex.search(r"评分|满分|总分|打分", verb):
        return None
    return Statement(_kind(words, match), start, end, start, steps=tuple(steps), labels=tuple(labels))


def _bare_steps(words: Passage, match: Match) -> Statement | None:
    """国家级课题8分、省级课题5分: levels whose figures fall; 机构健全2分、经费落实2分 are parts."""
    labels, steps, label = [], [], ""
    for token in words.of(match, "pairs"):
        said = words.folded[token.start : token.end]
        if token.kind == "P":
            labels.append(label.removeprefix("按照").removeprefix("按").removeprefix("为"))
            steps.append(token.value or Decimal(0))
        label = label + said if token.kind in "tk" else ""
    named = all(label_of_level(label) for label in labels)
    if not named or any(upper <= lower for upper, lower in pairwise(steps)):
        return None
    start, end = words.span(match)
    per, before = words.of(match, "per"), words.folded[max(0, start - 6) : start]
    count = counting.plain(words.text(match, "per"), per, before)
    return Statement(
        "award", start, end, start, counted=count, steps=tuple(steps), labels=tuple(labels), bare=True
    )


def _either(words: Passage, match: Match) -> Statement | None:
    """扣1分或2分, 减半扣分或不扣分: the kind is certain, the figure is not."""
    start, end = words.span(match)
    if "verb" in match.groups:
        kind = _kind(words, match)
        verb = words.text(match, "verb") + words.text(match, "of")
        first, second = verb + words.text(match, "first"), words.text(match, "second")
        between = words.folded[words.span(match, "first")[1] : words.span(match, "second")[0]]
        if not _ALTERNATIVE.match(between):
            return None
        count, place = _counted(words, match, kind, _verb(words, match))
        return Statement(
            kind, start, end, place, counted=count, ambiguous=(first, words.text(match, "verb") + second)
        )
    first, second = words.text(match, "first"), words.text(match, "second")
    return Statement(
        "deduct" if "扣" in first + second else "bonus", start, end, start, ambiguous=(first, second)
    )


def _judged_range(words: Passage, match: Match) -> Statement | None:
    start, end = words.span(match)
    (points,) = words.of(match, "range")
    between = words.folded[points.end : words.span(match, "verb")[0]]
    if points.start > words.span(match, "verb")[0]:
        return Statement(_kind(words, match), start, end, start, points.value, points.high)
    if len(between) > 8 or points.high is None or _OTHER_FIGURE.match(words.folded, end):
        return None
    if words.folded[max(0, start - 1) : start] == "在":
        start -= 1
    return Statement(_kind(words, match), start, end, start, points.value, points.high)


def _judged_points(words: Passage, match: Match) -> Statement | None:
    """其余5分视台账情况酌情给分: so many at most, and a person says how many."""
    (points,) = words.of(match, "amount")
    start, end = points.start, words.span(match)[1]
    return Statement(_kind(words, match), start, end, start, Decimal(0), points.value)


def _multiple(words: Passage, match: Match) -> Statement | None:
    start, end = words.span(match)
    said = words.text(match, "words")
    kind: ClauseKind = (
        "deduct"
        if _TAKES.search(said.replace("减半", ""))
        else "bonus"
        if _ADDS.search(said.replace("加倍", ""))
        else "award"
        if regex.search("[计得给赋记]分", said)
        else "note"
    )
    return Statement(kind, start, end, start, multiplier=counting.multiple(said), rule="multiple")


def _rounding(words: Passage, match: Match) -> Statement | None:
    """不足1%按1%计: the words up to 按 say when."""
    start, end = words.span(match)
    said = words.folded[start:end]
    place = regex.match(
        r"(?:不足|不满|未满|少于).+?(?=(?:均|也|仍)?[按以算计](?!划)|不予?(?:计|得|扣|加|累)|忽略|舍去|(?:比例|插|线性))",
        said,
    )
    kind: ClauseKind = "method" if regex.search("比例|插|线性", said) else "note"
    return Statement(kind, start, end, start + (place.end() if place else 0), rule="rounding")


def _unsaid(words: Passage, match: Match) -> Statement | None:
    start, end = words.span(match)
    return Statement("award", start, end, start, bare=True)


def _note(words: Passage, match: Match) -> Statement | None:
    """教学评分表见附表3: the name of a sheet belongs to the note."""
    start, end = words.span(match)
    if regex.search("附[表件录]", words.folded[start:end]):
        named = regex.search(r"\p{Han}{1,12}$", words.folded[max(words.tokens[0].start, start - 12) : start])
        start -= len(named[0]) if named else 0
    return Statement("note", start, end, start, rule="note")


def _plain(kind: ClauseKind, rule: str = "") -> Callable[[Passage, Match], Statement | None]:
    def read(words: Passage, match: Match) -> Statement | None:
        (first, end), own = words.span(match), words.tokens[match.first]
        percent = Decimal(100) if rule == "full" else None
        return Statement(kind, first, end, first, points_percent=percent, rule=rule, value=own.value)

    return read


def _bare(words: Passage, match: Match) -> Statement | None:
    """每项1分, 点评2分: what it does is settled by what stands around it."""
    start, end = words.span(match)
    (points,) = words.of(match, "amount")
    before = words.folded[max(0, points.start - 5) : points.start]
    if words.folded[end : end + 1] == ":" and points.high is not None:
        return None  # 24-27分：较好 is a grade
    if _COMPARES.search(before) or (
        "per" not in match.groups and words.folded[max(0, start - 1) : start] in "-~" and start
    ):
        return None
    per = words.of(match, "per")
    count = (
        counting.stroke(words.text(match, "slash"))
        if "slash" in match.groups
        else counting.plain(words.text(match, "per"), per, before=words.folded[max(0, start - 6) : start])
    )
    # 每提供一项专利1分: the noun behind the count is what has to be there
    place = start if per and not words.text(match, "tail").strip(",:") else points.start
    bracketed = words.folded[max(0, points.start - 1) : points.start] in "(["
    if (
        bracketed
        and words.folded[points.end : points.end + 1] in ")]"
        and not _OPTION.search(words.folded[max(0, points.start - 70) : points.start - 1])
    ):
        return None
    return Statement(
        "award", place, end, place, points.value, points.high, verb=points.start, counted=count, bare=True
    )


def _part(words: Passage, match: Match) -> Statement | None:
    """（2分） are the points of a part, and no statement; those of an option are: A.有计划（10分）.

    So are those that other steps follow: 收缴率≥95%（10分）；≥90%（8分）.
    """
    start, end = words.span(match)
    first = words.tokens[0].start  # behind a letter that numbers a part
    if not (
        _OPTION.search(words.folded[max(0, start - 70, first) : start])
        or _STEP_BEHIND.match(words.folded, end)
    ):
        return None
    (points,) = words.of(match, "amount")
    return Statement("award", start, end, start, points.value, bare=True)


def _step(words: Passage, match: Match) -> Statement | None:
    """≥95%（10分）；≥90%（8分）: compared figures, each with its points, are steps and no parts."""
    (points,) = words.of(match, "amount")
    place = words.folded.rindex("(", 0, points.start)
    return Statement("award", place, words.span(match)[1], place, points.value, bare=True)


_READERS: dict[str, Callable[[Passage, Match], Statement | None]] = {
    "pairs": _pairs,
    "either": _either,
    "steps": _steps,
    "shares in order": _shares_in_order,
    "shares behind a verb": _shares_behind_a_verb,
    "shares of levels": _shares_of_levels,
    "points": _points,
    "share": _share,
    "judged range": _judged_range,
    "judged points": _judged_points,
    "multiple": _multiple,
    "rounding": _rounding,
    "unsaid": _unsaid,
    "taking": lambda words, match: None,
    "places": _plain("note", "places"),
    "times": _plain("note", "times"),
    "precedence": _plain("note", "precedence"),
    "exemption": _plain("note", "exemption"),
    "note": _note,
    "zero": _plain("zero"),
    "full": _plain("award", "full"),
    "veto": _plain("veto"),
    "limit": _plain("limit"),
    "discretion": _plain("discretionary"),
    "method": _plain("method"),
    "part": _part,
    "step in brackets": _step,
    "bare steps of each": _bare_steps,
    "bare steps": _bare_steps,
    "bare": _bare,
}


def productions_of(folded: str, tokens: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
    """The name and span of each production that a sentence is read by, for the account and for people."""
    words = Passage(folded, tokens)
    for match in matches(words.shape):
        yield match.production, *words.span(match)
