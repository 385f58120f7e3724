"""Oddities of the printed text: cut sentences, rare characters, mixed dashes and headings, loose references.

They change no record; a finding points at each, so that a person can decide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import regex

from extractors.finding import Finding
from extractors.frozen import frozen
from normalizers.cells.parties import printed_name
from normalizers.checks.findings import Findings
from normalizers.draft import Quote
from normalizers.records import Records
from normalizers.text import patterns
from normalizers.text.views import clean
from normalizers.vocabulary import alternatives

_SENTENCE_ENDS = "。；;！!？?：:）)”』」…"
_QUOTED_SPACE = patterns.made(r"[“《][^”》\n]{0,60}?\p{Han} +\p{Han}[^”》\n]{0,60}?[”》]")
_RANGE_DASH = patterns.made(r"(?<=\d)\s?([-‐–—－~～〜]+)\s?(?=\d)")
_LOOSE = patterns.made(rf"《(?:{alternatives('checks', 'loose_titles')})》")
_BAND_RULE = patterns.made(alternatives("checks", "band_rules"))
_AND = patterns.made(r"[及和与]")
_INNER = patterns.made(r"/[kbn]\d+$")
_HAN, _SENTENCE = patterns.made(r"\p{Han}"), patterns.made(r"[^。；;]+[。；;]?")
_SHORT_NAME = patterns.made(r"以下(?:简称|称)[:：]?[“\"]?(《[^》]+》)")
# 不计分 says all that it has to, with or without 。
_SAYS_ALL = patterns.made(r"(?:不[得计加扣]分|为止)$")
_USUALLY = 0.8
_WHOLE_SENTENCE = 20  # characters; a shorter text may be a mere value (≥2000人次)
_MANY = 3  # lists that end alike make a style
_TAIL = 12  # characters at the end of two titles that should agree


@frozen
class _Printed:
    """The quotes of a notice, all of them and the finest alone."""

    quotes: Sequence[Quote]
    finest: Sequence[Quote]


def check(records: Records, quotes: Sequence[Quote], report: Findings) -> list[Finding]:
    """All findings about how the notice is printed."""
    printed = _Printed(quotes, _finest(quotes))
    return [found for one in _CHECKS for found in one(records, printed, report)]


def _finest(quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes without those that only repeat, at greater length, what finer ones hold."""
    texts = [quote for quote in quotes if quote.field in {"text", "name", "title", "body"}]
    inner = {id(quote.unit) for quote in texts if _INNER.search(quote.owner_id)}
    return [quote for quote in texts if _INNER.search(quote.owner_id) or id(quote.unit) not in inner]


