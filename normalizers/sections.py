"""The blocks of a document in their parts: tables with rubrics, their titles, and the notice around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from extractors.document import Document, Paragraph, Table
from normalizers.layout import RawRubric, raw_rubrics
from normalizers.notice import year_of
from normalizers.text import Text, clean, squeeze
from normalizers.vocabulary import alternatives

_LABEL = regex.compile(r"(?:附件|附表|附|表)\s*[\d一二三四五六七八九十]{0,3}\s*[:.、]?")
_NOTE = regex.compile(r"(?:注|备注|说明|注释|特别说明)\s*\d?\s*[:、.]")
_TITLE_LENGTH = 80
_REMARK_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Place:
    """A table with rubrics; the title and remarks above it; the notes below it."""

    table: Table
    raw: tuple[RawRubric, ...]
    title: tuple[Paragraph, ...]
    remarks: tuple[Paragraph, ...]
    below: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Sections:
    """The parts of a document; each block stands in one of them."""

    places: list[Place] = field(default_factory=list)
    before: list[Paragraph] = field(default_factory=list)
    between: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)
    furniture: list[Paragraph] = field(default_factory=list)
    carrier: list[Paragraph] = field(default_factory=list)
    other_tables: list[Table] = field(default_factory=list)


def _is_carrier(paragraph: Paragraph) -> bool:
    """Whether a short line belongs to the page that carries the notice: 当前位置：首页 > 通知公告."""
    text = clean(paragraph.text).value
    return len(text) <= _TITLE_LENGTH and bool(regex.search(alternatives("notice", "carrier"), text))


def is_label(paragraph: Paragraph) -> bool:
    """Whether a line is only 附件1 or 表一."""
    return bool(_LABEL.fullmatch(clean(paragraph.text).folded))


def looks_like_rubric_title(text: Text) -> bool:
    """Whether a line can be the title of the table below it: short, no sentence, a word of the field."""
    return (
        0 < len(text) <= _TITLE_LENGTH
        and text.folded[-1] not in "。;:,"
        and bool(regex.search(alternatives("notice", "rubric_words"), text.folded))
    )


def sections(document: Document) -> Sections:
    """Sorts the blocks; a paragraph between two tables is a title, a note, or `between`."""
    found = Sections()
    waiting: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if block.role in {"header", "footer", "furniture"} or not block.text.strip():
                found.furniture.append(block)
            elif _is_carrier(block):
                found.carrier.append(block)
            else:
                waiting.append(block)
            continue
        raw = raw_rubrics(block)
        if not raw:
            found.other_tables.append(block)
            continue
        rest, title, remarks = _title(waiting)
        if not found.places:
            found.before = rest
        else:
            for paragraph in rest:
                is_note = _NOTE.match(squeeze(paragraph.text))
                (found.places[-1].below if is_note else found.between).append(paragraph)
        found.places.append(Place(block, raw, title, remarks))
        waiting = []
    if found.places:
        found.after = waiting
        while found.after and _NOTE.match(squeeze(found.after[0].text)):
            found.places[-1].below.append(found.after.pop(0))
    else:
        found.before = waiting
    return found


def _title(
    paragraphs: Sequence[Paragraph],
) -> tuple[list[Paragraph], tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """What stands before the title, the title (up to three lines, 附件1 above it) and remarks below it."""
    none = list(paragraphs), (), ()
    index = len(paragraphs)
    # （满分100分） or 单位：分 may stand between the title and its table
    while index and not looks_like_rubric_title(clean(paragraphs[index - 1].text)):
        index -= 1
        if len(squeeze(paragraphs[index].text)) > _REMARK_LENGTH or len(paragraphs) - index > 3:
            return none
    if not index:
        return none
    remarks = tuple(paragraphs[index:])
    index -= 1
    title = [paragraphs[index]]
    while index and len(title) < 3 and _goes_on(paragraphs[index - 1], title[0]):
        index -= 1
        title.insert(0, paragraphs[index])
    return list(paragraphs[:index]), tuple(title), remarks


def _goes_on(above: Paragraph, below: Paragraph) -> bool:
    """Whether a line is the label (附件1, 表一) above a title or its first half.

    某局2024年度领导班子考核 / 重点任务指标及评分标准: the first half names the year, the second does not.
    """
    text = clean(above.text)
    return is_label(above) or (
        looks_like_rubric_title(text)
        and year_of(text.value) is not None
        and year_of(below.text) is None
        and not regex.search(r"(?:通知|标准|细则|办法|表)$", text.folded)
    )
