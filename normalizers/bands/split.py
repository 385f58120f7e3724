"""Grade bands (档次): 好（14-18分）：… 较好（9-13分）：… with what each asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise, takewhile

import regex

from extractors.frozen import frozen
from normalizers.text import patterns
from normalizers.text.intervals import Interval, falling, interval, turned
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives, any_of, words


@frozen
class BandText:
    """A band as printed: its grade, its heading and its text, with the interval of its points."""

    grade: str
    points: Interval
    heading: Text
    text: Text


@frozen
class Split:
    """A scoring cell: the bands, and what stands before them and in sections of its own after them.

    `notes` are sentences around a table of bands that count nothing.
    """

    bands: tuple[BandText, ...]
    rest: tuple[Text, ...]
    notes: tuple[Text, ...] = ()


# 以证书为准。 beside a table of grades counts nothing
_COUNTS = patterns.made(r"\d|[分扣加减]|否决")


@cache
def grade_words() -> frozenset[str]:
    """Every grade word of the vocabulary."""
    return frozenset(word for family in words("grades")["families"] for word in family)


_GRADES = any_of(grade_words())
_SUFFIXES: list[str] = words("grades")["suffixes"]
_NAMED = rf"(?:{_GRADES}) (?:{any_of(_SUFFIXES)})?"
# a band has a figure, and in most forms a word that the vocabulary knows
_DIGIT, _GRADE = patterns.made(r"\d"), patterns.made(_GRADES)
_OPENING = r"""
    (?: \d{1,2} [.、)] (?!\d) | \( \d{1,2} \) | [①-⑳] | [一二三四五六] 、 | 第? [一二三四五六] [档等级] : )?
    ["'「『]?
"""
_FIGURE = r"\d{1,6}(?:\.\d{1,3})?"
_MARK = r"(?: [(\[] [^()\[\]]{0,8} [)\]] )?"
# 14-18分, 60分（含）以上, ≥17分
_INTERVAL = rf"""
    (?P<interval>
      (?: [≥≤<>] =? | 不低于 | 高于 | 低于 | 不足 | 未满 )? {_FIGURE} 分? {_MARK}
      (?: (?: -{{1,2}} | 至 | 到 ) {_FIGURE} 分? {_MARK} )?
      (?: 及?以[上下内] {_MARK} (?: {_FIGURE} 分? {_MARK} 以下 {_MARK} )? )? (?<= [分上下内)] )
    )
