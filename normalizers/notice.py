"""The notice (通知) around its tables: issuer, document number, title, date, recipients, copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import regex

from extractors.document import Paragraph
from normalizers.numerals import han_number
from normalizers.parties import ends_like_organisation
from normalizers.text import Text, clean
from normalizers.vocabulary import alternatives

_DOC_NUMBER = regex.compile(
    r"(?P<number> [\p{Han}A-Za-z]{1,20} \s* [(\[] \s* (?:19|20)\d{2} \s* [)\]] \s* 第? \s* \d{1,5} \s* 号 )",
    regex.VERBOSE,
)
_DATE = regex.compile(
    r"""
    (?P<year> (?:19|20)\d{2} | [二一][〇零○九][〇零○一二三四五六七八九]{2} ) \s* 年 \s*
    (?P<month> \d{1,2} | [一二三四五六七八九十]{1,2} ) \s* 月 \s*
    (?P<day> \d{1,2} | [一二三四五六七八九十]{1,3} ) \s* 日
    """,
    regex.VERBOSE,
)
_YEAR = regex.compile(r"(?P<year>(?:19|20)\d{2})\s*(?:-\s*(?:19|20)?\d{2,4}\s*)?(?:年|学年)")
_ABOUT_END = regex.compile(r"(?:通知|通报|意见|函|公告|决定|办法|规定)(?:\([^()]*\))?$")
_HEAD = regex.compile(r"^(?P<issuer>[\p{Han}()×]{2,40}?)(?:文件|办公室文件)?$")


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
        "title_end": regex.compile(rf"(?:{alternatives('notice', 'title_endings')})(?:\([^()]*\))?$"),
        "public": regex.compile(alternatives("notice", "public")),
        "not_public": regex.compile(alternatives("notice", "not_public")),
        "copies": regex.compile(rf"^(?:{alternatives('notice', 'copies')})(?:单位|机关)?\s*:\s*"),
    }


def year_of(text: str) -> int | None:
    """The year that a title speaks of: 2024年度 → 2024."""
    match = _YEAR.search(clean(text).folded)
    return int(match["year"]) if match else None


def _date(match: regex.Match[str]) -> date | None:
    def figure(text: str) -> int:
        return int(text) if text.isdecimal() else han_number(text) or 0

    try:
        return date(figure(match["year"]), figure(match["month"]), figure(match["day"]))
    except ValueError:
        return None


def recipients(text: Text) -> tuple[str, ...]:
    """Addressees; 、 separates them only where both sides are organisations (not 各省、自治区、直辖市…局)."""
    found = []
    for part in regex.split(r"[，,；;]", text.value.rstrip("：:。 ")):
        waiting = ""
        for piece in part.split("、"):
            waiting = f"{waiting}、{piece}" if waiting else piece
            if ends_like_organisation(waiting):
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
        paragraph = paragraphs[index]
        text = clean(paragraph.text)
        number = _DOC_NUMBER.search(text.folded)
        if (
            not found.doc_number
            and number
            and len(text) - (number.end() - number.start()) <= 30
            and not found.title
        ):
            found.doc_number = text.value[number.start("number") : number.end("number")].replace(" ", "")
            found.source("doc_number", paragraph)
            # 某局文件 某发〔2024〕1号 in one line; 签发人 behind it stays with the number's line
            if (
                (head := text.cut(0, number.start()))
                and (match := _HEAD.match(head.folded))
                and not found.issuer
            ):
                found.issuer = match["issuer"]
                found.source("issuer", paragraph)
            index += 1
            continue
        taken = _title_lines(paragraphs, index) if index == title_at else 0
        if taken:
            lines = paragraphs[index : index + taken]
            found.title = "".join(clean(line.text).value for line in lines)
            found.source("title", *lines)
            index += taken
            continue
        if not found.title and not found.issuer and (match := _HEAD.match(text.folded)):
            name = text.value[: match.end("issuer")]
            if ends_like_organisation(name) and len(name) >= 3:
                found.issuer = name
                found.source("issuer", paragraph)
                index += 1
                continue
        if found.title and not found.recipients and text.value.endswith(("：", ":")) and len(text) <= 300:
            names = recipients(text)
            if any(ends_like_organisation(name) for name in names):
                found.recipients = names
                found.source("recipients", paragraph)
                index += 1
                continue
        rest.append(paragraph)
        index += 1
    return rest


def _title_start(paragraphs: Sequence[Paragraph]) -> int | None:
    """Where the title begins: 关于…的通知, else the first line or heading that ends as titles do."""
    fitting = [index for index in range(len(paragraphs)) if _title_lines(paragraphs, index)]
    about = (index for index in fitting if "关于" in clean(paragraphs[index].text).value)
    headed = (index for index in fitting if paragraphs[index].role == "heading")
    return next(about, next(headed, next(iter(fitting), None)))


def _title_lines(paragraphs: Sequence[Paragraph], index: int) -> int:
    """How many lines from `index` on make up a title: one to four short lines, the last ending as titles do."""
    joined = ""
    for count, paragraph in enumerate(paragraphs[index : index + 4], 1):
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
    for index, paragraph in enumerate(paragraphs):
        text = clean(paragraph.text)
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
        if len(text) <= 30 and (patterns["not_public"].search(bare) or patterns["public"].search(bare)):
            if found.public is None:
                found.public = not patterns["not_public"].search(bare)
                found.source("public", paragraph)
                continue
        if match := patterns["copies"].search(text.folded):
            found.copies = (*found.copies, *recipients(text.cut(match.end())))
            found.source("copies", paragraph)
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
    match = regex.match(r"(?P<scope>[^《》]{2,40}?)(?=(?:19|20)\d{2}\s*年)", clean(title).value)
    if match:
        return regex.sub(r"^(?:附件|附表)?\s*\d*\s*[:：]?|^关于印发|的$", "", match["scope"]).strip()
    match = regex.search(r"[(（](?P<scope>[^()（）]{2,20})[)）]$", title)
    return match["scope"] if match else ""


def series_of(issuer: str, title: str) -> str:
    """Issuer and title without the year: what next year's rubric has in common with this one."""
    bare = regex.sub(r"(?:19|20)\d{2}\s*年?度?", "", clean(title).value)
    return f"{issuer} {bare}".strip()
