"""Numeric goals of a speech, a report or a preamble: 全年业务总量完成54亿元、同比增长8%.

A figure is a goal where the section is one of plans (三、2025年工作安排), or where the words before it say so
(主要目标是：, 力争); never in a review of the past year, nor behind 已 or 累计.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

import regex

from extractors.document import Paragraph
from normalizers.draft import Draft
from normalizers.text import patterns
from normalizers.text.headings import head
from normalizers.text.views import Text, clean
from normalizers.thresholds.quantities import threshold_record
from normalizers.thresholds.targets import thresholds, unread
from normalizers.vocabulary import alternatives

Tense = Literal["past", "plan", "open"]

_HEADING_LENGTH = 40
_YEAR = patterns.made(r"(?P<year>(?:19|20)\d{2})年")
# 主要目标是：, 发展目标: what follows in the paragraph are goals
_OPENS = patterns.made(r"目标(?:任务)?(?:是|为|有|如下)?:|目标(?:任务)?是")
_REVIEWS = patterns.made(r"(?:完成|工作|进展|运行|执行)(?:的)?情况:|成效:|成绩:")
_MASKED = patterns.made(rf"(?<![×*＊])[×*＊]++\s*+(?:%|[万亿]?(?:{alternatives('tasks', 'masked_units')}))")
_SEGMENT = patterns.made(r"[^,;:。!?…]+|[,;:。!?…]+")


def read_goals(paragraphs: Sequence[Paragraph], draft: Draft, notice_id: str, year: int | None) -> None:
    """Adds the numeric goals of a notice's body as its thresholds. Never raises for content.

    `paragraphs` make up the body, a line each: the spans of the goals count in it. `year` is the notice's.
    """
    tenses = _tenses(paragraphs, year)
    offset = 0
    count = sum(threshold.owner_id == notice_id for threshold in draft.thresholds)
    for paragraph, tense in zip(paragraphs, tenses, strict=True):
        text = clean(paragraph.text)
        of_goals = _goal_marks(text, tense, year)
        goals = thresholds(text)
        for first, last in unread(text, goals):
            if of_goals[last - 1]:
                said = text.value[first:last]
                draft.report("target-unread", paragraph, owner_id=notice_id, evidence=said, text=said)
        for found in goals:
            if of_goals[found.end - 1]:
                count += 1
                start, end = offset + found.start, offset + found.end
                draft.thresholds.append(threshold_record(found, text, notice_id, count, start, end))
                draft.cite(f"{notice_id}/th{count}", "text", paragraph, text.cut(found.start, found.end))
        masked = [
            _up_to(text, match.start(), match.end())
            for match in _MASKED.finditer(text.folded)
            if of_goals[match.start()]
        ]
        if masked:
            draft.report("figure-masked", paragraph, owner_id=notice_id, text="；".join(masked))
        offset += len(text) + 1


def _up_to(text: Text, start: int, end: int) -> str:
    """The words up to a figure from the punctuation before it."""
    begin = max(text.folded.rfind(mark, 0, start) for mark in ",;:。、") + 1
    return text.value[begin:end]


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    return {
        "past_heading": patterns.made(alternatives("tasks", "past_headings")),
        "plan_heading": patterns.made(alternatives("tasks", "plan_headings")),
        "goal": patterns.made(alternatives("tasks", "goal_cues")),
        # 比去年增长 compares, and is no result
        "past": patterns.made(rf"(?<![比较与在])(?:{alternatives('tasks', 'past_cues')})(?!同期)"),
    }


def _tenses(paragraphs: Sequence[Paragraph], year: int | None) -> list[Tense]:
    """For each paragraph whether its section reviews, plans, or says nothing of either.

    A heading below a review stays one (（三）圆满完成目标任务), unless it names the year of the notice.
    """
    tenses: list[Tense] = []
    open_sections: list[tuple[int, Tense]] = []
    for paragraph in paragraphs:
        text = clean(paragraph.text)
        number = head(text)
        level = number.level if number else -1
        if 0 < len(text) <= _HEADING_LENGTH and text.folded[-1] not in "。;:,":
            said = _tense_of_heading(text, year)
            if number or said != "open":
                open_sections = [section for section in open_sections if section[0] < level]
                above: Tense = open_sections[-1][1] if open_sections else "open"
                past_stays = above == "past" and not _names_year(text, year)
                open_sections.append((level, above if said == "open" or past_stays else said))
        tenses.append(open_sections[-1][1] if open_sections else "open")
    return tenses


def _names_year(text: Text, year: int | None) -> bool:
    return year is not None and any(int(match["year"]) >= year for match in _YEAR.finditer(text.folded))


def _tense_of_heading(text: Text, year: int | None) -> Tense:
    """2024年工作回顾 → past, 2025年工作安排 → plan."""
    named = [int(match["year"]) for match in _YEAR.finditer(text.folded)]
    if year is not None and named and max(named) < year:
        return "past"
    if _patterns()["past_heading"].search(text.folded):
        return "past"
    if _names_year(text, year) or _patterns()["plan_heading"].search(text.folded):
        return "plan"
    return "open"


def _goal_marks(text: Text, tense: Tense, year: int | None) -> bytearray:
    """For each character of a paragraph whether it speaks of goals."""
    marks = bytearray(len(text))
    opened = False
    goal = tense == "plan"
    for segment in _SEGMENT.finditer(text.folded) if tense != "past" else ():
        if segment[0][0] in ",;:。!?…":
            if set(segment[0]) & set("。!?…"):
                goal = opened or tense == "plan"
            continue
        # with its colon: 主要目标是：
        said = segment[0] + text.folded[segment.end() : segment.end() + 1]
        if _OPENS.search(said):
            opened = goal = True
        elif _REVIEWS.search(said):
            opened = goal = False
        elif _patterns()["goal"].search(segment[0]):
            goal = True
        elif _patterns()["past"].search(segment[0]) or _is_past_year(segment[0], year):
            goal = False
        if goal:
            marks[segment.start() : segment.end()] = b"\1" * len(segment[0])
    return marks


def _is_past_year(words: str, year: int | None) -> bool:
    """2023年完成 …: a year before that of the notice, not compared with (比2023年)."""
    match = _YEAR.search(words)
    compared = match is not None and bool(regex.search(r"[比较与在]$", words[: match.start()]))
    return match is not None and year is not None and int(match["year"]) < year and not compared