"""
# 好（14-18分）： / “好”(14-18) / 优秀（80（含）-90分） / 1.好（…）
_BRACKETED = patterns.made(
    rf"""
    {_OPENING} (?P<grade> [\p{{Han}}A-Za-z]{{1,8}} | [1-9ⅠⅡⅢⅣⅤ] [档等级类] ) ["'」』]? :?
    [(\[] (?: 得分? | 计 | 分值 )? :?
    (?P<interval> [^()\[\]]{{0,40}} (?: [(\[] [^()\[\]]{{0,8}} [)\]] [^()\[\]]{{0,20}} ){{0,3}} ) [)\]]
    (?: [:,] | -{{1,2}} (?!\d) )?
    """,
    regex.VERBOSE,
)
# 优秀：14-18分， / 合格：60分（含）以上；
_PLAIN = patterns.made(
    rf"""
    {_OPENING} (?P<grade> {_NAMED} ) ["'」』]? [:,]?
    {_INTERVAL}
    (?: [:,。;、] | $ )?
    """,
    regex.VERBOSE,
)
# what stands in each of them, and how far before its bracket a heading may begin
_NEAR_PLAIN = patterns.made(
    rf"{_NAMED} [\"'」』]? [:,]? (?: [≥≤<>\d] | [不高低未] \p{{Han}} )", regex.VERBOSE
)
_BRACKET, _FARTHEST = patterns.made(r"[(\[]"), 16
# 好：全部完成（14-18分）； the points stand behind the text
_LABELLED = patterns.made(
    rf"{_OPENING} (?P<grade> {_NAMED} ) [\"'」』]? : (?! [(\[]? [\d≥≤<>] )", regex.VERBOSE
)
# ≥17分：满意， / 13（含）-17分：一般； the points stand before the grade
_INVERTED = patterns.made(
    rf"""
    {_INTERVAL}
    : ["'「『]? (?P<grade> {_NAMED} ) ["'」』]? (?: [:,。;、] | $ )?
    """,
    regex.VERBOSE,
)
_POINTS_BEHIND = patterns.made(r"[(\[] (?P<interval> [^()\[\]]{1,40} ) [)\]] [。;,.]? $", regex.VERBOSE)
_NOTE = patterns.made(
    r"[(\[] (?:{0}) \d? [)\]] :? | [(\[]? (?:{0}) \d? [:、.]".replace("{0}", alternatives("grades", "notes")),
    regex.VERBOSE,
)
# 加分项：…, 【备注】…, 注1：… open a section of their own behind the bands
SECTION = patterns.made(
    r"[(\[] (?:{0}) \d? [)\]] :? | [(\[]? (?:{0}) \d? :".replace(
        "{0}", f"{alternatives('grades', 'sections')}|{alternatives('grades', 'notes')}"
    ),
    regex.VERBOSE,
)
# a sentence on a line of its own that speaks of the whole item ends the last band: 发生事故的，该项不得分。
_ITEM_RULE = patterns.made(
    r"""
    [^。;]{0,80}? (?: 一票否决
      | [该本此] (?: 项 | 指标 ) [^。;]{0,20}? (?: 不得 | 不计 | 不予 | [扣加计] [^。;]{0,4}? [\d分] )
      | 不得 (?: 被 )? 评 (?: 定 )? 为 | 每 [^。;,]{1,20}? (?: 加 | 扣 ) [^。;,]{0,2}? \d )
    """,
    regex.VERBOSE,
)
_RATED = patterns.made(r"按照? \p{Han}{0,4} [A-E甲乙丙丁优良] \p{Han}{0,2} \d{1,3}分 [、,]", regex.VERBOSE)
# 36-40分, 60 in a cell of its own
_ALONE = patterns.made(r"\d{1,3}(?:\.\d{1,2})?分?(?:\s?-{1,2}\s?\d{1,3}(?:\.\d{1,2})?)?分?")
_SHARED = patterns.made(r"(?P<grade>[\p{Han}A-Z]{1,6})\s?[(\[]\d{1,3}%(?:分值)?[)\]]")
_FEWEST = 2
_BOUNDARY = "。;!?)]"
# a grade word that the vocabulary knows may follow these as well
_WEAK_BOUNDARY = ":,、\"'"


@frozen
class _Head:
    start: int
    end: int
    grade: str
    points: Interval
    known: bool

    @property
    def ranged(self) -> bool:
        return self.points.low != self.points.high


def is_note(part: Text) -> bool:
    """Whether a part of a cell is a note by its heading: 注：, 【备注】, （说明1）."""
    return bool(_NOTE.match(part.folded))


def grade_heading(text: Text) -> BandText | None:
    """The band that a column heading names: 优, 优秀（90-100分）, A级：8分; None for other headings."""
    if _known(text.value):
        return BandText(text.value, Interval(None, None), text, text.cut(len(text)))
    if not _DIGIT.search(text.folded):
        return None
    shared = _SHARED.fullmatch(text.folded) if "%" in text.folded else None
    if shared is not None and _known(text.value[: shared.end("grade")]):
        # 优（100%） of points that each row has
        return BandText(text.value[: shared.end("grade")], Interval(None, None), text, text.cut(len(text)))
    split = split_bands(text)
    band = split.bands[0] if len(split.bands) == 1 and not split.rest else None
    return band if band is not None and not band.text and _known(band.grade) else None


def _opens_segment(text: Text, index: int) -> bool:
    return index == 0 or text.gaps[index] != "x" or text.folded[index - 1] in _BOUNDARY


def _opens_weakly(text: Text, index: int) -> bool:
    return _opens_segment(text, index) or text.folded[index - 1] in _WEAK_BOUNDARY


@lru_cache(maxsize=4096)  # the cells of every header are asked for
def _known(grade: str) -> bool:
    return grade in grade_words() or any(grade.removesuffix(suffix) in grade_words() for suffix in _SUFFIXES)


def _readable(text: Text, graded: bool) -> Iterator[tuple[regex.Pattern[str], regex.Match[str]]]:
    """All that has the form of a heading: before brackets, and at grades where a text is `graded`."""
    begin = 0
    for bracket in _BRACKET.finditer(text.folded):
        for start in range(max(begin, bracket.start() - _FARTHEST), bracket.start()):
            if match := _BRACKETED.match(text.folded, start):
                yield _BRACKETED, match
        begin = max(begin, bracket.start())
    if graded and _NEAR_PLAIN.search(text.folded):
        for match in _PLAIN.finditer(text.folded, overlapped=True):
            yield _PLAIN, match


def _candidates(text: Text, graded: bool) -> list[_Head]:
    """All that looks like the heading of a band; where two readings begin at one place, the longer one."""
    found: dict[int, _Head] = {}
    for pattern, match in _readable(text, graded):
        start, end = match.span()
        # a closing quotation mark belongs to the text before it
        while text.value[start] in "”’」』":
            start += 1
        grade = text.value[match.start("grade") : match.end("grade")]
        if grade.endswith("奖") or _RATED.search(text.folded, max(0, start - 40), start):
            continue  # 一等奖5分, 按A级5分、B级4分: clauses
        known = _known(grade)
        if not (_opens_weakly if known and "分" in match["interval"] else _opens_segment)(text, start):
            continue
        points = interval(match["interval"])
        # 按要求（3-5） is no band: without 分 only a grade word makes one
        if points is None or not (known or "分" in match["interval"]):
            continue
        # 良好90分以上的 is a condition: without brackets a break or a mark has to follow
        closed = pattern is _BRACKETED or text.folded[end - 1] in ":,。;、" or _opens_end(text, end)
        kept = found.get(start)
        if closed and (kept is None or end > kept.end):
            found[start] = _Head(start, end, grade, points, known)
    heads: list[_Head] = []
    for start in sorted(found):
        if not heads or start >= heads[-1].end:
            heads.append(found[start])
        elif found[start].known and not heads[-1].known:
            # 资料齐全 / B级（6-8分）: the line before ended without a mark
            heads[-1] = found[start]
    return heads


def _opens_end(text: Text, end: int) -> bool:
    return end == len(text) or text.gaps[end] != "x"


def _heads(text: Text, graded: bool) -> list[_Head]:
    """Headings of bands in order: grade words, and other words whose points fit into the same ladder."""
    candidates = _candidates(text, graded)
    known = [head for head in candidates if head.known]
    if not known:
        # 制度健全（5分） is a component with its points; two ranges in a row without overlap are a ladder
        ranged = [head for head in candidates if head.ranged]
        ladder = len(ranged) > 1 and all(map(_follows, ranged, ranged[1:]))
        return [head for head in candidates if head.ranged or _fits(head, ranged)] if ladder else []
    if len(known) == 1 and not known[0].ranged and text.folded[known[0].end - 1] not in ")]:":
        return []
    return [head for head in candidates if head.known or _fits(head, known)]


def _follows(upper: _Head, lower: _Head) -> bool:
    """Whether the points of one heading lie wholly below those of the other: bands are printed best first."""
    floor, ceiling = upper.points.low, lower.points.high
    if floor is None or ceiling is None:
        return False
    return ceiling <= floor if upper.ranged and lower.ranged else ceiling < floor


def _fits(head: _Head, sure: Sequence[_Head]) -> bool:
    """Whether an unknown word has its points where the ladder of the sure headings has room for them."""
    above = max((other for other in sure if other.start < head.start), key=lambda h: h.start, default=None)
    below = min((other for other in sure if other.start > head.start), key=lambda h: h.start, default=None)
    return (above is None or _follows(above, head)) and (below is None or _follows(head, below))


def _labelled(text: Text) -> list[_Head]:
    """Bands whose points stand behind their text; all of them must have points, else none is read."""
    matches = [m for m in _LABELLED.finditer(text.folded) if _opens_segment(text, m.start())]
    if len(matches) < _FEWEST:
        return []
    heads: list[_Head] = []
    stops = [*(match.start() for match in matches[1:]), len(text)]
    stops[-1] = next((start for start in _sections(text) if start > matches[-1].end()), len(text))
    for match, stop in zip(matches, stops, strict=True):
        behind = _POINTS_BEHIND.search(text.folded, max(match.end(), stop - 50), stop)
        points = interval(behind["interval"]) if behind and "分" in behind["interval"] else None
        if points is None:
            return []
        heads.append(
            _Head(
                match.start(),
                match.end(),
                text.value[match.start("grade") : match.end("grade")],
                points,
                True,
            )
        )
    return heads


def _inverted(text: Text) -> list[_Head]:
    """Bands whose points stand before their grade; two at least, each of a grade of its own."""
    heads: list[_Head] = []
    for match in _INVERTED.finditer(text.folded):
        start, end = match.span()
        points = interval(match["interval"])
        closed = text.folded[end - 1] in ":,。;、" or _opens_end(text, end)
        if points is not None and closed and "分" in match["interval"] and _opens_segment(text, start):
            grade = text.value[match.start("grade") : match.end("grade")]
            heads.append(_Head(start, end, grade, points, True))
    return heads if len({head.grade for head in heads}) == len(heads) > 1 else []


def _tabular(text: Text) -> Split | None:
    """Bands in the rows of a table in the cell: 优 | 95%以上 | 36-40分, a line for each, with or without 优.

    Each line has its points in a cell of its own; a line without a figure heads the others. What stands
    before and behind the table is the rest.
    """
    lines = list(text.lines())
    for start in range(len(lines) - 1):
        headed = start > 0 and not _DIGIT.search(lines[start - 1].folded)
        bands = list(takewhile(bool, (_row(line, headed=headed) for line in lines[start:])))
        found = tuple(band for band in bands if band is not None)
        # 1.操作前沟通 1分, 2.操作后提问 1分 are parts that add up
        tops = [band.points.high for band in found if band.points.high is not None]
        steps = len(tops) == len(found) and all(upper > lower for upper, lower in pairwise(tops))
        if len(found) > 1 and (steps or all(_known(band.grade) for band in found)):
            # 档次 | 条件 | 得分 names the columns, 按下列等次评定： what follows
            heading = headed and len(list(_cells(lines[start - 1]))) > 1
            around = (*lines[: start - heading], *lines[start + len(found) :])
            said = [line for line in around if not line.folded.endswith(":")]
            notes = tuple(line for line in said if not _COUNTS.search(line.folded))
            return Split(upright(found), tuple(line for line in said if line not in notes), notes)
    return None


def _row(line: Text, *, headed: bool) -> BandText | None:
    """The band of a line of cells; a figure without 分 is its points where it ends the line of a grade."""
    cells = list(_cells(line))
    said = [cell for cell in cells[1:] if _ALONE.fullmatch(cell.folded) and "分" in cell.folded]
    if not said and _ALONE.fullmatch(cells[-1].folded) and (headed or _known(cells[0].value)):
        said = cells[-1:]
    points = interval(said[0].folded) if len(said) == 1 and len(cells) > 1 else None
    if points is None:
        return None
    texts = [cell for cell in cells if cell is not said[0]]
    known = _known(texts[0].value)
    asked = texts[1:] if known else texts
    body = line.cut(0, 0)
    if asked:
        # the words between the first and the last cell that asks for something
        start, end = (line.offsets.index(at) for at in (asked[0].offsets[0], asked[-1].offsets[-1]))
        body = line.cut(start, end + 1)
    return BandText(texts[0].value if known else body.value, points, said[0], body)


def _cells(line: Text) -> Iterator[Text]:
    """The cells of a line, apart by white space."""
    start = 0
    for index in range(1, len(line) + 1):
        if index == len(line) or line.gaps[index] != "x":
            yield line.cut(start, index)
            start = index


def _sections(text: Text) -> list[int]:
    """Where the text turns from the bands to something else: 注：, 加分项：, a rule for the whole item."""
    named = [match.start() for match in SECTION.finditer(text.folded) if _opens_segment(text, match.start())]
    rules = [
        index
        for index in range(1, len(text))
        if text.gaps[index] != "x"
        and text.folded[index - 1] in "。;"
        and _ITEM_RULE.match(text.folded, index)
    ]
    return sorted({*named, *rules})


@lru_cache(maxsize=16384)  # the columns of a table, its outline and its criteria each ask for a cell
def split_bands(text: Text) -> Split:
    """Bands and the rest of a scoring cell; without bands the whole cell is the rest."""
    if text.gaps.count("\n") and " " in text.gaps and (table := _tabular(text)):
        return table
    if not _DIGIT.search(text.folded):
        heads = []
    elif _GRADE.search(text.folded):
        marked = ":" in text.folded
        heads = (_labelled(text) or _inverted(text)) if marked else []
        heads = heads or _heads(text, graded=True)
    else:
        heads = _heads(text, graded=False)
    if not heads:
        return Split((), (text.cut(0),) if text else ())
    by_start = {head.start: head for head in heads}
    inside = bytearray(len(text))
    for one in heads:
        inside[one.start : one.end] = b"h" * (one.end - one.start)
    sections = [start for start in _sections(text) if start > heads[0].start and not inside[start]]
    cuts = sorted({*by_start, *sections, len(text)})
    rest = [text.cut(0, heads[0].start)]
    bands = []
    for start, end in pairwise(cuts):
        if head := by_start.get(start):
            heading, body = text.cut(start, head.end), text.cut(head.end, end)
            bands.append(BandText(head.grade, head.points, heading, body))
        else:
            rest.append(text.cut(start, end))
    return Split(upright(bands), tuple(part for part in rest if part))


def upright(bands: Sequence[BandText]) -> tuple[BandText, ...]:
    """Bands with their lower end first, also where all are printed the other way round: 40-31分, 30-21分."""
    ends = [(band.points.low, band.points.high) for band in bands]
    if not falling([(low, high) for low, high in ends if low is not None and high is not None]):
        return tuple(bands)
    return tuple(
        band if None in {band.points.low, band.points.high} else replace(band, points=turned(band.points))
        for band in bands
    )
