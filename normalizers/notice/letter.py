"""The notice (通知) around its tables: issuer, document number, title, date, recipients, copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import regex

from extractors.document import Paragraph
from normalizers.cells.parties import ends_like_organisation
from normalizers.text.numerals import han_number
from normalizers.text.patterns import made
from normalizers.text.views import Text, clean
from normalizers.vocabulary import alternatives

# So many lines may say one thing together: a title, the recipients below it.
_TOGETHER = 4
_CHAPTER = made(r"第[一二三四五六七八九十百\d]{1,4}[章节编篇]")
_PART_NUMBER = made(r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)")
# typists write the 〇 of 二〇二四 as a letter or a circle
_ZEROS = "〇零○◯OoОо"
_YEAR_FIGURE = rf"(?:(?:19|20)\d{{2}}|[二一][{_ZEROS}九][{_ZEROS}一二三四五六七八九]{{2}})"
# 青水发〔2024〕12号, （二〇二四）第3号, 2024年第8号
_DOC_NUMBER = made(
    rf"""
    (?P<number>
      [\p{{Han}}A-Za-z]{{0,20}} \s*
      (?: [(\[] \s* {_YEAR_FIGURE} \s* 年? \s* [)\]] \s* 第? | (?:19|20)\d{{2}} \s* 年 \s* 第 )
      \s* \d{{1,5}} (?:-\d{{1,3}})? \s* 号
    )
    """,
    regex.VERBOSE,
)
_DATE = made(
    rf"""
    (?P<year> {_YEAR_FIGURE} ) \s* 年 \s*
    (?P<month> \d{{1,2}} | [一二三四五六七八九十]{{1,2}} ) \s* 月 \s*
    (?P<day> \d{{1,2}} | [一二三四五六七八九十]{{1,3}} ) \s* 日
    | ^ (?P<year> (?:19|20)\d{{2}} ) (?P<mark> [-./] ) (?P<month> \d{{1,2}} ) (?P=mark) (?P<day> \d{{1,2}} ) $
    """,
    regex.VERBOSE,
)
_NUMBER_LABEL = made(rf"(?:{alternatives('notice', 'number_labels')})[:：]?")
# one level of a list of places (各省、自治区、直辖市水务局), no addressee of its own
_PLACES = made(r"各[省市州县区地盟旗]{1,2}")
_PLACES_GO_ON = made(r"[省市州县区地自直盟旗(（](?!直)")
# 2024, 2024年度, 二〇二四年度
_NAMED_YEAR = made(rf"(?:19|20)\d{{2}}\s*年?度?|{_YEAR_FIGURE}\s*年度?")
_BEFORE_YEAR = made(rf"(?P<scope>[^《》]{{2,40}}?)(?={_YEAR_FIGURE}\s*年)")
_YEAR = made(r"(?P<year>(?:19|20)\d{2})\s*(?:-\s*(?:19|20)?\d{2,4}\s*)?(?:年|学年)")
_ABOUT_END = made(rf"(?:{alternatives('notice', 'about_endings')})(?:\([^()]*\))?$")
_HEAD = made(r"^(?P<issuer>[\p{Han}()×]{2,40}?)(?:文件)?$")
# 基础分评分表（100分）, 评分细则（试行）, 教师考核表（百分制）, 检查表（第二季度）
_NO_SCOPE = made(
    rf"""
    \d\s*分$ | ^(?: {alternatives("notice", "drafts")} | [百千]分制 | \d+分制 )
  | ^(?: [一二三四]级(?:指标)? | 第?[一二三四1-4]?季度 | [上下]半年 | [年月]度 | \d{{1,2}}月份?
      | \p{{Han}}{{0,4}}版 | 正本 | 副本 | 附表\d* | 续表? | [一二三四五\d]{{1,2}} )$
    """,
    regex.VERBOSE,
)


@dataclass(slots=True)
class NoticeText:
    """What was read of the notice, each value with the paragraphs that print it."""

    issuer: str = ""
    doc_number: str = ""
    title: str = ""
    issued_on: date | None = None
    odd_date: str = ""
    year: int | None = None
    recipients: tuple[str, ...] = ()
    public: bool | None = None
    copies: tuple[str, ...] = ()
    signed_by: str = ""
    body: list[str] = field(default_factory=list)
    sources: dict[str, list[Paragraph]] = field(default_factory=dict)

    def source(self, name: str, *paragraphs: Paragraph) -> None:
        """Notes which paragraphs a field was read from."""
        self.sources.setdefault(name, []).extend(paragraphs)


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    return {
        "title_end": made(rf"(?:{alternatives('notice', 'title_endings')})(?:\([^()]*\))?$"),
        "public": made(alternatives("notice", "public")),
        "not_public": made(alternatives("notice", "not_public")),
        "recipients": made(rf"^(?:{alternatives('notice', 'recipients')})(?:单位|机关)?[:：]"),
        "copies": made(rf"^(?:{alternatives('notice', 'copies')})(?:单位|机关)?\s*:\s*"),
    }


def year_of(text: str) -> int | None:
    """The year that a title speaks of: 2024年度 → 2024."""
    match = _YEAR.search(clean(text).folded)
    return int(match["year"]) if match else None


def _date(match: regex.Match[str]) -> date | None:
    def figure(text: str) -> int:
        return int(text) if text.isdecimal() else han_number(regex.sub(f"[{_ZEROS}]", "〇", text)) or 0

    try:
        return date(figure(match["year"]), figure(match["month"]), figure(match["day"]))
    except ValueError:
        return None


def recipients(text: Text) -> tuple[str, ...]:
    """Addressees; 、 separates them only where both sides are organisations (not 各省、自治区、直辖市…局)."""
    found = []
    for part in regex.split(r"[，,；;]", text.value.rstrip("：:。 ")):
        waiting = ""
        pieces = part.split("、")
        for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
            waiting = f"{waiting}、{piece}" if waiting else piece
            places = _PLACES.fullmatch(piece) and _PLACES_GO_ON.match(following)
            if ends_like_organisation(waiting[-60:]) and not places:
                found.append(waiting)
                waiting = ""
        if waiting:
            found.append(waiting)
    return tuple(name.strip() for name in found if name.strip())


def read_notice(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> NoticeText:
    """Reads the paragraphs before the first rubric's title and those behind the last table.

    Every paragraph ends in a field; what fits none is `body`.
    """
    found = NoticeText()
    rest = _read_head(found, list(before))
    rest = _read_foot(found, rest)
    tail = _read_foot(found, list(after)) if after else []
    for paragraph in [*rest, *tail]:
        found.body.append(clean(paragraph.text).value)
        found.source("body", paragraph)
    found.year = year_of(found.title) or (found.issued_on.year if found.issued_on else None)
    if not found.issuer:
        found.issuer = _issuer_of_title(found.title) or found.signed_by
    return found


def _issuer_of_title(title: str) -> str:
    """某局关于印发…的通知 names its issuer."""
    head, about, _ = title.partition("关于")
    return head.strip() if about and ends_like_organisation(head.strip()) else ""


def _read_head(found: NoticeText, paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Issuer, document number, title and recipients; gives back what is left."""
    rest: list[Paragraph] = []
    title_at = _title_start(paragraphs)
    index = 0
    while index < len(paragraphs):
        following = paragraphs[index : index + _TOGETHER]
        taken = _take_number(found, following[0])
        if not taken and index == title_at:
            taken = _title_lines(paragraphs, index)
            found.title = "".join(clean(line.text).value for line in following[:taken])
            found.source("title", *following[:taken])
        taken = taken or _take_issuer(found, following[0]) or _take_recipients(found, following)
        rest.extend(following[: not taken])
        index += taken or 1
    return rest


