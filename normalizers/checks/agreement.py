"""What two places of a notice say differently: points, counts, totals; and annexes that are only cited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal

import regex

from extractors.finding import Finding
from normalizers.checks.findings import Findings
from normalizers.records import Criterion, Records
from normalizers.text import patterns
from normalizers.text.numerals import decimal, figure, integer
from normalizers.text.views import clean, squeeze

_NUMBER = r"\d{1,4}(?:\.\d{1,2})?"
# a shorter name (管理) or text (资料齐全) stands in other places with another meaning
_NAME_LENGTH = 4
_TEXT_LENGTH = 10
_LONG_TEXT = 20
_HEADING_LENGTH = 40
# （满分100分）, 总分为100分, …，共100分; not 每项满分10分
_WHOLE = patterns.made(
    rf"""
    (?: ^ | [,;。:(\[] ) (?: 总分值? | 满分值? | 合计 | 共计? ) [为是:]?
    (?P<points>{_NUMBER}) 分 (?! 制 | 及?以 )
    """,
    regex.VERBOSE,
)
# 二级指标12项, 核心指标5项、计40分
_COUNTED = patterns.made(
    rf"""
    (?: (?P<level>[一二三四五]) 级指标 | (?P<core> 核心 | 一般 ) 指标 ) (?: 共 | 有 | 为 )?
    (?P<count>\d{{1,3}}) [项个] (?: [,、]? [共计] (?P<points>{_NUMBER}) 分 )?
    """,
    regex.VERBOSE,
)
# 综合评价（20分） at the head of a text
_HEADED = patterns.made(
    rf"[^。;(\[]{{2,{_HEADING_LENGTH}}} [(\[] (?: 共 | 满分 | 计 )? (?P<points>{_NUMBER}) 分 [)\]]",
    regex.VERBOSE,
)
_BRACKETED = patterns.made(rf"[(\[] (?: 共 | 满分 | 计 )? {_NUMBER} 分 [)\]]", regex.VERBOSE)
# 附件1, 附表4-2; 《…》附件1 and （试行）附件1 are another notice's
_ANNEX = patterns.made(
    r"""
    (?<! [》)号] ) 附 [件表录]
    (?P<number> \d{1,2} (?:-\d{1,2})? | [一二三四五六七八九十]{1,2} ) (?! [\d.] )
    """,
    regex.VERBOSE,
)
_ANNEX_HEAD = patterns.made(
    r"[(\[]? 附 [件表录]? :? (?P<number> \d{1,2} (?:-\d{1,2})? | [一二三四五六七八九十]{1,2} )?",
    regex.VERBOSE,
)


def check(records: Records, report: Findings, heads: Collection[str]) -> list[Finding]:
    """All findings; `heads` are the lines and cells that begin with the name of an annex."""
    found = [one for check_one in _CHECKS for one in check_one(records, report)]
    return [*found, *_annexes(records, report, heads)]


def _stated_totals(records: Records, report: Findings) -> Iterator[Finding]:
    """（满分100分） in a title or note against the sum that the table prints or adds up to."""
    notes: dict[str, list[str]] = defaultdict(list)
    for note in records.notes:
        if not note.criterion_id:
            notes[note.rubric_id].append(note.text)
    for rubric in records.rubrics:
        sums = {rubric.declared_total, rubric.computed_total} - {None}
        for text in (rubric.title, *notes[rubric.rubric_id]):
            match = _WHOLE.search(squeeze(text))
            points = decimal(match["points"]) if match else None
            if points is not None and sums and points not in sums:
                yield report(
                    "points-differ",
                    f"{rubric.rubric_id}/1",
                    "name",
                    evidence=text,
                    here=figure(rubric.computed_total or rubric.declared_total),
                    there=figure(points),
                )


def _counts(records: Records, report: Findings) -> Iterator[Finding]:
    """二级指标12项，核心指标5项、计40分 in a note, against the criteria."""
    criteria: dict[str, list[Criterion]] = defaultdict(list)
    for criterion in records.criteria:
        if criterion.name:
            criteria[criterion.rubric_id].append(criterion)
    for note in records.notes:
        named = [] if note.criterion_id else criteria[note.rubric_id]
        deepest = max((one.level for one in named), default=0)
        for match in _COUNTED.finditer(squeeze(note.text)) if named else ():
            level = integer(match["level"]) if match["level"] else deepest
            group = [one for one in named if one.level == level]
            if match["core"] and not any(one.core for one in group):
                continue
            if match["core"]:
                group = [one for one in group if one.core == (match["core"] == "核心")]
            known = [one.points for one in group if one.points is not None]
            points = decimal(match["points"]) if match["points"] else None
            wrong_sum = points is not None and len(known) == len(group) and sum(known) != points
            if len(group) != int(match["count"]) or wrong_sum:
                found = {"declared": match[0], "found": "items", "count": str(len(group))}
                if points is not None:
                    found |= {"found": "items-with-points", "points": figure(sum(known, Decimal(0)))}
                yield report("count-differs", note.note_id, "text", evidence=match[0], **found)


def _names_in_prose(records: Records, report: Findings) -> Iterator[Finding]:
    """基层建设（20分） in the letter or in a note, against the points of that criterion."""
    texts = [squeeze(text) for text in (records.notice.body, *(note.text for note in records.notes))]
    named: dict[str, list[Criterion]] = defaultdict(list)
    for criterion in records.criteria:
        if len(squeeze(criterion.name)) >= _NAME_LENGTH:
            named[squeeze(criterion.name)].append(criterion)
    for name, criteria in named.items():
        own = {criterion.points for criterion in criteria}
        if None in own or not any(name in text for text in texts):
            continue
        said = patterns.made(
            regex.escape(name)
            + rf"[(\[:]?(?:满分|分值|权重|共|计|占|为)?[:为]?(?P<points>{_NUMBER})分(?!钟|以)"
        )
        for text in texts:
            for match in said.finditer(text):
                points = decimal(match["points"])
                if points not in own:
                    yield _differs(report, criteria[0], match[0], points)


def _headings_in_text(records: Records, report: Findings) -> Iterator[Finding]:
    """An item headed 养护方案（15分） whose points cell says otherwise."""
    for criterion in records.criteria:
        folded = clean(criterion.text).folded
        match = _HEADED.match(folded) if criterion.points is not None else None
        points = decimal(match["points"]) if match and len(_BRACKETED.findall(folded)) == 1 else None
        if match and points is not None and points != criterion.points:
            yield _differs(report, criterion, match[0], points)


def _same_text(records: Records, report: Findings) -> Iterator[Finding]:
    """One item with different points in two places of a rubric: the same name and words, or the same words.

    Below two names only a long text is sure to be one item; 资料齐全，记录完整 may be asked for twice.
    """
    first: dict[tuple[str, ...], tuple[Decimal, str]] = {}
    rubric_of = {criterion.criterion_id: criterion.rubric_id for criterion in records.criteria}
    items = [
        (one.rubric_id, one.parent_id, one.name + one.text + one.rule_text, one.points, one.criterion_id)
        for one in records.criteria
        if one.text or one.rule_text
    ]
    items += [
        (rubric_of.get(one.criterion_id, ""), one.criterion_id, one.text, one.points, one.key_point_id)
        for one in records.key_points
    ]
    for rubric_id, parent_id, text, points, owner_id in items:
        bare = _BRACKETED.sub("", squeeze(text))
        if points is None or len(bare) < _TEXT_LENGTH:
            continue
        other, other_parent = first.setdefault((rubric_id, bare), (points, parent_id))
        if other != points and (parent_id == other_parent or len(bare) >= _LONG_TEXT):
            yield report(
                "points-differ", owner_id, "text", evidence=text, here=figure(points), there=figure(other)
            )


def _differs(report: Findings, criterion: Criterion, evidence: str, points: Decimal | None) -> Finding:
    return report(
        "points-differ",
        criterion.criterion_id,
        "points",
        evidence=evidence,
        here=figure(criterion.points),
        there=figure(points),
    )


def _annexes(records: Records, report: Findings, heads: Collection[str]) -> Iterator[Finding]:
    """Annexes that are cited (详见附表3), but head nothing in the file."""
    there = {
        number
        for head in heads
        if (match := _ANNEX_HEAD.match(squeeze(head))) and (number := _annex_number(match["number"]))
    }
    texts = [(records.notice.notice_id, records.notice.body)]
    texts += [(one.criterion_id, one.text + one.rule_text + one.method) for one in records.criteria]
    texts += [(note.note_id, note.text) for note in records.notes]
    missing: dict[str, str] = {}
    for owner_id, text in texts:
        for match in _ANNEX.finditer(squeeze(text)):
            number = _annex_number(match["number"])
            # 附表4-1 stands in 附表4
            if not {number, number.partition("-")[0]} & there:
                missing.setdefault(match[0], owner_id)
    if missing:
        owner_id = next(iter(missing.values()))
        yield report("annex-missing", owner_id, "text", names="、".join(missing))


def _annex_number(text: str | None) -> str:
    """一 and 1 are one; a lone 附件 is the first."""
    if not text:
        return "1"
    number = integer(text) if "-" not in text else None
    return text if number is None else str(number)


_CHECKS: tuple[Callable[[Records, Findings], Iterator[Finding]], ...] = (
    _stated_totals,
    _counts,
    _names_in_prose,
    _headings_in_text,
    _same_text,
)
