"""What the cells of a column show of it: that they score, are grades, figures, names or departments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from extractors.document import Cell
from normalizers.bands.split import grade_heading, split_bands
from normalizers.cells.kinds import kind_of_points
from normalizers.cells.parties import ends_like_organisation
from normalizers.cells.points import points_of_cell
from normalizers.tables.roles import LADDER, Column, Role
from normalizers.text import patterns
from normalizers.text.numerals import integer
from normalizers.text.views import clean, squeeze

# the rows below the header
Body = Sequence[Sequence[Cell | None]]
# what a cell that scores says: 扣2分, 得5-8分, 不得分, 按比例计分
_SCORES = patterns.made(
    r"[扣得加计减赋给记][^,;。:]{0,8}\d(?:\.\d{1,4})?分|不得分(?![包立解配流散批割段拆期])|不计分|得满分|一票否决|酌情[扣加打]|[扣加计]分|(?<!不)得分"
    # 每人次-1分, +2分/次, but not 80-90分
    r"|(?<![\d分%)])[-+]\d{1,3}(?:\.\d{1,2})?(?:分|/\p{Han})"
    r"|每\p{Han}{1,3}[-+]\d{1,3}(?:\.\d{1,2})?(?=[,;。]|$)"
)
# grades that are names of kinds as well: A类, 一级, 甲等
_CLASS = patterns.made(r"[A-E甲乙丙丁一二三四五ⅠⅡⅢⅣ1-5]")
_FIGURES = patterns.made(r"\d{1,3}(?:\.\d{1,2})?\s*-{1,2}\s*\d{1,3}(?:\.\d{1,2})?")
_BARE_POINTS = patterns.made(r"\d\s*分(?!钟)")
_LONG = 25  # characters; a longer cell of 考核内容 is text, not a name


def texts_of(column: Column, body: Body) -> list[str]:
    """The filled cells of a column, once for each row."""
    cells = (row[column.index] for row in body)
    return [cell.text for cell in cells if cell is not None and not cell.blank]


def scoring_share(column: Column, body: Body) -> float | None:
    """How many of the filled cells of a column score; None without a filled cell."""
    cells = dict.fromkeys(
        cell
        for row in body
        if (cell := row[column.index]) is not None and not cell.blank and cell.col == column.index
    )
    # 每处1分 below 扣分标准 needs no verb
    headed = kind_of_points(column.header) != "scored"
    scored = [scores(cell.text) or (headed and bool(_BARE_POINTS.search(cell.text))) for cell in cells]
    return sum(scored) / len(scored) if scored else None


@lru_cache(maxsize=16384)  # the columns of a table ask for each cell several times
def scores(text: str) -> bool:
    """Whether a cell says how something counts, by a verb or by bands."""
    found = clean(text)
    return bool(_SCORES.search(found.folded)) or bool(split_bands(found).bands)


def may_be_grade(column: Column, body: Body) -> bool:
    """Whether a column headed by a grade holds a band; A类 above 10 may be the points of one kind of unit."""
    heading = grade_heading(clean(column.header))
    # 优（90-100） names no class: only the word counts, not its figures
    if "分" in column.header or heading is None or not _CLASS.search(heading.grade):
        return True
    return mostly(
        texts_of(column, body), lambda text: "分" in text or bool(_FIGURES.fullmatch(clean(text).folded))
    )


def is_ladder(found: Sequence[Column], column: Column, body: Body) -> bool:
    """Whether the cells of a column are grades, several to each name: 优, 良, 差 beside 巡检.

    One grade to a name says something about the name: 风险等级. Where another name has steps that are no
    grades (10年及以上, 5年以下), all of them are texts.
    """
    before = [other for other in found if other.index < column.index]
    names = [other.index for other in before if other.role == "name"]
    # 评审内容 may turn out to hold the names
    names = names or [other.index for other in before if other.role == "content"]
    groups: list[list[str | None]] = []  # what is no grade is None
    last: Cell | None = None
    for row in body if names else ():
        name, cell = row[names[-1]], row[column.index]
        if name is not None and not name.blank and name is not last:
            groups.append([])
            last = name
        if cell is None or cell.blank or not groups:
            continue
        heading = grade_heading(clean(cell.text))
        if heading is not None or cell is not name:
            groups[-1].append(None if heading is None else heading.grade)
    if any(len(group) >= LADDER and set(group) == {None} for group in groups):
        return False
    # 合计 has none
    graded = [grades for group in groups if (grades := [one for one in group if one is not None])]
    return bool(graded) and all(len(set(grades)) == len(grades) >= LADDER for grades in graded)


def is_short(text: str) -> bool:
    """Whether a cell of 考核内容 reads like a name."""
    bare = squeeze(text)
    return len(bare) <= _LONG and not bare.endswith(("。", ";"))


def mostly(texts: Sequence[str], holds: Callable[[str], bool]) -> bool:
    """Whether more than half of the cells are so."""
    return sum(holds(text) for text in texts) * 2 > len(texts)


def numbers_rows(texts: Sequence[str]) -> bool:
    """Whether cells count their rows: 1, 2, 3 …."""
    figures = [integer(squeeze(text).rstrip(".、")) for text in texts[:3]]
    return figures == [1, 2, 3][: len(texts)]


def role_by_content(texts: Sequence[str], taken: set[Role]) -> Role | None:
    """The role that a column without a known heading shows; only roles that no heading has taken."""
    if "rule" not in taken and mostly(texts, lambda text: bool(split_bands(clean(text)).bands)):
        return "rule"
    if "number" not in taken and numbers_rows(texts):
        return "number"
    if "points" not in taken and mostly(texts, lambda text: points_of_cell(text) is not None):
        return "points"
    if "rule" not in taken and len(texts) > 1 and mostly(texts, scores):
        return "rule"
    if not taken & {"party", "owner"} and mostly(texts, lambda text: ends_like_organisation(squeeze(text))):
        return "party"
    return None