def _take_number(found: NoticeText, paragraph: Paragraph) -> int:
    """The line of the document number; the issuer may stand before it and the signer (签发人) behind it."""
    text = clean(paragraph.text)
    match = _DOC_NUMBER.search(text.folded)
    if found.doc_number or not match:
        return 0
    start, end = match.span("number")
    # web pages print it below the title, on a line of its own; elsewhere it is that of another document
    if found.title and (found.recipients or len(text) > end - start):
        return 0
    # 某局文件 某发〔2024〕1号: white space ends the issuer, or its 文件
    breaks = [i for i in range(start + 1, end) if text.gaps[i] != "x" and _is_issuer(text.folded[start:i])]
    start = max(breaks, default=start)
    if "文件" in text.folded[start:end]:
        start = text.folded.index("文件", start) + 2
    if len(text) - (end - start) > 30:
        return 0
    found.doc_number = text.value[start:end].replace(" ", "")
    found.source("doc_number", paragraph)
    head, tail = text.cut(0, start), text.cut(end)
    if _is_issuer(head.folded):
        _add_issuer(found, head.value, paragraph)
    elif head and not _NUMBER_LABEL.fullmatch(head.folded):
        found.body.append(head.value)
    if tail:
        found.body.append(tail.value)
    if found.body:
        found.source("body", paragraph)
    return 1


