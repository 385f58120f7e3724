"""The grade ladder of a whole rubric: 90分以上为优秀，80-89分为良好…; 合格：≥80分且…; a small table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import regex

from extractors.document import Cell, Table
from extractors.frozen import frozen
from normalizers.bands.split import grade_words
from normalizers.text import patterns
from normalizers.text.intervals import Interval, interval
from normalizers.text.views import Text, squeeze
from normalizers.vocabulary import any_of, words

_FEWEST = 2
_INFINITE = Decimal("Infinity")
_LARGEST = 10  # rows of a table that is a ladder
_SUFFIXES: list[str] = words("grades")["suffixes"]
_FAMILIES: list[frozenset[str]] = [frozenset(family) for family in words("grades")["families"]]
_FIGURE = r"\d{1,4}(?:\.\d{1,2})?"
_MARK = r"(?: [(\[] \s* (?:包?含|不含|不包含) [^()\[\]]{0,6} [)\]] )?"
_SIGN = r"(?: [≥≤<>] =? | 不低于 | 高于 | 低于 | 不足 | 未满 | 大于 | 小于 | 不满 | 超过 )"
_INTERVAL = rf"""
    (?: {_FIGURE} 分? [≤<≥>] =? (?: [\p{{Han}}A-Za-z]{{1,6}} )? [≤<≥>] =? {_FIGURE} 分?
      | {_SIGN}? {_FIGURE} 分? {_MARK} (?: 及?以[上下内] {_MARK} )?
        # 90分及以上且低于96分
        (?: (?: [、,至到-]{{0,2}} | [且并但] )
            {_SIGN}? {_FIGURE} 分? {_MARK} (?: 及?以[上下内] {_MARK} | 之间 )? )?
    )