def _cut(records: Records, printed: _Printed, report: Findings) -> Iterator[Finding]:
    """A key point, band or item that ends without 。 where its neighbours end with one."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key_point in records.key_points:
        groups[key_point.criterion_id + "/k"].append((key_point.key_point_id, key_point.text))
    for band in records.bands:
        groups[band.criterion_id + "/b"].append((band.band_id, band.text))
    for criterion in records.criteria:
        if not criterion.name:
            groups[criterion.rubric_id + "/i"].append((criterion.criterion_id, criterion.text))
    ended = {
        owner_id: text.endswith(tuple(_SENTENCE_ENDS))
        for group in groups.values()
        for owner_id, text in group
    }
    usual = sum(ended.values()) >= _USUALLY * len(ended)
    cut = ""
    lists = [group[-1][0] for key, group in groups.items() if key.endswith("/k") and len(group) > 1]
    # where most lists end without a mark, their last items are whole
    style = {last for last in lists if not ended[last]}
    if 2 * len(style) <= len(lists) or len(style) < _MANY:
        style = set()
    for group in groups.values():
        closed = sum(ended[owner_id] for owner_id, _ in group)
        for owner_id, text in group:
            # a list whose items all lack 。 is a style; one among others is a loss
            lone = len(group) == 1 and len(text) >= _WHOLE_SENTENCE
            if (
                not ended[owner_id]
                and not _SAYS_ALL.search(text)
                and owner_id not in style
                and (closed * 2 > len(group) or (usual and (closed or lone)))
            ):
                cut = owner_id
                yield report("text-cut", owner_id, "text", evidence=text, text=text[-20:])
    if cut and cut == _last_text(records):
        yield report("document-cut", cut, "text")


def _last_text(records: Records) -> str:
    """The key point, band or item that is the last text of the notice; nothing where something follows it."""
    if not records.criteria or records.notice.body or any(not note.criterion_id for note in records.notes):
        return ""
    last = records.criteria[-1]
    if any(total.rubric_id == last.rubric_id for total in records.totals):
        return ""
    inner = [one.key_point_id for one in records.key_points if one.criterion_id == last.criterion_id]
    inner += [one.band_id for one in records.bands if one.criterion_id == last.criterion_id]
    return last.criterion_id if not last.name else inner[-1] if inner else ""


def _rare(records: Records, printed: _Printed, report: Findings) -> Iterator[Finding]:
    """Han characters outside of GB 2312: mostly a traditional form that slipped in (務 for 务)."""
    for quote in printed.finest:
        text = clean(quote.raw).value
        if _in_gb2312(text):
            continue
        for char in dict.fromkeys(_HAN.findall(text)):
            if not _in_gb2312(char):
                at = text.index(char)
                around = text[max(0, at - 8) : at + 8]
                yield report("char-odd", quote.owner_id, quote.field, evidence=around, char=char, text=around)


def _in_gb2312(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _spaces(records: Records, printed: _Printed, report: Findings) -> Iterator[Finding]:
    """A space between two Han characters inside quotes, which may be meant (“强本领 作表率”)."""
    for quote in printed.finest:
        for match in _QUOTED_SPACE.finditer(quote.raw):
            yield report("space-dropped", quote.owner_id, quote.field, evidence=match[0], text=match[0])


def _dashes(records: Records, printed: _Printed, report: Findings) -> Iterator[Finding]:
    """Several dashes between figures in one notice: 4-5次 and 4—5次."""
    forms: Counter[str] = Counter()
    first: dict[str, Quote] = {}
    for quote in printed.finest:
        for match in _RANGE_DASH.finditer(quote.raw):
            forms[match[1]] += 1
            first.setdefault(match[1], quote)
    if len(forms) > 1:
        rare = min(forms, key=lambda form: forms[form])
        shown = "、".join(f"{form}（{count}）" for form, count in forms.most_common())
        yield report("dash-mixed", first[rare].owner_id, first[rare].field, forms=shown)


def _headings(records: Records, printed: _Printed, report: Findings) -> Iterator[Finding]:
    """Band headings printed in several forms: 好（14-18分）：, 好（14-18 分）：, 好(14-18分)。"""
    forms: Counter[str] = Counter()
    first: dict[str, Quote] = {}
    # the grades of a whole rubric stand in sentences, whose words differ
    grades = {band.band_id: band.grade for band in records.bands if band.criterion_id}
    for quote in printed.quotes:
        if quote.field != "points" or quote.owner_id not in grades:
            continue
        shape = regex.sub(r"\d+(?:\.\d+)?", "N", quote.raw.replace("\n", "").strip())
        shape = shape.replace(grades[quote.owner_id], "")
        shape = regex.sub(r"^[^（(:：N]*", "", shape)
        shape = regex.sub(r"N\s?[-‐–—－~～〜至]+\s?N", "N", shape)
        forms[shape] += 1
        first.setdefault(shape, quote)
    if len(forms) > 1:
        rare = min(forms, key=lambda form: forms[form])
        shown = "　".join(f"{form}×{count}" for form, count in forms.most_common())
        yield report("spacing-mixed", first[rare].owner_id, "points", forms=shown)


def _party_forms(records: Records, printed: _Printed, report: Findings) -> Iterator[Finding]:
    """One department printed with other brackets or spaces; a line break is the layout's and no form."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, Quote] = {}
    # a cell that several rows share is printed once
    for quote in {
        id(quote.unit): quote for quote in reversed(printed.quotes) if quote.field == "party"
    }.values():
        raw = quote.raw.replace("\n", "").strip()
        forms[printed_name(raw)][raw] += 1
        first[raw] = quote
    for counted in forms.values():
        (usual, _), *others = counted.most_common()
        for form, _ in others:
            yield report("party-form", first[form].owner_id, "party", form=form, usual=usual)


def _references(records: Records, printed: _Printed, report: Findings) -> Iterator[Finding]:
    """《意见》 alone, where nothing before it introduced the short name."""
    known: set[str] = set()
    for quote in printed.finest:
        text = clean(quote.raw).value
        known.update(_SHORT_NAME.findall(text))
        for match in _LOOSE.finditer(text):
            if match[0] not in known:
                around = text[max(0, match.start() - 8) : match.end() + 8]
                yield report("reference-unclear", quote.owner_id, quote.field, evidence=around, text=match[0])


def _band_rules(records: Records, printed: _Printed, report: Findings) -> Iterator[Finding]:
    """A scoring rule inside the description of a band."""
    for band in records.bands:
        for sentence in _SENTENCE.findall(band.text):
            if _BAND_RULE.search(sentence):
                yield report("band-rule", band.band_id, "text", evidence=sentence, text=sentence)


def _titles(records: Records, printed: _Printed, report: Findings) -> Iterator[Finding]:
    """Titles that end alike but for 及, 和 or 与."""
    titles = {records.notice.notice_id: regex.sub(r"的?通知$", "", records.notice.title)}
    titles |= {rubric.rubric_id: rubric.title for rubric in records.rubrics if rubric.title}
    for (_, first), (second_id, second) in combinations(titles.items(), 2):
        tails = first[-_TAIL:], second[-_TAIL:]
        if tails[0] != tails[1] and _AND.sub("和", tails[0]) == _AND.sub("和", tails[1]):
            yield report("title-wording", second_id, "title", first=tails[0], second=tails[1])
            return


def _party_headings(records: Records, printed: _Printed, report: Findings) -> Iterator[Finding]:
    """The department column under several headings: 考核部门 (who scores), 机关处室 (whose rubric it is)."""
    headings: dict[str, str] = {}
    for quote in printed.quotes:
        if quote.field == "party heading":
            headings.setdefault(clean(quote.raw).value, quote.owner_id)
    if len(headings) > 1:
        yield report(
            "header-varies", list(headings.values())[1], "party heading", headers="、".join(headings)
        )


_CHECKS: tuple[Callable[[Records, _Printed, Findings], Iterator[Finding]], ...] = (
    _cut,
    _rare,
    _spaces,
    _dashes,
    _headings,
    _party_forms,
    _references,
    _band_rules,
    _titles,
    _party_headings,
)