def _is_issuer(folded: str) -> bool:
    """Whether a line is the name of an organisation, with or without 文件."""
    match = _HEAD.match(folded)
    return match is not None and len(match["issuer"]) >= 3 and ends_like_organisation(match["issuer"])


def _add_issuer(found: NoticeText, line: str, paragraph: Paragraph) -> None:
    """Joint issuers are joined by 、 in their printed order."""
    name = line.removesuffix("文件")
    names = [*filter(None, [found.issuer]), *([name] if name not in found.issuer.split("、") else [])]
    found.issuer = "、".join(names)
    found.source("issuer", paragraph)


def _take_issuer(found: NoticeText, paragraph: Paragraph) -> int:
    """A line above the title that names an organisation; joint issuers have a line each, and 文件 one."""
    text = clean(paragraph.text)
    if found.title:
        return 0
    if found.issuer and text.folded == "文件":
        found.source("issuer", paragraph)
        return 1
    if not _is_issuer(text.folded) or (found.issuer and found.doc_number):
        return 0
    _add_issuer(found, text.value, paragraph)
    return 1


def _take_recipients(found: NoticeText, paragraphs: Sequence[Paragraph]) -> int:
    """Addressees up to a colon on one to three lines, or behind 主送."""
    joined = ""
    for count, paragraph in enumerate(paragraphs[:3], 1):
        text = clean(paragraph.text)
        # a line that goes on in the next is full or ends with a mark: 各镇水利站、财政所， / 县直各单位：
        if found.recipients or not found.title or not text or "。" in text.value or len(joined) > 300:
            return 0
        joined += text.value
        heading = _patterns()["recipients"].match(joined)
        if text.folded[-1] == ":" or heading:
            names = recipients(clean(joined[heading.end() :] if heading else joined))
            if not any(ends_like_organisation(name) for name in names):
                return 0
            found.recipients = names
            found.source("recipients", *paragraphs[:count])
            return count
        if text.folded[-1] not in ",、;" and not (
            len(text) > 15 and ("、" in text.value or "," in text.folded)
        ):
            return 0
    return 0


def is_chapter(text: Text) -> bool:
    """Whether a line heads a part of a longer document: 第二章 评审办法."""
    return bool(_CHAPTER.match(text.folded))


def _heads_part(text: Text) -> bool:
    """Whether a line heads a part of the notice: 第二章 评审办法, 二、考核标准."""
    return is_chapter(text) or bool(_PART_NUMBER.match(text.folded))


def _title_start(paragraphs: Sequence[Paragraph]) -> int | None:
    """Where the title begins: 关于…的通知, else the first line or heading that ends as titles do."""
    fitting = [
        index
        for index in range(len(paragraphs))
        if _title_lines(paragraphs, index) and not _heads_part(clean(paragraphs[index].text))
    ]
    about = (index for index in fitting if "关于" in clean(paragraphs[index].text).value)
    headed = (index for index in fitting if paragraphs[index].role == "heading")
    return next(about, next(headed, next(iter(fitting), None)))