"""
_GRADE = rf"""["'「『]? (?P<grade> (?:{any_of(grade_words())}) (?:{any_of(_SUFFIXES)})? ) ["'」』]?"""
# any name may be a grade where the ranges leave nothing between them: 60-89分为达标所
_ANY = r"""["'「『]? (?P<grade> [\p{Han}A-Za-z★]{1,8}? ) ["'」』]?"""
_SAYS = r"(?: 可 | 应 | 直接 )? (?: 评定 | 评 | 确定 | 认定 | 定 | 列 | 划分 )? (?: 为 | 属于? | 等级为 )"
_ENDS = r"(?= [,;。、)] | 等次 | 档次 | 单位 | 等级 | 企业 | 科室 | 集体 | 个人 | $ )"
# (得分在)90分以上(的)(，评定)为优秀(等次)
_FIGURES_FIRST = patterns.made(
    rf"""
    (?<! \d ) (?P<interval> {_INTERVAL} ) (?: 的 | 者 | 单位 | 的单位 )? ,?
    (?: {_SAYS}
      | : | -{{2}}
      # 60-69分为合格，60分以下不合格
      | (?<= 以[上下] ) )
    {_GRADE} {_ENDS}
    """,
    regex.VERBOSE,
)
_NAMED = patterns.made(
    rf"(?<! \d ) (?P<interval> {_INTERVAL} ) (?: 的 | 者 )? ,? {_SAYS} {_ANY} {_ENDS}", regex.VERBOSE
)
# 优秀（90-100分）, 合格：≥80分, 良好为80分以上, A级，90分及以上
_GRADE_FIRST = patterns.made(
    rf"""
    # 结果分优秀（90分以上）…, but not 90分优秀
    (?: (?<! [\p{{Han}}\d] ) | (?<= [为是] | (?<! \d ) 分 ) )
    {_GRADE} (?: 等次 | 档次 )? (?P<open> [(\[:,为是] | 等次为 )
    (?: (?: 考核 | 综合 | 评估 | 评审 | 评定 | 考评 | 评价 | 最终 | 总 )?
        (?: 得分 | 总分 | 分数 | 分值 | 成绩 ) (?: 在 | 为 )? )?
    (?P<interval> {_INTERVAL} ) (?= [,;。、)\]且并] | 的 | $ )
    """,
    regex.VERBOSE,
)
# 2.85分以上: a number of an item and 85 points
_ITEM = patterns.made(r"(\d)\.(?=\d{2,3}(?!\d))")
# 且核心指标达标数≥14个
_AND = patterns.made(r"[,，]?(?:且|并且|并|同时|或)[^;。]{2,80}")


@frozen
class Step:
    """A grade with the points that it takes; `text` is what else it asks for, `start` and `end` its place."""

    grade: str
    points: Interval
    text: Text
    start: int
    end: int


@frozen
class CellStep:
    """A grade and its points in cells of their own, with the other cells beside them."""

    grade: Cell
    points_cell: Cell
    points: Interval
    others: tuple[Cell, ...]


def ladder(text: Text) -> tuple[Step, ...]:
    """The grades that a text gives to ranges of points, as printed; none where it states fewer than two.

    All have to be of one family of grade words, each once, so that 90分以上的为先进 is no ladder; or their
    ranges follow one another from end to end, whatever they are called.
    """
    if "分" not in text.folded:
        return ()
    named = tuple(_steps(text, _NAMED))
    for pattern in (_FIGURES_FIRST, _GRADE_FIRST):
        steps = tuple(_steps(text, pattern))
        # of AAA、AA、A、B with two that the vocabulary knows four are printed
        if _is_family([_bare(step.grade) for step in steps]) and len(steps) >= len(named):
            return steps
    whole = _leaves_nothing(named) or _goes_down_to(text, named)
    return named if whole and len({step.grade for step in named}) == len(named) else ()


def _steps(text: Text, pattern: regex.Pattern[str]) -> Iterator[Step]:
    for match in pattern.finditer(text.folded):
        points = interval(_unnumbered(text.folded, match.start(), match["interval"]).strip("、,"))
        if points is None or points.low == points.high:
            continue
        behind = _AND.match(text.folded, match.end())
        end = behind.end() if behind else match.end()
        grade = text.value[match.start("grade") : match.end("grade")]
        yield Step(grade, points, text.cut(match.end(), end), match.start(), end)


def _leaves_nothing(steps: Sequence[Step]) -> bool:
    """Whether ranges follow one another without a gap, from the highest to an open or lowest end."""
    ends = sorted((step.points.low or 0, step.points.high or _INFINITE) for step in steps)
    return (
        len(ends) >= _FEWEST
        and ends[0][0] == 0
        and all(0 <= low - high <= 1 for (_, high), (low, _) in pairwise(ends))
    )


def _goes_down_to(text: Text, steps: Sequence[Step]) -> bool:
    """Whether ranges follow one another down to what gets no grade: 低于80分不授星."""
    low = min((step.points.low or Decimal(0) for step in steps), default=Decimal(0))
    figure = f"{low.normalize():f}分"
    rest = regex.search(
        rf"(?:(?:低于|不足|未满|不满){figure}|(?<!\d){figure}以下)(?:的|者)?,?不[授予评定]", text.folded
    )
    lowered = [
        replace(step, points=replace(step.points, low=Decimal(0))) if step.points.low == low else step
        for step in steps
    ]
    return rest is not None and _leaves_nothing(lowered)


def _unnumbered(folded: str, start: int, printed: str) -> str:
    """An interval without the number of its item: 1.本表每季一次；2.85分以上为优秀 begins at 85 points."""
    number = _ITEM.match(printed)
    if number is None or (start and folded[start - 1] not in "。;:"):
        return printed
    before = int(number[1]) - 1
    counts = before == 0 or regex.search(rf"(?<![\d.]){before}[.、]", folded[:start])
    return printed[number.end() :] if counts else printed


def ladder_of(table: Table) -> tuple[CellStep, ...]:
    """The ladder that a small table is: grades beside ranges of points, or above them; else nothing.

    Every row (or column) but the headings has to be a step, and something has to speak of points (分).
    """
    grid = table.grid()
    if not _FEWEST <= len(grid) <= _LARGEST or not any("分" in cell.text for cell in table.cells):
        return ()
    for lines in (grid, [list(line) for line in zip(*grid, strict=True)]):
        steps = [step for line in lines if (step := _step_in(line)) is not None]
        grades = [_bare(squeeze(step.grade.text)) for step in steps]
        if len(steps) >= max(_FEWEST, len(lines) - 1) and _is_family(grades):
            return tuple(steps)
    return ()


def _step_in(line: Sequence[Cell | None]) -> CellStep | None:
    """The grade and the range that a row or column holds beside whatever else it says."""
    cells = list(dict.fromkeys(cell for cell in line if cell is not None and not cell.blank))
    grades = [cell for cell in cells if _bare(squeeze(cell.text)) in grade_words()]
    ranges = [(cell, points) for cell in cells if (points := interval(squeeze(cell.text))) is not None]
    if len(ranges) > 1:
        # 95分以上 | 不超过30% | 12000元: the points are those that say so
        ranges = [found for found in ranges if "分" in found[0].text]
    if len(grades) != 1 or len(ranges) != 1 or ranges[0][1].low == ranges[0][1].high:
        return None
    (grade,), ((points_cell, points),) = grades, ranges
    others = tuple(cell for cell in cells if cell not in (grade, points_cell))
    return CellStep(grade, points_cell, points, others)


def _is_family(grades: Sequence[str]) -> bool:
    """Whether some grades are of one family, each once."""
    return len(set(grades)) == len(grades) >= _FEWEST and any(family >= set(grades) for family in _FAMILIES)


def _bare(grade: str) -> str:
    """The grade without 等次: 优秀等次 → 优秀; a word of the vocabulary stays (A级)."""
    if grade in grade_words():
        return grade
    return next((grade.removesuffix(suffix) for suffix in _SUFFIXES if grade.endswith(suffix)), grade)
