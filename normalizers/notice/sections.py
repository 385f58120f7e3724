"""The blocks of a document in their parts: tables with rubrics, their titles, and the notice around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import regex

from extractors.document import Document, Paragraph, Table
from extractors.frozen import frozen
from normalizers.bands.ladder import ladder_of
from normalizers.cells.kinds import kind_of
from normalizers.cells.parties import ends_like_organisation
from normalizers.cells.points import points_at_end
from normalizers.notice.letter import is_chapter, year_of
from normalizers.notice.task_tables import TaskTable, task_table
from normalizers.prose.lines import ARTICLE, is_frame
from normalizers.tables.furniture import is_form
from normalizers.tables.layout import raw_rubrics
from normalizers.tables.raw import RawRubric
from normalizers.tables.roles import role_of
from normalizers.tables.scored import is_scored, scores_somewhere
from normalizers.text import patterns
from normalizers.text.labels import NOTE_LABEL
from normalizers.text.views import Text, clean, squeeze
from normalizers.vocabulary import alternatives, words

_LABEL = patterns.made(r"(?:附件|附表|附|表)\s*[\d一二三四五六七八九十]{0,3}\s*[:.、]?")
_NUMBER = patterns.made(r"\(?(\d{1,2})[.、)](?!\d)")
_ADDRESS = patterns.made(r"<?https?://[^\s<>]+>?")
_TITLE_LENGTH = 80
_REMARK_LENGTH = 40
_LONGEST_REMARK = 300
_HEADING_LENGTH = 30
_TITLE_LINES = 3
_IN_BRACKETS = patterns.made(r"[(\[][^()\[\]]+[)\]]")
# 一、 （二） 3. before a heading; 附件1： and 表2 before a title
_HEAD_NUMBER = patterns.made(
    r"(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d))\s*"
)
_TITLE_LABEL = patterns.made(
    rf"(?:(?:附件|附表|附|表)\s*(?:[\d一二三四五六七八九十]{{1,3}}(?:-\d{{1,2}})?\s*[:.、]?|:)"
    rf"|[(\[【](?:附件|附表)[\d一二三四五六七八九十]{{0,3}}[)\]】]:?|{_HEAD_NUMBER.pattern})\s*(?=\S)"
)
# 附件 考核标准
_BARE_LABEL = patterns.made(r"附件|附表|附")
# 表2-1 各环节分数
_TABLE_NUMBER = patterns.made(r"表\s*\d{1,2}(?:[-.]\d{1,2})?(?![\d%])\s*\S")
_DATE = patterns.made(r"月.{1,3}日")
# 考核对象：机关各科室, 填报单位：  年度：
_FORM_LINE = patterns.made(r"\(?(?P<field>\p{Han}{2,8}):(?P<value>.*)")
_LEAD_IN = patterns.made(alternatives("notice", "lead_ins"))
_CARRIER = patterns.made(alternatives("notice", "carrier"))
_LETTER = patterns.made(r"关于|通知|意见|的函")
_RUBRIC_WORDS = patterns.made(alternatives("notice", "rubric_words"))


@frozen
class Place:
    """A table with rubrics; the title and remarks above it; the notes below it.

    `scope` is the line above it that names who is assessed: （二）综合科室, 考核对象：机关各科室.
    """

    table: Table
    raw: tuple[RawRubric, ...]
    title: tuple[Paragraph, ...]
    remarks: tuple[Paragraph, ...]
    scope: Paragraph | None = None
    below: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Sections:
    """The parts of a document; each block stands in one of them."""

    places: list[Place] = field(default_factory=list)
    before: list[Paragraph] = field(default_factory=list)
    between: list[list[Paragraph]] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)
    furniture: list[Paragraph] = field(default_factory=list)
    carrier: list[Paragraph] = field(default_factory=list)
    task_tables: list[TaskTable] = field(default_factory=list)
    other_tables: list[Table] = field(default_factory=list)


def _is_carrier(paragraph: Paragraph) -> bool:
    """Whether a short line belongs to the page that carries the notice: 当前位置：首页 > 通知公告."""
    text = clean(paragraph.text).value
    if _ADDRESS.fullmatch(text):
        return True
    return len(text) <= _TITLE_LENGTH and bool(_CARRIER.search(text))


def is_label(paragraph: Paragraph) -> bool:
    """Whether a line is only 附件1 or 表一."""
    return bool(_LABEL.fullmatch(clean(paragraph.text).folded))


def looks_like_rubric_title(text: Text) -> bool:
    """Whether a line can be the title of the table below it: short, no sentence, a word of the field."""
    return (
        0 < len(text) <= _TITLE_LENGTH
        and not is_form(text.value)
        and not is_chapter(text)
        and text.folded[-1] not in "。;,"
        and not (text.folded[-1] == ":" and _LEAD_IN.search(text.folded))
        and not (
            _FORM_LINE.match(text.folded) and text.folded[-1] != ":" and not _TITLE_LABEL.match(text.folded)
        )
        and (
            bool(_RUBRIC_WORDS.search(text.folded))
            # 二、否决项, 三、加分项, 一、日常工作（60分）
            or bool(
                _HEAD_NUMBER.match(text.folded)
                and (kind_of(text.value) != "scored" or points_at_end(text) is not None)
            )
        )
    )


def title_of(paragraphs: Sequence[Paragraph]) -> str:
    """The title that some lines print, without the label (附件1：, 二、) before and the colon behind it."""
    lines = [clean(line.text) for line in paragraphs if not is_label(line)]
    text = "".join(line.value for line in lines)
    label = _TITLE_LABEL.match("".join(line.folded for line in lines))
    return text[label.end() if label else _bare_label(lines[0]) if lines else 0 :].rstrip("：:")


def _bare_label(line: Text) -> int:
    """Where a label without number ends that white space parts from its title; 附 则 is one word."""
    label = _BARE_LABEL.match(line.folded)
    end = label.end() if label else 0
    return end if line.gaps[end : end + 2].endswith("x") and line.gaps[end] != "x" else 0


def scope_in(line: Text) -> Text:
    """Who is assessed, from a line above a table: 考核对象：各科室 and （二）各科室 give 各科室."""
    if match := _FORM_LINE.match(line.folded):
        return (
            line.cut(match.start("value"), match.end("value"))
            if match["field"] in words("notice")["scope_fields"]
            else line.cut(0, 0)
        )
    number = _HEAD_NUMBER.match(line.folded)
    return line.cut(number.end()) if number else line


def _is_heading(text: Text) -> bool:
    """Whether a short line without a sentence heads what follows."""
    return 0 < len(text) <= _HEADING_LENGTH and not regex.search(r"[。;:,!?]|^[-\d\s]*$", text.folded)


def _names_scope(text: Text) -> bool:
    """Whether a line above a table says only whose rubric it is: （二）综合科室, 考核对象：机关各科室."""
    if _FORM_LINE.match(text.folded):
        return bool(scope_in(text))
    if kind_of(text.value) != "scored" or points_at_end(text):
        # 二、否决项 and 一、日常工作（60分） are titles of their tables
        return False
    return _is_heading(text) and (bool(_HEAD_NUMBER.match(text.folded)) or ends_like_organisation(text.value))


def sections(document: Document, outlines: Mapping[int, RawRubric]) -> Sections:
    """Sorts the blocks; a paragraph between two tables is a title, a note, or `between`.

    `outlines` has the rubrics of tables that were made of prose, by the id() of the table.
    """
    found = Sections()
    waiting: list[Paragraph] = []
    apart = False
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if block.role in {"header", "footer", "furniture"} or not block.text.strip():
                found.furniture.append(block)
            elif _is_carrier(block):
                found.carrier.append(block)
            else:
                waiting.append(block)
            continue
        raw = (
            (outlines[id(block)],)
            if block.outline
            else raw_rubrics(block, waiting[-1].text if waiting else "")
        )
        if not any(map(is_scored, raw)):
            if (tasks := task_table(block)) is not None:
                found.task_tables.append(replace(tasks, title=_list_title(waiting)))
            else:
                found.other_tables.append(block)
            if found.places and not ladder_of(block) and not _is_form(block):
                # 注：报价含税 below a price table is no note of the rubric before it
                below, waiting = _notes(waiting)
                found.places[-1].below.extend(below)
                apart = True
            continue
        heading = _prose_heading(waiting) if block.outline else _heading(waiting, first=not found.places)
        rest = heading.before
        if not found.places:
            found.before = rest
        else:
            below, others = _notes(rest) if not apart else ([], rest)
            found.places[-1].below.extend(below)
            apart = False
            if others:
                found.between.append(others)
        found.places.append(Place(block, raw, heading.title, heading.remarks, heading.scope))
        waiting = []
    if found.places:
        below, found.after = _notes(waiting) if not apart else ([], waiting)
        found.places[-1].below.extend(below)
    else:
        found.before = waiting
    return found


def _is_form(table: Table) -> bool:
    """Whether a table is only to be filled in: 考核人签字： | 日期：."""
    return all(
        is_form(cell.text) or role_of(cell.text)[0] == "blank" for cell in table.cells if not cell.blank
    )


def _list_title(waiting: list[Paragraph]) -> Paragraph | None:
    """The line right above a table of tasks that names it, taken from those that wait."""
    text = clean(waiting[-1].text).folded if waiting else ""
    if not text or len(text) > _TITLE_LENGTH:
        return None
    return waiting.pop() if regex.search(rf"(?:{alternatives('tasks', 'annex_endings')})表?$", text) else None


def _notes(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """The notes below a table and the other paragraphs; 2.… goes on with 注：1.… in the line above."""
    notes: list[Paragraph] = []
    others: list[Paragraph] = []
    expected: int | None = None
    for paragraph in paragraphs:
        text = squeeze(paragraph.text)
        head = NOTE_LABEL.match(text)
        number = _NUMBER.match(text, head.end() if head else 0)
        figure = int(number[1]) if number else None
        if head or (figure is not None and figure == expected):
            notes.append(paragraph)
            expected = figure + 1 if figure is not None else 1
        else:
            others.append(paragraph)
            expected = None
    return notes, others


@frozen
class _Heading:
    """What stands above a table: its title (up to three lines, 附件1 above it), remarks, and all before."""

    before: list[Paragraph]
    title: tuple[Paragraph, ...] = ()
    remarks: tuple[Paragraph, ...] = ()
    scope: Paragraph | None = None


def _heading(paragraphs: Sequence[Paragraph], *, first: bool) -> _Heading:
    """The heading of a table from the lines above it; `first` where the notice itself stands there."""
    index = len(paragraphs)
    # （满分100分） or 单位：分 may stand between the title and its table
    while index and not looks_like_rubric_title(clean(paragraphs[index - 1].text)):
        index -= 1
        if len(paragraphs) - index > 3 or not _may_be_remark(paragraphs[index]):
            index = 0
    if index and _LETTER.search(paragraphs[index - 1].text) and any(map(_is_long, paragraphs[index:])):
        # what stands below the title of the letter is its text
        index = 0
    below = list(paragraphs[index:])
    if not index:
        return _untitled(paragraphs, first=first)
    scope = next((line for line in below if _names_scope(clean(line.text))), None)
    remarks = tuple(line for line in below if line is not scope)
    start = _title_start(paragraphs, index - 1)
    return _Heading(list(paragraphs[:start]), tuple(paragraphs[start:index]), remarks, scope)


def _title_start(paragraphs: Sequence[Paragraph], index: int) -> int:
    """Where the title begins whose last line stands at a place: a label or its first half may stand above."""
    start = index
    while start and index - start + 1 < _TITLE_LINES and _goes_on(paragraphs[start - 1], paragraphs[start]):
        start -= 1
    return start


def _prose_heading(paragraphs: list[Paragraph]) -> _Heading:
    """The heading of a rubric in prose: the nearest line without a number that can be a title.

    What is numbered above its items (一、考核对象) is text of the notice; so is a title with 关于.
    """
    for index in range(len(paragraphs) - 1, -1, -1):
        text = clean(paragraphs[index].text)
        if is_label(paragraphs[index]):
            break
        numbered = _HEAD_NUMBER.match(text.folded) or ARTICLE.match(text.folded)
        if numbered or not looks_like_rubric_title(text) or is_frame(text):
            continue
        begin, end = _title_start(paragraphs, index), index + 1
        title = paragraphs[begin:end]
        # （满分100分） below the title
        while end < len(paragraphs) and _is_remark(clean(paragraphs[end].text)):
            end += 1
        left = index + 1 if "关于" in title_of(title) else begin
        before = [*paragraphs[:left], *paragraphs[end:]]
        return _Heading(before, tuple(title), tuple(paragraphs[index + 1 : end]))
    return _Heading(paragraphs)


def _is_remark(text: Text) -> bool:
    """Whether a line below a title is one of its own in brackets: （满分100分）."""
    return bool(_IN_BRACKETS.fullmatch(text.folded)) and len(text) <= _REMARK_LENGTH


def _may_be_remark(paragraph: Paragraph) -> bool:
    """Whether a line may stand between a title and its table: it is short, or says how all of it counts.

    总分100分。该项不适用的不参与评分，其余各项按比例折算为百分制。
    """
    if not _is_long(paragraph):
        return True
    text = clean(paragraph.text)
    numbered = _HEAD_NUMBER.match(text.folded) or text.folded.startswith("第")
    return not numbered and len(text) <= _LONGEST_REMARK and scores_somewhere((text.value,))


def _is_long(paragraph: Paragraph) -> bool:
    return len(squeeze(paragraph.text)) > _REMARK_LENGTH


def _untitled(paragraphs: Sequence[Paragraph], *, first: bool) -> _Heading:
    """A heading without a word of the field: only the line right above the table may name it."""
    nearest = paragraphs[-1] if paragraphs else None
    text = clean(nearest.text if nearest else "")
    if nearest is None or _DATE.search(text.folded) or (first and ends_like_organisation(text.value)):
        return _Heading(list(paragraphs))
    if _names_scope(text):
        return _Heading(list(paragraphs[:-1]), scope=nearest)
    numbered = len(text) <= _TITLE_LENGTH and _TABLE_NUMBER.match(text.folded)
    if numbered or (_is_heading(text) and (not first or year_of(text.value) is not None)):
        return _Heading(list(paragraphs[:-1]), title=(nearest,))
    return _Heading(list(paragraphs))


def _goes_on(above: Paragraph, below: Paragraph) -> bool:
    """Whether a line is the label (附件1, 表一) above a title or its first half.

    某局2024年度领导班子考核 / 重点任务指标及评分标准: the first half names the year, the second does not.
    """
    text = clean(above.text)
    return is_label(above) or (
        looks_like_rubric_title(text)
        and year_of(text.value) is not None
        and year_of(below.text) is None
        and not _HEAD_NUMBER.match(clean(below.text).folded)
        and not regex.search(r"(?:通知|标准|细则|办法|表)$", text.folded)
    )