def _title_lines(paragraphs: Sequence[Paragraph], index: int) -> int:
    """How many lines from `index` on make up a title: one to four short ones, ending as titles do."""
    joined = ""
    for count, paragraph in enumerate(paragraphs[index : index + _TOGETHER], 1):
        text = clean(paragraph.text)
        if not text or len(text) > 80 or text.folded[-1] in "。:;," or _DOC_NUMBER.search(text.folded):
            return 0
        joined += text.folded
        # a title without 关于 is one line
        if "关于" not in joined:
            return 1 if _patterns()["title_end"].search(joined) else 0
        # 关于印发…标准 goes on with its 的通知 in the next line
        if _ABOUT_END.search(joined):
            return count
    return 0


def _read_foot(found: NoticeText, paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Signature, date, whether public, copies; gives back what is left."""
    patterns = _patterns()
    rest: list[Paragraph] = []
    copies_go_on = False
    for index, paragraph in enumerate(paragraphs):
        text = clean(paragraph.text)
        if not text:
            continue
        bare = text.folded.strip("()[] 。")
        if (match := _DATE.search(text.folded)) and found.issued_on is None and len(text) <= 60:
            before = text.cut(0, match.start())
            if len(text) - (match.end() - match.start()) <= 30 and not text.cut(match.end()).value.strip(
                "）)印发 "
            ):
                found.issued_on = _date(match)
                if found.issued_on is None:
                    found.odd_date = text.value
                found.source("issued_on", paragraph)
                if before and not found.signed_by:
                    found.signed_by = before.value
                continue
        refused = patterns["not_public"].search(bare)
        if found.public is None and len(text) <= 30 and (refused or patterns["public"].search(bare)):
            found.public = not refused
            found.source("public", paragraph)
            continue
        match = patterns["copies"].search(text.folded)
        if match or copies_go_on:
            found.copies = (*found.copies, *recipients(text.cut(match.end() if match else 0)))
            found.source("copies", paragraph)
            # 抄送：县委办公室， / 县政府办公室。
            copies_go_on = text.folded[-1] in ",、;"
            continue
        following = clean(paragraphs[index + 1].text).folded if index + 1 < len(paragraphs) else ""
        signs = len(text) <= 40 and ends_like_organisation(text.value) and _DATE.match(following)
        if signs and not found.signed_by:
            found.signed_by = text.value
            found.source("signed_by", paragraph)
            continue
        rest.append(paragraph)
    return rest


def scope_of(title: str) -> str:
    """Who is assessed, from a title: 县（市、区）局领导班子2024年度考核… → 县（市、区）局领导班子."""
    text = clean(title)
    if match := _BEFORE_YEAR.match(text.folded):
        scope = text.cut(0, match.end()).value
        return regex.sub(r"^(?:附件|附表)?\s*\d*\s*[:：]?|^关于印发|的$", "", scope).strip()
    match = regex.search(r"[(（](?P<scope>[^()（）]{2,20})[)）]$", title)
    # 基础分评分表（100分）, 评分细则（试行）: what it is worth, how far it is settled, when it is filled in
    other = match and _NO_SCOPE.search(match["scope"])
    return match["scope"] if match and not other else ""


def series_of(issuer: str, title: str) -> str:
    """Issuer and title without the year: what next year's rubric has in common with this one."""
    return f"{issuer} {without_year(clean(title).value)}".strip()


def without_year(title: str) -> str:
    """A title as it comes back each year: 2024年度考核标准, ２０２４年度考核标准 → 考核标准."""
    text = clean(title)
    ends = [0, *(end for match in _NAMED_YEAR.finditer(text.folded) for end in match.span()), len(text)]
    return "".join(text.value[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))
